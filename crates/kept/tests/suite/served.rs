//! A company that is served to the clients of a test.

use super::{json, kept};
use keep::Scope;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;

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
        let mut command = kept(&["serve", "--listen", "127.0.0.1:0"]);
        command.arg("--data").arg(data).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let address = lines.find_map(|line| {
            let line = line.unwrap();
            let rest = line.strip_prefix("console: http://")?;
            Some(rest.split_once('/')?.0.to_owned())
        });
        // What else it says is read, so that it never waits for its reader.
        thread::spawn(move || lines.for_each(drop));
        Served {
            process,
            address: address.unwrap(),
            secret,
        }
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

impl Drop for Served {
    fn drop(&mut self) {
        // It may be gone already; then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
