//! X12 code lists: transaction sets, purposes, dates, parties and product identifiers.

use crate::edi::item::IdKinds;
use crate::request::Purpose;

/// A transaction set that an order request is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    /// 850 Purchase Order.
    Order,
    /// 860 Purchase Order Change, buyer initiated.
    Change,
    /// 875 Grocery Products Purchase Order.
    Grocery,
    /// 940 Warehouse Shipping Order.
    Warehouse,
}

/// The set of an identifier code (data element 143), where it makes an order request.
pub(super) fn order_set(code: &str) -> Option<Set> {
    match code {
        "850" => Some(Set::Order),
        "860" => Some(Set::Change),
        "875" => Some(Set::Grocery),
        "940" => Some(Set::Warehouse),
        _ => None,
    }
}

impl Set {
    /// What the set is for, unless its purpose code says otherwise.
    pub(super) fn purpose(self) -> Purpose {
        match self {
            Set::Order | Set::Grocery => Purpose::Order,
            Set::Change => Purpose::Change,
            Set::Warehouse => Purpose::WarehouseOrder,
        }
    }

    /// The functional group (GS01, data element 479) that the set belongs to.
    pub(super) fn group(self) -> &'static str {
        match self {
            Set::Order => "PO",
            Set::Change => "PC",
            Set::Grocery => "OG",
            Set::Warehouse => "OW",
        }
    }
}

/// What a transaction set is, by its identifier code (data element 143).
pub(super) fn purpose(code: &str) -> Purpose {
    match code {
        "810" | "880" => Purpose::Invoice,
        "830" | "862" | "866" => Purpose::Forecast,
        "855" | "865" => Purpose::OrderResponse,
        "856" | "857" | "945" => Purpose::DespatchAdvice,
        "997" | "999" | "824" => Purpose::Acknowledgement,
        "832" | "840" | "843" | "845" | "879" | "888" | "889" => Purpose::PriceInformation,
        "846" | "852" => Purpose::InventoryReport,
        _ => order_set(code).map_or(Purpose::Other, Set::purpose),
    }
}

/// What a purpose code means for a request.
pub(super) struct Meaning {
    /// The purpose that it gives to the request; `None` leaves that of the set.
    pub(super) purpose: Option<Purpose>,
    /// Why a person should look.
    pub(super) doubt: Option<&'static str>,
}

/// Transaction set purpose code (data element 353): BEG01, BCH01.
pub(super) fn meaning(code: &str) -> Meaning {
    let (purpose, doubt) = match code {
        "01" | "03" | "17" => (Some(Purpose::Cancellation), None),
        "02" | "04" | "19" | "52" => (Some(Purpose::Change), None),
        "05" => (
            Some(Purpose::Change),
            Some("purpose 05: it replaces an order sent before"),
        ),
        "06" => (
            None,
            Some("purpose 06: it confirms an order placed otherwise"),
        ),
        "07" => (
            None,
            Some("purpose 07: a duplicate of an order sent before"),
        ),
        "18" => (None, Some("purpose 18: a reissue of an order sent before")),
        "22" => (None, Some("purpose 22: an information copy, not an order")),
        "24" => (None, Some("purpose 24: a draft, not an order yet")),
        "53" | "77" => (None, Some("its purpose is a test or simulation")),
        _ => (None, None),
    };
    Meaning { purpose, doubt }
}

/// Order status code (data element 473): G5001, W0501.
pub(super) fn status_meaning(code: &str) -> Meaning {
    let (purpose, doubt) = match code {
        "F" | "D" => (Some(Purpose::Cancellation), None),
        "G" | "L" | "R" => (Some(Purpose::Change), None),
        "A" => (None, Some("status A: for information only, not an order")),
        "C" | "E" => (
            None,
            Some("status C: it confirms an order placed otherwise"),
        ),
        "T" => (None, Some("status T: an order sent again")),
        "X" => (None, Some("status X: a simulation, not an order")),
        _ => (None, None),
    };
    Meaning { purpose, doubt }
}

/// How well a date qualifier (374 of DTM and SCH) says when the customer wants delivery: rank 0
/// is best, `None` is another date. A period is known by its end.
pub(super) fn wanted_rank(qualifier: &str) -> Option<usize> {
    match qualifier {
        "002" => Some(0),
        "074" => Some(1),
        "077" => Some(2),
        "063" => Some(3),
        _ => None,
    }
}

/// The same for data element 432 of G62.
pub(super) fn g62_wanted_rank(qualifier: &str) -> Option<usize> {
    match qualifier {
        "02" => Some(0),
        "63" => Some(3),
        _ => None,
    }
}

/// Product identifier qualifiers (data element 235).
pub(super) const IDS: IdKinds = IdKinds {
    gtin: &["UK", "EN", "UP", "UI", "UA", "EO", "GT"],
    supplier: &["VP", "VN", "VC", "VA", "MG", "MN", "ST"],
    buyer: &["BP", "IN", "CB", "SK", "PI"],
};

/// True for the qualifiers of [`IDS`].
pub(super) fn is_id_kind(code: &str) -> bool {
    [IDS.gtin, IDS.supplier, IDS.buyer]
        .iter()
        .any(|kinds| kinds.contains(&code))
}

/// How many units a price is for, by its basis code (data element 639), where it is not one.
pub(super) fn price_basis(code: &str) -> Option<i64> {
    match code {
        "HP" => Some(100),
        "TP" => Some(1_000),
        _ => None,
    }
}

/// Units of measure (data element 355) that hold several consumer units.
pub(super) fn is_outer_unit(code: &str) -> bool {
    matches!(
        code,
        "CA" | "CS" | "CT" | "BX" | "PK" | "PL" | "CR" | "TY" | "BD"
    )
}

/// Line change codes (data element 670) that take a line out of the order.
pub(super) fn is_deletion(code: &str) -> bool {
    matches!(code, "DI" | "DR" | "CX")
}

/// Tags that may begin a line of a file although the segment before lost its terminator.
pub(super) fn is_tag(tag: &[u8]) -> bool {
    const TAGS: &[&[u8]] = &[
        b"ISA", b"IEA", b"GS", b"GE", b"ST", b"SE", b"BEG", b"BCH", b"BIG", b"BSN", b"BAK", b"BFR",
        b"G50", b"W05", b"CUR", b"REF", b"PER", b"TAX", b"FOB", b"CSH", b"SAC", b"ITD", b"DTM",
        b"G62", b"G66", b"G68", b"G69", b"G70", b"G76", b"PID", b"PKG", b"TD5", b"N9", b"MSG",
        b"NTE", b"N1", b"N2", b"N3", b"N4", b"PO1", b"PO3", b"PO4", b"POC", b"CTP", b"SCH", b"SDQ",
        b"SLN", b"LIN", b"QTY", b"LX", b"W01", b"W20", b"W66", b"W76", b"CTT", b"AMT", b"SPI",
    ];
    TAGS.contains(&tag)
}
