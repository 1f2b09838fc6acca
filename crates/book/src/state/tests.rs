//! What the book remembers of what is finished, and for how long.

use super::*;
use crate::Event;
use crate::story::Bench;

/// A book in which one order is finished and another one open, both with a PO number.
fn a_finished_and_an_open_order() -> Bench {
    Bench::after(
        "order C1 COFFEE 1 / po DONE
         order C1 COFFEE 1 / po OPEN
         cancel SO-100000",
    )
}

fn known(book: &Book) -> [bool; 2] {
    ["DONE", "OPEN"].map(|po| book.order_by_po(CustomerId(0), po).is_some())
}

#[test]
fn the_po_number_of_a_finished_order_is_known_for_sixteen_million_more() {
    let mut book = a_finished_and_an_open_order().book;
    book.next.order = PO_NUMBERS_KEPT;
    assert_eq!(known(&book), [true, true]);
    book.next.order += 1;
    assert_eq!(known(&book), [false, true]);
}

#[test]
fn the_po_number_of_an_open_order_is_never_forgotten() {
    let mut bench = a_finished_and_an_open_order();
    bench.book.next.order = PO_NUMBERS_KEPT + SWEEP_INTERVAL;
    let placed = bench.quick_step("order C1 COFFEE 1 / po DONE").unwrap();
    assert!(matches!(&placed[0], Event::OrderPlaced { holds, .. } if holds.is_empty()));
    let again = bench.quick_step("order C1 COFFEE 1 / po OPEN").unwrap();
    assert!(matches!(&again[0], Event::OrderPlaced { holds, .. } if !holds.is_empty()));
}

#[test]
fn what_is_forgotten_leaves_memory_and_changes_no_state() {
    let mut book = a_finished_and_an_open_order().book;
    book.next.order = PO_NUMBERS_KEPT + 1;
    let (hash, kept) = (book.state_hash(), book.po_numbers.len());
    let stored = Book::from_bytes(&book.to_bytes()).unwrap();
    assert_eq!(
        (stored.state_hash(), stored.po_numbers.len()),
        (hash, kept - 1)
    );
    book.take_po_number(
        po_key(CustomerId(0), "OPEN"),
        OrderId(PO_NUMBERS_KEPT + SWEEP_INTERVAL),
    );
    assert_eq!((book.state_hash(), book.po_numbers.len()), (hash, kept - 1));
}

#[test]
fn what_is_tried_on_a_copy_is_decided_as_the_book_would_and_leaves_it_alone() {
    let mut bench = Bench::after(
        "stock DC1 COFFEE 3
         supply PO1 purchase DC1 COFFEE 10 2026-03-05
         order C1 COFFEE 5 / po 1
         lose PO1
         supply PO2 purchase DC1 COFFEE 10 2026-03-09",
    );
    let before = bench.book.state_hash();
    let mut copy = bench.book.freeze().into_book();
    let item = ItemId(0);
    let command = crate::Command::PromiseBackorders { item };
    let tried = crate::decide(&copy, &command, &bench.stamp).unwrap();
    crate::evolve_all(&mut copy, &tried);
    assert_eq!(bench.book.state_hash(), before);
    assert_eq!(bench.give(&command).unwrap(), tried);
    assert_eq!(bench.book.state_hash(), copy.state_hash());
}

#[test]
fn both_halves_of_the_documents_are_stored() {
    let hash = |first: u8| ContentHash([first; 32]);
    let half = |first: u8| Lookup::of(&[(hash(first), ()), (hash(first + 1), ())]);
    let book = Book {
        documents: Documents::of([half(1), half(3)]),
        ..Book::default()
    };
    let stored = Book::from_bytes(&book.to_bytes()).unwrap();
    assert_eq!(stored.documents, book.documents);
    assert_eq!(
        [2, 4, 5].map(|first| stored.has_document(hash(first))),
        [true, true, false]
    );
}

#[test]
fn case_and_blanks_of_a_po_number_do_not_count_and_the_customer_does() {
    let key = |customer, po_number| po_key(CustomerId(customer), po_number);
    let plain = key(7, "PO-4711/Ä");
    for same in ["po-4711/ä", " PO -\t4711 / Ä ", "Po-4711/ä\u{a0}"] {
        assert_eq!(key(7, same), plain, "{same:?}");
    }
    assert_ne!(key(8, "PO-4711/Ä"), plain);
    assert_ne!(key(7, "PO-4711"), plain);
    // Snapshots and state hashes hold these values, so they stay.
    let stored = 0xc4d6_0b1f_9d43_f221_c5fd_9bc7_ee25_ae3a_u128;
    assert_eq!(key(7, "PO-4711"), stored.to_be_bytes());
}
