//! EjectDiskFromSADrive: a drive that stands alone gives its medium to a person.

use wire::Text;
use wire::ntms::call::{Answer, EjectDiskFromSADrive, Refusal};
use wire::ntms::limit::INFINITE;
use wire::ntms::object::LibraryType;
use wire::ntms::operation::EjectOperation;
use wire::ntms::state::OperationalState;
use wire::ntms::{Function, NtmsError};

use super::{Context, Serve, Served};
use crate::access::Guard;
use crate::database::{Database, Drive, Key, Library};
use crate::request::{Disk, DiskStep};
use crate::wait::Wait;

/// What a drive that does not let go answers. The page has no code for that, nor for an empty drive
/// or a medium in use, of which no medium can be had (ERROR_MEDIA_NOT_AVAILABLE).
const FAILED: NtmsError = NtmsError::DeviceNotAvailable;

/// The drive that programs open by a name, where it stands alone. Names of devices are alike in any
/// case.
fn find(db: &Database, device: &str) -> Option<(Key<Drive>, Key<Library>)> {
    let named = |row: &Drive| {
        row.device_name.eq_ignore_ascii_case(device)
            && db.get(row.library).library_type == LibraryType::StandAlone
    };
    // What is on record and gone may have had the name before.
    let gone = |row: &Drive| db.get(row.library).head.operational == OperationalState::NotPresent;
    let all = db.all::<Drive>().filter(|(_, row)| named(row));
    all.min_by_key(|(_, row)| gone(row)).map(|(key, row)| (key, row.library))
}

fn check_usable(
    cx: &Context<'_>,
    drive: Key<Drive>,
    library: Key<Library>,
) -> Result<(), NtmsError> {
    let db = &cx.rsm.database;
    let present = db.get(library).head.operational != OperationalState::NotPresent;
    if !present || !cx.rsm.works(library) {
        return Err(NtmsError::LibraryOffline);
    }
    match db.drive_is_enabled(drive) {
        true => Ok(()),
        false => Err(NtmsError::DeviceNotAvailable),
    }
}

/// The words of the question, by whoever asks.
fn question(call: &EjectDiskFromSADrive, device: &str) -> Text {
    let given = [&call.title, &call.message].into_iter().flatten().filter(|text| !text.is_empty());
    match given.map(Text::as_str).collect::<Vec<_>>().join(": ") {
        text if text.is_empty() => {
            Text::from(format!("The medium in {device} cannot be ejected. Force it out?"))
        }
        text => Text::from(text),
    }
}

impl Serve for EjectDiskFromSADrive {
    /// There is nothing to name an operation with: what is stopped is the ejection that waits or is
    /// under way at the drive. A drive that stands alone holds one medium, so that a batch of its
    /// media is complete with the first and begins.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let how = EjectOperation::from_value(self.options).ok_or(NtmsError::InvalidParameter)?;
        let device = self.device.as_deref().unwrap_or_default();
        let (drive, library) = find(&cx.rsm.database, device).ok_or(NtmsError::InvalidParameter)?;
        cx.demand(Function::EjectDiskFromSADrive, Guard::Library(library))?;
        check_usable(cx, drive, library)?;
        if how == EjectOperation::Stop {
            let request = cx.rsm.ejection_alone(drive).ok_or(NtmsError::InvalidOperation)?;
            cx.rsm.stop_ejection(request);
            return Ok(Answer::Done.into());
        }
        let db = &cx.rsm.database;
        let media = db.index().in_drive(drive).ok_or(NtmsError::MediaNotAvailable)?;
        if !db.get(media).head.enabled {
            return Err(NtmsError::MediaNotAvailable.into());
        }
        let session = cx.session().clone();
        if how == EjectOperation::AskUser && cx.rsm.is_locked(media) {
            let question = question(&self, device);
            let step = DiskStep::Asked(cx.rsm.ask_user(&question, &session));
            return Ok(Served::Later(Wait::Disk(Disk { drive, question, step }), INFINITE));
        }
        let force = how == EjectOperation::Force;
        let request =
            cx.rsm.eject_alone(drive, force, &session)?.ok_or(NtmsError::MediaNotAvailable)?;
        match how {
            EjectOperation::Immediate => {
                Ok(Served::Later(Wait::Request { request, failed: FAILED }, INFINITE))
            }
            EjectOperation::AskUser => {
                let question = question(&self, device);
                let step = DiskStep::Ejecting { request, allowed: None };
                Ok(Served::Later(Wait::Disk(Disk { drive, question, step }), INFINITE))
            }
            _ => Ok(Answer::Done.into()),
        }
    }
}
