//! Stories of where messages go.

use wire::ntms::Access;
use wire::ntms::call::{CloseNtmsSession, GetNtmsUIOptions, SetNtmsUIOptions};
use wire::ntms::operation::{UiOperation, UiType};
use wire::ntms::security::Entry;

use super::*;

const ADD: UiOperation = UiOperation::Add;
const DELETE: UiOperation = UiOperation::Delete;
const REQ: UiType = UiType::Req;

fn get(object: Option<Guid>, kind: UiType) -> GetNtmsUIOptions {
    GetNtmsUIOptions { object, ui_type: kind.value(), capacity: Some(512) }
}

fn set(object: Option<Guid>, kind: UiType, operation: UiOperation, name: &str) -> SetNtmsUIOptions {
    let (ui_type, operation) = (kind.value(), operation.value());
    SetNtmsUIOptions { object, ui_type, operation, destination: Some(Text::new(name)) }
}

fn seen(rig: &mut Rig, call: GetNtmsUIOptions) -> Vec<String> {
    rig.get(call).iter().map(|name| name.to_string()).collect()
}

#[test]
fn each_scope_and_kind_has_a_list_of_its_own() {
    let mut rig = rig();
    let library = Some(rig.db().id(rig.library()));
    let computer = Some(rig.db().id(rig.db().computer()));
    for (scope, name) in [(library, "LIB"), (computer, "COMP"), (None, "APP")] {
        rig.get(set(scope, REQ, ADD, name));
        rig.get(set(scope, REQ, ADD, "SECOND"));
        rig.get(set(scope, UiType::Info, ADD, "INFO"));
        assert_eq!(seen(&mut rig, get(scope, REQ)), [name, "SECOND"]);
    }
    assert!(seen(&mut rig, get(library, UiType::Err)).is_empty());
    rig.get(set(library, REQ, DELETE, "lib"));
    assert_eq!(seen(&mut rig, get(library, REQ)), ["SECOND"]);
    rig.get(SetNtmsUIOptions {
        destination: None,
        ..set(library, REQ, UiOperation::DeleteAll, "")
    });
    assert!(seen(&mut rig, get(library, REQ)).is_empty());
    assert_eq!(seen(&mut rig, get(library, UiType::Info)), ["INFO"]);
    assert_eq!(seen(&mut rig, get(None, REQ)), ["APP", "SECOND"]);
    rig.get(set(None, REQ, UiOperation::DeleteAll, "SECOND"));
    assert!(seen(&mut rig, get(Some(Guid::NULL), REQ)).is_empty());
    assert_eq!(seen(&mut rig, get(computer, REQ)), ["COMP", "SECOND"]);
}

#[test]
fn what_an_application_said_ends_with_its_session() {
    let mut rig = rig();
    rig.get(set(None, REQ, ADD, ""));
    assert_eq!(seen(&mut rig, get(None, REQ)), ["DESK"], "the computer that it runs on");
    let other = rig.open("anna", &[ADMINISTRATORS], false);
    let names = GetNtmsUIOptions::answer(rig.reply(other, get(None, REQ)).expect("told"));
    assert_eq!(names, Some(Vec::new()), "another session of the same program");
    let first = rig.admin;
    rig.get(CloseNtmsSession);
    rig.admin = rig.open("anna", &[ADMINISTRATORS], false);
    assert_eq!(rig.admin.index, first.index);
    assert!(seen(&mut rig, get(None, REQ)).is_empty());
}

#[test]
fn what_is_no_option_is_refused() {
    let mut rig = rig();
    let library = Some(rig.db().id(rig.library()));
    let drive = Some(rig.db().id(rig.drives()[0]));
    rig.get(set(library, REQ, ADD, "DESK"));
    let bad = NtmsError::InvalidParameter;
    let long = "x".repeat(64);
    let call = set(library, REQ, ADD, "OTHER");
    rig.refuses(&[
        ("there", set(library, REQ, ADD, "desk"), NtmsError::AlreadyExists),
        ("the same", set(library, REQ, ADD, ""), NtmsError::AlreadyExists),
        ("not there", set(library, REQ, DELETE, "OTHER"), NtmsError::ObjectNotFound),
        ("unknown", set(Some(UNKNOWN), REQ, ADD, "OTHER"), NtmsError::ObjectNotFound),
        ("a drive", set(drive, REQ, ADD, "OTHER"), bad),
        ("no name", SetNtmsUIOptions { destination: None, ..call.clone() }, bad),
        ("a long name", set(library, REQ, ADD, &long), bad),
        ("no kind", set(library, UiType::Invalid, ADD, "OTHER"), bad),
        ("no kind", set(library, UiType::Max, ADD, "OTHER"), bad),
        ("errors of a program", set(None, UiType::Err, ADD, "OTHER"), bad),
        ("no operation", SetNtmsUIOptions { operation: 0, ..call.clone() }, bad),
        ("no operation", set(library, REQ, UiOperation::Max, "OTHER"), bad),
    ]);
    rig.refuses(&[
        ("unknown", get(Some(UNKNOWN), REQ), NtmsError::ObjectNotFound),
        ("a drive", get(drive, REQ), bad),
        ("no kind", get(library, UiType::Max), bad),
        ("errors of a program", get(None, UiType::Err), bad),
        ("no buffer", GetNtmsUIOptions { capacity: None, ..get(library, REQ) }, bad),
    ]);
    // A name with its end, and the end of the list.
    let short = GetNtmsUIOptions { capacity: Some(5), ..get(library, REQ) };
    let error = NtmsError::InsufficientBuffer;
    let refusal = rig.refuses_by(rig.admin, "too short", short, error);
    assert_eq!(refusal.short.map(|short| short.needed), Some(6));
    rig.get(GetNtmsUIOptions { capacity: Some(6), ..short });
    rig.get(GetNtmsUIOptions { capacity: Some(0), ..get(library, UiType::Info) });
}

#[test]
fn rights_are_needed_on_computer_and_library_and_not_on_ones_own() {
    let mut rig = rig();
    let library = Some(rig.db().id(rig.library()));
    let denied = NtmsError::AccessDenied;
    rig.reply(rig.user, set(None, REQ, ADD, "")).expect("its own");
    rig.reply(rig.user, get(library, REQ)).expect("everybody may look");
    rig.refuses_by(rig.user, "no right", set(library, REQ, ADD, ""), denied);
    let line = |grants, access| Entry { grants, principal: Principal::new("bert"), access };
    rig.change_library(|row| row.security.entries.insert(0, line(true, Access::MODIFY)));
    rig.reply(rig.user, set(library, REQ, ADD, "")).expect("he may");
    rig.change_library(|row| row.security.entries.insert(0, line(false, Access::USE)));
    rig.refuses_by(rig.user, "no use", set(library, REQ, ADD, "OTHER"), denied);
    rig.refuses_by(rig.user, "no use", get(library, REQ), denied);
}

#[test]
fn destinations_go_with_their_library() {
    let mut rig = rig();
    let library = rig.library();
    let (id, computer) = (rig.db().id(library), rig.db().id(rig.db().computer()));
    rig.get(set(Some(id), REQ, ADD, "DESK"));
    rig.get(set(Some(computer), REQ, ADD, "DESK"));
    let mut gone = rig.rsm.database.clone();
    gone.delete(library);
    let left: Vec<Guid> =
        gone.all::<crate::database::UiDestination>().map(|(_, row)| row.object).collect();
    assert_eq!(left, [computer]);
}
