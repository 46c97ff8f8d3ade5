//! Stand-alone drives that are looked at when somebody changes the medium.

use wire::ntms::ObjectType;
use wire::ntms::call::{
    Answer, BeginNtmsDeviceChangeDetection, CloseNtmsSession, DisableNtmsObject,
    EndNtmsDeviceChangeDetection, PartId, SetNtmsDeviceChangeDetection,
};
use wire::ntms::state::DriveState;

use super::*;

fn alone() -> Rig {
    let mut rig = Rig::of(&Profile::named("stand-alone").expect("listed"), Vec::new());
    rig.rest();
    rig
}

fn set(detection: u64, object_type: ObjectType, objects: &[Guid]) -> SetNtmsDeviceChangeDetection {
    let objects = Some(objects.to_vec());
    SetNtmsDeviceChangeDetection { detection, objects, object_type: object_type.value() }
}

impl Rig {
    fn begin_detection(&mut self) -> PartId {
        let number = self.call(BeginNtmsDeviceChangeDetection).expect("open");
        PartId { session: self.session, number }
    }

    /// A call about a detection.
    fn about(&mut self, part: PartId, request: impl Into<Request>) -> Result<(), NtmsError> {
        let call = self.enter(By::Part(part), request.into());
        match self.replies.remove(&call).expect("answered at once") {
            Ok(answer) => {
                assert_eq!(answer, Answer::Done);
                Ok(())
            }
            Err(refusal) => Err(refusal.error),
        }
    }

    fn detect(&mut self, part: PartId) -> Result<(), NtmsError> {
        let library = self.library_id();
        self.about(part, set(part.number, ObjectType::Library, &[library]))
    }

    /// A hand does something and the driver of the drive notices.
    fn change_medium(&mut self, hand: Hand) {
        self.hand(hand);
        self.rsm.handle(self.now, Input::MediaChanged(CABLE));
        self.exchange();
        self.settle();
    }

    fn looks(&self) -> usize {
        self.requests(LibraryOperation::Inventory).len()
    }
}

#[test]
fn while_a_detection_is_open_the_service_sees_what_people_put_in_and_take_out() {
    let sides = vec![known(On::Tape(1), owned())];
    let stock = Stock { at: 0, cartridge: tape(None, On::Tape(1)), known: Some(sides) };
    let mut rig = Rig::of(&Profile::named("stand-alone").expect("listed"), vec![stock]);
    rig.rest();
    let owner = rig.media()[0].0;
    let side = rig.side(rig.media()[0].1, 0).head.id;
    rig.mount(&[side]).expect("mounted");
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.rest();
    // Without a detection nobody notices.
    let looks = rig.looks();
    rig.change_medium(Hand::TakeFromDrive);
    assert_eq!((rig.is_offline(owner), rig.looks()), (false, looks));
    let detection = rig.begin_detection();
    assert!(!rig.rsm.detects(CABLE), "it looks at nothing yet");
    // What changed before is found at once.
    rig.detect(detection).expect("a stand-alone library");
    assert!(rig.rsm.detects(CABLE));
    rig.settle();
    assert!(rig.is_offline(owner));
    assert_eq!(rig.drive(0).state, DriveState::Dismounted);
    rig.change_medium(Hand::InsertInDrive(tape(None, On::Tape(1))));
    assert!(!rig.is_offline(owner));
    assert_eq!(rig.drive(0).state, DriveState::Dismountable);
    rig.mount(&[side]).expect("mounted");
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.settle();
    rig.change_medium(Hand::TakeFromDrive);
    assert!(rig.is_offline(owner));
    rig.change_medium(Hand::InsertInDrive(tape(None, On::Tape(2))));
    assert_eq!(rig.pool_type(rig.media()[1].1), PoolType::Import);
    let end = EndNtmsDeviceChangeDetection { detection: detection.number };
    rig.about(detection, end).expect("open");
    assert!(!rig.rsm.detects(CABLE));
    assert_eq!(rig.about(detection, end), Err(NtmsError::InvalidHandle));
}

#[test]
fn without_a_detection_the_drive_is_looked_at_once() {
    let mut rig = alone();
    rig.hand(Hand::InsertInDrive(tape(None, On::Tape(1))));
    let library = rig.library_id();
    rig.call(set(0, ObjectType::Library, &[library])).expect("a poll");
    rig.settle();
    assert_eq!(rig.media().len(), 1);
    assert!(!rig.rsm.detects(CABLE));
}

#[test]
fn media_and_media_types_stand_for_the_libraries_that_could_hold_them() {
    let mut rig = alone();
    rig.hand(Hand::InsertInDrive(tape(None, On::Tape(1))));
    let fits = rig.library_row().1.media_types[0];
    let fits = rig.db().id(fits);
    let detection = rig.begin_detection();
    let call = set(detection.number, ObjectType::MediaType, &[fits]);
    let (library, types) = (rig.library_row().0, rig.library_row().1.media_types.clone());
    rig.change(library, |row| row.media_types.clear());
    rig.about(detection, call.clone()).expect("none fits, which is no error");
    assert!(!rig.rsm.detects(CABLE));
    rig.change(library, |row| row.media_types = types);
    rig.about(detection, call).expect("one fits");
    assert!(rig.rsm.detects(CABLE));
    rig.settle();
    let media = rig.media()[0].1.head.id;
    let second = rig.begin_detection();
    rig.about(detection, EndNtmsDeviceChangeDetection { detection: detection.number })
        .expect("open");
    assert!(!rig.rsm.detects(CABLE));
    rig.about(second, set(second.number, ObjectType::PhysicalMedia, &[media])).expect("it fits");
    assert!(rig.rsm.detects(CABLE));
    rig.settle();
    rig.call(CloseNtmsSession).expect("open");
    assert!(!rig.rsm.detects(CABLE), "a detection ends with its session");
}

#[test]
fn a_list_is_of_one_type_and_of_objects_that_can_be_looked_at() {
    use NtmsError::{InvalidHandle, InvalidLibrary, InvalidMedia, InvalidParameter};
    let mut rig = alone();
    let library = rig.library_id();
    let shelf = rig.db().offline_library().map(|key| rig.db().id(key)).expect("there");
    let drive = rig.drive(0).head.id;
    let unknown = Guid::from_u128(0xDEAD);
    let of = ObjectType::Library;
    let none = SetNtmsDeviceChangeDetection { objects: None, ..set(0, of, &[]) };
    let number = SetNtmsDeviceChangeDetection { object_type: 99, ..set(0, of, &[library]) };
    for (call, error) in [
        (set(0, of, &[]), InvalidParameter),
        (none, InvalidParameter),
        (number, InvalidParameter),
        (set(0, ObjectType::Drive, &[drive]), InvalidParameter),
        (set(0, of, &[library, drive]), InvalidParameter),
        (set(0, of, &[library, Guid::NULL]), InvalidParameter),
        (set(0, ObjectType::MediaType, &[library]), InvalidParameter),
        (set(0, of, &[library, unknown]), InvalidLibrary),
        (set(0, of, &[shelf]), InvalidLibrary),
        (set(0, ObjectType::PhysicalMedia, &[unknown]), InvalidMedia),
        (set(0, ObjectType::MediaType, &[unknown]), InvalidMedia),
        (set(7, of, &[library]), InvalidHandle),
    ] {
        let looks = rig.looks();
        assert_eq!(rig.call(call.clone()), Err(error), "{call:?}");
        assert_eq!(rig.looks(), looks, "{call:?}");
    }
    let mut tower = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    let library = tower.library_id();
    assert_eq!(tower.call(set(0, of, &[library])), Err(InvalidLibrary), "it has a robot");
}

#[test]
fn what_is_disabled_is_left_alone_and_what_does_not_detect_looks_at_nothing() {
    let mut rig = alone();
    let library = rig.library_id();
    let object_type = ObjectType::Library.value();
    rig.call(DisableNtmsObject { object: library, object_type }).expect("enabled");
    rig.settle();
    let (detection, looks) = (rig.begin_detection(), rig.looks());
    rig.detect(detection).expect("no error");
    rig.settle();
    assert_eq!(rig.looks(), looks);

    let mut rig = alone();
    rig.rsm.config.switches.detection_is_idle = true;
    let (detection, looks) = (rig.begin_detection(), rig.looks());
    rig.detect(detection).expect("accepted");
    rig.settle();
    assert_eq!((rig.looks(), rig.rsm.detects(CABLE)), (looks, false));
    rig.about(detection, EndNtmsDeviceChangeDetection { detection: detection.number })
        .expect("open");
    let ended = rig.detect(detection);
    assert_eq!(ended, Err(NtmsError::InvalidHandle));
}
