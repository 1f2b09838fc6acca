//! The company that signs a letter, for orders that do not say who buys.

use crate::request::{Confidence, Evidence, Field, Place};
use crate::sheet::party::is_company;

/// How many lines from the end of a letter are looked at.
const LINES_MAX: usize = 12;
/// The most words of a company's name.
const WORDS_MAX: usize = 8;
/// How many letters a name must have in common with the sender's address.
const SHARED_MIN: usize = 5;
/// What stands between a company and a department, a person and a position.
const BREAKS: [&str; 6] = [" — ", " – ", " | ", " - ", "\t", " · "];

/// The line that names the sender's company: one that says so, or that its address is made of.
pub(super) fn company(text: &str, sender: Option<&str>) -> Option<Field<String>> {
    let domain = sender.and_then(domain).unwrap_or_default();
    let lines = lines(text);
    let from = lines.len().saturating_sub(LINES_MAX);
    let near = |line: &&Line| shared(&letters(line.text), &domain) >= SHARED_MIN;
    let says = |line: &&Line| is_company(line.text);
    let last = lines[from..].iter().filter(|line| may_name(line.text));
    let found = last
        .clone()
        .rfind(near)
        .or_else(|| last.clone().rfind(says))?;
    Some(found.field())
}

/// A line of a letter, or what stands between two breaks of it.
struct Line<'t> {
    number: u32,
    start: usize,
    column: u32,
    text: &'t str,
}

impl Line<'_> {
    fn field(&self) -> Field<String> {
        let length = self.text.chars().count() as u32;
        Field {
            value: self.text.to_owned(),
            confidence: Confidence::GUESSED,
            evidence: Evidence {
                place: Place::Columns {
                    line: self.number,
                    start: self.column,
                    end: self.column + length - 1,
                },
                text: self.text.to_owned(),
                span: Some((self.start as u32, (self.start + self.text.len()) as u32)),
                part: None,
            },
        }
    }
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    for (number, line) in (1u32..).zip(text.split('\n')) {
        for (from, piece) in between_breaks(line) {
            let shown = piece.trim_end_matches([' ', ',', '\r']);
            let indent = shown.len() - shown.trim_start().len();
            let shown = shown.trim_start();
            if !shown.is_empty() {
                let from = from + indent;
                found.push(Line {
                    number,
                    start: at + from,
                    column: line[..from].chars().count() as u32 + 1,
                    text: shown,
                });
            }
        }
        at += line.len() + 1;
    }
    found
}

/// The pieces of a line, each with the byte that it begins at.
fn between_breaks(line: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    let first = |rest: &str| {
        let marks = BREAKS
            .iter()
            .filter_map(|mark| Some((rest.find(mark)?, mark.len())));
        marks.min()
    };
    while let Some((at, length)) = first(&line[from..]) {
        found.push((from, &line[from..from + at]));
        from += at + length;
    }
    found.push((from, &line[from..]));
    found
}

/// A name has few words, no address of any kind in it, and is no sentence.
fn may_name(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let sentence = text.ends_with(['.', '!', '?', ':']) && !is_company(text);
    text.split_whitespace().count() <= WORDS_MAX
        && text.starts_with(|c: char| c.is_uppercase() || !c.is_ascii() && c.is_alphabetic())
        && !text.contains('@')
        && digits <= 2
        && !sentence
}

/// The letters of the name that an address was registered under.
fn domain(address: &str) -> Option<String> {
    let (_, domain) = address.rsplit_once('@')?;
    let labels = domain.split('.').rev().skip(1);
    labels.map(letters).find(|label| label.len() > 3)
}

fn letters(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

/// How many letters two names begin with alike.
fn shared(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, sender: &str) -> String {
        company(text, Some(sender)).map_or("-".to_owned(), |field| {
            let (start, end) = field.evidence.span.unwrap_or_default();
            assert_eq!(text[start as usize..end as usize], field.value);
            field.value
        })
    }

    #[test]
    fn a_letter_is_signed_by_the_company_that_its_address_or_its_form_tells() {
        let cases = [
            (
                "Send 5\n\nDana Levi\nBuyer | Green Harbour Foods\nT 04-555",
                "d@greenharbour.example",
                "Green Harbour Foods",
            ),
            (
                "Send 5\n\nDana Levi\nGreen Harbour Foods — Purchasing\n+1 555 0100",
                "dana@greenharbour.example",
                "Green Harbour Foods",
            ),
            (
                "Send 5\nThanks\nDana\nLakeside Foods Ltd.\n1 Quay Road",
                "dana@mail.example",
                "Lakeside Foods Ltd.",
            ),
            (
                "שלחו 5\nדנה\n מזון האגם בע\"מ | רכש",
                "dana@mail.example",
                "מזון האגם בע\"מ",
            ),
            (
                "Green Harbour wants 5 cases.\nDana",
                "dana@greenharbour.example",
                "-",
            ),
            ("Send 5\nDana", "dana@greenharbour.example", "-"),
        ];
        for (text, sender, expected) in cases {
            assert_eq!(check(text, sender), expected, "{text}");
        }
    }
}
