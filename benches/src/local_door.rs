//! What does the local door cost: a call through it, from another process, against a bare ping-pong
//! of as many bytes over a Unix socket between the same two processes, both in each round? The call
//! answers from what the service knows, GetNtmsRequestOrder of a request that there is not.

use std::io::{Cursor, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::{Command, Stdio};
use std::time::Instant;

use benches::{ROUND_COUNT, spread};
use door::{Ask, Link, Told};
use host::{Host, Role};
use ntmsapi::{Client, Guid, World};
use serde::Serialize;
use wire::ntms::NtmsError;
use wire::ntms::call::GetNtmsRequestOrder;
use world::scenario::Scenario;

const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
";
const CALL_COUNT: usize = 20_000;
/// Where the process that calls finds who answers bare bytes.
const ECHO: &str = "BENCH_ECHO";

/// The bytes of that call and of its answer, in their frames.
struct Frames {
    ask: Vec<u8>,
    told: Vec<u8>,
}

impl Frames {
    fn of(session: u64) -> Frames {
        let request = GetNtmsRequestOrder { request: Guid::from_u128(7) }.into();
        let refusal = NtmsError::ObjectNotFound.into();
        Frames {
            ask: framed(&Ask::Api { handle: Some(session), request }),
            told: framed(&Told::Refused(refusal)),
        }
    }
}

fn framed(value: &impl Serialize) -> Vec<u8> {
    let mut link = Link::new(Cursor::new(Vec::new()));
    link.send(value).expect("memory");
    link.stream().get_ref().clone()
}

fn main() {
    if std::env::args().any(|argument| argument == "process") {
        return be_the_other_process();
    }
    let scenario = Scenario::parse("room.yaml", ROOM).expect("a right scenario");
    let world = World::of(&scenario).expect("a right scenario");
    let role = Role { computer: "HERE".to_owned(), user: None };
    let host = Host::open(world, scenario, role).expect("a folder for the socket");
    let echo = host.path().with_file_name("echo");
    let listener = UnixListener::bind(&echo).expect("a socket");
    std::thread::spawn(move || answer_bare_bytes(&listener));
    let program = std::env::current_exe().expect("a program has a file");
    let mut command = Command::new(program);
    command.arg("process").env("RSM_DOOR", host.path()).env(ECHO, &echo).stdout(Stdio::piped());
    let output = command.output().expect("it starts");
    print!("{}", String::from_utf8_lossy(&output.stdout));
}

/// Measures from the process that calls; the world is in the one that started it.
fn be_the_other_process() {
    let client = Client::from_environment().expect("the door is open");
    let session = client.open_ntms_session(None, Some("bench"), 0).expect("ready");
    let echo = std::env::var_os(ECHO).expect("told by the other process");
    let mut echo = UnixStream::connect(echo).expect("it listens");
    let frames = Frames::of(session.handle().0);
    let (mut times, mut ratios) = (Vec::new(), Vec::new());
    for _ in 0..ROUND_COUNT {
        let bare = ping_pong(&mut echo, &frames);
        let begin = Instant::now();
        for _ in 0..CALL_COUNT {
            let request = Guid::from_u128(7);
            session.call(GetNtmsRequestOrder { request }).expect_err("there is none");
        }
        let ours = begin.elapsed().as_secs_f64() / CALL_COUNT as f64;
        times.push(ours * 1e6);
        ratios.push(ours / bare);
    }
    let ((time, ..), (ratio, low, high)) = (spread(times), spread(ratios));
    println!(
        "a call through the local door: {time:.1} us, {ratio:.2} of a bare ping-pong (median of \
         {ROUND_COUNT} interleaved rounds, {low:.2} to {high:.2})"
    );
}

/// Answers each question with bytes that are there already.
fn answer_bare_bytes(listener: &UnixListener) {
    let frames = Frames::of(0);
    let (mut stream, _) = listener.accept().expect("the other process comes");
    let mut asked = [0; 256];
    // Nothing is read any more when the other process has ended.
    while stream.read(&mut asked).is_ok_and(|bytes| bytes > 0) {
        stream.write_all(&frames.told).expect("heard");
    }
}

/// Seconds for a question and its answer.
fn ping_pong(stream: &mut UnixStream, frames: &Frames) -> f64 {
    let mut told = frames.told.clone();
    let begin = Instant::now();
    for _ in 0..CALL_COUNT {
        stream.write_all(&frames.ask).expect("heard");
        stream.read_exact(&mut told).expect("told");
    }
    begin.elapsed().as_secs_f64() / CALL_COUNT as f64
}
