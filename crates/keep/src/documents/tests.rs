//! Documents: found by their hash, stored once, verified against damage.

use super::*;
use crate::scratch::{Scratch, golden};
use rusqlite::Connection;
use std::fs;

fn meta(name: &str) -> DocumentMeta {
    DocumentMeta {
        name: name.to_owned(),
        media_type: "text/plain".to_owned(),
        channel: "mail".to_owned(),
        sender: "buyer@example.com".to_owned(),
        received_at: Instant(1_764_000_000_000_000),
    }
}

#[test]
fn a_document_is_found_by_the_hash_of_its_bytes_after_reopening() {
    let directory = Scratch::new();
    let bytes = b"10 cases of lemonade, please";
    let hash = DocumentStore::open(&directory)
        .unwrap()
        .put(bytes, &meta("order.txt"))
        .unwrap();
    assert_eq!(hash.0, *blake3::hash(bytes).as_bytes());
    let store = DocumentStore::open(&directory).unwrap();
    let document = Document {
        meta: meta("order.txt"),
        bytes: bytes.to_vec(),
    };
    assert_eq!(store.get(hash).unwrap(), Some(document));
    assert_eq!(store.get(ContentHash([7; 32])).unwrap(), None);
}

#[test]
fn the_same_bytes_are_stored_once_under_their_first_name() {
    let directory = Scratch::new();
    let store = DocumentStore::open(&directory).unwrap();
    let hash = store.put(b"po", &meta("first")).unwrap();
    assert_eq!(store.put(b"po", &meta("second")).unwrap(), hash);
    assert_eq!(store.get(hash).unwrap().unwrap().meta.name, "first");
    assert_eq!(store.list(0, 9).unwrap().len(), 1);
}

#[test]
fn a_reading_stays_beside_its_document_until_a_newer_one() {
    let directory = Scratch::new();
    let store = DocumentStore::open(&directory).unwrap();
    let hash = store.put(b"po", &meta("po")).unwrap();
    assert_eq!(store.reading(hash).unwrap(), None);
    for reader in ["1", "2"] {
        store.put_reading(hash, reader, br#"{"lines":[]}"#).unwrap();
        let reading = store.reading(hash).unwrap().unwrap();
        assert_eq!((reading.reader.as_str(), reading.json.len()), (reader, 12));
    }
    let fault = store
        .put_reading(ContentHash([7; 32]), "1", b"{}")
        .unwrap_err();
    assert_eq!(fault.kind, FaultKind::UnknownDocument);
}

#[test]
fn what_is_too_large_is_refused_with_the_limit() {
    let directory = Scratch::new();
    let store = DocumentStore::open(&directory).unwrap();
    let hash = store.put(b"", &meta(&"n".repeat(LABEL_BYTES_MAX))).unwrap();
    let limit = |result: Result<(), Fault>| match result.unwrap_err().kind {
        FaultKind::TooLarge { size, limit, .. } => (size - limit, limit as usize),
        other => panic!("{other}"),
    };
    let large = vec![0; DOCUMENT_BYTES_MAX + 1];
    let long = meta(&"n".repeat(LABEL_BYTES_MAX + 1));
    let put = |bytes: &[u8], meta: &DocumentMeta| store.put(bytes, meta).map(|_| ());
    assert_eq!(limit(put(&large, &meta("large"))), (1, DOCUMENT_BYTES_MAX));
    assert_eq!(limit(put(b"po", &long)), (1, LABEL_BYTES_MAX));
    let json = &large[..READING_BYTES_MAX + 1];
    assert_eq!(
        limit(store.put_reading(hash, "1", json)),
        (1, READING_BYTES_MAX)
    );
    assert_eq!(store.verify(|_| {}).unwrap().documents, 1);
}

#[test]
fn documents_are_listed_in_order_of_arrival_page_by_page() {
    let directory = Scratch::new();
    let store = DocumentStore::open(&directory).unwrap();
    for name in ["a", "b", "c", "d", "e"] {
        store.put(name.as_bytes(), &meta(name)).unwrap();
    }
    let names = |page: &[Listed]| -> String { page.iter().map(|l| l.meta.name.as_str()).collect() };
    let first = store.list(0, 2).unwrap();
    assert_eq!(names(&first), "ab");
    assert_eq!(
        names(&store.list(first[1].arrival, usize::MAX).unwrap()),
        "cde"
    );
    assert_eq!(store.list(u64::MAX, 9).unwrap(), []);
}

#[test]
fn what_was_changed_on_disk_is_named_and_never_returned() {
    let cases = [
        ("UPDATE document SET bytes = x'ff'", "bytes"),
        ("UPDATE document SET name = 'other'", "name"),
        ("UPDATE document SET received_at = received_at + 1", "time"),
        ("UPDATE reading SET json = x'7b7d20'", "reading"),
        ("UPDATE reading SET reader = '2'", "reader"),
    ];
    for (change, what) in cases {
        let directory = Scratch::new();
        let store = DocumentStore::open(&directory).unwrap();
        let hash = store.put(b"po", &meta("po")).unwrap();
        store.put_reading(hash, "1", b"{}").unwrap();
        Connection::open(directory.join(FILE))
            .unwrap()
            .execute(change, [])
            .unwrap();
        let fault = store.verify(|_| {}).unwrap_err();
        assert!(
            matches!(fault.kind, FaultKind::Damaged { .. }),
            "{what}: {fault}"
        );
        assert_eq!(fault.entry, Some(hash.to_string()), "{what}");
    }
}

#[test]
fn several_threads_put_and_get_at_once() {
    let directory = Scratch::new();
    let store = DocumentStore::open(&directory).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4u8 {
            let store = &store;
            scope.spawn(move || {
                for number in 0..25u8 {
                    let hash = store.put(&[thread, number], &meta("po")).unwrap();
                    assert_eq!(store.get(hash).unwrap().unwrap().bytes, [thread, number]);
                }
            });
        }
    });
    let whole = VerifiedDocuments {
        documents: 100,
        bytes: 200,
    };
    assert_eq!(store.verify(|_| {}).unwrap(), whole);
}

#[test]
fn a_backup_is_one_whole_file_that_opens_as_a_store() {
    let directory = Scratch::new();
    let store = DocumentStore::open(&directory).unwrap();
    let hash = store.put(&vec![3; 3 << 20], &meta("po")).unwrap();
    let other = Scratch::new();
    store.backup(&other.join(FILE)).unwrap();
    assert_eq!(
        store.backup(&other.join(FILE)).unwrap_err().kind,
        FaultKind::Exists
    );
    assert_eq!(fs::read_dir(&*other).unwrap().count(), 1);
    let restored = DocumentStore::open(&other).unwrap();
    assert_eq!(restored.get(hash).unwrap(), store.get(hash).unwrap());
}

#[test]
fn a_crash_after_put_loses_nothing() {
    let directory = Scratch::new();
    let store = DocumentStore::open(&directory).unwrap();
    let hash = store.put(b"po", &meta("po")).unwrap();
    let crashed = directory.copy();
    assert!(
        DocumentStore::open(&crashed)
            .unwrap()
            .get(hash)
            .unwrap()
            .is_some()
    );
}

#[test]
fn another_file_is_not_taken_for_a_document_store() {
    let directory = Scratch::new();
    fs::write(directory.join(FILE), "a shopping list".repeat(99)).unwrap();
    let fault = DocumentStore::open(&directory).unwrap_err();
    assert!(
        matches!(fault.kind, FaultKind::WrongFormat { .. }),
        "{fault}"
    );
    fs::remove_file(directory.join(FILE)).unwrap();
    let other = Connection::open(directory.join(FILE)).unwrap();
    other
        .execute_batch("CREATE TABLE list (item TEXT)")
        .unwrap();
    let fault = DocumentStore::open(&directory).unwrap_err();
    assert!(
        matches!(fault.kind, FaultKind::WrongFormat { .. }),
        "{fault}"
    );
}

#[test]
fn the_golden_store_of_format_1_opens_and_verifies() {
    let directory = Scratch::new();
    let golden = golden("documents-format-1.db", write_the_golden_store);
    fs::copy(golden, directory.join(FILE)).unwrap();
    let store = DocumentStore::open(&directory).unwrap();
    let whole = VerifiedDocuments {
        documents: 2,
        bytes: 5_007,
    };
    assert_eq!(store.verify(|_| {}).unwrap(), whole);
    let listed = store.list(0, 9).unwrap();
    assert_eq!(listed[0].meta, meta("order.txt"));
    let reading = Reading {
        reader: "1".to_owned(),
        json: b"{}".to_vec(),
    };
    assert_eq!(store.reading(listed[0].hash).unwrap(), Some(reading));
}

fn write_the_golden_store(path: &Path) {
    let directory = Scratch::new();
    let store = DocumentStore::open(&directory).unwrap();
    let hash = store.put(b"2 boxes", &meta("order.txt")).unwrap();
    store.put_reading(hash, "1", b"{}").unwrap();
    store.put(&[9; 5_000], &meta("order.bin")).unwrap();
    store.backup(path).unwrap();
}
