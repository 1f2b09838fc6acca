//! What every page needs: the language, the browser's session, the clock, and the names that
//! belong to ids.

use super::text::{Language, Words};
use super::{cookie, form};
use crate::call::Call;
use crate::problem::Problem;
use crate::state::App;
use axum::extract::Query;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use keep::{Scope, Scopes, SubjectId, SubjectKind};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;
use vocab::{ActorId, CustomerId, Day, Instant, ShipToId};

/// How long the chosen language is kept, in seconds: a year.
const LANGUAGE_SECONDS: u32 = 365 * 24 * 3600;

/// One request of a person at the desk.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) language: Language,
    /// The browser's session; a form's token is bound to it.
    pub(super) session: String,
    /// True when the browser did not bring it and must be given it.
    new_session: bool,
    /// True when the address chose the language, so that it is kept.
    chosen: bool,
    /// Now.
    pub(super) now: Instant,
    /// The company's local day.
    pub(super) today: Day,
    /// Minutes that local time is ahead of UTC, as of now.
    pub(super) ahead_minutes: i64,
    /// The address of the page without `lang`, for the switch of languages.
    pub(super) here: String,
    /// What the person may do.
    scopes: Scopes,
    /// The customer whose person it is; `None` is someone of the company.
    pub(super) customer: Option<CustomerId>,
    /// What the person is called; empty where nobody is asked to sign in.
    pub(super) person: String,
}

#[derive(Default, Deserialize)]
struct Asked {
    lang: Option<String>,
}

impl Desk {
    pub(super) fn of(call: &Call) -> Desk {
        let (head, now) = (&call.head, call.app.now());
        let asked: Asked =
            Query::try_from_uri(&head.uri).map_or_else(|_| Asked::default(), |q| q.0);
        let known = cookie(&head.headers, form::SESSION).filter(|value| form::is_session(value));
        let local = i64::from(now.today.0) * 1_440 + i64::from(now.minute);
        Desk {
            language: Language::of(asked.lang.as_deref(), &head.headers),
            session: known.map_or_else(form::new_session, str::to_owned),
            new_session: known.is_none(),
            chosen: asked.lang.is_some(),
            now: now.at,
            today: now.today,
            ahead_minutes: local - now.at.0.div_euclid(60_000_000),
            here: without_language(&head.uri),
            scopes: call.caller.scopes(),
            customer: call.caller.customer(),
            person: call.caller.name().to_owned(),
        }
    }

    /// Whether the person may do this; what they may not is not offered.
    pub(super) fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(scope)
    }

    /// All that the user may do.
    pub(super) fn scopes(&self) -> Scopes {
        self.scopes
    }

    /// The same on a page with this address, where a form was answered by another page than its own.
    pub(super) fn at(self, address: &str) -> Desk {
        let here = address
            .parse()
            .map_or(self.here, |uri| without_language(&uri));
        Desk { here, ..self }
    }

    /// Whether the person is of the company; what only it knows is not shown to its customers.
    pub(super) fn is_of_the_company(&self) -> bool {
        self.customer.is_none()
    }

    pub(super) fn words(&self) -> &'static Words {
        self.language.words()
    }

    /// Loads what a page shows, off the threads that serve.
    pub(super) async fn load<T: Send + 'static>(
        &self,
        call: &Call,
        work: impl FnOnce(&App, &mut Names<'_>) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let (scopes, customer) = (self.scopes, self.customer);
        let (actor, request) = (call.caller.actor(), call.request_id().to_owned());
        let with_names = move |app: &App| {
            let mut names = Names::new(app, scopes, customer);
            let loaded = work(app, &mut names);
            // What is not noted is not shown.
            app.note_looks(actor, &names.shown(), &request)?;
            Ok::<T, Problem>(loaded)
        };
        call.app.blocking(with_names).await?
    }

    /// A page with what the browser must remember.
    pub(super) fn answer(&self, status: StatusCode, page: Markup) -> Response {
        let mut response = (status, Html(page.into_string())).into_response();
        self.remember(response.headers_mut());
        response
    }

    fn remember(&self, headers: &mut HeaderMap) {
        let mut set = |cookie: String| {
            let value = HeaderValue::from_str(&cookie).expect("cookies are made of plain letters");
            headers.append(header::SET_COOKIE, value);
        };
        if self.new_session {
            let (name, value) = (form::SESSION, &self.session);
            set(format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict"));
        }
        if self.chosen {
            let (name, tag) = (super::text::COOKIE, self.language.tag());
            set(format!(
                "{name}={tag}; Path=/; Max-Age={LANGUAGE_SECONDS}; SameSite=Lax"
            ));
        }
    }

    /// A page that says one thing.
    pub(super) fn notice(&self, status: u16, title: &str, how: &str) -> Response {
        let content = html! {
            div.empty { h1 { (title) } p { (how) } p { a href=(super::today::PLACE) { (self.words().nav.today) } } }
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.answer(status, super::frame::bare(self, title, &content))
    }

    /// A day and minute of local time.
    pub(super) fn local(&self, at: Instant) -> (Day, i64) {
        let minutes = at.0.div_euclid(60_000_000) + self.ahead_minutes;
        (
            Day(minutes.div_euclid(1_440) as i32),
            minutes.rem_euclid(1_440),
        )
    }
}

/// The address without its language, ready for `lang=` to be added.
fn without_language(uri: &Uri) -> String {
    let query = uri.query().unwrap_or("");
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("lang=") && !pair.starts_with("done="))
        .collect();
    match kept.is_empty() {
        true => format!("{}?", uri.path()),
        false => format!("{}?{}&", uri.path(), kept.join("&")),
    }
}

/// Names of the vault for the ids of one page, looked up once each. A name that can't be had, or
/// that the person has no right to, is left out: the code stands beside it.
pub(super) struct Names<'a> {
    app: &'a App,
    /// Customers are named to whoever may see them, and to themselves.
    of_customers: bool,
    /// Its own people are named to the company only.
    of_people: bool,
    known: HashMap<(SubjectKind, u64), Option<String>>,
    /// Whose addresses were looked up.
    ship_tos: Vec<SubjectId>,
}

impl<'a> Names<'a> {
    fn new(app: &'a App, scopes: Scopes, customer: Option<CustomerId>) -> Names<'a> {
        Names {
            app,
            of_customers: customer.is_some() || scopes.contains(Scope::CustomersRead),
            of_people: customer.is_none(),
            known: HashMap::new(),
            ship_tos: Vec::new(),
        }
    }

    pub(super) fn customer(&mut self, id: CustomerId) -> Option<String> {
        if !self.of_customers {
            return None;
        }
        self.name(SubjectKind::Customer, u64::from(id.0))
    }

    /// The name and address of a ship-to, on one line.
    pub(super) fn ship_to(&mut self, id: ShipToId) -> Option<String> {
        if !self.of_customers {
            return None;
        }
        let number = u64::from(id.0);
        let kind = SubjectKind::ShipTo;
        let personal = self.app.vault.get(SubjectId { kind, number }).ok()??;
        self.ship_tos.push(SubjectId { kind, number });
        let parts = [personal.name]
            .into_iter()
            .chain(personal.address)
            .chain([personal.city, personal.postcode]);
        let told: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        (!told.is_empty()).then(|| told.join(", "))
    }

    /// The numbers of those of a kind with this text in one of their names; nobody, where names
    /// are not for the person.
    ///
    /// # Errors
    /// When the vault fails.
    pub(super) fn called(
        &self,
        kind: SubjectKind,
        text: &str,
        limit: usize,
    ) -> Result<Vec<u64>, Problem> {
        if !self.of_customers {
            return Ok(Vec::new());
        }
        let found = self.app.vault.named(kind, text, limit)?;
        Ok(found.iter().map(|(subject, _)| subject.number).collect())
    }

    pub(super) fn actor(&mut self, id: ActorId) -> Option<String> {
        if !self.of_people {
            return None;
        }
        self.app.users.actor_name(id).ok()?
    }

    /// Those of customers whose data was found.
    fn shown(&self) -> Vec<SubjectId> {
        let found = self.known.iter().filter(|(_, name)| name.is_some());
        let named = found.map(|(&(kind, number), _)| SubjectId { kind, number });
        named.chain(self.ship_tos.iter().copied()).collect()
    }

    fn name(&mut self, kind: SubjectKind, number: u64) -> Option<String> {
        let vault = &self.app.vault;
        let look_up = || {
            let personal = vault.get(SubjectId { kind, number }).ok()??;
            (!personal.name.is_empty()).then_some(personal.name)
        };
        self.known
            .entry((kind, number))
            .or_insert_with(look_up)
            .clone()
    }
}
