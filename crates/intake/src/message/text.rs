//! A message as tokens that know where they stand, in clauses that each say one thing.

use super::words::{Class, Word};
use crate::request::{Evidence, Place};
use vocab::Unit;

/// The most tokens of one message that are read.
pub(super) const TOKENS_MAX: usize = 20_000;
/// The most tokens of one clause: a longer one is cut, since each of its parts is held against the others.
const CLAUSE_TOKENS_MAX: usize = 256;
/// A line this long that ends without a mark is wrapped, and goes on in the next one.
const WRAPPED_CHARS_MIN: usize = 50;
/// The most tokens of the date, time and name in front of a message of a chat.
const CHAT_HEAD_TOKENS_MAX: usize = 14;
/// Hebrew letters that are written together with the number behind them: and, to, in, from, as.
const PREFIXES: [char; 6] = ['ו', 'ל', 'ב', 'מ', 'כ', 'ה'];
/// Words that a dot belongs to: it ends no sentence.
const ABBREVIATED: [&str; 23] = [
    "pos", "no", "nr", "num", "qty", "ref", "art", "tel", "mob", "ext", "approx", "st", "rd",
    "ave", "mr", "mrs", "ms", "dr", "pcs", "ctn", "cs", "bx", "incl",
];

/// A word, a number or a mark.
#[derive(Clone, Debug)]
pub(super) struct Token<'t> {
    /// As written.
    pub raw: &'t str,
    /// Line of the message, from 1.
    pub line: u32,
    /// Byte of the message that it begins at.
    pub start: usize,
    /// What is known of it.
    pub known: Word,
}

impl Token<'_> {
    /// The byte behind it.
    pub fn end(&self) -> usize {
        self.start + self.raw.len()
    }

    /// In small letters, with plain apostrophes.
    pub fn word(&self) -> &str {
        #[cfg(test)]
        looks::add();
        &self.known.text
    }

    /// True when the word is of a class.
    pub fn is_a(&self, class: Class) -> bool {
        #[cfg(test)]
        looks::add();
        self.known.is(class)
    }

    /// True for a mark such as a comma.
    pub fn is(&self, mark: &str) -> bool {
        self.raw == mark
    }
}

/// What readers ask of the words of a clause. Behind its end there are none.
pub(super) trait Words<'t> {
    /// Its tokens.
    fn tokens(&self) -> &[Token<'t>];

    fn word<'s>(&'s self, index: usize) -> &'s str
    where
        't: 's,
    {
        self.tokens().get(index).map_or("", |token| token.word())
    }

    fn raw<'s>(&'s self, index: usize) -> &'s str
    where
        't: 's,
    {
        self.tokens().get(index).map_or("", |token| token.raw)
    }

    fn is(&self, index: usize, class: Class) -> bool {
        let token = self.tokens().get(index);
        token.is_some_and(|token| token.is_a(class))
    }

    /// The unit of trade that a word means: [`words::unit`](super::words::unit).
    fn unit(&self, index: usize) -> Option<Option<Unit>> {
        self.tokens().get(index)?.known.unit
    }

    /// The unit of content that a word means.
    fn size(&self, index: usize) -> Option<Option<Unit>> {
        self.tokens().get(index)?.known.size
    }

    /// The word that stands so many words before this one.
    fn before<'s>(&'s self, index: usize, skip: usize) -> &'s str
    where
        't: 's,
    {
        index.checked_sub(skip).map_or("", |at| self.word(at))
    }
}

/// What stands between two ends: a sentence, or a line of a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Clause<'t> {
    /// Its tokens, without the bullet.
    pub tokens: Vec<Token<'t>>,
    /// The number or dot in front of a line of a list.
    pub bullet: Option<Token<'t>>,
    /// The first of its line.
    pub opens_line: bool,
}

/// Splits a message into clauses.
pub(super) fn clauses(text: &str) -> Vec<Clause<'_>> {
    let mut found: Vec<Clause> = Vec::new();
    let mut current = Clause::default();
    let mut wrapped = false;
    let numbered = numbered(text);
    let (mut at, mut left) = (0, TOKENS_MAX);
    for (number, line) in (1u32..).zip(text.split('\n')) {
        let tokens = tokens(line, number, at);
        let tokens = tokens[chat_head(&tokens)..].to_vec();
        at += line.len() + 1;
        let (bullet, skip) = match numbered.contains(&number) {
            true => (tokens.first().cloned(), 2),
            false => bullet(&tokens, line),
        };
        let goes_on = wrapped && bullet.is_none() && goes_on_from(&current, &tokens);
        if !goes_on {
            found.push(std::mem::take(&mut current));
            current.opens_line = true;
            current.bullet = bullet;
        }
        for token in tokens.into_iter().skip(skip).take(left) {
            left -= 1;
            let full = current.tokens.len() + 1 >= CLAUSE_TOKENS_MAX;
            match full || matches!(token.raw, "." | "!" | "?" | ";") {
                true => {
                    current.tokens.push(token);
                    found.push(std::mem::take(&mut current));
                }
                false => current.tokens.push(token),
            }
        }
        let ends = line.trim_end().ends_with(['.', '!', '?', ':', ';']);
        wrapped = line.chars().count() >= WRAPPED_CHARS_MIN && !ends;
    }
    found.push(current);
    found.retain(|clause| !clause.tokens.is_empty());
    found
}

/// Lines that are numbered with a dash: `1 - tea`, `2 - rice`. A single one may be a quantity.
fn numbered(text: &str) -> Vec<u32> {
    let lines: Vec<&str> = text.split('\n').collect();
    let opens = |line: usize, wanted: u32| {
        let line = lines.get(line).map_or("", |line| line.trim());
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let mark = line[digits..]
            .trim_start()
            .starts_with(['-', '–', ':', '/']);
        line[..digits].parse() == Ok(wanted) && mark
    };
    let mut found = Vec::new();
    for first in (0..lines.len()).filter(|line| opens(*line, 1) && opens(*line + 1, 2)) {
        let rows = (1u32..).take_while(|row| opens(first + *row as usize - 1, *row));
        found.extend(rows.map(|row| first as u32 + row));
    }
    found
}

/// True when a line goes on with the sentence of the line before it, and opens no line of a list.
fn goes_on_from(before: &Clause, line: &[Token]) -> bool {
    let (Some(last), Some(first)) = (before.tokens.last(), line.first()) else {
        return false;
    };
    let hangs = last.is(",") || last.is_a(Class::Filling);
    let counted = last.raw.ends_with(|c: char| c.is_ascii_digit()) || last.known.unit.is_some();
    let small = first
        .raw
        .starts_with(|c: char| c.is_alphabetic() && !c.is_uppercase());
    hangs || small && !counted || first.is("(")
}

/// How many tokens the head of a chat's message takes: `[20/04/2026, 09:14] Sam:`, `20.4.26, 9:14 - Sam:`.
fn chat_head(tokens: &[Token]) -> usize {
    let is_date = |token: &Token| {
        let marks = token.raw.matches(['/', '.', '-']).count();
        marks == 2
            && token
                .raw
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '/' | '.' | '-'))
    };
    let head = &tokens[..tokens.len().min(CHAT_HEAD_TOKENS_MAX)];
    let mut colons = (0..head.len()).filter(|index| head[*index].is(":"));
    match (head.iter().take(2).any(is_date), colons.next_back()) {
        (true, Some(colon)) if head[..colon].iter().any(|token| token.is(":")) => colon + 1,
        _ => 0,
    }
}

/// The bullet of a line, and how many tokens it takes.
fn bullet<'t>(tokens: &[Token<'t>], line: &str) -> (Option<Token<'t>>, usize) {
    let Some(first) = tokens.first() else {
        return (None, 0);
    };
    let spaced = line[line.len() - line.trim_start().len()..]
        .strip_prefix(first.raw)
        .is_some_and(|rest| rest.starts_with(char::is_whitespace));
    let dot = matches!(first.raw, "-" | "*" | "•" | "–" | "—" | "·" | "+");
    let is_number = first.raw.len() <= 2 && first.raw.bytes().all(|byte| byte.is_ascii_digit());
    let closed = (tokens.get(1))
        .is_some_and(|second| matches!(second.raw, "." | ")") && second.start == first.end());
    let is_letter = first.raw.len() == 1 && first.raw.starts_with(|c: char| c.is_ascii_lowercase());
    // "[ ] tea", "[x] tea".
    let box_ends = (1..=2).find(|at| tokens.get(*at).is_some_and(|token| token.is("]")));
    if let Some(end) = box_ends.filter(|_| first.is("[")) {
        return (Some(first.clone()), end + 1);
    }
    match (dot && spaced, (is_number || is_letter) && closed) {
        (true, _) => (Some(first.clone()), 1),
        (_, true) => (Some(first.clone()), 2),
        _ => (None, 0),
    }
}

fn tokens(line: &str, number: u32, at: usize) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(begin) = rest.find(|c: char| !c.is_whitespace() && !is_invisible(c)) {
        rest = &rest[begin..];
        let length = length(rest);
        let start = at + (line.len() - rest.len());
        let raw = &rest[..length];
        found.push(Token {
            raw,
            line: number,
            start,
            known: Word::of(raw),
        });
        rest = &rest[length..];
    }
    found
}

/// Marks of direction and joins, which nobody sees.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// How many bytes the next token has.
fn length(text: &str) -> usize {
    let mut chars = text.chars();
    let first = chars.next().map_or(0, char::len_utf8);
    if let Some(prefix) = prefixed_number(text) {
        return prefix;
    }
    let dots = text.len() - text.trim_start_matches('.').len();
    if dots > 1 {
        return dots;
    }
    let signed =
        text.starts_with(['-', '#']) && text[first..].starts_with(|c: char| c.is_ascii_digit());
    if !signed
        && !text.starts_with(char::is_alphanumeric)
        && !text.starts_with(['$', '€', '£', '₪'])
    {
        return first;
    }
    let end = text
        .char_indices()
        .skip(1)
        .find(|(at, c)| !goes_on(text, *at, *c));
    let end = end.map_or(text.len(), |(at, _)| at);
    let word = text[..end].to_lowercase();
    let dotted = text[end..].starts_with('.') && !text[end + 1..].trim().is_empty();
    end + usize::from(dotted && ABBREVIATED.contains(&word.as_str()))
}

/// The Hebrew letter in front of a number, or of a dash, is a token of its own, with the dash.
fn prefixed_number(text: &str) -> Option<usize> {
    let letter = text.chars().next().filter(|c| PREFIXES.contains(c))?;
    let rest = &text[letter.len_utf8()..];
    // "ול-20": "and" is a word of its own.
    if letter == 'ו' && prefixed_number(rest).is_some() {
        return Some(letter.len_utf8());
    }
    let bare = rest.trim_start_matches(['-', '־', '–']);
    let number = bare.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '₪' | '$'));
    let dashed = bare.len() < rest.len() && bare.starts_with(|c| ('א'..='ת').contains(&c));
    (number || dashed).then(|| text.len() - bare.len())
}

fn goes_on(text: &str, at: usize, c: char) -> bool {
    if c.is_alphanumeric() {
        return true;
    }
    let before = text[..at].chars().next_back();
    let behind = text[at + c.len_utf8()..].chars().next();
    let inside = behind.is_some_and(char::is_alphanumeric);
    match c {
        '.' | ',' => {
            inside
                && before.is_some_and(|c| c.is_ascii_digit())
                && behind.is_some_and(|c| c.is_ascii_digit())
                || c == '.' && inside && is_mail_or_abbreviation(text, at)
        }
        '-' | '/' | '_' | '\'' | '’' | '׳' | '"' | '״' | '־' | '&' | '@' | '#' => {
            inside || matches!(c, '"' | '\'' | '׳') && is_mark_of_measure(before)
        }
        '%' | '₪' | '€' => before.is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    }
}

fn is_mail_or_abbreviation(text: &str, at: usize) -> bool {
    text[..at].contains('@') || text[..at].chars().count() == 1
}

/// Inches behind a number; the mark of a Hebrew abbreviation.
fn is_mark_of_measure(before: Option<char>) -> bool {
    before.is_some_and(|c| c.is_ascii_digit() || ('א'..='ת').contains(&c))
}

/// What stands from the first to the last of these tokens, which must not be empty.
pub(super) fn evidence(text: &str, tokens: &[Token]) -> Evidence {
    let (line, start, end) = match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => (first.line, first.start, last.end()),
        _ => (1, 0, 0),
    };
    Evidence {
        place: span_place(text, line, start, end),
        text: text[start..end].to_owned(),
        span: Some((start as u32, end as u32)),
        part: None,
    }
}

/// The columns of a line that these bytes of the message stand in; of the first, where they go on.
pub(super) fn span_place(text: &str, line: u32, start: usize, end: usize) -> Place {
    let opens = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let first_line = text[start..end].lines().next().unwrap_or_default();
    let column = text[opens..start].chars().count() as u32 + 1;
    Place::Columns {
        line,
        start: column,
        end: column + (first_line.chars().count() as u32).saturating_sub(1),
    }
}

/// How often words are looked at, so that a test can hold the work to a limit.
#[cfg(test)]
pub(super) mod looks {
    use std::cell::Cell;

    thread_local! {
        static LOOKS: Cell<usize> = const { Cell::new(0) };
    }

    pub fn add() {
        LOOKS.set(LOOKS.get() + 1);
    }

    /// How many there were since the last question.
    pub fn taken() -> usize {
        LOOKS.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        let clauses = clauses(text);
        let show = |clause: &Clause| {
            let words: Vec<&str> = clause.tokens.iter().map(|token| token.raw).collect();
            words.join("|")
        };
        clauses.iter().map(show).collect::<Vec<_>>().join(" // ")
    }

    #[test]
    fn a_message_is_split_where_a_person_pauses() {
        assert_eq!(
            check("Send 20 cases, please. Thanks!"),
            "Send|20|cases|,|please|. // Thanks|!"
        );
        assert_eq!(
            check("1. 5 ft of 1/4\" hose\n- 2.5 kg"),
            "5|ft|of|1/4\"|hose // 2.5|kg"
        );
        assert_eq!(check("ו-5 קפה ב3 ק\"ג"), "ו-|5|קפה|ב|3|ק\"ג");
        let wrapped = "we would like to have twenty cases of the very dark\nroast by Monday";
        assert_eq!(clauses(wrapped).len(), 1);
    }

    #[test]
    fn evidence_names_line_columns_and_bytes() {
        let text = "שלום\nשלחו 20 ארגזים";
        let clauses = clauses(text);
        let found = evidence(text, &clauses[1].tokens[1..]);
        assert_eq!(found.text, "20 ארגזים");
        assert_eq!(
            found.place,
            Place::Columns {
                line: 2,
                start: 6,
                end: 14
            }
        );
        let (start, end) = found.span.expect("a span");
        assert_eq!(&text[start as usize..end as usize], found.text);
    }
}
