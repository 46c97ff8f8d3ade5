//! Finding out what is cabled: the commands that hosts send before they trust a library.
//!
//! [`Discovery`] does no input or output. Whoever drives it sends what [`Discovery::next`] gives
//! and hands in what came back; there is never more than one command under way.

use std::collections::BTreeSet;
use std::fmt;

use wire::scsi::{
    ChangerCommand, Command, Data, ElementAddress, ElementDescriptor, ElementType, Lun, ModePage,
    Outcome, Sense, SenseKey, Status, Vpd,
};

use super::facts::{self, ChangerFacts, DriveFacts, ElementMap, Identity, LibraryFacts};
use crate::config::Attachment;

/// Unit attentions in a row after which a unit is not believed any more. After power comes on a
/// unit has a handful of them waiting.
const ATTENTIONS_MAX: u32 = 16;

/// Peripheral device types (SPC).
const CHANGER: u8 = 0x08;
/// Tape, CD and DVD, optical memory.
const DRIVES: [u8; 3] = [0x01, 0x05, 0x07];

/// Every move from every element type, for changers without page 1Fh.
const ALL_MOVES: [u8; 4] = [0x0F; 4];

/// Why nothing can be said of a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiscoveryError {
    /// It will be ready by itself or when somebody shuts its door: discover it again then.
    NotYet,
    /// The changer or the stand-alone drive does not answer or is no such device.
    Silent(Lun),
    /// There is more than one unit, and the first is no changer.
    NoChanger,
    /// A unit refused what everything else depends on.
    Refused(Lun, Sense),
    /// It was ended before the last answer.
    Unfinished,
}

impl fmt::Display for DiscoveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DiscoveryError::NotYet => f.write_str("the library is not ready yet"),
            DiscoveryError::Silent(lun) => {
                write!(f, "unit {} is no changer and no drive, or does not answer", lun.0)
            }
            DiscoveryError::NoChanger => {
                f.write_str("several units, and the first of them is no changer")
            }
            DiscoveryError::Refused(lun, sense) => write!(f, "unit {} answered {sense}", lun.0),
            DiscoveryError::Unfinished => f.write_str("discovery ended before the last answer"),
        }
    }
}

impl std::error::Error for DiscoveryError {}

/// What is asked of a unit, in this order; the last four of changers only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Inquiry,
    Serial,
    Ready,
    Addresses,
    Geometry,
    Capabilities,
    Elements {
        /// With volume tags and device identifiers, which old changers refuse.
        tags: bool,
    },
}

/// A unit that is no changer, as far as it was heard.
#[derive(Clone, Debug)]
struct Heard {
    lun: Lun,
    identity: Option<Identity>,
    not_ready: Option<Sense>,
}

/// Discovery of one library or stand-alone drive.
#[derive(Clone, Debug)]
pub struct Discovery {
    luns: Vec<Lun>,
    /// The unit being asked, counted in `luns`.
    unit: usize,
    step: Step,
    attentions: u32,
    under_way: bool,
    changer: Option<ChangerFacts>,
    map: Option<ElementMap>,
    elements: Vec<ElementDescriptor>,
    heard: Vec<Heard>,
    failed: Option<DiscoveryError>,
}

/// What an answer comes to.
enum Told {
    Data(Data),
    /// Ask the same again: something changed that is being looked at anyway.
    Attention(Sense),
    /// Ask again later.
    Busy(Sense),
    Refused(Sense),
}

fn told(outcome: Outcome) -> Told {
    let waits = [Sense::BECOMING_READY, Sense::OPERATION_IN_PROGRESS, Sense::DOOR_OPEN];
    match outcome.status {
        Status::Good => Told::Data(outcome.data),
        // The unit works for somebody else.
        Status::Busy | Status::ReservationConflict => Told::Busy(Sense::OPERATION_IN_PROGRESS),
        Status::Check(sense) => match sense.key {
            SenseKey::NoSense | SenseKey::RecoveredError => Told::Data(outcome.data),
            SenseKey::UnitAttention => Told::Attention(sense),
            _ if waits.iter().any(|known| sense.is(*known)) => Told::Busy(sense),
            _ => Told::Refused(sense),
        },
    }
}

impl Discovery {
    /// Begins with the first unit of an attachment.
    pub fn new(attachment: &Attachment) -> Discovery {
        let luns: Vec<Lun> = attachment.units.iter().map(|unit| unit.lun).collect();
        let failed = luns.is_empty().then_some(DiscoveryError::Silent(Lun(0)));
        Discovery {
            luns,
            unit: 0,
            step: Step::Inquiry,
            attentions: 0,
            under_way: false,
            changer: None,
            map: None,
            elements: Vec::new(),
            heard: Vec::new(),
            failed,
        }
    }

    /// The next command and the unit it is for; nothing while one is under way or when all is said.
    #[expect(clippy::should_implement_trait, reason = "what comes next depends on the answer")]
    pub fn next(&mut self) -> Option<(Lun, Command)> {
        if self.under_way || self.is_over() {
            return None;
        }
        let lun = *self.luns.get(self.unit)?;
        self.under_way = true;
        let page = |page| Command::ModeSense { page, without_block_descriptor: true };
        let command = match self.step {
            Step::Inquiry => Command::Inquiry,
            Step::Serial => Command::InquiryVpd { page: 0x80 },
            Step::Ready => Command::TestUnitReady,
            Step::Addresses => page(0x1D),
            Step::Geometry => page(0x1E),
            Step::Capabilities => page(0x1F),
            Step::Elements { tags } => Command::Changer(ChangerCommand::ReadElementStatus {
                kind: None,
                first: ElementAddress(0),
                count: u16::MAX,
                tags,
                device_ids: tags,
                allocation_bytes: 0xFF_FFFF,
            }),
        };
        Some((lun, command))
    }

    /// Whether nothing is left to ask.
    pub fn is_over(&self) -> bool {
        self.failed.is_some() || self.unit >= self.luns.len()
    }

    /// What came back for the command under way. Without one it is not listened to.
    pub fn answer(&mut self, outcome: Outcome) {
        let Some(lun) = self.luns.get(self.unit).copied().filter(|_| self.under_way) else {
            return;
        };
        self.under_way = false;
        let told = told(outcome);
        if let Told::Attention(sense) = told {
            self.attentions += 1;
            if self.attentions > ATTENTIONS_MAX {
                self.failed = Some(DiscoveryError::Refused(lun, sense));
            }
            return;
        }
        self.attentions = 0;
        // A drive that stands alone and loads what is in it has said enough; a changer has not.
        let loads = self.step == Step::Ready && self.changer.is_none();
        if self.unit == 0 && !loads && matches!(told, Told::Busy(_)) {
            self.failed = Some(DiscoveryError::NotYet);
            return;
        }
        match self.step {
            Step::Inquiry => self.hear_inquiry(lun, told),
            Step::Serial => self.hear_serial(told),
            Step::Ready => self.hear_ready(lun, told),
            Step::Elements { tags } => self.hear_elements(lun, told, tags),
            Step::Addresses | Step::Geometry | Step::Capabilities => self.hear_page(told),
        }
    }

    /// Nothing came back for the command under way, and nobody waits for it any longer: the unit
    /// does not answer. A drive is told as absent; without its changer nothing can be said.
    pub fn no_answer(&mut self) {
        if !std::mem::take(&mut self.under_way) {
            return;
        }
        let Some(lun) = self.luns.get(self.unit).copied() else { return };
        if self.unit == 0 {
            self.failed = Some(DiscoveryError::Silent(lun));
            return;
        }
        if self.step != Step::Inquiry {
            self.heard.pop();
        }
        self.heard.push(Heard { lun, identity: None, not_ready: None });
        self.next_unit();
    }

    fn next_unit(&mut self) {
        self.unit += 1;
        self.step = Step::Inquiry;
    }

    fn hear_inquiry(&mut self, lun: Lun, told: Told) {
        let identity = match told {
            Told::Data(Data::Inquiry(inquiry)) => Some(Identity::of(&inquiry)),
            _ => None,
        };
        let device_type = identity.as_ref().map(|identity| identity.device_type);
        let drive = device_type.is_some_and(|known| DRIVES.contains(&known));
        match (self.unit, identity) {
            (0, Some(identity)) if identity.device_type == CHANGER => {
                self.changer = Some(ChangerFacts {
                    lun,
                    identity,
                    rotates: false,
                    moves: ALL_MOVES,
                    trouble: None,
                });
                self.step = Step::Serial;
            }
            (0, _) if !drive => self.failed = Some(DiscoveryError::Silent(lun)),
            (0, _) if self.luns.len() > 1 => self.failed = Some(DiscoveryError::NoChanger),
            (_, None) => {
                self.heard.push(Heard { lun, identity: None, not_ready: None });
                self.next_unit();
            }
            (_, identity) if drive => {
                self.heard.push(Heard { lun, identity, not_ready: None });
                self.step = Step::Serial;
            }
            // Libraries show other units beside their drives, such as enclosure services.
            _ => self.next_unit(),
        }
    }

    /// The identity of the unit being asked.
    fn identity(&mut self) -> Option<&mut Identity> {
        match (&mut self.changer, self.unit) {
            (Some(changer), 0) => Some(&mut changer.identity),
            _ => self.heard.last_mut()?.identity.as_mut(),
        }
    }

    fn hear_serial(&mut self, told: Told) {
        if let Told::Data(Data::Vpd(Vpd::Serial(serial))) = told
            && let Some(identity) = self.identity()
        {
            *identity = identity.clone().with_serial(&serial);
        }
        self.step = Step::Ready;
    }

    fn hear_ready(&mut self, lun: Lun, told: Told) {
        let not_ready = match told {
            Told::Busy(sense) | Told::Refused(sense) => Some(sense),
            _ => None,
        };
        match &mut self.changer {
            // It went while it was asked.
            None if not_ready.is_some_and(|sense| sense.is(Sense::NO_SUCH_UNIT)) => {
                self.failed = Some(DiscoveryError::Silent(lun));
            }
            Some(changer) if self.unit == 0 => {
                changer.trouble = not_ready;
                self.step = Step::Addresses;
            }
            _ => {
                if let Some(heard) = self.heard.last_mut() {
                    heard.not_ready = not_ready;
                }
                if self.changer.is_none() {
                    self.elements = vec![lone_element(lun, not_ready)];
                }
                self.next_unit();
            }
        }
    }

    /// Pages that a changer does not have leave what was assumed.
    fn hear_page(&mut self, told: Told) {
        let pages = match told {
            Told::Data(Data::Mode(mode)) => mode.pages,
            _ => Vec::new(),
        };
        for page in pages {
            match (page, &mut self.changer) {
                (
                    ModePage::ElementAddresses { transport, storage, import_export, data_transfer },
                    _,
                ) => {
                    let range = |(first, count)| (ElementAddress(first), count);
                    self.map = Some(ElementMap {
                        transport: range(transport),
                        storage: range(storage),
                        import_export: range(import_export),
                        data_transfer: range(data_transfer),
                    });
                }
                (ModePage::TransportGeometry { rotates }, Some(changer)) => {
                    changer.rotates = rotates.contains(&true);
                }
                (ModePage::DeviceCapabilities { moves, .. }, Some(changer)) => {
                    changer.moves = moves;
                }
                _ => {}
            }
        }
        self.step = match self.step {
            Step::Addresses => Step::Geometry,
            Step::Geometry => Step::Capabilities,
            _ => Step::Elements { tags: true },
        };
    }

    fn hear_elements(&mut self, lun: Lun, told: Told, tags: bool) {
        match told {
            Told::Data(Data::ElementStatus(status)) => {
                let mut seen = BTreeSet::new();
                self.elements = status.elements;
                self.elements.retain(|element| seen.insert(element.address));
                self.elements.sort_by_key(|element| (element.kind, element.address));
                self.next_unit();
            }
            Told::Refused(sense) if tags && sense.key == SenseKey::IllegalRequest => {
                self.step = Step::Elements { tags: false };
            }
            Told::Refused(sense) => self.failed = Some(DiscoveryError::Refused(lun, sense)),
            _ => self.failed = Some(DiscoveryError::Silent(lun)),
        }
    }

    /// What was found out.
    ///
    /// # Errors
    /// When the library is not ready yet, does not answer, or is none.
    pub fn finish(self) -> Result<LibraryFacts, DiscoveryError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        if !self.is_over() {
            return Err(DiscoveryError::Unfinished);
        }
        let bays: Vec<&ElementDescriptor> =
            self.elements.iter().filter(|e| e.kind == ElementType::DataTransfer).collect();
        let drives = matched(self.heard, &bays);
        Ok(LibraryFacts {
            changer: self.changer,
            map: self.map.unwrap_or_else(|| ElementMap::of(&self.elements)),
            reads_bar_codes: facts::tell_bar_codes(&self.elements),
            drives,
            elements: self.elements,
        })
    }
}

/// A stand-alone drive as an element: full unless the drive says that it holds nothing.
fn lone_element(lun: Lun, not_ready: Option<Sense>) -> ElementDescriptor {
    let no_medium = Sense::NO_MEDIUM.code.asc;
    ElementDescriptor {
        full: not_ready.is_none_or(|sense| sense.code.asc != no_medium),
        lun: u8::try_from(lun.0).ok(),
        ..ElementDescriptor::empty(ElementAddress(0), ElementType::DataTransfer)
    }
}

impl Heard {
    fn serial(&self) -> &str {
        self.identity.as_ref().map_or("", |identity| identity.serial.as_str())
    }

    /// The changer tells this drive's serial number of the element (SMC, DVCID), alone or at the
    /// end of a T10 name, which begins with the vendor.
    fn is_named(&self, bay: &ElementDescriptor) -> bool {
        let serial = self.serial();
        let vendor = self.identity.as_ref().map_or("", |identity| identity.vendor.as_str());
        bay.device_id.as_deref().map(str::trim).is_some_and(|id| {
            let t10 = !vendor.is_empty() && id.starts_with(vendor) && id.ends_with(serial);
            !serial.is_empty() && (id == serial || t10)
        })
    }

    /// Nothing speaks against the drive being in the element.
    fn may_be_in(&self, bay: &ElementDescriptor) -> bool {
        self.serial().is_empty() || bay.device_id.is_none()
    }

    /// The changer tells this drive's logical unit of the element.
    fn is_numbered(&self, bay: &ElementDescriptor) -> bool {
        self.may_be_in(bay) && bay.lun.map(u16::from) == Some(self.lun.0)
    }
}

/// Whether a drive is taken to be in an element.
type Rule = fn(&Heard, &ElementDescriptor) -> bool;

/// Drives with their elements: by the serial number that the changer tells of the drive in an
/// element, else by its logical unit, else in order. A drive in no element is left out.
fn matched(mut left: Vec<Heard>, bays: &[&ElementDescriptor]) -> Vec<DriveFacts> {
    let rules: [Rule; 3] = [Heard::is_named, Heard::is_numbered, Heard::may_be_in];
    let mut free: Vec<&ElementDescriptor> = bays.to_vec();
    let mut drives = Vec::new();
    for fits in rules {
        let mut unmatched = Vec::new();
        for heard in left {
            match free.iter().position(|bay| fits(&heard, bay)) {
                Some(at) => {
                    let Heard { lun, identity, not_ready } = heard;
                    let address = free.remove(at).address;
                    drives.push(DriveFacts { lun, address, identity, not_ready });
                }
                None => unmatched.push(heard),
            }
        }
        left = unmatched;
    }
    drives.sort_by_key(|drive| drive.address);
    drives
}
