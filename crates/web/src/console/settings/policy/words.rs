//! The words of the policy.

use crate::console::text::{With1, With2};
use book::policy::SETTINGS;

pub(super) struct Words {
    pub(super) lead: &'static str,
    pub(super) in_force: &'static str,
    pub(super) since: With2,
    pub(super) never: &'static str,
    pub(super) setting: &'static str,
    pub(super) value: &'static str,
    pub(super) edit: &'static str,
    pub(super) edit_lead: &'static str,
    pub(super) look_first: &'static str,
    pub(super) would_change: &'static str,
    pub(super) would_change_lead: &'static str,
    pub(super) nothing: &'static str,
    pub(super) nothing_how: &'static str,
    pub(super) apply: &'static str,
    pub(super) back: &'static str,
    pub(super) applied: &'static str,
    pub(super) changed_since: &'static str,
    pub(super) versions: &'static str,
    pub(super) versions_lead: &'static str,
    pub(super) when: &'static str,
    pub(super) by: &'static str,
    pub(super) changes: &'static str,
    pub(super) first: &'static str,
    pub(super) restore: &'static str,
    pub(super) restore_lead: With1,
    pub(super) current: &'static str,
    pub(super) compare: &'static str,
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) difference: &'static str,
    pub(super) same: &'static str,
    pub(super) before: &'static str,
    pub(super) after: &'static str,
    /// The arrow from what was to what is, as the language reads.
    pub(super) becomes: &'static str,
    pub(super) from_the_file: &'static str,
    pub(super) at_this_machine: &'static str,
    pub(super) someone: With1,
    pub(super) older: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
    pub(super) days: With1,
    pub(super) sites: With1,
    pub(super) percent: &'static str,
    pub(super) count_of_days: &'static str,
    pub(super) no_number: With2,
    pub(super) no_currency: &'static str,
    pub(super) no_prefix: &'static str,
    /// What each setting is called and does, in the order of the settings.
    pub(super) settings: [(&'static str, &'static str); SETTINGS.len()],
}

pub(super) const ENGLISH: Words = Words {
    lead: "The numbers that the rules decide by. Every version is kept.",
    in_force: "In force",
    since: |when, who| format!("Since {when}, by {who}."),
    never: "Nobody has changed it yet: this is what a new book begins with.",
    setting: "Rule",
    value: "Value",
    edit: "Change the policy",
    edit_lead: "Nothing changes before you have seen the difference.",
    look_first: "See the difference",
    would_change: "What would change",
    would_change_lead: "It holds for what is decided from now on; promises that were made stay.",
    nothing: "Nothing would change",
    nothing_how: "Every value is the one in force.",
    apply: "Put in force",
    back: "Back",
    applied: "The policy is in force.",
    changed_since: "Somebody else has changed the policy since. This is the difference from how it is now.",
    versions: "Versions",
    versions_lead: "The latest first, each with what it changed.",
    when: "When",
    by: "By",
    changes: "What it changed",
    first: "Nothing; the same as before.",
    restore: "Restore",
    restore_lead: |when| format!("All of the policy as it was on {when}."),
    current: "In force",
    compare: "Compare",
    from: "From",
    to: "To",
    difference: "Difference",
    same: "The two are the same.",
    before: "Before",
    after: "After",
    becomes: "→",
    from_the_file: "the configuration file",
    at_this_machine: "someone at this machine",
    someone: |number| format!("number {number}"),
    older: "Older",
    yes: "Yes",
    no: "No",
    days: |count| match count {
        "1" => "1 day".to_owned(),
        _ => format!("{count} days"),
    },
    sites: |count| match count {
        "1" => "1 site".to_owned(),
        _ => format!("{count} sites"),
    },
    percent: "In percent.",
    count_of_days: "In days.",
    no_number: |least, most| format!("A number from {least} to {most} is needed."),
    no_currency: "A currency of three letters is needed, such as ILS.",
    no_prefix: "A company prefix has 4 to 12 digits.",
    settings: [
        (
            "Currency",
            "What freight and the costs and amounts of this policy are in.",
        ),
        (
            "Price tolerance",
            "A stated price that is further from the list price than this holds the order.",
        ),
        (
            "Cost of a further shipment",
            "What each shipment of an order beyond the first costs besides its freight.",
        ),
        (
            "Sites of one order",
            "Over how many sites one order may be split.",
        ),
        (
            "Cost of a day late",
            "In a promise, of the value of the goods that are late.",
        ),
        (
            "Cost of naming no day",
            "In a promise, of the value of the goods that no day can be named for.",
        ),
        (
            "Receiving",
            "Working days between the arrival of supply and the day that it can leave.",
        ),
        (
            "Confidence needed",
            "How sure the reading of every field must be for an order without a touch.",
        ),
        (
            "Furthest day",
            "A request for a day further away goes to review.",
        ),
        (
            "Largest order without a touch",
            "An order from a document that is worth more goes to review.",
        ),
        (
            "Cancel without a touch",
            "Whether a cancellation of an order of which nothing is released is carried out by itself.",
        ),
        (
            "Change without a touch",
            "Whether a change of an open order, as far as it can be made, is made by itself: nothing \
             that is released changes.",
        ),
        (
            "Two approvals above",
            "Two persons must approve a solution that moves goods worth more; with zero, one person \
             approves every one.",
        ),
        (
            "Solutions without a person",
            "Rules with a semicolon between them, such as: expedite of late_supply up to 20000: auto. \
             Amounts are in minor units; the first rule that fits counts.",
        ),
        (
            "GS1 company prefix",
            "4 to 12 digits that packages are numbered under (SSCC); without it they have no numbers.",
        ),
        (
            "Priority",
            "Points that make an order come first where there is not enough for all, with a semicolon \
             between them: group KEY: 500; late: 50 (a day that it is late, or less than 14 days early); \
             broken: 200 (a broken promise); age: 2 (a day since it was placed); value: 1 per 100000 \
             (minor units). Without any, who came first.",
        ),
        (
            "Backorder runs",
            "What a backorder run may do to which orders: win, gain, redistribute, fill or lose, such as \
             group KEY: win; from 300: gain; any: redistribute. The first rule that fits counts; without \
             one, orders only gain.",
        ),
        (
            "Rest after a loss",
            "A customer that lost goods to another one by a backorder run loses none for so long.",
        ),
        (
            "Backorder runs by themselves",
            "When a run over all items is made without a person, in local time, such as \
             daily at 06:00; sun, wed at 13:30: win, gain, where orders of other segments stay as they \
             are. Empty, only people make runs.",
        ),
        (
            "How sure promised days are",
            "80, 95 or 99 of a hundred deliveries arrive by the promised day, where that is known of the \
             lane. 0 promises by the usual transit time.",
        ),
        (
            "Goods are released without a person",
            "On the day that they are to leave: those of the earliest cut-off first, and among these by \
             priority.",
        ),
    ],
};

pub(super) const HEBREW: Words = Words {
    lead: "המספרים שלפיהם הכללים מכריעים. כל גרסה נשמרת.",
    in_force: "בתוקף",
    since: |when, who| format!("מאז \u{2068}{when}\u{2069}, מאת \u{2068}{who}\u{2069}."),
    never: "עדיין לא שונתה: כך מתחיל ספר הזמנות חדש.",
    setting: "כלל",
    value: "ערך",
    edit: "שינוי המדיניות",
    edit_lead: "שום דבר לא ישתנה לפני שתראו את ההבדל.",
    look_first: "הצגת ההבדל",
    would_change: "מה ישתנה",
    would_change_lead: "יחול על מה שיוכרע מכאן ואילך; הבטחות שכבר ניתנו נשארות.",
    nothing: "שום דבר לא ישתנה",
    nothing_how: "כל הערכים הם אלה שבתוקף.",
    apply: "החלה",
    back: "חזרה",
    applied: "המדיניות בתוקף.",
    changed_since: "בינתיים מישהו אחר שינה את המדיניות. זה ההבדל ממצבה עכשיו.",
    versions: "גרסאות",
    versions_lead: "האחרונה ראשונה, כל אחת עם מה ששינתה.",
    when: "מתי",
    by: "מאת",
    changes: "מה שינתה",
    first: "דבר; כמו קודם.",
    restore: "שחזור",
    restore_lead: |when| format!("כל המדיניות כפי שהייתה ב־\u{2068}{when}\u{2069}."),
    current: "בתוקף",
    compare: "השוואה",
    from: "מגרסה",
    to: "לגרסה",
    difference: "ההבדל",
    same: "שתי הגרסאות זהות.",
    before: "לפני",
    after: "אחרי",
    becomes: "←",
    from_the_file: "קובץ ההגדרות",
    at_this_machine: "מי שליד המחשב הזה",
    someone: |number| format!("מספר \u{2068}{number}\u{2069}"),
    older: "קודמות",
    yes: "כן",
    no: "לא",
    days: |count| match count {
        "1" => "יום אחד".to_owned(),
        _ => format!("\u{2068}{count}\u{2069} ימים"),
    },
    sites: |count| match count {
        "1" => "אתר אחד".to_owned(),
        _ => format!("\u{2068}{count}\u{2069} אתרים"),
    },
    percent: "באחוזים.",
    count_of_days: "בימים.",
    no_number: |least, most| {
        format!("נדרש מספר מ־\u{2068}{least}\u{2069} עד \u{2068}{most}\u{2069}.")
    },
    no_currency: "נדרש מטבע בן שלוש אותיות, למשל ILS.",
    no_prefix: "לקידומת חברה יש 4 עד 12 ספרות.",
    settings: [
        ("מטבע", "המטבע של ההובלה ושל העלויות והסכומים שבמדיניות."),
        (
            "סטיית מחיר מותרת",
            "מחיר בהזמנה שרחוק ממחיר המחירון יותר מכך עוצר את ההזמנה.",
        ),
        (
            "עלות משלוח נוסף",
            "מה עולה כל משלוח של הזמנה מעבר לראשון, מלבד ההובלה.",
        ),
        ("אתרים להזמנה", "בין כמה אתרים מותר לפצל הזמנה אחת."),
        ("עלות יום איחור", "בהבטחה, משווי הסחורה המאחרת."),
        (
            "עלות היעדר מועד",
            "בהבטחה, משווי הסחורה שאי אפשר לנקוב לה מועד.",
        ),
        (
            "ימי קליטה",
            "ימי עבודה מהגעת האספקה ועד היום שבו היא יכולה לצאת.",
        ),
        (
            "ודאות נדרשת",
            "עד כמה הקריאה צריכה להיות ודאית בכל שדה כדי שהזמנה תיקלט ללא מגע אדם.",
        ),
        ("המועד הרחוק ביותר", "בקשה למועד רחוק יותר עוברת לבדיקה."),
        (
            "ההזמנה הגדולה ביותר ללא מגע אדם",
            "הזמנה ממסמך ששווייה גבוה יותר עוברת לבדיקה.",
        ),
        (
            "ביטול ללא מגע אדם",
            "האם ביטול של הזמנה ששום דבר ממנה לא שוחרר לליקוט מתבצע מאליו.",
        ),
        (
            "שינוי ללא מגע אדם",
            "האם שינוי של הזמנה פתוחה, ככל שאפשר לבצעו, מתבצע מאליו: מה ששוחרר לליקוט אינו משתנה.",
        ),
        (
            "שני אישורים מעל",
            "פתרון שמזיז סחורה בשווי גבוה יותר דורש אישור של שני אנשים; באפס, אדם אחד מאשר הכול.",
        ),
        (
            "פתרונות ללא מגע אדם",
            "כללים מופרדים בנקודה-פסיק, למשל: expedite of late_supply up to 20000: auto. הסכומים ביחידות \
             הקטנות של המטבע; הכלל הראשון שמתאים קובע.",
        ),
        (
            "קידומת חברה של GS1",
            "4 עד 12 ספרות שבהן מתחיל מספר של כל אריזה (SSCC); בלעדיה אין לאריזות מספר.",
        ),
        (
            "עדיפות",
            "נקודות שמקדימות הזמנה כשאין די לכולן, מופרדות בנקודה-פסיק: group KEY: 500; late: 50 (לכל יום \
             של איחור, או פחות מ-14 יום לפני המועד); broken: 200 (הבטחה שהופרה); age: 2 (לכל יום מאז \
             שהוזמנה); value: 1 per 100000 (ביחידות הקטנות). בלי נקודות, הראשונה שהגיעה.",
        ),
        (
            "חלוקה מחדש",
            "מה חלוקה מחדש רשאית לעשות לאילו הזמנות: win, gain, redistribute, fill או lose, למשל \
             group KEY: win; from 300: gain; any: redistribute. הכלל הראשון שמתאים קובע; בלי כלל, הזמנות \
             רק מרוויחות.",
        ),
        (
            "מנוחה אחרי הפסד",
            "לקוח שהפסיד סחורה לאחר בחלוקה מחדש אינו מפסיד שוב במשך הזמן הזה.",
        ),
        (
            "חלוקה מחדש מעצמה",
            "מתי מחלקים מחדש את כל הפריטים ללא אדם, לפי השעון המקומי, למשל \
             daily at 06:00; sun, wed at 13:30: win, gain, כשהזמנות לפי כללים אחרים נשארות כמות שהן. \
             ריק: רק אנשים מחלקים מחדש.",
        ),
        (
            "ודאות של ימי ההבטחה",
            "80, 95 או 99 ממאה משלוחים מגיעים עד היום המובטח, כשזה ידוע על הנתיב. 0 מבטיח לפי זמן \
             ההובלה הרגיל.",
        ),
        (
            "שחרור לליקוט ללא אדם",
            "ביום היציאה: קודם מה שמועד הסגירה שלו מוקדם, ואחר כך לפי קדימות.",
        ),
    ],
};
