//! Carrying a plan out: first the book, durably, and then the vault.
//!
//! In this order a crash between the two leaves customers without names, which the same import
//! completes, and never names of nobody.

use crate::failed::Failed;
use crate::plan::{COMMAND_ROWS_MAX, Person, Plan, Step, key};
use crate::{Progress, Target};
use book::Book;
use engine::{BULK_MAX, Envelope, Reply, Unavailable};
use keep::{Personal, SubjectId, SubjectKind};
use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;
use vocab::{CustomerId, ShipToId};

/// How many people go to the vault together.
const PEOPLE_MAX: usize = 5_000;

/// Submits a plan that was rehearsed on the present book. Answers how many rows were known to be
/// done before.
pub fn submit(
    target: &Target<'_>,
    plan: Plan,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<u64, Failed> {
    let rows: u64 = plan.steps.iter().map(Step::rows).sum();
    let mut told = Told {
        done: 0,
        total: rows + plan.people.len() as u64,
        progress,
    };
    if told.add(0).is_break() {
        return Err(Failed::Stopped);
    }
    let mut numbered = (0..).zip(plan.steps).peekable();
    let mut repeated = 0;
    while numbered.peek().is_some() {
        let (mut bulk, mut rows) = (Vec::new(), Vec::new());
        let mut filled = 0;
        while bulk.len() < BULK_MAX
            && filled < COMMAND_ROWS_MAX as u64
            && let Some((nth, step)) = numbered.next()
        {
            filled += step.rows();
            rows.push(step.rows());
            bulk.push(Envelope {
                key: plan.once.as_ref().map(|once| key(once, nth)),
                actor: target.actor,
                seen: None,
                command: step.command,
            });
        }
        for (reply, rows) in decide(target, bulk)?.into_iter().zip(rows) {
            repeated += if reply.repeated { rows } else { 0 };
            reply.outcome?;
        }
        // What has begun is carried through.
        let _ = told.add(filled);
    }
    keep_people(target, plan.people, &mut told)?;
    Ok(repeated)
}

/// How far it has come, and who is told.
struct Told<'a> {
    done: u64,
    total: u64,
    progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
}

impl Told<'_> {
    fn add(&mut self, rows: u64) -> ControlFlow<()> {
        self.done += rows;
        (self.progress)(Progress {
            done: self.done,
            total: self.total,
        })
    }
}

/// All commands at once: the engine decides them one after the other and, up to the size of a
/// batch, makes them durable together.
fn decide(target: &Target<'_>, envelopes: Vec<Envelope>) -> Result<Vec<Reply>, Unavailable> {
    let (to, from) = sync_channel(1);
    // The receiver waits below; a send to it fails only when this thread is gone.
    target
        .handle
        .submit_bulk(envelopes, move |answer| drop(to.send(answer)))?;
    from.recv().unwrap_or(Err(Unavailable::Stopped))
}

/// Puts people into the vault under the numbers that the book has given them.
fn keep_people(
    target: &Target<'_>,
    people: Vec<Person>,
    told: &mut Told<'_>,
) -> Result<(), Failed> {
    if people.is_empty() {
        return Ok(());
    }
    let numbered = target.handle.ask(move |book| {
        let number = |person: Person| (subject(book, &person), person);
        people.into_iter().map(number).collect::<Vec<_>>()
    })?;
    let known = |(subject, person): &'_ (Option<SubjectId>, Person)| -> Result<SubjectId, Failed> {
        subject.ok_or_else(|| missing(&person.customer))
    };
    let subjects = numbered
        .iter()
        .map(known)
        .collect::<Result<Vec<SubjectId>, Failed>>()?;
    let people = numbered.iter().map(|(_, person)| &person.personal);
    let people: Vec<(SubjectId, &Personal)> = subjects.into_iter().zip(people).collect();
    for some in people.chunks(PEOPLE_MAX) {
        target.vault.put_all(some)?;
        let _ = told.add(some.len() as u64);
    }
    Ok(())
}

/// Whom the vault knows a person of a plan as, when the book has it.
pub fn subject(book: &Book, person: &Person) -> Option<SubjectId> {
    let customer = book.company.customer_by_code(&person.customer)?;
    match &person.ship_to {
        None => Some(customer_subject(customer)),
        Some(code) => book
            .company
            .ship_to_by_code(customer, code)
            .map(ship_to_subject),
    }
}

fn missing(customer: &str) -> Failed {
    Failed::Missing {
        customer: customer.to_owned(),
    }
}

/// Whom the vault knows a customer as.
pub fn customer_subject(id: CustomerId) -> SubjectId {
    SubjectId {
        kind: SubjectKind::Customer,
        number: u64::from(id.0),
    }
}

/// Whom the vault knows a ship-to as.
pub fn ship_to_subject(id: ShipToId) -> SubjectId {
    SubjectId {
        kind: SubjectKind::ShipTo,
        number: u64::from(id.0),
    }
}
