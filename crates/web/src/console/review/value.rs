//! What a request would be worth, at the customer's list prices.

use book::Book;
use book::order::{OrderDraft, place};
use vocab::{Money, Price, RequestId};

/// The most lines of a request whose value stands in the inbox: the thread that decides adds them up.
const VALUED_LINES_MAX: usize = 200;

/// The values of requests in review, in the order of their ids.
pub(super) fn values(book: &Book, requests: &[RequestId]) -> Vec<Option<Money>> {
    let value = |id: &RequestId| of(book, book.requests.get(id)?.draft.order.as_ref()?);
    requests.iter().map(value).collect()
}

/// The value of an order; `None` when an item or a price is missing.
fn of(book: &Book, draft: &OrderDraft) -> Option<Money> {
    if draft.lines.len() > VALUED_LINES_MAX {
        return None;
    }
    let customer = book.company.customers.get(draft.customer.index())?;
    let list = book.company.price_lists.get(customer.price_list.index())?;
    let amount = |line: &book::order::LineDraft| {
        let price: Price = list.price(line.item.known()?)?;
        price.amount(line.quantity)
    };
    let amounts: Option<Vec<i64>> = draft.lines.iter().map(amount).collect();
    Some(Money {
        minor: amounts?.into_iter().fold(0, i64::saturating_add),
        currency: place::currency_of(book, draft.customer),
    })
}
