//! What is printed for a shipment: labels, packing slips, pick lists and invoices for show, as PDF.
//!
//! English or Hebrew; on a Hebrew page everything stands the other way round. The typeface is Heebo (SIL
//! Open Font License, `fonts/`), which has Latin and Hebrew letters: other ones become question marks
//! and are told as losses.

mod barcode;
mod block;
mod label;
mod pick;
mod pro_forma;
mod sheet;
mod slip;
mod table;
#[cfg(test)]
mod tests;
mod typeface;
mod words;

pub use label::{LabelSize, label};
pub use pick::pick_list;
pub use pro_forma::pro_forma;
pub use slip::packing_slip;
pub use words::Language;
