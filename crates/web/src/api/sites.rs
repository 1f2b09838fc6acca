//! Sites, and the lanes from them to the zones that they deliver to. They are the company's own: a
//! customer sees none.

use super::flaws::{Flaws, clipped};
use super::forms::{Amount, amount};
use super::items::{Counted, check_count};
use super::paging;
use crate::access::Policy;
use crate::admission::Lane as Waits;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::company::{Arrivals, Calendar, Lane, LaneDraft, Site};
use book::{Book, Command, Event};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vocab::{Currency, Day, Decimal, SiteId, Weekday, ZoneId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/sites",
        policy: Policy::Scope(Scope::CatalogueRead),
        lane: Waits::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_sites",
            part: Part::MasterData,
            summary: "Sites, in the order that they were added in.",
            query: Some(Form::of::<ListQuery>()),
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/sites/{site}",
        policy: Policy::Scope(Scope::CatalogueRead),
        lane: Waits::Reading,
        handler: |call, _| Box::pin(look(call)),
        operation: Operation {
            id: "get_site",
            part: Part::MasterData,
            summary: "One site, and when it ships.",
            answers: &[Answer::json::<Shown>(200)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Put,
        path: "/v1/sites/{site}",
        policy: Policy::Scope(Scope::CatalogueWrite),
        lane: Waits::Interactive,
        handler: |call, body| Box::pin(put(call, body)),
        operation: Operation {
            id: "put_site",
            part: Part::MasterData,
            summary: "Add a site, or change it. Promises that were made stand.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Put>()),
            answers: &[Answer::json::<Shown>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/sites/{site}/lanes",
        policy: Policy::Scope(Scope::CatalogueRead),
        lane: Waits::Reading,
        handler: |call, _| Box::pin(lanes(call)),
        operation: Operation {
            id: "list_lanes",
            part: Part::MasterData,
            summary: "The lanes of a site, by zone.",
            query: Some(Form::of::<LanesQuery>()),
            answers: &[Answer::json::<Lanes>(200)],
            problems: LANES,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Put,
        path: "/v1/sites/{site}/lanes",
        policy: Policy::Scope(Scope::CatalogueWrite),
        lane: Waits::Interactive,
        handler: |call, body| Box::pin(put_lanes(call, body)),
        operation: Operation {
            id: "put_lanes",
            part: Part::MasterData,
            summary: "Add or change up to 1,000 lanes of a site, all or none; the others stay.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<PutLanes>()),
            answers: &[Answer::json::<Counted>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
];

/// Problems of the list of a site's lanes.
const LANES: &[Kind] = &[
    Kind::Web(Code::NotFound),
    Kind::Web(Code::BadQuery),
    Kind::Web(Code::BadCursor),
];

/// `GET /v1/sites`
pub async fn list(call: Call) -> Result<Response, Problem> {
    let query: ListQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    if call.caller.customer().is_some() {
        let (sites, next) = (Vec::new(), None);
        return Ok(json(StatusCode::OK, &List { sites, next }));
    }
    let after = query.after;
    let page = call
        .app
        .ask(move |book| page(book, after.as_deref(), limit));
    Ok(json(StatusCode::OK, &page.await??))
}

/// `GET /v1/sites/{site}`
pub async fn look(call: Call) -> Result<Response, Problem> {
    let (_, site) = found(&call).await?;
    Ok(json(StatusCode::OK, &shown(&site)))
}

/// `PUT /v1/sites/{site}`
pub async fn put(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Put = call.json(body).await?;
    let mut flaws = Flaws::default();
    let at = || "/cutoff".to_owned();
    let cutoff = flaws.found(minute(&asked.cutoff), at, || {
        format!(
            "expected a clock time like 15:30, there is \"{}\"",
            clipped(&asked.cutoff)
        )
    });
    let mut holidays = asked.holidays.clone();
    holidays.sort_unstable();
    holidays.dedup();
    let site = Site {
        code: call.parameter("site").to_owned(),
        name: asked.name.clone(),
        calendar: Calendar {
            weekdays: mask(&asked.weekdays),
            holidays,
            cutoff_minute: cutoff.unwrap_or_default(),
        },
        zone: asked.zone,
    };
    let answer = shown(&site);
    let command = flaws.or(Command::PutSites(vec![site]))?;
    let decided = call.decide(command, &asked).await?;
    Ok(decided.answer(StatusCode::OK, &answer))
}

/// `GET /v1/sites/{site}/lanes`
pub async fn lanes(call: Call) -> Result<Response, Problem> {
    let query: LanesQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let after = query.after.as_deref().map(zone).transpose()?;
    let (id, _) = found(&call).await?;
    let page = call.app.ask(move |book| lanes_page(book, id, after, limit));
    Ok(json(StatusCode::OK, &page.await?))
}

/// `PUT /v1/sites/{site}/lanes`
pub async fn put_lanes(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: PutLanes = call.json(body).await?;
    check_count("lanes", asked.lanes.len())?;
    let (_, site) = found(&call).await?;
    let currency = call.app.ask(|book| book.policy.currency).await?;
    let mut flaws = Flaws::default();
    let rows = asked.lanes.iter().enumerate();
    let lanes = rows.filter_map(|(index, lane)| {
        let at = |field: &str| format!("/lanes/{index}/{field}");
        let shipment = flaws.money(lane.cost_per_shipment, currency, || at("cost_per_shipment"));
        let kilogram = flaws.money(lane.cost_per_kilogram, currency, || at("cost_per_kilogram"));
        Some(LaneDraft {
            site: site.code.clone(),
            zone: lane.zone,
            lane: Lane {
                transit_days: lane.transit_days,
                delivery_weekdays: mask(&lane.delivery_weekdays),
                cost_per_shipment: shipment?,
                cost_per_kilogram: kilogram?,
                arrivals: lane.arrivals.map_or(Arrivals::NONE, Arrivals::from),
            },
        })
    });
    let lanes = lanes.collect();
    let command = flaws.or(Command::PutLanes(lanes))?;
    let decided = call.decide(command, &asked).await?;
    let put = decided.events.iter().find_map(|event| match event {
        Event::LanesPut { lanes } => Some(lanes.len()),
        _ => None,
    });
    let put = put.unwrap_or_default();
    Ok(decided.answer(StatusCode::OK, &Counted { put }))
}

/// The site that the path names; for a customer there is none.
async fn found(call: &Call) -> Result<(SiteId, Site), Problem> {
    let code = call.parameter("site").to_owned();
    let site = call.app.ask(move |book| {
        let id = book.company.site_by_code(&code)?;
        Some((id, book.company.sites[id.index()].clone()))
    });
    let own = call.caller.customer().is_none();
    let site = site.await?.filter(|_| own);
    site.ok_or_else(|| {
        let code = clipped(call.parameter("site"));
        Problem::web(Code::NotFound).because(format!("there is no site \"{code}\""))
    })
}

/// What a list of sites may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SiteQuery")]
struct ListQuery {
    /// `next` of the page before.
    after: Option<String>,
    /// Sites on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// What a list of lanes may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LaneQuery")]
struct LanesQuery {
    /// `next` of the page before.
    after: Option<String>,
    /// Lanes on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// A page of sites.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "SiteList")]
struct List {
    /// The sites.
    sites: Vec<Shown>,
    /// Hand it in as `after` for the next page; null on the last.
    next: Option<String>,
}

/// A site.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Site")]
struct Shown {
    /// Its code.
    site: String,
    /// What the place is called.
    name: String,
    /// On which days it ships.
    weekdays: Vec<Weekday>,
    /// After this time, goods leave on the next working day.
    cutoff: String,
    /// Days on which it is closed all the same.
    holidays: Vec<Day>,
    /// The delivery zone that it stands in.
    zone: Option<ZoneId>,
}

/// A site as it is put.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SitePut")]
struct Put {
    /// What the place is called, in at most 200 characters.
    name: String,
    /// On which days it ships; at least one.
    weekdays: Vec<Weekday>,
    /// After this time, `00:00` to `24:00`, goods leave on the next working day.
    cutoff: String,
    /// Days on which it is closed all the same, at most 1,000.
    #[serde(default)]
    holidays: Vec<Day>,
    /// The delivery zone that it stands in, 0 to 9999: other sites send goods to it by their lanes there.
    zone: Option<ZoneId>,
}

/// A page of a site's lanes.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "LaneList")]
struct Lanes {
    /// The lanes.
    lanes: Vec<LaneShown>,
    /// Hand it in as `after` for the next page; null on the last.
    next: Option<String>,
}

/// What it takes to send goods from a site to a zone.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "Lane")]
struct LaneShown {
    /// The zone.
    zone: ZoneId,
    /// Days from goods issue to delivery.
    transit_days: u16,
    /// On which days the zone is delivered to.
    delivery_weekdays: Vec<Weekday>,
    /// Cost of one shipment.
    cost_per_shipment: Amount,
    /// Cost of each kilogram of it.
    cost_per_kilogram: Amount,
    /// Within how many days goods arrive for sure; absent where nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    arrivals: Option<Shares>,
}

/// Within how many days of goods issue a share of the goods arrives: what the carrier states, or what was
/// learned. None shrinks as the share grows.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Arrivals")]
pub struct Shares {
    /// Days for 80 of a hundred, 0 to 365.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p80: Option<u16>,
    /// Days for 95 of a hundred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95: Option<u16>,
    /// Days for 99 of a hundred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p99: Option<u16>,
}

impl From<Shares> for Arrivals {
    fn from(shares: Shares) -> Arrivals {
        let Shares { p80, p95, p99 } = shares;
        Arrivals { p80, p95, p99 }
    }
}

impl From<Arrivals> for Shares {
    fn from(arrivals: Arrivals) -> Shares {
        let Arrivals { p80, p95, p99 } = arrivals;
        Shares { p80, p95, p99 }
    }
}

/// Lanes as they are put.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LanesPut")]
struct PutLanes {
    /// At most 1,000.
    lanes: Vec<LanePut>,
}

/// A lane as it is put. Costs are major units of the policy's currency.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
struct LanePut {
    /// The zone, 0 to 9999.
    zone: ZoneId,
    /// Days from goods issue to delivery, 0 to 365.
    transit_days: u16,
    /// On which days the zone is delivered to; at least one.
    delivery_weekdays: Vec<Weekday>,
    /// Cost of one shipment.
    cost_per_shipment: Decimal,
    /// Cost of each kilogram of it.
    cost_per_kilogram: Decimal,
    /// Within how many days goods arrive for sure; absent is that nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    arrivals: Option<Shares>,
}

fn page(book: &Book, after: Option<&str>, limit: usize) -> Result<List, Problem> {
    let known = after.map(|code| book.company.site_by_code(code));
    let first = match known {
        None => 0,
        Some(Some(site)) => site.index() + 1,
        Some(None) => return Err(Problem::web(Code::BadCursor)),
    };
    let sites = &book.company.sites[first..];
    let page = &sites[..sites.len().min(limit)];
    let last = page.last().filter(|_| sites.len() > limit);
    Ok(List {
        sites: page.iter().map(shown).collect(),
        next: last.map(|site| site.code.clone()),
    })
}

fn lanes_page(book: &Book, site: SiteId, after: Option<ZoneId>, limit: usize) -> Lanes {
    let currency = book.policy.currency;
    let lanes = (0..).map(ZoneId).zip(&book.company.lanes[site.index()]);
    let behind = |zone: ZoneId| after.is_none_or(|after| zone > after);
    let mut lanes = lanes
        .filter(|(zone, _)| behind(*zone))
        .filter_map(|(zone, lane)| Some((zone, (*lane)?)))
        .map(|(zone, lane)| lane_shown(zone, &lane, currency));
    let page: Vec<LaneShown> = lanes.by_ref().take(limit).collect();
    let more = lanes.next().is_some();
    let last = page.last().filter(|_| more);
    Lanes {
        next: last.map(|lane| lane.zone.0.to_string()),
        lanes: page,
    }
}

fn shown(site: &Site) -> Shown {
    let calendar = &site.calendar;
    let (hour, minute) = (calendar.cutoff_minute / 60, calendar.cutoff_minute % 60);
    Shown {
        site: site.code.clone(),
        name: site.name.clone(),
        weekdays: weekdays(calendar.weekdays),
        cutoff: format!("{hour:02}:{minute:02}"),
        holidays: calendar.holidays.clone(),
        zone: site.zone,
    }
}

fn lane_shown(zone: ZoneId, lane: &Lane, currency: Currency) -> LaneShown {
    LaneShown {
        zone,
        transit_days: lane.transit_days,
        delivery_weekdays: weekdays(lane.delivery_weekdays),
        cost_per_shipment: amount(lane.cost_per_shipment, currency),
        cost_per_kilogram: amount(lane.cost_per_kilogram, currency),
        arrivals: (lane.arrivals != Arrivals::NONE).then(|| lane.arrivals.into()),
    }
}

fn weekdays(mask: u8) -> Vec<Weekday> {
    let all = Weekday::ALL.into_iter();
    all.filter(|day| mask & day.bit() != 0).collect()
}

fn mask(weekdays: &[Weekday]) -> u8 {
    weekdays.iter().fold(0, |mask, day| mask | day.bit())
}

/// The minute of the day that a clock time names, `00:00` to `24:00`.
fn minute(clock: &str) -> Option<u16> {
    let (hour, minute) = clock.split_once(':')?;
    let number = |text: &str| -> Option<u16> {
        let digits = text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_digit());
        digits.then(|| text.parse().ok())?
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let all = hour * 60 + minute;
    (minute < 60 && all <= 1_440).then_some(all)
}

fn zone(cursor: &str) -> Result<ZoneId, Problem> {
    let zone = cursor.parse().map(ZoneId);
    zone.map_err(|_| Problem::web(Code::BadCursor))
}
