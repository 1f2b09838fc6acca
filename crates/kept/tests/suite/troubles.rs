//! The troubles of the demo: whoever opens it finds them within its first minutes, and can settle each.

use super::demo;
use super::served::{Served, until};
use serde_json::{Value, json};

/// The exception of this kind, once something can be done about it.
fn solvable(demo: &Served, kind: &str) -> Value {
    until(kind, || {
        let (_, listed) = demo.ask(&format!("GET /v1/exceptions?kind={kind}"), "");
        let row = listed["exceptions"].as_array()?.first()?.clone();
        let offered = row["offered"].as_u64()?;
        (offered > 0 && row["planning"] == false).then_some(row)
    })
}

#[test]
fn a_newcomer_finds_four_troubles_in_the_demo_and_settles_two_of_them() {
    let demo = Served::demo(&demo("troubles"));
    let late = solvable(&demo, "late_supply");
    for kind in ["short_pick", "shortage"] {
        solvable(&demo, kind);
    }
    let best = &late["best"];
    let yes = json!({"solution": best["number"], "seen": best["seen"]});
    let line = format!("POST /v1/exceptions/{}/approve", late["id"]);
    let (status, made) = demo.ask(&line, &yes.to_string());
    assert_eq!((status, &made["made"]), (200, &json!(true)), "{made}");
    until("the end of it", || {
        let (_, row) = demo.ask(&format!("GET /v1/exceptions/{}", late["id"]), "");
        (row["closed"]["how"] == "approved").then_some(())
    });

    let change = until("a change that waits for a person", || {
        let (_, waiting) = demo.ask("GET /v1/requests?state=review&limit=200", "");
        let rows = waiting["requests"].as_array()?.iter();
        let mut changes = rows.filter(|row| row["po_number"].as_str().is_some_and(is_larger));
        changes.find(|row| row["intent"] == "change").cloned()
    });
    let line = format!("POST /v1/requests/{}/accept", change["id"]);
    let (status, accepted) = demo.ask(&line, "{}");
    assert_eq!(status, 200, "{accepted}");
}

/// Whether it is the order number of the chain that makes a large order larger.
fn is_larger(po_number: &str) -> bool {
    po_number.ends_with("03019900")
}
