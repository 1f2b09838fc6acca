//! Plans that a client asks for: worked out on a copy of the book, as planners do.

use super::Asker;
use book::order::{Hold, HoldKind, ScheduleLine, Stage};
use book::plan::{OnItsWay, Plan, Step, promised_of_all, schedules};
use book::{Command, Event, decide, evolve_all};
use plan::ration::run;
use std::collections::BTreeSet;
use vocab::{Day, OrderId, SiteId};

impl Asker<'_> {
    /// Goods of an order on their way come later, or turn back; sometimes none are.
    pub(super) fn on_the_road(&mut self) -> Plan {
        let orders = self.book.orders.iter();
        let shipped = |part: &ScheduleLine| part.stage == Stage::Shipped;
        let sent = orders.filter(|order| order.parts().any(|(_, part)| shipped(part)));
        let sent: Vec<OrderId> = sent.map(|order| order.id).collect();
        let any = self.order();
        let order = self.pick(&sent, any);
        let found = self.book.orders.get(order);
        let lines = (1u16..).zip(found.iter().flat_map(|order| &order.lines));
        let goods: Vec<OnItsWay> = lines
            .flat_map(|(line, row)| {
                let parts = row.schedule.iter().filter(|part| shipped(part));
                let parts: Vec<_> = parts
                    .map(|part| OnItsWay {
                        line,
                        site: part.site,
                        delivery: part.delivery,
                        quantity: part.quantity,
                    })
                    .collect();
                parts
            })
            .collect();
        let last = goods.iter().map(|part| part.delivery).max();
        let later = last.map_or(self.now.today, |last| last.max(self.now.today).plus(1));
        let step = match self.one_in(2) {
            true => Step::Redate {
                order,
                goods,
                delivery: later,
            },
            false => Step::TurnBack {
                order,
                goods,
                instead: Vec::new(),
            },
        };
        Plan { steps: vec![step] }
    }

    /// An order that is held goes on, as it would be promised.
    pub(super) fn going_on(&mut self) -> Plan {
        let held = self
            .book
            .orders
            .iter()
            .filter(|order| !order.holds().is_empty());
        let held: Vec<OrderId> = held.map(|order| order.id).collect();
        let any = self.order();
        let order = self.pick(&held, any);
        let found = self.book.orders.get(order);
        let holds = found.iter().flat_map(|order| order.holds());
        let holds: BTreeSet<HoldKind> = holds.map(Hold::kind).collect();
        let mut copy = self.book.clone();
        for kind in holds.iter().copied() {
            let command = Command::ReleaseHold { order, kind };
            if let Ok(events) = decide(&copy, &command, &self.stamp()) {
                evolve_all(&mut copy, &events);
            }
        }
        let mut becomes = copy
            .orders
            .get(order)
            .map_or(Vec::new(), |order| promised_of_all(&order));
        becomes.retain(|line| !line.schedule.is_empty() || line.backorder.is_some());
        Plan {
            steps: vec![Step::Release {
                order,
                holds: holds.into_iter().collect(),
                becomes,
            }],
        }
    }

    /// What an order has in stock leaves some days later, as if no lorry had come.
    pub(super) fn postponed(&mut self) -> Plan {
        let order = self.order();
        let found = self.book.orders.get(order);
        let lines = found.iter().flat_map(|order| &order.lines);
        let parts = lines.flat_map(|line| &line.schedule);
        let waits = parts.filter(|part| part.waits_in_stock());
        let days: BTreeSet<(SiteId, Day)> =
            waits.map(|part| (part.site, part.goods_issue)).collect();
        let later = self.now.today.plus(self.chance.below(4) as i32);
        let parts = days.into_iter().map(|(site, was)| (site, was, later));
        Plan {
            steps: vec![Step::Postpone {
                order,
                parts: parts.collect(),
            }],
        }
    }

    /// Goods of an item, or of all, are handed out anew.
    pub(super) fn handed_out(&mut self) -> Plan {
        let one = BTreeSet::from([self.item()]);
        let items = self.one_in(2).then_some(&one);
        run(self.book, items, &self.stamp()).plan
    }

    /// What one order gives up, others are promised, and it takes what is left: worked out on a copy,
    /// as planners do.
    pub(super) fn plan(&mut self) -> Plan {
        let stamp = self.stamp();
        let order = self.order();
        let mut copy = self.book.clone();
        let kind = HoldKind::Review;
        let commands = [
            Command::HoldOrder { order },
            Command::PromiseBackorders { item: self.item() },
            Command::PromiseBackorders { item: self.item() },
            Command::ReleaseHold { order, kind },
        ];
        let mut orders = BTreeSet::new();
        for command in commands {
            if let Ok(events) = decide(&copy, &command, &stamp) {
                orders.extend(events.iter().filter_map(Event::about_order));
                evolve_all(&mut copy, &events);
            }
        }
        Plan {
            steps: schedules(self.book, &copy, &orders),
        }
    }
}
