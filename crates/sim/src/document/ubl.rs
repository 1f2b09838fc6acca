//! OASIS UBL 2.1 as Peppol BIS Ordering 3 uses it: Order, and the cancellation of one.

use super::xml::Xml;
use super::{Party, SampleLine, SampleOrder, major};
use crate::company::{Address, NAME, OWN_GLN};
use vocab::Unit;

const SCHEMA: &str = "urn:oasis:names:specification:ubl:schema:xsd:";
/// ISO 6523 scheme of a GLN.
const GLN_SCHEME: [(&str, &str); 1] = [("schemeID", "0088")];
/// ISO 6523 scheme of a GTIN.
const GTIN_SCHEME: [(&str, &str); 1] = [("schemeID", "0160")];

/// An Order.
pub fn order(order: &SampleOrder) -> String {
    let mut xml = document("Order", "order", "ordering");
    xml.leaf("cbc:ID", &[], &order.po_number);
    xml.leaf("cbc:IssueDate", &[], &order.ordered.to_string());
    // Code list 1001: 220 is an order.
    xml.leaf("cbc:OrderTypeCode", &[], "220");
    if let Some(note) = &order.note {
        xml.leaf("cbc:Note", &[], note);
    }
    xml.leaf("cbc:DocumentCurrencyCode", &[], order.currency.as_str());
    parties(&mut xml, order);
    xml.within(&["cac:Delivery"], |xml| delivery(xml, order));
    xml.within(&["cac:AnticipatedMonetaryTotal"], |xml| {
        amount(xml, "cbc:LineExtensionAmount", order, order.total());
        amount(xml, "cbc:PayableAmount", order, order.total());
    });
    for (line, number) in order.lines.iter().zip(1..) {
        xml.within(&["cac:OrderLine", "cac:LineItem"], |xml| {
            line_item(xml, order, line, number)
        });
    }
    xml.text()
}

/// An OrderCancellation.
pub fn cancellation(order: &SampleOrder) -> String {
    let mut xml = document(
        "OrderCancellation",
        "order_cancellation",
        "advanced_ordering",
    );
    xml.leaf("cbc:ID", &[], &format!("{}-X", order.po_number));
    xml.leaf("cbc:IssueDate", &[], &order.ordered.to_string());
    xml.leaf("cbc:CancellationNote", &[], "Ordered by mistake");
    xml.within(&["cac:OrderReference"], |xml| {
        xml.leaf("cbc:ID", &[], &order.po_number)
    });
    parties(&mut xml, order);
    xml.text()
}

/// An Invoice with the buyer and the lines of an order: what must never become an order.
pub fn invoice(order: &SampleOrder) -> String {
    let mut xml = document("Invoice", "invoice", "billing");
    xml.leaf("cbc:ID", &[], &format!("INV-{}", order.po_number));
    xml.leaf("cbc:IssueDate", &[], &order.ordered.to_string());
    // Code list 1001: 380 is a commercial invoice.
    xml.leaf("cbc:InvoiceTypeCode", &[], "380");
    xml.leaf("cbc:DocumentCurrencyCode", &[], order.currency.as_str());
    xml.within(&["cac:OrderReference"], |xml| {
        xml.leaf("cbc:ID", &[], &order.po_number)
    });
    xml.within(&["cac:LegalMonetaryTotal"], |xml| {
        amount(xml, "cbc:PayableAmount", order, order.total());
    });
    for (line, number) in order.lines.iter().zip(1..) {
        xml.within(&["cac:InvoiceLine"], |xml| {
            xml.leaf("cbc:ID", &[], &number.to_string());
            xml.leaf(
                "cbc:InvoicedQuantity",
                &[("unitCode", unit(line.unit))],
                &line.quantity.to_string(),
            );
            amount(xml, "cbc:LineExtensionAmount", order, line.amount());
            item(xml, line);
        });
    }
    xml.text()
}

fn document(root: &'static str, transaction: &str, process: &str) -> Xml {
    let mut xml = Xml::new();
    let namespace = |name: &str| format!("{SCHEMA}{name}-2");
    xml.open(
        root,
        &[
            ("xmlns", &namespace(root)),
            ("xmlns:cac", &namespace("CommonAggregateComponents")),
            ("xmlns:cbc", &namespace("CommonBasicComponents")),
        ],
    );
    xml.leaf(
        "cbc:CustomizationID",
        &[],
        &format!("urn:fdc:peppol.eu:poacc:trns:{transaction}:3"),
    );
    xml.leaf(
        "cbc:ProfileID",
        &[],
        &format!("urn:fdc:peppol.eu:poacc:bis:{process}:3"),
    );
    xml
}

fn parties(xml: &mut Xml, order: &SampleOrder) {
    xml.within(&["cac:BuyerCustomerParty", "cac:Party"], |xml| {
        buyer(xml, &order.buyer)
    });
    xml.within(&["cac:SellerSupplierParty", "cac:Party"], |xml| {
        xml.leaf("cbc:EndpointID", &GLN_SCHEME, OWN_GLN);
        xml.within(&["cac:PartyIdentification"], |xml| {
            xml.leaf("cbc:ID", &GLN_SCHEME, OWN_GLN)
        });
        xml.within(&["cac:PartyLegalEntity"], |xml| {
            xml.leaf("cbc:RegistrationName", &[], NAME)
        });
    });
}

fn buyer(xml: &mut Xml, party: &Party) {
    let scheme: &[(&str, &str)] = if party.gln.is_some() {
        &GLN_SCHEME
    } else {
        &[]
    };
    xml.leaf("cbc:EndpointID", scheme, &party.key());
    xml.within(&["cac:PartyIdentification"], |xml| {
        xml.leaf("cbc:ID", scheme, &party.key())
    });
    xml.within(&["cac:PartyName"], |xml| {
        xml.leaf("cbc:Name", &[], &party.name)
    });
    xml.within(&["cac:PostalAddress"], |xml| address(xml, &party.address));
    xml.within(&["cac:PartyTaxScheme"], |xml| {
        xml.leaf("cbc:CompanyID", &[], &format!("IL{}", party.tax_id));
        xml.within(&["cac:TaxScheme"], |xml| xml.leaf("cbc:ID", &[], "VAT"));
    });
    xml.within(&["cac:PartyLegalEntity"], |xml| {
        xml.leaf("cbc:RegistrationName", &[], &party.name)
    });
    xml.within(&["cac:Contact"], |xml| {
        xml.leaf("cbc:Name", &[], &party.contact);
        xml.leaf("cbc:Telephone", &[], &party.phone);
        xml.leaf("cbc:ElectronicMail", &[], &party.email);
    });
}

fn address(xml: &mut Xml, address: &Address) {
    xml.leaf("cbc:StreetName", &[], &address.street);
    xml.leaf("cbc:CityName", &[], address.city);
    xml.leaf("cbc:PostalZone", &[], &address.postcode);
    xml.within(&["cac:Country"], |xml| {
        xml.leaf("cbc:IdentificationCode", &[], address.country)
    });
}

fn delivery(xml: &mut Xml, order: &SampleOrder) {
    let place = &order.ship_to;
    xml.within(&["cac:DeliveryLocation"], |xml| {
        let scheme: &[(&str, &str)] = if place.gln.is_some() {
            &GLN_SCHEME
        } else {
            &[]
        };
        xml.leaf("cbc:ID", scheme, &place.key());
        xml.leaf("cbc:Name", &[], &place.name);
        xml.within(&["cac:Address"], |xml| address(xml, &place.address));
    });
    if let Some(day) = order.requested {
        xml.within(&["cac:RequestedDeliveryPeriod"], |xml| {
            xml.leaf("cbc:StartDate", &[], &day.to_string());
            xml.leaf("cbc:EndDate", &[], &day.to_string());
        });
    }
}

fn line_item(xml: &mut Xml, order: &SampleOrder, line: &SampleLine, number: usize) {
    xml.leaf("cbc:ID", &[], &number.to_string());
    xml.leaf(
        "cbc:Quantity",
        &[("unitCode", unit(line.unit))],
        &line.quantity.to_string(),
    );
    if let Some(price) = line.price {
        amount(xml, "cbc:LineExtensionAmount", order, line.amount());
        xml.within(&["cac:Price"], |xml| {
            amount(xml, "cbc:PriceAmount", order, price);
            xml.leaf("cbc:BaseQuantity", &[("unitCode", unit(line.unit))], "1");
        });
    }
    item(xml, line);
}

fn item(xml: &mut Xml, line: &SampleLine) {
    xml.within(&["cac:Item"], |xml| {
        xml.leaf("cbc:Name", &[], &line.description);
        if let Some(part) = &line.part {
            xml.within(&["cac:BuyersItemIdentification"], |xml| {
                xml.leaf("cbc:ID", &[], part)
            });
        }
        if let Some(code) = &line.code {
            xml.within(&["cac:SellersItemIdentification"], |xml| {
                xml.leaf("cbc:ID", &[], code)
            });
        }
        if let Some(gtin) = line.gtin {
            let gtin = gtin.to_string();
            xml.within(&["cac:StandardItemIdentification"], |xml| {
                xml.leaf("cbc:ID", &GTIN_SCHEME, &gtin)
            });
        }
    });
}

fn amount(xml: &mut Xml, name: &str, order: &SampleOrder, minor: i64) {
    let text = major(minor, order.currency);
    xml.leaf(name, &[("currencyID", order.currency.as_str())], &text);
}

/// UN/ECE Recommendations 20 and 21.
pub(super) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Case => "XCT",
        Unit::Pallet => "XPX",
        Unit::Pack => "XPK",
        Unit::Dozen => "DZN",
        Unit::Gram => "GRM",
        Unit::Kilogram => "KGM",
        Unit::Millilitre => "MLT",
        Unit::Litre => "LTR",
        Unit::Metre => "MTR",
        Unit::SquareMetre => "MTK",
        Unit::Pound => "LBR",
        Unit::Hundred => "CEN",
        Unit::Thousand => "MIL",
        Unit::Pair => "PR",
        Unit::Set => "SET",
        Unit::Hour => "HUR",
        Unit::Foot => "FOT",
        Unit::Each | Unit::Layer | Unit::Roll => "EA",
    }
}
