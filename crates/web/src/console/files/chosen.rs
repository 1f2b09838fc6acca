//! Which column is which field, as a person chose it: in an address, and hidden in a form.

use import::{Field, Mapping, Need, Origin};
use std::collections::BTreeMap;

/// What begins the name of a choice; the name of the field follows.
pub(super) const CHOICE: &str = "f.";
/// What begins the name of a text that stands in every row.
pub(super) const TEXT: &str = "s.";
/// What begins the choice of a column; its title follows.
const COLUMN: &str = "c:";
/// The choice of a text that stands in every row.
pub(super) const ALWAYS: &str = "a:";
/// The choice of nothing.
pub(super) const NOTHING: &str = "n:";

/// The mapping that the fields of a form say; `None` when they say nothing.
pub(super) fn mapping(sent: &[(String, String)]) -> Option<Mapping> {
    let text = |field: &str| {
        let named = sent
            .iter()
            .find(|(name, _)| name.strip_prefix(TEXT) == Some(field));
        named.map_or("", |(_, text)| text.trim()).to_owned()
    };
    let origin = |(name, value): &(String, String)| {
        let field = name.strip_prefix(CHOICE)?;
        let origin = match (value.strip_prefix(COLUMN), value.as_str()) {
            (Some(title), _) => Origin::Column(title.to_owned()),
            (None, ALWAYS) => match text(field) {
                text if text.is_empty() => Origin::Nothing,
                always => Origin::Always { always },
            },
            (None, _) => Origin::Nothing,
        };
        Some((field.to_owned(), origin))
    };
    let origins: BTreeMap<String, Origin> = sent.iter().filter_map(origin).collect();
    (!origins.is_empty()).then_some(Mapping(origins))
}

/// What is chosen for a field now.
pub(super) fn choice(field: &Field) -> String {
    match (&field.column, &field.always) {
        (Some(title), _) => column(title),
        (None, Some(_)) => ALWAYS.to_owned(),
        (None, None) => NOTHING.to_owned(),
    }
}

/// The choice of a column.
pub(super) fn column(title: &str) -> String {
    format!("{COLUMN}{title}")
}

/// Whether somebody can choose where a field comes from.
pub(super) fn is_kept(field: &Field) -> bool {
    match field.need {
        Need::Required | Need::Optional => true,
        Need::NotKept => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_a_column_a_text_or_nothing() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sent = [
            pair("f.item", "c:c:SKU"),
            pair("f.base_unit", "a:"),
            pair("s.base_unit", " each "),
            pair("f.case", "n:"),
            pair("f.pallet", "a:"),
            pair("s.pallet", " "),
            pair("lang", "he"),
        ];
        let Mapping(origins) = mapping(&sent).unwrap();
        let told: Vec<String> = origins.iter().map(|one| format!("{one:?}")).collect();
        assert_eq!(
            told,
            [
                r#"("base_unit", Always { always: "each" })"#,
                r#"("case", Nothing)"#,
                r#"("item", Column("c:SKU"))"#,
                r#"("pallet", Nothing)"#,
            ]
        );
        assert_eq!(mapping(&[pair("lang", "he")]), None);
    }
}
