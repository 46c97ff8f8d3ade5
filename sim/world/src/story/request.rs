//! Arguments of a story as calls of the API.

use std::time::Duration;

use bytes::Bytes;
use wire::label::FileSystemInfo;
use wire::ntms::call as ntms;
use wire::ntms::limit::{OMID_TYPE_FILESYSTEM_INFO, OMID_TYPE_RAW_LABEL};
use wire::ntms::option::SecurityInformation;
use wire::ntms::security::{Principal, SecurityParts};
use wire::ntms::{ObjectInformation, ObjectType, Request};
use wire::{Guid, Text};

use super::find::Find;
use crate::scenario::media::MtfLabel;
use crate::scenario::story::{
    Action, CreateNtmsMedia, GetNtmsObjectInformation, Label, Member, Members,
    SetNtmsObjectSecurity,
};
use crate::scenario::{Number, ObjectRef, Timeout};

/// What the arguments of a call may refer to.
pub(super) struct Arguments<'a> {
    pub(super) find: Find<'a>,
    /// How the program calls itself where the story does not say.
    pub(super) application: &'a str,
    /// Gives the block of a label that the program wrote, or would write.
    pub(super) label: &'a dyn Fn(&MtfLabel) -> Bytes,
}

/// Milliseconds of a time-out; those that do not fit are for ever.
pub(super) fn milliseconds(timeout: &Timeout) -> u32 {
    match timeout {
        Timeout::Infinite => u32::MAX,
        Timeout::After(time) => u32::try_from(Duration::as_millis(time)).unwrap_or(u32::MAX),
    }
}

/// Bytes from pairs of hexadecimal digits.
fn hex(digits: &str) -> Option<Vec<u8>> {
    let value = |digit: &u8| char::from(*digit).to_digit(16).and_then(|v| u8::try_from(v).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(value(high)? << 4 | value(low)?),
        _ => None,
    };
    digits.as_bytes().chunks(2).map(pair).collect()
}

impl Arguments<'_> {
    /// The call of an action; none for what is no call. SetNtmsObjectInformation begins with
    /// asking.
    ///
    /// # Errors
    /// What the arguments name and is not there.
    pub(super) fn request(&self, action: &Action) -> Result<Option<Request>, String> {
        let Arguments { find, .. } = self;
        Ok(Some(match action {
            Action::OpenNtmsSession(call) => {
                let application = call.application.as_deref().unwrap_or(self.application);
                ntms::OpenNtmsSession {
                    server: call.server.as_deref().map(Text::new),
                    application: Some(Text::new(application)),
                    options: call.options.bits,
                }
                .into()
            }
            Action::CloseNtmsSession(_) => ntms::CloseNtmsSession.into(),
            Action::ExportNtmsDatabase(_) => ntms::ExportNtmsDatabase.into(),
            Action::ImportNtmsDatabase(_) => ntms::ImportNtmsDatabase.into(),
            Action::EnumerateNtmsObject(call) => ntms::EnumerateNtmsObject {
                container: find.id(&call.container)?,
                object_type: call.object_type.number,
                options: call.options.number,
                capacity: Some(call.capacity.unwrap_or(u32::MAX)),
            }
            .into(),
            Action::GetNtmsObjectInformation(call) => self.get(call)?,
            Action::SetNtmsObjectInformation(call) => {
                let (object, object_type) = (call.object.clone(), call.object_type);
                self.get(&GetNtmsObjectInformation { object, object_type })?
            }
            Action::UpdateNtmsOmidInfo(call) => {
                let (label_type, label) = self.label_bytes(&call.label)?;
                ntms::UpdateNtmsOmidInfo {
                    media: find.id_or_null(&call.media)?,
                    label_type: call.label_type.unwrap_or(label_type),
                    label,
                }
                .into()
            }
            action => match self.of_pools_and_media(action)? {
                Some(request) => request,
                None => return self.of_libraries_and_people(action),
            },
        }))
    }

    fn get(&self, call: &GetNtmsObjectInformation) -> Result<Request, String> {
        let (object, object_type) = self.typed(&call.object, call.object_type.as_ref())?;
        Ok(ntms::GetNtmsObjectInformation { object, object_type: Some(object_type) }.into())
    }

    /// An object and its type; that of the object, where it shows, when the story does not say.
    fn typed(
        &self,
        object: &ObjectRef,
        says: Option<&Number<ObjectType>>,
    ) -> Result<(Guid, u32), String> {
        let id = self.find.id_or_null(object)?;
        let shown = || {
            let database = self.find.rsm()?.database();
            Some(database.find_any(id)?.object_type())
        };
        let object_type = match says {
            Some(Number { number, .. }) => *number,
            None => object.object_type().or_else(shown).unwrap_or(ObjectType::Unknown).value(),
        };
        Ok((id, object_type))
    }

    fn of_objects(&self, action: &Action) -> Result<Option<Request>, String> {
        Ok(Some(match action {
            Action::EnableNtmsObject(call) => {
                let (object, object_type) = self.typed(&call.object, call.object_type.as_ref())?;
                ntms::EnableNtmsObject { object, object_type }.into()
            }
            Action::DisableNtmsObject(call) => {
                let (object, object_type) = self.typed(&call.object, call.object_type.as_ref())?;
                ntms::DisableNtmsObject { object, object_type }.into()
            }
            Action::GetNtmsObjectAttribute(call) => {
                let (object, object_type) = self.typed(&call.object, call.object_type.as_ref())?;
                let name = Some(Text::new(&call.name));
                let capacity = Some(call.capacity.unwrap_or(u32::MAX));
                ntms::GetNtmsObjectAttribute { object, object_type, name, capacity }.into()
            }
            Action::SetNtmsObjectAttribute(call) => {
                let (object, object_type) = self.typed(&call.object, call.object_type.as_ref())?;
                let name = Some(Text::new(&call.name));
                let data = Some(Bytes::from(call.data.clone().into_bytes()));
                ntms::SetNtmsObjectAttribute { object, object_type, name, data }.into()
            }
            Action::GetNtmsObjectSecurity(call) => {
                let (object, object_type) = self.typed(&call.object, call.object_type.as_ref())?;
                let information = call.information.bits;
                let capacity = call.capacity.unwrap_or(u32::MAX);
                ntms::GetNtmsObjectSecurity { object, object_type, information, capacity }.into()
            }
            Action::SetNtmsObjectSecurity(call) => self.set_security(call)?,
            Action::GetNtmsUIOptions(call) => ntms::GetNtmsUIOptions {
                object: self.find.id(&call.object)?,
                ui_type: call.ui_type.number,
                capacity: Some(call.capacity.unwrap_or(u32::MAX)),
            }
            .into(),
            Action::SetNtmsUIOptions(call) => ntms::SetNtmsUIOptions {
                object: self.find.id(&call.object)?,
                ui_type: call.ui_type.number,
                operation: call.operation.number,
                destination: Some(Text::new(&call.destination)),
            }
            .into(),
            _ => return Ok(None),
        }))
    }

    fn set_security(&self, call: &SetNtmsObjectSecurity) -> Result<Request, String> {
        let (object, object_type) = self.typed(&call.object, call.object_type.as_ref())?;
        let owner = call.owner.as_deref().map(Principal::new);
        let entries = call.security.as_deref().map(|list| crate::build::descriptor(list).entries);
        let part = |there: bool, part| if there { part } else { SecurityInformation::NONE };
        let given = part(owner.is_some(), SecurityInformation::OWNER)
            .union(part(entries.is_some(), SecurityInformation::DACL));
        let information = call.information.as_ref().map_or(given.bits(), |says| says.bits);
        let security = Some(SecurityParts { owner, entries });
        Ok(ntms::SetNtmsObjectSecurity { object, object_type, information, security }.into())
    }

    fn of_pools_and_media(&self, action: &Action) -> Result<Option<Request>, String> {
        let find = &self.find;
        Ok(Some(match action {
            Action::CreateNtmsMediaPool(call) => ntms::CreateNtmsMediaPool {
                name: Some(Text::new(&call.name)),
                media_type: find.id(&call.media_type)?,
                action: call.action.number,
                security: call.security.as_deref().map(crate::build::descriptor),
            }
            .into(),
            Action::DeleteNtmsMediaPool(call) => {
                ntms::DeleteNtmsMediaPool { pool: find.id_or_null(&call.pool)? }.into()
            }
            Action::GetNtmsMediaPoolName(call) => ntms::GetNtmsMediaPoolName {
                pool: find.id_or_null(&call.pool)?,
                capacity: Some(call.capacity.unwrap_or(u32::MAX)),
            }
            .into(),
            Action::AllocateNtmsMedia(call) => ntms::AllocateNtmsMedia {
                pool: find.id_or_null(&call.pool)?,
                side: find.id(&call.side)?,
                previous: find.id_or_null(&call.previous)?,
                options: call.options.bits,
                timeout: milliseconds(&call.timeout),
            }
            .into(),
            Action::DeallocateNtmsMedia(call) => {
                let media = find.id_or_null(&call.media)?;
                ntms::DeallocateNtmsMedia { media, options: call.options }.into()
            }
            Action::MountNtmsMedia(call) => ntms::MountNtmsMedia {
                media: self.list(&call.media)?,
                drives: self.list(&call.drives)?,
                options: call.options.bits,
                priority: call.priority,
                timeout: milliseconds(&call.timeout),
            }
            .into(),
            Action::DismountNtmsMedia(call) => {
                let media = self.list(&call.media)?;
                ntms::DismountNtmsMedia { media, options: call.options.bits }.into()
            }
            Action::MoveToNtmsMediaPool(call) => {
                let media = find.id_or_null(&call.media)?;
                ntms::MoveToNtmsMediaPool { media, pool: find.id_or_null(&call.pool)? }.into()
            }
            _ => return Ok(None),
        }))
    }

    fn of_libraries_and_people(&self, action: &Action) -> Result<Option<Request>, String> {
        let find = &self.find;
        Ok(Some(match action {
            Action::InventoryNtmsLibrary(call) => {
                let library = find.id_or_null(&call.library)?;
                ntms::InventoryNtmsLibrary { library, action: call.action.number }.into()
            }
            Action::InjectNtmsMedia(call) => ntms::InjectNtmsMedia {
                library: find.id_or_null(&call.library)?,
                operation: Some(find.id_or_null(&call.operation)?),
                action: call.action.number,
            }
            .into(),
            Action::EjectNtmsMedia(call) => ntms::EjectNtmsMedia {
                media: find.id(&call.media)?,
                operation: Some(find.id_or_null(&call.operation)?),
                action: call.action.number,
            }
            .into(),
            Action::CancelNtmsLibraryRequest(call) => {
                ntms::CancelNtmsLibraryRequest { request: find.id_or_null(&call.request)? }.into()
            }
            Action::SubmitNtmsOperatorRequest(call) => ntms::SubmitNtmsOperatorRequest {
                command: call.command.number,
                message: call.message.as_deref().map(Text::new),
                argument_1: find.id(&call.argument_1)?,
                argument_2: find.id(&call.argument_2)?,
            }
            .into(),
            Action::WaitForNtmsOperatorRequest(call) => ntms::WaitForNtmsOperatorRequest {
                request: find.id_or_null(&call.request)?,
                timeout: milliseconds(&call.timeout),
            }
            .into(),
            Action::CancelNtmsOperatorRequest(call) => {
                ntms::CancelNtmsOperatorRequest { request: find.id_or_null(&call.request)? }.into()
            }
            Action::SatisfyNtmsOperatorRequest(call) => {
                ntms::SatisfyNtmsOperatorRequest { request: find.id_or_null(&call.request)? }.into()
            }
            action => return self.of_requests_and_devices(action),
        }))
    }

    fn of_requests_and_devices(&self, action: &Action) -> Result<Option<Request>, String> {
        let find = &self.find;
        Ok(Some(match action {
            Action::GetNtmsRequestOrder(call) => {
                ntms::GetNtmsRequestOrder { request: find.id_or_null(&call.request)? }.into()
            }
            Action::SetNtmsRequestOrder(call) => {
                let request = find.id_or_null(&call.request)?;
                ntms::SetNtmsRequestOrder { request, order: call.order }.into()
            }
            Action::DeleteNtmsRequests(call) => ntms::DeleteNtmsRequests {
                requests: Some(self.list(&call.requests)?),
                object_type: call.object_type.number,
            }
            .into(),
            Action::DismountNtmsDrive(call) => {
                ntms::DismountNtmsDrive { drive: find.id_or_null(&call.drive)? }.into()
            }
            Action::DeleteNtmsDrive(call) => {
                ntms::DeleteNtmsDrive { drive: find.id_or_null(&call.drive)? }.into()
            }
            Action::DeleteNtmsLibrary(call) => {
                ntms::DeleteNtmsLibrary { library: find.id_or_null(&call.library)? }.into()
            }
            Action::AccessNtmsLibraryDoor(call) => {
                let library = find.id_or_null(&call.library)?;
                ntms::AccessNtmsLibraryDoor { library, action: call.action.number }.into()
            }
            Action::CleanNtmsDrive(call) => {
                ntms::CleanNtmsDrive { drive: find.id_or_null(&call.drive)? }.into()
            }
            Action::IdentifyNtmsSlot(call) => {
                let slot = find.id_or_null(&call.slot)?;
                ntms::IdentifyNtmsSlot { slot, option: call.option.bits }.into()
            }
            action => match self.without_session(action) {
                Some(request) => request,
                None => match self.of_changes(action)? {
                    Some(request) => request,
                    None => return self.of_cleaners(action),
                },
            },
        }))
    }

    /// What becomes of media and their types in the end.
    pub(super) fn of_later_life(&self, action: &Action) -> Result<Option<Request>, String> {
        let find = &self.find;
        Ok(Some(match action {
            Action::SetNtmsMediaComplete(call) => {
                ntms::SetNtmsMediaComplete { media: find.id_or_null(&call.media)? }.into()
            }
            Action::DecommissionNtmsMedia(call) => {
                ntms::DecommissionNtmsMedia { side: find.id_or_null(&call.side)? }.into()
            }
            Action::DeleteNtmsMedia(call) => {
                ntms::DeleteNtmsMedia { media: find.id_or_null(&call.media)? }.into()
            }
            Action::SwapNtmsMedia(call) => ntms::SwapNtmsMedia {
                first: find.id_or_null(&call.first)?,
                second: find.id_or_null(&call.second)?,
            }
            .into(),
            Action::AddNtmsMediaType(call) => ntms::AddNtmsMediaType {
                media_type: find.id_or_null(&call.media_type)?,
                library: find.id_or_null(&call.library)?,
            }
            .into(),
            Action::DeleteNtmsMediaType(call) => ntms::DeleteNtmsMediaType {
                media_type: find.id_or_null(&call.media_type)?,
                library: find.id_or_null(&call.library)?,
            }
            .into(),
            Action::CreateNtmsMedia(call) => self.create(call)?,
            Action::ChangeNtmsMediaType(call) => ntms::ChangeNtmsMediaType {
                media: find.id_or_null(&call.media)?,
                pool: find.id_or_null(&call.pool)?,
            }
            .into(),
            action => return self.of_objects(action),
        }))
    }

    /// A medium of which nothing is said but what the story does.
    fn create(&self, call: &CreateNtmsMedia) -> Result<Request, String> {
        let count = u32::try_from(call.sides.len()).unwrap_or(u32::MAX);
        let mut media = ntms::CreateNtmsMedia::medium(Guid::NULL, count);
        self.fill(&mut media, &call.media)?;
        let side = |set| {
            let mut side = ntms::CreateNtmsMedia::side("", &[]);
            self.fill(&mut side, set).map(|()| side)
        };
        let sides = call.sides.iter().map(side).collect::<Result<Vec<_>, String>>()?;
        let (media, options) = (Some(Box::new(media)), call.options.bits);
        Ok(ntms::CreateNtmsMedia { media, sides: Some(sides), options }.into())
    }

    pub(super) fn list(
        &self,
        objects: &[crate::scenario::At<ObjectRef>],
    ) -> Result<Vec<Guid>, String> {
        self.find.list(objects.iter().map(|object| &object.value))
    }

    /// A label, and which kind of label it is told as.
    fn label_bytes(&self, label: &Label) -> Result<(u32, Bytes), String> {
        let raw = OMID_TYPE_RAW_LABEL;
        Ok(match label {
            Label::MtfLabel(label) => (raw, (self.label)(label)),
            Label::Text(text) => (raw, Bytes::from(text.clone().into_bytes())),
            Label::Hex(digits) => {
                let bytes = hex(digits);
                let bytes = bytes.ok_or_else(|| format!("{} is not hexadecimal", digits.value))?;
                (raw, Bytes::from(bytes))
            }
            Label::FileSystem(of) => {
                let (kind, name) = (Text::new(&of.kind), Text::new(&of.name));
                let info = FileSystemInfo { kind, name, serial: of.serial };
                (OMID_TYPE_FILESYSTEM_INFO, Bytes::from(info.emit()))
            }
        })
    }

    /// What was told of an object, with the members changed that the story sets.
    ///
    /// # Errors
    /// What is no member, or no value of it.
    pub(super) fn change(
        &self,
        mut information: ObjectInformation,
        set: &Members,
    ) -> Result<Request, String> {
        self.fill(&mut information, set)?;
        let (object, information) = (information.id, Some(Box::new(information)));
        Ok(ntms::SetNtmsObjectInformation { object, information }.into())
    }

    fn fill(&self, information: &mut ObjectInformation, set: &Members) -> Result<(), String> {
        let object_type = information.info.object_type();
        for (name, value) in &set.0 {
            let member = Member::named(Some(object_type), name)
                .ok_or_else(|| format!("{} has no member {}", object_type.name(), name.value))?;
            let find = |object: &ObjectRef| self.find.id_or_null(object).ok();
            let actual = member
                .read(value, find)
                .map_err(|wanted| format!("{} must be {wanted}", name.value))?;
            (member.set)(information, &actual)
                .ok_or_else(|| format!("{} must be {}", name.value, member.wants()))?;
        }
        Ok(())
    }
}
