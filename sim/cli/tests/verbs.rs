//! The verbs as a shell calls them: each a process of its own, on a world that another one holds.

use std::path::Path;
use std::process::{Command, Output};

use host::{Host, Role};
use ntmsapi::{Client, Error, TapeError, World};
use wire::scsi::Command as Scsi;
use wire::scsi::ssc::SpaceUnit;
use world::scenario::Scenario;

const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30, slots: 8 } } } }
pools: [{ path: Nightly, media-type: LTO_Ultrium }]
media:
  - { media: A00001L3..A00004L3, at: { library: tower }, known: { available: { pool: Nightly } } }
";

fn rsm(arguments: &[&str], door: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rsm"));
    command.args(arguments).env("RSM_DOOR", door).env_remove("RSM_SCENARIO");
    command.output().expect("the program runs")
}

/// What a call prints that succeeds.
fn out(arguments: &[&str], door: &Path) -> String {
    let output = rsm(arguments, door);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), &*told), (Some(0), ""), "{arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn a_script_allocates_mounts_dismounts_and_gives_back() {
    let world = World::from_text("room.yaml", ROOM).expect("a right scenario");
    let role = Role { computer: "HERE".to_owned(), user: None };
    let scenario = Scenario::parse("room.yaml", ROOM).expect("a right scenario");
    let host = Host::open(world.clone(), scenario, role).expect("a folder for the socket");
    let door = host.path();
    let id = out(&["allocate", "/mNightly", "/lnMonday", "/b"], &door);
    let id = id.trim_end();
    assert_eq!(out(&["view", "/tlogical_media"], &door), "Monday\n");
    assert_eq!(out(&["view", "/tlogical_media", "/guiddisplay", "/b"], &door), format!("{id}\n"));
    let mounted = out(&["mount", &format!("/lg{id}"), "/owrite"], &door);
    assert_eq!(mounted, "It is mounted in Drive 0, which programs open as \\\\.\\Tape0.\n");
    host.settle();
    let client = world.client("HERE").expect("named");
    let day = std::time::Duration::from_secs(24 * 3600);
    client.sleep(day).expect("time passes");
    assert_eq!((world.left().mounts, world.left().sessions), (1, 0), "the process is gone");
    let busy = rsm(&["mount", "/lfMonday", "/oread", "/oerrnotavailable"], &door);
    assert_eq!(busy.status.code(), Some(170));
    out(&["dismount", "/lfMonday"], &door);
    client.sleep(day).expect("time passes");
    assert_eq!(world.left().mounts, 0);
    erased_behind_the_door(&door, || client.sleep(day).expect("time passes"));
    assert_eq!(world.left().mounts, 0);
    out(&["deallocate", "/lfMonday", "--door", door.to_str().expect("a plain name")], &door);
    assert_eq!(out(&["view", "/tlogical_media"], &door), "");
}

/// A program behind the door writes on the tape of Monday, and the verb erases it.
fn erased_behind_the_door(door: &Path, rest: impl Fn()) {
    let program = Client::connect(door).expect("open");
    assert!(matches!(program.tape("Tape9").rewind(), Err(Error::Tape(TapeError::NoDevice))));
    let mounted = |how: &str| {
        let told = out(&["mount", "/lfMonday", how], door);
        let device = told.trim_end().trim_end_matches('.').rsplit(' ').next();
        program.tape(device.expect("a word"))
    };
    let tape = mounted("/owrite");
    assert!(tape.read(65_536).expect("a mounted tape").is_some(), "the label");
    tape.write(b"hello".to_vec()).expect("it takes that");
    tape.write_filemarks(1).expect("and a mark");
    tape.space(SpaceUnit::Blocks, -3).expect_err("a mark is no block");
    out(&["dismount", "/lfMonday"], door);
    rest();
    assert_eq!(out(&["erase", "/pfA00001L3"], door), "It is erased.\n");
    rest();
    let tape = mounted("/oread");
    assert!(tape.read(65_536).expect("a mounted tape").is_some(), "it has its label");
    assert_eq!(tape.read(64).expect("no error"), None, "there is nothing behind it");
    out(&["dismount", "/lfMonday"], door);
    rest();
}

#[test]
fn a_unit_behind_the_door_is_the_unit_of_the_world() {
    let world = World::from_text("room.yaml", ROOM).expect("a right scenario");
    let role = Role { computer: "HERE".to_owned(), user: None };
    let scenario = Scenario::parse("room.yaml", ROOM).expect("a right scenario");
    let host = Host::open(world.clone(), scenario, role).expect("a folder for the socket");
    let (here, there) = (world.client("HERE").expect("named"), Client::connect(host.path()));
    let there = there.expect("open");
    let minute = std::time::Duration::from_secs(60);
    for name in ["/dev/sg0", "/dev/sg1", "/dev/nst0", "/dev/st0", r"\\.\Tape0"] {
        let (ours, theirs) = (here.unit(name).expect("there"), there.unit(name).expect("there"));
        assert_eq!(ours.node(), theirs.node(), "{name}");
        // The first of them takes what the unit has to say to an initiator that it does not know.
        ours.command(Scsi::TestUnitReady, minute).expect("alive").expect("it answers");
        let page = Scsi::InquiryVpd { page: 0x83 };
        for command in [Scsi::Inquiry, page, Scsi::TestUnitReady, Scsi::RequestSense] {
            let answer = ours.command(command.clone(), minute).expect("alive").expect("it answers");
            let other = theirs.command(command.clone(), minute);
            assert_eq!(other.expect("alive").expect("it answers"), answer, "{name}: {command:?}");
        }
    }
    assert!(there.unit("/dev/sg9").is_none() && there.unit("").is_none());
}

#[test]
fn a_door_that_nobody_opens_is_no_service() {
    let output = rsm(&["view", "/tdrive"], Path::new("/no/such/door"));
    assert_eq!(output.status.code(), Some(255));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("ERROR_NOT_CONNECTED (2250)") && told.contains("/no/such/door"),
        "{told}"
    );
}
