//! The functions of the API in one table: 62 functions, 75 exports, 411 documented codes.
//!
//! A row is: name, group, form (`text` has an A and a W export, `wide` only a W export), interface
//! and opnums of the remote protocol in the order of the exports, whether its behaviour is built,
//! and the codes that its function page documents. Everything else that lists functions derives
//! from here.

use super::NtmsError;

/// The heading a function stands under in the public reference; also the name of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Session management.
    Session,
    /// Object management.
    Object,
    /// Media services.
    Media,
    /// Library control.
    Library,
    /// Cleaner management.
    Cleaner,
    /// Operator requests.
    Operator,
    /// Database notification.
    Notification,
    /// Device change detection.
    Detection,
    /// Database backup and recovery.
    Backup,
    /// On-media identifiers.
    Omid,
}

impl Group {
    /// The name as used in file names and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Group::Session => "session",
            Group::Object => "object",
            Group::Media => "media",
            Group::Library => "library",
            Group::Cleaner => "cleaner",
            Group::Operator => "operator",
            Group::Notification => "notification",
            Group::Detection => "detection",
            Group::Backup => "backup",
            Group::Omid => "omid",
        }
    }
}

/// Whether the codes tell of a database without room.
const fn may_be_full(mut codes: &[NtmsError]) -> bool {
    while let [code, rest @ ..] = codes {
        if matches!(code, NtmsError::DatabaseFull) {
            return true;
        }
        codes = rest;
    }
    false
}

macro_rules! ntms_api {
    ($(
        $name:ident, $group:ident, $form:ident, $interface:ident, $opnums:expr, $built:ident,
        [$($code:ident),*];
    )*) => {
        /// A function of the API.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Function {
            $(#[doc = concat!("`", stringify!($name), "`.")] $name,)*
        }

        impl Function {
            /// Every function, in the order of the public reference.
            pub const ALL: &[Function] = &[$(Function::$name,)*];

            /// The name in the API.
            pub const fn name(self) -> &'static str {
                match self { $(Function::$name => stringify!($name),)* }
            }

            /// The heading it stands under.
            pub const fn group(self) -> Group {
                match self { $(Function::$name => ntms_api!(@group $group),)* }
            }

            /// Names exported by the C library.
            pub const fn exports(self) -> &'static [&'static str] {
                match self { $(Function::$name => ntms_api!(@exports $form $name),)* }
            }

            /// Interface of the remote protocol without the prefix `INtms`; `Local` has none.
            pub const fn interface(self) -> &'static str {
                match self { $(Function::$name => stringify!($interface),)* }
            }

            /// Opnums in that interface, in the order of the exports.
            pub const fn opnums(self) -> &'static [u16] {
                match self { $(Function::$name => &$opnums,)* }
            }

            /// Whether its behaviour is built; the others answer `ERROR_CALL_NOT_IMPLEMENTED`.
            pub const fn is_built(self) -> bool {
                match self { $(Function::$name => ntms_api!(@built $built),)* }
            }

            /// The failure codes that its page documents.
            pub const fn documented(self) -> &'static [NtmsError] {
                match self { $(Function::$name => &[$(NtmsError::$code),*],)* }
            }

            /// Whether it may write to the database: its page documents that there may be no room.
            pub const fn writes(self) -> bool {
                match self {
                    $(Function::$name => const { may_be_full(&[$(NtmsError::$code),*]) },)*
                }
            }
        }
    };
    (@group session) => { Group::Session };
    (@group object) => { Group::Object };
    (@group media) => { Group::Media };
    (@group library) => { Group::Library };
    (@group cleaner) => { Group::Cleaner };
    (@group operator) => { Group::Operator };
    (@group notification) => { Group::Notification };
    (@group detection) => { Group::Detection };
    (@group backup) => { Group::Backup };
    (@group omid) => { Group::Omid };
    (@built built) => { true };
    (@built missing) => { false };
    (@exports text $name:ident) => {
        &[concat!(stringify!($name), "A"), concat!(stringify!($name), "W")]
    };
    (@exports $form:ident $name:ident) => { &[stringify!($name)] };
}

ntms_api! {
    OpenNtmsSession, session, text, Session1, [4, 3], built,
        [InvalidComputername, InvalidParameter, NoNetwork, NotConnected, NotReady,
         RpcSNoInterfaces];
    CloseNtmsSession, session, plain, Session1, [5], built,
        [ConnectionUnavail, InvalidHandle];
    AccessNtmsLibraryDoor, library, plain, LibraryControl1, [5], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidParameter,
         LibraryOffline, NotEnoughMemory, ResourceDisabled, ResourceNotPresent];
    AddNtmsMediaType, media, plain, MediaServices1, [18], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidLibrary, InvalidMedia,
         InvalidParameter, NotEnoughMemory];
    AllocateNtmsMedia, media, plain, MediaServices1, [6], built,
        [AccessDenied, Cancelled, DatabaseFailure, DatabaseFull, DeviceNotAvailable, InvalidHandle,
         InvalidMedia, InvalidMediaPool, InvalidParameter, MediaOffline, MediaUnavailable,
         NotEnoughMemory, Timeout];
    DeallocateNtmsMedia, media, plain, MediaServices1, [7], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidMedia,
         InvalidParameter, InvalidPartition, NotEnoughMemory];
    SwapNtmsMedia, media, plain, MediaServices1, [8], built,
        [AccessDenied, BadFormat, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidMedia,
         InvalidMediaPool, InvalidParameter, NotEnoughMemory];
    ChangeNtmsMediaType, media, plain, MediaServices1, [20], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidMediaPool,
         InvalidParameter, NotEnoughMemory];
    DecommissionNtmsMedia, media, plain, MediaServices1, [9], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidMedia,
         InvalidMediaPool, InvalidParameter, InvalidState, NotEnoughMemory];
    SetNtmsMediaComplete, media, plain, MediaServices1, [10], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidMedia,
         InvalidMediaPool, InvalidParameter, InvalidState, NotEnoughMemory];
    DeleteNtmsMedia, media, plain, MediaServices1, [11], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidMedia,
         InvalidMediaPool, InvalidParameter, InvalidState, NotEnoughMemory];
    CreateNtmsMedia, media, text, ObjectInfo1, [7, 8], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, DuplicateOmid, InvalidHandle, InvalidMedia,
         InvalidMediaPool, InvalidParameter, MediaIncompatible, NotEnoughMemory];
    CreateNtmsMediaPool, media, text, MediaServices1, [12, 13], built,
        [AccessDenied, AlreadyExists, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidMedia,
         InvalidName, InvalidParameter, ObjectNotFound];
    GetNtmsMediaPoolName, media, text, MediaServices1, [14, 15], built,
        [InsufficientBuffer, InvalidHandle, InvalidMediaPool, InvalidParameter, NotEnoughMemory];
    MoveToNtmsMediaPool, media, plain, MediaServices1, [16], built,
        [AccessDenied, Busy, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidMediaPool,
         InvalidMedia, InvalidParameter, MediaIncompatible, NotEnoughMemory];
    DeleteNtmsMediaPool, media, plain, MediaServices1, [17], built,
        [AccessDenied, DatabaseFailure, InvalidHandle, InvalidMediaPool, InvalidParameter,
         NotEmpty, NotEnoughMemory];
    DeleteNtmsMediaType, media, plain, MediaServices1, [19], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidLibrary,
         InvalidParameter, NotEnoughMemory];
    MountNtmsMedia, media, plain, MediaServices1, [3], built,
        [AccessDenied, Busy, Cancelled, DatabaseFailure, DatabaseFull, DriveMediaMismatch,
         InvalidDrive, InvalidLibrary, InvalidMedia, InvalidState, MediaOffline, NotEnoughMemory,
         RequestRefused, ResourceDisabled, Timeout, WriteProtect];
    DismountNtmsMedia, media, plain, MediaServices1, [4], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, DeviceNotAvailable, InvalidLibrary,
         InvalidMedia, InvalidState, MediaOffline, MediaNotAvailable, NotEnoughMemory, Timeout];
    DeleteNtmsLibrary, library, plain, LibraryControl1, [15], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidLibrary,
         InvalidParameter, NotEnoughMemory];
    DeleteNtmsDrive, library, plain, LibraryControl1, [16], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidDrive, InvalidHandle, InvalidLibrary,
         NotEnoughMemory];
    DismountNtmsDrive, library, plain, LibraryControl1, [7], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, DeviceNotAvailable, InvalidDrive,
         InvalidHandle, InvalidLibrary, InvalidParameter, InvalidState, NotEnoughMemory];
    CleanNtmsDrive, cleaner, plain, LibraryControl1, [6], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidDrive, InvalidHandle, InvalidLibrary,
         InvalidParameter, NotEnoughMemory, ResourceDisabled];
    ReserveNtmsCleanerSlot, cleaner, plain, LibraryControl1, [11], built,
        [AccessDenied, AlreadyReserved, DeviceNotAvailable, InvalidHandle, InvalidSlot,
         NotConnected, SlotFull, SlotNotPresent];
    ReleaseNtmsCleanerSlot, cleaner, plain, LibraryControl1, [12], built,
        [AccessDenied, DeviceNotAvailable, InvalidHandle, NotConnected, NoSlotReserved, SlotFull,
         SlotNotPresent];
    InjectNtmsCleaner, cleaner, plain, LibraryControl1, [13], built,
        [AccessDenied, DeviceNotAvailable, InvalidHandle, InvalidLibrary, LibraryOffline,
         NoSlotSet, SlotFull, SlotNotPresent];
    EjectNtmsCleaner, cleaner, plain, LibraryControl1, [14], built,
        [AccessDenied, InvalidHandle, InvalidLibrary, NoSlotSet, NotConnected, SlotEmpty,
         SlotNotPresent];
    InjectNtmsMedia, library, plain, LibraryControl1, [4], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, DeviceNotAvailable, InvalidHandle,
         InvalidOperation, InvalidParameter, LibraryOffline, NotEnoughMemory];
    EjectNtmsMedia, library, plain, LibraryControl1, [3], built,
        [AccessDenied, Busy, DatabaseFailure, DatabaseFull, DeviceNotAvailable, InvalidHandle,
         InvalidOperation, InvalidParameter, LibraryOffline, MediaNotAvailable, NotEnoughMemory];
    InventoryNtmsLibrary, library, plain, LibraryControl1, [8], built,
        [AccessDenied, DeviceNotAvailable, InvalidHandle, InvalidLibrary, InvalidParameter,
         NotConnected];
    IdentifyNtmsSlot, library, plain, LibraryControl2, [23], built,
        [AccessDenied, InvalidHandle, InvalidParameter];
    CancelNtmsLibraryRequest, library, plain, LibraryControl1, [10], built,
        [AccessDenied, InvalidHandle, NotEnoughMemory, ObjectNotFound];
    GetNtmsRequestOrder, library, plain, LibraryControl1, [17], built,
        [AccessDenied, DatabaseFailure, InvalidHandle, InvalidParameter, ObjectNotFound];
    SetNtmsRequestOrder, library, plain, LibraryControl1, [18], built,
        [AccessDenied, DatabaseFailure, InvalidHandle, InvalidParameter, ObjectNotFound];
    DeleteNtmsRequests, library, plain, LibraryControl1, [19], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidParameter, InvalidHandle,
         NotEnoughMemory];
    EjectDiskFromSADrive, library, text, Local, [], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, DeviceNotAvailable, InvalidHandle,
         InvalidOperation, InvalidParameter, LibraryOffline, MediaNotAvailable, NotEnoughMemory];
    GetVolumesFromDrive, library, text, Local, [], built,
        [];
    GetNtmsUIOptions, library, text, ObjectManagement2, [13, 14], built,
        [AccessDenied, InsufficientBuffer, InvalidHandle, InvalidParameter, NotEnoughMemory,
         ObjectNotFound];
    SetNtmsUIOptions, library, text, ObjectManagement2, [15, 16], built,
        [AccessDenied, AlreadyExists, InvalidHandle, InvalidParameter, NotEnoughMemory,
         ObjectNotFound];
    EnumerateNtmsObject, object, plain, ObjectManagement1, [9], built,
        [InvalidParameter, InsufficientBuffer, InvalidHandle, NotEnoughMemory, ObjectNotFound];
    GetNtmsObjectInformation, object, text, ObjectInfo1, [3, 4], built,
        [AccessDenied, InvalidHandle, InvalidParameter, NotEnoughMemory, ObjectNotFound];
    SetNtmsObjectInformation, object, text, ObjectInfo1, [5, 6], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidParameter,
         NotEnoughMemory, ObjectNotFound];
    GetNtmsObjectAttribute, object, text, ObjectManagement1, [5, 6], built,
        [AccessDenied, DatabaseFailure, InsufficientBuffer, InvalidHandle, InvalidParameter,
         NotConnected, ObjectNotFound];
    SetNtmsObjectAttribute, object, text, ObjectManagement1, [7, 8], built,
        [AccessDenied, DatabaseFailure, InvalidHandle, InvalidName, InvalidParameter, NoData,
         NotConnected, ObjectNotFound];
    GetNtmsObjectSecurity, object, plain, ObjectManagement1, [3], built,
        [AccessDenied, DatabaseFailure, InvalidHandle, InvalidParameter, NoSecurityOnObject,
         ObjectNotFound];
    SetNtmsObjectSecurity, object, plain, ObjectManagement1, [4], built,
        [AccessDenied, DatabaseFailure, DatabaseFull, InvalidHandle, InvalidParameter,
         NoSecurityOnObject, ObjectNotFound];
    DisableNtmsObject, object, plain, ObjectManagement1, [10], built,
        [AccessDenied, DatabaseFailure, InvalidHandle, InvalidParameter, InvalidState,
         LibraryOffline, ObjectNotFound];
    EnableNtmsObject, object, plain, ObjectManagement1, [11], built,
        [AccessDenied, DatabaseFailure, InvalidHandle, InvalidParameter, InvalidState,
         LibraryOffline, ObjectNotFound];
    UpdateNtmsOmidInfo, omid, plain, Local, [], built,
        [AccessDenied, DatabaseFailure, InvalidHandle, InvalidMedia, InvalidPartition,
         InvalidParameter, NotConnected];
    SubmitNtmsOperatorRequest, operator, text, Session1, [7, 6], built,
        [AccessDenied, DatabaseFailure, InvalidHandle, InvalidParameter, NotConnected,
         ObjectNotFound];
    WaitForNtmsOperatorRequest, operator, plain, Session1, [8], built,
        [Cancelled, InvalidHandle, InvalidParameter, NotConnected, ObjectNotFound, Timeout];
    CancelNtmsOperatorRequest, operator, plain, Session1, [9], built,
        [AccessDenied, InvalidHandle, InvalidParameter, InvalidState, ObjectNotFound];
    SatisfyNtmsOperatorRequest, operator, plain, Session1, [10], built,
        [AccessDenied, ObjectNotFound];
    BeginNtmsDeviceChangeDetection, detection, plain, LibraryControl1, [20], built,
        [InvalidHandle];
    SetNtmsDeviceChangeDetection, detection, plain, LibraryControl1, [21], built,
        [InvalidHandle, InvalidParameter, InvalidLibrary, InvalidMedia];
    EndNtmsDeviceChangeDetection, detection, plain, LibraryControl1, [22], built,
        [InvalidHandle];
    OpenNtmsNotification, notification, plain, Local, [], built,
        [AccessDenied, DatabaseFailure, InvalidHandle, NotConnected];
    WaitForNtmsNotification, notification, plain, Local, [], built,
        [DatabaseFailure, InvalidHandle, NoData, NotConnected, Timeout];
    CloseNtmsNotification, notification, plain, Local, [], built,
        [DatabaseFailure, InvalidHandle, InvalidParameter, NotConnected];
    ExportNtmsDatabase, backup, plain, Session1, [12], built,
        [AccessDenied, DatabaseFailure, InvalidHandle, NotConnected, SharingViolation];
    ImportNtmsDatabase, backup, plain, Session1, [11], built,
        [AccessDenied, DatabaseFailure, InvalidHandle, NotConnected];
    DoEjectFromSADriveW, library, wide, Local, [], built,
        [];
}

impl Function {
    /// The function of that name, with or without the A or W of an export.
    pub fn from_name(name: &str) -> Option<Function> {
        Function::ALL
            .iter()
            .copied()
            .find(|function| function.name() == name || function.exports().contains(&name))
    }

    /// Its first argument is a session. The others open one, as their work or for it, or need none.
    pub const fn takes_session(self) -> bool {
        !matches!(
            self,
            Function::OpenNtmsSession
                | Function::EjectDiskFromSADrive
                | Function::GetVolumesFromDrive
                | Function::DoEjectFromSADriveW
        )
    }

    /// The function whose page says what this one does and answers: itself, but for
    /// `DoEjectFromSADriveW`, which is exported without a page and does the work of
    /// `EjectDiskFromSADrive`.
    pub const fn page(self) -> Function {
        match self {
            Function::DoEjectFromSADriveW => Function::EjectDiskFromSADrive,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_published_counts() {
        assert_eq!(Function::ALL.len(), 62);
        assert_eq!(Function::ALL.iter().map(|f| f.exports().len()).sum::<usize>(), 75);
        assert_eq!(Function::ALL.iter().map(|f| f.documented().len()).sum::<usize>(), 411);
    }

    #[test]
    fn what_only_tells_does_not_write() {
        assert!(Function::AllocateNtmsMedia.writes() && Function::MountNtmsMedia.writes());
        let tells = ["Get", "Enumerate", "Open", "Close", "WaitFor", "Identify"];
        for function in Function::ALL {
            let only_tells = tells.iter().any(|tell| function.name().starts_with(tell));
            assert!(!(only_tells && function.writes()), "{function:?}");
        }
    }

    #[test]
    fn opnums_go_with_exports() {
        for function in Function::ALL {
            let local = function.interface() == "Local";
            assert_eq!(local, function.opnums().is_empty(), "{function:?}");
            assert!(local || function.opnums().len() == function.exports().len(), "{function:?}");
        }
    }

    #[test]
    fn names_lead_back() {
        for function in Function::ALL {
            assert_eq!(Function::from_name(function.name()), Some(*function));
            for export in function.exports() {
                assert_eq!(Function::from_name(export), Some(*function));
            }
        }
        assert_eq!(Function::from_name("MountNtmsMedium"), None);
    }
}
