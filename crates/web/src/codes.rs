//! Codes and the ids behind them: what an order is written with, and what its answer is told in.

use book::Book;
use book::order::place;
use std::sync::Arc;
use vocab::{Currency, CustomerId, Gtin, ItemId, Ratio, ShipToId, Unit};

/// What an order asks of an item.
#[derive(Clone, Copy, Debug)]
pub struct Goods<'a> {
    /// The item's code.
    pub code: &'a str,
    /// What one base unit is.
    pub base_unit: Unit,
    /// The unit that an order means when it says none.
    pub sales_unit: Unit,
    /// The other units with their ratio to the base unit.
    pub units: &'a [(Unit, Ratio)],
    /// GTINs, each with the unit that it marks.
    pub gtins: &'a [(Gtin, Unit)],
}

impl Goods<'_> {
    /// The ratio of a unit of this item to its base unit; `None` when the item has no such unit.
    pub fn ratio(&self, unit: Unit) -> Option<Ratio> {
        if unit == self.base_unit {
            return Some(Ratio::ONE);
        }
        let found = self.units.iter().find(|(other, _)| *other == unit);
        found.map(|(_, ratio)| *ratio)
    }

    /// The unit of this name, if the item has it.
    pub fn unit(&self, name: &str) -> Option<Unit> {
        // Most orders are in these, by their own names.
        let usual = [self.sales_unit, self.base_unit].into_iter();
        let named = |unit: &Unit| unit.as_str() == name;
        let unit = usual.into_iter().find(named);
        unit.or_else(|| Unit::parse(name))
            .filter(|unit| self.ratio(*unit).is_some())
    }
}

/// Knows the company's master data: the book itself, or a copy of a part of it.
pub trait Codes {
    /// The customer with this number.
    fn customer(&self, code: &str) -> Option<CustomerId>;
    /// What a customer is charged in.
    fn currency(&self, customer: CustomerId) -> Option<Currency>;
    /// The customer's ship-to with this code.
    fn ship_to(&self, customer: CustomerId, code: &str) -> Option<ShipToId>;
    /// The item with this code.
    fn item(&self, code: &str) -> Option<ItemId>;
    /// The item that a customer calls by this part number.
    fn part(&self, customer: CustomerId, part: &str) -> Option<ItemId>;
    /// The item with this id.
    fn goods(&self, item: ItemId) -> Option<Goods<'_>>;
    /// The number of a customer.
    fn customer_code(&self, customer: CustomerId) -> Option<&str>;
    /// The code of a ship-to.
    fn ship_to_code(&self, ship_to: ShipToId) -> Option<&str>;
    /// The codes of all sites, by id.
    fn site_codes(&self) -> Arc<[String]>;
    /// What the costs of serving an order are told in.
    fn costs(&self) -> Option<Currency>;
}

impl Codes for Book {
    fn customer(&self, code: &str) -> Option<CustomerId> {
        self.company.customer_by_code(code)
    }

    fn currency(&self, customer: CustomerId) -> Option<Currency> {
        let known = customer.index() < self.company.customers.len();
        known.then(|| place::currency_of(self, customer))
    }

    fn ship_to(&self, customer: CustomerId, code: &str) -> Option<ShipToId> {
        self.company.ship_to_by_code(customer, code)
    }

    fn item(&self, code: &str) -> Option<ItemId> {
        self.company.item_by_code(code)
    }

    fn part(&self, customer: CustomerId, part: &str) -> Option<ItemId> {
        let row = self.company.customers.get(customer.index())?;
        row.parts.get(part).copied()
    }

    fn goods(&self, item: ItemId) -> Option<Goods<'_>> {
        let item = self.company.items.get(item.index())?;
        Some(Goods {
            code: &item.code,
            base_unit: item.base_unit,
            sales_unit: item.sales_unit,
            units: &item.units,
            gtins: &item.gtins,
        })
    }

    fn customer_code(&self, customer: CustomerId) -> Option<&str> {
        let row = self.company.customers.get(customer.index())?;
        Some(&row.code)
    }

    fn ship_to_code(&self, ship_to: ShipToId) -> Option<&str> {
        let row = self.company.ship_tos.get(ship_to.index())?;
        Some(&row.code)
    }

    fn site_codes(&self) -> Arc<[String]> {
        self.company
            .sites
            .iter()
            .map(|site| site.code.clone())
            .collect()
    }

    fn costs(&self) -> Option<Currency> {
        Some(self.policy.currency)
    }
}
