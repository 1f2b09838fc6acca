//! A hot item: within a morning more is ordered of it than there is, and none is to come.

use super::scene::{Goods, Scene, Senders};
use crate::company::working_day;
use crate::life::Happening;
use book::exception::{Cause, Kind};
use book::{Book, Command};
use vocab::{ItemId, OrderId};

/// The first orders can wait so many days and get what there is; the others can't, and get nothing.
const PATIENT: u32 = 5;
const PATIENT_DAYS: i32 = 8;
const URGENT_DAYS: i32 = 2;
/// How many orders wait before the buyer tells of it.
const WAITING_MIN: usize = 4;
const ORDERS_MAX: u32 = 14;

/// An item that too many will want.
#[derive(Clone, Debug)]
pub(super) struct HotItem {
    goods: Goods,
    /// Cases of an order.
    cases: u64,
    senders: Senders,
    is_told: bool,
}

impl HotItem {
    /// An item of which nothing is to come; it is taken from the items.
    pub fn of(scene: &Scene<'_>, items: &mut Vec<Goods>) -> Option<HotItem> {
        let fits = |goods: &Goods| scene.inbound(*goods).is_empty();
        let place = items.iter().position(fits)?;
        let goods = items.remove(place);
        Some(HotItem {
            goods,
            cases: scene.cases(goods) / u64::from(PATIENT),
            senders: Senders::new(1),
            is_told: false,
        })
    }

    pub fn next(&mut self, scene: &Scene<'_>) -> Option<Happening> {
        if self.is_told || !self.senders.is_through(scene) {
            return None;
        }
        let waiting = waiting(scene.book, self.goods.id);
        if waiting.len() >= WAITING_MIN {
            self.is_told = true;
            let report = Command::RaiseException {
                expected: None,
                kind: Kind::Shortage,
                cause: Cause::Item {
                    item: self.goods.id,
                },
                lines: waiting,
            };
            return Some(Happening::Command(report));
        }
        let days = match self.senders.sent() < PATIENT {
            true => PATIENT_DAYS,
            false => URGENT_DAYS,
        };
        let wanted = working_day(scene.day.plus(days));
        let more = self.senders.sent() < ORDERS_MAX;
        more.then(|| self.senders.order(scene, self.goods, self.cases, wanted))?
    }
}

/// Orders and their lines that wait for an item without a date.
fn waiting(book: &Book, item: ItemId) -> Vec<(OrderId, u16)> {
    let lines = book.orders.iter().flat_map(|order| {
        let lines = (1u16..).zip(&order.lines);
        let waiting =
            lines.filter(|(_, line)| line.item.known() == Some(item) && line.backorder.is_some());
        waiting
            .map(|(number, _)| (order.id, number))
            .collect::<Vec<_>>()
    });
    lines.collect()
}
