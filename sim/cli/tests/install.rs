//! `rsm install`: what it leaves is what a C program needs, and nothing when it cannot be all.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("install").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for tests");
    folder
}

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn install(prefix: &Path, library: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rsm"));
    command.arg("install").arg("--prefix").arg(prefix).arg("--library").arg(library);
    command.output().expect("the program runs")
}

/// Files below a folder, by their names from there.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = PathBuf::from(path.file_name().expect("a name"));
        match path.is_dir() {
            true => found.extend(files(&path).into_iter().map(|below| name.join(below))),
            false => _ = found.insert(name),
        }
    }
    found
}

/// A library that has one of the functions, enough to be linked and called.
fn library(folder: &Path) -> PathBuf {
    let source = folder.join("library.c");
    let text = "#include <ntmsapi.h>\n\
        DWORD CloseNtmsSession(HANDLE session) { return session ? ERROR_SUCCESS : \
        ERROR_INVALID_HANDLE; }\n";
    fs::write(&source, text).expect("a folder for tests");
    let library = folder.join("libntmsapi.so");
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ntmsapi/include");
    run(Command::new("gcc")
        .args(["-shared", "-fPIC", "-I"])
        .arg(include)
        .arg(&source)
        .arg("-o")
        .arg(&library));
    library
}

#[test]
fn a_c_program_finds_what_was_installed_by_pkg_config() {
    let folder = folder("found");
    let prefix = folder.join("usr");
    let library = library(&folder);
    let output = install(&prefix, &library);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).expect("UTF-8");
    let told: BTreeSet<_> = told.lines().map(PathBuf::from).collect();
    let installed = files(&prefix);
    assert_eq!(told, installed.iter().map(|file| prefix.join(file)).collect());
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ntmsapi/include");
    assert_eq!(files(&prefix.join("include")), files(&include), "every header");

    let mut flags = Command::new("pkg-config");
    flags.env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"));
    let flags = run(flags.args(["--cflags", "--libs", "ntmsapi"])).stdout;
    let flags = String::from_utf8(flags).expect("UTF-8");
    let source = folder.join("program.c");
    let text = "#include <ntmsapi.h>\nint main(void) { return (int)CloseNtmsSession(0); }\n";
    fs::write(&source, text).expect("a folder for tests");
    let program = folder.join("program");
    run(Command::new("gcc").arg(&source).arg("-o").arg(&program).args(flags.split_whitespace()));
    let mut program = Command::new(program);
    let ended = program.env("LD_LIBRARY_PATH", prefix.join("lib")).status().expect("it runs");
    assert_eq!(ended.code(), Some(6), "ERROR_INVALID_HANDLE");
}

#[test]
fn installing_again_replaces_what_is_there() {
    let folder = folder("again");
    let (prefix, library) = (folder.join("usr"), library(&folder));
    assert!(install(&prefix, &library).status.success());
    let before = files(&prefix);
    fs::write(prefix.join("include/ntmsapi.h"), "old").expect("a file");
    assert!(install(&prefix, &library).status.success());
    assert_eq!(files(&prefix), before, "nothing is left beside");
    assert_ne!(fs::read(prefix.join("include/ntmsapi.h")).expect("a file"), b"old");
}

#[test]
fn what_cannot_be_installed_is_said_and_nothing_is_written() {
    let folder = folder("refused");
    let text = folder.join("text");
    fs::write(&text, "no library").expect("a folder for tests");
    let good = library(&folder);
    let usr = folder.join("usr");
    for (prefix, library, told) in [
        (usr.clone(), folder.join("missing.so"), "missing.so"),
        (usr.clone(), text.clone(), "no shared library"),
        (folder.join("two words"), good.clone(), "pkg-config"),
        (text.join("below-a-file"), good, "below-a-file"),
    ] {
        let output = install(&prefix, &library);
        assert_eq!(output.status.code(), Some(2));
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(complaint.starts_with("error: ") && complaint.contains(told), "{complaint}");
        assert!(output.stdout.is_empty() && !prefix.exists());
    }
}

#[test]
fn a_library_that_is_not_beside_the_program_is_missed_by_name() {
    let folder = folder("missed");
    let program = folder.join("rsm");
    fs::copy(env!("CARGO_BIN_EXE_rsm"), &program).expect("a copy");
    let prefix = folder.join("usr");
    let output = Command::new(&program).arg("install").arg("--prefix").arg(&prefix).output();
    let output = output.expect("the copy runs");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("libntmsapi.so is not in") && told.contains("--library"), "{told}");
    assert!(!prefix.exists());
    // Where cargo leaves it, it is found.
    fs::create_dir(folder.join("deps")).expect("a folder");
    fs::rename(library(&folder), folder.join("deps/libntmsapi.so")).expect("it moves");
    run(Command::new(&program).arg("install").arg("--prefix").arg(&prefix));
    assert!(prefix.join("lib/libntmsapi.so").is_file());
}
