//! The words of an order's page, and of the pages where something is done to it.

use crate::console::text::{With1, With2};
use book::Stage;

/// The words of one language.
pub(super) struct Words {
    pub(super) next: &'static str,
    pub(super) held: &'static str,
    pub(super) by_desk: &'static str,
    pub(super) by_site: With1,
    pub(super) by_carrier: &'static str,
    pub(super) by_planner: &'static str,
    pub(super) overdue: &'static str,
    /// What is to be done to reach a stage: how much, where, until when.
    pub(super) step: fn(Stage, &str, &str, &str) -> String,
    /// How much comes with which supply, and when.
    pub(super) wait: fn(&str, &str, &str) -> String,
    /// How much has no date, and why.
    pub(super) find_supply: With2,
    /// The button that notes a stage.
    pub(super) reach: fn(Stage) -> &'static str,
    pub(super) some: &'static str,
    pub(super) not_there: &'static str,
    pub(super) arrived: &'static str,
    pub(super) called_off: &'static str,

    pub(super) change: &'static str,
    pub(super) hold: &'static str,
    pub(super) confirm: &'static str,
    /// What a reservation waits for, and until when.
    pub(super) reserved: With1,
    pub(super) terms: &'static str,
    pub(super) whole_lines: &'static str,
    pub(super) one_shipment: &'static str,
    pub(super) latest_ship: With1,
    pub(super) pickup: With1,
    pub(super) preferred: With1,
    pub(super) cancel: &'static str,
    pub(super) look: &'static str,
    pub(super) edit: &'static str,
    pub(super) nothing_yet: &'static str,
    pub(super) stale: &'static str,
    pub(super) not_possible: &'static str,
    pub(super) what: &'static str,
    pub(super) order: &'static str,
    pub(super) tracking: &'static str,
    pub(super) stays: With1,

    pub(super) change_title: With1,
    pub(super) change_lead: &'static str,
    pub(super) finished: &'static str,
    pub(super) new_quantity: With1,
    pub(super) new_item: With1,
    pub(super) wanted: &'static str,
    pub(super) new_wanted: With1,
    pub(super) add_lines: &'static str,
    pub(super) add_lines_how: &'static str,
    pub(super) requested_hint: &'static str,
    pub(super) item_hint: &'static str,
    pub(super) more_lines: With1,
    pub(super) hold_title: With1,
    pub(super) confirm_title: With1,
    pub(super) release_title: With2,
    pub(super) cancel_title: With1,
    pub(super) cancel_lines: &'static str,
    pub(super) cancel_lines_hint: &'static str,
    /// The title of what reaches a stage: which order, at which site.
    pub(super) move_title: fn(Stage, &str, &str) -> String,
    pub(super) ready: &'static str,
    pub(super) bin: &'static str,
    pub(super) none_ready: &'static str,
    pub(super) moves: With1,
    pub(super) moves_title: &'static str,
    /// The title of a short pick: which order, at which site.
    pub(super) short_title: With2,
    pub(super) short_lead: &'static str,
    pub(super) short: &'static str,
    pub(super) sought: &'static str,
    pub(super) found: With1,
    pub(super) found_title: &'static str,
    pub(super) tracking_hint: &'static str,

    pub(super) bad_quantity: &'static str,
    pub(super) bad_found: &'static str,
    pub(super) bad_day: &'static str,
    pub(super) no_ship_to: &'static str,
    pub(super) no_item: &'static str,
    pub(super) nothing: &'static str,

    pub(super) done_held: &'static str,
    pub(super) done_confirmed: &'static str,
    pub(super) done_changed: &'static str,
    pub(super) done_moved: &'static str,
    pub(super) done_short: &'static str,

    /// What the share beside a promised day means.
    pub(super) sure: &'static str,
    pub(super) covers: &'static str,
    pub(super) covered: fn(&str, &str, &str) -> String,
    /// Why these sites: which, and at what cost.
    pub(super) because: With2,
    /// What the next best way would have cost.
    pub(super) instead: With2,
    pub(super) all_ways: &'static str,
    pub(super) in_document: &'static str,
}

pub(super) const ENGLISH: Words = Words {
    next: "Next step",
    held: "Settle why it is held. Nothing is reserved until each reason is released.",
    by_desk: "Order desk",
    by_site: |site| format!("Warehouse {site}"),
    by_carrier: "Carrier",
    by_planner: "Planning",
    overdue: "overdue",
    step: |to, quantity, site, day| match to {
        Stage::Promised => format!("{quantity} are promised from {site} for {day}"),
        Stage::Released => format!("Release {quantity} at {site}; they leave on {day}"),
        Stage::Picked => format!("Pick {quantity} at {site}; they leave on {day}"),
        Stage::Packed => format!("Pack {quantity} at {site}; they leave on {day}"),
        Stage::Shipped => format!("Ship {quantity} from {site} on {day}"),
        Stage::Delivered => format!("{quantity} from {site} are on their way, due {day}"),
    },
    wait: |quantity, reference, day| format!("{quantity} wait for supply {reference}, due {day}"),
    find_supply: |quantity, why| format!("Find supply for {quantity}: {why}"),
    reach: |to| match to {
        Stage::Promised => "Promise",
        Stage::Released => "Release to the warehouse",
        Stage::Picked => "Note as picked",
        Stage::Packed => "Note as packed",
        Stage::Shipped => "Ship",
        Stage::Delivered => "Note as delivered",
    },
    some: "Only some of it",
    not_there: "Not all there",
    arrived: "Nothing: everything has arrived.",
    called_off: "Nothing: the order is cancelled.",
    change: "Change",
    hold: "Hold",
    confirm: "Confirm the order",
    reserved: |moment| {
        format!(
            "A reservation: the goods are kept until {moment}, and don't leave before it is confirmed."
        )
    },
    terms: "Terms",
    whole_lines: "each line in one shipment",
    one_shipment: "everything in one shipment",
    latest_ship: |day| format!("leaves by {day}"),
    pickup: |site| format!("fetched at {site}"),
    preferred: |site| format!("from {site} if it can"),
    cancel: "Cancel",
    look: "Show what would happen",
    edit: "Edit",
    nothing_yet: "Nothing is done yet. This is what will be different:",
    stale: "The order has changed since you looked, and nothing was done. This is what would happen \
            now:",
    not_possible: "This is not possible.",
    what: "What",
    order: "Order",
    tracking: "Tracking number",
    stays: |count| match count {
        "1" => "One more line stays as it is.".to_owned(),
        count => format!("{count} more lines stay as they are."),
    },
    change_title: |order| format!("Change {order}"),
    change_lead: "What you change is promised anew; everything else keeps its promise. Quantities are \
                  base units of the item.",
    finished: "The order is finished; nothing of it can be changed.",
    new_quantity: |line| format!("Quantity of line {line}"),
    new_item: |line| format!("Item code of line {line}"),
    wanted: "Wanted, if other than the order",
    new_wanted: |line| format!("Day that line {line} is wanted"),
    add_lines: "Add lines",
    add_lines_how: "Item code, the customer's part number, a GTIN, or words of the description. Here the \
                    quantity is in the unit beside it, at first the one that is sold.",
    requested_hint: "Empty means as soon as possible.",
    item_hint: "The code of the item that was meant.",
    more_lines: |count| {
        format!("Only the first {count} lines are shown. The API changes all of them.")
    },
    hold_title: |order| format!("Hold {order}"),
    confirm_title: |order| format!("Confirm {order}"),
    release_title: |order, kind| format!("Release {order}: {}", kind.to_lowercase()),
    cancel_title: |order| format!("Cancel {order}"),
    cancel_lines: "Only these lines",
    cancel_lines_hint: "Tick none to cancel the whole order. What is picked already stays.",
    move_title: |to, order, site| match to {
        Stage::Promised => format!("Promise {order} from {site}"),
        Stage::Released => format!("Release {order} to {site}"),
        Stage::Picked => format!("Pick {order} at {site}"),
        Stage::Packed => format!("Pack {order} at {site}"),
        Stage::Shipped => format!("Ship {order} from {site}"),
        Stage::Delivered => format!("Deliver {order} from {site}"),
    },
    ready: "Ready",
    bin: "Bin",
    none_ready: "Nothing of the order is ready for this here.",
    moves: |line| format!("How much of line {line}"),
    moves_title: "How much",
    short_title: |order, site| format!("Not all of {order} is there, at {site}"),
    short_lead: "Type how much you found. What is missing is taken off the stock of this site, and \
                 the order is promised anew from what else there is.",
    short: "Note what is missing",
    sought: "To pick",
    found: |line| format!("How much of line {line} was found"),
    found_title: "Found",
    tracking_hint: "As the carrier gives it; put the carrier's name before it if the number alone does \
                    not tell.",
    bad_quantity: "Type a whole number above zero. To take a line back, cancel it.",
    bad_found: "Type a whole number, from 0 to what is to be picked.",
    bad_day: "This is not a day.",
    no_ship_to: "The customer has no such address.",
    no_item: "There is no item with this code.",
    nothing: "Nothing is different yet. Change something first.",
    done_held: "The order is held.",
    done_confirmed: "Confirmed: it is an order now, and its goods leave when they are due.",
    done_changed: "Changed.",
    done_moved: "Noted.",
    done_short: "Noted. What was missing is promised anew from what else there is.",
    sure: "So many of a hundred such deliveries arrive by this day",
    covers: "What covers it, and why",
    covered: |quantity, source, leaves| format!("{quantity}: {source}, {leaves}"),
    because: |sites, cost| format!("{sites} serves the whole order at the least cost, {cost}."),
    instead: |sites, cost| format!("The next best was {sites} at {cost}."),
    all_ways: "All ways considered",
    in_document: "Show in the document",
};

pub(super) const HEBREW: Words = Words {
    next: "הצעד הבא",
    held: "יש ליישב את סיבות העיכוב. דבר אינו שמור עד שכל סיבה תשוחרר.",
    by_desk: "דלפק ההזמנות",
    by_site: |site| format!("מחסן \u{2068}{site}\u{2069}"),
    by_carrier: "המוביל",
    by_planner: "תכנון",
    overdue: "באיחור",
    step: |to, quantity, site, day| {
        let (quantity, site) = (
            format!("\u{2068}{quantity}\u{2069}"),
            format!("\u{2068}{site}\u{2069}"),
        );
        match to {
            Stage::Promised => format!("{quantity} מובטחים מאתר {site} ל־\u{2068}{day}\u{2069}"),
            Stage::Released => {
                format!("לשחרר לליקוט {quantity} באתר {site}; יציאה \u{2068}{day}\u{2069}")
            }
            Stage::Picked => format!("ללקט {quantity} באתר {site}; יציאה \u{2068}{day}\u{2069}"),
            Stage::Packed => format!("לארוז {quantity} באתר {site}; יציאה \u{2068}{day}\u{2069}"),
            Stage::Shipped => format!("לשלוח {quantity} מאתר {site} ביום \u{2068}{day}\u{2069}"),
            Stage::Delivered => {
                format!("{quantity} מאתר {site} בדרך, צפויים להגיע \u{2068}{day}\u{2069}")
            }
        }
    },
    wait: |quantity, reference, day| {
        format!(
            "\u{2068}{quantity}\u{2069} ממתינים לאספקה \u{2068}{reference}\u{2069}, צפויה \u{2068}{day}\u{2069}"
        )
    },
    find_supply: |quantity, why| {
        format!("למצוא אספקה ל־\u{2068}{quantity}\u{2069}: \u{2068}{why}\u{2069}")
    },
    reach: |to| match to {
        Stage::Promised => "הבטחה",
        Stage::Released => "שחרור לליקוט",
        Stage::Picked => "רישום ליקוט",
        Stage::Packed => "רישום אריזה",
        Stage::Shipped => "משלוח",
        Stage::Delivered => "רישום מסירה",
    },
    some: "רק חלק",
    not_there: "לא הכול נמצא",
    arrived: "אין: הכול הגיע.",
    called_off: "אין: ההזמנה בוטלה.",
    change: "שינוי",
    hold: "עיכוב",
    confirm: "אישור ההזמנה",
    reserved: |moment| format!("שריון בלבד: הסחורה שמורה עד {moment}, ואינה יוצאת לפני אישור."),
    terms: "תנאים",
    whole_lines: "כל שורה במשלוח אחד",
    one_shipment: "הכול במשלוח אחד",
    latest_ship: |day| format!("יציאה עד {day}"),
    pickup: |site| format!("איסוף מ־\u{2068}{site}\u{2069}"),
    preferred: |site| format!("מ־\u{2068}{site}\u{2069} אם אפשר"),
    cancel: "ביטול",
    look: "הצגת מה שיקרה",
    edit: "עריכה",
    nothing_yet: "דבר לא בוצע עדיין. זה מה שישתנה:",
    stale: "ההזמנה השתנתה מאז שהסתכלתם, ודבר לא בוצע. זה מה שיקרה כעת:",
    not_possible: "לא ניתן לבצע זאת.",
    what: "מה",
    order: "ההזמנה",
    tracking: "מספר מעקב",
    stays: |count| match count {
        "1" => "שורה נוספת אחת נשארת כפי שהיא.".to_owned(),
        count => format!("\u{2068}{count}\u{2069} שורות נוספות נשארות כפי שהן."),
    },
    change_title: |order| format!("שינוי הזמנה \u{2068}{order}\u{2069}"),
    change_lead: "מה שמשתנה יובטח מחדש; כל השאר שומר על הבטחתו. הכמויות הן ביחידות הבסיס של הפריט.",
    finished: "ההזמנה הסתיימה; לא ניתן לשנות בה דבר.",
    new_quantity: |line| format!("הכמות בשורה \u{2068}{line}\u{2069}"),
    new_item: |line| format!("קוד הפריט בשורה \u{2068}{line}\u{2069}"),
    wanted: "מבוקש ליום, אם שונה מההזמנה",
    new_wanted: |line| format!("היום המבוקש לשורה \u{2068}{line}\u{2069}"),
    add_lines: "הוספת שורות",
    add_lines_how: "קוד פריט, מק״ט של הלקוח, ברקוד או מילים מהתיאור. כאן הכמות היא ביחידה שלצידה, \
                    תחילה ביחידת המכירה.",
    requested_hint: "ריק פירושו בהקדם.",
    item_hint: "קוד הפריט שאליו הייתה הכוונה.",
    more_lines: |count| {
        format!("מוצגות רק \u{2068}{count}\u{2069} השורות הראשונות. את כולן אפשר לשנות ב־API.")
    },
    hold_title: |order| format!("עיכוב הזמנה \u{2068}{order}\u{2069}"),
    confirm_title: |order| format!("אישור הזמנה \u{2068}{order}\u{2069}"),
    release_title: |order, kind| {
        format!("שחרור הזמנה \u{2068}{order}\u{2069}: \u{2068}{kind}\u{2069}")
    },
    cancel_title: |order| format!("ביטול הזמנה \u{2068}{order}\u{2069}"),
    cancel_lines: "רק שורות אלה",
    cancel_lines_hint: "בלי סימון תבוטל ההזמנה כולה. מה שכבר לוקט נשאר.",
    move_title: |to, order, site| {
        let what = match to {
            Stage::Promised => "הבטחת",
            Stage::Released => "שחרור לליקוט של",
            Stage::Picked => "ליקוט",
            Stage::Packed => "אריזת",
            Stage::Shipped => "משלוח",
            Stage::Delivered => "מסירת",
        };
        format!("{what} הזמנה \u{2068}{order}\u{2069}, אתר \u{2068}{site}\u{2069}")
    },
    ready: "מוכן",
    bin: "איתור",
    none_ready: "אין בהזמנה סחורה שמוכנה לכך כאן.",
    moves: |line| format!("כמה משורה \u{2068}{line}\u{2069}"),
    moves_title: "כמה",
    short_title: |order, site| {
        format!("לא הכול נמצא: הזמנה \u{2068}{order}\u{2069}, אתר \u{2068}{site}\u{2069}")
    },
    short_lead: "הקלידו כמה מצאתם. החסר יירד ממלאי האתר, וההזמנה תובטח מחדש ממה שיש במקומות אחרים.",
    short: "רישום החסר",
    sought: "ללקט",
    found: |line| format!("כמה נמצא משורה \u{2068}{line}\u{2069}"),
    found_title: "נמצא",
    tracking_hint: "כפי שנתן המוביל; אם המספר לבדו אינו מספיק, כתבו לפניו את שם המוביל.",
    bad_quantity: "הקלידו מספר שלם גדול מאפס. כדי לוותר על שורה, בטלו אותה.",
    bad_found: "הקלידו מספר שלם, מ־0 ועד מה שיש ללקט.",
    bad_day: "זה אינו תאריך.",
    no_ship_to: "אין ללקוח כתובת כזאת.",
    no_item: "אין פריט עם קוד זה.",
    nothing: "עוד לא שונה דבר. שנו משהו תחילה.",
    done_held: "ההזמנה מעוכבת.",
    done_confirmed: "אושר: זו הזמנה מעתה, והסחורה תצא במועדה.",
    done_changed: "שונתה.",
    done_moved: "נרשם.",
    done_short: "נרשם. החסר מובטח מחדש ממה שיש במקומות אחרים.",
    sure: "כך וכך ממאה משלוחים כאלה מגיעים עד יום זה",
    covers: "מה מכסה אותה, ולמה",
    covered: |quantity, source, leaves| {
        format!("\u{2068}{quantity}\u{2069}: \u{2068}{source}\u{2069}, \u{2068}{leaves}\u{2069}")
    },
    because: |sites, cost| {
        format!(
            "\u{2068}{sites}\u{2069} מספק את ההזמנה כולה בעלות הנמוכה ביותר, \u{2068}{cost}\u{2069}."
        )
    },
    instead: |sites, cost| {
        format!("הבאה בתור הייתה \u{2068}{sites}\u{2069} בעלות \u{2068}{cost}\u{2069}.")
    },
    all_ways: "כל החלופות שנשקלו",
    in_document: "הצגה במסמך",
};
