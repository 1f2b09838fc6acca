//! EDIFACT code lists: message types, functions, dates, quantities, prices and item numbers.

use crate::edi::item::{IdKinds, Item};
use crate::request::Purpose;

/// What a message is, by its type (data element 0065).
pub(super) fn purpose(message_type: &str) -> Purpose {
    match message_type {
        "ORDERS" => Purpose::Order,
        "ORDCHG" => Purpose::Change,
        "ORDRSP" => Purpose::OrderResponse,
        "DESADV" => Purpose::DespatchAdvice,
        "INVOIC" => Purpose::Invoice,
        "DELFOR" | "DELJIT" | "SLSFCT" => Purpose::Forecast,
        "INVRPT" => Purpose::InventoryReport,
        "PRICAT" | "QUOTES" | "REQOTE" | "PRODAT" | "PROINQ" => Purpose::PriceInformation,
        "CONTRL" | "APERAK" => Purpose::Acknowledgement,
        _ => Purpose::Other,
    }
}

/// True for the messages that order requests are made of.
pub(super) fn is_order(message_type: &str) -> bool {
    matches!(purpose(message_type), Purpose::Order | Purpose::Change)
}

/// Message function (data element 1225): the purpose it gives, and why a person should look.
pub(super) fn function(code: &str) -> (Option<Purpose>, Option<&'static str>) {
    match code {
        "1" => (Some(Purpose::Cancellation), None),
        "2" | "3" | "4" | "33" | "36" => (Some(Purpose::Change), None),
        "5" | "20" => (
            Some(Purpose::Change),
            Some("function 5: it replaces an order sent before"),
        ),
        "6" | "42" => (
            None,
            Some("function 6: it confirms an order placed otherwise"),
        ),
        "7" => (
            None,
            Some("function 7: a duplicate of an order sent before"),
        ),
        "16" | "46" => (
            None,
            Some("it is a proposal or provisional, not an order yet"),
        ),
        "31" => (None, Some("function 31: a copy of an order sent before")),
        _ => (None, None),
    }
}

/// How well a date qualifier (data element 2005) says when the customer wants delivery; rank 0 is
/// best, `None` is another date. Of a period from 64 to 63, 63 is the end.
pub(super) fn wanted_rank(qualifier: &str) -> Option<usize> {
    match qualifier {
        "2" => Some(0),
        "63" => Some(1),
        "69" => Some(Item::SURE),
        _ => None,
    }
}

/// How well a quantity qualifier (data element 6063) says how much is ordered. Quantities that
/// are about something else come last, for senders that know no other qualifier.
pub(super) fn quantity_rank(qualifier: &str) -> usize {
    match qualifier {
        "21" => 0,
        "1" => 1,
        "131" => 2,
        "59" | "52" | "192" => Item::SURE + 2,
        "11" => Item::SURE + 1,
        _ => Item::SURE,
    }
}

/// How well a price qualifier (data element 5125) says what the customer pays: net, then gross.
pub(super) fn price_rank(qualifier: &str) -> usize {
    match qualifier {
        "AAA" => 0,
        "AAB" => 1,
        "CAL" | "INV" | "" => 2,
        "AAE" | "AAF" | "SRP" => Item::SURE + 1,
        _ => Item::SURE,
    }
}

/// Which kind of description a characteristic (data element 7081) holds: what the article is
/// (its title, edition, name, colour), or what the book trade says of author and publisher.
pub(super) fn description_rank(characteristic: &str) -> usize {
    match characteristic {
        "BTI" | "BST" | "BEN" | "BED" => 0,
        code if code.len() == 3 && code.starts_with('B') => 7,
        _ => 0,
    }
}

/// Rank of a title that stands in a free text (FTX AFM).
pub(super) const FREE_TEXT_TITLE: usize = 5;

/// Item number types (data element 7143).
pub(super) const IDS: IdKinds = IdKinds {
    gtin: &["EN", "SRV", "SRS", "UP"],
    supplier: &["SA", "VN", "MF"],
    buyer: &["IN", "BP"],
};

/// Tags that may begin a line of a file although the segment before lost its terminator.
pub(super) fn is_tag(tag: &[u8]) -> bool {
    const TAGS: &[&[u8]] = &[
        b"UNA", b"UNB", b"UNG", b"UNH", b"UNS", b"UNT", b"UNE", b"UNZ", b"BGM", b"DTM", b"PAI",
        b"ALI", b"IMD", b"FTX", b"RFF", b"NAD", b"CTA", b"COM", b"TAX", b"CUX", b"PAT", b"PCD",
        b"MOA", b"TDT", b"LOC", b"TOD", b"PAC", b"PCI", b"ALC", b"LIN", b"PIA", b"MEA", b"QTY",
        b"GIN", b"PRI", b"SCC", b"CNT",
    ];
    TAGS.contains(&tag)
}
