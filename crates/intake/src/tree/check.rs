//! What can be said against a request from its own words: gaps, impossible values, sums.

use crate::request::{Ask, RequestLine, Stated};
use crate::{Issue, IssueCode, OrderRequest, Purpose, Reading, Severity};
use std::collections::HashMap;
use vocab::Decimal;

/// A quantity above this is taken for a mistake and shown to a person.
const QUANTITY_LIKELY_MAX: i64 = 10_000_000;
/// How far a stated total may be off, in hundredths per line, before it is doubted: each line
/// amount is rounded once.
const ROUNDING_HUNDREDTHS_PER_LINE: i64 = 1;

/// Notes what a person should look at in every request of a reading.
pub fn check(reading: &mut Reading) {
    let requests = &reading.requests;
    for issue in &mut reading.issues {
        // A request that did not come about has no number: what is wrong is wrong with the document.
        let is_there = issue
            .request
            .is_some_and(|at| (at as usize) < requests.len());
        if !is_there {
            (issue.request, issue.line) = (None, None);
        }
    }
    let mut issues = Vec::new();
    for (index, request) in reading.requests.iter().enumerate() {
        issues.extend(header_issues(request).map(|issue| issue.in_request(index)));
        let lines = request.lines.iter().enumerate();
        issues.extend(
            lines
                .filter(|_| has_goods(request))
                .flat_map(|(number, line)| {
                    line_issues(line).map(move |issue| issue.in_request(index).in_line(number))
                }),
        );
    }
    issues.extend(duplicates(&reading.requests));
    for issue in issues {
        reading.note(issue);
    }
}

/// Says that a stated sum differs from the sum of its parts, one part a line.
pub fn doubt_sum(stated: &Stated<Decimal>, parts: &[Decimal]) -> Option<Issue> {
    let stated = stated.as_ref().filter(|_| !parts.is_empty())?;
    let zero = Some(Decimal::ZERO);
    let sum = parts
        .iter()
        .fold(zero, |sum, part| sum?.checked_add(*part))?;
    let off = stated.value.checked_add(negated(sum)?)?;
    let magnitude = if off.is_negative() {
        negated(off)?
    } else {
        off
    };
    let tolerance = Decimal::new(ROUNDING_HUNDREDTHS_PER_LINE * parts.len() as i64, 2)?;
    (magnitude > tolerance).then(|| {
        let message = format!("the total says {}, its parts add up to {sum}", stated.value);
        doubt(IssueCode::BadTotal, message).at(stated.evidence.place.clone())
    })
}

/// Says that a stated total differs from quantity times price of all lines, if all state both.
pub fn doubt_total(stated: &Stated<Decimal>, lines: &[RequestLine]) -> Option<Issue> {
    let parts: Option<Vec<Decimal>> = lines.iter().map(amount).collect();
    doubt_sum(stated, &parts?)
}

fn amount(line: &RequestLine) -> Option<Decimal> {
    let (quantity, price) = (
        line.quantity.as_ref()?.value,
        line.unit_price.as_ref()?.value,
    );
    let basis = line
        .price_basis
        .as_ref()
        .map_or(Decimal::whole(1), |basis| basis.value);
    super::values::divided(quantity.checked_mul(price)?, basis)
}

fn negated(number: Decimal) -> Option<Decimal> {
    Decimal::new(number.mantissa().checked_neg()?, number.scale())
}

fn has_goods(request: &OrderRequest) -> bool {
    match request.purpose.asks() {
        Some(Ask::Place | Ask::Change | Ask::Ship) => true,
        Some(Ask::Cancel) | None => false,
    }
}

fn doubt(code: IssueCode, message: impl Into<String>) -> Issue {
    Issue::new(code, Severity::Doubt, message)
}

fn header_issues(request: &OrderRequest) -> impl Iterator<Item = Issue> {
    let number = request.po_number.is_none().then(|| {
        doubt(
            IssueCode::Missing,
            "expected the number of the order, found none",
        )
    });
    let lines = (has_goods(request) && request.lines.is_empty())
        .then(|| doubt(IssueCode::Missing, "expected at least one line, found none"));
    [number, lines, early_delivery(request)]
        .into_iter()
        .flatten()
}

fn early_delivery(request: &OrderRequest) -> Option<Issue> {
    let (ordered, wanted) = (
        request.order_date.as_ref()?,
        request.requested_delivery_date.as_ref()?,
    );
    (wanted.value < ordered.value).then(|| {
        let message = format!(
            "delivery is wanted on {}, before the order of {}",
            wanted.value, ordered.value
        );
        doubt(IssueCode::BadDate, message).at(wanted.evidence.place.clone())
    })
}

fn line_issues(line: &RequestLine) -> impl Iterator<Item = Issue> {
    let ids = [
        &line.buyer_part,
        &line.supplier_part,
        &line.gtin,
        &line.description,
    ];
    let item = ids.iter().all(|id| id.is_none()).then(|| {
        doubt(
            IssueCode::Missing,
            "expected an item number or a description, found neither",
        )
    });
    [quantity_issue(line), item].into_iter().flatten()
}

fn quantity_issue(line: &RequestLine) -> Option<Issue> {
    let Some(quantity) = &line.quantity else {
        return Some(doubt(IssueCode::Missing, "expected a quantity, found none"));
    };
    let message = match quantity.value {
        zero if zero == Decimal::ZERO => "the quantity is zero",
        negative if negative.is_negative() => "the quantity is negative",
        huge if huge > Decimal::whole(QUANTITY_LIKELY_MAX) => "the quantity is absurdly large",
        _ => return None,
    };
    Some(doubt(IssueCode::BadQuantity, message).at(quantity.evidence.place.clone()))
}

fn duplicates(requests: &[OrderRequest]) -> Vec<Issue> {
    let mut seen: HashMap<(&str, bool), usize> = HashMap::new();
    let mut issues = Vec::new();
    for (index, request) in requests.iter().enumerate() {
        let Some(number) = &request.po_number else {
            continue;
        };
        let new = request.purpose == Purpose::Order;
        if let Some(first) = seen.insert((&number.value, new), index) {
            let message = format!(
                "order {} stands here already as request {}",
                number.value,
                first + 1
            );
            issues.push(doubt(IssueCode::Duplicate, message).in_request(index));
        }
    }
    issues
}
