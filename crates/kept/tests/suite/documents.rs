//! Documents that are damaged, hostile or something else: each is told for what it is.

use super::{fresh, kept, said};
use serde_json::Value;

/// Reads a document with the binary.
pub(super) fn intake(name: &str, bytes: &[u8]) -> Value {
    let folder = fresh(&format!("intake-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    std::fs::write(&file, bytes).unwrap();
    let output = kept(&["intake", "--json"]).arg(&file).output().unwrap();
    assert!(output.status.success(), "{name}: {}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn issues(reading: &Value) -> Vec<String> {
    let issues = reading["issues"].as_array().unwrap().iter();
    issues
        .map(|issue| issue["severity"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_hard_sample_is_told_for_what_it_is() {
    for (name, bytes) in sim::samples::HARD {
        let reading = intake(name.rsplit('/').next().unwrap(), bytes);
        let told = !issues(&reading).is_empty() || reading["purpose"] != "order";
        assert!(told, "{name}: {reading}");
    }
}

#[test]
fn ten_megabytes_of_anything_are_answered_quickly() {
    for (name, byte) in [
        ("open.xml", b'<'),
        ("open.json", b'['),
        ("zeros.bin", 0),
        ("text.csv", b'a'),
    ] {
        let reading = intake(name, &vec![byte; 10 << 20]);
        assert!(reading["requests"].as_array().unwrap().is_empty(), "{name}");
        assert!(
            issues(&reading).iter().any(|severity| severity != "notice"),
            "{name}: {reading}"
        );
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = kept(&["intake", "no-such-file.edi"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("no-such-file.edi"));
}
