//! EDIFACT IFTSTA, the multimodal status report message.

use super::{Reports, place, text};
use crate::edi::Segment;
use crate::edi::value;
use vocab::{TrackingEvent, TrackingStatus, TrackingTime};

/// A message that is open.
#[derive(Default)]
pub(super) struct Reader {
    carrier: Option<String>,
    /// References of the message as a whole, before its first CNI.
    whole: References,
    /// References of the consignment.
    own: References,
    in_consignment: bool,
    event: Option<TrackingEvent>,
    seen: bool,
}

#[derive(Clone, Default)]
struct References {
    tracking: Option<String>,
    shipment: Option<String>,
}

impl Reader {
    pub(super) fn see(&mut self, segment: &Segment, reports: &mut Reports) {
        match segment.tag.as_str() {
            "NAD" if segment.code(1, 1) == "CA" => self.carrier = text(segment, 2, 1),
            "CNI" => {
                self.hand_on(reports);
                self.in_consignment = true;
                self.own = References {
                    tracking: text(segment, 2, 1).or(self.whole.tracking.clone()),
                    shipment: self.whole.shipment.clone(),
                };
            }
            "RFF" => self.reference(segment),
            "STS" => self.status(segment, reports),
            "DTM" => self.date(segment),
            "LOC" => {
                let named = text(segment, 2, 4).or_else(|| text(segment, 2, 1));
                if let Some(event) = &mut self.event {
                    event.place = event.place.take().or(place([named, None, None]));
                }
            }
            _ => {}
        }
    }

    pub(super) fn finish(mut self, reports: &mut Reports) {
        self.hand_on(reports);
        reports.left_out += usize::from(!self.seen);
    }

    fn hand_on(&mut self, reports: &mut Reports) {
        if let Some(event) = self.event.take() {
            reports.add(event);
        }
    }

    /// CN, AAS and CRN are the carrier's numbers, else that of the bill of lading (BM); CU, AAK and ON
    /// are those of the shipper.
    fn reference(&mut self, segment: &Segment) {
        let number = text(segment, 1, 2);
        let references = match self.in_consignment {
            true => &mut self.own,
            false => &mut self.whole,
        };
        match segment.code(1, 1).as_ref() {
            "CN" | "AAS" | "CRN" => references.tracking = number,
            "BM" => references.tracking = references.tracking.take().or(number),
            "CU" | "AAK" | "ON" => references.shipment = number,
            _ => return,
        }
        if let Some(event) = &mut self.event {
            event.tracking = references.tracking.clone();
            event.shipment = references.shipment.clone();
        }
    }

    fn status(&mut self, segment: &Segment, reports: &mut Reports) {
        self.hand_on(reports);
        let code = segment.code(2, 1).into_owned();
        if code.is_empty() {
            return;
        }
        self.seen = true;
        let references = match self.in_consignment {
            true => self.own.clone(),
            false => self.whole.clone(),
        };
        self.event = Some(TrackingEvent {
            carrier: self.carrier.clone(),
            tracking: references.tracking,
            shipment: references.shipment,
            status: meaning(&code),
            code,
            at: None,
            place: None,
        });
    }

    /// Of an event, 334 is when the status changed; other days of it (78, 7, 35) count where that is
    /// not told.
    fn date(&mut self, segment: &Segment) {
        let qualifier = segment.code(1, 1);
        let Some(event) = &mut self.event else { return };
        let when = text(segment, 1, 2).unwrap_or_default();
        let format = segment.code(1, 3);
        let day = value::qualified_day(&when, &format);
        let clock = match format.as_ref() {
            "203" | "204" => when.get(8..12),
            "201" => when.get(6..10),
            _ => None,
        };
        let at = day.map(|day| TrackingTime::of(day, clock, false));
        match qualifier.as_ref() {
            "334" => event.at = at.or(event.at),
            "78" | "7" | "35" => event.at = event.at.or(at),
            _ => {}
        }
    }
}

/// UN/ECE Recommendation 24, as far as its codes are of use here.
fn meaning(code: &str) -> TrackingStatus {
    match code {
        "13" => TrackingStatus::PickedUp,
        "1" | "24" | "31" => TrackingStatus::InTransit,
        "21" => TrackingStatus::Delivered,
        "23" => TrackingStatus::Attempted,
        _ => TrackingStatus::Other,
    }
}
