//! Which messages an event asks for, and for whom.

use super::feed_id;
use keep::{AskedMessage, FeedPlace, OutboxKind, Recipient, Whose};
use std::collections::HashMap;
use views::feed::data::{GoodsMoved, Order};
use views::feed::{EventData, EventKind, FeedEvent};
use vocab::{CustomerId, SiteId};

/// The events that may ask for messages. Whether an order's promise is another one than was told, what
/// would be said of it now tells: these are the events that may change it.
pub const KINDS: &[EventKind] = &[
    EventKind::OrderHoldReleased,
    EventKind::OrderPromised,
    EventKind::OrderBackordered,
    EventKind::OrderAmended,
    EventKind::OrderLinesCancelled,
    EventKind::OrderCancelled,
    EventKind::OrderPostponed,
    EventKind::OrderDeliveryChanged,
    EventKind::OrderPickedShort,
    EventKind::OrderReleased,
    EventKind::OrderShipped,
];

/// The messages that come of an event. `sites` are those that recipients may be of, by their codes.
pub fn asked(
    event: &FeedEvent,
    recipients: &[Recipient],
    sites: &HashMap<String, SiteId>,
) -> Vec<AskedMessage> {
    let occasion = Occasion::of(event, sites);
    let occasion = occasion.iter();
    let wanted = occasion.flat_map(|occasion| {
        let behind = |one: &&Recipient| event.id > feed_id(one.since);
        let told = recipients.iter().filter(behind);
        let concerned = told.filter(|one| occasion.concerns(one));
        concerned.flat_map(|one| occasion.messages(one, event))
    });
    wanted.collect()
}

/// What an event is to those who are told of it.
struct Occasion<'e> {
    order: &'e Order,
    /// What the messages are of.
    subject: String,
    kinds: &'static [OutboxKind],
    customer: Option<CustomerId>,
    site: Option<SiteId>,
}

impl<'e> Occasion<'e> {
    fn of(event: &'e FeedEvent, sites: &HashMap<String, SiteId>) -> Option<Occasion<'e>> {
        let promise = |order: &'e Order| Occasion {
            order,
            subject: order.order.clone(),
            kinds: &[OutboxKind::Confirmation],
            customer: event.customer,
            site: None,
        };
        let goods = |goods: &'e GoodsMoved, kinds| Occasion {
            order: &goods.order,
            subject: format!("{}-{}", event.id.seq, event.id.event()),
            kinds,
            customer: event.customer,
            site: sites.get(&goods.site).copied(),
        };
        Some(match &event.data {
            EventData::OrderHoldReleased(told) => promise(&told.order),
            EventData::OrderPromised(told) => promise(&told.order),
            EventData::OrderBackordered(told) => promise(&told.order),
            EventData::OrderAmended(told) => promise(&told.order),
            EventData::OrderLinesCancelled(told) => promise(&told.order),
            EventData::OrderCancelled(order) => promise(order),
            EventData::OrderPostponed(told) => promise(&told.order),
            EventData::OrderDeliveryChanged(told) => promise(&told.order),
            EventData::OrderPickedShort(told) => promise(&told.order),
            EventData::OrderReleased(told) => goods(told, &[OutboxKind::WarehouseOrder]),
            EventData::OrderShipped(told) => {
                goods(told, &[OutboxKind::ShipNotice, OutboxKind::Invoice])
            }
            _ => return None,
        })
    }

    fn concerns(&self, recipient: &Recipient) -> bool {
        match recipient.whose {
            Whose::Customer(customer) => self.customer == Some(customer),
            Whose::Site(site) => self.site == Some(site),
        }
    }

    fn messages(&self, to: &Recipient, event: &FeedEvent) -> Vec<AskedMessage> {
        let wanted = self.kinds.iter().filter(|kind| to.kinds.contains(kind));
        let message = |kind: &OutboxKind| AskedMessage {
            recipient: to.name.clone(),
            kind: *kind,
            order: self.order.order.clone(),
            subject: self.subject.clone(),
            event: FeedPlace {
                seq: event.id.seq,
                nth: event.id.nth,
            },
        };
        wanted.map(message).collect()
    }
}
