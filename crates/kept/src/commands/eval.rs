//! `kept eval`: how good Kept is at what it does, measured against what is known to be right.

mod backorders;
mod intake;
mod promise;

pub use backorders::backorders;
pub use intake::intake;
pub use promise::promise;

/// A share, in percent.
fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}
