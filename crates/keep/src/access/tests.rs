//! Access keys: found by their secret, never stored in clear, ended at once.

use super::*;
use crate::scratch::{Scratch, golden};
use rusqlite::Connection;
use std::fs;

const NOW: Instant = Instant(1_764_000_000_000_000);

fn orders() -> Scopes {
    [Scope::OrdersRead, Scope::OrdersWrite]
        .into_iter()
        .collect()
}

#[test]
fn a_key_is_found_by_its_secret_after_reopening() {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    let (secret, key) = store.create("web shop", orders(), NOW, None).unwrap();
    let store = AccessKeys::open(&directory).unwrap();
    assert_eq!(
        store.find(secret.reveal(), NOW).unwrap(),
        Found::Valid(key.clone())
    );
    assert_eq!(key.actor, ActorId(1));
    assert!(secret.reveal().starts_with("kept_1_"));
    assert_eq!(secret.reveal().len(), "kept_1_".len() + 64);
    assert!(key.scopes.contains(Scope::OrdersRead) && !key.scopes.contains(Scope::Console));
}

#[test]
fn the_secret_is_neither_on_disk_nor_in_debug_output() {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    let (secret, _) = store.create("web shop", orders(), NOW, None).unwrap();
    let digits = secret.reveal().rsplit('_').next().unwrap();
    assert!(!directory.contains(digits.as_bytes()));
    assert_eq!(format!("{secret:?}"), "Secret(..)");
}

#[test]
fn what_is_not_a_key_is_unknown() {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    let (secret, _) = store.create("web shop", orders(), NOW, None).unwrap();
    let right = secret.reveal();
    let digits = "0".repeat(64);
    let changed = format!(
        "{}{}",
        &right[..right.len() - 1],
        if right.ends_with('0') { 1 } else { 0 }
    );
    let wrong = [
        "",
        "kept_",
        "kept_1",
        "kept_1_",
        "kept_one_1",
        "kept_99999999999_0",
        &format!("kept_1_{digits}"),
        &format!("kept_2_{digits}"),
        &format!("kept_-1_{digits}"),
        &right[..right.len() - 1],
        &right.to_uppercase(),
        &changed,
        &format!("{right} "),
        &right.replacen("kept_1", "kept_01", 1),
    ];
    for secret in wrong {
        assert_eq!(store.find(secret, NOW).unwrap(), Found::Unknown, "{secret}");
    }
}

#[test]
fn a_key_ends_at_its_moment_and_at_once_when_it_is_revoked() {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    let end = NOW.plus_seconds(60);
    let (secret, key) = store.create("trial", orders(), NOW, Some(end)).unwrap();
    let found = |at| store.find(secret.reveal(), at).unwrap();
    assert_eq!(found(Instant(end.0 - 1)), Found::Valid(key.clone()));
    assert_eq!(found(end), Found::Expired(end));
    assert!(store.revoke(key.actor, NOW).unwrap());
    assert_eq!(found(NOW), Found::Revoked);
    assert!(!store.revoke(key.actor, NOW).unwrap());
    assert!(!store.revoke(ActorId(7), NOW).unwrap());
    assert_eq!(store.list().unwrap()[0].revoked_at, Some(NOW));
}

#[test]
fn a_right_that_was_added_on_disk_is_noticed() {
    for change in [
        "UPDATE access_key SET scopes = 127",
        "UPDATE access_key SET expires_at = NULL",
        "UPDATE access_key SET revoked_at = 0",
        "UPDATE access_key SET name = 'other'",
        "UPDATE access_key SET hash = zeroblob(32)",
    ] {
        let directory = Scratch::new();
        let store = AccessKeys::open(&directory).unwrap();
        let (secret, _) = store.create("trial", orders(), NOW, Some(NOW)).unwrap();
        let file = Connection::open(directory.join(FILE)).unwrap();
        file.execute(change, []).unwrap();
        let fault = store.find(secret.reveal(), NOW).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Damaged { .. }), "{change}");
        assert!(store.list().is_err(), "{change}");
    }
}

#[test]
fn a_name_over_the_limit_is_refused() {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    let name = "n".repeat(KEY_NAME_BYTES_MAX);
    assert!(store.create(&name, orders(), NOW, None).is_ok());
    let fault = store
        .create(&format!("{name}n"), orders(), NOW, None)
        .unwrap_err();
    assert!(matches!(fault.kind, FaultKind::TooLarge { .. }));
    assert_eq!(store.list().unwrap().len(), 1);
}

#[test]
fn each_scope_has_its_own_word_and_reads_back() {
    for scope in Scope::ALL {
        assert_eq!(Scope::parse(scope.as_str()), Some(*scope));
        let alone: Scopes = [*scope].into_iter().collect();
        assert_eq!(alone.iter().collect::<Vec<_>>(), [*scope]);
    }
    assert_eq!(Scope::parse("everything"), None);
}

#[test]
fn the_golden_store_of_access_keys_of_format_1_opens() {
    let directory = Scratch::new();
    let golden = golden("access-format-1.db", write_the_golden_store);
    fs::copy(&golden, directory.join(FILE)).unwrap();
    let store = AccessKeys::open(&directory).unwrap();
    let keys = store.list().unwrap();
    let told: Vec<_> = keys
        .iter()
        .map(|key| (key.name.as_str(), key.expires_at, key.revoked_at))
        .collect();
    assert_eq!(
        told,
        [("shop", None, None), ("trial", Some(NOW), Some(NOW))]
    );
    // What the first key was when it was shown; it opens nothing else.
    let secret = fs::read_to_string(golden.with_extension("key")).unwrap();
    let found = store.find(secret.trim_end(), NOW).unwrap();
    assert_eq!(found, Found::Valid(keys[0].clone()));
}

fn write_the_golden_store(path: &Path) {
    let directory = Scratch::new();
    let store = AccessKeys::open(&directory).unwrap();
    let (secret, _) = store.create("shop", orders(), NOW, None).unwrap();
    let (_, trial) = store.create("trial", orders(), NOW, Some(NOW)).unwrap();
    store.revoke(trial.actor, NOW).unwrap();
    fs::write(path.with_extension("key"), format!("{}\n", secret.reveal())).unwrap();
    store.backup(path).unwrap();
}
