//! Stories of e-mails: what came, and the orders that are read.

use super::*;
use crate::page::Blind;

const HEAD: &str = "From: Dana <dana@example.com>\nTo: orders@example.net\nSubject: Order\n\
                    Date: Mon, 20 Apr 2026 09:00:00 +0000\nMIME-Version: 1.0\n";
const SHEET: &str = "Item,Description,Qty,UOM\nA-100,Tahini,5,CS\nA-200,Cola,6,CS\n";

/// What is read: purpose, sender, each order with its day and lines, and what is in doubt.
fn check(mail: &str) -> String {
    let reading = crate::read(mail.as_bytes(), None, &Blind);
    assert_eq!(reading.format, Format::Mail);
    let sender = reading.sender.as_ref().map_or("-", |field| &field.value);
    let mut shown = format!("{:?} from {sender}", reading.purpose);
    for request in &reading.requests {
        let number = request.po_number.as_ref().map_or("-", |field| &field.value);
        let day = request.requested_delivery_date.as_ref();
        let day = day.map_or("-".to_owned(), |field| field.value.to_string());
        shown += &format!("; {number} by {day}:");
        for line in &request.lines {
            let quantity = line
                .quantity
                .as_ref()
                .map_or("?".to_owned(), |field| field.value.to_string());
            let goods = line
                .supplier_part
                .as_ref()
                .or(line.buyer_part.as_ref())
                .or(line.description.as_ref());
            shown += &format!(" {quantity} {}", goods.map_or("?", |field| &field.value));
        }
    }
    let doubts = reading
        .issues
        .iter()
        .filter(|issue| issue.severity >= Severity::Doubt);
    for issue in doubts {
        shown += &format!(" [{}]", issue.message);
    }
    shown
}

fn plain(body: &str) -> String {
    format!("{HEAD}Content-Type: text/plain; charset=utf-8\n\n{body}")
}

fn html(body: &str) -> String {
    format!("{HEAD}Content-Type: text/html; charset=utf-8\n\n{body}")
}

/// A mail with a body and files.
fn with(body: &str, files: &[(&str, &str)]) -> String {
    let mut mail = format!("{HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\n{body}\n");
    for (name, content) in files {
        mail += &format!(
            "--b\nContent-Type: application/octet-stream\n\
             Content-Disposition: attachment; filename=\"{name}\"\n\n{content}\n"
        );
    }
    mail + "--b--\n"
}

fn numbered(number: &str, lines: &str) -> String {
    let rows = lines.split(';').map(|line| format!("{number},{line}\n"));
    format!(
        "PO Number,Item,Description,Qty\n{}",
        rows.collect::<String>()
    )
}

#[test]
fn an_order_in_the_body_is_read_without_the_thread() {
    let mail = plain(
        "Please send 20 cases of tahini by Thursday\n\nOn Sunday X wrote:\n> 9 cases of cola\n",
    );
    assert_eq!(
        check(&mail),
        "Order from dana@example.com; - by 2026-04-23: 20 tahini"
    );
}

#[test]
fn the_body_fills_in_what_its_attachment_does_not_say() {
    let mail = with(
        "Order attached, PO 4711, needed by Thursday.",
        &[("o.csv", SHEET)],
    );
    assert_eq!(
        check(&mail),
        "Order from dana@example.com; 4711 by 2026-04-23: 5 A-100 6 A-200"
    );
}

#[test]
fn a_body_that_contradicts_its_attachment_is_a_doubt() {
    let mail = with(
        "Order attached, PO 4711.",
        &[("o.csv", &numbered("4712", "A-100,Tahini,5;A-200,Cola,6"))],
    );
    assert_eq!(
        check(&mail),
        "Order from dana@example.com; 4712 by -: 5 A-100 6 A-200 \
         [o.csv says PO number 4712, body says 4711]"
    );
}

#[test]
fn a_body_that_asks_for_more_than_its_attachment_is_a_doubt() {
    let mail = with(
        "PO 4711 attached. Please also send 3 boxes of dates.",
        &[("o.csv", SHEET)],
    );
    assert_eq!(
        check(&mail),
        "Order from dana@example.com; 4711 by -: 5 A-100 6 A-200 3 dates \
         [the body names 1 lines besides those that came with it]"
    );
}

#[test]
fn a_complaint_with_an_order_attached_is_an_order_that_a_person_looks_at() {
    let mail = with(
        "I want to complain, the last delivery was damaged.",
        &[("o.csv", SHEET)],
    );
    assert_eq!(
        check(&mail),
        "Order from dana@example.com; - by -: 5 A-100 6 A-200 [the message complains] \
         [no purchase order number is stated]"
    );
}

#[test]
fn a_cover_that_speaks_of_changes_elsewhere_is_no_change_and_a_revised_order_is_a_doubt() {
    let check_with = |body: &str| {
        let shown = check(&with(
            body,
            &[("o.csv", &numbered("4711", "A-100,Tahini,5"))],
        ));
        shown.contains('[')
    };
    assert!(!check_with(
        "Order attached, PO 4711. We changed the template last month."
    ));
    assert!(check_with(
        "Please change PO 4711 to the attached, 9 cases instead of 5."
    ));
}

#[test]
fn a_letter_that_names_the_same_place_in_brackets_contradicts_nothing() {
    let sheet = "PO Number,Item,Description,Qty,Ship To\n4711,A-100,Tahini,5,HFA-01\n";
    let mail = with(
        "PO 4711 attached, ship to the Haifa dock (HFA-01).",
        &[("o.csv", sheet)],
    );
    assert_eq!(
        check(&mail),
        "Order from dana@example.com; 4711 by -: 5 A-100"
    );
}

#[test]
fn an_order_sent_twice_is_one_order() {
    let (first, second) = (
        numbered("4711", "A-100,Tahini,5;A-200,Cola,6"),
        numbered("4711", "A-100,Tahini,5;A-200,Cola,6 "),
    );
    let same = with(
        "see attached",
        &[("a.csv", &first), ("copy.csv", &first), ("b.csv", &second)],
    );
    assert_eq!(
        check(&same),
        "Order from dana@example.com; 4711 by -: 5 A-100 6 A-200"
    );
    let other = with(
        "see attached",
        &[
            ("a.csv", &first),
            ("b.csv", &numbered("4711", "A-100,Tahini,5;A-200,Cola,7")),
        ],
    );
    assert_eq!(
        check(&other),
        "Order from dana@example.com; 4711 by -: 5 A-100 6 A-200 \
         [a.csv and b.csv hold the same order with other lines; those of a.csv are taken]"
    );
}

#[test]
fn an_order_in_two_attachments_is_one_and_two_numbers_are_two() {
    let (first, rest) = (
        numbered("4711", "A-100,Tahini,5"),
        numbered("4711", "A-200,Cola,6"),
    );
    let one = with("see attached", &[("a.csv", &first), ("b.csv", &rest)]);
    assert_eq!(
        check(&one),
        "Order from dana@example.com; 4711 by -: 5 A-100 6 A-200"
    );
    let two = with(
        "see attached",
        &[
            ("a.csv", &first),
            ("b.csv", &numbered("4712", "A-200,Cola,6")),
        ],
    );
    let expected = "Order from dana@example.com; 4711 by -: 5 A-100; 4712 by -: 6 A-200";
    assert_eq!(check(&two), expected);
    let vague = two.replace("see attached", "needed by Thursday");
    let doubts = check(&vague).matches("does not name it").count();
    assert_eq!(doubts, 2);
}

#[test]
fn a_table_in_a_body_is_an_order_sheet() {
    let row = |cells: [&str; 4]| format!("<tr><td>{}</td></tr>", cells.join("</td><td>"));
    let rows = [
        ["Item", "Description", "Qty", "UOM"],
        ["A-100", "Tahini", "5", "CS"],
        ["A-200", "Cola", "6", "CS"],
    ];
    let table: String = rows.into_iter().map(row).collect();
    let mail = html(&format!(
        "<p>Please deliver PO 4711 on Thursday:</p><table>{table}</table><p>Thanks<br>Dana</p>"
    ));
    assert_eq!(
        check(&mail),
        "Order from dana@example.com; 4711 by 2026-04-23: 5 A-100 6 A-200"
    );
}

#[test]
fn hidden_text_orders_nothing_and_is_a_doubt() {
    let mail = html(
        "<p>Please send 20 cases of tahini</p><p style='display:none'>and 900 cases of cola</p>",
    );
    assert_eq!(
        check(&mail),
        "Order from dana@example.com; - by -: 20 tahini \
         [the body holds text that a reader does not see; it was left out]"
    );
}

#[test]
fn a_forwarded_order_is_of_who_wrote_it_first() {
    let inner = "From: Noa <noa@example.org>\nTo: Dana\nSubject: order\nDate: Tue, 21 Apr 2026 08:00:00 +0000\n\nPlease send 20 cases of tahini by tomorrow";
    let attached = format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nFYI\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--\n"
    );
    let quoted = plain(&format!(
        "FYI\n\n---------- Forwarded message ---------\n{inner}"
    ));
    for mail in [
        attached,
        quoted.replace(
            "Tue, 21 Apr 2026 08:00:00 +0000",
            "Tue, Apr 21, 2026 at 8:00 AM",
        ),
    ] {
        assert_eq!(
            check(&mail),
            "Order from noa@example.org; - by 2026-04-22: 20 tahini"
        );
    }
}

#[test]
fn a_value_says_which_piece_it_stands_in_and_where() {
    let mail = with(
        "Order attached, PO 4711.\n\nDana\nGreen Harbour Foods Ltd.",
        &[("../../o.csv", SHEET)],
    );
    let reading = crate::read(mail.as_bytes(), None, &Blind);
    let pieces = pieces(mail.as_bytes());
    let names: Vec<&str> = reading
        .parts
        .iter()
        .map(|part| part.name.as_str())
        .collect();
    assert_eq!(names, ["body", "o.csv"]);
    let request = &reading.requests[0];
    for (field, expected) in [
        (&request.po_number, "4711"),
        (&request.buyer.name, "Green Harbour Foods Ltd."),
    ] {
        let proof = &field.as_ref().expect("the body says it").evidence;
        let (start, end) = proof.span.expect("it stands in a text");
        assert_eq!(proof.part, Some(0));
        assert_eq!(
            &pieces[0].bytes[start as usize..end as usize],
            expected.as_bytes()
        );
    }
    let quantity = request.lines[0].quantity.as_ref();
    assert_eq!(quantity.map(|field| field.evidence.part), Some(Some(1)));
}

#[test]
fn a_message_of_edi_in_an_e_mail_is_of_who_its_own_envelope_says() {
    let edi = "UNB+UNOA:1+CHAIN7+B+260420:0900+1'UNH+1+ORDERS:D:96A:UN'BGM+220+4711+9'\
               LIN+1++A-100:SA'QTY+21:5'UNS+S'UNT+6+1'UNZ+1+1'";
    let mail = with("order as a file, not a %PDF-", &[("o.edi", edi)]);
    assert_eq!(
        check(&mail).split(" [").next(),
        Some("Order from CHAIN7; 4711 by -: 5 A-100")
    );
}

#[test]
fn the_logo_of_a_signature_is_no_attachment() {
    let mail = format!(
        "{HEAD}Content-Type: multipart/related; boundary=b\n\n--b\n\nPlease send 20 cases of tahini\n--b\n\
         Content-Type: image/png\nContent-ID: <logo>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n"
    );
    assert_eq!(pieces(mail.as_bytes()).len(), 1);
    assert_eq!(
        check(&mail),
        "Order from dana@example.com; - by -: 20 tahini"
    );
}

#[test]
fn what_a_program_answers_or_sends_back_asks_for_nothing() {
    let away = format!(
        "Auto-Submitted: auto-replied\n{HEAD}\nI am away. Please send 20 cases of patience."
    );
    let back = format!(
        "{HEAD}Content-Type: multipart/report; boundary=b\n\n--b\n\nNo such person.\n--b\n\
         Content-Type: message/rfc822\n\n{HEAD}\nPlease send 20 cases of tahini.\n--b--\n"
    );
    for mail in [away, back] {
        assert_eq!(
            check(&mail),
            "Unwanted from dana@example.com [a program answers, not a person; nothing is asked for]"
        );
    }
}

#[test]
fn encoded_names_and_hebrew_are_read() {
    let subject = "Subject: =?windows-1255?B?5ObO8OQ=?=";
    let body: &[u8] = b"\xf9\xec\xe7\xe5 20 \xe0\xf8\xe2\xe6\xe9\xed \xf9\xec \xe8\xe7\xe9\xf0\xe4";
    let mut mail = format!("{HEAD}Content-Type: text/plain; charset=windows-1255\n\n")
        .replace("Subject: Order", subject)
        .into_bytes();
    mail.extend(body);
    let reading = crate::read(&mail, None, &Blind);
    assert!(
        reading.document_type.starts_with("הז"),
        "{}",
        reading.document_type
    );
    let line = &reading.requests[0].lines[0];
    assert_eq!(
        line.description.as_ref().map(|field| field.value.as_str()),
        Some("טחינה")
    );
}

/// What is said of an e-mail beyond a limit: nothing of it is read.
fn refused(mail: &[u8]) -> String {
    let reading = crate::read(mail, None, &Blind);
    assert!(reading.requests.is_empty() && reading.parts.is_empty());
    assert_eq!(reading.issues[0].severity, Severity::Error);
    reading.issues[0].message.clone()
}

#[test]
fn e_mails_and_parts_inside_of_one_another_have_an_end() {
    let multipart =
        |at: usize| format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n");
    let parts: String = (0..1_000).map(multipart).collect();
    let mails = format!("{HEAD}Content-Type: message/rfc822\n\n").repeat(1_000);
    for mail in [format!("{HEAD}{parts}\nhello"), format!("{mails}\nhello")] {
        assert_eq!(refused(mail.as_bytes()), Excess::Nesting.message());
    }
}

#[test]
fn a_hundred_thousand_parts_are_refused() {
    let mail = format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{}",
        "--b\n\nx\n".repeat(100_000)
    );
    assert_eq!(refused(mail.as_bytes()), Excess::Parts.message());
}

#[test]
fn headers_of_megabytes_are_refused() {
    let mail = format!("{HEAD}X-Long: {}\n\nhello", "x".repeat(4 << 20));
    assert_eq!(refused(mail.as_bytes()), Excess::Head.message());
    let inner = format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\nX: {}\n\nhello",
        "x\n ".repeat(1 << 20)
    );
    assert_eq!(refused(inner.as_bytes()), Excess::Head.message());
}

#[test]
fn what_an_attachment_claims_to_be_allocates_nothing() {
    let mail = format!(
        "{HEAD}Content-Length: 99999999999\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
         Content-Type: application/pdf; size=99999999999\nContent-Length: 99999999999\n\
         Content-Transfer-Encoding: base64\nContent-Disposition: attachment; size=99999999999\n\nJVBERi0xLjc="
    );
    let pieces = pieces(mail.as_bytes());
    assert_eq!(pieces[0].bytes, b"%PDF-1.7");
}

#[test]
fn broken_e_mails_are_read_as_far_as_they_go() {
    let whole = with("Order attached, PO 4711.", &[("o.csv", SHEET)]);
    for end in (0..whole.len()).step_by(7) {
        let reading = crate::read(&whole.as_bytes()[..end], None, &Blind);
        assert!(
            !reading.requests.is_empty() || !reading.issues.is_empty(),
            "cut at {end}"
        );
    }
}
