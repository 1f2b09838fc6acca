//! Which column of a file is which field: by its name, by a name that other systems give it, or as a
//! person says.

use crate::column::{self, Column, Need};
use crate::problem::{Code, UNCOMPUTED, Wrong, quoted};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The most columns of a file.
pub const COLUMNS_MAX: usize = 1_024;
/// How many cells of a column are shown, and how many characters of each.
pub const SAMPLES_MAX: usize = 3;
const SAMPLE_CHARACTERS_MAX: usize = 60;
/// How many characters of a title are looked at.
const TITLE_CHARACTERS_MAX: usize = 200;
/// How many columns that nothing fits a message lists.
const UNUSED_LISTED_MAX: usize = 20;

/// Where fields come from, by their names, as a person says. Fields that are not in it are recognised
/// among the columns that it does not name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Mapping(pub BTreeMap<String, Origin>);

/// Where a field comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Origin {
    /// From the column with this title; one without a title is `column C`.
    Column(String),
    /// The same in every row, for what the file does not have.
    Always {
        /// What it is.
        always: String,
    },
    /// From nowhere, whatever is recognised: `null`.
    Nothing,
}

/// Why a column is read as a field, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It has the field's own name.
    Name,
    /// It has a name that other systems give the field.
    Synonym,
    /// The mapping says so.
    Chosen,
    /// Nothing fits it, or another column fits better. It is not read.
    Unused,
}

/// A column of a file.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileColumn {
    /// Its title.
    pub title: String,
    /// The fields that are read from it.
    pub fields: Vec<&'static str>,
    /// Why.
    pub why: Why,
    /// Its first cells that have something in them.
    pub samples: Vec<String>,
    /// False when the title is only its letter.
    #[serde(skip)]
    is_titled: bool,
}

impl FileColumn {
    fn new(place: usize, title: &str) -> FileColumn {
        let title = cut(title);
        FileColumn {
            is_titled: !title.is_empty(),
            title: match title.is_empty() {
                true => format!("column {}", letters(place)),
                false => title,
            },
            fields: Vec::new(),
            why: Why::Unused,
            samples: Vec::new(),
        }
    }

    /// True when there is nothing in it, not even a title.
    pub fn is_empty(&self) -> bool {
        !self.is_titled && self.samples.is_empty()
    }
}

/// What fills a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filled {
    /// The column at this place.
    Column(usize),
    /// The same text in every row.
    Always(String),
}

/// The columns of a file and what they are read as.
#[derive(Default)]
pub struct Heading {
    /// By place in the file.
    pub titles: Vec<FileColumn>,
    /// By place of the field.
    pub fields: Vec<Option<Filled>>,
}

/// A column, and what is wrong with it.
pub type WrongColumn = (String, Wrong);

/// The fields of a kind by all of their names.
#[derive(Debug)]
pub struct Fields {
    /// The fields.
    pub columns: &'static [Column],
    /// Place of the field, and how far down the list of its names, by name.
    names: HashMap<String, (usize, usize)>,
}

impl Heading {
    /// Understands titles.
    pub fn of(
        fields: &Fields,
        titles: &[&str],
        mapping: Option<&Mapping>,
    ) -> (Heading, Vec<WrongColumn>) {
        let numbered = titles.iter().enumerate();
        let mut heading = Heading {
            titles: numbered
                .map(|(place, title)| FileColumn::new(place, title))
                .collect(),
            fields: vec![None; fields.columns.len()],
        };
        let mut wrong = Vec::new();
        let none = Mapping::default();
        let mapping = mapping.unwrap_or(&none);
        heading.follow(fields.columns, mapping, &mut wrong);
        heading.recognise(fields, mapping, &mut wrong);
        heading.demand(fields.columns, &mut wrong);
        (heading, wrong)
    }

    /// How many fields have a column.
    pub fn fitting(&self) -> usize {
        let from_file = |field: &&Option<Filled>| matches!(field, Some(Filled::Column(_)));
        self.fields.iter().filter(from_file).count()
    }

    /// True when every field that has to be there is.
    pub fn is_complete(&self, columns: &[Column]) -> bool {
        let mut fields = self.fields.iter().zip(columns);
        !self.fields.is_empty()
            && fields.all(|(field, column)| field.is_some() || column.need != Need::Required)
    }

    /// The titles of columns that nothing fits.
    pub fn unused(&self) -> impl Iterator<Item = &FileColumn> {
        let unused = |column: &&FileColumn| column.why == Why::Unused && !column.is_empty();
        self.titles.iter().filter(unused)
    }

    /// Takes note of a cell that people are shown.
    pub fn sample(&mut self, place: usize, cell: &str) {
        let samples = &mut self.titles[place].samples;
        let cell = cell.trim();
        if samples.len() < SAMPLES_MAX && !cell.is_empty() {
            samples.push(match cell {
                UNCOMPUTED => "#".to_owned(),
                _ => cell.chars().take(SAMPLE_CHARACTERS_MAX).collect(),
            });
        }
    }

    /// Finds columns for the fields of which the mapping says nothing, among those that it does not name.
    fn recognise(&mut self, fields: &Fields, mapping: &Mapping, wrong: &mut Vec<WrongColumn>) {
        let folded: Vec<String> = self.titles.iter().map(|title| fold(&title.title)).collect();
        let mut found: Vec<Vec<(usize, usize)>> = vec![Vec::new(); fields.columns.len()];
        for (place, title) in self.titles.iter().enumerate() {
            let named = fields.named(&title.title).filter(|(field, _)| {
                title.why == Why::Unused && !mapping.0.contains_key(fields.columns[*field].name)
            });
            if let Some((field, rank)) = named {
                found[field].push((rank, place));
            }
        }
        for (field, mut places) in found.into_iter().enumerate() {
            places.sort_unstable();
            let Some(&(rank, place)) = places.first() else {
                continue;
            };
            if places
                .iter()
                .skip(1)
                .any(|(_, other)| folded[*other] == folded[place])
            {
                let title = self.titles[place].title.clone();
                let twice = Wrong::new(Code::ColumnTwice, "the column stands twice");
                wrong.push((title, twice));
            }
            let why = if rank == 0 { Why::Name } else { Why::Synonym };
            self.read_from(fields.columns, field, place, why);
        }
    }

    fn follow(&mut self, columns: &[Column], mapping: &Mapping, wrong: &mut Vec<WrongColumn>) {
        for (name, origin) in &mapping.0 {
            let Some(field) = columns.iter().position(|column| column.name == name) else {
                let names = column::names(columns);
                let message = format!(
                    "expected one of the fields {names}, the mapping has {}",
                    quoted(name)
                );
                wrong.push((name.clone(), Wrong::new(Code::NoSuchField, message)));
                continue;
            };
            match origin {
                Origin::Nothing => {}
                Origin::Always { always } => {
                    self.fields[field] = Some(Filled::Always(always.clone()))
                }
                Origin::Column(title) => match self.titled(title) {
                    Some(place) => self.read_from(columns, field, place, Why::Chosen),
                    None => wrong.push((name.clone(), self.no_such(title))),
                },
            }
        }
    }

    fn read_from(&mut self, columns: &[Column], field: usize, place: usize, why: Why) {
        self.fields[field] = Some(Filled::Column(place));
        self.titles[place].fields.push(columns[field].name);
        self.titles[place].why = why;
    }

    /// The column that has a title, letter by letter if there is one.
    fn titled(&self, title: &str) -> Option<usize> {
        let title = cut(title);
        let same = |other: &FileColumn| other.title == title;
        let place = self.titles.iter().position(same);
        let like = |other: &FileColumn| fold(&other.title) == fold(&title);
        place.or_else(|| self.titles.iter().position(like))
    }

    fn no_such(&self, title: &str) -> Wrong {
        let titles = listed(self.titles.iter().map(|column| &column.title));
        let message = format!(
            "expected a column of the file ({titles}), the mapping has {}",
            quoted(title)
        );
        Wrong::new(Code::NoSuchColumn, message)
    }

    fn demand(&self, columns: &[Column], wrong: &mut Vec<WrongColumn>) {
        let required = |column: &&Column| column.need == Need::Required;
        for (column, field) in columns.iter().zip(&self.fields) {
            if column.need == Need::Required && field.is_none() {
                let mut message = format!(
                    "the column is missing; {} are required",
                    column::names(columns.iter().filter(required))
                );
                if self.unused().next().is_some() {
                    message += &format!(
                        "; not recognised: {}",
                        listed(self.unused().map(|column| &column.title))
                    );
                }
                let missing = Wrong::new(Code::ColumnMissing, message);
                wrong.push((column.name.to_owned(), missing));
            }
        }
    }
}

/// Titles as a message lists them.
pub fn listed<'a>(titles: impl Iterator<Item = &'a String>) -> String {
    let mut titles: Vec<String> = titles.map(|title| quoted(title)).collect();
    if let Some(more) = titles
        .len()
        .checked_sub(UNUSED_LISTED_MAX)
        .filter(|more| *more > 0)
    {
        titles.truncate(UNUSED_LISTED_MAX);
        titles.push(format!("and {more} more"));
    }
    titles.join(", ")
}

impl Fields {
    /// The fields of a kind.
    pub fn of(columns: &'static [Column]) -> Fields {
        let mut names = HashMap::new();
        for (field, column) in columns.iter().enumerate() {
            names.insert(fold(column.name), (field, 0));
        }
        for (field, column) in columns.iter().enumerate() {
            for (rank, name) in (1..).zip(column.also()) {
                names.entry(fold(name)).or_insert((field, rank));
            }
        }
        Fields { columns, names }
    }

    /// The field that a title names, and how far down the list of its names; what stands in brackets
    /// counts only if it helps.
    fn named(&self, title: &str) -> Option<(usize, usize)> {
        let outside = title.split(['(', '[']).next().unwrap_or_default();
        let mut ways = [title, outside].into_iter();
        ways.find_map(|title| self.names.get(&fold(title)).copied())
    }
}

/// As much of a title as is kept.
fn cut(title: &str) -> String {
    title.trim().chars().take(TITLE_CHARACTERS_MAX).collect()
}

/// A title without what does not count: case, blanks, punctuation, quotes, vowel points.
pub fn fold(title: &str) -> String {
    let counts = title.chars().filter(|c| c.is_alphanumeric());
    counts.flat_map(char::to_lowercase).collect()
}

/// The letters that a spreadsheet shows above a column, which is counted from 0.
fn letters(place: usize) -> String {
    let last = char::from(b'A' + (place % 26) as u8);
    match place / 26 {
        0 => last.to_string(),
        before => letters(before - 1) + &last.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Kind;

    fn check(kind: Kind, titles: &[&str]) -> String {
        let (heading, wrong) = Heading::of(&Fields::of(column::columns(kind)), titles, None);
        let shown = |column: &FileColumn| match column.fields.first() {
            Some(field) => format!("{}={field}", column.title),
            None => format!("{}?", column.title),
        };
        let shown = heading.titles.iter().map(shown);
        let wrong = wrong
            .iter()
            .map(|(column, wrong)| format!("{column}! {}", wrong.message));
        shown.chain(wrong).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn columns_are_known_by_the_names_that_other_systems_give_them() {
        let cases: [(Kind, &[&str], &str); 6] = [
            (
                Kind::Items,
                &[
                    "SKU",
                    "Item Name",
                    "U.o.M.",
                    "Barcode",
                    "Weight (g)",
                    "Colour",
                ],
                "SKU=item / Item Name=description / U.o.M.=base_unit / Barcode=gtin_each / \
                 Weight (g)=weight_grams / Colour?",
            ),
            (
                Kind::Items,
                &["מק״ט", "תיאור פריט", "יח׳ מידה", "כמות בקרטון"],
                "מק״ט=item / תיאור פריט=description / יח׳ מידה=base_unit / כמות בקרטון=case",
            ),
            (
                Kind::Customers,
                &["מס' לקוח", "שם לקוח", "מחירון", "כתובת", "עיר", "ח.פ."],
                "מס' לקוח=customer / שם לקוח=name / מחירון=price_list / כתובת=street / עיר=city / ח.פ.=tax_id",
            ),
            (
                Kind::Stock,
                &["Whse", "Part No.", "QTY ON HAND", "U/M"],
                "Whse=site / Part No.=item / QTY ON HAND=quantity / U/M=unit",
            ),
            (
                Kind::Prices,
                &[
                    "Price List",
                    "Ccy",
                    "Item #",
                    "Unit Price (ILS)",
                    "Price per",
                ],
                "Price List=price_list / Ccy=currency / Item #=item / Unit Price (ILS)=price / Price per=per",
            ),
            (
                Kind::Supply,
                &["PO No.", "Type", "Warehouse", "SKU", "Open Qty", "ETA", ""],
                "PO No.=reference / Type=kind / Warehouse=site / SKU=item / Open Qty=quantity / ETA=due / \
                 column G?",
            ),
        ];
        for (kind, titles, expected) in cases {
            assert_eq!(check(kind, titles), expected);
        }
    }

    #[test]
    fn of_two_columns_for_one_field_the_nearer_name_is_read() {
        assert_eq!(
            check(
                Kind::Parts,
                &["Product", "Customer", "Item code", "customer_part"]
            ),
            "Product? / Customer=customer / Item code=item / customer_part=customer_part"
        );
        let twice = check(
            Kind::Parts,
            &["Item-Code", "Customer", "item code", "customer_part"],
        );
        assert!(
            twice.ends_with("Item-Code! the column stands twice"),
            "{twice}"
        );
    }

    #[test]
    fn a_missing_field_is_told_with_the_columns_that_nothing_fits() {
        assert_eq!(
            check(Kind::Parts, &["Customer", "Item", "Their number"]),
            "Customer=customer / Item=item / Their number? / customer_part! the column is missing; \
             customer, customer_part, item are required; not recognised: \"Their number\""
        );
    }

    #[test]
    fn a_name_means_one_field() {
        for kind in Kind::ALL {
            let mut meant: HashMap<String, &str> = HashMap::new();
            for column in column::columns(kind) {
                for name in [column.name].into_iter().chain(column.also()) {
                    let other = meant.insert(fold(name), column.name);
                    assert_eq!(other, None, "{kind:?}: \"{name}\" is also {}", column.name);
                }
            }
        }
    }

    #[test]
    fn columns_without_a_title_have_the_letters_of_a_spreadsheet() {
        let shown = [0, 25, 26, 701, 702].map(letters);
        assert_eq!(shown, ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
