//! Shares of a whole, with the interval in which the true share lies.

use super::share;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

/// How many standard deviations wide an interval is on each side: 95% of the normal distribution.
const DEVIATIONS_95: f64 = 1.959_964;

/// So many of so many. As JSON: `part`, `whole`, `share`, and the ends of the interval, `low` and `high`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many hold.
    pub part: usize,
    /// How many there are.
    pub whole: usize,
}

impl Count {
    /// The share, 1 where there is nothing to be wrong about.
    pub fn share(self) -> f64 {
        share(self.part, self.whole)
    }

    /// The 95% interval of the share (E. B. Wilson, 1927): lower and upper end.
    pub fn interval(self) -> (f64, f64) {
        if self.whole == 0 {
            return (0.0, 1.0);
        }
        let (count, share, z) = (self.whole as f64, self.share(), DEVIATIONS_95);
        let scale = 1.0 + z * z / count;
        let middle = share + z * z / (2.0 * count);
        let spread = z * (share * (1.0 - share) / count + z * z / (4.0 * count * count)).sqrt();
        ((middle - spread) / scale, (middle + spread) / scale)
    }

    pub(super) fn add(&mut self, other: Count) {
        self.part += other.part;
        self.whole += other.whole;
    }

    pub(super) fn tell(&mut self, holds: bool) {
        self.part += usize::from(holds);
        self.whole += 1;
    }
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (low, high) = self.interval();
        let mut fields = serializer.serialize_struct("Count", 5)?;
        fields.serialize_field("part", &self.part)?;
        fields.serialize_field("whole", &self.whole)?;
        fields.serialize_field("share", &self.share())?;
        fields.serialize_field("low", &low)?;
        fields.serialize_field("high", &high)?;
        fields.end()
    }
}
