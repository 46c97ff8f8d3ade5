//! Stories of the order of requests.

use wire::ntms::call::{
    CancelNtmsOperatorRequest, DeleteNtmsRequests, DismountNtmsMedia, GetNtmsRequestOrder,
    MountNtmsMedia, SetNtmsRequestOrder,
};
use wire::ntms::security::Entry;
use wire::ntms::{Access, ObjectType, call::Answer};

use super::*;
use crate::database::LibRequest;

fn begin(rig: &mut Rig, name: &str, priority: i32, timeout: u32) -> u64 {
    let media = vec![rig.side(name, 0)];
    let call = MountNtmsMedia { media, drives: Vec::new(), options: 1, priority, timeout };
    rig.begin(rig.admin, call)
}

/// Mounts that wait, in the order of their calls: none starts, since there is no drive.
fn queue(rig: &mut Rig, priorities: &[i32]) -> Vec<Guid> {
    let names = ["OWNED1", "OWNED2", "WHOLE1", "AVAIL1", "AVAIL2"];
    for (name, priority) in names.into_iter().zip(priorities) {
        begin(rig, name, *priority, INFINITE);
    }
    rig.db().all::<LibRequest>().map(|(_, row)| row.head.id).collect()
}

fn places(rig: &mut Rig, requests: &[Guid]) -> Vec<u32> {
    requests.iter().map(|request| rig.get(GetNtmsRequestOrder { request: *request })).collect()
}

fn set(request: Guid, order: u32) -> SetNtmsRequestOrder {
    SetNtmsRequestOrder { request, order }
}

#[test]
fn mounts_are_in_order_by_priority_then_age_and_move_where_somebody_wants_them() {
    let mut rig = rig();
    let requests = queue(&mut rig, &[0, 0, 7, 0, -7]);
    assert_eq!(places(&mut rig, &requests), [2, 3, 1, 4, 5]);
    rig.get(set(requests[4], 1));
    assert_eq!(places(&mut rig, &requests), [3, 4, 2, 5, 1]);
    rig.get(set(requests[2], u32::MAX));
    assert_eq!(places(&mut rig, &requests), [2, 3, 5, 4, 1]);
    rig.get(set(requests[3], 2));
    assert_eq!(places(&mut rig, &requests), [3, 4, 5, 2, 1]);
    rig.get(set(requests[3], 2));
    assert_eq!(places(&mut rig, &requests), [3, 4, 5, 2, 1], "it is there already");
}

#[test]
fn there_is_always_room_between_two_requests() {
    let mut rig = rig();
    let requests = queue(&mut rig, &[0, 0, 0, 0, 0]);
    for turn in 0..200 {
        let last = requests[(turn + 4) % 5];
        rig.get(set(last, 2));
        assert_eq!(places(&mut rig, &[last]), [2], "turn {turn}");
    }
    let mut all = places(&mut rig, &requests);
    all.sort_unstable();
    assert_eq!(all, [1, 2, 3, 4, 5]);
}

#[test]
fn what_has_no_place_has_order_0_and_cannot_be_moved() {
    let mut rig = rig();
    let over = begin(&mut rig, "OWNED1", 0, 1000);
    rig.pass(Duration::from_secs(1));
    rig.end(over).expect_err("there is no drive");
    begin(&mut rig, "OWNED2", 0, INFINITE);
    rig.hold("WHOLE1", Some(rig.admin));
    let media = vec![rig.side("WHOLE1", 0)];
    rig.get(DismountNtmsMedia { media, options: 0 });
    let requests: Vec<Guid> = rig.db().all::<LibRequest>().map(|(_, row)| row.head.id).collect();
    assert_eq!(places(&mut rig, &requests), [0, 1, 0]);
    let (other, dismount) = (rig.db().id(rig.library()), requests[2]);
    rig.refuses(&[
        ("it is over", set(requests[0], 1), NtmsError::InvalidParameter),
        ("its kind has no order", set(dismount, 1), NtmsError::InvalidParameter),
        ("no place", set(requests[1], 0), NtmsError::InvalidParameter),
        ("no identifier", set(Guid::NULL, 1), NtmsError::InvalidParameter),
        ("unknown", set(UNKNOWN, 1), NtmsError::ObjectNotFound),
        ("no request", set(other, 1), NtmsError::ObjectNotFound),
    ]);
    let get = |request| GetNtmsRequestOrder { request };
    rig.refuses(&[
        ("no identifier", get(Guid::NULL), NtmsError::InvalidParameter),
        ("unknown", get(UNKNOWN), NtmsError::ObjectNotFound),
        ("no request", get(other), NtmsError::ObjectNotFound),
    ]);
}

#[test]
fn the_order_is_for_who_controls_the_service_since_server_2003() {
    for (version, right, may) in [
        (Version::Server2003, Access::CONTROL, true),
        (Version::Server2003, Access::MODIFY, false),
        (Version::Xp, Access::NONE, true),
    ] {
        let mut rig = rig_of(version, Switches::default());
        let requests = queue(&mut rig, &[0]);
        let computer = rig.db().computer();
        rig.rsm.database.update(computer, |row| {
            let bert = Principal::new("bert");
            row.security.entries = vec![Entry { grants: true, principal: bert, access: right }];
        });
        rig.rsm.keep();
        rig.settle();
        let (get, set) = (GetNtmsRequestOrder { request: requests[0] }, set(requests[0], 1));
        if may {
            assert_eq!(rig.reply(rig.user, get), Ok(Answer::Number(1)));
            assert_eq!(rig.reply(rig.user, set), Ok(Answer::Done));
        } else {
            rig.refuses_by(rig.user, "no right", get, NtmsError::AccessDenied);
            rig.refuses_by(rig.user, "no right", set, NtmsError::AccessDenied);
        }
    }
}

fn delete(requests: &[Guid], object_type: ObjectType) -> DeleteNtmsRequests {
    DeleteNtmsRequests { requests: Some(requests.to_vec()), object_type: object_type.value() }
}

#[test]
fn requests_that_are_over_are_deleted_and_others_stay() {
    use wire::ntms::call::SubmitNtmsOperatorRequest;
    let mut rig = rig();
    let over = begin(&mut rig, "OWNED1", 0, 1000);
    rig.pass(Duration::from_secs(1));
    rig.end(over).expect_err("there is no drive");
    begin(&mut rig, "OWNED2", 0, INFINITE);
    let library: Vec<Guid> = rig.db().all::<LibRequest>().map(|(_, row)| row.head.id).collect();
    let message = SubmitNtmsOperatorRequest {
        command: wire::ntms::operation::OperatorCommand::Message.value(),
        message: None,
        argument_1: None,
        argument_2: None,
    };
    let operator = [rig.get(message.clone()), rig.get(message)];
    rig.get(CancelNtmsOperatorRequest { request: operator[0] });
    let here = |rig: &Rig, id: Guid| rig.db().find_any(id).is_some();
    let all = [&library[..], &operator[..], &[UNKNOWN, Guid::NULL, rig.id_of_medium("FREE1")]];
    rig.get(delete(&all.concat(), ObjectType::LibRequest));
    assert_eq!(library.iter().map(|id| here(&rig, *id)).collect::<Vec<_>>(), [false, true]);
    assert!(operator.iter().all(|id| here(&rig, *id)), "they are of another type");
    rig.get(delete(&all.concat(), ObjectType::OpRequest));
    assert_eq!(operator.map(|id| here(&rig, id)), [false, true]);
    assert!(here(&rig, library[1]) && here(&rig, rig.id_of_medium("FREE1")));
    rig.get(delete(&[], ObjectType::LibRequest));
}

#[test]
fn deleting_requests_needs_a_list_of_a_type_of_requests_and_a_right() {
    let mut rig = rig();
    let bad = |object_type: ObjectType| delete(&[UNKNOWN], object_type);
    let no_list = DeleteNtmsRequests { requests: None, ..bad(ObjectType::OpRequest) };
    rig.refuses(&[
        ("no list", no_list, NtmsError::InvalidParameter),
        ("no requests", bad(ObjectType::Drive), NtmsError::InvalidParameter),
        ("any type", bad(ObjectType::Unknown), NtmsError::InvalidParameter),
        (
            "no type",
            DeleteNtmsRequests { object_type: 77, ..bad(ObjectType::Drive) },
            NtmsError::InvalidParameter,
        ),
    ]);
    let call = bad(ObjectType::LibRequest);
    rig.refuses_by(rig.user, "no right", call, NtmsError::AccessDenied);
}
