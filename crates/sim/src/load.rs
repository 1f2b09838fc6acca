//! Load for benchmarks: a company of any size and an endless, seeded stream of its orders.
//!
//! Demand follows Zipf's law over the items (rank k is wanted 1/k as often as rank 1); orders have
//! one to three lines. Stock is laid out so that on average it suffices with a fifth to spare, so
//! that some sites run dry and the promise has to look elsewhere.

use crate::chance::Chance;
use book::company::{
    Calendar, CustomerDraft, Item, Lane, LaneDraft, PriceListDraft, ShipToDraft, Site,
};
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::{Command, Policy};
use vocab::{
    Currency, CustomerId, Day, Gtin, ItemId, Price, Quantity, Ratio, SiteId, Unit, ZoneId,
};

/// Delivery zones of the company.
const ZONES: u16 = 12;
/// Customers of the company; each has one ship-to.
const CUSTOMERS: u32 = 10_000;
/// The most rows of one set-up command.
const ROWS: usize = 20_000;
/// Draws that are made ahead; demand goes round in them from a random place.
const POOL: usize = 1 << 20;
/// The most pieces of one line.
const PIECES_MAX: u64 = 10;
/// The day of the benchmark.
const TODAY: &str = "2026-03-01";

/// How large the load is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Items of the catalogue.
    pub items: u32,
    /// Sites, each of which stocks every item.
    pub sites: u16,
    /// Orders that will be placed; stock is laid out for them.
    pub orders: u64,
    /// Share of the lines that want the one hot item, in thousandths.
    pub hot: u16,
}

/// The day that every order of the load is placed on.
pub fn today() -> Day {
    Day::parse(TODAY).expect("the constant is a day")
}

/// The commands that found the company, in the order to give them.
pub fn company(size: Size) -> Vec<Command> {
    let mut commands = vec![
        Command::SetPolicy(Policy::default()),
        Command::PutSites((0..size.sites).map(site).collect()),
        Command::PutLanes(lanes(size.sites)),
    ];
    let items: Vec<Item> = (0..size.items).map(item).collect();
    let prices: Vec<(String, Price)> = items
        .iter()
        .zip(0..)
        .map(|(item, n)| (item.code.clone(), price(n)))
        .collect();
    commands.extend(
        items
            .chunks(ROWS)
            .map(|rows| Command::PutItems(rows.to_vec())),
    );
    commands.extend(prices.chunks(ROWS).map(|rows| {
        let (code, currency) = ("LIST".to_owned(), Currency::ILS);
        Command::PutPrices(PriceListDraft {
            code,
            currency,
            prices: rows.to_vec(),
        })
    }));
    let customers: Vec<CustomerDraft> = (0..CUSTOMERS).map(customer).collect();
    commands.extend(
        customers
            .chunks(ROWS)
            .map(|rows| Command::PutCustomers(rows.to_vec())),
    );
    commands.extend(
        stock(size)
            .chunks(ROWS)
            .map(|rows| Command::ReceiveStock(rows.to_vec())),
    );
    commands
}

fn site(number: u16) -> Site {
    let calendar = Calendar {
        weekdays: 0b101_1111,
        holidays: Vec::new(),
        cutoff_minute: 900,
    };
    Site {
        code: format!("DC{number}"),
        name: format!("Distribution centre {number}"),
        calendar,
    }
}

fn lanes(sites: u16) -> Vec<LaneDraft> {
    let lane = |site: u16, zone: u16| {
        let distance = i64::from((zone + ZONES - site * ZONES / sites.max(1)) % ZONES);
        let lane = Lane {
            transit_days: 1 + (distance / 5) as u16,
            delivery_weekdays: 0b011_1111,
            cost_per_shipment: 2_000 + 300 * distance,
            cost_per_kilogram: 20 + 5 * distance,
        };
        LaneDraft {
            site: format!("DC{site}"),
            zone: ZoneId(zone),
            lane,
        }
    };
    (0..sites)
        .flat_map(|site| (0..ZONES).map(move |zone| lane(site, zone)))
        .collect()
}

fn item(number: u32) -> Item {
    Item {
        code: format!("I{number:06}"),
        description: format!("Item {number}"),
        base_unit: Unit::Each,
        units: vec![(Unit::Case, Ratio::of(12))],
        sales_unit: Unit::Each,
        gtins: gtin(number)
            .into_iter()
            .map(|gtin| (gtin, Unit::Each))
            .collect(),
        weight_grams: 100 + number % 1_900,
        orderable: true,
        safety_stock: Vec::new(),
    }
}

fn gtin(number: u32) -> Option<Gtin> {
    let body = format!("729{number:09}");
    Gtin::parse(&format!("{body}{}", vocab::gs1::check_digit(&body)?))
}

fn price(number: u32) -> Price {
    Price {
        minor: i64::from(200 + number % 9_800),
        basis: 1,
    }
}

fn customer(number: u32) -> CustomerDraft {
    let zone = ZoneId((number % u32::from(ZONES)) as u16);
    CustomerDraft {
        code: format!("C{number:05}"),
        price_list: "LIST".to_owned(),
        credit_limit: Some(book::company::AMOUNT_MAX / 2),
        receivable: 0,
        one_time_addresses: false,
        ship_complete: false,
        blocked: false,
        gln: None,
        parts: Vec::new(),
        ship_tos: vec![ShipToDraft {
            code: "1".to_owned(),
            zone,
            gln: None,
        }],
    }
}

/// Stock by expected demand with a fifth to spare, spread evenly over the sites.
fn stock(size: Size) -> Vec<(SiteId, ItemId, Quantity)> {
    let lines = size.orders * 2;
    let pieces = lines * (PIECES_MAX + 1) / 2;
    let total: u64 = (0..size.items).map(weight).sum();
    let hot = u64::from(size.hot);
    let mut rows = Vec::with_capacity(size.items as usize * usize::from(size.sites));
    for number in 0..size.items {
        let share = u128::from(pieces) * u128::from(weight(number)) / u128::from(total);
        let mut demand = share as u64 * (1_000 - hot) / 1_000;
        if number == 0 {
            demand += pieces * hot / 1_000;
        }
        let quantity = Quantity((demand * 6 / 5) / u64::from(size.sites) + 2 * PIECES_MAX);
        rows.extend((0..size.sites).map(|site| (SiteId(site), ItemId(number), quantity)));
    }
    rows
}

/// Zipf weight of an item by rank.
fn weight(rank: u32) -> u64 {
    1_000_000_000 / (u64::from(rank) + 1)
}

/// The stream of orders.
pub struct Demand {
    chance: Chance,
    pool: Vec<u32>,
    at: usize,
    number: u64,
    hot: u16,
}

impl Demand {
    /// A stream for a load of this size.
    pub fn new(seed: u64, size: Size) -> Demand {
        let mut chance = Chance::new(seed);
        let mut sums: Vec<u64> = (0..size.items).map(weight).collect();
        sums.iter_mut().fold(0, |sum, weight| {
            *weight += sum;
            *weight
        });
        let total = sums.last().copied().unwrap_or(1);
        let pool = (0..POOL)
            .map(|_| {
                let point = chance.below(total);
                sums.partition_point(|sum| *sum <= point) as u32
            })
            .collect();
        Demand {
            chance,
            pool,
            at: 0,
            number: 0,
            hot: size.hot,
        }
    }

    /// The next order and its number.
    pub fn order(&mut self) -> (u64, OrderDraft) {
        self.number += 1;
        let customer = CustomerId(self.chance.below(u64::from(CUSTOMERS)) as u32);
        let count = 1 + self.chance.below(3);
        let lines = (0..count).map(|_| self.line()).collect();
        let days = self.chance.below(10) as i32;
        let draft = OrderDraft {
            customer,
            ship_to: None,
            address_in_doubt: false,
            po_number: Some(format!("P{}", self.number)),
            currency: None,
            requested: (days > 2).then(|| today().plus(days)),
            expires: None,
            lines,
        };
        (self.number, draft)
    }

    fn line(&mut self) -> LineDraft {
        let draw = self.chance.below(1_000) as u16;
        let item = if draw < self.hot { 0 } else { self.next_item() };
        LineDraft {
            item: StatedItem::Known(ItemId(item)),
            quantity: Quantity(1 + self.chance.below(PIECES_MAX)),
            unit: Unit::Each,
            stated_price: None,
            requested: None,
        }
    }

    fn next_item(&mut self) -> u32 {
        if self.at.is_multiple_of(64) {
            self.at = self.chance.below(POOL as u64) as usize;
        }
        let item = self.pool[self.at % POOL];
        self.at += 1;
        item
    }
}
