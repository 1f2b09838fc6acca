//! What troubles come about in: the company, its book, and customers that send one order after the other.

use crate::company::{Kind, SampleCompany, SampleCustomer, SampleItem, SampleShipTo};
use crate::demand::{Wish, po_number};
use crate::document::{Party, SampleLine, SampleOrder};
use crate::life::arrivals::sent;
use crate::life::{ArriveAs, Happening};
use book::stock::supply::Supply;
use book::{Book, Order};
use std::borrow::Cow;
use std::cmp::Reverse;
use vocab::{Day, ItemId, OrderId, SiteId, SupplyId, Unit};

/// Serial numbers of the orders that make trouble begin behind this, beyond those of ordinary ones.
const SERIAL_FIRST: u64 = 9_000;
/// The fewest cases of an item that can be in trouble.
const CASES_MIN: u64 = 12;
/// How many calls an order is waited for before the next is sent, whatever became of it.
const PATIENCE: u32 = 20;

/// The company on the morning of its troubles.
pub(super) struct Scene<'a> {
    pub company: &'a SampleCompany,
    pub book: &'a Book,
    /// The first day of the week.
    pub day: Day,
    pub arrive_as: ArriveAs,
}

/// An item that can be in trouble.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goods {
    /// In the book.
    pub id: ItemId,
    /// In the company.
    index: usize,
    /// Base units of a case.
    pub case: u64,
}

/// Customers that order the same item, one order after the other.
#[derive(Clone, Debug)]
pub(super) struct Senders {
    /// Of the next order.
    serial: u64,
    sent: u32,
    last: Option<Sent>,
    waited: u32,
}

/// An order that was sent.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    customer: String,
    po_number: String,
}

impl<'a> Scene<'a> {
    /// Whether the troubles of this week came about before.
    pub fn has_begun(&self) -> bool {
        let first = self.chain(SERIAL_FIRST);
        first.is_some_and(|(customer, _)| {
            let po_number = po_number(customer, self.wish(SERIAL_FIRST));
            self.order(&Sent::of(customer, po_number)).is_some()
        })
    }

    /// Items of which some cases can be promised and all that can be is worth no more than this, in agorot;
    /// what is worth most in front.
    pub fn items(&self, worth_max: i64) -> Vec<Goods> {
        let items = self.company.items.iter().enumerate();
        let mut items: Vec<(i64, Goods)> = items
            .filter_map(|(index, item)| {
                let goods = Goods {
                    id: self.book.company.item_by_code(&item.item.code)?,
                    index,
                    case: u64::from(item.case_eaches).max(1),
                };
                let cases = self.cases(goods);
                let worth = item.case_price.saturating_mul(cases as i64);
                (cases >= CASES_MIN && worth <= worth_max).then_some((worth, goods))
            })
            .collect();
        items.sort_by_key(|(worth, goods)| (Reverse(*worth), goods.id));
        items.into_iter().map(|(_, goods)| goods).collect()
    }

    /// Base units that can be promised from what is on hand, all sites together.
    pub fn free(&self, goods: Goods) -> u64 {
        let item = &self.book.company.items[goods.id.index()];
        let sites = (0..self.book.company.sites.len()).map(|site| SiteId(site as u16));
        let free = sites.map(|site| {
            let balance = self.book.stock.balance(goods.id, site);
            balance.free().saturating_sub(item.safety_at(site)).0
        });
        free.sum()
    }

    /// Whole cases of that.
    pub fn cases(&self, goods: Goods) -> u64 {
        self.free(goods) / goods.case
    }

    /// What is announced of an item, the earliest first.
    pub fn inbound(&self, goods: Goods) -> Vec<(SupplyId, &'a Supply)> {
        let mut inbound: Vec<_> = self.book.stock.inbound(goods.id).collect();
        inbound.sort_by_key(|(id, supply)| (supply.due, *id));
        inbound
    }

    /// An order that was sent, once the book has it.
    pub fn order(&self, sent: &Sent) -> Option<Cow<'a, Order>> {
        let customer = self.book.company.customer_by_code(&sent.customer)?;
        let order = self.book.order_by_po(customer, &sent.po_number)?;
        self.book.orders.get(order)
    }

    /// The same for its number.
    pub fn order_id(&self, sent: &Sent) -> Option<OrderId> {
        self.order(sent).map(|order| order.id)
    }

    /// A chain and its first store, the next one for the next number; chains that want everything at once
    /// would wait for what is missing, and are left in peace.
    pub fn chain(&self, number: u64) -> Option<(&'a SampleCustomer, &'a SampleShipTo)> {
        let chains = self.company.customers.iter();
        let stores: Vec<_> = chains
            .filter(|customer| customer.kind == Kind::Chain && !customer.ship_complete)
            .filter_map(|customer| Some((customer, customer.ship_tos.first()?)))
            .collect();
        stores.get(number as usize % stores.len().max(1)).copied()
    }

    /// What tells an order from the others of today.
    fn wish(&self, serial: u64) -> Wish {
        Wish {
            day: self.day,
            serial,
            value: 0,
            lines_max: 0,
        }
    }

    /// How many cases come to this much, in agorot; at least one.
    pub fn worth(&self, goods: Goods, value: i64) -> u64 {
        let cases = value / self.item(goods).case_price.max(1);
        cases.max(1) as u64
    }

    /// An order of cases, wanted on a day.
    pub fn wanted(
        &self,
        customer: &SampleCustomer,
        place: &SampleShipTo,
        serial: u64,
        lines: &[(Goods, u64)],
        wanted: Day,
    ) -> SampleOrder {
        let line = |(goods, cases): &(Goods, u64)| {
            SampleLine::of(customer, self.item(*goods), *cases, Unit::Case)
        };
        SampleOrder {
            po_number: po_number(customer, self.wish(serial)),
            ordered: self.day,
            requested: Some(wanted),
            currency: customer.list.currency(),
            buyer: Party::buyer(customer),
            ship_to: Party::ship_to(customer, place),
            note: None,
            lines: lines.iter().map(line).collect(),
        }
    }

    /// An order as its customer sends it.
    pub fn send(
        &self,
        customer: &SampleCustomer,
        order: &SampleOrder,
        serial: u64,
    ) -> Option<Happening> {
        sent(
            self.arrive_as,
            self.book,
            customer,
            order,
            (self.day, serial),
        )
    }

    fn item(&self, goods: Goods) -> &'a SampleItem {
        &self.company.items[goods.index]
    }
}

impl Sent {
    pub fn of(customer: &SampleCustomer, po_number: String) -> Sent {
        Sent {
            customer: customer.code.clone(),
            po_number,
        }
    }
}

impl Senders {
    /// The customers of one trouble: `number` tells them from those of the others.
    pub fn new(number: u64) -> Senders {
        Senders {
            serial: SERIAL_FIRST + number * 100,
            sent: 0,
            last: None,
            waited: 0,
        }
    }

    /// How many orders were sent.
    pub fn sent(&self) -> u32 {
        self.sent
    }

    /// The last of them.
    pub fn last(&self) -> Option<&Sent> {
        self.last.as_ref()
    }

    /// Whether the last order has come into the book, or never will.
    pub fn is_through(&mut self, scene: &Scene<'_>) -> bool {
        let Some(last) = &self.last else {
            return true;
        };
        self.waited += 1;
        scene.order_id(last).is_some() || self.waited > PATIENCE
    }

    /// One more order, for so many cases by a day.
    pub fn order(
        &mut self,
        scene: &Scene<'_>,
        goods: Goods,
        cases: u64,
        wanted: Day,
    ) -> Option<Happening> {
        let serial = self.serial;
        let (customer, place) = scene.chain(serial)?;
        let order = scene.wanted(customer, place, serial, &[(goods, cases.max(1))], wanted);
        (self.serial, self.sent, self.waited) = (serial + 1, self.sent + 1, 0);
        self.last = Some(Sent::of(customer, order.po_number.clone()));
        scene.send(customer, &order, serial)
    }
}
