//! What a person says of the columns, and what they are shown before they import.

use super::*;

const CATALOGUE: &str = "\
Catalogue of 2026,,,
SKU,Naming,Shade,Per carton
TEA,Tea 20 bags,green,12
OIL,Olive oil,,x
MINT,\"Mint, dried\",green,
";

/// A mapping of fields to titles, or to `=what is in every row`.
fn mapping(of: &[(&str, &str)]) -> Mapping {
    let origin = |origin: &str| match origin.strip_prefix('=') {
        Some(always) => Origin::Always {
            always: always.to_owned(),
        },
        None => Origin::Column(origin.to_owned()),
    };
    let fields = of.iter();
    Mapping(
        fields
            .map(|(field, from)| ((*field).to_owned(), origin(from)))
            .collect(),
    )
}

fn preview_of(desk: &Desk, kind: Kind, text: &str, mapping: Option<&Mapping>) -> Preview {
    let sources = [source(&("f.csv", text.as_bytes()))];
    let job = Import {
        kind,
        sources: &sources,
        mapping,
        dry_run: true,
    };
    desk.with_target(|target| preview(target, &job).unwrap())
}

fn columns(preview: &Preview) -> Vec<String> {
    let shown = |column: &FileColumn| {
        let (fields, samples) = (column.fields.join("+"), column.samples.join("|"));
        format!("{}: {fields} {:?} ({samples})", column.title, column.why)
    };
    preview.columns.iter().map(shown).collect()
}

fn problems(preview: &Preview) -> Vec<String> {
    let shown = |one: &Problem| {
        let column = one.column.as_deref().unwrap_or_default();
        format!("{} {column}: {}", one.row.unwrap_or_default(), one.message)
    };
    preview.problems.iter().map(shown).collect()
}

fn first(preview: &Preview) -> Vec<String> {
    let shown = |row: &FirstRow| format!("{} {:?} {}", row.row, row.mark, row.cells.join("|"));
    preview.first.iter().map(shown).collect()
}

#[test]
fn a_preview_says_what_is_recognised_and_what_is_missing() {
    let preview = preview_of(&Desk::founded(), Kind::Items, CATALOGUE, None);
    let shown = [
        "SKU: item Synonym (TEA|OIL|MINT)",
        "Naming:  Unused (Tea 20 bags|Olive oil|Mint, dried)",
        "Shade:  Unused (green|green)",
        "Per carton:  Unused (12|x)",
    ];
    assert_eq!(columns(&preview), shown);
    assert!(!preview.ok);
    assert_eq!(preview.rows, 3);
    let needed = "item, description, base_unit are required; not recognised: \
                  \"Naming\", \"Shade\", \"Per carton\"";
    let missing = ["description", "base_unit"]
        .map(|field| format!("2 {field}: the column is missing; {needed}"));
    assert_eq!(problems(&preview), missing);
}

#[test]
fn with_a_mapping_the_rows_are_shown_as_they_would_be_in() {
    let desk = Desk::founded();
    let before = desk.book();
    let said = [
        ("item", "SKU"),
        ("description", "naming"),
        ("base_unit", "=EA"),
        ("case", "Per carton"),
    ];
    let mapping = mapping(&said);
    let preview = preview_of(&desk, Kind::Items, CATALOGUE, Some(&mapping));
    let shown = [
        "3 Unchanged TEA|Tea 20 bags|each|each|12||||||0|true||",
        "4 Wrong OIL|Olive oil|EA||x|||||||||",
        "5 New MINT|Mint, dried|each|each|||||||0|true||",
    ];
    assert_eq!(first(&preview), shown);
    let wrong = "4 case: expected how many base units are in a case, from 1, there is \"x\"";
    assert_eq!(problems(&preview), [wrong]);
    assert_eq!(
        (preview.added, preview.changed, preview.unchanged),
        (1, 0, 1)
    );
    assert!(desk.book() == before, "a preview changes nothing");
}

#[test]
fn an_import_follows_the_same_mapping() {
    let desk = Desk::founded();
    let text = "Nr;What\nOIL;Oil\nSALT;Salt\n";
    let sources = [source(&("f.csv", text.as_bytes()))];
    let mapping = mapping(&[
        ("item", "Nr"),
        ("description", "What"),
        ("base_unit", "=each"),
    ]);
    let job = Import {
        kind: Kind::Items,
        sources: &sources,
        mapping: Some(&mapping),
        dry_run: false,
    };
    let report = desk
        .with_target(|target| import(target, &job, &mut |_| ControlFlow::Continue(())).unwrap());
    assert_eq!(
        report.text(),
        "items: 2 rows, 2 added, 0 changed, 0 as before\n"
    );
    assert_eq!(desk.book().company.items[3].description, "Salt");
}

#[test]
fn what_a_mapping_does_not_name_is_recognised_and_what_it_denies_is_not_read() {
    let mut mapping = mapping(&[("description", "Naming"), ("base_unit", "=each")]);
    mapping.0.insert("case".to_owned(), Origin::Nothing);
    let preview = preview_of(&Desk::founded(), Kind::Items, CATALOGUE, Some(&mapping));
    assert!(preview.ok, "{:?}", preview.problems);
    let why: Vec<Why> = preview.columns.iter().map(|column| column.why).collect();
    assert_eq!(why, [Why::Synonym, Why::Chosen, Why::Unused, Why::Unused]);
}

#[test]
fn a_mapping_names_fields_and_columns_that_there_are() {
    let desk = Desk::founded();
    let mapping = mapping(&[
        ("item", "SKU"),
        ("colour", "Shade"),
        ("description", "Text"),
    ]);
    let preview = preview_of(&desk, Kind::Items, "SKU,Shade\nTEA,green\n", Some(&mapping));
    let problems = problems(&preview);
    assert!(problems[0].starts_with("1 colour: expected one of the fields item, description,"));
    assert_eq!(
        problems[1],
        "1 description: expected a column of the file (\"SKU\", \"Shade\"), the mapping has \"Text\""
    );
    let json = r#"{"base_unit":{"always":"each"},"case":null,"item":"SKU"}"#;
    let read: Mapping = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
}

#[test]
fn a_customer_is_shown_with_its_names_before_the_vault_has_them() {
    let desk = Desk::founded();
    let text = "Customer no,Customer name,Price list,Store,Address,Zone\n\
                C1,Corner Grocery,RETAIL,C1-01,1 Harbour St,1\n\
                C2,Hotel,RETAIL,A,5 Sea St,2\n";
    let preview = preview_of(&desk, Kind::Customers, text, None);
    assert!(preview.ok, "{:?}", preview.problems);
    let rows = first(&preview);
    assert!(
        rows[0].starts_with("2 Unchanged C1|Corner Grocery|||orders@corner.example|"),
        "{rows:?}"
    );
    assert!(rows[1].starts_with("3 New C2|Hotel|"), "{rows:?}");
    assert!(rows[1].ends_with("|A|true|||||5 Sea St|||||2"), "{rows:?}");
}

#[test]
fn a_column_that_nothing_fits_is_told_after_the_import() {
    let text = "site,item,quantity,colour,,\nNORTH,TEA,5,red,,\n";
    assert_eq!(
        Desk::founded().import(Kind::Stock, text),
        "stock: 1 rows, 1 added, 0 changed, 0 as before\nnot recognised, not read: \"colour\"\n"
    );
}
