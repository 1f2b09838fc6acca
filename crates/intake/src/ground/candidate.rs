//! Who and what may be meant: for a person who chooses, the likeliest first, each with its reason.

use super::customer;
use super::directory::{Directory, Known};
use super::line;
use super::{CANDIDATES_MAX, MatchedBy};
use crate::request::{Party, RequestLine};
use vocab::{CustomerId, ItemId};

/// A text less like than this, in thousandths, is not proposed.
const SCORE_MIN: u16 = 200;

/// Something that may be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal<T> {
    /// It.
    pub value: T,
    /// What speaks for it.
    pub by: MatchedBy,
    /// How alike the texts are, in thousandths; 1000 where an identifier is the same.
    pub score: u16,
}

impl<T> Proposal<T> {
    /// Something that an identifier names.
    pub(super) fn same(value: T, by: MatchedBy) -> Proposal<T> {
        let score = 1000;
        Proposal { value, by, score }
    }
}

/// Items that a line may mean, at most [`CANDIDATES_MAX`]: those that its identifiers lead to, then
/// those with a similar description. `customer` is who orders, where that is known.
pub fn propose_items(
    directory: &Directory,
    customer: Option<CustomerId>,
    stated: &RequestLine,
) -> Vec<Proposal<ItemId>> {
    let known = customer.and_then(|id| directory.customer(id));
    let mut proposals = line::identified(directory, known, stated);
    let texts = [
        &stated.description,
        &stated.supplier_part,
        &stated.buyer_part,
    ];
    for text in texts.into_iter().flatten() {
        proposals.extend(similar_items(directory, &text.value));
    }
    distinct(proposals)
}

/// Items whose code, GTIN or part number is this text, then those with a similar description.
pub fn find_items(
    directory: &Directory,
    customer: Option<CustomerId>,
    text: &str,
) -> Vec<Proposal<ItemId>> {
    let known: Option<&Known> = customer.and_then(|id| directory.customer(id));
    let mut proposals = line::named(directory, known, text);
    proposals.extend(similar_items(directory, text));
    distinct(proposals)
}

/// Customers that a buyer may be, at most [`CANDIDATES_MAX`]: those that its identifiers lead to,
/// then those with a similar name. `sender` as in [`super::ground`].
pub fn propose_customers(
    directory: &Directory,
    buyer: &Party,
    sender: Option<&str>,
) -> Vec<Proposal<CustomerId>> {
    let mut proposals = customer::identified(directory, buyer, sender);
    if let Some(name) = &buyer.name {
        proposals.extend(similar_customers(directory, &name.value));
    }
    distinct(proposals)
}

/// Customers with this number, GLN, tax number, address or name, then those with a similar name.
pub fn find_customers(directory: &Directory, text: &str) -> Vec<Proposal<CustomerId>> {
    let mut proposals = customer::named(directory, text);
    proposals.extend(similar_customers(directory, text));
    distinct(proposals)
}

fn similar_items(directory: &Directory, text: &str) -> Vec<Proposal<ItemId>> {
    let best = directory.similar.best(text, CANDIDATES_MAX).into_iter();
    let proposal = |(index, score)| {
        let value = directory.item_at(index)?.id;
        let by = MatchedBy::Description;
        (score >= SCORE_MIN).then_some(Proposal { value, by, score })
    };
    best.filter_map(proposal).collect()
}

fn similar_customers(directory: &Directory, text: &str) -> Vec<Proposal<CustomerId>> {
    let (names, customers) = directory.similar_names();
    let best = names.best(text, CANDIDATES_MAX).into_iter();
    let proposal = |(index, score): (u32, u16)| {
        let value = *customers.get(index as usize)?;
        let by = MatchedBy::Name;
        (score >= SCORE_MIN).then_some(Proposal { value, by, score })
    };
    best.filter_map(proposal).collect()
}

/// Each once, by what was said of it first.
fn distinct<T: PartialEq>(proposals: Vec<Proposal<T>>) -> Vec<Proposal<T>> {
    let mut distinct: Vec<Proposal<T>> = Vec::new();
    for proposal in proposals {
        if distinct.len() < CANDIDATES_MAX
            && !distinct.iter().any(|known| known.value == proposal.value)
        {
            distinct.push(proposal);
        }
    }
    distinct
}
