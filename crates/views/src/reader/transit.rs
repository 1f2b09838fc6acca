//! How long deliveries really took, lane by lane.

use super::Reader;
use crate::fault::Fault;
use crate::model::TransitRow;
use crate::row::Columns;
use book::company::Arrivals;
use rusqlite::params;
use std::collections::BTreeMap;
use vocab::{Day, SiteId, ZoneId};

/// The longest transit that counts, in days: what took longer waited for something else.
const DAYS_MAX: i64 = 365;

impl Reader {
    /// Deliveries of goods that left from one day to another, by lane: those of orders that came with one
    /// shipment, so that it is known which goods arrived.
    pub fn transit(&self, from: Day, to: Day) -> Result<Vec<TransitRow>, Fault> {
        let took = self.ask("measuring transit", |views| {
            let sql = "SELECT s.site, t.zone, o.delivered - s.day, count(*)
                FROM shipments s JOIN orders o ON o.id = s.order_id
                JOIN ship_tos t ON t.id = o.ship_to
                WHERE s.day BETWEEN ?1 AND ?2 AND o.state = 'closed' AND o.terms IS NULL
                AND o.delivered - s.day BETWEEN 0 AND ?3
                AND (SELECT count(*) FROM shipments n WHERE n.order_id = s.order_id) = 1
                GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
            views
                .prepare_cached(sql)?
                .query_map(params![from.0, to.0, DAYS_MAX], |row| {
                    let lane = (SiteId(row.id(0)?), ZoneId(row.id(1)?));
                    Ok((lane, (row.id(2)?, row.number(3)?)))
                })?
                .collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let mut lanes: BTreeMap<_, Vec<(u16, u64)>> = BTreeMap::new();
        for (lane, days) in took {
            lanes.entry(lane).or_default().push(days);
        }
        let row = |((site, zone), days): ((SiteId, ZoneId), Vec<(u16, u64)>)| TransitRow {
            site,
            zone,
            deliveries: days.iter().map(|(_, count)| count).sum(),
            usual: within(&days, 50).unwrap_or_default(),
            arrivals: Arrivals {
                p80: within(&days, 80),
                p95: within(&days, 95),
                p99: within(&days, 99),
            },
        };
        Ok(lanes.into_iter().map(row).collect())
    }
}

/// The fewest days within which so many of a hundred arrived; the days ascend.
fn within(days: &[(u16, u64)], percent: u64) -> Option<u16> {
    let all: u64 = days.iter().map(|(_, count)| count).sum();
    let mut arrived = 0;
    let enough = days.iter().find(|(_, count)| {
        arrived += count;
        arrived * 100 >= all * percent
    });
    enough.map(|(days, _)| *days)
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn so_many_of_a_hundred_arrive_within_the_fewest_days_that_are_enough() {
        let days = [(1, 60), (2, 30), (4, 9), (9, 1)];
        let told = [50, 80, 95, 99, 100].map(|percent| within(&days, percent).unwrap());
        assert_eq!(told, [1, 2, 4, 4, 9]);
        assert_eq!(within(&[], 80), None);
    }
}
