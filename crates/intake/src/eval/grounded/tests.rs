//! What counts as known, right, sure and left to a person when readings are grounded.

use crate::eval::{Document, Failed, Report, Touchless, evaluate};
use crate::ground::{CatalogueItem, CustomerEntry, Directory, ShipToEntry};
use crate::request::{Evidence, Field, Format, OrderRequest, Place, Purpose, Reading, RequestLine};
use vocab::{CustomerId, Decimal, ItemId, Ratio, ShipToId, Unit};

fn field<T>(value: T) -> Option<Field<T>> {
    let place = Place::Path("/".to_owned());
    Some(Field::stated(
        value,
        Evidence {
            place,
            text: String::new(),
            span: None,
            part: None,
        },
    ))
}

/// Tea and rice, and a customer with two places that calls tea T-1.
fn directory() -> Directory {
    let item = |id, code: &str, description: &str| CatalogueItem {
        id: ItemId(id),
        code: code.to_owned(),
        gtins: Vec::new(),
        description: description.to_owned(),
        units: vec![(Unit::Case, Ratio::of(12))],
        base_unit: Unit::Each,
    };
    let place = |id, code: &str| ShipToEntry {
        id: ShipToId(id),
        code: code.to_owned(),
        gln: None,
        name: String::new(),
        address: String::new(),
        postcode: String::new(),
    };
    let customer = CustomerEntry {
        id: CustomerId(0),
        code: "C1".to_owned(),
        names: vec!["Corner Grocery".to_owned()],
        gln: None,
        tax_id: None,
        senders: Vec::new(),
        parts: vec![("T-1".to_owned(), ItemId(0))],
        ship_tos: vec![place(0, "P1"), place(1, "P2")],
    };
    let items = vec![
        item(0, "TEA", "Green tea 20 bags"),
        item(1, "RICE", "Long rice 1 kg"),
    ];
    Directory::new(items, vec![customer])
}

fn line(part: &str, quantity: i64, uom: &str) -> RequestLine {
    RequestLine {
        supplier_part: field(part.to_owned()),
        quantity: field(Decimal::whole(quantity)),
        uom: field(uom.to_owned()),
        ..RequestLine::default()
    }
}

/// An order of the customer to its first place.
fn order(lines: Vec<RequestLine>) -> Reading {
    let mut request = OrderRequest::empty(Purpose::Order);
    request.po_number = field("77".to_owned());
    request.buyer.id = field("C1".to_owned());
    request.ship_to.id = field("P1".to_owned());
    request.lines = lines;
    let mut reading = Reading::empty(Format::Json, Purpose::Order);
    reading.requests.push(request);
    reading
}

fn measure(truth: &str, outcome: Result<Reading, Failed>) -> Report {
    let document = Document {
        kind: "json".to_owned(),
        file: "a.json".to_owned(),
        bytes: Vec::new(),
        truth: truth.as_bytes().to_vec(),
    };
    evaluate(
        [document],
        &|_, _| outcome.clone().into(),
        Some(&directory()),
    )
    .unwrap()
}

/// `right/known, confident_right/confident, left` of customers, ship-tos, items and quantities,
/// then what was found wrongly.
fn check(truth: &str, reading: Reading) -> String {
    shown(&measure(truth, Ok(reading)))
}

fn shown(report: &Report) -> String {
    let grounding = report.grounding.as_ref().unwrap();
    let rows = [
        grounding.customers,
        grounding.ship_tos,
        grounding.items,
        grounding.quantities,
    ];
    let rows = rows.map(|found| {
        format!(
            "{}/{} {}/{} {}",
            found.right, found.known, found.confident_right, found.confident, found.left
        )
    });
    let wrong = grounding.worst.iter().flat_map(|file| &file.wrong);
    let wrong = wrong.map(|wrong| {
        let text = |field: &Option<String>| field.clone().unwrap_or_else(|| "-".to_owned());
        let (expected, read) = (text(&wrong.expected), text(&wrong.read));
        format!("; {} is {expected}, not {read}", wrong.field)
    });
    rows.join(", ") + &wrong.collect::<String>()
}

const TEA: &str = r#"{"po_number": "77", "_customer_code": "C1", "_ship_to_code": "P1", "lines": [
    {"qty": 2, "_item_code": "TEA", "_base_qty": 24}]}"#;

#[test]
fn what_the_truth_tells_of_our_data_is_compared_with_what_was_found() {
    let cases = [
        (
            order(vec![line("TEA", 2, "CS")]),
            "1/1 1/1 0, 1/1 1/1 0, 1/1 1/1 0, 1/1 1/1 0",
        ),
        (
            order(vec![line("RICE", 2, "CS")]),
            "1/1 1/1 0, 1/1 1/1 0, 0/1 0/1 0, 1/1 1/1 0; lines[0].item is TEA, not RICE",
        ),
        (
            order(vec![line("TEA", 2, "EA")]),
            "1/1 1/1 0, 1/1 1/1 0, 1/1 1/1 0, 0/1 0/1 0; lines[0].base_qty is 24, not 2",
        ),
        (
            order(vec![line("TEA", 2, "furlong")]),
            "1/1 1/1 0, 1/1 1/1 0, 1/1 1/1 0, 0/1 0/0 1",
        ),
        (
            order(vec![line("X-9", 2, "CS")]),
            "1/1 1/1 0, 1/1 1/1 0, 0/1 0/0 1, 0/1 0/0 1",
        ),
        (
            order(Vec::new()),
            "1/1 1/1 0, 1/1 1/1 0, 0/1 0/0 1, 0/1 0/0 1",
        ),
        (
            order(vec![line("TEA", 2, "CS"), line("RICE", 1, "CS")]),
            "1/1 1/1 0, 1/1 1/1 0, 1/2 1/2 0, 1/1 1/1 0; read lines[1].item is -, not RICE",
        ),
    ];
    for (reading, expected) in cases {
        assert_eq!(check(TEA, reading), expected);
    }
}

#[test]
fn where_the_truth_tells_nothing_its_identifiers_do() {
    let by = |line: &str| {
        let truth = format!(
            r#"{{"po_number": "77", "buyer": {{"name": "CORNER GROCERY", "id": null}},
                "ship_to": {{"id": "P2"}}, "lines": [{line}]}}"#
        );
        check(&truth, order(vec![RequestLine::default()]))
    };
    let unknown_item = "1/1 1/1 0, 0/1 0/1 0, 0/0 0/0 0, 0/0 0/0 0; ship_to is P2, not P1";
    let known_item = "1/1 1/1 0, 0/1 0/1 0, 0/1 0/0 1, 0/0 0/0 0; ship_to is P2, not P1";
    let cases = [
        (r#"{"buyer_part": "T-1"}"#, known_item),
        (r#"{"supplier_part": "RICE"}"#, known_item),
        (r#"{"supplier_part": "rice"}"#, unknown_item),
        (
            r#"{"buyer_part": "T-1", "supplier_part": "RICE"}"#,
            unknown_item,
        ),
        (r#"{"description": "Green tea 20 bags"}"#, unknown_item),
        (
            r#"{"description": "Green tea", "_canonical_sku": "TEA"}"#,
            known_item,
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(by(line), expected, "{line}");
    }
}

#[test]
fn a_thing_that_is_not_in_our_data_must_not_be_found() {
    let truth = r#"{"po_number": "77", "_customer_code": null, "lines": [
        {"qty": 2, "_item_code": null}, {"qty": 3, "_item_code": "COCOA"}]}"#;
    let mut stranger = order(vec![line("X-9", 2, "CS"), line("X-8", 3, "CS")]);
    stranger.requests[0].buyer.id = field("C9".to_owned());
    assert_eq!(
        check(truth, stranger),
        "1/1 0/0 1, 0/0 0/0 0, 2/2 0/0 2, 0/0 0/0 0"
    );
    let taken = order(vec![line("TEA", 2, "CS"), line("X-8", 3, "CS")]);
    assert_eq!(
        check(truth, taken),
        "0/1 0/1 0, 0/0 0/0 0, 1/2 0/1 1, 0/0 0/0 0; customer is -, not C1; \
         lines[0].item is -, not TEA"
    );
}

#[test]
fn a_document_that_is_not_read_is_left_to_a_person() {
    let broken = measure(TEA, Err(Failed("panicked".to_owned())));
    assert_eq!(shown(&broken), "0/1 0/0 1, 0/1 0/0 1, 0/1 0/0 1, 0/1 0/0 1");
    let mut invoice = order(vec![line("TEA", 2, "CS")]);
    invoice.requests[0].purpose = Purpose::Invoice;
    assert_eq!(
        check(TEA, invoice),
        "0/0 0/0 0, 0/0 0/0 0, 0/0 0/0 0, 0/0 0/0 0"
    );
}

#[test]
fn a_document_needs_nobody_when_everything_in_it_is_found_without_doubt() {
    let touchless = |reading| {
        let Touchless { share, precision } = measure(TEA, Ok(reading)).touchless;
        (share, precision)
    };
    assert_eq!(touchless(order(vec![line("TEA", 2, "CS")])), (1.0, 1.0));
    assert_eq!(touchless(order(vec![line("RICE", 2, "CS")])), (1.0, 0.0));
    assert_eq!(touchless(order(vec![line("X-9", 2, "CS")])).0, 0.0);
    assert_eq!(touchless(order(vec![line("TEA", 2, "furlong")])).0, 0.0);
    let mut elsewhere = order(vec![line("TEA", 2, "CS")]);
    elsewhere.requests[0].ship_to.id = field("P9".to_owned());
    assert_eq!(touchless(elsewhere).0, 0.0);
    let mut usual_place = order(vec![line("TEA", 2, "CS")]);
    usual_place.requests[0].ship_to.id = None;
    assert_eq!(touchless(usual_place).0, 1.0);
}
