//! People at the door, with leave.

use wire::ntms::call::AccessNtmsLibraryDoor;
use wire::ntms::state::DoorState;

use super::*;

impl Rig {
    fn visit(&mut self, method: InventoryMethod) -> Result<(), NtmsError> {
        let (library, action) = (self.library_id(), method.value());
        self.call(AccessNtmsLibraryDoor { library, action })
    }

    fn door(&self) -> DoorState {
        self.db().all::<database::IeDoor>().next().expect("there is a door").1.state
    }
}

#[test]
fn nothing_moves_while_people_are_at_the_shelves_and_an_inventory_follows() {
    for (method, filed, known) in [
        (InventoryMethod::Fast, vec![PASSED], true),
        (InventoryMethod::Default, vec![PASSED], true),
        (InventoryMethod::None, vec![], false),
    ] {
        let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
        rig.rest();
        rig.visit(method).expect("queued");
        rig.pass_seconds(5);
        let waits = rig.begin(mount_call(&[rig.side_id("A00001L3")]));
        rig.hand(Hand::OpenDoor);
        rig.pass_seconds(3);
        assert_eq!(rig.door(), DoorState::Open);
        let new = tape(Some("A00002L3"), On::Tape(2));
        rig.hand(Hand::PlaceInSlot { cartridge: new, at: ElementAddress(40) });
        rig.pass_seconds(60);
        assert!(!rig.replies.contains_key(&waits));
        rig.hand(Hand::CloseDoor);
        rig.run_until("mounted", |rig| rig.replies.contains_key(&waits));
        rig.result::<MountNtmsMedia>(waits).expect("mounted");
        rig.rest();
        assert_eq!(rig.door(), DoorState::Closed);
        assert_eq!(rig.requests(LibraryOperation::DoorAccess), [PASSED]);
        assert_eq!(rig.requests(LibraryOperation::Inventory), filed, "{method:?}");
        assert_eq!(rig.media().len() == 2, known, "{method:?}");
        assert_eq!(rig.asked(OperatorCommand::DeviceService), [], "nothing was wrong");
    }
}

#[test]
fn a_visit_between_two_looks_is_noticed() {
    let mut rig = Rig::small(Vec::new());
    rig.rest();
    rig.visit(InventoryMethod::Fast).expect("queued");
    rig.pass_seconds(5);
    rig.hand(Hand::OpenDoor);
    rig.hand(Hand::CloseDoor);
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::DoorAccess), [PASSED]);
    assert_eq!(rig.requests(LibraryOperation::Inventory), [PASSED]);
}

#[test]
fn nobody_comes_for_ever() {
    let mut rig = Rig::small(Vec::new());
    rig.rest();
    let begun = rig.now;
    rig.visit(InventoryMethod::Fast).expect("queued");
    rig.rest();
    assert!(rig.now - begun >= Duration::from_secs(300), "{:?}", rig.now - begun);
    assert_eq!(rig.requests(LibraryOperation::DoorAccess), [failed(NtmsError::Timeout)]);
    assert_eq!(rig.requests(LibraryOperation::Inventory), []);
}

#[test]
fn people_are_asked_to_shut_a_door_that_stands_open_too_long() {
    for (limit, before) in [(100, true), (0, false)] {
        let mut rig = Rig::small(Vec::new());
        rig.rest();
        let door = rig.db().all::<database::IeDoor>().next().expect("there is a door").0;
        rig.change(door, |row| row.max_open_seconds = limit);
        rig.visit(InventoryMethod::None).expect("queued");
        rig.pass_seconds(5);
        rig.hand(Hand::OpenDoor);
        rig.pass_seconds(50);
        assert_eq!(rig.asked(OperatorCommand::DeviceService).is_empty(), before);
        rig.pass_seconds(100);
        let asked = rig.asked(OperatorCommand::DeviceService);
        assert_eq!(asked, [OperatorRequestState::Submitted]);
        rig.hand(Hand::CloseDoor);
        rig.rest();
        let asked = rig.asked(OperatorCommand::DeviceService);
        assert_eq!(asked, [OperatorRequestState::Complete]);
    }
}

#[test]
fn a_door_is_opened_where_there_is_one_in_a_library_that_can_be_used() {
    let mut rig = Rig::small(Vec::new());
    rig.rest();
    let key = rig.library_row().0;
    let shelf = rig.db().offline_library().expect("there");
    let shelf = rig.db().id(shelf);
    let fast = InventoryMethod::Fast.value();
    let call = |library, action| AccessNtmsLibraryDoor { library, action };
    assert_eq!(rig.call(call(Guid::NULL, fast)), Err(NtmsError::InvalidParameter));
    assert_eq!(rig.call(call(shelf, fast)), Err(NtmsError::LibraryOffline));
    for method in [InventoryMethod::Slot, InventoryMethod::Stop, InventoryMethod::Max] {
        assert_eq!(rig.visit(method), Err(NtmsError::InvalidParameter), "{method:?}");
    }
    rig.change(key, |row| row.head.enabled = false);
    assert_eq!(rig.visit(InventoryMethod::Fast), Err(NtmsError::ResourceDisabled));
    let profile = Profile::named("stand-alone").expect("listed");
    let mut alone = Rig::of(&profile, Vec::new());
    alone.rest();
    assert_eq!(alone.visit(InventoryMethod::Fast), Err(NtmsError::ResourceNotPresent));
    assert_eq!(alone.requests(LibraryOperation::DoorAccess), []);
}
