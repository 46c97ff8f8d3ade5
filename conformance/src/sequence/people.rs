//! The model of people: what they are asked and answer, what they bring and take away, and who
//! stops the service.

use wire::ntms::NtmsError;
use wire::ntms::state::SideState;

use super::model::{
    Answered, Asked, End, FOREIGN, For, HANDS, IMPORT, Line, Model, OperatorRequest, Place, Reply,
    Session, WATCH,
};
use super::step::{Deed, Patience};

impl Model {
    pub(super) fn open(&mut self, who: usize) -> End {
        self.sessions[who] = Session::Open;
        Ok(())
    }

    /// People are asked for something.
    pub(super) fn post(&mut self, asked: Asked) -> u32 {
        self.requests_made += 1;
        let (number, answered) = (self.requests_made, Answered::Not);
        self.requests.push(OperatorRequest { number, asked, answered });
        number
    }

    /// Nobody wants it any more. Who waits for the request finds it gone.
    pub(super) fn withdraw(&mut self, number: u32) {
        self.requests.retain(|request| request.number != number);
        self.answer(number, Err(NtmsError::ObjectNotFound));
    }

    /// Who waits for a request is told.
    fn answer(&mut self, number: u32, end: End) {
        let told = |what: &For| matches!(what, For::Request(waited) if *waited == number);
        let (ended, waits) = self.waits.iter().partition(|wait| told(&wait.what));
        self.waits = waits;
        let ended: Vec<super::model::Wait> = ended;
        for wait in ended {
            self.end(wait.line, end);
        }
    }

    pub(super) fn satisfy(&mut self, number: u8) -> End {
        let at = self.request(number);
        let request = self.requests[at];
        if request.answered != Answered::Not {
            return Err(NtmsError::ObjectNotFound);
        }
        self.requests[at].answered = Answered::Complete;
        self.answer(request.number, Ok(()));
        if request.asked == Asked::NewMedia {
            self.search_again();
        }
        Ok(())
    }

    pub(super) fn cancel(&mut self, number: u8) -> End {
        let at = self.request(number);
        let request = self.requests[at];
        if request.answered != Answered::Not {
            return Err(NtmsError::InvalidState);
        }
        self.requests[at].answered = Answered::Refused;
        self.answer(request.number, Err(NtmsError::Cancelled));
        let asked =
            |what: &For| matches!(what, For::Media { request: r, .. } if *r == request.number);
        if let Some(at) = self.waits.iter().position(|wait| asked(&wait.what)) {
            let wait = self.waits.remove(at);
            self.end(wait.line, Err(NtmsError::Cancelled));
        }
        Ok(())
    }

    pub(super) fn wait_for_request(&mut self, number: u8, patience: Patience) -> Reply {
        let request = self.requests[self.request(number)];
        match request.answered {
            Answered::Complete => Ok(()).into(),
            Answered::Refused => Err(NtmsError::Cancelled).into(),
            Answered::Not if patience == Patience::None => Err(NtmsError::Timeout).into(),
            Answered::Not => Reply::Waits(For::Request(request.number), patience.seconds()),
        }
    }

    /// Allocations that wait search again, and ask again where what they asked is answered.
    pub(super) fn search_again(&mut self) {
        let mut at = 0;
        while let Some(wait) = self.waits.get(at).copied() {
            let For::Media { pool, new, request } = wait.what else {
                at += 1;
                continue;
            };
            match self.search(pool, new) {
                Ok(None) => {
                    let is_open = |row: &OperatorRequest| {
                        row.number == request && row.answered == Answered::Not
                    };
                    if !self.requests.iter().any(is_open) {
                        self.withdraw(request);
                        let request = self.post(Asked::NewMedia);
                        self.waits[at].what = For::Media { pool, new, request };
                    }
                    at += 1;
                }
                found => {
                    if let Ok(Some(side)) = found {
                        self.take(side, pool, new);
                    }
                    self.waits.remove(at);
                    self.end(wait.line, found.map(|_| ()));
                    self.withdraw(request);
                }
            }
        }
    }

    pub(super) fn eject(&mut self, medium: usize) -> End {
        let row = self.media[medium];
        if !row.known {
            return Err(NtmsError::InvalidParameter);
        }
        if row.place == Place::Shelf {
            return Err(NtmsError::LibraryOffline);
        }
        if !self.library_enabled {
            return Err(NtmsError::DeviceNotAvailable);
        }
        if !row.enabled {
            return Err(NtmsError::MediaNotAvailable);
        }
        if self.is_held(medium) {
            return Err(NtmsError::Busy);
        }
        self.by_hand(HANDS, "do: { take-from-port: [jukebox, 0] }".to_owned());
        if let Place::Drive(drive) = row.place {
            self.drives[drive].idle = None;
        }
        let row = &mut self.media[medium];
        row.place = Place::Shelf;
        // Nothing of what nobody owns is kept.
        if matches!(row.pool, IMPORT | FOREIGN) {
            row.known = false;
        }
        Ok(())
    }

    pub(super) fn inject(&mut self, number: u8) -> End {
        if !self.library_enabled {
            return Err(NtmsError::DeviceNotAvailable);
        }
        let Some(medium) = self.on_shelf(number) else { return Ok(()) };
        let name = self.media[medium].name;
        let insertion = format!("do: {{ insert: {{ medium: {name}, library: jukebox }} }}");
        self.by_hand(HANDS, insertion);
        self.come_in(medium);
        Ok(())
    }

    /// A medium lies in a slot, and what it is has been read off it.
    fn come_in(&mut self, medium: usize) {
        let latest = self.media.iter().map(|medium| medium.since).max().unwrap_or(0);
        let row = &mut self.media[medium];
        row.place = Place::Slot;
        if let Some((state, pool)) = row.classed.filter(|_| !row.known) {
            (row.known, row.enabled, row.pool, row.since) = (true, true, pool, latest + 1);
            row.renamed = true;
            for side in &mut row.sides {
                side.state = state;
                (side.logical, side.allocated, side.mounted) = (None, 0, 0);
            }
        }
        if let Some(drive) = self.drive_for(medium) {
            self.visit(medium, drive);
        }
        self.search_again();
    }

    /// The person brings what mounts wait for.
    pub(super) fn bring(&mut self) {
        let is_away = |medium: usize| self.media[medium].place == Place::Shelf;
        let away = |what: &For| match what {
            For::Mount { sides, .. } => {
                sides.all().map(|(medium, _)| medium).find(|medium| is_away(*medium))
            }
            _ => None,
        };
        if let Some(medium) = self.waits.iter().find_map(|wait| away(&wait.what)) {
            let open = self.requests.iter().position(|request| {
                request.asked == Asked::MoveMedia && request.answered == Answered::Not
            });
            if let Some(at) = open {
                self.requests[at].answered = Answered::Complete;
            }
            self.come_in(medium);
            self.settle();
        }
    }

    pub(super) fn inventory(&mut self) -> End {
        if !self.library_enabled {
            return Err(NtmsError::DeviceNotAvailable);
        }
        self.search_again();
        Ok(())
    }

    /// Hands stop the service and start it again: sessions are gone, drives are emptied, and what
    /// is on record stays.
    pub(super) fn restart(&mut self) {
        self.by_hand(0, "do: { stop-service: HERE }".to_owned());
        self.by_hand(10, "do: { start-service: HERE }".to_owned());
        for drive in 0..self.drives.len() {
            self.release(drive, false);
            self.go_home(u64::MAX);
        }
        for session in &mut self.sessions {
            if *session == Session::Open {
                *session = Session::Lost;
            }
        }
        // The watch has a session as well.
        let lost = Err(NtmsError::ConnectionUnavail);
        for (deed, end) in [(Deed::Close, lost), (Deed::Open, Ok(()))] {
            let (at, action) = (self.now + HANDS, self.words(&deed));
            self.write(Line { who: WATCH, at, action, end, save: None, gives: String::new() });
        }
    }

    /// A side's state in a word of the scenario format.
    pub(super) fn state_word(state: SideState) -> &'static str {
        match state {
            SideState::Unprepared => "UNPREPARED",
            SideState::Decommissioned => "DECOMMISSIONED",
            SideState::Available => "AVAILABLE",
            SideState::Allocated => "ALLOCATED",
            SideState::Complete => "COMPLETE",
            SideState::Foreign => "FOREIGN",
            SideState::Import => "IMPORT",
            SideState::Reserved => "RESERVED",
            _ => "UNKNOWN",
        }
    }
}
