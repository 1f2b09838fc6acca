//! What the book says when a rule says no: a stable code, and a sentence that tells what would
//! have been allowed.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::fmt;
use vocab::{Currency, OrderId, Quantity};

/// A rule said no. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Refusal {
    /// Which rule; stable for ever.
    #[n(0)]
    pub code: Code,
    /// What was refused and what would have been allowed, for a person.
    #[n(1)]
    pub message: String,
    /// Which row of the command, counted from 1, where it has rows.
    #[n(2)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $number:literal $name:ident = $word:literal,)*) => {
        /// The rules that can say no.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize,
            Deserialize,
        )]
        #[cbor(index_only)]
        #[serde(rename_all = "snake_case")]
        pub enum Code {
            $($(#[$doc])* #[n($number)] $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The word that the API, the logs and the views use.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$name => $word,)*
                }
            }
        }
    };
}

codes! {
    /// Something is named that is not there.
    0 Unknown = "unknown",
    /// A list is longer than its limit.
    1 TooMany = "too_many",
    /// A quantity is zero or above what is allowed.
    2 BadQuantity = "bad_quantity",
    /// A text is empty, too long or has characters that do not belong there.
    3 BadText = "bad_text",
    /// A key is used already.
    4 AlreadyThere = "already_there",
    /// A number is outside of its range.
    5 OutOfRange = "out_of_range",
    /// Free stock does not suffice; the rest is promised to orders.
    6 StockReserved = "stock_reserved",
    /// Goods that are being picked, packed or shipped would be taken away.
    7 StockCommitted = "stock_committed",
    /// A command has no rows, lines or changes.
    8 Empty = "empty",
    /// The customer may not order.
    9 CustomerBlocked = "customer_blocked",
    /// The ship-to belongs to another customer.
    10 ForeignShipTo = "foreign_ship_to",
    /// An order was finished before.
    11 OrderFinished = "order_finished",
    /// The order is held; its holds come first.
    12 OrderHeld = "order_held",
    /// The order has no hold of this kind.
    13 NotHeld = "not_held",
    /// The hold can't be released before what it is about is put right.
    14 HoldStands = "hold_stands",
    /// There is less at the stage before than was asked to advance.
    15 NotAtStage = "not_at_stage",
    /// Goods are too far on their way for this change.
    16 TooFarAlong = "too_far_along",
    /// Released goods must be in stock, and these are still to come.
    17 NotInStock = "not_in_stock",
    /// There is nothing left to cancel.
    18 NothingToCancel = "nothing_to_cancel",
    /// The document came in before.
    19 DocumentKnown = "document_known",
    /// The request is settled.
    20 RequestSettled = "request_settled",
    /// The request has no order that could be placed.
    21 RequestIncomplete = "request_incomplete",
    /// The price list has another currency.
    22 WrongCurrency = "wrong_currency",
    /// More comes back than was sent or agreed.
    23 ReturnTooLarge = "return_too_large",
    /// The same key came with another content.
    24 KeyReused = "key_reused",
    /// The amounts are too large to be added up.
    25 ValueTooLarge = "value_too_large",
    /// A moment lies in the past that must lie ahead.
    26 InThePast = "in_the_past",
    /// The change would take the customer beyond the credit limit.
    27 CreditExceeded = "credit_exceeded",
    /// The stated price is not the list price, or there is none.
    28 PriceDiffers = "price_differs",
    /// The order has changed since the sender looked at it.
    29 Changed = "changed",
    /// Announced supply was received whole, or cancelled.
    30 SupplyClosed = "supply_closed",
    /// Nothing more is expected of the return.
    31 ReturnClosed = "return_closed",
    /// The exception was closed before.
    32 ExceptionClosed = "exception_closed",
    /// Somebody else must approve it too.
    33 SecondApprover = "second_approver",
    /// What was made can't be taken back.
    34 CannotRevert = "cannot_revert",
    /// The order is a reservation that nobody confirmed yet.
    35 NotConfirmed = "not_confirmed",
}

impl Refusal {
    /// A refusal by a rule, in words.
    pub fn new(code: Code, message: impl Into<String>) -> Refusal {
        Refusal {
            code,
            message: message.into(),
            row: None,
        }
    }

    /// The same refusal, about a row of the command; `row` counts from 0.
    pub fn in_row(mut self, row: usize) -> Refusal {
        self.row = Some(row as u32 + 1);
        self
    }

    /// Nothing has this code or number.
    pub fn unknown(what: &str, key: impl fmt::Display) -> Refusal {
        Refusal::new(Code::Unknown, format!("there is no {what} \"{key}\""))
    }

    /// More of something than one command or question may have.
    pub fn too_many(what: &str, given: usize, allowed: usize) -> Refusal {
        let message = format!("{given} {what} at once; at most {allowed} are allowed");
        Refusal::new(Code::TooMany, message)
    }

    pub(crate) fn bad_quantity(given: Quantity, allowed: Quantity) -> Refusal {
        let message = format!("the quantity is {given}; 1 to {allowed} are allowed");
        Refusal::new(Code::BadQuantity, message)
    }

    pub(crate) fn bad_text(what: &str, allowed: usize) -> Refusal {
        let message = format!(
            "the {what} must have 1 to {allowed} characters, none of them control characters"
        );
        Refusal::new(Code::BadText, message)
    }

    pub(crate) fn out_of_range(what: &str, given: impl fmt::Display, allowed: &str) -> Refusal {
        Refusal::new(
            Code::OutOfRange,
            format!("{what} is {given}; {allowed} is allowed"),
        )
    }

    pub(crate) fn empty(what: &str) -> Refusal {
        Refusal::new(Code::Empty, format!("at least one {what} is needed"))
    }

    pub(crate) fn finished(order: OrderId) -> Refusal {
        let message = format!(
            "{} is finished and can't be changed any more",
            order.number()
        );
        Refusal::new(Code::OrderFinished, message)
    }

    pub(crate) fn wrong_currency(given: Currency, allowed: Currency) -> Refusal {
        let message = format!("the currency is {given}; this list has {allowed}");
        Refusal::new(Code::WrongCurrency, message)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            Some(row) => write!(f, "row {row}: {} ({})", self.message, self.code.as_str()),
            None => write!(f, "{} ({})", self.message, self.code.as_str()),
        }
    }
}

impl std::error::Error for Refusal {}
