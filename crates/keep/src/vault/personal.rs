//! Whose data the vault holds, and what of them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Largest personal data of one subject, in bytes of JSON.
pub const PERSONAL_BYTES_MAX: usize = 64 << 10;

/// What a subject is to the company. The codes are stored and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// A sold-to party.
    Customer,
    /// A delivery address.
    ShipTo,
    /// A person at a customer or supplier.
    Contact,
    /// Whoever holds an API key.
    ApiUser,
    /// A person who signs in to the console.
    ConsoleUser,
    /// A party that supplies.
    Supplier,
}

/// Whose data it is: a kind, and the number that the book knows them by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId {
    /// What they are.
    pub kind: SubjectKind,
    /// Which one; at most [`crate::SUBJECT_NUMBER_MAX`].
    pub number: u64,
}

/// What is known of a subject; empty where it is not. `Debug` prints none of it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Personal {
    /// Name of the party or person.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Further names, as in another script.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_names: Vec<String>,
    /// Whom to ask for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// E-mail addresses, the preferred one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Telephone numbers, the preferred one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// Street, building, dock: the lines above the city.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub address: Vec<String>,
    /// City.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// State, province or county.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// Postal code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub postcode: String,
    /// Country, two letters (ISO 3166-1).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub country: String,
    /// Tax or VAT number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tax_id: String,
}

impl Personal {
    /// Whether this text, in lower case, stands in one of the names.
    pub(super) fn is_called(&self, text: &str) -> bool {
        let mut names = [&self.name].into_iter().chain(&self.other_names);
        names.any(|name| name.to_lowercase().contains(text))
    }
}

impl SubjectKind {
    /// Every kind.
    pub const ALL: [SubjectKind; 6] = [
        SubjectKind::Customer,
        SubjectKind::ShipTo,
        SubjectKind::Contact,
        SubjectKind::ApiUser,
        SubjectKind::ConsoleUser,
        SubjectKind::Supplier,
    ];

    /// The stored code.
    pub(super) fn code(self) -> u8 {
        match self {
            SubjectKind::Customer => 1,
            SubjectKind::ShipTo => 2,
            SubjectKind::Contact => 3,
            SubjectKind::ApiUser => 4,
            SubjectKind::ConsoleUser => 5,
            SubjectKind::Supplier => 6,
        }
    }

    /// The word for it in commands and screens.
    pub fn as_str(self) -> &'static str {
        match self {
            SubjectKind::Customer => "customer",
            SubjectKind::ShipTo => "ship-to",
            SubjectKind::Contact => "contact",
            SubjectKind::ApiUser => "api-user",
            SubjectKind::ConsoleUser => "console-user",
            SubjectKind::Supplier => "supplier",
        }
    }
}

impl SubjectId {
    /// What ties a ciphertext to this subject and to one use.
    pub(super) fn bound(self, purpose: &[u8]) -> Vec<u8> {
        [purpose, &[self.kind.code()], &self.number.to_le_bytes()].concat()
    }
}

impl fmt::Display for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.as_str(), self.number)
    }
}

impl Personal {
    pub(super) fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts and lists of texts are always JSON")
    }

    pub(super) fn decode(json: &[u8]) -> Option<Personal> {
        serde_json::from_slice(json).ok()
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(..)")
    }
}
