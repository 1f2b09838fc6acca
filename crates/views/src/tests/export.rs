//! Exports: every row once, each with a cell for every column.

use super::lived;
use super::random::life;
use crate::{
    Cell, CustomerFilter, Export, ItemFilter, OrderFilter, OrderSort, Reader, StockFilter,
    SupplyFilter,
};
use vocab::{Currency, Day, Instant, Money};

fn rows(reader: &Reader, export: &Export) -> Vec<Vec<Cell>> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let piece = reader.export(export, after).unwrap();
        assert!(
            piece
                .rows
                .iter()
                .all(|row| row.len() == piece.columns.len())
        );
        rows.extend(piece.rows);
        after = piece.next;
        if after.is_none() {
            return rows;
        }
    }
}

fn text(reader: &Reader, export: &Export) -> String {
    let row = |row: &Vec<Cell>| {
        row.iter()
            .map(Cell::to_string)
            .collect::<Vec<_>>()
            .join(";")
    };
    let mut lines = vec![export.columns().join(";")];
    lines.extend(rows(reader, export).iter().map(row));
    lines.join("\n")
}

#[test]
fn what_is_exported_reads_as_a_table() {
    let world = lived();
    let reader = world.reader();
    let exports = [
        Export::Orders(OrderFilter::default()),
        Export::OrderLines(OrderFilter::default()),
        Export::Stock(StockFilter::default()),
        Export::Items(ItemFilter::default()),
        Export::Customers(CustomerFilter::default()),
        Export::Supply(SupplyFilter::default()),
    ];
    let tables = exports.map(|export| text(&reader, &export));
    insta::assert_snapshot!(tables.join("\n\n"), @r"
    order;state;customer;ship_to;po_number;holds;stage;placed_at;requested_delivery_date;promised_delivery_date;first_promised_delivery_date;delivered_date;finished_date;lines;backordered;value;currency;touchless;on_time_in_full
    SO-100002;open;C1;A;PO-79;;promised;2026-03-02T09:00:00Z;;2026-03-12;2026-03-12;;;2;210;5010.00;ILS;false;false
    SO-100001;held;C1;A;PO-78;price;;2026-03-02T09:00:00Z;;;;;;1;0;25.00;ILS;false;false
    SO-100000;closed;C1;A;PO-77/a;;delivered;2026-03-01T09:00:00Z;;2026-03-02;2026-03-02;2026-03-02;2026-03-02;1;0;300.00;ILS;false;true

    order;state;customer;po_number;line;item;description;ordered;cancelled;ordered_in;price;price_per;value;currency;requested_delivery_date;promised;promised_delivery_date;shipped;delivered;backordered;backorder_reason
    SO-100002;open;C1;PO-79;1;COFFEE;coffee;500;0;each;10.00;1;5000.00;ILS;;290;2026-03-12;0;0;210;no_supply
    SO-100002;open;C1;PO-79;2;TEA;tea;2;0;each;5.00;1;10.00;ILS;;2;2026-03-03;0;0;;
    SO-100001;held;C1;PO-78;1;TEA;tea;5;0;each;5.00;1;25.00;ILS;;0;;0;0;;
    SO-100000;closed;C1;PO-77/a;1;COFFEE;coffee;30;0;each;10.00;1;300.00;ILS;;30;2026-03-02;30;30;;

    item;description;base_unit;site;on_hand;reserved;free;safety_stock;inbound;inbound_promised
    COFFEE;coffee;each;DC1;72;70;2;0;200;200
    COFFEE;coffee;each;DC2;20;20;0;0;0;0
    TEA;tea;each;DC1;100;2;98;0;0;0

    item;description;base_unit;sales_unit;weight_grams;orderable;gtins
    COFFEE;coffee;each;each;500;true;
    TEA;tea;each;each;500;true;

    customer;blocked;credit_limit_minor;open_orders;held_orders;closed_orders;cancelled_orders;last_order;last_order_at
    C1;false;;1;1;1;0;SO-100002;2026-03-02T09:00:00Z
    C2;false;100000;0;0;0;0;;

    supply;reference;kind;item;site;quantity;open;promised;due_date;closed
    0;PO-IN-1;purchase_order;COFFEE;DC1;200;200;200;2026-03-10;false
    ");
}

#[test]
fn every_line_of_every_order_is_exported_once_in_whatever_order_they_are_listed() {
    let world = life(1, |_| {});
    let reader = world.reader();
    let mut expected = Vec::new();
    let orders = reader.orders(&OrderFilter::default(), None, 200).unwrap();
    for order in orders.items {
        let lines = reader.order(order.id).unwrap().unwrap().order_lines;
        let names = lines
            .iter()
            .map(|line| format!("{} {}", order.number, line.number));
        expected.extend(names);
    }
    for sort in OrderSort::ALL {
        let filter = OrderFilter {
            sort,
            ..OrderFilter::default()
        };
        let exported = rows(&reader, &Export::OrderLines(filter));
        let names = exported.iter().map(|row| format!("{} {}", row[0], row[4]));
        assert_eq!(names.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_cell_is_exact_in_csv_and_in_json() {
    let money = Money {
        minor: -1_205,
        currency: Currency::ILS,
    };
    let cells = [
        Cell::Nothing,
        Cell::Text("a,\"b\"".to_owned()),
        Cell::Number(-3),
        Cell::Amount(money),
        Cell::Day(Day::parse("2026-03-01").unwrap()),
        Cell::At(Instant(0)),
        Cell::Flag(true),
    ];
    let told = cells.iter().map(|cell| {
        let json = serde_json::to_string(cell).unwrap();
        format!("{cell} | {json}")
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r#"
     | null
    a,"b" | "a,\"b\""
    -3 | -3
    -12.05 | "-12.05"
    2026-03-01 | "2026-03-01"
    1970-01-01T00:00:00Z | "1970-01-01T00:00:00Z"
    true | true
    "#);
}
