//! Backorder runs and quotas from the command line.

use super::{demo, json, refused, run};
use serde_json::json as object;

#[test]
fn a_quota_is_put_listed_and_ended_from_the_command_line() {
    let data = demo("quotas");
    let groups = data.join("groups.csv");
    std::fs::write(&groups, "customer,group\n10001,CLI\n").unwrap();
    run(&data, &["import", "groups", groups.to_str().unwrap()]);
    let items = run(&data, &["export", "items"]);
    let item = items.lines().nth(1).unwrap().split(',').next().unwrap();
    let put = |item: &str| {
        [
            "quota",
            "put",
            "CLI-1",
            "--kind",
            "allocation",
            "--group",
            "CLI",
            "--item",
            item,
        ]
        .into_iter()
        .chain([
            "--quantity",
            "40",
            "--from",
            "2026-01-01",
            "--to",
            "2099-12-31",
        ])
        .map(str::to_owned)
        .collect::<Vec<_>>()
    };
    let words = |words: &[String]| {
        words
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (known, unknown) = (put(item), put("NO-SUCH"));
    let arguments: Vec<&str> = known.iter().map(String::as_str).collect();
    assert!(
        run(&data, &arguments).contains("CLI-1"),
        "{}",
        words(&known)
    );
    let listed = json(&data, &["quota", "list", "--item", item]);
    let quota = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["quota"] == "CLI-1");
    let quota = quota.expect("it was put");
    assert_eq!(
        (&quota["quantity"], &quota["group"]),
        (&object!(40), &object!("CLI"))
    );
    let arguments: Vec<&str> = unknown.iter().map(String::as_str).collect();
    assert!(refused(&data, &arguments).contains("NO-SUCH"));
    assert!(run(&data, &["quota", "end", "CLI-1"]).contains("ended"));
    assert!(refused(&data, &["quota", "end", "CLI-1"]).contains("unknown"));
}

#[test]
fn a_backorder_run_is_worked_out_and_made_as_it_was_seen() {
    let data = demo("backorders");
    let looked = json(&data, &["backorders", "run"]);
    let seen = looked["seen"].as_str().unwrap();
    let stale = refused(
        &data,
        &["backorders", "apply", "--seen", "0000000000000001"],
    );
    assert!(stale.contains("look again"), "{stale}");
    let made = json(&data, &["backorders", "apply", "--seen", seen]);
    assert_eq!(made["changes"], looked["changes"]);
    let again = json(&data, &["backorders", "run"]);
    assert_eq!(again["changes"], object!([]));
    let none = run(&data, &["backorders", "run"]);
    assert!(none.contains("nothing would change"), "{none}");
    let shown = run(&data, &["backorders", "show"]);
    assert!(shown.contains("no run was made by itself yet"), "{shown}");
    assert_eq!(json(&data, &["verify"])["ok"], true);
}
