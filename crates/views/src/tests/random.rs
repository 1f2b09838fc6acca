//! Random lives: whatever happens in whatever order, the views tell what the book knows.

use super::world::{World, line, order};
use book::Command;
use book::command::Change;
use book::event::CancelReason;
use book::order::{HoldKind, LineDraft, OrderDraft, Source, Stage, StatedItem};
use book::request::{Intent, ReadAs, RequestDraft};
use book::stock::supply::{SupplyDraft, SupplyKind};
use vocab::{
    ContentHash, CustomerId, ItemId, OrderId, Price, Quantity, RequestId, SiteId, SupplyId,
};

const LIVES: u64 = 6;
const COMMANDS: usize = 250;

#[test]
fn whatever_happens_the_views_tell_what_the_book_knows() {
    for seed in 0..LIVES {
        let mut number = 0;
        let world = life(seed, |world| {
            number += 1;
            if number % 50 == 0 {
                world.agrees_with_book();
            }
        });
        world.agrees_with_book();
    }
}

#[test]
fn views_of_a_random_life_are_equal_when_they_are_folded_at_once() {
    for seed in 0..LIVES {
        let mut world = life(seed, |_| {});
        let folded = world.dump();
        let journal = world.journal();
        world.views.rebuild(&journal).unwrap();
        assert!(world.dump() == folded, "seed {seed}");
    }
}

/// Whatever chance brings; `watch` looks after each command.
pub(super) fn life(seed: u64, mut watch: impl FnMut(&World)) -> World {
    let mut chance = Chance(seed);
    let mut world = World::new();
    for _ in 0..COMMANDS {
        if chance.below(15) == 0 {
            world.next_day();
        }
        if chance.below(15) == 0 {
            chance.document(&mut world);
        }
        let command = chance.command(&world);
        drop(world.try_out(command));
        watch(&world);
    }
    world
}

/// Splitmix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    fn order(&mut self, world: &World) -> OrderId {
        let open: Vec<OrderId> = world.book.orders.iter().map(|order| order.id).collect();
        match open.as_slice() {
            [] => OrderId(0),
            open => self.pick(open),
        }
    }

    fn supply(&mut self, world: &World) -> SupplyId {
        let open: Vec<SupplyId> = world.book.stock.supplies.keys().copied().collect();
        match open.as_slice() {
            [] => SupplyId(0),
            open => self.pick(open),
        }
    }

    fn item(&mut self) -> ItemId {
        ItemId(self.below(2) as u32)
    }

    fn line(&mut self) -> LineDraft {
        let mut line = line(self.below(2) as u32, 1 + self.below(30));
        if self.below(12) == 0 {
            line.item = StatedItem::Unknown("beans".to_owned());
        }
        if self.below(12) == 0 {
            line.stated_price = Some(Price { minor: 7, basis: 1 });
        }
        line
    }

    fn draft(&mut self, world: &World) -> OrderDraft {
        let lines: Vec<LineDraft> = (0..1 + self.below(3)).map(|_| self.line()).collect();
        let wanted = world.moment.today.plus(self.below(9) as i32);
        let mut draft = order(&format!("po {}", self.below(300)), &lines);
        draft.customer = CustomerId(self.below(2) as u32);
        draft.requested = (self.below(2) == 0).then_some(wanted);
        draft.expires =
            (self.below(6) == 0).then(|| world.moment.at.plus_seconds(self.below(300_000) as i64));
        draft
    }

    /// A document with a request, which is weighed.
    fn document(&mut self, world: &mut World) {
        let document = ContentHash([self.next() as u8; 32]);
        let all = crate::RequestFilter::default();
        let latest = world.reader().requests(&all, None, 1).unwrap();
        let next = latest.items.first().map_or(0, |latest| latest.id.0 + 1);
        let draft = RequestDraft {
            intent: Intent::Place,
            order: Some(self.draft(world)),
            confidence: self.pick(&[1000, 10]),
            doubts: Vec::new(),
        };
        let commands = [
            Command::ReceiveDocument { document },
            Command::RecordReading {
                document,
                read_as: ReadAs::Requests,
                requests: vec![draft],
            },
            Command::WeighRequest {
                request: RequestId(next),
            },
        ];
        for command in commands {
            drop(world.try_out(command));
        }
    }

    fn command(&mut self, world: &World) -> Command {
        match self.below(100) {
            0..25 => Command::PlaceOrder(self.draft(world)),
            25..55 => self.advance(world),
            55..67 => Command::AmendOrder {
                order: self.order(world),
                changes: vec![self.change(world)],
            },
            67..80 => self.take_back(world),
            80..92 => self.supply_stock(world),
            _ => Command::PromiseBackorders { item: self.item() },
        }
    }

    /// Mostly a step that some goods of the order can go.
    fn advance(&mut self, world: &World) -> Command {
        let order = self.order(world);
        let row = world.book.orders.get(order);
        let parts = row
            .iter()
            .flat_map(|row| &row.lines)
            .flat_map(|line| &line.schedule);
        let ahead: Vec<(SiteId, Stage)> = parts
            .filter(|part| part.source == Source::OnHand && part.stage != Stage::Delivered)
            .map(|part| (part.site, Stage::ALL[part.stage as usize + 1]))
            .collect();
        let (site, to) = match ahead.as_slice() {
            [] => (SiteId(0), Stage::Released),
            ahead => self.pick(ahead),
        };
        let some = self.below(3) == 0;
        let lines = some
            .then(|| (1, Quantity(1 + self.below(9))))
            .into_iter()
            .collect();
        Command::Advance {
            order,
            to,
            site,
            lines,
            tracking: None,
            packages: Vec::new(),
        }
    }

    fn change(&mut self, world: &World) -> Change {
        let line = 1 + self.below(3) as u16;
        match self.below(5) {
            0 | 1 => Change::Quantity {
                line,
                quantity: Quantity(1 + self.below(40)),
            },
            2 => Change::Requested {
                line: Some(line),
                day: Some(world.moment.today.plus(4)),
            },
            3 => Change::AddLine(self.line()),
            _ => Change::ResolveItem {
                line,
                item: self.item(),
            },
        }
    }

    fn take_back(&mut self, world: &World) -> Command {
        let order = self.order(world);
        match self.below(5) {
            0 => Command::HoldOrder { order },
            1 | 2 => Command::ReleaseHold {
                order,
                kind: self.pick(&HoldKind::ALL),
            },
            3 => Command::LapseReservations,
            _ => Command::CancelOrder {
                order,
                lines: (self.below(2) == 0).then_some(1).into_iter().collect(),
                reason: CancelReason::Seller,
            },
        }
    }

    fn supply_stock(&mut self, world: &World) -> Command {
        let (site, item) = (SiteId(self.below(2) as u16), self.item());
        let quantity = Quantity(1 + self.below(60));
        let supply = self.supply(world);
        match self.below(8) {
            0 => Command::MoveStock {
                item,
                from: site,
                to: SiteId(1 - site.0),
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
            3 => Command::RescheduleSupply {
                supply,
                due: world.moment.today.plus(3),
            },
            4 => Command::CancelSupply { supply },
            5 => Command::ReceiveSupply {
                supply,
                quantity,
                last: self.below(2) == 0,
            },
            6 => Command::ReceiveStock(vec![(site, item, quantity)]),
            _ => Command::AnnounceSupply(vec![SupplyDraft {
                reference: format!("S{}", self.next()),
                kind: SupplyKind::InTransit,
                site,
                item,
                quantity,
                due: world.moment.today.plus(5),
                supplier: None,
            }]),
        }
    }
}
