//! Puts right what was misread in a picture, where one single other reading of one number makes
//! quantity times price the amount.

use super::check::{Numbers, comes_to, doubt};
use crate::printed::arithmetic::product;
use crate::printed::text::Piece;
use crate::request::{Confidence, Issue, IssueCode, RequestLine};
use crate::tree::values::divided;
use vocab::Decimal;

/// Letters that digits are taken for.
const CONFUSED: [(char, char); 9] = [
    ('O', '0'),
    ('o', '0'),
    ('D', '0'),
    ('l', '1'),
    ('I', '1'),
    ('|', '1'),
    ('S', '5'),
    ('s', '5'),
    ('B', '8'),
];

/// Which number of a line was misread.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Misread {
    Quantity,
    Price,
    Amount,
}

/// Repairs a line whose numbers contradict its amount, and says what was put right; `None` where
/// nothing or more than one thing may have been misread.
pub(super) fn repair(
    line: &mut RequestLine,
    numbers: &Numbers<'_>,
    stated: Decimal,
) -> Option<Issue> {
    let (quantity, price) = (
        line.quantity.as_ref()?.value,
        line.unit_price.as_ref()?.value,
    );
    let per_unit = product(
        Decimal::whole(1),
        price,
        line.price_basis.as_ref().map(|b| b.value),
    );
    let mut readings = [
        (
            Misread::Quantity,
            numbers.quantity,
            divided(stated, per_unit?),
        ),
        (Misread::Price, numbers.price, divided(stated, quantity)),
        (Misread::Amount, numbers.amount, comes_to(line)),
    ]
    .into_iter()
    .filter_map(|(which, piece, value)| Some((which, piece?, value?)))
    .filter(|(_, piece, value)| may_read(piece, *value));
    let (which, piece, value) = readings.next().filter(|_| readings.next().is_none())?;
    let field = match which {
        Misread::Quantity => line.quantity.as_mut(),
        Misread::Price => line.unit_price.as_mut(),
        Misread::Amount => None,
    };
    if let Some(field) = field {
        field.value = value;
        field.confidence = Confidence::GUESSED;
    }
    let message = format!(
        "{:?} is taken for {value}, which quantity, price and amount agree on",
        piece.text
    );
    Some(doubt(IssueCode::BadTotal, Some(piece), message))
}

/// True when a recognised text may be this number: its digits are, but for one that was taken for
/// another, or for a mark that was not seen.
fn may_read(piece: &Piece, value: Decimal) -> bool {
    let seen = digits(&piece.text);
    let wanted = digits(&value.to_string());
    let wrong = seen.iter().zip(&wanted).filter(|(a, b)| a != b).count();
    piece.seen < Confidence::STATED && seen.len() == wanted.len() && wrong <= 1
}

/// The digits of a number without the zeros at its ends.
fn digits(text: &str) -> Vec<char> {
    let number = text.chars().filter_map(|c| {
        let taken = CONFUSED.iter().find(|(letter, _)| *letter == c);
        taken
            .map(|(_, digit)| *digit)
            .or(c.is_ascii_digit().then_some(c))
    });
    let all: String = number.collect();
    all.trim_matches('0').chars().collect()
}
