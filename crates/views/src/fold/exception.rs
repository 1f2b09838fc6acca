//! Exceptions: what broke, what could be done, what was done; told on each order that it touches.

use super::order::Gathered;
use super::store::load;
use super::{Fold, Place, Subject};
use crate::fault::Fault;
use crate::happening::Happening;
use crate::row::{json, signed};
use book::Event;
use book::exception::{Broken, Cause, Kind, Proposal};
use book::plan::Shift;
use book::policy::Autonomy;
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Currency, ExceptionId, OrderId};

/// What all promises of an exception come to.
const SUM_UP: &str = "
    UPDATE exceptions SET (orders, lines, value, promised) =
        (SELECT count(DISTINCT order_id), count(*), sum(value), min(promised)
         FROM exception_lines WHERE exception = ?1),
    amounts = (SELECT json_group_array(json_array(currency, total)) FROM
        (SELECT currency, sum(value) AS total FROM exception_lines WHERE exception = ?1
         GROUP BY currency ORDER BY currency))
    WHERE id = ?1";

impl Fold<'_> {
    pub(super) fn exception_event(&mut self, event: &Event, place: Place) -> Result<(), Fault> {
        match event {
            Event::ExceptionRaised {
                exception,
                kind,
                cause,
                at: _,
                broken,
                expected: _,
            } => self.raise_exception(*exception, *kind, cause, broken, place),
            Event::SolutionsProposed {
                exception,
                proposals,
            } => self.propose_solutions(*exception, proposals),
            Event::ProposalApproved { exception, .. } => {
                let sql = "UPDATE exceptions SET approvals = approvals + 1 WHERE id = ?1";
                self.run(sql, [signed(exception.0)]).map(drop)
            }
            Event::PlanMade {
                exception,
                proposal,
                shifts,
                rule,
                on: _,
            } => self.make_plan(*exception, *proposal, shifts, *rule, place),
            Event::ExceptionClosed { exception, how } => {
                let sql = "UPDATE exceptions SET how = ?2, closed = ?3, actor = ?4 WHERE id = ?1";
                let (at, actor) = (place.stamp.at.0, place.stamp.actor.0);
                let row = params![signed(exception.0), how.as_str(), at, actor];
                self.run(sql, row).map(drop)
            }
            Event::PlanReverted { exception } => {
                let sql = "UPDATE exceptions SET reverted = ?2 WHERE id = ?1";
                let row = params![signed(exception.0), place.stamp.at.0];
                self.run(sql, row).map(drop)
            }
            _ => Ok(()),
        }
    }

    fn raise_exception(
        &mut self,
        exception: ExceptionId,
        kind: Kind,
        cause: &Cause,
        broken: &[Broken],
        place: Place,
    ) -> Result<(), Fault> {
        let id = signed(exception.0);
        self.run(
            "INSERT INTO exceptions VALUES (?1, ?2, ?3, ?4, 0, 0, 0, '[]', NULL, '[]', 0, NULL, NULL,
             NULL, NULL, '[]', NULL, NULL) ON CONFLICT DO NOTHING",
            params![id, kind.as_str(), json(cause), place.stamp.at.0],
        )?;
        let mut lines: BTreeMap<OrderId, Vec<u16>> = BTreeMap::new();
        for row in broken {
            self.raise_line(exception, row, place)?;
            lines.entry(row.order).or_default().push(row.line);
        }
        self.run(SUM_UP, [id])?;
        for (order, lines) in lines {
            let broken = Happening::PromiseBroken {
                exception,
                trouble: kind,
                cause: cause.clone(),
                lines,
            };
            self.tell(Subject::Order(order), place, &broken)?;
        }
        Ok(())
    }

    fn raise_line(
        &mut self,
        exception: ExceptionId,
        row: &Broken,
        place: Place,
    ) -> Result<(), Fault> {
        let (value, currency) = self.worth(row, place)?;
        // The day that a line was promised for first is the one that counts.
        self.run(
            "INSERT INTO exception_lines VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE
             SET quantity = max(quantity, excluded.quantity), value = max(value, excluded.value)",
            params![
                signed(exception.0),
                signed(row.order.0),
                row.line,
                signed(row.quantity.0),
                row.promised.map(|day| day.0),
                currency.as_str(),
                value,
            ],
        )
        .map(drop)
    }

    /// What a broken promise is worth, minor units of the order's currency; nothing without a price.
    fn worth(&self, row: &Broken, place: Place) -> Result<(i64, Currency), Fault> {
        let told = |gathered: &Gathered| {
            let line = gathered.order.line(row.line);
            let price = line.and_then(|line| line.price);
            let value = price.and_then(|price| price.amount(row.quantity));
            (value.unwrap_or(0), gathered.order.currency)
        };
        match self.orders.get(&row.order) {
            Some(gathered) => Ok(told(gathered)),
            None => load(self.views, row.order)?
                .as_ref()
                .map(told)
                .ok_or_else(|| place.unfit("order", row.order.number())),
        }
    }

    fn propose_solutions(
        &mut self,
        exception: ExceptionId,
        proposals: &[Proposal],
    ) -> Result<(), Fault> {
        let sql = "UPDATE exceptions SET proposals = ?2, approvals = 0 WHERE id = ?1";
        self.run(sql, params![signed(exception.0), json(&proposals)])
            .map(drop)
    }

    fn make_plan(
        &mut self,
        exception: Option<ExceptionId>,
        proposal: u16,
        shifts: &[Shift],
        rule: Option<Autonomy>,
        place: Place,
    ) -> Result<(), Fault> {
        if let Some(exception) = exception {
            let sql = "UPDATE exceptions SET proposal = ?2, shifts = ?3, rule = ?4 WHERE id = ?1";
            let rule = rule.map(|rule| rule.to_string());
            let row = params![signed(exception.0), proposal, json(&shifts), rule];
            self.run(sql, row)?;
        }
        let orders: BTreeSet<OrderId> = shifts.iter().map(|shift| shift.order).collect();
        for order in orders {
            let of_order = shifts.iter().filter(|shift| shift.order == order);
            let planned = Happening::Planned {
                exception,
                shifts: of_order.copied().collect(),
            };
            self.tell(Subject::Order(order), place, &planned)?;
        }
        Ok(())
    }
}
