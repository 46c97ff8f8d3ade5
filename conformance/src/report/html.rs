//! The page: the matrix of functions and codes as a picture, each cell leading to its cases.

use std::collections::BTreeSet;

use askama::Template;
use wire::ntms::{Function, NtmsError};

use crate::run::{Outcome, Report, Result as CaseResult};

/// A cell of the matrix.
struct Cell {
    /// How it looks: `pass`, `fail`, `skip`, `known`, `open` for a documented pair without a case,
    /// `none` where the page of the function does not name the code.
    class: &'static str,
    /// What it says when pointed at.
    title: String,
    /// Where it leads to; empty when nowhere.
    anchor: String,
}

/// A row of the matrix.
struct Row {
    function: &'static str,
    group: &'static str,
    cells: Vec<Cell>,
}

/// The cases of a pair.
struct Pair<'a> {
    anchor: String,
    function: &'static str,
    code: &'static str,
    demands: Vec<Demand<'a>>,
}

/// The cases of a requirement.
struct Demand<'a> {
    requirement: &'static str,
    source: &'static str,
    cases: Vec<&'a CaseResult>,
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    report: &'a Report,
    codes: Vec<&'static str>,
    rows: Vec<Row>,
    pairs: Vec<Pair<'a>>,
    good: bool,
}

/// The code of a call that succeeds, in the matrix the first.
const SUCCESS: &str = "ERROR_SUCCESS";

fn anchor(function: &str, code: &str) -> String {
    format!("{function}-{code}")
}

fn class(cases: &[&CaseResult]) -> &'static str {
    let any = |outcome| cases.iter().any(|case| case.outcome == outcome);
    if any(Outcome::Fail) {
        "fail"
    } else if any(Outcome::Skip) {
        "skip"
    } else if any(Outcome::Known) {
        "known"
    } else {
        "pass"
    }
}

fn row(report: &Report, function: Function, codes: &[&'static str]) -> Row {
    let cell = |code: &&'static str| {
        let of_pair = |case: &&CaseResult| case.function == function.name() && case.code == *code;
        let cases: Vec<&CaseResult> = report.cases.iter().filter(of_pair).collect();
        let documented = function.documented().iter().any(|known| known.name() == *code);
        let name = format!("{} / {code}", function.name());
        match (cases.is_empty(), documented) {
            (false, _) => Cell {
                class: class(&cases),
                title: format!("{name}: {} cases", cases.len()),
                anchor: anchor(function.name(), code),
            },
            (true, true) => {
                Cell { class: "open", title: format!("{name}: no case"), anchor: String::new() }
            }
            (true, false) => Cell { class: "none", title: name, anchor: String::new() },
        }
    };
    Row {
        function: function.name(),
        group: function.group().name(),
        cells: codes.iter().map(cell).collect(),
    }
}

/// The cases by function, code and requirement.
fn pairs(cases: &[CaseResult]) -> Vec<Pair<'_>> {
    let place = |name| Function::ALL.iter().position(|function| function.name() == name);
    let mut cases: Vec<&CaseResult> = cases.iter().collect();
    cases.sort_by_key(|case| (place(case.function), case.code));
    cases
        .chunk_by(|one, other| (one.function, one.code) == (other.function, other.code))
        .map(|cases| Pair {
            anchor: anchor(cases[0].function, cases[0].code),
            function: cases[0].function,
            code: cases[0].code,
            demands: cases
                .chunk_by(|one, other| one.requirement == other.requirement)
                .map(|cases| Demand {
                    requirement: cases[0].requirement,
                    source: cases[0].source,
                    cases: cases.to_vec(),
                })
                .collect(),
        })
        .collect()
}

/// The page as one self-contained document.
///
/// # Errors
/// When it cannot be written.
pub fn html(report: &Report) -> Result<String, String> {
    let used: BTreeSet<&str> = Function::ALL
        .iter()
        .flat_map(|function| function.documented().iter().map(|code| code.name()))
        .chain(report.cases.iter().map(|case| case.code))
        .collect();
    let all = std::iter::once(SUCCESS).chain(NtmsError::ALL.iter().map(|code| code.name()));
    let codes: Vec<&'static str> = all.filter(|code| used.contains(code)).collect();
    let rows = Function::ALL.iter().map(|function| row(report, *function, &codes)).collect();
    let pairs = pairs(&report.cases);
    let page = Page { report, codes, rows, pairs, good: report.is_good() };
    page.render().map_err(|error| error.to_string())
}
