//! The step of a plan that lets an order go on which waits for a yes.

use super::{Applying, changed};
use crate::event::LineSchedule;
use crate::order::HoldKind;
use crate::order::hold::{find, release};
use crate::{Event, Few, Refusal};
use vocab::OrderId;

impl Applying<'_> {
    /// The order is promised as the planner saw it, or not at all.
    pub(super) fn release(
        &mut self,
        id: OrderId,
        holds: &[HoldKind],
        becomes: &[LineSchedule],
    ) -> Result<(), Refusal> {
        self.name(id)?;
        let order = find(self.book, id)?;
        let events = release(self.book, id, holds, self.stamp)?;
        let mut promises = events.iter().filter_map(|event| {
            let Event::LinesScheduled { lines, .. } = event else {
                return None;
            };
            Some(lines)
        });
        let promised = promises.next();
        if promised.map(Vec::as_slice) != Some(becomes) {
            let number = id.number();
            return Err(changed(format!(
                "{number} would not be promised as the plan has it"
            )));
        }
        for promised in becomes {
            let Some(item) = order.line(promised.line).and_then(|line| line.item.known()) else {
                continue;
            };
            let none = LineSchedule {
                line: promised.line,
                schedule: Few::none(),
                backorder: None,
            };
            self.ledger.turns(item, &none, promised);
            self.takers.insert((order.customer, item));
        }
        self.takes.extend(events);
        Ok(())
    }
}
