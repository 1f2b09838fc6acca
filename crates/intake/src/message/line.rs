//! The lines of an order in words: how much, in which unit, of what.
//!
//! A clause falls into parts at commas and "and". A part is a quantity with a name, or one of
//! them; parts that belong together are joined, and each that has a quantity is a line.

mod head;

use super::goods;
use super::mention::Mention;
use super::text::{Clause, Token, Words, evidence};
use super::words::{self, Class};
use crate::request::{Confidence, Field, RequestLine};
use head::Head;
use std::ops::Range;

/// The most words of a part without a quantity that is joined to the name beside it.
const JOINED_WORDS_MAX: usize = 8;

/// The most digits of the quantity of a line of a list.
const LISTED_DIGITS_MAX: usize = 4;
/// The most tokens of a line of a list.
const LISTED_TOKENS_MAX: usize = 16;
/// The most words of a name that a quantity behind a comma is joined to.
const NAME_WORDS_MAX: usize = 14;

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
    let named = clause
        .tokens
        .iter()
        .any(|token| token.raw.chars().filter(|c| c.is_alphabetic()).count() > 1);
    clause.opens_line
        && clause.tokens.len() <= LISTED_TOKENS_MAX
        && named
        && (number(clause.tokens.first()) || number(clause.tokens.last()))
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
    let mut found: Vec<Found> = Vec::new();
    for part in reader.parts() {
        let sure = sure || !found.is_empty();
        let line = reader.line(&part, sure);
        found.extend(line.map(|line| reader.with_unit_of(line, &part, found.last())));
    }
    found.extend(reader.labelled_name().filter(|_| found.is_empty()));
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

/// Tokens that say one thing, the quantity among them and the name around it.
#[derive(Clone, Debug)]
struct Part<'t> {
    tokens: Range<usize>,
    head: Option<Head<'t>>,
    name: Range<usize>,
    /// "Don't send the decaf".
    negated: bool,
}

impl<'t> Part<'t> {
    fn is_name(&self) -> bool {
        self.head.is_none() && !self.name.is_empty() && !self.negated
    }

    /// A quantity, and no name.
    fn is_amount(&self) -> bool {
        self.head.is_some() && self.name.is_empty()
    }

    fn names_first(&self) -> bool {
        let head = self.head.as_ref();
        head.is_some_and(|head| !self.name.is_empty() && self.name.start < head.at)
    }
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

    /// "Forty cups, ten lids", "bleach: 4": goods with quantities and no talk.
    fn enumerates(&self) -> bool {
        let all = 0..self.tokens().len();
        let talks = |index: usize| self.is(index, Class::Talk) && !self.taken(index);
        if all.clone().any(talks) {
            return false;
        }
        let opens = |head: &Head| head.at == 0 && self.clause.opens_line && !self.is_size(head);
        let pieces: Vec<Range<usize>> = self.pieces();
        let said = |piece: &&Range<usize>| !self.trimmed((*piece).clone()).is_empty();
        let named: Vec<&Range<usize>> = pieces.iter().filter(said).collect();
        self.head_at(0).is_some_and(opens)
            || named.len() > 1 && named.iter().all(|piece| self.is_counted((*piece).clone()))
            || self.setting.listing && self.ends_marked()
    }

    /// A piece that begins or ends with a quantity beside a name.
    fn is_counted(&self, piece: Range<usize>) -> bool {
        let piece = self.trimmed(piece);
        let heads = self.heads(piece.clone());
        let first = heads.first().is_some_and(|head| {
            head.at == piece.start && head.end() < piece.end && !self.is_size(head)
        });
        let last = heads.last().is_some_and(|head| {
            head.at > piece.start && head.end() == piece.end && !self.is_size(head)
        });
        first || last
    }

    /// "Bleach 5 L: 4."
    fn ends_marked(&self) -> bool {
        let all = self.trimmed(0..self.tokens().len());
        let heads = self.heads(all.clone());
        let last = heads.last().filter(|head| head.end() == all.end);
        last.is_some_and(|head| head.at > all.start && self.is_marked(head) && !self.is_size(head))
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

    /// The parts of the clause, joined where one goes on with what the other begins.
    fn parts(&self) -> Vec<Part<'t>> {
        let mut joined: Vec<Part> = Vec::new();
        for tokens in self.pieces() {
            let mut part = self.part(tokens);
            let shared = joined.last().and_then(|last| last.head.clone());
            if let Some(head) = shared.filter(|head| head.each > 0 && part.is_name()) {
                part.head = Some(head);
                joined.push(part);
                continue;
            }
            let whole = joined.last().and_then(|last| self.join(last, &part));
            match (whole, joined.last_mut()) {
                (Some(whole), Some(last)) => *last = whole,
                _ => joined.push(part),
            }
        }
        joined
    }

    /// The clause, cut at commas and "and" outside of brackets and quantities.
    fn pieces(&self) -> Vec<Range<usize>> {
        let (mut found, mut from, mut depth) = (Vec::new(), 0, 0usize);
        let heads = self.heads(0..self.tokens().len());
        for index in 0..self.tokens().len() {
            match self.word(index) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            let inside = |head: &Head| head.at < index && index < head.end();
            let open = depth == 0 && index > from && !self.taken(index);
            if open && !heads.iter().any(inside) && self.parts_at(index) {
                found.push(from..index);
                from = index;
            }
        }
        found.push(from..self.tokens().len());
        found
    }

    fn parts_at(&self, index: usize) -> bool {
        let word = self.word(index);
        // "ועשרה ארגזים": the "and" is a letter of the number.
        let joined = || {
            let bare = word
                .strip_prefix('ו')
                .filter(|bare| bare.chars().count() > 1);
            bare.is_some_and(|bare| {
                words::number(word).is_some() || words::unit(bare).is_some() || bare == "חצי"
            }) && self.head_at(index).is_some()
        };
        let behind = self.word(index + 1);
        let together = matches!(
            (word, behind),
            ("as", "well") | ("along" | "together", "with")
        );
        self.is(index, Class::Joining) || together || joined()
    }

    /// "Black pepper, ground x 5"; "wafers, 10 cases"; "20 cases of olives, pitted".
    fn join(&self, last: &Part<'t>, part: &Part<'t>) -> Option<Part<'t>> {
        let tokens = last.tokens.start..part.tokens.end;
        let within = |part: &Part, most| part.name.len() <= most && !self.talks(part);
        let small = |part: &Part| within(part, JOINED_WORDS_MAX);
        let marked = || part.head.as_ref().is_some_and(|head| self.is_marked(head));
        let goes_on = match (last, part) {
            (last, part) if last.negated || part.negated => false,
            (last, part) if self.lacking(last).is_some() && !part.is_name() => false,
            (last, part) if last.is_name() && part.is_amount() => within(last, NAME_WORDS_MAX),
            (last, part) if last.is_name() && part.names_first() => small(last),
            (last, part) if last.is_name() && part.is_name() => small(last) && small(part),
            // "Capsules 10 pcs, qty: 5": the pieces are of the name.
            (last, part) if part.is_amount() => {
                let sized = last
                    .head
                    .as_ref()
                    .is_some_and(|head| self.is_size(head) && head.unit == 0);
                !last.name.is_empty() && (marked() || sized && last.names_first())
            }
            (last, part) => {
                let adjacent = last.name.is_empty() || last.name.end == part.tokens.start;
                part.is_name() && adjacent && small(part) && self.ends_part(part)
            }
        };
        if !goes_on {
            return None;
        }
        let begin = if last.name.is_empty() {
            part.name.start
        } else {
            last.name.start
        };
        let (head, name) = match (&last.head, &part.head) {
            (_, Some(head)) => (Some(head.clone()), begin..self.trimmed(begin..head.at).end),
            (head, None) => (head.clone(), begin..part.name.end),
        };
        Some(Part {
            tokens,
            head,
            name,
            negated: false,
        })
    }

    /// Nothing is said behind the name but a mention or another end.
    fn ends_part(&self, part: &Part) -> bool {
        let end = part.name.end;
        end == part.tokens.end || self.taken(end) || self.is(end, Class::Ending)
    }

    /// The name is talk, or that of a person who is greeted.
    fn talks(&self, part: &Part) -> bool {
        let talk = |index: usize| self.is(index, Class::Talk) || self.is(index, Class::Asking);
        let greets = |index: usize| self.is(index, Class::Greeting);
        part.name.clone().any(talk) || (part.tokens.start..part.name.start).any(greets)
    }

    fn part(&self, tokens: Range<usize>) -> Part<'t> {
        let head = self.head(tokens.clone());
        let name = match &head {
            Some(head) => self.name(head, &tokens),
            None => self.name_before(tokens.start, self.end_of_name(tokens.clone())),
        };
        let until = head
            .as_ref()
            .map_or(tokens.end, |head| head.at.max(name.start));
        let negated = (tokens.start..until).any(|index| {
            self.is(index, Class::Negating)
                && index + 1 < tokens.end
                && !self.closes_correction(index)
        });
        Part {
            tokens,
            head,
            name,
            negated,
        }
    }

    /// "No, 25": a "no" that stands alone corrects and does not negate.
    fn closes_correction(&self, index: usize) -> bool {
        matches!(self.word(index + 1), "," | "." | "wait" | "sorry" | "make")
            || self.is(index + 1, Class::Correcting)
    }

    /// A part without a quantity names nothing behind an end such as "please".
    fn end_of_name(&self, tokens: Range<usize>) -> usize {
        let begins = tokens.clone().find(|index| !self.is_around(*index));
        let begins = begins.unwrap_or(tokens.end);
        let ends = |index: &usize| self.taken(*index) || self.ends_name(*index);
        (begins..tokens.end).find(ends).unwrap_or(tokens.end)
    }

    /// The name of a quantity: behind it, or in front of it.
    fn name(&self, head: &Head, tokens: &Range<usize>) -> Range<usize> {
        let after = self.name_after(head.end() + self.content(head), tokens.end);
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
            self.is(*index, Class::Asking)
                || self.is(*index, Class::WeaklyAsking) && wished()
                || self.is(*index, Class::Talk)
                || self.taken(*index)
                || self.word(*index) == ":" && opens(*index)
        });
        self.trimmed(asked.map_or(from, |index| index + 1)..to)
    }

    /// "Please add to the delivery: 6 x cream": what stands before the colon names no goods.
    fn introduces(&self, mut before: Range<usize>, at: usize) -> bool {
        let behind = self.head_at(at).is_some_and(|head| {
            let from = head.end() + self.content(head);
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
    fn line(&self, part: &Part<'t>, sure: bool) -> Option<Found> {
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

    /// "We're running low on napkins": how much is said behind it.
    fn lacking(&self, part: &Part) -> Option<RequestLine> {
        let cue = part.tokens.clone().find(|index| {
            let of = matches!(self.word(*index + 1), "of" | "on");
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
        let counted = self
            .heads(0..self.tokens().len())
            .iter()
            .any(|head| head.unit > 0);
        if !labelled || name.is_empty() || counted {
            return None;
        }
        let mut line = RequestLine::default();
        goods::name(self.text, &self.tokens()[name], &mut line);
        Some(Found::Name(line))
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
        self.is(index, Class::Talk) || !self.word(index).contains(char::is_alphanumeric)
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
