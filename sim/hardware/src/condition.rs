//! Conditions: what hands and years do to hardware. A condition is physics and belongs to the
//! model, which answers so that sense, element status and drive state agree; a fault plan only says
//! when one begins and ends.
//!
//! A jam that heals: while [`Condition::Jam`] holds, the move under way, or else the next one, ends
//! with 04/15,01 and its cartridge stays in the transport (type 1 FULL, [`Place::Jammed`]). Later
//! moves and TEST UNIT READY answer 02/04,03 until the condition ends. Then the cartridge is in the
//! transport element, and MOVE MEDIUM from the transport's address brings it where it belongs.

use std::time::Duration;

use wire::scsi::{Lun, Sense};

use crate::cartridge::{CartridgeId, Fitness, MediumKind};
use crate::drive::DriveCondition;
use crate::hand::HandRefused;
use crate::library::Library;
use crate::place::{Change, Place};

/// What a condition is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// The changer and its robot.
    Changer,
    /// The drive of a logical unit.
    Drive(Lun),
    /// A cartridge, wherever it is.
    Cartridge(CartridgeId),
}

/// What a condition can be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applies {
    /// The changer and its robot.
    pub changer: bool,
    /// A drive.
    pub drive: bool,
    /// A cartridge.
    pub cartridge: bool,
}

/// A row of [`Condition::TABLE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionRow {
    /// Stable name, as scenarios write it.
    pub name: &'static str,
    /// The condition.
    pub condition: Condition,
    /// What it can be of.
    pub of: Applies,
    /// What it does.
    pub text: &'static str,
    /// The row of hardware reference section 5; 0 where that has none.
    pub row: u8,
}

/// C for the changer, D for a drive, M for a medium in its cartridge.
const fn applies(letters: &str) -> Applies {
    let letters = letters.as_bytes();
    let mut of = Applies { changer: false, drive: false, cartridge: false };
    let mut index = 0;
    while index < letters.len() {
        match letters[index] {
            b'C' => of.changer = true,
            b'D' => of.drive = true,
            _ => of.cartridge = true,
        }
        index += 1;
    }
    of
}

macro_rules! conditions {
    ($($variant:ident $name:literal $of:literal $row:literal $text:literal;)*) => {
        /// Something wrong with hardware that the model holds until it is lifted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Condition {
            $(#[doc = $text] $variant,)*
        }

        impl Condition {
            /// Every condition: name, what it is of, what it does, row of hardware reference 5.
            pub const TABLE: &[ConditionRow] = &[$(ConditionRow {
                name: $name,
                condition: Condition::$variant,
                of: applies($of),
                text: $text,
                row: $row,
            },)*];
        }
    };
}

conditions! {
    // variant, name, what it is of, row, and below what it does
    Jam "jam" "C" 1
        "The robot jams on its way: 04/15,01, the cartridge stays in the transport, later \
         moves 02/04,03 until it heals.";
    PickFails "pick-fails" "C" 2
        "The next pick fails: 04/3B,0E, the source stays full. Ends with that pick.";
    PlaceFails "place-fails" "C" 3
        "The next place fails: 04/53,00, the cartridge stays in the transport, the \
         destination is marked 53/00. Ends with that place.";
    LoadFails "load-fails" "DM" 4
        "Loading fails: TEST UNIT READY 02/53,00, LOAD 03/53,00, the drive's element is \
         marked 53/09.";
    UnloadFails "unload-fails" "D" 5
        "Unloading fails: 05/53,01, MOVE MEDIUM from the drive 04/53,0A, the drive's element \
         is marked 53/0A.";
    UnreadableBarcode "unreadable-barcode" "M" 7
        "The scanner cannot read the label: the tag is blank, the element is marked 53/05, \
         the cartridge stays movable.";
    PowerOff "power-off" "D" 19
        "The drive is without power: every command 05/25,00, moves to it 05/3B,1A, its element is \
         disabled and marked 3B/1A.";
    MagazineOut "magazine-out" "C" 12
        "The magazine with the last column of slots is taken out with all that is in it: \
         06/3B,12, its elements are disabled and marked 3B/12, moves to and from them \
         05/3B,11, going there 05/3B,12. When it is put in again 06/3B,13.";
    Offline "offline" "C" 21
        "An operator took the library offline: moves and TEST UNIT READY 02/04,12.";
    SoftWriteErrors "soft-write-errors" "DM" 22
        "Writing needs retries: 01/0C,00.";
    HardWriteErrors "hard-write-errors" "DM" 23
        "Writing fails: 03/0C,00.";
    SoftReadErrors "soft-read-errors" "DM" 25
        "Reading needs retries: 01/17,01.";
    HardReadErrors "hard-read-errors" "DM" 26
        "Reading fails: 03/11,00.";
    CleaningDue "cleaning-due" "D" 29
        "The drive asks for cleaning: READ, WRITE and WRITE FILEMARKS succeed with 01/00,17 and \
         REQUEST SENSE tells it, until a cleaning cartridge was used.";
    CleanerUsedUp "cleaner-used-up" "M" 30
        "The cleaning cartridge has no uses left: the drive answers 02/30,0B and frees it. \
         Lifting gives one more use.";
    WriteProtected "write-protected" "M" 31
        "The notch is set: 07/27,00 on writing.";
    Hung "hung" "CD" 45
        "The unit answers no command until it is lifted or power is cycled; motions go on.";
}

impl Condition {
    /// The condition with this name.
    pub fn named(name: &str) -> Option<Condition> {
        Condition::TABLE.iter().find(|row| row.name == name).map(|row| row.condition)
    }

    /// Its row of the table.
    pub fn row(self) -> &'static ConditionRow {
        // The table has a row for each variant, in the order of the variants.
        &Condition::TABLE[self as usize]
    }

    /// What the drive calls it, for those that the drive itself holds.
    fn of_drive(self) -> Option<DriveCondition> {
        match self {
            Condition::LoadFails => Some(DriveCondition::LoadFails),
            Condition::UnloadFails => Some(DriveCondition::UnloadFails),
            Condition::PowerOff => Some(DriveCondition::PowerOff),
            Condition::SoftWriteErrors => Some(DriveCondition::SoftWriteErrors),
            Condition::HardWriteErrors => Some(DriveCondition::HardWriteErrors),
            Condition::SoftReadErrors => Some(DriveCondition::SoftReadErrors),
            Condition::HardReadErrors => Some(DriveCondition::HardReadErrors),
            Condition::CleaningDue => Some(DriveCondition::CleaningDue),
            _ => None,
        }
    }
}

/// A condition that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Active {
    pub(crate) on: Target,
    pub(crate) condition: Condition,
    /// When it ends by itself.
    pub(crate) until: Option<Duration>,
}

impl Library {
    /// Whether a condition holds.
    pub fn has_condition(&self, on: Target, condition: Condition) -> bool {
        self.active.iter().any(|active| active.on == on && active.condition == condition)
    }

    /// The conditions that hold, in the order in which they began.
    pub fn conditions(&self) -> impl Iterator<Item = (Target, Condition)> {
        self.active.iter().map(|active| (active.on, active.condition))
    }

    /// When the next condition ends by itself.
    pub(crate) fn next_healing(&self) -> Option<Duration> {
        self.active.iter().filter_map(|active| active.until).min()
    }

    /// A condition begins. One that holds already gets the new end.
    pub(crate) fn set_condition(
        &mut self,
        now: Duration,
        on: Target,
        condition: Condition,
        lasts: Option<Duration>,
    ) -> Result<(), HandRefused> {
        self.check_target(on, condition)?;
        let until = lasts.map(|lasts| now.saturating_add(lasts));
        let held = self.has_condition(on, condition);
        self.active.retain(|active| (active.on, active.condition) != (on, condition));
        self.active.push(Active { on, condition, until });
        self.places.note(Change::Condition { on, condition, holds: true });
        match on {
            Target::Changer if condition == Condition::Jam => self.jam_motion(now),
            Target::Changer if condition == Condition::MagazineOut && !held => {
                self.attentions.raise(Sense::MAGAZINE_OUT);
            }
            Target::Changer => {}
            Target::Drive(lun) => self.tell_drive(now, lun, condition, true),
            Target::Cartridge(id) => self.change_cartridge(id, condition, true),
        }
        Ok(())
    }

    /// A condition ends; one that does not hold is no error.
    pub(crate) fn lift_condition(&mut self, now: Duration, on: Target, condition: Condition) {
        let before = self.active.len();
        self.active.retain(|active| (active.on, active.condition) != (on, condition));
        if self.active.len() == before {
            return;
        }
        self.places.note(Change::Condition { on, condition, holds: false });
        match (on, condition) {
            (Target::Changer, Condition::Jam) => self.free_hand(),
            (Target::Changer, Condition::MagazineOut) => {
                self.attentions.raise(Sense::MAGAZINE_IN);
            }
            (Target::Changer, Condition::Hung) => self.wake(now, Lun(0)),
            (Target::Drive(lun), Condition::Hung) => self.wake(now, lun),
            (Target::Drive(lun), _) => self.tell_drive(now, lun, condition, false),
            (Target::Cartridge(id), _) => self.change_cartridge(id, condition, false),
            (Target::Changer, _) => {}
        }
    }

    /// Ends the conditions that are due.
    pub(crate) fn heal(&mut self, now: Duration) {
        let due = |active: &&Active| active.until.is_some_and(|until| until <= now);
        while let Some(Active { on, condition, .. }) = self.active.iter().find(due).copied() {
            self.lift_condition(now, on, condition);
        }
    }

    fn check_target(&self, on: Target, condition: Condition) -> Result<(), HandRefused> {
        let of = condition.row().of;
        let (fits, exists) = match on {
            Target::Changer => (of.changer, self.profile().changer.is_some()),
            Target::Drive(lun) => (of.drive, self.drive_index(lun).is_some()),
            Target::Cartridge(id) => (of.cartridge, self.cartridge(id).is_some()),
        };
        if !fits {
            return Err(HandRefused::NotOfThat);
        }
        let cleans = match on {
            Target::Cartridge(id) => self.cartridge(id).is_some_and(|known| known.cleans()),
            _ => false,
        };
        let cleaner = condition != Condition::CleanerUsedUp || cleans;
        match exists && cleaner {
            true => Ok(()),
            false => Err(HandRefused::NoSuchThing),
        }
    }

    /// Hands a drive's condition on. A hung drive is none of the drive's own: it works, unheard.
    fn tell_drive(&mut self, now: Duration, lun: Lun, condition: Condition, holds: bool) {
        let (Some(index), Some(condition)) = (self.drive_index(lun), condition.of_drive()) else {
            return;
        };
        self.drives[index].set_condition(now, condition, holds);
        self.collect(index);
    }

    /// Wear and labels are of the cartridge itself, wherever it is.
    fn change_cartridge(&mut self, id: CartridgeId, condition: Condition, holds: bool) {
        let Some(cartridge) = self.cartridge_mut(id) else { return };
        let fitness = |worse| if holds { worse } else { Fitness::Sound };
        match condition {
            Condition::UnreadableBarcode => cartridge.barcode_readable = !holds,
            Condition::WriteProtected => cartridge.write_protected = holds,
            Condition::LoadFails => cartridge.wear.load_fails = holds,
            Condition::SoftWriteErrors => cartridge.wear.write = fitness(Fitness::Soft),
            Condition::HardWriteErrors => cartridge.wear.write = fitness(Fitness::Hard),
            Condition::SoftReadErrors => cartridge.wear.read = fitness(Fitness::Soft),
            Condition::HardReadErrors => cartridge.wear.read = fitness(Fitness::Hard),
            Condition::CleanerUsedUp => {
                cartridge.kind = MediumKind::Cleaning { uses_left: u16::from(!holds) };
            }
            _ => {}
        }
    }

    /// The robot is free again: what it holds lies in the transport element.
    fn free_hand(&mut self) {
        self.jammed = false;
        let id = self.elements.hand().and_then(|hand| hand.held.as_ref()).map(|held| held.id);
        if let Some(id) = id.filter(|id| self.places.get(*id) == Some(Place::Jammed)) {
            let address = self.transport_address();
            self.places.set(id, Place::Element(address));
        }
    }
}
