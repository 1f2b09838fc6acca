//! Lines and bytes over a connection, within limits of size and time.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Bytes that are read at once.
const CHUNK_BYTES: usize = 16 << 10;

/// The limits of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Longest line, in bytes, its end included.
    pub line_bytes_max: usize,
    /// How long the other side may say nothing.
    pub idle_time_max: Duration,
    /// How long the connection may last.
    pub time_max: Duration,
}

/// How a connection ends before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The other side went away.
    Gone,
    /// It took too long.
    Slow,
    /// The program stops.
    Stopping,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Ended::Gone => "the connection broke off",
            Ended::Slow => "the other side takes too long",
            Ended::Stopping => "the program stops",
        })
    }
}

/// A connection whose reads time out now and then, so that it is noticed when to stop.
pub struct Wire<'s, S> {
    stream: S,
    stop: &'s AtomicBool,
    limits: Limits,
    /// What was read and not used yet.
    read: Vec<u8>,
    begun: Instant,
}

impl<'s, S: Read + Write> Wire<'s, S> {
    /// A connection that was just made.
    pub fn new(stream: S, limits: Limits, stop: &'s AtomicBool) -> Wire<'s, S> {
        Wire {
            stream,
            stop,
            limits,
            read: Vec::new(),
            begun: Instant::now(),
        }
    }

    /// The next line without its end; `None` for one that is too long, which is passed over.
    pub fn line(&mut self) -> Result<Option<Vec<u8>>, Ended> {
        let (mut searched, mut too_long) = (0, false);
        loop {
            let found = self.read[searched..].iter().position(|byte| *byte == b'\n');
            if let Some(end) = found.map(|end| searched + end) {
                let line: Vec<u8> = self.read.drain(..=end).collect();
                let is_whole = !too_long && line.len() <= self.limits.line_bytes_max;
                return Ok(is_whole.then(|| without_end(&line).to_vec()));
            }
            searched = self.read.len();
            if searched >= self.limits.line_bytes_max {
                self.read.clear();
                (searched, too_long) = (0, true);
            }
            self.fill()?;
        }
    }

    /// The next bytes, so many.
    pub fn exactly(&mut self, count: usize) -> Result<Vec<u8>, Ended> {
        while self.read.len() < count {
            self.fill()?;
        }
        let rest = self.read.split_off(count);
        Ok(std::mem::replace(&mut self.read, rest))
    }

    /// Hands on what comes until `take` tells how many bytes of a piece were the last.
    pub fn until(&mut self, mut take: impl FnMut(&[u8]) -> Option<usize>) -> Result<(), Ended> {
        loop {
            if let Some(end) = take(&self.read) {
                self.read.drain(..end);
                return Ok(());
            }
            self.read.clear();
            self.fill()?;
        }
    }

    /// Sends a text.
    pub fn send(&mut self, text: &str) -> Result<(), Ended> {
        let sent = self.stream.write_all(text.as_bytes());
        let sent = sent.and_then(|()| self.stream.flush());
        sent.map_err(|error| match is_pause(&error) {
            true => Ended::Slow,
            false => Ended::Gone,
        })
    }

    /// Waits for more bytes.
    fn fill(&mut self) -> Result<(), Ended> {
        let waiting = Instant::now();
        let mut chunk = [0; CHUNK_BYTES];
        loop {
            if self.stop.load(Ordering::Acquire) {
                return Err(Ended::Stopping);
            }
            let is_late = waiting.elapsed() > self.limits.idle_time_max
                || self.begun.elapsed() > self.limits.time_max;
            match self.stream.read(&mut chunk) {
                Ok(0) => return Err(Ended::Gone),
                Ok(count) if !is_late => {
                    self.read.extend_from_slice(&chunk[..count]);
                    return Ok(());
                }
                Err(error) if is_pause(&error) && !is_late => {}
                Ok(_) => return Err(Ended::Slow),
                Err(error) if is_pause(&error) => return Err(Ended::Slow),
                Err(_) => return Err(Ended::Gone),
            }
        }
    }
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn is_pause(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Cursor;

    /// A connection on which everything was said beforehand.
    pub struct Script {
        said: Cursor<Vec<u8>>,
        heard: Vec<u8>,
    }

    impl Script {
        pub fn new(said: &str) -> Script {
            Script {
                said: Cursor::new(said.as_bytes().to_vec()),
                heard: Vec::new(),
            }
        }

        /// What was said to it.
        pub fn heard(&self) -> String {
            String::from_utf8(self.heard.clone()).unwrap()
        }
    }

    impl Read for &mut Script {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.said.read(into)
        }
    }

    impl Write for &mut Script {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.heard.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const LIMITS: Limits = Limits {
        line_bytes_max: 8,
        idle_time_max: Duration::from_secs(9),
        time_max: Duration::from_secs(9),
    };

    #[test]
    fn lines_and_bytes_come_in_turn_and_a_long_line_is_passed_over() {
        let stop = AtomicBool::new(false);
        let mut script = Script::new("one\r\n0123456789\ntwo\nabcdef");
        let mut wire = Wire::new(&mut script, LIMITS, &stop);
        assert_eq!(wire.line(), Ok(Some(b"one".to_vec())));
        assert_eq!(wire.line(), Ok(None));
        assert_eq!(wire.line(), Ok(Some(b"two".to_vec())));
        assert_eq!(wire.exactly(4), Ok(b"abcd".to_vec()));
        assert_eq!(wire.exactly(4), Err(Ended::Gone));
    }

    #[test]
    fn a_connection_ends_when_the_program_stops_or_its_time_is_over() {
        let stop = AtomicBool::new(true);
        let mut script = Script::new("NOOP\r\n");
        let mut wire = Wire::new(&mut script, LIMITS, &stop);
        assert_eq!(wire.line(), Err(Ended::Stopping));
        let (stop, over) = (
            AtomicBool::new(false),
            Limits {
                time_max: Duration::ZERO,
                ..LIMITS
            },
        );
        let mut wire = Wire::new(&mut script, over, &stop);
        assert_eq!(wire.line(), Err(Ended::Slow));
    }
}
