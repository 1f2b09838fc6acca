//! The answer to an order, as it is promised now.

use super::said::Said;
use super::{Gathering, Unknown, line_reference, reference};
use connect::outbound::confirmation::{Answers, ConfirmedLine, Fate, Slice};
use connect::outbound::{Confirmation, Unsayable};
use std::collections::BTreeMap;
use views::{LineRow, OrderState, OrderView};
use vocab::{Day, Instant, OrderId, Quantity};

impl Gathering<'_> {
    /// What becomes of each line of an order, told at this moment.
    ///
    /// # Errors
    /// [`Unknown`], also when the order is held, as nothing of it is promised then, and when a line names
    /// no known item.
    pub fn confirmation(
        &self,
        id: OrderId,
        answers: Answers,
        at: Instant,
    ) -> Result<Confirmation, Unknown> {
        let order = self.order(id)?;
        if order.order.state == OrderState::Held {
            return Err(Unsayable::Missing("a promise: the order is held").into());
        }
        let (buyer, ship_to) = self.buyer_and_ship_to(&order)?;
        let said = self.said(&order)?;
        let lines = order.order_lines.iter();
        let lines = lines.map(|line| self.confirmed(&order, &said, line.number));
        Ok(Confirmation {
            number: format!("{}-{}", order.order.number, order.order.seq),
            at,
            answers,
            order: reference(&order, &said),
            buyer,
            seller: self.seller.party.clone(),
            ship_to,
            currency: order.order.value.currency,
            lines: lines.collect::<Result<_, _>>()?,
            notes: Vec::new(),
        })
    }

    fn confirmed(
        &self,
        order: &OrderView,
        said: &Said,
        number: u16,
    ) -> Result<ConfirmedLine, Unknown> {
        let (line, goods) = self.goods(order, number)?;
        let parts = parts(&line);
        let quantities = parts.iter().map(|(quantity, _)| *quantity);
        let measured = goods.measured(quantities.chain([line.ordered]), line.price);
        let currency = order.order.value.currency;
        let slices = parts.into_iter().map(|(quantity, fate)| Slice {
            quantity: measured.quantity(quantity),
            fate,
        });
        Ok(ConfirmedLine {
            reference: line_reference(number, said),
            item: goods.item(&measured),
            instead_of: None,
            ordered: measured.quantity(line.ordered),
            measure: measured.measure(),
            wanted: line.requested,
            rate: line.price.and_then(|price| measured.rate(price, currency)),
            stated: line
                .stated_price
                .and_then(|price| measured.rate(price, currency)),
            slices: slices.collect(),
        })
    }
}

/// The quantity of a line by what becomes of it: what comes by its days, then what waits, then what does
/// not come.
fn parts(line: &LineRow) -> Vec<(Quantity, Fate)> {
    let mut comes: BTreeMap<(Day, Day), Quantity> = BTreeMap::new();
    for part in &line.schedule {
        *comes.entry((part.delivery, part.goods_issue)).or_default() += part.quantity;
    }
    let comes = comes.into_iter().map(|((delivery, ship), quantity)| {
        let ship = Some(ship);
        (quantity, Fate::Promised { delivery, ship })
    });
    let waits = line
        .backorder
        .map(|waits| (waits.quantity, Fate::Backordered));
    let gone = (!line.cancelled.is_zero()).then_some((line.cancelled, Fate::Rejected));
    comes.chain(waits).chain(gone).collect()
}
