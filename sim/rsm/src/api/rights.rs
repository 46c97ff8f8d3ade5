//! Which right each function needs on what: one table, with a column for Server 2003 and later and
//! one for Windows XP and 2000 (Removable Storage Security, "Access rights by function"; where a
//! function's page differs, the page).

use wire::ntms::{Access, Function, NtmsError};

use super::Context;
use crate::access::Guard;
use crate::config::Version;
use crate::database::{Key, MediaPool};

/// What a right is needed on. The access list itself comes from the [`Guard`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    /// The service.
    Computer,
    /// A library, as the container of what is meant.
    Library,
    /// A library, as what is meant itself.
    LibraryItself,
    /// A pool, as the container of what is meant.
    Pool,
    /// A pool, as what is meant itself, or as the container of a side that is meant.
    PoolOrSide,
    /// The pool of free media, at either end of a move.
    FreePool,
    /// The pool that all others are in.
    RootPool,
}

/// A row: function, what the right is on, since Server 2003, before.
type Row = (Function, On, Access, Access);

const NONE: Access = Access::NONE;
const USE: Access = Access::USE;
const MODIFY: Access = Access::MODIFY;
const CONTROL: Access = Access::CONTROL;
const CHANGE: Access = USE.union(MODIFY);
const READ: Access = Access::READ_CONTROL;
const DAC: Access = Access::WRITE_DAC;

#[rustfmt::skip]
const RIGHTS: &[Row] = &[
    (Function::OpenNtmsSession,            On::Computer,      USE,     USE),
    (Function::GetNtmsObjectInformation,   On::Computer,      USE,     NONE),
    (Function::GetNtmsObjectInformation,   On::Library,       USE,     NONE),
    (Function::GetNtmsObjectInformation,   On::Pool,          USE,     NONE),
    (Function::SetNtmsObjectInformation,   On::Computer,      MODIFY,  NONE),
    (Function::SetNtmsObjectInformation,   On::Library,       MODIFY,  NONE),
    (Function::SetNtmsObjectInformation,   On::LibraryItself, CONTROL, CONTROL),
    (Function::SetNtmsObjectInformation,   On::Pool,          MODIFY,  NONE),
    (Function::SetNtmsObjectInformation,   On::PoolOrSide,    MODIFY,  CONTROL),
    (Function::CreateNtmsMediaPool,        On::RootPool,      CONTROL, NONE),
    (Function::CreateNtmsMediaPool,        On::Pool,          CONTROL, MODIFY),
    (Function::DeleteNtmsMediaPool,        On::Pool,          MODIFY,  CONTROL),
    // The exception for the free pool is of Server 2003; before, it was a pool like any other.
    (Function::AllocateNtmsMedia,          On::Pool,          CONTROL, MODIFY),
    (Function::AllocateNtmsMedia,          On::FreePool,      USE,     MODIFY),
    (Function::DeallocateNtmsMedia,        On::Pool,          CONTROL, MODIFY),
    (Function::DeallocateNtmsMedia,        On::FreePool,      USE,     MODIFY),
    (Function::MoveToNtmsMediaPool,        On::Pool,          CONTROL, MODIFY),
    (Function::MoveToNtmsMediaPool,        On::FreePool,      USE,     MODIFY),
    (Function::MountNtmsMedia,             On::Pool,          USE,     USE),
    (Function::MountNtmsMedia,             On::Library,       USE,     USE),
    (Function::DismountNtmsMedia,          On::Pool,          USE,     USE),
    (Function::DismountNtmsMedia,          On::Library,       USE,     USE),
    (Function::UpdateNtmsOmidInfo,         On::Library,       CONTROL, CONTROL),
    (Function::InventoryNtmsLibrary,       On::Library,       CONTROL, CONTROL),
    (Function::InjectNtmsMedia,            On::Library,       CONTROL, CONTROL),
    (Function::EjectNtmsMedia,             On::Library,       CONTROL, CONTROL),
    (Function::CancelNtmsLibraryRequest,   On::Library,       CONTROL, CONTROL),
    (Function::SubmitNtmsOperatorRequest,  On::Library,       CONTROL, NONE),
    (Function::SubmitNtmsOperatorRequest,  On::Pool,          CONTROL, NONE),
    (Function::SubmitNtmsOperatorRequest,  On::Computer,      USE,     NONE),
    (Function::CancelNtmsOperatorRequest,  On::Computer,      CONTROL, CONTROL),
    (Function::SatisfyNtmsOperatorRequest, On::Computer,      CONTROL, CONTROL),
    (Function::EnableNtmsObject,           On::Library,       MODIFY,  CONTROL),
    (Function::DisableNtmsObject,          On::Library,       MODIFY,  CONTROL),
    (Function::GetNtmsObjectAttribute,     On::Computer,      USE,     NONE),
    (Function::GetNtmsObjectAttribute,     On::Library,       USE,     NONE),
    (Function::GetNtmsObjectAttribute,     On::Pool,          USE,     NONE),
    (Function::SetNtmsObjectAttribute,     On::Computer,      MODIFY,  NONE),
    (Function::SetNtmsObjectAttribute,     On::Library,       MODIFY,  NONE),
    (Function::SetNtmsObjectAttribute,     On::Pool,          MODIFY,  NONE),
    (Function::GetNtmsObjectSecurity,      On::Computer,      READ,    NONE),
    (Function::GetNtmsObjectSecurity,      On::Library,       READ,    NONE),
    (Function::GetNtmsObjectSecurity,      On::Pool,          READ,    NONE),
    (Function::SetNtmsObjectSecurity,      On::Computer,      DAC,     DAC),
    (Function::SetNtmsObjectSecurity,      On::Library,       DAC,     DAC),
    (Function::SetNtmsObjectSecurity,      On::Pool,          DAC,     DAC),
    (Function::GetNtmsUIOptions,           On::Computer,      USE,     USE),
    (Function::GetNtmsUIOptions,           On::Library,       USE,     USE),
    (Function::SetNtmsUIOptions,           On::Computer,      CHANGE,  CHANGE),
    (Function::SetNtmsUIOptions,           On::Library,       CHANGE,  CHANGE),
    (Function::SetNtmsMediaComplete,       On::Pool,          CONTROL, MODIFY),
    (Function::DecommissionNtmsMedia,      On::Pool,          CONTROL, MODIFY),
    (Function::DeleteNtmsMedia,            On::Computer,      MODIFY,  NONE),
    (Function::DeleteNtmsMedia,            On::Pool,          MODIFY,  MODIFY),
    (Function::SwapNtmsMedia,              On::Pool,          MODIFY,  MODIFY),
    (Function::AddNtmsMediaType,           On::Library,       MODIFY,  CONTROL),
    (Function::DeleteNtmsMediaType,        On::Library,       MODIFY,  CONTROL),
    (Function::ChangeNtmsMediaType,        On::Computer,      MODIFY,  NONE),
    (Function::ChangeNtmsMediaType,        On::Pool,          MODIFY,  MODIFY),
    (Function::CreateNtmsMedia,            On::Computer,      MODIFY,  NONE),
    (Function::CreateNtmsMedia,            On::Pool,          MODIFY,  CONTROL),
    (Function::CreateNtmsMedia,            On::Library,       NONE,    MODIFY),
    (Function::GetNtmsRequestOrder,        On::Computer,      CONTROL, NONE),
    (Function::SetNtmsRequestOrder,        On::Computer,      CONTROL, NONE),
    (Function::DeleteNtmsRequests,          On::Computer,      MODIFY,  CONTROL),
    (Function::DismountNtmsDrive,           On::Library,       MODIFY,  CONTROL),
    (Function::DeleteNtmsDrive,             On::Library,       MODIFY,  MODIFY),
    (Function::DeleteNtmsLibrary,           On::Library,       MODIFY,  MODIFY),
    (Function::AccessNtmsLibraryDoor,       On::Library,       CONTROL, CONTROL),
    (Function::CleanNtmsDrive,              On::Library,       CONTROL, CONTROL),
    (Function::ExportNtmsDatabase,          On::Computer,      CONTROL, CONTROL),
    (Function::ImportNtmsDatabase,          On::Computer,      CONTROL, CONTROL),
    (Function::IdentifyNtmsSlot,            On::Library,       CONTROL, CONTROL),
    (Function::EjectDiskFromSADrive,        On::Library,       CONTROL, CONTROL),
    (Function::ReserveNtmsCleanerSlot,      On::Library,       CONTROL, CONTROL),
    (Function::ReleaseNtmsCleanerSlot,      On::Library,       CONTROL, CONTROL),
    (Function::InjectNtmsCleaner,           On::Library,       CONTROL, CONTROL),
    (Function::EjectNtmsCleaner,            On::Library,       CONTROL, CONTROL),
    (Function::OpenNtmsNotification,        On::Computer,      USE,     NONE),
];

/// The right that a function needs. One that no row mentions needs every right there is, so that a
/// forgotten row shows itself.
pub(super) fn needed(function: Function, on: On, version: Version) -> Access {
    let row = RIGHTS.iter().find(|(of, what, ..)| (*of, *what) == (function, on));
    match (row, version) {
        (Some((.., since_2003, _)), Version::Server2003) => *since_2003,
        (Some((.., before)), Version::Xp | Version::Windows2000) => *before,
        (None, _) => Access::FULL,
    }
}

impl Guard {
    /// What kind of thing the guard is, when it guards what is in it.
    pub(super) fn kind(self) -> On {
        match self {
            Guard::Computer => On::Computer,
            Guard::Library(_) => On::Library,
            Guard::Pool(_) => On::Pool,
        }
    }
}

impl Context<'_> {
    /// Checks the right that a function needs on what guards an object.
    pub(super) fn demand(&self, function: Function, guard: Guard) -> Result<(), NtmsError> {
        self.demand_on(function, guard.kind(), guard)
    }

    /// The same where the table has a row of its own for what the guard is.
    pub(super) fn demand_on(
        &self,
        function: Function,
        on: On,
        guard: Guard,
    ) -> Result<(), NtmsError> {
        self.allow(needed(function, on, self.version()), guard)
    }

    /// Checks the right that a function needs on a pool that media leave or enter.
    pub(super) fn demand_on_end(
        &self,
        function: Function,
        pool: Key<MediaPool>,
    ) -> Result<(), NtmsError> {
        let is_free = self.rsm.database.is_free_pool(pool);
        let on = if is_free { On::FreePool } else { On::Pool };
        self.demand_on(function, on, Guard::Pool(pool))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_stands_twice_and_none_is_of_a_function_that_is_missing() {
        for (at, (function, on, ..)) in RIGHTS.iter().enumerate() {
            let again = RIGHTS.iter().skip(at + 1).any(|(f, o, ..)| (f, o) == (function, on));
            assert!(!again && function.is_built(), "{} {on:?}", function.name());
        }
    }

    #[test]
    fn a_forgotten_row_gives_nothing_away() {
        let needed = needed(Function::DeleteNtmsLibrary, On::RootPool, Version::Server2003);
        assert_eq!(needed, Access::FULL);
    }
}
