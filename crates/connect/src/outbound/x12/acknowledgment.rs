//! 997 Functional Acknowledgment: that a group was received, and which of its sets could be read.

use super::{Envelope, code, name};
use crate::outbound::message::{Message, Unsayable, at_most};
use crate::outbound::segment::Segment;

/// The most sets of one group that are acknowledged.
pub const SETS_MAX: usize = 9_999;

/// A functional group that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupResult {
    /// GS01 of the group, such as `PO`.
    pub functional: String,
    /// GS06 of the group.
    pub control: String,
    /// Its sets, in their sequence.
    pub sets: Vec<SetResult>,
    /// How many sets its trailer counts.
    pub counted: usize,
}

/// A transaction set that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetResult {
    /// ST01, such as `850`.
    pub set: String,
    /// ST02.
    pub control: String,
    /// Whether it could be read as a whole.
    pub accepted: bool,
    /// Data element 718: why not, such as `4` for a wrong count of segments; at most five are said.
    pub errors: Vec<String>,
}

/// Writes the 997 that answers a group.
///
/// # Errors
/// When a number has no room, or there are more than [`SETS_MAX`] sets.
pub fn acknowledgment(envelope: &Envelope, facts: &GroupResult) -> Result<Message, Unsayable> {
    at_most("sets", facts.sets.len(), SETS_MAX)?;
    envelope.wrap("FA", "997", |writer| {
        let group = Segment::new("AK1").with(name(&*facts.functional, 2));
        writer.push(group.with(name(&*facts.control, 9)));
        for set in &facts.sets {
            let opened = Segment::new("AK2").with(name(&*set.set, 3));
            writer.push(opened.with(name(&*set.control, 9)));
            let closed = Segment::new("AK5").with(code(if set.accepted { "A" } else { "R" }));
            let errors = set.errors.iter().take(5);
            let errors = errors.map(|error| name(error.as_str(), 3));
            writer.push(errors.fold(closed, Segment::with));
        }
        let accepted = facts.sets.iter().filter(|set| set.accepted).count();
        let verdict = match accepted {
            all if all == facts.sets.len() => "A",
            0 => "R",
            _ => "P",
        };
        writer.push(
            Segment::new("AK9")
                .with(code(verdict))
                .with(code(facts.counted))
                .with(code(facts.sets.len()))
                .with(code(accepted)),
        );
    })
}
