//! Sense: why a command did not simply succeed. Codes are those of the T10 assignment tables.

use core::fmt;

use serde::{Deserialize, Serialize};

/// The sense key (SPC, sense key table).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum SenseKey {
    /// 0h: nothing wrong; marks and ends are told with this key.
    NoSense = 0x0,
    /// 1h: it worked after recovery.
    RecoveredError = 0x1,
    /// 2h: the unit is not ready.
    NotReady = 0x2,
    /// 3h: the medium is at fault.
    MediumError = 0x3,
    /// 4h: the device is at fault.
    HardwareError = 0x4,
    /// 5h: the command is at fault.
    IllegalRequest = 0x5,
    /// 6h: something changed that the initiator must know.
    UnitAttention = 0x6,
    /// 7h: the medium must not be touched so.
    DataProtect = 0x7,
    /// 8h: no data here.
    BlankCheck = 0x8,
    /// 9h: vendor specific.
    VendorSpecific = 0x9,
    /// Ah: copy aborted.
    CopyAborted = 0xA,
    /// Bh: the command was aborted.
    AbortedCommand = 0xB,
    /// Dh: the medium has no room left.
    VolumeOverflow = 0xD,
    /// Eh: data differ.
    Miscompare = 0xE,
}

/// An additional sense code with its qualifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SenseCode {
    /// Additional sense code.
    pub asc: u8,
    /// Additional sense code qualifier.
    pub ascq: u8,
}

/// Sense data in the fields that initiators look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sense {
    /// The sense key.
    pub key: SenseKey,
    /// The additional code.
    pub code: SenseCode,
    /// A filemark was met.
    pub filemark: bool,
    /// End of medium, early warning or beginning of medium.
    pub end_of_medium: bool,
    /// The block had another length than asked for.
    pub incorrect_length: bool,
    /// The INFORMATION field, when valid; a residual that may be negative.
    pub information: Option<i32>,
    /// The error belongs to an earlier command (response code 71h).
    pub deferred: bool,
}

impl Sense {
    /// Sense with a key and code and nothing else.
    pub const fn new(key: SenseKey, asc: u8, ascq: u8) -> Sense {
        Sense {
            key,
            code: SenseCode { asc, ascq },
            filemark: false,
            end_of_medium: false,
            incorrect_length: false,
            information: None,
            deferred: false,
        }
    }

    /// Whether key and code are those of `other`, whatever the other fields say.
    pub fn is(&self, other: Sense) -> bool {
        self.key == other.key && self.code == other.code
    }
}

macro_rules! sense {
    ($($name:ident $key:ident $asc:literal $ascq:literal $text:literal;)*) => {
        impl Sense {
            $(#[doc = $text] pub const $name: Sense = Sense::new(SenseKey::$key, $asc, $ascq);)*

            /// Every row of the table: name, sense, text.
            pub const TABLE: &[(&str, Sense, &str)] =
                &[$((stringify!($name), Sense::$name, $text),)*];
        }
    };
}

sense! {
    // name                key            asc  ascq  text
    NO_SENSE               NoSense        0x00 0x00 "no additional sense information";
    FILEMARK               NoSense        0x00 0x01 "filemark detected";
    EARLY_WARNING          NoSense        0x00 0x02 "early warning, end of medium is near";
    BEGINNING_OF_MEDIUM    NoSense        0x00 0x04 "beginning of medium detected";
    CLEANING_REQUESTED     RecoveredError 0x00 0x17 "cleaning requested";
    SOFT_WRITE_ERROR       RecoveredError 0x0C 0x00 "write error recovered";
    SOFT_READ_ERROR        RecoveredError 0x17 0x01 "read error recovered with retries";
    NOT_READY              NotReady       0x04 0x00 "logical unit not ready";
    BECOMING_READY         NotReady       0x04 0x01 "logical unit is becoming ready";
    MANUAL_INTERVENTION    NotReady       0x04 0x03 "manual intervention required";
    OPERATION_IN_PROGRESS  NotReady       0x04 0x07 "operation in progress";
    OFFLINE                NotReady       0x04 0x12 "logical unit offline";
    DOOR_OPEN              NotReady       0x04 0x18 "door open";
    CLEANER_INSTALLED      NotReady       0x30 0x03 "cleaning cartridge installed";
    CLEANER_EXPIRED        NotReady       0x30 0x0B "cleaning cartridge expired";
    NO_MEDIUM              NotReady       0x3A 0x00 "medium not present";
    LOAD_FAILED            NotReady       0x53 0x00 "medium load or eject failed";
    HARD_WRITE_ERROR       MediumError    0x0C 0x00 "write error";
    HARD_READ_ERROR        MediumError    0x11 0x00 "unrecovered read error";
    LOCATE_FAILED          MediumError    0x14 0x00 "recorded entity not found";
    UNKNOWN_FORMAT         MediumError    0x30 0x01 "cannot read medium, unknown format";
    INCOMPATIBLE_FORMAT    MediumError    0x30 0x02 "cannot read medium, incompatible format";
    POSITION_ERROR         MediumError    0x3B 0x00 "sequential positioning error";
    WRITE_APPEND_ERROR     MediumError    0x50 0x00 "write append error";
    ERASE_FAILED           MediumError    0x51 0x00 "erase failure";
    MEDIUM_LOAD_FAILED     MediumError    0x53 0x00 "medium load failed";
    THREAD_FAILED          MediumError    0x53 0x04 "medium thread failed";
    COMMAND_TIMEOUT        HardwareError  0x08 0x01 "time-out in communication with the unit";
    ROBOT_JAM              HardwareError  0x15 0x01 "mechanical positioning error";
    PICK_FAILED            HardwareError  0x3B 0x0E "pick failed, nothing grasped";
    INTERNAL_FAILURE       HardwareError  0x44 0x00 "internal target failure";
    PLACE_FAILED           HardwareError  0x53 0x00 "medium load or eject failed";
    DRIVE_LOAD_FAILED      HardwareError  0x53 0x09 "drive load failed";
    DRIVE_UNLOAD_FAILED    HardwareError  0x53 0x0A "drive unload failed";
    EJECT_FAILED           HardwareError  0x53 0x0C "eject failed";
    PARAMETER_LIST_LENGTH  IllegalRequest 0x1A 0x00 "parameter list length error";
    INVALID_OPERATION_CODE IllegalRequest 0x20 0x00 "invalid command operation code";
    NO_SUCH_ELEMENT        IllegalRequest 0x21 0x01 "invalid element address";
    INVALID_FIELD_IN_CDB   IllegalRequest 0x24 0x00 "invalid field in the command";
    NO_SUCH_UNIT           IllegalRequest 0x25 0x00 "logical unit not supported";
    INVALID_FIELD_IN_LIST  IllegalRequest 0x26 0x00 "invalid field in the parameter list";
    WRONG_GENERATION       IllegalRequest 0x30 0x05 "cannot write medium, incompatible format";
    CLEANER_REFUSED        IllegalRequest 0x30 0x0A "cleaning request rejected";
    SEQUENCE_ERROR         IllegalRequest 0x2C 0x00 "command sequence error";
    SAVING_NOT_SUPPORTED   IllegalRequest 0x39 0x00 "saving parameters not supported";
    DESTINATION_FULL       IllegalRequest 0x3B 0x0D "medium destination element full";
    SOURCE_EMPTY           IllegalRequest 0x3B 0x0E "medium source element empty";
    MAGAZINE_NOT_ACCESSIBLE IllegalRequest 0x3B 0x11 "medium magazine not accessible";
    MAGAZINE_REMOVED       IllegalRequest 0x3B 0x12 "medium magazine removed";
    ELEMENT_DISABLED       IllegalRequest 0x3B 0x18 "element disabled";
    DRIVE_REMOVED          IllegalRequest 0x3B 0x1A "data transfer element removed";
    UNLOAD_FAILED_IN_DRIVE IllegalRequest 0x53 0x01 "unload tape failure";
    REMOVAL_PREVENTED      IllegalRequest 0x53 0x02 "medium removal prevented";
    REMOVAL_PREVENTED_DRIVE IllegalRequest 0x53 0x03 "medium removal prevented by the drive";
    MEDIUM_CHANGED         UnitAttention  0x28 0x00 "medium may have changed";
    PORT_ACCESSED          UnitAttention  0x28 0x01 "import or export element accessed";
    POWER_ON               UnitAttention  0x29 0x00 "power on or reset occurred";
    RESET                  UnitAttention  0x29 0x02 "bus reset occurred";
    UNIT_RESET             UnitAttention  0x29 0x03 "device reset occurred";
    NEXUS_LOSS             UnitAttention  0x29 0x07 "nexus loss occurred";
    MODE_CHANGED           UnitAttention  0x2A 0x01 "mode parameters changed";
    COMMANDS_CLEARED       UnitAttention  0x2F 0x00 "commands cleared by another initiator";
    MAGAZINE_OUT           UnitAttention  0x3B 0x12 "medium magazine removed";
    MAGAZINE_IN            UnitAttention  0x3B 0x13 "medium magazine inserted";
    WRITE_PROTECTED        DataProtect    0x27 0x00 "write protected";
    WORM_OVERWRITE         DataProtect    0x30 0x0C "write once medium, overwrite attempted";
    END_OF_DATA            BlankCheck     0x00 0x05 "end of data detected";
    END_OF_DATA_NOT_FOUND  BlankCheck     0x14 0x03 "end of data not found";
    ABORTED                AbortedCommand 0x00 0x00 "command aborted";
    PHYSICAL_END           VolumeOverflow 0x00 0x02 "end of medium";
}

/// Bytes of fixed-format sense data as every device here returns them.
pub const SENSE_BYTES: usize = 18;

impl SenseKey {
    /// The key with this number; Ch and Fh name none.
    pub fn from_number(number: u8) -> Option<SenseKey> {
        use SenseKey::*;
        [
            NoSense,
            RecoveredError,
            NotReady,
            MediumError,
            HardwareError,
            IllegalRequest,
            UnitAttention,
            DataProtect,
            BlankCheck,
            VendorSpecific,
            CopyAborted,
            AbortedCommand,
            VolumeOverflow,
            Miscompare,
        ]
        .into_iter()
        .find(|key| *key as u8 == number)
    }
}

impl Sense {
    /// Fixed-format sense data (SPC, fixed format sense data), 18 bytes.
    pub fn emit(&self) -> [u8; SENSE_BYTES] {
        let mut bytes = [0; SENSE_BYTES];
        bytes[0] = if self.deferred { 0x71 } else { 0x70 };
        bytes[2] = self.key as u8
            | flag(self.filemark, 0x80)
            | flag(self.end_of_medium, 0x40)
            | flag(self.incorrect_length, 0x20);
        if let Some(information) = self.information {
            bytes[0] |= 0x80;
            bytes[3..7].copy_from_slice(&information.to_be_bytes());
        }
        bytes[7] = (SENSE_BYTES - 8) as u8;
        bytes[12] = self.code.asc;
        bytes[13] = self.code.ascq;
        bytes
    }

    /// Reads fixed-format sense data; other formats and anything shorter than 14 bytes are `None`.
    pub fn parse(bytes: &[u8]) -> Option<Sense> {
        let head: &[u8; 14] = bytes.first_chunk()?;
        let deferred = match head[0] & 0x7F {
            0x70 => false,
            0x71 => true,
            _ => return None,
        };
        let information = i32::from_be_bytes([head[3], head[4], head[5], head[6]]);
        Some(Sense {
            key: SenseKey::from_number(head[2] & 0x0F)?,
            code: SenseCode { asc: head[12], ascq: head[13] },
            filemark: head[2] & 0x80 != 0,
            end_of_medium: head[2] & 0x40 != 0,
            incorrect_length: head[2] & 0x20 != 0,
            information: (head[0] & 0x80 != 0).then_some(information),
            deferred,
        })
    }
}

/// A flag bit where `on` holds.
pub(super) fn flag(on: bool, bit: u8) -> u8 {
    if on { bit } else { 0 }
}

impl fmt::Display for Sense {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SenseCode { asc, ascq } = self.code;
        write!(f, "{:02X}/{asc:02X},{ascq:02X}", self.key as u8)?;
        match Sense::TABLE.iter().find(|(_, sense, _)| sense.is(*self)) {
            Some((_, _, text)) => write!(f, " {text}"),
            None => Ok(()),
        }
    }
}
