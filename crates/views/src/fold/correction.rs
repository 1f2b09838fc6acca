//! What a person put right in a request before it became an order: the request as it was read,
//! held against the order that was placed of it.

use super::{Fold, Place};
use crate::fault::Fault;
use crate::happening::Correction;
use crate::row::Columns;
use book::order::{Hold, LineDraft, Order, OrderDraft, OrderLine, OrderState, StatedItem};
use book::request::RequestDraft;
use rusqlite::OptionalExtension;
use vocab::{OrderId, RequestId, ShipToId};

/// Corrections that are told of one request; whoever corrects more has typed another order.
const CORRECTIONS_MAX: usize = 200;

impl Fold<'_> {
    /// What was corrected in a request that became an order.
    pub(super) fn corrections(
        &mut self,
        request: RequestId,
        order: OrderId,
        place: Place,
    ) -> Result<Vec<Correction>, Fault> {
        let draft: Option<RequestDraft> = self
            .views
            .prepare_cached("SELECT draft FROM requests WHERE id = ?1")?
            .query_row([request.0 as i64], |row| row.json(0))
            .optional()?;
        let order = self.order(order, place)?.order.clone();
        let mut told = match draft.and_then(|draft| draft.order) {
            Some(draft) => {
                let default = self.default_ship_to(&draft)?;
                let mut told = self.head(&draft, default, &order, place)?;
                told.extend(self.lines(&draft.lines, &order.lines, place)?);
                told
            }
            None => vec![Correction::Formed {
                lines: order.lines.len() as u32,
            }],
        };
        told.truncate(CORRECTIONS_MAX);
        Ok(told)
    }

    fn default_ship_to(&self, draft: &OrderDraft) -> Result<Option<ShipToId>, Fault> {
        let sql = "SELECT default_ship_to FROM customers WHERE id = ?1";
        let found = self
            .views
            .prepare_cached(sql)?
            .query_row([draft.customer.0], |row| row.id_or_none(0))
            .optional()?;
        Ok(found.flatten().map(ShipToId))
    }

    fn head(
        &mut self,
        draft: &OrderDraft,
        default: Option<ShipToId>,
        order: &Order,
        place: Place,
    ) -> Result<Vec<Correction>, Fault> {
        let mut told = Vec::new();
        if draft.customer != order.customer {
            told.push(Correction::Customer {
                from: self.customer_code(draft.customer, place.seq)?.to_owned(),
                to: self.customer_code(order.customer, place.seq)?.to_owned(),
            });
        } else if !goes_as_read(draft, draft.ship_to.or(default), order) {
            told.push(Correction::ShipTo);
        }
        if draft.po_number != order.po_number {
            told.push(Correction::PoNumber {
                from: draft.po_number.clone(),
                to: order.po_number.clone(),
            });
        }
        if draft.requested != order.requested {
            told.push(Correction::Requested {
                line: None,
                from: draft.requested,
                to: order.requested,
            });
        }
        Ok(told)
    }

    fn lines(
        &mut self,
        read: &[LineDraft],
        placed: &[OrderLine],
        place: Place,
    ) -> Result<Vec<Correction>, Fault> {
        let mut told = Vec::new();
        for (from, to) in pairs(read, placed) {
            match (from, to) {
                (Some((number, from)), Some((_, to))) => {
                    if from.item != to.item {
                        told.push(Correction::Item {
                            line: number,
                            from: self.called(&from.item, place)?,
                            to: self.called(&to.item, place)?,
                        });
                    }
                    told.extend(figures(number, from, to));
                }
                (Some((line, from)), None) => told.push(Correction::LineRemoved {
                    line,
                    item: self.called(&from.item, place)?,
                    quantity: from.quantity,
                }),
                (None, Some((line, to))) => told.push(Correction::LineAdded {
                    line,
                    item: self.called(&to.item, place)?,
                    quantity: to.ordered,
                }),
                (None, None) => {}
            }
        }
        Ok(told)
    }

    /// The code of an item, or what the document calls it.
    fn called(&mut self, item: &StatedItem, place: Place) -> Result<String, Fault> {
        match item {
            StatedItem::Known(id) => Ok(self.item_code(*id, place.seq)?.to_owned()),
            StatedItem::Unknown(text) => Ok(text.clone()),
        }
    }
}

/// Whether an order goes where the request would have gone, or waits for an address as that would.
fn goes_as_read(draft: &OrderDraft, read: Option<ShipToId>, order: &Order) -> bool {
    let waits = match &order.state {
        OrderState::Held { holds } => holds.contains(&Hold::Address),
        OrderState::Open => false,
    };
    read == order.ship_to && waits == (read.is_none() || draft.address_in_doubt)
}

/// What changed of a line besides its item.
fn figures(line: u16, from: &LineDraft, to: &OrderLine) -> Vec<Correction> {
    let mut told = Vec::new();
    if from.quantity != to.ordered {
        told.push(Correction::Quantity {
            line,
            from: from.quantity,
            to: to.ordered,
        });
    }
    if from.stated_price != to.stated_price {
        told.push(Correction::Price {
            line,
            from: from.stated_price,
            to: to.stated_price,
        });
    }
    if from.requested != to.requested {
        told.push(Correction::Requested {
            line: Some(line),
            from: from.requested,
            to: to.requested,
        });
    }
    told
}

/// A line with its number from 1.
type Numbered<'a, L> = Option<(u16, &'a L)>;

/// Which line became which: by place where there are as many, else by item, the first with the
/// first. What is left over on one side was removed or added.
fn pairs<'a>(
    read: &'a [LineDraft],
    placed: &'a [OrderLine],
) -> Vec<(Numbered<'a, LineDraft>, Numbered<'a, OrderLine>)> {
    let from = (1u16..).zip(read).map(Some);
    let mut left: Vec<(u16, &OrderLine)> = (1u16..).zip(placed).collect();
    if read.len() == placed.len() {
        return from.zip(left.into_iter().map(Some)).collect();
    }
    let mut pairs: Vec<_> = from
        .map(|from| {
            let same =
                |(_, to): &(u16, &OrderLine)| from.is_some_and(|(_, line)| line.item == to.item);
            let to = left.iter().position(same).map(|index| left.remove(index));
            (from, to)
        })
        .collect();
    pairs.extend(left.into_iter().map(|to| (None, Some(to))));
    pairs
}
