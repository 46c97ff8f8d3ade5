//! Media: names, places, models, what is on them.

use std::collections::BTreeSet;

use hardware::MediumModel;
use wire::ntms::media_type::StorageMediaType;

use super::super::media::{Barcode, Blocks, Fill, Known, Media, MediaPlace, Record};
use super::super::place::{At, Place};
use super::super::vocabulary::Vocabulary;
use super::room::folded;
use super::{Check, Part};

/// Media in a room.
const MEDIA_MAX: u64 = 1_000_000;
/// Characters of a barcode (SMC, volume tag).
const BARCODE_MAX: usize = 32;
/// Bytes of a block, as its length has 24 bits (SSC, WRITE(6)).
const BLOCK_BYTES_MAX: u64 = (1 << 24) - 1;
/// Bytes that one line of a scenario may put on a side, or one step may write.
const WRITTEN_BYTES_MAX: u64 = 1 << 30;
/// Blocks that one line or step may write.
const BLOCKS_MAX: u32 = 1 << 20;
/// A block is this long where nobody says.
const BLOCK_BYTES: u64 = 1 << 16;

impl<'s> Check<'s> {
    pub(super) fn all_media(&mut self) {
        let scenario = self.scenario;
        let mut left = MEDIA_MAX;
        let mut counts = Vec::new();
        for media in &scenario.media {
            counts.push(self.media_names(media, &mut left));
        }
        // Those that say where they lie come first; the others take what is free.
        let lines = scenario.media.iter().zip(counts);
        let takes_free = |media: &Media| matches!(media.at.value, MediaPlace::Library(_));
        let (free, named): (Vec<_>, Vec<_>) = lines.partition(|(media, _)| takes_free(media));
        for (media, count) in named.into_iter().chain(free) {
            self.media_place(media, count);
        }
        let mut barcodes = BTreeSet::new();
        for media in &scenario.media {
            self.media_line(media, &mut barcodes);
        }
    }

    /// Enters the names; gives how many there are.
    fn media_names(&mut self, media: &'s Media, left: &mut u64) -> u32 {
        let before = *left;
        if media.media.is_empty() {
            self.wrong(media.at.place, "a line without a medium");
        }
        for names in media.media.iter() {
            let Ok(count) = names.count() else {
                let last = names.last.as_deref().unwrap_or_default();
                let message = format!("`{}..{last}` does not count", names.first);
                let note = self.wrong(names.place, message);
                *note = note
                    .clone()
                    .expected("expected names of one length that differ in one number, upwards");
                continue;
            };
            if count > *left {
                let note = self.wrong(names.place, format!("{count} media are too many"));
                *note = note.clone().expected(format!("expected at most {MEDIA_MAX} in the room"));
                continue;
            }
            *left -= count;
            let before = self.wrong.len();
            for name in names.iter() {
                self.media_name(media, &name, names.place);
                // What is wrong with one of a range is wrong with the others in the same place.
                self.wrong.truncate(before + 1);
            }
        }
        u32::try_from(before - *left).unwrap_or(u32::MAX)
    }

    fn media_name(&mut self, media: &'s Media, name: &str, place: Option<Place>) {
        let printed = matches!(media.barcode.value, Barcode::Name | Barcode::Unreadable);
        if name.is_empty() || name.starts_with('$') || name == "nothing" {
            let note = self.wrong(place, format!("`{name}` is no name of a medium"));
            *note =
                note.clone().expected("expected one that is not empty and has no `$` before it");
        } else if printed {
            self.barcode(name, place);
        }
        let model = self.model_of(media, name);
        if self.room.media.insert(name.to_owned(), model).is_some() {
            let note = self.wrong(place, format!("medium `{name}` is there twice"));
            *note = note.clone().expected("expected a name that is used once in the room");
        }
    }

    fn barcode(&mut self, text: &str, place: Option<Place>) {
        let fits = (1..=BARCODE_MAX).contains(&text.len());
        if !fits || !text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
            let note = self.wrong(place, format!("`{text}` cannot be printed as a barcode"));
            let expected = format!("expected 1 to {BARCODE_MAX} ASCII characters");
            *note = note.clone().expected(expected).help("or say `barcode: none`");
        }
    }

    /// What is said, else what its name ends with, else what the library is sold with.
    fn model_of(&self, media: &Media, name: &str) -> Option<&'static MediumModel> {
        let named = media.model.as_ref().map(|model| model.value.0.0);
        let of_library = || {
            let profile = match &media.at.value {
                MediaPlace::Library(library)
                | MediaPlace::Slot((library, _))
                | MediaPlace::Drive((library, _))
                | MediaPlace::Port((library, _)) => {
                    self.room.libraries.get(library.as_str())?.profile.as_ref()
                }
                MediaPlace::Shelf(computer) => {
                    let cabled = |shelf: &&super::Shelf<'_>| shelf.computer == computer.as_str();
                    self.room.libraries.values().find(cabled)?.profile.as_ref()
                }
            };
            MediumModel::named(profile?.medium.name)
        };
        named.or_else(|| MediumModel::of_barcode(name)).or_else(of_library)
    }

    fn media_place(&mut self, media: &'s Media, count: u32) {
        let (library, part, first) = match &media.at.value {
            MediaPlace::Shelf(computer) => {
                if self.computer(computer) {
                    self.shelf(computer);
                }
                return;
            }
            MediaPlace::Library(library) => return self.in_library(media, library, count),
            MediaPlace::Slot((library, first)) => (library, Part::Slot, *first),
            MediaPlace::Drive((library, first)) => (library, Part::Drive, *first),
            MediaPlace::Port((library, first)) => (library, Part::Port, *first),
        };
        if count == 0 {
            return;
        }
        let last = first.saturating_add(count.saturating_sub(1));
        if self.place_in(library, part, last) {
            self.take(library, part, first..=last);
        }
        self.model_fits(media, library);
    }

    fn shelf(&mut self, computer: &At<String>) {
        let mut shelves = self.room.libraries.values();
        if !shelves.any(|shelf| shelf.computer == computer.as_str()) {
            let message = format!("`{}` has no library that such media belong to", computer.value);
            let note = self.wrong(computer.place, message);
            *note = note.clone().unless_left_out("libraries");
        }
    }

    /// Media that lie where there is room: in slots, or in a drive that stands alone.
    fn in_library(&mut self, media: &'s Media, library: &'s At<String>, count: u32) {
        let Some(profile) = self.library(library) else { return };
        let part = if profile.changer.is_some() { Part::Slot } else { Part::Drive };
        let all = part.count(&profile);
        let Some(shelf) = self.room.libraries.get_mut(library.as_str()) else { return };
        let free: Vec<u32> = (0..all).filter(|n| !shelf.taken.contains(&(part, *n))).collect();
        let room = free.len();
        shelf.taken.extend(free.into_iter().take(count as usize).map(|number| (part, number)));
        if (count as usize) > room {
            let message = format!("{count} media do not fit into `{}`", library.value);
            let note = self.wrong(library.place, message);
            let expected = format!("{room} of its {all} {}s are free", part.name());
            *note = note.clone().expected(expected).unless_left_out("slots");
        }
        self.model_fits(media, library);
    }

    fn take(&mut self, library: &At<String>, part: Part, numbers: std::ops::RangeInclusive<u32>) {
        let Some(shelf) = self.room.libraries.get_mut(library.as_str()) else { return };
        let taken: Vec<u32> = numbers.filter(|n| !shelf.taken.insert((part, *n))).collect();
        if let Some(first) = taken.first() {
            let message = format!("{} {first} of `{}` is taken", part.name(), library.value);
            let note = self.wrong(library.place, message);
            *note = note.clone().expected("another medium lies there");
        }
    }

    /// Media that no drive of their library takes.
    fn model_fits(&mut self, media: &'s Media, library: &At<String>) {
        let shelf = self.room.libraries.get(library.as_str());
        let Some(profile) = shelf.and_then(|shelf| shelf.profile.clone()) else { return };
        let named = media.media.iter().filter_map(|names| {
            let model = self.model_of(media, &names.first)?;
            (!profile.takes(model)).then_some((names.place, model))
        });
        let misfits: Vec<_> = named.collect();
        for (place, model) in misfits {
            let place = media.model.as_ref().map_or(place, |model| model.place);
            let message = format!("`{}` does not fit into `{}`", model.name, library.value);
            let wanted = MediumModel::ALL.iter().filter(|model| profile.takes(model));
            let wanted: Vec<&str> = wanted.map(|model| model.name).collect();
            let note = self.wrong(place, message);
            *note = note.clone().expected(format!("it takes {}", wanted.join(", ")));
        }
    }

    fn media_line(&mut self, media: &'s Media, barcodes: &mut BTreeSet<&'s str>) {
        let first = media.media.first().map(|names| names.first.clone()).unwrap_or_default();
        let model = self.model_of(media, &first);
        let cleans =
            model.is_some_and(|model| model.media_type == StorageMediaType::CleanerCartridge);
        if let Some(uses) = media.uses.as_ref().filter(|_| !cleans && model.is_some()) {
            let note = self.wrong(uses.place, "only cleaners have uses");
            *note = note.clone().help("say `model: cleaner`, or begin the name with CLN");
        }
        let is_known = media.known.value != Known::Nothing;
        if cleans && (is_known || !media.contents.is_empty()) {
            let place = if is_known { media.known.place } else { media.at.place };
            self.wrong(place, "a cleaner holds no data and is in no pool");
        }
        if let Barcode::Reads(text) = &media.barcode.value {
            let several = media.media.len() > 1 || media.media.iter().any(|n| n.last.is_some());
            if several {
                self.wrong(media.barcode.place, "several media would have one barcode");
            }
            self.barcode(text, media.barcode.place);
            if !barcodes.insert(text) || self.is_name_elsewhere(media, text) {
                let message = format!("barcode `{text}` is there twice");
                self.wrong(media.barcode.place, message);
            }
        }
        self.known(media, model);
        let sides = model.map_or(2, |model| u16::from(model.side_count));
        for contents in &media.contents {
            if contents.side.value >= sides {
                let message = format!("there is no side {}", contents.side.value);
                let note = self.wrong(contents.side.place.or(media.at.place), message);
                *note = note.clone().expected(format!("sides are 0 to {}", sides - 1));
            }
            for record in &contents.records {
                if let Record::Blocks(blocks) = record {
                    self.blocks(blocks, media.at.place);
                }
            }
        }
    }

    fn is_name_elsewhere(&self, media: &Media, text: &str) -> bool {
        self.room.media.contains_key(text) && !media.media.iter().any(|n| n.first == text)
    }

    fn known(&mut self, media: &'s Media, model: Option<&'static MediumModel>) {
        let pool = match &media.known.value {
            Known::Allocated(owned) | Known::Complete(owned) => &owned.pool,
            Known::Available(of) | Known::Decommissioned(of) => &of.pool,
            _ => return,
        };
        let computer = match &media.at.value {
            MediaPlace::Shelf(computer) => Some(computer.as_str()),
            MediaPlace::Library(library)
            | MediaPlace::Slot((library, _))
            | MediaPlace::Drive((library, _))
            | MediaPlace::Port((library, _)) => {
                self.room.libraries.get(library.as_str()).map(|shelf| shelf.computer)
            }
        };
        let Some(computer) = computer else { return };
        let pools = self.room.pools.iter().filter(|((of, _), _)| of == computer);
        let paths: Vec<&str> = pools.map(|(_, pool)| pool.path.as_str()).collect();
        let key = (computer.to_owned(), folded(pool));
        match self.room.pools.get(&key).map(|known| known.media_type) {
            None => self.unknown("pool", pool, &paths),
            Some(None) => {
                self.wrong(pool.place, format!("`{}` holds pools, not media", pool.value));
            }
            Some(Some(media_type)) => {
                if let Some(model) = model.filter(|model| model.media_type != media_type.0) {
                    let message = format!("`{}` holds other media", pool.value);
                    let (wanted, got) = (media_type.0.word(), model.media_type.word());
                    let note = self.wrong(pool.place, message);
                    *note = note.clone().expected(format!("it is for {wanted}, this is {got}"));
                }
            }
        }
    }

    fn blocks(&mut self, blocks: &Blocks, place: Option<Place>) {
        let fill = blocks.fill.as_ref();
        self.written(blocks.count, blocks.size.as_ref().map(|size| size.with(size.0)), fill, place);
    }

    /// Blocks that a line records or a step writes.
    pub(super) fn written(
        &mut self,
        count: u32,
        size: Option<At<u64>>,
        fill: Option<&Fill>,
        place: Option<Place>,
    ) {
        let at = size.and_then(|size| size.place).or(place);
        if let Some(size) = size
            && !(1..=BLOCK_BYTES_MAX).contains(&size.value)
        {
            let note = self.wrong(at, format!("a block of {} bytes", size.value));
            *note = note.clone().expected(format!("expected 1 to {BLOCK_BYTES_MAX} bytes"));
            return;
        }
        if let Some(Fill::Text(text)) = fill
            && text.is_empty()
        {
            self.wrong(place, "blocks filled with an empty text");
        }
        let each = size.map_or(BLOCK_BYTES, |size| size.value);
        let bytes = each.saturating_mul(count.into());
        if count > BLOCKS_MAX || bytes > WRITTEN_BYTES_MAX {
            let note = self.wrong(at, format!("{count} blocks of {each} bytes at once"));
            let expected = format!("expected at most {BLOCKS_MAX} blocks and 1 GiB");
            *note = note.clone().expected(expected);
        }
    }
}
