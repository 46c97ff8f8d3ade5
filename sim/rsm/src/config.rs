//! What an administrator decides before the service starts, and what the sources leave open.

use wire::label::LabelParsers;
use wire::ntms::security::SecurityDescriptor;
use wire::scsi::Lun;
use wire::{Text, Ticks};

/// Which Windows the service belongs to; rights and interfaces differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// Windows 2000: the first interfaces only, and the older table of rights.
    Windows2000,
    /// Windows XP: all interfaces, and the older table of rights.
    Xp,
    /// Windows Server 2003 and later.
    #[default]
    Server2003,
}

/// A cable: one library or stand-alone drive as the service numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cable(pub u16);

/// A device at the end of a cable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The logical unit.
    pub lun: Lun,
    /// Host adapter, bus, target and logical unit as the operating system numbers them.
    pub scsi: [u16; 4],
    /// Name by which programs open the device.
    pub device_name: Text,
}

/// What is cabled to the computer: the units of one library, the changer first if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The cable.
    pub cable: Cable,
    /// Its devices.
    pub units: Vec<Unit>,
}

/// Everything that a service is started with.
#[derive(Clone, Debug)]
pub struct Config {
    /// NetBIOS name of the computer.
    pub computer: Text,
    /// Which Windows it runs.
    pub version: Version,
    /// Time of day at the beginning of the run.
    pub start: Ticks,
    /// What makes identifiers of this database differ from those of others.
    pub instance: u128,
    /// The answers to open questions.
    pub switches: Switches,
    /// What is asked for the label on a medium.
    pub label_parsers: LabelParsers,
    /// What is cabled to it.
    pub attachments: Vec<Attachment>,
    /// Security of computer, libraries and system pools; the default of the service when absent.
    pub security: Option<SecurityDescriptor>,
}

/// What a mounted medium becomes whose session closed or died.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LeftMount {
    /// A deferred dismount is queued.
    #[default]
    Released,
    /// It stays mounted until somebody with rights on the drive dismounts it.
    Held,
}

/// The questions that the sources leave open, each with the answer that holds by default. Where
/// sources disagree and nobody could want the other answer, the code that obeys says so instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switches {
    /// AllocateNtmsMedia with time-out 0 waits for media for ever, as its page says; else it does
    /// not wait, as the protocol text says.
    pub allocate_zero_waits: bool,
    /// A mount whose session closed.
    pub left_mount: LeftMount,
    /// Seconds that finished requests are kept by default (MS-RSMP 2.2.4.24).
    pub purge_seconds: u32,
    /// Sessions that may be open at once; one more is ERROR_NOT_READY.
    pub session_count_max: u32,
    /// CloseNtmsNotification while somebody waits is refused with ERROR_INVALID_HANDLE and the wait
    /// goes on; else the wait ends with ERROR_INVALID_HANDLE and the channel is closed. The page
    /// says that there is an error, and not whose.
    pub close_yields_to_wait: bool,
    /// Notifications that a channel keeps for its program. When one more comes the channel breaks:
    /// what it kept is still told, then ERROR_NO_DATA.
    pub notification_count_max: u32,
    /// Change detection is accepted and looks at nothing, as Windows XP and later do (MS-RSMP,
    /// appendix of versions); else it looks, as the pages of its functions say.
    pub detection_is_idle: bool,
}

impl Default for Switches {
    fn default() -> Switches {
        Switches {
            allocate_zero_waits: false,
            left_mount: LeftMount::Released,
            purge_seconds: 259_200,
            session_count_max: 1_000_000,
            close_yields_to_wait: false,
            notification_count_max: 1024,
            detection_is_idle: false,
        }
    }
}
