//! Words of closed lists: codes, states, flags, functions, conditions, commands, models. Each list
//! stands in the room that it is of; here it becomes something that a scenario can name.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::LazyLock;

use hardware::{Condition, MediumModel};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use wire::ntms::media_type::{DeviceType, StorageMediaType};
use wire::ntms::object::{LibraryType, PoolType, ReadWriteCharacteristics};
use wire::ntms::operation::{
    CreateOptions, EjectOperation, EnumerateOption, InjectOperation, InventoryMethod,
    LibraryOperation, NotificationOperation, OperatorCommand, UiOperation, UiType,
};
use wire::ntms::option::{
    AllocateOptions, AllocationPolicy, CreateMediaOptions, DeallocationPolicy, DismountOptions,
    LibRequestFlags, LibraryFlags, MediaPoolPolicy, MountOptions, OpRequestFlags,
    SecurityInformation, SessionOptions,
};
use wire::ntms::state::{
    BarCodeState, DoorState, DriveState, LibraryRequestState, MediaState, OperationalState,
    OperatorRequestState, PortContent, PortPosition, SideState, SlotState,
};
use wire::ntms::{Access, Function, NtmsError, ObjectType};
use wire::scsi::Sense;

/// A closed list of words.
pub trait Vocabulary: Copy + Sized + 'static {
    /// What its words are, for messages.
    const WHAT: &'static str;

    /// Every word that is taken.
    fn words() -> &'static [&'static str];

    /// What a word stands for.
    fn of_word(word: &str) -> Option<Self>;

    /// The word that stands for it in the first place.
    fn word(self) -> &'static str;
}

/// A closed list whose words stand for numbers of the API.
pub trait Numbers: Vocabulary {
    /// The number.
    fn number(self) -> u32;
}

/// What all words have in common up to an underscore, which need not be written.
fn common_prefix(words: &[&'static str]) -> usize {
    let Some((first, rest)) = words.split_first() else { return 0 };
    let same = |word: &&str| {
        first.bytes().zip(word.bytes()).take_while(|(one, other)| one == other).count()
    };
    let common = rest.iter().map(same).min().unwrap_or(0);
    first[..common].rfind('_').map_or(0, |at| at + 1)
}

/// The full words, and after them those without what all have in common.
fn with_short(full: Vec<&'static str>) -> Vec<&'static str> {
    let prefix = common_prefix(&full);
    let short = full.iter().filter(|_| prefix > 0).map(|word| &word[prefix..]);
    let short: Vec<&'static str> = short.collect();
    [full, short].concat()
}

macro_rules! header_enums {
    ($($type:ident $what:literal;)*) => {$(
        impl Vocabulary for $type {
            const WHAT: &'static str = $what;

            fn words() -> &'static [&'static str] {
                static WORDS: LazyLock<Vec<&'static str>> =
                    LazyLock::new(|| with_short($type::ALL.iter().map(|one| one.name()).collect()));
                &WORDS
            }

            fn of_word(word: &str) -> Option<$type> {
                let at = Self::words().iter().position(|known| *known == word);
                let short = at.map(|at| $type::ALL[at % $type::ALL.len()]);
                short.or_else(|| $type::from_name(word))
            }

            fn word(self) -> &'static str {
                self.name()
            }
        }

        impl Numbers for $type {
            fn number(self) -> u32 {
                self.value()
            }
        }
    )*};
}

header_enums! {
    BarCodeState "bar code state";
    CreateOptions "creation option";
    DeviceType "device type";
    DoorState "door state";
    DriveState "drive state";
    EjectOperation "eject operation";
    EnumerateOption "enumeration option";
    InjectOperation "inject operation";
    InventoryMethod "inventory method";
    LibraryOperation "library operation";
    LibraryRequestState "library request state";
    LibraryType "library type";
    MediaState "media state";
    ObjectType "object type";
    OperationalState "operational state";
    NotificationOperation "change of an object";
    OperatorCommand "operator request";
    OperatorRequestState "operator request state";
    PoolType "pool type";
    PortContent "port content";
    PortPosition "port position";
    ReadWriteCharacteristics "read and write characteristic";
    SideState "side state";
    SlotState "slot state";
    StorageMediaType "media type";
    UiOperation "operation on destinations";
    UiType "kind of message";
}

macro_rules! header_flags {
    ($($type:ident $what:literal;)*) => {$(
        impl Vocabulary for $type {
            const WHAT: &'static str = $what;

            fn words() -> &'static [&'static str] {
                static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
                    let names = $type::ALL.iter().map(|(_, name)| *name);
                    names.chain($type::ALIASES.iter().map(|(name, _)| *name)).collect()
                });
                &WORDS
            }

            fn of_word(word: &str) -> Option<$type> {
                $type::from_name(word)
            }

            fn word(self) -> &'static str {
                let row = $type::ALL.iter().find(|(flag, _)| *flag == self);
                row.map_or("several", |(_, name)| name)
            }
        }

        impl Numbers for $type {
            fn number(self) -> u32 {
                self.bits()
            }
        }
    )*};
}

header_flags! {
    Access "access right";
    AllocateOptions "allocation option";
    CreateMediaOptions "creation option";
    AllocationPolicy "allocation policy";
    DeallocationPolicy "deallocation policy";
    DismountOptions "dismount option";
    LibRequestFlags "library request flag";
    LibraryFlags "library flag";
    MediaPoolPolicy "media pool policy";
    MountOptions "mount option";
    OpRequestFlags "operator request flag";
    SecurityInformation "part of a security descriptor";
    SessionOptions "session option";
}

macro_rules! tables {
    ($($type:ty, $what:literal, $words:expr, $of_word:expr, $word:expr;)*) => {$(
        impl Vocabulary for $type {
            const WHAT: &'static str = $what;

            fn words() -> &'static [&'static str] {
                static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new($words);
                &WORDS
            }

            fn of_word(word: &str) -> Option<$type> {
                ($of_word)(word)
            }

            fn word(self) -> &'static str {
                ($word)(self)
            }
        }
    )*};
}

tables! {
    Condition, "condition",
        || Condition::TABLE.iter().map(|row| row.name).collect(),
        Condition::named,
        |condition: Condition| condition.row().name;
    Function, "function",
        || Function::ALL.iter().map(|function| function.name()).collect(),
        |word: &str| Function::ALL.iter().copied().find(|function| function.name() == word),
        Function::name;
    Model, "medium model",
        || MediumModel::ALL.iter().map(|model| model.name).collect(),
        |word: &str| MediumModel::named(word).map(Model),
        |model: Model| model.0.name;
    SenseRow, "sense",
        || Sense::TABLE.iter().map(|(name, ..)| *name).collect(),
        |word: &str| {
            let row = Sense::TABLE.iter().find(|row| row.0 == word);
            row.map(|row| SenseRow(row.0, row.1))
        },
        |row: SenseRow| row.0;
    End, "code",
        || {
            let errors = NtmsError::ALL.iter().map(|error| error.name());
            let senses = Sense::TABLE.iter().map(|(name, ..)| *name);
            [SUCCESS].into_iter().chain(errors).chain(senses).collect()
        },
        |word: &str| match word {
            SUCCESS => Some(End::Success),
            word => NtmsError::from_name(word)
                .map(End::Error)
                .or_else(|| SenseRow::of_word(word).map(End::Sense)),
        },
        |end: End| match end {
            End::Success => SUCCESS,
            End::Error(error) => error.name(),
            End::Sense(row) => row.0,
        };
    ScsiCommand, "SCSI command",
        || ScsiCommand::ALL.iter().map(|command| command.word()).collect(),
        |word: &str| ScsiCommand::ALL.iter().copied().find(|command| command.word() == word),
        ScsiCommand::name;
}

/// The code of a call that succeeds.
const SUCCESS: &str = "ERROR_SUCCESS";

/// A kind of medium as the shop sells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model(pub &'static MediumModel);

/// A row of the table of sense: its name there, and the sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenseRow(pub &'static str, pub Sense);

/// How a call of the API or of a drive ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// It succeeds.
    #[default]
    Success,
    /// The API refuses it.
    Error(NtmsError),
    /// The drive tells of something.
    Sense(SenseRow),
}

macro_rules! scsi_commands {
    ($($variant:ident $name:literal;)*) => {
        /// A command of the SCSI standards that devices here answer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ScsiCommand { $(#[doc = concat!($name, ".")] $variant,)* }

        impl ScsiCommand {
            /// Every command.
            pub const ALL: &[ScsiCommand] = &[$(ScsiCommand::$variant,)*];

            /// The name in the standards.
            pub const fn name(self) -> &'static str {
                match self { $(ScsiCommand::$variant => $name,)* }
            }
        }
    };
}

scsi_commands! {
    TestUnitReady "TEST UNIT READY";
    RequestSense "REQUEST SENSE";
    Inquiry "INQUIRY";
    ModeSense "MODE SENSE";
    ModeSelect "MODE SELECT";
    PreventAllow "PREVENT ALLOW MEDIUM REMOVAL";
    InitializeElementStatus "INITIALIZE ELEMENT STATUS";
    ReadElementStatus "READ ELEMENT STATUS";
    MoveMedium "MOVE MEDIUM";
    ExchangeMedium "EXCHANGE MEDIUM";
    PositionToElement "POSITION TO ELEMENT";
    OpenCloseImportExport "OPEN/CLOSE IMPORT/EXPORT ELEMENT";
    Rewind "REWIND";
    ReadBlockLimits "READ BLOCK LIMITS";
    Read "READ";
    Write "WRITE";
    WriteFilemarks "WRITE FILEMARKS";
    Space "SPACE";
    Erase "ERASE";
    LoadUnload "LOAD UNLOAD";
    Locate "LOCATE";
    ReadPosition "READ POSITION";
}

/// A word of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<T> Deref for Word<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Word<T> {
    fn from(value: T) -> Word<T> {
        Word(value)
    }
}

/// A number of the API, by its word or as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<T> {
    /// The number.
    pub number: u32,
    list: PhantomData<T>,
}

impl<T> Number<T> {
    /// The number as it is.
    pub const fn raw(number: u32) -> Number<T> {
        Number { number, list: PhantomData }
    }
}

impl<T: Numbers> From<T> for Number<T> {
    fn from(value: T) -> Number<T> {
        Number::raw(value.number())
    }
}

/// Bits of the API: a word, a list of words, or a number as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bits<T> {
    /// The bits.
    pub bits: u32,
    list: PhantomData<T>,
}

impl<T> Bits<T> {
    /// The bits as they are.
    pub const fn raw(bits: u32) -> Bits<T> {
        Bits { bits, list: PhantomData }
    }
}

impl<T> Default for Bits<T> {
    fn default() -> Bits<T> {
        Bits::raw(0)
    }
}

impl<T: Numbers> From<T> for Bits<T> {
    fn from(value: T) -> Bits<T> {
        Bits::raw(value.number())
    }
}

fn of_word<T: Vocabulary, E: de::Error>(word: &str) -> Result<T, E> {
    T::of_word(word).ok_or_else(|| E::unknown_variant(word, T::words()))
}

impl<'de, T: Vocabulary> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Word<T>, D::Error> {
        struct Known<T>(PhantomData<T>);

        impl<T: Vocabulary> Visitor<'_> for Known<T> {
            type Value = Word<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a {}", T::WHAT)
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Word<T>, E> {
                of_word(word).map(Word)
            }
        }

        deserializer.deserialize_str(Known(PhantomData))
    }
}

impl<'de, T: Numbers> Deserialize<'de> for Number<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Number<T>, D::Error> {
        struct Known<T>(PhantomData<T>);

        impl<T: Numbers> Visitor<'_> for Known<T> {
            type Value = Number<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a {} or a number", T::WHAT)
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Number<T>, E> {
                of_word::<T, E>(word).map(Number::from)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Number<T>, E> {
                let fits = u32::try_from(number);
                let fits = fits.map_err(|_| E::custom("the number does not fit into 32 bits"))?;
                Ok(Number::raw(fits))
            }
        }

        deserializer.deserialize_any(Known(PhantomData))
    }
}

impl<'de, T: Numbers> Deserialize<'de> for Bits<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bits<T>, D::Error> {
        struct Known<T>(PhantomData<T>);

        impl<'de, T: Numbers> Visitor<'de> for Known<T> {
            type Value = Bits<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a {}, a list of them or a number", T::WHAT)
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Bits<T>, E> {
                of_word::<T, E>(word).map(Bits::from)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Bits<T>, E> {
                let fits = u32::try_from(number);
                let fits = fits.map_err(|_| E::custom("the number does not fit into 32 bits"))?;
                Ok(Bits::raw(fits))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Bits<T>, A::Error> {
                let mut bits = 0;
                while let Some(Word(flag)) = seq.next_element::<Word<T>>()? {
                    bits |= flag.number();
                }
                Ok(Bits::raw(bits))
            }
        }

        deserializer.deserialize_any(Known(PhantomData))
    }
}

fn schema_of<T: Vocabulary>() -> Schema {
    json_schema!({ "description": format!("a {}", T::WHAT), "enum": T::words() })
}

fn schema_name<T: Vocabulary>(form: &str) -> Cow<'static, str> {
    format!("{form} {}", T::WHAT).replace(' ', "-").into()
}

impl<T: Vocabulary> JsonSchema for Word<T> {
    fn schema_name() -> Cow<'static, str> {
        schema_name::<T>("word")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schema_of::<T>()
    }
}

impl<T: Numbers> JsonSchema for Number<T> {
    fn schema_name() -> Cow<'static, str> {
        schema_name::<T>("number")
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let word = generator.subschema_for::<Word<T>>();
        json_schema!({ "anyOf": [word, { "type": "integer", "minimum": 0 }] })
    }
}

impl<T: Numbers> JsonSchema for Bits<T> {
    fn schema_name() -> Cow<'static, str> {
        schema_name::<T>("bits")
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let word = generator.subschema_for::<Word<T>>();
        let list = json_schema!({ "type": "array", "items": word });
        json_schema!({ "anyOf": [word, list, { "type": "integer", "minimum": 0 }] })
    }
}
