//! Deciding changes of master data: codes become ids, every number is within its range, and the
//! rows of a command are taken all or none.

use crate::company::*;
use crate::policy::{AUTONOMY_MAX, RATION_RULES_MAX, SETTINGS, Setting, TIMED_RUNS_MAX};
use crate::refusal::Code;
use crate::stock::movement::{self, check_site, check_text};
use crate::work::open_promising;
use crate::{Book, Event, Events, Policy, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use vocab::quantity::QUANTITY_MAX;
use vocab::{CustomerId, ItemId, PriceListId, ShipToId, SiteId, Sscc, Unit};

/// The highest zone number.
const ZONE_MAX: u16 = 9_999;
/// The longest description and name, in characters.
const NAME_MAX: usize = 200;
/// The most holidays of one site.
const HOLIDAYS_MAX: i64 = 1_000;
/// The most units, and the most GTINs, of one item.
const UNITS_MAX: usize = 20;

pub(super) fn set_policy(book: &Book, policy: &Policy) -> Result<Events, Refusal> {
    for Setting { name, number, .. } in SETTINGS {
        if let Some(number) = number {
            check_range(name, (number.of)(policy), number.least, number.most)?;
        }
    }
    let rules = policy.autonomy.len();
    if rules > AUTONOMY_MAX {
        return Err(Refusal::too_many("rules of autonomy", rules, AUTONOMY_MAX));
    }
    let prefix = policy.company_prefix.as_str();
    if !prefix.is_empty() && !Sscc::is_prefix(prefix) {
        return Err(Refusal::out_of_range(
            "company_prefix",
            prefix,
            "4 to 12 digits",
        ));
    }
    let rules = policy.priority.len().max(policy.segments.len());
    if rules > RATION_RULES_MAX {
        return Err(Refusal::too_many(
            "rules of rationing",
            rules,
            RATION_RULES_MAX,
        ));
    }
    let runs = policy.backorder_runs.len();
    if runs > TIMED_RUNS_MAX {
        return Err(Refusal::too_many("backorder_runs", runs, TIMED_RUNS_MAX));
    }
    if Confidence::of_percent(policy.promise_percent).is_none() {
        let allowed = "80, 95 or 99, or 0 for the usual transit time";
        return Err(Refusal::out_of_range(
            "promise_percent",
            policy.promise_percent,
            allowed,
        ));
    }
    let mut events = vec![Event::PolicySet(policy.clone())];
    let days = |policy: &Policy| (policy.receiving_days, policy.promise_percent);
    if days(policy) != days(&book.policy) {
        // What a protection keeps may come too late for it now, and is free for others.
        promise_all(book, &mut events);
    }
    Ok(events)
}

pub(super) fn put_sites(book: &Book, sites: &[Site]) -> Result<Events, Refusal> {
    let mut ids = Ids::new(
        &book.company.site_codes,
        SiteId::index,
        book.company.sites.len(),
        SITES_MAX,
    );
    let sites = rows("site", sites, |site| {
        check_code("site code", &site.code)?;
        check_text("site name", &site.name, NAME_MAX)?;
        check_range("weekdays", i64::from(site.calendar.weekdays), 1, 127)?;
        check_range(
            "cutoff_minute",
            i64::from(site.calendar.cutoff_minute),
            0,
            1_440,
        )?;
        let holidays = site.calendar.holidays.len();
        check_range("holidays", holidays as i64, 0, HOLIDAYS_MAX)?;
        let zone = site.zone.map_or(0, |zone| zone.0);
        check_range("zone", i64::from(zone), 0, i64::from(ZONE_MAX))?;
        if !site.calendar.holidays.is_sorted() {
            return Err(Refusal::out_of_range(
                "holidays",
                "unsorted",
                "an ascending list",
            ));
        }
        Ok((SiteId(ids.of(&site.code, "sites")? as u16), site.clone()))
    })?;
    let mut events = vec![Event::SitesPut { sites }];
    // Goods may be ready on other days.
    promise_all(book, &mut events);
    Ok(events)
}

pub(super) fn put_lanes(book: &Book, lanes: &[LaneDraft]) -> Result<Events, Refusal> {
    let lanes = rows("lane", lanes, |draft| {
        let site = book.company.site_by_code(&draft.site);
        let site = site.ok_or_else(|| Refusal::unknown("site", &draft.site))?;
        check_range("zone", i64::from(draft.zone.0), 0, i64::from(ZONE_MAX))?;
        let lane = draft.lane;
        check_range(
            "transit_days",
            i64::from(lane.transit_days),
            0,
            i64::from(TRANSIT_DAYS_MAX),
        )?;
        check_range(
            "delivery_weekdays",
            i64::from(lane.delivery_weekdays),
            1,
            127,
        )?;
        check_arrivals(&lane.arrivals)?;
        check_range("cost_per_shipment", lane.cost_per_shipment, 0, RATE_MAX)?;
        check_range("cost_per_kilogram", lane.cost_per_kilogram, 0, RATE_MAX)?;
        Ok((site, draft.zone, lane))
    })?;
    let mut events = vec![Event::LanesPut { lanes }];
    // Backorders may have waited for the lane.
    promise_all(book, &mut events);
    Ok(events)
}

/// The surer, the more days.
fn check_arrivals(arrivals: &Arrivals) -> Result<(), Refusal> {
    let known: Vec<u16> = Confidence::ALL
        .iter()
        .filter_map(|one| arrivals.days(*one))
        .collect();
    for days in &known {
        check_range("arrivals", i64::from(*days), 0, i64::from(TRANSIT_DAYS_MAX))?;
    }
    match known.is_sorted() {
        true => Ok(()),
        false => {
            let message = "80 of a hundred arrive no later than 95, and 95 no later than 99";
            Err(Refusal::new(Code::OutOfRange, message))
        }
    }
}

/// Has everything that waits promised again.
fn promise_all(book: &Book, events: &mut Events) {
    open_promising(book, book.waiting.keys().copied(), events);
}

pub(super) fn put_items(book: &Book, items: &[Item]) -> Result<Events, Refusal> {
    let mut ids = Ids::new(
        &book.company.item_codes,
        ItemId::index,
        book.company.items.len(),
        ITEMS_MAX,
    );
    let items = rows("item", items, |item| {
        check_item(book, item)?;
        Ok((ItemId(ids.of(&item.code, "items")? as u32), item.clone()))
    })?;
    let changed: Vec<ItemId> = items.iter().map(|(id, _)| *id).collect();
    let mut events = vec![Event::ItemsPut { items }];
    // Backorders may have waited for the safety stock.
    open_promising(book, changed, &mut events);
    Ok(events)
}

fn check_item(book: &Book, item: &Item) -> Result<(), Refusal> {
    check_code("item code", &item.code)?;
    check_text("description", &item.description, NAME_MAX)?;
    check_range(
        "weight_grams",
        i64::from(item.weight_grams),
        0,
        i64::from(WEIGHT_GRAMS_MAX),
    )?;
    check_range("units", item.units.len() as i64, 0, UNITS_MAX as i64)?;
    check_range("gtins", item.gtins.len() as i64, 0, UNITS_MAX as i64)?;
    for (unit, ratio) in &item.units {
        if ratio.numerator == 0 || ratio.denominator == 0 || *unit == item.base_unit {
            let allowed = "a ratio of whole numbers from 1 on, for a unit besides the base unit";
            return Err(Refusal::out_of_range("unit", unit, allowed));
        }
    }
    once(item.units.iter().map(|(unit, _)| unit))?;
    once(item.gtins.iter().map(|(gtin, _)| gtin))?;
    let has = |unit: Unit| item.ratio(unit).is_some();
    if let Some(unit) = item
        .gtins
        .iter()
        .map(|(_, unit)| *unit)
        .chain([item.sales_unit])
        .find(|u| !has(*u))
    {
        return Err(Refusal::unknown("unit of this item", unit));
    }
    once(item.safety_stock.iter().map(|(site, _)| site))?;
    for (site, quantity) in &item.safety_stock {
        check_site(book, *site)?;
        if *quantity > QUANTITY_MAX {
            return Err(Refusal::bad_quantity(*quantity, QUANTITY_MAX));
        }
    }
    once(item.bins.iter().map(|(site, _)| site))?;
    for (site, bin) in &item.bins {
        check_site(book, *site)?;
        check_bin(bin)?;
    }
    Ok(())
}

/// A bin is one word, so that it can stand in a list of them.
fn check_bin(bin: &str) -> Result<(), Refusal> {
    check_code("bin", bin)?;
    let parts_lists = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '=');
    match bin.contains(parts_lists) {
        true => {
            let message =
                format!("bin {bin:?} has a space, a comma, a semicolon or an equals sign");
            Err(Refusal::new(Code::BadText, message))
        }
        false => Ok(()),
    }
}

/// Says what may be given instead of an item: others, each once, that are sold.
pub(super) fn put_substitutes(
    book: &Book,
    item: ItemId,
    substitutes: &[ItemId],
) -> Result<Events, Refusal> {
    movement::check_item(book, item)?;
    let count = substitutes.len();
    if count > SUBSTITUTES_MAX {
        return Err(Refusal::too_many("substitutes", count, SUBSTITUTES_MAX));
    }
    let all = &book.company.substitutes;
    if all.len() >= SUBSTITUTED_MAX && !all.contains_key(&item) {
        let (what, count) = ("items with substitutes", all.len() + 1);
        return Err(Refusal::too_many(what, count, SUBSTITUTED_MAX));
    }
    for (row, other) in substitutes.iter().enumerate() {
        movement::check_item(book, *other).map_err(|refusal| refusal.in_row(row))?;
        if *other == item {
            let code = &book.company.items[item.index()].code;
            let message = format!("{code} can't be given instead of itself");
            return Err(Refusal::new(Code::AlreadyThere, message).in_row(row));
        }
    }
    let codes = substitutes
        .iter()
        .map(|other| &book.company.items[other.index()].code);
    once(codes)?;
    Ok(vec![Event::SubstitutesPut {
        item,
        substitutes: substitutes.to_vec(),
    }])
}

pub(super) fn put_customers(book: &Book, drafts: &[CustomerDraft]) -> Result<Events, Refusal> {
    let company = &book.company;
    let mut ids = Ids::new(
        &company.customer_codes,
        CustomerId::index,
        company.customers.len(),
        CUSTOMERS_MAX,
    );
    let mut ship_tos: Vec<(ShipToId, ShipTo)> = Vec::new();
    let mut ship_to_ids = ShipToIds::new(company);
    let customers = rows("customer", drafts, |draft| {
        let id = CustomerId(ids.of(&draft.code, "customers")? as u32);
        let first = ship_tos.len();
        for ship_to in &draft.ship_tos {
            ship_tos.push(put_one_ship_to(&mut ship_to_ids, id, ship_to)?);
        }
        let default = ship_tos.get(first).map(|(ship_to, _)| *ship_to);
        Ok((id, customer(book, id, draft, default)?))
    })?;
    let mut events = vec![Event::CustomersPut { customers }];
    if !ship_tos.is_empty() {
        events.push(Event::ShipTosPut { ship_tos });
    }
    Ok(events)
}

fn customer(
    book: &Book,
    id: CustomerId,
    draft: &CustomerDraft,
    default: Option<ShipToId>,
) -> Result<Customer, Refusal> {
    check_code("customer number", &draft.code)?;
    check_range(
        "credit_limit",
        draft.credit_limit.unwrap_or(0),
        0,
        AMOUNT_MAX,
    )?;
    check_range("receivable", draft.receivable, -AMOUNT_MAX, AMOUNT_MAX)?;
    let list = book.company.price_list_by_code(&draft.price_list);
    let mut parts = BTreeMap::new();
    for (part, code) in &draft.parts {
        check_text("customer part number", part, CODE_MAX)?;
        let item = book.company.item_by_code(code);
        parts.insert(
            part.clone(),
            item.ok_or_else(|| Refusal::unknown("item", code))?,
        );
    }
    let old = book.company.customers.get(id.index());
    Ok(Customer {
        code: draft.code.clone(),
        price_list: list.ok_or_else(|| Refusal::unknown("price list", &draft.price_list))?,
        credit_limit: draft.credit_limit,
        receivable: draft.receivable,
        open_value: 0,
        default_ship_to: default.or(old.and_then(|old| old.default_ship_to)),
        one_time_addresses: draft.one_time_addresses,
        ship_complete: draft.ship_complete,
        blocked: draft.blocked,
        gln: draft.gln,
        parts,
        substitutes: draft.substitutes,
    })
}

pub(super) fn put_ship_to(
    book: &Book,
    customer: CustomerId,
    draft: &ShipToDraft,
) -> Result<Events, Refusal> {
    let Some(known) = book.company.customers.get(customer.index()) else {
        return Err(Refusal::unknown("customer", customer));
    };
    let row = put_one_ship_to(&mut ShipToIds::new(&book.company), customer, draft)?;
    let mut events = Events::new();
    if known.default_ship_to.is_none() && !known.one_time_addresses {
        let with_default = Customer {
            default_ship_to: Some(row.0),
            ..known.clone()
        };
        let customers = vec![(customer, with_default)];
        events.push(Event::CustomersPut { customers });
    }
    events.push(Event::ShipTosPut {
        ship_tos: vec![row],
    });
    Ok(events)
}

fn put_one_ship_to(
    ids: &mut ShipToIds<'_>,
    customer: CustomerId,
    draft: &ShipToDraft,
) -> Result<(ShipToId, ShipTo), Refusal> {
    check_code("ship-to code", &draft.code)?;
    check_range("zone", i64::from(draft.zone.0), 0, i64::from(ZONE_MAX))?;
    let id = ids.of(customer, &draft.code)?;
    let row = ShipTo {
        code: draft.code.clone(),
        customer,
        zone: draft.zone,
        gln: draft.gln,
    };
    Ok((id, row))
}

pub(super) fn put_prices(book: &Book, draft: &PriceListDraft) -> Result<Events, Refusal> {
    check_code("price list code", &draft.code)?;
    let known = book.company.price_list_by_code(&draft.code);
    let list = known.unwrap_or(PriceListId(book.company.price_lists.len() as u16));
    if list.index() >= PRICE_LISTS_MAX {
        return Err(Refusal::too_many(
            "price lists",
            list.index() + 1,
            PRICE_LISTS_MAX,
        ));
    }
    if let Some(old) = book.company.price_lists.get(list.index())
        && old.currency != draft.currency
    {
        return Err(Refusal::wrong_currency(draft.currency, old.currency));
    }
    let prices = rows("price", &draft.prices, |(code, price)| {
        check_range("price", price.minor, 0, AMOUNT_MAX)?;
        check_range(
            "price basis",
            i64::from(price.basis),
            1,
            i64::from(u32::MAX),
        )?;
        let item = book.company.item_by_code(code);
        Ok((item.ok_or_else(|| Refusal::unknown("item", code))?, *price))
    })?;
    let (code, currency) = (draft.code.clone(), draft.currency);
    Ok(vec![Event::PricesPut {
        list,
        code,
        currency,
        prices,
    }])
}

/// Decides row by row; a refusal names its row.
fn rows<D, R>(
    what: &str,
    drafts: &[D],
    mut decide: impl FnMut(&D) -> Result<R, Refusal>,
) -> Result<Vec<R>, Refusal> {
    if drafts.is_empty() {
        return Err(Refusal::empty(what));
    }
    if drafts.len() > ROWS_MAX {
        return Err(Refusal::too_many("rows", drafts.len(), ROWS_MAX));
    }
    let decided = drafts.iter().enumerate();
    decided
        .map(|(row, draft)| decide(draft).map_err(|refusal| refusal.in_row(row)))
        .collect()
}

/// Hands out ids: the known one of a code, or the next.
struct Ids<'a, Id> {
    known: &'a BTreeMap<String, Id>,
    index: fn(Id) -> usize,
    seen: BTreeSet<String>,
    next: usize,
    max: usize,
}

impl<'a, Id: Copy> Ids<'a, Id> {
    fn new(
        known: &'a BTreeMap<String, Id>,
        index: fn(Id) -> usize,
        next: usize,
        max: usize,
    ) -> Ids<'a, Id> {
        Ids {
            known,
            index,
            seen: BTreeSet::new(),
            next,
            max,
        }
    }

    fn of(&mut self, code: &str, what: &str) -> Result<usize, Refusal> {
        if !self.seen.insert(code.to_owned()) {
            return Err(twice(code));
        }
        if let Some(id) = self.known.get(code) {
            return Ok((self.index)(*id));
        }
        if self.next >= self.max {
            return Err(Refusal::too_many(what, self.next + 1, self.max));
        }
        self.next += 1;
        Ok(self.next - 1)
    }
}

/// Hands out ids of ship-tos, whose codes are unique within their customer only.
struct ShipToIds<'a> {
    company: &'a Company,
    seen: BTreeSet<(CustomerId, String)>,
    next: usize,
}

impl<'a> ShipToIds<'a> {
    fn new(company: &'a Company) -> ShipToIds<'a> {
        ShipToIds {
            company,
            seen: BTreeSet::new(),
            next: company.ship_tos.len(),
        }
    }

    fn of(&mut self, customer: CustomerId, code: &str) -> Result<ShipToId, Refusal> {
        if !self.seen.insert((customer, code.to_owned())) {
            return Err(twice(code));
        }
        if let Some(known) = self.company.ship_to_by_code(customer, code) {
            return Ok(known);
        }
        if self.next >= CUSTOMERS_MAX {
            return Err(Refusal::too_many("ship-tos", self.next + 1, CUSTOMERS_MAX));
        }
        self.next += 1;
        Ok(ShipToId(self.next as u32 - 1))
    }
}

/// What an item lists stands once in its list.
fn once<T: Ord + fmt::Display>(listed: impl Iterator<Item = T>) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for one in listed {
        let message = format!("\"{one}\" stands twice in the item");
        if !seen.insert(one) {
            return Err(Refusal::new(Code::AlreadyThere, message));
        }
    }
    Ok(())
}

fn twice(code: &str) -> Refusal {
    Refusal::new(
        Code::AlreadyThere,
        format!("\"{code}\" stands twice in these rows"),
    )
}

fn check_code(what: &str, code: &str) -> Result<(), Refusal> {
    check_text(what, code, CODE_MAX)
}

fn check_range(what: &str, given: i64, least: i64, most: i64) -> Result<(), Refusal> {
    if (least..=most).contains(&given) {
        return Ok(());
    }
    Err(Refusal::out_of_range(
        what,
        given,
        &format!("{least} to {most}"),
    ))
}

#[cfg(test)]
mod tests;
