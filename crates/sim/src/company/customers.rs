//! The customers: supermarket chains, mini-markets, restaurants, hotels, institutions, web shops.

use super::names::{self, Both, Town, WORDS, towns};
use super::{Address, Kind, SampleCustomer, SampleItem, SampleShipTo, YEARLY_REVENUE_AGOROT};
use crate::chance::Chance;
use crate::company::prices::List;
use crate::document::Format;
use vocab::Gln;

/// GS1 prefix of the invented trading parties.
const PARTY_PREFIX: u64 = 7_299_998;
/// Customer numbers count from here.
const FIRST_NUMBER: u64 = 10_001;
/// Out of a thousand customers, this many have hardly any credit left.
const STRETCHED_PERMILLE: u64 = 20;
/// Out of a thousand customers, this many want everything in one shipment.
const SHIP_COMPLETE_PERMILLE: u64 = 60;

/// What the customers of a kind have in common.
struct Segment {
    kind: Kind,
    count: usize,
    /// Their share of the revenue, in thousandths.
    revenue_permille: u64,
    list: List,
    /// Orders of one ship-to in ten weeks.
    orders_in_ten_weeks: u64,
    lines: (u64, u64),
    ship_tos: (u64, u64),
    formats: &'static [Format],
}

const SEGMENTS: [Segment; 6] = [
    Segment {
        kind: Kind::Chain,
        count: 12,
        revenue_permille: 550,
        list: List::Chain,
        orders_in_ten_weeks: 50,
        lines: (8, 24),
        ship_tos: (4, 6),
        formats: &[
            Format::Orders96a,
            Format::X12v4010,
            Format::Ubl,
            Format::Orders01b,
            Format::IdocXml,
            Format::X12v5010,
        ],
    },
    Segment {
        kind: Kind::MiniMarket,
        count: 116,
        revenue_permille: 220,
        list: List::Wholesale,
        orders_in_ten_weeks: 28,
        lines: (4, 14),
        ship_tos: (1, 2),
        formats: &[
            Format::XlsxHebrew,
            Format::CsvHebrew,
            Format::KeptJson,
            Format::CsvSemicolon,
            Format::Xlsx,
        ],
    },
    Segment {
        kind: Kind::Restaurant,
        count: 58,
        revenue_permille: 80,
        list: List::Horeca,
        orders_in_ten_weeks: 25,
        lines: (3, 10),
        ship_tos: (1, 1),
        formats: &[Format::CsvComma, Format::KeptJson, Format::Xlsx],
    },
    Segment {
        kind: Kind::Hotel,
        count: 30,
        revenue_permille: 60,
        list: List::Horeca,
        orders_in_ten_weeks: 25,
        lines: (4, 12),
        ship_tos: (1, 2),
        formats: &[Format::Cxml, Format::IdocFlat, Format::Ubl],
    },
    Segment {
        kind: Kind::Institution,
        count: 30,
        revenue_permille: 60,
        list: List::Retail,
        orders_in_ten_weeks: 15,
        lines: (4, 12),
        ship_tos: (1, 3),
        formats: &[Format::Ubl, Format::Xlsx, Format::Cxml],
    },
    Segment {
        kind: Kind::WebShop,
        count: 4,
        revenue_permille: 30,
        list: List::Web,
        orders_in_ten_weeks: 1_400,
        lines: (1, 4),
        ship_tos: (1, 1),
        formats: &[Format::Shopify, Format::WooCommerce],
    },
];

/// The customers of a seed, kind by kind.
pub(super) fn customers(seed: u64, items: &[SampleItem]) -> Vec<SampleCustomer> {
    let towns = towns();
    let mut customers = Vec::new();
    for (segment, number) in SEGMENTS.iter().zip(0..) {
        let mut chance = Chance::of(seed, &[0xC057, number]);
        let mut pairs: Vec<(Both, Town)> = Vec::new();
        for word in WORDS {
            pairs.extend(towns.iter().map(|town| (word, *town)));
        }
        chance.shuffle(&mut pairs);
        if segment.kind.is_named_alone() {
            let mut seen = std::collections::BTreeSet::new();
            pairs.retain(|(word, _)| seen.insert(word.0));
        }
        let values = values(&mut chance, segment);
        for (place, (pair, value)) in pairs.into_iter().zip(values).enumerate() {
            let index = customers.len() as u64;
            let mut customer = customer(&mut chance, segment, pair, index);
            customer.format = segment.formats[place % segment.formats.len()];
            customer.yearly_value = value;
            settle_credit(&mut chance, segment, &mut customer);
            add_ship_tos(&mut chance, segment, &mut customer, pair.1, &towns);
            add_parts(&mut chance, &mut customer, items);
            customers.push(customer);
        }
    }
    customers
}

/// The revenue of a segment over its customers, the largest about six times the smallest.
fn values(chance: &mut Chance, segment: &Segment) -> Vec<i64> {
    let weights: Vec<u64> = (0..segment.count)
        .map(|_| chance.between(50, 300))
        .collect();
    let total: u64 = weights.iter().sum();
    let revenue = YEARLY_REVENUE_AGOROT as u64 / 1_000 * segment.revenue_permille;
    weights
        .into_iter()
        .map(|weight| (revenue / total * weight) as i64)
        .collect()
}

fn customer(
    chance: &mut Chance,
    segment: &Segment,
    pair: (Both, Town),
    index: u64,
) -> SampleCustomer {
    let (name, hebrew) = segment.kind.named(pair.0, &pair.1);
    let domain = names::domain(&name);
    SampleCustomer {
        code: (FIRST_NUMBER + index).to_string(),
        kind: segment.kind,
        contact: names::person(chance),
        email: format!("orders@{domain}"),
        phone: format!(
            "+972-{}-555-{:04}",
            chance.between(2, 9),
            chance.below(10_000)
        ),
        tax_id: tax_id(index),
        gln: segment.kind.has_gln().then(|| gln(index, 0)),
        name,
        hebrew,
        list: segment.list,
        credit_limit: None,
        receivable: 0,
        ship_complete: chance.permille(SHIP_COMPLETE_PERMILLE),
        format: segment.formats[0],
        address: address(chance, &pair.1),
        ship_tos: Vec::new(),
        parts: Vec::new(),
        yearly_value: 0,
        orders_in_ten_weeks: segment.orders_in_ten_weeks,
        lines: segment.lines,
    }
}

/// Two months of purchases, part of it used; public institutions have no limit.
fn settle_credit(chance: &mut Chance, segment: &Segment, customer: &mut SampleCustomer) {
    if segment.kind == Kind::Institution {
        return;
    }
    let limit = segment.list.in_own_currency(customer.yearly_value / 6) / 100_000 * 100_000;
    let stretched = segment.kind == Kind::MiniMarket && chance.permille(STRETCHED_PERMILLE);
    let used = if stretched { 99 } else { chance.between(8, 40) };
    customer.credit_limit = Some(limit);
    customer.receivable = limit * used as i64 / 100;
}

fn add_ship_tos(
    chance: &mut Chance,
    segment: &Segment,
    customer: &mut SampleCustomer,
    home: Town,
    towns: &[Town],
) {
    let index = customer
        .code
        .parse::<u64>()
        .map_or(0, |number| number - FIRST_NUMBER);
    let (few, many) = segment.ship_tos;
    for number in 1..=chance.between(few, many) {
        let town = if number == 1 {
            home
        } else {
            *chance.pick(towns)
        };
        let address = if number == 1 {
            customer.address.clone()
        } else {
            address(chance, &town)
        };
        let place = segment.kind.place(&town, number);
        customer.ship_tos.push(SampleShipTo {
            code: format!("{}-{number:02}", customer.code),
            name: format!("{} {place}", customer.name),
            zone: town.zone,
            gln: customer.gln.map(|_| gln(index, number)),
            address,
        });
    }
}

/// Chains number what they buy themselves.
fn add_parts(chance: &mut Chance, customer: &mut SampleCustomer, items: &[SampleItem]) {
    if customer.kind != Kind::Chain {
        return;
    }
    let base = chance.between(20, 90) * 10_000;
    let numbered = items.iter().enumerate();
    customer.parts = numbered
        .map(|(index, item)| {
            (
                format!("{}", base + 11 + index as u64 * 13),
                item.item.code.clone(),
            )
        })
        .collect();
}

fn address(chance: &mut Chance, town: &Town) -> Address {
    Address {
        street: names::street(chance),
        city: town.name,
        city_hebrew: town.hebrew,
        postcode: names::postcode(chance, town),
        country: "IL",
    }
}

/// The Global Location Number of a party; `place` 0 is the company, others its ship-tos.
fn gln(index: u64, place: u64) -> Gln {
    let body = format!("{PARTY_PREFIX}{:05}", index * 10 + place);
    let digit = vocab::gs1::check_digit(&body).expect("a body of digits has a check digit");
    Gln::parse(&format!("{body}{digit}")).expect("13 digits with a check digit")
}

/// A nine-digit company number with its check digit (weights 1 and 2 by turns, digits summed). The
/// block that starts with 599 is not given out.
fn tax_id(index: u64) -> String {
    let body = format!("599{index:05}");
    let sum: u32 = body
        .bytes()
        .zip([1, 2].into_iter().cycle())
        .map(weighed)
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn weighed((digit, weight): (u8, u32)) -> u32 {
    let product = u32::from(digit - b'0') * weight;
    product / 10 + product % 10
}

impl Kind {
    /// True where the name carries no town.
    fn is_named_alone(self) -> bool {
        matches!(self, Kind::Chain | Kind::WebShop)
    }

    fn has_gln(self) -> bool {
        matches!(
            self,
            Kind::Chain | Kind::MiniMarket | Kind::Hotel | Kind::Institution
        )
    }

    fn named(self, word: Both, town: &Town) -> (String, String) {
        let ((word, hebrew), place, place_hebrew) = (word, town.name, town.hebrew);
        match self {
            Kind::Chain => (format!("{word} Supermarkets"), format!("רשת {hebrew}")),
            Kind::MiniMarket => (
                format!("Makolet {word} {place}"),
                format!("מכולת {hebrew} {place_hebrew}"),
            ),
            Kind::Restaurant => (
                format!("Restaurant {word} {place}"),
                format!("מסעדת {hebrew} {place_hebrew}"),
            ),
            Kind::Hotel => (
                format!("Hotel {word} {place}"),
                format!("מלון {hebrew} {place_hebrew}"),
            ),
            Kind::Institution => (
                format!("{word} School Kitchens {place}"),
                format!("מטבחי בית ספר {hebrew} {place_hebrew}"),
            ),
            Kind::WebShop => (format!("{word} Online"), format!("{hebrew} אונליין")),
        }
    }

    fn place(self, town: &Town, number: u64) -> String {
        match self {
            Kind::Chain => format!("Store {number} {}", town.name),
            Kind::MiniMarket | Kind::Restaurant => "Back Door".to_owned(),
            Kind::Hotel => format!("Goods Inwards {number}"),
            Kind::Institution => format!("Kitchen {number}"),
            Kind::WebShop => "Consumer Parcels".to_owned(),
        }
    }
}
