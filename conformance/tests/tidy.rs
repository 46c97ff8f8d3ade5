//! The rules of the rooms, as tests: what each may not name, file heads, sizes, dead files.

use std::fs;
use std::path::{Path, PathBuf};

/// Words that a room may not contain, with the reason.
const BANNED: &[(&str, &str, &str)] = &[
    ("sim/wire", "std::fs", "the alphabet does no input or output"),
    ("sim/wire", "std::net", "the alphabet knows no sockets"),
    ("sim/wire", "::now()", "time is an argument"),
    ("sim/hardware", "::now()", "time is an argument"),
    ("sim/hardware", "std::fs", "engines do no input or output"),
    ("sim/hardware", "std::net", "engines know no sockets"),
    ("sim/hardware", "thread::sleep", "slowness is a state with an end"),
    ("sim/hardware", "HashMap", "no order comes from a hasher"),
    ("sim/hardware", "rsm::", "devices do not know who commands them"),
    ("sim/rsm/src", "SystemTime::now", "time is an argument"),
    ("sim/rsm/src", "Instant::now", "time is an argument"),
    ("sim/rsm/src", "std::fs", "what must survive goes out as Output::Keep"),
    ("sim/rsm/src", "std::net", "engines know no sockets"),
    ("sim/rsm/src", "std::thread", "engines know no threads"),
    ("sim/rsm/src", ".keys()", "hash maps are looked up, never walked"),
    ("sim/world/src", "Instant::now", "time is simulated"),
    ("sim/world/src", "SystemTime::now", "time is simulated"),
    ("sim/world/src", "std::fs", "a scenario arrives as text"),
    ("sim/world/src", "std::net", "sockets are the host's"),
    ("sim/world/src", "HashMap", "no order comes from a hasher"),
    ("sim/world/src", "rusqlite", "the store alone names its engine"),
    ("sim/ntmsapi", "rusqlite", "the store alone names its engine"),
    ("sim/cli", "rusqlite", "the store alone names its engine"),
];

/// Files that may name what their room may not, with the reason.
const EXCEPTIONS: &[(&str, &str, &str)] =
    &[("sim/world/src/entered.rs", "HashMap", "calls are sorted whenever they are walked")];

/// Words that stand in one file and no other, with the reason.
const ONLY_IN: &[(&str, &str, &str)] = &[(
    "serde_yaml::",
    "sim/world/src/scenario/yaml.rs",
    "a change of mind about the library costs one file",
)];

/// What each room may depend on, of the rooms: its folder, below `sim` where it does not say, and
/// packages.
const ROOMS: &[(&str, &[&str])] = &[
    ("wire", &[]),
    ("hardware", &["wire"]),
    ("rsm", &["wire"]),
    ("store", &["wire", "rsm"]),
    ("world", &["wire", "hardware", "rsm"]),
    ("door", &["wire"]),
    ("ntmsapi", &["wire", "hardware", "rsm", "store", "world", "door"]),
    ("ntmsapi/c", &["wire", "door", "ntmsapi"]),
    ("host", &["wire", "world", "ntmsapi", "door"]),
    ("preload", &["door"]),
    ("../conformance", &["wire", "hardware", "rsm", "world", "ntmsapi"]),
    ("../conformance/library", &["wire", "world", "ntmsapi", "door", "host", "conformance"]),
];

/// Folders that are built, and so looked at.
const MEMBERS: &[&str] = &["sim", "conformance", "benches"];

const LINE_CHARS_MAX: usize = 100;
const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.map(|entry| entry.expect("a readable folder").path()) {
        if entry.is_dir() && !entry.ends_with("target") {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            found.push(entry);
        }
    }
}

/// Every source file with its path from the root and its text, in one order everywhere.
fn tree() -> Vec<(String, String)> {
    let root = root();
    let mut paths = Vec::new();
    for top in MEMBERS {
        sources(&root.join(top), &mut paths);
    }
    paths.sort();
    assert!(paths.len() > 10, "the walk found the tree");
    let named = |path: &PathBuf| path.strip_prefix(&root).expect("below the root").to_path_buf();
    paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).expect("a readable source file");
            (named(path).display().to_string(), text)
        })
        .collect()
}

fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn no_room_names_what_it_may_not_know() {
    let mut complaints = Vec::new();
    for (path, text) in tree() {
        for (room, word, reason) in BANNED {
            for (at, line) in text.lines().enumerate() {
                let is_exception =
                    EXCEPTIONS.iter().any(|(file, known, _)| path == *file && known == word);
                if path.starts_with(&format!("{room}/")) && line.contains(word) && !is_exception {
                    complaints.push(format!("{path}:{}: `{word}`: {reason}", at + 1));
                }
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn every_exception_is_needed() {
    let tree = tree();
    let is_needed = |(file, word, _): &&(&str, &str, &str)| {
        let of_room = |(room, banned, _): &(&str, &str, &str)| {
            banned == word && file.starts_with(&format!("{room}/"))
        };
        let named = tree.iter().any(|(path, text)| path == file && text.contains(word));
        named && BANNED.iter().any(of_room)
    };
    let idle = EXCEPTIONS.iter().filter(|exception| !is_needed(exception));
    let idle = idle.map(|(file, word, _)| format!("{file}: `{word}`: nothing to except"));
    assert_none(&idle.collect::<Vec<_>>());
}

#[test]
fn some_words_stand_in_one_file() {
    let mut complaints = Vec::new();
    for (path, text) in tree() {
        for (word, only, reason) in ONLY_IN {
            if path != *only && path != "conformance/tests/tidy.rs" && text.contains(word) {
                complaints.push(format!("{path}: `{word}`: {reason}"));
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn rooms_depend_only_on_the_rooms_above_them() {
    let mut complaints = Vec::new();
    for (room, allowed) in ROOMS {
        let path = root().join("sim").join(room).join("Cargo.toml");
        let manifest = fs::read_to_string(&path).expect("a manifest");
        // What tests need is not what the room needs.
        let needs = manifest.split("[dev-dependencies]").next().unwrap_or_default();
        for (other, _) in ROOMS {
            let other = other.trim_start_matches("../").replace('/', "-");
            let named = needs.lines().any(|line| line.starts_with(&format!("{other}.")));
            if named && !allowed.contains(&&*other) {
                complaints.push(format!("sim/{room}/Cargo.toml: depends on `{other}`"));
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn every_file_says_what_lives_in_it() {
    let tree = tree();
    let headless = tree.iter().filter(|(_, text)| !text.starts_with("//!"));
    assert_none(&headless.map(|(path, _)| format!("{path}: no `//!` head")).collect::<Vec<_>>());
}

#[test]
fn files_lines_and_functions_keep_their_sizes() {
    let mut complaints = Vec::new();
    for (path, text) in tree() {
        let lines = text.lines().count();
        if lines > FILE_LINES_MAX && !path.ends_with("tests.rs") {
            complaints.push(format!("{path}: {lines} lines"));
        }
        let mut function = None;
        for (at, line) in text.lines().enumerate() {
            // A row of a table stays on one line.
            let row = line.ends_with(';') && line.contains([',', '"']) && !line.contains('(');
            if line.chars().count() > LINE_CHARS_MAX && !row {
                complaints.push(format!("{path}:{}: too long", at + 1));
            }
            let code = line.trim_start();
            let indent = line.len() - code.len();
            let head = code.strip_prefix("pub ").unwrap_or(code);
            if head.starts_with("fn ") || head.starts_with("const fn ") {
                function = Some((at, indent));
            } else if let Some((start, depth)) = function
                && code == "}"
                && indent == depth
            {
                if at - start + 1 > FUNCTION_LINES_MAX {
                    complaints.push(format!("{path}:{}: {} lines", start + 1, at - start + 1));
                }
                function = None;
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn no_file_is_dead() {
    let tree = tree();
    let mut complaints = Vec::new();
    for (path, _) in &tree {
        let path = Path::new(path);
        let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a plain name");
        let folder = path.parent().expect("a folder");
        if ["lib", "main", "build"].contains(&stem) || folder.ends_with("tests") {
            continue;
        }
        let (module, home) = match stem {
            "mod" => (folder.file_name().expect("named").to_str().expect("plain"), folder.parent()),
            _ => (stem, Some(folder)),
        };
        let home = home.expect("a folder");
        let declares = |(other, text): &(String, String)| {
            let other = Path::new(other);
            let is_head = ["lib.rs", "main.rs", "mod.rs"].iter().any(|name| other.ends_with(name));
            // Each test of a package begins with a file of its own.
            let beside = other.parent() == Some(home) && (is_head || home.ends_with("tests"));
            (beside || other == home.with_extension("rs"))
                && text.lines().any(|line| line.trim().ends_with(&format!("mod {module};")))
        };
        // A bench is declared by its manifest.
        let manifest = root().join(folder).with_file_name("Cargo.toml");
        let named = format!("path = \"src/{stem}.rs\"");
        let stands_alone = fs::read_to_string(manifest).is_ok_and(|text| text.contains(&named));
        if !stands_alone && !tree.iter().any(declares) {
            complaints.push(format!("{}: no file declares it", path.display()));
        }
    }
    assert_none(&complaints);
}
