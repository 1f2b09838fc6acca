//! How far the reader's own judgement may be trusted: whether fields are right as often as it says,
//! and how many documents could pass alone.

use super::Count;
use super::compare::Compared;
use crate::request::Confidence;
use serde::Serialize;
use std::collections::BTreeMap;

/// Where the steps of confidence begin in which fields are counted together.
const STEPS: [Confidence; 9] = [
    Confidence(0),
    Confidence(500),
    Confidence(600),
    Confidence(700),
    Confidence(800),
    Confidence(900),
    Confidence(950),
    Confidence(990),
    Confidence(1000),
];

/// The fields that were read with about the same confidence, and how many of them are right.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Reliability {
    /// The least confidence of the step.
    pub from: Confidence,
    /// The mean confidence, as a share: a reader that knows itself is right as often as this.
    pub said: f64,
    /// Those that are right.
    pub right: Count,
}

/// What would pass without a person if every field had to have this confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Threshold {
    /// The least confidence of a field.
    pub confidence: Confidence,
    /// Documents that pass, of all.
    pub passed: Count,
    /// Those of them that are right in every field.
    pub right: Count,
}

/// Sums over documents.
#[derive(Default)]
pub(super) struct Trust {
    /// By step: the sum of confidences, and those right.
    fields: BTreeMap<Confidence, (u64, Count)>,
    /// Documents that nothing but their least confidence keeps from passing.
    documents: BTreeMap<Confidence, Count>,
}

impl Trust {
    pub fn field(&mut self, compared: &Compared) {
        let Some(confidence) = compared.confidence else {
            return;
        };
        let step = STEPS.iter().rev().find(|step| **step <= confidence);
        let (said, right) = self.fields.entry(*step.unwrap_or(&STEPS[0])).or_default();
        *said += u64::from(confidence.0);
        right.tell(compared.right);
    }

    /// Notes a document that may pass if its least confidence is enough.
    pub fn document(&mut self, least: Confidence, right: bool) {
        self.documents.entry(least).or_default().tell(right);
    }

    pub fn reliability(&self) -> Vec<Reliability> {
        let steps = self.fields.iter();
        steps
            .map(|(from, (said, right))| Reliability {
                from: *from,
                said: *said as f64 / 1000.0 / right.whole as f64,
                right: *right,
            })
            .collect()
    }

    /// From the surest to the least sure.
    pub fn thresholds(&self, documents: usize) -> Vec<Threshold> {
        let mut right = Count::default();
        let steps = self.documents.iter().rev();
        steps
            .map(|(confidence, these)| {
                right.add(*these);
                let passed = Count {
                    part: right.whole,
                    whole: documents,
                };
                Threshold {
                    confidence: *confidence,
                    passed,
                    right,
                }
            })
            .collect()
    }
}
