//! Reader of free text, English and Hebrew: what a message is, and the order that it asks for.
//!
//! A small grammar over words, with no model and no chance: quantities, units, names, days, places
//! and numbers are found by the words around them. Names of goods stay as they are written; what
//! they mean is found by [`ground`](crate::ground).

mod change;
mod intent;
mod line;
mod mention;
mod number;
mod text;
mod when;
mod words;

use crate::request::{
    Confidence, Evidence, Field, Format, Issue, IssueCode, LINES_MAX, OrderRequest, Place, Purpose,
    Reading, RequestLine, Severity, Stated,
};
use crate::sheet::decode::decode;
use line::{Found, Setting};
use mention::{Kind, Mention};
use text::{Clause, Token, evidence};
use vocab::Day;
use words::Class;

/// The most bytes of a message; the rest is not read.
pub const MESSAGE_BYTES_MAX: usize = 256 * 1024;
/// The longest line that signs a letter.
const SIGNING_WORDS_MAX: usize = 4;
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
    let text = decode(&bytes[..bytes.len().min(MESSAGE_BYTES_MAX)]);
    let known = Known {
        received,
        ..Known::default()
    };
    read_message(&text, known)
}

/// Reads a message.
pub fn read_message(text: &str, known: Known) -> Reading {
    let text = shown(text);
    let mut reading = Reading::empty(Format::Message, Purpose::Other);
    let said = Said::of(text, known);
    let whole = format!("{}\n{text}", known.subject.unwrap_or_default());
    reading.purpose = intent::purpose(&whole, !said.lines.is_empty(), said.asked);
    if reading.purpose == Purpose::Other && known.covers {
        reading.purpose = Purpose::Order;
    }
    match reading.purpose {
        Purpose::Order | Purpose::Change | Purpose::Cancellation => {
            let request = said.request(text, known, reading.purpose, &mut reading);
            reading.requests.push(request);
        }
        Purpose::WarehouseOrder
        | Purpose::Invoice
        | Purpose::Forecast
        | Purpose::OrderResponse
        | Purpose::DespatchAdvice
        | Purpose::Acknowledgement
        | Purpose::PriceInformation
        | Purpose::InventoryReport
        | Purpose::StatusQuestion
        | Purpose::Complaint
        | Purpose::Unwanted
        | Purpose::Other => reading.note(said.no_order(reading.purpose)),
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

/// Everything that a message says, clause by clause.
struct Said<'t> {
    clauses: Vec<(Clause<'t>, Vec<Mention>)>,
    /// The lines, with the clause that each stands in.
    lines: Vec<(usize, Found)>,
    asked: bool,
}

impl<'t> Said<'t> {
    fn of(text: &'t str, known: Known) -> Said<'t> {
        let mut said = Said {
            clauses: Vec::new(),
            lines: Vec::new(),
            asked: false,
        };
        let mut setting = Setting::default();
        for clause in text::clauses(text) {
            let signs = is_signing(&clause);
            let asks = line::asks(&clause);
            let counted = clause
                .tokens
                .iter()
                .any(|token| words::unit(&token.word()).is_some());
            let mentions = mention::mentions(
                &clause,
                known.received,
                asks || counted || clause.bullet.is_some() || setting.listing,
            );
            let found = if signs {
                Vec::new()
            } else {
                line::lines(text, &clause, &mentions, setting)
            };
            said.asked |= asks;
            setting.listing = asks || !found.is_empty() || setting.listing && !said.talks(&clause);
            let index = said.clauses.len();
            said.lines
                .extend(found.into_iter().map(|found| (index, found)));
            said.clauses.push((clause, mentions));
            if signs && !said.lines.is_empty() {
                break;
            }
        }
        said.lines.truncate(LINES_MAX);
        said
    }

    fn talks(&self, clause: &Clause) -> bool {
        clause
            .tokens
            .iter()
            .any(|token| words::is(&token.word(), Class::Talk))
    }

    fn request(
        &self,
        text: &str,
        known: Known,
        purpose: Purpose,
        reading: &mut Reading,
    ) -> OrderRequest {
        let mut request = OrderRequest::empty(purpose);
        self.header(text, known, &mut request, reading);
        match purpose {
            Purpose::Change => self.changes(text, &mut request, reading),
            Purpose::Cancellation => {}
            _ => self.order(text, &mut request, reading),
        }
        let day = |received: Day| Field {
            value: received,
            confidence: Confidence::LIKELY,
            evidence: Evidence {
                place: Place::Path("Date".to_owned()),
                text: received.to_string(),
                span: None,
                part: None,
            },
        };
        request.order_date = known
            .received
            .filter(|_| purpose == Purpose::Order)
            .map(day);
        request
    }

    fn mentions(&self) -> impl Iterator<Item = (usize, &Clause<'t>, &Mention)> {
        self.clauses
            .iter()
            .enumerate()
            .flat_map(|(index, (clause, mentions))| {
                mentions.iter().map(move |mention| (index, clause, mention))
            })
    }

    /// What holds for the whole order: its number, its place.
    fn header(&self, text: &str, known: Known, request: &mut OrderRequest, reading: &mut Reading) {
        request.po_number = subject_number(known.subject);
        for (_, clause, mention) in self.mentions() {
            let proof = || evidence(text, &clause.tokens[mention.value.clone()]);
            let field = |value: &String| likely(value.clone(), proof());
            match &mention.kind {
                Kind::Number(number) => set(&mut request.po_number, field(number), reading),
                Kind::Place(place) if has_street(place) => {
                    put(&mut request.ship_to.address, field(place))
                }
                Kind::Place(place) => put(&mut request.ship_to.name, field(place)),
                Kind::PlaceCode(code) => put(&mut request.ship_to.id, field(code)),
                Kind::Delivery(_) | Kind::Price(..) | Kind::LineNumber(_) | Kind::Aside => {}
            }
        }
    }

    fn order(&self, text: &str, request: &mut OrderRequest, reading: &mut Reading) {
        request.lines = self
            .lines
            .iter()
            .map(|(_, found)| found.line.clone())
            .collect();
        self.prices(text, request);
        self.days(text, request, reading);
        if intent::repeats_earlier(text) {
            let (severity, message) = match request.lines.is_empty() {
                true => (
                    Severity::Doubt,
                    format!(
                        "asks for what was ordered earlier; the lines must be taken from that order. It says: {:?}",
                        shortened(text)
                    ),
                ),
                false => (
                    Severity::Notice,
                    "names an earlier order besides its own lines".to_owned(),
                ),
            };
            reading.note(Issue::new(IssueCode::NotInterpreted, severity, message).in_request(0));
        } else if request.lines.is_empty() {
            reading.note(
                Issue::new(
                    IssueCode::Missing,
                    Severity::Doubt,
                    "asks for goods, and names none with a quantity",
                )
                .in_request(0),
            );
        }
    }

    /// A price belongs to the line before it in its clause.
    fn prices(&self, text: &str, request: &mut OrderRequest) {
        for (index, clause, mention) in self.mentions() {
            let Kind::Price(amount, currency) = mention.kind else {
                continue;
            };
            let before = self.lines.iter().rposition(|(at, found)| {
                *at == index && found.tokens.start <= mention.tokens.start
            });
            let proof = evidence(text, &clause.tokens[mention.value.clone()]);
            if let Some(line) = before.and_then(|at| request.lines.get_mut(at)) {
                put(&mut line.unit_price, likely(amount, proof.clone()));
            }
            if let Some(currency) = currency {
                put(&mut request.currency, likely(currency, proof));
            }
        }
    }

    /// One day is that of the order; several belong to the lines before them.
    fn days(&self, text: &str, request: &mut OrderRequest, reading: &mut Reading) {
        let mut found: Vec<(usize, usize, Field<Day>)> = Vec::new();
        for (index, clause, mention) in self.mentions() {
            let Kind::Delivery(said) = mention.kind else {
                continue;
            };
            let proof = evidence(text, &clause.tokens[mention.value.clone()]);
            match said.day {
                Some(day) => {
                    let mut field = likely(day, proof);
                    if said.vague {
                        field.confidence = Confidence::GUESSED;
                    }
                    found.push((index, mention.tokens.start, field));
                }
                None => {
                    let message = format!(
                        "{:?} depends on the day of the message, which is not known",
                        proof.text
                    );
                    reading.note(
                        Issue::new(IssueCode::BadDate, Severity::Doubt, message)
                            .at(proof.place)
                            .in_request(0),
                    );
                }
            }
        }
        let owner = |index: usize, at: usize| {
            self.lines
                .iter()
                .rposition(|(clause, found)| *clause == index && found.tokens.start < at)
        };
        let owned: Vec<Option<usize>> = found
            .iter()
            .map(|(index, at, _)| owner(*index, *at))
            .collect();
        let several = found.iter().any(|(.., day)| {
            found
                .first()
                .is_some_and(|(.., first)| first.value != day.value)
        });
        let apart = several && owned.iter().flatten().count() > 1;
        for ((.., day), owner) in found.into_iter().zip(owned) {
            match owner
                .and_then(|owner| request.lines.get_mut(owner))
                .filter(|_| apart)
            {
                Some(line) => put(&mut line.requested_delivery_date, day),
                None => put(&mut request.requested_delivery_date, day),
            }
        }
    }

    fn changes(&self, text: &str, request: &mut OrderRequest, reading: &mut Reading) {
        for (index, (clause, mentions)) in self.clauses.iter().enumerate() {
            match change::line(text, clause, mentions) {
                Some(line) => request.lines.push(line),
                None => request.lines.extend(self.lines_of(index)),
            }
        }
        self.days(text, request, reading);
        if request.po_number.is_none() {
            reading.note(
                Issue::new(
                    IssueCode::Missing,
                    Severity::Doubt,
                    "does not say which order it changes",
                )
                .in_request(0),
            );
        }
    }

    fn lines_of(&self, index: usize) -> impl Iterator<Item = RequestLine> {
        self.lines
            .iter()
            .filter(move |(at, _)| *at == index)
            .map(|(_, found)| found.line.clone())
    }

    fn no_order(&self, purpose: Purpose) -> Issue {
        let what = match purpose {
            Purpose::PriceInformation => "asks for a price",
            Purpose::StatusQuestion => "asks how an order stands",
            Purpose::Complaint => "complains",
            Purpose::Unwanted => "is an advertisement",
            _ => "is not understood as an order, a change or a question",
        };
        let about = self
            .mentions()
            .find_map(|(.., mention)| match &mention.kind {
                Kind::Number(number) => Some(format!(" (about order {number})")),
                _ => None,
            });
        let message = format!("the message {what}{}", about.unwrap_or_default());
        Issue::new(IssueCode::NotAnOrder, Severity::Doubt, message)
    }
}

/// A line that only says goodbye: a signature follows.
fn is_signing(clause: &Clause) -> bool {
    let words: Vec<String> = clause
        .tokens
        .iter()
        .map(Token::word)
        .filter(|word| word.chars().any(char::is_alphabetic))
        .collect();
    clause.opens_line
        && words.len() <= SIGNING_WORDS_MAX
        && words
            .first()
            .is_some_and(|word| words::is(word, Class::Signing))
}

fn subject_number(subject: Option<&str>) -> Stated<String> {
    let clauses = text::clauses(subject?);
    let found = clauses.iter().flat_map(|clause| {
        mention::mentions(clause, None, false)
            .into_iter()
            .map(move |mention| (clause, mention))
    });
    found
        .into_iter()
        .find_map(|(clause, mention)| match mention.kind {
            Kind::Number(number) => {
                let mut proof = evidence(subject?, &clause.tokens[mention.value]);
                proof.place = Place::Path("Subject".to_owned());
                proof.span = None;
                Some(likely(number, proof))
            }
            _ => None,
        })
}

fn likely<T>(value: T, evidence: Evidence) -> Field<T> {
    Field {
        value,
        confidence: Confidence::LIKELY,
        evidence,
    }
}

fn put<T>(field: &mut Stated<T>, found: Field<T>) {
    if field.is_none() {
        *field = Some(found);
    }
}

/// The first number counts; another one is a contradiction that a person decides.
fn set(field: &mut Stated<String>, found: Field<String>, reading: &mut Reading) {
    match field {
        None => *field = Some(found),
        Some(first) if first.value.eq_ignore_ascii_case(&found.value) => {}
        Some(first) => {
            let message = format!(
                "two order numbers are named: {} and {}",
                first.value, found.value
            );
            reading.note(
                Issue::new(IssueCode::Contradiction, Severity::Doubt, message)
                    .at(found.evidence.place)
                    .in_request(0),
            );
        }
    }
}

fn has_street(place: &str) -> bool {
    place.chars().any(|c| c.is_ascii_digit()) && place.contains(' ')
}

/// The beginning of a text, for a sentence about it.
fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 200;
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(CHARS_MAX).collect()
}

#[cfg(test)]
mod tests;
