//! What becomes of the orders of a benchmark: most are delivered, some are held.

use crate::commands::bench::founded::Founded;
use crate::failure::Outcome;
use crate::talk::Progress;
use book::order::Source;
use book::{Book, Command, Stage};
use engine::{BULK_MAX, Envelope, Handle};
use std::collections::BTreeSet;
use std::sync::mpsc::sync_channel;
use vocab::{OrderId, SiteId};

/// Of so many orders, all but one are delivered.
const OPEN_IN: u64 = 10;
/// Of so many orders, one is held.
const HELD_IN: u64 = 100;

/// Delivers nine in ten of the orders that leave from stock alone, and holds one in a hundred.
pub fn live(company: &Founded) -> Outcome {
    let goods = company.handle.ask(goods_to_deliver)?;
    for to in Stage::ALL.into_iter().skip(1) {
        let moves = goods.iter().map(|(order, site)| Command::Advance {
            order: *order,
            to,
            site: *site,
            lines: Vec::new(),
            tracking: (to == Stage::Shipped).then(|| format!("TRK{}", order.0)),
            packages: Vec::new(),
        });
        send_all(&company.handle, moves.collect())?;
    }
    let held = company.handle.ask(|book: &Book| -> Vec<OrderId> {
        let held = book.orders.iter().filter(|order| order.id.0 % HELD_IN == 0);
        held.map(|order| order.id).collect()
    })?;
    let holds = held.into_iter().map(|order| Command::HoldOrder { order });
    send_all(&company.handle, holds.collect())
}

/// The orders that are delivered, with each site that goods of them leave from.
fn goods_to_deliver(book: &Book) -> Vec<(OrderId, SiteId)> {
    let mut goods = BTreeSet::new();
    for order in book.orders.iter() {
        let parts = || order.lines.iter().flat_map(|line| &line.schedule);
        let is_there = parts().all(|part| part.source == Source::OnHand);
        if is_there && order.id.0 % OPEN_IN != 0 {
            goods.extend(parts().map(|part| (order.id, part.site)));
        }
    }
    goods.into_iter().collect()
}

/// Gives the commands one bulk message after the other; what is refused stays as it is.
fn send_all(handle: &Handle, commands: Vec<Command>) -> Outcome {
    let mut progress = Progress::new("moving goods", commands.len() as u64);
    let mut commands = commands.into_iter().map(Envelope::own).peekable();
    let mut given = 0;
    while commands.peek().is_some() {
        let message: Vec<Envelope> = commands.by_ref().take(BULK_MAX).collect();
        given += message.len() as u64;
        let (done, answered) = sync_channel(1);
        handle.submit_bulk(message, move |answers| {
            // Whoever waits below is there until it is answered.
            let _ = done.send(answers.map(drop));
        })?;
        answered.recv()??;
        progress.at(given);
    }
    Ok(())
}
