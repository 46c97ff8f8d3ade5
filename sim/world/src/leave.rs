//! What is left open, and who waits for what.

use rsm::database::{LibRequest, OpRequest};
use rsm::{CallId, Rsm};

use serde::Serialize;

use crate::world::World;

/// What is open in a world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Open {
    /// Sessions that nobody closed.
    pub sessions: usize,
    /// Media that are mounted for a session.
    pub mounts: usize,
    /// Library and operator requests that are not finished, and calls that have not ended.
    pub requests: usize,
}

impl World {
    /// What is open now.
    pub fn left(&self) -> Open {
        let services = self.computers.iter().filter_map(|computer| computer.service.rsm.as_ref());
        let mut left = Open { requests: self.waiting_calls().len(), ..Open::default() };
        for rsm in services {
            left.sessions += rsm.sessions().count();
            left.mounts += rsm.holds().count();
            left.requests += open_requests(rsm);
        }
        // A session whose service is gone is still open for its program.
        left.sessions = left.sessions.max(self.handles.session_count());
        left
    }

    /// Who waits for what, and who holds it.
    pub fn who_waits(&self) -> String {
        let mut lines = Vec::new();
        for computer in &self.computers {
            let Some(rsm) = &computer.service.rsm else { continue };
            for waiter in rsm.waiters() {
                let who = waiter
                    .call
                    .map_or_else(|| "the service".to_owned(), |call| self.caller_of(call));
                lines.push(format!("{who} waits at {} for {}", computer.name, waiter.what));
            }
        }
        if lines.is_empty() {
            let calls: Vec<String> =
                self.waiting_calls().into_iter().map(|call| self.caller_of(call)).collect();
            return format!("{} waits, and nothing is under way", calls.join(", "));
        }
        lines.join("; ")
    }

    fn caller_of(&self, call: CallId) -> String {
        self.calls
            .get(call)
            .map_or_else(|| "a caller that is gone".to_owned(), |c| self.process_name(c.process))
    }
}

fn open_requests(rsm: &Rsm) -> usize {
    let database = rsm.database();
    let work = database.all::<LibRequest>().filter(|(_, row)| row.state.is_open());
    let people = database.all::<OpRequest>().filter(|(_, row)| row.state.is_open());
    work.count() + people.count()
}
