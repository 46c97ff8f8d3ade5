//! Media: cartridges on shelves and in libraries, what is recorded on them, and what was known.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use hardware::{
    Cartridge, CartridgeId, Fitness, Library, MediumKind, MediumModel, Profile, Tape, Wear,
};
use rand_chacha::rand_core::Rng;
use rsm::{Cable, KnownMedium, KnownPlace, KnownSide, KnownState};
use wire::label::{FreeLabel, LabelParsers, TapeBlock};
use wire::scsi::{ElementAddress, ElementType};
use wire::{Guid, Text};

use super::{BuildError, Draft, wrong};
use crate::computer::{ComputerId, LibraryId};
use crate::scenario::Scenario;
use crate::scenario::media::{self, Blocks, Fill, Known, Media, MediaPlace, Record};

/// The program whose label a medium has that comes from another service.
const OTHER_PROGRAM: &str = "Other Backup";

/// A medium that the service of its computer knew. What it knew is written out when it is wanted:
/// a room may have a million of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Laid {
    /// Which line of the scenario it is of, and which of that line's media.
    line: u32,
    nth: u32,
    place: KnownPlace,
    /// Cleanings left in a cleaner.
    uses: Option<u16>,
    sides: u16,
}

impl Laid {
    /// Its name in the scenario.
    pub(super) fn name(&self, scenario: &Scenario) -> Option<String> {
        scenario.media.get(self.line as usize)?.name(self.nth)
    }

    /// What was known of it.
    pub(super) fn known(&self, scenario: &Scenario, parsers: &LabelParsers) -> Option<KnownMedium> {
        let (media, name) = (scenario.media.get(self.line as usize)?, self.name(scenario)?);
        let sides = (0..self.sides).map(|side| {
            let (state, block) = known_side(&media.known.value, scenario.seed, &name, side);
            KnownSide { state, label: block.and_then(|block| parsers.claim(&block)) }
        });
        let printed = printed(media, &name).filter(|_| is_readable(media));
        Some(KnownMedium {
            place: self.place,
            bar_code: printed.map(Text::new),
            uses: self.uses.map(u32::from),
            sides: sides.collect(),
        })
    }
}

/// What the label outside says.
fn printed<'a>(media: &'a Media, name: &'a str) -> Option<&'a str> {
    match &media.barcode.value {
        media::Barcode::Name | media::Barcode::Unreadable => Some(name),
        media::Barcode::None => None,
        media::Barcode::Reads(text) => Some(text.as_str()),
    }
}

fn is_readable(media: &Media) -> bool {
    media.barcode.value != media::Barcode::Unreadable
}

/// Media on their way to where they belong.
struct Layout<'a> {
    scenario: &'a Scenario,
    drafts: &'a mut [Draft],
    /// The place of each library before which all are taken.
    free_from: BTreeMap<(usize, Cable), u32>,
    /// Media in libraries whose labels do not say their names.
    named: Vec<(LibraryId, CartridgeId, String)>,
}

/// Lays every medium of a scenario where it belongs: first those whose places are named, then
/// those that take what is free. Gives those in libraries whose labels do not say their names.
pub(super) fn lay_out(
    scenario: &Scenario,
    drafts: &mut [Draft],
) -> Result<Vec<(LibraryId, CartridgeId, String)>, BuildError> {
    let mut layout = Layout { scenario, drafts, free_from: BTreeMap::new(), named: Vec::new() };
    let lines = || scenario.media.iter().enumerate();
    let takes_what_is_free =
        |(_, media): &(usize, &Media)| matches!(media.at.value, MediaPlace::Library(_));
    let placed = lines().filter(|line| !takes_what_is_free(line));
    for (line, media) in placed.chain(lines().filter(takes_what_is_free)) {
        let line = u32::try_from(line).or_else(|_| wrong("too many lines of media"))?;
        for (nth, name) in (0u32..).zip(media.names()) {
            layout.lay(media, (line, nth), name)?;
        }
    }
    Ok(layout.named)
}

/// Which library a medium is in, and at which element; none for the shelf.
struct Spot {
    draft: usize,
    cable: Cable,
    element: Option<ElementAddress>,
}

impl Layout<'_> {
    fn lay(
        &mut self,
        media: &Media,
        (line, nth): (u32, u32),
        name: String,
    ) -> Result<(), BuildError> {
        let spot = self.spot_of(media, nth, &name)?;
        let draft = &mut self.drafts[spot.draft];
        let Some((_, library)) = draft.setup.cabinets.get_mut(usize::from(spot.cable.0)) else {
            return wrong(format!("medium {name}: its computer has no library"));
        };
        let model = model_of(media, &name, library.profile());
        let cartridge = record(self.scenario.seed, media, &name, &model)?;
        let (uses, sides) = match cartridge.kind {
            MediumKind::Cleaning { uses_left } => (Some(uses_left), 0),
            MediumKind::Data => (None, u16::from(model.side_count)),
        };
        let cleans = cartridge.cleans();
        let is_known = media.known.value != Known::Nothing || (cleans && spot.element.is_some());
        let place = match spot.element {
            Some(element) => {
                let Ok(id) = library.set_up(cartridge, element) else {
                    return wrong(format!("medium {name}: its place is taken or does not exist"));
                };
                if media.barcode.value != media::Barcode::Name {
                    // There are no more computers than a number can count.
                    let computer = ComputerId(spot.draft as u16);
                    self.named.push((LibraryId { computer, cable: spot.cable }, id, name));
                }
                KnownPlace::Element(spot.cable, element)
            }
            None => {
                draft.shelf.insert(name, cartridge);
                KnownPlace::Shelf(spot.cable)
            }
        };
        if is_known {
            draft.known.push(Laid { line, nth, place, uses, sides });
        }
        Ok(())
    }

    fn library(&self, library: &str, name: &str) -> Result<(usize, Cable), BuildError> {
        let found = self.drafts.iter().enumerate().find_map(|(draft, there)| {
            let cabinets = &there.setup.cabinets;
            let cable = cabinets.iter().position(|(known, _)| &**known == library)?;
            Some((draft, Cable(u16::try_from(cable).ok()?)))
        });
        found.map_or_else(|| wrong(format!("medium {name}: there is no library {library}")), Ok)
    }

    fn cabinet(&self, (draft, cable): (usize, Cable)) -> &Library {
        &self.drafts[draft].setup.cabinets[usize::from(cable.0)].1
    }

    fn spot_of(&mut self, media: &Media, nth: u32, name: &str) -> Result<Spot, BuildError> {
        let ((library, first), kind) = match &media.at.value {
            MediaPlace::Slot(place) => (place, ElementType::Storage),
            MediaPlace::Drive(place) => (place, ElementType::DataTransfer),
            MediaPlace::Port(place) => (place, ElementType::ImportExport),
            MediaPlace::Library(library) => {
                let (draft, cable) = self.library(library, name)?;
                return match self.first_free((draft, cable)) {
                    Some(element) => Ok(Spot { draft, cable, element: Some(element) }),
                    None => wrong(format!("medium {name}: {} is full", library.value)),
                };
            }
            MediaPlace::Shelf(computer) => {
                let mut drafts = self.drafts.iter();
                let draft = drafts.position(|draft| draft.setup.name == *computer.as_str());
                return match draft {
                    Some(draft) => {
                        let cable = self.cable_for(draft, media, name);
                        Ok(Spot { draft, cable, element: None })
                    }
                    None => wrong(format!("medium {name}: no computer {}", computer.value)),
                };
            }
        };
        let (draft, cable) = self.library(library, name)?;
        let number = first.saturating_add(nth);
        match self.cabinet((draft, cable)).element(kind, number) {
            Some(element) => Ok(Spot { draft, cable, element: Some(element) }),
            None => wrong(format!("medium {name}: {} has no such place: {number}", library.value)),
        }
    }

    /// The first library of a computer that takes a medium; its first, when none does.
    fn cable_for(&self, draft: usize, media: &Media, name: &str) -> Cable {
        let cabinets = self.drafts[draft].setup.cabinets.iter().zip(0..);
        let takes = |library: &Library| {
            let profile = library.profile();
            profile.takes(&model_of(media, name, profile))
        };
        let mut taking = cabinets.filter(|((_, library), _)| takes(library));
        Cable(taking.next().map_or(0, |(_, cable)| cable))
    }

    /// The first free slot; a stand-alone drive takes a medium itself.
    fn first_free(&mut self, at: (usize, Cable)) -> Option<ElementAddress> {
        let first = self.free_from.get(&at).copied().unwrap_or(0);
        let library = self.cabinet(at);
        let kind = match library.profile().changer {
            Some(_) => ElementType::Storage,
            None => ElementType::DataTransfer,
        };
        let mut elements = (first..).map_while(|n| Some((n, library.element(kind, n)?)));
        let (number, element) =
            elements.find(|(_, element)| library.cartridge_at(*element).is_none())?;
        self.free_from.insert(at, number);
        Some(element)
    }
}

/// The model that a medium's line names, or its label.
fn named_model(media: &Media, name: &str) -> Option<&'static MediumModel> {
    let named = media.model.as_ref().map(|model| model.value.0.0);
    named.or_else(|| MediumModel::of_barcode(name))
}

/// The model of a medium: what the scenario says, else what its name ends with, else what the
/// library is sold with. Its capacity is the library's where the scenario changed that.
fn model_of(media: &Media, name: &str, profile: &Profile) -> Arc<MediumModel> {
    match named_model(media, name) {
        Some(model) if model.name != profile.medium.name => Arc::new(model.clone()),
        _ => Arc::clone(&profile.medium),
    }
}

/// A cartridge with everything that the scenario says is on it.
fn record(
    seed: u64,
    media: &Media,
    name: &str,
    model: &Arc<MediumModel>,
) -> Result<Cartridge, BuildError> {
    let mut cartridge = Cartridge::blank(model, printed(media, name));
    cartridge.barcode_readable = is_readable(media);
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
    for (side, tape) in (0u16..).zip(&mut cartridge.sides) {
        let id = label_id(seed, name, side);
        if let (_, Some(label)) = known_side(&media.known.value, seed, name, side) {
            tape.append_block(Bytes::from(label));
            tape.append_filemarks(1);
        }
        for contents in media.contents.iter().filter(|contents| contents.side.value == side) {
            for record in &contents.records {
                write_record(seed, name, side, id, record, tape);
            }
        }
        tape.shrink_to_fit();
        if tape.used_bytes() > model.capacity_bytes {
            return wrong(format!("medium {name}: more is recorded than a side holds"));
        }
    }
    Ok(cartridge)
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

/// Where a side was in its life, and the label on it: one block at its start, behind which a
/// filemark follows.
fn known_side(known: &Known, seed: u64, name: &str, side: u16) -> (KnownState, Option<Vec<u8>>) {
    let id = label_id(seed, name, side);
    let pool = |path: &str| Text::new(path);
    let first_level = |path: &str| {
        path.trim_start_matches('\\').split('\\').next().unwrap_or_default().to_owned()
    };
    let owned = |owner: &media::Owned| {
        let program = owner.owner.clone().unwrap_or_else(|| first_level(&owner.pool));
        TapeBlock::of_application(&program, name, id)
    };
    match known {
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
    }
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
