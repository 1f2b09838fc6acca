//! The words that messages are understood by, English and Hebrew side by side, and how a misspelt
//! one is forgiven.

use vocab::{Unit, Weekday};

/// Words shorter than this are only known when they are written right.
const MISSPELT_CHARS_MIN: usize = 5;

/// What asks for goods: a number behind it is a quantity.
const ASKING: &[&str] = &[
    "send",
    "ship",
    "need",
    "want",
    "order",
    "get",
    "deliver",
    "supply",
    "reorder",
    "restock",
    "like",
    "require",
    "dispatch",
    "bring",
    "give",
    "take",
    "put",
    "add",
    "make",
    "please",
    "us",
    "have",
    "following",
    "for",
    "want",
    "replenish",
    "שלחו",
    "תשלחו",
    "לשלוח",
    "שלח",
    "שלחי",
    "תשלח",
    "צריך",
    "צריכה",
    "צריכים",
    "להזמין",
    "מזמין",
    "מזמינה",
    "מזמינים",
    "נזמין",
    "אזמין",
    "לספק",
    "ספקו",
    "תספקו",
    "רוצה",
    "רוצים",
    "מבקש",
    "מבקשת",
    "מבקשים",
    "נבקש",
    "אבקש",
    "להביא",
    "תביאו",
    "תביא",
    "תוסיפו",
    "להוסיף",
    "תוסיף",
    "הוסיפו",
    "נא",
    "אנא",
    "בבקשה",
    "לנו",
    "לי",
    "נצטרך",
    "זקוקים",
    "לקבל",
    "תכינו",
    "להכין",
    "הזמנה",
    "הזמנת",
    "תרשום",
    "תרשמו",
];
/// Words around an item that are no part of its name.
const FILLING: &[&str] = &[
    "the",
    "of",
    "those",
    "these",
    "usual",
    "more",
    "another",
    "some",
    "our",
    "your",
    "a",
    "an",
    "to",
    "me",
    "also",
    "then",
    "and",
    "plus",
    "&",
    "x",
    "×",
    "*",
    ":",
    "-",
    "–",
    "—",
    "=",
    ",",
    "qty",
    "quantity",
    "pls",
    "plz",
    "hi",
    "hello",
    "hey",
    "we",
    "i",
    "i'd",
    "we'd",
    "could",
    "can",
    "you",
    "would",
    "will",
    "just",
    "kindly",
    "let's",
    "new",
    "additional",
    "up",
    "is",
    "it",
    "with",
    "in",
    "on",
    "be",
    "about",
    "additionally",
    "dear",
    "only",
    "regular",
    "של",
    "את",
    "ה",
    "ו",
    "ו-",
    "גם",
    "עוד",
    "וגם",
    "שלום",
    "היי",
    "הי",
    "אנחנו",
    "אני",
    "אפשר",
    "כמות",
    "יש",
    "ועוד",
    "בערך",
    "רק",
    "פלוס",
    "מה",
    "נוספים",
    "נוספות",
    "רגיל",
    "הרגיל",
    "מבקשים",
    "-",
];
/// Words that end the name of an item.
const ENDING: &[&str] = &[
    "please",
    "pls",
    "plz",
    "thanks",
    "thank",
    "thx",
    "asap",
    "urgent",
    "urgently",
    "for",
    "if",
    "but",
    "because",
    "when",
    "as",
    "to",
    "by",
    "until",
    "before",
    "at",
    "@",
    "on",
    "which",
    "that",
    "we",
    "i",
    "you",
    "they",
    "this",
    "—",
    "–",
    "-",
    "(",
    ".",
    "!",
    "?",
    ";",
    "instead",
    "from",
    "needed",
    "required",
    "delivery",
    "deliver",
    "delivered",
    "shipped",
    "tomorrow",
    "today",
    "next",
    "each",
    "total",
    "price",
    "cheers",
    "regards",
    "soon",
    "same",
    "בבקשה",
    "תודה",
    "דחוף",
    "אם",
    "אבל",
    "כי",
    "עד",
    "לפני",
    "אנחנו",
    "אני",
    "במקום",
    "נא",
    "מחר",
    "היום",
    "כרגיל",
    "בהקדם",
    "במחיר",
    "למחר",
    "אספקה",
    "משלוח",
    "ליום",
    "ביום",
    "לסניף",
    "למחסן",
    "לכתובת",
    "לחנות",
    "ש",
    "כמו",
    "סה\"כ",
    "ל-",
    "ב-",
];
/// What parts one item from the next.
const JOINING: &[&str] = &[
    ",", "and", "&", "+", "plus", "also", "ו", "ו-", "וגם", "ועוד", "as",
];
/// Words that only people's talk has: a clause with them behind a comma names no item.
const TALK: &[&str] = &[
    "is",
    "are",
    "was",
    "were",
    "i'll",
    "we'll",
    "will",
    "can",
    "call",
    "let",
    "thanks",
    "thank",
    "you",
    "he",
    "she",
    "they",
    "it",
    "should",
    "would",
    "don't",
    "dont",
    "not",
    "know",
    "sorry",
    "our",
    "your",
    "my",
    "please",
    "deliver",
    "delivery",
    "ship",
    "usual",
    "hope",
    "invoice",
    "תודה",
    "אנחנו",
    "אני",
    "אתם",
    "לא",
    "נשמח",
    "בבקשה",
    "זה",
    "הוא",
    "היא",
    "אם",
];
/// The last line of a letter: what stands behind it is a signature.
const SIGNING: &[&str] = &[
    "thanks",
    "thank",
    "regards",
    "cheers",
    "best",
    "sincerely",
    "yours",
    "thx",
    "תודה",
    "בברכה",
    "בתודה",
    "להתראות",
];

/// A class of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// See the lists of the same names.
    Asking,
    Filling,
    Ending,
    Joining,
    Talk,
    Signing,
}

/// True when a word (in small letters) is of a class.
pub(super) fn is(word: &str, class: Class) -> bool {
    let list = match class {
        Class::Asking => ASKING,
        Class::Filling => FILLING,
        Class::Ending => ENDING,
        Class::Joining => JOINING,
        Class::Talk => TALK,
        Class::Signing => SIGNING,
    };
    list.contains(&word) || class == Class::Asking && list.iter().any(|known| misspelt(word, known))
}

/// Words of packaging and counting, with their unit of trade where there is one.
const UNITS: &[(&str, Option<Unit>)] = &[
    ("ea", Some(Unit::Each)),
    ("each", Some(Unit::Each)),
    ("unit", Some(Unit::Each)),
    ("units", Some(Unit::Each)),
    ("pc", Some(Unit::Each)),
    ("pcs", Some(Unit::Each)),
    ("piece", Some(Unit::Each)),
    ("pieces", Some(Unit::Each)),
    ("bottle", Some(Unit::Each)),
    ("bottles", Some(Unit::Each)),
    ("can", Some(Unit::Each)),
    ("cans", Some(Unit::Each)),
    ("jar", Some(Unit::Each)),
    ("jars", Some(Unit::Each)),
    ("tin", Some(Unit::Each)),
    ("tins", Some(Unit::Each)),
    ("bag", Some(Unit::Each)),
    ("bags", Some(Unit::Each)),
    ("sack", Some(Unit::Each)),
    ("sacks", Some(Unit::Each)),
    ("case", Some(Unit::Case)),
    ("cases", Some(Unit::Case)),
    ("cs", Some(Unit::Case)),
    ("carton", Some(Unit::Case)),
    ("cartons", Some(Unit::Case)),
    ("ctn", Some(Unit::Case)),
    ("ctns", Some(Unit::Case)),
    ("box", Some(Unit::Case)),
    ("boxes", Some(Unit::Case)),
    ("crate", Some(Unit::Case)),
    ("crates", Some(Unit::Case)),
    ("pack", Some(Unit::Pack)),
    ("packs", Some(Unit::Pack)),
    ("packet", Some(Unit::Pack)),
    ("packets", Some(Unit::Pack)),
    ("pallet", Some(Unit::Pallet)),
    ("pallets", Some(Unit::Pallet)),
    ("skid", Some(Unit::Pallet)),
    ("layer", Some(Unit::Layer)),
    ("layers", Some(Unit::Layer)),
    ("roll", Some(Unit::Roll)),
    ("rolls", Some(Unit::Roll)),
    ("ft", Some(Unit::Foot)),
    ("feet", Some(Unit::Foot)),
    ("pair", Some(Unit::Pair)),
    ("pairs", Some(Unit::Pair)),
    ("set", Some(Unit::Set)),
    ("sets", Some(Unit::Set)),
    ("ארגז", Some(Unit::Case)),
    ("ארגזים", Some(Unit::Case)),
    ("ארגזי", Some(Unit::Case)),
    ("קרטון", Some(Unit::Case)),
    ("קרטונים", Some(Unit::Case)),
    ("קרטוני", Some(Unit::Case)),
    ("קופסה", Some(Unit::Case)),
    ("קופסאות", Some(Unit::Case)),
    ("יחידה", Some(Unit::Each)),
    ("יחידות", Some(Unit::Each)),
    ("יח'", Some(Unit::Each)),
    ("יח", Some(Unit::Each)),
    ("בקבוק", Some(Unit::Each)),
    ("בקבוקים", Some(Unit::Each)),
    ("בקבוקי", Some(Unit::Each)),
    ("פחיות", Some(Unit::Each)),
    ("צנצנות", Some(Unit::Each)),
    ("שק", Some(Unit::Each)),
    ("שקים", Some(Unit::Each)),
    ("שקי", Some(Unit::Each)),
    ("שקיות", Some(Unit::Each)),
    ("חבילה", Some(Unit::Pack)),
    ("חבילות", Some(Unit::Pack)),
    ("מארז", Some(Unit::Pack)),
    ("מארזים", Some(Unit::Pack)),
    ("מארזי", Some(Unit::Pack)),
    ("משטח", Some(Unit::Pallet)),
    ("משטחים", Some(Unit::Pallet)),
    ("משטחי", Some(Unit::Pallet)),
    ("גלילים", Some(Unit::Roll)),
    ("גלילי", Some(Unit::Roll)),
];
/// Units of content: a number before one of them is a size, unless it is all that is said.
const SIZES: &[(&str, Option<Unit>)] = &[
    ("kg", Some(Unit::Kilogram)),
    ("kilo", Some(Unit::Kilogram)),
    ("kilos", Some(Unit::Kilogram)),
    ("g", Some(Unit::Gram)),
    ("gr", Some(Unit::Gram)),
    ("ml", Some(Unit::Millilitre)),
    ("l", Some(Unit::Litre)),
    ("lt", Some(Unit::Litre)),
    ("litre", Some(Unit::Litre)),
    ("litres", Some(Unit::Litre)),
    ("liter", Some(Unit::Litre)),
    ("liters", Some(Unit::Litre)),
    ("lb", Some(Unit::Pound)),
    ("lbs", Some(Unit::Pound)),
    ("oz", None),
    ("mm", None),
    ("cm", None),
    ("inch", None),
    ("in", None),
    ("deg", None),
    ("m", Some(Unit::Metre)),
    ("ק\"ג", Some(Unit::Kilogram)),
    ("ק״ג", Some(Unit::Kilogram)),
    ("קילו", Some(Unit::Kilogram)),
    ("גרם", Some(Unit::Gram)),
    ("גר'", Some(Unit::Gram)),
    ("ליטר", Some(Unit::Litre)),
    ("מ\"ל", Some(Unit::Millilitre)),
    ("מ״ל", Some(Unit::Millilitre)),
];

/// The unit of trade that a word of packaging means; `Some(None)` where trade has no such unit.
pub(super) fn unit(word: &str) -> Option<Option<Unit>> {
    let word = word.trim_end_matches('.');
    let exact = UNITS.iter().find(|(known, _)| *known == word);
    let near = || UNITS.iter().find(|(known, _)| misspelt(word, known));
    exact.or_else(near).map(|(_, unit)| *unit)
}

/// The unit of content that a word means.
pub(super) fn size(word: &str) -> Option<Option<Unit>> {
    let found = SIZES.iter().find(|(known, _)| *known == word);
    found.map(|(_, unit)| *unit)
}

/// Number words; Hebrew has two genders and a form before nouns.
const NUMBERS: &[(&str, i64)] = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("hundred", 100),
    ("dozen", 12),
    ("אחד", 1),
    ("אחת", 1),
    ("שני", 2),
    ("שתי", 2),
    ("שניים", 2),
    ("שתיים", 2),
    ("שלושה", 3),
    ("שלוש", 3),
    ("ארבעה", 4),
    ("ארבע", 4),
    ("חמישה", 5),
    ("חמש", 5),
    ("שישה", 6),
    ("שש", 6),
    ("שבעה", 7),
    ("שבע", 7),
    ("שמונה", 8),
    ("תשעה", 9),
    ("תשע", 9),
    ("עשרה", 10),
    ("עשר", 10),
    ("עשרים", 20),
    ("שלושים", 30),
    ("ארבעים", 40),
    ("חמישים", 50),
    ("שישים", 60),
    ("שבעים", 70),
    ("שמונים", 80),
    ("תשעים", 90),
    ("מאה", 100),
    ("תריסר", 12),
];

/// The number that a word means; with the Hebrew "and" in front of it, if need be.
pub(super) fn number(word: &str) -> Option<i64> {
    let of = |word: &str| NUMBERS.iter().find(|(known, _)| *known == word);
    let near = || {
        NUMBERS
            .iter()
            .find(|(known, _)| misspelt(word, known) && word.is_ascii())
    };
    let bare = word.strip_prefix('ו').unwrap_or(word);
    of(word)
        .or_else(|| of(bare))
        .or_else(near)
        .map(|(_, number)| *number)
}

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Monday),
    ("mon", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("tue", Weekday::Tuesday),
    ("tues", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("wed", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("thu", Weekday::Thursday),
    ("thurs", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("fri", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sat", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
    ("sun", Weekday::Sunday),
    ("ראשון", Weekday::Sunday),
    ("שני", Weekday::Monday),
    ("שלישי", Weekday::Tuesday),
    ("רביעי", Weekday::Wednesday),
    ("חמישי", Weekday::Thursday),
    ("שישי", Weekday::Friday),
    ("א'", Weekday::Sunday),
    ("ב'", Weekday::Monday),
    ("ג'", Weekday::Tuesday),
    ("ד'", Weekday::Wednesday),
    ("ה'", Weekday::Thursday),
    ("ו'", Weekday::Friday),
];

/// The day of the week that a word names.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let exact = WEEKDAYS.iter().find(|(known, _)| *known == word);
    let near = || {
        WEEKDAYS
            .iter()
            .find(|(known, _)| word.is_ascii() && misspelt(word, known))
    };
    exact.or_else(near).map(|(_, weekday)| *weekday)
}

/// One letter too many, too few, another, or two that changed places.
pub(super) fn misspelt(word: &str, known: &str) -> bool {
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
}
