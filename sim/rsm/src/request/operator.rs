//! Operator requests: what the service asks of people, and what follows from their answers.
//!
//! A request is open until it is completed, refused or withdrawn. Calls that wait for one are
//! answered here.

use wire::ntms::call::{Answer, Reply};
use wire::ntms::limit::MESSAGE_LENGTH;
use wire::ntms::operation::OperatorCommand;
use wire::ntms::state::{MediaState, OperationalState, OperatorRequestState};
use wire::ntms::{NtmsError, ObjectType};
use wire::{Guid, Text, Ticks};

use super::queue::OWN_APPLICATION;
use crate::database::{
    Drive, Key, Library, MediaPool, MediaType, OpRequest, PhysicalMedia, StorageSlot,
};
use crate::engine::Rsm;
use crate::session::Session;

impl Rsm {
    /// Asks people for something, for a session or for the service itself. What the service asked
    /// already and nobody has answered is not asked again.
    pub(crate) fn post_operator_request(
        &mut self,
        command: OperatorCommand,
        text: &str,
        argument_1: Guid,
        argument_2: Option<Guid>,
        session: Option<&Session>,
    ) -> Key<OpRequest> {
        let argument_2 = argument_2.unwrap_or(Guid::NULL);
        let user = session.map_or(Text::EMPTY, |by| by.caller.user.name().clone());
        let application =
            session.map_or_else(|| Text::new(OWN_APPLICATION), |by| by.application.clone());
        let computer =
            session.map_or_else(|| self.config.computer.clone(), |by| by.computer.clone());
        if session.is_none() {
            let same = |row: &OpRequest| {
                row.request == command
                    && (row.argument_1, row.argument_2) == (argument_1, argument_2)
                    && row.application == application
                    && row.user == user
            };
            let mut open = self.database.all::<OpRequest>().filter(|(_, row)| row.state.is_open());
            if let Some((key, _)) = open.find(|(_, row)| same(row)) {
                return key;
            }
        }
        let head = self.database.new_head(command.name());
        let kind = |id: Guid| {
            self.database.find_any(id).map_or(ObjectType::Unknown, |object| object.object_type())
        };
        let row = OpRequest {
            head,
            request: command,
            submitted: self.database.now(),
            state: OperatorRequestState::Submitted,
            message: Text::cut(text, MESSAGE_LENGTH),
            argument_1_type: kind(argument_1),
            argument_1,
            argument_2_type: kind(argument_2),
            argument_2,
            application,
            user,
            computer,
            completed: Ticks::NEVER,
        };
        let request = self.database.insert(row);
        self.note_asked(request);
        request
    }

    /// Asks people to bring a medium to a library; to any that takes it when none is meant.
    pub(crate) fn ask_for_medium(
        &mut self,
        media: Key<PhysicalMedia>,
        library: Option<Key<Library>>,
        session: Option<&Session>,
    ) -> Key<OpRequest> {
        let row = self.database.get(media);
        let (id, name) = (row.head.id, row.head.name.clone());
        let library = library.or_else(|| self.library_for(row.media_type));
        let text = match library {
            Some(library) => {
                format!("Bring medium {name} to {}", self.database.get(library).head.name)
            }
            None => format!("Bring medium {name}"),
        };
        if let Some(library) = library {
            self.make_way(library);
        }
        let library = library.map(|library| self.database.id(library));
        self.post_operator_request(OperatorCommand::MoveMedia, &text, id, library, session)
    }

    /// Asks people for media that can be allocated from a pool.
    pub(crate) fn ask_for_new_media(
        &mut self,
        pool: Key<MediaPool>,
        session: &Session,
    ) -> Key<OpRequest> {
        let row = self.database.get(pool);
        let library = row.media_type.and_then(|media_type| self.library_for(media_type));
        let kind = row.media_type.map(|key| self.database.get(key).head.name.clone());
        let text = format!(
            "Bring media of type {} for media pool {}",
            kind.unwrap_or_default(),
            self.database.pool_path(pool)
        );
        let id = row.head.id;
        if let Some(library) = library {
            self.make_way(library);
        }
        let library = library.map(|library| self.database.id(library));
        self.post_operator_request(OperatorCommand::NewMedia, &text, id, library, Some(session))
    }

    /// The first library that media of a type can be brought to.
    pub(crate) fn library_for(&self, media_type: Key<MediaType>) -> Option<Key<Library>> {
        self.libraries_for(media_type).into_iter().next()
    }

    /// The libraries that work and take media of a type; the offline library takes none.
    fn libraries_for(&self, media_type: Key<MediaType>) -> Vec<Key<Library>> {
        let offline = self.database.offline_library();
        let takes = |(key, row): &(Key<Library>, &Library)| {
            Some(*key) != offline
                && row.head.enabled
                && row.head.operational != OperationalState::NotPresent
                && row.media_types.contains(&media_type)
        };
        self.database.all::<Library>().filter(takes).map(|(key, _)| key).collect()
    }

    /// Whether people may still answer a request.
    pub(crate) fn is_open_for_operator(&self, request: Key<OpRequest>) -> bool {
        self.database.try_get(request).is_some_and(|row| row.state.is_open())
    }

    /// What was asked is done. Who waits for the request is told; what the service does now is the
    /// business of whoever calls this.
    pub(crate) fn complete_operator_request(&mut self, request: Key<OpRequest>) {
        if self.is_open_for_operator(request) {
            self.close_operator_request(request, OperatorRequestState::Complete);
            self.answer_waiters(request, &Ok(Answer::Done));
            self.user_answered(request, true);
        }
    }

    /// Somebody does not do what was asked: what waits for it fails.
    pub(crate) fn refuse_operator_request(&mut self, request: Key<OpRequest>) {
        if !self.is_open_for_operator(request) {
            return;
        }
        self.close_operator_request(request, OperatorRequestState::Refused);
        self.answer_waiters(request, &Err(NtmsError::Cancelled.into()));
        self.user_answered(request, false);
        if let Some(group) = self.group_of_operator_request(request) {
            self.call_off_mount(group, NtmsError::RequestRefused);
        }
        let allocations = self.waits.allocations();
        for waiting in allocations.into_iter().filter(|waiting| waiting.request == request) {
            self.end_wait(waiting.id, Err(NtmsError::Cancelled.into()));
        }
    }

    /// Nobody wants it any more: the request is deleted.
    pub(crate) fn withdraw_operator_request(&mut self, request: Key<OpRequest>) {
        if self.is_open_for_operator(request) {
            self.close_operator_request(request, OperatorRequestState::Refused);
            self.answer_waiters(request, &Err(NtmsError::ObjectNotFound.into()));
        }
        self.database.delete(request);
    }

    /// Somebody says that what was asked is done. Brought media are looked for, and a drive that
    /// somebody looked after is tried again.
    pub(crate) fn satisfy_operator_request(&mut self, request: Key<OpRequest>) {
        let Some(row) = self.database.try_get(request).cloned() else { return };
        self.complete_operator_request(request);
        match row.request {
            OperatorCommand::MoveMedia | OperatorCommand::NewMedia => self.look_for_brought(&row),
            OperatorCommand::DeviceService => {
                if let Some(drive) = self.database.find::<Drive>(row.argument_1) {
                    self.database.update(drive, |row| {
                        if row.head.operational == OperationalState::NeedsService {
                            row.head.operational = OperationalState::Ready;
                        }
                    });
                }
            }
            OperatorCommand::Cleaner => {
                let slot = self.database.look_up::<StorageSlot>(row.argument_1);
                let of_slot = slot.map(|(_, slot)| slot.library);
                let library = self.database.find::<Library>(row.argument_1).or(of_slot);
                if let Some(library) = library {
                    self.cleaner_was_brought(library);
                }
            }
            OperatorCommand::Unknown | OperatorCommand::Message => {}
        }
    }

    /// Looks where media may have been brought: the library that was named, else every one that
    /// takes them. Where no device answers there is nothing to look at.
    fn look_for_brought(&mut self, row: &OpRequest) {
        let pool = self.database.find::<MediaPool>(row.argument_1);
        let media = self.database.find::<PhysicalMedia>(row.argument_1);
        let media_type = media
            .map(|media| self.database.get(media).media_type)
            .or(pool.and_then(|pool| self.database.get(pool).media_type));
        let mut libraries = match self.database.find::<Library>(row.argument_2) {
            Some(library) => vec![library],
            None => media_type.map(|of| self.libraries_for(of)).unwrap_or_default(),
        };
        libraries.retain(|library| self.work.worker_of(*library).is_some());
        if libraries.is_empty() {
            self.go_on_waiting();
        }
        for library in libraries {
            self.look_for_brought_media(library);
        }
    }

    /// What was brought is taken in, or nothing was: mounts and allocations that wait go on, and
    /// ask again for what is still missing.
    pub(crate) fn go_on_waiting(&mut self) {
        for group in self.groups_waiting() {
            self.continue_mount(group);
        }
        self.retry_allocations();
    }

    fn close_operator_request(&mut self, request: Key<OpRequest>, state: OperatorRequestState) {
        let now = self.database.now();
        self.database.update(request, |row| {
            row.state = state;
            row.completed = now;
        });
        self.note_asked(request);
    }

    /// A medium on the shelf waits for people as long as a request to bring it is open.
    fn note_asked(&mut self, request: Key<OpRequest>) {
        let row = self.database.get(request);
        if row.request != OperatorCommand::MoveMedia {
            return;
        }
        let id = row.argument_1;
        let Some(media) = self.database.find::<PhysicalMedia>(id) else { return };
        let asks = |row: &OpRequest| {
            row.request == OperatorCommand::MoveMedia && row.argument_1 == id && row.state.is_open()
        };
        let open = self.database.all::<OpRequest>().any(|(_, row)| asks(row));
        let offline = self.is_offline(media);
        self.database.update(media, |row| match row.state {
            MediaState::Idle if open && offline => row.state = MediaState::OperatorRequest,
            MediaState::OperatorRequest if !open => row.state = MediaState::Idle,
            _ => {}
        });
    }

    fn answer_waiters(&mut self, request: Key<OpRequest>, reply: &Reply) {
        for call in self.waits.for_operator(request) {
            self.end_wait(call, reply.clone());
        }
    }
}
