//! `kept verify`: the chain, the replay and every invariant, by name.

use crate::company::DataDir;
use crate::failure::{Failure, Outcome};
use crate::talk::{self, Progress};
use book::{Event, invariant};
use engine::Batch;
use journal::{FaultKind, Reader, SqliteJournal};
use serde::Serialize;
use vocab::ContentHash;

/// Records that are read at once.
const READ_AHEAD: usize = 256;

/// What `kept verify` prints.
#[derive(Serialize)]
pub struct Report {
    /// True when everything holds.
    pub ok: bool,
    /// Records in the journal.
    pub batches: u64,
    /// Events in them.
    pub events: u64,
    /// Hash of the state that they lead to.
    pub state_hash: String,
    /// Each check by name.
    pub invariants: Vec<Check>,
}

/// One check.
#[derive(Serialize)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// True when it holds.
    pub ok: bool,
    /// Where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// Verifies a data directory, beside whoever works in it.
pub fn verify(data: &DataDir, json: bool) -> Outcome {
    let report = check(data)?;
    if json {
        talk::json(&report)?;
    } else {
        print!("{}", text(&report));
    }
    match report.ok {
        true => Ok(()),
        false => Err(Failure::new(
            "the company's data are not sound; restore a backup, or report what is named above",
        )),
    }
}

/// Replays the journal from its first record and checks what comes of it.
pub fn check(data: &DataDir) -> Outcome<Report> {
    let reader = data.reader()?;
    let head = reader.head()?;
    let mut replay = Replay::default();
    let chain = replay.run(&reader, head.seq);
    let snapshot = snapshot_check(data, &replay);
    let mut invariants = vec![
        Check::of("chain_is_whole", chain),
        Check::of(
            "replay_gives_the_recorded_states",
            replay.diverged.take().map_or(Ok(()), Err),
        ),
        Check::of("snapshot_and_tail_give_the_same_state", snapshot),
        Check::of(
            "documents_are_whole",
            documents_check(data, &replay.documents),
        ),
        Check::of("vault_is_whole", vault_check(data)),
        Check::of("keys_and_users_are_whole", access_check(data)),
        Check::of("audit_trail_is_whole", audit_check(data)),
        Check::of("webhooks_are_whole", webhooks_check(data)),
        Check::of("the_outbox_is_whole", outbox_check(data)),
    ];
    invariants.extend(
        invariant::INVARIANTS
            .iter()
            .map(|rule| Check::of(rule.name, (rule.check)(&replay.book))),
    );
    Ok(Report {
        ok: invariants.iter().all(|check| check.ok),
        batches: head.seq,
        events: replay.events,
        state_hash: ContentHash(replay.book.state_hash()).to_string(),
        invariants,
    })
}

impl Check {
    fn of(name: &'static str, result: Result<(), String>) -> Check {
        Check {
            name,
            ok: result.is_ok(),
            place: result.err(),
        }
    }
}

#[derive(Default)]
struct Replay {
    book: book::Book,
    seq: u64,
    events: u64,
    documents: Vec<ContentHash>,
    diverged: Option<String>,
}

impl Replay {
    /// Applies every record up to one. Reading checks hashes and chain.
    fn run(&mut self, reader: &Reader, last: u64) -> Result<(), String> {
        let mut progress = Progress::new("replaying record", last);
        while self.seq < last {
            let records = reader
                .read(self.seq + 1, READ_AHEAD)
                .map_err(|fault| Failure::from(fault).to_string())?;
            for record in records.iter().filter(|record| record.seq <= last) {
                let batch = Batch::of(record);
                let batch = batch.map_err(|how| format!("record {} {how}", record.seq))?;
                for event in batch
                    .entries
                    .iter()
                    .flat_map(|entry| entry.outcome.iter().flatten())
                {
                    book::evolve(&mut self.book, event);
                    self.events += 1;
                    if let Event::DocumentReceived { document } = event {
                        self.documents.push(*document);
                    }
                }
                self.seq = record.seq;
                let hash = engine::recorded_state(record);
                let hash = hash.filter(|hash| hash.0 != self.book.state_hash());
                if hash.is_some() && self.diverged.is_none() {
                    self.diverged = Some(format!("after record {}", record.seq));
                }
            }
            progress.at(self.seq);
        }
        let verified = reader.verify(1, None, |_| {});
        verified
            .map(drop)
            .map_err(|fault| Failure::from(fault).to_string())
    }
}

/// What recovery makes of the newest snapshot and the records behind it. Whoever works in the
/// directory has recovered from them already, and they can't be looked at beside it.
fn snapshot_check(data: &DataDir, replay: &Replay) -> Result<(), String> {
    let journal = match SqliteJournal::open(&data.journal()) {
        Ok(journal) => journal,
        Err(fault) if fault.kind == FaultKind::WriterPresent => return Ok(()),
        Err(fault) => return Err(Failure::from(fault).to_string()),
    };
    let recovered = engine::replay(&journal)
        .map_err(|fault| Failure::from(fault).to_string())?
        .core;
    match recovered.seq() == replay.seq && recovered.book() == &replay.book {
        true => Ok(()),
        false => Err(
            "the newest snapshot leads to another state; delete journal.db.snapshots".to_owned(),
        ),
    }
}

/// Every document that the journal knows is in the store, byte for byte.
fn documents_check(data: &DataDir, known: &[ContentHash]) -> Result<(), String> {
    let store = keep::DocumentStore::open(data.path()).map_err(in_words)?;
    for document in known {
        if store.get(*document).map_err(in_words)?.is_none() {
            return Err(format!("document {document} is missing"));
        }
    }
    Ok(())
}

fn vault_check(data: &DataDir) -> Result<(), String> {
    let verified = || keep::Vault::open(data.path())?.verify().map(drop);
    verified().map_err(in_words)
}

fn access_check(data: &DataDir) -> Result<(), String> {
    let listed = || {
        keep::AccessKeys::open(data.path())?.list()?;
        keep::Users::open(data.path())?.list().map(drop)
    };
    listed().map_err(in_words)
}

fn audit_check(data: &DataDir) -> Result<(), String> {
    let verified = || keep::Audit::open(data.path())?.verify().map(drop);
    verified().map_err(in_words)
}

fn webhooks_check(data: &DataDir) -> Result<(), String> {
    let verified = || {
        let vault = keep::Vault::open(data.path())?;
        keep::Webhooks::open(data.path(), &vault)?
            .verify()
            .map(drop)
    };
    verified().map_err(in_words)
}

fn outbox_check(data: &DataDir) -> Result<(), String> {
    let verified = || {
        let vault = keep::Vault::open(data.path())?;
        keep::Outbox::open(data.path(), &vault)?.verify().map(drop)
    };
    verified().map_err(in_words)
}

fn in_words(fault: keep::Fault) -> String {
    Failure::from(fault).to_string()
}

fn text(report: &Report) -> String {
    let row = |check: &Check| {
        let place = check.place.clone().unwrap_or_default();
        vec![
            check.name.to_owned(),
            if check.ok { "holds" } else { "BROKEN" }.to_owned(),
            place,
        ]
    };
    let rows: Vec<Vec<String>> = report.invariants.iter().map(row).collect();
    let (batches, events, hash) = (report.batches, report.events, &report.state_hash);
    format!(
        "{}\n{batches} records, {events} events\nstate {hash}\n",
        talk::table(&["check", "", "where"], &rows)
    )
}
