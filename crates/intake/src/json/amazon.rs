//! Amazon Selling Partner API: retail orders (v0), their items, and vendor purchase orders (v1).

use super::unwrapped;
use crate::request::Stated;
use crate::tree::clerk::{Clerk, add_notes, joined, lines_within_limit, requests_within_limit};
use crate::tree::values::divided;
use crate::tree::{Node, Step};
use crate::{Format, IssueCode, OrderRequest, Party, Purpose, Reading, RequestLine, Severity};
use vocab::{Day, Decimal};

/// Reads orders of either API; `None` when it is none of them.
pub fn read_tree(root: Node) -> Option<Reading> {
    let body = root.at("payload").unwrap_or(root);
    let orders = unwrapped(body, &["orders", "Orders", "order"]);
    let (kind, read): (&str, fn(&mut Clerk, Node)) = match orders.first()? {
        order if order.at("AmazonOrderId").is_some() => ("retail order", retail),
        order
            if order.at("purchaseOrderNumber").is_some() && order.at("orderDetails").is_some() =>
        {
            ("vendor purchase order", vendor)
        }
        _ => return None,
    };
    let mut reading = Reading::empty(Format::Amazon, Purpose::Order);
    reading.document_type = format!("Amazon {kind}");
    let count = requests_within_limit(&mut reading, orders.len());
    for order in orders.into_iter().take(count) {
        read(&mut Clerk::new(&mut reading), order);
    }
    Some(reading)
}

fn retail(clerk: &mut Clerk, order: Node) {
    let mut request = OrderRequest::empty(Purpose::Order);
    if let Some(status) = order
        .at("OrderStatus")
        .filter(|status| status.text() == "Canceled")
    {
        let message = "Amazon says that this order is cancelled";
        clerk.note(
            IssueCode::Contradiction,
            Severity::Doubt,
            Some(status.place()),
            message,
        );
    }
    request.po_number = clerk.text(order, &["AmazonOrderId"]);
    request.order_date = clerk.day(order, &["PurchaseDate"]);
    request.currency = clerk.currency(
        order,
        &[
            "OrderTotal/CurrencyCode",
            "OrderItems/ItemPrice/CurrencyCode",
        ],
    );
    request.total = clerk.decimal(order, &["OrderTotal/Amount"]);
    request.buyer.name = clerk.text(order, &["BuyerInfo/BuyerName", "BuyerName"]);
    request.buyer.email = clerk.text(order, &["BuyerInfo/BuyerEmail", "BuyerEmail"]);
    request.ship_to = order
        .at("ShippingAddress")
        .map(retail_address)
        .unwrap_or_default();
    // The buyer's own number is theirs to quote; Amazon's is what everybody else knows it by.
    add_notes(&mut request, order.all("BuyerInfo/PurchaseOrderNumber"));
    lines(clerk, order.all("OrderItems"), &mut request, retail_line);
    clerk.finish(request);
}

fn retail_address(node: Node) -> Party {
    let parts = [
        "AddressLine1",
        "AddressLine2",
        "AddressLine3",
        "City",
        "StateOrRegion",
        "PostalCode",
        "CountryCode",
    ];
    let text = |path: &str| node.first(&[path]).and_then(Node::field);
    Party {
        name: text("Name"),
        address: joined(parts.iter().filter_map(|part| node.at(part))),
        postcode: text("PostalCode"),
        city: text("City"),
        country: text("CountryCode"),
        phone: text("Phone"),
        ..Party::default()
    }
}

/// ItemPrice is the price of the whole line; where it does not divide it stays so, with the
/// quantity as price basis.
fn retail_line(clerk: &mut Clerk, item: Node) -> RequestLine {
    let mut line = RequestLine {
        line_no: clerk.text(item, &["OrderItemId"]),
        buyer_part: clerk.text(item, &["ASIN"]),
        supplier_part: clerk.text(item, &["SellerSKU"]),
        description: clerk.text(item, &["Title"]),
        quantity: clerk.decimal(item, &["QuantityOrdered"]),
        unit_price: clerk.decimal(item, &["ItemPrice/Amount"]),
        ..RequestLine::default()
    };
    let several = |quantity: Decimal| quantity > Decimal::whole(1);
    let quantity = line
        .quantity
        .clone()
        .filter(|quantity| several(quantity.value));
    if let (Some(price), Some(quantity)) = (&mut line.unit_price, quantity) {
        match divided(price.value, quantity.value) {
            Some(each) => price.value = each,
            None => line.price_basis = Some(quantity),
        }
    }
    line
}

fn vendor(clerk: &mut Clerk, order: Node) {
    let mut request = OrderRequest::empty(Purpose::Order);
    if let Some(state) = order
        .at("purchaseOrderState")
        .filter(|state| state.text() == "Closed")
    {
        let message = "Amazon says that this order is closed";
        clerk.note(
            IssueCode::Contradiction,
            Severity::Doubt,
            Some(state.place()),
            message,
        );
    }
    request.po_number = clerk.text(order, &["purchaseOrderNumber"]);
    let Some(details) = order.at("orderDetails") else {
        return clerk.finish(request);
    };
    request.order_date = clerk.day(details, &["purchaseOrderDate"]);
    request.currency = clerk.currency(details, &["items/netCost/currencyCode"]);
    request.requested_delivery_date = window_end(clerk, details);
    let party = |path: &str| details.at(path).map(vendor_party).unwrap_or_default();
    request.buyer = party("buyingParty");
    request.ship_to = party("shipToParty");
    clerk.reading.sender = request.buyer.id.clone();
    lines(clerk, details.all("items"), &mut request, vendor_line);
    clerk.finish(request);
}

/// `deliveryWindow` is `start--end` in ISO 8601; a `shipWindow` says when to ship, not to deliver.
fn window_end(clerk: &mut Clerk, details: Node) -> Stated<Day> {
    let window = details.first(&["deliveryWindow"])?;
    let end = window.text().rsplit("--").next().unwrap_or_default();
    match crate::tree::values::day(end) {
        crate::tree::values::Dated::Day(day) => Some(crate::Field::stated(day, window.evidence())),
        _ => {
            let message = "expected a window of two days";
            clerk.note(
                IssueCode::BadDate,
                Severity::Doubt,
                Some(window.place()),
                message,
            );
            None
        }
    }
}

fn vendor_party(node: Node) -> Party {
    let address = node.at("address");
    let text = |path: &str| address?.first(&[path])?.field();
    let parts = [
        "addressLine1",
        "addressLine2",
        "addressLine3",
        "city",
        "stateOrRegion",
        "postalCode",
        "countryCode",
    ];
    let lines = address.and_then(|a| joined(parts.iter().filter_map(|part| a.at(part))));
    Party {
        id: node.first(&["partyId"]).and_then(Node::field),
        name: text("name"),
        address: lines,
        postcode: text("postalCode"),
        city: text("city"),
        country: text("countryCode"),
        tax_id: node
            .first(&["taxInfo/taxRegistrationNumber"])
            .and_then(Node::field),
        phone: text("phone"),
        email: None,
    }
}

fn vendor_line(clerk: &mut Clerk, item: Node) -> RequestLine {
    let size = clerk.decimal(item, &["orderedQuantity/unitSize"]);
    RequestLine {
        line_no: clerk.text(item, &["itemSequenceNumber"]),
        buyer_part: clerk.text(item, &["amazonProductIdentifier"]),
        supplier_part: clerk.text(item, &["vendorProductIdentifier"]),
        quantity: clerk.decimal(item, &["orderedQuantity/amount"]),
        uom: clerk.text(item, &["orderedQuantity/unitOfMeasure"]),
        unit_price: clerk.decimal(item, &["netCost/amount"]),
        units_per_traded_unit: size.filter(|size| size.value != Decimal::whole(1)),
        ..RequestLine::default()
    }
}

fn lines(
    clerk: &mut Clerk,
    items: Vec<Node>,
    request: &mut OrderRequest,
    read: fn(&mut Clerk, Node) -> RequestLine,
) {
    let items: Vec<Node> = items
        .into_iter()
        .filter(|item| item.step() == Step::MemberItem)
        .collect();
    let count = lines_within_limit(clerk, items.len());
    for (number, item) in items.into_iter().take(count).enumerate() {
        clerk.line = Some(number);
        request.lines.push(read(clerk, item));
    }
    clerk.line = None;
}
