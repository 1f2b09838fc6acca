//! What a change asks for: "line 2 to 30", "10 cases of coffee instead of 12", "leave off the tea".

use super::mention::{Kind, Mention};
use super::number;
use super::text::{Clause, Token, evidence};
use super::words::{self, Class};
use crate::request::{Confidence, Field, RequestLine};
use std::ops::Range;
use vocab::Decimal;

/// True when a clause names a line of an order, or changes an order that it names.
pub(super) fn changes(clause: &Clause, mentions: &[Mention]) -> bool {
    let verb = clause.tokens.iter().any(|token| {
        let word = token.word();
        words::is(&word, Class::Changing) || words::is(&word, Class::Removing)
    });
    let words = clause.tokens.windows(2);
    let mut words = words.map(|two| {
        (
            two[0].word(),
            two[1].raw.starts_with(|c: char| c.is_ascii_digit()),
        )
    });
    let verb = verb
        || words.any(|(word, number)| number && matches!(word.as_str(), "not" | "than" | "ולא"));
    mentions.iter().any(|mention| match mention.kind {
        Kind::LineNumber(_) => mentions
            .iter()
            .any(|other| matches!(other.kind, Kind::Number(_))),
        Kind::Number(_) => verb,
        Kind::Delivery(_) | Kind::Place(_) | Kind::PlaceCode(_) | Kind::Price(..) | Kind::Aside => {
            false
        }
    })
}

/// The lines that a clause changes, where it says how many there shall be; none at all for those
/// that it takes off the order. Each with the tokens that say it.
pub(super) fn lines(
    text: &str,
    clause: &Clause,
    mentions: &[Mention],
) -> Vec<(Range<usize>, RequestLine)> {
    let reader = Reader {
        text,
        tokens: &clause.tokens,
        mentions,
    };
    let pieces = reader.pieces();
    pieces
        .into_iter()
        .filter_map(|piece| Some((piece.clone(), reader.line(piece)?)))
        .collect()
}

struct Reader<'t, 'c> {
    text: &'t str,
    tokens: &'c [Token<'t>],
    mentions: &'c [Mention],
}

/// A quantity: its first token, how much, how many tokens.
type Amount = (usize, Decimal, usize);

impl Reader<'_, '_> {
    fn word(&self, index: usize) -> String {
        self.tokens.get(index).map(Token::word).unwrap_or_default()
    }

    fn is(&self, index: usize, class: Class) -> bool {
        words::is(&self.word(index), class)
    }

    fn taken(&self, index: usize) -> bool {
        let mut mentions = self.mentions.iter();
        mentions.any(|mention| mention.tokens.contains(&index))
    }

    fn field<T>(&self, value: T, at: Range<usize>) -> Field<T> {
        Field {
            value,
            confidence: Confidence::LIKELY,
            evidence: evidence(self.text, &self.tokens[at]),
        }
    }

    /// Cut where another change begins: at a comma or "and" with a number, a line or a verb behind.
    fn pieces(&self) -> Vec<Range<usize>> {
        let (mut found, mut from) = (Vec::new(), 0);
        for index in 1..self.tokens.len() {
            if self.is(index, Class::Joining) && !self.taken(index) && self.begins(index + 1) {
                found.push(from..index);
                from = index + 1;
            }
        }
        found.push(from..self.tokens.len());
        found
    }

    fn begins(&self, index: usize) -> bool {
        let line = self.mentions.iter().any(|mention| {
            matches!(mention.kind, Kind::LineNumber(_)) && mention.tokens.start == index
        });
        let rest = self.tokens.get(index..).unwrap_or_default();
        line || !self.taken(index)
            && (self.is(index, Class::Changing)
                || self.is(index, Class::Removing)
                || number::read_one(rest).is_some())
    }

    fn line(&self, piece: Range<usize>) -> Option<RequestLine> {
        let amounts = self.amounts(piece.clone());
        let mut line = RequestLine {
            line_no: self.line_number(piece.clone()),
            ..RequestLine::default()
        };
        let removing = piece
            .clone()
            .find(|index| self.is(*index, Class::Removing) && !self.taken(*index));
        let amount = self.new_amount(&amounts, line.line_no.is_some());
        match (amount, removing) {
            (Some((at, value, count)), _) => {
                line.quantity = Some(self.field(*value, *at..at + count));
            }
            (None, Some(verb)) if amounts.is_empty() => {
                line.quantity = Some(self.field(Decimal::whole(0), verb..verb + 1));
            }
            _ => return None,
        }
        self.unit(&amounts, &mut line);
        self.name(piece, &amounts, &mut line);
        (line.line_no.is_some() || line.description.is_some()).then_some(line)
    }

    fn line_number(&self, piece: Range<usize>) -> Option<Field<String>> {
        self.mentions
            .iter()
            .find_map(|mention| match &mention.kind {
                Kind::LineNumber(number) if piece.contains(&mention.tokens.start) => {
                    Some(self.field(number.clone(), mention.value.clone()))
                }
                _ => None,
            })
    }

    /// The quantity that shall be: behind "to", or beside the one that was.
    fn new_amount<'a>(&self, amounts: &'a [Amount], numbered: bool) -> Option<&'a Amount> {
        let old = amounts.iter().position(|(at, ..)| self.is_old(*at));
        let new = amounts.iter().rev().find(|(at, ..)| self.is_new(*at));
        let beside = || {
            let mut others = amounts.iter().enumerate();
            others
                .find(|(index, _)| Some(*index) != old)
                .map(|(_, amount)| amount)
        };
        new.or_else(|| beside().filter(|_| old.is_some() || numbered))
    }

    /// Every quantity that is no size.
    fn amounts(&self, piece: Range<usize>) -> Vec<Amount> {
        let mut found = Vec::new();
        let mut at = piece.start;
        while at < piece.end {
            let sized = |behind: usize| words::size(&self.word(behind)).is_some();
            match number::read_one(&self.tokens[at..piece.end]) {
                Some(number) if !self.taken(at) && !sized(at + number.tokens) => {
                    found.push((at, number.value, number.tokens));
                    at += number.tokens;
                }
                _ => at += 1,
            }
        }
        found
    }

    fn before(&self, at: usize, skip: usize) -> String {
        let before = at.checked_sub(skip);
        before.map(|at| self.word(at)).unwrap_or_default()
    }

    fn is_old(&self, at: usize) -> bool {
        let (one, two) = (self.before(at, 1), self.before(at, 2));
        matches!(
            one.as_str(),
            "from" | "במקום" | "מ" | "מ-" | "not" | "than" | "ולא"
        ) || one == "of" && two == "instead"
            || one == "the" && two == "of"
    }

    fn is_new(&self, at: usize) -> bool {
        matches!(
            self.before(at, 1).as_str(),
            "to" | "ל" | "ל-" | "it" | "them" | "be" | "read" | "becomes" | "תעשו" | "שיהיה"
        )
    }

    fn unit(&self, amounts: &[Amount], line: &mut RequestLine) {
        let units = amounts.iter().map(|(at, _, count)| at + count);
        let found = units
            .filter(|at| !self.taken(*at))
            .find_map(|at| Some((at, words::unit(&self.word(at))?)));
        line.uom = found.map(|(at, unit)| {
            let value = unit.map_or_else(|| self.word(at), |unit| unit.as_str().to_owned());
            self.field(value, at..at + 1)
        });
    }

    /// The longest run of words that say neither what to do nor how many.
    fn name(&self, piece: Range<usize>, amounts: &[Amount], line: &mut RequestLine) {
        let mut best = 0..0;
        let mut from = piece.start;
        for index in piece.start..=piece.end {
            let inside = index < piece.end
                && (self.names(index, amounts)
                    || index > from
                        && self.word(index) == ","
                        && index + 1 < piece.end
                        && self.names(index + 1, amounts));
            if !inside {
                let beside = |run: &Range<usize>| {
                    let behind =
                        |(at, _, count): &Amount| (at + count..at + count + 3).contains(&run.start);
                    !run.is_empty() && amounts.first().is_some_and(behind)
                };
                let run = from..index.max(from);
                if beside(&run) && !beside(&best) || run.len() > best.len() && !beside(&best) {
                    best = run;
                }
                from = index + 1;
            }
        }
        if best.is_empty() {
            return;
        }
        // "את הקטשופ": the article is a letter of the word.
        let definite = best.start > 0 && self.word(best.start - 1) == "את";
        let field = self.field((), best);
        let words: Vec<&str> = field.evidence.text.split_whitespace().collect();
        let value = words.join(" ");
        let bare = value.strip_prefix('ה').filter(|_| definite);
        let value = bare.map_or(value.clone(), str::to_owned);
        line.description = Some(field.map(|()| value));
    }

    fn names(&self, index: usize, amounts: &[Amount]) -> bool {
        let counted = |index: usize| {
            let mut amounts = amounts.iter();
            amounts.any(|(at, _, count)| (*at..at + count).contains(&index))
        };
        let word = self.word(index);
        let unit = words::unit(&word).is_some() && index > 0 && counted(index - 1);
        let other = [
            Class::Changing,
            Class::Removing,
            Class::Filling,
            Class::Ending,
            Class::Talk,
            Class::Asking,
            Class::WeaklyAsking,
            Class::Counting,
            Class::Correcting,
        ];
        !(self.taken(index)
            || counted(index)
            || unit
            || other.iter().any(|class| words::is(&word, *class))
            || !word.chars().any(char::is_alphanumeric))
    }
}
