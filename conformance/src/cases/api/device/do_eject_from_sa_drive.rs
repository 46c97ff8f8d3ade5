//! DoEjectFromSADriveW, of which no page exists: it does the work of EjectDiskFromSADrive with
//! NTMS_EJECT_ASK_USER.

use wire::Text;
use wire::ntms::call::{DoEjectFromSADriveW, SatisfyNtmsOperatorRequest};
use wire::ntms::{Function, NtmsError};

use super::eject_disk_from_sa_drive::{DESKS, DISK, asked, is_out};
use super::{case, in_room, mounted};
use crate::case::{Case, Verdict};
use crate::cause::Cause;
use crate::stage::Stage;

const FUNCTION: Function = Function::DoEjectFromSADriveW;
const SOURCE: &str = "ntmsapi import library, six arguments; EjectDiskFromSADrive function";

const fn in_desks(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    in_room(case(FUNCTION, code, variant, requirement, SOURCE, run), DESKS)
}

fn call() -> DoEjectFromSADriveW {
    DoEjectFromSADriveW { device: Some(Text::new(DISK)), ..DoEjectFromSADriveW::default() }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    in_desks(None, "", "the call returns when the medium is out", |stage| {
        stage.open_session()?;
        let medium = stage.medium("DISC01")?;
        stage.succeeds(call())?;
        is_out(stage, medium, true)
    }),
    in_desks(None, "ask-user", "the user may force out what somebody has mounted", |stage| {
        stage.open_session()?;
        let medium = stage.medium("DISC01")?;
        mounted(stage, "DISC01")?;
        let begun = stage.begin(call());
        let (request, _) = asked(stage)?;
        stage.succeeds(SatisfyNtmsOperatorRequest { request })?;
        stage.ends_well(begun)?;
        is_out(stage, medium, true)
    }),
    in_desks(
        Some(NtmsError::InvalidParameter),
        "",
        "a device name is one of a drive that stands alone",
        |stage| {
            let none = DoEjectFromSADriveW { device: None, ..call() };
            stage.refused(none, NtmsError::InvalidParameter)
        },
    ),
    in_desks(
        Some(NtmsError::InvalidHandle),
        "",
        "a session with a computer that cannot be reached is missing",
        |stage| {
            let there = DoEjectFromSADriveW { server: Some(Text::new("NOBODY")), ..call() };
            stage.refused(there, NtmsError::InvalidHandle)
        },
    ),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, DESKS, |_| Ok(call().into()))
}
