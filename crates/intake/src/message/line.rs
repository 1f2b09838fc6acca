//! The lines of an order in words: how much, in which unit, of what.

use super::mention::Mention;
use super::number::{self, Number};
use super::text::{Clause, Token, evidence};
use super::words::{self, Class};
use crate::request::{Confidence, Field, RequestLine};
use vocab::Gtin;

/// The most words that a segment without a quantity adds to the name before it.
const ADDED_WORDS_MAX: usize = 5;
/// The least characters of a code.
const CODE_CHARS_MIN: usize = 5;

/// Whether a clause stands where goods are named.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Setting {
    /// A clause before asked for goods, or named some, and no other talk came between.
    pub listing: bool,
}

/// A line, and the tokens (of its clause) that it was read from.
#[derive(Debug)]
pub(super) struct Found {
    pub line: RequestLine,
    pub tokens: std::ops::Range<usize>,
}

/// True when a clause asks for goods.
pub(super) fn asks(clause: &Clause) -> bool {
    clause.tokens.iter().any(|token| {
        let word = token.word();
        let weak = matches!(
            word.as_str(),
            "for" | "like" | "us" | "have" | "take" | "make" | "get" | "give"
        );
        !weak && words::is(&word, Class::Asking)
    })
}

/// The lines that a clause names.
pub(super) fn lines(
    text: &str,
    clause: &Clause,
    mentions: &[Mention],
    setting: Setting,
) -> Vec<Found> {
    let reader = Reader {
        text,
        clause,
        mentions,
    };
    let mut found: Vec<Found> = Vec::new();
    let listed = clause.bullet.is_some();
    for (from, to) in reader.segments(listed) {
        let sure =
            listed || asks(clause) || setting.listing && (clause.opens_line || !found.is_empty());
        match reader.line(from, to, sure) {
            Some(line) => found.push(line),
            None => reader.add(from, to, found.last_mut()),
        }
    }
    if let (Some(bullet), [only]) = (clause.bullet, found.as_mut_slice())
        && bullet.raw.starts_with(|c: char| c.is_ascii_digit())
    {
        let proof = evidence(text, &[bullet]);
        only.line.line_no = Some(Field::stated(bullet.raw.to_owned(), proof));
    }
    found
}

struct Reader<'t, 'c> {
    text: &'t str,
    clause: &'c Clause<'t>,
    mentions: &'c [Mention],
}

/// How much, and where it stands.
struct Head<'t> {
    at: usize,
    number: Number<'t>,
    /// Tokens of the unit word behind the number.
    unit: usize,
}

impl Head<'_> {
    fn end(&self) -> usize {
        self.at + self.number.tokens + self.unit
    }
}

impl<'t> Reader<'t, '_> {
    fn tokens(&self) -> &[Token<'t>] {
        &self.clause.tokens
    }

    fn word(&self, index: usize) -> String {
        self.tokens()
            .get(index)
            .map(Token::word)
            .unwrap_or_default()
    }

    fn taken(&self, index: usize) -> bool {
        self.mentions
            .iter()
            .any(|mention| mention.tokens.contains(&index))
    }

    /// Parts the clause at commas and "and"; in a line of a list only where a quantity follows.
    fn segments(&self, listed: bool) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let (mut from, mut depth) = (0, 0usize);
        for index in 0..self.tokens().len() {
            match self.word(index).as_str() {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            let parts =
                depth == 0 && index > from && !self.taken(index) && self.parts(index, listed);
            if parts {
                found.push((from, index));
                from = index;
            }
        }
        found.push((from, self.tokens().len()));
        found
    }

    fn parts(&self, index: usize, listed: bool) -> bool {
        let word = self.word(index);
        let joining = words::is(&word, Class::Joining) && word != "as";
        // "ועשרה ארגזים": the "and" is a letter of the number.
        let joined = word.starts_with('ו')
            && word.chars().count() > 2
            && (words::number(&word).is_some() || words::unit(&word[2..]).is_some());
        let behind = index + usize::from(!joined);
        let quantity = || {
            let head = self.head_at(behind);
            head.is_some_and(|head| !listed || head.unit > 0)
        };
        (joining && (!listed || quantity())) || joined && quantity()
    }

    /// The quantity at a token, unless it is a size.
    fn head_at(&self, at: usize) -> Option<Head<'t>> {
        if self.taken(at) {
            return None;
        }
        let number = number::read(self.tokens().get(at..)?)?;
        let behind = at + number.tokens;
        let next = self.word(behind);
        let is_unit = !self.taken(behind) && words::unit(&next).is_some();
        let unit = if number.glued.is_empty() {
            usize::from(is_unit)
        } else {
            0
        };
        Some(Head { at, number, unit })
    }

    fn is_size(&self, head: &Head) -> bool {
        let behind = self.word(head.end());
        words::size(&behind).is_some() || matches!(behind.as_str(), "%" | "percent" | "אחוז")
    }

    /// The quantity of a segment: the first where it begins with one, else the one that is
    /// most plainly a quantity.
    fn head(&self, from: usize, to: usize) -> Option<Head<'t>> {
        let mut heads: Vec<Head> = Vec::new();
        let mut at = from;
        while at < to {
            match self.head_at(at) {
                Some(head) if head.end() <= to => {
                    at = head.end();
                    heads.push(head);
                }
                _ => at += 1,
            }
        }
        let opens = heads
            .iter()
            .position(|head| self.name_before(from, head.at).is_empty());
        if let Some(first) = opens {
            let first = heads.swap_remove(first);
            return (!self.is_size(&first) || first.unit > 0 || self.measures(&first, to))
                .then_some(first);
        }
        let plain = |head: &Head| !self.is_size(head) || head.unit > 0;
        let marked = |head: &Head| {
            head.number.times
                || head.at > from
                    && matches!(
                        self.word(head.at - 1).as_str(),
                        "x" | "×" | "*" | ":" | "-" | "–" | "qty" | "quantity" | "כמות" | "="
                    )
        };
        let best = (heads
            .iter()
            .rposition(|head| plain(head) && (marked(head) || head.unit > 0)))
        .or_else(|| {
            heads
                .iter()
                .rposition(|head| plain(head) && self.name_after(head.end(), to).is_empty())
        })?;
        Some(heads.swap_remove(best))
    }

    /// "5 kg of rice": the size at the beginning is the quantity where a name follows.
    fn measures(&self, head: &Head, to: usize) -> bool {
        !self.name_after(head.end() + 1, to).is_empty()
    }

    /// The name in front of a quantity, without the words that ask for it.
    fn name_before(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        let asked = (from..to).rfind(|index| {
            words::is(&self.word(*index), Class::Asking)
                || self.taken(*index)
                || self.word(*index) == ":" && *index + 1 < to && self.colon_opens(*index, to)
        });
        let start = asked.map_or(from, |index| index + 1);
        self.without_filling(start, to)
    }

    /// "Hello: 20 cases" against "coffee: 20".
    fn colon_opens(&self, index: usize, to: usize) -> bool {
        !self.without_filling(index + 1, to).is_empty()
    }

    /// The name behind a quantity, up to where other talk begins.
    fn name_after(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        let mut start = from;
        while start < to && !self.taken(start) && words::is(&self.word(start), Class::Filling) {
            start += 1;
        }
        let mut end = start;
        while end < to && !self.taken(end) && !self.ends_name(end) {
            end += 1;
        }
        self.without_filling(start, end)
    }

    fn ends_name(&self, index: usize) -> bool {
        let word = self.word(index);
        match word.as_str() {
            "(" => !self.closes(index),
            _ => words::is(&word, Class::Ending),
        }
    }

    fn closes(&self, from: usize) -> bool {
        (from..self.tokens().len()).any(|index| self.word(index) == ")")
    }

    fn without_filling(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        let filling = |index: &usize| {
            let word = self.word(*index);
            words::is(&word, Class::Filling)
                || self.taken(*index)
                || matches!(word.as_str(), "." | "!" | "?" | ";")
        };
        let start = (from..to).find(|index| !filling(index)).unwrap_or(to);
        let end = (start..to)
            .rfind(|index| !filling(index))
            .map_or(start, |index| index + 1);
        start..end
    }

    /// Reads one segment; `sure` when something says that goods are named here.
    fn line(&self, from: usize, to: usize, sure: bool) -> Option<Found> {
        let head = self.head(from, to)?;
        let plain = sure || head.unit > 0 || head.number.times || !head.number.glued.is_empty();
        let mut name = self.name_after(head.end() + self.content(&head), to);
        let before = self.name_before(from, head.at);
        // "Coffee, 20 cases" names it in front; "we need for the shop 20 cases of coffee" behind.
        if name.is_empty()
            || !before.is_empty()
                && (head.number.times || head.unit > 0)
                && self.word(head.end()) != "of"
                && self.word(head.end()) != "של"
        {
            name = if before.is_empty() { name } else { before };
        }
        if !plain || name.is_empty() || (name.clone()).all(|index| self.is_talk(index)) {
            return None;
        }
        let mut line = RequestLine::default();
        self.measure(&head, &mut line);
        self.name(name.clone(), &mut line);
        let start = name.start.min(head.at);
        Some(Found {
            line,
            tokens: start..name.end.max(head.end()),
        })
    }

    fn is_talk(&self, index: usize) -> bool {
        let word = self.word(index);
        words::is(&word, Class::Talk) || !word.chars().any(char::is_alphanumeric)
    }

    /// The unit of content that is the unit of the order: "5 kg of rice".
    fn content(&self, head: &Head) -> usize {
        usize::from(
            head.unit == 0
                && head.number.glued.is_empty()
                && words::size(&self.word(head.end())).is_some(),
        )
    }

    fn measure(&self, head: &Head, line: &mut RequestLine) {
        let proof = |from: usize, to: usize| evidence(self.text, &self.tokens()[from..to]);
        let behind = head.at + head.number.tokens;
        let amount = Field::stated(head.number.value, proof(head.at, behind));
        line.quantity = Some(likely(amount));
        let unit = head.unit + self.content(head);
        let written = match unit {
            0 if head.number.glued.is_empty() => return,
            0 => head.number.glued.to_lowercase(),
            _ => self.word(behind),
        };
        let known = words::unit(&written)
            .or_else(|| words::size(&written))
            .flatten();
        let value = known.map_or(written, |unit| unit.as_str().to_owned());
        let at = if unit == 0 {
            proof(head.at, behind)
        } else {
            proof(behind, behind + unit)
        };
        line.uom = Some(likely(Field::stated(value, at)));
    }

    /// A code, a code with its description in brackets, or a description.
    fn name(&self, name: std::ops::Range<usize>, line: &mut RequestLine) {
        let tokens = &self.tokens()[name.clone()];
        let code = (0..tokens.len()).find(|index| is_code(tokens[*index].raw));
        if let Some(index) = code {
            let raw = tokens[index].raw;
            let field = likely(Field::stated(
                raw.to_owned(),
                evidence(self.text, &tokens[index..=index]),
            ));
            match Gtin::parse(raw) {
                Some(_) if raw.len() >= 8 => line.gtin = Some(field),
                _ => line.supplier_part = Some(field),
            }
        }
        let mark = |token: &&Token| matches!(token.raw, "(" | ")" | "," | "-" | "–" | ":" | "—");
        let rest = match code {
            Some(0) => &tokens[1..],
            Some(index) if index + 1 == tokens.len() => &tokens[..index],
            Some(_) | None => tokens,
        };
        let bracketed = code.is_some() && rest.first().is_some_and(|token| token.is("("));
        let skip = if code.is_some() {
            rest.iter().take_while(mark).count()
        } else {
            0
        };
        let rest = &rest[skip..];
        let cut = if bracketed || code.is_some() && rest.last().is_some_and(|last| mark(&last)) {
            rest.iter().rev().take_while(mark).count()
        } else {
            0
        };
        self.describe(&rest[..rest.len() - cut], line);
    }

    fn describe(&self, tokens: &[Token], line: &mut RequestLine) {
        let proof = evidence(self.text, tokens);
        let words: Vec<&str> = proof.text.split_whitespace().collect();
        if !tokens.is_empty() {
            line.description = Some(likely(Field::stated(words.join(" "), proof)));
        }
    }

    /// A segment without a quantity goes on with the name before it: "olive oil, extra virgin".
    fn add(&self, from: usize, to: usize, last: Option<&mut Found>) {
        let Some(last) =
            last.filter(|last| last.tokens.end == from && last.line.description.is_some())
        else {
            return;
        };
        let name = self.name_after(from, to);
        let whole = name.end == to
            || self.taken(name.end)
            || words::is(&self.word(name.end), Class::Ending);
        let talk = name.is_empty()
            || name.len() > ADDED_WORDS_MAX
            || name
                .clone()
                .any(|index| self.is_talk(index) || words::is(&self.word(index), Class::Asking));
        let starts = (last.line.description.as_ref()).and_then(|field| field.evidence.span);
        let first = starts.and_then(|(start, _)| {
            self.tokens()
                .iter()
                .position(|token| token.start == start as usize)
        });
        if let (Some(first), true, false) = (first, whole, talk) {
            last.tokens.end = name.end;
            self.describe(&self.tokens()[first..name.end], &mut last.line);
        }
    }
}

/// What is said in words is never certain.
fn likely<T>(field: Field<T>) -> Field<T> {
    Field {
        confidence: Confidence::LIKELY,
        ..field
    }
}

/// A part number: digits with letters and dashes, or many digits.
pub(super) fn is_code(raw: &str) -> bool {
    let digits = raw.chars().filter(char::is_ascii_digit).count();
    let letters = raw.chars().filter(char::is_ascii_uppercase).count();
    let plain = raw
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/'));
    let mixed = letters >= 2 && digits >= 2 && !raw.chars().any(|c| c.is_ascii_lowercase());
    raw.len() >= CODE_CHARS_MIN && plain && (mixed || digits == raw.len() && digits >= 6)
}
