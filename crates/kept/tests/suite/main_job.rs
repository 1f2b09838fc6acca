//! The main job: documents in, orders promised and kept, nothing lost by a kill.

use super::{demo, fresh, json, kept, refused, run};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

fn outcomes(report: &Value) -> BTreeMap<String, String> {
    let documents = report["documents"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    documents
        .map(|document| (text(&document["file"]), text(&document["outcome"])))
        .collect()
}

#[test]
fn every_sample_document_comes_to_what_is_expected_of_it() {
    let data = fresh("main-job");
    let report = json(&data, &["demo", "--once"]);
    let expected = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/expected.json");
    let expected: Value = serde_json::from_slice(&std::fs::read(expected).unwrap()).unwrap();
    let read = outcomes(&report);
    let carried: BTreeSet<&str> = sim::samples::SAMPLES
        .iter()
        .map(|(name, _)| *name)
        .collect();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let expected: BTreeMap<String, String> = expected
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (text(&row["file"]), text(&row["outcome"])))
        .filter(|(file, _)| carried.contains(file.as_str()))
        .collect();
    assert_eq!(read, expected);
    let kinds: BTreeSet<String> = report["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| text(&document["kind"]))
        .collect();
    assert!(
        read.len() >= 30 && kinds.len() >= 8,
        "{} documents of {kinds:?}",
        read.len()
    );
    assert!(report["touchless_share"].as_f64().unwrap() >= 0.8);
    for document in report["documents"].as_array().unwrap() {
        let reasons = document["reasons"].as_array().unwrap();
        assert_eq!(
            document["outcome"] == "accepted",
            reasons.is_empty(),
            "{document}"
        );
    }
}

#[test]
fn the_demo_says_the_same_when_it_is_run_again() {
    let data = fresh("twice");
    let first = json(&data, &["demo", "--once"]);
    let hash = json(&data, &["verify"])["state_hash"].clone();
    assert_eq!(json(&data, &["demo", "--once"]), first);
    let verified = json(&data, &["verify"]);
    assert_eq!(
        (verified["state_hash"].clone(), verified["ok"].clone()),
        (hash, Value::Bool(true))
    );
}

#[test]
fn a_company_that_was_killed_while_it_lived_verifies() {
    let data = fresh("killed");
    let mut child = kept(&[
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--pace",
        "20000",
        "--data",
    ])
    .arg(&data)
    .stdout(Stdio::null())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let living = |data: &Path| data.join("access.db").exists();
    while !living(&data) {
        assert_eq!(child.try_wait().unwrap(), None, "the demo ended by itself");
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_secs(3));
    let before = json(&data, &["verify"]);
    child.kill().unwrap();
    child.wait().unwrap();
    let after = json(&data, &["verify"]);
    assert_eq!(after["ok"], true, "{after}");
    assert!(after["batches"].as_u64() >= before["batches"].as_u64());
    run(&data, &["demo", "--once"]);
}

#[test]
fn a_backup_restores_to_the_same_state() {
    let data = demo("backed-up");
    let (copy, back) = (fresh("backup"), fresh("restored"));
    let make = [
        "user",
        "create",
        "dana",
        "--name",
        "Dana",
        "--role",
        "desk",
        "--no-password",
    ];
    run(&data, &make);
    let state = json(&data, &["verify"])["state_hash"].clone();
    assert_eq!(
        json(&data, &["backup", copy.to_str().unwrap()])["state_hash"],
        state
    );
    assert_eq!(
        json(&back, &["restore", copy.to_str().unwrap()])["state_hash"],
        state
    );
    let orders = run(&data, &["order", "list"]);
    assert_eq!(run(&back, &["order", "list"]), orders);
    assert!(run(&back, &["user", "list"]).contains("dana"));
    // What an older version backed up has fewer files.
    for name in [
        "audit.db",
        "webhooks.db",
        "jobs.db",
        "desk.db",
        "lessons.db",
        "outbox.db",
    ] {
        assert!(back.join(name).exists(), "{name}");
        std::fs::remove_file(copy.join(name)).unwrap();
    }
    let older = fresh("restored-from-older");
    run(&older, &["restore", copy.to_str().unwrap()]);
    let again = refused(&back, &["restore", copy.to_str().unwrap()]);
    assert!(again.contains("holds a book already"), "{again}");
}

#[test]
fn rebuilt_views_show_the_same() {
    let data = demo("views");
    let orders = run(&data, &["order", "list", "--limit", "500"]);
    run(&data, &["views", "rebuild"]);
    assert_eq!(run(&data, &["order", "list", "--limit", "500"]), orders);
}

#[test]
fn a_flipped_bit_in_a_document_is_found_and_named() {
    let data = demo("damaged");
    flip(&data, "documents.db", b"4501203019036");
    let said = refused(&data, &["verify"]);
    assert!(
        said.contains("documents_are_whole") && said.contains("BROKEN"),
        "{said}"
    );
}

#[test]
fn an_entry_of_the_audit_trail_that_was_changed_is_found_and_named() {
    let data = demo("audited");
    let make = [
        "user",
        "create",
        "dana",
        "--name",
        "Dana",
        "--role",
        "desk",
        "--no-password",
    ];
    run(&data, &make);
    assert_eq!(json(&data, &["verify"])["ok"], true);
    flip(&data, "audit.db", b"user_created");
    let said = refused(&data, &["verify"]);
    let broken = |line: &str| line.starts_with("audit_trail_is_whole") && line.contains("BROKEN");
    assert!(said.lines().any(broken), "{said}");
}

/// Flips a bit of the first place where these bytes are in a kept file.
fn flip(data: &Path, name: &str, sought: &[u8]) {
    let files = [name.to_owned(), format!("{name}-wal")].map(|name| data.join(name));
    let place = |bytes: &[u8]| {
        bytes
            .windows(sought.len())
            .position(|window| window == sought)
    };
    let mut flipped = 0;
    for path in files.iter().filter(|path| path.exists()) {
        let mut bytes = std::fs::read(path).unwrap();
        if let Some(place) = place(&bytes) {
            bytes[place] ^= 1;
            std::fs::write(path, bytes).unwrap();
            flipped += 1;
        }
    }
    assert!(flipped > 0, "the bytes stand in one of the files");
}

#[test]
fn a_directory_without_a_book_is_told_how_to_get_one() {
    let said = refused(&fresh("nothing"), &["verify"]);
    assert!(
        said.contains("kept demo") && said.contains("kept import"),
        "{said}"
    );
}
