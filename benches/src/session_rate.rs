//! How many sessions open and close in a second: local and with another computer, with 1, 1,000 and
//! 100,000 sessions open, on one thread and on several? Trace and checkers are off, rows in memory.
//!
//! The bare limit of the local pair is a mutex around a slab: lock, insert, unlock, lock, remove,
//! unlock. It is measured in the same run, round by round.

use std::hint::black_box;
use std::sync::Mutex;
use std::time::Instant;

use benches::{ROUND_COUNT, spread};
use criterion::Criterion;
use ntmsapi::{Client, Session, World};

const PAIRS: usize = 100_000;

const ROOM: &str = "
version: 1
computers: { HERE: { this: true }, THERE: {} }
";

/// A program with so many sessions open.
fn program(open: usize) -> (Client, Vec<Session>) {
    let world = World::from_text("room.yaml", ROOM).expect("a right scenario");
    let client = world.client("HERE").expect("a computer of the scenario");
    let session = || client.open_ntms_session(None, None, 0).expect("ready");
    let sessions = (0..open).map(|_| session()).collect();
    (client, sessions)
}

fn pair(client: &Client, server: Option<&str>) {
    let session = client.open_ntms_session(server, Some("bench"), 0).expect("ready");
    black_box(&session).close_ntms_session().expect("open");
}

/// A slab of the simplest kind.
#[derive(Default)]
struct Slab {
    places: Vec<Option<[u64; 4]>>,
    free: Vec<usize>,
}

fn bare_pair(slab: &Mutex<Slab>) {
    let index = {
        let mut slab = slab.lock().expect("nobody panics");
        let index = slab.free.pop().unwrap_or(slab.places.len());
        if index == slab.places.len() {
            slab.places.push(None);
        }
        slab.places[index] = Some(black_box([7; 4]));
        index
    };
    let mut slab = slab.lock().expect("nobody panics");
    black_box(slab.places[index].take());
    slab.free.push(index);
}

/// Seconds for each of so many runs.
fn seconds(count: usize, mut run: impl FnMut()) -> f64 {
    let begin = Instant::now();
    (0..count).for_each(|_| run());
    begin.elapsed().as_secs_f64() / count as f64
}

fn told(what: &str, pair: Vec<f64>, ratio: Vec<f64>, to: &str) {
    let (seconds, ..) = spread(pair);
    let (ratio, low, high) = spread(ratio);
    println!("{what}: {:.0} pairs/s, {ratio:.2} x {to} ({low:.2} to {high:.2})", 1.0 / seconds);
}

fn rounds() {
    println!(
        "medians of {ROUND_COUNT} interleaved rounds with the least and the greatest ratio; trace \
         and checkers off, rows in memory"
    );
    let slab = Mutex::new(Slab::default());
    let (one, kept_one) = program(1);
    let (many, kept_many) = program(100_000);
    let (mut few, mut lot, mut far) = (Vec::new(), Vec::new(), Vec::new());
    let (mut few_ratio, mut lot_ratio, mut far_ratio) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUND_COUNT {
        let bare = seconds(PAIRS, || bare_pair(&slab));
        let local = seconds(PAIRS, || pair(&one, None));
        let crowded = seconds(PAIRS, || pair(&many, None));
        let remote = seconds(PAIRS / 10, || pair(&one, Some("THERE")));
        few.push(local);
        few_ratio.push(local / bare);
        lot.push(crowded);
        lot_ratio.push(crowded / local);
        far.push(remote);
        far_ratio.push(remote / local);
    }
    drop((kept_one, kept_many));
    told("local, 1 session open", few, few_ratio, "a mutex around a slab");
    told("local, 100,000 sessions open", lot, lot_ratio, "the same with 1 open");
    told("another computer", far, far_ratio, "the local pair");
}

fn threads(client: &Client, count: usize) {
    std::thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(|| (0..10_000 / count).for_each(|_| pair(client, None)));
        }
    });
}

fn main() {
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    let mut group = criterion.benchmark_group("open and close");
    for open in [1, 1_000, 100_000] {
        let (client, _sessions) = program(open);
        group.bench_function(format!("local, {open} open"), |bencher| {
            bencher.iter(|| pair(&client, None));
        });
    }
    let (client, _sessions) = program(1);
    group.bench_function("another computer", |bencher| {
        bencher.iter(|| pair(&client, Some("THERE")));
    });
    let parallel = std::thread::available_parallelism().map_or(1, usize::from);
    for count in [1, parallel, 2 * parallel] {
        group.bench_function(format!("10,000 pairs on {count} threads"), |bencher| {
            bencher.iter(|| threads(&client, count));
        });
    }
    group.finish();
    criterion.final_summary();
    rounds();
}
