//! Faults and operators from outside: a script under `rsm exec` breaks things and answers requests.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30, slots: 8 } } } }
pools: [{ path: Nightly, media-type: LTO_Ultrium }]
media:
  - { media: A00001L3..A00004L3, at: { library: tower }, known: { available: { pool: Nightly } } }
  - { media: S00001L3..S00002L3, at: { shelf: HERE }, known: { allocated: { pool: Nightly } } }
";

fn rsm(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rsm"));
    command.args(arguments).env_remove("RSM_DOOR").env_remove("RSM_SCENARIO");
    command.output().expect("the program runs")
}

/// What a script says and complains of that calls `rsm` as `$0`.
fn script(name: &str, script: &str) -> (String, String) {
    script_at("max", name, script)
}

/// The same where time passes at a speed.
fn script_at(speed: &str, name: &str, script: &str) -> (String, String) {
    let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&room, ROOM).expect("a folder for tests");
    let room = room.to_str().expect("a plain name");
    let program = ["sh", "-c", script, env!("CARGO_BIN_EXE_rsm")];
    let output = rsm(&[&["exec", room, "--quiet", "--speed", speed, "--"][..], &program].concat());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_mount_fails_as_an_added_rule_says_until_rules_are_cleared() {
    let (out, told) = script(
        "faults.yaml",
        "$0 allocate /mNightly /lnMonday >/dev/null
         $0 fault add '{ at: { service: HERE }, when: { call: MountNtmsMedia }, do: busy }'
         $0 mount /lfMonday /oread; echo code $?
         $0 fault list
         $0 fault clear
         $0 fault list
         $0 mount /lfMonday /oread >/dev/null; echo code $?",
    );
    let expected = "rule 0 added: service HERE: busy, at MountNtmsMedia\ncode 170\n\
        rule 0 in force, spoke once: service HERE: busy, at MountNtmsMedia\n\
        rule 0 taken away, spoke once: service HERE: busy, at MountNtmsMedia\n\
        no rule is in force\ncode 0\n";
    assert_eq!(out, expected, "{told}");
}

#[test]
fn a_wrong_rule_is_shown_where_it_is_wrong_and_none_is_added() {
    let (out, told) = script(
        "wrong.yaml",
        "$0 fault add '[{ at: { service: HERE }, do: busy }, { at: { service: HER }, do: busy }]'
         echo code $?
         $0 fault list
         $0 operator list
         $0 operator satisfy 0123; echo code $?",
    );
    assert_eq!(
        out, "code 2\nno rule is in force\nnobody is asked for anything\ncode 1\n",
        "{told}"
    );
    assert!(told.contains("error: unknown computer `HER`"), "{told}");
    assert!(told.contains("RULES:1:56") && told.contains("no operator request `0123`"), "{told}");
}

#[test]
fn who_is_asked_for_a_tape_brings_it_or_refuses() {
    let (out, told) = script(
        "operators.yaml",
        "asked() {
             tries=0
             until $0 operator list | grep -q waits; do
                 tries=$((tries + 1)); [ $tries -lt 1000 ] || exit 9
             done
             $0 operator list --json | sed -n 's/.*\"request\": \"\\(.*\\)\".*/\\1/p'
         }
         $0 mount /pfS00001L3 /oread & mount=$!
         $0 operator satisfy $(asked) | cut -d' ' -f2-; wait $mount; echo code $?
         $0 mount /pfS00002L3 /oread 2>/dev/null & mount=$!
         $0 operator refuse $(asked) | cut -d' ' -f2-; wait $mount; echo code $?
         $0 operator list; $0 dismount /pfS00001L3 >/dev/null",
    );
    let request = |word: &str, medium: &str| {
        format!(
            "{word}: NTMS_OPREQ_MOVEMEDIA on HERE, medium {medium}, tower: Bring medium {medium} \
             to HP MSL6000 Series"
        )
    };
    // Who of the two is done first is not said.
    let lines: BTreeSet<&str> = out.lines().collect();
    let (brought, refused) = (request("done", "S00001L3"), request("refused", "S00002L3"));
    let mounted = r"It is mounted in Drive 0, which programs open as \\.\Tape0.";
    let nobody = "nobody is asked for anything";
    let expected = [&brought, &refused, mounted, nobody, "code 0", "code 255"];
    assert_eq!(lines, expected.into(), "{told}");
}

#[test]
fn no_world_is_a_clear_error() {
    for arguments in [&["fault", "list"][..], &["operator", "list"]] {
        let output = rsm(arguments);
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8_lossy(&output.stderr);
        let expected = "error: no world runs here: do this under `rsm exec STORY.yaml -- \
            PROGRAM`, or name the socket of a world with --door PATH or RSM_DOOR=PATH\n";
        assert_eq!(told, expected);
    }
}

#[test]
fn a_script_that_looks_again_and_again_sees_time_pass_at_a_speed() {
    let polls = "$0 fault add '{ at: { service: HERE }, when: { after: 5m }, do: busy }' >/dev/null
         for n in $(seq 20); do
             $0 view /tlibrary >/dev/null 2>&1 || { echo code $?; exit; }
             sleep 0.05
         done
         echo never";
    let (out, told) = script_at("20000", "polls.yaml", polls);
    assert_eq!(out, "code 21\n", "a service that is busy lets nobody in: {told}");
    let (out, told) = script_at("max", "polls-max.yaml", polls);
    assert_eq!(out, "never\n", "no call waits, so that nothing is skipped: {told}");
    let wrong = rsm(&["exec", "room.yaml", "--speed", "fast", "--", "true"]);
    assert_eq!(wrong.status.code(), Some(2));
    let told = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(told.contains("`fast` is no speed: give `max`, or how many seconds"), "{told}");
}
