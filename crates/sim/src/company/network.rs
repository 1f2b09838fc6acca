//! Where goods lie and where they go: three distribution centres, twelve delivery zones, lanes.

use book::company::{Calendar, Lane, LaneDraft, Site};
use vocab::{Day, Weekday, ZoneId};

/// The centres by their codes, in the order of their ids.
pub const SITES: [&str; 3] = ["DC-NORTH", "DC-CENTRE", "DC-SOUTH"];
/// Which share of the demand each centre serves, in percent.
pub const SITE_SHARES: [u64; 3] = [27, 50, 23];
/// The centre that also ships on Friday mornings.
const FRIDAY_SITE: usize = 1;

/// A delivery zone.
#[derive(Clone, Copy, Debug)]
pub struct Zone {
    /// Its number.
    pub id: ZoneId,
    /// What it is called.
    pub name: &'static str,
    /// Transit days from each centre.
    transit: [u16; 3],
    /// Agorot of one shipment from each centre.
    shipment: [i64; 3],
    /// Agorot of a kilogram from each centre.
    kilogram: [i64; 3],
    days: Days,
}

/// On which days a zone is delivered to.
#[derive(Clone, Copy, Debug)]
enum Days {
    Daily,
    DailyAndFriday,
    ThreeAWeek,
}

const fn zone(
    id: u16,
    name: &'static str,
    transit: [u16; 3],
    shipment: [i64; 3],
    kilogram: [i64; 3],
    days: Days,
) -> Zone {
    Zone {
        id: ZoneId(id),
        name,
        transit,
        shipment,
        kilogram,
        days,
    }
}

/// The zones, in the order of their numbers, which count from 1.
pub const ZONES: [Zone; 12] = [
    zone(
        1,
        "Upper Galilee and Golan",
        [1, 2, 3],
        [7_900, 12_900, 18_900],
        [28, 45, 66],
        Days::ThreeAWeek,
    ),
    zone(
        2,
        "Haifa and the Krayot",
        [1, 1, 2],
        [4_900, 7_900, 13_900],
        [17, 28, 48],
        Days::Daily,
    ),
    zone(
        3,
        "Lower Galilee and Valleys",
        [1, 1, 2],
        [5_400, 8_900, 14_900],
        [19, 31, 51],
        Days::Daily,
    ),
    zone(
        4,
        "Sharon",
        [1, 1, 2],
        [6_400, 5_400, 9_900],
        [22, 19, 34],
        Days::Daily,
    ),
    zone(
        5,
        "Tel Aviv",
        [1, 1, 1],
        [7_400, 4_400, 8_400],
        [26, 15, 29],
        Days::DailyAndFriday,
    ),
    zone(
        6,
        "Gush Dan East",
        [1, 1, 1],
        [7_400, 4_400, 8_400],
        [26, 15, 29],
        Days::DailyAndFriday,
    ),
    zone(
        7,
        "Shfela",
        [2, 1, 1],
        [8_400, 4_900, 6_900],
        [29, 17, 24],
        Days::DailyAndFriday,
    ),
    zone(
        8,
        "Jerusalem",
        [2, 1, 1],
        [10_900, 6_400, 8_900],
        [38, 22, 31],
        Days::Daily,
    ),
    zone(
        9,
        "Modiin and Beit Shemesh",
        [2, 1, 1],
        [9_400, 4_900, 7_900],
        [33, 17, 27],
        Days::Daily,
    ),
    zone(
        10,
        "Ashdod and Ashkelon",
        [2, 1, 1],
        [10_900, 6_400, 5_400],
        [38, 22, 19],
        Days::Daily,
    ),
    zone(
        11,
        "Beer Sheva and Negev",
        [3, 2, 1],
        [15_900, 9_900, 5_400],
        [55, 34, 19],
        Days::Daily,
    ),
    zone(
        12,
        "Eilat and Arava",
        [4, 3, 2],
        [28_900, 22_900, 15_900],
        [98, 78, 54],
        Days::ThreeAWeek,
    ),
];

/// Holidays on which the centres are closed, as civil dates.
const HOLIDAYS: [(i32, u32, u32); 9] = [
    (2026, 4, 2),
    (2026, 4, 8),
    (2026, 4, 22),
    (2026, 5, 22),
    (2026, 9, 12),
    (2026, 9, 13),
    (2026, 9, 21),
    (2026, 9, 26),
    (2026, 10, 3),
];

/// Sunday to Thursday as a mask.
pub const WORKING_WEEK: [Weekday; 5] = [
    Weekday::Sunday,
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
];

fn mask(days: &[Weekday]) -> u8 {
    days.iter().fold(0, |mask, day| mask | day.bit())
}

/// The three centres.
pub fn sites() -> Vec<Site> {
    let names = ["Yokneam", "Modiin", "Kiryat Gat"];
    // The north loads long-haul lorries early.
    let cutoffs = [13 * 60, 15 * 60, 14 * 60];
    let all = SITES.into_iter().zip(names).zip(cutoffs).enumerate();
    all.map(|(index, ((code, name), cutoff_minute))| Site {
        code: code.to_owned(),
        name: format!("{name} distribution centre"),
        calendar: Calendar {
            weekdays: weekdays(index),
            holidays: holidays(),
            cutoff_minute,
        },
        zone: None,
    })
    .collect()
}

fn weekdays(site: usize) -> u8 {
    let friday = if site == FRIDAY_SITE {
        Weekday::Friday.bit()
    } else {
        0
    };
    mask(&WORKING_WEEK) | friday
}

fn holidays() -> Vec<Day> {
    let days = HOLIDAYS.into_iter();
    days.filter_map(|(year, month, day)| Day::from_civil(year, month, day))
        .collect()
}

/// Every centre reaches every zone, near ones sooner and for less.
pub fn lanes() -> Vec<LaneDraft> {
    let sites = SITES.into_iter().enumerate();
    sites
        .flat_map(|(index, site)| ZONES.iter().map(move |zone| lane(index, site, zone)))
        .collect()
}

fn lane(index: usize, site: &str, zone: &Zone) -> LaneDraft {
    let delivery_weekdays = match zone.days {
        Days::Daily => mask(&WORKING_WEEK),
        Days::DailyAndFriday => mask(&WORKING_WEEK) | Weekday::Friday.bit(),
        Days::ThreeAWeek => mask(&[Weekday::Sunday, Weekday::Tuesday, Weekday::Thursday]),
    };
    LaneDraft {
        site: site.to_owned(),
        zone: zone.id,
        lane: Lane {
            transit_days: zone.transit[index],
            delivery_weekdays,
            cost_per_shipment: zone.shipment[index],
            cost_per_kilogram: zone.kilogram[index],
            arrivals: book::company::Arrivals::NONE,
        },
    }
}
