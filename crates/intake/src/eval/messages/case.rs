//! One message and what should be read of it, as they are written in a file of cases.

use crate::request::Purpose;
use std::fmt;
use vocab::{Day, Decimal, Weekday};

/// The day that a message came on where its case does not say: a Monday.
const RECEIVED: (i32, u32, u32) = (2026, 4, 20);

/// A case that is not written as a case is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCase {
    /// Line of the file, from 1, where its block begins.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for BadCase {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "the case of line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for BadCase {}

/// The language of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English: `en`.
    English,
    /// Hebrew: `he`.
    Hebrew,
}

/// A message and its truth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The language that it is mostly written in.
    pub language: Language,
    /// What it is.
    pub purpose: Purpose,
    /// The day that it came on.
    pub received: Day,
    /// The message.
    pub text: String,
    /// What should be read.
    pub truth: Truth,
    /// The same, as it is written.
    pub expected: String,
}

/// What should be read of a message, besides its purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// `po`: number of the order.
    pub po_number: Option<String>,
    /// `to`: where the goods shall go.
    pub place: Option<String>,
    /// `by`: when they are wanted.
    pub day: Option<Day>,
    /// `flag`: it speaks to the program.
    pub flagged: bool,
    /// `doubt`: a person has to look.
    pub doubted: bool,
    /// The lines, in any order.
    pub lines: Vec<TrueLine>,
}

/// One line: `#2 | 20 | case | dark roast | by 2026-05-01 | =COF-1001`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrueLine {
    /// Number of the line that is changed.
    pub number: Option<String>,
    /// How many; `?` where the message gives no single number.
    pub quantity: Option<Decimal>,
    /// Unit of trade, or the word where trade has none such.
    pub unit: Option<String>,
    /// What the goods are called.
    pub goods: String,
    /// When they are wanted.
    pub day: Wanted,
    /// Code of the item that is meant.
    pub item: Option<String>,
}

/// The day of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// That of the order.
    OfOrder,
    /// Its own.
    Day(Day),
    /// `by ?`: the message can be understood in more than one way.
    Any,
}

/// Reads a file of cases.
pub fn cases(text: &str) -> Result<Vec<Case>, BadCase> {
    let (_, blocks) = blocks(text)?;
    blocks.iter().map(Block::case).collect()
}

/// A head, a message and its truth, as written.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub line: usize,
    pub language: Language,
    pub purpose: Purpose,
    /// The third word of the head: a day, or how many copies.
    pub extra: Option<String>,
    pub message: String,
    pub expected: String,
}

impl Block {
    pub fn bad(&self, reason: impl Into<String>) -> BadCase {
        BadCase {
            line: self.line,
            reason: reason.into(),
        }
    }

    fn case(&self) -> Result<Case, BadCase> {
        let (year, month, day) = RECEIVED;
        let received = match &self.extra {
            Some(day) => Day::parse(day),
            None => Day::from_civil(year, month, day),
        };
        let received = received.ok_or_else(|| self.bad("the day of the head is none"))?;
        self.as_case(received, self.message.clone(), self.expected.clone())
    }

    /// The case with these texts in place of those that are written.
    pub fn as_case(&self, received: Day, text: String, expected: String) -> Result<Case, BadCase> {
        Ok(Case {
            language: self.language,
            purpose: self.purpose,
            received,
            truth: truth(&expected, received)
                .map_err(|line| self.bad(format!("not understood: {line:?}")))?,
            text,
            expected,
        })
    }
}

/// The blocks of a file, and the lines in front of them that are no comment.
pub(super) fn blocks(text: &str) -> Result<(Vec<&str>, Vec<Block>), BadCase> {
    let (mut settings, mut blocks) = (Vec::new(), Vec::<Block>::new());
    let mut in_truth = false;
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(head) = line.strip_prefix("== ") {
            blocks.push(block(head, number)?);
            in_truth = false;
        } else if line == "--" {
            in_truth = true;
        } else if let Some(open) = blocks.last_mut() {
            let target = if in_truth {
                &mut open.expected
            } else {
                &mut open.message
            };
            target.push_str(line);
            target.push('\n');
        } else if !line.starts_with('#') && !line.is_empty() {
            settings.push(line);
        }
    }
    for block in &mut blocks {
        block.message.truncate(block.message.trim_end().len());
        block.expected.truncate(block.expected.trim_end().len());
    }
    Ok((settings, blocks))
}

fn block(head: &str, line: usize) -> Result<Block, BadCase> {
    let bad = |reason: &str| BadCase {
        line,
        reason: reason.to_owned(),
    };
    let mut words = head.split_whitespace();
    let language = words.next().and_then(language);
    let purpose = words.next().and_then(purpose);
    Ok(Block {
        line,
        language: language.ok_or_else(|| bad("the language is en or he"))?,
        purpose: purpose.ok_or_else(|| bad("the purpose is not known"))?,
        extra: words.next().map(str::to_owned),
        message: String::new(),
        expected: String::new(),
    })
}

/// A language by its ISO 639 code.
pub(super) fn language(word: &str) -> Option<Language> {
    match word {
        "en" => Some(Language::English),
        "he" => Some(Language::Hebrew),
        _ => None,
    }
}

fn purpose(word: &str) -> Option<Purpose> {
    Some(match word {
        "order" => Purpose::Order,
        "change" => Purpose::Change,
        "cancellation" => Purpose::Cancellation,
        "status" => Purpose::StatusQuestion,
        "price" => Purpose::PriceInformation,
        "complaint" => Purpose::Complaint,
        "unwanted" => Purpose::Unwanted,
        "other" => Purpose::Other,
        _ => return None,
    })
}

/// Reads a truth; the error is the line that is not understood.
fn truth(expected: &str, received: Day) -> Result<Truth, String> {
    let mut truth = Truth::default();
    for line in expected.lines().filter(|line| !line.is_empty()) {
        let unknown = || line.to_owned();
        match line.split_once(' ').unwrap_or((line, "")) {
            ("po", number) => truth.po_number = Some(number.to_owned()),
            ("to", place) => truth.place = Some(place.to_owned()),
            ("by", said) => truth.day = Some(day(said, received).ok_or_else(unknown)?),
            ("flag", "") => truth.flagged = true,
            ("doubt", "") => truth.doubted = true,
            _ => truth
                .lines
                .push(true_line(line, received).ok_or_else(unknown)?),
        }
    }
    Ok(truth)
}

fn true_line(line: &str, received: Day) -> Option<TrueLine> {
    let mut parts: Vec<&str> = line.split('|').map(str::trim).collect();
    let number = parts.first()?.strip_prefix('#').map(str::to_owned);
    if number.is_some() {
        parts.remove(0);
    }
    let [quantity, unit, goods, more @ ..] = parts.as_slice() else {
        return None;
    };
    let quantity = match *quantity {
        "?" => None,
        digits => Some(Decimal::parse(digits)?),
    };
    let mut found = TrueLine {
        number,
        quantity,
        unit: (*unit != "-").then(|| (*unit).to_owned()),
        goods: (*goods).to_owned(),
        day: Wanted::OfOrder,
        item: None,
    };
    for part in more {
        match (part.strip_prefix("by "), part.strip_prefix('=')) {
            (Some("?"), _) => found.day = Wanted::Any,
            (Some(said), _) => found.day = Wanted::Day(day(said, received)?),
            (None, Some(code)) => found.item = Some(code.to_owned()),
            (None, None) => return None,
        }
    }
    Some(found)
}

/// `2026-05-01`; `+3` days from the message; `thu`, the next one; `eom`, the end
/// of the month.
pub(super) fn day(said: &str, received: Day) -> Option<Day> {
    if let Some(days) = said.strip_prefix('+') {
        return Some(received.plus(days.parse().ok()?));
    }
    let wanted = match said {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        "eom" => {
            return (0..31)
                .map(|days| received.plus(days))
                .find(|day| day.plus(1).to_civil().1 != received.to_civil().1);
        }
        _ => return Day::parse(said),
    };
    (1..=7)
        .map(|days| received.plus(days))
        .find(|day| day.weekday() == wanted)
}
