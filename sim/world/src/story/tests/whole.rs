//! Stories that go well, with every kind of step.

use super::*;

/// Everything that a program does with a tape.
const BACKUP: &[&str] = &[
    "OpenNtmsSession: { application: Nightly }",
    "{ EnumerateNtmsObject: { type: NTMS_MEDIA_POOL }, as: pools, gives: { count: 4 } }",
    "{ AllocateNtmsMedia: { pool: { pool: Tests } }, as: tape, gives: { count: 1 } }",
    "{ MountNtmsMedia: { media: $tape, timeout: 10m }, as: drive, takes: { at-most: 1m } }",
    "{ position: { drive: $drive }, gives: { position: 0 } }",
    "write: { drive: $drive, fill: { mtf-label: { name: Monday } } }",
    "UpdateNtmsOmidInfo: { media: $tape, label: { mtf-label: { name: Monday } } }",
    "filemark: { drive: $drive }",
    "write: { drive: $drive, blocks: 5, size: 4KiB }",
    "write: { drive: $drive, blocks: 2, fill: { text: hello } }",
    "write: { drive: $drive, size: 1KiB, fill: zeros }",
    "filemark: { drive: $drive, count: 2 }",
    "{ position: { drive: $drive }, gives: { position: 12 } }",
    "DismountNtmsMedia: { media: $tape }",
    "wait: 1h",
    "{ MountNtmsMedia: { media: { logical: [A00001L3, 0] } }, as: drive }",
    "read: { drive: $drive, fill: { mtf-label: { name: Monday } } }",
    "space: { drive: $drive, over: { marks: 1 } }",
    "read: { drive: $drive, blocks: 5, size: 4KiB }",
    "read: { drive: $drive, blocks: 2, size: 5B, fill: { text: hello } }",
    "{ read: { drive: $drive, blocks: 9 }, expect: FILEMARK }",
    "space: { drive: $drive, over: { blocks: 0 } }",
    "space: { drive: $drive, over: { marks: -2 } }",
    "{ read: { drive: $drive, blocks: 1, fill: zeros }, expect: FILEMARK }",
    "locate: { drive: $drive, to: 2 }",
    "read: { drive: $drive, blocks: 5, fill: seed }",
    "space: { drive: $drive, over: everything }",
    "{ read: { drive: $drive }, expect: END_OF_DATA }",
    "rewind: { drive: $drive }",
    "{ GetNtmsObjectInformation: { object: $drive }, gives: { members: { number: 1 } } }",
    "unload: { drive: $drive }",
    "load: { drive: $drive }",
    "DismountNtmsMedia: { media: $tape }",
    "CloseNtmsSession: {}",
];

const BACKUP_HOLDS: &str = "  expect:
    - { side: [A00001L3, 0], state: ALLOCATED, label-info: Monday, label-type: Nightly }
    - { slot: [tower, 0], holds: A00001L3, state: FULL }
    - { drive: [tower, 0], holds: nothing }
    - { object: $tape, name: A00001L3 }
    - { medium: A00001L3, pool: Tests, library: tower }
    - { count: NTMS_LOGICAL_MEDIA, is: 1 }
    - { count: NTMS_PHYSICAL_MEDIA, in: { pool: Tests }, is: 4 }
    - { time: { at-least: 1h, at-most: 2h } }
    - tape: A00001L3
      records:
        - label
        - mark
        - { blocks: 5, size: 4KiB, fill: seed }
        - { blocks: 2, fill: { text: hello } }
        - { blocks: 1, size: 1KiB, fill: zeros }
        - { marks: 2 }
";

#[test]
fn a_tape_is_written_read_again_and_looked_at() {
    let text = format!("{}{BACKUP_HOLDS}", one(ROOM, BACKUP));
    let outcome = holds(&text);
    assert_eq!(outcome.passed, BACKUP.len() as u64 + 9);
    assert!(outcome.expectations.iter().all(|judged| judged.held && judged.line.is_some()));
    assert_eq!((outcome.left.sessions, outcome.left.mounts, outcome.left.requests), (0, 0, 0));
    assert!(outcome.violations.is_empty() && outcome.stuck.is_none());
}

#[test]
fn one_seed_gives_the_same_bytes_again_and_another_seed_others() {
    let text = |seed: u64| {
        let story = one(ROOM, BACKUP);
        let twin = story.split_once("    writer:").expect("there").1.to_owned();
        let twin = twin.replace("A00001L3", "A00002L3");
        format!("seed: {seed}\n{story}    reader:{twin}")
    };
    let (first, second) = (tell(&text(1)), tell(&text(1)));
    assert_eq!(first, second);
    assert_ne!(first.1, tell(&text(2)).1);
}

#[test]
fn the_timeline_reads_like_the_story() {
    let steps = [
        "OpenNtmsSession: {}",
        "{ AllocateNtmsMedia: { pool: { pool: Tests } }, as: tape }",
        "{ MountNtmsMedia: { media: $tape }, as: drive }",
        "write: { drive: $drive, blocks: 3, size: 64KiB }",
        "{ read: { drive: $drive }, expect: END_OF_DATA }",
        "DismountNtmsMedia: { media: $tape }",
        "CloseNtmsSession: {}",
    ];
    let (_, lines) = tell(&one(ROOM, &steps));
    assert_eq!(
        timeline(&lines),
        [
            "writer: 1 OpenNtmsSession: a session",
            "writer: 2 AllocateNtmsMedia from pool Tests: A00001L3",
            "writer: 3 MountNtmsMedia A00001L3: Drive 0, after 19s 375ms",
            "writer: 4 write 3 blocks, by the seed: done, after 2ms 507us",
            "writer: 5 read 1 block: END_OF_DATA, 0 blocks",
            "writer: 6 DismountNtmsMedia A00001L3: done",
            "writer: 7 CloseNtmsSession: done",
        ]
    );
}

#[test]
fn loops_go_round_and_each_medium_has_its_turn() {
    let text = format!(
        "{}        - repeat:
            times: 3
            steps:
              - repeat: {{ times: 2, steps: [{{ wait: 10s }}] }}
              - repeat: {{ times: 0, steps: [{{ wait: 1h }}] }}
              - repeat: {{ times: 9, steps: [] }}
        - for-each:
            medium: [A00001L3..A00002L3, A00004L3]
            as: which
            steps:
              - {{ MountNtmsMedia: {{ media: {{ side: [$which, 0] }} }}, as: drive }}
              - check: {{ drive: [tower, 0], holds: $which }}
              - DismountNtmsMedia: {{ media: {{ side: [$which, 0] }}, options: 0 }}
              - wait-until:
                  check: {{ drive: [tower, 0], holds: nothing }}
                  every: 10s
                  at-most: 10m
        - CloseNtmsSession: {{}}
  expect:
    - {{ time: {{ at-least: 1m, at-most: 10m }} }}
",
        one(&one_drive(), &["OpenNtmsSession: {}"])
    );
    let (outcome, lines) = tell(&text);
    assert!(outcome.held(), "{:#?}", outcome.failures);
    assert_eq!(outcome.passed, 1 + 6 + 3 * 4 + 1 + 1);
    let shown = timeline(&lines);
    assert!(shown.contains(&"writer: 2.1.1 (round 3, round 2) wait 10s: done"));
    assert!(shown.contains(&"writer: 3.2 (A00004L3) check drive 0 of tower: holds A00004L3: held"));
}

#[test]
fn after_waits_for_a_time_of_the_run_and_not_for_one_that_is_over() {
    let steps = [
        "wait: 30s",
        "after: 2m",
        "check: { time: { at-least: 2m, at-most: 121s } }",
        "after: 1m",
        "check: { time: { at-least: 2m, at-most: 121s } }",
    ];
    let (outcome, lines) = tell(&one(&one_drive(), &steps));
    assert!(outcome.held(), "{:#?}", outcome.failures);
    assert!(timeline(&lines).contains(&"writer: 2 after 2m: done"), "{:#?}", timeline(&lines));
}

#[test]
fn a_service_that_becomes_ready_is_tried_until_it_is() {
    let room =
        ROOM.replace("BACKUP1: {", "BACKUP1: { service: { state: starting, ready-after: 20s },");
    let retry = "{ retry: { every: 5s, at-most: 9, while: ERROR_NOT_READY, step: { \
                 OpenNtmsSession: {}, as: session } }, takes: { at-least: 20s, at-most: 26s } }";
    let steps = [retry, "{ CloseNtmsSession: {}, call-as: $session }"];
    let (outcome, lines) = tell(&one(&room, &steps));
    assert!(outcome.held(), "{:#?}", outcome.failures);
    let first = timeline(&lines)[0].to_owned();
    assert!(first.starts_with("writer: 1 OpenNtmsSession: a session, after 5 tries in 20s"));
}

#[test]
fn sessions_are_chosen_lost_and_forged() {
    holds(&one(
        NETWORK,
        &[
            "{ OpenNtmsSession: {}, as: near }",
            "{ OpenNtmsSession: { server: BACKUP2 }, as: far }",
            "{ OpenNtmsSession: { server: a/b }, expect: ERROR_INVALID_COMPUTERNAME }",
            "GetNtmsObjectInformation: { object: { library: barn } }",
            "{ GetNtmsObjectInformation: { object: { library: tower } }, call-as: $near }",
            "{ CloseNtmsSession: {}, call-as: nothing, expect: ERROR_INVALID_HANDLE }",
            "{ CloseNtmsSession: {}, call-as: invalid, expect: ERROR_INVALID_HANDLE }",
            "{ CloseNtmsSession: {}, call-as: forged, expect: ERROR_INVALID_HANDLE }",
            "do: { crash-service: BACKUP2 }",
            "{ GetNtmsObjectInformation: { object: { library: barn } }, \
               expect: ERROR_NOT_CONNECTED }",
            "{ CloseNtmsSession: {}, expect: ERROR_CONNECTION_UNAVAIL }",
            "{ CloseNtmsSession: {}, call-as: $far, expect: ERROR_INVALID_HANDLE }",
            "GetNtmsObjectInformation: { object: { library: tower } }",
            "CloseNtmsSession: {}",
        ],
    ));
}

#[test]
fn what_lies_at_a_place_is_looked_at_in_truth() {
    holds(&format!(
        "{}{}",
        one(
            ROOM,
            &[
                "check: { slot: [tower, 1], holds: A00002L3 }",
                "check: [{ library: tower, open: false }, { door: [tower, 0], open: false }]",
                "do: { open-door: tower }",
                "check: { library: tower, open: true }",
                "do: { take-from-slot: [tower, 1] }",
                "check: { slot: [tower, 1], holds: nothing, state: FULL }",
                "check: { tape: A00002L3, records: [label, mark] }",
                "do: { put-into-slot: { medium: A00002L3, slot: [tower, 1] } }",
                "do: { close-door: tower }",
            ]
        ),
        "  expect:\n    - { slot: [tower, 1], holds: A00002L3 }\n"
    ));
}

#[test]
fn the_answer_of_a_short_list_is_what_fits() {
    let few = "{ EnumerateNtmsObject: { type: NTMS_STORAGESLOT, capacity: 3 }, \
               expect: ERROR_INSUFFICIENT_BUFFER, gives: { count: 3 } }";
    holds(&one(ROOM, &["OpenNtmsSession: {}", few, "CloseNtmsSession: {}"]));
}

#[test]
fn hops_are_told_with_the_names_of_things_and_numbers() {
    let steps = [
        "OpenNtmsSession: {}",
        "{ AllocateNtmsMedia: { pool: { pool: Tests } }, as: tape }",
        "{ MountNtmsMedia: { media: $tape, options: NTMS_MOUNT_WRITE, timeout: 10m } }",
        "wait: 1m",
        "DismountNtmsMedia: { media: $tape }",
        "CloseNtmsSession: {}",
    ];
    let (_, lines) = tell(&one(ROOM, &steps));
    let find = |hop: &str, what: &str| {
        let is = |line: &&String| line[16..].starts_with(hop) && line.contains(what);
        lines.iter().find(is).unwrap_or_else(|| panic!("no {hop} {what}: {}", lines.join("\n")))
    };
    let call = find("call", "AllocateNtmsMedia");
    assert!(call.contains(r#" "Tests", side: None, previous: nothing, "#), "{call}");
    let call = find("call", "MountNtmsMedia");
    let end =
        r#" "A00001L3"], drives: [], options: NTMS_MOUNT_WRITE, priority: 0, timeout: 600000 ms }"#;
    assert!(call.ends_with(end), "{call}");
    find("keep", r#"+lib_request 0 "NTMS_LM_MOUNT""#);
    find("reply", r#" "Drive 0"]"#);
    // Being awake again is no hop.
    assert!(lines.iter().all(|line| !line.contains("awake")));
}
