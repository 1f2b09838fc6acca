//! The stored form of the whole state, for snapshots and for the state hash.
//!
//! A list of CBOR values in a fixed order behind a version; lookups are written in key order, so
//! equal states have equal bytes.

use super::{Book, Documents, NextIds, PoKey, Sent};
use crate::Policy;
use crate::company::{Company, Lane, PriceList, SITES_MAX, Site};
use crate::exception::Exception;
use crate::lookup::{Lookup, Recent};
use crate::order::arena::Orders;
use crate::promise::Timetable;
use crate::quota::{Counted, Quota, Quotas};
use crate::rows::Rows;
use crate::stock::supply::Supply;
use crate::stock::{Balance, Flow, Stock};
use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::{fmt, io};
use vocab::{ContentHash, ExceptionId, OrderId, Quantity, QuotaId};

/// Version of this form. A book reads its own version; others replay the journal.
const VERSION: u16 = 3;

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

/// A copy of a book to be stored: it shares with the book what neither of them changes, so that
/// taking it is quick however large the book is, and it may be written by another thread.
#[derive(Debug)]
pub struct Frozen(Book);

impl Frozen {
    /// A book of its own, to try things on: it goes on sharing what nobody changes. It finds nothing by
    /// its code.
    pub fn into_book(self) -> Book {
        let mut book = self.0;
        book.company.brief();
        book.stock.index_supplies();
        book
    }

    /// Writes the bytes of [`Book::to_bytes`].
    ///
    /// # Errors
    /// Those of `to`.
    pub fn write(&self, to: &mut dyn io::Write) -> io::Result<()> {
        self.0.write(Out(to)).map_err(io::Error::other)
    }
}

/// Where a book is written to.
struct Out<'a>(&'a mut dyn io::Write);

impl minicbor::encode::Write for Out<'_> {
    type Error = io::Error;

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }
}

impl Book {
    /// A copy to be stored. It changes nothing; only that both see the same from here on.
    pub fn freeze(&mut self) -> Frozen {
        // The ways from codes to ids are not stored and need not be copied.
        Frozen(Book {
            policy: self.policy.clone(),
            company: self.company.share(),
            stock: self.stock.share(),
            quotas: self.quotas.share(),
            orders: self.orders.share(),
            returns: self.returns.clone(),
            sent_back: self.sent_back.clone(),
            requests: self.requests.clone(),
            exceptions: self.exceptions.clone(),
            troubles: self.troubles.clone(),
            made: self.made.clone(),
            losses: self.losses.clone(),
            last_run: self.last_run.clone(),
            work: self.work.clone(),
            waiting: self.waiting.clone(),
            lapsing: self.lapsing.clone(),
            po_numbers: self.po_numbers.share(),
            documents: self.documents.share(),
            supply_references: self.supply_references.clone(),
            next: self.next,
            timetable: Timetable::default(),
        })
    }

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
            quotas,
            orders,
            returns,
            sent_back,
            requests,
            exceptions,
            // Follows from the exceptions.
            troubles: _,
            made,
            losses,
            last_run,
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
        let (stride, count, mut balances, flows) = stock.parts();
        to.u64(stride as u64)?.array(count as u64)?;
        balances.try_for_each(|balance| to.encode(balance).map(|_| ()))?;
        to.encode(flows)?;
        to.encode(&stock.supplies)?;
        to.array(orders.len() as u64)?;
        for (id, order) in orders.packed() {
            to.encode(id)?.bytes(&order)?;
        }
        to.encode(returns)?;
        to.encode(sent_back)?;
        to.encode(requests)?.encode(exceptions)?.encode(made)?;
        to.encode(work.iter().copied().collect::<Vec<_>>())?;
        to.encode(
            waiting
                .iter()
                .map(|(k, v)| (*k, v.iter().copied().collect()))
                .collect::<Vec<(_, Vec<_>)>>(),
        )?;
        to.encode(lapsing.iter().copied().collect::<Vec<_>>())?;
        let mut known = po_numbers.sorted();
        known.retain(|(_, sent)| self.po_is_known(sent.order()));
        to.array(known.len() as u64)?;
        for (key, sent) in known {
            to.bytes(&key)?.encode(sent.order())?;
        }
        write_documents(documents, &mut to)?;
        to.encode(supply_references)?;
        to.encode(next)?;
        to.array(quotas.len() as u64)?;
        for (id, row) in quotas.iter() {
            to.encode((id, &*row.quota, row.open, row.finished))?;
        }
        to.encode(losses)?;
        // Books that never heard of these are written as they always were.
        let choices = !(stock.suppliers.is_empty() && company.substitutes.is_empty());
        if choices || last_run.is_some() {
            to.encode(&*stock.suppliers)?
                .encode(&*company.substitutes)?;
        }
        if let Some(run) = last_run {
            to.encode(run)?;
        }
        Ok(())
    }

    /// Reads what [`Book::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the bytes are no book of this version.
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
        let mut book = Book {
            policy,
            company,
            stock,
            quotas: Quotas::default(),
            orders,
            returns: from.decode()?,
            sent_back: from.decode()?,
            requests: from.decode()?,
            exceptions: from.decode()?,
            troubles: BTreeMap::new(),
            made: from.decode()?,
            losses: BTreeMap::new(),
            last_run: None,
            work: from.decode::<Vec<_>>()?.into_iter().collect(),
            waiting: read_waiting(&mut from)?,
            lapsing: from.decode::<Vec<_>>()?.into_iter().collect(),
            po_numbers: read_po_numbers(&mut from)?,
            documents: read_documents(&mut from)?,
            supply_references: from.decode()?,
            next: from.decode::<NextIds>()?,
            timetable: Timetable::default(),
        };
        let cause = |(id, row): (&ExceptionId, &Exception)| ((row.kind, row.cause.clone()), *id);
        book.troubles = book.exceptions.iter().map(cause).collect();
        book.quotas = read_quotas(&mut from, &book)?;
        book.note_quotas(book.quotas.items().collect());
        book.losses = from.decode()?;
        if from.position() < bytes.len() {
            book.stock.suppliers = Arc::new(from.decode()?);
            book.company.substitutes = Arc::new(from.decode()?);
            check_choices(&book)?;
        }
        if from.position() < bytes.len() {
            book.last_run = Some(from.decode()?);
        }
        Ok(book)
    }
}

/// What suppliers have and what may be given instead is of items and sites that there are.
fn check_choices(book: &Book) -> Result<(), StateFault> {
    let (items, sites) = (book.company.items.len(), book.company.sites.len());
    let offered = (book.stock.suppliers.keys())
        .all(|row| row.item.index() < items && row.site.index() < sites);
    let mut substitutes = book.company.substitutes.iter();
    let substituted =
        substitutes.all(|(item, others)| others.iter().chain([item]).all(|id| id.index() < items));
    match offered && substituted {
        true => Ok(()),
        false => Err(StateFault {
            what: "supplier stock, substitutes and master data do not agree".to_owned(),
        }),
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
        groups,
        // Written behind everything else.
        substitutes: _,
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
    to.encode(ship_tos)?.array(price_lists.len() as u64)?;
    price_lists
        .iter()
        .try_for_each(|list| to.encode(&**list).map(|_| ()))?;
    to.encode(groups).map(|_| ())
}

fn read_company(from: &mut Decoder<'_>) -> Result<Company, StateFault> {
    let mut company = Company {
        sites: from.decode::<Vec<Site>>()?,
        lanes: from.decode::<Vec<Vec<Option<Lane>>>>()?,
        items: from.decode()?,
        customers: from.decode()?,
        ship_tos: from.decode()?,
        price_lists: read_price_lists(from)?,
        groups: from.decode()?,
        ..Company::default()
    };
    if !company.groups.fits(company.customers.len()) {
        let what = "customers and groups do not agree".to_owned();
        return Err(StateFault { what });
    }
    company.index_codes();
    Ok(company)
}

fn read_price_lists(from: &mut Decoder<'_>) -> Result<Vec<Arc<PriceList>>, StateFault> {
    let lists: Vec<PriceList> = from.decode()?;
    Ok(lists.into_iter().map(Arc::new).collect())
}

fn read_quotas(from: &mut Decoder<'_>, book: &Book) -> Result<Quotas, StateFault> {
    let rows: Vec<(QuotaId, Quota, Quantity, Quantity)> = from.decode()?;
    let company = &book.company;
    let fits = |(_, quota, _, _): &(QuotaId, Quota, Quantity, Quantity)| {
        let mut items = quota.items.iter();
        let mut sites = quota.site.iter();
        quota.group.index() < company.groups.codes().len()
            && items.all(|item| item.index() < company.items.len())
            && sites.all(|site| site.index() < company.sites.len())
    };
    let all_fit = rows.iter().all(fits);
    let rows = rows.into_iter().map(|(id, quota, open, finished)| {
        let quota = Arc::new(quota);
        (
            id,
            Counted {
                quota,
                open,
                finished,
            },
        )
    });
    match all_fit {
        true => Ok(Quotas::of_rows(rows)),
        false => Err(StateFault {
            what: "quotas and master data do not agree".to_owned(),
        }),
    }
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
    let flows: Rows<Flow> = from.decode()?;
    let supplies: BTreeMap<_, Supply> = from.decode()?;
    let fits = |supply: &Supply| supply.item.index() < flows.len() && supply.site.index() < stride;
    let agree = stride <= SITES_MAX && flows.len() * stride == balances.len();
    if !agree || !supplies.values().all(fits) {
        return Err(StateFault {
            what: "stock balances, supply and items do not agree".to_owned(),
        });
    }
    Ok(Stock::from_parts(stride, &balances, flows, supplies))
}

type Waiting = BTreeMap<vocab::ItemId, std::collections::BTreeSet<OrderId>>;

fn read_waiting(from: &mut Decoder<'_>) -> Result<Waiting, StateFault> {
    let rows: Vec<(vocab::ItemId, Vec<OrderId>)> = from.decode()?;
    Ok(rows
        .into_iter()
        .map(|(item, orders)| (item, orders.into_iter().collect()))
        .collect())
}

fn read_po_numbers(from: &mut Decoder<'_>) -> Result<Lookup<PoKey, Sent>, StateFault> {
    let mut rows = Vec::new();
    for _ in 0..read_length(from)? {
        let bytes = from.bytes()?;
        let key = bytes.try_into().map_err(|_| StateFault {
            what: format!("a PO fingerprint has {} bytes instead of 16", bytes.len()),
        })?;
        rows.push((key, Sent::with(from.decode()?)));
    }
    Ok(Lookup::of(&rows))
}

/// A list of contents, or where there is an older half, a list of that one and the younger one.
fn write_documents<W: minicbor::encode::Write>(
    documents: &Documents,
    to: &mut Encoder<W>,
) -> Result<(), minicbor::encode::Error<W::Error>> {
    let [old, young] = documents.halves();
    let halves = if old.is_empty() {
        &[young][..]
    } else {
        to.array(2)?;
        &[old, young]
    };
    for half in halves {
        to.array(half.len() as u64)?;
        for (document, ()) in half.sorted() {
            to.encode(document)?;
        }
    }
    Ok(())
}

fn read_documents(from: &mut Decoder<'_>) -> Result<Documents, StateFault> {
    let count = read_length(from)?;
    if count != 2 || from.datatype()? != Type::Array {
        return Ok(Recent::of([Lookup::default(), read_contents(from, count)?]));
    }
    let mut half = || read_length(from).and_then(|count| read_contents(from, count));
    Ok(Recent::of([half()?, half()?]))
}

fn read_contents(
    from: &mut Decoder<'_>,
    count: u64,
) -> Result<Lookup<ContentHash, ()>, StateFault> {
    let contents = (0..count).map(|_| Ok((from.decode()?, ())));
    let contents: Result<Vec<_>, minicbor::decode::Error> = contents.collect();
    Ok(Lookup::of(&contents?))
}

fn read_length(from: &mut Decoder<'_>) -> Result<u64, StateFault> {
    from.array()?.ok_or_else(|| StateFault {
        what: "a list has no length".to_owned(),
    })
}

#[cfg(test)]
mod tests;
