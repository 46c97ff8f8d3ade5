//! How failures are told: each text is what a user reads and searches for.

use super::*;

/// Steps after which the last fails, and what is said of it.
const TABLE: &[(&[&str], &str)] = &[
    (
        &["OpenNtmsSession: { server: NOBODY }"],
        "step 1, line 12, OpenNtmsSession NOBODY: \
         expected ERROR_SUCCESS, seen ERROR_NOT_CONNECTED",
    ),
    (
        &["{ OpenNtmsSession: {}, expect: [ERROR_NOT_READY, ERROR_TIMEOUT] }"],
        "step 1, line 12, OpenNtmsSession: \
         expected ERROR_NOT_READY or ERROR_TIMEOUT, seen ERROR_SUCCESS",
    ),
    (
        &[
            "OpenNtmsSession: {}",
            "DeleteNtmsMediaPool: { pool: { pool: Later } }",
            "CreateNtmsMediaPool: { name: Later }",
        ],
        "step 2, line 13, DeleteNtmsMediaPool pool Later: \
         expected ERROR_SUCCESS, seen BACKUP1 knows no pool Later",
    ),
    (
        &[
            "OpenNtmsSession: {}",
            "{ EnumerateNtmsObject: { type: NTMS_DRIVE }, gives: { count: 3 } }",
        ],
        "step 2, line 13, EnumerateNtmsObject NTMS_DRIVE: \
         expected 3 identifiers, seen Drive 0, Drive 1",
    ),
    (
        &[
            "OpenNtmsSession: {}",
            "{ EnumerateNtmsObject: { type: NTMS_DRIVE }, \
             gives: { objects: [{ drive: [tower, 0] }] } }",
        ],
        "step 2, line 13, EnumerateNtmsObject NTMS_DRIVE: \
         expected drive 0 of tower, seen Drive 0, Drive 1",
    ),
    (
        &[
            "OpenNtmsSession: {}",
            "{ GetNtmsMediaPoolName: { pool: { pool: Tests } }, gives: { name: Other } }",
        ],
        "step 2, line 13, GetNtmsMediaPoolName pool Tests: expected \"Other\", seen \"Tests\"",
    ),
    (
        &[
            "OpenNtmsSession: {}",
            "{ GetNtmsObjectInformation: { object: { medium: A00001L3 } }, \
             gives: { members: { state: LOADED } } }",
        ],
        "step 2, line 13, GetNtmsObjectInformation medium A00001L3: \
         expected state LOADED, seen state NTMS_MEDIASTATE_IDLE",
    ),
    (
        &[
            "OpenNtmsSession: {}",
            "{ EnumerateNtmsObject: { type: NTMS_DRIVE }, as: drives }",
            "GetNtmsObjectInformation: { object: $drives }",
        ],
        "step 3, line 14, GetNtmsObjectInformation $drives: expected ERROR_SUCCESS, \
         seen $drives gave 2 identifiers; $drives[0] is the first",
    ),
    (
        &["{ wait: 2s, takes: { at-most: 1s } }"],
        "step 1, line 12, wait 2s: expected it to take at most 1s, seen 2s",
    ),
    (
        &["{ retry: { every: 1s, at-most: 3, while: ERROR_NOT_CONNECTED, \
           step: { OpenNtmsSession: { server: NOBODY } } } }"],
        "step 1, line 12, OpenNtmsSession NOBODY: \
         expected ERROR_SUCCESS, seen ERROR_NOT_CONNECTED; after 3 tries in 2s",
    ),
    (
        &["check: [{ library: tower, open: false }, { slot: [tower, 9], holds: A00001L3 }]"],
        "step 1, line 12, check library tower: is closed and slot 9 of tower: holds A00001L3: \
         expected slot 9 of tower: holds A00001L3, seen it holds nothing",
    ),
    (
        &["wait-until: { check: { library: tower, open: true }, every: 7s, at-most: 30s }"],
        "step 1, line 12, wait-until library tower: is open: \
         expected library tower: is open, seen it is closed; after 30s",
    ),
    (
        &["do: { close-door: tower }"],
        "step 1, line 12, do close the door of tower: \
         expected ERROR_SUCCESS, seen the door is closed",
    ),
];

#[test]
fn a_step_that_fails_says_what_was_expected_and_what_was_seen() {
    for (steps, expected) in TABLE {
        let told = failures(&one(ROOM, steps));
        assert_eq!(told, [format!("writer, {expected}")]);
    }
}

/// What happens on a tape, after which the last step fails.
const ON_TAPE: &[(&[&str], &str)] = &[
    (
        &["write: { drive: $drive, size: 1KiB }", "read: { drive: $drive }"],
        "read 1 block: expected ERROR_SUCCESS, seen END_OF_DATA, 0 blocks",
    ),
    (
        &["read: { drive: $drive, size: 1B }"],
        "read 1 block: expected block 0 of 1 bytes, seen one of 1024 bytes",
    ),
    (
        &["read: { drive: $drive, fill: zeros }"],
        "read 1 block: expected block 0 filled as the step says, \
         seen one of 1024 bytes with checksum ",
    ),
    (
        &["locate: { drive: $drive, to: 77 }"],
        "locate to 77: expected ERROR_SUCCESS, seen END_OF_DATA",
    ),
    (
        &["{ position: { drive: $drive }, gives: { position: 7 } }"],
        "position: expected object 7, seen object 0",
    ),
];

#[test]
fn a_verb_that_fails_says_what_the_tape_is_like() {
    for (steps, expected) in ON_TAPE {
        let before = [
            "OpenNtmsSession: {}",
            "{ AllocateNtmsMedia: { pool: { pool: Tests } }, as: tape }",
            "{ MountNtmsMedia: { media: $tape }, as: drive }",
        ];
        let told = failures(&one(ROOM, &[&before, *steps].concat()));
        let what = told[0].split_once(", line ").and_then(|(_, rest)| rest.split_once(", "));
        let what = what.expect("a line").1;
        assert!(what.starts_with(expected), "{what}\n{expected}");
        assert_eq!(told.len(), 1, "{told:?}");
    }
}

#[test]
fn a_drive_of_another_computer_is_out_of_reach() {
    let told = failures(&one(
        NETWORK,
        &["OpenNtmsSession: { server: BACKUP2 }", "rewind: { drive: { drive: [barn, 0] } }"],
    ));
    let end = "rewind: expected ERROR_SUCCESS, \
               seen the drive is cabled to BACKUP2, where the program is not";
    assert!(told[0].ends_with(end), "{told:?}");
}

/// What is expected in the end, and what is said when it does not hold.
const IN_THE_END: &[(&str, &str)] = &[
    ("{ time: { at-most: 1ms } }", "expected time at most 1ms, seen 2s"),
    ("{ time: { at-least: 1h } }", "expected time at least 1h, seen 2s"),
    (
        "{ medium: A00001L3, state: LOADED, pool: Tests }",
        "expected medium A00001L3: state LOADED, pool Tests, seen state NTMS_MEDIASTATE_IDLE",
    ),
    (
        "{ medium: A00001L3, pool: 'Free\\LTO_Ultrium' }",
        "expected medium A00001L3: pool Free\\LTO_Ultrium, seen pool Tests",
    ),
    (
        "{ medium: A00001L3, home-slot: nothing }",
        "expected medium A00001L3: home-slot nothing, seen home-slot Slot 0",
    ),
    (
        "{ pool: Tests, max-allocates: 7 }",
        "expected pool Tests: max-allocates 7, seen max-allocates 0",
    ),
    ("{ pool: Tests, exists: false }", "expected pool Tests: does not exist, seen it exists"),
    (
        "{ logical: [A00001L3, 0], exists: true }",
        "expected logical medium of A00001L3: exists, \
         seen BACKUP1 knows no logical medium of A00001L3",
    ),
    (
        "{ slot: [tower, 0], holds: nothing }",
        "expected slot 0 of tower: holds nothing, seen it holds A00001L3",
    ),
    (
        "{ slot: [tower, 3], holds: A00001L3 }",
        "expected slot 3 of tower: holds A00001L3, seen it holds A00004L3",
    ),
    ("{ library: tower, open: true }", "expected library tower: is open, seen it is closed"),
    ("{ count: NTMS_DRIVE, is: 3 }", "expected 3 NTMS_DRIVE, seen 2"),
    (
        "{ count: NTMS_DRIVE, in: { library: tower }, is: { at-least: 3 } }",
        "expected at least 3 NTMS_DRIVE in library tower, seen 2",
    ),
    (
        "{ tape: A00001L3, records: [label] }",
        "expected tape A00001L3 side 0 holds a label, seen 1 block of 1024 bytes, 1 mark",
    ),
    (
        "{ tape: A00001L3, records: [label, { marks: 2 }] }",
        "expected tape A00001L3 side 0 holds a label, 2 marks, \
         seen 1 block of 1024 bytes, 1 mark",
    ),
    (
        "{ tape: A00001L3, records: [{ blocks: 1, size: 2KiB }, mark] }",
        "expected tape A00001L3 side 0 holds 1 block of 2048 bytes, 1 mark, \
         seen 1 block of 1024 bytes, 1 mark",
    ),
    (
        "{ tape: A00001L3, records: [{ blocks: 1, fill: zeros }, mark] }",
        "expected tape A00001L3 side 0 holds 1 block, 1 mark, seen 1 block of 1024 bytes, 1 mark",
    ),
    (
        "{ tape: A00001L3, records: [] }",
        "expected tape A00001L3 side 0 holds nothing, seen 1 block of 1024 bytes, 1 mark",
    ),
    (
        "{ tape: A00001L3, checksum: '00000000' }",
        "expected tape A00001L3 side 0 with checksum 00000000, seen checksum ",
    ),
];

#[test]
fn an_expectation_that_does_not_hold_says_what_is_there() {
    for (expectation, expected) in IN_THE_END {
        let text = format!("{}  expect:\n    - {expectation}\n", one(ROOM, &["wait: 2s"]));
        let told = failures(&text);
        let text = format!("line 14, in the end: {expected}");
        assert!(told[0].starts_with(&text), "{told:?}\n{text}");
        assert_eq!(told.len(), 1, "{told:?}");
        // Nothing else failed: what was looked at is told whether it holds or not.
        let (outcome, _) =
            tell(&format!("{}  expect:\n    - {expectation}\n", one(ROOM, &["wait: 2s"])));
        assert_eq!((outcome.passed, outcome.expectations.len()), (1, 1));
        assert!(!outcome.expectations[0].held);
    }
}

#[test]
fn an_outcome_is_written_as_json() {
    let (outcome, _) = tell(&one(ROOM, &["do: { close-door: tower }"]));
    let json = serde_json::to_value(&outcome).expect("writable");
    let failure = serde_json::json!({
        "at": "00:00:00.000050",
        "application": "writer",
        "step": "1",
        "line": 12,
        "what": "do close the door of tower",
        "expected": "ERROR_SUCCESS",
        "seen": "the door is closed",
    });
    assert_eq!(json["failures"], serde_json::json!([failure]));
    assert_eq!((json["passed"].as_u64(), json["failed"].as_u64()), (Some(0), Some(1)));
    assert_eq!(json["left"]["sessions"], 0);
    assert_eq!(json["ended"], "00:00:00.000050");
}
