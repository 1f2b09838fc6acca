//! The server is what its description tells: schemathesis reads it, sends what it allows and what
//! it forbids to every operation, and holds every answer against it.

use super::python::python;
use super::served::Served;
use super::{demo, fresh, said};
use std::path::Path;
use std::process::Command;

/// What schemathesis is told besides: any header may come with a request, whether it is known or
/// not, so it doesn't try unknown ones; and a request that is wrong in two ways may be refused for
/// either, such as its `If-Match` or its size. Of many orders each line is answered by itself: what
/// is wrong with one is in the answer, whose status is 200.
const CONFIG: &str = r#"
[generation]
allow-extra-parameters = false

[checks]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429]

[[operations]]
include-operation-id = "place_orders"
checks.negative_data_rejection.enabled = false
"#;
/// How it writes many orders: what the schema describes stands on each line. Webhooks that it makes
/// up are not posted to strangers, but to this machine, where nobody listens.
const HOOKS: &str = r#"
import json
import schemathesis

@schemathesis.hook
def before_call(context, case, kwargs):
    if case.path.startswith("/v1/webhooks") and isinstance(case.body, dict):
        url = case.body.get("url")
        if isinstance(url, str) and url.startswith("http"):
            case.body["url"] = "http://127.0.0.1:9/"

@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    return (json.dumps(value) + "\n").encode() * 2
"#;
/// The seed of every run, so that a fault is found again.
const SEED: &str = "8650";
/// What revokes keys: also the one that it is tried with.
const REVOKING: &str = "revoke_key";
/// What a good order is among what an order may say can't be told in a schema: that the customer is
/// known, the day not gone, the stage reached. So a refusal of what the schema allows is no fault.
const NOT_CHECKED: &str = "positive_data_acceptance";
/// Requests that are made up for each operation, besides those that go through its limits one by
/// one; and in the long suite.
const MADE_UP: &str = "5";
const MADE_UP_LONG: &str = "300";

struct Tool<'s> {
    python: &'s Path,
    /// Where its files are.
    folder: &'s Path,
    served: &'s Served,
}

impl Tool<'_> {
    fn run(&self, options: &[&str]) {
        let mut command = Command::new(self.python);
        command.args(["-m", "schemathesis.cli", "--config-file"]);
        command
            .arg(self.folder.join("schemathesis.toml"))
            .arg("run");
        command.env("SCHEMATHESIS_HOOKS", "hooks");
        command
            .env("PYTHONPATH", self.folder)
            .current_dir(self.folder);
        command.arg(format!("http://{}/openapi.json", self.served.address));
        let key = format!("Authorization: Bearer {}", self.served.secret);
        command.args(["--header", &key, "--seed", SEED, "--no-color"]);
        command.args(["--exclude-checks", NOT_CHECKED, "--warnings", "off"]);
        command.args(["--continue-on-failure", "--generation-database", "none"]);
        let output = command.args(options).output().unwrap();
        assert!(output.status.success(), "{options:?}: {}", said(&output));
    }
}

#[test]
fn no_request_brings_the_server_down_or_is_answered_otherwise_than_told() {
    let Some(python) = python() else { return };
    let data = demo("described");
    std::fs::write(data.join("kept.toml"), "[webhooks]\nallow_local = true\n").unwrap();
    let served = Served::to_master(&data);
    let folder = fresh("described-tools");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("schemathesis.toml"), CONFIG).unwrap();
    std::fs::write(folder.join("hooks.py"), HOOKS).unwrap();
    let tool = Tool {
        python: &python,
        folder: &folder,
        served: &served,
    };
    let made_up = match std::env::var_os("KEPT_LONG") {
        Some(_) => MADE_UP_LONG,
        None => MADE_UP,
    };
    let all = [
        "--phases",
        "examples,coverage,fuzzing,stateful",
        "-n",
        made_up,
    ];
    tool.run(&[&all[..], &["--exclude-operation-id", REVOKING]].concat());
    tool.run(&[&all[..], &["--include-operation-id", REVOKING]].concat());
}
