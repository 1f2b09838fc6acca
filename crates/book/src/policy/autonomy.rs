//! Rules of trust: which solutions of exceptions are made without a person.
//!
//! A rule is a line: `expedite of late_supply up to 20000: auto`. The trouble may be `any`.

use crate::exception::{Kind, Proposal, Resolution};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How far a kind of solution is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Level {
    /// Worked out and recorded; a person sees the others only.
    #[n(0)]
    Shadow,
    /// Proposed; a person says yes.
    #[n(1)]
    Suggest,
    /// Made by itself.
    #[n(2)]
    Auto,
}

impl Level {
    /// Every level.
    pub const ALL: [Level; 3] = [Level::Shadow, Level::Suggest, Level::Auto];

    /// The word that rules use.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Shadow => "shadow",
            Level::Suggest => "suggest",
            Level::Auto => "auto",
        }
    }
}

/// A rule of trust; the first that fits a proposal counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "String")
)]
#[serde(into = "String", try_from = "String")]
pub struct Autonomy {
    /// Which way of solving.
    #[n(0)]
    pub resolution: Resolution,
    /// Which trouble; `None` is any.
    #[n(1)]
    pub kind: Option<Kind>,
    /// Up to this value of the goods that it moves, minor units.
    #[n(2)]
    pub value_max: i64,
    /// How far.
    #[n(3)]
    pub level: Level,
}

impl fmt::Display for Autonomy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (resolution, level) = (self.resolution.as_str(), self.level.as_str());
        let kind = self.kind.map_or("any", Kind::as_str);
        write!(
            f,
            "{resolution} of {kind} up to {}: {level}",
            self.value_max
        )
    }
}

impl Autonomy {
    /// Whether it is about a solution of this kind of trouble.
    pub(super) fn fits(&self, kind: Kind, proposal: &Proposal) -> bool {
        self.resolution == proposal.resolution
            && self.kind.is_none_or(|of| of == kind)
            && proposal.value <= self.value_max
    }
}

/// A text that is no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRule(String);

impl fmt::Display for NoRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" is no rule; expected one such as \"expedite of late_supply up to 20000: auto\"",
            self.0
        )
    }
}

impl std::error::Error for NoRule {}

impl FromStr for Autonomy {
    type Err = NoRule;

    fn from_str(text: &str) -> Result<Autonomy, NoRule> {
        parse(text.trim()).ok_or_else(|| NoRule(text.trim().chars().take(100).collect()))
    }
}

fn parse(text: &str) -> Option<Autonomy> {
    let (rest, level) = text.rsplit_once(':')?;
    let (what, value) = rest.split_once(" up to ")?;
    let (resolution, kind) = what.split_once(" of ")?;
    let [resolution, kind, level] = [resolution, kind, level].map(str::trim);
    let mut resolutions = Resolution::ALL.into_iter();
    let of_word = |word: &str| Kind::ALL.into_iter().find(|kind| kind.as_str() == word);
    Some(Autonomy {
        resolution: resolutions.find(|one| one.as_str() == resolution)?,
        kind: match kind {
            "any" => None,
            word => Some(of_word(word)?),
        },
        value_max: value.trim().parse().ok().filter(|value| *value >= 0)?,
        level: Level::ALL.into_iter().find(|one| one.as_str() == level)?,
    })
}

impl From<Autonomy> for String {
    fn from(rule: Autonomy) -> String {
        rule.to_string()
    }
}

impl TryFrom<String> for Autonomy {
    type Error = NoRule;

    fn try_from(text: String) -> Result<Autonomy, NoRule> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_back_as_it_was_written() {
        for text in [
            "expedite of late_supply up to 20000: auto",
            "repromise of any up to 0: suggest",
            "priority_swap of shortage up to 5: shadow",
        ] {
            let rule: Autonomy = text.parse().unwrap();
            assert_eq!(rule.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_rule_is_told_with_an_example() {
        for text in [
            "",
            "expedite",
            "expedite of late_supply up to many: auto",
            "expedite of late_supply up to -1: auto",
            "expedite of rain up to 1: auto",
            "pray of any up to 1: auto",
            "expedite of any up to 1: yes",
        ] {
            let fault = text.parse::<Autonomy>().unwrap_err().to_string();
            assert!(
                fault.contains("is no rule; expected one such as"),
                "{fault}"
            );
        }
    }
}
