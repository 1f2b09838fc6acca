//! Papers and messages of real orders.

use super::customers::noted;
use super::orders::ORDER;
use super::world::{Reply, World};
use keep::{Audited, Scope};
use serde_json::json;

/// An order of two cases, of which one and a half have left in two cartons.
async fn shipped() -> World {
    let world = World::new();
    let master = world.master();
    let steps = [
        ("PUT /v1/policy", json!({"company_prefix": "7299999"})),
        (
            "PUT /v1/customers/C-1001/personal-data",
            json!({"name": "North Shop", "city": "Acre", "country": "IL"}),
        ),
        (
            "POST /v1/orders/SO-100000/release",
            json!({"site": "TLV", "lines": [{"line": 1, "quantity": 18}]}),
        ),
        ("POST /v1/orders/SO-100000/pick", json!({"site": "TLV"})),
        ("POST /v1/orders/SO-100000/pack", json!({"site": "TLV"})),
        (
            "POST /v1/orders/SO-100000/ship",
            json!({"site": "TLV", "tracking": "RR1", "packages": [
                {"lines": [{"line": 1, "quantity": 12}], "weight_grams": 9000},
                {"lines": [{"line": 1, "quantity": 6}]}]}),
        ),
    ];
    world.place(ORDER).await;
    for (line, body) in steps {
        let reply = world.send(&master, line, &[], &body.to_string()).await;
        assert_eq!(reply.status, 200, "{line}: {}", reply.body);
    }
    world.caught_up();
    world
}

async fn get(world: &World, what: &str) -> Reply {
    world
        .send(&world.master(), &format!("GET {what}"), &[], "")
        .await
}

/// Where the only shipment is.
async fn shipment(world: &World) -> String {
    let list = get(world, "/v1/shipments").await.json();
    format!(
        "/v1/shipments/{}",
        list["shipments"][0]["id"].as_str().unwrap()
    )
}

#[tokio::test]
async fn labels_and_papers_are_printed_in_both_languages() {
    let world = shipped().await;
    let shipment = shipment(&world).await;
    for paper in [
        format!("{shipment}/labels"),
        format!("{shipment}/labels?language=he&size=four_by_six"),
        format!("{shipment}/packing-slip"),
        format!("{shipment}/packing-slip?language=he"),
    ] {
        let reply = get(&world, &paper).await;
        assert_eq!(reply.status, 200, "{paper}: {}", reply.body);
        assert_eq!(reply.header("content-type"), "application/pdf");
        assert!(reply.body.starts_with("%PDF-"), "{paper}");
    }
    // Whose names were printed is in the trail.
    let read = noted(&world.app.audit, Audited::PersonalDataRead);
    assert!(!read.is_empty());
}

#[tokio::test]
async fn a_pick_list_tells_what_is_released_and_not_picked() {
    let world = shipped().await;
    let list = "/v1/orders/SO-100000/pick-list?site=TLV";
    assert_eq!(get(&world, list).await.status, 404);
    let release = "POST /v1/orders/SO-100000/release";
    let body = r#"{"site": "TLV"}"#;
    world.send(&world.master(), release, &[], body).await;
    let reply = get(&world, list).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert!(reply.body.starts_with("%PDF-"));
}

#[tokio::test]
async fn an_order_is_confirmed_as_it_is_promised_in_the_unit_that_it_was_ordered_in() {
    let world = shipped().await;
    let reply = get(
        &world,
        "/v1/orders/SO-100000/confirmation?format=x12&control=17",
    )
    .await;
    insta::assert_snapshot!(reply.body, @r##"
    ISA*00*          *00*          *ZZ*7299997000015  *ZZ*C-1001         *261122*0700*^*00501*000000017*0*P*>~
    GS*PR*7299997000015*C-1001*20261122*0700*17*X*005010~
    ST*855*0001~
    BAK*00*AD*PO-1007*20261122****SO-100000-12*20261122~
    CUR*SE*ILS~
    REF*VN*SO-100000~
    N1*BY*North Shop*92*C-1001~
    N4*Acre***IL~
    N1*SE*Tavlit Wholesale Ltd*UL*7299997000015~
    N4*Haifa***IL~
    N1*ST*North Shop*92*MAIN~
    PO1*1*2*CA*600*PE*VN*OIL-5*BP*THEIR-OIL~
    PID*F****oil-5~
    ACK*IA*2*CA*068*20261122~
    CTT*1~
    SE*14*0001~
    GE*1*17~
    IEA*1*000000017~
    "##);
}

#[tokio::test]
async fn a_ship_notice_tells_each_carton_with_its_number() {
    let world = shipped().await;
    let shipment = shipment(&world).await;
    let reply = get(&world, &format!("{shipment}/ship-notice?format=x12")).await;
    insta::assert_snapshot!(reply.body, @r##"
    ISA*00*          *00*          *ZZ*7299997000015  *ZZ*C-1001         *261122*0700*^*00501*000000001*0*T*>~
    GS*SH*7299997000015*C-1001*20261122*0700*1*X*005010~
    ST*856*0001~
    BSN*00*12-0*20261122*0700*0001~
    HL*1**S~
    TD1*CTN*2~
    TD5*B***U~
    REF*CN*RR1~
    DTM*011*20261122~
    DTM*017*20261123~
    N1*SF*Tel Aviv*92*TLV~
    N4****IL~
    N1*ST*North Shop*92*MAIN~
    N1*BY*North Shop*92*C-1001~
    N4*Acre***IL~
    N1*SE*Tavlit Wholesale Ltd*UL*7299997000015~
    N4*Haifa***IL~
    HL*2*1*O~
    PRF*PO-1007~
    REF*VN*SO-100000~
    HL*3*2*P~
    MAN*GM*00072999990000000006~
    HL*4*3*I~
    LIN*1*VN*OIL-5*EN*4006381333931*BP*THEIR-OIL~
    SN1*1*12*EA**24*EA~
    PID*F****oil-5~
    HL*5*2*P~
    MAN*GM*00072999990000000013~
    HL*6*5*I~
    LIN*1*VN*OIL-5*EN*4006381333931*BP*THEIR-OIL~
    SN1*1*6*EA**24*EA~
    PID*F****oil-5~
    CTT*6~
    SE*32*0001~
    GE*1*1~
    IEA*1*000000001~
    "##);
    let reply = get(&world, &format!("{shipment}/ship-notice?format=edifact")).await;
    insta::assert_snapshot!(reply.body, @r##"
    UNA:+.? '
    UNB+UNOC:3+7299997000015:14+C-1001+261122:0700+1++DESADV++++1'
    UNH+1+DESADV:D:96A:UN'
    BGM+351+12-0+9'
    DTM+137:202611220700:203'
    DTM+11:20261122:102'
    DTM+17:20261123:102'
    RFF+ON:PO-1007'
    RFF+VN:SO-100000'
    RFF+CN:RR1'
    NAD+BY+C-1001::92++North Shop++Acre+++IL'
    NAD+SU+7299997000015::9++Tavlit Wholesale Ltd++Haifa+++IL'
    NAD+DP+MAIN::92++North Shop'
    NAD+SF+TLV::92++Tel Aviv+++++IL'
    TDT+20++30'
    CPS+1'
    PAC+2++CT'
    CPS+2+1'
    PAC+1++CT'
    MEA+PD+AAB+KGM:9'
    PCI+33E'
    GIN+BJ+072999990000000006'
    LIN+1++4006381333931:EN'
    PIA+1+OIL-5:SA+THEIR-OIL:IN'
    IMD+F++:::oil-5'
    QTY+12:12:PCE'
    QTY+21:24:PCE'
    RFF+ON:PO-1007:1'
    CPS+3+1'
    PAC+1++CT'
    PCI+33E'
    GIN+BJ+072999990000000013'
    LIN+2++4006381333931:EN'
    PIA+1+OIL-5:SA+THEIR-OIL:IN'
    IMD+F++:::oil-5'
    QTY+12:6:PCE'
    QTY+21:24:PCE'
    RFF+ON:PO-1007:1'
    CNT+2:2'
    UNT+38+1'
    UNZ+1+1'
    "##);
    let reply = get(&world, &format!("{shipment}/ship-notice?format=ubl")).await;
    assert_eq!(reply.header("content-type"), "application/xml");
    assert!(reply.body.contains("072999990000000013"), "{}", reply.body);
}

#[tokio::test]
async fn an_invoice_tells_what_left_with_the_companys_tax() {
    let world = shipped().await;
    let shipment = shipment(&world).await;
    let reply = get(&world, &format!("{shipment}/invoice?format=x12&control=18")).await;
    insta::assert_snapshot!(reply.body, @r##"
    ISA*00*          *00*          *ZZ*7299997000015  *ZZ*C-1001         *261122*0700*^*00501*000000018*0*P*>~
    GS*IN*7299997000015*C-1001*20261122*0700*18*X*005010~
    ST*810*0001~
    BIG*20261122*12-0**PO-1007***DI~
    CUR*SE*ILS~
    REF*VN*SO-100000~
    REF*SI*12-0~
    N1*BT*North Shop*92*C-1001~
    N4*Acre***IL~
    N1*SE*Tavlit Wholesale Ltd*UL*7299997000015~
    N4*Haifa***IL~
    N1*ST*North Shop*92*MAIN~
    DTM*011*20261122~
    IT1*1*18*EA*50*PE*VN*OIL-5*EN*4006381333931*BP*THEIR-OIL~
    PID*F****oil-5~
    TDS*106200~
    TXI*VA*162.00*18~
    CTT*1~
    SE*17*0001~
    GE*1*18~
    IEA*1*000000018~
    "##);
    let reply = get(&world, &format!("{shipment}/invoice?format=cxml")).await;
    assert_eq!(reply.json()["code"], "bad_query");
}

#[tokio::test]
async fn what_can_not_be_said_is_refused_with_what_is_missing() {
    let world = shipped().await;
    // The order did not come as cXML, so that there is no document to answer.
    let cxml = get(&world, "/v1/orders/SO-100000/confirmation?format=cxml").await;
    assert_eq!(
        (cxml.status, &cxml.json()["code"]),
        (422, &json!("unsayable"))
    );
    let hold = "POST /v1/orders/SO-100000/hold";
    world.send(&world.master(), hold, &[], "{}").await;
    let held = get(&world, "/v1/orders/SO-100000/confirmation?format=ubl").await;
    let told = held.json()["detail"].as_str().unwrap().to_owned();
    assert!(told.contains("the order is held"), "{told}");
}

#[tokio::test]
async fn papers_are_for_whoever_ships_and_messages_for_whoever_reads_customers() {
    let world = shipped().await;
    let shipment = shipment(&world).await;
    let reader = world.key(&[Scope::OrdersRead]);
    for what in ["packing-slip", "ship-notice?format=ubl"] {
        let line = format!("GET {shipment}/{what}");
        assert_eq!(world.send(&reader, &line, &[], "").await.status, 403);
    }
    for missing in ["/v1/shipments/999-0/labels", "/v1/shipments/x/labels"] {
        assert_eq!(get(&world, missing).await.status, 404);
    }
}
