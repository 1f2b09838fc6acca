//! The suppliers: each as reliable as it is, now and then one that fails; and what becomes of goods in the
//! sites before anybody ordered them.

use super::trouble::{About, DAMAGE_PERMILLE, MISCOUNT_PERMILLE, Trouble};
use super::world::{World, site_ids};
use crate::company::SampleCompany;
use crate::life::inbound::{self, Cover, Fate};
use book::Command;
use book::stock::supply::Supply;
use vocab::{Day, ItemId, Quantity, SiteId, SupplyId};

/// What stock is ordered for, in days of demand beyond the lead time: with the safety stock some three weeks
/// in all, which wholesalers of groceries hold.
const COVER: Cover = Cover {
    reorder_days: 10,
    order_up_to_days: 18,
};
/// Suppliers of each category of goods.
const A_CATEGORY: u64 = 2;
/// Out of a thousand deliveries: late with the best and the worst of the suppliers, and short. On average
/// that is what wholesalers of food report: nine in ten on their day, nineteen in twenty in full.
const LATE_PERMILLE: (u64, u64) = (20, 120);
const SHORT_PERMILLE: (u64, u64) = (10, 60);
const IN_PARTS_PERMILLE: u64 = 20;
/// Out of a thousand weeks of a supplier, those in which it stops delivering, and for how many days: a
/// strike, a recall, a broken line. With 32 suppliers that is one in every six weeks.
const FAILS_PERMILLE: u64 = 5;
const FAILS_DAYS: (u64, u64) = (5, 15);
/// Out of a thousand deliveries that fall into such days, this many never come.
const NEVER_PERMILLE: u64 = 200;
/// When stock is counted and the broken is found, and how many places a day are counted.
const COUNTING_MINUTE: u16 = 18 * 60;
const COUNTS_A_DAY: u64 = 12;
/// How far a wrong count is off at most, in percent of what is there.
const MISCOUNT_PERCENT_MAX: u64 = 8;
const DAYS_A_WEEK: i32 = 7;

/// Who delivers what.
#[derive(Debug)]
pub(super) struct Suppliers {
    /// By item.
    of: Vec<u64>,
    replenished: Option<Day>,
    counted: Option<Day>,
}

impl Suppliers {
    pub fn new(company: &SampleCompany) -> Suppliers {
        let categories: Vec<&str> = company.items.iter().map(|item| item.category).collect();
        let mut names = categories.clone();
        names.sort_unstable();
        names.dedup();
        let numbered = categories.iter().zip(0u64..);
        let supplier = |(category, number): (&&str, u64)| {
            let place = names.binary_search(category).unwrap_or(0) as u64;
            place * A_CATEGORY + number % A_CATEGORY
        };
        Suppliers {
            of: numbered.map(supplier).collect(),
            replenished: None,
            counted: None,
        }
    }

    /// Receives what is due, orders what runs low, counts what is there, each at its time of the day.
    pub fn step(&mut self, world: &mut World, company: &SampleCompany) {
        let now = world.now;
        if now.minute.is_multiple_of(60) {
            self.receive(world);
        }
        if inbound::is_time_to_replenish(now) && self.replenished.replace(now.day) != Some(now.day)
        {
            let seed = world.trouble.seed;
            let announced = inbound::replenish(seed, company, COVER, now, &world.book);
            announced
                .map_or(Ok(()), |command| world.submit(&command))
                .expect("supply can be announced");
        }
        if now.minute >= COUNTING_MINUTE && self.counted.replace(now.day) != Some(now.day) {
            count(world);
            lose(world);
        }
    }

    fn receive(&self, world: &mut World) {
        let mut commands = Vec::new();
        let fate = |id, supply: &Supply| self.fate(&world.trouble, world.now.day, id, supply);
        inbound::receive(&mut commands, world.now, &world.book, fate);
        for command in commands {
            world.submit(&command).expect("what is due can be received");
        }
    }

    /// What becomes of a delivery on the day that it is due.
    fn fate(&self, trouble: &Trouble, today: Day, id: SupplyId, supply: &Supply) -> Fate {
        let supplier = self.of[supply.item.index()];
        let subject = [id.0, supply.due.0 as u64];
        if let Some(days) = fails_for(trouble, supplier, today) {
            let mut chance = trouble.chance(About::Supply, &subject);
            return match chance.permille(NEVER_PERMILLE) {
                true => Fate::Never,
                false => Fate::Late { days },
            };
        }
        let mut habits = trouble.chance(About::Supplier, &[supplier]);
        let late = habits.between(LATE_PERMILLE.0, LATE_PERMILLE.1);
        let short = habits.between(SHORT_PERMILLE.0, SHORT_PERMILLE.1);
        let strikes = |kind: u64, permille| {
            trouble.strikes(About::Supply, permille, &[subject[0], subject[1], kind])
        };
        if let Some(mut chance) = strikes(1, late) {
            let days = chance.between(1, 4) as i32;
            return Fate::Late { days };
        }
        if let Some(mut chance) = strikes(2, short) {
            let percent = chance.between(60, 95);
            return Fate::Short { percent };
        }
        match strikes(3, IN_PARTS_PERMILLE) {
            Some(mut chance) => Fate::InTwoParts {
                days: chance.between(1, 3) as i32,
            },
            None => Fate::InFull,
        }
    }
}

/// How many days from today on a supplier still delivers nothing; `None` when it does.
fn fails_for(trouble: &Trouble, supplier: u64, today: Day) -> Option<i32> {
    let week = today.0.div_euclid(DAYS_A_WEEK);
    let weeks = FAILS_DAYS.1 as i32 / DAYS_A_WEEK + 1;
    let until = |week: i32| {
        let subject = [supplier, week as u64, 1];
        let mut chance = trouble.strikes(About::Supplier, FAILS_PERMILLE, &subject)?;
        let first = Day(week * DAYS_A_WEEK);
        Some(first.plus(chance.between(FAILS_DAYS.0, FAILS_DAYS.1) as i32))
    };
    let until = (week - weeks..=week).filter_map(until).max()?;
    (until > today).then(|| until.since(today))
}

/// Some places are counted, and a few of them found wrong.
fn count(world: &mut World) {
    let mut places = world
        .trouble
        .chance(About::Count, &[world.now.day.0 as u64]);
    for number in 0..COUNTS_A_DAY {
        let (site, item) = place(&mut places, world);
        let subject = [world.now.day.0 as u64, number];
        let Some(mut chance) = world
            .trouble
            .strikes(About::Count, MISCOUNT_PERMILLE, &subject)
        else {
            continue;
        };
        let there = world.book.stock.balance(item, site).on_hand.0;
        let off = chance.below(there * MISCOUNT_PERCENT_MAX / 100 + 1);
        let counted = match chance.permille(700) {
            true => there - off,
            false => there + off,
        };
        // What is being picked stays until it has left.
        drop(world.submit(&Command::CountStock {
            site,
            item,
            counted: Quantity(counted),
        }));
    }
}

/// Something breaks, of what is free.
fn lose(world: &mut World) {
    let items = world.book.company.items.len() as u32;
    for site in site_ids(world) {
        for item in (0..items).map(ItemId) {
            let subject = [world.now.day.0 as u64, u64::from(site.0), u64::from(item.0)];
            let free = world.book.stock.balance(item, site).free().0;
            let broken = world
                .trouble
                .strikes(About::Damage, DAMAGE_PERMILLE, &subject);
            if let (Some(mut chance), 1..) = (broken, free) {
                let quantity = Quantity(chance.between(1, free.min(24)));
                let scrapped = world.submit(&Command::ScrapStock {
                    site,
                    item,
                    quantity,
                });
                scrapped.expect("what is free can be scrapped");
            }
        }
    }
}

fn place(chance: &mut crate::chance::Chance, world: &World) -> (SiteId, ItemId) {
    let sites = world.book.company.sites.len() as u64;
    let items = world.book.company.items.len() as u64;
    (
        SiteId(chance.below(sites) as u16),
        ItemId(chance.below(items) as u32),
    )
}
