//! Sequential access: tape drive commands (SSC).

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::Sense;

/// How much to read or write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transfer {
    /// FIXED=1: so many blocks of the block length of the mode parameters.
    Fixed {
        /// Blocks, 24 bits.
        block_count: u32,
    },
    /// FIXED=0: one block of so many bytes.
    Variable {
        /// Bytes, 24 bits.
        block_bytes: u32,
    },
}

/// What SPACE counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SpaceUnit {
    /// Code 0.
    Blocks,
    /// Code 1.
    Filemarks,
    /// Code 2: so many filemarks one after the other.
    SequentialFilemarks,
    /// Code 3.
    EndOfData,
}

/// A drive command that has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DriveCommand {
    /// REWIND (01h).
    Rewind {
        /// Answer before the motion ends.
        immediate: bool,
    },
    /// READ BLOCK LIMITS (05h).
    ReadBlockLimits,
    /// READ(6) (08h).
    Read {
        /// How much.
        transfer: Transfer,
        /// SILI: do not tell of blocks of another length.
        suppress_incorrect_length: bool,
    },
    /// WRITE(6) (0Ah).
    Write {
        /// How much.
        transfer: Transfer,
        /// The bytes, as many as `transfer` says.
        data: Bytes,
    },
    /// WRITE FILEMARKS (10h). Count 0 synchronises.
    WriteFilemarks {
        /// How many.
        count: u32,
        /// Answer before they are on the medium.
        immediate: bool,
    },
    /// SPACE (11h).
    Space {
        /// What to count.
        unit: SpaceUnit,
        /// How far; backwards when negative.
        count: i32,
    },
    /// ERASE (19h).
    Erase {
        /// LONG: everything to the end of the tape.
        long: bool,
        /// Answer before the motion ends.
        immediate: bool,
    },
    /// LOAD UNLOAD (1Bh).
    LoadUnload {
        /// True loads.
        load: bool,
        /// Answer before the motion ends.
        immediate: bool,
    },
    /// LOCATE(10) (2Bh).
    Locate {
        /// Logical object number to go to.
        object: u32,
        /// Answer before the motion ends.
        immediate: bool,
    },
    /// READ POSITION (34h), short form.
    ReadPosition,
}

/// The short form of READ POSITION.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    /// At the beginning of the partition.
    pub at_beginning: bool,
    /// Past early warning.
    pub past_early_warning: bool,
    /// Logical object number: blocks and marks before this place.
    pub object: u32,
}

/// Answer to READ BLOCK LIMITS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlockLimits {
    /// Longest block in bytes (24 bits).
    pub max_bytes: u32,
    /// Shortest block in bytes (16 bits).
    pub min_bytes: u16,
}

fn flagged(byte: u8, bit: u8) -> bool {
    byte & bit != 0
}

fn three_bytes(number: u32) -> [u8; 3] {
    let [_, high, middle, low] = number.to_be_bytes();
    [high, middle, low]
}

/// Reads a drive's command descriptor block with the bytes that came along (SSC, commands).
///
/// # Errors
/// 05/20,00 for an operation code that drives do not have, 05/24,00 for a short block or a field
/// without sense, 05/1A,00 when the bytes are not as many as the block says.
pub fn parse(cdb: &[u8], data_out: &[u8]) -> Result<DriveCommand, Sense> {
    let bad = Sense::INVALID_FIELD_IN_CDB;
    let operation = *cdb.first().ok_or(Sense::INVALID_OPERATION_CODE)?;
    let length = match operation {
        0x01 | 0x05 | 0x08 | 0x0A | 0x10 | 0x11 | 0x19 | 0x1B => 6,
        0x2B | 0x34 => 10,
        _ => return Err(Sense::INVALID_OPERATION_CODE),
    };
    let block = cdb.get(..length).ok_or(bad)?;
    let number = |at: usize| u32::from_be_bytes([0, block[at], block[at + 1], block[at + 2]]);
    let flags = block[1];
    let immediate = flagged(flags, 0x01);
    let transfer = || match flagged(flags, 0x01) {
        true => Transfer::Fixed { block_count: number(2) },
        false => Transfer::Variable { block_bytes: number(2) },
    };
    Ok(match operation {
        0x01 => DriveCommand::Rewind { immediate },
        0x05 => DriveCommand::ReadBlockLimits,
        0x08 => {
            let suppress = flagged(flags, 0x02);
            if suppress && flagged(flags, 0x01) {
                return Err(bad);
            }
            DriveCommand::Read { transfer: transfer(), suppress_incorrect_length: suppress }
        }
        0x0A => parse_write(transfer(), data_out)?,
        0x10 => {
            // Setmarks exist on no medium here.
            if flagged(flags, 0x02) {
                return Err(bad);
            }
            DriveCommand::WriteFilemarks { count: number(2), immediate }
        }
        0x11 => {
            let unit = SpaceUnit::from_code(flags & 0x0F).ok_or(bad)?;
            let unsigned = number(2) as i32;
            let signed = if unsigned >= 1 << 23 { unsigned - (1 << 24) } else { unsigned };
            let count = if unit == SpaceUnit::EndOfData { 0 } else { signed };
            DriveCommand::Space { unit, count }
        }
        0x19 => DriveCommand::Erase { long: flagged(flags, 0x01), immediate: flagged(flags, 0x02) },
        0x1B => {
            // HOLD and EOT ask for places where the media here cannot stop.
            if block[4] & 0x0C != 0 {
                return Err(bad);
            }
            DriveCommand::LoadUnload { load: flagged(block[4], 0x01), immediate }
        }
        0x2B => {
            // BT and CP: device specific addresses and other partitions do not exist here.
            if flags & 0x06 != 0 {
                return Err(bad);
            }
            let object = u32::from_be_bytes([block[3], block[4], block[5], block[6]]);
            DriveCommand::Locate { object, immediate }
        }
        _ if flags & 0x1F == 0 => DriveCommand::ReadPosition,
        _ => return Err(bad),
    })
}

/// WRITE needs its bytes: exactly as many in the variable form, whole blocks in the fixed one.
fn parse_write(transfer: Transfer, data_out: &[u8]) -> Result<DriveCommand, Sense> {
    let fits = match transfer {
        Transfer::Variable { block_bytes } => data_out.len() == block_bytes as usize,
        Transfer::Fixed { block_count: 0 } => data_out.is_empty(),
        Transfer::Fixed { block_count } => data_out.len().is_multiple_of(block_count as usize),
    };
    if !fits {
        return Err(Sense::PARAMETER_LIST_LENGTH);
    }
    Ok(DriveCommand::Write { transfer, data: Bytes::copy_from_slice(data_out) })
}

/// The command descriptor block of a drive command and the bytes that go with it. Counts beyond
/// what a block holds are cut to its range.
pub fn emit(command: &DriveCommand) -> (Vec<u8>, Bytes) {
    let six = |operation: u8, flags: u8, number: u32| {
        let [high, middle, low] = three_bytes(number);
        vec![operation, flags, high, middle, low, 0]
    };
    let transfer_fields = |transfer: Transfer| match transfer {
        Transfer::Fixed { block_count } => (0x01, block_count),
        Transfer::Variable { block_bytes } => (0x00, block_bytes),
    };
    let mut data = Bytes::new();
    let block = match command {
        DriveCommand::Rewind { immediate } => six(0x01, u8::from(*immediate), 0),
        DriveCommand::ReadBlockLimits => six(0x05, 0, 0),
        DriveCommand::Read { transfer, suppress_incorrect_length } => {
            let (fixed, number) = transfer_fields(*transfer);
            six(0x08, fixed | u8::from(*suppress_incorrect_length) << 1, number)
        }
        DriveCommand::Write { transfer, data: bytes } => {
            data = bytes.clone();
            let (fixed, number) = transfer_fields(*transfer);
            six(0x0A, fixed, number)
        }
        DriveCommand::WriteFilemarks { count, immediate } => {
            six(0x10, u8::from(*immediate), *count)
        }
        DriveCommand::Space { unit, count } => six(0x11, *unit as u8, count.cast_unsigned()),
        DriveCommand::Erase { long, immediate } => {
            six(0x19, u8::from(*long) | u8::from(*immediate) << 1, 0)
        }
        DriveCommand::LoadUnload { load, immediate } => {
            six(0x1B, u8::from(*immediate), u32::from(*load))
        }
        DriveCommand::Locate { object, immediate } => {
            let [a, b, c, d] = object.to_be_bytes();
            vec![0x2B, u8::from(*immediate), 0, a, b, c, d, 0, 0, 0]
        }
        DriveCommand::ReadPosition => vec![0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    };
    (block, data)
}

impl SpaceUnit {
    /// The unit of a code of SPACE, if it is one that exists here; setmarks do not.
    pub const fn from_code(code: u8) -> Option<SpaceUnit> {
        match code {
            0 => Some(SpaceUnit::Blocks),
            1 => Some(SpaceUnit::Filemarks),
            2 => Some(SpaceUnit::SequentialFilemarks),
            3 => Some(SpaceUnit::EndOfData),
            _ => None,
        }
    }
}

impl Position {
    /// The 20 bytes of the short form (SSC, READ POSITION). What is buffered is not told.
    pub fn emit(self) -> [u8; 20] {
        let mut bytes = [0; 20];
        // LOCU and BYCU: the counts of buffered objects and bytes are unknown.
        bytes[0] = u8::from(self.at_beginning) << 7 | u8::from(self.past_early_warning) << 6 | 0x30;
        bytes[4..8].copy_from_slice(&self.object.to_be_bytes());
        bytes[8..12].copy_from_slice(&self.object.to_be_bytes());
        bytes
    }

    /// Reads the short form; `None` when it is cut short or the position is not valid (LOLU).
    pub fn parse(bytes: &[u8]) -> Option<Position> {
        let bytes: &[u8; 20] = bytes.first_chunk()?;
        if flagged(bytes[0], 0x04) {
            return None;
        }
        Some(Position {
            at_beginning: flagged(bytes[0], 0x80),
            past_early_warning: flagged(bytes[0], 0x40),
            object: u32::from_be_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]),
        })
    }
}

impl BlockLimits {
    /// The six bytes of the answer (SSC, READ BLOCK LIMITS).
    pub fn emit(self) -> [u8; 6] {
        let [high, middle, low] = three_bytes(self.max_bytes);
        let [first, second] = self.min_bytes.to_be_bytes();
        [0, high, middle, low, first, second]
    }

    /// Reads the answer; `None` when it is cut short.
    pub fn parse(bytes: &[u8]) -> Option<BlockLimits> {
        let bytes: &[u8; 6] = bytes.first_chunk()?;
        Some(BlockLimits {
            max_bytes: u32::from_be_bytes([0, bytes[1], bytes[2], bytes[3]]),
            min_bytes: u16::from_be_bytes([bytes[4], bytes[5]]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn command() -> impl Strategy<Value = DriveCommand> {
        let transfer = prop_oneof![
            (0u32..1 << 24).prop_map(|block_count| Transfer::Fixed { block_count }),
            (0u32..1 << 24).prop_map(|block_bytes| Transfer::Variable { block_bytes }),
        ];
        let unit = prop_oneof![
            Just(SpaceUnit::Blocks),
            Just(SpaceUnit::Filemarks),
            Just(SpaceUnit::SequentialFilemarks),
        ];
        prop_oneof![
            any::<bool>().prop_map(|immediate| DriveCommand::Rewind { immediate }),
            Just(DriveCommand::ReadBlockLimits),
            (transfer, any::<bool>()).prop_map(|(transfer, suppress)| DriveCommand::Read {
                transfer,
                suppress_incorrect_length: suppress
                    && matches!(transfer, Transfer::Variable { .. }),
            }),
            proptest::collection::vec(any::<u8>(), 0..600).prop_map(|bytes| DriveCommand::Write {
                transfer: Transfer::Variable { block_bytes: bytes.len() as u32 },
                data: bytes.into(),
            }),
            (0u32..1 << 24, any::<bool>())
                .prop_map(|(count, immediate)| DriveCommand::WriteFilemarks { count, immediate }),
            (unit, -(1i32 << 23)..1 << 23)
                .prop_map(|(unit, count)| DriveCommand::Space { unit, count }),
            Just(DriveCommand::Space { unit: SpaceUnit::EndOfData, count: 0 }),
            any::<[bool; 2]>()
                .prop_map(|[long, immediate]| DriveCommand::Erase { long, immediate }),
            any::<[bool; 2]>()
                .prop_map(|[load, immediate]| DriveCommand::LoadUnload { load, immediate }),
            (any::<u32>(), any::<bool>())
                .prop_map(|(object, immediate)| DriveCommand::Locate { object, immediate }),
            Just(DriveCommand::ReadPosition),
        ]
    }

    #[test]
    fn fields_without_sense_are_refused_at_the_door() {
        let cases: [(&[u8], &[u8], Sense); 7] = [
            (&[0xA5; 12], &[], Sense::INVALID_OPERATION_CODE),
            (&[0x08, 0x03, 0, 0, 1, 0], &[], Sense::INVALID_FIELD_IN_CDB),
            (&[0x10, 0x02, 0, 0, 1, 0], &[], Sense::INVALID_FIELD_IN_CDB),
            (&[0x11, 0x04, 0, 0, 1, 0], &[], Sense::INVALID_FIELD_IN_CDB),
            (&[0x0A, 0x00, 0, 0, 4, 0], &[1, 2, 3], Sense::PARAMETER_LIST_LENGTH),
            (&[0x0A, 0x01, 0, 0, 2, 0], &[1, 2, 3], Sense::PARAMETER_LIST_LENGTH),
            (&[0x34, 0, 0], &[], Sense::INVALID_FIELD_IN_CDB),
        ];
        for (cdb, data, sense) in cases {
            assert_eq!(parse(cdb, data), Err(sense), "{cdb:02X?}");
        }
    }

    proptest! {
        #[test]
        fn commands_come_back_from_their_bytes(command in command()) {
            let (cdb, data) = emit(&command);
            prop_assert_eq!(parse(&cdb, &data), Ok(command));
        }

        #[test]
        fn no_bytes_make_the_parser_stumble(cdb: Vec<u8>, data: Vec<u8>) {
            if let Ok(command) = parse(&cdb, &data) {
                let (again, bytes) = emit(&command);
                prop_assert_eq!(parse(&again, &bytes), Ok(command));
            }
            Position::parse(&data);
            BlockLimits::parse(&data);
        }

        #[test]
        fn answers_come_back_from_their_bytes(
            at_beginning: bool,
            past_early_warning: bool,
            object: u32,
            max_bytes in 0u32..1 << 24,
            min_bytes: u16,
        ) {
            let position = Position { at_beginning, past_early_warning, object };
            prop_assert_eq!(Position::parse(&position.emit()), Some(position));
            let limits = BlockLimits { max_bytes, min_bytes };
            prop_assert_eq!(BlockLimits::parse(&limits.emit()), Some(limits));
        }
    }
}
