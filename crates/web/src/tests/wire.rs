//! The server on a real connection: slow clients, large heads, and a stop that lets work finish.

use super::world::World;
use crate::{Limits, serve};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// A server, and what stops it.
pub async fn started(world: &World) -> (String, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (stop, stopped) = oneshot::channel();
    let app = world.app.clone();
    let serving = tokio::spawn(async move {
        serve(listener, app, async { drop(stopped.await) })
            .await
            .unwrap();
    });
    (address, stop, serving)
}

async fn said(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    String::from_utf8(bytes).unwrap()
}

fn limits() -> Limits {
    Limits {
        head_time: Duration::from_millis(200),
        request_time: Duration::from_millis(400),
        write_time: Duration::from_millis(200),
        head_bytes: 8_192,
        ..Limits::default()
    }
}

#[tokio::test]
async fn a_client_that_dawdles_over_its_head_is_cut_off() {
    let world = World::with(limits());
    let (address, _stop, _) = started(&world).await;
    for begun in ["", "GET /health HTTP/1.1\r\nHost: local"] {
        let since = Instant::now();
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(begun.as_bytes()).await.unwrap();
        assert!(!said(&mut stream).await.contains("200 OK"), "{begun}");
        assert!(since.elapsed() < Duration::from_secs(5), "{begun}");
    }
}

#[tokio::test]
async fn who_asks_for_the_head_alone_gets_what_a_read_would_say_without_its_body() {
    let world = World::new();
    let (address, _stop, _) = started(&world).await;
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let head = "HEAD /openapi.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let answer = said(&mut stream).await;
    let body = world.send("", "GET /openapi.json", &[], "").await.body;
    let length = format!("content-length: {}\r\n", body.len());
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        answer.contains(&length) && answer.ends_with("\r\n\r\n"),
        "{answer}"
    );
}

#[tokio::test]
async fn a_client_that_dawdles_over_its_body_is_told_that_it_took_too_long() {
    let world = World::with(limits());
    let key = world.master();
    let (address, _stop, _) = started(&world).await;
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\
         Content-Length: 100\r\nConnection: close\r\n\r\nhalf"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let answer = said(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 504"), "{answer}");
    assert!(answer.contains("\"code\":\"timeout\""), "{answer}");
}

#[tokio::test]
async fn a_client_that_does_not_take_its_answers_is_cut_off() {
    let world = World::with(limits());
    let (address, _stop, _) = started(&world).await;
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let asking = async {
        // More than the system keeps for a connection, in both directions.
        let ask = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1_000);
        while stream.write_all(ask.as_bytes()).await.is_ok() {}
    };
    let patience = Duration::from_secs(30);
    let cut_off = tokio::time::timeout(patience, asking).await.is_ok();
    assert!(cut_off);
}

#[tokio::test]
async fn a_head_over_the_limit_is_refused() {
    let world = World::with(limits());
    let (address, _stop, _) = started(&world).await;
    let long = format!("X-Long: {}\r\n", "a".repeat(10_000));
    let many = "X-Many: a\r\n".repeat(100);
    for extra in [long, many] {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let head = format!("GET /health HTTP/1.1\r\nHost: localhost\r\n{extra}\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        assert!(said(&mut stream).await.starts_with("HTTP/1.1 431"));
    }
}

#[tokio::test]
async fn more_requests_than_there_is_room_for_are_told_to_come_back() {
    let world = World::with(Limits {
        requests_at_once: 0,
        ..Limits::default()
    });
    let reply = world.send("", "GET /health", &[], "").await;
    assert!(reply.problem().starts_with("503 busy"));
    assert_eq!(reply.header("retry-after"), "1");
}

#[tokio::test]
async fn a_request_that_is_under_way_is_finished_when_the_server_stops() {
    let world = World::new();
    let key = world.master();
    let (address, stop, serving) = started(&world).await;
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\
         Content-Length: 8\r\nExpect: 100-continue\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // The server says so when it begins to read the body.
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).await.unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stop.send(()).unwrap();
    while TcpStream::connect(&address).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stream.write_all(b"an order").await.unwrap();
    assert!(said(&mut stream).await.starts_with("HTTP/1.1 202"));
    serving.await.unwrap();
}

#[tokio::test]
async fn lines_are_answered_while_others_are_still_being_sent() {
    let world = World::new();
    let key = world.master();
    let (address, _stop, _) = started(&world).await;
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /v1/orders/bulk HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let order = super::orders::ORDER.replace('\n', " ") + "\n";
    let mut answer = Vec::new();
    for number in 100_000..100_003 {
        let part = format!("{:x}\r\n{order}\r\n", order.len());
        stream.write_all(part.as_bytes()).await.unwrap();
        let expected = format!("SO-{number}");
        while !String::from_utf8_lossy(&answer).contains(&expected) {
            assert!(stream.read_buf(&mut answer).await.unwrap() > 0);
        }
    }
    // The client goes away in the middle of a line: what came whole stands.
    stream.write_all(b"9\r\n{\"custome").await.unwrap();
    drop(stream);
    assert_eq!(
        world.app.engine.ask(|book| book.orders_placed()).unwrap(),
        3
    );
}

#[tokio::test]
async fn many_orders_are_asked_for_before_they_are_answered_and_refused_unsent() {
    let world = World::new();
    let key = world.master();
    let (address, _stop, _) = started(&world).await;
    let order = super::orders::ORDER.replace('\n', " ");
    let head = |key: &str| {
        format!(
            "POST /v1/orders/bulk HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\
             Content-Type: application/x-ndjson\r\nContent-Length: {}\r\n\
             Expect: 100-continue\r\nConnection: close\r\n\r\n",
            order.len()
        )
    };
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream.write_all(head(&key).as_bytes()).await.unwrap();
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).await.unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(order.as_bytes()).await.unwrap();
    assert!(said(&mut stream).await.contains("SO-100000"));
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let kept_open = head("kept_1_0").replace("Connection: close\r\n", "");
    stream.write_all(kept_open.as_bytes()).await.unwrap();
    let refused = said(&mut stream).await;
    assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");
    assert!(refused.contains("connection: close"), "{refused}");
}
