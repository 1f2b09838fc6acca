//! Reader of e-mails (RFC 5322, MIME): the body as a message, each attachment by its content, and
//! what they say brought together.
//!
//! An e-mail is taken apart into letters (its own, and those that it hands on) and pieces: bodies,
//! tables in bodies, files. Every piece is read as if it had come alone.

mod cover;
mod html;
mod merge;
mod mime;
mod signature;
mod thread;

use crate::message::{self, Known};
use crate::page::Eyes;
use crate::request::{
    Confidence, Evidence, Field, Format, Issue, IssueCode, Part, Place, Purpose, Reading, Severity,
};
use crate::sheet;
use crate::sniff::{self, Arrival};
use mail_parser::{HeaderValue, Message, MimeHeaders};
use merge::Draft;
use mime::{Attachment, Counted, Excess, Leaf};
pub use mime::{HEAD_BYTES_MAX, NESTING_MAX, PARTS_MAX};
use vocab::Day;

/// The most attachments of one e-mail that are read.
pub const ATTACHMENTS_MAX: usize = 50;
/// How many e-mails are looked for in one body that hands them on; older ones are not read.
pub const FORWARDS_MAX: usize = 10;
/// The most bytes of a body that are read.
pub const BODY_BYTES_MAX: usize = 256 * 1024;
/// Smaller pictures that a body shows are logos of a signature.
const LOGO_BYTES_MAX: usize = 64 * 1024;
/// How much of a text is looked at for the headers of an e-mail.
const HEADERS_WITHIN: usize = 64 * 1024;
/// How many different ones of [`HEADERS`] make an e-mail.
const HEADERS_MIN: usize = 3;
/// Headers that e-mails have.
const HEADERS: [&str; 9] = [
    "from:",
    "to:",
    "subject:",
    "date:",
    "mime-version:",
    "message-id:",
    "received:",
    "return-path:",
    "content-type:",
];

/// A piece of an e-mail: what a body says, a table in it, an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is called: its file name as sent, or what it is.
    pub name: String,
    /// What it was read from: text in UTF-8 of a body, the bytes of an attachment. Places in the
    /// evidence of its fields are places in these.
    pub bytes: Vec<u8>,
    kind: Kind,
    /// Which letter it belongs to.
    letter: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A body: so many bytes of it come before its signature, and some of it was hidden.
    Body { signature: usize, hidden: bool },
    /// A table that a body shows.
    Table,
    /// A file, and whether the body shows it.
    File { inline: bool },
}

/// Who wrote, when, about what.
#[derive(Clone, Debug, Default)]
struct Letter {
    sender: Option<String>,
    day: Option<Day>,
    subject: Option<String>,
    /// A program answered, no person.
    automatic: bool,
}

/// An e-mail, taken apart.
#[derive(Debug, Default)]
struct Opened {
    letters: Vec<Letter>,
    pieces: Vec<Piece>,
    files: usize,
}

/// True for text that begins with the headers of an e-mail.
pub(crate) fn recognises(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEADERS_WITHIN)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let lines: Vec<String> = (head.lines())
        .take_while(|line| !line.trim().is_empty())
        .map(str::to_lowercase)
        .collect();
    let has = |header: &&&str| lines.iter().any(|line| line.starts_with(**header));
    HEADERS.iter().filter(has).count() >= HEADERS_MIN
}

/// The pieces of an e-mail, as [`Reading::parts`] lists them; none of one beyond the limits.
pub fn pieces(bytes: &[u8]) -> Vec<Piece> {
    open(bytes).map_or(Vec::new(), |opened| opened.pieces)
}

/// Reads an e-mail; one without a date was sent on the day that it came in.
pub(crate) fn read(bytes: &[u8], received: Option<Day>, eyes: &dyn Eyes) -> Reading {
    let mut reading = Reading::empty(Format::Mail, Purpose::Other);
    match open(bytes) {
        Ok(mut opened) => {
            opened
                .letters
                .iter_mut()
                .take(1)
                .for_each(|first| first.day = first.day.or(received));
            opened.read(eyes, &mut reading);
        }
        Err(excess) => reading.note(Issue::new(
            IssueCode::OverLimit,
            Severity::Error,
            excess.message(),
        )),
    }
    reading
}

fn open(bytes: &[u8]) -> Result<Opened, Excess> {
    let mut opened = Opened::default();
    opened.take(bytes, 0, &mut Counted::default())?;
    Ok(opened)
}

impl Opened {
    /// Takes an e-mail apart that stands so deep in others.
    fn take(&mut self, bytes: &[u8], depth: u8, counted: &mut Counted) -> Result<(), Excess> {
        let (head, _) = mime::head(bytes)?;
        let mut text = String::new();
        let (mut hidden, mut files, mut mails) = (false, Vec::new(), Vec::new());
        for leaf in mime::leaves(bytes, depth, counted)? {
            match leaf {
                Leaf::Text(shown) => {
                    text += &shown.text;
                    text.push('\n');
                    hidden |= shown.hidden;
                }
                Leaf::Mail(inner) => mails.push(inner),
                Leaf::File(file) if recognises(&file.bytes) => mails.push(file.bytes.into()),
                Leaf::File(file) => files.push(file),
            }
        }
        let letter = head.as_ref().map(letter).unwrap_or_default();
        let automatic = letter.automatic;
        self.bodies(&text, hidden, letter);
        for file in files {
            self.file(file);
        }
        if automatic {
            // What a program answers or sends back is not asked for again.
            return Ok(());
        }
        for inner in mails {
            self.take(&inner, depth + 1, counted)?;
        }
        Ok(())
    }

    /// A body, and those that stand in it.
    fn bodies(&mut self, text: &str, hidden: bool, mut letter: Letter) {
        let mut text = text.to_owned();
        for _ in 0..=FORWARDS_MAX {
            let body = thread::body(&text, letter.subject.as_deref());
            self.letters.push(letter);
            self.body(body.text, body.signature, hidden);
            let Some(forwarded) = body.forwarded else {
                return;
            };
            text = forwarded.body;
            letter = Letter {
                sender: forwarded.sender,
                day: forwarded.day,
                subject: forwarded.subject,
                automatic: false,
            };
        }
    }

    fn body(&mut self, mut text: String, signature: usize, hidden: bool) {
        let end = (0..=text.len().min(BODY_BYTES_MAX)).rfind(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or(0));
        let rest = text.split_off(signature.min(text.len()));
        let (mut prose, table) = without_table(text);
        let signature = prose.len();
        prose += &rest;
        if !prose.trim().is_empty() {
            self.piece("body", prose.into_bytes(), Kind::Body { signature, hidden });
        }
        if let Some(table) = table {
            self.piece("table in the body", table.into_bytes(), Kind::Table);
        }
    }

    /// A file, unless it came already or is a logo.
    fn file(&mut self, file: Attachment) {
        let is_file = |piece: &&Piece| matches!(piece.kind, Kind::File { .. });
        let mut files = self.pieces.iter().filter(is_file);
        let logo = file.inline && file.bytes.len() <= LOGO_BYTES_MAX && is_picture(&file.bytes);
        if logo || files.any(|known| known.bytes == file.bytes) {
            return;
        }
        self.files += 1;
        if self.files <= ATTACHMENTS_MAX {
            let kind = Kind::File {
                inline: file.inline,
            };
            self.piece(&file.name, file.bytes, kind);
        }
    }

    fn piece(&mut self, name: &str, bytes: Vec<u8>, kind: Kind) {
        self.pieces.push(Piece {
            name: name.to_owned(),
            bytes,
            kind,
            letter: self.letters.len().saturating_sub(1),
        });
    }

    fn read(&self, eyes: &dyn Eyes, reading: &mut Reading) {
        reading.document_type = (self.letters.first())
            .and_then(|letter| letter.subject.clone())
            .unwrap_or_default();
        if self.files > ATTACHMENTS_MAX {
            let message = format!(
                "{} attachments; the first {ATTACHMENTS_MAX} are read",
                self.files
            );
            reading.note(Issue::new(IssueCode::OverLimit, Severity::Error, message));
        }
        if self.pieces.is_empty() {
            let message = "the e-mail holds no text and no file";
            reading.note(Issue::new(IssueCode::Missing, Severity::Error, message));
        }
        let read = self.readings(eyes);
        let ordered = read.iter().any(|(_, piece)| asks(piece));
        reading.purpose = purpose(&read);
        let mut drafts = Vec::new();
        for (number, (kind, piece)) in (0u16..).zip(read) {
            let is_body = matches!(kind, Kind::Body { .. });
            let from = &self.pieces[usize::from(number)];
            let (format, before) = (piece.format, reading.pages.len());
            drafts.extend(merge::adopt(number, from, is_body, piece, ordered, reading));
            reading.parts.push(Part {
                name: from.name.clone(),
                format,
                pages: (reading.pages.len() - before) as u16,
            });
        }
        let drafts = merge::join(drafts);
        reading.purpose = drafts
            .first()
            .map_or(reading.purpose, |draft| draft.request.purpose);
        let first = drafts.first();
        let enveloped = first.and_then(|draft| draft.sender.clone());
        reading.sender = enveloped.or_else(|| self.sender(first.map(|draft| draft.letter)));
        for draft in drafts {
            self.hand_over(draft, reading);
        }
    }

    /// What each piece says. What the files say is known before the bodies are read.
    fn readings(&self, eyes: &dyn Eyes) -> Vec<(Kind, Reading)> {
        let mut read: Vec<Option<Reading>> = (self.pieces.iter())
            .map(|piece| match piece.kind {
                Kind::Body { .. } => None,
                Kind::Table => Some(sheet::read(&piece.bytes)),
                Kind::File { .. } => {
                    let arrival = Arrival {
                        name: Some(&piece.name),
                        received: self.letters[piece.letter].day,
                    };
                    Some(sniff::read_arrived(&piece.bytes, arrival, eyes))
                }
            })
            .collect();
        let covers = read.iter().flatten().any(asks);
        for (piece, read) in self.pieces.iter().zip(&mut read) {
            if let Kind::Body { signature, hidden } = piece.kind {
                *read =
                    Some(self.letters[piece.letter].read(&piece.bytes, signature, hidden, covers));
            }
        }
        let kinds = self.pieces.iter().map(|piece| piece.kind);
        kinds.zip(read.into_iter().flatten()).collect()
    }

    /// Who wrote the letter that the order stands in; if it does not say, who handed it on.
    fn sender(&self, letter: Option<usize>) -> Option<Field<String>> {
        let letter = letter.or_else(|| self.letters.len().checked_sub(1))?;
        let address = self.letters[..=letter]
            .iter()
            .rev()
            .find_map(|letter| letter.sender.clone())?;
        Some(header("From", address.clone(), address))
    }

    /// Who sends it and when hold for every order in it that does not say so itself.
    fn hand_over(&self, mut draft: Draft, reading: &mut Reading) {
        let letter = &self.letters[draft.letter];
        let buyer = &mut draft.request.buyer;
        if buyer.id.is_none()
            && buyer.name.is_none()
            && buyer.email.is_none()
            && buyer.tax_id.is_none()
        {
            buyer.email = self.sender(Some(draft.letter));
            buyer.name = self.company(draft.letter);
        }
        if draft.request.order_date.is_none() && draft.request.purpose == Purpose::Order {
            draft.request.order_date = letter.day.map(|day| header("Date", day, day.to_string()));
        }
        let index = reading.requests.len();
        reading.requests.push(draft.request);
        for issue in draft.issues {
            reading.note(issue.in_request(index));
        }
    }

    /// The company that signs a letter.
    fn company(&self, letter: usize) -> Option<Field<String>> {
        let is_body =
            |piece: &Piece| piece.letter == letter && matches!(piece.kind, Kind::Body { .. });
        let number = self.pieces.iter().position(is_body)?;
        let text = std::str::from_utf8(&self.pieces[number].bytes).ok()?;
        let mut found = signature::company(text, self.letters[letter].sender.as_deref())?;
        found.evidence.part = u16::try_from(number).ok();
        Some(found)
    }
}

impl Letter {
    fn read(&self, bytes: &[u8], signature: usize, hidden: bool, covers: bool) -> Reading {
        if self.automatic {
            let mut reading = Reading::empty(Format::Message, Purpose::Unwanted);
            let message = "a program answers, not a person; nothing is asked for";
            reading.note(Issue::new(IssueCode::NotAnOrder, Severity::Doubt, message));
            return reading;
        }
        let known = Known {
            received: self.day,
            subject: self.subject.as_deref(),
            covers,
        };
        let text = String::from_utf8_lossy(&bytes[..signature]);
        let mut reading = message::read_message(&text, known);
        if covers {
            cover::settle(&text, &mut reading);
        }
        if hidden {
            let message = "the body holds text that a reader does not see; it was left out";
            reading.note(Issue::new(IssueCode::Refused, Severity::Doubt, message));
        }
        reading
    }
}

/// Whether goods are asked for, or are no longer.
fn asks(read: &Reading) -> bool {
    let mut requests = read.requests.iter();
    requests.any(|request| request.purpose.asks().is_some())
}

/// What the e-mail is where it asks for nothing: what its body is, or else its attachments.
fn purpose(read: &[(Kind, Reading)]) -> Purpose {
    let bodies = read
        .iter()
        .filter(|(kind, _)| matches!(kind, Kind::Body { .. }));
    let others = read
        .iter()
        .filter(|(kind, _)| !matches!(kind, Kind::Body { .. }));
    let told = bodies.rev().chain(others).map(|(_, piece)| piece.purpose);
    let mut told = told.filter(|purpose| *purpose != Purpose::Other);
    told.next().unwrap_or(Purpose::Other)
}

fn letter(head: &Message) -> Letter {
    let from = head
        .from()
        .or_else(|| head.sender())
        .and_then(|from| from.first());
    let automatic = |name: &str| match head.header(name) {
        Some(HeaderValue::Text(value)) => value.to_lowercase().starts_with("auto-replied"),
        _ => false,
    };
    let is_report = |kind: &mail_parser::ContentType| kind.subtype() == Some("report");
    Letter {
        sender: from.and_then(|from| from.address()).map(str::to_owned),
        day: head.date().and_then(day),
        subject: head.subject().map(str::to_owned),
        automatic: automatic("Auto-Submitted") || head.content_type().is_some_and(is_report),
    }
}

/// The day where the sender was.
fn day(date: &mail_parser::DateTime) -> Option<Day> {
    Day::from_civil(
        i32::from(date.year),
        u32::from(date.month),
        u32::from(date.day),
    )
}

fn header<T>(name: &str, value: T, text: String) -> Field<T> {
    Field {
        value,
        confidence: Confidence::LIKELY,
        evidence: Evidence {
            place: Place::Path(name.to_owned()),
            text,
            span: None,
            part: None,
        },
    }
}

/// Takes the table out of a text: from its first line of cells to its last, if goods are ordered in
/// it.
fn without_table(text: String) -> (String, Option<String>) {
    let lines: Vec<&str> = text.split('\n').collect();
    let is_row = |line: &&str| line.trim().contains('\t');
    let (Some(first), Some(last)) = (
        lines.iter().position(is_row),
        lines.iter().rposition(is_row),
    ) else {
        return (text, None);
    };
    let table = lines[first..=last].join("\n");
    let orders = sheet::recognises(table.as_bytes()) && {
        let read = sheet::read(table.as_bytes());
        read.requests
            .iter()
            .any(|request| !request.lines.is_empty())
    };
    if !orders {
        return (text, None);
    }
    let prose = lines.iter().enumerate();
    let prose = prose.filter(|(at, line)| !(first..=last).contains(at) || !is_row(line));
    (
        prose.map(|(_, line)| *line).collect::<Vec<_>>().join("\n"),
        Some(table),
    )
}

fn is_picture(bytes: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 4] = [b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"BM"];
    BEGINNINGS.iter().any(|start| bytes.starts_with(start))
}

#[cfg(test)]
mod tests;
