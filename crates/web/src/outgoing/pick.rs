//! What of an order is to be fetched at a site.

use super::{Gathering, Unknown};
use book::order::Stage;
use connect::outbound::pick::{PickLine, PickList};
use views::{LineRow, SourceRow};
use vocab::{Instant, OrderId, Quantity, SiteId};

impl Gathering<'_> {
    /// The goods of an order that are released at a site and not picked yet.
    ///
    /// # Errors
    /// [`Unknown`]; `Absent` also when nothing is to be picked there.
    pub fn pick_list(&self, id: OrderId, site: SiteId, at: Instant) -> Result<PickList, Unknown> {
        let order = self.order(id)?;
        let lines = order.order_lines.iter();
        let waits = lines.map(|line| (line.number, released(line, site)));
        let waits = waits.filter(|(_, quantity)| !quantity.is_zero());
        let lines = waits.map(|(number, quantity)| {
            let (_, goods) = self.goods(&order, number)?;
            let measured = goods.measured([quantity].into_iter(), None);
            Ok(PickLine {
                bin: goods.bin_at(site).map(str::to_owned),
                item: goods.item(&measured),
                quantity: measured.quantity(quantity),
                measure: measured.measure(),
                lot: None,
                order_number: order.order.number.clone(),
            })
        });
        let lines: Vec<PickLine> = lines.collect::<Result<_, Unknown>>()?;
        if lines.is_empty() {
            return Err(Unknown::Absent);
        }
        let site = self.views.sites()?.into_iter().find(|row| row.id == site);
        Ok(PickList {
            number: order.order.number.clone(),
            site: site.map(|site| site.code).unwrap_or_default(),
            at,
            picker: None,
            lines,
        })
    }
}

fn released(line: &LineRow, site: SiteId) -> Quantity {
    let here = line.schedule.iter().filter(|part| {
        let in_stock = matches!(part.source, SourceRow::OnHand);
        part.stage == Stage::Released && part.site.id == site && in_stock
    });
    here.map(|part| part.quantity).sum()
}
