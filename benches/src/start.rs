//! How long does a service take from opening its database to being ready, with a million media? The
//! devices are there beforehand, as real ones would be. Three things are timed: reading every row
//! out of the file, making the objects of them, and looking at the devices until the first session
//! opens.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use benches::{ROUND_COUNT, scenario, spread};
use ntmsapi::World;
use rsm::{Config, Rsm, Switches, Version};
use store::Store;
use wire::label::LabelParsers;
use wire::{Text, Ticks};
use world::scenario::Scenario;

/// The argument by which this program is asked for one round.
const ROUND: &str = "--round";

/// The database of `HERE`.
const FILE: &str = "HERE.sqlite";

fn config(instance: u128) -> Config {
    Config {
        computer: Text::new("HERE"),
        version: Version::Server2003,
        start: Ticks::from_unix_seconds(1_072_915_200),
        instance,
        switches: Switches::default(),
        attachments: Vec::new(),
        security: None,
        label_parsers: LabelParsers::default(),
    }
}

/// One round, in a process whose memory holds nothing else: the seconds of each part.
fn round(folder: &Path, text: &str) {
    let begin = Instant::now();
    let mut opened = Store::open(&folder.join(FILE), 0).expect("a database");
    let rows = opened.store.load().expect("rows");
    let read = begin.elapsed();
    let rsm = Rsm::load(config(opened.instance), rows).expect("a service");
    let made = begin.elapsed() - read;
    drop((rsm, opened));

    let scenario = Scenario::parse("room.yaml", text).expect("a right scenario");
    let world = World::with_state(&scenario, folder).expect("a world");
    let client = world.client("HERE").expect("named");
    let begin = Instant::now();
    let session = client.open_ntms_session(None, Some("bench"), 0).expect("ready");
    let looked = begin.elapsed();
    println!("{} {} {}", read.as_secs_f64(), made.as_secs_f64(), looked.as_secs_f64());
    // Taking a million media apart is of no interest.
    std::mem::forget((session, client, world));
}

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("start");
    let text = scenario(1_000_000, "free");
    if std::env::args().any(|argument| argument == ROUND) {
        return round(&folder, &text);
    }
    // An earlier run may have left something.
    let _ = std::fs::remove_dir_all(&folder);
    let scenario = Scenario::parse("room.yaml", &text).expect("a right scenario");
    drop(World::with_state(&scenario, &folder).expect("room on the disk"));
    let mut parts = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..ROUND_COUNT {
        let program = std::env::current_exe().expect("this program has a path");
        let output = Command::new(program).arg(ROUND).output().expect("started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8_lossy(&output.stdout);
        let seconds: Vec<f64> =
            told.split_whitespace().map(|word| word.parse().expect("a number")).collect();
        parts[3].push(seconds.iter().sum());
        seconds.into_iter().zip(&mut parts).for_each(|(second, part)| part.push(second));
    }
    let [read, made, looked, all] = parts.map(spread);
    println!(
        "1,000,000 media: {:.2} s from open to ready ({:.2} to {:.2}, median of {ROUND_COUNT} \
         rounds): {:.2} s rows, {:.2} s objects, {:.2} s devices",
        all.0, all.1, all.2, read.0, made.0, looked.0
    );
    let _ = std::fs::remove_dir_all(&folder);
}
