//! Sites and the lanes from them.

use crate::also;
use crate::cells::{Cells, clock, code, days, each, line, weekdays, whole};
use crate::column::{Column, optional, required};
use crate::plan::{Place, Plan};
use crate::problem::Problems;
use crate::table::Table;
use crate::written::{self, Written};
use book::company::{Arrivals, Calendar, Lane, LaneDraft, RATE_MAX, Site, TRANSIT_DAYS_MAX};
use book::{Book, Command};
use std::collections::HashMap;
use vocab::{Currency, ZoneId};

/// The highest zone number.
const ZONE_MAX: u64 = 9_999;
/// The longest name, in characters.
const NAME_MAX: usize = 200;
/// The most holidays of one site.
const HOLIDAYS_MAX: usize = 1_000;

/// The columns of sites.
pub const SITES: &[Column] = &[
    required(
        "site",
        "a code of at most 40 characters",
        ["NORTH", "SOUTH"],
        also::SITE,
    ),
    required(
        "name",
        "a name of at most 200 characters",
        ["Haifa warehouse", "Beer Sheva warehouse"],
        also::SITE_NAME,
    ),
    required(
        "weekdays",
        "weekdays like sun mon tue wed thu",
        ["sun mon tue wed thu", "sun mon tue wed thu"],
        also::WEEKDAYS,
    ),
    required(
        "cutoff",
        "a clock time like 15:30",
        ["15:30", "14:00"],
        also::CUTOFF,
    ),
    optional(
        "holidays",
        "at most 1000 days like 2027-04-22 2027-04-28",
        ["2027-04-22 2027-04-28", ""],
        also::HOLIDAYS,
    ),
    optional(
        "zone",
        "the number of the zone that it stands in, 0 to 9999",
        ["1", ""],
        also::ZONE,
    ),
];

/// The columns of lanes.
pub const LANES: &[Column] = &[
    required("site", "the code of a site", ["NORTH", "SOUTH"], also::SITE),
    required(
        "zone",
        "the number of a zone, 0 to 9999",
        ["1", "2"],
        also::ZONE,
    ),
    required(
        "transit_days",
        "a whole number of days, 0 to 365",
        ["1", "2"],
        also::TRANSIT_DAYS,
    ),
    required(
        "delivery_weekdays",
        "weekdays like sun mon tue wed thu",
        ["sun tue thu", "mon wed"],
        also::DELIVERY_WEEKDAYS,
    ),
    required(
        "cost_per_shipment",
        "an amount like 120.50",
        ["120.50", "95.00"],
        also::COST_PER_SHIPMENT,
    ),
    required(
        "cost_per_kilogram",
        "an amount like 0.35",
        ["0.35", "0.30"],
        also::COST_PER_KILOGRAM,
    ),
    optional(
        "transit_80",
        "the days within which 80 of a hundred arrive, 0 to 365",
        ["1", ""],
        also::TRANSIT_80,
    ),
    optional(
        "transit_95",
        "the days within which 95 of a hundred arrive, 0 to 365",
        ["3", ""],
        also::TRANSIT_95,
    ),
    optional(
        "transit_99",
        "the days within which 99 of a hundred arrive, 0 to 365",
        ["5", ""],
        also::TRANSIT_99,
    ),
];

/// Plans sites.
pub fn sites(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let (mut plan, mut seen, mut rows) = (Plan::default(), HashMap::new(), Vec::new());
    each(tables, problems, |cells| {
        if let Some(site) = site(cells, book, &mut seen) {
            let present = book.company.site_by_code(&site.code);
            let present = present.map(|id| &book.company.sites[id.index()]);
            if plan.tally.compare(cells.place(), present, &site) {
                rows.push((cells.place(), site));
            }
        }
    });
    let bytes =
        |site: &Site| 64 + site.code.len() + site.name.len() + 8 * site.calendar.holidays.len();
    plan.add(rows, bytes, Command::PutSites);
    plan
}

fn site(cells: &mut Cells<'_>, book: &Book, seen: &mut HashMap<String, Place>) -> Option<Site> {
    let code = cells.read("site", code);
    let name = cells.read("name", |cell| line(cell, NAME_MAX));
    let weekdays = cells.read("weekdays", weekdays);
    let cutoff_minute = cells.read("cutoff", clock);
    let present = code
        .as_ref()
        .and_then(|code| book.company.site_by_code(code));
    let present = present.map(|id| &book.company.sites[id.index()]);
    let its_zone = present.and_then(|site| site.zone);
    let its_zone = cells.read_or("zone", its_zone, None, |cell| zone(cell).map(Some));
    let present = present.map(|site| site.calendar.holidays.clone());
    let parse = |cell: &str| days(cell, HOLIDAYS_MAX);
    let holidays = cells.read_or("holidays", present.unwrap_or_default(), Vec::new(), parse);
    let code = code?;
    cells.once(seen, code.clone(), "site")?;
    let calendar = Calendar {
        weekdays: weekdays?,
        holidays: holidays?,
        cutoff_minute: cutoff_minute?,
    };
    Some(Site {
        code,
        name: name?,
        calendar,
        zone: its_zone?,
    })
}

/// Plans lanes. Their costs are in the currency of the policy.
pub fn lanes(tables: &[Table], book: &Book, problems: &mut Problems) -> Plan {
    let (mut plan, mut seen, mut rows) = (Plan::default(), HashMap::new(), Vec::new());
    each(tables, problems, |cells| {
        if let Some(draft) = lane(cells, book, &mut seen) {
            let site = book.company.site_by_code(&draft.site);
            let present = site.and_then(|site| book.company.lane(site, draft.zone));
            if plan.tally.compare(cells.place(), present, &draft.lane) {
                rows.push((cells.place(), draft));
            }
        }
    });
    plan.add(rows, |_| 64, Command::PutLanes);
    plan
}

fn lane(
    cells: &mut Cells<'_>,
    book: &Book,
    seen: &mut HashMap<(String, ZoneId), Place>,
) -> Option<LaneDraft> {
    let currency = book.policy.currency;
    let known = |code: &str| book.company.site_by_code(code).map(|_| code.to_owned());
    let site = cells.find("site", "site", known);
    let zone = cells.read("zone", zone);
    let transit_days = cells.read("transit_days", |cell| {
        whole(cell, 0..=u64::from(TRANSIT_DAYS_MAX))
    });
    let delivery_weekdays = cells.read("delivery_weekdays", weekdays);
    let cost_per_shipment = cells.money("cost_per_shipment", currency, 0..=RATE_MAX);
    let cost_per_kilogram = cells.money("cost_per_kilogram", currency, 0..=RATE_MAX);
    let (site, zone) = (site?, zone?);
    cells.once(seen, (site.clone(), zone), "zone")?;
    let present = book.company.site_by_code(&site);
    let present = present.and_then(|site| book.company.lane(site, zone));
    let present = present.map_or(Arrivals::NONE, |lane| lane.arrivals);
    let mut share = |column: &str, present| {
        let days = |cell: &str| whole(cell, 0..=u64::from(TRANSIT_DAYS_MAX)).map(Some);
        cells.read_or(column, present, None, days)
    };
    let arrivals = Arrivals {
        p80: share("transit_80", present.p80)?,
        p95: share("transit_95", present.p95)?,
        p99: share("transit_99", present.p99)?,
    };
    let lane = Lane {
        transit_days: transit_days?,
        delivery_weekdays: delivery_weekdays?,
        cost_per_shipment: cost_per_shipment?,
        cost_per_kilogram: cost_per_kilogram?,
        arrivals,
    };
    Some(LaneDraft { site, zone, lane })
}

/// The number of a delivery zone.
pub fn zone(cell: &str) -> Option<ZoneId> {
    whole(cell, 0..=ZONE_MAX).map(ZoneId)
}

/// A site as its row.
pub fn written_site(site: &Site) -> Written {
    let cutoff = site.calendar.cutoff_minute;
    Written::default()
        .text(&site.code)
        .text(&site.name)
        .plain(written::weekdays(site.calendar.weekdays))
        .plain(format!("{:02}:{:02}", cutoff / 60, cutoff % 60))
        .plain(written::words(&site.calendar.holidays))
        .plain(site.zone.map_or_else(String::new, |zone| zone.to_string()))
}

/// A lane as its row.
pub fn written_lane(site: &Site, zone: ZoneId, lane: &Lane, currency: Currency) -> Written {
    let days = |days: Option<u16>| days.map_or_else(String::new, |days| days.to_string());
    Written::default()
        .text(&site.code)
        .plain(zone)
        .plain(lane.transit_days)
        .plain(written::weekdays(lane.delivery_weekdays))
        .money(lane.cost_per_shipment, currency)
        .money(lane.cost_per_kilogram, currency)
        .plain(days(lane.arrivals.p80))
        .plain(days(lane.arrivals.p95))
        .plain(days(lane.arrivals.p99))
}

/// All lanes of all sites.
pub fn lanes_of(book: &Book) -> impl Iterator<Item = (&Site, ZoneId, &Lane)> {
    let sites = book.company.sites.iter().zip(&book.company.lanes);
    sites.flat_map(|(site, lanes)| {
        let zones = (0..).map(ZoneId).zip(lanes);
        zones.filter_map(move |(zone, lane)| Some((site, zone, lane.as_ref()?)))
    })
}
