//! `kept order`: place, show, list, amend, cancel and release orders of a data directory.

pub mod show;

use crate::cli::{Amend, Order};
use crate::company::Company;
use crate::failure::{Doing, Failure, Outcome};
use book::command::Change;
use book::event::CancelReason;
use book::{Command, Event};
use engine::{Envelope, Reply};
use intake::json::kept::OrderDocument;
use std::io::Read;
use std::path::Path;
use vocab::{ActorId, IdempotencyKey, OrderId};

/// The largest order that is read from a file, in bytes.
const ORDER_BYTES_MAX: u64 = 16 << 20;

/// Carries out a command on orders. The directory is opened for it, so no server may be running.
pub fn order(company: &Company, command: &Order, json: bool) -> Outcome {
    match command {
        Order::Place { file, key } => place(company, file, key.as_deref(), json),
        Order::Show { order } => show::one(&company.views, *order, json),
        Order::List(options) => show::list(&company.views, options, json),
        Order::Amend(amend) => {
            let changes = changes(company, amend)?;
            act(
                company,
                amend.order,
                Command::AmendOrder {
                    order: amend.order,
                    changes,
                },
                json,
            )
        }
        Order::Cancel {
            order,
            line,
            by_seller,
        } => {
            let reason = if *by_seller {
                CancelReason::Seller
            } else {
                CancelReason::Customer
            };
            let lines = line.clone();
            act(
                company,
                *order,
                Command::CancelOrder {
                    order: *order,
                    lines,
                    reason,
                },
                json,
            )
        }
        Order::Release { order, hold } => act(
            company,
            *order,
            Command::ReleaseHold {
                order: *order,
                kind: *hold,
            },
            json,
        ),
    }
}

fn place(company: &Company, file: &Path, key: Option<&str>, json: bool) -> Outcome {
    let bytes = read_order(file)?;
    let document: OrderDocument = serde_json::from_slice(&bytes)
        .doing(|| format!("{} is not an order in Kept's JSON", file.display()))?;
    let key = key.map(str::to_owned).or(document.idempotency_key.clone());
    let draft = company
        .handle
        .ask(move |book| web::draft_order(book, &document, None))?;
    let draft = draft.map_err(|problem| Failure::new(problem.detail()))?;
    let fingerprint = blake3::hash(&bytes);
    let key = key.map(|key| (idempotency_key(&key), first_number(fingerprint.as_bytes())));
    let envelope = Envelope {
        key,
        actor: ActorId::default(),
        seen: None,
        command: Command::PlaceOrder(draft),
    };
    let Reply {
        outcome, repeated, ..
    } = company.handle.call(envelope)?;
    if repeated {
        eprintln!("this key was used before with this order; nothing new was placed");
    }
    let placed = outcome?.iter().find_map(|event| match event {
        Event::OrderPlaced { order, .. } => Some(*order),
        _ => None,
    });
    let order = placed.ok_or_else(|| Failure::new("the order was taken without a number"))?;
    company.catch_up()?;
    show::one(&company.views, order, json)
}

fn read_order(file: &Path) -> Outcome<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = match file.to_str() {
        Some("-") => std::io::stdin()
            .lock()
            .take(ORDER_BYTES_MAX)
            .read_to_end(&mut bytes),
        Some(_) | None => std::fs::File::open(file)
            .and_then(|file| file.take(ORDER_BYTES_MAX).read_to_end(&mut bytes)),
    };
    read.doing(|| format!("{} can't be read", file.display()))?;
    Ok(bytes)
}

fn idempotency_key(text: &str) -> IdempotencyKey {
    let hash = blake3::hash(format!("command line {text}").as_bytes());
    IdempotencyKey(std::array::from_fn(|index| hash.as_bytes()[index]))
}

fn first_number(bytes: &[u8; 32]) -> u64 {
    u64::from_le_bytes(std::array::from_fn(|index| bytes[index]))
}

/// Carries a command out on an order and shows what it looks like then.
fn act(company: &Company, order: OrderId, command: Command, json: bool) -> Outcome {
    company.handle.own(command)?.outcome?;
    company.catch_up()?;
    show::one(&company.views, order, json)
}

fn changes(company: &Company, amend: &Amend) -> Outcome<Vec<Change>> {
    let mut changes = Vec::new();
    for (line, quantity) in &amend.quantity {
        changes.push(Change::Quantity {
            line: *line,
            quantity: *quantity,
        });
    }
    if amend.requested.is_some() {
        changes.push(Change::Requested {
            line: None,
            day: amend.requested,
        });
    }
    if let Some(code) = &amend.ship_to {
        let (order, code_owned) = (amend.order, code.clone());
        let found = company.handle.ask(move |book| {
            let customer = book.orders.get(order)?.customer;
            book.company.ship_to_by_code(customer, &code_owned)
        })?;
        let missing = || Failure::new(format!("the order's customer has no ship-to {code}"));
        changes.push(Change::ShipTo(found.ok_or_else(missing)?));
    }
    for (line, code) in &amend.item {
        let wanted = code.clone();
        let found = company
            .handle
            .ask(move |book| book.company.item_by_code(&wanted))?;
        let item = found.ok_or_else(|| Failure::new(format!("there is no item {code}")))?;
        changes.push(Change::ResolveItem { line: *line, item });
    }
    Ok(changes)
}
