//! Unmodified programs with simulated drives and changers: mt, dd, tar, mtx and sg_inq as Debian
//! packages them, and a C program of our own.

mod people;
mod room;

use std::path::Path;
use std::process::Command;

use room::{Room, said};

const PROGRAMS: &[&str] =
    &["mt", "mt-gnu", "mtx", "sg_inq", "sg_raw", "sg_modes", "tar", "gzip", "bash", "cc"];

/// The line of a status that says where the tape is, and the names of its general bits.
fn place(status: &str) -> (String, String) {
    let line = |has: &str| status.lines().find(|line| line.contains(has)).unwrap_or_default();
    let bits = status.lines().last().unwrap_or_default().trim();
    (line("File number").trim().to_owned(), bits.to_owned())
}

#[test]
fn mt_moves_the_tape_and_tells_where_it_is() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    room.fill("data", 100_000);
    room.ok("dd if=data of=/dev/nst0 bs=10k");
    room.ok("dd if=data of=/dev/nst0 bs=10k");
    let told = |line: &str| {
        if !line.is_empty() {
            room.ok(&format!("mt -f /dev/nst0 {line}"));
        }
        let (place, bits) = place(&room.ok("mt -f /dev/nst0 status"));
        format!(
            "{}; {}{bits}",
            place.replace(", partition=0.", ""),
            room.ok("mt -f /dev/nst0 tell")
        )
    };
    assert_eq!(told(""), "File number=2, block number=0; At block 22.\nEOF ONLINE IM_REP_EN");
    assert_eq!(told("rewind"), "File number=0, block number=0; At block 0.\nBOT ONLINE IM_REP_EN");
    assert_eq!(told("fsf 1"), "File number=1, block number=0; At block 11.\nEOF ONLINE IM_REP_EN");
    assert_eq!(told("fsr 3"), "File number=1, block number=3; At block 14.\nONLINE IM_REP_EN");
    assert_eq!(told("bsr 1"), "File number=1, block number=2; At block 13.\nONLINE IM_REP_EN");
    assert_eq!(told("bsf 1"), "File number=0, block number=-1; At block 10.\nONLINE IM_REP_EN");
    assert_eq!(told("eod"), "File number=2, block number=-1; At block 22.\nEOD ONLINE IM_REP_EN");
    assert_eq!(told("seek 4"), "File number=-1, block number=-1; At block 4.\nONLINE IM_REP_EN");
    room.ok("mt -f /dev/nst0 rewind");
    room.ok("mt -f /dev/nst0 fsf 1");
    assert_eq!(told("weof 2"), "File number=3, block number=0; At block 13.\nEOF ONLINE IM_REP_EN");
    room.ok("mt -f /dev/nst0 rewind");
    room.ok("mt -f /dev/nst0 erase");
    assert!(told("eod").starts_with("File number=0, block number=-1; At block 0."));
    room.ok("mt-gnu -f /dev/nst0 status");
}

#[test]
fn mt_says_what_it_says_of_a_real_drive() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    room.ok("mt -f /dev/nst0 offline");
    assert!(place(&room.ok("mt -f /dev/nst0 status")).1.contains("DR_OPEN"));
    assert_eq!(room.fails("mt -f /dev/nst0 rewind"), "/dev/nst0: No medium found\n");
    assert_eq!(room.fails("mt -f /dev/nst7 rewind"), "/dev/nst7: No such file or directory\n");
    assert_eq!(room.fails("mt -f /dev/sg0 rewind"), "/dev/sg0: Inappropriate ioctl for device\n");
    room.ok("mt -f /dev/nst0 load");
    room.ok("mt -f /dev/nst0 setblk 512");
    assert!(room.ok("mt -f /dev/nst0 status").contains("Tape block size 512 bytes."));
    assert_eq!(room.fails("mt -f /dev/nst0 setblk 99999999"), "/dev/nst0: Invalid argument\n");
}

#[test]
fn dd_reads_what_it_wrote_in_files_between_marks() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    let data = room.fill("data", 3 << 20);
    room.ok("dd if=data of=/dev/nst0 bs=256k");
    room.ok("dd if=data of=/dev/nst0 bs=10k");
    room.ok("mt -f /dev/nst0 rewind");
    room.ok("dd if=/dev/nst0 of=one bs=256k");
    room.ok("dd if=/dev/nst0 of=two bs=256k");
    for name in ["one", "two"] {
        assert!(std::fs::read(room.file(name)).expect("read") == data, "{name}");
        room.ok(&format!("cmp data {name}"));
    }
    let end = room.run("dd if=/dev/nst0 of=three bs=256k");
    assert!(end.status.success() && said(&end).contains("0+0 records in"), "{}", said(&end));
    let beyond = room.fails("dd if=/dev/nst0 of=three bs=256k");
    assert!(beyond.starts_with("dd: error reading '/dev/nst0': Input/output error"), "{beyond}");
    room.ok("mt -f /dev/nst0 rewind");
    let short = room.fails("dd if=/dev/nst0 of=three bs=64k");
    assert!(short.starts_with("dd: error reading '/dev/nst0': Cannot allocate memory"), "{short}");
}

#[test]
fn dd_meets_the_end_of_the_tape() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    let full = room.fails("dd if=/dev/zero of=/dev/nst0 bs=1M count=100");
    assert!(full.starts_with("dd: error writing '/dev/nst0': No space left on device"), "{full}");
    assert!(full.contains("48+0 records out"), "{full}");
    room.ok("mt -f /dev/nst0 rewind");
    let read = room.run("dd if=/dev/nst0 of=/dev/null bs=1M");
    assert!(said(&read).contains("48+0 records in"), "{}", said(&read));
}

#[test]
fn tar_verifies_compares_and_compresses() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    std::fs::create_dir(room.file("tree")).expect("a folder");
    for (name, bytes) in [("tree/empty", 0), ("tree/small", 100), ("tree/large", 1 << 20)] {
        room.fill(name, bytes);
    }
    room.ok("tar -cWf /dev/st0 tree");
    room.ok("tar -df /dev/st0");
    let told = room.ok("tar -tf /dev/st0");
    assert_eq!(told.lines().count(), 4, "{told}");
    room.ok("tar -czf /dev/st0 tree");
    room.ok("tar -xzf /dev/st0 --one-top-level=out");
    room.ok("diff -r tree out/tree");
    // A second archive behind the first.
    room.ok("mt -f /dev/nst0 fsf 1");
    room.ok("tar -cf /dev/nst0 tree/small");
    room.ok("mt -f /dev/nst0 rewind");
    room.ok("mt -f /dev/nst0 fsf 1");
    assert_eq!(room.ok("tar -tf /dev/nst0"), "tree/small\n");
    room.ok("mt -f /dev/nst0 rewind");
    let piped =
        room.shell("tar -cf - tree | dd of=/dev/st0 bs=10k && dd if=/dev/st0 bs=10k | tar -df -");
    assert!(piped.status.success(), "{}", said(&piped));
}

#[test]
fn a_drive_belongs_to_one_program_until_the_last_descriptor_is_gone() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    let script = "
        exec 5</dev/nst0
        mt -f /dev/nst0 status
        sg_inq /dev/nst0 >/dev/null || exit 3
        (sleep 0) 5<&5
        exec 6<&5 5<&-
        mt -f /dev/st0 status
        exec 6<&-
        mt -f /dev/nst0 status >/dev/null && echo free";
    let output = room.shell(&script.replace("sg_inq /dev/nst0", "sg_inq /dev/sg1"));
    let text = said(&output);
    assert!(text.contains("/dev/nst0: Device or resource busy"), "{text}");
    assert!(text.contains("/dev/st0: Device or resource busy"), "{text}");
    assert!(text.ends_with("free\n") || text.contains("free\n"), "{text}");
}

#[test]
fn a_descriptor_survives_fork_and_exec() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    let data = room.fill("data", 200_000);
    let script =
        "exec 5>/dev/nst0; dd if=data bs=10k count=10 >&5; (dd if=data bs=10k skip=10 >&5)";
    let output = room.shell(script);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(room.ok("mt -f /dev/nst0 tell"), "At block 21.\n", "one mark at the very end");
    room.ok("mt -f /dev/nst0 rewind");
    let output =
        room.shell("exec 3</dev/nst0; cat <&3 >out; stat -L -c '%F %t:%T' /dev/fd/3 - <&3");
    assert!(output.status.success(), "{}", said(&output));
    assert!(std::fs::read(room.file("out")).expect("read") == data);
    assert!(said(&output).contains("character special file 9:80"), "{}", said(&output));
}

#[test]
fn nodes_are_character_devices_and_other_files_are_as_they_were() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    assert_eq!(
        room.ok("stat -c %F,%t:%T /dev/nst0 /dev/st1 /dev/sg0 /dev/null"),
        "character special file,9:80\ncharacter special file,9:1\n\
         character special file,15:0\ncharacter special file,1:3\n"
    );
    assert!(room.run("test -c /dev/nst1 -a -r /dev/nst1 -a -w /dev/nst1").status.success());
    assert!(!room.run("test -e /dev/nst2 -o -x /dev/nst0 -o -e /dev/sg3").status.success());
    room.fill("data", 1000);
    room.ok("cp data copy");
    room.ok("cmp data copy");
    let windows = room.command("dd", &["if=data", r"of=\\.\Tape1", "bs=1k"]).output();
    let windows = windows.expect("dd");
    assert!(said(&windows).contains("No medium found"), "{}", said(&windows));
    let windows = room.command("dd", &["if=data", r"of=\\.\Tape0", "bs=1k"]).output();
    assert!(windows.expect("dd").status.success());
    assert_eq!(room.ok("mt -f /dev/nst0 tell"), "At block 2.\n");
}

#[test]
fn a_protected_tape_is_read_and_not_written() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    room.ok("mtx -f /dev/sg0 load 2 1");
    let refused = room.fails("dd if=/dev/zero of=/dev/nst1 bs=1k count=1");
    assert_eq!(refused, "dd: failed to open '/dev/nst1': Read-only file system\n");
    assert!(place(&room.ok("mt -f /dev/nst1 status")).1.contains("WR_PROT"));
    assert_eq!(room.fails("mt -f /dev/nst1 weof"), "/dev/nst1: Read-only file system\n");
}

#[test]
fn mtx_loads_unloads_and_transfers() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    let shelves = || {
        let status = room.ok("mtx -f /dev/sg0 status");
        let full = |line: &&str| line.contains("Full");
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        status.lines().filter(full).map(words).collect::<Vec<_>>().join("\n")
    };
    assert!(room.ok("mtx -f /dev/sg0 inquiry").contains("Product Type: Medium Changer"));
    let before = "Data Transfer Element 0:Full (Storage Element 3 Loaded):VolumeTag = A00001L3\n\
                  Storage Element 1:Full :VolumeTag=A00002L3\n\
                  Storage Element 2:Full :VolumeTag=A00003L3";
    assert_eq!(shelves(), before);
    let held = room.fails("mtx -f /dev/sg0 unload 4 0");
    assert!(held.contains("Additional Sense Code = 53"), "{held}");
    assert_eq!(shelves(), before, "a threaded tape stays");
    room.ok("mt -f /dev/nst0 offline");
    room.ok("mtx -f /dev/sg0 unload 4 0");
    room.ok("mtx -f /dev/sg0 load 1 1");
    room.ok("mtx -f /dev/sg0 transfer 4 6");
    assert_eq!(
        shelves(),
        "Data Transfer Element 1:Full (Storage Element 1 Loaded):VolumeTag = A00002L3\n\
         Storage Element 2:Full :VolumeTag=A00003L3\n\
         Storage Element 6:Full :VolumeTag=A00001L3"
    );
    assert!(room.fails("mtx -f /dev/sg0 load 5 0").contains("Empty"));
    room.ok("mtx -f /dev/sg0 inventory");
    // An open that may wait does so until the tape is loaded.
    room.ok("mt -f /dev/nst1 rewind");
    assert!(place(&room.ok("mt -f /dev/nst1 status")).1.contains("BOT ONLINE"));
}

#[test]
fn sg_inq_knows_changer_and_drives() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    let changer = room.ok("sg_inq /dev/sg0");
    assert!(
        changer.contains("PDT=8") && changer.contains("Unit serial number: TOWER"),
        "{changer}"
    );
    let drive = room.ok("sg_inq /dev/sg1");
    assert!(drive.contains("Product identification: Ultrium 3-SCSI"), "{drive}");
    assert_eq!(drive, room.ok("sg_inq /dev/nst0"), "the same unit");
    assert!(room.ok("sg_inq -p 0x83 /dev/sg2").contains("NAA 3, Locally assigned"));
    let refused = room.fails("sg_raw -r 64 /dev/sg2 12 01 b0 00 40 00");
    assert!(refused.contains("Invalid field in cdb"), "{refused}");
    room.ok("sg_turs /dev/sg0");
    let empty = room.run("sg_turs /dev/sg2");
    assert!(!empty.status.success() && said(&empty).contains("device not ready"));
    assert!(room.ok("sg_modes /dev/sg1").contains("Data Compression"));
    assert!(room.fails("sg_logs /dev/sg1").contains("Illegal request, Invalid opcode"));
}

#[test]
fn every_call_gives_what_it_gives_on_a_real_node() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/devices/calls.c");
    let program = room.file("calls");
    let flags = ["-O2", "-D_FORTIFY_SOURCE=2", "-Wno-nonnull", "-pthread", "-o"];
    let built = Command::new("cc").args(flags).arg(&program).arg(source).output().expect("cc");
    assert!(built.status.success(), "{}", said(&built));
    let output = room.command("./calls", &[]).output().expect("built");
    assert!(output.status.success(), "{}", said(&output));
}
