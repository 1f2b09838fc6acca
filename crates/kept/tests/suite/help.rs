//! The help of every command is a golden file, `docs/cli.md`: written anew with `KEPT_REFRESH=1`.

use super::kept;

const COMMANDS: [&[&str]; 49] = [
    &[],
    &["demo"],
    &["serve"],
    &["import"],
    &["export"],
    &["intake"],
    &["order"],
    &["order", "place"],
    &["order", "show"],
    &["order", "list"],
    &["order", "amend"],
    &["order", "cancel"],
    &["order", "release"],
    &["request"],
    &["request", "list"],
    &["request", "accept"],
    &["request", "decline"],
    &["exception"],
    &["exception", "list"],
    &["exception", "show"],
    &["exception", "approve"],
    &["exception", "dismiss"],
    &["exception", "revert"],
    &["key"],
    &["key", "create"],
    &["key", "list"],
    &["key", "revoke"],
    &["user"],
    &["user", "create"],
    &["user", "list"],
    &["user", "disable"],
    &["user", "enable"],
    &["user", "password"],
    &["verify"],
    &["backup"],
    &["restore"],
    &["views"],
    &["views", "rebuild"],
    &["eval"],
    &["eval", "intake"],
    &["eval", "backorders"],
    &["bench"],
    &["bench", "documents"],
    &["bench", "place"],
    &["bench", "ration"],
    &["bench", "views"],
    &["simulate"],
    &["simulate", "company"],
    &["completions"],
];

fn help(command: &[&str]) -> String {
    let output = kept(command)
        .arg("--help")
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let name = ["kept"]
        .iter()
        .chain(command)
        .copied()
        .collect::<Vec<_>>()
        .join(" ");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    format!(
        "## {name}\n\n```text\n{}\n```\n",
        lines.join("\n").trim_end()
    )
}

#[test]
fn the_help_is_the_one_in_the_documentation() {
    let pages: Vec<String> = COMMANDS.iter().map(|command| help(command)).collect();
    let text = format!(
        "# The command line\n\nEvery command and flag, as `--help` prints it. Data goes to stdout, talk to stderr; \
         exit code 0 is success, 1 a failure told in words, 2 a command line that can't be read.\n\n{}",
        pages.join("\n")
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cli.md");
    if std::env::var_os("KEPT_REFRESH").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(committed, text, "refresh docs/cli.md with KEPT_REFRESH=1");
}

#[test]
fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = kept(&["completions", shell]).output().unwrap();
        assert!(
            String::from_utf8(output.stdout).unwrap().contains("kept"),
            "{shell}"
        );
    }
}
