//! A process under load is killed again and again: nothing that it acknowledged is lost or doubled.
//!
//! The test runs itself a second time as the child: that one opens the journal, places orders from
//! several threads, and prints each acknowledgement as soon as it has it.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use book::company::{
    Calendar, Consent, CustomerDraft, Item, Lane, LaneDraft, PriceListDraft, ShipToDraft, Site,
};
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::{Command, Event, invariant};
use engine::{Batch, Engine, Envelope, Moment, replay};
use journal::{BookId, Journal, Reader, SqliteJournal};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;
use vocab::{
    ActorId, Currency, CustomerId, Day, IdempotencyKey, Instant, ItemId, Price, Quantity, SiteId,
    Unit, ZoneId,
};

/// Tells the child its directory and which of the lives it is: `LIFE DIRECTORY`.
const CHILD: &str = "KEPT_KILLED_CHILD";
/// The name of the test, by which the child is told what to run.
const TEST: &str = "nothing_acknowledged_is_lost_or_doubled_when_the_process_is_killed";

/// Lives of the child; in the long suite; and after how many the journal is looked at in full.
const LIVES: u64 = 100;
const LIVES_LONG: u64 = 1_000;
const LOOKS: u64 = 10;
/// Threads that place orders, and the share of their commands that repeat an earlier key.
const THREADS: u64 = 4;
const REPEATS: u64 = 7;
/// How many keys one thread may use in one life.
const KEYS: u64 = 1 << 20;

#[test]
fn nothing_acknowledged_is_lost_or_doubled_when_the_process_is_killed() {
    if let Some((life, directory)) = told() {
        return place_orders(life, &directory);
    }
    let directory = Scratch::new();
    found(&directory.journal());
    // Every key that was ever acknowledged, with the number of its order.
    let mut acknowledged = BTreeMap::new();
    let mut chance = 0x2545_F491_4F6C_DD1D_u64;
    let lives = match std::env::var_os("KEPT_LONG") {
        Some(_) => LIVES_LONG,
        None => LIVES,
    };
    for life in 0..lives {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        live(life, &directory.0, 50 + chance % 100, &mut acknowledged);
        // Each life begins with a recovery of its own; some are looked at in full.
        if (life + 1) % (lives / LOOKS) == 0 {
            check(&directory.journal(), &acknowledged);
        }
    }
    assert!(acknowledged.len() > 1_000, "{} orders", acknowledged.len());
}

fn told() -> Option<(u64, PathBuf)> {
    let told = std::env::var(CHILD).ok()?;
    let (life, directory) = told.split_once(' ')?;
    Some((life.parse().ok()?, PathBuf::from(directory)))
}

/// Lets the child live for some milliseconds after its first word, kills it, and notes what it
/// has acknowledged.
fn live(life: u64, directory: &Path, millis: u64, acknowledged: &mut BTreeMap<u64, u64>) {
    let mut child = Process::new(std::env::current_exe().unwrap())
        .args([TEST, "--exact", "--nocapture"])
        .env(CHILD, format!("{life} {}", directory.display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = read_lines(BufReader::new(child.stdout.take().unwrap()));
    let first = lines.iter().find(|line| line == "open");
    assert!(
        first.is_some(),
        "life {life}: the child could not open the journal"
    );
    thread::sleep(Duration::from_millis(millis));
    child.kill().unwrap();
    child.wait().unwrap();
    for line in lines {
        let mut words = line.split(' ');
        let Some("kept") = words.next() else { continue };
        let mut number = || words.next().and_then(|word| word.parse().ok());
        // The last line may be cut short by the kill: what was not told whole was not told.
        let (Some(key), Some(order), Some(0)) = (number(), number(), number()) else {
            continue;
        };
        let first = *acknowledged.entry(key).or_insert(order);
        assert_eq!(first, order, "key {key} was answered twice, differently");
    }
}

/// The lines of the child, read as they come so that it never waits for its reader.
fn read_lines(from: impl BufRead + Send + 'static) -> Receiver<String> {
    let (to, lines) = channel();
    thread::spawn(move || {
        from.lines()
            .map_while(Result::ok)
            .try_for_each(|line| to.send(line))
    });
    lines
}

/// The journal is whole, the state is sound, and each acknowledged order is there, once.
fn check(path: &Path, acknowledged: &BTreeMap<u64, u64>) {
    let mut found = BTreeMap::new();
    let journal = SqliteJournal::open(path).unwrap();
    let mut next = 1;
    loop {
        let records = journal.read(next, 256).unwrap();
        let Some(last) = records.last() else { break };
        next = last.seq + 1;
        for record in &records {
            for entry in Batch::decode(&record.payload).unwrap().entries {
                let (Some(key), Ok(events)) = (entry.key, entry.outcome) else {
                    continue;
                };
                let Some(Event::OrderPlaced { order, .. }) = events.first() else {
                    panic!("an order of the load was placed otherwise: {events:?}");
                };
                let twice = found.insert(key, order.0);
                assert_eq!(twice, None, "{key:?} stands in the journal twice");
            }
        }
    }
    for (key, order) in acknowledged {
        assert_eq!(found.get(&idempotency(*key)), Some(order), "key {key}");
    }
    let state = replay(&journal).unwrap().core;
    assert_eq!(invariant::violations(state.book()), []);
    assert_eq!(state.book().orders_placed(), found.len() as u64);
    let verified = Reader::open(path).unwrap().verify(1, None, |_| {}).unwrap();
    assert_eq!(verified.to, next - 1);
}

/// The child: places orders until it is killed.
fn place_orders(life: u64, directory: &Path) {
    let journal = SqliteJournal::open(&directory.join("journal.db")).unwrap();
    let (engine, _) = Engine::open(journal, clock).unwrap();
    println!("open");
    let threads = (0..THREADS).map(|number| {
        let handle = engine.handle();
        thread::spawn(move || {
            let first = (life * THREADS + number) * KEYS;
            for count in 0..KEYS {
                // Some keys come again, some of those from the life before.
                let key = match count % REPEATS {
                    0 => first.saturating_sub(THREADS * KEYS) + count / REPEATS,
                    _ => first + count,
                };
                let reply = handle.call(order(key)).unwrap();
                let events = reply.outcome.unwrap();
                let Some(Event::OrderPlaced { order, .. }) = events.first() else {
                    panic!("an order of the load was placed otherwise: {events:?}");
                };
                println!("kept {key} {} 0", order.0);
                if count % 50 == 49 {
                    handle.save_snapshot().unwrap();
                }
            }
        })
    });
    for thread in threads.collect::<Vec<_>>() {
        thread.join().unwrap();
    }
}

fn clock() -> Moment {
    let today = Day::from_civil(2026, 3, 1).unwrap();
    Moment {
        at: Instant::at_midnight(today).plus_seconds(9 * 3_600),
        today,
        minute: 540,
    }
}

fn idempotency(key: u64) -> IdempotencyKey {
    IdempotencyKey::from_parts(9, key)
}

fn order(key: u64) -> Envelope {
    let line = LineDraft {
        item: StatedItem::Known(ItemId(0)),
        quantity: Quantity(1 + key % 3),
        unit: Unit::Each,
        stated_price: None,
        requested: None,
    };
    Envelope {
        key: Some((idempotency(key), key)),
        actor: ActorId(1),
        seen: None,
        command: Command::PlaceOrder(OrderDraft {
            customer: CustomerId(0),
            ship_to: None,
            address_in_doubt: false,
            po_number: None,
            currency: None,
            requested: None,
            expires: None,
            terms: book::order::Terms::default(),
            lines: vec![line],
        }),
    }
}

fn found(path: &Path) {
    let journal = SqliteJournal::create(path, BookId(*b"killed and alive")).unwrap();
    let (engine, _) = Engine::open(journal, clock).unwrap();
    for command in company() {
        engine.handle().own(command).unwrap().outcome.unwrap();
    }
    engine.close();
}

fn company() -> Vec<Command> {
    let site = Site {
        code: "DC".to_owned(),
        name: "Depot".to_owned(),
        calendar: Calendar {
            weekdays: 0b111_1111,
            holidays: Vec::new(),
            cutoff_minute: 900,
        },
        zone: None,
    };
    let lane = LaneDraft {
        site: "DC".to_owned(),
        zone: ZoneId(0),
        lane: Lane {
            transit_days: 1,
            delivery_weekdays: 0b111_1111,
            cost_per_shipment: 100,
            cost_per_kilogram: 10,
            arrivals: book::company::Arrivals::NONE,
        },
    };
    let item = Item {
        code: "TEA".to_owned(),
        description: "Tea".to_owned(),
        base_unit: Unit::Each,
        units: Vec::new(),
        sales_unit: Unit::Each,
        gtins: Vec::new(),
        weight_grams: 100,
        orderable: true,
        safety_stock: Vec::new(),
        bins: Vec::new(),
    };
    let price = Price {
        minor: 500,
        basis: 1,
    };
    let prices = PriceListDraft {
        code: "LIST".to_owned(),
        currency: Currency::ILS,
        prices: vec![("TEA".to_owned(), price)],
    };
    let customer = CustomerDraft {
        code: "C".to_owned(),
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
            code: "A".to_owned(),
            zone: ZoneId(0),
            gln: None,
        }],
    };
    // Not enough for everyone: some orders wait.
    let stock = vec![(SiteId(0), ItemId(0), Quantity(5_000))];
    vec![
        Command::PutSites(vec![site]),
        Command::PutLanes(vec![lane]),
        Command::PutItems(vec![item]),
        Command::PutPrices(prices),
        Command::PutCustomers(vec![customer]),
        Command::ReceiveStock(stock),
    ]
}

/// A directory that goes away with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Scratch {
        let path = std::env::temp_dir().join(format!("kept-kill-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    fn journal(&self) -> PathBuf {
        self.0.join("journal.db")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
