//! EDIFACT as it comes: what is read from it, and what is said about what is wrong with it.

use super::{read, recognises};
use crate::edi::sample;
use crate::request::{Confidence, Issue, IssueCode, Purpose, Reading, Severity};

const HEADER: &str = "BGM+220+4711+9'DTM+137:20260301:102'DTM+2:20260315:102'\
                      NAD+BY+4300000000001::9++North Shop:Ltd'RFF+VA:IL555'CTA+PD+:Dana'\
                      COM+555-0101:TE'COM+d@n.example:EM'NAD+SU+4300000000018::9'\
                      NAD+DP+4300000000025::9++North Depot+1 Quay Street:Hall B+Haifa++31000+IL'\
                      CUX+2:EUR:9'";
const LINES: &str = "LIN+1++4006381333931:EN'PIA+1+B-77:IN+S-77:SA'IMD+F++:::Lamp oil, 1 l'\
                     QTY+21:10:CT'QTY+59:12'PRI+AAB:3'PRI+AAA:2.50'\
                     LIN+2'PIA+5+S-78:SA'QTY+21:4:PCE'PRI+AAA:500:::100'";
const SUMMARY: &str = "UNS+S'CNT+2:2'CNT+1:14'MOA+79:45'";
const SHOWN: &str = "\
4711 2026-03-01 2026-03-15 EUR by 4300000000001 North Shop Ltd to 4300000000025 North Depot 1 Quay Street, Hall B, Haifa, 31000, IL
1 b:B-77 s:S-77 g:4006381333931 Lamp oil, 1 l 10 CT @2.5/- x12 - -
2 b:- s:S-78 g:- - 4 PCE @500/100 x- - -";

fn message(kind: &str, body: &str) -> String {
    let segments = body.replace("?'", "").matches('\'').count() + 2;
    format!("UNH+1+{kind}:D:96A:UN:EAN008'{body}UNT+{segments}+1'")
}

fn orders() -> String {
    message("ORDERS", &format!("{HEADER}{LINES}{SUMMARY}")).replace("MOA+79:45'", "MOA+79:45.00'")
}

fn wrap(messages: &str) -> String {
    let count = messages.matches("UNH+").count();
    format!("UNB+UNOC:3+4300000000001:14+4300000000018:14+260301:0915+R1'{messages}UNZ+{count}+R1'")
}

fn show(reading: &Reading) -> String {
    reading
        .requests
        .iter()
        .map(sample::show)
        .collect::<Vec<_>>()
        .join("\n")
}

fn codes(reading: &Reading, at_least: Severity) -> Vec<IssueCode> {
    let weighs = |issue: &&Issue| issue.severity >= at_least;
    reading
        .issues
        .iter()
        .filter(weighs)
        .map(|issue| issue.code)
        .collect()
}

fn doubts(document: &str) -> Vec<IssueCode> {
    codes(&read(document.as_bytes()), Severity::Doubt)
}

fn with_line(line: &str) -> String {
    wrap(&message(
        "ORDERS",
        &format!("BGM+220+1+9'DTM+137:20260301:102'{line}UNS+S'"),
    ))
}

#[test]
fn a_clean_order_is_read_in_full() {
    let reading = read(wrap(&orders()).as_bytes());
    assert_eq!(show(&reading), SHOWN);
    assert_eq!(codes(&reading, Severity::Notice), []);
    assert_eq!(reading.document_type, "ORDERS D.96A EAN008");
    assert_eq!(reading.sender.unwrap().value, "4300000000001");
    assert_eq!(reading.control_reference.unwrap().value, "R1");
    let buyer = &reading.requests[0].buyer;
    let contact = [&buyer.tax_id, &buyer.phone, &buyer.email];
    let contact = contact.map(|field| field.as_ref().unwrap().value.clone());
    assert_eq!(contact, ["IL555", "555-0101", "d@n.example"]);
}

#[test]
fn the_same_order_is_read_whatever_the_separators_and_line_ends() {
    let plain = wrap(&orders());
    let other = plain
        .replace('+', "^")
        .replace(':', "!")
        .replace('\'', "~")
        .replace('.', ",");
    let newline = plain.replace('\'', "\n");
    let cases = [
        ("UNA", format!("UNA:+.? '{plain}")),
        ("UNA and line break", format!("UNA:+.? '\r\n{plain}")),
        ("UNA too short", format!("UNA:+.?'{plain}")),
        (
            "own separators and decimal comma",
            format!("UNA!^,\\ ~{other}"),
        ),
        ("own separators without UNA", other.clone()),
        ("newline", newline),
        ("CRLF", plain.replace('\'', "'\r\n")),
        ("indented", plain.replace('\'', "'\n   ")),
        ("doubled terminators", plain.replace('\'', "''")),
        ("byte order mark", format!("\u{feff}{plain}")),
        (
            "wrapped",
            plain
                .as_bytes()
                .chunks(70)
                .map(|l| String::from_utf8_lossy(l))
                .collect::<Vec<_>>()
                .join("\r\n"),
        ),
        ("blank in the version", plain.replace(":D:96A", ":D: 96A")),
        (
            "without UNZ",
            plain[..plain.find("UNZ").unwrap()].to_owned(),
        ),
        ("bare UNH", orders()),
    ];
    for (name, document) in cases {
        assert!(recognises(document.as_bytes()), "{name}");
        let reading = read(document.as_bytes());
        assert_eq!(show(&reading), SHOWN, "{name}: {:?}", reading.issues);
        assert!(
            !reading.has(Severity::Doubt),
            "{name}: {:?}",
            reading.issues
        );
        assert_eq!(reading.document_type, "ORDERS D.96A EAN008");
    }
}

#[test]
fn released_characters_are_text() {
    let document = wrap(&orders()).replace("North Shop", "O?'Neill ?+ S?:n ??");
    let reading = read(document.as_bytes());
    let name = reading.requests[0].buyer.name.as_ref().unwrap();
    assert_eq!(name.value, "O'Neill + S:n ? Ltd");
    assert_eq!(name.evidence.text, "O?'Neill ?+ S?:n ?? Ltd");
}

#[test]
fn a_damaged_unb_is_doubted_and_the_messages_are_read() {
    let document = wrap(&orders()).replacen("UNB", "NB", 1);
    let reading = read(document.as_bytes());
    assert_eq!(show(&reading), SHOWN);
    assert_eq!(
        codes(&reading, Severity::Doubt),
        [IssueCode::DamagedEnvelope]
    );
}

#[test]
fn groups_are_counted_and_wrong_counts_are_notices_with_their_code() {
    let group = format!(
        "UNG+ORDERS+A:14+B:14+260301:0915+G1+UN+D:96A'{}UNE+1+G1'",
        orders()
    );
    let document = wrap(&group);
    assert_eq!(codes(&read(document.as_bytes()), Severity::Notice), []);
    let wrong = document
        .replace("UNE+1+G1", "UNE+2+G2")
        .replace("UNZ+1", "UNZ+3");
    let reading = read(wrong.as_bytes());
    let said: Vec<&str> = reading
        .issues
        .iter()
        .map(|issue| issue.message.as_str())
        .collect();
    let expected = [
        "segment 31 UNE, element 1: 2 messages in the group stated, 1 found (CONTRL 0085 29)",
        "segment 31 UNE, element 2: opened as \"G1\", closed as \"G2\" (CONTRL 0085 28)",
        "segment 32 UNZ, element 1: 3 groups in the interchange stated, 1 found (CONTRL 0085 29)",
    ];
    assert_eq!(said, expected);
    assert!(!reading.has(Severity::Doubt));
}

#[test]
fn other_messages_are_named_and_never_become_orders() {
    let cases = [
        ("ORDRSP", Purpose::OrderResponse),
        ("DESADV", Purpose::DespatchAdvice),
        ("INVOIC", Purpose::Invoice),
        ("DELFOR", Purpose::Forecast),
        ("INVRPT", Purpose::InventoryReport),
        ("PRICAT", Purpose::PriceInformation),
        ("CONTRL", Purpose::Acknowledgement),
        ("IFTMIN", Purpose::Other),
    ];
    for (kind, purpose) in cases {
        let reading = read(wrap(&message(kind, HEADER)).as_bytes());
        assert_eq!(
            (reading.purpose, reading.requests.len()),
            (purpose, 0),
            "{kind}"
        );
        assert_eq!(codes(&reading, Severity::Notice), [IssueCode::NotAnOrder]);
    }
    let both = format!("{}{}", message("INVOIC", "BGM+380+9'"), orders());
    let reading = read(wrap(&both).as_bytes());
    assert_eq!(
        (reading.purpose, show(&reading).as_str()),
        (Purpose::Order, SHOWN)
    );
}

#[test]
fn the_same_interchange_or_order_twice_is_doubted() {
    let once = wrap(&orders());
    let doubled = doubts(&format!("{once}{once}"));
    assert_eq!(doubled, [IssueCode::Duplicate, IssueCode::Duplicate]);
    let other = once.replace("R1'", "R2'").replace("4711", "4712");
    assert_eq!(doubts(&format!("{once}{other}")), []);
}

#[test]
fn the_function_of_a_message_makes_it_a_change_or_calls_for_a_person() {
    let cases = [
        ("+9'", Purpose::Order, false),
        ("'", Purpose::Order, false),
        ("+1'", Purpose::Cancellation, false),
        ("+4'", Purpose::Change, false),
        ("+5'", Purpose::Change, true),
        ("+7'", Purpose::Order, true),
        ("+31'", Purpose::Order, true),
    ];
    for (function, purpose, doubted) in cases {
        let document = wrap(&orders().replace("4711+9'", &format!("4711{function}")));
        let reading = read(document.as_bytes());
        assert_eq!(reading.purpose, purpose, "{function}");
        assert_eq!(reading.has(Severity::Doubt), doubted, "{function}");
    }
}

#[test]
fn a_change_names_the_order_and_its_date_not_its_own() {
    let body = "BGM+230+C-1+4'DTM+137:20260309:102'RFF+ON:4711'DTM+171:20260301:102'\
                NAD+BY+4300000000001::9'LIN+1+3+4006381333931:EN'QTY+21:12'\
                LIN+2+2+4006381333948:EN'UNS+S'";
    let reading = read(wrap(&message("ORDCHG", body)).as_bytes());
    let expected = "4711 2026-03-01 - - by 4300000000001 - to - - -\n\
                    1 b:- s:- g:4006381333931 - 12 - @-/- x- - -\n\
                    2 b:- s:- g:4006381333948 - - - @-/- x- - -";
    assert_eq!(show(&reading), expected);
    assert_eq!(reading.purpose, Purpose::Change);
    assert_eq!(
        codes(&reading, Severity::Doubt),
        [IssueCode::NotInterpreted]
    );
}

#[test]
fn an_order_number_in_the_wrong_place_is_found_but_only_likely() {
    for bgm in [
        "BGM+220+:4711+9'",
        "BGM+220:::4711++9'",
        "BGM+220++4711'",
        "BGM+220++9'RFF+ON:4711'",
    ] {
        let document = wrap(&orders().replace("BGM+220+4711+9'", bgm));
        let reading = read(document.as_bytes());
        let number = reading.requests[0].po_number.as_ref().unwrap();
        assert_eq!(
            (number.value.as_str(), number.confidence),
            ("4711", Confidence::LIKELY),
            "{bgm}"
        );
    }
    let nameless = wrap(&orders().replace("BGM+220+4711+9'", ""));
    assert_eq!(doubts(&nameless), [IssueCode::Missing, IssueCode::Missing]);
}

#[test]
fn quantities_are_taken_by_qualifier_and_in_need_from_another() {
    let quantity = |segments: &str| {
        let reading = read(with_line(&format!("LIN+1++A:SA'{segments}")).as_bytes());
        let quantity = reading.requests[0].lines[0].quantity.as_ref();
        quantity.map(|f| (f.value.to_string(), f.confidence == Confidence::STATED))
    };
    let stated = |text: &str, sure| Some((text.to_owned(), sure));
    assert_eq!(quantity("QTY+59:12'QTY+21:5'"), stated("5", true));
    assert_eq!(quantity("QTY+1:5'"), stated("5", true));
    assert_eq!(quantity("QTY+131:5,5'"), stated("5.5", true));
    assert_eq!(quantity("QTY+59:5'"), stated("5", false));
    assert_eq!(quantity("QTY+47:5'"), stated("5", false));
    assert_eq!(quantity(""), None);
}

#[test]
fn split_deliveries_are_for_a_person_unless_they_agree() {
    let line = "LIN+1++A:SA'QTY+21:10'";
    let place = |id: &str, quantity: u32, day: u32| {
        format!("LOC+7+{id}::9'QTY+11:{quantity}'DTM+2:202603{day}:102'")
    };
    let cases = [
        (place("P1", 10, 20), vec![], "2026-03-20 P1"),
        (
            place("P1", 4, 20) + &place("P2", 6, 20),
            vec![IssueCode::NotInterpreted],
            "2026-03-20 -",
        ),
        (
            place("P1", 4, 20) + &place("P1", 6, 21),
            vec![IssueCode::NotInterpreted],
            "- P1",
        ),
        (
            place("P1", 4, 20) + &place("P1", 5, 20),
            vec![IssueCode::BadTotal],
            "2026-03-20 P1",
        ),
        (
            "SCC+1'QTY+21:4'DTM+2:20260320:102'QTY+21:6'DTM+2:20260320:102'".to_owned(),
            vec![],
            "2026-03-20 -",
        ),
        ("SCC+7'".to_owned(), vec![], "- -"),
    ];
    for (tail, expected, ending) in cases {
        let reading = read(with_line(&format!("{line}{tail}")).as_bytes());
        assert_eq!(codes(&reading, Severity::Doubt), expected, "{tail}");
        assert!(
            show(&reading).ends_with(ending),
            "{tail}: {}",
            show(&reading)
        );
    }
}

#[test]
fn dates_are_read_by_their_format_and_periods_by_their_end() {
    let wanted = |dates: &str| {
        let document = wrap(&orders().replace("DTM+2:20260315:102'", dates));
        let reading = read(document.as_bytes());
        let doubted = reading.has(Severity::Doubt);
        let day = reading.requests[0].requested_delivery_date.as_ref();
        (day.map_or("-".to_owned(), |f| f.value.to_string()), doubted)
    };
    let day = |text: &str| (text.to_owned(), false);
    assert_eq!(wanted("DTM+2:202603151200:203'"), day("2026-03-15"));
    assert_eq!(wanted("DTM+2:2026031020260315:718'"), day("2026-03-15"));
    assert_eq!(wanted("DTM+2:202611:616'"), day("2026-03-15"));
    assert_eq!(
        wanted("DTM+64:20260310:102'DTM+63:20260315:102'"),
        day("2026-03-15")
    );
    assert_eq!(wanted("DTM+2:14:804'"), day("-"));
    assert_eq!(wanted("DTM+2:20260315'"), day("2026-03-15"));
    assert_eq!(wanted("DTM+:20260315:102'"), day("-"));
    assert_eq!(wanted("DTM+2:20260230:102'"), ("-".to_owned(), true));
    assert_eq!(
        wanted("DTM+2:20260215:102'"),
        ("2026-02-15".to_owned(), true)
    );
}

#[test]
fn titles_that_a_field_cut_are_joined_and_the_publisher_is_left_out() {
    let line = "LIN+1++A:SA'IMD+F+BAU+:::Author, A.'\
                IMD+F+BTI+:::A very long title that is cut in a :word'IMD+F+BEN+:::2nd ed.'\
                IMD+F+BPU+:::Press'QTY+21:1'";
    let reading = read(with_line(line).as_bytes());
    let description = reading.requests[0].lines[0].description.as_ref().unwrap();
    assert_eq!(
        description.value,
        "A very long title that is cut in a word 2nd ed."
    );
    let free = read(with_line("LIN+1++A:SA'QTY+21:1'FTX+AFM+1++Only a title'").as_bytes());
    let description = free.requests[0].lines[0].description.as_ref().unwrap();
    assert_eq!(description.value, "Only a title");
}

#[test]
fn a_line_that_names_no_item_says_what_it_names() {
    let reading = read(with_line("LIN+1'PIA+5+0198534531:IB'QTY+21:1'").as_bytes());
    assert_eq!(
        reading.issues[0].message,
        "the line names its item only as IB 0198534531"
    );
    let substitute = with_line("LIN+1'PIA+4+S-1:SA'QTY+21:1'");
    assert_eq!(doubts(&substitute), [IssueCode::Missing]);
    let agency = read(with_line("LIN+1++4006381333931:::9'QTY+21:1'").as_bytes());
    let gtin = agency.requests[0].lines[0].gtin.as_ref().unwrap();
    assert_eq!(
        (gtin.value.as_str(), gtin.confidence),
        ("4006381333931", Confidence::LIKELY)
    );
}

#[test]
fn totals_that_contradict_the_lines_are_doubted() {
    let document = wrap(&orders());
    // 10 at 2.50, and 4 at 500 for a hundred.
    assert_eq!(
        doubts(&document.replace("79:45.00", "79:54.00")),
        [IssueCode::BadTotal]
    );
    assert_eq!(
        doubts(&document.replace("CNT+1:14", "CNT+1:15")),
        [IssueCode::BadTotal]
    );
    let lines = document.replace("CNT+2:2", "CNT+2:3");
    assert_eq!(
        codes(&read(lines.as_bytes()), Severity::Notice),
        [IssueCode::CountMismatch]
    );
}

#[test]
fn the_character_set_of_unb_is_used() {
    let cases: [(&str, &[u8], &str); 3] = [
        ("UNOC", b"M\xfcller", "Müller"),
        ("UNOD", b"\xa3\xf3d\xbc", "Łódź"),
        ("UNOY", "Müller".as_bytes(), "Müller"),
    ];
    for (set, bytes, expected) in cases {
        let document = wrap(&orders()).replace("UNOC", set);
        let (before, after) = document.split_once("North Shop").unwrap();
        let document = [before.as_bytes(), bytes, after.as_bytes()].concat();
        let name = read(&document).requests.remove(0).buyer.name.unwrap().value;
        assert_eq!(name, format!("{expected} Ltd"), "{set}");
    }
}

#[test]
fn an_unstructured_name_and_address_gives_both() {
    let nad = "NAD+DP+4300000000025::9+North Depot:1 Quay Street:Haifa'";
    let (before, after) = HEADER.split_once("NAD+DP").unwrap();
    let (_, after) = after.split_once('\'').unwrap();
    let body = format!("{before}{nad}{after}{LINES}UNS+S'");
    let reading = read(wrap(&message("ORDERS", &body)).as_bytes());
    let ship_to = &reading.requests[0].ship_to;
    assert_eq!(ship_to.name.as_ref().unwrap().value, "North Depot");
    assert_eq!(
        ship_to.address.as_ref().unwrap().value,
        "1 Quay Street, Haifa"
    );
}

#[test]
fn other_documents_are_not_taken_for_edifact() {
    for text in [
        "",
        "UNB",
        "UNHAPPY customers",
        "ISA*00*",
        "STX=ANA:1+A'",
        "UN Habitat, UNHCR",
    ] {
        assert!(!recognises(text.as_bytes()), "{text}");
    }
    assert_eq!(read(b"hello").issues[0].code, IssueCode::UnknownFormat);
}

#[test]
fn no_cut_and_no_flipped_byte_makes_the_reader_fall() {
    sample::torture(format!("UNA:+.? '{}", wrap(&orders())).as_bytes(), read);
}
