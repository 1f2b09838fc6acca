//! The companies that the simulated lives are lived in: a tiny one, where everything collides,
//! and a medium one, where it spreads.

use crate::chance::Chance;
use book::company::{
    Arrivals, Calendar, Consent, CustomerDraft, Item, Lane, LaneDraft, PriceListDraft, ShipToDraft,
    Site,
};
use book::policy::TimedRun;
use book::{Command, Policy};
use vocab::{Currency, Day, Price, Quantity, Ratio, SiteId, Unit, ZoneId};

/// Delivery zones; no lane leads to the last one.
const ZONES: u16 = 4;

/// How large a company is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) sites: u16,
    pub(super) items: u32,
    pub(super) customers: u32,
}

impl Size {
    /// Three of four lives are lived in the tiny company.
    pub(super) fn of(chance: &mut Chance) -> Size {
        match chance.below(4) {
            0 => Size {
                sites: 5,
                items: 30,
                customers: 12,
            },
            _ => Size {
                sites: 2,
                items: 3,
                customers: 4,
            },
        }
    }
}

/// The commands that found the company.
pub(super) fn commands(size: Size, chance: &mut Chance) -> Vec<Command> {
    let items: Vec<Item> = (0..size.items).map(|n| item(n, size, chance)).collect();
    // The last item has no price.
    let priced = items.iter().take(items.len() - 1);
    let prices = priced.map(|item| {
        let minor = chance.between(1, 5_000) as i64;
        (item.code.clone(), Price { minor, basis: 1 })
    });
    let prices = PriceListDraft {
        code: "LIST".to_owned(),
        currency: Currency::ILS,
        prices: prices.collect(),
    };
    let customers = (0..size.customers).map(|n| customer(n, chance)).collect();
    vec![
        Command::PutSites((0..size.sites).map(|n| site(n, chance)).collect()),
        Command::PutLanes(lanes(size.sites, chance)),
        Command::PutItems(items),
        Command::PutPrices(prices),
        Command::PutCustomers(customers),
        Command::SetPolicy(Policy {
            backorder_runs: timed_runs(),
            ..Policy::default()
        }),
    ]
}

/// Backorder runs around the clock: when a client looks, one is mostly due.
pub(super) fn timed_runs() -> Vec<TimedRun> {
    let hours = (0..24).step_by(2);
    let rules = hours.map(|hour| format!("daily at {hour:02}:00"));
    let rules = rules.map(|rule| rule.parse().expect("a rule as the policy has it"));
    rules.collect()
}

pub(super) fn site(number: u16, chance: &mut Chance) -> Site {
    let holiday = Day::from_civil(2026, 3, 1 + chance.below(20) as u32);
    Site {
        code: format!("S{number}"),
        name: format!("Depot {number}"),
        calendar: Calendar {
            weekdays: *chance.pick(&[0b111_1111, 0b001_1111, 0b000_0001]),
            holidays: holiday.into_iter().collect(),
            cutoff_minute: *chance.pick(&[0, 720, 960, 1_440]),
        },
        zone: chance.permille(500).then_some(ZoneId(number % ZONES)),
    }
}

fn arrivals(chance: &mut Chance) -> Arrivals {
    let p80 = chance.below(8) as u16;
    Arrivals {
        p80: chance.permille(300).then_some(p80),
        p95: chance.permille(300).then_some(p80 + 1),
        p99: chance.permille(300).then_some(p80 + 4),
    }
}

pub(super) fn lanes(sites: u16, chance: &mut Chance) -> Vec<LaneDraft> {
    let mut lanes = Vec::new();
    for site in 0..sites {
        for zone in 0..ZONES - 1 {
            // One zone at least is always reached, so that the command is never empty.
            if zone != site % (ZONES - 1) && chance.permille(300) {
                continue;
            }
            let lane = Lane {
                transit_days: chance.below(6) as u16,
                delivery_weekdays: *chance.pick(&[0b111_1111, 0b001_1111, 0b010_0000]),
                cost_per_shipment: chance.below(5_000) as i64,
                cost_per_kilogram: chance.below(500) as i64,
                arrivals: arrivals(chance),
            };
            lanes.push(LaneDraft {
                site: format!("S{site}"),
                zone: ZoneId(zone),
                lane,
            });
        }
    }
    lanes
}

pub(super) fn item(number: u32, size: Size, chance: &mut Chance) -> Item {
    let kept_back = SiteId(chance.below(u64::from(size.sites)) as u16);
    Item {
        code: format!("I{number}"),
        description: format!("Item {number}"),
        base_unit: Unit::Each,
        units: vec![(Unit::Case, Ratio::of(12))],
        sales_unit: Unit::Each,
        gtins: Vec::new(),
        weight_grams: chance.between(1, 5_000) as u32,
        orderable: !chance.permille(50),
        bins: match chance.permille(300) {
            true => vec![(SiteId(0), format!("A-{}", chance.below(20)))],
            false => Vec::new(),
        },
        safety_stock: match chance.permille(200) {
            true => vec![(kept_back, Quantity(chance.between(1, 5)))],
            false => Vec::new(),
        },
    }
}

pub(super) fn customer(number: u32, chance: &mut Chance) -> CustomerDraft {
    let ship_to = |n: u64| ShipToDraft {
        code: format!("A{n}"),
        zone: ZoneId((n % u64::from(ZONES)) as u16),
        gln: None,
    };
    let first = chance.below(3);
    let count = if chance.permille(900) { 2 } else { 0 };
    CustomerDraft {
        code: format!("C{number}"),
        price_list: "LIST".to_owned(),
        credit_limit: chance
            .permille(250)
            .then(|| chance.between(0, 60_000) as i64),
        receivable: chance.below(1_000) as i64,
        one_time_addresses: false,
        ship_complete: chance.permille(200),
        blocked: chance.permille(50),
        substitutes: *chance.pick(&Consent::ALL),
        gln: None,
        parts: Vec::new(),
        ship_tos: (first..first + count).map(ship_to).collect(),
    }
}
