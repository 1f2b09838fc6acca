//! The timetable: by delivery zone, the sites that have a lane there and the first days that goods
//! leave and arrive, as they are at one minute of one day.
//!
//! It follows from calendars, lanes and the clock, and thousands of orders a minute ask for the same:
//! so the book keeps it while it lasts. It is not part of the state.

use super::calendar;
use crate::company::Lane;
use crate::order::Reach;
use crate::{Book, Stamp};
use std::borrow::Cow;
use std::sync::OnceLock;
use vocab::{Day, SiteId};

/// A site that has a lane to the customer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route {
    pub(super) site: SiteId,
    pub(super) lane: Lane,
    /// The first day that goods in stock can leave.
    pub(super) ready: Day,
    /// The first day that goods in stock can arrive.
    pub(super) first_delivery: Day,
}

/// The ways to one zone, or to whoever fetches.
#[derive(Clone, Debug)]
pub(super) struct Routes {
    /// In the order of their sites.
    pub(super) all: Vec<Route>,
    /// The first day that goods in stock at any of the sites can arrive; `None` without a route.
    pub(super) first_delivery: Option<Day>,
    /// The cheapest shipment of any lane, minor units.
    pub(super) cheapest_shipment: i64,
    /// The cheapest kilogram of any lane, minor units.
    pub(super) cheapest_kilogram: i64,
}

impl Routes {
    fn new(book: &Book, reach: Reach, stamp: &Stamp) -> Routes {
        let sites = (0..).map(SiteId).zip(&book.company.sites);
        let all: Vec<Route> = sites
            .filter_map(|(site, row)| {
                let lane = reach.lane(book, site)?;
                let ready = calendar::earliest_issue(&row.calendar, stamp);
                let first_delivery = calendar::delivery_day(&lane, ready);
                Some(Route {
                    site,
                    lane,
                    ready,
                    first_delivery,
                })
            })
            .collect();
        let lanes = || all.iter().map(|route| route.lane);
        Routes {
            first_delivery: all.iter().map(|route| route.first_delivery).min(),
            cheapest_shipment: lanes()
                .map(|lane| lane.cost_per_shipment)
                .min()
                .unwrap_or(0),
            cheapest_kilogram: lanes()
                .map(|lane| lane.cost_per_kilogram)
                .min()
                .unwrap_or(0),
            all,
        }
    }
}

/// What was worked out for one minute.
#[derive(Debug, Default)]
pub(crate) struct Timetable {
    minute: Option<(Day, u16)>,
    zones: Vec<OnceLock<Routes>>,
}

impl Timetable {
    /// The routes of goods at this moment: those to a zone are kept, or worked out now.
    pub(super) fn routes<'a>(book: &'a Book, reach: Reach, stamp: &Stamp) -> Cow<'a, Routes> {
        let new = || Routes::new(book, reach, stamp);
        let table = &book.timetable;
        let kept = match reach {
            Reach::Zone(zone) => table.zones.get(zone.index()),
            Reach::Pickup(_) => None,
        };
        match kept.filter(|_| table.minute == Some((stamp.today, stamp.minute))) {
            Some(kept) => Cow::Borrowed(kept.get_or_init(new)),
            None => Cow::Owned(new()),
        }
    }
}

impl Book {
    /// Makes the promises of one minute quick. They are the same without it.
    pub fn turn_to(&mut self, stamp: &Stamp) {
        let minute = Some((stamp.today, stamp.minute));
        if self.timetable.minute == minute {
            return;
        }
        let zones = self.company.lanes.iter().map(Vec::len).max();
        let mut table = std::mem::take(&mut self.timetable);
        table.zones.clear();
        table.zones.resize_with(zones.unwrap_or(0), OnceLock::new);
        self.timetable = Timetable {
            minute,
            zones: table.zones,
        };
    }
}

/// A copy works out its own.
impl Clone for Timetable {
    fn clone(&self) -> Timetable {
        Timetable::default()
    }
}

/// Never tells two states apart.
impl PartialEq for Timetable {
    fn eq(&self, _: &Timetable) -> bool {
        true
    }
}

impl Eq for Timetable {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Command;
    use crate::company::{Calendar, LaneDraft, Site};
    use vocab::{ActorId, Instant, ZoneId};

    fn stamp(minute: u16) -> Stamp {
        Stamp {
            at: Instant(0),
            today: Day::parse("2026-03-02").unwrap(),
            minute,
            actor: ActorId(0),
        }
    }

    fn give(book: &mut Book, command: Command) {
        let events = crate::decide(book, &command, &stamp(0)).unwrap();
        crate::evolve_all(book, &events);
    }

    fn put_lane(book: &mut Book, transit_days: u16) {
        let lane = Lane {
            transit_days,
            delivery_weekdays: 0b111_1111,
            cost_per_shipment: 0,
            cost_per_kilogram: 0,
            arrivals: crate::company::Arrivals::NONE,
        };
        let (site, zone) = ("HQ".to_owned(), ZoneId(0));
        give(
            book,
            Command::PutLanes(vec![LaneDraft { site, zone, lane }]),
        );
    }

    fn book() -> Book {
        let calendar = Calendar {
            weekdays: 0b111_1111,
            holidays: Vec::new(),
            cutoff_minute: 720,
        };
        let (code, name) = ("HQ".to_owned(), "Headquarters".to_owned());
        let mut book = Book::default();
        give(
            &mut book,
            Command::PutSites(vec![Site {
                code,
                name,
                calendar,
                zone: None,
            }]),
        );
        put_lane(&mut book, 1);
        book
    }

    /// When goods arrive first, by the timetable of the book as it was turned last.
    fn arrival(book: &Book, minute: u16) -> String {
        let routes = Timetable::routes(book, Reach::Zone(ZoneId(0)), &stamp(minute));
        routes.first_delivery.unwrap().to_string()
    }

    #[test]
    fn the_cut_off_counts_though_the_timetable_was_made_before_it() {
        let mut book = book();
        book.turn_to(&stamp(719));
        assert_eq!(arrival(&book, 719), "2026-03-03");
        assert_eq!(arrival(&book, 720), "2026-03-04");
        book.turn_to(&stamp(720));
        assert_eq!(arrival(&book, 720), "2026-03-04");
    }

    #[test]
    fn a_changed_lane_or_calendar_counts_at_once() {
        let mut book = book();
        book.turn_to(&stamp(0));
        assert_eq!(arrival(&book, 0), "2026-03-03");
        put_lane(&mut book, 3);
        book.turn_to(&stamp(0));
        assert_eq!(arrival(&book, 0), "2026-03-05");
        let mut site = book.company.sites[0].clone();
        site.calendar.cutoff_minute = 0;
        give(&mut book, Command::PutSites(vec![site]));
        assert_eq!(arrival(&book, 0), "2026-03-06");
    }
}
