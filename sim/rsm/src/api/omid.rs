//! UpdateNtmsOmidInfo: an application tells of a label that it wrote.

use wire::label::{FileSystemInfo, Label, LabelParsers};
use wire::ntms::call::{Answer, Refusal, UpdateNtmsOmidInfo};
use wire::ntms::limit::{OMID_TYPE_FILESYSTEM_INFO, OMID_TYPE_RAW_LABEL};
use wire::ntms::{Function, NtmsError};

use super::{Context, Serve, Served, given};
use crate::access::Guard;
use crate::database::LogicalMedia;

impl Serve for UpdateNtmsOmidInfo {
    /// The function is none of the remote protocol, so that a session on another computer reaches
    /// no service with it: ERROR_NOT_CONNECTED, the only documented code that says so.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        if cx.session().remote {
            return Err(NtmsError::NotConnected.into());
        }
        let id = given(self.media)?;
        let label =
            label_of(&self, &cx.rsm.config.label_parsers).ok_or(NtmsError::InvalidParameter)?;
        let db = &cx.rsm.database;
        let logical = db.find::<LogicalMedia>(id).ok_or(NtmsError::InvalidMedia)?;
        let side = db.get(logical).side;
        let row = db.get(side);
        if row.logical != Some(logical) {
            return Err(NtmsError::InvalidPartition.into());
        }
        let library = db.get(row.media).library;
        cx.demand(Function::UpdateNtmsOmidInfo, Guard::Library(library))?;
        cx.database().update(side, |row| {
            row.label_type = label.label_type;
            row.label_id = label.id;
            row.label_info = label.info;
        });
        Ok(Answer::Done.into())
    }
}

/// The label that the caller shows. One that no parser claims could never be recognized on the
/// medium again; the page demands that one accepts it and documents no code of its own, so that it
/// is a bad argument like any buffer that holds no file system information.
fn label_of(call: &UpdateNtmsOmidInfo, parsers: &LabelParsers) -> Option<Label> {
    match call.label_type {
        OMID_TYPE_RAW_LABEL => parsers.claim(&call.label),
        OMID_TYPE_FILESYSTEM_INFO => FileSystemInfo::parse(&call.label).ok()?.label(),
        _ => None,
    }
}
