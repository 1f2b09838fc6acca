//! Returns: their lines, and the stock that comes back.

use super::{Fold, Place, Subject};
use crate::fault::Fault;
use crate::happening::Happening;
use crate::model::ReturnState;
use crate::row::{Columns, signed};
use book::Event;
use book::returns::Disposition;
use rusqlite::{OptionalExtension, params};
use vocab::{ItemId, OrderId, Quantity, ReturnId, SiteId};

impl Fold<'_> {
    pub(super) fn return_event(&mut self, event: &Event, place: Place) -> Result<(), Fault> {
        match event {
            Event::ReturnReceived {
                return_order,
                lines,
            } => {
                let (order, site) = self.found_return(*return_order, place)?;
                for line in lines {
                    self.receive_return_line(*return_order, site, *line, place)?;
                }
                let received = Happening::ReturnReceived {
                    return_order: *return_order,
                    lines: lines.clone(),
                };
                self.tell(Subject::Order(order), place, &received)
            }
            Event::ReturnClosed { return_order } => {
                let (order, _) = self.found_return(*return_order, place)?;
                let sql = "UPDATE returns SET state = ?2 WHERE id = ?1";
                let state = ReturnState::Closed.as_str();
                self.run(sql, params![signed(return_order.0), state])?;
                let return_order = *return_order;
                self.tell(
                    Subject::Order(order),
                    place,
                    &Happening::ReturnClosed { return_order },
                )
            }
            event => self.place_return(event, place),
        }
    }

    fn place_return(&mut self, event: &Event, place: Place) -> Result<(), Fault> {
        let Event::ReturnPlaced {
            return_order,
            customer,
            order,
            site,
            lines,
            turned_back: _,
        } = event
        else {
            return Ok(());
        };
        self.run(
            "INSERT INTO returns VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                signed(return_order.0),
                ReturnState::Expected.as_str(),
                customer.0,
                signed(order.0),
                site.0,
                place.stamp.at.0
            ],
        )?;
        for (number, line) in (1u16..).zip(lines) {
            let (agreed, restocked) = (signed(line.agreed.0), signed(line.restocked.0));
            self.run(
                "INSERT INTO return_lines VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    signed(return_order.0),
                    number,
                    line.item.0,
                    agreed,
                    restocked,
                    signed(line.scrapped.0)
                ],
            )?;
        }
        let placed = Happening::ReturnPlaced {
            return_order: *return_order,
            site: *site,
        };
        self.tell(Subject::Order(*order), place, &placed)
    }

    fn receive_return_line(
        &mut self,
        id: ReturnId,
        site: SiteId,
        (number, quantity, disposition): (u16, Quantity, Disposition),
        place: Place,
    ) -> Result<(), Fault> {
        let units = signed(quantity.0);
        let (restocked, scrapped) = match disposition {
            Disposition::Restock => (units, 0),
            Disposition::Scrap => (0, units),
        };
        let item = self
            .views
            .prepare_cached(
                "UPDATE return_lines SET restocked = restocked + ?3, scrapped = scrapped + ?4
                 WHERE return_id = ?1 AND number = ?2 RETURNING item",
            )?
            .query_row(params![signed(id.0), number, restocked, scrapped], |row| {
                row.id(0).map(ItemId)
            })
            .optional()?;
        let item = item.ok_or_else(|| place.unfit("line of a return", number))?;
        self.movements.add(item, site, restocked);
        Ok(())
    }

    fn found_return(&self, id: ReturnId, place: Place) -> Result<(OrderId, SiteId), Fault> {
        let found = self
            .views
            .prepare_cached("SELECT order_id, site FROM returns WHERE id = ?1")?
            .query_row([signed(id.0)], |row| {
                Ok((OrderId(row.number(0)?), SiteId(row.id(1)?)))
            })
            .optional()?;
        found.ok_or_else(|| place.unfit("return", id))
    }
}
