//! The sender's form: by which words a field of the header stands, found out from its value, and the value
//! found by the words on another page of the same form.

use super::text::{Line, Piece, lines};
use super::value::order_number;
use crate::page::Page;
use crate::request::{Confidence, Field, FormField};
use crate::sheet::days_of;
use serde::{Deserialize, Serialize};
use vocab::Day;

/// The most words of a label: those next to the value.
const LABEL_WORDS_MAX: usize = 4;
/// The fewest letters of a label.
const LABEL_LETTERS_MIN: usize = 3;
/// How many lines a value may stand below its label.
const LINES_BELOW_MAX: usize = 3;
/// The most words of a value: `3 March 2026`.
const VALUE_WORDS_MAX: usize = 3;

/// Where a value stands, seen from its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// Behind it in the same line, as it is read.
    Behind,
    /// In a line below it.
    Below,
}

/// The words by which a field stands on a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The words.
    pub said: String,
    /// On which side of them.
    pub stands: Stands,
    /// Which of two readings of a date is right; absent where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_first: Option<bool>,
}

/// The value of a field that stands on a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FormValue {
    PoNumber(String),
    Requested(Day),
}

impl FormValue {
    pub fn field(&self) -> FormField {
        match self {
            FormValue::PoNumber(_) => FormField::PoNumber,
            FormValue::Requested(_) => FormField::Requested,
        }
    }
}

/// By which words this value stands, where it first stands by any.
pub(crate) fn label_of(pages: &[Page], value: &FormValue) -> Option<Label> {
    let lines = lines(pages);
    (0..lines.len()).find_map(|index| label_in(&lines, index, value))
}

/// The value that stands by these words, where it first does.
pub(crate) fn value_by(
    pages: &[Page],
    field: FormField,
    label: &Label,
) -> Option<Field<FormValue>> {
    let lines = lines(pages);
    let sought: Vec<String> = label.said.split_whitespace().filter_map(plain).collect();
    if sought.is_empty() {
        return None;
    }
    let in_line = |index: usize| match label.stands {
        Stands::Behind => behind(&lines[index], &sought, field, label.day_first),
        Stands::Below => below(&lines, index, &sought, field, label.day_first),
    };
    (0..lines.len()).find_map(in_line)
}

/// A word of a line, with the piece that it stands in.
#[derive(Clone, Copy)]
struct Spoken<'a> {
    text: &'a str,
    piece: usize,
}

/// The words of a line that have a letter or a digit.
fn spoken(line: &Line) -> Vec<Spoken<'_>> {
    let pieces = line.pieces.iter().enumerate();
    let words = pieces.flat_map(|(piece, it)| {
        let words = it.text.split_whitespace();
        words.map(move |text| Spoken { text, piece })
    });
    words.filter(|word| plain(word.text).is_some()).collect()
}

fn label_in(lines: &[Line], index: usize, value: &FormValue) -> Option<Label> {
    let words = spoken(&lines[index]);
    let at = |at: usize| {
        let readings = readings(words.get(at..)?, value.field());
        let same = readings.into_iter().find(|reading| reading.value == *value);
        same.map(|reading| (at, reading.day_first))
    };
    // A date may be read together with the word before it, which is its label: the last start counts.
    let is_last = |(start, _): &(usize, Option<bool>)| at(start + 1).is_none();
    let (at, day_first) = (0..words.len()).filter_map(at).find(is_last)?;
    let behind = labelling(&before(&words, at)).map(|said| (said, Stands::Behind));
    let above = || {
        let piece = above(lines, index, words[at].piece)?;
        let words: Vec<&str> = piece.text.split_whitespace().collect();
        labelling(&words).map(|said| (said, Stands::Below))
    };
    let (said, stands) = behind.or_else(above)?;
    Some(Label {
        said,
        stands,
        day_first,
    })
}

/// The words before one: those of its own piece, or of the piece before where it begins one.
fn before<'a>(words: &[Spoken<'a>], at: usize) -> Vec<&'a str> {
    let Some(last) = at.checked_sub(1).map(|last| words[last].piece) else {
        return Vec::new();
    };
    let near = words[..at].iter().rev().take(LABEL_WORDS_MAX);
    // A figure in the value's own piece is another value: what stands before it is that one's label.
    let is_other = |text: &str| last == words[at].piece && has_figure(text);
    let named = near.take_while(|word| word.piece == last && !is_other(word.text));
    let mut before: Vec<&str> = named.map(|word| word.text).collect();
    before.reverse();
    before
}

/// The piece above one, within [`LINES_BELOW_MAX`] lines of the same page.
fn above(lines: &[Line], index: usize, piece: usize) -> Option<&Piece> {
    let below = &lines[index].pieces[piece];
    let near = lines[..index].iter().rev().take(LINES_BELOW_MAX);
    let same_page = near.take_while(|line| line.page == below.page);
    let mut pieces = same_page.flat_map(|line| &line.pieces);
    pieces.find(|piece| piece.overlaps(&below.area))
}

/// Words that may name a field: letters, and no figure that would be another on the next form.
fn labelling(words: &[&str]) -> Option<String> {
    let said = words.join(" ");
    let letters = said.chars().filter(|c| c.is_alphabetic()).count();
    let is_short = words.len() <= LABEL_WORDS_MAX && !has_figure(&said);
    (is_short && letters >= LABEL_LETTERS_MIN).then_some(said)
}

fn has_figure(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

fn behind(
    line: &Line,
    sought: &[String],
    field: FormField,
    day_first: Option<bool>,
) -> Option<Field<FormValue>> {
    let words = spoken(line);
    let compared: Vec<Option<String>> = words.iter().map(|word| plain(word.text)).collect();
    let is_label = |at: &usize| {
        let said = compared[*at..].iter().take(sought.len()).flatten();
        said.eq(sought.iter())
    };
    let ends = (0..words.len())
        .filter(is_label)
        .map(|at| at + sought.len());
    let stated = |at: usize| {
        let piece = &line.pieces[words.get(at)?.piece];
        chosen(&words[at..], field, day_first, piece)
    };
    ends.into_iter().find_map(stated)
}

fn below(
    lines: &[Line],
    index: usize,
    sought: &[String],
    field: FormField,
    day_first: Option<bool>,
) -> Option<Field<FormValue>> {
    let is_label = |piece: &&Piece| {
        let said = piece.text.split_whitespace().filter_map(plain);
        said.eq(sought.iter().cloned())
    };
    let stated = |label: &Piece| {
        let near = lines[index + 1..].iter().take(LINES_BELOW_MAX);
        let same_page = near.take_while(|line| line.page == label.page);
        let mut under = same_page.flat_map(|line| {
            let pieces = line.pieces.iter().enumerate();
            pieces.map(move |(number, piece)| (line, number, piece))
        });
        let (line, number, piece) = under.find(|(_, _, piece)| piece.overlaps(&label.area))?;
        let words: Vec<Spoken<'_>> = spoken(line)
            .into_iter()
            .filter(|word| word.piece == number)
            .collect();
        chosen(&words, field, day_first, piece)
    };
    lines[index].pieces.iter().filter(is_label).find_map(stated)
}

/// One way to read some words.
struct FormReading {
    value: FormValue,
    /// What was taken of a date that may be read in two ways.
    day_first: Option<bool>,
    /// How many words.
    words: usize,
}

/// The value that words begin with, as the label says that it is to be read.
fn chosen(
    words: &[Spoken<'_>],
    field: FormField,
    day_first: Option<bool>,
    piece: &Piece,
) -> Option<Field<FormValue>> {
    let readings = readings(words, field).into_iter();
    let fits =
        |reading: &FormReading| reading.day_first.is_none() || reading.day_first == day_first;
    let reading = readings.into_iter().find(fits)?;
    let text = joined(&words[..reading.words]);
    Some(piece.saying(&text).field(reading.value, Confidence::STATED))
}

/// How words that begin with a value may be read.
fn readings(words: &[Spoken<'_>], field: FormField) -> Vec<FormReading> {
    match field {
        FormField::PoNumber => words.first().map(po_number).into_iter().flatten().collect(),
        FormField::Requested => {
            let most = words.len().min(VALUE_WORDS_MAX);
            let days = (1..=most).map(|count| days(&words[..count]));
            days.into_iter()
                .find(|days| !days.is_empty())
                .unwrap_or_default()
        }
    }
}

fn po_number(word: &Spoken<'_>) -> Option<FormReading> {
    let (number, _) = order_number(word.text.trim_matches([',', ';', '.']))?;
    Some(FormReading {
        value: FormValue::PoNumber(number.to_owned()),
        day_first: None,
        words: 1,
    })
}

fn days(words: &[Spoken<'_>]) -> Vec<FormReading> {
    let reading = |day, day_first| FormReading {
        value: FormValue::Requested(day),
        day_first,
        words: words.len(),
    };
    let text = joined(words);
    match days_of(text.trim_matches([':', ',', ';', ' '])) {
        None => Vec::new(),
        Some((day, None)) => vec![reading(day, None)],
        Some((day, Some(other))) => vec![reading(day, Some(true)), reading(other, Some(false))],
    }
}

fn joined(words: &[Spoken<'_>]) -> String {
    let words: Vec<&str> = words.iter().map(|word| word.text).collect();
    words.join(" ")
}

/// A word without case and marks; `None` where nothing is left.
fn plain(word: &str) -> Option<String> {
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    let plain: String = letters.flat_map(char::to_lowercase).collect();
    (!plain.is_empty()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Area, Seen, Word};

    /// A page of lines 20 points apart; `|` puts what follows 200 points from the left, and `hidden: ` is
    /// before what nobody sees.
    fn page(lines: &[&str]) -> Vec<Page> {
        let mut words = Vec::new();
        for (row, line) in (0u32..).zip(lines) {
            let (seen, line) = match line.strip_prefix("hidden: ") {
                Some(line) => (Seen::Hidden, line),
                None => (Seen::Printed, *line),
            };
            for (column, part) in (0u32..).zip(line.split('|')) {
                let mut left = column * 20_000;
                for text in part.split_whitespace() {
                    let width = text.chars().count() as u32 * 600;
                    let area = Area {
                        left,
                        top: row * 2_000,
                        right: left + width,
                        bottom: row * 2_000 + 1_000,
                    };
                    words.push(Word {
                        text: text.to_owned(),
                        area,
                        seen,
                    });
                    left += width + 300;
                }
            }
        }
        vec![Page {
            width: 60_000,
            height: 80_000,
            words,
            rules: Vec::new(),
        }]
    }

    fn number(text: &str) -> FormValue {
        FormValue::PoNumber(text.to_owned())
    }

    fn day(text: &str) -> FormValue {
        FormValue::Requested(days_of(text).unwrap().0)
    }

    /// Learns on one form and reads the next one by it.
    fn check(first: &[&str], value: &FormValue, next: &[&str]) -> String {
        let Some(label) = label_of(&page(first), value) else {
            return "nothing learned".to_owned();
        };
        let found = value_by(&page(next), value.field(), &label);
        let found = match found.map(|field| field.value) {
            Some(FormValue::PoNumber(number)) => number,
            Some(FormValue::Requested(day)) => day.to_string(),
            None => "nothing".to_owned(),
        };
        format!("{:?} {:?}: {found}", label.stands, label.said)
    }

    #[test]
    fn a_number_is_found_by_the_words_that_it_stood_behind() {
        let cases = [
            (
                vec!["Vorgang Nr. 4711", "x"],
                vec!["y", "Vorgang Nr: 4802 of May"],
            ),
            (
                vec!["Quote 88 | Our job: | J-17"],
                vec!["Quote 89 | our job | J-18"],
            ),
            (vec!["Job", "J-17"], vec!["nothing", "Job", "J-18"]),
            (
                vec!["Date | Job no", "1 May | J-17"],
                vec!["Date | Job no", "2 May | J-18"],
            ),
            (vec!["Job 5 J-17"], vec!["Job 5 J-18"]),
            (vec!["hidden: Job J-17"], vec!["Job J-18"]),
            (vec!["Job J-17"], vec!["hidden: Job J-18"]),
            (vec!["Job J-17"], vec!["Job tomorrow", "Job J-18"]),
        ];
        let value = |first: &[&str]| match first[0].contains("4711") {
            true => number("4711"),
            false => number("J-17"),
        };
        let read = cases.map(|(first, next)| check(&first, &value(&first), &next));
        insta::assert_snapshot!(read.join("\n"), @r#"
        Behind "Vorgang Nr.": 4802
        Behind "Our job:": J-18
        Below "Job": J-18
        Below "Job no": J-18
        nothing learned
        nothing learned
        Behind "Job": nothing
        Behind "Job": J-18
        "#);
    }

    #[test]
    fn a_day_is_read_as_the_corrected_one_was() {
        let read = [
            check(&["Due 3/4/2026"], &day("3/4/2026"), &["Due 5/6/2026"]),
            check(
                &["Due 3/4/2026"],
                &FormValue::Requested(days_of("4 March 2026").unwrap().0),
                &["Due 5/6/2026"],
            ),
            check(
                &["Due 31/4/2026 or 30 April 2026"],
                &day("30 April 2026"),
                &["Due 1 May 2026"],
            ),
            check(
                &["Due: 30 April 2026"],
                &day("30 April 2026"),
                &["Due 5/6/2026"],
            ),
            check(
                &["Due: 30 April 2026"],
                &day("30 April 2026"),
                &["Due 1 May 2026"],
            ),
        ];
        insta::assert_snapshot!(read.join("\n"), @r#"
        Behind "Due": 2026-06-05
        Behind "Due": 2026-05-06
        nothing learned
        Behind "Due:": nothing
        Behind "Due:": 2026-05-01
        "#);
    }
}
