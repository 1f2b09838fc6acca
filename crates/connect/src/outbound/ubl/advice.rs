//! DespatchAdvice: what was shipped, and in which package each line lies.

use super::{item, order_reference, quantity, role, root};
use crate::outbound::Despatch;
use crate::outbound::codes;
use crate::outbound::despatch::{Package, PackedLine, kilograms};
use crate::outbound::facts::{Carriage, Mode, OrderReference};
use crate::outbound::message::{Message, Unsayable};
use crate::outbound::stamp::clock;
use crate::outbound::xml::{Element, element, maybe, said};

/// Writes the DespatchAdvice. The shipment has the outermost packages as handling units with what
/// stands in them; each line names the package that it lies in.
///
/// # Errors
/// When the shipment is larger than [`Despatch::check`] allows, or has no line at all.
pub fn despatch_advice(facts: &Despatch) -> Result<Message, Unsayable> {
    facts.check()?;
    let lines = lines(facts);
    if lines.is_empty() {
        return Err(Unsayable::Missing("a line"));
    }
    let orders = facts
        .orders
        .iter()
        .map(|order| order_reference(&order.order));
    let root = root("DespatchAdvice", &facts.number)
        .and(said("cbc:IssueDate", facts.at.utc_day()))
        .and(said("cbc:IssueTime", clock(facts.at)))
        .and(said("cbc:LineCountNumeric", lines.len()))
        .with(orders)
        .and(role("cac:DespatchSupplierParty", &facts.ship_from))
        .and(role("cac:DeliveryCustomerParty", &facts.ship_to))
        .and(role("cac:BuyerCustomerParty", &facts.buyer))
        .and(role("cac:SellerSupplierParty", &facts.seller))
        .and(shipment(facts))
        .with(lines);
    Ok(Message::xml(&root, ""))
}

fn shipment(facts: &Despatch) -> Element {
    let weight = facts.weight_grams().and_then(kilograms);
    let shipment = element("cac:Shipment").and(said("cbc:ID", &facts.number));
    let carriage = facts.carriage.as_ref();
    let estimated = facts.expected.map(|day| {
        let period = element("cac:EstimatedDeliveryPeriod").and(said("cbc:StartDate", day));
        period.and(said("cbc:EndDate", day))
    });
    let left = said("cbc:ActualDespatchDate", facts.shipped);
    let tracking = maybe("cbc:TrackingID", carriage.and_then(|c| c.tracking.as_ref()));
    shipment
        .with(weight.map(|weight| said("cbc:GrossWeightMeasure", weight).at("unitCode", "KGM")))
        .and(said(
            "cbc:TotalTransportHandlingUnitQuantity",
            facts.packages().count(),
        ))
        .with(carriage.map(consignment))
        .with(carriage.map(stage))
        .and(
            element("cac:Delivery")
                .with(tracking)
                .with(estimated)
                .with(carriage.map(|carriage| {
                    let name = element("cac:PartyName").and(said("cbc:Name", &carriage.carrier));
                    element("cac:CarrierParty").and(name)
                }))
                .and(element("cac:Despatch").and(left)),
        )
        .with(facts.packages().map(handling_unit))
}

/// The bill of lading.
fn consignment(carriage: &Carriage) -> Element {
    let number = carriage.bill_of_lading.as_deref().unwrap_or("NA");
    element("cac:Consignment").and(said("cbc:ID", number))
}

/// UN/ECE Recommendation 19.
fn stage(carriage: &Carriage) -> Element {
    let mode = match carriage.mode {
        Mode::Sea => Some("1"),
        Mode::Rail => Some("2"),
        Mode::Road | Mode::Parcel => Some("3"),
        Mode::Air => Some("4"),
        Mode::Pickup => None,
    };
    let carrier = carriage.scac.as_ref().map(|scac| {
        let id = said("cbc:ID", scac).at("schemeID", "SCAC");
        let id = element("cac:PartyIdentification").and(id);
        element("cac:CarrierParty").and(id)
    });
    element("cac:ShipmentStage")
        .with(maybe("cbc:TransportModeCode", mode))
        .with(carrier)
}

fn serial(package: &Package) -> Option<Element> {
    let sscc = package.sscc?;
    Some(said("cbc:ID", sscc).at("schemeID", "SSCC"))
}

fn handling_unit(package: &Package) -> Element {
    element("cac:TransportHandlingUnit")
        .with(serial(package))
        .and(said(
            "cbc:TransportHandlingUnitTypeCode",
            codes::package(package.kind),
        ))
        .with(package.weight_grams.and_then(kilograms).map(|weight| {
            // UN/ECE code list 6313: the gross weight.
            element("cac:MeasurementDimension")
                .and(said("cbc:AttributeID", "AAB"))
                .and(said("cbc:Measure", weight).at("unitCode", "KGM"))
        }))
        .with(
            package
                .inner
                .iter()
                .map(|inner| contained("cac:Package", inner)),
        )
}

fn contained(name: &'static str, package: &Package) -> Element {
    let inner = package.inner.iter();
    element(name)
        .with(serial(package))
        .and(said("cbc:PackagingTypeCode", codes::package(package.kind)))
        .with(inner.map(|inner| contained("cac:ContainedPackage", inner)))
}

/// Every line, with the package that it lies in.
fn lines(facts: &Despatch) -> Vec<Element> {
    let mut lines = Vec::new();
    for order in &facts.orders {
        for package in &order.packages {
            package.walk(&mut |package| {
                for line in &package.contents {
                    lines.push(despatched(lines.len() + 1, &order.order, package, line));
                }
            });
        }
    }
    lines
}

fn despatched(
    number: usize,
    order: &OrderReference,
    package: &Package,
    line: &PackedLine,
) -> Element {
    let lot = line.lot.as_ref().map(|lot| {
        let lot = element("cac:LotIdentification").and(said("cbc:LotNumberID", lot));
        lot.with(maybe("cbc:ExpiryDate", line.best_before))
    });
    let best_before = maybe("cbc:BestBeforeDate", line.best_before);
    let instance = element("cac:ItemInstance").with(best_before).with(lot);
    let unit = serial(package).map(|serial| {
        let unit = element("cac:TransportHandlingUnit").and(serial);
        let unit = unit.and(said(
            "cbc:TransportHandlingUnitTypeCode",
            codes::package(package.kind),
        ));
        element("cac:Shipment").and(said("cbc:ID", "NA")).and(unit)
    });
    element("cac:DespatchLine")
        .and(said("cbc:ID", number))
        .and(quantity(
            "cbc:DeliveredQuantity",
            line.quantity,
            &line.measure,
        ))
        .and(
            element("cac:OrderLineReference")
                .and(said("cbc:LineID", line.reference.said()))
                .and(order_reference(order)),
        )
        .and(item(&line.item, instance.filled()))
        .with(unit)
}
