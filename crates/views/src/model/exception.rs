//! Exceptions: promises in trouble by their cause, what could be done, and what was.

use super::Cursor;
use book::exception::{Cause, Closing, Kind, Proposal, Resolution};
use book::plan::Shift;
use serde::Serialize;
use vocab::{ActorId, Currency, CustomerId, Day, ExceptionId, Instant, ItemId, OrderId, Quantity};

/// Which exceptions to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExceptionFilter {
    /// Those that are closed, the latest closed first; else the open ones, the most valuable first.
    pub closed: bool,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// With a promise of this order.
    pub order: Option<OrderId>,
}

/// Promises that broke by one cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExceptionRow {
    /// Its number.
    pub id: ExceptionId,
    /// What kind of trouble.
    pub kind: Kind,
    /// What it comes from.
    pub cause: Cause,
    /// When it was raised.
    pub raised: Instant,
    /// Orders in trouble.
    pub orders: u64,
    /// Their lines in trouble.
    pub lines: u64,
    /// What the open list is sorted by: what the lines are worth, whatever the currency.
    pub value: i64,
    /// What they are worth by currency, minor units.
    pub amounts: Vec<(Currency, i64)>,
    /// The earliest day that one of them was promised for.
    pub promised: Option<Day>,
    /// How it was closed; `None` while it is open.
    pub closed: Option<ClosedRow>,
}

/// How an exception was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClosedRow {
    /// How.
    pub how: Closing,
    /// When.
    pub at: Instant,
    /// By whom; 0 is Kept itself.
    pub by: ActorId,
    /// What was done about it, if anything was.
    pub resolution: Option<Resolution>,
    /// The rule of trust that let it through; `None` when a person said yes.
    pub rule: Option<String>,
    /// When it was taken back.
    pub reverted: Option<Instant>,
}

/// All that is known of an exception, without its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExceptionView {
    /// As it stands in the list.
    pub exception: ExceptionRow,
    /// The solution that was made of it.
    pub made: Option<Proposal>,
    /// What that changed.
    pub shifts: Vec<Shift>,
}

/// A promise in trouble.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BrokenRow {
    /// The order.
    pub order: OrderId,
    /// Its number, as people see it.
    pub number: String,
    /// Who buys.
    pub customer: CustomerId,
    /// The customer's number.
    pub customer_code: String,
    /// Line number.
    pub line: u16,
    /// The item's code; empty where the line names none that is known.
    pub item_code: String,
    /// The item.
    pub item: Option<ItemId>,
    /// How much is in trouble, base units.
    pub quantity: Quantity,
    /// When the customer was to have it; `None` when no day was ever named.
    pub promised: Option<Day>,
    /// When the last of the line is to arrive as things are now, or arrived; `None` while a part has
    /// no date, or when nothing of it goes out.
    pub now: Option<Day>,
}

/// The promises that broke by one kind of trouble.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BlameRow {
    /// The kind.
    pub kind: Kind,
    /// How many causes.
    pub exceptions: u64,
    /// How many lines; one that broke by two causes counts for both.
    pub lines: u64,
    /// What they were worth by currency, minor units.
    pub amounts: Vec<(Currency, i64)>,
}

impl ExceptionRow {
    /// Behind this one in the list that it stands in.
    pub(crate) fn cursor(&self) -> Cursor {
        let key = self
            .closed
            .as_ref()
            .map_or(self.value, |closed| closed.at.0);
        Cursor { key, id: self.id.0 }
    }
}
