//! The part of IMAP (RFC 9051, and RFC 3501 before it) that fetches mail: sign in, select, search,
//! fetch, mark and move.

use crate::channel::wire::{Ended, Limits, Wire};
use keep::DOCUMENT_BYTES_MAX;
use std::fmt;
use std::io::{Read, Write};
use std::time::Duration;

/// A line of an answer, how long the server may say nothing, and how long a connection may last.
pub const LIMITS: Limits = Limits {
    line_bytes_max: 1 << 20,
    idle_time_max: Duration::from_secs(60),
    time_max: Duration::from_secs(900),
};
/// The most bytes of one answer: a message, and what is said around it.
const ANSWER_BYTES_MAX: usize = DOCUMENT_BYTES_MAX + (4 << 20);
/// The bytes that end a line.
const LINE_END: usize = 2;
/// The most of a server's words that is told, in characters.
const WORDS_CHARS_MAX: usize = 200;

/// Why a server did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The connection ended.
    Ended(Ended),
    /// It said no, in these words.
    Refused(String),
    /// What it said can't be understood.
    Strange(&'static str),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Ended(ended) => ended.fmt(f),
            Fault::Refused(words) => write!(f, "the server says: {words}"),
            Fault::Strange(what) => write!(f, "the server can't be understood: {what}"),
        }
    }
}

impl From<Ended> for Fault {
    fn from(ended: Ended) -> Fault {
        Fault::Ended(ended)
    }
}

/// A line of an answer, with the texts that stand in it by their length.
struct Line {
    text: String,
    literals: Vec<Vec<u8>>,
}

/// A connection to a server.
pub struct Imap<'s, S> {
    wire: Wire<'s, S>,
    commands: u32,
}

impl<'s, S: Read + Write> Imap<'s, S> {
    /// A connection whose server greets.
    pub fn greeted(wire: Wire<'s, S>) -> Result<Imap<'s, S>, Fault> {
        let mut imap = Imap { wire, commands: 0 };
        let mut room = ANSWER_BYTES_MAX;
        let greeting = imap.line(&mut room)?.text;
        match greeting.strip_prefix("* OK") {
            Some(_) => Ok(imap),
            None => Err(Fault::Refused(words(&greeting))),
        }
    }

    /// Signs in. What the server says of a wrong password is not told: it may repeat it.
    pub fn log_in(&mut self, user: &str, password: &str) -> Result<(), Fault> {
        let (user, password) = (quoted(user), quoted(password));
        let signed = self.command(&format!("LOGIN {user} {password}"));
        signed.map(drop).map_err(|fault| match fault {
            Fault::Refused(_) => Fault::Refused("the user or the password is not right".to_owned()),
            other => other,
        })
    }

    /// Whether the server can do this.
    pub fn can(&mut self, what: &str) -> Result<bool, Fault> {
        let lines = self.command("CAPABILITY")?;
        let mut words = lines.iter().flat_map(|line| line.text.split(' '));
        Ok(words.any(|word| word.eq_ignore_ascii_case(what)))
    }

    /// Selects a folder; the value under which its numbers hold.
    pub fn select(&mut self, folder: &str) -> Result<u32, Fault> {
        let lines = self.command(&format!("SELECT {}", quoted(folder)))?;
        let validity = lines.iter().find_map(|line| {
            let (_, behind) = line.text.split_once("[UIDVALIDITY ")?;
            behind.split(']').next()?.trim().parse().ok()
        });
        validity.ok_or(Fault::Strange("it names no UIDVALIDITY"))
    }

    /// The numbers of the messages that fit, in order.
    pub fn search(&mut self, criteria: &str) -> Result<Vec<u32>, Fault> {
        let lines = self.command(&format!("UID SEARCH {criteria}"))?;
        let found = lines.iter().filter_map(|line| {
            let rest = line.text.strip_prefix("* SEARCH")?;
            Some(
                rest.split_ascii_whitespace()
                    .map_while(|uid| uid.parse().ok()),
            )
        });
        let mut uids: Vec<u32> = found.flatten().collect();
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }

    /// The size of a message, in bytes; `None` when it is gone.
    pub fn size(&mut self, uid: u32) -> Result<Option<u64>, Fault> {
        let lines = self.command(&format!("UID FETCH {uid} (UID RFC822.SIZE)"))?;
        let size = lines.iter().find_map(|line| {
            let (_, behind) = fetched(line, uid)?.split_once("RFC822.SIZE ")?;
            behind.split([' ', ')']).next()?.parse().ok()
        });
        Ok(size)
    }

    /// A message as it is, left unseen; `None` when it is gone.
    pub fn fetch(&mut self, uid: u32) -> Result<Option<Vec<u8>>, Fault> {
        let lines = self.command(&format!("UID FETCH {uid} (UID BODY.PEEK[])"))?;
        let answers = |line: &Line| fetched(line, uid).is_some_and(|text| text.contains("BODY[]"));
        let found = lines.into_iter().find(answers);
        Ok(found.and_then(|mut line| line.literals.pop()))
    }

    /// Marks a message.
    pub fn mark(&mut self, uid: u32, flags: &str) -> Result<(), Fault> {
        self.command(&format!("UID STORE {uid} +FLAGS.SILENT ({flags})"))
            .map(drop)
    }

    /// Moves a message to another folder; where the server can't (RFC 6851), it is copied and its
    /// original marked as deleted.
    pub fn move_to(&mut self, uid: u32, folder: &str, can_move: bool) -> Result<(), Fault> {
        let folder = quoted(folder);
        if can_move {
            return self.command(&format!("UID MOVE {uid} {folder}")).map(drop);
        }
        self.command(&format!("UID COPY {uid} {folder}"))?;
        self.mark(uid, r"\Seen \Deleted")
    }

    /// Says goodbye; nothing depends on the answer.
    pub fn log_out(&mut self) {
        let _ = self.command("LOGOUT");
    }

    /// Sends a command; the lines that answer it.
    fn command(&mut self, text: &str) -> Result<Vec<Line>, Fault> {
        self.commands += 1;
        let tag = format!("k{}", self.commands);
        self.wire.send(&format!("{tag} {text}\r\n"))?;
        let (mut lines, mut room) = (Vec::new(), ANSWER_BYTES_MAX);
        loop {
            let line = self.line(&mut room)?;
            let end = line.text.strip_prefix(&tag);
            match end.and_then(|rest| rest.strip_prefix(' ')) {
                Some(end) if end.starts_with("OK") => return Ok(lines),
                Some(end) => return Err(Fault::Refused(words(end))),
                None if line.text.starts_with("+ ") => {
                    return Err(Fault::Strange("it waits for more"));
                }
                None => lines.push(line),
            }
        }
    }

    /// A line, and on where it goes on behind a text that is given by its length; what it takes of
    /// the room that is left, in bytes, is taken off.
    fn line(&mut self, room: &mut usize) -> Result<Line, Fault> {
        let (mut text, mut literals) = (String::new(), Vec::new());
        loop {
            let part = self.wire.line()?;
            let part = part.ok_or(Fault::Strange("a line is too long"))?;
            text.push_str(&String::from_utf8_lossy(&part));
            let length = literal(&part);
            let taken = length.unwrap_or(0).saturating_add(part.len() + LINE_END);
            let left = room.checked_sub(taken);
            *room = left.ok_or(Fault::Strange("its answer is too long"))?;
            match length {
                None => return Ok(Line { text, literals }),
                Some(length) => literals.push(self.wire.exactly(length)?),
            }
        }
    }
}

/// What is told of a message in a line about it.
fn fetched(line: &Line, uid: u32) -> Option<&str> {
    let (number, about) = line.text.strip_prefix("* ")?.split_once(" FETCH (")?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let mut fields = about.split([' ', ')']).skip_while(|field| *field != "UID");
    let stated: u32 = fields.nth(1)?.parse().ok()?;
    (is_number && stated == uid).then_some(about)
}

/// The length of the text that a line announces at its end.
fn literal(line: &[u8]) -> Option<usize> {
    let inside = line.strip_suffix(b"}")?;
    let start = inside.iter().rposition(|byte| *byte == b'{')?;
    let digits = str::from_utf8(&inside[start + 1..]).ok()?;
    digits.parse().ok()
}

/// A text in quotes (RFC 9051, section 4.3); line ends, that none may hold, are left out.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars().filter(|letter| !letter.is_control()) {
        if matches!(letter, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted.push('"');
    quoted
}

fn words(text: &str) -> String {
    let plain = text.chars().filter(|letter| !letter.is_control());
    plain.take(WORDS_CHARS_MAX).collect()
}
