//! Members of what the API tells of objects: one table of their names in a scenario, what kind of
//! value each has, and how to look at it and change it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use wire::ntms::ObjectType;
use wire::ntms::info::*;
use wire::ntms::media_type::{DeviceType, StorageMediaType};
use wire::ntms::object::{LibraryType, PoolType, ReadWriteCharacteristics};
use wire::ntms::operation::{InventoryMethod, LibraryOperation, OperatorCommand};
use wire::ntms::option::{
    AllocationPolicy, DeallocationPolicy, LibRequestFlags, LibraryFlags, MediaPoolPolicy,
    OpRequestFlags,
};
use wire::ntms::state::{
    BarCodeState, DoorState, DriveState, LibraryRequestState, MediaState, OperationalState,
    OperatorRequestState, PortContent, PortPosition, SideState, SlotState,
};
use wire::{Guid, Text, Ticks};

use super::super::continued::one_word;
use super::super::place::At;
use super::super::vocabulary::{Numbers, Vocabulary, Word};
use super::object::{MediumRef, ObjectRef, Selector};

/// Members of an object and what they are or shall be, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Members(pub Vec<(At<String>, At<MemberValue>)>);

/// What a member is or shall be, as a scenario writes it; its kind decides what is meant.
#[derive(Clone, Debug, PartialEq)]
pub enum MemberValue {
    /// Text, a word, or the name of an object.
    Text(String),
    /// A number.
    Number(u64),
    /// Yes or no.
    Bool(bool),
    /// Several words.
    Words(Vec<String>),
    /// An object by what it is.
    Object(Selector),
}

impl MemberValue {
    /// What is written, as far as it is one word.
    pub fn said(&self) -> String {
        match self {
            MemberValue::Text(text) => text.clone(),
            MemberValue::Number(number) => number.to_string(),
            MemberValue::Bool(yes) => yes.to_string(),
            MemberValue::Words(words) => words.join(", "),
            MemberValue::Object(_) => String::new(),
        }
    }
}

/// What kind of value a member has.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Bool,
    /// A point of time.
    Time,
    /// Bytes, two digits for each.
    Bytes,
    /// One of these words.
    Word {
        /// All of them.
        words: fn() -> &'static [&'static str],
        /// The number of one.
        number: fn(&str) -> Option<u32>,
    },
    /// Several of these words.
    Flags {
        /// All of them.
        words: fn() -> &'static [&'static str],
        /// The bit of one.
        number: fn(&str) -> Option<u32>,
    },
    /// The identifier of an object of a type, or of any.
    Object(Option<ObjectType>),
}

/// The value of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actual {
    /// Text.
    Text(Text),
    /// A number, or what stands for one.
    Number(u64),
    /// Yes or no.
    Bool(bool),
    /// A point of time.
    Time(Ticks),
    /// Bytes.
    Bytes(Box<[u8]>),
    /// An identifier.
    Id(Guid),
}

/// A member.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name in a scenario.
    pub name: &'static str,
    /// What kind of value it has.
    pub kind: Kind,
    /// Its value, if the object is of its type.
    pub get: fn(&ObjectInformation) -> Option<Actual>,
    /// Changes it, if the object is of its type and the value of its kind.
    pub set: fn(&mut ObjectInformation, &Actual) -> Option<()>,
}

/// A type that members have.
trait Value: Sized {
    const KIND: Kind;

    fn get(&self) -> Actual;
    fn of(value: &Actual) -> Option<Self>;
}

macro_rules! values {
    ($($type:ty, $kind:expr, $variant:ident, |$value:ident| $get:expr, $of:expr;)*) => {$(
        impl Value for $type {
            const KIND: Kind = $kind;

            fn get(&self) -> Actual {
                let $value = self;
                Actual::$variant($get)
            }

            fn of(value: &Actual) -> Option<$type> {
                match value {
                    Actual::$variant($value) => ($of)($value),
                    _ => None,
                }
            }
        }
    )*};
}

values! {
    Text, Kind::Text, Text, |value| value.clone(), |value: &Text| Some(value.clone());
    bool, Kind::Bool, Bool, |value| *value, |value: &bool| Some(*value);
    Ticks, Kind::Time, Time, |value| *value, |value: &Ticks| Some(*value);
    Guid, Kind::Object(None), Id, |value| *value, |value: &Guid| Some(*value);
    Box<[u8]>, Kind::Bytes, Bytes, |value| value.clone(), |value: &Box<[u8]>| Some(value.clone());
    u16, Kind::Number, Number, |value| u64::from(*value), |value: &u64| u16::try_from(*value).ok();
    u32, Kind::Number, Number, |value| u64::from(*value), |value: &u64| u32::try_from(*value).ok();
    u64, Kind::Number, Number, |value| *value, |value: &u64| Some(*value);
}

fn number_of<T: Numbers>(word: &str) -> Option<u32> {
    T::of_word(word).map(T::number)
}

macro_rules! word_values {
    ($kind:ident: $($type:ident $from:ident,)*) => {$(
        impl Value for $type {
            const KIND: Kind = Kind::$kind {
                words: <$type as Vocabulary>::words,
                number: number_of::<$type>,
            };

            fn get(&self) -> Actual {
                Actual::Number(self.number().into())
            }

            fn of(value: &Actual) -> Option<$type> {
                match value {
                    Actual::Number(number) => $type::$from(u32::try_from(*number).ok()?),
                    _ => None,
                }
            }
        }
    )*};
}

word_values! { Word:
    BarCodeState from_value, DeviceType from_value, DoorState from_value, DriveState from_value,
    InventoryMethod from_value, LibraryOperation from_value, LibraryRequestState from_value,
    LibraryType from_value, MediaState from_value, ObjectType from_value,
    OperationalState from_value, OperatorCommand from_value, OperatorRequestState from_value,
    PoolType from_value, PortContent from_value, PortPosition from_value,
    ReadWriteCharacteristics from_value, SideState from_value, SlotState from_value,
    StorageMediaType from_value,
}

word_values! { Flags:
    AllocationPolicy from_bits, DeallocationPolicy from_bits, LibRequestFlags from_bits,
    LibraryFlags from_bits, MediaPoolPolicy from_bits, OpRequestFlags from_bits,
}

/// The kind of value that a field has.
const fn kind_of<I, V: Value>(_: fn(&I) -> &V) -> Kind {
    V::KIND
}

macro_rules! members {
    ($($object:ident $info:ident {
        $($name:literal $field:ident $(of $of:ident)?,)*
    })*) => {
        /// The types of objects that have members of their own.
        pub(in crate::scenario) const TYPES: &[ObjectType] = &[$(ObjectType::$object,)*];

        /// The members that objects of a type have of their own.
        const fn own(object_type: ObjectType) -> &'static [Member] {
            match object_type {
                $(ObjectType::$object => const { &[$(Member {
                    name: $name,
                    kind: members!(@kind $info $field $($of)?),
                    get: |object| match &object.info {
                        Info::$object(info) => Some(info.$field.get()),
                        _ => None,
                    },
                    set: |object, value| match &mut object.info {
                        Info::$object(info) => Value::of(value).map(|value| info.$field = value),
                        _ => None,
                    },
                },)*] },)*
                _ => &[],
            }
        }
    };
    (@kind $info:ident $field:ident $of:ident) => { Kind::Object(Some(ObjectType::$of)) };
    (@kind $info:ident $field:ident) => { kind_of(|info: &$info| &info.$field) };
}

members! {
    Drive DriveInformation {
        "number" number,
        "state" state,
        "drive-type" drive_type of DriveType,
        "device-name" device_name,
        "serial-number" serial_number,
        "revision" revision,
        "scsi-port" scsi_port,
        "scsi-bus" scsi_bus,
        "scsi-target" scsi_target,
        "scsi-lun" scsi_lun,
        "mount-count" mount_count,
        "last-cleaned" last_cleaned,
        "side" saved_partition_id of Partition,
        "library" library of Library,
        "defer-dismount-delay" defer_dismount_delay,
    }
    DriveType DriveTypeInformation {
        "vendor" vendor,
        "product" product,
        "device-type" device_type,
    }
    Library LibraryInformation {
        "type" library_type,
        "cleaner-slot" cleaner_slot of StorageSlot,
        "cleaner-slot-default" cleaner_slot_default of StorageSlot,
        "supports-drive-cleaning" library_supports_drive_cleaning,
        "bar-code-reader" bar_code_reader_installed,
        "inventory-method" inventory_method,
        "cleaner-uses-remaining" cleaner_uses_remaining,
        "first-drive-number" first_drive_number,
        "drives" number_of_drives,
        "first-slot-number" first_slot_number,
        "slots" number_of_slots,
        "first-door-number" first_door_number,
        "doors" number_of_doors,
        "first-port-number" first_port_number,
        "ports" number_of_ports,
        "first-changer-number" first_changer_number,
        "changers" number_of_changers,
        "media" number_of_media,
        "media-types" number_of_media_types,
        "requests" number_of_library_requests,
        "auto-recovery" auto_recovery,
        "flags" flags,
    }
    Changer ChangerInformation {
        "number" number,
        "changer-type" changer_type of ChangerType,
        "serial-number" serial_number,
        "revision" revision,
        "device-name" device_name,
        "scsi-port" scsi_port,
        "scsi-bus" scsi_bus,
        "scsi-target" scsi_target,
        "scsi-lun" scsi_lun,
        "library" library of Library,
    }
    ChangerType ChangerTypeInformation {
        "vendor" vendor,
        "product" product,
        "device-type" device_type,
    }
    StorageSlot StorageSlotInformation {
        "number" number,
        "state" state,
        "library" library of Library,
    }
    IeDoor IeDoorInformation {
        "number" number,
        "state" state,
        "max-open-seconds" max_open_secs,
        "library" library of Library,
    }
    IePort IePortInformation {
        "number" number,
        "content" content,
        "position" position,
        "max-extend-seconds" max_extend_secs,
        "library" library of Library,
    }
    PhysicalMedia PhysicalMediaInformation {
        "library" current_library of Library,
        "pool" media_pool of MediaPool,
        "location" location,
        "location-type" location_type,
        "media-type" media_type of MediaType,
        "home-slot" home_slot of StorageSlot,
        "bar-code" bar_code,
        "bar-code-state" bar_code_state,
        "sequence-number" sequence_number,
        "state" media_state,
        "sides" number_of_partitions,
        "media-type-code" media_type_code,
        "density-code" density_code,
        "mounted-side" mounted_partition of Partition,
    }
    LogicalMedia LogicalMediaInformation {
        "pool" media_pool of MediaPool,
        "sides" number_of_partitions,
    }
    Partition PartitionInformation {
        "medium" physical_media of PhysicalMedia,
        "logical" logical_media of LogicalMedia,
        "state" state,
        "side" side,
        "label-id" label_id,
        "label-type" omid_label_type,
        "label-info" omid_label_info,
        "mount-count" mount_count,
        "allocate-count" allocate_count,
        "capacity" capacity,
    }
    MediaPool MediaPoolInformation {
        "type" pool_type,
        "media-type" media_type of MediaType,
        "parent" parent of MediaPool,
        "allocation-policy" allocation_policy,
        "deallocation-policy" deallocation_policy,
        "max-allocates" max_allocates,
        "media" number_of_physical_media,
        "logical-media" number_of_logical_media,
        "pools" number_of_media_pools,
    }
    MediaType MediaTypeInformation {
        "media-type" media_type,
        "sides" number_of_sides,
        "recording" read_write_characteristics,
        "device-type" device_type,
    }
    LibRequest LibRequestInformation {
        "operation" operation_code,
        "option" operation_option,
        "state" state,
        "side" partition_id of Partition,
        "drive" drive_id of Drive,
        "medium" physical_media_id of PhysicalMedia,
        "library" library of Library,
        "slot" slot_id of StorageSlot,
        "queued" time_queued,
        "completed" time_completed,
        "application" application,
        "user" user,
        "computer" computer,
        "error-code" error_code,
        "work-item" work_item_id of LibRequest,
        "priority" priority,
    }
    OpRequest OpRequestInformation {
        "request" request,
        "submitted" submitted,
        "state" state,
        "message" message,
        "argument-1-type" argument_1_type,
        "argument-1" argument_1,
        "argument-2-type" argument_2_type,
        "argument-2" argument_2,
        "application" application,
        "user" user,
        "computer" computer,
    }
    Computer ComputerInformation {
        "lib-request-purge-time" lib_request_purge_time,
        "op-request-purge-time" op_request_purge_time,
        "lib-request-flags" lib_request_flags,
        "op-request-flags" op_request_flags,
        "media-pool-policy" media_pool_policy,
    }
}

macro_rules! common {
    ($($name:literal $field:ident,)*) => {
        /// The members that every object has.
        const COMMON: &[Member] = &[$(Member {
            name: $name,
            kind: kind_of(|object: &ObjectInformation| &object.$field),
            get: |object| Some(object.$field.get()),
            set: |object, value| Value::of(value).map(|value| object.$field = value),
        },)*];
    };
}

common! {
    "created" created,
    "modified" modified,
    "id" id,
    "enabled" enabled,
    "operational" operational,
    "name" name,
    "description" description,
}

impl Member {
    /// The members of objects of a type, and those that every object has.
    pub fn all(object_type: ObjectType) -> impl Iterator<Item = &'static Member> {
        own(object_type).iter().chain(COMMON)
    }

    /// The member of that name of objects of a type; of any type that has one when it does not
    /// show which.
    pub fn named(object_type: Option<ObjectType>, name: &str) -> Option<&'static Member> {
        let found = |object_type| Member::all(object_type).find(|member| member.name == name);
        match object_type {
            Some(object_type) => found(object_type),
            None => TYPES.iter().find_map(|object_type| found(*object_type)),
        }
    }

    /// The names of all members of all types.
    pub fn names() -> Vec<&'static str> {
        let all = TYPES.iter().flat_map(|object_type| Member::all(*object_type));
        let names: BTreeSet<&str> = all.map(|member| member.name).collect();
        names.into_iter().collect()
    }

    /// The words that it may be, if it is one of some.
    pub fn words(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Word { words, .. } | Kind::Flags { words, .. } => words(),
            _ => &[],
        }
    }

    /// What a scenario says of it, as a value to compare with or to set. Objects are looked up by
    /// whoever asks.
    ///
    /// # Errors
    /// What would have been right, when it is no value of its kind.
    pub fn read(
        &self,
        value: &MemberValue,
        find: impl FnOnce(&ObjectRef) -> Option<Guid>,
    ) -> Result<Actual, String> {
        match (self.kind, value) {
            (Kind::Text, MemberValue::Text(text)) => Ok(Actual::Text(Text::from(text.as_str()))),
            (Kind::Text, MemberValue::Number(number)) => {
                Ok(Actual::Text(Text::from(number.to_string())))
            }
            (Kind::Number | Kind::Word { .. } | Kind::Flags { .. }, MemberValue::Number(n)) => {
                Ok(Actual::Number(*n))
            }
            (Kind::Bool, MemberValue::Bool(yes)) => Ok(Actual::Bool(*yes)),
            (Kind::Bytes, MemberValue::Text(text)) => {
                bytes_of(text).map(|bytes| Actual::Bytes(bytes.into())).ok_or_else(|| self.wants())
            }
            (Kind::Time, MemberValue::Text(text)) => {
                let start: Result<super::super::value::Start, _> = text.parse();
                start.map(|start| Actual::Time(start.0)).map_err(|_| self.wants())
            }
            (Kind::Word { number, .. } | Kind::Flags { number, .. }, MemberValue::Text(word)) => {
                number(word).map(|bits| Actual::Number(bits.into())).ok_or_else(|| self.wants())
            }
            (Kind::Flags { number, .. }, MemberValue::Words(words)) => words
                .iter()
                .try_fold(0, |bits, word| number(word).map(|bit| bits | bit))
                .map(|bits| Actual::Number(bits.into()))
                .ok_or_else(|| self.wants()),
            (Kind::Object(_), _) => {
                let object = self.object(value).ok_or_else(|| self.wants())?;
                let missing = || "an object that exists".to_owned();
                find(&object).map(Actual::Id).ok_or_else(missing)
            }
            _ => Err(self.wants()),
        }
    }

    /// The object that a value names, for a member that is one: `pool: Free` is the pool of that
    /// path, `library: tower` the library, `medium: A00001L3` the medium, and so on.
    pub fn object(&self, value: &MemberValue) -> Option<ObjectRef> {
        let Kind::Object(object_type) = self.kind else { return None };
        let text = match value {
            MemberValue::Object(selector) => return Some(ObjectRef::Select(selector.clone())),
            MemberValue::Text(text) => text,
            _ => return None,
        };
        if let Ok(saved) = text.parse() {
            return Some(ObjectRef::Saved(saved));
        }
        if let Ok(id) = text.parse() {
            return Some(ObjectRef::Id(id));
        }
        let named = At::from(text.as_str());
        let selector = match (object_type, text.as_str()) {
            (_, "nothing") => Selector::Nothing,
            (Some(ObjectType::Library), "offline-library") => Selector::OfflineLibrary,
            (Some(ObjectType::Library), _) => Selector::Library(named),
            (Some(ObjectType::MediaPool), _) => Selector::Pool(named),
            (Some(ObjectType::PhysicalMedia), _) => {
                Selector::Medium(At::new(MediumRef::Name(text.clone())))
            }
            (Some(ObjectType::MediaType), _) => {
                Selector::MediaType(At::new(Word(StorageMediaType::of_word(text)?)))
            }
            _ => return None,
        };
        Some(ObjectRef::Select(selector))
    }

    /// What would be right, in words.
    pub fn wants(&self) -> String {
        match self.kind {
            Kind::Text => "text".to_owned(),
            Kind::Number => "a number".to_owned(),
            Kind::Bool => "true or false".to_owned(),
            Kind::Time => "a time of day like 2004-01-01T00:00:00Z".to_owned(),
            Kind::Bytes => "bytes, two hexadecimal digits for each".to_owned(),
            Kind::Word { words, .. } => format!("one of {}", words().join(", ")),
            Kind::Flags { words, .. } => format!("some of {}", words().join(", ")),
            Kind::Object(_) => "an object, or nothing".to_owned(),
        }
    }
}

/// Bytes from pairs of hexadecimal digits.
pub(in crate::scenario) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = (0..text.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

impl<'de> Deserialize<'de> for MemberValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<MemberValue, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = MemberValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text, a number, true or false, a list of words or an object")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<MemberValue, E> {
                Ok(MemberValue::Text(text.to_owned()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<MemberValue, E> {
                Ok(MemberValue::Number(number))
            }

            fn visit_bool<E: de::Error>(self, yes: bool) -> Result<MemberValue, E> {
                Ok(MemberValue::Bool(yes))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<MemberValue, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(MemberValue::Words)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<MemberValue, A::Error> {
                one_word(map).map(MemberValue::Object)
            }
        }

        deserializer.deserialize_any(Any)
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("members and their values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(name) = map.next_key()? {
                    members.push((name, map.next_value()?));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Entries)
    }
}

impl JsonSchema for MemberValue {
    fn schema_name() -> Cow<'static, str> {
        "MemberValue".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let selector = generator.subschema_for::<Selector>();
        let words = json_schema!({ "type": "array", "items": { "type": "string" } });
        json_schema!({ "anyOf": [
            { "type": ["string", "integer", "boolean"] }, words, selector,
        ] })
    }
}

impl JsonSchema for Members {
    fn schema_name() -> Cow<'static, str> {
        "Members".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<MemberValue>();
        let names = Member::names();
        json_schema!({
            "type": "object",
            "propertyNames": { "enum": names },
            "additionalProperties": value,
        })
    }
}
