//! Planners, pure: they look at a book and say what is best, and decide nothing.

pub mod attend;
pub mod network;
pub mod optimum;
pub mod programme;
pub mod ration;
pub mod resolve;
pub mod watch;

use book::promise::Ask;

/// What one base unit of an ask is worth, minor units; nothing without a price.
fn worth(ask: &Ask) -> f64 {
    ask.price
        .map_or(0.0, |price| price.minor as f64 / f64::from(price.basis))
}
