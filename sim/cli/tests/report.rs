//! How `rsm exec` ends: the program's exit code, and the report in its three forms.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30, slots: 8 } } } }
pools: [{ path: Nightly, media-type: LTO_Ultrium }]
media:
  - { media: A00001L3..A00002L3, at: { library: tower }, known: { available: { pool: Nightly } } }
faults:
  - { at: { service: HERE }, when: { call: DismountNtmsMedia, nth: 1 }, do: busy }
story:
  expect:
    - { count: LOGICAL_MEDIA, is: 1 }
";

/// Mounts a medium, is refused once when it gives it back, and dies without closing a session.
const PROGRAM: &str = "
    $0 allocate /mNightly /lnMonday >/dev/null
    $0 mount /lfMonday /oread >/dev/null
    $0 dismount /lfMonday 2>/dev/null
    $0 dismount /lfMonday
";

fn room(name: &str) -> PathBuf {
    let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&room, ROOM).expect("a folder for tests");
    room
}

fn exec(room: &Path, options: &[&str], program: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rsm"));
    command.env_remove("RSM_DOOR").env_remove("RSM_SCENARIO").arg("exec").arg(room);
    command.args(options).arg("--").args(program).output().expect("the program runs")
}

fn sh(script: &str) -> [&str; 4] {
    ["sh", "-c", script, env!("CARGO_BIN_EXE_rsm")]
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_exit_code_is_the_programs_or_says_what_did_not_hold() {
    let room = room("report-codes.yaml");
    let allocate = "$0 allocate /mNightly /lnMonday >/dev/null";
    for (program, code) in [
        (allocate.to_owned(), 0),
        // It allocates none where one is expected.
        ("true".to_owned(), 1),
        ("exit 7".to_owned(), 7),
        (format!("{allocate}; exit 7"), 7),
        ("kill -TERM $$".to_owned(), 128 + 15),
        ("kill -KILL $$".to_owned(), 128 + 9),
    ] {
        let output = exec(&room, &[], &sh(&program));
        assert_eq!(output.status.code(), Some(code), "{program}: {}", told(&output));
    }
    let missing = exec(&room, &[], &["/no/such/program"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(told(&missing).contains("error: /no/such/program cannot be started"));
}

#[test]
fn a_script_finds_rsm_by_its_name() {
    let output = exec(&room("report-name.yaml"), &[], &sh("rsm allocate /mNightly /lnMonday"));
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
}

#[test]
fn the_report_counts_sessions_calls_mounts_and_faults() {
    let output = exec(&room("report-text.yaml"), &[], &sh(PROGRAM));
    let text = told(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    for line in [
        "4  sessions opened",
        "1  AllocateNtmsMedia ERROR_SUCCESS",
        "1  MountNtmsMedia ERROR_SUCCESS",
        "1  DismountNtmsMedia ERROR_TIMEOUT",
        "1  DismountNtmsMedia ERROR_SUCCESS",
        "1  times fault rule 0 spoke",
    ] {
        assert!(text.lines().any(|seen| seen.trim() == line), "{line} in {text}");
    }
    let quiet = exec(&room("report-quiet.yaml"), &["--quiet"], &sh(PROGRAM));
    assert_eq!(told(&quiet), "");
}

#[test]
fn the_report_is_one_object_for_programs() {
    let output = exec(&room("report-json.yaml"), &["--json"], &sh(PROGRAM));
    let report: Value = serde_json::from_str(&told(&output)).expect("one object");
    assert_eq!(report["exit_code"], json!(0));
    assert_eq!(report["sessions"], json!({ "opened": 4, "not_closed": 0 }));
    let mounts = json!([{ "name": "Drive 0", "mounts": 1 }]);
    assert_eq!(report["drives"], mounts);
    assert_eq!(report["outcome"]["expectations"][0]["held"], json!(true));
    let refused = json!({ "function": "DismountNtmsMedia", "code": "ERROR_TIMEOUT", "count": 1 });
    assert!(report["calls"].as_array().is_some_and(|calls| calls.contains(&refused)), "{report}");
}

#[test]
fn the_report_for_ci_has_the_program_and_each_expectation() {
    let room = room("report-junit.yaml");
    let file = room.with_extension("xml");
    let path = file.to_str().expect("a plain name");
    let output = exec(&room, &["--junit", path], &sh("exit 3"));
    assert_eq!(output.status.code(), Some(3));
    let junit = std::fs::read_to_string(&file).expect("it was written");
    assert!(junit.contains(r#"tests="2" skipped="0" failures="2""#), "{junit}");
    assert!(junit.contains(r#"message="exit code 3""#), "{junit}");
    assert!(junit.contains("0  sessions opened") && !junit.contains('\u{1b}'), "{junit}");
    assert!(junit.contains(r#"message="seen: 0""#), "{junit}");
    let nowhere = exec(&room, &["--junit", "/no/such/folder/x.xml"], &["true"]);
    assert!(told(&nowhere).contains("exit code 0"), "the text is not lost: {}", told(&nowhere));
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(told(&nowhere).contains("error: /no/such/folder/x.xml: "), "{}", told(&nowhere));
}
