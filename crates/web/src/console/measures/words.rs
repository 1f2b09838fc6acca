//! The words of the measures, with what each of them counts.

use crate::console::text::{With1, With2};
use views::Measure;

/// What a figure counts.
pub(super) struct Definition {
    pub(super) name: &'static str,
    pub(super) meaning: &'static str,
    /// Lists of orders that it is made of.
    pub(super) parts: &'static [(Measure, &'static str)],
}

pub(super) struct Words {
    pub(super) title: &'static str,
    /// From which day, to which, and how many they are.
    pub(super) lead: fn(&str, &str, &str) -> String,
    pub(super) period: &'static str,
    pub(super) days: With1,
    pub(super) nothing: &'static str,
    pub(super) nothing_how: &'static str,
    pub(super) definitions: &'static str,
    pub(super) defined: &'static [Definition],
    pub(super) before: With1,
    pub(super) points: With1,
    pub(super) nine_in_ten: With1,
    pub(super) minutes: With1,
    pub(super) hours: With2,
    pub(super) days_hours: With2,
    pub(super) orders: &'static str,
    pub(super) lines: &'static str,
    pub(super) on_time: &'static str,
    pub(super) cycle: &'static str,
    pub(super) backlog: &'static str,
    pub(super) touchless: &'static str,
    pub(super) touchless_lines: &'static str,
    pub(super) touchless_short: &'static str,
    pub(super) began_held: &'static str,
    pub(super) cancelled: &'static str,
    pub(super) closed: &'static str,
    pub(super) placed_by_day: &'static str,
    pub(super) closed_by_day: &'static str,
    pub(super) backlog_by_day: &'static str,
    pub(super) day: &'static str,
    pub(super) as_table: &'static str,
}

pub(super) const ENGLISH: Words = Words {
    title: "Measures",
    lead: |from, to, days| {
        format!("{from} to {to}, against the {days} days before. Each figure leads to its orders.")
    },
    period: "Period",
    days: |days| format!("{days} days"),
    nothing: "Nothing to measure in these days",
    nothing_how: "No order was placed, finished or open. Choose a longer period, or send the first \
                  order.",
    definitions: "What the figures count",
    defined: &[
        Definition {
            name: "Orders and lines",
            meaning: "Orders placed on these days, and their lines, also those that were cancelled \
                      later. Days are those of the company's calendar, from midnight to midnight.",
            parts: &[(Measure::Orders, "Orders that were placed")],
        },
        Definition {
            name: "On time in full",
            meaning: "Of the orders finished on these days with something delivered: the share of \
                      which nothing was cancelled, and the last goods arrived by the wanted day; \
                      without a wanted day, by the day first promised.",
            parts: &[
                (Measure::OnTimeInFull, "Orders on time and in full"),
                (Measure::LateOrShort, "Orders that were late or short"),
            ],
        },
        Definition {
            name: "Order cycle time",
            meaning: "From placing an order to its last delivery, of the orders finished on these \
                      days with something delivered. Half of them took no longer (the median); \
                      nine in ten took no longer than the second figure.",
            parts: &[(Measure::Closed, "Orders that were delivered")],
        },
        Definition {
            name: "Backlog",
            meaning: "Orders that were there and not finished at the end of the last day, held \
                      ones with them.",
            parts: &[(Measure::Backlog, "Orders of the backlog")],
        },
        Definition {
            name: "Touchless",
            meaning: "Of the orders placed on these days: the share that was made of a document \
                      that no person touched. An order placed by the API or by hand, without a \
                      document, is not touchless. For lines: the share of the lines that are of \
                      such orders.",
            parts: &[
                (Measure::Touchless, "Touchless orders"),
                (Measure::Touched, "Orders that a person touched"),
            ],
        },
        Definition {
            name: "Began held",
            meaning: "Of the orders placed on these days: the share that was held for credit, \
                      price, address or another reason from the first moment.",
            parts: &[(Measure::BeganHeld, "Orders that began with a hold")],
        },
        Definition {
            name: "Cancelled",
            meaning: "Orders cancelled on these days before anything was delivered.",
            parts: &[(Measure::Cancelled, "Orders that were cancelled")],
        },
    ],
    before: |figure| format!("before: {figure}"),
    points: |points| format!("{points} points"),
    nine_in_ten: |time| format!("nine in ten: {time}"),
    minutes: |minutes| format!("{minutes} min"),
    hours: |hours, minutes| format!("{hours} h {minutes} min"),
    days_hours: |days, hours| format!("{days} d {hours} h"),
    orders: "Orders",
    lines: "Lines",
    on_time: "On time in full",
    cycle: "Order cycle time",
    backlog: "Backlog",
    touchless: "Touchless orders",
    touchless_lines: "Touchless lines",
    touchless_short: "Touchless",
    began_held: "Began held",
    cancelled: "Cancelled",
    closed: "Delivered",
    placed_by_day: "Orders placed each day",
    closed_by_day: "Orders delivered each day",
    backlog_by_day: "Backlog at the end of each day",
    day: "Day",
    as_table: "As a table",
};

pub(super) const HEBREW: Words = Words {
    title: "מדדים",
    lead: |from, to, days| {
        format!(
            "\u{2068}{from}\u{2069} עד \u{2068}{to}\u{2069}, לעומת \u{2068}{days}\u{2069} הימים \
             שלפני כן. כל נתון מוביל להזמנות שמאחוריו."
        )
    },
    period: "תקופה",
    days: |days| format!("\u{2068}{days}\u{2069} ימים"),
    nothing: "אין מה למדוד בימים אלה",
    nothing_how: "לא נקלטה, לא הסתיימה ולא הייתה פתוחה אף הזמנה. בחרו תקופה ארוכה יותר, או שלחו \
                  את ההזמנה הראשונה.",
    definitions: "מה הנתונים סופרים",
    defined: &[
        Definition {
            name: "הזמנות ושורות",
            meaning: "הזמנות שנקלטו בימים אלה, והשורות שלהן, גם אם בוטלו אחר כך. הימים הם לפי \
                      לוח השנה של החברה, מחצות עד חצות.",
            parts: &[(Measure::Orders, "הזמנות שנקלטו")],
        },
        Definition {
            name: "בזמן ובמלואן",
            meaning: "מההזמנות שהסתיימו בימים אלה ומשהו מהן נמסר: החלק שדבר ממנו לא בוטל, והסחורה \
                      האחרונה הגיעה עד היום המבוקש; בלי יום מבוקש, עד היום שהובטח בתחילה.",
            parts: &[
                (Measure::OnTimeInFull, "הזמנות בזמן ובמלואן"),
                (Measure::LateOrShort, "הזמנות שאיחרו או חסרו"),
            ],
        },
        Definition {
            name: "זמן מחזור הזמנה",
            meaning: "מקליטת ההזמנה עד המסירה האחרונה שלה, מההזמנות שהסתיימו בימים אלה ומשהו מהן \
                      נמסר. מחציתן לא ארכו יותר מכך (החציון); תשע מכל עשר לא ארכו יותר מהנתון השני.",
            parts: &[(Measure::Closed, "הזמנות שנמסרו")],
        },
        Definition {
            name: "הזמנות שטרם הסתיימו",
            meaning: "הזמנות שהיו קיימות ולא הסתיימו בסוף היום האחרון, כולל המעוכבות.",
            parts: &[(Measure::Backlog, "הזמנות שטרם הסתיימו")],
        },
        Definition {
            name: "ללא מגע יד",
            meaning: "מההזמנות שנקלטו בימים אלה: החלק שנוצר ממסמך שאף אדם לא נגע בו. הזמנה \
                      שנקלטה דרך ה־API או בהקלדה, בלי מסמך, אינה נספרת כאן. בשורות: חלקן של \
                      השורות שבהזמנות כאלה.",
            parts: &[
                (Measure::Touchless, "הזמנות ללא מגע יד"),
                (Measure::Touched, "הזמנות שאדם נגע בהן"),
            ],
        },
        Definition {
            name: "עוכבו בקליטה",
            meaning: "מההזמנות שנקלטו בימים אלה: החלק שעוכב מהרגע הראשון בשל אשראי, מחיר, כתובת \
                      או סיבה אחרת.",
            parts: &[(Measure::BeganHeld, "הזמנות שעוכבו בקליטה")],
        },
        Definition {
            name: "בוטלו",
            meaning: "הזמנות שבוטלו בימים אלה לפני שמשהו מהן נמסר.",
            parts: &[(Measure::Cancelled, "הזמנות שבוטלו")],
        },
    ],
    before: |figure| format!("קודם: \u{2068}{figure}\u{2069}"),
    points: |points| format!("\u{2066}{points}\u{2069} נק׳"),
    nine_in_ten: |time| format!("תשע מעשר: \u{2068}{time}\u{2069}"),
    minutes: |minutes| format!("\u{2068}{minutes}\u{2069} דק׳"),
    hours: |hours, minutes| format!("\u{2068}{hours}\u{2069} שע׳ \u{2068}{minutes}\u{2069} דק׳"),
    days_hours: |days, hours| format!("\u{2068}{days}\u{2069} ימ׳ \u{2068}{hours}\u{2069} שע׳"),
    orders: "הזמנות",
    lines: "שורות",
    on_time: "בזמן ובמלואן",
    cycle: "זמן מחזור הזמנה",
    backlog: "טרם הסתיימו",
    touchless: "הזמנות ללא מגע יד",
    touchless_lines: "שורות ללא מגע יד",
    touchless_short: "ללא מגע יד",
    began_held: "עוכבו בקליטה",
    cancelled: "בוטלו",
    closed: "נמסרו",
    placed_by_day: "הזמנות שנקלטו בכל יום",
    closed_by_day: "הזמנות שנמסרו בכל יום",
    backlog_by_day: "טרם הסתיימו בסוף כל יום",
    day: "יום",
    as_table: "כטבלה",
};
