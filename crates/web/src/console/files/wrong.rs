//! What is wrong with a file, in the language of the page: what kind of thing it is in words, and the
//! sentence that has its numbers.

use crate::console::refusals;
use crate::console::text::Language;
use book::refusal;
use import::{Code, Problem};
use maud::{Markup, html};
use serde::Deserialize;

/// One thing that is wrong, as a page shows it.
pub(super) struct Shown {
    pub(super) row: Option<u32>,
    pub(super) column: Option<String>,
    code: Option<Code>,
    rule: Option<refusal::Code>,
    message: String,
}

/// The same as a job keeps it: codes that are not known any more are passed over.
#[derive(Deserialize)]
struct Kept {
    row: Option<u32>,
    column: Option<String>,
    #[serde(default)]
    code: serde_json::Value,
    #[serde(default)]
    rule: serde_json::Value,
    message: String,
}

impl Shown {
    /// Of a file that was looked at.
    pub(super) fn of(problem: &Problem) -> Shown {
        Shown {
            row: problem.row,
            column: problem.column.clone(),
            code: Some(problem.code),
            rule: problem.rule,
            message: problem.message.clone(),
        }
    }

    /// Of a job that ended.
    pub(super) fn kept(problem: &serde_json::Value) -> Option<Shown> {
        let kept = Kept::deserialize(problem).ok()?;
        Some(Shown {
            row: kept.row,
            column: kept.column,
            code: serde_json::from_value(kept.code).ok(),
            rule: serde_json::from_value(kept.rule).ok(),
            message: kept.message,
        })
    }

    /// What is wrong, in words.
    pub(super) fn how(&self, language: Language) -> Markup {
        html! {
            span.refused {
                @if let Some(words) = self.words(language) { strong { (words) } }
                span.about lang="en" dir="ltr" { (self.message) }
            }
        }
    }

    /// The rule of the book, where one says no; else the kind of thing.
    fn words(&self, language: Language) -> Option<&'static str> {
        let rule = self.rule.map(|rule| refusals::rule(language, rule));
        rule.or_else(|| self.code.map(|code| words(language, code)))
    }
}

/// The kind of thing in words.
fn words(language: Language, code: Code) -> &'static str {
    match language {
        Language::English => english(code),
        Language::Hebrew => hebrew(code),
    }
}

fn english(code: Code) -> &'static str {
    match code {
        Code::FilesTooLarge => "The file is too large.",
        Code::Empty => "The file is empty.",
        Code::NotUtf8 => "The file has characters that can't be read.",
        Code::BadWorkbook => "The workbook can't be read.",
        Code::NotObjects => "This is not a list of objects in JSON.",
        Code::BadQuotes => "The quotes in this row don't fit.",
        Code::TooManyRows => "There are too many rows.",
        Code::TooManyColumns => "There are too many columns.",
        Code::CellTooLong => "The cell is too long.",
        Code::CellCount => "The row has more or fewer cells than the titles.",
        Code::ColumnTwice => "The column stands twice.",
        Code::ColumnMissing => "The column is missing.",
        Code::NoSuchField => "There is no such field.",
        Code::NoSuchColumn => "The file has no such column.",
        Code::Unfit => "This does not belong here.",
        Code::Unknown => "This code leads to nothing.",
        Code::BadAmount => "The amount is not allowed.",
        Code::Repeated => "It stands in an earlier row already.",
        Code::SumTooLarge => "All rows of the item and site together are too much.",
        Code::NotWhole => "The quantity is not a whole number of base units that is allowed.",
        Code::AnnouncedOtherwise => "It is announced already, and otherwise.",
        Code::BaseUnitStays => "The item is counted in another base unit already.",
        Code::IsBaseUnit => "This is the base unit itself.",
        Code::NotItsUnit => "The item has no such unit.",
        Code::OtherCurrency => "The price list is in another currency.",
        Code::ShipToMissing => "The code of the ship-to is missing.",
        Code::Differs => "The first row of the customer says otherwise.",
        Code::TwoDefaults => "The customer has a default ship-to already.",
        Code::RecordTooLarge => "This is too much for one record.",
        Code::Refused => "A rule says no.",
    }
}

fn hebrew(code: Code) -> &'static str {
    match code {
        Code::FilesTooLarge => "הקובץ גדול מדי.",
        Code::Empty => "הקובץ ריק.",
        Code::NotUtf8 => "בקובץ יש תווים שאי אפשר לקרוא. שמרו אותו כ־xlsx או כ־CSV UTF-8.",
        Code::BadWorkbook => "אי אפשר לקרוא את חוברת העבודה.",
        Code::NotObjects => "זו אינה רשימת אובייקטים ב־JSON.",
        Code::BadQuotes => "המירכאות בשורה הזו אינן תקינות.",
        Code::TooManyRows => "יש יותר מדי שורות.",
        Code::TooManyColumns => "יש יותר מדי עמודות.",
        Code::CellTooLong => "התא ארוך מדי.",
        Code::CellCount => "מספר התאים בשורה שונה ממספר הכותרות.",
        Code::ColumnTwice => "העמודה מופיעה פעמיים.",
        Code::ColumnMissing => "העמודה חסרה.",
        Code::NoSuchField => "אין שדה כזה.",
        Code::NoSuchColumn => "אין עמודה כזו בקובץ.",
        Code::Unfit => "הערך אינו מתאים לשדה.",
        Code::Unknown => "הקוד אינו מוכר.",
        Code::BadAmount => "הסכום אינו מותר.",
        Code::Repeated => "הערך כבר מופיע בשורה קודמת.",
        Code::SumTooLarge => "הכמות בכל השורות של הפריט באתר, יחד, גדולה מדי.",
        Code::NotWhole => "הכמות אינה מספר שלם ומותר של יחידות בסיס.",
        Code::AnnouncedOtherwise => "האסמכתה כבר רשומה, בפרטים אחרים.",
        Code::BaseUnitStays => "הפריט כבר נספר ביחידת בסיס אחרת.",
        Code::IsBaseUnit => "זו יחידת הבסיס עצמה.",
        Code::NotItsUnit => "לפריט אין יחידה כזו.",
        Code::OtherCurrency => "המחירון במטבע אחר.",
        Code::ShipToMissing => "חסר קוד הכתובת.",
        Code::Differs => "בשורה הראשונה של הלקוח כתוב אחרת.",
        Code::TwoDefaults => "ללקוח כבר יש כתובת ברירת מחדל.",
        Code::RecordTooLarge => "זה יותר מדי לרשומה אחת.",
        Code::Refused => "הדבר נוגד כלל של הספר.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_of_problem_has_words_of_its_own_in_both_languages() {
        for language in [Language::English, Language::Hebrew] {
            let all: BTreeSet<&str> = Code::ALL.map(|code| words(language, code)).into();
            assert_eq!(all.len(), Code::ALL.len());
            assert!(all.iter().all(|words| words.ends_with('.')));
        }
    }

    #[test]
    fn what_a_job_kept_is_told_even_if_its_kind_is_not_known() {
        let told = |code: &str, rule: Option<&str>| {
            let kept = json!({"file": "f.csv", "row": 3, "column": "quantity", "code": code,
                "rule": rule, "message": "as <it> was"});
            let shown = Shown::kept(&kept).unwrap();
            assert_eq!(
                (shown.row, shown.column.as_deref()),
                (Some(3), Some("quantity"))
            );
            shown.how(Language::Hebrew).into_string()
        };
        assert!(told("repeated", None).contains(hebrew(Code::Repeated)));
        let rule = refusals::rule(Language::Hebrew, refusal::Code::BadQuantity);
        assert!(told("refused", Some("bad_quantity")).contains(rule));
        let unknown = told("of_a_later_time", None);
        assert!(unknown.contains("as &lt;it&gt; was") && !unknown.contains("<strong>"));
    }
}
