//! OASIS UBL 2.1: OrderResponse, DespatchAdvice and Invoice.
//!
//! What is written is valid by the schemas of the standard; no profile of it (such as Peppol) is
//! claimed. UBL limits no length, so that nothing is cut.

mod advice;
mod invoice;
mod response;
#[cfg(test)]
mod tests;

pub use advice::despatch_advice;
pub use invoice::invoice;
pub use response::order_response;

use super::facts::{Item, Measure, OrderReference, Party, Rate};
use super::unit::Units;
use super::xml::{Element, element, maybe, said};
use vocab::{Currency, Decimal, Money};

const NAMESPACE: &str = "urn:oasis:names:specification:ubl:schema:xsd:";

/// The root of a document, with what every one begins with.
fn root(name: &'static str, number: &str) -> Element {
    let common = |part: &str| format!("{NAMESPACE}{part}-2");
    element(name)
        .at("xmlns", format!("{NAMESPACE}{name}-2"))
        .at("xmlns:cac", common("CommonAggregateComponents"))
        .at("xmlns:cbc", common("CommonBasicComponents"))
        .and(said("cbc:UBLVersionID", "2.1"))
        .and(said("cbc:ID", number))
}

/// `cac:OrderReference` or another reference to the order by this name.
fn order_reference(order: &OrderReference) -> Element {
    element("cac:OrderReference")
        .and(said("cbc:ID", &order.po_number))
        .and(said("cbc:SalesOrderID", &order.order_number))
        .with(maybe("cbc:IssueDate", order.po_date))
}

/// A role of the document, with the party in it.
fn role(name: &'static str, party: &Party) -> Element {
    element(name).and(self::party("cac:Party", party))
}

fn party(name: &'static str, party: &Party) -> Element {
    let gln = party
        .gln
        .map(|gln| said("cbc:ID", gln).at("schemeID", "GLN"));
    let given = maybe("cbc:ID", party.code.as_ref());
    let ids = [gln, given].into_iter().flatten();
    let tax = party.tax_number.as_ref().map(|number| {
        element("cac:PartyTaxScheme")
            .and(said("cbc:CompanyID", number))
            .and(vat())
    });
    element(name)
        .with(ids.map(|id| element("cac:PartyIdentification").and(id)))
        .and(element("cac:PartyName").and(said("cbc:Name", &party.name)))
        .with(address("cac:PostalAddress", party))
        .with(tax)
        .with(contact(party))
}

fn address(name: &'static str, party: &Party) -> Option<Element> {
    let address = &party.address;
    let mut street = address.street_lines(2).into_iter();
    let country = address.country.as_ref().map(|country| {
        let code = said("cbc:IdentificationCode", country.to_uppercase());
        element("cac:Country").and(code)
    });
    element(name)
        .with(maybe("cbc:StreetName", street.next()))
        .with(maybe("cbc:AdditionalStreetName", street.next()))
        .with(maybe("cbc:CityName", address.city.as_ref()))
        .with(maybe("cbc:PostalZone", address.postcode.as_ref()))
        .with(maybe("cbc:CountrySubentity", address.region.as_ref()))
        .with(country)
        .filled()
}

fn contact(party: &Party) -> Option<Element> {
    let contact = &party.contact;
    element("cac:Contact")
        .with(maybe("cbc:Name", contact.name.as_ref()))
        .with(maybe("cbc:Telephone", contact.phone.as_ref()))
        .with(maybe("cbc:ElectronicMail", contact.email.as_ref()))
        .filled()
}

fn vat() -> Element {
    element("cac:TaxScheme").and(said("cbc:ID", "VAT"))
}

/// `cac:Item`; `rest` stands behind what identifies it.
fn item(item: &Item, rest: Option<Element>) -> Element {
    let id = |name, id: Option<Element>| id.map(|id| element(name).and(id));
    let gtin = item
        .gtin
        .map(|gtin| said("cbc:ID", gtin).at("schemeID", "GTIN"));
    element("cac:Item")
        .and(said("cbc:Name", &item.name))
        .with(id(
            "cac:BuyersItemIdentification",
            maybe("cbc:ID", item.buyer_code.as_ref()),
        ))
        .with(id(
            "cac:SellersItemIdentification",
            Some(said("cbc:ID", &item.seller_code)),
        ))
        .with(id("cac:StandardItemIdentification", gtin))
        .with(rest)
}

/// A quantity with its unit.
fn quantity(name: &'static str, value: Decimal, measure: &Measure) -> Element {
    said(name, value).at("unitCode", Units::Ubl.of(measure))
}

/// An amount of minor units.
fn amount(name: &'static str, minor: i64, currency: Currency) -> Element {
    let money = Money { minor, currency };
    said(name, money.digits().as_str()).at("currencyID", currency)
}

/// `cac:Price`.
fn price(rate: Rate, measure: &Measure, currency: Currency) -> Element {
    let amount = said("cbc:PriceAmount", rate.amount).at("currencyID", currency);
    let basis = Decimal::whole(i64::from(rate.basis));
    element("cac:Price")
        .and(amount)
        .and(quantity("cbc:BaseQuantity", basis, measure))
}
