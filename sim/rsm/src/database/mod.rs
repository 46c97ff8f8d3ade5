//! The objects of the service: tables, what they are looked up by, and changes as transactions.
//!
//! Every change of a row goes through `insert`, `update` or `delete`, which keep the index and
//! write the change down with the row before it, so that a transaction can be kept elsewhere, and
//! undone when that fails.

mod attribute;
mod consistent;
mod declare;
mod destination;
mod enabled;
mod field;
mod id;
mod index;
mod lists;
pub(crate) mod pool;
mod repair;
mod row;
mod table;
#[cfg(test)]
mod tests;
mod transaction;

use wire::ntms::ObjectType;
use wire::ntms::object::LibraryType;
use wire::ntms::state::OperationalState;
use wire::{Guid, Text, Ticks};

pub use attribute::Attributes;
pub use consistent::Inconsistent;
pub use field::{Field, Value, ValueKind};
pub(crate) use id::LookUp;
pub(crate) use index::Index;
pub use row::{
    Changer, ChangerType, Column, Computer, Drive, DriveType, Head, IeDoor, IePort, LibRequest,
    Library, LogicalMedia, MediaPool, MediaType, Object, OpRequest, Partition, PhysicalMedia, Row,
    StorageSlot, TableName, UiDestination,
};
pub use table::Key;
use table::{KEY_MAX, Table};
pub use transaction::{Change, Transaction};

/// The tables themselves.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    computers: Table<Computer>,
    media_types: Table<MediaType>,
    changer_types: Table<ChangerType>,
    drive_types: Table<DriveType>,
    libraries: Table<Library>,
    changers: Table<Changer>,
    drives: Table<Drive>,
    slots: Table<StorageSlot>,
    doors: Table<IeDoor>,
    ports: Table<IePort>,
    pools: Table<MediaPool>,
    media: Table<PhysicalMedia>,
    sides: Table<Partition>,
    logical_media: Table<LogicalMedia>,
    requests: Table<LibRequest>,
    operator_requests: Table<OpRequest>,
    destinations: Table<UiDestination>,
}

/// An object of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectKey {
    /// Its table.
    pub table: TableName,
    number: u32,
}

impl ObjectKey {
    /// The key in the table of `R`, if it is of that table.
    pub fn as_key<R: Object>(self) -> Option<Key<R>> {
        (self.table == R::TABLE).then(|| Key::new(self.number))
    }

    /// The type of the object.
    pub const fn object_type(self) -> ObjectType {
        self.table.object_type()
    }
}

impl<R: Object> From<Key<R>> for ObjectKey {
    fn from(key: Key<R>) -> ObjectKey {
        ObjectKey { table: R::TABLE, number: key.number() }
    }
}

/// Identifiers are reserved in blocks, so that not every new object changes the computer's row.
const IDENTIFIERS_RESERVED: u64 = 4096;

/// Changes that the list of those under way keeps room for.
const CHANGES_USUAL: usize = 64;

/// Every object of one service.
#[derive(Clone, Debug)]
pub struct Database {
    tables: Tables,
    index: Index,
    next_identifier: u64,
    /// The time that new and changed rows are stamped with.
    now: Ticks,
    open: Vec<Change>,
    /// Changes are not written down.
    unwritten: bool,
}

impl Database {
    /// A database without any object. Identifiers depend on `instance` and nothing else.
    pub(crate) fn new(instance: u128) -> Database {
        Database {
            tables: Tables::default(),
            index: Index::new(instance),
            next_identifier: 0,
            now: Ticks::NEVER,
            open: Vec::new(),
            unwritten: false,
        }
    }

    /// A database of rows that were kept, each with its key.
    ///
    /// # Errors
    /// What contradicts itself: a row whose reference names no row, or an identifier that is given
    /// twice or is none.
    pub(crate) fn load(
        instance: u128,
        rows: impl IntoIterator<Item = (u32, Row)>,
    ) -> Result<Database, Inconsistent> {
        let mut database = Database::new(instance);
        for (key, row) in rows {
            let table = row.table();
            let ids = &database.index.ids;
            let usable = ids.may_be(row.head().id) && ids.find(row.head().id).is_none();
            if !usable || key >= KEY_MAX || Row::exists(table, key, &database.tables) {
                return Err(Inconsistent { table, key, column: "id" });
            }
            row.enter(key, &mut database.tables, &mut database.index);
            database.index.settle(&database.tables);
        }
        database.skip_reserved();
        database.rebuild_pools();
        database.check_references()?;
        Ok(database)
    }

    fn computers(&self) -> impl Iterator<Item = (Key<Computer>, &Computer)> {
        self.tables.computers.iter()
    }

    /// The service itself, which is there from the start.
    pub fn computer(&self) -> Key<Computer> {
        Key::new(0)
    }

    /// The library of media that are in no device.
    pub fn offline_library(&self) -> Option<Key<Library>> {
        self.all::<Library>()
            .find(|(_, row)| row.library_type == LibraryType::Offline)
            .map(|(key, _)| key)
    }

    /// The pool that all others are in.
    pub fn root_pool(&self) -> Key<MediaPool> {
        Key::new(0)
    }

    /// The time that rows made or changed from now on are stamped with.
    pub(crate) fn set_now(&mut self, now: Ticks) {
        self.now = now;
    }

    /// The time that rows are stamped with.
    pub(crate) fn now(&self) -> Ticks {
        self.now
    }

    /// A row whose key was taken from another row or from a look-up.
    ///
    /// # Panics
    /// When the key names no row, which is a defect of this crate.
    pub fn get<R: Object>(&self, key: Key<R>) -> &R {
        self.try_get(key).expect("keys in rows and indexes name rows")
    }

    /// A row that may be gone.
    pub fn try_get<R: Object>(&self, key: Key<R>) -> Option<&R> {
        R::table(&self.tables).get(key)
    }

    /// The row with this identifier, if it is of this table.
    pub fn find<R: Object>(&self, id: Guid) -> Option<Key<R>> {
        self.find_any(id)?.as_key()
    }

    /// The object with this identifier.
    pub fn find_any(&self, id: Guid) -> Option<ObjectKey> {
        self.index.ids.find(id)
    }

    /// The row with this identifier, if it is of this table, and its key.
    pub(crate) fn look_up<R: Object>(&self, id: Guid) -> Option<(Key<R>, &R)> {
        let key = self.find(id)?;
        Some((key, self.get(key)))
    }

    /// The identifier of a row.
    pub fn id<R: Object>(&self, key: Key<R>) -> Guid {
        self.get(key).head().id
    }

    /// The identifier of a row, null for none.
    pub(crate) fn id_or_null<R: Object>(&self, key: Option<Key<R>>) -> Guid {
        key.map_or(Guid::NULL, |key| self.id(key))
    }

    /// What every object has.
    pub fn head(&self, object: ObjectKey) -> Option<Head> {
        Row::copied(object.table, object.number, &self.tables).map(|row| row.head().clone())
    }

    /// The media whose label outside says this, in the order of creation.
    pub fn media_with_bar_code(&self, code: &str) -> impl Iterator<Item = Key<PhysicalMedia>> {
        let like = self.index.like_bar_code(code);
        like.filter(move |key| self.get(*key).bar_code.as_str() == code)
    }

    /// The sides with a label, in the order of creation.
    pub(crate) fn sides_with_label(
        &self,
        label_type: &str,
        label_id: &[u8],
    ) -> impl Iterator<Item = Key<Partition>> {
        let like = self.index.like_label(label_type, label_id);
        like.filter(move |key| {
            let row = self.get(*key);
            row.label_type.as_str() == label_type && &*row.label_id == label_id
        })
    }

    /// The sides of a medium, the first first.
    pub fn sides_of(
        &self,
        media: Key<PhysicalMedia>,
    ) -> impl Iterator<Item = Key<Partition>> + use<> {
        let row = self.get(media);
        let (first, count) = (row.first_side, row.sides);
        (0..count).map(move |side| first.next(side))
    }

    /// Every row of a table in the order of creation.
    pub fn all<R: Object>(&self) -> impl Iterator<Item = (Key<R>, &R)> {
        R::table(&self.tables).iter()
    }

    /// How many rows a table has.
    pub fn count<R: Object>(&self) -> usize {
        R::table(&self.tables).len()
    }

    /// Every row with its key, table by table, to be kept or to be loaded again.
    pub fn rows(&self) -> impl Iterator<Item = (u32, Row)> {
        TableName::ALL.iter().flat_map(|table| Row::all(*table, &self.tables))
    }

    /// What rows are looked up by.
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// The head of a new object.
    pub(crate) fn new_head(&mut self, name: impl Into<Text>) -> Head {
        Head {
            id: self.new_id(),
            created: self.now,
            modified: self.now,
            name: name.into(),
            description: Text::EMPTY,
            enabled: true,
            operational: OperationalState::Ready,
            attributes: None,
        }
    }

    /// An identifier that no object had before.
    pub(crate) fn new_id(&mut self) -> Guid {
        let counter = self.next_identifier;
        self.next_identifier += 1;
        let reserved = self.computers().next().map(|(key, row)| (key, row.identifiers));
        if let Some((computer, reserved)) = reserved
            && reserved <= counter
        {
            self.update(computer, |row| row.identifiers = counter + IDENTIFIERS_RESERVED);
        }
        self.index.ids.id(counter)
    }

    /// The key that the next row of a table will get, for rows that name one another.
    pub(crate) fn next_key<R: Object>(&self) -> Key<R> {
        R::table(&self.tables).next_key()
    }

    /// Adds a row.
    pub(crate) fn insert<R: Object>(&mut self, row: R) -> Key<R> {
        let key = self.next_key::<R>();
        self.insert_at(key, row);
        key
    }

    /// Adds a row at a key that has none.
    fn insert_at<R: Object>(&mut self, key: Key<R>, row: R) {
        R::index(key, &mut self.index, None, Some(&row));
        R::table_mut(&mut self.tables).set(key, Some(row));
        self.index.settle(&self.tables);
        self.write_down(key, None);
    }

    /// Changes a row and its time of change. A change that changes nothing is none.
    pub(crate) fn update<R: Object + PartialEq>(
        &mut self,
        key: Key<R>,
        change: impl FnOnce(&mut R),
    ) {
        let row = R::table_mut(&mut self.tables).get_mut(key);
        let row = row.expect("keys in rows and indexes name rows");
        let old = row.clone();
        change(row);
        if *row == old {
            return;
        }
        row.head_mut().modified = self.now;
        R::index(key, &mut self.index, Some(&old), Some(row));
        self.index.settle(&self.tables);
        self.write_down(key, Some(old));
    }

    /// Takes a row away. Nothing may refer to it any more.
    pub(crate) fn delete<R: Object>(&mut self, key: Key<R>) {
        let Some(old) = R::table_mut(&mut self.tables).set(key, None) else { return };
        let id = old.head().id;
        R::index(key, &mut self.index, Some(&old), None);
        self.index.settle(&self.tables);
        self.write_down(key, Some(old));
        if R::TABLE == TableName::Library {
            self.drop_destinations(id);
        }
    }

    /// Writes down what a row was before a change. What it is now stands in its table.
    fn write_down<R: Object>(&mut self, key: Key<R>, old: Option<R>) {
        if !self.unwritten {
            let new = self.try_get(key).cloned().map(R::into_row);
            let old = old.map(R::into_row);
            self.open.push(Change { table: R::TABLE, key: key.number(), old, new });
        }
    }

    /// Makes changes that are part of no transaction: those of a service that never ran, whose
    /// beginning is all of its rows.
    pub(crate) fn unwritten<T>(&mut self, change: impl FnOnce(&mut Database) -> T) -> T {
        self.unwritten = true;
        let changed = change(self);
        self.unwritten = false;
        changed
    }

    /// As if it had been loaded from its rows, once what is not kept is undone: the changes of no
    /// transaction yet, then transactions, the latest of which is last.
    pub(crate) fn reopen(&mut self, unkept: Vec<Transaction>) {
        let unfinished = self.commit();
        for transaction in unkept.into_iter().chain(unfinished).rev() {
            self.undo(&transaction);
        }
        self.skip_reserved();
    }

    /// The next identifier is one that nobody can have taken.
    fn skip_reserved(&mut self) {
        let reserved = self.computers().map(|(_, computer)| computer.identifiers).max();
        self.next_identifier = reserved.unwrap_or(0);
    }

    /// Whether the next start takes the copy of the database for the database.
    pub(crate) fn arm_import(&mut self, armed: bool) {
        self.update(self.computer(), |row| row.import_armed = armed);
    }

    /// The rows of a copy as they can take the place of these: no identifier that either may have
    /// given out is given out again.
    pub(crate) fn adopt(
        &self,
        rows: impl IntoIterator<Item = (u32, Row)>,
    ) -> impl Iterator<Item = (u32, Row)> {
        let reserved = self.computers().map(|(_, row)| row.identifiers).max().unwrap_or(0);
        rows.into_iter().map(move |(key, mut row)| {
            if let Row::Computer(computer) = &mut row {
                computer.identifiers = computer.identifiers.max(reserved);
            }
            (key, row)
        })
    }

    /// Takes the place of another database: what differs becomes the open transaction.
    pub(crate) fn replace(&mut self, other: &Database) {
        let gone = other.rows().map(|(key, row)| (row.table(), key, Some(row), None));
        let come = self.rows().map(|(key, row)| (row.table(), key, None, Some(row)));
        let changes = gone.chain(come);
        let changes = changes.map(|(table, key, old, new)| Change { table, key, old, new });
        self.open = transaction::merged(changes);
    }

    /// Whether something changed since the last transaction ended.
    pub(crate) fn is_changing(&self) -> bool {
        !self.open.is_empty()
    }

    /// Ends the transaction: what changed since the last one ended, if anything.
    pub(crate) fn commit(&mut self) -> Option<Transaction> {
        if !self.is_changing() {
            return None;
        }
        let changes = self.open.drain(..).collect();
        // The list is filled again and again; what an import made of it is given back.
        self.open.shrink_to(CHANGES_USUAL);
        Some(Transaction { changes })
    }

    /// Undoes the latest transaction. Identifiers that it took stay taken.
    pub fn undo(&mut self, transaction: &Transaction) {
        for change in transaction.changes.iter().rev() {
            Row::leave(change.table, change.key, &mut self.tables, &mut self.index);
            if let Some(old) = change.old.clone() {
                old.enter(change.key, &mut self.tables, &mut self.index);
            }
            self.index.settle(&self.tables);
        }
    }
}

impl Database {
    /// Makes the changes of a transaction that was undone once more, as changes of the open one.
    /// What depended on something else that was undone stays undone.
    pub(crate) fn redo(&mut self, transaction: &Transaction) {
        for change in &*transaction.changes {
            if Row::copied(change.table, change.key, &self.tables) != change.old {
                continue;
            }
            Row::leave(change.table, change.key, &mut self.tables, &mut self.index);
            if let Some(new) = change.new.clone() {
                new.enter(change.key, &mut self.tables, &mut self.index);
            }
            self.index.settle(&self.tables);
            self.open.push(change.clone());
        }
    }
}
