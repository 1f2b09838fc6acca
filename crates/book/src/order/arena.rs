//! Where open orders live: packed, in chunks of slots by order id, so that finding one is an index
//! and growth never moves what is there.
//!
//! The order that was changed last lies unpacked on the *desk*: one that is moved on line by line is
//! packed once. Chunks are shared with a copy until they change, so that a copy for a snapshot costs
//! next to nothing. A chunk whose orders are all finished is given back.

use super::Order;
use super::packed::{pack, unpack};
use crate::packed::Torn;
use crate::piece::Piece;
use std::borrow::Cow;
use vocab::OrderId;

/// Orders in one chunk; a chunk of usual ones takes about 64 KiB.
const CHUNK: usize = 1_024;

/// The open orders.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    /// By order id; `None` where every order is finished.
    chunks: Vec<Option<Piece<Chunk>>>,
    open: usize,
    desk: Option<Order>,
}

/// Packed orders one behind the other. An order that changes is added anew, and the bytes of its
/// old form stay until they are more than half of all.
#[derive(Clone, Debug, Default)]
struct Chunk {
    slots: Box<[Slot]>,
    bytes: Vec<u8>,
    /// Bytes that no slot points to.
    stale: usize,
    packed: usize,
}

/// Where an order lies in its chunk; empty when it is finished or on the desk.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    at: u32,
    length: u32,
}

impl Chunk {
    fn new() -> Chunk {
        Chunk {
            slots: vec![Slot::default(); CHUNK].into(),
            ..Chunk::default()
        }
    }

    fn get(&self, slot: usize) -> Option<&[u8]> {
        let Slot { at, length } = self.slots[slot];
        let bytes = &self.bytes[at as usize..][..length as usize];
        (!bytes.is_empty()).then_some(bytes)
    }

    /// Lets an order be written behind the others.
    fn add(&mut self, slot: usize, write: impl FnOnce(&mut Vec<u8>)) {
        self.clear();
        let at = self.bytes.len();
        write(&mut self.bytes);
        let length = self.bytes.len() - at;
        let small = |number| u32::try_from(number).expect("a chunk of orders stays below 4 GiB");
        self.slots[slot] = Slot {
            at: small(at),
            length: small(length),
        };
        self.packed += 1;
        if slot + 1 == CHUNK {
            // Few orders come behind the last one. Copied, as an allocator may leave what shrinks where
            // it is, and up to half of it unused.
            self.bytes = self.bytes.as_slice().to_vec();
        }
    }

    /// Empties a slot; what it held is there until the next one is added.
    fn take(&mut self, slot: usize) -> &[u8] {
        let Slot { at, length } = std::mem::take(&mut self.slots[slot]);
        self.stale += length as usize;
        self.packed -= 1;
        &self.bytes[at as usize..][..length as usize]
    }

    /// Closes the gaps when they take more room than the orders.
    fn clear(&mut self) {
        if self.stale <= self.bytes.len() / 2 {
            return;
        }
        let mut bytes = Vec::with_capacity(self.bytes.len() - self.stale);
        for slot in self.slots.iter_mut().filter(|slot| slot.length > 0) {
            let order = &self.bytes[slot.at as usize..][..slot.length as usize];
            slot.at = bytes.len() as u32;
            bytes.extend_from_slice(order);
        }
        (self.bytes, self.stale) = (bytes, 0);
    }
}

fn place(id: OrderId) -> (usize, usize) {
    (id.index() / CHUNK, id.index() % CHUNK)
}

/// What [`pack`] wrote reads back; what a snapshot brings is read once before it gets in.
fn unpacked(id: OrderId, bytes: &[u8]) -> Order {
    unpack(id, bytes).expect("packed orders are whole")
}

fn packed(order: &Order) -> Vec<u8> {
    let mut bytes = Vec::new();
    pack(order, &mut bytes);
    bytes
}

impl Orders {
    /// The order, while it is open.
    pub fn get(&self, id: OrderId) -> Option<Cow<'_, Order>> {
        match &self.desk {
            Some(order) if order.id == id => Some(Cow::Borrowed(order)),
            _ => Some(Cow::Owned(unpacked(id, self.slot(id)?))),
        }
    }

    /// Hands the packed form of an open order on.
    pub(crate) fn with_packed<T>(&self, id: OrderId, read: impl FnOnce(&[u8]) -> T) -> Option<T> {
        match &self.desk {
            Some(order) if order.id == id => Some(read(&packed(order))),
            _ => self.slot(id).map(read),
        }
    }

    /// True while the order is open.
    pub fn contains(&self, id: OrderId) -> bool {
        self.desk_id() == Some(id) || self.slot(id).is_some()
    }

    /// The order, to change it: it comes on the desk.
    pub(crate) fn get_mut(&mut self, id: OrderId) -> Option<&mut Order> {
        if self.desk_id() != Some(id) {
            let order = self.take(id)?;
            self.clear_desk();
            self.desk = Some(order);
        }
        self.desk.as_mut()
    }

    /// Adds an order in its packed form.
    pub(crate) fn insert_packed(&mut self, id: OrderId, bytes: &[u8]) -> Result<(), Torn> {
        unpack(id, bytes)?;
        self.insert_written(id, |to| to.extend_from_slice(bytes));
        Ok(())
    }

    /// Adds an order that is written in its packed form right where it will lie.
    pub(crate) fn insert_written(&mut self, id: OrderId, write: impl FnOnce(&mut Vec<u8>)) {
        assert!(!self.contains(id), "order ids are used once");
        self.put(id, write);
        self.open += 1;
    }

    /// Takes an order out.
    pub(crate) fn remove(&mut self, id: OrderId) -> Option<Order> {
        let order = match self.desk_id() == Some(id) {
            true => self.desk.take(),
            false => self.take(id),
        };
        self.open -= usize::from(order.is_some());
        self.give_back(id);
        order
    }

    /// A copy that shares every chunk until it changes.
    pub(crate) fn share(&mut self) -> Orders {
        let share = |chunk: &mut Option<Piece<Chunk>>| chunk.as_mut().map(Piece::share);
        Orders {
            chunks: self.chunks.iter_mut().map(share).collect(),
            open: self.open,
            desk: self.desk.clone(),
        }
    }

    /// How many are open.
    pub fn len(&self) -> usize {
        self.open
    }

    /// True when none is open.
    pub fn is_empty(&self) -> bool {
        self.open == 0
    }

    /// All open orders, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = Order> {
        self.ids()
            .filter_map(|id| self.get(id).map(Cow::into_owned))
    }

    /// The ids of all open orders, oldest first.
    pub fn ids(&self) -> impl Iterator<Item = OrderId> {
        let beyond = self.desk_id().map_or(0, |id| id.index() + 1);
        let end = beyond.max(self.chunks.len() * CHUNK) as u64;
        let is_there = |chunk: u64| {
            let desk = self
                .desk_id()
                .is_some_and(|id| id.0 / CHUNK as u64 == chunk);
            desk || self.chunks.get(chunk as usize).is_some_and(Option::is_some)
        };
        (0..end.div_ceil(CHUNK as u64))
            .filter(move |chunk| is_there(*chunk))
            .flat_map(|chunk| chunk * CHUNK as u64..(chunk + 1) * CHUNK as u64)
            .map(OrderId)
            .filter(|id| self.contains(*id))
    }

    /// Every open order in its packed form, oldest first.
    pub(crate) fn packed(&self) -> impl Iterator<Item = (OrderId, Cow<'_, [u8]>)> {
        self.ids().filter_map(|id| match &self.desk {
            Some(order) if order.id == id => Some((id, Cow::Owned(packed(order)))),
            _ => Some((id, Cow::Borrowed(self.slot(id)?))),
        })
    }

    fn desk_id(&self) -> Option<OrderId> {
        self.desk.as_ref().map(|order| order.id)
    }

    fn slot(&self, id: OrderId) -> Option<&[u8]> {
        let (chunk, slot) = place(id);
        self.chunks.get(chunk)?.as_ref()?.get(slot)
    }

    fn clear_desk(&mut self) {
        if let Some(order) = self.desk.take() {
            self.put(order.id, |to| pack(&order, to));
        }
    }

    fn put(&mut self, id: OrderId, write: impl FnOnce(&mut Vec<u8>)) {
        let (number, slot) = place(id);
        if number >= self.chunks.len() {
            self.chunks.resize(number + 1, None);
        }
        let chunk = self.chunks[number].get_or_insert_with(|| Piece::Own(Chunk::new()));
        chunk.own().add(slot, write);
    }

    fn take(&mut self, id: OrderId) -> Option<Order> {
        self.slot(id)?;
        let (chunk, slot) = place(id);
        let chunk = self.chunks[chunk].as_mut()?.own();
        Some(unpacked(id, chunk.take(slot)))
    }

    /// Gives the chunk of an order back when nothing is left in it and nothing will be.
    fn give_back(&mut self, id: OrderId) {
        let (number, _) = place(id);
        let chunk = self.chunks.get_mut(number);
        if let Some(chunk) = chunk.filter(|chunk| chunk.as_ref().is_some_and(|c| c.packed == 0)) {
            *chunk = None;
        }
    }
}

/// Equal when the same orders are open, wherever they lie.
impl PartialEq for Orders {
    fn eq(&self, other: &Orders) -> bool {
        self.open == other.open && self.packed().eq(other.packed())
    }
}

impl Eq for Orders {}
