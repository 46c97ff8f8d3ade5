//! The client side of sessions: the handles that programs hold, of sessions and of what is opened
//! in them. A handle is a place, how often the place was given out, and the process that may use
//! it.

use std::collections::BTreeSet;

use wire::ntms::SessionId;
use wire::ntms::call::PartId;

use crate::computer::ComputerId;

/// A program that runs on a computer under a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProcessId(pub(crate) u32);

/// A session, or what was opened in one, as its program holds it: any number, so that forged ones
/// can be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Handle(pub u64);

impl Handle {
    /// `INVALID_HANDLE_VALUE`: what a failed OpenNtmsSession or OpenNtmsNotification
    /// returns.
    pub const INVALID: Handle = Handle(u64::MAX);

    fn of(index: u32, generation: u32) -> Handle {
        Handle(u64::from(generation) << 32 | (u64::from(index) + 1))
    }
}

/// What a handle is of. What is no session has the service's own number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    Session,
    Notification(u64),
    Detection(u64),
}

/// What stands behind a handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    pub(crate) process: ProcessId,
    /// The computer whose service it is.
    pub(crate) computer: ComputerId,
    /// Which run of that service.
    pub(crate) incarnation: u64,
    /// The service's own number of the session.
    pub(crate) session: SessionId,
    pub(crate) of: Of,
}

impl Client {
    /// A channel of notifications as the service knows it.
    pub(crate) fn channel(&self) -> Option<PartId> {
        match self.of {
            Of::Notification(number) => Some(PartId { session: self.session, number }),
            Of::Session | Of::Detection(_) => None,
        }
    }

    /// A detection as the service knows it.
    pub(crate) fn detection(&self) -> Option<PartId> {
        match self.of {
            Of::Detection(number) => Some(PartId { session: self.session, number }),
            Of::Session | Of::Notification(_) => None,
        }
    }

    /// Whether both are of one session.
    pub(crate) fn shares_session(&self, other: &Client) -> bool {
        let session = |of: &Client| (of.computer, of.incarnation, of.session);
        session(self) == session(other)
    }
}

#[derive(Clone, Debug, Default)]
struct Place {
    generation: u32,
    client: Option<Client>,
    /// The places of what was opened in a session.
    parts: BTreeSet<u32>,
    /// The place of the session that it was opened in.
    session: Option<u32>,
}

/// Every handle of every process.
#[derive(Debug, Default)]
pub(crate) struct Handles {
    places: Vec<Place>,
    free: Vec<u32>,
}

impl Handles {
    pub(crate) fn open(&mut self, client: Client) -> Handle {
        let index = self.free.pop().unwrap_or_else(|| {
            self.places.push(Place { generation: 1, ..Place::default() });
            // The service refuses more sessions than a number can count long before.
            (self.places.len() - 1) as u32
        });
        let place = &mut self.places[index as usize];
        place.client = Some(client);
        Handle::of(index, place.generation)
    }

    /// Opens a handle of something that was opened in a session. None when the session has been
    /// closed meanwhile.
    pub(crate) fn open_in(
        &mut self,
        process: ProcessId,
        session: Handle,
        of: Of,
    ) -> Option<Handle> {
        let client = self.get(process, session).filter(|client| client.of == Of::Session)?;
        let at = self.place(session)?;
        let handle = self.open(Client { of, ..client });
        let part = self.place(handle)?;
        self.places[at].parts.insert(part as u32);
        self.places[part].session = Some(at as u32);
        Some(handle)
    }

    fn place(&self, handle: Handle) -> Option<usize> {
        let index = (handle.0 as u32).checked_sub(1)? as usize;
        let place = self.places.get(index)?;
        (u64::from(place.generation) == handle.0 >> 32).then_some(index)
    }

    /// What stands behind a handle, if it is one of this process and open.
    pub(crate) fn get(&self, process: ProcessId, handle: Handle) -> Option<Client> {
        let client = self.places[self.place(handle)?].client?;
        (client.process == process).then_some(client)
    }

    /// Closes a handle, and those of all that was opened in a session with it.
    pub(crate) fn close(&mut self, process: ProcessId, handle: Handle) -> Option<Client> {
        let client = self.get(process, handle)?;
        let index = self.place(handle)?;
        for part in std::mem::take(&mut self.places[index].parts) {
            self.empty(part as usize);
        }
        if let Some(session) = self.places[index].session.take() {
            self.places[session as usize].parts.remove(&(index as u32));
        }
        self.empty(index);
        Some(client)
    }

    fn empty(&mut self, index: usize) {
        let place = &mut self.places[index];
        (place.client, place.session) = (None, None);
        // A generation that came round would make old handles valid; such a place is not used
        // again.
        place.generation = place.generation.saturating_add(1);
        if place.generation < u32::MAX {
            self.free.push(index as u32);
        }
    }

    /// The open sessions of a process.
    pub(crate) fn sessions_of(&self, process: ProcessId) -> Vec<Handle> {
        let places = self.places.iter().zip(0u32..);
        let own = |client: Client| client.process == process && client.of == Of::Session;
        places
            .filter(|(place, _)| place.client.is_some_and(own))
            .map(|(place, index)| Handle::of(index, place.generation))
            .collect()
    }

    /// How many sessions are open.
    pub(crate) fn session_count(&self) -> usize {
        let is_session = |client: Client| client.of == Of::Session;
        self.places.iter().filter(|place| place.client.is_some_and(is_session)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SESSION: SessionId = SessionId { index: 0, generation: 0 };

    fn client(process: u32) -> Client {
        Client {
            process: ProcessId(process),
            computer: ComputerId(0),
            incarnation: 0,
            session: SESSION,
            of: Of::Session,
        }
    }

    proptest! {
        #[test]
        fn a_handle_is_good_for_its_process_until_it_is_closed(
            steps in proptest::collection::vec((0u32..3, any::<bool>(), any::<u64>()), 0..100),
        ) {
            let mut handles = Handles::default();
            let mut open: Vec<(u32, Handle)> = Vec::new();
            let mut closed: Vec<Handle> = Vec::new();
            for (process, opens, forged) in steps {
                if opens || open.is_empty() {
                    let handle = handles.open(client(process));
                    prop_assert!(open.iter().all(|(_, other)| *other != handle));
                    prop_assert!(!closed.contains(&handle));
                    open.push((process, handle));
                } else {
                    let (owner, handle) = open.swap_remove(forged as usize % open.len());
                    prop_assert_eq!(handles.close(ProcessId(owner + 1), handle), None);
                    prop_assert_eq!(handles.close(ProcessId(owner), handle), Some(client(owner)));
                    closed.push(handle);
                }
                for (owner, handle) in &open {
                    prop_assert!(handles.get(ProcessId(*owner), *handle).is_some());
                    prop_assert_eq!(handles.get(ProcessId(*owner + 1), *handle), None);
                }
                for handle in closed.iter().chain([&Handle(0), &Handle::INVALID]) {
                    prop_assert_eq!(handles.get(ProcessId(process), *handle), None);
                }
                if open.iter().all(|(_, handle)| handle.0 != forged) {
                    prop_assert_eq!(handles.get(ProcessId(process), Handle(forged)), None);
                }
                prop_assert_eq!(handles.session_count(), open.len());
            }
        }

        #[test]
        fn what_was_opened_in_a_session_is_good_until_one_of_both_is_closed(
            steps in proptest::collection::vec((0u8..4, any::<u32>(), any::<bool>()), 0..100),
        ) {
            let owner = ProcessId(0);
            let mut handles = Handles::default();
            let mut open: Vec<(Handle, Vec<Handle>)> = Vec::new();
            let mut closed: Vec<Handle> = Vec::new();
            for (step, choice, other) in steps {
                let at = (choice as usize).checked_rem(open.len());
                let part = at.and_then(|at| (choice as usize / 7).checked_rem(open[at].1.len()));
                match (step, at, part) {
                    (1, Some(at), _) => {
                        let of = if other { Of::Detection(7) } else { Of::Notification(7) };
                        let session = open[at].0;
                        prop_assert_eq!(handles.open_in(ProcessId(1), session, of), None);
                        let part = handles.open_in(owner, session, of).expect("it is open");
                        prop_assert_eq!(handles.open_in(owner, part, of), None);
                        open[at].1.push(part);
                    }
                    (2, Some(at), Some(part)) => {
                        let part = open[at].1.swap_remove(part);
                        prop_assert!(handles.close(owner, part).is_some());
                        closed.push(part);
                    }
                    (3, Some(at), _) => {
                        let (session, parts) = open.swap_remove(at);
                        prop_assert!(handles.close(owner, session).is_some());
                        closed.push(session);
                        closed.extend(parts);
                    }
                    _ => open.push((handles.open(client(0)), Vec::new())),
                }
                for (session, parts) in &open {
                    let of = |handle| handles.get(owner, handle).map(|client| client.of);
                    prop_assert_eq!(of(*session), Some(Of::Session));
                    for part in parts {
                        prop_assert!(of(*part).is_some_and(|of| of != Of::Session));
                        prop_assert!(!closed.contains(part));
                    }
                }
                prop_assert!(closed.iter().all(|gone| handles.get(owner, *gone).is_none()));
                prop_assert_eq!(handles.session_count(), open.len());
                prop_assert_eq!(handles.sessions_of(owner).len(), open.len());
            }
        }
    }
}
