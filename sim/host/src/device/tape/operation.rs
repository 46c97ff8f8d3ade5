//! The operations of MTIOCTOP, by the numbers of <sys/mtio.h>.

use wire::scsi::ssc::SpaceUnit;
use wire::scsi::{Command, Data, DriveCommand, ModeData, ModePage, Sense, SenseKey};

use super::{Answered, Did, Errno, LONG, Met, Ready, Tape};
use crate::device::unit::{SHORT, Unit};

/// What MTIOCTOP can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// MTFSF, MTFSFM: forward over marks; the second stops before the last.
    ForwardMarks {
        before: bool,
    },
    /// MTBSF, MTBSFM: back over marks; the second stops behind the last.
    BackMarks {
        behind: bool,
    },
    /// MTFSR.
    ForwardBlocks,
    /// MTBSR.
    BackBlocks,
    /// MTWEOF, MTWEOFI: writes marks; the second does not wait for the medium.
    WriteMarks {
        at_once: bool,
    },
    /// MTREW, MTRETEN.
    Rewind,
    /// MTOFFL, MTUNLOAD.
    Unload,
    /// MTLOAD.
    Load,
    /// MTNOP.
    Nothing,
    /// MTEOM: to the end of data.
    End,
    /// MTERASE.
    Erase,
    /// MTSETBLK, MTSETDENSITY: block length in the low 24 bits, or density.
    SetBlock,
    SetDensity,
    /// MTSETDRVBUFFER: the drive's buffer, or options of the driver.
    SetBuffer,
    /// MTSEEK.
    Seek,
    /// MTLOCK, MTUNLOCK.
    Lock(bool),
    /// MTCOMPRESSION.
    Compress,
}

impl Operation {
    /// The operation with a number, if this driver has it. MTRESET, partitions and setmarks are
    /// none.
    pub(crate) fn from_number(number: i16) -> Option<Operation> {
        Some(match number {
            1 => Operation::ForwardMarks { before: false },
            2 => Operation::BackMarks { behind: false },
            3 => Operation::ForwardBlocks,
            4 => Operation::BackBlocks,
            5 => Operation::WriteMarks { at_once: false },
            6 | 9 => Operation::Rewind,
            7 | 31 => Operation::Unload,
            8 => Operation::Nothing,
            10 => Operation::BackMarks { behind: true },
            11 => Operation::ForwardMarks { before: true },
            12 => Operation::End,
            13 => Operation::Erase,
            20 => Operation::SetBlock,
            21 => Operation::SetDensity,
            22 => Operation::Seek,
            24 => Operation::SetBuffer,
            28 => Operation::Lock(true),
            29 => Operation::Lock(false),
            30 => Operation::Load,
            32 => Operation::Compress,
            35 => Operation::WriteMarks { at_once: true },
            _ => return None,
        })
    }

    /// It leaves the place of the tape, so that closing still ends the file.
    fn keeps_place(self) -> bool {
        matches!(
            self,
            Operation::Nothing
                | Operation::SetBlock
                | Operation::SetDensity
                | Operation::SetBuffer
                | Operation::Lock(_)
        )
    }

    /// It finds a place that was lost.
    fn finds_place(self) -> bool {
        use Operation::{End, Erase, Load, Rewind, Seek, Unload};
        matches!(self, Rewind | Unload | Erase | Seek | End | Load)
    }
}

/// The options that MTSETDRVBUFFER takes in its upper bits, and of them those that set, set some,
/// and clear some.
const OPTIONS: u32 = 0xF000_0000;
const SET_ALL: u32 = 0x1000_0000;
const SET_SOME: u32 = 0x3000_0000;
const CLEAR_SOME: u32 = 0x4000_0000;
/// MT_ST_TWO_FM and MT_ST_FAST_MTEOM.
const TWO_MARKS: u32 = 0x10;
const FAST_END: u32 = 0x20;
/// Buffering, asynchronous writing, reading ahead, debugging, and that the drive spaces backwards:
/// what they ask for is so or cannot be told apart here.
const INDIFFERENT: u32 = 0x10F;
/// As many marks as a command can count: MTEOM counts them on its way.
const MARKS_MAX: i32 = 0x7F_FFFF;

impl Tape {
    /// MTIOCTOP.
    ///
    /// # Errors
    /// ENOSYS for an operation that is none here, EINVAL for a count that cannot be, ENOMEDIUM,
    /// EACCES when the medium cannot be written, EIO for all that a drive reports.
    pub(crate) fn operate(
        &mut self,
        unit: &mut impl Unit,
        number: i16,
        count: i32,
    ) -> Result<(), Errno> {
        // MTSETPART and MTMKPART: no drive here has partitions.
        if matches!(number, 33 | 34) {
            return Err(libc::EINVAL);
        }
        let operation = Operation::from_number(number).ok_or(libc::ENOSYS)?;
        if self.lost && !operation.finds_place() {
            return Err(libc::EIO);
        }
        let mut count = count;
        if self.met == Met::MarkUntold {
            match operation {
                Operation::ForwardMarks { .. } => {
                    self.pass_mark();
                    count -= 1;
                }
                Operation::BackMarks { .. } => {
                    self.pass_mark();
                    count += 1;
                }
                _ => self.take_back_mark(unit)?,
            }
        }
        if self.did == Did::Wrote
            && matches!(
                operation,
                Operation::Rewind
                    | Operation::Unload
                    | Operation::Seek
                    | Operation::BackMarks { .. }
            )
        {
            self.end_file(unit)?;
            count += i32::from(matches!(operation, Operation::BackMarks { .. }));
        }
        if !operation.keeps_place() {
            self.did = Did::Nothing;
        }
        match operation {
            Operation::Load => return self.load(unit, true),
            Operation::Nothing => return Ok(()),
            _ => self.check_ready()?,
        }
        self.carry_out(unit, operation, count)
    }

    fn carry_out(
        &mut self,
        unit: &mut impl Unit,
        operation: Operation,
        count: i32,
    ) -> Result<(), Errno> {
        match operation {
            Operation::ForwardMarks { before } => {
                self.space_marks(unit, count)?;
                if before { self.space_marks(unit, -1) } else { Ok(()) }
            }
            Operation::BackMarks { behind } => {
                self.space_marks(unit, count.checked_neg().ok_or(libc::EINVAL)?)?;
                if behind { self.space_marks(unit, 1) } else { Ok(()) }
            }
            Operation::ForwardBlocks => self.space_blocks(unit, count),
            Operation::BackBlocks => {
                self.space_blocks(unit, count.checked_neg().ok_or(libc::EINVAL)?)
            }
            Operation::WriteMarks { at_once } => {
                let marks = u32::try_from(count).map_err(|_| libc::EINVAL)?;
                self.write_marks(unit, marks, at_once)
            }
            Operation::Rewind => self.rewind(unit),
            Operation::Unload => self.load(unit, false),
            Operation::Load | Operation::Nothing => Ok(()),
            Operation::End => self.end(unit),
            Operation::Erase => self.erase(unit, count != 0),
            Operation::SetBlock => self.set_block(unit, count),
            Operation::SetDensity => {
                let density = u8::try_from(count).map_err(|_| libc::EINVAL)?;
                self.select(unit, density, self.block_bytes, self.buffered)
            }
            Operation::SetBuffer => self.set_buffer(unit, count.cast_unsigned()),
            Operation::Seek => self.seek(unit, count.cast_unsigned()),
            Operation::Lock(prevent) => {
                self.ask(unit, Command::PreventRemoval(prevent)).map(|_| ())
            }
            Operation::Compress => self.compress(unit, count & 1 != 0),
        }
    }

    /// Spaces over marks, backwards when negative.
    pub(super) fn space_marks(&mut self, unit: &mut impl Unit, count: i32) -> Result<(), Errno> {
        check_count(count)?;
        let space = DriveCommand::Space { unit: SpaceUnit::Filemarks, count };
        let answered = self.send(unit, Command::Drive(space), LONG)?;
        let there = self.file.saturating_add(count);
        let undone = |sense: &Sense| sense.information.unwrap_or(0);
        self.met = Met::Nothing;
        match answered {
            Answered::Good(_) => {
                // How many blocks lie before a mark that is met from behind, nobody counted.
                self.block = if count < 0 { -1 } else { 0 };
                if self.file >= 0 {
                    self.file = there;
                }
                Ok(())
            }
            Answered::Checked(sense, _) => {
                if self.file >= 0 {
                    let undone = undone(&sense);
                    self.file = if count < 0 { there + undone } else { there - undone };
                }
                self.block = if count < 0 { 0 } else { -1 };
                self.note_end(sense);
                Err(libc::EIO)
            }
        }
    }

    fn note_end(&mut self, sense: Sense) {
        if sense.key == SenseKey::BlankCheck {
            self.met = Met::EndOfData;
        }
    }

    /// Spaces over blocks, backwards when negative.
    fn space_blocks(&mut self, unit: &mut impl Unit, count: i32) -> Result<(), Errno> {
        check_count(count)?;
        let space = DriveCommand::Space { unit: SpaceUnit::Blocks, count };
        let answered = self.send(unit, Command::Drive(space), LONG)?;
        self.met = Met::Nothing;
        let (undone, mark) = match &answered {
            Answered::Good(_) => (0, false),
            Answered::Checked(sense, _) => (sense.information.unwrap_or(0), sense.filemark),
        };
        let Answered::Checked(sense, _) = answered else {
            if self.block >= 0 {
                self.block = self.block.saturating_add(count).max(-1);
            }
            return Ok(());
        };
        match (count < 0, mark) {
            (false, true) => self.pass_mark(),
            (true, true) => {
                self.file = (self.file - 1).max(-1);
                self.block = -1;
            }
            (backwards, false) if self.block >= 0 => {
                let done = if backwards { count + undone } else { count - undone };
                self.block = self.block.saturating_add(done).max(-1);
            }
            _ => {}
        }
        self.note_end(sense);
        Err(libc::EIO)
    }

    /// Writes marks.
    pub(super) fn write_marks(
        &mut self,
        unit: &mut impl Unit,
        count: u32,
        at_once: bool,
    ) -> Result<(), Errno> {
        if self.write_protected {
            return Err(libc::EACCES);
        }
        if count >= 1 << 24 {
            return Err(libc::EINVAL);
        }
        let command = DriveCommand::WriteFilemarks { count, immediate: at_once };
        let answered = self.send(unit, Command::Drive(command), LONG)?;
        let (undone, result) = match answered {
            Answered::Good(_) => (0, Ok(())),
            // Early warning: the marks are on the medium.
            Answered::Checked(sense, _)
                if sense.end_of_medium && sense.key == SenseKey::NoSense =>
            {
                (0, Ok(()))
            }
            Answered::Checked(sense, _) => {
                let full = sense.key == SenseKey::VolumeOverflow;
                let undone = sense.information.and_then(|left| u32::try_from(left).ok());
                let error = if full { libc::ENOSPC } else { libc::EIO };
                (undone.unwrap_or(count), Err(error))
            }
        };
        let done = count.saturating_sub(undone);
        if done > 0 {
            if self.file >= 0 {
                self.file = self.file.saturating_add_unsigned(done);
            }
            (self.block, self.met) = (0, Met::Nothing);
        }
        result
    }

    pub(super) fn rewind(&mut self, unit: &mut impl Unit) -> Result<(), Errno> {
        let command = Command::Drive(DriveCommand::Rewind { immediate: false });
        // A unit attention is news of a place that is left anyway.
        let answered = match self.send(unit, command.clone(), LONG) {
            Err(_) if self.lost => self.send(unit, command, LONG)?,
            answered => answered?,
        };
        match answered {
            Answered::Good(_) => {
                self.forget_medium();
                Ok(())
            }
            Answered::Checked(..) => Err(libc::EIO),
        }
    }

    fn load(&mut self, unit: &mut impl Unit, load: bool) -> Result<(), Errno> {
        if !load {
            // What locked it gives way to who wants it out.
            self.ask(unit, Command::PreventRemoval(false))?;
        }
        let command = Command::Drive(DriveCommand::LoadUnload { load, immediate: false });
        let command = match self.send(unit, command.clone(), LONG) {
            Err(_) if self.lost => self.send(unit, command, LONG)?,
            answered => answered?,
        };
        match command {
            Answered::Good(_) if load => {
                self.lost = false;
                self.look(unit)
            }
            Answered::Good(_) => {
                self.forget_medium();
                self.ready = Ready::NoTape;
                self.access.rewinds = false;
                Ok(())
            }
            Answered::Checked(..) => {
                (self.file, self.block) = (-1, -1);
                Err(libc::EIO)
            }
        }
    }

    /// To the end of data, counting marks unless that was declined.
    fn end(&mut self, unit: &mut impl Unit) -> Result<(), Errno> {
        if !self.fast_end && !self.lost {
            let counted = self.space_marks(unit, MARKS_MAX);
            if self.met == Met::EndOfData {
                return Ok(());
            }
            counted?;
        }
        let space = DriveCommand::Space { unit: SpaceUnit::EndOfData, count: 0 };
        let answered = self.send(unit, Command::Drive(space), LONG)?;
        (self.file, self.block, self.met) = (-1, -1, Met::EndOfData);
        match answered {
            Answered::Good(_) => {
                self.lost = false;
                Ok(())
            }
            Answered::Checked(..) => Err(libc::EIO),
        }
    }

    fn erase(&mut self, unit: &mut impl Unit, long: bool) -> Result<(), Errno> {
        if self.write_protected {
            return Err(libc::EACCES);
        }
        let erase = DriveCommand::Erase { long, immediate: false };
        match self.send(unit, Command::Drive(erase), LONG.saturating_mul(8))? {
            Answered::Good(_) => {
                self.met = Met::Nothing;
                self.lost = false;
                Ok(())
            }
            Answered::Checked(..) => Err(libc::EIO),
        }
    }

    fn seek(&mut self, unit: &mut impl Unit, object: u32) -> Result<(), Errno> {
        let locate = DriveCommand::Locate { object, immediate: false };
        let answered = self.send(unit, Command::Drive(locate), LONG)?;
        self.met = Met::Nothing;
        let place = if object == 0 { 0 } else { -1 };
        (self.file, self.block) = (place, place);
        match answered {
            Answered::Good(_) => {
                self.lost = false;
                Ok(())
            }
            Answered::Checked(sense, _) => {
                (self.file, self.block) = (-1, -1);
                self.note_end(sense);
                Err(libc::EIO)
            }
        }
    }

    fn set_block(&mut self, unit: &mut impl Unit, count: i32) -> Result<(), Errno> {
        let bytes = u32::try_from(count).map_err(|_| libc::EINVAL)?;
        let (least, most) = self.limits;
        if bytes != 0 && !(least..=most).contains(&bytes) {
            return Err(libc::EINVAL);
        }
        // The density stays (SSC, block descriptor: 00h is what it was).
        self.select(unit, 0, bytes, self.buffered)
    }

    fn set_buffer(&mut self, unit: &mut impl Unit, value: u32) -> Result<(), Errno> {
        let (kind, bits) = (value & OPTIONS, value & !OPTIONS);
        if kind == 0 {
            let mode = u8::try_from(bits & 0x07).unwrap_or(0);
            return self.select(unit, 0, self.block_bytes, mode);
        }
        if bits & !(TWO_MARKS | FAST_END | INDIFFERENT) != 0 {
            return Err(libc::EINVAL);
        }
        let set = match kind {
            SET_ALL | SET_SOME => true,
            CLEAR_SOME => false,
            _ => return Err(libc::EINVAL),
        };
        for (bit, option) in [(TWO_MARKS, &mut self.two_marks), (FAST_END, &mut self.fast_end)] {
            if bits & bit != 0 {
                *option = set;
            } else if kind == SET_ALL {
                *option = false;
            }
        }
        Ok(())
    }

    /// MODE SELECT of what the block descriptor and the header hold.
    fn select(
        &mut self,
        unit: &mut impl Unit,
        density: u8,
        block_bytes: u32,
        buffered: u8,
    ) -> Result<(), Errno> {
        let block = Some((density, block_bytes));
        let list = ModeData { buffered, block, ..ModeData::default() };
        self.ask(unit, Command::ModeSelect(list))?;
        (self.block_bytes, self.buffered) = (block_bytes, buffered);
        Ok(())
    }

    /// Compression on or off, in the page that tells it.
    fn compress(&mut self, unit: &mut impl Unit, on: bool) -> Result<(), Errno> {
        let mut mode = self.mode(unit, 0x0F)?;
        for page in &mut mode.pages {
            if let ModePage::DataCompression { enabled, capable, .. } = page {
                if on && !*capable {
                    return Err(libc::EIO);
                }
                *enabled = on;
            }
        }
        mode.block = mode.block.map(|(_, bytes)| (0, bytes));
        match self.send(unit, Command::ModeSelect(mode), SHORT)? {
            Answered::Good(Data::None) => Ok(()),
            _ => Err(libc::EIO),
        }
    }
}

/// SPACE counts with 24 bits and a sign.
fn check_count(count: i32) -> Result<(), Errno> {
    match (-MARKS_MAX..=MARKS_MAX).contains(&count) {
        true => Ok(()),
        false => Err(libc::EINVAL),
    }
}
