//! TRADACOMS as it comes: what is read from it, and what is said about what is wrong with it.

use super::{read, recognises};
use crate::edi::sample;
use crate::request::{Confidence, Issue, IssueCode, Purpose, Reading, Severity};

const SAMPLE: &str = "STX=ANA:1+5000000000012:NORTH SHOP+5000000000029:KEPT LTD+260301:091500+77'\
    MHD=1+ORDHDR:9'TYP=0430+NEW-ORDERS'SDT=5000000000029:S1'CDT=5000000000012'FIL=5+1+260301'MTR=6'\
    MHD=2+ORDERS:9'CLO=5000000000036:D4+NORTH DEPOT+1 QUAY STREET:HALL B::LEEDS:LS1 1AA'\
    ORD=4711::260301'DIN=260310+260315++RING FIRST'\
    OLD=1+5012345678900:S-77+5012345678917+:B-77+12+10+25000+++LAMP OIL:1 L'\
    OLD=2+:S-78++B-78++:2500:KG++++RICE'OTR=2'MTR=8'\
    MHD=3+ORDTLR:9'OFT=1'MTR=3'END=3'";
const SHOWN: &str = "\
4711 2026-03-01 2026-03-15 - by 5000000000012 NORTH SHOP to 5000000000036 NORTH DEPOT 1 QUAY STREET, HALL B, LEEDS, LS1 1AA
1 b:B-77 s:S-77 g:5012345678900 LAMP OIL 1 L 10 - @2.5/- x12 - -
2 b:B-78 s:S-78 g:- RICE 2.5 KG @-/- x- - -";

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

#[test]
fn a_clean_file_is_read_in_full() {
    let reading = read(SAMPLE.as_bytes());
    assert_eq!(show(&reading), SHOWN);
    assert_eq!(codes(&reading, Severity::Notice), []);
    assert_eq!(
        (reading.document_type.as_str(), reading.purpose),
        ("TRADACOMS ORDERS 9", Purpose::Order)
    );
    assert_eq!(reading.requests[0].notes[0].value, "RING FIRST");
    assert_eq!(reading.control_reference.unwrap().value, "77");
}

#[test]
fn implied_decimals_are_only_likely_and_a_written_point_is_sure() {
    let price = |document: &str| {
        let price = read(document.as_bytes()).requests[0].lines[0]
            .unit_price
            .clone()
            .unwrap();
        (price.value.to_string(), price.confidence)
    };
    assert_eq!(price(SAMPLE), ("2.5".to_owned(), Confidence::LIKELY));
    let pointed = SAMPLE.replace("+25000+", "+2.50+");
    assert_eq!(price(&pointed), ("2.5".to_owned(), Confidence::STATED));
}

#[test]
fn blocks_of_any_length_and_line_breaks_change_nothing() {
    for columns in 11..=80 {
        let blocks: Vec<&str> = SAMPLE
            .as_bytes()
            .chunks(columns)
            .map(|block| std::str::from_utf8(block).unwrap())
            .collect();
        let reading = read(blocks.join("\r\n").as_bytes());
        assert_eq!(show(&reading), SHOWN, "{columns}");
        assert_eq!(codes(&reading, Severity::Notice), [], "{columns}");
    }
    let lines = format!("\u{feff}{}", SAMPLE.replace('\'', "'\n"));
    assert_eq!(show(&read(lines.as_bytes())), SHOWN);
}

#[test]
fn the_kind_of_file_decides_the_purpose() {
    let cases = [
        ("0430+NEW-ORDERS", Purpose::Order, false),
        ("0431+AMENDED-ORDERS", Purpose::Change, false),
        ("0432+CANCELLATIONS", Purpose::Cancellation, false),
        ("0499+TRIAL", Purpose::Order, true),
    ];
    for (kind, purpose, doubted) in cases {
        let reading = read(SAMPLE.replace("0430+NEW-ORDERS", kind).as_bytes());
        assert_eq!(reading.purpose, purpose, "{kind}");
        assert_eq!(
            reading.has(Severity::Doubt),
            doubted,
            "{kind}: {:?}",
            reading.issues
        );
    }
    let invoices = "STX=ANA:1+A+B+260301:0915+1'MHD=1+INVFIL:9'TYP=0700'MTR=3'END=1'";
    let reading = read(invoices.as_bytes());
    assert_eq!(
        (reading.purpose, reading.requests.len()),
        (Purpose::Invoice, 0)
    );
    assert_eq!(codes(&reading, Severity::Notice), [IssueCode::NotAnOrder]);
}

#[test]
fn what_is_missing_or_miscounted_is_said() {
    use IssueCode::{CountMismatch, DamagedEnvelope, Duplicate, Missing, Truncated};
    let cut = |at: &str| SAMPLE[..SAMPLE.find(at).unwrap()].to_owned();
    let cases = [
        (
            "no order",
            SAMPLE.replace("ORD=4711::260301'", ""),
            vec![CountMismatch, Missing, Missing],
        ),
        (
            "counts",
            SAMPLE.replace("OTR=2", "OTR=3").replace("END=3", "END=4"),
            vec![CountMismatch; 2],
        ),
        ("no MTR", cut("MTR=8"), vec![Truncated, DamagedEnvelope]),
        ("no END", cut("END"), vec![DamagedEnvelope]),
        (
            "no STX",
            SAMPLE[SAMPLE.find("MHD=1").unwrap()..].to_owned(),
            vec![DamagedEnvelope],
        ),
        (
            "twice",
            format!("{SAMPLE}{SAMPLE}"),
            vec![Duplicate, Duplicate],
        ),
    ];
    for (name, document, expected) in cases {
        assert_eq!(
            codes(&read(document.as_bytes()), Severity::Notice),
            expected,
            "{name}"
        );
    }
}

#[test]
fn other_documents_are_not_taken_for_tradacoms() {
    for text in ["", "STX=", "STX = 3", "UNB+UNOC:3+A'", "MHD=x"] {
        assert!(!recognises(text.as_bytes()), "{text}");
    }
    assert!(recognises(SAMPLE.as_bytes()));
    assert_eq!(read(b"hello").issues[0].code, IssueCode::UnknownFormat);
}

#[test]
fn no_cut_and_no_flipped_byte_makes_the_reader_fall() {
    sample::torture(SAMPLE.as_bytes(), read);
}
