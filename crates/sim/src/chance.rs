//! Seeded chance: xoshiro256** fed by splitmix64 (Blackman and Vigna), in whole numbers only, so
//! that a seed gives the same company on every machine.

/// A stream of chance. The same seed and parts give the same stream for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chance {
    state: [u64; 4],
}

impl Chance {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Chance {
        Chance::of(seed, &[])
    }

    /// A stream of its own for a purpose: the same seed with other parts is another stream.
    pub fn of(seed: u64, parts: &[u64]) -> Chance {
        let mut mixer = seed;
        for part in parts {
            mixer = splitmix(&mut mixer) ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        Chance {
            state: std::array::from_fn(|_| splitmix(&mut mixer)),
        }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let bits = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        bits
    }

    /// A number from 0 to `bound - 1`; 0 when the bound is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included. `high` is not below `low`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// True this many times out of a thousand.
    pub fn permille(&mut self, share: u64) -> bool {
        self.below(1_000) < share
    }

    /// True this many times out of a hundred thousand.
    pub fn per_hundred_thousand(&mut self, share: u64) -> bool {
        self.below(100_000) < share
    }

    /// One of these. There is at least one.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }

    /// An index drawn by weight, given the running sums of the weights. The last sum is above 0.
    pub fn weighted(&mut self, sums: &[u64]) -> usize {
        let drawn = self.below(sums.last().copied().unwrap_or(0));
        sums.partition_point(|sum| *sum <= drawn)
    }

    /// Brings these into another order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, these: &mut [T]) {
        for last in (1..these.len()).rev() {
            these.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

/// Running sums of weights, as [`Chance::weighted`] takes them.
pub fn running_sums(weights: impl IntoIterator<Item = u64>) -> Vec<u64> {
    let add = |sum: &mut u64, weight| {
        *sum += weight;
        Some(*sum)
    };
    weights.into_iter().scan(0, add).collect()
}

fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_stream_on_every_machine() {
        let mut chance = Chance {
            state: [1, 2, 3, 4],
        };
        let first: Vec<u64> = (0..4).map(|_| chance.bits()).collect();
        // The published test vector of xoshiro256**.
        assert_eq!(first, [11520, 0, 1509978240, 1215971899390074240]);
        assert_eq!(splitmix(&mut 1234567), 6457827717110365317);
    }

    #[test]
    fn every_part_makes_a_stream_of_its_own() {
        let first = |seed, parts: &[u64]| Chance::of(seed, parts).bits();
        assert_eq!(first(7, &[1, 2]), first(7, &[1, 2]));
        assert_ne!(first(7, &[1, 2]), first(7, &[2, 1]));
        assert_ne!(first(7, &[1]), first(8, &[1]));
        assert_ne!(first(7, &[]), first(7, &[0]));
    }

    #[test]
    fn weights_are_kept_and_bounds_hold() {
        let mut chance = Chance::new(1);
        let sums = running_sums([1, 0, 3]);
        let mut counts = [0u32; 3];
        for _ in 0..40_000 {
            counts[chance.weighted(&sums)] += 1;
            assert!((5..=9).contains(&chance.between(5, 9)));
        }
        assert_eq!(counts[1], 0);
        assert!((9_500..10_500).contains(&counts[0]), "{counts:?}");
    }

    #[test]
    fn a_shuffle_keeps_everything() {
        let mut these: Vec<u32> = (0..100).collect();
        Chance::new(3).shuffle(&mut these);
        assert_ne!(these, (0..100).collect::<Vec<_>>());
        these.sort_unstable();
        assert_eq!(these, (0..100).collect::<Vec<_>>());
    }
}
