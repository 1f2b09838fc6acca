//! Reading documents in a child process with limits, so that whatever a document does to a parser
//! ends there: the document is kept, and a person is told.

use crate::failure::{Doing, Failure, Outcome};
use crate::fence;
use intake::second::Text;
use intake::{Arrival, Format, Issue, IssueCode, Purpose, Reading, Severity};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process_group, nice, setrlimit};
use serde::de::DeserializeOwned;
use std::fmt;
use std::io::{Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Memory that a reading may use, in bytes.
const MEMORY_MAX: u64 = 2 << 30;
/// Processor time that a reading may use, in seconds.
const CPU_SECONDS_MAX: u64 = 60;
/// Real time that a reading may take.
const TIME_MAX: Duration = Duration::from_secs(270);
/// The largest reading that is taken from the child, in bytes.
const READING_BYTES_MAX: u64 = 256 << 20;
/// How much of what a broken child said is told, in characters.
const SAID_MAX: usize = 200;
/// How far a reading steps back behind the server, which places orders meanwhile (0 to 19).
const NICENESS: i32 = 10;
/// How often a running child is looked at.
const POLL: Duration = Duration::from_millis(5);

/// Which version of the readers made a reading; kept beside it.
pub const READER: &str = concat!("intake ", env!("CARGO_PKG_VERSION"));

/// Why a child gave no reading.
#[derive(Debug)]
pub enum Broken {
    /// It was ended by a fault of its own.
    Ended(String),
    /// It took too long.
    Slow,
    /// It used up its processor time.
    Busy,
    /// It asked for more memory than it may have.
    Large,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::Ended(how) => write!(f, "its reader ended: {how}"),
            Broken::Slow => write!(
                f,
                "its reader took more than {} seconds",
                TIME_MAX.as_secs()
            ),
            Broken::Busy => {
                write!(
                    f,
                    "it takes more than {CPU_SECONDS_MAX} seconds of processor time"
                )
            }
            Broken::Large => write!(f, "it takes more than {} MiB of memory", MEMORY_MAX >> 20),
        }
    }
}

/// Starts children that read documents.
#[derive(Clone)]
pub struct DocumentReader {
    program: PathBuf,
}

impl DocumentReader {
    /// Readers made of this very program.
    pub fn new() -> Outcome<DocumentReader> {
        let program =
            std::env::current_exe().doing(|| "the program can't find itself".to_owned())?;
        Ok(DocumentReader { program })
    }

    /// Reads a document; one that breaks its reader comes back as a reading that says so.
    pub fn read(&self, bytes: Arc<[u8]>, arrival: Arrival) -> Outcome<Reading> {
        Ok(match self.try_read(bytes, arrival)? {
            Ok(reading) => reading,
            Err(broken) => unreadable(&broken),
        })
    }

    /// Reads a document, or tells how its reader ended.
    pub fn try_read(&self, bytes: Arc<[u8]>, arrival: Arrival) -> Outcome<Result<Reading, Broken>> {
        self.answer(bytes, arrival, false)
    }

    /// Reads a document, with its text where a second reader may be asked about it.
    pub fn read_with_text(
        &self,
        bytes: Arc<[u8]>,
        arrival: Arrival,
    ) -> Outcome<(Reading, Option<Text>)> {
        Ok(match self.answer(bytes, arrival, true)? {
            Ok(read) => read,
            Err(broken) => (unreadable(&broken), None),
        })
    }

    /// What a child answers about a document.
    fn answer<T: DeserializeOwned>(
        &self,
        bytes: Arc<[u8]>,
        arrival: Arrival,
        with_text: bool,
    ) -> Outcome<Result<T, Broken>> {
        let mut reading = Command::new(&self.program);
        reading
            .arg("read-document")
            .args(with_text.then_some("--text"))
            .args(arrival.name.map(|name| format!("--name={name}")))
            .args(arrival.received.map(|day| format!("--received={day}")));
        let said = run(reading, bytes)?;
        Ok(said.and_then(|said| {
            serde_json::from_slice(&said).map_err(|error| Broken::Ended(error.to_string()))
        }))
    }
}

impl web::Draw for DocumentReader {
    fn page(&self, bytes: Arc<[u8]>, page: u16, width: u32) -> Option<Vec<u8>> {
        let mut drawing = Command::new(&self.program);
        drawing
            .arg("draw-page")
            .arg(format!("--page={page}"))
            .arg(format!("--width={width}"));
        run(drawing, bytes).ok()?.ok()
    }
}

/// Starts a child on a document; what it printed, or how it ended.
fn run(mut command: Command, bytes: Arc<[u8]>) -> Outcome<Result<Vec<u8>, Broken>> {
    let mut child = command
        .env_clear()
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .doing(|| "no process could be started to read a document".to_owned())?;
    let feeding = feed(&mut child, bytes);
    let output = drain(child.stdout.take());
    let errors = drain(child.stderr.take());
    let ended = wait(&mut child)?;
    // A child that ended early stops reading; what it printed tells why.
    let _ = feeding.map(std::thread::JoinHandle::join);
    let (output, errors) = (joined(output), joined(errors));
    Ok(match ended {
        None => Err(Broken::Slow),
        Some(status) if !status.success() => Err(broken(status, &errors)),
        Some(_) => Ok(output),
    })
}

/// Why a child ended without success, by the signal that ended it and what it said.
fn broken(status: ExitStatus, errors: &[u8]) -> Broken {
    let text = String::from_utf8_lossy(errors);
    let signal = status.signal().and_then(Signal::from_named_raw);
    match signal {
        Some(Signal::XCPU) => Broken::Busy,
        // What the standard library says before it aborts.
        Some(Signal::ABORT) if text.contains("memory allocation") => Broken::Large,
        _ => match text.lines().find(|line| !line.trim().is_empty()) {
            Some(line) => {
                let line: String = line.chars().take(SAID_MAX).collect();
                Broken::Ended(format!("{status}: {line}"))
            }
            None => Broken::Ended(status.to_string()),
        },
    }
}

fn feed(child: &mut Child, bytes: Arc<[u8]>) -> Option<std::thread::JoinHandle<()>> {
    let mut stdin = child.stdin.take()?;
    Some(std::thread::spawn(move || {
        // The child may have ended; its status tells.
        let _ = stdin.write_all(&bytes);
    }))
}

type Draining = Option<std::thread::JoinHandle<Vec<u8>>>;

fn drain(from: Option<impl Read + Send + 'static>) -> Draining {
    let from = from?;
    Some(std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before a failure is all there is.
        let _ = from.take(READING_BYTES_MAX).read_to_end(&mut bytes);
        bytes
    }))
}

fn joined(draining: Draining) -> Vec<u8> {
    draining
        .and_then(|thread| thread.join().ok())
        .unwrap_or_default()
}

/// Waits for a child; `None` when it was killed, with all that it started, for taking too long.
fn wait(child: &mut Child) -> Outcome<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > TIME_MAX {
            end(child)?;
            return Ok(None);
        }
        std::thread::sleep(POLL);
    }
}

/// Ends a child that leads a group of processes, and all that it started.
fn end(child: &mut Child) -> Outcome {
    kill_process_group(Pid::from_child(child), Signal::KILL)?;
    child.wait()?;
    Ok(())
}

/// The reading of a document that broke its reader.
fn unreadable(broken: &Broken) -> Reading {
    let message = format!("the document could not be read: {broken}; the bytes are kept");
    let mut reading = Reading::empty(Format::Unknown, Purpose::Other);
    reading.note(Issue::new(IssueCode::Refused, Severity::Error, message));
    reading
}

/// The child's side: limits itself, reads one document from stdin, prints the reading; `with_text`
/// prints it with the text that a second reader may be shown.
pub fn serve_one(arrival: Arrival, with_text: bool) -> Outcome {
    nice(NICENESS).map_err(|error| Failure::because("a reader can't step back", error))?;
    let bytes = one_document()?;
    let reading = intake::read_arrived(&bytes, arrival, &paper::Sight::new());
    match with_text {
        false => crate::talk::json(&reading),
        true => {
            let text = Text::of(&bytes, &reading);
            crate::talk::json(&(reading, text))
        }
    }
}

/// The child's side: limits itself, and draws a page of one document from stdin as a PNG on stdout.
pub fn draw_one(page: u16, width: u32) -> Outcome {
    let bytes = one_document()?;
    let drawn = paper::Sight::new().draw(&bytes, page, width);
    let drawn = drawn.map_err(|unseen| Failure::new(format!("page {page}: {unseen:?}")))?;
    Ok(std::io::stdout().lock().write_all(&drawn)?)
}

/// Closes the fence and reads the one document that there is to work on.
fn one_document() -> Outcome<Vec<u8>> {
    limit(Resource::As, MEMORY_MAX, MEMORY_MAX)?;
    // A second more till it is killed: the first signal tells which limit it was.
    limit(Resource::Cpu, CPU_SECONDS_MAX, CPU_SECONDS_MAX + 1)?;
    limit(Resource::Fsize, 0, 0)?;
    limit(Resource::Core, 0, 0)?;
    fence::close()?;
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(keep::DOCUMENT_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn limit(resource: Resource, current: u64, maximum: u64) -> Outcome {
    let limit = Rlimit {
        current: Some(current),
        maximum: Some(maximum),
    };
    setrlimit(resource, limit).map_err(|error| Failure::because("a reader can't be limited", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_started_ends_with_it() {
        let mut child = Command::new("sh")
            .args(["-c", "sleep 600 & echo started; wait"])
            .process_group(0)
            .stdout(Stdio::piped())
            .spawn()
            .expect("there is a shell");
        let mut output = child.stdout.take().expect("it is piped");
        let mut started = [0; 8];
        output.read_exact(&mut started).expect("it says so");
        end(&mut child).expect("it is ended");
        // The pipe is closed when nobody holds it any more, the sleeper included.
        let mut rest = Vec::new();
        output
            .read_to_end(&mut rest)
            .expect("it is read to its end");
        assert_eq!((&started[..], &rest[..]), (&b"started\n"[..], &b""[..]));
    }
}
