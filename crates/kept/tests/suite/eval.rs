//! `kept eval intake`: measuring on documents whose content is known, before there is a company.

use super::{fresh, json, kept, refused, run};
use book::{Book, Stamp, decide, evolve};
use intake::ground::{CatalogueItem, Directory, Grounded, ground};
use intake::request::{Evidence, Place};
use intake::{Confidence, Field, OrderRequest, Purpose, RequestLine};
use serde_json::{Value, json};
use sim::company::{FIRST_DAY, SampleCompany, SampleItem, export, sample_company};
use sim::demand::draft;
use sim::document::{SampleLine, SampleOrder};
use sim::samples::{Ask, SEED, made};
use std::fs;
use std::path::{Path, PathBuf};
use vocab::{ActorId, Instant, ItemId};

/// The company in a book, which knows codes and units.
fn book_of(company: &SampleCompany) -> Book {
    let stamp = Stamp {
        at: Instant::at_midnight(FIRST_DAY),
        today: FIRST_DAY,
        minute: 0,
        actor: ActorId::default(),
    };
    let mut book = Book::default();
    for command in company.commands() {
        for event in decide(&book, &command, &stamp).unwrap() {
            evolve(&mut book, &event);
        }
    }
    book
}

/// What a document says, and what the company's own data call it.
fn truth(book: &Book, order: &SampleOrder) -> Value {
    let company = &book.company;
    let customer = company.customer_by_code(&order.buyer.code);
    let parts = customer.map(|id| &company.customers[id.index()].parts);
    let taken = draft(book, order);
    let line = |(index, stated): (usize, &SampleLine)| {
        let by_code = stated.code.as_ref().map(|code| company.item_by_code(code));
        let by_part = || parts?.get(stated.part.as_ref()?).copied();
        let item = by_code.unwrap_or_else(by_part);
        let mut line = json!({
            "qty": stated.quantity.to_string(),
            "_item_code": item.map(|id| &company.items[id.index()].code),
        });
        if let Some(taken) = taken.as_ref().filter(|_| item.is_some()) {
            line["_base_qty"] = taken.lines[index].quantity.0.into();
        }
        line
    };
    let lines: Vec<Value> = order.lines.iter().enumerate().map(line).collect();
    let mut truth = json!({
        "po_number": order.po_number,
        "_customer_code": customer.map(|id| &company.customers[id.index()].code),
        "lines": lines,
    });
    let place = customer.and_then(|id| company.ship_to_by_code(id, &order.ship_to.code));
    if let Some((id, place)) = customer.zip(place) {
        // A web shop's goods go to a consumer whom the company has never heard of.
        let is_new = company.customers[id.index()].one_time_addresses;
        let code = (!is_new).then(|| &company.ship_tos[place.index()].code);
        truth["_ship_to_code"] = json!(code);
    }
    truth
}

/// It says less than its sender asked for, which no truth of the order could tell.
const LOST_LINE: &str = "44-x12-lost-line.x12";

/// The sample company's files, and the sample orders with their truths in a folder beside them.
fn samples(name: &str) -> PathBuf {
    let folder = fresh(name);
    let documents = folder.join("documents/orders");
    fs::create_dir_all(&documents).unwrap();
    let company = sample_company(SEED, FIRST_DAY);
    for (file, text) in export::files(&company) {
        fs::write(folder.join(file), text).unwrap();
    }
    let book = book_of(&company);
    for sample in made(SEED) {
        if let Ask::Place(order) = &sample.ask
            && sample.file != LOST_LINE
        {
            let path = documents.join(&sample.file);
            fs::write(&path, &sample.bytes).unwrap();
            let path = format!("{}.truth.json", path.display());
            fs::write(path, truth(&book, order).to_string()).unwrap();
        }
    }
    folder
}

/// The arguments that measure a folder of samples.
fn measured(folder: &Path) -> Vec<String> {
    let path = |name: &str| folder.join(name).display().to_string();
    [
        "eval".to_owned(),
        "intake".to_owned(),
        path("documents"),
        "--catalogue".to_owned(),
        path("items.csv"),
        "--customers".to_owned(),
        path("customers.csv"),
        "--parts".to_owned(),
        path("parts.csv"),
    ]
    .into()
}

#[test]
fn orders_of_the_sample_company_are_found_in_its_own_data() {
    let folder = samples("eval-samples");
    let arguments = measured(&folder);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let report = json(&folder, &arguments);
    let found = &report["grounding"];
    for (what, known, left) in [
        ("customers", 47, 1),
        ("ship_tos", 46, 4),
        ("items", 236, 1),
        ("quantities", 226, 0),
    ] {
        let found = &found[what];
        let expected = json!({
            "known": known,
            "right": known,
            "accuracy": 1.0,
            "confident": known - left,
            "confident_right": known - left,
            "precision": 1.0,
            "left": left,
        });
        assert_eq!(*found, expected, "{what}");
    }
    assert_eq!(found["documents"], 47);
    assert_eq!(found["worst"], json!([]));
    assert_eq!(report["touchless"]["precision"], 1.0);
    let share = report["touchless"]["share"].as_f64().unwrap();
    assert!(share > 0.8, "{share}");
    let text = run(&folder, &arguments);
    let row = "customers           47     100.0%  46      100.0%          1";
    assert!(text.contains(row), "{text}");
}

#[test]
fn a_catalogue_that_is_wrong_is_told_by_row_and_column() {
    let folder = fresh("eval-wrong");
    fs::create_dir_all(&folder).unwrap();
    let path = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let items = path("items.csv", "item,description,base_unit\nTEA,Tea,furlong\n");
    let customers = path("customers.csv", "customer,name,price_list\nC1,Corner,L\n");
    let parts = path("parts.csv", "customer,customer_part,item\nC2,7,TEA\n");
    path("a.csv", "item,qty\nTEA,1\n");
    path("a.csv.truth.json", "{}");
    let directory = folder.display().to_string();
    let catalogue = ["eval", "intake", &directory, "--catalogue", &items];
    let all = ["--customers", &customers, "--parts", &parts];
    let said = refused(&folder, &[&catalogue[..], &all].concat());
    for wrong in [
        "items.csv row 2, base_unit: expected a unit like each, case or kilogram, there is \"furlong\"",
        "parts.csv row 2, customer: expected the number of a customer, there is no customer \"C2\"",
        "parts.csv row 2, item: expected the code of an item, there is no item \"TEA\"",
    ] {
        assert!(said.contains(wrong), "{wrong} in {said}");
    }
    let half = kept(&catalogue).output().unwrap();
    assert_eq!(half.status.code(), Some(2), "{}", super::said(&half));
}

#[test]
fn a_line_without_a_unit_is_in_the_unit_that_the_item_is_sold_in() {
    for (sales_unit, base_quantity) in [("each", 2), ("case", 24), ("", 2)] {
        let folder = fresh("eval-sales-unit");
        let orders = folder.join("orders");
        fs::create_dir_all(&orders).unwrap();
        let put = |name: &str, text: &str| {
            fs::write(folder.join(name), text).unwrap();
            folder.join(name).display().to_string()
        };
        let items = put(
            "items.csv",
            &format!("item,description,base_unit,sales_unit,case\nTEA,Tea,each,{sales_unit},12\n"),
        );
        let customers = put("customers.csv", "customer,name,price_list\nC1,Corner,L\n");
        put("orders/a.csv", "PO number,Item code,Quantity\n77,TEA,2\n");
        put(
            "orders/a.csv.truth.json",
            &json!({"lines": [{"_item_code": "TEA", "_base_qty": base_quantity}]}).to_string(),
        );
        let directory = orders.display().to_string();
        let measure = ["eval", "intake", &directory, "--catalogue", &items];
        let report = json(
            &folder,
            &[&measure[..], &["--customers", &customers]].concat(),
        );
        // It is right, and still a person is asked: no unit is stated.
        let found = &report["grounding"]["quantities"];
        let shown = (&found["right"], &found["left"]);
        assert_eq!(shown, (&json!(1), &json!(1)), "{sales_unit}: {report:#}");
    }
}

#[test]
fn the_report_page_shows_what_was_read_wrongly_as_text_and_never_as_markup() {
    let folder = fresh("eval-report");
    let orders = folder.join("orders");
    fs::create_dir_all(&orders).unwrap();
    let hostile = "PO number,Item code,Quantity\n<script>alert(1)</script>,TEA,2\n";
    fs::write(orders.join("a.csv"), hostile).unwrap();
    fs::write(orders.join("a.csv.truth.json"), r#"{"po_number": "77"}"#).unwrap();
    let (directory, page) = (orders.display().to_string(), folder.join("report.html"));
    let written = page.display().to_string();
    run(
        &folder,
        &["eval", "intake", &directory, "--report", &written],
    );
    let page = fs::read_to_string(page).unwrap();
    for shown in [
        "a.csv <",
        "&lt;script&gt;alert(1)",
        "po_number",
        "<bdi>77</bdi>",
    ] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    assert!(!page.contains("<script"), "{page}");
}

/// The catalogue of the sample company, as readers know it by its descriptions.
fn catalogue() -> Vec<CatalogueItem> {
    let company = sample_company(SEED, FIRST_DAY);
    let item = |(id, SampleItem { item, .. })| CatalogueItem {
        id,
        code: item.code,
        gtins: item.gtins,
        description: item.description,
        units: item.units,
        base_unit: item.base_unit,
    };
    (0..).map(ItemId).zip(company.items).map(item).collect()
}

/// What a line that says nothing but this is taken for, if no person is to look.
fn taken_for(directory: &Directory, description: &str) -> Option<ItemId> {
    let evidence = Evidence {
        place: Place::Path("/".to_owned()),
        text: description.to_owned(),
        span: None,
        part: None,
    };
    let mut request = OrderRequest::empty(Purpose::Order);
    request.lines.push(RequestLine {
        description: Some(Field::stated(description.to_owned(), evidence)),
        ..RequestLine::default()
    });
    match &ground(directory, &request, None).lines[0].item {
        Grounded::Found {
            value, confidence, ..
        } => (*confidence >= Confidence::LIKELY).then_some(*value),
        Grounded::Ambiguous { .. } | Grounded::NotFound => None,
    }
}

#[test]
fn goods_are_found_by_their_words_and_their_like_is_not_taken_instead() {
    let items = catalogue();
    let whole = Directory::new(items.clone(), Vec::new());
    for missing in &items {
        let text = missing.description.to_uppercase().replace(' ', ", ");
        assert_eq!(taken_for(&whole, &text), Some(missing.id), "{text}");
    }
    // Every seventh: an index of all the others is built for each.
    for missing in items.iter().step_by(7) {
        let others = items.iter().filter(|item| item.id != missing.id).cloned();
        let others = Directory::new(others.collect(), Vec::new());
        let text = &missing.description;
        assert_eq!(taken_for(&others, text), None, "{text}");
    }
}
