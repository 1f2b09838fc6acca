//! What the fields of files are called.

use crate::console::text::Language;

/// What a field is called in a language; its own name where it has no other.
pub(super) fn label(language: Language, field: &'static str) -> &'static str {
    let known = LABELS.iter().find(|(name, _, _)| *name == field);
    known.map_or(field, |(_, english, hebrew)| {
        *language.pick(english, hebrew)
    })
}

/// Name, English, Hebrew.
const LABELS: &[(&str, &str, &str)] = &[
    ("base_unit", "Base unit", "יחידת בסיס"),
    ("blocked", "Blocked", "חסום"),
    ("bins", "Bins", "איתורים"),
    ("case", "Base units in a case", "יחידות בקרטון"),
    ("category", "Category", "קטגוריה"),
    ("city", "City", "עיר"),
    ("contact", "Contact", "איש קשר"),
    ("cost", "Cost of a call-off", "עלות קריאה לאספקה"),
    ("cost_per_kilogram", "Cost of a kilogram", "עלות לקילוגרם"),
    ("cost_per_shipment", "Cost of a shipment", "עלות למשלוח"),
    ("country", "Country", "מדינה"),
    ("credit_limit", "Credit limit", "מסגרת אשראי"),
    ("currency", "Currency", "מטבע"),
    ("customer", "Customer number", "מספר לקוח"),
    ("customer_part", "Their part number", "מק״ט של הלקוח"),
    ("cutoff", "Cut-off time", "שעת סגירה"),
    ("default_ship_to", "Default ship-to", "כתובת ברירת מחדל"),
    ("delivery_note", "Delivery note", "תעודת משלוח"),
    ("delivery_weekdays", "Delivery days", "ימי חלוקה"),
    ("description", "Description", "תיאור"),
    ("due", "Due", "מועד הגעה"),
    ("email", "E-mail", "דואר אלקטרוני"),
    ("gln", "GLN", "GLN"),
    ("from", "From", "מתאריך"),
    ("group", "Group", "קבוצה"),
    ("gtin_case", "GTIN of the case", "ברקוד קרטון"),
    ("gtin_each", "GTIN", "ברקוד"),
    ("holidays", "Holidays", "חגים"),
    ("item", "Item code", "מק״ט"),
    ("kind", "Kind", "סוג"),
    ("lead_days", "Lead time in days", "זמן אספקה בימים"),
    ("name", "Name", "שם"),
    ("name_hebrew", "Name in Hebrew", "שם בעברית"),
    (
        "one_time_addresses",
        "Orders bring their address",
        "הזמנות מביאות כתובת",
    ),
    ("orderable", "Can be ordered", "ניתן להזמנה"),
    ("other_gtins", "Other GTINs", "ברקודים נוספים"),
    ("other_units", "Other units", "יחידות נוספות"),
    ("pallet", "Base units on a pallet", "יחידות במשטח"),
    ("per", "Base units the price is for", "בסיס המחיר ביחידות"),
    ("phone", "Telephone", "טלפון"),
    ("postcode", "Postcode", "מיקוד"),
    ("price", "Price", "מחיר"),
    ("price_list", "Price list", "מחירון"),
    ("priority", "Priority", "עדיפות"),
    ("quantity", "Quantity", "כמות"),
    ("quota", "Quota code", "קוד מכסה"),
    ("receivable", "Owed from before", "יתרת חוב"),
    ("reference", "Reference", "אסמכתה"),
    ("region", "Region", "מחוז"),
    ("safety_stock", "Safety stock", "מלאי ביטחון"),
    ("sales_unit", "Sales unit", "יחידת מכירה"),
    ("ship_complete", "Ship complete", "אספקה מלאה בלבד"),
    ("ship_to", "Ship-to code", "קוד כתובת"),
    ("ship_to_contact", "Contact there", "איש קשר בכתובת"),
    ("ship_to_gln", "GLN of the ship-to", "GLN של הכתובת"),
    ("ship_to_name", "Name of the ship-to", "שם הכתובת"),
    ("ship_to_phone", "Telephone there", "טלפון בכתובת"),
    ("site", "Site code", "קוד אתר"),
    ("street", "Street", "רחוב"),
    ("substitute", "Substitute", "תחליף"),
    ("supplier", "Supplier", "ספק"),
    ("takes_substitutes", "Takes substitutes", "מקבל תחליפים"),
    ("tax_id", "Tax number", "מספר עוסק"),
    ("to", "To", "עד תאריך"),
    ("transit_80", "Days for 80%", "ימים ל־80%"),
    ("transit_95", "Days for 95%", "ימים ל־95%"),
    ("transit_99", "Days for 99%", "ימים ל־99%"),
    ("transit_days", "Days in transit", "ימי הובלה"),
    ("unit", "Unit", "יחידה"),
    ("weekdays", "Working days", "ימי עבודה"),
    ("weight_grams", "Weight in grams", "משקל בגרמים"),
    ("zone", "Delivery zone", "אזור חלוקה"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_a_template_has_a_name_in_both_languages() {
        for kind in import::Kind::ALL {
            let template = import::template(kind);
            let titles = template.lines().next().unwrap_or_default();
            for title in titles.split(',') {
                let known = LABELS.iter().any(|(name, _, _)| *name == title);
                assert!(known, "{title}");
            }
        }
        assert_eq!(label(Language::Hebrew, "item"), "מק״ט");
    }
}
