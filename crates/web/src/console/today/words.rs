//! The words of today.

use super::group::Group;
use crate::console::text::{With1, With2};
use book::Stage;

pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) waiting: With1,
    pub(super) nothing: &'static str,
    pub(super) nothing_how: &'static str,
    pub(super) to_orders: &'static str,
    pub(super) others: &'static str,
    pub(super) placed: &'static str,
    pub(super) touchless: &'static str,
    pub(super) delivered: &'static str,
    pub(super) on_time: &'static str,
    pub(super) backlog: &'static str,
    pub(super) open: &'static str,
    pub(super) leaving: &'static str,
    pub(super) leaving_how: &'static str,
    pub(super) site: &'static str,
    pub(super) cut_off: &'static str,
    pub(super) passed: &'static str,
    pub(super) left: With2,
    pub(super) overdue: &'static str,
    pub(super) document: &'static str,
    pub(super) numbered: With1,
    pub(super) received: &'static str,
    pub(super) key: &'static str,
    pub(super) expires: &'static str,
    pub(super) server: &'static str,
    pub(super) given_up: &'static str,
    pub(super) channel: &'static str,
    to_release: GroupWords,
    to_pick: GroupWords,
    to_pack: GroupWords,
    to_ship: GroupWords,
    keys: GroupWords,
    webhooks: GroupWords,
    channels: GroupWords,
    review: GroupWords,
    exceptions: GroupWords,
    held: GroupWords,
    late: GroupWords,
    backordered: GroupWords,
    overdue_supply: GroupWords,
    nothing_free: GroupWords,
    unreadable: GroupWords,
}

/// What a group is called, what to do about it, and the way to all of it.
pub(super) struct GroupWords {
    pub(super) name: &'static str,
    pub(super) how: &'static str,
    pub(super) all: &'static str,
}

impl Words {
    pub(super) fn group(&self, group: Group) -> &GroupWords {
        match group {
            Group::Keys => &self.keys,
            Group::Webhooks => &self.webhooks,
            Group::Channels => &self.channels,
            Group::Leaving(stage) => self.leaving(stage),
            Group::Review => &self.review,
            Group::Exceptions => &self.exceptions,
            Group::Held => &self.held,
            Group::Late => &self.late,
            Group::Backordered => &self.backordered,
            Group::OverdueSupply => &self.overdue_supply,
            Group::NothingFree => &self.nothing_free,
            Group::Unreadable => &self.unreadable,
        }
    }

    /// What is to be done with goods that have come to a stage.
    pub(super) fn to_do(&self, stage: Stage) -> &'static str {
        self.leaving(stage).name
    }

    /// What has left is not asked for; it would be the last thing that was to be done.
    fn leaving(&self, stage: Stage) -> &GroupWords {
        match stage {
            Stage::Promised => &self.to_release,
            Stage::Released => &self.to_pick,
            Stage::Picked => &self.to_pack,
            Stage::Packed | Stage::Shipped | Stage::Delivered => &self.to_ship,
        }
    }
}

pub(super) const ENGLISH: Words = Words {
    title: "Today",
    waiting: |count| match count {
        "1" => "1 thing waits for you".to_owned(),
        count => format!("{count} things wait for you"),
    },
    nothing: "Nothing waits for you",
    nothing_how: "This page follows what happens: what needs you comes here by itself.",
    to_orders: "To the orders",
    others: "With others",
    placed: "Orders today",
    touchless: "Touchless today",
    delivered: "Delivered today",
    on_time: "On time in full",
    backlog: "Backlog",
    open: "Open orders",
    leaving: "Leaves today",
    leaving_how: "Orders with goods that are there and are to leave today or before. An order that \
                  leaves from several sites counts at each.",
    site: "Site",
    cut_off: "Cut-off",
    passed: "Passed",
    left: |hours, minutes| format!("{hours}:{minutes} h left"),
    overdue: "Overdue",
    document: "Document",
    numbered: |number| format!("Document {number}"),
    received: "Received",
    key: "Key",
    expires: "Expires",
    server: "Server",
    given_up: "Messages given up",
    channel: "Channel",
    to_release: GroupWords {
        name: "To release",
        how: "Promised for today: release them to the warehouse.",
        all: "All to release",
    },
    to_pick: GroupWords {
        name: "To pick",
        how: "Released, and to leave by today's cut-off.",
        all: "All to pick",
    },
    to_pack: GroupWords {
        name: "To pack",
        how: "Picked, and to leave by today's cut-off.",
        all: "All to pack",
    },
    to_ship: GroupWords {
        name: "To ship",
        how: "Packed: hand them to the carrier.",
        all: "All to ship",
    },
    keys: GroupWords {
        name: "Keys about to expire",
        how: "Make a new key for the program, and revoke the old one when it is in use.",
        all: "All keys",
    },
    webhooks: GroupWords {
        name: "Webhooks that fail",
        how: "Their servers did not take messages. Put the server right, then enable the webhook \
              or send what was given up again.",
        all: "All that fail",
    },
    channels: GroupWords {
        name: "Channels that fail",
        how: "No document comes in by them. What waits there is taken in once they work again.",
        all: "All channels",
    },
    review: GroupWords {
        name: "In review",
        how: "Compare with the document, correct what was misread, accept or decline. The oldest \
              comes first.",
        all: "All in review",
    },
    exceptions: GroupWords {
        name: "Exceptions",
        how: "They keep promises from being kept: approve a solution, or leave them as they are. The \
              most at stake comes first.",
        all: "All exceptions",
    },
    held: GroupWords {
        name: "On hold",
        how: "Nothing is reserved for them until their holds are released.",
        all: "All on hold",
    },
    late: GroupWords {
        name: "Late or at risk",
        how: "Promised for later than wanted, or the day is past. Tell the customer, or find \
              another way.",
        all: "All late orders",
    },
    backordered: GroupWords {
        name: "Short of goods",
        how: "A part of each has no date. Announce supply, move stock, or agree on less.",
        all: "All backordered",
    },
    overdue_supply: GroupWords {
        name: "Overdue supply",
        how: "It should have come. Receive it, give it its new day, or close it.",
        all: "All overdue supply",
    },
    nothing_free: GroupWords {
        name: "Nothing free",
        how: "New orders of these items are promised from supply, or not at all.",
        all: "All with nothing free",
    },
    unreadable: GroupWords {
        name: "Unreadable documents",
        how: "Nobody could read these of the last two weeks. Open each, ask the sender for another \
              form, or type the order.",
        all: "All unreadable documents",
    },
};

pub(super) const HEBREW: Words = Words {
    title: "היום",
    waiting: |count| match count {
        "1" => "דבר אחד ממתין לכם".to_owned(),
        count => format!("\u{2068}{count}\u{2069} דברים ממתינים לכם"),
    },
    nothing: "שום דבר לא ממתין לכם",
    nothing_how: "הדף עוקב אחרי מה שקורה: מה שדורש טיפול יופיע כאן מעצמו.",
    to_orders: "אל ההזמנות",
    others: "אצל אחרים",
    placed: "הזמנות היום",
    touchless: "ללא מגע יד היום",
    delivered: "נמסרו היום",
    on_time: "בזמן ובמלואן",
    backlog: "טרם הסתיימו",
    open: "הזמנות פתוחות",
    leaving: "יוצא היום",
    leaving_how: "הזמנות עם סחורה שנמצאת במלאי וצריכה לצאת היום או שהייתה צריכה לצאת קודם. הזמנה \
                  שיוצאת מכמה אתרים נספרת בכל אחד מהם.",
    site: "אתר",
    cut_off: "שעת סף",
    passed: "עברה",
    left: |hours, minutes| format!("נותרו \u{2068}{hours}:{minutes}\u{2069} שעות"),
    overdue: "באיחור",
    document: "מסמך",
    numbered: |number| format!("מסמך \u{2068}{number}\u{2069}"),
    received: "התקבל",
    key: "מפתח",
    expires: "פג תוקף",
    server: "שרת",
    given_up: "הודעות שננטשו",
    channel: "ערוץ",
    to_release: GroupWords {
        name: "לשחרור",
        how: "הובטחו להיום: שחררו אותן למחסן.",
        all: "כל מה שלשחרור",
    },
    to_pick: GroupWords {
        name: "לליקוט",
        how: "שוחררו, וצריכות לצאת עד שעת הסף של היום.",
        all: "כל מה שלליקוט",
    },
    to_pack: GroupWords {
        name: "לאריזה",
        how: "לוקטו, וצריכות לצאת עד שעת הסף של היום.",
        all: "כל מה שלאריזה",
    },
    to_ship: GroupWords {
        name: "למשלוח",
        how: "נארזו: מסרו אותן למוביל.",
        all: "כל מה שלמשלוח",
    },
    keys: GroupWords {
        name: "מפתחות שתוקפם עומד לפוג",
        how: "הנפיקו מפתח חדש לתוכנה, ובטלו את הישן כשהחדש בשימוש.",
        all: "כל המפתחות",
    },
    webhooks: GroupWords {
        name: "Webhooks שנכשלים",
        how: "השרתים שלהם לא קיבלו הודעות. תקנו את השרת, ואז הפעילו את ה־webhook או שלחו שוב את \
              מה שננטש.",
        all: "כל הנכשלים",
    },
    channels: GroupWords {
        name: "ערוצים שנכשלים",
        how: "שום מסמך אינו מגיע בהם. מה שממתין שם ייקלט כשיפעלו שוב.",
        all: "כל הערוצים",
    },
    review: GroupWords {
        name: "לבדיקה",
        how: "השוו עם המסמך, תקנו מה שנקרא שגוי, ואשרו או דחו. הישנה ביותר ראשונה.",
        all: "כל מה שלבדיקה",
    },
    exceptions: GroupWords {
        name: "חריגים",
        how: "הם מונעים קיום הבטחות: אשרו פתרון, או השאירו כמות שהוא. היקר ביותר תחילה.",
        all: "כל החריגים",
    },
    held: GroupWords {
        name: "מעוכבות",
        how: "לא שמור עבורן דבר עד שחרור העיכובים.",
        all: "כל המעוכבות",
    },
    late: GroupWords {
        name: "באיחור או בסיכון",
        how: "הובטחו למועד מאוחר מהמבוקש, או שהמועד עבר. עדכנו את הלקוח, או מצאו דרך אחרת.",
        all: "כל המאחרות",
    },
    backordered: GroupWords {
        name: "חסרה סחורה",
        how: "לחלק מכל אחת אין תאריך. הודיעו על אספקה, העבירו מלאי, או סכמו על כמות קטנה יותר.",
        all: "כל מה שבחוסר",
    },
    overdue_supply: GroupWords {
        name: "אספקה באיחור",
        how: "הייתה אמורה להגיע. קלטו אותה, קבעו לה מועד חדש, או סגרו אותה.",
        all: "כל האספקה שבאיחור",
    },
    nothing_free: GroupWords {
        name: "אין מלאי פנוי",
        how: "הזמנות חדשות של פריטים אלה מובטחות מאספקה, או לא מובטחות כלל.",
        all: "כל מה שאין ממנו פנוי",
    },
    unreadable: GroupWords {
        name: "מסמכים שלא נקראו",
        how: "מסמכים מהשבועיים האחרונים שאיש לא הצליח לקרוא. פתחו כל אחד, בקשו מהשולח צורה אחרת, או \
              הקלידו את ההזמנה.",
        all: "כל המסמכים שלא נקראו",
    },
};
