//! What Kept sends of orders: confirmations, ship notices, invoices, orders to warehouses, and the
//! papers of a shipment, each written in the formats of the trade.
//!
//! Pure: facts in, bytes out. Who is sent what, when and over which channel is decided elsewhere;
//! control numbers and times are given. A message says what was lost for want of room or letters; what
//! names something (an order number, a code) is written whole or the message is refused.

mod codes;
pub mod confirmation;
pub mod cxml;
pub mod despatch;
pub mod edifact;
pub mod facts;
pub mod gs1;
pub mod invoice;
pub mod message;
pub mod paper;
pub mod pick;
#[cfg(test)]
mod reread;
#[cfg(test)]
mod sample;
mod segment;
mod stamp;
pub mod ubl;
mod unit;
pub mod warehouse;
pub mod x12;
mod xml;

pub use confirmation::{Confirmation, Verdict};
pub use despatch::Despatch;
pub use invoice::Invoice;
pub use message::{Loss, LossAt, Message, Unsayable};
pub use pick::PickList;
pub use segment::{Charset, SEGMENTS_MAX};
pub use warehouse::WarehouseOrder;
