//! What the days came to: counted from the events, by the definitions of the views where they have one
//! (`docs/views.md`), stricter where a person is concerned.

use crate::life::Moment;
use book::exception::Exception;
use book::order::{Hold, OrderDraft};
use book::request::{Intent, ParkReason};
use book::{Book, Event, Order, OrderLine, Stage};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, OrderId, Quantity, RequestId, SiteId};

/// Minutes of a day.
const DAY_MINUTES: i64 = 24 * 60;
/// Cost is weighed by the kilogram.
const GRAMS: i64 = 1_000;

/// What people had to do for one reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Work {
    pub orders: u64,
    pub lines: u64,
    pub times: u64,
    pub minutes: u64,
}

/// An order on its way.
#[derive(Debug, Default)]
struct Followed {
    touched: BTreeSet<u16>,
    first_promised: Option<Day>,
    delivered: Option<Day>,
    cycle_minutes: i64,
    wrong: bool,
    given_up: bool,
}

/// Sums over all days.
#[derive(Debug, Default)]
pub(super) struct Measure {
    pub orders: u64,
    pub lines: u64,
    pub touched_orders: u64,
    pub touched_lines: u64,
    /// All lines of orders of which a person touched any.
    pub lines_beside: u64,
    pub closed: u64,
    pub on_time_in_full: u64,
    pub promise_kept: u64,
    pub accurate: u64,
    pub cancelled: u64,
    pub cycle_minutes: Vec<i64>,
    pub release_minutes: Vec<i64>,
    pub picked_lines: u64,
    /// Of each day: orders that are overdue, and all that are open.
    pub backlog: Vec<(u64, u64)>,
    /// Minor units of the book's currency.
    pub freight: i64,
    pub lateness: i64,
    pub work: BTreeMap<&'static str, Work>,
    followed: BTreeMap<OrderId, Followed>,
    parked: BTreeMap<RequestId, &'static str>,
}

impl Measure {
    /// Takes note of an event before the book does.
    pub fn hear(&mut self, book: &Book, now: Moment, by_person: bool, event: &Event) {
        match event {
            Event::RequestParked { request, reasons } => {
                let reason = reasons.first().map_or("review", why_parked);
                self.parked.insert(*request, reason);
            }
            Event::OrderPlaced {
                order,
                lines,
                holds,
                request,
                ..
            } => {
                self.orders += 1;
                self.lines += lines.len() as u64;
                self.followed.insert(*order, Followed::default());
                let all = (1..=lines.len() as u16).collect();
                if let Some(reason) = request.and_then(|request| self.parked.get(&request).copied())
                {
                    self.touch(*order, lines.len(), all, reason);
                }
                self.touch_held(*order, lines.len(), holds);
            }
            Event::HoldsSet { order, holds } => {
                let lines = book.orders.get(*order).map_or(0, |order| order.lines.len());
                self.touch_held(*order, lines, holds);
            }
            Event::RequestAccepted { request, .. } | Event::RequestDeclined { request, .. }
                if by_person =>
            {
                self.touch_asked(book, *request);
            }
            Event::ExceptionClosed { exception, .. } if by_person => {
                if let Some(solved) = book.exceptions.get(exception) {
                    self.touch_broken(book, solved);
                }
            }
            Event::LinesCancelled { order, .. } if by_person => {
                if let Some(followed) = self.followed.get_mut(order) {
                    followed.given_up = true;
                }
            }
            Event::GoodsAdvanced {
                order,
                to,
                site,
                lines,
                ..
            } => self.hear_goods(book, now, (*order, *to, *site), lines),
            Event::OrderFinished { order, cancelled } => self.finish(book, *order, *cancelled),
            _ => {}
        }
    }

    /// Takes note of a promise after the book did: the first one is what a customer without a wish
    /// counts on.
    pub fn promised(&mut self, book: &Book, order: OrderId) {
        let (Some(followed), Some(order)) = (self.followed.get_mut(&order), book.orders.get(order))
        else {
            return;
        };
        let parts = order.lines.iter().flat_map(|line| &line.schedule);
        let last = || parts.map(|part| part.delivery).max();
        followed.first_promised = followed.first_promised.or_else(last);
    }

    /// People worked for so long.
    pub fn work(&mut self, reason: &'static str, minutes: u16) {
        let work = self.work.entry(reason).or_default();
        work.times += 1;
        work.minutes += u64::from(minutes);
    }

    /// The site had goods to release for so long.
    pub fn released_after(&mut self, minutes: i64) {
        self.release_minutes.push(minutes);
    }

    /// Something that was not ordered is delivered with an order.
    pub fn goes_wrong(&mut self, order: OrderId) {
        if let Some(followed) = self.followed.get_mut(&order) {
            followed.wrong = true;
        }
    }

    /// What is overdue in the evening.
    pub fn end_the_day(&mut self, book: &Book, today: Day) {
        let overdue = |order: &Order| {
            let followed = self.followed.get(&order.id);
            let promised = followed.and_then(|followed| followed.first_promised);
            order
                .requested
                .or(promised)
                .is_some_and(|wanted| wanted < today)
        };
        let late = book.orders.iter().filter(overdue).count() as u64;
        self.backlog.push((late, book.orders.len() as u64));
    }

    /// A person dealt with a message about an order that is there: with what it names of it.
    fn touch_asked(&mut self, book: &Book, request: RequestId) {
        let (Some(reason), Some(asked)) = (
            self.parked.get(&request).copied(),
            book.requests.get(&request),
        ) else {
            return;
        };
        let about = asked
            .draft
            .order
            .as_ref()
            .filter(|_| asked.draft.intent != Intent::Place);
        let order = about.and_then(|draft| {
            let id = book.order_by_po(draft.customer, draft.po_number.as_deref()?)?;
            Some((book.orders.get(id)?, draft))
        });
        if let Some((order, draft)) = order {
            let named = named_lines(&order, draft);
            self.touch(order.id, order.lines.len(), named, reason);
        }
    }

    /// A person chose what is done about promises in trouble.
    fn touch_broken(&mut self, book: &Book, exception: &Exception) {
        for row in &exception.broken {
            let lines = book
                .orders
                .get(row.order)
                .map_or(0, |order| order.lines.len());
            let reason = exception.kind.as_str();
            self.touch(row.order, lines, BTreeSet::from([row.line]), reason);
        }
    }

    fn touch_held(&mut self, order: OrderId, lines: usize, holds: &[Hold]) {
        for hold in holds {
            let touched = match held_line(hold) {
                Some(line) => BTreeSet::from([line]),
                None => (1..=lines as u16).collect(),
            };
            self.touch(order, lines, touched, hold.kind().as_str());
        }
    }

    /// A person is needed for these lines of an order; who needed one before isn't counted again.
    fn touch(&mut self, order: OrderId, of: usize, lines: BTreeSet<u16>, reason: &'static str) {
        let Some(followed) = self.followed.get_mut(&order) else {
            return;
        };
        let work = self.work.entry(reason).or_default();
        if followed.touched.is_empty() {
            self.touched_orders += 1;
            self.lines_beside += of as u64;
            work.orders += 1;
        }
        let before = followed.touched.len();
        followed.touched.extend(lines);
        let more = (followed.touched.len() - before) as u64;
        self.touched_lines += more;
        work.lines += more;
    }

    fn hear_goods(
        &mut self,
        book: &Book,
        now: Moment,
        (id, to, site): (OrderId, Stage, SiteId),
        lines: &[(u16, Quantity)],
    ) {
        let (Some(order), Some(followed)) = (book.orders.get(id), self.followed.get_mut(&id))
        else {
            return;
        };
        match to {
            Stage::Picked => self.picked_lines += lines.len() as u64,
            Stage::Shipped => self.freight += freight(book, &order, site, lines),
            Stage::Delivered => {
                followed.delivered = Some(now.day);
                followed.cycle_minutes = minutes(now) - order.placed.0 / 60_000_000;
                let wanted = order.requested.or(followed.first_promised);
                let late = wanted.map_or(0, |wanted| now.day.since(wanted).max(0));
                self.lateness += lateness(book, &order, lines, late);
            }
            Stage::Promised | Stage::Released | Stage::Packed => {}
        }
    }

    /// As `views` decide it: nothing cancelled, the last goods by the wanted day.
    fn finish(&mut self, book: &Book, id: OrderId, cancelled: bool) {
        let (Some(order), Some(followed)) = (book.orders.get(id), self.followed.remove(&id)) else {
            return;
        };
        if cancelled {
            self.cancelled += 1;
            return;
        }
        self.closed += 1;
        self.cycle_minutes.push(followed.cycle_minutes);
        let by = |day: Day| followed.delivered.is_some_and(|delivered| delivered <= day);
        let on_time = order.requested.or(followed.first_promised).is_some_and(by);
        let in_full = order.lines.iter().all(|line| line.cancelled.is_zero());
        self.on_time_in_full += u64::from(on_time && in_full);
        self.promise_kept += u64::from(in_full && followed.first_promised.is_some_and(by));
        self.accurate += u64::from(!followed.wrong && !followed.given_up);
    }
}

/// The line that a hold is about; `None` is the whole order.
pub(super) fn held_line(hold: &Hold) -> Option<u16> {
    match hold {
        Hold::Price { line, .. } | Hold::NoPrice { line } | Hold::UnknownItem { line } => {
            Some(*line)
        }
        Hold::Credit { .. }
        | Hold::Address
        | Hold::Duplicate { .. }
        | Hold::Currency { .. }
        | Hold::Review => None,
    }
}

/// The word for a reason why a request is in review.
pub(super) fn why_parked(reason: &ParkReason) -> &'static str {
    match reason {
        ParkReason::Doubt(_) | ParkReason::LowConfidence { .. } => "review_of_the_reading",
        ParkReason::RequestedDay { .. } => "review_of_the_day",
        ParkReason::HighValue { .. } => "review_of_the_value",
        ParkReason::ChangesOrder => "review_of_a_change",
        ParkReason::CannotCancel => "review_of_a_cancellation",
        ParkReason::Refused { .. } => "review_of_a_refusal",
        ParkReason::DuplicateOf { .. } => "review_of_a_duplicate",
    }
}

/// The lines of an order that a message names, by their items.
fn named_lines(order: &Order, draft: &OrderDraft) -> BTreeSet<u16> {
    let named = |line: &OrderLine| draft.lines.iter().any(|other| other.item == line.item);
    let lines = (1..).zip(&order.lines);
    lines
        .filter(|(_, line)| named(line))
        .map(|(number, _)| number)
        .collect()
}

/// What the lane asks for a shipment and its weight, minor units of the book's currency.
fn freight(book: &Book, order: &Order, site: SiteId, lines: &[(u16, Quantity)]) -> i64 {
    let ship_to = order.ship_to.map(|id| &book.company.ship_tos[id.index()]);
    let Some(lane) = ship_to.and_then(|ship_to| book.company.lane(site, ship_to.zone)) else {
        return 0;
    };
    let grams = |(number, quantity): &(u16, Quantity)| {
        let item = order.line(*number)?.item.known()?;
        let each = i64::from(book.company.items[item.index()].weight_grams);
        Some(each * quantity.0 as i64)
    };
    let weight: i64 = lines.iter().filter_map(grams).sum();
    lane.cost_per_shipment + weight * lane.cost_per_kilogram / GRAMS
}

/// What the policy asks for late goods; of orders in another currency than the book's it is not told.
fn lateness(book: &Book, order: &Order, lines: &[(u16, Quantity)], days: i32) -> i64 {
    if days == 0 || order.currency != book.policy.currency {
        return 0;
    }
    let value = |(number, quantity): &(u16, Quantity)| {
        let price = order.line(*number)?.price?;
        price.amount(*quantity)
    };
    let value: i64 = lines.iter().filter_map(value).sum();
    value * i64::from(book.policy.lateness_cost_bp_per_day) * i64::from(days) / 10_000
}

/// Minutes since the first day that there is.
pub(super) fn minutes(at: Moment) -> i64 {
    i64::from(at.day.0) * DAY_MINUTES + i64::from(at.minute)
}
