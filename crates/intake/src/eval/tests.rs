//! Which fields count as right, wrong, missing and surplus, and what a group of documents adds up to.

use super::*;
use crate::request::{Evidence, Field, Format, OrderRequest, Place, Purpose, RequestLine};
use vocab::Decimal;

fn field<T>(value: T) -> Option<Field<T>> {
    let place = Place::Path("/".to_owned());
    Some(Field::stated(
        value,
        Evidence {
            place,
            text: String::new(),
            span: None,
            part: None,
        },
    ))
}

fn line(number: &str, part: &str, quantity: i64) -> RequestLine {
    RequestLine {
        line_no: field(number.to_owned()),
        buyer_part: field(part.to_owned()),
        quantity: field(Decimal::whole(quantity)),
        ..RequestLine::default()
    }
}

fn reading(lines: Vec<RequestLine>) -> Reading {
    let mut request = OrderRequest::empty(Purpose::Order);
    request.po_number = field("77".to_owned());
    request.buyer.name = field("Brot & Söhne GmbH".to_owned());
    request.lines = lines;
    let mut reading = Reading::empty(Format::Json, Purpose::Order);
    reading.requests.push(request);
    reading
}

fn measure(truth: &str, outcome: Result<Reading, Failed>) -> Report {
    let document = Document {
        kind: "json".to_owned(),
        file: "a.json".to_owned(),
        bytes: Vec::new(),
        truth: truth.as_bytes().to_vec(),
    };
    evaluate([document], &|_, _| outcome.clone().into(), None).unwrap()
}

const HEADER: &str = r#""po_number": "77", "order_date": null, "currency": null,
    "buyer": {"name": "BROT & SÖHNE, GMBH", "id": null}"#;

#[test]
fn a_document_is_right_when_every_field_is() {
    let truth = format!(
        r#"{{{HEADER}, "lines": [
            {{"line_no": "1", "buyer_part": "A", "gtin": null, "qty": 2.0, "_hint": 3}},
            {{"line_no": "2", "buyer_part": "A", "gtin": null, "qty": 5}}]}}"#
    );
    // Read the other way round: the numbers pair them.
    let report = measure(
        &truth,
        Ok(reading(vec![line("2", "A", 5), line("1", "A", 2)])),
    );
    assert_eq!((report.header_accuracy, report.line_accuracy), (1.0, 1.0));
    assert_eq!((report.documents_right, report.touchless.share), (1, 1.0));
    assert!(report.worst.is_empty());
}

#[test]
fn a_value_where_the_document_says_nothing_is_wrong() {
    let truth =
        format!(r#"{{{HEADER}, "lines": [{{"line_no": null, "buyer_part": "A", "qty": 2}}]}}"#);
    let report = measure(&truth, Ok(reading(vec![line("1", "A", 2)])));
    assert_eq!(report.line_accuracy, 2.0 / 3.0);
    assert_eq!(
        (report.documents_right, report.touchless.precision),
        (0, 0.0)
    );
    let wrong = &report.worst[0].wrong;
    assert_eq!(
        *wrong,
        [Wrong {
            field: "lines[0].line_no".to_owned(),
            expected: None,
            read: Some("1".to_owned())
        }]
    );
}

#[test]
fn missing_and_surplus_lines_count_as_wrong_fields() {
    let truth = format!(
        r#"{{{HEADER}, "lines": [{{"line_no": "1", "buyer_part": "A", "qty": 2}},
            {{"line_no": "2", "buyer_part": "B", "qty": 1}}]}}"#
    );
    let missing = measure(&truth, Ok(reading(vec![line("2", "B", 1)])));
    assert_eq!(missing.line_accuracy, 3.0 / 11.0);
    assert_eq!((missing.line_recall, missing.line_precision), (0.5, 1.0));
    let lines = vec![line("1", "A", 2), line("2", "B", 1), line("3", "C", 9)];
    let surplus = measure(&truth, Ok(reading(lines)));
    assert_eq!(surplus.line_accuracy, 6.0 / 14.0);
    assert_eq!(surplus.line_precision, 2.0 / 3.0);
}

#[test]
fn a_reader_that_panics_has_every_field_wrong() {
    let truth = format!(r#"{{{HEADER}, "lines": [{{"line_no": "1", "qty": 2}}]}}"#);
    let report = measure(&truth, Err(Failed("panicked at line 3".to_owned())));
    assert_eq!(report.panics, 1);
    assert_eq!((report.header_accuracy, report.line_accuracy), (0.0, 0.0));
}

#[test]
fn a_document_that_must_be_refused_is_right_when_it_is_doubted_or_refused() {
    let truth = format!(r#"{{{HEADER}, "lines": [], "_expect": "reject"}}"#);
    let refused = Reading::empty(Format::Unknown, Purpose::Other);
    assert_eq!(measure(&truth, Ok(refused)).documents_right, 1);
    let taken = reading(vec![line("1", "A", 1)]);
    assert_eq!(measure(&truth, Ok(taken)).documents_right, 0);
}

#[test]
fn a_document_without_orders_is_right_when_none_is_read() {
    let forecast = Reading::empty(Format::X12, Purpose::Forecast);
    assert_eq!(
        measure(r#"{"orders": []}"#, Ok(forecast)).documents_right,
        1
    );
    let report = measure(r#"{"orders": []}"#, Ok(reading(vec![line("1", "A", 1)])));
    assert_eq!((report.documents_right, report.line_accuracy), (0, 0.0));
}

#[test]
fn a_truth_of_another_form_is_named() {
    let document = Document {
        kind: "x".to_owned(),
        file: "b.csv".to_owned(),
        bytes: Vec::new(),
        truth: br#"{"lines": [{"qty": "many"}]}"#.to_vec(),
    };
    let empty = Reading::empty(Format::Csv, Purpose::Order);
    let refusal = evaluate([document], &|_, _| Ok(empty.clone()).into(), None).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "the truth of b.csv: qty is not a number: \"many\""
    );
}

/// The sample reading, with this confidence in its number.
fn doubtful(confidence: u16) -> Reading {
    let mut reading = reading(vec![line("1", "A", 2)]);
    let number = &mut reading.requests[0].po_number;
    number.as_mut().unwrap().confidence = Confidence(confidence);
    reading
}

#[test]
fn the_threshold_for_a_precision_lets_the_most_documents_pass() {
    let truth = |number: &str| {
        let lines = r#"[{"line_no": "1", "buyer_part": "A", "qty": 2}]"#;
        format!(r#"{{"po_number": "{number}", "lines": {lines}}}"#)
    };
    let document = |(number, truth): (usize, String)| Document {
        kind: "json".to_owned(),
        file: format!("{number}.json"),
        bytes: vec![u8::try_from(number).unwrap()],
        truth: truth.into_bytes(),
    };
    // The third and the last are wrong, and their reader is less sure.
    let truths = ["77", "77", "78", "77", "79"].map(truth);
    let sureness = [1000, 950, 700, 800, 300];
    let read = |bytes: &[u8], _: &str| Attempt {
        outcome: Ok(doubtful(sureness[usize::from(bytes[0])])),
        seconds: 0.02,
    };
    let report = evaluate(truths.into_iter().enumerate().map(document), &read, None).unwrap();
    let at = |precision| {
        let step = report.at_precision(precision).unwrap();
        (step.confidence.0, step.passed.part, step.right.part)
    };
    assert_eq!((at(0.995), at(0.7)), ((800, 3, 3), (700, 4, 3)));
    let number = &report.by_field[0];
    assert_eq!(
        (number.field.as_str(), number.right),
        ("po_number", Count { part: 3, whole: 5 })
    );
    let unsure = &report.reliability[0];
    assert_eq!(
        (unsure.from, unsure.right),
        (Confidence(0), Count { part: 0, whole: 1 })
    );
    let pace = report.page_milliseconds;
    assert_eq!((pace.pages, pace.median.round()), (5, 20.0));
}
