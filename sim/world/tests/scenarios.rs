//! The scenarios of the project, and the guide to their format, are right.

use std::collections::BTreeSet;
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
    assert!(count >= 1);
}
