//! The scenarios of the project, and the guide to their format, are right.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use world::scenario::{Scenario, schema};

/// Where the scenarios of the project are.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.extension() {
            _ if path.is_dir() => files(&path, found),
            Some(ending) if ending == "yaml" => found.push(path),
            _ => {}
        }
    }
}

#[test]
fn every_scenario_of_the_project_is_right() {
    let mut found = Vec::new();
    files(&folder(), &mut found);
    found.sort();
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.display().to_string();
        Scenario::parse(&name, &text).unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Every key and every word that a schema lets a file write, apart from long lists of names and
/// from words of the API.
fn keys(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                found.extend(properties.keys().cloned());
            }
            if let Some(Value::String(word)) = map.get("const") {
                found.insert(word.clone());
            }
            if let Some(Value::Array(words)) = map.get("enum")
                && words.len() <= 12
            {
                let words = words.iter().filter_map(Value::as_str);
                let of_api = |word: &&str| word.starts_with(|c: char| c.is_ascii_uppercase());
                found.extend(words.filter(|word| !of_api(word)).map(str::to_owned));
            }
            map.values().for_each(|value| keys(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

#[test]
fn the_guide_tells_of_every_key() {
    let guide = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let mut found = BTreeSet::new();
    keys(&schema(), &mut found);
    assert!(found.len() > 200, "{}", found.len());
    let has = |key: &str| {
        let part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        guide.match_indices(key).any(|(at, _)| {
            !guide[..at].ends_with(part) && !guide[at + key.len()..].starts_with(part)
        })
    };
    let missing: Vec<&String> = found.iter().filter(|key| !has(key)).collect();
    assert!(missing.is_empty(), "not in scenarios/README.md: {missing:?}");
}

#[test]
fn the_guide_tells_of_every_word_for_what_goes_wrong() {
    let guide = std::fs::read_to_string(folder().join("README.md")).unwrap();
    // What a scenario says in another way has a name for lists alone.
    let words = world::fault::catalogue().into_iter().filter(|row| row.seam != "scenario");
    let words: Vec<&str> = words.map(|row| row.name).collect();
    assert!(words.len() > 30, "{words:?}");
    let is_missing = |word: &&&str| {
        let ends = ["`", ":"].map(|end| format!("`{word}{end}"));
        !ends.iter().any(|code| guide.contains(code.as_str()))
    };
    let missing: Vec<&&str> = words.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "not in scenarios/README.md: {missing:?}");
}

/// The tables of keys of the guide by their heads, and the definitions of the schema they are of;
/// the schema itself has no name.
const TABLES: &[(&str, &str)] = &[
    ("the file", ""),
    ("`limits`", "Limits"),
    ("`settings`", "Settings"),
    ("a computer", "Computer"),
    ("`service`", "Service"),
    ("a library", "Library"),
    ("a line of an access list", "Entry"),
    ("a label parser", "LabelParser"),
    ("`magic`", "Magic"),
    ("a field of a label", "Field"),
    ("a line of `network`", "Link"),
    ("a line of `pools`", "Pool"),
    ("a line of `media`", "Media"),
    ("a place of media", "MediaPlace"),
    ("a line of `contents`", "Contents"),
    ("`wear`", "Wear"),
    ("an owner in `known`", "Owned"),
    ("a record", "RecordForm"),
    ("a person", "Person"),
    ("a line of `answers`", "Rule"),
    ("a line of `hands`", "Hand"),
    ("what hands do", "Deed"),
    ("a line of `faults`", "Fault"),
    ("a place of faults", "Target"),
    ("`when`", "When"),
    ("`story`", "Story"),
    ("`leaves`", "Leaves"),
    ("an application", "Application"),
    ("`gives`", "Gives"),
    ("`retry`", "Retry"),
    ("`repeat`", "Repeat"),
    ("`for-each`", "ForEach"),
    ("`wait-until`", "WaitUntil"),
    ("an expectation of an object", "Expectation"),
    ("an expectation of a number", "CountIs"),
    ("an expectation of a tape", "TapeIs"),
];

/// Keys that a definition lets a file write beside one another or instead of one another.
fn keys_of(schema: &Value, definition: &str) -> BTreeSet<String> {
    let of = match definition {
        "" => schema,
        name => &schema["$defs"][name],
    };
    let alternatives = ["oneOf", "anyOf"].map(|word| of[word].as_array().cloned());
    let mut all: Vec<Value> = alternatives.into_iter().flatten().flatten().collect();
    all.push(of.clone());
    let properties = all.iter().filter_map(|form| form["properties"].as_object());
    properties.flat_map(|keys| keys.keys().cloned()).collect()
}

/// What stands in backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows of the tables that have such a head, by what the head says.
fn tables<'a>(guide: &'a str, head: &str) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut tables = Vec::new();
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("| ").and_then(|line| line.split(" | ").next()) else {
            continue;
        };
        if let Some(of) = first.strip_prefix(head) {
            let rows = lines.by_ref().skip(1).take_while(|line| line.starts_with('|'));
            tables.push((of, rows.collect()));
        }
    }
    tables
}

#[test]
fn the_tables_of_the_guide_have_the_keys_of_the_schema_and_no_others() {
    let guide = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let schema = schema();
    let mut tables: BTreeMap<&str, Vec<&str>> = tables(&guide, "Key of ").into_iter().collect();
    for (head, definition) in TABLES {
        let rows = tables.remove(head).unwrap_or_else(|| panic!("no table `Key of {head}`"));
        let first = rows.iter().filter_map(|row| row.split('|').nth(1));
        let told: Vec<&str> = first.flat_map(quoted).map(without_value).collect();
        let once: BTreeSet<String> = told.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(told.len(), once.len(), "a key of {head} is there twice");
        let mut known = keys_of(&schema, definition);
        // It is told in the text above the table.
        if *definition == "Expectation" {
            assert!(known.remove("time"));
        }
        assert!(!known.is_empty(), "{definition}");
        assert_eq!(once, known, "keys of {head}");
    }
    // What stands beside every action is no definition of its own.
    let beside: BTreeSet<&str> = ["as", "call-as", "expect", "gives", "takes"].into();
    let rows = tables.remove("a step").expect("a table of steps");
    let told: BTreeSet<&str> =
        rows.iter().filter_map(|row| row.split('|').nth(1)).flat_map(quoted).collect();
    assert_eq!(told, beside);
    assert!(tables.is_empty(), "tables that are compared with nothing: {:?}", tables.keys());
}

/// A key that is shown with an example of its value.
fn without_value(key: &str) -> &str {
    key.split(':').next().unwrap_or(key)
}

#[test]
fn the_last_example_of_the_guide_has_every_key_of_its_tables() {
    let guide = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let schema = schema();
    let last = guide.rsplit("```yaml\n").next().and_then(|rest| rest.split("```").next()).unwrap();
    let part = |c: char| !(c.is_alphanumeric() || c == '-');
    let shown: BTreeSet<&str> = last.split(part).collect();
    for (head, definition) in TABLES {
        for key in keys_of(&schema, definition) {
            assert!(shown.contains(key.as_str()), "no example of `{key}`, a key of {head}");
        }
    }
}

#[test]
fn the_guide_has_a_row_for_each_call_with_each_of_its_arguments() {
    let guide = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let schema = schema();
    let rows: Vec<&str> =
        tables(&guide, "Function").into_iter().flat_map(|(_, rows)| rows).collect();
    let is_call = |key: &String| key.starts_with(|first: char| first.is_ascii_uppercase());
    let calls: BTreeSet<String> = keys_of(&schema, "Step").into_iter().filter(is_call).collect();
    assert_eq!(calls.len(), 62);
    let names = |row: &&str| -> Vec<String> {
        row.split('|').nth(1).map(|cell| quoted(cell).map(str::to_owned).collect()).unwrap()
    };
    let told: BTreeSet<String> = rows.iter().flat_map(names).collect();
    assert_eq!(told, calls);
    for row in &rows {
        // What is the same as in the row above is not said twice.
        let whole = match row.contains("the same without") {
            true => rows.concat(),
            false => (*row).to_owned(),
        };
        for call in names(row) {
            for key in keys_of(&schema, &call) {
                let has = quoted(&whole).any(|part| without_value(part) == key);
                assert!(has, "{call} takes `{key}`, of which its row does not tell");
            }
        }
    }
}

#[test]
fn the_examples_of_the_guide_are_right() {
    let guide = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let mut count = 0;
    for block in guide.split("```yaml\n").skip(1) {
        let text = block.split("```").next().unwrap();
        if text.starts_with("version:") {
            count += 1;
            Scenario::parse("README.md", text).unwrap_or_else(|error| panic!("{error}"));
        }
    }
    assert_eq!(count, 2, "the first one and the last one");
}
