//! Who customers and their ship-tos are: names, addresses and numbers of people, kept in the vault
//! alone, told to whoever may read customers, and erased for good.

use super::customers::named;
use super::flaws::Flaws;
use super::ship_tos;
use crate::access::Policy;
use crate::admission::Lane;
use crate::call::{Call, json};
use crate::openapi::{Answer, Body as Reads, Operation, Part};
use crate::problem::{Code, Kind, Problem};
use crate::router::{Route, Verb};
use crate::state::App;
use crate::trail;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use import::{customer_subject, ship_to_subject};
use keep::{Audited, Personal, Scope, SubjectId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vocab::{CustomerId, ShipToId};

/// The routes of this file.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Put,
        path: "/v1/customers/{customer}/personal-data",
        policy: Policy::Scope(Scope::CustomersWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(put_customer(call, body)),
        operation: Operation {
            id: "put_customer_personal_data",
            part: Part::MasterData,
            summary: "Say who a customer is, in place of what was said before.",
            body: Some(Reads::json::<Person>()),
            answers: &[Answer::json::<Person>(200)],
            problems: PUT,
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Delete,
        path: "/v1/customers/{customer}/personal-data",
        policy: Policy::Scope(Scope::CustomersWrite),
        lane: Lane::Interactive,
        handler: |call, _| Box::pin(erase(call)),
        operation: Operation {
            id: "erase_customer_personal_data",
            part: Part::MasterData,
            summary: "Erase who a customer and its ship-tos are, and what was learned of its \
                      documents, for good. Its number, orders and terms stay.",
            answers: &[Answer::json::<Erased>(200)],
            problems: &[Kind::Web(Code::NotFound)],
            ..Operation::NONE
        },
    },
    Route {
        verb: Verb::Put,
        path: "/v1/customers/{customer}/ship-tos/{ship_to}/personal-data",
        policy: Policy::Scope(Scope::CustomersWrite),
        lane: Lane::Interactive,
        handler: |call, body| Box::pin(put_ship_to(call, body)),
        operation: Operation {
            id: "put_ship_to_personal_data",
            part: Part::MasterData,
            summary: "Say where a ship-to is and who is there, in place of what was said before.",
            body: Some(Reads::json::<Person>()),
            answers: &[Answer::json::<Person>(200)],
            problems: PUT,
            ..Operation::NONE
        },
    },
];

/// Problems of saying who someone is.
const PUT: &[Kind] = &[
    Kind::Web(Code::NotFound),
    Kind::Web(Code::MalformedJson),
    Kind::Web(Code::UnknownField),
    Kind::Web(Code::BadValue),
    Kind::Web(Code::TooLarge),
    Kind::Web(Code::UnsupportedMediaType),
];

/// `PUT /v1/customers/{customer}/personal-data`
pub async fn put_customer(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Person = call.json(body).await?;
    let subject = customer_subject(named(&call).await?);
    kept(&call, subject, asked).await
}

/// `PUT /v1/customers/{customer}/ship-tos/{ship_to}/personal-data`
pub async fn put_ship_to(call: Call, body: Body) -> Result<Response, Problem> {
    let asked: Person = call.json(body).await?;
    let (_, ship_to) = ship_tos::named(&call).await?;
    kept(&call, ship_to_subject(ship_to), asked).await
}

/// `DELETE /v1/customers/{customer}/personal-data`
pub async fn erase(call: Call) -> Result<Response, Problem> {
    let customer = named(&call).await?;
    let ship_tos = move |book: &book::Book| -> Vec<ShipToId> {
        let all = book.company.ship_tos_of(customer);
        all.map(|(_, id)| id).collect()
    };
    let ship_tos = call.app.ask(ship_tos).await?;
    let subject = customer_subject(customer);
    let people = ship_tos.into_iter().map(ship_to_subject).chain([subject]);
    let people: Vec<SubjectId> = people.collect();
    let detail = [("subjects", Value::from(people.len()))];
    let what = Audited::PersonalDataErased;
    call.note(what, trail::named(subject), &detail).await?;
    let erased = call.app.blocking(move |app| {
        // They quote the customer's documents.
        app.lessons.erase(customer)?;
        let erased = people.into_iter().map(|one| app.vault.erase(one));
        erased.collect::<Result<Vec<bool>, keep::Fault>>()
    });
    let erased = erased.await??.into_iter().filter(|one| *one).count();
    Ok(json(StatusCode::OK, &Erased { erased }))
}

/// Keeps what is said of someone, and answers it as it is kept.
async fn kept(call: &Call, subject: SubjectId, asked: Person) -> Result<Response, Problem> {
    let personal = asked.fit()?;
    let what = Audited::PersonalDataChanged;
    call.note(what, trail::named(subject), &[]).await?;
    let told = Person::of(personal.clone());
    let put = move |app: &App| app.vault.put(subject, &personal);
    call.app.blocking(put).await??;
    Ok(json(StatusCode::OK, &told))
}

/// Who someone is; what is not known is left out.
#[derive(Default, Deserialize, JsonSchema, Serialize)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "PersonalData")]
pub struct Person {
    /// What the company or the place is called.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Further names, as in another script; at most 10.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_names: Vec<String>,
    /// Whom to ask for.
    #[serde(skip_serializing_if = "String::is_empty")]
    contact: String,
    /// E-mail addresses, the preferred one first; at most 10.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    emails: Vec<String>,
    /// Telephone numbers, the preferred one first; at most 10.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    phones: Vec<String>,
    /// Street, building, dock: the lines above the city; at most 10.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    address: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    city: String,
    /// State, province or county.
    #[serde(skip_serializing_if = "String::is_empty")]
    region: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    postcode: String,
    /// Two letters (ISO 3166-1).
    #[serde(skip_serializing_if = "String::is_empty")]
    country: String,
    /// Tax or VAT number.
    #[serde(skip_serializing_if = "String::is_empty")]
    tax_id: String,
}

/// What was erased.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PersonalDataErased")]
struct Erased {
    /// Of how many: the customer, and ship-tos.
    erased: usize,
}

impl Person {
    fn of(personal: Personal) -> Person {
        let Personal {
            name,
            other_names,
            contact,
            emails,
            phones,
            address,
            city,
            region,
            postcode,
            country,
            tax_id,
        } = personal;
        Person {
            name,
            other_names,
            contact,
            emails,
            phones,
            address,
            city,
            region,
            postcode,
            country,
            tax_id,
        }
    }

    /// What is said, if something is.
    pub fn told(self) -> Option<Person> {
        let empty = Person::of(Personal::default());
        let written = |person: &Person| serde_json::to_value(person).ok();
        (written(&self) != written(&empty)).then_some(self)
    }

    /// It as the vault keeps it.
    ///
    /// # Errors
    /// `bad_value`, with every field that can't be kept.
    fn fit(self) -> Result<Personal, Problem> {
        let given = Personal {
            name: self.name,
            other_names: self.other_names,
            contact: self.contact,
            emails: self.emails,
            phones: self.phones,
            address: self.address,
            city: self.city,
            region: self.region,
            postcode: self.postcode,
            country: self.country,
            tax_id: self.tax_id,
        };
        import::fit_person(&given).map_err(|unfit| {
            let mut flaws = Flaws::default();
            for one in unfit {
                flaws.note(
                    format!("/{}", one.field),
                    format!("expected {}", one.expected),
                );
            }
            flaws
                .or(())
                .err()
                .unwrap_or_else(|| Problem::web(Code::BadValue))
        })
    }
}

/// Looks people up, and remembers whose data was found, for the trail.
pub struct Known<'a> {
    app: &'a App,
    /// Those of whom something was found.
    pub looked_at: Vec<SubjectId>,
}

impl<'a> Known<'a> {
    /// Nobody was looked up yet.
    pub fn new(app: &'a App) -> Known<'a> {
        Known {
            app,
            looked_at: Vec::new(),
        }
    }

    /// Who a customer is; empty when that is not known.
    ///
    /// # Errors
    /// `internal` when the vault can't be read.
    pub fn customer(&mut self, id: CustomerId) -> Result<Person, Problem> {
        self.person(customer_subject(id))
    }

    /// Who and where a ship-to is; empty when that is not known.
    ///
    /// # Errors
    /// `internal` when the vault can't be read.
    pub fn ship_to(&mut self, id: ShipToId) -> Result<Person, Problem> {
        self.person(ship_to_subject(id))
    }

    fn person(&mut self, subject: SubjectId) -> Result<Person, Problem> {
        let found = self.app.vault.get(subject)?;
        if found.is_some() {
            self.looked_at.push(subject);
        }
        Ok(found.map_or_else(Person::default, Person::of))
    }
}
