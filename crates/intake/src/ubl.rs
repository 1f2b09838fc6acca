//! Reader of UBL 2.0 to 2.4 (OASIS), Peppol BIS Ordering 3 included: Order, OrderChange and
//! OrderCancellation become requests; its other documents are recognised.

use crate::request::Stated;
use crate::tree::clerk::{Clerk, add_notes, joined, likely, lines_within_limit};
use crate::tree::{Node, check};
use crate::{
    Field, Format, IssueCode, OrderRequest, Party, Purpose, Reading, RequestLine, Severity,
};
use vocab::{Day, Decimal};

const NAMESPACE: &str = "urn:oasis:names:specification:ubl:schema:xsd:";

/// True for the root of a UBL 2 document: by a namespace that it declares, or, where the
/// namespaces were lost, by the elements that every order has.
pub fn recognises(root: Node) -> bool {
    let declares = root
        .children()
        .take_while(|child| child.name().starts_with('@'))
        .any(|attribute| {
            attribute.text().starts_with(NAMESPACE) && attribute.text().contains("-2")
        });
    let has = |name| root.at(name).is_some();
    declares || has("BuyerCustomerParty") && has("SellerSupplierParty") && has("ID")
}

/// Reads a UBL document.
pub fn read_tree(root: Node) -> Reading {
    let purpose = purpose_of(root.name());
    let mut reading = Reading::empty(Format::Ubl, purpose);
    let profile = root.word(&["CustomizationID", "UBLVersionID"]);
    reading.document_type = format!("UBL {} {profile}", root.name())
        .trim_end()
        .to_owned();
    reading.control_reference = root.at("ID").and_then(Node::field);
    reading.sender = party_id(root, "BuyerCustomerParty");
    reading.receiver = party_id(root, "SellerSupplierParty");
    let mut clerk = Clerk::new(&mut reading);
    match purpose {
        Purpose::Order | Purpose::Change | Purpose::Cancellation => {
            order(&mut clerk, root, purpose)
        }
        _ => {
            let message = format!("a UBL {} is not an order", root.name());
            clerk.not_an_order(Severity::Notice, message);
        }
    }
    reading
}

fn purpose_of(name: &str) -> Purpose {
    match name {
        "Order" => Purpose::Order,
        "OrderChange" => Purpose::Change,
        "OrderCancellation" => Purpose::Cancellation,
        "OrderResponse" | "OrderResponseSimple" => Purpose::OrderResponse,
        "Invoice" | "CreditNote" | "DebitNote" | "SelfBilledInvoice" => Purpose::Invoice,
        "DespatchAdvice" => Purpose::DespatchAdvice,
        "ApplicationResponse" => Purpose::Acknowledgement,
        "Catalogue" | "CatalogueRequest" | "Quotation" | "RequestForQuotation" => {
            Purpose::PriceInformation
        }
        "Forecast" | "ForecastRevision" => Purpose::Forecast,
        "InventoryReport" | "StockAvailabilityReport" => Purpose::InventoryReport,
        _ => Purpose::Other,
    }
}

fn order(clerk: &mut Clerk, root: Node, purpose: Purpose) {
    let mut request = OrderRequest::empty(purpose);
    if purpose == Purpose::Order {
        request.po_number = clerk.text(root, &["ID"]);
        request.order_date = clerk.day(root, &["IssueDate"]);
    } else {
        request.po_number = clerk.text(root, &["OrderReference/ID"]);
        request.order_date = clerk.day(root, &["OrderReference/IssueDate"]);
    }
    request.currency = clerk.currency(
        root,
        &[
            "DocumentCurrencyCode",
            "PricingCurrencyCode",
            "OrderLine/LineItem/Price/PriceAmount/@currencyID",
            "AnticipatedMonetaryTotal/PayableAmount/@currencyID",
        ],
    );
    request.buyer = customer(root);
    delivery(clerk, root, &mut request);
    request.total = clerk.decimal(root, &["AnticipatedMonetaryTotal/PayableAmount"]);
    add_notes(&mut request, root.all("Note"));
    add_notes(&mut request, root.all("CancellationNote"));
    blanket(clerk, root);
    lines(clerk, root, &mut request);
    line_total(clerk, root, &request);
    clerk.finish(request);
}

/// UNCL 1001: 221 is a blanket order, a frame for later call-offs.
fn blanket(clerk: &mut Clerk, root: Node) {
    if let Some(code) = root.at("OrderTypeCode").filter(|code| code.text() == "221") {
        let message = "a blanket order (type 221) is a frame for later call-offs";
        clerk.note(
            IssueCode::NotInterpreted,
            Severity::Doubt,
            Some(code.place()),
            message,
        );
    }
}

fn party_id(root: Node, role: &str) -> Stated<String> {
    let party = root.at(role)?.at("Party")?;
    let found = party.first(&["EndpointID", "PartyIdentification/ID"])?;
    found.field()
}

fn customer(root: Node) -> Party {
    let roles = [
        "BuyerCustomerParty",
        "AccountingCustomerParty",
        "OriginatorCustomerParty",
    ];
    let Some(customer) = roles.iter().find_map(|role| root.at(role)) else {
        return Party::default();
    };
    let mut party = customer.at("Party").map(party).unwrap_or_default();
    if party.id.is_none() {
        let own = ["SupplierAssignedAccountID", "CustomerAssignedAccountID"];
        party.id = customer.first(&own).and_then(Node::field);
    }
    party.id = party.id.or_else(|| {
        let found = customer.first(&["Party/EndpointID", "Party/PartyLegalEntity/CompanyID"]);
        likely(found.and_then(Node::field))
    });
    party
}

fn party(node: Node) -> Party {
    let text = |paths: &[&str]| node.first(paths).and_then(Node::field);
    let mut party = Party {
        id: text(&["PartyIdentification/ID"]),
        name: text(&["PartyName/Name", "PartyLegalEntity/RegistrationName"]),
        tax_id: text(&["PartyTaxScheme/CompanyID"]),
        email: text(&["Contact/ElectronicMail"]),
        phone: text(&["Contact/Telephone"]),
        ..Party::default()
    };
    if let Some(address) = node.at("PostalAddress") {
        add_address(&mut party, address);
    }
    party
}

/// cac:Address, in the order that letters are written: street, town, country, then free lines.
fn add_address(party: &mut Party, address: Node) {
    let parts = [
        "Postbox",
        "StreetName",
        "AdditionalStreetName",
        "BuildingName",
        "BuildingNumber",
        "CityName",
        "PostalZone",
        "CountrySubentity",
        "Country/IdentificationCode",
        "AddressLine/Line",
    ];
    party.address = joined(parts.iter().flat_map(|part| address.all(part)));
    let text = |path: &str| address.first(&[path]).and_then(Node::field);
    party.city = text("CityName");
    party.postcode = text("PostalZone");
    party.country = text("Country/IdentificationCode");
}

fn delivery(clerk: &mut Clerk, root: Node, request: &mut OrderRequest) {
    let deliveries = root.all("Delivery");
    let Some(delivery) = deliveries.first().copied() else {
        return;
    };
    if deliveries.len() > 1 {
        let message = format!(
            "the order asks for {} deliveries; the first is read",
            deliveries.len()
        );
        let place = Some(deliveries[1].place());
        clerk.note(IssueCode::NotInterpreted, Severity::Doubt, place, message);
    }
    request.requested_delivery_date = wanted(clerk, delivery);
    request.ship_to = ship_to(delivery);
}

fn ship_to(delivery: Node) -> Party {
    let mut ship_to = delivery.at("DeliveryParty").map(party).unwrap_or_default();
    let Some(location) = delivery.at("DeliveryLocation") else {
        if let Some(address) = delivery.at("DeliveryAddress") {
            add_address(&mut ship_to, address);
        }
        return ship_to;
    };
    let text = |path: &str| location.first(&[path]).and_then(Node::field);
    ship_to.id = text("ID").or(ship_to.id);
    ship_to.name = ship_to.name.or(text("Name")).or(text("Description"));
    let address = location
        .at("Address")
        .or_else(|| delivery.at("DeliveryAddress"));
    if let Some(address) = address {
        add_address(&mut ship_to, address);
    }
    ship_to
}

/// The end of the period that a delivery is wanted in.
fn wanted(clerk: &mut Clerk, delivery: Node) -> Stated<Day> {
    let paths = [
        "RequestedDeliveryPeriod/EndDate",
        "RequestedDeliveryPeriod/StartDate",
        "LatestDeliveryDate",
    ];
    clerk.day(delivery, &paths)
}

fn lines(clerk: &mut Clerk, root: Node, request: &mut OrderRequest) {
    let lines = root.all("OrderLine");
    let count = lines_within_limit(clerk, lines.len());
    for (number, order_line) in lines.into_iter().take(count).enumerate() {
        clerk.line = Some(number);
        if let Some(item) = order_line.at("LineItem") {
            request.lines.push(line(clerk, item));
        } else {
            request.lines.push(RequestLine::default());
        }
        add_notes(request, order_line.all("Note"));
    }
    clerk.line = None;
}

fn line(clerk: &mut Clerk, node: Node) -> RequestLine {
    status(clerk, node);
    let item = |paths: &[&str]| node.at("Item")?.first(paths)?.field();
    RequestLine {
        line_no: clerk.text(node, &["ID"]),
        buyer_part: item(&["BuyersItemIdentification/ID"]),
        supplier_part: item(&["SellersItemIdentification/ID"])
            .or_else(|| likely(item(&["ManufacturersItemIdentification/ID"]))),
        gtin: gtin(node),
        description: item(&["Name", "Description"]),
        quantity: clerk.decimal(node, &["Quantity"]),
        uom: clerk.text(node, &["Quantity/@unitCode"]),
        unit_price: clerk.decimal(node, &["Price/PriceAmount"]),
        price_basis: clerk.decimal(node, &["Price/BaseQuantity"]),
        units_per_traded_unit: clerk.decimal(node, &["Item/PackSizeNumeric"]),
        requested_delivery_date: line_wanted(clerk, node),
        ship_to_id: clerk.text(
            node,
            &[
                "Delivery/DeliveryLocation/ID",
                "Delivery/DeliveryParty/PartyIdentification/ID",
            ],
        ),
    }
}

/// UNCL 1229: 2 deletes the line. What else a change says stands in its quantities and prices.
fn status(clerk: &mut Clerk, line: Node) {
    if let Some(code) = line.at("LineStatusCode").filter(|code| code.text() == "2") {
        let message = "the line status (2) says that this line is to be deleted";
        clerk.note(
            IssueCode::NotInterpreted,
            Severity::Doubt,
            Some(code.place()),
            message,
        );
    }
}

/// A standard item identification counts as a GTIN when its scheme says so (ISO 6523 0160) or it
/// names no scheme and has the digits of one.
fn gtin(line: Node) -> Stated<String> {
    let ids = line.all("Item/StandardItemIdentification/ID");
    let others = line.all("Item/AdditionalItemIdentification/ID");
    let named = |id: &&Node| {
        let scheme = id.word(&["@schemeID"]).to_ascii_uppercase();
        matches!(scheme.as_str(), "0160" | "GTIN" | "EAN" | "EAN13" | "UPC")
    };
    let bare = |id: &&Node| {
        let digits = id.text().bytes().all(|b| b.is_ascii_digit());
        digits && matches!(id.text().len(), 8 | 12 | 13 | 14)
    };
    let found = ids.iter().chain(&others).find(named);
    found
        .or_else(|| ids.iter().find(bare))
        .and_then(|id| id.field())
}

fn line_wanted(clerk: &mut Clerk, line: Node) -> Stated<Day> {
    let deliveries = line.all("Delivery");
    let days: Vec<Field<Day>> = deliveries
        .iter()
        .filter_map(|d| wanted(clerk, *d))
        .collect();
    if deliveries.len() > 1 {
        let message = format!(
            "the line is split into {} deliveries; the last date is read",
            deliveries.len()
        );
        let place = Some(deliveries[0].place());
        clerk.note(IssueCode::NotInterpreted, Severity::Doubt, place, message);
    }
    days.into_iter().max_by_key(|day| day.value)
}

/// The stated sum of the lines against the stated amounts of the lines (allowances included).
fn line_total(clerk: &mut Clerk, root: Node, request: &OrderRequest) {
    let stated = clerk.decimal(root, &["AnticipatedMonetaryTotal/LineExtensionAmount"]);
    let amounts = root.all("OrderLine/LineItem/LineExtensionAmount");
    if amounts.len() != request.lines.len() {
        return;
    }
    let amount = |node: &Node| crate::tree::values::decimal(node.text());
    let parts: Option<Vec<Decimal>> = amounts.iter().map(amount).collect();
    if let Some(issue) = check::doubt_sum(&stated, &parts.unwrap_or_default()) {
        let request = clerk.reading.requests.len();
        clerk.reading.note(issue.in_request(request));
    }
}
