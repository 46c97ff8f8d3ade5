//! Stories of the later life of media: complete, retired, forgotten.

use wire::ntms::Access;
use wire::ntms::call::{
    AllocateNtmsMedia, DecommissionNtmsMedia, DeleteNtmsMedia, MountNtmsMedia, MoveToNtmsMediaPool,
    SetNtmsMediaComplete,
};
use wire::ntms::object::PoolType;
use wire::ntms::security::Entry;

use super::*;
use SideState::{Available, Complete, Decommissioned};

fn grant(access: Access) -> Entry {
    Entry { grants: true, principal: Principal::new("bert"), access }
}

fn wait_for(media: Guid) -> MountNtmsMedia {
    let (media, drives) = (vec![media], Vec::new());
    MountNtmsMedia { media, drives, options: 0, priority: 0, timeout: INFINITE }
}

#[test]
fn an_allocated_side_is_set_complete_unless_somebody_has_it() {
    let mut rig = rig();
    let of = |media| SetNtmsMediaComplete { media };
    rig.get(of(rig.lmid("OWNED1")));
    rig.get(of(rig.lmid("SHELF1")));
    assert_eq!([rig.states("OWNED1"), rig.states("SHELF1")], [[Complete], [Complete]]);
    rig.begin(rig.admin, wait_for(rig.lmid("OWNED2")));
    let bad = NtmsError::InvalidMedia;
    let cases = [
        ("no identifier", of(Guid::NULL), NtmsError::InvalidParameter),
        ("unknown", of(UNKNOWN), bad),
        ("a side", of(rig.side("OWNED2", 0)), bad),
        ("complete", of(rig.lmid("WHOLE1")), NtmsError::InvalidState),
        ("wanted", of(rig.lmid("OWNED2")), NtmsError::InvalidState),
    ];
    rig.refuses(&cases);
    let call = of(rig.lmid("OWNED2"));
    rig.refuses_by(rig.user, "no right", call, NtmsError::AccessDenied);
}

#[test]
fn an_available_side_is_retired_for_ever() {
    let mut rig = rig();
    let of = |side| DecommissionNtmsMedia { side };
    rig.get(of(rig.side("AVAIL1", 0)));
    rig.get(of(rig.side("DISC1", 1)));
    assert_eq!(rig.states("AVAIL1"), [Decommissioned]);
    assert_eq!(rig.states("DISC1"), [Available, Decommissioned], "one side and not its medium");
    let (pool, side) = (rig.pool("Archive"), Some(rig.side("DISC1", 1)));
    let call = AllocateNtmsMedia { pool, side, previous: Guid::NULL, options: 0, timeout: 0 };
    rig.refuses(&[("retired", call, NtmsError::InvalidMedia)]);
    let bad = NtmsError::InvalidMedia;
    let state = NtmsError::InvalidState;
    let cases = [
        ("no identifier", of(Guid::NULL), NtmsError::InvalidParameter),
        ("unknown", of(UNKNOWN), bad),
        ("a logical medium", of(rig.lmid("OWNED1")), bad),
        ("allocated", of(rig.side("OWNED1", 0)), state),
        ("to be imported", of(rig.side("IMPORT1", 0)), state),
        ("retired", of(rig.side("RETIRED1", 0)), state),
    ];
    rig.refuses(&cases);
    let call = of(rig.side("AVAIL2", 0));
    rig.refuses_by(rig.user, "no right", call, NtmsError::AccessDenied);
}

#[test]
fn a_medium_on_the_shelf_is_forgotten_unless_it_is_owned_or_wanted() {
    let mut rig = rig();
    let of = |media| DeleteNtmsMedia { media };
    let (media, side) = (rig.medium("SHELF2"), rig.side_key("SHELF2", 0));
    let id = rig.id_of_medium("SHELF2");
    rig.rsm.work.batches.insert(rig.admin, vec![media]);
    let waits = rig.begin(rig.admin, wait_for(rig.side("SHELF2", 0)));
    let state = NtmsError::InvalidState;
    let cases = [
        ("no identifier", of(Guid::NULL), NtmsError::InvalidParameter),
        ("unknown", of(UNKNOWN), NtmsError::InvalidMedia),
        ("a side", of(rig.side("SHELF2", 0)), NtmsError::InvalidMedia),
        ("in a library", of(rig.id_of_medium("AVAIL1")), state),
        ("owned", of(rig.id_of_medium("SHELF1")), state),
        ("wanted", of(id), state),
    ];
    rig.refuses(&cases);
    let request = rig.operator_requests()[0].head.id;
    rig.get(wire::ntms::call::CancelNtmsOperatorRequest { request });
    assert_eq!(rig.end(waits), Err(NtmsError::RequestRefused.into()));
    rig.get(of(id));
    assert_eq!((rig.db().try_get(media), rig.db().try_get(side)), (None, None));
    assert_eq!(rig.rsm.work.batches[&rig.admin], [], "nor is it ejected any more");
}

#[test]
fn rights_on_the_computer_are_needed_since_2003_to_forget_a_medium() {
    for (version, computer_too) in [(Version::Server2003, true), (Version::Xp, false)] {
        let mut rig = rig_of(version, Switches::default());
        let call = DeleteNtmsMedia { media: rig.id_of_medium("SHELF2") };
        let denied = NtmsError::AccessDenied;
        rig.refuses_by(rig.user, "no right on the pool", call, denied);
        rig.change_pool("Backup\\Daily", |row| {
            row.security.entries.insert(0, grant(Access::MODIFY));
        });
        if computer_too {
            rig.refuses_by(rig.user, "no right on the computer", call, denied);
            let computer = rig.db().computer();
            rig.rsm.database.update(computer, |row| {
                row.security.entries.insert(0, grant(Access::MODIFY));
            });
            rig.rsm.keep();
            rig.settle();
        }
        rig.reply(rig.user, call).expect("rights enough");
    }
}

#[test]
fn media_of_a_pool_that_nobody_knows_only_leave_it() {
    let mut rig = rig();
    rig.change_pool("Backup\\Daily", |row| row.pool_type = PoolType::Unknown);
    let lost = NtmsError::InvalidMediaPool;
    let complete = SetNtmsMediaComplete { media: rig.lmid("OWNED1") };
    rig.refuses(&[("complete", complete, lost)]);
    let retire = DecommissionNtmsMedia { side: rig.side("AVAIL1", 0) };
    rig.refuses(&[("retire", retire, lost)]);
    let forget = DeleteNtmsMedia { media: rig.id_of_medium("SHELF2") };
    rig.refuses(&[("forget", forget, lost)]);
    let to = rig.pool("Backup\\Weekly");
    for name in ["OWNED1", "AVAIL1", "SHELF2"] {
        rig.get(MoveToNtmsMediaPool { media: rig.id_of_medium(name), pool: to });
    }
    rig.get(complete);
    rig.get(retire);
    rig.get(forget);
}
