//! A table, and a stand-in for the API that answers as its documentation says.

use super::easypost::{Settings, events};
use super::*;
use crate::channel::Password;
use crate::outbound::facts::{Address, Contact};
use crate::receiver::{Asked, Receiver, Reply};
use serde_json::{Value, json};
use std::sync::Mutex;
use vocab::TrackingStatus;

fn party(name: &str, city: &str) -> Party {
    Party {
        name: name.to_owned(),
        address: Address {
            street: vec!["12 Quay Street".to_owned()],
            city: Some(city.to_owned()),
            region: None,
            postcode: Some("2200002".to_owned()),
            country: Some("IL".to_owned()),
        },
        contact: Contact::default(),
        ..Party::default()
    }
}

fn consignment() -> Consignment {
    Consignment {
        reference: "SH-7001/1".to_owned(),
        from: party("Tavlit Haifa DC", "Haifa"),
        to: party("North Shop Depot", "Nahariya"),
        weight_grams: 12_500,
        service: "NextDay".to_owned(),
    }
}

fn bought() -> Value {
    json!({
        "object": "Shipment",
        "reference": "SH-7001/1",
        "tracking_code": "EZ1000000001",
        "selected_rate": {"carrier": "GalilFreight", "service": "NextDay", "rate": "41.50", "currency": "ILS"},
        "postage_label": {"label_url": "https://labels.example/1.png", "label_pdf_url": "https://labels.example/1.pdf"},
    })
}

fn refused(status: u16, body: Value) -> Reply {
    Reply::With(status, Vec::new(), body.to_string())
}

/// A stand-in that sells each reference once, and finds it afterwards.
fn stand_in() -> Receiver {
    let sold = Mutex::new(false);
    Receiver::start(move |asked: &Asked| {
        let mut sold = sold.lock().unwrap();
        match (asked.method.as_str(), asked.target.as_str(), *sold) {
            ("GET", "/v2/shipments/SH%2D7001%2F1", true) => Reply::json(&bought()),
            ("POST", "/v2/shipments", _) => {
                *sold = true;
                Reply::json(&bought())
            }
            ("GET", "/v2/trackers?tracking_code=EZ1000000001", _) => {
                Reply::json(&json!({"trackers": [tracker()]}))
            }
            ("GET", target, _) if target.starts_with("/v2/trackers") => {
                Reply::json(&json!({"trackers": []}))
            }
            _ => refused(404, json!({"error": {"code": "NOT_FOUND"}})),
        }
    })
}

fn tracker() -> Value {
    json!({
        "object": "Tracker",
        "tracking_code": "EZ1000000001",
        "carrier": "GalilFreight",
        "tracking_details": [
            {"status": "in_transit", "datetime": "2026-03-04T17:05:00Z",
             "tracking_location": {"city": "Haifa", "state": null, "country": "IL"}},
            {"status": "delivered", "datetime": "2026-03-05T07:12:00+02:00", "tracking_location": {}},
            {"status": "sent by drone"},
        ],
    })
}

fn easypost(server: &Receiver) -> EasyPost {
    EasyPost::new(Settings {
        url: server.url("/v2"),
        key: Password("EZTK-secret".to_owned()),
        accounts: vec!["ca_1".to_owned()],
    })
}

#[test]
fn a_parcel_is_booked_once_however_often_it_is_asked_for() {
    let server = stand_in();
    let carrier = easypost(&server);
    let first = carrier.book(&consignment()).unwrap();
    assert_eq!(carrier.book(&consignment()).unwrap(), first);
    assert_eq!(first.tracking, "EZ1000000001");
    assert_eq!(first.cost.unwrap().to_string(), "41.50 ILS");
    assert_eq!(first.label_url.unwrap(), "https://labels.example/1.pdf");
    let asked = server.asked();
    let posts: Vec<_> = asked
        .iter()
        .filter(|asked| asked.method == "POST")
        .collect();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].header("authorization"), "Basic RVpUSy1zZWNyZXQ6");
    let body: Value = serde_json::from_str(&posts[0].text()).unwrap();
    assert_eq!(
        body["shipment"],
        json!({
            "reference": "SH-7001/1",
            "from_address": {"company": "Tavlit Haifa DC", "name": null, "street1": "12 Quay Street", "street2": null,
                "city": "Haifa", "state": null, "zip": "2200002", "country": "IL", "phone": null, "email": null},
            "to_address": {"company": "North Shop Depot", "name": null, "street1": "12 Quay Street", "street2": null,
                "city": "Nahariya", "state": null, "zip": "2200002", "country": "IL", "phone": null, "email": null},
            "parcel": {"weight": 441.0},
            "service": "NextDay",
            "carrier_accounts": ["ca_1"],
            "options": {"label_format": "PDF"},
        })
    );
    assert!(!format!("{carrier:?}").contains("EZTK-secret"));
}

#[test]
fn a_carrier_tells_what_happened_and_unknown_words_are_kept() {
    let server = stand_in();
    let carrier = easypost(&server);
    let events = carrier.track("EZ1000000001").unwrap();
    let told: Vec<_> = events
        .iter()
        .map(|event| {
            let at = event.at.map(|at| (at.day.to_string(), at.minute, at.utc));
            (
                event.status,
                event.code.as_str(),
                at,
                event.place.as_deref(),
            )
        })
        .collect();
    let day = |day: &str, minute, utc| Some((day.to_owned(), Some(minute), utc));
    assert_eq!(
        told,
        [
            (
                TrackingStatus::InTransit,
                "in_transit",
                day("2026-03-04", 1025, true),
                Some("Haifa, IL")
            ),
            (
                TrackingStatus::Delivered,
                "delivered",
                day("2026-03-05", 432, false),
                None
            ),
            (TrackingStatus::Other, "sent by drone", None, None),
        ]
    );
    let unknown = carrier.track("EZ-9").unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "it can't be asked of the carrier: no such tracking number"
    );
}

#[test]
fn what_is_posted_to_a_webhook_is_read_like_what_was_asked_for() {
    let event = json!({"object": "Event", "description": "tracker.updated", "result": tracker()});
    assert_eq!(events(&event), events(&tracker()));
    assert_eq!(events(&json!([1, {"object": "Event"}])), []);
}

#[test]
fn a_refusal_is_told_by_its_code_and_trouble_passes() {
    let answers = |reply: Reply| {
        let server = Receiver::start(move |asked| match asked.method.as_str() {
            "POST" => reply.clone(),
            _ => refused(404, json!({})),
        });
        easypost(&server).book(&consignment()).unwrap_err()
    };
    let bad = json!({"error": {"code": "ADDRESS.VERIFY.FAILURE", "message": "<b>no</b>"}});
    let fault = answers(refused(422, bad));
    assert_eq!(
        fault.to_string(),
        "the carrier refused: ADDRESS.VERIFY.FAILURE (status 422)"
    );
    assert!(!fault.passes());
    let marked = json!({"error": {"code": "<script>x</script>"}});
    let fault = answers(refused(400, marked));
    assert_eq!(
        fault.to_string(),
        "the carrier refused: scriptxscript (status 400)"
    );
    assert!(answers(refused(503, json!({}))).passes());
    assert!(answers(Reply::Noise).passes());
    let odd = answers(refused(200, json!({"object": "Shipment"})));
    assert_eq!(odd, CarrierFault::NotUnderstood("it has no tracking code"));
}

#[test]
fn what_can_not_be_booked_is_not_asked_for() {
    let server = stand_in();
    let weightless = Consignment {
        weight_grams: 0,
        ..consignment()
    };
    let fault = easypost(&server).book(&weightless).unwrap_err();
    assert_eq!(fault, CarrierFault::Unaskable("it has no weight"));
    assert!(server.asked().iter().all(|asked| asked.method == "GET"));
}

fn table() -> Table {
    let json = json!({
        "carrier": "Galil Freight",
        "currency": "ILS",
        "zones": [
            {"zone": "near", "country": "IL"},
            {"zone": "far", "country": "IL", "postcode": "88"},
        ],
        "rates": [
            {"service": "next day", "zone": "near", "grams_max": 30_000, "minor": 6_000},
            {"service": "next day", "zone": "near", "grams_max": 5_000, "minor": 4_000},
            {"service": "economy", "zone": "near", "grams_max": 30_000, "minor": 4_500},
            {"service": "economy", "zone": "far", "grams_max": 30_000, "minor": 9_000},
        ],
    });
    serde_json::from_value(json).unwrap()
}

fn quoted(country: &str, postcode: &str, grams: u64) -> Vec<String> {
    let table = table();
    let quotes = table.quotes(country, postcode, grams);
    let told = quotes
        .iter()
        .map(|quote| format!("{} {}", quote.service, quote.cost));
    told.collect()
}

#[test]
fn the_lightest_band_of_each_service_counts_and_the_cheapest_comes_first() {
    assert_eq!(
        quoted("IL", "3100000", 5_000),
        ["next day 40.00 ILS", "economy 45.00 ILS"]
    );
    assert_eq!(
        quoted("IL", "3100000", 5_001),
        ["economy 45.00 ILS", "next day 60.00 ILS"]
    );
    assert_eq!(quoted("il", "88-110 00", 1), ["economy 90.00 ILS"]);
    assert_eq!(quoted("IL", "3100000", 30_001), [""; 0]);
    assert_eq!(quoted("DE", "10115", 1), [""; 0]);
}
