//! The lines of an order in words: how much, in which unit, of what.
//!
//! A clause falls into parts at commas and "and". A part is a quantity with a name, or one of
//! them; parts that belong together are joined, and each that has a quantity is a line.

mod head;
mod part;

use super::goods;
use super::mention::Mention;
use super::text::{Clause, Token, Words, evidence};
use super::words::Class;
use crate::request::{Confidence, Field, RequestLine};
use head::Head;
use part::Part;
use std::ops::Range;

/// The most digits of the quantity of a line of a list.
const LISTED_DIGITS_MAX: usize = 4;
/// The most tokens of a line of a list.
const LISTED_TOKENS_MAX: usize = 16;
/// A shorter word does not begin with "of the", as "מהמקדחות" does.
const OF_THE_CHARS_MIN: usize = 4;

/// Whether a clause stands where goods are named.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Setting {
    /// A clause before asked for goods, or named some, and no other talk came between.
    pub listing: bool,
    /// The message has a list: lines that begin or end with a number.
    pub list: bool,
}

/// What was found.
#[derive(Debug)]
pub(super) enum Found {
    /// A line, and the tokens (of its clause) that it was read from.
    Line {
        line: RequestLine,
        tokens: Range<usize>,
        /// The quantity is a range, as written: nobody said how many.
        range: Option<String>,
    },
    /// "No, make it 25": the line before it gets this quantity (and unit, if one is named).
    Correction(RequestLine),
    /// "Product: olive oil" on a line of its own: how much stands on another one.
    Name(RequestLine),
    /// "Quantity: 12 cases" on a line of its own.
    Amount(RequestLine),
}

/// True when a clause asks for goods.
pub(super) fn asks(clause: &Clause) -> bool {
    let mut tokens = clause.tokens.iter();
    tokens.any(|token| token.is_a(Class::Asking) && !token.is_a(Class::WeaklyAsking))
}

/// True when a clause asks politely, so that a number in it may be a quantity.
fn wishes(clause: &Clause) -> bool {
    let mut tokens = clause.tokens.iter();
    tokens.any(|token| token.is_a(Class::Wishing))
}

/// True for a line that begins or ends with a bare number and has no talk in it.
pub(super) fn is_listed(clause: &Clause) -> bool {
    let number = |token: Option<&Token>| {
        let raw = token.map_or("", |token| token.raw);
        let digits = raw.chars().all(|c| c.is_ascii_digit());
        (1..=LISTED_DIGITS_MAX).contains(&raw.len()) && digits && !raw.starts_with('0')
    };
    let unit = clause
        .tokens
        .last()
        .is_some_and(|token| token.known.unit.is_some());
    let last = clause.tokens.iter().rev().nth(usize::from(unit));
    let named = clause
        .tokens
        .iter()
        .any(|token| token.raw.chars().filter(|c| c.is_alphabetic()).count() > 1);
    clause.opens_line
        && clause.tokens.len() <= LISTED_TOKENS_MAX
        && named
        && (number(clause.tokens.first()) || number(last))
        && !clause.tokens.iter().any(|token| token.is_a(Class::Talk))
}

/// The lines that a clause names.
pub(super) fn lines(
    text: &str,
    clause: &Clause,
    mentions: &[Mention],
    setting: Setting,
) -> Vec<Found> {
    let reader = Reader::of(text, clause, mentions, setting);
    let listed = clause.bullet.is_some();
    let opens = clause.opens_line && (setting.listing || setting.list && is_listed(clause));
    let sure = listed || asks(clause) || wishes(clause) || opens || reader.enumerates();
    let mut found: Vec<Found> = reader.labelled_name().into_iter().collect();
    let parts = if found.is_empty() {
        reader.parts()
    } else {
        Vec::new()
    };
    for part in parts {
        let goes_on = matches!(found.last(), Some(Found::Line { .. }));
        let line = reader.line(&part, sure || !found.is_empty(), goes_on);
        found.extend(line.map(|line| reader.with_unit_of(line, &part, found.last())));
    }
    if let (Some(bullet), [Found::Line { line, .. }]) = (&clause.bullet, found.as_mut_slice())
        && bullet.raw.starts_with(|c: char| c.is_ascii_digit())
    {
        let proof = evidence(text, std::slice::from_ref(bullet));
        line.line_no = Some(Field::stated(bullet.raw.to_owned(), proof));
    }
    found
}

struct Reader<'t, 'c> {
    text: &'t str,
    clause: &'c Clause<'t>,
    setting: Setting,
    /// Token by token, whether a mention has it.
    taken: Vec<bool>,
    /// Token by token, the quantity that begins there.
    heads: Vec<Option<Head<'t>>>,
}

impl<'t> Words<'t> for Reader<'t, '_> {
    fn tokens(&self) -> &[Token<'t>] {
        &self.clause.tokens
    }
}

impl<'t, 'c> Reader<'t, 'c> {
    fn of(
        text: &'t str,
        clause: &'c Clause<'t>,
        mentions: &[Mention],
        setting: Setting,
    ) -> Reader<'t, 'c> {
        let all = 0..clause.tokens.len();
        let taken = |index: usize| {
            let mut mentions = mentions.iter();
            mentions.any(|mention| mention.tokens.contains(&index))
        };
        let mut reader = Reader {
            text,
            clause,
            setting,
            taken: all.clone().map(taken).collect(),
            heads: Vec::new(),
        };
        reader.heads = all.map(|index| reader.read_head(index)).collect();
        reader
    }

    /// The quantity at a token.
    fn head_at(&self, at: usize) -> Option<&Head<'t>> {
        self.heads.get(at)?.as_ref()
    }

    fn taken(&self, index: usize) -> bool {
        self.taken.get(index).is_some_and(|taken| *taken)
    }

    /// "10 cases of mild and 4 of the dark": the second has the unit of the first.
    fn with_unit_of(&self, mut found: Found, part: &Part, last: Option<&Found>) -> Found {
        let of = |head: &Head| matches!(self.word(head.end()), "of" | "של");
        let elliptic = part.head.as_ref().is_some_and(of);
        if let (Found::Line { line, .. }, Some(Found::Line { line: last, .. })) = (&mut found, last)
            && line.uom.is_none()
            && elliptic
        {
            line.uom = last.uom.clone();
        }
        found
    }

    /// "No, 25": a "no" that stands alone corrects and does not negate.
    fn closes_correction(&self, index: usize) -> bool {
        matches!(self.word(index + 1), "," | "." | "wait" | "sorry" | "make")
            || self.is(index + 1, Class::Correcting)
    }

    /// A part without a quantity names nothing behind an end such as "please".
    fn end_of_name(&self, tokens: Range<usize>) -> usize {
        let mut all = tokens.clone();
        let begins = all.find(|index| !self.is_around(*index) && !self.taken(*index));
        let begins = begins.unwrap_or(tokens.end);
        let ends = |index: &usize| self.taken(*index) || self.ends_name(*index);
        (begins..tokens.end).find(ends).unwrap_or(tokens.end)
    }

    /// The name of a quantity: behind it, or in front of it.
    fn name(&self, head: &Head, tokens: &Range<usize>) -> Range<usize> {
        let after = self.name_after(self.end(head), tokens.end);
        let before = self.name_before(tokens.start, head.at);
        let firm = head.number.times && !self.raw_starts_with_digit(head) || self.is_firm(head);
        if after.is_empty() || firm && !before.is_empty() {
            before
        } else {
            after
        }
    }

    /// The name in front of a quantity, without the words that ask for it.
    fn name_before(&self, from: usize, to: usize) -> Range<usize> {
        let asked = (from..to).rfind(|index| {
            let opens = |index: usize| {
                !self.trimmed(index + 1..to).is_empty() || self.introduces(from..index, to)
            };
            let wished = || (from..*index).any(|index| self.is(index, Class::Wishing));
            let ends = |skip: usize| {
                let at = index.checked_sub(skip);
                at.is_some_and(|at| self.is(at, Class::Ending))
            };
            let dash = matches!(self.word(*index), "-" | "–") && ends(1);
            self.is(*index, Class::Asking)
                || self.is(*index, Class::WeaklyAsking) && wished()
                || self.is(*index, Class::Talk) && self.unit(*index).is_none()
                || dash
                || self.taken(*index)
                || self.word(*index) == ":" && opens(*index)
        });
        self.trimmed(asked.map_or(from, |index| index + 1)..to)
    }

    /// "Please add to the delivery: 6 x cream": what stands before the colon names no goods.
    fn introduces(&self, mut before: Range<usize>, at: usize) -> bool {
        let behind = self.head_at(at).is_some_and(|head| {
            let from = self.end(head);
            !self.name_after(from, self.tokens().len()).is_empty()
        });
        behind && before.any(|index| self.is(index, Class::Asking))
    }

    /// The name behind a quantity, up to where other talk begins.
    fn name_after(&self, from: usize, to: usize) -> Range<usize> {
        let mut start = from.min(to);
        while start < to && !self.taken(start) && self.is_around(start) {
            start += 1;
        }
        let mut end = start;
        while end < to && !self.taken(end) && !self.ends_name(end) {
            end += 1;
        }
        self.trimmed(start..end)
    }

    fn ends_name(&self, index: usize) -> bool {
        match self.word(index) {
            "(" => !(index..self.tokens().len()).any(|index| self.word(index) == ")"),
            _ => self.is(index, Class::Ending),
        }
    }

    /// True for what may stand around a name and is no part of it.
    fn is_around(&self, index: usize) -> bool {
        let word = self.word(index);
        self.is(index, Class::Filling)
            || self.is(index, Class::Correcting)
            || self.is(index, Class::Joining)
            || self.is(index, Class::Counting)
            || matches!(word, "." | "!" | "?" | ";" | "|")
            || word.starts_with("..")
    }

    fn trimmed(&self, tokens: Range<usize>) -> Range<usize> {
        let around = |index: &usize| self.is_around(*index) || self.taken(*index);
        let start = tokens.clone().find(|index| !around(index));
        let start = start.unwrap_or(tokens.end);
        let open = |index: &usize| {
            self.word(*index) == "(" && !(*index..tokens.end).any(|index| self.word(index) == ")")
        };
        // "Widget A": a capital at the end is no article.
        let capital = |index: &usize| *index > start && self.tokens()[*index].raw == "A";
        let end =
            (start..tokens.end).rfind(|index| capital(index) || !around(index) && !open(index));
        start..end.map_or(start, |index| index + 1)
    }

    /// Reads one part; `sure` when something says that goods are named here.
    ///
    /// `goes_on` when the clause named goods before.
    fn line(&self, part: &Part<'t>, sure: bool, goes_on: bool) -> Option<Found> {
        let Some(head) = part.head.as_ref() else {
            return self.lacking(part).map(Found::Name);
        };
        if part.negated {
            return None;
        }
        let mut line = RequestLine::default();
        self.measure(head, &mut line);
        if part.name.is_empty() {
            let alone = head.unit > 0
                || part.tokens.start == 0 && self.clause.opens_line && self.is_firm(head);
            return match self.corrects(part, head) {
                true => Some(Found::Correction(line)),
                false if goes_on && head.unit > 0 => Some(self.counted_goods(part, head, line)),
                false => alone.then_some(Found::Amount(line)),
            };
        }
        let plain = sure
            || head.unit > 0
            || self.is_firm(head)
            || !head.number.glued.is_empty()
            || head.number.times
            || matches!(self.word(head.end()), "x" | "×" | "*");
        if !plain || part.name.clone().all(|index| self.is_talk(index)) {
            return None;
        }
        goods::name(self.text, &self.tokens()[part.name.clone()], &mut line);
        if part.name.start == head.end()
            && self.word(part.name.start).chars().count() > OF_THE_CHARS_MIN
        {
            goods::without_prefix(&mut line, "מה");
        }
        self.bracketed_unit(&part.name, &mut line);
        let range = head.number.is_range.then(|| {
            let behind = head.at + head.number.tokens;
            evidence(self.text, &self.tokens()[head.at..behind]).text
        });
        Some(Found::Line {
            line,
            tokens: part.name.start.min(head.at)..part.name.end.max(head.end()),
            range,
        })
    }

    /// "Lemon wafers (case) 6": the unit stands in brackets behind the name.
    fn bracketed_unit(&self, name: &Range<usize>, line: &mut RequestLine) {
        let Some(open) = name.end.checked_sub(3).filter(|open| *open > name.start) else {
            return;
        };
        let unit = self.unit(open + 1).filter(|_| line.uom.is_none());
        if let Some(unit) = unit.filter(|_| self.word(open) == "(" && self.word(open + 2) == ")") {
            let tokens = &self.tokens()[open + 1..open + 2];
            let written = || self.word(open + 1).to_owned();
            let word = unit.map_or_else(written, |unit| unit.as_str().to_owned());
            line.uom = Some(likely(word, evidence(self.text, tokens)));
            goods::name(self.text, &self.tokens()[name.start..open], line);
        }
    }

    /// "Six challahs and 12 rolls": what is counted in is what is wanted.
    fn counted_goods(&self, part: &Part, head: &Head, line: RequestLine) -> Found {
        let goods = head.end().saturating_sub(1)..head.end();
        let mut line = RequestLine { uom: None, ..line };
        goods::name(self.text, &self.tokens()[goods], &mut line);
        Found::Line {
            line,
            tokens: part.tokens.clone(),
            range: None,
        }
    }

    /// "We're running low on napkins": how much is said behind it.
    fn lacking(&self, part: &Part) -> Option<RequestLine> {
        let cue = part.tokens.clone().find(|index| {
            let of = matches!(self.word(*index + 1), "of" | "on")
                && !matches!(self.before(*index, 1), "some" | "few");
            self.is(*index, Class::Lacking) && (of || !self.word(*index).is_ascii())
        })?;
        let from = cue + 1 + usize::from(self.word(cue).is_ascii());
        let name = self.name_after(from, part.tokens.end);
        let mut line = RequestLine::default();
        goods::name(self.text, self.tokens().get(name.clone())?, &mut line);
        goods::without_prefix(&mut line, "ה");
        (!name.is_empty()).then_some(line)
    }

    /// "Product: olive oil".
    fn labelled_name(&self) -> Option<Found> {
        let labelled =
            self.clause.opens_line && self.is(0, Class::CodeLabel) && self.word(1) == ":";
        let name = self.trimmed(2.min(self.tokens().len())..self.tokens().len());
        // "Part: 55-210-A".
        let code = name.len() == 1 && self.raw(name.start).contains(|c: char| c.is_ascii_digit());
        let named = if code { 0..name.end } else { name.clone() };
        let heads = self.heads(0..self.tokens().len());
        let counted = heads
            .iter()
            .any(|head| head.unit > 0 || self.is_firm(head) || self.is_counted_last(head, &name));
        if !labelled || name.is_empty() || counted {
            return None;
        }
        let mut line = RequestLine::default();
        goods::name(self.text, &self.tokens()[named], &mut line);
        Some(Found::Name(line))
    }

    /// "Item: olives, 5": a bare number at the end of a name of several words.
    fn is_counted_last(&self, head: &Head, name: &Range<usize>) -> bool {
        head.end() == name.end
            && head.at > name.start + 1
            && self.word(head.at - 1) != "("
            && !self.is_size(head)
            && self.is(head.at - 1, Class::Joining)
    }

    fn corrects(&self, part: &Part, head: &Head) -> bool {
        let said = (0..head.at)
            .rev()
            .take_while(|index| self.is_around(*index));
        let own = part.tokens.start..head.at;
        own.chain(said)
            .any(|index| self.is(index, Class::Correcting))
    }

    fn is_talk(&self, index: usize) -> bool {
        self.is(index, Class::Talk)
            || self.is(index, Class::Ending)
            || !self.word(index).contains(char::is_alphanumeric)
    }
}

/// What is said in words is never certain.
fn likely<T>(value: T, evidence: crate::request::Evidence) -> Field<T> {
    Field {
        value,
        confidence: Confidence::LIKELY,
        evidence,
    }
}
