//! What acceptances teach, and what the next document of the same customer is understood as.

use super::super::tests::{decimal, directory, said};
use super::*;
use crate::ground::{Lesson, ground};
use crate::request::{Format, Purpose};
use vocab::LessonId;

const CUSTOMER: CustomerId = CustomerId(7);
const SENDER: Option<&str> = Some("Ann <ann@buying.example>");

/// An order of lines `amount unit part description`, `-` for what it does not say.
fn order(buyer: &str, place: &str, lines: &[&str]) -> Reading {
    let mut request = OrderRequest::empty(Purpose::Order);
    request.buyer.name = said(buyer);
    request.ship_to.name = said(place);
    for line in lines {
        let mut words = line
            .splitn(4, ' ')
            .map(|word| if word == "-" { "" } else { word });
        let mut next = || words.next().unwrap_or_default();
        request.lines.push(RequestLine {
            quantity: decimal(next()),
            uom: said(next()),
            buyer_part: said(next()),
            description: said(next()),
            ..RequestLine::default()
        });
    }
    let mut reading = Reading::empty(Format::Csv, Purpose::Order);
    reading.requests.push(request);
    reading
}

/// What a person accepted: lines `item quantity unit`.
fn accepted(ship_to: Option<u32>, lines: &[(u32, u64, Unit)]) -> Accepted {
    let line = |(item, quantity, unit): &(u32, u64, Unit)| AcceptedLine {
        item: ItemId(*item),
        quantity: Quantity(*quantity),
        unit: *unit,
    };
    Accepted {
        customer: CUSTOMER,
        ship_to: ship_to.map(ShipToId),
        po_number: None,
        requested: None,
        lines: lines.iter().map(line).collect(),
    }
}

fn lessons(rules: &[Rule], taught: u64) -> Vec<Lesson> {
    let numbered = (1..).zip(rules.iter().cloned());
    let lesson = |(id, rule)| Lesson {
        id: LessonId(id),
        customer: CUSTOMER,
        rule,
        taught,
    };
    numbered.map(lesson).collect()
}

fn told(rules: &[Rule]) -> String {
    let json = rules
        .iter()
        .map(|rule| serde_json::to_string(rule).unwrap());
    json.collect::<Vec<_>>().join("\n")
}

/// What accepting a reading teaches whoever knows these lessons.
fn teaches(known: &[Lesson], reading: &Reading, accepted: &Accepted) -> Vec<Rule> {
    let directory = directory().with_lessons(known.iter().cloned());
    taught(&directory, reading, 0, SENDER, accepted)
}

/// How a reading is understood: customer, place, then items with amounts, each with how it was found.
fn understood(known: &[Lesson], reading: &Reading) -> String {
    let directory = directory().with_lessons(known.iter().cloned());
    let grounded = ground(&directory, &reading.requests[0], SENDER);
    let line = |line: &GroundedLine| {
        let quantity = line.quantity.map_or(0, |quantity| quantity.0);
        let doubts: Vec<_> = line.doubts.iter().map(|doubt| doubt.code).collect();
        let item = by(&line.item);
        format!(
            "{item} {quantity} {} {:?} {doubts:?}",
            line.unit,
            line.unit_learned.map(|it| it.confidence.0)
        )
    };
    let head = format!("{} to {}", by(&grounded.customer), by(&grounded.ship_to));
    let lines = grounded.lines.iter().map(line);
    [head]
        .into_iter()
        .chain(lines)
        .collect::<Vec<_>>()
        .join("\n")
}

fn by<T: std::fmt::Display + Copy>(grounded: &Grounded<T>) -> String {
    match grounded {
        Grounded::Found {
            value,
            confidence,
            by,
        } => format!("{value} by {by:?} ({})", confidence.0),
        Grounded::Ambiguous { .. } => "several".to_owned(),
        Grounded::NotFound => "nothing".to_owned(),
    }
}

#[test]
fn two_corrections_of_a_first_document_are_what_the_second_is_understood_by() {
    let first = order(
        "",
        "North gate",
        &[
            "4 gebinde BLU-9 mug",
            "2 EA - pot for tea",
            "1 CS - Tea pot steel 1 l",
        ],
    );
    insta::assert_snapshot!(understood(&[], &first), @r"
    nothing to nothing
    several 0 each None [Item]
    nothing 0 each None [Item]
    3 by Description (900) 12 case None []
    ");
    let corrected = accepted(
        Some(2),
        &[(1, 48, Unit::Case), (3, 2, Unit::Each), (3, 12, Unit::Case)],
    );
    let rules = teaches(&[], &first, &corrected);
    insta::assert_snapshot!(told(&rules), @r#"
    {"kind":"sender","said":"ann@buying.example"}
    {"kind":"ship_to","said":"North gate","ship_to":2}
    {"kind":"part","said":"BLU-9","item":1}
    {"kind":"unit","said":"gebinde","item":1,"unit":"case"}
    {"kind":"description","said":"pot for tea","item":3}
    "#);
    let second = order(
        "",
        "North Gate",
        &["9 GEBINDE blu9 mug", "3 EA - Pot for tea"],
    );
    insta::assert_snapshot!(understood(&lessons(&rules, 1), &second), @r"
    7 by Learned(LessonId(1)) (600) to 2 by Learned(LessonId(2)) (600)
    1 by Learned(LessonId(3)) (1000) 108 case Some(600) []
    3 by Learned(LessonId(5)) (600) 3 each None []
    ");
    insta::assert_snapshot!(understood(&lessons(&rules, 2), &second), @r"
    7 by Learned(LessonId(1)) (900) to 2 by Learned(LessonId(2)) (900)
    1 by Learned(LessonId(3)) (1000) 108 case Some(900) []
    3 by Learned(LessonId(5)) (900) 3 each None []
    ");
}

#[test]
fn what_a_lesson_said_is_taught_again_where_it_was_accepted() {
    let first = order("", "North gate", &["4 ctn BLU-9 mug"]);
    let rules = teaches(&[], &first, &accepted(Some(2), &[(1, 48, Unit::Case)]));
    let again = teaches(
        &lessons(&rules, 1),
        &first,
        &accepted(Some(2), &[(1, 48, Unit::Case)]),
    );
    assert_eq!(told(&again), told(&rules));
    let other = teaches(
        &lessons(&rules, 1),
        &first,
        &accepted(Some(1), &[(2, 4, Unit::Each)]),
    );
    insta::assert_snapshot!(told(&other), @r#"
    {"kind":"sender","said":"ann@buying.example"}
    {"kind":"ship_to","said":"North gate","ship_to":1}
    {"kind":"part","said":"BLU-9","item":2}
    {"kind":"unit","said":"ctn","item":2,"unit":"each"}
    "#);
}

#[test]
fn what_the_catalogue_says_already_is_not_learned() {
    let known = order(
        "Corner Shop",
        "Depot N-1",
        &["2 EA P-9 mug", "1 CS K-100 pot"],
    );
    let right = accepted(Some(1), &[(2, 2, Unit::Each), (1, 12, Unit::Case)]);
    assert_eq!(teaches(&[], &known, &right), []);
    // A number of the catalogue goes before what one correction says.
    let wrong = accepted(Some(2), &[(3, 2, Unit::Each), (3, 12, Unit::Case)]);
    assert_eq!(teaches(&[], &known, &wrong), []);
}

#[test]
fn a_lesson_that_a_number_of_the_catalogue_contradicts_is_doubted() {
    let rule = Rule::Part {
        said: "BLU-9".to_owned(),
        item: ItemId(1),
    };
    let mut reading = order("Corner Shop", "Depot N-1", &["2 EA BLU-9 mug"]);
    reading.requests[0].lines[0].supplier_part = said("K-300");
    insta::assert_snapshot!(understood(&lessons(&[rule], 5), &reading), @r"
    7 by Name (900) to 1 by Name (900)
    3 by Code (1000) 2 each None [ItemContradiction]
    ");
}

#[test]
fn a_customer_is_learned_by_the_buyers_name_or_by_the_sender_of_what_names_none() {
    let lines = ["1 EA K-100 mug"];
    let order_of = |buyer| order(buyer, "Depot N-1", &lines);
    let taken = accepted(Some(1), &[(1, 1, Unit::Each)]);
    let named = teaches(&[], &order_of("The Shop on the Corner"), &taken);
    let unnamed = teaches(&[], &order_of(""), &taken);
    let shared = teaches(
        &[],
        &order_of("Twin"),
        &Accepted {
            customer: CustomerId(8),
            ship_to: None,
            ..taken
        },
    );
    insta::assert_snapshot!(told(&[named.clone(), unnamed.clone(), shared].concat()), @r#"
    {"kind":"buyer","said":"The Shop on the Corner"}
    {"kind":"sender","said":"ann@buying.example"}
    {"kind":"buyer","said":"Twin"}
    "#);
    let both = lessons(&[named, unnamed].concat(), 2);
    let customer = |buyer| {
        let understood = understood(&both, &order_of(buyer));
        understood
            .split(" to ")
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let read = ["the shop on the corner ltd", "", "Another Shop"].map(customer);
    insta::assert_snapshot!(read.join("\n"), @r"
    7 by Learned(LessonId(1)) (900)
    7 by Learned(LessonId(2)) (900)
    nothing
    ");
}

#[test]
fn lines_that_were_left_out_added_or_moved_teach_nothing_wrong() {
    let read = order(
        "Corner Shop",
        "Depot N-1",
        &["5 EA FREIGHT x", "5 EA RED-1 y", "2 EA P-9 z"],
    );
    let taught_by =
        |lines: &[(u32, u64, Unit)]| told(&teaches(&[], &read, &accepted(Some(1), lines)));
    let each = Unit::Each;
    let cases = [
        taught_by(&[(3, 5, each), (2, 2, each)]),
        taught_by(&[(2, 2, each), (3, 5, each)]),
        taught_by(&[(1, 5, each), (3, 5, each), (2, 2, each)]),
        taught_by(&[(1, 6, each), (3, 5, each), (2, 9, each)]),
    ]
    .map(|rules| format!("-- {rules}"));
    insta::assert_snapshot!(cases.join("\n"), @r#"
    -- 
    -- 
    -- {"kind":"part","said":"FREIGHT","item":1}
    {"kind":"part","said":"RED-1","item":3}
    -- {"kind":"part","said":"RED-1","item":3}
    "#);
}

#[test]
fn a_document_that_contradicts_itself_or_says_too_little_teaches_nothing() {
    let read = order(
        "Corner Shop",
        "Depot N-1",
        &["1 EA ABC x", "1 EA ABC x", "1 EA 7 -", "1 EA 01 ab"],
    );
    let each = Unit::Each;
    let lines = [(1, 1, each), (3, 1, each), (1, 1, each), (1, 1, each)];
    assert_eq!(teaches(&[], &read, &accepted(Some(1), &lines)), []);
    let long = "x".repeat(SAID_CHARS_MAX + 1);
    let read = order("Corner Shop", "Depot N-1", &[&format!("1 EA - {long}")]);
    assert_eq!(teaches(&[], &read, &accepted(Some(1), &lines[..1])), []);
}

#[test]
fn a_customer_that_says_no_unit_means_what_it_meant_before() {
    let read = order("Corner Shop", "Depot N-1", &["2 - K-100 mug"]);
    let rules = teaches(&[], &read, &accepted(Some(1), &[(1, 2, Unit::Each)]));
    insta::assert_snapshot!(told(&rules), @r#"{"kind":"unit","item":1,"unit":"each"}"#);
    insta::assert_snapshot!(understood(&lessons(&rules, 2), &read), @r"
    7 by Name (900) to 1 by Name (900)
    1 by Code (900) 2 each Some(900) []
    ");
    // Another amount may be another unit, or another wish.
    assert_eq!(
        teaches(&[], &read, &accepted(Some(1), &[(1, 5, Unit::Each)])),
        []
    );
}

#[test]
fn lessons_about_what_is_gone_are_left_out() {
    let rules = [
        Rule::Part {
            said: "BLU-9".to_owned(),
            item: ItemId(99),
        },
        Rule::ShipTo {
            said: None,
            ship_to: ShipToId(99),
        },
    ];
    let read = order("Corner Shop", "", &["2 EA BLU-9 mug"]);
    assert_eq!(
        understood(&lessons(&rules, 9), &read),
        understood(&[], &read)
    );
}
