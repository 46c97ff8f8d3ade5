//! Functions without a session: drives that stand alone, and volumes.

use wire::Text;
use wire::ntms::call::{
    Answer, DoEjectFromSADriveW, DriveVolume, EjectDiskFromSADrive, GetVolumesFromDrive,
};

use crate::export::{Call, Fault, call};
use crate::memory::{Memory, unit_bytes};

/// No window: who is asked is in the room.
const WINDOW: u64 = 0;

pub(super) fn eject_disk(call: &Call<'_>, given: &EjectDiskFromSADrive) -> Result<Answer, Fault> {
    let texts = [&given.server, &given.application, &given.device, &given.title, &given.message];
    let [mut server, mut application, mut device, mut title, mut message] =
        texts.map(|text| call.text(text.as_ref()));
    let (who, device) = ((&mut server, &mut application), &mut device);
    let question = (&mut title, &mut message);
    let code = call!(call, who.0, who.1, device, WINDOW, question.0, question.1, given.options,)?;
    call.judge(code).map(|()| Answer::Done)
}

pub(super) fn do_eject(call: &Call<'_>, given: &DoEjectFromSADriveW) -> Result<Answer, Fault> {
    let texts = [&given.server, &given.application, &given.device, &given.title, &given.message];
    let [mut server, mut application, mut device, mut title, mut message] =
        texts.map(|text| call.text(text.as_ref()));
    let (who, device) = ((&mut server, &mut application), &mut device);
    let code = call!(call, who.0, who.1, device, WINDOW, &mut title, &mut message)?;
    call.judge(code).map(|()| Answer::Done)
}

pub(super) fn volumes(call: &Call<'_>, given: &GetVolumesFromDrive) -> Result<Answer, Fault> {
    let mut drive = call.text(given.drive.as_ref());
    let (mut name, mut letter) = (Memory::of(&[0; 8]), Memory::of(&[0; 8]));
    let code = call!(call, &mut drive, &mut name, &mut letter)?;
    call.intact(&name)?;
    call.intact(&letter)?;
    call.judge(code)?;
    // What the library gave is not given back: this process ends soon.
    let name = told(call, name.read_handle())?;
    let name = name.ok_or_else(|| call.odd("tells no name of the volume".to_owned()))?;
    Ok(Answer::Volume(DriveVolume { name, letter: told(call, letter.read_handle())? }))
}

/// Units of a text that a library gives; a longer one has no end.
const UNITS_MAX: usize = 1024;

/// A text where the library says that one is.
fn told(call: &Call<'_>, at: u64) -> Result<Option<Text>, Fault> {
    if at == 0 {
        return Ok(None);
    }
    let unit = unit_bytes(call.alphabet);
    let from = std::ptr::with_exposed_provenance::<u8>(at as usize);
    let mut bytes = Vec::new();
    for _ in 0..UNITS_MAX {
        let place = bytes.len()..bytes.len() + unit;
        // SAFETY: no unit before this one was the end of the text that the library says is there.
        bytes.extend(place.clone().map(|byte| unsafe { from.add(byte).read() }));
        if bytes[place].iter().all(|byte| *byte == 0) {
            return Ok(Memory::of(&bytes).read_text(call.alphabet, call.page));
        }
    }
    Err(call.odd("tells a text without an end".to_owned()))
}
