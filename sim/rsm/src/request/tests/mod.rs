//! Stories on one library or stand-alone drive with hardware behind it: from calls and the hands of
//! people to what is on the shelves and on record.

mod cleaner;
mod cleaning;
mod detect;
mod disk;
mod door;
mod drive;
mod identity;
mod label;
mod law;
mod magazine;
mod mount;
mod scratch;
mod seldom;
mod sides;
mod slot;
mod stock;
mod switch;
mod tool;
mod trouble;
mod undo;
mod visit;

use std::collections::BTreeMap;
use std::time::Duration;

use hardware::{Cartridge, CartridgeId, Condition, Hand, Library, Place, Profile};
use wire::label::{Label, LabelParsers};
use wire::ntms::call::{
    DismountNtmsMedia, EjectNtmsMedia, InjectNtmsMedia, InventoryNtmsLibrary, MountNtmsMedia,
    NtmsCall, OpenNtmsSession, Reply, SessionId,
};
use wire::ntms::limit::INFINITE;
use wire::ntms::media_type::StorageMediaType;
use wire::ntms::object::{LibraryType, PoolType};
use wire::ntms::operation::{
    EjectOperation, InjectOperation, InventoryMethod, LibraryOperation, OperatorCommand,
};
use wire::ntms::option::{AllocationPolicy, DeallocationPolicy, DismountOptions, MountOptions};
use wire::ntms::security::{ADMINISTRATORS, Caller, Principal};
use wire::ntms::state::{BarCodeState, LibraryRequestState, OperatorRequestState, SideState};
use wire::ntms::{NtmsError, Request};
use wire::scsi::{ElementAddress, Lun, Nexus, TaskId};
use wire::{Guid, Text, Ticks};

use self::stock::{On, Stock, cartridge, known, own_tape, owned, stranger, tape};
use crate::config::{Attachment, Cable, Config, Switches, Unit, Version};
use crate::database::{
    self, Drive, Key, LibRequest, MediaPool, OpRequest, Partition, PhysicalMedia, StorageSlot,
};
use crate::device::{Discovery, LibraryFacts};
use crate::furnish::{KnownMedium, KnownPlace, KnownPool, KnownSide, KnownState};
use crate::{By, CallId, Input, Output, Rsm};

const SERVICE: Nexus = Nexus(1);
const CABLE: Cable = Cable(0);
/// Longer than any story needs.
const PATIENCE: Duration = Duration::from_secs(30 * 24 * 3600);

struct Rig {
    rsm: Rsm,
    library: Library,
    now: Duration,
    session: SessionId,
    calls: u64,
    replies: BTreeMap<u64, Reply>,
    /// Which run of the service it is: the next does not hear what the one before asked.
    run: u64,
}

const RUN_SHIFT: u32 = 32;

fn config(attachment: &Attachment) -> Config {
    Config {
        computer: Text::new("SERVER"),
        version: Version::Server2003,
        start: Ticks(1),
        instance: 7,
        switches: Switches::default(),
        label_parsers: LabelParsers::default(),
        attachments: vec![attachment.clone()],
        security: None,
    }
}

fn attachment(library: &Library) -> Attachment {
    let unit = |lun: Lun| Unit {
        lun,
        scsi: [2, 0, 0, lun.0],
        device_name: Text::from(format!("Unit{}", lun.0)),
    };
    Attachment { cable: CABLE, units: library.units().into_iter().map(unit).collect() }
}

/// What discovery finds out about a library that is like another.
fn facts(mut library: Library, attachment: &Attachment) -> LibraryFacts {
    let mut discovery = Discovery::new(attachment);
    let mut task = 0;
    while let Some((lun, command)) = discovery.next() {
        task += 1;
        let id = TaskId(task);
        let now = library.deadline().unwrap_or_default();
        library.handle(now, hardware::Task { id, nexus: SERVICE, lun, command });
        let finished = library.poll().expect("discovery asks what is told at once");
        discovery.answer(finished.outcome);
    }
    discovery.finish().expect("the library is ready")
}

fn pool(path: &str, media_type: StorageMediaType) -> KnownPool {
    KnownPool {
        path: Text::new(path),
        media_type: Some(media_type),
        allocation_policy: AllocationPolicy::NONE,
        deallocation_policy: DeallocationPolicy::NONE,
        max_allocates: 0,
        security: None,
    }
}

fn administrator() -> Caller {
    Caller { user: Principal::new("admin"), groups: vec![Principal::new(ADMINISTRATORS)] }
}

impl Rig {
    /// The thirty-slot library with two drives: slots from 32, port 448, drives 480 and 481.
    fn small(stock: Vec<Stock>) -> Rig {
        Rig::of(&Profile::named("lto-30").expect("listed"), stock)
    }

    /// A library with a service that knows what the stock says, started and ready.
    fn of(profile: &Profile, stock: Vec<Stock>) -> Rig {
        Rig::with_shelf(profile, stock, Vec::new())
    }

    /// The same with media that are in no device.
    fn with_shelf(profile: &Profile, stock: Vec<Stock>, shelf: Vec<(&str, Vec<KnownSide>)>) -> Rig {
        let build = || {
            let mut library = Library::new(profile);
            for there in &stock {
                library
                    .set_up(there.cartridge.clone(), ElementAddress(there.at))
                    .expect("a free element");
            }
            library
        };
        let library = build();
        let attachment = attachment(&library);
        let mut rsm = Rsm::new(config(&attachment));
        let media_type = profile.medium.media_type;
        let inside = stock.iter().filter_map(|there| {
            let place = KnownPlace::Element(CABLE, ElementAddress(there.at));
            let bar_code = there.cartridge.barcode.as_deref();
            let bar_code = bar_code.filter(|_| profile.name != "jukebox-100").map(Text::new);
            let sides = there.known.clone()?;
            Some(KnownMedium { place, bar_code, uses: None, sides })
        });
        let outside = shelf.into_iter().map(|(bar_code, sides)| KnownMedium {
            place: KnownPlace::Shelf(CABLE),
            bar_code: Some(bar_code).filter(|code| !code.is_empty()).map(Text::new),
            uses: None,
            sides,
        });
        let media: Vec<KnownMedium> = inside.chain(outside).collect();
        if !media.is_empty() {
            let facts = facts(build(), &attachment);
            let pools = [pool("Backup", media_type)];
            rsm.furnish(&[(attachment, facts)], &pools, media).expect("what can be known");
        }
        let session = SessionId { index: 0, generation: 0 };
        let now = Duration::ZERO;
        let replies = BTreeMap::new();
        let mut rig = Rig { rsm, library, now, session, calls: 0, replies, run: 0 };
        rig.start();
        rig
    }

    fn start(&mut self) {
        self.rsm.start(self.now);
        self.run_until("the service is ready", |rig| rig.rsm.is_ready());
        let caller = Box::new(administrator());
        let by = By::Caller { caller, computer: Text::new("SERVER"), remote: false };
        let call = self.enter(by, OpenNtmsSession::default().into());
        let answer = self.replies.remove(&call).expect("answered").expect("opened");
        self.session = OpenNtmsSession::answer(answer).expect("a session");
    }

    /// The service is started anew on the same library, with the rows that were kept.
    fn restart(&mut self) {
        let attachment = attachment(&self.library);
        let fresh = Rsm::new(config(&attachment));
        let fallen = std::mem::replace(&mut self.rsm, fresh).fallen(Vec::new());
        self.rsm =
            Rsm::load(config(&attachment), fallen.database().rows()).expect("rows that agree");
        self.run += 1;
        self.start();
    }

    /// Carries everything between service and library that is due now.
    fn exchange(&mut self) {
        loop {
            let mut quiet = true;
            while let Some(output) = self.rsm.poll() {
                quiet = false;
                match output {
                    Output::Keep { ticket, .. } => {
                        self.rsm.handle(self.now, Input::Kept { through: ticket });
                    }
                    Output::Command { task, lun, command, .. } => {
                        let id = TaskId(task.0 | self.run << RUN_SHIFT);
                        let task = hardware::Task { id, nexus: SERVICE, lun, command };
                        self.library.handle(self.now, task);
                    }
                    Output::Backup { .. } => panic!("nothing is saved here"),
                    Output::Reply { call, reply, .. } => {
                        self.replies.insert(call.0, reply);
                    }
                }
            }
            while let Some(finished) = self.library.poll() {
                quiet = false;
                let hardware::Finished { task, outcome, .. } = finished;
                if task.0 >> RUN_SHIFT == self.run {
                    let task = TaskId(task.0 & u64::from(u32::MAX));
                    self.rsm.handle(self.now, Input::Done { task, outcome });
                }
            }
            if quiet {
                return;
            }
        }
    }

    /// Goes to when something happens next, but not beyond a time. Says whether anything did.
    fn step(&mut self, end: Duration) -> bool {
        self.exchange();
        let due = [self.rsm.deadline(), self.library.deadline()].into_iter().flatten().min();
        let Some(due) = due.filter(|due| *due <= end) else { return false };
        self.now = due.max(self.now);
        self.library.advance(self.now);
        self.rsm.advance(self.now);
        self.exchange();
        true
    }

    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while self.step(end) {}
        self.now = end;
    }

    fn pass_seconds(&mut self, seconds: u64) {
        self.pass(Duration::from_secs(seconds));
    }

    fn run_until(&mut self, what: &str, holds: impl Fn(&Rig) -> bool) {
        let end = self.now + PATIENCE;
        self.exchange();
        while !holds(self) {
            assert!(self.step(end), "{what}: nothing happens; {}", self.describe());
        }
    }

    /// Plays until no job is under way and none waits.
    fn settle(&mut self) {
        self.run_until("work ends", |rig| rig.rsm.work.is_idle());
    }

    /// The same, where nobody meddled with the shelves.
    fn rest(&mut self) {
        self.settle();
        self.check();
    }

    fn describe(&self) -> String {
        let requests = self.rsm.database().all::<LibRequest>().map(|(_, row)| {
            format!("{} {} error {}", row.operation.name(), row.state.name(), row.error)
        });
        let asked = self.rsm.database().all::<OpRequest>().map(|(_, row)| {
            format!("{} {}: {}", row.request.name(), row.state.name(), row.message)
        });
        let waiters = self.rsm.waiters().into_iter().map(|waiter| waiter.what);
        requests.chain(asked).chain(waiters).collect::<Vec<_>>().join("\n")
    }

    /// What is on record in an element is in it.
    fn check(&self) {
        let db = self.rsm.database();
        for (_, row) in db.all::<PhysicalMedia>() {
            let slot = row.slot.map(|slot| db.get(slot).address);
            let Some(address) = slot else { continue };
            let there = self.library.cartridge_at(ElementAddress(address));
            let (_, cartridge) = there.unwrap_or_else(|| panic!("{} in {address}", row.head.name));
            // A label that cannot be read is believed to be still on it.
            if row.bar_code_state == BarCodeState::Ok {
                assert_eq!(cartridge.barcode.as_deref(), Some(row.bar_code.as_str()));
            }
        }
    }

    fn enter(&mut self, by: By, request: Request) -> u64 {
        self.calls += 1;
        self.rsm.handle(self.now, Input::Call { call: CallId(self.calls), by, request });
        self.exchange();
        self.calls
    }

    /// Calls without waiting for the end.
    fn begin(&mut self, call: impl NtmsCall) -> u64 {
        self.enter(By::Session(self.session), call.into())
    }

    /// The end of a call that has ended.
    fn result<C: NtmsCall>(&mut self, call: u64) -> Result<C::Answer, NtmsError> {
        let reply = self.replies.remove(&call).expect("the call has ended");
        reply.map(|answer| C::answer(answer).expect("its own answer")).map_err(|r| r.error)
    }

    /// Calls and waits for the end.
    fn call<C: NtmsCall>(&mut self, call: C) -> Result<C::Answer, NtmsError> {
        let number = self.begin(call);
        self.run_until("the call ends", |rig| rig.replies.contains_key(&number));
        self.result::<C>(number)
    }

    fn hand(&mut self, hand: Hand) -> Option<Cartridge> {
        let taken = self.library.hand(self.now, hand).expect("people can do it");
        self.exchange();
        taken
    }

    fn set(&mut self, on: hardware::Target, condition: Condition, seconds: Option<u64>) {
        let lasts = seconds.map(Duration::from_secs);
        self.hand(Hand::ConditionSet { on, condition, lasts });
    }

    /// Changes a row as an administrator would.
    fn change<R: database::Object + PartialEq>(
        &mut self,
        key: Key<R>,
        change: impl FnOnce(&mut R),
    ) {
        self.rsm.database.update(key, change);
        self.rsm.keep();
        self.exchange();
    }

    fn db(&self) -> &database::Database {
        self.rsm.database()
    }

    /// The library with devices.
    fn library_row(&self) -> (Key<database::Library>, &database::Library) {
        let with_devices = |(_, row): &(Key<database::Library>, &database::Library)| {
            row.library_type != LibraryType::Offline
        };
        self.db().all::<database::Library>().find(with_devices).expect("it was adopted")
    }

    fn library_id(&self) -> Guid {
        self.library_row().1.head.id
    }

    fn media(&self) -> Vec<(Key<PhysicalMedia>, &PhysicalMedia)> {
        self.db().all::<PhysicalMedia>().collect()
    }

    fn medium(&self, bar_code: &str) -> (Key<PhysicalMedia>, &PhysicalMedia) {
        let found = self.media().into_iter().find(|(_, row)| &row.bar_code == bar_code);
        found.unwrap_or_else(|| panic!("no medium {bar_code}"))
    }

    fn is_offline(&self, media: Key<PhysicalMedia>) -> bool {
        self.rsm.is_offline(media)
    }

    fn pool_type(&self, media: &PhysicalMedia) -> PoolType {
        self.db().get::<MediaPool>(media.pool).pool_type
    }

    fn side(&self, media: &PhysicalMedia, number: u32) -> &Partition {
        self.db().get(media.first_side.next(number))
    }

    fn side_states(&self, media: &PhysicalMedia) -> Vec<SideState> {
        (0..media.sides).map(|number| self.side(media, number).state).collect()
    }

    fn side_id(&self, bar_code: &str) -> Guid {
        self.side(self.medium(bar_code).1, 0).head.id
    }

    fn slot_address(&self, slot: Option<Key<StorageSlot>>) -> Option<u16> {
        slot.map(|slot| self.db().get(slot).address)
    }

    fn drive(&self, number: u32) -> &Drive {
        let mut drives = self.db().all::<Drive>();
        drives.find(|(_, row)| row.number == number).expect("there is such a drive").1
    }

    fn place_of(&self, bar_code: &str) -> Option<Place> {
        self.library.place(self.cartridge_id(bar_code)?)
    }

    fn cartridge_id(&self, bar_code: &str) -> Option<CartridgeId> {
        self.library.find(bar_code)
    }

    /// The requests of a kind, oldest first: state and error.
    fn requests(&self, operation: LibraryOperation) -> Vec<(LibraryRequestState, u32)> {
        let of = self.db().all::<LibRequest>().filter(|(_, row)| row.operation == operation);
        of.map(|(_, row)| (row.state, row.error)).collect()
    }

    /// What people are or were asked, oldest first.
    fn asked(&self, command: OperatorCommand) -> Vec<OperatorRequestState> {
        let of = self.db().all::<OpRequest>().filter(|(_, row)| row.request == command);
        of.map(|(_, row)| row.state).collect()
    }

    fn operator_request(&self, command: OperatorCommand) -> Guid {
        let mut all: Vec<_> = self.db().all::<OpRequest>().collect();
        all.retain(|(_, row)| row.request == command);
        all.last().expect("somebody was asked").1.head.id
    }

    fn mount(&mut self, sides: &[Guid]) -> Result<Vec<Guid>, NtmsError> {
        self.call(mount_call(sides))
    }

    fn dismount(&mut self, side: Guid, options: DismountOptions) {
        self.call(DismountNtmsMedia { media: vec![side], options: options.bits() })
            .expect("it is mounted");
    }

    fn inventory(&mut self, method: InventoryMethod) -> Result<(), NtmsError> {
        let library = self.library_id();
        self.call(InventoryNtmsLibrary { library, action: method.value() })
    }

    fn inject(&mut self, action: InjectOperation, operation: Guid) -> Result<Guid, NtmsError> {
        let library = self.library_id();
        self.call(InjectNtmsMedia { library, operation: Some(operation), action: action.value() })
    }

    fn eject(&mut self, media: Option<Guid>, action: EjectOperation) -> Result<Guid, NtmsError> {
        self.call(EjectNtmsMedia { media, operation: Some(Guid::NULL), action: action.value() })
    }
}

fn mount_call(sides: &[Guid]) -> MountNtmsMedia {
    MountNtmsMedia {
        media: sides.to_vec(),
        drives: Vec::new(),
        options: MountOptions::READ.bits(),
        priority: 0,
        timeout: INFINITE,
    }
}

const PASSED: (LibraryRequestState, u32) = (LibraryRequestState::Passed, 0);
const CANCELLED: (LibraryRequestState, u32) = (LibraryRequestState::Cancelled, 0);

fn failed(error: NtmsError) -> (LibraryRequestState, u32) {
    (LibraryRequestState::Failed, error.code())
}

fn element(address: u16) -> Option<Place> {
    Some(Place::Element(ElementAddress(address)))
}

/// The first drive of the library.
const FIRST_DRIVE: hardware::Target = hardware::Target::Drive(Lun(1));
