//! The parts of a plan that have nothing to do with each other: no item and no quota in common. Each may
//! be made without the others.

use super::{Plan, Step};
use crate::order::Split;
use crate::{Book, Order};
use std::collections::BTreeMap;
use vocab::{ItemId, QuotaId};

/// What a step has in common with others that touch it too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Touched {
    Item(ItemId),
    Quota(QuotaId),
}

/// The parts of a plan, in the order of their first steps. A plan that does more than promise otherwise
/// is one part, as is what it does for an order that may not be split.
pub(super) fn parts(book: &Book, plan: &Plan) -> Vec<Plan> {
    let apart = |step| apart(book, step);
    let Some(steps) = plan.steps.iter().map(apart).collect::<Option<Vec<_>>>() else {
        return vec![plan.clone()];
    };
    let steps = steps.concat();
    let mut heads: Vec<usize> = (0..steps.len()).collect();
    let mut first = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        for touched in touched(book, step) {
            join(&mut heads, *first.entry(touched).or_insert(at), at);
        }
    }
    let mut parts: BTreeMap<usize, Plan> = BTreeMap::new();
    for (at, step) in steps.into_iter().enumerate() {
        let part = parts.entry(head(&mut heads, at)).or_default();
        part.steps.push(step);
    }
    parts.into_values().collect()
}

/// A step line by line, where its order may be split; `None` when it does more than promise otherwise.
fn apart(book: &Book, step: &Step) -> Option<Vec<Step>> {
    let Step::Schedule {
        order,
        was,
        becomes,
    } = step
    else {
        return None;
    };
    let whole = |order: &Order| order.split(book) == Split::Never;
    let found = book.orders.get(*order);
    if found.is_none_or(|order| whole(&order)) || was.len() != becomes.len() {
        return Some(vec![step.clone()]);
    }
    let line = |(was, becomes)| Step::Schedule {
        order: *order,
        was: vec![was],
        becomes: vec![becomes],
    };
    let rows = was.iter().cloned().zip(becomes.iter().cloned());
    Some(rows.map(line).collect())
}

/// The items of a step and their quotas.
fn touched(book: &Book, step: &Step) -> Vec<Touched> {
    let Step::Schedule { order, becomes, .. } = step else {
        return Vec::new();
    };
    let order = book.orders.get(*order);
    let item = |line: u16| order.as_ref()?.line(line)?.item.known();
    let items = becomes.iter().filter_map(|row| item(row.line));
    let touched = items.flat_map(|item| {
        let quotas = book.quotas.of(item).map(|(quota, _)| Touched::Quota(quota));
        quotas.chain([Touched::Item(item)])
    });
    touched.collect()
}

/// The first step of the part that a step is in.
fn head(heads: &mut [usize], at: usize) -> usize {
    let mut head = at;
    while heads[head] != head {
        heads[head] = heads[heads[head]];
        head = heads[head];
    }
    head
}

fn join(heads: &mut [usize], one: usize, other: usize) {
    let (one, other) = (head(heads, one), head(heads, other));
    heads[one.max(other)] = one.min(other);
}
