//! Unmodified programs with the drives and changers of a room, under `rsm exec`. Where the programs
//! are not installed the stories are skipped, and say so; with `PROGRAMS=required` they fail.

mod installed;

use std::path::Path;
use std::process::{Command, Output};

use installed::has;

const ROOM: &str = "
version: 1
computers:
  BACKUP1: { libraries: { tower: { profile: lto-30 } } }
media:
  - { media: A00001L3, at: { slot: [tower, 0] }, known: free }
";

fn folder(name: &str) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("room.yaml"), ROOM).expect("room on the disk");
    folder
}

fn exec(folder: &Path, program: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rsm"));
    command.args(["exec", "room.yaml", "--"]).args(program).current_dir(folder);
    command.env("LC_ALL", "C").output().expect("started")
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}\n{}{}", output.status, text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_script_loads_a_tape_writes_an_archive_and_puts_it_away() {
    if !has(&["mt", "mtx", "tar", "sg_inq", "bash"]) {
        return;
    }
    let folder = folder("exec-devices");
    let script = "set -e
        mtx -f /dev/sg0 load 1 0
        mt -f /dev/nst0 rewind
        tar -cWf /dev/st0 room.yaml
        tar -xOf /dev/st0 | cmp - room.yaml
        sg_inq /dev/sg1 | grep Ultrium
        mt -f /dev/nst0 offline
        mtx -f /dev/sg0 unload 1 0
        mtx -f /dev/sg0 status | grep 'Storage Element 1:Full :VolumeTag=A00001L3'
        mt -f /dev/nst0 rewind 2>&1 | grep 'No medium found'";
    let output = exec(&folder, &["bash", "-c", script]);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_program_that_no_library_reaches_is_told_of() {
    if !has(&["cc"]) {
        return;
    }
    let folder = folder("exec-static");
    std::fs::write(folder.join("empty.c"), "int main(void) { return 0; }\n").expect("room");
    for (name, flag, told) in [("fixed", "-static", true), ("loaded", "-O1", false)] {
        let mut built = Command::new("cc");
        let built = built.args([flag, "-o", name, "empty.c"]).current_dir(&folder).output();
        let built = built.expect("cc");
        assert!(built.status.success(), "{}", said(&built));
        let output = exec(&folder, &[&format!("./{name}")]);
        assert_eq!(said(&output).contains("is linked statically"), told, "{}", said(&output));
    }
}

/// Runs `mt` with a copy of the program, in a folder of that name, beside which that library is.
fn from_elsewhere(folder: &Path, name: &str, library: Option<&Path>) -> String {
    let place = folder.join(name);
    std::fs::create_dir_all(&place).expect("a folder");
    std::fs::copy(env!("CARGO_BIN_EXE_rsm"), place.join("rsm")).expect("copied");
    if let Some(library) = library {
        std::fs::copy(library, place.join("librsm_preload.so")).expect("copied");
    }
    let mut command = Command::new(place.join("rsm"));
    command.args(["exec", "room.yaml", "--", "mt", "-f", "/dev/nst0", "status"]);
    said(&command.current_dir(folder).env("LC_ALL", "C").output().expect("started"))
}

#[test]
fn device_names_open_wherever_the_program_is_and_a_missing_library_is_told() {
    if !has(&["mt"]) {
        return;
    }
    let folder = folder("exec-elsewhere");
    let built = Path::new(env!("CARGO_BIN_EXE_rsm")).parent().expect("a folder");
    let library = [built.to_owned(), built.join("deps")].map(|at| at.join("librsm_preload.so"));
    let library = library.iter().find(|at| at.is_file()).expect("it is built with the program");
    for name in ["plain", "with blanks", "a:b;c"] {
        let told = from_elsewhere(&folder, name, Some(library));
        assert!(told.contains("DR_OPEN") && !told.contains("LD_PRELOAD"), "{name}: {told}");
    }
    let told = from_elsewhere(&folder, "alone", None);
    assert!(told.contains("librsm_preload.so is not beside this program"), "{told}");
}
