//! Personal data: encrypted at rest, erased for good, told apart when swapped.

use super::*;
use crate::scratch::{Scratch, golden};
use rusqlite::Connection;
use std::fs;

const RIVER: SubjectId = SubjectId {
    kind: SubjectKind::Customer,
    number: 7,
};
const HILL: SubjectId = SubjectId {
    kind: SubjectKind::Customer,
    number: 8,
};

fn personal(name: &str) -> Personal {
    Personal {
        name: name.to_owned(),
        contact: "Dana Marlow".to_owned(),
        emails: vec!["dana@example.com".to_owned()],
        phones: vec!["+00 555 0100".to_owned()],
        address: vec!["12 Mill Lane".to_owned(), "Dock 4".to_owned()],
        city: "Northford".to_owned(),
        postcode: "00100".to_owned(),
        country: "IL".to_owned(),
        ..Personal::default()
    }
}

/// A vault that knows two customers.
fn vault(directory: &Scratch) -> Vault {
    let vault = Vault::open(directory).unwrap();
    vault.put(RIVER, &personal("River Foods")).unwrap();
    vault.put(HILL, &personal("Hill Stores")).unwrap();
    vault
}

fn edit(directory: &Scratch, change: &str) -> usize {
    Connection::open(directory.join(FILE))
        .unwrap()
        .execute(change, [])
        .unwrap()
}

/// What is stored of a subject, as ciphertext: wrapped key and data.
fn stored(directory: &Scratch, subject: SubjectId) -> [Vec<u8>; 2] {
    let connection = Connection::open(directory.join(FILE)).unwrap();
    let row = "SELECT key, data FROM subject WHERE number = ?1";
    connection
        .query_row(row, [subject.number as i64], |row| {
            Ok([row.get(0)?, row.get(1)?])
        })
        .unwrap()
}

#[test]
fn personal_data_reads_back_after_reopening_and_is_replaced() {
    let directory = Scratch::new();
    drop(vault(&directory));
    let vault = Vault::open(&directory).unwrap();
    assert!(vault.get(RIVER).unwrap() == Some(personal("River Foods")));
    vault.put(RIVER, &personal("River & Sons")).unwrap();
    assert_eq!(vault.get(RIVER).unwrap().unwrap().name, "River & Sons");
    let nobody = SubjectId {
        kind: SubjectKind::Contact,
        number: 7,
    };
    assert!(vault.get(nobody).unwrap().is_none());
    assert_eq!(vault.verify().unwrap(), 2);
}

#[test]
fn subjects_of_a_kind_are_listed_by_number_page_by_page() {
    let directory = Scratch::new();
    let vault = vault(&directory);
    let dock = SubjectId {
        kind: SubjectKind::ShipTo,
        number: 1,
    };
    vault.put(dock, &personal("Dock")).unwrap();
    let names = |from, limit| -> Vec<String> {
        let page = vault.all(SubjectKind::Customer, from, limit).unwrap();
        page.into_iter()
            .map(|(subject, data)| format!("{subject}: {}", data.name))
            .collect()
    };
    assert_eq!(
        names(0, usize::MAX),
        ["customer 7: River Foods", "customer 8: Hill Stores"]
    );
    assert_eq!(names(0, 1), ["customer 7: River Foods"]);
    assert_eq!(names(8, 9), ["customer 8: Hill Stores"]);
    assert_eq!(names(u64::MAX, 9), [""; 0]);
}

#[test]
fn no_file_and_no_debug_print_shows_personal_data() {
    let directory = Scratch::new();
    let vault = vault(&directory);
    for word in [
        "River Foods",
        "Marlow",
        "dana@example.com",
        "+00 555 0100",
        "Mill Lane",
        "Northford",
        "emails",
    ] {
        assert!(!directory.contains(word.as_bytes()), "{word}");
    }
    assert_eq!(
        format!("{:?}", vault.get(RIVER).unwrap()),
        "Some(Personal(..))"
    );
    assert!(format!("{vault:?}").contains("master: Key(..)"));
}

#[test]
fn an_erased_subject_leaves_nothing_that_the_master_key_could_open() {
    let directory = Scratch::new();
    let vault = vault(&directory);
    let ciphertexts = stored(&directory, RIVER);
    assert!(ciphertexts.iter().all(|bytes| directory.contains(bytes)));
    assert!(vault.erase(RIVER).unwrap());
    assert!(!vault.erase(RIVER).unwrap());
    let copy = directory.copy();
    assert!(!ciphertexts.iter().any(|bytes| copy.contains(bytes)));
    let copied = Vault::open(&copy).unwrap();
    assert!(copied.get(RIVER).unwrap().is_none());
    assert_eq!(copied.get(HILL).unwrap().unwrap().name, "Hill Stores");
}

#[test]
fn rows_that_were_swapped_or_changed_are_reported_with_the_subject() {
    let cases = [
        "UPDATE subject SET data = (SELECT data FROM subject WHERE number = 8) WHERE number = 7",
        "UPDATE subject SET key = (SELECT key FROM subject WHERE number = 8) WHERE number = 7",
        "UPDATE subject SET (key, data) = (SELECT key, data FROM subject WHERE number = 8)
         WHERE number = 7",
        "UPDATE subject SET data = zeroblob(length(data)) WHERE number = 7",
        "UPDATE subject SET data = x'00', key = x'' WHERE number = 7",
    ];
    for change in cases {
        let directory = Scratch::new();
        let vault = vault(&directory);
        assert_eq!(edit(&directory, change), 1);
        let fault = vault.get(RIVER).unwrap_err();
        assert!(
            matches!(fault.kind, FaultKind::Damaged { .. }),
            "{change}: {fault}"
        );
        assert_eq!(fault.entry.as_deref(), Some("customer 7"), "{change}");
        assert!(
            vault.verify().is_err() && vault.get(HILL).unwrap().is_some(),
            "{change}"
        );
    }
}

#[test]
fn a_missing_or_wrong_key_file_is_told_apart_and_harms_nothing() {
    let directory = Scratch::new();
    drop(vault(&directory));
    let (path, other) = (directory.join(KEY_FILE), Scratch::new());
    let right = fs::read(&path).unwrap();
    drop(Vault::open(&other).unwrap());
    let refused = || Vault::open(&directory).unwrap_err();
    fs::remove_file(&path).unwrap();
    assert_eq!(refused().kind, FaultKind::KeyMissing);
    assert!(!path.exists());
    fs::copy(other.join(KEY_FILE), &path).unwrap();
    assert_eq!(refused().kind, FaultKind::KeyWrong);
    for text in ["", "kept-vault-key-1 12ab", &"kept-vault-key-1 ".repeat(99)] {
        fs::write(&path, text).unwrap();
        assert!(
            matches!(refused().kind, FaultKind::WrongFormat { .. }),
            "{text}"
        );
    }
    fs::write(&path, right).unwrap();
    assert_eq!(Vault::open(&directory).unwrap().verify().unwrap(), 2);
}

#[cfg(unix)]
#[test]
fn the_key_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let directory = Scratch::new();
    drop(Vault::open(&directory).unwrap());
    let mode = fs::metadata(directory.join(KEY_FILE))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn what_is_too_large_is_refused() {
    let directory = Scratch::new();
    let vault = Vault::open(&directory).unwrap();
    let large = personal(&"n".repeat(PERSONAL_BYTES_MAX));
    let beyond = SubjectId {
        number: SUBJECT_NUMBER_MAX + 1,
        ..RIVER
    };
    for (subject, data) in [(RIVER, large), (beyond, personal("Beyond"))] {
        let fault = vault.put(subject, &data).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::TooLarge { .. }), "{fault}");
    }
    assert!(vault.get(beyond).unwrap().is_none());
    assert_eq!(vault.verify().unwrap(), 0);
}

#[test]
fn a_backup_opens_only_with_the_key_that_is_kept_apart() {
    let directory = Scratch::new();
    let vault = vault(&directory);
    let other = Scratch::new();
    vault.backup(&other.join(FILE)).unwrap();
    assert_eq!(fs::read_dir(&*other).unwrap().count(), 1);
    assert_eq!(Vault::open(&other).unwrap_err().kind, FaultKind::KeyMissing);
    fs::copy(directory.join(KEY_FILE), other.join(KEY_FILE)).unwrap();
    assert_eq!(
        Vault::open(&other)
            .unwrap()
            .get(HILL)
            .unwrap()
            .unwrap()
            .name,
        "Hill Stores"
    );
}

#[test]
fn the_golden_vault_of_format_1_opens() {
    let directory = Scratch::new();
    let golden = golden("vault-format-1.db", write_the_golden_vault);
    fs::copy(&golden, directory.join(FILE)).unwrap();
    fs::copy(golden.with_extension("key"), directory.join(KEY_FILE)).unwrap();
    let vault = Vault::open(&directory).unwrap();
    assert!(vault.get(RIVER).unwrap() == Some(personal("River Foods")));
    assert_eq!(vault.verify().unwrap(), 2);
}

fn write_the_golden_vault(path: &Path) {
    let directory = Scratch::new();
    vault(&directory).backup(path).unwrap();
    fs::copy(directory.join(KEY_FILE), path.with_extension("key")).unwrap();
}

#[test]
fn subjects_are_found_by_a_part_of_their_names_in_any_case() {
    let directory = Scratch::new();
    let vault = vault(&directory);
    let other = Personal {
        other_names: vec!["Gebirge GmbH".to_owned()],
        ..personal("הר בע״מ")
    };
    let ninth = SubjectId { number: 9, ..HILL };
    vault.put(ninth, &other).unwrap();
    let numbers = |text: &str, limit| {
        let found = vault.named(SubjectKind::Customer, text, limit).unwrap();
        let numbers: Vec<u64> = found.iter().map(|(subject, _)| subject.number).collect();
        numbers
    };
    assert_eq!(numbers("RIVER", 9), [7]);
    assert_eq!(numbers("r", 9), [7, 8, 9]);
    assert_eq!(numbers("r", 2), [7, 8]);
    assert_eq!(numbers("הר", 9), [9]);
    assert_eq!(numbers("gebirge", 9), [9]);
    assert_eq!(numbers("Marlow", 9), [0; 0], "a contact is no name");
    assert!(vault.named(SubjectKind::ShipTo, "r", 9).unwrap().is_empty());
}
