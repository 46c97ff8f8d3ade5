//! What people do with a tape drive in shells and languages: redirections, descriptors that are
//! handed on, names by other ways, streams, and programs that share a drive.

use crate::room::{Room, said};

const PROGRAMS: &[&str] =
    &["mt", "dd", "tar", "bash", "dash", "cmp", "python3", "perl", "cpio", "mtx"];

/// Prints the length and the sum of every block until a mark.
const READS: &str = "
import os
tape = os.open('/dev/nst0', os.O_RDONLY)
while block := os.read(tape, 1 << 21):
    print(len(block), sum(block) if len(block) < 10000 else '')
";

impl Room {
    /// Runs a script that succeeds, and gives what it prints.
    fn script(&self, language: &str, script: &str) -> String {
        let (flag, begin) = match language {
            "bash" | "dash" => ("-c", "set -e\n"),
            "perl" => ("-e", ""),
            _ => ("-c", ""),
        };
        let mut command = self.command(language, &[flag, &format!("{begin}{script}")]);
        let output = command.output().expect("it is installed");
        assert!(output.status.success(), "{language}: {script}\n{}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

#[test]
fn shells_redirect_to_a_drive_and_from_it() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    room.fill("data", 100_000);
    for shell in ["bash", "dash"] {
        room.ok("mt -f /dev/nst0 rewind");
        let told = room.script(
            shell,
            "cat data > /dev/nst0
             mt -f /dev/nst0 rewind
             cat < /dev/nst0 | cmp - data
             dd bs=10k < data > /dev/nst0
             tar cf - data | dd of=/dev/nst0 obs=10k
             mt -f /dev/nst0 tell
             mt -f /dev/nst0 rewind
             mt -f /dev/nst0 fsf 1
             dd bs=10k < /dev/nst0 | cmp - data
             tar df /dev/nst0",
        );
        // A block of a cat and a mark, ten of dd and a mark, those of tar and a mark.
        assert_eq!(told, "At block 24.\n", "{shell}");
    }
}

#[test]
fn a_shell_holds_a_drive_open_for_its_programs() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    room.fill("data", 50_000);
    for shell in ["bash", "dash"] {
        room.ok("mt -f /dev/nst0 rewind");
        let told = room.script(
            shell,
            "exec 3<>/dev/nst0
             dd if=data bs=10k >&3
             echo one >&3
             printf 'two\n' >&3
             (echo three; ls -d /) >&3
             ! mt -f /dev/nst0 status 2>/dev/null
             exec 3>&-
             mt -f /dev/nst0 tell
             mt -f /dev/nst0 rewind
             exec 4</dev/nst0
             dd bs=10k count=5 <&4 | cmp - data
             cat <&4",
        );
        assert_eq!(told, "At block 10.\none\ntwo\nthree\n/\n", "{shell}: blocks of their own");
    }
}

#[test]
fn programs_that_print_with_streams_print_on_a_tape() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    room.fill("data", 10_000);
    room.script("bash", "md5sum data > /dev/nst0; ls data > /dev/nst0; od -c data > /dev/nst0");
    room.ok("mt -f /dev/nst0 rewind");
    let read = "dd bs=64k < /dev/nst0; md5sum data; dd bs=64k < /dev/nst0; sha1sum < /dev/nst0; \
                od -c data | sha1sum";
    let told = room.script("bash", read);
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0] == lines[1] && lines[2] == "data" && lines[3] == lines[4], "{told}");
}

#[test]
fn programs_that_share_a_drive_write_whole_blocks_at_the_same_time() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    let data = room.fill("data", 600_000);
    let told = room.script(
        "bash",
        "exec 3<>/dev/nst0
         dd if=data bs=1000 count=200 >&3 & dd if=data bs=3000 count=200 >&3 &
         dd if=data bs=2000 count=200 >&3 & (exec dd if=data bs=1500 count=200 >&3) & wait
         dd if=/dev/zero bs=1M count=30 >&3 & killed=$!
         kill -9 $killed; wait $killed || true
         echo last >&3
         exec 3>&-
         mt -f /dev/nst0 rewind",
    );
    assert_eq!(told, "");
    let told = room.script("python3", READS);
    for bytes in [1000, 1500, 2000, 3000] {
        let sum = |block: &[u8]| block.iter().map(|byte| u64::from(*byte)).sum::<u64>();
        let blocks = data.chunks(bytes).take(200);
        let expected: Vec<_> = blocks.map(|block| format!("{bytes} {}", sum(block))).collect();
        let begins = format!("{bytes} ");
        let found: Vec<_> = told.lines().filter(|line| line.starts_with(&begins)).collect();
        assert_eq!(found, expected, "each in its order, none torn");
    }
    assert!(
        told.ends_with(&format!("5 {}\n", b"last\n".iter().map(|b| u64::from(*b)).sum::<u64>()))
    );
}

#[test]
fn a_node_has_a_name_by_every_way_to_it() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    let told = room.script(
        "bash",
        "ls -l /dev/nst0
         readlink -f /dev/nst0; readlink -e /dev//nst0; realpath -e /dev/./st1
         test -c /dev/nst0; test -w /dev//nst0; test ! -e /dev/nst7; test ! -e /nst0
         test ! -L /dev/nst0; test ! -e nst0; test ! -e ./nst0
         ln -s /dev nodes; stat -c %t:%T nodes/nst0
         cd /dev; stat -c %t:%T nst0 ./st0 ../dev/nst1; mt -f nst0 rewind
         echo x > nst0; mt -f ./nst0 tell",
    );
    let rest: Vec<&str> = told.lines().skip(1).collect();
    assert!(told.starts_with("crw-rw---- 1 "), "{told}");
    assert_eq!(
        rest,
        ["/dev/nst0", "/dev/nst0", "/dev/st1", "9:80", "9:80", "9:0", "9:81", "At block 2."]
    );
}

#[test]
fn python_and_perl_use_a_drive_as_a_file() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    let script = "
import fcntl, os, select, struct, subprocess
def operate(fd, number, count):
    fcntl.ioctl(fd, 0x40086d01, struct.pack('hi', number, count))
fd = os.open('/dev/nst0', os.O_RDWR)
print(os.write(fd, b'x' * 1000), select.select([fd], [fd], [fd]) == ([fd], [fd], []))
operate(fd, 6, 1)
file = os.fdopen(fd, 'rb', buffering=0)
print(len(file.read(2000)), file.isatty())
file.close()
with open('/dev/nst0', 'wb') as file: file.write(b'y' * 5000)
with open('/dev/st0', 'rb', buffering=0) as file: pass
with open('/dev/nst0', 'rb', 0) as file: print(len(file.read(9000)), len(file.read(9000)))
with open('/dev/nst0', 'wb', buffering=0) as file:
    subprocess.run(['sh', '-c', 'echo one; ls -d /'], stdout=file, check=True)
with open('/dev/st0', 'rb', buffering=0) as file: pass
with open('/dev/nst0', 'rb', buffering=0) as file:
    print(len(file.read(9000)), len(file.read(9000)), file.read(9000))
    print(subprocess.run(['dd', 'bs=10k', 'status=none'], stdin=file, capture_output=True).stdout)
";
    let told = room.script("python3", script);
    assert_eq!(told, "1000 True\n1000 False\n1000 5000\n1000 5000 b'one\\n'\nb'/\\n'\n");
    room.ok("mt -f /dev/nst0 rewind");
    let script = r#"
        open(TAPE, ">", "/dev/st0") or die $!; print TAPE "line\n" x 10; close TAPE or die $!;
        open(TAPE, "<", "/dev/st0") or die $!; print scalar <TAPE>; close TAPE;
        print -c "/dev/nst0" ? "char\n" : "else\n";"#;
    assert_eq!(room.script("perl", script), "line\nchar\n");
}

#[test]
fn cpio_and_a_tar_of_two_tapes_come_back() {
    let Some(room) = Room::with(PROGRAMS) else { return };
    room.fill("data", 30_000_000);
    room.fill("more", 30_000_000);
    room.script(
        "bash",
        "ls data | cpio -o -O /dev/st0 && rm -f data && cpio -i -I /dev/st0 data
         cmp -n 30000000 data more
         cat > change <<'END'
#!/bin/sh
mt -f /dev/nst0 offline
if [ $TAR_VOLUME = 2 ]; then mtx -f /dev/sg0 unload 6 0; mtx -f /dev/sg0 load 1 0
else mtx -f /dev/sg0 unload 1 0; mtx -f /dev/sg0 load 6 0; fi
END
         chmod +x change",
    );
    room.ok("tar -c -M -F ./change -f /dev/nst0 data more");
    room.script("bash", "mt -f /dev/nst0 offline; mtx -f /dev/sg0 unload 1 0");
    room.ok("mtx -f /dev/sg0 load 6 0");
    std::fs::rename(room.file("data"), room.file("was")).expect("there");
    room.ok("tar -x -M -F ./change -f /dev/nst0");
    room.ok("cmp data was");
    room.ok("cmp more was");
}
