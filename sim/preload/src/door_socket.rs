//! The socket of a file: frames to the local door and back. It is spoken to with the calls that
//! nothing here stands in front of.

use std::ffi::{CStr, c_int};
use std::io::{self, IoSlice, Read, Write};
use std::mem::{offset_of, size_of, zeroed};

use door::device::{Reply, Request, receive, send};

use crate::real;

/// A connection to the door, by its descriptor, which is not closed with it.
pub(crate) struct Socket(pub(crate) c_int);

/// The path of the door, if the program was told one.
pub(crate) fn door_path() -> Option<&'static [u8]> {
    // SAFETY: the name is a terminated text. What is found is copied before the program can change
    // its environment, or compared at once.
    let path = unsafe { libc::getenv(c"RSM_DEVICES".as_ptr()) };
    if path.is_null() {
        return None;
    }
    // SAFETY: an entry of the environment is a terminated text.
    let path = unsafe { CStr::from_ptr(path) }.to_bytes();
    (!path.is_empty()).then_some(path)
}

/// Whether a descriptor is a connection to the door.
pub(crate) fn is_to(fd: c_int, path: &[u8]) -> bool {
    // SAFETY: all zeroes are an address, and its length is given.
    unsafe {
        let mut peer: libc::sockaddr_un = zeroed();
        let mut length = size_of::<libc::sockaddr_un>() as libc::socklen_t;
        if libc::getpeername(fd, (&raw mut peer).cast(), &raw mut length) != 0 {
            return false;
        }
        let text: Vec<u8> =
            peer.sun_path.iter().map(|c| *c as u8).take_while(|byte| *byte != 0).collect();
        c_int::from(peer.sun_family) == libc::AF_UNIX && text == path
    }
}

/// Connects to the door.
pub(crate) fn connect() -> Result<Socket, i32> {
    let path = door_path().ok_or(libc::ENOENT)?;
    // SAFETY: all zeroes are an address; the text stays inside it and is terminated by a zero.
    unsafe {
        let mut peer: libc::sockaddr_un = zeroed();
        peer.sun_family = libc::AF_UNIX as libc::sa_family_t;
        if path.len() >= peer.sun_path.len() {
            return Err(libc::ENAMETOOLONG);
        }
        for (place, byte) in peer.sun_path.iter_mut().zip(path) {
            *place = *byte as libc::c_char;
        }
        let fd = libc::socket(libc::AF_UNIX, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0);
        if fd < 0 {
            return Err(*libc::__errno_location());
        }
        let length = offset_of!(libc::sockaddr_un, sun_path) + path.len() + 1;
        if libc::connect(fd, (&raw const peer).cast(), length as libc::socklen_t) != 0 {
            let code = *libc::__errno_location();
            real::close(fd);
            // Nobody serves the room: there is no such device.
            return Err(if code == libc::ECONNREFUSED { libc::ENXIO } else { code });
        }
        Ok(Socket(fd))
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // SAFETY: the buffer is as long as that.
        let got = unsafe { libc::recv(self.0, buffer.as_mut_ptr().cast(), buffer.len(), 0) };
        usize::try_from(got).map_err(|_| io::Error::last_os_error())
    }
}

impl Write for Socket {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(buffer)])
    }

    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        // SAFETY: all zeroes are a message; slices have the layout of an iovec, and are only read.
        let sent = unsafe {
            let mut message: libc::msghdr = zeroed();
            message.msg_iov = parts.as_ptr().cast_mut().cast();
            message.msg_iovlen = parts.len();
            libc::sendmsg(self.0, &raw const message, libc::MSG_NOSIGNAL)
        };
        usize::try_from(sent).map_err(|_| io::Error::last_os_error())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Socket {
    /// Asks, and takes data of the answer into a buffer as far as it has room. The reply comes with
    /// the count of data.
    ///
    /// # Errors
    /// A code of errno(3): that of the host, or EIO when the host is gone.
    pub(crate) fn ask(
        &mut self,
        request: Request,
        data: &[u8],
        into: &mut [u8],
    ) -> Result<(Reply, usize), i32> {
        let gone = |_| libc::EIO;
        send(self, request.emit(), data).map_err(gone)?;
        let (header, data_bytes) = receive(self).map_err(gone)?.ok_or(libc::EIO)?;
        let room = into.len().min(data_bytes);
        let (got, end) = self.fill(&mut into[..room]);
        if end.is_err_and(|code| code != libc::EFAULT) {
            return Err(libc::EIO);
        }
        // What the program has no room for goes nowhere, so that the next reply is one.
        let mut rest = [0; 4096];
        let mut left = data_bytes - got;
        while left > 0 {
            let part = left.min(rest.len());
            self.read_exact(&mut rest[..part]).map_err(gone)?;
            left -= part;
        }
        match Reply::parse(header).ok_or(libc::EIO)? {
            Reply::Failed(code) => Err(code),
            reply => end.map(|()| (reply, room)),
        }
    }

    /// Reads until a buffer is full: how far that came, and the code that ended it before.
    fn fill(&mut self, into: &mut [u8]) -> (usize, Result<(), i32>) {
        let mut got = 0;
        while got < into.len() {
            match self.read(&mut into[got..]) {
                Ok(0) => return (got, Err(libc::EIO)),
                Ok(count) => got += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return (got, Err(error.raw_os_error().unwrap_or(libc::EIO))),
            }
        }
        (got, Ok(()))
    }
}
