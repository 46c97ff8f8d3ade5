//! MountNtmsMedia: what a caller asks for is checked here; bringing media into drives is the work
//! of [`crate::request`].

use std::collections::BTreeSet;

use wire::Guid;
use wire::ntms::call::{Answer, MountNtmsMedia, Refusal};
use wire::ntms::limit::{INFINITE, PRIORITY};
use wire::ntms::object::ReadWriteCharacteristics;
use wire::ntms::option::MountOptions;
use wire::ntms::state::{OperationalState, SideState};
use wire::ntms::{Function, NtmsError};

use super::{Listed, is_present, listed, one_library};
use crate::access::Guard;
use crate::api::{Context, Serve, Served};
use crate::database::{Drive, Key, Library};
use crate::request::{Group, Member};
use crate::wait::Wait;

const FUNCTION: Function = Function::MountNtmsMedia;

impl Serve for MountNtmsMedia {
    /// With time-out 0, which no source defines, drives and media are looked at once, as with
    /// NTMS_MOUNT_ERROR_NOT_AVAILABLE; when they are there the call waits for the robot, because
    /// the time-out is for getting them.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let options = MountOptions::from_bits(self.options).ok_or(NtmsError::InvalidParameter)?;
        let specific = options.contains(MountOptions::SPECIFIC_DRIVE);
        let paired = !specific || self.drives.len() == self.media.len();
        if self.media.is_empty() || !paired || !PRIORITY.contains(&self.priority) {
            return Err(NtmsError::InvalidParameter.into());
        }
        let list = listed(&cx.rsm.database, &self.media)?;
        let drives = if specific { drives(cx, &self.drives)? } else { Vec::new() };
        let library = one_library(&cx.rsm.database, &list)?;
        let library = same_library(cx, library, &drives)?;
        check_rights(cx, &list)?;
        check_states(cx, &list, library, &drives, options)?;
        let nowait = options.contains(MountOptions::NOWAIT);
        let once =
            options.contains(MountOptions::ERROR_NOT_AVAILABLE) || (self.timeout == 0 && !nowait);
        check_offline(cx, &list, library, once || options.contains(MountOptions::ERROR_OFFLINE))?;
        let wanted = drives.iter().copied().map(Some).chain(std::iter::repeat(None));
        let member = |((side, media), wanted): (Listed, Option<Key<Drive>>)| Member {
            side,
            media,
            wanted,
            request: None,
            operator: None,
            drive: None,
        };
        let group = Group {
            call: cx.call,
            session: cx.session,
            priority: self.priority,
            options,
            members: list.into_iter().zip(wanted).map(member).collect(),
        };
        if once && !cx.rsm.could_mount_now(&group) {
            return Err(NtmsError::Busy.into());
        }
        let count = group.members.len();
        let id = cx.rsm.begin_mount(group);
        if nowait {
            // Which drives it will be is not known yet, unless the caller said so.
            let known = if specific { self.drives } else { vec![Guid::NULL; count] };
            return Ok(Answer::Ids(known).into());
        }
        let timeout = if self.timeout == 0 { INFINITE } else { self.timeout };
        Ok(Served::Later(Wait::Mount(id), timeout))
    }
}

/// The drives that the caller names, each once.
fn drives(cx: &Context<'_>, ids: &[Guid]) -> Result<Vec<Key<Drive>>, NtmsError> {
    let find = |id: &Guid| cx.rsm.database.find::<Drive>(*id).ok_or(NtmsError::InvalidDrive);
    let drives = ids.iter().map(find).collect::<Result<Vec<Key<Drive>>, NtmsError>>()?;
    match drives.iter().collect::<BTreeSet<_>>().len() == drives.len() {
        true => Ok(drives),
        false => Err(NtmsError::InvalidDrive),
    }
}

/// The library of media and drives together, as far as it is known already: media that are in no
/// device come to where the others are.
fn same_library(
    cx: &Context<'_>,
    of_media: Option<Key<Library>>,
    drives: &[Key<Drive>],
) -> Result<Option<Key<Library>>, NtmsError> {
    let of = |drive: &Key<Drive>| cx.rsm.database.get(*drive).library;
    let library = of_media.or(drives.first().map(of));
    match drives.iter().all(|drive| Some(of(drive)) == library) {
        true => Ok(library),
        false => Err(NtmsError::DriveMediaMismatch),
    }
}

fn check_rights(cx: &Context<'_>, list: &[Listed]) -> Result<(), NtmsError> {
    for (_, media) in list {
        let row = cx.rsm.database.get(*media);
        cx.demand(FUNCTION, Guard::Pool(row.pool))?;
        cx.demand(FUNCTION, Guard::Library(row.library))?;
    }
    Ok(())
}

/// Nothing that is needed is disabled, broken or protected. More media than the library has drives
/// would wait for ever, so that their number is a bad argument.
fn check_states(
    cx: &Context<'_>,
    list: &[Listed],
    library: Option<Key<Library>>,
    wanted: &[Key<Drive>],
    options: MountOptions,
) -> Result<(), NtmsError> {
    let db = &cx.rsm.database;
    if let Some(library) = library {
        let drives: Vec<Key<Drive>> = match wanted {
            [] => db.index().drives_of.of(library).collect(),
            wanted => wanted.to_vec(),
        };
        let enabled = |drive: &Key<Drive>| db.get(*drive).head.enabled;
        let missing =
            |drive: &Key<Drive>| db.get(*drive).head.operational == OperationalState::NotPresent;
        if list.len() > db.index().drives_of.count(library) {
            return Err(NtmsError::InvalidParameter);
        }
        let enough = drives.iter().filter(|drive| enabled(drive)).count() >= list.len();
        if !db.get(library).head.enabled || !enough {
            return Err(NtmsError::ResourceDisabled);
        }
        if !is_present(db, library) || wanted.iter().any(missing) {
            return Err(NtmsError::InvalidState);
        }
    }
    for (side, media) in list {
        let (side, media) = (db.get(*side), db.get(*media));
        if !side.head.enabled || !media.head.enabled {
            return Err(NtmsError::ResourceDisabled);
        }
        if side.state == SideState::Incompatible {
            return Err(NtmsError::InvalidState);
        }
        let characteristics = db.get(media.media_type).characteristics;
        let protected = side.state == SideState::Complete
            || characteristics == ReadWriteCharacteristics::ReadOnly;
        if protected && options.contains(MountOptions::WRITE) {
            return Err(NtmsError::WriteProtect);
        }
    }
    Ok(())
}

/// Media that are in no device: somebody may be asked to bring them, unless the caller does not
/// want that or cannot wait, or no library would take them.
fn check_offline(
    cx: &Context<'_>,
    list: &[Listed],
    library: Option<Key<Library>>,
    refused: bool,
) -> Result<(), NtmsError> {
    let db = &cx.rsm.database;
    for (_, media) in list.iter().filter(|(_, media)| cx.rsm.is_offline(*media)) {
        let media_type = db.get(*media).media_type;
        let taken = match library {
            Some(library) => db.get(library).media_types.contains(&media_type),
            None => cx.rsm.library_for(media_type).is_some(),
        };
        if refused || !taken {
            return Err(NtmsError::MediaOffline);
        }
    }
    Ok(())
}
