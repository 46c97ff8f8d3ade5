//! The tours of README.md, as they are written.
//!
//! A tour is what stands below a heading `## Tour: …`. Its `sh` blocks run one after the other in
//! one `bash` that ends at the first command that fails, in an empty folder, after those of
//! `## Build` in the folder of the checkout. The `text` block behind an `sh` block is all that this
//! prints, standard error too; `…` in it stands for any text of a line, a line of it alone for any
//! lines.
//!
//! Only [`release`] makes a difference: the programs are those that were built for this test.

mod built;
mod installed;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use installed::has;

/// What a block that follows prints begins with.
const MARK: &str = "\u{1}block ";

/// The first commands of a newcomer: what a tour's build ends with, and what runs this test.
const FIRST: &str =
    "cargo run --release -- run scenarios/quickstart.yaml\ncargo test --workspace\n";

/// What is written and what stands for it here: nothing is built again as a release, and the
/// programs are in a folder of this test.
fn release(script: &str) -> String {
    let folder = programs().to_str().expect("a plain name");
    let written = ["cargo build --release\n", "$PWD/target/release:"];
    for part in written {
        assert_eq!(script.matches(part).count(), 1, "the build no longer has `{part}`");
    }
    script.replace(written[0], "").replace(written[1], &format!("{folder}:"))
}

/// A folder with all that a release leaves for a user: links to what was built for this test.
fn programs() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder for tests");
        let rsm = Path::new(env!("CARGO_BIN_EXE_rsm"));
        let preload = rsm.with_file_name("deps").join("librsm_preload.so");
        let built = [rsm.to_owned(), preload, built::folder().join("libntmsapi.so")];
        for file in built {
            let name = file.file_name().expect("a file");
            fs::hard_link(&file, folder.join(name)).expect("built");
        }
        folder
    })
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the checkout")
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("a readable page")
}

/// What stands below a heading, up to the next.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let begins = format!("\n## {heading}\n");
    let (_, rest) = page.split_once(&begins).unwrap_or_else(|| panic!("no heading `{heading}`"));
    rest.split("\n## ").next().unwrap_or(rest)
}

/// The fenced blocks: language and text.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    let fenced = text.split("```").skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').expect("a language")).collect()
}

/// The scripts of a section, each with what it prints if that is written.
fn scripts<'a>(page: &'a str, heading: &str) -> Vec<(&'a str, Option<&'a str>)> {
    let blocks = blocks(section(page, heading));
    let next = blocks.iter().skip(1).map(Some).chain([None]);
    let paired = blocks.iter().zip(next).filter(|((language, _), _)| *language == "sh");
    let printed = |next: Option<&(&str, &'a str)>| next.filter(|(l, _)| *l == "text").map(|n| n.1);
    let scripts: Vec<_> = paired.map(|((_, script), next)| (*script, printed(next))).collect();
    assert!(!scripts.is_empty(), "{heading}: no block to run");
    scripts
}

/// Whether lines are as they are written.
fn is_as_written(written: &[&str], seen: &[&str]) -> bool {
    match (written, seen) {
        ([], seen) => seen.is_empty(),
        (["…", rest @ ..], seen) => {
            (0..=seen.len()).any(|count| is_as_written(rest, &seen[count..]))
        }
        ([line, rest @ ..], [first, others @ ..]) => {
            is_line_as_written(line, first) && is_as_written(rest, others)
        }
        (_, []) => false,
    }
}

fn is_line_as_written(written: &str, seen: &str) -> bool {
    let Some((begin, rest)) = written.split_once('…') else { return written == seen };
    let Some(seen) = seen.strip_prefix(begin) else { return false };
    let ends = seen.char_indices().map(|(at, _)| at).chain([seen.len()]);
    ends.into_iter().any(|at| is_line_as_written(rest, &seen[at..]))
}

/// An empty folder outside of the checkout. It is the same each time, so that cargo does not build
/// the same program under more and more names.
fn empty_folder(name: &str) -> PathBuf {
    let of_this = env!("CARGO_TARGET_TMPDIR").replace(['/', '\\'], "-");
    let folder = std::env::temp_dir().join(format!("rsm-readme{of_this}")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for tests");
    folder
}

/// Runs a tour, unless a program that it needs is not there.
fn tour(heading: &str, needs: &[&str]) {
    if !has(needs) {
        return;
    }
    let page = readme();
    let folder = empty_folder(&heading.replace(' ', "-"));
    let tour = scripts(&page, &format!("Tour: {heading}"));
    let build = scripts(&page, "Build");
    let all: Vec<_> = build.iter().chain(&tour).collect();
    let mut script = String::from("exec 2>&1\nset -e\n");
    for (number, (block, _)) in all.iter().enumerate() {
        script.push_str(&format!("echo '{MARK}{number}'\n"));
        let block = if number == 0 { release(block) } else { (*block).to_owned() };
        script.push_str(&block);
        if number + 1 == build.len() {
            script.push_str(&format!("cd '{}'\n", folder.display()));
        }
    }
    let output = bash(&script).current_dir(root()).output().expect("bash");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut said = told.split(MARK).skip(1).map(|said| said.split_once('\n').unwrap_or_default().1);
    let count = all.len();
    for (block, written) in all {
        let Some(said) = said.next() else { break };
        let lines: Vec<&str> = said.lines().map(str::trim_end).collect();
        let Some(written) = written else { continue };
        let is_right = is_as_written(&written.lines().collect::<Vec<_>>(), &lines);
        assert!(is_right, "{heading}\n\n{block}\nis to print\n\n{written}\nand prints\n\n{said}");
    }
    assert!(output.status.success(), "{heading}: {}\n\n{told}", output.status);
    assert_eq!(told.matches(MARK).count(), count, "{heading} ends before its last block\n\n{told}");
    // Who looks for what was wrong finds it; else it is only large.
    let _ = fs::remove_dir_all(folder);
}

/// A shell in which cargo asks nobody for anything, and takes up what it has built.
fn bash(script: &str) -> Command {
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c"]).arg(script);
    bash.env("CARGO_NET_OFFLINE", "true").env("CARGO_TARGET_DIR", built::target());
    bash.env("LC_ALL", "C");
    let ours = |name: &OsStr| name.to_string_lossy().starts_with("RSM");
    std::env::vars_os().filter(|(name, _)| ours(name)).for_each(|(name, _)| {
        bash.env_remove(name);
    });
    bash
}

#[test]
fn a_rust_program_is_tested() {
    tour("test a Rust program", &[]);
}

#[test]
fn a_c_program_is_tested() {
    tour("test a C program", &["gcc", "pkg-config"]);
}

#[test]
fn a_shell_script_is_tested() {
    tour("test a shell script", &["mt", "tar"]);
}

#[test]
fn things_are_broken_on_purpose() {
    tour("break things on purpose", &["tar"]);
}

#[test]
fn ci_is_gated() {
    tour("gate CI", &["dd"]);
}

#[test]
fn every_tour_is_run_and_nothing_else_is_a_script() {
    let page = readme();
    let this = include_str!("readme.rs");
    let head = page.split("\n## ").next().unwrap_or_default();
    assert_eq!(blocks(head), [("sh", FIRST)]);
    let mut scripts = 1;
    for part in page.split("\n## ").skip(1) {
        let heading = part.lines().next().unwrap_or_default();
        let count = blocks(part).iter().filter(|(language, _)| *language == "sh").count();
        match heading.strip_prefix("Tour: ") {
            Some(name) => assert!(this.contains(&format!("tour(\"{name}\", ")), "{name}"),
            None if heading == "Build" => {}
            None => assert_eq!(count, 0, "no test runs what stands below `{heading}`"),
        }
        scripts += count;
    }
    assert_eq!(page.matches("\n```sh\n").count(), scripts, "a script that nobody sees");
}

#[test]
fn the_job_for_ci_has_only_commands_that_the_tour_runs() {
    let page = readme();
    let tour = section(&page, "Tour: gate CI");
    let run = |block: &str| -> Vec<String> { block.lines().map(str::to_owned).collect() };
    let lines: Vec<String> =
        scripts(&page, "Tour: gate CI").iter().flat_map(|s| run(s.0)).collect();
    let yaml = blocks(tour).into_iter().find(|(language, _)| *language == "yaml");
    let (_, yaml) = yaml.expect("a job");
    let steps: Vec<&str> =
        yaml.lines().filter_map(|line| line.trim_start().strip_prefix("- run: ")).collect();
    assert!(steps.len() > 2, "{yaml}");
    for step in steps {
        assert!(lines.iter().any(|line| line == step), "no test runs `{step}`");
    }
    let others = yaml.lines().filter(|line| line.contains("run:") && !line.contains("- run: "));
    assert_eq!(others.collect::<Vec<_>>(), [""; 0], "steps in another form are not looked at");
}

#[test]
fn what_is_written_is_what_must_be_seen() {
    let same = |written: &str, seen: &str| {
        is_as_written(&written.lines().collect::<Vec<_>>(), &seen.lines().collect::<Vec<_>>())
    };
    for (written, seen) in [
        ("a\n…\nc", "a\nc"),
        ("a\n…\nc", "a\nb\nb\nc"),
        ("held: …, in ….", "held: 1, in 0.1."),
        ("…", ""),
    ] {
        assert!(same(written, seen), "{written:?} {seen:?}");
    }
    for (written, seen) in [
        ("a\n…\nc", "a\nc\nd"),
        ("a", "a\nb"),
        ("a\nb", "a"),
        ("held: …", "FAILED: 1"),
        ("held: … end", "held: 1\nend"),
        ("", "a"),
    ] {
        assert!(!same(written, seen), "{written:?} {seen:?}");
    }
}
