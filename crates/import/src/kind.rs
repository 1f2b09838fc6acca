//! What can be imported.

use serde::{Deserialize, Serialize};

/// What a file holds. In this order, each kind names things that the kinds before it have made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Stocking places.
    Sites,
    /// From which site to which zone, how long and at what cost.
    Lanes,
    /// The catalogue.
    Items,
    /// Price lists.
    Prices,
    /// Customers with their ship-tos; names and addresses go to the vault.
    Customers,
    /// The customers' own part numbers.
    Parts,
    /// Which groups customers are in.
    Groups,
    /// What is on hand: a count.
    Stock,
    /// What came in, on top of what is on hand.
    Receipts,
    /// Inbound supply.
    Supply,
    /// Allocations and protections.
    Quotas,
    /// What suppliers could deliver.
    #[serde(rename = "supplier-stock")]
    SupplierStock,
    /// What may be given instead of items.
    Substitutes,
}

impl Kind {
    /// Every kind, in the order that a company is brought in.
    pub const ALL: [Kind; 13] = [
        Kind::Sites,
        Kind::Lanes,
        Kind::Items,
        Kind::Prices,
        Kind::Customers,
        Kind::Parts,
        Kind::Groups,
        Kind::Stock,
        Kind::Receipts,
        Kind::Supply,
        Kind::Quotas,
        Kind::SupplierStock,
        Kind::Substitutes,
    ];

    /// Its word, as on the command line, in addresses and in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Sites => "sites",
            Kind::Lanes => "lanes",
            Kind::Items => "items",
            Kind::Prices => "prices",
            Kind::Customers => "customers",
            Kind::Parts => "parts",
            Kind::Groups => "groups",
            Kind::Stock => "stock",
            Kind::Receipts => "receipts",
            Kind::Supply => "supply",
            Kind::Quotas => "quotas",
            Kind::SupplierStock => "supplier-stock",
            Kind::Substitutes => "substitutes",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
