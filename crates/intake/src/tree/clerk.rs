//! Copies values from nodes into fields, with their evidence, and notes what is wrong with them.

use super::values::{self, Dated};
use super::{Node, Step};
use crate::request::Stated;
use crate::{
    Confidence, Evidence, Field, Issue, IssueCode, OrderRequest, Place, Reading, Severity,
};
use vocab::{Currency, Day, Decimal};

/// The most notes that are kept of one request.
pub const NOTES_MAX: usize = 200;

/// Fills one [`Reading`]; knows which request and line is being filled.
#[derive(Debug)]
pub struct Clerk<'r> {
    /// The reading being filled.
    pub reading: &'r mut Reading,
    /// Index of the line being filled.
    pub line: Option<usize>,
    /// Whether people wrote the numbers (grouping, decimal comma), not a standard.
    pub written: bool,
}

impl<'r> Clerk<'r> {
    /// A clerk for documents of a standard.
    pub fn new(reading: &'r mut Reading) -> Clerk<'r> {
        Clerk {
            reading,
            line: None,
            written: false,
        }
    }

    /// Notes an issue about the request and line being filled.
    pub fn note(
        &mut self,
        code: IssueCode,
        severity: Severity,
        place: Option<Place>,
        message: impl Into<String>,
    ) {
        let mut issue = Issue::new(code, severity, message).in_request(self.reading.requests.len());
        issue.place = place;
        if let Some(line) = self.line {
            issue = issue.in_line(line);
        }
        self.reading.note(issue);
    }

    /// Notes that there is nothing here that an order can be made of; no request comes of it that this
    /// could be said of.
    pub fn not_an_order(&mut self, severity: Severity, message: impl Into<String>) {
        let issue = Issue::new(IssueCode::NotAnOrder, severity, message);
        self.reading.note(issue);
    }

    /// Hands the filled request over.
    pub fn finish(&mut self, request: OrderRequest) {
        self.line = None;
        self.reading.requests.push(request);
    }

    /// The first filled node of these paths as a text.
    pub fn text(&self, node: Node, paths: &[&str]) -> Stated<String> {
        node.first(paths).and_then(Node::field)
    }

    /// The first filled node of these paths as a day; unset dates are `None`.
    pub fn day(&mut self, node: Node, paths: &[&str]) -> Stated<Day> {
        node.first(paths).and_then(|found| self.day_of(found))
    }

    /// The first filled node of these paths as a number.
    pub fn decimal(&mut self, node: Node, paths: &[&str]) -> Stated<Decimal> {
        node.first(paths).and_then(|found| self.decimal_of(found))
    }

    /// The first filled node of these paths as a currency.
    pub fn currency(&mut self, node: Node, paths: &[&str]) -> Stated<Currency> {
        node.first(paths).and_then(|found| self.currency_of(found))
    }

    /// A node's text as a day.
    pub fn day_of(&mut self, node: Node) -> Stated<Day> {
        let place = Some(node.place());
        match values::day(node.text()) {
            Dated::Day(day) => Some(Field::stated(day, node.evidence())),
            Dated::Ambiguous(day) => {
                let message = format!("'{}' could be day-first or month-first", clip(node.text()));
                self.note(IssueCode::BadDate, Severity::Doubt, place, message);
                Some(Field {
                    value: day,
                    confidence: Confidence::GUESSED,
                    evidence: node.evidence(),
                })
            }
            Dated::Unset => None,
            Dated::Unreadable => {
                let message = format!("expected a date, found '{}'", clip(node.text()));
                self.note(IssueCode::BadDate, Severity::Doubt, place, message);
                None
            }
        }
    }

    /// A node's text as a number.
    pub fn decimal_of(&mut self, node: Node) -> Stated<Decimal> {
        let number = match self.written {
            true => values::written_decimal(node.text()),
            false => values::decimal(node.text()),
        };
        if number.is_none() {
            let message = format!("expected a number, found '{}'", clip(node.text()));
            self.note(
                IssueCode::BadValue,
                Severity::Doubt,
                Some(node.place()),
                message,
            );
        }
        Some(Field::stated(number?, node.evidence()))
    }

    /// A node's text as a currency.
    pub fn currency_of(&mut self, node: Node) -> Stated<Currency> {
        let currency = Currency::parse(node.text());
        if currency.is_none() {
            let message = format!(
                "expected an ISO 4217 currency, found '{}'",
                clip(node.text())
            );
            self.note(
                IssueCode::BadValue,
                Severity::Doubt,
                Some(node.place()),
                message,
            );
        }
        Some(Field::stated(currency?, node.evidence()))
    }
}

/// How many of the `found` requests of a document are read; more than fit are noted.
pub fn requests_within_limit(reading: &mut Reading, found: usize) -> usize {
    use crate::request::REQUESTS_MAX;
    if found > REQUESTS_MAX {
        let message = format!("{found} orders; only the first {REQUESTS_MAX} are read");
        reading.note(Issue::new(IssueCode::OverLimit, Severity::Error, message));
    }
    found.min(REQUESTS_MAX)
}

/// How many of the `lines` of a request are read; more than fit are noted.
pub fn lines_within_limit(clerk: &mut Clerk, lines: usize) -> usize {
    use crate::request::LINES_MAX;
    if lines > LINES_MAX {
        let message = format!("{lines} lines; only the first {LINES_MAX} are read");
        clerk.note(IssueCode::OverLimit, Severity::Error, None, message);
    }
    lines.min(LINES_MAX)
}

/// Texts of several nodes joined by `, ` as one field, as addresses are; blanks left out.
pub fn joined<'t>(nodes: impl IntoIterator<Item = Node<'t>>) -> Stated<String> {
    let filled: Vec<Node> = nodes.into_iter().filter(|n| !n.text().is_empty()).collect();
    let first = filled.first()?;
    let texts: Vec<&str> = filled.iter().map(|n| n.text()).collect();
    let text = texts.join(", ");
    let place = match (filled.len(), first.step(), first.parent()) {
        (1, _, _) | (_, Step::Columns { .. }, _) | (_, _, None) => first.place(),
        (_, _, Some(parent)) => parent.place(),
    };
    let evidence = Evidence {
        place,
        text: text.clone(),
        span: if filled.len() == 1 {
            first.evidence().span
        } else {
            None
        },
        part: None,
    };
    Some(Field::stated(text, evidence))
}

/// Adds texts to the notes of a request, at most [`NOTES_MAX`].
pub fn add_notes<'t>(request: &mut OrderRequest, nodes: impl IntoIterator<Item = Node<'t>>) {
    let room = NOTES_MAX.saturating_sub(request.notes.len());
    let notes = nodes.into_iter().filter_map(Node::field).take(room);
    request.notes.extend(notes);
}

/// The same field, found where the standard means something else.
pub fn likely<T>(field: Stated<T>) -> Stated<T> {
    field.map(|field| Field {
        confidence: Confidence::LIKELY,
        ..field
    })
}

/// A text short enough for a message.
pub fn clip(text: &str) -> String {
    const CHARS_MAX: usize = 40;
    match text.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
