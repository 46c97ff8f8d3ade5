//! Change detection: stand-alone libraries that are looked at when a medium comes or goes, for as
//! long as somebody wants it (Removable Storage, "Change Detection"). Without it the service finds
//! out by an inventory or when it does something else with the drive.

use std::collections::{BTreeMap, BTreeSet};

use wire::ntms::SessionId;
use wire::ntms::call::PartId;
use wire::ntms::operation::InventoryMethod;
use wire::ntms::state::OperationalState;

use crate::config::Cable;
use crate::database::{Key, Library};
use crate::engine::Rsm;
use crate::session::Session;

/// The detections of all sessions, each with its libraries.
#[derive(Debug, Default)]
pub(crate) struct Detections {
    open: BTreeMap<PartId, BTreeSet<Key<Library>>>,
}

impl Detections {
    /// Opens one that looks at nothing.
    pub(crate) fn insert(&mut self, id: PartId) {
        self.open.insert(id, BTreeSet::new());
    }

    /// Whether it is open.
    pub(crate) fn has(&self, id: PartId) -> bool {
        self.open.contains_key(&id)
    }

    /// Ends one. Says whether it was open.
    pub(crate) fn remove(&mut self, id: PartId) -> bool {
        self.open.remove(&id).is_some()
    }

    /// The detections of a session.
    pub(crate) fn of_session(&self, session: SessionId) -> Vec<PartId> {
        let range = PartId { session, number: 0 }..=PartId { session, number: u64::MAX };
        self.open.range(range).map(|(id, _)| *id).collect()
    }
}

impl Rsm {
    /// Looks at stand-alone libraries, once or also from now on. What changed before is found by
    /// the first look.
    pub(crate) fn detect(
        &mut self,
        detection: Option<PartId>,
        libraries: &[Key<Library>],
        session: &Session,
    ) {
        if self.config.switches.detection_is_idle {
            return;
        }
        if let Some(watched) = detection.and_then(|id| self.detections.open.get_mut(&id)) {
            // What was deleted meanwhile is looked at no more.
            watched.retain(|library| self.database.try_get(*library).is_some());
            watched.extend(libraries);
        }
        for library in libraries {
            self.look_for_changes(*library, Some(session));
        }
    }

    /// Whether the change of a medium at the end of this cable is noticed.
    pub fn detects(&self, cable: Cable) -> bool {
        self.detected_at(cable).is_some()
    }

    fn detected_at(&self, cable: Cable) -> Option<Key<Library>> {
        let mut watched = self.detections.open.values().flatten();
        watched.find(|library| self.work.cable_of(**library) == Some(cable)).copied()
    }

    /// A medium came or went at the end of a cable.
    pub(crate) fn media_changed(&mut self, cable: Cable) {
        if let Some(library) = self.detected_at(cable) {
            self.look_for_changes(library, None);
        }
    }

    /// Queues a look at what is in the drive; what nobody knows is identified. Drives that are
    /// disabled or gone are left alone, which is no error of any function.
    fn look_for_changes(&mut self, library: Key<Library>, session: Option<&Session>) {
        let Some(row) = self.database.try_get(library) else { return };
        if row.head.enabled && row.head.operational != OperationalState::NotPresent {
            self.inventory(library, InventoryMethod::Fast, session);
        }
    }
}
