//! Errands: commands sent to one device one after the other, with the patience of a host driver.
//!
//! Unit attentions are heard and the command is sent again; a unit that is becoming ready is asked
//! again after a while; a unit that never answers is given up after a time that depends on the
//! command (Linux `ch` and `st` and the Windows changer class wait about as long).

use std::time::Duration;

use wire::scsi::{
    ChangerCommand, Command, Data, DriveCommand, Lun, Outcome, Sense, SenseKey, Status, TaskId,
};

/// How an errand ended.
#[derive(Clone, Debug)]
pub(crate) enum Ended {
    /// Every command went well; the data of those that gave some, in order.
    Good(Vec<Data>),
    /// The device refused a command with this sense.
    Refused(Sense),
    /// The device does not answer.
    Silent,
}

/// What an errand wants next.
#[derive(Debug)]
pub(crate) enum Wish {
    /// Send this command.
    Send(Command),
    /// Ask again then.
    Rest(Duration),
    /// It is over.
    End(Ended),
}

/// Commands for one device.
#[derive(Debug)]
pub(crate) struct Errand {
    pub(crate) lun: Lun,
    commands: Vec<Command>,
    at: usize,
    data: Vec<Data>,
    attentions: u32,
    rests: u32,
    /// The drive asked to be cleaned.
    pub(crate) wants_cleaning: bool,
    /// Somebody took a magazine out or put it in.
    pub(crate) magazine_moved: bool,
    /// The command under way.
    pub(crate) task: Option<TaskId>,
    /// When it stops resting, or gives the device up.
    pub(crate) due: Option<Duration>,
}

/// Unit attentions in a row after which a device is not believed any more.
const ATTENTIONS_MAX: u32 = 16;
/// Rests of one errand; with [`REST`] three hours, more than a first load of LTO-9 takes.
const RESTS_MAX: u32 = 2160;
const REST: Duration = Duration::from_secs(5);

impl Errand {
    pub(crate) fn new(lun: Lun, commands: Vec<Command>) -> Errand {
        Errand {
            lun,
            commands,
            at: 0,
            data: Vec::new(),
            attentions: 0,
            rests: 0,
            wants_cleaning: false,
            magazine_moved: false,
            task: None,
            due: None,
        }
    }

    /// The next command, or the end when there is none.
    pub(crate) fn next(&mut self) -> Wish {
        match self.commands.get(self.at) {
            Some(command) => Wish::Send(command.clone()),
            None => Wish::End(Ended::Good(std::mem::take(&mut self.data))),
        }
    }

    /// How long the command under way may take.
    pub(crate) fn patience(&self) -> Duration {
        Duration::from_secs(match self.commands.get(self.at) {
            Some(Command::Changer(ChangerCommand::InitializeElementStatus { .. })) => 3600,
            Some(Command::Changer(_)) => 900,
            Some(Command::Drive(DriveCommand::Erase { .. })) => 166_370,
            Some(Command::Drive(DriveCommand::LoadUnload { .. })) => 7920,
            Some(Command::Drive(_)) => 14_000,
            _ => 60,
        })
    }

    /// What follows from the answer to the command under way.
    pub(crate) fn answered(&mut self, outcome: Outcome) -> Wish {
        self.task = None;
        match outcome.status {
            Status::Good => self.went_well(outcome.data),
            Status::Busy | Status::ReservationConflict => self.rest(Sense::NOT_READY),
            Status::Check(sense) if sense.key == SenseKey::UnitAttention => {
                self.attentions += 1;
                if self.attentions > ATTENTIONS_MAX {
                    return Wish::End(Ended::Refused(sense));
                }
                self.magazine_moved |=
                    sense.is(Sense::MAGAZINE_OUT) || sense.is(Sense::MAGAZINE_IN);
                // Somebody may have been at the shelves.
                if sense.is(Sense::MEDIUM_CHANGED) {
                    self.data.push(Data::Sense(sense));
                }
                self.next()
            }
            Status::Check(sense)
                if [Sense::BECOMING_READY, Sense::OPERATION_IN_PROGRESS]
                    .iter()
                    .any(|known| sense.is(*known)) =>
            {
                self.rest(sense)
            }
            // A cleaner is at work; whoever asks for readiness waits for its end.
            Status::Check(sense) if sense.is(Sense::CLEANER_INSTALLED) && self.asks() => {
                self.rest(sense)
            }
            Status::Check(sense) if sense.code == Sense::CLEANING_REQUESTED.code => {
                self.wants_cleaning = true;
                self.went_well(outcome.data)
            }
            Status::Check(sense) if sense.key == SenseKey::RecoveredError => {
                self.went_well(outcome.data)
            }
            Status::Check(sense) => Wish::End(Ended::Refused(sense)),
        }
    }

    /// The command under way is TEST UNIT READY.
    fn asks(&self) -> bool {
        self.commands.get(self.at) == Some(&Command::TestUnitReady)
    }

    fn went_well(&mut self, data: Data) -> Wish {
        if data != Data::None {
            self.data.push(data);
        }
        self.at += 1;
        self.attentions = 0;
        self.next()
    }

    fn rest(&mut self, sense: Sense) -> Wish {
        self.rests += 1;
        if self.rests > RESTS_MAX { Wish::End(Ended::Refused(sense)) } else { Wish::Rest(REST) }
    }
}
