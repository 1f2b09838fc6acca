//! `kept bench views`: what views that follow cost the writer, how fast they are folded, and how fast
//! pages are read from them.

mod life;
mod pages;

use super::founded::Founded;
use super::place::full_speed;
use crate::cli::BenchViews;
use crate::company::follow;
use crate::failure::{Failure, Outcome};
use crate::talk;
use engine::BULK_MAX;
use pages::{Page, browse};
use serde::Serialize;
use sim::load::{Demand, Size};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use views::Views;

/// Seed of the demand.
const SEED: u64 = 1;
/// Orders in one message.
const BATCH: u64 = BULK_MAX as u64 / 2;
/// How long views may take to show what is durable.
const VIEWS_WAIT: Duration = Duration::from_secs(3_600);

/// What `kept bench views` prints. Rates are the medians of the rounds.
#[derive(Serialize)]
struct Report {
    orders: u64,
    rounds: usize,
    /// Without views.
    alone_orders_per_second: u64,
    /// With views that follow, as `kept serve` has them.
    followed_orders_per_second: u64,
    /// The second by the first.
    ratio: f64,
    /// How long the views took to show the last order after it was answered, while nothing else
    /// was to do.
    behind_seconds: f64,
    /// New views over the same journal.
    catch_up_orders_per_second: u64,
    views_bytes_per_order: u64,
    /// Orders that the pages below are read over.
    browsed_orders: u64,
    /// While every order is open.
    pages_all_open: Vec<Page>,
    /// When nine in ten are delivered, and one in a hundred is held.
    pages: Vec<Page>,
}

/// Places orders with and without views that follow, and folds new views of the same journal.
pub fn views(directory: Option<&Path>, options: &BenchViews, json: bool) -> Outcome {
    let size = options.company.size(options.orders);
    let mut alone = Vec::new();
    let mut followed = Vec::new();
    for _ in 0..options.rounds {
        let company = Founded::new(directory, size, Duration::ZERO)?;
        alone.push(place_all(&company, size)?);
        drop(company.end());
        followed.push(Followed::measure(directory, size)?);
    }
    alone.sort_by(f64::total_cmp);
    followed.sort_by(|one, other| one.rate.total_cmp(&other.rate));
    let alone = alone[alone.len() / 2];
    let followed = &followed[followed.len() / 2];
    let (pages_all_open, pages) = match options.browse {
        0 => (Vec::new(), Vec::new()),
        orders => browse(directory, options.company.size(orders))?,
    };
    let report = Report {
        orders: options.orders,
        rounds: options.rounds,
        alone_orders_per_second: alone as u64,
        followed_orders_per_second: followed.rate as u64,
        ratio: (followed.rate / alone * 1_000.0).round() / 1_000.0,
        behind_seconds: (followed.behind.as_secs_f64() * 1_000.0).round() / 1_000.0,
        catch_up_orders_per_second: followed.catch_up as u64,
        views_bytes_per_order: followed.bytes / options.orders.max(1),
        browsed_orders: options.browse,
        pages_all_open,
        pages,
    };
    match json {
        true => talk::json(&report)?,
        false => print!("{}", report.text()),
    }
    Ok(())
}

/// Orders a second.
fn place_all(company: &Founded, size: Size) -> Outcome<f64> {
    let mut demand = Demand::new(SEED, size);
    let run = full_speed(&company.handle, &mut demand, size.orders, BATCH)?;
    Ok(run.rate())
}

/// What a round with views measured.
struct Followed {
    /// Orders a second.
    rate: f64,
    behind: Duration,
    /// Orders a second of new views.
    catch_up: f64,
    /// Bytes that the orders added to the views.
    bytes: u64,
}

impl Followed {
    fn measure(directory: Option<&Path>, size: Size) -> Outcome<Followed> {
        let company = Founded::new(directory, size, Duration::ZERO)?;
        let founded = company.handle.durable();
        let following = Views::open(&company.scratch.0.join("views.db"))?;
        let shown = following.reader();
        let stop = Arc::new(AtomicBool::new(false));
        let journal = journal::Reader::open(&company.journal)?;
        let handle = company.handle.clone();
        let follower = follow(following, journal, handle, Arc::clone(&stop));
        must_show(&shown, founded)?;
        let rate = place_all(&company, size)?;
        let since = Instant::now();
        must_show(&shown, company.handle.durable())?;
        let behind = since.elapsed();
        stop.store(true, Ordering::Release);
        let joined = follower.join();
        joined.map_err(|_| Failure::new("the thread of the views has stopped"))?;
        let (catch_up, bytes) = Followed::fold_anew(&company, founded, size.orders)?;
        drop(company.end());
        Ok(Followed {
            rate,
            behind,
            catch_up,
            bytes,
        })
    }

    /// Orders a second of new views over the same journal, and how much the orders add to the file.
    fn fold_anew(company: &Founded, founded: u64, orders: u64) -> Outcome<(f64, u64)> {
        let path = company.scratch.0.join("again.db");
        let mut views = Views::open(&path)?;
        views.catch_up(&company.reader, founded)?;
        // Until it is closed, what was written last stands beside the file.
        drop(views);
        let before = std::fs::metadata(&path)?.len();
        let mut views = Views::open(&path)?;
        let since = Instant::now();
        views.catch_up(&company.reader, company.handle.durable())?;
        let rate = orders as f64 / since.elapsed().as_secs_f64();
        drop(views);
        let after = std::fs::metadata(&path)?.len();
        Ok((rate, after.saturating_sub(before)))
    }
}

fn must_show(views: &views::Reader, seq: u64) -> Outcome {
    match views.wait_for(seq, VIEWS_WAIT) {
        true => Ok(()),
        false => Err(Failure::new("the views do not show what is durable")),
    }
}

impl Report {
    fn text(&self) -> String {
        let pages = pages::table(&self.pages_all_open, &self.pages);
        let figures = talk::pairs(&[
            ("orders", self.orders.to_string()),
            (
                "orders a second, without views",
                self.alone_orders_per_second.to_string(),
            ),
            (
                "with views that follow",
                self.followed_orders_per_second.to_string(),
            ),
            ("ratio", self.ratio.to_string()),
            (
                "views behind at the end",
                format!("{} s", self.behind_seconds),
            ),
            (
                "new views, orders a second",
                self.catch_up_orders_per_second.to_string(),
            ),
            (
                "bytes of views an order",
                self.views_bytes_per_order.to_string(),
            ),
        ]);
        format!("{figures}{pages}")
    }
}
