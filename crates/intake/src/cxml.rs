//! Reader of cXML 1.2 (Ariba): OrderRequest of type new, update and delete; its other messages are
//! recognised. The credentials of the header are never kept by the tree, so they cannot leak.

use crate::request::Stated;
use crate::tree::clerk::{Clerk, add_notes, joined, likely, lines_within_limit};
use crate::tree::{Node, Step, check};
use crate::{
    Field, Format, IssueCode, OrderRequest, Party, Purpose, Reading, RequestLine, Severity,
};
use vocab::Day;

/// True for the root of a cXML document.
pub fn recognises(root: Node) -> bool {
    root.name() == "cXML"
}

/// Reads a cXML document.
pub fn read_tree(root: Node) -> Reading {
    let message = message_of(root);
    let name = message.map_or("", Node::name);
    let mut reading = Reading::empty(Format::Cxml, purpose_of(name));
    reading.document_type = format!("cXML {name}").trim_end().to_owned();
    reading.control_reference = root.at("@payloadID").and_then(Node::field);
    reading.sender = identity(root, "From");
    reading.receiver = identity(root, "To");
    let mut clerk = Clerk::new(&mut reading);
    match message.filter(|message| message.name() == "OrderRequest") {
        Some(order) => read_order(&mut clerk, root, order),
        None => not_an_order(&mut clerk, name),
    }
    reading
}

/// The one element below Request, Message or Response (cXML guide, "Wrapping layers").
fn message_of(root: Node) -> Option<Node> {
    let wrapper = ["Request", "Message", "Response"]
        .iter()
        .find_map(|name| root.at(name))?;
    wrapper
        .children()
        .find(|child| child.step() == Step::Element && child.name() != "Status")
}

fn purpose_of(message: &str) -> Purpose {
    match message {
        "OrderRequest" => Purpose::Order,
        "ConfirmationRequest" => Purpose::OrderResponse,
        "ShipNoticeRequest" => Purpose::DespatchAdvice,
        "InvoiceDetailRequest" | "InvoiceDetailSummaryRequest" => Purpose::Invoice,
        "StatusUpdateRequest" => Purpose::Acknowledgement,
        "QuoteRequest" | "QuoteMessage" | "CatalogUploadRequest" => Purpose::PriceInformation,
        "ProductActivityMessage" => Purpose::Forecast,
        _ => Purpose::Other,
    }
}

fn not_an_order(clerk: &mut Clerk, name: &str) {
    let (severity, message) = match name {
        "" => (
            Severity::Doubt,
            "the cXML document holds no message".to_owned(),
        ),
        // A shopping cart on its way back to the buyer's own system: the order comes later.
        "PunchOutOrderMessage" | "PunchOutSetupRequest" => (
            Severity::Notice,
            format!("a cXML {name} only prepares an order"),
        ),
        _ => (Severity::Notice, format!("a cXML {name} is not an order")),
    };
    clerk.not_an_order(severity, message);
}

fn identity(root: Node, role: &str) -> Stated<String> {
    let credentials = root.at("Header")?.at(role)?;
    let found = credentials.first(&["Credential/Identity"])?;
    found.field()
}

fn read_order(clerk: &mut Clerk, root: Node, order: Node) {
    let Some(header) = order.at("OrderRequestHeader") else {
        let message = "expected an OrderRequestHeader, found none";
        clerk.note(
            IssueCode::Missing,
            Severity::Error,
            Some(order.place()),
            message,
        );
        return;
    };
    let purpose = order_purpose(clerk, header);
    clerk.reading.purpose = purpose;
    let mut request = OrderRequest::empty(purpose);
    request.po_number = clerk.text(header, &["@orderID"]);
    request.order_date = clerk.day(header, &["@orderDate"]);
    request.requested_delivery_date = header_wanted(clerk, header);
    request.buyer = buyer(root, header);
    request.ship_to = header.at("ShipTo").map(party).unwrap_or_default();
    request.total = clerk.decimal(header, &["Total/Money"]);
    add_notes(&mut request, header.all("Comments"));
    lines(clerk, order, &mut request);
    request.currency = clerk
        .currency(header, &["Total/Money/@currency"])
        .or_else(|| clerk.currency(order, &["ItemOut/ItemDetail/UnitPrice/Money/@currency"]));
    if let Some(issue) = check::doubt_total(&request.total, &request.lines) {
        let number = clerk.reading.requests.len();
        clerk.reading.note(issue.in_request(number));
    }
    clerk.finish(request);
}

/// `type` says new, update (a full replacement) or delete; `orderType` tells frames from orders.
fn order_purpose(clerk: &mut Clerk, header: Node) -> Purpose {
    if let Some(kind) = header
        .at("@orderType")
        .filter(|kind| kind.text() == "blanket")
    {
        let message = "a blanket order is a frame for later releases";
        clerk.note(
            IssueCode::NotInterpreted,
            Severity::Doubt,
            Some(kind.place()),
            message,
        );
    }
    match header.word(&["@type"]) {
        "update" => Purpose::Change,
        "delete" => Purpose::Cancellation,
        "new" | "" => Purpose::Order,
        _ => {
            let place = header.at("@type").map(Node::place);
            let message = "expected the type new, update or delete; read as new";
            clerk.note(IssueCode::BadValue, Severity::Doubt, place, message);
            Purpose::Order
        }
    }
}

/// Stated as an attribute, or as the end of a delivery period.
fn header_wanted(clerk: &mut Clerk, header: Node) -> Stated<Day> {
    let paths = [
        "@requestedDeliveryDate",
        "DeliveryPeriod/Period/@endDate",
        "DeliveryPeriod/Period/@startDate",
    ];
    clerk.day(header, &paths)
}

fn buyer(root: Node, header: Node) -> Party {
    let contact = header.all("Contact").into_iter().find(|contact| {
        matches!(
            contact.word(&["@role"]),
            "buyer" | "soldTo" | "purchasingAgent"
        )
    });
    let mut buyer = contact.map(address).unwrap_or_default();
    buyer.id = identity(root, "From").or(buyer.id);
    buyer
}

/// A ShipTo or BillTo, which wraps one Address.
fn party(node: Node) -> Party {
    let mut party = node.at("Address").map(address).unwrap_or_default();
    party.id = party.id.or_else(|| {
        let found = node.first(&["IdReference/@identifier"]);
        likely(found.and_then(Node::field))
    });
    party
}

fn address(node: Node) -> Party {
    let text = |paths: &[&str]| node.first(paths).and_then(Node::field);
    let parts = [
        "DeliverTo",
        "Street",
        "City",
        "State",
        "PostalCode",
        "Country",
    ];
    let lines = node
        .at("PostalAddress")
        .map(|postal| joined(parts.iter().flat_map(|part| postal.all(part))));
    Party {
        id: text(&["@addressID"]),
        name: text(&["Name"]),
        address: lines.flatten(),
        postcode: text(&["PostalAddress/PostalCode"]),
        city: text(&["PostalAddress/City"]),
        country: text(&[
            "PostalAddress/Country/@isoCountryCode",
            "PostalAddress/Country",
        ]),
        tax_id: None,
        email: text(&["Email"]),
        phone: phone(node),
    }
}

/// `+1 800 5551212` from CountryCode, AreaOrCityCode and Number.
fn phone(node: Node) -> Stated<String> {
    let number = node.at("Phone")?.at("TelephoneNumber")?;
    let parts = ["CountryCode", "AreaOrCityCode", "Number"];
    let mut phone = joined(parts.iter().filter_map(|part| number.at(part)))?;
    phone.value = phone.value.replace(", ", " ");
    phone.evidence.text = phone.value.clone();
    Some(phone)
}

fn lines(clerk: &mut Clerk, order: Node, request: &mut OrderRequest) {
    let items: Vec<Node> = order.named("ItemOut").collect();
    let count = lines_within_limit(clerk, items.len());
    for (number, item) in items.into_iter().take(count).enumerate() {
        clerk.line = Some(number);
        request.lines.push(line(clerk, item));
        add_notes(request, item.all("Comments"));
    }
    clerk.line = None;
}

fn line(clerk: &mut Clerk, item: Node) -> RequestLine {
    let supplier = clerk.text(item, &["ItemID/SupplierPartID"]);
    let manufacturer = || likely(clerk.text(item, &["ItemDetail/ManufacturerPartID"]));
    let supplier_part = supplier.or_else(manufacturer);
    RequestLine {
        line_no: clerk.text(item, &["@lineNumber"]),
        buyer_part: clerk.text(item, &["ItemID/BuyerPartID"]),
        supplier_part,
        gtin: gtin(item),
        description: clerk.text(
            item,
            &[
                "ItemDetail/Description",
                "ItemDetail/Description/ShortName",
                "BlanketItemDetail/Description",
            ],
        ),
        quantity: clerk.decimal(item, &["@quantity"]),
        uom: clerk.text(
            item,
            &[
                "ItemDetail/UnitOfMeasure",
                "BlanketItemDetail/UnitOfMeasure",
            ],
        ),
        unit_price: clerk.decimal(item, &["ItemDetail/UnitPrice/Money"]),
        price_basis: clerk.decimal(item, &["ItemDetail/PriceBasisQuantity/@quantity"]),
        units_per_traded_unit: None,
        requested_delivery_date: line_wanted(clerk, item),
        ship_to_id: clerk.text(item, &["ShipTo/Address/@addressID"]),
    }
}

/// The item's own date, or the last of its schedule lines.
fn line_wanted(clerk: &mut Clerk, item: Node) -> Stated<Day> {
    let schedule: Vec<Node> = item.named("ScheduleLine").collect();
    if schedule.len() > 1 {
        let message = format!(
            "the line is split into {} deliveries; the last date is read",
            schedule.len()
        );
        let place = Some(schedule[0].place());
        clerk.note(IssueCode::NotInterpreted, Severity::Doubt, place, message);
    }
    clerk.day(item, &["@requestedDeliveryDate"]).or_else(|| {
        let days = schedule.iter();
        let days: Vec<Field<Day>> = days
            .filter_map(|line| clerk.day(*line, &["@requestedDeliveryDate"]))
            .collect();
        days.into_iter().max_by_key(|day| day.value)
    })
}

fn gtin(item: Node) -> Stated<String> {
    let industry = "ItemDetail/ItemDetailIndustry/ItemDetailRetail/EANID";
    let reference = item.all("ItemID/IdReference").into_iter().find(|id| {
        let domain = id.word(&["@domain"]).to_ascii_uppercase();
        matches!(
            domain.as_str(),
            "EAN" | "EANID" | "EAN-13" | "GTIN" | "UPC" | "UPCID"
        )
    });
    let found = item.first(&[industry]);
    found
        .or_else(|| reference?.at("@identifier"))
        .and_then(Node::field)
}
