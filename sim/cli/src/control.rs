//! The way of commands into a world that runs: its door, and what cannot be done in words.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use door::{Ask, Change, Client, Purpose, Told};

use crate::{Exit, output};

/// Which world, and for whom its answer is.
#[derive(Debug, Args)]
pub(crate) struct Control {
    /// The socket of the world, instead of the one that RSM_DOOR names.
    #[arg(long, value_name = "PATH")]
    door: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

impl Control {
    /// Asks the world for something. What it says instead of an answer is told here.
    pub(crate) fn ask(&self, change: Change) -> Result<Told, Exit> {
        let environment = || std::env::var_os("RSM_DOOR").filter(|path| !path.is_empty());
        let named = self.door.clone().map(OsString::from).or_else(environment);
        let Some(path) = named else {
            return Err(output::wrong(
                "error: no world runs here: do this under `rsm exec STORY.yaml -- PROGRAM`, or \
                 name the socket of a world with --door PATH or RSM_DOOR=PATH",
            ));
        };
        let told = Client::connect(path.as_ref(), Purpose::Control)
            .and_then(|client| client.ask(&Ask::Control(change)));
        match told {
            Ok(Told::Impossible(words)) => {
                output::wrong(format!("error: {words}"));
                Err(Exit::Failed)
            }
            Ok(Told::Mistaken(drawn)) => Err(output::wrong(drawn)),
            Ok(told) => Ok(told),
            Err(error) => Err(output::wrong(format!("error: {error}"))),
        }
    }

    /// The complaint about an answer to another question.
    pub(crate) fn astray(told: &Told) -> Exit {
        output::wrong(format!("error: the world answers something else: {told:?}"))
    }
}
