//! Random programs: sessions, calls with sensible and senseless arguments, verbs on drives, waits.

use std::sync::LazyLock;
use std::time::Duration;

use wire::ntms::{Function, NtmsError, ObjectType};
use wire::scsi::Sense;
use world::scenario::story::{
    Action, Application, CloseNtmsSession, EnumerateNtmsObject, Filemark, HandleRef, Locate,
    OnDrive, OpenNtmsSession, Read, Repeat, Retry, Space, SpaceOver, SubmitNtmsOperatorRequest,
    Write,
};
use world::scenario::vocabulary::{End, SenseRow};
use world::scenario::{At, Delay, Many, Number, ObjectRef, Scenario, Size, Span, Step, Word};

use super::chance::Chance;
use super::object::{saved, senseless};
use super::room::{Room, fill};
use super::trouble::deed;
use super::{call, call_seldom};

/// Names of answers that every program saves at its beginning, and of what they list.
const LISTS: &[(&str, ObjectType)] = &[
    ("drive", ObjectType::Drive),
    ("pool", ObjectType::MediaPool),
    ("library", ObjectType::Library),
    ("mine", ObjectType::MediaPool),
    ("operation", ObjectType::Computer),
    ("request", ObjectType::Computer),
];

static CALL_ENDS: LazyLock<Vec<At<Word<End>>>> = LazyLock::new(|| {
    let errors = NtmsError::ALL.iter().map(|error| End::Error(*error));
    [End::Success].into_iter().chain(errors).map(|end| At::new(Word(end))).collect()
});

static VERB_ENDS: LazyLock<Vec<At<Word<End>>>> = LazyLock::new(|| {
    let rows = Sense::TABLE.iter().map(|(name, sense, _)| End::Sense(SenseRow(name, *sense)));
    [End::Success].into_iter().chain(rows).map(|end| At::new(Word(end))).collect()
});

/// A program while it is written.
pub(super) struct Writer<'a> {
    pub(super) chance: &'a mut Chance,
    pub(super) room: &'a Room,
    /// The computer whose service it uses.
    pub(super) computer: String,
    /// It runs there, so that it can open drives.
    local: bool,
    /// How it names that computer.
    pub(super) server: Option<String>,
}

/// Adds the programs of a story.
pub(super) fn write(chance: &mut Chance, scenario: &mut Scenario, room: &Room) {
    for name in ["red", "green", "blue", "grey"].into_iter().take(chance.between(1, 4) as usize) {
        let home = chance.pick(&room.computers).clone();
        let local = chance.percent(85);
        let computer = if local { home.clone() } else { chance.pick(&room.computers).clone() };
        let local = computer == home;
        let server = match (local, chance.percent(70)) {
            (true, true) => None,
            _ => Some(format!(r"\\{}", computer.to_lowercase())),
        };
        let user = chance.percent(20).then(|| At::from(chance.pick(&room.users).as_str()));
        let after = At::new(Delay::from(chance.time(120)));
        let steps = Writer { chance, room, computer, local, server }.steps();
        let application = Application { computer: Some(At::new(home)), user, after, steps };
        let applications = std::mem::take(&mut scenario.story.applications);
        scenario.story.applications = applications.with(name, application);
    }
}

impl Writer<'_> {
    fn steps(&mut self) -> Vec<At<Step>> {
        let mut steps = vec![self.open()];
        if self.room.cold.contains(&self.computer) {
            let hour = Delay::from(Duration::from_secs(3600));
            steps.push(At::new(Action::Wait(At::new(hour)).into()));
        }
        for (name, object_type) in LISTS {
            let call = EnumerateNtmsObject {
                container: call::nothing(),
                object_type: Number::from(*object_type),
                options: Number::raw(0),
                capacity: None,
            };
            steps.push(At::new(any_end(Action::from(call)).save(name)));
        }
        let channel = call_seldom::open_channel(self);
        steps.extend([channel, call_seldom::begin_detection()].map(At::new));
        for _ in 0..self.chance.between(2, 30) {
            steps.push(At::new(self.step()));
        }
        if self.chance.percent(60) {
            steps.push(At::new(any_end(CloseNtmsSession {}.into())));
        }
        steps
    }

    /// Opens a session, again and again until the service is there.
    fn open(&mut self) -> At<Step> {
        let server = self.server.clone();
        let call = OpenNtmsSession { server, ..OpenNtmsSession::default() };
        let step = any_end(call.into()).save("session");
        let ends: Vec<_> = CALL_ENDS.iter().skip(1).copied().collect();
        let retry = Retry {
            every: Span(Duration::from_secs(60)),
            at_most: At::new(15),
            ends: Many(ends),
            step: Box::new(At::new(step)),
        };
        At::new(Action::Retry(retry).into())
    }

    fn step(&mut self) -> Step {
        match self.chance.below(20) {
            0 => self.session(),
            1 => {
                let longest = self.chance.time(3600);
                Action::Wait(At::new(Delay { shortest: Duration::ZERO, longest })).into()
            }
            2 if self.chance.percent(20) => {
                let steps = (0..self.chance.between(1, 3)).map(|_| At::new(self.call_or_verb()));
                let steps = steps.collect();
                Action::Repeat(Repeat { times: self.chance.between(0, 3), steps }).into()
            }
            _ => self.call_or_verb(),
        }
    }

    fn call_or_verb(&mut self) -> Step {
        if self.local && self.chance.percent(30) {
            return self.verb();
        }
        let mut step = call::any(self);
        let carried = step.action.function().is_some_and(Function::takes_session);
        if carried && step.action.channel().is_none() && self.chance.percent(3) {
            let of = [HandleRef::Null, HandleRef::Invalid, HandleRef::Forged];
            step.call_as = Some(At::new(self.chance.pick(&of).clone()));
        }
        step
    }

    /// Closes the session and opens another, or tries names that nobody has.
    fn session(&mut self) -> Step {
        let names = ["NOBODY", r"\\\\", "a..b", "10.9.9.9", "", "alpha", "node1.example.com"];
        match self.chance.below(3) {
            0 => any_end(CloseNtmsSession {}.into()),
            1 => {
                let server = Some((*self.chance.pick(&names)).to_owned());
                let call = OpenNtmsSession { server, ..OpenNtmsSession::default() };
                any_end(call.into())
            }
            _ => self.open().value,
        }
    }

    /// An object as it should be, most of the time.
    pub(super) fn mostly(&mut self, right: impl Into<ObjectRef>) -> At<ObjectRef> {
        At::new(match self.chance.percent(92) {
            true => right.into(),
            false => senseless(self.chance, self.room, &self.computer),
        })
    }

    fn verb(&mut self) -> Step {
        let drive = At::new(saved("drive"));
        let on = OnDrive { drive: drive.clone() };
        let count = self.chance.between(0, 5);
        let signed =
            i32::try_from(count).unwrap_or(0) * if self.chance.percent(40) { -1 } else { 1 };
        let size = At::new(Size(u64::from(self.chance.between(1, 4096))));
        let size = self.chance.percent(70).then_some(size);
        let action = match self.chance.below(14) {
            0..=3 => {
                let fill = fill(self.chance);
                Action::Write(Write { drive, blocks: count, size, fill })
            }
            4 | 5 => Action::Read(Read { drive, blocks: count, size: None, fill: None }),
            6 => Action::Filemark(Filemark { drive, count }),
            7 => Action::Rewind(on),
            8 => {
                let over = match self.chance.below(3) {
                    0 => SpaceOver::Blocks(signed),
                    1 => SpaceOver::Marks(signed),
                    _ => SpaceOver::Everything,
                };
                Action::Space(Space { drive, over })
            }
            9 => Action::Locate(Locate { drive, to: count }),
            10 => Action::Erase(on),
            11 => Action::Unload(on),
            12 => Action::Load(on),
            _ => Action::Position(on),
        };
        let mut step = Step::from(action);
        step.expect = Many(VERB_ENDS.clone());
        step
    }

    /// What hands do in the middle of a program.
    pub(super) fn deed(&mut self) -> Option<Step> {
        let deed = deed(self.chance, self.room)?;
        Some(Action::Do(At::new(deed)).into())
    }
}

/// The step of a call, whatever comes of it.
pub(super) fn any_end(action: Action) -> Step {
    let mut step = Step::from(action);
    step.expect = Many(CALL_ENDS.clone());
    step
}

/// Asks a person for something, with the answer saved.
pub(super) fn submit(call: SubmitNtmsOperatorRequest) -> Step {
    any_end(call.into()).save("operation")
}
