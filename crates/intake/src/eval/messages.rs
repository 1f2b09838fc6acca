//! Measures the reader of messages on cases that say beside each message what should be read.
//!
//! A case is a message with its truth; a template makes many of them without chance. Both are
//! written as text (`docs/intake.md` tells how), so that a company can write its own.

mod case;
mod template;

use super::Count;
use super::compare::unit;
use crate::ground::{Directory, Grounded, ground};
use crate::message::{Known, read_message};
use crate::request::{IssueCode, OrderRequest, Purpose, Reading, RequestLine, Severity, Stated};
pub use case::{BadCase, Case, Language, TrueLine, Truth, Wanted, cases};
pub use template::{COPIES_MAX, Good, expand};
use vocab::Day;

/// Words around a name that are no part of it.
const ARTICLES: [&str; 4] = ["the", "of", "של", "את"];

/// How well messages were read.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Messages whose purpose was understood.
    pub purposes: Count,
    /// Lines right in quantity, unit, goods and day; a surplus line counts as a wrong one.
    pub lines: Count,
    /// Messages right in everything: purpose, lines, order number, place, day, flags.
    pub messages: Count,
    /// Lines whose item of the catalogue was found, of those that name one; a name that fits
    /// several is right when it asks, the right one among its candidates.
    pub items: Count,
    /// Lines that were given another item than the one that is named.
    pub items_wrong: usize,
    /// What was wrong, message by message.
    pub wrong: Vec<String>,
}

/// Reads the messages and compares. Lines that name an item are grounded in the directory.
pub fn measure<'c>(
    cases: impl IntoIterator<Item = &'c Case>,
    directory: Option<&Directory>,
) -> Measured {
    let mut measured = Measured::default();
    for case in cases {
        let known = Known {
            received: Some(case.received),
            subject: None,
            covers: false,
        };
        let reading = read_message(&case.text, known);
        measured.note(case, &reading);
        if let Some(directory) = directory {
            measured.ground(case, &reading, directory);
        }
    }
    measured
}

impl Measured {
    fn note(&mut self, case: &Case, reading: &Reading) {
        let nothing = OrderRequest::empty(Purpose::Other);
        let request = reading.requests.first().unwrap_or(&nothing);
        let purpose = reading.purpose == case.purpose;
        let right = lines_right(case, request);
        let whole = case.truth.lines.len().max(request.lines.len());
        let header = header_wrong(case, reading, request);
        self.purposes.tell(purpose);
        self.lines.add(Count { part: right, whole });
        let all = purpose && right == whole && header.is_empty();
        self.messages.tell(all);
        if !all {
            self.wrong.push(told(case, reading, request, &header));
        }
    }

    fn ground(&mut self, case: &Case, reading: &Reading, directory: &Directory) {
        let Some(request) = reading.requests.first() else {
            return;
        };
        let grounded = ground(directory, request, None);
        let code = |id| directory.item(id).map(|item| item.code.as_str());
        for (line, stated) in grounded.lines.iter().zip(&request.lines) {
            let named = case
                .truth
                .lines
                .iter()
                .find(|line| same_goods(line, stated));
            let Some(item) = named.and_then(|line| line.item.as_deref()) else {
                continue;
            };
            let fits = match &line.item {
                Grounded::Found { value, .. } => code(*value) == Some(item),
                Grounded::Ambiguous { candidates } => {
                    candidates.iter().any(|id| code(*id) == Some(item))
                }
                Grounded::NotFound => false,
            };
            self.items.tell(fits);
            if !fits {
                self.items_wrong += usize::from(line.item.value().is_some());
                let goods = named.map_or("", |line| line.goods.as_str());
                self.wrong
                    .push(format!("{goods:?} is {item}, grounded as {:?}", line.item));
            }
        }
    }
}

/// How many of the true lines were read, each by a line of its own.
fn lines_right(case: &Case, request: &OrderRequest) -> usize {
    let mut left: Vec<&RequestLine> = request.lines.iter().collect();
    let found = case.truth.lines.iter().filter(|line| {
        let at = left.iter().position(|read| fits(case, line, request, read));
        at.map(|at| left.remove(at)).is_some()
    });
    found.count()
}

fn fits(case: &Case, line: &TrueLine, request: &OrderRequest, read: &RequestLine) -> bool {
    let number = read.line_no.as_ref().map(|field| field.value.as_str());
    let quantity = read.quantity.as_ref().map(|field| field.value);
    let own = read.requested_delivery_date.as_ref();
    let day = own.or(request.requested_delivery_date.as_ref());
    let day = day.map(|field| field.value);
    let due = match line.day {
        Wanted::OfOrder => day == case.truth.day,
        Wanted::Day(wanted) => day == Some(wanted),
        Wanted::Any => true,
    };
    (line.number.is_none() || line.number.as_deref() == number)
        && line.quantity == quantity
        && line.unit.as_deref().map(unit) == read.uom.as_ref().map(|field| unit(&field.value))
        && same_goods(line, read)
        && due
}

fn same_goods(line: &TrueLine, read: &RequestLine) -> bool {
    let fields = [
        &read.supplier_part,
        &read.buyer_part,
        &read.gtin,
        &read.description,
    ];
    let texts: Vec<&str> = fields
        .into_iter()
        .flatten()
        .map(|f| f.value.as_str())
        .collect();
    words(&line.goods) == words(&texts.join(" "))
}

/// The words of a name, in no order, without marks and articles.
fn words(text: &str) -> Vec<String> {
    let small = text.to_lowercase();
    let bare = small
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
    let mut words: Vec<String> = bare
        .filter(|word| !word.is_empty() && !ARTICLES.contains(&word.as_str()))
        .collect();
    words.sort();
    words
}

/// What is wrong besides purpose and lines.
fn header_wrong(case: &Case, reading: &Reading, request: &OrderRequest) -> Vec<String> {
    let truth = &case.truth;
    let text = |field: &Stated<String>| field.as_ref().map(|field| field.value.clone());
    let place = text(&request.ship_to.name)
        .or_else(|| text(&request.ship_to.address))
        .or_else(|| text(&request.ship_to.id));
    let day = request.requested_delivery_date.as_ref().map(|f| f.value);
    let of_lines = truth.lines.iter().any(|line| line.day != Wanted::OfOrder);
    let flagged = reading
        .issues
        .iter()
        .any(|issue| issue.code == IssueCode::Refused);
    let mut wrong = Vec::new();
    let mut check = |name: &str, expected: String, read: String| {
        if expected != read {
            wrong.push(format!("{name}: {read} instead of {expected}"));
        }
    };
    let shown = |day: Option<Day>| day.map_or("-".to_owned(), |day| day.to_string());
    let lower = |text: Option<String>| text.map_or("-".to_owned(), |text| text.to_lowercase());
    let plain = |text: Option<String>| words(&text.unwrap_or_default()).join(" ");
    if !reading.requests.is_empty() {
        check(
            "po",
            lower(truth.po_number.clone()),
            lower(text(&request.po_number)),
        );
        check("to", plain(truth.place.clone()), plain(place));
    }
    if !of_lines && !reading.requests.is_empty() {
        check("by", shown(truth.day), shown(day));
    }
    check("flag", truth.flagged.to_string(), flagged.to_string());
    if truth.doubted {
        let doubted = reading.has(Severity::Doubt);
        check("doubt", true.to_string(), doubted.to_string());
    }
    wrong
}

/// A message with what was read of it.
fn told(case: &Case, reading: &Reading, request: &OrderRequest, header: &[String]) -> String {
    let line = |line: &RequestLine| {
        let text = |field: &Stated<String>| field.as_ref().map(|field| field.value.clone());
        let parts = [
            text(&line.line_no).map(|number| format!("#{number}")),
            line.quantity.as_ref().map(|field| field.value.to_string()),
            text(&line.uom),
            text(&line.supplier_part),
            text(&line.gtin),
            text(&line.description),
            line.requested_delivery_date
                .as_ref()
                .map(|field| format!("by {}", field.value)),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" | ")
    };
    let lines: Vec<String> = request.lines.iter().map(line).collect();
    format!(
        "{}\n-- expected {:?}\n{}\n-- read {:?}\n{}\n{}",
        case.text,
        case.purpose,
        case.expected,
        reading.purpose,
        lines.join("\n"),
        header.join("\n")
    )
}

#[cfg(test)]
mod tests;
