//! ConfirmationRequest: what becomes of an order.

use super::{Envelope, line_number, order_reference};
use crate::outbound::confirmation::{Answers, ConfirmedLine, Fate, Slice};
use crate::outbound::message::{Message, Unsayable};
use crate::outbound::stamp::{midnight, moment};
use crate::outbound::unit::Units;
use crate::outbound::xml::{Element, element, said};
use crate::outbound::{Confirmation, Verdict};

/// Writes the ConfirmationRequest: all lines, each part with a status of its own.
///
/// # Errors
/// Without the payload id of the order, or when the answer is larger than [`Confirmation::check`] allows.
pub fn confirmation_request(
    envelope: &Envelope,
    facts: &Confirmation,
) -> Result<Message, Unsayable> {
    facts.check()?;
    let kind = match facts.verdict() {
        Verdict::Rejected => "reject",
        Verdict::Accepted | Verdict::Changed | Verdict::Backordered => "allDetail",
    };
    let operation = match facts.answers {
        Answers::Order => "new",
        Answers::Change { .. } => "update",
    };
    let header = element("ConfirmationHeader")
        .at("confirmID", &facts.number)
        .at("operation", operation)
        .at("type", kind)
        .at("noticeDate", moment(facts.at))
        .with(facts.notes.iter().map(|note| said("Comments", note)));
    let lines = facts.lines.iter().filter(|_| kind != "reject");
    let request = element("ConfirmationRequest")
        .and(header)
        .and(order_reference(&facts.order)?)
        .with(lines.map(|line| confirmed(facts, line)));
    Ok(envelope.wrap(request))
}

fn confirmed(facts: &Confirmation, line: &ConfirmedLine) -> Element {
    let statuses = line.slices.iter().map(|slice| status(facts, line, slice));
    element("ConfirmationItem")
        .at("lineNumber", line_number(&line.reference))
        .at("quantity", line.ordered)
        .and(unit(line))
        .with(statuses)
}

fn unit(line: &ConfirmedLine) -> Element {
    said("UnitOfMeasure", Units::Edifact.of(&line.measure))
}

fn status(facts: &Confirmation, line: &ConfirmedLine, slice: &Slice) -> Element {
    let part = |kind: &str| {
        let status = element("ConfirmationStatus").at("quantity", slice.quantity);
        status.at("type", kind)
    };
    match slice.fate {
        Fate::Rejected => part("reject").and(unit(line)),
        Fate::Backordered => part("backordered").and(unit(line)),
        Fate::Promised { delivery, ship } => {
            let accepted = line.difference(slice).is_none();
            part(if accepted { "accept" } else { "detail" })
                .at_if("shipmentDate", ship.map(midnight))
                .at("deliveryDate", midnight(delivery))
                .and(unit(line))
                .with(detail(facts, line, slice, accepted))
        }
    }
}

/// What differs: another item, or else the price that holds.
fn detail(
    facts: &Confirmation,
    line: &ConfirmedLine,
    slice: &Slice,
    accepted: bool,
) -> Option<Element> {
    if line.instead_of.is_some() {
        let id = said("SupplierPartID", &line.item.seller_code);
        let item = element("ItemIn").at("quantity", slice.quantity);
        return Some(item.and(element("ItemID").and(id)));
    }
    let rate = line.rate.filter(|rate| !accepted && rate.basis == 1)?;
    let money = said("Money", rate.amount).at("currency", facts.currency);
    Some(element("UnitPrice").and(money))
}
