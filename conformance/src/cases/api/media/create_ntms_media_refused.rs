//! CreateNtmsMedia: what is refused.

use wire::ntms::call::CreateNtmsMedia;
use wire::ntms::info::{PartitionInformation, PhysicalMediaInformation};
use wire::ntms::option::CreateMediaOptions;
use wire::ntms::state::SideState;
use wire::ntms::{Function, Info, NtmsError};
use wire::{Guid, Text};

use super::create_ntms_media::{LABEL, ROOM, say, say_side, tape};
use super::seen::side;
use crate::case::{Case, Need, Of, Verdict};
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "CreateNtmsMedia function, return value";
const REMARKS: &str = "CreateNtmsMedia function, remarks";

const fn case(
    code: NtmsError,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::CreateNtmsMedia, &[Need::Room], ROOM).case(
        Some(code),
        variant,
        requirement,
        source,
        run,
    )
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        NtmsError::AccessDenied,
        "computer",
        "the right on the pool is not enough",
        "CreateNtmsMedia function, access",
        |stage| {
            stage.act_as("half")?;
            let call = tape(stage.pool("Tapes")?);
            stage.refused(call, NtmsError::AccessDenied)
        },
    ),
    case(
        NtmsError::DuplicateOmid,
        "",
        "with NTMS_ERROR_ON_DUPLICATE a label that is on record is not recorded twice",
        PAGE,
        |stage| {
            stage.open_session()?;
            let options = CreateMediaOptions::ERROR_ON_DUPLICATE.bits();
            let pool = stage.pool("Tapes")?;
            let owned = stage.side("OWNED1L3", 0)?;
            let known = side(stage, owned)?;
            let mut call = CreateNtmsMedia { options, ..tape(pool) };
            stage.succeeds(call.clone())?;
            stage.refused(call.clone(), NtmsError::DuplicateOmid)?;
            of_side(&mut call, |info| {
                (info.label_id, info.omid_label_type) = (known.label_id, known.omid_label_type);
            });
            stage.refused(call.clone(), NtmsError::DuplicateOmid)?;
            of_side(&mut call, |info| info.omid_label_type = Text::new("Another"));
            stage.succeeds(call).map(|_| ())
        },
    ),
    case(NtmsError::InvalidMedia, "", "a bar code stands on one medium", PAGE, |stage| {
        stage.open_session()?;
        for code in ["OWNED1L3", "OWNED1L3   "] {
            let mut call = tape(stage.pool("Tapes")?);
            of_medium(&mut call, |info| info.bar_code = Text::new(code));
            stage.refused(call, NtmsError::InvalidMedia)?;
        }
        Ok(())
    }),
    case(
        NtmsError::InvalidMediaPool,
        "",
        "the pool must be one of applications or for import, and hold media",
        PAGE,
        |stage| {
            stage.open_session()?;
            let others = [
                Guid::NULL,
                NOBODY,
                stage.library()?,
                stage.pool("Upper")?,
                stage.pool("Import")?,
                stage.pool_in("Free", "LTO_Ultrium")?,
                stage.pool_in("Unrecognized", "LTO_Ultrium")?,
            ];
            for pool in others {
                stage.refused(tape(pool), NtmsError::InvalidMediaPool)?;
            }
            Ok(())
        },
    ),
    case(
        NtmsError::InvalidParameter,
        "",
        "both structures must be there and of their types, and no option unknown",
        PAGE,
        |stage| {
            stage.open_session()?;
            let call = tape(stage.pool("Tapes")?);
            let (media, sides) = (call.media.clone(), call.sides.clone());
            let wrong = [
                CreateNtmsMedia { media: None, ..call.clone() },
                CreateNtmsMedia { sides: None, ..call.clone() },
                CreateNtmsMedia { sides: media.map(|media| vec![*media]), ..call.clone() },
                CreateNtmsMedia {
                    media: sides.map(|mut all| Box::new(all.remove(0))),
                    ..call.clone()
                },
                CreateNtmsMedia { options: 2, ..call.clone() },
            ];
            for call in wrong {
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            stage.succeeds(call).map(|_| ())
        },
    ),
    case(
        NtmsError::InvalidParameter,
        "label",
        "each side has a label that a label library could give",
        REMARKS,
        |stage| {
            for (id, of) in [(&b""[..], "My Backup"), (LABEL, ""), (&LABEL[1..], "My Backup")] {
                refused_side(stage, |info| {
                    (info.label_id, info.omid_label_type) = (id.into(), Text::new(of));
                })?;
            }
            Ok(())
        },
    ),
    case(
        NtmsError::InvalidParameter,
        "owner",
        "a logical medium goes with a side that somebody owns, in a pool of applications",
        REMARKS,
        |stage| {
            refused_side(stage, |info| info.state = SideState::Allocated)?;
            refused_side(stage, |info| info.logical_media = NOBODY)?;
            let mut call = tape(stage.pool_in("Import", "LTO_Ultrium")?);
            of_side(&mut call, |info| {
                (info.logical_media, info.state) = (NOBODY, SideState::Allocated);
            });
            stage.refused(call, NtmsError::InvalidParameter)
        },
    ),
    case(
        NtmsError::InvalidParameter,
        "identifier",
        "an identifier that the caller chooses is nobody's",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Tapes")?;
            let (taken, logical) = (stage.medium("OWNED1L3")?, stage.logical("OWNED1L3")?);
            let mut call = tape(pool);
            say(&mut call, |said| said.id = taken);
            stage.refused(call, NtmsError::InvalidParameter)?;
            let mut call = tape(pool);
            say(&mut call, |said| said.id = NOBODY);
            say_side(&mut call, |said| said.id = NOBODY);
            stage.refused(call, NtmsError::InvalidParameter)?;
            let mut call = tape(pool);
            of_side(&mut call, |info| {
                (info.logical_media, info.state) = (logical, SideState::Allocated);
            });
            stage.refused(call, NtmsError::InvalidParameter)
        },
    ),
    case(
        NtmsError::InvalidParameter,
        "library",
        "a new medium is in no device",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let (pool, library) = (stage.pool("Tapes")?, stage.library()?);
            let mut call = tape(pool);
            of_medium(&mut call, |info| info.current_library = library);
            stage.refused(call.clone(), NtmsError::InvalidParameter)?;
            let shelf = stage.offline_library()?;
            of_medium(&mut call, |info| info.current_library = shelf);
            stage.succeeds(call).map(|_| ())
        },
    ),
    case(
        NtmsError::MediaIncompatible,
        "",
        "a medium has as many sides as those of its pool",
        PAGE,
        |stage| {
            stage.open_session()?;
            let call = tape(stage.pool("Discs")?);
            stage.refused(call, NtmsError::MediaIncompatible)?;
            let mut call = tape(stage.pool("Tapes")?);
            call.sides = Some(vec![CreateNtmsMedia::side("My Backup", LABEL); 2]);
            of_medium(&mut call, |info| info.number_of_partitions = 2);
            stage.refused(call, NtmsError::MediaIncompatible)
        },
    ),
];

fn of_medium(call: &mut CreateNtmsMedia, change: impl FnOnce(&mut PhysicalMediaInformation)) {
    say(call, |said| {
        if let Info::PhysicalMedia(info) = &mut said.info {
            change(info);
        }
    });
}

fn of_side(call: &mut CreateNtmsMedia, change: impl FnOnce(&mut PartitionInformation)) {
    say_side(call, |said| {
        if let Info::Partition(info) = &mut said.info {
            change(info);
        }
    });
}

/// A tape with a side like this is ERROR_INVALID_PARAMETER.
fn refused_side(stage: &mut Stage<'_>, change: impl FnOnce(&mut PartitionInformation)) -> Verdict {
    stage.open_session()?;
    let mut call = tape(stage.pool("Tapes")?);
    of_side(&mut call, change);
    stage.refused(call, NtmsError::InvalidParameter)
}
