//! Rows from JSON: a list of objects whose keys are the columns.

use crate::column;
use crate::problem::Problems;
use crate::table::{Table, Unreadable, unknown};
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt;

/// The longest decimal number outside of quotes that is taken: JSON readers keep no more than 15
/// digits of one exactly, and there are a sign and a point besides.
const NUMBER_DIGITS_MAX: usize = 15;

/// Fills a table with the objects of a text.
pub fn fill(table: &mut Table, text: &str, problems: &mut Problems) -> Result<(), Unreadable> {
    let mut objects = Objects {
        table,
        problems,
        number: 0,
        stopped: None,
    };
    let mut from = serde_json::Deserializer::from_str(text);
    let read = DeserializeSeed::deserialize(&mut objects, &mut from).and_then(|()| from.end());
    match (objects.stopped, read) {
        (Some(stopped), _) => Err(stopped),
        (None, Err(error)) => {
            let row = (objects.number > 0).then_some(objects.number);
            Err(Unreadable {
                row,
                message: format!("expected a list of objects: {error}"),
            })
        }
        (None, Ok(())) => Ok(()),
    }
}

/// The list, read object by object into the table.
struct Objects<'a> {
    table: &'a mut Table,
    problems: &'a mut Problems,
    /// Which object is being read, from 1.
    number: u32,
    stopped: Option<Unreadable>,
}

impl<'de> DeserializeSeed<'de> for &mut Objects<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for &mut Objects<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut cells = Vec::new();
        loop {
            cells.clear();
            cells.resize(self.table.columns.len(), None);
            self.number += 1;
            let object = Object {
                objects: self,
                cells: &mut cells,
            };
            if list.next_element_seed(object)?.is_none() {
                return Ok(());
            }
            if let Err(stopped) = self.table.push(self.number, &cells, self.problems) {
                self.stopped = Some(stopped);
                return Err(A::Error::custom("too many rows"));
            }
        }
    }
}

/// One object, read into the cells of a row.
struct Object<'a, 'b> {
    objects: &'a mut Objects<'b>,
    cells: &'a mut [Option<Cow<'static, str>>],
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
        let Objects {
            table,
            problems,
            number,
            ..
        } = self.objects;
        while let Some(key) = object.next_key::<String>()? {
            let Some(place) = column::position(table.columns, &key) else {
                object.next_value::<IgnoredAny>()?;
                problems.tell(&table.file, Some(*number), Some(&key), || {
                    unknown(table.columns, &key)
                });
                continue;
            };
            table.note_not_kept(place);
            let Cell(cell) = object.next_value()?;
            if self.cells[place].replace(Cow::Owned(cell)).is_some() {
                problems.tell(&table.file, Some(*number), Some(&key), || {
                    "the key stands twice".to_owned()
                });
            }
        }
        Ok(())
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
