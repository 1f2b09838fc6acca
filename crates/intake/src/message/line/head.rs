//! The quantities of a clause: which numbers say how much, and in which unit.

use super::super::number::{self, Number};
use super::super::text::{Words, evidence};
use super::super::words::{self, Class, Word};
use super::{Reader, likely};
use crate::request::RequestLine;
use std::ops::Range;
use vocab::{Decimal, Unit};

/// How much, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Head<'t> {
    pub at: usize,
    pub number: Number<'t>,
    /// Tokens of the unit word behind the number.
    pub unit: usize,
    /// "2 cases each of": so many of every name that follows.
    pub each: usize,
}

impl Head<'_> {
    pub fn end(&self) -> usize {
        self.at + self.number.tokens + self.unit + self.each
    }
}

impl<'t> Reader<'t, '_> {
    /// The quantity of a part: the first where it begins with one, else the one that is
    /// most plainly a quantity.
    pub(super) fn head(&self, tokens: Range<usize>) -> Option<Head<'t>> {
        let mut heads = self.heads(tokens.clone());
        let plain = |head: &Head| !self.is_size(head) || head.unit > 0;
        let first = heads.first().filter(|first| first.unit > 0);
        if first.is_some_and(|first| {
            self.name_before(tokens.start, first.at).is_empty()
                && !self.name_after(first.end(), tokens.end).is_empty()
        }) {
            return Some(heads.swap_remove(0));
        }
        let firm = heads
            .iter()
            .rposition(|head| head.at > tokens.start && self.is_firm(head));
        if let Some(firm) = firm.filter(|firm| plain(&heads[*firm])) {
            return Some(heads.swap_remove(firm));
        }
        let from = tokens.start;
        let opens = (heads.iter()).position(|head| {
            self.name_before(from, head.at).is_empty() || self.is_led_to(head, tokens.end)
        });
        if let Some(first) = opens {
            let first = heads.swap_remove(first);
            let counts = plain(&first) || self.measures(&first, tokens.end);
            return counts.then_some(first);
        }
        let counted = |head: &Head| plain(head) && (self.is_marked(head) || head.unit > 0);
        let last = |head: &Head| plain(head) && self.name_after(head.end(), tokens.end).is_empty();
        let best = heads
            .iter()
            .rposition(|head| counted(head) && !self.is_inner(head))
            .or_else(|| heads.iter().rposition(counted))
            .or_else(|| heads.iter().rposition(last))
            .or_else(|| heads.iter().rposition(|head| self.weighs(head, tokens.end)))?;
        Some(heads.swap_remove(best))
    }

    /// "Go ahead with 15 monitors": the word in front leads to a quantity with its name.
    fn is_led_to(&self, head: &Head, end: usize) -> bool {
        let leads = matches!(
            self.before(head.at, 1),
            "with" | "for" | "of" | "say" | "עם" | "על"
        );
        leads && !self.name_after(self.end(head), end).is_empty()
    }

    pub(super) fn heads(&self, tokens: Range<usize>) -> Vec<Head<'t>> {
        let mut heads: Vec<Head> = Vec::new();
        let mut at = tokens.start;
        while at < tokens.end {
            match self.head_at(at).filter(|head| head.end() <= tokens.end) {
                Some(head) => {
                    at = head.end().max(at + 1);
                    heads.push(head.clone());
                }
                None => at += 1,
            }
        }
        heads
    }

    /// Reads the quantity at a token.
    pub(super) fn read_head(&self, at: usize) -> Option<Head<'t>> {
        if self.taken(at) || self.is_past(at) {
            return None;
        }
        let mut number = number::read(self.tokens().get(at..)?).or_else(|| self.single(at))?;
        // "(2) cases".
        let closed = self.before(at, 1) == "(" && self.word(at + number.tokens) == ")";
        number.tokens += usize::from(closed && self.unit(at + number.tokens + 1).is_some());
        // "1 (one) pallet".
        let open = at + number.tokens;
        let again = self.word(open) == "("
            && self.word(open + 2) == ")"
            && words::number(self.word(open + 1)).map(Decimal::whole) == Some(number.value);
        number.tokens += if again { 3 } else { 0 };
        let behind = at + number.tokens;
        if self.is(behind, Class::Generic) {
            return None;
        }
        let is_unit = |index: usize| {
            let word = self.word(index);
            let bare = word
                .strip_prefix('ו')
                .filter(|_| number.tokens == 0)
                .unwrap_or(word);
            !self.taken(index) && (words::unit(word).is_some() || words::unit(bare).is_some())
        };
        // "4 more boxes".
        let more = usize::from(self.is(behind, Class::Adding) && is_unit(behind + 1));
        let counted = number.glued.is_empty() && is_unit(behind + more);
        let unit = if counted { more + 1 } else { 0 };
        // "A quick one": no quantity.
        if self.word(at) == "one" && unit == 0 && !self.raw_is_word(behind) {
            return None;
        }
        let end = behind + unit;
        let each = match (self.word(end), self.word(end + 1)) {
            ("each", ":") => 1,
            ("each", "of") | ("מכל", "אחד" | "אחת" | "סוג") => 2,
            ("of", "each") => 2,
            _ => 0,
        };
        // "10 each of": the unit is no unit here.
        let of_each = self.word(behind) == "each" && self.word(behind + 1) == "of";
        let (unit, each) = if of_each { (0, 2) } else { (unit, each) };
        Some(Head {
            at,
            number,
            unit,
            each,
        })
    }

    /// "ארגז טחינה", "box of tea": a unit that stands alone is one.
    fn single(&self, at: usize) -> Option<Number<'t>> {
        let word = self.word(at);
        let bare = word.strip_prefix('ו').unwrap_or(word);
        let alone = self.is(at, Class::Single) || Word::of(bare).is(Class::Single);
        let enclosed = self.before(at, 1) == "(" && self.word(at + 1) == ")";
        let fits = alone && !enclosed && (!word.is_ascii() || self.word(at + 1) == "of");
        let counted = at.checked_sub(1).is_some_and(|before| {
            let word = self.word(before);
            words::number(word).is_some() || word.starts_with(|c: char| c.is_ascii_digit())
        });
        (fits && (!counted || word != bare)).then_some(Number {
            value: Decimal::whole(1),
            tokens: 0,
            glued: "",
            times: false,
            is_range: false,
        })
    }

    /// "Instead of 12": what was ordered before.
    fn is_past(&self, at: usize) -> bool {
        matches!(self.before(at, 1), "במקום" | "than" | "not" | "ולא")
            || self.before(at, 1) == "of" && self.before(at, 2) == "instead"
    }

    fn raw_is_word(&self, index: usize) -> bool {
        self.word(index).starts_with(char::is_alphabetic)
    }

    pub(super) fn is_size(&self, head: &Head) -> bool {
        let behind = self.word(head.end());
        let glued = head.number.glued.to_lowercase();
        words::size(&glued).is_some() && words::unit(&glued).is_none()
            || words::size(behind).is_some() && behind != "in"
            || matches!(behind, "%" | "percent" | "אחוז")
    }

    /// The token behind a quantity and its unit, of content too.
    pub(super) fn end(&self, head: &Head) -> usize {
        head.end() + self.content(head)
    }

    /// It is no size, or a measure that may be ordered.
    pub(super) fn counts(&self, head: &Head) -> bool {
        !self.is_size(head) || self.content(head) > 0
    }

    /// The unit of content that is the unit of the order: "5 kg of rice".
    pub(super) fn content(&self, head: &Head) -> usize {
        let counted = head.unit > 0 || !head.number.glued.is_empty();
        let behind = self.size(head.end()).is_some() && self.word(head.end()) != "in";
        usize::from(!counted && behind)
    }

    /// Counted in a unit that names what is in a pack as well: pieces, rolls.
    fn is_inner(&self, head: &Head) -> bool {
        let unit = self.word((head.at + head.number.tokens + head.unit).saturating_sub(1));
        let inner = matches!(
            words::unit(unit),
            Some(Some(Unit::Each | Unit::Roll | Unit::Pair))
        );
        head.unit > 0 && inner && !self.is_marked(head)
    }

    /// "15 trays of eggs, bacon 20 kg": a weight at the end of a part, beside quantities or where
    /// a line of a list has nothing else.
    fn weighs(&self, head: &Head, end: usize) -> bool {
        let heads = self.heads(0..self.tokens().len());
        let weight = self.is_weight(head);
        let all = heads.len() > 1 && heads.iter().all(|head| self.is_weight(head));
        let counted = |other: &Head| other.unit > 0 && !self.is_size(other);
        let lists = self.setting.listing || self.setting.list;
        let alone = (self.clause.opens_line || self.is_marked(head))
            && lists
            && !heads
                .iter()
                .any(|other| other.at != head.at && self.counts(other))
            && !self.is(0, Class::CodeLabel);
        let last = self.name_after(self.end(head), end).is_empty();
        weight && last && (alone || all || heads.iter().any(counted))
    }

    /// A measure that goods are ordered by as well as packed in.
    fn is_weight(&self, head: &Head) -> bool {
        let glued = head.number.glued.to_lowercase();
        let unit = match glued.is_empty() {
            true => self.size(head.end()),
            false => words::size(&glued),
        };
        let weighs = matches!(unit, Some(Some(Unit::Kilogram | Unit::Litre | Unit::Metre)));
        weighs && head.unit == 0
    }

    /// Something in front of the number says that it is a quantity.
    pub(super) fn is_marked(&self, head: &Head) -> bool {
        let before = self.before(head.at, 1);
        let mark = matches!(before, ":" | "-" | "–" | "—" | "=" | "/") || before.starts_with("..");
        head.number.times || mark || self.is_firm(head)
    }

    /// "x 12", "qty: 12", "(12)" behind a name: nothing else can be meant.
    pub(super) fn is_firm(&self, head: &Head) -> bool {
        let one = self.before(head.at, 1);
        let marked = usize::from(matches!(one, ":" | "." | "=" | "-" | "of"));
        let counts = |skip: usize| {
            let at = head.at.checked_sub(skip);
            at.is_some_and(|at| self.is(at, Class::Counting))
        };
        let glued = head.number.times && !self.raw_starts_with_digit(head);
        let enclosed = one == "(" && self.word(head.end()) == ")";
        glued
            || counts(1)
            || counts(1 + marked)
            || enclosed
            || matches!(one, "x" | "×" | "*") && !self.multiplies(head.at - 1)
    }

    /// "4 x 72 pcs": the pack, not the quantity.
    fn multiplies(&self, mark: usize) -> bool {
        self.before(mark, 1)
            .starts_with(|c: char| c.is_ascii_digit())
    }

    /// "5 kg of rice": the size at the beginning is the quantity where a name follows.
    fn measures(&self, head: &Head, to: usize) -> bool {
        !self.name_after(self.end(head), to).is_empty()
    }

    pub(super) fn raw_starts_with_digit(&self, head: &Head) -> bool {
        self.word(head.at).starts_with(|c: char| c.is_ascii_digit())
    }

    pub(super) fn measure(&self, head: &Head, line: &mut RequestLine) {
        let proof = |from: usize, to: usize| evidence(self.text, &self.tokens()[from..to]);
        let behind = head.at + head.number.tokens;
        if !head.number.is_range {
            let stands = proof(head.at, behind.max(head.at + 1));
            line.quantity = Some(likely(head.number.value, stands));
        }
        let unit = head.unit + self.content(head);
        let written = match unit {
            0 if head.number.glued.is_empty() => return,
            0 => head.number.glued.to_lowercase(),
            count => self.word(behind + count - 1).to_owned(),
        };
        let bare = written
            .strip_prefix('ו')
            .filter(|bare| words::unit(bare).is_some());
        let written = bare.map_or(written.clone(), str::to_owned);
        let known = words::unit(&written)
            .or_else(|| words::size(&written))
            .flatten();
        let value = known.map_or(written, |unit| unit.as_str().to_owned());
        let stands = match unit {
            0 => proof(head.at, behind),
            count => proof(behind + count - 1, behind + count),
        };
        line.uom = Some(likely(value, stands));
    }
}
