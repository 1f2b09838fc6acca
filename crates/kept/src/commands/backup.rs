//! `kept backup` and `kept restore`: the journal and what is kept beside it, copied while the company
//! works; everything else is made again from them.

use super::verify;
use crate::company::DataDir;
use crate::failure::{Doing, Failure, Outcome};
use crate::talk::{self, Progress};
use keep::{
    AccessKeys, Audit, Channels, DocumentStore, Jobs, Lessons, Outbox, SavedViews, Vault, Webhooks,
};
use serde::Serialize;
use std::path::Path;

/// What both commands print.
#[derive(Serialize)]
struct Report {
    directory: String,
    batches: u64,
    state_hash: String,
    ok: bool,
}

/// Files of a data directory that a backup holds, besides the journal.
const FILES: [&str; 4] = ["documents.db", "vault.db", "vault.key", "access.db"];
/// Files that a backup of an older version does not hold; they are founded where they are missing.
const NEWER_FILES: [&str; 7] = [
    "audit.db",
    "webhooks.db",
    "jobs.db",
    "desk.db",
    "channels.db",
    "lessons.db",
    "outbox.db",
];

/// Copies a data directory, beside whoever works in it, and verifies the copy.
pub fn backup(data: &DataDir, to: &Path, json: bool) -> Outcome {
    let reader = data.reader()?;
    make_empty(to)?;
    let copy = DataDir::new(Some(to));
    let mut progress = Progress::new("copying the journal: page", 1);
    reader.backup(&copy.journal(), |done, total| progress.of(done, total))?;
    // Documents and names are stored before the journal mentions them: copied after it, none is
    // missing that the copied journal knows.
    copy_kept(data.path(), to)?;
    copy_key(data.path(), to)?;
    finish(&copy, json)
}

fn copy_kept(from: &Path, to: &Path) -> Outcome {
    DocumentStore::open(from)?.backup(&to.join("documents.db"))?;
    let vault = Vault::open(from)?;
    vault.backup(&to.join("vault.db"))?;
    AccessKeys::open(from)?.backup(&to.join("access.db"))?;
    Audit::open(from)?.backup(&to.join("audit.db"))?;
    Webhooks::open(from, &vault)?.backup(&to.join("webhooks.db"))?;
    Jobs::open(from)?.backup(&to.join("jobs.db"))?;
    SavedViews::open(from)?.backup(&to.join("desk.db"))?;
    Channels::open(from)?.backup(&to.join("channels.db"))?;
    Lessons::open(from)?.backup(&to.join("lessons.db"))?;
    Outbox::open(from, &vault)?.backup(&to.join("outbox.db"))?;
    Ok(())
}

/// The vault can't be read without its key. Whoever wants them apart moves it elsewhere.
fn copy_key(from: &Path, to: &Path) -> Outcome {
    let copied = std::fs::copy(from.join("vault.key"), to.join("vault.key"));
    copied
        .map(drop)
        .doing(|| "the vault's key can't be copied".to_owned())
}

/// Brings a backup into a new data directory and verifies it.
pub fn restore(data: &DataDir, from: &Path, json: bool) -> Outcome {
    let backup = DataDir::new(Some(from));
    backup.must_be_founded()?;
    if data.is_founded() {
        let shown = data.path().display();
        return Err(Failure::new(format!(
            "{shown} holds a book already; restore into a new directory"
        )));
    }
    make_empty(data.path())?;
    backup.reader()?.backup(&data.journal(), |_, _| {})?;
    let newer = NEWER_FILES.iter().filter(|name| from.join(name).exists());
    for name in FILES.iter().chain(newer) {
        let (source, target) = (from.join(name), data.path().join(name));
        std::fs::copy(&source, &target)
            .doing(|| format!("{} can't be restored", source.display()))?;
    }
    finish(data, json)
}

fn make_empty(directory: &Path) -> Outcome {
    let shown = directory.display();
    std::fs::create_dir_all(directory).doing(|| format!("{shown} can't be made"))?;
    match std::fs::read_dir(directory)?.next() {
        None => Ok(()),
        Some(_) => Err(Failure::new(format!(
            "{shown} is not empty; name a new directory"
        ))),
    }
}

fn finish(copy: &DataDir, json: bool) -> Outcome {
    let checked = verify::check(copy)?;
    let report = Report {
        directory: copy.path().display().to_string(),
        batches: checked.batches,
        state_hash: checked.state_hash,
        ok: checked.ok,
    };
    if json {
        talk::json(&report)?;
    } else {
        println!(
            "{}: {} records, state {}",
            report.directory, report.batches, report.state_hash
        );
    }
    match report.ok {
        true => Ok(()),
        false => Err(Failure::new(
            "the copy does not verify; see `kept verify --data` on it",
        )),
    }
}
