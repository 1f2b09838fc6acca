//! How long reading took, a page at a time.

use serde::Serialize;

/// How long a page took to be read, in milliseconds. A document without pages counts as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Pace {
    /// How many pages were read.
    pub pages: usize,
    /// Half of the documents took no longer a page.
    pub median: f64,
    /// Nineteen of twenty documents took no longer a page.
    pub p95: f64,
    /// The slowest document's page.
    pub slowest: f64,
}

/// Sums over documents.
#[derive(Clone, Default)]
pub(super) struct Times {
    pages: usize,
    seconds: f64,
    /// Milliseconds a page, one entry a document.
    each: Vec<f64>,
}

impl Times {
    pub fn add(&mut self, seconds: f64, pages: usize) {
        let pages = pages.max(1);
        self.pages += pages;
        self.seconds += seconds;
        self.each.push(seconds * 1000.0 / pages as f64);
    }

    pub fn extend(&mut self, other: &Times) {
        self.pages += other.pages;
        self.seconds += other.seconds;
        self.each.extend(&other.each);
    }

    pub fn seconds(&self) -> f64 {
        self.seconds
    }

    pub fn pace(mut self) -> Pace {
        self.each.sort_by(f64::total_cmp);
        Pace {
            pages: self.pages,
            median: self.quantile(50),
            p95: self.quantile(95),
            slowest: self.quantile(100),
        }
    }

    /// The least time that so many in a hundred did not exceed.
    fn quantile(&self, percent: usize) -> f64 {
        let rank = (self.each.len() * percent).div_ceil(100);
        let at = rank.saturating_sub(1);
        self.each.get(at).copied().unwrap_or_default()
    }
}
