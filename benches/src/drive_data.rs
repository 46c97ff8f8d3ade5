//! How fast do data reach a simulated tape from an unmodified program? Blocks of 256 KiB through
//! the preloaded library and the local door into memory, and back, against the same blocks through
//! a bare Unix socket into a buffer. The program is this one, started again with the library before
//! it. Trace and checkers are off; the allocator is mimalloc.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use benches::{ROUND_COUNT, spread};
use host::device::{Devices, serve};
use ntmsapi::World;

#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

const BLOCK_BYTES: usize = 256 << 10;
const BLOCK_COUNT: usize = 1024;
const GIBIBYTE: f64 = (1_u64 << 30) as f64;

const ROOM: &str = "
version: 1
computers:
  HERE:
    service: { state: stopped }
    libraries: { tower: { profile: lto-30 } }
media: [{ media: A00001L3, at: { drive: [tower, 0] } }]
";

/// Where the sockets are; only a program that was started by this one is told.
const FOLDER: &str = "DRIVE_DATA_FOLDER";

/// Serves a tape, and a socket whose data go nowhere.
fn serve_all(folder: &Path) {
    let world = World::from_text("room.yaml", ROOM).unwrap_or_else(|error| panic!("{error}"));
    let client = world.client("HERE").expect("there");
    client.sleep(Duration::from_secs(600)).expect("possible");
    let door = UnixListener::bind(folder.join("door")).expect("a socket");
    let bare = UnixListener::bind(folder.join("bare")).expect("a socket");
    thread::spawn(move || {
        let devices = Arc::new(Devices::default());
        for stream in door.incoming() {
            let (devices, client) = (Arc::clone(&devices), client.clone());
            thread::spawn(move || serve(stream.expect("a stream"), client, &devices));
        }
    });
    thread::spawn(move || {
        for stream in bare.incoming() {
            let mut stream = stream.expect("a stream");
            let mut buffer = vec![0; BLOCK_BYTES];
            while stream.read_exact(&mut buffer).is_ok() {}
        }
    });
}

/// GiB in a second.
fn rate(mut step: impl FnMut()) -> f64 {
    let begin = Instant::now();
    (0..BLOCK_COUNT).for_each(|_| step());
    (BLOCK_BYTES * BLOCK_COUNT) as f64 / GIBIBYTE / begin.elapsed().as_secs_f64()
}

/// The program with the library before it.
fn measure(folder: &Path) {
    let block = vec![7; BLOCK_BYTES];
    let mut buffer = vec![0; BLOCK_BYTES];
    let (mut writes, mut reads, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUND_COUNT {
        let mut bare = UnixStream::connect(folder.join("bare")).expect("served");
        let alone = rate(|| bare.write_all(&block).expect("sent"));
        // The node rewinds when it is closed.
        let mut tape = File::create("/dev/st0").expect("a tape");
        let write = rate(|| assert_eq!(tape.write(&block).expect("room"), BLOCK_BYTES));
        drop(tape);
        let mut tape = File::open("/dev/st0").expect("a tape");
        reads.push(rate(|| assert_eq!(tape.read(&mut buffer).expect("data"), BLOCK_BYTES)));
        assert_eq!(buffer, block);
        writes.push(write);
        ratios.push(write / alone);
    }
    let ((write, ..), (read, ..)) = (spread(writes), spread(reads));
    let (ratio, low, high) = spread(ratios);
    println!(
        "blocks of 256 KiB through the preloaded library: written at {write:.2} GiB/s, read at \
         {read:.2} GiB/s; writing is {ratio:.2} x of a bare socket (median of {ROUND_COUNT} \
         interleaved rounds, {low:.2} to {high:.2})"
    );
}

fn main() {
    if let Some(folder) = env::var_os(FOLDER) {
        return measure(Path::new(&folder));
    }
    let folder = env::temp_dir().join(format!("drive-data-{}", std::process::id()));
    fs::create_dir(&folder).expect("a folder");
    serve_all(&folder);
    let program = env::current_exe().expect("known");
    let library = program.with_file_name("librsm_preload.so");
    let mut again = Command::new(program);
    again.env(FOLDER, &folder).env("RSM_DEVICES", folder.join("door")).env("LD_PRELOAD", library);
    let ended = again.status();
    fs::remove_dir_all(&folder).expect("empty");
    assert!(ended.expect("started").success());
}
