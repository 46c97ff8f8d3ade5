//! `rsm conform library:PATH`: our library passes everything, others what they can, and what is no
//! library is told.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use conformance::{Outcome, Plan};
use conformance_library::Library;
use serde_json::{Value, json};
use wire::ntms::Function;

const RSM: &str = env!("CARGO_BIN_EXE_rsm");

fn rsm(arguments: &[&str]) -> Output {
    let mut command = Command::new(RSM);
    command.args(arguments).env_remove("RSM_DOOR").env_remove("RSM_SCENARIO");
    command.output().expect("the program runs")
}

/// Our library, which cargo builds for no test by itself; the small one below a folder of its own.
fn ours(below: &str, features: &[&str]) -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..").join(below);
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "-q", "--locked", "-p", "ntmsapi-c"]).args(features);
    let built = cargo.arg("--target-dir").arg(&target).output().expect("cargo runs this test");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let library = target.join("debug/libntmsapi.so");
    format!("library:{}", library.display())
}

/// The exit code, and the report without the cases that are as required.
fn report(output: &Output) -> (Option<i32>, Value) {
    let told = String::from_utf8_lossy(&output.stderr);
    let mut report: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {told}"));
    let cases = report["cases"].as_array_mut().expect("cases");
    cases.retain(|case| case["outcome"] != "pass");
    (output.status.code(), report)
}

/// Every case, and of functions with an export for each alphabet every case in both.
const CASES: u64 = 1217;

fn passes_everything(output: &Output, library: &str) {
    let (code, report) = report(output);
    assert_eq!(report["cases"], json!([]));
    assert_eq!(code, Some(0));
    assert_eq!(report["target"], library);
    let counts = json!({ "passed": CASES, "failed": 0, "skipped": 0, "known": 0 });
    assert_eq!(report["counts"], counts);
    assert_eq!(report["functions"], json!({ "covered": 62, "total": 62 }));
    assert_eq!(report["pairs"], json!({ "covered": 411, "total": 411 }));
}

#[test]
fn our_library_passes_everything_under_exec() {
    let library = ours("", &[]);
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/quickstart.yaml");
    let room = room.to_str().expect("a plain name");
    let suite = [RSM, "conform", &library, "--json", "-"];
    passes_everything(&rsm(&[&["exec", "--quiet", room, "--"], &suite[..]].concat()), &library);
}

#[test]
fn the_small_library_passes_everything() {
    let library = ours("thin", &["--no-default-features"]);
    passes_everything(&rsm(&["conform", &library, "--json", "-"]), &library);
}

/// A library whose exports answer ERROR_CALL_NOT_IMPLEMENTED, apart from those that `own` has.
fn foreign(name: &str, own: &str, without: &[&str]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (source, library) = (folder.join(format!("{name}.c")), folder.join(format!("{name}.so")));
    let all = Function::ALL.iter().flat_map(|function| function.exports());
    let others = all.filter(|export| !own.contains(&format!(" {export}(")));
    let others = others.filter(|export| !without.contains(*export));
    let body = "(void) { return 120; }\n";
    let text: String = others.map(|export| format!("unsigned long {export}{body}")).collect();
    fs::write(&source, format!("{own}\n{text}")).expect("a folder for tests");
    let mut compile = Command::new("gcc");
    compile.args(["-shared", "-fPIC", "-Wall", "-o"]).arg(&library).arg(&source);
    let built = compile.output().expect("gcc");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    library
}

/// Sessions in a table of the library.
const SESSIONS: &str = "
static unsigned long opened;
static char is_open[1 << 10];
static _Thread_local unsigned last_error;
unsigned NtmsGetLastError(void) { return last_error; }
static unsigned long open(unsigned length, unsigned options) {
    if (options > 1 || length > 63) return last_error = 87, -1UL;
    unsigned long session = __sync_add_and_fetch(&opened, 1);
    is_open[session] = 1;
    return session;
}
unsigned long OpenNtmsSessionW(void *server, unsigned short *name, unsigned options) {
    unsigned length = 0;
    while (name && name[length]) length++;
    return open(length, options);
}
unsigned long OpenNtmsSessionA(void *server, char *name, unsigned options) {
    return open(name ? __builtin_strlen(name) : 0, options);
}
unsigned CloseNtmsSession(unsigned long session) {
    if (session >= sizeof is_open || !is_open[session]) return 6;
    return is_open[session] = 0;
}
";

#[test]
fn of_a_library_with_its_service_elsewhere_only_calls_are_tried() {
    let library = foreign("elsewhere", SESSIONS, &[]);
    let (code, report) =
        report(&rsm(&["conform", &format!("library:{}", library.display()), "--json", "-"]));
    assert_eq!(code, Some(1));
    let cases = report["cases"].as_array().expect("cases");
    let (skipped, failed): (Vec<_>, Vec<_>) =
        cases.iter().partition(|case| case["outcome"] == "skip");
    let why = |case: &&Value| case["actual"].as_str().unwrap_or_default().to_owned();
    let whys: std::collections::BTreeSet<String> = skipped.iter().map(why).collect();
    let offers =
        ["room", "second-computer"].map(|need| format!("the target does not offer {need}"));
    assert_eq!(whys, offers.into());
    let failed: Vec<(&str, &str)> = failed
        .iter()
        .map(|case| (case["id"].as_str().expect("text"), case["actual"].as_str().expect("text")))
        .collect();
    let wrong = failed.iter().filter(|(_, seen)| !seen.starts_with("ERROR_CALL_NOT"));
    assert_eq!(wrong.collect::<Vec<_>>(), <Vec<&(&str, &str)>>::new());
    let counts = json!({ "passed": 24, "failed": 29, "skipped": CASES - 53, "known": 0 });
    assert_eq!(report["counts"], counts, "{failed:#?}");
}

#[test]
fn a_library_that_lacks_exports_is_told_which() {
    let library = foreign("lacking", "", &["MountNtmsMedia", "OpenNtmsSessionA"]);
    let output = rsm(&["conform", &format!("library:{}", library.display())]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    let path = library.display();
    let lacks = "it lacks 2 of the 75 exports: OpenNtmsSessionA, MountNtmsMedia";
    assert_eq!(told, format!("error: {path}: {lacks}\n"));
}

#[test]
fn what_is_no_library_is_told() {
    let text = Path::new(env!("CARGO_TARGET_TMPDIR")).join("text.so");
    fs::write(&text, "no library").expect("a folder for tests");
    let dead =
        foreign("dead", "__attribute__((constructor)) void f(void) { __builtin_trap(); }", &[]);
    let library = |path: &Path| format!("library:{}", path.display());
    for (target, why) in [
        ("library:/nowhere/lib.so".to_owned(), "/nowhere/lib.so: No such file or directory"),
        (library(&text), "text.so: file too short"),
        (
            library(&dead),
            "dead.so: the program died of signal 4 (SIGILL) when it loads the library",
        ),
        ("library:".to_owned(), "it is `embedded` or `library:PATH`"),
        ("lib.so".to_owned(), "it is `embedded` or `library:PATH`"),
    ] {
        let output = rsm(&["conform", &target]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.starts_with("error: ") && told.contains(why), "{told}");
    }
}

/// What is seen in a case of a library with these functions; its sessions open.
fn seen(name: &str, case: &str, functions: &str, patience: Duration) -> String {
    let open = "unsigned long OpenNtmsSessionW(void) { return 1; }";
    let library = foreign(name, &format!("{functions}\n{open}"), &[]);
    let library = Library::open(&library, Path::new(RSM), &["conform-worker"]).expect("a library");
    let plan = Plan { group: None, filter: Some(case.to_owned()), seed: 1 };
    let report = plan.run(&library.patient_for(patience));
    let case = &report.cases[0];
    assert_eq!(case.outcome, Outcome::Fail);
    case.actual.clone()
}

#[test]
fn a_library_that_dies_hangs_or_says_nonsense_fails_the_case_and_not_the_suite() {
    let long = Duration::from_secs(60);
    let close = |name, body: &str, patience| {
        let text = format!("#include <stdlib.h>\n#include <unistd.h>\n{body}");
        seen(name, "CloseNtmsSession/ERROR_SUCCESS", &text, patience)
    };
    assert_eq!(
        close("dies", "unsigned CloseNtmsSession(int *session) { return *session; }", long),
        "the program died of signal 11 (SIGSEGV) in CloseNtmsSession"
    );
    assert_eq!(
        close("ends", "unsigned CloseNtmsSession(void) { exit(3); }", long),
        "the program ended by itself (exit status: 3) in CloseNtmsSession"
    );
    let short = Duration::from_millis(200);
    assert_eq!(
        close("hangs", "unsigned CloseNtmsSession(void) { for (;;) pause(); }", short),
        "nothing came back in CloseNtmsSession for 200ms, and the program was ended"
    );
    assert_eq!(
        close("odd", "unsigned CloseNtmsSession(void) { return 4711; }", long),
        "CloseNtmsSession returned 4711, which is no code of the API"
    );
    let writes = "unsigned GetNtmsObjectInformationW(void *s, void *object, char *information) {
        information[*(unsigned *)information] = 0;
        return 4312;
    }";
    assert_eq!(
        seen("writes", "GetNtmsObjectInformation/ERROR_OBJECT_NOT_FOUND", writes, long),
        "GetNtmsObjectInformationW wrote beyond the memory that it was given"
    );
}

#[test]
fn a_library_that_cannot_say_why_no_session_opens_is_told_so() {
    let silent = "unsigned long OpenNtmsSessionW(void) { return -1; }";
    let library = foreign("silent", silent, &[]);
    let library = Library::open(&library, Path::new(RSM), &["conform-worker"]).expect("a library");
    let filter = Some("OpenNtmsSession/ERROR_INVALID_PARAMETER/options".to_owned());
    let report = Plan { group: None, filter, seed: 1 }.run(&library);
    assert_eq!(
        report.cases[0].actual,
        "OpenNtmsSessionW returned no handle, and the library has no NtmsGetLastError or \
         GetLastError, which would tell why"
    );
}
