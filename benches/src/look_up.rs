//! What does it cost to look at one object among many: get information and enumerate, on random
//! identifiers, with 1,000 and with 1,000,000 media? Trace and checkers are off, rows in memory;
//! the allocator is mimalloc.

use std::hint::black_box;
use std::time::Instant;

use benches::{ROUND_COUNT, open, scenario, spread};
use ntmsapi::call::EnumerateNtmsObject;
use ntmsapi::{Guid, ObjectType, Session};

#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CALL_COUNT: usize = 200_000;

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
        let ((seconds, ..), (ratio, low, high)) = (spread(small), spread(ratios));
        println!(
            "{what}: {:.0} ns with 1,000 media, {ratio:.2} x with 1,000,000 (median of \
             {ROUND_COUNT} interleaved rounds, {low:.2} to {high:.2})",
            seconds * 1e9
        );
    }
}

fn main() {
    compare();
}
