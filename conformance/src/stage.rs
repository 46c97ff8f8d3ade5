//! The stage of a case: one room, a program with its session, and the words that cases are told in.

use std::time::Duration;

use rsm::database::TableName;
use wire::ntms::call::{
    Answer, EnumerateNtmsObject, GetNtmsObjectInformation, OpenNtmsSession, Refusal,
};
use wire::ntms::{Info, NtmsError, ObjectInformation, ObjectType, Request};
use wire::{Guid, Text};
use world::scenario::person::Deed;

use crate::case::{Form, Mismatch, Verdict};
use crate::snapshot::Snapshot;
use crate::target::{Program, Room};

/// A room with a program of somebody who may do everything on the computer `HERE`.
pub struct Stage<'t> {
    room: Box<dyn Room + 't>,
    form: Form,
    program: Program,
    /// The session of the calls; 0 before one is opened.
    pub session: u64,
}

/// The computer that programs of cases run on.
pub const HERE: &str = "HERE";
/// The computer of sessions with another service.
pub const THERE: &str = "THERE";

impl<'t> Stage<'t> {
    /// A stage in a room.
    pub fn new(mut room: Box<dyn Room + 't>, form: Form) -> Stage<'t> {
        let program = room.start(HERE, None);
        // Services that run from the beginning have begun.
        room.sleep(Duration::from_millis(1));
        Stage { room, form, program, session: 0 }
    }

    /// The form of calling.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The name that this form gives to OpenNtmsSession: another computer's when it is remote.
    pub fn server(&self) -> Option<&'static str> {
        self.form.remote.then_some(THERE)
    }

    /// From now on calls come from a program of a user on `HERE`, in a session of its own.
    pub fn act_as(&mut self, user: &str) -> Verdict {
        self.program = self.room.start(HERE, Some(user));
        self.open_session()
    }

    /// Another program of somebody who may do everything, on any computer.
    pub fn other_program(&mut self, computer: &str) -> Program {
        self.room.start(computer, None)
    }

    /// The program of the calls.
    pub fn program(&self) -> Program {
        self.program
    }

    /// From now on calls come from this program.
    pub fn act_from(&mut self, program: Program) {
        self.program = program;
    }

    /// The room.
    pub fn room(&mut self) -> &mut (dyn Room + 't) {
        &mut *self.room
    }

    /// Opens the session of the following calls, with the computer that the form says.
    pub fn open_session(&mut self) -> Verdict {
        let server = self.server();
        self.session = self.open(server)?;
        Ok(())
    }

    /// Opens a session.
    pub fn open(&mut self, server: Option<&str>) -> Result<u64, Mismatch> {
        let call = OpenNtmsSession {
            server: server.map(Text::new),
            application: Some(Text::new("conformance")),
            options: 0,
        };
        self.try_open(&call).map_err(|error| Mismatch::new("a session", error))
    }

    /// OpenNtmsSession with any arguments.
    ///
    /// # Errors
    /// The code.
    pub fn try_open(&mut self, call: &OpenNtmsSession) -> Result<u64, NtmsError> {
        self.room.open(self.program, self.form, call)
    }

    /// OpenNtmsSession is refused with this code, and nothing changes.
    pub fn open_refused(&mut self, call: &OpenNtmsSession, code: NtmsError) -> Verdict {
        let before = self.room.snapshot();
        let seen = self.try_open(call);
        self.judge(seen.map(|handle| format!("session {handle:#x}")), code)?;
        self.unchanged(before, &[])
    }

    /// Calls a function in the session.
    ///
    /// # Errors
    /// The code.
    pub fn call(&mut self, request: impl Into<Request>) -> Result<Answer, Refusal> {
        self.room.call(self.program, self.form.alphabet, self.session, request.into())
    }

    /// The function succeeds.
    pub fn succeeds(&mut self, request: impl Into<Request>) -> Result<Answer, Mismatch> {
        self.call(request).map_err(|refusal| Mismatch::new("ERROR_SUCCESS", refusal.error))
    }

    /// The function succeeds and answers an identifier.
    pub fn gives_id(&mut self, request: impl Into<Request>) -> Result<Guid, Mismatch> {
        match self.succeeds(request)? {
            Answer::Id(id) => Ok(id),
            Answer::Allocated(allocated) => Ok(allocated.media),
            Answer::Created(created) => Ok(created.media.id),
            other => Err(Mismatch::new("an identifier", format!("{other:?}"))),
        }
    }

    /// The function succeeds and answers a handle.
    pub fn opens(&mut self, request: impl Into<Request>) -> Result<u64, Mismatch> {
        match self.succeeds(request)? {
            Answer::Handle(handle) => Ok(handle),
            other => Err(Mismatch::new("a handle", format!("{other:?}"))),
        }
    }

    /// The function succeeds and answers identifiers.
    pub fn gives_ids(&mut self, request: impl Into<Request>) -> Result<Vec<Guid>, Mismatch> {
        match self.succeeds(request)? {
            Answer::Ids(ids) => Ok(ids),
            other => Err(Mismatch::new("identifiers", format!("{other:?}"))),
        }
    }

    /// The function is refused with this code, and nothing changes.
    pub fn refused(&mut self, request: impl Into<Request>, code: NtmsError) -> Verdict {
        self.refused_leaving(request, code, &[])
    }

    /// The function is refused with this code, and nothing changes but rows of these tables: the
    /// record of the request that was made and did not succeed.
    pub fn refused_leaving(
        &mut self,
        request: impl Into<Request>,
        code: NtmsError,
        tables: &[TableName],
    ) -> Verdict {
        let before = self.room.snapshot();
        let seen = self.call(request);
        let seen = seen.map(|answer| format!("{answer:?}")).map_err(|refusal| refusal.error);
        self.judge(seen, code)?;
        self.unchanged(before, tables)
    }

    /// Begins a call that waits. It is under way when this returns.
    pub fn begin(&mut self, request: impl Into<Request>) -> usize {
        let alphabet = self.form.alphabet;
        let begun = self.room.begin(self.program, alphabet, self.session, request.into());
        self.room.sleep(Duration::from_millis(1));
        begun
    }

    /// A call that was begun ends with success.
    pub fn ends_well(&mut self, begun: usize) -> Result<Answer, Mismatch> {
        self.room.finish(begun).map_err(|refusal| Mismatch::new("ERROR_SUCCESS", refusal.error))
    }

    /// A call that was begun ends with this code.
    pub fn ends_with(&mut self, begun: usize, code: NtmsError) -> Verdict {
        let seen = self.room.finish(begun);
        self.judge(seen.map(|answer| format!("{answer:?}")).map_err(|refusal| refusal.error), code)
    }

    /// Whether a call was refused with a code.
    fn judge(&self, seen: Result<String, NtmsError>, code: NtmsError) -> Verdict {
        match seen {
            Err(error) if self.room.are_one(error, code) => Ok(()),
            Err(error) => Err(Mismatch::new(code.name(), error.name())),
            Ok(answer) => Err(Mismatch::new(code.name(), format!("ERROR_SUCCESS, {answer}"))),
        }
    }

    /// Everything as it is now, where it can be seen.
    pub fn look(&mut self) -> Option<Snapshot> {
        self.room.snapshot()
    }

    /// Nothing changed since then but rows of these tables.
    pub fn unchanged(&mut self, before: Option<Snapshot>, ignored: &[TableName]) -> Verdict {
        let (Some(before), Some(after)) = (before, self.room.snapshot()) else { return Ok(()) };
        match before.difference(&after, ignored) {
            Some(difference) => Err(Mismatch::new("nothing else to change", difference)),
            None => Ok(()),
        }
    }

    /// Lets time pass.
    pub fn sleep(&mut self, time: Duration) {
        self.room.sleep(time);
    }

    /// What hands do.
    pub fn hand(&mut self, deed: &Deed) -> Verdict {
        self.room.hand(deed).map_err(|why| Mismatch::new("hands to do it", why))
    }

    /// The objects of a type, in a container or anywhere.
    pub fn objects(
        &mut self,
        object_type: ObjectType,
        container: Option<Guid>,
    ) -> Result<Vec<Guid>, Mismatch> {
        self.gives_ids(EnumerateNtmsObject {
            container,
            object_type: object_type.value(),
            options: 0,
            capacity: Some(u32::MAX),
        })
    }

    /// What is known of an object.
    pub fn information(
        &mut self,
        object: Guid,
        object_type: ObjectType,
    ) -> Result<ObjectInformation, Mismatch> {
        let object_type = Some(object_type.value());
        match self.succeeds(GetNtmsObjectInformation { object, object_type })? {
            Answer::Information(found) => Ok(*found),
            other => Err(Mismatch::new("information", format!("{other:?}"))),
        }
    }

    /// The object of a type with this display name.
    pub fn named(&mut self, object_type: ObjectType, name: &str) -> Result<Guid, Mismatch> {
        for id in self.objects(object_type, None)? {
            if self.information(id, object_type)?.name == *name {
                return Ok(id);
            }
        }
        Err(Mismatch::new(format!("{} {name}", object_type.name()), "none of that name"))
    }

    /// A medium by its name.
    pub fn medium(&mut self, name: &str) -> Result<Guid, Mismatch> {
        self.named(ObjectType::PhysicalMedia, name)
    }

    /// A side of a medium.
    pub fn side(&mut self, name: &str, number: usize) -> Result<Guid, Mismatch> {
        let medium = self.medium(name)?;
        let sides = self.objects(ObjectType::Partition, Some(medium))?;
        let side = sides.get(number).copied();
        side.ok_or_else(|| Mismatch::new(format!("side {number}"), format!("{sides:?}")))
    }

    /// The logical medium on the first side of a medium.
    pub fn logical(&mut self, name: &str) -> Result<Guid, Mismatch> {
        let side = self.side(name, 0)?;
        match self.information(side, ObjectType::Partition)?.info {
            Info::Partition(side) if !side.logical_media.is_null() => Ok(side.logical_media),
            other => Err(Mismatch::new("an allocated side", format!("{other:?}"))),
        }
    }

    /// A pool at the top level, by its name.
    pub fn pool(&mut self, name: &str) -> Result<Guid, Mismatch> {
        self.named(ObjectType::MediaPool, name)
    }

    /// A pool below another, by its name.
    pub fn pool_in(&mut self, parent: &str, name: &str) -> Result<Guid, Mismatch> {
        let parent = self.pool(parent)?;
        for id in self.objects(ObjectType::MediaPool, Some(parent))? {
            if self.information(id, ObjectType::MediaPool)?.name == *name {
                return Ok(id);
            }
        }
        Err(Mismatch::new(format!("pool {name}"), "none of that name"))
    }

    /// The first library that is no shelf.
    pub fn library(&mut self) -> Result<Guid, Mismatch> {
        self.library_that(|kind| kind != wire::ntms::object::LibraryType::Offline)
    }

    /// The shelf of media that are in no device.
    pub fn offline_library(&mut self) -> Result<Guid, Mismatch> {
        self.library_that(|kind| kind == wire::ntms::object::LibraryType::Offline)
    }

    fn library_that(
        &mut self,
        is: impl Fn(wire::ntms::object::LibraryType) -> bool,
    ) -> Result<Guid, Mismatch> {
        for id in self.objects(ObjectType::Library, None)? {
            if let Info::Library(library) = self.information(id, ObjectType::Library)?.info
                && is(library.library_type)
            {
                return Ok(id);
            }
        }
        Err(Mismatch::new("a library", "none"))
    }
}

/// An identifier that names no object.
pub const NOBODY: Guid = Guid::from_u128(0x00C0_FFEE_0000_4000_8000_0000_0000_0001);
