//! Carrying a plan out: first the book, durably, and then the vault.
//!
//! In this order a crash between the two leaves customers without names, which the same import
//! completes, and never names of nobody.

use crate::Target;
use crate::failed::Failed;
use crate::plan::{Person, Plan, Step};
use book::{Book, Command};
use engine::{BULK_MAX, Envelope, Unavailable};
use keep::{Personal, SubjectId, SubjectKind};
use std::sync::mpsc::sync_channel;
use vocab::{CustomerId, ShipToId};

/// Submits a plan that was rehearsed on the present book.
pub fn submit(target: &Target<'_>, plan: Plan) -> Result<(), Failed> {
    submit_commands(target, plan.steps)?;
    keep_people(target, plan.people)
}

/// All commands at once: the engine decides them one after the other and, up to the size of a
/// batch, makes them durable together.
fn submit_commands(target: &Target<'_>, steps: Vec<Step>) -> Result<(), Failed> {
    let mut commands: Vec<Command> = steps.into_iter().map(|step| step.command).collect();
    while !commands.is_empty() {
        let rest = commands.split_off(commands.len().min(BULK_MAX));
        let envelopes = commands
            .into_iter()
            .map(|command| Envelope {
                key: None,
                actor: target.actor,
                seen: None,
                command,
            })
            .collect();
        let (to, from) = sync_channel(1);
        // The receiver waits below; a send to it fails only when this thread is gone.
        target
            .handle
            .submit_bulk(envelopes, move |answer| drop(to.send(answer)))?;
        let replies = from.recv().unwrap_or(Err(Unavailable::Stopped))?;
        for reply in replies {
            reply.outcome?;
        }
        commands = rest;
    }
    Ok(())
}

/// Puts people into the vault under the numbers that the book has given them.
fn keep_people(target: &Target<'_>, people: Vec<Person>) -> Result<(), Failed> {
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
    Ok(target.vault.put_all(&people)?)
}

fn subject(book: &Book, person: &Person) -> Option<SubjectId> {
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
