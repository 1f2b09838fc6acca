//! Lorries: what they load at the cut-off arrives on the promised day, or late, or at a closed door.

use super::agenda::{Agenda, Task};
use super::trouble::{About, FAILED_DELIVERY_PERMILLE, LATE_LOAD_PERMILLE};
use super::world::World;
use crate::company::working_day;
use crate::life::Moment;
use book::{Command, Stage};
use vocab::{Day, OrderId, Quantity, SiteId};

/// Lorries are at the doors between these minutes of the day.
const DOORS: (u64, u64) = (8 * 60, 16 * 60);
/// The most days that a late load comes late.
const LATE_DAYS_MAX: u64 = 2;

/// Goods of an order on a lorry.
#[derive(Clone, Debug)]
pub(super) struct Load {
    pub order: OrderId,
    pub site: SiteId,
    /// Line number and how much.
    pub lines: Vec<(u16, Quantity)>,
    /// The day that was promised.
    pub due: Day,
    /// How often it was at the door.
    pub tries: u64,
}

/// A lorry takes goods along.
pub(super) fn load(world: &World, agenda: &mut Agenda, load: Load) {
    let subject = [load.order.0, u64::from(load.site.0), load.due.0 as u64];
    let mut chance = world.trouble.chance(About::Delivery, &subject);
    let minute = chance.between(DOORS.0, DOORS.1) as u16;
    let late = world
        .trouble
        .strikes(About::Load, LATE_LOAD_PERMILLE, &subject)
        .map_or(0, |mut chance| chance.between(1, LATE_DAYS_MAX));
    let day = load.due.max(world.now.day.plus(1)).plus(late as i32);
    agenda.note(Moment { day, minute }, Task::Deliver(load));
}

/// A lorry is at the door: the goods are taken in, or it comes again on the next working day.
pub(super) fn deliver(world: &mut World, agenda: &mut Agenda, load: Load) {
    let subject = [
        load.order.0,
        u64::from(load.site.0),
        load.due.0 as u64,
        load.tries,
    ];
    let closed = world
        .trouble
        .strikes(About::Delivery, FAILED_DELIVERY_PERMILLE, &subject);
    if closed.is_some() {
        let again = Moment {
            day: working_day(world.now.day.plus(1)),
            minute: world.now.minute,
        };
        let tries = load.tries + 1;
        return agenda.note(again, Task::Deliver(Load { tries, ..load }));
    }
    super::customers::claim(world, agenda, &load);
    let delivered = world.submit(&Command::Advance {
        order: load.order,
        to: Stage::Delivered,
        site: load.site,
        lines: load.lines,
        tracking: None,
        packages: Vec::new(),
    });
    delivered.expect("what is on a lorry was shipped");
}
