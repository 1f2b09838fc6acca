//! The state of the book: everything that `decide` reads and `evolve` changes, its stored form
//! and its hash.

mod stored;
#[cfg(test)]
mod tests;

use crate::Policy;
use crate::company::Company;
use crate::exception::{Cause, Exception, Kind, Made};
use crate::lookup::{Lookup, Recent};
use crate::order::arena::Orders;
use crate::plan::LastRun;
use crate::promise::Timetable;
use crate::quota::Quotas;
use crate::request::Request;
use crate::returns::Return;
use crate::stock::Stock;
use crate::work::Work;
use siphasher::sip128::SipHasher24;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;
use vocab::{
    ContentHash, CustomerId, Day, ExceptionId, Instant, ItemId, OrderId, Quantity, RequestId,
    ReturnId, SupplyId,
};

pub use stored::{Frozen, StateFault};

/// A PO number is known while its order is open, and after that until this many orders were placed
/// since: then the number may come again. About 65 bytes of memory each.
pub const PO_NUMBERS_KEPT: u64 = 16_000_000;
/// A document that comes again is recognised among at least this many that came last.
pub const DOCUMENTS_KEPT: usize = 4_000_000;
/// How many orders are placed between two looks for PO numbers that are to be forgotten: a whole
/// round takes a fifth of [`PO_NUMBERS_KEPT`].
const SWEEP_INTERVAL: u64 = 32;

/// The order book of one company.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// The rules in force.
    pub policy: Policy,
    /// Master data.
    pub company: Company,
    /// Stock and supply.
    pub stock: Stock,
    /// Allocations and protections, and what is taken of them.
    pub quotas: Quotas,
    /// Orders that are not finished.
    pub orders: Orders,
    /// Returns that are still expected.
    pub returns: BTreeMap<ReturnId, Return>,
    /// How much was ever agreed to come back of each open order, by item.
    pub(crate) sent_back: BTreeMap<(OrderId, ItemId), Quantity>,
    /// Requests that are not settled.
    pub requests: BTreeMap<RequestId, Request>,
    /// Exceptions that are not closed.
    pub exceptions: BTreeMap<ExceptionId, Exception>,
    /// The open exception of each kind and cause.
    pub(crate) troubles: BTreeMap<(Kind, Cause), ExceptionId>,
    /// The solutions that were made last and can be taken back.
    pub made: BTreeMap<ExceptionId, Made>,
    /// When customers last lost goods to others by a plan.
    pub(crate) losses: BTreeMap<CustomerId, Day>,
    /// The backorder run that was last made by itself.
    pub last_run: Option<LastRun>,
    /// What the book owes the world.
    pub work: BTreeSet<Work>,
    /// Orders with a backorder, by item, oldest first.
    pub(crate) waiting: BTreeMap<ItemId, BTreeSet<OrderId>>,
    /// Reservations that lapse, by moment.
    pub(crate) lapsing: BTreeSet<(Instant, OrderId)>,
    /// Who sent which PO number. May hold some that are not known any more, see
    /// [`Book::po_is_known`].
    pub(crate) po_numbers: Lookup<PoKey, Sent>,
    /// Documents that came in.
    pub(crate) documents: Documents,
    /// References of open supply.
    pub(crate) supply_references: BTreeMap<String, SupplyId>,
    pub(crate) next: NextIds,
    /// Worked out from the rest.
    pub(crate) timetable: Timetable,
}

/// The order that a PO number was sent with: its id and one, so that an empty slot of the index needs
/// no room of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sent(NonZeroU64);

impl Sent {
    fn with(order: OrderId) -> Sent {
        Sent(NonZeroU64::MIN.saturating_add(order.0))
    }

    fn order(self) -> OrderId {
        OrderId(self.0.get() - 1)
    }
}

/// Contents of documents.
pub(crate) type Documents = Recent<ContentHash, (), DOCUMENTS_KEPT>;

/// The next id of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) struct NextIds {
    #[n(0)]
    pub(crate) order: u64,
    #[n(1)]
    pub(crate) request: u64,
    #[n(2)]
    pub(crate) supply: u64,
    #[n(3)]
    pub(crate) return_order: u64,
    #[n(4)]
    pub(crate) exception: u64,
    #[n(5)]
    pub(crate) quota: u32,
    /// Serial number of the next package.
    #[cbor(n(6), skip_if = "is_first")]
    pub(crate) sscc: u64,
}

fn is_first(serial: &u64) -> bool {
    *serial == 0
}

/// Fingerprint of a customer and one of its PO numbers.
pub(crate) type PoKey = [u8; 16];

/// The fingerprint that PO numbers are compared by: case and blanks do not count. SipHash-2-4 of 128
/// bits, with the customer as its key.
pub(crate) fn po_key(customer: CustomerId, po_number: &str) -> PoKey {
    let hasher = SipHasher24::new_with_keys(u64::from(customer.0), 0);
    let hash = match is_solid(po_number) {
        true => hasher.hash(po_number.as_bytes()),
        false => hasher.hash(solid(po_number).as_bytes()),
    };
    hash.as_bytes()
}

/// True of plain capitals, digits and signs without blanks, which nearly all PO numbers are.
fn is_solid(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() & !byte.is_ascii_lowercase();
    // All are looked at, as that takes less than stopping.
    text.bytes().fold(true, |all, byte| all & fits(byte))
}

/// A text in capitals and without blanks.
fn solid(text: &str) -> String {
    let letters = text.chars().filter(|letter| !letter.is_whitespace());
    letters.flat_map(char::to_uppercase).collect()
}

impl Book {
    /// The order that this customer sent with this PO number: an open one, or one that is finished
    /// and not older than the last [`PO_NUMBERS_KEPT`].
    pub fn order_by_po(&self, customer: CustomerId, po_number: &str) -> Option<OrderId> {
        let sent = self.po_numbers.get(&po_key(customer, po_number));
        let order = sent.map(|sent| sent.order());
        order.filter(|order| self.po_is_known(*order))
    }

    /// Whether the PO number of an order is still known.
    fn po_is_known(&self, order: OrderId) -> bool {
        self.next.order.saturating_sub(order.0) <= PO_NUMBERS_KEPT || self.orders.contains(order)
    }

    /// A PO number leads to the order that it was placed with first, as long as that one is open.
    pub(crate) fn take_po_number(&mut self, key: PoKey, order: OrderId) {
        let first = self.po_numbers.get(&key);
        if first.is_none_or(|first| !self.orders.contains(first.order())) {
            self.po_numbers.insert(key, Sent::with(order));
        }
        if order.0 > PO_NUMBERS_KEPT && order.0.is_multiple_of(SWEEP_INTERVAL) {
            let mut po_numbers = std::mem::take(&mut self.po_numbers);
            po_numbers.sweep(|sent| self.po_is_known(sent.order()));
            self.po_numbers = po_numbers;
        }
    }

    /// A copy of master data, stock and supply, without orders, requests and what is known of the past:
    /// to rehearse on what doesn't touch them.
    pub fn without_orders(&self) -> Book {
        Book {
            policy: self.policy.clone(),
            company: self.company.clone(),
            stock: self.stock.clone(),
            quotas: self.quotas.clone(),
            supply_references: self.supply_references.clone(),
            next: self.next,
            ..Book::default()
        }
    }

    /// True when a document with this content came in before, and not longer ago than the last
    /// [`DOCUMENTS_KEPT`].
    pub fn has_document(&self, document: ContentHash) -> bool {
        self.documents.get(&document).is_some()
    }

    /// How many requests were ever raised.
    pub fn requests_raised(&self) -> u64 {
        self.next.request
    }

    /// How many exceptions were ever raised; their ids are below this.
    pub fn exceptions_raised(&self) -> u64 {
        self.next.exception
    }

    /// How many returns were ever agreed; their ids are below this.
    pub fn returns_agreed(&self) -> u64 {
        self.next.return_order
    }

    /// How many orders were ever placed; order ids are below this.
    pub fn orders_placed(&self) -> u64 {
        self.next.order
    }

    /// The id that the next supply element is given.
    pub fn next_supply(&self) -> SupplyId {
        SupplyId(self.next.supply)
    }

    /// The open supply with this reference.
    pub fn supply_by_reference(&self, reference: &str) -> Option<SupplyId> {
        self.supply_references.get(reference).copied()
    }

    /// The moment that the next reservation lapses.
    pub fn next_lapse(&self) -> Option<Instant> {
        self.lapsing.first().map(|(at, _)| *at)
    }

    /// Whether a reservation has lapsed by this moment, or the period of a quota is over on this day.
    pub fn lapses(&self, at: Instant, today: Day) -> bool {
        self.next_lapse().is_some_and(|moment| moment <= at) || self.quotas.ended(today).is_some()
    }
}

/// Equal when everything that is stored is.
impl PartialEq for Book {
    fn eq(&self, other: &Book) -> bool {
        self.state_hash() == other.state_hash()
    }
}

impl Eq for Book {}
