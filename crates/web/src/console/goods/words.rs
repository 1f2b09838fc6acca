//! The words of what is done with goods.

use super::act::What;
use crate::console::text::With1;

pub(super) struct Words {
    pub(super) title: fn(What, &str) -> String,
    pub(super) site: &'static str,
    pub(super) counted: &'static str,
    pub(super) came: &'static str,
    pub(super) last: &'static str,
    pub(super) last_how: &'static str,
    pub(super) due: &'static str,
    pub(super) base_units: &'static str,
    pub(super) look: &'static str,
    pub(super) no_site: &'static str,
    pub(super) no_quantity: &'static str,
    pub(super) no_day: &'static str,
    pub(super) changes: &'static str,
    pub(super) what: &'static str,
    pub(super) on_hand: &'static str,
    pub(super) to_come: &'static str,
    pub(super) no_orders: &'static str,
    pub(super) orders: With1,
    pub(super) changed: &'static str,
    pub(super) missing: &'static str,
    pub(super) missing_how: &'static str,
    count: ActWords,
    receive: ActWords,
    reschedule: ActWords,
    close: ActWords,
}

/// What an act means, its button, and what is said when it is done.
pub(super) struct ActWords {
    pub(super) how: &'static str,
    pub(super) do_it: &'static str,
    pub(super) done: &'static str,
}

impl Words {
    pub(super) fn act(&self, what: What) -> &ActWords {
        match what {
            What::Count => &self.count,
            What::Receive => &self.receive,
            What::Reschedule => &self.reschedule,
            What::Close => &self.close,
        }
    }
}

pub(super) const ENGLISH: Words = Words {
    title: |what, name| match what {
        What::Count => format!("Count {name}"),
        What::Receive => format!("Receive {name}"),
        What::Reschedule => format!("New day for {name}"),
        What::Close => format!("Close {name}"),
    },
    site: "Site",
    counted: "Counted",
    came: "How much came",
    last: "No more will come",
    last_how: "What is still missing is given up.",
    due: "Due",
    base_units: "A whole number of base units.",
    look: "Show what changes",
    no_site: "Choose a site.",
    no_quantity: "Write a whole number, such as 120.",
    no_day: "Write a day, such as 2026-12-24.",
    changes: "What changes",
    what: "What",
    on_hand: "On hand",
    to_come: "Still to come",
    no_orders: "No order loses its promise by this.",
    orders: |count| match count {
        "1" => "1 order is promised otherwise, or loses its date:".to_owned(),
        count => format!("{count} orders are promised otherwise, or lose their dates:"),
    },
    changed: "It has changed since you looked, so nothing was done. This is how it is now.",
    missing: "There is no such stock or supply",
    missing_how: "Look for it in Stock or Supply.",
    count: ActWords {
        how: "Say how many were found. What is missing is taken from the youngest orders that it \
              is promised to.",
        do_it: "Record the count",
        done: "The count is recorded.",
    },
    receive: ActWords {
        how: "What came goes into stock at its site; orders that were promised from it keep their \
              dates.",
        do_it: "Take into stock",
        done: "Taken into stock.",
    },
    reschedule: ActWords {
        how: "Promises that the new day is too late for lose their dates, and are made anew where \
              something else covers them.",
        do_it: "Set the new day",
        done: "The supply has its new day.",
    },
    close: ActWords {
        how: "What is still to come is given up. Its promises lose their dates, and are made anew \
              where something else covers them.",
        do_it: "Close the supply",
        done: "The supply is closed.",
    },
};

pub(super) const HEBREW: Words = Words {
    title: |what, name| match what {
        What::Count => format!("ספירת \u{2068}{name}\u{2069}"),
        What::Receive => format!("קליטת \u{2068}{name}\u{2069}"),
        What::Reschedule => format!("מועד חדש ל־\u{2068}{name}\u{2069}"),
        What::Close => format!("סגירת \u{2068}{name}\u{2069}"),
    },
    site: "אתר",
    counted: "נספרו",
    came: "כמה הגיע",
    last: "לא יגיע עוד",
    last_how: "על מה שעוד חסר מוותרים.",
    due: "צפויה",
    base_units: "מספר שלם של יחידות בסיס.",
    look: "הצגת השינויים",
    no_site: "בחרו אתר.",
    no_quantity: "כתבו מספר שלם, למשל 120.",
    no_day: "כתבו תאריך, למשל 2026-12-24.",
    changes: "מה ישתנה",
    what: "מה",
    on_hand: "קיים",
    to_come: "עוד תגיע",
    no_orders: "אף הזמנה לא מאבדת בכך את ההבטחה שלה.",
    orders: |count| match count {
        "1" => "הזמנה אחת תובטח אחרת, או תאבד את התאריך שלה:".to_owned(),
        count => format!("\u{2068}{count}\u{2069} הזמנות יובטחו אחרת, או יאבדו את התאריך שלהן:"),
    },
    changed: "המצב השתנה מאז שהסתכלתם, ולכן לא בוצע דבר. כך הוא עכשיו.",
    missing: "אין מלאי או אספקה כאלה",
    missing_how: "חפשו במלאי או באספקה.",
    count: ActWords {
        how: "רשמו כמה נמצאו. מה שחסר נלקח מההזמנות החדשות ביותר שהוא מובטח להן.",
        do_it: "רישום הספירה",
        done: "הספירה נרשמה.",
    },
    receive: ActWords {
        how: "מה שהגיע נכנס למלאי באתר שלו; הזמנות שהובטחו ממנו שומרות על התאריך.",
        do_it: "קליטה למלאי",
        done: "נקלט למלאי.",
    },
    reschedule: ActWords {
        how: "הבטחות שהמועד החדש מאוחר להן מאבדות את התאריך, ומובטחות מחדש היכן שיש כיסוי אחר.",
        do_it: "קביעת המועד החדש",
        done: "לאספקה נקבע מועד חדש.",
    },
    close: ActWords {
        how: "על מה שעוד היה אמור להגיע מוותרים. ההבטחות ממנו מאבדות את התאריך, ומובטחות מחדש \
              היכן שיש כיסוי אחר.",
        do_it: "סגירת האספקה",
        done: "האספקה נסגרה.",
    },
};
