//! What the book says when a rule says no, in the language of the page: the rule in words, and the
//! book's own sentence, which has the numbers.

use super::desk::Desk;
use super::text::Language;
use book::Refusal;
use book::refusal::Code;
use maud::{Markup, html};

/// A refusal as it stands in a page.
pub(super) fn refused(desk: &Desk, refusal: &Refusal) -> Markup {
    html! {
        span.refused {
            strong { (rule(desk.language, refusal.code)) }
            span.about lang="en" dir="ltr" { (refusal.message) }
        }
    }
}

/// A rule in words.
pub(super) fn rule(language: Language, code: Code) -> &'static str {
    (language.pick(&ENGLISH, &HEBREW).rule)(code)
}

struct Words {
    rule: fn(Code) -> &'static str,
}

const ENGLISH: Words = Words {
    rule: |code| match code {
        Code::Unknown => "Something is named that is not there.",
        Code::TooMany => "There are more than are allowed at once.",
        Code::BadQuantity => "The quantity is not allowed.",
        Code::BadText => "A text is empty, too long or has characters that do not belong there.",
        Code::AlreadyThere => "It is used already.",
        Code::OutOfRange => "A number is outside of its range.",
        Code::StockReserved => "The free stock does not suffice; the rest is promised.",
        Code::StockCommitted => "The goods are being picked, packed or shipped.",
        Code::Empty => "There is nothing to do.",
        Code::CustomerBlocked => "The customer is blocked.",
        Code::ForeignShipTo => "The address is another customer's.",
        Code::OrderFinished => "The order is finished.",
        Code::OrderHeld => "The order is held; release its holds first.",
        Code::NotHeld => "The order has no such hold.",
        Code::HoldStands => "What the hold is about must be put right first.",
        Code::NotAtStage => "The goods have not come that far, or are further already.",
        Code::TooFarAlong => "The goods are too far on their way for this.",
        Code::NotInStock => "The goods are still to come in.",
        Code::NothingToCancel => "There is nothing left to cancel.",
        Code::DocumentKnown => "The document came in before.",
        Code::RequestSettled => "The request is settled.",
        Code::RequestIncomplete => "No order can be placed of the request.",
        Code::WrongCurrency => "The price list has another currency.",
        Code::ReturnTooLarge => "More would come back than was sent or agreed.",
        Code::KeyReused => "The form was sent before with something else in it.",
        Code::ValueTooLarge => "The amounts are too large.",
        Code::InThePast => "The day lies in the past.",
        Code::CreditExceeded => "The customer would be beyond the credit limit.",
        Code::PriceDiffers => "The price is not that of the list, or there is none.",
        Code::ReturnClosed => "Nothing more is expected of this return.",
        Code::SupplyClosed => "Nothing more is expected of this supply.",
        Code::ExceptionClosed => "The exception is closed already.",
        Code::SecondApprover => "You approved it already; somebody else must approve it too.",
        Code::CannotRevert => "It can't be taken back: somebody outside was told.",
        Code::NotConfirmed => "The order is a reservation; confirm it first.",
        Code::Changed => "The order has changed since you looked.",
    },
};

const HEBREW: Words = Words {
    rule: |code| match code {
        Code::Unknown => "צוין דבר שאינו קיים.",
        Code::TooMany => "יותר מהמותר בבת אחת.",
        Code::BadQuantity => "הכמות אינה מותרת.",
        Code::BadText => "הטקסט ריק, ארוך מדי או מכיל תווים שאינם שייכים.",
        Code::AlreadyThere => "כבר בשימוש.",
        Code::OutOfRange => "המספר מחוץ לטווח.",
        Code::StockReserved => "המלאי הפנוי אינו מספיק; השאר מובטח.",
        Code::StockCommitted => "הסחורה כבר בליקוט, באריזה או במשלוח.",
        Code::Empty => "אין מה לבצע.",
        Code::CustomerBlocked => "הלקוח חסום.",
        Code::ForeignShipTo => "הכתובת שייכת ללקוח אחר.",
        Code::OrderFinished => "ההזמנה הסתיימה.",
        Code::OrderHeld => "ההזמנה מעוכבת; שחררו תחילה את העיכובים.",
        Code::NotHeld => "אין להזמנה עיכוב כזה.",
        Code::HoldStands => "יש לתקן תחילה את מה שגרם לעיכוב.",
        Code::NotAtStage => "הסחורה עוד לא הגיעה לשלב זה, או שכבר עברה אותו.",
        Code::TooFarAlong => "הסחורה התקדמה מדי לשינוי כזה.",
        Code::NotInStock => "הסחורה עוד לא הגיעה למלאי.",
        Code::NothingToCancel => "לא נשאר מה לבטל.",
        Code::DocumentKnown => "המסמך כבר התקבל.",
        Code::RequestSettled => "הבקשה כבר טופלה.",
        Code::RequestIncomplete => "לא ניתן ליצור הזמנה מהבקשה.",
        Code::WrongCurrency => "למחירון מטבע אחר.",
        Code::ReturnTooLarge => "תחזור כמות גדולה ממה שנשלח או סוכם.",
        Code::KeyReused => "הטופס כבר נשלח עם תוכן אחר.",
        Code::ValueTooLarge => "הסכומים גדולים מדי.",
        Code::InThePast => "היום כבר עבר.",
        Code::CreditExceeded => "הלקוח יחרוג ממסגרת האשראי.",
        Code::PriceDiffers => "המחיר אינו כמו במחירון, או שאין מחיר.",
        Code::ReturnClosed => "לא צפוי עוד דבר מהחזרה זו.",
        Code::SupplyClosed => "לא צפוי עוד דבר מאספקה זו.",
        Code::ExceptionClosed => "החריג כבר נסגר.",
        Code::SecondApprover => "כבר אישרתם; נדרש אישור של אדם נוסף.",
        Code::CannotRevert => "אי אפשר לבטל: כבר נמסרה הודעה החוצה.",
        Code::NotConfirmed => "ההזמנה היא שריון בלבד; אשרו אותה תחילה.",
        Code::Changed => "ההזמנה השתנתה מאז שהסתכלתם.",
    },
};
