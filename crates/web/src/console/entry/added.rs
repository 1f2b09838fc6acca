//! Lines that are added to an order: typed, looked up and read as those of a new one.

use super::found::{self, Known};
use super::lines::{self, Lines};
use super::typed::{Flaws, Typed};
use super::words::{ENGLISH, HEBREW};
use crate::api::resolve::{At, Clerk};
use crate::call::Call;
use crate::codes::Codes;
use crate::console::desk::Desk;
use crate::console::form::Sent;
use crate::problem::Problem;
use book::Book;
use book::order::LineDraft;
use maud::Markup;
use vocab::CustomerId;

/// The lines of a form that are added, and what they were found to mean.
pub(in crate::console) struct Added {
    typed: Typed,
    known: Known,
}

impl Added {
    /// Finds what the lines name; what means one item only becomes its code.
    ///
    /// # Errors
    /// When the engine or the views do not answer.
    pub(in crate::console) async fn look_up(
        call: &Call,
        customer: CustomerId,
        sent: &Sent,
    ) -> Result<Added, Problem> {
        let mut typed = Typed::lines_of(sent);
        let mut known = Known::default();
        found::lines(call, &mut typed, Some(customer), &mut known).await?;
        Ok(Added { typed, known })
    }

    /// What can't be found, or may mean several items.
    pub(in crate::console) fn flaws(&self) -> &Flaws {
        &self.known.flaws
    }

    /// What was sent, with the lines as they were found.
    pub(in crate::console) fn found_in(&self, sent: &Sent) -> Sent {
        let own = |name: &str| ["item", "quantity", "unit", "line_wanted"].contains(&name);
        let others = sent.pairs().filter(|(name, _)| !own(name));
        let others = others.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Sent::of(others.chain(self.typed.line_fields()).collect())
    }

    /// The fields, with what is wrong with them.
    pub(in crate::console) fn table(&self, desk: &Desk, flaws: &Flaws) -> Markup {
        let words = desk.language.pick(&ENGLISH, &HEBREW);
        lines::table(
            words,
            &Lines {
                typed: &self.typed.lines,
                known: &self.known,
                flaws,
                with_days: true,
            },
        )
    }
}

/// Lines as the book takes them, and the fields that say them.
pub(in crate::console) struct Drafted {
    pub(in crate::console) lines: Vec<LineDraft>,
    pub(in crate::console) fields: Vec<(String, String)>,
}

/// The lines that a form adds for a customer, named by their codes.
///
/// # Errors
/// What is wrong, by field.
pub(in crate::console) fn drafts(
    book: &Book,
    customer: CustomerId,
    sent: &Sent,
) -> Result<Drafted, Flaws> {
    let typed = Typed::lines_of(sent);
    let mut flaws = Flaws::new();
    let documents = typed.line_documents(&mut flaws);
    if !flaws.is_empty() {
        return Err(flaws);
    }
    let mut clerk = Clerk::new(book, Some(customer));
    let mut drafts = Vec::with_capacity(documents.len());
    if let Some(currency) = book.currency(customer) {
        for (row, line) in documents.iter().enumerate() {
            drafts.extend(clerk.line(At::Line(row), line, customer, currency));
        }
    }
    let drafts = clerk
        .or(Some(drafts))
        .map_err(|problem| typed.flaws(&problem))?;
    Ok(Drafted {
        lines: drafts,
        fields: typed.line_fields().collect(),
    })
}
