//! Reading and writing: blocks and filemarks between a host and the medium (SSC).

use bytes::Bytes;
use wire::scsi::{Data, Outcome, Sense, Status, Transfer};

use super::motion::{Head, Motion};
use super::{Drive, DriveCondition, Start};
use crate::cartridge::{Cartridge, Fitness, Recording};
use crate::tape::{Record, Tape};

/// Blocks of one length, as a command asks for them.
#[derive(Clone, Copy, Debug)]
struct Blocks {
    block_bytes: u32,
    block_count: u32,
    /// A block has the length of the mode parameters, and what is left is counted in blocks; else
    /// there is one, and what is left is counted in bytes.
    fixed: bool,
}

impl Blocks {
    /// Sense for a transfer that stopped after so many blocks.
    fn stopped_after(self, done: u32, sense: Sense) -> Sense {
        let left = match self.fixed {
            true => self.block_count - done,
            false => self.block_bytes,
        };
        Sense { information: Some(i32::try_from(left).unwrap_or(i32::MAX)), ..sense }
    }
}

/// What passed the head in a read.
#[derive(Debug, Default)]
struct Passed {
    blocks: Vec<Bytes>,
    /// Bytes of medium, which may be more than the host asked for.
    bytes: u64,
    stop: Option<Sense>,
}

impl Drive {
    /// READ(6).
    pub(super) fn read(&mut self, transfer: Transfer, suppress: bool) -> Result<Start, Sense> {
        let blocks = self.blocks(transfer)?;
        // A residual in blocks cannot tell of one block's length (SSC, READ).
        if suppress && blocks.fixed {
            return Err(Sense::INVALID_FIELD_IN_CDB);
        }
        self.check_readable()?;
        if blocks.block_count == 0 || blocks.block_bytes == 0 {
            return Ok(Start::Done(Outcome::GOOD));
        }
        if self.read_fitness() == Fitness::Hard {
            return Err(blocks.stopped_after(0, Sense::HARD_READ_ERROR));
        }
        let hides_longer = suppress && self.mode.block_bytes == 0;
        let (head, tape) = self.medium()?;
        let passed = match blocks.fixed {
            true => read_fixed(head, tape, blocks),
            false => read_variable(head, tape, blocks, suppress, hides_longer),
        };
        let time = self.pass_time(passed.bytes);
        let sense =
            passed.stop.or_else(|| self.complaint(self.read_fitness(), Sense::SOFT_READ_ERROR));
        let status = sense.map_or(Status::Good, Status::Check);
        let outcome = Outcome { status, data: joined(passed.blocks) };
        Ok(Start::Takes {
            time,
            motion: Motion::Run { outcome, synchronises: true },
            immediate: false,
        })
    }

    /// WRITE(6). Writing short of end of data makes what lay behind unreadable.
    pub(super) fn write(&mut self, transfer: Transfer, data: &Bytes) -> Result<Start, Sense> {
        let blocks = self.blocks(transfer)?;
        let Blocks { block_bytes, block_count, .. } = blocks;
        let asked_bytes = u64::from(block_bytes) * u64::from(block_count);
        if block_bytes > self.model.max_block_bytes || data.len() as u64 != asked_bytes {
            return Err(Sense::INVALID_FIELD_IN_CDB);
        }
        self.check_writable()?;
        if data.is_empty() {
            return Ok(Start::Done(Outcome::GOOD));
        }
        if self.write_fitness() == Fitness::Hard {
            return Err(blocks.stopped_after(0, Sense::HARD_WRITE_ERROR));
        }
        let (capacity, warning) = (self.capacity(), self.early_warning());
        let (head, tape) = self.medium()?;
        let room = capacity.saturating_sub(tape.bytes_before(head.object));
        let fit = u32::try_from(room / u64::from(block_bytes)).unwrap_or(u32::MAX);
        let fit = fit.min(block_count).min(u32::MAX - head.object);
        if fit > 0 {
            head.cut(tape);
        }
        let length = block_bytes as usize;
        for start in (0..fit as usize).map(|index| index * length) {
            tape.append_block(data.slice(start..start + length));
        }
        head.object += fit;
        let warned = tape.bytes_before(head.object) >= warning;
        let outcome = if fit < block_count {
            let end = Sense { end_of_medium: true, ..Sense::PHYSICAL_END };
            Outcome::check(blocks.stopped_after(fit, end))
        } else {
            self.written(warned)
        };
        Ok(Start::Takes {
            time: self.pass_time(u64::from(fit) * u64::from(block_bytes)),
            motion: Motion::Run { outcome, synchronises: !self.mode.buffered },
            immediate: false,
        })
    }

    /// WRITE FILEMARKS. Without IMMED everything written so far is on the medium when it ends,
    /// which is all that a count of 0 is for.
    pub(super) fn write_filemarks(&mut self, count: u32, immediate: bool) -> Result<Start, Sense> {
        let mut outcome = Outcome::GOOD;
        if count == 0 {
            self.ready()?;
        } else {
            self.check_writable()?;
            let marks = Blocks { block_bytes: 0, block_count: count, fixed: true };
            if self.write_fitness() == Fitness::Hard {
                return Err(marks.stopped_after(0, Sense::HARD_WRITE_ERROR));
            }
            let warning = self.early_warning();
            let (head, tape) = self.medium()?;
            let fit = count.min(u32::MAX - head.object);
            head.cut(tape);
            tape.append_filemarks(fit);
            head.object += fit;
            let warned = tape.bytes_before(head.object) >= warning;
            outcome = if fit < count {
                let end = Sense { end_of_medium: true, ..Sense::PHYSICAL_END };
                Outcome::check(marks.stopped_after(fit, end))
            } else {
                self.written(warned)
            };
        }
        let synchronises = !immediate || !self.mode.buffered;
        Ok(Start::Takes {
            time: self.pass_time(0),
            motion: Motion::Run { outcome, synchronises },
            immediate: false,
        })
    }

    /// ERASE from the head on: end of data is here, and with LONG the rest is gone over as well.
    pub(super) fn erase(&mut self, long: bool, immediate: bool) -> Result<Start, Sense> {
        self.check_writable()?;
        let once = |cartridge: &Cartridge| cartridge.model.recording == Recording::WriteOnce;
        if self.cartridge().is_some_and(once) {
            return Err(Sense::WORM_OVERWRITE);
        }
        if self.write_fitness() == Fitness::Hard {
            return Err(Sense::ERASE_FAILED);
        }
        let capacity = self.capacity();
        let (head, tape) = self.medium()?;
        head.cut(tape);
        let rest = capacity.saturating_sub(tape.used_bytes());
        Ok(Start::Takes {
            time: self.pass_time(if long { rest } else { 0 }),
            motion: Motion::Run { outcome: Outcome::GOOD, synchronises: true },
            immediate,
        })
    }

    /// What a transfer asks for, by the block length that is set.
    fn blocks(&self, transfer: Transfer) -> Result<Blocks, Sense> {
        match (transfer, self.mode.block_bytes) {
            (Transfer::Variable { block_bytes }, _) => {
                Ok(Blocks { block_bytes, block_count: 1, fixed: false })
            }
            (Transfer::Fixed { .. }, 0) => Err(Sense::INVALID_FIELD_IN_CDB),
            (Transfer::Fixed { block_count }, block_bytes) => {
                Ok(Blocks { block_bytes, block_count, fixed: true })
            }
        }
    }

    fn cartridge(&self) -> Option<&Cartridge> {
        self.held.as_ref().map(|held| &held.slotted.cartridge)
    }

    /// The drive can read what this generation of media holds.
    fn check_readable(&self) -> Result<(), Sense> {
        self.ready()?;
        let density = self.cartridge().map(|cartridge| cartridge.model.density);
        match density.is_some_and(|density| self.model.reads.contains(&density)) {
            true => Ok(()),
            false => Err(Sense::INCOMPATIBLE_FORMAT),
        }
    }

    /// The medium may be recorded from the head on.
    fn check_writable(&self) -> Result<(), Sense> {
        self.ready()?;
        let held = self.held.as_ref().ok_or(Sense::NO_MEDIUM)?;
        let model = &held.slotted.cartridge.model;
        if !self.model.writes.contains(&model.density) {
            return Err(Sense::WRONG_GENERATION);
        }
        if self.write_protected() {
            return Err(Sense::WRITE_PROTECTED);
        }
        let end = held.tape().map_or(0, Tape::object_count);
        let appends = self.position().is_some_and(|position| position.object == end);
        match model.recording == Recording::WriteOnce && !appends {
            true => Err(Sense::WORM_OVERWRITE),
            false => Ok(()),
        }
    }

    /// How writing goes: as badly as drive or medium make it.
    fn write_fitness(&self) -> Fitness {
        let of_medium = self.cartridge().map_or(Fitness::Sound, |cartridge| cartridge.wear.write);
        let [soft, hard] = [DriveCondition::SoftWriteErrors, DriveCondition::HardWriteErrors];
        of_medium.max(self.fitness(soft, hard))
    }

    /// How reading goes.
    fn read_fitness(&self) -> Fitness {
        let of_medium = self.cartridge().map_or(Fitness::Sound, |cartridge| cartridge.wear.read);
        let [soft, hard] = [DriveCondition::SoftReadErrors, DriveCondition::HardReadErrors];
        of_medium.max(self.fitness(soft, hard))
    }

    fn fitness(&self, soft: DriveCondition, hard: DriveCondition) -> Fitness {
        match (self.has(soft), self.has(hard)) {
            (_, true) => Fitness::Hard,
            (true, false) => Fitness::Soft,
            (false, false) => Fitness::Sound,
        }
    }

    /// The outcome of writing that succeeded. The end of the medium is what a host must hear of
    /// first.
    fn written(&self, warned: bool) -> Outcome {
        if warned {
            let information = Some(0);
            let sense = Sense { end_of_medium: true, information, ..Sense::EARLY_WARNING };
            return Outcome::check(sense);
        }
        let complaint = self.complaint(self.write_fitness(), Sense::SOFT_WRITE_ERROR);
        complaint.map_or(Outcome::GOOD, Outcome::check)
    }

    /// What a drive says of a transfer that succeeded, if it is not at its best.
    fn complaint(&self, fitness: Fitness, soft: Sense) -> Option<Sense> {
        if fitness == Fitness::Soft {
            return Some(soft);
        }
        self.has(DriveCondition::CleaningDue).then_some(Sense::CLEANING_REQUESTED)
    }
}

impl Head {
    /// End of data comes to where the head is. What lay behind is lost even if power fails before
    /// the new recording is on the medium.
    fn cut(&mut self, tape: &mut Tape) {
        tape.truncate(self.object);
        self.synchronised = self.synchronised.min(self.object);
    }
}

/// One block of any length.
fn read_variable(
    head: &mut Head,
    tape: &Tape,
    blocks: Blocks,
    suppress: bool,
    hides_longer: bool,
) -> Passed {
    let mut passed = Passed::default();
    let record = tape.record(head.object);
    match record {
        None => passed.stop = Some(blocks.stopped_after(0, Sense::END_OF_DATA)),
        Some(Record::Filemark) => {
            let mark = Sense { filemark: true, ..Sense::FILEMARK };
            passed.stop = Some(blocks.stopped_after(0, mark));
        }
        Some(Record::Block(block)) => {
            let moved = block.len().min(blocks.block_bytes as usize);
            passed.blocks.push(block.slice(..moved));
            passed.bytes = block.len() as u64;
            let residual = i64::from(blocks.block_bytes).saturating_sub_unsigned(passed.bytes);
            let hidden = if residual > 0 { suppress } else { hides_longer };
            if residual != 0 && !hidden {
                let least = i64::from(i32::MIN);
                let information = i32::try_from(residual.max(least)).ok().or(Some(i32::MAX));
                passed.stop =
                    Some(Sense { incorrect_length: true, information, ..Sense::NO_SENSE });
            }
        }
    }
    head.object += u32::from(record.is_some());
    passed
}

/// Blocks of the length that is set, until something else is met.
fn read_fixed(head: &mut Head, tape: &Tape, blocks: Blocks) -> Passed {
    let mut passed = Passed::default();
    let mut done = 0;
    for record in tape.records_from(head.object) {
        if done == blocks.block_count {
            return passed;
        }
        head.object += 1;
        match record {
            Record::Filemark => {
                let mark = Sense { filemark: true, ..Sense::FILEMARK };
                passed.stop = Some(blocks.stopped_after(done, mark));
                return passed;
            }
            Record::Block(block) => {
                passed.bytes = passed.bytes.saturating_add(block.len() as u64);
                if block.len() != blocks.block_bytes as usize {
                    let wrong = Sense { incorrect_length: true, ..Sense::NO_SENSE };
                    passed.stop = Some(blocks.stopped_after(done, wrong));
                    return passed;
                }
                passed.blocks.push(block.clone());
                done += 1;
            }
        }
    }
    if done < blocks.block_count {
        passed.stop = Some(blocks.stopped_after(done, Sense::END_OF_DATA));
    }
    passed
}

/// The bytes of blocks in order; those of one block are not copied.
fn joined(mut blocks: Vec<Bytes>) -> Data {
    match blocks.len() {
        0 => Data::None,
        1 => blocks.pop().map_or(Data::None, Data::Read),
        _ => Data::Read(blocks.concat().into()),
    }
}
