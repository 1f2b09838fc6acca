//! What the queries answer: rows of the views as serialisable structs, with codes beside the ids.

mod company;
mod concern;
mod document;
mod exception;
mod export;
mod filter;
mod measure;
mod order;
mod stock;
mod terms;
mod work;

pub use company::{
    CustomerFilter, CustomerOrders, CustomerRow, CustomerSummary, CustomerView, ItemFilter,
    ItemRow, ItemView, LaneRow, PartRow, PolicyRow, PriceListRow, PriceRow, ShipToRow, SiteRow,
    TransitRow,
};
pub use concern::{Concern, ConcernCount};
pub use document::{
    DocumentFilter, DocumentRow, DocumentState, RequestFilter, RequestRow, RequestState,
    RequestView, ReviewPlace,
};
pub use exception::{BlameRow, BrokenRow, ClosedRow, ExceptionFilter, ExceptionRow, ExceptionView};
pub use export::{Cell, Export, ExportRows};
pub use filter::{Cursor, NoCursor, OrderFilter, OrderSort};
pub use measure::{CycleTime, DayMeasures, Measure, Measures, TotalMeasures};
pub use order::{
    Decision, LineRow, OrderRow, OrderState, OrderView, ScheduleRow, SourceRow, TimelineEntry, Way,
};
pub use stock::{
    Availability, HolderRow, Holding, ReturnFilter, ReturnLineRow, ReturnRow, ReturnState,
    Returnable, ShipmentFilter, ShipmentRow, SiteAvailability, SiteStock, StockCondition,
    StockFilter, StockRow, StockView, SupplyFilter, SupplyRow,
};
pub use terms::TermsTold;
pub use work::{Needs, SiteWork, Today, WorkFilter, WorkRow};

use book::order::HoldKind;
use serde::Serialize;
use vocab::{Day, Instant, OrderId, SiteId};

/// One page of a list, and where the next one begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page<T, C> {
    /// The rows, in the order of the list.
    pub items: Vec<T>,
    /// Hand this in as `after` for the next page; `None` on the last.
    pub next: Option<C>,
}

/// A site, with its code and what the place is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiteRef {
    /// Its id.
    pub id: SiteId,
    /// The user's code.
    pub code: String,
    /// What the place is called.
    pub name: String,
}

/// What the head of every page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Orders that are promised, backordered or on their way.
    pub open: u64,
    /// Orders that wait for a person.
    pub held: u64,
    /// Orders with a quantity that has no date.
    pub backordered: u64,
    /// Requests that wait for a person.
    pub in_review: u64,
    /// Exceptions that are open.
    pub exceptions: u64,
    /// Documents that are not read yet.
    pub unread: u64,
    /// Held orders by the kind of their holds; an order with two kinds counts in both.
    pub holds: Vec<HoldCount>,
    /// The journal record that all this is as of.
    pub seq: u64,
    /// The moment of that record; `None` while there is none.
    pub at: Option<Instant>,
}

/// How many orders a kind of hold keeps waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HoldCount {
    /// The kind.
    pub kind: HoldKind,
    /// How many.
    pub orders: u64,
}

/// What happened on one day, by the company's local calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DailyFigures {
    /// The day.
    pub day: Day,
    /// Documents that came in.
    pub documents: u64,
    /// Orders placed.
    pub orders: u64,
    /// Their lines.
    pub lines: u64,
    /// Orders made of a request that no person touched.
    pub touchless: u64,
    /// Their lines.
    pub touchless_lines: u64,
    /// Requests sent to a person.
    pub parked: u64,
    /// Requests turned down.
    pub declined: u64,
    /// Orders that began with a hold.
    pub held: u64,
    /// Orders of which nothing can happen any more and something was delivered.
    pub closed: u64,
    /// Of those: nothing was cancelled, and the last goods arrived no later than the requested
    /// day (without one: the first promised day).
    pub on_time_in_full: u64,
    /// Orders cancelled before anything was delivered.
    pub cancelled: u64,
    /// The first order that was placed.
    pub first_order: Option<OrderId>,
    /// The last order that was placed.
    pub last_order: Option<OrderId>,
}
