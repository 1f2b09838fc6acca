//! Which line of a document became which line of the order that a person accepted of it.
//!
//! A person may leave lines out, add some and correct any. What is paired here is learned from, so it is
//! only paired where nothing else is likely.

use super::measure::ratio;
use super::teach::AcceptedLine;
use super::{Directory, GroundedLine};
use crate::request::RequestLine;

/// A line as it was read, as it was grounded, and as it was accepted.
pub(super) type Pair<'a> = (&'a RequestLine, &'a GroundedLine, &'a AcceptedLine);

/// The pairs: lines of the same item, in their common order; and between two of those as many lines as
/// were read, of the same amount.
pub(super) fn paired<'a>(
    directory: &Directory,
    read: &[(&'a RequestLine, &'a GroundedLine)],
    accepted: &'a [AcceptedLine],
) -> Vec<Pair<'a>> {
    let mut anchors = same_items(directory, read, accepted);
    anchors.push((read.len(), accepted.len()));
    let mut pairs = Vec::new();
    let (mut from, mut to) = (0, 0);
    for (index, place) in anchors {
        let gap = read[from..index].iter().zip(&accepted[to..place]);
        if index - from == place - to {
            let alike = gap.filter(|((stated, _), line)| is_amount(directory, stated, line));
            pairs.extend(alike.map(|((stated, grounded), line)| (*stated, *grounded, line)));
        }
        if let (Some((stated, grounded)), Some(line)) = (read.get(index), accepted.get(place)) {
            pairs.push((stated, grounded, line));
        }
        (from, to) = (index + 1, place + 1);
    }
    pairs
}

/// True when an accepted line is the amount that was read, in the unit that it was accepted in.
pub(super) fn is_amount(
    directory: &Directory,
    stated: &RequestLine,
    accepted: &AcceptedLine,
) -> bool {
    let amount = stated.quantity.as_ref().map(|field| field.value);
    let item = directory.item(accepted.item);
    let ratio = item.and_then(|item| ratio(item, accepted.unit));
    let base = ratio
        .zip(amount)
        .and_then(|(ratio, amount)| ratio.to_base(amount));
    base == Some(accepted.quantity)
}

/// The common sequence of items that has the most lines, by index; of the same amount, if it can be chosen.
fn same_items(
    directory: &Directory,
    read: &[(&RequestLine, &GroundedLine)],
    accepted: &[AcceptedLine],
) -> Vec<(usize, usize)> {
    let likeness = |i: usize, j: usize| {
        let ((stated, grounded), line) = (read[i], &accepted[j]);
        let same = grounded.item.value() == Some(line.item);
        match (same, is_amount(directory, stated, line)) {
            (true, true) => 3,
            (true, false) => 2,
            (false, _) => 0u32,
        }
    };
    let (rows, columns) = (read.len(), accepted.len());
    let mut best = vec![vec![0u32; columns + 1]; rows + 1];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            let skipped = best[i + 1][j].max(best[i][j + 1]);
            let taken = match likeness(i, j) {
                0 => 0,
                likeness => best[i + 1][j + 1] + likeness,
            };
            best[i][j] = skipped.max(taken);
        }
    }
    along(&best)
}

/// The pairs by which the best sum came about.
fn along(best: &[Vec<u32>]) -> Vec<(usize, usize)> {
    let (mut i, mut j) = (0, 0);
    let mut anchors = Vec::new();
    while best[i][j] > 0 {
        if best[i][j] == best[i + 1][j] {
            i += 1;
        } else if best[i][j] == best[i][j + 1] {
            j += 1;
        } else {
            anchors.push((i, j));
            (i, j) = (i + 1, j + 1);
        }
    }
    anchors
}
