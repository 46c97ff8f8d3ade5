//! Media: cartridges on shelves and in libraries, what is recorded on them, and what was known.

use std::sync::Arc;

use bytes::Bytes;
use hardware::{
    Cartridge, CartridgeId, Fitness, Library, MediumKind, MediumModel, Profile, Tape, Wear,
};
use rand_chacha::rand_core::Rng;
use rsm::{Cable, KnownMedium, KnownPlace, KnownSide, KnownState};
use wire::label::{self, FreeLabel, Label, TapeBlock};
use wire::scsi::{ElementAddress, ElementType};
use wire::{Guid, Text};

use super::{BuildError, Draft, wrong};
use crate::computer::{ComputerId, LibraryId};
use crate::scenario::Scenario;
use crate::scenario::media::{self, Blocks, Fill, Known, Media, MediaPlace, Record};

/// The program whose label a medium has that comes from another service.
const OTHER_PROGRAM: &str = "Other Backup";

/// Lays every medium of a scenario where it belongs: first those whose places are named, then
/// those that take what is free. Gives those in libraries whose labels do not say their names.
pub(super) fn lay_out(
    scenario: &Scenario,
    drafts: &mut [Draft],
) -> Result<Vec<(LibraryId, CartridgeId, String)>, BuildError> {
    let mut named = Vec::new();
    let takes_what_is_free = |media: &&Media| matches!(media.at.value, MediaPlace::Library(_));
    let placed = scenario.media.iter().filter(|media| !takes_what_is_free(media));
    for media in placed.chain(scenario.media.iter().filter(takes_what_is_free)) {
        for (nth, name) in (0u32..).zip(media.names()) {
            let laid = lay(scenario, drafts, media, nth, &name)?;
            if media.barcode.value != media::Barcode::Name {
                named.extend(laid.map(|(at, id)| (at, id, name)));
            }
        }
    }
    Ok(named)
}

/// Which library a medium is in, and at which element; none for the shelf.
struct Spot {
    draft: usize,
    cable: Cable,
    element: Option<ElementAddress>,
}

fn lay(
    scenario: &Scenario,
    drafts: &mut [Draft],
    media: &Media,
    nth: u32,
    name: &str,
) -> Result<Option<(LibraryId, CartridgeId)>, BuildError> {
    let spot = spot_of(drafts, media, nth, name)?;
    let draft = &mut drafts[spot.draft];
    let Some((_, library)) = draft.setup.cabinets.get_mut(usize::from(spot.cable.0)) else {
        return wrong(format!("medium {name}: its computer has no library"));
    };
    let model = model_of(media, name, library.profile());
    let (cartridge, sides) = record(scenario.seed, media, name, &model)?;
    let bar_code = cartridge.scanned().map(Text::new);
    let cleans = cartridge.cleans();
    let uses = match cartridge.kind {
        MediumKind::Cleaning { uses_left } => Some(u32::from(uses_left)),
        MediumKind::Data => None,
    };
    let (place, laid) = match spot.element {
        Some(element) => {
            let Ok(id) = library.set_up(cartridge, element) else {
                return wrong(format!("medium {name}: its place is taken or does not exist"));
            };
            // There are no more computers than a number can count.
            let computer = ComputerId(spot.draft as u16);
            let at = LibraryId { computer, cable: spot.cable };
            (KnownPlace::Element(spot.cable, element), Some((at, id)))
        }
        None => {
            draft.shelf.insert(name.to_owned(), cartridge);
            (KnownPlace::Shelf(spot.cable), None)
        }
    };
    let is_known = media.known.value != Known::Nothing || (cleans && spot.element.is_some());
    if is_known {
        let sides = if cleans { Vec::new() } else { sides };
        draft.known.push((name.to_owned(), KnownMedium { place, bar_code, uses, sides }));
    }
    Ok(laid)
}

fn spot_of(drafts: &[Draft], media: &Media, nth: u32, name: &str) -> Result<Spot, BuildError> {
    let in_library = |library: &str| {
        drafts.iter().enumerate().find_map(|(draft, there)| {
            let cabinets = &there.setup.cabinets;
            let cable = cabinets.iter().position(|(known, _)| &**known == library)?;
            Some((draft, Cable(u16::try_from(cable).ok()?)))
        })
    };
    let found = |library: &str| match in_library(library) {
        Some(found) => Ok(found),
        None => wrong(format!("medium {name}: there is no library {library}")),
    };
    let element = |library: &str, kind: ElementType, number: u32| {
        let (draft, cable) = found(library)?;
        let cabinet = &drafts[draft].setup.cabinets[usize::from(cable.0)].1;
        let element = cabinet.elements(kind).get(number as usize).copied();
        match element {
            Some(element) => Ok(Spot { draft, cable, element: Some(element) }),
            None => wrong(format!("medium {name}: {library} has no such place: {number}")),
        }
    };
    match &media.at.value {
        MediaPlace::Slot((library, first)) => {
            element(library, ElementType::Storage, first.saturating_add(nth))
        }
        MediaPlace::Drive((library, first)) => {
            element(library, ElementType::DataTransfer, first.saturating_add(nth))
        }
        MediaPlace::Port((library, first)) => {
            element(library, ElementType::ImportExport, first.saturating_add(nth))
        }
        MediaPlace::Library(library) => {
            let (draft, cable) = found(library)?;
            let cabinet = &drafts[draft].setup.cabinets[usize::from(cable.0)].1;
            match first_free(cabinet) {
                Some(element) => Ok(Spot { draft, cable, element: Some(element) }),
                None => wrong(format!("medium {name}: {} is full", library.value)),
            }
        }
        MediaPlace::Shelf(computer) => {
            let draft = drafts.iter().position(|draft| draft.setup.name == *computer.as_str());
            match draft {
                Some(draft) => Ok(Spot { draft, cable: Cable(0), element: None }),
                None => wrong(format!("medium {name}: no computer {}", computer.value)),
            }
        }
    }
}

/// The first free slot; a stand-alone drive takes a medium itself.
fn first_free(library: &Library) -> Option<ElementAddress> {
    let kind = match library.profile().changer {
        Some(_) => ElementType::Storage,
        None => ElementType::DataTransfer,
    };
    library.elements(kind).into_iter().find(|at| library.cartridge_at(*at).is_none())
}

/// The model of a medium: what the scenario says, else what its name ends with, else what the
/// library is sold with. Its capacity is the library's where the scenario changed that.
fn model_of(media: &Media, name: &str, profile: &Profile) -> Arc<MediumModel> {
    let named = media.model.as_ref().map(|model| model.value.0.0);
    match named.or_else(|| MediumModel::of_barcode(name)) {
        Some(model) if model.name != profile.medium.name => Arc::new(model.clone()),
        _ => Arc::clone(&profile.medium),
    }
}

/// A cartridge with everything that the scenario says is on it, and its sides as they were known.
fn record(
    seed: u64,
    media: &Media,
    name: &str,
    model: &Arc<MediumModel>,
) -> Result<(Cartridge, Vec<KnownSide>), BuildError> {
    let barcode = match &media.barcode.value {
        media::Barcode::Name | media::Barcode::Unreadable => Some(name),
        media::Barcode::None => None,
        media::Barcode::Reads(text) => Some(text.as_str()),
    };
    let mut cartridge = Cartridge::blank(model, barcode);
    cartridge.barcode_readable = media.barcode.value != media::Barcode::Unreadable;
    cartridge.write_protected = media.write_protected;
    cartridge.loads = media.loads;
    cartridge.wear = Wear {
        write: fitness(media.wear.write),
        read: fitness(media.wear.read),
        load_fails: media.wear.load_fails,
    };
    if let (MediumKind::Cleaning { uses_left }, Some(uses)) = (&mut cartridge.kind, &media.uses) {
        *uses_left = uses.value;
    }
    let mut known = Vec::new();
    for (side, tape) in (0u16..).zip(&mut cartridge.sides) {
        let id = label_id(seed, name, side);
        known.push(write_known(&media.known.value, name, id, tape));
        for contents in media.contents.iter().filter(|contents| contents.side.value == side) {
            for record in &contents.records {
                write_record(seed, name, side, id, record, tape);
            }
        }
        if tape.used_bytes() > model.capacity_bytes {
            return wrong(format!("medium {name}: more is recorded than a side holds"));
        }
    }
    Ok((cartridge, known))
}

fn fitness(fitness: media::Fitness) -> Fitness {
    match fitness {
        media::Fitness::Sound => Fitness::Sound,
        media::Fitness::Soft => Fitness::Soft,
        media::Fitness::Hard => Fitness::Hard,
    }
}

/// The identity of the label on a side, the same for a seed and a name.
fn label_id(seed: u64, name: &str, side: u16) -> Guid {
    let stream = format!("label {name} {side}");
    let half = |count| u128::from(crate::seed::draw(seed, &stream, count));
    Guid::from_u128(half(0) << 64 | half(1))
}

/// Writes the label that a known medium carries, and says what the service knew of the side.
fn write_known(known: &Known, name: &str, id: Guid, tape: &mut Tape) -> KnownSide {
    let pool = |path: &str| Text::new(path);
    let first_level = |path: &str| {
        path.trim_start_matches('\\').split('\\').next().unwrap_or_default().to_owned()
    };
    let owned = |owner: &media::Owned| {
        let program = owner.owner.clone().unwrap_or_else(|| first_level(&owner.pool));
        TapeBlock::of_application(&program, name, id)
    };
    let (state, block) = match known {
        Known::Nothing => (KnownState::Unrecognized, None),
        Known::Blank => (KnownState::Unrecognized, None),
        Known::Free => (KnownState::Free, Some(FreeLabel { id }.emit())),
        Known::Available(of) => {
            let state = KnownState::Available { pool: pool(&of.pool) };
            (state, Some(FreeLabel { id }.emit()))
        }
        Known::Decommissioned(of) => {
            let state = KnownState::Decommissioned { pool: pool(&of.pool) };
            (state, Some(FreeLabel { id }.emit()))
        }
        Known::Allocated(owner) => {
            let (pool, name) = (pool(&owner.pool), owner.name.as_deref().map(Text::new));
            (KnownState::Allocated { pool, name }, Some(owned(owner)))
        }
        Known::Complete(owner) => {
            let (pool, name) = (pool(&owner.pool), owner.name.as_deref().map(Text::new));
            (KnownState::Complete { pool, name }, Some(owned(owner)))
        }
        Known::Import => {
            let block = TapeBlock::of_application(OTHER_PROGRAM, name, id);
            (KnownState::Import, Some(block))
        }
        Known::Unrecognized => (KnownState::Unrecognized, Some(vec![0x5A; 1024])),
    };
    let label = block.and_then(|block| write_label(block, tape));
    KnownSide { state, label }
}

/// Puts a label at the start of a side, behind it a filemark, and says what parsers make of it.
fn write_label(block: Vec<u8>, tape: &mut Tape) -> Option<Label> {
    let label = label::claim(label::PARSERS, &block).map(|(_, label)| label);
    tape.append_block(Bytes::from(block));
    tape.append_filemarks(1);
    label
}

fn write_record(seed: u64, name: &str, side: u16, id: Guid, record: &Record, tape: &mut Tape) {
    match record {
        Record::Label => {
            tape.append_block(Bytes::from(TapeBlock::of_application(OTHER_PROGRAM, name, id)));
        }
        Record::Marks(count) => tape.append_filemarks(*count),
        Record::Blocks(blocks) => {
            for _ in 0..blocks.count {
                let place = format!("contents {name} {side} {}", tape.object_count());
                tape.append_block(fill(seed, &place, blocks, name, id));
            }
        }
    }
}

/// A seed block is this long when the scenario does not say.
const BLOCK_BYTES: u64 = 65_536;

/// The bytes of a block.
fn fill(seed: u64, place: &str, blocks: &Blocks, name: &str, id: Guid) -> Bytes {
    let size = blocks.size.as_ref().map(|size| size.0);
    let bytes = |size: u64| usize::try_from(size).unwrap_or(usize::MAX);
    match blocks.fill.as_ref().unwrap_or(&Fill::Seed) {
        Fill::Seed => {
            let mut block = vec![0; bytes(size.unwrap_or(BLOCK_BYTES))];
            crate::seed::stream(seed, place).fill_bytes(&mut block);
            Bytes::from(block)
        }
        Fill::Zeros => Bytes::from(vec![0; bytes(size.unwrap_or(BLOCK_BYTES))]),
        Fill::Text(text) => {
            let length = size.unwrap_or(text.len() as u64);
            Bytes::from(text.bytes().cycle().take(bytes(length)).collect::<Vec<u8>>())
        }
        Fill::MtfLabel(label) => {
            let software = label.software.as_deref().unwrap_or(OTHER_PROGRAM);
            let shown = if label.name.is_empty() { name } else { &label.name };
            Bytes::from(TapeBlock::of_application(software, shown, id))
        }
    }
}
