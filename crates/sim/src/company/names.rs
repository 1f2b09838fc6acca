//! Words that names and addresses of the invented customers are made of, English and Hebrew.

use crate::chance::Chance;
use vocab::ZoneId;

/// A word in both scripts.
pub(super) type Both = (&'static str, &'static str);

/// What companies are named after.
pub(super) const WORDS: [Both; 40] = [
    ("Oren", "אורן"),
    ("Dekel", "דקל"),
    ("Shaked", "שקד"),
    ("Rotem", "רותם"),
    ("Tavor", "תבור"),
    ("Gefen", "גפן"),
    ("Zait", "זית"),
    ("Hadas", "הדס"),
    ("Nurit", "נורית"),
    ("Brosh", "ברוש"),
    ("Ella", "אלה"),
    ("Tomer", "תומר"),
    ("Kalanit", "כלנית"),
    ("Savyon", "סביון"),
    ("Harduf", "הרדוף"),
    ("Sahar", "סהר"),
    ("Keshet Orot", "קשת אורות"),
    ("Shachaf", "שחף"),
    ("Duchifat", "דוכיפת"),
    ("Nachshol", "נחשול"),
    ("Almog", "אלמוג"),
    ("Ruach Yam", "רוח ים"),
    ("Gal Tzuk", "גל צוק"),
    ("Mifras", "מפרש"),
    ("Ofek Zahav", "אופק זהב"),
    ("Tzameret", "צמרת"),
    ("Maayan", "מעיין"),
    ("Palgei Mayim", "פלגי מים"),
    ("Sdot", "שדות"),
    ("Goren", "גורן"),
    ("Alumot", "אלומות"),
    ("Karmel Yarok", "כרמל ירוק"),
    ("Rimon", "רימון"),
    ("Teena", "תאנה"),
    ("Etrog", "אתרוג"),
    ("Yasmin", "יסמין"),
    ("Lavan", "לבן"),
    ("Zohar", "זוהר"),
    ("Shaham", "שוהם"),
    ("Sapir", "ספיר"),
];

const STREETS: [&str; 14] = [
    "HaTamar",
    "HaZait",
    "HaGefen",
    "Derekh HaYam",
    "HaMelacha",
    "HaYotzrim",
    "Sderot HaDekel",
    "HaNevi'im",
    "HaOranim",
    "Kikar HaMayim",
    "HaShaked",
    "HaTa'asiya",
    "Derekh HaShalom",
    "HaRakefet",
];
const FIRST_NAMES: [&str; 20] = [
    "Noa", "Yael", "Tamar", "Maya", "Shira", "Rivka", "Amal", "Rana", "Olga", "Dana", "Itai",
    "Omer", "Yosef", "Avi", "Samir", "Boris", "Eitan", "Moshe", "Nir", "Khaled",
];
const LAST_NAMES: [&str; 16] = [
    "Oronski",
    "Barzilevi",
    "Tamarov",
    "Shaldag",
    "Galoni",
    "Harduf",
    "Zaitoun",
    "Kerenson",
    "Nahalon",
    "Darwi",
    "Peleg-Or",
    "Sahari",
    "Bronfeld",
    "Yarkoni-Tal",
    "Almozi",
    "Navotski",
];

/// A town.
#[derive(Clone, Copy, Debug)]
pub(super) struct Town {
    pub name: &'static str,
    pub hebrew: &'static str,
    pub zone: ZoneId,
    pub postcode: u64,
}

/// The towns of `places.txt`.
pub(super) fn towns() -> Vec<Town> {
    let lines = include_str!("places.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    lines
        .map(|line| town(line).expect("places.txt is well formed"))
        .collect()
}

fn town(line: &'static str) -> Option<Town> {
    let mut fields = line.split('|').map(str::trim);
    let (name, hebrew) = (fields.next()?, fields.next()?);
    let zone = ZoneId(fields.next()?.parse().ok()?);
    Some(Town {
        name,
        hebrew,
        zone,
        postcode: fields.next()?.parse().ok()?,
    })
}

/// A street and number.
pub(crate) fn street(chance: &mut Chance) -> String {
    let street = *chance.pick(&STREETS);
    format!("{street} {}", chance.between(1, 120))
}

/// A seven-digit postcode of a town.
pub(super) fn postcode(chance: &mut Chance, town: &Town) -> String {
    format!("{:07}", town.postcode * 100 + chance.below(100))
}

/// A person.
pub(crate) fn person(chance: &mut Chance) -> String {
    format!("{} {}", chance.pick(&FIRST_NAMES), chance.pick(&LAST_NAMES))
}

/// The domain of a company: its name in small letters under the reserved ending `.example`
/// (RFC 2606).
pub(crate) fn domain(name: &str) -> String {
    let letters = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == ' ');
    let joined: String = letters
        .map(|c| {
            if c == ' ' {
                '-'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    format!("{joined}.example")
}
