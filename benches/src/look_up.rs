//! What does it cost to look at one object among many: get information and enumerate, on random
//! identifiers, with 1,000 and with 1,000,000 media? How much memory is a medium that lies idle in
//! its slot, blank or with a label of 1,024 bytes? How long does a scenario take to load? Trace and
//! checkers are off, rows in memory.

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use criterion::Criterion;
use ntmsapi::call::EnumerateNtmsObject;
use ntmsapi::{Guid, ObjectType, Session, World};

#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

const LIBRARY_COUNT: usize = 20;
const CALL_COUNT: usize = 200_000;
const ROUND_COUNT: usize = 5;

/// Twenty libraries with so many media altogether, of which this was known.
fn scenario(media: usize, known: &str) -> String {
    let each = media / LIBRARY_COUNT;
    let mut text = String::from("version: 1\ncomputers:\n  HERE:\n    libraries:\n");
    let mut laid = String::from("media:\n");
    for number in 0..LIBRARY_COUNT {
        writeln!(text, "      hall-{number}: {{ profile: lto-10000, slots: {each} }}")
            .expect("memory");
        let letter = char::from(b'A' + number as u8);
        writeln!(
            laid,
            "  - {{ media: {letter}000000L3..{letter}{:06}L3, at: {{ library: hall-{number} }}, \
             known: {known} }}",
            each - 1
        )
        .expect("memory");
    }
    text + &laid
}

fn open(text: &str) -> Session {
    let world = World::from_text("room.yaml", text).unwrap_or_else(|error| panic!("{error}"));
    let client = world.client("HERE").expect("a computer of the scenario");
    client.open_ntms_session(None, Some("bench"), 0).expect("ready")
}

/// Resident memory of this process in bytes, where the system tells.
fn resident() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

/// A sequence without pattern, the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % count
    }
}

/// Media in random order, drawn before the clock runs.
fn drawn(media: &[Guid], seed: u64) -> Vec<Guid> {
    let mut draw = Draw(seed);
    (0..CALL_COUNT).map(|_| media[draw.below(media.len())]).collect()
}

/// Seconds for a call, on random media.
fn information(session: &Session, media: &[Guid]) -> f64 {
    let drawn = drawn(media, 1);
    let begin = Instant::now();
    for id in drawn {
        let found = session.get_ntms_object_information(id, ObjectType::PhysicalMedia);
        black_box(found.expect("known"));
    }
    begin.elapsed().as_secs_f64() / CALL_COUNT as f64
}

/// Seconds for enumerating the sides of a random medium.
fn sides(session: &Session, media: &[Guid]) -> f64 {
    let drawn = drawn(media, 2);
    let begin = Instant::now();
    for id in drawn {
        let container = Some(id);
        let object_type = ObjectType::Partition.value();
        let call = EnumerateNtmsObject { container, object_type, options: 0, capacity: Some(2) };
        black_box(session.call(call).expect("known"));
    }
    begin.elapsed().as_secs_f64() / CALL_COUNT as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The argument by which this program is asked to load a million media and say what they take.
const LOAD: &str = "--load";

/// Seconds that a million media take to load, and the resident bytes of each.
fn load(known: &str) {
    let text = scenario(1_000_000, known);
    let (before, begin) = (resident(), Instant::now());
    let session = open(&text);
    let seconds = begin.elapsed().as_secs_f64();
    let taken = resident().zip(before).map(|(after, before)| after.saturating_sub(before));
    let each = taken.map_or("?".to_owned(), |taken| (taken / 1_000_000).to_string());
    println!("1,000,000 media, known {known}: {seconds:.2} s to load, {each} resident bytes each");
    drop(session);
}

/// Loads in a process of its own, whose memory holds nothing else.
fn load_apart(known: &str) {
    let program = std::env::current_exe().expect("this program has a path");
    let status = std::process::Command::new(program).args([LOAD, known]).status();
    assert!(status.expect("started").success(), "the load went wrong");
}

fn compare() {
    let media = |session: &Session| {
        session.enumerate_ntms_object(None, ObjectType::PhysicalMedia).expect("listed")
    };
    let few = open(&scenario(1_000, "free"));
    let many = open(&scenario(1_000_000, "free"));
    let (few_media, many_media) = (media(&few), media(&many));
    assert_eq!((few_media.len(), many_media.len()), (1_000, 1_000_000));
    type Measure = fn(&Session, &[Guid]) -> f64;
    let measures: [(&str, Measure); 2] =
        [("get information", information), ("enumerate sides", sides)];
    for (what, measure) in measures {
        let (mut small, mut ratios) = (Vec::new(), Vec::new());
        for _ in 0..ROUND_COUNT {
            let one = measure(&few, &few_media);
            small.push(one);
            ratios.push(measure(&many, &many_media) / one);
        }
        let (low, high) = ratios
            .iter()
            .fold((f64::MAX, 0.0_f64), |(low, high), ratio| (low.min(*ratio), high.max(*ratio)));
        println!(
            "{what}: {:.0} ns with 1,000 media, {:.2} x with 1,000,000 (median of {ROUND_COUNT} \
             interleaved rounds, {low:.2} to {high:.2})",
            median(small) * 1e9,
            median(ratios)
        );
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, first, known] = arguments.as_slice()
        && first == LOAD
    {
        return load(known);
    }
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    for media in [1_000, 10_000] {
        let text = scenario(media, "free");
        criterion.bench_function(&format!("load a scenario with {media} media"), |bencher| {
            bencher.iter(|| black_box(open(&text)));
        });
    }
    criterion.final_summary();
    load_apart("blank");
    load_apart("free");
    compare();
}
