//! The help of a verb, made from the table.

use comfy_table::{ContentArrangement, Table, presets};

use super::table::{Switch, Takes, VERBS, Verb};

/// What stands behind the letters of a switch.
pub(crate) fn placeholder(switch: &Switch) -> String {
    match switch.takes {
        Takes::Nothing => String::new(),
        Takes::Text(what) | Takes::Number(what) | Takes::Guid(what) => format!("<{what}>"),
        Takes::Object(what, _) | Takes::ObjectById(what, _) => format!("<{what}>"),
        Takes::Word(words) | Takes::Words(words) if words.len() > 8 => "<type>".to_owned(),
        Takes::Word(words) | Takes::Words(words) => format!("{{{}}}", words.join("|")),
    }
}

/// The letters of a switch, as `/l{g|f}`.
pub(crate) fn letters(switch: &Switch) -> String {
    let ending = match switch.takes {
        Takes::Object(..) => "{g|f}",
        Takes::ObjectById(..) => "g",
        _ => "",
    };
    format!("/{}{ending}", switch.letters)
}

/// Letters and value, as `/l{g|f}<logical medium>`.
pub(crate) fn form(switch: &Switch) -> String {
    letters(switch) + &placeholder(switch)
}

/// The ways to name the object.
pub(crate) fn ways(verb: &Verb) -> String {
    let named = |letters: &&str| {
        let switch = verb.switches.iter().find(|switch| switch.letters == *letters);
        switch.map(form).unwrap_or_default()
    };
    let way = |way: &&[&str]| way.iter().map(named).collect::<Vec<_>>().join(" ");
    verb.ways.iter().map(way).collect::<Vec<_>>().join(" | ")
}

fn usage(verb: &Verb) -> String {
    let mut parts = vec![format!("rsm {}", verb.name)];
    match (verb.ways.len(), verb.may_have_none) {
        (0, _) => {}
        (_, true) => parts.push(format!("[{}]", ways(verb))),
        (1, false) => parts.push(ways(verb)),
        (_, false) => parts.push(format!("{{{}}}", ways(verb))),
    }
    for switch in verb.switches {
        if verb.ways.iter().any(|way| way.contains(&switch.letters)) {
            continue;
        }
        let form = form(switch);
        parts.push(match (switch.is_needed, switch.takes) {
            (true, Takes::Words(_)) => format!("{form}..."),
            (true, _) => form,
            (false, Takes::Words(_)) => format!("[{form}]..."),
            (false, _) => format!("[{form}]"),
        });
    }
    parts.join(" ")
}

/// The long form of a switch.
fn long(switch: &Switch) -> String {
    let name = switch.long;
    match switch.takes {
        Takes::Object(..) | Takes::ObjectById(..) => format!("--{name}, --{name}-id"),
        _ => format!("--{name}"),
    }
}

/// Columns of the help, which a terminal of any usual width shows.
const WIDTH: u16 = 100;

/// Lines under one another without a frame, as wide as the help is.
fn table(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    table.add_rows(rows);
    table.trim_fmt()
}

/// All that a verb takes.
pub(crate) fn of(verb: &Verb) -> String {
    let row = |switch: &Switch| {
        let words = match switch.takes {
            Takes::Word(words) if words.len() > 8 => format!(": {}", words.join(", ")),
            _ => String::new(),
        };
        vec![letters(switch), long(switch), format!("{}{words}", switch.meaning)]
    };
    let ours = [
        ("--json", "print one JSON object"),
        ("--door PATH", "the socket of the service; RSM_DOOR when absent"),
    ];
    let ours = ours.map(|(long, meaning)| vec![String::new(), long.into(), meaning.into()]);
    let rows = table(verb.switches.iter().map(row).chain(ours));
    let usage = table([vec!["Usage:".to_owned(), usage(verb)]]);
    let [first, second] = verb.example;
    format!(
        "rsm {}: {}\n\n{usage}\n\n{rows}\n\nSwitches begin with / or - in any case; a value \
         follows without a blank (/t50). Behind g stands\na GUID, behind f a name, which is case \
         sensitive.\n\nExamples:\n  {first}\n  {second}\n\nExit code: 0 done; 1 the command is \
         wrong; else the Win32 code, 255 for one above 254. The message\nhas it in full.",
        verb.name, verb.about
    )
}

/// The verbs in one line each, for the help of the program.
pub(crate) fn list() -> String {
    let line = |verb: &Verb| format!("  {:<12} {}\n", verb.name, verb.about);
    VERBS.iter().map(line).collect()
}
