//! A month of orders over the sample company's network, with goods that lie where they happen to lie.
//!
//! The same seeds give the same month.

mod nearest;

use crate::chance::{Chance, running_sums};
use crate::company::{FIRST_DAY, SampleCompany, sample_company, working_day};
use crate::demand::{Demand, Wish, draft};
use book::order::OrderDraft;
use book::stock::supply::{SupplyDraft, SupplyKind};
use book::{Book, Command, Stamp};
use std::collections::BTreeMap;
use vocab::{ActorId, Currency, Day, Instant, ItemId, Quantity, SiteId};

pub use nearest::nearest;

/// How many days the month has.
pub const DAYS: i32 = 30;
/// The most orders of a day.
pub const ORDERS_PER_DAY_MAX: u32 = 2_000;
/// The most lines of an order.
const LINES_MAX: u64 = 10;
/// When orders come in, minutes of the day.
const MINUTES: (u64, u64) = (6 * 60, 18 * 60);
/// How much there is of an item, in percent of what the month wants of it.
const THERE_PERCENT: (u64, u64) = (110, 170);
/// The share of it that is in stock on the first morning, in percent; the rest comes in later.
const IN_STOCK_PERCENT: (u64, u64) = (40, 70);
/// Goods lie at the sites by shares of one to this.
const SHARE_MAX: u64 = 6;

/// A month before its first order.
#[derive(Clone, Debug)]
pub struct Month {
    /// The company with its stock, and all supply of the month announced.
    pub book: Book,
    /// The orders, the earliest first.
    pub orders: Vec<(Stamp, OrderDraft)>,
}

impl Month {
    /// The month of a seed, in the life of a company: another one has other orders, of the same
    /// customers for the same goods.
    pub fn new(company: u64, seed: u64, orders_per_day: u32) -> Month {
        let mut company = sample_company(company, FIRST_DAY);
        free_of_limits(&mut company);
        let mut book = Book::default();
        let mut commands = company.commands();
        // Stock and supply are laid out by what the month will want.
        commands.truncate(commands.len() - 2);
        for command in commands {
            give(&mut book, &command, morning(FIRST_DAY));
        }
        let orders = orders(
            seed,
            &company,
            &book,
            orders_per_day.clamp(1, ORDERS_PER_DAY_MAX),
        );
        let (stock, supply) = goods(seed, &orders);
        give(&mut book, &Command::ReceiveStock(stock), morning(FIRST_DAY));
        give(
            &mut book,
            &Command::AnnounceSupply(supply),
            morning(FIRST_DAY),
        );
        Month { book, orders }
    }

    /// Takes in what is due on a day.
    pub fn receive(book: &mut Book, day: Day) {
        let due = book
            .stock
            .supplies
            .iter()
            .filter(|(_, supply)| supply.due <= day);
        let due: Vec<Command> = due
            .map(|(id, supply)| Command::ReceiveSupply {
                supply: *id,
                quantity: supply.open,
                last: true,
            })
            .collect();
        for command in due {
            give(book, &command, morning(day));
        }
    }
}

/// The first minute of a day.
fn morning(day: Day) -> Stamp {
    stamp(day, 0)
}

fn stamp(day: Day, minute: u16) -> Stamp {
    Stamp {
        at: Instant::at_midnight(day).plus_seconds(i64::from(minute) * 60),
        today: day,
        minute,
        actor: ActorId(0),
    }
}

fn give(book: &mut Book, command: &Command, stamp: Stamp) {
    let events = book::decide(book, command, &stamp);
    let events = events.unwrap_or_else(|refusal| panic!("{}: {refusal}", command.name()));
    book::evolve_all(book, &events);
}

/// Nobody is held, and nothing is kept back: what is compared is where goods come from.
fn free_of_limits(company: &mut SampleCompany) {
    for item in &mut company.items {
        item.item.safety_stock.clear();
    }
    for customer in &mut company.customers {
        customer.credit_limit = None;
    }
    company
        .customers
        .retain(|customer| customer.list.currency() == Currency::ILS);
}

fn orders(
    seed: u64,
    company: &SampleCompany,
    book: &Book,
    orders_per_day: u32,
) -> Vec<(Stamp, OrderDraft)> {
    let demand = Demand::new(company);
    let often = company
        .customers
        .iter()
        .map(|one| one.orders_in_ten_weeks * one.ship_tos.len() as u64);
    let sums = running_sums(often);
    let days = (0..DAYS).map(|day| FIRST_DAY.plus(day));
    let mut orders = Vec::new();
    for day in days.filter(|day| working_day(*day) == *day) {
        let mut chance = Chance::of(seed, &[0x3017, day.0 as u64]);
        let mut minutes: Vec<u64> = (0..orders_per_day)
            .map(|_| chance.between(MINUTES.0, MINUTES.1))
            .collect();
        minutes.sort_unstable();
        for (serial, minute) in (1..).zip(minutes) {
            let customer = &company.customers[chance.weighted(&sums)];
            let place = chance.pick(&customer.ship_tos).clone();
            let orders_a_year =
                customer.orders_in_ten_weeks * customer.ship_tos.len() as u64 * 52 / 10;
            let wish = Wish {
                day,
                serial,
                value: customer.yearly_value / orders_a_year.max(1) as i64,
                lines_max: LINES_MAX,
            };
            let order = demand.order(&mut chance, company, customer, &place, wish);
            let known = draft(book, &order).map(without_prices);
            orders.extend(known.map(|draft| (stamp(day, minute as u16), draft)));
        }
    }
    orders
}

/// The list price counts, so that nothing is held for a person.
fn without_prices(mut draft: OrderDraft) -> OrderDraft {
    draft.currency = None;
    for line in &mut draft.lines {
        line.stated_price = None;
    }
    draft
}

/// Stock of the first morning, and supply for the days after.
fn goods(
    seed: u64,
    orders: &[(Stamp, OrderDraft)],
) -> (Vec<(SiteId, ItemId, Quantity)>, Vec<SupplyDraft>) {
    let mut wanted: BTreeMap<ItemId, u64> = BTreeMap::new();
    for line in orders.iter().flat_map(|(_, draft)| &draft.lines) {
        if let Some(item) = line.item.known() {
            *wanted.entry(item).or_default() += line.quantity.0;
        }
    }
    let (mut stock, mut supply) = (Vec::new(), Vec::new());
    for (item, wanted) in wanted {
        let mut chance = Chance::of(seed, &[0x600D, u64::from(item.0)]);
        let there = wanted * chance.between(THERE_PERCENT.0, THERE_PERCENT.1) / 100;
        let shares: Vec<u64> = (0..3).map(|_| chance.between(1, SHARE_MAX)).collect();
        for (site, share) in (0..).map(SiteId).zip(&shares) {
            let here = there * share / shares.iter().sum::<u64>();
            let now = here * chance.between(IN_STOCK_PERCENT.0, IN_STOCK_PERCENT.1) / 100;
            if now > 0 {
                stock.push((site, item, Quantity(now)));
            }
            if here > now {
                supply.push(SupplyDraft {
                    reference: format!("PO-{}", supply.len()),
                    kind: SupplyKind::PurchaseOrder,
                    site,
                    item,
                    quantity: Quantity(here - now),
                    due: working_day(FIRST_DAY.plus(chance.between(1, DAYS as u64) as i32)),
                    supplier: None,
                });
            }
        }
    }
    (stock, supply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_can_be_lived_and_is_the_same_again() {
        let month = Month::new(1, 3, 5);
        assert_eq!(month.orders, Month::new(1, 3, 5).orders);
        assert!(month.orders.len() > 100, "{}", month.orders.len());
        let mut book = month.book.clone();
        let (mut promised, mut waiting) = (0, 0);
        for (stamp, draft) in &month.orders {
            Month::receive(&mut book, stamp.today);
            let command = Command::PlaceOrder(draft.clone());
            let events = book::decide(&book, &command, stamp).expect("the order is in order");
            for event in &events {
                if let book::Event::LinesScheduled { lines, .. } = event {
                    promised += lines.len();
                    waiting += lines.iter().filter(|line| line.backorder.is_some()).count();
                }
            }
            book::evolve_all(&mut book, &events);
        }
        assert!(promised > 300, "{promised} lines were promised");
        assert!(
            waiting > 0 && waiting * 2 < promised,
            "{waiting} of {promised} wait"
        );
        assert_eq!(book::invariant::violations(&book), []);
    }
}
