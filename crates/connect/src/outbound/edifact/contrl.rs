//! CONTRL, the syntax and service report message: that an interchange was received, and which of its
//! messages could be read.

use super::{Envelope, Mailbox, code, name};
use crate::outbound::message::{Message, Unsayable, at_most};
use crate::outbound::segment::{Segment, none};

/// The most messages of one interchange that are reported on.
pub const MESSAGES_MAX: usize = 10_000;

/// An interchange that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterchangeResult {
    /// Data element 0020 of its UNB.
    pub control: String,
    /// Its sender.
    pub sender: Mailbox,
    /// Its receiver.
    pub receiver: Mailbox,
    /// Data element 0085: why nothing of it was read, such as `26` for one that was there before.
    pub error: Option<String>,
    /// Its messages, in their sequence.
    pub messages: Vec<MessageResult>,
}

/// A message that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageResult {
    /// Data element 0062 of its UNH.
    pub reference: String,
    /// Type, version, release, agency and association of its UNH, such as `ORDERS`, `D`, `96A`, `UN`.
    pub kind: Vec<String>,
    /// Data element 0085: why it was not read, such as `29` for a wrong count; `None` when it was.
    pub error: Option<String>,
}

/// Writes the CONTRL that answers an interchange, in version D release 3 (that of syntax version 3),
/// or 4.1 where the envelope asks for syntax version 4.
///
/// # Errors
/// When a number has no room, or there are more than [`MESSAGES_MAX`] messages.
pub fn contrl(envelope: &Envelope, facts: &InterchangeResult) -> Result<Message, Unsayable> {
    at_most("messages", facts.messages.len(), MESSAGES_MAX)?;
    let (version, release) = match envelope.is_version_4() {
        false => ("D", "3"),
        true => ("4", "1"),
    };
    let version = [code(version), code(release), code("UN"), none()];
    envelope.carry("CONTRL", version, |writer| {
        let received = Segment::new("UCI")
            .with(name(&*facts.control, 14))
            .of(facts.sender.components())
            .of(facts.receiver.components());
        writer.push(judged(received, facts.error.as_deref()));
        for message in &facts.messages {
            let kind = message.kind.iter().take(5);
            let read = Segment::new("UCM")
                .with(name(&*message.reference, 14))
                .of(kind.map(|part| name(part.as_str(), 6)));
            writer.push(judged(read, message.error.as_deref()));
        }
    })
}

/// Data element 0083: 7 is acknowledged, 4 rejected with all that it holds; then 0085, why.
fn judged(segment: Segment, error: Option<&str>) -> Segment {
    match error {
        None => segment.with(code("7")),
        Some(error) => segment.with(code("4")).with(name(error, 3)),
    }
}
