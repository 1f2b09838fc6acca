//! The audit trail, as far as the web adds to it: who signed in, who changed what others may do, and
//! whose personal data was shown to whom.

use crate::call::Call;
use crate::problem::Problem;
use crate::state::App;
use keep::{AuditEntry, Audited, Fault, SubjectId, SubjectKind, WebhookId};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};
use std::sync::{Mutex, PoisonError};
use vocab::{ActorId, Instant, LessonId};

/// How long a person who looks at the same data again is taken to look on.
const LOOKING_SECONDS: i64 = 3_600;
/// Looks that are remembered; beyond it, some are noted anew.
const LOOKS_MAX: usize = 100_000;

/// Who has looked at whose data lately, so that a page that follows what happens is one look.
#[derive(Default)]
pub struct Looks(Mutex<FxHashMap<(ActorId, SubjectId), Instant>>);

impl Looks {
    /// Those of these subjects that the actor has not looked at lately, each once.
    fn new_ones(&self, actor: ActorId, subjects: &[SubjectId], now: Instant) -> Vec<SubjectId> {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if looks.len() + subjects.len() > LOOKS_MAX {
            looks.clear();
        }
        let mut is_new = |subject: &&SubjectId| {
            let before = looks.insert((actor, **subject), now);
            before.is_none_or(|before| before.plus_seconds(LOOKING_SECONDS) <= now)
        };
        subjects.iter().filter(|one| is_new(one)).copied().collect()
    }
}

impl App {
    /// Notes that personal data was read. Blocks.
    ///
    /// # Errors
    /// When the trail can't be written: then nothing may be shown.
    pub(crate) fn note_looks(
        &self,
        actor: ActorId,
        subjects: &[SubjectId],
        request: &str,
    ) -> Result<(), Fault> {
        let now = self.now().at;
        let entry = |subject: SubjectId| AuditEntry {
            at: now,
            actor,
            what: Audited::PersonalDataRead,
            subject: named(subject),
            detail: Map::new(),
            request: request.to_owned(),
        };
        let looks = self.looks().new_ones(actor, subjects, now);
        let entries: Vec<AuditEntry> = looks.into_iter().map(entry).collect();
        for some in entries.chunks(keep::AUDIT_NOTE_MAX) {
            self.audit.note_all(some)?;
        }
        Ok(())
    }
}

impl Call {
    /// Notes what the caller did.
    ///
    /// # Errors
    /// `internal` when the trail can't be written.
    pub async fn note(
        &self,
        what: Audited,
        subject: String,
        detail: &[(&str, Value)],
    ) -> Result<(), Problem> {
        self.note_as(self.caller.actor(), what, subject, detail)
            .await
    }

    /// Notes what someone did who is not the caller yet, or not any more.
    ///
    /// # Errors
    /// `internal` when the trail can't be written.
    pub async fn note_as(
        &self,
        actor: ActorId,
        what: Audited,
        subject: String,
        detail: &[(&str, Value)],
    ) -> Result<(), Problem> {
        let pairs = detail
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        let entry = AuditEntry {
            at: self.app.now().at,
            actor,
            what,
            subject,
            detail: pairs.collect(),
            request: self.request_id().to_owned(),
        };
        self.app
            .blocking(move |app| app.audit.note(&entry))
            .await??;
        Ok(())
    }
}

/// How the trail names someone.
pub fn named(subject: SubjectId) -> String {
    let kind = match subject.kind {
        SubjectKind::Customer => "customer",
        SubjectKind::ShipTo => "ship_to",
        SubjectKind::Contact => "contact",
        SubjectKind::ConsoleUser => "user",
        SubjectKind::ApiUser => "key",
        SubjectKind::Supplier => "supplier",
    };
    format!("{kind}:{}", subject.number)
}

/// How the trail names a user.
pub fn user(actor: ActorId) -> String {
    format!("user:{actor}")
}

/// How the trail names a key.
pub fn key(actor: ActorId) -> String {
    format!("key:{actor}")
}

/// How the trail names a lesson.
pub fn lesson(id: LessonId) -> String {
    format!("lesson:{id}")
}

/// How the trail names a webhook.
pub fn webhook(id: WebhookId) -> String {
    format!("webhook:{}", id.0)
}

/// How the trail names a recipient of business documents.
pub fn recipient(name: &str) -> String {
    format!("recipient:{name}")
}

/// How the trail names a message of the outbox.
pub fn message(number: u64) -> String {
    format!("message:{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_noted_once_an_hour_for_each_person_and_subject() {
        let looks = Looks::default();
        let customer = |number| SubjectId {
            kind: SubjectKind::Customer,
            number,
        };
        let start = Instant(0);
        let seen = [customer(1), customer(2), customer(1)];
        let new = |actor, at| looks.new_ones(ActorId(actor), &seen, at).len();
        assert_eq!(new(1, start), 2);
        assert_eq!(new(1, start.plus_seconds(3_599)), 0);
        assert_eq!(new(2, start), 2);
        assert_eq!(new(1, start.plus_seconds(3_599 + 3_600)), 2);
    }
}
