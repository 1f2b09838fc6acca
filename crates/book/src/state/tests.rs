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
