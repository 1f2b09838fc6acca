//! Lessons about the sender's form: taught by a correction of what stands on its pages, and applied to the
//! pages of the next document, outside of the process that looked at them.

use super::lesson::{Lesson, is_telling};
use super::{Accepted, Directory, Rule, customer};
use crate::printed::form::{FormValue, label_of, value_by};
use crate::request::{Field, FormField, IssueCode, LearnedField, OrderRequest, Reading};

/// Takes the fields that lessons know the place of. Only a document of one request is a form.
pub fn apply(directory: &Directory, reading: &mut Reading, sender: Option<&str>) {
    let [request] = reading.requests.as_slice() else {
        return;
    };
    let customer = customer::customer(directory, &request.buyer, sender);
    let Some(customer) = customer.value().filter(|_| !reading.pages.is_empty()) else {
        return;
    };
    for field in FormField::ALL {
        if let Some(lesson) = directory.lessons.label(customer, field)
            && let Some(found) = found(lesson, field, reading)
        {
            take(lesson, found, reading);
        }
    }
}

/// What stands where a lesson says.
fn found(lesson: &Lesson, field: FormField, reading: &Reading) -> Option<Field<FormValue>> {
    value_by(&reading.pages, field, lesson.label()?)
}

/// Takes a value, unless the readers found the same.
fn take(lesson: &Lesson, found: Field<FormValue>, reading: &mut Reading) {
    let [request] = reading.requests.as_mut_slice() else {
        return;
    };
    let field = found.value.field();
    if stated(request, field).as_ref() == Some(&found.value) {
        return;
    }
    let missing = field == FormField::PoNumber && request.po_number.is_none();
    let evidence = found.evidence;
    let confidence = found.confidence.min(lesson.confidence());
    match found.value {
        FormValue::PoNumber(value) => {
            request.po_number = Some(Field {
                value,
                confidence,
                evidence,
            });
        }
        FormValue::Requested(value) => {
            request.requested_delivery_date = Some(Field {
                value,
                confidence,
                evidence,
            });
        }
    }
    if missing {
        let of_header = |code, line: Option<u32>| code == IssueCode::Missing && line.is_none();
        reading
            .issues
            .retain(|issue| !of_header(issue.code, issue.line));
    }
    reading.learned.push(LearnedField {
        field,
        lesson: lesson.id,
    });
}

/// What a request says of a field.
fn stated(request: &OrderRequest, field: FormField) -> Option<FormValue> {
    match field {
        FormField::PoNumber => {
            let number = request.po_number.as_ref()?;
            Some(FormValue::PoNumber(number.value.clone()))
        }
        FormField::Requested => {
            let day = request.requested_delivery_date.as_ref()?;
            Some(FormValue::Requested(day.value))
        }
    }
}

/// What the accepted fields teach of the form: where one stands that was read wrong, or by a lesson.
pub(super) fn taught(
    directory: &Directory,
    reading: &Reading,
    index: usize,
    accepted: &Accepted,
) -> Vec<Rule> {
    let Some(request) = reading
        .requests
        .get(index)
        .filter(|_| reading.requests.len() == 1)
    else {
        return Vec::new();
    };
    let number = accepted.po_number.clone().map(FormValue::PoNumber);
    let values = number
        .into_iter()
        .chain(accepted.requested.map(FormValue::Requested));
    let of_value = |value: FormValue| {
        let field = value.field();
        let learned = reading.learned.iter().any(|learned| learned.field == field);
        let is_read = stated(request, field).as_ref() == Some(&value);
        let known = directory.lessons.label(accepted.customer, field);
        let label = match (is_read, learned) {
            (true, false) => None,
            (true, true) => known.and_then(Lesson::label).cloned(),
            (false, _) => label_of(&reading.pages, &value),
        }?;
        is_telling(&label.said).then_some(Rule::Label { field, label })
    };
    values.filter_map(of_value).collect()
}

#[cfg(test)]
mod tests;
