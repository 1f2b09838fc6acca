//! Files that are sent, looked at and imported by jobs, and exports: what goes in comes out again.

use super::world::{Reply, World};
use keep::{AuditFilter, Audited, Scope};
use serde_json::{Value, json};
use std::time::Duration;

const ITEMS: &str = "SKU,Name,Unit,Shade\nTEA,Green tea,each,green\nRICE,=cmd|x,each,\n";

/// Sends a file, and tells its id.
async fn upload(world: &World, key: &str, name: &str, bytes: &[u8]) -> String {
    let reply = world
        .send_bytes(
            "POST /v1/uploads",
            &[
                ("host", "localhost"),
                ("authorization", &format!("Bearer {key}")),
                ("x-file-name", name),
            ],
            bytes,
        )
        .await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    assert_eq!(reply.json()["bytes"], bytes.len());
    reply.json()["upload"].as_str().unwrap().to_owned()
}

async fn preview(world: &World, key: &str, kind: &str, upload: &str, mapping: Value) -> Value {
    let body = json!({"upload": upload, "mapping": mapping}).to_string();
    let line = format!("POST /v1/imports/{kind}/preview");
    let reply = world.send(key, &line, &[], &body).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

/// Begins an import, and waits for its end.
async fn import(world: &World, key: &str, kind: &str, asked: Value) -> Value {
    let line = format!("POST /v1/imports/{kind}");
    let begun = world.send(key, &line, &[], &asked.to_string()).await;
    assert_eq!(begun.status, 202, "{}", begun.body);
    ended(world, key, begun.header("location")).await
}

async fn ended(world: &World, key: &str, job: &str) -> Value {
    for _ in 0..3_000 {
        let look = world.send(key, &format!("GET {job}"), &[], "").await.json();
        if !look["ended_at"].is_null() {
            return look;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{job} does not end");
}

async fn get(world: &World, key: &str, path: &str) -> Reply {
    let seq = world.app.engine.durable().to_string();
    let after = [("kept-after", seq.as_str())];
    world.send(key, &format!("GET {path}"), &after, "").await
}

fn noted(world: &World, what: Audited) -> Vec<String> {
    let filter = AuditFilter {
        what: Some(what),
        ..AuditFilter::default()
    };
    let rows = world.app.audit.list(&filter, None, 100).unwrap();
    rows.into_iter().map(|row| row.entry.subject).collect()
}

#[tokio::test]
async fn a_file_is_looked_at_and_then_imported_by_a_job() {
    let world = World::new();
    let key = world.master();
    let file = upload(&world, &key, "items.csv", ITEMS.as_bytes()).await;
    let seen = preview(&world, &key, "items", &file, Value::Null).await;
    assert_eq!((&seen["ok"], &seen["added"]), (&json!(true), &json!(2)));
    let columns = seen["columns"].as_array().unwrap();
    let read: Vec<&Value> = columns.iter().map(|column| &column["fields"]).collect();
    assert_eq!(
        read,
        [
            &json!(["item"]),
            &json!(["description"]),
            &json!(["base_unit"]),
            &json!([])
        ]
    );
    assert_eq!(get(&world, &key, "/v1/items/TEA").await.status, 404);

    let mapping = json!({"description": "Shade", "weight_grams": {"always": "120"}});
    let dry = json!({"upload": file, "dry_run": true});
    let checked = import(&world, &key, "items", dry).await;
    assert_eq!(
        (&checked["kind"], &checked["state"]),
        (&json!("check_items"), &json!("done"))
    );
    assert!(noted(&world, Audited::Imported).is_empty());
    let wrong = preview(&world, &key, "items", &file, mapping).await;
    assert_eq!(wrong["problems"][0]["row"], 3);

    let done = import(&world, &key, "items", json!({"upload": file})).await;
    assert_eq!(
        (&done["state"], &done["report"]["added"]),
        (&json!("done"), &json!(2))
    );
    assert_eq!(done["report"]["unused"], json!(["Shade"]));
    assert_eq!(
        get(&world, &key, "/v1/items/TEA").await.json()["description"],
        "Green tea"
    );
    assert_eq!(noted(&world, Audited::Imported), ["import:items"]);
    let again = import(&world, &key, "items", json!({"upload": file})).await;
    assert_eq!(again["report"]["unchanged"], 2);
    let jobs = get(&world, &key, "/v1/jobs?limit=1").await.json();
    assert_eq!((&jobs["jobs"][0], &jobs["next"]), (&again, &json!("job_3")));
    let rest = get(&world, &key, "/v1/jobs?after=job_3").await.json();
    assert_eq!(rest["jobs"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn one_wrong_row_keeps_everything_out_and_is_told_with_its_number() {
    let world = World::new();
    let key = world.master();
    let text = "item,description,base_unit\nGOOD,Good,each\nBAD,Bad,barrels\n";
    let file = upload(&world, &key, "<b>.csv", text.as_bytes()).await;
    let failed = import(&world, &key, "items", json!({"upload": file})).await;
    assert_eq!(
        (&failed["state"], &failed["report"]["ok"]),
        (&json!("failed"), &json!(false))
    );
    let error = &failed["report"]["errors"][0];
    assert_eq!(
        (&error["row"], &error["column"], &error["file"]),
        (&json!(3), &json!("base_unit"), &json!("<b>.csv"))
    );
    assert_eq!(get(&world, &key, "/v1/items/GOOD").await.status, 404);
    assert!(noted(&world, Audited::Imported).is_empty());
}

#[tokio::test]
async fn what_is_no_file_of_goods_is_told_and_never_a_failure() {
    let world = World::new();
    let key = world.master();
    let zip = b"PK\x03\x04 not really a workbook".as_slice();
    let files: [&[u8]; 5] = [
        b"\0\xff\xfe\x01",
        zip,
        b"{\"item\": ",
        b"item\n\"never closed",
        b"\xd7\x90",
    ];
    for bytes in files {
        let file = upload(&world, &key, "", bytes).await;
        let seen = preview(&world, &key, "items", &file, Value::Null).await;
        assert_eq!(seen["ok"], false, "{bytes:?}");
        assert!(!seen["problems"].as_array().unwrap().is_empty());
    }
    let mapping = json!({"colour": "Shade"});
    let file = upload(&world, &key, "items.csv", ITEMS.as_bytes()).await;
    let seen = preview(&world, &key, "items", &file, mapping).await;
    assert!(
        seen["problems"][0]["message"]
            .as_str()
            .unwrap()
            .contains("expected one of the fields")
    );
    let gone = world
        .send(&key, "POST /v1/imports/items", &[], r#"{"upload": "0123"}"#)
        .await;
    assert!(
        gone.problem()
            .starts_with("422 bad_value: /upload: no file of yours")
    );
    let nothing = world
        .send(
            &key,
            "POST /v1/imports/orders",
            &[],
            r#"{"upload": "0123"}"#,
        )
        .await;
    assert!(
        nothing
            .problem()
            .starts_with("404 not_found: there is no import \"orders\"")
    );
    let empty = world.send(&key, "POST /v1/uploads", &[], "").await;
    assert!(
        empty.problem().starts_with("422 bad_value"),
        "{}",
        empty.body
    );
}

#[tokio::test]
async fn each_kind_needs_its_own_scope_and_a_file_is_for_who_brought_it() {
    let world = World::new();
    let catalogue = world.key(&[Scope::CatalogueWrite]);
    let file = upload(&world, &catalogue, "items.csv", ITEMS.as_bytes()).await;
    let body = json!({"upload": file}).to_string();
    for kind in import::Kind::ALL {
        let line = format!("POST /v1/imports/{}/preview", kind.as_str());
        let reply = world.send(&catalogue, &line, &[], &body).await;
        let may = crate::importing::scopes(kind) == [Scope::CatalogueWrite];
        assert_eq!(
            reply.status,
            if may { 200 } else { 403 },
            "{line}: {}",
            reply.body
        );
    }
    let stock = world.key(&[Scope::StockWrite]);
    let theirs = world
        .send(&stock, "POST /v1/imports/stock", &[], &body)
        .await;
    assert_eq!(theirs.status, 422, "{}", theirs.body);
    let viewer = world.key(&[Scope::CatalogueRead]);
    assert_eq!(
        world
            .send(&viewer, "POST /v1/uploads", &[], "x")
            .await
            .status,
        403
    );

    let job = import(&world, &catalogue, "items", json!({"upload": file})).await;
    let line = format!("GET /v1/jobs/{}", job["job"].as_str().unwrap());
    let other = world.send(&stock, &line, &[], "").await;
    assert_eq!(
        other.problem(),
        "404 not_found: there is no such job of yours"
    );
    let admin = world.key(&[Scope::AccessManage]);
    assert_eq!(world.send(&admin, &line, &[], "").await.json(), job);
    assert_eq!(
        world.send(&stock, "GET /v1/jobs", &[], "").await.json()["jobs"],
        json!([])
    );
}

#[tokio::test]
async fn a_job_that_waits_for_its_turn_can_be_cancelled_and_changes_nothing() {
    let world = World::new();
    let key = world.master();
    let file = upload(&world, &key, "items.csv", ITEMS.as_bytes()).await;
    let turn = world.app.importing().turn.acquire().await.unwrap();
    let body = json!({"upload": file}).to_string();
    let begun = world.send(&key, "POST /v1/imports/items", &[], &body).await;
    let job = begun.header("location").to_owned();
    let line = format!("POST {job}/cancel");
    assert_eq!(world.send(&key, &line, &[], "{}").await.status, 202);
    drop(turn);
    let ended = ended(&world, &key, &job).await;
    assert_eq!(
        (&ended["state"], &ended["report"]),
        (&json!("cancelled"), &Value::Null)
    );
    assert_eq!(get(&world, &key, "/v1/items/TEA").await.status, 404);
    // What has ended stays as it is.
    assert_eq!(world.send(&key, &line, &[], "{}").await.json(), ended);
    let wrong = world
        .send(&key, "POST /v1/jobs/job_01/cancel", &[], "{}")
        .await;
    assert_eq!(wrong.status, 404);
}

#[tokio::test]
async fn more_imports_than_may_wait_are_told_to_come_back() {
    let world = World::new();
    let key = world.master();
    let file = upload(&world, &key, "items.csv", ITEMS.as_bytes()).await;
    let turn = world.app.importing().turn.acquire().await.unwrap();
    let body = json!({"upload": file}).to_string();
    let mut statuses = Vec::new();
    for _ in 0..=crate::importing::IMPORTS_MAX {
        let reply = world.send(&key, "POST /v1/imports/items", &[], &body).await;
        statuses.push(reply.status);
    }
    assert_eq!(statuses.pop(), Some(503));
    assert!(statuses.iter().all(|status| *status == 202), "{statuses:?}");
    drop(turn);
    for job in 1..=crate::importing::IMPORTS_MAX {
        ended(&world, &key, &format!("/v1/jobs/job_{job}")).await;
    }
}

#[tokio::test]
async fn what_a_job_keeps_of_customers_that_were_wrong_quotes_nobody() {
    let world = World::new();
    let key = world.master();
    let text = "customer,name,email,price_list\nC-9,Dana Levi,dana-at-home,LIST\n";
    let file = upload(&world, &key, "customers.csv", text.as_bytes()).await;
    let seen = preview(&world, &key, "customers", &file, Value::Null).await;
    assert!(
        seen["problems"][0]["message"]
            .as_str()
            .unwrap()
            .contains("dana-at-home")
    );
    let failed = import(&world, &key, "customers", json!({"upload": file})).await;
    assert_eq!(
        (&failed["state"], &failed["report"]["errors"][0]["row"]),
        (&json!("failed"), &json!(2))
    );
    assert!(!failed.to_string().contains("dana"), "{failed}");
}

#[tokio::test]
async fn an_export_imports_back_unchanged_and_no_cell_of_it_is_a_formula() {
    let world = World::new();
    let key = world.master();
    let file = upload(&world, &key, "items.csv", ITEMS.as_bytes()).await;
    import(&world, &key, "items", json!({"upload": file})).await;
    let out = get(&world, &key, "/v1/exports/items").await;
    assert_eq!(out.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        out.header("content-disposition"),
        "attachment; filename=\"items-2026-11-22.csv\""
    );
    assert!(out.body.contains("'=cmd|x"), "{}", out.body);
    for kind in import::Kind::ALL {
        let out = get(&world, &key, &format!("/v1/exports/{}", kind.as_str())).await;
        assert_eq!(out.status, 200, "{}", out.body);
        if kind == import::Kind::Receipts || out.body.lines().count() == 1 {
            continue;
        }
        let file = upload(&world, &key, "again.csv", out.body.as_bytes()).await;
        let seen = preview(&world, &key, kind.as_str(), &file, Value::Null).await;
        let changes = (seen["added"].as_u64(), seen["changed"].as_u64());
        // Nobody has told who the customers of this company are.
        if kind != import::Kind::Customers {
            assert_eq!(
                (seen["ok"].as_bool(), changes),
                (Some(true), (Some(0), Some(0))),
                "{kind:?}: {seen}"
            );
        }
    }
    assert_eq!(
        noted(&world, Audited::Exported).len(),
        import::Kind::ALL.len() + 1
    );
}

#[tokio::test]
async fn orders_and_their_lines_are_exported_as_they_are_filtered_and_to_a_customer_its_own() {
    let world = World::new();
    let key = world.master();
    for (customer, po_number) in [("C-1001", "=1+1"), ("C-1002", "SECRET")] {
        let order = json!({"customer": customer, "po_number": po_number,
            "lines": [{"item": "OIL-5", "quantity": 1}, {"item": "SOAP-1", "quantity": 1}]});
        let placed = world
            .send(&key, "POST /v1/orders", &[], &order.to_string())
            .await;
        assert_eq!(placed.status, 201, "{}", placed.body);
    }
    let all = get(&world, &key, "/v1/exports/orders").await;
    assert_eq!(all.body.lines().count(), 3);
    assert!(all.body.contains(",'=1+1,"), "{}", all.body);
    let lines = get(&world, &key, "/v1/exports/order-lines?customer=C-1002").await;
    assert_eq!(lines.body.lines().count(), 3);
    let none = get(&world, &key, "/v1/exports/orders?customer=NOBODY").await;
    assert_eq!(none.body.lines().count(), 1);
    let own = world.key_of(0);
    let told = get(&world, &own, "/v1/exports/orders").await;
    assert_eq!(told.body.lines().count(), 2);
    assert!(!told.body.contains("SECRET"));
    for kind in ["items", "prices", "customers"] {
        let refused = get(&world, &own, &format!("/v1/exports/{kind}")).await;
        assert_eq!(refused.status, 404, "{}", refused.body);
    }
    let page = get(&world, &key, "/v1/exports/orders?limit=1").await;
    assert!(page.problem().starts_with("400 bad_query"));
}
