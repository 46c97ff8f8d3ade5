//! Steps in the abstract: who calls what. Whatever a step refers to is a number, taken modulo what
//! there is when its turn comes, so that a script from which steps are taken out stays a script.

use proptest::prelude::*;

/// Something that somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which of the programs that wait for nothing.
    pub who: u8,
    /// What it does.
    pub deed: Deed,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Nothing, for one beat.
    Rest,
    /// OpenNtmsSession, when the program has none.
    Open,
    /// CloseNtmsSession.
    Close,
    /// CreateNtmsMediaPool.
    CreatePool {
        /// Which path.
        pool: u8,
        /// It shall hold media.
        leaf: bool,
        /// OPEN_EXISTING, CREATE_NEW or OPEN_ALWAYS.
        action: u8,
    },
    /// DeleteNtmsMediaPool.
    DeletePool(u8),
    /// SetNtmsObjectInformation of a pool.
    SetPool {
        /// Which pool.
        pool: u8,
        /// Draws from the free pool.
        draws: bool,
        /// Gives back to the free pool.
        gives: bool,
        /// Allocations after which a side is retired; 0 for never.
        limit: u8,
    },
    /// MoveToNtmsMediaPool.
    Move {
        /// Which medium.
        medium: u8,
        /// Where to.
        pool: u8,
    },
    /// AllocateNtmsMedia.
    Allocate {
        /// In which pool.
        pool: u8,
        /// A named side.
        side: Option<(u8, u8)>,
        /// NTMS_ALLOCATE_NEW.
        new: bool,
        /// NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE.
        error: bool,
        /// How long it waits.
        patience: Patience,
    },
    /// AllocateNtmsMedia with NTMS_ALLOCATE_NEXT.
    AllocateNext(u8),
    /// DeallocateNtmsMedia.
    Deallocate(u8),
    /// SetNtmsMediaComplete.
    Complete(u8),
    /// SwapNtmsMedia.
    Swap(u8, u8),
    /// DecommissionNtmsMedia.
    Decommission(u8, u8),
    /// DeleteNtmsMedia.
    Delete(u8),
    /// MountNtmsMedia.
    Mount(Mount),
    /// DismountNtmsMedia.
    Dismount {
        /// Which side: of what is mounted, or of any.
        side: u8,
        /// NTMS_DISMOUNT_DEFERRED.
        deferred: bool,
    },
    /// EjectNtmsMedia, and hands that take the medium away.
    Eject(u8),
    /// InjectNtmsMedia, and hands that bring a medium from the shelf.
    Inject(u8),
    /// InventoryNtmsLibrary with NTMS_INVENTORY_FAST.
    Inventory,
    /// SubmitNtmsOperatorRequest of a message.
    Submit,
    /// SatisfyNtmsOperatorRequest.
    Satisfy(u8),
    /// CancelNtmsOperatorRequest.
    Cancel(u8),
    /// WaitForNtmsOperatorRequest.
    Await(u8, Patience),
    /// EnableNtmsObject.
    Enable(Switch),
    /// DisableNtmsObject.
    Disable(Switch),
    /// ExportNtmsDatabase.
    Export,
    /// Hands stop the service and start it again.
    Restart,
}

/// How MountNtmsMedia is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Which medium.
    pub medium: u8,
    /// Which side of it.
    pub side: u8,
    /// A side of another medium, together with the first.
    pub second: Option<(u8, u8)>,
    /// NTMS_MOUNT_SPECIFIC_DRIVE, for one side.
    pub drive: Option<u8>,
    /// NTMS_MOUNT_WRITE.
    pub write: bool,
    /// NTMS_MOUNT_ERROR_NOT_AVAILABLE.
    pub now: bool,
    /// NTMS_MOUNT_ERROR_OFFLINE.
    pub error_offline: bool,
    /// Its priority.
    pub priority: i8,
    /// How long it waits.
    pub patience: Patience,
}

/// What is enabled and disabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// The library.
    Library,
    /// A drive.
    Drive(u8),
    /// A medium.
    Medium(u8),
}

/// How long a call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Not at all.
    None,
    /// Within its beat.
    Short,
    /// Into the next beat.
    Long,
    /// Over several beats.
    Longer,
}

impl Patience {
    /// In seconds. No two of these end at one instant with something else.
    pub(super) fn seconds(self) -> u64 {
        match self {
            Patience::None => 0,
            Patience::Short => 90,
            Patience::Long => 360,
            Patience::Longer => 840,
        }
    }
}

/// Scripts of at most so many steps. They shrink to fewer steps, and to smaller numbers.
pub fn scripts(steps_max: usize) -> impl Strategy<Value = Vec<Step>> {
    let step = (any::<u8>(), deed()).prop_map(|(who, deed)| Step { who, deed });
    proptest::collection::vec(step, 1..=steps_max)
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        2 => Just(Deed::Rest),
        3 => session(),
        6 => pool(),
        12 => owned(),
        6 => later(),
        16 => mount().prop_map(Deed::Mount),
        10 => (any::<u8>(), any::<bool>())
            .prop_map(|(side, deferred)| Deed::Dismount { side, deferred }),
        7 => library(),
        7 => people(),
        6 => switched(),
    ]
}

fn session() -> impl Strategy<Value = Deed> {
    prop_oneof![3 => Just(Deed::Open), 2 => Just(Deed::Close)]
}

fn pool() -> impl Strategy<Value = Deed> {
    let a = any::<u8>;
    // Pools that come and go, more often than those that are always there.
    let comes = || prop_oneof![4 => 5_u8..8, 1 => a()];
    prop_oneof![
        4 => (comes(), any::<bool>(), a())
            .prop_map(|(pool, leaf, action)| Deed::CreatePool { pool, leaf, action }),
        1 => comes().prop_map(Deed::DeletePool),
        3 => (a(), any::<bool>(), any::<bool>(), 0_u8..3)
            .prop_map(|(pool, draws, gives, limit)| Deed::SetPool { pool, draws, gives, limit }),
    ]
}

fn owned() -> impl Strategy<Value = Deed> {
    let a = any::<u8>;
    let side = proptest::option::weighted(0.3, (a(), a()));
    let seldom = || proptest::bool::weighted(0.2);
    prop_oneof![
        5 => (a(), side, seldom(), seldom(), patience()).prop_map(
            |(pool, side, new, error, patience)| {
                Deed::Allocate { pool, side, new, error, patience }
            }
        ),
        1 => a().prop_map(Deed::AllocateNext),
        4 => a().prop_map(Deed::Deallocate),
        3 => (a(), a()).prop_map(|(medium, pool)| Deed::Move { medium, pool }),
    ]
}

fn later() -> impl Strategy<Value = Deed> {
    let a = any::<u8>;
    prop_oneof![
        2 => a().prop_map(Deed::Complete),
        2 => (a(), a()).prop_map(|(first, second)| Deed::Swap(first, second)),
        1 => (a(), a()).prop_map(|(medium, side)| Deed::Decommission(medium, side)),
        1 => a().prop_map(Deed::Delete),
    ]
}

fn mount() -> impl Strategy<Value = Mount> {
    let seldom = || proptest::bool::weighted(0.15);
    let all = (
        (any::<u8>(), any::<u8>()),
        proptest::option::weighted(0.15, (any::<u8>(), any::<u8>())),
        proptest::option::weighted(0.15, any::<u8>()),
        any::<bool>(),
        seldom(),
        seldom(),
        prop_oneof![3 => Just(0_i8), 1 => Just(7), 1 => Just(-7)],
        patience(),
    );
    all.prop_map(
        |((medium, side), second, drive, write, now, error_offline, priority, patience)| Mount {
            medium,
            side,
            second,
            drive,
            write,
            now,
            error_offline,
            priority,
            patience,
        },
    )
}

fn library() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => any::<u8>().prop_map(Deed::Eject),
        4 => any::<u8>().prop_map(Deed::Inject),
        1 => Just(Deed::Inventory),
        1 => Just(Deed::Export),
        1 => Just(Deed::Restart),
    ]
}

fn people() -> impl Strategy<Value = Deed> {
    let a = any::<u8>;
    prop_oneof![
        2 => Just(Deed::Submit),
        3 => a().prop_map(Deed::Satisfy),
        3 => a().prop_map(Deed::Cancel),
        3 => (a(), patience()).prop_map(|(request, patience)| Deed::Await(request, patience)),
    ]
}

fn switched() -> impl Strategy<Value = Deed> {
    let what = || {
        prop_oneof![
            1 => Just(Switch::Library),
            2 => any::<u8>().prop_map(Switch::Drive),
            2 => any::<u8>().prop_map(Switch::Medium),
        ]
    };
    prop_oneof![4 => what().prop_map(Deed::Enable), 3 => what().prop_map(Deed::Disable)]
}

fn patience() -> impl Strategy<Value = Patience> {
    prop_oneof![
        Just(Patience::None),
        Just(Patience::Short),
        Just(Patience::Long),
        Just(Patience::Longer),
    ]
}
