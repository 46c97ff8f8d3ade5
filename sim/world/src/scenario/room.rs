//! The room: limits, settings, users, computers with their services and libraries, links, pools.

use hardware::Profile;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use wire::ntms::Access;
use wire::ntms::media_type::StorageMediaType;
use wire::ntms::option::{AllocationPolicy, DeallocationPolicy};

use super::label::LabelParser;
use super::place::{At, Many, Named};
use super::value::{Size, Span};
use super::vocabulary::{Bits, Word};

/// When a run is given up.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// Simulated time; no limit when absent.
    pub time: Option<Span>,
    /// Events of the loop; no limit when absent.
    pub events: Option<u64>,
}

/// Costs, and answers to questions that the sources leave open; each default is that of the
/// service.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// Simulated time that every call costs; 50us when absent.
    pub call_cost: Option<Span>,
    /// `AllocateNtmsMedia` with time-out 0 waits for ever instead of not at all.
    pub allocate_zero_waits: bool,
    /// What becomes of a mounted medium whose session closed.
    pub left_mount: LeftMount,
    /// `GetNtmsMediaPoolName` counts the terminator in the size that it gives on success.
    pub pool_name_counts_terminator: bool,
    /// `CloseNtmsNotification` while somebody waits is refused, instead of ending the wait.
    pub close_yields_to_wait: bool,
    /// Change detection is accepted and looks at nothing, as in Windows XP and later.
    pub detection_is_idle: bool,
    /// How long finished requests are kept; 3d when absent.
    pub purge_after: Option<Span>,
    /// Code page of the A forms of functions; 1252 when absent.
    pub ansi_code_page: Option<At<u16>>,
}

/// What becomes of a mounted medium whose session closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LeftMount {
    /// A deferred dismount is queued.
    #[default]
    Released,
    /// It stays mounted.
    Held,
}

/// The groups of a user.
pub type Groups = Many<String>;

/// A computer on the network.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Computer {
    /// Where programs run that name no computer. Not needed when there is only one.
    pub this: bool,
    /// DNS name.
    pub dns: Option<At<String>>,
    /// IPv4 address.
    pub address: Option<At<String>>,
    /// Whether its network interface is up.
    pub interface: Interface,
    /// Its removable storage service.
    pub service: Service,
    /// What is cabled to it, by name. A name is used once in the whole room.
    pub libraries: Named<Library>,
    /// Formats of labels that its service knows beside those that it knows from the start, by name.
    /// They are asked in this order, before those.
    pub label_parsers: Named<LabelParser>,
    /// Who may do what with the service, its libraries and system pools; the default of the
    /// service when absent.
    pub access: Option<Vec<Entry>>,
}

/// Whether a network interface is up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Interface {
    /// It is up.
    #[default]
    Up,
    /// It is down; there is no network.
    Down,
}

/// The service of a computer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Service {
    /// What it does at the beginning.
    pub state: ServiceState,
    /// Somebody starts it at that time; only for one that does not run.
    pub start_after: Option<At<Span>>,
    /// How long a start takes before it looks at its devices.
    pub ready_after: Option<At<Span>>,
    /// Which Windows it belongs to.
    #[schemars(schema_with = "versions")]
    pub version: Version,
    /// Whether it ran before.
    pub database: Database,
    /// Sessions that may be open at once; one million when absent.
    pub sessions_max: Option<At<u32>>,
    /// Notifications that a channel keeps for its program before it breaks; 1024 when absent.
    pub notifications_max: Option<At<u32>>,
}

/// A year may be written as a number or as text.
fn versions(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": [2000, 2003, "2000", "xp", "2003"] })
}

/// What a service does at the beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceState {
    /// It runs.
    #[default]
    Running,
    /// It starts and becomes ready after `ready-after`.
    Starting,
    /// It is not started.
    Stopped,
    /// An administrator disabled it.
    Disabled,
    /// There is none.
    NotInstalled,
    /// It died.
    Crashed,
}

/// Which Windows a service belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Version {
    /// Windows 2000.
    #[serde(rename = "2000")]
    Windows2000,
    /// Windows XP.
    Xp,
    /// Windows Server 2003.
    #[default]
    #[serde(rename = "2003")]
    Server2003,
}

/// What a service knows when it starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Database {
    /// Devices, pools and media, as if it had run before.
    #[default]
    Warm,
    /// Nothing: it begins with an inventory and reads every label.
    None,
}

/// A library or stand-alone drive: a profile, and what differs from it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Library {
    /// What was bought.
    #[schemars(extend("enum" = Profile::ALL))]
    pub profile: At<String>,
    /// Storage slots.
    #[serde(default)]
    pub slots: Option<At<u16>>,
    /// Drives.
    #[serde(default)]
    pub drives: Option<At<u16>>,
    /// Places of the mail slot; 0 for none.
    #[serde(default)]
    pub port: Option<At<u16>>,
    /// Serial number of the changer, with which those of its drives begin.
    #[serde(default)]
    pub serial: Option<At<String>>,
    /// Bytes of one side of its media.
    #[serde(default)]
    pub capacity: Option<At<Size>>,
    /// How many times as long the robot takes.
    #[serde(default)]
    pub robot_factor: Option<At<f64>>,
    /// How many times as long the drives take.
    #[serde(default)]
    pub drive_factor: Option<At<f64>>,
    /// Its power comes on at the beginning, instead of having been on for long.
    #[serde(default)]
    pub cold: bool,
}

/// A line of an access list. Lines are asked in order; of each right the first that speaks of it
/// decides.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Entry {
    /// The user or group.
    pub who: At<String>,
    /// What it may do.
    #[serde(default)]
    pub may: Bits<Access>,
    /// What it may not do.
    #[serde(default)]
    pub may_not: Bits<Access>,
}

/// A link between two computers, the same in both directions.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Link {
    /// The two computers.
    pub between: (At<String>, At<String>),
    /// How long a message is on its way; 100us when absent.
    #[serde(default)]
    pub latency: Option<Span>,
    /// By how much more at most, drawn for each message.
    #[serde(default)]
    pub jitter: Option<Span>,
    /// How likely a message is lost without a word, 0 to 1.
    #[serde(default)]
    pub loss: Option<At<f64>>,
    /// Whether it carries messages.
    #[serde(default)]
    pub state: LinkState,
}

/// Whether a link carries messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkState {
    /// It does.
    #[default]
    Up,
    /// It does not, and both ends know.
    Down,
    /// Connections are refused.
    Refuse,
    /// Everything is lost without a word.
    Silent,
}

/// A pool that an application made before.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pool {
    /// Levels split by backslash; upper ones that are not listed become pools of pools.
    pub path: At<String>,
    /// Whose service knows it; this computer's when absent.
    #[serde(default)]
    pub computer: Option<At<String>>,
    /// The type of its media; a pool of pools has none.
    #[serde(default)]
    pub media_type: Option<Word<StorageMediaType>>,
    /// Where media come from.
    #[serde(default)]
    pub allocation_policy: Bits<AllocationPolicy>,
    /// Where media go.
    #[serde(default)]
    pub deallocation_policy: Bits<DeallocationPolicy>,
    /// Allocations of a side after which it is retired; 0 sets no limit.
    #[serde(default)]
    pub max_allocates: u32,
    /// Who may do what with it; as its parent when absent.
    #[serde(default)]
    pub access: Option<Vec<Entry>>,
}
