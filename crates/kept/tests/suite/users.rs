//! Users on the command line: made, listed, disabled; where their passwords come from.

use super::{demo, json, kept, refused, run, said};
use serde_json::json;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

const CREATE: [&str; 7] = [
    "user",
    "create",
    "Dana.Levi",
    "--name",
    "Dana Levi",
    "--role",
    "desk",
];

/// Runs with something typed into standard input; what was said, and whether it succeeded.
fn typed(data: &Path, arguments: &[&str], input: &str) -> (bool, String) {
    let mut child = kept(arguments)
        .arg("--data")
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that needs no input may have ended before.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    (output.status.success(), said(&output))
}

/// What the audit trail says of users, the oldest first.
fn noted(data: &Path) -> String {
    let audit = keep::Audit::open(data).unwrap();
    let rows = audit
        .list(&keep::AuditFilter::default(), None, 100)
        .unwrap();
    let of_users = rows.iter().rev().map(|row| &row.entry);
    let of_users = of_users.filter(|entry| entry.subject.starts_with("user:"));
    of_users
        .map(|entry| entry.what.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn users_are_made_listed_disabled_and_given_passwords() {
    let data = demo("users");
    let file = data.join("password.txt");
    std::fs::write(&file, "a quiet harbour at dusk\n").unwrap();
    let file = file.to_str().unwrap();
    let made = json(&data, &[&CREATE[..], &["--password-file", file]].concat());
    assert_eq!(made["login"], "dana.levi");
    assert_eq!(
        (&made["role"], &made["has_password"]),
        (&json!("desk"), &json!(true))
    );
    let buyer = [
        "user", "create", "buyer", "--name", "Buyer", "--role", "viewer",
    ];
    let bound = ["--customer", "10001", "--no-password"];
    assert_eq!(
        json(&data, &[&buyer[..], &bound].concat())["customer"],
        "10001"
    );
    run(&data, &["user", "disable", "buyer"]);
    let listed = run(&data, &["user", "list"]);
    assert!(
        listed.contains("Dana Levi  desk    -         -"),
        "{listed}"
    );
    assert!(!json(&data, &["user", "list"])[1]["disabled_at"].is_null());
    run(&data, &["user", "enable", "buyer"]);
    assert!(json(&data, &["user", "list"])[1]["disabled_at"].is_null());
    let change = ["user", "password", "dana.levi", "--password-stdin"];
    let (done, told) = typed(&data, &change, "another quiet harbour\r\n");
    assert!(done, "{told}");
    assert_eq!(
        noted(&data),
        "user_created user_created user_changed user_changed password_set"
    );
    let (done, told) = typed(&data, &change, "short\n");
    assert!(!done && told.contains("12 to 128 characters"), "{told}");
}

#[test]
fn what_a_user_gets_wrong_is_told() {
    let data = demo("wrong-users");
    let make = |more: &[&str]| refused(&data, &[&CREATE[..], more].concat());
    assert!(make(&[]).contains("--password-stdin"));
    assert!(make(&["--password-file", "nowhere.txt"]).contains("nowhere.txt can't be opened"));
    assert!(make(&["--no-password", "--customer", "1"]).contains("there is no customer 1"));
    run(&data, &[&CREATE[..], &["--no-password"]].concat());
    assert!(make(&["--no-password"]).contains("another user has this login"));
    assert!(refused(&data, &["user", "disable", "nobody"]).contains("there is no user nobody"));
    let emperor = kept(&["user", "create", "x", "--name", "X", "--role", "emperor"]);
    let output = { emperor }.output().unwrap();
    let told = said(&output);
    assert!(
        told.contains("roles are viewer, desk, planner, picker, admin"),
        "{told}"
    );
}
