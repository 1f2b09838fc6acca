//! The season: what everybody wants this week, and how much is ordered before a holiday.

use super::trouble::{About, Trouble};
use crate::company::SampleCompany;
use crate::demand::Demand;
use vocab::Day;

const DAYS_A_WEEK: i32 = 7;
/// Out of a thousand weeks, those that have a promotion: every other one. It is planned, so more of it is
/// no trouble in itself; that stock isn't there for it is.
const PROMOTED_PERMILLE: u64 = 500;
/// Items that it lifts, and to how many percent of what they sell.
const PROMOTED: usize = 3;
const PROMOTED_PERCENT: u64 = 500;
/// For so many days before a day on which every site is closed, so many percent of the usual orders come;
/// and on that day itself.
const BEFORE_DAYS: i32 = 7;
const BEFORE_PERCENT: u64 = 125;
const HOLIDAY_PERCENT: u64 = 30;

/// What customers want on a day.
pub(super) fn demand(trouble: &Trouble, company: &SampleCompany, day: Day) -> Demand {
    let week = [day.0.div_euclid(DAYS_A_WEEK) as u64];
    let mut chance = trouble.chance(About::Promotion, &week);
    let items: Vec<usize> = match chance.permille(PROMOTED_PERMILLE) {
        true => (0..PROMOTED)
            .map(|_| chance.below(company.items.len() as u64) as usize)
            .collect(),
        false => Vec::new(),
    };
    Demand::lifted(company, &items, PROMOTED_PERCENT)
}

/// How many orders come, in percent of what is usual for the weekday.
pub(super) fn percent(company: &SampleCompany, day: Day) -> u64 {
    let closed = |day: Day| {
        let mut sites = company.sites.iter();
        sites.all(|site| site.calendar.holidays.binary_search(&day).is_ok())
    };
    if closed(day) {
        HOLIDAY_PERCENT
    } else if (1..=BEFORE_DAYS).any(|ahead| closed(day.plus(ahead))) {
        BEFORE_PERCENT
    } else {
        100
    }
}
