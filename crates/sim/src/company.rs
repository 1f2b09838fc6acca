//! The sample company: an invented wholesaler of fast-moving consumer goods in Israel, with some
//! ILS 150 million of yearly revenue. The same seed and day give the same company.

pub mod catalogue;
pub mod customers;
pub mod export;
pub mod names;
pub mod network;
pub mod prices;
mod range;
pub mod stock;
#[cfg(test)]
mod tests;

use crate::document::Format;
use book::company::{Consent, CustomerDraft, Item, LaneDraft, PriceListDraft, ShipToDraft, Site};
use book::stock::supply::SupplyDraft;
use book::{Command, Policy};
use network::SITE_SHARES;
use prices::List;
use vocab::{Day, Gln, ItemId, Quantity, SiteId, Unit, Weekday, ZoneId};

/// The first day of the simulated company: Sunday, 1 March 2026.
pub const FIRST_DAY: Day = Day(20_513);
/// Yearly revenue in agorot.
pub const YEARLY_REVENUE_AGOROT: i64 = 150_000_000 * 100;
/// Days of a year on which customers order: six a week.
pub const ORDER_DAYS_A_YEAR: u64 = 312;
/// Purchase orders to suppliers count from here.
const FIRST_REFERENCE: u64 = 700_001;
/// What the company is called.
pub const NAME: &str = "Tavlit Wholesale Ltd";
/// Where the sample company receives its mail.
pub const INBOX: &str = "orders@tavlit.example";
/// The company's own Global Location Number, as documents write it.
pub const OWN_GLN: &str = "7299997000015";

/// An item with what the simulation knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleItem {
    /// As the book takes it.
    pub item: Item,
    /// The name of its category.
    pub category: &'static str,
    /// The description as a Hebrew order sheet has it.
    pub hebrew: String,
    /// Pieces in a case.
    pub case_eaches: u32,
    /// Wholesale price of a case in agorot.
    pub case_price: i64,
    /// Days from a purchase order to its goods.
    pub lead_days: i32,
    /// Its share of the revenue, in millionths.
    pub share: u64,
}

/// What a customer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A chain of supermarkets.
    Chain,
    /// A corner shop.
    MiniMarket,
    /// A restaurant.
    Restaurant,
    /// A hotel.
    Hotel,
    /// A school or home with a kitchen.
    Institution,
    /// A web shop whose orders go to consumers.
    WebShop,
}

/// A postal address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// Town.
    pub city: &'static str,
    /// Town in Hebrew.
    pub city_hebrew: &'static str,
    /// Postcode, seven digits.
    pub postcode: String,
    /// ISO 3166 country.
    pub country: &'static str,
}

/// A customer with what the simulation knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleCustomer {
    /// Customer number.
    pub code: String,
    /// What it is.
    pub kind: Kind,
    /// Name in Latin letters.
    pub name: String,
    /// Name in Hebrew.
    pub hebrew: String,
    /// Who orders.
    pub contact: String,
    /// Where orders come from.
    pub email: String,
    /// Phone number.
    pub phone: String,
    /// Company number.
    pub tax_id: String,
    /// Global Location Number, if it has one.
    pub gln: Option<Gln>,
    /// Which prices it pays.
    pub list: List,
    /// Credit limit in minor units of its list; `None` is without limit.
    pub credit_limit: Option<i64>,
    /// Owed from before, minor units of its list.
    pub receivable: i64,
    /// True when everything must come in one shipment.
    pub ship_complete: bool,
    /// The format that its orders come in.
    pub format: Format,
    /// Its own address.
    pub address: Address,
    /// Where goods go; at least one.
    pub ship_tos: Vec<SampleShipTo>,
    /// Its own part numbers, each with our item code.
    pub parts: Vec<(String, String)>,
    /// What it buys in a year, in agorot.
    pub yearly_value: i64,
    /// How many orders each ship-to sends in ten weeks.
    pub orders_in_ten_weeks: u64,
    /// The fewest and the most lines of its orders.
    pub lines: (u64, u64),
}

/// A delivery address of a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleShipTo {
    /// Code, unique in the company.
    pub code: String,
    /// Name.
    pub name: String,
    /// Delivery zone.
    pub zone: ZoneId,
    /// Global Location Number, if it has one.
    pub gln: Option<Gln>,
    /// The address.
    pub address: Address,
}

/// Names and addresses of a customer or of one of its ship-tos: what belongs in the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyRecord {
    /// Customer number.
    pub customer_code: String,
    /// Code of the ship-to; `None` is the customer itself.
    pub ship_to_code: Option<String>,
    /// Name in Latin letters.
    pub name: String,
    /// Name in Hebrew.
    pub name_hebrew: String,
    /// Person to ask.
    pub contact: String,
    /// E-mail address.
    pub email: String,
    /// Phone number.
    pub phone: String,
    /// Street and number, and what else stands above the town.
    pub address: Vec<String>,
    /// Town.
    pub city: String,
    /// Postcode.
    pub postcode: String,
    /// ISO 3166 country.
    pub country: String,
    /// Company number.
    pub tax_id: String,
}

/// The company: lists to build documents and files from. Ids in it are those that an empty book
/// gives out when [`SampleCompany::commands`] are submitted in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleCompany {
    /// The seed it was made from.
    pub seed: u64,
    /// The day it opens on.
    pub today: Day,
    /// Distribution centres.
    pub sites: Vec<Site>,
    /// From every centre to every zone.
    pub lanes: Vec<LaneDraft>,
    /// The catalogue.
    pub items: Vec<SampleItem>,
    /// The price lists.
    pub price_lists: Vec<PriceListDraft>,
    /// The customers.
    pub customers: Vec<SampleCustomer>,
    /// Opening stock: centre, item, quantity.
    pub stock: Vec<(SiteId, ItemId, Quantity)>,
    /// Supply that is on its way or on order.
    pub supply: Vec<SupplyDraft>,
    /// The policy in force.
    pub policy: Policy,
}

/// Makes the company of a seed, as it is on the morning of a day.
pub fn sample_company(seed: u64, today: Day) -> SampleCompany {
    let mut items = catalogue::items(seed);
    for item in &mut items {
        item.item.safety_stock = item.safety_stock();
    }
    SampleCompany {
        seed,
        today,
        sites: network::sites(),
        lanes: network::lanes(),
        price_lists: prices::drafts(&items),
        customers: customers::customers(seed, &items),
        stock: stock::opening(seed, &items),
        supply: stock::inbound(seed, &items, today),
        policy: Policy {
            touchless_change: true,
            ..Policy::default()
        },
        items,
    }
}

/// This day, or the next from Sunday to Thursday.
pub fn working_day(day: Day) -> Day {
    match day.weekday() {
        Weekday::Friday => day.plus(2),
        Weekday::Saturday => day.plus(1),
        Weekday::Sunday
        | Weekday::Monday
        | Weekday::Tuesday
        | Weekday::Wednesday
        | Weekday::Thursday => day,
    }
}

impl SampleCompany {
    /// The commands that set an empty book up, in the order to submit them.
    pub fn commands(&self) -> Vec<Command> {
        let mut commands = vec![
            Command::SetPolicy(self.policy.clone()),
            Command::PutSites(self.sites.clone()),
            Command::PutLanes(self.lanes.clone()),
            Command::PutItems(self.items.iter().map(|item| item.item.clone()).collect()),
        ];
        commands.extend(self.price_lists.iter().cloned().map(Command::PutPrices));
        commands.push(Command::PutCustomers(
            self.customers.iter().map(SampleCustomer::draft).collect(),
        ));
        commands.push(Command::ReceiveStock(self.stock.clone()));
        commands.push(Command::AnnounceSupply(self.supply.clone()));
        commands
    }

    /// Names and addresses of every customer and ship-to, for the vault.
    pub fn parties(&self) -> Vec<PartyRecord> {
        let records = |customer: &SampleCustomer| {
            let places = customer
                .ship_tos
                .iter()
                .map(|ship_to| customer.record(Some(ship_to)));
            std::iter::once(customer.record(None))
                .chain(places)
                .collect::<Vec<_>>()
        };
        self.customers.iter().flat_map(records).collect()
    }

    /// The item with this code.
    pub fn item(&self, code: &str) -> Option<&SampleItem> {
        self.items.iter().find(|item| item.item.code == code)
    }
}

impl SampleItem {
    /// Pieces sold in a year, all centres together, at the wholesale price.
    pub fn yearly_eaches(&self) -> u64 {
        let agorot = YEARLY_REVENUE_AGOROT as u64 / catalogue::SHARE_ONE * self.share;
        agorot * u64::from(self.case_eaches) / self.case_price as u64
    }

    /// Pieces that a centre sells in this many days, up to whole cases.
    pub fn days_of_demand(&self, site: usize, days: u64) -> u64 {
        let yearly = self.yearly_eaches() * SITE_SHARES[site] / 100;
        let case = u64::from(self.case_eaches);
        (yearly * days / ORDER_DAYS_A_YEAR).div_ceil(case) * case
    }

    /// GTIN of a unit, if it has one.
    pub fn gtin(&self, unit: Unit) -> Option<vocab::Gtin> {
        self.item
            .gtins
            .iter()
            .find(|(_, marked)| *marked == unit)
            .map(|(gtin, _)| *gtin)
    }

    fn safety_stock(&self) -> Vec<(SiteId, Quantity)> {
        let at = |site| {
            let quantity = Quantity(self.days_of_demand(site, stock::SAFETY_DAYS));
            (SiteId(site as u16), quantity)
        };
        (0..SITE_SHARES.len()).map(at).collect()
    }
}

impl SampleCustomer {
    /// As the book takes it.
    pub fn draft(&self) -> CustomerDraft {
        let ship_to = |place: &SampleShipTo| ShipToDraft {
            code: place.code.clone(),
            zone: place.zone,
            gln: place.gln,
        };
        CustomerDraft {
            code: self.code.clone(),
            price_list: self.list.code().to_owned(),
            credit_limit: self.credit_limit,
            receivable: self.receivable,
            one_time_addresses: self.kind == Kind::WebShop,
            ship_complete: self.ship_complete,
            blocked: false,
            substitutes: Consent::default(),
            gln: self.gln,
            parts: self.parts.clone(),
            ship_tos: self.ship_tos.iter().map(ship_to).collect(),
        }
    }

    fn record(&self, place: Option<&SampleShipTo>) -> PartyRecord {
        let address = place.map_or(&self.address, |place| &place.address);
        PartyRecord {
            customer_code: self.code.clone(),
            ship_to_code: place.map(|place| place.code.clone()),
            name: place.map_or(&self.name, |place| &place.name).clone(),
            name_hebrew: self.hebrew.clone(),
            contact: self.contact.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            address: vec![address.street.clone()],
            city: address.city.to_owned(),
            postcode: address.postcode.clone(),
            country: address.country.to_owned(),
            tax_id: self.tax_id.clone(),
        }
    }
}
