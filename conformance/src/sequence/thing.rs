//! The things of the model: pools, media, drives, sessions, requests, and who waits for what.

use wire::ntms::state::SideState;

use super::model::{ARCHIVE, BACKUP, End, FOREIGN, FREE, IMPORT};

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pool {
    /// It holds media, not pools.
    pub(super) leaf: bool,
    pub(super) draws: bool,
    pub(super) gives: bool,
    pub(super) limit: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Slot,
    Drive(usize),
    Shelf,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    pub(super) state: SideState,
    /// Its logical medium, with the name of the medium it was allocated on where that is known.
    pub(super) logical: Option<Option<&'static str>>,
    pub(super) allocated: u32,
    pub(super) mounted: u32,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Medium {
    pub(super) name: &'static str,
    pub(super) pool: usize,
    pub(super) place: Place,
    pub(super) sides: [Side; 2],
    pub(super) enabled: bool,
    /// It is in the database.
    pub(super) known: bool,
    /// It came on record anew, and the service made a name for it.
    pub(super) renamed: bool,
    /// The order in which media came on record.
    pub(super) since: usize,
    /// What it is taken for when it comes anew.
    pub(super) classed: Option<(SideState, usize)>,
}

/// Who has a drive, and for which side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hold {
    pub(super) who: usize,
    pub(super) medium: usize,
    pub(super) side: usize,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Drive {
    pub(super) enabled: bool,
    pub(super) mounted: u32,
    pub(super) hold: Option<Hold>,
    /// Which side of what is in it faces the heads, and when that goes home by itself.
    pub(super) idle: Option<(usize, usize, u64)>,
}

/// A program's session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Session {
    Open,
    /// Its service is gone.
    Lost,
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Message,
    NewMedia,
    MoveMedia,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answered {
    Not,
    Complete,
    Refused,
}

/// An operator request, by the number that it was posted with.
#[derive(Clone, Copy, Debug)]
pub(super) struct OperatorRequest {
    pub(super) number: u32,
    pub(super) asked: Asked,
    pub(super) answered: Answered,
}

/// The sides that a call mounts: which of which medium.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sides(pub(super) (usize, usize), pub(super) Option<(usize, usize)>);

impl Sides {
    pub(super) fn all(self) -> impl Iterator<Item = (usize, usize)> + Clone {
        std::iter::once(self.0).chain(self.1)
    }

    /// One of the sides is on this medium.
    pub(super) fn has(self, medium: usize) -> bool {
        self.all().any(|(of, _)| of == medium)
    }
}

/// What a call waits for.
#[derive(Clone, Copy, Debug)]
pub(super) enum For {
    Mount { sides: Sides, drive: Option<usize>, priority: i8 },
    Media { pool: usize, new: bool, request: u32 },
    Request(u32),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Wait {
    pub(super) who: usize,
    pub(super) line: usize,
    pub(super) due: u64,
    pub(super) what: For,
}

/// What becomes of a call at once.
pub(super) enum Reply {
    Ended(End),
    Waits(For, u64),
}

impl From<End> for Reply {
    fn from(end: End) -> Reply {
        Reply::Ended(end)
    }
}

/// A line of the script: who does what and when, and how that ends.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) who: &'static str,
    /// Seconds from the beginning.
    pub(super) at: u64,
    pub(super) action: String,
    pub(super) end: End,
    /// The name that the answer is saved under.
    pub(super) save: Option<&'static str>,
    /// What the answer is.
    pub(super) gives: String,
}

fn medium(name: &'static str, state: SideState, pool: usize) -> Medium {
    let side = Side { state, logical: None, allocated: 0, mounted: 0 };
    let known = true;
    let since = 0;
    let classed = matches!(pool, IMPORT | FOREIGN).then_some((state, pool));
    Medium {
        name,
        pool,
        place: Place::Slot,
        sides: [side; 2],
        enabled: true,
        known,
        renamed: false,
        since,
        classed,
    }
}

/// The media as every script finds them.
pub(super) fn media() -> [Medium; 7] {
    use SideState::{Allocated, Available, Foreign, Import};
    let mut media = [
        medium("DISC1", Available, FREE),
        medium("DISC2", Available, FREE),
        medium("DISC3", Available, BACKUP),
        medium("DISC4", Allocated, BACKUP),
        medium("DISC5", Import, IMPORT),
        medium("DISC6", Foreign, FOREIGN),
        medium("DISC7", Allocated, ARCHIVE),
    ];
    media[6].place = Place::Shelf;
    // The shelf is furnished before libraries are.
    for (at, medium) in media[..6].iter_mut().enumerate() {
        medium.since = at + 1;
    }
    for medium in &mut media {
        for side in &mut medium.sides {
            if side.state == Allocated {
                (side.logical, side.allocated) = (Some(Some(medium.name)), 1);
            }
        }
    }
    media
}
