//! Fault rules: where, when, what. The first rule that speaks decides.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use hardware::{Condition, ConditionRow};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, EnumAccess, Error, VariantAccess, Visitor};
use serde::{Deserialize, de};
use wire::ntms::Function;

use super::continued::Continued;
use super::place::At;
use super::story::ObjectRef;
use super::value::Span;
use super::vocabulary::{ScsiCommand, SenseRow, Vocabulary, Word};

/// A rule.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Fault {
    /// Where it listens.
    pub at: At<Target>,
    /// When it speaks; at every occasion when absent.
    #[serde(default)]
    pub when: At<When>,
    /// What happens then.
    #[serde(rename = "do")]
    pub effect: At<Effect>,
}

/// Something that can go wrong.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// The changer of a library.
    Changer(At<String>),
    /// A drive of a library, counted from 0.
    Drive((At<String>, u32)),
    /// A medium, wherever it is.
    Medium(At<String>),
    /// The link between two computers.
    Link((At<String>, At<String>)),
    /// The database of a computer's service.
    Database(At<String>),
    /// The service of a computer.
    Service(At<String>),
    /// The memory of a computer's service: every growth is an occasion.
    Memory(At<String>),
}

impl Target {
    /// The word for what it is.
    pub const fn word(&self) -> &'static str {
        match self {
            Target::Changer(_) => "changer",
            Target::Drive(_) => "drive",
            Target::Medium(_) => "medium",
            Target::Link(_) => "link",
            Target::Database(_) => "database",
            Target::Service(_) => "service",
            Target::Memory(_) => "memory",
        }
    }
}

/// At which occasions a rule speaks. What kind of occasion it is depends on where: a device hears
/// a `command` and gives an `answer`; a link carries a `call` and its `reply`; a service takes a
/// `call`, has its changes `kept`, and gives a `reply`; a database keeps.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct When {
    /// This command arrives and is not done yet.
    pub command: Option<At<Any<ScsiCommand>>>,
    /// This command is done and its answer is on its way.
    pub answer: Option<At<Any<ScsiCommand>>>,
    /// A call of this function arrives.
    pub call: Option<At<Any<Function>>>,
    /// What a call of this function changed is kept, and its reply is still here.
    pub kept: Option<At<Any<Function>>>,
    /// The reply to this function is on its way.
    pub reply: Option<At<Any<Function>>>,
    /// Only at the n-th of these occasions, from 1.
    pub nth: Option<At<u64>>,
    /// At every n-th of these occasions.
    pub every: Option<At<u64>>,
    /// Not before this time. Without any occasion named: at this time.
    pub after: Option<Span>,
    /// Not after this time.
    pub until: Option<Span>,
    /// With this probability, 0 to 1.
    pub probability: Option<At<f64>>,
    /// So often at most.
    pub at_most: Option<u64>,
}

/// A word, or `any`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Any<T> {
    /// Every one.
    #[default]
    Any,
    /// This one.
    One(T),
}

impl<T: PartialEq> Any<T> {
    /// Whether it is meant.
    pub fn is(&self, value: &T) -> bool {
        match self {
            Any::Any => true,
            Any::One(one) => one == value,
        }
    }
}

impl<'de, T: Vocabulary> Deserialize<'de> for Any<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Any<T>, D::Error> {
        struct Known<T>(std::marker::PhantomData<T>);

        impl<T: Vocabulary> Visitor<'_> for Known<T> {
            type Value = Any<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a {} or `any`", T::WHAT)
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Any<T>, E> {
                match word {
                    "any" => Ok(Any::Any),
                    word => T::of_word(word)
                        .map(Any::One)
                        .ok_or_else(|| E::unknown_variant(word, T::words())),
                }
            }
        }

        deserializer.deserialize_str(Known(std::marker::PhantomData))
    }
}

impl<T: Vocabulary> JsonSchema for Any<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("any {}", T::WHAT).replace(' ', "-").into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let word = generator.subschema_for::<Word<T>>();
        json_schema!({ "anyOf": [{ "const": "any" }, word] })
    }
}

/// What happens: a condition by its name, for as long as `for` says, or one of the others.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A condition of the hardware begins; the model answers.
    Condition {
        /// Which one.
        condition: Condition,
        /// How long until it ends by itself; until somebody ends it when absent.
        lasts: Option<Span>,
    },
    /// Anything else.
    Other(OtherEffect),
}

macro_rules! other_effects {
    ($(
        $(#[doc = $doc:literal])*
        $word:literal [$($of:ident)*] $variant:ident $(($type:ty))?,
    )*) => {
        /// What happens and is no condition of the hardware.
        #[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
        pub enum OtherEffect {
            $($(#[doc = $doc])* #[serde(rename = $word)] $variant $(($type))?,)*
        }

        impl OtherEffect {
            /// The word for it.
            pub const fn word(&self) -> &'static str {
                match self { $(OtherEffect::$variant { .. } => $word,)* }
            }
        }

        /// What each effect that is no condition can happen to.
        const HAPPENS_TO: &[(&str, &[&str])] = &[$(($word, &[$(stringify!($of),)*]),)*];

        impl Effect {
            /// The words of effects that are no conditions.
            pub const OTHERS: &[&str] = &[$($word,)*];
        }
    };
}

other_effects! {
    /// A message or an answer is lost.
    "drop" [link changer drive medium] Drop,
    /// A message or an answer comes so much later.
    "delay" [link changer drive medium service] Delay(Span),
    /// A message arrives twice.
    "duplicate" [link] Duplicate,
    /// A connection is refused.
    "refuse" [link] Refuse,
    /// A connection is reset.
    "reset" [link] Reset,
    /// A device answers with this sense, whatever its state; marked as forged in traces.
    "forged" [changer drive medium] Forged(Word<SenseRow>),
    /// A device or a service does nothing for a while.
    "hang" [changer drive medium service] Hang(Lasting),
    /// A library is switched off and on.
    "power-cycle" [changer drive medium] PowerCycle,
    /// A service dies.
    "crash" [service database] Crash(Crash),
    /// A service is stopped.
    "stop" [service] Stop,
    /// A service is too busy to take the call.
    "busy" [service] Busy,
    /// A service denies access.
    "deny" [service] Deny,
    /// A database cannot keep anything.
    "fail" [database] Fail(Lasting),
    /// A database has no room.
    "full" [database] Full(Lasting),
    /// Another program has the copy of a database open.
    "hold-export" [database] HoldExport(Lasting),
    /// A database loses the last rows that it kept, and its service dies.
    "lose-suffix" [database] LoseSuffix(LoseSuffix),
    /// A database loses the row of an object.
    "lose-row" [database] LoseRow(ObjectRef),
    /// There is no memory.
    "out-of-memory" [memory] OutOfMemory,
}

impl Effect {
    /// The words of the effects that can happen to something of this kind, as [`Target::word`]
    /// calls it.
    pub fn of(kind: &str) -> Vec<&'static str> {
        let is_of = |row: &&ConditionRow| match kind {
            "changer" => row.of.changer,
            "drive" => row.of.drive,
            "medium" => row.of.cartridge,
            _ => false,
        };
        let conditions = Condition::TABLE.iter().filter(is_of).map(|row| row.name);
        let others = HAPPENS_TO.iter().filter(|(_, kinds)| kinds.contains(&kind));
        conditions.chain(others.map(|(word, _)| *word)).collect()
    }

    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Effect::Condition { condition, .. } => condition.row().name,
            Effect::Other(other) => other.word(),
        }
    }
}

/// How long something lasts.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Lasting {
    /// How long; for good when absent.
    #[serde(rename = "for")]
    pub lasts: Option<Span>,
}

/// The death of a service.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Crash {
    /// When it is started again; never when absent.
    pub restart_after: Option<Span>,
}

/// The loss of rows.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LoseSuffix {
    /// How many.
    pub rows: At<u32>,
    /// When the service is started again; never when absent.
    #[serde(default)]
    pub restart_after: Option<Span>,
}

static WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| [Condition::words(), Effect::OTHERS].concat());

impl<'de> Deserialize<'de> for Effect {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Effect, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Effect;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a condition or another effect")
            }

            fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Effect, A::Error> {
                let (word, rest) = data.variant::<String>()?;
                match Condition::named(&word) {
                    Some(condition) => {
                        let Lasting { lasts } = rest.newtype_variant()?;
                        Ok(Effect::Condition { condition, lasts })
                    }
                    None if !Effect::OTHERS.contains(&word.as_str()) => {
                        Err(A::Error::unknown_variant(&word, &WORDS))
                    }
                    None => OtherEffect::deserialize(Continued { word, rest }).map(Effect::Other),
                }
            }
        }

        deserializer.deserialize_enum("Effect", &WORDS, Either)
    }
}

impl JsonSchema for Effect {
    fn schema_name() -> Cow<'static, str> {
        "Effect".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let other = generator.subschema_for::<OtherEffect>();
        let lasting = generator.subschema_for::<Lasting>();
        let word = generator.subschema_for::<Word<Condition>>();
        json_schema!({ "anyOf": [other, word, { "enum": Effect::OTHERS }, {
            "type": "object",
            "propertyNames": word,
            "additionalProperties": lasting,
            "minProperties": 1,
            "maxProperties": 1,
        }] })
    }
}
