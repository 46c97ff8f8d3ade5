//! Stories of media exchanged, of what libraries take, and of media that become another type.

use wire::ntms::call::{AddNtmsMediaType, ChangeNtmsMediaType, DeleteNtmsMediaType, SwapNtmsMedia};

use super::*;
use crate::database::MediaType;

impl Rig {
    /// Labels as label libraries give them.
    fn label_all(&mut self) {
        let sides: Vec<Key<Partition>> = self.db().all::<Partition>().map(|(key, _)| key).collect();
        for side in sides {
            let id = self.db().id(side).to_memory().to_vec().into();
            self.rsm.database.update(side, |row| row.label_id = id);
        }
        self.rsm.keep();
        self.settle();
    }

    fn media_type(&self, name: &str) -> Guid {
        self.db().id(named::<MediaType>(self.db(), name))
    }

    fn library_of(&self, name: &str) -> Guid {
        self.db().id(self.db().get(self.medium(name)).library)
    }
}

#[test]
fn two_logical_media_exchange_their_sides() {
    let mut rig = rig();
    let of = |first, second| SwapNtmsMedia { first, second };
    let call = of(rig.lmid("OWNED1"), rig.lmid("SHELF1"));
    rig.refuses(&[("no label library gives it", call, NtmsError::BadFormat)]);
    rig.label_all();
    rig.get(call);
    assert_eq!((rig.lmid("OWNED1"), rig.lmid("SHELF1")), (call.second, call.first));
    for (logical, name) in [(call.first, "SHELF1"), (call.second, "OWNED1")] {
        let logical = rig.db().find::<LogicalMedia>(logical).unwrap();
        assert_eq!(rig.db().get(logical).side, rig.side_key(name, 0));
    }
    let owned = rig.lmid("OWNED2");
    let bad = NtmsError::InvalidMedia;
    let cases = [
        ("none", of(Guid::NULL, owned), NtmsError::InvalidParameter),
        ("only one", of(owned, Guid::NULL), NtmsError::InvalidParameter),
        ("unknown", of(owned, UNKNOWN), bad),
        ("a side", of(rig.side("OWNED1", 0), owned), bad),
        ("itself", of(owned, owned), bad),
        ("complete", of(owned, rig.lmid("WHOLE1")), NtmsError::InvalidState),
    ];
    rig.refuses(&cases);
    rig.refuses_by(rig.user, "no right", call, NtmsError::AccessDenied);
    let weekly = rig.pool_key("Backup\\Weekly");
    let logical = rig.db().find::<LogicalMedia>(call.first).unwrap();
    rig.rsm.database.update(logical, |row| row.pool = weekly);
    rig.change_medium("SHELF1", |row| row.pool = weekly);
    rig.refuses(&[("of two pools", call, NtmsError::InvalidMediaPool)]);
}

#[test]
fn a_library_takes_the_types_that_people_say() {
    let mut rig = rig();
    let (tapes, discs) = (rig.media_type("LTO_Ultrium"), rig.media_type("MO_5_RW"));
    let library = rig.library_of("AVAIL1");
    let add = |media_type, library| AddNtmsMediaType { media_type, library };
    let delete = |media_type, library| DeleteNtmsMediaType { media_type, library };
    rig.get(add(discs, library));
    rig.get(add(discs, library));
    let takes = |rig: &Rig| rig.db().get(rig.library()).media_types.len();
    assert_eq!(takes(&rig), 2);
    rig.get(delete(discs, library));
    rig.get(delete(discs, library));
    assert_eq!(takes(&rig), 1);
    let shelf = rig.library_of("SHELF1");
    let (bad, none) = (NtmsError::InvalidParameter, NtmsError::InvalidLibrary);
    rig.refuses(&[
        ("no type", add(Guid::NULL, library), bad),
        ("no library", add(discs, Guid::NULL), bad),
        ("unknown type", add(UNKNOWN, library), NtmsError::InvalidMedia),
        ("unknown library", add(discs, UNKNOWN), none),
        ("the shelf", add(discs, shelf), none),
    ]);
    rig.refuses(&[
        ("no type", delete(Guid::NULL, library), bad),
        ("unknown type", delete(UNKNOWN, library), bad),
        ("unknown library", delete(discs, UNKNOWN), none),
        ("the shelf", delete(tapes, shelf), none),
        ("full of them", delete(tapes, library), NtmsError::NotEmpty),
    ]);
    rig.refuses_by(rig.user, "no right", add(discs, library), NtmsError::AccessDenied);
    rig.refuses_by(rig.user, "no right", delete(discs, library), NtmsError::AccessDenied);
    rig.change_library(|row| row.head.operational = OperationalState::NotPresent);
    rig.refuses(&[("gone", add(discs, library), NtmsError::LibraryOffline)]);
}

#[test]
fn system_pools_go_with_the_last_use_of_their_type_and_come_back() {
    let mut rig = rig();
    let discs = named::<MediaType>(rig.db(), "MO_5_WO");
    let call =
        DeleteNtmsMediaType { media_type: rig.db().id(discs), library: rig.library_of("DISC1") };
    let pools = |rig: &Rig| {
        let of = |name: &&str| rig.db().pool_at(&format!("{name}\\MO_5_WO")).is_some();
        ["Free", "Unrecognized", "Import"].iter().filter(|name| of(name)).count()
    };
    assert_eq!(pools(&rig), 3);
    // Something is in one of them that is of another type: that pool stays, and nobody is told.
    let import = rig.pool_key("Import\\MO_5_WO");
    rig.change_medium("DISC2", |row| row.pool = import);
    rig.get(call);
    assert_eq!((pools(&rig), rig.db().pool_at("Import\\MO_5_WO")), (1, Some(import)));
    rig.get(AddNtmsMediaType { media_type: call.media_type, library: call.library });
    assert_eq!(pools(&rig), 3);
}

#[test]
fn a_medium_becomes_what_its_new_pool_holds() {
    let mut rig = rig();
    let of = |media, pool| ChangeNtmsMediaType { media, pool };
    let (disc, once) = (rig.id_of_medium("DISC1"), rig.pool("Free\\MO_5_WO"));
    let type_of = |rig: &Rig, name| rig.db().get(rig.medium(name)).media_type;
    let wanted = named::<MediaType>(rig.db(), "MO_5_WO");
    let lost = NtmsError::InvalidMediaPool;
    let tape = rig.id_of_medium("AVAIL1");
    let cases = [
        ("no medium", of(Guid::NULL, once), NtmsError::InvalidParameter),
        ("no pool", of(disc, Guid::NULL), NtmsError::InvalidParameter),
        ("unknown medium", of(UNKNOWN, once), NtmsError::InvalidMedia),
        ("unknown pool", of(disc, UNKNOWN), lost),
        ("a pool of pools", of(disc, rig.pool("Backup")), lost),
        ("more sides", of(tape, once), lost),
        ("to be imported", of(rig.id_of_medium("IMPORT1"), rig.pool("Backup\\Daily")), lost),
        (
            "on the shelf",
            of(rig.id_of_medium("SHELF2"), rig.pool("Backup\\Weekly")),
            NtmsError::LibraryOffline,
        ),
        (
            "allocated to free",
            of(rig.id_of_medium("OWNED1"), rig.pool("Free\\LTO_Ultrium")),
            NtmsError::Busy,
        ),
    ];
    rig.refuses(&cases);
    rig.refuses_by(rig.user, "no right", of(disc, once), NtmsError::AccessDenied);
    rig.get(of(disc, once));
    assert_eq!((type_of(&rig, "DISC1"), rig.pool_of("DISC1").as_str()), (wanted, "Free\\MO_5_WO"));
    assert_eq!(rig.states("DISC1"), [SideState::Unprepared; 2]);
    let stays = of(tape, rig.pool("Backup\\Daily"));
    let before = rig.rows();
    rig.get(stays);
    assert_eq!(rig.rows(), before, "it is there and of that type");
}
