//! DismountNtmsMedia: the other half of a mount.

use wire::ntms::call::{Answer, DismountNtmsMedia, Refusal};
use wire::ntms::option::DismountOptions;
use wire::ntms::{Function, NtmsError};

use super::{is_present, listed, one_library};
use crate::access::Guard;
use crate::api::{Context, Serve, Served};
use crate::database::{Drive, Key, Partition, PhysicalMedia};
use crate::request::Released;

const FUNCTION: Function = Function::DismountNtmsMedia;

impl Serve for DismountNtmsMedia {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let options =
            DismountOptions::from_bits(self.options).ok_or(NtmsError::InvalidParameter)?;
        let how = match options {
            DismountOptions::DEFERRED => Released::Deferred,
            DismountOptions::IMMEDIATE | DismountOptions::NONE => Released::Now,
            // Both at once contradict one another.
            _ => return Err(NtmsError::InvalidParameter.into()),
        };
        if self.media.is_empty() {
            return Err(NtmsError::InvalidParameter.into());
        }
        let list = listed(&cx.rsm.database, &self.media)?;
        one_library(&cx.rsm.database, &list)?;
        for (_, media) in &list {
            let row = cx.rsm.database.get(*media);
            cx.demand(FUNCTION, Guard::Pool(row.pool))?;
            cx.demand(FUNCTION, Guard::Library(row.library))?;
        }
        let mut mounted = Vec::with_capacity(list.len());
        for (side, media) in list {
            mounted.push((media, drive_of(cx, side, media)?));
        }
        let session = cx.session().clone();
        for (media, drive) in mounted {
            cx.rsm.dismount(media, drive, how, &session);
        }
        Ok(Answer::Done.into())
    }
}

/// The drive that a side is mounted in, for this session or for one that is gone. What another
/// session has mounted is not available to this one.
fn drive_of(
    cx: &Context<'_>,
    side: Key<Partition>,
    media: Key<PhysicalMedia>,
) -> Result<Key<Drive>, NtmsError> {
    let db = &cx.rsm.database;
    if cx.rsm.is_offline(media) {
        return Err(NtmsError::MediaOffline);
    }
    let hold = cx.rsm.work.holds.get(&media).filter(|hold| hold.side == side);
    let hold = hold.ok_or(NtmsError::InvalidState)?;
    if hold.session.is_some_and(|holder| holder != cx.session) {
        return Err(NtmsError::MediaNotAvailable);
    }
    if !db.get(side).head.enabled || !db.get(media).head.enabled {
        return Err(NtmsError::MediaNotAvailable);
    }
    let drive = db.get(hold.drive);
    let library = drive.library;
    let usable = drive.head.enabled && db.get(library).head.enabled && is_present(db, library);
    if usable { Ok(hold.drive) } else { Err(NtmsError::DeviceNotAvailable) }
}
