//! What takes time in a drive: loading, unloading, cleaning, and moving the medium past the head.
//!
//! A move of the head takes the part of the model's time that its distance in bytes is of the whole
//! medium. What a command records or finds is settled when it starts; the medium has it for good,
//! and the host its answer, when the motion ends.

use std::time::Duration;

use wire::scsi::ssc::SpaceUnit;
use wire::scsi::{Nexus, Outcome, Sense};

use super::{At, Drive, DriveCondition, Held, Order, Start};
use crate::cartridge::MediumKind;
use crate::tape::{Spaced, Stop, Tape};

/// Where the head is and what it knows of the medium.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head {
    /// Objects before it.
    pub(super) object: u32,
    /// Objects that the medium keeps when power fails; later ones are in the buffer only.
    pub(super) synchronised: u32,
    /// The last unload failed.
    pub(super) stuck: bool,
}

/// A motion under way.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) until: Duration,
    pub(super) reply: Reply,
    pub(super) motion: Motion,
}

/// Who waits for the end of a motion.
#[derive(Debug)]
pub(super) enum Reply {
    /// Who asked, and is told the outcome.
    To(Order),
    /// Who asked was told GOOD already and hears of an error with a later command.
    Given(Nexus),
    /// The drive moves by itself.
    Nobody,
}

/// What ends with a motion.
#[derive(Debug)]
pub(super) enum Motion {
    /// The medium is at the load point, or the heads are clean.
    Load,
    /// The medium is back in its shell.
    Unload,
    /// The head is where it was sent, which settles the outcome.
    Run {
        outcome: Outcome,
        /// The buffer is on the medium then.
        synchronises: bool,
    },
}

impl Held {
    /// The side that faces the heads.
    fn side(&self) -> usize {
        usize::from(self.slotted.inverted && self.slotted.cartridge.sides.len() > 1)
    }

    /// What is recorded on the side that faces the heads.
    pub(super) fn tape(&self) -> Option<&Tape> {
        self.slotted.cartridge.sides.get(self.side())
    }

    /// Head and medium, while the cartridge is inside.
    pub(super) fn medium_mut(&mut self) -> Option<(&mut Head, &mut Tape)> {
        let side = self.side();
        let At::Inside(head) = &mut self.at else { return None };
        Some((head, self.slotted.cartridge.sides.get_mut(side)?))
    }
}

impl Drive {
    /// Head and medium of a drive that is ready.
    pub(super) fn medium(&mut self) -> Result<(&mut Head, &mut Tape), Sense> {
        self.ready()?;
        self.held.as_mut().and_then(Held::medium_mut).ok_or(Sense::UNKNOWN_FORMAT)
    }

    /// Begins to load the cartridge, for nobody in particular.
    pub(super) fn draw_in(&mut self, now: Duration) {
        let until = now.saturating_add(self.begin_load());
        self.work = Some(Work { until, reply: Reply::Nobody, motion: Motion::Load });
    }

    /// The cartridge is drawn in; how long until it is loaded, or the cleaning is over.
    fn begin_load(&mut self) -> Duration {
        let Some(held) = &mut self.held else { return Duration::ZERO };
        let synchronised = held.tape().map_or(0, Tape::object_count);
        held.at = At::Inside(Head { object: 0, synchronised, stuck: false });
        match held.slotted.cartridge.kind {
            MediumKind::Cleaning { uses_left: 1.. } => self.model.clean,
            _ => self.model.load,
        }
    }

    /// LOAD. A medium that is loaded already is rewound.
    pub(super) fn load(&mut self, immediate: bool) -> Result<Start, Sense> {
        match self.held.as_ref().map(|held| held.at) {
            None => Err(Sense::NO_MEDIUM),
            Some(At::Inside(_)) => self.rewind(immediate),
            Some(At::Mouth(_)) => {
                Ok(Start::Takes { time: self.begin_load(), motion: Motion::Load, immediate })
            }
        }
    }

    /// UNLOAD, by way of the load point. A cartridge in the mouth stays there.
    pub(super) fn unload(&mut self, immediate: bool) -> Result<Start, Sense> {
        if self.ejected() {
            return Ok(Start::Done(Outcome::GOOD));
        }
        self.ready()?;
        if self.prevention.holds() {
            return Err(Sense::REMOVAL_PREVENTED);
        }
        let time = self.send_head(0)?.saturating_add(self.model.unload);
        Ok(Start::Takes { time, motion: Motion::Unload, immediate })
    }

    /// REWIND.
    pub(super) fn rewind(&mut self, immediate: bool) -> Result<Start, Sense> {
        Ok(run(self.send_head(0)?, Outcome::GOOD, immediate))
    }

    /// LOCATE. An object that is not recorded is looked for up to end of data.
    pub(super) fn locate(&mut self, object: u32, immediate: bool) -> Result<Start, Sense> {
        let (_, tape) = self.medium()?;
        let end = tape.object_count();
        let outcome = match object <= end {
            true => Outcome::GOOD,
            false => Outcome::check(Sense::END_OF_DATA),
        };
        Ok(run(self.send_head(object.min(end))?, outcome, immediate))
    }

    /// SPACE. What is left of the count is told as a residual, except for filemarks in a row, of
    /// which a part means nothing (SSC, SPACE).
    pub(super) fn space(&mut self, unit: SpaceUnit, count: i32) -> Result<Start, Sense> {
        let (head, tape) = self.medium()?;
        let Spaced { object, left, stop } = tape.space(head.object, unit, count);
        let residual = i32::try_from(left).unwrap_or(i32::MAX);
        let information = (unit != SpaceUnit::SequentialFilemarks).then_some(residual);
        let outcome = match stop {
            Stop::Found => Outcome::GOOD,
            Stop::Filemark => {
                Outcome::check(Sense { filemark: true, information, ..Sense::FILEMARK })
            }
            Stop::EndOfData => Outcome::check(Sense { information, ..Sense::END_OF_DATA }),
            Stop::Beginning => Outcome::check(Sense {
                end_of_medium: true,
                information,
                ..Sense::BEGINNING_OF_MEDIUM
            }),
        };
        Ok(run(self.send_head(object)?, outcome, false))
    }

    /// Sends the head to an object; how long it takes to get there.
    fn send_head(&mut self, object: u32) -> Result<Duration, Sense> {
        let capacity = self.capacity();
        let (head, tape) = self.medium()?;
        let from = tape.bytes_before(std::mem::replace(&mut head.object, object));
        let distance = from.abs_diff(tape.bytes_before(object));
        let whole = match object {
            0 => self.model.rewind_full,
            // The model tells the time to the middle.
            _ => self.model.locate_average.saturating_mul(2),
        };
        Ok(portion(whole, distance, capacity))
    }

    /// Native bytes of the side that faces the heads.
    pub(super) fn capacity(&self) -> u64 {
        self.held.as_ref().map_or(0, |held| held.slotted.cartridge.model.capacity_bytes)
    }

    /// From how many bytes on a host is warned of the end.
    pub(super) fn early_warning(&self) -> u64 {
        self.capacity().saturating_sub(self.model.early_warning_bytes)
    }

    /// How long so many bytes pass the head.
    pub(super) fn pass_time(&self, bytes: u64) -> Duration {
        portion(Duration::from_secs(1), bytes, self.model.native_bytes_per_second)
    }

    /// A motion has ended.
    pub(super) fn end(&mut self, motion: Motion) -> Outcome {
        match motion {
            Motion::Load => self.end_load(),
            Motion::Unload => self.end_unload(),
            Motion::Run { outcome, synchronises } => {
                if synchronises {
                    self.synchronise();
                }
                outcome
            }
        }
    }

    fn end_load(&mut self) -> Outcome {
        let fails = self.has(DriveCondition::LoadFails);
        let Some(Held { slotted, at }) = &mut self.held else { return Outcome::GOOD };
        let cartridge = &mut slotted.cartridge;
        if fails || cartridge.wear.load_fails {
            *at = At::Mouth(Sense::LOAD_FAILED);
            return Outcome::check(Sense::MEDIUM_LOAD_FAILED);
        }
        match &mut cartridge.kind {
            MediumKind::Cleaning { uses_left: 0 } => {
                *at = At::Mouth(Sense::CLEANER_EXPIRED);
                return Outcome::check(Sense::CLEANER_EXPIRED);
            }
            MediumKind::Cleaning { uses_left } => {
                *uses_left -= 1;
                *at = At::Mouth(Sense::NO_MEDIUM);
                self.conditions.remove(&DriveCondition::CleaningDue);
                self.cleaned = true;
            }
            MediumKind::Data => self.attentions.raise(Sense::MEDIUM_CHANGED),
        }
        cartridge.loads = cartridge.loads.saturating_add(1);
        Outcome::GOOD
    }

    fn end_unload(&mut self) -> Outcome {
        self.synchronise();
        let fails = self.has(DriveCondition::UnloadFails);
        let Some(Held { at, .. }) = &mut self.held else { return Outcome::GOOD };
        match at {
            At::Inside(head) if fails => {
                head.stuck = true;
                Outcome::check(Sense::UNLOAD_FAILED_IN_DRIVE)
            }
            _ => {
                *at = At::Mouth(Sense::NO_MEDIUM);
                Outcome::GOOD
            }
        }
    }

    /// What holds a stuck cartridge lets go; it is still threaded.
    pub(super) fn free(&mut self) {
        if let Some(Held { at: At::Inside(head), .. }) = &mut self.held {
            head.stuck = false;
        }
    }

    fn synchronise(&mut self) {
        if let Some((head, tape)) = self.held.as_mut().and_then(Held::medium_mut) {
            head.synchronised = tape.object_count();
        }
    }
}

/// A motion of the medium. Before a head moves away, what it wrote goes onto the medium.
fn run(time: Duration, outcome: Outcome, immediate: bool) -> Start {
    Start::Takes { time, motion: Motion::Run { outcome, synchronises: true }, immediate }
}

/// The part of a time that `part` is of `whole`; nothing of nothing.
fn portion(time: Duration, part: u64, whole: u64) -> Duration {
    let nanoseconds = time.as_nanos().saturating_mul(u128::from(part));
    let share = nanoseconds.checked_div(u128::from(whole)).unwrap_or(0);
    Duration::from_nanos(u64::try_from(share).unwrap_or(u64::MAX))
}
