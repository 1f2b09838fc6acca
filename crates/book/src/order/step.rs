//! How an order takes what happens to it: the rules that the book and whoever retells the journal
//! share, without stock and credit.

use super::{
    Backorder, BackorderReason, Hold, HoldKind, Order, OrderLine, OrderState, ScheduleLine, Source,
    Stage, StatedItem,
};
use crate::Few;
use crate::event::{Amendment, PlacedLine};
use vocab::{Day, Quantity, SiteId};

impl Order {
    /// Applies one change, the schedule aside.
    ///
    /// # Errors
    /// The number of the line that is not there; nothing has changed then.
    pub fn amend(&mut self, change: &Amendment) -> Result<(), u16> {
        match change {
            Amendment::Quantity { line, quantity } => {
                let line = self.line_mut(*line)?;
                line.ordered = line.cancelled + *quantity;
            }
            Amendment::Requested {
                line: Some(line),
                day,
            } => self.line_mut(*line)?.requested = *day,
            Amendment::Requested { line: None, day } => {
                self.requested = *day;
                self.lines.iter_mut().for_each(|line| line.requested = None);
            }
            Amendment::ShipTo { ship_to } => self.ship_to = Some(*ship_to),
            Amendment::Terms { terms } => self.terms = *terms,
            Amendment::Expires { at } => self.expires = *at,
            Amendment::LineAdded { line } => self.lines.push(OrderLine::placed(line)),
            Amendment::ItemResolved { line, item, price } => {
                let line = self.line_mut(*line)?;
                line.item = StatedItem::Known(*item);
                line.price = *price;
            }
        }
        Ok(())
    }

    /// Holds the order for these reasons too.
    pub fn hold(&mut self, more: &[Hold]) {
        match &mut self.state {
            OrderState::Held { holds } => holds.extend_from_slice(more),
            OrderState::Open => {
                let holds = more.to_vec();
                self.state = OrderState::Held { holds };
            }
        }
    }

    /// Takes a hold away; true when it was the last one, so that the order is open now.
    pub fn release_hold(&mut self, kind: HoldKind) -> bool {
        self.credit_released |= kind == HoldKind::Credit;
        let OrderState::Held { holds } = &mut self.state else {
            return false;
        };
        holds.retain(|hold| hold.kind() != kind);
        let opens = holds.is_empty();
        if opens {
            self.state = OrderState::Open;
        }
        opens
    }

    /// Goods in stock that were to leave a site on a day leave it on another.
    pub fn postpone(&mut self, site: SiteId, was: Day, goods_issue: Day, delivery: Day) {
        for line in &mut self.lines {
            for mut part in std::mem::take(&mut line.schedule) {
                if part.is_to_leave(site, was) {
                    (part.goods_issue, part.delivery) = (goods_issue, delivery);
                }
                line.add_part(part);
            }
        }
    }

    /// Goods of these lines that are on their way from a site arrive on another day; without one they
    /// turn back, and as much of the lines waits.
    ///
    /// # Errors
    /// The number of the line that is not there.
    pub fn redirect(
        &mut self,
        (site, was): (SiteId, Day),
        lines: &[u16],
        delivery: Option<Day>,
    ) -> Result<(), u16> {
        for number in lines {
            self.line_mut(*number)?.redirect((site, was), delivery);
        }
        Ok(())
    }

    /// A line by its number, counted from 1.
    ///
    /// # Errors
    /// The number, when there is no such line.
    pub fn line_mut(&mut self, number: u16) -> Result<&mut OrderLine, u16> {
        let index = usize::from(number).checked_sub(1);
        let line = index.and_then(|index| self.lines.get_mut(index));
        line.ok_or(number)
    }
}

impl OrderLine {
    /// A line as it is placed: nothing is promised yet.
    pub fn placed(line: &PlacedLine) -> OrderLine {
        OrderLine {
            item: line.item.clone(),
            ordered: line.quantity,
            cancelled: Quantity::ZERO,
            unit: line.unit,
            price: line.price,
            stated_price: line.stated_price,
            requested: line.requested,
            backorder: None,
            schedule: Few::none(),
        }
    }

    /// Takes a quantity off: first what has no date, then the latest promise, then what was released
    /// and not picked. `freed` is told how much of which part is given up. What is left of the
    /// quantity could not be taken.
    pub fn cancel(
        &mut self,
        quantity: Quantity,
        mut freed: impl FnMut(&ScheduleLine, Quantity),
    ) -> Quantity {
        self.cancelled += quantity;
        let mut left = quantity;
        let mut take = |from: &mut Quantity| {
            let taken = Quantity(from.0.min(left.0));
            *from -= taken;
            left -= taken;
            taken
        };
        if let Some(backorder) = &mut self.backorder {
            take(&mut backorder.quantity);
        }
        for stage in [Stage::Promised, Stage::Released] {
            let parts = self.schedule.iter_mut().rev();
            for part in parts.filter(|part| part.stage == stage) {
                let taken = take(&mut part.quantity);
                freed(part, taken);
            }
        }
        self.backorder = self.backorder.filter(|part| !part.quantity.is_zero());
        self.schedule.retain(|part| !part.quantity.is_zero());
        left
    }

    /// Released goods are not where they were to be picked: that quantity waits for others. What is left
    /// of it was not released at this site.
    pub fn pick_short(&mut self, site: SiteId, quantity: Quantity) -> Quantity {
        let mut left = quantity;
        let released = |part: &&mut ScheduleLine| {
            part.stage == Stage::Released && part.site == site && part.source == Source::OnHand
        };
        for part in self.schedule.iter_mut().filter(released) {
            let taken = Quantity(part.quantity.0.min(left.0));
            part.quantity -= taken;
            left -= taken;
        }
        self.schedule.retain(|part| !part.quantity.is_zero());
        self.wait(quantity - left, BackorderReason::StockMissing);
        left
    }

    fn redirect(&mut self, (site, was): (SiteId, Day), delivery: Option<Day>) {
        let mut turned_back = Quantity::ZERO;
        for part in std::mem::take(&mut self.schedule) {
            match (part.is_to_arrive(site, was), delivery) {
                (false, _) => self.add_part(part),
                (true, Some(delivery)) => self.add_part(ScheduleLine { delivery, ..part }),
                (true, None) => turned_back += part.quantity,
            }
        }
        if !turned_back.is_zero() {
            self.wait(turned_back, BackorderReason::NoSupply);
        }
    }

    /// So much more of it has no date.
    fn wait(&mut self, more: Quantity, reason: BackorderReason) {
        let waits = self.backorder.map_or(Quantity::ZERO, |part| part.quantity);
        self.backorder = Some(Backorder {
            quantity: waits + more,
            reason,
        });
    }

    /// Moves a quantity on to the next stage, splitting parts where it is less than one of them.
    /// What is left of the quantity was not at the stage before.
    pub fn advance(&mut self, site: SiteId, to: Stage, quantity: Quantity) -> Quantity {
        let mut left = quantity;
        for part in std::mem::take(&mut self.schedule) {
            let moves = Some(part.stage) == to.before()
                && part.site == site
                && part.source == Source::OnHand;
            let taken = match moves {
                true => Quantity(part.quantity.0.min(left.0)),
                false => Quantity::ZERO,
            };
            left -= taken;
            let moved = ScheduleLine {
                quantity: taken,
                stage: to,
                ..part
            };
            let stays = ScheduleLine {
                quantity: part.quantity - taken,
                ..part
            };
            let parts = [moved, stays].into_iter();
            parts
                .filter(|part| !part.quantity.is_zero())
                .for_each(|part| self.add_part(part));
        }
        left
    }

    /// Adds a part to the schedule; parts that differ in nothing but the quantity become one, so
    /// that a schedule does not grow with the number of steps that goods are moved in.
    pub fn add_part(&mut self, part: ScheduleLine) {
        let same = |old: &&mut ScheduleLine| {
            ScheduleLine {
                quantity: part.quantity,
                ..**old
            } == part
        };
        match self.schedule.iter_mut().find(same) {
            Some(old) => old.quantity += part.quantity,
            None => self.schedule.push(part),
        }
    }
}
