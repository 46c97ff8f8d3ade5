//! Random bytes where bytes come in: scenario files, command blocks of devices, labels on media.
//! Nothing of it may panic or take long, and what is read must be written and read again alike.

use std::time::{Duration, Instant};

use hardware::{Cartridge, Library, Profile, Task};
use wire::label;
use wire::scsi::cdb::{Request, UnitKind, emit};
use wire::scsi::{ElementType, Lun, Nexus, TaskId};
use world::scenario::Scenario;

use super::chance::Chance;

/// Texts that mutations begin with.
const TEXTS: &[&str] = &[
    include_str!("../../../scenarios/quickstart.yaml"),
    "version: 1\ncomputers: { A: {} }\nmedia:\n  - &m { media: A1L3..A9L3, \
     at: { library: x } }\n  - *m\n",
];

/// Pieces that mean something to YAML or to a scenario.
const PIECES: &[&str] = &[
    "&a ",
    "*a",
    "<<: *a",
    "!!binary ",
    "!x ",
    "{",
    "}",
    "[",
    "]",
    "- ",
    "? ",
    ": ",
    "\t",
    "\r\n",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "|+\n",
    ">-9\n",
    "\"\\u0000\"",
    "'",
    "# ",
    "\u{feff}",
    "\u{85}",
    "~",
    "null",
    ".inf",
    "-1",
    "1e999",
    "0x7fffffffffffffff",
    "18446744073709551616",
    "A1..A999999999",
    "$x",
    "$x[4294967296]",
    "story",
    "steps",
    "applications",
    "repeat",
    "for-each",
    "times: 4294967295",
    "99999999999d",
    "5ms..1ms",
    "MountNtmsMedia",
    "version: 1\n",
    "media",
    "known",
    "allocated",
];

/// The longest that reading a file of this size may take, on a machine that does other things too.
const READ_MAX: Duration = Duration::from_secs(5);

/// A scenario file with a few bytes otherwise, or no scenario at all.
pub(super) fn scenario_text(seed: u64) -> Result<(), String> {
    let mut chance = Chance::of(seed);
    let text = text(&mut chance);
    let began = Instant::now();
    let read = Scenario::parse("fuzz.yaml", &text);
    let told = read.map_err(|error| error.to_string());
    let took = began.elapsed();
    match (took > READ_MAX, told) {
        (true, _) => Err(format!("reading took {took:?}:\n{text}")),
        (false, Err(told)) if told.is_empty() => Err(format!("an error without a word:\n{text}")),
        _ => Ok(()),
    }
}

fn text(chance: &mut Chance) -> String {
    if chance.percent(10) {
        let bytes = chance.bytes(300);
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    if chance.percent(5) {
        let piece = *chance.pick(PIECES);
        return piece.repeat(chance.below(20_000));
    }
    let mut text: Vec<char> = chance.pick(TEXTS).chars().collect();
    for _ in 0..chance.between(1, 6) {
        let at = chance.below(text.len());
        let end = (at + chance.below(40)).min(text.len());
        let other = chance.below(text.len());
        match chance.below(6) {
            0 => drop(text.drain(at..end)),
            1 => {
                let copied: Vec<char> = text.get(at..end).unwrap_or_default().to_vec();
                text.splice(other..other, copied);
            }
            2 => {
                let piece = chance.pick(PIECES).repeat(1 + chance.below(3));
                text.splice(at..at, piece.chars());
            }
            3 => {
                let deep = *chance.pick(&["[", "{a: ", "- ", "? ", "  "]);
                text.splice(at..at, deep.repeat(chance.below(3000)).chars());
            }
            4 => {
                let drawn = char::from_u32(chance.number() & 0x1_FFFF).unwrap_or('\u{fffd}');
                text.splice(at..at, [drawn]);
            }
            _ => {
                let piece = *chance.pick(PIECES);
                text.splice(at..end, piece.chars());
            }
        }
    }
    text.into_iter().collect()
}

/// Command blocks for the units of a library. Whatever they say, every one is answered, and no
/// cartridge is lost.
pub(super) fn scsi_blocks(seed: u64) -> Result<(), String> {
    let mut chance = Chance::of(seed);
    let name = *chance.pick(Profile::ALL);
    let profile = Profile::named(name).expect("the table has a profile for each name");
    let mut library = Library::new(&profile.with_slots(5));
    for at in [ElementType::Storage, ElementType::DataTransfer] {
        if let Some(at) = library.elements(at).first().copied() {
            let medium = Cartridge::blank(&library.profile().medium.clone(), Some("A00001L3"));
            library.set_up(medium, at).map_err(|refused| refused.to_string())?;
        }
    }
    let listed = library.cartridges().count();
    let (mut now, mut sent, mut open) = (Duration::ZERO, Vec::new(), 0);
    for number in 0..chance.between(1, 60) {
        let lun = Lun(u16::try_from(chance.below(4)).unwrap_or(0));
        let (cdb, data) = block(&mut chance, &library);
        let kind = match lun == Lun(0) && library.profile().changer.is_some() {
            true => UnitKind::Changer,
            false => UnitKind::Drive,
        };
        sent.push((lun, cdb.clone()));
        let Ok(request) = Request::parse(kind, &cdb, &data) else { continue };
        let (again, more) = emit(&request.command);
        let back = Request::parse(kind, &again, &more).map(|back| back.command);
        if back.as_ref() != Ok(&request.command) {
            return Err(format!("{cdb:02x?} is {:?}, written {again:02x?}: {back:?}", request));
        }
        let id = TaskId(u64::from(number));
        library.handle(
            now,
            Task { id, nexus: Nexus(chance.between(0, 1)), lun, command: request.command },
        );
        open += 1;
        if chance.percent(50) {
            now = now.saturating_add(chance.time(300));
            library.advance(now);
        }
        open -= std::iter::from_fn(|| library.poll()).count();
    }
    // Whatever is under way ends.
    for _ in 0..10_000 {
        let Some(due) = library.deadline() else { break };
        library.advance(due);
    }
    open -= std::iter::from_fn(|| library.poll()).count();
    match (open, library.cartridges().count() == listed) {
        (0, true) => Ok(()),
        (open, kept) => {
            Err(format!("{open} without an answer, all media there: {kept}, after {sent:02x?}"))
        }
    }
}

/// A command block: of the operations that devices know most of the time, and then any bytes.
fn block(chance: &mut Chance, library: &Library) -> (Vec<u8>, Vec<u8>) {
    const KNOWN: &[u8] = &[
        0x00, 0x01, 0x03, 0x05, 0x07, 0x08, 0x0A, 0x10, 0x11, 0x12, 0x15, 0x19, 0x1A, 0x1B, 0x1E,
        0x2B, 0x34, 0x37, 0x55, 0x5A, 0x91, 0x92, 0xA5, 0xA6, 0xB8, 0xE7,
    ];
    let mut cdb = chance.bytes(16);
    cdb.resize(16, 0);
    if chance.percent(90) {
        cdb.iter_mut().for_each(|byte| {
            if chance.percent(75) {
                *byte = 0;
            }
        });
    }
    if let Some(operation) = cdb.first_mut().filter(|_| chance.percent(95)) {
        *operation = *chance.pick(KNOWN);
    }
    // Addresses that there are, where moves have them.
    for pair in [2, 4, 6] {
        let kinds = [
            ElementType::Transport,
            ElementType::Storage,
            ElementType::ImportExport,
            ElementType::DataTransfer,
        ];
        let all: Vec<_> =
            kinds.into_iter().flat_map(|kind| library.elements(kind)).take(40).collect();
        if let Some(address) =
            chance.maybe(&all).filter(|_| matches!(cdb.first(), Some(0xA5 | 0xA6 | 0x2B)))
        {
            cdb.splice(pair..pair + 2, address.0.to_be_bytes());
        }
    }
    cdb.truncate(if chance.percent(95) { 16 } else { chance.below(17) });
    (cdb, chance.bytes(64))
}

/// The first block of a side: a label otherwise by a few bytes, or no label.
pub(super) fn labels(seed: u64) -> Result<(), String> {
    let mut chance = Chance::of(seed);
    let mut block = match chance.below(4) {
        0 => chance.bytes(2048),
        1 => b"VOL1ABCDEF                                                                    3"
            .to_vec(),
        2 => label::FreeLabel { id: wire::Guid::from_u128(u128::from(chance.number())) }.emit(),
        _ => label::TapeBlock::of_application("Backup", "Monday", wire::Guid::NULL),
    };
    for _ in 0..chance.below(8) {
        let at = chance.below(block.len());
        let byte = chance.number().to_le_bytes()[0];
        if let Some(place) = block.get_mut(at) {
            *place = byte;
        }
    }
    block.truncate(if chance.percent(70) { block.len() } else { chance.below(block.len() + 1) });
    let claimed = label::LabelParsers::default().claim(&block);
    if let Some(label) = claimed
        && label::Label::new(&label.label_type, &label.id, &label.info).as_ref() != Some(&label)
    {
        return Err(format!("{label:?} is no label within the limits, of {block:02x?}"));
    }
    if let Ok(info) = label::FileSystemInfo::parse(&block)
        && label::FileSystemInfo::parse(&info.emit()).as_ref() != Ok(&info)
    {
        return Err(format!("{info:?} is read otherwise when written, of {block:02x?}"));
    }
    Ok(())
}
