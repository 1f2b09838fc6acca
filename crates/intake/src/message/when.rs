//! Days as people say them: counted from the day of the message.

use super::text::Token;
use super::words::{Class, Word, misspelt, weekday};
use crate::sheet;
use vocab::{Day, Weekday};

/// How far back a day without a year may lie before the next year is meant.
const DAYS_PAST_MAX: i32 = 60;
/// The most days, weeks that are counted from the day of the message.
const COUNT_MAX: i32 = 400;

/// The most weeks of a year.
const WEEKS_MAX: i32 = 53;
/// The most words of a day.
const WORDS_MAX: usize = 6;

/// The most days of a month.
const DAYS_OF_MONTH_MAX: i32 = 31;

/// A day that is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The day; `None` where it depends on the day of the message, which is not known.
    pub day: Option<Day>,
    /// Another day may be meant: day and month stand in either order, or a "next" is vague.
    pub vague: bool,
    /// How many tokens say it.
    pub tokens: usize,
}

const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "ינואר"],
    &["february", "feb", "פברואר"],
    &["march", "mar", "מרץ", "מרס"],
    &["april", "apr", "אפריל"],
    &["may", "מאי"],
    &["june", "jun", "יוני"],
    &["july", "jul", "יולי"],
    &["august", "aug", "אוגוסט"],
    &["september", "sept", "sep", "ספטמבר"],
    &["october", "oct", "אוקטובר"],
    &["november", "nov", "נובמבר"],
    &["december", "dec", "דצמבר"],
];

/// Expressions that need no number: what they say, in words, and how the day is found.
const RELATIVE: &[(&str, Relative)] = &[
    ("day after tomorrow", Relative::Days(2)),
    ("tomorrow", Relative::Days(1)),
    ("tommorow", Relative::Days(1)),
    ("tmrw", Relative::Days(1)),
    ("today", Relative::Days(0)),
    ("end of next week", Relative::WeekEnd(Weekday::Friday, 1)),
    ("end of the week", Relative::WeekEnd(Weekday::Friday, 0)),
    ("end of this week", Relative::WeekEnd(Weekday::Friday, 0)),
    ("end of week", Relative::WeekEnd(Weekday::Friday, 0)),
    ("eow", Relative::WeekEnd(Weekday::Friday, 0)),
    ("next week", Relative::WeekEnd(Weekday::Friday, 1)),
    ("this week", Relative::WeekEnd(Weekday::Friday, 0)),
    ("end of the month", Relative::MonthEnd),
    ("end of month", Relative::MonthEnd),
    ("month end", Relative::MonthEnd),
    ("מחרתיים", Relative::Days(2)),
    ("מחר", Relative::Days(1)),
    ("היום", Relative::Days(0)),
    ("סוף השבוע הבא", Relative::WeekEnd(Weekday::Thursday, 1)),
    ("סוף השבוע", Relative::WeekEnd(Weekday::Thursday, 0)),
    ("סוף שבוע", Relative::WeekEnd(Weekday::Thursday, 0)),
    ("השבוע", Relative::WeekEnd(Weekday::Thursday, 0)),
    ("שבוע הבא", Relative::WeekEnd(Weekday::Thursday, 1)),
    ("סוף החודש", Relative::MonthEnd),
    ("בעוד שבועיים", Relative::Days(14)),
    ("עוד שבועיים", Relative::Days(14)),
    ("תוך שבועיים", Relative::Days(14)),
    ("בעוד שבוע", Relative::Days(7)),
    ("תוך שבוע", Relative::Days(7)),
    ("within a week", Relative::Days(7)),
    ("in a week", Relative::Days(7)),
];

#[derive(Clone, Copy, Debug)]
enum Relative {
    Days(i32),
    /// The last working day of a week: Friday in English, Thursday in Hebrew; in so many weeks.
    WeekEnd(Weekday, i32),
    MonthEnd,
}

/// Reads the day that these tokens begin with.
pub(super) fn said(tokens: &[Token], received: Option<Day>) -> Option<Said> {
    let words: Vec<&str> = tokens.iter().take(WORDS_MAX).map(Token::word).collect();
    relative(&words, received)
        .or_else(|| counted(&words, received))
        .or_else(|| dated(tokens, received))
        .or_else(|| named(&words, received))
        .or_else(|| with_month(&words, received))
        .or_else(|| of_month(&words, received))
        .or_else(|| of_week(&words, received))
        .or_else(|| in_digits(tokens, received))
}

/// "Week 19", "CW 18": the last working day of that week of the year (ISO 8601), some day of which is meant.
fn of_week(words: &[&str], received: Option<Day>) -> Option<Said> {
    let [before, week, ..] = words else {
        return None;
    };
    let week: i32 = week
        .parse()
        .ok()
        .filter(|week| (1..=WEEKS_MAX).contains(week))?;
    let day = received.and_then(|received| {
        // The 4th of January is in the first week.
        let fourth = Day::from_civil(received.to_civil().0, 1, 4)?;
        let opens = next(fourth.plus(-7), Weekday::Monday);
        Some(next(opens, Weekday::Friday).plus((week - 1) * 7))
    });
    matches!(*before, "week" | "wk" | "cw" | "kw").then_some(Said {
        day,
        vague: true,
        tokens: 2,
    })
}

/// "Thursday, 23 April": the weekday goes with a date, which counts.
fn dated(tokens: &[Token], received: Option<Day>) -> Option<Said> {
    let words: Vec<&str> = tokens.iter().take(WORDS_MAX).map(Token::word).collect();
    let weekday = named(&words, received)?.tokens;
    let rest = tokens.get(weekday..)?;
    let skip = rest
        .iter()
        .take_while(|token| matches!(token.word(), "," | "the" | "ה" | "ה-" | "ב" | "ב-" | "("))
        .count();
    let rest = rest.get(skip..)?;
    let words: Vec<&str> = rest.iter().take(WORDS_MAX).map(Token::word).collect();
    let is_written = rest.first()?.raw.len() > 2;
    let date = with_month(&words, received)
        .or_else(|| in_digits(rest, received).filter(|_| is_written))?;
    let closed = usize::from(skip > 0 && rest.get(date.tokens).is_some_and(|token| token.is(")")));
    Some(Said {
        tokens: weekday + skip + date.tokens + closed,
        ..date
    })
}

fn relative(words: &[&str], received: Option<Day>) -> Option<Said> {
    let begins = |phrase: &str| {
        let count = phrase.split(' ').count();
        let same = words.len() >= count
            && phrase
                .split(' ')
                .zip(words)
                .enumerate()
                .all(|(index, (known, word))| {
                    let word = &word.trim_end_matches("'s");
                    let prefixed = index == 0 && word.strip_prefix(['ב', 'ל']) == Some(known);
                    known == *word
                        || prefixed
                        || word.is_ascii() && known.len() > 4 && misspelt(word, known)
                });
        same.then_some(count)
    };
    let article = usize::from(words.first().is_some_and(|word| *word == "the"));
    let (phrase, relative) = (RELATIVE.iter()).find(|(phrase, _)| {
        begins(phrase).is_some() || article > 0 && starts(&words[1..], phrase)
    })?;
    let day = received.map(|day| match relative {
        Relative::Days(days) => day.plus(*days),
        Relative::WeekEnd(last, weeks) => week_end(day, *last).plus(weeks * 7),
        Relative::MonthEnd => month_end(day),
    });
    let spread = !matches!(relative, Relative::Days(_));
    let tokens = phrase.split(' ').count() + if begins(phrase).is_some() { 0 } else { article };
    Some(Said {
        day,
        vague: spread,
        tokens,
    })
}

fn starts(words: &[&str], phrase: &str) -> bool {
    words.len() >= phrase.split(' ').count()
        && phrase
            .split(' ')
            .zip(words)
            .all(|(known, word)| known == *word)
}

/// The end of the week that a day is in; the next one, where it is past.
fn week_end(day: Day, last: Weekday) -> Day {
    next(day.plus(-1), last)
}

fn month_end(day: Day) -> Day {
    let (year, month, _) = day.to_civil();
    let (year, month) = if month == 12 {
        (year + 1, 1)
    } else {
        (year, month + 1)
    };
    Day::from_civil(year, month, 1).map_or(day, |first| first.plus(-1))
}

/// The first such day behind this one.
fn next(day: Day, wanted: Weekday) -> Day {
    (1..=7)
        .map(|days| day.plus(days))
        .find(|day| day.weekday() == wanted)
        .unwrap_or(day)
}

/// `in 3 days`, `within two weeks`, `תוך 3 ימים`.
fn counted(words: &[&str], received: Option<Day>) -> Option<Said> {
    let [before, count, unit, ..] = words else {
        return None;
    };
    if !matches!(*before, "in" | "within" | "תוך" | "בעוד" | "עוד") {
        return None;
    }
    let count: i32 = count
        .parse()
        .ok()
        .or_else(|| super::words::number(count).map(|n| n as i32))?;
    let days = match *unit {
        "day" | "days" | "ימים" | "יום" => 1,
        "week" | "weeks" | "שבועות" => 7,
        _ => return None,
    };
    let count = (1..=COUNT_MAX).contains(&count).then_some(count)?;
    Some(Said {
        day: received.map(|day| day.plus(count * days)),
        vague: false,
        tokens: 3,
    })
}

/// A day of the week: the next one. "Next Monday" is the one of the next week.
fn named(words: &[&str], received: Option<Day>) -> Option<Said> {
    let first = words.first()?;
    let skip = match *first {
        "next" | "this" | "coming" => 1,
        "יום" | "ביום" | "ליום" | "מיום" => 1,
        _ => 0,
    };
    let word = words.get(skip)?;
    let hebrew = !word.is_ascii();
    let bare = word.trim_start_matches(['ב', 'ל']);
    let behind = words.get(skip + 1).copied();
    let later = matches!(behind, Some("הבא" | "הקרוב"));
    // In Hebrew these words count and name as well: "day" or "next" makes them days, or "to" where
    // nothing follows that could be counted: "לחמישי".
    let to = bare.len() < word.len()
        && behind.is_none_or(|behind| {
            !behind.starts_with(char::is_alphanumeric) || Word::of(behind).is(Class::Daytime)
        });
    if hebrew && skip == 0 && !later && !to {
        return None;
    }
    let bare = bare.trim_end_matches("'s");
    let wanted = weekday(word).or_else(|| weekday(bare))?;
    let following = *first == "next" || behind == Some("הבא");
    let day = received.map(|day| {
        let coming = next(day, wanted);
        let opens = if hebrew {
            Weekday::Sunday
        } else {
            Weekday::Monday
        };
        let week = next(day, opens);
        if following && coming < week {
            coming.plus(7)
        } else {
            coming
        }
    });
    let tokens = skip + 1 + usize::from(later && hebrew);
    Some(Said {
        day,
        vague: following,
        tokens,
    })
}

fn month(word: &str) -> Option<u32> {
    let bare = word.strip_prefix('ב').unwrap_or(word);
    let known = |names: &&[&str]| {
        names
            .iter()
            .any(|name| *name == word || *name == bare || name.len() > 5 && misspelt(word, name))
    };
    MONTHS.iter().position(known).map(|index| index as u32 + 1)
}

/// `22 April`, `April 22nd`, `the 3rd of May 2026`, `15 במרץ`.
fn with_month(words: &[&str], received: Option<Day>) -> Option<Said> {
    // "15-May-2026".
    let glued: Vec<&str> = words.first()?.split('-').collect();
    if glued.len() > 1 {
        let said = with_month(&glued, received)?;
        return (said.tokens == glued.len()).then_some(Said { tokens: 1, ..said });
    }
    let skip = usize::from(*words.first()? == "the" || *words.first()? == "ה");
    let at = |index: usize| words.get(skip + index).copied();
    let ordinal = |word: &str| -> Option<u32> {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        digits.parse().ok().filter(|day| (1..=31).contains(day))
    };
    let (a, b) = (at(0)?, at(1)?);
    let of = usize::from(b == "of" || b == "ב" || b == "ב-");
    let (day, month, count) = match (ordinal(a), month(at(1 + of)?)) {
        (Some(day), Some(month)) => (day, month, 2 + of),
        _ => (ordinal(b)?, month(a)?, 2),
    };
    let comma = usize::from(at(count) == Some(","));
    let year = at(count + comma)
        .and_then(|word| word.parse().ok())
        .filter(|year| (2000..2100).contains(year));
    let extra = if year.is_some() { comma + 1 } else { 0 };
    let (day, _) = complete(year, month, day, received)?;
    Some(Said {
        day,
        vague: false,
        tokens: skip + count + extra,
    })
}

/// "The 28th", "28 לחודש": the next such day.
fn of_month(words: &[&str], received: Option<Day>) -> Option<Said> {
    let skip = usize::from(*words.first()? == "the");
    let word = words.get(skip)?;
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ordinal = matches!(&word[digits.len()..], "st" | "nd" | "rd" | "th");
    let hebrew = digits.len() == word.len()
        && words
            .get(skip + 1)
            .is_some_and(|word| matches!(*word, "לחודש" | "בחודש"));
    let wanted: u32 = digits.parse().ok().filter(|_| ordinal || hebrew)?;
    let day = received.and_then(|received| {
        let mut days = (1..=DAYS_OF_MONTH_MAX * 2).map(|days| received.plus(days));
        days.find(|day| day.to_civil().2 == wanted)
    });
    (1..=DAYS_OF_MONTH_MAX as u32)
        .contains(&wanted)
        .then_some(Said {
            day,
            vague: false,
            tokens: skip + 1 + usize::from(hebrew),
        })
}

/// The year that a day without one means: this one, or the next when it is past.
fn complete(
    year: Option<i32>,
    month: u32,
    day: u32,
    received: Option<Day>,
) -> Option<(Option<Day>, bool)> {
    if let Some(year) = year {
        return Some((Some(Day::from_civil(year, month, day)?), true));
    }
    Day::from_civil(2000, month, day)?;
    let found = received.and_then(|received| {
        let (this, ..) = received.to_civil();
        let near = Day::from_civil(this, month, day)?;
        match received.since(near) > DAYS_PAST_MAX {
            true => Day::from_civil(this + 1, month, day),
            false => Some(near),
        }
    });
    Some((found, false))
}

/// `2026-04-22`, `22/04/2026`, `4/22`, `15.3`.
fn in_digits(tokens: &[Token], received: Option<Day>) -> Option<Said> {
    let raw = tokens.first()?.raw;
    let mark = raw.chars().find(|c| !c.is_ascii_digit())?;
    let parts: Vec<&str> = raw.split(mark).collect();
    let numbers: Option<Vec<u32>> = parts.iter().map(|part| part.parse().ok()).collect();
    let numbers = numbers.filter(|_| parts.iter().all(|part| part.len() <= 4))?;
    if !matches!(mark, '/' | '-' | '.') {
        return None;
    }
    match numbers.as_slice() {
        [_, _, _] => {
            let (one, other) = sheet::days_of(raw)?;
            let near = |day: Day| received.map_or(0, |received| day.since(received).abs());
            let day = if other.is_some_and(|other| near(other) < near(one)) {
                other.unwrap_or(one)
            } else {
                one
            };
            Some(Said {
                day: Some(day),
                vague: other.is_some(),
                tokens: 1,
            })
        }
        [a, b] if mark != '-' => {
            let day_first = complete(None, *b, *a, received);
            let month_first = complete(None, *a, *b, received).filter(|_| mark == '/');
            let ahead = |found: &Option<(Option<Day>, bool)>| {
                let day = (*found)?.0?;
                Some(received.map_or(0, |received| day.since(received).abs()))
            };
            let (chosen, other) = match (day_first, month_first) {
                (Some(_), Some(_)) if ahead(&month_first) < ahead(&day_first) => {
                    (month_first, day_first)
                }
                (Some(_), other) => (day_first, other),
                (None, _) => (month_first, None),
            };
            let vague = other.is_some() && a != b;
            Some(Said {
                day: chosen?.0,
                vague,
                tokens: 1,
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::clauses;
    use super::*;

    /// Said on Monday, 2026-04-20.
    fn check(text: &str) -> String {
        let received = Day::from_civil(2026, 4, 20);
        let clauses = clauses(text);
        said(&clauses[0].tokens, received).map_or("-".to_owned(), |said| {
            let day = said.day.map_or("?".to_owned(), |day| day.to_string());
            format!("{day}{} {}", if said.vague { "?" } else { "" }, said.tokens)
        })
    }

    #[test]
    fn days_are_counted_from_the_day_of_the_message() {
        let cases = [
            ("tomorrow", "2026-04-21 1"),
            ("tomorow", "2026-04-21 1"),
            ("Thursday", "2026-04-23 1"),
            ("next Thursday", "2026-04-30? 2"),
            ("Monday", "2026-04-27 1"),
            ("the end of the month", "2026-04-30? 5"),
            ("end of the week", "2026-04-24? 4"),
            ("in 3 days", "2026-04-23 3"),
            ("22 April", "2026-04-22 2"),
            ("May 3rd, 2026", "2026-05-03 4"),
            ("4/22", "2026-04-22 1"),
            ("5/6", "2026-05-06? 1"),
            ("5/12/26", "2026-05-12? 1"),
            ("2026-05-08", "2026-05-08 1"),
            ("January 5", "2027-01-05 2"),
            ("מחר", "2026-04-21 1"),
            ("יום חמישי", "2026-04-23 2"),
            ("סוף השבוע", "2026-04-23? 2"),
            ("15 במאי", "2026-05-15 2"),
            ("3.5", "2026-05-03 1"),
            ("hello", "-"),
            ("3/8", "2026-03-08? 1"),
        ];
        for (text, expected) in cases {
            assert_eq!(check(text), expected, "{text}");
        }
    }
}
