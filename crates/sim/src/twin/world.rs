//! The book of the twin: every command goes through here, is summed up in the digest, and is told to who
//! has to do something about it.

use super::desk::Ask;
use super::exceptions::Exceptions;
use super::measure::Measure;
use super::report::{Report, Told};
use super::trouble::Trouble;
use super::{Options, broken};
use crate::company::FIRST_DAY;
use crate::life::Moment;
use book::request::Intent;
use book::{Book, Command, Event, Events, Refusal, Stage, Stamp, decide, evolve};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{ActorId, CustomerId, Instant, OrderId, SiteId};

/// Whom the journal knows people of the company by; 0 is Kept itself.
const PERSON: ActorId = ActorId(1);

/// The book, the moment, and what is to be told on.
pub(super) struct World {
    pub book: Book,
    pub now: Moment,
    pub trouble: Trouble,
    pub measure: Measure,
    pub exceptions: Exceptions,
    /// Orders that something happened to since the floors last heard.
    pub changed: BTreeSet<OrderId>,
    /// Orders that were placed since the customers last heard.
    pub placed: Vec<OrderId>,
    /// What people have to decide and nobody was told yet.
    pub asks: Vec<Ask>,
    /// What was delivered since the ledger last heard, minor units of the customer's currency.
    pub delivered: Vec<(CustomerId, i64)>,
    /// Who was let order beyond the limit since the ledger last heard.
    pub trusted: Vec<CustomerId>,
    actor: ActorId,
    digest: blake3::Hasher,
    commands: u64,
    refused: BTreeMap<&'static str, u64>,
    broken: BTreeSet<&'static str>,
}

impl World {
    pub fn new(trouble: Trouble) -> World {
        World {
            book: Book::default(),
            now: Moment {
                day: FIRST_DAY,
                minute: 0,
            },
            trouble,
            measure: Measure::default(),
            exceptions: Exceptions::default(),
            changed: BTreeSet::new(),
            placed: Vec::new(),
            asks: Vec::new(),
            delivered: Vec::new(),
            trusted: Vec::new(),
            actor: ActorId(0),
            digest: blake3::Hasher::new(),
            commands: 0,
            refused: BTreeMap::new(),
            broken: BTreeSet::new(),
        }
    }

    /// Gives the book a command of the system.
    pub fn submit(&mut self, command: &Command) -> Result<(), Refusal> {
        let stamp = self.stamp();
        self.commands += 1;
        let events = decide(&self.book, command, &stamp).inspect_err(|refusal| {
            *self.refused.entry(refusal.code.as_str()).or_default() += 1;
        })?;
        self.sum_up(&stamp, &events);
        for event in &events {
            let by_person = self.actor == PERSON;
            self.measure.hear(&self.book, self.now, by_person, event);
            self.exceptions.hear(by_person, event);
            self.tell(event);
            evolve(&mut self.book, event);
            if let Event::LinesScheduled { order, .. } = event {
                self.measure.promised(&self.book, *order);
            }
        }
        Ok(())
    }

    /// Gives the book a command of a person.
    pub fn submit_as_person(&mut self, command: &Command) -> Result<(), Refusal> {
        self.actor = PERSON;
        let done = self.submit(command);
        self.actor = ActorId(0);
        done
    }

    /// The stamp of a command that is given now.
    pub fn stamp(&self) -> Stamp {
        let seconds = i64::from(self.now.minute) * 60;
        Stamp {
            at: Instant::at_midnight(self.now.day).plus_seconds(seconds),
            today: self.now.day,
            minute: self.now.minute,
            actor: self.actor,
        }
    }

    /// The digest is of every command that changed something: its moment, who gave it, and its events.
    fn sum_up(&mut self, stamp: &Stamp, events: &Events) {
        self.digest.update(&stamp.at.0.to_le_bytes());
        self.digest.update(&stamp.actor.0.to_le_bytes());
        let stored = minicbor::to_vec(events).expect("events can be stored");
        self.digest.update(&stored);
    }

    /// Notes who has to hear of an event, before the book takes it.
    fn tell(&mut self, event: &Event) {
        self.changed.extend(event.about_order());
        match event {
            Event::RequestParked { request, reasons } => {
                self.asks.push(Ask::review(*request, reasons));
            }
            Event::RequestAccepted { request, order } => {
                let intent = self.book.requests.get(request).map(|r| r.draft.intent);
                if intent == Some(Intent::Place) {
                    self.placed.push(*order);
                }
            }
            Event::OrderPlaced { order, holds, .. } | Event::HoldsSet { order, holds } => {
                self.asks.extend(Ask::holds(*order, holds));
            }
            Event::SolutionsProposed {
                exception,
                proposals,
            } => {
                let open = self.book.exceptions.get(exception);
                // What nothing can be done about waits for goods or for news.
                if let Some(open) = open.filter(|_| !proposals.is_empty()) {
                    let (exception, kind) = (*exception, open.kind);
                    self.asks.push(Ask::Choose { exception, kind });
                }
            }
            Event::ExceptionClosed { exception, .. } => {
                let about =
                    |ask: &Ask| matches!(ask, Ask::Choose { exception: id, .. } if id == exception);
                self.asks.retain(|ask| !about(ask));
            }
            Event::GoodsAdvanced {
                order, to, lines, ..
            } if *to == Stage::Delivered => {
                let Some(order) = self.book.orders.get(*order) else {
                    return;
                };
                let amount = |(number, quantity)| order.line(number)?.price?.amount(quantity);
                let worth = lines.iter().filter_map(|line| amount(*line)).sum();
                self.delivered.push((order.customer, worth));
            }
            _ => {}
        }
    }

    /// In the morning every order may have something to leave today.
    pub fn look_at_all_orders(&mut self) {
        self.changed.extend(self.book.orders.ids());
    }

    /// In the evening the invariants are looked at, and what is left is counted.
    pub fn end_the_day(&mut self) {
        self.broken.extend(broken(&self.book));
        self.measure.end_the_day(&self.book, self.now.day);
    }

    /// How it went.
    pub fn report(self, options: Options) -> Report {
        let told = Told {
            digest: self.digest.finalize().to_hex().to_string(),
            commands: self.commands,
            refused: self.refused,
            broken: self.broken.into_iter().collect(),
        };
        Report::of(options, self.measure, self.exceptions, told)
    }
}

/// Every site of the company.
pub(super) fn site_ids(world: &World) -> Vec<SiteId> {
    (0..world.book.company.sites.len() as u16)
        .map(SiteId)
        .collect()
}
