//! Reader of free text, English and Hebrew: what a message is, and the order that it asks for.
//!
//! A small grammar over words, with no model and no chance: quantities, units, names, days, places
//! and numbers are found by the words around them. Names of goods stay as they are written; what
//! they mean is found by [`ground`](crate::ground).

mod change;
mod goods;
mod intent;
mod line;
mod mention;
mod number;
mod said;
mod table;
mod text;
mod when;
mod words;

pub(crate) use intent::commands;

use crate::request::{Ask, Format, Issue, IssueCode, Purpose, Reading, Severity};
use crate::sheet::decode::decode;
use said::Said;
use std::borrow::Cow;
use vocab::Day;

/// The most bytes of a message; the rest is not read.
pub const MESSAGE_BYTES_MAX: usize = 256 * 1024;
/// The fewest words of a text that make a message.
const WORDS_MIN: usize = 3;

/// What is known of a message besides its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'s> {
    /// The day that it was sent on, from which "tomorrow" counts.
    pub received: Option<Day>,
    /// Its subject, where it has one.
    pub subject: Option<&'s str>,
    /// An order came with it: what it says of number, day and place is about that order.
    pub covers: bool,
}

/// True for text that reads like words: mostly letters, with blanks between them.
pub fn recognises(bytes: &[u8]) -> bool {
    let text = decode(&bytes[..bytes.len().min(MESSAGE_BYTES_MAX)]);
    let strange = |c: char| c.is_control() && !c.is_whitespace() || c == '\u{fffd}';
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let shown = text.chars().filter(|c| !c.is_whitespace()).count();
    let words = text
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphabetic))
        .count();
    !text.contains(strange)
        && words >= WORDS_MIN
        && letters * 2 > shown
        && !text.trim_start().starts_with('<')
}

/// Reads a text file that came in on this day, if that is known.
pub fn read(bytes: &[u8], received: Option<Day>) -> Reading {
    let text = decode(bytes);
    let known = Known {
        received,
        ..Known::default()
    };
    let mut reading = read_message(&text, known);
    // What was found in the text has a place in the bytes only where they are that text, behind a mark.
    let mark = match &text {
        Cow::Borrowed(text) => Some((bytes.len() - text.len()) as u32),
        Cow::Owned(_) => None,
    };
    for request in &mut reading.requests {
        request.each_proof(&mut |proof| {
            let place = proof.span.zip(mark);
            proof.span = place.map(|((start, end), mark)| (start + mark, end + mark));
        });
    }
    reading
}

/// Reads a message.
pub fn read_message(text: &str, known: Known) -> Reading {
    let text = shown(text);
    let mut reading = Reading::empty(Format::Message, Purpose::Other);
    let said = Said::of(text, known);
    let whole = format!("{}\n{text}", known.subject.unwrap_or_default());
    reading.purpose = said.purpose();
    if reading.purpose == Purpose::Other && known.covers {
        reading.purpose = Purpose::Order;
    }
    match reading.purpose.asks() {
        Some(Ask::Place | Ask::Change | Ask::Cancel) => {
            let request = said.request(reading.purpose, &mut reading);
            reading.requests.push(request);
        }
        Some(Ask::Ship) | None => reading.note(said.no_order(reading.purpose)),
    }
    if let Some(phrase) = intent::commands(&whole) {
        let message = format!(
            "the message addresses the program ({phrase:?}); it is text and changes nothing"
        );
        reading.note(Issue::new(IssueCode::Refused, Severity::Doubt, message));
    }
    reading
}

/// The part of a text that is read.
fn shown(text: &str) -> &str {
    let end = (0..=text.len().min(MESSAGE_BYTES_MAX)).rfind(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// The beginning of a text, for a sentence about it.
fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 200;
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(CHARS_MAX).collect()
}

#[cfg(test)]
mod tests;
