//! The words that messages are understood by, and how a misspelt one is forgiven.
//!
//! Each language has its words in one file, `words/english.txt` and `words/hebrew.txt`.

use crate::request::Purpose;
use std::collections::HashMap;
use std::sync::LazyLock;
use vocab::{Unit, Weekday};

/// Words shorter than this are only known when they are written right.
const MISSPELT_CHARS_MIN: usize = 5;
/// The two files.
const FILES: [&str; 2] = [
    include_str!("words/english.txt"),
    include_str!("words/hebrew.txt"),
];

/// A class of words. The name of a section is its name in small letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    /// Asks for goods: a number behind it is a quantity.
    Asking,
    /// Asks only where another word says so too.
    WeaklyAsking,
    /// Stands around the name of an item and is no part of it.
    Filling,
    /// Ends the name of an item.
    Ending,
    /// Parts one item from the next.
    Joining,
    /// Only people's talk has it: beside a comma it names no item.
    Talk,
    /// The last line of a letter: what stands behind it is a signature.
    Signing,
    /// What is named behind it is not wanted.
    Negating,
    /// Takes back what was said before it.
    Correcting,
    /// Says that the number behind it is a quantity.
    Counting,
    /// Stands in front of a code.
    CodeLabel,
    /// A unit in the singular: alone, it is one.
    Single,
    /// Stands between a quantity and its unit: "4 more boxes".
    Adding,
    /// Counted, and no goods: days, questions, "items".
    Generic,
    /// Opens a question about how something stands.
    Questioning,
    /// Says of goods how far they came.
    Moving,
    /// Asks for money.
    Pricing,
    /// Greets: the name behind it is a person's.
    Greeting,
    /// Says of goods that they ran out.
    Lacking,
    /// Changes an order.
    Changing,
    /// Takes goods off an order.
    Removing,
    /// A kind of place that goods are brought to.
    Place,
    /// A kind of street.
    Street,
    /// Stands behind "to" and begins no place.
    NoPlace,
    /// Stands in front of a day of delivery.
    BeforeDay,
    /// What a day goes on with.
    Daytime,
    /// The number behind it is its name: a room, an invoice.
    Numbered,
    /// The number behind it is a term of payment.
    Terms,
    /// The number behind it is a telephone.
    Telephone,
    /// Asks politely: a number behind it may be a quantity.
    Wishing,
    /// Asks to be told something.
    Inquiring,
    /// Says whose an order is, or which.
    Owning,
}

/// What a phrase says of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Saying {
    /// It speaks for a purpose.
    Of(Purpose),
    /// It refers to an earlier order.
    Repeating,
    /// It sounds like that, and only leaves something as it is: "the usual terms".
    Unremarkable,
    /// It speaks to a program, not to a person.
    Commanding,
}

/// A phrase with what it says and how loudly.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    /// Its words, without the star that stands for any ending.
    pub text: &'static str,
    /// How it stands in a text whose words have one blank around each.
    pub sought: String,
    pub says: Saying,
    pub weight: u32,
}

#[derive(Default)]
struct Words {
    classes: HashMap<&'static str, Vec<Class>>,
    asking: Vec<&'static str>,
    units: HashMap<&'static str, Option<Unit>>,
    sizes: HashMap<&'static str, Option<Unit>>,
    numbers: HashMap<&'static str, i64>,
    weekdays: HashMap<&'static str, Weekday>,
    phrases: Vec<Phrase>,
    towns: Vec<&'static str>,
    place_labels: Vec<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    for file in FILES {
        words.add(file);
    }
    words
});

impl Words {
    fn add(&mut self, file: &'static str) {
        let mut section = "";
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            match line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'))
            {
                Some(title) => section = title,
                None => self.entries(section, line),
            }
        }
    }

    fn entries(&mut self, section: &str, line: &'static str) {
        let (kind, rest) = section.split_once(' ').unwrap_or((section, ""));
        match section {
            _ if kind == "say" => return self.phrases.extend(phrase(rest, line)),
            "town" => return self.towns.push(line),
            "place label" => return self.place_labels.push(line),
            _ => {}
        }
        for word in line.split_whitespace() {
            let (key, value) = word.split_once('=').unwrap_or((word, ""));
            match kind {
                "unit" => drop(self.units.insert(word, Unit::parse(rest))),
                "size" => drop(self.sizes.insert(word, Unit::parse(rest))),
                "number" => self.numbers.extend(value.parse().map(|value| (key, value))),
                "weekday" => self
                    .weekdays
                    .extend(weekday_number(value).map(|day| (key, day))),
                _ => self.classes.entry(word).or_default().extend(class(section)),
            }
            if section == "asking" {
                self.asking.push(word);
            }
        }
    }
}

fn class(section: &str) -> Option<Class> {
    Some(match section {
        "asking" => Class::Asking,
        "weakly asking" => Class::WeaklyAsking,
        "filling" => Class::Filling,
        "ending" => Class::Ending,
        "joining" => Class::Joining,
        "talk" => Class::Talk,
        "signing" => Class::Signing,
        "negating" => Class::Negating,
        "correcting" => Class::Correcting,
        "counting" => Class::Counting,
        "code label" => Class::CodeLabel,
        "single" => Class::Single,
        "adding" => Class::Adding,
        "generic" => Class::Generic,
        "questioning" => Class::Questioning,
        "moving" => Class::Moving,
        "pricing" => Class::Pricing,
        "greeting" => Class::Greeting,
        "lacking" => Class::Lacking,
        "changing" => Class::Changing,
        "removing" => Class::Removing,
        "place" => Class::Place,
        "street" => Class::Street,
        "no place" => Class::NoPlace,
        "before day" => Class::BeforeDay,
        "daytime" => Class::Daytime,
        "numbered" => Class::Numbered,
        "terms" => Class::Terms,
        "telephone" => Class::Telephone,
        "wishing" => Class::Wishing,
        "inquiring" => Class::Inquiring,
        "owning" => Class::Owning,
        _ => return None,
    })
}

/// ISO 8601: Monday is 1.
fn weekday_number(number: &str) -> Option<Weekday> {
    Some(match number {
        "1" => Weekday::Monday,
        "2" => Weekday::Tuesday,
        "3" => Weekday::Wednesday,
        "4" => Weekday::Thursday,
        "5" => Weekday::Friday,
        "6" => Weekday::Saturday,
        "7" => Weekday::Sunday,
        _ => return None,
    })
}

fn phrase(title: &str, text: &'static str) -> Option<Phrase> {
    let (says, weight) = title.split_once(' ')?;
    let says = match says {
        "cancellation" => Saying::Of(Purpose::Cancellation),
        "change" => Saying::Of(Purpose::Change),
        "status" => Saying::Of(Purpose::StatusQuestion),
        "price" => Saying::Of(Purpose::PriceInformation),
        "complaint" => Saying::Of(Purpose::Complaint),
        "unwanted" => Saying::Of(Purpose::Unwanted),
        "other" => Saying::Of(Purpose::Other),
        "repeating" => Saying::Repeating,
        "unremarkable" => Saying::Unremarkable,
        "commanding" => Saying::Commanding,
        _ => return None,
    };
    let weight = weight.parse().ok()?;
    let (text, sought) = match text.strip_suffix('*') {
        Some(beginning) => (beginning, format!(" {beginning}")),
        None => (text, format!(" {text} ")),
    };
    (!text.is_empty()).then_some(Phrase {
        text,
        sought,
        says,
        weight,
    })
}

/// A word of a message with all that is known of it, looked up once.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    /// In small letters, with plain apostrophes.
    pub text: String,
    /// A bit for each class.
    classes: u64,
    /// The unit of trade that it means, as [`unit`] tells it.
    pub unit: Option<Option<Unit>>,
    /// The unit of content that it means, as [`size`] tells it.
    pub size: Option<Option<Unit>>,
}

impl Word {
    pub fn of(raw: &str) -> Word {
        let text = raw.to_lowercase().replace(['’', '׳'], "'");
        let own = WORDS.classes.get(text.as_str());
        let mut classes = own.map_or(0, |classes| {
            classes.iter().fold(0, |bits, class| bits | class.bit())
        });
        if own.is_none() && WORDS.asking.iter().any(|known| misspelt(&text, known)) {
            classes = Class::Asking.bit();
        }
        Word {
            classes,
            unit: unit(&text),
            size: size(&text),
            text,
        }
    }

    /// True when it is of a class.
    pub fn is(&self, class: Class) -> bool {
        self.classes & class.bit() != 0
    }
}

impl Class {
    fn bit(self) -> u64 {
        1 << self as u64
    }
}

/// Every phrase.
pub(super) fn phrases() -> &'static [Phrase] {
    &WORDS.phrases
}

/// Towns, for "to" is one letter in Hebrew and begins many other words too.
pub(super) fn towns() -> &'static [&'static str] {
    &WORDS.towns
}

/// What leads to a place: `ship to`, `כתובת אספקה`.
pub(super) fn place_labels() -> &'static [&'static str] {
    &WORDS.place_labels
}

/// The unit of trade that a word of packaging means; `Some(None)` where trade has no such unit.
pub(super) fn unit(word: &str) -> Option<Option<Unit>> {
    let bare = word.trim_end_matches('.');
    let exact = WORDS.units.get(word).or_else(|| WORDS.units.get(bare));
    let word = bare;
    exact.or_else(|| near(&WORDS.units, word)).copied()
}

/// The unit of content that a word means.
pub(super) fn size(word: &str) -> Option<Option<Unit>> {
    WORDS.sizes.get(word).copied()
}

/// The number that a word means; with the Hebrew "and" in front of it, if need be.
pub(super) fn number(word: &str) -> Option<i64> {
    let of = |word: &str| WORDS.numbers.get(word).copied();
    let bare = word.strip_prefix('ו').unwrap_or(word);
    let joined = || {
        let (tens, ones) = word.split_once('-')?;
        let (tens, ones) = (of(tens)?, of(ones)?);
        ((20..100).contains(&tens) && ones < 10).then_some(tens + ones)
    };
    let misspelt = || {
        near(&WORDS.numbers, word)
            .copied()
            .filter(|_| word.is_ascii())
    };
    of(word)
        .or_else(|| of(bare))
        .or_else(joined)
        .or_else(misspelt)
}

/// The day of the week that a word names.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let misspelt = || near(&WORDS.weekdays, word).filter(|_| word.is_ascii());
    WORDS.weekdays.get(word).or_else(misspelt).copied()
}

/// The entry of a word that is written a little wrong, unless it is another word that is known.
fn near<'w, V>(words: &'w HashMap<&'static str, V>, word: &str) -> Option<&'w V> {
    if word.chars().count() + 1 < MISSPELT_CHARS_MIN || WORDS.classes.contains_key(word) {
        return None;
    }
    let mut close: Vec<_> = words
        .iter()
        .filter(|(known, _)| misspelt(word, known))
        .collect();
    close.sort_by_key(|(known, _)| **known);
    close.first().map(|(_, value)| *value)
}

/// One letter too many, too few, another, or two that changed places.
pub(super) fn misspelt(word: &str, known: &str) -> bool {
    // Two letters more or less, in bytes: most words are told apart by this alone.
    if word.len().abs_diff(known.len()) > 2 || word.chars().next() != known.chars().next() {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (word.chars().collect(), known.chars().collect());
    let (short, long) = if a.len() <= b.len() {
        (&a, &b)
    } else {
        (&b, &a)
    };
    if b.len() < MISSPELT_CHARS_MIN || a.first() != b.first() || long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    if short.len() < long.len() {
        return short[same..] == long[same + 1..];
    }
    let rest = |skip: usize| short.get(same + skip..) == long.get(same + skip..);
    let swapped = || {
        let (x, y) = (short.get(same..same + 2), long.get(same..same + 2));
        matches!((x, y), (Some([p, q]), Some([r, s])) if p == s && q == r) && rest(2)
    };
    rest(1) || swapped()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_letter_is_forgiven_in_long_words_only() {
        assert_eq!(unit("casses"), Some(Some(Unit::Case)));
        assert_eq!(unit("cartosn"), Some(Some(Unit::Case)));
        assert_eq!(unit("cat"), None);
        assert_eq!(weekday("thrusday"), Some(Weekday::Thursday));
        assert_eq!(number("twelwe"), Some(12));
        assert_eq!(number("ועשרים"), Some(20));
    }

    #[test]
    fn every_section_of_the_files_is_understood() {
        let titles = FILES.iter().flat_map(|file| file.lines());
        for title in titles.filter_map(|line| line.strip_prefix('[')?.strip_suffix(']')) {
            let (kind, rest) = title.split_once(' ').unwrap_or((title, ""));
            let known = match kind {
                "say" => phrase(rest, "x").is_some(),
                "unit" | "size" => rest == "none" || Unit::parse(rest).is_some(),
                "number" | "weekday" | "town" => rest.is_empty(),
                "place" if rest == "label" => true,
                _ => class(title).is_some(),
            };
            assert!(known, "{title}");
        }
    }
}
