//! CreateNtmsMediaPool.

use wire::Guid;
use wire::ntms::call::{
    Answer, CreateNtmsMediaPool, DeleteNtmsMediaPool, GetNtmsMediaPoolName, Refusal,
};
use wire::ntms::info::MediaPoolInformation;
use wire::ntms::object::PoolType;
use wire::ntms::operation::CreateOptions;
use wire::ntms::option::{AllocationPolicy, DeallocationPolicy};
use wire::ntms::security::{EVERYONE, Entry, Principal, SecurityDescriptor};
use wire::ntms::{Access, Function, Info, NtmsError, ObjectType};

use super::equal;
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "CreateNtmsMediaPool function, return value";
const REMARKS: &str = "CreateNtmsMediaPool function, remarks";
const RIGHTS: &str = "Removable Storage Security, access rights by function";

use CreateOptions::{CreateNew, OpenAlways, OpenExisting};

/// `boss` may control everything and modify nothing, `maker` the other way round; `half` may
/// control the root and not the pool Upper, `other` the pool Upper and not the root.
const RIGHTS_ROOM: &str = r"
version: 1
users: { boss: [], maker: [], half: [], other: [] }
computers:
  HERE:
    access:
      - { who: boss, may: [NTMS_USE_ACCESS, NTMS_CONTROL_ACCESS], may-not: NTMS_MODIFY_ACCESS }
      - { who: maker, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS], may-not: NTMS_CONTROL_ACCESS }
      - { who: half, may: [NTMS_USE_ACCESS, NTMS_CONTROL_ACCESS] }
      - { who: other, may: NTMS_USE_ACCESS, may-not: NTMS_CONTROL_ACCESS }
    libraries: { tower: { profile: lto-30 } }
pools:
  - path: Upper
    access:
      - { who: boss, may: [NTMS_USE_ACCESS, NTMS_CONTROL_ACCESS], may-not: NTMS_MODIFY_ACCESS }
      - { who: half, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS], may-not: NTMS_CONTROL_ACCESS }
      - { who: other, may: [NTMS_USE_ACCESS, NTMS_CONTROL_ACCESS] }
";

/// A service of Windows XP: `boss` may control and not modify, `maker` the other way round.
const OLD_ROOM: &str = r"
version: 1
users: { boss: [], maker: [] }
computers:
  HERE:
    service: { version: xp }
    access:
      - { who: boss, may: [NTMS_USE_ACCESS, NTMS_CONTROL_ACCESS], may-not: NTMS_MODIFY_ACCESS }
      - { who: maker, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS], may-not: NTMS_CONTROL_ACCESS }
      - { who: Administrators, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries: { tower: { profile: lto-30 } }
";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::CreateNtmsMediaPool, &[Need::Room], room).case(
        code,
        variant,
        requirement,
        source,
        run,
    )
}

const fn makes(
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    case(None, variant, requirement, source, ROOM, run)
}

const fn fails(
    code: NtmsError,
    variant: &'static str,
    requirement: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    case(Some(code), variant, requirement, PAGE, ROOM, run)
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    makes(
        "",
        "a new pool is an application's, empty, without policies, and at its path",
        REMARKS,
        new_pools,
    ),
    makes("open", "a pool is opened by any spelling of its path, also one of the service", PAGE, {
        opened
    }),
    makes("open-always", "NTMS_OPEN_ALWAYS makes the pool once and then opens it", PAGE, |stage| {
        stage.open_session()?;
        let before = stage.objects(ObjectType::MediaPool, None)?;
        let made = stage.gives_id(create("Monthly", OpenAlways))?;
        equal(false, before.contains(&made))?;
        let seen = stage.look();
        equal(made, stage.gives_id(create("MONTHLY", OpenAlways))?)?;
        stage.unchanged(seen, &[])?;
        equal(before.len() + 1, stage.objects(ObjectType::MediaPool, None)?.len())
    }),
    makes("no-right", "opening needs no right", "CreateNtmsMediaPool function, access", |stage| {
        stage.open_session()?;
        let daily = stage.pool_in("Upper", "Daily")?;
        stage.act_as("guest")?;
        for action in [OpenExisting, OpenAlways] {
            equal(daily, stage.gives_id(create(r"Upper\Daily", action))?)?;
        }
        Ok(())
    }),
    makes("length", "63 characters fit a level and 511 a path", "NTMS_POOLHIERARCHY_LENGTH", {
        |stage| {
            stage.open_session()?;
            let mut path = String::new();
            for level in 0..8 {
                path = format!("{path}{}{level}", "x".repeat(62));
                let pool = stage.gives_id(create(&path, CreateNew))?;
                equal(path.as_str(), full_name(stage, pool)?.as_str())?;
                path.push('\\');
            }
            equal(512, path.len())
        }
    }),
    makes("security", "a pool has the security that it is made with", REMARKS, |stage| {
        stage.open_session()?;
        let shut = create_with("Shut", &[("guest", true, Access::USE)]);
        stage.gives_id(shut)?;
        let open = create_with("Open", &[(EVERYONE, true, Access::MODIFY)]);
        let (shut, open) = (stage.pool("Shut")?, stage.gives_id(open)?);
        stage.act_as("guest")?;
        stage.refused(DeleteNtmsMediaPool { pool: shut }, NtmsError::AccessDenied)?;
        stage.succeeds(DeleteNtmsMediaPool { pool: open }).map(|_| ())
    }),
    case(
        None,
        "inherited",
        "a pool without a descriptor is its creator's; below the top its parent's lines count",
        REMARKS,
        RIGHTS_ROOM,
        |stage| {
            stage.act_as("boss")?;
            let top = stage.gives_id(create("Own", CreateNew))?;
            let below = stage.gives_id(create(r"Upper\Own", CreateNew))?;
            // `half` may modify what is in Upper, and nothing of another's at the top.
            stage.act_as("half")?;
            stage.refused(DeleteNtmsMediaPool { pool: top }, NtmsError::AccessDenied)?;
            stage.succeeds(DeleteNtmsMediaPool { pool: below })?;
            stage.act_as("boss")?;
            stage.succeeds(DeleteNtmsMediaPool { pool: top }).map(|_| ())
        },
    ),
    hindered(Cause::NoRight),
    case(
        Some(NtmsError::AccessDenied),
        "control",
        "a pool needs control of the root and of its parent, and nothing else",
        RIGHTS,
        RIGHTS_ROOM,
        |stage| {
            for (user, top, below) in [
                ("maker", false, false),
                ("half", true, false),
                ("other", false, false),
                ("boss", true, true),
            ] {
                stage.act_as(user)?;
                attempt(stage, create(&format!("{user}s"), CreateNew), top)?;
                attempt(stage, create(&format!(r"Upper\{user}s"), OpenAlways), below)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::AccessDenied),
        "xp",
        "before Windows Server 2003 a pool needs the right to modify its parent",
        RIGHTS,
        OLD_ROOM,
        |stage| {
            for (user, may) in [("boss", false), ("maker", true)] {
                stage.act_as(user)?;
                attempt(stage, create(&format!("{user}s"), CreateNew), may)?;
            }
            Ok(())
        },
    ),
    fails(NtmsError::AlreadyExists, "", "NTMS_CREATE_NEW does not open what is there", |stage| {
        stage.open_session()?;
        for name in ["Jobs", r"\jobs", "JOBS", r"Upper\Daily", r"upper\DAILY", "Free", "Import"] {
            stage.refused(create(name, CreateNew), NtmsError::AlreadyExists)?;
        }
        stage.gives_id(create(r"Upper\Jobs", CreateNew)).map(|_| ())
    }),
    fails(NtmsError::InvalidMedia, "", "a media type that is none is refused", |stage| {
        stage.open_session()?;
        let others = [stage.library()?, stage.pool("Other")?, stage.medium("FREE01L3")?];
        for id in [NOBODY, Guid::NULL].into_iter().chain(others) {
            let call = CreateNtmsMediaPool { media_type: Some(id), ..create("New", CreateNew) };
            stage.refused(call, NtmsError::InvalidMedia)?;
        }
        Ok(())
    }),
    fails(NtmsError::InvalidName, "malformed", "a path has levels and none is empty", |stage| {
        stage.open_session()?;
        for name in ["", r"\", r"\\", r"New\", r"\\New", r"Upper\\New", r"Upper\New\"] {
            for action in [OpenExisting, CreateNew, OpenAlways] {
                stage.refused(create(name, action), NtmsError::InvalidName)?;
            }
        }
        Ok(())
    }),
    fails(NtmsError::InvalidName, "length", "a level or a path that is too long is refused", {
        |stage| {
            stage.open_session()?;
            let long = "x".repeat(64);
            let deep = vec!["x".repeat(56); 9].join("\\");
            for name in [&long, &format!(r"Upper\{long}"), &format!(r"{long}\New"), &deep] {
                for action in [OpenExisting, CreateNew, OpenAlways] {
                    stage.refused(create(name, action), NtmsError::InvalidName)?;
                }
            }
            Ok(())
        }
    }),
    fails(NtmsError::InvalidParameter, "name", "a name must be there", |stage| {
        stage.open_session()?;
        for action in [OpenExisting, CreateNew, OpenAlways] {
            let call = CreateNtmsMediaPool { name: None, ..create("", action) };
            stage.refused(call, NtmsError::InvalidParameter)?;
        }
        Ok(())
    }),
    fails(NtmsError::InvalidParameter, "action", "an action is one of three", |stage| {
        stage.open_session()?;
        for action in [0, 4, 5, u32::MAX] {
            for name in ["Jobs", "New"] {
                let call = CreateNtmsMediaPool { action, ..create(name, OpenAlways) };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
        }
        Ok(())
    }),
    fails(NtmsError::InvalidParameter, "security", "a descriptor says whom it is about", |stage| {
        stage.open_session()?;
        let call = create_with("New", &[("", true, Access::USE)]);
        stage.refused(call, NtmsError::InvalidParameter)?;
        let mut call = create_with("New", &[("guest", true, Access::USE)]);
        if let Some(security) = &mut call.security {
            security.owner = Principal::new("");
        }
        stage.refused(call, NtmsError::InvalidParameter)
    }),
    case(
        Some(NtmsError::InvalidParameter),
        "place",
        "applications make no pool among the service's own, nor in a pool of media",
        REMARKS,
        ROOM,
        |stage| {
            stage.open_session()?;
            for name in [r"Free\New", r"Import\New", r"Free\LTO_Ultrium\New", r"Jobs\New"] {
                stage.refused(create(name, CreateNew), NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    fails(NtmsError::ObjectNotFound, "", "NTMS_OPEN_EXISTING makes nothing", |stage| {
        stage.open_session()?;
        for name in ["New", r"Upper\New", r"New\Daily", "Daily", r"Upper\Daily\New", "FREE01L3"] {
            stage.refused(create(name, OpenExisting), NtmsError::ObjectNotFound)?;
        }
        Ok(())
    }),
    case(
        Some(NtmsError::ObjectNotFound),
        "parent",
        "pools are made one level after the other",
        REMARKS,
        ROOM,
        |stage| {
            stage.open_session()?;
            for action in [CreateNew, OpenAlways] {
                stage.refused(create(r"New\Daily", action), NtmsError::ObjectNotFound)?;
            }
            stage.gives_id(create("New", CreateNew))?;
            stage.gives_id(create(r"New\Daily", CreateNew)).map(|_| ())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::CreateNtmsMediaPool, cause, ROOM, |_| {
        Ok(create(r"Upper\New", CreateNew).into())
    })
}

fn create(name: &str, action: CreateOptions) -> CreateNtmsMediaPool {
    CreateNtmsMediaPool {
        name: Some(name.into()),
        media_type: None,
        action: action.value(),
        security: None,
    }
}

/// A new pool with these lines and an owner.
fn create_with(name: &str, lines: &[(&str, bool, Access)]) -> CreateNtmsMediaPool {
    let entries = lines.iter().map(|(who, grants, access)| Entry {
        grants: *grants,
        principal: Principal::new(who),
        access: *access,
    });
    let security = SecurityDescriptor { owner: Principal::new("anna"), entries: entries.collect() };
    CreateNtmsMediaPool { security: Some(security), ..create(name, CreateNew) }
}

/// The call succeeds, or its right is missing.
fn attempt(stage: &mut Stage<'_>, call: CreateNtmsMediaPool, may: bool) -> Verdict {
    match may {
        true => stage.gives_id(call).map(|_| ()),
        false => stage.refused(call, NtmsError::AccessDenied),
    }
}

fn full_name(stage: &mut Stage<'_>, pool: Guid) -> Result<wire::Text, Mismatch> {
    match stage.call(GetNtmsMediaPoolName { pool, capacity: Some(512) }) {
        Ok(Answer::Name(path)) => Ok(path),
        Ok(other) => Err(Mismatch::new("a name", format!("{other:?}"))),
        Err(Refusal { error, .. }) => Err(Mismatch::new("a name", error)),
    }
}

fn new_pools(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let tape = stage.named(ObjectType::MediaType, "LTO_Ultrium")?;
    let other = stage.pool("Other")?;
    let Info::MediaPool(other) = stage.information(other, ObjectType::MediaPool)?.info else {
        return Err(Mismatch::new("a pool", "something else"));
    };
    let top = stage.gives_id(create(r"\Monthly", CreateNew))?;
    let typed = CreateNtmsMediaPool { media_type: Some(tape), ..create("", CreateNew) };
    let name = Some(r"monthly\Full".into());
    let below = stage.gives_id(CreateNtmsMediaPool { name, ..typed })?;
    for (id, name, path, media_type, parent, pools) in [
        (top, "Monthly", "Monthly", Guid::NULL, other.parent, 1),
        (below, "Full", r"Monthly\Full", tape, top, 0),
    ] {
        let seen = stage.information(id, ObjectType::MediaPool)?;
        equal((name, "", true), (seen.name.as_str(), seen.description.as_str(), seen.enabled))?;
        let expected = MediaPoolInformation {
            pool_type: PoolType::Application,
            media_type,
            parent,
            allocation_policy: AllocationPolicy::NONE,
            deallocation_policy: DeallocationPolicy::NONE,
            max_allocates: 0,
            number_of_physical_media: 0,
            number_of_logical_media: 0,
            number_of_media_pools: pools,
        };
        equal(Info::MediaPool(expected), seen.info)?;
        equal(path, full_name(stage, id)?.as_str())?;
    }
    equal(vec![below], stage.objects(ObjectType::MediaPool, Some(top))?)?;
    equal(true, stage.objects(ObjectType::MediaPool, None)?.contains(&top))
}

fn opened(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let daily = stage.pool_in("Upper", "Daily")?;
    let free = stage.pool_in("Free", "LTO_Ultrium")?;
    let before = stage.look();
    for (path, pool) in [
        (r"Upper\Daily", daily),
        (r"\Upper\Daily", daily),
        (r"UPPER\daily", daily),
        (r"Free\LTO_Ultrium", free),
        (r"free\lto_ultrium", free),
    ] {
        for action in [OpenExisting, OpenAlways] {
            equal(pool, stage.gives_id(create(path, action))?)?;
        }
    }
    stage.unchanged(before, &[])
}
