//! SwapNtmsMedia.

use wire::Guid;
use wire::label::FileSystemInfo;
use wire::ntms::call::{DeallocateNtmsMedia, SwapNtmsMedia, UpdateNtmsOmidInfo};
use wire::ntms::limit::OMID_TYPE_FILESYSTEM_INFO;
use wire::ntms::option::MountOptions;
use wire::ntms::{Function, NtmsError};

use super::seen::{LIVES, LOST_POOL, equal, medium, mount, restart, side};
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "SwapNtmsMedia function, return value";
const REMARKS: &str = "SwapNtmsMedia function, remarks";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::SwapNtmsMedia, &[Need::Room], room).case(
        code,
        variant,
        requirement,
        source,
        run,
    )
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        None,
        "",
        "each logical medium stands for the side of the other, and what is mounted is that side",
        REMARKS,
        LIVES,
        |stage| {
            stage.open_session()?;
            let call = two(stage, "OWNED1L3", "OWNED2L3")?;
            let (one, other) = (stage.side("OWNED1L3", 0)?, stage.side("OWNED2L3", 0)?);
            stage.succeeds(call)?;
            equal(side(stage, one)?.logical_media, call.second)?;
            equal(side(stage, other)?.logical_media, call.first)?;
            stage.succeeds(mount(call.first, MountOptions::READ))?;
            let cartridge = stage.medium("OWNED2L3")?;
            equal(medium(stage, cartridge)?.mounted_partition, other)?;
            stage.succeeds(DeallocateNtmsMedia { media: call.second, options: 0 })?;
            equal(side(stage, one)?.logical_media, Guid::NULL)
        },
    ),
    case(
        None,
        "back",
        "who exchanges two media again has them as they were, on the shelf as well",
        REMARKS,
        LIVES,
        |stage| {
            stage.open_session()?;
            let call = two(stage, "OWNED1L3", "GONE02L3")?;
            let sides = [stage.side("OWNED1L3", 0)?, stage.side("GONE02L3", 0)?];
            stage.succeeds(call)?;
            equal(side(stage, sides[0])?.logical_media, call.second)?;
            stage.succeeds(SwapNtmsMedia { first: call.second, second: call.first })?;
            equal(side(stage, sides[0])?.logical_media, call.first)?;
            equal(side(stage, sides[1])?.logical_media, call.second)
        },
    ),
    case(
        Some(NtmsError::BadFormat),
        "",
        "a side whose label no label library gives is not exchanged",
        PAGE,
        LIVES,
        |stage| {
            stage.open_session()?;
            let call = two(stage, "OWNED1L3", "OWNED2L3")?;
            let (kind, name) = (wire::Text::new("NTFS"), wire::Text::new("DATA"));
            let label = FileSystemInfo { kind, name, serial: 7 }.emit();
            let label_type = OMID_TYPE_FILESYSTEM_INFO;
            stage.succeeds(UpdateNtmsOmidInfo {
                media: call.second,
                label_type,
                label: label.into(),
            })?;
            stage.refused(call, NtmsError::BadFormat)?;
            let call = two(stage, "OWNED1L3", "OWNED3L3")?;
            stage.succeeds(call).map(|_| ())
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "",
        "both must be logical media, and not one and the same",
        PAGE,
        LIVES,
        |stage| {
            stage.open_session()?;
            let first = stage.logical("OWNED1L3")?;
            let others = [
                NOBODY,
                stage.medium("OWNED2L3")?,
                stage.side("OWNED2L3", 0)?,
                stage.pool("Jobs")?,
                first,
            ];
            for second in others {
                stage.refused(SwapNtmsMedia { first, second }, NtmsError::InvalidMedia)?;
                let call = SwapNtmsMedia { first: second, second: first };
                stage.refused(call, NtmsError::InvalidMedia)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "mounted",
        "a medium that is mounted, or that a mount waits for, is not exchanged",
        "SwapNtmsMedia function, remarks; MS-RSMP, SwapNtmsMedia",
        LIVES,
        |stage| {
            stage.open_session()?;
            let call = two(stage, "OWNED1L3", "OWNED2L3")?;
            stage.succeeds(mount(call.second, MountOptions::READ))?;
            stage.refused(call, NtmsError::InvalidMedia)?;
            let call = two(stage, "OWNED3L3", "GONE02L3")?;
            stage.begin(mount(call.second, MountOptions::READ));
            stage.refused(call, NtmsError::InvalidMedia)
        },
    ),
    case(
        Some(NtmsError::InvalidMediaPool),
        "",
        "media of two pools are not exchanged",
        REMARKS,
        LIVES,
        |stage| {
            stage.open_session()?;
            let call = two(stage, "OWNED1L3", "OTHER1L3")?;
            stage.refused(call, NtmsError::InvalidMediaPool)
        },
    ),
    Case {
        needs: &[Need::Room, Need::FaultControl, Need::SimulatedTime],
        ..case(
            Some(NtmsError::InvalidMediaPool),
            "lost",
            "media whose pool the database lost are not exchanged; others are",
            PAGE,
            LOST_POOL,
            |stage| {
                stage.open_session()?;
                let lost = two(stage, "OWNED1L3", "OWNED2L3")?;
                let sound = two(stage, "SOUND1L3", "SOUND2L3")?;
                restart(stage)?;
                stage.refused(lost, NtmsError::InvalidMediaPool)?;
                stage.succeeds(sound).map(|_| ())
            },
        )
    },
    case(Some(NtmsError::InvalidParameter), "", "both must be named", PAGE, LIVES, |stage| {
        stage.open_session()?;
        let first = stage.logical("OWNED1L3")?;
        let call = SwapNtmsMedia { first, second: Guid::NULL };
        stage.refused(call, NtmsError::InvalidParameter)?;
        let call = SwapNtmsMedia { first: Guid::NULL, second: first };
        stage.refused(call, NtmsError::InvalidParameter)
    }),
    case(
        Some(NtmsError::InvalidState),
        "",
        "both sides must be allocated and not complete",
        "MS-RSMP, SwapNtmsMedia",
        LIVES,
        |stage| {
            stage.open_session()?;
            let call = two(stage, "OWNED1L3", "WHOLE1L3")?;
            stage.refused(call, NtmsError::InvalidState)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::SwapNtmsMedia, cause, LIVES, |stage| {
        Ok(two(stage, "OWNED1L3", "OWNED2L3")?.into())
    })
}

/// The exchange of what is allocated on the first sides of two media.
fn two(stage: &mut Stage<'_>, one: &str, other: &str) -> Result<SwapNtmsMedia, Mismatch> {
    Ok(SwapNtmsMedia { first: stage.logical(one)?, second: stage.logical(other)? })
}
