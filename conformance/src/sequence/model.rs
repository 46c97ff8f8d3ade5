//! The model: pools, media, drives, programs and requests as the documentation tells of them, and
//! nothing of how the service works. It says how each call ends and what is there afterwards.
//!
//! Time goes in beats. A beat begins with one step; all that devices and people do about it is
//! over long before the beat is, except where a program waits for what does not come.

use wire::ntms::NtmsError;

pub(super) use super::thing::*;

use super::step::{Deed, Mount, Step, Switch};

/// Seconds from one step to the next.
pub(super) const BEAT: u64 = 240;
/// Seconds into a beat at which people do something.
pub(super) const HANDS: u64 = 30;
/// Seconds into a beat at which everything is looked at.
pub(super) const LOOK: u64 = 200;
/// Seconds that a medium stays after a deferred dismount (NTMS_DRIVEINFORMATION,
/// dwDeferDismountDelay, by default).
const DEFERRED: u64 = 300;
/// How many beats the longest wait lasts.
pub(super) const BEATS_WAITED: usize = 5;

/// Programs, each with a session of its own.
pub(super) const PROGRAMS: [&str; 3] = ["red", "green", "blue"];
/// Who brings what the service asks for and takes what it puts out.
pub(super) const BY_HAND: &str = "hands";
/// Who looks.
pub(super) const WATCH: &str = "watch";

/// Every pool that there is or may be.
pub(super) const PATHS: [&str; 8] = [
    r"Free\MO_5_RW",
    r"Import\MO_5_RW",
    r"Unrecognized\MO_5_RW",
    "Backup",
    "Archive",
    "Jobs",
    r"Jobs\Day",
    r"Jobs\Night",
];
pub(super) const FREE: usize = 0;
pub(super) const IMPORT: usize = 1;
pub(super) const FOREIGN: usize = 2;
pub(super) const BACKUP: usize = 3;
pub(super) const ARCHIVE: usize = 4;

/// The pool above one of applications.
pub(super) fn parent(pool: usize) -> Option<usize> {
    let (above, _) = PATHS[pool].rsplit_once('\\')?;
    PATHS.iter().position(|path| *path == above)
}

/// How a call ends: well, or with a code.
pub(super) type End = Result<(), NtmsError>;

/// Rules that a test may break on purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// A side is retired one allocation too late.
    pub retires_late: bool,
    /// A complete side may be mounted for writing.
    pub writes_complete: bool,
}

/// Everything that the documentation lets expect.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) rules: Rules,
    pub(super) now: u64,
    pub(super) pools: [Option<Pool>; 8],
    pub(super) media: [Medium; 7],
    pub(super) drives: [Drive; 2],
    pub(super) library_enabled: bool,
    pub(super) sessions: [Session; 3],
    pub(super) waits: Vec<Wait>,
    pub(super) requests: Vec<OperatorRequest>,
    pub(super) requests_made: u32,
    pub(super) lines: Vec<Line>,
}

impl Model {
    /// The room as every script finds it.
    pub(super) fn new(rules: Rules) -> Model {
        let holds_media = Some(Pool { leaf: true, ..Pool::default() });
        let mut pools = [None; 8];
        for pool in [FREE, IMPORT, FOREIGN, BACKUP, ARCHIVE] {
            pools[pool] = holds_media;
        }
        let drive = Drive { enabled: true, mounted: 0, hold: None, idle: None };
        Model {
            rules,
            now: 0,
            pools,
            media: media(),
            drives: [drive; 2],
            library_enabled: true,
            sessions: [Session::Open; 3],
            waits: Vec::new(),
            requests: Vec::new(),
            requests_made: 0,
            lines: Vec::new(),
        }
    }

    /// One beat, which begins with a step.
    pub(super) fn beat(&mut self, step: &Step) {
        self.now += BEAT;
        self.step(step);
        self.settle();
        self.bring();
        for offset in [60, 90, 120] {
            let time = self.now + offset;
            self.go_home(time);
            self.expire(time);
            self.settle();
        }
    }

    fn step(&mut self, step: &Step) {
        let waits = |who: &usize| self.waits.iter().any(|wait| wait.who == *who);
        let ready: Vec<usize> = (0..PROGRAMS.len()).filter(|who| !waits(who)).collect();
        let Some(who) = pick(step.who, &ready) else { return };
        if !self.makes_sense(&step.deed, who) {
            return;
        }
        match step.deed {
            Deed::Restart => return self.restart(),
            Deed::Satisfy(_) | Deed::Cancel(_) | Deed::Await(..) => {
                let list = "EnumerateNtmsObject: { type: OPREQUEST }".to_owned();
                let gives = format!("{{ count: {} }}", self.requests.len());
                self.write(Line { save: Some("asked"), gives, ..self.line(who, list, Ok(())) });
            }
            _ => {}
        }
        let action = self.words(&step.deed);
        let line = self.lines.len();
        self.write(self.line(who, action, Ok(())));
        let reply = match (self.in_session(who), &step.deed) {
            (_, Deed::Open) => self.open(who).into(),
            (_, Deed::Close) => self.close(who).into(),
            (Err(error), _) => Reply::Ended(Err(error)),
            (Ok(()), deed) => self.serve(who, deed),
        };
        match reply {
            Reply::Ended(end) => self.end(line, end),
            Reply::Waits(what, patience) => {
                self.waits.push(Wait { who, line, due: self.now + patience, what });
            }
        }
    }

    /// Whether a step is one that anything can be said of in advance.
    fn makes_sense(&self, deed: &Deed, who: usize) -> bool {
        let sought = |medium: &usize| {
            let is = |wait: &Wait| match wait.what {
                For::Mount { sides, .. } => sides.has(*medium),
                _ => false,
            };
            self.waits.iter().any(is)
        };
        let free = (0..2).any(|drive| self.drives[drive].enabled && self.is_free(drive));
        match deed {
            Deed::Rest => false,
            Deed::Open => self.sessions[who] == Session::Closed,
            Deed::SetPool { pool, .. } => self.settable(*pool).is_some(),
            Deed::Satisfy(_) | Deed::Cancel(_) | Deed::Await(..) => {
                self.sessions[who] == Session::Open && !self.requests.is_empty()
            }
            // What is put out while a mount waits for it is asked for at once.
            Deed::Eject(medium) => !sought(&index(*medium, self.media.len())),
            // What comes in is looked at in a drive; while none is free it is not known what it is.
            Deed::Inject(medium) => free && self.on_shelf(*medium).is_some(),
            Deed::Mount(mount) => {
                let away = |(medium, _): &(usize, usize)| {
                    self.media[*medium].known && self.media[*medium].place == Place::Shelf
                };
                // One is brought at a time, and only where it can be looked at.
                match self.sides(mount).all().filter(away).count() {
                    0 => true,
                    _ => free && mount.second.is_none(),
                }
            }
            Deed::Restart => self.waits.is_empty(),
            _ => true,
        }
    }

    fn in_session(&self, who: usize) -> End {
        match self.sessions[who] {
            Session::Open => Ok(()),
            Session::Lost => Err(NtmsError::NotConnected),
            Session::Closed => Err(NtmsError::InvalidHandle),
        }
    }

    fn serve(&mut self, who: usize, deed: &Deed) -> Reply {
        match *deed {
            Deed::Rest | Deed::Open | Deed::Close | Deed::Export | Deed::Restart => Ok(()).into(),
            Deed::CreatePool { pool, leaf, action } => {
                self.create_pool(index(pool, PATHS.len()), leaf, action).into()
            }
            Deed::DeletePool(pool) => self.delete_pool(index(pool, PATHS.len())).into(),
            Deed::SetPool { pool, draws, gives, limit } => {
                self.set_pool(pool, draws, gives, limit).into()
            }
            Deed::Move { medium, pool } => {
                self.move_medium(index(medium, self.media.len()), index(pool, PATHS.len())).into()
            }
            Deed::Allocate { pool, side, new, error, patience } => {
                let side = side.map(|(medium, side)| self.a_side(medium, side));
                self.allocate(index(pool, PATHS.len()), side, new, error, patience)
            }
            Deed::AllocateNext(side) => self.allocate_next(self.owned(side)).into(),
            Deed::Deallocate(side) => self.deallocate(self.owned(side)).into(),
            Deed::Complete(side) => self.complete(self.owned(side)).into(),
            Deed::Swap(first, second) => self.swap(self.owned(first), self.owned(second)).into(),
            Deed::Decommission(medium, side) => self.decommission(self.a_side(medium, side)).into(),
            Deed::Delete(medium) => self.delete(index(medium, self.media.len())).into(),
            Deed::Mount(ref mount) => self.mount(mount),
            Deed::Dismount { side, deferred } => {
                self.dismount(who, self.mounted(side), deferred).into()
            }
            Deed::Eject(medium) => self.eject(index(medium, self.media.len())).into(),
            Deed::Inject(medium) => self.inject(medium).into(),
            Deed::Inventory => self.inventory().into(),
            Deed::Submit => {
                self.post(Asked::Message);
                Ok(()).into()
            }
            Deed::Satisfy(request) => self.satisfy(request).into(),
            Deed::Cancel(request) => self.cancel(request).into(),
            Deed::Await(request, patience) => self.wait_for_request(request, patience),
            Deed::Enable(what) => self.enable(what).into(),
            Deed::Disable(what) => self.disable(what).into(),
        }
    }

    /// Nobody waits for anything.
    pub(super) fn is_quiet(&self) -> bool {
        self.waits.is_empty()
    }

    /// A program closes its session, if it has one.
    pub(super) fn leave(&mut self, who: usize) {
        self.now += BEAT;
        if self.sessions[who] != Session::Closed {
            let end = self.close(who);
            self.write(self.line(who, self.words(&Deed::Close), end));
        }
        self.settle();
        self.go_home(self.now + 60);
    }

    /// Nobody looks any more.
    pub(super) fn end_watch(&mut self) {
        let (at, action, end) = (self.now + BEAT, self.words(&Deed::Close), Ok(()));
        self.write(Line { who: WATCH, at, action, end, save: None, gives: String::new() });
    }

    /// Requests to people that nobody answered, and to the library that found no drive.
    pub(super) fn requests_left(&self) -> usize {
        let asked = self.requests.iter().filter(|request| request.answered == Answered::Not);
        let labels = (0..self.media.len()).filter(|medium| self.waits_for_labels(*medium));
        asked.count() + labels.count()
    }

    fn line(&self, who: usize, action: String, end: End) -> Line {
        let who = PROGRAMS[who];
        Line { who, at: self.now, action, end, save: None, gives: String::new() }
    }

    pub(super) fn write(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// A line of whoever stands by, so many seconds into the beat.
    pub(super) fn by_hand(&mut self, offset: u64, action: String) {
        let (save, gives) = (None, String::new());
        let at = self.now + offset;
        self.write(Line { who: BY_HAND, at, action, end: Ok(()), save, gives });
    }

    pub(super) fn end(&mut self, line: usize, end: End) {
        self.lines[line].end = end;
    }

    /// Which sides the numbers of a step mean.
    pub(super) fn a_side(&self, medium: u8, side: u8) -> (usize, usize) {
        (index(medium, self.media.len()), index(side, 2))
    }

    /// The sides that a mount is of.
    pub(super) fn sides(&self, mount: &Mount) -> Sides {
        let first = self.a_side(mount.medium, mount.side);
        Sides(first, mount.second.map(|(medium, side)| self.a_side(medium, side)))
    }

    /// The drive that a mount is for, if it says.
    pub(super) fn wanted(&self, mount: &Mount) -> Option<usize> {
        mount.drive.filter(|_| mount.second.is_none()).map(|drive| index(drive, 2))
    }

    /// One of the sides that have a logical medium; none for one that does not exist.
    pub(super) fn owned(&self, number: u8) -> Option<(usize, usize)> {
        let sides = (0..self.media.len()).flat_map(|medium| [(medium, 0), (medium, 1)]);
        let owned = |(medium, side): &(usize, usize)| {
            self.media[*medium].known && self.media[*medium].sides[*side].logical.is_some()
        };
        let owned: Vec<Option<_>> = sides.filter(owned).map(Some).chain([None]).collect();
        pick(number, &owned).flatten()
    }

    /// One of the sides that somebody has mounted, or another.
    pub(super) fn mounted(&self, number: u8) -> (usize, usize) {
        let held = self.drives.iter().filter_map(|drive| drive.hold);
        let held: Vec<_> = held.map(|hold| (hold.medium, hold.side)).collect();
        match number % 8 {
            7 => self.a_side(number / 8, number),
            _ => pick(number / 8, &held).unwrap_or_else(|| self.a_side(number / 8, number)),
        }
    }

    /// One of the requests that people were asked.
    pub(super) fn request(&self, number: u8) -> usize {
        index(number, self.requests.len())
    }

    /// What a switch is of.
    pub(super) fn switched(&self, what: Switch) -> Switched {
        match what {
            Switch::Library => Switched::Library,
            Switch::Drive(drive) => Switched::Drive(index(drive, 2)),
            Switch::Medium(medium) => Switched::Medium(index(medium, self.media.len())),
        }
    }

    pub(super) fn deferred_until(&self) -> u64 {
        self.now + DEFERRED
    }
}

/// What is enabled or disabled.
#[derive(Clone, Copy, Debug)]
pub(super) enum Switched {
    Library,
    Drive(usize),
    Medium(usize),
}

/// A number of a step, modulo how many there are.
pub(super) fn index(number: u8, count: usize) -> usize {
    usize::from(number).checked_rem(count).unwrap_or(0)
}

/// One of a list.
pub(super) fn pick<T: Copy>(number: u8, of: &[T]) -> Option<T> {
    of.get(index(number, of.len())).copied()
}
