//! The documents as text, whole.

use super::*;
use crate::outbound::sample;

fn envelope() -> Envelope {
    let credential = |identity: &str| Credential {
        domain: "NetworkID".to_owned(),
        identity: identity.to_owned(),
    };
    Envelope {
        payload_id: "20260303091530.101@tavlit.example".to_owned(),
        at: sample::at(),
        from: credential("AN-TAVLIT"),
        to: credential("AN-NORTH"),
        sender: credential("AN-TAVLIT"),
        shared_secret: Some("not-for-logs".to_owned()),
        test: true,
    }
}

fn check(file: &str, message: Result<Message, Unsayable>) {
    sample::golden(file, &message.unwrap().bytes);
}

#[test]
fn a_confirmation_has_a_status_for_every_part() {
    check(
        "cxml-confirmation.xml",
        confirmation_request(&envelope(), &sample::confirmation()),
    );
}

#[test]
fn a_ship_notice_has_the_serial_code_of_every_carton() {
    check(
        "cxml-ship-notice.xml",
        ship_notice_request(&envelope(), &sample::despatch()),
    );
}

#[test]
fn an_order_that_came_without_a_payload_id_can_not_be_answered_in_cxml() {
    let mut facts = sample::confirmation();
    facts.order.document = None;
    let refused = confirmation_request(&envelope(), &facts).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the message needs the payload id of the order"
    );
}

#[test]
fn the_secret_is_not_shown_to_who_debugs() {
    assert!(!format!("{:?}", envelope()).contains("not-for-logs"));
}
