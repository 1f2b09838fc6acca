//! Lists that stand in one column: the lines of an order with their schedules, and the ways that a
//! promise weighed, as JSON lists without names. A row of a table costs many times what an entry of
//! such a list does; the SQL views of `schema.rs` tell the lists as rows, with names.

use crate::row::json;
use book::Few;
use book::event::Considered;
use book::order::{Backorder, BackorderReason, OrderLine, ScheduleLine, Source, Stage, StatedItem};
use serde::de::Error;
use serde::{Serialize, Serializer};
use vocab::{Day, ItemId, Price, Quantity, SiteId, SupplyId, Unit};

/// Item, what the document calls an unknown one, ordered, cancelled, unit, price, stated price,
/// requested, backorder, schedule. Prices come with their basis, a backorder with its reason.
type Line<Text, Parts> = (
    Option<ItemId>,
    Option<Text>,
    Quantity,
    Quantity,
    Unit,
    Option<(i64, u32)>,
    Option<(i64, u32)>,
    Option<i32>,
    Option<(Quantity, BackorderReason)>,
    Parts,
);

/// Quantity, site, supply, goods issue, delivery, stage.
type Part = (Quantity, SiteId, Option<SupplyId>, i32, i32, u8);

/// Sites, cost, last delivery, backordered.
type Way<Sites> = (Sites, i64, Option<i32>, Quantity);

/// The lines of an order, in order: the column `orders.detail`.
pub(crate) fn lines(lines: &[OrderLine]) -> String {
    json(&List(lines.iter().map(pack_line)))
}

/// Reads what [`lines`] wrote.
pub(crate) fn read_lines(text: &str) -> serde_json::Result<Vec<OrderLine>> {
    let lines: Vec<Line<String, Vec<Part>>> = serde_json::from_str(text)?;
    lines.into_iter().map(unpack_line).collect()
}

/// The ways that a promise weighed, the chosen one first: the column `timeline.ways`.
pub(crate) fn ways(ways: &[Considered]) -> String {
    json(&List(ways.iter().map(pack_way)))
}

/// Reads what [`ways`] wrote.
pub(crate) fn read_ways(text: &str) -> serde_json::Result<Vec<Considered>> {
    let ways: Vec<Way<Few<SiteId>>> = serde_json::from_str(text)?;
    Ok(ways.into_iter().map(unpack_way).collect())
}

/// A list that is written as it is made.
struct List<I>(I);

impl<I> Serialize for List<I>
where
    I: Iterator<Item: Serialize> + Clone,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

fn pack_line(line: &OrderLine) -> Line<&str, impl Serialize> {
    let (item, stated) = match &line.item {
        StatedItem::Known(item) => (Some(*item), None),
        StatedItem::Unknown(text) => (None, Some(text.as_str())),
    };
    let price = |price: Price| (price.minor, price.basis);
    (
        item,
        stated,
        line.ordered,
        line.cancelled,
        line.unit,
        line.price.map(price),
        line.stated_price.map(price),
        line.requested.map(|day| day.0),
        line.backorder.map(|none| (none.quantity, none.reason)),
        List(line.schedule.iter().map(pack_part)),
    )
}

fn unpack_line(line: Line<String, Vec<Part>>) -> serde_json::Result<OrderLine> {
    let (item, stated, ordered, cancelled, unit, price, stated_price, requested, none, parts) =
        line;
    let read_price = |(minor, basis)| Price { minor, basis };
    let parts = parts.into_iter().map(unpack_part);
    Ok(OrderLine {
        item: match item {
            Some(item) => StatedItem::Known(item),
            None => StatedItem::Unknown(stated.unwrap_or_default()),
        },
        ordered,
        cancelled,
        unit,
        price: price.map(read_price),
        stated_price: stated_price.map(read_price),
        requested: requested.map(Day),
        backorder: none.map(|(quantity, reason)| Backorder { quantity, reason }),
        schedule: parts.collect::<serde_json::Result<_>>()?,
    })
}

fn pack_part(part: &ScheduleLine) -> Part {
    let supply = match part.source {
        Source::OnHand => None,
        Source::Inbound(supply) => Some(supply),
    };
    let (issue, delivery) = (part.goods_issue.0, part.delivery.0);
    let stage = part.stage as u8;
    (part.quantity, part.site, supply, issue, delivery, stage)
}

fn unpack_part(part: Part) -> serde_json::Result<ScheduleLine> {
    let (quantity, site, supply, goods_issue, delivery, stage) = part;
    let unknown = || serde_json::Error::custom(format!("{stage} is not a stage"));
    Ok(ScheduleLine {
        quantity,
        site,
        source: supply.map_or(Source::OnHand, Source::Inbound),
        goods_issue: Day(goods_issue),
        delivery: Day(delivery),
        stage: *Stage::ALL.get(usize::from(stage)).ok_or_else(unknown)?,
    })
}

fn pack_way(way: &Considered) -> Way<&[SiteId]> {
    let last_delivery = way.last_delivery.map(|day| day.0);
    (&way.sites, way.cost, last_delivery, way.backordered)
}

fn unpack_way((sites, cost, last_delivery, backordered): Way<Few<SiteId>>) -> Considered {
    Considered {
        sites,
        cost,
        last_delivery: last_delivery.map(Day),
        backordered,
    }
}
