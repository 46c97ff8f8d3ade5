//! README.md and the help of `rsm` name the same commands and options: none is missing on the page,
//! and the page has none that is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// Options by the words of a command, each as the page writes it: `--seed N`, `-q --quiet`.
type Commands = BTreeMap<String, BTreeSet<String>>;

fn readme() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    std::fs::read_to_string(page).expect("a readable page")
}

fn help(command: &str) -> String {
    let mut rsm = Command::new(env!("CARGO_BIN_EXE_rsm"));
    let output = rsm.args(command.split_whitespace()).arg("--help").output().expect("it runs");
    assert!(output.status.success(), "{command}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The first words of the indented lines below a line that ends with a colon.
fn listed<'a>(help: &'a str, title: &str) -> Vec<&'a str> {
    let lines = help.lines().skip_while(|line| *line != title).skip(1);
    let lines = lines.take_while(|line| line.starts_with("  "));
    lines.filter_map(|line| line.split_whitespace().next()).collect()
}

/// The option that a line of a help begins with.
fn option(line: &str) -> Option<String> {
    let line = line.strip_prefix("  ")?.trim_start();
    // With a blank behind it, it is one of an argument's values.
    let is_option = line.starts_with('-') && !line.starts_with("- ");
    let form = is_option.then(|| line.split("  ").next().unwrap_or(line))?;
    Some(form.replace(", ", " ").replace(['<', '>'], ""))
}

fn commands() -> Commands {
    let mut found = Commands::new();
    let mut open = vec![String::new()];
    while let Some(command) = open.pop() {
        let help = help(&command);
        let below = listed(&help, "Commands:");
        let mut options: BTreeSet<String> = help.lines().filter_map(option).collect();
        if !command.is_empty() {
            assert!(options.remove("-h --help"), "{command}");
        }
        for word in below.iter().filter(|word| **word != "help") {
            open.push(format!("{command} {word}").trim_start().to_owned());
        }
        if command.is_empty() {
            found.insert("help".to_owned(), BTreeSet::new());
        }
        if below.is_empty() || command.is_empty() {
            found.insert(command, options);
        }
    }
    found
}

/// The verbs of the Windows tool, with the letters and long names of their switches.
fn verbs() -> Commands {
    let help_of_all = help("");
    let title = "The verbs of the Windows tool, against a service:";
    let switches = |verb: &&str| {
        let help = help(verb);
        let rows = help.lines().filter(|line| line.starts_with(" /"));
        let row = |line: &str| {
            let (letters, rest) = line.trim_start().split_once(' ').expect("a long name");
            let (long, meaning) = rest.trim_start().split_once(' ').expect("a meaning");
            let (long, id) = match long.strip_suffix(',') {
                Some(long) => (long, "[-id]"),
                None => (long, ""),
            };
            let is_pair = meaning.trim_start().starts_with(&format!("{long}-id "));
            assert_eq!(is_pair, !id.is_empty(), "{verb}: {line}");
            format!("{} {long}{id}", letters.replace('|', ","))
        };
        ((*verb).to_owned(), rows.map(row).collect())
    };
    listed(&help_of_all, title).iter().map(switches).collect()
}

/// What stands between backquotes.
fn spans(text: &str) -> impl Iterator<Item = String> {
    text.split('`').skip(1).step_by(2).map(|span| span.replace("\\|", "|"))
}

/// The words that a command begins with: `rsm fault add RULES` is `fault add`.
fn words(span: &str) -> Option<String> {
    let rest = span.strip_prefix("rsm")?;
    let is_word = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase());
    let words: Vec<&str> = rest.split(' ').filter(|w| !w.is_empty()).take_while(is_word).collect();
    Some(words.join(" "))
}

/// The rows of the page's tables whose first cell is a command, with the options in the second.
fn rows(page: &str) -> Commands {
    let mut found = Commands::new();
    for line in page.lines().filter(|line| line.starts_with("| `rsm")) {
        let (first, second) = line[2..].split_once(" | ").expect("two cells");
        let options = spans(second).filter(|span| span.starts_with(['-', '/']) && span != "-");
        let options: BTreeSet<String> = options.collect();
        for command in spans(first) {
            let command = words(&command).expect("a command");
            assert!(found.insert(command.clone(), options.clone()).is_none(), "twice: {command}");
        }
    }
    found
}

#[test]
fn the_page_has_every_command_and_option_that_there_is_and_no_other() {
    let rows = rows(&readme());
    let mut there = commands();
    there.extend(verbs());
    assert!(there.len() > 25 && there["run"].contains("--seeds A..B"), "{there:?}");
    for (command, options) in &there {
        let named = rows.get(command).unwrap_or_else(|| panic!("README.md has no row `{command}`"));
        assert_eq!(named, options, "README.md and the help of `rsm {command}`");
    }
    let others: Vec<_> = rows.keys().filter(|command| !there.contains_key(*command)).collect();
    assert!(others.is_empty(), "README.md has commands that are not there: {others:?}");
}

#[test]
fn what_every_verb_has_besides_is_named() {
    let page = readme();
    for verb in verbs().keys() {
        let help = help(verb);
        let ours = help.lines().map(str::trim_start).filter(|line| line.starts_with("--"));
        for line in ours {
            let name: String = line.split("  ").next().unwrap_or(line).to_owned();
            assert!(page.contains(&format!("`{name}`")), "{verb}: {name}");
        }
    }
}

#[test]
fn every_call_on_the_page_is_one_that_there_is() {
    let page = readme();
    let (mut there, verbs) = (commands(), verbs());
    there.extend(verbs.clone());
    let mut seen = 0;
    let code = page.lines().filter(|line| !line.starts_with("| "));
    for call in code.flat_map(|line| line.split("rsm ").skip(1)) {
        let ends = [" -- ", " | ", "&&", "||", "`", ";", "#", ": "];
        let end = ends.iter().filter_map(|mark| call.find(mark)).min().unwrap_or(call.len());
        let mut words = call[..end].split_whitespace();
        let mut command = words.next().unwrap_or_default().to_owned();
        if there.keys().any(|other| other.starts_with(&format!("{command} "))) {
            command = format!("{command} {}", words.next().unwrap_or_default());
        }
        let options = there.get(&command).unwrap_or_else(|| panic!("no `rsm {command}`: {call}"));
        seen += 1;
        for word in words.filter(|word| word.starts_with("--")) {
            let of_verbs = verbs.contains_key(&command) && ["--json", "--door"].contains(&word);
            let mut forms = options.iter().flat_map(|form| form.split([' ', '[']));
            assert!(of_verbs || forms.any(|form| form == word), "rsm {command} {word}");
        }
    }
    assert!(seen > 20, "{seen}");
}
