//! `rsm install`: header, library and pkg-config file, where compilers find them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::{Exit, output};

/// The library's file.
const LIBRARY: &str = "libntmsapi.so";

macro_rules! headers {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../ntmsapi/include/", $name))),)*]
    };
}

/// The headers, with their names below `include`.
const HEADERS: &[(&str, &str)] = headers![
    "ntmsapi.h",
    "ntmsmli.h",
    "ntmsapi/base.h",
    "ntmsapi/constant.h",
    "ntmsapi/error.h",
    "ntmsapi/first_version.h",
    "ntmsapi/media_type.h",
    "ntmsapi/structure.h",
];

/// What pkg-config reads, with places for the folder and the version.
const PACKAGE: &str = include_str!("../../ntmsapi/ntmsapi.pc.in");

/// Installs the C library for programs in C and C++.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsm install --prefix ~/.local\n  \
    PKG_CONFIG_PATH=~/.local/lib/pkgconfig pkg-config --cflags --libs ntmsapi\n\n\
    Exit code: 0 everything is there; 2 something could not be read or written.")]
pub(crate) struct Install {
    /// The folder that gets include, lib and lib/pkgconfig.
    #[arg(long, value_name = "DIR")]
    prefix: PathBuf,
    /// The library, if it is not beside the program.
    #[arg(long, value_name = "FILE")]
    library: Option<PathBuf>,
}

impl Install {
    pub(crate) fn execute(&self) -> Exit {
        match self.install() {
            Ok(()) => Exit::Held,
            Err(told) => output::wrong(format!("error: {told}")),
        }
    }

    /// Reads everything first, so that a missing library leaves nothing half installed.
    fn install(&self) -> Result<(), String> {
        let prefix = absolute(&self.prefix)?;
        let source = self.library.clone().map_or_else(beside_program, Ok)?;
        let library = fs::read(&source).map_err(at(&source))?;
        if !library.starts_with(b"\x7fELF") {
            return Err(format!("{}: this is no shared library", source.display()));
        }
        let package = PACKAGE.replace("@VERSION@", env!("CARGO_PKG_VERSION"));
        let package = package.replace("@PREFIX@", &prefix);
        let folder = Path::new(&prefix);
        for (name, text) in HEADERS {
            put(&folder.join("include").join(name), text.as_bytes())?;
        }
        put(&folder.join("lib").join(LIBRARY), &library)?;
        put(&folder.join("lib/pkgconfig/ntmsapi.pc"), package.as_bytes())
    }
}

/// The folder as it stands in the pkg-config file, which has words and variables of its own.
fn absolute(prefix: &Path) -> Result<String, String> {
    let path = std::path::absolute(prefix).map_err(at(prefix))?;
    let plain =
        |c: char| !c.is_whitespace() && !c.is_control() && !r#"$"'`\#;&|<>()*?[]"#.contains(c);
    path.to_str().filter(|text| text.chars().all(plain)).map(str::to_owned).ok_or_else(|| {
        format!(
            "--prefix {}: pkg-config cannot carry a folder with blanks, quotes or other signs that \
             shells read; choose another",
            path.display()
        )
    })
}

/// Where cargo leaves it when it builds both.
fn beside_program() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| format!("this program: {error}"))?;
    let folder = program.parent().unwrap_or(Path::new("."));
    let places = [folder.join(LIBRARY), folder.join("deps").join(LIBRARY)];
    places.iter().find(|place| place.is_file()).cloned().ok_or_else(|| {
        format!(
            "{LIBRARY} is not in {} nor in deps there; build it with `cargo build --release -p \
             ntmsapi-c`, or say where it is with --library",
            folder.display()
        )
    })
}

/// Writes a file in one step: a program that has the old one open keeps it.
fn put(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(at(folder))?;
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    fs::write(&new, bytes).map_err(at(&new))?;
    fs::rename(&new, path).map_err(at(path))?;
    output::line(path.display());
    Ok(())
}

fn at(path: &Path) -> impl Fn(io::Error) -> String {
    let path = path.display().to_string();
    move |error| format!("{path}: {error}")
}
