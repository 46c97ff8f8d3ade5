//! A world that is served to programs, and programs in it. Where they are not installed their
//! stories are skipped, and say so; with `PROGRAMS=required`, as in `.ci/run`, they fail.

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
pub(crate) struct Room {
    world: World,
    folder: TempDir,
}

impl Room {
    /// A room; `None` when programs are not installed and need not be.
    pub(crate) fn with(programs: &[&str]) -> Option<Room> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let has =
            |name: &str| std::env::split_paths(&path).any(|folder| folder.join(name).exists());
        let missing: Vec<_> = programs.iter().filter(|name| !has(name)).collect();
        if !missing.is_empty() {
            let required = std::env::var_os("PROGRAMS").is_some_and(|value| value == "required");
            assert!(!required, "not installed: {missing:?}");
            eprintln!("skipped: {missing:?} are not installed");
            return None;
        }
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
        Some(room)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program with what it is told, in the folder of the room.
    pub(crate) fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("LC_ALL", "C")
            .env("LD_PRELOAD", library())
            .env("RSM_DEVICES", self.folder.path().join("door"))
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, line: &str) -> Output {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (program, arguments) = words.split_first().expect("a program");
        let mut command = self.command(program, arguments);
        command.output().unwrap_or_else(|error| panic!("{program}: {error}"))
    }

    /// Runs a line that succeeds, and gives what it prints.
    pub(crate) fn ok(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs a line that fails, and gives its complaint.
    pub(crate) fn fails(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(!output.status.success(), "{line}: {}", said(&output));
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Runs a script of the shell.
    pub(crate) fn shell(&self, script: &str) -> Output {
        let mut command = self.command("bash", &["-c", script]);
        command.output().expect("a shell")
    }

    /// Writes a file of so many bytes that are all different from one another in the long run.
    pub(crate) fn fill(&self, name: &str, bytes: usize) -> Vec<u8> {
        let data: Vec<u8> =
            (0..bytes as u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        std::fs::write(self.file(name), &data).expect("room on the disk");
        data
    }
}

pub(crate) fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}\n{}{}", output.status, text(&output.stdout), text(&output.stderr))
}

/// The library beside the test, as cargo builds it.
fn library() -> PathBuf {
    let test = std::env::current_exe().expect("known");
    test.parent().unwrap_or(Path::new(".")).join("librsm_preload.so")
}
