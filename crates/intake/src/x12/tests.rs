//! X12 as it comes: what is read from it, and what is said about what is wrong with it.

use super::{read, recognises};
use crate::edi::sample::{show, torture};
use crate::request::{Issue, IssueCode, OrderRequest, Place, Purpose, Reading, Severity};

const ISA: &str = "ISA*00*          *00*          *ZZ*NORTHSHOP      *ZZ*KEPTCO         \
                   *260301*0915*U*00401*000000101*0*P*>~";
const BODY: &str = "BEG*00*SA*4711**20260301~CUR*BY*EUR~DTM*002*20260315~\
                    N1*BY*North Shop*92*B1~N1*ST*North Depot*9*0012345678905~N2*Gate 4~\
                    N3*1 Quay Street*Hall B~N4*Haifa**31000*IL~PER*IC*Dana*TE*555-0101*EM*d@n.example~\
                    PO1*1*10*CA*2.50**BP*B-77*VP*S-77*UP*012345678905~PID*F*75***Blue~\
                    PID*F*08***Lamp oil, 1 l~PO4*12~PO1*2*4*EA*5**VN*S-78~CTT*2*14~AMT*TT*45~";

fn set(body: &str) -> String {
    let segments = body.matches('~').count() + 2;
    format!("ST*850*0001~{body}SE*{segments}*0001~")
}

fn wrap(sets: &str) -> String {
    format!("{ISA}GS*PO*NORTH*KEPT*20260301*0915*7*X*004010~{sets}GE*1*7~IEA*1*000000101~")
}

fn order(body: &str) -> OrderRequest {
    let reading = read(wrap(&set(body)).as_bytes());
    assert_eq!(reading.requests.len(), 1, "{:?}", reading.issues);
    reading.requests.into_iter().next().unwrap()
}

const SHOWN: &str = "\
4711 2026-03-01 2026-03-15 EUR by B1 North Shop to 0012345678905 North Depot 1 Quay Street, Hall B, Haifa, 31000, IL
1 b:B-77 s:S-77 g:012345678905 Lamp oil, 1 l 10 CA @2.5/- x12 - -
2 b:- s:S-78 g:- - 4 EA @5/- x- - -";

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

#[test]
fn a_clean_order_is_read_in_full_and_without_a_word() {
    let reading = read(wrap(&set(BODY)).as_bytes());
    assert_eq!(show(&reading.requests[0]), SHOWN);
    assert_eq!(reading.issues, []);
    assert_eq!(reading.document_type, "X12 850 004010");
    assert_eq!(reading.purpose, Purpose::Order);
    assert_eq!(reading.sender.unwrap().value, "NORTHSHOP");
    assert_eq!(reading.control_reference.unwrap().value, "000000101");
}

#[test]
fn every_field_says_where_it_stands() {
    let document = wrap(&set(BODY));
    let request = read(document.as_bytes()).requests.remove(0);
    let evidence = request.lines[0].quantity.clone().unwrap().evidence;
    let tag = "PO1".to_owned();
    assert_eq!(
        evidence.place,
        Place::Segment {
            number: 13,
            tag,
            element: 2,
            component: 0
        }
    );
    let (from, to) = evidence.span.unwrap();
    assert_eq!(&document[from as usize..to as usize], "10");
}

#[test]
fn the_same_order_is_read_whatever_the_separators_and_line_ends() {
    let plain = wrap(&set(BODY));
    let cases = [
        ("bar and bang", plain.replace('*', "|").replace('~', "!")),
        (
            "tilde between, star behind",
            plain
                .replace('*', "\u{1}")
                .replace('~', "*")
                .replace('\u{1}', "~"),
        ),
        (
            "control characters",
            plain.replace('*', "\u{1d}").replace('~', "\u{1c}"),
        ),
        ("newline", plain.replace('~', "\n")),
        ("blank and CRLF", plain.replace('~', " \r\n")),
        ("tilde and CRLF, indented", plain.replace('~', "~\r\n    ")),
        ("byte order mark", format!("\u{feff}{plain}")),
        (
            "no-break spaces",
            plain.replace("      ", "\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}"),
        ),
        ("wrapped at 80", wrapped(&plain, 80)),
        (
            "not padded",
            plain
                .replace("          ", "")
                .replace("NORTHSHOP      ", "NORTHSHOP"),
        ),
        ("without ISA16", plain.replace("*P*>~", "*P*~")),
        (
            "without last terminator",
            plain.trim_end_matches('~').to_owned(),
        ),
    ];
    for (name, document) in cases {
        assert!(recognises(document.as_bytes()), "{name}");
        let reading = read(document.as_bytes());
        assert_eq!(reading.requests.len(), 1, "{name}: {:?}", reading.issues);
        assert_eq!(show(&reading.requests[0]), SHOWN, "{name}");
        assert!(
            !reading.has(Severity::Doubt),
            "{name}: {:?}",
            reading.issues
        );
    }
}

fn wrapped(text: &str, columns: usize) -> String {
    let lines = text
        .as_bytes()
        .chunks(columns)
        .map(|line| std::str::from_utf8(line).unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_order_is_read_without_its_envelope_but_a_damaged_one_is_doubted() {
    let bare = set(BODY);
    let group = format!("GS*PO*A*B*20260301*0915*7*X*005010~{bare}");
    let damaged = wrap(&set(BODY)).replacen("ISA*", "SA*", 1);
    for (document, doubted) in [(&bare, false), (&group, false), (&damaged, true)] {
        let reading = read(document.as_bytes());
        assert_eq!(show(&reading.requests[0]), SHOWN);
        assert_eq!(reading.issues[0].code, IssueCode::DamagedEnvelope);
        assert_eq!(reading.has(Severity::Doubt), doubted, "{document}");
    }
}

#[test]
fn a_file_that_ends_after_se_is_only_worth_a_notice_but_one_without_se_is_doubted() {
    let whole = wrap(&set(BODY));
    let after_se = &whole[..whole.find("GE*").unwrap()];
    let reading = read(after_se.as_bytes());
    assert_eq!(show(&reading.requests[0]), SHOWN);
    assert_eq!(
        codes(&reading, Severity::Notice),
        [IssueCode::DamagedEnvelope]
    );
    let without_se = &whole[..whole.find("SE*").unwrap()];
    assert_eq!(doubts(without_se), [IssueCode::Truncated]);
}

#[test]
fn wrong_control_counts_are_notices_with_the_code_of_the_acknowledgement() {
    let document = wrap(&set(BODY))
        .replace("SE*18", "SE*19")
        .replace("GE*1*7", "GE*2*8")
        .replace("IEA*1*000000101", "IEA*3*000000102");
    let reading = read(document.as_bytes());
    let said: Vec<&str> = reading
        .issues
        .iter()
        .map(|issue| issue.message.as_str())
        .collect();
    let expected = [
        "segment 20 SE, element 1: 19 segments in the transaction set stated, 18 found (997 AK502 4)",
        "segment 21 GE, element 1: 2 transaction sets in the group stated, 1 found (997 AK905 5)",
        "segment 21 GE, element 2: opened as \"7\", closed as \"8\" (997 AK905 4)",
        "segment 22 IEA, element 1: 3 groups in the interchange stated, 1 found (TA105 021)",
        "segment 22 IEA, element 2: opened as \"000000101\", closed as \"000000102\" (TA105 001)",
    ];
    assert_eq!(said, expected);
    assert!(!reading.has(Severity::Doubt));
}

#[test]
fn a_lost_terminator_ends_with_the_line_when_a_tag_follows() {
    let document = wrap(&set(BODY)).replace('~', "~\n").replace("*B1~", "*B1");
    let reading = read(document.as_bytes());
    assert_eq!(show(&reading.requests[0]), SHOWN);
    assert_eq!(codes(&reading, Severity::Notice), [IssueCode::Syntax]);
}

#[test]
fn a_purpose_code_makes_a_change_or_cancellation_or_calls_for_a_person() {
    let cases = [
        ("00", Purpose::Order, false),
        ("01", Purpose::Cancellation, false),
        ("04", Purpose::Change, false),
        ("05", Purpose::Change, true),
        ("06", Purpose::Order, true),
        ("07", Purpose::Order, true),
        ("22", Purpose::Order, true),
    ];
    for (code, purpose, doubted) in cases {
        let document = wrap(&set(&BODY.replace("BEG*00", &format!("BEG*{code}"))));
        let reading = read(document.as_bytes());
        assert_eq!(reading.purpose, purpose, "{code}");
        assert_eq!(reading.has(Severity::Doubt), doubted, "{code}");
    }
}

#[test]
fn other_transaction_sets_are_named_and_never_become_orders() {
    let cases = [
        ("810", Purpose::Invoice),
        ("830", Purpose::Forecast),
        ("862", Purpose::Forecast),
        ("855", Purpose::OrderResponse),
        ("856", Purpose::DespatchAdvice),
        ("846", Purpose::InventoryReport),
        ("832", Purpose::PriceInformation),
        ("997", Purpose::Acknowledgement),
        ("204", Purpose::Other),
    ];
    for (code, purpose) in cases {
        let document = wrap(&set(BODY)).replace("ST*850", &format!("ST*{code}"));
        let reading = read(document.as_bytes());
        assert_eq!(
            (reading.purpose, reading.requests.len()),
            (purpose, 0),
            "{code}"
        );
        assert_eq!(reading.issues[0].code, IssueCode::NotAnOrder);
    }
}

#[test]
fn an_invoice_beside_an_order_does_not_hide_it() {
    let both = format!("ST*810*1~BIG*20260301*1~SE*3*1~{}", set(BODY));
    let reading = read(wrap(&both).as_bytes());
    assert_eq!(
        (reading.purpose, reading.requests.len()),
        (Purpose::Order, 1)
    );
    assert_eq!(reading.document_type, "X12 850 004010");
}

#[test]
fn the_same_interchange_or_order_twice_is_doubted() {
    let once = wrap(&set(BODY));
    let doubled = doubts(&format!("{once}{once}"));
    assert_eq!(doubled, [IssueCode::Duplicate, IssueCode::Duplicate]);
    let other = once
        .replace("000000101", "000000102")
        .replace("4711", "4712");
    assert_eq!(doubts(&format!("{once}{other}")), []);
}

#[test]
fn interchanges_with_different_separators_stand_in_one_file() {
    let second = wrap(&set(&BODY.replace("4711", "4712"))).replace("000000101", "000000102");
    let second = second.replace('*', "|").replace('~', "\n");
    let reading = read(format!("{}\n{second}", wrap(&set(BODY))).as_bytes());
    assert_eq!(reading.requests.len(), 2);
    assert_eq!(show(&reading.requests[1]), SHOWN.replace("4711", "4712"));
}

#[test]
fn segments_outside_of_a_set_are_an_error_and_the_next_set_is_read() {
    let document = wrap(&format!(
        "{}{}",
        set(BODY).replace("ST*850", "T*850"),
        set(BODY)
    ));
    let reading = read(document.as_bytes());
    assert_eq!(reading.requests.len(), 1);
    assert_eq!(codes(&reading, Severity::Error), [IssueCode::Syntax]);
}

#[test]
fn a_change_names_the_order_and_its_date_and_says_which_lines_go() {
    let body = "BCH*04*SA*4711***20260301*****20260309~N1*BY*North Shop*92*B1~\
                POC*1*QI*12*2*CA*2.50**BP*B-77~POC*2*DI******VN*S-78~CTT*2~";
    let document = wrap(&set(body))
        .replace("ST*850", "ST*860")
        .replace("GS*PO", "GS*PC");
    let reading = read(document.as_bytes());
    let expected = "4711 2026-03-01 - - by B1 North Shop to - - -\n\
                    1 b:B-77 s:- g:- - 12 CA @2.5/- x- - -\n\
                    2 b:- s:S-78 g:- - - - @-/- x- - -";
    assert_eq!(show(&reading.requests[0]), expected);
    assert_eq!(reading.purpose, Purpose::Change);
    assert_eq!(
        codes(&reading, Severity::Doubt),
        [IssueCode::NotInterpreted]
    );
}

#[test]
fn a_warehouse_order_is_known_by_the_purchase_order_or_else_by_the_depositor() {
    let body = "W05*N*D-9*P-9~N1*ST*Depot*9*55~G62*02*20260401~G62*10*20260330~LX*1~\
                W01*5*CA*001234567890*VN*S-1~G69*Soap~LX*2~W01*6*CA**UK*10012345678902~W76*11~";
    let warehouse = |body: &str| {
        let document = wrap(&set(body))
            .replace("ST*850", "ST*940")
            .replace("GS*PO", "GS*OW");
        read(document.as_bytes())
    };
    let reading = warehouse(body);
    let expected = "P-9 - 2026-04-01 - by - - to 55 Depot -\n\
                    1 b:- s:S-1 g:001234567890 Soap 5 CA @-/- x- - -\n\
                    2 b:- s:- g:10012345678902 - 6 CA @-/- x- - -";
    assert_eq!(show(&reading.requests[0]), expected);
    assert_eq!(
        (reading.purpose, reading.issues),
        (Purpose::WarehouseOrder, vec![])
    );
    let depositor = warehouse(&body.replace("*P-9", ""));
    assert_eq!(
        depositor.requests[0].po_number.as_ref().unwrap().value,
        "D-9"
    );
    let shifted = warehouse(&body.replace("001234567890*VN*S-1", "VN*S-1*UP*001234567890"));
    assert_eq!(show(&shifted.requests[0]), expected);
    assert_eq!(codes(&shifted, Severity::Doubt), [IssueCode::Syntax]);
}

#[test]
fn a_grocery_order_counts_its_lines_itself() {
    let body = "G50*N*20260301*4711~N1*ST*Depot*9*55~G68*10*CA*1.57*006100000001~G69*Sauce~\
                G70*12*5*OZ~G68*4*CA*3**VN*S-2~G76*14*CA~";
    let document = wrap(&set(body))
        .replace("ST*850", "ST*875")
        .replace("GS*PO", "GS*OG");
    let reading = read(document.as_bytes());
    let expected = "4711 2026-03-01 - - by - - to 55 Depot -\n\
                    1 b:- s:- g:006100000001 Sauce 10 CA @1.57/- x12 - -\n\
                    2 b:- s:S-2 g:- - 4 CA @3/- x- - -";
    assert_eq!(show(&reading.requests[0]), expected);
    assert_eq!(reading.issues, []);
}

#[test]
fn prices_stand_in_po1_or_else_in_po3_or_ctp_and_may_be_for_a_hundred() {
    let line = |rest: &str| {
        let request = order(&format!("BEG*00*SA*1**20260301~PO1*1*10*EA*{rest}"));
        let line = &request.lines[0];
        let basis = line.price_basis.as_ref().map_or(1, |f| f.value.mantissa());
        (line.unit_price.as_ref().map(|f| f.value.to_string()), basis)
    };
    let price = |text: &str, basis| (Some(text.to_owned()), basis);
    assert_eq!(line("5**VN*A~PO3*X**CON*6~"), price("5", 1));
    assert_eq!(line("**VN*A~PO3*X**CON*6*EA*10*EA~"), price("6", 1));
    assert_eq!(line("**VN*A~CTP**RES*9~CTP**NET*7~"), price("7", 1));
    assert_eq!(line("250*HP*VN*A~"), price("250", 100));
    assert_eq!(line("1,250.50**VN*A~"), price("1250.5", 1));
    assert_eq!(line("**VN*A~"), (None, 1));
}

#[test]
fn one_schedule_is_the_date_of_the_line_and_several_are_for_a_person() {
    let body = |tail: &str| format!("BEG*00*SA*1**20260301~PO1*1*10*EA***VN*A~{tail}");
    let one = order(&body("SCH*10*EA***002*20260320~"));
    assert!(show(&one).ends_with("2026-03-20 -"));
    let ship = order(&body("SCH*10*EA***010*20260320~"));
    assert!(show(&ship).ends_with("- -"));
    let cases = [
        (
            "SCH*4*EA***002*20260320~SCH*6*EA***002*20260321~",
            vec![IssueCode::NotInterpreted],
        ),
        (
            "SCH*4*EA***002*20260320~SCH*5*EA***002*20260320~",
            vec![IssueCode::BadTotal],
        ),
        ("SDQ*EA*92*S1*4*S2*6~", vec![IssueCode::NotInterpreted]),
        ("SDQ*EA*92*S1*10~", vec![]),
        (
            "SLN*1**I*2*EA****VN*B~PID*F****Inner~",
            vec![IssueCode::NotInterpreted],
        ),
    ];
    for (tail, expected) in cases {
        assert_eq!(doubts(&wrap(&set(&body(tail)))), expected, "{tail}");
    }
    let store = order(&body("SDQ*EA*92*S1*10~"));
    assert!(show(&store).ends_with("- S1"));
    let prepack = order(&body("SLN*1**I*2*EA****VN*B~PID*F****Inner~"));
    assert_eq!(prepack.lines[0].description, None);
}

#[test]
fn what_cannot_be_an_order_is_doubted() {
    use IssueCode::{BadDate, BadQuantity, BadTotal, BadValue, Missing};
    let edit = |from: &str, to: &str| wrap(&set(&BODY.replace(from, to)));
    let cases = [
        (
            "no BEG",
            edit("BEG*00*SA*4711**20260301~", ""),
            vec![Missing, Missing],
        ),
        ("no number", edit("SA*4711*", "SA**"), vec![Missing]),
        (
            "zero",
            edit("PO1*2*4", "PO1*2*0")
                .replace("CTT*2*14", "CTT*2")
                .replace("TT*45", "ZZ*0"),
            vec![BadQuantity],
        ),
        (
            "negative",
            edit("PO1*2*4", "PO1*2*-4")
                .replace("CTT*2*14", "CTT*2")
                .replace("TT*45", "ZZ*0"),
            vec![BadQuantity],
        ),
        (
            "absurd",
            edit("PO1*2*4", "PO1*2*99999999")
                .replace("CTT*2*14", "CTT*2")
                .replace("TT*45", "ZZ*0"),
            vec![BadQuantity],
        ),
        ("no quantity", edit("PO1*2*4", "PO1*2*"), vec![Missing]),
        (
            "quantity is a word",
            edit("PO1*2*4", "PO1*2*four"),
            vec![BadValue, Missing],
        ),
        (
            "no such day",
            edit("**20260301~", "**20260231~"),
            vec![BadDate],
        ),
        (
            "delivery before order",
            edit("002*20260315", "002*20260215"),
            vec![BadDate],
        ),
        ("no item", edit("VN*S-78", "ZZ*S-78"), vec![Missing]),
        ("total", edit("AMT*TT*45", "AMT*TT*54"), vec![BadTotal]),
        ("hash total", edit("CTT*2*14", "CTT*2*15"), vec![BadTotal]),
        (
            "no lines",
            wrap(&set("BEG*00*SA*4711**20260301~CTT*0~")),
            vec![Missing],
        ),
    ];
    for (name, document, expected) in cases {
        assert_eq!(doubts(&document), expected, "{name}");
    }
}

#[test]
fn issues_of_a_line_name_the_request_and_the_line() {
    let reading = read(wrap(&set(&BODY.replace("PO1*2*4", "PO1*2*four"))).as_bytes());
    let issue = &reading.issues[0];
    assert_eq!((issue.request, issue.line), (Some(0), Some(1)));
    let expected = "segment 17 PO1, element 2: expected a number, found \"four\" (997 AK403 6)";
    assert_eq!(issue.message, expected);
}

#[test]
fn latin_1_names_are_read_as_they_were_meant() {
    let document = wrap(&set(BODY)).replace("North Shop", "Caf\u{e9} M\u{fc}ller");
    let latin: Vec<u8> = document.chars().map(|c| c as u8).collect();
    let request = read(&latin).requests.remove(0);
    assert_eq!(request.buyer.name.unwrap().value, "Café Müller");
}

#[test]
fn other_documents_are_not_taken_for_x12() {
    for text in [
        "",
        "ISA",
        "Isabel orders 3 lamps",
        "ST. 850 rooms",
        "UNB+UNOC:3+A+B'",
        "a,b\n1,2",
        "name|street|no\nShop|ST|100|NY",
        "shop|GS|NY|1\n",
    ] {
        assert!(!recognises(text.as_bytes()), "{text}");
    }
    assert_eq!(read(b"hello").issues[0].code, IssueCode::UnknownFormat);
}

#[test]
fn the_rest_behind_a_limit_is_not_read_and_that_is_said() {
    let lines = "PO1*1*1*EA***VN*A~".repeat(crate::request::LINES_MAX + 1);
    let reading = read(wrap(&set(&format!("BEG*00*SA*1**20260301~{lines}"))).as_bytes());
    assert_eq!(reading.requests[0].lines.len(), crate::request::LINES_MAX);
    assert_eq!(codes(&reading, Severity::Error), [IssueCode::OverLimit]);
    let sets = set("BEG*00*SA*1**20260301~").repeat(crate::request::REQUESTS_MAX + 1);
    let reading = read(wrap(&sets).as_bytes());
    assert_eq!(reading.requests.len(), crate::request::REQUESTS_MAX);
    assert_eq!(reading.issues.len(), crate::request::ISSUES_MAX);
    assert!(reading.has(Severity::Error));
}

#[test]
fn no_cut_and_no_flipped_byte_makes_the_reader_fall() {
    torture(wrap(&set(BODY)).as_bytes(), read);
}
