//! The steps of a plan that bring goods: earlier, from suppliers, from other sites, or as other items.

use super::{Applying, changed};
use crate::company::Consent;
use crate::event::{Amendment, CancelReason, LineSchedule, PlacedLine};
use crate::order::cancel::check_waiting;
use crate::order::hold::find;
use crate::order::{LINES_MAX, Order, Source, Split, StatedItem};
use crate::plan::Substituted;
use crate::refusal::Code;
use crate::stock::movement::{check_item, check_quantity, check_site};
use crate::stock::supply::{SupplyDraft, announce};
use crate::stock::transfer;
use crate::{Event, Few, Refusal};
use vocab::{Day, ItemId, OrderId, Quantity, SiteId, SupplyId};

impl Applying<'_> {
    pub(super) fn hasten(&mut self, id: SupplyId, was: Day, due: Day) -> Result<(), Refusal> {
        let supply = (self.book.stock.supplies.get(&id))
            .filter(|supply| supply.due == was)
            .ok_or_else(|| changed(format!("supply {id} is not due on {was} any more")))?;
        if due >= was {
            let allowed = format!("a day before {was}");
            return Err(Refusal::out_of_range("the due day", due, &allowed));
        }
        self.supply.insert(id, (supply.item, supply.site, due));
        self.around
            .push(Event::SupplyRescheduled { supply: id, due });
        self.freed.insert(supply.item);
        Ok(())
    }

    pub(super) fn announce(&mut self, id: SupplyId, draft: SupplyDraft) -> Result<(), Refusal> {
        let announced = |event: &&Event| matches!(event, Event::SupplyAnnounced { .. });
        let before = self.around.iter().filter(announced).count() as u64;
        if id.0 != self.book.next.supply + before {
            return Err(changed("other supply was announced meanwhile".to_owned()));
        }
        announce(self.book, std::slice::from_ref(&draft), self.stamp)?;
        self.supply.insert(id, (draft.item, draft.site, draft.due));
        let pool = (draft.item, draft.site, Source::Inbound(id));
        self.ledger.comes(pool, draft.quantity);
        self.freed.insert(draft.item);
        self.around.push(Event::SupplyAnnounced {
            supply: id,
            reference: draft.reference,
            kind: draft.kind,
            site: draft.site,
            item: draft.item,
            quantity: draft.quantity,
            due: draft.due,
            supplier: draft.supplier,
        });
        Ok(())
    }

    pub(super) fn transfer(
        &mut self,
        (id, from): (SupplyId, SiteId),
        draft: SupplyDraft,
    ) -> Result<(), Refusal> {
        let arrives = transfer::arrives(self.book, from, draft.site, self.stamp);
        if arrives.is_none_or(|arrives| arrives > draft.due) {
            let message = format!("goods that are sent now don't arrive by {}", draft.due);
            return Err(changed(message));
        }
        self.ledger
            .goes((draft.item, from, Source::OnHand), draft.quantity);
        self.moves.push(Event::StockSent {
            item: draft.item,
            from,
            quantity: draft.quantity,
        });
        self.announce(id, draft)
    }

    /// What waits of lines is cancelled, and other items are promised instead.
    pub(super) fn substitute(&mut self, id: OrderId, lines: &[Substituted]) -> Result<(), Refusal> {
        let waiting: Vec<_> = lines.iter().map(|row| (row.line, row.quantity)).collect();
        self.name(id)?;
        let order = find(self.book, id)?;
        check_waiting(&order, &waiting)?;
        if order.split(self.book) == Split::Never {
            let message = format!("{} is taken in one shipment only", order.id.number());
            return Err(Refusal::new(Code::OutOfRange, message));
        }
        let customer = &self.book.company.customers[order.customer.index()];
        if customer.substitutes == Consent::Never {
            let message = format!("{} takes no substitutes", customer.code);
            return Err(Refusal::new(Code::OutOfRange, message));
        }
        if order.lines.len() + lines.len() > LINES_MAX {
            let count = order.lines.len() + lines.len();
            return Err(Refusal::too_many("lines", count, LINES_MAX));
        }
        let (mut added, mut promised) = (Vec::new(), Vec::new());
        for (number, row) in (order.lines.len() as u16 + 1..).zip(lines) {
            added.push(self.instead(&order, row)?);
            promised.push(LineSchedule {
                line: number,
                schedule: row.schedule.clone(),
                backorder: None,
            });
        }
        self.check_split(&order, &promised)?;
        self.around.push(Event::OrderAmended {
            order: id,
            changes: added,
        });
        self.takes.push(Event::LinesScheduled {
            order: id,
            lines: promised,
            considered: Vec::new(),
        });
        self.takes.push(Event::LinesCancelled {
            order: id,
            lines: waiting,
            reason: CancelReason::Seller,
        });
        Ok(())
    }

    /// The line of another item, at the price that was agreed for the one that waits.
    fn instead(&mut self, order: &Order, row: &Substituted) -> Result<Amendment, Refusal> {
        let none = || Refusal::unknown("line", row.line);
        let line = order.line(row.line).ok_or_else(none)?;
        let item = line.item.known().ok_or_else(none)?;
        if !self.book.company.given_instead(item).contains(&row.item) {
            let (is, of) = (self.code(row.item)?, self.code(item)?);
            return Err(changed(format!("{is} is no substitute of {of} any more")));
        }
        let schedule: Quantity = row.schedule.iter().map(|part| part.quantity).sum();
        if schedule != row.quantity {
            return Err(Refusal::new(
                Code::BadQuantity,
                "a substitute is promised whole",
            ));
        }
        let none = LineSchedule {
            line: row.line,
            schedule: Few::none(),
            backorder: None,
        };
        let promised = LineSchedule {
            schedule: row.schedule.clone(),
            ..none.clone()
        };
        for part in &row.schedule {
            self.check_part(order, Some(row.item), part)?;
        }
        self.ledger.turns(row.item, &none, &promised);
        self.takers.insert((order.customer, row.item));
        Ok(Amendment::LineAdded {
            line: PlacedLine {
                item: StatedItem::Known(row.item),
                quantity: row.quantity,
                unit: self.book.company.items[row.item.index()].base_unit,
                price: line.price,
                stated_price: line.stated_price,
                requested: line.requested,
            },
        })
    }

    fn code(&self, item: ItemId) -> Result<&str, Refusal> {
        check_item(self.book, item)?;
        Ok(&self.book.company.items[item.index()].code)
    }

    pub(super) fn relocate(
        &mut self,
        item: ItemId,
        from: SiteId,
        to: SiteId,
        quantity: Quantity,
    ) -> Result<(), Refusal> {
        check_item(self.book, item)?;
        check_site(self.book, from)?;
        check_site(self.book, to)?;
        check_quantity(quantity)?;
        self.ledger.goes((item, from, Source::OnHand), quantity);
        self.ledger.comes((item, to, Source::OnHand), quantity);
        self.freed.insert(item);
        self.moves.push(Event::StockMoved {
            item,
            from,
            to,
            quantity,
        });
        Ok(())
    }
}
