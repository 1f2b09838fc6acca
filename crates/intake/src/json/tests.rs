//! JSON orders of every schema as text in, readings as text out.

use super::kept::{LineDocument, OrderDocument};
use super::{kept, read};
use crate::xml::tests::told;
use crate::{Format, IssueCode, Place, Severity};
use vocab::{Currency, Day, Decimal};

const KEPT: &str = r#"{"po_number": "PO-1007", "customer": "C-1001", "order_date": "2026-11-22",
 "requested_delivery_date": "2026-12-01", "currency": "ILS", "ship_to": "ST-1", "notes": "Call first",
 "lines": [{"line_no": "1", "item": "OIL-5", "quantity": "12", "unit": "case", "unit_price": "10.50", "price_basis": "1"},
           {"gtin": "7290000000022", "customer_part": "X-2", "quantity": 2.5, "requested_delivery_date": "2026-12-03"}]}"#;

const SHOPIFY: &str = r##"{"orders": [{"id": 55, "name": "#1007", "po_number": null, "created_at": "2026-11-22T10:00:00+02:00", "currency": "ILS", "total_price": "39.00", "total_line_items_price": "30.00", "cancelled_at": null,
 "customer": {"id": 9, "first_name": "Dana", "last_name": "Levi"}, "billing_address": {"name": "Dana Levi", "company": "Levi Ltd", "address1": "1 Oak", "city": "Acre"},
 "shipping_address": {"name": "Dana Levi", "city": "Acre", "address1": "1 Oak", "address2": "", "zip": "24", "country": "Israel", "country_code": "IL"},
 "line_items": [{"id": 71, "sku": "OIL-5", "name": "Oil", "quantity": 3, "price": "10.00"}]}]}"##;

const WOO: &str = r#"[{"id": 8, "number": "1008", "date_created": "2026-11-22T10:00:00", "currency": "EUR", "total": "7.50", "status": "processing", "customer_id": 0, "customer_note": "Gift",
 "billing": {"first_name": "Noa", "last_name": "Bar", "company": "", "email": "noa@example.test"}, "shipping": {"first_name": "Noa", "last_name": "Bar", "address_1": "2 Elm", "city": "Lod", "state": "", "postcode": "71", "country": "IL"},
 "line_items": [{"id": 3, "name": "Cup", "sku": "CUP", "quantity": 3, "price": 2.5}]}]"#;

const AMAZON: &str = r#"{"payload": {"AmazonOrderId": "111-222", "OrderItems": [{"ASIN": "B01", "OrderItemId": "1", "SellerSKU": "CUP", "Title": "Cup", "QuantityOrdered": 2, "ItemPrice": {"CurrencyCode": "USD", "Amount": "17.95"}}, {"OrderItemId": "2", "SellerSKU": "JUG", "QuantityOrdered": 3, "ItemPrice": {"CurrencyCode": "USD", "Amount": "10.00"}}]}}"#;

const VENDOR: &str = r#"{"payload": {"orders": [{"purchaseOrderNumber": "4VQX", "orderDetails": {"purchaseOrderDate": "2026-11-22T00:00:00Z", "buyingParty": {"partyId": "AMZ"}, "shipToParty": {"partyId": "HFA1"}, "deliveryWindow": "2026-12-01T00:00:00Z--2026-12-04T00:00:00Z",
 "items": [{"itemSequenceNumber": "1", "amazonProductIdentifier": "B01", "vendorProductIdentifier": "CUP", "orderedQuantity": {"amount": 5, "unitOfMeasure": "Cases", "unitSize": 12}, "netCost": {"amount": "30.5", "currencyCode": "USD"}}]}}]}}"#;

const UNKNOWN: &str = r#"{"purchase_order": {"order_no": 7, "placed_at": 1795305600, "supplier": {"name": "Us"}, "buyer": [{"id": "C-9"}], "lines": [{"identifiers": [{"id-qualifier": "EN", "id": "7290000000022"}, {"id-qualifier": "SA", "id": "CUP"}], "desc": [{"T": "Cup"}], "qty": {"value": 5, "uom": "EA"}, "price_ea_cents": 250, "sku": "B-1"}]}}"#;

#[test]
fn kepts_own_order_is_read_field_by_field() {
    insta::assert_snapshot!(told(&read(KEPT.as_bytes())), @r##"
    KeptJson Order
    Order PO-1007 2026-11-22 wanted 2026-12-01 ILS total ·
      buyer: C-1001 | · | ·
      ship to: ST-1 | · | ·
      1: · | OIL-5 | · | · | 12 case at 10.5 per 1 on ·
      ·: X-2 | · | 7290000000022 | · | 2.5 · at · per · on 2026-12-03
    "##);
}

#[test]
fn a_shopify_list_is_read_at_company_and_line_ids() {
    insta::assert_snapshot!(told(&read(SHOPIFY.as_bytes())), @r##"
    Shopify Order
    Order #1007 2026-11-22 wanted · ILS total 39
      buyer: 9 | Levi Ltd | 1 Oak, Acre
      ship to: · | Dana Levi | 1 Oak, Acre, 24, Israel
      71: · | OIL-5 | · | Oil | 3 · at 10 per · on ·
    "##);
}

#[test]
fn a_woocommerce_guest_has_a_name_and_no_number() {
    insta::assert_snapshot!(told(&read(WOO.as_bytes())), @r##"
    WooCommerce Order
    Order 1008 2026-11-22 wanted · EUR total 7.5
      buyer: · | Noa Bar | ·
      ship to: · | Noa Bar | 2 Elm, Lod, 71, IL
      3: · | CUP | · | Cup | 3 · at 2.5 per · on ·
    "##);
}

#[test]
fn an_amazon_line_price_is_divided_only_when_exact() {
    insta::assert_snapshot!(told(&read(AMAZON.as_bytes())), @r##"
    Amazon Order
    Order 111-222 · wanted · USD total ·
      buyer: · | · | ·
      ship to: · | · | ·
      1: B01 | CUP | · | Cup | 2 · at 8.975 per · on ·
      2: · | JUG | · | · | 3 · at 10 per 3 on ·
    "##);
}

#[test]
fn an_amazon_vendor_order_wants_delivery_at_the_end_of_its_window() {
    insta::assert_snapshot!(told(&read(VENDOR.as_bytes())), @r##"
    Amazon Order
    Order 4VQX 2026-11-22 wanted 2026-12-04 USD total ·
      buyer: AMZ | · | ·
      ship to: HFA1 | · | ·
      1: B01 | CUP | · | · | 5 Cases at 30.5 per · on ·
    "##);
}

#[test]
fn json_of_no_schema_is_read_by_the_names_of_keys() {
    insta::assert_snapshot!(told(&read(UNKNOWN.as_bytes())), @r##"
    Json Order
    Order 7 2026-11-22 wanted · · total ·
      buyer: C-9 | · | ·
      ship to: · | · | ·
      1: B-1 | CUP | 7290000000022 | Cup | 5 EA at 2.5 per · on ·
    "##);
}

#[test]
fn a_field_kept_does_not_know_is_refused_by_name_and_place() {
    let cases = [
        (
            r#""customer""#,
            r#""custmer""#,
            "/custmer",
            "'custmer' is not a field here",
        ),
        (
            r#""unit":"#,
            r#""uom":"#,
            "/lines/0/uom",
            "'uom' is not a field here",
        ),
        (
            r#""12""#,
            "true",
            "/lines/0/quantity",
            "expected a text or a number",
        ),
        (
            r#""12""#,
            "[12]",
            "/lines/0/quantity/0",
            "expected a text or a number",
        ),
        (
            r#""12""#,
            r#""a dozen""#,
            "/lines/0/quantity",
            "expected a number, found 'a dozen'",
        ),
        (
            r#""2026-11-22""#,
            r#""22/11/2026""#,
            "/order_date",
            "expected a date as YYYY-MM-DD",
        ),
    ];
    for (from, to, path, message) in cases {
        let reading = kept::read(KEPT.replacen(from, to, 1).as_bytes());
        let at = Some(Place::Path(path.to_owned()));
        let found = reading.issues.iter().find(|issue| issue.place == at);
        assert!(found.unwrap().message.starts_with(message), "{found:?}");
        assert!(reading.has(Severity::Doubt));
    }
    for text in [
        "[1]",
        "3",
        "\"x\"",
        "{\"lines\":3}",
        "{\"orders\":[[]]}",
        "null",
    ] {
        assert!(kept::read(text.as_bytes()).has(Severity::Doubt), "{text}");
    }
}

#[test]
fn what_the_api_type_writes_the_reader_reads_whole() {
    let day = Day::parse("2026-12-01");
    let text = |text: &str| Some(text.to_owned());
    let order = OrderDocument {
        po_number: text("P"),
        customer: text("C"),
        order_date: day,
        requested_delivery_date: day,
        currency: Some(Currency::ILS),
        ship_to: text("S"),
        notes: text("N"),
        terms: None,
        expires: None,
        lines: vec![LineDocument {
            line_no: text("1"),
            item: text("I"),
            gtin: text("G"),
            customer_part: text("B"),
            description: text("D"),
            quantity: Decimal::whole(2),
            unit: text("case"),
            unit_price: Decimal::parse("1.5"),
            price_basis: Decimal::parse("10"),
            requested_delivery_date: day,
        }],
        idempotency_key: None,
    };
    let json = serde_json::to_string(&order).unwrap();
    assert_eq!(serde_json::from_str::<OrderDocument>(&json).unwrap(), order);
    let reading = read(json.as_bytes());
    assert_eq!(
        (reading.format, reading.issues.len()),
        (Format::KeptJson, 0)
    );
    // Every key but `lines` itself became a field.
    let fields = serde_json::to_string(&reading)
        .unwrap()
        .matches("\"confidence\"")
        .count();
    assert_eq!(fields, json.matches("\":").count() - 1);
}

#[test]
fn evidence_of_json_is_a_pointer_and_a_span() {
    let reading = read(KEPT.as_bytes());
    let price = &reading.requests[0].lines[0]
        .unit_price
        .as_ref()
        .unwrap()
        .evidence;
    assert_eq!(price.place, Place::Path("/lines/0/unit_price".to_owned()));
    let (start, end) = price.span.unwrap();
    assert_eq!(&KEPT[start as usize..end as usize], "10.50");
}

#[test]
fn the_same_key_or_the_same_order_twice_is_doubted() {
    let twice = KEPT.replacen("{", "{\"customer\": \"C-2\",", 1);
    assert!(
        read(twice.as_bytes())
            .issues
            .iter()
            .any(|i| i.code == IssueCode::Syntax)
    );
    let list = format!("{{\"orders\":[{KEPT},{KEPT}]}}");
    assert!(
        read(list.as_bytes())
            .issues
            .iter()
            .any(|i| i.code == IssueCode::Duplicate)
    );
}

#[test]
fn what_is_no_order_says_so() {
    for text in [
        "{}",
        "[]",
        r#"{"a": 1}"#,
        r#"{"invoice": {"number": 1, "items": [{"qty": 1, "sku": "a"}]}}"#,
    ] {
        let reading = read(text.as_bytes());
        assert!(reading.requests.is_empty(), "{text}");
        assert_eq!(reading.issues[0].code, IssueCode::NotAnOrder, "{text}");
    }
}

#[test]
fn no_truncation_and_no_flipped_byte_panics() {
    for text in [KEPT, SHOPIFY, WOO, AMAZON, VENDOR, UNKNOWN] {
        let bytes = text.as_bytes();
        for at in 0..bytes.len() {
            assert!(read(&bytes[..at]).has(Severity::Error), "{}", &text[..at]);
            let mut flipped = bytes.to_vec();
            flipped[at] ^= 1 << (at % 8);
            read(&flipped);
        }
    }
}

#[test]
fn many_orders_without_a_head_cost_no_more_than_their_size() {
    let order = r#"{"box":{"lines":[{"sku":"A","qty":1},{"sku":"B","qty":2}]}}"#;
    let many = format!("[{}]", vec![order; 4_000].join(","));
    let started = std::time::Instant::now();
    assert_eq!(read(many.as_bytes()).requests[0].lines.len(), 8_000);
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}
