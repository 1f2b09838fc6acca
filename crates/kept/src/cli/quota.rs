//! `kept quota` on the command line.

use super::day;
use clap::{Args, Subcommand, ValueEnum};
use vocab::{Day, Quantity};

/// What groups of customers may get at most, and what is kept for them.
#[derive(Subcommand)]
pub enum Quota {
    /// List quotas whose period is not over, with what is taken of each
    List {
        /// Only those of this item
        #[arg(long, value_name = "ITEM")]
        item: Option<String>,
    },
    /// Add a quota, or change the one with this code
    Put(PutQuota),
    /// Take a quota away before its period is over
    End {
        /// Its code
        quota: String,
    },
}

/// A quota as it is put.
#[derive(Args)]
pub struct PutQuota {
    /// Its code
    pub quota: String,
    /// What it does
    #[arg(long)]
    pub kind: QuotaKind,
    /// Code of a group that customers are in
    #[arg(long)]
    pub group: String,
    /// Code of an item; may be given several times, they count together
    #[arg(long = "item", value_name = "ITEM", required = true)]
    pub items: Vec<String>,
    /// Code of a site; without it, all sites together
    #[arg(long)]
    pub site: Option<String>,
    /// How much, in base units
    #[arg(long, value_parser = quantity)]
    pub quantity: Quantity,
    /// The first day of goods issue that counts, as 2026-12-31
    #[arg(long, value_parser = day)]
    pub from: Day,
    /// The last one
    #[arg(long, value_parser = day)]
    pub to: Day,
    /// Of what is kept: who has a lower number may take what is kept for a higher
    #[arg(long, default_value_t = 1)]
    pub priority: u8,
}

/// What a quota does.
#[derive(Clone, Copy, ValueEnum)]
pub enum QuotaKind {
    /// The group gets at most this much
    Allocation,
    /// This much is kept for the group
    Protection,
}

fn quantity(text: &str) -> Result<Quantity, String> {
    let quantity = text.parse().map(Quantity);
    quantity.map_err(|_| "a quantity is a whole number of base units".to_owned())
}
