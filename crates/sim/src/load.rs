//! Load for benchmarks: a company of any size and an endless, seeded stream of its orders.
//!
//! Demand follows Zipf's law over the items (rank k is wanted 1/k as often as rank 1). Stock is laid
//! out so that on average it suffices with a fifth to spare, so that some sites run dry and the
//! promise has to look elsewhere. Customers are spread over price lists and delivery zones and have
//! credit limits; every site has a calendar with weekdays, holidays and a cut-off.

use crate::chance::Chance;
use book::company::{
    Calendar, Consent, CustomerDraft, Item, Lane, LaneDraft, PriceListDraft, ShipToDraft, Site,
};
use book::group::Grouping;
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::quota::{QuotaDraft, QuotaKind};
use book::stock::supply::{SupplyDraft, SupplyKind};
use book::{Command, Policy};
use vocab::{
    Currency, CustomerId, Day, Gtin, ItemId, Price, Quantity, Ratio, SiteId, Unit, ZoneId,
};

/// Delivery zones of the company.
const ZONES: u16 = 12;
/// Customers of the company; each has one ship-to.
pub const CUSTOMERS: u32 = 10_000;
/// Price lists, each with a price for every item.
pub const PRICE_LISTS: u32 = 4;
/// Who things are kept for, and whose share is limited, where items are.
const KEY: &str = "KEY";
const WEB: &str = "WEB";
/// Days on which no site works.
const HOLIDAYS: [&str; 7] = [
    "2026-03-03",
    "2026-04-02",
    "2026-04-08",
    "2026-04-22",
    "2026-05-22",
    "2026-09-13",
    "2026-09-21",
];
/// How many days after each other the sites count their stock, which closes them for a day.
const STOCKTAKING_APART: i32 = 9;
/// The most rows of one set-up command.
const ROWS: usize = 20_000;
/// Draws that are made ahead; demand goes round in them from a random place.
const POOL: usize = 1 << 20;
/// The most pieces of one line.
const PIECES_MAX: u64 = 10;
/// The most digits of a PO number: those of the largest number.
const PO_DIGITS: usize = 20;
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
    /// Share of the items that have an allocation, a protection and supply to come, in thousandths.
    pub limited: u16,
    /// The fewest and the most lines of an order; at least one.
    pub lines: (u16, u16),
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
    commands.extend(
        items
            .chunks(ROWS)
            .map(|rows| Command::PutItems(rows.to_vec())),
    );
    commands.extend((0..PRICE_LISTS).flat_map(|list| price_list(list, size.items)));
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
    if size.limited > 0 {
        commands.extend(limits(size));
    }
    commands
}

/// Groups of a quarter of the customers each. Of every limited item one may get three tenths of the stock
/// and a tenth of it is kept for the other one; as much comes in after a week.
fn limits(size: Size) -> Vec<Command> {
    let groups = [Some(KEY), Some(WEB), None, None];
    let grouped = (0..CUSTOMERS).map(|number| Grouping {
        customer: CustomerId(number),
        groups: groups[number as usize % groups.len()]
            .into_iter()
            .map(str::to_owned)
            .collect(),
    });
    let mut commands = vec![Command::GroupCustomers(grouped.collect())];
    let (mut quotas, mut supply) = (Vec::new(), Vec::new());
    for (site, item, quantity) in stock(size)
        .into_iter()
        .filter(|row| is_limited(size, row.1))
    {
        if site != SiteId(0) {
            continue;
        }
        let tenth = quantity.0 * u64::from(size.sites) / 10;
        quotas.push(quota(
            "A",
            QuotaKind::Allocation,
            WEB,
            item,
            Quantity(3 * tenth),
        ));
        let kept = QuotaKind::Protection { priority: 1 };
        quotas.push(quota("P", kept, KEY, item, Quantity(tenth)));
        supply.push(SupplyDraft {
            reference: format!("PO{item}"),
            kind: SupplyKind::PurchaseOrder,
            site,
            item,
            quantity: Quantity(tenth.max(1)),
            due: today().plus(7),
            supplier: None,
        });
    }
    commands.push(Command::PutQuotas(quotas));
    commands.push(Command::AnnounceSupply(supply));
    commands
}

fn is_limited(size: Size, item: ItemId) -> bool {
    // Sold often and seldom alike.
    item.0.wrapping_mul(7) % 1_000 < u32::from(size.limited)
}

fn quota(kind: &str, what: QuotaKind, group: &str, item: ItemId, quantity: Quantity) -> QuotaDraft {
    QuotaDraft {
        code: format!("{kind}{item}"),
        kind: what,
        group: group.to_owned(),
        items: vec![item],
        site: None,
        quantity,
        from: today(),
        to: today().plus(30),
    }
}

fn site(number: u16) -> Site {
    let holidays = HOLIDAYS.map(|day| Day::parse(day).expect("the constant is a day"));
    let stocktaking = today().plus(2 + STOCKTAKING_APART * i32::from(number));
    let mut holidays = [&holidays[..], &[stocktaking]].concat();
    holidays.sort_unstable();
    holidays.dedup();
    let calendar = Calendar {
        weekdays: 0b101_1111,
        holidays,
        cutoff_minute: 900,
    };
    Site {
        code: format!("DC{number}"),
        name: format!("Distribution centre {number}"),
        calendar,
        zone: None,
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
            arrivals: book::company::Arrivals::NONE,
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
        code: item_code(number),
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
        bins: Vec::new(),
    }
}

fn item_code(number: u32) -> String {
    format!("I{number:06}")
}

fn gtin(number: u32) -> Option<Gtin> {
    let body = format!("729{number:09}");
    Gtin::parse(&format!("{body}{}", vocab::gs1::check_digit(&body)?))
}

/// The commands that set a price list: each is a twentieth cheaper than the one before.
fn price_list(list: u32, items: u32) -> Vec<Command> {
    let price = |item: u32| Price {
        minor: i64::from(200 + item % 9_800) * i64::from(20 - list) / 20,
        basis: 1,
    };
    let rows: Vec<(String, Price)> = (0..items)
        .map(|item| (item_code(item), price(item)))
        .collect();
    let put = |rows: &[(String, Price)]| PriceListDraft {
        code: list_code(list),
        currency: Currency::ILS,
        prices: rows.to_vec(),
    };
    rows.chunks(ROWS)
        .map(|rows| Command::PutPrices(put(rows)))
        .collect()
}

fn list_code(list: u32) -> String {
    format!("LIST{list}")
}

fn customer(number: u32) -> CustomerDraft {
    let zone = ZoneId((number % u32::from(ZONES)) as u16);
    CustomerDraft {
        code: format!("C{number:05}"),
        price_list: list_code(number / u32::from(ZONES) % PRICE_LISTS),
        credit_limit: Some(book::company::AMOUNT_MAX / 2),
        receivable: 0,
        one_time_addresses: false,
        ship_complete: false,
        blocked: false,
        substitutes: Consent::default(),
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
    let (fewest, most) = size.lines;
    let lines = size.orders * u64::from(fewest + most) / 2;
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
    lines: (u16, u16),
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
            lines: size.lines,
        }
    }

    /// The next order and its number.
    pub fn order(&mut self) -> (u64, OrderDraft) {
        self.number += 1;
        let customer = CustomerId(self.chance.below(u64::from(CUSTOMERS)) as u32);
        let (fewest, most) = self.lines;
        let count = self.chance.between(u64::from(fewest), u64::from(most));
        let mut lines = Vec::with_capacity(count as usize);
        lines.extend((0..count).map(|_| self.line()));
        let days = self.chance.below(10) as i32;
        let draft = OrderDraft {
            customer,
            ship_to: None,
            address_in_doubt: false,
            po_number: Some(po_number(self.number)),
            currency: None,
            requested: (days > 2).then(|| today().plus(days)),
            expires: None,
            terms: book::order::Terms::default(),
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

/// Written without the formatter: the stream is part of what a benchmark's machine has to do.
fn po_number(mut number: u64) -> String {
    let mut digits = [b'0'; PO_DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
    let first = digits.iter().position(|digit| *digit != b'0');
    let shown = &digits[first.unwrap_or(PO_DIGITS - 1)..];
    let mut text = String::with_capacity(1 + shown.len());
    text.push('P');
    text.extend(shown.iter().map(|digit| char::from(*digit)));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size {
        items: 100,
        sites: 3,
        orders: 1_000,
        hot: 0,
        limited: 0,
        lines: (1, 3),
    };

    #[test]
    fn po_numbers_are_the_order_s_number() {
        for number in [0, 7, 10, 1_000_000, 98_765_432_101_234] {
            assert_eq!(po_number(number), format!("P{number}"));
        }
    }

    #[test]
    fn orders_have_as_many_lines_as_were_asked_for() {
        let mut demand = Demand::new(1, SIZE);
        let counts: Vec<usize> = (0..300).map(|_| demand.order().1.lines.len()).collect();
        for lines in 1..=3 {
            let share = counts.iter().filter(|count| **count == lines).count();
            assert!(share > 60, "{share} of 300 orders have {lines} lines");
        }
        let mut ten = Demand::new(
            1,
            Size {
                lines: (10, 10),
                ..SIZE
            },
        );
        assert_eq!(ten.order().1.lines.len(), 10);
    }

    #[test]
    fn a_hot_item_is_wanted_as_often_as_it_is_said() {
        let mut demand = Demand::new(1, Size { hot: 900, ..SIZE });
        let lines: Vec<LineDraft> = (0..1_000).flat_map(|_| demand.order().1.lines).collect();
        let hot = StatedItem::Known(ItemId(0));
        let wanted = lines.iter().filter(|line| line.item == hot).count();
        assert!(wanted * 10 > lines.len() * 9, "{wanted} of {}", lines.len());
    }

    #[test]
    fn every_customer_pays_by_a_list_and_every_list_prices_every_item() {
        let mut priced = std::collections::BTreeMap::new();
        let mut charged = std::collections::BTreeSet::new();
        for command in company(SIZE) {
            match command {
                Command::PutPrices(list) => {
                    *priced.entry(list.code).or_insert(0) += list.prices.len()
                }
                Command::PutCustomers(rows) => {
                    charged.extend(rows.into_iter().map(|customer| customer.price_list))
                }
                _ => {}
            }
        }
        assert_eq!(priced.len(), PRICE_LISTS as usize);
        assert!(priced.values().all(|prices| *prices == 100), "{priced:?}");
        assert_eq!(charged, priced.into_keys().collect());
    }
}
