//! X12 214 Transportation Carrier Shipment Status Message.

use super::{REPORTS_MAX, Reports, place, text};
use crate::edi::Segment;
use crate::edi::value;
use vocab::{TrackingEvent, TrackingStatus, TrackingTime};

/// A set that is open.
#[derive(Default)]
pub(super) struct Reader {
    tracking: Option<String>,
    shipment: Option<String>,
    carrier: Option<String>,
    /// The events of the LX loop, which an L11 behind them may still name the order of.
    events: Vec<TrackingEvent>,
    seen: bool,
}

impl Reader {
    pub(super) fn see(&mut self, segment: &Segment, reports: &mut Reports) {
        match segment.tag.as_str() {
            "B10" => {
                self.tracking = text(segment, 1, 0);
                self.shipment = text(segment, 2, 0);
                self.carrier = text(segment, 3, 0);
            }
            "AT7" => self.status(segment, reports),
            "L11" => self.reference(segment),
            "MS1" => {
                let parts = [1, 2, 3].map(|element| text(segment, element, 0));
                if let Some(event) = self.events.last_mut() {
                    event.place = place(parts);
                }
            }
            "LX" => self.hand_on(reports),
            _ => {}
        }
    }

    pub(super) fn finish(mut self, reports: &mut Reports) {
        self.hand_on(reports);
        reports.left_out += usize::from(!self.seen);
    }

    fn hand_on(&mut self, reports: &mut Reports) {
        self.events.drain(..).for_each(|event| reports.add(event));
    }

    /// Of several stops each has a number of its own: the shipper's (SI), of the delivery order (DO), or
    /// of the buyer's order (PO).
    fn reference(&mut self, segment: &Segment) {
        if matches!(segment.code(2, 0).as_ref(), "SI" | "DO" | "PO") {
            let number = text(segment, 1, 0);
            let events = self.events.iter_mut();
            events.for_each(|event| event.shipment = number.clone());
        }
    }

    /// An AT7 without AT701 tells of an appointment, which is none of what happened; an estimate is
    /// none either.
    fn status(&mut self, segment: &Segment, reports: &mut Reports) {
        if self.events.len() >= REPORTS_MAX {
            self.hand_on(reports);
        }
        let code = segment.code(1, 0).into_owned();
        if code.is_empty() || is_estimate(&code) {
            return;
        }
        self.seen = true;
        let day = text(segment, 5, 0).and_then(|day| value::day(&day));
        let clock = text(segment, 6, 0);
        let utc = matches!(segment.code(7, 0).as_ref(), "UT" | "GM");
        self.events.push(TrackingEvent {
            carrier: self.carrier.clone(),
            tracking: self.tracking.clone(),
            shipment: self.shipment.clone(),
            status: meaning(&code),
            code,
            at: day.map(|day| TrackingTime::of(day, clock.as_deref(), utc)),
            place: None,
        });
    }
}

/// Data element 1650, where it says what is expected.
fn is_estimate(code: &str) -> bool {
    matches!(code, "AG" | "B6" | "C1" | "X2")
}

/// Data element 1650. That the carrier has left the place of delivery (CD) doesn't say that it has left the
/// goods there.
fn meaning(code: &str) -> TrackingStatus {
    match code {
        "XB" | "X3" | "X8" => TrackingStatus::Announced,
        "AF" | "AM" | "CP" | "R1" => TrackingStatus::PickedUp,
        "AR" | "BC" | "I1" | "J1" | "K1" | "P1" | "RL" | "X4" | "X6" => TrackingStatus::InTransit,
        "AJ" | "S1" | "X1" | "X5" => TrackingStatus::OutForDelivery,
        "AV" | "AW" => TrackingStatus::ReadyForPickup,
        "D1" => TrackingStatus::Delivered,
        "A7" | "AH" | "AP" => TrackingStatus::Attempted,
        "SD" => TrackingStatus::Delayed,
        "PR" => TrackingStatus::CustomsHold,
        "A9" | "BO" => TrackingStatus::Exception,
        "A3" => TrackingStatus::Returned,
        "CA" => TrackingStatus::Cancelled,
        _ => TrackingStatus::Other,
    }
}
