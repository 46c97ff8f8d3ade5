//! The tape driver of Linux as an engine: what open, read, write, close and the tape ioctls make of
//! a drive, without a socket or a program. `transfer` has reading and writing, `operation` the
//! operations of MTIOCTOP.
//!
//! Rules are those of the kernel's documentation (Documentation/scsi/st) and of st(4); codes are
//! those of errno(3). A number is that of <sys/mtio.h> where it says so.

mod operation;
#[cfg(test)]
mod tests;
mod transfer;

use std::time::Duration;

use door::device::TapeStatus;
use wire::scsi::{
    Command, Data, DriveCommand, ModeData, Outcome, Position, Sense, SenseKey, Status,
};

use super::unit::{SHORT, Unit};

/// A code of errno(3).
pub(crate) type Errno = i32;

/// How a program opens the drive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Access {
    /// It may write.
    pub(crate) writes: bool,
    /// O_NONBLOCK: it may be opened without a medium, and nobody waits for one.
    pub(crate) at_once: bool,
    /// The tape is rewound at close.
    pub(crate) rewinds: bool,
}

/// Whether there is a medium to work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ready {
    Yes,
    No,
    NoTape,
}

/// What the last transfer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Did {
    Nothing,
    Read,
    Wrote,
}

/// What the head met last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Met {
    Nothing,
    /// A mark ended a read that gave data; the next read tells of it.
    MarkUntold,
    Mark,
    /// Early warning; the next write is refused once.
    Warning,
    /// Early warning, and a write was refused: the next may go on.
    WarningTold,
    /// End of data, and reads are refused.
    EndOfData,
}

/// A tape drive in the hands of its driver. It outlives the programs that open it, as the place of
/// the tape does.
#[derive(Debug)]
pub(crate) struct Tape {
    access: Access,
    ready: Ready,
    did: Did,
    met: Met,
    /// Marks before the head, -1 when nobody knows.
    file: i32,
    /// Blocks since the last mark, -1 when nobody knows.
    block: i32,
    /// Objects before the head when it was last closed.
    object: Option<u32>,
    /// The drive lost its place behind our back; only what finds it again is allowed.
    lost: bool,
    write_protected: bool,
    density: u8,
    block_bytes: u32,
    buffered: u8,
    limits: (u32, u32),
    /// Two marks are written at close.
    two_marks: bool,
    /// MTEOM does not count the marks.
    fast_end: bool,
}

/// How long one may take that does.
const LONG: Duration = Duration::from_secs(14_000);
/// How long an open waits for a medium that is being loaded.
const READY_WAIT_SECONDS: u32 = 120;
/// Unit attentions in a row that are taken for news.
const ATTENTIONS_MAX: u32 = 10;

/// What a command came to.
enum Answered {
    Good(Data),
    Checked(Sense, Data),
}

impl Tape {
    pub(crate) fn new() -> Tape {
        Tape {
            access: Access::default(),
            ready: Ready::No,
            did: Did::Nothing,
            met: Met::Nothing,
            file: 0,
            block: 0,
            object: None,
            lost: false,
            write_protected: false,
            density: 0,
            block_bytes: 0,
            buffered: 0,
            limits: (0, 0),
            two_marks: false,
            fast_end: false,
        }
    }

    /// Sends a command. That mode parameters changed is no news here; other unit attentions mean
    /// that the place of the tape is lost.
    fn send(
        &mut self,
        unit: &mut impl Unit,
        command: Command,
        patience: Duration,
    ) -> Result<Answered, Errno> {
        for _ in 0..ATTENTIONS_MAX {
            let Outcome { status, data } =
                unit.command(command.clone(), patience).map_err(|_| libc::EIO)?;
            match status {
                Status::Good => return Ok(Answered::Good(data)),
                Status::Check(sense) if sense.is(Sense::MODE_CHANGED) => {}
                Status::Check(sense) if sense.key == SenseKey::UnitAttention => {
                    self.lost = true;
                    return Err(libc::EIO);
                }
                Status::Check(sense) if sense.key == SenseKey::RecoveredError => {
                    return Ok(Answered::Good(data));
                }
                Status::Check(sense) => return Ok(Answered::Checked(sense, data)),
                Status::Busy | Status::ReservationConflict => return Err(libc::EBUSY),
            }
        }
        Err(libc::EIO)
    }

    /// Sends a command that succeeds or fails.
    fn ask(&mut self, unit: &mut impl Unit, command: Command) -> Result<Data, Errno> {
        match self.send(unit, command, SHORT)? {
            Answered::Good(data) => Ok(data),
            Answered::Checked(..) => Err(libc::EIO),
        }
    }

    /// A program opens the drive, and nobody else has it open.
    ///
    /// # Errors
    /// ENOMEDIUM without a medium, EIO when it does not become ready, EROFS when it is to be
    /// written and cannot; none of these with O_NONBLOCK.
    pub(crate) fn open(&mut self, unit: &mut impl Unit, access: Access) -> Result<(), Errno> {
        self.access = access;
        self.did = Did::Nothing;
        self.look(unit)?;
        match self.ready {
            _ if access.at_once => Ok(()),
            Ready::NoTape => Err(libc::ENOMEDIUM),
            Ready::No => Err(libc::EIO),
            Ready::Yes if access.writes && self.write_protected => Err(libc::EROFS),
            Ready::Yes => Ok(()),
        }
    }

    /// Looks whether there is a medium, and which.
    fn look(&mut self, unit: &mut impl Unit) -> Result<(), Errno> {
        let (ready, is_new) = self.await_ready(unit)?;
        self.ready = ready;
        if ready != Ready::Yes {
            self.forget_medium();
            (self.write_protected, self.density, self.block_bytes) = (false, 0, 0);
            return Ok(());
        }
        let limits = Command::Drive(DriveCommand::ReadBlockLimits);
        if let Data::BlockLimits(limits) = self.ask(unit, limits)? {
            self.limits = (u32::from(limits.min_bytes), limits.max_bytes);
        }
        let mode = self.mode(unit, 0)?;
        (self.density, self.block_bytes) = mode.block.unwrap_or_default();
        self.buffered = mode.buffered;
        self.write_protected = mode.write_protected;
        // Somebody else may have had the medium meanwhile, and left it anywhere.
        let object = self.place(unit)?.object;
        if is_new || self.object != Some(object) {
            self.forget_medium();
            let place = if object == 0 { 0 } else { -1 };
            (self.file, self.block) = (place, place);
        }
        Ok(())
    }

    /// Whether the unit is ready, waiting for it where that helps, and whether anything happened
    /// to it since it was last asked.
    fn await_ready(&mut self, unit: &mut impl Unit) -> Result<(Ready, bool), Errno> {
        let (mut attentions, mut waited, mut is_new) = (0, 0, false);
        loop {
            let outcome = unit.command(Command::TestUnitReady, SHORT).map_err(|_| libc::EIO)?;
            let sense = match outcome.status {
                Status::Good => return Ok((Ready::Yes, is_new)),
                Status::Check(sense) => sense,
                Status::Busy | Status::ReservationConflict => return Err(libc::EBUSY),
            };
            let becomes = sense.is(Sense::BECOMING_READY) || sense.is(Sense::OPERATION_IN_PROGRESS);
            if sense.key == SenseKey::UnitAttention && attentions < ATTENTIONS_MAX {
                attentions += 1;
                is_new = true;
            } else if becomes && !self.access.at_once && waited < READY_WAIT_SECONDS {
                waited += 1;
                unit.rest(Duration::from_secs(1));
            } else if sense.code == Sense::NO_MEDIUM.code {
                return Ok((Ready::NoTape, is_new));
            } else {
                return Ok((Ready::No, is_new));
            }
        }
    }

    /// Another medium, or none: what was known of the place is over.
    fn forget_medium(&mut self) {
        (self.file, self.block) = (0, 0);
        (self.did, self.met) = (Did::Nothing, Met::Nothing);
        self.lost = false;
    }

    fn check_ready(&self) -> Result<(), Errno> {
        match self.ready {
            Ready::Yes => Ok(()),
            Ready::NoTape => Err(libc::ENOMEDIUM),
            Ready::No => Err(libc::EIO),
        }
    }

    fn mode(&mut self, unit: &mut impl Unit, page: u8) -> Result<ModeData, Errno> {
        let command = Command::ModeSense { page, without_block_descriptor: false };
        match self.ask(unit, command)? {
            Data::Mode(mode) => Ok(mode),
            _ => Err(libc::EIO),
        }
    }

    fn place(&mut self, unit: &mut impl Unit) -> Result<Position, Errno> {
        match self.ask(unit, Command::Drive(DriveCommand::ReadPosition))? {
            Data::Position(position) => Ok(position),
            _ => Err(libc::EIO),
        }
    }

    /// MTIOCPOS: objects before the head.
    ///
    /// # Errors
    /// ENOMEDIUM and EIO as for an operation.
    pub(crate) fn tell(&mut self, unit: &mut impl Unit) -> Result<u32, Errno> {
        self.check_ready()?;
        self.take_back_mark(unit)?;
        Ok(self.place(unit)?.object)
    }

    /// MTIOCGET.
    ///
    /// # Errors
    /// EIO when a mark that was met early cannot be taken back.
    pub(crate) fn status(&mut self, unit: &mut impl Unit) -> Result<TapeStatus, Errno> {
        self.take_back_mark(unit)?;
        let flag = |on: bool, bit: u32| if on { bit } else { 0 };
        let at_mark = self.block == 0;
        let warned = matches!(self.met, Met::Warning | Met::WarningTold);
        // The bits of <sys/mtio.h>, GMT_EOF and those after it.
        let general = flag(at_mark && self.file != 0, 0x8000_0000)
            | flag(at_mark && self.file == 0, 0x4000_0000)
            | flag(warned, 0x2000_0000)
            | flag(self.met == Met::EndOfData, 0x0800_0000)
            | flag(self.write_protected, 0x0400_0000)
            | flag(self.ready == Ready::Yes, 0x0100_0000)
            | flag(self.ready == Ready::NoTape, 0x0004_0000)
            | flag(self.buffered != 0 || self.block_bytes != 0, 0x0001_0000);
        let (file, block) = (self.file, self.block);
        let (density, block_bytes) = (self.density, self.block_bytes);
        Ok(TapeStatus { density, block_bytes, general, file, block })
    }

    /// The last program that had it open closes it, or dies.
    ///
    /// # Errors
    /// ENOSPC or EIO when the mark behind what was written could not be written.
    pub(crate) fn close(&mut self, unit: &mut impl Unit) -> Result<(), Errno> {
        let ended = self.end_file(unit);
        let rewound = match self.access.rewinds && self.ready == Ready::Yes {
            true => self.rewind(unit),
            false => Ok(()),
        };
        self.did = Did::Nothing;
        self.object = match self.ready {
            Ready::Yes => self.place(unit).ok().map(|place| place.object),
            Ready::No | Ready::NoTape => None,
        };
        ended.and(rewound)
    }

    /// What is to be done before a file is left: a mark ends what was written, and a mark that was
    /// passed unseen is taken back.
    pub(crate) fn end_file(&mut self, unit: &mut impl Unit) -> Result<(), Errno> {
        if self.did != Did::Wrote || self.lost {
            return self.take_back_mark(unit);
        }
        let marks = 1 + u32::from(self.two_marks);
        self.did = Did::Nothing;
        let written = self.write_marks(unit, marks, false);
        if written.is_ok() {
            self.met = Met::Mark;
            if self.two_marks {
                self.space_marks(unit, -1)?;
                (self.block, self.met) = (0, Met::Mark);
            }
        }
        written
    }
}
