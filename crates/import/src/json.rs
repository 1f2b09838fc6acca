//! Rows from JSON: a list of objects whose keys are the columns.

use crate::problem::{Code, Problems, Wrong};
use crate::recognise::{COLUMNS_MAX, Fields, Heading, Mapping, Why};
use crate::table::{Table, Unreadable};
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;

/// The longest decimal number outside of quotes that is taken: JSON readers keep no more than 15
/// digits of one exactly, and there are a sign and a point besides.
const NUMBER_DIGITS_MAX: usize = 15;

/// Fills a table with the objects of a text. It is read twice: first for the keys that the objects
/// have, so that they are understood together.
pub fn fill(
    table: &mut Table,
    text: &str,
    fields: &Fields,
    mapping: Option<&Mapping>,
    problems: &mut Problems,
) -> Result<(), Unreadable> {
    let keys = keys(text)?;
    if keys.is_empty() {
        return Ok(());
    }
    let titles: Vec<&str> = keys.iter().map(String::as_str).collect();
    let mut heading = table.head(1, &titles, fields, mapping, problems);
    let mut objects = Objects {
        table,
        problems,
        heading: &mut heading,
        keys: keys.iter().map(String::as_str).zip(0..).collect(),
        number: 0,
        stopped: None,
    };
    let read = objects.read(text);
    table.heading = heading;
    read
}

/// All keys of all objects, in the order that they come in first.
fn keys(text: &str) -> Result<Vec<String>, Unreadable> {
    let mut keys = Keys::default();
    let mut from = serde_json::Deserializer::from_str(text);
    let read = from.deserialize_seq(&mut keys).and_then(|()| from.end());
    read.map_err(|error| unreadable(keys.number, &error))?;
    Ok(keys.keys)
}

fn unreadable(number: u32, error: &serde_json::Error) -> Unreadable {
    Unreadable {
        row: (number > 0).then_some(number),
        wrong: Wrong::new(
            Code::NotObjects,
            format!("expected a list of objects: {error}"),
        ),
    }
}

/// The keys that were seen.
#[derive(Default)]
struct Keys {
    keys: Vec<String>,
    seen: HashSet<String>,
    number: u32,
}

impl<'de> Visitor<'de> for &mut Keys {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        loop {
            self.number += 1;
            if list.next_element_seed(KeysOfOne(self))?.is_none() {
                return Ok(());
            }
        }
    }
}

struct KeysOfOne<'a>(&'a mut Keys);

impl<'de> DeserializeSeed<'de> for KeysOfOne<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for KeysOfOne<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(key) = object.next_key::<Cow<'de, str>>()? {
            object.next_value::<IgnoredAny>()?;
            if self.0.seen.contains(&*key) {
                continue;
            }
            if self.0.keys.len() == COLUMNS_MAX {
                let message = format!("at most {COLUMNS_MAX} different keys, there are more");
                return Err(A::Error::custom(message));
            }
            self.0.seen.insert(key.to_string());
            self.0.keys.push(key.into_owned());
        }
        Ok(())
    }
}

/// The list, read object by object into the table.
struct Objects<'a> {
    table: &'a mut Table,
    problems: &'a mut Problems,
    heading: &'a mut Heading,
    keys: HashMap<&'a str, usize>,
    /// Which object is being read, from 1.
    number: u32,
    stopped: Option<Unreadable>,
}

impl Objects<'_> {
    fn read(&mut self, text: &str) -> Result<(), Unreadable> {
        let mut from = serde_json::Deserializer::from_str(text);
        let read = from.deserialize_seq(&mut *self);
        match (self.stopped.take(), read) {
            (Some(stopped), _) => Err(stopped),
            (None, Err(error)) => Err(unreadable(self.number, &error)),
            (None, Ok(())) => Ok(()),
        }
    }
}

impl<'de> Visitor<'de> for &mut Objects<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut cells: Vec<Option<String>> = Vec::new();
        loop {
            cells.clear();
            cells.resize(self.keys.len(), None);
            self.number += 1;
            let object = Object {
                objects: self,
                cells: &mut cells,
            };
            if list.next_element_seed(object)?.is_none() {
                return Ok(());
            }
            let cells: Vec<Option<&str>> = cells.iter().map(Option::as_deref).collect();
            let pushed = self
                .table
                .push(self.number, &cells, self.heading, self.problems);
            if let Err(stopped) = pushed {
                self.stopped = Some(stopped);
                return Err(A::Error::custom("too many rows"));
            }
        }
    }
}

/// One object, read into the cells of a row.
struct Object<'a, 'b> {
    objects: &'a mut Objects<'b>,
    cells: &'a mut [Option<String>],
}

impl<'de> DeserializeSeed<'de> for Object<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let objects = self.objects;
        while let Some(key) = object.next_key::<Cow<'de, str>>()? {
            // Every key was seen in the first reading.
            let Some(place) = objects.keys.get(&*key) else {
                object.next_value::<IgnoredAny>()?;
                continue;
            };
            if objects.heading.titles[*place].why == Why::Unused {
                let sample = object.next_value::<Loose>()?;
                self.cells[*place] = Some(sample.0);
                continue;
            }
            let Cell(cell) = object.next_value()?;
            if self.cells[*place].replace(cell).is_some() {
                let (file, number) = (&objects.table.file, objects.number);
                objects.problems.tell(file, Some(number), Some(&key), || {
                    Wrong::new(Code::ColumnTwice, "the key stands twice")
                });
            }
        }
        Ok(())
    }
}

/// A value that is not read, as people are shown it; nothing is kept of one that has others in it.
struct Loose(String);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Loose, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Loose;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Loose, E> {
                Ok(Loose(text.to_owned()))
            }
            fn visit_bool<E: Error>(self, flag: bool) -> Result<Loose, E> {
                Ok(Loose(flag.to_string()))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Loose, E> {
                Ok(Loose(number.to_string()))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Loose, E> {
                Ok(Loose(number.to_string()))
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Loose, E> {
                Ok(Loose(number.to_string()))
            }
            fn visit_unit<E: Error>(self) -> Result<Loose, E> {
                Ok(Loose(String::new()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Loose, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Loose("[…]".to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Loose("{…}".to_owned()))
            }
        }
        from.deserialize_any(Any)
    }
}

/// A value as the text that a CSV cell would have.
struct Cell(String);

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Cell, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Cell;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number, true, false or null")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Cell, E> {
                Ok(Cell(text.to_owned()))
            }
            fn visit_string<E: Error>(self, text: String) -> Result<Cell, E> {
                Ok(Cell(text))
            }
            fn visit_bool<E: Error>(self, flag: bool) -> Result<Cell, E> {
                Ok(Cell(flag.to_string()))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Cell, E> {
                Ok(Cell(number.to_string()))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Cell, E> {
                Ok(Cell(number.to_string()))
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Cell, E> {
                let text = number.to_string();
                match text.len() <= NUMBER_DIGITS_MAX + 2 {
                    true => Ok(Cell(text)),
                    false => Err(E::custom(format!(
                        "a number of more than {NUMBER_DIGITS_MAX} digits is exact only as a text, \
                         in quotes"
                    ))),
                }
            }
            fn visit_unit<E: Error>(self) -> Result<Cell, E> {
                Ok(Cell(String::new()))
            }
        }
        from.deserialize_any(Text)
    }
}
