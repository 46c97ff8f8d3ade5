//! The Removable Storage Manager as an engine without I/O.
//!
//! [`Rsm`] has the three verbs of every engine here: [`Rsm::handle`] takes a call, the answer of a
//! device or word of what was kept; [`Rsm::poll`] gives what came out; [`Rsm::deadline`] says when
//! to call [`Rsm::advance`] if nothing happens. It keeps its objects in memory and says what must
//! be kept elsewhere; it knows nothing of sockets, disks and clocks, nor that devices are
//! simulated.
//!
//! What must survive comes out as [`Output::Keep`] with a ticket. Replies and commands say after
//! which ticket they may leave. Whoever drives the engine holds them until that ticket is kept.

mod access;
mod api;
mod budget;
mod config;
pub mod database;
mod detect;
pub mod device;
mod engine;
mod furnish;
mod notify;
mod request;
mod session;
mod wait;

use wire::ntms::call::{PartId, Reply, SessionId};
use wire::ntms::security::Caller;
use wire::ntms::{NtmsError, Request};
use wire::scsi::{Command, Lun, Outcome, TaskId};
use wire::{Guid, Text};

pub use budget::Budget;
pub use config::{Attachment, Cable, Config, LeftMount, Switches, Unit, Version};
use database::Transaction;
pub use engine::{Rsm, StartError};
pub use furnish::{FurnishError, KnownMedium, KnownPlace, KnownPool, KnownSide, KnownState};
pub use session::{Session, TOOL};
pub use wait::Waiter;

/// A call as whoever drives the engine numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub u64);

/// A transaction as the engine numbers it, ascending from 1; 0 stands for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// Who calls.
#[derive(Clone, Debug)]
pub enum By {
    /// Somebody without a session, who opens one, be it for a single call.
    Caller {
        /// The user.
        caller: Box<Caller>,
        /// The computer the call comes from.
        computer: Text,
        /// It comes over the network.
        remote: bool,
    },
    /// A session.
    Session(SessionId),
    /// A session, about something that it opened.
    Part(PartId),
}

/// What is to be done with the copy of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backup {
    /// Write it: all rows as they are now, in place of an earlier copy.
    Export,
    /// See whether there is one.
    Find,
}

/// What a client had that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// A session that it did not close.
    Session(SessionId),
    /// A call, whose end nobody hears; with it the session that it has for itself, which the client
    /// does not know the number of.
    Call(CallId),
}

/// What goes in.
#[derive(Debug)]
pub enum Input {
    /// A call of the API. Its reply comes out once, at once or later.
    Call {
        /// Its number.
        call: CallId,
        /// Who calls.
        by: By,
        /// What is called.
        request: Request,
    },
    /// The end of a command.
    Done {
        /// Its number.
        task: TaskId,
        /// What came of it.
        outcome: Outcome,
    },
    /// A client is gone without a word, and what it had is over.
    Abandon(Left),
    /// A notification was lost on its way to the client of this channel.
    Unheard(PartId),
    /// The driver of a stand-alone drive saw that somebody put a medium in or took it out.
    MediaChanged(Cable),
    /// An administrator at the console of the service enables or disables an object.
    Enable {
        /// A library, drive, physical medium or side.
        object: Guid,
        /// What it is to be.
        enabled: bool,
    },
    /// Every transaction through this ticket is kept.
    Kept {
        /// The last of them.
        through: Ticket,
    },
    /// How it went with the copy of the database.
    BackedUp {
        /// The call that asked.
        call: CallId,
        /// Success, ERROR_SHARING_VIOLATION or ERROR_DATABASE_FAILURE.
        result: Result<(), NtmsError>,
    },
    /// Transactions could not be kept, the latest last. The engine undoes them and answers the
    /// calls that wait for what is undone. When one of them came from a device, the database no
    /// longer agrees with the shelves and has failed until the service is started anew.
    Undo {
        /// The transactions.
        transactions: Vec<(Ticket, Transaction)>,
        /// Why: ERROR_DATABASE_FAILURE or ERROR_DATABASE_FULL.
        error: NtmsError,
    },
}

/// What comes out.
#[derive(Debug)]
pub enum Output {
    /// Something to be done with the copy of the database; [`Input::BackedUp`] tells how it went.
    Backup {
        /// The call that asks.
        call: CallId,
        /// What.
        what: Backup,
        /// It is done when this is kept.
        after: Ticket,
    },
    /// A command for a device.
    Command {
        /// Its number.
        task: TaskId,
        /// The library or stand-alone drive.
        cable: Cable,
        /// The device of it.
        lun: Lun,
        /// What to do.
        command: Command,
        /// It leaves when this is kept.
        after: Ticket,
    },
    /// A transaction to be kept.
    Keep {
        /// Its number.
        ticket: Ticket,
        /// What changed.
        transaction: Transaction,
    },
    /// The end of a call.
    Reply {
        /// Its number.
        call: CallId,
        /// How it ended.
        reply: Reply,
        /// It leaves when this is kept.
        after: Ticket,
    },
}
