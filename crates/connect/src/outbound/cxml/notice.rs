//! ShipNoticeRequest: what was shipped.

use super::{Envelope, line_number, order_reference};
use crate::outbound::Despatch;
use crate::outbound::despatch::{DespatchedOrder, Package, PackageKind, PackedLine};
use crate::outbound::facts::Carriage;
use crate::outbound::message::{Message, Unsayable};
use crate::outbound::stamp::{midnight, moment};
use crate::outbound::unit::Units;
use crate::outbound::xml::{Element, element, maybe, said};

/// Writes the ShipNoticeRequest: one portion an order, each line with the package that it lies in.
///
/// # Errors
/// Without the payload id of an order, or when the shipment is larger than [`Despatch::check`]
/// allows.
pub fn ship_notice_request(envelope: &Envelope, facts: &Despatch) -> Result<Message, Unsayable> {
    facts.check()?;
    let header = element("ShipNoticeHeader")
        .at("shipmentID", &facts.number)
        .at("operation", "new")
        .at("noticeDate", moment(facts.at))
        .at("shipmentDate", midnight(facts.shipped))
        .at_if("deliveryDate", facts.expected.map(midnight))
        .at("shipmentType", "actual");
    let portions: Result<Vec<_>, _> = facts.orders.iter().map(portion).collect();
    let request = element("ShipNoticeRequest")
        .and(header)
        .with(facts.carriage.as_ref().and_then(control))
        .with(portions?);
    Ok(envelope.wrap(request))
}

/// Who carries it, and the number that it is tracked by: cXML asks for both.
fn control(carriage: &Carriage) -> Option<Element> {
    let number = carriage
        .tracking
        .as_ref()
        .or(carriage.bill_of_lading.as_ref())?;
    let code = carriage.scac.as_ref();
    let code = code.map(|scac| said("CarrierIdentifier", scac).at("domain", "SCAC"));
    let name = said("CarrierIdentifier", &carriage.carrier).at("domain", "companyName");
    Some(
        element("ShipControl")
            .with(code)
            .and(name)
            .and(said("ShipmentIdentifier", number)),
    )
}

fn portion(order: &DespatchedOrder) -> Result<Element, Unsayable> {
    let mut portion = element("ShipNoticePortion").and(order_reference(&order.order)?);
    let mut items = Vec::new();
    for package in &order.packages {
        package.walk(&mut |package| {
            let lines = package.contents.iter();
            items.extend(lines.map(|line| shipped(package, line)));
        });
    }
    portion = portion.with(items);
    Ok(portion)
}

fn shipped(package: &Package, line: &PackedLine) -> Element {
    let id = element("ItemID")
        .and(said("SupplierPartID", &line.item.seller_code))
        .with(maybe("BuyerPartID", line.item.buyer_code.as_ref()));
    element("ShipNoticeItem")
        .at("quantity", line.quantity)
        .at("lineNumber", line_number(&line.reference))
        .and(id)
        .and(said("UnitOfMeasure", Units::Edifact.of(&line.measure)))
        .and(packaging(package))
        .with(maybe("SupplierBatchID", line.lot.as_ref()))
}

fn packaging(package: &Package) -> Element {
    let kind = match package.kind {
        PackageKind::Pallet => "Pallet",
        PackageKind::Carton => "Carton",
    };
    element("Packaging")
        .and(said("PackagingCode", kind).at("xml:lang", "en"))
        .with(maybe("ShippingContainerSerialCode", package.sscc))
}
