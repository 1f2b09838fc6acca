//! The points of an order's priority, and what they are given for.

use super::desk::Desk;
use super::text::With1;
use book::priority::Standing;
use maud::{Markup, html};

struct Words {
    points: With1,
    customer: &'static str,
    day: &'static str,
    promise: &'static str,
    age: &'static str,
    value: &'static str,
}

const ENGLISH: Words = Words {
    points: |points| format!("{points} points"),
    customer: "customer",
    day: "wanted day",
    promise: "broken promise",
    age: "age",
    value: "value",
};

const HEBREW: Words = Words {
    points: |points| format!("{points} נקודות"),
    customer: "לקוח",
    day: "מועד מבוקש",
    promise: "הבטחה שהופרה",
    age: "ותק",
    value: "ערך",
};

/// All points, and those of each factor that gives any.
pub(super) fn points(desk: &Desk, standing: &Standing) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let factors = [
        (standing.customer, words.customer),
        (standing.late, words.day),
        (standing.broken, words.promise),
        (standing.age, words.age),
        (standing.value, words.value),
    ];
    let given = factors.iter().filter(|(points, _)| *points != 0);
    let given: Vec<String> = given.map(|(points, of)| format!("{of} {points}")).collect();
    html! {
        ((words.points)(&standing.points().to_string()))
        @if !given.is_empty() { " " span.muted { "(" (given.join(", ")) ")" } }
    }
}
