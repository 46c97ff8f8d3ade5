//! The rows of the database, one type for each kind of object, and the tables they stand in.
//!
//! A row holds what must survive a restart and nothing that can be derived: counts, lists of
//! members and the medium that lies in a slot are looked up. A column is named like its field.

use std::sync::Arc;

use wire::ntms::media_type::{DeviceType, StorageMediaType};
use wire::ntms::object::{LibraryType, ObjectType, PoolType, ReadWriteCharacteristics};
use wire::ntms::operation::{InventoryMethod, LibraryOperation, OperatorCommand, UiType};
use wire::ntms::option::{
    AllocationPolicy, DeallocationPolicy, LibRequestFlags, LibraryFlags, MediaPoolPolicy,
    OpRequestFlags,
};
use wire::ntms::security::SecurityDescriptor;
use wire::ntms::state::{
    BarCodeState, DoorState, DriveState, LibraryRequestState, MediaState, OperationalState,
    OperatorRequestState, PortContent, PortPosition, SideState, SlotState,
};
use wire::{Guid, Text, Ticks};

use super::attribute::Attributes;
use super::declare::rows;
use super::field::{Field, Value, ValueKind};
use super::lists::Step;
use super::{Index, Key, Tables};

/// What every object has, whatever its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The identifier, which never changes.
    pub id: Guid,
    /// When the object was made.
    pub created: Ticks,
    /// When it was last changed.
    pub modified: Ticks,
    /// Display name.
    pub name: Text,
    /// Free text.
    pub description: Text,
    /// It may be used.
    pub enabled: bool,
    /// The device behind it works.
    pub operational: OperationalState,
    /// Data that applications left with it.
    pub attributes: Option<Attributes>,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: ValueKind,
    /// It may hold nothing.
    pub optional: bool,
    /// The table whose keys it holds.
    pub refers_to: Option<&'static str>,
}

const fn column<F: Field>(name: &'static str) -> Column {
    let refers_to = match F::REFERS_TO {
        Some(table) => Some(table.name()),
        None => None,
    };
    Column { name, kind: F::KIND, optional: F::OPTIONAL, refers_to }
}

/// The row as the type of its table.
pub trait Object: Clone + Sized + 'static {
    /// The table.
    const TABLE: TableName;

    /// What every object has.
    fn head(&self) -> &Head;
    /// What every object has, to change it.
    fn head_mut(&mut self) -> &mut Head;
    /// The table in the database.
    #[doc(hidden)]
    fn table(tables: &Tables) -> &super::table::Table<Self>;
    /// The table in the database, to change it.
    #[doc(hidden)]
    fn table_mut(tables: &mut Tables) -> &mut super::table::Table<Self>;
    /// The row as one of any table.
    fn into_row(self) -> Row;
    /// The row, if it is of this table.
    fn from_row(row: &Row) -> Option<&Self>;
    /// Keeps what others look a row up by, when it comes, changes or goes.
    #[doc(hidden)]
    fn index(key: Key<Self>, index: &mut Index, old: Option<&Self>, new: Option<&Self>);
}

/// Columns that differ, found one after the other.
struct Changed<'v> {
    seen: u32,
    columns: u64,
    values: &'v mut Vec<Value>,
}

impl Changed<'_> {
    fn column<F: Field + PartialEq>(&mut self, new: &F, old: &F) {
        if new != old {
            self.columns |= 1 << self.seen;
            self.values.push(new.to_value());
        }
        self.seen += 1;
    }

    fn head(&mut self, new: &Head, old: &Head) {
        self.column(&new.id, &old.id);
        self.column(&new.created, &old.created);
        self.column(&new.modified, &old.modified);
        self.column(&new.name, &old.name);
        self.column(&new.description, &old.description);
        self.column(&new.enabled, &old.enabled);
        self.column(&new.operational, &old.operational);
        self.column(&new.attributes, &old.attributes);
    }
}

fn next<F: Field>(
    column: &'static str,
    left: &mut std::slice::Iter<'_, Value>,
) -> Result<F, &'static str> {
    left.next().and_then(F::from_value).ok_or(column)
}

rows! {
    /// The service itself.
    Computer "computer" computers {
        /// Seconds that finished library requests are kept.
        lib_request_purge_seconds: u32,
        /// Seconds that finished operator requests are kept.
        op_request_purge_seconds: u32,
        /// Exceptions for library requests.
        lib_request_flags: LibRequestFlags,
        /// Exceptions for operator requests.
        op_request_flags: OpRequestFlags,
        /// What happens to ejected media.
        media_pool_policy: MediaPoolPolicy,
        /// Who may do what with the service.
        security: SecurityDescriptor,
        /// Identifiers with smaller counters may be in use.
        identifiers: u64,
        /// The running number of the last medium.
        sequence: u32,
        /// The next start takes the copy of the database for the database.
        import_armed: bool,
    }

    /// A kind of medium.
    MediaType "media_type" media_types {
        /// What hosts call it.
        media_type: StorageMediaType,
        /// Sides of a medium.
        sides: u32,
        /// How often it can be recorded.
        characteristics: ReadWriteCharacteristics,
        /// What its drives are.
        device_type: DeviceType,
    }

    /// A vendor's product of changers.
    ChangerType "changer_type" changer_types {
        /// Vendor of the inquiry data.
        vendor: Text,
        /// Product of the inquiry data.
        product: Text,
    }

    /// A vendor's product of drives.
    DriveType "drive_type" drive_types {
        /// Vendor of the inquiry data.
        vendor: Text,
        /// Product of the inquiry data.
        product: Text,
        /// What it is.
        device_type: DeviceType,
    }

    /// A robotic library, a stand-alone drive, or the shelf of media that are in no device.
    Library "library" libraries {
        /// Which of them.
        library_type: LibraryType,
        /// The cleaner's slot.
        cleaner_slot: Option<Key<StorageSlot>>,
        /// Drives can be cleaned without people.
        cleans_drives: bool,
        /// It reads bar codes.
        reads_bar_codes: bool,
        /// The inventory that is meant by default.
        inventory_method: InventoryMethod,
        /// Cleanings left; `u32::MAX` means that nobody counts.
        cleaner_uses_remaining: u32,
        /// A failed mount is followed by a full inventory.
        auto_recovery: bool,
        /// Further properties.
        flags: LibraryFlags,
        /// Media types that its drives take.
        media_types: Vec<Key<MediaType>>,
        /// Serial number of the changer or the stand-alone drive, by which it is known again.
        serial_number: Text,
        /// Who may do what with it.
        security: SecurityDescriptor,
    }

    /// The robot of a library.
    Changer "changer" changers {
        /// Counted in its library from 0.
        number: u32,
        /// Vendor and product.
        changer_type: Key<ChangerType>,
        /// Unit serial number.
        serial_number: Text,
        /// Firmware revision.
        revision: Text,
        /// Name by which programs open it.
        device_name: Text,
        /// Host adapter.
        scsi_port: u16,
        /// Bus of the adapter.
        scsi_bus: u16,
        /// Target on the bus.
        scsi_target: u16,
        /// Logical unit of the target.
        scsi_lun: u16,
        /// Its library.
        library: Key<Library>,
        /// Element address of the transport.
        address: u16,
    }

    /// A drive of a library.
    Drive "drive" drives {
        /// Counted in its library from 0.
        number: u32,
        /// What it does.
        state: DriveState,
        /// Vendor and product.
        drive_type: Key<DriveType>,
        /// Unit serial number.
        serial_number: Text,
        /// Firmware revision.
        revision: Text,
        /// Name by which programs open it.
        device_name: Text,
        /// Host adapter.
        scsi_port: u16,
        /// Bus of the adapter.
        scsi_bus: u16,
        /// Target on the bus.
        scsi_target: u16,
        /// Logical unit of the target.
        scsi_lun: u16,
        /// Mounts since it was installed.
        mount_count: u32,
        /// When it was last cleaned.
        last_cleaned: Ticks,
        /// Seconds that a medium stays at least after a deferred dismount.
        defer_dismount_seconds: u32,
        /// Its library.
        library: Key<Library>,
        /// Its element address.
        address: u16,
        /// It asked to be cleaned.
        cleaning_due: bool,
    }

    /// A place for one medium.
    StorageSlot "storage_slot" slots {
        /// Counted in its library from 0.
        number: u32,
        /// What is in it.
        state: SlotState,
        /// Its library.
        library: Key<Library>,
        /// Its element address.
        address: u16,
    }

    /// A door that gives access to slots.
    IeDoor "ie_door" doors {
        /// Counted in its library from 0.
        number: u32,
        /// Open or closed.
        state: DoorState,
        /// Seconds that it may stay open.
        max_open_seconds: u16,
        /// Its library.
        library: Key<Library>,
    }

    /// A place of the mail slot.
    IePort "ie_port" ports {
        /// Counted in its library from 0.
        number: u32,
        /// Full or empty.
        content: PortContent,
        /// Out or in.
        position: PortPosition,
        /// Seconds that it may stay out.
        max_extend_seconds: u16,
        /// Its library.
        library: Key<Library>,
        /// Its element address.
        address: u16,
    }

    /// A named set of media of one type, or of pools.
    MediaPool "media_pool" pools {
        /// Who it belongs to.
        pool_type: PoolType,
        /// The type of its media; nothing for a pool of pools.
        media_type: Option<Key<MediaType>>,
        /// The pool that it is in; only the root pool is in none.
        parent: Option<Key<MediaPool>>,
        /// Where media come from.
        allocation_policy: AllocationPolicy,
        /// Where media go.
        deallocation_policy: DeallocationPolicy,
        /// Allocations of a side after which it is retired; 0 sets no limit.
        max_allocates: u32,
        /// Who may do what with it.
        security: SecurityDescriptor,
    }

    /// A cartridge or disc.
    PhysicalMedia "physical_media" media {
        /// Where it is.
        library: Key<Library>,
        /// Whose it is.
        pool: Key<MediaPool>,
        /// The slot it lies in.
        slot: Option<Key<StorageSlot>>,
        /// The drive it is in.
        drive: Option<Key<Drive>>,
        /// The place of the mail slot it lies in.
        port: Option<Key<IePort>>,
        /// The slot it returns to.
        home_slot: Option<Key<StorageSlot>>,
        /// What it is.
        media_type: Key<MediaType>,
        /// The label outside, empty when there is none.
        bar_code: Text,
        /// Whether the label outside could be read.
        bar_code_state: BarCodeState,
        /// Running number.
        sequence: u32,
        /// What happens to it.
        state: MediaState,
        /// The first of its sides, whose keys follow one another.
        first_side: Key<Partition>,
        /// Its sides.
        sides: u32,
        /// SCSI medium type.
        medium_type_code: u32,
        /// SCSI density.
        density_code: u32,
        /// The side that faces the heads of the drive.
        mounted_side: Option<Key<Partition>>,
    }

    /// A side of a medium.
    Partition "partition" sides {
        /// Its medium.
        media: Key<PhysicalMedia>,
        /// The logical medium, while allocated.
        logical: Option<Key<LogicalMedia>>,
        /// Where it is in its life.
        state: SideState,
        /// Counted on the medium from 0.
        side: u16,
        /// Type of the label on it, empty when it has none.
        label_type: Text,
        /// Identifier of the label on it.
        label_id: Arc<[u8]>,
        /// Friendly text of the label on it.
        label_info: Text,
        /// Mounts.
        mount_count: u32,
        /// Allocations.
        allocate_count: u32,
        /// Bytes that it holds.
        capacity_bytes: u64,
    }

    /// What an application owns after allocation.
    LogicalMedia "logical_media" logical_media {
        /// The allocated side.
        side: Key<Partition>,
        /// The pool of its medium.
        pool: Key<MediaPool>,
    }

    /// A work item.
    LibRequest "lib_request" requests {
        /// What is to be done.
        operation: LibraryOperation,
        /// How, by the kind of operation.
        option: u32,
        /// How far it is.
        state: LibraryRequestState,
        /// Side concerned.
        side: Guid,
        /// Drive concerned.
        drive: Guid,
        /// Medium concerned.
        media: Guid,
        /// Slot concerned.
        slot: Guid,
        /// Its library.
        library: Key<Library>,
        /// When it was queued.
        queued: Ticks,
        /// When it ended.
        completed: Ticks,
        /// Who wants it: the program.
        application: Text,
        /// Who wants it: the user.
        user: Text,
        /// Who wants it: the computer.
        computer: Text,
        /// Why it failed, a Win32 code.
        error: u32,
        /// Another work item that it is about.
        work_item: Guid,
        /// -15 to 15, higher first.
        priority: i32,
        /// Place among those of its kind: the smallest is next; 0 cannot be ordered.
        order: u64,
    }

    /// A task for a person.
    OpRequest "op_request" operator_requests {
        /// What is wanted.
        request: OperatorCommand,
        /// When it was asked.
        submitted: Ticks,
        /// How far it is.
        state: OperatorRequestState,
        /// Text for the person.
        message: Text,
        /// Type of the first object.
        argument_1_type: ObjectType,
        /// First object.
        argument_1: Guid,
        /// Type of the second object.
        argument_2_type: ObjectType,
        /// Second object.
        argument_2: Guid,
        /// Who wants it: the program.
        application: Text,
        /// Who wants it: the user.
        user: Text,
        /// Who wants it: the computer.
        computer: Text,
        /// When it ended.
        completed: Ticks,
    }

    /// A computer that messages go to.
    UiDestination "ui_destination" destinations {
        /// The computer or library whose messages are meant.
        object: Guid,
        /// Which messages.
        kind: UiType,
    }
}
