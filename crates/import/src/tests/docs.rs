//! The tables of `docs/import.md` are printed from the columns; its example rows can be imported.

use super::*;
use crate::column::{Column, Need, columns, example, names};

/// The page of the repository; people write what stands above the first kind.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/import.md");

fn sections() -> String {
    Kind::ALL.into_iter().map(section).collect()
}

fn section(kind: Kind) -> String {
    let (word, columns) = (kind.as_str(), columns(kind));
    let rows: String = columns.iter().map(row).collect();
    let titles = names(columns);
    format!(
        "\n## {word}\n\n| column | needed | what stands in it | example |\n|---|---|---|---|\n{rows}\n\
         ```csv\n{}\n{}\n```\n",
        titles.replace(", ", ","),
        example(columns)
    )
}

fn row(column: &Column) -> String {
    let need = match column.need {
        Need::Required => "yes",
        Need::Optional => "",
        Need::NotKept => "not kept",
    };
    let example = match column.example {
        "" => String::new(),
        example => format!("`{example}`"),
    };
    format!(
        "| `{}` | {need} | {} | {example} |\n",
        column.name, column.expected
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
fn the_example_rows_of_the_page_make_a_company() {
    let desk = Desk::new();
    for kind in Kind::ALL {
        let text = format!("{}\n{}\n", names(columns(kind)), example(columns(kind)));
        let report = desk.import(kind, &text);
        let said = format!(
            "{}: 1 rows, 1 added, 0 changed, 0 as before\n",
            kind.as_str()
        );
        assert!(report.starts_with(&said), "{report}");
    }
    let balance = desk
        .book()
        .stock
        .balance(vocab::ItemId(0), vocab::SiteId(0));
    assert_eq!(balance.on_hand.0, 480);
}
