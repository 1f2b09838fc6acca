//! Sums that a document states below its lines: net, tax and what is to be paid, weighed against
//! the lines and against each other.

use super::arithmetic::near;
use super::label::spoken;
use super::table::states_sum;
use super::text::{Line, Piece};
use super::value::Habits;
use crate::request::{Confidence, Issue, IssueCode, Severity, Stated};
use crate::sheet::role::{Role, Spelling, title};
use crate::sheet::words::{Concept, split};
use vocab::Decimal;

/// What a sum is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The lines before tax.
    Net,
    Tax,
    /// A total that doesn't say of what, or what is to be paid.
    Total,
    /// A charge, a discount, a total of something else.
    Other,
}

/// A sum as it is stated.
struct Sum<'a> {
    kind: Kind,
    piece: &'a Piece,
    value: Decimal,
}

/// The total as stated, weighed against what the lines come to.
pub(super) fn total(
    lines: &[Line],
    habits: &Habits,
    stated: &[Option<Decimal>],
    issues: &mut Vec<Issue>,
) -> Stated<Decimal> {
    let sums: Vec<Sum<'_>> = lines.iter().filter_map(|line| sum(line, habits)).collect();
    issues.extend(contradiction(&sums));
    issues.extend(uncovered(&sums, stated));
    let total = sums.iter().rev().find(|sum| sum.kind == Kind::Total);
    total.map(|sum| sum.piece.field(sum.value, Confidence::LIKELY))
}

/// That the lines come to none of the sums, where each line says what it comes to.
fn uncovered(sums: &[Sum<'_>], stated: &[Option<Decimal>]) -> Option<Issue> {
    let lines = added(stated)?;
    let is_near = |sum: &Sum<'_>| near(lines, sum.value, stated.len());
    if sums.is_empty() || stated.is_empty() || sums.iter().any(is_near) {
        return None;
    }
    let message = format!("the lines come to {lines}, which is none of the stated sums");
    Some(Issue::new(IssueCode::BadTotal, Severity::Doubt, message))
}

fn sum<'a>(line: &'a Line, habits: &Habits) -> Option<Sum<'a>> {
    if !states_sum(line) {
        return None;
    }
    let mut numbers = line.pieces.iter().rev();
    let (piece, value) =
        numbers.find_map(|piece| Some((piece, habits.number(&piece.text)?.value)))?;
    let words = line.pieces.first()?.text.trim_end_matches(':');
    Some(Sum {
        kind: kind(words),
        piece,
        value,
    })
}

fn kind(words: &str) -> Kind {
    const NET: [&str; 9] = [
        "subtotal",
        "net",
        "netto",
        "zwischensumme",
        "subtotaal",
        "excl",
        "ht",
        "ביניים",
        "נטו",
    ];
    let said = spoken(words);
    let is_net = split(words).iter().any(|word| NET.contains(&word.as_str()));
    let is_total = title(words, Spelling::Exact).is_some_and(|title| title.role == Role::Amount);
    match () {
        () if is_net => Kind::Net,
        () if is_total => Kind::Total,
        () if said.contains(&Concept::Tax) => Kind::Tax,
        () => Kind::Other,
    }
}

/// Net and tax that don't come to the total, where the document states one of each and nothing else.
fn contradiction(sums: &[Sum<'_>]) -> Option<Issue> {
    let only = |kind| {
        let mut found = sums.iter().filter(move |sum| sum.kind == kind);
        found.next().filter(|_| found.next().is_none())
    };
    let (net, tax, total) = (only(Kind::Net)?, only(Kind::Tax)?, only(Kind::Total)?);
    let whole = net.value.checked_add(tax.value)?;
    let is_other = sums.iter().any(|sum| sum.kind == Kind::Other);
    if is_other || near(whole, total.value, 1) || near(net.value, total.value, 1) {
        return None;
    }
    let message = format!(
        "net and tax come to {whole}, the total says {}",
        total.value
    );
    let issue = Issue::new(IssueCode::BadTotal, Severity::Doubt, message);
    Some(issue.at(total.piece.place()))
}

fn added(amounts: &[Option<Decimal>]) -> Option<Decimal> {
    let mut amounts = amounts.iter();
    amounts.try_fold(Decimal::ZERO, |sum, amount| sum.checked_add((*amount)?))
}
