//! Exceptions in words.

use super::text::Language;
use book::exception::Kind;

/// A kind of trouble.
pub(super) fn kind(language: Language, kind: Kind) -> &'static str {
    (language.pick(&ENGLISH, &HEBREW).kind)(kind)
}

struct Words {
    kind: fn(Kind) -> &'static str,
}

const ENGLISH: Words = Words {
    kind: |kind| match kind {
        Kind::Shortage => "Shortage",
        Kind::LateSupply => "Late supply",
        Kind::ShortSupply => "Short supply",
        Kind::LostSupply => "Lost supply",
        Kind::StockMissing => "Stock missing",
        Kind::ShortPick => "Short pick",
        Kind::Damage => "Damaged goods",
        Kind::CarrierDelay => "Carrier late",
        Kind::Customs => "Held at customs",
        Kind::FailedDelivery => "Delivery failed",
        Kind::MissedCutoff => "Missed its day",
        Kind::Stuck => "Stuck",
    },
};

const HEBREW: Words = Words {
    kind: |kind| match kind {
        Kind::Shortage => "מחסור",
        Kind::LateSupply => "אספקה מאחרת",
        Kind::ShortSupply => "אספקה חסרה",
        Kind::LostSupply => "אספקה שלא תגיע",
        Kind::StockMissing => "מלאי חסר",
        Kind::ShortPick => "חוסר בליקוט",
        Kind::Damage => "סחורה פגומה",
        Kind::CarrierDelay => "המוביל מאחר",
        Kind::Customs => "מעוכב במכס",
        Kind::FailedDelivery => "מסירה שנכשלה",
        Kind::MissedCutoff => "לא יצא ביומו",
        Kind::Stuck => "תקוע",
    },
};
