//! The ioctls of tape drives (<sys/mtio.h>) and of SCSI commands (<scsi/sg.h>, <scsi/scsi.h>).

use std::ffi::{c_int, c_long, c_ulong, c_void};
use std::slice::{from_raw_parts, from_raw_parts_mut};

use door::device::{CDB_BYTES_MAX, DATA_BYTES_MAX, Node, Reply, Request, TapeStatus};

use crate::file::{self, File};
use crate::{failed, memory, real};

const MTIOCTOP: u32 = 0x4008_6D01;
const MTIOCGET: u32 = 0x8030_6D02;
const MTIOCPOS: u32 = 0x8008_6D03;
const SG_EMULATED_HOST: u32 = 0x2203;
const SG_SET_TIMEOUT: u32 = 0x2201;
const SG_GET_TIMEOUT: u32 = 0x2202;
const SG_GET_RESERVED_SIZE: u32 = 0x2272;
const SG_SET_RESERVED_SIZE: u32 = 0x2275;
const SG_GET_SCSI_ID: u32 = 0x2276;
const SG_GET_VERSION_NUM: u32 = 0x2282;
const SG_IO: u32 = 0x2285;
const SCSI_IOCTL_GET_IDLUN: u32 = 0x5382;
const SCSI_IOCTL_GET_BUS_NUMBER: u32 = 0x5386;

/// The version of the driver whose interface this is, as it counts itself.
const SG_VERSION: c_int = 30_536;
/// Ticks in a second, and the time-out of a command that names none.
const TICKS: c_int = 100;
const TIMEOUT_SECONDS: c_int = 60;

/// `struct mtop`.
#[repr(C)]
#[derive(Clone, Copy)]
struct MtOp {
    number: i16,
    count: c_int,
}

/// `struct mtget`.
#[repr(C)]
#[derive(Clone, Copy)]
struct MtGet {
    kind: c_long,
    residual: c_long,
    density_and_block: c_long,
    general: c_long,
    errors: c_long,
    file: i32,
    block: i32,
}

/// MT_ISSCSI2.
const SCSI_TAPE: c_long = 0x72;

/// `struct sg_scsi_id`.
#[repr(C)]
#[derive(Clone, Copy)]
struct ScsiId {
    host: c_int,
    channel: c_int,
    target: c_int,
    lun: c_int,
    device_type: c_int,
    commands_per_lun: i16,
    queue_depth: i16,
    unused: [c_int; 2],
}

/// `struct sg_io_hdr`.
#[repr(C)]
#[derive(Clone, Copy)]
struct SgIo {
    interface: c_int,
    direction: c_int,
    cdb_bytes: u8,
    sense_room: u8,
    part_count: u16,
    data_bytes: u32,
    data: *mut c_void,
    cdb: *const u8,
    sense: *mut u8,
    timeout_ms: u32,
    flags: u32,
    pack: c_int,
    user: *mut c_void,
    status: u8,
    masked_status: u8,
    message_status: u8,
    sense_bytes: u8,
    host_status: u16,
    driver_status: u16,
    residual: c_int,
    duration_ms: u32,
    info: u32,
}

const _: () = assert!(size_of::<MtGet>() == 48 && size_of::<SgIo>() == 88);

const TO_UNIT: c_int = -2;
const FROM_UNIT: c_int = -3;
const TO_AND_FROM_UNIT: c_int = -4;
/// SG_INFO_CHECK, DRIVER_SENSE, DID_TIME_OUT.
const LOOK_AT_STATUS: u32 = 1;
const HAS_SENSE: u16 = 0x08;
const TIMED_OUT: u16 = 3;

#[unsafe(no_mangle)]
unsafe extern "C" fn ioctl(fd: c_int, request: c_ulong, argument: *mut c_void) -> c_int {
    let Some(file) = file::of(fd) else {
        // SAFETY: the arguments are the program's.
        return unsafe { real::ioctl(fd, request, argument) };
    };
    // Programs give the code as an int, whose sign may be spread over the register.
    let code = request as u32;
    if matches!(c_ulong::from(code), libc::FIOCLEX | libc::FIONCLEX) {
        // SAFETY: these are about the descriptor and take no argument.
        return unsafe { real::ioctl(fd, request, argument) };
    }
    // SAFETY: the argument is what the code asks for, as the system demands it too.
    unsafe { of_node(&file, fd, code, argument) }.unwrap_or_else(failed)
}

/// Reads what an argument points to.
///
/// # Safety
/// What can be read where the argument points must be such a value.
unsafe fn taken<T: Copy>(argument: *mut c_void) -> Result<T, i32> {
    memory::readable(argument, size_of::<T>())?;
    // SAFETY: it is there, and the caller vouches for what it is; programs need not align it.
    Ok(unsafe { argument.cast::<T>().read_unaligned() })
}

/// Writes to where an argument points.
///
/// # Safety
/// What can be written where the argument points must be room for such a value.
unsafe fn give<T: Copy>(argument: *mut c_void, value: T) -> Result<c_int, i32> {
    memory::writable(argument, size_of::<T>())?;
    // SAFETY: it is there, and the caller vouches for what it is; programs need not align it.
    unsafe { argument.cast::<T>().write_unaligned(value) };
    Ok(0)
}

/// # Safety
/// The argument must be what the code asks for.
unsafe fn of_node(file: &File, fd: c_int, code: u32, argument: *mut c_void) -> Result<c_int, i32> {
    // SAFETY: the caller vouches for the argument.
    unsafe {
        match code {
            MTIOCTOP => {
                let MtOp { number, count } = taken(argument)?;
                file.ask_plain(fd, Request::Operate { number, count }).map(|_| 0)
            }
            MTIOCGET => match file.ask_plain(fd, Request::Status)? {
                Reply::Status(status) => give(argument, mt_get(status)),
                _ => Err(libc::EIO),
            },
            MTIOCPOS => match file.ask_plain(fd, Request::Tell)? {
                Reply::Done(object) => give(argument, c_long::from(object)),
                _ => Err(libc::EIO),
            },
            SG_IO => {
                let mut io: SgIo = taken(argument)?;
                let done = command(file, fd, &mut io)?;
                give(argument, io).map(|_| done)
            }
            SG_GET_VERSION_NUM => give(argument, SG_VERSION),
            SG_EMULATED_HOST => give::<c_int>(argument, 0),
            SG_SET_TIMEOUT => Ok(0),
            SG_GET_TIMEOUT => Ok(TIMEOUT_SECONDS * TICKS),
            SG_GET_RESERVED_SIZE => give(argument, DATA_BYTES_MAX as c_int),
            SG_SET_RESERVED_SIZE => Ok(0),
            SG_GET_SCSI_ID => give(argument, scsi_id(&file.node(fd)?)),
            SCSI_IOCTL_GET_IDLUN => {
                let id = scsi_id(&file.node(fd)?);
                // Target, lun, channel and host in one byte each; then what tells hosts apart.
                let packed = (id.target & 0xFF) | (id.lun & 0xFF) << 8;
                give(argument, [packed, id.host])
            }
            SCSI_IOCTL_GET_BUS_NUMBER => give::<c_int>(argument, 0),
            _ => Err(libc::ENOTTY),
        }
    }
}

fn mt_get(status: TapeStatus) -> MtGet {
    let TapeStatus { density, block_bytes, general, file, block } = status;
    MtGet {
        kind: SCSI_TAPE,
        residual: 0,
        density_and_block: c_long::from(density) << 24 | c_long::from(block_bytes & 0xFF_FFFF),
        general: c_long::from(general),
        errors: 0,
        file,
        block,
    }
}

fn scsi_id(node: &Node) -> ScsiId {
    ScsiId {
        host: 0,
        channel: 0,
        target: c_int::from(node.target),
        lun: c_int::from(node.lun),
        device_type: c_int::from(node.device_type),
        commands_per_lun: 1,
        queue_depth: 1,
        unused: [0; 2],
    }
}

/// SG_IO, version 3.
///
/// # Safety
/// The pointers of the header must be NULL or as good as their lengths say.
unsafe fn command(file: &File, fd: c_int, io: &mut SgIo) -> Result<c_int, i32> {
    if io.interface != c_int::from(b'S') {
        return Err(libc::ENOSYS);
    }
    let cdb_bytes = usize::from(io.cdb_bytes);
    if io.cdb.is_null() || !(6..=CDB_BYTES_MAX).contains(&cdb_bytes) {
        return Err(libc::EMSGSIZE);
    }
    let length = io.data_bytes as usize;
    if io.part_count != 0 || length > DATA_BYTES_MAX {
        return Err(libc::EINVAL);
    }
    let comes = matches!(io.direction, FROM_UNIT | TO_AND_FROM_UNIT) && length > 0;
    let goes = io.direction == TO_UNIT && length > 0;
    memory::readable(io.cdb.cast(), cdb_bytes)?;
    if goes {
        memory::readable(io.data, length)?;
    } else if comes {
        memory::writable(io.data, 1)?;
    }
    let mut cdb = [0; CDB_BYTES_MAX];
    // SAFETY: the block is as long as the header says.
    cdb[..cdb_bytes].copy_from_slice(unsafe { from_raw_parts(io.cdb, cdb_bytes) });
    let default_ms = TIMEOUT_SECONDS.unsigned_abs() * 1000;
    let asked = Request::Command {
        cdb,
        cdb_bytes: io.cdb_bytes,
        room: if comes { io.data_bytes } else { 0 },
        patience_ms: if io.timeout_ms == 0 { default_ms } else { io.timeout_ms },
    };
    // SAFETY: the buffer is as long as the header says, and used for one direction.
    let (out, into): (&[u8], &mut [u8]) = unsafe {
        match (goes, comes) {
            (true, _) => (from_raw_parts(io.data.cast(), length), &mut []),
            (_, true) => (&[], from_raw_parts_mut(io.data.cast(), length)),
            _ => (&[], &mut []),
        }
    };
    (io.status, io.masked_status, io.message_status, io.sense_bytes) = (0, 0, 0, 0);
    (io.host_status, io.driver_status, io.residual) = (0, 0, 0);
    (io.duration_ms, io.info) = (0, 0);
    match file.ask(fd, asked, out, into) {
        Ok((Reply::Commanded { status, sense }, count)) => {
            io.status = status;
            io.masked_status = status >> 1 & 0x1F;
            if comes {
                io.residual = c_int::try_from(length - count).unwrap_or(c_int::MAX);
            }
            if let Some(sense) = sense {
                io.driver_status = HAS_SENSE;
                let count = usize::from(io.sense_room).min(sense.len());
                if !io.sense.is_null() {
                    memory::writable(io.sense.cast(), count)?;
                    // SAFETY: there is room for that.
                    unsafe { from_raw_parts_mut(io.sense, count) }.copy_from_slice(&sense[..count]);
                    io.sense_bytes = count as u8;
                }
            }
        }
        Ok(_) => return Err(libc::EIO),
        Err(libc::ETIMEDOUT) => io.host_status = TIMED_OUT,
        Err(code) => return Err(code),
    }
    if io.status != 0 || io.host_status != 0 {
        io.info = LOOK_AT_STATUS;
    }
    Ok(0)
}
