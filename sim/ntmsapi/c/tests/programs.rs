//! C programs with the library: what it exports, wrong arguments of every kind, and the examples.
//! They run in a world of their own and behind a door. `CHECK=valgrind` and `CHECK=address` run
//! them under that checker.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use face::World;
use host::{Host, Role};
use object::{Object, ObjectSymbol};
use wire::ntms::{Function, NtmsError};
use world::scenario::Scenario;

const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30, slots: 4, drives: 1 } } } }
media: [{ media: A00001L3..A00002L3, at: { library: tower }, known: free }]
";

/// Which library: with worlds of its own, or the small one that finds them behind a door.
#[derive(Clone, Copy)]
enum Kind {
    Full,
    Thin,
}

impl Kind {
    /// The folder of the library, which cargo builds for no test by itself.
    fn folder(self) -> &'static Path {
        static FULL: LazyLock<PathBuf> = LazyLock::new(|| built("", &[]));
        static THIN: LazyLock<PathBuf> =
            LazyLock::new(|| built("thin", &["--no-default-features"]));
        match self {
            Kind::Full => &FULL,
            Kind::Thin => &THIN,
        }
    }
}

fn built(below: &str, features: &[&str]) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..").join(below);
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "-q", "--locked", "-p", "ntmsapi-c"]).args(features);
    let built = cargo.arg("--target-dir").arg(&target).output().expect("cargo runs this test");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    target.join("debug")
}

/// What checks the memory of the programs.
fn check() -> String {
    std::env::var("CHECK").unwrap_or_default()
}

/// Compiles a program under a name of its own: tests run side by side.
fn build(source: &str, name: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let (compiler, standard) = match source.ends_with(".cpp") {
        true => ("g++", "-std=c++17"),
        false => ("gcc", "-std=gnu11"),
    };
    let mut compile = Command::new(compiler);
    compile.args([standard, "-Wall", "-Wextra", "-Werror", "-g", "-o"]).arg(&program);
    compile.arg("-I").arg(here.join("../include")).arg(here.join(source));
    compile.arg("-L").arg(Kind::Full.folder()).args(["-lntmsapi", "-pthread"]);
    if check() == "address" {
        compile.args(["-fsanitize=address", "-fno-omit-frame-pointer"]);
    }
    let built = compile.output().unwrap_or_else(|error| panic!("{compiler}: {error}"));
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    program
}

/// What runs a program with a library, told of no world.
fn command(program: &Path, kind: Kind) -> Command {
    let mut command = match check().as_str() {
        "valgrind" => {
            let mut command = Command::new("valgrind");
            command.args(["-q", "--error-exitcode=99"]).arg(program);
            command
        }
        _ => Command::new(program),
    };
    command.env("LD_LIBRARY_PATH", kind.folder());
    command.env_remove("RSM_DOOR").env_remove("RSM_SCENARIO").env_remove("RSM_SPEED");
    command
}

/// Runs a program in a world of its own.
fn run(program: &Path, room: &str) -> Output {
    let file = program.with_extension("yaml");
    std::fs::write(&file, room).expect("a folder for tests");
    command(program, Kind::Full).env("RSM_SCENARIO", file).output().expect("it runs")
}

/// Runs a program in a world that this test has.
fn run_behind_a_door(program: &Path, kind: Kind, room: &str) -> Output {
    let scenario = Scenario::parse("room.yaml", room).expect("a right scenario");
    let world = World::of(&scenario).expect("a right scenario");
    world.wait_when_stuck(|_| {});
    let role = Role { computer: "HERE".to_owned(), user: None };
    let host = Host::open(world, scenario, role).expect("a folder for the socket");
    command(program, kind).env("RSM_DOOR", host.path()).output().expect("it runs")
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn nothing_said() -> (Option<i32>, String, String) {
    (Some(0), String::new(), String::new())
}

fn exports() -> BTreeSet<&'static str> {
    Function::ALL.iter().flat_map(|function| function.exports().iter().copied()).collect()
}

#[test]
fn the_library_exports_the_api_and_nothing_else() {
    let mut wanted = exports();
    assert_eq!(wanted.len(), 75);
    wanted.extend(["NtmsGetLastError", "NtmsSetLastError"]);
    for kind in [Kind::Full, Kind::Thin] {
        let bytes = std::fs::read(kind.folder().join("libntmsapi.so")).expect("it is built");
        let file = object::File::parse(&*bytes).expect("a shared library");
        let defined = file.dynamic_symbols().filter(|symbol| symbol.is_definition());
        let exported: BTreeSet<&str> = defined.filter_map(|symbol| symbol.name().ok()).collect();
        assert_eq!(exported, wanted);
    }
}

/// Codes that functions have beyond their pages: any may get an argument that is none, and two
/// documents are silent.
fn is_known(function: Function, code: u32) -> bool {
    use NtmsError::{InvalidDrive, InvalidHandle, InvalidMedia, InvalidParameter};
    let more = match function {
        // Their pages have no codes.
        Function::GetVolumesFromDrive | Function::DoEjectFromSADriveW => Some(InvalidDrive),
        // Its page has no code for a medium that is none.
        Function::ChangeNtmsMediaType => Some(InvalidMedia),
        _ => None,
    };
    let documented = function.page().documented().iter().copied();
    documented.chain([InvalidHandle, InvalidParameter]).chain(more).any(|e| e.code() == code)
}

#[test]
fn every_export_refuses_wrong_arguments_with_a_code_of_its_page() {
    let program = build("tests/each.c", "each");
    let seen = told(&run(&program, ROOM));
    assert_eq!((seen.0, seen.2.as_str()), (Some(0), ""), "{}", seen.1);
    let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut kind = "";
    for line in seen.1.lines() {
        let (name, code) = line.split_once(' ').expect("two words");
        if name == "=" {
            kind = code;
            continue;
        }
        let function = Function::from_name(name).expect("a name of the table");
        let code: u32 = code.parse().unwrap_or_else(|_| panic!("{kind}: {line}"));
        assert!(is_known(function, code), "{kind}: {name} answers {code}");
        if ["nothing", "no session"].contains(&kind) && function.takes_session() {
            let close = function == Function::CloseNtmsNotification;
            let wanted = NtmsError::InvalidHandle.code();
            assert!(code == wanted || (close && kind == "nothing"), "{kind}: {name}: {code}");
        }
        kinds.entry(kind).or_default().insert(name);
    }
    assert_eq!(kinds.len(), 6);
    for (kind, names) in kinds {
        assert_eq!(names, exports(), "{kind}");
    }
    let behind = told(&run_behind_a_door(&program, Kind::Thin, ROOM));
    assert_eq!(behind, seen, "a door changes no code");
}

#[test]
fn memory_beyond_a_buffer_is_not_touched() {
    let program = build("tests/hostile.c", "hostile");
    assert_eq!(told(&run(&program, ROOM)), nothing_said());
    for kind in [Kind::Full, Kind::Thin] {
        assert_eq!(told(&run_behind_a_door(&program, kind, ROOM)), nothing_said());
    }
}

#[test]
fn every_kind_of_function_does_what_its_page_says() {
    let room = "
version: 1
computers:
  HERE:
    libraries:
      desk: { profile: stand-alone-mo }
      tower: { profile: lto-30, slots: 6, drives: 1 }
pools: [{ path: Images, media-type: MO_5_RW }]
media:
  - { media: A00001L3..A00003L3, at: { library: tower }, known: free }
  - { media: DISC01, at: { drive: [desk, 0] }, known: { allocated: { pool: Images } } }
";
    let program = build("tests/story.c", "story");
    assert_eq!(told(&run_behind_a_door(&program, Kind::Thin, room)), nothing_said());
    let file = program.with_extension("yaml");
    std::fs::write(&file, room).expect("a folder for tests");
    let mut alone = command(&program, Kind::Full);
    let alone = alone.arg("alone").env("RSM_SCENARIO", file).output().expect("it runs");
    assert_eq!(told(&alone), nothing_said());
}

#[test]
fn texts_are_in_the_code_page_of_the_room_and_sizes_count_as_it_says() {
    let program = build("tests/japan.c", "japan");
    let room =
        format!("{ROOM}settings: {{ ansi-code-page: 932, pool-name-counts-terminator: true }}\n");
    assert_eq!(told(&run(&program, &room)), nothing_said());
    assert_eq!(told(&run_behind_a_door(&program, Kind::Thin, &room)), nothing_said());
}

#[test]
fn the_backup_of_the_examples_runs_without_devices() {
    let program = build("../examples/backup.c", "backup");
    let (code, said, why) = told(&run(&program, ROOM));
    let line = "mounted in Drive 0, device \\\\.\\Tape0\n";
    assert_eq!((code, said), (Some(0), line.repeat(2)), "{why}");
    assert!(why.contains("run this under rsm exec"), "{why}");
}

#[test]
fn the_watcher_of_the_examples_sees_pools() {
    let seen = told(&run(&build("../examples/watch.c", "watch"), ROOM));
    let said = "a pool appeared\na pool is gone\n".to_owned();
    assert_eq!(seen, (Some(0), said, String::new()));
}

#[test]
fn a_program_that_was_told_nothing_is_told_how_to_begin() {
    let program = build("../examples/backup.c", "backup-alone");
    for (kind, how) in [
        (Kind::Full, ", or set RSM_SCENARIO to a scenario file"),
        (Kind::Thin, "; this library was built to make no world of its own"),
    ] {
        let mut command = command(&program, kind);
        // Empty is not told.
        command.env("RSM_DOOR", "").env("RSM_SCENARIO", "");
        let (code, _, said) = told(&command.output().expect("it runs"));
        assert_eq!(code, Some(1));
        let begin = "run this program under `rsm exec SCENARIO.yaml -- PROGRAM`";
        let not_connected = NtmsError::NotConnected.code();
        assert_eq!(
            said,
            format!("ntmsapi: no service: {begin}{how}\nOpenNtmsSession: code {not_connected}\n")
        );
    }
}

#[test]
fn a_program_whose_scenario_is_wrong_is_told_where() {
    let program = build("../examples/watch.c", "watch-wrong");
    let (code, _, said) =
        told(&run(&program, "version: 1\ncomputers: { HERE: { colour: red } }\n"));
    assert_eq!(code, Some(1));
    assert!(said.contains("watch-wrong.yaml:2") && said.contains("colour"), "{said}");
}

#[test]
fn a_program_with_a_world_of_its_own_runs_at_the_speed_that_it_was_told() {
    let program = build("../examples/watch.c", "watch-speed");
    let file = program.with_extension("yaml");
    std::fs::write(&file, ROOM).expect("a folder for tests");
    let run = |speed: &str| {
        let mut command = command(&program, Kind::Full);
        told(&command.env("RSM_SCENARIO", &file).env("RSM_SPEED", speed).output().expect("it runs"))
    };
    assert_eq!(run("5000").0, Some(0));
    let (code, _, said) = run("quick");
    assert_eq!(code, Some(1));
    assert!(said.starts_with("ntmsapi: RSM_SPEED: `quick` is no speed: give `max`"), "{said}");
}
