//! `rsm exec` on a terminal: an interrupt reaches the program once, by whichever way it comes, and
//! what the program makes of it is reported and passed on.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::OnceLock;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

const ROOM: &str = "version: 1\ncomputers: { HERE: {} }\n";

/// Tells of each interrupt that it gets, and ends when it is told to.
const PROGRAM: &str = r#"
#include <signal.h>
#include <stdio.h>

int main(void)
{
    sigset_t set;
    int got;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    setbuf(stdout, NULL);
    puts("it runs");
    while (sigwait(&set, &got) == 0 && got == SIGINT)
        puts("an interrupt");
    return 7;
}
"#;

/// The folder with the program and its room.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal");
        std::fs::create_dir_all(&folder).expect("a folder for tests");
        std::fs::write(folder.join("room.yaml"), ROOM).expect("a folder for tests");
        std::fs::write(folder.join("counts.c"), PROGRAM).expect("a folder for tests");
        let mut gcc = Command::new("gcc");
        let built = gcc.args(["-Wall", "-o", "counts", "counts.c"]).current_dir(&folder).status();
        assert!(built.expect("gcc").success());
        folder
    })
}

/// `rsm exec` on a terminal of its own, which the test types on and reads.
struct Terminal {
    screen: File,
    seen: String,
    rsm: Child,
}

impl Terminal {
    /// Starts it as a shell does that reads this; `rsm` gets the process of that shell.
    fn open(line: &str) -> Terminal {
        let screen = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&screen).expect("a terminal");
        unlockpt(&screen).expect("a terminal");
        let name = ptsname(&screen, Vec::new()).expect("a terminal has a name");
        let open = || {
            let mut options = File::options();
            let name = OsStr::from_bytes(name.as_bytes());
            options.read(true).write(true).open(name).expect("the other end")
        };
        let mut setsid = Command::new("setsid");
        setsid.args(["--ctty", "sh", "-c", line, env!("CARGO_BIN_EXE_rsm")]);
        setsid.current_dir(folder()).env_remove("RSM_DOOR").env_remove("RSM_SCENARIO");
        setsid.stdin(open()).stdout(open()).stderr(open());
        let rsm = setsid.spawn().expect("setsid of util-linux");
        let mut terminal = Terminal { screen: File::from(screen), seen: String::new(), rsm };
        terminal.read_until("it runs");
        terminal
    }

    fn read_until(&mut self, word: &str) {
        while !self.seen.contains(word) {
            assert!(self.read_more(), "no `{word}`: {}", self.seen);
        }
    }

    /// Reads what came; `false` when nobody is there any more who could write. Whoever says
    /// nothing for a long time has failed, and is not waited for.
    fn read_more(&mut self) -> bool {
        let mut screen = [PollFd::new(&self.screen, PollFlags::IN)];
        let patience = Timespec { tv_sec: 60, tv_nsec: 0 };
        let is_heard = poll(&mut screen, Some(&patience)).expect("a terminal") > 0;
        assert!(is_heard, "nothing more comes: {}", self.seen);
        let mut bytes = [0; 1024];
        let Ok(count) = self.screen.read(&mut bytes) else { return false };
        self.seen.push_str(&String::from_utf8_lossy(&bytes[..count]));
        count > 0
    }

    fn press_interrupt(&mut self) {
        self.screen.write_all(b"\x03").expect("typed");
    }

    fn kill(&self, signal: Signal) {
        let pid = i32::try_from(self.rsm.id()).ok().and_then(Pid::from_raw).expect("a process");
        kill_process(pid, signal).expect("it lives");
    }

    /// Tells it to end, and gives the exit code and all that was seen. Signals are passed on one
    /// after the other, so that one too many would have come before this.
    fn end(mut self) -> (Option<i32>, String) {
        self.kill(Signal::TERM);
        while self.read_more() {}
        let status = self.rsm.wait().expect("it ends");
        (status.code(), std::mem::take(&mut self.seen))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // One that failed is not left behind.
        let _ = self.rsm.kill();
    }
}

fn assert_one_interrupt(terminal: Terminal) {
    let (code, seen) = terminal.end();
    assert_eq!(seen.matches("an interrupt").count(), 1, "{seen}");
    assert!(seen.contains(": exit code 7, in "), "{seen}");
    assert_eq!(code, Some(7), "{seen}");
}

#[test]
fn an_interrupt_that_is_typed_reaches_the_program_once() {
    let mut terminal = Terminal::open(r#"exec "$0" exec room.yaml -- ./counts"#);
    terminal.press_interrupt();
    terminal.read_until("an interrupt");
    assert_one_interrupt(terminal);
}

#[test]
fn it_does_so_when_the_program_reads_something_else_than_the_terminal() {
    let mut terminal = Terminal::open(r#"exec "$0" exec room.yaml -- ./counts < /dev/null"#);
    terminal.press_interrupt();
    terminal.read_until("an interrupt");
    assert_one_interrupt(terminal);
}

#[test]
fn an_interrupt_that_another_process_sends_is_passed_on() {
    let mut terminal = Terminal::open(r#"exec "$0" exec room.yaml -- ./counts"#);
    terminal.kill(Signal::INT);
    terminal.read_until("an interrupt");
    assert_one_interrupt(terminal);
}
