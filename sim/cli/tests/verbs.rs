//! The verbs as a shell calls them: each a process of its own, on a world that another one holds.

use std::ffi::OsString;
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

/// The first block of a page in a language that has a word in it.
fn block(page: &str, language: &str, word: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join(page)).expect("a readable page");
    let begins = format!("```{language}\n");
    let blocks = page.split(&begins).skip(1);
    let mut blocks = blocks.filter_map(|rest| rest.split("```").next());
    blocks.find(|block| block.contains(word)).expect("a block with that word").to_owned()
}

#[test]
fn the_script_of_the_readme_runs_as_it_is_printed() {
    let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hello.yaml");
    std::fs::write(&room, block("scenarios/README.md", "yaml", "hello:")).expect("a folder");
    let script = format!("set -e\n{}", block("README.md", "sh", "rsm allocate"));
    let program = Path::new(env!("CARGO_BIN_EXE_rsm"));
    let mut path = OsString::from(program.parent().expect("a folder"));
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let output = Command::new(program)
        .args(["exec", "--quiet"])
        .arg(&room)
        .args(["--", "sh", "-c", &script])
        .env("PATH", path)
        .output()
        .expect("the program runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.starts_with("The pool Nightly is there: "), "{printed}");
    assert!(printed.contains(r#""device": "\\\\.\\Tape0""#), "{printed}");
    assert!(printed.ends_with("The way back is queued.\n"), "{printed}");
}
