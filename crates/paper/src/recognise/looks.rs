//! Puts two readings of a page together: by languages, and by what the first one left unread.

use super::sureness;
use intake::page::{Area, Word};

/// A figure that is at least this sure is believed over what another language makes of it.
const FIGURE_SURE: u16 = 850;
/// A word that was left unread is believed from here on: below it are the marks of logos.
const MISSED_SURE: u16 = 400;
/// The same for a single letter or digit, which any stroke may look like.
const MISSED_LETTER_SURE: u16 = 850;

/// The words of one reading, and of another in their places where that is surer: a figure in a
/// line of Hebrew is often lost when it is read as Hebrew.
pub fn surer(words: Vec<Word>, others: &[Word]) -> Vec<Word> {
    let better = |word: &Word| {
        let same_place = others
            .iter()
            .find(|other| is_same_place(word.area, other.area))?;
        let (sure, other) = (sureness(word), sureness(same_place));
        let is_figure = same_place
            .text
            .chars()
            .all(|c| c.is_ascii_digit() || ".,/-".contains(c));
        (other > sure || is_figure && other >= FIGURE_SURE).then_some(same_place)
    };
    let chosen = |word: Word| better(&word).cloned().unwrap_or(word);
    words.into_iter().map(chosen).collect()
}

/// True for areas that share most of what both cover.
fn is_same_place(one: Area, other: Area) -> bool {
    let shared = |from: u32, to: u32| u64::from(to.saturating_sub(from));
    let size = |area: Area| u64::from(area.width()) * u64::from(area.height());
    let common = shared(one.left.max(other.left), one.right.min(other.right))
        * shared(one.top.max(other.top), one.bottom.min(other.bottom));
    common * 10 >= size(one.with(other)) * 7
}

/// The words of a reading, with those that another one found where it has none or less sure ones.
pub fn completed(mut words: Vec<Word>, more: Vec<Word>) -> Vec<Word> {
    for word in more {
        let is_under = |other: &Word| holds_middle(word.area, other.area);
        let surest = words.iter().filter(|other| is_under(other)).map(sureness);
        let letters = word.text.chars().filter(|c| c.is_alphanumeric()).count();
        let least = match letters {
            0 => continue,
            1 => MISSED_LETTER_SURE,
            _ => MISSED_SURE,
        };
        if sureness(&word) > surest.max().unwrap_or(least) {
            words.retain(|other| !is_under(other));
            let place = words
                .iter()
                .position(|other| is_behind(other.area, word.area));
            let place = place.unwrap_or(words.len());
            words.insert(place, word);
        }
    }
    words
}

/// True for what stands below a word, or in its line to the right.
fn is_behind(other: Area, word: Area) -> bool {
    let is_beside = (other.top..other.bottom).contains(&word.middle_y());
    other.top >= word.bottom || is_beside && other.left > word.left
}

/// True when the middle of one of two areas lies in the other.
fn holds_middle(one: Area, other: Area) -> bool {
    let holds = |area: Area, of: Area| {
        (area.left..area.right).contains(&of.middle_x())
            && (area.top..area.bottom).contains(&of.middle_y())
    };
    holds(one, other) || holds(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use intake::page::Seen;
    use intake::request::Confidence;

    fn seen(text: &str, left: u32, sure: u16) -> Word {
        let area = Area {
            left,
            top: 0,
            right: left + 100,
            bottom: 20,
        };
        let (text, seen) = (text.to_owned(), Seen::Recognised(Confidence(sure)));
        Word { text, area, seen }
    }

    #[test]
    fn of_two_readings_of_a_word_the_surer_counts_and_a_figure_is_a_figure() {
        let hebrew = vec![
            seen("שעה", 0, 920),
            seen("0", 200, 925),
            seen("פתח", 400, 300),
            seen("ב", 600, 900),
        ];
        let english = [
            seen("nyw", 5, 20),
            seen("2,400.00", 202, 890),
            seen("Open", 400, 700),
            seen("x", 660, 990),
        ];
        let texts: Vec<String> = surer(hebrew, &english)
            .into_iter()
            .map(|word| word.text)
            .collect();
        assert_eq!(texts, ["שעה", "2,400.00", "Open", "ב"]);
    }

    #[test]
    fn what_a_look_left_unread_is_added_and_what_it_doubted_is_mended() {
        let at = |text: &str, left: u32, top: u32, sure: u16| {
            let mut word = seen(text, left, sure);
            (word.area.top, word.area.bottom) = (top, top + 20);
            word
        };
        let first = vec![
            at("Date:", 0, 0, 960),
            at("Uu", 200, 40, 180),
            at("Total", 0, 80, 950),
        ];
        let more = vec![
            at("Limited", 400, 0, 930),
            at("Purchase", 210, 42, 910),
            at("~4", 300, 60, 210),
            at("|", 300, 80, 960),
            at("L", 340, 80, 700),
            at("Tota!", 2, 80, 700),
        ];
        let texts: Vec<String> = completed(first, more)
            .into_iter()
            .map(|word| word.text)
            .collect();
        assert_eq!(texts, ["Date:", "Limited", "Purchase", "Total"]);
    }
}
