//! Who buys and where to deliver.

use super::code::{address, code, domain, name};
use super::directory::{Directory, Known, ShipToEntry};
use super::{CANDIDATES_MAX, Doubt, DoubtCode, Grounded, Learned, Lesson, MatchedBy, Proposal};
use crate::request::{Confidence, Party, Stated};
use vocab::{CustomerId, Gln, ShipToId};

/// Finds the customer: by GLN, our number, tax number, e-mail address, name, then by the sender, and
/// where that is not enough by what corrections taught.
pub(super) fn customer(
    directory: &Directory,
    buyer: &Party,
    sender: Option<&str>,
) -> Grounded<CustomerId> {
    let id = value(&buyer.id);
    let named = value(&buyer.name).and_then(|text| by_name(directory, text));
    let tax_id = value(&buyer.tax_id).or(id);
    let mail = value(&buyer.email).or(id);
    let found = (id.and_then(|id| by_id(directory, id)))
        .or_else(|| tax_id.and_then(|tax| by_tax(directory, tax)))
        .or_else(|| mail.and_then(|mail| by_mail(directory, mail)))
        .or(named)
        .or_else(|| sender.and_then(|sender| by_sender(directory, sender)));
    match (found, named) {
        (Some((numbered, MatchedBy::Code)), Some((named, _))) if is_other(numbered, named) => {
            let both: Vec<CustomerId> = numbered.iter().chain(named).copied().collect();
            choose(&both, confidence(MatchedBy::Code), MatchedBy::Code)
        }
        (found, _) => {
            let lesson = taught(directory, buyer, sender);
            let known = found.map_or(Grounded::NotFound, |(customers, by)| {
                choose(customers, confidence(by), by)
            });
            settled(known, lesson.map(|lesson| (lesson.customer, lesson)))
        }
    }
}

/// The lesson about a buyer of this name, or about the sender where no buyer is named: whoever passes on
/// the documents of many customers must not become one of them.
fn taught<'d>(directory: &'d Directory, buyer: &Party, sender: Option<&str>) -> Option<&'d Lesson> {
    match value(&buyer.name).or(value(&buyer.id)) {
        Some(said) => directory.lessons.buyer(said),
        None => directory.lessons.sender(sender?),
    }
}

/// What is known, or what a lesson says where that is nothing, or one of several.
pub(super) fn settled<T: Copy + PartialEq>(
    known: Grounded<T>,
    lesson: Option<(T, &Lesson)>,
) -> Grounded<T> {
    let Some((value, lesson)) = lesson else {
        return known;
    };
    let fits = match &known {
        Grounded::Found { .. } => false,
        Grounded::Ambiguous { candidates } => candidates.contains(&value),
        Grounded::NotFound => true,
    };
    match fits {
        true => Learned::from(lesson).found(value),
        false => known,
    }
}

/// Customers that an identifier leads to, and which it was.
type Lead<'d> = Option<(&'d Vec<CustomerId>, MatchedBy)>;

fn by_id<'d>(directory: &'d Directory, id: &str) -> Lead<'d> {
    let gln = Gln::parse(id).and_then(|gln| directory.by_gln.get(&gln));
    let ours = || directory.by_customer_code.get(&code(id));
    gln.map(|found| (found, MatchedBy::Gln))
        .or_else(|| ours().map(|found| (found, MatchedBy::Code)))
}

fn by_mail<'d>(directory: &'d Directory, text: &str) -> Lead<'d> {
    let whole = directory.by_sender.get(&address(text));
    let domain = || directory.by_domain.get(&domain(text)?);
    whole
        .map(|found| (found, MatchedBy::Email))
        .or_else(|| domain().map(|found| (found, MatchedBy::EmailDomain)))
}

fn by_tax<'d>(directory: &'d Directory, tax: &str) -> Lead<'d> {
    let found = directory.by_tax_id.get(&code(tax));
    found.map(|found| (found, MatchedBy::TaxId))
}

fn by_name<'d>(directory: &'d Directory, text: &str) -> Lead<'d> {
    let found = directory.by_name.get(&name(text));
    found.map(|found| (found, MatchedBy::Name))
}

fn by_sender<'d>(directory: &'d Directory, sender: &str) -> Lead<'d> {
    let found = by_id(directory, sender).or_else(|| by_mail(directory, sender))?;
    Some((found.0, MatchedBy::Sender))
}

/// Everyone that an identifier of the buyer leads to, in the order in which they are believed.
pub(super) fn identified(
    directory: &Directory,
    buyer: &Party,
    sender: Option<&str>,
) -> Vec<Proposal<CustomerId>> {
    let id = value(&buyer.id);
    let leads = [
        id.and_then(|id| by_id(directory, id)),
        value(&buyer.tax_id).and_then(|tax| by_tax(directory, tax)),
        value(&buyer.email).and_then(|mail| by_mail(directory, mail)),
        value(&buyer.name).and_then(|text| by_name(directory, text)),
        id.and_then(|id| by_tax(directory, id).or_else(|| by_mail(directory, id))),
        sender.and_then(|sender| by_sender(directory, sender)),
    ];
    leads.into_iter().flat_map(proposals).collect()
}

/// Everyone that is called this by a number, an address or a name.
pub(super) fn named(directory: &Directory, text: &str) -> Vec<Proposal<CustomerId>> {
    let leads = [by_id, by_tax, by_mail, by_name].map(|lead| lead(directory, text));
    leads.into_iter().flat_map(proposals).collect()
}

fn proposals(lead: Lead<'_>) -> impl Iterator<Item = Proposal<CustomerId>> {
    lead.into_iter().flat_map(|(customers, by)| {
        let same = move |value: &CustomerId| Proposal::same(*value, by);
        customers.iter().map(same)
    })
}

/// True when a number and a name mean different customers: the number may be one that the buyer
/// gave to itself, and ours for somebody else.
fn is_other(numbered: &[CustomerId], named: &[CustomerId]) -> bool {
    numbered.iter().all(|customer| !named.contains(customer))
}

fn value(field: &Stated<String>) -> Option<&str> {
    field.as_ref().map(|field| field.value.as_str())
}

fn confidence(by: MatchedBy) -> Confidence {
    match by {
        MatchedBy::Gln | MatchedBy::Code | MatchedBy::TaxId | MatchedBy::CustomerPart => {
            Confidence::STATED
        }
        MatchedBy::Gtin => Confidence::STATED,
        MatchedBy::Email
        | MatchedBy::EmailDomain
        | MatchedBy::Name
        | MatchedBy::Sender
        | MatchedBy::OnlyOne => Confidence::LIKELY,
        MatchedBy::Address | MatchedBy::Description | MatchedBy::Learned(_) => Confidence::GUESSED,
    }
}

/// One is found, several are ambiguous.
pub(super) fn choose<T: Copy>(found: &[T], confidence: Confidence, by: MatchedBy) -> Grounded<T> {
    match found {
        [] => Grounded::NotFound,
        [value] => Grounded::Found {
            value: *value,
            confidence,
            by,
        },
        several => Grounded::Ambiguous {
            candidates: several.iter().copied().take(CANDIDATES_MAX).collect(),
        },
    }
}

pub(super) fn doubt(buyer: &Party, grounded: &Grounded<CustomerId>) -> Doubt {
    let stated = [&buyer.name, &buyer.id, &buyer.email, &buyer.tax_id];
    let stated: Vec<&str> = stated.into_iter().filter_map(value).collect();
    let stated = if stated.is_empty() {
        "no buyer is stated".to_owned()
    } else {
        format!("the buyer is stated as {}", stated.join(", "))
    };
    let known = match grounded {
        Grounded::Ambiguous { candidates } => format!("{} customers fit", candidates.len()),
        Grounded::NotFound | Grounded::Found { .. } => "no customer fits".to_owned(),
    };
    Doubt::new(DoubtCode::Customer, format!("{stated}, and {known}"))
}

/// Finds the place of delivery among the customer's: by id, by name, by address, or the only one
/// when nothing is stated; else as corrections taught.
pub(super) fn ship_to(
    directory: &Directory,
    customer: Option<&Known>,
    stated: &Party,
) -> Grounded<ShipToId> {
    let Some(customer) = customer else {
        return Grounded::NotFound;
    };
    let said = place_said(stated);
    let lesson = directory.lessons.ship_to(customer.entry.id, said);
    settled(known_ship_to(customer, stated), lesson)
}

/// What a document says of a place of delivery: its id, else its name, else its address.
pub(super) fn place_said(stated: &Party) -> Option<&str> {
    value(&stated.id)
        .or(value(&stated.name))
        .or(value(&stated.address))
}

fn known_ship_to(customer: &Known, stated: &Party) -> Grounded<ShipToId> {
    let places = &customer.entry.ship_tos;
    let fit = |by: MatchedBy, fits: &dyn Fn(&ShipToEntry) -> bool| {
        let found: Vec<ShipToId> = (places.iter())
            .filter(|place| fits(place))
            .map(|place| place.id)
            .collect();
        (!found.is_empty()).then(|| choose(&found, confidence(by), by))
    };
    let by_id = value(&stated.id).and_then(|id| {
        let gln = Gln::parse(id);
        let by_gln = gln.and_then(|gln| fit(MatchedBy::Gln, &|place| place.gln == Some(gln)));
        by_gln.or_else(|| fit(MatchedBy::Code, &|place| code(&place.code) == code(id)))
    });
    let by_name = || {
        let wanted = name(value(&stated.name)?);
        fit(MatchedBy::Name, &|place| name(&place.name) == wanted)
    };
    let by_address = || {
        let wanted = address_key(value(&stated.address)?);
        fit(MatchedBy::Address, &|place| {
            let own = address_key(&place.address);
            let postcode = address_key(&place.postcode);
            !own.is_empty() && wanted.contains(&own) && wanted.contains(&postcode)
        })
    };
    let nothing = stated.id.is_none() && stated.name.is_none() && stated.address.is_none();
    by_id
        .or_else(by_name)
        .or_else(by_address)
        .or_else(|| (nothing && places.len() == 1).then(|| fit(MatchedBy::OnlyOne, &|_| true))?)
        .unwrap_or(Grounded::NotFound)
}

/// The place that a line names.
pub(super) fn line_ship_to(
    directory: &Directory,
    customer: Option<&Known>,
    id: &Stated<String>,
) -> Option<Grounded<ShipToId>> {
    let stated = Party {
        id: Some(id.clone()?),
        ..Party::default()
    };
    Some(ship_to(directory, customer, &stated))
}

/// Letters and digits of an address, in lower case.
fn address_key(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
