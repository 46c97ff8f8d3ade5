//! The cleaner's slot, and the cleaner's way in and out.

use wire::ntms::call::{
    CleanNtmsDrive, EjectNtmsCleaner, InjectNtmsCleaner, ReleaseNtmsCleanerSlot,
    ReserveNtmsCleanerSlot, SatisfyNtmsOperatorRequest,
};
use wire::ntms::option::LibraryFlags;
use wire::ntms::state::{PortContent, SlotState};

use super::*;

impl Rig {
    pub(super) fn slot_id(&self, at: u16) -> Guid {
        let mut slots = self.db().all::<StorageSlot>();
        slots.find(|(_, row)| row.address == at).expect("there is such a slot").1.head.id
    }

    pub(super) fn slot_state(&self, at: u16) -> SlotState {
        let mut slots = self.db().all::<StorageSlot>();
        slots.find(|(_, row)| row.address == at).expect("there is such a slot").1.state
    }

    pub(super) fn reserve(&mut self, at: u16) -> Result<(), NtmsError> {
        let (library, slot) = (self.library_id(), self.slot_id(at));
        self.call(ReserveNtmsCleanerSlot { library, slot })
    }

    pub(super) fn release(&mut self) -> Result<(), NtmsError> {
        let library = self.library_id();
        self.call(ReleaseNtmsCleanerSlot { library })
    }

    pub(super) fn bring(&mut self, cleans_left: u32) -> Result<Guid, NtmsError> {
        let (library, operation) = (self.library_id(), Some(Guid::NULL));
        let action = InjectOperation::Start.value();
        self.call(InjectNtmsCleaner { library, operation, cleans_left, action })
    }

    pub(super) fn put_out(&mut self) -> Result<Guid, NtmsError> {
        let (library, operation) = (self.library_id(), Some(Guid::NULL));
        let action = EjectOperation::Start.value();
        self.call(EjectNtmsCleaner { library, operation, action })
    }

    /// The cleaner's slot, whether a cleaner is there, and how often it can still be used.
    pub(super) fn cleaner(&self) -> (Option<u16>, bool, u32) {
        let row = self.library_row().1;
        let present = row.flags.contains(LibraryFlags::CLEANERPRESENT);
        (self.slot_address(row.cleaner_slot), present, row.cleaner_uses_remaining)
    }

    fn port_content(&self) -> PortContent {
        self.db().all::<database::IePort>().next().expect("there is a mail slot").1.content
    }
}

/// A cleaner that no bar code tells of.
fn plain_cleaner() -> Cartridge {
    cartridge("cleaner", Some("WASH01"), &[On::Blank])
}

fn clean(rig: &mut Rig) {
    let drive = rig.drive(0).head.id;
    rig.call(CleanNtmsDrive { drive }).expect("queued");
}

#[test]
fn a_cleaner_comes_in_cleans_until_it_is_spent_and_goes_out() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    assert_eq!(rig.bring(2), Err(NtmsError::NoSlotSet));
    rig.reserve(50).expect("queued");
    assert_eq!(rig.cleaner(), (Some(50), false, 0));
    assert_eq!(rig.requests(LibraryOperation::ReserveCleaner), [PASSED]);
    assert_eq!(rig.put_out(), Err(NtmsError::SlotEmpty));
    // A drive that waits for a cleaner gets the one that comes.
    clean(&mut rig);
    rig.bring(2).expect("queued");
    rig.pass_seconds(10);
    rig.hand(Hand::InsertAtPort(plain_cleaner()));
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::InjectCleaner), [PASSED]);
    assert_eq!(rig.requests(LibraryOperation::CleanDrive), [PASSED]);
    assert_eq!(rig.asked(OperatorCommand::Cleaner), [OperatorRequestState::Complete]);
    assert_eq!(rig.place_of("WASH01"), element(50));
    assert_eq!(rig.cleaner(), (Some(50), true, 1));
    assert_eq!(rig.media().len(), 1, "it is no medium");
    // An inventory knows it by its place.
    rig.inventory(InventoryMethod::Omid).expect("queued");
    rig.rest();
    assert_eq!(rig.cleaner(), (Some(50), true, 1));
    assert_eq!(rig.bring(9), Err(NtmsError::SlotFull));
    assert_eq!(rig.release(), Err(NtmsError::SlotFull));
    clean(&mut rig);
    rig.rest();
    assert_eq!(rig.cleaner(), (Some(50), true, 0));
    clean(&mut rig);
    rig.pass_seconds(60);
    let last = rig.requests(LibraryOperation::CleanDrive).pop().expect("filed");
    assert_eq!(last.0, LibraryRequestState::Waiting, "what is there is spent");
    rig.put_out().expect("queued");
    rig.pass_seconds(60);
    assert_eq!(rig.cleaner(), (Some(50), false, 0));
    assert_eq!(rig.port_content(), PortContent::Full);
    rig.hand(Hand::TakeFromPort(ElementAddress(448)));
    rig.pass_seconds(60);
    assert_eq!(rig.requests(LibraryOperation::EjectCleaner), [PASSED]);
    assert!(!rig.library.port_open());
    assert_eq!(rig.put_out(), Err(NtmsError::SlotEmpty));
    rig.bring(u32::MAX).expect("queued");
    rig.pass_seconds(10);
    rig.hand(Hand::InsertAtPort(plain_cleaner()));
    rig.rest();
    assert_eq!(rig.cleaner(), (Some(50), true, u32::MAX), "nobody counts");
    assert_eq!(rig.requests(LibraryOperation::CleanDrive), [PASSED; 3]);
}

#[test]
fn no_medium_comes_to_the_slot_of_the_cleaner() {
    let profile = Profile::named("lto-30").expect("listed").with_slots(3);
    let stock = vec![own_tape(32, "A00001L3", 1), own_tape(33, "A00002L3", 2)];
    let mut rig = Rig::of(&profile, stock);
    rig.rest();
    assert_eq!(rig.reserve(33), Err(NtmsError::SlotFull));
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    rig.reserve(32).expect("it is empty");
    assert_eq!(rig.reserve(32), Err(NtmsError::AlreadyReserved));
    assert_eq!(rig.reserve(34), Err(NtmsError::AlreadyReserved));
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.rest();
    assert_eq!(rig.place_of("A00001L3"), element(34), "its own slot is the cleaner's now");
    rig.inject(InjectOperation::Start, Guid::NULL).expect("queued");
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::Inject), [failed(NtmsError::LibraryFull)]);
    rig.release().expect("queued");
    assert_eq!(rig.requests(LibraryOperation::ReleaseCleaner), [PASSED]);
    assert_eq!(rig.release(), Err(NtmsError::NoSlotReserved));
    rig.inject(InjectOperation::Start, Guid::NULL).expect("queued");
    rig.pass_seconds(10);
    rig.hand(Hand::InsertAtPort(tape(Some("A00003L3"), On::Tape(3))));
    rig.rest();
    assert_eq!(rig.place_of("A00003L3"), element(32));
}

#[test]
fn a_slot_is_reserved_when_what_is_on_its_way_there_has_come() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.reserve(32).expect("nothing is there yet");
    assert_eq!(rig.requests(LibraryOperation::ReserveCleaner)[0].0, LibraryRequestState::Queued);
    rig.rest();
    assert_eq!(rig.place_of("A00001L3"), element(32));
    let ends = rig.requests(LibraryOperation::ReserveCleaner);
    assert_eq!(ends, [failed(NtmsError::SlotFull)]);
    assert_eq!(rig.cleaner(), (None, false, 0));
}

#[test]
fn of_two_who_want_the_same_the_first_gets_it() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.reserve(40).expect("queued");
    assert_eq!(rig.reserve(41), Err(NtmsError::AlreadyReserved));
    rig.bring(5).expect("queued");
    rig.bring(6).expect("queued");
    rig.pass_seconds(40);
    rig.hand(Hand::InsertAtPort(plain_cleaner()));
    rig.rest();
    let ends = rig.requests(LibraryOperation::InjectCleaner);
    assert_eq!(ends, [PASSED, failed(NtmsError::SlotFull)]);
    assert_eq!(rig.cleaner(), (Some(40), true, 5));
    rig.put_out().expect("queued");
    rig.put_out().expect("queued");
    rig.pass_seconds(60);
    rig.hand(Hand::TakeFromPort(ElementAddress(448)));
    rig.rest();
    let ends = rig.requests(LibraryOperation::EjectCleaner);
    assert_eq!(ends, [PASSED, failed(NtmsError::SlotEmpty)]);
}

#[test]
fn a_cleaner_at_work_keeps_its_slot_and_goes_out_when_it_is_back() {
    let mut rig = Rig::small(vec![
        own_tape(32, "A00001L3", 1),
        stranger(61, cartridge("cleaner", Some("CLN001CU"), &[On::Blank])),
    ]);
    rig.rest();
    clean(&mut rig);
    let at_work = wire::ntms::state::DriveState::BeingCleaned;
    rig.run_until("the cleaner is in", |rig| rig.drive(0).state == at_work);
    assert_eq!(rig.slot_state(61), SlotState::Empty);
    assert_eq!(rig.bring(5), Err(NtmsError::SlotFull));
    assert_eq!(rig.release(), Err(NtmsError::SlotFull));
    rig.put_out().expect("queued");
    rig.run_until("it is out", |rig| rig.port_content() == PortContent::Full);
    assert_eq!(rig.requests(LibraryOperation::CleanDrive), [PASSED]);
    assert_eq!(rig.place_of("CLN001CU"), element(448));
    assert_eq!(rig.cleaner(), (Some(61), false, 0));
    rig.hand(Hand::TakeFromPort(ElementAddress(448)));
    rig.rest();
}

#[test]
fn a_medium_that_somebody_puts_in_the_place_of_the_cleaner_is_taken_for_no_cleaner() {
    for (code, on) in [(Some("A00001L3"), On::Tape(1)), (None, On::Tape(1)), (None, On::Blank)] {
        let mut rig = Rig::small(vec![
            stranger(32, tape(code, on)),
            stranger(61, cartridge("cleaner", Some("CLN001CU"), &[On::Blank])),
        ]);
        rig.rest();
        rig.hand(Hand::OpenDoor);
        let [tape, cleaner] = [32, 61].map(|at| rig.hand(Hand::TakeFromSlot(ElementAddress(at))));
        for (cartridge, at) in [(cleaner, 32), (tape, 61)] {
            let cartridge = cartridge.expect("it was full");
            rig.hand(Hand::PlaceInSlot { cartridge, at: ElementAddress(at) });
        }
        rig.hand(Hand::CloseDoor);
        rig.inventory(InventoryMethod::Fast).expect("queued");
        rig.rest();
        assert_eq!(rig.cleaner(), (Some(32), true, u32::MAX));
        let at = rig.media().into_iter().filter_map(|(_, row)| rig.slot_address(row.slot));
        assert_eq!(at.collect::<Vec<_>>(), [61], "{code:?}");
    }
}

#[test]
fn one_cleaner_cleans_one_drive_after_the_other() {
    let cleaner = cartridge("cleaner", Some("CLN001CU"), &[On::Blank]);
    let mut rig = Rig::small(vec![stranger(61, cleaner)]);
    rig.rest();
    for number in [0, 1] {
        let drive = rig.drive(number).head.id;
        rig.call(CleanNtmsDrive { drive }).expect("queued");
    }
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::CleanDrive), [PASSED; 2]);
    assert_eq!(rig.place_of("CLN001CU"), element(61));
}

#[test]
fn information_says_whether_cleanings_are_counted() {
    let mut rig = Rig::small(Vec::new());
    rig.rest();
    rig.reserve(61).expect("queued");
    for (cleans_left, uncounted) in [(u32::MAX, true), (3, false)] {
        rig.bring(cleans_left).expect("queued");
        rig.pass_seconds(10);
        rig.hand(Hand::InsertAtPort(plain_cleaner()));
        rig.rest();
        let told = rig.rsm.information(rig.library_id()).expect("there").info;
        let wire::ntms::Info::Library(told) = told else { panic!("{told:?}") };
        let flag = LibraryFlags::IGNORECLEANERUSESREMAINING;
        assert_eq!(told.flags.contains(flag), uncounted);
        assert_eq!(told.cleaner_uses_remaining, cleans_left);
        assert_eq!(told.cleaner_slot, rig.slot_id(61));
        rig.put_out().expect("queued");
        rig.pass_seconds(60);
        rig.hand(Hand::TakeFromPort(ElementAddress(448)));
        rig.rest();
    }
}

#[test]
fn who_was_to_bring_a_cleaner_to_a_slot_brings_it_to_no_other() {
    let mut rig = Rig::small(Vec::new());
    rig.rest();
    let first = rig.inject(InjectOperation::Start, Guid::NULL).expect("queued");
    rig.reserve(40).expect("queued");
    rig.bring(5).expect("queued");
    rig.release().expect("queued");
    rig.reserve(41).expect("queued");
    rig.inject(InjectOperation::Stop, first).expect("under way");
    rig.rest();
    let ends = rig.requests(LibraryOperation::InjectCleaner);
    assert_eq!(ends, [failed(NtmsError::NoSlotSet)]);
    assert_eq!(rig.cleaner(), (Some(41), false, 0));
}

#[test]
fn what_is_no_cleaner_stays_in_the_mail_slot() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    rig.reserve(61).expect("queued");
    rig.bring(5).expect("queued");
    rig.pass_seconds(10);
    rig.hand(Hand::InsertAtPort(tape(Some("A00002L3"), On::Tape(2))));
    rig.rest();
    let ends = rig.requests(LibraryOperation::InjectCleaner);
    assert_eq!(ends, [failed(NtmsError::InvalidCleaner)]);
    assert_eq!(rig.place_of("A00002L3"), element(448));
    assert_eq!(rig.cleaner(), (Some(61), false, 0));
    assert_eq!(rig.media().len(), 1);
    assert!(!rig.library.removal_prevented());
}

#[test]
fn a_way_in_or_out_is_stopped_by_its_own_operation_only() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    rig.reserve(61).expect("queued");
    let library = rig.library_id();
    let (inject, eject) = (InjectOperation::Stop.value(), EjectOperation::Stop.value());
    let stop_inject = |operation| InjectNtmsCleaner {
        library,
        operation: Some(operation),
        cleans_left: 0,
        action: inject,
    };
    let stop_eject =
        |operation| EjectNtmsCleaner { library, operation: Some(operation), action: eject };
    let media = rig.inject(InjectOperation::Start, Guid::NULL).expect("queued");
    assert_eq!(rig.call(stop_inject(media)), Err(NtmsError::InvalidOperation));
    rig.inject(InjectOperation::Stop, media).expect("under way");
    rig.rest();
    let brings = rig.bring(5).expect("queued");
    assert_eq!(rig.inject(InjectOperation::Stop, brings), Err(NtmsError::InvalidOperation));
    assert_eq!(rig.call(stop_eject(brings)), Err(NtmsError::InvalidOperation));
    rig.pass_seconds(10);
    assert_eq!(rig.call(stop_inject(brings)), Ok(brings));
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::InjectCleaner), [PASSED]);
    assert_eq!(rig.cleaner(), (Some(61), false, 0));
    let begun = rig.now;
    rig.bring(5).expect("queued");
    rig.rest();
    assert!((600..620).contains(&(rig.now - begun).as_secs()), "{:?}", rig.now - begun);
    assert_eq!(rig.requests(LibraryOperation::InjectCleaner)[1], failed(NtmsError::Timeout));
    rig.bring(5).expect("queued");
    rig.pass_seconds(10);
    rig.hand(Hand::InsertAtPort(plain_cleaner()));
    rig.rest();
    let out = rig.put_out().expect("queued");
    let stop = EjectNtmsMedia { media: None, operation: Some(out), action: eject };
    assert_eq!(rig.call(stop), Err(NtmsError::InvalidOperation));
    rig.pass_seconds(60);
    assert_eq!(rig.call(stop_eject(out)), Ok(out));
    rig.settle();
    assert!(!rig.library.port_open());
    assert_eq!(rig.requests(LibraryOperation::EjectCleaner), [PASSED]);
}

#[test]
fn where_there_is_no_mail_slot_people_are_told_the_slot_and_use_the_door() {
    let profile = Profile::named("lto-30").expect("listed").without_port();
    let mut rig = Rig::of(&profile, vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    rig.reserve(40).expect("queued");
    let operation = rig.bring(7).expect("queued");
    let library = rig.library_id();
    let stop = InjectNtmsCleaner {
        library,
        operation: Some(operation),
        cleans_left: 0,
        action: InjectOperation::Stop.value(),
    };
    assert_eq!(rig.call(stop), Err(NtmsError::InvalidOperation));
    rig.pass_seconds(5);
    let request = rig.operator_request(OperatorCommand::Cleaner);
    let told = rig.db().look_up::<OpRequest>(request).expect("open").1.argument_1;
    assert_eq!(told, rig.slot_id(40));
    rig.hand(Hand::OpenDoor);
    rig.hand(Hand::PlaceInSlot { cartridge: plain_cleaner(), at: ElementAddress(40) });
    // Something else that nobody was told to do is not looked at.
    let other = tape(Some("A00002L3"), On::Tape(2));
    rig.hand(Hand::PlaceInSlot { cartridge: other, at: ElementAddress(41) });
    rig.call(SatisfyNtmsOperatorRequest { request }).expect("open");
    rig.hand(Hand::CloseDoor);
    rig.settle();
    assert_eq!(rig.requests(LibraryOperation::InjectCleaner), [PASSED]);
    assert_eq!(rig.requests(LibraryOperation::Inventory), [], "no inventory follows");
    assert_eq!(rig.slot_state(41), SlotState::Empty);
    assert_eq!(rig.cleaner(), (Some(40), true, 7));
    clean(&mut rig);
    rig.rest();
    assert_eq!(rig.cleaner(), (Some(40), true, 6));
    rig.put_out().expect("queued");
    rig.pass_seconds(5);
    rig.hand(Hand::OpenDoor);
    rig.hand(Hand::TakeFromSlot(ElementAddress(40)));
    rig.hand(Hand::CloseDoor);
    rig.settle();
    assert_eq!(rig.requests(LibraryOperation::EjectCleaner), [PASSED]);
    assert_eq!(rig.cleaner(), (Some(40), false, 0));
    assert_eq!(rig.slot_state(40), SlotState::Empty);
    assert_eq!(rig.asked(OperatorCommand::DeviceService), [OperatorRequestState::Complete]);
}

#[test]
fn people_who_come_to_the_door_and_do_something_else_have_not_done_it() {
    let profile = Profile::named("lto-30").expect("listed").without_port();
    let mut rig = Rig::of(&profile, vec![]);
    rig.rest();
    rig.reserve(40).expect("queued");
    for (cartridge, error) in [
        (None, NtmsError::Empty),
        (Some(tape(Some("A00002L3"), On::Tape(2))), NtmsError::InvalidCleaner),
    ] {
        rig.bring(7).expect("queued");
        rig.pass_seconds(5);
        rig.hand(Hand::OpenDoor);
        if let Some(cartridge) = cartridge {
            rig.hand(Hand::PlaceInSlot { cartridge, at: ElementAddress(40) });
        }
        rig.hand(Hand::CloseDoor);
        rig.settle();
        assert_eq!(rig.requests(LibraryOperation::InjectCleaner).pop(), Some(failed(error)));
        assert_eq!(rig.cleaner(), (Some(40), false, 0));
    }
    assert_eq!(rig.bring(7), Err(NtmsError::SlotFull), "something lies there");
    rig.hand(Hand::OpenDoor);
    rig.hand(Hand::TakeFromSlot(ElementAddress(40)));
    rig.hand(Hand::CloseDoor);
    rig.inventory(InventoryMethod::Fast).expect("queued");
    rig.rest();
    rig.bring(7).expect("queued");
    rig.pass_seconds(5);
    let request = rig.operator_request(OperatorCommand::Cleaner);
    rig.call(wire::ntms::call::CancelNtmsOperatorRequest { request }).expect("open");
    rig.rest();
    let ends = rig.requests(LibraryOperation::InjectCleaner);
    assert_eq!(ends[2], failed(NtmsError::RequestRefused));
}

#[test]
fn a_restart_forgets_who_was_to_come_and_keeps_the_slot() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    rig.reserve(50).expect("queued");
    rig.bring(5).expect("queued");
    rig.pass_seconds(10);
    rig.restart();
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::InjectCleaner), [CANCELLED]);
    assert_eq!(rig.cleaner(), (Some(50), false, 0));
    rig.release().expect("queued");
    rig.rest();
    assert_eq!(rig.cleaner(), (None, false, 0));
}
