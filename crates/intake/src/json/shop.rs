//! Orders of web shops: Shopify Admin REST (order, draft order, webhook, list) and WooCommerce REST.

use super::unwrapped;
use crate::request::Stated;
use crate::tree::clerk::{
    Clerk, add_notes, joined, likely, lines_within_limit, requests_within_limit,
};
use crate::tree::{Node, check};
use crate::{
    Evidence, Field, Format, IssueCode, OrderRequest, Party, Purpose, Reading, RequestLine,
    Severity,
};

/// What the two shops call the same thing.
struct Shop {
    format: Format,
    number: &'static [&'static str],
    date: &'static [&'static str],
    lines: &'static str,
    customer_id: &'static [&'static str],
    customer_first_name: &'static str,
    customer_last_name: &'static str,
    customer_email: &'static [&'static str],
    billing: &'static str,
    shipping: &'static str,
    street: [&'static str; 2],
    region: &'static str,
    postcode: &'static str,
    country_code: &'static [&'static str],
    note: &'static str,
    total: &'static [&'static str],
    description: &'static [&'static str],
}

const SHOPIFY: Shop = Shop {
    format: Format::Shopify,
    number: &["po_number", "name", "order_number", "id"],
    date: &["created_at", "processed_at"],
    lines: "line_items",
    customer_id: &["customer/id"],
    customer_first_name: "customer/first_name",
    customer_last_name: "customer/last_name",
    customer_email: &["email", "contact_email", "customer/email"],
    billing: "billing_address",
    shipping: "shipping_address",
    street: ["address1", "address2"],
    region: "province",
    postcode: "zip",
    country_code: &["country_code"],
    note: "note",
    total: &["total_price"],
    description: &["name", "title"],
};

const WOO: Shop = Shop {
    format: Format::WooCommerce,
    number: &["number", "id"],
    date: &["date_created", "date_created_gmt"],
    lines: "line_items",
    customer_id: &["customer_id"],
    customer_first_name: "billing/first_name",
    customer_last_name: "billing/last_name",
    customer_email: &["billing/email"],
    billing: "billing",
    shipping: "shipping",
    street: ["address_1", "address_2"],
    region: "state",
    postcode: "postcode",
    country_code: &["country"],
    note: "customer_note",
    total: &["total"],
    description: &["name"],
};

/// Reads an order, or a list of them, of one of the shops; `None` when it is none of theirs.
pub fn read_tree(root: Node) -> Option<Reading> {
    let orders = unwrapped(root, &["order", "draft_order", "orders", "draft_orders"]);
    let shop = [&SHOPIFY, &WOO]
        .into_iter()
        .find(|shop| fits(shop, orders.first()))?;
    let mut reading = Reading::empty(shop.format, Purpose::Order);
    reading.document_type = match shop.format {
        Format::WooCommerce => "WooCommerce order".to_owned(),
        _ => "Shopify order".to_owned(),
    };
    let count = requests_within_limit(&mut reading, orders.len());
    for order in orders.into_iter().take(count) {
        read_order(&mut reading, shop, order);
    }
    Some(reading)
}

/// By keys that only this shop has.
fn fits(shop: &Shop, order: Option<&Node>) -> bool {
    let Some(order) = order else {
        return false;
    };
    let has = |key: &str| order.at(key).is_some();
    match shop.format {
        Format::WooCommerce => has("date_created") && has("billing") && has("line_items"),
        _ => {
            let items = has("line_items") || has("subtotal_price") || has("financial_status");
            has("created_at") && items && (has("total_price") || has("order_number"))
        }
    }
}

fn read_order(reading: &mut Reading, shop: &Shop, order: Node) {
    let mut clerk = Clerk::new(reading);
    let cancelled = order.first(&["cancelled_at"]).or_else(|| {
        let status = order.first(&["status"])?;
        matches!(status.text(), "cancelled" | "refunded" | "failed" | "trash").then_some(status)
    });
    if let Some(cancelled) = cancelled {
        let message = "the shop has cancelled this order already";
        clerk.note(
            IssueCode::Contradiction,
            Severity::Doubt,
            Some(cancelled.place()),
            message,
        );
    }
    let mut request = OrderRequest::empty(Purpose::Order);
    request.po_number = clerk.text(order, shop.number);
    request.order_date = clerk.day(order, shop.date);
    request.currency = clerk.currency(order, &["currency", "currency_code"]);
    request.total = clerk.decimal(order, shop.total);
    request.buyer = buyer(shop, order);
    request.ship_to = ship_to(shop, order);
    add_notes(&mut request, order.all(shop.note));
    lines(&mut clerk, shop, order, &mut request);
    let goods = clerk.decimal(order, &["total_line_items_price"]);
    if let Some(issue) = check::doubt_total(&goods, &request.lines) {
        let number = clerk.reading.requests.len();
        clerk.reading.note(issue.in_request(number));
    }
    clerk.finish(request);
}

/// The account orders; a company in the billing address names it better than a person does.
fn buyer(shop: &Shop, order: Node) -> Party {
    let mut buyer = order
        .at(shop.billing)
        .map(|node| address(shop, node))
        .unwrap_or_default();
    let company = order
        .at(shop.billing)
        .and_then(|node| node.first(&["company"]));
    let person = full_name(order, shop.customer_first_name, shop.customer_last_name);
    buyer.name = company.and_then(Node::field).or(buyer.name).or(person);
    // WooCommerce writes 0 for a guest.
    buyer.id = order
        .first(shop.customer_id)
        .filter(|id| id.text() != "0")
        .and_then(Node::field);
    buyer.email = order.first(shop.customer_email).and_then(Node::field);
    buyer
}

fn ship_to(shop: &Shop, order: Node) -> Party {
    order
        .at(shop.shipping)
        .map(|node| address(shop, node))
        .unwrap_or_default()
}

fn address(shop: &Shop, node: Node) -> Party {
    let text = |path: &str| node.first(&[path]).and_then(Node::field);
    let [street, more] = shop.street;
    let parts = [street, more, "city", shop.region, shop.postcode, "country"];
    Party {
        name: text("name")
            .or_else(|| full_name(node, "first_name", "last_name"))
            .or_else(|| text("company")),
        address: joined(parts.iter().filter_map(|part| node.at(part))),
        postcode: text(shop.postcode),
        city: text("city"),
        country: node.first(shop.country_code).and_then(Node::field),
        email: text("email"),
        phone: text("phone"),
        ..Party::default()
    }
}

fn full_name(node: Node, first: &str, last: &str) -> Stated<String> {
    let mut name = joined([first, last].iter().filter_map(|path| node.at(path)))?;
    name.value = name.value.replace(", ", " ");
    Some(name)
}

fn lines(clerk: &mut Clerk, shop: &Shop, order: Node, request: &mut OrderRequest) {
    let items = order.all(shop.lines);
    let count = lines_within_limit(clerk, items.len());
    for (number, item) in items.into_iter().take(count).enumerate() {
        clerk.line = Some(number);
        request.lines.push(line(clerk, shop, item));
    }
    clerk.line = None;
}

fn line(clerk: &mut Clerk, shop: &Shop, item: Node) -> RequestLine {
    RequestLine {
        line_no: clerk.text(item, &["id"]).or_else(|| position(item)),
        supplier_part: clerk.text(item, &["sku"]),
        gtin: clerk.text(item, &["barcode", "global_unique_id"]),
        description: clerk.text(item, shop.description),
        quantity: clerk.decimal(item, &["quantity"]),
        unit_price: clerk.decimal(item, &["price"]),
        ..RequestLine::default()
    }
}

/// The place of a line in its list, for schemas that do not number lines.
pub(crate) fn position(item: Node) -> Stated<String> {
    let text = item.ordinal().max(1).to_string();
    let evidence = Evidence {
        place: item.place(),
        text: String::new(),
        span: None,
        part: None,
    };
    likely(Some(Field::stated(text, evidence)))
}
