//! The sample company, served by the real binary on a port of its own and in a directory that
//! goes away.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A `kept demo` that runs.
pub struct Demo {
    kept: Child,
    data: PathBuf,
    /// The address with the key, as it is told to the person who starts it.
    pub sign_in: String,
}

impl Demo {
    /// Starts it and waits until it serves.
    pub fn start() -> Demo {
        let data = std::env::temp_dir().join(format!("kept-demo-{}", std::process::id()));
        let mut command = Command::new(env!("CARGO_BIN_EXE_kept"));
        command
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(&data);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut kept = command.spawn().expect("the binary starts");
        let mut talk = BufReader::new(kept.stderr.take().expect("its talk is piped")).lines();
        let mut told = String::new();
        let sign_in = talk.by_ref().map_while(Result::ok).find_map(|line| {
            told.push_str(&line);
            told.push('\n');
            line.strip_prefix("console: ").map(str::to_owned)
        });
        // Whoever talks must be listened to, or it stops.
        std::thread::spawn(move || talk.for_each(drop));
        let sign_in = sign_in.unwrap_or_else(|| panic!("no address was told, but\n{told}"));
        Demo {
            kept,
            data,
            sign_in,
        }
    }

    /// The address of a page.
    pub fn address(&self, path: &str) -> String {
        let scheme = "http://".len();
        let end = self.sign_in[scheme..]
            .find('/')
            .expect("an address has a path");
        format!("{}{path}", &self.sign_in[..scheme + end])
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // What is gone already needs no end.
        let _ = self.kept.kill();
        let _ = self.kept.wait();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}
