//! How long does a scenario take to load, and how much memory does a medium take that lies idle in
//! its slot, blank or with a label of 1,024 bytes? Trace and checkers are off, rows in memory; the
//! allocator is the system's, as in the program `rsm`.

use std::hint::black_box;
use std::time::Instant;

use benches::{open, scenario};
use criterion::Criterion;

/// Resident memory of this process in bytes, where the system tells.
fn resident() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
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
}
