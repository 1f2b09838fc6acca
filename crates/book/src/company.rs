//! The company's master data: sites, lanes, items, customers, ship-tos and price lists.
//!
//! Commands carry drafts that name things by their codes; the book hands out dense ids. Names and
//! addresses of people and companies are not here: they live in the vault, under the same ids.

use crate::group::Groups;
use crate::rows::Rows;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use vocab::{
    Currency, CustomerId, Day, Gln, Gtin, ItemId, Price, PriceListId, Quantity, Ratio, ShipToId,
    SiteId, Unit, ZoneId,
};

/// The most sites one book holds.
pub const SITES_MAX: usize = 64;
/// The most items one book holds.
pub const ITEMS_MAX: usize = 4_000_000;
/// The most customers, and the most ship-tos, one book holds.
pub const CUSTOMERS_MAX: usize = 4_000_000;
/// The most price lists one book holds.
pub const PRICE_LISTS_MAX: usize = 4_096;
/// The longest code of any kind, in characters.
pub const CODE_MAX: usize = 40;
/// The most rows that one import command carries.
pub const ROWS_MAX: usize = 1_000_000;
/// The heaviest a single base unit may be: ten tonnes.
pub const WEIGHT_GRAMS_MAX: u32 = 10_000_000;
/// The largest fixed or per-kilogram freight rate, in minor units.
pub const RATE_MAX: i64 = 1_000_000_000;
/// The most substitutes of one item.
pub const SUBSTITUTES_MAX: usize = 10;
/// The most items that are looked at for what may be given instead of one.
const SUPERSEDED_MAX: usize = 100;
/// The most items that have substitutes.
pub const SUBSTITUTED_MAX: usize = 100_000;
/// The largest price and credit limit, in minor units.
pub const AMOUNT_MAX: i64 = 1_000_000_000_000_000;
/// The longest transit, in days.
pub const TRANSIT_DAYS_MAX: u16 = 365;

/// When a site ships.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Calendar {
    /// Working weekdays as a mask, see [`vocab::Weekday::bit`]. At least one.
    #[n(0)]
    pub weekdays: u8,
    /// Days on which the site is closed all the same, ascending.
    #[n(1)]
    pub holidays: Vec<Day>,
    /// Minute of the local day after which today's goods issue is closed, 0 to 1440.
    #[n(2)]
    pub cutoff_minute: u16,
}

/// A stocking place.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Site {
    /// The user's code, unique.
    #[n(0)]
    pub code: String,
    /// What the place is called.
    #[n(1)]
    pub name: String,
    /// When it ships.
    #[n(2)]
    pub calendar: Calendar,
    /// The delivery zone that it stands in: goods are sent to it from other sites by their lanes there.
    #[cbor(n(3), skip_if = "Option::is_none")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<ZoneId>,
}

/// What it takes to send goods from a site to a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Lane {
    /// Days from goods issue to delivery.
    #[n(0)]
    pub transit_days: u16,
    /// Weekdays on which the zone is delivered to, as a mask. At least one.
    #[n(1)]
    pub delivery_weekdays: u8,
    /// Cost of one shipment, minor units of the book's currency.
    #[n(2)]
    pub cost_per_shipment: i64,
    /// Cost of a kilogram, minor units of the book's currency.
    #[n(3)]
    pub cost_per_kilogram: i64,
    /// Within how many days goods arrive for sure, as far as it is known.
    #[cbor(n(4), skip_if = "Arrivals::are_unknown")]
    #[serde(default, skip_serializing_if = "Arrivals::are_unknown")]
    pub arrivals: Arrivals,
}

/// Within how many days of goods issue a share of the goods arrives: what a carrier states, or what was
/// learned of what it did. None shrinks as the share grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(default)]
pub struct Arrivals {
    /// Four of five.
    #[n(0)]
    pub p80: Option<u16>,
    /// 95 of a hundred.
    #[n(1)]
    pub p95: Option<u16>,
    /// 99 of a hundred.
    #[n(2)]
    pub p99: Option<u16>,
}

/// How sure a promise is to be kept by the carrier.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    Serialize,
    Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// As a lane usually takes.
    #[default]
    #[n(0)]
    Usual,
    /// Four of five arrive in time.
    #[n(1)]
    P80,
    /// 95 of a hundred do.
    #[n(2)]
    P95,
    /// 99 of a hundred do.
    #[n(3)]
    P99,
}

impl Confidence {
    /// All of them, the least first.
    pub const ALL: [Confidence; 4] = [
        Confidence::Usual,
        Confidence::P80,
        Confidence::P95,
        Confidence::P99,
    ];

    /// How many of a hundred arrive in time; 0 where that is not said.
    pub fn percent(self) -> u8 {
        match self {
            Confidence::Usual => 0,
            Confidence::P80 => 80,
            Confidence::P95 => 95,
            Confidence::P99 => 99,
        }
    }

    /// Reads what [`Confidence::percent`] says.
    pub fn of_percent(percent: u8) -> Option<Confidence> {
        Confidence::ALL
            .into_iter()
            .find(|one| one.percent() == percent)
    }
}

impl Arrivals {
    /// Nothing is known.
    pub const NONE: Arrivals = Arrivals {
        p80: None,
        p95: None,
        p99: None,
    };

    fn are_unknown(&self) -> bool {
        *self == Arrivals::NONE
    }

    /// Days for a confidence, if they are known.
    pub fn days(&self, confidence: Confidence) -> Option<u16> {
        match confidence {
            Confidence::Usual => None,
            Confidence::P80 => self.p80,
            Confidence::P95 => self.p95,
            Confidence::P99 => self.p99,
        }
    }
}

impl Lane {
    /// Days from goods issue to a delivery that is so sure; the usual ones where that is not known.
    pub fn days(&self, confidence: Confidence) -> u16 {
        self.arrivals.days(confidence).unwrap_or(self.transit_days)
    }

    /// How sure goods are to arrive within so many days.
    pub fn confidence(&self, days: i32) -> Confidence {
        let known = |one: &Confidence| {
            let needed = self.arrivals.days(*one);
            needed.is_some_and(|needed| i32::from(needed) <= days)
        };
        let mut surest = Confidence::ALL.into_iter().rev();
        surest.find(known).unwrap_or_default()
    }
}

/// A lane as imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneDraft {
    /// Code of the site.
    pub site: String,
    /// The zone.
    pub zone: ZoneId,
    /// Its terms.
    pub lane: Lane,
}

/// An item of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Item {
    /// The company's item code, unique.
    #[n(0)]
    pub code: String,
    /// Description.
    #[n(1)]
    pub description: String,
    /// What one base unit is.
    #[n(2)]
    pub base_unit: Unit,
    /// Larger and smaller units with their exact ratio to the base unit; the base unit itself is
    /// not listed.
    #[n(3)]
    pub units: Vec<(Unit, Ratio)>,
    /// The unit that an order means when it says none.
    #[n(4)]
    pub sales_unit: Unit,
    /// GTINs, each with the unit that it marks.
    #[n(5)]
    pub gtins: Vec<(Gtin, Unit)>,
    /// Weight of one base unit in grams.
    #[n(6)]
    pub weight_grams: u32,
    /// False when the item may not be ordered any more.
    #[n(7)]
    pub orderable: bool,
    /// Kept back from every promise, by site; sites not listed keep nothing back.
    #[n(8)]
    pub safety_stock: Vec<(SiteId, Quantity)>,
    /// The bin that it lies in, by site; at sites not listed nobody told.
    #[cbor(n(9), skip_if = "Vec::is_empty")]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bins: Vec<(SiteId, String)>,
}

impl Item {
    /// The ratio of a unit of this item to its base unit; `None` when the item has no such unit.
    pub fn ratio(&self, unit: Unit) -> Option<Ratio> {
        if unit == self.base_unit {
            return Some(Ratio::ONE);
        }
        self.units
            .iter()
            .find(|(other, _)| *other == unit)
            .map(|(_, ratio)| *ratio)
    }

    /// The bin that it lies in at a site.
    pub fn bin_at(&self, site: SiteId) -> Option<&str> {
        let entry = self.bins.iter().find(|(other, _)| *other == site);
        entry.map(|(_, bin)| bin.as_str())
    }

    /// What is kept back at a site.
    pub fn safety_at(&self, site: SiteId) -> Quantity {
        let entry = self.safety_stock.iter().find(|(other, _)| *other == site);
        entry.map_or(Quantity::ZERO, |(_, quantity)| *quantity)
    }
}

/// A sold-to party.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Customer {
    /// The company's customer number, unique.
    #[n(0)]
    pub code: String,
    /// Which price list is charged.
    #[n(1)]
    pub price_list: PriceListId,
    /// The most that may be owed and on order together, minor units; `None` is without limit.
    #[n(2)]
    pub credit_limit: Option<i64>,
    /// What is owed from before, minor units, as last told by the ledger.
    #[n(3)]
    pub receivable: i64,
    /// Value of open orders that are not held, minor units. Kept by the book.
    #[n(4)]
    pub open_value: i64,
    /// Where goods go when the order does not say.
    #[n(5)]
    pub default_ship_to: Option<ShipToId>,
    /// True when orders bring their own address each time (web shops).
    #[n(6)]
    pub one_time_addresses: bool,
    /// True when everything must come in one shipment.
    #[n(7)]
    pub ship_complete: bool,
    /// True when no order may be taken.
    #[n(8)]
    pub blocked: bool,
    /// Global Location Number.
    #[n(9)]
    pub gln: Option<Gln>,
    /// The customer's own part numbers.
    #[n(10)]
    pub parts: BTreeMap<String, ItemId>,
    /// Whether other items may be given instead of those that are short.
    #[cbor(n(11), skip_if = "Consent::is_usual")]
    #[serde(default, skip_serializing_if = "Consent::is_usual")]
    pub substitutes: Consent,
}

/// Whether a customer takes substitutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Consent {
    /// It is asked each time: a person says yes for it.
    #[default]
    #[n(0)]
    Asked,
    /// It need not be asked.
    #[n(1)]
    Always,
    /// It takes none.
    #[n(2)]
    Never,
}

impl Consent {
    /// Every one.
    pub const ALL: [Consent; 3] = [Consent::Asked, Consent::Always, Consent::Never];

    /// The word of files and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Consent::Asked => "asked",
            Consent::Always => "always",
            Consent::Never => "never",
        }
    }

    /// The one of a word.
    pub fn parse(word: &str) -> Option<Consent> {
        let mut all = Consent::ALL.into_iter();
        all.find(|one| one.as_str().eq_ignore_ascii_case(word))
    }

    fn is_usual(&self) -> bool {
        *self == Consent::default()
    }
}

/// A customer as imported; `None` and missing leave what is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerDraft {
    /// The company's customer number.
    pub code: String,
    /// Code of the price list.
    pub price_list: String,
    /// Credit limit in minor units; `None` is without limit.
    pub credit_limit: Option<i64>,
    /// Owed from before, minor units.
    pub receivable: i64,
    /// True when orders bring their own address each time.
    pub one_time_addresses: bool,
    /// True when everything must come in one shipment.
    pub ship_complete: bool,
    /// True when no order may be taken.
    pub blocked: bool,
    /// Whether it takes substitutes.
    #[serde(default)]
    pub substitutes: Consent,
    /// Global Location Number.
    pub gln: Option<Gln>,
    /// The customer's own part numbers, each with the code of our item.
    pub parts: Vec<(String, String)>,
    /// Delivery addresses; the first is the default.
    pub ship_tos: Vec<ShipToDraft>,
}

/// A delivery address of a customer. The address itself is in the vault.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct ShipTo {
    /// Code, unique within the customer.
    #[n(0)]
    pub code: String,
    /// Whose it is.
    #[n(1)]
    pub customer: CustomerId,
    /// Delivery zone.
    #[n(2)]
    pub zone: ZoneId,
    /// Global Location Number.
    #[n(3)]
    pub gln: Option<Gln>,
}

/// A ship-to as imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipToDraft {
    /// Code, unique within the customer.
    pub code: String,
    /// Delivery zone.
    pub zone: ZoneId,
    /// Global Location Number.
    pub gln: Option<Gln>,
}

/// A price list: one currency, a price by item.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PriceList {
    /// Code, unique.
    #[n(0)]
    pub code: String,
    /// Currency of every price in it.
    #[n(1)]
    pub currency: Currency,
    /// By item index; `None` has no price. May be shorter than the catalogue.
    #[n(2)]
    pub prices: Vec<Option<Price>>,
}

impl PriceList {
    /// The price of an item.
    pub fn price(&self, item: ItemId) -> Option<Price> {
        self.prices.get(item.index()).copied().flatten()
    }
}

/// A price list as imported: rows replace the prices of their items, others stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceListDraft {
    /// Code of the list; made when it is new.
    pub code: String,
    /// Currency; an existing list keeps its own and refuses another.
    pub currency: Currency,
    /// Item code and price.
    pub prices: Vec<(String, Price)>,
}

/// What every order asks of an item, side by side, so that an order of many items touches little
/// memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Brief {
    pub(crate) base_unit: Unit,
    pub(crate) orderable: bool,
    pub(crate) has_safety_stock: bool,
    pub(crate) has_quotas: bool,
    pub(crate) weight_grams: u32,
}

impl Brief {
    pub(crate) fn of(item: &Item) -> Brief {
        Brief {
            base_unit: item.base_unit,
            orderable: item.orderable,
            has_safety_stock: !item.safety_stock.is_empty(),
            has_quotas: false,
            weight_grams: item.weight_grams,
        }
    }
}

/// The master data of one company. Everything is found by dense id; codes lead to ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Company {
    /// Sites by id.
    pub sites: Vec<Site>,
    /// Lanes by site and zone.
    pub lanes: Vec<Vec<Option<Lane>>>,
    /// Items by id.
    pub items: Rows<Item>,
    /// Customers by id.
    pub customers: Rows<Customer>,
    /// Ship-tos by id.
    pub ship_tos: Rows<ShipTo>,
    /// Price lists by id.
    pub price_lists: Vec<Arc<PriceList>>,
    /// Groups of customers.
    pub groups: Groups,
    /// What may be given instead of an item, the best first.
    pub substitutes: Arc<BTreeMap<ItemId, Vec<ItemId>>>,
    /// By item, what every order asks of it.
    pub(crate) brief: Rows<Brief>,
    pub(crate) site_codes: BTreeMap<String, SiteId>,
    pub(crate) item_codes: BTreeMap<String, ItemId>,
    pub(crate) customer_codes: BTreeMap<String, CustomerId>,
    pub(crate) ship_to_codes: BTreeMap<(CustomerId, String), ShipToId>,
    pub(crate) price_list_codes: BTreeMap<String, PriceListId>,
}

impl Company {
    /// Sets what may be given instead of an item.
    pub(crate) fn substitute(&mut self, item: ItemId, substitutes: &[ItemId]) {
        let all = Arc::make_mut(&mut self.substitutes);
        match substitutes {
            [] => all.remove(&item),
            some => all.insert(item, some.to_vec()),
        };
    }

    /// What can be ordered instead of an item, the best first. A substitute that is sold no more stands for
    /// those of its own, which supersede it.
    pub fn given_instead(&self, item: ItemId) -> Vec<ItemId> {
        let (mut found, mut seen) = (Vec::new(), vec![item]);
        let mut open: Vec<ItemId> = self.substitutes_of(item).iter().rev().copied().collect();
        while let Some(next) = open.pop() {
            if seen.contains(&next) || seen.len() > SUPERSEDED_MAX {
                continue;
            }
            seen.push(next);
            match self.items[next.index()].orderable {
                true => found.push(next),
                false => open.extend(self.substitutes_of(next).iter().rev()),
            }
        }
        found
    }

    /// What may be given instead of an item, the best first.
    pub fn substitutes_of(&self, item: ItemId) -> &[ItemId] {
        self.substitutes.get(&item).map_or(&[], Vec::as_slice)
    }

    /// A copy of what is stored, without the ways from codes to ids, that shares rows until they
    /// change.
    pub(crate) fn share(&mut self) -> Company {
        Company {
            sites: self.sites.clone(),
            lanes: self.lanes.clone(),
            items: self.items.share(),
            customers: self.customers.share(),
            ship_tos: self.ship_tos.share(),
            price_lists: self.price_lists.clone(),
            groups: self.groups.clone(),
            substitutes: Arc::clone(&self.substitutes),
            ..Company::default()
        }
    }

    /// The site with this code.
    pub fn site_by_code(&self, code: &str) -> Option<SiteId> {
        self.site_codes.get(code).copied()
    }

    /// The item with this code.
    pub fn item_by_code(&self, code: &str) -> Option<ItemId> {
        self.item_codes.get(code).copied()
    }

    /// The customer with this number.
    pub fn customer_by_code(&self, code: &str) -> Option<CustomerId> {
        self.customer_codes.get(code).copied()
    }

    /// The customer's ship-to with this code.
    pub fn ship_to_by_code(&self, customer: CustomerId, code: &str) -> Option<ShipToId> {
        self.ship_to_codes
            .get(&(customer, code.to_owned()))
            .copied()
    }

    /// Every ship-to of a customer, by code.
    pub fn ship_tos_of(&self, customer: CustomerId) -> impl Iterator<Item = (&str, ShipToId)> {
        let from = (customer, String::new());
        let rows = self.ship_to_codes.range(from..);
        rows.take_while(move |((of, _), _)| *of == customer)
            .map(|((_, code), id)| (code.as_str(), *id))
    }

    /// The price list with this code.
    pub fn price_list_by_code(&self, code: &str) -> Option<PriceListId> {
        self.price_list_codes.get(code).copied()
    }

    /// The lane from a site to a zone, if goods go that way at all.
    pub fn lane(&self, site: SiteId, zone: ZoneId) -> Option<&Lane> {
        self.lanes.get(site.index())?.get(zone.index())?.as_ref()
    }
}
