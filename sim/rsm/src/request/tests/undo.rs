//! Records that cannot be kept: the call that made them is told, nothing else has happened, and
//! work goes on.

use wire::ntms::call::{
    AllocateNtmsMedia, CancelNtmsLibraryRequest, CloseNtmsSession, CreateNtmsMediaPool,
    DeallocateNtmsMedia, DeleteNtmsDrive, DeleteNtmsMediaPool, DismountNtmsDrive, EjectNtmsCleaner,
    InjectNtmsCleaner, MoveToNtmsMediaPool, ReleaseNtmsCleanerSlot, ReserveNtmsCleanerSlot,
    SatisfyNtmsOperatorRequest, SubmitNtmsOperatorRequest, WaitForNtmsOperatorRequest,
};
use wire::ntms::option::LibraryFlags;
use wire::ntms::state::{DriveState, MediaState};

use super::*;
use crate::Ticket;
use crate::database::{LogicalMedia, Row};

fn spare() -> KnownState {
    KnownState::Available { pool: Text::new("Backup") }
}

/// Two owned tapes, a spare one, one to be imported, and an owned one on the shelf.
fn rig() -> Rig {
    let labelled = |at: u16, code: &str, number: u128, state: KnownState| {
        let on = On::Tape(number);
        Stock { at, cartridge: tape(Some(code), on), known: Some(vec![known(on, state)]) }
    };
    let stock = vec![
        own_tape(32, "A00001L3", 1),
        own_tape(33, "A00002L3", 2),
        labelled(34, "SPARE1L3", 3, spare()),
        labelled(35, "IMPRT1L3", 4, KnownState::Import),
    ];
    let shelf = vec![("SHELF1L3", vec![known(On::Tape(5), owned())])];
    let profile = Profile::named("lto-30").expect("listed");
    let mut rig = Rig::with_shelf(&profile, stock, shelf);
    rig.rest();
    rig
}

impl Rig {
    /// A call whose records cannot be kept, as whoever drives the engine says so: what waits for
    /// them does not leave. Whoever waits elsewhere has an answer or waits on.
    pub(super) fn lose(&mut self, request: impl Into<Request>) -> u64 {
        self.calls += 1;
        let (call, by) = (CallId(self.calls), By::Session(self.session));
        self.rsm.handle(self.now, Input::Call { call, by, request: request.into() });
        let mut lost = Vec::new();
        while let Some(output) = self.rsm.poll() {
            match output {
                Output::Keep { ticket, transaction } => lost.push((ticket, transaction)),
                Output::Reply { after, .. } => assert!(after > Ticket(0), "it left"),
                Output::Backup { .. } => panic!("nothing is saved here"),
                Output::Command { after, .. } => panic!("a device was told after {after:?}"),
            }
        }
        assert!(!lost.is_empty(), "nothing changed");
        let error = NtmsError::DatabaseFull;
        self.rsm.handle(self.now, Input::Undo { transactions: lost, error });
        self.exchange();
        assert!(!self.rsm.database_failed());
        self.agrees();
        self.calls
    }

    /// Rows and work say the same.
    fn agrees(&self) {
        for (key, row) in self.db().all::<LibRequest>() {
            assert_eq!(row.state.is_open(), self.rsm.works_on(key), "{}", row.operation.name());
        }
    }

    fn rows(&self) -> Vec<(u32, Row)> {
        // What identifiers are reserved is not told.
        let computer = |(_, row): &(u32, Row)| row.table() == database::TableName::Computer;
        self.db().rows().filter(|row| !computer(row)).collect()
    }

    fn lmid(&self, bar_code: &str) -> Guid {
        let logical = self.side(self.medium(bar_code).1, 0).logical.expect("allocated");
        self.db().id::<LogicalMedia>(logical)
    }

    fn media_id(&self, bar_code: &str) -> Guid {
        self.medium(bar_code).1.head.id
    }

    fn pool_id(&self, path: &str) -> Guid {
        self.db().id(self.db().pool_at(path).expect("a pool"))
    }
}

fn create(name: &str) -> CreateNtmsMediaPool {
    let action = wire::ntms::operation::CreateOptions::CreateNew.value();
    CreateNtmsMediaPool { name: Some(Text::new(name)), media_type: None, action, security: None }
}

fn allocate(pool: Guid, options: u32) -> AllocateNtmsMedia {
    AllocateNtmsMedia { pool, side: None, previous: Guid::NULL, options, timeout: INFINITE }
}

type Make = fn(&mut Rig) -> Request;

/// A slot is the cleaner's.
fn reserve(rig: &mut Rig) {
    let (library, slot) = (rig.library_id(), rig.slot_id(50));
    rig.call(ReserveNtmsCleanerSlot { library, slot }).expect("queued");
    rig.rest();
}

/// A call of each kind, and the world that it is made in.
const CALLS: [(&str, Make); 21] = [
    ("create pool", |_| create("Other").into()),
    ("delete pool", |rig| {
        rig.call(create("Other")).expect("new");
        DeleteNtmsMediaPool { pool: rig.pool_id("Other") }.into()
    }),
    ("allocate", |rig| allocate(rig.pool_id("Backup"), 0).into()),
    ("deallocate", |rig| DeallocateNtmsMedia { media: rig.lmid("A00001L3"), options: 0 }.into()),
    ("give back", |rig| {
        let pool = rig.db().pool_at("Backup").expect("there");
        rig.change(pool, |row| row.deallocation_policy = DeallocationPolicy::TOSCRATCH);
        DeallocateNtmsMedia { media: rig.lmid("A00001L3"), options: 0 }.into()
    }),
    ("move", |rig| {
        let media_type = rig.medium("IMPRT1L3").1.media_type;
        let free = rig.db().system_pool(PoolType::Scratch, media_type).expect("there");
        let pool = rig.db().id(free);
        MoveToNtmsMediaPool { media: rig.media_id("IMPRT1L3"), pool }.into()
    }),
    ("mount", |rig| mount_call(&[rig.side_id("A00001L3")]).into()),
    ("mount without waiting", |rig| {
        let options = MountOptions::READ.union(MountOptions::NOWAIT).bits();
        MountNtmsMedia { options, ..mount_call(&[rig.side_id("A00001L3")]) }.into()
    }),
    ("mount from the shelf", |rig| mount_call(&[rig.side_id("SHELF1L3")]).into()),
    ("inventory", |rig| {
        let action = InventoryMethod::Omid.value();
        InventoryNtmsLibrary { library: rig.library_id(), action }.into()
    }),
    ("inject", |rig| {
        let (library, operation) = (rig.library_id(), Some(Guid::NULL));
        InjectNtmsMedia { library, operation, action: InjectOperation::Start.value() }.into()
    }),
    ("eject", |rig| {
        let media = Some(rig.media_id("A00001L3"));
        let action = EjectOperation::Start.value();
        EjectNtmsMedia { media, operation: Some(Guid::NULL), action }.into()
    }),
    ("reserve", |rig| {
        let (library, slot) = (rig.library_id(), rig.slot_id(50));
        ReserveNtmsCleanerSlot { library, slot }.into()
    }),
    ("release", |rig| {
        reserve(rig);
        ReleaseNtmsCleanerSlot { library: rig.library_id() }.into()
    }),
    ("bring a cleaner", |rig| {
        reserve(rig);
        let (library, operation) = (rig.library_id(), Some(Guid::NULL));
        let action = InjectOperation::Start.value();
        InjectNtmsCleaner { library, operation, cleans_left: 5, action }.into()
    }),
    ("put the cleaner out", |rig| {
        reserve(rig);
        let library = rig.library_row().0;
        rig.change(library, |row| {
            row.flags = row.flags.union(LibraryFlags::CLEANERPRESENT);
        });
        let (library, operation) = (rig.library_id(), Some(Guid::NULL));
        EjectNtmsCleaner { library, operation, action: EjectOperation::Start.value() }.into()
    }),
    ("dismount", |rig| {
        let side = rig.side_id("A00001L3");
        rig.mount(&[side]).expect("mounted");
        DismountNtmsMedia { media: vec![side], options: DismountOptions::IMMEDIATE.bits() }.into()
    }),
    ("dismount later", |rig| {
        let side = rig.side_id("A00001L3");
        rig.mount(&[side]).expect("mounted");
        DismountNtmsMedia { media: vec![side], options: DismountOptions::DEFERRED.bits() }.into()
    }),
    ("dismount drive", |rig| {
        rig.mount(&[rig.side_id("A00001L3")]).expect("mounted");
        DismountNtmsDrive { drive: rig.drive(0).head.id }.into()
    }),
    ("delete drive", |rig| {
        let (key, drive) =
            rig.db().all::<Drive>().map(|(key, row)| (key, row.head.id)).next().expect("two");
        rig.change(key, |row| {
            row.head.operational = wire::ntms::state::OperationalState::NotPresent;
        });
        DeleteNtmsDrive { drive }.into()
    }),
    ("satisfy", |rig| {
        let message = Some(Text::new("please"));
        let (argument_1, argument_2) = (None, None);
        let command = OperatorCommand::Message.value();
        let submit = SubmitNtmsOperatorRequest { command, message, argument_1, argument_2 };
        let request = rig.call(submit).expect("posted");
        SatisfyNtmsOperatorRequest { request }.into()
    }),
];

#[test]
fn a_call_whose_record_is_lost_leaves_no_trace_and_can_be_made_again() {
    for (name, make) in CALLS {
        let mut rig = rig();
        let request = make(&mut rig);
        let before = rig.rows();
        let lost = rig.lose(request.clone());
        assert_eq!(rig.rows(), before, "{name}");
        if let Some(reply) = rig.replies.remove(&lost) {
            assert_eq!(reply, Err(NtmsError::DatabaseFull.into()), "{name}");
        }
        rig.rest();
        let again = rig.enter(By::Session(rig.session), request);
        rig.settle();
        let waits = name == "mount from the shelf";
        let reply = rig.replies.remove(&again);
        assert!(waits || reply.as_ref().is_some_and(Result::is_ok), "{name}: {reply:?}");
    }
}

#[test]
fn what_a_lost_dismount_gave_away_its_session_has_again() {
    for (options, after) in [
        (DismountOptions::IMMEDIATE, DriveState::Dismounted),
        (DismountOptions::DEFERRED, DriveState::Dismountable),
    ] {
        let mut rig = rig();
        let side = rig.side_id("A00001L3");
        rig.mount(&[side]).expect("mounted");
        rig.lose(DismountNtmsMedia { media: vec![side], options: options.bits() });
        rig.pass_seconds(3600);
        let row = rig.medium("A00001L3").1;
        assert_eq!((rig.drive(0).state, row.state), (DriveState::Loaded, MediaState::Loaded));
        let media = row.head.id;
        assert_eq!(rig.eject(Some(media), EjectOperation::Start), Err(NtmsError::Busy));
        rig.dismount(side, options);
        rig.rest();
        assert_eq!(rig.drive(0).state, after);
    }
}

#[test]
fn a_lost_ejection_leaves_the_batch_as_it_was() {
    let mut rig = rig();
    let media = rig.media_id("A00001L3");
    rig.eject(Some(media), EjectOperation::Queue).expect("queued");
    let action = EjectOperation::Start.value();
    let start = EjectNtmsMedia { media: None, operation: Some(Guid::NULL), action };
    rig.lose(start);
    rig.call(start).expect("the batch is still there");
    rig.pass_seconds(60);
    assert!(rig.is_offline(rig.medium("A00001L3").0));
}

#[test]
fn a_session_is_closed_whatever_becomes_of_the_record() {
    let mut rig = rig();
    let [first, second] = ["A00001L3", "A00002L3"].map(|code| rig.side_id(code));
    rig.mount(&[first]).expect("mounted");
    let drives = rig.db().all::<Drive>().map(|(key, _)| key).last().expect("two");
    rig.change(drives, |row| row.head.enabled = false);
    let waits = rig.begin(mount_call(&[second]));
    let brings = rig.begin(mount_call(&[rig.side_id("SHELF1L3")]));
    rig.lose(CloseNtmsSession);
    for lost in [waits, brings] {
        assert!(!rig.replies.contains_key(&lost), "whoever drives the engine answers it");
    }
    assert_eq!(rig.requests(LibraryOperation::Mount), [PASSED, CANCELLED]);
    assert_eq!(rig.asked(OperatorCommand::MoveMedia), [], "nobody waits for it");
    assert_eq!(rig.drive(0).state, DriveState::Dismountable);
    rig.rest();
    rig.pass_seconds(400);
    assert_eq!(rig.place_of("A00001L3"), element(32), "its delay is over");
}

#[test]
fn a_mount_whose_time_ran_out_unnoted_is_over() {
    let mut rig = rig();
    for number in [0, 1] {
        let key = rig.db().all::<Drive>().map(|(key, _)| key).nth(number).expect("two");
        rig.change(key, |row| {
            row.head.operational = wire::ntms::state::OperationalState::NeedsService
        });
    }
    rig.begin(MountNtmsMedia { timeout: 5000, ..mount_call(&[rig.side_id("A00001L3")]) });
    rig.now += Duration::from_secs(5);
    rig.rsm.advance(rig.now);
    let mut lost = Vec::new();
    while let Some(output) = rig.rsm.poll() {
        if let Output::Keep { ticket, transaction } = output {
            lost.push((ticket, transaction));
        }
    }
    let error = NtmsError::DatabaseFailure;
    rig.rsm.handle(rig.now, Input::Undo { transactions: lost, error });
    rig.exchange();
    assert!(!rig.rsm.database_failed());
    assert_eq!(rig.requests(LibraryOperation::Mount), [CANCELLED]);
    rig.agrees();
}

#[test]
fn what_was_cancelled_by_a_lost_call_is_in_nobodys_hands() {
    let mut rig = rig();
    let profile_drives: Vec<Key<Drive>> = rig.db().all::<Drive>().map(|(key, _)| key).collect();
    for drive in profile_drives {
        rig.change(drive, |row| row.head.enabled = false);
    }
    rig.inventory(InventoryMethod::Omid).expect("queued");
    rig.pass_seconds(3600);
    let (library, action) = (rig.library_id(), InventoryMethod::Stop.value());
    rig.lose(InventoryNtmsLibrary { library, action });
    rig.rest();
    assert!(rig.requests(LibraryOperation::Classify).iter().all(|end| *end == CANCELLED));
    let request = rig.db().all::<LibRequest>().last().expect("filed").1.head.id;
    let cancel = CancelNtmsLibraryRequest { request };
    assert_eq!(rig.call(cancel), Err(NtmsError::ObjectNotFound));
}

#[test]
fn a_mount_waits_on_when_the_word_of_an_operator_is_lost() {
    let mut rig = rig();
    let waits = rig.begin(mount_call(&[rig.side_id("SHELF1L3")]));
    let request = rig.operator_request(OperatorCommand::MoveMedia);
    rig.lose(SatisfyNtmsOperatorRequest { request });
    assert_eq!(rig.asked(OperatorCommand::MoveMedia), [OperatorRequestState::Submitted]);
    let told = rig.begin(WaitForNtmsOperatorRequest { request, timeout: INFINITE });
    rig.hand(Hand::InsertAtPort(tape(Some("SHELF1L3"), On::Tape(5))));
    rig.call(SatisfyNtmsOperatorRequest { request }).expect("open");
    assert_eq!(rig.result::<WaitForNtmsOperatorRequest>(told), Ok(()));
    rig.run_until("mounted", |rig| rig.replies.contains_key(&waits));
    rig.result::<MountNtmsMedia>(waits).expect("mounted");
}

#[test]
fn a_request_whose_new_place_is_lost_stands_where_it_was() {
    use wire::ntms::call::{GetNtmsRequestOrder, SetNtmsRequestOrder};
    let mut rig = rig();
    let drives: Vec<Key<Drive>> = rig.db().all::<Drive>().map(|(key, _)| key).collect();
    for drive in &drives {
        rig.change(*drive, |row| row.head.enabled = false);
    }
    rig.change(drives[0], |row| {
        row.head.enabled = true;
        row.head.operational = wire::ntms::state::OperationalState::NeedsService;
    });
    let calls = ["A00001L3", "A00002L3"].map(|code| rig.begin(mount_call(&[rig.side_id(code)])));
    let filed: Vec<Guid> = rig
        .db()
        .all::<LibRequest>()
        .filter(|(_, row)| row.operation == LibraryOperation::Mount)
        .map(|(_, row)| row.head.id)
        .collect();
    let set = SetNtmsRequestOrder { request: filed[1], order: 1 };
    rig.lose(set);
    assert_eq!(rig.call(GetNtmsRequestOrder { request: filed[1] }), Ok(2));
    rig.change(drives[0], |row| {
        row.head.operational = wire::ntms::state::OperationalState::Ready;
    });
    rig.run_until("mounted", |rig| rig.replies.contains_key(&calls[0]));
    assert!(!rig.replies.contains_key(&calls[1]), "the first was served first");
}
