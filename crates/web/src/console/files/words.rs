//! The words of imports and of the guide on an empty book.

use crate::console::text::{Language, With1, With2};
use import::{Kind, Mark};
use keep::JobState;

pub(in crate::console) struct Words {
    pub(in crate::console) title: With1,
    pub(in crate::console) lead: &'static str,
    pub(in crate::console) what: &'static str,
    pub(in crate::console) there: &'static str,
    pub(in crate::console) bring: &'static str,
    pub(in crate::console) file: &'static str,
    pub(in crate::console) file_hint: &'static str,
    pub(in crate::console) no_file: &'static str,
    pub(in crate::console) look_first: &'static str,
    pub(in crate::console) template: &'static str,
    pub(in crate::console) columns_known: &'static str,
    pub(in crate::console) columns_known_lead: &'static str,
    pub(in crate::console) field: &'static str,
    pub(in crate::console) needed: &'static str,
    pub(in crate::console) example: &'static str,
    pub(in crate::console) expected: &'static str,
    pub(in crate::console) gone: &'static str,
    pub(in crate::console) gone_how: &'static str,
    pub(in crate::console) rows: With1,
    pub(in crate::console) fits: &'static str,
    pub(in crate::console) nothing_new: &'static str,
    pub(in crate::console) new_changed: fn(&str, &str, &str) -> String,
    pub(in crate::console) import_rows: With1,
    pub(in crate::console) wrong_count: With1,
    pub(in crate::console) wrong_how: &'static str,
    pub(in crate::console) wrong: &'static str,
    pub(in crate::console) row: &'static str,
    pub(in crate::console) column: &'static str,
    pub(in crate::console) how: &'static str,
    pub(in crate::console) more: With1,
    pub(in crate::console) columns: &'static str,
    pub(in crate::console) columns_lead: &'static str,
    pub(in crate::console) read_from: &'static str,
    pub(in crate::console) cells: &'static str,
    pub(in crate::console) nowhere: &'static str,
    pub(in crate::console) always: &'static str,
    pub(in crate::console) always_text: With1,
    pub(in crate::console) read_again: &'static str,
    pub(in crate::console) unused: With1,
    pub(in crate::console) sheets: With1,
    pub(in crate::console) first: &'static str,
    pub(in crate::console) first_lead: &'static str,
    pub(in crate::console) other_file: &'static str,
    pub(in crate::console) running: With2,
    pub(in crate::console) checking: &'static str,
    pub(in crate::console) done: &'static str,
    pub(in crate::console) failed: &'static str,
    pub(in crate::console) failed_how: &'static str,
    pub(in crate::console) cancelled: &'static str,
    pub(in crate::console) interrupted: &'static str,
    pub(in crate::console) interrupted_how: &'static str,
    pub(in crate::console) cancel: &'static str,
    pub(in crate::console) look_again: &'static str,
    pub(in crate::console) go_on: &'static str,
    pub(in crate::console) all_imports: &'static str,
    pub(in crate::console) recent: &'static str,
    pub(in crate::console) no_recent: &'static str,
    pub(in crate::console) when: &'static str,
    pub(in crate::console) state: &'static str,
    pub(in crate::console) start: &'static str,
    pub(in crate::console) start_lead: &'static str,
    pub(in crate::console) steps: [(&'static str, &'static str); 5],
    pub(in crate::console) step_done: &'static str,
    pub(in crate::console) step_next: &'static str,
    pub(in crate::console) optional: &'static str,
    pub(in crate::console) send: &'static str,
    pub(in crate::console) by_programs: &'static str,
    pub(in crate::console) complete: &'static str,
    pub(in crate::console) complete_how: &'static str,
}

impl Words {
    pub(in crate::console) fn of(language: Language) -> &'static Words {
        language.pick(&ENGLISH, &HEBREW)
    }
}

/// What a kind is called, in a sentence, and what its files hold.
pub(in crate::console) fn kind(language: Language, kind: Kind) -> (&'static str, &'static str) {
    let (english, hebrew) = match kind {
        Kind::Sites => (
            (
                "sites",
                "Where goods are kept and leave from, with their working days.",
            ),
            ("אתרים", "היכן הסחורה נמצאת ומאין היא יוצאת, עם ימי העבודה."),
        ),
        Kind::Lanes => (
            (
                "lanes",
                "From which site to which delivery zone, how long it takes and what it costs.",
            ),
            (
                "נתיבים",
                "מאיזה אתר לאיזה אזור חלוקה, כמה זמן זה נמשך וכמה זה עולה.",
            ),
        ),
        Kind::Items => (
            (
                "items",
                "The catalogue: codes, descriptions, units, barcodes.",
            ),
            ("פריטים", "הקטלוג: מק״טים, תיאורים, יחידות, ברקודים."),
        ),
        Kind::Prices => (
            ("prices", "Price lists, and what each item costs in them."),
            ("מחירים", "מחירונים, ומה עולה כל פריט בהם."),
        ),
        Kind::Customers => (
            (
                "customers",
                "Who orders, by which price list, and where the goods go.",
            ),
            ("לקוחות", "מי מזמין, לפי איזה מחירון, ולאן הסחורה מגיעה."),
        ),
        Kind::Parts => (
            (
                "part numbers of customers",
                "What customers call your items in their orders.",
            ),
            (
                "מק״טים של לקוחות",
                "איך הלקוחות קוראים לפריטים שלכם בהזמנות.",
            ),
        ),
        Kind::Groups => (
            (
                "groups of customers",
                "Which customers belong together, for allocations and protections.",
            ),
            (
                "קבוצות לקוחות",
                "אילו לקוחות שייכים יחד, לצורך הקצאות ושריון מלאי.",
            ),
        ),
        Kind::Stock => (
            ("stock", "A count: what is on hand at each site."),
            ("מלאי", "ספירה: מה יש בכל אתר."),
        ),
        Kind::Receipts => (
            ("receipts", "Goods that came in, on top of what is on hand."),
            ("קבלות סחורה", "סחורה שהגיעה, נוסף על מה שיש."),
        ),
        Kind::Supply => (
            (
                "supply",
                "What is bought or on its way, and when it is due.",
            ),
            ("אספקה", "מה הוזמן או נמצא בדרך, ומתי הוא צפוי."),
        ),
        Kind::Quotas => (
            (
                "quotas",
                "What a group may get at most in a period, and what is kept for it.",
            ),
            ("מכסות", "כמה קבוצה יכולה לקבל בתקופה, ומה נשמר עבורה."),
        ),
        Kind::SupplierStock => (
            (
                "supplier stock",
                "What suppliers could deliver, to which site, how soon and at what cost.",
            ),
            (
                "מלאי ספקים",
                "מה ספקים יכולים לספק, לאיזה אתר, תוך כמה זמן ובאיזו עלות.",
            ),
        ),
        Kind::Substitutes => (
            (
                "substitutes",
                "What may be given instead of an item that is short, the best first.",
            ),
            ("תחליפים", "מה אפשר לתת במקום פריט חסר, הטוב ביותר ראשון."),
        ),
    };
    match language {
        Language::English => english,
        Language::Hebrew => hebrew,
    }
}

/// What a row is, with the tone of its badge.
pub(in crate::console) fn mark(language: Language, mark: Mark) -> (&'static str, &'static str) {
    let (tone, english, hebrew) = match mark {
        Mark::New => ("good", "new", "חדשה"),
        Mark::Changed => ("info", "changed", "משתנה"),
        Mark::Unchanged => ("quiet", "as before", "ללא שינוי"),
        Mark::Wrong => ("bad", "wrong", "שגויה"),
    };
    match language {
        Language::English => (tone, english),
        Language::Hebrew => (tone, hebrew),
    }
}

/// Where a job has come to, with the tone of its badge.
pub(in crate::console) fn state(
    language: Language,
    state: JobState,
) -> (&'static str, &'static str) {
    let (tone, english, hebrew) = match state {
        JobState::Queued => ("quiet", "waits", "ממתין"),
        JobState::Running => ("info", "under way", "מתבצע"),
        JobState::Done => ("good", "done", "בוצע"),
        JobState::Failed => ("bad", "nothing was taken", "דבר לא נקלט"),
        JobState::Interrupted => ("warn", "interrupted", "נקטע"),
        JobState::Cancelled => ("quiet", "cancelled", "בוטל"),
    };
    match language {
        Language::English => (tone, english),
        Language::Hebrew => (tone, hebrew),
    }
}

const ENGLISH: Words = Words {
    title: |what| format!("Import {what}"),
    lead: "Files with what the company has: CSV, Excel or JSON. Each is looked at before anything changes, and taken as a whole or not at all.",
    what: "What",
    there: "There now",
    bring: "Import",
    file: "File",
    file_hint: "CSV, a workbook (.xlsx, .ods) or JSON, up to 64 MiB. Titles in any order, in English or Hebrew.",
    no_file: "A file is needed.",
    look_first: "Look at it",
    template: "A file to fill in",
    columns_known: "What can stand in it",
    columns_known_lead: "Columns are known by many names. After the file was read, you say what each one is.",
    field: "Field",
    needed: "needed",
    example: "Example",
    expected: "What stands in it",
    gone: "The file is not here any more",
    gone_how: "A file waits an hour for its import, and not beyond a restart. Choose it again.",
    rows: |rows| format!("{rows} rows"),
    fits: "Everything fits.",
    nothing_new: "All of it is there already, just so.",
    new_changed: |new, changed, same| format!("{new} new, {changed} changed, {same} as before."),
    import_rows: |rows| format!("Import {rows} rows"),
    wrong_count: |count| match count {
        "1" => "One thing is wrong.".to_owned(),
        _ => format!("{count} things are wrong."),
    },
    wrong_how: "Nothing can be taken before all of it is right: choose other columns below, or correct the file and send it again.",
    wrong: "What is wrong",
    row: "Row",
    column: "Column",
    how: "How",
    more: |count| format!("And {count} more."),
    columns: "Columns",
    columns_lead: "Where each field is read from. What is not in the file can be the same in every row.",
    read_from: "Read from",
    cells: "First cells",
    nowhere: "not in the file",
    always: "the same in every row:",
    always_text: |field| format!("{field} in every row"),
    read_again: "Read again",
    unused: |columns| format!("Not read: {columns}."),
    sheets: |sheets| format!("Sheets that are not looked at: {sheets}."),
    first: "The first rows as they would be",
    first_lead: "What is there already and not in the file stays.",
    other_file: "Another file",
    running: |done, total| format!("{done} of {total} are in."),
    checking: "The file is being checked.",
    done: "It is in.",
    failed: "Nothing was taken",
    failed_how: "Something in the file was wrong, so all of it was left out.",
    cancelled: "It was cancelled, and nothing was changed.",
    interrupted: "It was interrupted",
    interrupted_how: "Kept was stopped meanwhile. Import the same file again: what is in already stays as it is, what is missing is completed.",
    cancel: "Cancel",
    look_again: "Look again",
    go_on: "Go on",
    all_imports: "All imports",
    recent: "The latest imports",
    no_recent: "None yet.",
    when: "When",
    state: "What came of it",
    start: "Bring your company in",
    start_lead: "Five steps from an empty book to the first order. Each file is looked at before anything changes.",
    steps: [
        (
            "Where goods leave from",
            "The sites with their working days, and the lanes by which they reach the delivery zones.",
        ),
        ("What you sell", "The catalogue, and its prices."),
        (
            "Who orders",
            "Customers with their addresses. Names and addresses are kept encrypted, apart from the book.",
        ),
        (
            "What is there",
            "What is on hand at each site, and what is on its way.",
        ),
        (
            "The first order",
            "Send one as your customers send it: EDI, XML, a spreadsheet, a text. It is read, and becomes an order or waits for you with the reasons.",
        ),
    ],
    step_done: "Done",
    step_next: "Next",
    optional: "if you have it",
    send: "Send a document",
    by_programs: "Programs do all of this by the API, with a key from Settings.",
    complete: "Your company is in.",
    complete_how: "Everything that an order needs is there.",
};

const HEBREW: Words = Words {
    title: |what| format!("ייבוא {what}"),
    lead: "קבצים עם מה שיש לחברה: CSV, Excel או JSON. כל קובץ מוצג לפני שמשהו משתנה, ונקלט כולו או לא נקלט כלל.",
    what: "מה",
    there: "קיים עכשיו",
    bring: "ייבוא",
    file: "קובץ",
    file_hint: "CSV, חוברת עבודה (xlsx, ods) או JSON, עד 64 MiB. הכותרות בכל סדר, בעברית או באנגלית.",
    no_file: "צריך לבחור קובץ.",
    look_first: "הצגה",
    template: "קובץ למילוי",
    columns_known: "מה יכול לעמוד בקובץ",
    columns_known_lead: "העמודות מזוהות בשמות רבים. אחרי קריאת הקובץ תוכלו לקבוע מהי כל אחת.",
    field: "שדה",
    needed: "חובה",
    example: "דוגמה",
    expected: "מה עומד בו",
    gone: "הקובץ כבר לא כאן",
    gone_how: "קובץ ממתין שעה לייבוא, ולא מעבר להפעלה מחדש. בחרו אותו שוב.",
    rows: |rows| format!("\u{2068}{rows}\u{2069} שורות"),
    fits: "הכול מתאים.",
    nothing_new: "הכול כבר קיים, בדיוק כך.",
    new_changed: |new, changed, same| {
        format!(
            "\u{2068}{new}\u{2069} חדשות, \u{2068}{changed}\u{2069} משתנות, \u{2068}{same}\u{2069} ללא שינוי."
        )
    },
    import_rows: |rows| format!("ייבוא \u{2068}{rows}\u{2069} שורות"),
    wrong_count: |count| match count {
        "1" => "דבר אחד שגוי.".to_owned(),
        _ => format!("\u{2068}{count}\u{2069} דברים שגויים."),
    },
    wrong_how: "דבר לא ייקלט לפני שהכול נכון: בחרו עמודות אחרות למטה, או תקנו את הקובץ ושלחו שוב.",
    wrong: "מה שגוי",
    row: "שורה",
    column: "עמודה",
    how: "במה",
    more: |count| format!("ועוד \u{2068}{count}\u{2069}."),
    columns: "עמודות",
    columns_lead: "מאין נקרא כל שדה. מה שאינו בקובץ יכול להיות זהה בכל השורות.",
    read_from: "נקרא מתוך",
    cells: "תאים ראשונים",
    nowhere: "אינו בקובץ",
    always: "זהה בכל השורות:",
    always_text: |field| format!("\u{2068}{field}\u{2069} בכל השורות"),
    read_again: "קריאה מחדש",
    unused: |columns| format!("לא נקראו: \u{2068}{columns}\u{2069}."),
    sheets: |sheets| format!("גיליונות שלא נקראים: \u{2068}{sheets}\u{2069}."),
    first: "השורות הראשונות כפי שיהיו",
    first_lead: "מה שכבר קיים ואינו בקובץ נשאר.",
    other_file: "קובץ אחר",
    running: |done, total| format!("\u{2068}{done}\u{2069} מתוך \u{2068}{total}\u{2069} נקלטו."),
    checking: "הקובץ נבדק.",
    done: "נקלט.",
    failed: "דבר לא נקלט",
    failed_how: "משהו בקובץ היה שגוי, ולכן כולו נשאר בחוץ.",
    cancelled: "הייבוא בוטל, ודבר לא השתנה.",
    interrupted: "הייבוא נקטע",
    interrupted_how: "בינתיים Kept הופסקה. ייבאו שוב את אותו קובץ: מה שכבר נקלט נשאר, ומה שחסר יושלם.",
    cancel: "ביטול",
    look_again: "מבט נוסף",
    go_on: "הלאה",
    all_imports: "כל הייבואים",
    recent: "הייבואים האחרונים",
    no_recent: "עדיין אין.",
    when: "מתי",
    state: "מה יצא",
    start: "הכניסו את החברה",
    start_lead: "חמישה צעדים מספר ריק ועד ההזמנה הראשונה. כל קובץ מוצג לפני שמשהו משתנה.",
    steps: [
        (
            "מאין הסחורה יוצאת",
            "האתרים עם ימי העבודה, והנתיבים שבהם הסחורה מגיעה לאזורי החלוקה.",
        ),
        ("מה אתם מוכרים", "הקטלוג, והמחירים."),
        (
            "מי מזמין",
            "הלקוחות עם הכתובות. שמות וכתובות נשמרים מוצפנים, בנפרד מספר ההזמנות.",
        ),
        ("מה יש", "מה נמצא בכל אתר, ומה בדרך."),
        (
            "ההזמנה הראשונה",
            "שלחו הזמנה כפי שהלקוחות שולחים: EDI, ‏XML, גיליון, טקסט. היא נקראת, והופכת להזמנה או ממתינה לכם עם הסיבות.",
        ),
    ],
    step_done: "בוצע",
    step_next: "הצעד הבא",
    optional: "אם יש",
    send: "שליחת מסמך",
    by_programs: "תוכנות עושות את כל זה דרך ה־API, במפתח מההגדרות.",
    complete: "החברה בפנים.",
    complete_how: "כל מה שהזמנה צריכה כבר קיים.",
};
