//! How long an order takes: decide, encode and evolve over 100,000 items at 8 sites, orders of one
//! to three lines promised from stock. Prints nanoseconds per order for each step.
//!
//! Run with `cargo run --release -p book --example place_speed [orders]`.
#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "it measures the book from outside of its walls"
)]

use book::company::{
    Calendar, Consent, CustomerDraft, Item, Lane, LaneDraft, PriceListDraft, ShipToDraft, Site,
};
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::{Book, Command, Stamp, decide, evolve};
use std::time::{Duration, Instant};
use vocab::{ActorId, Currency, CustomerId, Day, ItemId, Price, Quantity, SiteId, Unit, ZoneId};

const ITEMS: u32 = 100_000;
const SITES: u16 = 8;
const ZONES: u16 = 20;
const CUSTOMERS: u32 = 5_000;
/// Orders of one batch: each step is timed over the batch, as the engine takes them.
const BATCH: usize = 512;

fn main() {
    let orders: usize = std::env::args()
        .nth(1)
        .map_or(1_000_000, |text| text.parse().unwrap());
    let mut book = company();
    let mut chance = Chance(81_723);
    let mut batches: Vec<[Duration; 3]> = Vec::new();
    let mut buffer = Vec::new();
    let (mut placed, mut bytes, mut backordered) = (0usize, 0usize, 0usize);
    while placed < orders {
        let commands: Vec<Command> = (0..BATCH).map(|_| order(&mut chance)).collect();
        let mut spent = [Duration::ZERO; 3];
        buffer.clear();
        for command in &commands {
            let begun = Instant::now();
            let events = decide(&book, command, &stamp()).unwrap();
            let decided = Instant::now();
            for event in &events {
                minicbor::encode(event, &mut buffer).unwrap();
            }
            let encoded = Instant::now();
            for event in &events {
                evolve(&mut book, event);
            }
            spent[0] += decided - begun;
            spent[1] += encoded - decided;
            spent[2] += encoded.elapsed();
            backordered += usize::from(events.len() != 2);
        }
        bytes += buffer.len();
        placed += BATCH;
        batches.push(spent);
    }
    println!("orders            {placed:>9}");
    println!("not promised      {backordered:>9}");
    println!("bytes an order    {:>9}", bytes / placed);
    println!("                     median  undisturbed");
    for (step, name) in ["decide", "encode", "evolve"].iter().enumerate() {
        report(name, batches.iter().map(|spent| spent[step]).collect());
    }
    report(
        "an order",
        batches.iter().map(|spent| spent.iter().sum()).collect(),
    );
    println!("of which clock    {:>9} ns", 3 * clock_nanos());
}

/// Nanoseconds an order: of the median batch, and of the fastest tenth, which other work on the
/// machine disturbed least.
fn report(name: &str, mut batches: Vec<Duration>) {
    batches.sort_unstable();
    let nanos = |at: usize| batches[at].as_nanos() as u64 / BATCH as u64;
    let (median, undisturbed) = (nanos(batches.len() / 2), nanos(batches.len() / 10));
    println!("{name:<17} {median:>9} ns {undisturbed:>9} ns");
}

/// What reading the clock adds to each step.
fn clock_nanos() -> u64 {
    let begun = Instant::now();
    for _ in 0..1_000 {
        std::hint::black_box(Instant::now());
    }
    begun.elapsed().as_nanos() as u64 / 1_000
}

fn stamp() -> Stamp {
    let today = Day::from_civil(2026, 3, 1).unwrap();
    Stamp {
        at: vocab::Instant::at_midnight(today),
        today,
        minute: 540,
        actor: ActorId(0),
    }
}

fn order(chance: &mut Chance) -> Command {
    let lines = 1 + chance.below(3);
    let line = |_| LineDraft {
        item: StatedItem::Known(ItemId(chance.below(u64::from(ITEMS)) as u32)),
        quantity: Quantity(1 + chance.below(5)),
        unit: Unit::Each,
        stated_price: None,
        requested: None,
    };
    let lines: Vec<LineDraft> = (0..lines).map(line).collect();
    let number = chance.below(u64::MAX);
    Command::PlaceOrder(OrderDraft {
        customer: CustomerId(chance.below(u64::from(CUSTOMERS)) as u32),
        ship_to: None,
        address_in_doubt: false,
        po_number: number.is_multiple_of(2).then(|| format!("{number:016x}")),
        currency: None,
        requested: None,
        expires: None,
        terms: book::order::Terms::default(),
        lines,
    })
}

fn company() -> Book {
    let mut book = Book::default();
    let commands = [
        Command::PutSites((0..SITES).map(site).collect()),
        Command::PutLanes(
            (0..SITES)
                .flat_map(|s| (0..ZONES).map(move |z| lane(s, z)))
                .collect(),
        ),
        Command::PutItems((0..ITEMS).map(item).collect()),
        Command::PutPrices(PriceListDraft {
            code: "LIST".to_owned(),
            currency: Currency::ILS,
            prices: (0..ITEMS)
                .map(|item| {
                    (
                        code(item),
                        Price {
                            minor: 1_000,
                            basis: 1,
                        },
                    )
                })
                .collect(),
        }),
        Command::PutCustomers((0..CUSTOMERS).map(customer).collect()),
    ];
    let stocked = (0..SITES).map(|site| {
        let row = move |item| (SiteId(site), ItemId(item), Quantity(10_000));
        Command::ReceiveStock((0..ITEMS).map(row).collect())
    });
    for command in commands.into_iter().chain(stocked) {
        for event in decide(&book, &command, &stamp()).unwrap() {
            evolve(&mut book, &event);
        }
    }
    book
}

fn code(item: u32) -> String {
    format!("I{item:06}")
}

fn site(number: u16) -> Site {
    let calendar = Calendar {
        weekdays: 0b101_1111,
        holidays: Vec::new(),
        cutoff_minute: 960,
    };
    Site {
        code: format!("DC{number}"),
        name: format!("Depot {number}"),
        calendar,
        zone: None,
    }
}

fn lane(site: u16, zone: u16) -> LaneDraft {
    let far = i64::from((site * 7 + zone * 3) % 11);
    let lane = Lane {
        transit_days: 1 + far as u16 / 4,
        delivery_weekdays: 0b101_1111,
        cost_per_shipment: 1_500 + 200 * far,
        cost_per_kilogram: 50 + 10 * far,
        arrivals: book::company::Arrivals::NONE,
    };
    LaneDraft {
        site: format!("DC{site}"),
        zone: ZoneId(zone),
        lane,
    }
}

fn item(number: u32) -> Item {
    Item {
        code: code(number),
        description: format!("item {number}"),
        base_unit: Unit::Each,
        units: Vec::new(),
        sales_unit: Unit::Each,
        gtins: Vec::new(),
        weight_grams: 100 + number % 900,
        orderable: true,
        safety_stock: Vec::new(),
        bins: Vec::new(),
    }
}

fn customer(number: u32) -> CustomerDraft {
    let zone = ZoneId((number % u32::from(ZONES)) as u16);
    CustomerDraft {
        code: format!("C{number}"),
        price_list: "LIST".to_owned(),
        credit_limit: Some(1_000_000_000_000),
        receivable: 0,
        one_time_addresses: false,
        ship_complete: false,
        blocked: false,
        substitutes: Consent::default(),
        gln: None,
        parts: Vec::new(),
        ship_tos: vec![ShipToDraft {
            code: "A".to_owned(),
            zone,
            gln: None,
        }],
    }
}

/// Splitmix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }
}
