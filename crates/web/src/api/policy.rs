//! The policy: the rules of the book as one document, its versions, and what changed from one to the
//! next.

use super::orders::current;
use super::paging;
use crate::access::Policy as Access;
use crate::admission::Lane;
use crate::call::{Call, Decided, json};
use crate::openapi::{self, Answer, Body as Reads, Form, Operation, Part, Place};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use book::policy::{Autonomy, SETTINGS, Segment, Setting, TimedRun, Weight};
use book::{Command, Event, Policy, Refusal, refusal};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use views::{Cursor, PolicyRow};
use vocab::{ActorId, Currency, Instant};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/policy",
        policy: Access::Scope(Scope::PolicyRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(look(call)),
        operation: Operation {
            id: "get_policy",
            part: Part::Management,
            summary: "The policy in force, and what each setting means.",
            headers: &[Place::KEPT_AFTER, Place::IF_NONE_MATCH],
            answers: &[Answer::empty(304), Answer::json::<Shown>(200)],
            problems: &[Kind::Web(Code::BadHeader), Kind::Web(Code::ViewsBehind)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Put,
        path: "/v1/policy",
        policy: Access::Scope(Scope::PolicyWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(put(call, body)),
        operation: Operation {
            id: "put_policy",
            part: Part::Management,
            summary: "Put another policy in force; settings that are left out stay. A preview tells \
                      what would change, and changes nothing.",
            query: Some(Form::of::<PutQuery>()),
            headers: &[Place::IDEMPOTENCY_KEY, Place::IF_MATCH],
            body: Some(Reads::json::<Put>()),
            answers: &[Answer::json::<Done>(200)],
            problems: PUT,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/policy/versions",
        policy: Access::Scope(Scope::PolicyRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(versions(call)),
        operation: Operation {
            id: "list_policy_versions",
            part: Part::Management,
            summary: "Every policy that was put in force, the latest first, each with what it changed.",
            query: Some(Form::of::<VersionsQuery>()),
            headers: &[Place::KEPT_AFTER],
            answers: &[Answer::json::<Versions>(200)],
            problems: openapi::LIST,
            ..Operation::NONE
        },
    },
];

/// Problems of changing the policy.
const PUT: &[Kind] = &[
    Kind::Web(Code::MalformedJson),
    Kind::Web(Code::UnknownField),
    Kind::Web(Code::BadValue),
    Kind::Web(Code::BadQuery),
    Kind::Web(Code::BadHeader),
    Kind::Web(Code::TooLarge),
    Kind::Web(Code::UnsupportedMediaType),
    Kind::Book(refusal::Code::KeyReused),
    Kind::Book(refusal::Code::OutOfRange),
    Kind::Book(refusal::Code::Changed),
];

/// `GET /v1/policy`
pub async fn look(call: Call) -> Result<Response, Problem> {
    call.catch_up().await?;
    let latest = current(&call, |app| app.views.policies(None, 1)).await?;
    let latest = latest.items.into_iter().next();
    let (since, by) = match &latest {
        Some(row) => (Some(row.at), Some(row.actor)),
        None => (None, None),
    };
    let policy = latest.map_or_else(Policy::default, |row| row.policy);
    call.tagged(&tag(&policy), || {
        let settings = SETTINGS.iter().map(|one| setting(one, &policy)).collect();
        let shown = Shown {
            since,
            by,
            settings,
            policy: policy.clone(),
        };
        json(StatusCode::OK, &shown)
    })
}

/// `PUT /v1/policy`
pub async fn put(call: Call, body: Body) -> Result<Response, Problem> {
    let query: PutQuery = call.query()?;
    let asked: Put = call.json(body).await?;
    if query.preview {
        let (policy, changes) = preview(&call, &asked).await?;
        let changes = Some(changes);
        return Ok(json(StatusCode::OK, &Done { policy, changes }));
    }
    let decided = put_in_force(&call, &asked, call.header("if-match")?).await?;
    let policy = decided.events.iter().find_map(|event| match event {
        Event::PolicySet(policy) => Some(policy.clone()),
        _ => None,
    });
    let policy = policy.ok_or_else(|| Problem::web(Code::Internal))?;
    let tag = tag(&policy);
    let changes = None;
    let mut answer = decided.answer(StatusCode::OK, &Done { policy, changes });
    let value = HeaderValue::from_str(&tag).expect("tags are made of plain letters");
    answer.headers_mut().insert(header::ETAG, value);
    Ok(answer)
}

/// `GET /v1/policy/versions`
pub async fn versions(call: Call) -> Result<Response, Problem> {
    let query: VersionsQuery = call.query()?;
    let limit = paging::size(query.limit)?;
    let after = paging::behind(query.after.as_deref())?;
    call.catch_up().await?;
    let found = call.app.blocking(move |app| {
        let page = app.views.policies(after, limit)?;
        let older = match page.next {
            Some(next) => app.views.policies(Some(next), 1)?.items,
            None => Vec::new(),
        };
        Ok::<_, views::Fault>((page, older))
    });
    let (page, older) = found.await??;
    let older = older.into_iter().next();
    let oldest = older.map_or_else(Policy::default, |row| row.policy);
    let before = page.items.iter().skip(1).map(|row| &row.policy);
    let before = before.chain([&oldest]);
    let versions = page.items.iter().zip(before);
    let versions = Versions {
        versions: versions.map(|(row, before)| version(row, before)).collect(),
        next: page.next,
    };
    Ok(json(StatusCode::OK, &versions))
}

/// What a policy would be with these settings, and what would change.
///
/// # Errors
/// What the book says to it.
pub async fn preview(call: &Call, asked: &Put) -> Result<(Policy, Vec<Change>), Problem> {
    let (same, stamp) = (asked.clone(), call.stamp());
    let look = move |book: &book::Book| {
        let policy = same.over(&book.policy)?;
        let changes = changes(&book.policy, &policy);
        book::decide(book, &Command::SetPolicy(policy.clone()), &stamp)?;
        Ok((policy, changes))
    };
    call.app.ask(look).await?
}

/// Puts these settings in force, the others as they are, if the policy is still the one with the tag
/// that the caller saw.
///
/// # Errors
/// What the book says to it; `changed`.
pub async fn put_in_force(
    call: &Call,
    asked: &Put,
    seen: Option<&str>,
) -> Result<Decided, Problem> {
    let _alone = call.app.changing_policy().await;
    let now = call.app.ask(|book| book.policy.clone()).await?;
    let policy = asked.over(&now)?;
    // Who repeats what was done already is not told that it has changed (RFC 9110, section 13.1.1).
    if !is_seen(seen, &tag(&now)) && policy != now {
        let message = "If-Match is not the ETag of the policy as it is now";
        return Err(Refusal::new(refusal::Code::Changed, message).into());
    }
    call.decide(Command::SetPolicy(policy), asked).await
}

/// The tag of a policy.
pub fn tag(policy: &Policy) -> String {
    let written = serde_json::to_vec(policy).expect("a policy is numbers and words");
    let hash = blake3::hash(&written).to_hex();
    format!("\"p{}\"", &hash[..16])
}

fn is_seen(seen: Option<&str>, tag: &str) -> bool {
    let one = |seen: &str| seen.trim() == "*" || seen.trim() == tag;
    seen.is_none_or(|seen| seen.split(',').any(one))
}

/// How the policy is put.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PolicyPutQuery")]
struct PutQuery {
    /// True to be told what would change, and change nothing.
    #[serde(default)]
    preview: bool,
}

/// What a list of versions may be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PolicyVersionQuery")]
struct VersionsQuery {
    /// `next` of the page before.
    after: Option<String>,
    /// Versions on the page, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
}

/// The policy in force.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PolicyInForce")]
struct Shown {
    /// All of it.
    policy: Policy,
    /// What each setting means.
    settings: Vec<SettingForm>,
    /// Since when; null when none was ever put.
    since: Option<Instant>,
    /// Who put it in force; 0 is the configuration file.
    by: Option<ActorId>,
}

/// A setting of the policy.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PolicySetting")]
struct SettingForm {
    /// Its name.
    name: &'static str,
    /// What it is set to.
    value: SetTo,
    /// What it is in a new book.
    default: SetTo,
    /// What it does, and what it counts.
    meaning: &'static str,
    /// The least that it may be, where it is a number.
    least: Option<i64>,
    /// The most that it may be, where it is a number.
    most: Option<i64>,
}

/// What a setting is set to.
#[derive(Clone, Debug, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[schemars(rename = "PolicyValue")]
pub enum SetTo {
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A word.
    Word(String),
}

/// A setting that changed.
#[derive(Clone, Debug, JsonSchema, PartialEq, Eq, Serialize)]
#[schemars(rename = "PolicyChange")]
pub struct Change {
    /// Its name.
    pub setting: &'static str,
    /// What it was.
    pub from: SetTo,
    /// What it is.
    pub to: SetTo,
}

/// The policy that was put, or would be.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PolicyAnswer")]
struct Done {
    /// All of it.
    policy: Policy,
    /// What would change; only in a preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<Change>>,
}

/// A page of versions.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PolicyVersionList")]
struct Versions {
    /// The versions.
    versions: Vec<Version>,
    /// Hand it in as `after` for the next page; null on the last.
    #[schemars(with = "Option<String>")]
    next: Option<Cursor>,
}

/// A policy that was put in force.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PolicyVersion")]
struct Version {
    /// The journal record.
    seq: u64,
    /// When.
    at: Instant,
    /// By whom; 0 is the configuration file.
    actor: ActorId,
    /// All of it.
    policy: Policy,
    /// What it changed of the one before.
    changes: Vec<Change>,
}

/// Settings as they are put; what is left out stays as it is.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "PolicyPut")]
pub struct Put {
    /// The currency of freight and of the costs and amounts below.
    pub currency: Option<Currency>,
    /// How far a stated price may be from the list price without a hold, in basis points.
    pub price_tolerance_bp: Option<u32>,
    /// What each shipment of an order beyond the first costs besides its freight, in minor units.
    pub split_cost: Option<i64>,
    /// How many sites one order may be split over, 1 to 3.
    pub split_sites_max: Option<u8>,
    /// What a day of lateness costs, in basis points of the late goods' value.
    pub lateness_cost_bp_per_day: Option<u32>,
    /// What not being able to name a date costs, in basis points of the goods' value.
    pub backorder_cost_bp: Option<u32>,
    /// Working days between the arrival of supply and the day that it can leave.
    pub receiving_days: Option<u8>,
    /// How sure a reader must be of every field, in thousandths, for an order without a touch.
    pub confidence_min: Option<u16>,
    /// A request for a day further away than this many days goes to review.
    pub requested_days_max: Option<u16>,
    /// An order from a document that is worth more than this, in minor units, goes to review.
    pub touchless_value_max: Option<i64>,
    /// Whether a cancellation of an order of which nothing is released is carried out without a person.
    pub touchless_cancellation: Option<bool>,
    /// Whether a change of an open order, as far as it can be made, is made without a person.
    pub touchless_change: Option<bool>,
    /// Two persons must approve a solution that moves goods worth more than this, in minor units; with
    /// zero, one person approves every one.
    pub second_approver_value: Option<i64>,
    /// Which solutions of exceptions are made without a person: rules such as
    /// "expedite of late_supply up to 20000: auto", the first that fits counts.
    pub autonomy: Option<Vec<Autonomy>>,
    /// The GS1 company prefix, 4 to 12 digits, that packages are numbered under (SSCC); empty leaves
    /// them without numbers.
    pub company_prefix: Option<String>,
    /// What makes an order come first where there is not enough for all: weights such as
    /// "group KEY: 500", "late: 50", "broken: 200", "age: 2" and "value: 1 per 100000".
    pub priority: Option<Vec<Weight>>,
    /// What a backorder run may do to which orders, such as "group KEY: win", "from 300: gain" and
    /// "any: redistribute"; the first that fits counts, and without one orders only gain.
    pub segments: Option<Vec<Segment>>,
    /// A customer that lost goods to another one by a backorder run loses none for so many days.
    pub loss_rest_days: Option<u16>,
    /// When backorder runs over all items are made without a person, such as "daily at 06:00" and
    /// "sun, wed at 13:30: win, gain", which leaves the orders of other segments as they are.
    pub backorder_runs: Option<Vec<TimedRun>>,
    /// How sure promised days are: 80, 95 or 99 of a hundred deliveries over a lane arrive by the
    /// promised day, as far as that is known of the lane; 0 is the usual transit time.
    pub promise_percent: Option<u8>,
    /// Whether goods are released to their site without a person, on the day that they are to leave.
    pub auto_release: Option<bool>,
}

impl Put {
    /// The policy with these settings over those of another one.
    ///
    /// # Errors
    /// Never, as every setting is of the type that the policy has.
    fn over(&self, policy: &Policy) -> Result<Policy, Problem> {
        let mut fields = written(policy);
        let put = written(self).into_iter();
        fields.extend(put.filter(|(_, value)| !value.is_null()));
        let policy = serde_json::from_value(Value::Object(fields));
        policy.map_err(|fault| Problem::web(Code::BadValue).because(fault.to_string()))
    }
}

/// What differs between two policies, in the order of the settings.
pub fn changes(before: &Policy, after: &Policy) -> Vec<Change> {
    let all = SETTINGS.iter().map(|one| Change {
        setting: one.name,
        from: set_to(one, before),
        to: set_to(one, after),
    });
    all.filter(|change| change.from != change.to).collect()
}

fn version(row: &PolicyRow, before: &Policy) -> Version {
    Version {
        seq: row.seq,
        at: row.at,
        actor: row.actor,
        changes: changes(before, &row.policy),
        policy: row.policy.clone(),
    }
}

fn setting(setting: &Setting, policy: &Policy) -> SettingForm {
    SettingForm {
        name: setting.name,
        value: set_to(setting, policy),
        default: set_to(setting, &Policy::default()),
        meaning: setting.meaning,
        least: setting.number.map(|number| number.least),
        most: setting.number.map(|number| number.most),
    }
}

/// What a setting is set to in a policy.
pub fn set_to(setting: &Setting, policy: &Policy) -> SetTo {
    match written(policy).remove(setting.name) {
        Some(Value::Bool(flag)) => SetTo::Flag(flag),
        Some(Value::Number(number)) => SetTo::Number(number.as_i64().unwrap_or_default()),
        Some(Value::Array(rules)) => {
            let rules = rules.iter().filter_map(Value::as_str);
            SetTo::Word(rules.collect::<Vec<_>>().join("; "))
        }
        Some(other) => SetTo::Word(other.as_str().unwrap_or_default().to_owned()),
        None => SetTo::Word(String::new()),
    }
}

fn written(settings: &impl Serialize) -> serde_json::Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) | Err(_) => unreachable!("settings are a struct of numbers and words"),
    }
}
