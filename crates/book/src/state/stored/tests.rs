//! A snapshot that is damaged is a fault, never a panic and never another state.

use crate::Book;
use crate::story::Bench;

fn a_book() -> Book {
    Bench::after(
        "stock DC1 COFFEE 10
         supply PO1 purchase DC1 COFFEE 10 2026-03-05
         order C1 COFFEE 15 / po 7 expires 2026-03-09T09:00:00Z
         order C1 COFFEE 15
         document mail
         read mail place C1 COFFEE 2 ; confidence 1",
    )
    .book
}

#[test]
fn a_snapshot_that_is_cut_off_is_a_fault() {
    let bytes = a_book().to_bytes();
    for end in 0..bytes.len() {
        assert!(Book::from_bytes(&bytes[..end]).is_err(), "cut off at {end}");
    }
}

#[test]
fn a_snapshot_with_a_flipped_bit_never_panics() {
    let bytes = a_book().to_bytes();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << bit;
            drop(Book::from_bytes(&damaged));
        }
    }
}

#[test]
fn a_snapshot_of_another_version_is_a_fault_that_says_so() {
    let mut bytes = a_book().to_bytes();
    bytes[0] = 1;
    assert_eq!(
        Book::from_bytes(&bytes).unwrap_err().to_string(),
        "the stored state can't be read: it has version 1, this build reads version 3"
    );
}
