//! What a format makes of facts: bytes, what was lost on the way, or why there are none.

use std::fmt;

/// The most losses that are listed for one message.
pub const LOSSES_MAX: usize = 100;

/// A message that may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where words did not fit as they were, each place and way once; at most [`LOSSES_MAX`].
    pub losses: Vec<LossAt>,
}

impl Message {
    /// A document of XML, which has room and letters for all.
    pub(super) fn xml(root: &super::xml::Element, doctype: &str) -> Message {
        Message {
            bytes: root.document(doctype),
            losses: Vec::new(),
        }
    }
}

/// What became of words that the format has no room or no letters for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// They were cut.
    Cut,
    /// Characters were replaced: by a blank where they mean something to the syntax, by a question
    /// mark where the character set has none for them.
    Replaced,
    /// They were left out: too short for the standard, or the format has no place for them.
    LeftOut,
    /// A number was rounded.
    Rounded,
}

/// A loss and where it happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LossAt {
    /// Segment and element, such as `N102` or `NAD04-1`.
    pub at: String,
    /// What happened.
    pub loss: Loss,
}

impl fmt::Display for LossAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.loss {
            Loss::Cut => "the text was cut",
            Loss::Replaced => "a character was replaced",
            Loss::LeftOut => "the text was left out",
            Loss::Rounded => "the number was rounded",
        };
        write!(f, "{}: {what}", self.at)
    }
}

/// Losses as they are met.
#[derive(Debug, Default)]
pub(super) struct Lost(std::collections::BTreeSet<LossAt>);

impl Lost {
    pub(super) fn note(&mut self, at: String, loss: Loss) {
        if self.0.len() < LOSSES_MAX {
            self.0.insert(LossAt { at, loss });
        }
    }

    pub(super) fn listed(self) -> Vec<LossAt> {
        self.0.into_iter().collect()
    }
}

/// Why facts can't be said in a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsayable {
    /// A number or code that names something is too long for its element, or has characters that
    /// the interchange can't carry.
    Name {
        /// Segment and element.
        at: String,
        /// The name.
        said: String,
    },
    /// There are more of something than one message may have.
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        max: usize,
    },
    /// What the format can't do without is not known.
    Missing(&'static str),
    /// The sums have no room in the numbers of the format.
    Sum,
}

impl fmt::Display for Unsayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unsayable::Name { at, said } => write!(
                f,
                "{at} has no room or no letters for {said:?}, which can't be cut or changed"
            ),
            Unsayable::TooMany { what, max } => write!(f, "more than {max} {what}"),
            Unsayable::Missing(what) => write!(f, "the message needs {what}"),
            Unsayable::Sum => write!(f, "the sums are too large"),
        }
    }
}

impl std::error::Error for Unsayable {}

/// Refuses more of something than there may be.
pub(super) fn at_most(what: &'static str, count: usize, max: usize) -> Result<(), Unsayable> {
    match count <= max {
        true => Ok(()),
        false => Err(Unsayable::TooMany { what, max }),
    }
}
