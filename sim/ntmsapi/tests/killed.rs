//! A program is killed at random instants under load. What it was told is kept is there when the
//! databases are opened again, and no half change is; also when the power goes with it, so that
//! what was written behind the last sync is cut off or torn.
//!
//! `KILLS` says how often. The program that is killed is this one, started with `--load`.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use ntmsapi::operation::CreateOptions;
use ntmsapi::option::AllocateOptions;
use ntmsapi::state::SideState;
use ntmsapi::{Guid, Info, ObjectType, Session, World};
use world::scenario::Scenario;

const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
pools: [{ path: Tests, media-type: LTO_Ultrium }]
media:
  - { media: A00001L3..A00020L3, at: { library: tower }, known: { available: { pool: Tests } } }
";
const KILLS: u64 = 40;
const THREAD_COUNT: usize = 4;
/// Bytes that a disk writes as a whole or not at all.
const SECTOR_BYTES: u64 = 512;

fn world(folder: &Path) -> World {
    let scenario = Scenario::parse("room.yaml", ROOM).unwrap_or_else(|error| panic!("{error}"));
    World::with_state(&scenario, folder).unwrap_or_else(|error| panic!("{error}"))
}

fn session(world: &World) -> Session {
    let client = world.client("HERE").expect("named");
    client.open_ntms_session(None, None, 0).expect("ready")
}

/// The log of changes of a database, as far as it is written.
struct Log {
    path: PathBuf,
}

impl Log {
    fn of(folder: &Path) -> Log {
        Log { path: folder.join("HERE.sqlite-wal") }
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap_or_default()
    }

    /// How long it is, and the number that changes whenever it begins anew (SQLite file format,
    /// WAL header, salt).
    fn state(bytes: &[u8]) -> (u64, u64) {
        let salt = bytes
            .get(16..24)
            .map_or(0, |salt| salt.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)));
        (bytes.len() as u64, salt)
    }
}

/// Tells the parent in one write, so that a line is told wholly or not at all.
fn tell(word: &str, id: Guid, log: Option<&Log>) {
    let (length, salt) = log.map_or((0, 0), |log| Log::state(&log.bytes()));
    let line = format!("{word} {id} {length} {salt}\n");
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes()).and_then(|()| out.flush()).expect("the parent reads");
}

/// Changes the database until somebody kills the program. Each change is told when it is kept; what
/// takes something away is told before as well.
fn load(folder: &Path, thread_count: usize) {
    let world = world(folder);
    let log = Log::of(folder);
    // The length of the log says what is synced only while nobody else writes.
    let log = (thread_count == 1).then_some(&log);
    std::thread::scope(|scope| {
        for thread in 0..thread_count {
            let session = session(&world);
            scope.spawn(move || {
                let open = CreateOptions::OpenExisting;
                let tests = session.create_ntms_media_pool("Tests", None, open, None);
                let tests = tests.expect("known");
                let mut held = Vec::new();
                for round in 0.. {
                    let taken = session.allocate_ntms_media(tests, None, AllocateOptions::NONE, 0);
                    let media = taken.expect("available").media;
                    tell("allocated", media, log);
                    let (name, new) = (format!("P{thread}-{round}"), CreateOptions::CreateNew);
                    let pool = session.create_ntms_media_pool(&name, None, new, None);
                    let pool = pool.expect("new");
                    tell("created", pool, log);
                    held.push((media, pool));
                    if held.len() > 3 {
                        let (media, pool) = held.remove(0);
                        tell("deallocates", media, None);
                        session.deallocate_ntms_media(media).expect("allocated");
                        tell("deallocated", media, log);
                        tell("deletes", pool, None);
                        session.delete_ntms_media_pool(pool).expect("empty");
                        tell("deleted", pool, log);
                    }
                }
            });
        }
    });
}

/// What the program told before it died.
#[derive(Default)]
struct Told {
    count: usize,
    media: BTreeSet<Guid>,
    pools: BTreeSet<Guid>,
    /// On their way out: they may be there or not.
    leaving: BTreeSet<Guid>,
    /// Gone for good.
    gone: BTreeSet<Guid>,
    /// Length of the log behind the last change that was told, and its salt.
    synced: (u64, u64),
}

impl Told {
    fn hear(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        let [word, id, length, salt] = words[..] else { panic!("half a line: {line}") };
        let id: Guid = id.parse().expect("an identifier");
        match word {
            "allocated" => drop(self.media.insert(id)),
            "created" => drop(self.pools.insert(id)),
            "deallocates" | "deletes" => {
                self.media.remove(&id);
                self.pools.remove(&id);
                self.leaving.insert(id);
                return;
            }
            _ => {
                self.leaving.remove(&id);
                self.gone.insert(id);
            }
        }
        self.count += 1;
        self.synced = (length.parse().expect("a length"), salt.parse().expect("a salt"));
    }
}

/// Starts the load, and kills it after a while.
fn kill(folder: &Path, thread_count: usize, after: Duration) -> Told {
    let program = std::env::current_exe().expect("this program has a path");
    let mut child = Command::new(program)
        .args(["--load".as_ref(), folder.as_os_str(), thread_count.to_string().as_ref()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let first = lines.next().expect("the load begins").expect("text");
    let listening = std::thread::spawn(move || {
        let mut told = Told::default();
        told.hear(&first);
        // The last line is whole as well: it is written at once.
        lines.map_while(Result::ok).for_each(|line| told.hear(&line));
        told
    });
    std::thread::sleep(after);
    child.kill().expect("it runs until it is killed");
    child.wait().expect("it is killed");
    listening.join().expect("no panic")
}

/// Whether what was told is there, and each change as a whole.
fn check(folder: &Path, told: &Told, thread_count: usize) {
    let world = world(folder);
    let session = session(&world);
    let all = |object_type| -> BTreeSet<Guid> {
        session.enumerate_ntms_object(None, object_type).expect("listed").into_iter().collect()
    };
    let (media, pools) = (all(ObjectType::LogicalMedia), all(ObjectType::MediaPool));
    for (kept, there) in [(&told.media, &media), (&told.pools, &pools)] {
        let lost: Vec<_> = kept.difference(there).collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
        let back: Vec<_> = told.gone.intersection(there).collect();
        assert!(back.is_empty(), "back again: {back:?}");
    }
    let unknown = |id: &&Guid| !told.media.contains(id) && !told.leaving.contains(id);
    let in_flight = media.iter().filter(unknown).count();
    assert!(in_flight <= thread_count, "{in_flight} media that nobody asked for");
    let mut owned = BTreeSet::new();
    for side in all(ObjectType::Partition) {
        let found = session.get_ntms_object_information(side, ObjectType::Partition);
        let Info::Partition(row) = found.expect("known").info else { panic!("a side") };
        let allocated = row.state == SideState::Allocated;
        assert_eq!(allocated, !row.logical_media.is_null(), "half a change of side {side}");
        if allocated {
            owned.insert(row.logical_media);
        }
    }
    assert_eq!(owned, media, "sides and logical media differ");
}

/// Numbers without pattern, the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, count: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % count
    }
}

/// The power goes: what was written behind the last sync is cut off or torn, sector by sector.
fn tear(folder: &Path, told: &Told, draw: &mut Draw) {
    let log = Log::of(folder);
    let mut bytes = log.bytes();
    let (length, salt) = Log::state(&bytes);
    // A log that begins anew holds nothing that is not in the database.
    let synced = if salt == told.synced.1 { told.synced.0.min(length) } else { 0 };
    let first = synced.next_multiple_of(SECTOR_BYTES);
    // Sectors that were on their way arrive in any order, or not at all.
    let end = first.max(length) + draw.below(4) * SECTOR_BYTES;
    bytes.resize(end as usize, 0);
    for sector in (first..end).step_by(SECTOR_BYTES as usize) {
        let range = sector as usize..(sector + SECTOR_BYTES).min(end) as usize;
        match draw.below(3) {
            0 => bytes[range].fill(0),
            1 => bytes[range].iter_mut().for_each(|byte| *byte = draw.below(256) as u8),
            _ => {}
        }
    }
    if draw.below(2) == 0 {
        let sectors = (end.saturating_sub(first)) / SECTOR_BYTES + 1;
        let cut = synced.max(first.min(end) + draw.below(sectors) * SECTOR_BYTES);
        bytes.truncate(cut as usize);
    }
    std::fs::write(&log.path, bytes).expect("a copy of ours");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a place for files");
    for entry in std::fs::read_dir(from).expect("there") {
        let entry = entry.expect("readable");
        // What maps the log in memory is gone with the power.
        if !entry.file_name().to_string_lossy().ends_with("-shm") {
            std::fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, word, folder, threads] = arguments.as_slice()
        && word == "--load"
    {
        return load(Path::new(folder), threads.parse().expect("a number"));
    }
    let kills = std::env::var("KILLS").map_or(KILLS, |kills| kills.parse().expect("a number"));
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join("killed");
    let mut draw = Draw(kills);
    let (mut changes, mut torn) = (0, 0);
    for round in 0..kills {
        let (folder, copied) = (base.join("there"), base.join("copied"));
        for old in [&folder, &copied] {
            // The first round finds nothing.
            let _ = std::fs::remove_dir_all(old);
        }
        let thread_count = if round % 2 == 0 { 1 } else { THREAD_COUNT };
        let told = kill(&folder, thread_count, Duration::from_micros(draw.below(60_000)));
        changes += told.count;
        if thread_count == 1 {
            for _ in 0..4 {
                let _ = std::fs::remove_dir_all(&copied);
                copy(&folder, &copied);
                tear(&copied, &told, &mut draw);
                check(&copied, &told, thread_count);
                torn += 1;
            }
        }
        check(&folder, &told, thread_count);
    }
    assert!(changes as u64 > kills, "the programs did next to nothing");
    println!("{kills} kills and {torn} losses of power, {changes} changes: 0 lost, 0 half");
}
