//! Stories of files and rows, every kind of bad file, and the law that what is kept comes back.

mod backup;

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use rsm::database::{Change, Row, TableName, Transaction, Value, ValueKind};
use wire::Text;

use super::*;

/// A folder of its own for each test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join("rsm-store-tests").join(name);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("computer.db")
    }

    fn open(&self) -> Store {
        Store::open(&self.file(), 7).unwrap().store
    }

    /// What a person with a tool sees and does.
    fn person(&self) -> Connection {
        Connection::open(self.file()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// Where a column of a table stands in the values of a row.
fn place(table: TableName, column: &str) -> usize {
    table.columns().iter().position(|known| known.name == column).unwrap()
}

/// A row of any table: `number` and `text` wherever the column takes them, else the first number
/// or the shortest text that it takes.
fn row(table: TableName, number: i64, text: &str, refer: impl Fn(&str) -> Option<u32>) -> Row {
    let columns = table.columns();
    let mut values: Vec<Value> = columns
        .iter()
        .map(|column| match (column.refers_to, column.kind) {
            (Some(to), _) => refer(to).map_or(Value::Null, |key| Value::Integer(i64::from(key))),
            (None, ValueKind::Integer) => Value::Integer(number),
            (None, ValueKind::Text) => Value::Text(Text::new(text)),
            // One of the name `a`: counts of bytes stand before name and data.
            (None, ValueKind::Blob) if column.name == "attributes" => {
                let data = number.to_be_bytes();
                Value::Blob([&b"\x01\0\0\0a\x08\0\0\0"[..], &data].concat().into())
            }
            (None, ValueKind::Blob) => Value::Blob(number.to_be_bytes().repeat(2).into()),
        })
        .collect();
    let mut tried = ("", 0..128);
    while let Err(column) = Row::from_values(table, &values) {
        if tried.0 != column {
            tried = (column, 0..128);
        }
        let at = place(table, column);
        values[at] = match columns[at].kind {
            ValueKind::Text => Value::Text(Text::EMPTY),
            _ => Value::Integer(tried.1.next().expect("a number that fits")),
        };
    }
    Row::from_values(table, &values).unwrap()
}

fn change(table: TableName, key: u32, old: Option<&Row>, new: Option<&Row>) -> Change {
    Change { table, key, old: old.cloned(), new: new.cloned() }
}

fn transaction(changes: impl IntoIterator<Item = Change>) -> Transaction {
    Transaction { changes: changes.into_iter().collect() }
}

/// A medium type, a pool with it, and the first change that makes them.
fn pool_and_type() -> (Row, Row, Transaction) {
    let media_type = row(TableName::MediaType, 1, "8mm", |_| None);
    let pool = row(TableName::MediaPool, 1, "Weekly", |to| (to == "media_type").then_some(3));
    // The pool first: references are looked at when all is said.
    let made = transaction([
        change(TableName::MediaPool, 9, None, Some(&pool)),
        change(TableName::MediaType, 3, None, Some(&media_type)),
    ]);
    (media_type, pool, made)
}

fn renamed(row: &Row, name: &str) -> Row {
    let mut values = row.values();
    values[place(row.table(), "name")] = Value::Text(Text::new(name));
    Row::from_values(row.table(), &values).unwrap()
}

#[test]
fn what_is_kept_is_there_after_reopening() {
    let folder = Folder::new();
    let (media_type, pool, made) = pool_and_type();
    let mut store = folder.open();
    assert_eq!(store.load().unwrap(), []);
    store.keep(&[made]).unwrap();
    drop(store);

    let mut store = folder.open();
    assert_eq!(store.load().unwrap(), [(3, media_type.clone()), (9, pool.clone())]);
    let other = renamed(&pool, "a\0b \u{1F600}");
    store
        .keep(&[transaction([change(TableName::MediaPool, 9, Some(&pool), Some(&other))])])
        .unwrap();
    drop(store);

    let mut store = folder.open();
    assert_eq!(store.load().unwrap(), [(3, media_type.clone()), (9, other.clone())]);
    let gone = [(TableName::MediaType, 3, &media_type), (TableName::MediaPool, 9, &other)];
    store
        .keep(&[transaction(gone.map(|(table, key, old)| change(table, key, Some(old), None)))])
        .unwrap();
    drop(store);
    assert_eq!(folder.open().load().unwrap(), []);
}

#[test]
fn a_file_that_is_there_keeps_its_instance() {
    let folder = Folder::new();
    let first = Store::open(&folder.file(), u128::MAX - 5).unwrap();
    assert_eq!((first.instance, first.is_new), (u128::MAX - 5, true));
    drop(first);
    let second = Store::open(&folder.file(), 1).unwrap();
    assert_eq!((second.instance, second.is_new), (u128::MAX - 5, false));
}

#[test]
fn names_that_mean_something_to_sqlite_are_files() {
    let folder = Folder::new();
    for name in [":memory:", "file:x?mode=memory", "a b'\"%20"] {
        let path = folder.0.join(name);
        let (_, _, made) = pool_and_type();
        Store::open(&path, 7).unwrap().store.keep(&[made]).unwrap();
        assert_eq!(Store::open(&path, 7).unwrap().store.load().unwrap().len(), 2, "{name}");
    }
}

#[test]
fn a_person_reads_identifiers_and_numbers_while_the_file_is_in_use() {
    let folder = Folder::new();
    let (_, pool, made) = pool_and_type();
    let mut store = folder.open();
    store.keep(&[made]).unwrap();
    let question = "SELECT hex(pool.id), pool.name, media_type.name FROM media_pool AS pool
        JOIN media_type ON media_type.key = pool.media_type";
    let seen = folder.person().query_row(question, [], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    });
    let id = pool.head().id.to_string().replace('-', "").to_uppercase();
    assert_eq!(seen.unwrap(), (id, "Weekly".into(), "8mm".into()));
}

#[test]
fn the_file_is_durable_strict_and_checked() {
    let folder = Folder::new();
    let store = folder.open();
    let pragma = |name| {
        store
            .connection
            .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
    };
    assert_eq!(pragma("journal_mode").unwrap(), "wal".to_string().into());
    assert_eq!(pragma("synchronous").unwrap(), 2.into());
    assert_eq!(pragma("foreign_keys").unwrap(), 1.into());
    let wrong =
        "INSERT INTO ui_destination VALUES (1, x'00', 'never', 0, '', '', 1, 1, NULL, x'', 1)";
    let refused = folder.person().execute(wrong, []).unwrap_err().to_string();
    assert_eq!(refused, "cannot store TEXT value in INTEGER column ui_destination.created");
}

#[test]
fn taking_a_row_away_searches_no_table() {
    let folder = Folder::new();
    let store = folder.open();
    for table in TableName::ALL {
        let sql = format!("EXPLAIN QUERY PLAN DELETE FROM \"{}\" WHERE key = 1", table.name());
        let mut statement = store.connection.prepare(&sql).unwrap();
        let plan = statement.query_map([], |row| row.get::<_, String>(3)).unwrap();
        let plan: Vec<String> = plan.map(Result::unwrap).collect();
        assert!(!plan.is_empty() && plan.iter().all(|line| line.starts_with("SEARCH")), "{plan:?}");
    }
}

/// Changes a good file of two rows into a bad one.
type Spoil = fn(&Folder);

fn person_does(folder: &Folder, sql: &str) {
    folder.person().execute_batch(sql).unwrap();
}

fn cut(folder: &Folder, length: u64) {
    OpenOptions::new().write(true).open(folder.file()).unwrap().set_len(length).unwrap();
}

#[test]
fn bad_files_are_named_and_left_as_they_are() {
    let cases: &[(Spoil, &str)] = &[
        (|f| cut(f, 0), "is empty, not a database; remove it to begin a new one"),
        (|f| cut(f, 40_960), "is cut off or damaged: database disk image is malformed"),
        (|f| cut(f, 40), "is cut off or damaged: database disk image is malformed"),
        (|f| cut(f, 20), "is not a database of this service"),
        (
            |f| fs::write(f.file(), "rows: none\n".repeat(999)).unwrap(),
            "is not a database of this service",
        ),
        (|f| person_does(f, "PRAGMA application_id = 1"), "is not a database of this service"),
        (
            |f| person_does(f, "PRAGMA user_version = 2"),
            "has layout version 2; versions 1 to 1 are known",
        ),
        (
            |f| person_does(f, "PRAGMA user_version = 0"),
            "has layout version 0; versions 1 to 1 are known",
        ),
        (|f| person_does(f, "DROP TABLE drive"), "is cut off or damaged: no such table: drive"),
        (
            |f| person_does(f, "ALTER TABLE lib_request RENAME \"order\" TO place"),
            "is cut off or damaged: no such column: lib_request.order",
        ),
        (
            |f| person_does(f, "DELETE FROM meta"),
            "is cut off or damaged: it has lost its instance number",
        ),
        (
            |f| person_does(f, "UPDATE meta SET instance = x'00'"),
            "is cut off or damaged: it has lost its instance number",
        ),
    ];
    for (spoil, text) in cases {
        let folder = Folder::new();
        folder.open().keep(&[pool_and_type().2]).unwrap();
        spoil(&folder);
        let before = fs::read(folder.file()).unwrap();
        let error = Store::open(&folder.file(), 7).expect_err(text).to_string();
        let said = error.strip_prefix(&format!("{}: ", folder.file().display()));
        assert!(said.is_some_and(|said| said.starts_with(text)), "{error}, not {text}");
        assert!(fs::read(folder.file()).unwrap() == before, "changed: {text}");
    }
}

#[test]
fn places_without_a_file_are_named() {
    let folder = Folder::new();
    let error = Store::open(&folder.0, 7).unwrap_err().to_string();
    let is_folder = format!("{}: cannot be opened: ", folder.0.display());
    assert!(error.starts_with(&is_folder), "{error}");
    let nowhere = folder.0.join("no/computer.db");
    let error = Store::open(&nowhere, 7).unwrap_err().to_string();
    let system = "cannot be opened: No such file or directory (os error 2)";
    assert_eq!(error, format!("{}: {system}", nowhere.display()));
}

#[test]
fn a_file_that_could_not_be_finished_is_not_left_behind() {
    let folder = Folder::new();
    let in_the_way = folder.0.join("computer.db-journal");
    fs::create_dir(&in_the_way).unwrap();
    let error = Store::open(&folder.file(), 7).unwrap_err();
    assert!(matches!(error.reason, OpenReason::Inaccessible(_)), "{error}");
    assert!(!folder.file().exists());
    fs::remove_dir(&in_the_way).unwrap();
    assert!(Store::open(&folder.file(), 7).unwrap().is_new);
}

#[test]
fn a_wrong_value_is_named_and_the_store_stays_failed_until_reopened() {
    let cases = [
        ("UPDATE media_pool SET pool_type = 99", "table media_pool row 9: column pool_type"),
        ("UPDATE media_type SET id = x'01'", "table media_type row 3: column id"),
        ("UPDATE media_type SET name = CAST(x'FF' AS TEXT)", "table media_type row 3: column name"),
        ("UPDATE media_type SET key = -1", "table media_type row -1: column key"),
    ];
    for (sql, text) in cases {
        let folder = Folder::new();
        let (_, pool, made) = pool_and_type();
        folder.open().keep(&[made]).unwrap();
        let saved = fs::read(folder.file()).unwrap();
        person_does(&folder, &format!("PRAGMA foreign_keys = OFF; {sql}"));

        let mut store = folder.open();
        let said =
            format!("{}: cannot be read: {text} has no valid value", folder.file().display());
        for _ in 0..2 {
            assert_eq!(store.load().unwrap_err().to_string(), said);
        }
        let other = renamed(&pool, "Daily");
        let change = change(TableName::MediaPool, 9, Some(&pool), Some(&other));
        let error = store.keep(&[transaction([change])]).unwrap_err();
        assert!(matches!(&error.reason, StoreReason::Failure(words) if words.starts_with(text)));
        drop(store);

        fs::write(folder.file(), saved).unwrap();
        assert_eq!(folder.open().load().unwrap().len(), 2);
    }
}

#[test]
fn damaged_pages_fail_the_load() {
    let folder = Folder::new();
    folder.open().keep(&[pool_and_type().2]).unwrap();
    let root: i64 = folder
        .person()
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'media_pool'", [], |r| r.get(0))
        .unwrap();
    let mut bytes = fs::read(folder.file()).unwrap();
    let page = (root as usize - 1) * 4096;
    bytes[page..page + 4096].fill(0xA5);
    fs::write(folder.file(), bytes).unwrap();

    let mut store = folder.open();
    let error = store.load().unwrap_err();
    assert!(matches!(&error.reason, LoadReason::Unreadable(words) if words.contains("malformed")));
    assert!(store.keep(&[pool_and_type().2]).is_err());
}

#[test]
fn a_reference_to_nothing_leaves_everything_as_it_was() {
    let folder = Folder::new();
    let (media_type, pool, made) = pool_and_type();
    let mut store = folder.open();
    store.keep(&[made]).unwrap();
    let before = store.load().unwrap();

    let other = renamed(&pool, "Daily");
    let rename = change(TableName::MediaPool, 9, Some(&pool), Some(&other));
    let unmade = change(TableName::MediaType, 3, Some(&media_type), None);
    let batch = [transaction([rename.clone()]), transaction([unmade])];
    let error = store.keep(&batch).unwrap_err().to_string();
    let said = "changes were not kept: FOREIGN KEY constraint failed";
    assert_eq!(error, format!("{}: {said}", folder.file().display()));
    assert_eq!(store.load().unwrap(), before);
    drop(store);

    let mut store = folder.open();
    assert_eq!(store.load().unwrap(), before);
    store.keep(&[transaction([rename])]).unwrap();
    assert_eq!(store.load().unwrap(), [(3, media_type), (9, other)]);
}

#[test]
fn a_batch_that_is_added_to_is_kept_whole_or_not_at_all() {
    let folder = Folder::new();
    let (media_type, pool, made) = pool_and_type();
    let daily = renamed(&pool, "Daily");
    let rename = transaction([change(TableName::MediaPool, 9, Some(&pool), Some(&daily))]);
    let mut store = folder.open();
    store.add(std::slice::from_ref(&made)).unwrap();
    store.add(std::slice::from_ref(&rename)).unwrap();
    let seen = rusqlite::Connection::open(folder.file()).unwrap();
    let count = "SELECT count(*) FROM media_pool";
    let rows = || seen.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(rows(), 0, "nothing is there before the commit");
    let full = row(TableName::MediaType, 1, &"x".repeat(1 << 20), |_| None);
    let full = transaction([change(TableName::MediaType, 4, None, Some(&full))]);
    let limit = |pages: u32| {
        store.connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
    };
    limit(1).unwrap();
    assert!(matches!(store.add(&[full]).unwrap_err().reason, StoreReason::Full(_)));
    assert_eq!(store.load().unwrap(), [], "what came before is taken back with it");
    let mut store = folder.open();
    store.add(&[made]).unwrap();
    store.add(&[rename]).unwrap();
    store.commit().unwrap();
    assert_eq!(rows(), 1);
    assert_eq!(store.load().unwrap(), [(3, media_type), (9, daily)]);
}

#[test]
fn a_full_disk_is_told_apart_and_passes() {
    let folder = Folder::new();
    let mut store = folder.open();
    let limit = |store: &Store, pages| {
        let set =
            store.connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()));
        set.unwrap();
    };
    limit(&store, 1);
    let big = row(TableName::MediaType, 1, &"x".repeat(1 << 20), |_| None);
    let made = transaction([change(TableName::MediaType, 0, None, Some(&big))]);
    let error = store.keep(std::slice::from_ref(&made)).unwrap_err();
    assert!(matches!(error.reason, StoreReason::Full(_)));
    let said = "no room to keep changes: database or disk is full";
    assert_eq!(error.to_string(), format!("{}: {said}", folder.file().display()));
    assert_eq!(store.load().unwrap(), []);
    limit(&store, 1_000_000);
    store.keep(&[made]).unwrap();
    assert_eq!(store.load().unwrap(), [(0, big)]);
}

#[test]
fn a_file_that_others_changed_is_not_written_over() {
    let folder = Folder::new();
    let (media_type, pool, made) = pool_and_type();
    let mut store = folder.open();
    store.keep(&[made]).unwrap();
    person_does(&folder, "UPDATE media_pool SET name = 'Mine'");
    let rename = change(TableName::MediaPool, 9, Some(&pool), Some(&renamed(&pool, "Daily")));
    for _ in 0..2 {
        let error = store.keep(&[transaction([rename.clone()])]).unwrap_err().to_string();
        assert!(error.ends_with("not kept: another program changed the file"), "{error}");
    }
    drop(store);
    let mut store = folder.open();
    assert_eq!(store.load().unwrap(), [(3, media_type), (9, renamed(&pool, "Mine"))]);
}

#[test]
fn a_row_that_should_be_there_is_missed() {
    let folder = Folder::new();
    let (_, pool, _) = pool_and_type();
    let mut store = folder.open();
    let gone = change(TableName::MediaPool, 9, Some(&pool), None);
    let error = store.keep(&[transaction([gone])]).unwrap_err().to_string();
    assert!(error.ends_with("table media_pool row 9 is not in the file"), "{error}");
}

#[test]
fn steps_bring_a_file_from_version_to_version_or_not_at_all() {
    let folder = Folder::new();
    folder.open().keep(&[pool_and_type().2]).unwrap();
    let seen = || {
        let person = folder.person();
        let notes = "SELECT group_concat(text) FROM note";
        let notes =
            person.query_row(notes, [], |row| row.get::<_, Option<String>>(0)).ok().flatten();
        (schema::version(&person).unwrap(), notes)
    };
    let steps = [
        "CREATE TABLE note (text TEXT NOT NULL) STRICT; INSERT INTO note VALUES ('two')",
        "INSERT INTO note VALUES ('three')",
    ];
    let open =
        |steps: &[&str]| Store::open_with(&folder.file(), 7, steps).map(|opened| opened.store);

    let error = open(&[steps[0], "INSERT INTO absent VALUES (1)"]).unwrap_err().to_string();
    assert!(error.ends_with("is cut off or damaged: no such table: absent"), "{error}");
    assert_eq!(seen(), (1, None));
    assert_eq!(open(&steps[..1]).unwrap().load().unwrap().len(), 2);
    assert_eq!(seen(), (2, Some("two".into())));
    for _ in 0..2 {
        assert_eq!(open(&steps).unwrap().load().unwrap().len(), 2);
        assert_eq!(seen(), (3, Some("two,three".into())));
    }
    let error = Store::open(&folder.file(), 7).unwrap_err().to_string();
    assert!(error.ends_with("has layout version 3; versions 1 to 1 are known"), "{error}");
}

#[test]
fn the_layout_is_that_of_its_version() {
    // FNV-1a of the statements. Whoever changes a column of a released version adds a step to
    // `schema::STEPS` and writes the new number here.
    let fingerprint = schema::layout().bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    assert_eq!(
        (schema::newest_version(schema::STEPS), format!("{fingerprint:016x}")),
        (1, "1a5204ee8d2a7f5a".into())
    );
}

/// One change of a random history; the numbers choose among what is possible then.
#[derive(Clone, Debug)]
enum Step {
    Add { table: usize, number: i64, text: String },
    Change { at: usize, number: i64, text: String },
    Delete { at: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let number = prop_oneof![any::<i64>(), 0i64..100];
    let add = (0..TableName::ALL.len(), number.clone(), any::<String>());
    let change = (any::<usize>(), number, any::<String>());
    prop_oneof![
        3 => add.prop_map(|(table, number, text)| Step::Add { table, number, text }),
        2 => change.prop_map(|(at, number, text)| Step::Change { at, number, text }),
        1 => any::<usize>().prop_map(|at| Step::Delete { at }),
    ]
}

/// The rows that should be there.
#[derive(Default)]
struct Model {
    rows: BTreeMap<(TableName, u32), Row>,
    next: BTreeMap<TableName, u32>,
}

impl Model {
    fn take(&mut self, step: &Step) -> Vec<Change> {
        let mut changes = Vec::new();
        let at = |at: &usize| self.rows.keys().nth(at % self.rows.len().max(1)).copied();
        match step {
            Step::Add { table, number, text } => {
                self.add(TableName::ALL[*table], *number, text, &mut BTreeMap::new(), &mut changes);
            }
            Step::Change { at: place, number, text } => {
                if let Some((table, key)) = at(place) {
                    let new = row(table, *number, text, |to| self.some(to, *number));
                    let old = self.rows.insert((table, key), new.clone());
                    changes.push(change(table, key, old.as_ref(), Some(&new)));
                }
            }
            Step::Delete { at: place } => {
                if let Some((table, key)) = at(place)
                    && !self.is_referred_to(table, key)
                {
                    let old = self.rows.remove(&(table, key));
                    changes.push(change(table, key, old.as_ref(), None));
                }
            }
        }
        changes
    }

    /// Adds a row, and before it what it cannot be without; `planned` are keys of rows to come.
    fn add(
        &mut self,
        table: TableName,
        number: i64,
        text: &str,
        planned: &mut BTreeMap<&'static str, u32>,
        changes: &mut Vec<Change>,
    ) {
        let next = self.next.entry(table).or_default();
        let key = *next;
        *next += 1;
        planned.insert(table.name(), key);
        for column in table.columns().iter().filter(|column| !column.optional) {
            let Some(to) = column.refers_to else { continue };
            if self.some(to, number).is_none() && !planned.contains_key(to) {
                let to = TableName::ALL.iter().find(|known| known.name() == to).unwrap();
                self.add(*to, number, text, planned, changes);
            }
        }
        let refer = |to: &str| self.some(to, number).or(planned.get(to).copied());
        let new = row(table, number, text, refer);
        changes.push(change(table, key, None, Some(&new)));
        self.rows.insert((table, key), new);
    }

    /// A key of a table, if it has any.
    fn some(&self, table: &str, number: i64) -> Option<u32> {
        let keys = self.rows.keys().filter(|(known, _)| known.name() == table);
        let keys: Vec<u32> = keys.map(|(_, key)| *key).collect();
        keys.get(number.unsigned_abs() as usize % keys.len().max(1)).copied()
    }

    fn is_referred_to(&self, table: TableName, key: u32) -> bool {
        self.rows.iter().any(|((from, _), row)| {
            from.columns().iter().zip(row.values()).any(|(column, value)| {
                column.refers_to == Some(table.name()) && value == Value::Integer(i64::from(key))
            })
        })
    }

    fn rows(&self) -> Vec<(u32, Row)> {
        self.rows.iter().map(|((_, key), row)| (*key, row.clone())).collect()
    }
}

#[test]
fn every_table_can_be_kept() {
    let folder = Folder::new();
    let (mut model, mut store) = (Model::default(), folder.open());
    for table in 0..TableName::ALL.len() {
        let step = Step::Add { table, number: i64::MAX, text: "text".into() };
        store.keep(&[transaction(model.take(&step))]).unwrap();
    }
    let kept = store.load().unwrap();
    assert!(TableName::ALL.iter().all(|table| kept.iter().any(|(_, row)| row.table() == *table)));
    assert_eq!(kept, model.rows());
}

#[test]
fn any_number_of_rows_can_be_added_at_once() {
    let folder = Folder::new();
    let (mut model, mut store) = (Model::default(), folder.open());
    for count in [1, 7, 8, 9, 15, 16, 25] {
        let mut changes = Vec::new();
        for number in 0..count {
            let last = TableName::ALL.len() - 1;
            for table in [0, last] {
                let text = format!("{number} of {count}");
                changes.extend(model.take(&Step::Add { table, number, text }));
            }
        }
        store.keep(&[transaction(changes)]).unwrap();
        assert_eq!(store.load().unwrap(), model.rows(), "{count}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn what_was_kept_in_any_batches_comes_back(
        history in proptest::collection::vec((step(), 0..5u8), 0..60),
    ) {
        let folder = Folder::new();
        let (mut model, mut store, mut batch) = (Model::default(), folder.open(), Vec::new());
        for (step, end) in &history {
            batch.push(transaction(model.take(step)));
            if *end == 0 {
                store.keep(&std::mem::take(&mut batch)).unwrap();
                prop_assert_eq!(store.load().unwrap(), model.rows());
            }
        }
        store.keep(&batch).unwrap();
        drop(store);
        prop_assert_eq!(folder.open().load().unwrap(), model.rows());
    }
}
