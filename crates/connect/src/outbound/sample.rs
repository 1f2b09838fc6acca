//! What the tests send: facts of the invented company, small enough to be read.

use super::confirmation::{Answers, Confirmation, ConfirmedLine, Fate, Slice};
use super::despatch::{Despatch, DespatchedOrder, Package, PackageKind, PackedLine};
use super::facts::{
    Address, Carriage, Contact, Item, LineReference, Measure, Mode, OrderReference, Party, Rate,
};
use super::invoice::{
    Charge, ChargeKind, EarlyDiscount, Invoice, InvoiceKind, InvoiceLine, Tax, Terms,
};
use super::pick::{PickLine, PickList};
use super::warehouse::{WarehouseLine, WarehouseOrder};
use vocab::gs1::check_digit;
use vocab::{Currency, Day, Decimal, Gln, Gtin, Instant, Sscc, Unit};

/// The GS1 prefix of the invented company.
const PREFIX: &str = "7299997";

pub(super) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(super) fn at() -> Instant {
    Instant::parse("2026-03-03T09:15:30Z").unwrap()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn keyed(body: &str) -> String {
    format!("{body}{}", check_digit(body).unwrap())
}

fn party(name: &str, serial: u32, code: Option<&str>, city: &str, postcode: &str) -> Party {
    Party {
        name: name.to_owned(),
        gln: Gln::parse(&keyed(&format!("{PREFIX}{serial:05}"))),
        code: code.map(str::to_owned),
        tax_number: None,
        address: Address {
            street: vec!["12 Quay Street".to_owned(), "Gate 4".to_owned()],
            city: some(city),
            region: None,
            postcode: some(postcode),
            country: some("IL"),
        },
        contact: Contact::default(),
    }
}

pub(super) fn seller() -> Party {
    Party {
        tax_number: some("IL999999999"),
        contact: Contact {
            name: some("Order desk"),
            phone: some("+972-4-555-0101"),
            email: some("orders@tavlit.example"),
        },
        ..party("Tavlit Wholesale Ltd", 1, Some("V-77"), "Haifa", "3100000")
    }
}

pub(super) fn buyer() -> Party {
    party("North Shop + Sons", 20, None, "Acre", "2400001")
}

pub(super) fn ship_to() -> Party {
    Party {
        gln: None,
        code: some("DEPOT-3"),
        ..party("North Shop Depot מחסן", 21, None, "Nahariya", "2200002")
    }
}

fn item(number: u32, name: &str) -> Item {
    Item {
        seller_code: format!("T-{number}"),
        buyer_code: Some(format!("NS{number}")),
        gtin: Gtin::parse(&keyed(&format!("{PREFIX}{number:05}"))),
        name: name.to_owned(),
    }
}

pub(super) fn oil() -> Item {
    item(10_101, "Olive oil, extra virgin, 1 l")
}

fn chickpeas() -> Item {
    item(20_202, "Chickpeas 800 g (can) חומוס")
}

fn order() -> OrderReference {
    OrderReference {
        po_number: "NS-4711".to_owned(),
        po_date: Some(day("2026-03-01")),
        order_number: "SO-100042".to_owned(),
        document: some("2026-03-01.4711@northshop.example"),
    }
}

fn line(number: u32, theirs: &str) -> LineReference {
    LineReference {
        number,
        theirs: some(theirs),
    }
}

fn rate(amount: &str) -> Rate {
    Rate {
        amount: Decimal::parse(amount).unwrap(),
        basis: 1,
    }
}

fn slice(quantity: i64, fate: Fate) -> Slice {
    Slice {
        quantity: Decimal::whole(quantity),
        fate,
    }
}

fn on(delivery: &str, ship: &str) -> Fate {
    Fate::Promised {
        delivery: day(delivery),
        ship: Some(day(ship)),
    }
}

pub(super) fn confirmation() -> Confirmation {
    let asked = |reference, item, ordered, slices| ConfirmedLine {
        reference,
        item,
        instead_of: None,
        ordered: Decimal::whole(ordered),
        measure: Measure::of(Unit::Case),
        wanted: Some(day("2026-03-05")),
        rate: Some(rate("118.80")),
        stated: Some(rate("118.80")),
        slices,
    };
    let promised = || on("2026-03-05", "2026-03-04");
    let parts = vec![
        slice(12, promised()),
        slice(6, on("2026-03-09", "2026-03-08")),
        slice(2, Fate::Backordered),
    ];
    let substituted = ConfirmedLine {
        item: item(30_304, "Black tea, 100 bags"),
        instead_of: Some(item(30_303, "Black tea, 50 bags")),
        ..asked(line(3, "30"), oil(), 4, vec![slice(4, promised())])
    };
    let gone = item(40_404, "Sea salt, coarse, 1 kg");
    Confirmation {
        number: "SO-100042-1".to_owned(),
        at: at(),
        answers: Answers::Order,
        order: order(),
        buyer: buyer(),
        seller: seller(),
        ship_to: ship_to(),
        currency: Currency::parse("ILS").unwrap(),
        lines: vec![
            asked(line(1, "10"), oil(), 10, vec![slice(10, promised())]),
            asked(line(2, "20"), chickpeas(), 20, parts),
            substituted,
            asked(line(4, "40"), gone, 5, vec![slice(5, Fate::Rejected)]),
        ],
        notes: vec!["The rest of line 20 follows: call us for a day.".to_owned()],
    }
}

pub(super) fn change_answer() -> Confirmation {
    Confirmation {
        number: "SO-100042-2".to_owned(),
        answers: Answers::Change {
            number: some("C-2"),
            day: Some(day("2026-03-02")),
        },
        ..confirmation()
    }
}

pub(super) fn sscc(serial: u64) -> Sscc {
    Sscc::new(0, PREFIX, serial).unwrap()
}

fn packed(number: u32, theirs: &str, item: Item, quantity: i64, ordered: i64) -> PackedLine {
    PackedLine {
        reference: line(number, theirs),
        item,
        quantity: Decimal::whole(quantity),
        ordered: Decimal::whole(ordered),
        measure: Measure::of(Unit::Case),
        lot: Some(format!("L{number}26")),
        best_before: Some(day("2027-08-31")),
    }
}

fn carton(serial: u64, contents: Vec<PackedLine>) -> Package {
    Package {
        kind: PackageKind::Carton,
        sscc: Some(sscc(serial)),
        weight_grams: Some(12_500),
        contents,
        inner: Vec::new(),
    }
}

pub(super) fn carriage() -> Carriage {
    Carriage {
        carrier: "Galil Freight".to_owned(),
        scac: some("GLFR"),
        mode: Mode::Road,
        service: some("Next day"),
        tracking: some("GF-0099887"),
        bill_of_lading: some("BL-5501"),
    }
}

pub(super) fn despatch() -> Despatch {
    let pallet = Package {
        kind: PackageKind::Pallet,
        sscc: Some(sscc(1)),
        weight_grams: Some(160_000),
        contents: Vec::new(),
        inner: vec![
            carton(2, vec![packed(1, "10", oil(), 10, 10)]),
            carton(3, vec![packed(2, "20", chickpeas(), 8, 20)]),
        ],
    };
    let loose = carton(4, vec![packed(2, "20", chickpeas(), 4, 20)]);
    Despatch {
        number: "SH-7001".to_owned(),
        at: at(),
        shipped: day("2026-03-04"),
        expected: Some(day("2026-03-05")),
        seller: seller(),
        buyer: buyer(),
        ship_from: party("Tavlit Haifa DC", 2, None, "Haifa", "3100001"),
        ship_to: ship_to(),
        carriage: Some(carriage()),
        orders: vec![DespatchedOrder {
            order: order(),
            packages: vec![pallet, loose],
        }],
    }
}

pub(super) fn invoice() -> Invoice {
    let percent = |text| Decimal::parse(text).unwrap();
    let charged = |number, theirs, item, quantity, price, net_minor| InvoiceLine {
        reference: line(number, theirs),
        item,
        quantity: Decimal::whole(quantity),
        measure: Measure::of(Unit::Case),
        rate: rate(price),
        net_minor,
        tax_percent: percent("18"),
    };
    let besides = |kind, net_minor| Charge {
        kind,
        net_minor,
        tax_percent: percent("18"),
    };
    Invoice {
        number: "INV-9001".to_owned(),
        day: day("2026-03-04"),
        kind: InvoiceKind::Commercial,
        order: order(),
        shipment: some("SH-7001"),
        shipped: Some(day("2026-03-04")),
        seller: seller(),
        buyer: buyer(),
        ship_to: ship_to(),
        currency: Currency::parse("ILS").unwrap(),
        lines: vec![
            charged(1, "10", oil(), 10, "118.80", 118_800),
            charged(2, "20", chickpeas(), 12, "54.25", 65_100),
        ],
        charges: vec![
            besides(ChargeKind::Freight, 7_500),
            besides(ChargeKind::Discount, -1_400),
        ],
        taxes: vec![Tax {
            percent: percent("18"),
            base_minor: 190_000,
            minor: 34_200,
        }],
        terms: Terms {
            net_days: Some(60),
            discount: Some(EarlyDiscount {
                percent: percent("2"),
                days: 10,
            }),
        },
    }
}

pub(super) fn warehouse_order() -> WarehouseOrder {
    let wanted = |number, item, quantity| WarehouseLine {
        number,
        item,
        quantity: Decimal::whole(quantity),
        measure: Measure::of(Unit::Case),
        lot: None,
    };
    WarehouseOrder {
        number: "FO-5001".to_owned(),
        at: at(),
        order: order(),
        depositor: seller(),
        warehouse: party("South Storage", 30, Some("WH-2"), "Ashdod", "7700003"),
        ship_to: ship_to(),
        ship_on: Some(day("2026-03-04")),
        deliver_on: Some(day("2026-03-05")),
        carriage: Some(carriage()),
        lines: vec![
            wanted(1, oil(), 10),
            WarehouseLine {
                lot: some("L226"),
                ..wanted(2, chickpeas(), 12)
            },
        ],
        notes: vec!["Call the depot before you unload".to_owned()],
    }
}

pub(super) fn pick_list() -> PickList {
    let fetched = |bin: &str, item, quantity| PickLine {
        bin: some(bin),
        item,
        quantity: Decimal::whole(quantity),
        measure: Measure::of(Unit::Case),
        lot: None,
        order_number: "SO-100042".to_owned(),
    };
    PickList {
        number: "PK-301".to_owned(),
        site: "Haifa DC".to_owned(),
        at: at(),
        picker: some("Dana"),
        lines: vec![
            fetched("B-01-2", chickpeas(), 12),
            fetched("A-12-1", oil(), 6),
            fetched("A-2-3", oil(), 4),
            PickLine {
                bin: None,
                ..fetched("", item(30_304, "Black tea, 100 bags"), 4)
            },
        ],
    }
}

/// Compares bytes with the golden file of this name; `KEPT_REFRESH=1` writes it instead.
pub(super) fn golden(name: &str, bytes: &[u8]) {
    let path = format!("{}/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("KEPT_REFRESH").is_some() {
        std::fs::write(&path, bytes).expect("the golden file can be written");
    }
    let golden = std::fs::read(&path).unwrap_or_default();
    let shown = String::from_utf8_lossy(bytes);
    assert!(
        golden == bytes,
        "golden/{name} differs; KEPT_REFRESH=1 writes it anew:\n{shown}"
    );
}
