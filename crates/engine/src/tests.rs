//! The engine under test: a small company on a simulated disk, and a journal that waits at a gate.

mod durable;
mod keys;
mod lanes;
mod museum;
mod recovery;
mod work;

use crate::{Answer, Engine, Envelope, Handle, Moment, Reply};
use book::company::{
    Calendar, Consent, CustomerDraft, Item, Lane, LaneDraft, PriceListDraft, ShipToDraft, Site,
};
use book::order::{LineDraft, OrderDraft, StatedItem};
use book::{Book, Command};
use crossbeam_channel::{Receiver, Sender, unbounded};
use journal::{
    BookId, Draft, Fault, FaultPlan, Head, Journal, LatestSnapshot, MemoryJournal, Record,
    SimulatedDisk,
};
use std::sync::mpsc;
use vocab::{
    ActorId, Currency, CustomerId, Day, IdempotencyKey, Instant, ItemId, OrderId, Price, Quantity,
    SiteId, Unit, ZoneId,
};

const BOOK: BookId = BookId(*b"the engine tests");

/// An empty disk.
fn disk() -> SimulatedDisk {
    SimulatedDisk::new(BOOK)
}

fn journal(disk: &SimulatedDisk) -> MemoryJournal {
    MemoryJournal::open(disk, FaultPlan::none()).unwrap()
}

fn open(disk: &SimulatedDisk) -> Engine {
    open_with(journal(disk))
}

fn open_with(journal: impl Journal + 'static) -> Engine {
    Engine::open(journal, || moment(540)).unwrap().0
}

/// A disk with the company on it, whose engine was closed in order.
fn founded() -> SimulatedDisk {
    let disk = disk();
    let engine = open(&disk);
    found(&engine.handle());
    engine.close();
    disk
}

/// Sunday, 1 March 2026, so many minutes after midnight.
fn moment(minute: u16) -> Moment {
    let today = Day::from_civil(2026, 3, 1).unwrap();
    Moment {
        at: Instant::at_midnight(today).plus_seconds(i64::from(minute) * 60),
        today,
        minute,
    }
}

/// One site, one item of which 1,000 pieces lie there, and one customer.
fn found(handle: &Handle) {
    for command in company() {
        handle.own(command).unwrap().outcome.unwrap();
    }
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
    let prices = PriceListDraft {
        code: "LIST".to_owned(),
        currency: Currency::ILS,
        prices: vec![(
            "TEA".to_owned(),
            Price {
                minor: 500,
                basis: 1,
            },
        )],
    };
    vec![
        Command::PutSites(vec![site]),
        Command::PutLanes(vec![lane]),
        Command::PutItems(vec![item]),
        Command::PutPrices(prices),
        Command::PutCustomers(vec![customer(false)]),
        receive(1_000),
    ]
}

fn customer(blocked: bool) -> CustomerDraft {
    CustomerDraft {
        code: "C".to_owned(),
        price_list: "LIST".to_owned(),
        credit_limit: None,
        receivable: 0,
        one_time_addresses: false,
        ship_complete: false,
        blocked,
        substitutes: Consent::default(),
        gln: None,
        parts: Vec::new(),
        ship_tos: vec![ShipToDraft {
            code: "A".to_owned(),
            zone: ZoneId(0),
            gln: None,
        }],
    }
}

fn receive(quantity: u64) -> Command {
    Command::ReceiveStock(vec![(SiteId(0), ItemId(0), Quantity(quantity))])
}

fn draft(quantity: u64) -> OrderDraft {
    OrderDraft {
        customer: CustomerId(0),
        ship_to: None,
        address_in_doubt: false,
        po_number: None,
        currency: None,
        requested: None,
        expires: None,
        terms: book::order::Terms::default(),
        lines: vec![LineDraft {
            item: StatedItem::Known(ItemId(0)),
            quantity: Quantity(quantity),
            unit: Unit::Each,
            stated_price: None,
            requested: None,
        }],
    }
}

/// An order under a key; its quantity is its fingerprint.
fn order(key: u64, quantity: u64) -> Envelope {
    keyed(key, quantity, Command::PlaceOrder(draft(quantity)))
}

fn keyed(key: u64, fingerprint: u64, command: Command) -> Envelope {
    Envelope {
        key: Some((IdempotencyKey::from_parts(1, key), fingerprint)),
        actor: ActorId(7),
        seen: None,
        command,
    }
}

/// Something that is refused in every state.
fn refused() -> Command {
    Command::CancelOrder {
        order: OrderId(999_999),
        lines: Vec::new(),
        reason: book::event::CancelReason::Seller,
    }
}

fn open_orders(book: &Book) -> usize {
    book.orders.len()
}

/// Sends a command and does not wait; the answer comes by the receiver.
fn send(handle: &Handle, envelope: Envelope) -> mpsc::Receiver<Answer> {
    let (to, from) = mpsc::channel();
    let told = move |answer| to.send(answer).unwrap();
    handle.submit(envelope, told).unwrap();
    from
}

fn send_bulk(
    handle: &Handle,
    envelopes: Vec<Envelope>,
) -> mpsc::Receiver<Result<Vec<Reply>, crate::Unavailable>> {
    let (to, from) = mpsc::channel();
    let told = move |answer| to.send(answer).unwrap();
    handle.submit_bulk(envelopes, told).unwrap();
    from
}

/// A journal whose appends wait at a gate.
struct Gated {
    journal: MemoryJournal,
    came: Sender<u64>,
    pass: Receiver<()>,
}

/// The gate. Dropped, it stays open.
struct Gate {
    came: Receiver<u64>,
    pass: Sender<()>,
}

impl Gate {
    /// Waits until an append is at the gate; its record.
    fn wait(&self) -> u64 {
        self.came.recv().unwrap()
    }

    /// Lets one append pass.
    fn pass(&self) {
        self.pass.send(()).unwrap();
    }
}

fn gated(journal: MemoryJournal) -> (Gated, Gate) {
    let ((came, came_out), (pass, pass_out)) = (unbounded(), unbounded());
    let gated = Gated {
        journal,
        came,
        pass: pass_out,
    };
    let gate = Gate {
        came: came_out,
        pass,
    };
    (gated, gate)
}

impl Journal for Gated {
    fn head(&self) -> Result<Head, Fault> {
        self.journal.head()
    }

    fn fence(&mut self, epoch: u64) -> Result<(), Fault> {
        self.journal.fence(epoch)
    }

    fn append(&mut self, record: &Record) -> Result<(), Fault> {
        // Both fail only when the gate is gone, and then nobody is to be held up.
        let _ = self.came.send(record.seq);
        let _ = self.pass.recv();
        self.journal.append(record)
    }

    fn read(&self, from: u64, limit: usize) -> Result<Vec<Record>, Fault> {
        self.journal.read(from, limit)
    }

    fn draft_snapshot(&self, seq: u64) -> Result<Box<dyn Draft>, Fault> {
        self.journal.draft_snapshot(seq)
    }

    fn latest_snapshot(&self) -> Result<LatestSnapshot, Fault> {
        self.journal.latest_snapshot()
    }
}
