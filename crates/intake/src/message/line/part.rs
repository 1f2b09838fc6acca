//! The parts of a clause: where one item ends and the next begins, and what belongs together.

use super::super::text::Words;
use super::super::words::{self, Class};
use super::Reader;
use super::head::Head;
use std::ops::Range;

/// The most words of a part without a quantity that is joined to the name beside it.
const JOINED_WORDS_MAX: usize = 8;
/// The most words of a name that a quantity behind a comma is joined to.
const NAME_WORDS_MAX: usize = 14;
/// The fewest names with bare quantities behind them that make a list without commas.
const TURNS_MIN: usize = 3;

/// Tokens that say one thing, the quantity among them and the name around it.
#[derive(Clone, Debug)]
pub(super) struct Part<'t> {
    pub tokens: Range<usize>,
    pub head: Option<Head<'t>>,
    pub name: Range<usize>,
    /// "Don't send the decaf".
    pub negated: bool,
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

impl<'t> Reader<'t, '_> {
    /// The parts of the clause, joined where one goes on with what the other begins.
    pub(super) fn parts(&self) -> Vec<Part<'t>> {
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
    pub(super) fn pieces(&self) -> Vec<Range<usize>> {
        let (mut found, mut from, mut depth) = (Vec::new(), 0, 0usize);
        let heads = self.heads(0..self.tokens().len());
        let turns = self.turns(&heads);
        for index in 0..self.tokens().len() {
            match self.word(index) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            let inside = |head: &Head| head.at < index && index < head.end();
            let open = depth == 0 && index > from && !self.taken(index);
            if depth == 0 && index > from && turns.contains(&index) {
                found.push(from..index);
                from = index;
                continue;
            }
            if open && !heads.iter().any(inside) && self.parts_at(index) {
                found.push(from..index);
                from = index;
            }
        }
        found.push(from..self.tokens().len());
        found
    }

    /// "Milk x20 bread x10 eggs x5": names and bare quantities in turns. Where names begin again.
    fn turns(&self, heads: &[Head]) -> Vec<usize> {
        let bare = |head: &Head| head.unit == 0 && !self.is_size(head);
        let mut from = self.trimmed(0..self.tokens().len()).start;
        let mut turns = Vec::new();
        for head in heads {
            let named = (from..head.at).all(|index| !self.is_around(index) && !self.taken(index));
            if !bare(head) || from >= head.at || !named {
                return Vec::new();
            }
            from = head.end();
            turns.push(from);
        }
        let ends = turns.last() == Some(&self.tokens().len()) && turns.len() >= TURNS_MIN;
        if ends { turns } else { Vec::new() }
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

    /// "Forty cups, ten lids", "bleach: 4": goods with quantities and no talk.
    pub(super) fn enumerates(&self) -> bool {
        let all = 0..self.tokens().len();
        let talks = |index: usize| self.is(index, Class::Talk) && !self.taken(index);
        if all.clone().any(talks) {
            return false;
        }
        let opens =
            |head: &Head| (self.clause.opens_line || self.setting.listing) && !self.is_size(head);
        let pieces: Vec<Range<usize>> = self.pieces();
        let said = |piece: &&Range<usize>| !self.trimmed((*piece).clone()).is_empty();
        let named: Vec<&Range<usize>> = pieces.iter().filter(said).collect();
        let begins = self.trimmed(all).start;
        self.head_at(begins).is_some_and(opens)
            || named.len() > 1 && named.iter().all(|piece| self.is_counted((*piece).clone()))
            || self.setting.listing && self.ends_marked()
    }

    /// A piece that begins or ends with a quantity beside a name.
    fn is_counted(&self, piece: Range<usize>) -> bool {
        let piece = self.trimmed(piece);
        let heads = self.heads(piece.clone());
        let first = heads.first().filter(|head| self.counts(head));
        let last = heads.last().filter(|head| self.counts(head));
        first.is_some_and(|head| head.at == piece.start && self.end(head) < piece.end)
            || last.is_some_and(|head| head.at > piece.start && self.end(head) == piece.end)
    }

    /// "Bleach 5 L: 4."
    fn ends_marked(&self) -> bool {
        let all = self.trimmed(0..self.tokens().len());
        let heads = self.heads(all.clone());
        let last = heads.last().filter(|head| self.end(head) == all.end);
        last.is_some_and(|head| head.at > all.start && self.is_marked(head) && self.counts(head))
    }
}
