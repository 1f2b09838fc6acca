//! A customer's change: a chain doubles a large order, which is too much to pass by itself.

use super::scene::{Scene, Sent};
use crate::company::{SampleCustomer, working_day};
use crate::document::{Format, LineChange, SampleOrder, x12};
use crate::life::Happening;
use vocab::Decimal;

/// Of its order.
const SERIAL: u64 = 9_900;
/// What the order comes to at first at list prices, in agorot: chains pay less, and twice that is still
/// beyond what passes without a person.
const VALUE_AGOROT: i64 = 14_000_000;
/// Its lines.
const LINES: usize = 24;
/// When it is wanted.
const WANTED_DAYS: i32 = 8;

/// An order that will be made larger.
#[derive(Clone, Debug)]
pub(super) struct LargerOrder {
    customer: SampleCustomer,
    order: SampleOrder,
    step: Step,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Thinking,
    Ordered,
    Changed,
}

impl LargerOrder {
    /// Of a chain that sends X12.
    pub fn of(scene: &Scene<'_>) -> Option<LargerOrder> {
        let chains =
            (0..scene.company.customers.len() as u64).filter_map(|number| scene.chain(number));
        let mut chains = chains.filter(|(customer, _)| customer.format == Format::X12v4010);
        let (customer, place) = chains.next()?;
        // Of what there is most of, so that nobody else goes without.
        let items = scene.items(i64::MAX).into_iter().take(LINES);
        let value = VALUE_AGOROT / LINES as i64;
        let lines: Vec<_> = items
            .map(|goods| (goods, scene.worth(goods, value)))
            .collect();
        let wanted = working_day(scene.day.plus(WANTED_DAYS));
        let order = scene.wanted(customer, place, SERIAL, &lines, wanted);
        Some(LargerOrder {
            customer: customer.clone(),
            order,
            step: Step::Thinking,
        })
    }

    pub fn next(&mut self, scene: &Scene<'_>) -> Option<Happening> {
        match self.step {
            Step::Thinking => {
                self.step = Step::Ordered;
                scene.send(&self.customer, &self.order, SERIAL)
            }
            Step::Ordered => {
                let sent = Sent::of(&self.customer, self.order.po_number.clone());
                scene.order_id(&sent)?;
                self.step = Step::Changed;
                Some(self.doubled(scene))
            }
            Step::Changed => None,
        }
    }

    /// The change, as the chain writes it.
    fn doubled(&self, scene: &Scene<'_>) -> Happening {
        let lines = (1..).zip(&self.order.lines).filter_map(|(number, line)| {
            let mut line = line.clone();
            line.quantity = line.quantity.checked_mul(Decimal::whole(2))?;
            Some((number, LineChange::Quantity(line)))
        });
        let changes: Vec<_> = lines.collect();
        let text = x12::change(&self.order, &changes, x12::Version::V4010);
        Happening::Document {
            name: format!("{}-change-{}.x12", scene.day, self.customer.code),
            bytes: text.into_bytes(),
        }
    }
}
