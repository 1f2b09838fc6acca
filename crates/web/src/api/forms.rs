//! What the API shows of orders: codes instead of ids, amounts as exact text.

use crate::codes::Codes;
use book::event::{Considered, LineSchedule, PlacedLine};
use book::order::{
    Backorder, BackorderReason, Hold, HoldKind, ScheduleLine, Source, StatedItem, Terms,
};
use book::{Event, Stage};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use views::{OrderState, TermsTold, Way};
use vocab::{
    Currency, CustomerId, Day, Instant, ItemId, Money, OrderId, Price, Quantity, ShipToId, SiteId,
    Unit,
};

/// An amount of money: `{"amount": "12.50", "currency": "ILS"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Amount {
    /// Major units, with the digits of the currency.
    #[serde(serialize_with = "in_digits")]
    #[schemars(with = "String")]
    pub amount: Money,
    /// ISO 4217.
    pub currency: Currency,
}

/// A price: this much for `per` base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct UnitPrice {
    /// Major units.
    #[serde(serialize_with = "in_digits")]
    #[schemars(with = "String")]
    pub amount: Money,
    /// Base units that it buys.
    pub per: u32,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Order<'a> {
    /// Its number.
    pub number: String,
    /// What has become of it.
    pub state: OrderState,
    /// Number of the customer.
    pub customer: &'a str,
    /// Code of the ship-to.
    pub ship_to: Option<&'a str>,
    /// The customer's order number.
    pub po_number: Option<&'a str>,
    /// When it was placed.
    pub placed_at: Instant,
    /// When it is wanted.
    pub requested_delivery_date: Option<Day>,
    /// How it wants to be served; absent when it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<TermsTold>,
    /// It is a reservation, which lapses at this moment unless it is confirmed before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Instant>,
    /// Value of what is not cancelled.
    pub value: Amount,
    /// Why it waits; empty when it does not.
    pub holds: Vec<HoldForm>,
    /// The lines.
    pub lines: Vec<Line<'a>>,
    /// The ways that the latest promise weighed, the chosen one first. What they cost is the
    /// company's own: a customer is told none.
    pub considered: Vec<WayForm<'a>>,
}

/// Why an order waits.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[schemars(rename = "Hold")]
pub struct HoldForm {
    /// The kind; all holds of a kind are released together.
    pub kind: HoldKind,
    /// Which line it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u16>,
    /// What exactly.
    pub detail: String,
}

/// A line. Quantities are base units of the item.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Line<'a> {
    /// Counts from 1.
    pub line: u16,
    /// Code of the item, or what the order calls it.
    pub item: &'a str,
    /// How much is ordered and not cancelled.
    pub quantity: Quantity,
    /// The unit that it was ordered in.
    pub unit: Unit,
    /// The price charged.
    pub unit_price: Option<UnitPrice>,
    /// When it is wanted.
    pub requested_delivery_date: Option<Day>,
    /// What has a date.
    pub schedule: Vec<Slice<'a>>,
    /// What has none.
    pub backorder: Option<BackorderForm>,
}

/// One (date, quantity) slice of a line.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Slice<'a> {
    /// How much.
    pub quantity: Quantity,
    /// Code of the site.
    pub site: Cow<'a, str>,
    /// `on_hand` or `inbound`.
    pub source: &'static str,
    /// When it leaves.
    pub goods_issue_date: Day,
    /// When it arrives.
    pub delivery_date: Day,
    /// How far it has come.
    pub stage: Stage,
}

/// A quantity without a date.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[schemars(rename = "Backorder")]
pub struct BackorderForm {
    /// How much.
    pub quantity: Quantity,
    /// Why.
    pub reason: BackorderReason,
}

/// One way to serve an order, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[schemars(rename = "Way")]
pub struct WayForm<'a> {
    /// Codes of the sites.
    pub sites: Vec<&'a str>,
    /// Freight, split, lateness and backorder cost together.
    pub cost: Amount,
    /// When the last of it would arrive.
    pub last_delivery_date: Option<Day>,
    /// How much would have no date, base units.
    pub backordered: Quantity,
    /// True for the one that is taken.
    pub chosen: bool,
}

/// The codes of what some events name by id.
#[derive(Clone, Debug)]
pub struct Names<'a> {
    sites: Arc<[String]>,
    items: Vec<(ItemId, &'a str)>,
    customer: &'a str,
    ship_to: Option<&'a str>,
    /// What the costs of ways are in.
    pub costs: Currency,
}

impl<'a> Names<'a> {
    /// The codes of a customer, a ship-to, some items and all sites; `None` when one is missing.
    pub fn of(
        codes: &'a impl Codes,
        customer: CustomerId,
        ship_to: Option<ShipToId>,
        items: impl Iterator<Item = ItemId>,
    ) -> Option<Names<'a>> {
        let item = |id: ItemId| Some((id, codes.goods(id)?.code));
        let ship_to = match ship_to {
            Some(id) => Some(codes.ship_to_code(id)?),
            None => None,
        };
        let mut items: Vec<(ItemId, &str)> = items.map(item).collect::<Option<_>>()?;
        items.sort_unstable();
        Some(Names {
            sites: codes.site_codes(),
            items,
            customer: codes.customer_code(customer)?,
            ship_to,
            costs: codes.costs()?,
        })
    }

    /// Code of a site.
    pub fn site(&self, id: SiteId) -> &str {
        self.sites.get(id.index()).map_or("", String::as_str)
    }

    /// How an order wants to be served; `None` when it says nothing.
    pub fn terms(&self, terms: &Terms) -> Option<TermsTold> {
        let code = |site| Ok::<_, Infallible>(self.site(site).to_owned());
        let told = (!terms.are_none()).then(|| TermsTold::of(terms, code));
        told.and_then(Result::ok)
    }

    fn known(&self, id: ItemId) -> Option<&str> {
        let at = self.items.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(self.items[at].1)
    }

    /// Code of an item, or what the order calls it.
    pub fn item<'b>(&'b self, item: &'b StatedItem) -> &'b str {
        match item {
            StatedItem::Known(id) => self.known(*id).unwrap_or_default(),
            StatedItem::Unknown(text) => text,
        }
    }
}

impl<'a> Order<'a> {
    /// The order that these events placed, and what they promised; `None` when they placed none.
    pub fn placed(events: &'a [Event], names: &'a Names) -> Option<Order<'a>> {
        let placed = events.iter().find_map(placed)?;
        let Event::OrderPlaced {
            order,
            po_number,
            currency,
            placed,
            requested,
            expires,
            lines,
            holds,
            terms,
            ..
        } = placed
        else {
            return None;
        };
        let (schedules, considered) = scheduled(events);
        Some(Order {
            number: order.number(),
            state: match holds.is_empty() {
                true => OrderState::Open,
                false => OrderState::Held,
            },
            customer: names.customer,
            ship_to: names.ship_to,
            po_number: po_number.as_deref(),
            placed_at: *placed,
            requested_delivery_date: *requested,
            terms: names.terms(terms),
            expires: *expires,
            value: amount(value(lines), *currency),
            holds: hold_forms(holds, *currency),
            lines: line_forms(lines, *requested, schedules, *currency, names),
            considered: way_forms(considered, names),
        })
    }
}

impl<'a> Order<'a> {
    /// An order as it stands, and the ways that were weighed for it.
    pub fn standing(
        order: &'a book::Order,
        state: OrderState,
        considered: &[Considered],
        names: &'a Names,
    ) -> Order<'a> {
        let holds = match state {
            OrderState::Held | OrderState::Open => order.holds(),
            OrderState::Closed | OrderState::Cancelled => &[],
        };
        let lines = (1u16..).zip(&order.lines);
        Order {
            number: order.id.number(),
            state,
            customer: names.customer,
            ship_to: names.ship_to,
            po_number: order.po_number.as_deref(),
            placed_at: order.placed,
            requested_delivery_date: order.requested,
            terms: names.terms(&order.terms),
            expires: order.expires,
            value: amount(order.value(), order.currency),
            holds: hold_forms(holds, order.currency),
            lines: lines
                .map(|(number, line)| Line {
                    line: number,
                    item: names.item(&line.item),
                    quantity: line.open_quantity(),
                    unit: line.unit,
                    unit_price: line.price.map(|price| unit_price(price, order.currency)),
                    requested_delivery_date: order.requested_for(line),
                    schedule: line
                        .schedule
                        .iter()
                        .map(|part| slice(part, names))
                        .collect(),
                    backorder: line.backorder.map(backorder_form),
                })
                .collect(),
            considered: way_forms(considered, names),
        }
    }
}

/// The event that places an order, if this is it.
pub fn placed(event: &Event) -> Option<&Event> {
    matches!(event, Event::OrderPlaced { .. }).then_some(event)
}

/// What the events promise, and the ways that were weighed.
pub fn scheduled(events: &[Event]) -> (&[LineSchedule], &[Considered]) {
    let found = events.iter().find_map(|event| match event {
        Event::LinesScheduled {
            lines, considered, ..
        } => Some((&lines[..], &considered[..])),
        _ => None,
    });
    found.unwrap_or_default()
}

/// Lines as they were placed, each with what was promised of it.
pub fn line_forms<'a>(
    lines: &'a [PlacedLine],
    requested: Option<Day>,
    schedules: &[LineSchedule],
    currency: Currency,
    names: &'a Names,
) -> Vec<Line<'a>> {
    let by_line: BTreeMap<u16, &LineSchedule> = schedules
        .iter()
        .map(|schedule| (schedule.line, schedule))
        .collect();
    let form = |(number, line): (u16, &'a PlacedLine)| {
        let schedule = by_line.get(&number);
        let parts = schedule.map_or(&[][..], |schedule| &schedule.schedule);
        Line {
            line: number,
            item: names.item(&line.item),
            quantity: line.quantity,
            unit: line.unit,
            unit_price: line.price.map(|price| unit_price(price, currency)),
            requested_delivery_date: line.requested.or(requested),
            schedule: parts.iter().map(|part| slice(part, names)).collect(),
            backorder: schedule
                .and_then(|schedule| schedule.backorder)
                .map(backorder_form),
        }
    };
    (1u16..).zip(lines).map(form).collect()
}

/// Value of lines as they were placed, minor units.
pub fn value(lines: &[PlacedLine]) -> i64 {
    let amounts = lines
        .iter()
        .filter_map(|line| line.price?.amount(line.quantity));
    amounts.fold(0, i64::saturating_add)
}

/// Ways that a promise weighed, the chosen one first.
pub fn way_forms<'a>(ways: &[Considered], names: &'a Names) -> Vec<WayForm<'a>> {
    let form = |(index, way): (usize, &Considered)| WayForm {
        sites: way.sites.iter().map(|site| names.site(*site)).collect(),
        cost: amount(way.cost, names.costs),
        last_delivery_date: way.last_delivery,
        backordered: way.backordered,
        chosen: index == 0,
    };
    ways.iter().enumerate().map(form).collect()
}

/// A way as the views tell it.
pub fn way_form(way: &Way) -> WayForm<'_> {
    WayForm {
        sites: way.sites.iter().map(|site| site.code.as_str()).collect(),
        cost: amount(way.cost.minor, way.cost.currency),
        last_delivery_date: way.last_delivery,
        backordered: way.backordered,
        chosen: way.chosen,
    }
}

/// Holds in words.
pub fn hold_forms(holds: &[Hold], currency: Currency) -> Vec<HoldForm> {
    let form = |hold: &Hold| {
        let (line, detail) = described(hold, currency);
        HoldForm {
            kind: hold.kind(),
            line,
            detail,
        }
    };
    holds.iter().map(form).collect()
}

/// The word that an enum is written as in JSON; `tag` names the field of one with fields.
pub fn word(value: &impl Serialize, tag: &str) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    let text = json.as_str().or_else(|| json.get(tag)?.as_str());
    text.unwrap_or_default().to_owned()
}

/// An amount of minor units.
pub fn amount(minor: i64, currency: Currency) -> Amount {
    Amount {
        amount: Money { minor, currency },
        currency,
    }
}

/// A price.
pub fn unit_price(price: Price, currency: Currency) -> UnitPrice {
    UnitPrice {
        amount: Money {
            minor: price.minor,
            currency,
        },
        per: price.basis,
    }
}

/// A backorder.
pub fn backorder_form(backorder: Backorder) -> BackorderForm {
    BackorderForm {
        quantity: backorder.quantity,
        reason: backorder.reason,
    }
}

/// A part of a schedule.
pub fn slice<'a>(part: &ScheduleLine, names: &'a Names) -> Slice<'a> {
    Slice {
        quantity: part.quantity,
        site: Cow::Borrowed(names.site(part.site)),
        source: match part.source {
            Source::OnHand => "on_hand",
            Source::Inbound(_) => "inbound",
        },
        goods_issue_date: part.goods_issue,
        delivery_date: part.delivery,
        stage: part.stage,
    }
}

fn described(hold: &Hold, currency: Currency) -> (Option<u16>, String) {
    let money = |minor: i64| Money { minor, currency };
    let price = |price: &Price| format!("{} for {}", money(price.minor), price.basis);
    match hold {
        Hold::Credit { exposure, limit } => {
            let (exposure, limit) = (money(*exposure), money(*limit));
            (
                None,
                format!("owed and on order would be {exposure}; the credit limit is {limit}"),
            )
        }
        Hold::Price { line, stated, list } => {
            let (stated, list) = (price(stated), price(list));
            (
                Some(*line),
                format!("the stated price is {stated}; the list price is {list}"),
            )
        }
        Hold::NoPrice { line } => (Some(*line), "the price list has no price".to_owned()),
        Hold::UnknownItem { line } => (
            Some(*line),
            "the item is unknown or may not be ordered".to_owned(),
        ),
        Hold::Address => (None, "there is no ship-to, or it is in doubt".to_owned()),
        Hold::Duplicate { of } => (
            None,
            format!("{} has the same PO number", OrderId::number(*of)),
        ),
        Hold::Currency { stated, charged } => (
            None,
            format!("prices are stated in {stated}; the customer is charged in {charged}"),
        ),
        Hold::Review => (None, "a person asked for a look".to_owned()),
    }
}

fn in_digits<S: Serializer>(money: &Money, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(money.digits().as_str())
}
