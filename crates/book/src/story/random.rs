//! Random commands over the company of the stories: whatever is asked in whatever order, nothing
//! panics, every invariant holds and replay is equal.

use super::{Bench, script};
use crate::command::{Change, Command};
use crate::event::CancelReason;
use crate::group::Grouping;
use crate::order::{
    HoldKind, LineDraft, OrderDraft, Package, Source, Split, Stage, StatedItem, Terms,
};
use crate::quota::{QuotaDraft, QuotaKind};
use crate::request::{DeclineReason, Doubt, DoubtCode, Intent, ReadAs, RequestDraft};
use crate::returns::{Disposition, ReturnDraft};
use crate::stock::supply::{SupplyDraft, SupplyKind};
use vocab::{
    Currency, CustomerId, Day, ItemId, OrderId, Price, Quantity, RequestId, ReturnId, ShipToId,
    SiteId, SupplyId, Unit,
};

/// Stories, and commands in each: short stories keep the book small and the checks fast.
const SEEDS: u64 = 40;
const COMMANDS: usize = 500;

#[test]
fn whatever_is_asked_in_whatever_order_the_book_stays_whole() {
    for seed in 0..SEEDS {
        let mut chance = Chance(seed);
        let mut bench = Bench::new();
        for number in 0..COMMANDS {
            if chance.one_in(12) {
                let minutes = chance.below(2_000) as i64;
                bench.stamp = later(&bench, minutes);
            }
            let command = chance.command(&bench);
            drop(bench.try_out(&command));
            if number % 50 == 0 {
                bench.look_at_state();
            }
        }
    }
}

fn later(bench: &Bench, minutes: i64) -> crate::Stamp {
    let at = bench.stamp.at.plus_seconds(minutes * 60);
    super::at(
        &at.utc_day().to_string(),
        (at.micros_of_day() / 60_000_000) as u16,
    )
}

/// Splitmix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn one_in(&mut self, number: u64) -> bool {
        self.below(number) == 0
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize].clone()
    }

    fn maybe<T>(&mut self, one_in: u64, value: impl FnOnce(&mut Chance) -> T) -> Option<T> {
        self.one_in(one_in).then(|| value(self))
    }

    fn item(&mut self) -> ItemId {
        let items = if self.one_in(20) { 6 } else { 3 };
        ItemId(self.below(items) as u32)
    }

    fn site(&mut self) -> SiteId {
        SiteId(self.below(3) as u16)
    }

    fn quantity(&mut self) -> Quantity {
        Quantity(self.below(12) + u64::from(!self.one_in(30)))
    }

    fn day(&mut self, bench: &Bench) -> Day {
        bench.stamp.today.plus(self.below(24) as i32 - 3)
    }

    /// Mostly an order that is open.
    fn order(&mut self, bench: &Bench) -> OrderId {
        let open: Vec<OrderId> = bench.book.orders.iter().map(|order| order.id).collect();
        match open.is_empty() || self.one_in(25) {
            true => OrderId(self.below(bench.book.orders_placed() + 1)),
            false => self.pick(&open),
        }
    }

    fn supply(&mut self, bench: &Bench) -> SupplyId {
        let open: Vec<SupplyId> = bench.book.stock.supplies.keys().copied().collect();
        if open.is_empty() {
            SupplyId(0)
        } else {
            self.pick(&open)
        }
    }

    fn request(&mut self, bench: &Bench) -> RequestId {
        let open: Vec<RequestId> = bench.book.requests.keys().copied().collect();
        if open.is_empty() {
            RequestId(0)
        } else {
            self.pick(&open)
        }
    }

    fn line(&mut self, bench: &Bench) -> LineDraft {
        let unknown = self.one_in(40);
        LineDraft {
            item: match unknown {
                true => StatedItem::Unknown("beans".to_owned()),
                false => StatedItem::Known(self.item()),
            },
            quantity: self.quantity(),
            unit: Unit::Each,
            stated_price: self.maybe(40, |c| Price {
                minor: c.pick(&[1_000, 500, 7]),
                basis: 1,
            }),
            requested: self.maybe(6, |c| c.day(bench)),
        }
    }

    fn draft(&mut self, bench: &Bench) -> OrderDraft {
        let customer = CustomerId(self.pick(&[0, 0, 0, 0, 1, 1, 2, 2, 2, 4]));
        let lines = 1 + self.below(4);
        let ship_tos: &[u32] = match customer.0 {
            0 if !self.one_in(20) => &[0, 0, 1],
            _ => &[0, 1, 2, 3, 4, 5],
        };
        OrderDraft {
            customer,
            ship_to: self.maybe(3, |c| ShipToId(c.pick(ship_tos))),
            address_in_doubt: self.one_in(80),
            po_number: self.maybe(2, |c| format!("po {}", c.below(400))),
            currency: self.maybe(20, |c| c.pick(&[Currency::ILS, Currency::USD])),
            requested: self.maybe(2, |c| c.day(bench)),
            expires: self.maybe(8, |c| bench.stamp.at.plus_seconds(c.below(400_000) as i64)),
            lines: (0..lines).map(|_| self.line(bench)).collect(),
            terms: self.maybe(3, |c| c.terms(bench)).unwrap_or_default(),
        }
    }

    fn terms(&mut self, bench: &Bench) -> Terms {
        Terms {
            split: self.pick(&[Split::Freely, Split::ByLine, Split::Never]),
            latest_ship: self.maybe(3, |c| c.day(bench)),
            pickup: self.maybe(4, |c| SiteId(c.below(3) as u16)),
            preferred: self.maybe(3, |c| SiteId(c.below(3) as u16)),
        }
    }

    fn change(&mut self, bench: &Bench) -> Change {
        let line = 1 + self.below(4) as u16;
        match self.below(12) {
            0..5 => Change::Quantity {
                line,
                quantity: self.quantity(),
            },
            5 => Change::Requested {
                line: None,
                day: self.maybe(2, |c| c.day(bench)),
            },
            6 => Change::Requested {
                line: Some(line),
                day: self.maybe(2, |c| c.day(bench)),
            },
            7 => Change::ShipTo(ShipToId(self.below(6) as u32)),
            8 => Change::AddLine(self.line(bench)),
            9 => Change::Terms(self.terms(bench)),
            10 => Change::Expires(
                self.maybe(2, |c| bench.stamp.at.plus_seconds(c.below(90_000) as i64)),
            ),
            _ => Change::ResolveItem {
                line,
                item: self.item(),
            },
        }
    }

    fn command(&mut self, bench: &Bench) -> Command {
        match self.below(100) {
            0..20 => Command::PlaceOrder(self.draft(bench)),
            20..48 => self.advance(bench),
            48..58 => self.change_order(bench),
            58..64 => self.take_back(bench),
            64..72 => self.move_stock(),
            72..83 => self.move_supply(bench),
            83..89 => Command::PromiseBackorders { item: self.item() },
            89..92 => self.send_back(bench),
            92..96 => self.ask(bench),
            96..99 => self.ration(bench),
            _ => self.change_company(bench),
        }
    }

    fn ration(&mut self, bench: &Bench) -> Command {
        let groups = ["KEY", "WEB", "EXPORT"].map(str::to_owned);
        match self.below(4) {
            0 => Command::GroupCustomers(vec![Grouping {
                customer: CustomerId(self.below(3) as u32),
                groups: (0..self.below(3)).map(|_| self.pick(&groups)).collect(),
            }]),
            1 => Command::EndQuota {
                code: format!("Q{}", self.below(6)),
            },
            _ => self.quota(bench, &groups),
        }
    }

    fn quota(&mut self, bench: &Bench, groups: &[String]) -> Command {
        let kind = match self.below(5) {
            0..3 => QuotaKind::Allocation,
            _ => QuotaKind::Protection {
                priority: self.below(3) as u8,
            },
        };
        let more = kind == QuotaKind::Allocation && self.one_in(3);
        let from = self.day(bench);
        Command::PutQuotas(vec![QuotaDraft {
            code: format!("Q{}", self.below(6)),
            kind,
            group: self.pick(groups),
            items: (0..1 + u64::from(more)).map(|_| self.item()).collect(),
            site: self.maybe(3, Chance::site),
            quantity: Quantity(self.below(40)),
            from,
            to: from.plus(self.below(20) as i32),
        }])
    }

    /// Mostly a step that some goods of the order can go.
    fn advance(&mut self, bench: &Bench) -> Command {
        let order = self.order(bench);
        let row = bench.book.orders.get(order);
        let parts = row
            .iter()
            .flat_map(|row| &row.lines)
            .flat_map(|line| &line.schedule);
        let ahead: Vec<(SiteId, Stage)> = parts
            .filter(|part| part.source == Source::OnHand && part.stage != Stage::Delivered)
            .map(|part| (part.site, Stage::ALL[part.stage as usize + 1]))
            .collect();
        let (site, to) = match ahead.is_empty() || self.one_in(10) {
            true => (self.site(), self.pick(&Stage::ALL)),
            false => self.pick(&ahead),
        };
        let count = if self.one_in(4) { 1 + self.below(2) } else { 0 };
        let lines: Vec<(u16, Quantity)> = (0..count)
            .map(|_| (1 + self.below(3) as u16, self.quantity()))
            .collect();
        let carton = |share: &(u16, Quantity)| Package {
            lines: vec![*share],
            ..Package::default()
        };
        let packages = match to == Stage::Shipped && self.one_in(2) {
            true => lines.iter().map(carton).collect(),
            false => Vec::new(),
        };
        Command::Advance {
            order,
            to,
            site,
            lines,
            tracking: self.maybe(9, |_| "track".to_owned()),
            packages,
        }
    }

    fn change_order(&mut self, bench: &Bench) -> Command {
        let changes = 1 + self.below(4);
        Command::AmendOrder {
            order: self.order(bench),
            changes: (0..changes).map(|_| self.change(bench)).collect(),
        }
    }

    fn take_back(&mut self, bench: &Bench) -> Command {
        let order = self.order(bench);
        match self.below(5) {
            0 => Command::HoldOrder { order },
            1 | 2 => Command::ReleaseHold {
                order,
                kind: self.pick(&HoldKind::ALL),
            },
            3 => Command::LapseReservations,
            _ => Command::CancelOrder {
                order,
                lines: self
                    .maybe(2, |c| 1 + c.below(3) as u16)
                    .into_iter()
                    .collect(),
                reason: CancelReason::Seller,
            },
        }
    }

    fn move_stock(&mut self) -> Command {
        let (site, item, quantity) = (self.site(), self.item(), self.quantity());
        match self.below(6) {
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
            _ => Command::ReceiveStock(vec![(site, item, quantity)]),
        }
    }

    fn move_supply(&mut self, bench: &Bench) -> Command {
        let supply = self.supply(bench);
        match self.below(8) {
            0 => Command::RescheduleSupply {
                supply,
                due: self.day(bench),
            },
            1 => Command::CancelSupply { supply },
            2..5 => {
                let open = bench
                    .book
                    .stock
                    .supplies
                    .get(&supply)
                    .map_or(0, |supply| supply.open.0);
                let quantity = Quantity(self.below(open + 2));
                let last = self.one_in(3);
                Command::ReceiveSupply {
                    supply,
                    quantity,
                    last,
                }
            }
            _ => Command::AnnounceSupply(vec![SupplyDraft {
                reference: format!("S{}", self.below(1_000_000)),
                kind: self.pick(&[SupplyKind::InTransit, SupplyKind::PurchaseOrder]),
                site: self.site(),
                item: self.item(),
                quantity: self.quantity(),
                due: self.day(bench),
                supplier: None,
            }]),
        }
    }

    fn send_back(&mut self, bench: &Bench) -> Command {
        let open: Vec<ReturnId> = bench.book.returns.keys().copied().collect();
        if open.is_empty() || self.one_in(2) {
            let order = self.order(bench);
            let customer = bench
                .book
                .orders
                .get(order)
                .map_or(CustomerId(0), |order| order.customer);
            return Command::PlaceReturn(ReturnDraft {
                customer,
                order,
                left: None,
                site: self.site(),
                lines: vec![(self.item(), self.quantity())],
            });
        }
        if self.one_in(5) {
            let return_order = self.pick(&open);
            return Command::CloseReturn { return_order };
        }
        let disposition = self.pick(&[Disposition::Restock, Disposition::Scrap]);
        Command::ReceiveReturn {
            return_order: self.pick(&open),
            lines: vec![(1, self.quantity(), disposition)],
        }
    }

    fn ask(&mut self, bench: &Bench) -> Command {
        let document = script::document(&self.below(6).to_string());
        let request = self.request(bench);
        match self.below(6) {
            0 => Command::ReceiveDocument { document },
            1 => Command::RecordReading {
                document,
                read_as: ReadAs::Requests,
                requests: vec![self.request_draft(bench)],
            },
            2 | 3 => Command::WeighRequest { request },
            4 => Command::AcceptRequest {
                request,
                draft: self.maybe(2, |c| c.draft(bench)),
            },
            _ => Command::DeclineRequest {
                request,
                reason: DeclineReason::Unwanted,
            },
        }
    }

    fn request_draft(&mut self, bench: &Bench) -> RequestDraft {
        let doubt = Doubt {
            code: DoubtCode::BadDate,
            line: None,
        };
        RequestDraft {
            intent: self.pick(&[Intent::Place, Intent::Place, Intent::Change, Intent::Cancel]),
            order: Some(self.draft(bench)),
            confidence: self.pick(&[1_000, 900, 100]),
            doubts: self.maybe(4, |_| doubt).into_iter().collect(),
        }
    }

    fn change_company(&mut self, bench: &Bench) -> Command {
        match self.below(3) {
            0 => {
                let mut policy = bench.book.policy.clone();
                policy.split_cost = self.pick(&[0, 2_500, 100_000]);
                policy.split_sites_max = 1 + self.below(3) as u8;
                policy.receiving_days = self.below(3) as u8;
                policy.company_prefix = self.pick(&["", "7299999", "729999"]).to_owned();
                Command::SetPolicy(policy)
            }
            1 => {
                let mut item = bench.book.company.items[self.item().index() % 3].clone();
                item.orderable = !self.one_in(4);
                item.safety_stock = vec![(self.site(), self.quantity())];
                Command::PutItems(vec![item])
            }
            _ => {
                let mut site = bench.book.company.sites[self.site().index()].clone();
                site.calendar.weekdays = self.pick(&[0b111_1111, 0b000_1111]);
                site.calendar.cutoff_minute = self.pick(&[0, 960]);
                Command::PutSites(vec![site])
            }
        }
    }
}
