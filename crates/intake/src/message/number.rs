//! Quantities as people write them: `20`, `1,000`, `x12`, "two dozen", "עשרים וחמישה".

use super::text::Token;
use super::words;
use crate::sheet;
use vocab::Decimal;

/// A quantity that was read, and how many tokens it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number<'t> {
    pub value: Decimal,
    pub tokens: usize,
    /// Letters glued to the digits: a unit, or nothing.
    pub glued: &'t str,
    /// It was written with a mark of multiplication: `x12`, `12x`.
    pub times: bool,
}

/// Larger quantities are numbers of something else.
const QUANTITY_MAX: i64 = 9_999_999;

/// Reads the quantity that these tokens begin with.
pub(super) fn read<'t>(tokens: &[Token<'t>]) -> Option<Number<'t>> {
    in_digits(tokens.first()?.raw).or_else(|| in_words(tokens))
}

fn in_digits(raw: &str) -> Option<Number<'_>> {
    let (bare, before) = match raw.strip_prefix(['x', 'X', '×']) {
        Some(rest) => (rest, true),
        None => (raw, false),
    };
    let digits = bare
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
        .unwrap_or(bare.len());
    let (number, glued) = bare.split_at(digits);
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let times = before || matches!(glued, "x" | "X" | "×");
    let glued = if times { "" } else { glued };
    let is_word = glued.is_empty() || words::unit(&glued.to_lowercase()).is_some();
    let value = sheet::number_of(number).filter(|value| *value <= Decimal::whole(QUANTITY_MAX))?;
    is_word.then_some(Number {
        value,
        tokens: 1,
        glued,
        times,
    })
}

fn in_words<'t>(tokens: &[Token<'t>]) -> Option<Number<'t>> {
    let words: Vec<String> = tokens.iter().take(5).map(Token::word).collect();
    let at = |index: usize| words.get(index).map(String::as_str);
    let fixed = match (at(0)?, at(1), at(2)) {
        ("half", Some("a"), Some("dozen")) => Some((6, 3)),
        ("חצי", Some("תריסר"), _) => Some((6, 2)),
        ("a" | "one", Some("dozen"), _) => Some((12, 2)),
        ("a" | "one", Some("hundred"), _) => Some((100, 2)),
        ("a", Some("couple"), _) => Some((2, 2)),
        ("a" | "an", Some(unit), _) if words::unit(unit).is_some() => Some((1, 1)),
        ("זוג", ..) => Some((2, 1)),
        _ => None,
    };
    let (value, tokens) = fixed.or_else(|| sum(&words))?;
    Some(Number {
        value: Decimal::whole(value),
        tokens,
        glued: "",
        times: false,
    })
}

/// "Twenty five", "two dozen", "חמישה עשר".
fn sum(words: &[String]) -> Option<(i64, usize)> {
    let mut value = words::number(words.first()?)?;
    let mut count = 1;
    while let Some(word) = words.get(count) {
        let dash = word == "-";
        let Some(next) = words
            .get(count + usize::from(dash))
            .and_then(|word| words::number(word))
        else {
            break;
        };
        let is_tens = (20..100).contains(&value) && next < 10;
        let is_teen = value < 10 && (word == "עשר" || word == "עשרה");
        value = match (
            next == 12 || next == 100,
            is_tens,
            is_teen || value == 100 && next < 100,
        ) {
            (true, ..) if value < 100 => value * next,
            (false, true, _) | (_, _, true) => value + next,
            _ => break,
        };
        count += 1 + usize::from(dash);
    }
    Some((value, count))
}

#[cfg(test)]
mod tests {
    use super::super::text::clauses;
    use super::*;

    #[test]
    fn quantities_are_read_in_digits_and_words() {
        let cases = [
            ("20 cases", "20 1"),
            ("1,000", "1000 1"),
            ("2.5", "2.5 1"),
            ("x12", "12 1"),
            ("12x cola", "12 1"),
            ("20pcs", "20 1"),
            ("two dozen", "24 2"),
            ("half a dozen", "6 3"),
            ("a case of", "1 1"),
            ("twenty five", "25 2"),
            ("עשרים וחמישה", "25 2"),
            ("חמישה עשר", "15 2"),
            ("תריסר", "12 1"),
            ("1/2", "-"),
            ("12x1L", "-"),
            ("cola", "-"),
        ];
        for (text, expected) in cases {
            let clauses = clauses(text);
            let found = read(&clauses[0].tokens);
            let shown = found.map_or("-".to_owned(), |n| format!("{} {}", n.value, n.tokens));
            assert_eq!(shown, expected, "{text}");
        }
    }
}
