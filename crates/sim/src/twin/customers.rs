//! The customers: their orders arrive as documents that were read, they change their minds, and they send
//! goods back.

use super::Options;
use super::agenda::{Agenda, Task};
use super::carrier::Load;
use super::season;
use super::trouble::{About, CANCEL_PERMILLE, CHANGE_PERMILLE, MISPICK_PERMILLE, RETURN_PERMILLE};
use super::world::{World, site_ids};
use crate::chance::Chance;
use crate::company::{SampleCompany, working_day};
use crate::life::arrivals::Arrivals;
use crate::life::{ArriveAs, Happening, Moment, Pace};
use book::order::{LineDraft, OrderDraft};
use book::promise::calendar::{delivery_day, earliest_issue};
use book::refusal::Code;
use book::request::{Intent, ReadAs, RequestDraft};
use book::returns::{Disposition, ReturnDraft};
use book::work::Work;
use book::{Command, Order};
use std::collections::BTreeMap;
use vocab::{ContentHash, CustomerId, Day, ItemId, OrderId, Quantity, ReturnId, SiteId};

/// Customers think again between so many minutes after their order: most of them when they read the
/// confirmation, the others up to a day and a half later.
const ON_CONFIRMATION: (u64, u64) = (10, 3 * 60);
const ON_CONFIRMATION_PERMILLE: u64 = 600;
const SECOND_THOUGHTS: (u64, u64) = (3 * 60, 36 * 60);
/// Goods come back so many days after somebody asked.
const RETURN_DAYS: (u64, u64) = (1, 5);
/// Out of a thousand returned goods that nothing was wrong with, this many can be sold again.
const AS_NEW_PERMILLE: u64 = 700;
/// Minutes of work that a return takes at the order desk.
const RETURN_MINUTES: u16 = 5;
/// The most commands that answer the book in one step.
const ANSWERS_MAX: usize = 100_000;

/// The stream of orders, and what is read and not recorded yet.
#[derive(Debug)]
pub(super) struct Customers {
    arrivals: Arrivals,
    unread: BTreeMap<ContentHash, RequestDraft>,
    /// The day that demand is of.
    turned: Option<Day>,
}

/// Goods that a customer wants to send back.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    order: OrderId,
    customer: CustomerId,
    site: SiteId,
    item: ItemId,
    quantity: Quantity,
}

impl Customers {
    pub fn new(company: &SampleCompany, options: Options) -> Customers {
        let pace = Pace {
            orders_per_day: options.orders_per_day,
            arrive_as: ArriveAs::Commands,
            slips_percent: options.trouble_percent,
        };
        Customers {
            arrivals: Arrivals::new(options.seed, company, pace),
            unread: BTreeMap::new(),
            turned: None,
        }
    }

    /// What arrives is read at once; on a new day demand may have moved.
    pub fn step(&mut self, world: &mut World, company: &SampleCompany) {
        let day = world.now.day;
        if self.turned.replace(day) != Some(day) {
            let demand = season::demand(&world.trouble, company, day);
            self.arrivals.turn(demand, season::percent(company, day));
        }
        for happening in self.arrivals.until(world.now, company, &world.book) {
            if let Happening::Command(Command::PlaceOrder(draft)) = happening {
                let draft = by_the_timetable(world, draft);
                self.send(world, Intent::Place, draft);
                self.answer_the_book(world);
            }
        }
    }

    /// A message that a reader understood without a doubt. The same content twice is one document.
    fn send(&mut self, world: &mut World, intent: Intent, order: OrderDraft) {
        let request = RequestDraft {
            intent,
            order: Some(order),
            confidence: 1_000,
            doubts: Vec::new(),
        };
        let bytes = minicbor::to_vec(&request).expect("a request can be stored");
        let document = ContentHash(*blake3::hash(&bytes).as_bytes());
        match world.submit(&Command::ReceiveDocument { document }) {
            Ok(()) => drop(self.unread.insert(document, request)),
            Err(refusal) => assert_eq!(refusal.code, Code::DocumentKnown),
        }
    }

    /// Does what the book owes: reads documents, weighs requests, promises what waits.
    pub fn answer_the_book(&mut self, world: &mut World) {
        for _ in 0..ANSWERS_MAX {
            let Some(work) = world.book.work.first().copied() else {
                return;
            };
            let answer = match work {
                Work::ReadDocument { document } => Command::RecordReading {
                    document,
                    read_as: ReadAs::Requests,
                    requests: self.unread.remove(&document).into_iter().collect(),
                },
                Work::WeighRequest { request } => Command::WeighRequest { request },
                Work::PromiseBackorders { item } => Command::PromiseBackorders { item },
                // It comes after all others, and is the planner's.
                Work::PlanException { .. } => return,
            };
            world
                .submit(&answer)
                .expect("what the book owes can be done");
        }
        panic!("the book's work is never done");
    }

    /// Some customers will want another quantity or day, or nothing at all.
    pub fn think_again(&self, world: &World, agenda: &mut Agenda, order: OrderId) {
        let trouble = &world.trouble;
        let change = trouble.strikes(About::Change, CHANGE_PERMILLE, &[order.0]);
        let cancel = trouble.strikes(About::Cancel, CANCEL_PERMILLE, &[order.0]);
        if let Some(mut chance) = change {
            agenda.note(later(&mut chance, world.now), Task::Change(order));
        }
        if let Some(mut chance) = cancel {
            agenda.note(later(&mut chance, world.now), Task::Cancel(order));
        }
    }

    /// A customer asks for another quantity of a line, or for another day.
    pub fn change(&mut self, world: &mut World, id: OrderId) {
        let Some(order) = world.book.orders.get(id) else {
            return;
        };
        let mut chance = world.trouble.chance(About::Change, &[id.0, 1]);
        let mut draft = message_about(&order, world);
        if chance.permille(250) {
            let wanted = order.requested.unwrap_or(world.now.day).max(world.now.day);
            draft.requested = Some(working_day(wanted.plus(chance.between(1, 4) as i32)));
        } else {
            let index = chance.below(draft.lines.len() as u64) as usize;
            draft.lines = draft.lines.into_iter().skip(index).take(1).collect();
            for line in &mut draft.lines {
                let percent = *chance.pick(&[50, 150, 200]);
                line.quantity = Quantity((line.quantity.0 * percent / 100).max(1));
            }
        }
        if !draft.lines.is_empty() {
            self.send(world, Intent::Change, draft);
        }
    }

    /// A customer takes an order back.
    pub fn cancel(&mut self, world: &mut World, id: OrderId) {
        if let Some(order) = world.book.orders.get(id) {
            let draft = message_about(&order, world);
            self.send(world, Intent::Cancel, draft);
        }
    }
}

/// The order as its customer, who knows the timetable of the lorries, would write it: nobody asks for a day
/// on which none could come.
fn by_the_timetable(world: &World, draft: OrderDraft) -> OrderDraft {
    let company = &world.book.company;
    let customer = &company.customers[draft.customer.index()];
    let ship_to = draft.ship_to.or(customer.default_ship_to);
    let zone = ship_to.map(|id| company.ship_tos[id.index()].zone);
    let arrives = |site: SiteId| {
        let calendar = &company.sites[site.index()].calendar;
        let lane = company.lane(site, zone?)?;
        Some(delivery_day(lane, earliest_issue(calendar, &world.stamp())))
    };
    let soonest = site_ids(world).into_iter().filter_map(arrives).min();
    let requested = draft
        .requested
        .map(|day| soonest.map_or(day, |soonest| day.max(soonest)));
    OrderDraft { requested, ..draft }
}

/// When a customer thinks again about an order of this moment.
fn later(chance: &mut Chance, now: Moment) -> Moment {
    let (least, most) = match chance.permille(ON_CONFIRMATION_PERMILLE) {
        true => ON_CONFIRMATION,
        false => SECOND_THOUGHTS,
    };
    let minutes = u64::from(now.minute) + chance.between(least, most);
    Moment {
        day: now.day.plus((minutes / 1_440) as i32),
        minute: (minutes % 1_440) as u16,
    }
}

/// An order as its customer would write it again: the goods that are known and not cancelled.
fn message_about(order: &Order, world: &World) -> OrderDraft {
    let open = order
        .lines
        .iter()
        .filter(|line| !line.open_quantity().is_zero());
    let known = open.filter(|line| line.item.known().is_some());
    let line = |line: &book::OrderLine| LineDraft {
        item: line.item.clone(),
        quantity: line.open_quantity(),
        unit: world.book.company.items[line.item.known().unwrap_or_default().index()].base_unit,
        stated_price: None,
        requested: None,
    };
    OrderDraft {
        customer: order.customer,
        ship_to: None,
        address_in_doubt: false,
        po_number: order.po_number.clone(),
        currency: None,
        requested: None,
        expires: None,
        terms: book::order::Terms::default(),
        lines: known.map(line).collect(),
    }
}

/// What comes with a load that nobody ordered is found at the door, and some of the rest isn't wanted.
pub(super) fn claim(world: &mut World, agenda: &mut Agenda, load: &Load) {
    let Some(order) = world
        .book
        .orders
        .get(load.order)
        .map(|order| order.into_owned())
    else {
        return;
    };
    for (number, quantity) in &load.lines {
        let subject = [load.order.0, u64::from(*number), u64::from(load.site.0)];
        let wrong = world
            .trouble
            .strikes(About::Mispick, MISPICK_PERMILLE, &subject);
        let unwanted = world
            .trouble
            .strikes(About::Return, RETURN_PERMILLE, &subject);
        if wrong.is_some() {
            world.measure.goes_wrong(load.order);
        }
        let item = order.line(*number).and_then(|line| line.item.known());
        let (Some(mut chance), Some(item)) = (wrong.or(unwanted), item) else {
            continue;
        };
        let claim = Claim {
            order: load.order,
            customer: order.customer,
            site: load.site,
            item,
            quantity: Quantity(chance.between(1, quantity.0)),
        };
        let day = working_day(world.now.day.plus(1));
        agenda.note(Moment { day, ..world.now }, Task::Return(claim));
    }
}

/// A person agrees to a return.
pub(super) fn agree_return(world: &mut World, agenda: &mut Agenda, claim: &Claim) {
    world.measure.work("return", RETURN_MINUTES);
    let id = ReturnId(world.book.returns_agreed());
    let agreed = world.submit_as_person(&Command::PlaceReturn(ReturnDraft {
        customer: claim.customer,
        order: claim.order,
        left: None,
        site: claim.site,
        lines: vec![(claim.item, claim.quantity)],
    }));
    if agreed.is_err() {
        return;
    }
    let mut chance = world.trouble.chance(About::Return, &[id.0, 1]);
    let days = chance.between(RETURN_DAYS.0, RETURN_DAYS.1) as i32;
    let day = working_day(world.now.day.plus(days));
    let disposition = match chance.permille(AS_NEW_PERMILLE) {
        true => Disposition::Restock,
        false => Disposition::Scrap,
    };
    agenda.note(
        Moment { day, ..world.now },
        Task::TakeBack { id, disposition },
    );
}

/// Returned goods are looked at and put back, or thrown away.
pub(super) fn take_back(world: &mut World, id: ReturnId, disposition: Disposition) {
    let Some(agreed) = world.book.returns.get(&id) else {
        return;
    };
    let lines = (1..).zip(&agreed.lines);
    let lines = lines.map(|(number, line)| (number, line.expected(), disposition));
    let taken = Command::ReceiveReturn {
        return_order: id,
        lines: lines.collect(),
    };
    world.submit(&taken).expect("what was agreed can come back");
}
