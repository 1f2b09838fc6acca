//! What must hold in any order, whichever standard it came by.

use super::findings::Findings;
use super::item::SumExactly;
use crate::request::{
    Issue, IssueCode, OrderRequest, Place, Purpose, RequestLine, Severity, Stated,
};
use vocab::Decimal;

/// More than this in one line is taken for an error.
const QUANTITY_ABSURD: i64 = 10_000_000;
/// How far a stated total may be off for rounding, in thousandths for each line.
const ROUNDING_MILLI: i64 = 10;

/// What the summary of a document states about its lines.
#[derive(Default)]
pub(crate) struct Totals {
    /// How many lines.
    pub lines: Stated<Decimal>,
    /// Sum of the ordered quantities.
    pub quantity: Stated<Decimal>,
    /// Sum of the line amounts.
    pub amount: Stated<Decimal>,
    /// Allowances, charges or taxes may stand between the lines and the total.
    pub has_charges: bool,
}

/// Checks a finished request.
pub(crate) fn check(request: &OrderRequest, totals: &Totals, findings: &mut Findings) {
    check_header(request, findings);
    for (index, line) in request.lines.iter().enumerate() {
        check_line(request, line, index, findings);
    }
    check_count(request, totals, findings);
    // A change lists only what changes; its totals are those of the order after the change.
    if request.purpose != Purpose::Change {
        check_quantity(request, totals, findings);
        check_amount(request, totals, findings);
    }
}

fn check_header(request: &OrderRequest, findings: &mut Findings) {
    if request.po_number.is_none() {
        findings.doubt(IssueCode::Missing, None, "the order has no number");
    }
    if request.lines.is_empty() && request.purpose != Purpose::Cancellation {
        findings.doubt(IssueCode::Missing, None, "the order has no lines");
    }
    let dates = (&request.order_date, &request.requested_delivery_date);
    if let (Some(ordered), Some(wanted)) = dates
        && wanted.value < ordered.value
    {
        let message = format!(
            "delivery is wanted on {}, before the order date {}",
            wanted.value, ordered.value
        );
        findings.doubt(
            IssueCode::BadDate,
            Some(wanted.evidence.place.clone()),
            message,
        );
    }
}

fn check_line(request: &OrderRequest, line: &RequestLine, index: usize, findings: &mut Findings) {
    let mut doubt = |code, place: &Place, message: String| {
        let issue = Issue::new(code, Severity::Doubt, message).at(place.clone());
        findings.note(issue.in_request(findings.request()).in_line(index));
    };
    if let Some(quantity) = &line.quantity {
        let place = &quantity.evidence.place;
        match quantity.value {
            value if value == Decimal::ZERO => {
                doubt(
                    IssueCode::BadQuantity,
                    place,
                    "the quantity is zero".to_owned(),
                );
            }
            value if value.is_negative() => {
                doubt(
                    IssueCode::BadQuantity,
                    place,
                    format!("the quantity is negative: {value}"),
                );
            }
            value if value > Decimal::whole(QUANTITY_ABSURD) => {
                doubt(
                    IssueCode::BadQuantity,
                    place,
                    format!("the quantity is absurd: {value}"),
                );
            }
            _ => {}
        }
    }
    if let Some(price) = line
        .unit_price
        .as_ref()
        .filter(|price| price.value.is_negative())
    {
        let message = format!("the price is negative: {}", price.value);
        doubt(IssueCode::BadValue, &price.evidence.place, message);
    }
    let dates = (&request.order_date, &line.requested_delivery_date);
    if let (Some(ordered), Some(wanted)) = dates
        && wanted.value < ordered.value
    {
        let message = format!(
            "delivery is wanted on {}, before the order date {}",
            wanted.value, ordered.value
        );
        doubt(IssueCode::BadDate, &wanted.evidence.place, message);
    }
}

fn check_count(request: &OrderRequest, totals: &Totals, findings: &mut Findings) {
    let found = Decimal::whole(request.lines.len() as i64);
    if let Some(stated) = totals.lines.as_ref().filter(|stated| stated.value != found) {
        let message = format!("{} lines stated, {found} found", stated.value);
        let place = stated.evidence.place.clone();
        findings.notice(IssueCode::CountMismatch, Some(place), message);
    }
}

fn check_quantity(request: &OrderRequest, totals: &Totals, findings: &mut Findings) {
    let quantities = request
        .lines
        .iter()
        .map(|line| Some(line.quantity.as_ref()?.value));
    let (Some(stated), Some(sum)) = (&totals.quantity, quantities.sum_exactly()) else {
        return;
    };
    if stated.value != sum {
        let message = format!(
            "the quantities add up to {sum}, but the document states {}",
            stated.value
        );
        findings.doubt(
            IssueCode::BadTotal,
            Some(stated.evidence.place.clone()),
            message,
        );
    }
}

fn check_amount(request: &OrderRequest, totals: &Totals, findings: &mut Findings) {
    let amounts = request.lines.iter().map(amount);
    let (Some(stated), Some(sum)) = (&totals.amount, amounts.sum_exactly()) else {
        return;
    };
    let rounding = Decimal::new(ROUNDING_MILLI * (request.lines.len() as i64 + 1), 3);
    let off = |a: Decimal, b: Decimal| {
        rounding
            .and_then(|r| b.checked_add(r))
            .is_some_and(|b| a > b)
    };
    if !totals.has_charges && (off(stated.value, sum) || off(sum, stated.value)) {
        let message = format!(
            "the lines add up to {sum}, but the document states a total of {}",
            stated.value
        );
        findings.doubt(
            IssueCode::BadTotal,
            Some(stated.evidence.place.clone()),
            message,
        );
    }
}

/// Quantity times price, where the price basis is a power of ten.
fn amount(line: &RequestLine) -> Option<Decimal> {
    let product = line
        .quantity
        .as_ref()?
        .value
        .checked_mul(line.unit_price.as_ref()?.value)?;
    let basis = line
        .price_basis
        .as_ref()
        .map_or(1, |basis| basis.value.at_scale(0).unwrap_or(0));
    let shift = (0..=6u8).find(|places| 10i64.pow(u32::from(*places)) == basis)?;
    Decimal::new(product.mantissa(), product.scale().checked_add(shift)?)
}
