//! Groups of customers, channels among them: who is in them. They are the company's own: a customer sees
//! none.

use super::flaws::{Flaws, clipped};
use super::items::check_count;
use super::supply::Nothing;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{self, Answer, Body as Reads, Operation, Part, Place};
use crate::problem::{Code, Problem};
use crate::router::{Route, Verb};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use book::group::Grouping;
use book::{Book, Command};
use keep::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocab::{CustomerId, GroupId};

/// Customers of a group that a look tells of; the count tells of all.
pub(crate) const MEMBERS_SHOWN: usize = 1_000;

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/v1/groups",
        policy: Policy::Scope(Scope::CustomersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(list(call)),
        operation: Operation {
            id: "list_groups",
            part: Part::MasterData,
            summary: "Every group of customers, with how many are in it.",
            answers: &[Answer::json::<List>(200)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Get,
        path: "/v1/groups/{group}",
        policy: Policy::Scope(Scope::CustomersRead),
        lane: Lane::Reading,
        handler: |call, _| Box::pin(one(call)),
        operation: Operation {
            id: "get_group",
            part: Part::MasterData,
            summary: "Who is in a group.",
            answers: &[Answer::json::<Members>(200)],
            problems: openapi::LOOK,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Put,
        path: "/v1/groups/{group}",
        policy: Policy::Scope(Scope::CustomersWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(put(call, body)),
        operation: Operation {
            id: "put_group",
            part: Part::MasterData,
            summary: "Put customers into a group, a new one or a known one, and take others out. Their \
                      open orders count for it at once.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Put>()),
            answers: &[Answer::json::<Members>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Post,
        path: "/v1/groups/{group}/clear",
        policy: Policy::Scope(Scope::CustomersWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(clear(call, body)),
        operation: Operation {
            id: "clear_group",
            part: Part::MasterData,
            summary: "Take every customer out of a group. Its code stays known, as quotas may name it.",
            headers: &[Place::IDEMPOTENCY_KEY],
            body: Some(Reads::json::<Nothing>()),
            answers: &[Answer::json::<Members>(200)],
            problems: openapi::PUT,
            ..Operation::NONE
        },
    },
];

/// Every group of a book by its id, with who is in it.
pub(crate) fn members(book: &Book) -> BTreeMap<GroupId, Vec<CustomerId>> {
    let groups = &book.company.groups;
    let ids = (0..).map(GroupId).take(groups.codes().len());
    let mut all: BTreeMap<GroupId, Vec<CustomerId>> = ids.map(|id| (id, Vec::new())).collect();
    for (customer, of) in groups.members() {
        for group in of {
            all.entry(*group).or_default().push(customer);
        }
    }
    all
}

/// `GET /v1/groups`
async fn list(call: Call) -> Result<Response, Problem> {
    let own = call.caller.customer().is_none();
    let groups = call.app.ask(move |book| {
        let all = members(book).into_iter().filter(|_| own);
        let count = |(id, members): (GroupId, Vec<CustomerId>)| Group {
            group: book.company.groups.code(id).to_owned(),
            customers: members.len(),
        };
        all.map(count).collect()
    });
    let groups = groups.await?;
    Ok(json(StatusCode::OK, &List { groups }))
}

/// `GET /v1/groups/{group}`
async fn one(call: Call) -> Result<Response, Problem> {
    let found = look(&call).await?;
    Ok(json(StatusCode::OK, &found))
}

/// `PUT /v1/groups/{group}`
async fn put(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Put = call.json(body).await?;
    check_count("customers", asked.add.len() + asked.remove.len())?;
    let (group, add, remove) = (
        call.parameter("group").to_owned(),
        asked.add.clone(),
        asked.remove.clone(),
    );
    let rows = call.app.ask(move |book| rows(book, &group, &add, &remove));
    decide(&call, rows.await??, &asked).await
}

/// `POST /v1/groups/{group}/clear`
async fn clear(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Nothing = call.json(body).await?;
    look(&call).await?;
    let group = call.parameter("group").to_owned();
    let rows = call.app.ask(move |book| {
        let id = book.company.groups.by_code().get(group.as_str()).copied();
        let mut all = members(book);
        let members = id.and_then(|id| all.remove(&id)).unwrap_or_default();
        let rows = members.into_iter();
        rows.map(|customer| without(book, customer, &group))
            .collect()
    });
    decide(&call, rows.await?, &asked).await
}

async fn decide(
    call: &Call,
    rows: Vec<Grouping>,
    asked: &impl Serialize,
) -> Result<Response, Problem> {
    if rows.is_empty() {
        return Ok(json(StatusCode::OK, &look(call).await?));
    }
    let decided = call.decide(Command::GroupCustomers(rows), asked).await?;
    Ok(decided.answer(StatusCode::OK, &look(call).await?))
}

/// The groups that customers are in from now on.
fn rows(
    book: &Book,
    group: &str,
    add: &[String],
    remove: &[String],
) -> Result<Vec<Grouping>, Problem> {
    let mut flaws = Flaws::default();
    let mut rows = BTreeMap::new();
    for (list, codes) in [("add", add), ("remove", remove)] {
        for (index, code) in codes.iter().enumerate() {
            let customer = book.company.customer_by_code(code);
            let at = || format!("/{list}/{index}");
            let missing = || format!("there is no customer \"{}\"", clipped(code));
            let Some(customer) = flaws.found(customer, at, missing) else {
                continue;
            };
            let mut row = without(book, customer, group);
            if list == "add" {
                row.groups.push(group.to_owned());
            }
            if rows.insert(customer, row).is_some() {
                flaws.note(
                    format!("/{list}/{index}"),
                    "this customer stands there twice",
                );
            }
        }
    }
    flaws.or(rows.into_values().collect())
}

/// A customer in all of its groups but one.
fn without(book: &Book, customer: CustomerId, group: &str) -> Grouping {
    let groups = &book.company.groups;
    let others = groups.of(customer).iter().map(|id| groups.code(*id));
    let others = others.filter(|code| *code != group).map(str::to_owned);
    Grouping {
        customer,
        groups: others.collect(),
    }
}

/// The group that the path names.
async fn look(call: &Call) -> Result<Members, Problem> {
    let code = call.parameter("group").to_owned();
    let own = call.caller.customer().is_none();
    let found = call.app.ask(move |book| {
        let id = book.company.groups.by_code().get(code.as_str()).copied();
        let members = members(book).remove(&id.filter(|_| own)?)?;
        let company = &book.company;
        let codes: BTreeSet<String> = members
            .iter()
            .map(|id| company.customers[id.index()].code.clone())
            .collect();
        Some(Members {
            group: code,
            count: codes.len(),
            customers: codes.into_iter().take(MEMBERS_SHOWN).collect(),
        })
    });
    found.await?.ok_or_else(|| {
        let code = clipped(call.parameter("group"));
        Problem::web(Code::NotFound).because(format!("there is no group \"{code}\""))
    })
}

/// The groups.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "GroupList")]
struct List {
    /// In the order that they were made in.
    groups: Vec<Group>,
}

/// A group in a list.
#[derive(JsonSchema, Serialize)]
struct Group {
    /// Its code.
    group: String,
    /// How many customers are in it.
    customers: usize,
}

/// Who is in a group.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "GroupMembers")]
struct Members {
    /// Its code.
    group: String,
    /// How many customers are in it.
    count: usize,
    /// Their numbers, the first 1,000.
    customers: Vec<String>,
}

/// Who comes into a group, and who leaves it: at most 1,000 together.
#[derive(Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "GroupPut")]
struct Put {
    /// Numbers of customers that come in.
    add: Vec<String>,
    /// Numbers of customers that leave it.
    remove: Vec<String>,
}
