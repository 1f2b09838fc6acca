//! What goods are called: a code, a code with a description, or a description.

use super::text::{Token, evidence};
use super::words::Class;
use crate::request::{Confidence, Field, RequestLine};
use vocab::Gtin;

/// The least characters of a code.
const CODE_CHARS_MIN: usize = 5;
/// The least characters of a GTIN.
const GTIN_CHARS_MIN: usize = 8;

/// Writes down what these tokens call.
pub(super) fn name(text: &str, tokens: &[Token], line: &mut RequestLine) {
    let labels = tokens
        .iter()
        .take_while(|token| token.is_a(Class::CodeLabel) || token.is(".") || token.is(":"))
        .count();
    let labelled = labels > 0 && tokens.get(labels).is_some_and(|token| has_digit(token.raw));
    let tokens = if labelled { &tokens[labels..] } else { tokens };
    let code = if labelled {
        Some(0)
    } else {
        (0..tokens.len()).find(|index| is_code(tokens[*index].raw))
    };
    let Some(index) = code else {
        return describe(text, tokens, line);
    };
    let raw = tokens[index].raw;
    let field = likely(raw.to_owned(), text, &tokens[index..=index]);
    match Gtin::parse(raw) {
        Some(_) if raw.len() >= GTIN_CHARS_MIN => line.gtin = Some(field),
        _ => line.supplier_part = Some(field),
    }
    let is = |at: usize, mark: &str| tokens.get(at).is_some_and(|token| token.is(mark));
    let enclosed = index > 1 && is(index - 1, "(") && is(index + 1, ")");
    let rest = match index {
        0 => &tokens[1..],
        last if enclosed && last + 2 == tokens.len() => &tokens[..last - 1],
        last if last + 1 == tokens.len() => without_labels(&tokens[..last]),
        _ => tokens,
    };
    describe(text, without_marks(rest), line);
}

/// Without "/ Code:" at the end, which leads to the code that stood there.
fn without_labels<'s, 't>(tokens: &'s [Token<'t>]) -> &'s [Token<'t>] {
    let label =
        |token: &&Token| token.is_a(Class::CodeLabel) || !token.raw.contains(char::is_alphanumeric);
    let cut = tokens.iter().rev().take_while(label).count();
    let labelled = tokens[tokens.len() - cut..]
        .iter()
        .any(|token| token.raw.contains(char::is_alphanumeric));
    if labelled {
        &tokens[..tokens.len() - cut]
    } else {
        tokens
    }
}

/// Without the brackets and dashes that part a code from its description.
fn without_marks<'s, 't>(tokens: &'s [Token<'t>]) -> &'s [Token<'t>] {
    let mark = |token: &Token| matches!(token.raw, "(" | ")" | "," | "-" | "–" | ":" | "—" | "|");
    let start = tokens.iter().take_while(|token| mark(token)).count();
    let bracketed = tokens.first().is_some_and(|token| token.is("("));
    let cut = tokens[start..]
        .iter()
        .rev()
        .take_while(|token| mark(token))
        .count();
    let closes = tokens.last().is_some_and(|token| token.is(")"));
    let opened = || tokens[start..].iter().any(|token| token.is("("));
    let cut = if closes && opened() && !bracketed {
        0
    } else {
        cut
    };
    &tokens[start..tokens.len() - cut]
}

/// Without the Hebrew article, which is written together with the name.
pub(super) fn without_prefix(line: &mut RequestLine, prefix: &str) {
    if let Some(name) = &mut line.description
        && let Some(bare) = name.value.strip_prefix(prefix)
    {
        name.value = bare.to_owned();
    }
}

fn describe(text: &str, tokens: &[Token], line: &mut RequestLine) {
    if tokens.is_empty() {
        return;
    }
    let field = likely((), text, tokens);
    let words: Vec<&str> = field.evidence.text.split_whitespace().collect();
    let value = words.join(" ");
    line.description = Some(field.map(|()| value));
}

fn likely<T>(value: T, text: &str, tokens: &[Token]) -> Field<T> {
    Field {
        value,
        confidence: Confidence::LIKELY,
        evidence: evidence(text, tokens),
    }
}

fn has_digit(raw: &str) -> bool {
    raw.chars().any(|c| c.is_ascii_digit())
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
