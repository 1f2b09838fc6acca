//! Compares a reading with the truth, field by field.

use super::align::{Alignment, align};
use super::truth::{
    Expected, HEADER_FIELDS, Kind, LINE_FIELDS, LINE_FIELDS_ALWAYS, TrueOrder, Truth,
};
use super::{WRONG_FIELDS_MAX, Wrong, share};
use crate::request::{Confidence, Field, OrderRequest, Reading, RequestLine, Stated};

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Of {
    pub part: usize,
    pub whole: usize,
}

impl Of {
    pub fn share(self) -> f64 {
        share(self.part, self.whole)
    }

    fn count(&mut self, holds: bool) {
        self.part += usize::from(holds);
        self.whole += 1;
    }

    fn add(&mut self, other: Of) {
        self.part += other.part;
        self.whole += other.whole;
    }
}

/// How well one document (or a sum of documents) was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Score {
    pub header: Of,
    pub lines: Of,
    /// Lines found, of those in the truth.
    pub found: Of,
    /// Lines in the truth, of those read.
    pub wanted: Of,
    /// The wrong fields of one document; not summed.
    pub wrong: Vec<Wrong>,
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
        score.note(
            format!("orders[{index}]"),
            Some(name_of(order)),
            outcome.ok().and_then(first_issue),
        );
        score.header.whole += HEADER_FIELDS.len();
        score.lines.whole += order.lines.len() * LINE_FIELDS_ALWAYS;
        score.found.whole += order.lines.len();
    }
    for index in pairing.surplus {
        let number = text(&requests[index].po_number);
        let number = number.unwrap_or_else(|| "no number".to_owned());
        score.note(format!("read[{index}]"), None, Some(number));
        score.header.whole += HEADER_FIELDS.len();
        score.lines.whole += requests[index].lines.len() * LINE_FIELDS_ALWAYS;
        score.wanted.whole += requests[index].lines.len();
    }
    score
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
    let read_number =
        |request: &OrderRequest| text(&request.po_number).into_iter().collect::<Vec<_>>();
    align(truth, read, &[(&true_number, &read_number)])
}

fn compare_order(score: &mut Score, prefix: &str, truth: &TrueOrder, read: &OrderRequest) {
    let values = header_texts(read);
    for ((expected, value), (name, kind)) in truth.header.iter().zip(values).zip(HEADER_FIELDS) {
        if let Some(right) = matches(kind, expected, &value) {
            score.header.count(right);
            if !right {
                score.note(
                    format!("{prefix}{name}"),
                    expected.clone().flatten(),
                    value.clone(),
                );
            }
        }
    }
    compare_lines(score, prefix, truth, read);
}

fn compare_lines(score: &mut Score, prefix: &str, truth: &TrueOrder, read: &OrderRequest) {
    let values: Vec<[Option<String>; 12]> = read.lines.iter().map(line_texts).collect();
    let pairing = align_lines(&truth.lines, &values);
    for (index, other) in pairing.pairs {
        let mut agrees = false;
        for ((expected, value), (name, kind)) in truth.lines[index]
            .iter()
            .zip(&values[other])
            .zip(LINE_FIELDS)
        {
            let Some(right) = matches(kind, expected, value) else {
                continue;
            };
            agrees |= right && value.is_some();
            score.lines.count(right);
            if !right {
                score.note(
                    format!("{prefix}lines[{index}].{name}"),
                    expected.clone().flatten(),
                    value.clone(),
                );
            }
        }
        score.found.count(agrees);
        score.wanted.count(agrees);
    }
    for index in pairing.missing {
        score.lines.whole += LINE_FIELDS_ALWAYS;
        score.found.whole += 1;
        let expected = summary(
            truth.lines[index]
                .iter()
                .map(|field| field.as_ref()?.as_ref()),
        );
        score.note(format!("{prefix}lines[{index}]"), Some(expected), None);
    }
    for index in pairing.surplus {
        score.lines.whole += LINE_FIELDS_ALWAYS;
        score.wanted.whole += 1;
        let surplus = summary(values[index].iter().map(Option::as_ref));
        score.note(format!("{prefix}read lines[{index}]"), None, Some(surplus));
    }
}

fn summary<'a>(fields: impl Iterator<Item = Option<&'a String>>) -> String {
    let texts: Vec<&str> = fields.flatten().map(String::as_str).collect();
    texts.join(" | ")
}

/// Pairs the lines of an order with those that were read.
pub(super) fn align_lines_of(truth: &TrueOrder, read: &OrderRequest) -> Alignment {
    let values: Vec<[Option<String>; 12]> = read.lines.iter().map(line_texts).collect();
    align_lines(&truth.lines, &values)
}

/// By number and part together, then by part, then by number, then in order.
fn align_lines(truth: &[[Expected; 12]], read: &[[Option<String>; 12]]) -> Alignment {
    let plain = |fields: &[Expected; 12], index: usize| fields[index].clone().flatten();
    let true_parts = |fields: &[Expected; 12]| parts(|index| plain(fields, index));
    let read_parts = |fields: &[Option<String>; 12]| parts(|index| fields[index].clone());
    let true_number = |fields: &[Expected; 12]| number(plain(fields, 0));
    let read_number = |fields: &[Option<String>; 12]| number(fields[0].clone());
    let true_both = |fields: &[Expected; 12]| join(true_number(fields), true_parts(fields));
    let read_both = |fields: &[Option<String>; 12]| join(read_number(fields), read_parts(fields));
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
fn matches(kind: Kind, expected: &Expected, read: &Option<String>) -> Option<bool> {
    let expected = expected.as_ref()?;
    Some(match (expected, read) {
        (None, None) => true,
        (Some(expected), Some(read)) => match kind {
            Kind::Exact | Kind::Number => expected.trim() == read.trim(),
            Kind::Loose => loose(expected) == loose(read),
        },
        (None, Some(_)) | (Some(_), None) => false,
    })
}

/// A name without case, punctuation and blanks.
pub(super) fn loose(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn text<T: ToString>(field: &Stated<T>) -> Option<String> {
    field.as_ref().map(|field| field.value.to_string())
}

/// The header in the order of [`HEADER_FIELDS`].
fn header_texts(request: &OrderRequest) -> [Option<String>; 9] {
    [
        text(&request.po_number),
        text(&request.order_date),
        text(&request.requested_delivery_date),
        text(&request.currency),
        text(&request.buyer.name),
        text(&request.buyer.id),
        text(&request.ship_to.name),
        text(&request.ship_to.id),
        text(&request.ship_to.address),
    ]
}

/// A line in the order of [`LINE_FIELDS`].
fn line_texts(line: &RequestLine) -> [Option<String>; 12] {
    [
        text(&line.line_no),
        text(&line.buyer_part),
        text(&line.supplier_part),
        text(&line.gtin),
        text(&line.description),
        text(&line.quantity),
        text(&line.uom),
        text(&line.unit_price),
        text(&line.requested_delivery_date),
        text(&line.price_basis),
        text(&line.units_per_traded_unit),
        text(&line.ship_to_id),
    ]
}

fn confidence<T>(field: &Stated<T>) -> Option<Confidence> {
    field.as_ref().map(|Field { confidence, .. }| *confidence)
}

/// How sure the reader is of each header field that it read.
pub(super) fn header_confidences(request: &OrderRequest) -> Vec<Confidence> {
    [
        confidence(&request.po_number),
        confidence(&request.order_date),
        confidence(&request.requested_delivery_date),
        confidence(&request.currency),
        confidence(&request.buyer.name),
        confidence(&request.buyer.id),
        confidence(&request.ship_to.name),
        confidence(&request.ship_to.id),
        confidence(&request.ship_to.address),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How sure the reader is of each field of a line that it read.
pub(super) fn line_confidences(line: &RequestLine) -> Vec<Confidence> {
    [
        confidence(&line.line_no),
        confidence(&line.buyer_part),
        confidence(&line.supplier_part),
        confidence(&line.gtin),
        confidence(&line.description),
        confidence(&line.quantity),
        confidence(&line.uom),
        confidence(&line.unit_price),
        confidence(&line.requested_delivery_date),
        confidence(&line.price_basis),
        confidence(&line.units_per_traded_unit),
        confidence(&line.ship_to_id),
    ]
    .into_iter()
    .flatten()
    .collect()
}
