//! Return orders: goods that come back, their receipt and what becomes of them.

use crate::order::Stage;
use crate::refusal::Code;
use crate::stock::movement::{check_item, check_quantity, check_site, check_total};
use crate::work::open_promising;
use crate::{Book, Event, Events, Refusal};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocab::{CustomerId, ItemId, OrderId, Quantity, ReturnId, SiteId};

/// The most lines of one return.
pub const RETURN_LINES_MAX: usize = 1_000;

/// A return as asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnDraft {
    /// Who returns.
    pub customer: CustomerId,
    /// The order that the goods came by. While it is open, no more may come back than was shipped.
    pub order: OrderId,
    /// How much may still come back of an order that is finished and has left the book, as whoever
    /// keeps its records knows; `None` leaves it to the inspection.
    pub left: Option<Left>,
    /// To which site.
    pub site: SiteId,
    /// What. At least one line.
    pub lines: Vec<(ItemId, Quantity)>,
}

/// What the records of an order leave to come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// How much of each item was sent, and is neither agreed to come back nor has come.
    pub items: Vec<(ItemId, Quantity)>,
    /// How many returns of all orders had been agreed by then: the ones since are not counted in it.
    pub counted: u64,
}

/// One line of a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct ReturnLine {
    /// What.
    #[n(0)]
    pub item: ItemId,
    /// How much was agreed.
    #[n(1)]
    pub agreed: Quantity,
    /// How much went back into stock.
    #[n(2)]
    pub restocked: Quantity,
    /// How much was thrown away.
    #[n(3)]
    pub scrapped: Quantity,
}

/// An open return.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Return {
    /// Who returns.
    #[n(0)]
    pub customer: CustomerId,
    /// The order that the goods came by.
    #[n(1)]
    pub order: OrderId,
    /// To which site.
    #[n(2)]
    pub site: SiteId,
    /// The lines.
    #[n(3)]
    pub lines: Vec<ReturnLine>,
    /// True for goods that turned back on their way: the customer never had them.
    #[cbor(n(4), skip_if = "crate::policy::is_false")]
    pub turned_back: bool,
}

/// What becomes of returned goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Back into stock.
    #[n(0)]
    Restock,
    /// Thrown away.
    #[n(1)]
    Scrap,
}

impl ReturnDraft {
    /// How much of an item is asked for, over all lines.
    fn asked(&self, item: ItemId) -> Quantity {
        let lines = self.lines.iter().filter(|line| line.0 == item);
        lines.map(|line| line.1).sum()
    }
}

impl ReturnLine {
    /// What has not come back yet.
    pub fn expected(&self) -> Quantity {
        self.agreed - self.restocked - self.scrapped
    }
}

pub(crate) fn place(book: &Book, draft: &ReturnDraft) -> Result<Events, Refusal> {
    check_site(book, draft.site)?;
    if book.company.customers.get(draft.customer.index()).is_none() {
        return Err(Refusal::unknown("customer", draft.customer));
    }
    if draft.lines.is_empty() {
        return Err(Refusal::empty("line"));
    }
    if draft.lines.len() > RETURN_LINES_MAX {
        return Err(Refusal::too_many(
            "lines",
            draft.lines.len(),
            RETURN_LINES_MAX,
        ));
    }
    if draft.order.0 >= book.orders_placed() {
        return Err(Refusal::unknown("order", draft.order.number()));
    }
    for (row, (item, quantity)) in draft.lines.iter().enumerate() {
        check_item(book, *item)
            .and_then(|()| check_quantity(*quantity))
            .map_err(|r| r.in_row(row))?;
    }
    for (row, (item, _)) in draft.lines.iter().enumerate() {
        check_sent(book, draft, *item).map_err(|r| r.in_row(row))?;
    }
    let line = |(item, agreed): &(ItemId, Quantity)| ReturnLine {
        item: *item,
        agreed: *agreed,
        restocked: Quantity::ZERO,
        scrapped: Quantity::ZERO,
    };
    Ok(vec![Event::ReturnPlaced {
        return_order: ReturnId(book.next.return_order),
        customer: draft.customer,
        order: draft.order,
        site: draft.site,
        lines: draft.lines.iter().map(line).collect(),
        turned_back: false,
    }])
}

/// What comes back must have been sent; other returns count, those that are settled too.
fn check_sent(book: &Book, draft: &ReturnDraft, item: ItemId) -> Result<(), Refusal> {
    let Some(order) = book.orders.get(draft.order) else {
        return check_left(book, draft, item);
    };
    if order.customer != draft.customer {
        return Err(Refusal::unknown(
            "order of this customer",
            draft.order.number(),
        ));
    }
    let lines = order
        .lines
        .iter()
        .filter(|line| line.item.known() == Some(item));
    let sent: Quantity = lines.map(|line| line.from_stage(Stage::Shipped)).sum();
    let agreed = book
        .sent_back
        .get(&(draft.order, item))
        .copied()
        .unwrap_or_default();
    if agreed + draft.asked(item) > sent {
        let message = format!("{sent} were sent and {agreed} are agreed to come back already");
        return Err(Refusal::new(Code::ReturnTooLarge, message));
    }
    Ok(())
}

/// Of a finished order, no more may come back than its records leave, and returns that were agreed
/// since they were read.
fn check_left(book: &Book, draft: &ReturnDraft, item: ItemId) -> Result<(), Refusal> {
    let Some(left) = &draft.left else {
        return Ok(());
    };
    let recorded = left.items.iter().filter(|(of, _)| *of == item);
    let recorded: Quantity = recorded.map(|(_, quantity)| *quantity).sum();
    let may = recorded.saturating_sub(claimed_since(book, draft, left, item)?);
    if draft.asked(item) > may {
        let message = format!("{may} of what was sent may still come back");
        return Err(Refusal::new(Code::ReturnTooLarge, message));
    }
    Ok(())
}

/// What returns of the order claim of an item that the records did not know yet. One that was settled
/// meanwhile has left the book: whose it was, only newer records tell.
fn claimed_since(
    book: &Book,
    draft: &ReturnDraft,
    left: &Left,
    item: ItemId,
) -> Result<Quantity, Refusal> {
    let since = book.returns.range(ReturnId(left.counted)..);
    let (open, mut claimed) = (since.clone().count() as u64, Quantity::ZERO);
    if left.counted + open < book.returns_agreed() {
        let message = "returns were settled since the records were read; they are to be read again";
        return Err(Refusal::new(Code::Changed, message));
    }
    for (_, other) in since.filter(|(_, other)| other.order == draft.order) {
        let lines = other.lines.iter().filter(|line| line.item == item);
        claimed += lines.map(|line| line.agreed).sum::<Quantity>();
    }
    Ok(claimed)
}

pub(crate) fn receive(
    book: &Book,
    id: ReturnId,
    lines: &[(u16, Quantity, Disposition)],
) -> Result<Events, Refusal> {
    let returned = open(book, id)?;
    if lines.is_empty() {
        return Err(Refusal::empty("line"));
    }
    if lines.len() > RETURN_LINES_MAX {
        return Err(Refusal::too_many("lines", lines.len(), RETURN_LINES_MAX));
    }
    let mut expected: Vec<Quantity> = returned.lines.iter().map(ReturnLine::expected).collect();
    for (row, (number, quantity, _)) in lines.iter().enumerate() {
        check_quantity(*quantity).map_err(|r| r.in_row(row))?;
        let left = usize::from(*number)
            .checked_sub(1)
            .and_then(|index| expected.get_mut(index));
        let left = left.ok_or_else(|| Refusal::unknown("line", number).in_row(row))?;
        let message = format!("{left} are still expected on line {number}");
        let too_large = || Refusal::new(Code::ReturnTooLarge, message).in_row(row);
        *left = left.checked_sub(*quantity).ok_or_else(too_large)?;
    }
    let mut events = vec![Event::ReturnReceived {
        return_order: id,
        lines: lines.to_vec(),
    }];
    if expected.iter().all(|left| left.is_zero()) {
        events.push(Event::ReturnClosed { return_order: id });
    }
    let mut restocked: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    for (number, quantity, _) in lines.iter().filter(|row| row.2 == Disposition::Restock) {
        *restocked
            .entry(returned.lines[usize::from(*number) - 1].item)
            .or_default() += *quantity;
    }
    for (item, quantity) in &restocked {
        check_total(book, *item, *quantity)?;
    }
    open_promising(book, restocked.into_keys(), &mut events);
    Ok(events)
}

/// Nothing more is expected: what has not come stays with the customer.
pub(crate) fn close(book: &Book, id: ReturnId) -> Result<Events, Refusal> {
    open(book, id)?;
    Ok(vec![Event::ReturnClosed { return_order: id }])
}

fn open(book: &Book, id: ReturnId) -> Result<&Return, Refusal> {
    let closed = || match id.0 < book.returns_agreed() {
        true => Refusal::new(Code::ReturnClosed, format!("return {id} is closed")),
        false => Refusal::unknown("return", id),
    };
    book.returns.get(&id).ok_or_else(closed)
}

#[cfg(test)]
mod tests;
