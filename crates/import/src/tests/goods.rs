//! Counts, receipts and supply: what a second import of the same file does.

use super::*;
use book::Command;
use book::order::{LineDraft, OrderDraft, StatedItem};
use vocab::{CustomerId, ItemId, Quantity, Unit};

const COUNT: &str = "site,item,quantity,unit\nNORTH,TEA,2.5,CT\nNORTH,TEA,3,\nNORTH,RICE,7,each\n";

#[test]
fn a_count_says_what_is_on_hand_however_often_it_is_imported() {
    let desk = Desk::founded();
    assert_eq!(
        desk.import(Kind::Stock, COUNT),
        "stock: 3 rows, 2 added, 0 changed, 0 as before\n"
    );
    assert_eq!(
        (desk.on_hand("NORTH", "TEA"), desk.on_hand("NORTH", "RICE")),
        (33, 7)
    );
    let before = desk.book();
    assert_eq!(
        desk.import(Kind::Stock, COUNT),
        "stock: 3 rows, 0 added, 0 changed, 2 as before\n"
    );
    assert!(desk.book() == before);
    let recount = "site,item,quantity\nNORTH,TEA,30\nNORTH,RICE,0\n";
    assert_eq!(
        desk.import(Kind::Stock, recount),
        "stock: 2 rows, 0 added, 2 changed, 0 as before\n"
    );
    assert_eq!(
        (desk.on_hand("NORTH", "TEA"), desk.on_hand("NORTH", "RICE")),
        (30, 0)
    );
}

#[test]
fn a_count_below_what_is_promised_takes_the_promise_back() {
    let desk = Desk::founded();
    let lane = "site,zone,transit_days,delivery_weekdays,cost_per_shipment,cost_per_kilogram\n\
                NORTH,1,1,sun mon tue wed thu,10,1\n";
    desk.import(Kind::Lanes, lane);
    desk.import(Kind::Stock, COUNT);
    let order = OrderDraft {
        customer: CustomerId(0),
        ship_to: None,
        address_in_doubt: false,
        po_number: None,
        currency: None,
        requested: None,
        expires: None,
        terms: book::order::Terms::default(),
        lines: vec![LineDraft {
            item: StatedItem::Known(ItemId(0)),
            quantity: Quantity(20),
            unit: Unit::Each,
            stated_price: None,
            requested: None,
        }],
    };
    desk.engine
        .handle()
        .own(Command::PlaceOrder(order))
        .unwrap()
        .outcome
        .unwrap();
    let reserved = || {
        let book = desk.book();
        book.stock.balances(ItemId(0))[0].reserved.0
    };
    assert_eq!(reserved(), 20);
    let count = "site,item,quantity\nNORTH,TEA,8\n";
    let before = desk.book();
    let checked = desk.import_files(Kind::Stock, &[("f.csv", count.as_bytes())], true);
    assert!(checked.ok && desk.book() == before, "{}", checked.text());
    let report = desk.import(Kind::Stock, count);
    assert_eq!(report, "stock: 1 rows, 0 added, 1 changed, 0 as before\n");
    assert_eq!((desk.on_hand("NORTH", "TEA"), reserved()), (8, 8));
}

#[test]
fn receipts_come_on_top_and_the_same_file_is_received_once() {
    let desk = Desk::founded();
    desk.import(Kind::Stock, COUNT);
    let delivery = |note: &str, cell: &str| {
        let rows = format!("NORTH,TEA,{cell},{note}\nNORTH,RICE,5,,{note}\n");
        desk.import(
            Kind::Receipts,
            &format!("site,item,quantity,unit,delivery note\n{rows}"),
        )
    };
    let received = "receipts: 2 rows, 2 added, 0 changed, 0 as before\nnot kept: delivery_note\n";
    assert_eq!(delivery("DN-1", "24,each"), received);
    assert_eq!(
        (desk.on_hand("NORTH", "TEA"), desk.on_hand("NORTH", "RICE")),
        (57, 12)
    );
    assert_eq!(
        delivery("DN-1", "2,case"),
        "receipts: 2 rows, 0 added, 0 changed, 2 as before\n\
         2 rows were received before, by the same rows, and were not received again\n\
         not kept: delivery_note\n"
    );
    assert_eq!(desk.on_hand("NORTH", "TEA"), 57);
    assert_eq!(delivery("DN-2", "24,each"), received);
    assert_eq!(desk.on_hand("NORTH", "TEA"), 81);
}

#[test]
fn an_import_tells_how_far_it_has_come() {
    let desk = Desk::founded();
    let row = |n: usize| format!("A{n},Item {n},each\n");
    let rows: String = (0..COMMAND_ROWS_MAX + 5).map(row).collect();
    let text = format!("item,description,base_unit\n{rows}");
    let sources = [source(&("f.csv", text.as_bytes()))];
    let job = Import {
        kind: Kind::Items,
        sources: &sources,
        mapping: None,
        dry_run: false,
    };
    let mut told = Vec::new();
    let mut progress = |now: Progress| {
        told.push((now.done, now.total));
        ControlFlow::Continue(())
    };
    let report = desk.with_target(|target| import(target, &job, &mut progress).unwrap());
    assert_eq!(report.added, 10_005);
    assert_eq!(told, [(0, 10_005), (10_000, 10_005), (10_005, 10_005)]);
}

#[test]
fn supply_is_announced_once_however_often_it_is_imported() {
    let desk = Desk::founded();
    let supply = |quantity: &str| {
        let row = format!("PO-1,Purchase_Order,NORTH,TEA,{quantity},2027-01-10");
        desk.import(
            Kind::Supply,
            &format!("reference,kind,site,item,quantity,due\n{row}\n"),
        )
    };
    assert_eq!(
        supply("80"),
        "supply: 1 rows, 1 added, 0 changed, 0 as before\n"
    );
    assert_eq!(
        supply("80"),
        "supply: 1 rows, 0 added, 0 changed, 1 as before\n"
    );
    let said = "f.csv row 2, reference: expected one that is not announced already as \
                purchase_order of 80 each TEA to NORTH due 2027-01-10\n";
    assert_eq!(supply("90"), said);
    assert_eq!(desk.book().stock.supplies.len(), 1);
}

#[test]
fn an_import_that_is_stopped_once_it_was_checked_changes_nothing() {
    let desk = Desk::founded();
    let sources = [source(&("f.csv", b"site,item,quantity\nNORTH,TEA,5\n"))];
    let job = Import {
        kind: Kind::Stock,
        sources: &sources,
        mapping: None,
        dry_run: false,
    };
    let mut stop = |_: Progress| ControlFlow::Break(());
    let stopped = desk.with_target(|target| import(target, &job, &mut stop));
    assert!(matches!(stopped, Err(Failed::Stopped)));
    assert_eq!(desk.on_hand("NORTH", "TEA"), 0);
}
