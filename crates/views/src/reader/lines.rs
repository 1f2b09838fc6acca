//! What stands inside an order: its lines with their schedules, and the decisions of its promise.

use super::company::{named, policy_currency};
use super::first;
use crate::model::{Decision, LineRow, OrderRow, ScheduleRow, SiteRef, SourceRow, Way};
use crate::row::{Columns, signed};
use book::Stage;
use book::company::{Confidence, Item, Lane};
use book::event::Considered;
use book::order::{OrderLine, ScheduleLine, Source, StatedItem};
use rusqlite::{Connection, Row, params};
use vocab::{Currency, Day, Instant, ItemId, Money, OrderId, SiteId, SupplyId};

/// Decisions of one order that are told, the latest first.
const DECISIONS_MAX: i64 = 50;

/// The lines of an order with the codes of what they name.
pub(super) fn line_rows(
    views: &Connection,
    order: &OrderRow,
    lines: &[OrderLine],
    sites: &[SiteRef],
) -> rusqlite::Result<Vec<LineRow>> {
    let rows = (1u16..).zip(lines);
    rows.map(|(number, line)| line_row(views, order, number, line, sites))
        .collect()
}

/// What a line names, as the catalogue has it.
struct Named {
    code: String,
    description: String,
    item: Item,
}

fn named_item(views: &Connection, id: ItemId) -> rusqlite::Result<Option<Named>> {
    let sql = "SELECT code, description, detail FROM items WHERE id = ?1";
    first(views, sql, [id.0], |row| {
        Ok(Named {
            code: row.get(0)?,
            description: row.get(1)?,
            item: row.json(2)?,
        })
    })
}

fn line_row(
    views: &Connection,
    order: &OrderRow,
    number: u16,
    line: &OrderLine,
    sites: &[SiteRef],
) -> rusqlite::Result<LineRow> {
    let (item, stated) = match &line.item {
        StatedItem::Known(item) => (Some(*item), ""),
        StatedItem::Unknown(text) => (None, text.as_str()),
    };
    let named = match item {
        Some(item) => named_item(views, item)?,
        None => None,
    };
    let unit_size = named
        .as_ref()
        .and_then(|named| named.item.ratio(line.unit))
        .filter(|ratio| ratio.denominator == 1)
        .map(|ratio| ratio.numerator);
    let (item_code, description) = match named {
        Some(named) => (named.code, named.description),
        None => (stated.to_owned(), String::new()),
    };
    let parts = line.schedule.iter();
    Ok(LineRow {
        number,
        item,
        item_code,
        description,
        ordered: line.ordered,
        cancelled: line.cancelled,
        unit: line.unit,
        unit_size,
        price: line.price,
        stated_price: line.stated_price,
        value: Money {
            minor: line.value(),
            currency: order.value.currency,
        },
        requested: line.requested.or(order.requested),
        backorder: line.backorder,
        schedule: parts
            .map(|part| schedule_row(views, order, part, sites))
            .collect::<rusqlite::Result<_>>()?,
    })
}

fn schedule_row(
    views: &Connection,
    order: &OrderRow,
    part: &ScheduleLine,
    sites: &[SiteRef],
) -> rusqlite::Result<ScheduleRow> {
    Ok(ScheduleRow {
        quantity: part.quantity,
        site: named(sites, part.site),
        source: source_row(views, part)?,
        goods_issue: part.goods_issue,
        delivery: part.delivery,
        stage: part.stage,
        confidence: match part.stage {
            Stage::Delivered => Confidence::Usual,
            _ => confidence(views, order, part)?,
        },
    })
}

/// How sure goods are to arrive on their day, over the lane as it is now.
fn confidence(
    views: &Connection,
    order: &OrderRow,
    part: &ScheduleLine,
) -> rusqlite::Result<Confidence> {
    let sql = "SELECT l.detail FROM lanes l JOIN ship_tos t ON t.zone = l.zone
               WHERE l.site = ?1 AND t.id = ?2";
    let ship_to = order.ship_to.map(|id| id.0);
    let lane: Option<Lane> = first(views, sql, params![part.site.0, ship_to], |row| row.json(0))?;
    let days = part.delivery.since(part.goods_issue);
    Ok(lane.map_or(Confidence::Usual, |lane| lane.confidence(days)))
}

/// What covers a schedule line.
pub(super) fn source_row(views: &Connection, part: &ScheduleLine) -> rusqlite::Result<SourceRow> {
    match part.source {
        Source::OnHand => Ok(SourceRow::OnHand),
        Source::Inbound(supply) => inbound(views, supply),
    }
}

/// Supply that a schedule line is pegged to.
fn inbound(views: &Connection, supply: SupplyId) -> rusqlite::Result<SourceRow> {
    views
        .prepare_cached("SELECT reference, kind, due FROM supply WHERE id = ?1")?
        .query_row([signed(supply.0)], |row| {
            Ok(SourceRow::Inbound {
                supply,
                reference: row.get(0)?,
                kind: row.word(1)?,
                due: Day(row.get(2)?),
            })
        })
}

fn site(sites: &[SiteRef], id: SiteId) -> Option<SiteRef> {
    sites.iter().find(|site| site.id == id).cloned()
}

/// What the promise of an order weighed, the latest decision first.
pub(super) fn decisions(
    views: &Connection,
    order: OrderId,
    sites: &[SiteRef],
) -> rusqlite::Result<Vec<Decision>> {
    let currency = policy_currency(views)?;
    let mut query = views.prepare_cached(
        "SELECT seq, at, ways FROM timeline
         WHERE subject_id = ?1 AND subject = 'order' AND ways IS NOT NULL
         ORDER BY seq DESC, nth DESC LIMIT ?2",
    )?;
    let decision = |row: &Row<'_>| {
        let ways = row.ways(2)?;
        Ok(Decision {
            seq: row.number(0)?,
            at: Instant(row.get(1)?),
            ways: (0..)
                .zip(&ways)
                .map(|(rank, w)| way(rank, w, currency, sites))
                .collect(),
        })
    };
    query
        .query_map(params![signed(order.0), DECISIONS_MAX], decision)?
        .collect()
}

fn way(rank: usize, way: &Considered, currency: Currency, sites: &[SiteRef]) -> Way {
    let named = way.sites.iter().filter_map(|id| site(sites, *id));
    Way {
        sites: named.collect(),
        cost: Money {
            minor: way.cost,
            currency,
        },
        last_delivery: way.last_delivery,
        backordered: way.backordered,
        chosen: rank == 0,
    }
}
