//! Stories of media allocated, given back and moved, and of labels told.

use bytes::Bytes;
use wire::label::FreeLabel;
use wire::ntms::call::{
    AllocateNtmsMedia, Allocated, DeallocateNtmsMedia, MoveToNtmsMediaPool, UpdateNtmsOmidInfo,
};
use wire::ntms::limit::{OMID_TYPE_FILESYSTEM_INFO, OMID_TYPE_RAW_LABEL};
use wire::ntms::operation::OperatorCommand;
use wire::ntms::security::Entry;
use wire::ntms::{Access, call::Answer};

use super::*;
use SideState::{Allocated as Owned, Available, Decommissioned, Import, Reserved, Unprepared};

const NEW: u32 = 1;
const NEXT: u32 = 2;
const AT_ONCE: u32 = 4;

fn allocate(pool: Guid, options: u32) -> AllocateNtmsMedia {
    AllocateNtmsMedia { pool, side: None, previous: Guid::NULL, options, timeout: INFINITE }
}

fn named_side(pool: Guid, side: Guid) -> AllocateNtmsMedia {
    AllocateNtmsMedia { side: Some(side), ..allocate(pool, 0) }
}

#[test]
fn the_first_available_medium_of_the_pool_is_taken_and_those_on_the_shelf_are_not() {
    let mut rig = rig();
    let pool = rig.pool("Backup\\Daily");
    for name in ["AVAIL1", "AVAIL2"] {
        let Allocated { media, from } = rig.get(allocate(pool, 0));
        assert_eq!((media, from), (rig.lmid(name), pool));
        let side = rig.db().get(rig.side_key(name, 0));
        assert_eq!((side.state, side.allocate_count), (Owned, 1));
    }
    rig.refuses(&[("SHELF2 is offline", allocate(pool, AT_ONCE), NtmsError::MediaUnavailable)]);
}

#[test]
fn a_dry_pool_draws_from_the_free_pool_when_its_policy_says_so() {
    let mut rig = rig();
    let pool = rig.pool("Backup\\Weekly");
    rig.refuses(&[("no policy", allocate(pool, AT_ONCE), NtmsError::MediaUnavailable)]);
    rig.change_pool("Backup\\Weekly", |row| {
        row.allocation_policy = AllocationPolicy::FROMSCRATCH;
    });
    let Allocated { media, from } = rig.get(allocate(pool, 0));
    assert_eq!((media, from), (rig.lmid("FREE1"), rig.pool("Free\\LTO_Ultrium")));
    assert_eq!(rig.pool_of("FREE1"), "Backup\\Weekly");
    let unprepared = rig.side_key("FREE2", 0);
    rig.rsm.database.update(unprepared, |row| row.state = Unprepared);
    rig.rsm.keep();
    rig.settle();
    rig.refuses(&[("no label yet", allocate(pool, AT_ONCE), NtmsError::MediaUnavailable)]);
    let (free, import) = (rig.pool_key("Free\\LTO_Ultrium"), rig.pool_key("Import\\LTO_Ultrium"));
    rig.change_medium("FREE2", |row| row.pool = import);
    rig.rsm.database.delete(free);
    rig.rsm.keep();
    rig.settle();
    rig.refuses(&[("no free pool", allocate(pool, 0), NtmsError::DeviceNotAvailable)]);
}

#[test]
fn sides_are_reserved_with_new_and_taken_with_next() {
    let mut rig = rig();
    let pool = rig.pool("Archive");
    let first = rig.get(allocate(pool, NEW)).media;
    assert_eq!(rig.states("DISC1"), [Owned, Reserved]);
    rig.refuses(&[("reserved", allocate(pool, AT_ONCE), NtmsError::MediaUnavailable)]);
    let next = AllocateNtmsMedia { previous: first, ..allocate(pool, NEXT) };
    let second = rig.get(next).media;
    assert_eq!(rig.states("DISC1"), [Owned, Owned]);
    let by_side = AllocateNtmsMedia { previous: rig.side("DISC1", 0), ..next };
    let elsewhere = AllocateNtmsMedia { previous: rig.lmid("OWNED1"), ..next };
    let nobodys = AllocateNtmsMedia { previous: rig.side("DISC2", 0), ..next };
    rig.refuses(&[
        ("all are taken", next, NtmsError::MediaUnavailable),
        ("all are taken", by_side, NtmsError::MediaUnavailable),
        ("of another pool", elsewhere, NtmsError::InvalidMedia),
        ("not allocated", nobodys, NtmsError::InvalidMedia),
        ("unknown", AllocateNtmsMedia { previous: UNKNOWN, ..next }, NtmsError::InvalidMedia),
        ("missing", allocate(pool, NEXT), NtmsError::InvalidParameter),
    ]);
    for media in [first, second] {
        rig.get(DeallocateNtmsMedia { media, options: 0 });
    }
    assert_eq!(rig.states("DISC1"), [Available, Available]);
    rig.get(allocate(pool, 0));
    assert_eq!(rig.states("DISC1"), [Owned, Available]);
    rig.refuses(&[("not whole", allocate(pool, NEW | AT_ONCE), NtmsError::MediaUnavailable)]);
}

#[test]
fn reserved_sides_are_free_again_when_the_last_allocated_one_goes() {
    let mut rig = rig();
    let media = rig.get(allocate(rig.pool("Archive"), NEW)).media;
    rig.get(DeallocateNtmsMedia { media, options: 0 });
    assert_eq!(rig.states("DISC1"), [Available, Available]);
}

#[test]
fn a_named_side_is_imported_in_one_step_and_its_sibling_stays() {
    let mut rig = rig();
    let (pool, import) = (rig.pool("Archive"), rig.pool("Import\\MO_5_RW"));
    let Allocated { from, .. } = rig.get(named_side(pool, rig.side("DISC2", 0)));
    assert_eq!((from, rig.pool_of("DISC2").as_str()), (import, "Archive"));
    assert_eq!(rig.states("DISC2"), [Owned, Import]);
    let Allocated { from, .. } = rig.get(named_side(pool, rig.side("DISC2", 1)));
    assert_eq!((from, rig.states("DISC2")), (pool, vec![Owned, Owned]));
}

#[test]
fn what_cannot_be_allocated_is_refused() {
    let mut rig = rig();
    let pool = rig.pool("Backup\\Daily");
    let side = |rig: &Rig, name| named_side(rig.pool("Backup\\Daily"), rig.side(name, 0));
    let elsewhere = named_side(rig.pool("Backup\\Weekly"), rig.side("AVAIL1", 0));
    let other_type = side(&rig, "DISC2");
    let of = |pool| allocate(pool, 0);
    let no_side = named_side(pool, rig.lmid("OWNED1"));
    let cases = [
        ("no pool", of(Guid::NULL), NtmsError::InvalidParameter),
        ("unknown pool", of(UNKNOWN), NtmsError::InvalidMediaPool),
        ("a system pool", of(rig.pool("Free\\LTO_Ultrium")), NtmsError::InvalidMediaPool),
        ("a pool of pools", of(rig.pool("Backup")), NtmsError::InvalidMediaPool),
        ("both options", allocate(pool, NEW | NEXT), NtmsError::InvalidParameter),
        ("no option", allocate(pool, 8), NtmsError::InvalidParameter),
        ("unknown side", named_side(pool, UNKNOWN), NtmsError::InvalidMedia),
        ("a logical medium", no_side, NtmsError::InvalidMedia),
        ("allocated", side(&rig, "OWNED1"), NtmsError::InvalidMedia),
        ("retired", side(&rig, "RETIRED1"), NtmsError::InvalidMedia),
        ("unrecognized", side(&rig, "STRANGE1"), NtmsError::InvalidMedia),
        ("another application's", elsewhere, NtmsError::InvalidMedia),
        ("another media type", other_type, NtmsError::InvalidMedia),
        ("on the shelf", side(&rig, "SHELF2"), NtmsError::MediaOffline),
    ];
    rig.refuses(&cases);
    rig.change_medium("AVAIL1", |row| row.head.enabled = false);
    let cases = [("disabled", side(&rig, "AVAIL1"), NtmsError::MediaUnavailable)];
    rig.refuses(&cases);
    rig.refuses_by(rig.user, "no right", of(pool), NtmsError::AccessDenied);
}

#[test]
fn drawing_from_the_free_pool_needs_use_of_it_and_before_2003_more() {
    for (version, denied) in [(Version::Server2003, false), (Version::Xp, true)] {
        let mut rig = rig_of(version, Switches::default());
        rig.change_pool("Backup\\Weekly", |row| {
            row.allocation_policy = AllocationPolicy::FROMSCRATCH;
            let access = Access::CONTROL.union(Access::MODIFY);
            let entry = Entry { grants: true, principal: Principal::new("bert"), access };
            row.security.entries.insert(0, entry);
        });
        let call = allocate(rig.pool("Backup\\Weekly"), 0);
        match denied {
            true => drop(rig.refuses_by(rig.user, "only use", call, NtmsError::AccessDenied)),
            false => drop(rig.reply(rig.user, call).expect("use is enough")),
        }
        let import = named_side(rig.pool("Backup\\Weekly"), rig.side("IMPORT1", 0));
        rig.refuses_by(rig.user, "import pool", import, NtmsError::AccessDenied);
    }
}

#[test]
fn an_operator_is_asked_and_refuses_or_time_runs_out() {
    let mut rig = rig();
    let pool = rig.pool("Backup\\Weekly");
    let call = AllocateNtmsMedia { timeout: 5000, ..allocate(pool, 0) };
    let waits = rig.begin(rig.admin, call);
    let asked = rig.operator_requests();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        (asked[0].request, asked[0].argument_1, asked[0].argument_2),
        (OperatorCommand::NewMedia, pool, rig.db().id(rig.library()))
    );
    rig.pass(Duration::from_secs(5));
    assert_eq!(rig.end(waits), Err(NtmsError::Timeout.into()));
    assert_eq!(rig.operator_requests(), [], "what nobody waits for is not asked");
    let waits = rig.begin(rig.admin, call);
    let request = rig.operator_requests()[0].head.id;
    rig.get(wire::ntms::call::CancelNtmsOperatorRequest { request });
    assert_eq!(rig.end(waits), Err(NtmsError::Cancelled.into()));
}

#[test]
fn time_out_zero_does_not_wait_unless_it_is_switched() {
    let mut rig = rig();
    let call = AllocateNtmsMedia { timeout: 0, ..allocate(rig.pool("Backup\\Weekly"), 0) };
    rig.refuses(&[("no time", call, NtmsError::Timeout)]);
    let switches = Switches { allocate_zero_waits: true, ..Switches::default() };
    let mut rig = rig_of(Version::Server2003, switches);
    let call = AllocateNtmsMedia { timeout: 0, ..allocate(rig.pool("Backup\\Weekly"), 0) };
    rig.begin(rig.admin, call);
    assert_eq!(rig.rsm.deadline(), None);
}

#[test]
fn media_that_come_end_the_wait_and_what_was_asked_is_withdrawn() {
    let mut rig = rig();
    let pool = rig.pool("Backup\\Weekly");
    let waits = rig.begin(rig.admin, allocate(pool, 0));
    let first = rig.operator_requests()[0].head.id;
    rig.get(wire::ntms::call::SatisfyNtmsOperatorRequest { request: first });
    rig.rsm.go_on_waiting();
    rig.rsm.keep();
    rig.settle();
    let second = rig.operator_requests();
    assert_eq!(second.len(), 1, "nothing came, so it is asked again");
    assert_ne!(second[0].head.id, first);
    let to = rig.pool_key("Backup\\Weekly");
    rig.change_medium("AVAIL1", |row| row.pool = to);
    rig.rsm.go_on_waiting();
    rig.rsm.keep();
    rig.settle();
    let expected = Allocated { media: rig.lmid("AVAIL1"), from: pool };
    assert_eq!(rig.end(waits), Ok(Answer::Allocated(expected)));
    assert_eq!(rig.operator_requests(), []);
}

#[test]
fn a_side_is_retired_at_the_limit_of_its_pool() {
    let mut rig = rig();
    rig.change_pool("Backup\\Daily", |row| row.max_allocates = 2);
    let pool = rig.pool("Backup\\Daily");
    for expected in [Available, Decommissioned] {
        let media = rig.get(named_side(pool, rig.side("AVAIL1", 0))).media;
        rig.get(DeallocateNtmsMedia { media, options: 0 });
        assert_eq!(rig.states("AVAIL1"), [expected]);
        assert_eq!(rig.db().find::<LogicalMedia>(media), None);
    }
}

#[test]
fn media_return_to_the_free_pool_when_their_pool_gives_them_back() {
    let mut rig = rig();
    rig.change_pool("Backup\\Daily", |row| {
        row.deallocation_policy = DeallocationPolicy::TOSCRATCH;
    });
    rig.get(DeallocateNtmsMedia { media: rig.lmid("OWNED1"), options: 0 });
    assert_eq!(rig.states("OWNED1"), [Unprepared]);
    assert_eq!(rig.pool_of("OWNED1"), "Free\\LTO_Ultrium");
    rig.get(DeallocateNtmsMedia { media: rig.lmid("SHELF1"), options: 0 });
    assert_eq!(rig.states("SHELF1"), [Unprepared], "its label is written when somebody brings it");
    assert_eq!(rig.pool_of("SHELF1"), "Free\\LTO_Ultrium");
    let of = |media| DeallocateNtmsMedia { media, options: 0 };
    let cases = [
        ("no identifier", of(Guid::NULL), NtmsError::InvalidParameter),
        ("unknown", of(UNKNOWN), NtmsError::InvalidMedia),
        ("a side", of(rig.side("OWNED2", 0)), NtmsError::InvalidMedia),
    ];
    rig.refuses(&cases);
    let owned = of(rig.lmid("OWNED2"));
    rig.refuses_by(rig.user, "no right", owned, NtmsError::AccessDenied);
}

#[test]
fn media_move_where_the_rules_let_them() {
    let mut rig = rig();
    let to = |rig: &Rig, name: &str, path: &str| MoveToNtmsMediaPool {
        media: rig.id_of_medium(name),
        pool: rig.pool(path),
    };
    for (name, path, states) in [
        ("AVAIL1", "Backup\\Weekly", [Available]),
        ("OWNED1", "Backup\\Weekly", [Owned]),
        ("RETIRED1", "Backup\\Weekly", [Decommissioned]),
        ("FREE1", "Backup\\Weekly", [Available]),
        ("IMPORT1", "Free\\LTO_Ultrium", [Unprepared]),
        ("STRANGE1", "Free\\LTO_Ultrium", [Unprepared]),
        ("AVAIL2", "Free\\LTO_Ultrium", [Unprepared]),
        ("SHELF2", "Free\\LTO_Ultrium", [Unprepared]),
    ] {
        let call = to(&rig, name, path);
        rig.get(call);
        assert_eq!((rig.pool_of(name).as_str(), rig.states(name)), (path, states.to_vec()));
    }
    let logical = rig.db().find::<LogicalMedia>(rig.lmid("OWNED1")).unwrap();
    assert_eq!(rig.db().get(logical).pool, rig.pool_key("Backup\\Weekly"));
}

#[test]
fn media_do_not_move_where_the_rules_forbid_it() {
    let mut rig = rig();
    let free = "Free\\LTO_Ultrium";
    let to = |name: &str, path: &str| MoveToNtmsMediaPool {
        media: rig.id_of_medium(name),
        pool: rig.pool(path),
    };
    let of = |media, pool| MoveToNtmsMediaPool { media, pool };
    let (medium, pool) = (rig.id_of_medium("AVAIL1"), rig.pool("Backup\\Weekly"));
    let bad_pool = NtmsError::InvalidMediaPool;
    let cases = [
        ("no medium", of(Guid::NULL, pool), NtmsError::InvalidParameter),
        ("no pool", of(medium, Guid::NULL), NtmsError::InvalidParameter),
        ("unknown medium", of(UNKNOWN, pool), NtmsError::InvalidMedia),
        ("a side", of(rig.side("AVAIL1", 0), pool), NtmsError::InvalidMedia),
        ("unknown pool", of(medium, UNKNOWN), bad_pool),
        ("a pool of pools", to("AVAIL1", "Backup"), bad_pool),
        ("import to application", to("IMPORT1", "Backup\\Weekly"), bad_pool),
        ("unrecognized to application", to("STRANGE1", "Backup\\Weekly"), bad_pool),
        ("to unrecognized", to("AVAIL1", "Unrecognized\\LTO_Ultrium"), bad_pool),
        ("not to be imported", to("AVAIL1", "Import\\LTO_Ultrium"), bad_pool),
        ("free at both ends", to("FREE1", free), bad_pool),
        ("another media type", to("AVAIL1", "Archive"), NtmsError::MediaIncompatible),
        ("allocated to free", to("OWNED1", free), NtmsError::Busy),
        ("complete to free", to("WHOLE1", free), NtmsError::Busy),
        ("retired to free", to("RETIRED1", free), NtmsError::Busy),
    ];
    rig.refuses(&cases);
    let call = of(medium, pool);
    rig.refuses_by(rig.user, "no right", call, NtmsError::AccessDenied);
    rig.change_medium("AVAIL1", |row| row.head.enabled = false);
    rig.refuses(&[("disabled", call, NtmsError::Busy)]);
}

#[test]
fn an_application_tells_of_its_label() {
    let mut rig = rig();
    let call = |media, label_type, label: &[u8]| UpdateNtmsOmidInfo {
        media,
        label_type,
        label: Bytes::copy_from_slice(label),
    };
    let lmid = rig.lmid("OWNED1");
    let raw = FreeLabel { id: Guid::from_u128(5) }.emit();
    rig.get(call(lmid, OMID_TYPE_RAW_LABEL, &raw));
    let side = rig.db().get(rig.side_key("OWNED1", 0)).clone();
    assert_ne!(side.label_type.as_str(), "TEST");
    assert!(!side.label_id.is_empty());
    let volume = wire::label::FileSystemInfo {
        kind: Text::new("NTFS"),
        name: Text::new("DATA"),
        serial: 77,
    };
    rig.get(call(lmid, OMID_TYPE_FILESYSTEM_INFO, &volume.emit()));
    let side = rig.db().get(rig.side_key("OWNED1", 0)).clone();
    assert_eq!((side.label_type.as_str(), side.label_info.as_str()), ("NTFS", "DATA"));
    let nothing = [0; 512];
    let cases = [
        ("no identifier", call(Guid::NULL, 1, &raw), NtmsError::InvalidParameter),
        ("no kind of label", call(lmid, 3, &raw), NtmsError::InvalidParameter),
        ("nobody claims it", call(lmid, 1, &nothing), NtmsError::InvalidParameter),
        ("an empty buffer", call(lmid, 1, &[]), NtmsError::InvalidParameter),
        ("not that long", call(lmid, 2, &nothing), NtmsError::InvalidParameter),
        ("unknown", call(UNKNOWN, 1, &raw), NtmsError::InvalidMedia),
        ("a side", call(rig.side("OWNED1", 0), 1, &raw), NtmsError::InvalidMedia),
    ];
    rig.refuses(&cases);
    let told = call(lmid, 1, &raw);
    rig.refuses_by(rig.user, "no right", told.clone(), NtmsError::AccessDenied);
    let far = rig.open("anna", &[ADMINISTRATORS], true);
    rig.refuses_by(far, "from another computer", told, NtmsError::NotConnected);
}
