//! The planner of the twin: it looks at the book as `kept serve` does, and people decide what the rules of
//! trust leave to them.

use super::world::World;
use book::exception::{Kind, Resolution};
use book::policy::{Autonomy, Level};
use plan::attend::{propose, settled, to_plan};
use plan::resolve::Terms;
use plan::watch::Watcher;
use vocab::ExceptionId;

/// How often the whole book is looked at, in minutes.
const LOOK_MINUTES: u16 = 60;

/// What the company lets Kept do without asking, in minor units of the goods that are moved: it tells
/// customers a later day, sends from elsewhere and in parts, and lets less urgent orders wait; it pays
/// suppliers to hurry for up to a lorry full. What is cancelled, a person decides.
pub(super) fn trust() -> Vec<Autonomy> {
    const ANY: i64 = i64::MAX;
    const LARGE: i64 = 5_000_000;
    const SMALL: i64 = 1_000_000;
    let rules = [
        (Resolution::OtherSite, LARGE),
        (Resolution::Split, LARGE),
        (Resolution::PrioritySwap, SMALL),
        (Resolution::Expedite, SMALL),
        (Resolution::Repromise, ANY),
    ];
    let rule = |(resolution, value_max)| Autonomy {
        resolution,
        kind: None,
        value_max,
        level: Level::Auto,
    };
    rules.into_iter().map(rule).collect()
}

/// What it looked at.
#[derive(Debug, Default)]
pub(super) struct Planner {
    watcher: Watcher,
    settled: Option<ExceptionId>,
}

impl Planner {
    /// Notices, plans and settles.
    pub fn step(&mut self, world: &mut World) {
        if world.now.minute.is_multiple_of(LOOK_MINUTES) {
            self.look(world);
        }
        for exception in to_plan(&world.book) {
            let book = world.book.freeze().into_book();
            let command = propose(&book, exception, &Terms::default(), &world.stamp());
            let proposed = world.submit(&command);
            proposed.expect("what could be done can be told");
        }
    }

    fn look(&mut self, world: &mut World) {
        let stamp = world.stamp();
        let mut commands = self.watcher.notice(&world.book, &stamp);
        let (settle, last) = settled(&world.book, self.settled, &stamp);
        self.settled = last;
        commands.extend(settle);
        for command in commands {
            // One may have changed what the next one is about.
            drop(world.submit(&command));
        }
    }
}

/// Minutes that a person takes to choose a solution: to read what would change and for whom.
pub(super) fn minutes_of(kind: Kind) -> u16 {
    match kind {
        Kind::Shortage | Kind::LateSupply | Kind::ShortSupply | Kind::LostSupply => 6,
        Kind::StockMissing | Kind::ShortPick | Kind::Damage | Kind::MissedCutoff => 4,
        Kind::CarrierDelay | Kind::Customs | Kind::FailedDelivery | Kind::Stuck => 5,
    }
}
