//! Pairs what was read with what should have been read.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// Pairs of indices (truth, read), and what is left over on either side.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Alignment {
    pub pairs: Vec<(usize, usize)>,
    pub missing: Vec<usize>,
    pub surplus: Vec<usize>,
}

/// How the keys of an entry of either side are made.
pub(super) type Keys<'f, T, R, K> = (&'f dyn Fn(&T) -> Vec<K>, &'f dyn Fn(&R) -> Vec<K>);

/// Pairs entries whose keys are equal, each once, the first with the first; `keys` are tried in
/// turn, the surest first. What has no equal key is paired in order.
pub(super) fn align<T, R, K: Hash + Eq>(
    truth: &[T],
    read: &[R],
    keys: &[Keys<'_, T, R, K>],
) -> Alignment {
    let mut missing: Vec<usize> = (0..truth.len()).collect();
    let mut surplus: Vec<usize> = (0..read.len()).collect();
    let mut pairs = Vec::new();
    for (truth_keys, read_keys) in keys {
        let mut waiting: HashMap<K, VecDeque<usize>> = HashMap::new();
        for &index in &surplus {
            for key in read_keys(&read[index]) {
                waiting.entry(key).or_default().push_back(index);
            }
        }
        let mut taken = vec![false; read.len()];
        missing.retain(|&index| {
            let found = truth_keys(&truth[index])
                .iter()
                .find_map(|key| first_free(waiting.get_mut(key)?, &taken));
            if let Some(other) = found {
                taken[other] = true;
                pairs.push((index, other));
            }
            found.is_none()
        });
        surplus.retain(|&index| !taken[index]);
    }
    let in_order = missing.len().min(surplus.len());
    pairs.extend(missing.drain(..in_order).zip(surplus.drain(..in_order)));
    pairs.sort_unstable();
    Alignment {
        pairs,
        missing,
        surplus,
    }
}

fn first_free(waiting: &mut VecDeque<usize>, taken: &[bool]) -> Option<usize> {
    while let Some(index) = waiting.pop_front() {
        if !taken[index] {
            return Some(index);
        }
    }
    None
}
