//! What a scenario says was known: pools and media as if the service had run before.

use std::collections::BTreeMap;
use std::fmt;

use wire::Text;
use wire::label::Label;
use wire::ntms::limit::{BARCODE_LENGTH, OBJECTNAME_LENGTH, POOLHIERARCHY_LENGTH};
use wire::ntms::media_type::StorageMediaType;
use wire::ntms::object::PoolType;
use wire::ntms::option::{AllocationPolicy, DeallocationPolicy, LibraryFlags};
use wire::ntms::security::SecurityDescriptor;
use wire::ntms::state::SideState;
use wire::scsi::ElementAddress;

use super::medium::{Draft, Side, drive_capacity, insert_medium, take_sequence};
use super::{
    Place, adopt, ensure_media_type, ensure_system_pool, ensure_system_pools, pool_of_pools, stock,
};
use crate::config::{Attachment, Cable, Config};
use crate::database::pool::levels;
use crate::database::{Database, Key, Library, LookUp, MediaPool, MediaType};
use crate::device::LibraryFacts;
use crate::device::model::native_bytes;

/// A pool that an application made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPool {
    /// Its path; upper levels that no other pool describes become pools of pools.
    pub path: Text,
    /// The type of its media; nothing for a pool of pools.
    pub media_type: Option<StorageMediaType>,
    /// Where media come from.
    pub allocation_policy: AllocationPolicy,
    /// Where media go.
    pub deallocation_policy: DeallocationPolicy,
    /// Allocations of a side after which it is retired; 0 sets no limit.
    pub max_allocates: u32,
    /// Who may do what with it; as its parent when absent.
    pub security: Option<SecurityDescriptor>,
}

/// Where a medium was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownPlace {
    /// In an element of the library at a cable.
    Element(Cable, ElementAddress),
    /// In no device. The library at the cable takes media of its type.
    Shelf(Cable),
}

/// A medium, or a cleaner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownMedium {
    /// Where it was.
    pub place: KnownPlace,
    /// The label outside.
    pub bar_code: Option<Text>,
    /// It is a cleaner with so many cleanings left, `u32::MAX` when nobody counts. It lies in a
    /// slot and has no sides.
    pub uses: Option<u32>,
    /// Its sides, as many as its type has.
    pub sides: Vec<KnownSide>,
}

/// A side of a medium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownSide {
    /// Where it was in its life.
    pub state: KnownState,
    /// The label that was read on it.
    pub label: Option<Label>,
}

/// Where a side was in its life. Sides of one medium are in one pool; beside a side in a pool of
/// applications others may be to be imported, and beside one of those others unrecognized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownState {
    /// In the free pool.
    Free,
    /// Owned by an application.
    Allocated {
        /// Path of its pool.
        pool: Text,
        /// Name of the logical medium; that of the medium when absent.
        name: Option<Text>,
    },
    /// Owned by an application that writes no more on it.
    Complete {
        /// Path of its pool.
        pool: Text,
        /// Name of the logical medium; that of the medium when absent.
        name: Option<Text>,
    },
    /// To be allocated from a pool of applications.
    Available {
        /// Path of its pool.
        pool: Text,
    },
    /// In the import pool.
    Import,
    /// In the unrecognized pool.
    Unrecognized,
    /// Retired.
    Decommissioned {
        /// Path of its pool.
        pool: Text,
    },
}

macro_rules! errors {
    ($($(#[doc = $doc:literal])* $name:ident $list:ident $text:literal;)*) => {
        /// What cannot have been known, and the index of what says so in its list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum FurnishError { $($(#[doc = $doc])* $name(usize),)* }

        impl FurnishError {
            /// The list of what it is about: `attachment`, `pool` or `medium`.
            pub const fn list(self) -> &'static str {
                match self { $(FurnishError::$name(_) => stringify!($list),)* }
            }

            /// The index in that list.
            pub const fn index(self) -> usize {
                match self { $(FurnishError::$name(index) => index,)* }
            }

            /// What is wrong with it.
            pub const fn text(self) -> &'static str {
                match self { $(FurnishError::$name(_) => $text,)* }
            }
        }
    };
}

errors! {
    /// Of the attachments.
    SameSerial attachment "has the serial number of an earlier one";
    /// Of the pools.
    PoolName pool "a level of the path is empty or longer than 63 units, or the path than 511";
    /// Of the pools.
    PoolTwice pool "is there already";
    /// Of the pools.
    PoolParent pool "lies in a system pool or in a pool that holds media";
    /// Of the media.
    NoSuchCable medium "no library is at its cable";
    /// Of the media.
    NoSuchPlace medium "its library has no such element for media";
    /// Of the media.
    PlaceTaken medium "lies where another one lies";
    /// Of the media.
    BarCode medium "its bar code is of another one, or longer than 63 units";
    /// Of the media.
    NoType medium "its library takes no media of the type of its pool";
    /// Of the media.
    SideCount medium "has more or fewer sides than its type";
    /// Of the media.
    NoSuchPool medium "its pool does not exist, or is none of applications that holds media";
    /// Of the media.
    PoolsDiffer medium "its sides cannot be in one pool";
    /// Of the media.
    Cleaner medium "a cleaner has no sides and lies in a slot, one in each library";
}

impl fmt::Display for FurnishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.list(), self.index(), self.text())
    }
}

impl std::error::Error for FurnishError {}

/// Writes down what was known: devices as discovery finds them, pools, and media. Full places of
/// which nothing is said stay full of something unknown.
///
/// # Errors
/// The first that cannot have been known. What came before it is written down; nobody starts a
/// service with it.
pub(crate) fn furnish(
    db: &mut Database,
    config: &Config,
    facts: &[(Attachment, LibraryFacts)],
    pools: &[KnownPool],
    media: impl IntoIterator<Item = KnownMedium>,
) -> Result<(), FurnishError> {
    let mut furniture = Furniture::default();
    for (index, (attachment, facts)) in facts.iter().enumerate() {
        let library = adopt(db, config, attachment, facts).library;
        if furniture.libraries.values().any(|known| known.library == library) {
            return Err(FurnishError::SameSerial(index));
        }
        let places = stock::places(db, library);
        furniture.libraries.insert(attachment.cable, Room { library, places, cleaner: false });
    }
    furniture.add_pools(db, config, pools)?;
    let first = take_sequence(db, 0);
    furniture.sequence = first;
    for (index, medium) in media.into_iter().enumerate() {
        furniture.add(db, config, index, medium)?;
    }
    take_sequence(db, furniture.sequence - first);
    Ok(())
}

/// A library, and where its places are.
struct Room {
    library: Key<Library>,
    places: BTreeMap<u16, Place>,
    cleaner: bool,
}

/// What is looked up again and again while media are written down.
#[derive(Default)]
struct Furniture {
    libraries: BTreeMap<Cable, Room>,
    /// By path without a leading backslash, in lower case.
    pools: LookUp<String, Key<MediaPool>>,
    capacities: LookUp<(Key<Library>, Key<MediaType>), u64>,
    /// The next running number.
    sequence: u32,
}

/// A path as pools are looked up by.
fn folded(levels: &[&str]) -> String {
    levels.join("\\").to_lowercase()
}

impl Furniture {
    /// Pools level by level, so that the list may be in any order.
    fn add_pools(
        &mut self,
        db: &mut Database,
        config: &Config,
        pools: &[KnownPool],
    ) -> Result<(), FurnishError> {
        let there: Vec<Key<MediaPool>> = db.all::<MediaPool>().map(|(key, _)| key).collect();
        self.pools.extend(there.into_iter().map(|key| (db.pool_path(key).to_lowercase(), key)));
        let mut by_depth = Vec::new();
        for (index, pool) in pools.iter().enumerate() {
            let fits = |level: &&str| Text::within(level, OBJECTNAME_LENGTH).is_ok();
            let levels = levels(&pool.path)
                .filter(|levels| !levels.is_empty() && levels.iter().all(fits))
                .filter(|levels| Text::within(&levels.join("\\"), POOLHIERARCHY_LENGTH).is_ok())
                .ok_or(FurnishError::PoolName(index))?;
            by_depth.push((levels, index, pool));
        }
        by_depth.sort_by_key(|(levels, ..)| levels.len());
        for (levels, index, pool) in by_depth {
            self.add_pool(db, config, index, &levels, pool)?;
        }
        Ok(())
    }

    fn add_pool(
        &mut self,
        db: &mut Database,
        config: &Config,
        index: usize,
        levels: &[&str],
        pool: &KnownPool,
    ) -> Result<(), FurnishError> {
        if self.pools.contains_key(&folded(levels)) {
            return Err(FurnishError::PoolTwice(index));
        }
        let media_type = pool.media_type.map(|known| ensure_media_type(db, known));
        if let Some(media_type) = media_type {
            ensure_system_pools(db, config, media_type);
        }
        let mut parent = db.root_pool();
        for depth in 1..=levels.len() {
            let path = folded(levels.get(..depth).unwrap_or(levels));
            if let Some(there) = self.pools.get(&path) {
                parent = *there;
                continue;
            }
            let above = db.get(parent);
            if above.pool_type != PoolType::Application || above.media_type.is_some() {
                return Err(FurnishError::PoolParent(index));
            }
            let security = above.security.clone();
            let head = db.new_head(levels.get(depth - 1).copied().unwrap_or_default());
            let mut row = pool_of_pools(head, PoolType::Application, Some(parent), config);
            row.security = security;
            if depth == levels.len() {
                row.media_type = media_type;
                row.allocation_policy = pool.allocation_policy;
                row.deallocation_policy = pool.deallocation_policy;
                row.max_allocates = pool.max_allocates;
                row.security = pool.security.clone().unwrap_or(row.security);
            }
            parent = db.insert(row);
            self.pools.insert(path, parent);
        }
        Ok(())
    }

    fn add(
        &mut self,
        db: &mut Database,
        config: &Config,
        index: usize,
        medium: KnownMedium,
    ) -> Result<(), FurnishError> {
        let (cable, address) = match medium.place {
            KnownPlace::Element(cable, address) => (cable, Some(address)),
            KnownPlace::Shelf(cable) => (cable, None),
        };
        let room = self.libraries.get(&cable).ok_or(FurnishError::NoSuchCable(index))?;
        let taker = room.library;
        let place = match address {
            Some(address) => {
                Some(*room.places.get(&address.0).ok_or(FurnishError::NoSuchPlace(index))?)
            }
            None => None,
        };
        let taken = |place: Place| place.medium(db).is_some() || holds_cleaner(db, taker, place);
        if let Some(uses) = medium.uses {
            return self.add_cleaner(db, index, &medium, cable, place, uses);
        }
        if place.is_some_and(taken) {
            return Err(FurnishError::PlaceTaken(index));
        }
        let bar_code = medium.bar_code.unwrap_or_default();
        let known = !bar_code.is_empty() && db.media_with_bar_code(&bar_code).next().is_some();
        if known || Text::within(&bar_code, BARCODE_LENGTH).is_err() {
            return Err(FurnishError::BarCode(index));
        }
        let (media_type, pool) = self.pool_of(db, config, index, taker, &medium.sides)?;
        let library = match place {
            Some(_) => taker,
            None => db.offline_library().unwrap_or(taker),
        };
        let capacity_bytes = self.capacity(db, taker, media_type, &bar_code);
        let draft = Draft {
            library,
            place,
            media_type,
            pool,
            bar_code,
            sequence: self.sequence,
            medium_type_code: 0,
            density_code: 0,
            capacity_bytes,
            sides: medium.sides.into_iter().map(side).collect(),
        };
        self.sequence = self.sequence.saturating_add(1);
        insert_medium(db, draft);
        if let Some(place) = place {
            stock::note_full(db, place);
        }
        Ok(())
    }

    /// What the drives of a library write on a medium, found once for each type.
    fn capacity(
        &mut self,
        db: &Database,
        taker: Key<Library>,
        media_type: Key<MediaType>,
        bar_code: &str,
    ) -> u64 {
        let usual = self.capacities.entry((taker, media_type));
        let usual = *usual.or_insert_with(|| drive_capacity(db, taker, media_type));
        native_bytes(db.get(media_type).media_type, 0, bar_code).unwrap_or(usual)
    }

    fn add_cleaner(
        &mut self,
        db: &mut Database,
        index: usize,
        medium: &KnownMedium,
        cable: Cable,
        place: Option<Place>,
        uses: u32,
    ) -> Result<(), FurnishError> {
        let room = self.libraries.get_mut(&cable).filter(|room| !room.cleaner);
        let (Some(room), Some(Place::Slot(slot)), []) = (room, place, medium.sides.as_slice())
        else {
            return Err(FurnishError::Cleaner(index));
        };
        if Place::Slot(slot).medium(db).is_some() {
            return Err(FurnishError::PlaceTaken(index));
        }
        room.cleaner = true;
        db.update(room.library, |row| {
            row.cleaner_slot = Some(slot);
            row.cleaner_uses_remaining = uses;
            row.flags = row.flags.union(LibraryFlags::CLEANERPRESENT);
        });
        stock::note_full(db, Place::Slot(slot));
        Ok(())
    }

    /// The type of a medium and the one pool that its sides can be in.
    fn pool_of(
        &self,
        db: &mut Database,
        config: &Config,
        index: usize,
        taker: Key<Library>,
        sides: &[KnownSide],
    ) -> Result<(Key<MediaType>, Key<MediaPool>), FurnishError> {
        let mut named = None;
        for path in sides.iter().filter_map(|side| pool_path(&side.state)) {
            let key = levels(path).and_then(|levels| self.pools.get(&folded(&levels)).copied());
            let key = key.filter(|key| db.get(*key).pool_type == PoolType::Application);
            let key = key.ok_or(FurnishError::NoSuchPool(index))?;
            if named.is_some_and(|named| named != key) {
                return Err(FurnishError::PoolsDiffer(index));
            }
            named = Some(key);
        }
        let taken = &db.get(taker).media_types;
        let media_type = match named {
            Some(pool) => db.get(pool).media_type.ok_or(FurnishError::NoSuchPool(index))?,
            None => *taken.first().ok_or(FurnishError::NoType(index))?,
        };
        if !taken.contains(&media_type) {
            return Err(FurnishError::NoType(index));
        }
        if sides.len() != db.get(media_type).sides as usize {
            return Err(FurnishError::SideCount(index));
        }
        let count = |state: &KnownState| sides.iter().filter(|side| side.state == *state).count();
        let free = count(&KnownState::Free);
        let import = count(&KnownState::Import);
        let unrecognized = count(&KnownState::Unrecognized);
        let system = match (named, free, import, unrecognized) {
            (Some(pool), 0, _, 0) => return Ok((media_type, pool)),
            (None, 1.., 0, 0) => PoolType::Scratch,
            (None, 0, 1.., _) => PoolType::Import,
            (None, 0, 0, _) => PoolType::Foreign,
            _ => return Err(FurnishError::PoolsDiffer(index)),
        };
        Ok((media_type, ensure_system_pool(db, config, system, media_type)))
    }
}

/// A cleaner lies there.
fn holds_cleaner(db: &Database, library: Key<Library>, place: Place) -> bool {
    let row = db.get(library);
    row.flags.contains(LibraryFlags::CLEANERPRESENT)
        && row.cleaner_slot.is_some_and(|slot| Place::Slot(slot) == place)
}

fn pool_path(state: &KnownState) -> Option<&Text> {
    match state {
        KnownState::Allocated { pool, .. }
        | KnownState::Complete { pool, .. }
        | KnownState::Available { pool }
        | KnownState::Decommissioned { pool } => Some(pool),
        KnownState::Free | KnownState::Import | KnownState::Unrecognized => None,
    }
}

fn side(known: KnownSide) -> Side {
    let (state, owned) = match known.state {
        KnownState::Free | KnownState::Available { .. } => (SideState::Available, None),
        KnownState::Allocated { name, .. } => (SideState::Allocated, Some(name)),
        KnownState::Complete { name, .. } => (SideState::Complete, Some(name)),
        KnownState::Import => (SideState::Import, None),
        KnownState::Unrecognized => (SideState::Foreign, None),
        KnownState::Decommissioned { .. } => (SideState::Decommissioned, None),
    };
    let allocate_count = u32::from(owned.is_some());
    Side { state, label: known.label, owned, allocate_count }
}
