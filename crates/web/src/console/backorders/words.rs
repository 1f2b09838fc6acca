//! The words of backorder runs.

use crate::console::text::{With1, With2};
use book::policy::Strategy;

pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) items: &'static str,
    pub(super) all_items: &'static str,
    pub(super) look: &'static str,
    pub(super) nobody_loses: &'static str,
    pub(super) policy: &'static str,
    pub(super) would_change: &'static str,
    /// Lines that gain, lines that lose, orders that were looked at.
    pub(super) sum: fn(&str, &str, &str) -> String,
    pub(super) nothing: &'static str,
    pub(super) first_of: With1,
    pub(super) make: &'static str,
    pub(super) make_how: &'static str,
    /// Lines that gained, and lines that lost.
    /// How many lines a run left as they were.
    pub(super) left: With1,
    pub(super) made: With2,
    pub(super) stale: &'static str,
    pub(super) order: &'static str,
    pub(super) customer: &'static str,
    pub(super) item: &'static str,
    pub(super) before: &'static str,
    pub(super) after: &'static str,
    /// So much has no date.
    pub(super) no_day: With1,
    pub(super) better: &'static str,
    pub(super) worse: &'static str,
    pub(super) why: &'static str,
    pub(super) lost_to: With1,
    pub(super) strategy: fn(Strategy) -> &'static str,
    pub(super) by_itself: &'static str,
    /// When, lines that gained, and lines that lost.
    pub(super) made_by_itself: fn(&str, &str, &str) -> String,
    pub(super) given_up: With1,
    pub(super) by_rule: With1,
    pub(super) next: With1,
    pub(super) no_next: &'static str,
}

pub(super) const ENGLISH: Words = Words {
    title: "Backorder run",
    lead: "Where there is not enough for all, goods are handed out anew by the policy's priority. \
           You see what would change before anything does.",
    items: "Items",
    all_items: "all items",
    look: "See what would change",
    nobody_loses: "The policy has no segments: orders only gain, and nobody loses.",
    policy: "Policy",
    would_change: "What would change",
    sum: |gains, losses, orders| {
        format!(
            "Lines that are better off: {gains}; worse off: {losses}. Orders that were weighed: {orders}."
        )
    },
    nothing: "Nothing would change: goods are where priority wants them.",
    first_of: |shown| format!("The first {shown} are shown; all are made."),
    make: "Hand out like this",
    make_how: "As it is shown here, or not at all. Released goods stay where they are.",
    left: |lines| format!("{lines} lines had changed meanwhile and are left to the next run."),
    made: |gains, losses| {
        format!("Handed out. Lines that are better off: {gains}; worse off: {losses}.")
    },
    stale: "Nothing was done: it would come out otherwise by now. This is how.",
    order: "Order",
    customer: "Customer",
    item: "Item",
    before: "Before",
    after: "After",
    no_day: |quantity| format!("{quantity} without a date"),
    better: "better",
    worse: "worse",
    why: "Why",
    lost_to: |order| format!("goods go to \u{2068}{order}\u{2069}"),
    strategy: |strategy| match strategy {
        Strategy::Win => "wins",
        Strategy::Gain => "may gain",
        Strategy::Redistribute => "may gain or lose",
        Strategy::Fill => "keeps what is left",
        Strategy::Lose => "gives way to all",
    },
    by_itself: "By itself",
    made_by_itself: |when, gains, losses| {
        format!(
            "The run of {when} was made. Lines that are better off: {gains}; worse off: {losses}."
        )
    },
    given_up: |when| {
        format!(
            "The run of {when} was given up: orders and goods changed faster than it was worked out. \
             Look at one here, or at the next."
        )
    },
    by_rule: |rule| format!("By the rule \u{2068}{rule}\u{2069}."),
    next: |when| format!("The next run: {when}."),
    no_next: "The policy has no times for further runs.",
};

pub(super) const HEBREW: Words = Words {
    title: "חלוקה מחדש",
    lead: "כשאין די לכולם, הסחורה מחולקת מחדש לפי סדר העדיפות שבמדיניות. \
           רואים מה ישתנה לפני שמשהו משתנה.",
    items: "פריטים",
    all_items: "כל הפריטים",
    look: "מה ישתנה?",
    nobody_loses: "אין במדיניות כללי חלוקה: הזמנות רק מרוויחות, ואיש אינו מפסיד.",
    policy: "מדיניות",
    would_change: "מה ישתנה",
    sum: |gains, losses, orders| {
        format!("שורות שמצבן ישתפר: {gains}; יורע: {losses}. הזמנות שנבחנו: {orders}.")
    },
    nothing: "שום דבר לא ישתנה: הסחורה נמצאת היכן שהעדיפות רוצה אותה.",
    first_of: |shown| format!("מוצגות {shown} הראשונות; כולן יבוצעו."),
    make: "לחלק כך",
    make_how: "כפי שמוצג כאן, או בכלל לא. מה ששוחרר לליקוט נשאר במקומו.",
    left: |lines| format!("{lines} שורות השתנו בינתיים ונשארו לחלוקה הבאה."),
    made: |gains, losses| format!("חולק. שורות שמצבן השתפר: {gains}; הורע: {losses}."),
    stale: "שום דבר לא נעשה: התוצאה כבר אחרת. כך היא עכשיו.",
    order: "הזמנה",
    customer: "לקוח",
    item: "פריט",
    before: "לפני",
    after: "אחרי",
    no_day: |quantity| format!("\u{2068}{quantity}\u{2069} ללא מועד"),
    better: "לטובה",
    worse: "לרעה",
    why: "מדוע",
    lost_to: |order| format!("הסחורה עוברת אל \u{2068}{order}\u{2069}"),
    strategy: |strategy| match strategy {
        Strategy::Win => "זוכה",
        Strategy::Gain => "רשאית להרוויח",
        Strategy::Redistribute => "רשאית להרוויח או להפסיד",
        Strategy::Fill => "שומרת על מה שנותר",
        Strategy::Lose => "מוותרת לכולם",
    },
    by_itself: "מעצמה",
    made_by_itself: |when, gains, losses| {
        format!(
            "החלוקה של \u{2068}{when}\u{2069} בוצעה. שורות שמצבן השתפר: {gains}; הורע: {losses}."
        )
    },
    given_up: |when| {
        format!(
            "החלוקה של \u{2068}{when}\u{2069} בוטלה: הזמנות וסחורה השתנו מהר משחושבה. אפשר לבדוק כאן \
             מה ישתנה, או להמתין לבאה."
        )
    },
    by_rule: |rule| format!("לפי הכלל \u{2068}{rule}\u{2069}."),
    next: |when| format!("החלוקה הבאה: \u{2068}{when}\u{2069}."),
    no_next: "אין במדיניות מועדים לחלוקות נוספות.",
};
