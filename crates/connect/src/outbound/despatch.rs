//! A shipment on its way: its orders, pallets, cartons and what is in them.

use super::facts::{Carriage, Item, LINES_MAX, LineReference, Measure, OrderReference, Party};
use super::message::{Unsayable, at_most};
use vocab::{Day, Decimal, Instant, Sscc};

/// How deep packages may stand in each other: a pallet, a carton, an inner pack.
pub const PACKAGE_DEPTH_MAX: usize = 3;
/// The most packages of one shipment.
pub const PACKAGES_MAX: usize = 10_000;

/// A despatch advice (advance ship notice), and what a packing slip says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Despatch {
    /// The number of the shipment.
    pub number: String,
    /// When the advice is given.
    pub at: Instant,
    /// The day on which the goods leave.
    pub shipped: Day,
    /// The day on which they are expected to arrive.
    pub expected: Option<Day>,
    /// Who sells.
    pub seller: Party,
    /// Who ordered.
    pub buyer: Party,
    /// Where the goods leave.
    pub ship_from: Party,
    /// Where they go.
    pub ship_to: Party,
    /// Who carries them.
    pub carriage: Option<Carriage>,
    /// The orders that the goods were ordered by, each with its packages.
    pub orders: Vec<DespatchedOrder>,
}

/// What is shipped of one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DespatchedOrder {
    /// The order.
    pub order: OrderReference,
    /// Its packages.
    pub packages: Vec<Package>,
}

/// A pallet or carton.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// What it is.
    pub kind: PackageKind,
    /// The number on its label.
    pub sscc: Option<Sscc>,
    /// What it weighs with all that is in it.
    pub weight_grams: Option<u64>,
    /// Goods that lie in it directly.
    pub contents: Vec<PackedLine>,
    /// Packages that stand in or on it, at most [`PACKAGE_DEPTH_MAX`] deep in all.
    pub inner: Vec<Package>,
}

/// A kind of package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageKind {
    /// A pallet.
    Pallet,
    /// A carton or another outer package.
    Carton,
}

/// So many of an item in a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedLine {
    /// The line of the order.
    pub reference: LineReference,
    /// The item.
    pub item: Item,
    /// How many are in this package.
    pub quantity: Decimal,
    /// How many the line ordered.
    pub ordered: Decimal,
    /// Of which unit, both.
    pub measure: Measure,
    /// The batch that they are of.
    pub lot: Option<String>,
    /// The day until which they are at their best.
    pub best_before: Option<Day>,
}

impl Despatch {
    /// Refuses a shipment that is larger than any format is written for.
    ///
    /// # Errors
    /// With more than [`PACKAGES_MAX`] packages, more than [`LINES_MAX`] lines, or packages that
    /// stand deeper than [`PACKAGE_DEPTH_MAX`] in each other.
    pub fn check(&self) -> Result<(), Unsayable> {
        let (mut packages, mut lines, mut deepest) = (0, 0, 0);
        for package in self.packages() {
            deepest = deepest.max(package.depth(PACKAGE_DEPTH_MAX + 1));
        }
        at_most("packages in each other", deepest, PACKAGE_DEPTH_MAX)?;
        for package in self.packages() {
            package.walk(&mut |package| {
                packages += 1;
                lines += package.contents.len();
            });
        }
        at_most("packages", packages, PACKAGES_MAX)?;
        at_most("lines", lines, LINES_MAX)
    }

    /// The outermost packages, of all orders.
    pub fn packages(&self) -> impl Iterator<Item = &Package> {
        self.orders.iter().flat_map(|order| &order.packages)
    }

    /// What all packages weigh; `None` when one was not weighed.
    pub fn weight_grams(&self) -> Option<u64> {
        self.packages().map(|package| package.weight_grams).sum()
    }
}

impl DespatchedOrder {
    /// Every line of every package, outside in.
    pub fn lines(&self) -> Vec<&PackedLine> {
        let mut lines = Vec::new();
        for package in &self.packages {
            package.walk(&mut |package| lines.extend(&package.contents));
        }
        lines
    }
}

impl Package {
    /// How many packages stand in each other here, looked at no deeper than `max`.
    fn depth(&self, max: usize) -> usize {
        let inner = self.inner.iter().filter(|_| max > 1);
        1 + inner.map(|inner| inner.depth(max - 1)).max().unwrap_or(0)
    }

    /// Sees this package and those inside, each before its inner ones.
    pub fn walk<'a>(&'a self, see: &mut impl FnMut(&'a Package)) {
        see(self);
        for inner in &self.inner {
            inner.walk(see);
        }
    }
}

/// Grams as kilograms.
pub(super) fn kilograms(grams: u64) -> Option<Decimal> {
    Decimal::new(i64::try_from(grams).ok()?, 3)
}
