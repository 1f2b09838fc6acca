//! Stock and supply as a ledger: balances by item and site, the running totals they must agree
//! with, and the supply that is still to come.

pub mod movement;
pub mod supply;

use crate::order::Source;
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;
use supply::Supply;
use vocab::{ItemId, Quantity, SiteId, SupplyId};

/// The balance of one item at one site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Balance {
    /// Physically there.
    #[n(0)]
    pub on_hand: Quantity,
    /// The part of it that schedule lines are pegged to and that has not shipped.
    #[n(1)]
    pub reserved: Quantity,
}

impl Balance {
    /// On hand and not reserved.
    pub fn free(self) -> Quantity {
        self.on_hand - self.reserved
    }
}

/// Everything that ever happened to one item, all sites together:
/// `received + returned + found = on hand + shipped + scrapped + missing`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Flow {
    /// Came in.
    #[n(0)]
    pub received: Quantity,
    /// Came back into stock from customers.
    #[n(1)]
    pub returned: Quantity,
    /// Found by counts.
    #[n(2)]
    pub found: Quantity,
    /// Left to customers.
    #[n(3)]
    pub shipped: Quantity,
    /// Thrown away.
    #[n(4)]
    pub scrapped: Quantity,
    /// Missed by counts.
    #[n(5)]
    pub missing: Quantity,
}

/// Balances as one flat array, item by item, so that the sites of an item share cache lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// Sites in a row of the array.
    stride: usize,
    balances: Vec<Balance>,
    flows: Vec<Flow>,
    /// Open supply by id.
    pub supplies: BTreeMap<SupplyId, Supply>,
    /// Open supply of each item, ascending by id.
    inbound: Vec<Vec<SupplyId>>,
}

impl Stock {
    /// The balance of an item at a site.
    pub fn balance(&self, item: ItemId, site: SiteId) -> Balance {
        self.balances[item.index() * self.stride + site.index()]
    }

    /// The balances of an item, by site.
    pub fn balances(&self, item: ItemId) -> &[Balance] {
        &self.balances[item.index() * self.stride..][..self.stride]
    }

    /// The running totals of an item.
    pub fn flow(&self, item: ItemId) -> Flow {
        self.flows[item.index()]
    }

    /// Open supply of an item, oldest first.
    pub fn inbound(&self, item: ItemId) -> impl Iterator<Item = (SupplyId, &Supply)> {
        self.inbound[item.index()]
            .iter()
            .map(|id| (*id, &self.supplies[id]))
    }

    /// Makes room for this many items and sites.
    pub(crate) fn resize(&mut self, items: usize, sites: usize) {
        if sites != self.stride {
            let mut wider = vec![Balance::default(); items * sites];
            for (index, row) in self.balances.chunks(self.stride.max(1)).enumerate() {
                wider[index * sites..index * sites + row.len()].copy_from_slice(row);
            }
            self.balances = wider;
            self.stride = sites;
        }
        self.balances.resize(items * sites, Balance::default());
        self.flows.resize(items, Flow::default());
        self.inbound.resize(items, Vec::new());
    }

    pub(crate) fn balance_mut(&mut self, item: ItemId, site: SiteId) -> &mut Balance {
        &mut self.balances[item.index() * self.stride + site.index()]
    }

    pub(crate) fn flow_mut(&mut self, item: ItemId) -> &mut Flow {
        &mut self.flows[item.index()]
    }

    /// Pegs a quantity to its source.
    pub(crate) fn reserve(
        &mut self,
        item: ItemId,
        site: SiteId,
        source: Source,
        quantity: Quantity,
    ) {
        match source {
            Source::OnHand => {
                let balance = self.balance_mut(item, site);
                balance.reserved += quantity;
                assert!(
                    balance.reserved <= balance.on_hand,
                    "stock is never oversold"
                );
            }
            Source::Inbound(id) => {
                let supply = self
                    .supplies
                    .get_mut(&id)
                    .expect("pegs lead to open supply");
                // Not compared with what is open: a receipt lowers that first, and then the pegs move
                // over, one order after the other. The invariant `never_oversold` looks at the end.
                supply.pegged += quantity;
            }
        }
    }

    /// Sets a pegged quantity free again.
    pub(crate) fn free(&mut self, item: ItemId, site: SiteId, source: Source, quantity: Quantity) {
        match source {
            Source::OnHand => self.balance_mut(item, site).reserved -= quantity,
            Source::Inbound(id) => {
                let supply = self
                    .supplies
                    .get_mut(&id)
                    .expect("pegs lead to open supply");
                supply.pegged -= quantity;
            }
        }
    }

    pub(crate) fn add_supply(&mut self, id: SupplyId, supply: Supply) {
        self.inbound[supply.item.index()].push(id);
        self.supplies.insert(id, supply);
    }

    pub(crate) fn remove_supply(&mut self, id: SupplyId) {
        if let Some(supply) = self.supplies.remove(&id) {
            self.inbound[supply.item.index()].retain(|other| *other != id);
        }
    }

    pub(crate) fn parts(&self) -> (usize, &[Balance], &[Flow]) {
        (self.stride, &self.balances, &self.flows)
    }

    pub(crate) fn from_parts(
        stride: usize,
        balances: Vec<Balance>,
        flows: Vec<Flow>,
        supplies: BTreeMap<SupplyId, Supply>,
    ) -> Stock {
        let inbound = vec![Vec::new(); flows.len()];
        let mut stock = Stock {
            stride,
            balances,
            flows,
            supplies: BTreeMap::new(),
            inbound,
        };
        for (id, supply) in supplies {
            stock.add_supply(id, supply);
        }
        stock
    }
}
