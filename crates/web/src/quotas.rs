//! Quotas as programs and people are told of them: what was agreed, what is taken of it and what is left.

use book::Book;
use book::quota::{Counted, QuotaKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vocab::{Day, Quantity};

/// What a quota does.
#[derive(Clone, Copy, Debug, JsonSchema, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "QuotaKind")]
pub enum What {
    /// The group gets at most this much.
    Allocation,
    /// This much is kept for the group.
    Protection,
}

impl What {
    /// Both.
    pub const ALL: [What; 2] = [What::Allocation, What::Protection];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            What::Allocation => "allocation",
            What::Protection => "protection",
        }
    }

    /// What a word means.
    pub fn parse(word: &str) -> Option<What> {
        What::ALL.into_iter().find(|what| what.as_str() == word)
    }
}

/// A quota, and what is taken of it. Quantities are base units.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Quota")]
pub struct Shown {
    /// Its code.
    pub quota: String,
    /// At most, or at least.
    pub kind: What,
    /// Of a protection: 1 comes first.
    pub priority: Option<u8>,
    /// Code of the group of customers.
    pub group: String,
    /// Codes of the items that count together.
    pub items: Vec<String>,
    /// Code of the site; null is all sites together.
    pub site: Option<String>,
    /// How much it is.
    pub quantity: Quantity,
    /// What open orders take of it.
    pub promised: Quantity,
    /// What went out by orders that are finished.
    pub finished: Quantity,
    /// What is left.
    pub left: Quantity,
    /// The first day of goods issue that counts.
    pub from: Day,
    /// The last one.
    pub to: Day,
}

/// A quota of a book as it stands.
pub fn shown(book: &Book, row: &Counted) -> Shown {
    let quota = &row.quota;
    let company = &book.company;
    let (kind, priority) = match quota.kind {
        QuotaKind::Allocation => (What::Allocation, None),
        QuotaKind::Protection { priority } => (What::Protection, Some(priority)),
    };
    let item = |item: &vocab::ItemId| company.items[item.index()].code.clone();
    Shown {
        quota: quota.code.clone(),
        kind,
        priority,
        group: company.groups.code(quota.group).to_owned(),
        items: quota.items.iter().map(item).collect(),
        site: quota
            .site
            .map(|site| company.sites[site.index()].code.clone()),
        quantity: quota.quantity,
        promised: row.open,
        finished: row.finished,
        left: row.left(),
        from: quota.from,
        to: quota.to,
    }
}
