//! The words of supply.

use super::Show;
use crate::console::text::With1;

pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) show: &'static str,
    pub(super) show_open: &'static str,
    pub(super) item_code: &'static str,
    pub(super) no_item: &'static str,
    pub(super) none_open: &'static str,
    pub(super) none_open_how: &'static str,
    pub(super) none_found: &'static str,
    pub(super) none_found_how: &'static str,
    pub(super) reference: &'static str,
    pub(super) kind: &'static str,
    pub(super) due: &'static str,
    pub(super) announced: &'static str,
    pub(super) to_come: &'static str,
    pub(super) promised: &'static str,
    pub(super) free: &'static str,
    pub(super) closed: &'static str,
    pub(super) actions: &'static str,
    pub(super) receive: &'static str,
    pub(super) new_day: &'static str,
    pub(super) close: &'static str,
    pub(super) overdue: With1,
    pub(super) today: &'static str,
    shown_words: fn(Show) -> &'static str,
}

impl Words {
    pub(super) fn shown(&self, show: Show) -> &'static str {
        (self.shown_words)(show)
    }
}

pub(super) const ENGLISH: Words = Words {
    title: "Supply",
    lead: "What is announced and still to come, the earliest due first. Orders are promised from \
           it before it is there.",
    show: "Show",
    show_open: "Show all that is to come",
    item_code: "Item code",
    no_item: "There is no item with this code.",
    none_open: "No supply is on its way",
    none_open_how: "Announce purchase orders and goods in transit by a file or the API, so that \
                    orders can be promised from them.",
    none_found: "No supply fits",
    none_found_how: "Take a filter away.",
    reference: "Reference",
    kind: "Kind",
    due: "Due",
    announced: "Announced",
    to_come: "To come",
    promised: "Promised",
    free: "Free",
    closed: "Closed",
    actions: "Actions",
    receive: "Receive",
    new_day: "New day",
    close: "Close",
    overdue: |days| match days {
        "1" => "1 day overdue".to_owned(),
        days => format!("{days} days overdue"),
    },
    today: "Today",
    shown_words: |show| match show {
        Show::Open => "To come",
        Show::Overdue => "Overdue",
        Show::All => "All, the latest announced first",
    },
};

pub(super) const HEBREW: Words = Words {
    title: "אספקה",
    lead: "מה שהודיעו עליו ועוד לא הגיע, הקרוב ביותר ראשון. הזמנות מובטחות ממנו עוד לפני שהגיע.",
    show: "הצגה",
    show_open: "הצגת כל מה שעוד יגיע",
    item_code: "קוד פריט",
    no_item: "אין פריט עם קוד זה.",
    none_open: "אין אספקה בדרך",
    none_open_how: "הודיעו על הזמנות רכש ועל סחורה בדרך בקובץ או דרך ה־API, כדי שיהיה אפשר להבטיח \
                    מהן הזמנות.",
    none_found: "אין אספקה מתאימה",
    none_found_how: "הסירו סינון.",
    reference: "אסמכתא",
    kind: "סוג",
    due: "צפויה",
    announced: "הודיעו",
    to_come: "עוד תגיע",
    promised: "הובטחה",
    free: "פנויה",
    closed: "סגורה",
    actions: "פעולות",
    receive: "קליטה",
    new_day: "מועד חדש",
    close: "סגירה",
    overdue: |days| match days {
        "1" => "באיחור של יום".to_owned(),
        "2" => "באיחור של יומיים".to_owned(),
        days => format!("באיחור של \u{2068}{days}\u{2069} ימים"),
    },
    today: "היום",
    shown_words: |show| match show {
        Show::Open => "עוד תגיע",
        Show::Overdue => "באיחור",
        Show::All => "הכול, מההודעה האחרונה",
    },
};
