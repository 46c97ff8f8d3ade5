//! What does durability cost: AllocateNtmsMedia with its rows in a file, for one caller and for 64
//! at once, as threads and as tasks of one thread? The bare limit is the same rows through a plain
//! loop over SQLite with the same settings, one transaction for each row set, or for 64 of them.
//! Both are measured in each round, on files of the same folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use benches::spread;
use ntmsapi::operation::CreateOptions;
use ntmsapi::option::AllocateOptions;
use ntmsapi::{Client, Guid, Session, World};
use rsm::database::{Row, TableName, Value};
use rusqlite::{Connection, params_from_iter};
use world::scenario::Scenario;

const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { hall: { profile: lto-10000 } } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media: [{ media: A00000L3..A09599L3, at: { library: hall }, known: { available: { pool: Jobs } } }]
";
const CALL_COUNT: usize = 9_600;
/// Rounds of each comparison: threads on few processors differ more from round to round than what
/// the other benches ask about.
const ROUND_COUNT: usize = 63;

#[derive(Clone, Copy)]
enum Callers {
    Threads(usize),
    Tasks(usize),
}

type Rows = BTreeMap<(TableName, u32), Row>;

/// A row as it was and as it is.
type Changed = (TableName, u32, Option<Row>, Row);

struct Room {
    world: World,
    client: Client,
    pool: Guid,
    file: PathBuf,
}

impl Room {
    fn new(folder: &Path) -> Room {
        // The first round finds nothing.
        let _ = std::fs::remove_dir_all(folder);
        let scenario = Scenario::parse("room.yaml", ROOM).expect("a right scenario");
        let world = World::with_state(&scenario, folder).expect("a folder to write in");
        let client = world.client("HERE").expect("named");
        let session = open(&client);
        let existing = CreateOptions::OpenExisting;
        let pool = session.create_ntms_media_pool("Jobs", None, existing, None).expect("known");
        Room { world, client, pool, file: folder.join("HERE.sqlite") }
    }

    fn rows(&self) -> Rows {
        self.world.inspect(|world| {
            let here = world.computer("HERE").expect("named");
            let rows = world.rsm(here).expect("it runs").database().rows();
            rows.map(|(key, row)| ((row.table(), key), row)).collect()
        })
    }

    /// Seconds for a call, shared by so many callers, from when all have their sessions.
    fn allocate(&self, callers: Callers) -> f64 {
        let time = match callers {
            Callers::Threads(count) => self.allocate_in_threads(count),
            Callers::Tasks(count) => self.allocate_in_tasks(count),
        };
        time.as_secs_f64() / CALL_COUNT as f64
    }

    fn allocate_in_threads(&self, callers: usize) -> Duration {
        let ready = Barrier::new(callers);
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..callers)
                .map(|_| {
                    scope.spawn(|| {
                        let session = open(&self.client);
                        ready.wait();
                        let begin = Instant::now();
                        for _ in 0..CALL_COUNT / callers {
                            let options = AllocateOptions::NONE;
                            let taken = session.allocate_ntms_media(self.pool, None, options, 0);
                            taken.expect("available");
                        }
                        (begin, Instant::now())
                    })
                })
                .collect();
            let spans = threads.into_iter().map(|thread| thread.join().expect("no panic"));
            let (begins, ends): (Vec<_>, Vec<_>) = spans.unzip();
            // On few processors some begin when others are far on.
            let begin = begins.into_iter().min().expect("a caller");
            ends.into_iter().max().expect("a caller") - begin
        })
    }

    fn allocate_in_tasks(&self, callers: usize) -> Duration {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let caller = |session: Session, pool| async move {
            let session = session.asynchronous();
            for _ in 0..CALL_COUNT / callers {
                let taken = session.allocate_ntms_media(pool, None, AllocateOptions::NONE, 0);
                taken.await.expect("available");
            }
        };
        let sessions: Vec<Session> = (0..callers).map(|_| open(&self.client)).collect();
        let begin = Instant::now();
        runtime.block_on(async {
            let tasks =
                sessions.into_iter().map(|session| tokio::spawn(caller(session, self.pool)));
            for task in tasks.collect::<Vec<_>>() {
                task.await.expect("no panic");
            }
        });
        begin.elapsed()
    }
}

fn open(client: &Client) -> Session {
    client.open_ntms_session(None, Some("bench"), 0).expect("ready")
}

/// What the calls changed, by table.
fn changes(before: &Rows, after: Rows) -> Vec<Vec<Changed>> {
    let mut by_table: BTreeMap<TableName, Vec<Changed>> = BTreeMap::new();
    for ((table, key), new) in after {
        let old = before.get(&(table, key));
        if old != Some(&new) {
            by_table.entry(table).or_default().push((table, key, old.cloned(), new));
        }
    }
    by_table.into_values().collect()
}

fn bound(value: Value) -> rusqlite::types::Value {
    match value {
        Value::Null => rusqlite::types::Value::Null,
        Value::Integer(number) => number.into(),
        Value::Text(text) => text.to_string().into(),
        Value::Blob(bytes) => bytes.to_vec().into(),
    }
}

/// The statement of a change, and its values.
fn statement((table, key, old, new): &Changed) -> (String, Vec<rusqlite::types::Value>) {
    let name = table.name();
    let columns = table.columns().iter().map(|column| column.name).zip(new.values());
    let columns: Vec<(&str, Value)> = match old {
        Some(old) => {
            let pairs = columns.zip(old.values());
            pairs.filter(|((_, new), old)| new != old).map(|(column, _)| column).collect()
        }
        None => columns.collect(),
    };
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let sql = match old {
        Some(_) => {
            let sets: Vec<String> = names.iter().map(|name| format!("\"{name}\" = ?")).collect();
            format!("UPDATE \"{name}\" SET {} WHERE \"key\" = ?", sets.join(", "))
        }
        None => {
            let places = "?, ".repeat(names.len());
            let names: String = names.iter().map(|name| format!("\"{name}\", ")).collect();
            format!("INSERT INTO \"{name}\" ({names}\"key\") VALUES ({places}?)")
        }
    };
    let mut values: Vec<_> = columns.into_iter().map(|(_, value)| bound(value)).collect();
    values.push(i64::from(*key).into());
    (sql, values)
}

/// Seconds for the rows of a call, so many of them in one transaction.
fn bare(file: &Path, changes: &[Vec<Changed>], together: usize) -> f64 {
    let mut sets = vec![Vec::new(); CALL_COUNT];
    for rows in changes {
        // Not every call reserves identifiers: the row that keeps them is in few sets.
        for (at, row) in rows.iter().enumerate() {
            sets[at * CALL_COUNT / rows.len()].push(statement(row));
        }
    }
    let mut connection = Connection::open(file).expect("a copy of the file");
    connection.pragma_update(None, "synchronous", "FULL").expect("a setting of SQLite");
    connection.pragma_update(None, "foreign_keys", true).expect("a setting of SQLite");
    connection.set_prepared_statement_cache_capacity(64);
    let begin = Instant::now();
    for batch in sets.chunks(together) {
        let transaction = connection.transaction().expect("nobody else writes");
        for (sql, values) in batch.iter().flatten() {
            let mut prepared = transaction.prepare_cached(sql).expect("SQL");
            let changed = prepared.execute(params_from_iter(values)).expect("room on the disk");
            assert_eq!(changed, 1, "{sql}");
        }
        transaction.commit().expect("room on the disk");
    }
    begin.elapsed().as_secs_f64() / CALL_COUNT as f64
}

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("durability");
    for (what, callers, together) in [
        ("one caller", Callers::Threads(1), 1),
        ("64 callers, tasks of one thread", Callers::Tasks(64), 64),
        ("64 callers, threads", Callers::Threads(64), 64),
    ] {
        let (mut rates, mut ratios) = (Vec::new(), Vec::new());
        for _ in 0..ROUND_COUNT {
            let room = Room::new(&folder);
            let copy = folder.join("bare.sqlite");
            // With the log brought in, the file is all there is.
            let settled = Connection::open(&room.file).expect("ours");
            settled.pragma_query(None, "wal_checkpoint", |_| Ok(())).expect("nobody writes");
            std::fs::copy(&room.file, &copy).expect("room on the disk");
            drop(settled);
            let before = room.rows();
            let ours = room.allocate(callers);
            let changes = changes(&before, room.rows());
            let bare = bare(&copy, &changes, together);
            rates.push(1.0 / ours);
            ratios.push(bare / ours);
        }
        let ((rate, ..), (ratio, low, high)) = (spread(rates), spread(ratios));
        println!(
            "AllocateNtmsMedia, {what}: {rate:.0} calls/s, {ratio:.2} of the bare rate (median of \
             {ROUND_COUNT} interleaved rounds, {low:.2} to {high:.2})"
        );
    }
    // Other runs find their room empty.
    let _ = std::fs::remove_dir_all(&folder);
}
