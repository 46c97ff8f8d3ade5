//! What each function demands of whom in each version of Windows, written down once more from the
//! public reference: the table of the service is held against these facts. Somebody with exactly
//! these rights passes, and whoever lacks one of them and has all others does not.

mod facts;

use wire::ntms::Access;
use wire::ntms::security::{Entry, SecurityDescriptor};

use self::facts::{At, FACTS, Needs, Row};
use super::*;
use crate::access::Guard;

/// The rights there are, one by one.
const EACH: [Access; 6] = [
    Access::USE,
    Access::MODIFY,
    Access::CONTROL,
    Access::READ_CONTROL,
    Access::WRITE_DAC,
    Access::WRITE_OWNER,
];

/// Everything that has an access list.
fn guards(rig: &Rig) -> Vec<Guard> {
    let db = rig.db();
    let libraries = db.all::<Library>().map(|(key, _)| Guard::Library(key));
    let pools = db.all::<MediaPool>().map(|(key, _)| Guard::Pool(key));
    [Guard::Computer].into_iter().chain(libraries).chain(pools).collect()
}

fn guard(rig: &Rig, at: At) -> Guard {
    match at {
        At::Computer => Guard::Computer,
        At::Tapes => Guard::Library(rig.library()),
        At::Shelf => Guard::Library(rig.db().offline_library().expect("there is one")),
        At::Pool(path) => Guard::Pool(rig.pool_key(path)),
    }
}

/// What Bert may do with each thing from now on; nobody else may do anything.
fn set_rights(rig: &mut Rig, may: impl Fn(Guard) -> Access) {
    for guard in guards(rig) {
        let entry = Entry { grants: true, principal: Principal::new("bert"), access: may(guard) };
        let change = |security: &mut SecurityDescriptor| security.entries = vec![entry];
        let db = &mut rig.rsm.database;
        match guard {
            Guard::Computer => {
                let computer = db.computer();
                db.update(computer, |row| change(&mut row.security));
            }
            Guard::Library(key) => db.update(key, |row| change(&mut row.security)),
            Guard::Pool(key) => db.update(key, |row| change(&mut row.security)),
        }
    }
    rig.rsm.keep();
    rig.settle();
}

/// Whether Bert is denied the call of a row, when he has these rights.
fn denied(
    version: Version,
    (function, what, _, prepare): &Row,
    may: impl Fn(&Rig, Guard) -> Access,
) -> bool {
    let mut rig = rig_of(version, Switches::default());
    let request = prepare(&mut rig);
    assert_eq!(request.function(), *function, "{what}");
    let given: Vec<(Guard, Access)> =
        guards(&rig).into_iter().map(|guard| (guard, may(&rig, guard))).collect();
    set_rights(&mut rig, |guard| {
        given.iter().find(|(of, _)| *of == guard).map_or(Access::NONE, |(_, access)| *access)
    });
    let by = match request {
        Request::OpenNtmsSession(_) => By::Caller {
            caller: Box::new(Caller { user: Principal::new("bert"), groups: Vec::new() }),
            computer: Text::new("DESK"),
            remote: false,
        },
        _ => By::Session(rig.user),
    };
    let call = rig.enter(by, request);
    let refused = |reply: &Reply| matches!(reply, Err(it) if it.error == NtmsError::AccessDenied);
    rig.replies.get(&call).is_some_and(refused)
}

fn needed(needs: Needs, version: Version, at: At) -> Access {
    let row = needs.iter().find(|(of, ..)| *of == at);
    row.map_or(Access::NONE, |(_, since_2003, before)| match version {
        Version::Server2003 => *since_2003,
        Version::Xp | Version::Windows2000 => *before,
    })
}

#[test]
fn every_function_needs_the_rights_of_its_version_and_no_others() {
    for function in Function::ALL {
        let facts = FACTS.iter().filter(|(of, ..)| of == function);
        assert_ne!(facts.count(), 0, "{}", function.name());
    }
    let mut wrong = Vec::new();
    for version in [Version::Server2003, Version::Xp, Version::Windows2000] {
        for row @ (function, what, needs, _) in FACTS {
            let told = format!("{version:?}, {}, {what}", function.name());
            let exactly = |rig: &Rig, of: Guard| {
                let at = needs.iter().find(|(at, ..)| guard(rig, *at) == of);
                at.map_or(Access::NONE, |(at, ..)| needed(needs, version, *at))
            };
            if denied(version, row, exactly) {
                wrong.push(format!("{told}: denied with every right that it needs"));
            }
            // A function that a version lacks demands nothing.
            if is_missing(*function, version) {
                continue;
            }
            for (at, ..) in *needs {
                let parts =
                    EACH.into_iter().filter(|right| needed(needs, version, *at).contains(*right));
                for right in parts {
                    let others = |rig: &Rig, of: Guard| match guard(rig, *at) == of {
                        true => EACH
                            .into_iter()
                            .filter(|it| *it != right)
                            .fold(Access::NONE, Access::union),
                        false => Access::FULL,
                    };
                    if !denied(version, row, others) {
                        wrong.push(format!("{told}: not denied without {right:?} on {at:?}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Functions of interfaces that came with Windows XP (MS-RSMP, appendix of versions).
fn is_missing(function: Function, version: Version) -> bool {
    let since_xp =
        [Function::IdentifyNtmsSlot, Function::GetNtmsUIOptions, Function::SetNtmsUIOptions];
    version == Version::Windows2000 && since_xp.contains(&function)
}

#[test]
fn each_version_has_the_functions_of_its_interfaces() {
    for version in [Version::Server2003, Version::Xp, Version::Windows2000] {
        for (function, what, _, prepare) in FACTS {
            let mut rig = rig_of(version, Switches::default());
            let request = prepare(&mut rig);
            let before = rig.rows();
            let call = rig.enter(By::Session(rig.admin), request);
            let error = rig.replies.get(&call).and_then(|reply| reply.as_ref().err());
            let missing = error.is_some_and(|it| it.error == NtmsError::CallNotImplemented);
            let told = format!("{version:?}, {}, {what}", function.name());
            assert_eq!(missing, is_missing(*function, version), "{told}");
            assert!(!missing || rig.rows() == before, "{told}");
        }
    }
}
