//! cXML 1.2 OrderRequest, as procurement networks send it.

use super::ubl::unit;
use super::xml::Xml;
use super::{Party, SampleLine, SampleOrder, major};
use crate::company::{NAME, OWN_GLN};

const DOCTYPE: &str =
    "<!DOCTYPE cXML SYSTEM \"http://xml.cxml.org/schemas/cXML/1.2.024/cXML.dtd\">\n";
const ENGLISH: [(&str, &str); 1] = [("xml:lang", "en")];

/// A new order.
pub fn order(order: &SampleOrder) -> String {
    let mut xml = Xml::new();
    xml.raw(DOCTYPE);
    let stamp = format!("{}T08:15:00+02:00", order.ordered);
    let payload = format!("{}@{}", order.control_number(), domain(&order.buyer));
    xml.open(
        "cXML",
        &[
            ("payloadID", &payload),
            ("timestamp", &stamp),
            ("version", "1.2.024"),
        ],
    );
    xml.within(&["Header"], |xml| header(xml, order));
    xml.open("Request", &[("deploymentMode", "production")]);
    xml.open("OrderRequest", &[]);
    xml.open(
        "OrderRequestHeader",
        &[
            ("orderID", &order.po_number),
            ("orderDate", &stamp),
            ("type", "new"),
        ],
    );
    request_header(&mut xml, order);
    xml.close();
    for (line, number) in order.lines.iter().zip(1..) {
        item_out(&mut xml, order, line, number);
    }
    xml.text()
}

fn domain(party: &Party) -> &str {
    party
        .email
        .split_once('@')
        .map_or("buyer.example", |(_, domain)| domain)
}

fn header(xml: &mut Xml, order: &SampleOrder) {
    for (role, domain, identity) in [
        ("From", "NetworkID", order.buyer.key()),
        ("To", "NetworkID", OWN_GLN.to_owned()),
        ("Sender", "NetworkID", "procurement-hub.example".to_owned()),
    ] {
        xml.open(role, &[]);
        xml.open("Credential", &[("domain", domain)]);
        xml.leaf("Identity", &[], &identity);
        xml.close();
        if role == "Sender" {
            xml.leaf("UserAgent", &[], "Procurement Hub 7");
        }
        xml.close();
    }
}

fn request_header(xml: &mut Xml, order: &SampleOrder) {
    xml.within(&["Total"], |xml| money(xml, order, order.total()));
    xml.within(&["ShipTo"], |xml| address(xml, &order.ship_to));
    xml.within(&["BillTo"], |xml| address(xml, &order.buyer));
    if let Some(note) = &order.note {
        xml.leaf("Comments", &ENGLISH, note);
    }
    xml.leaf("Extrinsic", &[("name", "supplierName")], NAME);
}

fn address(xml: &mut Xml, party: &Party) {
    let key = party.key();
    xml.open(
        "Address",
        &[
            ("isoCountryCode", party.address.country),
            ("addressID", &key),
        ],
    );
    xml.leaf("Name", &ENGLISH, &party.name);
    xml.open("PostalAddress", &[]);
    xml.leaf("DeliverTo", &[], &party.contact);
    xml.leaf("Street", &[], &party.address.street);
    xml.leaf("City", &[], party.address.city);
    xml.leaf("PostalCode", &[], &party.address.postcode);
    xml.leaf(
        "Country",
        &[("isoCountryCode", party.address.country)],
        "Israel",
    );
    xml.close();
    xml.leaf("Email", &[], &party.email);
    xml.close();
}

fn item_out(xml: &mut Xml, order: &SampleOrder, line: &SampleLine, number: usize) {
    let (number, quantity) = (number.to_string(), line.quantity.to_string());
    let day = order
        .requested
        .map(|day| day.to_string())
        .unwrap_or_default();
    let mut attributes = vec![("quantity", quantity.as_str()), ("lineNumber", &number)];
    if !day.is_empty() {
        attributes.push(("requestedDeliveryDate", &day));
    }
    xml.open("ItemOut", &attributes);
    xml.within(&["ItemID"], |xml| {
        xml.leaf(
            "SupplierPartID",
            &[],
            line.code.as_deref().unwrap_or_default(),
        );
        if let Some(part) = &line.part {
            xml.leaf("BuyerPartID", &[], part);
        }
    });
    xml.within(&["ItemDetail"], |xml| detail(xml, order, line));
    xml.close();
}

fn detail(xml: &mut Xml, order: &SampleOrder, line: &SampleLine) {
    if let Some(price) = line.price {
        xml.within(&["UnitPrice"], |xml| money(xml, order, price));
    }
    xml.leaf("Description", &ENGLISH, &line.description);
    xml.leaf("UnitOfMeasure", &[], unit(line.unit));
    // UNSPSC 50000000: food, beverage and tobacco products.
    xml.leaf("Classification", &[("domain", "UNSPSC")], "50000000");
}

fn money(xml: &mut Xml, order: &SampleOrder, minor: i64) {
    xml.leaf(
        "Money",
        &[("currency", order.currency.as_str())],
        &major(minor, order.currency),
    );
}
