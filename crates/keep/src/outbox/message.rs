//! Messages of the outbox: what is to be sent, what was, and what could not be.

use crate::webhooks::FeedPlace;
use crate::words::words;
use vocab::{ContentHash, Instant};

words! {
    /// Which message. The words are stored and never change.
    OutboxKind {
        /// The answer to an order, the first that its recipient gets.
        Confirmation = "confirmation",
        /// What became of an order since its recipient was told of it last.
        Change = "change",
        /// What a shipment brings.
        ShipNotice = "ship_notice",
        /// What a shipment costs.
        Invoice = "invoice",
        /// What a warehouse is to ship.
        WarehouseOrder = "warehouse_order",
    }
}

words! {
    /// A format that messages are written in. The words are stored and never change.
    OutboxFormat {
        /// ANSI ASC X12.
        X12 = "x12",
        /// EDIFACT.
        Edifact = "edifact",
        /// UBL 2.1.
        Ubl = "ubl",
        /// cXML 1.2.
        Cxml = "cxml",
        /// A table.
        Csv = "csv",
    }
}

words! {
    /// Where a message has come to. The words are stored and never change.
    OutboxState {
        /// It is to be sent, for the first time or again.
        Waiting = "waiting",
        /// It is where it goes.
        Sent = "sent",
        /// It is not tried any more, unless somebody has it sent again.
        Dead = "dead",
    }
}

/// A message that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedMessage {
    /// The name of its recipient.
    pub recipient: String,
    /// Which message.
    pub kind: OutboxKind,
    /// Number of the order.
    pub order: String,
    /// What it is of: the number of the order, or the id of the shipment or release.
    pub subject: String,
    /// The event that asks for it.
    pub event: FeedPlace,
}

/// A message without what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxMessage {
    /// Its number, which is its control number.
    pub number: u64,
    /// What was asked for; once it is written, the kind is the one that it was written as.
    pub asked: AskedMessage,
    /// True where somebody wants it sent again, whatever its recipient was told already.
    pub again: bool,
    /// When it was asked for.
    pub asked_at: Instant,
    /// Where it has come to.
    pub state: OutboxState,
    /// How often it was tried.
    pub tried: u32,
    /// When it is tried next, while it waits.
    pub due_at: Option<Instant>,
    /// When it was sent or given up.
    pub ended_at: Option<Instant>,
    /// Why it could not be sent, or what the format had no room for; else empty.
    pub told: String,
    /// The name of its file, once it is written.
    pub file: Option<String>,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenMessage {
    /// Which message it was written as.
    pub kind: OutboxKind,
    /// The name of its file.
    pub file: String,
    /// Its bytes, at most [`super::OUTBOX_CONTENT_BYTES_MAX`].
    pub content: Vec<u8>,
    /// What tells it from what its recipient was told of the same before, where that matters.
    pub said: Option<ContentHash>,
    /// What the format had no room or letters for; empty where nothing was lost.
    pub told: String,
}

/// What becomes of a message after a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutboxSettled {
    /// It is where it goes.
    Sent,
    /// There is nothing to tell; it is forgotten. Its number is not given again.
    Nothing,
    /// It is tried again at this moment, for this reason.
    Again(Instant, String),
    /// It is given up, for this reason.
    Dead(String),
}

/// Which messages to list; everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutboxFilter {
    /// To this recipient.
    pub recipient: Option<String>,
    /// Of the order with this number.
    pub order: Option<String>,
    /// That have come to this.
    pub state: Option<OutboxState>,
}

/// What keeps messages from being sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxTrouble {
    /// How many were given up.
    pub dead: u64,
    /// How many wait that were tried in vain.
    pub failing: u64,
    /// Why the last of them was not sent.
    pub told: String,
}
