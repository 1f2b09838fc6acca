//! Documents and requests.

use super::{Fold, Place, Subject};
use crate::fault::Fault;
use crate::happening::Happening;
use crate::model::{Concern, RequestState};
use crate::row::{Columns, Marks, json, signed, word};
use book::Event;
use book::request::ReadAs;
use rusqlite::{OptionalExtension, params};
use vocab::{ContentHash, OrderId, RequestId};

impl Fold<'_> {
    pub(super) fn request_event(&mut self, event: &Event, place: Place) -> Result<(), Fault> {
        match event {
            Event::DocumentReceived { document } => self.receive_document(*document, place),
            Event::DocumentRead { document, read_as } => {
                self.read_document(*document, *read_as, place)
            }
            Event::RequestParked { request, reasons } => {
                self.days.on(place.stamp.today).parked += 1;
                let sql = "UPDATE requests SET state = ?2, reasons = ?3, concerns = ?4, seq = ?5
                           WHERE id = ?1";
                let row = params![
                    signed(request.0),
                    RequestState::Review.as_str(),
                    json(reasons),
                    Concern::bits(reasons),
                    signed(place.seq)
                ];
                place.must(self.run(sql, row)?, "request", request)?;
                let reasons = reasons.clone();
                self.tell(
                    Subject::Request(*request),
                    place,
                    &Happening::RequestParked { reasons },
                )
            }
            Event::RequestAccepted { request, order } => self.accept(*request, *order, place),
            Event::RequestDeclined { request, reason } => {
                self.days.on(place.stamp.today).declined += 1;
                self.settle(*request, RequestState::Declined, place)?;
                let sql = "UPDATE requests SET declined = ?2 WHERE id = ?1";
                self.run(sql, params![signed(request.0), word(reason)])?;
                let reason = *reason;
                self.tell(
                    Subject::Request(*request),
                    place,
                    &Happening::RequestDeclined { reason },
                )
            }
            event => self.raise(event, place),
        }
    }

    fn receive_document(&mut self, document: ContentHash, place: Place) -> Result<(), Fault> {
        self.days.on(place.stamp.today).documents += 1;
        let (at, actor) = (place.stamp.at.0, place.stamp.actor.0);
        self.run(
            "INSERT INTO documents (hash, received, received_by) VALUES (?1, ?2, ?3)",
            params![document.0, at, actor],
        )?;
        let arrival = self.views.last_insert_rowid() as u64;
        self.documents.insert(document, arrival);
        self.tell(
            Subject::Document(arrival),
            place,
            &Happening::DocumentReceived,
        )
    }

    fn read_document(
        &mut self,
        document: ContentHash,
        read_as: ReadAs,
        place: Place,
    ) -> Result<(), Fault> {
        let arrival = self.arrival(document, place)?;
        let sql = "UPDATE documents SET read_as = ?2, read = ?3 WHERE arrival = ?1";
        let row = params![signed(arrival), word(read_as), place.stamp.at.0];
        place.must(self.run(sql, row)?, "document", document)?;
        self.tell(
            Subject::Document(arrival),
            place,
            &Happening::DocumentRead { read_as },
        )
    }

    fn raise(&mut self, event: &Event, place: Place) -> Result<(), Fault> {
        let Event::RequestRaised {
            request,
            document,
            index,
            draft,
        } = event
        else {
            return Ok(());
        };
        let arrival = self.arrival(*document, place)?;
        self.run(
            "INSERT INTO requests (id, state, document, place, draft, reasons, raised, seq)
             VALUES (?1, ?2, ?3, ?4, ?5, '[]', ?6, ?7)",
            params![
                signed(request.0),
                RequestState::Pending.as_str(),
                signed(arrival),
                index,
                json(draft),
                place.stamp.at.0,
                signed(place.seq)
            ],
        )?;
        let raised = Happening::RequestRaised {
            request: *request,
            intent: draft.intent,
            confidence: draft.confidence,
        };
        self.tell(Subject::Request(*request), place, &raised)
    }

    fn accept(&mut self, request: RequestId, order: OrderId, place: Place) -> Result<(), Fault> {
        let before = self.settle(request, RequestState::Accepted, place)?;
        let sql = "UPDATE requests SET order_id = ?2 WHERE id = ?1";
        self.run(sql, params![signed(request.0), signed(order.0)])?;
        let became = self.order(order, place)?.order.request == Some(request);
        let corrected = match became && before == RequestState::Review {
            true => self.corrections(request, order, place)?,
            false => Vec::new(),
        };
        let accepted = Happening::RequestAccepted {
            request,
            order,
            corrected,
        };
        self.tell(Subject::Request(request), place, &accepted)?;
        let gathered = self.order(order, place)?;
        match became {
            true if before == RequestState::Pending => {
                gathered.marks.set(Marks::TOUCHLESS);
                let lines = gathered.order.lines.len() as u64;
                let day = self.days.on(place.stamp.today);
                day.touchless += 1;
                day.touchless_lines += lines;
                Ok(())
            }
            true => Ok(()),
            // A change or cancellation: the order's own timeline would not know of it.
            false => self.tell(Subject::Order(order), place, &accepted),
        }
    }

    /// Settles a request; the state that it was in.
    fn settle(
        &self,
        request: RequestId,
        state: RequestState,
        place: Place,
    ) -> Result<RequestState, Fault> {
        let before = self
            .views
            .prepare_cached("SELECT state FROM requests WHERE id = ?1")?
            .query_row([signed(request.0)], |row| row.word(0))
            .optional()?;
        let before = before.ok_or_else(|| place.unfit("request", request))?;
        self.run(
            "UPDATE requests SET state = ?2, settled = ?3, settled_by = ?4, seq = ?5 WHERE id = ?1",
            params![
                signed(request.0),
                state.as_str(),
                place.stamp.at.0,
                place.stamp.actor.0,
                signed(place.seq)
            ],
        )?;
        Ok(before)
    }

    /// The arrival number of a document.
    fn arrival(&mut self, document: ContentHash, place: Place) -> Result<u64, Fault> {
        if let Some(arrival) = self.documents.get(&document) {
            return Ok(*arrival);
        }
        let arrival = self
            .views
            .prepare_cached("SELECT arrival FROM documents WHERE hash = ?1")?
            .query_row([document.0], |row| row.number(0))
            .optional()?;
        let arrival = arrival.ok_or_else(|| place.unfit("document", document.short()))?;
        self.documents.insert(document, arrival);
        Ok(arrival)
    }
}
