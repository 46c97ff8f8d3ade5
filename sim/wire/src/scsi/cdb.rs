//! Command descriptor blocks: bytes from an initiator become a checked command, and back.
//!
//! What all devices share is read here; the rest goes to `smc` or `ssc` by the unit's type.

use super::sense::flag;
use super::spc::{ModeData, ModeHeader};
use super::{ChangerCommand, Command, DriveCommand, Sense, ssc};

/// What stands behind a logical unit, as far as operation codes depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// Device type 08h.
    Changer,
    /// Device type 01h; optical drives (07h) answer the same commands here.
    Drive,
}

impl UnitKind {
    /// The kind for a peripheral device type (SPC), if it is one that is simulated.
    pub fn of_device_type(device_type: u8) -> Option<UnitKind> {
        match device_type {
            0x08 => Some(UnitKind::Changer),
            0x01 | 0x07 => Some(UnitKind::Drive),
            _ => None,
        }
    }
}

/// A command with what its block says about the answer rather than the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What the device is to do.
    pub command: Command,
    /// Bytes that the initiator will take at most; unlimited where the block does not say.
    pub allocation_bytes: usize,
    /// The header of mode parameters.
    pub mode_header: ModeHeader,
}

impl Request {
    /// Reads a command descriptor block with the bytes that came along.
    ///
    /// # Errors
    /// 05/20,00 when the unit has no such command, 05/24,00 when a field holds no sense or the
    /// block is short, 05/1A,00 and 05/26,00 for parameter lists, 05/39,00 for saved values.
    pub fn parse(unit: UnitKind, cdb: &[u8], data_out: &[u8]) -> Result<Request, Sense> {
        let operation = *cdb.first().ok_or(Sense::INVALID_OPERATION_CODE)?;
        let block = match cdb_bytes(operation) {
            Some(length) => cdb.get(..length).ok_or(Sense::INVALID_FIELD_IN_CDB),
            None => Err(Sense::INVALID_OPERATION_CODE),
        };
        let shared = matches!(operation, 0x00 | 0x03 | 0x12 | 0x15 | 0x1A | 0x1E | 0x55 | 0x5A);
        let mut request = Request {
            command: Command::TestUnitReady,
            allocation_bytes: usize::MAX,
            mode_header: match operation {
                0x55 | 0x5A => ModeHeader::Long,
                _ => ModeHeader::Short,
            },
        };
        if !shared {
            request.command = match unit {
                UnitKind::Changer => Command::Changer(ChangerCommand::parse(cdb)?),
                UnitKind::Drive => Command::Drive(ssc::parse(cdb, data_out)?),
            };
        }
        let block = block?;
        // Control byte: NACA and LINK ask for things that no device here can do.
        if block.last().is_some_and(|control| control & 0x05 != 0) {
            return Err(Sense::INVALID_FIELD_IN_CDB);
        }
        if shared {
            request.fill_shared(block, data_out)?;
        } else if let Command::Changer(ChangerCommand::ReadElementStatus {
            allocation_bytes, ..
        }) = request.command
        {
            request.allocation_bytes = allocation_bytes as usize;
        }
        Ok(request)
    }

    /// The commands that every device understands. The block is as long as its code says.
    fn fill_shared(&mut self, block: &[u8], data_out: &[u8]) -> Result<(), Sense> {
        let byte = |at: usize| block.get(at).copied().unwrap_or_default();
        let pair = |at: usize| usize::from(u16::from_be_bytes([byte(at), byte(at + 1)]));
        let bad = Sense::INVALID_FIELD_IN_CDB;
        self.command = match byte(0) {
            0x00 => Command::TestUnitReady,
            0x03 => {
                // DESC asks for descriptor format.
                if byte(1) & 0x01 != 0 {
                    return Err(bad);
                }
                self.allocation_bytes = usize::from(byte(4));
                Command::RequestSense
            }
            0x12 => {
                self.allocation_bytes = pair(3);
                match (byte(1) & 0x03, byte(2)) {
                    (0, 0) => Command::Inquiry,
                    (1, page) => Command::InquiryVpd { page },
                    _ => return Err(bad),
                }
            }
            0x1A | 0x5A => {
                let long = byte(0) == 0x5A;
                self.allocation_bytes = if long { pair(7) } else { usize::from(byte(4)) };
                match (byte(2) >> 6, byte(3)) {
                    (0, 0) => {}
                    (3, _) => return Err(Sense::SAVING_NOT_SUPPORTED),
                    _ => return Err(bad),
                }
                Command::ModeSense {
                    page: byte(2) & 0x3F,
                    without_block_descriptor: byte(1) & 0x08 != 0,
                }
            }
            0x15 | 0x55 => {
                // SP asks to save; PF=0 leaves the layout to the vendor, which nobody uses.
                if byte(1) & 0x01 != 0 {
                    return Err(bad);
                }
                let list_bytes = if byte(0) == 0x55 { pair(7) } else { usize::from(byte(4)) };
                let list = data_out.get(..list_bytes).ok_or(Sense::PARAMETER_LIST_LENGTH)?;
                Command::ModeSelect(ModeData::parse(list, self.mode_header)?)
            }
            0x1E => match byte(4) & 0x03 {
                0 => Command::PreventRemoval(false),
                1 => Command::PreventRemoval(true),
                _ => return Err(bad),
            },
            _ => return Err(Sense::INVALID_OPERATION_CODE),
        };
        Ok(())
    }
}

/// The length of a block by the group of its operation code (SPC); none for reserved groups. E7h is
/// the older vendor code of INITIALIZE ELEMENT STATUS WITH RANGE, ten bytes like its successor.
fn cdb_bytes(operation: u8) -> Option<usize> {
    match operation {
        0x00..=0x1F => Some(6),
        0x20..=0x5F | 0xE7 => Some(10),
        0x80..=0x9F => Some(16),
        0xA0..=0xBF => Some(12),
        _ => None,
    }
}

/// The command descriptor block of a command and the bytes that go with it. Allocation lengths are
/// the greatest that fit.
pub fn emit(command: &Command) -> (Vec<u8>, Vec<u8>) {
    let shared = match command {
        Command::TestUnitReady => vec![0x00, 0, 0, 0, 0, 0],
        Command::RequestSense => vec![0x03, 0, 0, 0, 0xFF, 0],
        Command::Inquiry => vec![0x12, 0, 0, 0, 0xFF, 0],
        Command::InquiryVpd { page } => vec![0x12, 1, *page, 0, 0xFF, 0],
        Command::ModeSense { page, without_block_descriptor } => {
            vec![0x1A, flag(*without_block_descriptor, 0x08), page & 0x3F, 0, 0xFF, 0]
        }
        Command::ModeSelect(data) => return emit_mode_select(data),
        Command::PreventRemoval(prevent) => vec![0x1E, 0, 0, 0, flag(*prevent, 1), 0],
        Command::Changer(command) => command.emit(),
        Command::Drive(command) => return emit_drive(command),
    };
    (shared, Vec::new())
}

/// MODE SELECT(10): its parameter list has room for every page. The data length is reserved.
fn emit_mode_select(data: &ModeData) -> (Vec<u8>, Vec<u8>) {
    let mut list = data.emit(ModeHeader::Long);
    list[..2].fill(0);
    let [high, low] = u16::try_from(list.len()).unwrap_or(u16::MAX).to_be_bytes();
    (vec![0x55, 0x10, 0, 0, 0, 0, 0, high, low, 0], list)
}

fn emit_drive(command: &DriveCommand) -> (Vec<u8>, Vec<u8>) {
    let (cdb, data_out) = ssc::emit(command);
    (cdb.to_vec(), data_out.to_vec())
}
