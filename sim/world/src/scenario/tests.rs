//! Stories of right and wrong files.

use std::time::Duration;

use proptest::prelude::*;
use wire::ntms::NtmsError;
use wire::ntms::option::MountOptions;

use super::fault::{Effect, OtherEffect, Target};
use super::media::{Known, MediaPlace, Record};
use super::place::Named;
use super::room::{Library, ServiceState};
use super::story::{
    Action, Application, CloseNtmsSession, Expectation, HandleRef, OpenNtmsSession, Selector, Step,
};
use super::vocabulary::{End, ScsiCommand, Vocabulary};
use super::*;

/// A file in which one thing may be wrong.
fn room(line: &str) -> String {
    let parts = [
        ("users", "users: { anna: Backup Operators }"),
        (
            "computers",
            "computers: { NODE1: { this: true, libraries: { tower: { profile: lto-30 } } }, \
             NODE2: {} }",
        ),
        ("media", "media: [{ media: A00001L3..A00020L3, at: { library: tower }, known: free }]"),
        ("pools", "pools: [{ path: 'Backup\\Daily', media-type: LTO_Ultrium }]"),
    ];
    let key = line.split(':').next().unwrap();
    let kept = parts.iter().filter(|(name, _)| *name != key).map(|(_, text)| *text);
    let version = (key != "version").then_some("version: 1");
    [line].into_iter().chain(version).chain(kept).collect::<Vec<_>>().join("\n")
}

fn steps(steps: &str) -> String {
    room(&format!(
        "story: {{ applications: {{ app: {{ steps: [OpenNtmsSession: {{}}, {steps}] }} }} }}"
    ))
}

fn expect(expectation: &str) -> String {
    room(&format!("story: {{ expect: [{expectation}] }}"))
}

fn wrong(text: &str) -> ScenarioError {
    Scenario::parse("room.yaml", text).expect_err(text)
}

/// What is wrong, and the text that is marked.
fn marked<'t>(text: &'t str, diagnostic: &Diagnostic) -> &'t str {
    let place = diagnostic.place.expect("mistakes in files have places");
    &text[place.offset as usize..(place.offset + place.bytes) as usize]
}

/// Each row is one mistake: what makes the file, what is marked, the message, what helps.
fn check_table(table: &[(&str, &str, &str, &str)], file: impl Fn(&str) -> String) {
    for (line, mark, message, help) in table {
        let text = file(line);
        let error = wrong(&text);
        let [diagnostic] = error.diagnostics.as_slice() else { panic!("{text}\n{error}") };
        assert!(diagnostic.message.contains(message), "{message}\n{error}");
        assert_eq!(marked(&text, diagnostic), *mark, "{error}");
        let said = format!("{} {}", diagnostic.expected, diagnostic.help);
        assert!(said.contains(help), "{help}\n{error}");
        let drawn = error.to_string();
        let place = format!("room.yaml:{}:{}", diagnostic.line, diagnostic.column);
        assert!(drawn.contains(&place), "{place}\n{drawn}");
        assert!(drawn.contains(&"^".repeat(mark.chars().count())), "{drawn}");
    }
}

#[test]
fn a_mistake_is_drawn_with_its_line_its_place_and_the_nearest_name() {
    let text =
        "version: 1\ncomputers:\n  NODE1:\n    libraries:\n      tower: { profil: lto-30 }\n";
    let drawn = wrong(text).to_string();
    let expected = "\
error: unknown key `profil`
 --> room.yaml:5:16
  |
5 |       tower: { profil: lto-30 }
  |                ^^^^^^ expected one of profile, slots, drives, port, serial, capacity, \
        robot-factor, drive-factor, cold
  |
  = help: did you mean `profile`?";
    assert_eq!(drawn, expected);
}

/// File, what is marked, what is told, what helps.
const FORM: &[(&str, &str, &str, &str)] = &[
    ("version: 2", "2", "version 2", "expected 1"),
    ("version: one", "one", "found text `one`", "whole number"),
    ("colour: red", "colour", "unknown key `colour`", "about, "),
    ("seed: -1", "-1", "number `-1`", "whole number from 0"),
    ("seed: 017", "017", "found text `017`", "whole number"),
    ("seed: 99999999999999999999", "99999999999999999999", "found", "whole number"),
    ("start: 2004-02-30T00:00:00Z", "2004-02-30T00:00:00Z", "does not fit", "2004-01-01"),
    ("limits: { tme: 1d }", "tme", "unknown key `tme`", "did you mean `time`?"),
    ("limits: { time: 5 }", "5", "`5` does not fit", "like 90s"),
    ("limits: { time: 5 days }", "5 days", "`5 days` does not fit", "like 90s"),
    ("limits: [1]", "1", "found a list", "keys with values"),
    ("settings: { call-cost: -1s }", "-1s", "does not fit", "90s"),
    ("settings: { allocate-zero-waits: yes }", "yes", "found text `yes`", "true or false"),
    ("settings: { left-mount: hold }", "hold", "unknown word `hold`", "mean `held`?"),
    ("network: [{ between: [NODE1] }]", "NODE1", "found a list of 1", "a list of 2"),
    ("faults: [{ at: { changer: tower }, do: jm }]", "jm", "unknown word `jm`", "`jam`"),
    (
        "faults: [{ at: { changer: tower }, do: { jam: { fro: 1s } } }]",
        "fro",
        "unknown key `fro`",
        "mean `for`?",
    ),
    (
        "faults: [{ at: { changer: tower }, do: { jam: {}, drop: {} } }]",
        "drop",
        "one word too many",
        "one word",
    ),
    ("faults: [{ at: { changer: tower }, do: delay }]", "delay", "nothing more", "90s"),
    (
        "faults: [{ at: { changer: tower }, do: { drop: 3 } }]",
        "3",
        "the word stands alone",
        "nothing",
    ),
    ("faults: [{ do: jam }]", "do", "`at` is missing", ""),
    (
        "faults: [{ at: { changer: tower }, when: { command: MOVE MEDUM }, do: jam }]",
        "MOVE MEDUM",
        "unknown word",
        "mean `MOVE MEDIUM`?",
    ),
];

#[test]
fn form_is_checked_and_the_right_place_is_marked() {
    check_table(FORM, room);
}

/// File, what is marked, what is told, what helps.
const STEPS: &[(&str, &str, &str, &str)] = &[
    ("OpenNtmsSesion: {}", "OpenNtmsSesion", "unknown key", "mean `OpenNtmsSession`?"),
    ("{ wait: 5s, rewind: {} }", "wait", "second action", ""),
    ("{ as: x }", "as", "the step does nothing", ""),
    ("wait: 5x", "5x", "does not fit", "2m..10m"),
    ("wait: 5m..1m", "5m..1m", "upside down", "shortest first"),
    (
        "MountNtmsMedia: { media: { side: [A00001L3, 0] }, options: NTMS_MOUNT_WRIT }",
        "NTMS_MOUNT_WRIT",
        "unknown word",
        "mean `NTMS_MOUNT_WRITE`?",
    ),
    (
        "{ MountNtmsMedia: { media: { medum: A00001L3 } } }",
        "medum",
        "unknown word `medum`",
        "mean `medium`?",
    ),
    ("{ CloseNtmsSession: , expect: ERROR_TIMOUT }", "ERROR_TIMOUT", "unknown", "ERROR_TIMEOUT"),
    ("{ CloseNtmsSession: , expect: FILEMARK }", "FILEMARK", "a code of the API", ""),
    ("{ CloseNtmsSession: , as: x }", "x", "gives nothing to save", ""),
    ("{ CloseNtmsSession: , call-as: $s }", "$s", "nothing is saved as `$s`", ""),
    ("{ wait: 1s, call-as: nothing }", "nothing", "of no session", ""),
    ("rewind: { drive: $driv }", "$driv", "nothing is saved as `$driv`", "saved before"),
    ("rewind: { drive: { library: tower } }", "library", "no drive but", "MountNtmsMedia"),
    (
        "DeleteNtmsMediaPool: { pool: { pool: 'Backup\\Dayly' } }",
        "'Backup\\Dayly'",
        "unknown pool",
        "mean `Backup\\Daily`?",
    ),
    (
        "InventoryNtmsLibrary: { library: { library: towr } }",
        "towr",
        "unknown library `towr`",
        "only `tower` is known",
    ),
    (
        "EjectNtmsMedia: { media: { medium: A00021L3 } }",
        "A00021L3",
        "unknown medium",
        "did you mean `A0000",
    ),
    ("EjectNtmsMedia: { media: { side: [A00001L3, 1] } }", "A00001L3", "no side 1", "side 0"),
    (
        "AllocateNtmsMedia: { pool: { pool: Free }, timeout: 100d }",
        "100d",
        "no such time-out",
        "milliseconds",
    ),
    (
        "write: { drive: { drive: [tower, 0] }, blocks: 100000, size: 64KiB }",
        "64KiB",
        "100000 blocks",
        "at most",
    ),
    ("write: { drive: { drive: [tower, 2] } }", "tower", "no drive 2", "drives 0 to 1"),
    (
        "retry: { every: 1s, at-most: 3, while: ERROR_NOT_READY, step: { wait: 1s } }",
        "wait",
        "no end that could be tried again",
        "",
    ),
    (
        "for-each: { medium: A00001L3..A00021L3, as: m, steps: [] }",
        "A00001L3..A00021L3",
        "21 media are more than there are",
        "there are 20",
    ),
    (
        "SetNtmsObjectInformation: { object: { library: tower }, set: { nam: x } }",
        "nam",
        "no member of NTMS_LIBRARY",
        "mean `name`?",
    ),
    (
        "SetNtmsObjectInformation: { object: { library: tower }, set: { enabled: 3 } }",
        "3",
        "`enabled` cannot be this",
        "true or false",
    ),
];

#[test]
fn names_in_a_step_are_checked() {
    check_table(STEPS, steps);
}

#[test]
fn saved_answers_are_known_after_they_are_saved_and_by_what_they_are() {
    let lm = "{ AllocateNtmsMedia: { pool: { pool: 'Backup\\Daily' } }, as: lm }";
    let mount = "{ MountNtmsMedia: { media: $lm }, as: drive }";
    for right in [
        format!("{lm}, {mount}, rewind: {{ drive: $drive }}"),
        format!("{{ repeat: {{ times: 3, steps: [{lm}] }} }}, {mount}"),
        format!("{{ retry: {{ every: 1s, at-most: 3, while: ERROR_BUSY, step: {lm} }} }}, {mount}"),
        "{ for-each: { medium: A00001L3..A00003L3, as: m, steps: \
         [MountNtmsMedia: { media: { side: [$m, 0] } }] } }"
            .to_owned(),
    ] {
        Scenario::parse("room.yaml", &steps(&right)).unwrap_or_else(|error| panic!("{error}"));
    }
    for (list, mark, message, help) in [
        (format!("{mount}, {lm}"), "$lm", "nothing is saved as `$lm`", "nothing is saved before"),
        (format!("{lm}, rewind: {{ drive: $lm }}"), "$lm", "no drive but", "MountNtmsMedia"),
        (format!("{lm}, {{ CloseNtmsSession: , call-as: $lm }}"), "$lm", "is no session", ""),
        (format!("{lm}, EjectNtmsMedia: {{ media: {{ medium: $lm }} }}"), "$lm", "no medium", ""),
        (format!("{lm}, DeallocateNtmsMedia: {{ media: $ln }}"), "$ln", "as `$ln`", "mean `$lm`?"),
    ] {
        check_table(&[(&list, mark, message, help)], steps);
    }
}

#[test]
fn a_call_needs_a_session_that_may_be_open() {
    let app =
        |list: &str| room(&format!("story: {{ applications: {{ app: {{ steps: [{list}] }} }} }}"));
    let call = "DeleteNtmsMediaPool: { pool: no-such-object }";
    let refused = "{ OpenNtmsSession: {}, expect: ERROR_NOT_READY }";
    let refused_first = format!("{refused}, {call}");
    check_table(
        &[
            (call, "DeleteNtmsMediaPool", "no session is open", "OpenNtmsSession"),
            (&refused_first, "DeleteNtmsMediaPool", "no session is open", "call-as"),
        ],
        app,
    );
    let either = "{ OpenNtmsSession: {}, expect: [ERROR_NOT_READY, ERROR_SUCCESS] }";
    let forged = "{ CloseNtmsSession: , call-as: forged, expect: ERROR_INVALID_HANDLE }";
    for right in [format!("{either}, {call}"), forged.to_owned()] {
        Scenario::parse("room.yaml", &app(&right)).unwrap_or_else(|error| panic!("{error}"));
    }
}

/// File, what is marked, what is told, what helps.
const ROOM: &[(&str, &str, &str, &str)] = &[
    ("network: [{ between: [NODE1, NODE3] }]", "NODE3", "unknown computer", "mean `NODE1`"),
    ("network: [{ between: [NODE1, NODE1] }]", "NODE1", "same computer", ""),
    ("network: [{ between: [NODE1, NODE2], loss: 1.5 }]", "1.5", "no probability", "0 to 1"),
    ("pools: [{ path: 'A\\\\\\B' }]", "'A\\\\\\B'", "is no path", "63 characters"),
    ("pools: [{ path: 'free\\Mine' }]", "'free\\Mine'", "belongs to the service", ""),
    ("pools: [{ path: A }, { path: a }]", "a", "`a` is there twice", ""),
    (
        "pools: [{ path: A, media-type: DLT }, { path: 'A\\B' }]",
        "'A\\B'",
        "holds media, not pools",
        "media-type",
    ),
    ("pools: [{ path: A, computer: NODE3 }]", "NODE3", "unknown computer", "NODE"),
    (
        "pools: [{ path: A, access: [{ who: ana, may: NTMS_USE_ACCESS }] }]",
        "ana",
        "unknown user or group",
        "mean `anna`?",
    ),
    ("pools: [{ path: A, access: [{ who: anna }] }]", "anna", "says nothing", "`may`"),
];

/// Library, what is marked, what is told, what helps.
const LIBRARIES: &[(&str, &str, &str, &str)] = &[
    ("profile: lto-3O", "lto-3O", "unknown profile", "mean `lto-30`?"),
    ("profile: stand-alone, slots: 3", "3", "cannot have 3 slots", "none"),
    ("profile: autoloader-7, port: 2", "2", "2 places in its mail slot", "none"),
    ("profile: lto-30, drives: 0", "0", "cannot have 0 drives", "at least 1"),
    ("profile: lto-30, robot-factor: -1", "-1", "does not fit", "more than 0"),
    ("profile: lto-30, serial: 'a b'", "'a b'", "does not fit", "letters and digits"),
    ("profile: lto-30, capacity: 0B", "0B", "without room", ""),
];

#[test]
fn rooms_are_checked_for_what_cannot_be() {
    check_table(ROOM, room);
    check_table(LIBRARIES, |library| {
        let libraries = format!("libraries: {{ tower: {{ {library} }} }}");
        format!("version: 1\ncomputers: {{ NODE1: {{ {libraries} }} }}")
    });
}

/// Computers, what is marked, what is told, what helps.
const COMPUTERS: &[(&str, &str, &str, &str)] = &[
    ("'NODE*': {}", "'NODE*'", "does not fit", "1 to 15 characters"),
    ("A_NAME_THAT_IS_LONG: {}", "A_NAME_THAT_IS_LONG", "does not fit", "1 to 15"),
    ("NODE1: {}, node1: { this: true }", "node1", "there twice", ""),
    ("NODE1: {}, NODE1: {}", "NODE1", "there twice", ""),
    ("NODE1: { this: true }, N2: { this: true }", "N2", "this computer already", ""),
    ("NODE1: {}, N2: {}", "N2", "none of several computers", "this: true"),
    ("NODE1: { dns: node }", "node", "does not fit", "node1.example.com"),
    ("NODE1: { address: 10.0.0.300 }", "10.0.0.300", "does not fit", "IPv4"),
    ("NODE1: { interface: upp }", "upp", "unknown word", "mean `up`?"),
];

#[test]
fn computers_are_checked_for_names_and_services() {
    check_table(COMPUTERS, |text| format!("version: 1\ncomputers: {{ {text} }}"));
    let error = wrong("version: 1");
    assert_eq!(error.diagnostics[0].message, "there is no computer");
}

/// File, what is marked, what is told, what helps.
const MEDIA: &[(&str, &str, &str, &str)] = &[
    (
        "media: [{ media: A1..A31, at: { library: tower } }]",
        "A1..A31",
        "does not count",
        "of one length",
    ),
    (
        "media: [{ media: B09..B01, at: { library: tower } }]",
        "B09..B01",
        "does not count",
        "upwards",
    ),
    (
        "media: [{ media: A01..A31, at: { library: tower } }]",
        "tower",
        "31 media do not fit",
        "30 of its 30 slots are free",
    ),
    (
        "media: [{ media: A0000000000001..A1000000000000, at: { library: tower } }]",
        "A0000000000001..A1000000000000",
        "1000000000000 media are too many",
        "at most 1000000",
    ),
    (
        "media: [{ media: [A1, A1], at: { library: tower } }]",
        "A1",
        "medium `A1` is there twice",
        "used once",
    ),
    (
        "media: [{ media: A1, at: { slot: [tower, 3] } }, { media: A2, at: { slot: [tower, 3] } }]",
        "tower",
        "slot 3 of `tower` is taken",
        "another medium",
    ),
    ("media: [{ media: A1, at: { slot: [tower, 30] } }]", "tower", "no slot 30", "0 to 29"),
    ("media: [{ media: A1, at: { port: [tower, 1] } }]", "tower", "no port 1", "only port 0"),
    ("media: [{ media: A1, at: { libary: tower } }]", "libary", "unknown word", "`library`"),
    ("media: [{ media: A1, at: { shelf: NODE2 } }]", "NODE2", "no library", ""),
    ("media: [{ media: A1, at: { shelf: NODE3 } }]", "NODE3", "unknown computer", "NODE"),
    (
        "media: [{ media: M1, model: mo-5, at: { library: tower } }]",
        "mo-5",
        "`mo-5` does not fit into `tower`",
        "it takes lto-1",
    ),
    ("media: [{ media: A1, model: lto3, at: { library: tower } }]", "lto3", "unknown", "lto-3"),
    ("media: [{ media: A1, uses: 3, at: { library: tower } }]", "3", "only cleaners", "CLN"),
    (
        "media: [{ media: CLN01CU, known: free, at: { library: tower } }]",
        "free",
        "a cleaner holds no data",
        "",
    ),
    ("media: [{ media: Süd1, at: { library: tower } }]", "Süd1", "barcode", "barcode: none"),
    (
        "media: [{ media: A1..A2, barcode: { reads: X }, at: { library: tower } }]",
        "reads",
        "one barcode",
        "",
    ),
    (
        "media: [{ media: A1, at: { library: tower }, known: { allocated: { pool: Dayly } } }]",
        "Dayly",
        "unknown pool",
        "only `Backup\\Daily` is known",
    ),
    (
        "media: [{ media: A1, at: { library: tower }, contents: [{ side: 1, records: [mark] }] }]",
        "1",
        "no side 1",
        "",
    ),
    (
        "media: [{ media: A1, at: { library: tower }, contents: [{ records: [lable] }] }]",
        "lable",
        "unknown word",
        "mean `label`?",
    ),
    (
        "media: [{ media: A1, at: { library: tower }, contents: [{ records: [{ size: 3B }] }] }]",
        "size",
        "either blocks or marks",
        "",
    ),
];

#[test]
fn media_are_checked_for_names_places_and_fit() {
    check_table(MEDIA, room);
}

/// File, what is marked, what is told, what helps.
const PEOPLE: &[(&str, &str, &str, &str)] = &[
    ("people: { otto: { user: ann } }", "ann", "unknown user", "mean `anna`?"),
    ("people: { otto: { computer: NODE3 } }", "NODE3", "unknown computer", "NODE"),
    (
        "people: { otto: { answers: [{ do: { bring: A00021L3 } }] } }",
        "A00021L3",
        "unknown medium",
        "did you mean",
    ),
    ("people: { otto: { answers: [{ do: satisfied }] } }", "satisfied", "unknown", "satisfy"),
    (
        "people: { otto: { answers: [{ when: MOVEMEDIUM, do: satisfy }] } }",
        "MOVEMEDIUM",
        "unknown word",
        "mean `MOVEMEDIA`?",
    ),
    (
        "people: { otto: { hands: [{ after: 1s, do: { open-dor: tower } }] } }",
        "open-dor",
        "unknown word",
        "mean `open-door`?",
    ),
    (
        "people: { otto: { hands: [{ after: 1s, do: { take-from-drive: tower } }] } }",
        "tower",
        "no drive that stands alone",
        "",
    ),
    (
        "people: { o: { hands: [{ after: 1s, do: { begin: \
         { condition: jam, of: { drive: [tower, 0] } } } }] } }",
        "jam",
        "does not happen to a drive",
        "load-fails",
    ),
    ("faults: [{ at: { changer: towr }, do: jam }]", "towr", "unknown library", "tower"),
    ("faults: [{ at: { link: [NODE1, NODE2] }, do: jam }]", "jam", "to a link", "duplicate"),
    (
        "faults: [{ at: { link: [NODE1, NODE2] }, when: { command: any }, do: drop }]",
        "any",
        "a link knows no `command`",
        "call or reply",
    ),
    (
        "faults: [{ at: { changer: tower }, when: { command: any, answer: any }, do: jam }]",
        "any",
        "second occasion",
        "one for each rule",
    ),
    ("faults: [{ at: { changer: tower }, when: { nth: 0 }, do: jam }]", "0", "counted from 1", ""),
    (
        "faults: [{ at: { changer: tower }, when: { nth: 1, every: 2 }, do: jam }]",
        "2",
        "do not go together",
        "",
    ),
    (
        "faults: [{ at: { changer: tower }, when: { probability: 2 }, do: jam }]",
        "2",
        "no probability",
        "",
    ),
    (
        "faults: [{ at: { database: NODE1 }, do: { lose-suffix: { rows: 0 } } }]",
        "0",
        "a loss of nothing",
        "",
    ),
];

#[test]
fn people_and_faults_are_checked_for_what_they_touch() {
    check_table(PEOPLE, room);
}

/// File, what is marked, what is told, what helps.
const EXPECTATIONS: &[(&str, &str, &str, &str)] = &[
    ("{ medum: A00001L3 }", "medum", "unknown key `medum`", "mean `medium`?"),
    ("{ medium: A00001L3, state: IDEL }", "IDEL", "`state` cannot be", "mean `IDLE`?"),
    ("{ medium: A00001L3, stat: IDLE }", "stat", "no member of NTMS_PHYS", "`state`"),
    ("{ medium: A00001L3, media-state: IDLE }", "media-state", "no member", "mean `state`?"),
    ("{ medium: A00001L3, library: towr }", "towr", "unknown library", "tower"),
    ("{ medium: A00001L3, pool: Fre }", "Fre", "unknown pool", "mean `Free`?"),
    ("{ medium: A00001L3, holds: A00002L3 }", "A00002L3", "nothing is held there", "slot"),
    ("{ slot: [tower, 30], holds: nothing }", "tower", "no slot 30", "0 to 29"),
    ("{ slot: [tower, 3], holds: B1 }", "B1", "unknown medium", ""),
    ("{ drive: [tower, 0], open: true }", "true", "no door", "library and door"),
    ("{ pool: Free, exists: false, name: x }", "pool", "has no members", ""),
    ("{ time: { at-least: 5m, at-most: 1m } }", "time", "less than `at-least`", ""),
    ("{ tape: A00001L3, side: 1 }", "A00001L3", "no side 1", "side 0"),
    ("{ tape: A00001L3, checksum: xyz }", "xyz", "no checksum", "eight"),
    ("{ count: DRIVES, is: 2 }", "DRIVES", "unknown word", "mean `DRIVE`?"),
    ("{ count: DRIVE }", "count", "`is` is missing", ""),
    ("{ object: $drive, state: LOADED }", "$drive", "nothing is saved", ""),
];

#[test]
fn expectations_are_checked_for_what_can_be_looked_at() {
    check_table(EXPECTATIONS, expect);
}

#[test]
fn every_independent_mistake_is_told_at_once_in_the_order_of_the_file() {
    let text = "\
version: 1
seed: seven
limits: { tme: 1d, time: 5 }
computers:
  NODE1:
    interface: upp
    service: { version: 2001, state: Running }
    libraries:
      tower: { profil: lto-30, slots: forty }
  NODE1: {}
media:
  - { media: A1..A2, at: { libary: tower }, known: freee }
faults:
  - { at: { changer: tower }, do: jm }
  - { at: { changer: tower }, do: { jam: { fro: 1s } } }
story:
  applications:
    backup:
      steps:
        - OpenNtmsSesion: {}
        - CloseNtmsSession:
          expct: ERROR_TIMEOUT
          expect: ERROR_TIMOUT
  expect:
    - { time: { at-least: 5m, at-most: 1m } }
";
    let error = wrong(text);
    let marks: Vec<&str> = error.diagnostics.iter().map(|wrong| marked(text, wrong)).collect();
    let expected = [
        "seven",
        "tme",
        "5",
        "upp",
        "2001",
        "Running",
        "profil",
        "forty",
        "NODE1",
        "libary",
        "freee",
        "jm",
        "fro",
        "OpenNtmsSesion",
        "expct",
        "ERROR_TIMOUT",
        "time",
    ];
    assert_eq!(marks, expected, "{error}");
    let json = serde_json::to_value(&error).unwrap();
    assert_eq!(json["diagnostics"][3]["line"], 6);
    assert_eq!(json["diagnostics"][3]["file"], "room.yaml");
    assert_eq!(json["diagnostics"][3]["help"], "did you mean `up`?");
}

#[test]
fn a_mistake_of_shape_hides_none_that_the_whole_file_shows() {
    let text = "\
srver: NODE1
computers:
  NODE1:
    libraries:
      tower: { profile: lto-31 }
      annex: { slots: 5 }
media:
  - { media: A1..A9, at: { library: tower }, knwon: free }
  - { media: B1..B9, at: { library: tower }, wear: much }
story:
  applications:
    backup:
      steps:
        - OpenNtmsSession: {}
        - CreateNtmsMediaPool: { nam: Daily, media-type: { media-type: LTO_Ultrium } }
          as: pool
        - DeleteNtmsMediaPool: { pool: $pool }
        - DeleteNtmsMediaPool: { pool: $poool }
  expect:
    - { medium: NOPE, enabled: true }
    - { medium: A7, enabled: true }
    - { medium: B7, enabled: true }
    - { changer: annex, enabled: true }
    - { changer: attic, enabled: true }
";
    let error = wrong(text);
    let told: Vec<(&str, &str)> =
        error.diagnostics.iter().map(|d| (marked(text, d), d.message.as_str())).collect();
    let expected = [
        ("srver", "unknown key `srver`"),
        ("srver", "`version` is missing"),
        ("lto-31", "unknown profile `lto-31`"),
        ("slots", "`profile` is missing"),
        ("knwon", "unknown key `knwon`"),
        ("much", "found text `much`"),
        ("nam", "unknown key `nam`"),
        ("$poool", "nothing is saved as `$poool` before"),
        ("NOPE", "unknown medium `NOPE`"),
        ("attic", "unknown library `attic`"),
    ];
    assert_eq!(told, expected, "{error}");
}

#[test]
fn nobody_is_told_of_more_mistakes_than_can_be_read() {
    let twice = "{ media: A00001L3..A00020L3, at: { library: tower } }";
    let text = room(&format!("media: [{twice}, {twice}]").replace("tower", "towr"));
    assert_eq!(wrong(&text).diagnostics.len(), 3, "{}", wrong(&text));
    let lines = vec!["{ at: { changer: towr }, do: jam }"; 70].join(",\n  ");
    let error = wrong(&room(&format!("faults: [{lines}]")));
    assert_eq!((error.diagnostics.len(), error.left_out), (50, 20));
    assert!(error.to_string().ends_with("and 20 mistakes more"));
}

#[test]
fn what_could_not_be_read_is_not_told_of_as_missing() {
    let text = "version: 1\ncomputrs: { NODE1: { libraries: { tower: { profile: lto-30 } } } }\n\
                media: [{ media: A1, at: { library: tower } }]\n\
                faults: [{ at: { changer: tower }, do: jam }]\n";
    let error = wrong(text);
    assert_eq!(error.diagnostics.len(), 1, "{error}");
    assert_eq!(marked(text, &error.diagnostics[0]), "computrs");
}

#[test]
fn what_is_no_yaml_is_told_with_its_place() {
    for (text, line, words) in [
        ("version: 1\n  computers: x\n", 2, ""),
        ("version: [1\n", 1, "unclosed"),
        ("version: 1\ncomputers:\n\t- x\n", 3, ""),
        ("version: *one\n", 1, "anchored"),
        ("", 1, ""),
        ("---\nversion: 1\n---\nversion: 1\n", 4, "one scenario"),
        ("version: !new 1\n", 1, ""),
    ] {
        let error = wrong(text);
        let [diagnostic] = error.diagnostics.as_slice() else { panic!("{text}\n{error}") };
        assert_eq!(diagnostic.line, line, "{text}\n{error}");
        assert!(diagnostic.message.contains(words), "{text}\n{error}");
    }
}

#[test]
fn an_alias_stands_for_its_text_and_cannot_blow_up_memory() {
    let text = room(
        "faults: [{ at: &where { changer: tower }, do: jam }, \
         { at: *where, do: { hung: { for: 1s } } }]",
    );
    let scenario = Scenario::parse("room.yaml", &text).unwrap();
    assert_eq!(scenario.faults[0].at, scenario.faults[1].at);

    let mut bomb = "version: 1\nusers:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..=12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("  a{level}: &a{level} [{aliases}]\n"));
    }
    let error = wrong(&bomb);
    assert!(error.to_string().contains("larger than a scenario may be"), "{error}");

    let deep = format!("version: 1\nusers: {}", "[".repeat(100_000));
    assert_eq!(wrong(&deep).diagnostics.len(), 1);
    let cyclic = "version: 1\nusers: &u { a: *u }\n";
    assert!(!wrong(cyclic).diagnostics.is_empty());
}

#[test]
fn a_hundred_thousand_media_are_one_line() {
    let names: Vec<String> =
        (0..12).map(|n| format!("L{n}: {{ profile: lto-10000, slots: 10000 }}")).collect();
    let media: Vec<String> = (0..10)
        .map(|n| format!("{{ media: M{n}00000L3..M{n}09999L3, at: {{ library: L{n} }} }}"))
        .collect();
    let text = format!(
        "version: 1\ncomputers: {{ NODE1: {{ libraries: {{ {} }} }} }}\nmedia: [{}]\n",
        names.join(", "),
        media.join(", ")
    );
    let scenario = Scenario::parse("room.yaml", &text).unwrap_or_else(|error| panic!("{error}"));
    let count: usize = scenario.media.iter().map(|media| media.names().count()).sum();
    assert_eq!(count, 100_000);
    assert_eq!(scenario.media[9].names().last().as_deref(), Some("M909999L3"));
}

#[test]
fn names_count_in_one_number() {
    let names = |text: &str| Names::from(text).iter().collect::<Vec<_>>();
    assert_eq!(names("A00001L3"), ["A00001L3"]);
    assert_eq!(names("A008L3..A011L3"), ["A008L3", "A009L3", "A010L3", "A011L3"]);
    assert_eq!(names("A1..A1"), ["A1"]);
    assert_eq!(names("T98X..T99X"), ["T98X", "T99X"]);
    for bad in ["A1..A10", "A2..A1", "A1..B1", "1A1..2A2", "ä1..ä2", "A..B"] {
        assert_eq!(Names::from(bad).count(), Err(value::Malformed), "{bad}");
        assert!(names(bad).is_empty(), "{bad}");
    }
}

#[test]
fn stretches_sizes_and_times_are_read_exactly() {
    let span = |text: &str| text.parse::<Span>().map(|span| span.0).ok();
    for (text, nanos) in [
        ("0s", 0),
        ("50us", 50_000),
        ("1.5s", 1_500_000_000),
        ("2h", 7_200_000_000_000),
        ("3d", 259_200_000_000_000),
        ("1ns", 1),
    ] {
        assert_eq!(span(text), Some(Duration::from_nanos(nanos)), "{text}");
    }
    let too_long = "99999999999999999999999999999999999999999d";
    for bad in ["", "s", "5", "-1s", "1.s", ".5s", "1 s", "1.5ns", "1e3s", "1.2.3s", too_long] {
        assert_eq!(span(bad), None, "{bad}");
    }
    let size = |text: &str| text.parse::<Size>().map(|size| size.0).ok();
    assert_eq!(size("64KiB"), Some(65_536));
    assert_eq!(size("1.5kB"), Some(1_500));
    assert_eq!(size("800GB"), Some(800_000_000_000));
    assert_eq!(size("64K"), None);
    assert_eq!(size("99999999999TiB"), None);
    let start = |text: &str| text.parse::<Start>().ok();
    assert_eq!(start("2004-01-01T00:00:00Z"), Some(Start::default()));
    assert!(start("2000-02-29T23:59:59Z").is_some());
    for bad in ["1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2004-1-1T00:00:00Z", "2004-01-01"]
    {
        assert_eq!(start(bad), None, "{bad}");
    }
    let range: Delay = "2m..10m".parse().unwrap();
    let (shortest, longest) = (Duration::from_secs(120), Duration::from_secs(600));
    assert_eq!(range, Delay { shortest, longest });
}

#[test]
fn what_is_written_is_what_is_meant() {
    let text = steps(
        "{ MountNtmsMedia: { media: [{ side: [A00001L3, 0] }, $x.2], \
         options: [NTMS_MOUNT_READ, NTMS_MOUNT_WRITE], priority: -3, timeout: 60s }, \
         as: drive, expect: [ERROR_TIMEOUT, ERROR_SUCCESS], takes: { at-most: 5m }, \
         call-as: nothing }",
    )
    .replace(
        "OpenNtmsSession: {}",
        "{ EnumerateNtmsObject: { type: DRIVE }, as: x, call-as: forged }",
    );
    let scenario = Scenario::parse("room.yaml", &text).unwrap_or_else(|error| panic!("{error}"));
    let step = &scenario.story.applications.get("app").unwrap().steps[1];
    let Action::MountNtmsMedia(call) = &step.action else { panic!("{step:?}") };
    let both = MountOptions::READ.union(MountOptions::WRITE);
    assert_eq!(call.options.bits, both.bits());
    assert_eq!(call.timeout.value, Timeout::After(Duration::from_secs(60)));
    assert_eq!(call.media[1].value.to_owned(), ObjectRef::Saved("$x.2".parse().unwrap()));
    assert_eq!(step.expect[0].0, End::Error(NtmsError::Timeout));
    assert_eq!(step.call_as.as_deref(), Some(&HandleRef::Null));
    assert_eq!(step.takes.as_deref().unwrap().at_most, Some(Span(Duration::from_secs(300))));

    let fault = room(
        "faults: [{ at: { drive: [tower, 1] }, when: { answer: READ, nth: 3 }, \
         do: { hang: { for: 2s } } }]",
    );
    let scenario = Scenario::parse("room.yaml", &fault).unwrap();
    let [fault] = scenario.faults.as_slice() else { panic!() };
    assert_eq!(fault.at.value, Target::Drive(("tower".into(), 1)));
    assert!(matches!(fault.effect.value, Effect::Other(OtherEffect::Hang(_))));
    assert!(fault.when.answer.as_deref().unwrap().is(&ScsiCommand::Read));
}

#[test]
fn a_program_may_build_a_scenario_by_hand() {
    let mut scenario = Scenario { seed: 7, ..Scenario::default() };
    let library = Library { profile: "lto-30".into(), ..Library::default() };
    let computer =
        Computer { libraries: Named::default().with("tower", library), ..Default::default() };
    scenario.computers = scenario.computers.with("NODE1", computer);
    scenario.media =
        vec![Media { known: Known::Free.into(), ..Media::new("A01L3..A05L3", "tower") }];
    let open = OpenNtmsSession::default();
    let steps = vec![
        At::new(Step::from(Action::from(open)).save("s")),
        At::new(Step::from(Action::from(CloseNtmsSession {}))),
    ];
    let app = Application { steps, ..Application::default() };
    scenario.story.applications = scenario.story.applications.with("app", app);
    scenario.check().unwrap();
    assert_eq!(scenario.this_computer(), Some("NODE1"));

    scenario.media[0].at = MediaPlace::Library("towr".into()).into();
    let error = scenario.check().unwrap_err();
    assert_eq!(error.diagnostics.len(), 1);
    let drawn = error.to_string();
    assert!(drawn.starts_with("error: unknown library `towr`"), "{drawn}");
    assert!(drawn.contains("only `tower` is known"), "{drawn}");
}

#[test]
fn the_same_text_gives_what_a_program_would_build() {
    let text = "version: 1\ncomputers: { NODE1: { service: { state: stopped, start-after: 1m } } }";
    let scenario = Scenario::parse("room.yaml", text).unwrap();
    let mut computer = Computer::default();
    computer.service.state = ServiceState::Stopped;
    computer.service.start_after = Some(Span(Duration::from_secs(60)).into());
    let built =
        Scenario { computers: Named::default().with("NODE1", computer), ..Default::default() };
    assert_eq!(scenario, built);
}

#[test]
fn every_word_of_every_list_is_understood() {
    fn check<T: Vocabulary + PartialEq + std::fmt::Debug>() {
        for word in T::words() {
            let value = T::of_word(word).unwrap_or_else(|| panic!("{} {word}", T::WHAT));
            assert_eq!(T::of_word(value.word()), Some(value));
        }
    }
    check::<End>();
    check::<ScsiCommand>();
    check::<MountOptions>();
    check::<hardware::Condition>();
    check::<wire::ntms::Function>();
    check::<wire::ntms::ObjectType>();
    check::<wire::ntms::operation::LibraryOperation>();
    check::<wire::ntms::state::MediaState>();
    check::<wire::ntms::media_type::StorageMediaType>();
    assert_eq!(Selector::WORDS.len(), Selector::BARE.len() + 14);
}

#[test]
fn a_first_key_says_of_what_something_is_expected() {
    let text =
        expect("{ slot: [tower, 0], state: FULL, holds: A00001L3 }, { time: { at-most: 5m } }");
    let scenario = Scenario::parse("room.yaml", &text).unwrap_or_else(|error| panic!("{error}"));
    let Expectation::Object(is) = &scenario.story.expect[0].value else { panic!() };
    assert_eq!(is.object.value, Selector::Slot(("tower".into(), 0)).into());
    assert_eq!(is.members.0.len(), 1);
    let tape = expect(
        "{ tape: A00001L3, records: [label, mark, { blocks: 2, size: 64KiB }, { marks: 2 }] }",
    );
    let scenario = Scenario::parse("room.yaml", &tape).unwrap_or_else(|error| panic!("{error}"));
    let Expectation::Tape(is) = &scenario.story.expect[0].value else { panic!() };
    let records = is.records.as_deref().unwrap();
    assert!(matches!(
        records,
        [Record::Label, Record::Marks(1), Record::Blocks(_), Record::Marks(2)]
    ));
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
        let _whatever = Scenario::parse("room.yaml", &text);
    }

    #[test]
    fn no_damage_makes_the_reader_panic(
        at in 0usize..2000,
        cut in 0usize..40,
        put in "[\\[\\]{}:,&*!|>'\"$.\\-0-9a-z\n\t äß]{0,12}",
    ) {
        let text = format!(
            "{}\n{}",
            steps(
                "{ AllocateNtmsMedia: { pool: { pool: 'Backup\\Daily' } }, as: lm }, \
                 rewind: { drive: $lm }"
            ),
            "people: { otto: { answers: [{ do: { bring: A00001L3 }, after: 1m..2m }] } }"
        );
        let edges: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let from = edges[at % edges.len()];
        let to = edges[((at % edges.len()) + cut).min(edges.len() - 1)];
        let damaged = format!("{}{put}{}", &text[..from], &text[to..]);
        if let Err(error) = Scenario::parse("room.yaml", &damaged) {
            prop_assert!(!error.diagnostics.is_empty());
            prop_assert!(error.to_string().contains("error: "));
        }
    }
}

/// What stands under `label-parsers`, what is marked, what is told, what helps.
const LABEL_PARSERS: &[(&str, &str, &str, &str)] = &[
    ("A: { magic: { at: 0, text: A } }", "magic", "`label-type` is missing", ""),
    ("A: { label-type: T }", "label-type", "`magic` is missing", ""),
    ("A: { label-type: T, magic: [] }", "A", "`A` is no label parser", "needs bytes that tell"),
    ("A: { label-type: T, magic: { at: 0, text: '' } }", "at", "no label parser", "needs bytes"),
    ("A: { label-type: T, magic: { at: 0 } }", "at", "says no bytes", "`text`, or `hex`"),
    ("A: { label-type: T, magic: { at: 0, hex: ABC } }", "at", "says no bytes", "two digits"),
    ("A: { label-type: T, magic: { at: 0, text: A, hex: AB } }", "at", "says no bytes", ""),
    ("A: { label-type: T, magic: { at: 70000, text: A } }", "at", "no label parser", "65536"),
    ("A: { label-type: T, magic: { at: -1, text: A } }", "-1", "does not fit", ""),
    ("A: { label-type: '', magic: { at: 0, text: A } }", "''", "no label parser", "1 to 63"),
    (
        "A: { label-type: RSM Free Media, magic: { at: 0, text: A } }",
        "RSM Free Media",
        "no label parser",
        "not be that of free media",
    ),
    ("'A\\B': { label-type: T, magic: { at: 0, text: A } }", "'A\\B'", "parser", "no backslash"),
    ("mtf: { label-type: T, magic: { at: 0, text: A } }", "mtf", "parser", "is there already"),
    (
        "A: { label-type: T, magic: { at: 0, text: A } }, \
         a: { label-type: T, magic: { at: 0, text: A } }",
        "a",
        "`a` is no label parser",
        "is there already",
    ),
    (
        "A: { label-type: T, magic: { at: 0, text: A } }, \
         A: { label-type: T, magic: { at: 0, text: A } }",
        "A",
        "`A` is there twice",
        "",
    ),
    (
        "A: { label-type: T, magic: { at: 0, text: A }, id: { at: 1, length: 256 } }",
        "at",
        "no label parser",
        "1 to 255 bytes",
    ),
    (
        "A: { label-type: T, magic: { at: 0, text: A }, info: { at: 0, length: 4294967295 } }",
        "at",
        "no label parser",
        "1 to 65536",
    ),
    (
        "A: { label-type: T, magic: { at: 0, text: A }, \
         info: { at: 0, length: 9, encoding: utf-8 } }",
        "utf-8",
        "unknown word",
        "bytes, ascii, utf-16, ebcdic",
    ),
];

#[test]
fn label_parsers_are_checked_and_the_right_place_is_marked() {
    let file = |parsers: &str| {
        format!("version: 1\ncomputers: {{ NODE1: {{ label-parsers: {{ {parsers} }} }} }}\n")
    };
    check_table(LABEL_PARSERS, file);
}
