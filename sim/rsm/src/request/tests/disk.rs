//! Drives that stand alone and give their medium when a program says so, in a session of the call.

use wire::ntms::call::{
    CancelNtmsLibraryRequest, CancelNtmsOperatorRequest, CloseNtmsSession, DismountNtmsMedia,
    DoEjectFromSADriveW, EjectDiskFromSADrive, SatisfyNtmsOperatorRequest,
};
use wire::ntms::state::{DriveState, OperationalState};

use super::*;

const ALONE: hardware::Target = hardware::Target::Drive(Lun(0));

fn desk() -> Rig {
    let profile = Profile::named("stand-alone").expect("listed");
    let mut rig = Rig::of(&profile, vec![own_tape(0, "A00001L3", 1)]);
    rig.rest();
    rig
}

fn eject(how: EjectOperation) -> EjectDiskFromSADrive {
    EjectDiskFromSADrive {
        application: Some("desk".into()),
        device: Some("UNIT0".into()),
        options: how.value(),
        ..EjectDiskFromSADrive::default()
    }
}

impl Rig {
    /// Calls without a session.
    fn begin_alone(&mut self, call: impl Into<Request>) -> u64 {
        let caller = Box::new(administrator());
        self.enter(By::Caller { caller, computer: Text::new("DESK"), remote: false }, call.into())
    }

    fn call_alone(&mut self, call: EjectDiskFromSADrive) -> Result<(), NtmsError> {
        let number = self.begin_alone(call);
        self.run_until("the call ends", |rig| rig.replies.contains_key(&number));
        assert_eq!(self.rsm.sessions().count(), 1, "its session ends with it");
        self.result::<EjectDiskFromSADrive>(number)
    }

    /// A call that is not kept yet.
    fn hand_in(&mut self, session: Option<SessionId>, request: impl Into<Request>) -> u64 {
        self.calls += 1;
        let caller = Box::new(administrator());
        let by = match session {
            Some(session) => By::Session(session),
            None => By::Caller { caller, computer: Text::new("DESK"), remote: false },
        };
        let (call, request) = (CallId(self.calls), request.into());
        self.rsm.handle(self.now, Input::Call { call, by, request });
        self.calls
    }

    fn only(&self) -> &PhysicalMedia {
        self.media()[0].1
    }

    fn mounted_alone(&mut self) -> Guid {
        let side = self.side(self.only(), 0).head.id;
        self.mount(&[side]).expect("mounted");
        side
    }

    fn is_out(&self) -> bool {
        self.is_offline(self.media()[0].0)
    }
}

#[test]
fn a_call_that_waits_returns_when_the_medium_is_out_and_others_when_that_is_filed() {
    for how in [EjectOperation::Start, EjectOperation::Queue, EjectOperation::Force] {
        let mut rig = desk();
        rig.call_alone(eject(how)).expect("filed");
        assert!(!rig.is_out() && !rig.rsm.work.is_idle(), "{how:?}");
        rig.rest();
        assert!(rig.is_out(), "{how:?}");
    }
    for how in [EjectOperation::Immediate, EjectOperation::AskUser] {
        let mut rig = desk();
        let began = rig.now;
        rig.call_alone(eject(how)).expect("out");
        assert!(rig.is_out() && rig.now - began >= Duration::from_secs(17), "{how:?}");
        let (_, row) = rig.db().all::<LibRequest>().next().expect("a request");
        assert_eq!((&*row.application, &*row.computer), ("desk", "DESK"));
        assert_eq!((row.state, row.drive), (LibraryRequestState::Passed, rig.drive(0).head.id));
        assert_eq!(rig.call_alone(eject(how)), Err(NtmsError::MediaNotAvailable), "it is empty");
        rig.hand(Hand::TakeFromDrive);
    }
}

#[test]
fn who_has_the_medium_mounted_keeps_it_unless_it_is_forced_out() {
    let mut rig = desk();
    let side = rig.mounted_alone();
    for how in [EjectOperation::Start, EjectOperation::Queue, EjectOperation::Immediate] {
        assert_eq!(rig.call_alone(eject(how)), Err(NtmsError::MediaNotAvailable), "{how:?}");
    }
    assert_eq!(rig.drive(0).state, DriveState::Loaded);
    rig.call_alone(eject(EjectOperation::Force)).expect("filed");
    assert!(rig.rsm.work.holds.is_empty());
    rig.rest();
    assert!(rig.is_out());
    let dismount = DismountNtmsMedia { media: vec![side], options: 0 };
    assert!(rig.call(dismount).is_err(), "it is not mounted any more");
    rig.call(CloseNtmsSession).expect("it holds nothing");
    rig.rest();
}

#[test]
fn the_user_forces_a_locked_medium_out_or_lets_it_be() {
    let mut rig = desk();
    rig.mounted_alone();
    let ask = EjectDiskFromSADrive {
        title: Some("Desk".into()),
        message: Some("Out with it?".into()),
        ..eject(EjectOperation::AskUser)
    };
    let call = rig.begin_alone(ask.clone());
    rig.pass_seconds(3600);
    let request = rig.operator_request(OperatorCommand::Message);
    let (_, row) = rig.db().all::<OpRequest>().next().expect("the user is asked");
    assert_eq!((&*row.message, &*row.application), ("Desk: Out with it?", "desk"));
    assert_eq!(rig.rsm.sessions().count(), 2, "the call has one of its own");
    rig.call(CancelNtmsOperatorRequest { request }).expect("open");
    assert_eq!(rig.result::<EjectDiskFromSADrive>(call), Err(NtmsError::Cancelled));
    assert_eq!((rig.rsm.sessions().count(), rig.rsm.work.holds.len()), (1, 1));

    let call = rig
        .begin_alone(DoEjectFromSADriveW { device: ask.device, ..DoEjectFromSADriveW::default() });
    let request = rig.operator_request(OperatorCommand::Message);
    let row = rig.db().all::<OpRequest>().last().expect("the user is asked").1;
    assert!(row.message.contains("UNIT0"), "{}", row.message);
    rig.call(SatisfyNtmsOperatorRequest { request }).expect("open");
    rig.run_until("it is out", |rig| rig.replies.contains_key(&call));
    rig.result::<DoEjectFromSADriveW>(call).expect("out");
    assert!(rig.is_out() && rig.rsm.work.holds.is_empty());
}

#[test]
fn the_user_is_asked_after_a_drive_failed_and_may_have_it_tried_again() {
    let mut rig = desk();
    rig.set(ALONE, Condition::UnloadFails, None);
    assert_eq!(
        rig.call_alone(eject(EjectOperation::Immediate)),
        Err(NtmsError::DeviceNotAvailable)
    );
    let call = rig.begin_alone(eject(EjectOperation::AskUser));
    rig.run_until("the user is asked", |rig| !rig.asked(OperatorCommand::Message).is_empty());
    assert!(!rig.is_out() && !rig.replies.contains_key(&call));
    rig.hand(Hand::ConditionLift { on: ALONE, condition: Condition::UnloadFails });
    let request = rig.operator_request(OperatorCommand::Message);
    rig.call(SatisfyNtmsOperatorRequest { request }).expect("open");
    rig.run_until("it is out", |rig| rig.replies.contains_key(&call));
    rig.result::<EjectDiskFromSADrive>(call).expect("out");
    assert!(rig.is_out());
}

#[test]
fn what_is_stopped_or_cancelled_before_it_begins_is_told_to_who_waits() {
    let mut rig = desk();
    let stop = || eject(EjectOperation::Stop);
    assert_eq!(rig.call_alone(stop()), Err(NtmsError::InvalidOperation));
    for stops in [true, false] {
        // Nothing begins before what was filed is kept.
        let waits = rig.hand_in(None, eject(EjectOperation::Immediate));
        let filed = rig.db().all::<LibRequest>().find(|(_, row)| row.state.is_open());
        let request = filed.expect("it waits").1.head.id;
        match stops {
            true => rig.hand_in(None, stop()),
            false => rig.hand_in(Some(rig.session), CancelNtmsLibraryRequest { request }),
        };
        rig.exchange();
        assert_eq!(rig.result::<EjectDiskFromSADrive>(waits), Err(NtmsError::Cancelled));
        assert_eq!(rig.rsm.sessions().count(), 1);
        rig.rest();
        assert!(!rig.is_out());
    }
}

#[test]
fn a_medium_that_a_job_works_with_is_not_forced_out() {
    let mut rig = desk();
    rig.inventory(InventoryMethod::Omid).expect("queued");
    rig.run_until("its label is read", |rig| {
        rig.rsm.work.is_busy(rig.media()[0].0) || rig.rsm.work.is_idle()
    });
    let refused = Err(NtmsError::MediaNotAvailable);
    assert_eq!(rig.call_alone(eject(EjectOperation::Force)), refused);
    rig.rest();
    rig.call_alone(eject(EjectOperation::Force)).expect("filed");
}

#[test]
fn a_drive_is_named_that_stands_alone_and_can_be_used() {
    let mut rig = desk();
    let start = || eject(EjectOperation::Start);
    let nowhere =
        |device: Option<&str>| EjectDiskFromSADrive { device: device.map(Text::new), ..start() };
    let bad = NtmsError::InvalidParameter;
    let long = Some(Text::from("x".repeat(64)));
    for (what, call) in [
        ("no name", nowhere(None)),
        ("an empty name", nowhere(Some(""))),
        ("no such device", nowhere(Some("Unit1"))),
        ("no such action", EjectDiskFromSADrive { options: 6, ..start() }),
        ("a long name", EjectDiskFromSADrive { application: long, ..start() }),
    ] {
        assert_eq!(rig.call_alone(call), Err(bad), "{what}");
    }
    let (drive, library) = (rig.db().all::<Drive>().next().expect("one").0, rig.library_row().0);
    let media = rig.media()[0].0;
    let unusable = NtmsError::DeviceNotAvailable;
    rig.change(drive, |row| row.head.enabled = false);
    assert_eq!(rig.call_alone(start()), Err(unusable), "drive disabled");
    rig.change(drive, |row| row.head.enabled = true);
    rig.change(library, |row| row.head.enabled = false);
    assert_eq!(rig.call_alone(start()), Err(unusable), "library disabled");
    rig.change(library, |row| row.head.enabled = true);
    rig.change(media, |row| row.head.enabled = false);
    assert_eq!(rig.call_alone(start()), Err(NtmsError::MediaNotAvailable), "medium disabled");
    rig.change(media, |row| row.head.enabled = true);
    rig.change(library, |row| row.head.operational = OperationalState::NotPresent);
    assert_eq!(rig.call_alone(start()), Err(NtmsError::LibraryOffline), "library gone");
    rig.change(library, |row| row.head.operational = OperationalState::Ready);
    rig.call_alone(start()).expect("filed");
}

#[test]
fn the_drive_of_a_library_does_not_stand_alone() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    rig.mount(&[rig.side_id("A00001L3")]).expect("mounted");
    let device = Some(rig.drive(0).device_name.clone());
    let call = EjectDiskFromSADrive { device, ..eject(EjectOperation::Force) };
    assert_eq!(rig.call_alone(call), Err(NtmsError::InvalidParameter));
}

#[test]
fn a_session_that_cannot_be_opened_for_a_call_is_refused_as_any_is() {
    let mut rig = desk();
    rig.rsm.config.switches.session_count_max = 1;
    assert_eq!(rig.call_alone(eject(EjectOperation::Start)), Err(NtmsError::NotReady));
    rig.rsm.config.switches.session_count_max = 2;
    rig.call_alone(eject(EjectOperation::Start)).expect("filed");
}

#[test]
fn who_is_forced_out_has_the_medium_again_when_that_could_not_be_kept() {
    let mut rig = desk();
    rig.mounted_alone();
    let holds = |rig: &Rig| rig.rsm.work.holds.len();
    rig.lose(eject(EjectOperation::Force));
    assert_eq!(holds(&rig), 1);
    let (medium, row) = rig.media()[0];
    let drive = row.drive.expect("it is in the drive");
    assert!(rig.rsm.work.is_busy(medium) && rig.rsm.work.is_drive_busy(drive), "nobody else's");
    let refused = Err(NtmsError::MediaNotAvailable);
    assert_eq!(rig.call_alone(eject(EjectOperation::Start)), refused, "it is locked again");

    let call = rig.begin_alone(eject(EjectOperation::AskUser));
    let request = rig.operator_request(OperatorCommand::Message);
    rig.lose(SatisfyNtmsOperatorRequest { request });
    assert_eq!(holds(&rig), 1);
    assert!(!rig.replies.contains_key(&call), "the user has not answered");
    rig.call(SatisfyNtmsOperatorRequest { request }).expect("open");
    rig.run_until("it is out", |rig| rig.replies.contains_key(&call));
    rig.result::<EjectDiskFromSADrive>(call).expect("out");
}
