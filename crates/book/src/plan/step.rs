//! The steps of a plan: what one of them changes, and what takes it back.

use crate::event::LineSchedule;
use crate::order::HoldKind;
use crate::stock::supply::SupplyKind;
use crate::{Few, ScheduleLine};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use vocab::{Day, ItemId, OrderId, Quantity, SiteId, SupplyId};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Lines of an order are promised otherwise; what is released stays.
    #[n(0)]
    Schedule {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// What is promised of each line before, and what has no date.
        #[n(1)]
        was: Vec<LineSchedule>,
        /// The same lines after.
        #[n(2)]
        becomes: Vec<LineSchedule>,
    },
    /// Supply comes earlier.
    #[n(1)]
    Hasten {
        /// Which.
        #[n(0)]
        supply: SupplyId,
        /// When it was due.
        #[n(1)]
        was: Day,
        /// When it is to come.
        #[n(2)]
        due: Day,
    },
    /// More supply is ordered.
    #[n(2)]
    Announce {
        /// The id that it will have; schedules of the plan peg to it.
        #[n(0)]
        supply: SupplyId,
        /// The reference, unique among open supply.
        #[n(1)]
        reference: String,
        /// What kind.
        #[n(2)]
        kind: SupplyKind,
        /// Where to.
        #[n(3)]
        site: SiteId,
        /// What.
        #[n(4)]
        item: ItemId,
        /// How much.
        #[n(5)]
        quantity: Quantity,
        /// When it is due in.
        #[n(6)]
        due: Day,
        /// The supplier of whose stock it is called off.
        #[cbor(n(7), skip_if = "Option::is_none")]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supplier: Option<String>,
    },
    /// Goods are sent from one site to another, where they are supply until they come in.
    #[n(7)]
    Transfer {
        /// The id that the supply will have; schedules of the plan peg to it.
        #[n(0)]
        supply: SupplyId,
        /// The reference, unique among open supply.
        #[n(1)]
        reference: String,
        /// What.
        #[n(2)]
        item: ItemId,
        /// From where.
        #[n(3)]
        from: SiteId,
        /// To where.
        #[n(4)]
        to: SiteId,
        /// How much.
        #[n(5)]
        quantity: Quantity,
        /// When it is due in.
        #[n(6)]
        due: Day,
    },
    /// What has no date of some lines is given as other items, at the price that was agreed.
    #[n(8)]
    Substitute {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// What becomes of which lines.
        #[n(1)]
        lines: Vec<Substituted>,
    },
    /// Goods go from one site to another.
    #[n(3)]
    Move {
        /// What.
        #[n(0)]
        item: ItemId,
        /// From where.
        #[n(1)]
        from: SiteId,
        /// To where.
        #[n(2)]
        to: SiteId,
        /// How much.
        #[n(3)]
        quantity: Quantity,
    },
    /// What has not been picked of some lines is cancelled by us. Solutions cancel what waits only; plans
    /// that journals hold have it.
    #[n(4)]
    Cancel {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// Line numbers.
        #[n(1)]
        lines: Vec<u16>,
    },
    /// What has no date of some lines is cancelled by us.
    #[n(6)]
    CancelWaiting {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// Line numbers, and how much waits.
        #[n(1)]
        lines: Vec<(u16, Quantity)>,
    },
    /// Goods in stock that did not leave on their day leave on another.
    #[n(5)]
    Postpone {
        /// Which order.
        #[n(0)]
        order: OrderId,
        /// From which sites, when they were to leave, and when they leave.
        #[n(1)]
        parts: Vec<(SiteId, Day, Day)>,
    },
    /// Goods on their way arrive on a later day.
    #[n(9)]
    Redate {
        /// Of which order.
        #[n(0)]
        order: OrderId,
        /// Which goods. No line has goods of one site and day twice.
        #[n(1)]
        goods: Vec<OnItsWay>,
        /// When all of them arrive.
        #[n(2)]
        delivery: Day,
    },
    /// Goods on their way turn back; others are sent in their place, or the lines are cancelled as far.
    #[n(10)]
    TurnBack {
        /// Of which order.
        #[n(0)]
        order: OrderId,
        /// Which goods. No line has goods of one site and day twice.
        #[n(1)]
        goods: Vec<OnItsWay>,
        /// Line number and what is promised in the place of its goods; what turns back of other lines is
        /// cancelled.
        #[n(2)]
        instead: Vec<(u16, Few<ScheduleLine>)>,
    },
    /// An order that is held goes on.
    #[n(11)]
    Release {
        /// Which.
        #[n(0)]
        order: OrderId,
        /// All that it is held for.
        #[n(1)]
        holds: Vec<HoldKind>,
        /// What it is promised then.
        #[n(2)]
        becomes: Vec<LineSchedule>,
    },
}

/// Goods of a line that are on their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct OnItsWay {
    /// Line number.
    #[n(0)]
    pub line: u16,
    /// The site that they left.
    #[n(1)]
    pub site: SiteId,
    /// When they were to arrive.
    #[n(2)]
    pub delivery: Day,
    /// How much, base units: all of the line with this site and day.
    #[n(3)]
    pub quantity: Quantity,
}

/// A line that waits, and the other item that is given instead: by a line of its own, the next ones of
/// the order.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Substituted {
    /// Line number.
    #[n(0)]
    pub line: u16,
    /// How much waits, base units; as many base units are given.
    #[n(1)]
    pub quantity: Quantity,
    /// The other item.
    #[n(2)]
    pub item: ItemId,
    /// What is promised of it.
    #[n(3)]
    pub schedule: Few<ScheduleLine>,
}

impl Step {
    pub(super) fn inverse(&self) -> Result<Step, &Step> {
        match self {
            Step::Schedule {
                order,
                was,
                becomes,
            } => Ok(Step::Schedule {
                order: *order,
                was: becomes.clone(),
                becomes: was.clone(),
            }),
            Step::Move {
                item,
                from,
                to,
                quantity,
            } => Ok(Step::Move {
                item: *item,
                from: *to,
                to: *from,
                quantity: *quantity,
            }),
            // The supplier has been told, goods are on the road, the customer has been told, the day has
            // passed.
            Step::Hasten { .. }
            | Step::Announce { .. }
            | Step::Transfer { .. }
            | Step::Substitute { .. }
            | Step::Cancel { .. }
            | Step::CancelWaiting { .. }
            | Step::Postpone { .. }
            | Step::Redate { .. }
            | Step::TurnBack { .. }
            | Step::Release { .. } => Err(self),
        }
    }
}
