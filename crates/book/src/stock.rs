//! Stock and supply as a ledger: balances by item and site, the running totals they must agree
//! with, and the supply that is still to come.

pub mod movement;
pub mod supplier;
pub mod supply;
pub mod transfer;

use crate::ahead::ask_for;
use crate::company::SITES_MAX;
use crate::order::Source;
use crate::piece::Piece;
use crate::rows::Rows;
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;
use std::sync::Arc;
use supplier::{Offered, OnTerms, SupplierStock};
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
    /// Left, to customers or to another site of ours.
    #[n(3)]
    pub shipped: Quantity,
    /// Thrown away.
    #[n(4)]
    pub scrapped: Quantity,
    /// Missed by counts.
    #[n(5)]
    pub missing: Quantity,
}

/// Items whose balances are shared with a copy, and copied at the first change, together: at most
/// 64 KiB.
const CHUNK: usize = 64;
/// Balances that come from memory together.
const LINE_BALANCES: usize = 4;
const _: () = assert!(CHUNK * SITES_MAX * size_of::<Balance>() <= 64 << 10);

/// Balances item by item, so that the sites of an item share cache lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// Sites in a row.
    stride: usize,
    /// Rows of a [`CHUNK`] of items each; the last one may be longer than there are items.
    balances: Vec<Piece<Box<[Balance]>>>,
    flows: Rows<Flow>,
    /// Open supply by id.
    pub supplies: BTreeMap<SupplyId, Supply>,
    /// What suppliers could deliver.
    pub suppliers: Arc<SupplierStock>,
    /// Open supply of each item, ascending by id.
    inbound: Vec<Vec<SupplyId>>,
}

impl Stock {
    /// The balance of an item at a site.
    pub fn balance(&self, item: ItemId, site: SiteId) -> Balance {
        self.balances(item)[site.index()]
    }

    /// The balances of an item, by site.
    pub fn balances(&self, item: ItemId) -> &[Balance] {
        let chunk = &self.balances[item.index() / CHUNK];
        &chunk[item.index() % CHUNK * self.stride..][..self.stride]
    }

    /// Asks memory for the balances of an item that are going to be read.
    pub(crate) fn ask_for(&self, item: ItemId) {
        if let Some(chunk) = self.balances.get(item.index() / CHUNK) {
            let row = item.index() % CHUNK * self.stride;
            let lines = (row..row + self.stride).step_by(LINE_BALANCES);
            lines.for_each(|balance| ask_for(chunk, balance));
        }
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
            let wider = self.balances.iter();
            self.balances = wider.map(|rows| widen(rows, self.stride, sites)).collect();
            self.stride = sites;
        }
        let empty = || Piece::Own(vec![Balance::default(); CHUNK * sites].into());
        self.balances.resize_with(items.div_ceil(CHUNK), empty);
        (self.flows.len()..items).for_each(|_| self.flows.push(Flow::default()));
        self.inbound.resize(items, Vec::new());
    }

    pub(crate) fn balance_mut(&mut self, item: ItemId, site: SiteId) -> &mut Balance {
        let chunk = self.balances[item.index() / CHUNK].own();
        &mut chunk[item.index() % CHUNK * self.stride + site.index()]
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

    /// Lowers what its supplier has left by supply that is called off.
    pub(crate) fn called_off(&mut self, supply: &Supply) {
        let Some(offered) = supply.offered() else {
            return;
        };
        if let Some(row) = Arc::make_mut(&mut self.suppliers).get_mut(&offered) {
            let left = row.quantity.as_mut();
            left.into_iter().for_each(|left| *left -= supply.open);
        }
    }

    /// Notes what suppliers have; rows with nothing are taken away, unless their terms stay.
    pub(crate) fn put_suppliers(&mut self, rows: &[(Offered, OnTerms)]) {
        let suppliers = Arc::make_mut(&mut self.suppliers);
        for (offered, terms) in rows {
            match terms.quantity {
                Some(Quantity::ZERO) if !terms.stays => suppliers.remove(offered),
                Some(_) | None => suppliers.insert(offered.clone(), *terms),
            };
        }
    }

    pub(crate) fn remove_supply(&mut self, id: SupplyId) {
        if let Some(supply) = self.supplies.remove(&id) {
            self.inbound[supply.item.index()].retain(|other| *other != id);
        }
    }

    /// A copy of what is stored, without the ways from items to supply, that shares balances until
    /// they change.
    pub(crate) fn share(&mut self) -> Stock {
        Stock {
            stride: self.stride,
            balances: self.balances.iter_mut().map(Piece::share).collect(),
            flows: self.flows.share(),
            supplies: self.supplies.clone(),
            suppliers: Arc::clone(&self.suppliers),
            inbound: Vec::new(),
        }
    }

    /// Makes again the ways from items to supply, which a copy by [`Stock::share`] leaves out.
    pub(crate) fn index_supplies(&mut self) {
        self.inbound = vec![Vec::new(); self.flows.len()];
        for (id, supply) in &self.supplies {
            self.inbound[supply.item.index()].push(*id);
        }
    }

    /// Sites in a row, how many balances there are and each of them, and the running totals.
    pub(crate) fn parts(&self) -> (usize, usize, impl Iterator<Item = &Balance>, &Rows<Flow>) {
        let count = self.flows.len() * self.stride;
        let balances = self.balances.iter().flat_map(|chunk| chunk.iter());
        (self.stride, count, balances.take(count), &self.flows)
    }

    pub(crate) fn from_parts(
        stride: usize,
        balances: &[Balance],
        flows: Rows<Flow>,
        supplies: BTreeMap<SupplyId, Supply>,
    ) -> Stock {
        let mut stock = Stock::default();
        stock.resize(flows.len(), stride);
        stock.flows = flows;
        let rows = balances.chunks((CHUNK * stride).max(1));
        for (chunk, rows) in stock.balances.iter_mut().zip(rows) {
            chunk.own()[..rows.len()].copy_from_slice(rows);
        }
        for (id, supply) in supplies {
            stock.add_supply(id, supply);
        }
        stock
    }
}

/// Rows of `old` sites as rows of more.
fn widen(rows: &[Balance], old: usize, sites: usize) -> Piece<Box<[Balance]>> {
    let mut wider = vec![Balance::default(); CHUNK * sites];
    for (to, row) in wider.chunks_mut(sites.max(1)).zip(rows.chunks(old.max(1))) {
        to[..row.len()].copy_from_slice(row);
    }
    Piece::Own(wider.into())
}
