//! The examples in C and C++ under `rsm exec`: there drives are devices, and processes share a
//! world.

mod built;

use std::path::{Path, PathBuf};
use std::process::Command;

const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30, slots: 4, drives: 1 } } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media:
  - { media: A00001L3..A00002L3, at: { library: tower }, known: free }
  - { media: B00001L3..B00002L3, at: { library: tower }, known: { available: { pool: Jobs } } }
";

/// Compiles an example with the library.
fn example(compiler: &str, source: &str) -> PathBuf {
    let face = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ntmsapi");
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = temporary.join(source.replace('.', "-"));
    let mut compile = Command::new(compiler);
    compile.args(["-Wall", "-Wextra", "-pedantic", "-Werror", "-o"]).arg(&program);
    compile.arg("-I").arg(face.join("include")).arg(face.join("examples").join(source));
    compile.arg("-L").arg(built::folder()).arg("-lntmsapi");
    let built = compile.output().unwrap_or_else(|error| panic!("{compiler}: {error}"));
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    program
}

/// What an example prints under `rsm exec`.
fn run(program: &Path) -> String {
    let room = program.with_extension("yaml");
    std::fs::write(&room, ROOM).expect("a folder for tests");
    let mut exec = Command::new(env!("CARGO_BIN_EXE_rsm"));
    let output = exec.arg("exec").arg(&room).arg("--").arg(program).output().expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn a_backup_writes_its_label_through_the_device_name_and_finds_it_again() {
    let seen = run(&example("gcc", "backup.c"));
    let mounted = "mounted in Drive 0, device \\\\.\\Tape0\n";
    assert_eq!(seen, format!("{mounted}the label is written\n{mounted}the label is there\n"));
}

#[test]
fn a_watcher_sees_pools() {
    assert_eq!(run(&example("gcc", "watch.c")), "a pool appeared\na pool is gone\n");
}

#[test]
fn of_two_processes_one_has_the_drive_at_a_time() {
    let seen = run(&example("g++", "compete.cpp"));
    let lines: Vec<&str> = seen.lines().collect();
    assert_eq!(lines.len(), 12, "{seen}");
    for turn in lines.chunks(2) {
        let has = turn[0].strip_suffix(" has the drive");
        let gives = turn[1].strip_suffix(" gives it back");
        assert!(has.is_some() && has == gives, "{seen}");
    }
    for name in ["first", "second"] {
        assert_eq!(lines.iter().filter(|line| line.starts_with(name)).count(), 6, "{seen}");
    }
}
