//! The stored form of the whole state, for snapshots and for the state hash.
//!
//! A list of CBOR values in a fixed order behind a version; lookups are written in key order, so
//! equal states have equal bytes.

use super::{Book, NextIds};
use crate::Policy;
use crate::company::{Company, Customer, Item, Lane, PriceList, ShipTo, Site};
use crate::lookup::Lookup;
use crate::order::arena::Orders;
use crate::promise::Timetable;
use crate::stock::supply::Supply;
use crate::stock::{Balance, Flow, Stock};
use minicbor::{Decoder, Encoder};
use std::collections::BTreeMap;
use std::fmt;
use vocab::OrderId;

/// Version of this form. A book reads its own version; others replay the journal.
const VERSION: u16 = 2;

/// A snapshot that can't be used; the journal is replayed instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateFault {
    what: String,
}

impl fmt::Display for StateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stored state can't be read: {}", self.what)
    }
}

impl std::error::Error for StateFault {}

impl From<minicbor::decode::Error> for StateFault {
    fn from(error: minicbor::decode::Error) -> StateFault {
        StateFault {
            what: error.to_string(),
        }
    }
}

impl Book {
    /// The whole state as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes)
            .expect("writing to memory does not fail");
        bytes
    }

    /// BLAKE3 hash of [`Book::to_bytes`]: equal for equal states.
    pub fn state_hash(&self) -> [u8; 32] {
        self.state_hash_and_size().0
    }

    /// The state hash, and how many bytes were hashed. They are never all in memory.
    pub fn state_hash_and_size(&self) -> ([u8; 32], usize) {
        let mut hashing = Hashing::default();
        self.write(&mut hashing).expect("hashing does not fail");
        hashing.finish()
    }

    fn write<W: minicbor::encode::Write>(
        &self,
        bytes: W,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        // Every field is named, so that a new one does not compile until someone stores it.
        let Book {
            policy,
            company,
            stock,
            orders,
            returns,
            sent_back,
            requests,
            work,
            waiting,
            lapsing,
            po_numbers,
            documents,
            supply_references,
            next,
            timetable: _,
        } = self;
        let mut to = Encoder::new(bytes);
        to.u16(VERSION)?;
        to.encode(policy)?;
        write_company(company, &mut to)?;
        let (stride, balances, flows) = stock.parts();
        to.u64(stride as u64)?;
        to.encode(balances)?;
        to.encode(flows)?;
        to.encode(&stock.supplies)?;
        to.array(orders.len() as u64)?;
        for (id, order) in orders.packed() {
            to.encode(id)?.bytes(&order)?;
        }
        to.encode(returns)?;
        to.encode(sent_back)?;
        to.encode(requests)?;
        to.encode(work.iter().copied().collect::<Vec<_>>())?;
        to.encode(
            waiting
                .iter()
                .map(|(k, v)| (*k, v.iter().copied().collect()))
                .collect::<Vec<(_, Vec<_>)>>(),
        )?;
        to.encode(lapsing.iter().copied().collect::<Vec<_>>())?;
        to.array(po_numbers.len() as u64)?;
        for (key, order) in po_numbers.sorted() {
            to.bytes(&key)?.encode(order)?;
        }
        to.array(documents.len() as u64)?;
        for (document, ()) in documents.sorted() {
            to.encode(document)?;
        }
        to.encode(supply_references)?;
        to.encode(next)?;
        Ok(())
    }

    /// Reads what [`Book::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Book, StateFault> {
        let mut from = Decoder::new(bytes);
        let version = from.u16()?;
        if version != VERSION {
            let what = format!("it has version {version}, this build reads version {VERSION}");
            return Err(StateFault { what });
        }
        let policy: Policy = from.decode()?;
        let company = read_company(&mut from)?;
        let stock = read_stock(&mut from)?;
        let orders = read_orders(&mut from)?;
        let book = Book {
            policy,
            company,
            stock,
            orders,
            returns: from.decode()?,
            sent_back: from.decode()?,
            requests: from.decode()?,
            work: from.decode::<Vec<_>>()?.into_iter().collect(),
            waiting: read_waiting(&mut from)?,
            lapsing: from.decode::<Vec<_>>()?.into_iter().collect(),
            po_numbers: read_po_numbers(&mut from)?,
            documents: read_documents(&mut from)?,
            supply_references: from.decode()?,
            next: from.decode::<NextIds>()?,
            timetable: Timetable::default(),
        };
        Ok(book)
    }
}

/// Hashes what is written to it, in pieces that are large enough for the hash to be fast.
#[derive(Default)]
struct Hashing {
    hasher: blake3::Hasher,
    pending: Vec<u8>,
    hashed: usize,
}

/// Bytes that are hashed at once.
const PIECE_BYTES: usize = 64 << 10;

impl minicbor::encode::Write for Hashing {
    type Error = std::convert::Infallible;

    fn write_all(&mut self, bytes: &[u8]) -> Result<(), Self::Error> {
        self.pending.extend_from_slice(bytes);
        if self.pending.len() >= PIECE_BYTES {
            self.hash_pending();
        }
        Ok(())
    }
}

impl Hashing {
    fn hash_pending(&mut self) {
        self.hasher.update(&self.pending);
        self.hashed += self.pending.len();
        self.pending.clear();
    }

    fn finish(mut self) -> ([u8; 32], usize) {
        self.hash_pending();
        (*self.hasher.finalize().as_bytes(), self.hashed)
    }
}

fn write_company<W: minicbor::encode::Write>(
    company: &Company,
    to: &mut Encoder<W>,
) -> Result<(), minicbor::encode::Error<W::Error>> {
    let Company {
        sites,
        lanes,
        items,
        customers,
        ship_tos,
        price_lists,
        // The ways from codes to ids, and what is in brief, are made again from the rows.
        brief: _,
        site_codes: _,
        item_codes: _,
        customer_codes: _,
        ship_to_codes: _,
        price_list_codes: _,
    } = company;
    to.encode(sites)?
        .encode(lanes)?
        .encode(items)?
        .encode(customers)?;
    to.encode(ship_tos)?.encode(price_lists)?;
    Ok(())
}

fn read_company(from: &mut Decoder<'_>) -> Result<Company, StateFault> {
    let mut company = Company {
        sites: from.decode::<Vec<Site>>()?,
        lanes: from.decode::<Vec<Vec<Option<Lane>>>>()?,
        items: from.decode::<Vec<Item>>()?,
        customers: from.decode::<Vec<Customer>>()?,
        ship_tos: from.decode::<Vec<ShipTo>>()?,
        price_lists: from.decode::<Vec<PriceList>>()?,
        ..Company::default()
    };
    company.index_codes();
    Ok(company)
}

fn read_orders(from: &mut Decoder<'_>) -> Result<Orders, StateFault> {
    let mut orders = Orders::default();
    let mut next = OrderId(0);
    for _ in 0..read_length(from)? {
        let id: OrderId = from.decode()?;
        if id < next {
            let what = format!("{} comes after a younger order", id.number());
            return Err(StateFault { what });
        }
        next = OrderId(id.0 + 1);
        let unreadable = |torn| format!("{}: {torn}", id.number());
        let added = orders.insert_packed(id, from.bytes()?).map_err(unreadable);
        added.map_err(|what| StateFault { what })?;
    }
    Ok(orders)
}

fn read_stock(from: &mut Decoder<'_>) -> Result<Stock, StateFault> {
    let stride = from.u64()? as usize;
    let balances: Vec<Balance> = from.decode()?;
    let flows: Vec<Flow> = from.decode()?;
    let supplies: BTreeMap<_, Supply> = from.decode()?;
    let fits = |supply: &Supply| supply.item.index() < flows.len() && supply.site.index() < stride;
    if flows.len().checked_mul(stride) != Some(balances.len()) || !supplies.values().all(fits) {
        return Err(StateFault {
            what: "stock balances, supply and items do not agree".to_owned(),
        });
    }
    Ok(Stock::from_parts(stride, balances, flows, supplies))
}

type Waiting = BTreeMap<vocab::ItemId, std::collections::BTreeSet<OrderId>>;

fn read_waiting(from: &mut Decoder<'_>) -> Result<Waiting, StateFault> {
    let rows: Vec<(vocab::ItemId, Vec<OrderId>)> = from.decode()?;
    Ok(rows
        .into_iter()
        .map(|(item, orders)| (item, orders.into_iter().collect()))
        .collect())
}

fn read_po_numbers(from: &mut Decoder<'_>) -> Result<Lookup<super::PoKey, OrderId>, StateFault> {
    let mut lookup = Lookup::default();
    for _ in 0..read_length(from)? {
        let bytes = from.bytes()?;
        let key = bytes.try_into().map_err(|_| StateFault {
            what: format!("a PO fingerprint has {} bytes instead of 16", bytes.len()),
        })?;
        lookup.insert(key, from.decode()?);
    }
    Ok(lookup)
}

fn read_documents(from: &mut Decoder<'_>) -> Result<Lookup<vocab::ContentHash, ()>, StateFault> {
    let mut lookup = Lookup::default();
    for _ in 0..read_length(from)? {
        lookup.insert(from.decode()?, ());
    }
    Ok(lookup)
}

fn read_length(from: &mut Decoder<'_>) -> Result<u64, StateFault> {
    from.array()?.ok_or_else(|| StateFault {
        what: "a list has no length".to_owned(),
    })
}

#[cfg(test)]
mod tests;
