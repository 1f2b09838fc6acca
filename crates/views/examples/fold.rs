//! How fast orders are folded: `cargo run --release -p views --example fold [orders]`.
//!
//! Writes a journal of placed and promised orders of one to three lines, as the bulk door makes them,
//! in batches of 2,048, folds it, then walks the list and searches it.

use book::event::{Considered, LineSchedule, PlacedLine};
use book::order::{ScheduleLine, Source, Stage, StatedItem};
use book::{Event, Few, company};
use engine::{Batch, Entry, Moment, SCHEMA};
use journal::{BookId, Journal, SqliteJournal};
use std::path::Path;
use std::time::Instant as Clock;
use views::{OrderFilter, Views};
use vocab::{
    ActorId, Currency, CustomerId, Day, Instant, ItemId, OrderId, Price, PriceListId, Quantity,
    SiteId, Unit,
};

/// As in `kept`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const BATCH: u64 = 2_048;
const ITEMS: u64 = 100_000;
const CUSTOMERS: u64 = 10_000;
const SITES: u64 = 8;
const DAY: Day = Day(20_513);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let orders: u64 = std::env::args()
        .nth(1)
        .map_or(Ok(300_000), |text| text.parse())?;
    let directory = std::env::temp_dir().join(format!("kept-fold-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let measured = measure(&directory, orders);
    std::fs::remove_dir_all(&directory)?;
    measured
}

fn measure(directory: &Path, orders: u64) -> Result<(), Box<dyn std::error::Error>> {
    let mut journal = SqliteJournal::create(&directory.join("journal.db"), BookId([1; 16]))?;
    journal.fence(1)?;
    append(&mut journal, batch(vec![master_data()]))?;
    let batches = orders.div_ceil(BATCH);
    for number in 0..batches {
        let orders = number * BATCH..(number + 1) * BATCH;
        append(&mut journal, batch(orders.map(order).collect()))?;
    }
    let reader = journal.reader()?;
    let path = directory.join("views.db");
    let mut views = Views::open(&path)?;
    views.catch_up(&reader, 1)?;
    let started = Clock::now();
    views.catch_up(&reader, reader.head()?.seq)?;
    let took = started.elapsed();
    let folded = batches * BATCH;
    println!("{folded} orders folded in {took:.2?}");
    println!("{:.0} orders a second", folded as f64 / took.as_secs_f64());
    println!(
        "{} bytes an order",
        std::fs::metadata(&path)?.len() / folded
    );
    Ok(ask(&views)?)
}

fn append(journal: &mut SqliteJournal, batch: Batch) -> Result<(), journal::Fault> {
    let head = journal.head()?;
    let record = head.next(journal::Batch {
        schema: SCHEMA,
        build: "fold".to_owned(),
        at: batch.moment.at,
        state: None,
        payload: batch.encode(Vec::new()),
    });
    journal.append(&record)
}

/// Any number, the same for the same order and line.
fn any(order: u64, line: u64) -> u64 {
    let mixed = (order * 4 + line + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 16
}

fn ask(views: &Views) -> Result<(), views::Fault> {
    let reader = views.reader();
    reader.counts()?;
    for text in [None, Some("100100"), Some("I0077"), Some("PO 12")] {
        let text = text.map(str::to_owned);
        let filter = OrderFilter {
            text,
            ..OrderFilter::default()
        };
        let started = Clock::now();
        let page = reader.orders(&filter, None, 50)?;
        println!(
            "{:?}: {} rows in {:.2?}",
            filter.text,
            page.items.len(),
            started.elapsed()
        );
    }
    let started = Clock::now();
    reader.order(OrderId(77))?;
    println!("one order in {:.2?}", started.elapsed());
    let started = Clock::now();
    reader.counts()?;
    println!("counts in {:.2?}", started.elapsed());
    Ok(())
}

fn batch(entries: Vec<Vec<Event>>) -> Batch {
    let entry = |events| Entry {
        key: None,
        fingerprint: 0,
        actor: ActorId(0),
        outcome: Ok(events),
    };
    Batch {
        moment: Moment {
            at: Instant::at_midnight(DAY),
            today: DAY,
            minute: 600,
        },
        entries: entries.into_iter().map(entry).collect(),
    }
}

fn order(number: u64) -> Vec<Event> {
    let order = OrderId(number);
    let lines = 1 + any(number, 0) % 3;
    // Some items are wanted more often than others.
    let item = |line| ItemId((any(number, line) % (1 + any(line, number) % ITEMS)) as u32);
    let placed = |line| PlacedLine {
        item: StatedItem::Known(item(line)),
        quantity: Quantity(12),
        unit: Unit::Each,
        price: Some(Price {
            minor: 995,
            basis: 1,
        }),
        stated_price: None,
        requested: None,
    };
    let scheduled = |line| LineSchedule {
        line,
        schedule: Few::one(ScheduleLine {
            quantity: Quantity(12),
            site: SiteId((any(number, 9) % SITES) as u16),
            source: Source::OnHand,
            goods_issue: DAY,
            delivery: DAY.plus(1),
            stage: Stage::Promised,
        }),
        backorder: None,
    };
    let way = |site| Considered {
        sites: Few::one(SiteId(site)),
        cost: 1_500,
        last_delivery: Some(DAY.plus(1)),
        backordered: Quantity::ZERO,
    };
    vec![
        Event::OrderPlaced {
            order,
            customer: CustomerId((any(number, 7) % CUSTOMERS) as u32),
            ship_to: None,
            po_number: Some(format!("PO-{}", 4_500_000 + number)),
            currency: Currency::ILS,
            placed: Instant::at_midnight(DAY),
            requested: Some(DAY.plus(2)),
            expires: None,
            terms: book::order::Terms::default(),
            request: None,
            lines: (1..=lines).map(placed).collect(),
            holds: Vec::new(),
        },
        Event::LinesScheduled {
            order,
            lines: (1..=lines as u16).map(scheduled).collect(),
            considered: vec![way(0), way(1)],
        },
    ]
}

fn master_data() -> Vec<Event> {
    let item = |id| company::Item {
        code: format!("I{id:05}"),
        description: format!("item {id}"),
        base_unit: Unit::Each,
        units: Vec::new(),
        sales_unit: Unit::Each,
        gtins: Vec::new(),
        weight_grams: 100,
        orderable: true,
        safety_stock: Vec::new(),
        bins: Vec::new(),
    };
    let customer = |id| company::Customer {
        code: format!("C{id:05}"),
        price_list: PriceListId(0),
        credit_limit: None,
        receivable: 0,
        open_value: 0,
        default_ship_to: None,
        one_time_addresses: false,
        ship_complete: false,
        blocked: false,
        gln: None,
        parts: Default::default(),
        substitutes: Default::default(),
    };
    let stock = |number: u64| Event::StockReceived {
        site: SiteId((number % SITES) as u16),
        item: ItemId((number / SITES) as u32),
        quantity: Quantity(1_000_000),
    };
    let mut events = vec![
        Event::ItemsPut {
            items: (0..ITEMS as u32).map(|id| (ItemId(id), item(id))).collect(),
        },
        Event::CustomersPut {
            customers: (0..CUSTOMERS as u32)
                .map(|id| (CustomerId(id), customer(id)))
                .collect(),
        },
    ];
    events.extend((0..ITEMS * SITES).map(stock));
    events
}
