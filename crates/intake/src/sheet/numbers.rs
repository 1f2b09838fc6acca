//! Numbers as people write them: `1,234.50`, `1.234,50`, `1 234,5`, `$3.08`, `10 EA`, `(5)`.

use vocab::Decimal;

/// Which character parts the whole from the fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    Dot,
    Comma,
}

/// A number with what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Numeral<'a> {
    pub value: Decimal,
    /// Another locale would read another number.
    pub ambiguous: bool,
    /// What stands before the digits, without signs: `$`, `EUR`.
    pub before: &'a str,
    /// What stands behind them: `EA`, `€`.
    pub behind: &'a str,
}

impl Point {
    fn of(c: char) -> Option<Point> {
        match c {
            '.' => Some(Point::Dot),
            ',' => Some(Point::Comma),
            _ => None,
        }
    }

    fn other(self) -> Point {
        match self {
            Point::Dot => Point::Comma,
            Point::Comma => Point::Dot,
        }
    }

    fn character(self) -> char {
        match self {
            Point::Dot => '.',
            Point::Comma => ',',
        }
    }
}

/// Reads a number; `point` is the habit of the document, where it is known.
pub(crate) fn read(text: &str, point: Option<Point>) -> Option<Numeral<'_>> {
    let parts = parts(text)?;
    let (decimal, ambiguous) = match certain_point(parts.digits)? {
        Reading::Whole => (Point::Dot, false),
        Reading::Certain(decimal) => (decimal, false),
        Reading::Either => match point {
            Some(point) => (point, false),
            // Without any hint a lone dot is a decimal point and a lone comma groups thousands.
            None => (Point::Dot, true),
        },
    };
    let mut plain = String::with_capacity(parts.digits.len() + 1);
    if parts.negative {
        plain.push('-');
    }
    for c in parts.digits.chars() {
        if c.is_ascii_digit() {
            plain.push(c);
        } else if c == decimal.character() {
            plain.push('.');
        }
    }
    Some(Numeral {
        value: Decimal::parse(&plain)?,
        ambiguous,
        before: parts.before,
        behind: parts.behind,
    })
}

/// The habit that a number gives away, if it does.
pub(crate) fn habit(text: &str) -> Option<Point> {
    match certain_point(parts(text)?.digits)? {
        Reading::Certain(point) => Some(point),
        Reading::Whole | Reading::Either => None,
    }
}

struct Parts<'a> {
    negative: bool,
    before: &'a str,
    /// Digits, dots, commas and the marks between groups.
    digits: &'a str,
    behind: &'a str,
}

/// Longer words around a number make the text no number.
const AROUND_BYTES_MAX: usize = 12;

fn parts(text: &str) -> Option<Parts<'_>> {
    let text = text.trim();
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let last = text.rfind(|c: char| c.is_ascii_digit())?;
    // `.5` begins with its point.
    let first = if text[..first].ends_with(['.', ','])
        && !text[..first - 1].ends_with(char::is_alphabetic)
    {
        first - 1
    } else {
        first
    };
    // `12.` ends with its point; the dot behind `5.00.` ends a sentence.
    let is_point = text[last + 1..] == *"." && !text[first..last].contains(['.', ',']);
    let end = last + 1 + usize::from(is_point);
    let (before, digits, behind) = (&text[..first], &text[first..end], &text[end..]);
    let bracketed = before.contains('(') && behind.contains(')');
    let signed = before.contains(['-', '−']) || behind.trim() == "-";
    let sign = |c: char| c.is_whitespace() || matches!(c, '-' | '−' | '+' | '(' | ')');
    let (before, behind) = (before.trim_matches(sign), behind.trim_matches(sign));
    let around = |side: &str| {
        side.len() <= AROUND_BYTES_MAX
            && side.chars().all(|c| {
                c.is_alphabetic()
                    || matches!(
                        c,
                        '.' | '$' | '€' | '£' | '₪' | '\'' | '"' | '״' | '׳' | ' '
                    )
            })
    };
    let inside = |c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’')
    };
    let is_whole = digits.chars().all(inside) && is_grouped(digits);
    (around(before) && around(behind) && is_whole).then_some(Parts {
        negative: bracketed || signed,
        before,
        digits,
        behind,
    })
}

/// Blanks part groups of three digits, or two numbers.
fn is_grouped(digits: &str) -> bool {
    let mut groups = digits.split(char::is_whitespace).skip(1);
    groups.all(|group| {
        let whole = group.split(['.', ',']).next().unwrap_or_default();
        whole.len() == 3
    })
}

enum Reading {
    /// No mark at all.
    Whole,
    /// The marks leave no choice.
    Certain(Point),
    /// One mark before three digits: a group or a fraction.
    Either,
}

/// `None` when the marks cannot be those of a number.
fn certain_point(digits: &str) -> Option<Reading> {
    let marks: Vec<(usize, Point)> = (digits.char_indices())
        .filter_map(|(at, c)| Point::of(c).map(|mark| (at, mark)))
        .collect();
    let Some(&(at, last)) = marks.last() else {
        return Some(Reading::Whole);
    };
    let behind = digits[at + 1..]
        .chars()
        .filter(char::is_ascii_digit)
        .count();
    let before = &digits[..at];
    let others = marks.iter().any(|(_, mark)| *mark != last);
    let same = marks.iter().filter(|(_, mark)| *mark == last).count();
    match (others, same) {
        (true, 1) => Some(Reading::Certain(last)),
        (true, _) => None,
        (false, 1) if behind != 3 || before.len() > 3 || before == "0" || before.is_empty() => {
            Some(Reading::Certain(last))
        }
        (false, 1) => Some(Reading::Either),
        (false, _) => (behind == 3).then_some(Reading::Certain(last.other())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, point: Option<Point>) -> String {
        read(text, point).map_or("-".to_owned(), |n| {
            let mark = if n.ambiguous { "?" } else { "" };
            format!("{}{}{mark}{}", n.before, n.value, n.behind)
        })
    }

    #[test]
    fn numbers_are_read_in_the_locale_of_the_document() {
        let cases = [
            ("1,234.50", None, "1234.5"),
            ("1.234,50", None, "1234.5"),
            ("1 234,5", None, "1234.5"),
            ("24 40.15", None, "-"),
            ("1'234.50", None, "1234.5"),
            ("1,234,567", None, "1234567"),
            ("0,5", None, "0.5"),
            ("0.340", None, "0.34"),
            (".5", None, "0.5"),
            ("12.", None, "12"),
            ("5.00.", None, "5."),
            ("1,000", None, "1000?"),
            ("1.000", None, "1?"),
            ("1.000", Some(Point::Comma), "1000"),
            ("1,000", Some(Point::Comma), "1"),
            ("$3.08", None, "$3.08"),
            ("EUR 12,50", None, "EUR12.5"),
            ("10 EA", None, "10EA"),
            ("(5)", None, "-5"),
            ("5-", None, "-5"),
            ("-0.05", None, "-0.05"),
            ("1/2", None, "-"),
            ("1.2.3", None, "-"),
            ("1/2-13 x 2", None, "-"),
            ("TBD", None, "-"),
            ("", None, "-"),
            ("12%", None, "-"),
        ];
        for (text, point, expected) in cases {
            assert_eq!(check(text, point), expected, "{text}");
        }
    }

    #[test]
    fn only_some_numbers_give_the_habit_away() {
        let cases = [
            ("3.08", Some(Point::Dot)),
            ("3,08", Some(Point::Comma)),
            ("1,234.5", Some(Point::Dot)),
            ("1.234.567", Some(Point::Comma)),
            ("1,000", None),
            ("1000", None),
        ];
        for (text, point) in cases {
            assert_eq!(habit(text), point, "{text}");
        }
    }
}
