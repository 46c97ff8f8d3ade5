//! Scenarios: the file format, version 1, as plain data that a program may also build by hand.
//!
//! A scenario arrives as text. [`Scenario::parse`] reads and checks it and finds every independent
//! mistake at once; a hand-built one goes through [`Scenario::check`]. Nothing runs here.

mod check;
mod continued;
mod error;
pub mod fault;
pub mod label;
mod left_out;
pub mod media;
mod nearest;
mod node;
pub mod person;
mod place;
mod read;
pub mod room;
mod schema;
pub mod story;
#[cfg(test)]
mod tests;
mod trouble;
pub mod value;
pub mod vocabulary;
mod yaml;

use schemars::JsonSchema;
use serde::Deserialize;

pub use error::{Diagnostic, ScenarioError};
pub use fault::Fault;
pub use media::Media;
pub use person::Person;
pub use place::{At, Many, Named, Place};
pub use room::{Computer, Link, Pool};
pub use schema::schema;
pub use story::{ObjectRef, Step, Story};
pub use value::{Bounds, Delay, Names, Size, Span, Start, Timeout};
pub use vocabulary::{Bits, Number, Word};

use room::{Groups, Limits, Settings};

/// A machine room, what is wrong with it, who is in it, and what happens there.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scenario {
    /// Version of the format: 1.
    pub version: At<u32>,
    /// What the scenario shows, for people.
    #[serde(default)]
    pub about: String,
    /// Time of day at the beginning, UTC; the first of January 2004 when absent.
    #[serde(default)]
    pub start: Start,
    /// What chance comes from.
    #[serde(default)]
    pub seed: u64,
    /// When a run is given up.
    #[serde(default)]
    pub limits: Limits,
    /// Costs, and answers to questions that the sources leave open.
    #[serde(default)]
    pub settings: Settings,
    /// Users and the groups that each belongs to.
    #[serde(default)]
    pub users: Named<Groups>,
    /// Computers by their NetBIOS names.
    #[serde(default)]
    pub computers: Named<Computer>,
    /// Links between computers that are not as by default.
    #[serde(default)]
    pub network: Vec<Link>,
    /// Cartridges and discs, what is on them, and what was known of them.
    #[serde(default)]
    pub media: Vec<Media>,
    /// Pools that applications made before.
    #[serde(default)]
    pub pools: Vec<Pool>,
    /// People, by name.
    #[serde(default)]
    pub people: Named<Person>,
    /// What goes wrong: the first rule that speaks decides.
    #[serde(default)]
    pub faults: Vec<Fault>,
    /// What happens, and what is expected.
    #[serde(default)]
    pub story: Story,
}

impl Default for Scenario {
    /// An empty room in this version of the format.
    fn default() -> Scenario {
        Scenario {
            version: At::new(Scenario::VERSION),
            about: String::new(),
            start: Start::default(),
            seed: 0,
            limits: Limits::default(),
            settings: Settings::default(),
            users: Named::default(),
            computers: Named::default(),
            network: Vec::new(),
            media: Vec::new(),
            pools: Vec::new(),
            people: Named::default(),
            faults: Vec::new(),
            story: Story::default(),
        }
    }
}

impl Scenario {
    /// The version of the format that is read here.
    pub const VERSION: u32 = 1;

    /// Reads a scenario and checks it. The name is that of the file, for messages.
    ///
    /// # Errors
    /// Every independent mistake, each with its place.
    pub fn parse(file_name: &str, text: &str) -> Result<Scenario, ScenarioError> {
        let mut tree = match yaml::tree(text) {
            Ok(tree) => tree,
            Err(wrong) => return Err(ScenarioError::new(file_name, text, vec![*wrong])),
        };
        let (mut scenario, notes) = read::read::<Scenario>(&tree);
        if scenario.is_none() && notes.wrong.len() < error::MISTAKES_MAX {
            // Without a version the rest is read as this one.
            tree.add("version", Scenario::VERSION.into());
            scenario = read::read(&tree).0;
        }
        let read::Notes { mut wrong, left_out } = notes;
        if let Some(scenario) = &scenario {
            // A name is not unknown when what declares it could not be read.
            let uncertain = |name: &String| left_out.may_declare(name);
            let more = check::check(scenario).into_iter();
            wrong.extend(more.filter(|found| !found.unless.as_ref().is_some_and(uncertain)));
        }
        match scenario {
            Some(scenario) if wrong.is_empty() => Ok(scenario),
            _ => Err(ScenarioError::new(file_name, text, wrong)),
        }
    }

    /// Reads fault rules for the world of this scenario: what stands below `faults:`, a list or a
    /// single rule. The name is that of the text, for messages.
    ///
    /// # Errors
    /// Every independent mistake, each with its place.
    pub fn faults_of(&self, name: &str, text: &str) -> Result<Vec<Fault>, ScenarioError> {
        let tree = match yaml::tree(text) {
            Ok(tree) => tree,
            Err(wrong) => return Err(ScenarioError::new(name, text, vec![*wrong])),
        };
        let (faults, read::Notes { mut wrong, .. }) = read::read::<Many<Fault>>(&tree);
        let mut with = self.clone();
        if let Some(Many(faults)) = faults {
            with.faults = faults;
            wrong.extend(check::check(&with));
        }
        match wrong.is_empty() {
            true => Ok(with.faults),
            false => Err(ScenarioError::new(name, text, wrong)),
        }
    }

    /// Checks a scenario that a program built.
    ///
    /// # Errors
    /// Every mistake; none has a place.
    pub fn check(&self) -> Result<(), ScenarioError> {
        match check::check(self) {
            wrong if wrong.is_empty() => Ok(()),
            wrong => Err(ScenarioError::new("", "", wrong)),
        }
    }

    /// The name of the computer that is meant where none is named: the one marked `this`, or else
    /// the only one.
    pub fn this_computer(&self) -> Option<&str> {
        let marked = self.computers.iter().find(|(_, computer)| computer.this);
        let only = self.computers.0.first().filter(|_| self.computers.0.len() == 1);
        let only = only.map(|(name, computer)| (name, computer));
        marked.or(only).map(|(name, _)| name.as_str())
    }
}
