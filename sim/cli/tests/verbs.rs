//! The verbs as a shell calls them: each a process of its own, on a world that another one holds.

use std::path::Path;
use std::process::{Command, Output};

use host::{Host, Role};
use ntmsapi::World;
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
    // The drive is a device there, which this program does not open.
    let erased = rsm(&["erase", "/pfA00002L3"], &door);
    let told = String::from_utf8_lossy(&erased.stderr);
    assert!(told.contains("ERROR_DEVICE_NOT_AVAILABLE (4319)") && told.contains("mt -f"), "{told}");
    client.sleep(day).expect("time passes");
    assert_eq!(world.left().mounts, 0, "it is dismounted all the same");
    out(&["deallocate", "/lfMonday", "--door", door.to_str().expect("a plain name")], &door);
    assert_eq!(out(&["view", "/tlogical_media"], &door), "");
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
