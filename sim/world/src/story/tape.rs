//! Verbs on drives: what blocks hold, and whether what was read is what was written.

use std::collections::BTreeMap;

use bytes::Bytes;
use rand_chacha::rand_core::Rng;
use wire::Guid;
use wire::label::TapeBlock;
use wire::scsi::ssc::SpaceUnit;

use crate::computer::LibraryId;
use crate::driver::Device;
use crate::scenario::media::{Fill, MtfLabel};
use crate::scenario::story::{Action, Read, SpaceOver, Write};
use wire::tape::{Stopped, TapeDone, TapeError, TapeVerb};

use crate::world::World;

/// Bytes of a block of zeros or of the seed where the story does not say.
const BLOCK_BYTES: u64 = 65_536;
/// Blocks, and bytes, that one step may write: they are in memory at once.
const BLOCKS_MAX: u32 = 1 << 20;
const BYTES_MAX: u64 = 1 << 30;

/// A block that was written: its checksum and its length.
type Sum = (u32, usize);

fn sum(block: &[u8]) -> Sum {
    (crc32fast::hash(block), block.len())
}

/// What stories wrote: for each side of a medium, the blocks by what lies before them.
#[derive(Debug, Default)]
pub(crate) struct Written {
    sides: BTreeMap<(String, u16), BTreeMap<u32, Sum>>,
}

impl Written {
    /// Blocks were written that end at an object; nothing behind them can be read again.
    fn wrote(&mut self, head: &Head, blocks: &[Bytes]) {
        let count = u32::try_from(blocks.len()).unwrap_or(u32::MAX);
        let first = head.object.saturating_sub(count);
        self.cut(head, first);
        let side = self.sides.entry(head.side()).or_default();
        side.extend((first..).zip(blocks.iter().map(|block| sum(block))));
    }

    /// Nothing from an object on can be read again.
    fn cut(&mut self, head: &Head, object: u32) {
        if let Some(side) = self.sides.get_mut(&head.side()) {
            side.split_off(&object);
        }
    }

    fn sum_at(&self, head: &Head, object: u32) -> Option<Sum> {
        self.sides.get(&head.side())?.get(&object).copied()
    }
}

/// Where the head of a drive is in truth.
#[derive(Clone, Debug)]
pub(super) struct Head {
    medium: String,
    side: u16,
    pub(super) object: u32,
}

impl Head {
    fn side(&self) -> (String, u16) {
        (self.medium.clone(), self.side)
    }

    /// The head of a drive, while it has a medium inside.
    pub(super) fn of(world: &World, device: Device) -> Option<Head> {
        let computer = world.computers.get(usize::from(device.computer.0))?;
        let cabinet = computer.cabinets.get(usize::from(device.cable.0))?;
        let drive = cabinet.library.drive(device.lun)?;
        let (id, _, inverted) = drive.holds()?;
        let at = LibraryId { computer: device.computer, cable: device.cable };
        let medium = world.medium_name(at, id);
        let object = drive.position()?.object;
        Some(Head { medium, side: u16::from(inverted), object })
    }
}

/// The longest block that a drive moves.
fn block_bytes_max(world: &World, device: Device) -> u32 {
    let computer = world.computers.get(usize::from(device.computer.0));
    let cabinet = computer.and_then(|computer| computer.cabinets.get(usize::from(device.cable.0)));
    let drives = cabinet.map(|cabinet| &cabinet.library.profile().drives);
    let longest = drives.into_iter().flatten().map(|drive| drive.max_block_bytes).min();
    longest.unwrap_or(1 << 20)
}

/// The bytes that the seed gives a block of a side: the same whenever it is written.
fn of_seed(seed: u64, head: &Head, object: u32, size: u64) -> Bytes {
    let place = format!("contents {} {} {object}", head.medium, head.side);
    let mut block = vec![0; usize::try_from(size).unwrap_or(usize::MAX)];
    crate::seed::stream(seed, &place).fill_bytes(&mut block);
    Bytes::from(block)
}

fn of_text(text: &str, size: Option<u64>) -> Bytes {
    let size = usize::try_from(size.unwrap_or(text.len() as u64)).unwrap_or(usize::MAX);
    Bytes::from(text.bytes().cycle().take(size).collect::<Vec<u8>>())
}

/// Labels that a program wrote, by what they say; each writing makes a label of its own.
#[derive(Debug, Default)]
pub(super) struct Labels {
    last: Vec<(MtfLabel, Bytes)>,
    count: u64,
}

impl Labels {
    /// A new label.
    pub(super) fn write(&mut self, seed: u64, application: &str, label: &MtfLabel) -> Bytes {
        self.count += 1;
        let block = make(seed, application, label, self.count);
        self.last.retain(|(known, _)| known != label);
        self.last.push((label.clone(), block.clone()));
        block
    }

    /// The label that was written last with these words; another when none was.
    pub(super) fn written(&self, seed: u64, application: &str, label: &MtfLabel) -> Bytes {
        let known = self.last.iter().find(|(known, _)| known == label);
        known.map_or_else(|| make(seed, application, label, 0), |(_, block)| block.clone())
    }
}

fn make(seed: u64, application: &str, label: &MtfLabel, count: u64) -> Bytes {
    let stream = format!("label of {application} {}", label.name);
    let half = |part| u128::from(crate::seed::draw(seed, &stream, 2 * count + part));
    let id = Guid::from_u128(half(0) << 64 | half(1));
    let software = label.software.as_deref().unwrap_or(application);
    Bytes::from(TapeBlock::of_application(software, &label.name, id))
}

/// A verb, and the blocks that it writes.
pub(super) fn verb(
    world: &World,
    device: Device,
    action: &Action,
    labels: &mut Labels,
    application: &str,
) -> Result<Option<TapeVerb>, String> {
    Ok(Some(match action {
        Action::Write(write) => TapeVerb::Write(blocks(world, device, write, labels, application)?),
        Action::Read(read) => {
            TapeVerb::Read { count: read.blocks, max_bytes: block_bytes_max(world, device) }
        }
        Action::Filemark(mark) => TapeVerb::Filemarks(mark.count),
        Action::Rewind(_) => TapeVerb::Rewind,
        Action::Space(space) => match space.over {
            SpaceOver::Blocks(count) => TapeVerb::Space { unit: SpaceUnit::Blocks, count },
            SpaceOver::Marks(count) => TapeVerb::Space { unit: SpaceUnit::Filemarks, count },
            SpaceOver::Everything => TapeVerb::Space { unit: SpaceUnit::EndOfData, count: 0 },
        },
        Action::Locate(locate) => TapeVerb::Locate(locate.to),
        Action::Erase(_) => TapeVerb::Erase,
        Action::Unload(_) => TapeVerb::Unload,
        Action::Load(_) => TapeVerb::Load,
        Action::Position(_) => TapeVerb::Position,
        _ => return Ok(None),
    }))
}

fn blocks(
    world: &World,
    device: Device,
    write: &Write,
    labels: &mut Labels,
    application: &str,
) -> Result<Vec<Bytes>, String> {
    let size = write.size.as_ref().map(|size| size.0);
    let each = size.unwrap_or(BLOCK_BYTES);
    // Zeros and text are one block in memory, however often they are written.
    let shared = !matches!(write.fill, Fill::Seed);
    let bytes = if shared { Some(each) } else { each.checked_mul(write.blocks.into()) };
    if write.blocks > BLOCKS_MAX || bytes.is_none_or(|bytes| bytes > BYTES_MAX) {
        return Err(format!("one step writes at most {BLOCKS_MAX} blocks and {BYTES_MAX} bytes"));
    }
    let block = match &write.fill {
        Fill::Seed => {
            let nowhere = || Head { medium: application.to_owned(), side: 0, object: 0 };
            let head = Head::of(world, device).unwrap_or_else(nowhere);
            let object = |nth| head.object.saturating_add(nth);
            let block = |nth| of_seed(world.seed, &head, object(nth), each);
            return Ok((0..write.blocks).map(block).collect());
        }
        Fill::Zeros => Bytes::from(vec![0; usize::try_from(each).unwrap_or(usize::MAX)]),
        Fill::Text(text) => of_text(text, size),
        Fill::MtfLabel(label) => labels.write(world.seed, application, label),
    };
    Ok(vec![block; write.blocks as usize])
}

/// Notes what a verb that has ended did to the tape.
pub(super) fn note(
    world: &mut World,
    device: Device,
    verb: &TapeVerb,
    result: &Result<TapeDone, TapeError>,
) {
    let Some(head) = Head::of(world, device) else { return };
    match (verb, result) {
        (TapeVerb::Write(blocks), Ok(_)) => world.written.wrote(&head, blocks),
        (TapeVerb::Write(blocks), Err(TapeError::Refused { blocks_done, .. })) => {
            let done = blocks.len().min(*blocks_done as usize);
            world.written.wrote(&head, &blocks[..done]);
        }
        (TapeVerb::Filemarks(count), Ok(_)) if *count > 0 => {
            world.written.cut(&head, head.object.saturating_sub(*count));
        }
        (TapeVerb::Erase, Ok(_)) => world.written.cut(&head, head.object),
        _ => {}
    }
}

/// Whether what was read is what it should be.
///
/// # Errors
/// What was expected, and what was seen.
pub(super) fn compare(
    world: &World,
    device: Device,
    read: &Read,
    done: &TapeDone,
) -> Result<(), (String, String)> {
    let Some(head) = Head::of(world, device) else { return Ok(()) };
    let marks = u32::from(done.stopped == Some(Stopped::Filemark));
    let count = u32::try_from(done.blocks.len()).unwrap_or(u32::MAX);
    let first = head.object.saturating_sub(marks).saturating_sub(count);
    for (object, block) in (first..).zip(&done.blocks) {
        let wrong = |wanted: String, seen: String| {
            Err((format!("block {object} {wanted}"), format!("one {seen}")))
        };
        if let Some(size) = read.size.as_ref().filter(|size| size.0 != block.len() as u64) {
            return wrong(format!("of {} bytes", size.0), format!("of {} bytes", block.len()));
        }
        let seen = sum(block);
        let right = match &read.fill {
            Some(fill) => holds(world.seed, &head, object, fill, block),
            None => world.written.sum_at(&head, object).is_none_or(|written| written == seen),
        };
        if !right {
            let wanted = match (&read.fill, world.written.sum_at(&head, object)) {
                (None, Some((crc, length))) => format!("of {length} bytes with checksum {crc:08x}"),
                _ => "filled as the step says".to_owned(),
            };
            return wrong(wanted, format!("of {} bytes with checksum {:08x}", seen.1, seen.0));
        }
    }
    Ok(())
}

/// Whether a block is filled so.
fn holds(seed: u64, head: &Head, object: u32, fill: &Fill, block: &[u8]) -> bool {
    match fill {
        Fill::Seed => of_seed(seed, head, object, block.len() as u64) == block,
        Fill::Zeros => block.iter().all(|byte| *byte == 0),
        Fill::Text(text) => of_text(text, Some(block.len() as u64)) == block,
        Fill::MtfLabel(label) => TapeBlock::parse(block).is_ok_and(|found| {
            let software = label.software.as_deref().unwrap_or(&found.software);
            *found.name == *label.name && &*found.software == software
        }),
    }
}

/// Whether a block of a side is filled so, for what is looked at in the end.
pub(super) fn is_filled(
    seed: u64,
    medium: &str,
    side: u16,
    object: u32,
    fill: &Fill,
    block: &[u8],
) -> bool {
    let head = Head { medium: medium.to_owned(), side, object };
    holds(seed, &head, object, fill, block)
}
