//! The closed list of public events: each kind with its name, what it means, and the form of its data.

use super::data::{
    Customers, Document, DocumentRead, ExceptionClosed, ExceptionRaised, GoodsMoved, Items,
    LanesOf, Order, OrderAmended, OrderBackordered, OrderDeliveryChanged, OrderHeld,
    OrderHoldReleased, OrderLinesCancelled, OrderPickedShort, OrderPlaced, OrderPostponed,
    OrderPromised, Policy, Prices, RequestAccepted, RequestDeclined, RequestInReview,
    RequestRaised, Return, ReturnPlaced, ReturnReceived, Sites, StockChanged, Supply,
    SupplyAnnounced, SupplyReceived, SupplyRescheduled,
};
#[cfg(feature = "schema")]
use schemars::{Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use std::fmt;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident($data:ident) = $name:literal,)+) => {
        /// What kind of thing happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum EventKind {
            $($(#[doc = $doc])+ #[cfg_attr(feature = "schema", schemars(rename = $name))] $kind,)+
        }

        /// What an event says: codes and numbers that people use. Written without its kind, which
        /// stands beside it.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(untagged)]
        pub enum EventData {
            $($(#[doc = $doc])+ $kind($data),)+
        }

        impl EventKind {
            /// Every kind, in the order they are listed in.
            pub const ALL: &[EventKind] = &[$(EventKind::$kind,)+];

            /// Its dotted name.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(EventKind::$kind => $name,)+
                }
            }

            /// What it means, a sentence or two.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(EventKind::$kind => concat!($($doc),+),)+
                }
            }

            /// The name of the form that its data has, in [`super::data`].
            pub fn form(self) -> &'static str {
                match self {
                    $(EventKind::$kind => stringify!($data),)+
                }
            }

            /// The form that its data has, as JSON Schema.
            #[cfg(feature = "schema")]
            pub fn schema(self, forms: &mut SchemaGenerator) -> Schema {
                match self {
                    $(EventKind::$kind => forms.subschema_for::<$data>(),)+
                }
            }
        }

        impl EventData {
            /// What kind of event it is the data of.
            pub fn kind(&self) -> EventKind {
                match self {
                    $(EventData::$kind(_) => EventKind::$kind,)+
                }
            }
        }
    };
}

kinds! {
    /// An order was placed. `order.held`, or `order.promised` and `order.backordered`, follow.
    OrderPlaced(OrderPlaced) = "order.placed",
    /// An order waits for a person; nothing is reserved for it.
    OrderHeld(OrderHeld) = "order.held",
    /// The holds of one kind were released. With the last of them the order is promised.
    OrderHoldReleased(OrderHoldReleased) = "order.hold_released",
    /// Lines were given sites and days, or other ones than before.
    OrderPromised(OrderPromised) = "order.promised",
    /// Quantities have no date; they are promised when stock or supply comes free.
    OrderBackordered(OrderBackordered) = "order.backordered",
    /// An order was changed. What is touched is promised anew.
    OrderAmended(OrderAmended) = "order.amended",
    /// Quantities of lines were cancelled.
    OrderLinesCancelled(OrderLinesCancelled) = "order.lines_cancelled",
    /// Everything was cancelled and nothing delivered: nothing more can happen to the order.
    OrderCancelled(Order) = "order.cancelled",
    /// Goods were handed to a site to be picked.
    OrderReleased(GoodsMoved) = "order.released",
    /// Goods were picked.
    OrderPicked(GoodsMoved) = "order.picked",
    /// Goods were packed.
    OrderPacked(GoodsMoved) = "order.packed",
    /// Goods left the site.
    OrderShipped(GoodsMoved) = "order.shipped",
    /// The customer received goods.
    OrderDelivered(GoodsMoved) = "order.delivered",
    /// Everything that was not cancelled is delivered: nothing more can happen to the order.
    OrderCompleted(Order) = "order.completed",
    /// A request was read from a document and waits to be weighed.
    RequestRaised(RequestRaised) = "request.raised",
    /// A request waits for a person.
    RequestInReview(RequestInReview) = "request.in_review",
    /// A request became an order, or was carried out on one.
    RequestAccepted(RequestAccepted) = "request.accepted",
    /// A person turned a request down.
    RequestDeclined(RequestDeclined) = "request.declined",
    /// A document came in.
    DocumentReceived(Document) = "document.received",
    /// A document was read.
    DocumentRead(DocumentRead) = "document.read",
    /// A return was agreed.
    ReturnPlaced(ReturnPlaced) = "return.placed",
    /// Returned goods came in.
    ReturnReceived(ReturnReceived) = "return.received",
    /// Nothing more is expected of a return.
    ReturnClosed(Return) = "return.closed",
    /// Promises are in trouble: supply is late or lost, stock is missing, goods are stuck. Told again,
    /// with the same number, when more promises get into the same trouble.
    ExceptionRaised(ExceptionRaised) = "exception.raised",
    /// Goods of an order did not leave on their day; they leave on another.
    OrderPostponed(OrderPostponed) = "order.postponed",
    /// Goods of an order on their way arrive on another day, or turn back.
    OrderDeliveryChanged(OrderDeliveryChanged) = "order.delivery_changed",
    /// Released goods of an order were not where they were to be picked.
    OrderPickedShort(OrderPickedShort) = "order.picked_short",
    /// An exception waits for nobody any more.
    ExceptionClosed(ExceptionClosed) = "exception.closed",
    /// Stock changed by itself: it came in, was moved, counted or scrapped. Goods that are shipped,
    /// come back or come in of announced supply are told by their own events.
    StockChanged(StockChanged) = "stock.changed",
    /// Supply was announced.
    SupplyAnnounced(SupplyAnnounced) = "supply.announced",
    /// Announced supply came in, whole or in part.
    SupplyReceived(SupplyReceived) = "supply.received",
    /// Announced supply is due on another day.
    SupplyRescheduled(SupplyRescheduled) = "supply.rescheduled",
    /// Nothing more will come of announced supply: it is all there, or was cancelled.
    SupplyClosed(Supply) = "supply.closed",
    /// Items were added or changed.
    ItemChanged(Items) = "item.changed",
    /// Customers, their ship-tos or their groups were added or changed.
    CustomerChanged(Customers) = "customer.changed",
    /// Prices were set.
    PriceChanged(Prices) = "price.changed",
    /// Sites were added or changed.
    SiteChanged(Sites) = "site.changed",
    /// Lanes from sites to delivery zones were added or changed.
    LaneChanged(LanesOf) = "lane.changed",
    /// The policy is another one.
    PolicyChanged(Policy) = "policy.changed",
}

impl EventKind {
    /// Reads the name of [`EventKind::as_str`].
    pub fn parse(name: &str) -> Option<EventKind> {
        let mut kinds = EventKind::ALL.iter().copied();
        kinds.find(|kind| kind.as_str() == name)
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for EventKind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}
