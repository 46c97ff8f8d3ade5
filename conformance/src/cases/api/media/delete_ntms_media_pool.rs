//! DeleteNtmsMediaPool.

use wire::Guid;
use wire::ntms::call::{CreateNtmsMediaPool, DeleteNtmsMediaPool, MoveToNtmsMediaPool};
use wire::ntms::operation::{CreateOptions, EnumerateOption};
use wire::ntms::{Function, NtmsError, ObjectType};

use super::equal;
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "DeleteNtmsMediaPool function, return value";
const REMARKS: &str = "DeleteNtmsMediaPool function, remarks";
const RIGHTS: &str = "Removable Storage Security, access rights by function";

/// An empty pool for each of two users: `maker` may modify and not control, `boss` the other way
/// round.
const RIGHTS_ROOM: &str = r"
version: 1
users: { boss: [], maker: [] }
computers:
  HERE:
    access:
      - { who: boss, may: [NTMS_USE_ACCESS, NTMS_CONTROL_ACCESS], may-not: NTMS_MODIFY_ACCESS }
      - { who: maker, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS], may-not: NTMS_CONTROL_ACCESS }
      - { who: Administrators, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries: { tower: { profile: lto-30 } }
pools: [{ path: One }, { path: Two }]
";

/// The same with a service of Windows XP.
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
pools: [{ path: One }, { path: Two }]
";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::DeleteNtmsMediaPool, &[Need::Room], room).case(
        code,
        variant,
        requirement,
        source,
        run,
    )
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(None, "", "an empty pool of applications is gone, and nothing else", REMARKS, ROOM, {
        |stage| {
            stage.open_session()?;
            let (upper, daily) = (stage.pool("Upper")?, stage.pool_in("Upper", "Daily")?);
            let top = stage.objects(ObjectType::MediaPool, None)?;
            stage.succeeds(DeleteNtmsMediaPool { pool: daily })?;
            equal(Vec::new(), stage.objects(ObjectType::MediaPool, Some(upper))?)?;
            equal(top, stage.objects(ObjectType::MediaPool, None)?)?;
            stage.refused(create(r"Upper\Daily", 1), NtmsError::ObjectNotFound)?;
            stage.refused(DeleteNtmsMediaPool { pool: daily }, NtmsError::InvalidMediaPool)
        }
    }),
    case(None, "undone", "a pool that was made and deleted leaves no trace", REMARKS, ROOM, {
        |stage| {
            stage.open_session()?;
            let before = stage.look();
            let create_new = CreateOptions::CreateNew.value();
            let pool = stage.gives_id(create("New", create_new))?;
            stage.succeeds(DeleteNtmsMediaPool { pool })?;
            stage.unchanged(before, &[])?;
            let again = stage.gives_id(create("New", create_new))?;
            equal(false, again == pool)
        }
    }),
    case(None, "inside-out", "pools of pools go after what is in them", REMARKS, ROOM, |stage| {
        stage.open_session()?;
        let (upper, daily) = (stage.pool("Upper")?, stage.pool_in("Upper", "Daily")?);
        stage.refused(DeleteNtmsMediaPool { pool: upper }, NtmsError::NotEmpty)?;
        stage.succeeds(DeleteNtmsMediaPool { pool: daily })?;
        stage.succeeds(DeleteNtmsMediaPool { pool: upper })?;
        equal(false, stage.objects(ObjectType::MediaPool, None)?.contains(&upper))
    }),
    hindered(Cause::NoRight),
    case(
        Some(NtmsError::AccessDenied),
        "modify",
        "the right to modify the pool is needed, and no other",
        RIGHTS,
        RIGHTS_ROOM,
        |stage| by_right(stage, "boss", "maker"),
    ),
    case(
        Some(NtmsError::AccessDenied),
        "xp",
        "before Windows Server 2003 the right to control the pool is needed, and no other",
        RIGHTS,
        OLD_ROOM,
        |stage| by_right(stage, "maker", "boss"),
    ),
    case(
        Some(NtmsError::InvalidMediaPool),
        "unknown",
        "an identifier that is no pool's is refused, whatever else it names",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let others = [
                stage.library()?,
                stage.medium("FREE01L3")?,
                stage.side("FREE01L3", 0)?,
                stage.named(ObjectType::MediaType, "LTO_Ultrium")?,
            ];
            for pool in [NOBODY].into_iter().chain(others) {
                stage.refused(DeleteNtmsMediaPool { pool }, NtmsError::InvalidMediaPool)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidMediaPool),
        "system",
        "pools of the service stay, empty or not, and so does the root",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let root = wire::ntms::call::EnumerateNtmsObject {
                container: None,
                object_type: ObjectType::MediaPool.value(),
                options: EnumerateOption::RootPool.value(),
                capacity: Some(u32::MAX),
            };
            let root = stage.gives_ids(root)?[0];
            let mut pools = vec![root];
            for name in ["Free", "Import", "Unrecognized"] {
                pools.push(stage.pool(name)?);
                pools.push(stage.pool_in(name, "LTO_Ultrium")?);
            }
            // This one is emptied.
            let import = pools[4];
            let media = stage.medium("IMPRT1L3")?;
            let pool = stage.pool_in("Free", "LTO_Ultrium")?;
            stage.succeeds(MoveToNtmsMediaPool { media, pool })?;
            equal(Vec::new(), stage.objects(ObjectType::PhysicalMedia, Some(import))?)?;
            stage.sleep(std::time::Duration::from_secs(600));
            for pool in pools {
                stage.refused(DeleteNtmsMediaPool { pool }, NtmsError::InvalidMediaPool)?;
            }
            Ok(())
        },
    ),
    case(Some(NtmsError::InvalidParameter), "", "an identifier must be there", PAGE, ROOM, {
        |stage| {
            stage.open_session()?;
            let call = DeleteNtmsMediaPool { pool: Guid::NULL };
            stage.refused(call, NtmsError::InvalidParameter)
        }
    }),
    case(
        Some(NtmsError::NotEmpty),
        "media",
        "a pool that holds media stays, allocated or not",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            for name in ["Jobs", "Other"] {
                let pool = stage.pool(name)?;
                stage.refused(DeleteNtmsMediaPool { pool }, NtmsError::NotEmpty)?;
            }
            // One medium is left, and then none.
            let (pool, free) = (stage.pool("Other")?, stage.pool_in("Free", "LTO_Ultrium")?);
            for name in ["STOCK1L3", "STOCK2L3", "STOCK3L3", "STOCK4L3"] {
                stage.refused(DeleteNtmsMediaPool { pool }, NtmsError::NotEmpty)?;
                let media = stage.medium(name)?;
                stage.succeeds(MoveToNtmsMediaPool { media, pool: free })?;
                stage.sleep(std::time::Duration::from_secs(600));
            }
            stage.succeeds(DeleteNtmsMediaPool { pool }).map(|_| ())
        },
    ),
    case(
        Some(NtmsError::NotEmpty),
        "pools",
        "a pool that holds an empty pool stays",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Upper")?;
            stage.refused(DeleteNtmsMediaPool { pool }, NtmsError::NotEmpty)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::DatabaseFails),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::DeleteNtmsMediaPool, cause, ROOM, |stage| {
        Ok(DeleteNtmsMediaPool { pool: stage.pool_in("Upper", "Daily")? }.into())
    })
}

fn create(name: &str, action: u32) -> CreateNtmsMediaPool {
    CreateNtmsMediaPool { name: Some(name.into()), media_type: None, action, security: None }
}

/// One user may delete no pool, the other may.
fn by_right(stage: &mut Stage<'_>, denied: &str, allowed: &str) -> Verdict {
    stage.open_session()?;
    let pools: [Guid; 2] = [stage.pool("One")?, stage.pool("Two")?];
    stage.act_as(denied)?;
    for pool in pools {
        stage.refused(DeleteNtmsMediaPool { pool }, NtmsError::AccessDenied)?;
    }
    stage.act_as(allowed)?;
    for pool in pools {
        stage.succeeds(DeleteNtmsMediaPool { pool })?;
    }
    let left = stage.objects(ObjectType::MediaPool, None)?;
    match pools.iter().any(|pool| left.contains(pool)) {
        true => Err(Mismatch::new("no pool of the two", format!("{left:?}"))),
        false => Ok(()),
    }
}
