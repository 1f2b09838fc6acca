//! Where the client goes, where it doesn't, and that it never waits or reads without end.

use super::*;
use crate::receiver::{Receiver, Reply};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io::Write;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Instant;
use ureq::tls::PemItem;

const AUTHORITY: &[u8] = include_bytes!("tests/ca.pem");
const CERTIFICATE: &[u8] = include_bytes!("tests/localhost.pem");
const KEY: &[u8] = include_bytes!("tests/localhost.key.pem");

fn get(reach: Reach, url: &str) -> String {
    match Client::new(reach).get(url, &[], 1_000) {
        Ok(answer) => format!(
            "{} {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        ),
        Err(unreachable) => unreachable.to_string(),
    }
}

#[test]
fn a_target_that_a_user_names_is_https_and_public_however_it_is_written() {
    let (private, loopback) = (
        "the name stands for a private address, and only public ones are allowed",
        "the name stands for a loopback address, and only public ones are allowed",
    );
    let cases = [
        (
            "http://example.com/",
            "the URL can't be used: it must begin with https://",
        ),
        (
            "ftp://example.com/",
            "the URL can't be used: it must begin with https://",
        ),
        (
            "example.com",
            "the URL can't be used: it must begin with https://",
        ),
        ("/hooks", "the URL can't be used: it names no host"),
        ("https://", "the URL can't be used: it is not a URL"),
        (
            "https://me:secret@example.com/",
            "the URL can't be used: it carries a user name or password",
        ),
        ("https://10.0.0.1/hooks", private),
        ("https://[fd00::1]/hooks", private),
        ("https://[::ffff:192.168.1.1]/", private),
        ("https://127.0.0.1:8650/", loopback),
        ("https://[::1]/", loopback),
        // These are judged when they are looked up.
        ("https://localhost/", loopback),
        ("https://127.1/", loopback),
        ("https://2130706433/", loopback),
        ("https://0x7f.0.0.1/", loopback),
    ];
    for (url, expected) in cases {
        assert_eq!(get(Reach::Public, url), expected, "{url}");
    }
    let long = format!("https://example.com/{}", "a".repeat(URL_BYTES_MAX));
    let told = Client::new(Reach::Public).check(&long).unwrap_err();
    assert!(told.to_string().contains("longer than 2,048 bytes"));
}

#[test]
fn a_name_is_judged_by_the_address_that_is_connected_to_not_by_its_look() {
    let receiver = Receiver::start(|_| Reply::status(200));
    let named = receiver
        .url("/")
        .replace("127.0.0.1", "localhost")
        .replace("http:", "https:");
    assert_eq!(Client::new(Reach::Public).check(&named), Ok(()));
    let told = Client::new(Reach::Public).get(&named, &[], 10).unwrap_err();
    assert_eq!(told.cause, Cause::Address(Special::Loopback));
    assert!(receiver.asked().is_empty());
}

#[test]
fn without_encryption_even_the_operator_reaches_loopback_only() {
    let receiver = Receiver::start(|_| Reply::status(204));
    assert_eq!(get(Reach::Anywhere, &receiver.url("/")), "204 ");
    let localhost = receiver.url("/").replace("127.0.0.1", "localhost");
    assert_eq!(get(Reach::Anywhere, &localhost), "204 ");
    let refused = "http is for loopback addresses; use https";
    assert_eq!(get(Reach::Anywhere, "http://192.168.1.1/"), refused);
    assert_eq!(get(Reach::Anywhere, "http://93.184.215.14/"), refused);
}

#[test]
fn a_redirect_is_an_answer_and_is_not_followed() {
    let inner = Receiver::start(|_| Reply::status(200));
    let to = inner.url("/secret");
    let receiver =
        Receiver::start(move |_| Reply::With(307, vec![("location", to.clone())], String::new()));
    let client = Client::new(Reach::Anywhere);
    let post = client.post(&receiver.url("/"), &[], b"{}", 10).unwrap();
    assert_eq!(
        (
            post.status,
            client.get(&receiver.url("/"), &[], 10).unwrap().status
        ),
        (307, 307)
    );
    assert!(inner.asked().is_empty());
}

#[test]
fn a_body_is_read_up_to_the_limit() {
    let receiver = Receiver::start(|asked| Reply::With(200, vec![], asked.text().repeat(1_000)));
    let client = Client::new(Reach::Anywhere);
    let answer = |text: &str| {
        client
            .post(&receiver.url("/"), &[], text.as_bytes(), 3_000)
            .unwrap()
    };
    assert_eq!(
        (answer("abc").body.len(), answer("abc").cut),
        (3_000, false)
    );
    assert_eq!(
        (answer("abcd").body.len(), answer("abcd").cut),
        (3_000, true)
    );
}

#[test]
fn whoever_answers_noise_or_nobody_at_all_is_told_apart() {
    let receiver = Receiver::start(|_| Reply::Noise);
    assert_eq!(
        get(Reach::Anywhere, &receiver.url("/")),
        "what was answered is not HTTP, or broke off"
    );
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    assert_eq!(
        get(Reach::Anywhere, &format!("http://{free}/")),
        "no connection was accepted"
    );
    assert_eq!(
        get(Reach::Anywhere, "https://kept.invalid/"),
        "the host name is not known"
    );
}

#[test]
fn a_server_that_hangs_or_trickles_is_given_up() {
    for reply in [Reply::Nothing, Reply::Trickle] {
        let receiver = Receiver::start(move |_| reply.clone());
        let client = Client::with(
            Reach::Anywhere,
            RootCerts::WebPki,
            Duration::from_millis(300),
        );
        let began = Instant::now();
        let told = client.get(&receiver.url("/"), &[], 10).unwrap_err();
        assert_eq!(told.cause, Cause::TooSlow);
        assert!(
            began.elapsed() < Duration::from_secs(3),
            "{:?}",
            began.elapsed()
        );
    }
}

#[test]
fn a_certificate_that_nobody_trusts_is_refused_and_a_trusted_one_is_for_its_name_only() {
    let address = serve_encrypted();
    let url = |host: &str| format!("https://{host}:{}/", address.port());
    let refused = get(Reach::Anywhere, &url("localhost"));
    assert!(
        refused.starts_with("no encrypted connection came about"),
        "{refused}"
    );
    let authority = ureq::tls::parse_pem(AUTHORITY)
        .flatten()
        .filter_map(|item| match item {
            PemItem::Certificate(certificate) => Some(certificate),
            _ => None,
        });
    let client = Client::with(
        Reach::Anywhere,
        RootCerts::from(authority),
        REQUEST_TIME_MAX,
    );
    assert_eq!(client.get(&url("localhost"), &[], 10).unwrap().body, b"ok");
    let told = client.get(&url("127.0.0.1"), &[], 10).unwrap_err();
    assert_eq!(told.cause, Cause::Encryption);
}

/// A server of `https://localhost` with a certificate of the test's own authority.
fn serve_encrypted() -> std::net::SocketAddr {
    let chain = vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(chain, key)
    .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let session = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut stream = rustls::StreamOwned::new(session, stream);
            // A client that turns away is what the test is about.
            let _ = stream.read(&mut [0; 1_000]).and_then(|_| {
                stream.write_all(
                    b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok",
                )?;
                stream.flush()
            });
        }
    });
    address
}
