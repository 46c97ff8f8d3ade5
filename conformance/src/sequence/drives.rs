//! The model of drives: who has what mounted, what waits for a drive, and what lies idle in one.

use wire::ntms::NtmsError;
use wire::ntms::state::SideState;

use super::model::{
    Asked, End, For, Hold, Model, Place, Reply, Session, Sides, Switched, Wait, index,
};
use super::step::{Mount, Patience, Switch};

impl Model {
    /// Nobody has the drive.
    pub(super) fn is_free(&self, drive: usize) -> bool {
        self.drives[drive].hold.is_none()
    }

    /// Somebody has the medium mounted.
    pub(super) fn is_held(&self, medium: usize) -> bool {
        self.drives.iter().any(|drive| drive.hold.is_some_and(|hold| hold.medium == medium))
    }

    /// Somebody has the medium mounted or waits for that.
    pub(super) fn is_wanted(&self, medium: usize) -> bool {
        let seeks = |what: &For| match what {
            For::Mount { sides, .. } => sides.has(medium),
            _ => false,
        };
        self.is_held(medium) || self.waits.iter().any(|wait| seeks(&wait.what))
    }

    pub(super) fn mount(&mut self, mount: &Mount) -> Reply {
        match self.check_mount(mount) {
            Err(error) => return Err(error).into(),
            Ok(false) => {}
            Ok(true) => {
                self.post(Asked::MoveMedia);
            }
        }
        let (sides, drive) = (self.sides(mount), self.wanted(mount));
        let what = For::Mount { sides, drive, priority: mount.priority };
        Reply::Waits(what, mount.patience.seconds())
    }

    /// Whether a mount may begin, and whether somebody must bring what it is of.
    fn check_mount(&self, mount: &Mount) -> Result<bool, NtmsError> {
        let (sides, drive) = (self.sides(mount), self.wanted(mount));
        let Sides((first, _), second) = sides;
        let twice = second.is_some_and(|(second, _)| second == first);
        if twice || !sides.all().all(|(medium, _)| self.media[medium].known) {
            return Err(NtmsError::InvalidMedia);
        }
        let is_away = |medium: usize| self.media[medium].place == Place::Shelf;
        let away = sides.all().any(|(medium, _)| is_away(medium));
        let in_library = drive.is_some() || sides.all().any(|(medium, _)| !is_away(medium));
        if in_library && !(self.library_enabled && self.has_drives(sides, drive)) {
            return Err(NtmsError::ResourceDisabled);
        }
        for (medium, side) in sides.all() {
            let row = &self.media[medium];
            if !row.enabled {
                return Err(NtmsError::ResourceDisabled);
            }
            let complete = row.sides[side].state == SideState::Complete;
            if mount.write && complete && !self.rules.writes_complete {
                return Err(NtmsError::WriteProtect);
            }
        }
        let once = mount.now || mount.patience == Patience::None;
        if away && (once || mount.error_offline || !self.library_enabled) {
            return Err(NtmsError::MediaOffline);
        }
        match !once || self.drives_for(sides, drive).is_some() {
            true => Ok(away),
            false => Err(NtmsError::Busy),
        }
    }

    /// So many drives are enabled as a mount needs, or the one that it is for.
    fn has_drives(&self, sides: Sides, drive: Option<usize>) -> bool {
        let enabled = |at: &usize| self.drives[*at].enabled && drive.is_none_or(|of| of == *at);
        (0..self.drives.len()).filter(enabled).count() >= sides.all().count()
    }

    /// Drives for all sides of a mount, if all are there and nobody has their media.
    fn drives_for(&self, sides: Sides, wanted: Option<usize>) -> Option<Vec<usize>> {
        // What lies in a drive stays there.
        let mut order: Vec<usize> = sides.all().map(|(medium, _)| medium).collect();
        order.sort_by_key(|medium| !matches!(self.media[*medium].place, Place::Drive(_)));
        let mut chosen: Vec<usize> = Vec::new();
        for medium in &order {
            let medium = *medium;
            if self.media[medium].place == Place::Shelf || self.is_held(medium) {
                return None;
            }
            let fits = |drive: &usize| {
                !chosen.contains(drive) && wanted.is_none_or(|wanted| wanted == *drive)
            };
            let drive = self.drive_among(medium, fits)?;
            chosen.push(drive);
        }
        let drive_of = |(medium, _): (usize, usize)| {
            let at = order.iter().position(|other| *other == medium)?;
            chosen.get(at).copied()
        };
        sides.all().map(drive_of).collect()
    }

    /// A drive for a medium that the service looks at or labels.
    pub(super) fn drive_for(&self, medium: usize) -> Option<usize> {
        self.drive_among(medium, |_| true)
    }

    /// The drive for a medium: the one that it is in, an empty one, one whose medium nobody uses;
    /// of several the least used.
    fn drive_among(&self, medium: usize, fits: impl Fn(&usize) -> bool) -> Option<usize> {
        let is_in = |drive: usize| self.media[medium].place == Place::Drive(drive);
        let usable =
            |drive: &usize| self.drives[*drive].enabled && self.is_free(*drive) && fits(drive);
        let rank = |drive: &usize| {
            let row = &self.drives[*drive];
            (!is_in(*drive), row.idle.is_some(), row.mounted, *drive)
        };
        (0..self.drives.len()).filter(usable).min_by_key(rank)
    }

    /// What lies idle in a drive goes back to its slot.
    fn empty(&mut self, drive: usize) {
        if let Some((medium, ..)) = self.drives[drive].idle.take() {
            self.media[medium].place = Place::Slot;
        }
    }

    /// Everything that can be done without people is done: mounts in their order, then labels.
    pub(super) fn settle(&mut self) {
        while self.library_enabled && (self.mount_one() || self.prepare_one()) {}
    }

    /// The first mount that finds medium and drive.
    fn mount_one(&mut self) -> bool {
        let mut order: Vec<(i16, usize)> = Vec::new();
        for (at, wait) in self.waits.iter().enumerate() {
            if let For::Mount { priority, .. } = wait.what {
                order.push((-i16::from(priority), at));
            }
        }
        order.sort_unstable();
        for (_, at) in order {
            let wait = self.waits[at];
            let For::Mount { sides, drive, .. } = wait.what else { continue };
            let Some(drives) = self.drives_for(sides, drive) else { continue };
            self.waits.remove(at);
            for ((medium, _), drive) in sides.all().zip(&drives) {
                self.load(medium, *drive);
            }
            for ((medium, side), drive) in sides.all().zip(drives) {
                let row = &mut self.drives[drive];
                row.mounted += 1;
                row.hold = Some(Hold { who: wait.who, medium, side });
                self.media[medium].place = Place::Drive(drive);
                self.media[medium].sides[side].mounted += 1;
            }
            return true;
        }
        false
    }

    /// A medium goes into a drive, out of another or in place of another.
    fn load(&mut self, medium: usize, drive: usize) {
        for other in 0..self.drives.len() {
            let has = self.drives[other].idle.is_some_and(|(inside, ..)| inside == medium);
            if has || other == drive {
                self.empty(other);
            }
        }
        self.media[medium].place = Place::Drive(drive);
    }

    /// A medium lies in the library and has a side without a label.
    pub(super) fn waits_for_labels(&self, medium: usize) -> bool {
        let row = &self.media[medium];
        let here = row.known && row.place != Place::Shelf;
        here && row.sides.iter().any(|side| side.state == SideState::Unprepared)
    }

    /// The first medium whose free labels can be written, which is back in its slot afterwards.
    fn prepare_one(&mut self) -> bool {
        let waits = |medium: &usize| self.waits_for_labels(*medium) && !self.is_held(*medium);
        let Some(medium) = (0..self.media.len()).find(waits) else { return false };
        let Some(drive) = self.drive_for(medium) else { return false };
        self.visit(medium, drive);
        for side in &mut self.media[medium].sides {
            if side.state == SideState::Unprepared {
                side.state = SideState::Available;
            }
        }
        self.search_again();
        true
    }

    /// The service has a medium in a drive for a while.
    pub(super) fn visit(&mut self, medium: usize, drive: usize) {
        self.load(medium, drive);
        self.media[medium].place = Place::Slot;
    }

    pub(super) fn dismount(
        &mut self,
        who: usize,
        (medium, side): (usize, usize),
        deferred: bool,
    ) -> End {
        if !self.media[medium].known {
            return Err(NtmsError::InvalidMedia);
        }
        if self.media[medium].place == Place::Shelf {
            return Err(NtmsError::MediaOffline);
        }
        let holds = |drive: &usize| {
            self.drives[*drive].hold.is_some_and(|hold| (hold.medium, hold.side) == (medium, side))
        };
        let found = (0..self.drives.len()).find(holds).ok_or(NtmsError::InvalidState)?;
        let drive = self.drives[found];
        if drive.hold.is_some_and(|hold| hold.who != who) || !self.media[medium].enabled {
            return Err(NtmsError::MediaNotAvailable);
        }
        if !drive.enabled || !self.library_enabled {
            return Err(NtmsError::DeviceNotAvailable);
        }
        self.release(found, deferred);
        Ok(())
    }

    /// Nobody has the drive any more. What is in it goes home now or later.
    pub(super) fn release(&mut self, drive: usize, deferred: bool) {
        let Some(Hold { medium, side, .. }) = self.drives[drive].hold.take() else { return };
        self.drives[drive].idle = Some((medium, side, self.deferred_until()));
        if !deferred {
            self.empty(drive);
        }
    }

    /// What lay long enough in a drive goes home.
    pub(super) fn go_home(&mut self, time: u64) {
        for drive in 0..self.drives.len() {
            if self.drives[drive].idle.is_some_and(|(.., due)| due <= time) {
                self.empty(drive);
            }
        }
    }

    /// What waited long enough ends.
    pub(super) fn expire(&mut self, time: u64) {
        while let Some(at) = self.waits.iter().position(|wait| wait.due <= time) {
            self.give_up(at, NtmsError::Timeout);
        }
    }

    /// A call waits no longer, and nobody is asked for what it waited for.
    pub(super) fn give_up(&mut self, at: usize, error: NtmsError) {
        let wait = self.waits.remove(at);
        self.end(wait.line, Err(error));
        if let For::Media { request, .. } = wait.what {
            self.withdraw(request);
        }
    }

    pub(super) fn close(&mut self, who: usize) -> End {
        match std::mem::replace(&mut self.sessions[who], Session::Closed) {
            Session::Open => {}
            Session::Lost => return Err(NtmsError::ConnectionUnavail),
            Session::Closed => return Err(NtmsError::InvalidHandle),
        }
        for drive in 0..self.drives.len() {
            if self.drives[drive].hold.is_some_and(|hold| hold.who == who) {
                let usable = self.library_enabled && self.drives[drive].enabled;
                self.release(drive, usable);
            }
        }
        Ok(())
    }

    pub(super) fn enable(&mut self, what: Switch) -> End {
        match self.switched(what) {
            Switched::Library if self.library_enabled => return Err(NtmsError::InvalidState),
            Switched::Library => self.library_enabled = true,
            Switched::Drive(drive) if self.drives[drive].enabled => {
                return Err(NtmsError::InvalidState);
            }
            Switched::Drive(drive) => self.drives[drive].enabled = true,
            Switched::Medium(medium) if !self.media[medium].known => {
                return Err(NtmsError::ObjectNotFound);
            }
            Switched::Medium(medium) if self.media[medium].enabled => {
                return Err(NtmsError::InvalidState);
            }
            Switched::Medium(medium) => self.media[medium].enabled = true,
        }
        self.search_again();
        Ok(())
    }

    pub(super) fn disable(&mut self, what: Switch) -> End {
        match self.switched(what) {
            Switched::Library if !self.library_enabled => return Err(NtmsError::InvalidState),
            Switched::Library => self.library_enabled = false,
            Switched::Drive(drive) if !(self.drives[drive].enabled && self.library_enabled) => {
                return Err(NtmsError::InvalidState);
            }
            Switched::Drive(drive) => self.drives[drive].enabled = false,
            Switched::Medium(medium) if !self.media[medium].known => {
                return Err(NtmsError::ObjectNotFound);
            }
            Switched::Medium(medium) if !self.works(medium) => {
                return Err(NtmsError::InvalidState);
            }
            Switched::Medium(medium) => self.media[medium].enabled = false,
        }
        self.call_off();
        for drive in 0..self.drives.len() {
            if !(self.library_enabled && self.drives[drive].enabled) {
                self.empty(drive);
            }
        }
        Ok(())
    }

    /// Mounts that can no longer come about end.
    fn call_off(&mut self) {
        let lost = |what: &For| match what {
            For::Mount { sides, drive, .. } => {
                let drives = self.library_enabled && self.has_drives(*sides, *drive);
                !drives || !sides.all().all(|(medium, _)| self.works(medium))
            }
            _ => false,
        };
        let (ended, left) = self.waits.iter().partition(|wait: &&Wait| lost(&wait.what));
        self.waits = left;
        let ended: Vec<Wait> = ended;
        for wait in ended {
            self.end(wait.line, Err(NtmsError::ResourceDisabled));
        }
    }

    /// One of the media on the shelf.
    pub(super) fn on_shelf(&self, number: u8) -> Option<usize> {
        let there = |medium: &usize| {
            let row = &self.media[*medium];
            row.place == Place::Shelf && (row.known || row.classed.is_some())
        };
        let media: Vec<usize> = (0..self.media.len()).filter(there).collect();
        media.get(index(number, media.len())).copied()
    }
}
