//! Typed ids: small dense numbers handed out by the book, so that arrays can be indexed by them.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

macro_rules! dense_id {
    ($(#[$doc:meta])* $name:ident($int:ty)) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode,
            Serialize, Deserialize,
        )]
        #[cbor(transparent)]
        #[serde(transparent)]
        pub struct $name(#[n(0)] pub $int);

        impl $name {
            /// The id as an array index.
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

dense_id!(
    /// A stock-keeping item of the catalogue.
    ItemId(u32)
);
dense_id!(
    /// A stocking place: distribution centre, store, supplier site.
    SiteId(u16)
);
dense_id!(
    /// A sold-to party.
    CustomerId(u32)
);
dense_id!(
    /// A delivery address of a customer. Address text lives in the vault.
    ShipToId(u32)
);
dense_id!(
    /// A delivery zone: what lanes lead to. Zone numbers are the user's own.
    ZoneId(u16)
);
dense_id!(
    /// A group of customers, or a channel: what quotas are given to.
    GroupId(u16)
);
dense_id!(
    /// A quota: an allocation or a protection.
    QuotaId(u32)
);
dense_id!(
    /// A price list.
    PriceListId(u16)
);
dense_id!(
    /// A sales order. Shown to people as its order number, see [`OrderId::number`].
    OrderId(u64)
);
dense_id!(
    /// A return order (RMA).
    ReturnId(u64)
);
dense_id!(
    /// An element of inbound supply: purchase order line, shipment in transit, production.
    SupplyId(u64)
);
dense_id!(
    /// A request that was read from a document and weighed by the gate.
    RequestId(u64)
);
dense_id!(
    /// An exception: promises in trouble for one cause.
    ExceptionId(u64)
);
dense_id!(
    /// Something that was learned from how a person corrected a request. `keep` holds it.
    LessonId(u64)
);
dense_id!(
    /// Who gave a command: a user or an API key; 0 is Kept itself. `keep` knows the names.
    ActorId(u32)
);

/// First order number that is shown; keeps numbers the same width from the first order on.
const FIRST_ORDER_NUMBER: u64 = 100_000;

impl OrderId {
    /// The order number as people see it: `SO-100000` for the first order.
    pub fn number(self) -> String {
        format!("SO-{}", self.digits())
    }

    /// What stands behind `SO-` in the order number.
    pub fn digits(self) -> u64 {
        FIRST_ORDER_NUMBER + self.0
    }

    /// Reads an order number as written by [`OrderId::number`], with or without the prefix.
    pub fn parse_number(text: &str) -> Option<OrderId> {
        let text = text.trim();
        let digits = text
            .strip_prefix("SO-")
            .or_else(|| text.strip_prefix("so-"))
            .unwrap_or(text);
        digits
            .parse::<u64>()
            .ok()?
            .checked_sub(FIRST_ORDER_NUMBER)
            .map(OrderId)
    }
}

/// What makes a repeated command recognisable: 128 bits of the hash of the sender's own key and
/// the scope (API key, channel) that it is unique in.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(transparent)]
pub struct IdempotencyKey(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

impl IdempotencyKey {
    /// The key of a number: for seeded work, where scope and number are known to be unique.
    pub fn from_parts(scope: u64, number: u64) -> IdempotencyKey {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&scope.to_be_bytes());
        bytes[8..].copy_from_slice(&number.to_be_bytes());
        IdempotencyKey(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_number_reads_back_with_and_without_prefix() {
        assert_eq!(OrderId(0).number(), "SO-100000");
        assert_eq!(OrderId::parse_number("SO-100042"), Some(OrderId(42)));
        assert_eq!(OrderId::parse_number(" 100042"), Some(OrderId(42)));
        assert_eq!(OrderId::parse_number("SO-7"), None);
        assert_eq!(OrderId::parse_number("PO-100042"), None);
    }
}
