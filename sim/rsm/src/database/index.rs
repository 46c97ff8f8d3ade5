//! What rows are looked up by: identifiers, members of containers, what lies where, and the sides
//! that may be allocated.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::marker::PhantomData;

use wire::Ticks;
use wire::ntms::object::LibraryType;
use wire::ntms::state::{LibraryRequestState, OperatorRequestState, SideState};

use super::id::{Identifiers, LookUp};
use super::table::Table;
use super::{
    Changer, ChangerType, Computer, Drive, DriveType, IeDoor, IePort, Key, LibRequest, Library,
    LogicalMedia, MediaPool, MediaType, Object, OpRequest, Partition, PhysicalMedia, StorageSlot,
    Tables, UiDestination,
};

/// Which rows belong to a container, each list in the order of creation.
#[derive(Clone, Debug)]
pub(crate) struct Members<C, R> {
    lists: LookUp<Key<C>, BTreeSet<Key<R>>>,
}

impl<C, R> Default for Members<C, R> {
    fn default() -> Members<C, R> {
        Members { lists: LookUp::default() }
    }
}

impl<C, R> Members<C, R> {
    fn set(&mut self, container: Key<C>, member: Key<R>, enter: bool) {
        if enter {
            self.lists.entry(container).or_default().insert(member);
        } else if let Some(members) = self.lists.get_mut(&container) {
            members.remove(&member);
            if members.is_empty() {
                self.lists.remove(&container);
            }
        }
    }

    /// The members.
    pub(crate) fn of(&self, container: Key<C>) -> impl DoubleEndedIterator<Item = Key<R>> {
        self.lists.get(&container).into_iter().flatten().copied()
    }

    /// How many members there are.
    pub(crate) fn count(&self, container: Key<C>) -> usize {
        self.lists.get(&container).map_or(0, BTreeSet::len)
    }
}

/// Requests that are over, by the time when they ended.
#[derive(Clone, Debug)]
pub(crate) struct Finished<R> {
    well: BTreeSet<(Ticks, Key<R>)>,
    /// Those that failed or were refused.
    badly: BTreeSet<(Ticks, Key<R>)>,
}

impl<R> Default for Finished<R> {
    fn default() -> Finished<R> {
        Finished { well: BTreeSet::new(), badly: BTreeSet::new() }
    }
}

impl<R> Finished<R> {
    fn set(&mut self, completed: Ticks, key: Key<R>, badly: bool, enter: bool) {
        let list = if badly { &mut self.badly } else { &mut self.well };
        match enter {
            _ if completed == Ticks::NEVER => false,
            true => list.insert((completed, key)),
            false => list.remove(&(completed, key)),
        };
    }

    /// Those that ended long enough ago: none unless `any` are wanted, and those that failed only
    /// if `failed` are.
    pub(crate) fn until(
        &self,
        old: impl Fn(Ticks) -> bool,
        any: bool,
        failed: bool,
    ) -> Vec<Key<R>> {
        let well = self.well.iter().take_while(|(ended, _)| any && old(*ended));
        let badly = self.badly.iter().take_while(|(ended, _)| any && failed && old(*ended));
        well.chain(badly).map(|(_, key)| *key).collect()
    }
}

/// What belongs to each row of a table, one thing at most.
#[derive(Clone, Debug)]
struct Beside<P, V> {
    /// By the numbers of the rows.
    table: Table<V>,
    of: PhantomData<fn() -> P>,
}

impl<P, V> Default for Beside<P, V> {
    fn default() -> Beside<P, V> {
        Beside { table: Table::default(), of: PhantomData }
    }
}

impl<P, V: Copy> Beside<P, V> {
    fn get(&self, key: Key<P>) -> Option<V> {
        self.table.get(Key::new(key.number())).copied()
    }

    fn set(&mut self, key: Key<P>, value: Option<V>) -> Option<V> {
        self.table.set(Key::new(key.number()), value)
    }
}

/// Which medium lies in each place of a kind.
type Contents<P> = Beside<P, Key<PhysicalMedia>>;

/// Rows by a name that several may have. What is kept is a number made of the name, so that many
/// names take little room and are compared at once; whoever looks compares the names themselves.
#[derive(Clone, Debug)]
struct Names<R> {
    /// The first row of each number.
    first: LookUp<u64, Key<R>>,
    /// The others.
    more: BTreeSet<(u64, Key<R>)>,
}

impl<R> Default for Names<R> {
    fn default() -> Names<R> {
        Names { first: LookUp::default(), more: BTreeSet::new() }
    }
}

impl<R> Names<R> {
    fn set(&mut self, name: impl Hash, key: Key<R>, enter: bool) {
        let number = number_of(name);
        match (enter, self.first.get_mut(&number)) {
            (true, None) => {
                self.first.insert(number, key);
            }
            (true, Some(first)) => {
                let later = std::cmp::max(*first, key);
                *first = std::cmp::min(*first, key);
                self.more.insert((number, later));
            }
            (false, Some(first)) if *first == key => {
                let next = self.more.range((number, Key::FIRST)..=(number, Key::LAST)).next();
                match next.copied() {
                    Some(next) => {
                        *first = next.1;
                        self.more.remove(&next);
                    }
                    None => {
                        self.first.remove(&number);
                    }
                }
            }
            (false, _) => {
                self.more.remove(&(number, key));
            }
        }
    }

    /// Rows that may have the name of a number, in the order of creation.
    fn like(&self, number: u64) -> impl Iterator<Item = Key<R>> + use<'_, R> {
        let more = self.more.range((number, Key::FIRST)..=(number, Key::LAST));
        self.first.get(&number).copied().into_iter().chain(more.map(|(_, key)| *key))
    }
}

/// The number of a name; that of one name is the same in every run.
fn number_of(name: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

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

    fn object<R: Object>(&mut self, row: &R, key: Key<R>, enter: bool) {
        self.ids.set(row.head().id, enter.then(|| key.into()));
    }

    /// After a change: puts sides into the lists of allocatable sides that they belong to now.
    pub(super) fn settle(&mut self, tables: &Tables) {
        while let Some(side) = self.unsettled.pop() {
            let belongs = pool_to_allocate_from(tables, side);
            let stands = self.allocatable_in.set(side, belongs);
            if stands != belongs {
                for (pool, enter) in [(stands, false), (belongs, true)] {
                    if let Some(pool) = pool {
                        self.allocatable.set(pool, side, enter);
                    }
                }
            }
        }
    }

    pub(super) fn computers(&mut self, row: &Computer, key: Key<Computer>, enter: bool) {
        self.object(row, key, enter);
    }

    pub(super) fn media_types(&mut self, row: &MediaType, key: Key<MediaType>, enter: bool) {
        self.object(row, key, enter);
    }

    pub(super) fn changer_types(&mut self, row: &ChangerType, key: Key<ChangerType>, enter: bool) {
        self.object(row, key, enter);
    }

    pub(super) fn drive_types(&mut self, row: &DriveType, key: Key<DriveType>, enter: bool) {
        self.object(row, key, enter);
    }

    pub(super) fn libraries(&mut self, row: &Library, key: Key<Library>, enter: bool) {
        self.object(row, key, enter);
    }

    pub(super) fn changers(&mut self, row: &Changer, key: Key<Changer>, enter: bool) {
        self.object(row, key, enter);
        self.changers_of.set(row.library, key, enter);
    }

    pub(super) fn drives(&mut self, row: &Drive, key: Key<Drive>, enter: bool) {
        self.object(row, key, enter);
        self.drives_of.set(row.library, key, enter);
    }

    pub(super) fn slots(&mut self, row: &StorageSlot, key: Key<StorageSlot>, enter: bool) {
        self.object(row, key, enter);
        self.slots_of.set(row.library, key, enter);
    }

    pub(super) fn doors(&mut self, row: &IeDoor, key: Key<IeDoor>, enter: bool) {
        self.object(row, key, enter);
        self.doors_of.set(row.library, key, enter);
    }

    pub(super) fn ports(&mut self, row: &IePort, key: Key<IePort>, enter: bool) {
        self.object(row, key, enter);
        self.ports_of.set(row.library, key, enter);
    }

    pub(super) fn pools(&mut self, row: &MediaPool, key: Key<MediaPool>, enter: bool) {
        self.object(row, key, enter);
        if let Some(parent) = row.parent {
            self.pools_in.set(parent, key, enter);
        }
    }

    pub(super) fn media(&mut self, row: &PhysicalMedia, key: Key<PhysicalMedia>, enter: bool) {
        self.object(row, key, enter);
        self.media_in.set(row.library, key, enter);
        self.media_of.set(row.pool, key, enter);
        if let Some(slot) = row.slot {
            lay_in(&mut self.in_slot, slot, key, enter);
        }
        if let Some(drive) = row.drive {
            lay_in(&mut self.in_drive, drive, key, enter);
        }
        if let Some(port) = row.port {
            lay_in(&mut self.in_port, port, key, enter);
        }
        if !row.bar_code.is_empty() {
            self.by_bar_code.set(row.bar_code.as_str(), key, enter);
        }
        self.unsettled.extend((0..row.sides).map(|side| row.first_side.next(side)));
    }

    pub(super) fn sides(&mut self, row: &Partition, key: Key<Partition>, enter: bool) {
        self.object(row, key, enter);
        if !row.label_id.is_empty() {
            self.by_label.set((&*row.label_id, row.label_type.as_str()), key, enter);
        }
        self.unsettled.push(key);
    }

    pub(super) fn logical_media(
        &mut self,
        row: &LogicalMedia,
        key: Key<LogicalMedia>,
        enter: bool,
    ) {
        self.object(row, key, enter);
        self.logical_media_of.set(row.pool, key, enter);
    }

    pub(super) fn requests(&mut self, row: &LibRequest, key: Key<LibRequest>, enter: bool) {
        self.object(row, key, enter);
        self.requests_of.set(row.library, key, enter);
        let failed = row.state == LibraryRequestState::Failed;
        self.finished_requests.set(row.completed, key, failed, enter);
    }

    pub(super) fn operator_requests(&mut self, row: &OpRequest, key: Key<OpRequest>, enter: bool) {
        self.object(row, key, enter);
        let refused = row.state == OperatorRequestState::Refused;
        self.finished_operator_requests.set(row.completed, key, refused, enter);
    }

    pub(super) fn destinations(
        &mut self,
        row: &UiDestination,
        key: Key<UiDestination>,
        enter: bool,
    ) {
        self.object(row, key, enter);
    }
}

fn lay_in<P>(contents: &mut Contents<P>, place: Key<P>, media: Key<PhysicalMedia>, enter: bool) {
    let before = contents.set(place, enter.then_some(media));
    debug_assert!(before.is_none() == enter, "one medium in one place");
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_of_one_name_are_found_in_the_order_of_creation(
            steps in proptest::collection::vec((0u32..12, 0usize..3), 0..60),
        ) {
            const NAMES: [&str; 3] = ["one", "two", ""];
            let mut names = Names::<PhysicalMedia>::default();
            let mut model = BTreeSet::new();
            for (key, name) in steps {
                let enter = !model.remove(&(name, key));
                if enter {
                    model.insert((name, key));
                }
                names.set(NAMES[name], Key::new(key), enter);
                for (at, name) in NAMES.iter().enumerate() {
                    let found = names.like(number_of(name)).map(|key| key.number());
                    let there = model.iter().filter(|(of, _)| *of == at).map(|(_, key)| *key);
                    prop_assert!(found.eq(there), "{name} {model:?}");
                }
            }
            prop_assert_eq!(names.first.len() + names.more.len(), model.len());
        }
    }
}
