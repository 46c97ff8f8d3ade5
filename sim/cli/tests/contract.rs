//! What other programs read of `rsm`: the keys of its JSON, the exit codes, and what happens when
//! the command is wrong.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn rsm(arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rsm"));
    command
        .args(arguments)
        .current_dir(root)
        .env_remove("RSM_DOOR")
        .output()
        .expect("the program runs")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("no signal")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("one JSON value")
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("a folder for tests");
    path
}

#[test]
fn conform_prints_one_object() {
    let output = rsm(&["conform", "--group", "session", "--json", "-"]);
    assert_eq!(code(&output), 0, "{}", String::from_utf8_lossy(&output.stdout));
    let report = json(&output);
    let needed = ["target", "seed", "commit", "functions", "pairs", "counts", "uncovered", "cases"];
    assert!(keys(&report).is_superset(&needed.into()));
    for figure in ["functions", "pairs"] {
        assert_eq!(keys(&report[figure]), ["covered", "total"].into(), "{figure}");
    }
    assert_eq!(report["functions"]["total"], 62);
    assert_eq!(report["pairs"]["total"], 411);
    let counts = &report["counts"];
    assert_eq!(keys(counts), ["failed", "known", "passed", "skipped"].into());
    let cases = report["cases"].as_array().expect("a list");
    assert_eq!(counts["passed"], cases.len());
    let outcomes = ["pass", "fail", "skip", "known"];
    for case in cases {
        let needed =
            ["id", "function", "code", "requirement", "source", "outcome", "expected", "actual"];
        assert_eq!(keys(case), needed.into());
        assert!(outcomes.contains(&case["outcome"].as_str().expect("a word")));
    }
}

#[test]
fn the_same_report_is_written_for_machines_and_people() {
    let [xml, page] = ["report.xml", "report.html"].map(|name| file(name, ""));
    let [xml_name, page_name] = [&xml, &page].map(|path| path.to_str().expect("a plain name"));
    let arguments = ["conform", "--filter", "CloseNtmsSession", "--junit", xml_name];
    let output = rsm(&[&arguments[..], &["--html", page_name]].concat());
    assert_eq!(code(&output), 0);
    let read = |path| std::fs::read_to_string(path).expect("written");
    let (xml, page) = (read(&xml), read(&page));
    let told = String::from_utf8_lossy(&output.stdout);
    let passed: usize = told.split(' ').next().and_then(|n| n.parse().ok()).expect("a number");
    assert_eq!(xml.matches("<testcase ").count(), passed);
    assert!(page.starts_with("<!doctype html>") && page.contains("CloseNtmsSession"));
    // It is complete in itself.
    for outside in ["src=", "href=\"http", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn a_suite_without_cases_and_a_wrong_command_are_failures() {
    assert_eq!(code(&rsm(&["conform", "--filter", "NoSuchFunction"])), 1);
    for wrong in [
        &["conform", "--group", "nosuch"][..],
        &["conform", "nosuch"],
        &["conform", "--seed", "many"],
        &["run"],
        &["run", "no/such/file.yaml"],
        &["run", "scenarios"],
        &["list", "nothing"],
        &["nosuch"],
    ] {
        let output = rsm(wrong);
        assert_eq!(code(&output), 2, "{wrong:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{wrong:?}");
    }
    let nowhere = ["conform", "--filter", "CloseNtmsSession", "--html", "no/such/folder/x.html"];
    let output = rsm(&nowhere);
    assert_eq!(code(&output), 2);
    assert!(String::from_utf8_lossy(&output.stderr).contains("no/such/folder/x.html"));
}

#[test]
fn a_run_prints_lines_and_the_result_last() {
    let output = rsm(&["run", "scenarios/quickstart.yaml", "--json"]);
    assert_eq!(code(&output), 0);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect();
    let (last, hops) = lines.split_last().expect("lines");
    assert!(hops.len() > 10);
    hops.iter().for_each(|hop| assert!(keys(hop).is_superset(&["at", "hop", "what"].into())));
    assert_eq!(keys(&last["expectations"]), ["failed", "passed"].into());
    assert_eq!(last["expectations"]["failed"], 0);
}

#[test]
fn a_run_that_fails_says_so_in_its_exit_code_and_its_last_line() {
    let story = file(
        "fails.yaml",
        "
version: 1
computers: { HERE: {} }
story: { applications: { one: { steps: [{ OpenNtmsSession: {}, expect: ERROR_NOT_READY }] } } }
",
    );
    let output = rsm(&["run", story.to_str().expect("a plain name"), "--json"]);
    assert_eq!(code(&output), 1);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let last: Value = serde_json::from_str(text.lines().last().expect("lines")).expect("JSON");
    assert!(last["expectations"]["failed"].as_u64().is_some_and(|failed| failed > 0));
}

#[test]
fn lists_are_arrays() {
    for (what, key, count) in [
        ("functions", "name", 62),
        ("errors", "code", 40),
        ("faults", "seam", 30),
        ("profiles", "slots", 5),
        ("media-types", "number", 20),
    ] {
        let listed = json(&rsm(&["list", what, "--json"]));
        let listed = listed.as_array().expect("an array");
        assert!(listed.len() >= count, "{what}: {}", listed.len());
        listed.iter().for_each(|row| assert!(row.get(key).is_some(), "{what}: {row}"));
    }
}

#[test]
fn the_verbs_of_the_windows_tool_are_there_in_any_case_and_say_what_they_lack() {
    for (arguments, expected) in [
        (&["MOUNT", "/?"][..], 0),
        (&["help", "Mount"], 0),
        (&["/?"], 0),
        (&["mount", "/lfA"], 1),
        (&["ejectatapi"], 1),
        // ERROR_NOT_CONNECTED is 2250, which no exit code has room for.
        (&["view", "/tdrive"], 255),
        (&["ejectatapi", "/n1"], 255),
    ] {
        let output = rsm(arguments);
        assert_eq!(code(&output), expected, "{arguments:?}");
        assert_eq!(output.stderr.is_empty(), expected == 0, "{arguments:?}");
        assert_eq!(output.stdout.is_empty(), expected != 0, "{arguments:?}");
    }
    let output = rsm(&["view", "/tdrive", "--json"]);
    assert_eq!(json(&output)["error"]["code"], 2250);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("ERROR_NOT_CONNECTED (2250)") && told.contains("RSM_DOOR"), "{told}");
}
