//! The company goes on living: orders arrive, supply comes in, goods are picked, shipped and
//! delivered, and stock is ordered anew.
//!
//! Whoever runs a simulated company calls [`Life::next`] as its clock goes on and does what
//! happens. Everything follows from the seed, the moments and the book.

pub(crate) mod arrivals;
pub(crate) mod fulfilment;
pub(crate) mod inbound;
#[cfg(test)]
mod tests;
mod troubles;

use crate::company::SampleCompany;
use arrivals::Arrivals;
use book::exception::{Cause, Kind};
use book::stock::supply::Supply;
use book::{Book, Command};
use troubles::Troubles;
use vocab::Day;

/// Orders of a working day, unless the pace says otherwise.
pub const ORDERS_PER_DAY: u32 = 300;
/// The most orders of a working day.
pub const ORDERS_PER_DAY_MAX: u32 = 5_000;
/// The most orders that arrive in one call; the others follow in the next.
pub const ARRIVALS_MAX: usize = 500;
/// The most commands about goods that one call gives; what is left is done in the next.
pub const STEPS_MAX: usize = 5_000;
/// The most days of arrivals that are made up for when the clock jumps.
pub const DAYS_MAX: i32 = 3;

/// A moment of the company's local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// Minutes since local midnight, 0 to 1439.
    pub minute: u16,
}

/// How orders come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArriveAs {
    /// As the documents that each customer sends, doubtful ones among them.
    Documents,
    /// As commands, for simulations that leave reading out.
    Commands,
}

/// How busy life is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Orders of an average working day, 1 to [`ORDERS_PER_DAY_MAX`]. The revenue stays the same:
    /// fewer orders are larger ones.
    pub orders_per_day: u32,
    /// How orders come in.
    pub arrive_as: ArriveAs,
    /// How often an order has something wrong in it, in percent of what is usual.
    pub slips_percent: u32,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            orders_per_day: ORDERS_PER_DAY,
            arrive_as: ArriveAs::Documents,
            slips_percent: 100,
        }
    }
}

/// Something that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A document comes in.
    Document {
        /// Its file name.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// Someone in the company does this.
    Command(Command),
}

/// The life of a company.
#[derive(Clone, Debug)]
pub struct Life {
    seed: u64,
    company: SampleCompany,
    arrivals: Arrivals,
    /// The last day on which stock was ordered anew.
    replenished: Option<Day>,
    pace: Pace,
    /// None is a life without those of every week.
    troubles: Option<Troubles>,
}

impl Life {
    /// The life of a company, at a pace.
    pub fn new(seed: u64, company: &SampleCompany, pace: Pace) -> Life {
        Life {
            seed,
            company: company.clone(),
            arrivals: Arrivals::new(seed, company, pace),
            replenished: None,
            pace,
            troubles: None,
        }
    }

    /// The same, with the troubles of every week.
    #[must_use]
    pub fn with_troubles(self) -> Life {
        Life {
            troubles: Some(Troubles::default()),
            ..self
        }
    }

    /// What happens from the last call up to now, in the order to do it. The first call starts with
    /// the midnight before; whoever stops and starts again gets documents of that day a second
    /// time, byte by byte the same.
    pub fn next(&mut self, now: Moment, book: &Book) -> Vec<Happening> {
        let mut commands = Vec::new();
        let fate = |id, supply: &Supply| inbound::fate(self.seed, id, supply.due);
        inbound::receive(&mut commands, now, book, fate);
        if inbound::is_time_to_replenish(now) && self.replenished != Some(now.day) {
            self.replenished = Some(now.day);
            let buying = inbound::replenish(self.seed, &self.company, inbound::THIN, now, book);
            commands.extend(buying.and_then(|buying| without_shortages(buying, book)));
        }
        fulfilment::advance(&mut commands, self.seed, now, book);
        // What goes wrong comes first: who comes up short picks no more of it in the same breath.
        let troubles = self.troubles.as_mut();
        let mut happenings = troubles.map_or_else(Vec::new, |troubles| {
            troubles.next(self.pace.arrive_as, now, &self.company, book)
        });
        happenings.extend(commands.into_iter().map(Happening::Command));
        happenings.extend(self.arrivals.until(now, &self.company, book));
        happenings
    }
}

/// The buyers leave to the planners what those are deciding about.
fn without_shortages(buying: Command, book: &Book) -> Option<Command> {
    let Command::AnnounceSupply(mut drafts) = buying else {
        return Some(buying);
    };
    drafts.retain(|draft| {
        let cause = Cause::Item { item: draft.item };
        book.exception_of(Kind::Shortage, &cause).is_none()
    });
    (!drafts.is_empty()).then_some(Command::AnnounceSupply(drafts))
}
