//! What is kept beside the journal: the documents that came in, the vault of personal data, access
//! keys and users, the audit trail, webhooks, the outbox, jobs, saved views, what corrections taught, and
//! how the channels are doing.
//!
//! Names, addresses and the bytes of documents never enter the journal: events carry a hash or a
//! number, and these files hold what it stands for. What is on disk is told in `FORMAT.md`.
//!
//! **Invariants.** A document is stored under the hash of its bytes and never changes; reading it
//! verifies the hash. A subject's data is readable only with a key of its own, and erasing the
//! subject destroys that key.

mod access;
mod audit;
mod channels;
mod cipher;
mod documents;
mod fault;
mod file;
mod jobs;
mod lessons;
mod outbox;
mod refusal;
mod saved_views;
#[cfg(test)]
mod scratch;
mod seal;
mod secret;
mod vault;
mod webhooks;
mod words;

pub use access::{
    AccessKey, AccessKeys, CUSTOMER_SCOPES, Found, IDENTITY_BYTES_MAX, Identity,
    KEY_NAME_BYTES_MAX, KEYS_MAX, LOCK_SECONDS, LOCK_SECONDS_MAX, LOGIN_BYTES_MAX, NewKey, NewUser,
    PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, PASSWORD_CHECKS_MAX, PASSWORD_WAITERS_MAX, Role,
    SESSION_IDLE_SECONDS, SESSION_PREFIX, SESSION_SECONDS_MAX, SESSIONS_PER_USER_MAX,
    STRANGERS_MAX, Scope, Scopes, SignIn, USER_NAME_BYTES_MAX, USERS_MAX, User, UserChange, Users,
    WRONG_FORGOTTEN_SECONDS, WRONG_PASSWORDS_MAX,
};
pub use audit::{
    AUDIT_DETAIL_BYTES_MAX, AUDIT_NOTE_MAX, AUDIT_PAGE_MAX, AUDIT_REQUEST_BYTES_MAX,
    AUDIT_SUBJECT_BYTES_MAX, Audit, AuditEntry, AuditFilter, AuditRow, Audited,
};
pub use channels::{
    CHANNEL_NAME_BYTES_MAX, CHANNEL_TROUBLE_BYTES_MAX, CHANNELS_MAX, ChannelState, Channels,
    MailboxPlace, Spent,
};
pub use documents::{
    DOCUMENT_BYTES_MAX, Document, DocumentMeta, DocumentStore, LABEL_BYTES_MAX, LIST_MAX, Listed,
    READING_BYTES_MAX, Reading, VerifiedDocuments,
};
pub use fault::{Fault, FaultKind};
pub use jobs::{
    JOB_KIND_BYTES_MAX, JOB_REPORT_BYTES_MAX, JOBS_MAX, JOBS_OPEN_MAX, JOBS_PAGE_MAX, Job, JobId,
    JobState, Jobs,
};
pub use lessons::{
    LESSON_ABOUT_BYTES_MAX, LESSON_RULE_BYTES_MAX, LESSONS_MAX, LESSONS_PAGE_MAX,
    LESSONS_PER_CUSTOMER_MAX, Lesson, LessonEnd, LessonTaught, Lessons, NewLesson, TEACHINGS_MAX,
};
pub use outbox::{
    AskedMessage, OUTBOX_CONTENT_BYTES_MAX, OUTBOX_ENDED_MAX, OUTBOX_PAGE_MAX, OUTBOX_TOLD_MAX,
    OUTBOX_WAITING_MAX, Outbox, OutboxFilter, OutboxFormat, OutboxKind, OutboxMessage,
    OutboxSettled, OutboxState, OutboxTrouble, RECIPIENT_NAME_BYTES_MAX, RECIPIENTS_MAX, Recipient,
    Whose, WrittenMessage,
};
pub use refusal::Refusal;
pub use saved_views::{
    NewView, SavedView, SavedViews, VIEW_NAME_BYTES_MAX, VIEW_PAGE_BYTES_MAX, VIEW_QUERY_BYTES_MAX,
    VIEWS_PER_OWNER_MAX,
};
pub use secret::Secret;
pub use vault::{
    PERSONAL_BYTES_MAX, Personal, SUBJECT_NUMBER_MAX, SUBJECTS_MAX, SUBJECTS_SEARCHED_MAX,
    SubjectId, SubjectKind, Vault,
};
pub use webhooks::{
    DeliveryAttempt, DeliveryRow, DeliverySettled, DeliveryState, FeedPlace, NewWebhook, Replay,
    WEBHOOK_DEAD_MAX, WEBHOOK_KIND_BYTES_MAX, WEBHOOK_KINDS_MAX, WEBHOOK_PAGE_MAX,
    WEBHOOK_PAYLOAD_BYTES_MAX, WEBHOOK_TAKEN_MAX, WEBHOOK_TEXT_BYTES_MAX, WEBHOOK_URL_BYTES_MAX,
    WEBHOOK_WAITING_MAX, WEBHOOKS_MAX, Webhook, WebhookChange, WebhookDelivery, WebhookDisabled,
    WebhookId, Webhooks,
};
