//! The help of a verb, made from the table.

use std::fmt::Write as _;

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

/// All that a verb takes.
pub(crate) fn of(verb: &Verb) -> String {
    let mut text = format!("rsm {}: {}\n\nUsage: {}\n\n", verb.name, verb.about, usage(verb));
    let mut row = |letters: &str, long: &str, meaning: &str| {
        let _ = writeln!(text, "  {letters:<15} {long:<40} {meaning}");
    };
    for switch in verb.switches {
        let words = match switch.takes {
            Takes::Word(words) if words.len() > 8 => format!(": {}", words.join(", ")),
            _ => String::new(),
        };
        row(&letters(switch), &long(switch), &format!("{}{words}", switch.meaning));
    }
    row("", "--json", "print one JSON object");
    row("", "--door PATH", "the socket of the service; RSM_DOOR when absent");
    let [first, second] = verb.example;
    let _ = write!(
        text,
        "\nSwitches begin with / or - in any case; a value follows without a blank (/t50). \
         Behind g stands a GUID,\nbehind f a name, which is case sensitive.\n\n\
         Examples:\n  {first}\n  {second}\n\n\
         Exit code: 0 done; 1 the command is wrong; else the Win32 code, 255 for one above 254. \
         The message has it in full."
    );
    text
}

/// The verbs in one line each, for the help of the program.
pub(crate) fn list() -> String {
    let line = |verb: &Verb| format!("  {:<12} {}\n", verb.name, verb.about);
    VERBS.iter().map(line).collect()
}
