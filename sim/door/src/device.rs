//! Messages of a device connection: one open file of a device node.
//!
//! Each is a frame whose header has a fixed length; data follow as they are. A request has one
//! reply. Whoever has the connection has the file: it survives fork and exec, and is closed when
//! nobody has it any more. Only the program that opened the file speaks on that connection; others
//! that have it join the file on a connection of their own, so that no two ever speak on one.
//! Numbers are little endian.

use std::io::{self, ErrorKind, IoSlice, Read, Write};

/// Bytes of the header of a request and of a reply.
pub const HEADER_BYTES: usize = 32;

/// The most data that go with a message: the longest block, 24 bits of length.
pub const DATA_BYTES_MAX: usize = 1 << 24;

/// The longest command descriptor block.
pub const CDB_BYTES_MAX: usize = 16;

/// Bytes of sense data.
pub const SENSE_BYTES: usize = 18;

/// Sends a frame: how long the rest is, the header, the data.
///
/// # Errors
/// Those of the writer.
pub fn send(out: &mut impl Write, header: [u8; HEADER_BYTES], data: &[u8]) -> io::Result<()> {
    let length = u32::try_from(HEADER_BYTES + data.len()).map_err(|_| ErrorKind::InvalidInput)?;
    let mut head = [0; 4 + HEADER_BYTES];
    head[..4].copy_from_slice(&length.to_le_bytes());
    head[4..].copy_from_slice(&header);
    let mut sent = 0;
    while sent < head.len() {
        match out.write_vectored(&[IoSlice::new(&head[sent..]), IoSlice::new(data)]) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => sent += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    out.write_all(&data[sent - head.len()..])
}

/// Receives the header of a frame, and how many bytes of data follow; `None` at the end.
///
/// # Errors
/// `InvalidData` for a frame that is shorter or longer than any; those of the reader.
pub fn receive(from: &mut impl Read) -> io::Result<Option<([u8; HEADER_BYTES], usize)>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        done => done?,
    }
    let length = u32::from_le_bytes(length) as usize;
    let data_bytes = length.checked_sub(HEADER_BYTES).filter(|bytes| *bytes <= DATA_BYTES_MAX);
    let data_bytes = data_bytes.ok_or(ErrorKind::InvalidData)?;
    let mut header = [0; HEADER_BYTES];
    from.read_exact(&mut header)?;
    Ok(Some((header, data_bytes)))
}

/// What a program asks of a device node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// Opens the node whose name follows; answered by [`Reply::Node`].
    Open {
        /// How.
        flags: Flags,
        /// What those who join it call the file: the inode of the socket, the same number in every
        /// process that has it.
        file: u64,
    },
    /// Speaks from now on of a file that is open on another connection, as long as it is open
    /// there; answered by [`Reply::Node`].
    Join {
        /// What its connection is called.
        file: u64,
    },
    /// Tells what the node is whose name follows, without opening it; answered by [`Reply::Node`].
    Look,
    /// Tells what is open here; answered by [`Reply::Node`].
    Which,
    /// Reads at most so many bytes; they follow a [`Reply::Done`].
    Read {
        /// Room of the program in bytes.
        room: u32,
    },
    /// Writes what follows.
    Write,
    /// MTIOCTOP.
    Operate {
        /// `mt_op`.
        number: i16,
        /// `mt_count`.
        count: i32,
    },
    /// MTIOCGET, answered by [`Reply::Status`].
    Status,
    /// MTIOCPOS; the count of the reply is the object.
    Tell,
    /// The only program that has the file is about to close it.
    Flush,
    /// A SCSI command, answered by [`Reply::Commanded`]. Data for the unit follow.
    Command {
        /// The command descriptor block.
        cdb: [u8; CDB_BYTES_MAX],
        /// How long it is.
        cdb_bytes: u8,
        /// Room for data from the unit.
        room: u32,
        /// How long to wait, in milliseconds.
        patience_ms: u32,
    },
}

/// How a node is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// It will be read.
    pub reads: bool,
    /// It will be written.
    pub writes: bool,
    /// O_NONBLOCK.
    pub at_once: bool,
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A code of errno(3).
    Failed(i32),
    /// What the node is.
    Node(Node),
    /// It is done, with data or a count.
    Done(u32),
    /// The state of a tape drive.
    Status(TapeStatus),
    /// A unit answered. Its data follow.
    Commanded {
        /// The status byte.
        status: u8,
        /// Sense data, when there are any.
        sense: Option<[u8; SENSE_BYTES]>,
    },
}

/// What a device node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// It is a tape drive, not a node for commands only.
    pub is_tape: bool,
    /// Closing rewinds.
    pub rewinds: bool,
    /// Its number among those of its kind.
    pub number: u16,
    /// Peripheral device type of the unit.
    pub device_type: u8,
    /// Logical unit, and the library as the target.
    pub lun: u16,
    /// The library on the computer.
    pub target: u16,
    /// The file may be read.
    pub reads: bool,
    /// The file may be written.
    pub writes: bool,
}

/// The state of a tape drive as MTIOCGET tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TapeStatus {
    /// Density code.
    pub density: u8,
    /// Block length, 0 for any.
    pub block_bytes: u32,
    /// The bits of `mt_gstat`.
    pub general: u32,
    /// `mt_fileno`.
    pub file: i32,
    /// `mt_blkno`.
    pub block: i32,
}

/// A header that is being written or read.
struct Header {
    bytes: [u8; HEADER_BYTES],
    at: usize,
}

impl Header {
    fn new(kind: u8) -> Header {
        let mut bytes = [0; HEADER_BYTES];
        bytes[0] = kind;
        Header { bytes, at: 1 }
    }

    fn put<const N: usize>(mut self, field: [u8; N]) -> Header {
        if let Some(place) = self.bytes.get_mut(self.at..self.at + N) {
            place.copy_from_slice(&field);
        }
        self.at += N;
        self
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let field = self.bytes.get(self.at..self.at + N)?.try_into().ok()?;
        self.at += N;
        Some(field)
    }

    fn take_bools<const N: usize>(&mut self) -> Option<[bool; N]> {
        let bits = self.take::<1>()?[0];
        (bits >> N == 0).then(|| std::array::from_fn(|at| bits >> at & 1 != 0))
    }
}

fn bits<const N: usize>(flags: [bool; N]) -> [u8; 1] {
    [flags.iter().rev().fold(0, |bits, flag| bits << 1 | u8::from(*flag))]
}

impl Request {
    /// The header.
    pub fn emit(&self) -> [u8; HEADER_BYTES] {
        let header = match *self {
            Request::Open { flags: Flags { reads, writes, at_once }, file } => {
                Header::new(1).put(bits([reads, writes, at_once])).put(file.to_le_bytes())
            }
            Request::Look => Header::new(2),
            Request::Which => Header::new(3),
            Request::Read { room } => Header::new(4).put(room.to_le_bytes()),
            Request::Write => Header::new(5),
            Request::Operate { number, count } => {
                Header::new(6).put(number.to_le_bytes()).put(count.to_le_bytes())
            }
            Request::Status => Header::new(7),
            Request::Tell => Header::new(8),
            Request::Flush => Header::new(9),
            Request::Command { cdb, cdb_bytes, room, patience_ms } => Header::new(10)
                .put([cdb_bytes])
                .put(cdb)
                .put(room.to_le_bytes())
                .put(patience_ms.to_le_bytes()),
            Request::Join { file } => Header::new(11).put(file.to_le_bytes()),
        };
        header.bytes
    }

    /// Reads a header; `None` when it is none.
    pub fn parse(bytes: [u8; HEADER_BYTES]) -> Option<Request> {
        let mut header = Header { bytes, at: 1 };
        Some(match bytes[0] {
            1 => {
                let [reads, writes, at_once] = header.take_bools()?;
                let flags = Flags { reads, writes, at_once };
                Request::Open { flags, file: u64::from_le_bytes(header.take()?) }
            }
            2 => Request::Look,
            3 => Request::Which,
            4 => Request::Read { room: u32::from_le_bytes(header.take()?) },
            5 => Request::Write,
            6 => Request::Operate {
                number: i16::from_le_bytes(header.take()?),
                count: i32::from_le_bytes(header.take()?),
            },
            7 => Request::Status,
            8 => Request::Tell,
            9 => Request::Flush,
            10 => {
                let [cdb_bytes] = header.take()?;
                if usize::from(cdb_bytes) > CDB_BYTES_MAX {
                    return None;
                }
                Request::Command {
                    cdb_bytes,
                    cdb: header.take()?,
                    room: u32::from_le_bytes(header.take()?),
                    patience_ms: u32::from_le_bytes(header.take()?),
                }
            }
            11 => Request::Join { file: u64::from_le_bytes(header.take()?) },
            _ => return None,
        })
    }
}

impl Reply {
    /// The header.
    pub fn emit(&self) -> [u8; HEADER_BYTES] {
        let header = match *self {
            Reply::Failed(code) => Header::new(1).put(code.to_le_bytes()),
            Reply::Node(node) => Header::new(2)
                .put(bits([node.is_tape, node.rewinds, node.reads, node.writes]))
                .put(node.number.to_le_bytes())
                .put([node.device_type])
                .put(node.lun.to_le_bytes())
                .put(node.target.to_le_bytes()),
            Reply::Done(count) => Header::new(3).put(count.to_le_bytes()),
            Reply::Status(TapeStatus { density, block_bytes, general, file, block }) => {
                Header::new(4)
                    .put([density])
                    .put(block_bytes.to_le_bytes())
                    .put(general.to_le_bytes())
                    .put(file.to_le_bytes())
                    .put(block.to_le_bytes())
            }
            Reply::Commanded { status, sense } => Header::new(5)
                .put([status])
                .put(bits([sense.is_some()]))
                .put(sense.unwrap_or_default()),
        };
        header.bytes
    }

    /// Reads a header; `None` when it is none.
    pub fn parse(bytes: [u8; HEADER_BYTES]) -> Option<Reply> {
        let mut header = Header { bytes, at: 1 };
        Some(match bytes[0] {
            1 => Reply::Failed(i32::from_le_bytes(header.take()?)),
            2 => {
                let [is_tape, rewinds, reads, writes] = header.take_bools()?;
                Reply::Node(Node {
                    is_tape,
                    rewinds,
                    reads,
                    writes,
                    number: u16::from_le_bytes(header.take()?),
                    device_type: header.take::<1>()?[0],
                    lun: u16::from_le_bytes(header.take()?),
                    target: u16::from_le_bytes(header.take()?),
                })
            }
            3 => Reply::Done(u32::from_le_bytes(header.take()?)),
            4 => Reply::Status(TapeStatus {
                density: header.take::<1>()?[0],
                block_bytes: u32::from_le_bytes(header.take()?),
                general: u32::from_le_bytes(header.take()?),
                file: i32::from_le_bytes(header.take()?),
                block: i32::from_le_bytes(header.take()?),
            }),
            5 => {
                let [status] = header.take()?;
                let [has_sense] = header.take_bools()?;
                let sense = header.take()?;
                Reply::Commanded { status, sense: has_sense.then_some(sense) }
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAGS: Flags = Flags { reads: true, writes: false, at_once: true };
    const NODE: Node = Node {
        is_tape: true,
        rewinds: false,
        number: 513,
        device_type: 1,
        lun: 258,
        target: 3,
        reads: false,
        writes: true,
    };

    #[test]
    fn every_request_comes_back_from_its_bytes() {
        let command =
            Request::Command { cdb: [7; 16], cdb_bytes: 12, room: 70_000, patience_ms: 1 << 30 };
        for request in [
            Request::Open { flags: FLAGS, file: 1 << 40 | 3 },
            Request::Join { file: !7 },
            Request::Look,
            Request::Which,
            Request::Read { room: 1 << 23 },
            Request::Write,
            Request::Operate { number: -2, count: i32::MIN },
            Request::Status,
            Request::Tell,
            Request::Flush,
            command,
        ] {
            assert_eq!(Request::parse(request.emit()), Some(request));
        }
    }

    #[test]
    fn every_reply_comes_back_from_its_bytes() {
        let status = TapeStatus { density: 68, block_bytes: 5, general: !0, file: -1, block: 9 };
        for reply in [
            Reply::Failed(28),
            Reply::Node(NODE),
            Reply::Done(!0),
            Reply::Status(status),
            Reply::Commanded { status: 2, sense: Some([9; SENSE_BYTES]) },
            Reply::Commanded { status: 0, sense: None },
        ] {
            assert_eq!(Reply::parse(reply.emit()), Some(reply));
        }
    }

    #[test]
    fn headers_that_say_nothing_are_refused() {
        for kind in [0, 12, 255] {
            assert_eq!(Request::parse([kind; HEADER_BYTES]), None);
            assert_eq!(Reply::parse([kind; HEADER_BYTES]), None);
        }
        let long = Request::Command { cdb: [0; 16], cdb_bytes: 17, room: 0, patience_ms: 0 };
        assert_eq!(Request::parse(long.emit()), None);
    }
}
