//! Lessons in the company's codes, for whoever looks at them.

use crate::codes::Codes;
use crate::problem::Problem;
use crate::state::App;
use book::Book;
use intake::ground::{self, Rule, Stands};
use intake::{Confidence, FormField};
use keep::{Lesson, LessonTaught};
use vocab::{CustomerId, ItemId, Unit};

/// A lesson with what it means and what taught it.
pub(crate) struct Told {
    /// As it is kept.
    pub(crate) lesson: Lesson,
    /// Number of its customer.
    pub(crate) customer: String,
    /// What the documents say; none where the lesson is about saying nothing.
    pub(crate) said: Option<String>,
    /// What that means.
    pub(crate) meaning: Meaning,
    /// False while it is only proposed: what is understood by it goes to review.
    pub(crate) relied_on: bool,
    /// What taught it, the newest first.
    pub(crate) taught_by: Vec<LessonTaught>,
}

/// What a text of a document means.
pub(crate) enum Meaning {
    /// A part number is this item: code and description.
    Part(String, String),
    /// A description is this item.
    Description(String, String),
    /// A word is this unit of this item.
    Unit(Unit, String),
    /// Goods go to the ship-to with this code.
    ShipTo(String),
    /// It is the customer's name.
    Buyer,
    /// It is the customer's address.
    Sender,
    /// A field stands by it.
    Label(FormField, Stands),
    /// Another version of Kept knows.
    Unknown,
}

impl Told {
    /// Tells of lessons. Blocks.
    ///
    /// # Errors
    /// When the engine or the store does not answer.
    pub(crate) fn all(app: &App, lessons: Vec<Lesson>) -> Result<Vec<Told>, Problem> {
        let told = app.engine.ask(move |book| {
            let told = lessons.into_iter().map(|lesson| Told::of(book, lesson));
            told.collect::<Vec<Told>>()
        })?;
        let with_teachers = told.into_iter().map(|told| {
            let taught_by = app.lessons.taught(told.lesson.id)?;
            Ok(Told { taught_by, ..told })
        });
        with_teachers.collect()
    }

    fn of(book: &Book, lesson: Lesson) -> Told {
        let known = super::lesson(&lesson);
        let sure = known.as_ref().map(ground::Lesson::confidence);
        let rule = known.map(|known| known.rule);
        Told {
            customer: code(book, lesson.lesson.customer),
            said: rule.as_ref().and_then(Rule::said).map(str::to_owned),
            meaning: rule.map_or(Meaning::Unknown, |rule| Meaning::of(book, &rule)),
            relied_on: sure >= Some(Confidence::LIKELY),
            taught_by: Vec::new(),
            lesson,
        }
    }
}

impl Meaning {
    fn of(book: &Book, rule: &Rule) -> Meaning {
        let item = |id: ItemId| {
            let item = book.company.items.get(id.index());
            let told = item.map(|item| (item.code.clone(), item.description.clone()));
            told.unwrap_or_default()
        };
        match rule {
            Rule::Part { item: id, .. } => {
                let (code, description) = item(*id);
                Meaning::Part(code, description)
            }
            Rule::Description { item: id, .. } => {
                let (code, description) = item(*id);
                Meaning::Description(code, description)
            }
            Rule::Unit { item: id, unit, .. } => Meaning::Unit(*unit, item(*id).0),
            Rule::ShipTo { ship_to, .. } => {
                let code = book.ship_to_code(*ship_to);
                Meaning::ShipTo(code.unwrap_or_default().to_owned())
            }
            Rule::Buyer { .. } => Meaning::Buyer,
            Rule::Sender { .. } => Meaning::Sender,
            Rule::Label { field, label } => Meaning::Label(*field, label.stands),
        }
    }

    /// The word for its kind, as the API tells it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Meaning::Part(..) => "part",
            Meaning::Description(..) => "description",
            Meaning::Unit(..) => "unit",
            Meaning::ShipTo(_) => "ship_to",
            Meaning::Buyer => "buyer",
            Meaning::Sender => "sender",
            Meaning::Label(..) => "label",
            Meaning::Unknown => "unknown",
        }
    }
}

fn code(book: &Book, customer: CustomerId) -> String {
    book.customer_code(customer).unwrap_or_default().to_owned()
}
