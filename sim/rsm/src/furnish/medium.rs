//! Rows of a medium: the medium itself, its sides, and what applications own of it.

use std::sync::Arc;

use wire::Text;
use wire::label::Label;
use wire::ntms::limit::OBJECTNAME_LENGTH;
use wire::ntms::object::PoolType;
use wire::ntms::state::{BarCodeState, MediaState, SideState};

use super::{Place, ensure_system_pool};
use crate::config::Config;
use crate::database::{
    Database, Key, Library, LogicalMedia, MediaPool, MediaType, Partition, PhysicalMedia,
};
use crate::device::model::{self, DriveModel};

/// What reading a side gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// It was not read yet.
    NotYet,
    /// A label of a known type.
    Label(Label),
    /// It is blank, or no label on it is of a known type.
    Nothing,
    /// The drive cannot use it.
    Unusable,
}

/// A medium that has no row yet.
#[derive(Clone, Debug)]
pub(crate) struct NewMedium {
    /// Where it is.
    pub(crate) library: Key<Library>,
    /// Its place in there.
    pub(crate) place: Option<Place>,
    /// What it is.
    pub(crate) media_type: Key<MediaType>,
    /// The label outside, empty when none was read.
    pub(crate) bar_code: Text,
    /// SCSI medium type, 0 when not known.
    pub(crate) medium_type_code: u32,
    /// SCSI density, 0 when not known.
    pub(crate) density_code: u32,
    /// What was read of each side; the rest was not read yet.
    pub(crate) sides: Vec<Read>,
}

/// Which system pool a medium belongs to that nobody knew before, and the state of each side. A
/// label of a known type makes it a medium to be imported, be it a free label: its identifier is
/// that of another service. Else it is unrecognized.
pub(crate) fn classify(sides: &[Read]) -> (PoolType, Vec<SideState>) {
    let pool = match sides.iter().any(|side| matches!(side, Read::Label(_))) {
        true => PoolType::Import,
        false => PoolType::Foreign,
    };
    let state = |side: &Read| match side {
        Read::NotYet => SideState::Unknown,
        Read::Label(_) => SideState::Import,
        Read::Nothing => SideState::Foreign,
        Read::Unusable => SideState::Incompatible,
    };
    (pool, sides.iter().map(state).collect())
}

/// What was read of a medium that nobody owns goes on record: its pool, the states and labels of
/// its sides, and its name if it has no better one.
pub(crate) fn classify_medium(
    db: &mut Database,
    config: &Config,
    medium: Key<PhysicalMedia>,
    reads: &[Read],
) {
    let (purpose, states) = classify(reads);
    let row = db.get(medium).clone();
    let pool = ensure_system_pool(db, config, purpose, row.media_type);
    let capacity_bytes = capacity(db, row.library, row.media_type, row.density_code, &row.bar_code);
    for (number, (read, state)) in (0..row.sides).zip(reads.iter().zip(states)) {
        let label = match read {
            Read::Label(label) => Some(label),
            _ => None,
        };
        db.update(row.first_side.next(number), |side| {
            side.state = state;
            side.label_type = label.map_or(Text::EMPTY, |label| label.label_type.clone());
            side.label_id = label.map_or(Arc::default(), |label| label.id.clone());
            side.label_info = label.map_or(Text::EMPTY, |label| label.info.clone());
            side.capacity_bytes = capacity_bytes;
        });
    }
    db.update(medium, |medium| medium.pool = pool);
    let info = db.get(row.first_side).label_info.clone();
    let is_numbered = *row.head.name == *row.sequence.to_string();
    if is_numbered && row.sides == 1 && !info.trim().is_empty() {
        let name = Text::cut(&info, OBJECTNAME_LENGTH);
        db.update(row.first_side, |side| side.head.name = name.clone());
        db.update(medium, |medium| medium.head.name = name);
    }
}

/// Makes the rows of a medium that nobody knew before, in the system pool that its labels say.
pub(crate) fn new_medium(
    db: &mut Database,
    config: &Config,
    medium: NewMedium,
) -> Key<PhysicalMedia> {
    let NewMedium { library, place, media_type, bar_code, medium_type_code, density_code, sides } =
        medium;
    let side_count = db.get(media_type).sides.max(1) as usize;
    let mut reads = sides;
    reads.resize(side_count, Read::NotYet);
    let (purpose, states) = classify(&reads);
    let pool = ensure_system_pool(db, config, purpose, media_type);
    let capacity_bytes = capacity(db, library, media_type, density_code, &bar_code);
    let sequence = take_sequence(db, 1);
    let side = |(read, state)| Side {
        state,
        label: match read {
            Read::Label(label) => Some(label),
            _ => None,
        },
        owned: None,
        allocate_count: 0,
    };
    let sides = reads.into_iter().zip(states).map(side).collect();
    let draft = Draft {
        library,
        place,
        media_type,
        pool,
        bar_code,
        sequence,
        medium_type_code,
        density_code,
        capacity_bytes,
        sides,
    };
    insert_medium(db, draft)
}

/// Running numbers for so many media; the first comes back, the rest follow.
pub(crate) fn take_sequence(db: &mut Database, count: u32) -> u32 {
    let computer = db.computer();
    let first = db.get(computer).sequence.saturating_add(1);
    db.update(computer, |row| row.sequence = row.sequence.saturating_add(count));
    first
}

/// Native bytes of one side: by density or bar code where they tell the generation, else what the
/// drives of the library write.
fn capacity(
    db: &Database,
    library: Key<Library>,
    media_type: Key<MediaType>,
    density_code: u32,
    bar_code: &str,
) -> u64 {
    let density = u8::try_from(density_code).unwrap_or(0);
    model::native_bytes(db.get(media_type).media_type, density, bar_code)
        .unwrap_or_else(|| drive_capacity(db, library, media_type))
}

/// What the drives of a library write on one side of a medium; 0 when nobody can tell.
pub(super) fn drive_capacity(
    db: &Database,
    library: Key<Library>,
    media_type: Key<MediaType>,
) -> u64 {
    let media_type = db.get(media_type).media_type;
    let models = db.index().drives_of.of(library).map(|drive| {
        let drive_type = db.get(db.get(drive).drive_type);
        DriveModel::of(drive_type.device_type, &drive_type.vendor, &drive_type.product)
    });
    let takes = |model: &DriveModel| model.media.contains(&media_type);
    models.filter(takes).map(|model| model.capacity_bytes).max().unwrap_or(0)
}

/// A medium as its rows will say.
pub(super) struct Draft {
    pub(super) library: Key<Library>,
    pub(super) place: Option<Place>,
    pub(super) media_type: Key<MediaType>,
    pub(super) pool: Key<MediaPool>,
    pub(super) bar_code: Text,
    pub(super) sequence: u32,
    pub(super) medium_type_code: u32,
    pub(super) density_code: u32,
    pub(super) capacity_bytes: u64,
    pub(super) sides: Vec<Side>,
}

/// A side as its row will say.
pub(super) struct Side {
    pub(super) state: SideState,
    pub(super) label: Option<Label>,
    /// It is allocated: the name of the logical medium, or that of the medium.
    pub(super) owned: Option<Option<Text>>,
    pub(super) allocate_count: u32,
}

/// The display name of a new medium (RSM overview, naming of media): its bar code; of a medium with
/// one side what its label says; its running number.
fn display_name(draft: &Draft) -> Text {
    let info = match draft.sides.as_slice() {
        [side] => side.label.as_ref().map_or(Text::EMPTY, |label| label.info.clone()),
        _ => Text::EMPTY,
    };
    default_name(&draft.bar_code, info, draft.sequence)
}

/// The name by bar code, information of the only side's label, and running number.
pub(crate) fn default_name(bar_code: &Text, info: Text, sequence: u32) -> Text {
    let names = [bar_code.clone(), info, Text::from(sequence.to_string())];
    let name = names.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_default();
    Text::cut(&name, OBJECTNAME_LENGTH)
}

/// Makes the rows. The sides follow one another and come before the medium that names the first.
pub(super) fn insert_medium(db: &mut Database, draft: Draft) -> Key<PhysicalMedia> {
    let name = display_name(&draft);
    let medium = db.next_key::<PhysicalMedia>();
    let first_side = db.next_key::<Partition>();
    let side_count = u32::try_from(draft.sides.len()).unwrap_or(u32::MAX);
    for (number, side) in (0u16..).zip(draft.sides) {
        let key = db.next_key::<Partition>();
        let logical = side.owned.map(|owned| {
            let head = db.new_head(owned.unwrap_or_else(|| name.clone()));
            db.insert(LogicalMedia { head, side: key, pool: draft.pool })
        });
        let side_name = if side_count == 1 { name.clone() } else { side_name(&name, number) };
        let head = db.new_head(side_name);
        let label = side.label.unwrap_or(Label {
            label_type: Text::EMPTY,
            id: Arc::default(),
            info: Text::EMPTY,
        });
        db.insert(Partition {
            head,
            media: medium,
            logical,
            state: side.state,
            side: number,
            label_type: label.label_type,
            label_id: label.id,
            label_info: label.info,
            mount_count: 0,
            allocate_count: side.allocate_count,
            capacity_bytes: draft.capacity_bytes,
        });
    }
    let head = db.new_head(name);
    let (mut slot, mut drive, mut port) = (None, None, None);
    match draft.place {
        Some(Place::Slot(key)) => slot = Some(key),
        Some(Place::Drive(key)) => drive = Some(key),
        Some(Place::Port(key)) => port = Some(key),
        None => {}
    }
    let bar_code_state = match draft.bar_code.is_empty() {
        true => BarCodeState::Unreadable,
        false => BarCodeState::Ok,
    };
    db.insert(PhysicalMedia {
        head,
        library: draft.library,
        pool: draft.pool,
        slot,
        drive,
        port,
        home_slot: slot,
        media_type: draft.media_type,
        bar_code: draft.bar_code,
        bar_code_state,
        sequence: draft.sequence,
        state: MediaState::Idle,
        first_side,
        sides: side_count,
        medium_type_code: draft.medium_type_code,
        density_code: draft.density_code,
        mounted_side: drive.map(|_| first_side),
    })
}

/// Sides are called after their medium, A and B.
pub(crate) fn side_name(name: &Text, number: u16) -> Text {
    let letter = char::from_u32(u32::from(b'A') + u32::from(number)).unwrap_or('?');
    let room = OBJECTNAME_LENGTH - 2;
    Text::from(format!("{} {letter}", Text::cut(name, room)))
}
