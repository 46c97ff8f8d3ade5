//! Reading and writing blocks.

use bytes::Bytes;
use wire::scsi::ssc::{SpaceUnit, Transfer};
use wire::scsi::{Command, Data, DriveCommand, Sense, SenseKey};

use super::{Answered, Did, Errno, LONG, Met, Tape};
use crate::device::unit::{SHORT, Unit};

impl Tape {
    /// What reading and writing check alike.
    fn check_transfer(&self, byte_count: usize) -> Result<Transfer, Errno> {
        self.check_ready()?;
        if self.lost {
            return Err(libc::EIO);
        }
        let bytes = u32::try_from(byte_count).map_err(|_| libc::EINVAL)?;
        if self.block_bytes == 0 {
            let (least, most) = self.limits;
            let fits = (least..=most).contains(&bytes);
            return fits.then_some(Transfer::Variable { block_bytes: bytes }).ok_or(libc::EINVAL);
        }
        let block_count = bytes / self.block_bytes;
        // A count has 24 bits.
        let whole = bytes.is_multiple_of(self.block_bytes) && block_count < 1 << 24;
        whole.then_some(Transfer::Fixed { block_count }).ok_or(libc::EINVAL)
    }

    /// Reads one block, or with a block length that is set as many as fit. Nothing is a mark, and
    /// behind the last mark once the end of data.
    ///
    /// # Errors
    /// ENOMEM when the block is longer than the room, EINVAL for room that no block can have, EIO
    /// at the end of data and for all that a drive reports, ENOMEDIUM.
    pub(crate) fn read(&mut self, unit: &mut impl Unit, room: usize) -> Result<Bytes, Errno> {
        if room == 0 {
            return self.check_ready().map(|()| Bytes::new());
        }
        let transfer = self.check_transfer(room)?;
        if self.met == Met::EndOfData {
            return Err(libc::EIO);
        }
        self.did = Did::Read;
        if self.met == Met::MarkUntold {
            self.pass_mark();
            return Ok(Bytes::new());
        }
        let read = DriveCommand::Read { transfer, suppress_incorrect_length: false };
        match self.send(unit, Command::Drive(read), SHORT)? {
            Answered::Good(data) => Ok(self.took(transfer, data)),
            Answered::Checked(sense, data) => self.read_checked(unit, transfer, sense, data),
        }
    }

    /// Data came from the drive.
    fn took(&mut self, transfer: Transfer, data: Data) -> Bytes {
        let Data::Read(bytes) = data else { return Bytes::new() };
        let blocks = match transfer {
            Transfer::Variable { .. } => 1,
            Transfer::Fixed { .. } => bytes.len() / (self.block_bytes.max(1) as usize),
        };
        self.passed(blocks);
        self.met = Met::Nothing;
        bytes
    }

    fn passed(&mut self, blocks: usize) {
        if self.block >= 0 {
            let blocks = i32::try_from(blocks).unwrap_or(i32::MAX);
            self.block = self.block.saturating_add(blocks);
        }
    }

    /// The head is behind a mark.
    pub(super) fn pass_mark(&mut self) {
        if self.file >= 0 {
            self.file = self.file.saturating_add(1);
        }
        (self.block, self.met) = (0, Met::Mark);
    }

    fn read_checked(
        &mut self,
        unit: &mut impl Unit,
        transfer: Transfer,
        sense: Sense,
        data: Data,
    ) -> Result<Bytes, Errno> {
        let fixed = matches!(transfer, Transfer::Fixed { .. });
        if sense.incorrect_length {
            self.met = Met::Nothing;
            if fixed {
                // Stands before the block of the wrong length, as it was found.
                let got = self.took(transfer, data);
                let back = DriveCommand::Space { unit: SpaceUnit::Blocks, count: -1 };
                self.send(unit, Command::Drive(back), LONG)?;
                return if got.is_empty() { Err(libc::EIO) } else { Ok(got) };
            }
            self.passed(1);
            let longer = sense.information.is_some_and(|left| left < 0);
            return match (longer, data) {
                (false, Data::Read(block)) => Ok(block),
                _ => Err(libc::ENOMEM),
            };
        }
        let behind_mark = self.met == Met::Mark;
        let got = self.took(transfer, data);
        if sense.filemark {
            if got.is_empty() {
                self.pass_mark();
            } else {
                self.met = Met::MarkUntold;
            }
            return Ok(got);
        }
        if sense.key == SenseKey::BlankCheck {
            self.met = if got.is_empty() { Met::EndOfData } else { Met::Nothing };
            return match behind_mark || !got.is_empty() {
                true => Ok(got),
                false => Err(libc::EIO),
            };
        }
        self.block = -1;
        Err(libc::EIO)
    }

    /// A mark that ended a read early and was not told of is before the head again.
    pub(super) fn take_back_mark(&mut self, unit: &mut impl Unit) -> Result<(), Errno> {
        if self.met != Met::MarkUntold {
            return Ok(());
        }
        self.met = Met::Nothing;
        let back = DriveCommand::Space { unit: SpaceUnit::Filemarks, count: -1 };
        match self.send(unit, Command::Drive(back), LONG)? {
            Answered::Good(_) => Ok(()),
            Answered::Checked(..) => Err(libc::EIO),
        }
    }

    /// Writes one block, or with a block length that is set so many. Behind early warning every
    /// second write is refused, so that a program hears of it and can still write a trailer.
    ///
    /// # Errors
    /// EACCES when the medium cannot be written, EINVAL for a length that no block can have, ENOSPC
    /// at early warning and at the end, EIO for all that a drive reports, ENOMEDIUM.
    pub(crate) fn write(&mut self, unit: &mut impl Unit, data: Bytes) -> Result<usize, Errno> {
        if data.is_empty() {
            return self.check_ready().map(|()| 0);
        }
        let length = data.len();
        let transfer = self.check_transfer(length)?;
        if self.write_protected {
            return Err(libc::EACCES);
        }
        if self.met == Met::Warning {
            self.met = Met::WarningTold;
            return Err(libc::ENOSPC);
        }
        self.take_back_mark(unit)?;
        self.did = Did::Wrote;
        let write = DriveCommand::Write { transfer, data };
        let blocks = match transfer {
            Transfer::Variable { .. } => 1,
            Transfer::Fixed { block_count } => block_count as usize,
        };
        match self.send(unit, Command::Drive(write), SHORT)? {
            Answered::Good(_) => {
                self.passed(blocks);
                self.met = Met::Nothing;
                Ok(length)
            }
            Answered::Checked(sense, _) => self.write_checked(length, blocks, sense),
        }
    }

    fn write_checked(
        &mut self,
        length: usize,
        blocks: usize,
        sense: Sense,
    ) -> Result<usize, Errno> {
        if sense.end_of_medium && sense.key == SenseKey::NoSense {
            self.passed(blocks);
            self.met = Met::Warning;
            return Ok(length);
        }
        if sense.key == SenseKey::VolumeOverflow {
            let left = sense.information.and_then(|left| usize::try_from(left).ok());
            let fixed = self.block_bytes != 0;
            let done = if fixed { blocks.saturating_sub(left.unwrap_or(blocks)) } else { 0 };
            self.passed(done);
            self.met = Met::Warning;
            return match done {
                0 => Err(libc::ENOSPC),
                _ => Ok(done * self.block_bytes as usize),
            };
        }
        self.block = -1;
        Err(libc::EIO)
    }
}
