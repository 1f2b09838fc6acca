//! Problems of rationing made by chance: one item that does not suffice, at eight sites and on its way to
//! them for two weeks, and the orders for it. The same seed, number and size give the same problem.

use crate::chance::Chance;
use crate::sourcing::{code, item, site};
use book::company::{Consent, CustomerDraft, Lane, LaneDraft, PriceListDraft, ShipToDraft};
use book::group::Grouping;
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::policy::{Members, Segment, Strategy, Weight};
use book::stock::supply::{SupplyDraft, SupplyKind};
use book::{Book, Command, Policy, Stamp};
use vocab::{
    ActorId, Currency, CustomerId, Day, Instant, ItemId, Price, Quantity, SiteId, Unit, ZoneId,
};

/// The day of every problem: Sunday, 1 March 2026.
const TODAY: Day = Day(20_513);
/// Sites that stock the item.
const SITES: u16 = 8;
/// Days that supply comes in on, at every site.
const SUPPLY_DAYS: i32 = 14;
/// Delivery zones.
const ZONES: u16 = 4;
/// Customers; a quarter are in each group, and half in none.
const CUSTOMERS: u32 = 40;
/// The groups: who wins, and who keeps what it has.
const GROUPS: [&str; 2] = ["KEY", "SURE"];
/// The most units of a line.
const UNITS_MAX: u64 = 40;
/// The least and the most that there is, in percent of what is wanted.
const PLENTY_PERCENT: (u64, u64) = (60, 95);
/// Of what there is, the share that lies at the sites, in percent.
const ON_HAND_PERCENT: u64 = 30;
/// Out of a thousand orders, so many say a day.
const REQUESTED_PERMILLE: u64 = 700;

/// A book in which goods don't suffice for all.
#[derive(Clone, Debug)]
pub struct Rationing {
    /// The book; orders were promised as they came in.
    pub book: Book,
    /// What they want.
    pub item: ItemId,
    /// When.
    pub stamp: Stamp,
}

impl Rationing {
    /// The problem of a seed and number, of so many orders with one line each.
    pub fn new(seed: u64, number: u64, lines: u64) -> Rationing {
        let mut chance = Chance::of(seed, &[0x4A7E, number, lines]);
        let stamp = Stamp {
            at: Instant::at_midnight(TODAY),
            today: TODAY,
            minute: 8 * 60,
            actor: ActorId(0),
        };
        let orders: Vec<OrderDraft> = (0..lines)
            .map(|number| order(&mut chance, number))
            .collect();
        let wanted = orders.iter().flat_map(|order| &order.lines);
        let wanted = wanted.map(|line| line.quantity.0).sum();
        let mut commands = company(&mut chance);
        commands.extend(goods(&mut chance, wanted));
        commands.extend(orders.into_iter().map(Command::PlaceOrder));
        let mut book = Book::default();
        for command in commands {
            let events = book::decide(&book, &command, &stamp);
            let events = events.unwrap_or_else(|refusal| panic!("{}: {refusal}", command.name()));
            book::evolve_all(&mut book, &events);
        }
        Rationing {
            book,
            item: ItemId(0),
            stamp,
        }
    }
}

fn order(chance: &mut Chance, number: u64) -> OrderDraft {
    let day = TODAY.plus(chance.between(1, SUPPLY_DAYS as u64) as i32);
    OrderDraft {
        customer: CustomerId(chance.below(u64::from(CUSTOMERS)) as u32),
        ship_to: None,
        address_in_doubt: false,
        po_number: Some(format!("P{number}")),
        currency: None,
        requested: chance.permille(REQUESTED_PERMILLE).then_some(day),
        expires: None,
        terms: book::order::Terms::default(),
        lines: vec![LineDraft {
            item: StatedItem::Known(ItemId(0)),
            quantity: Quantity(chance.between(1, UNITS_MAX)),
            unit: Unit::Each,
            stated_price: None,
            requested: None,
        }],
    }
}

fn company(chance: &mut Chance) -> Vec<Command> {
    let goods = item(chance, 0);
    let price = Price {
        minor: 10_000,
        basis: 1,
    };
    let prices = PriceListDraft {
        code: "LIST".to_owned(),
        currency: Currency::ILS,
        prices: vec![(goods.code.clone(), price)],
    };
    let grouped = (0..CUSTOMERS).filter_map(|number| {
        let group = GROUPS.get(number as usize % (2 * GROUPS.len()))?;
        Some(Grouping {
            customer: CustomerId(number),
            groups: vec![(*group).to_owned()],
        })
    });
    vec![
        Command::PutSites((0..SITES).map(|number| site(chance, number)).collect()),
        Command::PutLanes(lanes(chance)),
        Command::PutItems(vec![goods]),
        Command::PutPrices(prices),
        Command::PutCustomers((0..CUSTOMERS).map(customer).collect()),
        Command::GroupCustomers(grouped.collect()),
        Command::SetPolicy(policy()),
    ]
}

/// Being late costs far more than freight: the run then cares for days, as its judge does.
fn policy() -> Policy {
    let group = |code: &str| Members::Group(code.to_owned());
    let segment = |of, strategy| Segment { of, strategy };
    Policy {
        split_cost: 0,
        split_sites_max: 3,
        lateness_cost_bp_per_day: 100_000,
        backorder_cost_bp: 1_000_000,
        priority: vec![
            Weight::Group(GROUPS[0].to_owned(), 500),
            Weight::Group(GROUPS[1].to_owned(), 200),
            Weight::Late(50),
            Weight::Value(1, 10_000),
        ],
        segments: vec![
            segment(group(GROUPS[0]), Strategy::Win),
            segment(group(GROUPS[1]), Strategy::Gain),
            segment(Members::Any, Strategy::Redistribute),
        ],
        ..Policy::default()
    }
}

fn lanes(chance: &mut Chance) -> Vec<LaneDraft> {
    let mut lanes = Vec::new();
    for number in 0..SITES {
        for zone in (0..ZONES).map(ZoneId) {
            let distance = chance.below(10) as i64;
            let lane = Lane {
                transit_days: 1 + (distance / 4) as u16,
                delivery_weekdays: 0b011_1111,
                cost_per_shipment: 100 + 30 * distance,
                cost_per_kilogram: 1 + distance,
                arrivals: book::company::Arrivals::NONE,
            };
            let site = code(number);
            lanes.push(LaneDraft { site, zone, lane });
        }
    }
    lanes
}

fn customer(number: u32) -> CustomerDraft {
    CustomerDraft {
        code: format!("C{number}"),
        price_list: "LIST".to_owned(),
        credit_limit: None,
        receivable: 0,
        one_time_addresses: false,
        ship_complete: false,
        blocked: false,
        substitutes: Consent::default(),
        gln: None,
        parts: Vec::new(),
        ship_tos: vec![ShipToDraft {
            code: "1".to_owned(),
            zone: ZoneId((number % u32::from(ZONES)) as u16),
            gln: None,
        }],
    }
}

/// What lies at the sites, and what comes in.
fn goods(chance: &mut Chance, wanted: u64) -> Vec<Command> {
    let all = wanted * chance.between(PLENTY_PERCENT.0, PLENTY_PERCENT.1) / 100;
    let here = all * ON_HAND_PERCENT / 100;
    let sites = u64::from(SITES);
    let coming = sites * SUPPLY_DAYS as u64;
    let stock = (0..SITES).map(SiteId).map(|site| {
        let quantity = Quantity(1 + chance.below(2 * here / sites + 1));
        (site, ItemId(0), quantity)
    });
    let stock = Command::ReceiveStock(stock.collect());
    let days = (1..=SUPPLY_DAYS).flat_map(|day| (0..SITES).map(move |site| (day, SiteId(site))));
    let supply = days.filter_map(|(day, site)| {
        let quantity = chance.below(2 * (all - here) / coming + 2);
        (quantity > 0).then(|| SupplyDraft {
            reference: format!("PO-{site}-{day}"),
            kind: SupplyKind::PurchaseOrder,
            site,
            item: ItemId(0),
            quantity: Quantity(quantity),
            due: TODAY.plus(day),
            supplier: None,
        })
    });
    vec![stock, Command::AnnounceSupply(supply.collect())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use book::order::OrderState;

    #[test]
    fn goods_suffice_for_most_and_not_for_all() {
        for number in 0..5 {
            let one = Rationing::new(1, number, 60);
            let open = one.book.orders.iter();
            let open: Vec<_> = open
                .filter(|order| order.state == OrderState::Open)
                .collect();
            assert_eq!(open.len(), 60);
            let waits = |order: &book::Order| order.lines[0].backorder.is_some();
            let waiting = open.iter().filter(|order| waits(order)).count();
            assert!((1..45).contains(&waiting), "{number}: {waiting} wait");
        }
    }
}
