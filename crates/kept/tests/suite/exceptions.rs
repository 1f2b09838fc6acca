//! Exceptions from the command line: listed, shown with what could be done, decided as they were seen.

use super::{demo, json, refused, run};
use serde_json::json as object;
use std::path::Path;

/// An item of which nothing is to come, and the sites that have it.
fn scarce(data: &Path) -> (String, Vec<String>) {
    let supply = run(data, &["export", "supply"]);
    let stock = run(data, &["export", "stock"]);
    let rows = || stock.lines().skip(1).map(|row| row.split(',').collect());
    let coming = |item: &str| supply.contains(&format!(",{item},"));
    let mut items = rows().map(|row: Vec<&str>| row[1]);
    let item = items.find(|item| !coming(item)).unwrap().to_owned();
    let sites = rows().filter(|row| row[1] == item);
    let sites = sites.map(|row| row[0].to_owned()).collect();
    (item, sites)
}

/// An order for goods that a count then finds nowhere; its number.
fn missing_everywhere(data: &Path) -> String {
    let (item, sites) = scarce(data);
    let order = object!({"po_number": "CLI-X", "customer": "10001",
        "lines": [{"item": item, "quantity": 1, "unit": "each"}]});
    let (file, count) = (data.join("order.json"), data.join("count.csv"));
    std::fs::write(&file, order.to_string()).unwrap();
    let placed = json(data, &["order", "place", file.to_str().unwrap()]);
    let rows = sites.iter().map(|site| format!("{site},{item},0\n"));
    let rows: String = rows.collect();
    std::fs::write(&count, format!("site,item,quantity\n{rows}")).unwrap();
    run(data, &["import", "stock", count.to_str().unwrap()]);
    placed["number"].as_str().unwrap().to_owned()
}

#[test]
fn goods_that_nobody_has_are_given_up_by_a_person_who_saw_what_that_costs() {
    let data = demo("exceptions");
    let order = missing_everywhere(&data);
    let listed = json(&data, &["exception", "list"]);
    let open = listed.as_array().unwrap();
    let told = open
        .iter()
        .find(|row| row["kind"] == "stock_missing")
        .unwrap();
    let id = told["id"].to_string();
    assert!(run(&data, &["exception", "list"]).contains("stock_missing"));

    let shown = run(&data, &["exception", "show", &id]);
    assert!(shown.contains(&order), "{shown}");
    let solutions = json(&data, &["exception", "show", &id])["solutions"].clone();
    let cancel = &solutions[0];
    assert_eq!(cancel["resolution"], "cancel", "{solutions}");
    let (number, seen) = (
        cancel["number"].to_string(),
        cancel["seen"].as_str().unwrap(),
    );
    let yes = format!("kept exception approve {id} {number} --seen {seen}");
    assert!(shown.contains(&yes), "{shown}");

    let approve = ["exception", "approve", &id, &number, "--seen"];
    let stale = refused(&data, &[&approve[..], &["0000000000000001"]].concat());
    assert!(
        stale.contains("changed") && stale.contains("look again"),
        "{stale}"
    );
    let done = json(&data, &[&approve[..], &[seen]].concat());
    assert_eq!(done["exception"]["closed"]["how"], "approved");
    assert_eq!(
        json(&data, &["order", "show", &order])["state"],
        "cancelled"
    );
    assert!(run(&data, &["exception", "list", "--closed"]).contains("approved"));
    let again = refused(&data, &[&approve[..], &[seen]].concat());
    assert!(again.contains("exception_closed"), "{again}");
}

#[test]
fn an_exception_is_left_as_it_is_and_one_that_is_not_there_is_told() {
    let data = demo("dismissed");
    missing_everywhere(&data);
    let listed = json(&data, &["exception", "list"]);
    let id = listed[0]["id"].to_string();
    let done = json(&data, &["exception", "dismiss", &id]);
    assert_eq!(done["exception"]["closed"]["how"], "dismissed");
    let back = refused(&data, &["exception", "revert", &id]);
    assert!(back.contains("cannot_revert"), "{back}");
    let nobody = refused(&data, &["exception", "show", "4711"]);
    assert!(nobody.contains("no exception 4711"), "{nobody}");
    assert_eq!(json(&data, &["verify"])["ok"], true);
}
