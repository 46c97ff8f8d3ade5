//! Stories of media that programs put on record.

use wire::ntms::Access;
use wire::ntms::Info;
use wire::ntms::call::{CreateNtmsMedia, DeleteNtmsMedia};
use wire::ntms::security::Entry;

use super::*;
use crate::database::Head;

fn call(pool: Guid) -> CreateNtmsMedia {
    CreateNtmsMedia {
        media: Some(Box::new(CreateNtmsMedia::medium(pool, 1))),
        sides: Some(vec![CreateNtmsMedia::side("TEST", &[7; 16])]),
        options: 0,
    }
}

#[test]
fn a_created_medium_survives_a_restart_with_the_identifiers_that_were_chosen() {
    let mut rig = rig();
    let mut call = call(rig.pool("Backup\\Daily"));
    let chosen = [91, 92, 93].map(Guid::from_u128);
    if let (Some(media), Some([side])) = (&mut call.media, call.sides.as_deref_mut()) {
        (media.id, side.id) = (chosen[0], chosen[1]);
        if let Info::Partition(info) = &mut side.info {
            (info.logical_media, info.state) = (chosen[2], SideState::Allocated);
        }
    }
    let made = rig.get(call.clone());
    assert_eq!((made.media.id, made.sides[0].id), (chosen[0], chosen[1]));
    rig.refuses(&[("there already", call, NtmsError::InvalidParameter)]);
    let again = Database::load(7, rig.rows()).expect("consistent rows");
    let media = again.find::<PhysicalMedia>(chosen[0]).expect("the medium");
    let logical = again.find::<LogicalMedia>(chosen[2]).expect("what is owned");
    assert_eq!(again.find::<Partition>(chosen[1]), Some(again.get(media).first_side));
    assert_eq!(again.get(logical).side, again.get(media).first_side);
}

#[test]
fn identifiers_that_will_be_given_to_others_cannot_be_chosen() {
    let mut rig = rig();
    let mut now = call(rig.pool("Backup\\Daily"));
    let later = rig.rsm.database.clone().new_id();
    if let Some(media) = &mut now.media {
        media.id = later;
    }
    rig.refuses(&[("to come", now.clone(), NtmsError::InvalidParameter)]);
    // One that was given and whose object is gone is free again.
    let gone = rig.id_of_medium("SHELF2");
    rig.get(DeleteNtmsMedia { media: gone });
    if let Some(media) = &mut now.media {
        media.id = gone;
    }
    assert_eq!(rig.get(now).media.id, gone);
    let of = |head: &Head| head.id == gone;
    assert_eq!(rig.db().all::<PhysicalMedia>().filter(|(_, row)| of(&row.head)).count(), 1);
}

#[test]
fn what_is_too_long_or_not_there_makes_no_medium() {
    let mut rig = rig();
    let pool = rig.pool("Backup\\Daily");
    let said = |name: &str, code: &str, info: &str| {
        let mut call = call(pool);
        if let (Some(media), Some([side])) = (&mut call.media, call.sides.as_deref_mut()) {
            media.name = Text::new(name);
            if let Info::PhysicalMedia(of) = &mut media.info {
                of.bar_code = Text::new(code);
            }
            if let Info::Partition(of) = &mut side.info {
                of.omid_label_info = Text::new(info);
            }
        }
        call
    };
    let bad = NtmsError::InvalidParameter;
    let (long, longer) = ("x".repeat(64), "x".repeat(256));
    rig.refuses(&[
        ("no structure", CreateNtmsMedia { media: None, ..call(pool) }, bad),
        ("no list", CreateNtmsMedia { sides: None, ..call(pool) }, bad),
        ("an empty list", CreateNtmsMedia { sides: Some(Vec::new()), ..call(pool) }, bad),
        ("a long name", said(&long, "", ""), bad),
        ("a long bar code", said("", &long, ""), bad),
        ("a long label", said("", "", &longer), bad),
        ("no pool", call(Guid::NULL), NtmsError::InvalidMediaPool),
        ("a bar code twice", said("", "AVAIL1", ""), NtmsError::InvalidMedia),
        ("a disc's pool", call(rig.pool("Archive")), NtmsError::MediaIncompatible),
    ]);
    rig.get(call(pool));
    let again = CreateNtmsMedia { options: 1, ..call(pool) };
    rig.refuses(&[("a label twice", again, NtmsError::DuplicateOmid)]);
}

#[test]
fn rights_to_create_are_on_computer_and_pool_or_before_2003_on_pool_and_shelf() {
    let grant = |access| Entry { grants: true, principal: Principal::new("bert"), access };
    for (version, on_pool) in
        [(Version::Server2003, Access::MODIFY), (Version::Xp, Access::CONTROL)]
    {
        let mut rig = rig_of(version, Switches::default());
        let call = call(rig.pool("Backup\\Daily"));
        let denied = NtmsError::AccessDenied;
        rig.change_pool("Backup\\Daily", |row| row.security.entries.insert(0, grant(on_pool)));
        rig.refuses_by(rig.user, "only the pool", call.clone(), denied);
        match version {
            Version::Server2003 => {
                let computer = rig.db().computer();
                rig.rsm.database.update(computer, |row| {
                    row.security.entries.insert(0, grant(Access::MODIFY));
                });
            }
            _ => {
                let shelf = rig.db().offline_library().expect("a shelf");
                rig.rsm.database.update(shelf, |row| {
                    row.security.entries.insert(0, grant(Access::MODIFY));
                });
            }
        }
        rig.rsm.keep();
        rig.settle();
        rig.reply(rig.user, call).expect("rights enough");
    }
}
