//! Arguments of calls that few programs make: cleaners, drives that stand alone, notifications and
//! change detection.

use wire::Text;
use wire::ntms::Request;
use wire::ntms::call as ntms;

use super::request::{Arguments, milliseconds};
use crate::scenario::story::Action;

impl Arguments<'_> {
    pub(super) fn of_cleaners(&self, action: &Action) -> Result<Option<Request>, String> {
        let find = &self.find;
        Ok(Some(match action {
            Action::ReserveNtmsCleanerSlot(call) => {
                let library = find.id_or_null(&call.library)?;
                ntms::ReserveNtmsCleanerSlot { library, slot: find.id_or_null(&call.slot)? }.into()
            }
            Action::ReleaseNtmsCleanerSlot(call) => {
                ntms::ReleaseNtmsCleanerSlot { library: find.id_or_null(&call.library)? }.into()
            }
            Action::InjectNtmsCleaner(call) => ntms::InjectNtmsCleaner {
                library: find.id_or_null(&call.library)?,
                operation: Some(find.id_or_null(&call.operation)?),
                cleans_left: call.cleans_left,
                action: call.action.number,
            }
            .into(),
            Action::EjectNtmsCleaner(call) => ntms::EjectNtmsCleaner {
                library: find.id_or_null(&call.library)?,
                operation: Some(find.id_or_null(&call.operation)?),
                action: call.action.number,
            }
            .into(),
            action => return self.of_later_life(action),
        }))
    }

    /// Channels and detections; the handle that a call is made on is no argument.
    pub(super) fn of_changes(&self, action: &Action) -> Result<Option<Request>, String> {
        Ok(Some(match action {
            Action::OpenNtmsNotification(call) => {
                ntms::OpenNtmsNotification { object_type: call.object_type.number }.into()
            }
            Action::WaitForNtmsNotification(call) => {
                ntms::WaitForNtmsNotification { timeout: milliseconds(&call.timeout) }.into()
            }
            Action::CloseNtmsNotification(_) => ntms::CloseNtmsNotification.into(),
            Action::BeginNtmsDeviceChangeDetection(_) => {
                ntms::BeginNtmsDeviceChangeDetection.into()
            }
            Action::SetNtmsDeviceChangeDetection(call) => ntms::SetNtmsDeviceChangeDetection {
                detection: self.find.handle(&call.detection)?.0,
                objects: Some(self.list(&call.objects)?),
                object_type: call.object_type.number,
            }
            .into(),
            Action::EndNtmsDeviceChangeDetection(call) => {
                let detection = self.find.handle(&call.detection)?.0;
                ntms::EndNtmsDeviceChangeDetection { detection }.into()
            }
            _ => return Ok(None),
        }))
    }

    pub(super) fn without_session(&self, action: &Action) -> Option<Request> {
        let text = |text: &Option<String>| text.as_deref().map(Text::new);
        let application =
            |name: &Option<String>| Some(Text::new(name.as_deref().unwrap_or(self.application)));
        Some(match action {
            Action::EjectDiskFromSADrive(call) => ntms::EjectDiskFromSADrive {
                server: text(&call.server),
                application: application(&call.application),
                device: Some(Text::new(&call.device)),
                title: text(&call.title),
                message: text(&call.message),
                options: call.options.number,
            }
            .into(),
            Action::DoEjectFromSADriveW(call) => ntms::DoEjectFromSADriveW {
                server: text(&call.server),
                application: application(&call.application),
                device: Some(Text::new(&call.device)),
                title: text(&call.title),
                message: text(&call.message),
            }
            .into(),
            Action::GetVolumesFromDrive(call) => {
                ntms::GetVolumesFromDrive { drive: Some(Text::new(&call.drive)) }.into()
            }
            _ => return None,
        })
    }
}
