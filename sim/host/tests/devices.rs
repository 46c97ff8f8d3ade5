//! Unmodified programs with simulated drives and changers: mt, dd, tar, mtx and sg_inq as Debian
//! packages them. A program that is not installed makes its stories fail; see `.ci/run`.

use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::thread;

use host::device::{Devices, serve};
use ntmsapi::World;
use tempfile::TempDir;

/// A library with a tape in its first drive and a short one in its second, and a drive alone.
const ROOM: &str = "
version: 1
computers:
  BACKUP1:
    service: { state: stopped }
    libraries:
      tower: { profile: lto-30, slots: 6, drives: 2, capacity: 64MiB }
media:
  - { media: A00001L3, at: { drive: [tower, 0] } }
  - { media: A00002L3, at: { slot: [tower, 0] } }
  - { media: A00003L3, at: { slot: [tower, 1] }, write-protected: true }
";

/// A world that is served to programs.
struct Room {
    world: World,
    folder: TempDir,
}

impl Room {
    fn new() -> Room {
        let world = World::from_text("room.yaml", ROOM).expect("sound");
        let folder = TempDir::new().expect("a folder");
        let listener = UnixListener::bind(folder.path().join("door")).expect("a socket");
        let served = world.clone();
        thread::spawn(move || {
            let devices = Arc::new(Devices::default());
            for stream in listener.incoming() {
                let (devices, client) = (Arc::clone(&devices), served.client("BACKUP1"));
                thread::spawn(move || {
                    serve(stream.expect("a stream"), client.expect("there"), &devices)
                        .expect("frames")
                });
            }
        });
        let room = Room { world, folder };
        // What lies in a drive is loaded after a while.
        let client = room.world.client("BACKUP1").expect("there");
        client.sleep(std::time::Duration::from_secs(600)).expect("possible");
        room
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program with what it is told, in the folder of the room.
    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("LC_ALL", "C")
            .env("LD_PRELOAD", library())
            .env("RSM_DOOR", self.folder.path().join("door"))
            .stdin(Stdio::null());
        command
    }

    fn run(&self, line: &str) -> Output {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (program, arguments) = words.split_first().expect("a program");
        let mut command = self.command(program, arguments);
        command.output().unwrap_or_else(|error| panic!("{program}: {error}"))
    }

    /// Runs a line that succeeds, and gives what it prints.
    fn ok(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs a line that fails, and gives its complaint.
    fn fails(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(!output.status.success(), "{line}: {}", said(&output));
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Runs a script of the shell.
    fn shell(&self, script: &str) -> Output {
        let mut command = self.command("bash", &["-c", script]);
        command.output().expect("a shell")
    }

    /// Writes a file of so many bytes that are all different from one another in the long run.
    fn fill(&self, name: &str, bytes: usize) -> Vec<u8> {
        let data: Vec<u8> =
            (0..bytes as u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        std::fs::write(self.file(name), &data).expect("room on the disk");
        data
    }
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}\n{}{}", output.status, text(&output.stdout), text(&output.stderr))
}

/// The library beside the test, as cargo builds it.
fn library() -> PathBuf {
    let test = std::env::current_exe().expect("known");
    test.parent().unwrap_or(Path::new(".")).join("librsm_preload.so")
}

#[test]
fn try_it() {
    let room = Room::new();
    room.fill("data", 1 << 20);
    let script = std::fs::read_to_string("/tmp/try.sh").expect("a script");
    println!("{}", said(&room.shell(&script)));
}
