//! Where open orders live: chunks of slots by order id, so that finding one is an index and
//! growth never moves what is there. A chunk whose orders are all finished is given back.

use super::Order;
use std::collections::BTreeMap;
use vocab::OrderId;

/// Orders in one chunk.
const CHUNK: u64 = 1_024;

/// The open orders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    chunks: BTreeMap<u64, Chunk>,
    open: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Chunk {
    slots: Box<[Option<Order>]>,
    open: usize,
}

impl Orders {
    /// The order, while it is open.
    pub fn get(&self, id: OrderId) -> Option<&Order> {
        let chunk = self.chunks.get(&(id.0 / CHUNK))?;
        chunk.slots[(id.0 % CHUNK) as usize].as_ref()
    }

    /// The order, to change it.
    pub(crate) fn get_mut(&mut self, id: OrderId) -> Option<&mut Order> {
        let chunk = self.chunks.get_mut(&(id.0 / CHUNK))?;
        chunk.slots[(id.0 % CHUNK) as usize].as_mut()
    }

    /// Adds an order.
    pub(crate) fn insert(&mut self, order: Order) {
        let chunk = self
            .chunks
            .entry(order.id.0 / CHUNK)
            .or_insert_with(|| Chunk {
                slots: (0..CHUNK).map(|_| None).collect(),
                open: 0,
            });
        let slot = &mut chunk.slots[(order.id.0 % CHUNK) as usize];
        assert!(slot.is_none(), "order ids are used once");
        *slot = Some(order);
        chunk.open += 1;
        self.open += 1;
    }

    /// Takes an order out.
    pub(crate) fn remove(&mut self, id: OrderId) -> Option<Order> {
        let number = id.0 / CHUNK;
        let chunk = self.chunks.get_mut(&number)?;
        let order = chunk.slots[(id.0 % CHUNK) as usize].take()?;
        chunk.open -= 1;
        self.open -= 1;
        if chunk.open == 0 {
            self.chunks.remove(&number);
        }
        Some(order)
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
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Order> {
        self.chunks
            .values()
            .flat_map(|chunk| chunk.slots.iter().flatten())
    }
}
