//! Time, order and readiness.

use super::*;

#[test]
fn loading_takes_its_time_and_is_told_once_to_each_host() {
    let mut bench = Bench::empty();
    assert_eq!(bench.ask(HOST), Some(Sense::NO_MEDIUM));
    bench.insert(blank("lto-3"));
    assert!(!bench.drive.ejected());
    assert_eq!(bench.ask(HOST), Some(Sense::BECOMING_READY));
    assert_eq!(bench.go(REWIND).sense(), Some(Sense::BECOMING_READY));
    bench.rest();
    assert_eq!(bench.now, seconds(12));
    for nexus in [HOST, OTHER_HOST] {
        assert_eq!(bench.ask(nexus), Some(Sense::MEDIUM_CHANGED));
        assert_eq!(bench.ask(nexus), None);
    }
    assert_eq!(bench.drive.holds().map(|(_, cartridge, _)| cartridge.loads), Some(1));
}

#[test]
fn a_drive_that_loads_on_command_leaves_the_cartridge_in_its_mouth() {
    let mut profile = Profile::named("stand-alone").expect("listed");
    profile.drives[0].auto_load = false;
    let mut bench = Bench::of(&profile);
    bench.insert(blank("lto-3"));
    assert_eq!(bench.ask(HOST), Some(Sense::NO_MEDIUM));
    assert!(bench.drive.ejected());
    assert_eq!(bench.go(LOAD), Outcome::GOOD);
    assert_eq!(bench.now, seconds(12));
    assert_eq!(bench.ask(HOST), Some(Sense::MEDIUM_CHANGED));
    assert_eq!(bench.ask(HOST), None);
    // Loading what is loaded rewinds it.
    bench.write(b"abcd");
    assert_eq!(bench.go(LOAD), Outcome::GOOD);
    assert_eq!(bench.object(), 0);
    assert_eq!(bench.ask(OTHER_HOST), Some(Sense::MEDIUM_CHANGED));
    assert_eq!(bench.ask(OTHER_HOST), None);
}

#[test]
fn unloading_ejects_and_a_second_unload_changes_nothing() {
    let mut bench = Bench::loaded("lto-3");
    let start = bench.now;
    let refused = bench.drive.pick().err();
    assert_eq!(refused, Some(Sense::REMOVAL_PREVENTED_DRIVE));
    assert_eq!(bench.go(UNLOAD), Outcome::GOOD);
    assert_eq!(bench.now, start + seconds(17));
    assert!(bench.drive.ejected());
    assert_eq!(bench.ask(HOST), Some(Sense::NO_MEDIUM));
    assert_eq!(bench.go(UNLOAD), Outcome::GOOD);
    assert_eq!(bench.go(LOAD), Outcome::GOOD);
    bench.settle();
    bench.take_out();
    assert_eq!(bench.go(UNLOAD).sense(), Some(Sense::NO_MEDIUM));
    assert_eq!(bench.go(LOAD).sense(), Some(Sense::NO_MEDIUM));
    assert_eq!(bench.drive.pick().err(), Some(Sense::SOURCE_EMPTY));
}

/// A tape of 1,000,000 bytes with ten blocks up to its middle, and the head there.
fn half_full() -> Bench {
    let mut bench = Bench::short(1_000_000);
    for _ in 0..10 {
        assert_eq!(bench.write(&[0; 50_000]), Outcome::GOOD);
    }
    bench
}

#[test]
fn motions_take_the_part_of_the_models_time_that_their_distance_is() {
    let average = seconds(60);
    let rewind = seconds(98);
    let locate = |object| DriveCommand::Locate { object, immediate: false };
    let cases = [
        (10, REWIND, rewind / 2),
        (0, REWIND, Duration::ZERO),
        (2, REWIND, rewind / 10),
        // From the load point to the middle is what the model calls the average.
        (0, locate(10), average),
        (10, locate(5), average / 2),
        (0, space(SpaceUnit::Blocks, 5), average / 2),
        (0, space(SpaceUnit::EndOfData, 0), average),
        (10, space(SpaceUnit::Blocks, -5), average / 2),
        (10, space(SpaceUnit::Filemarks, -1), rewind / 2),
        (10, UNLOAD, rewind / 2 + seconds(17)),
        (0, UNLOAD, seconds(17)),
        (0, DriveCommand::ReadPosition, Duration::ZERO),
        // 80 MB/s.
        (0, read(50_000), Duration::from_micros(625)),
        (10, DriveCommand::Erase { long: true, immediate: false }, Duration::from_micros(6250)),
    ];
    for (from, command, time) in cases {
        let mut bench = half_full();
        assert_eq!(bench.locate(from), Outcome::GOOD);
        let start = bench.now;
        bench.go(command.clone());
        assert_eq!(bench.now - start, time, "{command:?} from {from}");
    }
}

#[test]
fn commands_wait_in_order_behind_the_one_in_work() {
    let mut bench = half_full();
    let start = bench.now;
    let mut sent = vec![bench.send(HOST, Command::Drive(REWIND))];
    sent.push(bench.send(OTHER_HOST, Command::TestUnitReady));
    let locate = DriveCommand::Locate { object: 10, immediate: false };
    sent.push(bench.send(HOST, Command::Drive(locate)));
    sent.push(bench.send(OTHER_HOST, Command::Drive(REWIND)));
    assert_eq!(bench.drive.poll(), None);
    // INQUIRY goes ahead.
    assert!(matches!(bench.tell(HOST, Command::Inquiry).data, Data::Inquiry(_)));
    assert_eq!(bench.now, start);
    bench.rest();
    let answers: Vec<_> = std::iter::from_fn(|| bench.drive.poll()).collect();
    assert_eq!(answers.iter().map(|(task, ..)| *task).collect::<Vec<_>>(), sent);
    assert!(answers.iter().all(|(.., outcome)| *outcome == Outcome::GOOD), "{answers:?}");
    assert_eq!(bench.now - start, seconds(49 + 60 + 49));
}

#[test]
fn too_many_waiting_commands_find_the_drive_busy() {
    let mut bench = half_full();
    bench.send(HOST, Command::Drive(REWIND));
    for _ in 0..64 {
        bench.send(HOST, Command::TestUnitReady);
    }
    assert_eq!(bench.drive.poll(), None);
    let status = bench.tell(HOST, Command::TestUnitReady).status;
    assert_eq!(status, wire::scsi::Status::Busy);
    bench.rest();
    assert_eq!(std::iter::from_fn(|| bench.drive.poll()).count(), 65);
}

#[test]
fn immediate_motions_are_answered_first_and_go_on() {
    let locate = DriveCommand::Locate { object: 0, immediate: true };
    let erase = DriveCommand::Erase { long: true, immediate: true };
    let unload = DriveCommand::LoadUnload { load: false, immediate: true };
    for command in [DriveCommand::Rewind { immediate: true }, locate, erase, unload] {
        let mut bench = half_full();
        let start = bench.now;
        assert_eq!(bench.go(command.clone()), Outcome::GOOD);
        assert_eq!(bench.now, start);
        assert_eq!(bench.ask(HOST), Some(Sense::OPERATION_IN_PROGRESS), "{command:?}");
        let refused = bench.go(read(10)).sense();
        assert_eq!(refused, Some(Sense::OPERATION_IN_PROGRESS), "{command:?}");
        assert!(!bench.drive.ejected());
        bench.rest();
        assert!(bench.now > start, "{command:?}");
        let expected = (command == unload_immediately()).then_some(Sense::NO_MEDIUM);
        assert_eq!(bench.ask(HOST), expected, "{command:?}");
    }
    let mut bench = Bench::loaded("lto-3");
    bench.go(UNLOAD);
    assert_eq!(bench.go(DriveCommand::LoadUnload { load: true, immediate: true }), Outcome::GOOD);
    assert_eq!(bench.ask(HOST), Some(Sense::BECOMING_READY));
    bench.rest();
    assert_eq!(bench.ask(HOST), Some(Sense::MEDIUM_CHANGED));
}

fn unload_immediately() -> DriveCommand {
    DriveCommand::LoadUnload { load: false, immediate: true }
}

#[test]
fn an_error_after_the_answer_is_told_later_to_the_one_who_asked() {
    let mut bench = half_full();
    assert_eq!(bench.go(DriveCommand::Locate { object: 99, immediate: true }), Outcome::GOOD);
    bench.rest();
    assert_eq!(bench.ask(OTHER_HOST), None);
    let deferred = Sense { deferred: true, ..Sense::END_OF_DATA };
    assert_eq!(bench.ask(HOST), Some(deferred));
    assert_eq!(bench.ask(HOST), None);
    assert_eq!(bench.object(), 10);
}

#[test]
fn inquiry_and_request_sense_do_not_fail_on_what_waits() {
    let profile = Profile::named("stand-alone").expect("listed");
    let mut bench =
        Bench { drive: Drive::new(&profile.drives[0]), now: Duration::ZERO, next_task: 0 };
    let Data::Inquiry(inquiry) = bench.tell(HOST, Command::Inquiry).data else {
        panic!("no inquiry data");
    };
    assert_eq!((inquiry.device_type, inquiry.product.as_str()), (0x01, "ULT3580-TD3"));
    let page = bench.tell(HOST, Command::InquiryVpd { page: 0x83 });
    assert!(matches!(page.data, Data::Vpd(_)), "{page:?}");
    let page = bench.tell(HOST, Command::InquiryVpd { page: 0xB0 });
    assert_eq!(page.sense(), Some(Sense::INVALID_FIELD_IN_CDB));
    // REQUEST SENSE hands the unit attention over, then tells why the drive is not ready.
    for expected in [Sense::POWER_ON, Sense::NO_MEDIUM, Sense::NO_MEDIUM] {
        let outcome = bench.tell(HOST, Command::RequestSense);
        assert_eq!(outcome, Outcome::good(Data::Sense(expected)));
    }
    assert_eq!(bench.ask(OTHER_HOST), Some(Sense::POWER_ON), "each nexus has its own");
}

#[test]
fn a_host_that_prevents_removal_keeps_the_tape_in() {
    let mut bench = Bench::loaded("lto-3");
    bench.tell(OTHER_HOST, Command::PreventRemoval(true));
    assert_eq!(bench.go(UNLOAD).sense(), Some(Sense::REMOVAL_PREVENTED));
    bench.drive.nexus_loss(OTHER_HOST);
    assert_eq!(bench.go(UNLOAD), Outcome::GOOD);
    assert_eq!(bench.ask(OTHER_HOST), Some(Sense::NEXUS_LOSS));
}
