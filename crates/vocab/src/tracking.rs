//! Where a shipment is, as carriers tell it.

use crate::Day;
use serde::Serialize;

/// What happened to a shipment on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackingStatus {
    /// The carrier knows of it and does not have it yet.
    Announced,
    /// The carrier has it.
    PickedUp,
    /// It is on its way.
    InTransit,
    /// It is on the vehicle that delivers it, or at the place of delivery.
    OutForDelivery,
    /// It can be fetched.
    ReadyForPickup,
    /// It was handed over.
    Delivered,
    /// It could not be handed over: nobody was there, or it was refused.
    Attempted,
    /// It is late.
    Delayed,
    /// Customs holds it.
    CustomsHold,
    /// It is damaged, held by others, or in other trouble.
    Exception,
    /// It goes back, or is back.
    Returned,
    /// It will not be carried.
    Cancelled,
    /// Something else, which the carrier's code says.
    Other,
}

/// A moment as a carrier tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TrackingTime {
    /// The day.
    pub day: Day,
    /// Minutes since midnight, where a time is told.
    pub minute: Option<u16>,
    /// Whether day and time are UTC; otherwise they are those of the place.
    pub utc: bool,
}

/// Something that happened to a shipment, as its carrier tells it: a claim of others, not a fact of
/// the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrackingEvent {
    /// The carrier: its SCAC, or what it calls itself.
    pub carrier: Option<String>,
    /// The number that the carrier tracks by.
    pub tracking: Option<String>,
    /// The shipper's number of the shipment, as the carrier repeats it.
    pub shipment: Option<String>,
    /// What happened.
    pub status: TrackingStatus,
    /// What happened, in the carrier's code.
    pub code: String,
    /// When.
    pub at: Option<TrackingTime>,
    /// Where: town, region and country, as far as they are told.
    pub place: Option<String>,
}

impl TrackingTime {
    /// A day, and a time such as `1405` or `140530` where there is one.
    pub fn of(day: Day, clock: Option<&str>, utc: bool) -> TrackingTime {
        TrackingTime {
            day,
            minute: clock.and_then(minute),
            utc,
        }
    }
}

/// Minutes since midnight of `HHMM` with or without more digits.
fn minute(clock: &str) -> Option<u16> {
    let part = |range: std::ops::Range<usize>| clock.get(range)?.parse::<u16>().ok();
    let (hour, minute) = (part(0..2)?, part(2..4)?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_is_none_is_left_out() {
        let minute = |clock| TrackingTime::of(Day(0), clock, true).minute;
        assert_eq!(minute(Some("1405")), Some(845));
        assert_eq!(minute(Some("000059")), Some(0));
        assert_eq!(minute(Some("2405")), None);
        assert_eq!(minute(Some("14")), None);
        assert_eq!(minute(Some("ab:c")), None);
        assert_eq!(minute(None), None);
    }
}
