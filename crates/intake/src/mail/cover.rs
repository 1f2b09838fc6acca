//! Whether a letter says that it brings an order: the sentence that speaks of the attachment tells.

use crate::request::{Purpose, Reading};

/// Words for what came with a letter.
const BROUGHT: [&str; 7] = [
    "attached",
    "attachment",
    "enclosed",
    "מצורף",
    "מצורפת",
    "מצורפים",
    "מצ\"ב",
];
/// Words for an order.
const ORDERS: [&str; 8] = [
    "order",
    "orders",
    "reorder",
    "po",
    "pos",
    "850",
    "הזמנה",
    "הזמנת",
];
/// Beginnings of words that say that an order is not a new one.
const REVISES: [&str; 12] = [
    "amend",
    "cancel",
    "chang",
    "correct",
    "instead",
    "replac",
    "revis",
    "updat",
    "ביטול",
    "לבטל",
    "מעודכ",
    "שינוי",
];

/// What a letter is that says in so many words that an order came with it: its cover. That it speaks
/// of changes or asks to confirm elsewhere makes nothing else of it.
pub(super) fn settle(text: &str, reading: &mut Reading) {
    let other = matches!(
        reading.purpose,
        Purpose::Change | Purpose::StatusQuestion | Purpose::PriceInformation
    );
    if !other || !brings_order(text) {
        return;
    }
    reading.purpose = match reading.requests.is_empty() {
        true => Purpose::Other,
        false => Purpose::Order,
    };
    for request in &mut reading.requests {
        request.purpose = Purpose::Order;
    }
}

fn brings_order(text: &str) -> bool {
    let paragraphs = text
        .split("\n\n")
        .map(|paragraph| paragraph.replace('\n', " "));
    let mut sentences = paragraphs.flat_map(|paragraph| {
        let sentences = paragraph.to_lowercase();
        sentences.split(". ").map(str::to_owned).collect::<Vec<_>>()
    });
    sentences.any(|sentence| {
        let apart = |c: char| !c.is_alphanumeric() && c != '"';
        let words: Vec<&str> = sentence.split(apart).collect();
        let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
        let revises = |word: &&str| REVISES.iter().any(|beginning| word.starts_with(beginning));
        has(&BROUGHT) && has(&ORDERS) && !words.iter().any(revises)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_brings_an_order_where_one_sentence_says_so_and_nothing_of_a_change() {
        let brings = [
            "Weekly order attached.\nOur part numbers changed last month.",
            "Attached is this week's\nreorder, PO 4711. Please confirm receipt.",
            "מצורפת הזמנה 4711. השינוי בכתובת ידוע לכם.",
        ];
        let not = [
            "Attached is the revised order.",
            "Please change PO 4711. The list is attached.",
            "מצורפת הזמנה, שינוי של 4711",
        ];
        assert!(brings.into_iter().all(brings_order));
        assert!(!not.into_iter().any(brings_order));
    }
}
