//! Labels that say which part a party plays: who buys, sells, is billed or gets the goods.

use super::label::spoken;
use crate::sheet::words::{Concept as C, concepts, split};

/// The most words of a label.
const LABEL_WORDS_MAX: usize = 6;

/// The part that a party plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Buyer,
    Seller,
    BillTo,
    ShipTo,
    /// Whom the document is written to: who sells or who buys, by what the document is.
    Addressee,
}

/// Labels of parties that the words of tables and forms do not make up.
const PHRASES: &[(Part, &[&str])] = &[
    (
        Part::ShipTo,
        &[
            "please deliver to",
            "deliver goods to",
            "send goods to",
            "goods to",
            "shipped to",
            "dispatch to",
            "despatch to",
            "drop ship to",
            "delivered to",
            "place of delivery",
            "consignee",
            "livrer a",
            "lieu de livraison",
            "envie a",
            "enviar a",
            "entregar a",
            "entregar en",
            "lugar de entrega",
            "luogo di consegna",
            "destinazione merce",
            "consegnare a",
            "לאספקה אל",
            "נא לספק אל",
            "יעד אספקה",
        ],
    ),
    (
        Part::BillTo,
        &[
            "send invoice to",
            "send invoices to",
            "mail invoice to",
            "mail invoices to",
            "invoices to",
            "factuuradres",
            "invoice for",
            "facturer a",
            "facturar a",
            "cobrar a",
            "fatturare a",
            "לחיוב",
        ],
    ),
    (
        Part::Buyer,
        &[
            "sold to",
            "ordered for",
            "auftraggeber",
            "committente",
            "acquirente",
            "המזמין",
            "שם המזמין",
            "שם לקוח",
            "שם הלקוח",
            "פרטי לקוח",
            "פרטי הלקוח",
            "פרטי המזמין",
        ],
    ),
    (
        Part::Seller,
        &[
            "ship from",
            "shipped from",
            "bill from",
            "order from",
            "ordered from",
            "purchased from",
            "remit to",
            "remittance address",
            "service provider",
            "פרטי ספק",
            "פרטי הספק",
            "שם ספק",
            "שם הספק",
        ],
    ),
    (
        Part::Addressee,
        &[
            "to",
            "an",
            "messrs",
            "לכבוד",
            "לכב",
            "אל",
            "spett le",
            "spettle",
        ],
    ),
];

/// What speaks of something else than a party.
const OTHER: [C; 17] = [
    C::Number,
    C::Code,
    C::Date,
    C::Terms,
    C::Email,
    C::Phone,
    C::Contact,
    C::Tax,
    C::Item,
    C::By,
    C::Quantity,
    C::Total,
    C::Reference,
    C::Attribute,
    C::Notes,
    C::Price,
    C::Material,
];

/// The part that a label gives: one of the known phrases, or nothing but known words. A zero is read
/// as the letter that it is taken for in pictures.
pub(super) fn part(text: &str) -> Option<Part> {
    let text = text.split('(').next().unwrap_or_default().replace('0', "O");
    let words = split(&text);
    if words.is_empty() || words.len() > LABEL_WORDS_MAX {
        return None;
    }
    let folded = words.join(" ");
    let is_known = words.iter().all(|word| concepts(word).is_some());
    let phrase = PHRASES
        .iter()
        .find(|(_, all)| all.contains(&folded.as_str()));
    // The name of an account is the bank's word for it.
    let is_account = words.iter().any(|word| word == "account");
    match phrase {
        Some((part, _)) => Some(*part),
        None if is_known && !is_account => by_concepts(&spoken(&text), words.len()),
        None => None,
    }
}

fn by_concepts(said: &[C], words: usize) -> Option<Part> {
    let has = |concept| said.contains(&concept);
    if OTHER.iter().any(|concept| has(*concept)) {
        return None;
    }
    let is_placed = has(C::To) || has(C::Address);
    let buys = has(C::Buyer) || has(C::Customer);
    match () {
        () if has(C::Vendor) => Some(Part::Seller),
        () if has(C::Bill) && is_placed => Some(Part::BillTo),
        () if (has(C::Ship) || has(C::Delivery)) && (is_placed || has(C::Site)) => {
            Some(Part::ShipTo)
        }
        () if buys && (words == 1 || is_placed || has(C::Name) || has(C::Company)) => {
            Some(Part::Buyer)
        }
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_says_which_part_a_party_plays() {
        let cases = [
            (
                Part::ShipTo,
                "Ship To|SHIP T0|Deliver to:|Delivery Address|Shipping address|Please deliver to|Consignee|Lieferadresse|Lieferanschrift|Adresse de livraison|Lieu de livraison|Dirección de entrega|Afleveradres|Luogo di consegna|כתובת למשלוח|כתובת אספקה|Ship to (if different)",
            ),
            (
                Part::BillTo,
                "Bill To|Invoice to|Billing address|Rechnungsadresse|Rechnungsanschrift|Rechnung an|Adresse de facturation|Factuuradres|Cobrar a|Invoice For",
            ),
            (
                Part::Buyer,
                "Buyer|Customer|Sold to|Purchaser|Besteller|Kunde|Auftraggeber|Client|Cliente|Klant|לקוח|המזמין|שם הלקוח",
            ),
            (
                Part::Seller,
                "Vendor|Supplier|Supplier Address|Ship from|Lieferant|Fournisseur|Proveedor|Leverancier|Fornitore|ספק|שם הספק",
            ),
            (Part::Addressee, "To|An|לכבוד|אל"),
        ];
        for (expected, labels) in cases {
            for label in labels.split('|') {
                assert_eq!(part(label), Some(expected), "{label}");
            }
        }
    }

    #[test]
    fn numbers_dates_and_accounts_of_a_party_are_not_the_party() {
        for label in [
            "Vendor No.",
            "Customer number",
            "Delivery date",
            "Ship via",
            "Buyer phone",
            "Account Name",
            "Acme Ltd",
            "",
        ] {
            assert_eq!(part(label), None, "{label}");
        }
    }
}
