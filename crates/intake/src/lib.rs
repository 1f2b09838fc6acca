//! Documents in: bytes become a [`Reading`] with evidence for every field and a list of issues.
//!
//! Pure: no I/O, no clock; the same bytes give the same reading. Nothing here panics on any input:
//! a document that cannot be read yields a reading that says so.

pub mod cxml;
mod edi;
pub mod edifact;
pub mod eval;
pub mod ground;
pub mod idoc;
pub mod json;
pub mod mail;
pub mod message;
mod named;
pub mod orderx;
pub mod page;
mod printed;
pub mod profile;
pub mod report;
pub mod request;
pub mod second;
pub mod sheet;
pub mod sniff;
pub mod tradacoms;
mod tree;
pub mod ubl;
pub mod x12;
pub mod xml;

pub use page::{Blind, Eyes};
pub use request::{
    Ask, Confidence, Evidence, Field, FormField, Format, Issue, IssueCode, LearnedField,
    OrderRequest, Part, Party, Place, Purpose, Reading, RequestLine, Severity,
};
pub use sniff::{Arrival, may_be_paper, read, read_arrived};
