//! The read side: lists, timelines, search and figures, folded from the journal into `views.db`, and
//! the feed of public events.
//!
//! **Invariants.** A view is a cache: the file may be deleted at any time and is folded anew from
//! the journal alone. The [`Follower`](follow()) runs behind the *durable* journal, never ahead of
//! it. There are no names, addresses or other personal data here, only ids and codes: whoever
//! shows them joins the vault. The tables and their columns are told in `docs/views.md`.

mod ahead;
mod fault;
pub mod feed;

mod fold;
mod follow;
mod happening;
mod model;
mod packed;
mod reader;
mod row;
mod schema;
#[cfg(test)]
mod tests;
mod views;

pub use fault::Fault;
pub use follow::follow;
pub use happening::{Correction, Happening, PromisedLine};
pub use model::{
    Availability, BlameRow, BrokenRow, Cell, ClosedRow, Concern, ConcernCount, Counts, Cursor,
    CustomerFilter, CustomerOrders, CustomerRow, CustomerSummary, CustomerView, CycleTime,
    DailyFigures, DayMeasures, Decision, DocumentFilter, DocumentRow, DocumentState,
    ExceptionFilter, ExceptionRow, ExceptionView, Export, ExportRows, HoldCount, HolderRow,
    Holding, ItemFilter, ItemRow, ItemView, LaneRow, LineRow, Measure, Measures, Needs, NoCursor,
    OrderFilter, OrderRow, OrderSort, OrderState, OrderView, Page, PartRow, PolicyRow,
    PriceListRow, PriceRow, RequestFilter, RequestRow, RequestState, RequestView, ReturnFilter,
    ReturnLineRow, ReturnRow, ReturnState, Returnable, ReviewPlace, ScheduleRow, ShipToRow,
    ShipmentFilter, ShipmentRow, SiteAvailability, SiteRef, SiteRow, SiteStock, SiteWork,
    SourceRow, StockCondition, StockFilter, StockRow, StockView, SupplyFilter, SupplyRow,
    TimelineEntry, Today, TotalMeasures, Way, WorkFilter, WorkRow,
};
pub use model::{TermsTold, TransitRow};
pub use reader::{
    AVAILABILITY_DAYS_MAX, BROKEN_MAX, CYCLES_MAX, DAYS_MAX, PAGE_MAX, Reader, SEARCH_TERMS_MAX,
    SORTED_SEARCH_MAX, TODAY_ROWS, UNREADABLE_DAYS, available,
};
pub use schema::describe;
pub use views::Views;
