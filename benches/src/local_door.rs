//! What does the local door cost: a call through it, from another process, against a bare ping-pong
//! of frames of about the same sizes over a Unix socket, both in each round? The call answers from
//! what the service knows, GetNtmsRequestOrder of a request that there is not.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::time::Instant;

use benches::{ROUND_COUNT, spread};
use host::{Host, Role};
use ntmsapi::{Client, Guid, World};
use wire::ntms::call::GetNtmsRequestOrder;
use world::scenario::Scenario;

const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
";
const CALL_COUNT: usize = 20_000;
/// Bytes of the frames of that call and of its answer.
const ASKED_BYTES: usize = 33;
const TOLD_BYTES: usize = 8;

fn main() {
    if std::env::args().any(|argument| argument == "process") {
        return be_the_other_process();
    }
    let scenario = Scenario::parse("room.yaml", ROOM).expect("a right scenario");
    let world = World::of(&scenario).expect("a right scenario");
    let role = Role { computer: "HERE".to_owned(), user: None };
    let host = Host::open(world, scenario, role).expect("a folder for the socket");
    let program = std::env::current_exe().expect("a program has a file");
    let mut command = Command::new(program);
    command.arg("process").env("RSM_DOOR", host.path()).stdout(Stdio::piped());
    let output = command.output().expect("it starts");
    print!("{}", String::from_utf8_lossy(&output.stdout));
}

/// Measures from the process that calls; the world is in the one that started it.
fn be_the_other_process() {
    let client = Client::from_environment().expect("the door is open");
    let session = client.open_ntms_session(None, Some("bench"), 0).expect("ready");
    let (mut times, mut ratios) = (Vec::new(), Vec::new());
    for _ in 0..ROUND_COUNT {
        let bare = ping_pong();
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

/// Seconds for a question and its answer between two threads that do nothing else.
fn ping_pong() -> f64 {
    let (mut asks, mut tells) = UnixStream::pair().expect("a pair of sockets");
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut asked = [0; ASKED_BYTES];
            for _ in 0..CALL_COUNT {
                tells.read_exact(&mut asked).expect("asked");
                tells.write_all(&[0; TOLD_BYTES]).expect("heard");
            }
        });
        let begin = Instant::now();
        let mut told = [0; TOLD_BYTES];
        for _ in 0..CALL_COUNT {
            asks.write_all(&[0; ASKED_BYTES]).expect("heard");
            asks.read_exact(&mut told).expect("told");
        }
        begin.elapsed().as_secs_f64() / CALL_COUNT as f64
    })
}
