//! Objects: lists, information, attributes, rights.

use bytes::Bytes;
use conformance::Alphabet;
use wire::ntms::ObjectInformation;
use wire::ntms::call::{
    Answer, EnumerateNtmsObject, GetNtmsObjectAttribute, GetNtmsObjectInformation,
    GetNtmsObjectSecurity, SetNtmsObjectAttribute, SetNtmsObjectInformation, SetNtmsObjectSecurity,
};
use wire::ntms::layout::{Form, Laid, Opening, Shape};
use wire::ntms::security::SecurityParts;

use super::{Unfilled, short};
use crate::export::{Call, Fault, call};
use crate::memory::Memory;

const ID_BYTES: u32 = 16;

pub(super) fn enumerate(call: &Call<'_>, given: &EnumerateNtmsObject) -> Result<Answer, Fault> {
    let filled = call.fill(given.capacity, ID_BYTES, |list, size| {
        let mut container = given.container.map(Memory::id);
        let (object_type, options) = (given.object_type, given.options);
        call!(call, call.handle, &mut container, list, size, object_type, options)
    });
    match filled {
        Ok((count, list)) => Ok(Answer::Ids(list.read_ids(count))),
        Err(Unfilled { short: Some((needed, room, list)), .. }) => {
            Err(short(needed, list.read_ids(room as usize)))
        }
        Err(unfilled) => Err(unfilled.into()),
    }
}

impl Call<'_> {
    /// How structures lie that go in and come out.
    pub(super) fn shape(&self) -> Shape {
        Shape::current(match self.alphabet {
            Alphabet::Ansi => Form::A,
            Alphabet::Wide => Form::W,
        })
    }

    /// The information on an object in the bytes of its structure.
    pub(super) fn parse(&self, bytes: &[u8]) -> Result<ObjectInformation, Fault> {
        let parsed = ObjectInformation::parse(bytes, self.shape(), self.page);
        parsed.map_err(|malformed| self.odd(format!("tells what is nothing: {malformed}")))
    }
}

pub(super) fn information(
    call: &Call<'_>,
    given: &GetNtmsObjectInformation,
) -> Result<Answer, Fault> {
    let size = ObjectInformation::STRUCTURE.size(call.shape());
    let mut object = Memory::id(given.object);
    let mut information = given.object_type.map(|object_type| {
        let mut bytes = vec![0; size];
        // A structure of C begins with its size, which is far below the limit of a number.
        bytes[..4].copy_from_slice(&(size as u32).to_ne_bytes());
        bytes[4..Opening::BYTES].copy_from_slice(&object_type.to_ne_bytes());
        Memory::of(&bytes)
    });
    let code = call!(call, call.handle, &mut object, &mut information)?;
    let there = information.as_ref().map_or(Ok(()), |information| call.intact(information));
    there.and(call.judge(code))?;
    let information = information.map(|information| information.read_all()).unwrap_or_default();
    call.parse(&information).map(|found| Answer::Information(Box::new(found)))
}

pub(super) fn set_information(
    call: &Call<'_>,
    given: &SetNtmsObjectInformation,
) -> Result<Answer, Fault> {
    let mut object = Memory::id(given.object);
    let given = given.information.as_ref();
    let mut information =
        given.map(|given| Memory::of(&given.emit_as_given(call.shape(), call.page)));
    let code = call!(call, call.handle, &mut object, &mut information)?;
    call.judge(code).map(|()| Answer::Done)
}

pub(super) fn attribute(call: &Call<'_>, given: &GetNtmsObjectAttribute) -> Result<Answer, Fault> {
    let (count, data) = call.fill(given.capacity, 1, |data, size| {
        let (mut object, mut name) = (Memory::id(given.object), call.text(given.name.as_ref()));
        call!(call, call.handle, &mut object, given.object_type, &mut name, data, size)
    })?;
    Ok(Answer::Data(Bytes::from(data.read(count))))
}

pub(super) fn set_attribute(
    call: &Call<'_>,
    given: &SetNtmsObjectAttribute,
) -> Result<Answer, Fault> {
    let (mut object, mut name) = (Memory::id(given.object), call.text(given.name.as_ref()));
    let size = given.data.as_ref().map_or(1, Bytes::len) as u32;
    let mut data = given.data.as_deref().map(Memory::of);
    let object_type = given.object_type;
    let code = call!(call, call.handle, &mut object, object_type, &mut name, &mut data, size)?;
    call.judge(code).map(|()| Answer::Done)
}

pub(super) fn security(call: &Call<'_>, given: &GetNtmsObjectSecurity) -> Result<Answer, Fault> {
    let (object_type, information) = (given.object_type, given.information);
    // The room is a number and what is there comes back in another place.
    let (count, descriptor) = call.fill(Some(given.capacity), 1, |descriptor, size| {
        let mut object = Memory::id(given.object);
        let room = size.as_ref().map_or(0, Memory::read_number);
        call!(call, call.handle, &mut object, object_type, information, descriptor, room, size)
    })?;
    let bytes = descriptor.read(count);
    let parts = SecurityParts::read(|range| bytes.get(range).map(<[u8]>::to_vec));
    parts.map(Answer::Security).map_err(|malformed| call.odd(format!("tells {malformed}")))
}

pub(super) fn set_security(
    call: &Call<'_>,
    given: &SetNtmsObjectSecurity,
) -> Result<Answer, Fault> {
    let mut object = Memory::id(given.object);
    let mut descriptor = given.security.as_ref().map(|parts| Memory::of(&parts.to_bytes()));
    let (object_type, information) = (given.object_type, given.information);
    let code = call!(call, call.handle, &mut object, object_type, information, &mut descriptor)?;
    call.judge(code).map(|()| Answer::Done)
}
