//! Random commands: what clients ask for after a look at the book, sensible and not.

mod plans;
mod supply;

use super::company::{self, Size};
use crate::chance::Chance;
use book::Book;
use book::Stamp;
use book::command::{Change, Command};
use book::event::CancelReason;
use book::exception::{Cause, Kind, Proposal, Resolution};
use book::group::Grouping;
use book::order::{HoldKind, LineDraft, OrderDraft, Source, Split, Stage, StatedItem, Terms};
use book::plan::Plan;
use book::policy::TimedRun;
use book::quota::{QuotaDraft, QuotaKind};
use book::request::{DeclineReason, Doubt, DoubtCode, Intent, ReadAs, RequestDraft};
use book::returns::{Disposition, ReturnDraft};
use book::work::Work;
use engine::Moment;
use plan::attend::timed_run;
use std::fmt::Debug;
use std::str::FromStr;
use vocab::{
    ActorId, ContentHash, Currency, CustomerId, Day, ExceptionId, ItemId, OrderId, Price, Quantity,
    RequestId, ReturnId, ShipToId, SiteId, Unit,
};

/// Days and documents are drawn from few, so that they meet.
const DOCUMENTS: u64 = 40;
const PO_NUMBERS: u64 = 60;

/// Someone who asks, and what they see.
pub(super) struct Asker<'a> {
    pub(super) chance: &'a mut Chance,
    pub(super) book: &'a Book,
    pub(super) size: Size,
    pub(super) now: Moment,
}

impl Asker<'_> {
    /// A command.
    pub(super) fn command(&mut self) -> Command {
        match self.chance.below(100) {
            0..18 => Command::PlaceOrder(self.draft()),
            18..44 => self.advance(),
            44..52 => self.amend(),
            52..60 => self.take_back(),
            60..70 => self.move_stock(),
            70..81 => self.move_supply(),
            81 => Command::PromiseBackorders { item: self.item() },
            82 if self.one_in(2) => self.timed_run(),
            82 => Command::MakePlan(self.handed_out()),
            83..88 => self.mend(),
            88..91 => self.send_back(),
            91..96 => self.ask(),
            _ => self.change_company(),
        }
    }

    fn one_in(&mut self, number: u64) -> bool {
        self.chance.below(number) == 0
    }

    fn maybe<T>(&mut self, number: u64, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.one_in(number).then(|| value(self))
    }

    fn pick<T: Copy>(&mut self, from: &[T], otherwise: T) -> T {
        match from {
            [] => otherwise,
            from => *self.chance.pick(from),
        }
    }

    /// Small numbers more often, so that a few items are always short.
    fn item(&mut self) -> ItemId {
        let bound = u64::from(self.size.items) + u64::from(self.one_in(40));
        ItemId((self.chance.below(bound)).min(self.chance.below(bound)) as u32)
    }

    fn site(&mut self) -> SiteId {
        let bound = u64::from(self.size.sites) + u64::from(self.one_in(60));
        SiteId(self.chance.below(bound) as u16)
    }

    fn customer(&mut self) -> CustomerId {
        let bound = u64::from(self.size.customers) + u64::from(self.one_in(20));
        CustomerId(self.chance.below(bound) as u32)
    }

    fn quantity(&mut self) -> Quantity {
        match self.chance.below(40) {
            0 => Quantity::ZERO,
            1 => Quantity(u64::MAX),
            2 => Quantity(self.chance.between(100, 1_000)),
            _ => Quantity(self.chance.between(1, 12)),
        }
    }

    fn day(&mut self) -> Day {
        match self.one_in(50) {
            true => Day(self.pick(&[i32::MIN, 0, i32::MAX], 0)),
            false => self.now.today.plus(self.chance.below(26) as i32 - 4),
        }
    }

    /// Mostly an order that is open.
    fn order(&mut self) -> OrderId {
        let any = OrderId(self.chance.below(self.book.orders_placed() + 2));
        match self.one_in(20) {
            true => any,
            false => self.open_order().unwrap_or(any),
        }
    }

    fn open_order(&mut self) -> Option<OrderId> {
        let count = self.book.orders.len() as u64;
        let nth = self.chance.below(count.max(1)) as usize;
        self.book.orders.ids().nth(nth)
    }

    fn line(&mut self) -> LineDraft {
        LineDraft {
            item: match self.one_in(40) {
                true => StatedItem::Unknown("tea, the good one".to_owned()),
                false => StatedItem::Known(self.item()),
            },
            quantity: self.quantity(),
            unit: match self.one_in(30) {
                true => Unit::Pallet,
                false => self.pick(&[Unit::Each, Unit::Case], Unit::Each),
            },
            stated_price: self.maybe(25, |asker| {
                let minor = asker.chance.below(4_000) as i64 - 10;
                Price { minor, basis: 1 }
            }),
            requested: self.maybe(6, Self::day),
        }
    }

    fn draft(&mut self) -> OrderDraft {
        let lines = self.chance.between(1, 4) * u64::from(!self.one_in(60));
        OrderDraft {
            customer: self.customer(),
            ship_to: self.maybe(12, |asker| {
                ShipToId(asker.chance.below(2 * u64::from(asker.size.customers)) as u32)
            }),
            address_in_doubt: self.one_in(40),
            po_number: self.maybe(3, |asker| format!("PO {}", asker.chance.below(PO_NUMBERS))),
            currency: self.maybe(30, |asker| {
                asker.pick(&[Currency::ILS, Currency::USD], Currency::ILS)
            }),
            requested: self.maybe(2, Self::day),
            expires: self.maybe(5, |asker| {
                let seconds = asker.chance.below(200_000) as i64 - 5_000;
                asker.now.at.plus_seconds(seconds)
            }),
            lines: (0..lines).map(|_| self.line()).collect(),
            terms: self.maybe(4, Self::terms).unwrap_or_default(),
        }
    }

    fn terms(&mut self) -> Terms {
        let splits = [Split::Freely, Split::ByLine, Split::Never];
        Terms {
            split: self.pick(&splits, Split::Freely),
            latest_ship: self.maybe(3, Self::day),
            pickup: self.maybe(4, Self::site),
            preferred: self.maybe(3, Self::site),
        }
    }

    /// Mostly what is possible: the next stage of a part of an order that is not held.
    fn advance(&mut self) -> Command {
        let next = |stage: Stage| Stage::ALL.into_iter().find(|to| to.before() == Some(stage));
        let orders = self
            .book
            .orders
            .iter()
            .filter(|order| order.holds().is_empty());
        let possible: Vec<(OrderId, Stage, SiteId)> = orders
            .flat_map(|order| order.lines.into_iter().map(move |line| (order.id, line)))
            .flat_map(|(order, line)| line.schedule.into_iter().map(move |part| (order, part)))
            .filter(|(_, part)| part.source == Source::OnHand)
            .filter_map(|(order, part)| Some((order, next(part.stage)?, part.site)))
            .collect();
        if possible.is_empty() && !self.one_in(8) {
            return Command::PlaceOrder(self.draft());
        }
        let any = (self.order(), *self.chance.pick(&Stage::ALL), self.site());
        let (order, to, site) = match self.one_in(12) {
            true => any,
            false => self.pick(&possible, any),
        };
        let lines = self.maybe(8, |asker| {
            (asker.chance.between(1, 3) as u16, asker.quantity())
        });
        if to == Stage::Picked && self.one_in(8) {
            let missing = Quantity(self.chance.between(1, 3));
            let lines = vec![(self.chance.between(1, 2) as u16, missing)];
            return Command::PickShort { order, site, lines };
        }
        Command::Advance {
            order,
            to,
            site,
            lines: lines.into_iter().collect(),
            tracking: self.maybe(9, |_| "track and trace".to_owned()),
            packages: Vec::new(),
        }
    }

    fn amend(&mut self) -> Command {
        let changes = self.chance.between(1, 2);
        Command::AmendOrder {
            order: self.order(),
            changes: (0..changes).map(|_| self.change()).collect(),
        }
    }

    fn change(&mut self) -> Change {
        let line = self.chance.between(1, 4) as u16;
        match self.chance.below(12) {
            0..5 => Change::Quantity {
                line,
                quantity: self.quantity(),
            },
            5 => Change::Requested {
                line: None,
                day: self.maybe(2, Self::day),
            },
            6 => Change::Requested {
                line: Some(line),
                day: self.maybe(2, Self::day),
            },
            7 => Change::ShipTo(ShipToId(
                self.chance.below(2 * u64::from(self.size.customers)) as u32,
            )),
            8 => Change::AddLine(self.line()),
            9 => Change::Terms(self.terms()),
            10 => Change::Expires(self.maybe(2, |asker| {
                asker
                    .now
                    .at
                    .plus_seconds(asker.chance.below(100_000) as i64)
            })),
            _ => Change::ResolveItem {
                line,
                item: self.item(),
            },
        }
    }

    fn take_back(&mut self) -> Command {
        let order = self.order();
        match self.chance.below(7) {
            0 => Command::HoldOrder { order },
            1..4 => self.release(order),
            4 => Command::LapseReservations,
            _ => Command::CancelOrder {
                order,
                lines: self
                    .maybe(2, |asker| asker.chance.between(1, 3) as u16)
                    .into_iter()
                    .collect(),
                reason: CancelReason::Customer,
            },
        }
    }

    /// Mostly a hold that some order has.
    fn release(&mut self, otherwise: OrderId) -> Command {
        let kind = *self.chance.pick(&HoldKind::ALL);
        let held: Vec<(OrderId, HoldKind)> = self
            .book
            .orders
            .iter()
            .flat_map(|order| {
                let kinds: Vec<HoldKind> = order.holds().iter().map(|hold| hold.kind()).collect();
                kinds.into_iter().map(move |kind| (order.id, kind))
            })
            .collect();
        let (order, kind) = match self.one_in(8) {
            true => (otherwise, kind),
            false => self.pick(&held, (otherwise, kind)),
        };
        Command::ReleaseHold { order, kind }
    }

    fn move_stock(&mut self) -> Command {
        let (site, item, quantity) = (self.site(), self.item(), self.quantity());
        match self.chance.below(7) {
            0 => Command::MoveStock {
                item,
                from: site,
                to: self.site(),
                quantity,
            },
            1 => Command::CountStock {
                site,
                item,
                counted: quantity,
            },
            2 => Command::ScrapStock {
                site,
                item,
                quantity,
            },
            _ => Command::ReceiveStock(vec![
                (site, item, quantity),
                (self.site(), self.item(), Quantity(5)),
            ]),
        }
    }

    fn send_back(&mut self) -> Command {
        let open: Vec<ReturnId> = self.book.returns.keys().copied().collect();
        if open.is_empty() || self.one_in(2) {
            return self.place_return();
        }
        if self.one_in(5) {
            let return_order = self.pick(&open, ReturnId(0));
            return Command::CloseReturn { return_order };
        }
        let disposition = self.pick(
            &[Disposition::Restock, Disposition::Scrap],
            Disposition::Restock,
        );
        Command::ReceiveReturn {
            return_order: self.pick(&open, ReturnId(0)),
            lines: vec![(1, Quantity(self.chance.below(6)), disposition)],
        }
    }

    /// What is done about promises in trouble, and about some that are in none.
    fn mend(&mut self) -> Command {
        let rows = self.book.exceptions.iter();
        let planned = rows.filter(|(_, row)| !row.proposals.is_empty());
        let planned: Vec<ExceptionId> = planned.map(|(id, _)| *id).collect();
        let open: Vec<ExceptionId> = self.book.exceptions.keys().copied().collect();
        let made: Vec<ExceptionId> = self.book.made.keys().copied().collect();
        let exception = self.pick(&open, ExceptionId(0));
        match self.chance.below(9) {
            0 => {
                let order = self.order();
                Command::RaiseException {
                    kind: self.pick(&Kind::ALL, Kind::Stuck),
                    cause: Cause::Order { order },
                    lines: vec![(order, self.chance.between(1, 3) as u16)],
                    expected: self.one_in(2).then(|| self.now.today.plus(3)),
                }
            }
            1 => Command::SettleException { exception },
            2 => Command::CloseException { exception },
            3 | 4 if !planned.is_empty() || self.one_in(4) => Command::ApproveProposal {
                exception: self.pick(&planned, exception),
                proposal: self.chance.below(2) as u16,
                seen: None,
            },
            _ if !made.is_empty() && self.one_in(3) => Command::RevertSolution {
                exception: self.pick(&made, exception),
            },
            5 | 6 if self.one_in(6) => Command::RevertSolution {
                exception: self.pick(&made, exception),
            },
            3..=7 => Command::ProposeSolutions {
                exception,
                proposals: (0..2).map(|_| self.proposal()).collect(),
            },
            _ => Command::MakePlan(match self.chance.below(4) {
                0 => self.postponed(),
                1 => self.on_the_road(),
                2 => self.going_on(),
                _ => self.plan(),
            }),
        }
    }

    fn proposal(&mut self) -> Proposal {
        Proposal {
            resolution: self.pick(&Resolution::ALL, Resolution::Repromise),
            plan: match self.one_in(2) {
                true => Plan::default(),
                false => self.plan(),
            },
            cost: 0,
            value: self.chance.below(1_000_000) as i64,
            shifts: Vec::new(),
            risks: Vec::new(),
        }
    }

    /// The backorder run whose time has come, worked out or given up; mostly none has.
    fn timed_run(&mut self) -> Command {
        let stamp = self.stamp();
        let none_is_due = || Command::RunBackorders {
            due: stamp.today,
            rule: TimedRun {
                weekdays: stamp.today.weekday().bit(),
                minute: stamp.minute,
                strategies: Vec::new(),
            },
            plan: None,
        };
        let mut command = timed_run(self.book, &stamp).unwrap_or_else(none_is_due);
        if let Command::RunBackorders { plan, .. } = &mut command
            && self.one_in(4)
        {
            *plan = None;
        }
        command
    }

    fn stamp(&self) -> Stamp {
        Stamp {
            at: self.now.at,
            today: self.now.today,
            minute: self.now.minute,
            actor: ActorId(0),
        }
    }

    /// Mostly something that was shipped to the customer.
    fn place_return(&mut self) -> Command {
        let (customer, item) = (self.customer(), self.item());
        let orders = self.book.orders.iter();
        let shipped: Vec<(OrderId, CustomerId, ItemId)> = orders
            .flat_map(|order| {
                let lines = order.lines.into_iter();
                let sent = lines.filter(|line| !line.from_stage(Stage::Shipped).is_zero());
                sent.filter_map(move |line| Some((order.id, order.customer, line.item.known()?)))
            })
            .collect();
        let any = (self.order(), customer, item);
        let (order, customer, item) = self.pick(&shipped, any);
        Command::PlaceReturn(ReturnDraft {
            customer,
            order,
            left: None,
            site: self.site(),
            lines: vec![(item, Quantity(self.chance.below(6)))],
        })
    }

    /// Mostly what is due: a reading, or a decision on a request.
    fn ask(&mut self) -> Command {
        let unread = self.book.work.iter().find_map(|work| match work {
            Work::ReadDocument { document } => Some(*document),
            Work::WeighRequest { .. }
            | Work::PromiseBackorders { .. }
            | Work::PlanException { .. } => None,
        });
        let oldest = self.book.requests.keys().next().copied();
        let document = document(self.chance.below(DOCUMENTS));
        match self.chance.below(4) {
            0 => Command::ReceiveDocument { document },
            1 if unread.is_some() || self.one_in(4) => {
                let requests = self.chance.between(1, 4);
                Command::RecordReading {
                    document: unread.unwrap_or(document),
                    read_as: ReadAs::Requests,
                    requests: (0..requests).map(|_| self.request()).collect(),
                }
            }
            _ if oldest.is_some() || self.one_in(8) => self.settle(oldest),
            _ => Command::ReceiveDocument { document },
        }
    }

    fn settle(&mut self, oldest: Option<RequestId>) -> Command {
        let request = oldest.unwrap_or(RequestId(self.chance.below(30)));
        match self.chance.below(6) {
            0 => Command::WeighRequest { request },
            1..5 => Command::AcceptRequest {
                request,
                draft: self.maybe(2, Self::draft),
            },
            _ => Command::DeclineRequest {
                request,
                reason: DeclineReason::Unwanted,
            },
        }
    }

    fn request(&mut self) -> RequestDraft {
        let doubt = Doubt {
            code: DoubtCode::BadDate,
            line: None,
        };
        RequestDraft {
            intent: self.pick(
                &[
                    Intent::Place,
                    Intent::Place,
                    Intent::Place,
                    Intent::Change,
                    Intent::Cancel,
                ],
                Intent::Place,
            ),
            order: Some(self.draft()).filter(|_| !self.one_in(10)),
            confidence: self.pick(&[1_000, 1_000, 900, 100], 0),
            doubts: self.maybe(6, |_| doubt).into_iter().collect(),
        }
    }

    /// Groups, allocations and protections.
    fn ration(&mut self) -> Command {
        let groups = self.book.company.groups.codes();
        let quotas: Vec<&str> = (self.book.quotas.iter())
            .map(|(_, row)| row.quota.code.as_str())
            .collect();
        match self.chance.below(6) {
            0 => self.group_customers(),
            1 if !quotas.is_empty() || self.one_in(6) => Command::EndQuota {
                code: self.pick(&quotas, "NONE").to_owned(),
            },
            _ if groups.is_empty() && !self.one_in(6) => self.group_customers(),
            _ => {
                let code = format!("Q{}", self.chance.below(8));
                let known: Vec<&str> = groups.iter().map(String::as_str).collect();
                let group = self.pick(&known, "NONE").to_owned();
                Command::PutQuotas(vec![self.quota(code, group)])
            }
        }
    }

    fn group_customers(&mut self) -> Command {
        let count = self.chance.below(3);
        let group = |asker: &mut Self| asker.pick(&["KEY", "WEB", "EXPORT"], "KEY").to_owned();
        Command::GroupCustomers(vec![Grouping {
            customer: self.customer(),
            groups: (0..count).map(|_| group(self)).collect(),
        }])
    }

    fn quota(&mut self, code: String, group: String) -> QuotaDraft {
        let (kind, items) = match self.chance.below(2) {
            0 => (QuotaKind::Allocation, vec![self.item(), self.item()]),
            _ => {
                let priority = self.chance.below(3) as u8;
                (QuotaKind::Protection { priority }, vec![self.item()])
            }
        };
        let from = self.day();
        QuotaDraft {
            code,
            kind,
            group,
            items,
            site: self.maybe(3, Asker::site),
            quantity: self.quantity(),
            from,
            to: Day(from.0.saturating_add(self.chance.below(20) as i32 - 1)),
        }
    }

    fn change_company(&mut self) -> Command {
        let (items, sites) = (u64::from(self.size.items), self.size.sites);
        match self.chance.below(14) {
            0 | 1 => self.set_policy(),
            13 => self.substitute(),
            7..=11 => self.ration(),
            2 => {
                let number = self.chance.below(items) as u32;
                let mut item = company::item(number, self.size, self.chance);
                if self.one_in(6) {
                    item.code.clear();
                }
                Command::PutItems(vec![item])
            }
            3 => {
                let number = self.chance.below(u64::from(sites)) as u16;
                let mut site = company::site(number, self.chance);
                if self.one_in(6) {
                    site.calendar.weekdays = 0;
                }
                Command::PutSites(vec![site])
            }
            4 => {
                let mut lanes = company::lanes(sites, self.chance);
                if self.one_in(6) {
                    lanes.iter_mut().for_each(|lane| lane.site.clear());
                }
                Command::PutLanes(lanes)
            }
            5 => {
                let number = self.customer().0;
                let mut draft = company::customer(number, self.chance);
                if self.one_in(6) {
                    draft.price_list = "NONE".to_owned();
                }
                Command::PutCustomers(vec![draft])
            }
            6 => {
                let customer = self.customer();
                let draft = company::customer(0, self.chance).ship_tos;
                match draft.into_iter().next() {
                    Some(ship_to) => Command::PutShipTo { customer, ship_to },
                    None => self.set_policy(),
                }
            }
            _ => {
                let code = format!("I{}", self.chance.below(items + 1));
                let minor = self.chance.below(3_000) as i64;
                Command::PutPrices(book::company::PriceListDraft {
                    code: "LIST".to_owned(),
                    currency: self.pick(&[Currency::ILS; 3], Currency::ILS),
                    prices: vec![(code, Price { minor, basis: 1 })],
                })
            }
        }
    }

    /// Some of these rules.
    fn some<R: FromStr<Err: Debug>>(&mut self, rules: &[&str]) -> Vec<R> {
        let chosen = rules.iter().filter(|_| self.one_in(2));
        let rules = chosen.map(|rule| rule.parse().expect("a rule as the policy has it"));
        rules.collect()
    }

    fn set_policy(&mut self) -> Command {
        let mut policy = self.book.policy.clone();
        policy.split_cost = self.pick(&[0, 2_500, 100_000], 0);
        policy.split_sites_max = self.chance.below(5) as u8;
        policy.receiving_days = self.chance.below(4) as u8;
        policy.touchless_value_max = self.pick(&[0, 50_000, 20_000_000], 0);
        let weights = ["late: 10", "age: 3", "value: 1 per 1000", "broken: 50"];
        policy.priority = self.some(&weights);
        let segments = [
            "from 200: win",
            "from 100: gain",
            "from 60: redistribute",
            "from 30: fill",
            "any: lose",
        ];
        policy.segments = self.some(&segments);
        policy.loss_rest_days = self.pick(&[0, 2, 30], 0);
        policy.promise_percent = self.pick(&[0, 0, 80, 95, 99, 50], 0);
        policy.auto_release = policy.promise_percent == 95;
        policy.backorder_runs = match self.one_in(4) {
            true => self.some(&["sun at 12:30: win, fill"]),
            false => company::timed_runs(),
        };
        Command::SetPolicy(policy)
    }
}

/// The content of a document, by its number.
pub(super) fn document(number: u64) -> ContentHash {
    ContentHash(*blake3::hash(&number.to_le_bytes()).as_bytes())
}
