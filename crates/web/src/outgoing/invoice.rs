//! What a shipment costs.

use super::{Gathering, Unknown, line_reference, reference};
use connect::outbound::Unsayable;
use connect::outbound::facts::LineReference;
use connect::outbound::invoice::{Invoice, InvoiceKind, InvoiceLine, Tax, Terms};
use views::{OrderView, ShipmentRow};
use vocab::{Decimal, Quantity};

/// A whole, in the parts that a rate of tax with two places counts.
const WHOLE: i128 = 10_000;

impl Gathering<'_> {
    /// The invoice for the goods of a shipment: each line at the price that was charged, with the
    /// company's tax. It has the number and the day of the shipment.
    ///
    /// # Errors
    /// [`Unknown`], also when a line has no price.
    pub fn invoice(&self, shipment: &ShipmentRow) -> Result<Invoice, Unknown> {
        let tax = self.seller.tax_percent;
        let order = self.order(shipment.order)?;
        let (buyer, ship_to) = self.buyer_and_ship_to(&order)?;
        let said = self.said(&order)?;
        let lines = shipment.lines.iter();
        let lines = lines.map(|(line, quantity)| {
            self.charged(&order, line_reference(*line, &said), *line, *quantity)
        });
        let lines: Vec<InvoiceLine> = lines.collect::<Result<_, _>>()?;
        let net = lines
            .iter()
            .try_fold(0i64, |sum, line| sum.checked_add(line.net_minor));
        let net = net.ok_or(Unsayable::Sum)?;
        Ok(Invoice {
            number: shipment.id(),
            day: shipment.day,
            kind: InvoiceKind::Commercial,
            order: reference(&order, &said),
            shipment: Some(shipment.id()),
            shipped: Some(shipment.day),
            seller: self.seller.party.clone(),
            buyer,
            ship_to,
            currency: order.order.value.currency,
            lines,
            charges: Vec::new(),
            taxes: vec![Tax {
                percent: tax,
                base_minor: net,
                minor: share(net, tax).ok_or(Unsayable::Sum)?,
            }],
            terms: Terms::default(),
        })
    }

    fn charged(
        &self,
        order: &OrderView,
        reference: LineReference,
        number: u16,
        quantity: Quantity,
    ) -> Result<InvoiceLine, Unknown> {
        let (line, goods) = self.goods(order, number)?;
        let price = line
            .price
            .ok_or(Unsayable::Missing("a price of each line"))?;
        let measured = goods.measured([quantity].into_iter(), Some(price));
        let rate = measured.rate(price, order.order.value.currency);
        Ok(InvoiceLine {
            reference,
            item: goods.item(&measured),
            quantity: measured.quantity(quantity),
            measure: measured.measure(),
            rate: rate.ok_or(Unsayable::Sum)?,
            net_minor: price.amount(quantity).ok_or(Unsayable::Sum)?,
            tax_percent: self.seller.tax_percent,
        })
    }
}

/// So many percent of an amount, rounded half up, away from zero.
fn share(minor: i64, percent: Decimal) -> Option<i64> {
    let product = i128::from(minor) * i128::from(percent.at_scale(2)?);
    let half = WHOLE / 2 * product.signum();
    i64::try_from((product + half) / WHOLE).ok()
}

#[cfg(test)]
mod tests {
    use super::share;
    use vocab::Decimal;

    #[test]
    fn tax_is_rounded_to_the_nearest_minor_unit() {
        let of = |minor, percent| share(minor, Decimal::parse(percent).unwrap());
        assert_eq!(of(1_000, "18"), Some(180));
        assert_eq!(of(25, "18"), Some(5));
        assert_eq!(of(24, "18"), Some(4));
        assert_eq!(of(1_000, "7.25"), Some(73));
        assert_eq!(of(0, "0"), Some(0));
        assert_eq!(of(1_000, "0.125"), None);
    }
}
