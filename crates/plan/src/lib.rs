//! Planners, pure: they look at a book and say what is best, and decide nothing.

pub mod attend;
pub mod flow;
pub mod network;
pub mod optimum;
pub mod programme;
pub mod ration;
pub mod release;
pub mod resolve;
pub mod watch;
pub mod what_if;

use book::order::Reach;
use book::promise::{Ask, calendar};
use book::{Book, Stamp};
use vocab::{Day, SiteId};

/// What one base unit of an ask is worth, minor units; nothing without a price.
fn worth(ask: &Ask) -> f64 {
    ask.price
        .map_or(0.0, |price| price.minor as f64 / f64::from(price.basis))
}

/// The first day that goods in stock at any site could arrive at whoever buys; `None` where no lane goes there.
fn first_delivery(book: &Book, reach: Reach, stamp: &Stamp) -> Option<Day> {
    let sites = book.company.sites.iter().zip((0..).map(SiteId));
    let arrivals = sites.filter_map(|(row, site)| {
        let lane = reach.lane(book, site)?;
        let leaves = calendar::earliest_issue(&row.calendar, stamp);
        Some(calendar::delivery_day(&lane, leaves))
    });
    arrivals.min()
}
