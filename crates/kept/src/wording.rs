//! The words that reasons are told in on the command line.

use book::order::Hold;
use book::request::{DoubtCode, ParkReason};

/// Why an order is held.
pub fn hold(hold: &Hold) -> String {
    match hold {
        Hold::Credit { exposure, limit } => {
            format!(
                "credit limit {} exceeded by {}",
                major(*limit),
                major(exposure.saturating_sub(*limit))
            )
        }
        Hold::Price { line, .. } => format!("price of line {line} differs from the price list"),
        Hold::NoPrice { line } => format!("line {line} has no list price"),
        Hold::UnknownItem { line } => format!("line {line} names no known item"),
        Hold::Address => "address is not one of the customer's".to_owned(),
        Hold::Duplicate { of } => format!("PO number was sent before as {}", of.number()),
        Hold::Currency { stated, charged } => format!("prices in {stated}, charged in {charged}"),
        Hold::Review => "held for a look".to_owned(),
    }
}

/// Why the gate sent a request to a person.
pub fn park_reason(reason: &ParkReason) -> String {
    match reason {
        ParkReason::Doubt(doubt) => match doubt.line {
            Some(line) => format!("line {line}: {}", doubt_word(doubt.code)),
            None => doubt_word(doubt.code).to_owned(),
        },
        ParkReason::LowConfidence {
            confidence,
            required,
        } => {
            format!("read with {confidence}‰ confidence, {required}‰ required")
        }
        ParkReason::HighValue { value, allowed } => {
            format!(
                "worth {}, more than {} passes no gate by itself",
                major(*value),
                major(*allowed)
            )
        }
        ParkReason::RequestedDay { days, .. } if *days < 0 => format!("wanted {} days ago", -days),
        ParkReason::RequestedDay { days, allowed } => {
            format!("wanted in {days} days, {allowed} are allowed")
        }
        ParkReason::ChangesOrder => "changes an order".to_owned(),
        ParkReason::CannotCancel => "cancels an order that is not there or on its way".to_owned(),
        ParkReason::Refused { code } => format!("refused: {code}"),
        ParkReason::DuplicateOf { order } => format!("same PO number as {}", order.number()),
    }
}

fn doubt_word(code: DoubtCode) -> &'static str {
    match code {
        DoubtCode::UnknownCustomer => "customer not known",
        DoubtCode::AmbiguousCustomer => "several customers fit",
        DoubtCode::UnknownItem => "item not known",
        DoubtCode::AmbiguousItem => "several items fit",
        DoubtCode::BadQuantity => "quantity can't be",
        DoubtCode::BadUnit => "unit in doubt",
        DoubtCode::BadPrice => "price can't be read",
        DoubtCode::BadDate => "date can't be",
        DoubtCode::NoLines => "no lines",
        DoubtCode::BadTotal => "amounts do not add up",
        DoubtCode::Damaged => "document damaged",
        DoubtCode::Reader => "reader in doubt",
        DoubtCode::Address => "address in doubt",
        DoubtCode::NoPoNumber => "no PO number",
        DoubtCode::Repeated => "the same order twice in one document",
    }
}

/// Minor units of a currency with hundredths, in major ones.
fn major(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor.unsigned_abs() % 100)
}
