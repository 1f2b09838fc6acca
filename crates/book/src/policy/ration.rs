//! Rules of rationing: what makes an order come first, and what a backorder run may do to it.
//!
//! Each rule is a line. Weights: `group KEY: 500`, `late: 50`, `broken: 200`, `age: 2`,
//! `value: 1 per 100000`. Segments: `group KEY: win`, `from 300: gain`, `any: redistribute`.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The most weights, and the most segments, of a policy.
pub const RATION_RULES_MAX: usize = 200;
/// The most points that one weight gives.
pub const POINTS_MAX: i64 = 1_000_000;

/// What makes an order come first.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "String")
)]
#[serde(into = "String", try_from = "String")]
pub enum Weight {
    /// Points of the customers of a group; of several groups the most counts.
    #[n(0)]
    Group(#[n(0)] String, #[n(1)] i64),
    /// Points for each day that the wanted day is nearer than [`crate::priority::URGENT_DAYS`].
    #[n(1)]
    Late(#[n(0)] i64),
    /// Points of an order whose promise is broken: an open exception names it.
    #[n(2)]
    Broken(#[n(0)] i64),
    /// Points for each day since it was placed.
    #[n(3)]
    Age(#[n(0)] i64),
    /// Points for so much of its value, minor units.
    #[n(4)]
    Value(#[n(0)] i64, #[n(1)] i64),
}

/// What a backorder run may do to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Strategy {
    /// Served before all others; keeps what it has.
    #[n(0)]
    Win,
    /// Keeps what it has, and may gain.
    #[n(1)]
    Gain,
    /// May gain and may lose.
    #[n(2)]
    Redistribute,
    /// May lose; takes nothing but what it had, as long as others need it.
    #[n(3)]
    Fill,
    /// Gives everything up, and takes what all others leave.
    #[n(4)]
    Lose,
}

impl Strategy {
    /// Every strategy, in the order that they are served in.
    pub const ALL: [Strategy; 5] = [
        Strategy::Win,
        Strategy::Gain,
        Strategy::Redistribute,
        Strategy::Fill,
        Strategy::Lose,
    ];

    /// The word that rules use.
    pub fn as_str(self) -> &'static str {
        match self {
            Strategy::Win => "win",
            Strategy::Gain => "gain",
            Strategy::Redistribute => "redistribute",
            Strategy::Fill => "fill",
            Strategy::Lose => "lose",
        }
    }
}

/// Which orders a strategy is for; the first segment that an order is in counts.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "String")
)]
#[serde(into = "String", try_from = "String")]
pub struct Segment {
    /// Which orders.
    #[n(0)]
    pub of: Members,
    /// What may be done to them.
    #[n(1)]
    pub strategy: Strategy,
}

/// The orders of a segment.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Members {
    /// Of customers in the group with this code.
    #[n(0)]
    Group(#[n(0)] String),
    /// With this many points at least.
    #[n(1)]
    From(#[n(0)] i64),
    /// All.
    #[n(2)]
    Any,
}

/// A text that is no rule of rationing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRationRule {
    text: String,
    expected: &'static str,
}

impl NoRationRule {
    pub(super) fn new(text: &str, expected: &'static str) -> NoRationRule {
        let text = text.chars().take(100).collect();
        NoRationRule { text, expected }
    }
}

impl fmt::Display for NoRationRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" is no rule; expected {}",
            self.text, self.expected
        )
    }
}

impl std::error::Error for NoRationRule {}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Weight::Group(group, points) => write!(f, "group {group}: {points}"),
            Weight::Late(points) => write!(f, "late: {points}"),
            Weight::Broken(points) => write!(f, "broken: {points}"),
            Weight::Age(points) => write!(f, "age: {points}"),
            Weight::Value(points, per) => write!(f, "value: {points} per {per}"),
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let strategy = self.strategy.as_str();
        match &self.of {
            Members::Group(group) => write!(f, "group {group}: {strategy}"),
            Members::From(points) => write!(f, "from {points}: {strategy}"),
            Members::Any => write!(f, "any: {strategy}"),
        }
    }
}

impl FromStr for Weight {
    type Err = NoRationRule;

    fn from_str(text: &str) -> Result<Weight, NoRationRule> {
        const EXPECTED: &str = "one such as \"group KEY: 500\", \"late: 50\", \"broken: 200\", \"age: 2\" or \"value: 1 per 100000\"";
        weight(text.trim()).ok_or_else(|| NoRationRule::new(text.trim(), EXPECTED))
    }
}

fn weight(text: &str) -> Option<Weight> {
    let (what, amount) = text.rsplit_once(':')?;
    let (what, amount) = (what.trim(), amount.trim());
    match what {
        "late" => points(amount).map(Weight::Late),
        "broken" => points(amount).map(Weight::Broken),
        "age" => points(amount).map(Weight::Age),
        "value" => {
            let (of, per) = amount.split_once(" per ")?;
            let per = per.trim().parse().ok().filter(|per: &i64| *per > 0)?;
            Some(Weight::Value(points(of.trim())?, per))
        }
        _ => Some(Weight::Group(group(what)?, points(amount)?)),
    }
}

fn points(text: &str) -> Option<i64> {
    let points = text.parse().ok();
    points.filter(|points| (0..=POINTS_MAX).contains(points))
}

fn group(text: &str) -> Option<String> {
    let code = text.strip_prefix("group ")?.trim();
    (!code.is_empty()).then(|| code.to_owned())
}

impl FromStr for Segment {
    type Err = NoRationRule;

    fn from_str(text: &str) -> Result<Segment, NoRationRule> {
        const EXPECTED: &str =
            "one such as \"group KEY: win\", \"from 300: gain\" or \"any: redistribute\"";
        segment(text.trim()).ok_or_else(|| NoRationRule::new(text.trim(), EXPECTED))
    }
}

fn segment(text: &str) -> Option<Segment> {
    let (of, word) = text.rsplit_once(':')?;
    let (of, word) = (of.trim(), word.trim());
    let of = match (of, of.strip_prefix("from ")) {
        ("any", _) => Members::Any,
        (_, Some(from)) => Members::From(from.trim().parse().ok()?),
        (_, None) => Members::Group(group(of)?),
    };
    let mut all = Strategy::ALL.into_iter();
    let strategy = all.find(|one| one.as_str() == word)?;
    Some(Segment { of, strategy })
}

impl From<Weight> for String {
    fn from(rule: Weight) -> String {
        rule.to_string()
    }
}

impl TryFrom<String> for Weight {
    type Error = NoRationRule;

    fn try_from(text: String) -> Result<Weight, NoRationRule> {
        text.parse()
    }
}

impl From<Segment> for String {
    fn from(rule: Segment) -> String {
        rule.to_string()
    }
}

impl TryFrom<String> for Segment {
    type Error = NoRationRule;

    fn try_from(text: String) -> Result<Segment, NoRationRule> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_rationing_read_back_as_they_were_written() {
        for text in [
            "group KEY: 500",
            "late: 50",
            "broken: 200",
            "age: 2",
            "value: 1 per 100000",
        ] {
            assert_eq!(text.parse::<Weight>().unwrap().to_string(), text);
        }
        for text in ["group KEY: win", "from 300: gain", "any: redistribute"] {
            assert_eq!(text.parse::<Segment>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_rule_of_rationing_is_told_with_examples() {
        for text in [
            "",
            "late",
            "late: -1",
            "value: 1 per 0",
            "group : 5",
            "rain: 1",
        ] {
            let fault = text.parse::<Weight>().unwrap_err().to_string();
            assert!(
                fault.contains("is no rule; expected one such as"),
                "{fault}"
            );
        }
        for text in ["", "any", "any: pray", "from much: win", "group : win"] {
            let fault = text.parse::<Segment>().unwrap_err().to_string();
            assert!(
                fault.contains("is no rule; expected one such as"),
                "{fault}"
            );
        }
    }
}
