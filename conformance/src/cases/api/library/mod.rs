//! Cases of library control.

pub(super) mod get_ntms_request_order;
pub(super) mod set_ntms_request_order;

use wire::Guid;
use wire::ntms::call::MountNtmsMedia;
use wire::ntms::info::LibRequestInformation;
use wire::ntms::limit::INFINITE;
use wire::ntms::option::MountOptions;
use wire::ntms::state::LibraryRequestState;
use wire::ntms::{Function, Info, NtmsError, ObjectType};

use crate::case::{Case, Mismatch, Need, Run, Verdict};
use crate::cases::api::ROOM;
use crate::stage::Stage;

/// A case in the common room.
const fn case(
    function: Function,
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Case {
        function,
        code,
        variant,
        requirement,
        source,
        needs: &[Need::Room],
        room: ROOM,
        in_every_form: false,
        run: Run::Own(run),
    }
}

fn mount(side: Guid) -> MountNtmsMedia {
    MountNtmsMedia {
        media: vec![side],
        drives: Vec::new(),
        options: MountOptions::READ.bits(),
        priority: 0,
        timeout: INFINITE,
    }
}

/// Mounts a medium and gives its drive.
fn mounted(stage: &mut Stage<'_>, name: &str) -> Result<Guid, Mismatch> {
    let side = stage.side(name, 0)?;
    let drives = stage.gives_ids(mount(side))?;
    drives.first().copied().ok_or_else(|| Mismatch::new("a drive", "none"))
}

/// Both drives of the library hold a medium that somebody uses.
fn fill_drives(stage: &mut Stage<'_>) -> Verdict {
    for name in ["OWNED1L3", "OWNED2L3"] {
        mounted(stage, name)?;
    }
    Ok(())
}

/// A mount that waits for a drive: the call and its request.
fn waiting_mount(stage: &mut Stage<'_>, name: &str) -> Result<(usize, Guid), Mismatch> {
    let (medium, side) = (stage.medium(name)?, stage.side(name, 0)?);
    let begun = stage.begin(mount(side));
    let requests = requests(stage)?;
    let of = |row: &&(Guid, LibRequestInformation)| {
        row.1.physical_media_id == medium && row.1.state == LibraryRequestState::Queued
    };
    let found = requests.iter().find(of).map(|(id, _)| *id);
    found.map(|id| (begun, id)).ok_or_else(|| Mismatch::new("a request that waits", "none"))
}

/// All library requests.
fn requests(stage: &mut Stage<'_>) -> Result<Vec<(Guid, LibRequestInformation)>, Mismatch> {
    let mut all = Vec::new();
    for id in stage.objects(ObjectType::LibRequest, None)? {
        if let Info::LibRequest(row) = stage.information(id, ObjectType::LibRequest)?.info {
            all.push((id, row));
        }
    }
    Ok(all)
}
