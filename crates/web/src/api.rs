//! The API: one file a resource, and the forms that they share.

pub mod availability;
pub mod bulk;
pub mod documents;
pub mod forms;
pub mod health;
pub mod moves;
pub mod orders;
pub mod plain;
pub mod resolve;
