//! What is told of documents, requests and returns.

use super::super::data::{
    Document, DocumentRead, Reason, RequestAccepted, RequestDeclined, RequestInReview,
    RequestRaised, ReturnLine, ReturnPlaced, ReturnReceived, ReturnedLine,
};
use super::super::kind::EventData;
use super::super::names::Names;
use super::first_of;
use crate::row::word;
use book::Event;
use book::request::ParkReason;

pub(super) fn data(names: &mut Names<'_>, event: &Event) -> rusqlite::Result<Option<EventData>> {
    Ok(Some(match event {
        Event::DocumentReceived { document } => EventData::DocumentReceived(Document {
            document: *document,
        }),
        Event::DocumentRead { document, read_as } => EventData::DocumentRead(DocumentRead {
            document: *document,
            read_as: word(read_as),
        }),
        Event::RequestParked { request, reasons } => EventData::RequestInReview(RequestInReview {
            request: request.0,
            reasons: first_of(reasons, |reason| Ok(why(reason)))?.0,
        }),
        Event::RequestAccepted { request, order } => EventData::RequestAccepted(RequestAccepted {
            request: request.0,
            order: names.order(*order)?.1,
        }),
        Event::RequestDeclined { request, reason } => EventData::RequestDeclined(RequestDeclined {
            request: request.0,
            reason: word(reason),
        }),
        Event::RequestRaised { .. } => return raised(names, event),
        _ => return returned(names, event),
    }))
}

fn raised(names: &Names<'_>, event: &Event) -> rusqlite::Result<Option<EventData>> {
    let Event::RequestRaised {
        request,
        document,
        index,
        draft,
    } = event
    else {
        return Ok(None);
    };
    let order = draft.order.as_ref();
    let customer = order.map(|order| names.customer(order.customer));
    Ok(Some(EventData::RequestRaised(RequestRaised {
        request: request.0,
        document: *document,
        index: *index,
        intent: word(draft.intent),
        customer: customer.transpose()?,
        po_number: order.and_then(|order| order.po_number.clone()),
        confidence: draft.confidence,
    })))
}

fn why(reason: &ParkReason) -> Reason {
    let (reason, line) = match reason {
        ParkReason::Doubt(doubt) => (word(doubt.code), doubt.line),
        ParkReason::LowConfidence { .. } => ("low_confidence".to_owned(), None),
        ParkReason::HighValue { .. } => ("high_value".to_owned(), None),
        ParkReason::RequestedDay { .. } => ("requested_day".to_owned(), None),
        ParkReason::ChangesOrder => ("changes_order".to_owned(), None),
        ParkReason::CannotCancel => ("cannot_cancel".to_owned(), None),
        ParkReason::Refused { .. } => ("refused".to_owned(), None),
        ParkReason::DuplicateOf { .. } => ("duplicate_of".to_owned(), None),
    };
    Reason { reason, line }
}

fn returned(names: &mut Names<'_>, event: &Event) -> rusqlite::Result<Option<EventData>> {
    Ok(Some(match event {
        Event::ReturnPlaced {
            return_order,
            site,
            lines,
            ..
        } => {
            let lines: Vec<_> = (1u16..).zip(lines).collect();
            let (lines, more_lines) = first_of(&lines, |(number, line)| {
                Ok(ReturnLine {
                    line: *number,
                    item: names.item(line.item)?,
                    quantity: line.agreed.0,
                })
            })?;
            EventData::ReturnPlaced(ReturnPlaced {
                of: names.return_order(*return_order)?.1,
                site: names.site(*site)?,
                lines,
                more_lines,
            })
        }
        Event::ReturnReceived {
            return_order,
            lines,
        } => {
            let (lines, more_lines) = first_of(lines, |(line, quantity, disposition)| {
                Ok(ReturnedLine {
                    line: *line,
                    quantity: quantity.0,
                    disposition: word(disposition),
                })
            })?;
            EventData::ReturnReceived(ReturnReceived {
                of: names.return_order(*return_order)?.1,
                lines,
                more_lines,
            })
        }
        Event::ReturnClosed { return_order } => {
            EventData::ReturnClosed(names.return_order(*return_order)?.1)
        }
        _ => return Ok(None),
    }))
}
