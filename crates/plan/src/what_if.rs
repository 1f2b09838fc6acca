//! What could be done for an order that nobody has placed: it is placed on a copy of the book, and what
//! it lacks there is solved as trouble is.

use crate::resolve::{Terms, resolve};
use book::exception::{Broken, Cause, Exception, Kind, Proposal, Resolution};
use book::order::{OrderDraft, OrderState};
use book::plan::{last_delivery, promised_of};
use book::{Book, Command, Event, Order, Refusal, Stamp, decide, evolve_all};
use vocab::{Day, ExceptionId, OrderId};

/// What an order would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIf {
    /// The id that it would have.
    pub order: OrderId,
    /// By line, when the last of it would arrive as things are; `None` while a part has no date, and for
    /// every line of an order that would be held.
    pub arrives: Vec<Option<Day>>,
    /// What could be done for the lines that would be late or wait, the cheapest first.
    pub ways: Vec<Proposal>,
}

/// Places an order on this copy of the book and looks what could be done for it.
///
/// # Errors
/// What the book would refuse the order for.
pub fn what_if(
    mut copy: Book,
    draft: OrderDraft,
    terms: &Terms,
    stamp: &Stamp,
) -> Result<WhatIf, Refusal> {
    let id = OrderId(copy.orders_placed());
    let events = decide(&copy, &Command::PlaceOrder(draft), stamp)?;
    debug_assert!(
        events
            .iter()
            .any(|event| matches!(event, Event::OrderPlaced { order, .. } if *order == id))
    );
    evolve_all(&mut copy, &events);
    let order = copy.orders.get(id).map(|order| order.into_owned());
    let open = order.filter(|order| order.state == OrderState::Open);
    let Some(order) = open else {
        return Ok(WhatIf {
            order: id,
            arrives: Vec::new(),
            ways: Vec::new(),
        });
    };
    let lines = (1u16..).zip(&order.lines);
    let arrives = lines.map(|(number, line)| last_delivery(&promised_of(number, line)));
    Ok(WhatIf {
        order: id,
        arrives: arrives.collect(),
        ways: ways(copy, &order, terms, stamp),
    })
}

fn ways(mut copy: Book, order: &Order, terms: &Terms, stamp: &Stamp) -> Vec<Proposal> {
    let trouble = ExceptionId(copy.exceptions_raised());
    let broken = lacking(order);
    if broken.is_empty() {
        return Vec::new();
    }
    let exception = Exception {
        expected: None,
        kind: Kind::Shortage,
        cause: Cause::Order { order: order.id },
        raised: stamp.at,
        broken,
        proposals: Vec::new(),
        approvals: Vec::new(),
    };
    copy.exceptions.insert(trouble, exception);
    let mut ways = resolve(&copy, trouble, terms, stamp);
    // Not to order it is no way to get it.
    ways.retain(|way| way.resolution != Resolution::Cancel);
    ways
}

/// The lines that would not be there when they are wanted.
fn lacking(order: &Order) -> Vec<Broken> {
    let lines = (1u16..).zip(&order.lines);
    let row = |(number, line): (u16, &book::OrderLine)| {
        let wanted = order.requested_for(line);
        let arrives = last_delivery(&promised_of(number, line));
        let late = arrives.is_none_or(|day| wanted.is_some_and(|wanted| day > wanted));
        late.then_some(Broken {
            order: order.id,
            line: number,
            quantity: line.open_quantity(),
            promised: wanted,
        })
    };
    lines.filter_map(row).collect()
}

#[cfg(test)]
mod tests;
