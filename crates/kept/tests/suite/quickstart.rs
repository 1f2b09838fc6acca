//! The programs of docs/quickstart.md, each run as it stands there against a server.

use super::python::installed;
use super::served::{Served, until};
use super::{demo, said};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

const PAGE: &str = include_str!("../../../../docs/quickstart.md");
/// How long a receiver may take to say that an event came.
const PATIENCE: Duration = Duration::from_secs(60);

/// The programs on the page in this language, in their order.
fn programs(language: &str) -> Vec<String> {
    let begin = format!("```{language}\n");
    let parts = PAGE.split(begin.as_str()).skip(1);
    let programs = parts.map(|part| part.split("```").next().unwrap().to_owned());
    programs.collect()
}

/// A company that is served to the key that the page makes.
struct Shop {
    served: Served,
    folder: PathBuf,
}

impl Shop {
    fn open(name: &str) -> Option<Shop> {
        installed("curl")?;
        let data = demo(name);
        std::fs::write(data.join("kept.toml"), "[webhooks]\nallow_local = true\n").unwrap();
        let folder = data.join("programs");
        std::fs::create_dir_all(&folder).unwrap();
        std::os::unix::fs::symlink(&data, folder.join("kept-demo")).unwrap();
        let made = output(
            &folder,
            Command::new("sh").args(["-euc", &programs("sh")[0]]),
        );
        let secret = made.lines().next_back().unwrap().to_owned();
        let served = Served::start(&data, secret);
        Some(Shop { served, folder })
    }

    /// A program of the page, with what the page says it needs.
    fn command(&self, runs: &str, name: &str, program: &str) -> Command {
        let file = self.folder.join(name);
        std::fs::write(&file, program).unwrap();
        let mut command = Command::new(runs);
        command
            .arg(file)
            .env("KEPT_URL", format!("http://{}", self.served.address));
        command.env("KEPT_KEY", &self.served.secret);
        command
    }

    fn run(&self, mut command: Command) -> String {
        output(&self.folder, &mut command)
    }
}

/// What a program prints that ends well; it finds `kept` as users do.
fn output(folder: &Path, command: &mut Command) -> String {
    let kept = Path::new(env!("CARGO_BIN_EXE_kept")).parent().unwrap();
    let path = format!("{}:{}", kept.display(), std::env::var("PATH").unwrap());
    let output = command
        .current_dir(folder)
        .env("PATH", path)
        .output()
        .unwrap();
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// A receiver of the page, until it is dropped.
struct Receiving {
    process: Child,
    said: Receiver<String>,
}

impl Receiving {
    fn start(mut command: Command) -> Receiving {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let (to, said) = channel();
        thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .try_for_each(|line| to.send(line))
        });
        Receiving { process, said }
    }
}

impl Drop for Receiving {
    fn drop(&mut self) {
        // It may be gone already; then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port that is free at this moment.
fn free_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port().to_string()
}

/// Has a receiver of the page told of an order.
fn told(name: &str, runs: &str, file: &str, program: &str) {
    let Some(shop) = Shop::open(name) else { return };
    let port = free_port();
    let mut make = shop.command("sh", "webhook.sh", &programs("sh")[2]);
    make.env("PORT", &port);
    let made: Value = serde_json::from_str(&shop.run(make)).unwrap();
    let mut receiver = shop.command(runs, file, program);
    receiver
        .env("PORT", &port)
        .env("SECRET", made["secret"].as_str().unwrap());
    let receiving = Receiving::start(receiver);
    until("the receiver", || {
        let (_, pinged) = shop.served.ask("POST /v1/webhooks/wh_1/ping", "");
        pinged["taken"].as_bool().filter(|taken| *taken)
    });
    let lines = json!([{"item": "COF-1078", "quantity": 12, "unit": "each"}]);
    let order = json!({"customer": "10001", "po_number": name, "lines": lines});
    let (status, answer) = shop.served.ask("POST /v1/orders", &order.to_string());
    assert_eq!(status, 201, "{answer}");
    let mut heard: Vec<String> = (0..3)
        .map(|_| receiving.said.recv_timeout(PATIENCE).unwrap())
        .collect();
    // Messages may come in any order.
    heard.sort();
    let number = answer["number"].as_str().unwrap();
    assert!(
        heard[0].starts_with("order.placed {") && heard[0].contains(number),
        "{heard:?}"
    );
    assert!(
        heard[1].starts_with("order.promised {") && heard[1].contains(number),
        "{heard:?}"
    );
    assert!(heard[2].starts_with("ping {"), "{heard:?}");
}

#[test]
fn the_page_has_the_programs_that_are_run_here() {
    let count = |language| programs(language).len();
    assert_eq!(["sh", "python", "javascript"].map(count), [3, 2, 2]);
}

#[test]
fn an_order_is_placed_with_curl() {
    let Some(shop) = Shop::open("quick-curl") else {
        return;
    };
    let said = shop.run(shop.command("sh", "order.sh", &programs("sh")[1]));
    let number = said.lines().find(|line| line.starts_with("SO-"));
    let order = format!(r#""order":"{}""#, number.unwrap());
    let since = said.split("What happened since:").nth(1).unwrap();
    assert!(
        since.contains("order.placed") && since.contains(&order),
        "{said}"
    );
    assert!(
        said.contains(r#""last_delivery_date":"#) && said.contains(r#""pegs":"#),
        "{said}"
    );
}

#[test]
fn an_order_is_placed_from_python() {
    if installed("python3").is_some() {
        order_by(
            "quick-python",
            "python3",
            "order.py",
            &programs("python")[0],
        );
    }
}

#[test]
fn an_order_is_placed_from_javascript() {
    if installed("node").is_some() {
        order_by(
            "quick-node",
            "node",
            "order.mjs",
            &programs("javascript")[0],
        );
    }
}

fn order_by(name: &str, runs: &str, file: &str, program: &str) {
    let Some(shop) = Shop::open(name) else { return };
    let said = shop.run(shop.command(runs, file, program));
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].starts_with("would be there on 20"), "{said}");
    assert!(
        lines[1].starts_with("SO-") && lines[1].ends_with("is open and placed once"),
        "{said}"
    );
    assert_eq!(lines[2], "the goods of 1 line are promised");
    let number = lines[1].split(' ').next().unwrap();
    let heard = |kind: &str| said.contains(&format!("{kind} {number}"));
    assert!(heard("order.placed") && heard("order.promised"), "{said}");
}

#[test]
fn what_happens_is_received_by_python() {
    if installed("python3").is_some() {
        told(
            "quick-told-python",
            "python3",
            "receive.py",
            &programs("python")[1],
        );
    }
}

#[test]
fn what_happens_is_received_by_javascript() {
    if installed("node").is_some() {
        told(
            "quick-told-node",
            "node",
            "receive.mjs",
            &programs("javascript")[1],
        );
    }
}
