//! What a site that a warehouse of somebody else runs is to ship.

use super::{Gathering, Unknown, reference};
use book::order::Stage;
use connect::outbound::WarehouseOrder;
use connect::outbound::warehouse::WarehouseLine;
use views::{Happening, OrderView, ScheduleRow, TimelineEntry};
use vocab::{Instant, OrderId, Quantity, SiteId};

/// Goods of an order that were handed to a site.
pub struct Release {
    /// The site.
    pub site: SiteId,
    /// Line number and how much, base units.
    pub lines: Vec<(u16, Quantity)>,
}

impl Gathering<'_> {
    /// The release of an order that stands at a place of the journal; none where something else does.
    ///
    /// # Errors
    /// [`Unknown`].
    pub fn release(&self, order: &OrderView, id: &str) -> Result<Release, Unknown> {
        let at = |entry: &&TimelineEntry| format!("{}-{}", entry.seq, entry.nth) == id;
        let entry = order.timeline.iter().find(at);
        match entry.map(|entry| &entry.happening) {
            Some(Happening::Advanced {
                to: Stage::Released,
                site,
                lines,
                ..
            }) => Ok(Release {
                site: *site,
                lines: lines.clone(),
            }),
            Some(_) | None => Err(Unknown::Absent),
        }
    }

    /// The order to the warehouse to ship what a release handed to it, in base units: those that it
    /// counts in. It has the number of the release, which is its place in the journal.
    ///
    /// # Errors
    /// [`Unknown`], also when a line names no known item.
    pub fn warehouse_order(
        &self,
        id: OrderId,
        number: &str,
        at: Instant,
    ) -> Result<WarehouseOrder, Unknown> {
        let order = self.order(id)?;
        let Release { site, lines } = self.release(&order, number)?;
        let sites = self.views.sites()?;
        let site = sites.into_iter().find(|row| row.id == site);
        let site = site.ok_or(Unknown::Absent)?;
        let (_, ship_to) = self.buyer_and_ship_to(&order)?;
        let parts = parts_at(&order, site.id, &lines);
        let wanted = lines.iter().map(|(line, quantity)| {
            let (_, goods) = self.goods(&order, *line)?;
            let measured = goods.counted();
            Ok(WarehouseLine {
                number: (*line).into(),
                item: goods.item(&measured),
                quantity: measured.quantity(*quantity),
                measure: measured.measure(),
                lot: None,
            })
        });
        Ok(WarehouseOrder {
            number: number.to_owned(),
            at,
            order: reference(&order, &self.said(&order)?),
            depositor: self.seller.party.clone(),
            warehouse: self.ship_from(&site),
            ship_to,
            ship_on: parts.iter().map(|part| part.goods_issue).min(),
            deliver_on: parts.iter().map(|part| part.delivery).min(),
            carriage: None,
            lines: wanted.collect::<Result<_, Unknown>>()?,
            notes: Vec::new(),
        })
    }
}

/// What of these lines a site is still to ship.
fn parts_at<'o>(
    order: &'o OrderView,
    site: SiteId,
    lines: &[(u16, Quantity)],
) -> Vec<&'o ScheduleRow> {
    let named = |number: u16| lines.iter().any(|(line, _)| *line == number);
    let lines = order.order_lines.iter().filter(|line| named(line.number));
    let parts = lines.flat_map(|line| &line.schedule);
    let there = |stage| stage >= Stage::Released && stage < Stage::Shipped;
    parts
        .filter(|part| part.site.id == site && there(part.stage))
        .collect()
}
