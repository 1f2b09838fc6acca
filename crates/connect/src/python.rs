//! The Python tools of the suite, for the tests that ask others' libraries whether they agree.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

/// An interpreter that has the packages of `xtask/python-tools.txt`.
pub struct Python(PathBuf);

const VERIFY: &str = "
import sys
from standardwebhooks import Webhook, WebhookVerificationError
secret, id, timestamp, signature, payload = sys.argv[1:]
headers = {'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature}
try:
    Webhook(secret).verify(payload, headers)
    print('verified')
except WebhookVerificationError as refused:
    print(refused)
";

/// The picture is one line of modules, told by `1` and `0`; it is made higher, as a scanner sees bars.
const SCAN: &str = "
import sys, zxingcpp
scale, height = 3, 60
row = b''.join((b'\\0' if module == '1' else b'\\xff') * scale for module in sys.argv[1])
picture = memoryview(row * height).cast('B', shape=[height, len(row)])
for found in zxingcpp.read_barcodes(picture):
    print(found.format, found.content_type, found.text)
";

impl Python {
    /// The interpreter; without one, a test says so and skips itself, except in `CI`.
    pub fn find() -> Option<Python> {
        let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/python/bin/python");
        let interpreter = std::env::var_os("KEPT_PYTHON").map_or(usual, PathBuf::from);
        if interpreter.exists() {
            return Some(Python(interpreter));
        }
        let missing = "there are no Python tools; run `cargo xtask python`";
        assert!(std::env::var_os("CI").is_none(), "{missing}");
        eprintln!("skipped: {missing}");
        None
    }

    /// What the reference library of Standard Webhooks says of a message: `verified`, or why not.
    pub fn verify_webhook(
        &self,
        secret: &str,
        id: &str,
        timestamp: &str,
        signature: &str,
        payload: &str,
    ) -> String {
        self.run(&[VERIFY, secret, id, timestamp, signature, payload])
    }

    /// What ZXing reads in a bar code, given as its modules: kind, kind of content, text.
    pub fn scan(&self, modules: &str) -> String {
        self.run(&[SCAN, modules])
    }

    fn run(&self, program: &[&str]) -> String {
        let output = Command::new(&self.0).arg("-c").args(program).output();
        let output = output.unwrap();
        let problem = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{problem}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

/// The moment, in seconds since 1970: the library compares it with its own clock.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap().as_secs() as i64
}

/// A program of the documentation that runs while it is held.
pub struct Program(std::process::Child);

impl Python {
    /// Starts the program that stands in a page between ```` ```python ```` and ```` ``` ````.
    pub fn start_first(&self, page: &str, settings: &[(&str, &str)]) -> Program {
        let (_, program) = page.split_once("```python\n").unwrap();
        let (program, _) = program.split_once("```").unwrap();
        let mut command = Command::new(&self.0);
        command.args(["-c", program]).envs(settings.iter().copied());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Program(command.spawn().unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
