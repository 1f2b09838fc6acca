//! Applying what happens to exceptions.

use crate::Book;
use crate::exception::{Broken, Cause, Exception, Kind, Made, Proposal, UNDO_MAX};
use crate::plan::Shift;
use crate::work::Work;
use vocab::{ActorId, Day, ExceptionId, Instant};

const OPEN: &str = "events of an exception come while it is open";

pub(super) fn raise(
    book: &mut Book,
    (id, kind): (ExceptionId, Kind),
    cause: &Cause,
    at: Instant,
    broken: &[Broken],
) {
    book.next.exception = book.next.exception.max(id.0 + 1);
    let new = || Exception {
        kind,
        cause: cause.clone(),
        raised: at,
        broken: Vec::new(),
        proposals: Vec::new(),
        approvals: Vec::new(),
        expected: None,
    };
    book.exceptions.entry(id).or_insert_with(new).add(broken);
    book.troubles.insert((kind, cause.clone()), id);
    book.work.insert(Work::PlanException { exception: id });
}

/// The carrier named a day.
pub(super) fn expect(book: &mut Book, id: ExceptionId, expected: Option<Day>) {
    let exception = book.exceptions.get_mut(&id).expect(OPEN);
    exception.expected = expected.or(exception.expected);
}

pub(super) fn propose(book: &mut Book, id: ExceptionId, proposals: &[Proposal]) {
    let exception = book.exceptions.get_mut(&id).expect(OPEN);
    exception.proposals = proposals.to_vec();
    exception.approvals.clear();
    book.work.remove(&Work::PlanException { exception: id });
}

pub(super) fn approve(book: &mut Book, id: ExceptionId, proposal: u16, by: ActorId) {
    let exception = book.exceptions.get_mut(&id).expect(OPEN);
    exception.approvals.push((proposal, by));
}

/// Remembers what was made, so that it can be taken back.
pub(super) fn make(book: &mut Book, id: Option<ExceptionId>, proposal: u16) {
    let Some(id) = id else {
        return;
    };
    let exception = book.exceptions.get_mut(&id).expect(OPEN);
    let proposals = std::mem::take(&mut exception.proposals);
    let made = proposals.into_iter().nth(usize::from(proposal));
    let made = Made {
        plan: made.expect("a proposal of the exception is made").plan,
        exception: exception.clone(),
    };
    book.made.insert(id, made);
    if book.made.len() > UNDO_MAX {
        book.made.pop_first();
    }
}

/// Remembers who lost goods to others.
pub(super) fn lose(book: &mut Book, shifts: &[Shift], on: Day) {
    let lost = shifts.iter().filter(|shift| shift.lost_to.is_some());
    let customers = lost.filter_map(|shift| Some(book.orders.get(shift.order)?.customer));
    let rows: Vec<_> = customers.map(|customer| (customer, on)).collect();
    book.losses.extend(rows);
}

pub(super) fn close(book: &mut Book, id: ExceptionId) {
    let closed = book.exceptions.remove(&id).expect(OPEN);
    book.troubles.remove(&(closed.kind, closed.cause));
    book.work.remove(&Work::PlanException { exception: id });
}

pub(super) fn revert(book: &mut Book, id: ExceptionId) {
    let made = book.made.remove(&id);
    assert!(made.is_some(), "what was made is taken back");
}
