//! Compares what was found in the company's own data with what the truth says it is.
//!
//! The truth tells our customer, place, item and base quantity by keys of its own. Where it does
//! not, its identifiers tell, letter by letter: the measure does not lean on what it measures.

use super::compare::{align_lines_of, align_orders};
use super::oracle::{Answer, Oracle};
use super::truth::{Expected, TrueOrder, Truth};
use super::{TOUCHLESS_CONFIDENCE_MIN, WORST_FILES_MAX, WRONG_FIELDS_MAX, Wrong, WrongFile, share};
use crate::ground::{Directory, Doubt, DoubtCode, Grounded, GroundedLine, GroundedRequest, ground};
use crate::request::{Ask, OrderRequest, Party, Purpose, Reading, RequestLine};
use serde::Serialize;
use std::collections::BTreeMap;
use vocab::{CustomerId, ShipToId};

/// How well one kind of thing was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Found {
    /// Those whose right answer is known; that there is none is an answer too.
    pub known: usize,
    /// How many of these were found rightly, however surely.
    pub right: usize,
    /// Right of known.
    pub accuracy: f64,
    /// How many were found without need of a person.
    pub confident: usize,
    /// How many of these are right.
    pub confident_right: usize,
    /// Right of confident.
    pub precision: f64,
    /// How many of those known were left to a person.
    pub left: usize,
}

/// How well requests were grounded, ready to be written as JSON.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Grounding {
    /// Documents of which something is known.
    pub documents: usize,
    /// Who buys.
    pub customers: Found,
    /// Where to deliver, by order and by line, where the document states it.
    pub ship_tos: Found,
    /// The items of the lines.
    pub items: Found,
    /// The quantities in base units, where the truth tells them.
    pub quantities: Found,
    /// The items once more, by what they were found by.
    pub items_by: BTreeMap<String, Found>,
    /// What a person is asked to look at, by code, and how often.
    pub doubts: BTreeMap<String, usize>,
    /// Files in which a thing was found without need of a person and is another, at most
    /// [`WORST_FILES_MAX`].
    pub worst: Vec<WrongFile>,
}

/// Sums over documents.
pub(super) struct Measured<'d> {
    directory: &'d Directory,
    oracle: Oracle<'d>,
    sum: Grounding,
}

/// What a document came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// No person is needed.
    pub touchless: bool,
    /// Nothing was found wrongly without need of a person.
    pub right: bool,
}

/// Where something was looked for, and what was found there.
struct Pick<'a, T> {
    field: &'a str,
    found: Option<T>,
    /// Without need of a person.
    confident: bool,
}

impl<'d> Measured<'d> {
    pub fn new(directory: &'d Directory) -> Measured<'d> {
        Measured {
            directory,
            oracle: Oracle::new(directory),
            sum: Grounding::default(),
        }
    }

    /// Grounds what was read of a document and compares.
    pub fn add(&mut self, file: &str, truth: &Truth, reading: Option<&Reading>) -> Verdict {
        let requests = reading.map_or(&[][..], |reading| &reading.requests);
        let sender = reading.and_then(|reading| reading.sender.as_ref());
        let sender = sender.map(|field| field.value.as_str());
        let before = self.known();
        let (mut wrong, mut touchless) = (Vec::new(), !requests.is_empty());
        let pairing = align_orders(&truth.orders, requests);
        for (index, other) in pairing.pairs {
            let request = &requests[other];
            if !is_asked(request.purpose) {
                touchless = false;
                continue;
            }
            let grounded = ground(self.directory, request, sender);
            touchless &= needs_nobody(request, &grounded);
            self.doubts(&grounded);
            self.order(&truth.orders[index], request, &grounded, &mut wrong);
        }
        for index in pairing.missing {
            self.unread_order(&truth.orders[index]);
        }
        self.sum.documents += usize::from(self.known() > before);
        let right = wrong.is_empty();
        if !right && self.sum.worst.len() < WORST_FILES_MAX {
            wrong.truncate(WRONG_FIELDS_MAX);
            let file = file.to_owned();
            self.sum.worst.push(WrongFile { file, wrong });
        }
        Verdict { touchless, right }
    }

    /// The sums, with their shares.
    pub fn report(mut self) -> Grounding {
        let sum = &mut self.sum;
        let all = [
            &mut sum.customers,
            &mut sum.ship_tos,
            &mut sum.items,
            &mut sum.quantities,
        ];
        for found in all.into_iter().chain(sum.items_by.values_mut()) {
            found.accuracy = share(found.right, found.known);
            found.precision = share(found.confident_right, found.confident);
        }
        (sum.worst).sort_by_key(|file| std::cmp::Reverse(file.wrong.len()));
        self.sum
    }

    fn known(&self) -> usize {
        self.sum.customers.known + self.sum.ship_tos.known + self.sum.items.known
    }

    fn doubts(&mut self, grounded: &GroundedRequest) {
        let lines = grounded.lines.iter().flat_map(|line| &line.doubts);
        for doubt in grounded.doubts.iter().chain(lines) {
            *self.sum.doubts.entry(word(&doubt.code)).or_default() += 1;
        }
    }

    fn order(
        &mut self,
        truth: &TrueOrder,
        request: &OrderRequest,
        grounded: &GroundedRequest,
        wrong: &mut Vec<Wrong>,
    ) {
        let customer = self.oracle.customer(truth);
        let pick = pick("customer", &grounded.customer);
        let told = |id| self.oracle.customer_code(id);
        self.sum.customers.count(customer, pick, told, wrong);
        let place = self.oracle.ship_to(truth, customer);
        self.ship_to("ship_to", place, customer, &grounded.ship_to, wrong);
        let pairing = align_lines_of(truth, request);
        for (index, other) in pairing.pairs {
            self.line(truth, index, customer, &grounded.lines[other], wrong);
        }
        for index in pairing.missing {
            self.unread_line(truth, index, customer);
        }
        for index in pairing.surplus {
            let field = format!("read lines[{index}].item");
            let pick = item_pick(&field, &grounded.lines[index]);
            let told = |id| self.oracle.item_code(id);
            self.sum.items.count(Answer::Nothing, pick, told, wrong);
        }
    }

    fn ship_to(
        &mut self,
        field: &str,
        place: Answer<ShipToId>,
        customer: Answer<CustomerId>,
        grounded: &Grounded<ShipToId>,
        wrong: &mut Vec<Wrong>,
    ) {
        let told = |id| self.oracle.ship_to_code(customer, id);
        (self.sum.ship_tos).count(place, pick(field, grounded), told, wrong);
    }

    fn line(
        &mut self,
        truth: &TrueOrder,
        index: usize,
        customer: Answer<CustomerId>,
        line: &GroundedLine,
        wrong: &mut Vec<Wrong>,
    ) {
        let answer = self.oracle.item(truth, index, customer);
        let field = format!("lines[{index}].item");
        let told = |id| self.oracle.item_code(id);
        let pick = item_pick(&field, line);
        if let Grounded::Found { by, .. } = &line.item {
            let by = self.sum.items_by.entry(word(by)).or_default();
            by.count(answer, item_pick(&field, line), told, &mut Vec::new());
        }
        self.sum.items.count(answer, pick, told, wrong);
        let place = self.oracle.line_ship_to(truth, index, customer);
        let field = format!("lines[{index}].ship_to");
        match &line.ship_to {
            Some(grounded) => self.ship_to(&field, place, customer, grounded, wrong),
            None => self.sum.ship_tos.leave(place),
        }
        let quantity = quantity(&truth.ours.lines[index].base_quantity);
        let field = format!("lines[{index}].base_qty");
        let pick = Pick {
            field: &field,
            found: line.quantity.map(|quantity| quantity.0),
            confident: line.quantity.is_some() && is_measured(&line.doubts),
        };
        (self.sum.quantities).count(quantity, pick, |units: u64| units.to_string(), wrong);
    }

    /// What was not read is left to a person.
    fn unread_order(&mut self, truth: &TrueOrder) {
        let customer = self.oracle.customer(truth);
        self.sum.customers.leave(customer);
        let place = self.oracle.ship_to(truth, customer);
        self.sum.ship_tos.leave(place);
        for index in 0..truth.lines.len() {
            self.unread_line(truth, index, customer);
        }
    }

    fn unread_line(&mut self, truth: &TrueOrder, index: usize, customer: Answer<CustomerId>) {
        let item = self.oracle.item(truth, index, customer);
        self.sum.items.leave(item);
        let place = self.oracle.line_ship_to(truth, index, customer);
        self.sum.ship_tos.leave(place);
        let base_quantity = &truth.ours.lines[index].base_quantity;
        self.sum.quantities.leave(quantity(base_quantity));
    }
}

impl Found {
    /// Counts a pick; a wrong one that no person would see is noted.
    fn count<T: Copy + PartialEq>(
        &mut self,
        answer: Answer<T>,
        pick: Pick<'_, T>,
        told: impl Fn(T) -> String,
        wrong: &mut Vec<Wrong>,
    ) {
        let expected = match answer {
            Answer::Unknown => return,
            Answer::Nothing => None,
            Answer::Is(value) => Some(value),
        };
        let right = pick.found == expected;
        self.known += 1;
        self.right += usize::from(right);
        self.left += usize::from(!pick.confident);
        self.confident += usize::from(pick.confident);
        self.confident_right += usize::from(pick.confident && right);
        if pick.confident && !right {
            wrong.push(Wrong {
                field: pick.field.to_owned(),
                expected: expected.map(&told),
                read: pick.found.map(told),
            });
        }
    }

    /// Counts one that was not read.
    fn leave<T>(&mut self, answer: Answer<T>) {
        if let Answer::Nothing | Answer::Is(_) = answer {
            self.known += 1;
            self.left += 1;
        }
    }
}

/// What a document asks of the book: an invoice is not grounded.
fn is_asked(purpose: Purpose) -> bool {
    match purpose.asks() {
        Some(Ask::Place | Ask::Change | Ask::Cancel) => true,
        Some(Ask::Ship) | None => false,
    }
}

/// True when everything of a request is found, and no person has to look.
fn needs_nobody(request: &OrderRequest, grounded: &GroundedRequest) -> bool {
    let place = match states_place(&request.ship_to) {
        true => pick("", &grounded.ship_to).confident,
        false => true,
    };
    let line = |(stated, line): (&RequestLine, &GroundedLine)| {
        let place = line.ship_to.as_ref().and_then(Grounded::value);
        let same = stated.ship_to_id.is_none() || place == common_place(grounded);
        item_pick("", line).confident && line.doubts.is_empty() && same
    };
    let mut lines = request.lines.iter().zip(&grounded.lines);
    pick("", &grounded.customer).confident && place && lines.all(line)
}

/// An order goes to one place: the one that its first line names.
fn common_place(grounded: &GroundedRequest) -> Option<ShipToId> {
    grounded.lines.first()?.ship_to.as_ref()?.value()
}

/// Without any of these the customer's usual place is meant.
fn states_place(place: &Party) -> bool {
    place.id.is_some() || place.name.is_some() || place.address.is_some()
}

fn pick<'a, T: Copy>(field: &'a str, grounded: &Grounded<T>) -> Pick<'a, T> {
    let confident = match grounded {
        Grounded::Found { confidence, .. } => *confidence >= TOUCHLESS_CONFIDENCE_MIN,
        Grounded::Ambiguous { .. } | Grounded::NotFound => false,
    };
    Pick {
        field,
        found: grounded.value(),
        confident,
    }
}

fn item_pick<'a>(field: &'a str, line: &GroundedLine) -> Pick<'a, vocab::ItemId> {
    let pick = pick(field, &line.item);
    let is_doubted = |doubt: &Doubt| doubt.code == DoubtCode::ItemContradiction;
    Pick {
        confident: pick.confident && !line.doubts.iter().any(is_doubted),
        ..pick
    }
}

/// True when no doubt is about how much is ordered.
fn is_measured(doubts: &[Doubt]) -> bool {
    doubts.iter().all(|doubt| match doubt.code {
        DoubtCode::Customer | DoubtCode::ShipTo | DoubtCode::Price => true,
        DoubtCode::Item
        | DoubtCode::ItemContradiction
        | DoubtCode::UnitMissing
        | DoubtCode::UnitUnknown
        | DoubtCode::UnitNotSold
        | DoubtCode::UnitContradiction
        | DoubtCode::PackContradiction
        | DoubtCode::Quantity
        | DoubtCode::QuantityFraction => false,
    })
}

fn quantity(told: &Expected) -> Answer<u64> {
    match told {
        None => Answer::Unknown,
        Some(None) => Answer::Nothing,
        Some(Some(text)) => text.parse().map_or(Answer::Nothing, Answer::Is),
    }
}

/// A code as its JSON has it.
fn word(code: &impl Serialize) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err(_) => unreachable!("codes are written as one word"),
    }
}

#[cfg(test)]
mod tests;
