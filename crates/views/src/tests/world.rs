//! A small company whose book and views live side by side in a test.

use crate::{Reader, Views};
use book::company::{
    Calendar, Consent, CustomerDraft, Item, Lane, LaneDraft, PriceListDraft, ShipToDraft, Site,
};
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::stock::supply::{SupplyDraft, SupplyKind};
use book::{Book, Command, Events, Refusal, Stamp, decide, evolve};
use engine::{Batch, Engine, Entry, Moment};
use journal::{BookId, Journal, SqliteJournal};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use vocab::{
    ActorId, Currency, CustomerId, Day, Instant, ItemId, Price, Quantity, Ratio, SiteId, Unit,
    ZoneId,
};

/// A directory that goes away with its test.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Scratch {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("kept-views-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) struct World {
    pub(crate) book: Book,
    pub(crate) views: Views,
    pub(crate) moment: Moment,
    /// Everything that was folded.
    pub(crate) batches: Vec<(u64, Batch)>,
    pub(crate) scratch: Scratch,
}

impl World {
    pub(crate) fn new() -> World {
        let scratch = Scratch::new();
        let views = Views::open(&scratch.join("views.db")).unwrap();
        let mut world = World {
            book: Book::default(),
            views,
            moment: opening_moment(),
            batches: Vec::new(),
            scratch,
        };
        for command in company() {
            world.give(command);
        }
        world
    }

    /// Gives a command that must not be refused.
    pub(crate) fn give(&mut self, command: Command) -> Events {
        self.try_out(command).unwrap()
    }

    pub(crate) fn try_out(&mut self, command: Command) -> Result<Events, Refusal> {
        let events = decide(&self.book, &command, &self.stamp())?;
        events
            .iter()
            .for_each(|event| evolve(&mut self.book, event));
        let entry = Entry {
            key: None,
            fingerprint: 0,
            actor: ActorId(0),
            outcome: Ok(events.clone()),
        };
        let seq = self.views.seq() + 1;
        let (moment, entries) = (self.moment, vec![entry]);
        let batch = Batch { moment, entries };
        self.views.fold(seq, &batch).unwrap();
        self.batches.push((seq, batch));
        Ok(events)
    }

    pub(crate) fn stamp(&self) -> Stamp {
        let Moment { at, today, minute } = self.moment;
        Stamp {
            at,
            today,
            minute,
            actor: ActorId(0),
        }
    }

    pub(crate) fn next_day(&mut self) {
        self.moment.at = self.moment.at.plus_seconds(86_400);
        self.moment.today = self.moment.today.plus(1);
    }

    pub(crate) fn reader(&self) -> Reader {
        self.views.reader()
    }

    /// A journal with everything that was folded.
    pub(crate) fn journal(&self) -> journal::Reader {
        let path = self.scratch.join("journal.db");
        let mut journal = SqliteJournal::create(&path, BookId([1; 16])).unwrap();
        journal.fence(1).unwrap();
        for (_, batch) in &self.batches {
            let record = journal.head().unwrap().next(journal::Batch {
                schema: engine::SCHEMA,
                build: "test".to_owned(),
                at: batch.moment.at,
                state: None,
                payload: batch.encode(Vec::new()),
            });
            journal.append(&record).unwrap();
        }
        journal.reader().unwrap()
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.scratch.join("views.db")
    }

    pub(crate) fn dump(&self) -> String {
        dump(&self.path())
    }

    /// Orders, stock and supply are in the views as the book has them.
    pub(crate) fn agrees_with_book(&self) {
        let views = Connection::open(self.path()).unwrap();
        for order in self.book.orders.iter() {
            let folded = crate::fold::load(&views, order.id).unwrap().unwrap().order;
            let expected = book::Order {
                credit_released: false,
                ..order.clone()
            };
            assert_eq!(folded, expected);
        }
        for item in 0..self.book.company.items.len() as u32 {
            self.stock_agrees(ItemId(item));
        }
        let counts = self.reader().counts().unwrap();
        assert_eq!((counts.open + counts.held) as usize, self.book.orders.len());
    }

    fn stock_agrees(&self, item: ItemId) {
        let stock = self.reader().stock(item).unwrap().unwrap();
        for site in 0..self.book.company.sites.len() as u16 {
            let balance = self.book.stock.balance(item, SiteId(site));
            let row = stock.sites.iter().find(|row| row.site.id == SiteId(site));
            let folded = row.map_or((Quantity::ZERO, Quantity::ZERO), |r| {
                (r.on_hand, r.reserved)
            });
            assert_eq!(
                folded,
                (balance.on_hand, balance.reserved),
                "item {item} site {site}"
            );
        }
        let mut folded: Vec<_> = stock
            .supply
            .iter()
            .map(|s| (s.id, s.open, s.pegged))
            .collect();
        folded.sort();
        let inbound = self.book.stock.inbound(item);
        let expected: Vec<_> = inbound.map(|(id, s)| (id, s.open, s.pegged)).collect();
        assert_eq!(folded, expected);
    }
}

/// An engine over a journal file, with the company and these orders; the journal to be read.
pub(crate) fn engine(scratch: &Scratch, po_numbers: &[&str]) -> (Engine, journal::Reader) {
    let path = scratch.join(&format!("{}.db", po_numbers.join("-")));
    let journal = journal::SqliteJournal::create(&path, journal::BookId([1; 16])).unwrap();
    let reader = journal.reader().unwrap();
    let (engine, _) = Engine::open(journal, opening_moment).unwrap();
    for command in company() {
        engine.handle().own(command).unwrap().outcome.unwrap();
    }
    for po_number in po_numbers {
        let command = Command::PlaceOrder(order(po_number, &[line(0, 70), line(1, 3)]));
        engine.handle().own(command).unwrap().outcome.unwrap();
    }
    (engine, reader)
}

/// Sunday, 1 March 2026, nine in the morning.
fn opening_moment() -> Moment {
    let today = Day::parse("2026-03-01").unwrap();
    Moment {
        at: Instant::at_midnight(today).plus_seconds(9 * 3600),
        today,
        minute: 9 * 60,
    }
}

/// Every row of every table and view, in order.
pub(crate) fn dump(path: &Path) -> String {
    let views = Connection::open(path).unwrap();
    let mut text = String::new();
    for table in tables(&views) {
        let hidden = if table == "progress" {
            "seq, at, currency"
        } else {
            "*"
        };
        for row in rows(path, &format!("SELECT {hidden} FROM {table}")) {
            text.push_str(&format!("{table} {row}\n"));
        }
    }
    text
}

/// The rows of a query.
pub(crate) fn rows(path: &Path, sql: &str) -> Vec<String> {
    let views = Connection::open(path).unwrap();
    let mut query = views.prepare(sql).unwrap();
    let columns = query.column_count();
    let row = |row: &rusqlite::Row<'_>| {
        let values = (0..columns).map(|column| match row.get(column).unwrap() {
            Value::Null => "-".to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text,
            other => format!("{other:?}"),
        });
        Ok(values.collect::<Vec<_>>().join(" "))
    };
    query
        .query_map([], row)
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn tables(views: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')
               AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_search_%' ORDER BY name";
    let mut query = views.prepare(sql).unwrap();
    query
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

/// Every table and view with each of its columns.
pub(crate) fn columns(path: &Path) -> Vec<(String, String)> {
    let views = Connection::open(path).unwrap();
    let columns = |table: String| -> Vec<(String, String)> {
        let mut query = views
            .prepare("SELECT name FROM pragma_table_info(?1)")
            .unwrap();
        let names = query.query_map([&table], |row| row.get(0)).unwrap();
        names.map(|name| (table.clone(), name.unwrap())).collect()
    };
    tables(&views).into_iter().flat_map(columns).collect()
}

/// An order of customer C1 from now on.
pub(crate) fn order(po_number: &str, lines: &[LineDraft]) -> OrderDraft {
    OrderDraft {
        customer: CustomerId(0),
        ship_to: None,
        address_in_doubt: false,
        po_number: Some(po_number.to_owned()),
        currency: None,
        requested: None,
        expires: None,
        terms: book::order::Terms::default(),
        lines: lines.to_vec(),
    }
}

pub(crate) fn line(item: u32, quantity: u64) -> LineDraft {
    LineDraft {
        item: StatedItem::Known(ItemId(item)),
        quantity: Quantity(quantity),
        unit: Unit::Each,
        stated_price: None,
        requested: None,
    }
}

/// Two depots, two items, two customers; 100 coffees and 100 teas in DC1, 20 coffees in DC2.
fn company() -> Vec<Command> {
    vec![
        Command::PutSites(["DC1", "DC2"].map(site).into()),
        Command::PutLanes([("DC1", 1, 1_000), ("DC2", 2, 1_500)].map(lane).into()),
        Command::PutItems(["COFFEE", "TEA"].map(item).into()),
        Command::PutPrices(PriceListDraft {
            code: "LIST".to_owned(),
            currency: Currency::ILS,
            prices: [("COFFEE", 1_000), ("TEA", 500)]
                .map(|(item, minor)| (item.to_owned(), Price { minor, basis: 1 }))
                .into(),
        }),
        Command::PutCustomers(["C1", "C2"].map(customer).into()),
        Command::ReceiveStock(vec![
            (SiteId(0), ItemId(0), Quantity(100)),
            (SiteId(0), ItemId(1), Quantity(100)),
            (SiteId(1), ItemId(0), Quantity(20)),
        ]),
        Command::AnnounceSupply(vec![SupplyDraft {
            reference: "PO-IN-1".to_owned(),
            kind: SupplyKind::PurchaseOrder,
            site: SiteId(0),
            item: ItemId(0),
            quantity: Quantity(200),
            due: Day::parse("2026-03-10").unwrap(),
            supplier: None,
        }]),
    ]
}

fn site(code: &str) -> Site {
    Site {
        code: code.to_owned(),
        name: format!("Depot {code}"),
        calendar: Calendar {
            weekdays: 0b111_1111,
            holidays: Vec::new(),
            cutoff_minute: 16 * 60,
        },
        zone: None,
    }
}

fn lane((site, transit_days, cost_per_shipment): (&str, u16, i64)) -> LaneDraft {
    LaneDraft {
        site: site.to_owned(),
        zone: ZoneId(1),
        lane: Lane {
            transit_days,
            delivery_weekdays: 0b111_1111,
            cost_per_shipment,
            cost_per_kilogram: 100,
            arrivals: book::company::Arrivals::NONE,
        },
    }
}

fn item(code: &str) -> Item {
    Item {
        code: code.to_owned(),
        description: code.to_lowercase(),
        base_unit: Unit::Each,
        units: vec![(Unit::Case, Ratio::of(12))],
        sales_unit: Unit::Each,
        gtins: Vec::new(),
        weight_grams: 500,
        orderable: true,
        safety_stock: Vec::new(),
        bins: Vec::new(),
    }
}

fn customer(code: &str) -> CustomerDraft {
    CustomerDraft {
        code: code.to_owned(),
        price_list: "LIST".to_owned(),
        credit_limit: (code == "C2").then_some(100_000),
        receivable: 0,
        one_time_addresses: false,
        ship_complete: false,
        blocked: false,
        substitutes: Consent::default(),
        gln: None,
        parts: Vec::new(),
        ship_tos: vec![ShipToDraft {
            code: "A".to_owned(),
            zone: ZoneId(1),
            gln: None,
        }],
    }
}
