//! What to list, in which order, and where a page of it begins.

use super::OrderState;
use book::Stage;
use book::order::HoldKind;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use vocab::{CustomerId, Day, ItemId, OrderId, SiteId};

/// The place of a row in a list, written as two numbers: what the list is sorted by, and the row's
/// id. A page begins behind it, also when the row has changed or is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    /// What the list is sorted by; the id where it is sorted by that.
    pub key: i64,
    /// The row.
    pub id: u64,
}

/// Why a text is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCursor;

impl Cursor {
    /// Behind this row, in a list that is sorted by id.
    pub fn behind(id: u64) -> Cursor {
        let key = crate::row::signed(id);
        Cursor { key, id }
    }
}

/// Behind this order, in the list of the newest.
impl From<OrderId> for Cursor {
    fn from(id: OrderId) -> Cursor {
        Cursor::behind(id.0)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.key, self.id)
    }
}

impl fmt::Display for NoCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a cursor is two numbers with a low line between them, as the page before gave it",
        )
    }
}

impl std::error::Error for NoCursor {}

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Cursor, NoCursor> {
        let (key, id) = text.split_once('_').ok_or(NoCursor)?;
        let cursor = Cursor {
            key: key.parse().map_err(|_| NoCursor)?,
            id: id.parse().map_err(|_| NoCursor)?,
        };
        match cursor.to_string() == text {
            true => Ok(cursor),
            false => Err(NoCursor),
        }
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Cursor, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The order of the list of orders. Those of one day or value come by their number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderSort {
    /// The newest first.
    #[default]
    Newest,
    /// The earliest wanted first; those without a day last.
    Requested,
    /// The earliest promised first; those without a day last.
    Promised,
    /// The most valuable first, whatever the currency.
    Value,
}

impl OrderSort {
    /// Every order that there is.
    pub const ALL: [OrderSort; 4] = [
        OrderSort::Newest,
        OrderSort::Requested,
        OrderSort::Promised,
        OrderSort::Value,
    ];

    /// The word that is stored and accepted by the API.
    pub fn as_str(self) -> &'static str {
        match self {
            OrderSort::Newest => "newest",
            OrderSort::Requested => "requested",
            OrderSort::Promised => "promised",
            OrderSort::Value => "value",
        }
    }

    /// Reads the word of [`OrderSort::as_str`].
    pub fn parse(text: &str) -> Option<OrderSort> {
        OrderSort::ALL
            .into_iter()
            .find(|sort| sort.as_str() == text)
    }
}

/// Which orders to list and in which order; everything that is given must hold. Days are of the
/// company's local calendar, and ranges include both their days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrderFilter {
    /// In one of these states; empty is all.
    pub states: Vec<OrderState>,
    /// Of this customer.
    pub customer: Option<CustomerId>,
    /// Held for this kind of reason.
    pub hold: Option<HoldKind>,
    /// Only those with a quantity that has no date.
    pub backordered: bool,
    /// Of which the least advanced goods have come this far.
    pub stage: Option<Stage>,
    /// Late as of this day: not finished, and promised for later than wanted, or the wanted or the
    /// promised day is past.
    pub late_on: Option<Day>,
    /// Goods have yet to leave from this site.
    pub site: Option<SiteId>,
    /// Goods that are there and have not left are to leave on this day or before.
    pub leaves_to: Option<Day>,
    /// A line names this item.
    pub item: Option<ItemId>,
    /// Placed on this day or later.
    pub placed_from: Option<Day>,
    /// Placed on this day or before.
    pub placed_to: Option<Day>,
    /// Wanted on this day or later.
    pub requested_from: Option<Day>,
    /// Wanted on this day or before.
    pub requested_to: Option<Day>,
    /// The last of it is promised for this day or later.
    pub promised_from: Option<Day>,
    /// The last of it is promised for this day or before.
    pub promised_to: Option<Day>,
    /// Closed or cancelled on this day or later.
    pub finished_from: Option<Day>,
    /// Closed or cancelled on this day or before.
    pub finished_to: Option<Day>,
    /// Placed by the end of this day, and not finished by then.
    pub backlog_of: Option<Day>,
    /// Made of a request that no person touched, or not.
    pub touchless: Option<bool>,
    /// Began with a hold, or not.
    pub began_held: Option<bool>,
    /// Closed with everything delivered in time, or closed otherwise.
    pub on_time_in_full: Option<bool>,
    /// Words that the order number, PO number, customer number or an item code begins with; all
    /// must be found. At most [`crate::SEARCH_TERMS_MAX`] words count.
    pub text: Option<String>,
    /// In which order. What is searched for by text or item is only sorted among the newest
    /// [`crate::SORTED_SEARCH_MAX`] that are found.
    pub sort: OrderSort,
}
