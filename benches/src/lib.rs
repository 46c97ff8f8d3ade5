//! What the benches share: rooms full of media, and figures of several rounds.

use std::fmt::Write;

use ntmsapi::{Session, World};

/// Rounds of each comparison.
pub const ROUND_COUNT: usize = 7;

const LIBRARY_COUNT: usize = 20;

/// Twenty libraries with so many media altogether, of which this was known.
pub fn scenario(media: usize, known: &str) -> String {
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

/// A session in the world of a scenario.
///
/// # Panics
/// When the scenario is wrong.
pub fn open(text: &str) -> Session {
    let world = World::from_text("room.yaml", text).unwrap_or_else(|error| panic!("{error}"));
    let client = world.client("HERE").expect("a computer of the scenario");
    client.open_ntms_session(None, Some("bench"), 0).expect("ready")
}

/// The median, the least and the greatest.
pub fn spread(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    (values[values.len() / 2], values[0], values[values.len() - 1])
}
