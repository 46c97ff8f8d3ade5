//! Device connections: each is one open file of a device node of a computer.
//!
//! `tape` is the tape driver, `table` knows which files are open, `unit` takes commands to the
//! world. Here messages become what these do.

mod table;
mod tape;
#[cfg(test)]
mod tests;
mod unit;

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use door::device::{DATA_BYTES_MAX, Flags, Node, Reply, Request, receive, send};
use ntmsapi::Client;
use wire::scsi::cdb::Request as Block;
use wire::scsi::{Data, Sense, Status};
use world::Face;

pub use self::table::Devices;
use self::table::Slot;
use self::tape::{Access, Errno};
use self::unit::{InRoom, Unit};

/// The longest name of a node.
const NAME_BYTES_MAX: usize = 255;

/// Serves a device connection of a program until nobody has its other end.
///
/// # Errors
/// Those of the stream; `InvalidData` for what is no message.
pub fn serve(stream: UnixStream, client: Client, devices: &Devices) -> io::Result<()> {
    let mut connection = Connection { client, devices, stream, has: None };
    let served = connection.serve();
    // Nobody is left to hear what the driver says to that.
    let _ = connection.close();
    served
}

/// One connection.
struct Connection<'a> {
    client: Client,
    devices: &'a Devices,
    stream: UnixStream,
    has: Option<Has>,
}

/// The file of a connection.
enum Has {
    /// It was opened here, and is closed with the connection.
    Own(Arc<OpenFile>, u64),
    /// It was opened on another connection.
    Joined(Arc<OpenFile>),
}

/// An open file, for every connection that speaks of it: their requests take turns. Nothing is left
/// in it once it is closed.
#[derive(Debug)]
struct OpenFile(Mutex<Option<Open>>);

/// What is open.
#[derive(Debug)]
struct Open {
    node: Node,
    unit: InRoom,
    slot: Arc<Slot>,
    flags: Flags,
    /// The driver has closed it already.
    flushed: bool,
}

/// What a request gave: the head of the reply and the data behind it.
type Answer = Result<(Reply, Bytes), Errno>;

fn done(count: usize) -> Answer {
    Ok((Reply::Done(u32::try_from(count).unwrap_or(u32::MAX)), Bytes::new()))
}

impl Connection<'_> {
    fn serve(&mut self) -> io::Result<()> {
        while let Some((header, data_bytes)) = receive(&mut self.stream)? {
            let request = Request::parse(header).ok_or(io::ErrorKind::InvalidData)?;
            let mut data = Vec::with_capacity(data_bytes);
            (&mut self.stream).take(data_bytes as u64).read_to_end(&mut data)?;
            if data.len() < data_bytes {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let (reply, data) = self
                .answer(request, data.into())
                .unwrap_or_else(|code| (Reply::Failed(code), Bytes::new()));
            send(&mut self.stream, reply.emit(), &data)?;
        }
        Ok(())
    }

    fn answer(&mut self, request: Request, data: Bytes) -> Answer {
        match request {
            Request::Look => {
                let (node, _) = self.find(&data, Flags::default())?;
                return Ok((Reply::Node(node), Bytes::new()));
            }
            Request::Open { flags, file } => {
                let node = self.open(flags, file, &data)?;
                return Ok((Reply::Node(node), Bytes::new()));
            }
            Request::Join { file } => {
                let node = self.join(file)?;
                return Ok((Reply::Node(node), Bytes::new()));
            }
            _ => {}
        }
        let (Has::Own(file, _) | Has::Joined(file)) = self.has.as_ref().ok_or(libc::EBADF)?;
        let mut open = file.lock();
        let open = open.as_mut().ok_or(libc::EBADF)?;
        match request {
            Request::Which => Ok((Reply::Node(open.node), Bytes::new())),
            Request::Command { cdb, cdb_bytes, room, patience_ms } => {
                let cdb = cdb.get(..usize::from(cdb_bytes)).unwrap_or(&cdb);
                let patience = Duration::from_millis(u64::from(patience_ms));
                open.command(cdb, &data, room as usize, patience)
            }
            _ if !open.node.is_tape => open.plain(request),
            _ => open.drive(request, data),
        }
    }

    /// The node with a name.
    fn find(&self, name: &[u8], flags: Flags) -> Result<(Node, InRoom), Errno> {
        let name = name.get(..name.len().min(NAME_BYTES_MAX)).unwrap_or_default();
        let name = std::str::from_utf8(name).map_err(|_| libc::ENOENT)?;
        let unit = self.client.unit(name).ok_or(libc::ENOENT)?;
        let found = unit.node();
        let node = Node {
            is_tape: matches!(found.face, Face::Tape { .. }),
            rewinds: found.face == Face::Tape { rewinds: true },
            number: found.number,
            device_type: found.device_type,
            lun: found.device.lun.0,
            target: found.device.cable.0,
            reads: flags.reads,
            writes: flags.writes,
        };
        Ok((node, InRoom { client: self.client.clone(), unit }))
    }

    fn open(&mut self, flags: Flags, file: u64, name: &[u8]) -> Result<Node, Errno> {
        if self.has.is_some() {
            return Err(libc::EINVAL);
        }
        let (node, mut unit) = self.find(name, flags)?;
        let slot = self.devices.slot(unit.unit.node().device);
        if node.is_tape {
            slot.take(&self.stream)?;
            let access =
                Access { writes: flags.writes, at_once: flags.at_once, rewinds: node.rewinds };
            let opened = slot.tape().open(&mut unit, access);
            if let Err(code) = opened {
                slot.give_back();
                return Err(code);
            }
        } else {
            slot.meet(&mut unit);
        }
        let open = OpenFile(Mutex::new(Some(Open { node, unit, slot, flags, flushed: false })));
        self.has = Some(Has::Own(self.devices.opened(file, open), file));
        Ok(node)
    }

    fn join(&mut self, file: u64) -> Result<Node, Errno> {
        if self.has.is_some() {
            return Err(libc::EINVAL);
        }
        let file = self.devices.file(file).ok_or(libc::EBADF)?;
        let node = file.lock().as_ref().ok_or(libc::EBADF)?.node;
        self.has = Some(Has::Joined(file));
        Ok(node)
    }

    /// The end of the connection, which closes what was opened on it.
    fn close(&mut self) -> Result<(), Errno> {
        let Some(Has::Own(file, number)) = self.has.take() else { return Ok(()) };
        self.devices.closed(number, &file);
        let Some(mut open) = file.lock().take() else { return Ok(()) };
        if !open.node.is_tape {
            return Ok(());
        }
        let closed = open.close();
        open.slot.give_back();
        closed
    }
}

impl OpenFile {
    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        // A panic under the lock is a defect; what it left behind is still the best there is.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn close(&mut self) -> Result<(), Errno> {
        if std::mem::replace(&mut self.flushed, true) {
            return Ok(());
        }
        self.slot.tape().close(&mut self.unit)
    }

    /// What a tape drive does.
    fn drive(&mut self, request: Request, data: Bytes) -> Answer {
        if request == Request::Flush {
            return self.close().and_then(|()| done(0));
        }
        self.flushed = false;
        let Open { unit, slot, flags, .. } = self;
        let mut tape = slot.tape();
        match request {
            Request::Read { .. } if !flags.reads => Err(libc::EBADF),
            Request::Read { room } => {
                let data = tape.read(unit, (room as usize).min(DATA_BYTES_MAX))?;
                Ok((Reply::Done(u32::try_from(data.len()).unwrap_or(u32::MAX)), data))
            }
            Request::Write if !flags.writes => Err(libc::EBADF),
            Request::Write => done(tape.write(unit, data)?),
            Request::Operate { number, count } => {
                tape.operate(unit, number, count)?;
                done(0)
            }
            Request::Status => Ok((Reply::Status(tape.status(unit)?), Bytes::new())),
            Request::Tell => done(tape.tell(unit)? as usize),
            _ => Err(libc::EINVAL),
        }
    }

    /// What a node does that takes commands only: nothing else but to be closed.
    fn plain(&self, request: Request) -> Answer {
        match request {
            Request::Flush => done(0),
            Request::Operate { .. } | Request::Status | Request::Tell => Err(libc::ENOTTY),
            _ => Err(libc::EINVAL),
        }
    }

    /// A command of the program's own.
    fn command(&mut self, cdb: &[u8], data: &[u8], room: usize, patience: Duration) -> Answer {
        let node = self.unit.unit.node();
        let (status, data) = match Block::parse(node.kind(), cdb, data) {
            Err(sense) => (Status::Check(sense), Bytes::new()),
            Ok(block) => {
                let command = block.command.clone();
                let outcome = self.unit.command(command, patience).map_err(|_| libc::ETIMEDOUT)?;
                let mut data = match outcome.data {
                    Data::Read(blocks) => blocks,
                    data => block.emit_answer(node.device_type, &data).into(),
                };
                data.truncate(room.min(DATA_BYTES_MAX));
                (outcome.status, data)
            }
        };
        let sense = |sense: Sense| Some(sense.emit());
        // Status codes of SAM.
        let (status, sense) = match status {
            Status::Good => (0x00, None),
            Status::Check(found) => (0x02, sense(found)),
            Status::Busy => (0x08, None),
            Status::ReservationConflict => (0x18, None),
        };
        Ok((Reply::Commanded { status, sense }, data))
    }
}
