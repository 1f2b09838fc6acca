//! Packed bodies and packed answers.

use super::orders::ORDER;
use super::world::{Reply, World};
use crate::{Limits, door};
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use http_body_util::BodyExt;
use std::io::{Read, Write};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

/// The answer to `GET`, unpacked by what it says, and what it weighed.
async fn got(world: &World, target: &str, headers: &[(&str, &str)]) -> (HeaderMap, String, usize) {
    let mut request = Request::builder().uri(target).header("host", "localhost");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = door::pass(&world.app, request.body(Body::empty()).unwrap()).await;
    let (head, body) = answer.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let mut text = String::new();
    match head
        .headers
        .get("content-encoding")
        .map(|value| value.as_bytes())
    {
        None => text = String::from_utf8(bytes.to_vec()).unwrap(),
        Some(b"gzip") => drop(
            GzDecoder::new(&bytes[..])
                .read_to_string(&mut text)
                .unwrap(),
        ),
        Some(b"zstd") => {
            let mut from = zstd::stream::read::Decoder::new(&bytes[..]).unwrap();
            from.read_to_string(&mut text).unwrap();
        }
        Some(other) => panic!("{other:?}"),
    }
    (head.headers, text, bytes.len())
}

async fn posted(world: &World, coding: &str, body: &[u8]) -> Reply {
    let key = format!("Bearer {}", world.master());
    let headers = [
        ("host", "localhost"),
        ("content-type", "application/json"),
        ("authorization", &key),
        ("content-encoding", coding),
    ];
    world.send_bytes("POST /v1/orders", &headers, body).await
}

#[tokio::test]
async fn a_long_answer_is_packed_as_the_client_likes_it() {
    let world = World::new();
    let (headers, plain, size) = got(&world, "/openapi.json", &[]).await;
    assert!(!headers.contains_key("content-encoding"));
    assert_eq!(headers["vary"], "accept-encoding");
    for (accept, coding) in [("gzip", "gzip"), ("gzip, deflate, br, zstd", "zstd")] {
        let accept = [("accept-encoding", accept)];
        let (headers, text, packed) = got(&world, "/openapi.json", &accept).await;
        assert_eq!(headers["content-encoding"], coding);
        assert_eq!(text, plain);
        assert!(packed * 5 < size, "{coding}: {packed} of {size}");
    }
    let (headers, ..) = got(&world, "/health", &[("accept-encoding", "gzip")]).await;
    assert!(!headers.contains_key("content-encoding"), "it is short");
}

#[tokio::test]
async fn a_page_behind_a_cookie_is_packed_only_when_no_other_site_asked_for_it() {
    let world = World::new();
    let cookie = format!("{}={}", crate::access::COOKIE, world.admin());
    for (site, packed) in [
        (None, false),
        (Some("cross-site"), false),
        (Some("same-site"), false),
        (Some("same-origin"), true),
        (Some("none"), true),
    ] {
        let mut headers = vec![("cookie", &*cookie), ("accept-encoding", "gzip")];
        headers.extend(site.map(|site| ("sec-fetch-site", site)));
        let (headers, text, _) = got(&world, "/orders", &headers).await;
        assert!(text.starts_with("<!DOCTYPE html>"), "{text}");
        assert_eq!(headers.contains_key("content-encoding"), packed, "{site:?}");
    }
}

#[tokio::test]
async fn packed_orders_are_placed() {
    let world = World::new();
    let mut twice = gzip(&ORDER.as_bytes()[..20]);
    twice.extend(gzip(&ORDER.as_bytes()[20..]));
    for (coding, body) in [
        ("gzip", gzip(ORDER.as_bytes())),
        ("x-gzip", twice),
        ("Zstd", zstd(ORDER.as_bytes())),
        ("identity", ORDER.as_bytes().to_vec()),
    ] {
        let reply = posted(&world, coding, &body).await;
        assert_eq!(reply.status, 201, "{coding}: {}", reply.body);
    }
}

#[tokio::test]
async fn many_packed_orders_are_answered_line_by_line() {
    let world = World::new();
    let key = format!("Bearer {}", world.master());
    let lines = (ORDER.replace('\n', " ") + "\n").repeat(3_000);
    let headers = [
        ("host", "localhost"),
        ("content-type", "application/x-ndjson"),
        ("authorization", &key),
        ("content-encoding", "zstd"),
    ];
    let line = "POST /v1/orders/bulk";
    let reply = world
        .send_bytes(line, &headers, &zstd(lines.as_bytes()))
        .await;
    assert_eq!((reply.status, reply.lines().len()), (200, 3_000));
    let cut = &zstd(lines.as_bytes())[..40];
    let reply = world.send_bytes(line, &headers, cut).await;
    assert!(
        reply.body.contains("the body is not zstd"),
        "{}",
        reply.body
    );
}

#[tokio::test]
async fn a_small_body_that_becomes_too_large_is_refused_before_it_has() {
    let world = World::with(Limits {
        json_bytes: 400_000,
        ..Limits::default()
    });
    let blanks = vec![b' '; 16 << 20];
    for (coding, body) in [("gzip", gzip(&blanks)), ("zstd", zstd(&blanks))] {
        assert!(body.len() < 400_000);
        let reply = posted(&world, coding, &body).await;
        assert!(
            reply.problem().starts_with("413 too_large: the body has "),
            "{}",
            reply.body
        );
    }
}

#[tokio::test]
async fn what_is_not_packed_as_it_says_is_refused() {
    let world = World::new();
    let whole = gzip(ORDER.as_bytes());
    let mut spoilt = whole.clone();
    *spoilt.last_mut().unwrap() ^= 1;
    let refused = |coding: &str| {
        format!(
            "422 bad_value: the body is not {coding}, as its Content-Encoding says, or it ends \
             too early"
        )
    };
    for (coding, body) in [
        ("gzip", ORDER.as_bytes()),
        ("zstd", ORDER.as_bytes()),
        ("gzip", &whole[..whole.len() - 9]),
        ("gzip", &spoilt),
        ("zstd", &zstd(ORDER.as_bytes())[..30]),
        ("zstd", b""),
    ] {
        let reply = posted(&world, coding, body).await;
        assert_eq!(reply.problem(), refused(coding));
    }
    for coding in ["br", "gzip, zstd", "\u{e9}"] {
        let reply = posted(&world, coding, ORDER.as_bytes()).await;
        assert!(
            reply
                .problem()
                .starts_with("415 unsupported_media_type: the Content-Encoding is "),
            "{}",
            reply.body
        );
    }
}
