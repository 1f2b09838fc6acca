//! How fast pages are read: what the console and the API ask for, over very many orders.

use super::super::founded::Founded;
use super::super::place::{full_speed, percentile};
use super::{BATCH, SEED, life};
use crate::failure::Outcome;
use crate::talk;
use book::Stage;
use serde::Serialize;
use sim::chance::Chance;
use sim::load::{CUSTOMERS, Demand, Size, today};
use std::path::Path;
use std::time::{Duration, Instant};
use views::{
    Cursor, CustomerFilter, Fault, ItemFilter, OrderFilter, OrderSort, OrderState, Reader,
    StockCondition, StockFilter, SupplyFilter, Views, WorkFilter, available,
};
use vocab::{CustomerId, ItemId, OrderId, SiteId};

/// How often each page is read.
const READS: usize = 200;
/// Rows of a page, as in the console.
const ROWS: usize = 50;
/// Days that measures and the availability of an item are told for.
const DAYS: i32 = 90;

/// How far goods have come that are to leave.
const LEAVING: [Stage; 4] = [
    Stage::Promised,
    Stage::Released,
    Stage::Picked,
    Stage::Packed,
];

/// How long reading one page took, with the counts in its head.
#[derive(Serialize)]
pub struct Page {
    page: &'static str,
    p50_ms: f64,
    p95_ms: f64,
    max_ms: f64,
}

/// What is asked for a page; each time of something else.
type Ask = fn(&Asking<'_>, &mut Chance) -> Result<(), Fault>;

const PAGES: [(&str, Ask); 26] = [
    ("orders, newest", |a, _| a.orders(OrderFilter::default())),
    ("orders, open", |a, _| a.orders(in_state(OrderState::Open))),
    ("orders, held", |a, _| a.orders(in_state(OrderState::Held))),
    ("orders, by requested day", |a, _| {
        a.orders(sorted(OrderSort::Requested))
    }),
    ("orders, by promised day", |a, _| {
        a.orders(sorted(OrderSort::Promised))
    }),
    ("orders, by value", |a, _| {
        a.orders(sorted(OrderSort::Value))
    }),
    ("orders, late", |a, _| {
        a.orders(OrderFilter {
            late_on: Some(today().plus(3)),
            ..OrderFilter::default()
        })
    }),
    ("orders of a site", |a, c| {
        a.orders(OrderFilter {
            site: Some(a.site(c)),
            ..OrderFilter::default()
        })
    }),
    ("orders of a customer", |a, c| {
        a.orders(OrderFilter {
            customer: Some(a.customer(c)),
            ..OrderFilter::default()
        })
    }),
    ("orders of an item", |a, c| {
        a.orders(OrderFilter {
            item: Some(a.item(c)),
            ..OrderFilter::default()
        })
    }),
    ("orders, search by number", |a, c| {
        a.search(format!("SO-{}", 100_000 + a.order(c).0))
    }),
    ("orders, search by beginning", |a, c| {
        a.search(c.between(1, 99).to_string())
    }),
    ("orders, deep page", |a, c| a.orders_behind(a.order(c))),
    ("order", |a, c| a.reader.order(a.order(c)).map(drop)),
    ("today", |a, _| a.today()),
    ("today, of a picker", |a, _| {
        let mut leaving = LEAVING.into_iter();
        leaving.try_for_each(|stage| a.reader.leaving(stage, today()).map(drop))?;
        a.today()
    }),
    ("work of a site", |a, c| a.work(c)),
    ("stock", |a, c| a.stock(c, None)),
    ("stock, nothing free", |a, c| {
        a.stock(c, Some(StockCondition::NothingFree))
    }),
    ("items, search", |a, c| a.items(c)),
    ("stock of an item", |a, c| a.item_page(c)),
    ("supply", |a, _| a.supply()),
    ("customers", |a, c| a.customers(c)),
    ("customer", |a, c| a.customer_page(c)),
    ("measures of 90 days", |a, _| {
        a.reader.measures(today().plus(-DAYS), today()).map(drop)
    }),
    ("measures, against the 90 days before", |a, _| a.compared()),
];

/// Reads every page over a company's orders: while all are open, and after most were delivered.
pub fn browse(directory: Option<&Path>, size: Size) -> Outcome<(Vec<Page>, Vec<Page>)> {
    let company = Founded::new(directory, size, Duration::ZERO)?;
    let mut demand = Demand::new(SEED, size);
    full_speed(&company.handle, &mut demand, size.orders, BATCH)?;
    let mut views = Views::open(&company.scratch.0.join("browse.db"))?;
    views.catch_up(&company.reader, company.handle.durable())?;
    let asking = Asking {
        reader: &views.reader(),
        size,
    };
    let all_open = asking.every_page()?;
    life::live(&company)?;
    views.catch_up(&company.reader, company.handle.durable())?;
    let lived = asking.every_page()?;
    drop(company.end());
    Ok((all_open, lived))
}

/// Who asks, and of how large a company.
struct Asking<'v> {
    reader: &'v Reader,
    size: Size,
}

impl Asking<'_> {
    fn every_page(&self) -> Outcome<Vec<Page>> {
        let pages = PAGES.iter().map(|(page, ask)| self.measure(page, *ask));
        pages.collect()
    }

    fn measure(&self, page: &'static str, ask: Ask) -> Outcome<Page> {
        let mut chance = Chance::new(SEED);
        let mut micros = Vec::with_capacity(READS);
        for _ in 0..READS {
            let since = Instant::now();
            self.reader.counts()?;
            ask(self, &mut chance)?;
            micros.push(since.elapsed().as_micros() as u64);
        }
        micros.sort_unstable();
        let within = |per_mille| percentile(&micros, per_mille) as f64 / 1_000.0;
        Ok(Page {
            page,
            p50_ms: within(500),
            p95_ms: within(950),
            max_ms: within(1_000),
        })
    }

    fn orders(&self, filter: OrderFilter) -> Result<(), Fault> {
        self.reader.orders(&filter, None, ROWS).map(drop)
    }

    fn orders_behind(&self, order: OrderId) -> Result<(), Fault> {
        let behind = Some(Cursor::from(order));
        self.reader
            .orders(&OrderFilter::default(), behind, ROWS)
            .map(drop)
    }

    fn search(&self, text: String) -> Result<(), Fault> {
        self.orders(OrderFilter {
            text: Some(text),
            ..OrderFilter::default()
        })
    }

    fn work(&self, chance: &mut Chance) -> Result<(), Fault> {
        let (due, site) = (today().plus(1), Some(self.site(chance)));
        let stage = None;
        let filter = WorkFilter { due, site, stage };
        self.reader.work(&filter, None, ROWS).map(drop)
    }

    /// What needs a person, and how the day goes.
    fn today(&self) -> Result<(), Fault> {
        let midnight = vocab::Instant::at_midnight(today());
        self.reader.today(today(), midnight)?;
        for filter in in_need() {
            self.reader.needs(&filter)?;
        }
        self.reader.calendars()?;
        self.reader.measures(today(), today()).map(drop)
    }

    fn supply(&self) -> Result<(), Fault> {
        let open = SupplyFilter {
            open: true,
            ..SupplyFilter::default()
        };
        self.reader.supply(&open, None, ROWS).map(drop)
    }

    /// Its terms and addresses, and its orders: those that are open, and those that are finished.
    fn customer_page(&self, chance: &mut Chance) -> Result<(), Fault> {
        let customer = self.customer(chance);
        self.reader.customer_view(customer)?;
        let states = [
            vec![OrderState::Open, OrderState::Held],
            vec![OrderState::Closed, OrderState::Cancelled],
        ];
        for states in states {
            let filter = OrderFilter {
                customer: Some(customer),
                states,
                ..OrderFilter::default()
            };
            self.reader.orders(&filter, None, ROWS)?;
        }
        Ok(())
    }

    fn compared(&self) -> Result<(), Fault> {
        let from = today().plus(-DAYS);
        self.reader.measures(from, today())?;
        let before = from.plus(-1);
        self.reader.measures(before.plus(-DAYS), before).map(drop)
    }

    fn stock(&self, chance: &mut Chance, only: Option<StockCondition>) -> Result<(), Fault> {
        let filter = StockFilter {
            only,
            ..StockFilter::default()
        };
        let behind = Cursor {
            key: self.item(chance).0.into(),
            id: 0,
        };
        self.reader.stocks(&filter, Some(behind), ROWS).map(drop)
    }

    fn items(&self, chance: &mut Chance) -> Result<(), Fault> {
        let text = Some(format!("item {}", chance.between(1, 99)));
        self.reader
            .items(&ItemFilter { text }, None, ROWS)
            .map(drop)
    }

    /// Its stock, what comes free when, and who holds it.
    fn item_page(&self, chance: &mut Chance) -> Result<(), Fault> {
        let item = self.item(chance);
        let stock = self.reader.stock(item)?;
        drop(stock.map(|stock| available(&stock, today(), DAYS as usize)));
        self.reader.holders(item, None, ROWS).map(drop)
    }

    fn customers(&self, chance: &mut Chance) -> Result<(), Fault> {
        let behind = Cursor::behind(self.customer(chance).0.into());
        let all = CustomerFilter::default();
        self.reader.customers(&all, Some(behind), ROWS).map(drop)
    }

    fn order(&self, chance: &mut Chance) -> OrderId {
        OrderId(chance.below(self.size.orders))
    }

    fn customer(&self, chance: &mut Chance) -> CustomerId {
        CustomerId(chance.below(CUSTOMERS.into()) as u32)
    }

    /// Those that are wanted most have the smallest numbers.
    fn item(&self, chance: &mut Chance) -> ItemId {
        let most = chance.below(self.size.items.into()) + 1;
        ItemId(chance.below(most) as u32)
    }

    fn site(&self, chance: &mut Chance) -> SiteId {
        SiteId(chance.below(self.size.sites.into()) as u16)
    }
}

fn in_state(state: OrderState) -> OrderFilter {
    OrderFilter {
        states: vec![state],
        ..OrderFilter::default()
    }
}

/// The orders that need a person: held, late, short of goods.
fn in_need() -> [OrderFilter; 3] {
    let all = OrderFilter::default;
    [
        in_state(OrderState::Held),
        OrderFilter {
            late_on: Some(today()),
            ..all()
        },
        OrderFilter {
            backordered: true,
            ..all()
        },
    ]
}

fn sorted(sort: OrderSort) -> OrderFilter {
    OrderFilter {
        sort,
        ..OrderFilter::default()
    }
}

/// The pages as a table: milliseconds while all orders are open, and after most were delivered.
pub fn table(all_open: &[Page], lived: &[Page]) -> String {
    let head = [
        "page",
        "all open: p50",
        "p95",
        "max",
        "lived: p50",
        "p95",
        "max",
    ];
    let cells = |page: &Page| [page.p50_ms, page.p95_ms, page.max_ms].map(|ms| format!("{ms:.2}"));
    let rows = all_open.iter().zip(lived).map(|(open, lived)| {
        let mut row = vec![open.page.to_owned()];
        row.extend(cells(open));
        row.extend(cells(lived));
        row
    });
    let rows: Vec<Vec<String>> = rows.collect();
    match rows.is_empty() {
        true => String::new(),
        false => format!("\n{}", talk::table(&head, &rows)),
    }
}
