//! The C library, which cargo builds for no test of this package by itself.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder of builds that this test is of.
pub(crate) fn target() -> PathBuf {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    temporary.parent().expect("it is below the folder of builds").to_owned()
}

/// Builds the library and gives the folder that it is in.
pub(crate) fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "-q", "--locked", "-p", "ntmsapi-c", "--target-dir"]).arg(target());
        assert!(cargo.status().expect("cargo runs this test").success());
        target().join("debug")
    })
}
