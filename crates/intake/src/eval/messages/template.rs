//! Makes cases from templates: texts with gaps, filled from lists without chance.
//!
//! A gap is `{` kind number `}`: `n` a number as people write it, `k` one in digits, `u` a unit,
//! `g` goods by name, `i` an item of the catalogue and `c` its code, `day`, `place`, `po`. The
//! message gets what is said, the truth what is meant.

use super::case::{BadCase, Block, Case, Language, blocks, day, language};
use vocab::Day;

/// The most cases that one template makes.
pub const COPIES_MAX: usize = 100;
/// The most gaps of one text.
const GAPS_MAX: usize = 200;
/// The first message of a template comes on this day, the next ones on the days behind it.
const FIRST_DAY: (i32, u32, u32) = (2026, 4, 20);
/// The numbers in digits: from the first to the last, both included.
const DIGITS: (u64, u64) = (2, 60);

/// An item of a catalogue as customers may call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good {
    /// Whose language the name is of.
    pub language: Language,
    /// What it is called.
    pub name: String,
    /// Its code.
    pub code: String,
}

/// Reads a file of templates and fills them; the same seed makes the same cases.
pub fn expand(text: &str, goods: &[Good], seed: u64) -> Result<Vec<Case>, BadCase> {
    let (settings, blocks) = blocks(text)?;
    let lists = lists(&settings)?;
    let mut cases = Vec::new();
    for (nth, block) in (0u64..).zip(&blocks) {
        let copies: Option<usize> = block.extra.as_ref().and_then(|count| count.parse().ok());
        let copies = copies.filter(|count| (1..=COPIES_MAX).contains(count));
        for copy in 0..copies.ok_or_else(|| block.bad("says how many copies"))? {
            let filler = Filler {
                lists: &lists,
                goods: goods
                    .iter()
                    .filter(|good| good.language == block.language)
                    .collect(),
                seed: mix(seed ^ mix(nth << 16 | copy as u64)),
                received: received(copy),
            };
            cases.push(filler.case(block)?);
        }
    }
    Ok(cases)
}

/// A list of one kind in one language: what is said, and what is meant.
struct List<'t> {
    language: Language,
    kind: &'t str,
    entries: Vec<(&'t str, &'t str)>,
}

/// `: en n` opens a list; an entry is `two dozen = 24`, or says what it means.
fn lists<'t>(settings: &[&'t str]) -> Result<Vec<List<'t>>, BadCase> {
    let bad = || BadCase {
        line: 1,
        reason: "a list opens with its language and kind".to_owned(),
    };
    let mut lists: Vec<List> = Vec::new();
    for line in settings {
        match line.strip_prefix(": ") {
            Some(head) => {
                let (first, kind) = head.split_once(' ').ok_or_else(bad)?;
                lists.push(List {
                    language: language(first).ok_or_else(bad)?,
                    kind,
                    entries: Vec::new(),
                });
            }
            None => {
                let entry = line.split_once(" = ").unwrap_or((line, line));
                lists.last_mut().ok_or_else(bad)?.entries.push(entry);
            }
        }
    }
    Ok(lists)
}

fn received(copy: usize) -> Day {
    let (year, month, day) = FIRST_DAY;
    let first = Day::from_civil(year, month, day).unwrap_or(Day(0));
    first.plus(copy as i32 % 4)
}

struct Filler<'t> {
    lists: &'t [List<'t>],
    goods: Vec<&'t Good>,
    seed: u64,
    received: Day,
}

/// What a gap is filled with.
struct Filling {
    said: String,
    meant: String,
    /// Code of the item that it names.
    item: Option<String>,
}

impl Filler<'_> {
    fn case(&self, block: &Block) -> Result<Case, BadCase> {
        let text = self.fill(block, &block.message, false)?;
        let mut expected = String::new();
        for line in block.expected.lines() {
            expected += &self.fill(block, line, true)?;
            expected.push('\n');
        }
        block.as_case(self.received, text, expected)
    }

    /// Fills the gaps; a line of a truth ends with the item that it names.
    fn fill(&self, block: &Block, text: &str, meant: bool) -> Result<String, BadCase> {
        let (mut filled, mut rest, mut item) = (String::new(), text, None);
        for _ in 0..GAPS_MAX {
            let Some((before, (gap, behind))) = rest
                .split_once('{')
                .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
            else {
                break;
            };
            let filling = self.filling(block.language, gap);
            let filling = filling.ok_or_else(|| block.bad(format!("no list for {gap:?}")))?;
            filled += before;
            filled += if meant { &filling.meant } else { &filling.said };
            item = item.or(filling.item);
            rest = behind;
        }
        filled += rest;
        if let (Some(item), true) = (item, meant) {
            filled += &format!(" | ={item}");
        }
        Ok(filled)
    }

    fn filling(&self, language: Language, gap: &str) -> Option<Filling> {
        let kind = gap.trim_end_matches(|c: char| c.is_ascii_digit());
        let number: u64 = gap[kind.len()..].parse().unwrap_or(0);
        let plain = |said: String, meant: String| Filling {
            said,
            meant,
            item: None,
        };
        match kind {
            "k" => {
                let digits = DIGITS.0 + self.chance(gap) % (DIGITS.1 - DIGITS.0 + 1);
                Some(plain(digits.to_string(), digits.to_string()))
            }
            "i" | "c" => {
                let good = *self
                    .goods
                    .get(self.place("item", number, self.goods.len())?)?;
                let text = if kind == "i" { &good.name } else { &good.code };
                Some(Filling {
                    item: Some(good.code.clone()),
                    ..plain(text.clone(), text.clone())
                })
            }
            _ => {
                let is_wanted = |list: &&List| list.language == language && list.kind == kind;
                let entries = &self.lists.iter().find(is_wanted)?.entries;
                let (said, meant) = entries[self.place(kind, number, entries.len())?];
                if kind != "day" {
                    return Some(plain(said.to_owned(), meant.to_owned()));
                }
                let meant = day(meant, self.received)?;
                Some(plain(written(said, meant, language), meant.to_string()))
            }
        }
    }

    /// Gaps of one kind with other numbers are filled with other entries.
    fn place(&self, kind: &str, number: u64, entries: usize) -> Option<usize> {
        let entries = u64::try_from(entries).ok().filter(|entries| *entries > 0)?;
        Some((self.chance(kind).wrapping_add(number) % entries) as usize)
    }

    fn chance(&self, purpose: &str) -> u64 {
        purpose
            .bytes()
            .fold(self.seed, |seed, byte| mix(seed ^ u64::from(byte)))
    }
}

/// The finishing step of splitmix64 (Steele, Lea and Flood, 2014).
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A day in a form: `%d` `%m` `%Y` in digits, `%B` and `%b` the month in words.
fn written(form: &str, day: Day, language: Language) -> String {
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const HEBREW: [&str; 12] = [
        "ינואר",
        "פברואר",
        "מרץ",
        "אפריל",
        "מאי",
        "יוני",
        "יולי",
        "אוגוסט",
        "ספטמבר",
        "אוקטובר",
        "נובמבר",
        "דצמבר",
    ];
    let (year, month, number) = day.to_civil();
    let names = match language {
        Language::English => ENGLISH,
        Language::Hebrew => HEBREW,
    };
    let name = names.get(month as usize - 1).copied().unwrap_or_default();
    let short: String = name.chars().take(3).collect();
    form.replace("%d", &format!("{number:02}"))
        .replace("%m", &format!("{month:02}"))
        .replace("%Y", &year.to_string())
        .replace("%B", name)
        .replace("%b", &short)
}
