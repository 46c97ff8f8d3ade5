//! Steps: what is saved before it is used, and what goes together.

use std::collections::BTreeMap;

use wire::ntms::{Function, ObjectType};

use super::super::place::{At, Many};
use super::super::story::{
    Action, Application, EnumerateNtmsObject, Gives, HandleRef, Label, ObjectRef, Retry, Step,
    bytes_of,
};
use super::super::trouble::did_you_mean;
use super::super::value::Timeout;
use super::super::vocabulary::{End, Number, Word};
use super::Check;

/// What an answer is that was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A session.
    Session,
    /// A channel of notifications.
    Channel,
    /// A detection.
    Detection,
    /// Identifiers, of objects of this type where that shows.
    Objects(Option<ObjectType>),
    /// Anything that is written: text, a position, what is known of an object.
    Text,
    /// The medium whose turn it is.
    Medium,
}

/// What may be referred to at a point of a story.
#[derive(Default)]
pub(super) struct Scope {
    /// Answers by name.
    pub(super) saved: BTreeMap<String, Found>,
    /// Paths of pools that calls make or open.
    pub(super) pools: Vec<String>,
    /// A session was opened.
    opened: bool,
}

impl<'s> Check<'s> {
    pub(super) fn story(&mut self) {
        let scenario = self.scenario;
        let mut pools = Vec::new();
        for (_, application) in scenario.story.applications.iter() {
            pools_made(&application.steps, &mut pools);
        }
        let mut all = Scope { pools: pools.clone(), ..Scope::default() };
        for (_, application) in scenario.story.applications.iter() {
            let scope = self.application(application, pools.clone());
            all.saved.extend(scope.saved);
        }
        for expectation in &scenario.story.expect {
            self.expectation(expectation, Some(&all));
        }
    }

    fn application(&mut self, application: &'s Application, pools: Vec<String>) -> Scope {
        self.computer_or_this(application.computer.as_ref());
        if let Some(user) = &application.user {
            self.user(user);
        }
        self.delay(&application.after);
        let mut scope = Scope { pools, ..Scope::default() };
        self.steps(&application.steps, &mut scope);
        scope
    }

    fn steps(&mut self, steps: &'s [At<Step>], scope: &mut Scope) {
        for step in steps {
            self.step(step, scope);
        }
    }

    fn step(&mut self, step: &'s At<Step>, scope: &mut Scope) {
        self.action(step, scope);
        self.ends(step);
        self.beside(step, scope);
        if let Action::OpenNtmsSession(_) = step.action {
            scope.opened |= may_succeed(&step.expect);
        }
        if let Some(name) = &step.save {
            self.save(step, name, scope);
        }
    }

    fn action(&mut self, step: &'s At<Step>, scope: &mut Scope) {
        match &step.action {
            Action::Wait(delay) => self.delay(delay),
            Action::Retry(retry) => self.retry(step, retry, scope),
            Action::Repeat(repeat) => self.steps(&repeat.steps, scope),
            Action::ForEach(each) => {
                for names in each.medium.iter() {
                    self.media_listed(names);
                }
                self.name_to_save(&each.name);
                scope.saved.insert(each.name.value.clone(), Found::Medium);
                self.steps(&each.steps, scope);
            }
            Action::Check(expectations) => {
                expectations.iter().for_each(|is| self.expectation(is, Some(scope)));
            }
            Action::WaitUntil(wait) => {
                wait.check.iter().for_each(|is| self.expectation(is, Some(scope)));
            }
            Action::Do(deed) => self.deed(deed),
            Action::Write(write) => {
                let size = write.size.as_ref().map(|size| size.with(size.0));
                self.written(write.blocks, size, Some(&write.fill), step.place);
            }
            action if action.function().is_some() => self.call(step, scope),
            _ => {}
        }
        if let Some(drive) = step.action.drive() {
            self.drive(drive, scope);
        }
    }

    /// The media that a `for-each` lists.
    fn media_listed(&mut self, names: &'s At<super::super::value::Names>) {
        let Ok(count) = names.count() else {
            let message = format!("`{}..` does not count", names.first);
            let note = self.wrong(names.place, message);
            *note = note
                .clone()
                .expected("expected names of one length that differ in one number, upwards");
            return;
        };
        if count > self.room.media.len() as u64 {
            let there = self.room.media.len();
            let note = self.wrong(names.place, format!("{count} media are more than there are"));
            let expected = format!("there are {there}");
            *note = note.clone().expected(expected).unless_left_out(names.first.as_str());
            return;
        }
        let missing = names.iter().find(|name| !self.room.media.contains_key(name));
        if let Some(name) = missing {
            self.medium(&At { value: name, place: names.place });
        }
    }

    fn drive(&mut self, drive: &At<ObjectRef>, scope: &Scope) {
        let object_type = self.object(drive, Some(scope));
        if let Some(other) = object_type.filter(|found| *found != ObjectType::Drive) {
            let note = self.wrong(drive.place, format!("this is no drive but {}", other.name()));
            *note = note.clone().expected("expected what MountNtmsMedia gave, or {drive: …}");
        }
    }

    fn retry(&mut self, step: &'s At<Step>, retry: &'s Retry, scope: &mut Scope) {
        if retry.at_most.value == 0 {
            self.wrong(retry.at_most.place, "a step that is never done");
        }
        if step.save.is_some() || step.gives.is_some() || step.call_as.is_some() {
            let place = step.save.as_ref().and_then(|name| name.place).or(step.place);
            let note = self.wrong(place, "`retry` has no answer of its own");
            *note = note.clone().help("put it into the inner step");
        }
        let inner = &retry.step;
        if inner.action.function().is_none() && inner.action.drive().is_none() {
            let message = format!("`{}` has no end that could be tried again", inner.action.word());
            self.wrong(inner.place, message);
        } else {
            self.ends_of(inner, &retry.ends);
        }
        self.step(inner, scope);
    }

    /// The ends that are expected must be such as the action can have.
    fn ends(&mut self, step: &'s At<Step>) {
        if matches!(step.action, Action::Retry(_)) {
            return;
        }
        self.ends_of(step, &step.expect);
    }

    fn ends_of(&mut self, step: &Step, ends: &Many<At<Word<End>>>) {
        let (is_call, is_verb) = (step.action.function().is_some(), step.action.drive().is_some());
        for end in ends.iter() {
            let message = match end.value.0 {
                End::Success if is_call || is_verb => continue,
                End::Error(_) if is_call => continue,
                End::Sense(_) if is_verb => continue,
                End::Error(_) if is_verb => "a drive tells of sense, not of codes of the API",
                End::Sense(_) if is_call => "a call ends with a code of the API",
                _ => "only calls and verbs on drives end with something",
            };
            self.wrong(end.place, message);
        }
    }

    fn beside(&mut self, step: &'s At<Step>, scope: &mut Scope) {
        if let Some(takes) = &step.takes {
            self.bounds(takes);
        }
        if let Some(gives) = &step.gives {
            self.gives(step, gives, scope);
        }
        match (&step.call_as, step.action.function()) {
            (Some(session), function) if !of_session(function) => {
                let message = format!("`{}` is of no session", step.action.word());
                self.wrong(session.place, message);
            }
            (Some(At { value: HandleRef::Saved(saved), place }), Some(_)) => {
                let found = self.saved(saved, *place, Some(scope));
                if found.is_some_and(|found| found != Found::Session) {
                    let note = self.wrong(*place, format!("`{saved}` is no session"));
                    *note = note.clone().expected("expected what OpenNtmsSession gave");
                }
            }
            (None, Some(function)) if function.takes_session() && !scope.opened => {
                // One note is enough for all calls that follow.
                scope.opened = true;
                let note = self.wrong(step.place, "no session is open here");
                let help = "call OpenNtmsSession before, or say `call-as: nothing`";
                *note = note.clone().help(help).unless_left_out("OpenNtmsSession");
            }
            _ => {}
        }
    }

    fn gives(&mut self, step: &'s Step, gives: &'s At<Gives>, scope: &Scope) {
        let gave = given(&step.action);
        let fits = [
            (gives.count.is_some(), matches!(gave, Some(Found::Objects(_))), "count"),
            (gives.objects.is_some(), matches!(gave, Some(Found::Objects(_))), "objects"),
            (gives.name.is_some(), gives_text(&step.action), "name"),
            (
                !gives.members.0.is_empty(),
                matches!(step.action, Action::GetNtmsObjectInformation(_)),
                "members",
            ),
            (gives.position.is_some(), matches!(step.action, Action::Position(_)), "position"),
            (
                gives.number.is_some(),
                matches!(step.action, Action::GetNtmsRequestOrder(_)),
                "number",
            ),
            (
                gives.operation.is_some(),
                matches!(step.action, Action::WaitForNtmsNotification(_)),
                "operation",
            ),
        ];
        for (_, _, what) in fits.into_iter().filter(|(said, fits, _)| *said && !fits) {
            let message = format!("`{}` gives no `{what}`", step.action.word());
            self.wrong(gives.place, message);
        }
        for object in gives.objects.iter().flat_map(|objects| objects.iter()) {
            self.object(object, Some(scope));
        }
        if let Action::GetNtmsObjectInformation(call) = &step.action {
            let object_type = self.type_of(&call.object, call.object_type.as_ref(), scope);
            self.members(&gives.members, object_type, Some(scope));
        }
    }

    /// The type that a call names, or that its object shows.
    fn type_of(
        &self,
        object: &ObjectRef,
        named: Option<&Number<ObjectType>>,
        scope: &Scope,
    ) -> Option<ObjectType> {
        let of_saved = || match object {
            ObjectRef::Saved(saved) => match scope.saved.get(&saved.name) {
                Some(Found::Objects(object_type)) => *object_type,
                _ => None,
            },
            object => object.object_type(),
        };
        match named {
            Some(named) => ObjectType::from_value(named.number),
            None => of_saved(),
        }
    }

    fn name_to_save(&mut self, name: &At<String>) -> bool {
        let right = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(right) {
            let note = self.wrong(name.place, format!("`{}` is no name to save under", name.value));
            let help = did_you_mean(name.strip_prefix('$').filter(|rest| rest.chars().all(right)));
            *note = note.clone().expected("expected letters, digits, - and _").help(help);
            return false;
        }
        true
    }

    fn save(&mut self, step: &'s Step, name: &At<String>, scope: &mut Scope) {
        if let Action::Retry(_) = step.action {
            return;
        }
        let right = self.name_to_save(name);
        match given(&step.action) {
            Some(found) if right => {
                scope.saved.insert(name.value.clone(), found);
            }
            Some(_) => {}
            None => {
                let message = format!("`{}` gives nothing to save", step.action.word());
                self.wrong(name.place, message);
            }
        }
    }

    fn call(&mut self, step: &'s At<Step>, scope: &Scope) {
        for object in objects_of(&step.action) {
            self.object(object, Some(scope));
        }
        self.handle(step.action.channel(), Found::Channel, scope);
        self.handle(step.action.detection(), Found::Detection, scope);
        match &step.action {
            Action::AllocateNtmsMedia(call) => self.timeout(&call.timeout),
            Action::MountNtmsMedia(call) => self.timeout(&call.timeout),
            Action::WaitForNtmsOperatorRequest(call) => self.timeout(&call.timeout),
            Action::WaitForNtmsNotification(call) => self.timeout(&call.timeout),
            Action::CreateNtmsMediaPool(call) => self.access(call.security.as_deref()),
            Action::SetNtmsObjectInformation(call) => {
                let object_type = self.type_of(&call.object, call.object_type.as_ref(), scope);
                self.members(&call.set, object_type, Some(scope));
            }
            Action::CreateNtmsMedia(call) => {
                self.members(&call.media, Some(ObjectType::PhysicalMedia), Some(scope));
                for side in &call.sides {
                    self.members(side, Some(ObjectType::Partition), Some(scope));
                }
            }
            Action::UpdateNtmsOmidInfo(call) => {
                if let Label::Hex(digits) = &call.label.value
                    && bytes_of(digits).is_none()
                {
                    let note = self.wrong(digits.place, format!("`{}` does not fit", digits.value));
                    *note = note.clone().expected("expected two hexadecimal digits for each byte");
                }
            }
            _ => {}
        }
    }

    /// A handle among the arguments must be of what the function is about.
    fn handle(&mut self, handle: Option<&At<HandleRef>>, wanted: Found, scope: &Scope) {
        let Some(At { value: HandleRef::Saved(saved), place }) = handle else { return };
        let found = self.saved(saved, *place, Some(scope));
        if found.is_some_and(|found| found != wanted) {
            let opens = match wanted {
                Found::Channel => Function::OpenNtmsNotification,
                _ => Function::BeginNtmsDeviceChangeDetection,
            };
            let note = self.wrong(*place, format!("`{saved}` is no such handle"));
            *note = note.clone().expected(format!("expected what {} gave", opens.name()));
        }
    }

    fn timeout(&mut self, timeout: &At<Timeout>) {
        if let Timeout::After(time) = timeout.value
            && !super::fits_milliseconds(time)
        {
            let note = self.wrong(timeout.place, "the API has no such time-out");
            *note = note.clone().expected("expected whole milliseconds, fewer than 4294967295");
        }
    }
}

/// Whether success is among the ends that are right.
fn may_succeed(ends: &Many<At<Word<End>>>) -> bool {
    ends.is_empty() || ends.iter().any(|end| end.value.0 == End::Success)
}

/// Whether a call is made on a session.
fn of_session(function: Option<Function>) -> bool {
    use Function::{CloseNtmsNotification, OpenNtmsSession, WaitForNtmsNotification};
    let others = [OpenNtmsSession, WaitForNtmsNotification, CloseNtmsNotification];
    function.is_some_and(|function| !others.contains(&function))
}

/// The answer is text.
fn gives_text(action: &Action) -> bool {
    matches!(
        action,
        Action::GetNtmsMediaPoolName(_)
            | Action::GetNtmsObjectAttribute(_)
            | Action::GetNtmsObjectSecurity(_)
            | Action::GetNtmsUIOptions(_)
            | Action::GetVolumesFromDrive(_)
    )
}

/// What an action gives that can be saved.
fn given(action: &Action) -> Option<Found> {
    let of = |object_type| Some(Found::Objects(Some(object_type)));
    match action {
        Action::OpenNtmsSession(_) => Some(Found::Session),
        Action::EnumerateNtmsObject(EnumerateNtmsObject { object_type, .. }) => {
            Some(Found::Objects(ObjectType::from_value(object_type.number)))
        }
        Action::CreateNtmsMediaPool(_) => of(ObjectType::MediaPool),
        Action::AllocateNtmsMedia(_) => of(ObjectType::LogicalMedia),
        Action::CreateNtmsMedia(_) => of(ObjectType::PhysicalMedia),
        Action::MountNtmsMedia(_) => of(ObjectType::Drive),
        Action::InjectNtmsMedia(_)
        | Action::EjectNtmsMedia(_)
        | Action::InjectNtmsCleaner(_)
        | Action::EjectNtmsCleaner(_) => of(ObjectType::LibRequest),
        Action::SubmitNtmsOperatorRequest(_) => of(ObjectType::OpRequest),
        Action::GetNtmsObjectInformation(_)
        | Action::GetNtmsMediaPoolName(_)
        | Action::GetNtmsObjectAttribute(_)
        | Action::GetNtmsObjectSecurity(_)
        | Action::GetNtmsUIOptions(_)
        | Action::GetVolumesFromDrive(_)
        | Action::Position(_) => Some(Found::Text),
        Action::GetNtmsRequestOrder(_) => Some(Found::Text),
        Action::OpenNtmsNotification(_) => Some(Found::Channel),
        Action::BeginNtmsDeviceChangeDetection(_) => Some(Found::Detection),
        Action::WaitForNtmsNotification(_) => Some(Found::Objects(None)),
        Action::Retry(retry) => given(&retry.step.action),
        _ => None,
    }
}

/// The objects that a call has as arguments.
fn objects_of(action: &Action) -> Vec<&At<ObjectRef>> {
    match action {
        Action::EnumerateNtmsObject(call) => vec![&call.container],
        Action::GetNtmsObjectInformation(call) => vec![&call.object],
        Action::SetNtmsObjectInformation(call) => vec![&call.object],
        Action::CreateNtmsMediaPool(call) => vec![&call.media_type],
        Action::DeleteNtmsMediaPool(call) => vec![&call.pool],
        Action::GetNtmsMediaPoolName(call) => vec![&call.pool],
        Action::AllocateNtmsMedia(call) => vec![&call.pool, &call.side, &call.previous],
        Action::DeallocateNtmsMedia(call) => vec![&call.media],
        Action::MountNtmsMedia(call) => call.media.iter().chain(call.drives.iter()).collect(),
        Action::DismountNtmsMedia(call) => call.media.iter().collect(),
        Action::MoveToNtmsMediaPool(call) => vec![&call.media, &call.pool],
        Action::UpdateNtmsOmidInfo(call) => vec![&call.media],
        Action::InventoryNtmsLibrary(call) => vec![&call.library],
        Action::InjectNtmsMedia(call) => vec![&call.library, &call.operation],
        Action::EjectNtmsMedia(call) => vec![&call.media, &call.operation],
        Action::CancelNtmsLibraryRequest(call) => vec![&call.request],
        Action::SubmitNtmsOperatorRequest(call) => vec![&call.argument_1, &call.argument_2],
        Action::WaitForNtmsOperatorRequest(call) => vec![&call.request],
        Action::CancelNtmsOperatorRequest(call) => vec![&call.request],
        Action::SatisfyNtmsOperatorRequest(call) => vec![&call.request],
        Action::EnableNtmsObject(call) => vec![&call.object],
        Action::DisableNtmsObject(call) => vec![&call.object],
        Action::GetNtmsObjectAttribute(call) => vec![&call.object],
        Action::SetNtmsObjectAttribute(call) => vec![&call.object],
        Action::GetNtmsObjectSecurity(call) => vec![&call.object],
        Action::SetNtmsObjectSecurity(call) => vec![&call.object],
        Action::GetNtmsUIOptions(call) => vec![&call.object],
        Action::SetNtmsUIOptions(call) => vec![&call.object],
        Action::SetNtmsMediaComplete(call) => vec![&call.media],
        Action::DecommissionNtmsMedia(call) => vec![&call.side],
        Action::DeleteNtmsMedia(call) => vec![&call.media],
        Action::SwapNtmsMedia(call) => vec![&call.first, &call.second],
        Action::AddNtmsMediaType(call) => vec![&call.media_type, &call.library],
        Action::DeleteNtmsMediaType(call) => vec![&call.media_type, &call.library],
        Action::ChangeNtmsMediaType(call) => vec![&call.media, &call.pool],
        Action::GetNtmsRequestOrder(call) => vec![&call.request],
        Action::SetNtmsRequestOrder(call) => vec![&call.request],
        Action::DeleteNtmsRequests(call) => call.requests.iter().collect(),
        Action::DismountNtmsDrive(call) => vec![&call.drive],
        Action::DeleteNtmsDrive(call) => vec![&call.drive],
        Action::DeleteNtmsLibrary(call) => vec![&call.library],
        Action::AccessNtmsLibraryDoor(call) => vec![&call.library],
        Action::CleanNtmsDrive(call) => vec![&call.drive],
        Action::IdentifyNtmsSlot(call) => vec![&call.slot],
        Action::ReserveNtmsCleanerSlot(call) => vec![&call.library, &call.slot],
        Action::ReleaseNtmsCleanerSlot(call) => vec![&call.library],
        Action::InjectNtmsCleaner(call) => vec![&call.library, &call.operation],
        Action::EjectNtmsCleaner(call) => vec![&call.library, &call.operation],
        Action::SetNtmsDeviceChangeDetection(call) => call.objects.iter().collect(),
        _ => Vec::new(),
    }
}

/// The paths of pools that steps make or open.
fn pools_made(steps: &[At<Step>], pools: &mut Vec<String>) {
    for step in steps {
        match &step.action {
            Action::CreateNtmsMediaPool(call) => pools.push(call.name.clone()),
            Action::Retry(retry) => pools_made(std::slice::from_ref(&retry.step), pools),
            Action::Repeat(repeat) => pools_made(&repeat.steps, pools),
            Action::ForEach(each) => pools_made(&each.steps, pools),
            _ => {}
        }
    }
}
