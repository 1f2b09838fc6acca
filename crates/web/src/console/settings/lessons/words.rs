//! The words of what was learned.

use crate::console::desk::Desk;
use crate::console::review::unit_name;
use crate::console::show;
use crate::console::text::{With1, With2};
use crate::learning::Meaning;
use intake::FormField;
use intake::ground::Stands;
use keep::LessonEnd;
use maud::{Markup, html};

pub(super) struct Words {
    pub(super) lead: &'static str,
    pub(super) none: &'static str,
    pub(super) none_how: &'static str,
    pub(super) customer_number: &'static str,
    pub(super) with_ended: &'static str,
    pub(super) show: &'static str,
    pub(super) older: &'static str,
    // A lesson.
    pub(super) said: &'static str,
    pub(super) said_nothing: &'static str,
    pub(super) means: &'static str,
    pub(super) customer: &'static str,
    pub(super) taught_by: &'static str,
    pub(super) request: With1,
    pub(super) more: With1,
    pub(super) used: &'static str,
    pub(super) state: &'static str,
    pub(super) relied_on: &'static str,
    pub(super) proposed: &'static str,
    revoked: &'static str,
    replaced: &'static str,
    // What it means.
    part: &'static str,
    description: &'static str,
    unit: With2,
    ship_to: With1,
    buyer: &'static str,
    sender: &'static str,
    po_number: fn(Stands) -> &'static str,
    requested: fn(Stands) -> &'static str,
    unknown: &'static str,
    // Ending it.
    pub(super) revoke_lead: &'static str,
    pub(super) revoke: &'static str,
    pub(super) revoked_now: &'static str,
    pub(super) back: &'static str,
}

impl Words {
    pub(super) fn of(desk: &Desk) -> &'static Words {
        desk.language.pick(&ENGLISH, &HEBREW)
    }

    pub(super) fn ended(&self, how: LessonEnd) -> &'static str {
        match how {
            LessonEnd::Revoked => self.revoked,
            LessonEnd::Replaced => self.replaced,
        }
    }

    /// What a text means, in a phrase.
    pub(super) fn meaning(&self, desk: &Desk, meaning: &Meaning) -> Markup {
        let item = |what: &str, code: &str, description: &str| {
            html! { (what) " " (show::code(code)) " " span.about-inline { bdi { (description) } } }
        };
        match meaning {
            Meaning::Part(code, description) => item(self.part, code, description),
            Meaning::Description(code, description) => item(self.description, code, description),
            Meaning::Unit(unit, code) => html! { ((self.unit)(unit_name(desk, *unit), code)) },
            Meaning::ShipTo(code) => html! { ((self.ship_to)(code)) },
            Meaning::Buyer => html! { (self.buyer) },
            Meaning::Sender => html! { (self.sender) },
            Meaning::Label(FormField::PoNumber, stands) => html! { ((self.po_number)(*stands)) },
            Meaning::Label(FormField::Requested, stands) => html! { ((self.requested)(*stands)) },
            Meaning::Unknown => html! { (self.unknown) },
        }
    }
}

const ENGLISH: Words = Words {
    lead: "What corrections in review taught of each customer's documents. A proposal is filled in and \
           still goes to review; once two requests were accepted with it, it is relied on.",
    none: "Nothing was learned",
    none_how: "Correct a request in review and accept it: what you put right is remembered for the \
               customer's next documents.",
    customer_number: "Customer number",
    with_ended: "Revoked and replaced ones too",
    show: "Show",
    older: "Older ones",
    said: "The documents say",
    said_nothing: "nothing",
    means: "It means",
    customer: "Customer",
    taught_by: "Taught by",
    request: |id| format!("request {id}"),
    more: |count| format!("and {count} more"),
    used: "Documents it was used in",
    state: "State",
    relied_on: "Relied on",
    proposed: "Proposed",
    revoked: "Revoked",
    replaced: "Replaced",
    part: "Part number of",
    description: "Description of",
    unit: |unit, item| format!("The unit {unit} of {item}"),
    ship_to: |code| format!("Deliver to {code}"),
    buyer: "A name of the customer",
    sender: "The customer's sender",
    po_number: |stands| match stands {
        Stands::Behind => "The PO number stands behind it",
        Stands::Below => "The PO number stands below it",
    },
    requested: |stands| match stands {
        Stands::Behind => "The day of delivery stands behind it",
        Stands::Below => "The day of delivery stands below it",
    },
    unknown: "Learned by another version of Kept, and not used by this one",
    revoke_lead: "Documents that come from now on are read without it. What was decided with it stays.",
    revoke: "Revoke",
    revoked_now: "It is revoked.",
    back: "Back",
};

const HEBREW: Words = Words {
    lead: "מה שתיקונים בבדיקה לימדו על המסמכים של כל לקוח. הצעה ממולאת ועדיין עוברת בדיקה; אחרי ששתי \
           בקשות התקבלו איתה, סומכים עליה.",
    none: "דבר לא נלמד",
    none_how: "יש לתקן בקשה בבדיקה ולקבל אותה: מה שתוקן ייזכר למסמכים הבאים של הלקוח.",
    customer_number: "מספר לקוח",
    with_ended: "גם מה שבוטל והוחלף",
    show: "להציג",
    older: "ישנים יותר",
    said: "כתוב במסמכים",
    said_nothing: "לא כתוב דבר",
    means: "הכוונה",
    customer: "לקוח",
    taught_by: "נלמד מתוך",
    request: |id| format!("בקשה \u{2068}{id}\u{2069}"),
    more: |count| format!("ועוד \u{2068}{count}\u{2069}"),
    used: "מסמכים שבהם שימש",
    state: "מצב",
    relied_on: "סומכים עליו",
    proposed: "הצעה",
    revoked: "בוטל",
    replaced: "הוחלף",
    part: "מק\"ט של",
    description: "תיאור של",
    unit: |unit, item| format!("היחידה \u{2068}{unit}\u{2069} של \u{2068}{item}\u{2069}"),
    ship_to: |code| format!("לספק אל \u{2068}{code}\u{2069}"),
    buyer: "שם של הלקוח",
    sender: "השולח של הלקוח",
    po_number: |stands| match stands {
        Stands::Behind => "מספר הזמנת הרכש אחרי המילים",
        Stands::Below => "מספר הזמנת הרכש מתחת למילים",
    },
    requested: |stands| match stands {
        Stands::Behind => "יום האספקה אחרי המילים",
        Stands::Below => "יום האספקה מתחת למילים",
    },
    unknown: "נלמד בגרסה אחרת של Kept, ולא בשימוש בגרסה זו",
    revoke_lead: "מסמכים שיגיעו מעכשיו ייקראו בלעדיו. מה שהוחלט בעזרתו נשאר.",
    revoke: "לבטל",
    revoked_now: "בוטל.",
    back: "חזרה",
};
