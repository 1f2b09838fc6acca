//! The commands, one file each.

pub mod backorders;
pub mod backup;
pub mod bench;
pub mod demo;
pub mod eval;
pub mod exception;
pub mod export;
pub mod import;
pub mod intake;
pub mod key;
pub mod order;
pub mod quota;
pub mod request;
pub mod serve;
pub mod simulate;
pub mod user;
pub mod verify;
pub mod views;
