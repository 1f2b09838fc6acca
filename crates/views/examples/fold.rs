//! How fast orders are folded: `cargo run --release -p views --example fold [orders]`.
//!
//! Folds placed and promised orders of two lines, as the bulk door makes them, in batches of 2,048,
//! then walks the list and searches it.

use book::event::{Considered, LineSchedule, PlacedLine};
use book::order::{ScheduleLine, Source, Stage, StatedItem};
use book::{Event, Few, company};
use engine::{Batch, Entry, Moment};
use std::time::Instant as Clock;
use views::{OrderFilter, Views};
use vocab::{
    ActorId, Currency, CustomerId, Day, Instant, ItemId, OrderId, Price, PriceListId, Quantity,
    SiteId, Unit,
};

const BATCH: u64 = 2_048;
const ITEMS: u32 = 10_000;
const CUSTOMERS: u32 = 2_000;
const DAY: Day = Day(20_513);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let orders: u64 = std::env::args()
        .nth(1)
        .map_or(Ok(300_000), |text| text.parse())?;
    let path = std::env::temp_dir().join(format!("kept-fold-{}.db", std::process::id()));
    let mut views = Views::open(&path)?;
    views.fold(1, &batch(vec![master_data()]))?;
    let batches: Vec<Batch> = (0..orders.div_ceil(BATCH))
        .map(|number| batch((number * BATCH..(number + 1) * BATCH).map(order).collect()))
        .collect();
    let started = Clock::now();
    for (seq, batch) in (2..).zip(&batches) {
        views.fold(seq, batch)?;
    }
    let took = started.elapsed();
    let folded = batches.len() as u64 * BATCH;
    println!("{folded} orders folded in {took:.2?}");
    println!("{:.0} orders a second", folded as f64 / took.as_secs_f64());
    println!(
        "{} bytes an order",
        std::fs::metadata(&path)?.len() / folded
    );
    ask(&views)?;
    drop(views);
    for suffix in ["", "-wal", "-shm"] {
        let mut file = path.clone().into_os_string();
        file.push(suffix);
        drop(std::fs::remove_file(file));
    }
    Ok(())
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
    let item = |line: u64| ItemId(((number * 7 + line * 13) % u64::from(ITEMS)) as u32);
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
            site: SiteId((number % 8) as u16),
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
            customer: CustomerId((number % u64::from(CUSTOMERS)) as u32),
            ship_to: None,
            po_number: Some(format!("PO-{}", 4_500_000 + number)),
            currency: Currency::ILS,
            placed: Instant::at_midnight(DAY),
            requested: Some(DAY.plus(2)),
            expires: None,
            request: None,
            lines: (0..2).map(placed).collect(),
            holds: Vec::new(),
        },
        Event::LinesScheduled {
            order,
            lines: (1..3).map(scheduled).collect(),
            considered: vec![way(0), way(1), way(2)],
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
    };
    vec![
        Event::ItemsPut {
            items: (0..ITEMS).map(|id| (ItemId(id), item(id))).collect(),
        },
        Event::CustomersPut {
            customers: (0..CUSTOMERS)
                .map(|id| (CustomerId(id), customer(id)))
                .collect(),
        },
    ]
}
