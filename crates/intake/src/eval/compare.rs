//! Compares a reading with the truth, field by field.

use super::align::{Alignment, align};
use super::truth::{
    Expected, HEADER_FIELDS, Kind, LINE_FIELDS, LINE_FIELDS_ALWAYS, TrueOrder, Truth,
};
use super::{Count, WRONG_FIELDS_MAX, Wrong};
use crate::request::{Confidence, OrderRequest, Reading, RequestLine, Stated};
use vocab::Unit;

/// How well one document (or a sum of documents) was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Score {
    pub header: Count,
    pub lines: Count,
    /// Lines found, of those in the truth.
    pub found: Count,
    /// Lines in the truth, of those read.
    pub wanted: Count,
    /// The fields of one document that were compared; not summed.
    pub compared: Vec<Compared>,
    /// The wrong fields of one document; not summed.
    pub wrong: Vec<Wrong>,
}

/// A field of the truth, or one that was read without being in the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Compared {
    pub field: Named,
    pub right: bool,
    /// How sure the reader was; absent where it read nothing.
    pub confidence: Option<Confidence>,
}

/// Which field, by its index in [`HEADER_FIELDS`] or [`LINE_FIELDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    Header(usize),
    Line(usize),
}

/// A value that was read, as the truth writes it, and how sure the reader is of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    text: String,
    pub confidence: Confidence,
}

impl Score {
    pub fn is_right(&self) -> bool {
        self.header.part == self.header.whole && self.lines.part == self.lines.whole
    }

    pub fn add(&mut self, other: &Score) {
        self.header.add(other.header);
        self.lines.add(other.lines);
        self.found.add(other.found);
        self.wanted.add(other.wanted);
    }

    fn note(&mut self, field: String, expected: Option<String>, read: Option<String>) {
        if self.wrong.len() < WRONG_FIELDS_MAX {
            self.wrong.push(Wrong {
                field,
                expected,
                read,
            });
        }
    }

    /// Compares one field, and notes it where it is wrong; `None` where the truth has no such field.
    fn field(
        &mut self,
        field: Named,
        prefix: &str,
        expected: &Expected,
        read: Option<&Value>,
    ) -> Option<bool> {
        let (name, kind) = field.told();
        let text = read.map(|value| value.text.as_str());
        let right = matches(kind, expected, text)?;
        self.compared.push(Compared {
            field,
            right,
            confidence: read.map(|value| value.confidence),
        });
        if !right {
            let expected = expected.clone().flatten();
            self.note(format!("{prefix}{name}"), expected, text.map(str::to_owned));
        }
        Some(right)
    }

    /// Every field that the truth states of what was not read is wrong.
    fn unread(&mut self, of: fn(usize) -> Named, expected: &[Expected]) {
        let stated = (0..)
            .zip(expected)
            .filter(|(_, field)| matches!(field, Some(Some(_))));
        self.compared.extend(stated.map(|(index, _)| Compared {
            field: of(index),
            right: false,
            confidence: None,
        }));
    }

    /// Every value that was read of what is not there is wrong.
    fn untrue(&mut self, of: fn(usize) -> Named, read: &[Option<Value>]) {
        let values = (0..)
            .zip(read)
            .filter_map(|(index, value)| Some((index, value.as_ref()?)));
        self.compared.extend(values.map(|(index, value)| Compared {
            field: of(index),
            right: false,
            confidence: Some(value.confidence),
        }));
    }
}

impl Named {
    /// Its path in the truth of an order or of a line, and how two texts of it are held equal.
    fn told(self) -> (&'static str, Kind) {
        match self {
            Named::Header(index) => HEADER_FIELDS[index],
            Named::Line(index) => LINE_FIELDS[index],
        }
    }

    /// Its path in the truth, with `lines.` before that of a line.
    pub fn path(self) -> String {
        match self {
            Named::Header(_) => self.told().0.to_owned(),
            Named::Line(_) => format!("lines.{}", self.told().0),
        }
    }
}

/// Scores a reading, or the message of a reader that gave none.
pub(super) fn score(truth: &Truth, outcome: Result<&Reading, &str>) -> Score {
    let mut score = Score::default();
    let requests = match outcome {
        Ok(reading) => reading.requests.as_slice(),
        Err(message) => {
            score.note("document".to_owned(), None, Some(message.to_owned()));
            &[]
        }
    };
    if truth.must_not_pass && outcome.is_ok() && requests.is_empty() {
        return score;
    }
    let single = truth.orders.len() == 1;
    let pairing = align_orders(&truth.orders, requests);
    for (index, other) in pairing.pairs {
        let prefix = if single {
            String::new()
        } else {
            format!("orders[{index}].")
        };
        compare_order(&mut score, &prefix, &truth.orders[index], &requests[other]);
    }
    for index in pairing.missing {
        let order = &truth.orders[index];
        missing_order(&mut score, index, order, outcome.ok().and_then(first_issue));
    }
    for index in pairing.surplus {
        surplus_order(&mut score, index, &requests[index]);
    }
    score
}

fn missing_order(score: &mut Score, index: usize, order: &TrueOrder, why: Option<String>) {
    score.note(format!("orders[{index}]"), Some(name_of(order)), why);
    score.header.whole += HEADER_FIELDS.len();
    score.lines.whole += order.lines.len() * LINE_FIELDS_ALWAYS;
    score.found.whole += order.lines.len();
    score.unread(Named::Header, &order.header);
    for line in &order.lines {
        score.unread(Named::Line, line);
    }
}

fn surplus_order(score: &mut Score, index: usize, request: &OrderRequest) {
    let number = request.po_number.as_ref().map(|field| field.value.clone());
    let number = number.unwrap_or_else(|| "no number".to_owned());
    score.note(format!("read[{index}]"), None, Some(number));
    score.header.whole += HEADER_FIELDS.len();
    score.lines.whole += request.lines.len() * LINE_FIELDS_ALWAYS;
    score.wanted.whole += request.lines.len();
    score.untrue(Named::Header, &header_values(request));
    for line in &request.lines {
        score.untrue(Named::Line, &line_values(line));
    }
}

fn name_of(order: &TrueOrder) -> String {
    let number = order.header[0].clone().flatten();
    number.unwrap_or_else(|| "no number".to_owned())
}

fn first_issue(reading: &Reading) -> Option<String> {
    reading.issues.first().map(|issue| issue.message.clone())
}

/// Pairs the orders of the truth with those that were read, by number and then in order.
pub(super) fn align_orders(truth: &[TrueOrder], read: &[OrderRequest]) -> Alignment {
    let true_number = |order: &TrueOrder| order.header[0].iter().flatten().cloned().collect();
    let read_number = |request: &OrderRequest| {
        let number = request.po_number.iter();
        number.map(|field| field.value.clone()).collect::<Vec<_>>()
    };
    align(truth, read, &[(&true_number, &read_number)])
}

fn compare_order(score: &mut Score, prefix: &str, truth: &TrueOrder, read: &OrderRequest) {
    let fields = truth.header.iter().zip(header_values(read));
    for (index, (expected, value)) in fields.enumerate() {
        if let Some(right) = score.field(Named::Header(index), prefix, expected, value.as_ref()) {
            score.header.tell(right);
        }
    }
    compare_lines(score, prefix, truth, read);
}

fn compare_lines(score: &mut Score, prefix: &str, truth: &TrueOrder, read: &OrderRequest) {
    let values: Vec<LineValues> = read.lines.iter().map(line_values).collect();
    let pairing = align_lines(&truth.lines, &values);
    for (index, other) in pairing.pairs {
        let prefix = format!("{prefix}lines[{index}].");
        let mut agrees = false;
        let fields = truth.lines[index].iter().zip(&values[other]);
        for (index, (expected, value)) in fields.enumerate() {
            let named = Named::Line(index);
            if let Some(right) = score.field(named, &prefix, expected, value.as_ref()) {
                agrees |= right && value.is_some();
                score.lines.tell(right);
            }
        }
        score.found.tell(agrees);
        score.wanted.tell(agrees);
    }
    for index in pairing.missing {
        let line = &truth.lines[index];
        score.lines.whole += LINE_FIELDS_ALWAYS;
        score.found.whole += 1;
        let expected = summary(line.iter().flatten().flatten());
        score.note(format!("{prefix}lines[{index}]"), Some(expected), None);
        score.unread(Named::Line, line);
    }
    for index in pairing.surplus {
        let line = &values[index];
        score.lines.whole += LINE_FIELDS_ALWAYS;
        score.wanted.whole += 1;
        let surplus = summary(line.iter().flatten().map(|value| &value.text));
        score.note(format!("{prefix}read lines[{index}]"), None, Some(surplus));
        score.untrue(Named::Line, line);
    }
}

fn summary<'a>(fields: impl Iterator<Item = &'a String>) -> String {
    let texts: Vec<&str> = fields.map(String::as_str).collect();
    texts.join(" | ")
}

/// Pairs the lines of an order with those that were read.
pub(super) fn align_lines_of(truth: &TrueOrder, read: &OrderRequest) -> Alignment {
    let values: Vec<LineValues> = read.lines.iter().map(line_values).collect();
    align_lines(&truth.lines, &values)
}

/// By number and part together, then by part, then by number, then in order.
fn align_lines(truth: &[[Expected; 12]], read: &[LineValues]) -> Alignment {
    let text = |fields: &LineValues, index: usize| Some(fields[index].as_ref()?.text.clone());
    let plain = |fields: &[Expected; 12], index: usize| fields[index].clone().flatten();
    let true_parts = |fields: &[Expected; 12]| parts(|index| plain(fields, index));
    let read_parts = |fields: &LineValues| parts(|index| text(fields, index));
    let true_number = |fields: &[Expected; 12]| number(plain(fields, 0));
    let read_number = |fields: &LineValues| number(text(fields, 0));
    let true_both = |fields: &[Expected; 12]| join(true_number(fields), true_parts(fields));
    let read_both = |fields: &LineValues| join(read_number(fields), read_parts(fields));
    align(
        truth,
        read,
        &[
            (&true_both, &read_both),
            (&true_parts, &read_parts),
            (&true_number, &read_number),
        ],
    )
}

/// The keys of a line by its part numbers, fields 1 to 3.
fn parts(field: impl Fn(usize) -> Option<String>) -> Vec<String> {
    (1..=3)
        .filter_map(|index| field(index).map(|part| format!("{index}:{part}")))
        .collect()
}

fn number(line_no: Option<String>) -> Vec<String> {
    line_no.into_iter().collect()
}

fn join(numbers: Vec<String>, parts: Vec<String>) -> Vec<String> {
    let Some(number) = numbers.first() else {
        return Vec::new();
    };
    parts
        .iter()
        .map(|part| format!("{number} {part}"))
        .collect()
}

/// Whether a value is right; `None` where the truth has no such field.
fn matches(kind: Kind, expected: &Expected, read: Option<&str>) -> Option<bool> {
    let expected = expected.as_ref()?;
    Some(match (expected, read) {
        (None, None) => true,
        (Some(expected), Some(read)) => match kind {
            Kind::Exact | Kind::Number => expected.trim() == read.trim(),
            Kind::Unit => unit(expected) == unit(read),
            Kind::Loose => loose(expected) == loose(read),
        },
        (None, Some(_)) | (Some(_), None) => false,
    })
}

/// A unit by its meaning, or its word where the catalogue's codes have no such.
pub(super) fn unit(word: &str) -> String {
    let known = Unit::parse(word).map(|unit| unit.as_str().to_owned());
    known.unwrap_or_else(|| word.trim().to_lowercase())
}

/// A name without case, punctuation and blanks.
pub(super) fn loose(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

type HeaderValues = [Option<Value>; HEADER_FIELDS.len()];
type LineValues = [Option<Value>; LINE_FIELDS.len()];

fn value<T: ToString>(field: &Stated<T>) -> Option<Value> {
    field.as_ref().map(|field| Value {
        text: field.value.to_string(),
        confidence: field.confidence,
    })
}

/// The header in the order of [`HEADER_FIELDS`].
pub(super) fn header_values(request: &OrderRequest) -> HeaderValues {
    [
        value(&request.po_number),
        value(&request.order_date),
        value(&request.requested_delivery_date),
        value(&request.currency),
        value(&request.buyer.name),
        value(&request.buyer.id),
        value(&request.ship_to.name),
        value(&request.ship_to.id),
        value(&request.ship_to.address),
    ]
}

/// A line in the order of [`LINE_FIELDS`].
pub(super) fn line_values(line: &RequestLine) -> LineValues {
    [
        value(&line.line_no),
        value(&line.buyer_part),
        value(&line.supplier_part),
        value(&line.gtin),
        value(&line.description),
        value(&line.quantity),
        value(&line.uom),
        value(&line.unit_price),
        value(&line.requested_delivery_date),
        value(&line.price_basis),
        value(&line.units_per_traded_unit),
        value(&line.ship_to_id),
    ]
}
