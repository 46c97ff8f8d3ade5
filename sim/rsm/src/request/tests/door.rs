//! Taking in and putting out, and what the calls of library control answer.

use wire::ntms::call::CancelNtmsLibraryRequest;
use wire::ntms::option::MediaPoolPolicy;
use wire::ntms::state::{MediaState, PortContent, PortPosition};

use super::*;

fn port(rig: &Rig) -> (PortContent, PortPosition) {
    let (_, row) = rig.db().all::<database::IePort>().next().expect("there is a mail slot");
    (row.content, row.position)
}

fn port_of(rig: &Rig) -> bool {
    rig.library.cartridge_at(ElementAddress(448)).is_some()
}

#[test]
fn a_medium_that_somebody_inserts_comes_to_a_slot_and_is_identified() {
    let mut rig = Rig::small(Vec::new());
    rig.rest();
    let operation = rig.inject(InjectOperation::Start, Guid::NULL).expect("queued");
    assert!(!operation.is_null());
    rig.pass_seconds(10);
    assert!(rig.library.port_open());
    assert_eq!(port(&rig), (PortContent::Empty, PortPosition::Extended));
    rig.hand(Hand::InsertAtPort(tape(Some("A00001L3"), On::Tape(1))));
    rig.pass_seconds(3);
    assert!(rig.library.removal_prevented(), "nobody takes it away meanwhile");
    rig.rest();
    let row = rig.medium("A00001L3").1;
    assert_eq!((rig.pool_type(row), rig.slot_address(row.slot)), (PoolType::Import, Some(32)));
    assert_eq!(rig.requests(LibraryOperation::Inject), [PASSED]);
    assert!(!rig.library.removal_prevented());
    assert_eq!(port(&rig), (PortContent::Empty, PortPosition::Retracted));
}

#[test]
fn an_injection_ends_by_itself_by_a_person_or_by_a_call() {
    let mut rig = Rig::small(Vec::new());
    rig.rest();
    let operation = rig.inject(InjectOperation::Start, Guid::NULL).expect("queued");
    rig.pass_seconds(10);
    assert_eq!(
        rig.inject(InjectOperation::Retract, operation),
        Err(NtmsError::InvalidOperation),
        "the port of a single injection is not pulled in for a look"
    );
    rig.inject(InjectOperation::Stop, operation).expect("it is under way");
    rig.rest();
    assert!(!rig.library.port_open());
    let unknown = rig.inject(InjectOperation::Stop, operation);
    assert_eq!(unknown, Err(NtmsError::InvalidOperation));
    let begun = rig.now;
    rig.inject(InjectOperation::Start, Guid::NULL).expect("queued");
    rig.rest();
    assert!((600..620).contains(&(rig.now - begun).as_secs()), "{:?}", rig.now - begun);
    let ends = rig.requests(LibraryOperation::Inject);
    assert_eq!(ends, [PASSED, failed(NtmsError::Timeout)]);
}

#[test]
fn the_port_opens_again_until_all_media_are_in() {
    let mut rig = Rig::small(Vec::new());
    rig.rest();
    let operation = rig.inject(InjectOperation::StartMany, Guid::NULL).expect("queued");
    for number in 1..=3u16 {
        rig.run_until("the port opens", |rig| rig.library.port_open());
        let bar_code = format!("A0000{number}L3");
        rig.hand(Hand::InsertAtPort(tape(Some(&bar_code), On::Tape(u128::from(number)))));
        rig.pass_seconds(4);
    }
    rig.run_until("the port opens", |rig| rig.library.port_open());
    rig.inject(InjectOperation::Retract, operation).expect("under way");
    rig.pass_seconds(5);
    rig.run_until("the port opens", |rig| rig.library.port_open());
    rig.inject(InjectOperation::Stop, operation).expect("under way");
    rig.rest();
    assert_eq!(rig.media().len(), 3);
    assert_eq!(rig.requests(LibraryOperation::Inject), [PASSED]);
    assert!(rig.requests(LibraryOperation::Classify).iter().all(|end| *end == PASSED));
}

#[test]
fn a_full_library_takes_nothing_in_and_people_are_asked_to_make_room() {
    let profile = Profile::named("lto-30").expect("listed").with_slots(2).with_port_places(3);
    let mut rig = Rig::of(&profile, vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    for number in 2..=4u16 {
        let bar_code = format!("A0000{number}L3");
        rig.hand(Hand::InsertAtPort(tape(Some(&bar_code), On::Tape(u128::from(number)))));
    }
    rig.inject(InjectOperation::Start, Guid::NULL).expect("queued");
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::Inject), [PASSED]);
    assert_eq!(rig.slot_address(rig.medium("A00002L3").1.slot), Some(33));
    assert!(rig.library.cartridge_at(ElementAddress(449)).is_some(), "the rest stays");
    assert_eq!(rig.asked(OperatorCommand::DeviceService), [OperatorRequestState::Submitted]);
    rig.inject(InjectOperation::Start, Guid::NULL).expect("queued");
    rig.rest();
    let ends = rig.requests(LibraryOperation::Inject);
    assert_eq!(ends, [PASSED, failed(NtmsError::LibraryFull)]);
}

#[test]
fn an_ejected_medium_is_out_for_everybody_and_the_port_is_full_until_it_is_emptied() {
    let stock = vec![own_tape(32, "A00001L3", 1), own_tape(33, "A00002L3", 2)];
    let mut rig = Rig::small(stock);
    rig.rest();
    let [first, second] = ["A00001L3", "A00002L3"].map(|code| rig.medium(code).1.head.id);
    rig.eject(Some(first), EjectOperation::Start).expect("queued");
    assert_eq!(rig.medium("A00001L3").1.state, MediaState::InUse);
    rig.pass_seconds(60);
    assert!(rig.is_offline(rig.medium("A00001L3").0) && port_of(&rig));
    assert_eq!(port(&rig), (PortContent::Full, PortPosition::Extended));
    // Nobody takes it, and the port goes in again.
    rig.rest();
    assert_eq!(port(&rig), (PortContent::Full, PortPosition::Retracted));
    rig.eject(Some(second), EjectOperation::Start).expect("queued");
    rig.pass_seconds(60);
    assert!(!rig.is_offline(rig.medium("A00002L3").0));
    assert_eq!(rig.asked(OperatorCommand::DeviceService), [OperatorRequestState::Submitted]);
    rig.hand(Hand::TakeFromPort(ElementAddress(448)));
    rig.pass_seconds(60);
    assert!(rig.is_offline(rig.medium("A00002L3").0) && port_of(&rig));
    assert_eq!(rig.asked(OperatorCommand::DeviceService), [OperatorRequestState::Complete]);
    rig.hand(Hand::TakeFromPort(ElementAddress(448)));
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::Eject), [PASSED, PASSED]);
    assert_eq!(port(&rig), (PortContent::Empty, PortPosition::Retracted));
}

#[test]
fn what_nobody_owns_is_forgotten_when_it_is_out_unless_policy_keeps_it() {
    let stock = || vec![stranger(32, tape(Some("A00001L3"), On::Tape(1)))];
    for keeps in [false, true] {
        let mut rig = Rig::small(stock());
        rig.rest();
        if keeps {
            let computer = rig.db().computer();
            let policy = MediaPoolPolicy::KEEPOFFLINEIMPORT;
            rig.change(computer, |row| row.media_pool_policy = policy);
        }
        let media = rig.medium("A00001L3").1.head.id;
        rig.eject(Some(media), EjectOperation::Start).expect("queued");
        rig.rest();
        assert_eq!(rig.media().len(), usize::from(keeps));
    }
}

#[test]
fn an_inventory_leaves_what_was_put_out_in_the_hands_of_people() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    let media = rig.medium("A00001L3").1.head.id;
    rig.eject(Some(media), EjectOperation::Start).expect("queued");
    rig.rest();
    rig.inventory(InventoryMethod::Fast).expect("queued");
    rig.rest();
    assert!(rig.is_offline(rig.medium("A00001L3").0) && port_of(&rig));
    // Somebody wants it back.
    rig.inject(InjectOperation::Start, Guid::NULL).expect("queued");
    rig.rest();
    assert_eq!(rig.slot_address(rig.medium("A00001L3").1.slot), Some(32));
}

#[test]
fn a_batch_goes_out_together_and_not_when_it_is_larger_than_the_port() {
    let stock = (0..4u16).map(|n| own_tape(32 + n, &format!("A0000{n}L3"), u128::from(n) + 1));
    let profile = Profile::named("lto-30").expect("listed").with_port_places(3);
    let mut rig = Rig::of(&profile, stock.collect());
    rig.rest();
    let ids: Vec<Guid> = rig.media().iter().map(|(_, row)| row.head.id).collect();
    assert_eq!(rig.eject(None, EjectOperation::Start), Err(NtmsError::InvalidParameter));
    assert_eq!(rig.eject(None, EjectOperation::Queue), Err(NtmsError::InvalidParameter));
    for id in &ids[..3] {
        rig.eject(Some(*id), EjectOperation::Queue).expect("queued");
    }
    let too_many = rig.eject(Some(ids[3]), EjectOperation::Start);
    assert_eq!(too_many, Err(NtmsError::Busy));
    let operation = rig.eject(None, EjectOperation::Start).expect("three fit");
    rig.pass_seconds(120);
    let out = rig.media().iter().filter(|(key, _)| rig.is_offline(*key)).count();
    assert_eq!(out, 3);
    let operation = Some(operation);
    let stop = EjectNtmsMedia { media: None, operation, action: EjectOperation::Stop.value() };
    rig.call(stop).expect("it waits for people");
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::Eject), [PASSED]);
    assert_eq!(rig.call(stop), Err(NtmsError::InvalidOperation));
}

#[test]
fn media_that_are_used_disabled_or_out_are_not_ejected() {
    let shelf = vec![("A00009L3", vec![known(On::Tape(9), owned())])];
    let profile = Profile::named("lto-30").expect("listed");
    let stock = vec![own_tape(32, "A00001L3", 1), own_tape(33, "A00002L3", 2)];
    let mut rig = Rig::with_shelf(&profile, stock, shelf);
    rig.rest();
    let [used, disabled, out] =
        ["A00001L3", "A00002L3", "A00009L3"].map(|code| rig.medium(code).1.head.id);
    let batch = |action: EjectOperation| EjectNtmsMedia {
        media: Some(used),
        operation: None,
        action: action.value(),
    };
    rig.call(batch(EjectOperation::Queue)).expect("it needs no place for the operation");
    for action in [EjectOperation::Start, EjectOperation::Stop] {
        assert_eq!(rig.call(batch(action)), Err(NtmsError::InvalidParameter));
    }
    rig.mount(&[rig.side_id("A00001L3")]).expect("mounted");
    let key = rig.medium("A00002L3").0;
    rig.change(key, |row| row.head.enabled = false);
    for (media, error) in [
        (used, NtmsError::Busy),
        (disabled, NtmsError::MediaNotAvailable),
        (out, NtmsError::LibraryOffline),
        (Guid::from_u128(5), NtmsError::InvalidParameter),
    ] {
        assert_eq!(rig.eject(Some(media), EjectOperation::Start), Err(error));
    }
}

#[test]
fn library_control_tells_what_is_wrong_with_a_library() {
    let mut rig = Rig::small(Vec::new());
    rig.rest();
    let offline = rig.db().offline_library().map(|key| rig.db().id(key)).expect("always there");
    let (key, row) = rig.library_row();
    let library = row.head.id;
    let inventory =
        |library, action: InventoryMethod| InventoryNtmsLibrary { library, action: action.value() };
    let inject = |library| InjectNtmsMedia { library, operation: Some(Guid::NULL), action: 0 };
    let fast = InventoryMethod::Fast;
    assert_eq!(rig.call(inventory(offline, fast)), Err(NtmsError::InvalidLibrary));
    assert_eq!(rig.call(inject(offline)), Err(NtmsError::LibraryOffline));
    for wrong in [Guid::NULL, Guid::from_u128(5)] {
        assert_eq!(rig.call(inventory(wrong, fast)), Err(NtmsError::InvalidParameter));
        assert_eq!(rig.call(inject(wrong)), Err(NtmsError::InvalidParameter));
    }
    for wrong in [InventoryMethod::None, InventoryMethod::Slot, InventoryMethod::Max] {
        let end = rig.call(inventory(library, wrong));
        assert_eq!(end, Err(NtmsError::InvalidParameter), "{wrong:?}");
    }
    for action in InjectOperation::ALL {
        let call = InjectNtmsMedia { library, operation: None, action: action.value() };
        assert_eq!(rig.call(call), Err(NtmsError::InvalidParameter), "no place for the operation");
    }
    rig.change(key, |row| row.head.enabled = false);
    assert_eq!(rig.call(inventory(library, fast)), Err(NtmsError::DeviceNotAvailable));
    assert_eq!(rig.call(inject(library)), Err(NtmsError::DeviceNotAvailable));
    assert_eq!(rig.db().count::<LibRequest>(), 0, "nothing was queued");
}

#[test]
fn only_what_waits_can_be_cancelled() {
    let stock = (0..3u16).map(|n| own_tape(32 + n, &format!("A0000{n}L3"), u128::from(n) + 1));
    let mut rig = Rig::small(stock.collect());
    rig.rest();
    let [first, second, third] =
        ["A00000L3", "A00001L3", "A00002L3"].map(|bar_code| rig.side_id(bar_code));
    rig.mount(&[first]).expect("mounted");
    rig.mount(&[second]).expect("mounted");
    let waits = rig.begin(mount_call(&[third]));
    let requests: Vec<Guid> = rig.db().all::<LibRequest>().map(|(_, row)| row.head.id).collect();
    let cancel = |request| CancelNtmsLibraryRequest { request };
    for gone in [requests[0], Guid::from_u128(5)] {
        assert_eq!(rig.call(cancel(gone)), Err(NtmsError::ObjectNotFound));
    }
    rig.call(cancel(requests[2])).expect("it waits");
    assert_eq!(rig.result::<MountNtmsMedia>(waits), Err(NtmsError::Cancelled));
    assert_eq!(rig.requests(LibraryOperation::Remove), [PASSED]);
    rig.dismount(first, DismountOptions::IMMEDIATE);
    let under_way = rig.db().all::<LibRequest>().last().expect("the dismount").1.head.id;
    assert_eq!(rig.call(cancel(under_way)), Err(NtmsError::AccessDenied));
}
