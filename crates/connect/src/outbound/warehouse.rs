//! What a warehouse is told to ship, and what it says it shipped.

use super::facts::{Carriage, Item, Measure, OrderReference, Party};
use vocab::{Day, Decimal, Instant};

/// An order to a warehouse to ship goods that it holds for the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarehouseOrder {
    /// The depositor's number of it, which the warehouse answers with.
    pub number: String,
    /// When it is given.
    pub at: Instant,
    /// The customer's order.
    pub order: OrderReference,
    /// Whose goods they are.
    pub depositor: Party,
    /// Who holds them.
    pub warehouse: Party,
    /// Where they go.
    pub ship_to: Party,
    /// The day on which they are to leave.
    pub ship_on: Option<Day>,
    /// The day on which they are to be there.
    pub deliver_on: Option<Day>,
    /// Who is to carry them.
    pub carriage: Option<Carriage>,
    /// What to ship.
    pub lines: Vec<WarehouseLine>,
    /// What the warehouse is told besides.
    pub notes: Vec<String>,
}

/// One line of an order to a warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarehouseLine {
    /// Its number, from 1, which the warehouse answers with.
    pub number: u32,
    /// The item.
    pub item: Item,
    /// How many.
    pub quantity: Decimal,
    /// Of which unit.
    pub measure: Measure,
    /// The batch to take.
    pub lot: Option<String>,
}
