//! Sourcing problems made by chance: one order, a few sites that have some of it, supply on its way,
//! and lanes of different length. The same seed and number give the same problem.

use crate::chance::Chance;
use book::company::{Calendar, Item, Lane, LaneDraft, Site};
use book::promise::{Ask, Destination};
use book::stock::supply::{SupplyDraft, SupplyKind};
use book::{Book, Command, Policy, Stamp};
use vocab::{
    ActorId, CustomerId, Day, Instant, ItemId, Price, Quantity, SiteId, Split, Unit, ZoneId,
};

/// The day of every problem: Sunday, 1 March 2026.
const TODAY: Day = Day(20_513);
/// The zone that every order goes to.
const ZONE: ZoneId = ZoneId(1);
/// The fewest and the most sites.
const SITES: (u64, u64) = (2, 12);
/// The fewest and the most lines of an order.
const LINES: (u64, u64) = (1, 12);
/// Out of a thousand sites but the first, this many have no lane to the zone.
const NO_LANE_PERMILLE: u64 = 100;
/// Out of a thousand lines, this many want an item that another line wants too.
const SAME_ITEM_PERMILLE: u64 = 60;
/// Out of a thousand lines, this many want another day than their order.
const OWN_DAY_PERMILLE: u64 = 150;
/// Out of a thousand orders, this many take one shipment only.
const SHIP_COMPLETE_PERMILLE: u64 = 150;
/// The farthest that supply is away, days.
const DUE_DAYS_MAX: u64 = 30;
/// The farthest day that an order is wanted on, days.
const REQUESTED_DAYS_MAX: u64 = 14;

/// One order to be promised, and all that it may be promised from.
#[derive(Clone, Debug)]
pub struct Sourcing {
    /// Sites, lanes, stock and supply.
    pub book: Book,
    /// Where the order goes.
    pub destination: Destination,
    /// Its lines.
    pub asks: Vec<Ask>,
    /// When.
    pub stamp: Stamp,
}

/// How much of what is wanted lies about.
#[derive(Clone, Copy, Debug)]
struct Plenty {
    /// Out of a thousand items and sites, so many have stock.
    stocked_permille: u64,
    /// Out of a thousand items and sites, so many have supply on its way.
    coming_permille: u64,
    /// The most that is there of an item, in percent of what is wanted.
    most_percent: u64,
}

/// Much, some and little, equally often.
const PLENTIES: [Plenty; 3] = [
    Plenty {
        stocked_permille: 800,
        coming_permille: 200,
        most_percent: 400,
    },
    Plenty {
        stocked_permille: 500,
        coming_permille: 300,
        most_percent: 200,
    },
    Plenty {
        stocked_permille: 250,
        coming_permille: 350,
        most_percent: 120,
    },
];

impl Sourcing {
    /// The problem of a seed and number.
    pub fn new(seed: u64, number: u64) -> Sourcing {
        let mut chance = Chance::of(seed, &[0x50C1, number]);
        let stamp = Stamp {
            at: Instant::at_midnight(TODAY),
            today: TODAY,
            minute: chance.below(24 * 60) as u16,
            actor: ActorId(0),
        };
        let asks = asks(&mut chance);
        let sites = chance.between(SITES.0, SITES.1) as u16;
        let mut book = Book::default();
        for command in commands(&mut chance, sites, &asks) {
            let events = book::decide(&book, &command, &stamp);
            let events = events.unwrap_or_else(|refusal| panic!("{}: {refusal}", command.name()));
            book::evolve_all(&mut book, &events);
        }
        book.turn_to(&stamp);
        let destination = Destination {
            split: match chance.permille(SHIP_COMPLETE_PERMILLE) {
                true => Split::Never,
                false => Split::Freely,
            },
            ..Destination::plain(CustomerId(0), ZONE)
        };
        Sourcing {
            book,
            destination,
            asks,
            stamp,
        }
    }
}

fn asks(chance: &mut Chance) -> Vec<Ask> {
    let whole = requested(chance);
    let mut asks: Vec<Ask> = Vec::new();
    let mut items = 0;
    for line in 1..=chance.between(LINES.0, LINES.1) {
        let same = !asks.is_empty() && chance.permille(SAME_ITEM_PERMILLE);
        let other = *chance.pick(&[0, asks.len().saturating_sub(1)]);
        let (item, price) = match same {
            true => (asks[other].item, asks[other].price),
            false => (ItemId(items), Some(price(chance))),
        };
        items += u32::from(!same);
        let own_day = chance.permille(OWN_DAY_PERMILLE);
        asks.push(Ask {
            line: line as u16,
            item,
            quantity: Quantity(chance.between(1, 60)),
            requested: if own_day { requested(chance) } else { whole },
            price,
        });
    }
    asks
}

fn price(chance: &mut Chance) -> Price {
    Price {
        minor: chance.between(300, 30_000) as i64,
        basis: *chance.pick(&[1, 1, 6]),
    }
}

fn requested(chance: &mut Chance) -> Option<Day> {
    let day = TODAY.plus(chance.below(REQUESTED_DAYS_MAX) as i32);
    chance.permille(600).then_some(day)
}

fn commands(chance: &mut Chance, sites: u16, asks: &[Ask]) -> Vec<Command> {
    let plenty = *chance.pick(&PLENTIES);
    let items = asks.iter().map(|ask| ask.item.0 + 1).max().unwrap_or(0);
    let mut stock = Vec::new();
    let mut supply = Vec::new();
    for item in (0..items).map(ItemId) {
        let alike = asks.iter().filter(|ask| ask.item == item);
        let wanted: Quantity = alike.map(|ask| ask.quantity).sum();
        let most = (wanted.0 * plenty.most_percent / 100).max(1);
        for site in (0..sites).map(SiteId) {
            if chance.permille(plenty.stocked_permille) {
                stock.push((site, item, Quantity(chance.between(1, most))));
            }
            if chance.permille(plenty.coming_permille) {
                supply.push(SupplyDraft {
                    reference: format!("PO-{}", supply.len()),
                    kind: SupplyKind::PurchaseOrder,
                    site,
                    item,
                    quantity: Quantity(chance.between(1, most)),
                    due: TODAY.plus(chance.between(1, DUE_DAYS_MAX) as i32),
                    supplier: None,
                });
            }
        }
    }
    let mut commands = vec![
        Command::SetPolicy(policy(chance)),
        Command::PutSites((0..sites).map(|number| site(chance, number)).collect()),
        Command::PutLanes(lanes(chance, sites)),
        Command::PutItems((0..items).map(|number| item(chance, number)).collect()),
    ];
    if !stock.is_empty() {
        commands.push(Command::ReceiveStock(stock));
    }
    if !supply.is_empty() {
        commands.push(Command::AnnounceSupply(supply));
    }
    commands
}

fn policy(chance: &mut Chance) -> Policy {
    Policy {
        split_cost: chance.between(0, 5_000) as i64,
        split_sites_max: chance.between(1, 3) as u8,
        lateness_cost_bp_per_day: chance.between(20, 300) as u32,
        backorder_cost_bp: chance.between(1_000, 5_000) as u32,
        ..Policy::default()
    }
}

pub(crate) fn site(chance: &mut Chance, number: u16) -> Site {
    let code = code(number);
    let calendar = Calendar {
        // Sunday to Thursday, to Friday, or every day.
        weekdays: *chance.pick(&[0b001_1111, 0b011_1111, 0b111_1111]),
        holidays: Vec::new(),
        cutoff_minute: chance.between(10 * 60, 18 * 60) as u16,
    };
    Site {
        name: code.clone(),
        code,
        calendar,
        zone: None,
    }
}

pub(crate) fn code(site: u16) -> String {
    format!("DC{site}")
}

/// Near sites are quick and cheap, and no two cost the same.
fn lanes(chance: &mut Chance, sites: u16) -> Vec<LaneDraft> {
    let mut lanes = Vec::new();
    for site in 0..sites {
        let distance = chance.between(0, 9) as i64;
        let lane = Lane {
            transit_days: 1 + (distance / 3) as u16,
            delivery_weekdays: *chance.pick(&[0b001_1111, 0b011_1111, 0b001_0101]),
            cost_per_shipment: 3_000 + 900 * distance + chance.below(500) as i64,
            cost_per_kilogram: 15 + 6 * distance + chance.below(5) as i64,
            arrivals: book::company::Arrivals::NONE,
        };
        if site == 0 || !chance.permille(NO_LANE_PERMILLE) {
            let site = code(site);
            let zone = ZONE;
            lanes.push(LaneDraft { site, zone, lane });
        }
    }
    lanes
}

pub(crate) fn item(chance: &mut Chance, number: u32) -> Item {
    Item {
        code: format!("ITEM-{number}"),
        description: format!("Item {number}"),
        base_unit: Unit::Each,
        units: Vec::new(),
        sales_unit: Unit::Each,
        gtins: Vec::new(),
        weight_grams: chance.between(50, 15_000) as u32,
        orderable: true,
        safety_stock: Vec::new(),
        bins: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_the_same_for_ever_and_problems_differ() {
        let told = |number| {
            let one = Sourcing::new(7, number);
            (one.book.state_hash(), one.asks, one.destination)
        };
        assert_eq!(told(3), told(3));
        assert_ne!(told(3), told(4));
    }

    #[test]
    fn problems_are_of_all_kinds() {
        let all: Vec<Sourcing> = (0..200).map(|number| Sourcing::new(1, number)).collect();
        let promised = |one: &Sourcing| {
            let freed = book::promise::Freed::default();
            book::promise::promise(&one.book, one.destination, &one.asks, &freed, &one.stamp)
        };
        let plans: Vec<_> = all.iter().map(promised).collect();
        let waits = |plan: &&book::promise::Plan| plan.lines.iter().any(|l| l.backorder.is_some());
        let splits = |plan: &&book::promise::Plan| plan.considered[0].sites.len() > 1;
        let waiting = plans.iter().filter(waits).count();
        let split = plans.iter().filter(splits).count();
        assert!((20..180).contains(&waiting), "{waiting} wait for something");
        assert!((20..180).contains(&split), "{split} are split over sites");
        assert!(all.iter().any(|one| one.destination.split == Split::Never));
        assert!(all.iter().any(|one| one.asks.len() == LINES.1 as usize));
    }
}
