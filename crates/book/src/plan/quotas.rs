//! Whether a plan keeps to the quotas: nobody is given more of what is used up or kept for others.

use crate::promise::Freed;
use crate::promise::rations::{Cap, Rations};
use crate::refusal::Code;
use crate::{Book, Event, Refusal, evolve_all};
use std::collections::BTreeSet;
use vocab::{CustomerId, Day, ItemId};

/// Compares what quotas leave to those who are promised something, after the events and before them.
///
/// # Errors
/// [`Code::Changed`]: the planner saw more left than there is now.
pub(super) fn check(
    book: &Book,
    events: &[Event],
    mut takers: BTreeSet<(CustomerId, ItemId)>,
    today: Day,
) -> Result<(), Refusal> {
    takers.retain(|(_, item)| book.company.brief[item.index()].has_quotas);
    if takers.is_empty() {
        return Ok(());
    }
    let mut after = book.clone();
    evolve_all(&mut after, events);
    for (customer, item) in takers {
        let left = |book| Rations::of(book, customer, &Freed::default(), today).left(item);
        let before = left(book);
        let tighter = |(cap, was): (&_, &_)| Cap::is_tighter_than(cap, was);
        if left(&after).iter().zip(&before).any(tighter) {
            let item = &book.company.items[item.index()].code;
            let customer = &book.company.customers[customer.index()].code;
            let message = format!(
                "quotas leave less of {item} to {customer} than the plan counts on; plan it again"
            );
            return Err(Refusal::new(Code::Changed, message));
        }
    }
    Ok(())
}
