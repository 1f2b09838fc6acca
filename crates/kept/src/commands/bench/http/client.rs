//! A lean HTTP client: prepared bytes out, the little that a benchmark needs of the answers in.
//! It shares the machine with the server, so it does no more than it must.

use crate::failure::{Failure, Outcome};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How much is read at once, in bytes.
const READ_BYTES: usize = 256 << 10;
/// The longest wait for a server that says nothing.
const PATIENCE: Duration = Duration::from_secs(120);

/// A connection that is kept open.
pub struct Connection {
    stream: TcpStream,
    /// What was read and not yet used begins at `at`.
    bytes: Vec<u8>,
    at: usize,
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
            bytes: Vec::new(),
            at: 0,
        })
    }

    /// Sends prepared bytes.
    pub fn send(&mut self, bytes: &[u8]) -> Outcome {
        Ok(self.stream.write_all(bytes)?)
    }

    /// Reads the next answer; its head. Its body replaces what is in `body`.
    pub fn receive(&mut self, body: &mut Vec<u8>) -> Outcome<Head> {
        let end = loop {
            if let Some(end) = end_of_head(&self.bytes[self.at..]) {
                break self.at + end;
            }
            self.read()?;
        };
        let head = Head::parsed(&self.bytes[self.at..end])?;
        self.at = end;
        body.clear();
        match head.length {
            Some(count) => self.take(count, body)?,
            None => self.take_chunks(body)?,
        }
        self.forget();
        Ok(head)
    }

    fn take(&mut self, count: usize, body: &mut Vec<u8>) -> Outcome {
        while self.bytes.len() - self.at < count {
            self.read()?;
        }
        body.extend_from_slice(&self.bytes[self.at..self.at + count]);
        self.at += count;
        Ok(())
    }

    fn take_chunks(&mut self, body: &mut Vec<u8>) -> Outcome {
        loop {
            let end = loop {
                if let Some(end) = find(&self.bytes[self.at..], b"\r\n") {
                    break self.at + end;
                }
                self.read()?;
            };
            let size = std::str::from_utf8(&self.bytes[self.at..end]).ok();
            let size = size.and_then(|digits| usize::from_str_radix(digits, 16).ok());
            let size = size.ok_or_else(|| Failure::new("the server sent a chunk without size"))?;
            self.at = end + 2;
            self.take(size, body)?;
            while self.bytes.len() - self.at < 2 {
                self.read()?;
            }
            self.at += 2;
            self.forget();
            if size == 0 {
                return Ok(());
            }
        }
    }

    /// Gives the memory of what was used to what comes next.
    fn forget(&mut self) {
        if self.at == self.bytes.len() {
            self.bytes.clear();
            self.at = 0;
        }
    }

    fn read(&mut self) -> Outcome {
        let filled = self.bytes.len();
        self.bytes.resize(filled + READ_BYTES, 0);
        let read = loop {
            match self.stream.read(&mut self.bytes[filled..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.bytes.truncate(filled + *read.as_ref().unwrap_or(&0));
        match read? {
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
