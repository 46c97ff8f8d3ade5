//! People: operators that answer requests, and hands that do things at a time.

use schemars::JsonSchema;
use serde::Deserialize;
use wire::ntms::operation::OperatorCommand;

use super::fault::Target;
use super::place::{At, Many};
use super::room::{Link, LinkState};
use super::story::ObjectRef;
use super::value::{Delay, Span};
use super::vocabulary::Word;
use hardware::Condition;

/// Somebody in the room.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Person {
    /// Whose operator requests are looked at; this computer's when absent.
    pub computer: Option<At<String>>,
    /// As which user requests are answered; an administrator when absent.
    pub user: Option<At<String>>,
    /// How requests are answered: the first rule that speaks decides. A request of which no rule
    /// speaks is left alone.
    pub answers: Vec<Rule>,
    /// What is done at a time.
    pub hands: Vec<Hand>,
}

/// How an operator request is answered.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rule {
    /// Which requests; all when absent.
    #[serde(default)]
    pub when: Many<Word<OperatorCommand>>,
    /// Only requests for this medium.
    #[serde(default)]
    pub medium: Option<At<String>>,
    /// How long the person takes.
    #[serde(default)]
    pub after: At<Delay>,
    /// What the person does.
    #[serde(rename = "do")]
    pub answer: At<OperatorAnswer>,
    /// How often the rule speaks; no limit when absent.
    #[serde(default)]
    pub at_most: Option<u32>,
}

/// What a person does about a request.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OperatorAnswer {
    /// Does what is asked, and says so.
    #[default]
    Satisfy,
    /// Refuses.
    Refuse,
    /// Nothing at all.
    Ignore,
    /// Says that it is done without doing it.
    Claim,
    /// Brings this medium, whatever was asked for, and says that it is done.
    Bring(At<String>),
}

/// Something done at a time.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Hand {
    /// How long after the beginning.
    pub after: At<Delay>,
    /// What is done.
    #[serde(rename = "do")]
    pub deed: At<Deed>,
}

/// Something that hands do, to a library or to a computer.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// Opens the door of a library.
    OpenDoor(At<String>),
    /// Closes the door of a library.
    CloseDoor(At<String>),
    /// Puts a medium into the mail slot of a library, or into a stand-alone drive.
    Insert(Insertion),
    /// Takes a medium out of the mail slot of a library.
    TakeFromPort((At<String>, u32)),
    /// Takes the medium out of a stand-alone drive.
    TakeFromDrive(At<String>),
    /// Puts a medium into a slot; the door must be open.
    PutIntoSlot(Shelving),
    /// Takes a medium out of a slot; the door must be open.
    TakeFromSlot((At<String>, u32)),
    /// Sticks another label on a medium.
    Relabel(Relabelling),
    /// A condition begins.
    Begin(Beginning),
    /// A condition ends.
    End(Ending),
    /// Frees the robot of a library.
    ClearJam(At<String>),
    /// Switches a library off and on.
    PowerCycle(At<String>),
    /// Starts the service of a computer.
    StartService(At<String>),
    /// Stops the service of a computer.
    StopService(At<String>),
    /// Kills the service of a computer.
    CrashService(At<String>),
    /// Disables the service of a computer.
    DisableService(At<String>),
    /// Disables a library, a drive, a medium or a side at the console of its service.
    Disable(ObjectRef),
    /// Enables it again.
    Enable(ObjectRef),
    /// Unplugs a computer from the network.
    Unplug(At<String>),
    /// Plugs a computer in again.
    Plug(At<String>),
    /// Changes a link.
    Link(Link),
}

impl Deed {
    /// A link gets another state and is as by default in all else.
    pub fn link(one: &str, other: &str, state: LinkState) -> Deed {
        let between = (At::from(one), At::from(other));
        Deed::Link(Link { between, state, ..Link::default() })
    }
}

/// A medium on its way into a library.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Insertion {
    /// The medium; it must be on a shelf.
    pub medium: At<String>,
    /// The library or stand-alone drive.
    pub library: At<String>,
}

/// A medium on its way into a slot.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Shelving {
    /// The medium; it must be on a shelf.
    pub medium: At<String>,
    /// Library and slot.
    pub slot: (At<String>, u32),
}

/// Another label for a medium.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Relabelling {
    /// The medium.
    pub medium: At<String>,
    /// What it says; the label is torn off when absent.
    #[serde(default)]
    pub reads: Option<String>,
}

/// A condition begins.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Beginning {
    /// Which one.
    pub condition: At<Word<Condition>>,
    /// Of what.
    pub of: At<Target>,
    /// How long until it ends by itself; until it is ended when absent.
    #[serde(default, rename = "for")]
    pub lasts: Option<Span>,
}

/// A condition ends.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Ending {
    /// Which one.
    pub condition: At<Word<Condition>>,
    /// Of what.
    pub of: At<Target>,
}
