//! The tables of `docs/import.md` are printed from the columns; its example rows can be imported.

use super::*;
use crate::column::{Column, columns, example};

/// The page of the repository; people write what stands above the first kind.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/import.md");

fn sections() -> String {
    Kind::ALL.into_iter().map(section).collect()
}

fn section(kind: Kind) -> String {
    let (word, columns) = (kind.as_str(), columns(kind));
    let rows: String = columns.iter().map(row).collect();
    let titles: Vec<&str> = columns.iter().map(|column| column.name).collect();
    format!(
        "\n## {word}\n\n| column | needed | what stands in it | example | also read as |\n\
         |---|---|---|---|---|\n{rows}\n```csv\n{}\n{}\n{}\n```\n",
        titles.join(","),
        example(columns, 0),
        example(columns, 1)
    )
}

fn row(column: &Column) -> String {
    let need = match column.need {
        Need::Required => "yes",
        Need::Optional => "",
        Need::NotKept => "not kept",
    };
    let example = match column.examples[0] {
        "" => String::new(),
        example => format!("`{example}`"),
    };
    format!(
        "| `{}` | {need} | {} | {example} | {} |\n",
        column.name, column.expected, column.also
    )
}

#[test]
fn the_page_is_what_the_tables_of_columns_say() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (introduction, _) = page.split_once("\n## sites\n").unwrap();
    let expected = format!("{introduction}{}", sections());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return std::fs::write(PAGE, &expected).unwrap();
    }
    assert!(
        page == expected,
        "docs/import.md is not what the columns say; UPDATE_GOLDEN=1"
    );
}

#[test]
fn the_templates_make_a_company() {
    let desk = Desk::new();
    for kind in Kind::ALL {
        let report = desk.import(kind, &template(kind));
        let records = match kind {
            Kind::Customers | Kind::Groups => 1,
            _ => 2,
        };
        let said = format!(
            "{}: 2 rows, {records} added, 0 changed, 0 as before\n",
            kind.as_str()
        );
        assert_eq!(report, said);
    }
    assert_eq!(desk.on_hand("NORTH", "COFFEE-250"), 40 * 12 + 12 * 12);
    assert_eq!(desk.on_hand("SOUTH", "TEA-20"), 10 * 24 + 5 * 24);
}
