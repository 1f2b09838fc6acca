//! The terms of one order: how far it may be split, by when it has to leave, and from where it comes.

use super::{Order, ScheduleLine};
use crate::company::{Confidence, Lane};
use crate::refusal::Code;
use crate::{Book, Refusal, Stamp};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use vocab::{CustomerId, Day, ShipToId, SiteId, Split, ZoneId};

/// What an order says of how it wants to be served. The default says nothing: it is served in the
/// cheapest way that its customer takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// How far it may be split; its customer may allow less.
    #[n(0)]
    pub split: Split,
    /// Nothing leaves after this day: what can't leave by then waits without a date.
    #[n(1)]
    pub latest_ship: Option<Day>,
    /// Whoever buys fetches it at this site; no lane and no address is needed.
    #[n(2)]
    pub pickup: Option<SiteId>,
    /// Where it comes from as long as everything can come from there in time, whatever that costs.
    #[n(3)]
    pub preferred: Option<SiteId>,
}

/// How goods come to whoever buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Over the lanes to this delivery zone.
    Zone(ZoneId),
    /// They are fetched at this site.
    Pickup(SiteId),
}

/// Goods that are fetched: on the day that they are ready, any day, for nothing.
const PICKUP: Lane = Lane {
    transit_days: 0,
    delivery_weekdays: 0b111_1111,
    cost_per_shipment: 0,
    cost_per_kilogram: 0,
    arrivals: crate::company::Arrivals::NONE,
};

impl Reach {
    /// The lane that goods take from a site, with the days that the policy promises by; `None` where
    /// none goes.
    pub fn lane(self, book: &Book, site: SiteId) -> Option<Lane> {
        let lane = match self {
            Reach::Zone(zone) => *book.company.lane(site, zone)?,
            Reach::Pickup(at) => (at == site).then_some(PICKUP)?,
        };
        Some(Lane {
            transit_days: lane.days(book.policy.confidence()),
            ..lane
        })
    }
}

impl Terms {
    /// True when nothing is said.
    pub fn are_none(&self) -> bool {
        *self == Terms::default()
    }

    /// How far an order of this customer may be split on these terms.
    pub fn split_for(&self, book: &Book, customer: CustomerId) -> Split {
        match book.company.customers[customer.index()].ship_complete {
            true => Split::Never,
            false => self.split,
        }
    }

    /// How goods come to this address on these terms; `None` when neither says it.
    pub fn reach(&self, book: &Book, ship_to: Option<ShipToId>) -> Option<Reach> {
        let address = || Some(Reach::Zone(book.company.ship_tos[ship_to?.index()].zone));
        self.pickup.map(Reach::Pickup).or_else(address)
    }
}

impl Order {
    /// How sure a part of it is to arrive on its day.
    pub fn confidence(&self, book: &Book, part: &ScheduleLine) -> Confidence {
        let lane = self
            .reach(book)
            .and_then(|reach| reach.lane(book, part.site));
        let days = part.delivery.since(part.goods_issue);
        lane.map_or(Confidence::Usual, |lane| lane.confidence(days))
    }

    /// How far it may be split.
    pub fn split(&self, book: &Book) -> Split {
        self.terms.split_for(book, self.customer)
    }

    /// How its goods come to whoever buys; `None` while its address is not known.
    pub fn reach(&self, book: &Book) -> Option<Reach> {
        self.terms.reach(book, self.ship_to)
    }
}

/// Terms name sites that there are, and a day that is not over.
pub(super) fn check(book: &Book, terms: &Terms, stamp: &Stamp) -> Result<(), Refusal> {
    let mut sites = terms.pickup.iter().chain(&terms.preferred);
    if let Some(site) = sites.find(|site| site.index() >= book.company.sites.len()) {
        return Err(Refusal::unknown("site", site));
    }
    super::place::check_requested(terms.latest_ship, stamp)?;
    if terms.latest_ship.is_some_and(|day| day < stamp.today) {
        let message = "the latest day to ship is over";
        return Err(Refusal::new(Code::InThePast, message));
    }
    Ok(())
}
