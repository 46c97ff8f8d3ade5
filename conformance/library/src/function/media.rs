//! Media and their pools.

use wire::Guid;
use wire::ntms::ObjectInformation;
use wire::ntms::call::{
    AllocateNtmsMedia, Allocated, Answer, CreateNtmsMedia, CreateNtmsMediaPool, CreatedMedia,
    DismountNtmsMedia, GetNtmsMediaPoolName, MountNtmsMedia, UpdateNtmsOmidInfo,
};
use wire::ntms::layout::{AllocationInformation, Form, Laid, MountInformation, Shape};
use wire::ntms::security::{SecurityDescriptor, SecurityParts};

use super::sides_of;
use crate::export::{Call, Fault, call};
use crate::memory::{Memory, unit_bytes};

const SHAPE: Shape = Shape::current(Form::W);

pub(super) fn allocate(call: &Call<'_>, given: &AllocateNtmsMedia) -> Result<Answer, Fault> {
    let (mut pool, mut side) = (Memory::id(given.pool), given.side.map(Memory::id));
    let mut media = Memory::id(given.previous);
    let information = AllocationInformation { allocated_from: Guid::NULL };
    let mut information = Memory::of(&information.emit(SHAPE, call.page));
    let (options, timeout) = (given.options, given.timeout);
    let places = (&mut pool, &mut side, &mut media);
    let code = call!(
        call,
        call.handle,
        places.0,
        places.1,
        places.2,
        options,
        timeout,
        &mut information,
    )?;
    call.intact(&media)?;
    call.intact(&information)?;
    call.judge(code)?;
    let told = AllocationInformation::parse(&information.read_all(), SHAPE, call.page);
    let told = told.map_err(|malformed| call.odd(malformed.to_string()))?;
    Ok(Answer::Allocated(Allocated { media: media.read_id(), from: told.allocated_from }))
}

pub(super) fn mount(call: &Call<'_>, given: &MountNtmsMedia) -> Result<Answer, Fault> {
    let count = given.media.len();
    // There is a drive for each medium, whatever is asked for.
    let mut drives = given.drives.clone();
    drives.resize(count.max(drives.len()), Guid::NULL);
    let (mut media, mut drives) = (Memory::ids(&given.media), Memory::ids(&drives));
    let mut information = Memory::of(&MountInformation.emit(SHAPE, call.page));
    let (options, priority, timeout) = (given.options, given.priority, given.timeout);
    let lists = (&mut media, &mut drives);
    let code = call!(
        call,
        call.handle,
        lists.0,
        lists.1,
        count as u32,
        options,
        priority,
        timeout,
        &mut information,
    )?;
    call.intact(&drives)?;
    call.judge(code).map(|()| Answer::Ids(drives.read_ids(count)))
}

pub(super) fn dismount(call: &Call<'_>, given: &DismountNtmsMedia) -> Result<Answer, Fault> {
    let (mut media, count) = (Memory::ids(&given.media), given.media.len() as u32);
    let code = call!(call, call.handle, &mut media, count, given.options)?;
    call.judge(code).map(|()| Answer::Done)
}

pub(super) fn create(call: &Call<'_>, given: &CreateNtmsMedia) -> Result<Answer, Fault> {
    let emit = |information: &ObjectInformation| information.emit_as_given(call.shape(), call.page);
    let size = ObjectInformation::STRUCTURE.size(call.shape());
    let counted = given.media.as_ref().map_or(0, |media| sides_of(&media.info));
    let mut media = given.media.as_deref().map(|media| Memory::of(&emit(media)));
    let mut sides = given.sides.as_ref().map(|sides| {
        let mut list: Vec<u8> = sides.iter().flat_map(emit).collect();
        // The list is as long as the medium says; where the caller knows of no side there is none.
        list.resize(list.len().max(counted.min(SIDES_MAX) * size), 0);
        Memory::of(&list)
    });
    let code = call!(call, call.handle, &mut media, &mut sides, given.options)?;
    for memory in [&media, &sides].into_iter().flatten() {
        call.intact(memory)?;
    }
    call.judge(code)?;
    let read = |memory: Option<Memory>| memory.map(|memory| memory.read_all()).unwrap_or_default();
    let media = call.parse(&read(media))?;
    let sides = read(sides);
    let sides = sides.chunks_exact(size).take(sides_of(&media.info)).map(|side| call.parse(side));
    let sides = sides.collect::<Result<_, _>>()?;
    Ok(Answer::Created(Box::new(CreatedMedia { media, sides })))
}

/// Sides of a medium; none that there is has more.
const SIDES_MAX: usize = 64;

/// `SECURITY_ATTRIBUTES`: length, descriptor, and whether handles are inherited.
fn attributes(security: &SecurityDescriptor) -> (Memory, Memory) {
    let SecurityDescriptor { owner, entries } = security.clone();
    let parts = SecurityParts { owner: Some(owner), entries: Some(entries) };
    let mut descriptor = Memory::of(&parts.to_bytes());
    let words = [24, descriptor.at().expose_provenance() as u64, 0];
    let bytes: Vec<u8> = words.into_iter().flat_map(u64::to_ne_bytes).collect();
    (Memory::of(&bytes), descriptor)
}

pub(super) fn create_pool(call: &Call<'_>, given: &CreateNtmsMediaPool) -> Result<Answer, Fault> {
    let (mut name, mut media_type) =
        (call.text(given.name.as_ref()), given.media_type.map(Memory::id));
    let (mut attributes, _descriptor) = given.security.as_ref().map(attributes).unzip();
    let mut pool = Memory::blank(16);
    let (name, media_type) = (&mut name, &mut media_type);
    let code =
        call!(call, call.handle, name, media_type, given.action, &mut attributes, &mut pool,)?;
    call.intact(&pool)?;
    call.judge(code).map(|()| Answer::Id(pool.read_id()))
}

pub(super) fn pool_name(call: &Call<'_>, given: &GetNtmsMediaPoolName) -> Result<Answer, Fault> {
    let unit = unit_bytes(call.alphabet) as u32;
    let (_, name) = call.fill(given.capacity, unit, |name, size| {
        let mut pool = Memory::id(given.pool);
        call!(call, call.handle, &mut pool, name, size)
    })?;
    let name = name.read_text(call.alphabet, call.page);
    name.map(Answer::Name).ok_or_else(|| call.odd("tells a name without an end".to_owned()))
}

pub(super) fn update_omid(call: &Call<'_>, given: &UpdateNtmsOmidInfo) -> Result<Answer, Fault> {
    let (mut media, mut label) = (Memory::id(given.media), Memory::of(&given.label));
    let count = given.label.len() as u32;
    let code = call!(call, call.handle, &mut media, given.label_type, count, &mut label)?;
    call.judge(code).map(|()| Answer::Done)
}
