//! Working days, cut-offs and transit: from a day at the site to a day at the customer and back.

use crate::company::{Calendar, Lane};
use crate::{Book, Stamp};
use vocab::{Day, SiteId};

/// How far ahead a working or delivery day is looked for. A calendar without one in this time is
/// treated as working on the last day of it.
const SEARCH_DAYS_MAX: i32 = 60;

/// True when the site works on this day.
pub fn works(calendar: &Calendar, day: Day) -> bool {
    calendar.weekdays & day.weekday().bit() != 0 && calendar.holidays.binary_search(&day).is_err()
}

/// The first working day on or after this one.
pub fn working_day_from(calendar: &Calendar, day: Day) -> Day {
    let mut found = day;
    while !works(calendar, found) && found.since(day) < SEARCH_DAYS_MAX {
        found = found.plus(1);
    }
    found
}

/// The last working day on or before this one; `None` when there is none from `floor` on.
fn working_day_until(calendar: &Calendar, day: Day, floor: Day) -> Option<Day> {
    let mut found = day;
    while found >= floor {
        if works(calendar, found) {
            return Some(found);
        }
        found = found.plus(-1);
    }
    None
}

/// The first day that goods in stock can leave: today before the cut-off, else the next working day.
pub fn earliest_issue(calendar: &Calendar, stamp: &Stamp) -> Day {
    let open = stamp.minute < calendar.cutoff_minute;
    working_day_from(
        calendar,
        if open {
            stamp.today
        } else {
            stamp.today.plus(1)
        },
    )
}

/// The first day that supply due on `due` can leave the site again.
pub fn ready_day(book: &Book, site: SiteId, due: Day) -> Day {
    let calendar = &book.company.sites[site.index()].calendar;
    let mut day = working_day_from(calendar, due);
    for _ in 0..book.policy.receiving_days {
        day = working_day_from(calendar, day.plus(1));
    }
    day
}

/// When goods that leave on a day arrive.
pub fn delivery_day(lane: &Lane, goods_issue: Day) -> Day {
    delivery_day_from(lane, goods_issue.plus(i32::from(lane.transit_days)))
}

/// The first day on or after this one that goods are delivered on.
pub fn delivery_day_from(lane: &Lane, arrival: Day) -> Day {
    let mut day = arrival;
    while lane.delivery_weekdays & day.weekday().bit() == 0 && day.since(arrival) < 7 {
        day = day.plus(1);
    }
    day
}

/// Goods issue and delivery for goods that are ready on a day: as late as still meets the requested
/// day, or as early as possible when that can't be met or nothing was requested.
pub fn dates(calendar: &Calendar, lane: &Lane, ready: Day, requested: Option<Day>) -> (Day, Day) {
    let earliest = working_day_from(calendar, ready);
    let early = (earliest, delivery_day(lane, earliest));
    no_earlier_than_needed(calendar, lane, early, requested)
}

/// Goods issue and delivery as late as still meets the requested day, but not before the earliest ones.
pub(super) fn no_earlier_than_needed(
    calendar: &Calendar,
    lane: &Lane,
    early: (Day, Day),
    requested: Option<Day>,
) -> (Day, Day) {
    let Some(requested) = requested.filter(|day| *day > early.1) else {
        return early;
    };
    let mut delivery = requested;
    while lane.delivery_weekdays & delivery.weekday().bit() == 0 && delivery > early.1 {
        delivery = delivery.plus(-1);
    }
    let leave_by = delivery.plus(-i32::from(lane.transit_days));
    match working_day_until(calendar, leave_by, early.0) {
        Some(goods_issue) => (goods_issue, delivery_day(lane, goods_issue)),
        None => early,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocab::{ActorId, Instant, Weekday};

    fn site(cutoff_minute: u16) -> Calendar {
        let weekdays = [Weekday::Sunday, Weekday::Monday, Weekday::Tuesday];
        let weekdays = weekdays.iter().map(|day| day.bit()).sum();
        Calendar {
            weekdays,
            holidays: vec![Day::parse("2026-03-02").unwrap()],
            cutoff_minute,
        }
    }

    fn lane(transit_days: u16) -> Lane {
        let delivery_weekdays = 0b0011_1111;
        Lane {
            transit_days,
            delivery_weekdays,
            cost_per_shipment: 0,
            cost_per_kilogram: 0,
            arrivals: crate::company::Arrivals::NONE,
        }
    }

    fn check(today: &str, minute: u16, requested: Option<&str>, expect: &str) {
        let stamp = Stamp {
            at: Instant(0),
            today: Day::parse(today).unwrap(),
            minute,
            actor: ActorId(0),
        };
        let calendar = site(720);
        let ready = earliest_issue(&calendar, &stamp);
        let requested = requested.map(|day| Day::parse(day).unwrap());
        let (leaves, arrives) = dates(&calendar, &lane(1), ready, requested);
        assert_eq!(format!("{leaves} -> {arrives}"), expect);
    }

    #[test]
    fn an_order_before_the_cutoff_leaves_today() {
        check("2026-03-01", 719, None, "2026-03-01 -> 2026-03-02");
    }

    #[test]
    fn an_order_after_the_cutoff_waits_over_the_holiday() {
        check("2026-03-01", 720, None, "2026-03-03 -> 2026-03-04");
    }

    #[test]
    fn goods_leave_as_late_as_the_requested_day_allows() {
        // Saturday the 14th has no work; Friday the 13th is not a working day of the site either.
        check(
            "2026-03-01",
            0,
            Some("2026-03-13"),
            "2026-03-10 -> 2026-03-11",
        );
    }

    #[test]
    fn a_requested_day_that_is_too_early_gets_the_earliest() {
        check(
            "2026-03-01",
            0,
            Some("2026-02-20"),
            "2026-03-01 -> 2026-03-02",
        );
    }
}
