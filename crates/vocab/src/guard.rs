//! Cells that a spreadsheet program would take for a formula, guarded by an apostrophe in front (OWASP,
//! "CSV injection"), and the guard taken off again on the way back.

use std::borrow::Cow;

const GUARD: char = '\'';

/// What a spreadsheet program takes for the beginning of a formula. The guard itself is guarded too, so
/// that every text comes back.
fn is_dangerous(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | GUARD)
        || matches!(c, '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
}

/// A text as it may stand in a cell.
pub fn guarded(text: &str) -> Cow<'_, str> {
    let mut characters = text.chars();
    let dangerous = match characters.next() {
        Some(GUARD) => characters.next().is_some_and(is_dangerous),
        first => first.is_some_and(is_dangerous),
    };
    match dangerous {
        true => Cow::Owned(format!("{GUARD}{text}")),
        false => Cow::Borrowed(text),
    }
}

/// The text of a cell.
pub fn taken_off(cell: &str) -> &str {
    match cell.strip_prefix(GUARD) {
        Some(text) if text.starts_with(is_dangerous) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_guarded_and_every_text_comes_back() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+972-4-555", "'+972-4-555"),
            ("-x", "'-x"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("＝1", "'＝1"),
            ("Tea", "Tea"),
            ("'s-Hertogenbosch", "'s-Hertogenbosch"),
            ("'=1", "''=1"),
            ("''", "'''"),
            ("", ""),
        ];
        for (text, cell) in cases {
            assert_eq!(guarded(text), cell);
            assert_eq!(taken_off(cell), text);
        }
    }
}
