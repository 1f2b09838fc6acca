//! The lines of the form: a row of fields each.

use super::found::{Choice, Known, KnownItem};
use super::typed::{Flaws, TypedLine, id};
use super::words::Words;
use super::{ITEMS_PATH, about};
use maud::{Markup, html};

/// The lines of a form, and what they were found to mean.
pub(super) struct Lines<'a> {
    pub(super) typed: &'a [TypedLine],
    pub(super) known: &'a Known,
    pub(super) flaws: &'a Flaws,
    /// Whether each is asked for its own day.
    pub(super) with_days: bool,
}

pub(super) fn table(words: &'static Words, lines: &Lines<'_>) -> Markup {
    html! {
        div.scroll {
            table.typed {
                thead { tr {
                    th scope="col" { "#" }
                    th scope="col" { (words.item) }
                    th scope="col" { (words.quantity) }
                    th scope="col" { (words.unit) }
                    @if lines.with_days { th scope="col" { (words.line_wanted) } }
                } }
                tbody {
                    @for (row, line) in lines.typed.iter().enumerate() {
                        (line_fields(words, lines, row, line))
                    }
                }
            }
        }
        datalist id="found" {}
    }
}

fn line_fields(words: &'static Words, lines: &Lines<'_>, row: usize, line: &TypedLine) -> Markup {
    let item = lines.known.items.get(&row);
    let choices = lines.known.choices.get(&row);
    let cell = |name: &'static str, label: &'static str| Cell {
        name,
        id: id(name, row),
        label: format!("{label}, {} {}", words.line, row + 1),
        error: lines
            .flaws
            .get(&id(name, row))
            .map_or("", |flaw| words.flaw(*flaw)),
    };
    html! {
        tr {
            td.muted { (row + 1) }
            td.item data-label=(words.item) {
                (item_field(&cell("item", words.item), line, choices))
                (about(item.map(|item| item.description.as_str())))
            }
            td data-label=(words.quantity) { (cell("quantity", words.quantity).number(&line.quantity)) }
            td data-label=[item.map(|_| words.unit)] { (unit_field(&cell("unit", words.unit), line, item)) }
            @if lines.with_days {
                @let day = Cell { name: "line_wanted", ..cell("wanted", words.line_wanted) };
                td data-label=(words.line_wanted) { (day.day(&line.wanted)) }
            }
        }
    }
}

fn item_field(cell: &Cell, line: &TypedLine, choices: Option<&Vec<Choice>>) -> Markup {
    match choices {
        Some(choices) => {
            let typed = [(line.item.as_str(), line.item.as_str())].into_iter();
            let found = choices
                .iter()
                .map(|choice| (choice.code.as_str(), choice.about.as_str()));
            cell.choice(&line.item, typed.chain(found))
        }
        None => cell.suggested(&line.item),
    }
}

/// The units of a known item; before, nothing is asked: the usual unit is meant.
fn unit_field(cell: &Cell, line: &TypedLine, item: Option<&KnownItem>) -> Markup {
    match item {
        Some(item) => {
            let units = item.units.iter().map(|unit| unit.as_str());
            let usual = item.units.first().map_or("", |unit| unit.as_str());
            let chosen = match line.unit.as_str() {
                "" => usual,
                unit => unit,
            };
            cell.choice(chosen, units.map(|unit| (unit, unit)))
        }
        None => html! { input type="hidden" name=(cell.name) value=(line.unit); },
    }
}

/// A field in a row: the title of its column is its label.
struct Cell {
    name: &'static str,
    id: String,
    label: String,
    error: &'static str,
}

impl Cell {
    fn suggested(&self, value: &str) -> Markup {
        self.around(&html! {
            input id=(self.id) name=(self.name) type="text" value=(value) dir="auto" autocomplete="off"
                aria-label=(self.label) aria-invalid=[self.invalid()] aria-describedby=[self.described()]
                list="found" data-suggest=(ITEMS_PATH);
        })
    }

    fn number(&self, value: &str) -> Markup {
        self.around(&html! {
            input id=(self.id) name=(self.name) type="text" value=(value) dir="ltr" autocomplete="off"
                inputmode="decimal" aria-label=(self.label) aria-invalid=[self.invalid()]
                aria-describedby=[self.described()];
        })
    }

    fn day(&self, value: &str) -> Markup {
        self.around(&html! {
            input id=(self.id) name=(self.name) type="date" value=(value)
                aria-label=(self.label) aria-invalid=[self.invalid()] aria-describedby=[self.described()];
        })
    }

    fn choice<'o>(
        &self,
        chosen: &str,
        options: impl Iterator<Item = (&'o str, &'o str)>,
    ) -> Markup {
        self.around(&html! {
            select id=(self.id) name=(self.name) aria-label=(self.label) aria-invalid=[self.invalid()]
                aria-describedby=[self.described()] {
                @for (value, label) in options {
                    option value=(value) selected[value == chosen] { (label) }
                }
            }
        })
    }

    fn around(&self, control: &Markup) -> Markup {
        html! {
            (control)
            @if !self.error.is_empty() { p.error id={ (self.id) "-error" } { (self.error) } }
        }
    }

    fn invalid(&self) -> Option<&'static str> {
        (!self.error.is_empty()).then_some("true")
    }

    fn described(&self) -> Option<String> {
        (!self.error.is_empty()).then(|| format!("{}-error", self.id))
    }
}
