//! What a document is, and whether it asks for something.

use serde::{Deserialize, Serialize};

/// What the sender wants with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A new order.
    Order,
    /// A change to an order.
    Change,
    /// The cancellation of an order.
    Cancellation,
    /// A warehouse shipping order (X12 940).
    WarehouseOrder,
    /// An invoice.
    Invoice,
    /// A forecast or planning schedule: must never become an order.
    Forecast,
    /// An answer to an order (855, ORDRSP).
    OrderResponse,
    /// A shipping notice (856, DESADV).
    DespatchAdvice,
    /// A syntax acknowledgement (997, 999, CONTRL).
    Acknowledgement,
    /// A quote, price request or catalogue.
    PriceInformation,
    /// A stock report (846, INVRPT).
    InventoryReport,
    /// A question about an order that was placed: where it is, when it comes.
    StatusQuestion,
    /// A complaint about goods or delivery.
    Complaint,
    /// Advertising and other mail that nobody asked for.
    Unwanted,
    /// Something else, or not known.
    Other,
}

/// What is asked of whoever takes orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// To place an order.
    Place,
    /// To change one.
    Change,
    /// To cancel one.
    Cancel,
    /// To ship what somebody else sold.
    Ship,
}

impl Purpose {
    /// What a document of this purpose asks for; an invoice, a question or a forecast asks for no goods.
    pub fn asks(self) -> Option<Ask> {
        match self {
            Purpose::Order => Some(Ask::Place),
            Purpose::Change => Some(Ask::Change),
            Purpose::Cancellation => Some(Ask::Cancel),
            Purpose::WarehouseOrder => Some(Ask::Ship),
            Purpose::Invoice
            | Purpose::Forecast
            | Purpose::OrderResponse
            | Purpose::DespatchAdvice
            | Purpose::Acknowledgement
            | Purpose::PriceInformation
            | Purpose::InventoryReport
            | Purpose::StatusQuestion
            | Purpose::Complaint
            | Purpose::Unwanted
            | Purpose::Other => None,
        }
    }
}
