//! Holds grounding to what it reached on documents written by others, in a company that is made up
//! of what their truths say: every part number an item, every buyer a customer.
//!
//! The documents are no part of this repository; without the folder beside it the tests say so and
//! pass.

use intake::eval::{Document, Found, TOUCHLESS_CONFIDENCE_MIN, evaluate};
use intake::ground::{CatalogueItem, CustomerEntry, Directory, Grounded, ShipToEntry, ground};
use intake::request::{Evidence, Field, Place, Stated};
use intake::{OrderRequest, Purpose, RequestLine};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use vocab::{CustomerId, Gln, Gtin, ItemId, Ratio, ShipToId, Unit};

const DOCUMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/documents");

/// Kinds of documents that are not read yet: a person gets them, and nothing of them is found.
const UNREAD: [&str; 4] = ["eml", "image", "image_derived", "pdf"];

#[test]
fn what_is_read_is_found_in_the_data_of_the_company_that_it_was_sent_to() {
    let Some(documents) = documents() else {
        return println!("skipped: {DOCUMENTS} is not there");
    };
    let company = Company::of(&documents);
    let read =
        |bytes: &[u8], name: &str| Ok(intake::read(bytes, Some(name), &intake::Blind)).into();
    let documents = documents.into_iter().map(|(document, _)| document);
    let read_now = documents.filter(|document| !UNREAD.contains(&document.kind.as_str()));
    let report = evaluate(read_now, &read, Some(&company.directory()));
    let found = report.expect("the truths are well-formed").grounding;
    let found = found.expect("a directory was given");
    assert_floor(&found.customers, 100, 1.0, 100);
    assert_floor(&found.ship_tos, 30, 1.0, 30);
    assert_floor(&found.items, 320, 0.99, 310);
    assert!(found.worst.is_empty(), "{:#?}", found.worst);
}

#[test]
fn descriptions_in_the_words_of_customers_lead_to_the_right_item_or_to_a_person() {
    let Some(documents) = documents() else {
        return println!("skipped: {DOCUMENTS} is not there");
    };
    let company = Company::of(&documents);
    let worded = company.worded_otherwise(&documents);
    let directory = company.directory();
    let (mut suggested, mut first) = (0, 0);
    for (text, item) in &worded {
        let mut request = OrderRequest::empty(Purpose::Order);
        request.lines.push(RequestLine {
            description: stated(text.clone()),
            ..RequestLine::default()
        });
        let line = &ground(&directory, &request, None).lines[0];
        let code = |id| directory.item(id).map(|item| item.code.as_str());
        if let Some(found) = line.item.value() {
            suggested += 1;
            assert_eq!(code(found), Some(item.as_str()), "{text}");
        }
        let best = line.candidates.first().and_then(|best| code(best.item));
        first += usize::from(best == Some(item.as_str()));
    }
    // One of them, in a farmer's words, is a candidate and not the first.
    assert!(worded.len() >= 29, "{} descriptions", worded.len());
    assert!(
        first + 1 >= worded.len(),
        "{first} of {} first",
        worded.len()
    );
    assert!(suggested >= 16, "{suggested} of {} suggested", worded.len());
}

#[test]
fn an_item_that_is_not_in_the_catalogue_is_never_taken_for_its_like() {
    let Some(documents) = documents() else {
        return println!("skipped: {DOCUMENTS} is not there");
    };
    let items = Company::of(&documents).directory().items().to_vec();
    for missing in items.iter().filter(|item| !item.description.is_empty()) {
        let is_other =
            |item: &&CatalogueItem| words(&item.description) != words(&missing.description);
        let others = items.iter().filter(is_other).cloned().collect();
        let mut request = OrderRequest::empty(Purpose::Order);
        request.lines.push(RequestLine {
            description: stated(missing.description.clone()),
            ..RequestLine::default()
        });
        let directory = Directory::new(others, Vec::new());
        let item = &ground(&directory, &request, None).lines[0].item;
        let sure = matches!(item, Grounded::Found { confidence, .. }
            if *confidence >= TOUCHLESS_CONFIDENCE_MIN);
        assert!(!sure, "{missing:?} as {item:?}");
    }
}

/// So many known at least, this share of them right, and all right of those that nobody would see.
fn assert_floor(found: &Found, known: usize, accuracy: f64, confident: usize) {
    let enough = found.known >= known && found.confident >= confident;
    let right = found.accuracy >= accuracy && found.confident_right == found.confident;
    assert!(enough && right, "{found:?}");
}

/// A company that knows what was told of it.
#[derive(Default)]
struct Company {
    items: BTreeMap<String, Item>,
    customers: BTreeMap<String, Customer>,
}

#[derive(Default)]
struct Item {
    description: String,
    gtin: Option<Gtin>,
}

#[derive(Default)]
struct Customer {
    name: Option<String>,
    gln: Option<Gln>,
    parts: BTreeMap<String, String>,
    places: BTreeMap<String, (String, String)>,
}

impl Company {
    fn of(documents: &[(Document, Value)]) -> Company {
        let mut company = Company::default();
        for order in documents.iter().flat_map(|(_, truth)| orders(truth)) {
            company.learn(&order);
        }
        company
    }

    /// Descriptions of items whose code is told, in other words than the catalogue's.
    fn worded_otherwise(&self, documents: &[(Document, Value)]) -> BTreeMap<String, String> {
        let orders = documents.iter().flat_map(|(_, truth)| orders(truth));
        let lines = orders.flat_map(|order| lines(&order));
        let worded = lines.filter_map(|line| {
            let (item, worded) = (text(&line, "_canonical_sku")?, text(&line, "description")?);
            (self.items[&item].description != worded).then_some((worded, item))
        });
        worded.collect()
    }

    fn learn(&mut self, order: &Value) {
        let buyer = &order["buyer"];
        let Some(number) = text(buyer, "id").or_else(|| text(buyer, "name")) else {
            return lines(order)
                .iter()
                .for_each(|line| drop(self.learn_item(line)));
        };
        let mut parts = Vec::new();
        for line in lines(order) {
            let item = self.learn_item(&line);
            parts.extend(text(&line, "buyer_part").zip(item));
        }
        let customer = self.customers.entry(number.clone()).or_default();
        customer.name = text(buyer, "name").or(customer.name.take());
        customer.gln = Gln::parse(&number);
        customer.parts.extend(parts);
        let place = &order["ship_to"];
        if let Some(code) = text(place, "id") {
            let of = |field| text(place, field).unwrap_or_default();
            let told = (of("name"), of("address"));
            customer.places.insert(code, told);
        }
        for code in lines(order)
            .iter()
            .filter_map(|line| text(line, "ship_to_id"))
        {
            customer.places.entry(code).or_default();
        }
    }

    /// The code of a line's item: ours if it is told, else its GTIN. The longest description is
    /// the one that a catalogue would have.
    fn learn_item(&mut self, line: &Value) -> Option<String> {
        let code = text(line, "_canonical_sku")
            .or_else(|| text(line, "supplier_part"))
            .or_else(|| text(line, "gtin"))?;
        let item = self.items.entry(code.clone()).or_default();
        let gtin = text(line, "gtin").and_then(|gtin| Gtin::parse(&gtin));
        item.gtin = item.gtin.or(gtin);
        let description = text(line, "description").unwrap_or_default();
        if description.chars().count() > item.description.chars().count() {
            item.description = description;
        }
        Some(code)
    }

    fn directory(&self) -> Directory {
        let item = |(id, (code, item)): (u32, (&String, &Item))| CatalogueItem {
            id: ItemId(id),
            code: code.clone(),
            gtins: item
                .gtin
                .map(|gtin| (gtin, Unit::Each))
                .into_iter()
                .collect(),
            description: item.description.clone(),
            units: vec![(Unit::Each, Ratio::ONE)],
            base_unit: Unit::Each,
        };
        let ids: BTreeMap<&String, ItemId> = self.items.keys().zip((0..).map(ItemId)).collect();
        let mut places = (0..).map(ShipToId);
        let customer = |(id, (code, customer)): (u32, (&String, &Customer))| CustomerEntry {
            id: CustomerId(id),
            code: code.clone(),
            names: customer.name.iter().cloned().collect(),
            gln: customer.gln,
            tax_id: None,
            senders: Vec::new(),
            parts: (customer.parts.iter())
                .map(|(part, item)| (part.clone(), ids[item]))
                .collect(),
            ship_tos: (customer.places.iter())
                .zip(places.by_ref())
                .map(|((code, (name, address)), id)| ShipToEntry {
                    id,
                    code: code.clone(),
                    gln: Gln::parse(code),
                    name: name.clone(),
                    address: address.clone(),
                    postcode: String::new(),
                })
                .collect(),
        };
        Directory::new(
            (0..).zip(&self.items).map(item).collect(),
            (0..).zip(&self.customers).map(customer).collect(),
        )
    }
}

/// What a description says, however it is written.
fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.map(str::to_lowercase).collect()
}

fn stated(value: String) -> Stated<String> {
    let place = Place::Path("/".to_owned());
    Some(Field::stated(
        value,
        Evidence {
            place,
            text: String::new(),
            span: None,
            part: None,
        },
    ))
}

fn orders(truth: &Value) -> Vec<Value> {
    match &truth["orders"] {
        Value::Array(orders) => orders.clone(),
        _ => vec![truth.clone()],
    }
}

fn lines(order: &Value) -> Vec<Value> {
    order["lines"].as_array().cloned().unwrap_or_default()
}

fn text(object: &Value, field: &str) -> Option<String> {
    object[field].as_str().map(str::to_owned)
}

/// Every document with its truth; `None` when they are not there.
fn documents() -> Option<Vec<(Document, Value)>> {
    let folder = Path::new(DOCUMENTS);
    if !folder.is_dir() {
        return None;
    }
    let files = children(folder)
        .into_iter()
        .flat_map(|kind| children(&kind));
    let document = |path: PathBuf| {
        let file = path.file_name()?.to_string_lossy().into_owned();
        let truth = fs::read(path.with_file_name(format!("{file}.truth.json"))).ok()?;
        let told = serde_json::from_slice(&truth).expect("a truth is JSON");
        let kind = path.parent()?.file_name()?.to_string_lossy().into_owned();
        let bytes = fs::read(&path).ok()?;
        Some((
            Document {
                kind,
                file,
                bytes,
                truth,
            },
            told,
        ))
    };
    Some(files.filter_map(document).collect())
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
