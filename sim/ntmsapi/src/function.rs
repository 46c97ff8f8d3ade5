//! The functions of sessions by name, blocking and as futures. Options are bits and numbers as in
//! the API; times are milliseconds, [`INFINITE`](wire::ntms::limit::INFINITE) waits for ever.

use bytes::Bytes;
use wire::ntms::call::{
    AccessNtmsLibraryDoor, AddNtmsMediaType, AllocateNtmsMedia, Allocated,
    CancelNtmsLibraryRequest, CancelNtmsOperatorRequest, ChangeNtmsMediaType, CleanNtmsDrive,
    CloseNtmsSession, CreateNtmsMedia, CreateNtmsMediaPool, CreatedMedia, DeallocateNtmsMedia,
    DecommissionNtmsMedia, DeleteNtmsDrive, DeleteNtmsLibrary, DeleteNtmsMedia,
    DeleteNtmsMediaPool, DeleteNtmsMediaType, DeleteNtmsRequests, DismountNtmsDrive,
    DismountNtmsMedia, EjectNtmsCleaner, EjectNtmsMedia, EnumerateNtmsObject, GetNtmsMediaPoolName,
    GetNtmsObjectInformation, GetNtmsRequestOrder, IdentifyNtmsSlot, InjectNtmsCleaner,
    InjectNtmsMedia, InventoryNtmsLibrary, MountNtmsMedia, MoveToNtmsMediaPool,
    ReleaseNtmsCleanerSlot, ReserveNtmsCleanerSlot, SatisfyNtmsOperatorRequest,
    SetNtmsMediaComplete, SetNtmsObjectInformation, SetNtmsRequestOrder, SubmitNtmsOperatorRequest,
    SwapNtmsMedia, UpdateNtmsOmidInfo, WaitForNtmsOperatorRequest,
};
use wire::ntms::call::{
    DisableNtmsObject, EnableNtmsObject, ExportNtmsDatabase, GetNtmsObjectAttribute,
    GetNtmsObjectSecurity, GetNtmsUIOptions, ImportNtmsDatabase, SetNtmsObjectAttribute,
    SetNtmsObjectSecurity, SetNtmsUIOptions,
};
use wire::ntms::limit::{MAXATTR_LENGTH, POOLHIERARCHY_LENGTH};
use wire::ntms::operation::{CreateOptions, EjectOperation, InjectOperation, InventoryMethod};
use wire::ntms::operation::{OperatorCommand, UiOperation, UiType};
use wire::ntms::option::{
    AllocateOptions, CreateMediaOptions, DismountOptions, MountOptions, SecurityInformation,
};
use wire::ntms::security::{SecurityDescriptor, SecurityParts};
use wire::ntms::{ObjectInformation, ObjectType};
use wire::{Guid, Text};

use crate::error::Error;
use crate::session::Session;

/// The functions of a session as futures.
#[derive(Clone, Debug)]
pub struct AsyncSession(pub(crate) Session);

macro_rules! functions {
    ($(
        $(#[$meta:meta])*
        fn $name:ident($($argument:ident: $type:ty),*) -> $answer:ty { $call:expr }
    )*) => {
        impl Session {
            $(
                $(#[$meta])*
                ///
                /// # Errors
                /// Those of the function.
                pub fn $name(&self, $($argument: $type),*) -> Result<$answer, Error> {
                    self.call($call)
                }
            )*
        }

        impl AsyncSession {
            $(
                $(#[$meta])*
                ///
                /// # Errors
                /// Those of the function.
                pub async fn $name(&self, $($argument: $type),*) -> Result<$answer, Error> {
                    self.0.call_async($call).await
                }
            )*
        }
    };
}

functions! {
    /// `CloseNtmsSession`: ends the session. What waits in it is cancelled, what it mounted is
    /// released.
    fn close_ntms_session() -> () { CloseNtmsSession }

    /// `EnumerateNtmsObject`: the objects of a type in a container, or anywhere, all of them.
    fn enumerate_ntms_object(container: Option<Guid>, object_type: ObjectType) -> Vec<Guid> {
        EnumerateNtmsObject {
            container,
            object_type: object_type.value(),
            options: 0,
            capacity: Some(u32::MAX),
        }
    }

    /// `GetNtmsObjectInformation`: what is known of an object.
    fn get_ntms_object_information(
        object: Guid,
        object_type: ObjectType
    ) -> ObjectInformation {
        GetNtmsObjectInformation { object, object_type: Some(object_type.value()) }
    }

    /// `SetNtmsObjectInformation`: writes every writable member.
    fn set_ntms_object_information(object: Guid, information: ObjectInformation) -> () {
        SetNtmsObjectInformation { object, information: Some(Box::new(information)) }
    }

    /// `CreateNtmsMediaPool`: opens or creates an application pool; without a media type it holds
    /// pools.
    fn create_ntms_media_pool(
        name: &str,
        media_type: Option<Guid>,
        action: CreateOptions,
        security: Option<SecurityDescriptor>
    ) -> Guid {
        CreateNtmsMediaPool {
            name: Some(Text::new(name)),
            media_type,
            action: action.value(),
            security,
        }
    }

    /// `DeleteNtmsMediaPool`: deletes an empty application pool.
    fn delete_ntms_media_pool(pool: Guid) -> () { DeleteNtmsMediaPool { pool } }

    /// `GetNtmsMediaPoolName`: the full path of a pool.
    fn get_ntms_media_pool_name(pool: Guid) -> Text {
        GetNtmsMediaPoolName { pool, capacity: Some(POOLHIERARCHY_LENGTH as u32) }
    }

    /// `AllocateNtmsMedia`: takes a side of the pool, or the one that is named.
    fn allocate_ntms_media(
        pool: Guid,
        side: Option<Guid>,
        options: AllocateOptions,
        timeout_ms: u32
    ) -> Allocated {
        AllocateNtmsMedia {
            pool,
            side,
            previous: Guid::NULL,
            options: options.bits(),
            timeout: timeout_ms,
        }
    }

    /// `DeallocateNtmsMedia`: gives a logical medium back.
    fn deallocate_ntms_media(media: Guid) -> () { DeallocateNtmsMedia { media, options: 0 } }

    /// `MountNtmsMedia`: brings media into drives and waits for it; the drives come in the order of
    /// the media.
    fn mount_ntms_media(
        media: &[Guid],
        drives: &[Guid],
        options: MountOptions,
        priority: i32,
        timeout_ms: u32
    ) -> Vec<Guid> {
        MountNtmsMedia {
            media: media.to_vec(),
            drives: drives.to_vec(),
            options: options.bits(),
            priority,
            timeout: timeout_ms,
        }
    }

    /// `DismountNtmsMedia`: queues the way back.
    fn dismount_ntms_media(media: &[Guid], options: DismountOptions) -> () {
        DismountNtmsMedia { media: media.to_vec(), options: options.bits() }
    }

    /// `MoveToNtmsMediaPool`: moves a physical medium to another pool.
    fn move_to_ntms_media_pool(media: Guid, pool: Guid) -> () {
        MoveToNtmsMediaPool { media, pool }
    }

    /// `UpdateNtmsOmidInfo`: tells of a label that the program wrote; `label_type` is
    /// `NTMS_OMID_TYPE_RAW_LABEL` or `NTMS_OMID_TYPE_FILESYSTEM_INFO`.
    fn update_ntms_omid_info(media: Guid, label_type: u32, label: Bytes) -> () {
        UpdateNtmsOmidInfo { media, label_type, label }
    }

    /// `InventoryNtmsLibrary`: queues an inventory, or stops the running one.
    fn inventory_ntms_library(library: Guid, action: InventoryMethod) -> () {
        InventoryNtmsLibrary { library, action: action.value() }
    }

    /// `InjectNtmsMedia`: takes media in through the port; gives the operation.
    fn inject_ntms_media(library: Guid, operation: Guid, action: InjectOperation) -> Guid {
        InjectNtmsMedia { library, operation: Some(operation), action: action.value() }
    }

    /// `EjectNtmsMedia`: puts media out through the port; gives the operation.
    fn eject_ntms_media(media: Option<Guid>, operation: Guid, action: EjectOperation) -> Guid {
        EjectNtmsMedia { media, operation: Some(operation), action: action.value() }
    }

    /// `CancelNtmsLibraryRequest`: takes a request off the work queue.
    fn cancel_ntms_library_request(request: Guid) -> () { CancelNtmsLibraryRequest { request } }

    /// `SubmitNtmsOperatorRequest`: asks a person for something; gives the request.
    fn submit_ntms_operator_request(
        command: OperatorCommand,
        message: Option<&str>,
        argument_1: Option<Guid>,
        argument_2: Option<Guid>
    ) -> Guid {
        SubmitNtmsOperatorRequest {
            command: command.value(),
            message: message.map(Text::new),
            argument_1,
            argument_2,
        }
    }

    /// `WaitForNtmsOperatorRequest`: waits for the end of a request; 0 looks once.
    fn wait_for_ntms_operator_request(request: Guid, timeout_ms: u32) -> () {
        WaitForNtmsOperatorRequest { request, timeout: timeout_ms }
    }

    /// `CancelNtmsOperatorRequest`: refuses a request.
    fn cancel_ntms_operator_request(request: Guid) -> () { CancelNtmsOperatorRequest { request } }

    /// `SatisfyNtmsOperatorRequest`: marks a request done.
    fn satisfy_ntms_operator_request(request: Guid) -> () { SatisfyNtmsOperatorRequest { request } }

    /// `EnableNtmsObject`: a library, drive or physical medium may be used again.
    fn enable_ntms_object(object: Guid, object_type: ObjectType) -> () {
        EnableNtmsObject { object, object_type: object_type.value() }
    }

    /// `DisableNtmsObject`: a library, drive or physical medium may not be used, with all that is
    /// in it.
    fn disable_ntms_object(object: Guid, object_type: ObjectType) -> () {
        DisableNtmsObject { object, object_type: object_type.value() }
    }

    /// `GetNtmsObjectAttribute`: the data left with an object under a name.
    fn get_ntms_object_attribute(object: Guid, object_type: ObjectType, name: &str) -> Bytes {
        GetNtmsObjectAttribute {
            object,
            object_type: object_type.value(),
            name: Some(Text::new(name)),
            capacity: Some(MAXATTR_LENGTH as u32),
        }
    }

    /// `SetNtmsObjectAttribute`: leaves data with an object under a name; empty data takes the
    /// attribute away.
    fn set_ntms_object_attribute(
        object: Guid,
        object_type: ObjectType,
        name: &str,
        data: Bytes
    ) -> () {
        SetNtmsObjectAttribute {
            object,
            object_type: object_type.value(),
            name: Some(Text::new(name)),
            data: Some(data),
        }
    }

    /// `GetNtmsObjectSecurity`: owner and access list of a computer, library or pool, as far as
    /// they are wanted.
    fn get_ntms_object_security(
        object: Guid,
        object_type: ObjectType,
        information: SecurityInformation
    ) -> SecurityParts {
        GetNtmsObjectSecurity {
            object,
            object_type: object_type.value(),
            information: information.bits(),
            capacity: u32::MAX,
        }
    }

    /// `SetNtmsObjectSecurity`: writes those parts that `information` means.
    fn set_ntms_object_security(
        object: Guid,
        object_type: ObjectType,
        information: SecurityInformation,
        security: SecurityParts
    ) -> () {
        SetNtmsObjectSecurity {
            object,
            object_type: object_type.value(),
            information: information.bits(),
            security: Some(security),
        }
    }

    /// `GetNtmsUIOptions`: the computers that messages go to, about a computer or library or about
    /// this session's program.
    fn get_ntms_ui_options(object: Option<Guid>, ui_type: UiType) -> Vec<Text> {
        GetNtmsUIOptions { object, ui_type: ui_type.value(), capacity: Some(u32::MAX) }
    }

    /// `SetNtmsUIOptions`: changes the computers that messages go to; the empty name is this one.
    fn set_ntms_ui_options(
        object: Option<Guid>,
        ui_type: UiType,
        operation: UiOperation,
        destination: &str
    ) -> () {
        SetNtmsUIOptions {
            object,
            ui_type: ui_type.value(),
            operation: operation.value(),
            destination: Some(Text::new(destination)),
        }
    }

    /// `SetNtmsMediaComplete`: a logical medium is written no more.
    fn set_ntms_media_complete(media: Guid) -> () { SetNtmsMediaComplete { media } }

    /// `DecommissionNtmsMedia`: retires an available side for ever.
    fn decommission_ntms_media(side: Guid) -> () { DecommissionNtmsMedia { side } }

    /// `DeleteNtmsMedia`: forgets a physical medium that is in no device.
    fn delete_ntms_media(media: Guid) -> () { DeleteNtmsMedia { media } }

    /// `SwapNtmsMedia`: exchanges the sides behind two logical media.
    fn swap_ntms_media(first: Guid, second: Guid) -> () { SwapNtmsMedia { first, second } }

    /// `AddNtmsMediaType`: a library takes media of a type.
    fn add_ntms_media_type(media_type: Guid, library: Guid) -> () {
        AddNtmsMediaType { media_type, library }
    }

    /// `DeleteNtmsMediaType`: a library takes media of a type no more.
    fn delete_ntms_media_type(media_type: Guid, library: Guid) -> () {
        DeleteNtmsMediaType { media_type, library }
    }

    /// `ChangeNtmsMediaType`: moves a physical medium to a pool and makes it one of its type.
    fn change_ntms_media_type(media: Guid, pool: Guid) -> () { ChangeNtmsMediaType { media, pool } }

    /// `CreateNtmsMedia`: puts a medium that is in no device on record; gives it and its sides as
    /// they are there. `CreateNtmsMedia::medium` and `side` give structures to begin with.
    fn create_ntms_media(
        media: ObjectInformation,
        sides: Vec<ObjectInformation>,
        options: CreateMediaOptions
    ) -> CreatedMedia {
        CreateNtmsMedia {
            media: Some(Box::new(media)),
            sides: Some(sides),
            options: options.bits(),
        }
    }

    /// `GetNtmsRequestOrder`: the place of a request among those of its kind, 1 for the next; 0 has
    /// none.
    fn get_ntms_request_order(request: Guid) -> u32 { GetNtmsRequestOrder { request } }

    /// `SetNtmsRequestOrder`: moves a request among those of its kind; 1 is the next.
    fn set_ntms_request_order(request: Guid, order: u32) -> () {
        SetNtmsRequestOrder { request, order }
    }

    /// `DeleteNtmsRequests`: deletes requests that are over, all of them library requests or all of
    /// them operator requests; those that are not over stay.
    fn delete_ntms_requests(requests: &[Guid], object_type: ObjectType) -> () {
        DeleteNtmsRequests {
            requests: Some(requests.to_vec()),
            object_type: object_type.value(),
        }
    }

    /// `DismountNtmsDrive`: queues the way home of what is in a drive.
    fn dismount_ntms_drive(drive: Guid) -> () { DismountNtmsDrive { drive } }

    /// `DeleteNtmsDrive`: forgets a drive that is gone.
    fn delete_ntms_drive(drive: Guid) -> () { DeleteNtmsDrive { drive } }

    /// `DeleteNtmsLibrary`: forgets a library that is gone, with its devices; its media are on the
    /// shelf from then on.
    fn delete_ntms_library(library: Guid) -> () { DeleteNtmsLibrary { library } }

    /// `AccessNtmsLibraryDoor`: queues that people may open the door; this inventory follows when
    /// it is shut.
    fn access_ntms_library_door(library: Guid, action: InventoryMethod) -> () {
        AccessNtmsLibraryDoor { library, action: action.value() }
    }

    /// `CleanNtmsDrive`: queues the cleaning of a drive.
    fn clean_ntms_drive(drive: Guid) -> () { CleanNtmsDrive { drive } }

    /// `ExportNtmsDatabase`: writes a consistent copy of the database, in place of an earlier one;
    /// with files in the folder `Export` beside the file of the database.
    fn export_ntms_database() -> () { ExportNtmsDatabase }

    /// `ImportNtmsDatabase`: the next start of the service takes the copy for its database.
    fn import_ntms_database() -> () { ImportNtmsDatabase }

    /// `IdentifyNtmsSlot`: mounts what lies in a slot, reads what it is, and returns when that is
    /// known; with `NTMS_DISMOUNT_DEFERRED` the medium stays in the drive.
    fn identify_ntms_slot(slot: Guid, option: DismountOptions) -> () {
        IdentifyNtmsSlot { slot, option: option.bits() }
    }

    /// `ReserveNtmsCleanerSlot`: queues that a slot, which is empty, is the cleaner's.
    fn reserve_ntms_cleaner_slot(library: Guid, slot: Guid) -> () {
        ReserveNtmsCleanerSlot { library, slot }
    }

    /// `ReleaseNtmsCleanerSlot`: queues that the cleaner's slot, which is empty, takes media again.
    fn release_ntms_cleaner_slot(library: Guid) -> () { ReleaseNtmsCleanerSlot { library } }

    /// `InjectNtmsCleaner`: takes a cleaner in that has so many cleanings left, `u32::MAX` where
    /// nobody counts; gives the operation.
    fn inject_ntms_cleaner(
        library: Guid,
        operation: Guid,
        cleans_left: u32,
        action: InjectOperation
    ) -> Guid {
        InjectNtmsCleaner {
            library,
            operation: Some(operation),
            cleans_left,
            action: action.value(),
        }
    }

    /// `EjectNtmsCleaner`: puts the cleaner out, which nobody keeps on record; gives the operation.
    fn eject_ntms_cleaner(library: Guid, operation: Guid, action: EjectOperation) -> Guid {
        EjectNtmsCleaner { library, operation: Some(operation), action: action.value() }
    }
}
