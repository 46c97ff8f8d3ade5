//! Sessions as the service knows them. A number is a place and how often the place was given out,
//! so that the number of a closed session names nothing.

use wire::Text;
use wire::ntms::SessionId;
use wire::ntms::operation::UiType;
use wire::ntms::security::Caller;

/// What the command-line tool calls itself. Each of its calls is a session that ends with it, so
/// that what it mounts stays until a later call dismounts it, and what it queues for ejection
/// waits for a later call that starts it.
pub const TOOL: &str = "rsm.exe";

/// Whose batch of media to eject is that of all calls of the tool together: no session has this
/// number.
pub(crate) const TOOLS: SessionId = SessionId { index: u32::MAX, generation: u32::MAX };

/// A session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who opened it.
    pub caller: Caller,
    /// The program, as it called itself; labels its requests.
    pub application: Text,
    /// The computer it runs on.
    pub computer: Text,
    /// It comes over the network.
    pub remote: bool,
    /// The computers that messages about the program go to, by the kind of message.
    pub destinations: Vec<(UiType, Text)>,
}

impl Session {
    /// Whether it is a call of the command-line tool.
    pub(crate) fn is_tool(&self) -> bool {
        *self.application == *TOOL
    }
}

#[derive(Debug, Default)]
struct Place {
    generation: u32,
    session: Option<Box<Session>>,
}

/// The open sessions.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    places: Vec<Place>,
    free: Vec<u32>,
}

impl Sessions {
    /// How many are open.
    pub(crate) fn count(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// Opens one.
    pub(crate) fn open(&mut self, session: Session) -> SessionId {
        let index = self.free.pop().unwrap_or_else(|| {
            self.places.push(Place::default());
            // The service refuses more sessions than a number can count long before.
            (self.places.len() - 1) as u32
        });
        let place = &mut self.places[index as usize];
        place.session = Some(Box::new(session));
        SessionId { index, generation: place.generation }
    }

    /// The session of a number, if it is open.
    pub(crate) fn get(&self, id: SessionId) -> Option<&Session> {
        let place = self.places.get(id.index as usize)?;
        (place.generation == id.generation).then_some(place.session.as_deref()).flatten()
    }

    /// The same, to change it.
    pub(crate) fn get_mut(&mut self, id: SessionId) -> Option<&mut Session> {
        let place = self.places.get_mut(id.index as usize)?;
        (place.generation == id.generation).then_some(place.session.as_deref_mut()).flatten()
    }

    /// Closes one.
    pub(crate) fn close(&mut self, id: SessionId) -> Option<Session> {
        let place = self.places.get_mut(id.index as usize)?;
        if place.generation != id.generation {
            return None;
        }
        let session = place.session.take()?;
        place.generation = place.generation.wrapping_add(1);
        self.free.push(id.index);
        Some(*session)
    }

    /// The numbers of all that are open, ascending by place.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (SessionId, &Session)> {
        self.places.iter().zip(0u32..).filter_map(|(place, index)| {
            let id = SessionId { index, generation: place.generation };
            Some((id, place.session.as_deref()?))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::ntms::security::Principal;

    fn session() -> Session {
        Session {
            caller: Caller { user: Principal::new("anna"), groups: Vec::new() },
            application: Text::EMPTY,
            computer: Text::EMPTY,
            remote: false,
            destinations: Vec::new(),
        }
    }

    #[test]
    fn the_number_of_a_closed_session_names_nothing() {
        let mut sessions = Sessions::default();
        let first = sessions.open(session());
        assert!(sessions.get(first).is_some());
        assert!(sessions.close(first).is_some());
        assert!(sessions.get(first).is_none() && sessions.close(first).is_none());
        let second = sessions.open(session());
        assert_eq!(second.index, first.index);
        assert!(sessions.get(first).is_none() && sessions.get(second).is_some());
        assert_eq!((sessions.count(), sessions.iter().count()), (1, 1));
    }
}
