//! What a site that a warehouse of somebody else runs is to ship.

use super::{Gathering, Unknown, place, reference};
use book::Event;
use book::order::Stage;
use connect::outbound::WarehouseOrder;
use connect::outbound::pick::walk;
use connect::outbound::warehouse::WarehouseLine;
use std::collections::BTreeMap;
use views::{OrderView, ScheduleRow};
use vocab::{Instant, OrderId, Quantity, SiteId, Unit};

/// Goods of an order that were handed to a site.
#[derive(Clone, Debug)]
pub struct Release {
    /// The order.
    pub order: OrderId,
    /// The site.
    pub site: SiteId,
    /// Line number and how much, base units.
    pub lines: Vec<(u16, Quantity)>,
}

impl Gathering<'_> {
    /// The release of this id, `SEQ-NTH`: the journal record and the event of it that it stands in.
    ///
    /// # Errors
    /// [`Unknown`]; `Absent` also where something else stands there.
    pub fn release(&self, id: &str) -> Result<Release, Unknown> {
        let (seq, nth) = place(id).ok_or(Unknown::Absent)?;
        let batch = self.records.batch(seq)?.ok_or(Unknown::Absent)?;
        let mut events = batch.entries.iter().flat_map(|entry| entry.outcome.iter());
        match events.by_ref().flatten().nth(nth as usize) {
            Some(Event::GoodsAdvanced {
                order,
                to: Stage::Released,
                site,
                lines,
                ..
            }) => Ok(Release {
                order: *order,
                site: *site,
                lines: lines.clone(),
            }),
            Some(_) | None => Err(Unknown::Absent),
        }
    }

    /// The unit that each line of a release is told to the warehouse in: the base unit of its item.
    ///
    /// # Errors
    /// [`Unknown`], also when a line names no known item.
    pub fn counted_in(&self, release: &Release) -> Result<BTreeMap<u16, Unit>, Unknown> {
        let order = self.order(release.order)?;
        let units = release.lines.iter().map(|(line, _)| {
            let (_, goods) = self.goods(&order, *line)?;
            Ok((*line, goods.counted().measure().unit))
        });
        units.collect()
    }

    /// The order to the warehouse to ship what a release handed to it, in base units: those that it
    /// counts in, in the sequence of their bins. It has the number of the release, which is its place in the
    /// journal.
    ///
    /// # Errors
    /// [`Unknown`], also when a line names no known item.
    pub fn warehouse_order(&self, number: &str, at: Instant) -> Result<WarehouseOrder, Unknown> {
        let Release { order, site, lines } = self.release(number)?;
        let order = self.order(order)?;
        let sites = self.views.sites()?;
        let site = sites.into_iter().find(|row| row.id == site);
        let site = site.ok_or(Unknown::Absent)?;
        let (_, ship_to) = self.buyer_and_ship_to(&order)?;
        let parts = parts_at(&order, site.id, &lines);
        let wanted = lines.iter().map(|(line, quantity)| {
            let (_, goods) = self.goods(&order, *line)?;
            let measured = goods.counted();
            let bin = goods.bin_at(site.id).map(str::to_owned);
            Ok((
                bin,
                WarehouseLine {
                    number: (*line).into(),
                    item: goods.item(&measured),
                    quantity: measured.quantity(*quantity),
                    measure: measured.measure(),
                    lot: None,
                },
            ))
        });
        let mut wanted: Vec<(Option<String>, WarehouseLine)> =
            wanted.collect::<Result<_, Unknown>>()?;
        wanted.sort_by(|(left, _), (right, _)| walk(left.as_deref(), right.as_deref()));
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
            lines: wanted.into_iter().map(|(_, line)| line).collect(),
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
