//! Orders of web shops, as the webhooks of Shopify and WooCommerce send them. A shop orders in its
//! own name and has the goods sent to its consumer, whose address is new with every order.

use super::kept::{object, pretty};
use super::{Party, SampleLine, SampleOrder, major};
use serde_json::{Value, json};

/// Shopify numbers its customers and lines with ids like these.
const SHOPIFY_IDS: u64 = 6_940_000_000_000;

/// An order of the Shopify Admin REST schema.
pub fn shopify(order: &SampleOrder) -> String {
    let number = u64::from(order.control_number());
    let total = major(order.total(), order.currency);
    let stamp = format!("{}T08:15:00+02:00", order.ordered);
    let lines: Vec<Value> = order
        .lines
        .iter()
        .zip(1..)
        .map(|(line, place)| shopify_line(order, line, number * 100 + place))
        .collect();
    pretty(object([
        ("id", json!(SHOPIFY_IDS + number)),
        ("name", json!(order.po_number)),
        ("order_number", json!(number)),
        ("created_at", json!(stamp)),
        ("processed_at", json!(stamp)),
        ("currency", json!(order.currency)),
        ("email", json!(order.buyer.email)),
        ("contact_email", json!(order.buyer.email)),
        ("financial_status", json!("paid")),
        ("total_line_items_price", json!(total)),
        ("subtotal_price", json!(total)),
        ("total_price", json!(total)),
        ("total_tax", json!("0.00")),
        ("note", json!(order.note)),
        ("source_name", json!("web")),
        ("customer", shopify_customer(order)),
        (
            "billing_address",
            shopify_address(&order.buyer, Some(&order.buyer.name)),
        ),
        ("shipping_address", shopify_address(&order.ship_to, None)),
        ("line_items", Value::Array(lines)),
    ]))
}

fn shopify_customer(order: &SampleOrder) -> Value {
    let (first, last) = names(&order.buyer);
    let number = order.buyer.code.parse::<u64>().unwrap_or(0);
    json!({ "id": SHOPIFY_IDS + number, "email": order.buyer.email, "first_name": first, "last_name": last })
}

fn shopify_address(party: &Party, company: Option<&str>) -> Value {
    let (first, last) = names(party);
    json!({
        "first_name": first,
        "last_name": last,
        "name": party.contact,
        "company": company,
        "address1": party.address.street,
        "city": party.address.city,
        "zip": party.address.postcode,
        "country": "Israel",
        "country_code": party.address.country,
        "phone": party.phone,
    })
}

fn shopify_line(order: &SampleOrder, line: &SampleLine, id: u64) -> Value {
    json!({
        "id": SHOPIFY_IDS + id,
        "sku": line.code,
        "barcode": barcode(line),
        "title": line.description,
        "name": line.description,
        "quantity": whole(line),
        "price": line.price.map(|price| major(price, order.currency)),
        "requires_shipping": true,
        "fulfillable_quantity": whole(line),
    })
}

/// The GTIN-13 of the piece. Shop lines have no unit; this says that pieces are meant, not cases.
fn barcode(line: &SampleLine) -> Option<String> {
    let gtin = line.gtin?.to_string();
    Some(gtin.strip_prefix('0').map_or(gtin.clone(), str::to_owned))
}

/// Web shops count in whole pieces.
fn whole(line: &SampleLine) -> i64 {
    line.quantity.at_scale(0).unwrap_or(0)
}

/// An order of the WooCommerce REST schema.
pub fn woocommerce(order: &SampleOrder) -> String {
    let number = u64::from(order.control_number());
    let total = major(order.total(), order.currency);
    let lines: Vec<Value> = order
        .lines
        .iter()
        .zip(1..)
        .map(|(line, place)| woocommerce_line(order, line, place))
        .collect();
    pretty(object([
        ("id", json!(number)),
        ("number", json!(order.po_number)),
        ("status", json!("processing")),
        ("currency", json!(order.currency)),
        ("date_created", json!(format!("{}T08:15:00", order.ordered))),
        ("total", json!(total)),
        ("total_tax", json!("0.00")),
        (
            "customer_id",
            json!(order.buyer.code.parse::<u64>().unwrap_or(0)),
        ),
        ("customer_note", json!(order.note)),
        (
            "billing",
            woocommerce_address(&order.buyer, Some(&order.buyer.name)),
        ),
        ("shipping", woocommerce_address(&order.ship_to, None)),
        ("payment_method", json!("bacs")),
        ("line_items", Value::Array(lines)),
    ]))
}

fn woocommerce_address(party: &Party, company: Option<&str>) -> Value {
    let (first, last) = names(party);
    object([
        ("first_name", json!(first)),
        ("last_name", json!(last)),
        ("company", json!(company.unwrap_or_default())),
        ("address_1", json!(party.address.street)),
        ("address_2", json!("")),
        ("city", json!(party.address.city)),
        ("postcode", json!(party.address.postcode)),
        ("country", json!(party.address.country)),
        ("email", json!(company.map(|_| &party.email))),
        ("phone", json!(party.phone)),
    ])
}

fn woocommerce_line(order: &SampleOrder, line: &SampleLine, place: u64) -> Value {
    let amount = major(line.amount(), order.currency);
    json!({
        "id": place,
        "name": line.description,
        "sku": line.code,
        "global_unique_id": barcode(line),
        "quantity": whole(line),
        "subtotal": amount,
        "total": amount,
        "price": line.price.map(|price| major(price, order.currency)),
    })
}

/// First and last name of a person.
fn names(party: &Party) -> (&str, &str) {
    party
        .contact
        .split_once(' ')
        .unwrap_or((&party.contact, ""))
}
