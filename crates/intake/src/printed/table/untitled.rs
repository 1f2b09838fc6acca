//! Tables without titles: a line in which two numbers multiply to a third counts, prices and sums
//! up, and what stands with them names the goods.

use super::cells::is_unit;
use super::{Column, Table};
use crate::printed::arithmetic::{measure, near, product};
use crate::printed::text::{Line, Piece};
use crate::printed::value::{Habits, looks_like_code};
use crate::sheet::role::Role;
use vocab::Decimal;

/// The most numbers of one line that are tried.
const NUMBERS_MAX: usize = 8;
/// An amount below this proves nothing: small numbers multiply by chance.
const AMOUNT_MIN: i64 = 10;
/// The most characters of a line number.
const LINE_NO_CHARS_MAX: usize = 4;

/// Which pieces of a line are its quantity, price and amount.
#[derive(Clone, Copy)]
struct Proof {
    quantity: usize,
    price: usize,
    amount: usize,
}

/// The table whose first item is the first line that multiplies and names something.
pub(super) fn table(lines: &[Line], habits: &Habits) -> Option<Table> {
    let proofs = lines.iter().enumerate().filter_map(|(at, line)| {
        let proof = proof(line, habits)?;
        Some((at, columns(line, proof, habits)))
    });
    let is_named = |columns: &[Column]| {
        let names = [Role::Item, Role::Description];
        columns.iter().any(|column| names.contains(&column.role))
    };
    let mut named = proofs.filter(|(_, columns)| is_named(columns));
    let (first, band) = named.next()?;
    Some(Table {
        bands: vec![band],
        titles: first..first,
        end: lines.len(),
        forms: Vec::new(),
    })
}

/// Three numbers of a line that multiply, from left to right.
fn proof(line: &Line, habits: &Habits) -> Option<Proof> {
    let numbers: Vec<(usize, Decimal)> = (line.pieces.iter().enumerate())
        .filter_map(|(at, piece)| Some((at, measure(piece, habits)?.value)))
        .filter(|(_, value)| *value > Decimal::ZERO && *value != Decimal::whole(1))
        .take(NUMBERS_MAX)
        .collect();
    let triples = (0..numbers.len())
        .flat_map(|one| (one + 1..numbers.len()).map(move |two| (one, two)))
        .flat_map(|(one, two)| (two + 1..numbers.len()).map(move |three| (one, two, three)));
    let mut proofs = triples.filter_map(|(one, two, three)| {
        let ((one, first), (two, second), (amount, stated)) =
            (numbers[one], numbers[two], numbers[three]);
        let whole = product(first, second, None)?;
        let agrees = near(whole, stated, 1) && stated >= Decimal::whole(AMOUNT_MIN);
        let counts_first = is_whole(first) || !is_whole(second);
        let (quantity, price) = if counts_first { (one, two) } else { (two, one) };
        agrees.then_some(Proof {
            quantity,
            price,
            amount,
        })
    });
    proofs.next()
}

fn is_whole(number: Decimal) -> bool {
    number.at_scale(0).is_some()
}

/// A column for each piece of a line, by what stands in it.
fn columns(line: &Line, proof: Proof, habits: &Habits) -> Vec<Column> {
    let letters = |piece: &Piece| piece.text.chars().filter(|c| c.is_alphabetic()).count();
    let longest = line.pieces.iter().map(letters).max().unwrap_or(0);
    let role = |at: usize, piece: &Piece| match () {
        () if at == proof.quantity => Role::Quantity,
        () if at == proof.price => Role::UnitPrice,
        () if at == proof.amount => Role::Amount,
        () if at == 0 && is_serial(&piece.text) => Role::LineNo,
        () if habits.day(piece).is_some() => Role::DeliveryDate,
        () if looks_like_code(&piece.text) => Role::Item,
        () if is_unit(&piece.text) => Role::Unit,
        () if longest > 0 && letters(piece) == longest => Role::Description,
        () => Role::Other,
    };
    let pieces = line.pieces.iter().enumerate();
    let columns = pieces.map(|(at, piece)| Column {
        role: role(at, piece),
        area: piece.area,
        reach: (piece.area.left, piece.area.right),
        text: String::new(),
    });
    columns.collect()
}

fn is_serial(text: &str) -> bool {
    text.len() <= LINE_NO_CHARS_MAX && text.bytes().all(|byte| byte.is_ascii_digit())
}
