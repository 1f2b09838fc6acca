//! Why an order or a request waits for a person, in words, and what to do.

use super::show;
use super::text::Words;
use book::order::{BackorderReason, Hold, HoldKind};
use book::request::{DeclineReason, DoubtCode, Intent, ParkReason};
use vocab::{Currency, Money};

/// The name of a kind of hold.
pub(super) fn kind(words: &'static Words, kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Credit => words.holds.credit,
        HoldKind::Price => words.holds.price,
        HoldKind::NoPrice => words.holds.no_price,
        HoldKind::UnknownItem => words.holds.unknown_item,
        HoldKind::Address => words.holds.address,
        HoldKind::Duplicate => words.holds.duplicate,
        HoldKind::Currency => words.holds.currency,
        HoldKind::Review => words.holds.review,
    }
}

/// Why an order is held; amounts are in the currency that it is charged in.
pub(super) fn hold(words: &Words, hold: &Hold, currency: Currency) -> String {
    let money = |minor: i64| show::money_text(Money { minor, currency });
    match hold {
        Hold::Credit { exposure, limit } => {
            (words.holds.why_credit)(&money(*exposure), &money(*limit))
        }
        Hold::Price { line, stated, list } => (words.holds.why_price)(
            &line.to_string(),
            &show::price_text(*stated, currency),
            &show::price_text(*list, currency),
        ),
        Hold::NoPrice { line } => (words.holds.why_no_price)(&line.to_string()),
        Hold::UnknownItem { line } => (words.holds.why_unknown_item)(&line.to_string()),
        Hold::Address => words.holds.why_address.to_owned(),
        Hold::Duplicate { of } => (words.holds.why_duplicate)(&of.number()),
        Hold::Currency { stated, charged } => {
            (words.holds.why_currency)(stated.as_str(), charged.as_str())
        }
        Hold::Review => words.holds.why_review.to_owned(),
    }
}

/// What to do about a kind of hold.
pub(super) fn remedy(words: &'static Words, kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Credit => words.holds.do_credit,
        HoldKind::Price => words.holds.do_price,
        HoldKind::NoPrice => words.holds.do_no_price,
        HoldKind::UnknownItem => words.holds.do_unknown_item,
        HoldKind::Address => words.holds.do_address,
        HoldKind::Duplicate => words.holds.do_duplicate,
        HoldKind::Currency => words.holds.do_currency,
        HoldKind::Review => words.holds.do_review,
    }
}

/// Why a request was sent to a person; amounts are in the book's currency.
pub(super) fn park(words: &'static Words, reason: &ParkReason, currency: Currency) -> String {
    let review = &words.review;
    let money = |minor: i64| show::money_text(Money { minor, currency });
    match reason {
        ParkReason::Doubt(doubt) => match doubt.line {
            Some(line) => (review.in_line)(&line.to_string(), self::doubt(words, doubt.code)),
            None => self::doubt(words, doubt.code).to_owned(),
        },
        ParkReason::LowConfidence {
            confidence,
            required,
        } => (review.low_confidence)(&show::sure(*confidence), &show::sure(*required)),
        ParkReason::HighValue { value, allowed } => {
            (review.high_value)(&money(*value), &money(*allowed))
        }
        ParkReason::RequestedDay { days, allowed } => match days {
            ..0 => (review.day_past)(&show::number(u64::from(days.unsigned_abs()))),
            0.. => (review.day_far)(
                &show::number(u64::from(days.unsigned_abs())),
                &allowed.to_string(),
            ),
        },
        ParkReason::ChangesOrder => review.changes_order.to_owned(),
        ParkReason::CannotCancel => review.cannot_cancel.to_owned(),
        ParkReason::Refused { code } => (review.refused)(code),
        ParkReason::DuplicateOf { order } => (review.duplicate_of)(&order.number()),
    }
}

/// What is doubted.
pub(super) fn doubt(words: &'static Words, code: DoubtCode) -> &'static str {
    let doubts = &words.review.doubts;
    match code {
        DoubtCode::UnknownCustomer => doubts.unknown_customer,
        DoubtCode::AmbiguousCustomer => doubts.ambiguous_customer,
        DoubtCode::UnknownItem => doubts.unknown_item,
        DoubtCode::AmbiguousItem => doubts.ambiguous_item,
        DoubtCode::BadQuantity => doubts.bad_quantity,
        DoubtCode::BadUnit => doubts.bad_unit,
        DoubtCode::BadPrice => doubts.bad_price,
        DoubtCode::BadDate => doubts.bad_date,
        DoubtCode::NoLines => doubts.no_lines,
        DoubtCode::BadTotal => doubts.bad_total,
        DoubtCode::Damaged => doubts.damaged,
        DoubtCode::Reader => doubts.reader,
        DoubtCode::Address => doubts.address,
        DoubtCode::NoPoNumber => doubts.no_po_number,
        DoubtCode::Repeated => doubts.repeated,
    }
}

/// What the sender of a request wants.
pub(super) fn intent(words: &Words, intent: Intent) -> &'static str {
    match intent {
        Intent::Place => words.review.place,
        Intent::Change => words.review.change,
        Intent::Cancel => words.review.cancel,
    }
}

/// Why a request was declined.
pub(super) fn decline(words: &Words, reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::NotAnOrder => words.review.not_an_order,
        DeclineReason::Duplicate => words.review.duplicate,
        DeclineReason::Unwanted => words.review.unwanted,
    }
}

/// Why a quantity has no date.
pub(super) fn backorder(words: &Words, reason: BackorderReason) -> &'static str {
    let backorder = &words.order.backorder;
    match reason {
        BackorderReason::NoSupply => backorder.no_supply,
        BackorderReason::NoLane => backorder.no_lane,
        BackorderReason::SupplyLost => backorder.supply_lost,
        BackorderReason::SupplyLate => backorder.supply_late,
        BackorderReason::StockMissing => backorder.stock_missing,
        BackorderReason::Allocation => backorder.allocation,
        BackorderReason::Protected => backorder.protected,
        BackorderReason::TooLate => backorder.too_late,
    }
}
