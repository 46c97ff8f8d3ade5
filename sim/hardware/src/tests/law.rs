//! Laws under random work, and the cost of much work.

use proptest::prelude::*;

use super::*;
use crate::{Condition, Target};

/// Something that happens to the small library.
#[derive(Clone, Debug)]
enum Event {
    Command(Nexus, Lun, Command),
    Hand(HandKind),
    Pass(u64),
}

/// What a person does, without the cartridges that come in.
#[derive(Clone, Debug)]
enum HandKind {
    Plain(Hand),
    InsertAtPort,
    PlaceInSlot(ElementAddress),
}

fn address() -> impl Strategy<Value = ElementAddress> {
    prop_oneof![
        8 => (32u16..40).prop_map(ElementAddress),
        2 => (50u16..54).prop_map(ElementAddress),
        4 => (480u16..482).prop_map(ElementAddress),
        2 => Just(PORT),
        1 => Just(HAND),
        1 => any::<u16>().prop_map(ElementAddress),
    ]
}

fn command() -> impl Strategy<Value = (Lun, Command)> {
    let drive = |command| (DRIVE, Command::Drive(command));
    let changer = |command| (CHANGER, Command::Changer(command));
    prop_oneof![
        8 => (address(), address()).prop_map(move |(from, to)| changer(move_command(from, to))),
        3 => (address(), address(), address()).prop_map(move |(from, to, onward)| {
            changer(ChangerCommand::ExchangeMedium {
                transport: HAND,
                from,
                to,
                onward,
                invert_first: false,
                invert_second: false,
            })
        }),
        1 => any::<bool>().prop_map(move |open| {
            changer(ChangerCommand::OpenCloseImportExport { element: PORT, open })
        }),
        3 => any::<bool>().prop_map(move |immediate| {
            drive(DriveCommand::LoadUnload { load: false, immediate })
        }),
        1 => (0u16..3).prop_map(|lun| (Lun(lun), Command::TestUnitReady)),
        1 => any::<bool>().prop_map(|prevent| (CHANGER, Command::PreventRemoval(prevent))),
    ]
}

fn hand() -> impl Strategy<Value = HandKind> {
    let plain = prop_oneof![
        Just(Hand::OpenDoor),
        Just(Hand::CloseDoor),
        Just(Hand::TakeFromPort(PORT)),
        address().prop_map(Hand::TakeFromSlot),
        Just(Hand::ClearJam),
        Just(Hand::PowerCycle),
        (0..5usize, proptest::option::of(0u64..60)).prop_map(|(which, lasts)| {
            let all = [
                Condition::Jam,
                Condition::PickFails,
                Condition::PlaceFails,
                Condition::Hung,
                Condition::MagazineOut,
            ];
            let lasts = lasts.map(seconds);
            Hand::ConditionSet { on: Target::Changer, condition: all[which], lasts }
        }),
    ];
    prop_oneof![
        4 => plain.prop_map(HandKind::Plain),
        1 => Just(HandKind::InsertAtPort),
        1 => address().prop_map(HandKind::PlaceInSlot),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => (1u32..3, command()).prop_map(|(nexus, (lun, command))| {
            Event::Command(Nexus(nexus), lun, command)
        }),
        2 => hand().prop_map(Event::Hand),
        6 => (0u64..20_000).prop_map(Event::Pass),
    ]
}

/// Plays events on the small library and checks it at every instant at which something happens.
fn play(events: &[Event]) -> (Rig, Vec<crate::Finished>) {
    let mut rig = Rig::small();
    let mut answers = Vec::new();
    let mut sent = 0;
    for (number, event) in events.iter().enumerate() {
        let tape = || {
            let model = rig_medium();
            Cartridge::blank(&model, Some(&format!("N{number:05}L3")))
        };
        match event.clone() {
            Event::Command(nexus, lun, command) => {
                rig.send(nexus, lun, command);
                sent += 1;
            }
            Event::Hand(HandKind::Plain(hand)) => drop(rig.hand(hand)),
            Event::Hand(HandKind::InsertAtPort) => drop(rig.hand(Hand::InsertAtPort(tape()))),
            Event::Hand(HandKind::PlaceInSlot(at)) => {
                drop(rig.hand(Hand::PlaceInSlot { cartridge: tape(), at }));
            }
            Event::Pass(milliseconds) => {
                let end = rig.now + Duration::from_millis(milliseconds);
                while let Some(due) = rig.library.deadline().filter(|due| *due <= end) {
                    rig.library.advance(due);
                    rig.check_places();
                }
                rig.now = end;
            }
        }
        rig.check_places();
        answers.extend(std::iter::from_fn(|| rig.library.poll()));
    }
    rig.hand(Hand::ConditionLift { on: Target::Changer, condition: Condition::Hung })
        .expect("always");
    rig.rest();
    rig.check_places();
    answers.extend(std::iter::from_fn(|| rig.library.poll()));
    let mut tasks: Vec<_> = answers.iter().map(|finished| finished.task).collect();
    tasks.sort();
    tasks.dedup();
    assert_eq!((tasks.len(), answers.len()), (sent, sent), "each command is answered once");
    (rig, answers)
}

fn rig_medium() -> std::sync::Arc<crate::MediumModel> {
    Profile::named("lto-30").expect("listed").medium
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn each_cartridge_is_in_one_place_and_each_command_answered_once(
        events in proptest::collection::vec(event(), 1..80),
    ) {
        play(&events);
    }

    #[test]
    fn the_same_events_give_the_same_answers(
        events in proptest::collection::vec(event(), 1..40),
    ) {
        let (one, answers) = play(&events);
        let (other, again) = play(&events);
        prop_assert_eq!(answers, again);
        prop_assert_eq!(one.now, other.now);
    }
}

#[test]
fn ten_thousand_mounts_end_where_they_began() {
    let mut rig = Rig::of(&Profile::named("lto-10000").expect("listed"));
    let label = bytes::Bytes::from_static(b"the label of a tape");
    let model = rig.library.profile().medium.clone();
    for slot in 0..9_000 {
        let mut tape = Cartridge::blank(&model, Some(&format!("{slot:06}L3")));
        tape.sides[0].append_block(label.clone());
        rig.library.set_up(tape, ElementAddress(1000 + slot)).expect("free");
    }
    let transfer = wire::scsi::Transfer::Variable { block_bytes: 1024 };
    let read = DriveCommand::Read { transfer, suppress_incorrect_length: true };
    rig.forget_attentions();
    let bay = |lun: u16| ElementAddress(499 + lun);
    for round in 0..10_000u32 {
        let slot = ElementAddress(1000 + (round * 7919 % 9_000) as u16);
        let lun = 1 + (round % 60) as u16;
        assert_eq!(rig.move_medium(slot, bay(lun)), Outcome::GOOD, "round {round}");
        rig.rest();
        assert_eq!(rig.ask(HOST, Lun(lun)), Some(Sense::MEDIUM_CHANGED));
        let told = rig.tell(HOST, Lun(lun), Command::Drive(read.clone()));
        assert_eq!(told, Outcome::good(Data::Read(label.clone())));
        assert_eq!(rig.unload(Lun(lun)), Outcome::GOOD);
        assert_eq!(rig.move_medium(bay(lun), slot), Outcome::GOOD);
    }
    rig.check_places();
    assert_eq!(rig.library.cartridges().count(), 9_000);
    let full = |slot: u16| rig.library.cartridge_at(ElementAddress(1000 + slot)).is_some();
    assert!((0..9_000).all(full));
}
