//! Exceptions: what keeps promises from being kept, grouped by cause, with solutions that wait for a
//! yes.
//!
//! An exception is raised where a promise breaks, or by whoever watches. Planning it is open work; what
//! the planner proposes is tried when it is approved, and refused when it is stale. It closes when a
//! solution was made, when its promises are whole again, or when a person says that it may stay.

mod decide;
#[cfg(test)]
mod tests;

use crate::order::{Order, OrderLine, OrderState, ScheduleLine, Stage};
use crate::plan::{Plan, Shift, last_delivery, promised_of};
use crate::{Book, Event};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher24;
use std::hash::Hasher;
use vocab::{ActorId, Day, ExceptionId, Instant, ItemId, OrderId, Quantity, SiteId, SupplyId};

pub(crate) use decide::{approve, close, propose, raise, revert, settle};

/// The most proposals that an exception has.
pub const PROPOSALS_MAX: usize = 8;
/// How many solved exceptions can be taken back, the latest ones.
pub const UNDO_MAX: usize = 1_000;
/// The most open exceptions; beyond them no more are raised, and broken promises are only backorders.
pub const OPEN_MAX: usize = 100_000;

/// What kind of trouble it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// More is ordered than there is or will be.
    #[n(0)]
    Shortage,
    /// Supply comes later than promises need it.
    #[n(1)]
    LateSupply,
    /// Less came than was announced.
    #[n(2)]
    ShortSupply,
    /// Announced supply won't come.
    #[n(3)]
    LostSupply,
    /// A count found less than was promised.
    #[n(4)]
    StockMissing,
    /// Goods that were to be picked are not there.
    #[n(5)]
    ShortPick,
    /// Goods are damaged.
    #[n(6)]
    Damage,
    /// The carrier is late.
    #[n(7)]
    CarrierDelay,
    /// Goods are held up at customs.
    #[n(8)]
    Customs,
    /// The customer could not be delivered to.
    #[n(9)]
    FailedDelivery,
    /// Goods did not leave on their day.
    #[n(10)]
    MissedCutoff,
    /// An order is held, and nobody decides.
    #[n(11)]
    Stuck,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 12] = [
        Kind::Shortage,
        Kind::LateSupply,
        Kind::ShortSupply,
        Kind::LostSupply,
        Kind::StockMissing,
        Kind::ShortPick,
        Kind::Damage,
        Kind::CarrierDelay,
        Kind::Customs,
        Kind::FailedDelivery,
        Kind::MissedCutoff,
        Kind::Stuck,
    ];

    /// The word that the API, the views and the stories use.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Shortage => "shortage",
            Kind::LateSupply => "late_supply",
            Kind::ShortSupply => "short_supply",
            Kind::LostSupply => "lost_supply",
            Kind::StockMissing => "stock_missing",
            Kind::ShortPick => "short_pick",
            Kind::Damage => "damage",
            Kind::CarrierDelay => "carrier_delay",
            Kind::Customs => "customs",
            Kind::FailedDelivery => "failed_delivery",
            Kind::MissedCutoff => "missed_cutoff",
            Kind::Stuck => "stuck",
        }
    }
}

/// What broke the promises: there is one open exception for each kind and cause.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// A supply element.
    #[n(0)]
    Supply {
        /// Which.
        #[n(0)]
        supply: SupplyId,
        /// Its reference, known when it is closed too.
        #[n(1)]
        reference: String,
    },
    /// The stock of an item at a site.
    #[n(1)]
    Stock {
        /// Where.
        #[n(0)]
        site: SiteId,
        /// Of what.
        #[n(1)]
        item: ItemId,
    },
    /// An item, everywhere.
    #[n(2)]
    Item {
        /// Which.
        #[n(0)]
        item: ItemId,
    },
    /// One order.
    #[n(3)]
    Order {
        /// Which.
        #[n(0)]
        order: OrderId,
    },
    /// A day at a site.
    #[n(4)]
    Site {
        /// Where.
        #[n(0)]
        site: SiteId,
        /// When.
        #[n(1)]
        day: Day,
    },
}

/// A promise that is in trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Broken {
    /// Which order.
    #[n(0)]
    pub order: OrderId,
    /// Line number.
    #[n(1)]
    pub line: u16,
    /// How much of it.
    #[n(2)]
    pub quantity: Quantity,
    /// When the customer was to have it; `None` when no day was ever named.
    #[n(3)]
    pub promised: Option<Day>,
}

/// A way to solve an exception.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// Goods leave from another site.
    #[n(0)]
    OtherSite,
    /// Goods are brought from another site first.
    #[n(1)]
    Transfer,
    /// Another supplier delivers.
    #[n(2)]
    OtherSupplier,
    /// The customer gets another item.
    #[n(3)]
    Substitute,
    /// A part goes now, the rest later.
    #[n(4)]
    Split,
    /// The supplier or the carrier hurries.
    #[n(5)]
    Expedite,
    /// The customer is told a later day.
    #[n(6)]
    Repromise,
    /// A less urgent order waits instead.
    #[n(7)]
    PrioritySwap,
    /// What can't be delivered is cancelled.
    #[n(8)]
    Cancel,
    /// The carrier tries again to hand goods over.
    #[n(9)]
    Redeliver,
    /// Other goods are sent in the place of those on their way, which turn back.
    #[n(10)]
    Resend,
    /// Goods on their way turn back, and what they were worth is paid back.
    #[n(11)]
    TakeBack,
    /// An order that waits for a yes goes on.
    #[n(12)]
    Release,
}

impl Resolution {
    /// Every one.
    pub const ALL: [Resolution; 13] = [
        Resolution::OtherSite,
        Resolution::Transfer,
        Resolution::OtherSupplier,
        Resolution::Substitute,
        Resolution::Split,
        Resolution::Expedite,
        Resolution::Repromise,
        Resolution::PrioritySwap,
        Resolution::Cancel,
        Resolution::Redeliver,
        Resolution::Resend,
        Resolution::TakeBack,
        Resolution::Release,
    ];

    /// The word that the API, the views and the stories use.
    pub fn as_str(self) -> &'static str {
        match self {
            Resolution::OtherSite => "other_site",
            Resolution::Transfer => "transfer",
            Resolution::OtherSupplier => "other_supplier",
            Resolution::Substitute => "substitute",
            Resolution::Split => "split",
            Resolution::Expedite => "expedite",
            Resolution::Repromise => "repromise",
            Resolution::PrioritySwap => "priority_swap",
            Resolution::Cancel => "cancel",
            Resolution::Redeliver => "redeliver",
            Resolution::Resend => "resend",
            Resolution::TakeBack => "take_back",
            Resolution::Release => "release",
        }
    }
}

/// What a solution still depends on, or costs somebody.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// The supplier must say yes.
    #[n(0)]
    SupplierMustAgree,
    /// The customer must be told, and may say no.
    #[n(1)]
    CustomerMustAgree,
    /// Other orders come later than they were promised.
    #[n(2)]
    OthersLater,
    /// Some of the promises stay broken.
    #[n(3)]
    StillLate,
}

impl Risk {
    /// The word that the API, the views and the stories use.
    pub fn as_str(self) -> &'static str {
        match self {
            Risk::SupplierMustAgree => "supplier_must_agree",
            Risk::CustomerMustAgree => "customer_must_agree",
            Risk::OthersLater => "others_later",
            Risk::StillLate => "still_late",
        }
    }
}

/// A solution, tried on a copy of the book, that waits for a yes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Proposal {
    /// What kind.
    #[n(0)]
    pub resolution: Resolution,
    /// What would change.
    #[n(1)]
    pub plan: Plan,
    /// What it costs: freight, lateness and what is paid to hurry, minor units of the book's currency.
    #[n(2)]
    pub cost: i64,
    /// Value of the goods that it moves, minor units; decides who may approve it.
    #[n(3)]
    pub value: i64,
    /// The last delivery of each line that it changes, and of each broken one.
    #[n(4)]
    pub shifts: Vec<Shift>,
    /// What it depends on.
    #[n(5)]
    pub risks: Vec<Risk>,
}

/// How an exception was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// A person approved a solution.
    #[n(0)]
    Approved,
    /// A solution was made by the autonomy rules.
    #[n(1)]
    Automatic,
    /// The promises are whole again by themselves, or there is nothing left to keep.
    #[n(2)]
    Mended,
    /// A person said that it may stay as it is.
    #[n(3)]
    Dismissed,
}

impl Closing {
    /// The word that the API, the views and the stories use.
    pub fn as_str(self) -> &'static str {
        match self {
            Closing::Approved => "approved",
            Closing::Automatic => "automatic",
            Closing::Mended => "mended",
            Closing::Dismissed => "dismissed",
        }
    }
}

/// An open exception.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Exception {
    /// What kind of trouble.
    #[n(0)]
    pub kind: Kind,
    /// What broke the promises.
    #[n(1)]
    pub cause: Cause,
    /// When it was raised.
    #[n(2)]
    pub raised: Instant,
    /// The promises in trouble, each line once.
    #[n(3)]
    pub broken: Vec<Broken>,
    /// What could be done, the best first; empty while nobody planned it, or nothing can be done.
    #[n(4)]
    pub proposals: Vec<Proposal>,
    /// Who said yes to which proposal, where one more must.
    #[n(5)]
    pub approvals: Vec<(u16, ActorId)>,
    /// When the carrier says that the goods arrive; `None` while nobody said.
    #[cbor(n(6), skip_if = "Option::is_none")]
    pub expected: Option<Day>,
}

/// A solution that was made and can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Made {
    /// The exception as it was, without the other proposals.
    #[n(0)]
    pub exception: Exception,
    /// What was changed.
    #[n(1)]
    pub plan: Plan,
}

impl Exception {
    /// True when every promise is whole again, or there is nothing left to keep.
    pub fn is_mended(&self, book: &Book) -> bool {
        let mut rows = self.broken.iter();
        rows.all(|row| row.is_mended(book, self.kind, &self.cause))
    }

    /// A fingerprint of a proposal and of the promises that it is about: when it is the same, a yes to
    /// it is still meant. `None` where there is no such proposal.
    pub fn version(&self, proposal: u16) -> Option<u64> {
        let proposal = self.proposals.get(usize::from(proposal))?;
        let mut hasher = SipHasher24::new();
        let bytes = minicbor::to_vec((&self.broken, proposal)).expect("memory takes every byte");
        hasher.write(&bytes);
        Some(hasher.finish())
    }

    /// Notes more broken promises; a line that is known keeps the day that it was promised for first.
    pub(crate) fn add(&mut self, broken: &[Broken]) {
        for row in broken {
            let same = |known: &&mut Broken| (known.order, known.line) == (row.order, row.line);
            match self.broken.iter_mut().find(same) {
                Some(known) => known.quantity = known.quantity.max(row.quantity),
                None => self.broken.push(*row),
            }
        }
    }
}

impl Broken {
    /// Whether a part of the line is what trouble on the road is about: it is on its way, and the customer
    /// was told no later day since.
    pub fn delays(&self, cause: &Cause, part: &ScheduleLine) -> bool {
        part.stage == Stage::Shipped
            && match cause {
                Cause::Site { site, day } => part.site == *site && part.delivery <= *day,
                Cause::Supply { .. }
                | Cause::Stock { .. }
                | Cause::Item { .. }
                | Cause::Order { .. } => self.promised.is_none_or(|day| part.delivery <= day),
            }
    }

    /// True when this promise is whole again, or there is nothing left to keep of it.
    pub(crate) fn is_mended(&self, book: &Book, kind: Kind, cause: &Cause) -> bool {
        let Some(order) = book.orders.get(self.order) else {
            return true;
        };
        let Some(line) = order.line(self.line) else {
            return true;
        };
        match kind {
            Kind::Shortage
            | Kind::LateSupply
            | Kind::ShortSupply
            | Kind::LostSupply
            | Kind::StockMissing
            | Kind::ShortPick
            | Kind::Damage => {
                // What is held has no promise that could be whole.
                order.state == OrderState::Open && is_promised(line, self.line, self.promised)
            }
            Kind::MissedCutoff => !line.schedule.iter().any(|part| stayed(part, cause)),
            Kind::CarrierDelay | Kind::Customs | Kind::FailedDelivery => {
                !line.schedule.iter().any(|part| self.delays(cause, part))
            }
            Kind::Stuck => order.state == OrderState::Open,
        }
    }
}

/// Whether all that waits of a line has a day, not after the one that it was promised for.
fn is_promised(line: &OrderLine, number: u16, promised: Option<Day>) -> bool {
    match (last_delivery(&promised_of(number, line)), promised) {
        _ if line.backorder.is_some() => false,
        (None, _) | (Some(_), None) => true,
        (Some(now), Some(then)) => now <= then,
    }
}

/// Whether a part is still where it should have left from by the day of the cause.
fn stayed(part: &ScheduleLine, cause: &Cause) -> bool {
    part.waits_in_stock()
        && match cause {
            Cause::Site { site, day } => part.site == *site && part.goods_issue <= *day,
            Cause::Supply { .. }
            | Cause::Stock { .. }
            | Cause::Item { .. }
            | Cause::Order { .. } => false,
        }
}

impl Book {
    /// Whether two persons must approve it.
    pub fn needs_two(&self, proposal: &Proposal) -> bool {
        let above = self.policy.second_approver_value;
        above > 0 && proposal.value > above
    }

    /// The open exception of a kind and cause.
    pub fn exception_of(&self, kind: Kind, cause: &Cause) -> Option<ExceptionId> {
        self.troubles.get(&(kind, cause.clone())).copied()
    }
}

/// The event that raises an exception, or adds to the open one of the same kind and cause; `None` when
/// nothing is broken or there are too many.
pub(crate) fn raising(
    book: &Book,
    kind: Kind,
    cause: Cause,
    broken: Vec<Broken>,
    at: Instant,
) -> Option<Event> {
    let known = book.exception_of(kind, &cause);
    if broken.is_empty() || (known.is_none() && book.exceptions.len() >= OPEN_MAX) {
        return None;
    }
    Some(Event::ExceptionRaised {
        exception: known.unwrap_or(ExceptionId(book.next.exception)),
        kind,
        cause,
        at,
        broken,
        expected: None,
    })
}

/// When the promised part of a line was to arrive, for what broke of it.
pub(crate) fn broken_line(order: &Order, number: u16, quantity: Quantity) -> Broken {
    let line = order.line(number);
    let promised = line.and_then(|line| {
        let parts = line
            .schedule
            .iter()
            .filter(|part| part.stage <= Stage::Shipped);
        parts.map(|part| part.delivery).max()
    });
    Broken {
        order: order.id,
        line: number,
        quantity,
        promised,
    }
}
