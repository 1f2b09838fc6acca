//! Quantities as people write them: `20`, `1,000`, `x12`, "two dozen", "half a", "עשרים וחמישה".

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
    /// It is one end of a range, "10 to 12": how many, nobody said.
    pub is_range: bool,
}

/// Larger quantities are numbers of something else.
const QUANTITY_MAX: i64 = 9_999_999;
/// The most digits of an end of a range; longer ones are telephones and codes.
const RANGE_DIGITS_MAX: usize = 4;
/// How many times its beginning the end of a range with a dash may be.
const RANGE_FACTOR_MAX: i64 = 3;
/// The most tokens of one quantity.
const TOKENS_MAX: usize = 7;

/// Reads the quantity that these tokens begin with, ranges included.
pub(super) fn read<'t>(tokens: &[Token<'t>]) -> Option<Number<'t>> {
    let first = read_one(tokens).or_else(|| glued_range(tokens.first()?.raw))?;
    let between = tokens.get(first.tokens).map(Token::word);
    let is_range = matches!(between, Some("to" | "or" | "-" | "–" | "עד" | "או"));
    let last = tokens.get(first.tokens + 1..).and_then(read_one);
    // "Size 7 - 200 pieces": a dash parts as well.
    let most = first.value.checked_mul(Decimal::whole(RANGE_FACTOR_MAX));
    let near = |last: &Number| is_near(between, last.value, most);
    match last.filter(|last| is_range && last.value > first.value && !first.times && near(last)) {
        Some(last) => Some(Number {
            tokens: first.tokens + 1 + last.tokens,
            is_range: true,
            ..last
        }),
        None => Some(first),
    }
}

fn is_near(between: Option<&str>, last: Decimal, most: Option<Decimal>) -> bool {
    !matches!(between, Some("-" | "–")) || most.is_some_and(|most| last <= most)
}

/// Reads the single quantity that these tokens begin with.
pub(super) fn read_one<'t>(tokens: &[Token<'t>]) -> Option<Number<'t>> {
    let words: Vec<&str> = tokens.iter().take(TOKENS_MAX).map(Token::word).collect();
    let number = spaced(tokens)
        .or_else(|| in_digits(tokens.first()?.raw))
        .or_else(|| in_words(&words));
    let number = number.map(|number| with_half(number, &words))?;
    let dozens = in_digits(tokens.first()?.raw).is_some()
        && words
            .get(number.tokens)
            .is_some_and(|word| matches!(*word, "dozen" | "doz" | "dz"));
    match number
        .value
        .checked_mul(Decimal::whole(12))
        .filter(|_| dozens)
    {
        Some(value) => Some(Number {
            value,
            tokens: number.tokens + 1,
            ..number
        }),
        None => Some(number),
    }
}

fn plain<'t>(value: Decimal, tokens: usize) -> Number<'t> {
    Number {
        value,
        tokens,
        glued: "",
        times: false,
        is_range: false,
    }
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
    let is_padded = number.len() > 1 && number.starts_with('0') && !number.contains(['.', ',']);
    if !number.starts_with(|c: char| c.is_ascii_digit()) || is_padded {
        return None;
    }
    let times = before || matches!(glued, "x" | "X" | "×");
    let glued = if times { "" } else { glued };
    let unit = glued.to_lowercase();
    let is_word = glued.is_empty() || words::unit(&unit).is_some() || words::size(&unit).is_some();
    let value = sheet::number_of(number).filter(|value| *value <= Decimal::whole(QUANTITY_MAX))?;
    is_word.then_some(Number {
        glued,
        times,
        ..plain(value, 1)
    })
}

/// `2 500 pcs`: thousands parted by a blank, where a unit makes clear that it is one number.
fn spaced<'t>(tokens: &[Token<'t>]) -> Option<Number<'t>> {
    let [first, second, unit, ..] = tokens else {
        return None;
    };
    let digits =
        |raw: &str, most: usize| raw.len() <= most && raw.bytes().all(|byte| byte.is_ascii_digit());
    let fits = digits(first.raw, 3) && digits(second.raw, 3) && second.raw.len() == 3;
    let value = sheet::number_of(&format!("{}{}", first.raw, second.raw))?;
    (fits && !first.raw.starts_with('0') && words::unit(unit.word()).is_some())
        .then_some(plain(value, 2))
}

/// `10-12`.
fn glued_range(raw: &str) -> Option<Number<'_>> {
    let (low, high) = raw.split_once(['-', '–'])?;
    let fits = low.len() <= RANGE_DIGITS_MAX && high.len() <= RANGE_DIGITS_MAX;
    let (low, high) = (in_digits(low)?, in_digits(high)?);
    (fits && low.value < high.value && low.glued.is_empty()).then_some(Number {
        is_range: true,
        ..high
    })
}

fn in_words<'t>(words: &[&str]) -> Option<Number<'t>> {
    let at = |index: usize| words.get(index).copied();
    let is_unit = |word: Option<&str>| word.is_some_and(|word| words::unit(word).is_some());
    let half = Decimal::new(5, 1)?;
    let fixed = match (at(0)?, at(1), at(2)) {
        ("half", Some("a"), Some("dozen")) => Some((Decimal::whole(6), 3)),
        ("half", Some("dozen"), _) | ("חצי", Some("תריסר"), _) => {
            Some((Decimal::whole(6), 2))
        }
        ("half", Some("a" | "an"), unit) if is_unit(unit) => Some((half, 2)),
        ("half" | "½" | "חצי", unit, _) if is_unit(unit) => Some((half, 1)),
        ("a" | "one", Some("dozen"), _) => Some((Decimal::whole(12), 2)),
        ("a" | "one", Some("hundred"), _) => None,
        ("a", Some("couple"), of) => Some((Decimal::whole(2), 2 + usize::from(of == Some("of")))),
        ("couple", of, _) => Some((Decimal::whole(2), 1 + usize::from(of == Some("of")))),
        ("a" | "an", unit, _) if is_unit(unit) => Some((Decimal::whole(1), 1)),
        ("זוג", ..) => Some((Decimal::whole(2), 1)),
        _ => None,
    };
    let (value, tokens) = fixed.or_else(|| {
        let article = usize::from(at(0) == Some("a") && at(1) == Some("hundred"));
        let (value, count) = sum(&words[article..])?;
        Some((Decimal::whole(value), article + count))
    })?;
    Some(plain(value, tokens))
}

/// "Twenty five", "two dozen", "one hundred and twenty", "חמישה עשר".
fn sum(words: &[&str]) -> Option<(i64, usize)> {
    let mut value = words::number(words.first()?)?;
    let mut count = 1;
    while let Some(word) = words.get(count) {
        let joint = usize::from(*word == "-" || *word == "and" && value >= 100);
        let next = words
            .get(count + joint)
            .and_then(|word| words::number(word));
        let Some(next) = next else {
            break;
        };
        let is_tens = (20..100).contains(&value) && next < 10;
        let is_teen = value < 10 && next == 10 && !word.starts_with('ו');
        let behind_hundreds = value >= 100 && value % 100 == 0 && next < 100;
        value = match (
            next == 12 || next >= 100,
            is_tens || is_teen || behind_hundreds,
        ) {
            (true, _) if value < 100 => value * next,
            (_, true) => value + next,
            _ => break,
        };
        count += 1 + joint;
    }
    Some((value, count))
}

/// "Two and a half", "two and a half dozen", "שניים וחצי".
fn with_half<'t>(number: Number<'t>, words: &[&str]) -> Number<'t> {
    let at = |index: usize| words.get(number.tokens + index).copied();
    let tokens = match (at(0), at(1), at(2)) {
        (Some("and"), Some("a"), Some("half")) => 3,
        (Some("וחצי"), ..) => 1,
        _ => return number,
    };
    let dozen = at(tokens) == Some("dozen");
    let half = Decimal::new(5, 1).and_then(|half| number.value.checked_add(half));
    let value = match (half, dozen) {
        (Some(value), true) => value.checked_mul(Decimal::whole(12)),
        (value, _) => value,
    };
    value.map_or(number, |value| Number {
        value,
        tokens: number.tokens + tokens + usize::from(dozen),
        ..number
    })
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
            ("half a pallet", "0.5 2"),
            ("two and a half dozen jars", "30 5"),
            ("a case of", "1 1"),
            ("a couple of boxes", "2 3"),
            ("twenty five", "25 2"),
            ("forty-five lids", "45 1"),
            ("5 dozen eggs", "60 2"),
            ("one hundred and twenty", "120 4"),
            ("2 500 pcs", "2500 2"),
            ("10-12 cases", "12 1 range"),
            ("10 to 12 cases", "12 3 range"),
            ("עשרים וחמישה", "25 2"),
            ("חמישה עשר", "15 2"),
            ("תריסר", "12 1"),
            ("חצי משטח", "0.5 1"),
            ("1/2", "-"),
            ("07700 900456", "-"),
            ("12x1L", "-"),
            ("cola", "-"),
        ];
        for (text, expected) in cases {
            let clauses = clauses(text);
            let found = read(&clauses[0].tokens);
            let shown = found.map_or("-".to_owned(), |n| {
                let range = if n.is_range { " range" } else { "" };
                format!("{} {}{range}", n.value, n.tokens)
            });
            assert_eq!(shown, expected, "{text}");
        }
    }
}
