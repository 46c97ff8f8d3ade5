//! How long does `rsm exec` take to start: with the quickstart and the program `true`, against
//! `true` alone, both in each round? The program `rsm` is that of a release build beside this
//! bench.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use benches::{ROUND_COUNT, spread};

const START_COUNT: usize = 20;

/// `target/release/rsm`; benches are two folders below it.
fn rsm() -> Option<PathBuf> {
    let bench = std::env::current_exe().ok()?;
    let rsm = bench.parent()?.parent()?.join("rsm");
    rsm.is_file().then_some(rsm)
}

/// Seconds from start to end.
fn run(command: &mut Command) -> f64 {
    let begin = Instant::now();
    for _ in 0..START_COUNT {
        let ended = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(ended.expect("it starts").success(), "{command:?}");
    }
    begin.elapsed().as_secs_f64() / START_COUNT as f64
}

fn main() -> ExitCode {
    let Some(rsm) = rsm() else {
        eprintln!("there is no `rsm` to start; `cargo build --release` makes it");
        return ExitCode::from(2);
    };
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/quickstart.yaml");
    let mut exec = Command::new(rsm);
    exec.arg("exec").arg(scenario).args(["--", "true"]);
    let mut bare = Command::new("true");
    let (mut times, mut ratios) = (Vec::new(), Vec::new());
    for _ in 0..ROUND_COUNT {
        let bare = run(&mut bare);
        let ours = run(&mut exec);
        times.push(ours * 1e3);
        ratios.push(ours / bare);
    }
    let ((time, least, greatest), (ratio, ..)) = (spread(times), spread(ratios));
    println!(
        "rsm exec with the quickstart and `true`: {time:.1} ms from start to end ({least:.1} to \
         {greatest:.1}, median of {ROUND_COUNT} interleaved rounds), {ratio:.0} x `true` alone"
    );
    ExitCode::SUCCESS
}
