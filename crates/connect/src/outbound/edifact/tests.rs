//! The messages as text, whole.

use super::*;
use crate::outbound::sample;

fn envelope() -> Envelope {
    let mailbox = |id: &str| Mailbox {
        id: id.to_owned(),
        qualifier: Some("14".to_owned()),
    };
    Envelope {
        directory: Directory::D96A,
        association: None,
        sender: mailbox("7299997000015"),
        receiver: mailbox("7299997000206"),
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

fn written(message: Result<Message, Unsayable>) -> String {
    message.unwrap().bytes.into_iter().map(char::from).collect()
}

#[test]
fn an_order_and_its_change_are_answered_with_days_for_every_part() {
    check(
        "edifact-ordrsp.edi",
        ordrsp(&envelope(), &sample::confirmation()),
    );
    check(
        "edifact-ordrsp-change.edi",
        ordrsp(&envelope(), &sample::change_answer()),
    );
}

#[test]
fn a_despatch_advice_tells_which_carton_stands_on_which_pallet() {
    check(
        "edifact-desadv.edi",
        desadv(&envelope(), &sample::despatch()),
    );
}

#[test]
fn an_invoice_states_lines_charges_terms_and_tax_by_rates() {
    check(
        "edifact-invoic.edi",
        invoic(&envelope(), &sample::invoice()),
    );
}

#[test]
fn an_interchange_with_a_bad_message_is_reported_on() {
    let message = |reference: &str, error: Option<&str>| MessageResult {
        reference: reference.to_owned(),
        kind: ["ORDERS", "D", "96A", "UN"].map(str::to_owned).to_vec(),
        error: error.map(str::to_owned),
    };
    let received = InterchangeResult {
        control: "4711".to_owned(),
        sender: envelope().receiver,
        receiver: envelope().sender,
        error: None,
        messages: vec![message("1", None), message("2", Some("29"))],
    };
    let envelope = Envelope {
        charset: Charset::Latin1,
        ..envelope()
    };
    check("edifact-contrl.edi", contrl(&envelope, &received));
}

#[test]
fn directory_01b_calls_a_gtin_by_its_name_and_latin_1_has_no_hebrew() {
    let envelope = Envelope {
        directory: Directory::D01B,
        association: Some("EAN010".to_owned()),
        charset: Charset::Latin1,
        test: true,
        ..envelope()
    };
    let message = ordrsp(&envelope, &sample::confirmation());
    let losses = message.clone().unwrap().losses;
    let losses: Vec<_> = losses.iter().map(|loss| loss.at.as_str()).collect();
    assert_eq!(losses, ["IMD03-4", "NAD04"]);
    let text = written(message);
    assert!(
        text.contains("UNB+UNOC:3+7299997000015:14+7299997000206:14+260303:0915+101++ORDRSP++++1'")
    );
    assert!(text.contains("UNH+1+ORDRSP:D:01B:UN:EAN010'"));
    assert!(text.contains("LIN+1+5+7299997101019:SRV'"));
    assert!(
        text.contains("IMD+F++:::Chickpeas 800 g (can) ??????????'"),
        "{text}"
    );
}

#[test]
fn hebrew_letters_are_one_byte_each_in_unoj() {
    let envelope = Envelope {
        charset: Charset::Hebrew,
        ..envelope()
    };
    let text = written(ordrsp(&envelope, &sample::confirmation()));
    assert!(text.contains("UNA:+.?*'\nUNB+UNOJ:4+"));
    assert!(text.contains("+20260303:0915+101"));
    assert!(
        text.contains("(can) \u{e7}\u{e5}\u{ee}\u{e5}\u{f1}'"),
        "{text}"
    );
}

#[test]
fn long_words_are_parted_between_words_and_cut_at_the_end() {
    let part = |words: &str| {
        let mut writer = Writer::new(envelope().syntax());
        writer.push(Segment::new("FTX").of(lines(words, 8, 2)));
        let message = writer.finish().unwrap();
        (
            String::from_utf8(message.bytes).unwrap(),
            message.losses.len(),
        )
    };
    assert_eq!(
        part("olive oil extra"),
        ("FTX+olive:oil extra'\n".replace("oil extra", "oil extr"), 1)
    );
    assert_eq!(
        part("oil 1+1 litre"),
        ("FTX+oil 1?+1:litre'\n".to_owned(), 0)
    );
    assert_eq!(part(""), ("FTX'\n".to_owned(), 0));
}
