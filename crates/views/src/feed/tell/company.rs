//! What is told of stock, supply and master data.

use super::super::data::{
    Customers, Items, LanesOf, Policy, Prices, Sites, StockChanged, SupplyAnnounced,
    SupplyReceived, SupplyRescheduled,
};
use super::super::kind::EventData;
use super::super::names::Names;
use super::first_of;
use book::Event;
use vocab::{ItemId, Quantity, SiteId};

pub(super) fn data(names: &Names<'_>, event: &Event) -> rusqlite::Result<Option<EventData>> {
    Ok(Some(match event {
        Event::StockReceived {
            site,
            item,
            quantity,
        } => stock(names, "received", *item, [Some(*site), None], *quantity)?,
        Event::StockMoved {
            item,
            from,
            to,
            quantity,
        } => stock(names, "moved", *item, [Some(*from), Some(*to)], *quantity)?,
        Event::StockCounted {
            site,
            item,
            counted,
        } => stock(names, "counted", *item, [Some(*site), None], *counted)?,
        Event::StockScrapped {
            site,
            item,
            quantity,
        } => stock(names, "scrapped", *item, [Some(*site), None], *quantity)?,
        Event::StockSent {
            item,
            from,
            quantity,
        } => stock(names, "sent", *item, [Some(*from), None], *quantity)?,
        Event::SupplyAnnounced {
            supply,
            kind,
            quantity,
            due,
            ..
        } => EventData::SupplyAnnounced(SupplyAnnounced {
            of: names.supply(*supply)?,
            kind: kind.as_str().to_owned(),
            quantity: quantity.0,
            due_date: *due,
        }),
        Event::SupplyReceived { supply, quantity } => EventData::SupplyReceived(SupplyReceived {
            of: names.supply(*supply)?,
            quantity: quantity.0,
        }),
        Event::SupplyRescheduled { supply, due } => {
            EventData::SupplyRescheduled(SupplyRescheduled {
                of: names.supply(*supply)?,
                due_date: *due,
            })
        }
        Event::SupplyClosed { supply } => EventData::SupplyClosed(names.supply(*supply)?),
        event => return master_data(names, event),
    }))
}

fn stock(
    names: &Names<'_>,
    change: &'static str,
    item: ItemId,
    [site, to_site]: [Option<SiteId>; 2],
    quantity: Quantity,
) -> rusqlite::Result<EventData> {
    let code = |site: Option<SiteId>| site.map(|site| names.site(site)).transpose();
    Ok(EventData::StockChanged(StockChanged {
        change,
        item: names.item(item)?,
        site: code(site)?.unwrap_or_default(),
        to_site: code(to_site)?,
        quantity: quantity.0,
    }))
}

fn master_data(names: &Names<'_>, event: &Event) -> rusqlite::Result<Option<EventData>> {
    Ok(Some(match event {
        Event::ItemsPut { items } => {
            let (items, more) = first_of(items, |(_, item)| Ok(item.code.clone()))?;
            EventData::ItemChanged(Items { items, more })
        }
        Event::CustomersPut { customers } => {
            let (customers, more) = first_of(customers, |(_, one)| Ok(one.code.clone()))?;
            EventData::CustomerChanged(Customers { customers, more })
        }
        Event::CustomersGrouped { customers, .. } => {
            let (customers, more) = first_of(customers, |(one, _)| names.customer(*one))?;
            EventData::CustomerChanged(Customers { customers, more })
        }
        Event::ShipTosPut { ship_tos } => {
            let mut customers: Vec<_> = ship_tos.iter().map(|(_, one)| one.customer).collect();
            customers.dedup();
            let (customers, more) = first_of(&customers, |customer| names.customer(*customer))?;
            EventData::CustomerChanged(Customers { customers, more })
        }
        Event::PricesPut {
            code,
            currency,
            prices,
            ..
        } => {
            let (items, more) = first_of(prices, |(item, _)| names.item(*item))?;
            EventData::PriceChanged(Prices {
                price_list: code.clone(),
                currency: *currency,
                items,
                more,
            })
        }
        Event::SitesPut { sites } => EventData::SiteChanged(Sites {
            sites: sites.iter().map(|(_, site)| site.code.clone()).collect(),
        }),
        Event::LanesPut { lanes } => {
            let mut sites: Vec<SiteId> = lanes.iter().map(|(site, _, _)| *site).collect();
            sites.sort_unstable();
            sites.dedup();
            let codes = sites.into_iter().map(|site| names.site(site));
            EventData::LaneChanged(LanesOf {
                sites: codes.collect::<rusqlite::Result<_>>()?,
            })
        }
        Event::PolicySet(policy) => EventData::PolicyChanged(Policy {
            currency: policy.currency,
        }),
        _ => return Ok(None),
    }))
}
