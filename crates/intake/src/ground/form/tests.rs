//! The form of a customer: corrected once, found on the next document, relied on when it has held.

use super::super::tests::{directory, said};
use super::*;
use crate::ground::taught;
use crate::page::{Area, Page, Seen, Word};
use crate::request::{Format, Issue, Place, Purpose, Severity};
use vocab::{CustomerId, Day, LessonId};

const CUSTOMER: CustomerId = CustomerId(7);

/// A document of one page, of which the readers took this for the order number, or nothing.
fn document(lines: &[&str], taken: &str) -> Reading {
    let words = (0u32..).zip(lines).flat_map(|(row, line)| {
        let mut left = 0;
        let word = move |text: &str| {
            let width = text.chars().count() as u32 * 600;
            let area = Area {
                left,
                top: row * 2_000,
                right: left + width,
                bottom: row * 2_000 + 1_000,
            };
            left += width + 300;
            Word {
                text: text.to_owned(),
                area,
                seen: Seen::Printed,
            }
        };
        line.split(' ').map(word).collect::<Vec<Word>>()
    });
    let mut request = OrderRequest::empty(Purpose::Order);
    request.buyer.name = said("Corner Shop");
    request.po_number = said(taken);
    let mut reading = Reading::empty(Format::Pdf, Purpose::Order);
    reading.pages.push(Page {
        width: 60_000,
        height: 80_000,
        words: words.collect(),
        rules: Vec::new(),
    });
    reading.requests.push(request);
    reading
}

fn accepted(po_number: &str, requested: Option<&str>) -> Accepted {
    Accepted {
        customer: CUSTOMER,
        ship_to: None,
        po_number: Some(po_number.to_owned()),
        requested: requested.and_then(Day::parse),
        lines: Vec::new(),
    }
}

/// The directory of who knows these rules, each taught so often.
fn knowing(rules: &[Rule], taught: u64) -> Directory {
    let numbered = (1..).zip(rules.iter().cloned());
    let lessons = numbered.map(|(id, rule)| Lesson {
        id: LessonId(id),
        customer: CUSTOMER,
        rule,
        taught,
    });
    directory().with_lessons(lessons)
}

/// The order number, the day and what was learned, after lessons were applied.
fn read(directory: &Directory, reading: &mut Reading) -> String {
    apply(directory, reading, None);
    let request = &reading.requests[0];
    let number = request.po_number.as_ref();
    let number = number.map(|field| format!("{} ({})", field.value, field.confidence.0));
    let day = request.requested_delivery_date.as_ref();
    let day = day.map(|field| format!("{} ({})", field.value, field.confidence.0));
    let fields: Vec<FormField> = reading.learned.iter().map(|one| one.field).collect();
    format!(
        "{}, {}, learned {fields:?}",
        number.as_deref().unwrap_or("-"),
        day.as_deref().unwrap_or("-")
    )
}

#[test]
fn a_corrected_order_number_and_day_are_found_by_their_words_on_the_next_form() {
    let first = document(&["Quote Q-77", "Our job J-17 wanted by 3/4/2026"], "Q-77");
    let right = accepted("J-17", Some("2026-04-03"));
    let rules = taught(&knowing(&[], 0), &first, 0, None, &right);
    let told: Vec<String> = (rules
        .iter()
        .map(|rule| serde_json::to_string(rule).unwrap()))
    .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    {"kind":"label","field":"po_number","said":"Our job","stands":"behind"}
    {"kind":"label","field":"requested","said":"wanted by","stands":"behind","day_first":true}
    "#);
    let next = || document(&["Quote Q-78", "Our job J-18 wanted by 5/6/2026"], "Q-78");
    let once = read(&knowing(&rules, 1), &mut next());
    let twice = read(&knowing(&rules, 2), &mut next());
    let other = read(&knowing(&rules, 2), &mut document(&["Quote Q-79"], "Q-79"));
    insta::assert_snapshot!([once, twice, other].join("\n"), @r"
    J-18 (600), 2026-06-05 (600), learned [PoNumber, Requested]
    J-18 (900), 2026-06-05 (900), learned [PoNumber, Requested]
    Q-79 (1000), -, learned []
    ");
}

#[test]
fn what_was_found_by_a_lesson_is_taught_again_where_it_was_accepted() {
    let first = document(&["Our job J-17"], "");
    let rules = taught(&knowing(&[], 0), &first, 0, None, &accepted("J-17", None));
    let directory = knowing(&rules, 1);
    let mut next = document(&["Our job J-18"], "");
    read(&directory, &mut next);
    assert_eq!(
        taught(&directory, &next, 0, None, &accepted("J-18", None)),
        rules
    );
    // Where the readers found it by themselves, nothing has to be learned.
    let mut found = document(&["Our job J-18"], "J-18");
    read(&directory, &mut found);
    assert_eq!(
        taught(&directory, &found, 0, None, &accepted("J-18", None)),
        []
    );
}

#[test]
fn an_order_number_that_was_missed_is_missing_no_more() {
    let first = document(&["Our job J-17"], "");
    let rules = taught(&knowing(&[], 0), &first, 0, None, &accepted("J-17", None));
    let mut next = document(&["Our job J-18"], "");
    let missing = Issue::new(
        IssueCode::Missing,
        Severity::Doubt,
        "no order number was found",
    );
    next.note(missing.in_request(0));
    next.note(Issue::new(
        IssueCode::BadTotal,
        Severity::Doubt,
        "the sum is another",
    ));
    read(&knowing(&rules, 1), &mut next);
    let left: Vec<IssueCode> = next.issues.iter().map(|issue| issue.code).collect();
    assert_eq!(left, [IssueCode::BadTotal]);
    let evidence = &next.requests[0].po_number.as_ref().unwrap().evidence;
    assert!(
        matches!(evidence.place, Place::OnPage { page: 1, .. }),
        "{evidence:?}"
    );
    assert_eq!(evidence.text, "J-18");
}

#[test]
fn several_orders_in_one_document_are_no_form() {
    let first = document(&["Our job J-17"], "");
    let rules = taught(&knowing(&[], 0), &first, 0, None, &accepted("J-17", None));
    let mut two = document(&["Our job J-18"], "");
    two.requests.push(two.requests[0].clone());
    assert_eq!(read(&knowing(&rules, 2), &mut two), "-, -, learned []");
    assert_eq!(
        taught(&knowing(&[], 0), &two, 0, None, &accepted("J-18", None)),
        []
    );
}
