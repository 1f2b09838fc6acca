//! A lean HTTP client: prepared bytes out, the little that a benchmark needs of the answers in.
//! It shares the machine with the server, so it does no more than it must.

use crate::failure::{Failure, Outcome};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Room for what is read and not yet used, in bytes; it grows where that does not suffice.
const READ_BYTES: usize = 64 << 10;
/// The longest wait for a server that says nothing.
const PATIENCE: Duration = Duration::from_secs(120);

/// A connection that is kept open.
pub struct Connection {
    stream: TcpStream,
    /// Memory to read into. What was read and not yet used is from `at` to `end`.
    bytes: Vec<u8>,
    at: usize,
    end: usize,
}

/// What the head of an answer says.
pub struct Head {
    /// The status.
    pub status: u16,
    /// Bytes of the body; `None` when it comes in chunks.
    pub length: Option<usize>,
    /// Seconds after which to try again, if that was said.
    pub retry_after: Option<u64>,
    /// True when the server closes the connection after it.
    pub closes: bool,
}

impl Connection {
    /// Connects.
    pub fn open(address: SocketAddr) -> Outcome<Connection> {
        Ok(Connection {
            stream: connect(address)?,
            bytes: vec![0; READ_BYTES],
            at: 0,
            end: 0,
        })
    }

    /// Sends prepared bytes.
    pub fn send(&mut self, bytes: &[u8]) -> Outcome {
        Ok(self.stream.write_all(bytes)?)
    }

    /// Reads the next answer; its head. Its body replaces what is in `body`.
    pub fn receive(&mut self, body: &mut Vec<u8>) -> Outcome<Head> {
        let length = loop {
            if let Some(length) = end_of_head(self.unused()) {
                break length;
            }
            self.read()?;
        };
        let head = Head::parsed(&self.unused()[..length])?;
        self.at += length;
        body.clear();
        match head.length {
            Some(count) => self.take(count, body)?,
            None => self.take_chunks(body)?,
        }
        Ok(head)
    }

    fn unused(&self) -> &[u8] {
        &self.bytes[self.at..self.end]
    }

    fn take(&mut self, mut count: usize, body: &mut Vec<u8>) -> Outcome {
        loop {
            let part = count.min(self.unused().len());
            body.extend_from_slice(&self.unused()[..part]);
            self.at += part;
            count -= part;
            if count == 0 {
                return Ok(());
            }
            self.read()?;
        }
    }

    fn take_chunks(&mut self, body: &mut Vec<u8>) -> Outcome {
        loop {
            let digits = loop {
                if let Some(digits) = find(self.unused(), b"\r\n") {
                    break digits;
                }
                self.read()?;
            };
            let size = std::str::from_utf8(&self.unused()[..digits]).ok();
            let size = size.and_then(|digits| usize::from_str_radix(digits, 16).ok());
            let size = size.ok_or_else(|| Failure::new("the server sent a chunk without size"))?;
            self.at += digits + 2;
            self.take(size, body)?;
            while self.unused().len() < 2 {
                self.read()?;
            }
            self.at += 2;
            if size == 0 {
                return Ok(());
            }
        }
    }

    fn read(&mut self) -> Outcome {
        if self.at == self.end {
            (self.at, self.end) = (0, 0);
        }
        if self.end == self.bytes.len() {
            self.bytes.resize(2 * self.end, 0);
        }
        let read = loop {
            match self.stream.read(&mut self.bytes[self.end..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.end += read;
        match read {
            0 => Err(Failure::new("the server has closed the connection")),
            _ => Ok(()),
        }
    }
}

fn connect(address: SocketAddr) -> Outcome<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

impl Head {
    /// Reads a head, up to the blank line that ends it.
    pub fn parsed(bytes: &[u8]) -> Outcome<Head> {
        let mut lines = std::str::from_utf8(bytes)?.split("\r\n");
        let status = lines.next().and_then(|line| line.get(9..12)?.parse().ok());
        let mut head = Head {
            status: status.ok_or_else(|| Failure::new("the server sent no status"))?,
            length: Some(0),
            retry_after: None,
            closes: false,
        };
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            match name {
                "content-length" => head.length = Some(value.parse()?),
                "transfer-encoding" => head.length = None,
                "retry-after" => head.retry_after = value.parse().ok(),
                "connection" => head.closes = value.eq_ignore_ascii_case("close"),
                _ => {}
            }
        }
        Ok(head)
    }
}

/// Where a head ends, if all of it has come.
pub fn end_of_head(bytes: &[u8]) -> Option<usize> {
    find(bytes, b"\r\n\r\n").map(|end| end + 4)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
