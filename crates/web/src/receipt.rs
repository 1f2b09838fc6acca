//! Taking in a document: its bytes are kept before the journal names it.

use crate::call::Call;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::body::Bytes;
use book::{Command, refusal};
use engine::Envelope;
use keep::DocumentMeta;
use tokio::sync::SemaphorePermit;
use vocab::ContentHash;

/// Longest name of a file that is kept, in characters.
const NAME_MAX: usize = 200;

/// A document that is kept now.
pub struct Receipt {
    /// Its content.
    pub document: ContentHash,
    /// True when the same bytes came in before.
    pub known: bool,
    /// The journal record that names it.
    pub seq: u64,
}

/// Room to hold a document in memory; waits until there is some.
///
/// # Errors
/// `busy` when the server stops.
pub async fn room(app: &App) -> Result<SemaphorePermit<'_>, Problem> {
    let room = app.uploads().acquire().await;
    room.map_err(|_| Problem::web(Code::Busy))
}

/// Keeps a document in the caller's name; it is read soon after.
///
/// # Errors
/// When the store or the engine does not take it.
pub async fn take_in(call: &Call, bytes: Bytes, meta: DocumentMeta) -> Result<Receipt, Problem> {
    // The bytes come first: what the journal names is always there.
    let kept = call
        .app
        .blocking(move |app| app.documents.put(&bytes, &meta));
    let document = kept.await??;
    let envelope = Envelope {
        key: None,
        actor: call.caller.actor(),
        seen: None,
        command: Command::ReceiveDocument { document },
    };
    let reply = call.app.submit(envelope).await?;
    let known = match reply.outcome {
        Ok(_) => false,
        Err(refusal) if refusal.code == refusal::Code::DocumentKnown => true,
        Err(refusal) => return Err(Problem::from(refusal)),
    };
    Ok(Receipt {
        document,
        known,
        seq: reply.seq,
    })
}

/// Who sent a document: whom the caller states, by an e-mail address or a customer's code or GLN, or
/// else the caller.
pub fn sender(call: &Call, stated: Option<&str>) -> String {
    let stated = stated.map(bare_label).filter(|text| !text.is_empty());
    stated.unwrap_or_else(|| call.caller.name().to_owned())
}

/// The name of a file without its folders, as far as it is kept.
pub fn bare_name(stated: &str) -> String {
    let last = stated.rsplit(['/', '\\']).next().unwrap_or_default();
    bare_label(last)
}

fn bare_label(text: &str) -> String {
    let plain = text.trim().chars().filter(|c| !c.is_control());
    plain.take(NAME_MAX).collect()
}
