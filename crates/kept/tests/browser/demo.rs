//! The sample company, served by the real binary on a port of its own and in a directory that
//! goes away.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver};

/// By what the person of the desk signs in.
pub const LOGIN: &str = "dana";
/// The person's password.
pub const PASSWORD: &str = "an-order-is-a-promise";

/// What the key of a program may do.
const KEY_SCOPES: [&str; 7] = [
    "orders:read",
    "orders:write",
    "stock:write",
    "catalogue:write",
    "customers:read",
    "customers:write",
    "requests:decide",
];

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
        let (demo, _) = Demo::serve("demo", directory("lives"));
        demo.add_user(LOGIN, "admin");
        demo
    }

    /// The same company, with nobody at work but the people of the console.
    pub fn at_rest() -> Demo {
        let data = directory("rests");
        let mut once = Command::new(env!("CARGO_BIN_EXE_kept"));
        once.args(["demo", "--once", "--data"]).arg(&data);
        once.stdout(Stdio::null()).stderr(Stdio::null());
        assert!(once.status().expect("the binary starts").success());
        Demo::serve("serve", data).0
    }

    /// Serves a data directory with nothing in it, and tells the link that makes the first user.
    pub fn empty() -> (Demo, String) {
        let (demo, mut lines) = Demo::serve("serve", directory("empty"));
        let welcome = lines.find(|line| line.contains("/welcome?token="));
        (demo, welcome.expect("the link is told").trim().to_owned())
    }

    /// Serves a data directory, and what is said behind the address.
    fn serve(command: &str, data: PathBuf) -> (Demo, impl Iterator<Item = String>) {
        let mut kept = Command::new(env!("CARGO_BIN_EXE_kept"));
        kept.args([command, "--listen", "127.0.0.1:0", "--data"])
            .arg(&data);
        kept.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut kept = kept.spawn().expect("the binary starts");
        let talk = BufReader::new(kept.stderr.take().expect("its talk is piped"));
        let (site, said) = told(talk);
        (Demo { kept, data, site }, said.into_iter())
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

    /// Makes a person with a role, as an administrator does beside the running server.
    pub fn add_user(&self, login: &str, role: &str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kept"));
        command.args(["user", "create", login, "--name", login, "--role", role]);
        command.args(["--password-stdin", "--data"]).arg(&self.data);
        command.stdin(Stdio::piped()).stdout(Stdio::null());
        let mut made = command.spawn().expect("the binary starts");
        let mut stdin = made.stdin.take().expect("it is piped");
        writeln!(stdin, "{PASSWORD}").expect("the password is read");
        drop(stdin);
        assert!(made.wait().expect("it ends").success());
    }

    /// Makes a key with which a program calls the API for what the people of a company work on; its
    /// secret.
    pub fn key(&self) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kept"));
        command
            .args(["key", "create", "warehouse", "--data"])
            .arg(&self.data);
        for scope in KEY_SCOPES {
            command.args(["--scope", scope]);
        }
        let made = command.output().expect("the binary starts");
        assert!(made.status.success(), "{made:?}");
        let secret = String::from_utf8(made.stdout).expect("a key is a text");
        secret.trim().to_owned()
    }

    /// The address of a page.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }
}

/// A directory of this run, for one company.
fn directory(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("kept-{name}-{}", unique()))
}

/// A name that nothing else on this machine has: tests run side by side.
pub fn unique() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("{}-{number}", std::process::id())
}

/// The address of the console, as it is told to the person who starts the server, and the lines
/// behind it.
fn told(talk: impl BufRead + Send + 'static) -> (String, Receiver<String>) {
    let mut lines = talk.lines().map_while(Result::ok);
    let mut all = String::new();
    let site = loop {
        let line = lines
            .next()
            .unwrap_or_else(|| panic!("no address was told, but\n{all}"));
        let mut words = line.split_whitespace();
        let host = words.find_map(|word| word.strip_prefix("http://")?.split('/').next());
        if let Some(host) = host {
            break format!("http://{host}");
        }
        all.push_str(&line);
        all.push('\n');
    };
    // Whoever talks must be listened to, or it stops.
    let (say, said) = mpsc::channel();
    std::thread::spawn(move || lines.for_each(|line| drop(say.send(line))));
    (site, said)
}

impl Drop for Demo {
    fn drop(&mut self) {
        // What is gone already needs no end.
        let _ = self.kept.kill();
        let _ = self.kept.wait();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}
