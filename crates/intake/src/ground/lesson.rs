//! Lessons: what people's corrections taught of one customer's documents, and how surely.

use super::code::{address, code, name};
use crate::printed::form::Label;
use crate::request::{Confidence, FormField};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use vocab::{CustomerId, ItemId, LessonId, ShipToId, Unit};

/// The longest text that a lesson quotes, in characters; longer ones are not learned.
pub const SAID_CHARS_MAX: usize = 150;
/// How many requests must have taught a lesson before it is relied on.
pub const TAUGHT_HELD: u64 = 2;
/// Fewer letters and digits than this name nothing: a reader may have taken a line's number for a code.
const SAID_LETTERS_MIN: usize = 3;

/// What a lesson says of a customer's documents. Kept as JSON for ever (`keep/FORMAT.md`): variants and
/// fields are added, never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Rule {
    /// This part number, in whichever field it stands, is this item.
    Part {
        /// As the document says it.
        said: String,
        /// What it means.
        item: ItemId,
    },
    /// A line with this description, and nothing better, is this item.
    Description {
        /// As the document says it.
        said: String,
        /// What it means.
        item: ItemId,
    },
    /// This word for a unit of this item is this unit.
    Unit {
        /// As the document says it; absent where it says none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said: Option<String>,
        /// Of which item.
        item: ItemId,
        /// What it means.
        unit: Unit,
    },
    /// Goods go here.
    ShipTo {
        /// The id, name or address that the document says; absent where it says none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said: Option<String>,
        /// Where to.
        ship_to: ShipToId,
    },
    /// A buyer of this name is this customer.
    Buyer {
        /// As the document says it.
        said: String,
    },
    /// What comes from this sender and names no buyer is this customer's.
    Sender {
        /// The address, or the id of the envelope.
        said: String,
    },
    /// On the customer's forms a field stands by these words.
    Label {
        /// Which.
        field: FormField,
        /// The words, and where it stands from them.
        #[serde(flatten)]
        label: Label,
    },
}

/// A lesson in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// Its number.
    pub id: LessonId,
    /// Whose documents it is about.
    pub customer: CustomerId,
    /// What it says.
    pub rule: Rule,
    /// How many requests taught it.
    pub taught: u64,
}

impl Rule {
    /// What it is about: of two rules about the same, the later one holds. `customer` is whose
    /// documents it was learned of; who a buyer or sender is, is one question for all customers.
    pub fn about(&self, customer: CustomerId) -> String {
        match self {
            Rule::Part { said, .. } => About(customer).part(said),
            Rule::Description { said, .. } => About(customer).description(said),
            Rule::Unit { said, item, .. } => About(customer).unit(*item, said.as_deref()),
            Rule::ShipTo { said, .. } => About(customer).ship_to(said.as_deref()),
            Rule::Buyer { said } => buyer(said),
            Rule::Sender { said } => sender(said),
            Rule::Label { field, .. } => About(customer).label(*field),
        }
    }

    /// What the documents say.
    pub fn said(&self) -> Option<&str> {
        match self {
            Rule::Part { said, .. }
            | Rule::Description { said, .. }
            | Rule::Buyer { said }
            | Rule::Sender { said } => Some(said),
            Rule::Label { label, .. } => Some(&label.said),
            Rule::Unit { said, .. } | Rule::ShipTo { said, .. } => said.as_deref(),
        }
    }
}

impl Lesson {
    /// How sure it is. A part number is as good as one that was typed into the customer's list: a person
    /// looked at that very number and named its item. Everything else is only proposed until it has held.
    pub fn confidence(&self) -> Confidence {
        match self.rule {
            Rule::Part { .. } => Confidence::STATED,
            Rule::Description { .. }
            | Rule::Unit { .. }
            | Rule::ShipTo { .. }
            | Rule::Buyer { .. }
            | Rule::Sender { .. }
            | Rule::Label { .. } => match self.taught >= TAUGHT_HELD {
                true => Confidence::LIKELY,
                false => Confidence::GUESSED,
            },
        }
    }

    /// The item that it names.
    pub fn item(&self) -> Option<ItemId> {
        match &self.rule {
            Rule::Part { item, .. } | Rule::Description { item, .. } | Rule::Unit { item, .. } => {
                Some(*item)
            }
            Rule::ShipTo { .. } | Rule::Buyer { .. } | Rule::Sender { .. } | Rule::Label { .. } => {
                None
            }
        }
    }

    /// The unit that it names.
    pub fn unit(&self) -> Option<Unit> {
        let Rule::Unit { unit, .. } = &self.rule else {
            return None;
        };
        Some(*unit)
    }

    /// The place of delivery that it names.
    pub fn ship_to(&self) -> Option<ShipToId> {
        let Rule::ShipTo { ship_to, .. } = &self.rule else {
            return None;
        };
        Some(*ship_to)
    }

    /// The words of the form that it names.
    pub fn label(&self) -> Option<&Label> {
        let Rule::Label { label, .. } = &self.rule else {
            return None;
        };
        Some(label)
    }
}

/// A text that says enough to be learned.
pub(super) fn is_telling(text: &str) -> bool {
    let letters = code(text).chars().count();
    letters >= SAID_LETTERS_MIN && text.chars().count() <= SAID_CHARS_MAX
}

/// What lessons of a customer are about, in words that are compared.
#[derive(Clone, Copy)]
struct About(CustomerId);

impl About {
    fn part(self, said: &str) -> String {
        format!("{} part {}", self.0, code(said))
    }

    fn description(self, said: &str) -> String {
        format!("{} description {}", self.0, name(said))
    }

    fn unit(self, item: ItemId, said: Option<&str>) -> String {
        let said = said.unwrap_or_default().trim().to_lowercase();
        format!("{} unit {item} {said}", self.0)
    }

    fn ship_to(self, said: Option<&str>) -> String {
        format!("{} ship-to {}", self.0, name(said.unwrap_or_default()))
    }

    fn label(self, field: FormField) -> String {
        let field = match field {
            FormField::PoNumber => "po-number",
            FormField::Requested => "requested",
        };
        format!("{} label {field}", self.0)
    }
}

fn buyer(said: &str) -> String {
    format!("buyer {}", name(said))
}

fn sender(said: &str) -> String {
    format!("sender {}", address(said))
}

/// Lessons by what they are about.
#[derive(Debug, Default)]
pub(super) struct Lessons(HashMap<String, Lesson>);

impl Lessons {
    pub fn add(&mut self, lesson: Lesson) {
        self.0.insert(lesson.rule.about(lesson.customer), lesson);
    }

    /// What a part number means to a customer.
    pub fn part(&self, customer: CustomerId, said: &str) -> Option<(ItemId, &Lesson)> {
        let lesson = self.0.get(&About(customer).part(said))?;
        lesson.item().map(|item| (item, lesson))
    }

    /// What a description means to a customer.
    pub fn description(&self, customer: CustomerId, said: &str) -> Option<(ItemId, &Lesson)> {
        let lesson = self.0.get(&About(customer).description(said))?;
        lesson.item().map(|item| (item, lesson))
    }

    /// What a word for a unit, or none, means to a customer.
    pub fn unit(
        &self,
        customer: CustomerId,
        item: ItemId,
        said: Option<&str>,
    ) -> Option<(Unit, &Lesson)> {
        let lesson = self.0.get(&About(customer).unit(item, said))?;
        lesson.unit().map(|unit| (unit, lesson))
    }

    /// Where goods go when a document says this of it, or nothing.
    pub fn ship_to(&self, customer: CustomerId, said: Option<&str>) -> Option<(ShipToId, &Lesson)> {
        let lesson = self.0.get(&About(customer).ship_to(said))?;
        lesson.ship_to().map(|ship_to| (ship_to, lesson))
    }

    /// Who a buyer of this name is.
    pub fn buyer(&self, said: &str) -> Option<&Lesson> {
        self.0.get(&buyer(said))
    }

    /// Who this sender is.
    pub fn sender(&self, said: &str) -> Option<&Lesson> {
        self.0.get(&sender(said))
    }

    /// Where a field stands on a customer's forms.
    pub fn label(&self, customer: CustomerId, field: FormField) -> Option<&Lesson> {
        self.0.get(&About(customer).label(field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printed::form::Stands;

    #[test]
    fn what_is_kept_of_a_lesson_is_read_for_ever_and_is_about_the_same() {
        let kept = [
            r#"{"kind":"part","said":"BLU-9","item":1}"#,
            r#"{"kind":"description","said":"Blue Mug!","item":1}"#,
            r#"{"kind":"unit","said":" Ctn","item":1,"unit":"case"}"#,
            r#"{"kind":"unit","item":1,"unit":"each"}"#,
            r#"{"kind":"ship_to","said":"North-Gate Ltd","ship_to":2}"#,
            r#"{"kind":"ship_to","ship_to":2}"#,
            r#"{"kind":"buyer","said":"The Shop Inc."}"#,
            r#"{"kind":"sender","said":"ANN@x.example"}"#,
            r#"{"kind":"label","field":"po_number","said":"Job no","stands":"behind"}"#,
            r#"{"kind":"label","field":"requested","said":"Due","stands":"below","day_first":true}"#,
        ];
        let about = kept.map(|json| {
            let rule: Rule = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&rule).unwrap(), json);
            format!("{}.", rule.about(CustomerId(7)))
        });
        insta::assert_snapshot!(about.join("\n"), @r"
        7 part BLU9.
        7 description blue mug.
        7 unit 1 ctn.
        7 unit 1 .
        7 ship-to north gate.
        7 ship-to .
        buyer the shop.
        sender ann@x.example.
        7 label po-number.
        7 label requested.
        ");
    }

    #[test]
    fn only_a_part_number_is_relied_on_at_once() {
        let part = Rule::Part {
            said: "BLU-9".to_owned(),
            item: ItemId(1),
        };
        let label = Rule::Label {
            field: FormField::PoNumber,
            label: Label {
                said: "Job no".to_owned(),
                stands: Stands::Behind,
                day_first: None,
            },
        };
        let sure = |rule: &Rule, taught| {
            let (id, customer) = (LessonId(1), CustomerId(7));
            let rule = rule.clone();
            let lesson = Lesson {
                id,
                customer,
                rule,
                taught,
            };
            lesson.confidence()
        };
        assert_eq!(sure(&part, 1), Confidence::STATED);
        assert_eq!(sure(&label, TAUGHT_HELD - 1), Confidence::GUESSED);
        assert_eq!(sure(&label, TAUGHT_HELD), Confidence::LIKELY);
    }
}
