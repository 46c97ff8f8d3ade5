//! CreateNtmsMedia: what goes on record.

use wire::Guid;
use wire::Text;
use wire::ntms::call::{Answer, CreateNtmsMedia, CreatedMedia};
use wire::ntms::option::CreateMediaOptions;
use wire::ntms::state::{BarCodeState, MediaState, OperationalState, SideState};
use wire::ntms::{Function, Info, ObjectInformation, ObjectType};

use super::seen::{equal, media_type, medium, side};
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cause::Cause;
use crate::stage::Stage;

const REMARKS: &str = "CreateNtmsMedia function, remarks";
const NAMES: &str = "CreateNtmsMedia function, remarks; NTMS_PMIDINFORMATION structure";

/// Pools for tapes and discs, and somebody who lacks a right on one of two things.
pub(super) const ROOM: &str = r"
version: 1
users: { guest: [], half: [] }
computers:
  HERE:
    access:
      - { who: guest, may: NTMS_USE_ACCESS }
      - { who: guest, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
      - { who: half, may: NTMS_USE_ACCESS, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries: { tower: { profile: lto-30 }, discs: { profile: jukebox-100 } }
pools:
  - path: Tapes
    media-type: LTO_Ultrium
    access: [{ who: half, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }]
  - { path: Discs, media-type: MO_5_RW }
  - { path: 'Upper\Lower', media-type: LTO_Ultrium }
media:
  - { media: OWNED1L3, at: { library: tower }, known: { allocated: { pool: Tapes } } }
";

/// A label that no medium has.
pub(super) const LABEL: &[u8] = b"sixteen bytes 01";

const fn case(
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::CreateNtmsMedia, &[Need::Room], ROOM).case(
        None,
        variant,
        requirement,
        source,
        run,
    )
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        "",
        "the medium is on the shelf and in its pool, with what was said of it",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Tapes")?;
            let mut call = tape(pool);
            say(&mut call, |media| {
                media.description = Text::new("from afar");
                media.enabled = false;
                if let Info::PhysicalMedia(info) = &mut media.info {
                    (info.bar_code, info.media_type_code) = (Text::new("NEW001L3  "), 3);
                    info.density_code = 0x44;
                }
            });
            say_side(&mut call, |side| {
                if let Info::Partition(info) = &mut side.info {
                    (info.mount_count, info.allocate_count, info.capacity) = (5, 2, 1000);
                    info.omid_label_info = Text::new("Monday");
                }
            });
            let made = created(stage, call)?;
            let (id, shelf) = (made.media.id, stage.offline_library()?);
            equal(stage.information(id, ObjectType::PhysicalMedia)?, made.media.clone())?;
            let seen = medium(stage, id)?;
            equal((seen.current_library, seen.media_pool), (shelf, pool))?;
            equal((seen.location, seen.location_type), (Guid::NULL, ObjectType::StorageSlot))?;
            equal((seen.home_slot, seen.mounted_partition), (Guid::NULL, Guid::NULL))?;
            equal(
                (seen.media_type, seen.media_state),
                (media_type(stage, "LTO_Ultrium")?, MediaState::Idle),
            )?;
            equal((seen.bar_code.as_str(), seen.bar_code_state), ("NEW001L3", BarCodeState::Ok))?;
            equal(
                (seen.media_type_code, seen.density_code, seen.number_of_partitions),
                (3, 0x44, 1),
            )?;
            equal((made.media.enabled, made.media.operational), (false, OperationalState::Ready))?;
            equal(
                (made.media.name.as_str(), made.media.description.as_str()),
                ("NEW001L3", "from afar"),
            )?;
            let sides = stage.objects(ObjectType::Partition, Some(id))?;
            equal(sides.clone(), made.sides.iter().map(|side| side.id).collect())?;
            let seen = side(stage, sides[0])?;
            equal((seen.physical_media, seen.side, seen.state), (id, 0, SideState::Available))?;
            equal((&*seen.label_id, seen.omid_label_type.as_str()), (LABEL, "My Backup"))?;
            equal(seen.omid_label_info.as_str(), "Monday")?;
            equal((seen.mount_count, seen.allocate_count, seen.capacity), (5, 2, 1000))
        },
    ),
    case(
        "names",
        "without a name it is called by bar code, label or running number",
        NAMES,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Tapes")?;
            let numbered = created(stage, tape(pool))?;
            let Info::PhysicalMedia(info) = &numbered.media.info else {
                return Err(Mismatch::new("a medium", format!("{numbered:?}")));
            };
            equal(&numbered.media.name, &info.sequence_number)?;
            equal(info.bar_code_state, BarCodeState::Unreadable)?;
            let mut labelled = tape(pool);
            say_side(&mut labelled, |side| {
                if let Info::Partition(info) = &mut side.info {
                    info.omid_label_info = Text::new("Monday");
                }
            });
            equal(created(stage, labelled.clone())?.media.name.as_str(), "Monday")?;
            say(&mut labelled, |media| media.name = Text::new("Mine"));
            equal(created(stage, labelled)?.media.name.as_str(), "Mine")
        },
    ),
    case(
        "owned",
        "a side that somebody owns has the logical medium of the caller",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Tapes")?;
            for (at, state) in (1..).zip([SideState::Allocated, SideState::Complete]) {
                let mut call = tape(pool);
                let logical = Guid::from_u128(at);
                say_side(&mut call, |side| {
                    if let Info::Partition(info) = &mut side.info {
                        (info.logical_media, info.state) = (logical, state);
                    }
                });
                let made = created(stage, call)?;
                let seen = side(stage, made.sides[0].id)?;
                equal((seen.logical_media, seen.state), (logical, state))?;
                equal(
                    stage.objects(ObjectType::LogicalMedia, Some(pool))?.contains(&logical),
                    true,
                )?;
                equal(
                    stage.objects(ObjectType::Partition, Some(logical))?,
                    vec![made.sides[0].id],
                )?;
            }
            Ok(())
        },
    ),
    case(
        "identifiers",
        "medium and sides have the identifiers that the caller chose",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let (media, one) = (Guid::from_u128(77), Guid::from_u128(78));
            let mut call = tape(stage.pool("Tapes")?);
            say(&mut call, |said| said.id = media);
            say_side(&mut call, |said| said.id = one);
            let made = created(stage, call)?;
            equal((made.media.id, made.sides[0].id), (media, one))?;
            super::seen::restart(stage)?;
            equal(side(stage, one)?.physical_media, media)
        },
    ),
    case("sides", "a disc has its two sides in the order of the list", REMARKS, |stage| {
        stage.open_session()?;
        let pool = stage.pool_in("Import", "MO_5_RW")?;
        let sides = [b"sixteen bytes 0A", b"sixteen bytes 0B"];
        let said = sides.iter().map(|id| {
            let mut side = CreateNtmsMedia::side("My Backup", *id);
            if let Info::Partition(info) = &mut side.info {
                info.state = SideState::Import;
            }
            side
        });
        let said: Vec<ObjectInformation> = said.collect();
        let media = Some(Box::new(CreateNtmsMedia::medium(pool, 2)));
        let made = created(stage, CreateNtmsMedia { media, sides: Some(said), options: 0 })?;
        for (number, id) in (0..).zip(sides) {
            let seen = side(stage, made.sides[usize::from(number)].id)?;
            equal((seen.side, &*seen.label_id, seen.state), (number, &id[..], SideState::Import))?;
        }
        Ok(())
    }),
    case(
        "copies",
        "media with one label are allowed unless the caller forbids it",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let call = tape(stage.pool("Tapes")?);
            let first = CreateNtmsMedia {
                options: CreateMediaOptions::ERROR_ON_DUPLICATE.bits(),
                ..call.clone()
            };
            let one = created(stage, first)?;
            let other = created(stage, call)?;
            equal(one.media.id == other.media.id, false)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::CreateNtmsMedia, cause, ROOM, |stage| {
        Ok(tape(stage.pool("Tapes")?).into())
    })
}

/// A tape in a pool, with a label and nothing else.
pub(super) fn tape(pool: Guid) -> CreateNtmsMedia {
    CreateNtmsMedia {
        media: Some(Box::new(CreateNtmsMedia::medium(pool, 1))),
        sides: Some(vec![CreateNtmsMedia::side("My Backup", LABEL)]),
        options: 0,
    }
}

/// Says something of the medium of a call.
pub(super) fn say(call: &mut CreateNtmsMedia, say: impl FnOnce(&mut ObjectInformation)) {
    if let Some(media) = &mut call.media {
        say(media);
    }
}

/// Says something of the first side of a call.
pub(super) fn say_side(call: &mut CreateNtmsMedia, say: impl FnOnce(&mut ObjectInformation)) {
    if let Some(side) = call.sides.iter_mut().flatten().next() {
        say(side);
    }
}

/// The call succeeds and tells what it made.
fn created(stage: &mut Stage<'_>, call: CreateNtmsMedia) -> Result<CreatedMedia, Mismatch> {
    match stage.succeeds(call)? {
        Answer::Created(created) => Ok(*created),
        other => Err(Mismatch::new("a medium with its sides", format!("{other:?}"))),
    }
}
