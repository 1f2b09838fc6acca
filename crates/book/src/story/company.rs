//! The small company that the stories play in.
//!
//! | site | lane to zone 1 | lane to zone 2 |
//! |---|---|---|
//! | DC1 | 1 day, 10.00 a shipment | – |
//! | DC2 | 2 days, 15.00 a shipment | 1 day, 10.00 a shipment |
//! | DC3 | 1 day, 40.00 a shipment | – |
//!
//! Freight is 1.00 a kilogram everywhere; sites work and zones are served every day; the cut-off is
//! 16:00. Customer C1 has ship-tos A (zone 1), B (zone 2) and N (zone 9, where no lane goes); C2 has
//! a credit limit of 1,000.00; C3 takes everything in one shipment; C4 is blocked; C5 has no ship-to.

use crate::command::Command;
use crate::company::{
    Calendar, Consent, CustomerDraft, Item, Lane, LaneDraft, PriceListDraft, ShipToDraft, Site,
};
use vocab::{Currency, Gtin, Price, Ratio, Unit, ZoneId};

/// What the stories start from.
pub(super) fn commands() -> Vec<Command> {
    vec![
        Command::PutSites(["DC1", "DC2", "DC3"].map(site).into()),
        Command::PutLanes(lanes()),
        Command::PutItems(items()),
        Command::PutPrices(prices()),
        Command::PutCustomers(["C1", "C2", "C3", "C4", "C5"].map(customer).into()),
    ]
}

pub(super) fn site(code: &str) -> Site {
    Site {
        code: code.to_owned(),
        name: format!("Depot {code}"),
        calendar: Calendar {
            weekdays: 0b111_1111,
            holidays: Vec::new(),
            cutoff_minute: 16 * 60,
        },
        zone: None,
    }
}

fn lanes() -> Vec<LaneDraft> {
    let rows = [
        ("DC1", 1, 1, 1_000),
        ("DC2", 1, 2, 1_500),
        ("DC3", 1, 1, 4_000),
        ("DC2", 2, 1, 1_000),
    ];
    rows.map(|(site, zone, transit_days, cost_per_shipment)| LaneDraft {
        site: site.to_owned(),
        zone: ZoneId(zone),
        lane: Lane {
            transit_days,
            delivery_weekdays: 0b111_1111,
            cost_per_shipment,
            cost_per_kilogram: 100,
            arrivals: crate::company::Arrivals::NONE,
        },
    })
    .into()
}

/// Lamps have no price; the OLD ones are not sold any more.
fn items() -> Vec<Item> {
    let rows = [
        ("COFFEE", 500),
        ("TEA", 100),
        ("MUG", 300),
        ("LAMP", 2_000),
        ("OLD", 100),
    ];
    rows.map(|(code, weight_grams)| item(code, weight_grams))
        .into()
}

pub(super) fn item(code: &str, weight_grams: u32) -> Item {
    Item {
        code: code.to_owned(),
        description: code.to_lowercase(),
        base_unit: Unit::Each,
        units: vec![(Unit::Case, Ratio::of(12))],
        sales_unit: Unit::Each,
        gtins: Gtin::parse("4006381333931")
            .map(|gtin| (gtin, Unit::Each))
            .into_iter()
            .collect(),
        weight_grams,
        orderable: code != "OLD",
        safety_stock: Vec::new(),
        bins: Vec::new(),
    }
}

fn prices() -> PriceListDraft {
    let rows = [
        ("COFFEE", 1_000),
        ("TEA", 500),
        ("MUG", 2_000),
        ("OLD", 100),
    ];
    PriceListDraft {
        code: "LIST".to_owned(),
        currency: Currency::ILS,
        prices: rows
            .map(|(item, minor)| (item.to_owned(), Price { minor, basis: 1 }))
            .into(),
    }
}

pub(super) fn customer(code: &str) -> CustomerDraft {
    let ship_tos: &[(&str, u16)] = match code {
        "C1" => &[("A", 1), ("B", 2), ("N", 9)],
        "C5" => &[],
        _ => &[("A", 1)],
    };
    CustomerDraft {
        code: code.to_owned(),
        price_list: "LIST".to_owned(),
        credit_limit: (code == "C2").then_some(100_000),
        receivable: 0,
        one_time_addresses: false,
        ship_complete: code == "C3",
        blocked: code == "C4",
        substitutes: Consent::default(),
        gln: None,
        parts: Vec::new(),
        ship_tos: ship_tos
            .iter()
            .map(|(code, zone)| ship_to(code, *zone))
            .collect(),
    }
}

pub(super) fn ship_to(code: &str, zone: u16) -> ShipToDraft {
    ShipToDraft {
        code: code.to_owned(),
        zone: ZoneId(zone),
        gln: None,
    }
}
