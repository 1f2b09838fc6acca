//! Deciding about exceptions: raise, propose, approve, close, take back.

use super::{
    Broken, Cause, Closing, Exception, Kind, PROPOSALS_MAX, Proposal, broken_line, raising,
};
use crate::order::hold::find as find_order;
use crate::plan;
use crate::policy::{Autonomy, Level};
use crate::refusal::Code;
use crate::stock::movement::{check_item, check_site};
use crate::{Book, Event, Events, Refusal, Stamp};
use vocab::{ActorId, Day, ExceptionId, OrderId};

/// The most lines that whoever watches reports at once.
const REPORT_MAX: usize = 10_000;

/// Whoever watches the book, a carrier or a warehouse reports trouble. What is not broken, or known to
/// be, changes nothing.
///
/// # Errors
/// An unknown cause, order or line; none or too many of them; a day that has passed.
pub(crate) fn raise(
    book: &Book,
    (kind, cause): (Kind, &Cause),
    lines: &[(OrderId, u16)],
    expected: Option<Day>,
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    check_cause(book, cause)?;
    if lines.is_empty() {
        return Err(Refusal::empty("line in trouble"));
    }
    if lines.len() > REPORT_MAX {
        return Err(Refusal::too_many("lines", lines.len(), REPORT_MAX));
    }
    if let Some(day) = expected.filter(|day| *day < stamp.today) {
        let allowed = format!("{} or later", stamp.today);
        return Err(Refusal::out_of_range(
            "the day that goods arrive",
            day,
            &allowed,
        ));
    }
    let mut broken = Vec::with_capacity(lines.len());
    for (row, (order, line)) in lines.iter().enumerate() {
        broken.push(reported(book, *order, *line).map_err(|refusal| refusal.in_row(row))?);
    }
    let known = book.exception_of(kind, cause);
    let open = known.and_then(|id| book.exceptions.get(&id));
    let is_news = expected.is_some() && open.is_some_and(|open| open.expected != expected);
    broken.retain(|row| {
        let is_known = open.is_some_and(|open| open.broken.contains(row));
        (is_news || !is_known) && !row.is_mended(book, kind, cause)
    });
    let mut event = raising(book, kind, cause.clone(), broken, stamp.at);
    if let Some(Event::ExceptionRaised { expected: told, .. }) = &mut event {
        *told = expected;
    }
    Ok(event.into_iter().collect())
}

/// What trouble comes from is something that the book has.
fn check_cause(book: &Book, cause: &Cause) -> Result<(), Refusal> {
    match cause {
        Cause::Supply { supply, .. } => match book.stock.supplies.contains_key(supply) {
            true => Ok(()),
            false => Err(Refusal::unknown("open supply", supply)),
        },
        Cause::Stock { site, item } => {
            check_site(book, *site)?;
            check_item(book, *item)
        }
        Cause::Item { item } => check_item(book, *item),
        Cause::Order { order } => find_order(book, *order).map(drop),
        Cause::Site { site, .. } => check_site(book, *site),
    }
}

fn reported(book: &Book, order: OrderId, line: u16) -> Result<Broken, Refusal> {
    let order = find_order(book, order)?;
    let Some(row) = order.line(line) else {
        return Err(Refusal::unknown("line", line));
    };
    let waiting = row.backorder.map(|part| part.quantity);
    let quantity = waiting.unwrap_or_else(|| row.open_quantity());
    Ok(broken_line(&order, line, quantity))
}

/// What the planner found. A proposal that the autonomy rules let through is made at once.
pub(crate) fn propose(
    book: &Book,
    id: ExceptionId,
    proposals: &[Proposal],
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    let exception = find(book, id)?;
    if proposals.len() > PROPOSALS_MAX {
        return Err(Refusal::too_many(
            "proposals",
            proposals.len(),
            PROPOSALS_MAX,
        ));
    }
    if exception.is_mended(book) {
        return Ok(vec![closed(id, Closing::Mended)]);
    }
    let mut events = vec![Event::SolutionsProposed {
        exception: id,
        proposals: proposals.to_vec(),
    }];
    let mut numbered = (0u16..).zip(proposals);
    let alone = numbered.find_map(|(index, proposal)| {
        let rule = book.policy.trust(exception.kind, proposal)?;
        let alone = rule.level == Level::Auto && !book.asks_customers(&proposal.plan.steps);
        alone.then_some((index, proposal, *rule))
    });
    if let Some((index, proposal, rule)) = alone
        // One that is stale by now is left to a person, who will find it planned anew.
        && let Ok(made) = plan::apply(book, &proposal.plan, stamp)
    {
        events.extend(made);
        events.extend(solved(book, id, (index, proposal), Some(rule), stamp));
    }
    Ok(events)
}

/// A person approves a proposal, as it was `seen`; beyond the policy's value two persons must.
pub(crate) fn approve(
    book: &Book,
    id: ExceptionId,
    index: u16,
    seen: Option<u64>,
    stamp: &Stamp,
) -> Result<Events, Refusal> {
    let exception = find(book, id)?;
    let Some(proposal) = exception.proposals.get(usize::from(index)) else {
        return Err(Refusal::unknown("proposal", index));
    };
    if seen.is_some() && seen != exception.version(index) {
        let message = format!("exception {id} has changed since it was looked at");
        return Err(Refusal::new(Code::Changed, message));
    }
    if book.needs_two(proposal) {
        match approved_by_another(exception, index, stamp.actor) {
            None => {
                return Ok(vec![Event::ProposalApproved {
                    exception: id,
                    proposal: index,
                    by: stamp.actor,
                }]);
            }
            Some(false) => {
                let message = "you approved it already; somebody else must approve it too";
                return Err(Refusal::new(Code::SecondApprover, message));
            }
            Some(true) => {}
        }
    }
    let mut events = plan::apply(book, &proposal.plan, stamp).map_err(stale)?;
    events.extend(solved(book, id, (index, proposal), None, stamp));
    Ok(events)
}

/// Whatever keeps a plan from being made has changed since it was worked out.
fn stale(refusal: Refusal) -> Refusal {
    let message = format!("the solution does not fit any more: {}", refusal.message);
    Refusal {
        code: Code::Changed,
        message,
        ..refusal
    }
}

/// Whether it was approved before by somebody else; `None` when nobody approved it.
fn approved_by_another(exception: &Exception, index: u16, actor: ActorId) -> Option<bool> {
    let mut before = exception.approvals.iter().filter(|row| row.0 == index);
    let first = before.next()?;
    Some(first.1 != actor || before.any(|row| row.1 != actor))
}

fn solved(
    book: &Book,
    id: ExceptionId,
    (index, proposal): (u16, &Proposal),
    rule: Option<Autonomy>,
    stamp: &Stamp,
) -> [Event; 2] {
    let how = rule.map_or(Closing::Approved, |_| Closing::Automatic);
    let made = Event::PlanMade {
        exception: Some(id),
        proposal: index,
        shifts: plan::shifts(book, &proposal.plan),
        rule,
        on: Some(stamp.today),
    };
    [made, closed(id, how)]
}

fn closed(exception: ExceptionId, how: Closing) -> Event {
    Event::ExceptionClosed { exception, how }
}

/// Closes an exception whose promises are whole again; opens its planning anew when they are not and a
/// proposal is stale.
pub(crate) fn settle(book: &Book, id: ExceptionId, stamp: &Stamp) -> Result<Events, Refusal> {
    let exception = find(book, id)?;
    if exception.is_mended(book) {
        return Ok(vec![closed(id, Closing::Mended)]);
    }
    let stale = |proposal: &Proposal| plan::apply(book, &proposal.plan, stamp).is_err();
    let work = crate::work::Work::PlanException { exception: id };
    if !book.work.contains(&work) && exception.proposals.iter().any(stale) {
        return Ok(vec![Event::WorkOpened(work)]);
    }
    Ok(Events::new())
}

/// A person says that it may stay as it is.
pub(crate) fn close(book: &Book, id: ExceptionId) -> Result<Events, Refusal> {
    find(book, id)?;
    Ok(vec![closed(id, Closing::Dismissed)])
}

/// Takes a solution back, as far as the field allows, and raises the exception anew.
pub(crate) fn revert(book: &Book, id: ExceptionId, stamp: &Stamp) -> Result<Events, Refusal> {
    if id.0 >= book.exceptions_raised() {
        return Err(Refusal::unknown("exception", id));
    }
    let Some(made) = book.made.get(&id) else {
        let message = "nothing was made of it, it was taken back, or it is too long ago";
        return Err(Refusal::new(Code::CannotRevert, message));
    };
    let inverse = made.plan.inverse().map_err(|step| {
        let message = match step {
            plan::Step::Transfer { .. } => "the goods are on the road; send them back instead",
            plan::Step::Hasten { .. } | plan::Step::Announce { .. } => {
                "the supplier was told; change the supply instead"
            }
            plan::Step::Cancel { .. } | plan::Step::CancelWaiting { .. } => {
                "what was cancelled can't be taken back; place it anew"
            }
            plan::Step::Substitute { .. } => "the customer was told; change the order instead",
            plan::Step::Postpone { .. } => "the day that the goods were to leave on has passed",
            plan::Step::Redate { .. } => "the customer was told; the goods arrive when they do",
            plan::Step::TurnBack { .. } => "the goods turned back; change the order instead",
            plan::Step::Release { .. } => "hold the order again instead",
            plan::Step::Schedule { .. } | plan::Step::Move { .. } => "it can't be taken back",
        };
        Refusal::new(Code::CannotRevert, message)
    })?;
    let mut events = plan::apply(book, &inverse, stamp)?;
    events.push(Event::PlanReverted { exception: id });
    let Exception {
        kind,
        cause,
        broken,
        ..
    } = made.exception.clone();
    events.extend(raising(book, kind, cause, broken, stamp.at));
    Ok(events)
}

fn find(book: &Book, id: ExceptionId) -> Result<&Exception, Refusal> {
    book.exceptions.get(&id).ok_or_else(|| {
        if id.0 >= book.exceptions_raised() {
            return Refusal::unknown("exception", id);
        }
        Refusal::new(
            Code::ExceptionClosed,
            format!("exception {id} is closed already"),
        )
    })
}
