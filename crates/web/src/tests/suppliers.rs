//! What suppliers have, what may be given instead, and transfers, as clients tell them.

use super::world::World;
use serde_json::json;

const ACME: &str = r#"{"supplier_stock": [{"supplier": "ACME", "item": "SOAP-1", "site": "HFA",
    "quantity": 40, "lead_days": 3, "cost": "12.50"}]}"#;

#[tokio::test]
async fn what_a_supplier_has_is_noted_called_off_and_never_called_off_twice() {
    let world = World::new();
    let key = world.master();
    let put = world.send(&key, "PUT /v1/supplier-stock", &[], ACME).await;
    assert_eq!((put.status, put.json()), (200, json!({"noted": 1})));
    let listed = || async {
        let rows = world.send(&key, "GET /v1/supplier-stock?item=SOAP-1", &[], "");
        rows.await.json()["supplier_stock"].clone()
    };
    let row = &listed().await[0];
    assert_eq!(
        (&row["supplier"], &row["quantity"], &row["lead_days"]),
        (&json!("ACME"), &json!(40), &json!(3)),
    );

    let call_off = r#"{"supply": [{"reference": "PO-77", "kind": "purchase_order", "site": "HFA",
        "item": "SOAP-1", "quantity": 30, "due": "2027-01-05", "supplier": "ACME"}]}"#;
    let first = world.send(&key, "POST /v1/supply", &[], call_off).await;
    assert_eq!(first.status, 201);
    assert_eq!(listed().await[0]["quantity"], 10);
    let again = call_off.replace("PO-77", "PO-78");
    let again = world.send(&key, "POST /v1/supply", &[], &again).await;
    assert_eq!(
        (again.status, &again.json()["code"]),
        (422, &json!("bad_quantity")),
    );

    let none = ACME.replace("40", "0");
    world.send(&key, "PUT /v1/supplier-stock", &[], &none).await;
    assert_eq!(listed().await, json!([]));
}

#[tokio::test]
async fn substitutes_are_items_that_there_are() {
    let world = World::new();
    let key = world.master();
    let path = "/v1/items/SOAP-1/substitutes";
    let wrong = r#"{"substitutes": ["NONE"]}"#;
    let wrong = world.send(&key, &format!("PUT {path}"), &[], wrong).await;
    assert_eq!(
        (wrong.status, &wrong.json()["errors"][0]["pointer"]),
        (422, &json!("/substitutes/0")),
    );
    let itself = r#"{"substitutes": ["SOAP-1"]}"#;
    let itself = world.send(&key, &format!("PUT {path}"), &[], itself).await;
    assert_eq!(itself.json()["code"], "already_there");
    let oil = r#"{"substitutes": ["OIL-5"]}"#;
    world.send(&key, &format!("PUT {path}"), &[], oil).await;
    let now = world.send(&key, &format!("GET {path}"), &[], "").await;
    assert_eq!(now.json(), json!({"substitutes": ["OIL-5"]}));
}

#[tokio::test]
async fn goods_are_sent_where_a_lane_leads_to_the_zone_of_the_other_site() {
    let world = World::new();
    let key = world.master();
    let transfer =
        r#"{"reference": "T-1", "item": "SOAP-1", "from": "HFA", "to": "TLV", "quantity": 1}"#;
    let sent = world
        .send(&key, "POST /v1/stock/transfers", &[], transfer)
        .await;
    assert_eq!(sent.json()["code"], "unknown", "TLV stands in no zone");

    let site = r#"{"name": "Tel Aviv", "weekdays": ["sunday"], "cutoff": "14:00", "zone": 1}"#;
    let site = world.send(&key, "PUT /v1/sites/TLV", &[], site).await;
    assert_eq!(site.json()["zone"], 1, "{}", site.json());
    let sent = world
        .send(&key, "POST /v1/stock/transfers", &[], transfer)
        .await;
    assert_eq!(sent.status, 200, "{}", sent.json());
    world.caught_up();
    let supply = world.send(&key, "GET /v1/supply?open=true", &[], "").await;
    let row = &supply.json()["supply"][0];
    assert_eq!(
        (&row["reference"], &row["kind"], &row["site"]),
        (&json!("T-1"), &json!("transfer"), &json!("TLV")),
    );
}

#[tokio::test]
async fn an_order_that_nobody_placed_is_told_the_ways_to_have_it_in_time() {
    let world = World::new();
    let key = world.master();
    world.send(&key, "PUT /v1/supplier-stock", &[], ACME).await;
    let ask = r#"{"customer": "C-1001", "requested_delivery_date": "2027-01-10",
        "lines": [{"item": "SOAP-1", "quantity": 1020}]}"#;
    let found = world
        .send(&key, "POST /v1/availability/ways", &[], ask)
        .await;
    assert_eq!(found.status, 200, "{}", found.json());
    let found = found.json();
    assert_eq!(found["arrives"], json!([null]));
    let way = &found["ways"][0];
    assert_eq!(way["resolution"], "other_supplier", "{found}");
    assert_eq!(way["cost"]["amount"], "22.50", "{found}");
    let step = &way["steps"][0];
    assert_eq!(
        (&step["step"], &step["supplier"], &step["quantity"]),
        (&json!("announce"), &json!("ACME"), &json!(20)),
    );
    let orders = world.send(&key, "GET /v1/orders", &[], "").await;
    assert_eq!(orders.json()["orders"], json!([]), "nothing is placed");
}

const ADVICE: &str = "ISA*00*          *00*          *ZZ*ACME           *ZZ*KEPT           *261122*0900*U*00401*000000007*0*P*>~\
    GS*IB*ACME*KEPT*20261122*0900*7*X*004010~ST*846*0001~BIA*00*SI*INV-1*20261122~N1*SU*Acme Ltd~\
    LIN*1*BP*SOAP-1~QTY*33*25*EA~LIN*2*BP*NONE-9~QTY*33*4*EA~LIN*3*UP*4006381333931~QTY*33*9*EA~\
    CTT*3~SE*11*0001~GE*1*7~IEA*1*000000007~";

#[tokio::test]
async fn a_report_of_a_supplier_is_taken_up_line_by_line_and_nothing_of_it_is_lost() {
    let world = World::new();
    let key = world.master();
    let send = |path: &'static str, advice: String| {
        let (world, key) = (&world, &key);
        async move {
            let line = format!("POST /v1/supplier-stock/reports{path}");
            world.send(key, &line, &[], &advice).await
        }
    };
    let nobody = send("", ADVICE.to_owned()).await.json();
    assert_eq!(
        (&nobody["noted"], &nobody["refused"][0]["detail"]),
        (
            &json!(0),
            &json!("no supplier with stock is known by what the report calls it; say ?supplier=")
        ),
    );
    world.send(&key, "PUT /v1/supplier-stock", &[], ACME).await;
    let taken = send("", ADVICE.to_owned()).await;
    assert_eq!(taken.status, 200, "{}", taken.body);
    let refused = json!([
        {"supplier": "ACME", "line": "2", "item": "NONE-9", "detail": "there is no such item"},
        {"supplier": "ACME", "line": "3", "item": "04006381333931",
         "detail": "it does not say which site it would come to"},
    ]);
    assert_eq!(
        taken.json(),
        json!({"noted": 1, "refused": refused, "passed_over": 0}),
    );
    let listed = || async {
        let rows = world.send(&key, "GET /v1/supplier-stock?item=SOAP-1", &[], "");
        rows.await.json()["supplier_stock"][0].clone()
    };
    let row = listed().await;
    assert_eq!(
        (&row["quantity"], &row["lead_days"], &row["cost"]["amount"]),
        (&json!(25), &json!(3), &json!("12.50")),
    );
    // Who has nothing today has its terms tomorrow.
    send("", ADVICE.replace("*25*EA", "*0*EA")).await;
    assert_eq!(listed().await["quantity"], 0);
    send("", ADVICE.replace("*25*EA", "*7*EA")).await;
    assert_eq!(listed().await["quantity"], 7);
    // A site and a time in the report are enough for a row that nobody noted before.
    let full = ADVICE.replace("~LIN*3", "~LDT*AF*2*WK~LIN*3");
    let full = full.replace("Acme Ltd~", "Acme Ltd~N1*ST*Haifa*92*HFA~");
    let full = full.replace("NONE-9", "OIL-5");
    let other = send("?supplier=BETA", full).await.json();
    assert_eq!(other["noted"], 1, "{other}");
    let none = send("", "nothing".to_owned()).await;
    assert_eq!(
        none.problem(),
        "422 bad_value: nothing that a supplier has is in it: X12 846 and EDIFACT INVRPT are read"
    );
}
