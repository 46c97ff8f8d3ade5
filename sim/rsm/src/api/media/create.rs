//! CreateNtmsMedia: a medium that is in no device goes on record, as a program knows it.

use std::collections::BTreeSet;

use wire::label::LabelParsers;
use wire::ntms::call::{Answer, CreateNtmsMedia, CreatedMedia, Refusal};
use wire::ntms::info::{Info, ObjectInformation, PartitionInformation, PhysicalMediaInformation};
use wire::ntms::limit::{
    BARCODE_LENGTH, DESCRIPTION_LENGTH, OBJECTNAME_LENGTH, OMIDLABELID_LENGTH,
    OMIDLABELINFO_LENGTH, OMIDLABELTYPE_LENGTH,
};
use wire::ntms::object::PoolType;
use wire::ntms::option::CreateMediaOptions;
use wire::ntms::state::{BarCodeState, MediaState, SideState};
use wire::ntms::{Function, NtmsError};
use wire::{Guid, Text};

use crate::access::Guard;
use crate::api::{Context, Serve, Served, information};
use crate::database::{
    Database, Head, Key, LogicalMedia, MediaPool, MediaType, Partition, PhysicalMedia,
};
use crate::engine::Rsm;
use crate::furnish;

const FUNCTION: Function = Function::CreateNtmsMedia;

/// A medium as a program knows it, its texts and identifiers checked.
struct Wanted {
    head: ObjectInformation,
    info: PhysicalMediaInformation,
    bar_code: Text,
    sides: Vec<(ObjectInformation, PartitionInformation)>,
}

/// Where it goes.
struct Home {
    pool: Key<MediaPool>,
    media_type: Key<MediaType>,
}

impl Serve for CreateNtmsMedia {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let options =
            CreateMediaOptions::from_bits(self.options).ok_or(NtmsError::InvalidParameter)?;
        let (Some(media), Some(sides)) = (self.media, self.sides) else {
            return Err(NtmsError::InvalidParameter.into());
        };
        let wanted = wanted(cx.rsm, *media, sides)?;
        let home = home(cx, &wanted)?;
        check(&cx.rsm.database, &wanted, &home, options)?;
        Ok(Answer::Created(Box::new(create(cx.database(), wanted, &home))).into())
    }
}

fn fits(text: &Text, limit: usize) -> Result<(), NtmsError> {
    Text::within(text, limit).map(|_| ()).map_err(|_| NtmsError::InvalidParameter)
}

/// The structures, when each is of its type and what is in them can be. No library is the shelf.
fn wanted(
    rsm: &Rsm,
    media: ObjectInformation,
    sides: Vec<ObjectInformation>,
) -> Result<Wanted, NtmsError> {
    let (db, parsers) = (&rsm.database, &rsm.config.label_parsers);
    let Info::PhysicalMedia(info) = media.info.clone() else {
        return Err(NtmsError::InvalidParameter);
    };
    let shelf = db.offline_library().map(|library| db.id(library));
    let elsewhere = !info.current_library.is_null() && Some(info.current_library) != shelf;
    if elsewhere || u32::try_from(sides.len()) != Ok(info.number_of_partitions) {
        return Err(NtmsError::InvalidParameter);
    }
    let bar_code = Text::new(info.bar_code.trim_end_matches(' '));
    fits(&bar_code, BARCODE_LENGTH)?;
    let mut checked = Vec::with_capacity(sides.len());
    for side in sides {
        let Info::Partition(info) = side.info.clone() else {
            return Err(NtmsError::InvalidParameter);
        };
        check_side(&info, parsers)?;
        checked.push((side, info));
    }
    let mut chosen = BTreeSet::new();
    let heads = checked.iter().map(|(head, _)| head).chain([&media]);
    let logical = checked.iter().map(|(_, info)| info.logical_media);
    for id in heads.clone().map(|head| head.id).chain(logical).filter(|id| !id.is_null()) {
        if !db.may_take(id) || !chosen.insert(id) {
            return Err(NtmsError::InvalidParameter);
        }
    }
    for head in heads {
        fits(&head.name, OBJECTNAME_LENGTH)?;
        fits(&head.description, DESCRIPTION_LENGTH)?;
    }
    Ok(Wanted { info, bar_code, sides: checked, head: media })
}

/// The label is one that a label library gives; a logical medium goes with a side that somebody
/// owns, and with no other.
fn check_side(info: &PartitionInformation, parsers: &LabelParsers) -> Result<(), NtmsError> {
    fits(&info.omid_label_type, OMIDLABELTYPE_LENGTH)?;
    fits(&info.omid_label_info, OMIDLABELINFO_LENGTH)?;
    let known = info.label_id.len() <= OMIDLABELID_LENGTH
        && parsers.may_give(&info.omid_label_type, &info.label_id);
    match known && is_allocated(info.state) != info.logical_media.is_null() {
        true => Ok(()),
        false => Err(NtmsError::InvalidParameter),
    }
}

fn is_allocated(state: SideState) -> bool {
    matches!(state, SideState::Allocated | SideState::Complete)
}

/// The pool, if the caller may put a medium there. Applications own media only in pools of theirs.
fn home(cx: &Context<'_>, wanted: &Wanted) -> Result<Home, NtmsError> {
    let db = &cx.rsm.database;
    let (pool, row) =
        db.look_up::<MediaPool>(wanted.info.media_pool).ok_or(NtmsError::InvalidMediaPool)?;
    let takes = matches!(row.pool_type, PoolType::Import | PoolType::Application);
    let media_type = row.media_type.filter(|_| takes).ok_or(NtmsError::InvalidMediaPool)?;
    cx.demand(FUNCTION, Guard::Computer)?;
    cx.demand(FUNCTION, Guard::Pool(pool))?;
    if let Some(shelf) = db.offline_library() {
        cx.demand(FUNCTION, Guard::Library(shelf))?;
    }
    let owned = wanted.sides.iter().any(|(_, info)| is_allocated(info.state));
    match owned && row.pool_type != PoolType::Application {
        true => Err(NtmsError::InvalidParameter),
        false => Ok(Home { pool, media_type }),
    }
}

/// Nothing of it is on record already, as far as that is forbidden.
fn check(
    db: &Database,
    wanted: &Wanted,
    home: &Home,
    options: CreateMediaOptions,
) -> Result<(), NtmsError> {
    if wanted.info.number_of_partitions != db.get(home.media_type).sides {
        return Err(NtmsError::MediaIncompatible);
    }
    let named = !wanted.bar_code.is_empty();
    if named && db.media_with_bar_code(&wanted.bar_code).next().is_some() {
        return Err(NtmsError::InvalidMedia);
    }
    let mut seen = BTreeSet::new();
    let is_known = wanted.sides.iter().any(|(_, info)| {
        let (label_type, id) = (&info.omid_label_type, &info.label_id);
        let twice = !seen.insert((label_type.clone(), id.clone()));
        twice || db.sides_with_label(label_type, id).next().is_some()
    });
    match is_known && options.contains(CreateMediaOptions::ERROR_ON_DUPLICATE) {
        true => Err(NtmsError::DuplicateOmid),
        false => Ok(()),
    }
}

/// The head of an object, with what the caller says of it.
fn head(db: &mut Database, said: &ObjectInformation, name: &Text) -> Head {
    let name = if said.name.is_empty() { name.clone() } else { said.name.clone() };
    let own = db.new_head(name);
    let id = if said.id.is_null() { own.id } else { said.id };
    Head { id, enabled: said.enabled, description: said.description.clone(), ..own }
}

/// Makes the rows. The sides follow one another and come before the medium that names the first.
fn create(db: &mut Database, wanted: Wanted, home: &Home) -> CreatedMedia {
    let sequence = furnish::take_sequence(db, 1);
    let label_info = match wanted.sides.as_slice() {
        [(_, side)] => side.omid_label_info.clone(),
        _ => Text::EMPTY,
    };
    let name = furnish::default_name(&wanted.bar_code, label_info, sequence);
    let medium_head = head(db, &wanted.head, &name);
    let medium = db.next_key::<PhysicalMedia>();
    let first_side = db.next_key::<Partition>();
    let mut sides = Vec::with_capacity(wanted.sides.len());
    for (number, (said, info)) in (0u16..).zip(&wanted.sides) {
        let name = match wanted.sides.len() {
            1 => medium_head.name.clone(),
            _ => furnish::side_name(&medium_head.name, number),
        };
        let key = db.next_key::<Partition>();
        let logical = own(db, info.logical_media, key, home.pool, &medium_head.name);
        let head = head(db, said, &name);
        sides.push(db.insert(Partition {
            head,
            media: medium,
            logical,
            state: info.state,
            side: number,
            label_type: info.omid_label_type.clone(),
            label_id: info.label_id.clone().into(),
            label_info: info.omid_label_info.clone(),
            mount_count: info.mount_count,
            allocate_count: info.allocate_count,
            capacity_bytes: info.capacity,
        }));
    }
    let medium = insert(db, medium_head, &wanted, home, first_side, sequence);
    let told = |object| information::of(db, object);
    CreatedMedia {
        media: told(medium.into()).unwrap_or(wanted.head),
        sides: sides.into_iter().filter_map(|side| told(side.into())).collect(),
    }
}

/// The logical medium that the caller names, if any.
fn own(
    db: &mut Database,
    id: Guid,
    side: Key<Partition>,
    pool: Key<MediaPool>,
    name: &Text,
) -> Option<Key<LogicalMedia>> {
    if id.is_null() {
        return None;
    }
    let head = Head { id, ..db.new_head(name.clone()) };
    Some(db.insert(LogicalMedia { head, side, pool }))
}

fn insert(
    db: &mut Database,
    head: Head,
    wanted: &Wanted,
    home: &Home,
    first_side: Key<Partition>,
    sequence: u32,
) -> Key<PhysicalMedia> {
    let library = db.offline_library().expect("every service has a shelf");
    let bar_code_state = match wanted.bar_code.is_empty() {
        true => BarCodeState::Unreadable,
        false => BarCodeState::Ok,
    };
    db.insert(PhysicalMedia {
        head,
        library,
        pool: home.pool,
        slot: None,
        drive: None,
        port: None,
        home_slot: None,
        media_type: home.media_type,
        bar_code: wanted.bar_code.clone(),
        bar_code_state,
        sequence,
        state: MediaState::Idle,
        first_side,
        sides: wanted.info.number_of_partitions,
        medium_type_code: wanted.info.media_type_code,
        density_code: wanted.info.density_code,
        mounted_side: None,
    })
}
