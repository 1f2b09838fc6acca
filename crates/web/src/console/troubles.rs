//! Exceptions in words: what kind of trouble, what could be done, what that depends on.

use super::text::Language;
use book::exception::{Closing, Kind, Resolution, Risk};

/// A kind of trouble.
pub(super) fn kind(language: Language, kind: Kind) -> &'static str {
    (language.pick(&ENGLISH, &HEBREW).kind)(kind)
}

/// A way to solve it.
pub(super) fn resolution(language: Language, resolution: Resolution) -> &'static str {
    (language.pick(&ENGLISH, &HEBREW).resolution)(resolution)
}

/// What a solution depends on.
pub(super) fn risk(language: Language, risk: Risk) -> &'static str {
    (language.pick(&ENGLISH, &HEBREW).risk)(risk)
}

/// How an exception was closed.
pub(super) fn closing(language: Language, how: Closing) -> &'static str {
    (language.pick(&ENGLISH, &HEBREW).closing)(how)
}

struct Words {
    kind: fn(Kind) -> &'static str,
    resolution: fn(Resolution) -> &'static str,
    risk: fn(Risk) -> &'static str,
    closing: fn(Closing) -> &'static str,
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
    resolution: |resolution| match resolution {
        Resolution::OtherSite => "Send it from another site",
        Resolution::Transfer => "Bring it over from another site",
        Resolution::OtherSupplier => "Order it from another supplier",
        Resolution::Substitute => "Send another item instead",
        Resolution::Split => "Send a part now",
        Resolution::Expedite => "Have it hurried",
        Resolution::Repromise => "Promise a later day",
        Resolution::PrioritySwap => "Let a less urgent order wait",
        Resolution::Cancel => "Cancel it",
        Resolution::Redeliver => "Deliver it again",
        Resolution::Resend => "Send it again from stock",
        Resolution::TakeBack => "Take it back and pay it back",
        Resolution::Release => "Release it now",
    },
    risk: |risk| match risk {
        Risk::SupplierMustAgree => "The supplier must agree",
        Risk::CustomerMustAgree => "The customer must be told",
        Risk::OthersLater => "Other orders come later",
        Risk::StillLate => "Some of it stays late",
    },
    closing: |how| match how {
        Closing::Approved => "Solved",
        Closing::Automatic => "Solved by itself",
        Closing::Mended => "Came right",
        Closing::Dismissed => "Left as it is",
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
    resolution: |resolution| match resolution {
        Resolution::OtherSite => "לשלוח מאתר אחר",
        Resolution::Transfer => "להעביר מאתר אחר",
        Resolution::OtherSupplier => "להזמין מספק אחר",
        Resolution::Substitute => "לשלוח פריט חלופי",
        Resolution::Split => "לשלוח חלק עכשיו",
        Resolution::Expedite => "לזרז את האספקה",
        Resolution::Repromise => "להבטיח יום מאוחר יותר",
        Resolution::PrioritySwap => "להמתין עם הזמנה דחופה פחות",
        Resolution::Cancel => "לבטל",
        Resolution::Redeliver => "למסור שוב",
        Resolution::Resend => "לשלוח שוב מהמלאי",
        Resolution::TakeBack => "להחזיר ולזכות את הלקוח",
        Resolution::Release => "לשחרר עכשיו",
    },
    risk: |risk| match risk {
        Risk::SupplierMustAgree => "נדרשת הסכמת הספק",
        Risk::CustomerMustAgree => "יש להודיע ללקוח",
        Risk::OthersLater => "הזמנות אחרות יתאחרו",
        Risk::StillLate => "חלק יישאר באיחור",
    },
    closing: |how| match how {
        Closing::Approved => "נפתר",
        Closing::Automatic => "נפתר מעצמו",
        Closing::Mended => "הסתדר",
        Closing::Dismissed => "הושאר כמות שהוא",
    },
};
