//! OpenNtmsNotification, WaitForNtmsNotification and CloseNtmsNotification.

use wire::ntms::call::{
    Answer, CloseNtmsNotification, OpenNtmsNotification, Refusal, WaitForNtmsNotification,
};
use wire::ntms::{Function, NtmsError, ObjectType};

use super::{Context, Serve, Served};
use crate::access::Guard;
use crate::wait::Wait;

impl Serve for OpenNtmsNotification {
    /// A type that is none is no error: the page has no code for it, and the remote protocol
    /// registers nothing then (MS-RSMP, AddNotification). Such a channel tells nothing.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        cx.demand(Function::OpenNtmsNotification, Guard::Computer)?;
        let channel = cx.new_part()?;
        cx.rsm.open_channel(channel, ObjectType::from_value(self.object_type));
        Ok(Answer::Handle(channel.number).into())
    }
}

impl Serve for WaitForNtmsNotification {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let channel = cx.part.ok_or(NtmsError::InvalidHandle)?;
        match cx.rsm.untold(channel) {
            Err(NtmsError::Timeout) if self.timeout != 0 => {}
            Err(error) => return Err(error.into()),
            Ok(()) => {}
        }
        Ok(Served::Later(Wait::Notification(channel), self.timeout))
    }
}

impl Serve for CloseNtmsNotification {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let channel = cx.part.filter(|channel| cx.rsm.has_channel(*channel));
        let channel = channel.ok_or(NtmsError::InvalidHandle)?;
        if cx.rsm.config.switches.close_yields_to_wait && cx.rsm.is_waited_in(channel) {
            return Err(NtmsError::InvalidHandle.into());
        }
        cx.rsm.close_channel(channel);
        Ok(Answer::Done.into())
    }
}
