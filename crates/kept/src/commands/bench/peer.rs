//! The same work done by another system, on the same machine and disk.

mod cluster;

use crate::failure::{Failure, Outcome};
use clap::ValueEnum;
use cluster::Cluster;
use serde::Serialize;
use sim::load::{CUSTOMERS, PRICE_LISTS, Size};
use std::path::Path;
use std::time::Duration;

/// Clients that the single orders come from; the best of these counts.
const CLIENTS: [u32; 5] = [1, 4, 8, 16, 64];
/// Clients that all want one item.
const HOT_CLIENTS: [u32; 2] = [8, 64];
/// Clients that send many orders in a statement; the best of these counts.
const SET_CLIENTS: [u32; 3] = [1, 2, 4];
/// Orders in such a statement.
const SET_ORDERS: u32 = 1_000;
/// Share of the lines that want the hot item when the load has none, in thousandths.
const HOT: u16 = 900;

const SCHEMA: &str = include_str!("peer/schema.sql");
const SINGLE: &str = include_str!("peer/single.sql");
const SET: &str = include_str!("peer/set.sql");

/// The systems that can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Peer {
    /// PostgreSQL with row locks, in a cluster of its own
    Postgres,
}

/// What it has to do.
#[derive(Clone, Copy)]
pub struct Work {
    /// How large the company is.
    pub size: Size,
    /// How long each measurement takes.
    pub seconds: u32,
    /// How much longer each fsync takes than the disk does.
    pub fsync_longer: Duration,
}

/// What it did.
#[derive(Serialize)]
pub struct Report {
    name: String,
    /// Single orders, by as many clients as do best.
    orders_per_second: u64,
    clients: u32,
    /// How many times as many Kept placed.
    ratio: f64,
    /// Orders that came many to a statement.
    set_orders_per_second: u64,
    set_clients: u32,
    set_ratio: f64,
    hot_share: f64,
    hot: Vec<Measured>,
    single: Vec<Measured>,
    set: Vec<Measured>,
}

/// A rate, and how many clients it came from.
#[derive(Clone, Copy, Serialize)]
struct Measured {
    clients: u32,
    orders_per_second: u64,
}

/// Has PostgreSQL do the work in a cluster beside `directory`'s other files; `ours` is how many
/// orders a second Kept placed.
///
/// # Errors
/// When PostgreSQL is not installed, or fails.
pub fn postgres(directory: &Path, work: Work, ours: f64) -> Outcome<Report> {
    let cluster = Cluster::start(&directory.join("postgres"), work.fsync_longer)?;
    let size = work.size;
    let (items, customers) = (u64::from(size.items), u64::from(CUSTOMERS));
    let lists = u64::from(PRICE_LISTS);
    let sites = u64::from(size.sites);
    let company = [
        ("items", items),
        ("sites", sites),
        ("lists", lists),
        ("customers", customers),
    ];
    cluster.run_script(SCHEMA, &company)?;
    let hot = if size.hot == 0 { HOT } else { size.hot };
    let measure = |script, clients: &[u32], orders: u32, hot: u16| {
        let count = u64::from(orders);
        let variables = [
            ("items", items),
            ("customers", customers),
            ("count", count),
            ("hot", u64::from(hot)),
        ];
        let one = |clients: &u32| {
            let rate = cluster.measure(script, *clients, work.seconds, &variables)?;
            Ok(Measured {
                clients: *clients,
                orders_per_second: (rate * f64::from(orders)) as u64,
            })
        };
        clients.iter().map(one).collect::<Outcome<Vec<Measured>>>()
    };
    let single = measure(SINGLE, &CLIENTS, 1, 0)?;
    let hot_rates = measure(SINGLE, &HOT_CLIENTS, 1, hot)?;
    let set = measure(SET, &SET_CLIENTS, SET_ORDERS, 0)?;
    let (best, best_set) = (best(&single)?, best(&set)?);
    Ok(Report {
        name: cluster.version()?,
        orders_per_second: best.orders_per_second,
        clients: best.clients,
        ratio: ratio(ours, best),
        set_orders_per_second: best_set.orders_per_second,
        set_clients: best_set.clients,
        set_ratio: ratio(ours, best_set),
        hot_share: f64::from(hot) / 1_000.0,
        hot: hot_rates,
        single,
        set,
    })
}

fn best(measured: &[Measured]) -> Outcome<Measured> {
    let best = measured.iter().max_by_key(|one| one.orders_per_second);
    let best = best.filter(|one| one.orders_per_second > 0);
    best.copied()
        .ok_or_else(|| Failure::new("the peer placed no order in the time it was given"))
}

/// To a tenth.
fn ratio(ours: f64, theirs: Measured) -> f64 {
    (ours / theirs.orders_per_second as f64 * 10.0).round() / 10.0
}

impl Report {
    /// As rows for people.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let told = |rate: u64, clients: u32| format!("{rate} ({clients} clients)");
        let mut rows = vec![
            ("peer", self.name.clone()),
            (
                "peer, orders a second",
                told(self.orders_per_second, self.clients),
            ),
            ("as many times as the peer", self.ratio.to_string()),
            (
                "peer, 1000 orders a statement",
                told(self.set_orders_per_second, self.set_clients),
            ),
            ("as many times as that", self.set_ratio.to_string()),
        ];
        let hot = self.hot.iter();
        rows.extend(hot.map(|one| ("peer, hot item", told(one.orders_per_second, one.clients))));
        rows
    }
}
