//! Verbs on a drive. Blocks go through the driver of the computer that the drive is cabled to.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::media::{Fill, one};
use super::super::place::At;
use super::super::value::Size;
use super::object::ObjectRef;

/// A verb that needs only a drive.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OnDrive {
    /// The drive.
    pub drive: At<ObjectRef>,
}

/// Writes blocks.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Write {
    /// The drive.
    pub drive: At<ObjectRef>,
    /// How many; one when absent.
    #[serde(default = "one")]
    pub blocks: u32,
    /// Bytes of each; as long as its filling when absent.
    #[serde(default)]
    pub size: Option<At<Size>>,
    /// What is in them.
    #[serde(default)]
    pub fill: Fill,
}

/// Reads blocks. What was read must be what was written there.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Read {
    /// The drive.
    pub drive: At<ObjectRef>,
    /// How many; one when absent.
    #[serde(default = "one")]
    pub blocks: u32,
    /// Bytes that each must have; any when absent.
    #[serde(default)]
    pub size: Option<At<Size>>,
    /// What must be in them; what was written when absent.
    #[serde(default)]
    pub fill: Option<Fill>,
}

/// Writes filemarks.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Filemark {
    /// The drive.
    pub drive: At<ObjectRef>,
    /// How many; one when absent.
    #[serde(default = "one")]
    pub count: u32,
}

/// Spaces over blocks or marks, or to the end of what is recorded.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Space {
    /// The drive.
    pub drive: At<ObjectRef>,
    /// How far.
    pub over: SpaceOver,
}

/// How far a tape is spaced; backwards when negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SpaceOver {
    /// So many blocks.
    Blocks(i32),
    /// So many filemarks.
    Marks(i32),
    /// Everything that is recorded.
    Everything,
}

/// Goes to a block or mark.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Locate {
    /// The drive.
    pub drive: At<ObjectRef>,
    /// Its number: blocks and marks before it.
    pub to: u32,
}
