//! Partner profiles: what a company knows about the documents of one sender, applied to a reading.
//!
//! A profile corrects how a document is understood. It never invents what is ordered: quantities
//! and prices are only read again in the stated locale.

use crate::request::{
    Confidence, Evidence, Field, Format, IssueCode, OrderRequest, Place, Reading, RequestLine,
    Stated,
};
use crate::sheet::{reread_day, reread_number};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocab::{Day, Unit};

/// Which part number of a sender's documents is our item code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OurCode {
    /// The field for the supplier's part, as the standards have it.
    SupplierPart,
    /// The field for the buyer's part: this sender keeps our code there.
    BuyerPart,
}

/// What is known about one sender.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// Name for people.
    pub name: String,
    /// Sender ids of envelopes: GLN, DUNS, ISA06.
    pub senders: Vec<String>,
    /// Buyer ids inside of documents.
    pub buyers: Vec<String>,
    /// E-mail addresses, or domains, that the documents come from.
    pub emails: Vec<String>,
    /// The sender's unit codes.
    pub units: BTreeMap<String, Unit>,
    /// The sender's part numbers, with our item codes.
    pub parts: BTreeMap<String, String>,
    /// Where to deliver when a document does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_ship_to: Option<String>,
    /// True when this sender writes the day before the month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_first: Option<bool>,
    /// True when this sender writes 1.234,50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal_comma: Option<bool>,
    /// Which part number is ours, where it is not the supplier's part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub our_code: Option<OurCode>,
}

/// The profile of a reading's sender: by envelope, else by buyer, else by the e-mail that it came
/// with. The first of equally good profiles is taken.
pub fn find<'p>(
    profiles: &'p [Profile],
    reading: &Reading,
    mail_from: Option<&str>,
) -> Option<&'p Profile> {
    let by_envelope = |profile: &&Profile| {
        let sender = reading.sender.as_ref();
        sender.is_some_and(|sender| holds(&profile.senders, &sender.value))
    };
    let by_buyer = |profile: &&Profile| {
        let buyers = reading
            .requests
            .iter()
            .filter_map(|request| request.buyer.id.as_ref());
        buyers
            .into_iter()
            .any(|id| holds(&profile.buyers, &id.value))
    };
    let by_mail = |profile: &&Profile| mail_from.is_some_and(|from| sends(&profile.emails, from));
    let mut profiles = profiles.iter();
    let all = profiles.clone();
    let found = all
        .clone()
        .find(by_envelope)
        .or_else(|| all.clone().find(by_buyer));
    found.or_else(|| profiles.find(by_mail))
}

fn holds(ids: &[String], id: &str) -> bool {
    ids.iter()
        .any(|known| known.trim().eq_ignore_ascii_case(id.trim()))
}

fn sends(emails: &[String], from: &str) -> bool {
    let domain = from.rsplit_once('@').map_or(from, |(_, domain)| domain);
    emails.iter().any(|known| {
        let known = known.trim().trim_start_matches('@');
        known.eq_ignore_ascii_case(from.trim()) || known.eq_ignore_ascii_case(domain.trim())
    })
}

/// Corrects a reading by what is known about its sender.
pub fn apply(profile: &Profile, reading: &mut Reading) {
    let mut settled: Vec<Place> = Vec::new();
    let format = reading.format;
    for request in &mut reading.requests {
        correct_header(profile, request, &mut settled);
        for line in &mut request.lines {
            correct_line(profile, format, line, &mut settled);
        }
    }
    // Dates that are certain now are no longer doubtful.
    reading.issues.retain(|issue| {
        let is_settled = issue
            .place
            .as_ref()
            .is_some_and(|place| settled.contains(place));
        !(issue.code == IssueCode::BadDate && is_settled)
    });
}

fn correct_header(profile: &Profile, request: &mut OrderRequest, settled: &mut Vec<Place>) {
    correct_day(profile, &mut request.order_date, settled);
    correct_day(profile, &mut request.requested_delivery_date, settled);
    let place = &request.ship_to;
    let nothing = place.id.is_none() && place.name.is_none() && place.address.is_none();
    if let (true, Some(default)) = (nothing, &profile.default_ship_to) {
        request.ship_to.id = Some(Field {
            value: default.clone(),
            confidence: Confidence::LIKELY,
            evidence: Evidence {
                place: Place::Path("/profile/default_ship_to".to_owned()),
                text: default.clone(),
                span: None,
                part: None,
            },
        });
    }
}

fn correct_line(
    profile: &Profile,
    format: Format,
    line: &mut RequestLine,
    settled: &mut Vec<Place>,
) {
    correct_day(profile, &mut line.requested_delivery_date, settled);
    if let Some(unit) = &mut line.uom
        && let Some(known) = lookup(&profile.units, &unit.value)
    {
        unit.value = known.as_str().to_owned();
    }
    if profile.our_code == Some(OurCode::BuyerPart) {
        std::mem::swap(&mut line.buyer_part, &mut line.supplier_part);
    }
    correct_part(profile, line);
    // Only text has a locale: other formats define their numbers.
    if let (Format::Csv, Some(comma)) = (format, profile.decimal_comma) {
        for number in [
            &mut line.quantity,
            &mut line.unit_price,
            &mut line.price_basis,
        ] {
            let field = number.as_mut();
            let Some(field) = field else { continue };
            if let Some(value) = reread_number(&field.evidence.text, comma) {
                field.value = value;
                field.confidence = Confidence::LIKELY;
            }
        }
    }
}

/// Our code for a part number that the profile knows.
fn correct_part(profile: &Profile, line: &mut RequestLine) {
    let stated = [&line.buyer_part, &line.supplier_part];
    let known = stated.into_iter().flatten().find_map(|field| {
        let ours = lookup(&profile.parts, &field.value)?;
        Some(field.clone().map(|_| ours.clone()))
    });
    if let Some(ours) = known {
        line.supplier_part = Some(ours);
    }
}

fn lookup<'m, T>(map: &'m BTreeMap<String, T>, key: &str) -> Option<&'m T> {
    let key = key.trim();
    map.get(key).or_else(|| {
        let mut entries = map.iter();
        entries
            .find(|(known, _)| known.eq_ignore_ascii_case(key))
            .map(|(_, value)| value)
    })
}

fn correct_day(profile: &Profile, day: &mut Stated<Day>, settled: &mut Vec<Place>) {
    let (Some(field), Some(day_first)) = (day, profile.day_first) else {
        return;
    };
    if let Some(day) = reread_day(&field.evidence.text, day_first) {
        field.value = day;
        field.confidence = Confidence::LIKELY;
        settled.push(field.evidence.place.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(json: &str) -> Profile {
        serde_json::from_str(json).unwrap()
    }

    fn corrected(json: &str, sheet: &str) -> Reading {
        let mut reading = crate::sheet::read(sheet.as_bytes());
        apply(&profile(json), &mut reading);
        reading
    }

    #[test]
    fn the_profile_of_a_sender_is_found_by_buyer_or_mail() {
        let profiles = [
            profile(r#"{"name": "by mail", "emails": ["orders@a.example", "b.example"]}"#),
            profile(r#"{"name": "by buyer", "buyers": ["C100"]}"#),
        ];
        let sheet = |buyer: &str| {
            let text = format!("PO,Customer No,Item,Qty\n1,{buyer},A,1\n");
            crate::sheet::read(text.as_bytes())
        };
        let name = |reading: &Reading, mail| {
            find(&profiles, reading, mail).map(|profile| profile.name.as_str())
        };
        assert_eq!(name(&sheet("c100"), Some("x@b.example")), Some("by buyer"));
        assert_eq!(name(&sheet("C7"), Some("x@B.example")), Some("by mail"));
        assert_eq!(name(&sheet("C7"), Some("x@a.example")), None);
        assert_eq!(name(&sheet("C7"), None), None);
    }

    #[test]
    fn units_parts_and_the_default_place_are_filled_in() {
        let json = r#"{"units": {"GEB": "case"}, "parts": {"x-1": "K-100"},
            "default_ship_to": "DC-1", "our_code": "buyer_part"}"#;
        let reading = corrected(json, "PO,Our Item,Qty,Unit\n1,X-1,2,geb\n1,K-7,2,EA\n");
        let request = &reading.requests[0];
        let shown: Vec<_> = (request.lines.iter())
            .map(|line| {
                let text = |field: &Stated<String>| field.as_ref().map(|f| f.value.clone());
                (
                    text(&line.supplier_part),
                    text(&line.buyer_part),
                    text(&line.uom),
                )
            })
            .collect();
        let own = |text: &str| Some(text.to_owned());
        assert_eq!(shown[0], (own("K-100"), None, own("case")));
        assert_eq!(shown[1], (own("K-7"), None, own("EA")));
        assert_eq!(request.ship_to.id.as_ref().unwrap().value, "DC-1");
    }

    #[test]
    fn the_known_locale_settles_doubtful_dates_and_numbers() {
        let json = r#"{"day_first": true, "decimal_comma": true}"#;
        let sheet = "PO,Item,Qty,Delivery Date\n1,A,1.000,03/04/2026\n";
        let before = crate::sheet::read(sheet.as_bytes());
        assert!(
            before
                .issues
                .iter()
                .any(|issue| issue.code == IssueCode::BadDate)
        );
        let after = corrected(json, sheet);
        let request = &after.requests[0];
        let due = request.requested_delivery_date.as_ref().unwrap();
        let quantity = request.lines[0].quantity.as_ref().unwrap();
        assert_eq!(due.value.to_string(), "2026-04-03");
        assert_eq!(quantity.value.to_string(), "1000");
        assert!(after.issues.is_empty(), "{:?}", after.issues);
    }

    #[test]
    fn an_unknown_setting_is_refused() {
        let refused = serde_json::from_str::<Profile>(r#"{"dayfirst": true}"#).unwrap_err();
        assert!(refused.to_string().starts_with("unknown field `dayfirst`"));
    }
}
