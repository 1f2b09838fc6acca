//! EasyPost, API version 2 (docs.easypost.com): one parcel is booked with one request ("one-call buy"),
//! and its tracker tells what happened to it.
//!
//! EasyPost sells labels of some hundred carriers. It does not know idempotency keys, but finds a
//! shipment by the shipper's reference: before a parcel is booked it is looked for, so that an answer
//! that was lost on the way is found and nothing is paid for twice.

use super::{Booking, CarrierFault, Consignment};
use crate::channel::Password;
use crate::client::{Answer, Client, Reach};
use crate::outbound::facts::Party;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use vocab::{Currency, Day, Decimal, Money, TrackingEvent, TrackingStatus, TrackingTime};

/// The largest answer that is read, in bytes.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// The most events of one parcel that are taken.
pub const EVENTS_MAX: usize = 1_000;
/// The longest code of a refusal that is repeated.
const CODE_CHARS_MAX: usize = 80;
/// An ounce (avoirdupois) in grams times 10^9.
const NANOGRAMS_AN_OUNCE: u128 = 28_349_523_125;

/// Where and as whom to ask.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `https://api.easypost.com/v2`, or a stand-in.
    pub url: String,
    /// The key of the API.
    pub key: Password,
    /// The accounts with carriers that may be booked, `ca_…`.
    pub accounts: Vec<String>,
}

/// The API of EasyPost.
#[derive(Clone, Debug)]
pub struct EasyPost {
    settings: Settings,
    client: Client,
}

impl EasyPost {
    /// A client of the API. The operator vouches for its address.
    pub fn new(settings: Settings) -> EasyPost {
        let client = Client::new(Reach::Anywhere);
        EasyPost { settings, client }
    }

    /// Books a parcel, or finds the booking that was made for its reference before.
    ///
    /// # Errors
    /// When it can't be asked for, the carrier refuses, or no answer came; then it may be tried again
    /// with the same reference.
    pub fn book(&self, consignment: &Consignment) -> Result<Booking, CarrierFault> {
        if let Some(booking) = self.booked(&consignment.reference)? {
            return Ok(booking);
        }
        let body = request(consignment, &self.settings.accounts)?.to_string();
        let headers = [("content-type", "application/json")];
        let answer = self.asked(&headers, |client, headers| {
            let url = format!("{}/shipments", self.settings.url);
            client.post(&url, headers, body.as_bytes(), BODY_BYTES_MAX)
        })?;
        let shipment = answer.ok_or(CarrierFault::NotUnderstood("there is no such page"))?;
        booking(&shipment).ok_or(CarrierFault::NotUnderstood("it has no tracking code"))
    }

    /// What happened to a parcel, as its carrier tells it.
    ///
    /// # Errors
    /// When the carrier does not know it, or no answer came.
    pub fn track(&self, tracking: &str) -> Result<Vec<TrackingEvent>, CarrierFault> {
        let answer = self.asked(&[], |client, headers| {
            let code = utf8_percent_encode(tracking, NON_ALPHANUMERIC);
            let url = format!("{}/trackers?tracking_code={code}", self.settings.url);
            client.get(&url, headers, BODY_BYTES_MAX)
        })?;
        let trackers = answer.unwrap_or_default();
        let tracker = trackers["trackers"].get(0);
        let tracker = tracker.ok_or(CarrierFault::Unaskable("no such tracking number"))?;
        Ok(events(tracker))
    }

    fn booked(&self, reference: &str) -> Result<Option<Booking>, CarrierFault> {
        let answer = self.asked(&[], |client, headers| {
            let reference = utf8_percent_encode(reference, NON_ALPHANUMERIC);
            let url = format!("{}/shipments/{reference}", self.settings.url);
            client.get(&url, headers, BODY_BYTES_MAX)
        })?;
        Ok(answer.as_ref().and_then(booking))
    }

    /// Asks with the key, and takes the answer as JSON; `None` where there is nothing.
    fn asked(
        &self,
        headers: &[(&str, &str)],
        ask: impl Fn(&Client, &[(&str, &str)]) -> Result<Answer, crate::Unreachable>,
    ) -> Result<Option<Value>, CarrierFault> {
        // The key is the user name; there is no password.
        let key = STANDARD.encode(format!("{}:", self.settings.key.0));
        let key = format!("Basic {key}");
        let mut headers = headers.to_vec();
        headers.push(("authorization", &key));
        understood(&ask(&self.client, &headers)?)
    }
}

/// An answer as JSON, `None` for 404.
fn understood(answer: &Answer) -> Result<Option<Value>, CarrierFault> {
    let body = || serde_json::from_slice::<Value>(&answer.body);
    match answer.status {
        _ if answer.cut => Err(CarrierFault::NotUnderstood("it is too large")),
        200 | 201 => body()
            .map(Some)
            .map_err(|_| CarrierFault::NotUnderstood("it is no JSON")),
        404 => Ok(None),
        429 | 500.. => Err(CarrierFault::Unavailable(answer.status)),
        status => {
            let code = body().unwrap_or_default();
            let code = code["error"]["code"].as_str().unwrap_or("no reason given");
            let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ');
            let code = code.chars().filter(plain).take(CODE_CHARS_MAX).collect();
            Err(CarrierFault::Refused { status, code })
        }
    }
}

/// The request that books a parcel at once.
fn request(consignment: &Consignment, accounts: &[String]) -> Result<Value, CarrierFault> {
    let unaskable = |what| Err(CarrierFault::Unaskable(what));
    match consignment {
        _ if accounts.is_empty() => return unaskable("no account with a carrier is set"),
        Consignment { reference, .. } if reference.is_empty() => {
            return unaskable("it has no reference");
        }
        Consignment {
            weight_grams: 0, ..
        } => return unaskable("it has no weight"),
        _ => {}
    }
    Ok(json!({"shipment": {
        "reference": consignment.reference,
        "from_address": address(&consignment.from),
        "to_address": address(&consignment.to),
        "parcel": {"weight": ounces(consignment.weight_grams)},
        "service": consignment.service,
        "carrier_accounts": accounts,
        "options": {"label_format": "PDF"},
    }}))
}

fn address(party: &Party) -> Value {
    let address = &party.address;
    json!({
        "company": party.name,
        "name": party.contact.name,
        "street1": address.street.first(),
        "street2": address.street.get(1),
        "city": address.city,
        "state": address.region,
        "zip": address.postcode,
        "country": address.country,
        "phone": party.contact.phone,
        "email": party.contact.email,
    })
}

/// Tenths of an ounce, rounded up: a parcel that is declared too light is charged again.
fn ounces(grams: u64) -> f64 {
    let tenths = (u128::from(grams) * 10_000_000_000).div_ceil(NANOGRAMS_AN_OUNCE);
    tenths as f64 / 10.0
}

/// The booking that a shipment tells of, once it is bought.
fn booking(shipment: &Value) -> Option<Booking> {
    let text = |value: &Value| {
        value
            .as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let rate = &shipment["selected_rate"];
    let label = &shipment["postage_label"];
    Some(Booking {
        tracking: text(&shipment["tracking_code"])?,
        carrier: text(&rate["carrier"]).unwrap_or_default(),
        service: text(&rate["service"]).unwrap_or_default(),
        cost: cost(rate),
        label_url: text(&label["label_pdf_url"]).or_else(|| text(&label["label_url"])),
    })
}

fn cost(rate: &Value) -> Option<Money> {
    let currency = Currency::parse(rate["currency"].as_str()?)?;
    let amount = Decimal::parse(rate["rate"].as_str()?)?;
    let minor = amount.at_scale(currency.minor_digits())?;
    Some(Money { minor, currency })
}

/// What happened, of a Tracker or of an Event that carries one as its `result`, as EasyPost posts it to
/// a webhook; nothing where it is neither.
pub fn events(tracker: &Value) -> Vec<TrackingEvent> {
    let tracker = match tracker["object"].as_str() {
        Some("Event") => &tracker["result"],
        _ => tracker,
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let details = tracker["tracking_details"].as_array();
    let details = details.into_iter().flatten().take(EVENTS_MAX);
    let events = details.map(|detail| {
        let code = detail["status"].as_str().unwrap_or("unknown");
        TrackingEvent {
            carrier: text(&tracker["carrier"]),
            tracking: text(&tracker["tracking_code"]),
            shipment: text(&tracker["shipment_id"]),
            status: meaning(code),
            code: code.to_owned(),
            at: detail["datetime"].as_str().and_then(time),
            place: place(&detail["tracking_location"]),
        }
    });
    events.collect()
}

fn meaning(status: &str) -> TrackingStatus {
    match status {
        "pre_transit" => TrackingStatus::Announced,
        "in_transit" => TrackingStatus::InTransit,
        "out_for_delivery" => TrackingStatus::OutForDelivery,
        "available_for_pickup" => TrackingStatus::ReadyForPickup,
        "delivered" => TrackingStatus::Delivered,
        "return_to_sender" => TrackingStatus::Returned,
        "failure" | "error" => TrackingStatus::Exception,
        "cancelled" => TrackingStatus::Cancelled,
        _ => TrackingStatus::Other,
    }
}

/// `2026-03-05T07:12:00Z`; a time of another zone is that of the place.
fn time(moment: &str) -> Option<TrackingTime> {
    let (day, clock) = moment.split_once('T')?;
    let digits: String = clock.chars().take(5).filter(|c| *c != ':').collect();
    Some(TrackingTime::of(
        Day::parse(day)?,
        Some(&digits),
        clock.ends_with('Z'),
    ))
}

fn place(location: &Value) -> Option<String> {
    let parts = ["city", "state", "country"].map(|part| location[part].as_str());
    let parts: Vec<_> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
