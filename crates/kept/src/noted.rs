//! What is done to keys and users on the command line, noted in the audit trail.

use crate::failure::Outcome;
use keep::{Audit, AuditEntry, Audited};
use std::path::Path;
use vocab::{ActorId, Instant};

/// Notes what was done at the command line, by whoever may read the data directory.
pub fn note(data: &Path, what: Audited, subject: String, now: Instant) -> Outcome {
    let by = ("by".to_owned(), "command line".into());
    let entry = AuditEntry {
        at: now,
        actor: ActorId::default(),
        what,
        subject,
        detail: [by].into_iter().collect(),
        request: String::new(),
    };
    Audit::open(data)?.note(&entry)?;
    Ok(())
}
