//! The company twin: the sample company lives for some days on the real book, with all that goes wrong in a
//! real one, and tells how it went (`docs/simulation.md`).
//!
//! A discrete-event simulation in steps of [`STEP_MINUTES`]: documents arrive, suppliers deliver or don't,
//! people answer in their working hours, sites pick what they can, lorries leave at the cut-off. The book
//! itself answers at once. Everything follows from the options; what happened is summed up in one digest.

mod agenda;
mod carrier;
mod credit;
mod customers;
mod desk;
mod exceptions;
mod floor;
mod measure;
mod planner;
mod report;
mod season;
mod suppliers;
#[cfg(test)]
mod tests;
mod trouble;
mod world;

use crate::company::{FIRST_DAY, SampleCompany, sample_company};
use crate::life::{Moment, ORDERS_PER_DAY};
use agenda::{Agenda, Task};
use book::invariant;
use credit::Credit;
use customers::Customers;
use desk::Desk;
use floor::Floor;
use planner::Planner;
use suppliers::Suppliers;
use trouble::Trouble;
use world::{World, site_ids};

pub use exceptions::Counts;
pub use report::{DESK_AGOROT_AN_HOUR, PICKER_AGOROT_AN_HOUR, Report, SECONDS_A_LINE, Touched};

/// The most days that are simulated.
pub const DAYS_MAX: u16 = 730;
/// How much of the usual trouble there may be at most, in percent.
pub const TROUBLE_PERCENT_MAX: u32 = 1_000;
/// Minutes between two looks at everything: the longest that the system itself lets anything wait.
pub const STEP_MINUTES: u16 = 5;
/// From when on something happens, and until when, in minutes of the day.
const FIRST_MINUTE: u16 = 6 * 60;
const LAST_MINUTE: u16 = 22 * 60;

/// What is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many days, up to [`DAYS_MAX`], from [`FIRST_DAY`] on.
    pub days: u16,
    /// What everything follows from.
    pub seed: u64,
    /// Orders of an average working day, up to [`crate::life::ORDERS_PER_DAY_MAX`].
    pub orders_per_day: u32,
    /// How often things go wrong, in percent of what is usual, up to [`TROUBLE_PERCENT_MAX`].
    pub trouble_percent: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            days: 90,
            seed: 1,
            orders_per_day: ORDERS_PER_DAY,
            trouble_percent: 100,
        }
    }
}

/// Lives through the days; `progress` hears how many have passed.
pub fn simulate(options: Options, progress: &mut dyn FnMut(u16)) -> Report {
    let days = options.days.min(DAYS_MAX);
    let mut twin = Twin::founded(options);
    for day in 0..days {
        twin.live_a_day(day);
        progress(day + 1);
    }
    twin.world.report(Options { days, ..options })
}

/// The company with everybody who works for it, buys from it and sells to it.
struct Twin {
    company: SampleCompany,
    world: World,
    agenda: Agenda,
    customers: Customers,
    suppliers: Suppliers,
    credit: Credit,
    desk: Desk,
    planner: Planner,
    floors: Vec<Floor>,
}

impl Twin {
    fn founded(options: Options) -> Twin {
        let mut company = sample_company(options.seed, FIRST_DAY);
        company.policy.autonomy = planner::trust();
        let trouble = Trouble::new(options.seed, options.trouble_percent);
        let mut world = World::new(trouble);
        for command in company.commands() {
            let founded = world.submit(&command);
            founded.expect("the sample company can be founded");
        }
        let mut credit = Credit::new(&company);
        credit.settle(&mut world, &company);
        Twin {
            customers: Customers::new(&company, options),
            suppliers: Suppliers::new(&company),
            credit,
            desk: Desk::new(),
            planner: Planner::default(),
            floors: site_ids(&world).into_iter().map(Floor::new).collect(),
            agenda: Agenda::default(),
            company,
            world,
        }
    }

    fn live_a_day(&mut self, number: u16) {
        let day = FIRST_DAY.plus(i32::from(number));
        self.world.look_at_all_orders();
        for minute in (FIRST_MINUTE..=LAST_MINUTE).step_by(usize::from(STEP_MINUTES)) {
            self.world.now = Moment { day, minute };
            self.step();
        }
        self.credit.settle(&mut self.world, &self.company);
        self.world.end_the_day();
    }

    /// One look at everything, in the order in which the company's day has it.
    fn step(&mut self) {
        self.suppliers.step(&mut self.world, &self.company);
        while let Some(task) = self.agenda.due(self.world.now) {
            self.do_task(task);
            self.attend();
        }
        self.customers.step(&mut self.world, &self.company);
        self.attend();
        self.planner.step(&mut self.world);
        self.attend();
        for floor in &mut self.floors {
            floor.step(&mut self.world, &mut self.agenda);
        }
        self.attend();
    }

    fn do_task(&mut self, task: Task) {
        match task {
            Task::Answer(ask) => self.desk.answer(&mut self.world, &ask),
            Task::Change(order) => self.customers.change(&mut self.world, order),
            Task::Cancel(order) => self.customers.cancel(&mut self.world, order),
            Task::Deliver(load) => carrier::deliver(&mut self.world, &mut self.agenda, load),
            Task::Return(claim) => {
                customers::agree_return(&mut self.world, &mut self.agenda, &claim)
            }
            Task::TakeBack { id, disposition } => {
                customers::take_back(&mut self.world, id, disposition);
            }
        }
    }

    /// Everybody hears of what just happened: the book's own work is done, people get their tasks, floors
    /// their goods, and customers think again.
    fn attend(&mut self) {
        self.customers.answer_the_book(&mut self.world);
        for order in std::mem::take(&mut self.world.placed) {
            self.customers
                .think_again(&self.world, &mut self.agenda, order);
        }
        for ask in std::mem::take(&mut self.world.asks) {
            self.desk.take(&mut self.world, &mut self.agenda, ask);
        }
        for order in std::mem::take(&mut self.world.changed) {
            self.floors
                .iter_mut()
                .for_each(|floor| floor.look_at(&self.world, order));
        }
        self.credit.hear(&mut self.world);
    }
}

/// What does not hold of the invariants of the book.
fn broken(book: &book::Book) -> Vec<&'static str> {
    let violations = invariant::violations(book).into_iter();
    violations.map(|(name, _)| name).collect()
}
