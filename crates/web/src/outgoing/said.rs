//! What the buyer's own document says of an order: answers name it, its day and its lines as the buyer
//! did.

use super::{Gathering, Unknown};
use intake::{Format, OrderRequest, Reading};
use views::{Happening, OrderView};
use vocab::Day;

/// What the document says; nothing of an order that came without one.
#[derive(Default)]
pub(super) struct Said {
    /// The payload id of a cXML document.
    pub(super) payload_id: Option<String>,
    /// The day on the order.
    pub(super) day: Option<Day>,
    /// The numbers of the lines, where the order has the lines of the document, one for one.
    lines: Vec<Option<String>>,
}

impl Said {
    /// The buyer's number of a line.
    pub(super) fn line(&self, number: u16) -> Option<String> {
        let index = usize::from(number).checked_sub(1)?;
        self.lines.get(index)?.clone()
    }
}

impl Gathering<'_> {
    /// What the document of an order says. A reading of an older form is as good as none.
    pub(super) fn said(&self, order: &OrderView) -> Result<Said, Unknown> {
        let Some(request) = order.order.request else {
            return Ok(Said::default());
        };
        let request = self.views.request(request)?.ok_or(Unknown::Absent)?.request;
        let reading = self.documents.reading(request.document)?;
        let reading = reading.and_then(|reading| serde_json::from_slice(&reading.json).ok());
        Ok(reading.map_or_else(Said::default, |reading: Reading| {
            said(order, &reading, request.index)
        }))
    }
}

fn said(order: &OrderView, reading: &Reading, index: u32) -> Said {
    let Some(read) = reading.requests.get(index as usize) else {
        return Said::default();
    };
    let reference = reading.control_reference.as_ref();
    let is_cxml = reading.format == Format::Cxml;
    let lines = read.lines.iter().filter(|_| is_line_by_line(order, read));
    Said {
        payload_id: reference
            .filter(|_| is_cxml)
            .map(|reference| reference.value.clone()),
        day: read.order_date.as_ref().map(|day| day.value),
        lines: lines
            .map(|line| line.line_no.as_ref().map(|number| number.value.clone()))
            .collect(),
    }
}

/// Whether the lines that were read are those that the order was placed with, one for one.
pub fn is_line_by_line(order: &OrderView, read: &OrderRequest) -> bool {
    let placed = order
        .timeline
        .iter()
        .find_map(|entry| match &entry.happening {
            Happening::Placed { lines, .. } => Some(*lines as usize),
            _ => None,
        });
    Some(read.lines.len()) == placed
}
