//! What to fetch from which bin, in the sequence of the bins.

use super::facts::{Item, Measure};
use std::cmp::Ordering;
use vocab::{Decimal, Instant};

/// A list for one walk through a warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickList {
    /// Its number.
    pub number: String,
    /// The site.
    pub site: String,
    /// When it was made.
    pub at: Instant,
    /// Who goes, where that is settled.
    pub picker: Option<String>,
    /// What to fetch.
    pub lines: Vec<PickLine>,
}

/// So many of an item in one bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickLine {
    /// The bin; goods whose place is not known come last.
    pub bin: Option<String>,
    /// The item.
    pub item: Item,
    /// How many.
    pub quantity: Decimal,
    /// Of which unit.
    pub measure: Measure,
    /// The batch to take.
    pub lot: Option<String>,
    /// The order that they are for.
    pub order_number: String,
}

impl PickList {
    /// The lines by bin: `A-2` before `A-10`, those without a bin last. Lines of one bin keep the
    /// sequence that they had.
    pub fn by_bin(&self) -> Vec<&PickLine> {
        let mut lines: Vec<&PickLine> = self.lines.iter().collect();
        lines.sort_by(|left, right| walk(left.bin.as_deref(), right.bin.as_deref()));
        lines
    }
}

/// The sequence of bins on a walk: `A-2` before `A-10`, what has none last.
pub fn walk(left: Option<&str>, right: Option<&str>) -> Ordering {
    match (left, right) {
        (Some(left), Some(right)) => natural(left, right),
        (left, right) => right.is_some().cmp(&left.is_some()),
    }
}

/// Compares texts with the numbers in them as numbers.
fn natural(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    loop {
        let ((a, rest_a), (b, rest_b)) = (run(left), run(right));
        if a.is_empty() || b.is_empty() {
            return a.len().cmp(&b.len());
        }
        let digits = |text: &str| text.as_bytes()[0].is_ascii_digit();
        let order = match digits(a) && digits(b) {
            true => number(a).cmp(&number(b)),
            false => a.cmp(b),
        };
        if order != Ordering::Equal {
            return order;
        }
        (left, right) = (rest_a, rest_b);
    }
}

/// A number by its length and digits, leading zeros apart: of any size.
fn number(digits: &str) -> (usize, &str) {
    let digits = digits.trim_start_matches('0');
    (digits.len(), digits)
}

/// The digits, or the other characters, that a text begins with; and the rest.
fn run(text: &str) -> (&str, &str) {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let end = text.find(|c: char| c.is_ascii_digit() != digits);
    text.split_at(end.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn a_picker_walks_the_bins_in_the_sequence_of_their_numbers() {
        let mut list = sample::pick_list();
        let line = list.lines.remove(0);
        let bins = ["B-1", "A-10-2", "", "A-2-11", "A-02-3"];
        list.lines = bins
            .map(|bin| super::PickLine {
                bin: Some(bin.to_owned()).filter(|bin| !bin.is_empty()),
                ..line.clone()
            })
            .to_vec();
        let walked = list.by_bin();
        let walked: Vec<_> = walked.iter().map(|line| line.bin.as_deref()).collect();
        let expected = ["A-02-3", "A-2-11", "A-10-2", "B-1"].map(Some);
        assert_eq!(walked[..4], expected);
        assert_eq!(walked[4], None);
    }
}
