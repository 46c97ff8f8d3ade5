//! GetNtmsUIOptions.

use wire::Guid;
use wire::ntms::call::{Answer, GetNtmsUIOptions};
use wire::ntms::operation::{UiOperation, UiType};
use wire::ntms::{Function, NtmsError, ObjectType};

use super::set_ntms_ui_options::set;
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::{ROOM, object};
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "GetNtmsUIOptions function, return value";
const REMARKS: &str = "GetNtmsUIOptions function, remarks";

const OF: Of = Of::new(Function::GetNtmsUIOptions, &[Need::Room], ROOM);

/// The call, with room for everything.
pub(super) fn get(object: Option<Guid>, kind: UiType) -> GetNtmsUIOptions {
    GetNtmsUIOptions { object, ui_type: kind.value(), capacity: Some(u32::MAX) }
}

/// The destinations are these.
pub(super) fn are(
    stage: &mut Stage<'_>,
    object: Option<Guid>,
    kind: UiType,
    wanted: &[&str],
) -> Verdict {
    match stage.succeeds(get(object, kind))? {
        Answer::Names(names)
            if names.iter().map(|name| name.as_str()).eq(wanted.iter().copied()) =>
        {
            Ok(())
        }
        other => Err(Mismatch::new(format!("{wanted:?}"), format!("{other:?}"))),
    }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(None, "", "without destinations there is success and nothing", PAGE, |stage| {
        stage.open_session()?;
        let library = Some(stage.library()?);
        let computer = Some(stage.objects(ObjectType::Computer, None)?[0]);
        for scope in [library, computer, None] {
            are(stage, scope, UiType::Info, &[])?;
            are(stage, scope, UiType::Req, &[])?;
            stage.succeeds(GetNtmsUIOptions { capacity: Some(0), ..get(scope, UiType::Req) })?;
        }
        are(stage, library, UiType::Err, &[])
    }),
    OF.case(
        None,
        "scopes",
        "computer, library and program, and each kind of message, have lists of their own",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let library = Some(stage.library()?);
            let computer = Some(stage.objects(ObjectType::Computer, None)?[0]);
            let shelf = Some(stage.offline_library()?);
            let all = [(library, "OFLIB"), (computer, "OFCOMP"), (None, "OFAPP")];
            for (scope, name) in all {
                stage.succeeds(set(scope, UiType::Req, UiOperation::Add, name))?;
                stage.succeeds(set(scope, UiType::Info, UiOperation::Add, "INFO"))?;
            }
            for (scope, name) in all {
                are(stage, scope, UiType::Req, &[name])?;
                are(stage, scope, UiType::Info, &["INFO"])?;
            }
            are(stage, shelf, UiType::Req, &[])
        },
    ),
    OF.case(
        Some(NtmsError::InsufficientBuffer),
        "",
        "each name needs a terminator and the list another; what is needed is told",
        PAGE,
        |stage| {
            stage.open_session()?;
            let library = Some(stage.library()?);
            for name in ["ABC", "DEFGH"] {
                stage.succeeds(set(library, UiType::Req, UiOperation::Add, name))?;
            }
            for capacity in [0, 4, 10].map(Some) {
                let call = GetNtmsUIOptions { capacity, ..get(library, UiType::Req) };
                stage.refused(call, NtmsError::InsufficientBuffer)?;
                let needed = stage.call(call).err().and_then(|end| end.short).map(|s| s.needed);
                if needed != Some(11) {
                    return Err(Mismatch::new("11 needed", format!("{needed:?}")));
                }
            }
            let call = GetNtmsUIOptions { capacity: Some(11), ..get(library, UiType::Req) };
            stage.succeeds(call).map(|_| ())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "",
        "the buffer must be there, the object a computer or library, the kind one of three; \
         programs have no errors",
        PAGE,
        |stage| {
            stage.open_session()?;
            let (library, medium) = (Some(stage.library()?), Some(stage.medium("OWNED1L3")?));
            let (pool, code) = (Some(stage.pool("Other")?), NtmsError::InvalidParameter);
            stage
                .refused(GetNtmsUIOptions { capacity: None, ..get(library, UiType::Req) }, code)?;
            stage.refused(get(medium, UiType::Req), code)?;
            stage.refused(get(pool, UiType::Req), code)?;
            stage.refused(get(library, UiType::Invalid), code)?;
            stage.refused(get(library, UiType::Max), code)?;
            stage.refused(get(None, UiType::Err), code)
        },
    ),
    OF.case(Some(NtmsError::ObjectNotFound), "", "computer or library must exist", PAGE, |stage| {
        stage.open_session()?;
        for kind in [UiType::Info, UiType::Req, UiType::Err] {
            stage.refused(get(Some(NOBODY), kind), NtmsError::ObjectNotFound)?;
        }
        Ok(())
    }),
    hindered(Cause::BadHandle),
    hindered(Cause::OutOfMemory),
    Case::hindered(Function::GetNtmsUIOptions, Cause::NoRight, ROOM, |stage| {
        let library = stage.library()?;
        let nobody =
            object::set_ntms_object_security::set(library, ObjectType::Library, Vec::new());
        stage.succeeds(nobody)?;
        Ok(get(Some(library), UiType::Req).into())
    }),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::GetNtmsUIOptions, cause, ROOM, |stage| {
        Ok(get(Some(stage.library()?), UiType::Req).into())
    })
}
