//! Library control: inventories, taking media in, putting media out, and taking requests off the
//! queue.

use wire::Guid;
use wire::ntms::call::{
    AccessNtmsLibraryDoor, Answer, CancelNtmsLibraryRequest, EjectNtmsMedia, IdentifyNtmsSlot,
    InjectNtmsMedia, InventoryNtmsLibrary, Refusal, SessionId,
};
use wire::ntms::limit::INFINITE;
use wire::ntms::object::LibraryType;
use wire::ntms::operation::{EjectOperation, InjectOperation, InventoryMethod};
use wire::ntms::option::DismountOptions;
use wire::ntms::state::OperationalState;
use wire::ntms::{Function, NtmsError};

use super::{Context, Serve, Served, given};
use crate::access::Guard;
use crate::database::{Database, Key, LibRequest, Library, PhysicalMedia, StorageSlot};
use crate::request::Released;
use crate::session::TOOLS;
use crate::wait::Wait;

/// The library of an identifier. None of these functions has a code for one that names none but
/// the code for a bad argument.
fn library(db: &Database, id: Guid) -> Result<Key<Library>, NtmsError> {
    db.find::<Library>(given(id)?).ok_or(NtmsError::InvalidParameter)
}

pub(super) fn is_offline(db: &Database, library: Key<Library>) -> bool {
    db.get(library).library_type == LibraryType::Offline
}

/// The devices of a library can be told to do something. One that is disabled or gone is
/// ERROR_DEVICE_NOT_AVAILABLE.
pub(super) fn check_available(cx: &Context<'_>, library: Key<Library>) -> Result<(), NtmsError> {
    let head = &cx.rsm.database.get(library).head;
    let present = head.operational != OperationalState::NotPresent;
    match head.enabled && present && cx.rsm.works(library) {
        true => Ok(()),
        false => Err(NtmsError::DeviceNotAvailable),
    }
}

/// The same for media that go through the mail slot. A library without one is opened by its door
/// (AccessNtmsLibraryDoor).
fn check_port(cx: &Context<'_>, library: Key<Library>) -> Result<(), NtmsError> {
    check_available(cx, library)?;
    match cx.rsm.database.index().ports_of.count(library) {
        0 => Err(NtmsError::DeviceNotAvailable),
        _ => Ok(()),
    }
}

impl Serve for InventoryNtmsLibrary {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let method = InventoryMethod::from_value(self.action)
            .filter(|method| {
                use InventoryMethod::{Default, Fast, Omid, Stop};
                matches!(method, Omid | Fast | Default | Stop)
            })
            .ok_or(NtmsError::InvalidParameter)?;
        let library = library(&cx.rsm.database, self.library)?;
        cx.demand(Function::InventoryNtmsLibrary, Guard::Library(library))?;
        if is_offline(&cx.rsm.database, library) {
            return Err(NtmsError::InvalidLibrary.into());
        }
        check_available(cx, library)?;
        if method == InventoryMethod::Stop {
            cx.rsm.stop_inventory(library);
        } else {
            let session = cx.session().clone();
            cx.rsm.inventory(library, method, Some(&session));
        }
        Ok(Answer::Done.into())
    }
}

impl Serve for AccessNtmsLibraryDoor {
    /// A library that is gone is as useless as one that is disabled.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let method = InventoryMethod::from_value(self.action)
            .filter(|method| {
                use InventoryMethod::{Default, Fast, None, Omid};
                matches!(method, None | Omid | Fast | Default)
            })
            .ok_or(NtmsError::InvalidParameter)?;
        let library = library(&cx.rsm.database, self.library)?;
        cx.demand(Function::AccessNtmsLibraryDoor, Guard::Library(library))?;
        if is_offline(&cx.rsm.database, library) {
            return Err(NtmsError::LibraryOffline.into());
        }
        if cx.rsm.database.index().doors_of.count(library) == 0 {
            return Err(NtmsError::ResourceNotPresent.into());
        }
        check_available(cx, library).map_err(|_| NtmsError::ResourceDisabled)?;
        let session = cx.session().clone();
        cx.rsm.access_door(library, method, &session);
        Ok(Answer::Done.into())
    }
}

impl Serve for InjectNtmsMedia {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let action = InjectOperation::from_value(self.action).ok_or(NtmsError::InvalidParameter)?;
        let operation = self.operation.ok_or(NtmsError::InvalidParameter)?;
        let library = library(&cx.rsm.database, self.library)?;
        cx.demand(Function::InjectNtmsMedia, Guard::Library(library))?;
        if is_offline(&cx.rsm.database, library) {
            return Err(NtmsError::LibraryOffline.into());
        }
        check_port(cx, library)?;
        match action {
            InjectOperation::Start | InjectOperation::StartMany => {
                let session = cx.session().clone();
                let many = action == InjectOperation::StartMany;
                Ok(Answer::Id(cx.rsm.inject(library, many, &session)).into())
            }
            InjectOperation::Stop | InjectOperation::Retract => {
                // The port of a single injection goes in for good (MS-RSMP, InjectNtmsMedia).
                let retract = action == InjectOperation::Retract;
                let (request, _) = cx
                    .rsm
                    .find_injection(library, operation)
                    .filter(|(_, many)| *many || !retract)
                    .ok_or(NtmsError::InvalidOperation)?;
                cx.rsm.end_injection(request, retract);
                Ok(Answer::Id(operation).into())
            }
        }
    }
}

impl Serve for EjectNtmsMedia {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        match EjectOperation::from_value(self.action) {
            Some(EjectOperation::Queue) => queue(cx, self),
            Some(EjectOperation::Start) => start(cx, self),
            Some(EjectOperation::Stop) => stop(cx, self),
            // The others are of drives that stand alone (EjectDiskFromSADrive).
            _ => Err(NtmsError::InvalidParameter.into()),
        }
    }
}

/// The medium that a call is about, and whether it may be put out now.
fn medium(cx: &Context<'_>, id: Guid) -> Result<Key<PhysicalMedia>, NtmsError> {
    let db = &cx.rsm.database;
    let media = db.find::<PhysicalMedia>(given(id)?).ok_or(NtmsError::InvalidParameter)?;
    check_medium(cx, media)?;
    Ok(media)
}

fn check_medium(cx: &Context<'_>, media: Key<PhysicalMedia>) -> Result<(), NtmsError> {
    let db = &cx.rsm.database;
    let row = db.get(media);
    cx.demand(Function::EjectNtmsMedia, Guard::Library(row.library))?;
    if is_offline(db, row.library) {
        return Err(NtmsError::LibraryOffline);
    }
    check_port(cx, row.library)?;
    if !row.head.enabled {
        return Err(NtmsError::MediaNotAvailable);
    }
    match cx.rsm.work.is_busy(media) {
        true => Err(NtmsError::Busy),
        false => Ok(()),
    }
}

/// Whose batch a call adds to: its session's, or that of all calls of the tool.
fn batch_owner(cx: &Context<'_>) -> SessionId {
    if cx.session().is_tool() { TOOLS } else { cx.session }
}

/// The medium waits with others of this session until all are started together. Nothing is done
/// yet, so that it may still be used. What the tool queues no session takes away with it: more than
/// go out together are refused here, because no start could ever succeed.
fn queue(cx: &mut Context<'_>, call: EjectNtmsMedia) -> Result<Served, Refusal> {
    let media = medium(cx, call.media.ok_or(NtmsError::InvalidParameter)?)?;
    let owner = batch_owner(cx);
    if owner == TOOLS {
        let db = &cx.rsm.database;
        let library = db.get(media).library;
        let other = |key: &&Key<PhysicalMedia>| **key != media && db.get(**key).library == library;
        let queued = cx.rsm.work.batches.get(&owner).into_iter().flatten().filter(other).count();
        if queued >= db.index().ports_of.count(library) {
            return Err(NtmsError::Busy.into());
        }
    }
    let batch = cx.rsm.work.batches.entry(owner).or_default();
    if !batch.contains(&media) {
        batch.push(media);
    }
    Ok(Answer::Id(call.operation.unwrap_or(Guid::NULL)).into())
}

/// The medium and all that were queued before it. Each library puts its own out.
fn start(cx: &mut Context<'_>, call: EjectNtmsMedia) -> Result<Served, Refusal> {
    call.operation.ok_or(NtmsError::InvalidParameter)?;
    let owner = batch_owner(cx);
    let batch = cx.rsm.work.batches.get(&owner);
    let mut media = batch.cloned().unwrap_or_default();
    if let Some(id) = call.media.filter(|id| !id.is_null()) {
        let last = medium(cx, id)?;
        media.retain(|other| *other != last);
        media.push(last);
    }
    if media.is_empty() {
        return Err(NtmsError::InvalidParameter.into());
    }
    for queued in &media {
        check_medium(cx, *queued)?;
    }
    let mut libraries: Vec<(Key<Library>, Vec<Key<PhysicalMedia>>)> = Vec::new();
    for medium in media {
        let library = cx.rsm.database.get(medium).library;
        match libraries.iter_mut().find(|(known, _)| *known == library) {
            Some((_, list)) => list.push(medium),
            None => libraries.push((library, vec![medium])),
        }
    }
    let places = |library| cx.rsm.database.index().ports_of.count(library);
    if libraries.iter().any(|(library, list)| list.len() > places(*library)) {
        return Err(NtmsError::Busy.into());
    }
    if let Some(batch) = cx.rsm.work.batches.remove(&owner) {
        cx.rsm.work.given.batch = Some((owner, batch));
    }
    let operation = cx.rsm.database.new_id();
    let session = cx.session().clone();
    for (library, list) in libraries {
        cx.rsm.eject(library, list, operation, &session);
    }
    Ok(Answer::Id(operation).into())
}

fn stop(cx: &mut Context<'_>, call: EjectNtmsMedia) -> Result<Served, Refusal> {
    let operation = call.operation.ok_or(NtmsError::InvalidParameter)?;
    let requests = cx.rsm.find_ejections(operation);
    if requests.is_empty() {
        return Err(NtmsError::InvalidOperation.into());
    }
    for request in &requests {
        let library = cx.rsm.database.get(*request).library;
        cx.demand(Function::EjectNtmsMedia, Guard::Library(library))?;
    }
    for request in requests {
        cx.rsm.stop_ejection(request);
    }
    Ok(Answer::Id(operation).into())
}

impl Serve for IdentifyNtmsSlot {
    /// A library that is disabled, gone or silent is as good as offline: it identifies nothing.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let how = match DismountOptions::from_bits(self.option) {
            Some(DismountOptions::NONE | DismountOptions::IMMEDIATE) => Released::Now,
            Some(DismountOptions::DEFERRED) => Released::Deferred,
            _ => return Err(NtmsError::InvalidParameter.into()),
        };
        let db = &cx.rsm.database;
        let (slot, row) =
            db.look_up::<StorageSlot>(given(self.slot)?).ok_or(NtmsError::InvalidParameter)?;
        let library = row.library;
        cx.demand(Function::IdentifyNtmsSlot, Guard::Library(library))?;
        check_available(cx, library).map_err(|_| NtmsError::LibraryOffline)?;
        let session = cx.session().clone();
        match cx.rsm.identify_slot(slot, how, &session) {
            Some(request) => {
                let failed = NtmsError::InvalidState;
                Ok(Served::Later(Wait::Request { request, failed }, INFINITE))
            }
            None => Ok(Answer::Done.into()),
        }
    }
}

impl Serve for CancelNtmsLibraryRequest {
    /// A request that waits is cancelled at once. One that is under way cannot be, and says so with
    /// the code that its page has for that.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let db = &cx.rsm.database;
        let (request, row) =
            db.look_up::<LibRequest>(self.request).ok_or(NtmsError::ObjectNotFound)?;
        cx.demand(Function::CancelNtmsLibraryRequest, Guard::Library(row.library))?;
        if !cx.rsm.work.has(request) {
            return Err(NtmsError::ObjectNotFound.into());
        }
        let session = cx.session().clone();
        match cx.rsm.cancel(request, &session) {
            true => Ok(Answer::Done.into()),
            false => Err(NtmsError::AccessDenied.into()),
        }
    }
}
