//! How far an order may be split over shipments.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// How far an order may be split. Ordered: each allows less than the one before.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Encode,
    Decode,
    Serialize,
    Deserialize,
)]
#[cbor(index_only)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Over any number of shipments.
    #[default]
    #[n(0)]
    Freely,
    /// Each line leaves whole, with one shipment.
    #[n(1)]
    ByLine,
    /// Everything leaves with one shipment.
    #[n(2)]
    Never,
}

impl Split {
    /// The word for it, as in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Split::Freely => "freely",
            Split::ByLine => "by_line",
            Split::Never => "never",
        }
    }

    /// Reads what [`Split::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Split> {
        [Split::Freely, Split::ByLine, Split::Never]
            .into_iter()
            .find(|split| split.as_str() == text)
    }
}
