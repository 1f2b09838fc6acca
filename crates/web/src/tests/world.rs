//! A small company behind a real server: engine, journal, views and stores in a directory that
//! goes away with its test. Every JSON answer is held against the schema that the API tells.

use super::schema;
use crate::access::COOKIE;
use crate::api::bulk::NDJSON;
use crate::door;
use crate::openapi;
use crate::outgoing::Seller;
use crate::router::{all, routes};
use crate::{App, Draw, Limits, Setup};
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use book::Command;
use book::company::{
    Calendar, Consent, CustomerDraft, Item, Lane, LaneDraft, PriceListDraft, ShipToDraft, Site,
};
use connect::channel::Configured;
use connect::client::Reach;
use connect::llm;
use connect::outbound::facts::{Address, Party};
use connect::webhook::{Clocks, Dispatcher};
use engine::{Engine, Handle, Moment, Records};
use http_body_util::BodyExt;
use journal::{BookId, SqliteJournal};
use keep::{
    AccessKeys, Audit, Channels, DocumentStore, Jobs, Lessons, NewKey, NewUser, Outbox, Personal,
    Role, SavedViews, Scope, Spent, SubjectId, SubjectKind, Users, Vault, Webhooks,
};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread::JoinHandle;
use std::time::Duration;
use views::Views;
use views::feed::Feed;
use vocab::{
    Currency, CustomerId, Day, Decimal, Gln, Instant, ItemId, Price, Quantity, Ratio, SiteId, Unit,
    ZoneId,
};

pub struct World {
    pub app: App,
    engine: Option<Engine>,
    follower: Option<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
    directory: PathBuf,
}

pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

/// A quiet Sunday morning in Tel Aviv.
pub fn now() -> Moment {
    Moment {
        at: Instant::parse("2026-11-22T07:00:00Z").unwrap(),
        today: Day::parse("2026-11-22").unwrap(),
        minute: 540,
    }
}

/// What tells webhooks; nothing is told unless it runs.
fn dispatcher(webhooks: Arc<Webhooks>, feed: Feed) -> Arc<Dispatcher> {
    let clock: connect::Clock = Arc::new(|| now().at);
    let clocks = Clocks {
        company: clock.clone(),
        world: clock,
    };
    let reach = Reach::Anywhere;
    Arc::new(Dispatcher::new(webhooks, feed, reach, clocks, 7))
}

/// A folder that documents come in by, and a mailbox.
fn configured() -> Vec<Configured> {
    let one = |name: &str, place: &str| Configured {
        name: name.to_owned(),
        place: place.to_owned(),
    };
    vec![
        one("folder/fax", "/srv/fax/in"),
        one("mailbox/orders", "orders@mail.example.com INBOX"),
    ]
}

/// A second reader, on this machine.
fn second() -> llm::About {
    llm::About {
        configured: Configured {
            name: llm::NAME.to_owned(),
            place: "small at http://127.0.0.1:11434/v1/chat/completions".to_owned(),
        },
        day_max: Spent {
            questions: 500,
            tokens: 1_000_000,
        },
    }
}

/// The company of the tests.
fn seller() -> Seller {
    Seller {
        party: Party {
            name: "Tavlit Wholesale Ltd".to_owned(),
            gln: Gln::parse("7299997000015"),
            address: Address {
                city: Some("Haifa".to_owned()),
                country: Some("IL".to_owned()),
                ..Address::default()
            },
            ..Party::default()
        },
        tax_percent: Decimal::whole(18),
    }
}

/// Draws every page of every document alike.
struct Drawn;

impl Draw for Drawn {
    fn page(&self, document: Arc<[u8]>, page: u16, width: u32) -> Option<Vec<u8>> {
        let drawn = format!("page {page} of {} bytes, {width} wide", document.len());
        (page <= 2).then(|| drawn.into_bytes())
    }
}

impl World {
    pub fn new() -> World {
        World::with(Limits::default())
    }

    pub fn with(limits: Limits) -> World {
        World::opened(limits, true)
    }

    /// A book with nothing in it.
    pub fn empty() -> World {
        World::opened(Limits::default(), false)
    }

    fn opened(limits: Limits, is_founded: bool) -> World {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let directory =
            std::env::temp_dir().join(format!("kept-web-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let journal = SqliteJournal::create(&directory.join("journal.db"), BookId([7; 16]));
        let journal = journal.unwrap();
        let reader = journal.reader().unwrap();
        let of_feed = journal.reader().unwrap();
        let records = Records::new(journal.reader().unwrap());
        let (engine, _) = Engine::open(journal, now).unwrap();
        let mut views = Views::open(&directory.join("views.db")).unwrap();
        let feed = Feed::new(of_feed, views.reader());
        let vault = Vault::open(&directory).unwrap();
        let webhooks = Arc::new(Webhooks::open(&directory, &vault).unwrap());
        let outbox = Arc::new(Outbox::open(&directory, &vault).unwrap());
        let app = App::new(Setup {
            engine: engine.handle(),
            views: views.reader(),
            feed: feed.clone(),
            records,
            documents: DocumentStore::open(&directory).unwrap(),
            draw: Box::new(Drawn),
            vault,
            keys: AccessKeys::open(&directory).unwrap(),
            users: Users::open(&directory).unwrap(),
            audit: Audit::open(&directory).unwrap(),
            jobs: Jobs::open(&directory).unwrap(),
            channels: Arc::new(Channels::open(&directory).unwrap()),
            configured: configured(),
            second: Some(second()),
            saved_views: SavedViews::open(&directory).unwrap(),
            lessons: Arc::new(Lessons::open(&directory).unwrap()),
            webhooks: webhooks.clone(),
            dispatcher: dispatcher(webhooks, feed),
            outbox,
            outbox_folder: Configured {
                name: connect::outbox::NAME.to_owned(),
                place: directory.join("outbox").display().to_string(),
            },
            provider: None,
            welcome: Some("the-link".to_owned()),
            seller: seller(),
            clock: Box::new(now),
            hosts: vec!["orders.example.com".to_owned()],
            open_console: false,
            limits,
        });
        let (handle, stop) = (engine.handle(), Arc::new(AtomicBool::new(false)));
        let stopped = Arc::clone(&stop);
        let follower = std::thread::spawn(move || {
            views::follow(&mut views, &reader, &handle, &stopped).unwrap()
        });
        if is_founded {
            found(&app.engine);
        }
        let world = World {
            app,
            engine: Some(engine),
            follower: Some(follower),
            stop,
            directory,
        };
        world.caught_up();
        world
    }

    /// A new key with these scopes.
    pub fn key(&self, scopes: &[Scope]) -> String {
        let scopes = scopes.iter().copied().collect();
        let made = self
            .app
            .keys
            .create(
                NewKey {
                    name: "test".to_owned(),
                    scopes,
                    customer: None,
                    expires_at: None,
                },
                now().at,
            )
            .unwrap();
        made.0.reveal().to_owned()
    }

    /// A key of one customer with every scope that such a key may have.
    pub fn key_of(&self, customer: u32) -> String {
        let new = NewKey {
            name: "customer".to_owned(),
            scopes: keep::CUSTOMER_SCOPES,
            customer: Some(vocab::CustomerId(customer)),
            expires_at: None,
        };
        let made = self.app.keys.create(new, now().at).unwrap();
        made.0.reveal().to_owned()
    }

    /// A key with every scope.
    pub fn master(&self) -> String {
        self.key(Scope::ALL)
    }

    /// The session of a new user with this role, one customer's or the company's.
    pub fn person(&self, role: Role, customer: Option<CustomerId>) -> String {
        let users = &self.app.users;
        let count = users.list().unwrap().len();
        let new = NewUser {
            login: format!("{}{count}", role.as_str()),
            name: format!("{} {count}", role.as_str()),
            role,
            customer,
        };
        let user = users.create(new, None, now().at).unwrap();
        let secret = users.open_session(user.actor, now().at).unwrap().unwrap();
        secret.reveal().to_owned()
    }

    /// The session of someone who may do everything.
    pub fn admin(&self) -> String {
        self.person(Role::Admin, None)
    }

    /// A session of the user with this login.
    pub fn session(&self, login: &str) -> String {
        let users = &self.app.users;
        let user = users.by_login(login).unwrap().unwrap();
        let secret = users.open_session(user.actor, now().at).unwrap().unwrap();
        secret.reveal().to_owned()
    }

    /// Gives a customer a name.
    pub fn name_customer(&self, number: u64, name: &str) {
        let kind = SubjectKind::Customer;
        let personal = Personal {
            name: name.to_owned(),
            ..Personal::default()
        };
        self.app
            .vault
            .put(SubjectId { kind, number }, &personal)
            .unwrap();
    }

    /// Waits until the lists know what a command changed.
    pub fn read_up_to(&self, reply: &Reply) {
        let seq = reply.header("kept-seq").parse().unwrap();
        assert!(self.app.views.wait_for(seq, Duration::from_secs(10)));
    }

    /// Places an order that is taken, and waits until the lists have it.
    pub async fn place(&self, body: &str) {
        let key = self.master();
        let reply = self.send(&key, "POST /v1/orders", &[], body).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        self.caught_up();
    }

    /// Gives a command that is not refused, and waits until the lists know of it.
    pub fn give(&self, command: Command) {
        self.app.engine.own(command).unwrap().outcome.unwrap();
        self.caught_up();
    }

    /// Waits until the lists know of everything.
    pub fn caught_up(&self) {
        let seq = self.app.engine.durable();
        assert!(self.app.views.wait_for(seq, Duration::from_secs(10)));
    }

    pub fn stop_engine(&mut self) {
        self.engine.take().unwrap().close();
    }

    /// Sends `line`, such as `GET /health`, with JSON or no body, by the holder of `key`.
    pub async fn send(&self, key: &str, line: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut all = vec![("host", "localhost"), ("content-type", "application/json")];
        let (bearer, cookie) = (format!("Bearer {key}"), format!("{COOKIE}={key}"));
        match key {
            "" => {}
            key if key.starts_with(keep::SESSION_PREFIX) => all.push(("cookie", &cookie)),
            _ => all.push(("authorization", &bearer)),
        }
        all.retain(|(name, _)| !headers.iter().any(|(given, _)| given == name));
        all.extend(headers.iter().filter(|(_, value)| !value.is_empty()));
        self.send_bytes(line, &all, body.as_bytes()).await
    }

    pub async fn send_bytes(&self, line: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let (method, uri) = line.split_once(' ').unwrap();
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_vec())).unwrap();
        let response = door::pass(&self.app, request).await;
        let (head, mut body) = response.into_parts();
        let kind = head.headers.get("content-type");
        let body = match kind.is_some_and(|kind| kind == crate::live::KIND) {
            // A stream does not end; how it begins is told.
            true => body.frame().await.unwrap().unwrap().into_data().unwrap(),
            false => body.collect().await.unwrap().to_bytes(),
        };
        let reply = Reply {
            status: head.status.as_u16(),
            headers: head.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        };
        reply.check(line);
        reply
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        if let Some(engine) = self.engine.take() {
            engine.close();
        }
        if let Some(follower) = self.follower.take() {
            follower.join().unwrap();
        }
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// JSON, a line each.
    pub fn lines(&self) -> Vec<Value> {
        let lines = self.body.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Status, code and detail of a problem.
    pub fn problem(&self) -> String {
        let json = self.json();
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(json["status"], self.status);
        assert_eq!(
            json["type"],
            format!("/problems/{}", json["code"].as_str().unwrap())
        );
        let text = |name: &str| json[name].as_str().unwrap().to_owned();
        format!("{} {}: {}", self.status, text("code"), text("detail"))
    }

    /// The answer is as the API tells of the route.
    fn check(&self, line: &str) {
        let kind = self.header("content-type");
        if !kind.contains("json") {
            return;
        }
        static DOCUMENT: LazyLock<Value> = LazyLock::new(|| openapi::document(routes()));
        let document = &*DOCUMENT;
        let schema = match kind {
            "application/problem+json" => "Problem",
            _ => {
                let route = route_of(line).unwrap_or_else(|| panic!("no route for {line}"));
                if route.operation.id.is_empty() {
                    return; // A page for people is not part of what is told.
                }
                let verb = route.verb.as_str().to_ascii_lowercase();
                let told = &document["paths"][route.path][verb]["responses"];
                let content = &told[self.status.to_string()]["content"][kind];
                assert!(content.is_object(), "{line}: {} is not told", self.status);
                content["schema"]["$ref"]
                    .as_str()
                    .unwrap()
                    .rsplit('/')
                    .next()
                    .unwrap()
            }
        };
        let all = &document["components"]["schemas"];
        let values = match kind {
            NDJSON => self.lines(),
            _ => vec![self.json()],
        };
        for value in values {
            schema::check(all, schema, &value).unwrap_or_else(|fault| panic!("{line}: {fault}"));
        }
    }
}

pub fn route_of(line: &str) -> Option<&'static crate::Route> {
    let (method, uri) = line.split_once(' ')?;
    let path: Vec<&str> = uri.split('?').next()?.split('/').collect();
    all().find(|route| {
        let parts: Vec<&str> = route.path.split('/').collect();
        let same = |(a, b): (&&str, &&str)| a.starts_with('{') || a == b;
        route.verb.as_str() == method
            && parts.len() == path.len()
            && parts.iter().zip(&path).all(same)
    })
}

/// Two sites, two items, two customers.
fn found(engine: &Handle) {
    for command in company() {
        engine.own(command).unwrap().outcome.unwrap();
    }
}

fn company() -> Vec<Command> {
    let calendar = Calendar {
        weekdays: 127,
        holidays: Vec::new(),
        cutoff_minute: 840,
    };
    let site = |code: &str, name: &str| Site {
        code: code.to_owned(),
        name: name.to_owned(),
        calendar: calendar.clone(),
        zone: None,
    };
    let lane = |site: &str, transit_days, cost_per_shipment| LaneDraft {
        site: site.to_owned(),
        zone: ZoneId(1),
        lane: Lane {
            transit_days,
            delivery_weekdays: 127,
            cost_per_shipment,
            cost_per_kilogram: 100,
            arrivals: book::company::Arrivals::NONE,
        },
    };
    vec![
        Command::PutSites(vec![site("TLV", "Tel Aviv"), site("HFA", "Haifa")]),
        Command::PutLanes(vec![lane("TLV", 1, 2_000), lane("HFA", 2, 3_000)]),
        Command::PutItems(vec![
            item("OIL-5", 12, "4006381333931"),
            item("SOAP-1", 24, "96385074"),
        ]),
        Command::PutPrices(PriceListDraft {
            code: "LIST".to_owned(),
            currency: Currency::ILS,
            prices: vec![
                (
                    "OIL-5".to_owned(),
                    Price {
                        minor: 5_000,
                        basis: 1,
                    },
                ),
                (
                    "SOAP-1".to_owned(),
                    Price {
                        minor: 199,
                        basis: 3,
                    },
                ),
            ],
        }),
        Command::PutCustomers(vec![
            customer("C-1001", None),
            customer("C-1002", Some(1_000)),
        ]),
        Command::ReceiveStock(vec![
            (SiteId(0), ItemId(0), Quantity(100)),
            (SiteId(1), ItemId(0), Quantity(50)),
            (SiteId(1), ItemId(1), Quantity(1_000)),
        ]),
    ]
}

fn item(code: &str, per_case: u32, gtin: &str) -> Item {
    Item {
        code: code.to_owned(),
        description: code.to_lowercase(),
        base_unit: Unit::Each,
        units: vec![(Unit::Case, Ratio::of(per_case))],
        sales_unit: Unit::Each,
        gtins: vec![(vocab::Gtin::parse(gtin).unwrap(), Unit::Each)],
        weight_grams: 500,
        orderable: true,
        safety_stock: Vec::new(),
        bins: Vec::new(),
    }
}

fn customer(code: &str, credit_limit: Option<i64>) -> CustomerDraft {
    CustomerDraft {
        code: code.to_owned(),
        price_list: "LIST".to_owned(),
        credit_limit,
        receivable: 0,
        one_time_addresses: false,
        ship_complete: false,
        blocked: false,
        substitutes: Consent::default(),
        gln: None,
        parts: vec![("THEIR-OIL".to_owned(), "OIL-5".to_owned())],
        ship_tos: vec![ShipToDraft {
            code: "MAIN".to_owned(),
            zone: ZoneId(1),
            gln: None,
        }],
    }
}
