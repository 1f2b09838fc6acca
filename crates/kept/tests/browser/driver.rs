//! A browser that a test drives: chromedriver, spoken to by the W3C WebDriver protocol, which is
//! JSON over HTTP.

use super::demo::unique;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long something may take to appear on a page; a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked for.
const LOOK: Duration = Duration::from_millis(50);
/// The key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The same in every place: no window, no sandbox for root, nothing that calls out.
const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
];

/// A browser with one page.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    profile: PathBuf,
}

impl Browser {
    /// Starts one; `None` where chromedriver is not installed.
    pub fn start() -> Option<Browser> {
        let mut command = Command::new("chromedriver");
        command
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut driver = command.spawn().ok()?;
        let told = BufReader::new(driver.stdout.take().expect("its output is piped"));
        let port = told.lines().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        let mut browser = Browser {
            driver,
            port: port.expect("chromedriver tells its port"),
            session: String::new(),
            profile: std::env::temp_dir().join(format!("kept-browser-{}", unique())),
        };
        browser.session = browser.new_session();
        Some(browser)
    }

    fn new_session(&self) -> String {
        let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
        flags.push(format!("--user-data-dir={}", self.profile.display()));
        let always = json!({
            "browserName": "chrome",
            "timeouts": { "script": PATIENCE.as_millis() as u64 * 4 },
            "goog:chromeOptions": { "args": flags },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let answer = self.call(
            "POST",
            "/session",
            &json!({ "capabilities": { "alwaysMatch": always } }),
        );
        answer["sessionId"]
            .as_str()
            .expect("a session has an id")
            .to_owned()
    }

    /// Opens an address and waits until it is loaded.
    pub fn open(&self, address: &str) {
        self.post("/url", &json!({ "url": address }));
    }

    /// Sets the size of the page in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let command = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": size });
        self.post("/goog/cdp/execute", &command);
    }

    /// Runs a script in the page and returns its value.
    pub fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Runs a script that calls `done` with its value when it has it.
    pub fn run_until_done(&self, script: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        self.post("/execute/async", &json!({ "script": script, "args": [] }))
    }

    /// Has the API of the page's site do something, by the holder of a key, and waits until pages
    /// show it. What it answers.
    pub fn call_api(&self, key: &str, line: &str, body: &Value) -> Value {
        let (verb, path) = line.split_once(' ').expect("a line has a verb and a path");
        let script = format!(
            "const key = {{ Authorization: 'Bearer {key}' }};
            const kind = {{ 'Content-Type': 'application/json' }};
            const sent = {{ method: '{verb}', headers: {{ ...key, ...kind }}, body: JSON.stringify({body}) }};
            fetch('{path}', sent).then(async answer => {{
                const told = await answer.json();
                const seq = answer.headers.get('Kept-Seq');
                const after = seq === null ? {{}} : {{ 'Kept-After': seq }};
                const shown = await fetch('/v1/orders?limit=1', {{ headers: {{ ...key, ...after }} }});
                done([answer.ok && shown.ok, told]);
            }}).catch(fault => done([false, String(fault)]))"
        );
        let mut answer = self.run_until_done(&script);
        assert_eq!(answer[0], Value::Bool(true), "{line} {body}: {answer}");
        answer[1].take()
    }

    /// Shows the page in the light or the dark theme.
    pub fn theme(&self, name: &str) {
        let feature = json!({ "name": "prefers-color-scheme", "value": name });
        let command =
            json!({ "cmd": "Emulation.setEmulatedMedia", "params": { "features": [feature] } });
        self.post("/goog/cdp/execute", &command);
    }

    /// The visible text of the first element that a CSS selector finds, once it is there.
    pub fn text(&self, selector: &str) -> String {
        let element = self.find(selector);
        let text = self.call(
            "GET",
            &self.path(&format!("/element/{element}/text")),
            &Value::Null,
        );
        text.as_str()
            .expect("the text of an element is a string")
            .to_owned()
    }

    /// Clicks on an element as a person does: it must be visible and on top.
    pub fn click(&self, selector: &str) {
        let element = self.find(selector);
        // Pages move smoothly; what still moves is missed.
        self.run(&format!(
            "document.querySelector({}).scrollIntoView({{ block: 'center', behavior: 'instant' }})",
            json!(selector)
        ));
        self.post(&format!("/element/{element}/click"), &json!({}));
    }

    /// Clicks on what leads to another page and waits until that page is there.
    pub fn follow(&self, selector: &str) {
        self.run("window.pageBefore = true");
        self.click(selector);
        self.wait_for("return !window.pageBefore && document.readyState === 'complete'");
    }

    /// Types into an element.
    pub fn write(&self, selector: &str, text: &str) {
        self.find(selector);
        // A page that follows what happens rests while someone is in a form.
        self.run(&format!(
            "document.querySelector({}).focus()",
            json!(selector)
        ));
        let element = self.find(selector);
        self.post(
            &format!("/element/{element}/value"),
            &json!({ "text": text }),
        );
    }

    /// Presses a key, wherever the focus is.
    pub fn press(&self, key: &str) {
        let steps = json!([{ "type": "keyDown", "value": key }, { "type": "keyUp", "value": key }]);
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": steps });
        self.post("/actions", &json!({ "actions": [keyboard] }));
    }

    /// Waits until a script returns true.
    pub fn wait_for(&self, script: &str) {
        let until = Instant::now() + PATIENCE;
        while self.run(script) != Value::Bool(true) {
            assert!(Instant::now() < until, "waited in vain for: {script}");
            std::thread::sleep(LOOK);
        }
    }

    /// What the browser complained of since it was last asked: failed scripts, files that did not
    /// load, and what the page's security policy forbade.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({ "type": "browser" }));
        let entries = log.as_array().expect("a log is a list").iter();
        let serious = entries.filter(|entry| entry["level"] == "SEVERE");
        serious.map(|entry| entry["message"].to_string()).collect()
    }

    /// Saves a picture of the page as PNG.
    pub fn picture(&self, path: &Path) {
        let picture = self.call("GET", &self.path("/screenshot"), &Value::Null);
        let text = picture.as_str().expect("a picture comes as text");
        std::fs::write(path, base64(text)).expect("the picture can be written");
    }

    fn find(&self, selector: &str) -> String {
        self.wait_for(&format!(
            "return document.querySelector({}) !== null",
            json!(selector)
        ));
        let found = self.post(
            "/element",
            &json!({ "using": "css selector", "value": selector }),
        );
        found[ELEMENT]
            .as_str()
            .expect("an element has an id")
            .to_owned()
    }

    fn path(&self, rest: &str) -> String {
        format!("/session/{}{rest}", self.session)
    }

    fn post(&self, rest: &str, body: &Value) -> Value {
        self.call("POST", &self.path(rest), body)
    }

    /// One command of WebDriver: its value, or a panic with what the driver says.
    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the driver listens");
        stream
            .write_all(request.as_bytes())
            .expect("the driver takes a command");
        let mut answer = answer(stream);
        let value = answer["value"].take();
        assert!(value["error"].is_null(), "{method} {path} {body}: {value}");
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.call("DELETE", &self.path(""), &Value::Null);
        }
        // What is gone already needs no end.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

fn answer(stream: TcpStream) -> Value {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("the driver answers");
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().expect("a length is a number");
            }
            None if line.trim_end().is_empty() => break,
            Some(_) | None => {}
        }
    }
    let mut body = vec![0; length];
    reader
        .read_exact(&mut body)
        .expect("the answer is as long as it says");
    serde_json::from_slice(&body).expect("the driver speaks JSON")
}

/// The bytes of a base64 text (RFC 4648, section 4).
fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let place = |letter: u8| LETTERS.iter().position(|known| *known == letter);
    let sixes: Vec<u32> = text
        .bytes()
        .map_while(place)
        .map(|six| six as u32)
        .collect();
    let whole = |four: &[u32]| {
        let bits = four.iter().fold(0, |bits, six| bits << 6 | six) << (6 * (4 - four.len()));
        bits.to_be_bytes()[1..four.len()].to_vec()
    };
    sixes.chunks(4).flat_map(whole).collect()
}
