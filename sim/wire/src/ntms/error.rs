//! Every code that the API documents: number, name and text in one table.
//!
//! Nine names have no published number; they take the number of the code nearest in meaning, and
//! the
//! table says so with `assumed`. A later fact changes one row here and nothing else.

use core::fmt;

macro_rules! ntms_error {
    ($(
        $variant:ident = $value:literal, $name:literal, $text:literal $(, $assumed:ident)?;
    )*) => {
        /// The answer of an API function that did not succeed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum NtmsError {
            $(#[doc = $text] $variant,)*
        }

        impl NtmsError {
            /// Every code, in the order of the table.
            pub const ALL: &[NtmsError] = &[$(NtmsError::$variant,)*];

            /// The Win32 number.
            pub const fn code(self) -> u32 {
                match self { $(NtmsError::$variant => $value,)* }
            }

            /// The name in the public headers or on the function pages.
            pub const fn name(self) -> &'static str {
                match self { $(NtmsError::$variant => $name,)* }
            }

            /// What it means, in a few words.
            pub const fn text(self) -> &'static str {
                match self { $(NtmsError::$variant => $text,)* }
            }

            /// Whether the number is ours because no header defines the name.
            pub const fn number_is_assumed(self) -> bool {
                match self { $(NtmsError::$variant => ntms_error!(@assumed $($assumed)?),)* }
            }

            /// The error of that documented name.
            pub fn from_name(name: &str) -> Option<NtmsError> {
                match name { $($name => Some(NtmsError::$variant),)* _ => None }
            }
        }
    };
    (@assumed assumed) => { true };
    (@assumed) => { false };
}

ntms_error! {
    AccessDenied = 5, "ERROR_ACCESS_DENIED", "a needed access right is missing";
    InvalidHandle = 6, "ERROR_INVALID_HANDLE", "the session handle is not valid";
    NotEnoughMemory = 8, "ERROR_NOT_ENOUGH_MEMORY", "memory is exhausted";
    BadFormat = 11, "ERROR_BAD_FORMAT", "no label library recognises the label";
    InvalidDrive = 15, "ERROR_INVALID_DRIVE", "the drive identifier names no drive";
    WriteProtect = 19, "ERROR_WRITE_PROTECT", "the medium may not be written";
    NotReady = 21, "ERROR_NOT_READY", "the service is not up yet";
    GenFailure = 31, "ERROR_GEN_FAILURE", "a device does not work";
    SharingViolation = 32, "ERROR_SHARING_VIOLATION", "the file is open elsewhere";
    InvalidParameter = 87, "ERROR_INVALID_PARAMETER", "an argument is missing or not valid";
    CallNotImplemented = 120, "ERROR_CALL_NOT_IMPLEMENTED", "the function is not implemented";
    InsufficientBuffer = 122, "ERROR_INSUFFICIENT_BUFFER", "the buffer is too small";
    InvalidName = 123, "ERROR_INVALID_NAME", "the name is malformed or too long";
    Busy = 170, "ERROR_BUSY", "the medium or drive is in use";
    AlreadyExists = 183, "ERROR_ALREADY_EXISTS", "an object of that name exists";
    NoData = 232, "ERROR_NO_DATA", "the notification channel is broken";
    IoDevice = 1117, "ERROR_IO_DEVICE", "a device reported an input or output error";
    ConnectionUnavail = 1201, "ERROR_CONNECTION_UNAVAIL", "the server can no longer be reached";
    InvalidComputername = 1210, "ERROR_INVALID_COMPUTERNAME", "the computer name is malformed";
    NoNetwork = 1222, "ERROR_NO_NETWORK", "there is no network";
    Cancelled = 1223, "ERROR_CANCELLED", "the operation was cancelled";
    NoSecurityOnObject = 1350, "ERROR_NO_SECURITY_ON_OBJECT", "this kind of object carries no security";
    Timeout = 1460, "ERROR_TIMEOUT", "the time ran out";
    RpcSNoInterfaces = 1817, "RPC_S_NO_INTERFACES", "the server offers no interface that the caller knows";
    NotConnected = 2250, "ERROR_NOT_CONNECTED", "the service cannot be reached";
    InvalidMedia = 4300, "ERROR_INVALID_MEDIA", "the identifier names no usable medium";
    InvalidLibrary = 4301, "ERROR_INVALID_LIBRARY", "the library identifier names no usable library";
    InvalidMediaPool = 4302, "ERROR_INVALID_MEDIA_POOL", "the identifier names no usable media pool";
    DriveMediaMismatch = 4303, "ERROR_DRIVE_MEDIA_MISMATCH", "drive and medium are in different libraries";
    MediaOffline = 4304, "ERROR_MEDIA_OFFLINE", "the medium is in no device";
    LibraryOffline = 4305, "ERROR_LIBRARY_OFFLINE", "the library is offline";
    Empty = 4306, "ERROR_EMPTY", "the container is empty";
    NotEmpty = 4307, "ERROR_NOT_EMPTY", "the container still holds something";
    MediaUnavailable = 4308, "ERROR_MEDIA_UNAVAILABLE", "no suitable medium could be found";
    ResourceDisabled = 4309, "ERROR_RESOURCE_DISABLED", "a needed resource is disabled";
    InvalidCleaner = 4310, "ERROR_INVALID_CLEANER", "the cartridge is no cleaner";
    UnableToClean = 4311, "ERROR_UNABLE_TO_CLEAN", "the drive could not be cleaned";
    ObjectNotFound = 4312, "ERROR_OBJECT_NOT_FOUND", "the identifier names no object";
    DatabaseFailure = 4313, "ERROR_DATABASE_FAILURE", "the database failed";
    DatabaseFull = 4314, "ERROR_DATABASE_FULL", "the database is full";
    MediaIncompatible = 4315, "ERROR_MEDIA_INCOMPATIBLE", "the media type does not fit";
    ResourceNotPresent = 4316, "ERROR_RESOURCE_NOT_PRESENT", "a needed resource is not present";
    InvalidOperation = 4317, "ERROR_INVALID_OPERATION", "the operation identifier is unknown";
    MediaNotAvailable = 4318, "ERROR_MEDIA_NOT_AVAILABLE", "the medium is not available, mostly because it is disabled";
    DeviceNotAvailable = 4319, "ERROR_DEVICE_NOT_AVAILABLE", "a needed device or resource is not available";
    RequestRefused = 4320, "ERROR_REQUEST_REFUSED", "an operator refused the request";
    InvalidDriveObject = 4321, "ERROR_INVALID_DRIVE_OBJECT", "the drive object is not valid";
    LibraryFull = 4322, "ERROR_LIBRARY_FULL", "the library has no free slot";
    MediumNotAccessible = 4323, "ERROR_MEDIUM_NOT_ACCESSIBLE", "the medium cannot be reached";
    UnableToLoadMedium = 4324, "ERROR_UNABLE_TO_LOAD_MEDIUM", "the medium could not be loaded";
    UnableToInventoryDrive = 4325, "ERROR_UNABLE_TO_INVENTORY_DRIVE", "the drive could not be inventoried";
    UnableToInventorySlot = 4326, "ERROR_UNABLE_TO_INVENTORY_SLOT", "the slot could not be inventoried";
    UnableToInventoryTransport = 4327, "ERROR_UNABLE_TO_INVENTORY_TRANSPORT", "the transport could not be inventoried";
    TransportFull = 4328, "ERROR_TRANSPORT_FULL", "the transport already holds a medium";
    ControllingIeport = 4329, "ERROR_CONTROLLING_IEPORT", "the insert and eject port does not obey";
    UnableToEjectMountedMedia = 4330, "ERROR_UNABLE_TO_EJECT_MOUNTED_MEDIA", "a mounted medium cannot be ejected";
    CleanerSlotSet = 4331, "ERROR_CLEANER_SLOT_SET", "a cleaner slot is already reserved";
    CleanerSlotNotSet = 4332, "ERROR_CLEANER_SLOT_NOT_SET", "no cleaner slot is reserved";
    CleanerCartridgeSpent = 4333, "ERROR_CLEANER_CARTRIDGE_SPENT", "the cleaner is used up";
    UnexpectedOmid = 4334, "ERROR_UNEXPECTED_OMID", "the label on the medium is not the expected one";
    CantDeleteLastItem = 4335, "ERROR_CANT_DELETE_LAST_ITEM", "the last item cannot be deleted";
    MessageExceedsMaxSize = 4336, "ERROR_MESSAGE_EXCEEDS_MAX_SIZE", "the message is too long";
    VolumeContainsSysFiles = 4337, "ERROR_VOLUME_CONTAINS_SYS_FILES", "the volume holds system files";
    IndigenousType = 4338, "ERROR_INDIGENOUS_TYPE", "the type belongs to a device that is present";
    NoSupportingDrives = 4339, "ERROR_NO_SUPPORTING_DRIVES", "no drive supports the medium";
    CleanerCartridgeInstalled = 4340, "ERROR_CLEANER_CARTRIDGE_INSTALLED", "a cleaner is already installed";
    IeportFull = 4341, "ERROR_IEPORT_FULL", "the insert and eject port is full";
    InvalidState = 5023, "ERROR_INVALID_STATE", "the object is not in a state that allows this";
    AlreadyReserved = 4331, "ERROR_ALREADY_RESERVED", "a cleaner slot is reserved already", assumed;
    DuplicateOmid = 183, "ERROR_DUPLICATE_OMID", "the on-media identifier is catalogued already", assumed;
    InvalidPartition = 4300, "ERROR_INVALID_PARTITION", "the side of the logical medium is unknown", assumed;
    InvalidSlot = 4312, "ERROR_INVALID_SLOT", "the slot identifier names no slot", assumed;
    NoSlotReserved = 4332, "ERROR_NO_SLOT_RESERVED", "no cleaner slot is reserved", assumed;
    NoSlotSet = 4332, "ERROR_NO_SLOT_SET", "no cleaner slot is set", assumed;
    SlotEmpty = 4306, "ERROR_SLOT_EMPTY", "the reserved slot holds nothing", assumed;
    SlotFull = 4340, "ERROR_SLOT_FULL", "the slot is occupied", assumed;
    SlotNotPresent = 4316, "ERROR_SLOT_NOT_PRESENT", "the slot or its magazine is missing", assumed;
}

impl NtmsError {
    /// The error with that number; where an assumed name shares a number, the published name.
    pub fn from_code(code: u32) -> Option<NtmsError> {
        NtmsError::ALL.iter().copied().find(|error| error.code() == code)
    }
}

impl fmt::Display for NtmsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.name(), self.code(), self.text())
    }
}

impl core::error::Error for NtmsError {}

#[cfg(test)]
mod tests {
    use super::NtmsError;

    #[test]
    fn published_numbers_win_over_assumed_ones() {
        assert_eq!(NtmsError::from_code(4300), Some(NtmsError::InvalidMedia));
        assert_eq!(NtmsError::InvalidPartition.code(), 4300);
        assert_eq!(NtmsError::ALL.iter().filter(|e| e.number_is_assumed()).count(), 9);
    }

    #[test]
    fn names_and_published_numbers_are_unique() {
        for error in NtmsError::ALL {
            assert_eq!(NtmsError::from_name(error.name()), Some(*error));
            if !error.number_is_assumed() {
                assert_eq!(NtmsError::from_code(error.code()), Some(*error));
            }
        }
    }
}
