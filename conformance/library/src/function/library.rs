//! Library control and cleaners.

use wire::Guid;
use wire::ntms::call::{
    Answer, DeleteNtmsRequests, EjectNtmsCleaner, EjectNtmsMedia, GetNtmsRequestOrder,
    GetNtmsUIOptions, InjectNtmsCleaner, InjectNtmsMedia, SetNtmsUIOptions,
};

use crate::export::{Call, Fault, call};
use crate::memory::{Memory, unit_bytes};

/// The end of a call with a place for its operation.
fn operation(call: &Call<'_>, code: u32, place: Option<Memory>) -> Result<Answer, Fault> {
    let intact = place.as_ref().map_or(Ok(()), |place| call.intact(place));
    intact.and(call.judge(code))?;
    Ok(Answer::Id(place.map_or(Guid::NULL, |place| place.read_id())))
}

pub(super) fn inject_media(call: &Call<'_>, given: &InjectNtmsMedia) -> Result<Answer, Fault> {
    let (mut library, mut place) = (Memory::id(given.library), given.operation.map(Memory::id));
    let code = call!(call, call.handle, &mut library, &mut place, given.action)?;
    operation(call, code, place)
}

pub(super) fn eject_media(call: &Call<'_>, given: &EjectNtmsMedia) -> Result<Answer, Fault> {
    let (mut media, mut place) = (given.media.map(Memory::id), given.operation.map(Memory::id));
    let code = call!(call, call.handle, &mut media, &mut place, given.action)?;
    operation(call, code, place)
}

pub(super) fn inject_cleaner(call: &Call<'_>, given: &InjectNtmsCleaner) -> Result<Answer, Fault> {
    let (mut library, mut place) = (Memory::id(given.library), given.operation.map(Memory::id));
    let (cleans_left, action) = (given.cleans_left, given.action);
    let code = call!(call, call.handle, &mut library, &mut place, cleans_left, action)?;
    operation(call, code, place)
}

pub(super) fn eject_cleaner(call: &Call<'_>, given: &EjectNtmsCleaner) -> Result<Answer, Fault> {
    let (mut library, mut place) = (Memory::id(given.library), given.operation.map(Memory::id));
    let code = call!(call, call.handle, &mut library, &mut place, given.action)?;
    operation(call, code, place)
}

pub(super) fn delete_requests(
    call: &Call<'_>,
    given: &DeleteNtmsRequests,
) -> Result<Answer, Fault> {
    let count = given.requests.as_ref().map_or(1, Vec::len) as u32;
    let mut requests = given.requests.as_deref().map(Memory::ids);
    let code = call!(call, call.handle, &mut requests, given.object_type, count)?;
    call.judge(code).map(|()| Answer::Done)
}

pub(super) fn request_order(call: &Call<'_>, given: &GetNtmsRequestOrder) -> Result<Answer, Fault> {
    let (mut request, mut order) = (Memory::id(given.request), Memory::number(u32::MAX));
    let code = call!(call, call.handle, &mut request, &mut order)?;
    call.intact(&order)?;
    call.judge(code).map(|()| Answer::Number(order.read_number()))
}

pub(super) fn ui_options(call: &Call<'_>, given: &GetNtmsUIOptions) -> Result<Answer, Fault> {
    let unit = unit_bytes(call.alphabet);
    let (count, names) = call.fill(given.capacity, unit as u32, |names, size| {
        let mut object = given.object.map(Memory::id);
        call!(call, call.handle, &mut object, given.ui_type, names, size)
    })?;
    // Where there are none nothing needs to be written.
    let names = Memory::of(&names.read(count * unit));
    let names =
        if count == 0 { Some(Vec::new()) } else { names.read_texts(call.alphabet, call.page) };
    names.map(Answer::Names).ok_or_else(|| call.odd("tells names without an end".to_owned()))
}

pub(super) fn set_ui_options(call: &Call<'_>, given: &SetNtmsUIOptions) -> Result<Answer, Fault> {
    let mut object = given.object.map(Memory::id);
    let mut destination = call.text(given.destination.as_ref());
    let (ui_type, operation) = (given.ui_type, given.operation);
    let code = call!(call, call.handle, &mut object, ui_type, operation, &mut destination)?;
    call.judge(code).map(|()| Answer::Done)
}
