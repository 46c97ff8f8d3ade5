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
