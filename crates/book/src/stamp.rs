//! The stamp of a command: the moment and the person, taken once at the door of the engine.

use vocab::{ActorId, Day, Instant};

/// When a command is decided and who gave it. Recorded with the batch, so replay sees the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The moment.
    pub at: Instant,
    /// The company's local day at that moment.
    pub today: Day,
    /// Minutes since local midnight, 0 to 1439; compared with cut-offs.
    pub minute: u16,
    /// Who gave the command; 0 is Kept itself.
    pub actor: ActorId,
}
