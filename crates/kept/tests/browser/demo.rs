//! The sample company, served by the real binary on a port of its own and in a directory that
//! goes away.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// By what the person of the desk signs in.
pub const LOGIN: &str = "dana";
/// The person's password.
pub const PASSWORD: &str = "an-order-is-a-promise";

/// A `kept demo` that runs.
pub struct Demo {
    kept: Child,
    data: PathBuf,
    /// Where the console is, without a path.
    site: String,
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
        let talk = BufReader::new(kept.stderr.take().expect("its talk is piped"));
        let site = told(talk);
        let demo = Demo { kept, data, site };
        demo.add_user();
        demo
    }

    /// Serves a data directory with nothing in it, and tells the link that makes the first user.
    pub fn empty() -> (Demo, String) {
        let data = std::env::temp_dir().join(format!("kept-empty-{}", std::process::id()));
        let mut command = Command::new(env!("CARGO_BIN_EXE_kept"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
        command
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut kept = command.spawn().expect("the binary starts");
        let talk = BufReader::new(kept.stderr.take().expect("its talk is piped"));
        let mut lines = talk.lines().map_while(Result::ok);
        let welcome = lines.find(|line| line.contains("/welcome?token="));
        let welcome = welcome.expect("the link is told").trim().to_owned();
        std::thread::spawn(move || lines.for_each(drop));
        let site = welcome
            .split("/welcome")
            .next()
            .unwrap_or_default()
            .to_owned();
        (Demo { kept, data, site }, welcome)
    }

    /// A file to fill in, as it is: its examples make a small company.
    pub fn template(&self, kind: &str) -> PathBuf {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kept"));
        let told = command.args(["export", kind, "--template"]).output();
        let file = self.data.join(format!("{kind}.csv"));
        let text = told.expect("the binary starts").stdout;
        std::fs::write(&file, text).expect("the file can be written");
        file
    }

    /// Makes the person of the desk, as an administrator does beside the running server.
    fn add_user(&self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kept"));
        command.args(["user", "create", LOGIN, "--name", "Dana", "--role", "admin"]);
        command.args(["--password-stdin", "--data"]).arg(&self.data);
        command.stdin(Stdio::piped()).stdout(Stdio::null());
        let mut made = command.spawn().expect("the binary starts");
        let mut stdin = made.stdin.take().expect("it is piped");
        writeln!(stdin, "{PASSWORD}").expect("the password is read");
        drop(stdin);
        assert!(made.wait().expect("it ends").success());
    }

    /// The address of a page.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }
}

/// The address of the console, as it is told to the person who starts the demo.
fn told(talk: impl BufRead + Send + 'static) -> String {
    let (mut site, mut all) = (None, String::new());
    let mut lines = talk.lines().map_while(Result::ok);
    while site.is_none() {
        let line = lines
            .next()
            .unwrap_or_else(|| panic!("no address was told, but\n{all}"));
        for word in line.split_whitespace() {
            if let Some(host) = word
                .strip_prefix("http://")
                .and_then(|rest| rest.split('/').next())
            {
                site.get_or_insert(format!("http://{host}"));
            }
        }
        all.push_str(&line);
        all.push('\n');
    }
    // Whoever talks must be listened to, or it stops.
    std::thread::spawn(move || lines.for_each(drop));
    site.expect("was told")
}

impl Drop for Demo {
    fn drop(&mut self) {
        // What is gone already needs no end.
        let _ = self.kept.kill();
        let _ = self.kept.wait();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}
