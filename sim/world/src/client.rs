//! The client side of sessions: the handles that programs hold. A handle is a place, how often the
//! place was given out, and the process that may use it.

use wire::ntms::SessionId;

use crate::computer::ComputerId;

/// A program that runs on a computer under a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProcessId(pub(crate) u32);

/// A session as its program holds it: any number, so that forged ones can be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Handle(pub u64);

impl Handle {
    /// `INVALID_HANDLE_VALUE`: what a failed OpenNtmsSession returns.
    pub const INVALID: Handle = Handle(u64::MAX);

    fn of(index: u32, generation: u32) -> Handle {
        Handle(u64::from(generation) << 32 | (u64::from(index) + 1))
    }
}

/// What stands behind a handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    pub(crate) process: ProcessId,
    /// The computer whose service it is.
    pub(crate) computer: ComputerId,
    /// Which run of that service.
    pub(crate) incarnation: u64,
    /// The service's own number.
    pub(crate) session: SessionId,
}

#[derive(Clone, Copy, Debug, Default)]
struct Place {
    generation: u32,
    client: Option<Client>,
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
            self.places.push(Place { generation: 1, client: None });
            // The service refuses more sessions than a number can count long before.
            (self.places.len() - 1) as u32
        });
        let place = &mut self.places[index as usize];
        place.client = Some(client);
        Handle::of(index, place.generation)
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

    pub(crate) fn close(&mut self, process: ProcessId, handle: Handle) -> Option<Client> {
        let client = self.get(process, handle)?;
        let index = self.place(handle)?;
        let place = &mut self.places[index];
        place.client = None;
        // A generation that came round would make old handles valid; such a place is not used
        // again.
        place.generation = place.generation.saturating_add(1);
        if place.generation < u32::MAX {
            self.free.push(index as u32);
        }
        Some(client)
    }

    /// The open handles of a process.
    pub(crate) fn of_process(&self, process: ProcessId) -> Vec<Handle> {
        let places = self.places.iter().zip(0u32..);
        places
            .filter(|(place, _)| place.client.is_some_and(|client| client.process == process))
            .map(|(place, index)| Handle::of(index, place.generation))
            .collect()
    }

    /// How many are open.
    pub(crate) fn count(&self) -> usize {
        self.places.iter().filter(|place| place.client.is_some()).count()
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
                prop_assert_eq!(handles.count(), open.len());
            }
        }
    }
}
