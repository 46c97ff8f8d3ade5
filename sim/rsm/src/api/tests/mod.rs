//! Calls on a service whose libraries are made by hand. No device answers, so that what is queued
//! stays queued: what is seen here is what the calls themselves do.

mod attribute;
mod backup;
mod create;
mod enable;
mod gone;
mod life;
mod media;
mod media_type;
mod mount;
mod notification;
mod object;
mod operator;
mod order;
mod pool;
mod rights;
mod security;
mod ui;

use std::collections::BTreeMap;
use std::time::Duration;

use wire::label::{Label, LabelParsers};
use wire::ntms::call::{NtmsCall, OpenNtmsSession, Refusal, Reply, SessionId};
use wire::ntms::limit::INFINITE;
use wire::ntms::media_type::StorageMediaType;
use wire::ntms::option::{AllocationPolicy, DeallocationPolicy};
use wire::ntms::security::{ADMINISTRATORS, Caller, Principal};
use wire::ntms::state::{OperationalState, SideState};
use wire::ntms::{Function, NtmsError, Request};
use wire::scsi::{ElementAddress, ElementDescriptor, ElementType, Lun, Sense};
use wire::{Guid, Text, Ticks};

use super::SERVED;
use crate::config::{Attachment, Cable, Config, Switches, Unit, Version};
use crate::database::{
    Database, Drive, Key, Library, LogicalMedia, MediaPool, Object, OpRequest, Partition,
    PhysicalMedia, Row,
};
use crate::device::{ChangerFacts, DriveFacts, ElementMap, Identity, LibraryFacts};
use crate::furnish::{KnownMedium, KnownPlace, KnownPool, KnownSide, KnownState};
use crate::request::Hold;
use crate::{Backup, By, CallId, Input, Output, Rsm};

const TAPES: Cable = Cable(0);
const DISCS: Cable = Cable(1);

/// Media in the tape library, each with what was known of it.
fn tapes() -> Vec<(&'static str, KnownState)> {
    let pool = || Text::new("Backup\\Daily");
    vec![
        ("AVAIL1", KnownState::Available { pool: pool() }),
        ("AVAIL2", KnownState::Available { pool: pool() }),
        ("OWNED1", KnownState::Allocated { pool: pool(), name: None }),
        ("OWNED2", KnownState::Allocated { pool: pool(), name: None }),
        ("WHOLE1", KnownState::Complete { pool: pool(), name: None }),
        ("FREE1", KnownState::Free),
        ("FREE2", KnownState::Free),
        ("IMPORT1", KnownState::Import),
        ("STRANGE1", KnownState::Unrecognized),
        ("RETIRED1", KnownState::Decommissioned { pool: pool() }),
    ]
}

/// Media with two sides.
fn discs() -> Vec<(&'static str, [KnownState; 2])> {
    let available = || KnownState::Available { pool: Text::new("Archive") };
    vec![("DISC1", [available(), available()]), ("DISC2", [KnownState::Import, KnownState::Import])]
}

fn identity(device_type: u8, product: &str, serial: &str) -> Identity {
    Identity {
        device_type,
        vendor: Text::new("HP"),
        product: Text::new(product),
        revision: Text::new("0001"),
        serial: Text::new(serial),
    }
}

/// A library with twelve slots from 1000 and two drives from 500, its media in the first slots.
fn facts(serial: &str, drive: (u8, &str), tags: &[&str]) -> LibraryFacts {
    let element = |kind, address| ElementDescriptor::empty(ElementAddress(address), kind);
    let mut elements = vec![element(ElementType::Transport, 1)];
    elements.extend((0..12).map(|at| {
        let tag = tags.get(usize::from(at)).map(|tag| (*tag).to_owned());
        ElementDescriptor { full: tag.is_some(), tag, ..element(ElementType::Storage, 1000 + at) }
    }));
    elements.push(element(ElementType::ImportExport, 10));
    elements.extend((500..502).map(|at| element(ElementType::DataTransfer, at)));
    let drive = |number: u16| DriveFacts {
        lun: Lun(1 + number),
        address: ElementAddress(500 + number),
        identity: Some(identity(drive.0, drive.1, &format!("{serial}{number}"))),
        not_ready: Some(Sense::NO_MEDIUM),
    };
    LibraryFacts {
        changer: Some(ChangerFacts {
            lun: Lun(0),
            identity: identity(0x08, "MSL6000 Series", serial),
            rotates: true,
            moves: [0x0F; 4],
            trouble: None,
        }),
        map: ElementMap { transport: (ElementAddress(1), 1), ..ElementMap::default() },
        reads_bar_codes: true,
        drives: vec![drive(0), drive(1)],
        elements,
    }
}

fn attachment(cable: Cable) -> Attachment {
    let unit = |lun: u16| Unit {
        lun: Lun(lun),
        scsi: [2, 0, cable.0, lun],
        device_name: Text::from(format!("Device{}-{lun}", cable.0)),
    };
    Attachment { cable, units: (0..3).map(unit).collect() }
}

fn pools() -> Vec<KnownPool> {
    let pool = |path: &str, media_type| KnownPool {
        path: Text::new(path),
        media_type,
        allocation_policy: AllocationPolicy::NONE,
        deallocation_policy: DeallocationPolicy::NONE,
        max_allocates: 0,
        security: None,
    };
    vec![
        pool("Backup", None),
        pool("Backup\\Daily", Some(StorageMediaType::LtoUltrium)),
        pool("Backup\\Weekly", Some(StorageMediaType::LtoUltrium)),
        pool("Archive", Some(StorageMediaType::Mo5Rw)),
    ]
}

fn label(id: &str) -> Option<Label> {
    Label::new("TEST", id.as_bytes(), id)
}

fn media() -> Vec<KnownMedium> {
    let side = |state: KnownState, id: &str| {
        let labelled = !matches!(state, KnownState::Unrecognized);
        KnownSide { state, label: label(id).filter(|_| labelled) }
    };
    let medium = |place, code: &str, sides| KnownMedium {
        place,
        bar_code: Some(Text::new(code)),
        uses: None,
        sides,
    };
    let slot = |cable, at: usize| {
        KnownPlace::Element(cable, ElementAddress(1000 + u16::try_from(at).unwrap()))
    };
    let shelved = KnownState::Allocated { pool: Text::new("Backup\\Daily"), name: None };
    let spare = KnownState::Available { pool: Text::new("Backup\\Daily") };
    let mut media: Vec<KnownMedium> = Vec::new();
    for (at, (code, state)) in tapes().into_iter().enumerate() {
        media.push(medium(slot(TAPES, at), code, vec![side(state, code)]));
    }
    for (at, (code, sides)) in discs().into_iter().enumerate() {
        let sides = sides.into_iter().zip(["A", "B"]);
        let sides = sides.map(|(state, id)| side(state, &format!("{code}{id}"))).collect();
        media.push(medium(slot(DISCS, at), code, sides));
    }
    media.push(medium(KnownPlace::Shelf(TAPES), "SHELF1", vec![side(shelved, "SHELF1")]));
    media.push(medium(KnownPlace::Shelf(TAPES), "SHELF2", vec![side(spare, "SHELF2")]));
    media
}

/// A service, an administrator, and a user who is in no group.
struct Rig {
    rsm: Rsm,
    admin: SessionId,
    user: SessionId,
    calls: u64,
    now: Duration,
    /// Replies that came and were not looked at.
    replies: BTreeMap<u64, Reply>,
    /// What was asked for with the copy of the database, and nobody has done.
    backups: Vec<(CallId, Backup)>,
}

fn rig() -> Rig {
    rig_of(Version::Server2003, Switches::default())
}

fn rig_of(version: Version, switches: Switches) -> Rig {
    let config = Config {
        computer: Text::new("SERVER"),
        version,
        start: Ticks(1),
        instance: 7,
        switches,
        label_parsers: LabelParsers::default(),
        attachments: Vec::new(),
        security: None,
    };
    let mut rsm = Rsm::new(config);
    let tape_tags: Vec<&str> = tapes().iter().map(|(code, _)| *code).collect();
    let disc_tags: Vec<&str> = discs().iter().map(|(code, _)| *code).collect();
    let all = [
        (attachment(TAPES), facts("TAPES", (0x01, "Ultrium 3-SCSI"), &tape_tags)),
        (attachment(DISCS), facts("DISCS", (0x07, "MO DRIVE 9.1"), &disc_tags)),
    ];
    rsm.furnish(&all, &pools(), media()).expect("what can be known");
    rsm.start(Duration::ZERO);
    // Nothing is cabled, and yet it is there.
    let libraries: Vec<Key<Library>> = rsm.database.all().map(|(key, _)| key).collect();
    for library in libraries {
        rsm.database.update(library, |row| row.head.operational = OperationalState::Ready);
    }
    rsm.keep();
    let nobody = SessionId { index: u32::MAX, generation: 0 };
    let mut rig = Rig {
        rsm,
        admin: nobody,
        user: nobody,
        calls: 0,
        now: Duration::ZERO,
        replies: BTreeMap::new(),
        backups: Vec::new(),
    };
    rig.settle();
    rig.admin = rig.open("anna", &[ADMINISTRATORS], false);
    rig.user = rig.open("bert", &[], false);
    rig
}

impl Rig {
    fn open(&mut self, user: &str, groups: &[&str], remote: bool) -> SessionId {
        let caller = Caller {
            user: Principal::new(user),
            groups: groups.iter().map(|group| Principal::new(group)).collect(),
        };
        let computer = Text::new("DESK");
        let by = By::Caller { caller: Box::new(caller), computer, remote };
        let call = self.enter(by, OpenNtmsSession::default());
        let reply = self.replies.remove(&call).expect("an answer at once");
        OpenNtmsSession::answer(reply.expect("a session")).expect("a session")
    }

    fn enter(&mut self, by: By, request: impl Into<Request>) -> u64 {
        self.calls += 1;
        let call = self.calls;
        self.rsm.handle(self.now, Input::Call { call: CallId(call), by, request: request.into() });
        self.settle();
        call
    }

    /// Keeps what is to be kept and takes the replies.
    fn settle(&mut self) {
        while let Some(output) = self.rsm.poll() {
            match output {
                Output::Keep { ticket, .. } => {
                    self.rsm.handle(self.now, Input::Kept { through: ticket });
                }
                Output::Reply { call, reply, .. } => {
                    assert!(self.replies.insert(call.0, reply).is_none(), "one reply for a call");
                }
                Output::Backup { call, what, .. } => self.backups.push((call, what)),
                Output::Command { .. } => panic!("there is no device"),
            }
        }
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        self.rsm.advance(self.now);
        self.settle();
    }

    /// A call that waits.
    fn begin(&mut self, session: SessionId, request: impl Into<Request>) -> u64 {
        let call = self.enter(By::Session(session), request);
        assert!(!self.replies.contains_key(&call), "{:?}", self.replies.get(&call));
        call
    }

    fn end(&mut self, call: u64) -> Reply {
        self.replies.remove(&call).expect("the call has ended")
    }

    fn reply(&mut self, session: SessionId, request: impl Into<Request>) -> Reply {
        let call = self.enter(By::Session(session), request);
        self.replies.remove(&call).expect("an answer at once")
    }

    /// The answer of a call of the administrator that succeeds at once.
    fn get<C: NtmsCall>(&mut self, call: C) -> C::Answer {
        let reply = self.reply(self.admin, call);
        C::answer(reply.expect("success")).expect("its own answer")
    }

    /// Calls that fail, each for its own reason and with its own code, and change nothing.
    fn refuses<C: NtmsCall + Clone>(&mut self, cases: &[(&str, C, NtmsError)]) {
        for (cause, call, error) in cases {
            self.refuses_by(self.admin, cause, call.clone(), *error);
        }
    }

    fn refuses_by<C: NtmsCall>(
        &mut self,
        session: SessionId,
        cause: &str,
        call: C,
        error: NtmsError,
    ) -> Refusal {
        let before = self.rows();
        let refusal = self.reply(session, call).expect_err(cause);
        assert_eq!(refusal.error, error, "{cause}");
        assert_eq!(self.rows(), before, "{cause}");
        let by_protocol =
            error == NtmsError::InvalidParameter || BY_PROTOCOL.contains(&(C::FUNCTION, error));
        assert!(by_protocol || C::FUNCTION.documented().contains(&error), "{cause}: {error}");
        refusal
    }

    fn rows(&self) -> Vec<(u32, Row)> {
        self.db().rows().collect()
    }

    fn db(&self) -> &Database {
        &self.rsm.database
    }

    fn medium(&self, name: &str) -> Key<PhysicalMedia> {
        let name = Text::new(name);
        self.db().media_with_bar_code(&name).next().expect("a medium")
    }

    fn id_of_medium(&self, name: &str) -> Guid {
        self.db().id(self.medium(name))
    }

    fn side_key(&self, name: &str, number: usize) -> Key<Partition> {
        self.db().sides_of(self.medium(name)).nth(number).expect("a side")
    }

    fn side(&self, name: &str, number: usize) -> Guid {
        self.db().id(self.side_key(name, number))
    }

    fn states(&self, name: &str) -> Vec<SideState> {
        let sides = self.db().sides_of(self.medium(name));
        sides.map(|side| self.db().get(side).state).collect()
    }

    /// The logical medium on the first side of a medium.
    fn lmid(&self, name: &str) -> Guid {
        let logical = self.db().get(self.side_key(name, 0)).logical.expect("allocated");
        self.db().id(logical)
    }

    fn pool_key(&self, path: &str) -> Key<MediaPool> {
        self.db().pool_at(path).expect("a pool")
    }

    fn pool(&self, path: &str) -> Guid {
        self.db().id(self.pool_key(path))
    }

    /// The path of the pool of a medium.
    fn pool_of(&self, name: &str) -> String {
        self.db().pool_path(self.db().get(self.medium(name)).pool).to_string()
    }

    fn change_pool(&mut self, path: &str, change: impl FnOnce(&mut MediaPool)) {
        let pool = self.pool_key(path);
        self.rsm.database.update(pool, change);
        self.rsm.keep();
        self.settle();
    }

    fn change_medium(&mut self, name: &str, change: impl FnOnce(&mut PhysicalMedia)) {
        let medium = self.medium(name);
        self.rsm.database.update(medium, change);
        self.rsm.keep();
        self.settle();
    }

    fn change_library(&mut self, change: impl FnOnce(&mut Library)) {
        let library = self.library();
        self.rsm.database.update(library, change);
        self.rsm.keep();
        self.settle();
    }

    /// The tape library.
    fn library(&self) -> Key<Library> {
        self.db().get(self.medium("AVAIL1")).library
    }

    fn drives(&self) -> Vec<Key<Drive>> {
        self.db().index().drives_of.of(self.library()).collect()
    }

    /// As if a session had mounted a tape.
    fn hold(&mut self, name: &str, session: Option<SessionId>) {
        let (media, side, drive) = (self.medium(name), self.side_key(name, 0), self.drives()[0]);
        self.change_medium(name, |row| {
            row.slot = None;
            row.drive = Some(drive);
            row.mounted_side = Some(side);
        });
        self.rsm.work.holds.insert(media, Hold { session, drive, side });
    }

    fn operator_requests(&self) -> Vec<OpRequest> {
        self.db().all::<OpRequest>().map(|(_, row)| row.clone()).collect()
    }
}

fn named<R: Object>(db: &Database, name: &str) -> Key<R> {
    let found = db.all::<R>().find(|(_, row)| row.head().name.as_str() == name);
    found.map(|(key, _)| key).expect(name)
}

/// Codes that the remote protocol gives to causes for which the page of the function has none.
const BY_PROTOCOL: &[(Function, NtmsError)] = &[
    (Function::DeleteNtmsDrive, NtmsError::InvalidState),
    (Function::DeleteNtmsLibrary, NtmsError::InvalidState),
    (Function::SwapNtmsMedia, NtmsError::InvalidState),
    (Function::AddNtmsMediaType, NtmsError::LibraryOffline),
    (Function::DeleteNtmsMediaType, NtmsError::NotEmpty),
    (Function::ChangeNtmsMediaType, NtmsError::Busy),
    (Function::ChangeNtmsMediaType, NtmsError::InvalidMedia),
    (Function::ChangeNtmsMediaType, NtmsError::LibraryOffline),
];

const UNKNOWN: Guid = Guid::from_u128(0xDEAD);

#[test]
fn the_table_calls_built_what_is_served() {
    for function in Function::ALL {
        // The computer of the caller answers it without the service.
        let served = SERVED.contains(function) || *function == Function::GetVolumesFromDrive;
        assert_eq!(function.is_built(), served, "{}", function.name());
    }
}
