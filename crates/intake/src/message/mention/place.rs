//! Where the goods shall go: `to Haifa`, `ship to our Leeds branch`, `Delivery address: …`, `לסניף חיפה`.

use super::super::goods::is_code;
use super::super::text::Words;
use super::super::words::{self, Class, Word};
use super::super::{number, text};
use super::{Kind, Mention, Reader};

/// The most words of a place.
const PLACE_WORDS_MAX: usize = 6;
/// The most tokens of an address.
const ADDRESS_TOKENS_MAX: usize = 20;

impl Reader<'_, '_> {
    /// The place that is named here.
    pub(super) fn place(&self, at: usize) -> Option<Mention> {
        if let Some(labelled) = self.labelled_place(at) {
            return Some(labelled);
        }
        // "14 Mill Lane, Leeds" on a line of its own.
        if at == 0
            && let Some(end) = self.address_end(at).filter(|end| *end == self.tokens.len())
        {
            return self.found(Kind::Aside, at, at..end);
        }
        if !self.orders {
            return None;
        }
        if let Some(needy) = self.needy_place(at) {
            return Some(needy);
        }
        self.english_place(at).or_else(|| self.hebrew_place(at))
    }

    /// "Ship to: 14 Mill Lane, Leeds": all that stands behind the label.
    fn labelled_place(&self, at: usize) -> Option<Mention> {
        let mut labels = words::place_labels()
            .iter()
            .filter(|label| self.says(at, label));
        labels.find_map(|label| self.behind_label(at, label))
    }

    fn behind_label(&self, at: usize, label: &str) -> Option<Mention> {
        let colon = at + label.split(' ').count();
        let end = (colon + 1..self.tokens.len()).find(|index| self.stops(*index));
        let end = end
            .unwrap_or(self.tokens.len())
            .min(colon + ADDRESS_TOKENS_MAX);
        let told = self.raw(colon).starts_with(':')
            || self.word(colon) == "is" && label.ends_with("address");
        let colon = colon + usize::from(told && self.word(colon + 1) == "now");
        let day = self.day_at(colon + 1).is_some() || self.counts_goods(colon + 1);
        if !told || day || end <= colon + 1 {
            return None;
        }
        let kind = match end == colon + 2 && is_code(self.raw(colon + 1)) {
            true => Kind::PlaceCode(self.raw(colon + 1).to_owned()),
            false => Kind::Place(self.written(colon + 1..end)),
        };
        self.found(kind, at, colon + 1..end)
    }

    /// "Delivery: 6 x cream" names no place.
    fn counts_goods(&self, at: usize) -> bool {
        let number = self.tokens.get(at..).and_then(number::read);
        number.is_some_and(|number| {
            let behind = at + number.tokens;
            number.times || self.unit(behind).is_some() || self.word(behind) == "x"
        })
    }

    /// "Our Leeds branch needs".
    fn needy_place(&self, at: usize) -> Option<Mention> {
        let noun = (at + 1..at + 4).find(|index| self.is(*index, Class::Place))?;
        let needs = matches!(
            self.word(noun + 1),
            "needs" | "wants" | "requires" | "would" | "ordered" | "orders"
        );
        let proper = (at..noun).all(|index| {
            let raw = self.raw(index);
            let word = self.word(index);
            let other = self.is(index, Class::Greeting) || matches!(word, "our" | "the" | "my");
            raw.starts_with(char::is_uppercase) && !other
        });
        if !needs || !proper {
            return None;
        }
        self.found(Kind::Place(self.written(at..noun + 1)), at, at..noun + 1)
    }

    fn says(&self, at: usize, phrase: &str) -> bool {
        let mut words = phrase.split(' ').zip(at..);
        words.all(|(word, index)| self.word(index) == word)
    }

    fn stops(&self, index: usize) -> bool {
        let day = self.raw(index) == "," && self.day_at(index + 1).is_some();
        day || matches!(self.raw(index), "." | "!" | "?" | ";" | "|")
            || matches!(
                self.word(index),
                "by" | "on"
                    | "before"
                    | "until"
                    | "please"
                    | "for"
                    | "with"
                    | "thanks"
                    | "instead"
                    | "עד"
                    | "ביום"
                    | "ליום"
                    | "בבקשה"
                    | "תודה"
                    | "לפני"
                    | "למחר"
                    | "מחר"
            )
            || self.starts_delivery(index)
    }

    fn english_place(&self, at: usize) -> Option<Mention> {
        let word = self.word(at);
        let labelled = matches!(word, "ship-to" | "shipto");
        if !matches!(word, "to" | "for" | "at" | "in") && !labelled {
            return None;
        }
        let mut from = at + 1;
        while matches!(self.word(from), "the" | "our" | ":" | "my" | "is") {
            from += 1;
        }
        if let Some(end) = self.address_end(from) {
            return self.found(Kind::Place(self.written(from..end)), at, from..end);
        }
        let to = self.end_of_place(from);
        if to == from || !self.names_place(word, at, from..to) && !labelled {
            return None;
        }
        if self.word(from) == "usual" {
            return self.bracketed(at, to);
        }
        let raw = self.raw(from);
        let is_capital = !raw.chars().any(|c| c.is_ascii_lowercase());
        if is_code(raw) || to == from + 1 && raw.contains('-') && is_capital {
            return self.found(Kind::PlaceCode(raw.to_owned()), at, from..from + 1);
        }
        let to = self.goes_on_with_address(to);
        self.found(Kind::Place(self.written(from..to)), at, from..to)
    }

    fn end_of_place(&self, from: usize) -> usize {
        let mut to = from;
        while to < self.tokens.len() && to - from < PLACE_WORDS_MAX && !self.place_ends(to) {
            to += 1;
        }
        // "Shop 14", "Gate 3, Haifa Port".
        let numbered = to > from
            && (self.is(to - 1, Class::Place) || self.is(to - 1, Class::Numbered))
            && self.raw(to).len() <= 4
            && self.raw(to).chars().all(|c| c.is_ascii_digit() || c == '#')
            && !self.raw(to).is_empty();
        let mut to = to + usize::from(numbered);
        while numbered && self.raw(to) == "," && self.is_proper(to + 1) {
            to += 2;
            while to < self.tokens.len() && !self.place_ends(to) {
                to += 1;
            }
        }
        to
    }

    fn is_proper(&self, index: usize) -> bool {
        let capital = self.raw(index).starts_with(char::is_uppercase);
        capital && self.day_at(index).is_none()
    }

    /// True when the words behind this preposition are a place.
    fn names_place(&self, word: &str, at: usize, words: std::ops::Range<usize>) -> bool {
        let first = self.raw(words.start);
        let proper = first.chars().next().is_some_and(char::is_uppercase)
            && first.len() > 1
            && first != "PO";
        let noun = (words.clone()).any(|index| self.is(index, Class::Place));
        let lower = at > 0
            && words.start == at + 1
            && words.len() == 1
            && self.place_follows(words.end)
            && !self.is(words.start, Class::NoPlace)
            && !self.is(words.start, Class::Changing)
            && first.chars().all(char::is_alphabetic);
        let before = self.before(at, 1);
        if self.is(words.start, Class::NoPlace) && words.start == at + 1 {
            return false;
        }
        if matches!(before, "invoice" | "bill" | "charge" | "thanks" | "regards") {
            return false;
        }
        match word {
            "for" => {
                let behind = self.word(words.end);
                let opens = at == 0 && matches!(behind, "we" | "i" | "please" | ",");
                noun && self.is(words.end - 1, Class::Place) || proper && (opens || behind == ":")
            }
            "at" => noun || proper,
            "in" => {
                proper
                    && matches!(
                        before,
                        "us" | "delivered"
                            | "delivery"
                            | "deliver"
                            | "arrive"
                            | "arriving"
                            | "branch"
                            | "shop"
                            | "store"
                    )
            }
            _ => proper || noun || lower,
        }
    }

    /// The end of an address that begins here: a street with its number, perhaps a town.
    fn address_end(&self, from: usize) -> Option<usize> {
        let most = self.tokens.len().min(from + ADDRESS_TOKENS_MAX);
        let end = (from..most).find(|index| {
            let mark = !matches!(self.raw(*index), "," | "-" | "'")
                && !self.raw(*index).starts_with(char::is_alphanumeric);
            let asks = self.is(*index, Class::Asking) || self.is(*index, Class::Wishing);
            mark || asks
                || self.stops(*index)
                || self.unit(*index + 1).is_some() && self.word(*index + 1) != "unit"
        });
        let end = end.unwrap_or(most);
        let address = from..end;
        let street = address.clone().any(|index| self.is_street(index));
        let number = address
            .clone()
            .any(|index| self.raw(index).starts_with(|c: char| c.is_ascii_digit()));
        let first = self.raw(from).chars().next();
        let begins = first
            .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || ('א'..='ת').contains(&c))
            || self.is(from, Class::Place);
        (street && number && begins).then_some(end)
    }

    /// "Street", "ברחוב".
    fn is_street(&self, index: usize) -> bool {
        let bare = self.word(index).strip_prefix(['ב', 'ל']);
        self.is(index, Class::Street) || bare.is_some_and(|bare| Word::of(bare).is(Class::Street))
    }

    /// "To the usual address (12 Hill Street)".
    fn bracketed(&self, at: usize, open: usize) -> Option<Mention> {
        if self.raw(open) != "(" {
            return self.found(Kind::Aside, at, at..open);
        }
        let close = (open..self.tokens.len()).find(|index| self.raw(*index) == ")")?;
        let inside = open + 1..close;
        let mut mention = self.found(Kind::Place(self.written(inside.clone())), at, inside)?;
        mention.tokens.end = close + 1;
        Some(mention)
    }

    /// Tokens as they are written, with single blanks and none before a comma.
    fn written(&self, tokens: std::ops::Range<usize>) -> String {
        let mut written = String::new();
        for index in tokens {
            let mark = self.raw(index) == ",";
            written.push_str(if written.is_empty() || mark { "" } else { " " });
            written.push_str(self.raw(index));
        }
        written.trim_end_matches(',').to_owned()
    }

    fn place_ends(&self, index: usize) -> bool {
        let word = self.word(index);
        let mark = !self.raw(index).starts_with(char::is_alphanumeric);
        // "Our shop in Slough".
        if word == "in" && self.is_proper(index + 1) {
            return false;
        }
        mark || matches!(
            word,
            "by" | "on"
                | "before"
                | "until"
                | "and"
                | "please"
                | "pls"
                | "plz"
                | "thx"
                | "at"
                | "thanks"
                | "tomorrow"
                | "today"
                | "next"
                | "asap"
                | "for"
                | "with"
                | "latest"
                | "this"
                | "in"
                | "x"
                | "instead"
                | "we"
                | "i"
                | "not"
        ) || number::read(&self.tokens[index..]).is_some()
            || words::weekday(word).is_some()
    }

    fn place_follows(&self, index: usize) -> bool {
        index >= self.tokens.len() || self.place_ends(index)
    }

    fn hebrew_place(&self, at: usize) -> Option<Mention> {
        let word = self.word(at);
        let is = |bare: &str, class| Word::of(bare).is(class);
        let inside = |bare: &&str| is(bare, Class::Street) || self.hebrew_town(bare, at).is_some();
        let in_town = || self.prefixed_town(at + 1).is_some();
        let street = word
            .strip_prefix('ב')
            .filter(|bare| inside(bare) || is(bare, Class::Place) && in_town());
        // "אל המשרד".
        let from = at + usize::from(word == "אל");
        let whole = Some(self.word(from)).filter(|_| from > at);
        let bare = whole.or(word.strip_prefix('ל')).or(street)?;
        let noun = is(bare.trim_start_matches('ה'), Class::Place) || is(bare, Class::Street);
        let town = self.hebrew_town(bare, from);
        if !noun && town.is_none() {
            return None;
        }
        // "To the address X" is X.
        let skip = usize::from(bare.trim_start_matches('ה') == "כתובת");
        let prefixes: &[char] = if from > at || skip > 0 {
            &[]
        } else {
            &['ל', 'ב']
        };
        let place = |value: std::ops::Range<usize>| {
            let written = self.written(value.clone());
            let bare = written.strip_prefix(prefixes).unwrap_or(&written);
            self.found(Kind::Place(bare.to_owned()), at, value)
        };
        if let Some(end) = self.address_end(from + skip).filter(|_| noun) {
            return place(from + skip..end);
        }
        let to = town.unwrap_or_else(|| {
            let most = self.tokens.len().min(from + 4);
            let named = self.hebrew_town(self.word(from + 1), from + 1);
            named.or(self.prefixed_town(from + 1)).unwrap_or_else(|| {
                (from + 1..most)
                    .find(|index| self.hebrew_ends(*index))
                    .unwrap_or(most)
            })
        });
        place(from..self.goes_on_with_address(to))
    }

    /// "In Haifa": the end of a town with its letter.
    fn prefixed_town(&self, at: usize) -> Option<usize> {
        let town = self.word(at).strip_prefix(['ב', 'ל'])?;
        self.hebrew_town(town, at)
    }

    /// "The head office, 98 Mill Street": a place and its address.
    fn goes_on_with_address(&self, to: usize) -> usize {
        let address = (self.raw(to) == ",").then(|| self.address_end(to + 1));
        address.flatten().unwrap_or(to)
    }

    /// The end of the town whose name begins with this word.
    fn hebrew_town(&self, first: &str, at: usize) -> Option<usize> {
        let mut towns = words::towns().iter();
        let named = |town: &&&str| {
            let mut words = town.split(' ').enumerate();
            words.all(|(index, word)| match index {
                0 => word == first,
                _ => self.word(at + index) == word,
            })
        };
        towns.find(named).map(|town| at + town.split(' ').count())
    }

    fn hebrew_ends(&self, index: usize) -> bool {
        let word = self.word(index);
        let mark = !self.raw(index).starts_with(char::is_alphanumeric);
        mark || matches!(
            word,
            "עד" | "ביום"
                | "ליום"
                | "למחר"
                | "מחר"
                | "תודה"
                | "בבקשה"
                | "ו"
                | "ב"
                | "ב-"
                | "לפני"
                | "בשבוע"
                | "היום"
                | "את"
                | "יום"
        ) || number::read(&self.tokens[index..]).is_some()
    }
}

/// True for an address rather than the name of a place.
pub(in super::super) fn has_street(place: &str) -> bool {
    let clauses = text::clauses(place);
    let mut tokens = clauses.iter().flat_map(|clause| &clause.tokens);
    let street = tokens.any(|token| token.is_a(Class::Street));
    // "2915 South Chase": a number in front says it too.
    let opens = place.starts_with(|c: char| c.is_ascii_digit()) && place.contains(' ');
    opens || street && place.chars().any(|c| c.is_ascii_digit())
}
