//! The words of the outbox.

pub(super) struct Words {
    pub(super) lead: &'static str,
    pub(super) new: &'static str,
    pub(super) recipients: &'static str,
    pub(super) recipient: &'static str,
    pub(super) recipient_lead: &'static str,
    pub(super) no_recipients: &'static str,
    pub(super) folder: &'static str,
    pub(super) name: &'static str,
    pub(super) name_how: &'static str,
    pub(super) of: &'static str,
    pub(super) customer: &'static str,
    pub(super) customer_how: &'static str,
    pub(super) site: &'static str,
    pub(super) site_how: &'static str,
    pub(super) is_sent: &'static str,
    pub(super) format: &'static str,
    pub(super) save: &'static str,
    pub(super) back: &'static str,
    pub(super) remove: &'static str,
    pub(super) messages: &'static str,
    pub(super) no_messages: &'static str,
    pub(super) number: &'static str,
    pub(super) message: &'static str,
    pub(super) order: &'static str,
    pub(super) when: &'static str,
    pub(super) state: &'static str,
    pub(super) told: &'static str,
    pub(super) again: &'static str,
    pub(super) forget: &'static str,
    kinds: [(&'static str, &'static str); 5],
    states: [(&'static str, &'static str); 4],
    came: [(&'static str, &'static str); 4],
}

/// What a word is called; the word itself where it has no other.
fn called(of: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    of.iter().find(|(known, _)| *known == word).map(|row| row.1)
}

impl Words {
    /// What a message is called.
    pub(super) fn kind(&self, word: &str) -> &'static str {
        called(&self.kinds, word).unwrap_or_default()
    }

    /// What a state is called; none is all of them.
    pub(super) fn state_of(&self, word: &str) -> &'static str {
        called(&self.states, word).unwrap_or_default()
    }

    /// What was done before this page.
    pub(super) fn done(&self, word: &str) -> Option<&'static str> {
        called(&self.came, word)
    }
}

pub(super) const ENGLISH: Words = Words {
    lead: "Confirmations, changes, ship notices and invoices are written for customers, and orders to ship for \
           warehouses, as soon as there is something to tell.",
    new: "New recipient",
    recipients: "Recipients",
    recipient: "Recipient",
    recipient_lead: "It is told of what happens from now on.",
    no_recipients: "Nobody is sent anything yet.",
    folder: "Their folders are in",
    name: "Name",
    name_how: "Small letters, digits and hyphens; the name of its folder.",
    of: "Of",
    customer: "Customer",
    customer_how: "The number of the customer whose orders it is told of; or a site.",
    site: "Site",
    site_how: "The code of the site whose releases it is told of.",
    is_sent: "Is sent",
    format: "Format",
    save: "Save",
    back: "Back",
    remove: "Remove",
    messages: "Messages",
    no_messages: "No messages.",
    number: "Number",
    message: "Message",
    order: "Order",
    when: "When",
    state: "State",
    told: "File and what was told",
    again: "Send again",
    forget: "Forget",
    kinds: [
        ("confirmation", "confirmation"),
        ("change", "change"),
        ("ship_notice", "ship notice"),
        ("invoice", "invoice"),
        ("warehouse_order", "order to ship"),
    ],
    states: [
        ("", "All"),
        ("waiting", "waits"),
        ("sent", "sent"),
        ("dead", "given up"),
    ],
    came: [
        ("put", "The recipient is saved."),
        ("removed", "The recipient is removed; its files stay."),
        (
            "again",
            "It is sent again, as things are now and under a number of its own.",
        ),
        ("forgotten", "The message is forgotten."),
    ],
};

pub(super) const HEBREW: Words = Words {
    lead: "אישורים, שינויים, הודעות משלוח וחשבוניות נכתבים ללקוחות, והוראות משלוח למחסנים, ברגע שיש מה \
           לספר.",
    new: "נמען חדש",
    recipients: "נמענים",
    recipient: "נמען",
    recipient_lead: "יסופר לו מה שקורה מעכשיו.",
    no_recipients: "עדיין לא נשלח דבר לאיש.",
    folder: "התיקיות שלהם נמצאות ב־",
    name: "שם",
    name_how: "אותיות לטיניות קטנות, ספרות ומקפים; זה גם שם התיקייה.",
    of: "של",
    customer: "לקוח",
    customer_how: "מספר הלקוח שעל הזמנותיו מספרים; או אתר.",
    site: "אתר",
    site_how: "קוד האתר שעל מה ששוחרר בו מספרים.",
    is_sent: "נשלחים אליו",
    format: "פורמט",
    save: "שמירה",
    back: "חזרה",
    remove: "הסרה",
    messages: "הודעות",
    no_messages: "אין הודעות.",
    number: "מספר",
    message: "הודעה",
    order: "הזמנה",
    when: "מתי",
    state: "מצב",
    told: "קובץ ומה נאמר",
    again: "שליחה חוזרת",
    forget: "לשכוח",
    kinds: [
        ("confirmation", "אישור הזמנה"),
        ("change", "שינוי"),
        ("ship_notice", "הודעת משלוח"),
        ("invoice", "חשבונית"),
        ("warehouse_order", "הוראת משלוח"),
    ],
    states: [
        ("", "הכול"),
        ("waiting", "ממתינה"),
        ("sent", "נשלחה"),
        ("dead", "ננטשה"),
    ],
    came: [
        ("put", "הנמען נשמר."),
        ("removed", "הנמען הוסר; הקבצים שלו נשארים."),
        ("again", "ההודעה נשלחת שוב, לפי המצב עכשיו ובמספר משלה."),
        ("forgotten", "ההודעה נשכחה."),
    ],
};
