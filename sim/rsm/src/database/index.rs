//! What rows are looked up by: identifiers, members of containers, what lies where, and the sides
//! that may be allocated.

use wire::Ticks;
use wire::ntms::object::LibraryType;
use wire::ntms::state::{LibraryRequestState, OperatorRequestState, SideState};

use super::id::Identifiers;
use super::lists::{Beside, Finished, Members, Names, Step, number_of};
use super::{
    Changer, ChangerType, Computer, Drive, DriveType, IeDoor, IePort, Key, LibRequest, Library,
    LogicalMedia, MediaPool, MediaType, Object, OpRequest, Partition, PhysicalMedia, StorageSlot,
    Tables, UiDestination,
};

/// Which medium lies in each place of a kind.
type Contents<P> = Beside<P, Key<PhysicalMedia>>;

/// Everything that is derived from rows to find them.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub(super) ids: Identifiers,
    pub(crate) changers_of: Members<Library, Changer>,
    pub(crate) drives_of: Members<Library, Drive>,
    pub(crate) slots_of: Members<Library, StorageSlot>,
    pub(crate) doors_of: Members<Library, IeDoor>,
    pub(crate) ports_of: Members<Library, IePort>,
    pub(crate) media_in: Members<Library, PhysicalMedia>,
    pub(crate) requests_of: Members<Library, LibRequest>,
    pub(crate) media_of: Members<MediaPool, PhysicalMedia>,
    pub(crate) logical_media_of: Members<MediaPool, LogicalMedia>,
    pub(crate) pools_in: Members<MediaPool, MediaPool>,
    in_slot: Contents<StorageSlot>,
    in_drive: Contents<Drive>,
    in_port: Contents<IePort>,
    pub(crate) finished_requests: Finished<LibRequest>,
    pub(crate) finished_operator_requests: Finished<OpRequest>,
    by_bar_code: Names<PhysicalMedia>,
    by_label: Names<Partition>,
    /// Sides that may be allocated in each pool: available, and their medium is in a device.
    allocatable: Members<MediaPool, Partition>,
    /// The pool in whose list of allocatable sides a side stands.
    allocatable_in: Beside<Partition, Key<MediaPool>>,
    /// Sides whose place in those lists must be looked at again.
    unsettled: Vec<Key<Partition>>,
}

impl Index {
    pub(super) fn new(instance: u128) -> Index {
        Index { ids: Identifiers::new(instance), ..Index::default() }
    }

    /// The medium in a slot.
    pub(crate) fn in_slot(&self, slot: Key<StorageSlot>) -> Option<Key<PhysicalMedia>> {
        self.in_slot.get(slot)
    }

    /// The medium in a drive.
    pub(crate) fn in_drive(&self, drive: Key<Drive>) -> Option<Key<PhysicalMedia>> {
        self.in_drive.get(drive)
    }

    /// The medium in a place of the mail slot.
    pub(crate) fn in_port(&self, port: Key<IePort>) -> Option<Key<PhysicalMedia>> {
        self.in_port.get(port)
    }

    /// Media that may have a bar code, in the order of creation.
    pub(super) fn like_bar_code(&self, code: &str) -> impl Iterator<Item = Key<PhysicalMedia>> {
        self.by_bar_code.like(number_of(code))
    }

    /// Sides that may have a label, in the order of creation.
    pub(super) fn like_label(
        &self,
        label_type: &str,
        label_id: &[u8],
    ) -> impl Iterator<Item = Key<Partition>> + use<'_> {
        self.by_label.like(number_of((label_id, label_type)))
    }

    /// The sides of a pool that may be allocated, in the order of creation.
    pub(crate) fn allocatable(
        &self,
        pool: Key<MediaPool>,
    ) -> impl DoubleEndedIterator<Item = Key<Partition>> {
        self.allocatable.of(pool)
    }

    fn object<R: Object>(&mut self, key: Key<R>, row: &Step<&R>) {
        match (row.old, row.new) {
            (None, Some(new)) => self.ids.set(new.head().id, Some(key.into())),
            (Some(old), None) => self.ids.set(old.head().id, None),
            // An identifier never changes.
            _ => {}
        }
    }

    /// After a change: puts sides into the lists of allocatable sides that they belong to now.
    pub(super) fn settle(&mut self, tables: &Tables) {
        while let Some(side) = self.unsettled.pop() {
            let belongs = pool_to_allocate_from(tables, side);
            let stood = self.allocatable_in.set(side, belongs);
            self.allocatable.change(side, Step { old: stood, new: belongs });
        }
    }

    pub(super) fn computers(&mut self, key: Key<Computer>, row: &Step<&Computer>) {
        self.object(key, row);
    }

    pub(super) fn media_types(&mut self, key: Key<MediaType>, row: &Step<&MediaType>) {
        self.object(key, row);
    }

    pub(super) fn changer_types(&mut self, key: Key<ChangerType>, row: &Step<&ChangerType>) {
        self.object(key, row);
    }

    pub(super) fn drive_types(&mut self, key: Key<DriveType>, row: &Step<&DriveType>) {
        self.object(key, row);
    }

    pub(super) fn libraries(&mut self, key: Key<Library>, row: &Step<&Library>) {
        self.object(key, row);
    }

    pub(super) fn changers(&mut self, key: Key<Changer>, row: &Step<&Changer>) {
        self.object(key, row);
        self.changers_of.change(key, row.of(|row| Some(row.library)));
    }

    pub(super) fn drives(&mut self, key: Key<Drive>, row: &Step<&Drive>) {
        self.object(key, row);
        self.drives_of.change(key, row.of(|row| Some(row.library)));
    }

    pub(super) fn slots(&mut self, key: Key<StorageSlot>, row: &Step<&StorageSlot>) {
        self.object(key, row);
        self.slots_of.change(key, row.of(|row| Some(row.library)));
    }

    pub(super) fn doors(&mut self, key: Key<IeDoor>, row: &Step<&IeDoor>) {
        self.object(key, row);
        self.doors_of.change(key, row.of(|row| Some(row.library)));
    }

    pub(super) fn ports(&mut self, key: Key<IePort>, row: &Step<&IePort>) {
        self.object(key, row);
        self.ports_of.change(key, row.of(|row| Some(row.library)));
    }

    pub(super) fn pools(&mut self, key: Key<MediaPool>, row: &Step<&MediaPool>) {
        self.object(key, row);
        self.pools_in.change(key, row.of(|row| row.parent));
    }

    pub(super) fn media(&mut self, key: Key<PhysicalMedia>, row: &Step<&PhysicalMedia>) {
        self.object(key, row);
        self.media_in.change(key, row.of(|row| Some(row.library)));
        self.media_of.change(key, row.of(|row| Some(row.pool)));
        lay(&mut self.in_slot, key, row.of(|row| row.slot));
        lay(&mut self.in_drive, key, row.of(|row| row.drive));
        lay(&mut self.in_port, key, row.of(|row| row.port));
        self.by_bar_code.change(key, row.of(bar_code));
        if let Some(row) = row.new.or(row.old) {
            self.unsettled.extend((0..row.sides).map(|side| row.first_side.next(side)));
        }
    }

    pub(super) fn sides(&mut self, key: Key<Partition>, row: &Step<&Partition>) {
        self.object(key, row);
        self.by_label.change(key, row.of(label));
        self.unsettled.push(key);
    }

    pub(super) fn logical_media(&mut self, key: Key<LogicalMedia>, row: &Step<&LogicalMedia>) {
        self.object(key, row);
        self.logical_media_of.change(key, row.of(|row| Some(row.pool)));
    }

    pub(super) fn requests(&mut self, key: Key<LibRequest>, row: &Step<&LibRequest>) {
        self.object(key, row);
        self.requests_of.change(key, row.of(|row| Some(row.library)));
        let end = |row: &LibRequest| ended(row.completed, row.state == LibraryRequestState::Failed);
        self.finished_requests.change(key, row.of(end));
    }

    pub(super) fn operator_requests(&mut self, key: Key<OpRequest>, row: &Step<&OpRequest>) {
        self.object(key, row);
        let end =
            |row: &OpRequest| ended(row.completed, row.state == OperatorRequestState::Refused);
        self.finished_operator_requests.change(key, row.of(end));
    }

    pub(super) fn destinations(&mut self, key: Key<UiDestination>, row: &Step<&UiDestination>) {
        self.object(key, row);
    }
}

/// When a request ended and whether badly, if it has ended.
fn ended(completed: Ticks, badly: bool) -> Option<(Ticks, bool)> {
    (completed != Ticks::NEVER).then_some((completed, badly))
}

/// The bar code of a medium, if it has one, for its number.
fn bar_code(row: &PhysicalMedia) -> Option<&str> {
    Some(row.bar_code.as_str()).filter(|code| !code.is_empty())
}

/// The label of a side, if it has one, for its number.
fn label(row: &Partition) -> Option<(&[u8], &str)> {
    (!row.label_id.is_empty()).then_some((&row.label_id, row.label_type.as_str()))
}

fn lay<P>(contents: &mut Contents<P>, media: Key<PhysicalMedia>, place: Step<Key<P>>) {
    let Some((from, to)) = place.changed() else { return };
    for (place, content) in [(from, None), (to, Some(media))] {
        let Some(place) = place else { continue };
        let before = contents.set(place, content);
        debug_assert!(before.is_none() == content.is_some(), "one medium in one place");
    }
}

/// The pool that a side may be allocated from: it is available, enabled, and in a device.
fn pool_to_allocate_from(tables: &Tables, side: Key<Partition>) -> Option<Key<MediaPool>> {
    let side = tables.sides.get(side)?;
    let media = tables.media.get(side.media)?;
    let library = tables.libraries.get(media.library)?;
    let usable = side.state == SideState::Available
        && side.head.enabled
        && media.head.enabled
        && library.library_type != LibraryType::Offline;
    usable.then_some(media.pool)
}

#[cfg(test)]
impl Index {
    /// All that it knows beside identifiers, in an order that does not tell how it came about.
    pub(crate) fn facts(&self) -> Vec<String> {
        vec![
            self.changers_of.facts(),
            self.drives_of.facts(),
            self.slots_of.facts(),
            self.doors_of.facts(),
            self.ports_of.facts(),
            self.media_in.facts(),
            self.requests_of.facts(),
            self.media_of.facts(),
            self.logical_media_of.facts(),
            self.pools_in.facts(),
            self.allocatable.facts(),
            self.in_slot.facts(),
            self.in_drive.facts(),
            self.in_port.facts(),
            self.allocatable_in.facts(),
            self.finished_requests.facts(),
            self.finished_operator_requests.facts(),
            self.by_bar_code.facts(),
            self.by_label.facts(),
        ]
    }
}
