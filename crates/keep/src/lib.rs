//! What is kept beside the journal: the documents that came in, the vault of personal data, access
//! keys and users, and the audit trail.
//!
//! Names, addresses and the bytes of documents never enter the journal: events carry a hash or a
//! number, and these files hold what it stands for. What is on disk is told in `FORMAT.md`.
//!
//! **Invariants.** A document is stored under the hash of its bytes and never changes; reading it
//! verifies the hash. A subject's data is readable only with a key of its own, and erasing the
//! subject destroys that key.

mod access;
mod audit;
mod cipher;
mod documents;
mod fault;
mod file;
mod refusal;
#[cfg(test)]
mod scratch;
mod vault;
mod words;

pub use access::{
    AccessKey, AccessKeys, CUSTOMER_SCOPES, Found, IDENTITY_BYTES_MAX, Identity,
    KEY_NAME_BYTES_MAX, KEYS_MAX, LOCK_SECONDS, LOCK_SECONDS_MAX, LOGIN_BYTES_MAX, NewKey, NewUser,
    PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, PASSWORD_CHECKS_MAX, PASSWORD_WAITERS_MAX, Role,
    SESSION_IDLE_SECONDS, SESSION_PREFIX, SESSION_SECONDS_MAX, SESSIONS_PER_USER_MAX,
    STRANGERS_MAX, Scope, Scopes, Secret, SignIn, USER_NAME_BYTES_MAX, USERS_MAX, User, UserChange,
    Users, WRONG_FORGOTTEN_SECONDS, WRONG_PASSWORDS_MAX,
};
pub use audit::{
    AUDIT_DETAIL_BYTES_MAX, AUDIT_NOTE_MAX, AUDIT_PAGE_MAX, AUDIT_REQUEST_BYTES_MAX,
    AUDIT_SUBJECT_BYTES_MAX, Audit, AuditEntry, AuditFilter, AuditRow, Audited,
};
pub use documents::{
    DOCUMENT_BYTES_MAX, Document, DocumentMeta, DocumentStore, LABEL_BYTES_MAX, LIST_MAX, Listed,
    READING_BYTES_MAX, Reading, VerifiedDocuments,
};
pub use fault::{Fault, FaultKind};
pub use refusal::Refusal;
pub use vault::{
    PERSONAL_BYTES_MAX, Personal, SUBJECT_NUMBER_MAX, SUBJECTS_MAX, SubjectId, SubjectKind, Vault,
};
