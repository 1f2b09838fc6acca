//! What carriage costs by zone and weight, as carriers print it.

use serde::Deserialize;
use vocab::{Currency, Money};

/// A carrier's table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The carrier's name.
    pub carrier: String,
    /// Of all prices.
    pub currency: Currency,
    /// Which places are of which zone: the longest prefix of a postcode decides.
    pub zones: Vec<Zone>,
    /// The prices.
    pub rates: Vec<Rate>,
}

/// Places of one zone.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// What the zone is called.
    pub zone: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// How the postcodes begin; empty is the whole country.
    #[serde(default)]
    pub postcode: String,
}

/// A price: of a service, to a zone, up to a weight.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// The service.
    pub service: String,
    /// The zone.
    pub zone: String,
    /// The heaviest parcel that it holds for.
    pub grams_max: u64,
    /// The price in minor units.
    pub minor: i64,
}

/// What a service costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote<'t> {
    /// The service.
    pub service: &'t str,
    /// The price.
    pub cost: Money,
}

impl Table {
    /// What each service to a place costs for a weight, the cheapest first; empty where nothing goes
    /// there, or nothing so heavy.
    pub fn quotes(&self, country: &str, postcode: &str, grams: u64) -> Vec<Quote<'_>> {
        let Some(zone) = self.zone(country, postcode) else {
            return Vec::new();
        };
        let mut fitting: Vec<&Rate> = (self.rates.iter())
            .filter(|rate| rate.zone == zone && grams <= rate.grams_max)
            .collect();
        // Of a service the lightest band that holds; then the cheapest service.
        fitting.sort_by_key(|rate| (&rate.service, rate.grams_max));
        fitting.dedup_by_key(|rate| &rate.service);
        fitting.sort_by_key(|rate| (rate.minor, &rate.service));
        let quote = |rate: &'_ Rate| Money {
            minor: rate.minor,
            currency: self.currency,
        };
        let quotes = fitting.into_iter().map(|rate| Quote {
            service: &rate.service,
            cost: quote(rate),
        });
        quotes.collect()
    }

    /// The zone of a place. Blanks and hyphens of a postcode don't count.
    fn zone(&self, country: &str, postcode: &str) -> Option<&str> {
        let plain = |code: &str| -> String {
            let chars = code.chars().filter(|c| c.is_alphanumeric());
            chars.flat_map(char::to_uppercase).collect()
        };
        let postcode = plain(postcode);
        let there = self.zones.iter().filter(|zone| {
            zone.country.eq_ignore_ascii_case(country)
                && postcode.starts_with(&plain(&zone.postcode))
        });
        let nearest = there.max_by_key(|zone| plain(&zone.postcode).len());
        nearest.map(|zone| zone.zone.as_str())
    }
}
