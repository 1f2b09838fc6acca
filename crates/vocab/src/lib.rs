//! The words every room of Kept speaks: typed ids, money, quantities, days, instants and GS1 keys.
//!
//! Integers only. No I/O, no clock, no floating point; a type lives here only when at least two
//! rooms need the same word.

pub mod currency;
pub mod decimal;
pub mod gs1;
pub mod guard;
pub mod hash;
pub mod id;
pub mod money;
pub mod quantity;
#[cfg(feature = "schema")]
mod schema;
pub mod split;
pub mod time;
pub mod tracking;
pub mod unit;

pub use currency::Currency;
pub use decimal::Decimal;
pub use gs1::{Gln, Gtin, Sscc};
pub use hash::ContentHash;
pub use id::{
    ActorId, CustomerId, ExceptionId, GroupId, IdempotencyKey, ItemId, LessonId, OrderId,
    PriceListId, QuotaId, RequestId, ReturnId, ShipToId, SiteId, SupplyId, ZoneId,
};
pub use money::{Money, Price};
pub use quantity::{Quantity, Ratio};
pub use split::Split;
pub use time::{Day, Instant, Weekday};
pub use tracking::{TrackingEvent, TrackingStatus, TrackingTime};
pub use unit::Unit;
