//! The catalogue: everything that can go wrong, what it is called, where it happens, and what a
//! program sees of it.
//!
//! Conditions of the hardware stand in the table of `hardware`, what rules can do and to what in
//! `scenario::fault`; what comes of it is said here. States of names, networks and services are no
//! rules: a scenario sets them, and hands change them.

use hardware::Condition;

use crate::scenario::fault::Effect;

/// Something that can go wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueRow {
    /// Its stable name, as scenarios write it.
    pub name: &'static str,
    /// Where it comes in: `outside`, `logical unit`, `condition` or `administration` for rules;
    /// `scenario` for what is a state of the room.
    pub seam: &'static str,
    /// What it can be of.
    pub at: String,
    /// What a program sees.
    pub effect: &'static str,
    /// Where the rule is from.
    pub reference: String,
}

/// What a rule can be about, in the words of scenarios.
const KINDS: [&str; 7] = ["link", "changer", "drive", "medium", "database", "service", "memory"];

/// The order in which the catalogue is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Network,
    Service,
    Database,
    Device,
    Budget,
}

const GROUPS: [Group; 5] =
    [Group::Network, Group::Service, Group::Database, Group::Device, Group::Budget];

/// An effect that is no condition: name, seam, what a program sees, where that is from.
type Other = (&'static str, Group, &'static str, &'static str, &'static str);

/// What rules do beside conditions, in the order of [`Effect::OTHERS`].
const OTHERS: &[Other] = &[
    (
        "drop",
        Group::Network,
        "outside",
        "A message is lost: the caller gets ERROR_NOT_CONNECTED after 60 s, and a lost reply \
         has been carried out. A lost command or answer of a device is never heard of: the \
         service gives the device up after its patience, a program's verb does not end.",
        "RPC over TCP, call time-outs; SAM command loss",
    ),
    (
        "delay",
        Group::Network,
        "outside",
        "A message, a command, an answer, a call or a reply comes so much later.",
        "none",
    ),
    (
        "duplicate",
        Group::Network,
        "outside",
        "A message arrives twice; whoever gets it knows the second by its call number and does \
         nothing.",
        "RPC, call identifiers",
    ),
    (
        "refuse",
        Group::Network,
        "outside",
        "The connection is refused before the call leaves: ERROR_NOT_CONNECTED at once, nothing \
         is carried out.",
        "OpenNtmsSession",
    ),
    (
        "reset",
        Group::Network,
        "outside",
        "The connection is reset under a call or its reply: ERROR_NOT_CONNECTED at once; what \
         had arrived is carried out.",
        "OpenNtmsSession",
    ),
    (
        "forged",
        Group::Device,
        "logical unit",
        "The device answers with this sense whatever its state. A forged answer to a command \
         means that it was not done; in place of an answer, that it was.",
        "SPC, sense data",
    ),
    (
        "hang",
        Group::Device,
        "logical unit",
        "A device answers nothing for a while, motions go on. A service takes up no call until \
         it ends; work under way goes on.",
        "hardware 5, row 45",
    ),
    (
        "power-cycle",
        Group::Device,
        "logical unit",
        "The whole library is switched off and on: work under way is aborted, 06/29,00 for \
         every initiator, then 02/04,01 while it scans.",
        "hardware 5, row 38",
    ),
    (
        "crash",
        Group::Service,
        "administration",
        "The service dies: every call in it, and every later one of its sessions, gets \
         ERROR_NOT_CONNECTED. At a database the record that spoke is lost with it, after `kept` \
         it is not.",
        "OpenNtmsSession",
    ),
    (
        "stop",
        Group::Service,
        "administration",
        "The service is stopped: calls in it get ERROR_NOT_CONNECTED, OpenNtmsSession gets \
         ERROR_NOT_READY until somebody starts it.",
        "OpenNtmsSession",
    ),
    (
        "busy",
        Group::Service,
        "administration",
        "The service does not take the call: ERROR_NOT_READY from OpenNtmsSession, ERROR_BUSY \
         from functions that document it, else ERROR_TIMEOUT from those that document that; other \
         functions are not touched.",
        "OpenNtmsSession; function pages",
    ),
    (
        "deny",
        Group::Service,
        "administration",
        "ERROR_ACCESS_DENIED from OpenNtmsSession and from functions that document it; other \
         functions are not touched.",
        "function pages",
    ),
    (
        "fail",
        Group::Database,
        "outside",
        "Nothing is kept: the call whose change it was gets ERROR_DATABASE_FAILURE and changed \
         nothing. When a device caused the change, the database has failed until a restart.",
        "function pages",
    ),
    (
        "full",
        Group::Database,
        "outside",
        "There is no room: as `fail`, with ERROR_DATABASE_FULL.",
        "function pages",
    ),
    (
        "hold-export",
        Group::Database,
        "outside",
        "Another program has the copy of the database open: ERROR_SHARING_VIOLATION from \
         ExportNtmsDatabase, the copy stays as it was.",
        "function pages",
    ),
    (
        "lose-suffix",
        Group::Database,
        "outside",
        "The service dies and finds its rows as they were before the last transactions, as many \
         as hold that number of rows.",
        "none",
    ),
    (
        "lose-row",
        Group::Database,
        "outside",
        "The row of an object is missing when the service starts next. Where other rows refer \
         to it the service does not come up: ERROR_NOT_CONNECTED. A pool with media in it comes \
         back as one of unknown type: ERROR_INVALID_MEDIA_POOL.",
        "none",
    ),
    (
        "out-of-memory",
        Group::Budget,
        "administration",
        "The service has no memory to serve a call: ERROR_NOT_ENOUGH_MEMORY from functions that \
         document it, nothing changed.",
        "function pages",
    ),
];

/// A state of the room: name, what it is of, what a program sees, where that is from.
type State = (&'static str, Group, &'static str, &'static str, &'static str);

const STATES: &[State] = &[
    (
        "malformed-name",
        Group::Network,
        "lpServer of OpenNtmsSession",
        "ERROR_INVALID_COMPUTERNAME before any network is tried.",
        "RFC 1123 for DNS names; NetBIOS names of 1 to 15 units",
    ),
    (
        "unknown-name",
        Group::Network,
        "lpServer of OpenNtmsSession",
        "ERROR_NOT_CONNECTED.",
        "OpenNtmsSession",
    ),
    (
        "interface-down",
        Group::Network,
        "computer, `interface: down`; hand `unplug`",
        "ERROR_NO_NETWORK from OpenNtmsSession with another computer's name; ERROR_NOT_CONNECTED \
         for everybody else, and in sessions that are open.",
        "OpenNtmsSession",
    ),
    (
        "link-down",
        Group::Network,
        "network, `state: down`; hand `link`",
        "ERROR_NOT_CONNECTED at once.",
        "OpenNtmsSession",
    ),
    (
        "link-refuse",
        Group::Network,
        "network, `state: refuse`; hand `link`",
        "ERROR_NOT_CONNECTED at once.",
        "OpenNtmsSession",
    ),
    (
        "link-silent",
        Group::Network,
        "network, `state: silent`; hand `link`",
        "Nothing comes back: ERROR_NOT_CONNECTED after 60 s.",
        "RPC over TCP, call time-outs",
    ),
    (
        "link-jitter",
        Group::Network,
        "network, `latency` and `jitter`",
        "Every message comes later by an amount that is drawn.",
        "none",
    ),
    (
        "link-loss",
        Group::Network,
        "network, `loss`",
        "Messages are lost by chance: each is as `drop`.",
        "RPC over TCP, call time-outs",
    ),
    (
        "not-installed",
        Group::Service,
        "service, `state`",
        "ERROR_NOT_CONNECTED: the class is not registered.",
        "OpenNtmsSession",
    ),
    (
        "disabled",
        Group::Service,
        "service, `state`; hand `disable-service`",
        "ERROR_NOT_CONNECTED.",
        "OpenNtmsSession",
    ),
    (
        "stopped",
        Group::Service,
        "service, `state`; hand `stop-service`",
        "ERROR_NOT_READY until somebody starts it.",
        "OpenNtmsSession",
    ),
    (
        "starting",
        Group::Service,
        "service, `state` and `ready-after`",
        "ERROR_NOT_READY until it is ready.",
        "OpenNtmsSession",
    ),
    (
        "crashed",
        Group::Service,
        "service, `state`; hand `crash-service`",
        "ERROR_NOT_CONNECTED.",
        "OpenNtmsSession",
    ),
    (
        "older-version",
        Group::Service,
        "service, `version: 2000`",
        "RPC_S_NO_INTERFACES from OpenNtmsSession on a newer computer.",
        "OpenNtmsSession; MS-RSMP, versions",
    ),
    (
        "door-open",
        Group::Device,
        "library; hands `open-door` and `close-door`",
        "Moves end with 02/04,18; after it is shut 06/28,00, and 02/04,01 while the library scans.",
        "hardware 5, row 11",
    ),
    (
        "mail-slot-full",
        Group::Device,
        "library; hand `insert`",
        "Moves to the mail slot end with 05/3B,0D.",
        "hardware 5, row 13",
    ),
    (
        "sessions-max",
        Group::Budget,
        "service, `sessions-max`",
        "ERROR_NOT_READY from OpenNtmsSession while so many sessions are open.",
        "OpenNtmsSession",
    ),
];

/// Everything that can go wrong: names and networks, services, databases, devices, budgets.
pub fn catalogue() -> Vec<CatalogueRow> {
    let mut rows = Vec::new();
    for group in GROUPS {
        let states = STATES.iter().filter(|state| state.1 == group);
        rows.extend(states.map(|(name, _, at, effect, reference)| CatalogueRow {
            name,
            seam: "scenario",
            at: (*at).to_owned(),
            effect,
            reference: (*reference).to_owned(),
        }));
        let others = OTHERS.iter().filter(|other| other.1 == group);
        rows.extend(others.map(|(name, _, seam, effect, reference)| CatalogueRow {
            name,
            seam,
            at: happens_to(name),
            effect,
            reference: (*reference).to_owned(),
        }));
        if group == Group::Device {
            rows.extend(Condition::TABLE.iter().map(|row| CatalogueRow {
                name: row.name,
                seam: "condition",
                at: happens_to(row.name),
                effect: row.text,
                reference: format!("hardware 5, row {}", row.row),
            }));
        }
    }
    rows
}

/// What an effect can happen to.
fn happens_to(effect: &str) -> String {
    let kinds: Vec<&str> =
        KINDS.into_iter().filter(|kind| Effect::of(kind).contains(&effect)).collect();
    kinds.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_catalogue_and_the_words_of_scenarios_are_the_same() {
        let names: Vec<&str> = OTHERS.iter().map(|row| row.0).collect();
        assert_eq!(names, Effect::OTHERS);
        let listed = catalogue();
        let names: BTreeSet<&str> = listed.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), listed.len(), "a name stands twice");
        assert_eq!(listed.len(), OTHERS.len() + STATES.len() + Condition::TABLE.len());
        for row in listed {
            assert!(!row.at.is_empty() && row.effect.ends_with('.'), "{}", row.name);
        }
    }
}
