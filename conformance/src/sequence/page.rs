//! A script as a scenario file: every call in a line, with the end that the model says.

use std::fmt::Write;

use super::model::{BY_HAND, Line, Model, PATHS, PROGRAMS, Switched, WATCH, index};
use super::pools::ACTIONS;
use super::step::{Deed, Mount, Patience, Switch};

/// The room of every script.
const ROOM: &str = r"
computers:
  HERE:
    libraries:
      jukebox: { profile: jukebox-100, slots: 10, drives: 2, port: 1 }

pools:
  - { path: Backup, media-type: MO_5_RW }
  - { path: Archive, media-type: MO_5_RW }

media:
  - { media: [DISC1, DISC2], at: { library: jukebox }, known: free }
  - { media: DISC3, at: { library: jukebox }, known: { available: { pool: Backup } } }
  - { media: DISC4, at: { library: jukebox }, known: { allocated: { pool: Backup } } }
  - { media: DISC5, at: { library: jukebox }, known: import }
  - { media: DISC6, at: { library: jukebox }, known: unrecognized }
  - { media: DISC7, at: { shelf: HERE }, known: { allocated: { pool: Archive } } }

people:
  otto:
    answers:
      - { when: MOVEMEDIA, after: 30s, do: satisfy }
";

/// What is done, what is looked at, and what is left open in the end.
#[derive(Clone, Debug)]
pub(super) struct Script {
    /// Lines in the order of time.
    pub(super) lines: Vec<Line>,
    /// What is looked at after each beat.
    pub(super) looks: Vec<Line>,
    /// Requests that nobody has answered.
    pub(super) requests_left: usize,
}

impl Script {
    /// The file, with those looks only that are wanted.
    pub(super) fn text(&self, looks: impl Fn(&Line) -> bool) -> String {
        let mut text =
            String::from("version: 1\nabout: A random script, and what the model says.\n");
        text.push_str(ROOM);
        let requests = self.requests_left;
        // Writing to memory does not fail.
        let _ = write!(
            text,
            "\nstory:\n  leaves: {{ requests: {requests} }}\n  \
             applications:\n"
        );
        for who in PROGRAMS.into_iter().chain([BY_HAND, WATCH]) {
            let looked = self.looks.iter().filter(|line| looks(line));
            let mut lines: Vec<&Line> =
                self.lines.iter().chain(looked).filter(|line| line.who == who).collect();
            lines.sort_by_key(|line| line.at);
            let _ = writeln!(text, "    {who}:\n      steps:");
            if who != BY_HAND {
                text.push_str("        - OpenNtmsSession: {}\n");
            } else if lines.is_empty() {
                text.push_str("        - wait: 0s\n");
            }
            let mut now = 0;
            for line in lines {
                if line.at != now {
                    now = line.at;
                    let _ = writeln!(text, "        - after: {now}s");
                }
                let _ = writeln!(text, "        - {{ {}{} }}", line.action, beside(line));
            }
        }
        text
    }
}

fn beside(line: &Line) -> String {
    let mut text = String::new();
    if let Err(error) = line.end {
        text = format!(", expect: {}", error.name());
    }
    if let Some(name) = line.save {
        let _ = write!(text, ", as: {name}");
    }
    if !line.gives.is_empty() {
        let _ = write!(text, ", gives: {}", line.gives);
    }
    text
}

fn options(chosen: &[(bool, &str)]) -> String {
    let words: Vec<&str> =
        chosen.iter().filter(|(chosen, _)| *chosen).map(|(_, word)| *word).collect();
    if words.is_empty() { String::new() } else { format!(", options: [{}]", words.join(", ")) }
}

fn timeout(patience: Patience) -> String {
    format!(", timeout: {}s", patience.seconds())
}

impl Model {
    pub(super) fn medium_word(&self, medium: usize) -> String {
        let medium = &self.media[medium];
        match medium.known {
            true => format!("{{ medium: {} }}", medium.name),
            false => "no-such-object".to_owned(),
        }
    }

    pub(super) fn side_word(&self, (medium, side): (usize, usize)) -> String {
        let medium = &self.media[medium];
        match medium.known {
            true => format!("{{ side: [{}, {side}] }}", medium.name),
            false => "no-such-object".to_owned(),
        }
    }

    fn logical_word(&self, side: Option<(usize, usize)>) -> String {
        match side {
            Some((medium, side)) => format!("{{ logical: [{}, {side}] }}", self.media[medium].name),
            None => "no-such-object".to_owned(),
        }
    }

    /// A side to be mounted: by its logical medium where it has one, as applications do.
    fn mountable_word(&self, (medium, side): (usize, usize)) -> String {
        let row = &self.media[medium];
        match row.known && row.sides[side].logical.is_some() {
            true => self.logical_word(Some((medium, side))),
            false => self.side_word((medium, side)),
        }
    }

    fn pool_word(&self, pool: usize) -> String {
        match self.pools[pool] {
            Some(_) => format!("{{ pool: '{}' }}", PATHS[pool]),
            None => "no-such-object".to_owned(),
        }
    }

    /// The action of a step.
    pub(super) fn words(&self, deed: &Deed) -> String {
        let pool = |pool: u8| self.pool_word(index(pool, PATHS.len()));
        let medium = |medium: u8| self.medium_word(index(medium, self.media.len()));
        let logical = |side: u8| self.logical_word(self.owned(side));
        let asked = |number: u8| format!("$asked.{}", self.request(number));
        match *deed {
            Deed::Rest | Deed::Restart => "wait: 0s".to_owned(),
            Deed::Open => "OpenNtmsSession: {}".to_owned(),
            Deed::Close => "CloseNtmsSession: {}".to_owned(),
            Deed::DeletePool(of) => format!("DeleteNtmsMediaPool: {{ pool: {} }}", pool(of)),
            Deed::Move { medium: of, pool: to } => {
                let (media, to) = (medium(of), pool(to));
                format!("MoveToNtmsMediaPool: {{ media: {media}, pool: {to} }}")
            }
            Deed::Deallocate(side) => {
                format!("DeallocateNtmsMedia: {{ media: {} }}", logical(side))
            }
            Deed::Complete(side) => format!("SetNtmsMediaComplete: {{ media: {} }}", logical(side)),
            Deed::Swap(first, second) => {
                let (first, second) = (logical(first), logical(second));
                format!("SwapNtmsMedia: {{ first: {first}, second: {second} }}")
            }
            Deed::Decommission(medium, side) => {
                let side = self.side_word(self.a_side(medium, side));
                format!("DecommissionNtmsMedia: {{ side: {side} }}")
            }
            Deed::Delete(of) => format!("DeleteNtmsMedia: {{ media: {} }}", medium(of)),
            Deed::Dismount { side, deferred } => {
                let media = self.mountable_word(self.mounted(side));
                let options = options(&[(deferred, "NTMS_DISMOUNT_DEFERRED")]);
                format!("DismountNtmsMedia: {{ media: {media}{options} }}")
            }
            Deed::Eject(of) => format!("EjectNtmsMedia: {{ media: {} }}", medium(of)),
            Deed::Inject(_) => "InjectNtmsMedia: { library: { library: jukebox } }".to_owned(),
            Deed::Inventory => "InventoryNtmsLibrary: { library: { library: jukebox }, \
                 action: NTMS_INVENTORY_FAST }"
                .to_owned(),
            Deed::Submit => {
                "SubmitNtmsOperatorRequest: { command: MESSAGE, message: Coffee? }".to_owned()
            }
            Deed::Satisfy(of) => {
                format!("SatisfyNtmsOperatorRequest: {{ request: {} }}", asked(of))
            }
            Deed::Cancel(of) => format!("CancelNtmsOperatorRequest: {{ request: {} }}", asked(of)),
            Deed::Await(of, patience) => format!(
                "WaitForNtmsOperatorRequest: {{ request: {}{} }}",
                asked(of),
                timeout(patience)
            ),
            Deed::Enable(what) => format!("EnableNtmsObject: {}", self.switch_words(what)),
            Deed::Disable(what) => format!("DisableNtmsObject: {}", self.switch_words(what)),
            Deed::Export => "ExportNtmsDatabase: {}".to_owned(),
            Deed::Mount(ref mount) => self.mount_words(mount),
            Deed::CreatePool { .. }
            | Deed::SetPool { .. }
            | Deed::Allocate { .. }
            | Deed::AllocateNext(_) => self.words_of_pools(deed),
        }
    }

    fn words_of_pools(&self, deed: &Deed) -> String {
        match *deed {
            Deed::CreatePool { pool, leaf, action } => {
                let path = PATHS[index(pool, PATHS.len())];
                let of = if leaf { ", media-type: { media-type: MO_5_RW }" } else { "" };
                let action = ACTIONS[index(action, ACTIONS.len())];
                format!("CreateNtmsMediaPool: {{ name: '{path}'{of}, action: {action} }}")
            }
            Deed::SetPool { pool, draws, gives, limit } => {
                let pool = self.settable(pool).map(|pool| self.pool_word(pool));
                let pool = pool.unwrap_or_default();
                let set = policies(draws, gives, limit.into());
                format!("SetNtmsObjectInformation: {{ object: {pool}, set: {{ {set} }} }}")
            }
            Deed::Allocate { pool, side, new, error, patience } => {
                let pool = self.pool_word(index(pool, PATHS.len()));
                let side = side.map(|(medium, side)| self.side_word(self.a_side(medium, side)));
                let side = side.map(|side| format!(", side: {side}")).unwrap_or_default();
                let options = options(&[
                    (new, "NTMS_ALLOCATE_NEW"),
                    (error, "NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE"),
                ]);
                let timeout = timeout(patience);
                format!("AllocateNtmsMedia: {{ pool: {pool}{side}{options}{timeout} }}")
            }
            Deed::AllocateNext(side) => {
                let side = self.owned(side);
                let pool = side.map_or(3, |(medium, _)| self.media[medium].pool);
                let (pool, previous) = (self.pool_word(pool), self.logical_word(side));
                format!(
                    "AllocateNtmsMedia: {{ pool: {pool}, previous: {previous}, \
                     options: NTMS_ALLOCATE_NEXT, timeout: 0s }}"
                )
            }
            _ => String::new(),
        }
    }

    fn mount_words(&self, mount: &Mount) -> String {
        let sides: Vec<String> =
            self.sides(mount).all().map(|side| self.mountable_word(side)).collect();
        let media = match &sides[..] {
            [one] => one.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        let drive = self.wanted(mount);
        let drives = drive.map(|drive| format!(", drives: {{ drive: [jukebox, {drive}] }}"));
        let drives = drives.unwrap_or_default();
        let options = options(&[
            (mount.write, "NTMS_MOUNT_WRITE"),
            (!mount.write, "NTMS_MOUNT_READ"),
            (drive.is_some(), "NTMS_MOUNT_SPECIFIC_DRIVE"),
            (mount.now, "NTMS_MOUNT_ERROR_NOT_AVAILABLE"),
            (mount.error_offline, "NTMS_MOUNT_ERROR_OFFLINE"),
        ]);
        let (priority, timeout) = (mount.priority, timeout(mount.patience));
        format!(
            "MountNtmsMedia: {{ media: {media}{drives}{options}, priority: {priority}{timeout} }}"
        )
    }

    fn switch_words(&self, what: Switch) -> String {
        let (object, kind) = match self.switched(what) {
            Switched::Library => ("{ library: jukebox }".to_owned(), "LIBRARY"),
            Switched::Drive(drive) => (format!("{{ drive: [jukebox, {drive}] }}"), "DRIVE"),
            Switched::Medium(medium) => (self.medium_word(medium), "PHYSICAL_MEDIA"),
        };
        format!("{{ object: {object}, type: {kind} }}")
    }
}

/// The policies of a pool as members.
pub(super) fn policies(draws: bool, gives: bool, limit: u32) -> String {
    let from = if draws { "NTMS_ALLOCATE_FROMSCRATCH" } else { "0" };
    let to = if gives { "NTMS_DEALLOCATE_TOSCRATCH" } else { "0" };
    format!("allocation-policy: {from}, deallocation-policy: {to}, max-allocates: {limit}")
}
