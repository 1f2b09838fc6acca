//! Events: by asking again, as a stream on a real connection, and for a customer only its own.

use super::orders::ORDER;
use super::wire::started;
use super::world::{World, now};
use crate::Limits;
use crate::access::COOKIE;
use keep::Scope;
use serde_json::Value;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn placed(world: &World, customer: &str) {
    let key = world.key(&[Scope::OrdersWrite]);
    let order = ORDER.replace("C-1001", customer);
    let reply = world.send(&key, "POST /v1/orders", &[], &order).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
}

/// `TYPE CUSTOMER` of the events of a page.
fn told(page: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let line = |event: &Value| {
        let customer = text(&event["data"]["customer"]);
        format!("{} {customer}", text(&event["type"]))
            .trim()
            .to_owned()
    };
    page["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(line)
        .collect()
}

async fn page(world: &World, key: &str, query: &str) -> Value {
    let line = format!("GET /v1/events{query}");
    let durable = world.app.engine.durable().to_string();
    let reply = world
        .send(key, &line, &[("kept-after", &durable)], "")
        .await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

/// A stream that was opened, and what came of it so far.
struct Stream {
    socket: TcpStream,
    text: String,
}

impl Stream {
    async fn open(address: &str, key: &str, target: &str, headers: &str) -> Stream {
        let mut socket = TcpStream::connect(address).await.unwrap();
        let by = match key.starts_with(keep::SESSION_PREFIX) {
            true => format!("Cookie: {COOKIE}={key}"),
            false => format!("Authorization: Bearer {key}"),
        };
        let head = format!(
            "GET {target} HTTP/1.1\r\nHost: localhost\r\n{by}\r\n\
             Accept: text/event-stream\r\nConnection: close\r\n{headers}\r\n"
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        Stream {
            socket,
            text: String::new(),
        }
    }

    /// Reads until this has come.
    async fn until(&mut self, wanted: &str) {
        while !self.text.contains(wanted) {
            assert!(self.more().await, "{wanted} does not come: {}", self.text);
        }
    }

    /// Reads on; false at the end.
    async fn more(&mut self) -> bool {
        let mut bytes = vec![0; 4_096];
        let patience = Duration::from_secs(20);
        let read = tokio::time::timeout(patience, self.socket.read(&mut bytes));
        let count = read.await.expect("nothing comes").unwrap_or(0);
        self.text
            .push_str(&String::from_utf8_lossy(&bytes[..count]));
        count > 0
    }

    /// The ids of the events that came.
    fn ids(&self) -> Vec<&str> {
        let frames = self.text.split("\n\n");
        let events = frames.filter(|frame| frame.contains("event: "));
        events
            .filter_map(|frame| frame.lines().find_map(|line| line.split_once("id: ")))
            .map(|(_, id)| id)
            .collect()
    }
}

#[tokio::test]
async fn what_happened_is_read_page_by_page_and_by_type() {
    let world = World::new();
    let key = world.key(&[Scope::EventsRead]);
    placed(&world, "C-1001").await;
    let first = page(&world, &key, "?limit=2").await;
    assert_eq!(told(&first), ["site.changed", "lane.changed"]);
    assert_eq!(first["caught_up"], false);
    let rest = format!("?after={}", first["next"].as_str().unwrap());
    let second = page(&world, &key, &rest).await;
    assert_eq!(second["caught_up"], true);
    assert_eq!(
        told(&second)[4..],
        [
            "stock.changed",
            "stock.changed",
            "stock.changed",
            "order.placed C-1001",
            "order.promised C-1001"
        ],
    );
    let orders = page(&world, &key, "?types=order.placed,order.held").await;
    assert_eq!(told(&orders), ["order.placed C-1001"]);
    assert_eq!(told(&page(&world, &key, "?after=now").await), [""; 0]);
}

#[tokio::test]
async fn a_poll_is_answered_as_soon_as_something_happens() {
    let world = World::new();
    let key = world.key(&[Scope::EventsRead]);
    let now = page(&world, &key, "?after=now").await;
    let query = format!(
        "?after={}&types=order.placed&wait=20",
        now["next"].as_str().unwrap()
    );
    let waiting = page(&world, &key, &query);
    let happening = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        placed(&world, "C-1001").await;
    };
    let since = std::time::Instant::now();
    let (answer, ()) = tokio::join!(waiting, happening);
    assert_eq!(told(&answer), ["order.placed C-1001"]);
    assert!(since.elapsed() < Duration::from_secs(15));
    let nothing = page(&world, &key, "?after=now&wait=1").await;
    assert_eq!(told(&nothing), [""; 0]);
    assert_eq!(nothing["caught_up"], true);
}

#[tokio::test]
async fn a_customers_key_gets_the_events_of_that_customer_only() {
    let world = World::new();
    placed(&world, "C-1001").await;
    placed(&world, "C-1002").await;
    let theirs = page(&world, &world.key_of(1), "").await;
    let seen = told(&theirs);
    assert!(seen.contains(&"order.placed C-1002".to_owned()), "{seen:?}");
    assert!(
        seen.iter().all(|event| event.ends_with(" C-1002")),
        "{seen:?}"
    );
    let (address, _stop, _) = started(&world).await;
    let target = "/v1/events?types=order.placed";
    let mut stream = Stream::open(&address, &world.key_of(1), target, "").await;
    stream.until("C-1002").await;
    placed(&world, "C-1001").await;
    placed(&world, "C-1002").await;
    stream.until("SO-100003").await;
    assert!(!stream.text.contains("C-1001"), "{}", stream.text);
}

#[tokio::test]
async fn a_stream_tells_what_was_and_what_comes_and_goes_on_where_it_broke() {
    let world = World::new();
    let key = world.key(&[Scope::EventsRead]);
    let (address, _stop, _) = started(&world).await;
    placed(&world, "C-1001").await;
    let target = "/v1/events?types=order.placed";
    let mut whole = Stream::open(&address, &key, target, "").await;
    whole.until("SO-100000").await;
    for _ in 1..6 {
        placed(&world, "C-1001").await;
    }
    whole.until("SO-100005").await;
    let ids = whole.ids();
    assert_eq!(ids.len(), 6, "each once: {}", whole.text);
    assert!(whole.text.contains("content-type: text/event-stream\r\n"));
    let last = format!("Last-Event-ID: {}\r\n", ids[3]);
    let mut resumed = Stream::open(&address, &key, target, &last).await;
    resumed.until("SO-100005").await;
    assert_eq!(resumed.ids(), ids[4..]);
}

#[tokio::test]
async fn a_quiet_stream_gives_signs_of_life_that_move_its_place() {
    let world = World::with(Limits {
        heartbeat: Duration::from_millis(50),
        ..Limits::default()
    });
    let key = world.key(&[Scope::EventsRead]);
    let (address, _stop, _) = started(&world).await;
    let mut stream = Stream::open(&address, &key, "/v1/events?types=order.held", "").await;
    let place = format!(": still here\nid: {}-", world.app.engine.durable());
    stream.until(&place).await;
}

#[tokio::test]
async fn a_stream_ends_when_its_key_is_revoked() {
    let world = World::with(Limits {
        heartbeat: Duration::from_millis(50),
        ..Limits::default()
    });
    let key = world.key(&[Scope::EventsRead]);
    let (address, _stop, _) = started(&world).await;
    let mut stream = Stream::open(&address, &key, "/v1/events", "").await;
    stream.until("still here").await;
    for key in world.app.keys.list().unwrap() {
        world.app.keys.revoke(key.actor, now().at).unwrap();
    }
    while stream.more().await {}
}

#[tokio::test]
async fn streams_end_cleanly_when_the_server_stops() {
    let world = World::new();
    let key = world.master();
    let (address, stop, serving) = started(&world).await;
    let mut events = Stream::open(&address, &key, "/v1/events", "").await;
    let mut pulse = Stream::open(&address, &world.admin(), "/live/events", "").await;
    events.until("stock.changed").await;
    pulse.until("data: {\"seq\":").await;
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), serving)
        .await
        .expect("the server stops")
        .unwrap();
    for mut stream in [events, pulse] {
        while stream.more().await {}
        assert!(stream.text.ends_with("0\r\n\r\n"), "{}", stream.text);
    }
}

#[tokio::test]
async fn more_streams_than_there_may_be_are_told_to_come_back() {
    let world = World::with(Limits {
        streams: 2,
        streams_per_caller: 1,
        ..Limits::default()
    });
    let (address, _stop, _) = started(&world).await;
    let keys = [(); 3].map(|()| world.key(&[Scope::EventsRead]));
    let mut first = Stream::open(&address, &keys[0], "/v1/events", "").await;
    first.until("stock.changed").await;
    let accept = [("accept", "text/event-stream")];
    let same = world.send(&keys[0], "GET /v1/events", &accept, "").await;
    assert_eq!(
        same.problem(),
        "429 key_busy: 1 streams are open by this caller; close one of them"
    );
    let mut second = Stream::open(&address, &keys[1], "/v1/events", "").await;
    second.until("stock.changed").await;
    let third = world.send(&keys[2], "GET /v1/events?wait=1", &[], "").await;
    assert_eq!(
        third.problem(),
        "503 busy: as many streams are open as there may be"
    );
    assert_eq!(third.header("retry-after"), "1");
    drop(second);
    let mut again = 503;
    while again == 503 {
        again = world
            .send(&keys[2], "GET /v1/events?wait=1", &[], "")
            .await
            .status;
    }
    assert_eq!(again, 200);
}

#[tokio::test]
async fn what_cannot_be_asked_of_events_is_refused_by_name() {
    let world = World::new();
    let key = world.key(&[Scope::EventsRead]);
    let refused = [
        (
            "?types=order.plced",
            "400 bad_query: types: there are no events \"order.plced\"; see /v1/events/types",
        ),
        (
            "?after=7",
            "400 bad_cursor: the id of an event is two numbers with a hyphen between them, such \
             as 812-4, or `now`",
        ),
        (
            "?after=900-0",
            "400 bad_cursor: nothing has happened at 900-0 yet: the last record is 6; read from \
             the beginning if the data was restored from an older backup",
        ),
        ("?wait=31", "400 bad_query: wait is 31; 0 to 30 are allowed"),
        (
            "?limit=0",
            "400 bad_query: limit is 0; 1 to 200 are allowed",
        ),
    ];
    for (query, problem) in refused {
        let line = format!("GET /v1/events{query}");
        assert_eq!(world.send(&key, &line, &[], "").await.problem(), problem);
    }
}

#[tokio::test]
async fn each_type_of_event_tells_what_it_means_and_the_form_of_its_data() {
    let world = World::new();
    let key = world.key(&[Scope::EventsRead]);
    let reply = world.send(&key, "GET /v1/events/types", &[], "").await;
    let all = reply.json();
    let types = all["types"].as_array().unwrap();
    assert_eq!(types.len(), views::feed::EventKind::ALL.len());
    let placed = &types[0];
    assert_eq!(placed["type"], "order.placed");
    assert_eq!(placed["data"]["properties"]["order"]["type"], "string");
    for one in types {
        let (told, name) = (one.to_string(), &one["type"]);
        let plain = !told.contains("$ref") && !told.contains("[`");
        assert!(plain && one["data"]["type"] == "object", "{name}: {told}");
    }
}
