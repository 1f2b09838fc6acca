//! What a second reader says of a document, in the words of people.

use super::desk::Desk;
use super::{show, source};
use intake::second::{Finding, Second, SecondField};
use maud::{Markup, html};

/// The words of a second reader.
struct Words {
    heading: &'static str,
    agrees: fn(&str) -> String,
    unfound: fn(&str) -> String,
    line: fn(&str) -> String,
    otherwise: &'static str,
    added: &'static str,
    more: fn(&str) -> String,
    fewer: fn(&str) -> String,
    po_number: &'static str,
    requested: &'static str,
    buyer: &'static str,
    code: &'static str,
    description: &'static str,
    quantity: &'static str,
    unit: &'static str,
    price: &'static str,
}

const ENGLISH: Words = Words {
    heading: "The second reader says",
    agrees: |count| format!("fields that it reads the same: {count}"),
    unfound: |count| format!("values that stand nowhere in the document and don't count: {count}"),
    line: |number| format!("line {number}, "),
    otherwise: "the second reader reads here",
    added: "only the second reader reads one; please check",
    more: |count| format!("it reads more lines than these: {count}"),
    fewer: |count| format!("it does not read so many of these lines: {count}"),
    po_number: "order number",
    requested: "requested day",
    buyer: "buyer",
    code: "item number",
    description: "description",
    quantity: "quantity",
    unit: "unit",
    price: "price",
};

const HEBREW: Words = Words {
    heading: "הקורא השני אומר",
    agrees: |count| format!("שדות שהוא קורא אותו דבר: {count}"),
    unfound: |count| format!("ערכים שאינם נמצאים במסמך ואינם נחשבים: {count}"),
    line: |number| format!("שורה {number}, "),
    otherwise: "הקורא השני קורא כאן",
    added: "רק הקורא השני קורא ערך; נא לבדוק",
    more: |count| format!("הוא קורא שורות נוספות: {count}"),
    fewer: |count| format!("הוא אינו קורא מספר כזה מהשורות האלה: {count}"),
    po_number: "מספר הזמנה",
    requested: "יום מבוקש",
    buyer: "קונה",
    code: "מספר פריט",
    description: "תיאור",
    quantity: "כמות",
    unit: "יחידה",
    price: "מחיר",
};

/// What it says: how much it reads the same, and where it differs.
pub(super) fn opinion(desk: &Desk, second: &Second) -> Markup {
    let words = desk.language.pick(&ENGLISH, &HEBREW);
    let count = |count: u32| show::number(u64::from(count));
    html! {
        h3 { (words.heading) }
        p.muted { bdi { (source::visible(&second.model)) } }
        ul.remarks {
            @if second.agreed > 0 { li { ((words.agrees)(&count(second.agreed))) } }
            @for one in &second.findings { li { (finding(words, one)) } }
            @if second.unfound > 0 { li { ((words.unfound)(&count(second.unfound))) } }
        }
    }
}

fn finding(words: &Words, finding: &Finding) -> Markup {
    let line = |line: &Option<u32>| {
        let number = line.map(|line| show::number(u64::from(line) + 1));
        number.map_or_else(String::new, |number| (words.line)(&number))
    };
    let told = |of: &Option<u32>, field: SecondField, what: &str, text: &str| {
        html! {
            (line(of)) (name(words, field)) ": " (what) " "
            strong { bdi { (source::visible(text)) } }
        }
    };
    let count = |count: u32| show::number(u64::from(count));
    match finding {
        Finding::Otherwise {
            line, field, text, ..
        } => told(line, *field, words.otherwise, text),
        Finding::Added {
            line, field, text, ..
        } => told(line, *field, words.added, text),
        Finding::More { lines } => html! { ((words.more)(&count(*lines))) },
        Finding::Fewer { lines } => html! { ((words.fewer)(&count(*lines))) },
    }
}

fn name(words: &Words, field: SecondField) -> &'static str {
    match field {
        SecondField::PoNumber => words.po_number,
        SecondField::Requested => words.requested,
        SecondField::Buyer => words.buyer,
        SecondField::Code => words.code,
        SecondField::Description => words.description,
        SecondField::Quantity => words.quantity,
        SecondField::Unit => words.unit,
        SecondField::Price => words.price,
    }
}
