//! Files in, reports and a changed book out.

mod docs;
mod exported;
mod goods;
mod limits;
mod mapped;
mod people;
mod quotas;
mod round_trip;
mod sheets;
mod suppliers;

mod wrong;

use super::*;
use engine::Engine;
use journal::{BookId, FaultPlan, MemoryJournal, SimulatedDisk};
use keep::{Personal, SubjectId, SubjectKind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use vocab::{Day, Instant};

const SITES: &str = "site,name,weekdays,cutoff\nNORTH,Haifa,sun mon tue wed thu,15:30\n";
const ITEMS: &str =
    "item,description,base_unit,case\nTEA,Tea 20 bags,each,12\nRICE,Rice 1 kg,each,\n";
const PRICES: &str = "price_list,currency,item,price,per\nRETAIL,ILS,TEA,118.80,12\n";
const CUSTOMERS: &str = "\
customer,name,email,price_list,credit_limit,ship_to,street,city,zone
C1,Corner Grocery,orders@corner.example,RETAIL,5000,C1-01,1 Harbour St,Haifa,1
C1,Corner Grocery,orders@corner.example,RETAIL,5000,C1-02,2 Harbour St,Haifa,2
";

/// A company to import into.
struct Desk {
    engine: Engine,
    vault: Vault,
    directory: PathBuf,
}

impl Desk {
    fn new() -> Desk {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let directory =
            std::env::temp_dir().join(format!("kept-import-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let disk = SimulatedDisk::new(BookId([7; 16]));
        let journal = MemoryJournal::open(&disk, FaultPlan::none()).unwrap();
        let (engine, _) = Engine::open(journal, moment).unwrap();
        let vault = Vault::open(&directory).unwrap();
        Desk {
            engine,
            vault,
            directory,
        }
    }

    /// A desk with one site, two items, one price list and one customer.
    fn founded() -> Desk {
        let desk = Desk::new();
        for (kind, text) in [
            (Kind::Sites, SITES),
            (Kind::Items, ITEMS),
            (Kind::Prices, PRICES),
            (Kind::Customers, CUSTOMERS),
        ] {
            let report = desk.import(kind, text);
            assert!(report.contains(" added, 0 changed"), "{report}");
        }
        desk
    }

    fn import(&self, kind: Kind, text: &str) -> String {
        self.import_files(kind, &[("f.csv", text.as_bytes())], false)
            .text()
    }

    fn import_files(&self, kind: Kind, files: &[(&str, &[u8])], dry_run: bool) -> Report {
        let sources: Vec<Source> = files.iter().map(source).collect();
        let job = Import {
            kind,
            sources: &sources,
            mapping: None,
            dry_run,
        };
        self.with_target(|target| import(target, &job, &mut |_| ControlFlow::Continue(())).unwrap())
    }

    fn with_target<T>(&self, act: impl FnOnce(&Target<'_>) -> T) -> T {
        let handle = self.engine.handle();
        act(&Target {
            handle: &handle,
            vault: &self.vault,
            actor: ActorId::default(),
            now: moment(),
        })
    }

    fn export(&self, kind: Kind) -> String {
        let mut text = Vec::new();
        self.with_target(|target| export(target, kind, &mut text).unwrap());
        String::from_utf8(text).unwrap()
    }

    fn on_hand(&self, site: &str, item: &str) -> u64 {
        let book = self.book();
        let item = book.company.item_by_code(item).unwrap();
        let site = book.company.site_by_code(site).unwrap();
        book.stock.balance(item, site).on_hand.0
    }

    fn book(&self) -> Book {
        self.engine.handle().ask(Book::clone).unwrap()
    }

    fn person(&self, kind: SubjectKind, number: u64) -> Option<Personal> {
        self.vault.get(SubjectId { kind, number }).unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn source((name, bytes): &(&str, &[u8])) -> Source {
    Source {
        name: (*name).to_owned(),
        bytes: bytes.to_vec(),
    }
}

fn moment() -> Moment {
    let today = Day::parse("2026-11-22").unwrap();
    Moment {
        at: Instant::at_midnight(today),
        today,
        minute: 0,
    }
}

#[test]
fn a_second_import_changes_rows_and_makes_no_duplicates() {
    let desk = Desk::founded();
    let again = desk.import(Kind::Items, ITEMS);
    assert_eq!(again, "items: 2 rows, 0 added, 0 changed, 2 as before\n");
    let changed = "ITEM;Description;base_unit\nTEA;Tea 25 bags;each\nMINT;Mint;each\n";
    let report = desk.import(Kind::Items, changed);
    assert_eq!(report, "items: 2 rows, 1 added, 1 changed, 0 as before\n");
    let items = desk.book().company.items;
    let shown: Vec<String> = items
        .iter()
        .map(|item| format!("{} {}", item.code, item.description))
        .collect();
    assert_eq!(shown, ["TEA Tea 25 bags", "RICE Rice 1 kg", "MINT Mint"]);
}

#[test]
fn a_column_that_is_not_there_leaves_what_is_and_an_empty_cell_empties_it() {
    let desk = Desk::founded();
    let tea = |text| {
        let report = desk.import(Kind::Items, text);
        assert!(report.contains("0 added, 1 changed"), "{report}");
        let item = desk.book().company.items[0].clone();
        (
            item.weight_grams,
            item.units.len(),
            item.orderable,
            item.safety_stock.len(),
        )
    };
    let full = "item,description,base_unit,weight_grams,orderable,safety_stock\n\
                TEA,Tea,each,50,no,NORTH=480\n";
    assert_eq!(tea(full), (50, 1, false, 1));
    assert_eq!(
        tea("item,description,base_unit\nTEA,Green tea,each\n"),
        (50, 1, false, 1)
    );
    let empty = "item,description,base_unit,case,weight_grams,orderable,safety_stock\n\
                 TEA,Green tea,each,,,,\n";
    assert_eq!(tea(empty), (0, 0, true, 0));
}

#[test]
fn a_dry_run_checks_everything_and_changes_nothing() {
    let desk = Desk::founded();
    let before = desk.book();
    let text = "site,item,quantity,unit\nNORTH,TEA,2.5,case\n";
    let report = desk.import_files(Kind::Stock, &[("f.csv", text.as_bytes())], true);
    let said = "stock: 1 rows, 1 added, 0 changed, 0 as before\n\
                everything fits; nothing was changed in this dry run\n";
    assert_eq!(report.text(), said);
    assert!(desk.book() == before);
}

#[test]
fn one_wrong_row_in_one_file_keeps_all_files_out() {
    let desk = Desk::founded();
    let before = desk.book();
    let right = "site,item,quantity\nNORTH,TEA,5\n";
    let files = [
        ("a.csv", right),
        ("b.csv", "site,item,quantity\nNORTH,TEA,-1\n"),
    ];
    let files = files.map(|(name, text)| (name, text.as_bytes()));
    let report = desk.import_files(Kind::Stock, &files, false);
    let said = "b.csv row 2, quantity: expected a whole number of the base unit (each), \
                0 to 1000000000000; there is -1 each\n";
    assert_eq!(
        (report.ok, report.added, report.text().as_str()),
        (false, 0, said)
    );
    assert!(desk.book() == before);
}

#[test]
fn json_says_the_same_as_csv() {
    let (csv, json) = (Desk::founded(), Desk::founded());
    csv.import(
        Kind::Items,
        "item,description,base_unit,case,orderable\nOIL,Oil,each,6,no\n",
    );
    let text =
        r#" [{"Item":"OIL","description":"Oil","base_unit":"each","case":6,"orderable":false}]"#;
    let report = json.import(Kind::Items, text);
    assert_eq!(report, "items: 1 rows, 1 added, 0 changed, 0 as before\n");
    csv.import(
        Kind::Prices,
        "price_list,currency,item,price\nRETAIL,ILS,OIL,31.90\n",
    );
    json.import(
        Kind::Prices,
        r#"[{"price_list":"RETAIL","currency":"ils","item":"OIL","price":31.9}]"#,
    );
    assert!(csv.book() == json.book());
    assert_eq!(csv.book().company.price_lists[0].prices.len(), 3);
}

#[test]
fn the_report_of_a_program_has_every_error_with_its_place() {
    let desk = Desk::founded();
    let files: [(&str, &[u8]); 1] = [("stock.csv", b"site,item,quantity\nSOUTH,TEA,1\n")];
    let report = desk.import_files(Kind::Stock, &files, false);
    let json = serde_json::to_string(&report).unwrap();
    let said = r#"{"ok":false,"kind":"stock","files":["stock.csv"],"dry_run":false,"rows":1,"added":0,"changed":0,"unchanged":0,"repeated":0,"not_kept":[],"unused":[],"sheets_not_read":[],"errors":[{"file":"stock.csv","row":2,"column":"site","code":"unknown","rule":null,"message":"expected the code of a site, there is no site \"SOUTH\""}],"errors_not_listed":0}"#;
    assert_eq!(json, said);
}
