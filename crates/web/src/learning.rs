//! Learning from corrections: what was accepted is compared with what was read, and the difference is kept
//! as lessons for the customer's next documents.
//!
//! Nothing depends on it: a lesson that is lost is taught again by the next correction.

mod told;

use crate::problem::Problem;
use crate::state::App;
use book::company::Company;
use book::order::{LineDraft, OrderDraft, StatedItem};
use intake::Reading;
use intake::ground::{Accepted, AcceptedLine, Lesson, Rule, taught};
use keep::{DocumentMeta, Fault, LessonTaught, Lessons, NewLesson};
pub(crate) use told::{Meaning, Told};
use vocab::{ActorId, RequestId, ShipToId};

/// The lessons in force, as whoever grounds documents needs them. One whose rule another version wrote
/// otherwise is left out.
///
/// # Errors
/// When the store can't be read.
pub fn lessons(store: &Lessons) -> Result<Vec<Lesson>, Fault> {
    Ok(store.in_force()?.iter().filter_map(lesson).collect())
}

/// A lesson as whoever grounds documents needs it; `None` where another version wrote it otherwise.
pub fn lesson(kept: &keep::Lesson) -> Option<Lesson> {
    Some(Lesson {
        id: kept.id,
        customer: kept.lesson.customer,
        rule: serde_json::from_str(&kept.lesson.rule).ok()?,
        taught: kept.taught,
    })
}

/// Who sent a document: as its envelope says, or as its channel did.
pub fn sender<'d>(reading: Option<&'d Reading>, meta: &'d DocumentMeta) -> Option<&'d str> {
    let stated = reading.and_then(|reading| reading.sender.as_ref());
    let told = || Some(meta.sender.as_str()).filter(|sender| !sender.is_empty());
    stated.map(|field| field.value.as_str()).or_else(told)
}

impl App {
    /// Learns from a request that a person accepted: as it was read, or as this order. What can't be
    /// learned is told on stderr, since what was accepted stands.
    pub(crate) async fn learn(&self, request: RequestId, order: Option<OrderDraft>, by: ActorId) {
        let learned = self.blocking(move |app| app.learned(request, order, by));
        if let Err(problem) = learned.await.and_then(|learned| learned) {
            let why = problem.cause();
            eprintln!("kept: nothing was learned from request {request}: {why}");
        }
    }

    fn learned(
        &self,
        request: RequestId,
        order: Option<OrderDraft>,
        by: ActorId,
    ) -> Result<(), Problem> {
        let Some(view) = self.views.request(request)? else {
            return Ok(());
        };
        let document = view.request.document;
        let about = self.documents.about(document)?;
        let stored = self.documents.reading(document)?;
        // A reading of an older form is as good as none.
        let reading =
            stored.and_then(|stored| serde_json::from_slice::<Reading>(&stored.json).ok());
        let order = order.or(view.draft.order);
        let (Some(about), Some(order), Some(reading)) = (about, order, reading) else {
            return Ok(());
        };
        let directory = self.known().now(self)?;
        let customer = order.customer;
        let accepted = self
            .engine
            .ask(move |book| accepted(&book.company, &order))?;
        let index = view.request.index as usize;
        let sender = sender(Some(&reading), &about.meta);
        let rules = taught(&directory, &reading, index, sender, &accepted);
        let new = |rule: &Rule| {
            Some(NewLesson {
                customer,
                about: rule.about(customer),
                rule: serde_json::to_string(rule).ok()?,
            })
        };
        let lessons: Vec<NewLesson> = rules.iter().filter_map(new).collect();
        let taught = LessonTaught {
            request,
            document,
            by,
            at: self.now().at,
        };
        Ok(self.lessons.teach(&lessons, &taught)?)
    }
}

/// An order as it teaches.
fn accepted(company: &Company, order: &OrderDraft) -> Accepted {
    Accepted {
        customer: order.customer,
        ship_to: chosen_place(company, order),
        po_number: order.po_number.clone(),
        requested: order.requested,
        lines: order.lines.iter().filter_map(accepted_line).collect(),
    }
}

/// The place that was chosen for an order: none where it is where the customer's goods go anyway, or where
/// each order brings an address of its own.
fn chosen_place(company: &Company, order: &OrderDraft) -> Option<ShipToId> {
    let customer = company.customers.get(order.customer.index())?;
    let place = order.ship_to.filter(|_| !customer.one_time_addresses);
    place.filter(|place| customer.default_ship_to != Some(*place))
}

fn accepted_line(line: &LineDraft) -> Option<AcceptedLine> {
    let StatedItem::Known(item) = &line.item else {
        return None;
    };
    Some(AcceptedLine {
        item: *item,
        quantity: line.quantity,
        unit: line.unit,
    })
}
