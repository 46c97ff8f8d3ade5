//! Sessions, notifications, change detection, operator requests.

use wire::ntms::call::{
    Answer, BeginNtmsDeviceChangeDetection, Notification, OpenNtmsNotification, OpenNtmsSession,
    SetNtmsDeviceChangeDetection, SubmitNtmsOperatorRequest, WaitForNtmsNotification,
};
use wire::ntms::layout::{Form, Laid, Shape};

use crate::export::{Call, Fault, call};
use crate::memory::Memory;

const SHAPE: Shape = Shape::current(Form::W);

pub(super) fn open(call: &Call<'_>, given: &OpenNtmsSession) -> Result<Answer, Fault> {
    let mut server = call.text(given.server.as_ref());
    let mut application = call.text(given.application.as_ref());
    let handle = call!(call, &mut server, &mut application, given.options)?;
    call.judge_handle(handle).map(Answer::Handle)
}

pub(super) fn open_notification(
    call: &Call<'_>,
    given: &OpenNtmsNotification,
) -> Result<Answer, Fault> {
    let handle = call!(call, call.handle, given.object_type)?;
    call.judge_handle(handle).map(Answer::Handle)
}

pub(super) fn wait_for_notification(
    call: &Call<'_>,
    given: &WaitForNtmsNotification,
) -> Result<Answer, Fault> {
    let mut told = Memory::blank(Notification::STRUCTURE.size(SHAPE));
    let code = call!(call, call.handle, &mut told, given.timeout)?;
    call.intact(&told)?;
    call.judge(code)?;
    let told = Notification::parse(&told.read_all(), SHAPE, call.page);
    told.map(Answer::Notification).map_err(|malformed| call.odd(malformed.to_string()))
}

pub(super) fn begin_detection(
    call: &Call<'_>,
    _: &BeginNtmsDeviceChangeDetection,
) -> Result<Answer, Fault> {
    let mut detection = Memory::blank(size_of::<u64>());
    let code = call!(call, call.handle, &mut detection)?;
    call.intact(&detection)?;
    call.judge(code).map(|()| Answer::Handle(detection.read_handle()))
}

pub(super) fn set_detection(
    call: &Call<'_>,
    given: &SetNtmsDeviceChangeDetection,
) -> Result<Answer, Fault> {
    let count = given.objects.as_ref().map_or(1, Vec::len) as u32;
    let mut objects = given.objects.as_deref().map(Memory::ids);
    let code = call!(call, call.handle, given.detection, &mut objects, given.object_type, count)?;
    call.judge(code).map(|()| Answer::Done)
}

pub(super) fn submit(call: &Call<'_>, given: &SubmitNtmsOperatorRequest) -> Result<Answer, Fault> {
    let mut message = call.text(given.message.as_ref());
    let mut arguments = [given.argument_1, given.argument_2].map(|id| id.map(Memory::id));
    let [first, second] = &mut arguments;
    let mut request = Memory::blank(16);
    let code = call!(call, call.handle, given.command, &mut message, first, second, &mut request)?;
    call.intact(&request)?;
    call.judge(code).map(|()| Answer::Id(request.read_id()))
}
