//! Media with two sides, and drives that stand alone.

use wire::ntms::state::DriveState;

use super::*;

fn jukebox() -> Profile {
    Profile::named("jukebox-100").expect("listed")
}

fn disc(sides: [On; 2]) -> Cartridge {
    cartridge("mo-5", None, &sides)
}

#[test]
fn both_sides_of_a_disc_are_read_and_it_lies_as_before() {
    let both = disc([On::Tape(1), On::Tape(2)]);
    let one = disc([On::Blank, On::Tape(3)]);
    let mut rig = Rig::of(&jukebox(), vec![stranger(21, both), stranger(22, one)]);
    rig.rest();
    let media: Vec<_> = rig.media().into_iter().map(|(_, row)| row.clone()).collect();
    assert_eq!(media.len(), 2);
    for (row, states) in media
        .iter()
        .zip([[SideState::Import, SideState::Import], [SideState::Foreign, SideState::Import]])
    {
        assert_eq!(rig.side_states(row), states);
        assert_eq!(rig.pool_type(row), PoolType::Import);
    }
    assert_eq!(&rig.side(&media[0], 1).label_info, "tape 2");
    for address in [21, 22] {
        let at = ElementAddress(address);
        assert!(rig.library.cartridge_at(at).is_some(), "{address}");
    }
}

#[test]
fn a_disc_that_is_written_once_is_known_by_its_drive() {
    let once = cartridge("mo-5-once", None, &[On::Blank, On::Blank]);
    let mut rig = Rig::of(&jukebox(), vec![stranger(21, once)]);
    rig.rest();
    let (_, row) = rig.media()[0];
    let kind = rig.db().get(row.media_type).media_type;
    assert_eq!((kind, row.sides), (StorageMediaType::Mo5Wo, 2));
    assert_eq!(rig.slot_address(row.slot), Some(21));
}

#[test]
fn the_second_side_faces_the_heads_when_it_is_mounted() {
    let sides = [On::Tape(1), On::Tape(2)];
    let on_record = sides.map(|on| known(on, owned())).to_vec();
    let stock = Stock { at: 21, cartridge: disc(sides), known: Some(on_record) };
    let mut rig = Rig::of(&jukebox(), vec![stock]);
    rig.rest();
    let row = rig.media()[0].1.clone();
    let [front, back] = [0, 1].map(|number| rig.side(&row, number).head.id);
    let drive = |rig: &Rig| rig.library.drive(Lun(1)).expect("there").holds().map(|held| held.2);
    rig.mount(&[back]).expect("the label of the back is read");
    assert_eq!(drive(&rig), Some(true));
    rig.dismount(back, DismountOptions::DEFERRED);
    rig.mount(&[front]).expect("it is turned over");
    assert_eq!(drive(&rig), Some(false));
    rig.dismount(front, DismountOptions::IMMEDIATE);
    rig.rest();
    assert_eq!(rig.slot_address(rig.media()[0].1.slot), Some(21));
}

#[test]
fn a_disc_that_has_no_slot_to_go_to_is_turned_over_in_its_drive() {
    let mut profile = jukebox().with_slots(1);
    profile = profile.with_drives(1);
    let sides = [On::Tape(1), On::Tape(2)];
    let on_record = sides.map(|on| known(on, owned())).to_vec();
    let drive_at = 2;
    let inside = Stock { at: drive_at, cartridge: disc(sides), known: Some(on_record.clone()) };
    let other = [On::Tape(3), On::Tape(4)];
    let shelved = Stock {
        at: 21,
        cartridge: disc(other),
        known: Some(other.map(|on| known(on, owned())).to_vec()),
    };
    let mut rig = Rig::of(&profile, vec![inside, shelved]);
    rig.rest();
    let row = rig.media().into_iter().find(|(_, row)| row.drive.is_some()).expect("there").1;
    let [front, back] = [0, 1].map(|number| rig.side(row, number).head.id);
    let inverted = |rig: &Rig| rig.library.drive(Lun(1)).expect("there").holds().map(|held| held.2);
    for (side, turned) in [(back, true), (front, false)] {
        rig.mount(&[side]).expect("turned over in the drive");
        assert_eq!(inverted(&rig), Some(turned));
        rig.dismount(side, DismountOptions::DEFERRED);
    }
}

fn alone() -> Profile {
    Profile::named("stand-alone").expect("listed")
}

#[test]
fn a_drive_that_stands_alone_gets_its_media_from_people() {
    let shelf =
        vec![("", vec![known(On::Tape(1), owned())]), ("", vec![known(On::Tape(2), owned())])];
    let mut rig = Rig::with_shelf(&alone(), Vec::new(), shelf);
    rig.rest();
    let media: Vec<_> = rig.media().into_iter().map(|(key, row)| (key, row.clone())).collect();
    let [first, second] = [0, 1].map(|n: usize| rig.side(&media[n].1, 0).head.id);
    let bring = |rig: &mut Rig, side: Guid, on: On| {
        let waits = rig.begin(mount_call(&[side]));
        rig.pass_seconds(600);
        rig.hand(Hand::InsertInDrive(tape(None, on)));
        let request = rig.operator_request(OperatorCommand::MoveMedia);
        rig.call(wire::ntms::call::SatisfyNtmsOperatorRequest { request }).expect("open");
        rig.run_until("mounted", |rig| rig.replies.contains_key(&waits));
        rig.result::<MountNtmsMedia>(waits).expect("mounted");
    };
    bring(&mut rig, first, On::Tape(1));
    assert_eq!(rig.drive(0).state, DriveState::Loaded);
    rig.dismount(first, DismountOptions::IMMEDIATE);
    rig.rest();
    assert_eq!(rig.drive(0).state, DriveState::Unloaded);
    rig.hand(Hand::TakeFromDrive);
    // Nobody told the service, and so it believes that the medium is there until it looks.
    assert!(!rig.is_offline(media[0].0));
    bring(&mut rig, second, On::Tape(2));
    assert!(rig.is_offline(media[0].0) && !rig.is_offline(media[1].0));
    assert_eq!(rig.media().len(), 2);
}

#[test]
fn a_drive_that_stands_alone_gives_away_what_nobody_uses_when_another_medium_is_wanted() {
    let shelf = vec![("", vec![known(On::Tape(2), owned())])];
    let sides = vec![known(On::Tape(1), owned())];
    let stock = Stock { at: 0, cartridge: tape(None, On::Tape(1)), known: Some(sides) };
    let mut rig = Rig::with_shelf(&alone(), vec![stock], shelf);
    rig.rest();
    let side = |rig: &Rig, at: usize| rig.side(rig.media()[at].1, 0).head.id;
    let (first, second) = (side(&rig, 0), side(&rig, 1));
    rig.mount(&[first]).expect("it is there");
    rig.dismount(first, DismountOptions::DEFERRED);
    let waits = rig.begin(mount_call(&[second]));
    rig.pass_seconds(60);
    rig.hand(Hand::TakeFromDrive);
    rig.hand(Hand::InsertInDrive(tape(None, On::Tape(2))));
    let request = rig.operator_request(OperatorCommand::MoveMedia);
    rig.call(wire::ntms::call::SatisfyNtmsOperatorRequest { request }).expect("open");
    rig.run_until("mounted", |rig| rig.replies.contains_key(&waits));
    rig.result::<MountNtmsMedia>(waits).expect("mounted");
}

#[test]
fn what_is_in_a_drive_that_stands_alone_is_identified_at_the_start() {
    let mut rig = Rig::of(&alone(), vec![stranger(0, tape(None, On::Tape(1)))]);
    rig.rest();
    let (_, row) = rig.media()[0];
    assert_eq!(rig.pool_type(row), PoolType::Import);
    assert_eq!(&row.head.name, "tape 1", "without a bar code its label names it");
    assert_eq!(rig.drive(0).state, DriveState::Dismountable);
    let media = row.head.id;
    rig.eject(Some(media), EjectOperation::Start).expect("nobody uses it");
    rig.rest();
    assert_eq!(rig.media().len(), 0, "import media are forgotten when they are out");
    rig.hand(Hand::TakeFromDrive);
}

#[test]
fn an_inventory_sees_that_a_person_exchanged_the_medium() {
    let sides = vec![known(On::Tape(1), owned())];
    let stock = Stock { at: 0, cartridge: tape(None, On::Tape(1)), known: Some(sides) };
    let mut rig = Rig::of(&alone(), vec![stock]);
    rig.rest();
    let owner = rig.media()[0].0;
    let side = rig.side(rig.media()[0].1, 0).head.id;
    rig.mount(&[side]).expect("mounted");
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.rest();
    rig.hand(Hand::TakeFromDrive);
    rig.hand(Hand::InsertInDrive(tape(None, On::Blank)));
    rig.inventory(InventoryMethod::Fast).expect("queued");
    rig.rest();
    assert!(rig.is_offline(owner));
    assert_eq!(rig.side_states(rig.db().get(owner)), [SideState::Allocated]);
    let (_, other) = rig.media()[1];
    assert_eq!(rig.pool_type(other), PoolType::Foreign);
    assert!(other.drive.is_some());
}
