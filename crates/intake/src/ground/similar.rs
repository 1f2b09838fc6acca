//! Similar descriptions: an inverted index of letter trigrams and size words.
//!
//! The score is the weighted Dice coefficient in thousandths: what two texts share, of what they
//! have. A gram weighs more the fewer texts have it, and a size ("500ml", "M8") more than letters.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The most characters of a description that are compared.
pub const DESCRIPTION_CHARS_MAX: usize = 200;
/// How many texts that share the most are scored exactly.
const FINALISTS: usize = 64;
/// How much more a size weighs than a gram of letters.
const SIZE_WEIGHT: u32 = 3;
/// The most postings that are looked at for one gram: more common ones tell little.
const POSTINGS_MAX: usize = 20_000;

/// The index over a list of texts.
#[derive(Debug, Default)]
pub(super) struct Similar {
    grams: HashMap<u64, Gram>,
    /// Sorted grams of each text.
    texts: Vec<Vec<u64>>,
}

#[derive(Debug, Default)]
struct Gram {
    texts: Vec<u32>,
    weight: u32,
}

impl Similar {
    pub fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Similar {
        let mut index = Similar::default();
        for (number, text) in (0u32..).zip(texts) {
            let grams = grams(text);
            for gram in &grams {
                index.grams.entry(*gram).or_default().texts.push(number);
            }
            index.texts.push(grams);
        }
        let all = index.texts.len() as u32 + 1;
        for (gram, entry) in &mut index.grams {
            let rarity = 1 + (all / (entry.texts.len() as u32 + 1)).max(1).ilog2();
            let size = if is_size(*gram) { SIZE_WEIGHT } else { 1 };
            entry.weight = rarity * size;
        }
        index
    }

    /// The most similar texts with their scores, the best first, at most `most`.
    pub fn best(&self, text: &str, most: usize) -> Vec<(u32, u16)> {
        let wanted = grams(text);
        let mut shared = vec![0u32; self.texts.len()];
        let mut touched: Vec<u32> = Vec::new();
        for gram in wanted.iter().filter_map(|gram| self.grams.get(gram)) {
            if gram.texts.len() > POSTINGS_MAX {
                continue;
            }
            for text in &gram.texts {
                let weight = &mut shared[*text as usize];
                if *weight == 0 {
                    touched.push(*text);
                }
                *weight += gram.weight;
            }
        }
        let mut finalists: Vec<(u32, u32)> = (touched.into_iter())
            .map(|text| (text, shared[text as usize]))
            .collect();
        if finalists.len() > FINALISTS {
            finalists.select_nth_unstable_by_key(FINALISTS, |(text, weight)| {
                (std::cmp::Reverse(*weight), *text)
            });
            finalists.truncate(FINALISTS);
        }
        let mut scored: Vec<(u32, u16)> = (finalists.into_iter())
            .map(|(text, _)| (text, self.score(&wanted, &self.texts[text as usize])))
            .collect();
        scored.sort_by_key(|(text, score)| (std::cmp::Reverse(*score), *text));
        scored.truncate(most);
        scored
    }

    /// The texts that have every word of this one, at most `most`; none where it has no word.
    pub fn containing(&self, text: &str, most: usize) -> Vec<u32> {
        let wanted = grams(text);
        let postings = wanted.iter().map(|gram| self.grams.get(gram));
        let Some(postings) = postings.collect::<Option<Vec<&Gram>>>() else {
            return Vec::new();
        };
        let Some(rarest) = postings.iter().min_by_key(|gram| gram.texts.len()) else {
            return Vec::new();
        };
        let has_all = |text: &&u32| {
            let known = &self.texts[**text as usize];
            wanted.iter().all(|gram| known.binary_search(gram).is_ok())
        };
        rarest
            .texts
            .iter()
            .filter(has_all)
            .take(most)
            .copied()
            .collect()
    }

    /// Twice what is shared, of both together. A gram of no known text weighs as the rarest.
    fn score(&self, wanted: &[u64], known: &[u64]) -> u16 {
        let rarest = 1 + (self.texts.len() as u32 + 1).ilog2();
        let weight = |gram: &u64| {
            let unknown = rarest * if is_size(*gram) { SIZE_WEIGHT } else { 1 };
            u64::from(self.grams.get(gram).map_or(unknown, |gram| gram.weight))
        };
        let sum = |grams: &[u64]| grams.iter().map(weight).sum::<u64>();
        let both = wanted
            .iter()
            .filter(|gram| known.binary_search(gram).is_ok());
        let shared: u64 = both.map(weight).sum();
        let all = sum(wanted) + sum(known);
        let mut score = 2000 * shared / all.max(1);
        if sizes_differ(wanted, known) {
            score /= 2;
        }
        score as u16
    }
}

/// Both name sizes and have none in common.
fn sizes_differ(wanted: &[u64], known: &[u64]) -> bool {
    let has_size = |grams: &[u64]| grams.iter().any(|gram| is_size(*gram));
    let share_size = || {
        wanted
            .iter()
            .any(|gram| is_size(*gram) && known.binary_search(gram).is_ok())
    };
    has_size(wanted) && has_size(known) && !share_size()
}

/// The top bit tells a size from letters.
const SIZE_BIT: u64 = 1 << 63;

fn is_size(gram: u64) -> bool {
    gram & SIZE_BIT != 0
}

/// Sorted grams of a text: trigrams of each word with its ends, and its sizes.
fn grams(text: &str) -> Vec<u64> {
    let mut grams = Vec::new();
    for word in words(text) {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            grams.push(hash(&word) | SIZE_BIT);
            continue;
        }
        let padded: Vec<char> = format!(" {word} ").chars().collect();
        grams.extend(padded.windows(3).map(|three| hash(three) & !SIZE_BIT));
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// Lower-case words; a number and the unit behind it are one: "500 ml" is `500ml`.
fn words(text: &str) -> Vec<String> {
    const UNITS: [&str; 18] = [
        "ml", "l", "cl", "g", "gr", "kg", "mg", "mm", "cm", "m", "in", "ft", "oz", "lb", "pcs",
        "w", "v", "x",
    ];
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for c in text.chars().take(DESCRIPTION_CHARS_MAX).chain([' ']) {
        let inside_number =
            matches!(c, '.' | ',' | '/') && word.ends_with(|c: char| c.is_ascii_digit());
        if c.is_alphanumeric() || inside_number {
            word.extend(c.to_lowercase());
            continue;
        }
        let ended = std::mem::take(&mut word);
        let ended = ended.trim_end_matches(['.', ',', '/']).replace(',', ".");
        match words.last_mut() {
            Some(last) if UNITS.contains(&ended.as_str()) && is_number(last) => {
                last.push_str(&ended)
            }
            _ if ended.is_empty() => {}
            _ => words.push(ended),
        }
    }
    words
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains(char::is_alphabetic)
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(text: &str) -> Vec<(u32, u16)> {
        let texts = [
            "Hex nut M8 zinc plated",
            "Hex nut M10 zinc plated",
            "Flat washer M8",
            "Olive oil extra virgin 500 ml",
            "Olive oil extra virgin 1 l",
        ];
        Similar::new(texts.into_iter()).best(text, 2)
    }

    #[test]
    fn the_most_similar_text_comes_first() {
        assert_eq!(best("Hex nut M8 zinc plated")[0], (0, 1000));
        assert_eq!(best("nut hex M10 zn. plated")[0].0, 1);
        assert_eq!(best("OLIVE OIL XTRA VIRGIN 500ML")[0].0, 3);
        assert_eq!(best("olive oil 1 L")[0].0, 4);
        assert!(
            best("completely other")
                .iter()
                .all(|(_, score)| *score < 300)
        );
        assert!(best("").is_empty());
    }

    #[test]
    fn a_few_words_are_in_every_text_that_has_them_all() {
        let texts = [
            "Dark roast beans 1 kg",
            "Dark chocolate",
            "Roast chicory",
            "קפה שחור 1 ק\"ג",
        ];
        let index = Similar::new(texts.into_iter());
        assert_eq!(index.containing("dark roast", 5), [0]);
        assert_eq!(index.containing("roast", 5), [0, 2]);
        assert_eq!(index.containing("שחור קפה", 5), [3]);
        assert!(index.containing("dark tea", 5).is_empty());
        assert!(index.containing("", 5).is_empty());
    }

    #[test]
    fn another_size_is_another_item() {
        let (first, second) = (
            best("Olive oil extra virgin 500ml")[0],
            best("Olive oil extra virgin 500ml")[1],
        );
        assert_eq!((first.0, second.0), (3, 4));
        assert!(second.1 * 2 < first.1, "{first:?} {second:?}");
    }
}
