//! C programs with the library: what it exports, the examples, and pointers that are wrong.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use object::{Object, ObjectSymbol};
use wire::ntms::Function;

const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30, slots: 4, drives: 1 } } } }
media: [{ media: A00001L3..A00002L3, at: { library: tower }, known: free }]
";

fn face() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The folder of the library, which cargo builds for no test by itself.
fn library() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "-q", "--locked", "-p", "ntmsapi-c", "--target-dir"]).arg(&target);
        let built = cargo.output().expect("cargo runs this test");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        target.join("debug")
    });
    &FOLDER
}

/// Compiles a program under a name of its own: tests run side by side.
fn build(source: &Path, name: &str) -> PathBuf {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut compile = Command::new("gcc");
    compile.args(["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-g", "-o"]).arg(&program);
    compile.arg("-I").arg(face().join("include")).arg(source);
    compile.arg("-L").arg(library()).arg("-lntmsapi");
    let built = compile.output().expect("gcc is there");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    program
}

/// Runs a program, in a world of its own when it is told of one.
fn run(program: &Path, room: Option<&str>) -> Output {
    let mut command = Command::new(program);
    command.env("LD_LIBRARY_PATH", library()).env_remove("RSM_DOOR").env_remove("RSM_SCENARIO");
    if let Some(room) = room {
        let file = program.with_extension("yaml");
        std::fs::write(&file, room).expect("a folder for tests");
        command.env("RSM_SCENARIO", file);
    }
    command.output().expect("it runs")
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_library_exports_the_api_and_nothing_else() {
    let bytes = std::fs::read(library().join("libntmsapi.so")).expect("it is built");
    let file = object::File::parse(&*bytes).expect("a shared library");
    let defined = file.dynamic_symbols().filter(|symbol| symbol.is_definition());
    let exported: BTreeSet<&str> = defined.filter_map(|symbol| symbol.name().ok()).collect();
    let mut wanted: BTreeSet<&str> =
        Function::ALL.iter().flat_map(|function| function.exports().iter().copied()).collect();
    assert_eq!(wanted.len(), 75);
    wanted.extend(["NtmsGetLastError", "NtmsSetLastError"]);
    assert_eq!(exported, wanted);
}

#[test]
fn the_backup_of_the_examples_runs() {
    let program = build(&face().join("examples/backup.c"), "backup");
    let seen = told(&run(&program, Some(ROOM)));
    assert_eq!(seen, (Some(0), "mounted in Drive 0, device \\\\.\\Tape0\n".into(), "".into()));
}

#[test]
fn a_program_that_was_told_nothing_is_told_how_to_begin() {
    let program = build(&face().join("examples/backup.c"), "backup-alone");
    let (code, _, said) = told(&run(&program, None));
    assert_eq!(code, Some(1));
    assert_eq!(
        said,
        "ntmsapi: no service: run this program under `rsm exec SCENARIO.yaml -- PROGRAM`, or set \
         RSM_SCENARIO to a scenario file\nOpenNtmsSession: code 1167\n"
            .replace("1167", &wire::ntms::NtmsError::NotConnected.code().to_string())
    );
}

#[test]
fn wrong_pointers_do_no_harm() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile.c");
    let seen = told(&run(&build(&source, "hostile"), Some(ROOM)));
    assert_eq!(seen, (Some(0), "".into(), "".into()));
}
