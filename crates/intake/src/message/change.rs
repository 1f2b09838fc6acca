//! What a change asks for: "line 2 to 30", "10 cases of coffee instead of 12", "leave off the tea".

use super::goods;
use super::mention::{Kind, Mention};
use super::number;
use super::text::{Clause, Token, Words, evidence};
use super::words::Class;
use crate::request::{Confidence, Field, RequestLine};
use std::ops::Range;
use vocab::Decimal;

/// True when a clause names a line of an order, or changes an order that it names.
pub(super) fn changes(clause: &Clause, mentions: &[Mention]) -> bool {
    let mut tokens = clause.tokens.iter();
    let verb = tokens.any(|token| token.is_a(Class::Changing))
        || removing(&clause.tokens).next().is_some()
        || replaces(clause);
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

/// "5 cases of soda, not 15": the quantity that was stands beside the one that shall be.
pub(super) fn replaces(clause: &Clause) -> bool {
    let mut pairs = clause.tokens.windows(2);
    pairs.any(|two| {
        let number = two[1].raw.starts_with(|c: char| c.is_ascii_digit());
        number && matches!(two[0].word(), "not" | "than" | "ולא")
    })
}

/// The verbs that take goods off: "remove", "don't need".
fn removing(tokens: &[Token]) -> impl Iterator<Item = usize> {
    let negated = |at: usize| at > 0 && tokens[at - 1].is_a(Class::Negating);
    (0..tokens.len()).filter(move |at| {
        let token = &tokens[*at];
        token.is_a(Class::Removing) || token.is_a(Class::Asking) && negated(*at)
    })
}

/// "Knock 2 cases of rum off": how many shall be left, nobody says.
pub(super) fn takes_some_off(clause: &Clause, line: usize) -> bool {
    let mut before = clause.tokens.iter().take(line);
    before
        .rfind(|token| token.is_a(Class::Changing) || token.is_a(Class::Removing))
        .is_some_and(|verb| verb.is_a(Class::Removing))
}

/// "Drop order 4711", "תמחקו את הזמנה 4711": what is taken off is the order itself.
pub(super) fn cancels(clause: &Clause, mentions: &[Mention]) -> bool {
    let plain = |token: &Token| token.is_a(Class::Filling) || token.is_a(Class::Owning);
    let removed = |mention: &Mention| {
        let before = &clause.tokens[..mention.tokens.start];
        let verb = before.iter().rposition(|token| !plain(token));
        let mut removing = removing(before).filter(|verb| before[*verb].word() != "off");
        matches!(mention.kind, Kind::Number(_)) && removing.any(|at| Some(at) == verb)
    };
    let line = |mention: &Mention| matches!(mention.kind, Kind::LineNumber(_));
    mentions.iter().any(removed) && !mentions.iter().any(line)
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

impl<'t> Words<'t> for Reader<'t, '_> {
    fn tokens(&self) -> &[Token<'t>] {
        self.tokens
    }
}

impl Reader<'_, '_> {
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
            let joins = self.is(index, Class::Joining) && !self.taken(index);
            if joins && self.begins(index + 1) && !self.is_open(from..index) {
                found.push(from..index);
                from = index + 1;
            }
        }
        found.push(from..self.tokens.len());
        found
    }

    /// "Line 4, make that 8": the line is named, and not yet what shall be of it.
    fn is_open(&self, piece: Range<usize>) -> bool {
        let told = removing(&self.tokens[piece.clone()]).next().is_some()
            || !self.amounts(piece.clone()).is_empty();
        self.line_number(piece).is_some() && !told
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
        let removing =
            removing(self.tokens).find(|index| piece.contains(index) && !self.taken(*index));
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
        self.put_unit(&amounts, &mut line);
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
            let sized = |behind: usize| self.size(behind).is_some();
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

    fn is_old(&self, at: usize) -> bool {
        let (one, two) = (self.before(at, 1), self.before(at, 2));
        matches!(one, "from" | "במקום" | "מ" | "מ-" | "not" | "than" | "ולא")
            || one == "of" && two == "instead"
            || one == "the" && two == "of"
    }

    fn is_new(&self, at: usize) -> bool {
        matches!(
            self.before(at, 1),
            "to" | "ל"
                | "ל-"
                | "it"
                | "them"
                | "be"
                | "read"
                | "becomes"
                | "that"
                | "תעשו"
                | "שיהיה"
        )
    }

    fn put_unit(&self, amounts: &[Amount], line: &mut RequestLine) {
        let units = amounts.iter().map(|(at, _, count)| at + count);
        let found = units
            .filter(|at| !self.taken(*at))
            .find_map(|at| Some((at, self.unit(at)?)));
        line.uom = found.map(|(at, unit)| {
            let value =
                unit.map_or_else(|| self.word(at).to_owned(), |unit| unit.as_str().to_owned());
            self.field(value, at..at + 1)
        });
    }

    /// The longest run of words that say neither what to do nor how many.
    fn name(&self, piece: Range<usize>, amounts: &[Amount], line: &mut RequestLine) {
        let beside = |run: &Range<usize>| {
            let behind =
                |(at, _, count): &Amount| (at + count..at + count + 3).contains(&run.start);
            let object = self.before(run.start, 1) == "את";
            !run.is_empty() && (object || amounts.first().is_some_and(behind))
        };
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
                let run = from..index.max(from);
                if beside(&run) && !beside(&best) || run.len() > best.len() && !beside(&best) {
                    best = run;
                }
                from = index + 1;
            }
        }
        if best.is_empty() || line.line_no.is_some() && !beside(&best) {
            return;
        }
        // "את הקטשופ": the article is a letter of the word.
        let definite = matches!(self.before(best.start, 1), "את" | "כמות");
        let field = self.field((), best);
        let words: Vec<&str> = field.evidence.text.split_whitespace().collect();
        let value = words.join(" ");
        line.description = Some(field.map(|()| value));
        if definite {
            goods::without_prefix(line, "ה");
        }
    }

    fn names(&self, index: usize, amounts: &[Amount]) -> bool {
        let counted = |index: usize| {
            let mut amounts = amounts.iter();
            amounts.any(|(at, _, count)| (*at..at + count).contains(&index))
        };
        let word = self.word(index);
        let unit = self.unit(index).is_some() && index > 0 && counted(index - 1);
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
            || other.iter().any(|class| self.is(index, *class))
            || !word.chars().any(char::is_alphanumeric))
    }
}
