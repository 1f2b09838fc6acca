//! The sets as text, whole.

use super::*;
use crate::outbound::message::LossAt;
use crate::outbound::{Invoice, sample};

fn envelope() -> Envelope {
    let mailbox = |id: &str| Mailbox {
        qualifier: "ZZ".to_owned(),
        id: id.to_owned(),
        group_id: None,
    };
    Envelope {
        version: Version::V4010,
        sender: mailbox("TAVLIT"),
        receiver: mailbox("NORTHSHOP"),
        control: 101,
        at: sample::at(),
        test: false,
        charset: Charset::Utf8,
    }
}

fn check(file: &str, message: Result<Message, Unsayable>) {
    let message = message.unwrap();
    assert_eq!(message.losses, [], "nothing is lost");
    sample::golden(file, &message.bytes);
}

#[test]
fn an_order_and_its_change_are_answered_part_by_part() {
    check(
        "x12-855.edi",
        response(&envelope(), &sample::confirmation()),
    );
    check(
        "x12-865.edi",
        response(&envelope(), &sample::change_answer()),
    );
}

#[test]
fn a_ship_notice_tells_pallets_and_cartons_by_the_numbers_on_their_labels() {
    check("x12-856.edi", ship_notice(&envelope(), &sample::despatch()));
}

#[test]
fn an_invoice_states_lines_tax_charges_and_terms() {
    check("x12-810.edi", invoice(&envelope(), &sample::invoice()));
}

#[test]
fn a_warehouse_is_told_what_to_ship() {
    check(
        "x12-940.edi",
        shipping_order(&envelope(), &sample::warehouse_order()),
    );
}

#[test]
fn a_group_with_a_bad_set_is_acknowledged_in_part() {
    let set = |control: &str, errors: &[&str]| SetResult {
        set: "850".to_owned(),
        control: control.to_owned(),
        accepted: errors.is_empty(),
        errors: errors.iter().map(ToString::to_string).collect(),
    };
    let group = GroupResult {
        functional: "PO".to_owned(),
        control: "7".to_owned(),
        sets: vec![set("0001", &[]), set("0002", &["4"])],
        counted: 2,
    };
    check("x12-997.edi", acknowledgment(&envelope(), &group));
}

#[test]
fn version_5010_says_so_in_the_envelope() {
    let envelope = Envelope {
        version: Version::V5010,
        test: true,
        ..envelope()
    };
    let bytes = response(&envelope, &sample::confirmation()).unwrap().bytes;
    let text = String::from_utf8(bytes).unwrap();
    let header: Vec<_> = text.lines().take(2).collect();
    assert_eq!(header[0].len(), 106);
    assert!(header[0].ends_with("*0915*^*00501*000000101*0*T*>~"));
    assert!(header[1].ends_with("*101*X*005010~"));
}

#[test]
fn hebrew_in_ascii_and_separators_in_words_are_told_as_losses() {
    let envelope = Envelope {
        charset: Charset::Ascii,
        ..envelope()
    };
    let mut facts = sample::confirmation();
    facts.buyer.name = "A*B ~ C".to_owned();
    facts.buyer.address.region = Some("Galilee".to_owned());
    let message = response(&envelope, &facts).unwrap();
    let losses: Vec<_> = message.losses.iter().map(LossAt::to_string).collect();
    let replaced = "a character was replaced";
    assert_eq!(
        losses,
        [
            format!("N102: {replaced}"),
            "N402: the text was left out".to_owned(),
            format!("PID05: {replaced}"),
        ]
    );
    let text = String::from_utf8(message.bytes).unwrap();
    assert!(text.contains("N1*BY*A B   C*UL*"), "{text}");
    assert!(text.contains("(can) ?????~"), "{text}");
}

#[test]
fn a_purchase_order_number_is_never_cut() {
    let mut facts = sample::confirmation();
    facts.order.po_number = "P".repeat(23);
    let refused = response(&envelope(), &facts).unwrap_err();
    assert!(refused.to_string().starts_with("BAK03 has no room"));
}

#[test]
fn a_price_that_can_not_be_divided_is_left_out_and_told() {
    let mut facts = sample::confirmation();
    let mut basis = |line: usize, basis| facts.lines[line].rate.as_mut().unwrap().basis = basis;
    basis(0, 100);
    basis(1, 7);
    basis(2, 4);
    let message = response(&envelope(), &facts).unwrap();
    let text = String::from_utf8(message.bytes).unwrap();
    let lines: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("PO1"))
        .collect();
    assert!(lines[0].starts_with("PO1*10*10*CA*118.8*HP*VN"));
    assert!(lines[1].starts_with("PO1*20*20*CA***VN"));
    assert!(lines[2].starts_with("PO1*30*4*CA*29.7*PE*VN"));
    assert_eq!(
        message.losses[0].to_string(),
        "PO1 price: the text was left out"
    );
}

#[test]
fn an_invoice_for_show_is_no_810() {
    let facts = Invoice {
        kind: super::super::invoice::InvoiceKind::ProForma,
        ..sample::invoice()
    };
    assert!(matches!(
        invoice(&envelope(), &facts),
        Err(Unsayable::Missing(_))
    ));
}
