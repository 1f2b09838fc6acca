//! What is sent, read by Kept's own readers: an order to a warehouse is one, and nothing else is taken for
//! an order.

use super::sample;
use super::x12::{self, Envelope, Mailbox, Version};
use intake::Blind;

/// The golden file of this name, which the tests of its format keep.
fn golden(name: &str) -> Vec<u8> {
    let path = format!("{}/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

#[test]
fn an_order_to_a_warehouse_is_read_as_it_was_written() {
    let mailbox = |id: &str| Mailbox {
        qualifier: "ZZ".to_owned(),
        id: id.to_owned(),
        group_id: None,
    };
    let envelope = Envelope {
        version: Version::V5010,
        sender: mailbox("TAVLIT"),
        receiver: mailbox("SOUTHSTORE"),
        control: 7,
        at: sample::at(),
        test: false,
        charset: super::Charset::Utf8,
    };
    let written = x12::shipping_order(&envelope, &sample::warehouse_order()).unwrap();
    let reading = intake::x12::read(&written.bytes);
    assert_eq!(reading.issues, []);
    let [request] = &reading.requests[..] else {
        panic!("{reading:?}")
    };
    assert_eq!(request.po_number.as_ref().unwrap().value, "NS-4711");
    assert_eq!(request.ship_to.id.as_ref().unwrap().value, "DEPOT-3");
    let lines = request.lines.iter().map(|line| {
        let part = &line.supplier_part.as_ref().unwrap().value;
        let quantity = line.quantity.as_ref().unwrap().value;
        let unit = &line.uom.as_ref().unwrap().value;
        format!("{part} {quantity} {unit}")
    });
    assert_eq!(
        lines.collect::<Vec<_>>(),
        ["T-10101 10 CA", "T-20202 12 CA"]
    );
}

#[test]
fn what_answers_an_order_is_never_taken_for_one() {
    let sent = [
        "cxml-confirmation.xml",
        "cxml-ship-notice.xml",
        "edifact-contrl.edi",
        "edifact-desadv.edi",
        "edifact-invoic.edi",
        "edifact-ordrsp-change.edi",
        "edifact-ordrsp.edi",
        "ubl-change-response.xml",
        "ubl-despatch-advice.xml",
        "ubl-invoice.xml",
        "ubl-order-response.xml",
        "ubl-pro-forma.xml",
        "x12-810.edi",
        "x12-855.edi",
        "x12-856.edi",
        "x12-865.edi",
        "x12-997.edi",
    ];
    for name in sent {
        let reading = intake::read(&golden(name), None, &Blind);
        assert_eq!(reading.requests.len(), 0, "{name}: {:?}", reading.purpose);
    }
}
