//! A short pick: the last of an item is to leave today, and the picker finds half of it.

use super::scene::{Goods, Scene, Senders};
use crate::company::working_day;
use crate::life::Happening;
use book::{Command, Stage};
use vocab::{Quantity, SiteId};

/// What comes of the item comes in this many days at the earliest: too late for today's order.
const DUE_DAYS_MIN: i32 = 4;
/// When orders that take the rest of it want it.
const PATIENT_DAYS: i32 = 7;
const ORDERS_MAX: u32 = 6;

/// A pick that will be short.
#[derive(Clone, Debug)]
pub(super) struct ShortPick {
    goods: Goods,
    /// Cases of today's order.
    cases: u64,
    senders: Senders,
    step: Step,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Others order all but the last of it.
    SellingOut,
    /// The last of it is ordered for today.
    Ordered,
    Told,
}

impl ShortPick {
    /// Of an item of which more comes, but not soon; it is taken from the items.
    pub fn of(scene: &Scene<'_>, items: &mut Vec<Goods>) -> Option<ShortPick> {
        let fits = |goods: &Goods| {
            let inbound = scene.inbound(*goods);
            let first = inbound.first();
            first.is_some_and(|(_, supply)| supply.due.since(scene.day) >= DUE_DAYS_MIN)
        };
        let place = items.iter().position(fits)?;
        let goods = items.remove(place);
        Some(ShortPick {
            goods,
            cases: scene.cases(goods) / 4,
            senders: Senders::new(2),
            step: Step::SellingOut,
        })
    }

    pub fn next(&mut self, scene: &Scene<'_>) -> Option<Happening> {
        match self.step {
            Step::SellingOut if !self.senders.is_through(scene) => None,
            Step::SellingOut => self.sell(scene),
            Step::Ordered => self.come_up_short(scene),
            Step::Told => None,
        }
    }

    /// The rest goes to orders that can wait; the last order wants what is left as soon as it can be.
    fn sell(&mut self, scene: &Scene<'_>) -> Option<Happening> {
        let rest = scene.cases(self.goods).saturating_sub(self.cases);
        if rest == 0 || self.senders.sent() >= ORDERS_MAX {
            self.step = Step::Ordered;
            let tomorrow = working_day(scene.day.plus(1));
            let left = scene.cases(self.goods);
            return self.senders.order(scene, self.goods, left, tomorrow);
        }
        let wanted = working_day(scene.day.plus(PATIENT_DAYS));
        self.senders
            .order(scene, self.goods, rest.min(self.cases), wanted)
    }

    /// Half of what is released is not there.
    fn come_up_short(&mut self, scene: &Scene<'_>) -> Option<Happening> {
        let order = scene.order(self.senders.last()?)?;
        let sites = (0..scene.book.company.sites.len()).map(|site| SiteId(site as u16));
        let released = |site| order.line(1).map(|line| line.ready(site, Stage::Released));
        let mut released = sites.filter_map(|site| Some((site, released(site)?)));
        let (site, quantity) = released.find(|(_, quantity)| !quantity.is_zero())?;
        self.step = Step::Told;
        let missing = Quantity(quantity.0.div_ceil(2));
        Some(Happening::Command(Command::PickShort {
            order: order.id,
            site,
            lines: vec![(1, missing)],
        }))
    }
}
