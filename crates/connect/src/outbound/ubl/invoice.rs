//! Invoice.

use super::{amount, item, order_reference, party, price, quantity, role, root, vat};
use crate::outbound::Invoice;
use crate::outbound::codes;
use crate::outbound::invoice::{Charge, ChargeKind, InvoiceLine, Tax, Terms, Totals};
use crate::outbound::message::{Message, Unsayable};
use crate::outbound::xml::{Element, element, maybe, said};
use vocab::{Currency, Decimal};

/// Writes the Invoice.
///
/// # Errors
/// Without a line, and as [`Invoice::checked`].
pub fn invoice(facts: &Invoice) -> Result<Message, Unsayable> {
    if facts.lines.is_empty() {
        return Err(Unsayable::Missing("a line"));
    }
    let totals = facts.checked()?;
    let net = facts.terms.net_days;
    let due = net.map(|days| facts.day.plus(i32::from(days)));
    let shipment = maybe("cbc:ID", facts.shipment.as_ref());
    let lines = facts
        .lines
        .iter()
        .map(|line| invoiced(facts.currency, line));
    let charges = facts.charges.iter();
    let root = root("Invoice", &facts.number)
        .and(said("cbc:IssueDate", facts.day))
        .with(maybe("cbc:DueDate", due))
        .and(said("cbc:InvoiceTypeCode", codes::invoice(facts.kind)))
        .and(said("cbc:DocumentCurrencyCode", facts.currency))
        .and(said("cbc:LineCountNumeric", facts.lines.len()))
        .and(order_reference(&facts.order))
        .with(shipment.map(|id| element("cac:DespatchDocumentReference").and(id)))
        .and(role("cac:AccountingSupplierParty", &facts.seller))
        .and(role("cac:AccountingCustomerParty", &facts.buyer))
        .and(
            element("cac:Delivery")
                .with(maybe("cbc:ActualDeliveryDate", facts.shipped))
                .and(party("cac:DeliveryParty", &facts.ship_to)),
        )
        .with(terms(facts.terms))
        .with(charges.map(|charge| charged(facts.currency, charge)))
        .and(taxes(facts, &totals))
        .and(sums(facts.currency, &totals))
        .with(lines);
    Ok(Message::xml(&root, ""))
}

fn terms(terms: Terms) -> Option<Element> {
    let discount = terms.discount?;
    let early = format!("{}% within {} days", discount.percent, discount.days);
    let percent = said("cbc:SettlementDiscountPercent", discount.percent);
    let terms = element("cac:PaymentTerms").and(said("cbc:Note", early));
    Some(terms.and(percent))
}

/// UN/ECE code lists 7161 and 5189 say what for.
fn charged(currency: Currency, charge: &Charge) -> Element {
    let (adds, reason, code) = match charge.kind {
        ChargeKind::Freight => (true, "Freight", "FC"),
        ChargeKind::Handling => (true, "Handling", "HD"),
        ChargeKind::Discount => (false, "Discount", "95"),
    };
    let net = charge.net_minor.saturating_abs();
    element("cac:AllowanceCharge")
        .and(said("cbc:ChargeIndicator", adds))
        .and(said("cbc:AllowanceChargeReasonCode", code))
        .and(said("cbc:AllowanceChargeReason", reason))
        .and(amount("cbc:Amount", net, currency))
        .and(category("cac:TaxCategory", charge.tax_percent))
}

fn category(name: &'static str, percent: Decimal) -> Element {
    element(name)
        .and(said("cbc:ID", codes::tax_category(percent)))
        .and(said("cbc:Percent", percent))
        .and(vat())
}

fn taxes(facts: &Invoice, totals: &Totals) -> Element {
    let rates = facts.taxes.iter().map(|tax| rate(facts.currency, tax));
    element("cac:TaxTotal")
        .and(amount("cbc:TaxAmount", totals.tax, facts.currency))
        .with(rates)
}

fn rate(currency: Currency, tax: &Tax) -> Element {
    element("cac:TaxSubtotal")
        .and(amount("cbc:TaxableAmount", tax.base_minor, currency))
        .and(amount("cbc:TaxAmount", tax.minor, currency))
        .and(category("cac:TaxCategory", tax.percent))
}

fn sums(currency: Currency, totals: &Totals) -> Element {
    let sums = [
        ("cbc:LineExtensionAmount", totals.lines),
        ("cbc:TaxExclusiveAmount", totals.net),
        ("cbc:TaxInclusiveAmount", totals.gross),
        ("cbc:AllowanceTotalAmount", totals.allowances),
        ("cbc:ChargeTotalAmount", totals.charges),
        ("cbc:PayableAmount", totals.gross),
    ];
    let sums = sums.map(|(name, minor)| amount(name, minor, currency));
    element("cac:LegalMonetaryTotal").with(sums)
}

fn invoiced(currency: Currency, line: &InvoiceLine) -> Element {
    let reference = said("cbc:LineID", line.reference.said());
    let tax = category("cac:ClassifiedTaxCategory", line.tax_percent);
    element("cac:InvoiceLine")
        .and(said("cbc:ID", line.reference.number))
        .and(quantity(
            "cbc:InvoicedQuantity",
            line.quantity,
            &line.measure,
        ))
        .and(amount("cbc:LineExtensionAmount", line.net_minor, currency))
        .and(element("cac:OrderLineReference").and(reference))
        .and(item(&line.item, Some(tax)))
        .and(price(line.rate, &line.measure, currency))
}
