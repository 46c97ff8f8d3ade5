//! What the verbs take, what they do in a small machine room, and what they print.

use std::ffi::OsString;

use ntmsapi::{Client, World};
use serde_json::Value;
use wire::scsi::ssc::SpaceUnit;

use super::parse::{Given, Reference, forms, parse};
use super::table::{Switch, Takes, VERBS};
use super::*;

const ROOM: &str = r"
version: 1
computers:
  BACKUP1:
    libraries:
      tower: { profile: lto-30, slots: 8, drives: 2, port: 2 }
      desk: { profile: stand-alone }
pools:
  - { path: Nightly, media-type: LTO_Ultrium, allocation-policy: NTMS_ALLOCATE_FROMSCRATCH }
media:
  - { media: A00001L3..A00002L3, at: { library: tower }, known: free }
  - { media: B00001L3, at: { library: tower }, known: { available: { pool: Nightly } } }
  - { media: [C00001L3], at: { library: tower },
      known: { allocated: { pool: Nightly, name: Monday } } }
  - { media: [C00002L3], at: { library: tower },
      known: { allocated: { pool: Nightly, name: Twin } } }
  - { media: [C00003L3], at: { library: tower },
      known: { allocated: { pool: Nightly, name: Twin } } }
  - { media: D00001L3, at: { drive: [desk, 0] }, known: free }
";

/// A machine room with a program for each call, as a shell has.
struct Desk(World);

impl Desk {
    fn new() -> Desk {
        Desk(World::from_text("room.yaml", ROOM).expect("a scenario"))
    }

    fn client(&self) -> Client {
        self.0.client("BACKUP1").expect("a computer")
    }

    fn perform(&self, line: &[&str]) -> Outcome {
        let arguments: Vec<OsString> = line.iter().map(OsString::from).collect();
        let (verb, rest) = named(&arguments).expect("a verb");
        let client = self.client();
        let outcome = perform(verb, &rest, |_| Ok(client.clone()));
        client.exit();
        outcome
    }

    /// What a call prints that succeeds.
    fn out(&self, line: &[&str]) -> String {
        let outcome = self.perform(line);
        assert_eq!((outcome.complaint, outcome.code), (None, 0), "{line:?}");
        outcome.out
    }

    fn json(&self, line: &[&str]) -> Value {
        serde_json::from_str(&self.out(&[line, &["--json"]].concat())).expect("JSON")
    }

    /// Complaint and exit code of a call that fails.
    fn fails(&self, line: &[&str]) -> (String, u8) {
        let outcome = self.perform(line);
        assert_eq!(outcome.out, "", "{line:?}");
        (outcome.complaint.expect("a complaint"), outcome.code)
    }

    fn lines(&self, line: &[&str]) -> Vec<String> {
        self.out(line).lines().map(str::to_owned).collect()
    }

    /// Lets what is queued be done.
    fn rest(&self) {
        self.client().sleep(std::time::Duration::from_secs(900)).expect("time passes");
    }
}

fn given(line: &[&str]) -> Result<Given, String> {
    let arguments: Vec<OsString> = line.iter().map(OsString::from).collect();
    let (verb, rest) = named(&arguments).expect("a verb");
    parse(verb, &rest)
}

fn told(line: &[&str]) -> String {
    given(line).expect_err("wrong")
}

const ID: &str = "00112233445566778899aabbccddeeff";

fn strings(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

/// A value that fits a switch.
fn sample(switch: &Switch) -> String {
    match switch.takes {
        Takes::Nothing => String::new(),
        Takes::Text(_) => "My Text".to_owned(),
        Takes::Number(_) => "50".to_owned(),
        Takes::Guid(_) => ID.to_owned(),
        Takes::Word(words) | Takes::Words(words) => words[0].to_owned(),
        Takes::Object(..) | Takes::ObjectById(..) => ID.to_owned(),
    }
}

/// A switch in letters and as a long option, by GUID where it names an object.
fn spelled(switch: &Switch) -> (String, Vec<String>) {
    let (id, long_id) = match switch.takes {
        Takes::Object(..) | Takes::ObjectById(..) => ("g", "-id"),
        _ => ("", ""),
    };
    let value = sample(switch);
    let letters = format!("/{}{id}{value}", switch.letters);
    let long = format!("--{}{long_id}", switch.long);
    let long = if switch.takes == Takes::Nothing { vec![long] } else { vec![long, value] };
    (letters, long)
}

/// For each switch of each verb a whole call with it: in letters, and with long options.
fn calls() -> Vec<(&'static Switch, Vec<String>, Vec<String>)> {
    let mut calls = Vec::new();
    for verb in VERBS {
        for switch in verb.switches {
            let way = verb.ways.iter().find(|way| way.contains(&switch.letters));
            let way = way.or(verb.ways.first().filter(|_| !verb.may_have_none));
            let wanted = |other: &&Switch| {
                other.is_needed
                    || other.letters == switch.letters
                    || way.is_some_and(|way| way.contains(&other.letters))
            };
            let (mut letters, mut long) = (strings(&[verb.name]), strings(&[verb.name]));
            for switch in verb.switches.iter().filter(wanted) {
                let (one, other) = spelled(switch);
                letters.push(one);
                long.extend(other);
            }
            calls.push((switch, letters, long));
        }
    }
    calls
}

fn read(line: &[String]) -> Result<Given, String> {
    given(&line.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn every_switch_means_the_same_in_letters_in_capitals_with_a_dash_and_as_a_long_option() {
    assert_eq!(VERBS.len(), 15);
    for (switch, letters, long) in calls() {
        let meant = read(&letters).unwrap_or_else(|error| panic!("{letters:?}: {error}"));
        assert!(meant.has(switch.letters), "{letters:?}");
        assert_eq!(read(&long), Ok(meant.clone()), "{long:?}");
        let dashed: Vec<String> = letters.iter().map(|part| part.replacen('/', "-", 1)).collect();
        assert_eq!(read(&dashed), Ok(meant.clone()), "{dashed:?}");
        let joined = long.iter().fold(Vec::new(), |mut joined: Vec<String>, part| {
            match joined.last_mut() {
                Some(option) if option.starts_with("--") && !part.starts_with("--") => {
                    *option += &format!("={part}");
                }
                _ => joined.push(part.clone()),
            }
            joined
        });
        assert_eq!(read(&joined), Ok(meant.clone()), "{joined:?}");
        let capitals: Vec<String> = letters
            .iter()
            .map(|part| if part.contains("My Text") { part.clone() } else { part.to_uppercase() })
            .collect();
        assert_eq!(read(&capitals), Ok(meant), "{capitals:?}");
    }
}

#[test]
fn no_switch_of_a_verb_begins_another() {
    for verb in VERBS {
        let all = verb.switches.iter().filter(|switch| switch.takes != Takes::Nothing);
        let all: Vec<String> = all.flat_map(forms).map(|(name, _)| name).collect();
        for (at, name) in all.iter().enumerate() {
            let begins = |(other, long): &(usize, &String)| *other != at && long.starts_with(name);
            let longer = all.iter().enumerate().find(begins);
            assert_eq!(longer, None, "{}: {name}", verb.name);
        }
    }
}

#[test]
fn the_switches_of_the_windows_tool_are_there() {
    for line in [
        &["allocate", "/mA\\B", "/oerrunavail", "/lfX", "/lnName", "/ldText", "/t50", "/b"][..],
        &["allocate", "/mA", "/onew", "/pfX", "/pnName", "/pdText"],
        &["allocate", "/mA", "/onext", "/lg{00112233-4455-6677-8899-AABBCCDDEEFF}"],
        &["createpool", "/mA", "/aexisting"],
        &["createpool", "/mA", "/aalways", "/tfDLT", "/d", "/r"],
        &["createpool", "/mA", "/anew", "/tg00112233445566778899aabbccddeeff"],
        &["deallocate", "/pfX"],
        &["deletepool", "/mA"],
        &["dismount", "/lfX", "/odeferred"],
        &["eject", "/pfX", "/astart"],
        &["eject", "/sfX", "/lfY", "/aqueue", "/b"],
        &["eject", "/dfX", "/lfY"],
        &["eject", "/lfY"],
        &["eject", "/astop", "/o00112233445566778899aabbccddeeff"],
        &["ejectatapi", "/n0"],
        &["erase", "/pfX", "/b", "/rhigh", "/t1000"],
        &["freemedia", "/lfX"],
        &["freemedia", "/sfX", "/dfY"],
        &["inventory", "/lfX", "/afull"],
        &["mount", "/lfX", "/oread", "/owrite", "/oerrnotavailable", "/ooffline", "/rlowest"],
        &["mount", "/sfX", "/cfY", "/odrive", "/lfZ"],
        &["mount", "/pfX", "/odrive", "/dfZ", "/t1"],
        &["refresh", "/lfX"],
        &["refresh", "/pfX"],
        &["refresh", "/tg00112233445566778899aabbccddeeff"],
        &["rename", "/tdrive", "/ofX", "/onY", "/odZ"],
        &["ui", "/adeleteall", "/terr"],
        &["view", "/tphysical_media", "/cg00112233445566778899aabbccddeeff", "/guiddisplay", "/b"],
    ] {
        given(line).unwrap_or_else(|error| panic!("{line:?}: {error}"));
    }
}

#[test]
fn a_value_is_all_that_follows_and_a_guid_has_three_spellings() {
    let id = Some(&Reference::Id(ntmsapi::Guid::from_u128(0x00112233445566778899aabbccddeeff)));
    for spelled in
        [ID, "00112233-4455-6677-8899-AABBCCDDEEFF", "{00112233445566778899aabbccddeeff}"]
    {
        let given = given(&["deallocate", &format!("/lg{spelled}")]).expect("right");
        assert_eq!(given.object("l"), id, "{spelled}");
    }
    let named = |line: &[&str]| match given(line).expect("right").object("l") {
        Some(Reference::Name(name)) => name.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(named(&["deallocate", "/lfMy Tape"]), "My Tape");
    assert_eq!(named(&["deallocate", "/lf\"My Tape\""]), "My Tape", "no shell took them off");
    assert_eq!(named(&["deallocate", "/lf/dev/nst0"]), "/dev/nst0", "a name may look like a path");
    assert_eq!(named(&["deallocate", "--media", "/lfX"]), "/lfX", "or like a switch");
    let given = given(&["view", "/tdrive", "--door", "/tmp/door"]).expect("right");
    assert_eq!(given.door, Some("/tmp/door".into()));
}

#[test]
fn wrong_calls_are_answered_in_words() {
    for (line, text) in [
        (&["deletepool"][..], "/m<pool> is missing"),
        (&["deletepool", "/m"], "/m wants <pool> right behind it, without a blank"),
        (&["deletepool", "/mA", "/mB"], "/m is there twice"),
        (&["deletepool", "/m", "A"], "/m wants <pool> right behind it, without a blank"),
        (
            &["deletepool", "A"],
            "`A` is no switch; a value follows its switch without a blank, names with blanks in \
             quotes",
        ),
        (&["deletepool", "/x1"], "/x1 is no switch of this verb, which has /m"),
        (&["deletepool", "--nosuch", "x"], "--nosuch is no switch of this verb, which has /m"),
        (&["deletepool", "--pool"], "--pool wants a value behind it"),
        (
            &["deallocate"],
            "the object is to be named in one of these ways: /l{g|f}<logical medium> | \
             /p{g|f}<side>",
        ),
        (
            &["deallocate", "/lfA", "/pfB"],
            "the object is to be named in one of these ways: /l{g|f}<logical medium> | \
             /p{g|f}<side>",
        ),
        (
            &["deallocate", "/lfA", "/lg00112233445566778899aabbccddeeff"],
            "/lg: an object is named once, by GUID or by name",
        ),
        (
            &["deallocate", "/lgMonday"],
            "/lg wants a GUID, which is 32 hexadecimal digits, with or without dashes and \
             braces, not `Monday`",
        ),
        (
            &["eject", "/sfA"],
            "the object is to be named in one of these ways: /p{g|f}<physical medium> | \
             /s{g|f}<slot> /l{g|f}<library> | /d{g|f}<drive> /l{g|f}<library> | /l{g|f}<library>",
        ),
        (&["allocate", "/mA", "/t5s"], "/t wants a whole number (milliseconds), not `5s`"),
        (
            &["allocate", "/mA", "/t4294967296"],
            "/t wants a whole number (milliseconds), not `4294967296`",
        ),
        (
            &["inventory", "/lfA", "/aslow"],
            "/a wants one of full, fast, default, none, stop, not `slow`",
        ),
        (&["inventory", "/lfA", "/afast", "/afull"], "/a is there twice"),
        (&["view", "/tdrive", "--guids=yes"], "--guids takes no value"),
        (
            &["view", "/tdrive", "/guiddisplayed"],
            "/guiddisplayed is no switch of this verb, which has /t, /cg, /guiddisplay, /b",
        ),
    ] {
        assert_eq!(told(line), text, "{line:?}");
    }
    let outcome = Desk::new().perform(&["deletepool"]);
    let whole = "error: rsm deletepool: /m<pool> is missing\n  `rsm deletepool --help` has an \
                 example";
    assert_eq!((outcome.complaint.as_deref(), outcome.code), (Some(whole), 1));
}

#[test]
fn every_verb_has_a_help_whose_examples_are_right_and_say_the_same() {
    for verb in VERBS {
        let asked = [
            vec![verb.name, "/?"],
            vec![verb.name, "--help"],
            vec![verb.name, "-?"],
            vec!["help", verb.name],
        ];
        let helps = asked.map(|line| Desk::new().perform(&line).out);
        let [help, others @ ..] = &helps;
        assert!(others.iter().all(|other| other == help), "{}", verb.name);
        for switch in verb.switches {
            assert!(help.contains(&help::letters(switch)), "{help}");
            assert!(help.contains(&format!("--{}", switch.long)), "{help}");
        }
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
        for example in verb.example {
            assert!(help.contains(example));
            let bare = example.replace("My Library", "My_Library").replace("My Drive", "My_Drive");
            let line: Vec<&str> = bare.split(' ').skip(1).collect();
            given(&line).unwrap_or_else(|error| panic!("{example}: {error}"));
        }
    }
}

#[test]
fn a_medium_is_allocated_mounted_dismounted_and_given_back_by_calls_of_their_own() {
    let desk = Desk::new();
    let id = desk.out(&["allocate", "/mNightly", "/lnTuesday", "/ldof this week", "/b"]);
    assert_eq!(id.len(), 32);
    assert_eq!(desk.lines(&["view", "/tlogical_media"]), ["Monday", "Twin", "Twin", "Tuesday"]);
    let said = desk.out(&["mount", &format!("/lg{id}"), "/owrite", "/t600000"]);
    assert_eq!(said, r"It is mounted in Drive 0, which programs open as \\.\Tape0.");
    desk.rest();
    // The call is over, its session gone, and the medium is still held.
    let tape = desk.client().tape(r"\\.\Tape0");
    tape.write(b"hello".to_vec()).expect("a mounted tape");
    assert_eq!(desk.0.left().mounts, 1);
    let busy = "error: rsm mount: ERROR_BUSY (170): the medium or drive is in use; wait until it \
                is free";
    assert_eq!(
        desk.fails(&["mount", "/lfTuesday", "/oread", "/oerrnotavailable"]),
        (busy.to_owned(), 170)
    );
    assert_eq!(desk.out(&["dismount", "--media", "Tuesday"]), "The way back is queued.");
    desk.rest();
    assert_eq!(desk.0.left().mounts, 0);
    assert_eq!(desk.out(&["deallocate", "/lfTuesday"]), "It is given back.");
    assert_eq!(desk.lines(&["view", "/tlogical_media"]), ["Monday", "Twin", "Twin"]);
    assert_eq!(desk.0.left().sessions, 0);
}

#[test]
fn a_mount_goes_to_the_drive_that_is_named_in_the_library_of_the_medium() {
    let desk = Desk::new();
    let mounted = desk.json(&["mount", "/lfMonday", "/oread", "/odrive", "/dfDrive 1"]);
    assert_eq!(mounted["drive"]["name"], "Drive 1");
    assert_eq!(mounted["drive"]["device"], r"\\.\Tape1");
    desk.out(&["dismount", "/lfMonday", "/odeferred"]);
    let mounted = desk.json(&["mount", "/pfC00001L3", "/oread", "/odrive", "/lfDrive 0"]);
    assert_eq!(mounted["drive"]["name"], "Drive 0");
    let complaint = "error: rsm mount: /odrive and /d belong together\n  `rsm mount --help` has an \
                     example";
    assert_eq!(desk.fails(&["mount", "/lfMonday", "/odrive"]), (complaint.to_owned(), 1));
    desk.out(&["dismount", "/pfC00001L3"]);
    desk.rest();
    let mounted = desk.json(&["mount", "/sfSlot 2", "/cfChanger 0", "/oread"]);
    let sides = desk.lines(&["view", "/tpartition", "/guiddisplay"]);
    let media = mounted["media"].as_str().expect("a GUID");
    assert!(sides.iter().any(|line| *line == format!("B00001L3\t{media}")), "{sides:?}");
}

#[test]
fn names_that_mean_nothing_or_too_much_are_answered_with_what_helps() {
    let desk = Desk::new();
    let twins: Vec<String> = desk
        .lines(&["view", "/tlogical_media", "/guiddisplay"])
        .iter()
        .filter_map(|line| line.strip_prefix("Twin\t").map(str::to_owned))
        .collect();
    assert_eq!(
        desk.fails(&["mount", "/lfTwin", "/oread"]),
        (
            format!(
                "error: rsm mount: ERROR_INVALID_PARAMETER (87): 2 objects of type logical_media \
                 are called `Twin`; say which with /lg: {}",
                twins.join(", ")
            ),
            87
        )
    );
    for (name, hint) in [
        ("monday", "is it `Monday`? Case counts"),
        ("Sunday", "`rsm view /tlogical_media` lists what there is"),
    ] {
        let text = format!(
            "error: rsm deallocate: ERROR_OBJECT_NOT_FOUND (4312): there is no logical_media \
             called `{name}`; {hint}"
        );
        // No exit code has room for that number.
        assert_eq!(desk.fails(&["deallocate", &format!("/lf{name}")]), (text, 255));
    }
    let (told, _) = desk.fails(&["allocate", "/mNowhere"]);
    assert!(told.starts_with(
        "error: rsm allocate: ERROR_OBJECT_NOT_FOUND (4312): there is no pool `Nowhere`"
    ));
    let (told, _) = desk.fails(&["deallocate", &format!("/lg{ID}")]);
    assert!(told.contains("ERROR_INVALID_MEDIA (4300)"), "{told}");
}

#[test]
fn view_prints_what_scripts_feed_back() {
    let desk = Desk::new();
    let names =
        ["D00001L3", "A00001L3", "A00002L3", "B00001L3", "C00001L3", "C00002L3", "C00003L3"];
    assert_eq!(desk.out(&["view", "/tphysical_media"]), names.join("\n"));
    let both = desk.lines(&["view", "/tphysical_media", "/guiddisplay"]);
    let brief = desk.lines(&["view", "/tphysical_media", "/guiddisplay", "/b"]);
    assert_eq!(brief, desk.lines(&["view", "--type", "physical_media", "--brief"]));
    let pairs = names.iter().zip(&brief).map(|(name, id)| format!("{name}\t{id}"));
    assert_eq!(both, pairs.collect::<Vec<_>>());
    let digits = |id: &String| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    assert!(brief.iter().all(digits), "{brief:?}");
    // The way of scripts from a drive to the logical medium in it, line by line.
    let libraries = desk.lines(&["view", "/tlibrary", "/guiddisplay", "/b"]);
    let last = |line: &[&str]| desk.lines(line).pop().expect("a line");
    let media =
        last(&["view", "/tphysical_media", &format!("/cg{}", libraries[1]), "/guiddisplay", "/b"]);
    let side = last(&["view", "/tpartition", &format!("/cg{media}"), "/guiddisplay", "/b"]);
    let logical = last(&["view", "/tlogical_media", &format!("/cg{side}"), "/guiddisplay", "/b"]);
    assert_eq!(desk.lines(&["view", "/tlogical_media", "/b"]).last(), Some(&logical));
    assert_eq!(
        desk.out(&["view", "/tphysical_media", "--container", "Nightly"]).lines().count(),
        4
    );
    assert_eq!(desk.out(&["view", "/tlibrequest"]), "");
    for (word, _) in table::KINDS {
        desk.out(&["view", &format!("/t{word}")]);
    }
}

#[test]
fn what_a_user_may_not_look_at_is_left_out_as_long_as_there_is_another() {
    let room = r"
version: 1
users: { eve: [] }
computers:
  BACKUP1: { libraries: { tower: { profile: lto-30 }, desk: { profile: stand-alone } } }
pools:
  - { path: Open, media-type: LTO_Ultrium }
  - { path: Shut, media-type: LTO_Ultrium, access: [{ who: Administrators, may: NTMS_USE_ACCESS }] }
media:
  - { media: A00001L3, at: { library: tower }, known: { available: { pool: Open } } }
  - { media: B00001L3, at: { library: tower }, known: { available: { pool: Shut } } }
";
    let world = World::from_text("room.yaml", room).expect("a scenario");
    let view = |line: &[&str]| {
        let line: Vec<OsString> = line.iter().map(OsString::from).collect();
        let (verb, rest) = named(&line).expect("a verb");
        perform(verb, &rest, |_| Ok(world.client_as("BACKUP1", "eve").expect("a user")))
    };
    let media = ["view", "/tphysical_media"];
    let seen = view(&media);
    assert_eq!((seen.out.as_str(), seen.code), ("A00001L3", 0));
    let shut = view(&[&media[..], &["--container", "Shut"]].concat());
    assert_eq!((shut.out.as_str(), shut.code), ("", 5));
    let told = shut.complaint.expect("a complaint");
    assert!(told.contains("ERROR_ACCESS_DENIED (5)"), "{told}");
}

#[test]
fn pools_are_made_opened_and_deleted() {
    let desk = Desk::new();
    desk.out(&["createpool", "/mBackup", "/anew"]);
    let made = ["createpool", r"/mBackup\Daily", "/anew", "/tfLTO_Ultrium", "/d", "/r"];
    let pool = desk.json(&made)["pool"].clone();
    let opened = desk.json(&["createpool", r"/mbackup\DAILY", "/aexisting"])["pool"].clone();
    assert_eq!(opened, pool, "paths of pools ignore case");
    assert_eq!(desk.fails(&made).1, 183);
    // It draws from the free pool and gives back to it.
    let id = desk.out(&["allocate", r"/mBackup\Daily", "/b", "/oerrunavail"]);
    desk.out(&["deallocate", &format!("/lg{id}")]);
    let (told, code) = desk.fails(&["deletepool", "/mBackup"]);
    assert!(told.contains("ERROR_NOT_EMPTY (4307)") && code == 255, "{told}");
    desk.out(&["deletepool", r"/mBackup\Daily"]);
    desk.out(&["deletepool", "/mBackup"]);
    assert_eq!(
        desk.lines(&["view", "/tmedia_pool"]),
        ["Free", "Unrecognized", "Import", "Nightly"]
    );
}

#[test]
fn a_tape_is_erased_and_freed() {
    let desk = Desk::new();
    desk.out(&["mount", "/lfMonday", "/owrite"]);
    let tape = desk.client().tape(r"\\.\Tape0");
    tape.space(SpaceUnit::Blocks, 1).expect("a label");
    tape.write(b"hello".to_vec()).expect("a mounted tape");
    tape.write_filemarks(1).expect("a mark");
    desk.out(&["dismount", "/lfMonday"]);
    desk.rest();
    assert_eq!(desk.out(&["erase", "/pfC00001L3"]), "It is erased.");
    desk.rest();
    assert_eq!(desk.0.left().mounts, 0);
    desk.out(&["mount", "/lfMonday", "/oread"]);
    let tape = desk.client().tape(r"\\.\Tape0");
    assert!(tape.read(65_536).expect("no error").is_some(), "it has its label");
    assert_eq!(tape.read(64).expect("no error"), None, "there is nothing behind it");
    desk.out(&["dismount", "/lfMonday"]);
    desk.rest();
    let freed = desk.json(&["freemedia", "/lfMonday"]);
    assert_eq!(freed["deallocated"].as_array().map(Vec::len), Some(1));
    desk.rest();
    let free = desk.lines(&["view", "/tphysical_media", "--container", r"Free\LTO_Ultrium"]);
    assert!(free.contains(&"C00001L3".to_owned()), "{free:?}");
    assert_eq!(desk.out(&["erase", "/pfB00001L3", "/b"]), "");
}

#[test]
fn a_tape_whose_label_a_program_wrote_over_is_told() {
    let desk = Desk::new();
    desk.out(&["mount", "/lfMonday", "/owrite"]);
    desk.client().tape(r"\\.\Tape0").write(b"hello".to_vec()).expect("a mounted tape");
    desk.out(&["dismount", "/lfMonday"]);
    desk.rest();
    let (told, code) = desk.fails(&["mount", "/lfMonday", "/oread"]);
    assert!(told.contains("ERROR_INVALID_STATE (5023)") && code == 255, "{told}");
    assert!(told.contains("`mt fsf 1`"), "{told}");
}

#[test]
fn media_go_out_alone_together_and_from_a_drive_that_stands_alone() {
    let desk = Desk::new();
    let queued = "It is queued; the next `rsm eject /astart` takes it along.";
    assert_eq!(desk.out(&["eject", "/pfA00001L3", "/aqueue"]), queued);
    assert_eq!(desk.out(&["eject", "/pfB00001L3", "/aqueue"]), queued);
    let (told, code) = desk.fails(&["eject", "/pfC00001L3", "/aqueue"]);
    assert!(told.contains("ERROR_BUSY (170)") && code == 170, "the port has two places: {told}");
    let operation = desk.out(&["eject", "/astart", "/b"]);
    assert_eq!(operation.len(), 32);
    let (told, _) = desk.fails(&["eject", "/astart"]);
    assert!(told.contains("ERROR_INVALID_PARAMETER (87)"), "nothing is queued any more: {told}");
    let (told, code) = desk.fails(&["eject"]);
    assert!(told.contains("name what to eject") && code == 1, "{told}");
    desk.rest();
    let shelf = desk.lines(&["view", "/tlibrary", "/b"]).swap_remove(0);
    let states = desk.lines(&["view", "/tphysical_media", &format!("/cg{shelf}")]);
    assert_eq!(states, ["A00001L3", "B00001L3"], "both are out");
    let stop = |operation: &str| ["eject".into(), "/astop".into(), format!("/o{operation}")];
    let over = stop(&operation);
    let (told, _) = desk.fails(&over.each_ref().map(String::as_str));
    assert!(told.contains("ERROR_INVALID_OPERATION (4317)"), "it is over: {told}");
    let (told, code) = desk.fails(&["eject", "/astop"]);
    assert!(told.contains("/astop wants /o") && code == 1, "{told}");

    let alone = desk.lines(&["view", "/tlibrary"]).pop().expect("the drive that stands alone");
    let ejected = desk.json(&["eject", &format!("/lf{alone}")]);
    assert_eq!(ejected["device"], r"\\.\Tape2");
    let tower = format!("/lf{}", desk.lines(&["view", "/tlibrary"])[1]);
    let (told, _) = desk.fails(&["eject", &tower]);
    assert!(told.contains("the library has 2 drives"), "{told}");
    let operation = desk.out(&["eject", &tower, "/sfSlot 4", "/b"]);
    let running = stop(&operation);
    let stopped = desk.out(&running.each_ref().map(String::as_str));
    assert_eq!(stopped, "The ejection is to stop.");
}

#[test]
fn libraries_are_looked_at() {
    let desk = Desk::new();
    let [tower, alone] = [1, 2].map(|at| format!("/lf{}", desk.lines(&["view", "/tlibrary"])[at]));
    for action in ["full", "fast", "default"] {
        let line = ["inventory", &tower, &format!("/a{action}")];
        assert_eq!(desk.out(&line), "The inventory has been queued.");
        desk.rest();
    }
    assert_eq!(desk.out(&["inventory", &tower, "/astop"]), "The inventory is to stop.");
    assert_eq!(desk.fails(&["inventory", &tower, "/anone"]).1, 87, "the service has no such thing");
    for line in [
        &["refresh", &tower][..],
        &["refresh", &alone],
        &["refresh", "/pfD00001L3"],
        &["refresh", "--media-type", "LTO_Ultrium"],
    ] {
        assert!(desk.out(line).ends_with("looked at."), "{line:?}");
    }
}

#[test]
fn objects_get_names_and_messages_get_destinations() {
    let desk = Desk::new();
    let line = ["rename", "/tlogical_media", "/ofMonday", "/onTuesday", "/odof this week"];
    let renamed = desk.json(&line);
    assert_eq!(
        (&renamed["name"], &renamed["description"]),
        (&"Tuesday".into(), &"of this week".into())
    );
    assert_eq!(desk.fails(&line).1, 255, "it is Monday no more");
    let (told, code) = desk.fails(&["rename", "/tchanger", "/ofChanger 0", "/onRobot"]);
    assert!(told.contains("only /od is written") && code == 87, "{told}");
    let long = format!("/on{}", "x".repeat(64));
    let (told, code) = desk.fails(&["rename", "/tmedia_pool", "/ofNightly", &long]);
    assert!(told.contains("/on takes at most 63 characters") && code == 1, "{told}");

    let added = desk.out(&["ui", "/aadd", "/treq", "/dOTTO1"]);
    assert_eq!(added, "Messages of type req go to OTTO1.");
    assert_eq!(desk.out(&["view", "/tui_destination"]), "OTTO1");
    assert_eq!(desk.fails(&["ui", "/aadd", "/treq", "/dotto1"]).1, 183);
    let cleared = desk.out(&["ui", "--action", "deleteall", "--type", "req"]);
    assert_eq!(cleared, "Messages of type req go to nobody.");
}

/// A changer of discs, one disc in a drive and two in slots, and one of tapes; nobody serves them.
const DISCS: &str = r"
version: 1
computers:
  BACKUP1:
    service: { state: stopped }
    libraries:
      discs: { profile: jukebox-100, slots: 4, drives: 2, port: 2 }
      tower: { profile: lto-30, drives: 1 }
media:
  - { media: D00001, at: { drive: [discs, 0] } }
  - { media: D00002..D00003, at: { slot: [discs, 2] } }
";

#[test]
fn discs_come_out_without_a_service_as_far_as_there_is_room() {
    let desk = Desk(World::from_text("room.yaml", DISCS).expect("a scenario"));
    assert!(desk.fails(&["view", "/tlibrary"]).0.contains("ERROR_NOT_READY"), "no service");
    let told = desk.json(&["ejectatapi", "--number", "0"]);
    let members = ["changer", "out", "left"].map(|key| told[key].as_u64());
    assert_eq!(members, [Some(0), Some(2), Some(1)]);
    // That of the drive came first: the second of the slots is where it was.
    let shelves = desk.0.inspect(|world| world.shelves());
    let lies_in = |place: u16| {
        let place = format!("ElementAddress({place})");
        shelves.iter().any(|line| line.contains(&place))
    };
    assert!([10, 11, 24].into_iter().all(lies_in), "{shelves:?}");
    let (told, code) = desk.fails(&["ejectatapi", "/n0"]);
    assert!(told.contains("ERROR_IEPORT_FULL (4341): there is no room") && code == 255, "{told}");
    for (line, why) in [
        (&["ejectatapi", "/n1"], r"\\.\Changer1 holds tapes and no discs"),
        (&["ejectatapi", "/n7"], r"\\.\Changer7 is no changer here"),
    ] {
        let (told, code) = desk.fails(line);
        assert!(told.contains("ERROR_RESOURCE_NOT_PRESENT (4316)") && code == 255, "{told}");
        assert!(told.contains(why), "{told}");
    }
}

#[test]
fn json_is_one_object_with_the_verb_and_an_error_when_it_fails() {
    let desk = Desk::new();
    let keys = |value: &Value| -> Vec<String> {
        value.as_object().expect("an object").keys().cloned().collect()
    };
    for (line, members) in [
        (&["allocate", "/mNightly"][..], &["from_pool", "media", "name", "side", "verb"][..]),
        (&["createpool", "/mA", "/anew"], &["pool", "verb"]),
        (&["deletepool", "/mA"], &["pool", "verb"]),
        (&["mount", "/lfMonday", "/oread"], &["drive", "media", "verb"]),
        (&["dismount", "/lfMonday"], &["media", "verb"]),
        (&["view", "/tdrive"], &["objects", "type", "verb"]),
        (&["ui", "/aadd", "/terr"], &["destinations", "messages", "verb"]),
        (&["erase", "/pfA00002L3"], &["side", "verb"]),
        (&["deallocate", "/lfMonday"], &["media", "verb"]),
        (&["eject", "/pfC00002L3"], &["operation", "verb"]),
        (&["rename", "/tmedia_pool", "/ofNightly", "/odx"], &["description", "id", "name", "verb"]),
    ] {
        assert_eq!(keys(&desk.json(line)), members, "{line:?}");
    }
    let drives = desk.json(&["view", "/tdrive"]);
    assert_eq!(keys(&drives["objects"][0]), ["description", "enabled", "id", "name"]);
    let outcome = desk.perform(&["deallocate", "/lfSunday", "--json"]);
    let told: Value = serde_json::from_str(&outcome.out).expect("JSON");
    assert_eq!(keys(&told), ["error", "verb"]);
    assert_eq!(keys(&told["error"]), ["code", "name", "text"]);
    assert_eq!((&told["error"]["code"], outcome.code), (&4312.into(), 255));
}
