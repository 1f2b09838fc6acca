//! OrderResponse: what becomes of an order or of a change of it.

use super::{item, order_reference, price, quantity, role, root};
use crate::outbound::codes;
use crate::outbound::confirmation::{Answers, ConfirmedLine, Fate};
use crate::outbound::message::{Message, Unsayable};
use crate::outbound::stamp::clock;
use crate::outbound::xml::{Element, element, said};
use crate::outbound::{Confirmation, Verdict};
use vocab::Decimal;

/// Writes the OrderResponse. Each part of a line that comes is a delivery with its promised day; what
/// waits is the backorder quantity.
///
/// # Errors
/// When the answer is larger than [`Confirmation::check`] allows.
pub fn order_response(facts: &Confirmation) -> Result<Message, Unsayable> {
    facts.check()?;
    let lines = facts.lines.iter().map(|line| confirmed(facts, line));
    let root = root("OrderResponse", &facts.number)
        .and(said("cbc:SalesOrderID", &facts.order.order_number))
        .and(said("cbc:IssueDate", facts.at.utc_day()))
        .and(said("cbc:IssueTime", clock(facts.at)))
        .and(said("cbc:OrderResponseCode", answer(facts.verdict())))
        .with(facts.notes.iter().map(|note| said("cbc:Note", note)))
        .and(said("cbc:DocumentCurrencyCode", facts.currency))
        .and(order_reference(&facts.order))
        .with(change_reference(&facts.answers))
        .and(role("cac:SellerSupplierParty", &facts.seller))
        .and(role("cac:BuyerCustomerParty", &facts.buyer))
        .and(element("cac:Delivery").and(super::party("cac:DeliveryParty", &facts.ship_to)))
        .with(lines);
    Ok(Message::xml(&root, ""))
}

/// The change that is answered.
fn change_reference(answers: &Answers) -> Option<Element> {
    let Answers::Change { number, day } = answers else {
        return None;
    };
    let number = number.as_ref()?;
    let reference = element("cac:AdditionalDocumentReference").and(said("cbc:ID", number));
    let reference = reference.with(day.map(|day| said("cbc:IssueDate", day)));
    Some(reference.and(said("cbc:DocumentType", "OrderChange")))
}

/// UN/ECE code list 4343: accepted, conditionally accepted, rejected.
fn answer(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "AP",
        Verdict::Changed | Verdict::Backordered => "CA",
        Verdict::Rejected => "RE",
    }
}

fn confirmed(facts: &Confirmation, line: &ConfirmedLine) -> Element {
    let waits = line.sum(|fate| matches!(fate, Fate::Backordered));
    let waits = (waits != Decimal::ZERO)
        .then(|| quantity("cbc:MaximumBackorderQuantity", waits, &line.measure));
    let comes = element("cac:LineItem")
        .and(said("cbc:ID", line.reference.said()))
        .and(said(
            "cbc:LineStatusCode",
            codes::line_action(line.verdict()),
        ))
        .and(quantity("cbc:Quantity", line.promised(), &line.measure))
        .with(waits)
        .with(line.slices.iter().filter_map(|slice| match slice.fate {
            Fate::Promised { delivery, .. } => Some(promised(slice.quantity, delivery, line)),
            Fate::Backordered | Fate::Rejected => None,
        }))
        .with(
            line.rate
                .map(|rate| price(rate, &line.measure, facts.currency)),
        )
        .and(item(&line.item, None));
    let reference = element("cac:OrderLineReference");
    element("cac:OrderLine")
        .and(comes)
        .with(line.instead_of.as_ref().map(|asked| {
            element("cac:SellerSubstitutedLineItem")
                .and(said("cbc:ID", line.reference.said()))
                .and(quantity("cbc:Quantity", line.ordered, &line.measure))
                .and(item(asked, None))
        }))
        .and(reference.and(said("cbc:LineID", line.reference.said())))
}

fn promised(value: Decimal, day: vocab::Day, line: &ConfirmedLine) -> Element {
    let period = element("cac:PromisedDeliveryPeriod")
        .and(said("cbc:StartDate", day))
        .and(said("cbc:EndDate", day));
    element("cac:Delivery")
        .and(quantity("cbc:Quantity", value, &line.measure))
        .and(period)
}
