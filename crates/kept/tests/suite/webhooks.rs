//! Webhooks of a running server: signed so that the reference library accepts them, sent again after
//! faults, given up when they are not wanted, told again when somebody asks.

use super::python::python;
use super::served::{Served, until};
use super::{demo, said};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// Checks each line of messages; a message that was changed on the way must not pass.
const CHECK: &str = r#"
import json, os, sys
from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["SECRET"])
for line in sys.stdin:
    message = json.loads(line)
    event = webhook.verify(message["body"], message["headers"])
    try:
        webhook.verify(message["body"] + " ", message["headers"])
        sys.exit("a changed message passed")
    except WebhookVerificationError:
        print(event["type"])
"#;
/// The first pause before a message is sent again, in seconds, as the guide tells.
const FIRST_PAUSE: i64 = 5;
/// How long a message may take, pauses included.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that answers what it is told to, and hands on what came.
struct Listening {
    url: String,
    came: Receiver<Value>,
    answers: Sender<u16>,
}

impl Listening {
    fn start() -> Listening {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/kept", listener.local_addr().unwrap());
        let (to, came) = channel();
        let (answers, told) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Some(message) = read(stream.as_ref().unwrap()) else {
                    continue;
                };
                // Nobody asks any more when the test is over.
                let Ok(status) = told.recv() else { return };
                let answer = format!(
                    "HTTP/1.1 {status} Told\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
                stream.unwrap().write_all(answer.as_bytes()).unwrap();
                to.send(message).unwrap();
            }
        });
        Listening { url, came, answers }
    }

    /// The next message, answered with this status.
    fn next(&self, status: u16) -> Value {
        self.answers.send(status).unwrap();
        self.came.recv_timeout(PATIENCE).unwrap()
    }
}

/// A request as the reference library wants it; `None` when the connection was closed unused.
fn read(stream: &TcpStream) -> Option<Value> {
    let mut reader = BufReader::new(stream);
    let mut headers = serde_json::Map::new();
    let mut length = 0;
    let mut line = String::new();
    while reader.read_line(&mut line).unwrap() > 0 {
        match line.trim_end().split_once(": ") {
            Some((name, value)) => {
                let name = name.to_ascii_lowercase();
                if name == "content-length" {
                    length = value.parse().unwrap();
                }
                headers.insert(name, value.into());
            }
            None if line.trim_end().is_empty() => break,
            None => {}
        }
        line.clear();
    }
    headers.get("webhook-id")?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    Some(json!({"headers": headers, "body": String::from_utf8(body).unwrap()}))
}

/// What the reference library makes of messages.
fn checked(python: &Path, secret: &str, messages: &[&Value]) -> String {
    let mut command = Command::new(python);
    command.args(["-c", CHECK]).env("SECRET", secret);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    for message in messages {
        writeln!(input, "{message}").unwrap();
    }
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn id(message: &Value) -> &str {
    message["headers"]["webhook-id"].as_str().unwrap()
}

fn sent(message: &Value) -> i64 {
    let text = message["headers"]["webhook-timestamp"].as_str().unwrap();
    text.parse().unwrap()
}

fn place(served: &Served, po_number: &str) {
    let lines = json!([{"item": "COF-1078", "quantity": 12, "unit": "each"}]);
    let order = json!({"customer": "10001", "po_number": po_number, "lines": lines});
    let (status, answer) = served.ask("POST /v1/orders", &order.to_string());
    assert_eq!(status, 201, "{answer}");
}

/// The deliveries that have come to this, once there are some.
fn deliveries(served: &Served, state: &str) -> Vec<Value> {
    let line = format!("GET /v1/webhooks/wh_1/deliveries?state={state}");
    until(state, || {
        let (_, page) = served.ask(&line, "");
        let found = page["deliveries"].as_array().unwrap().clone();
        Some(found).filter(|found| !found.is_empty())
    })
}

#[test]
fn a_server_is_told_signed_and_again_until_it_takes_what_happened() {
    let Some(python) = python() else { return };
    let data = demo("webhooks");
    std::fs::write(data.join("kept.toml"), "[webhooks]\nallow_local = true\n").unwrap();
    let served = Served::to_master(&data);
    let listening = Listening::start();
    let asked = json!({"url": listening.url, "types": ["order.placed"]});
    let (status, made) = served.ask("POST /v1/webhooks", &asked.to_string());
    assert_eq!(status, 201, "{made}");
    let secret = made["secret"].as_str().unwrap();

    place(&served, "HOOK-1");
    let (first, again) = (listening.next(500), listening.next(204));
    assert_eq!((id(&first), &first["body"]), (id(&again), &again["body"]));
    assert!(
        sent(&again) - sent(&first) >= FIRST_PAUSE,
        "{first} {again}"
    );
    let taken = &deliveries(&served, "taken")[0];
    assert_eq!(
        (taken["id"].as_str(), taken["tries"].as_u64()),
        (Some(id(&first)), Some(2))
    );

    place(&served, "HOOK-2");
    let unwanted = listening.next(410);
    let dead = &deliveries(&served, "dead")[0];
    assert_eq!(dead["last"]["status"], 410);
    let disabled = until("the end", || {
        let (_, webhook) = served.ask("GET /v1/webhooks/wh_1", "");
        webhook["disabled"]["why"].as_str().map(str::to_owned)
    });
    assert!(disabled.contains("410"), "{disabled}");

    let (status, _) = served.ask("POST /v1/webhooks/wh_1/replay", r#"{"what":"dead"}"#);
    assert_eq!(status, 200);
    let (status, _) = served.ask("POST /v1/webhooks/wh_1/change", r#"{"disabled":false}"#);
    assert_eq!(status, 200);
    let replayed = listening.next(200);
    assert_eq!(id(&replayed), id(&unwanted));

    listening.answers.send(204).unwrap();
    let (_, pinged) = served.ask("POST /v1/webhooks/wh_1/ping", "");
    assert_eq!(
        (&pinged["taken"], &pinged["status"]),
        (&json!(true), &json!(204))
    );
    let ping = listening.came.recv_timeout(PATIENCE).unwrap();

    let messages = [&first, &again, &unwanted, &replayed, &ping];
    let told = checked(&python, secret, &messages);
    assert_eq!(told, format!("{}ping\n", "order.placed\n".repeat(4)));
}

#[test]
fn nobody_looks_into_the_network_by_webhooks_unless_the_operator_allows_it() {
    let served = Served::to_master(&demo("webhooks-public"));
    for url in [
        "http://127.0.0.1:9000/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://[::1]/",
    ] {
        let (status, answer) = served.ask("POST /v1/webhooks", &json!({"url": url}).to_string());
        let at = &answer["errors"][0]["pointer"];
        assert_eq!(
            (status, at.as_str()),
            (422, Some("/url")),
            "{url}: {answer}"
        );
    }
}
