//! A company that is served to the clients of a test.

use super::{json, kept};
use keep::Scope;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long something may take to come about, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A company that is served until this is dropped.
pub struct Served {
    process: Child,
    /// Host and port.
    pub address: String,
    /// The secret of a key.
    pub secret: String,
}

impl Served {
    /// Serves it to the holder of a key.
    pub fn start(data: &Path, secret: String) -> Served {
        let (process, address, lines) = Served::spawn("serve", data);
        // What else it says is read, so that it never waits for its reader.
        thread::spawn(move || lines.for_each(drop));
        Served {
            process,
            address,
            secret,
        }
    }

    /// Serves the sample company, which goes on living, to the holder of the key that it makes.
    pub fn demo(data: &Path) -> Served {
        let (process, address, mut lines) = Served::spawn("demo", data);
        let secret = lines.find_map(|line| {
            let secret = line.strip_prefix("a key for the API: ")?;
            Some(secret.to_owned())
        });
        thread::spawn(move || lines.for_each(drop));
        Served {
            process,
            address,
            secret: secret.unwrap(),
        }
    }

    /// A command that serves, where it does, and what else it says.
    fn spawn(
        command: &str,
        data: &Path,
    ) -> (Child, String, impl Iterator<Item = String> + Send + use<>) {
        let mut command = kept(&[command, "--listen", "127.0.0.1:0"]);
        command.arg("--data").arg(data);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut lines = lines.map_while(Result::ok);
        let address = lines.find_map(|line| {
            let rest = line.strip_prefix("console: http://")?;
            Some(rest.split_once('/')?.0.to_owned())
        });
        (process, address.unwrap(), lines)
    }

    /// Serves it to the holder of a key that may do everything.
    pub fn to_master(data: &Path) -> Served {
        let scopes = Scope::ALL
            .iter()
            .flat_map(|scope| ["--scope", scope.as_str()]);
        let create = ["key", "create", "master"].into_iter().chain(scopes);
        let made = json(data, &create.collect::<Vec<_>>());
        Served::start(data, made["secret"].as_str().unwrap().to_owned())
    }
}

impl Served {
    /// What is answered to a request line, such as `GET /v1/me`, with this body: the status, and
    /// JSON where there is any.
    pub fn ask(&self, line: &str, body: &str) -> (u16, Value) {
        self.send(line, "content-type: application/json\r\n", body)
    }

    /// The same, with these header fields of its own.
    pub fn send(&self, line: &str, fields: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!(
            "{line} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nconnection: close\r\n\
             {fields}content-length: {}\r\n\r\n{body}",
            self.address,
            self.secret,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or_default())
    }
}

/// Looks until something is there.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "{what} does not come");
        thread::sleep(Duration::from_millis(50));
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may be gone already; then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
