//! What an acceptance teaches: the difference between what a document says, as far as the company's data
//! know it, and what a person accepted.

use super::code::address;
use super::customer::{self, place_said};
use super::directory::Known;
use super::lesson::{SAID_CHARS_MAX, is_telling};
use super::line::{self, measured, numbers};
use super::paired::{Pair, is_amount, paired};
use super::{Directory, DoubtCode, Grounded, GroundedLine, MatchedBy, Rule, form};
use crate::request::{Confidence, OrderRequest, Reading, RequestLine};
use vocab::{CustomerId, Day, ItemId, Quantity, ShipToId, Unit};

/// The most lines of a document, and of an order, that are compared; longer ones teach nothing by line.
pub const LINES_TAUGHT_MAX: usize = 200;

/// An order as a person accepted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Who buys.
    pub customer: CustomerId,
    /// Where to, where that was chosen for this order and may be chosen again.
    pub ship_to: Option<ShipToId>,
    /// The customer's order number.
    pub po_number: Option<String>,
    /// When it is wanted.
    pub requested: Option<Day>,
    /// The lines, in their order.
    pub lines: Vec<AcceptedLine>,
}

/// A line as a person accepted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AcceptedLine {
    /// The item.
    pub item: ItemId,
    /// How much, base units.
    pub quantity: Quantity,
    /// The unit that it is ordered in.
    pub unit: Unit,
}

/// What accepting the request of this index teaches. `directory` knows the lessons so far: what they say
/// is taught again where it was accepted. Nothing is taught that a number of the catalogue contradicts.
pub fn taught(
    directory: &Directory,
    reading: &Reading,
    index: usize,
    sender: Option<&str>,
    accepted: &Accepted,
) -> Vec<Rule> {
    let request = reading.requests.get(index);
    let Some((request, known)) = request.zip(directory.customer(accepted.customer)) else {
        return Vec::new();
    };
    let mut rules = Vec::new();
    rules.extend(of_customer(directory, request, sender, accepted.customer));
    rules.extend(of_place(directory, request, known, accepted.ship_to));
    rules.extend(of_lines(directory, request, known, &accepted.lines));
    rules.extend(form::taught(directory, reading, index, accepted));
    agreeing(rules, accepted.customer)
}

/// Without those that contradict each other: then the document says too little.
fn agreeing(rules: Vec<Rule>, customer: CustomerId) -> Vec<Rule> {
    let about: Vec<String> = rules.iter().map(|rule| rule.about(customer)).collect();
    let contradicted = |index: usize| {
        let mut others = rules.iter().zip(&about);
        others.any(|(rule, other)| *other == about[index] && *rule != rules[index])
    };
    let first = |index: usize| !about[..index].contains(&about[index]);
    let kept = (0..rules.len()).filter(|index| first(*index) && !contradicted(*index));
    kept.map(|index| rules[index].clone()).collect()
}

/// True where a person decided what the company's data did not: it was not found, or only guessed, or
/// found by a lesson.
fn is_new<T: Copy + PartialEq>(known: &Grounded<T>, accepted: T) -> bool {
    let Grounded::Found { by, .. } = known else {
        return true;
    };
    match by {
        MatchedBy::Learned(_) => true,
        MatchedBy::Description | MatchedBy::Address => !is_found(known, accepted),
        MatchedBy::CustomerPart
        | MatchedBy::Code
        | MatchedBy::Gtin
        | MatchedBy::Gln
        | MatchedBy::TaxId
        | MatchedBy::Email
        | MatchedBy::EmailDomain
        | MatchedBy::Name
        | MatchedBy::Sender
        | MatchedBy::OnlyOne => false,
    }
}

/// True where it was found surely enough.
fn is_found<T: PartialEq>(known: &Grounded<T>, accepted: T) -> bool {
    match known {
        Grounded::Found {
            value, confidence, ..
        } => *value == accepted && *confidence >= Confidence::LIKELY,
        Grounded::NotFound | Grounded::Ambiguous { .. } => false,
    }
}

fn of_customer(
    directory: &Directory,
    request: &OrderRequest,
    sender: Option<&str>,
    accepted: CustomerId,
) -> Option<Rule> {
    let known = customer::customer(directory, &request.buyer, sender);
    if !is_new(&known, accepted) {
        return None;
    }
    let stated = request.buyer.name.as_ref().or(request.buyer.id.as_ref());
    let rule = match stated {
        Some(field) => Rule::Buyer {
            said: field.value.clone(),
        },
        None => Rule::Sender {
            said: address(sender?),
        },
    };
    telling(rule)
}

fn of_place(
    directory: &Directory,
    request: &OrderRequest,
    customer: &Known,
    accepted: Option<ShipToId>,
) -> Option<Rule> {
    let ship_to = accepted?;
    let known = customer::ship_to(directory, Some(customer), &request.ship_to);
    let is_by_line = request.lines.iter().any(|line| line.ship_to_id.is_some());
    if is_by_line || !is_new(&known, ship_to) {
        return None;
    }
    let said = place_said(&request.ship_to).map(str::to_owned);
    telling(Rule::ShipTo { said, ship_to })
}

fn of_lines(
    directory: &Directory,
    request: &OrderRequest,
    customer: &Known,
    accepted: &[AcceptedLine],
) -> Vec<Rule> {
    if request.lines.len().max(accepted.len()) > LINES_TAUGHT_MAX {
        return Vec::new();
    }
    let ground = |stated| line::ground(directory, Some(customer), None, stated);
    let grounded: Vec<GroundedLine> = request.lines.iter().map(ground).collect();
    let read: Vec<(&RequestLine, &GroundedLine)> = request.lines.iter().zip(&grounded).collect();
    let pairs = paired(directory, &read, accepted);
    let of_pair = |pair: &Pair<'_>| {
        let (stated, grounded, line) = *pair;
        let item = of_item(stated, grounded, line.item);
        let unit = of_unit(directory, customer, stated, line);
        [item, unit]
    };
    pairs.iter().flat_map(of_pair).flatten().collect()
}

fn of_item(stated: &RequestLine, grounded: &GroundedLine, item: ItemId) -> Option<Rule> {
    if !is_new(&grounded.item, item) {
        return None;
    }
    let part = numbers(stated).find(|said| is_telling(said));
    let part = part.map(|said| Rule::Part {
        said: said.to_owned(),
        item,
    });
    let description = || {
        let said = stated.description.as_ref()?.value.clone();
        telling(Rule::Description { said, item })
    };
    part.or_else(description)
}

/// A unit is learned where it was in doubt, or another one was meant, and the amount stayed as it was.
fn of_unit(
    directory: &Directory,
    customer: &Known,
    stated: &RequestLine,
    accepted: &AcceptedLine,
) -> Option<Rule> {
    let (measure, learned) = measured(directory, Some(customer), accepted.item, None, stated);
    let mut doubts = measure.doubts.iter().map(|doubt| doubt.code);
    let contradicted = doubts
        .clone()
        .any(|code| code == DoubtCode::UnitContradiction);
    let doubted = doubts.any(|code| match code {
        DoubtCode::UnitMissing | DoubtCode::UnitUnknown | DoubtCode::UnitNotSold => true,
        DoubtCode::UnitContradiction
        | DoubtCode::PackContradiction
        | DoubtCode::Quantity
        | DoubtCode::QuantityFraction
        | DoubtCode::Price
        | DoubtCode::Customer
        | DoubtCode::ShipTo
        | DoubtCode::Item
        | DoubtCode::ItemContradiction => false,
    });
    let is_open = doubted || learned.is_some() || measure.unit != accepted.unit;
    if contradicted || !is_open || !is_amount(directory, stated, accepted) {
        return None;
    }
    let (item, unit) = (accepted.item, accepted.unit);
    let said = stated.uom.as_ref().map(|field| field.value.clone());
    let rule = Rule::Unit { said, item, unit };
    let is_short = |said: &str| said.chars().count() <= SAID_CHARS_MAX;
    rule.said().is_none_or(is_short).then_some(rule)
}

/// A rule whose text says enough, or that is about saying nothing.
fn telling(rule: Rule) -> Option<Rule> {
    let tells = rule.said().is_none_or(is_telling);
    tells.then_some(rule)
}

#[cfg(test)]
mod tests;
