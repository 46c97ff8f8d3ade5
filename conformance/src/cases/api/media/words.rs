//! Words of the cases about media: what is known of sides, media and drives, and what somebody at
//! the console or beside the library does.

use std::fmt::Debug;
use std::time::Duration;

use wire::Guid;
use wire::ntms::call::{
    AllocateNtmsMedia, Allocated, Answer, CancelNtmsOperatorRequest, DismountNtmsMedia,
    MountNtmsMedia,
};
use wire::ntms::info::{
    DriveInformation, OpRequestInformation, PartitionInformation, PhysicalMediaInformation,
};
use wire::ntms::limit::INFINITE;
use wire::ntms::option::MountOptions;
use wire::ntms::state::SideState;
use wire::ntms::{Info, ObjectType};
use world::scenario::At;
use world::scenario::ObjectRef;
use world::scenario::person::Deed;
use world::scenario::story::{MediumRef, Selector};

use crate::case::{Mismatch, Verdict};
use crate::stage::{HERE, Stage};

/// Two things are the same.
pub(super) fn same<T: PartialEq + Debug>(what: &str, seen: &T, expected: &T) -> Verdict {
    match seen == expected {
        true => Ok(()),
        false => Err(Mismatch::new(format!("{what}: {expected:?}"), format!("{what}: {seen:?}"))),
    }
}

/// What is known of a side.
pub(super) fn side_info(
    stage: &mut Stage<'_>,
    name: &str,
    number: usize,
) -> Result<PartitionInformation, Mismatch> {
    let id = stage.side(name, number)?;
    match stage.information(id, ObjectType::Partition)?.info {
        Info::Partition(side) => Ok(side),
        other => Err(Mismatch::new("a side", format!("{other:?}"))),
    }
}

/// The sides of a medium are in these states.
pub(super) fn sides_are(stage: &mut Stage<'_>, name: &str, states: &[SideState]) -> Verdict {
    let medium = stage.medium(name)?;
    let count = stage.objects(ObjectType::Partition, Some(medium))?.len();
    let mut seen = Vec::new();
    for number in 0..count {
        seen.push(side_info(stage, name, number)?.state);
    }
    same(&format!("sides of {name}"), &seen, &states.to_vec())
}

/// What is known of a medium.
pub(super) fn medium_info(
    stage: &mut Stage<'_>,
    name: &str,
) -> Result<PhysicalMediaInformation, Mismatch> {
    let id = stage.medium(name)?;
    match stage.information(id, ObjectType::PhysicalMedia)?.info {
        Info::PhysicalMedia(medium) => Ok(medium),
        other => Err(Mismatch::new("a medium", format!("{other:?}"))),
    }
}

/// A medium is in this pool.
pub(super) fn is_in_pool(stage: &mut Stage<'_>, name: &str, pool: Guid) -> Verdict {
    let seen = medium_info(stage, name)?.media_pool;
    same(&format!("pool of {name}"), &seen, &pool)
}

/// The pool of a logical medium, of which one side is known.
pub(super) fn pool_of_logical(stage: &mut Stage<'_>, logical: Guid) -> Result<Guid, Mismatch> {
    match stage.information(logical, ObjectType::LogicalMedia)?.info {
        Info::LogicalMedia(medium) if medium.number_of_partitions == 1 => Ok(medium.media_pool),
        other => Err(Mismatch::new("a logical medium with a side", format!("{other:?}"))),
    }
}

/// What is known of a drive.
pub(super) fn drive_info(stage: &mut Stage<'_>, id: Guid) -> Result<DriveInformation, Mismatch> {
    match stage.information(id, ObjectType::Drive)?.info {
        Info::Drive(drive) => Ok(drive),
        other => Err(Mismatch::new("a drive", format!("{other:?}"))),
    }
}

/// The only operator request that there is.
pub(super) fn only_asked(stage: &mut Stage<'_>) -> Result<(Guid, OpRequestInformation), Mismatch> {
    let all = stage.objects(ObjectType::OpRequest, None)?;
    let [id] = all[..] else {
        return Err(Mismatch::new("one operator request", format!("{all:?}")));
    };
    match stage.information(id, ObjectType::OpRequest)?.info {
        Info::OpRequest(request) => Ok((id, request)),
        other => Err(Mismatch::new("an operator request", format!("{other:?}"))),
    }
}

/// Somebody refuses the only operator request that there is.
pub(super) fn refuse_asked(stage: &mut Stage<'_>) -> Verdict {
    let (request, _) = only_asked(stage)?;
    stage.succeeds(CancelNtmsOperatorRequest { request }).map(|_| ())
}

/// Any side from a pool, for as long as it takes.
pub(super) const fn allocate(pool: Guid) -> AllocateNtmsMedia {
    AllocateNtmsMedia { pool, side: None, previous: Guid::NULL, options: 0, timeout: INFINITE }
}

/// The call allocates.
pub(super) fn allocated(
    stage: &mut Stage<'_>,
    call: AllocateNtmsMedia,
) -> Result<Allocated, Mismatch> {
    match stage.succeeds(call)? {
        Answer::Allocated(allocated) => Ok(allocated),
        other => Err(Mismatch::new("an allocation", format!("{other:?}"))),
    }
}

/// A mount for reading and writing, for as long as it takes.
pub(super) fn mount(media: &[Guid]) -> MountNtmsMedia {
    MountNtmsMedia {
        media: media.to_vec(),
        drives: Vec::new(),
        options: MountOptions::READ.union(MountOptions::WRITE).bits(),
        priority: 0,
        timeout: INFINITE,
    }
}

/// A mount with more options.
pub(super) fn mount_with(media: &[Guid], options: MountOptions) -> MountNtmsMedia {
    let call = mount(media);
    MountNtmsMedia { options: call.options | options.bits(), ..call }
}

/// Mounts the logical medium on the first side of a medium and gives it and its drive.
pub(super) fn mounted(stage: &mut Stage<'_>, name: &str) -> Result<(Guid, Guid), Mismatch> {
    let logical = stage.logical(name)?;
    match stage.gives_ids(mount(&[logical]))?[..] {
        [drive] => Ok((logical, drive)),
        ref other => Err(Mismatch::new("a drive", format!("{other:?}"))),
    }
}

/// A dismount that is carried out at once.
pub(super) fn dismount(media: &[Guid]) -> DismountNtmsMedia {
    DismountNtmsMedia { media: media.to_vec(), options: 0 }
}

/// The drives of the library that a medium is in, the first first.
pub(super) fn drives_for(stage: &mut Stage<'_>, name: &str) -> Result<Vec<Guid>, Mismatch> {
    let library = medium_info(stage, name)?.current_library;
    stage.objects(ObjectType::Drive, Some(library))
}

/// A while in which robots and drives do what was begun.
pub(super) fn let_work_end(stage: &mut Stage<'_>) {
    stage.sleep(Duration::from_secs(600));
}

/// The service dies and comes back.
pub(super) fn restart(stage: &mut Stage<'_>) -> Verdict {
    stage.hand(&Deed::CrashService(At::from(HERE)))?;
    stage.hand(&Deed::StartService(At::from(HERE)))?;
    let_work_end(stage);
    stage.open_session()
}

/// A medium, as hands know it.
pub(super) fn the_medium(name: &str) -> ObjectRef {
    ObjectRef::Select(Selector::Medium(At::new(MediumRef::Name(name.to_owned()))))
}

/// A side, as hands know it.
pub(super) fn the_side(name: &str, number: u32) -> ObjectRef {
    let medium = At::new(MediumRef::Name(name.to_owned()));
    ObjectRef::Select(Selector::Side((medium, number)))
}

/// A library, as hands know it.
pub(super) fn the_library(name: &str) -> ObjectRef {
    ObjectRef::Select(Selector::Library(At::from(name)))
}

/// A drive, as hands know it.
pub(super) fn the_drive(library: &str, number: u32) -> ObjectRef {
    ObjectRef::Select(Selector::Drive((At::from(library), number)))
}
