//! What is exported can be imported: here, where it changes nothing, and elsewhere, where it makes the
//! same company.

use super::*;
use sim::company::sample_company;

/// Everything but receipts, which are not kept.
fn kinds() -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(|kind| *kind != Kind::Receipts)
}

fn copy_of(desk: &Desk) -> Desk {
    let copy = Desk::new();
    for kind in kinds() {
        let report = copy.import(kind, &desk.export(kind));
        assert!(!report.contains("f.csv"), "{kind:?}: {report}");
    }
    copy
}

fn sample_desk() -> Desk {
    let desk = Desk::new();
    for (name, text) in sim::company::export::files(&sample_company(7, moment().today)) {
        let kind = Kind::parse(name.trim_end_matches(".csv")).unwrap();
        desk.import(kind, &text);
    }
    desk
}

#[test]
fn an_export_changes_nothing_here_and_makes_the_same_company_elsewhere() {
    let desk = sample_desk();
    let (before, copy) = (desk.book(), Desk::new());
    for kind in kinds() {
        let text = desk.export(kind);
        let report = desk.import(kind, &text);
        assert!(report.contains(" 0 added, 0 changed,"), "{report}");
        let report = copy.import(kind, &text);
        assert!(report.contains(" 0 changed, 0 as before"), "{report}");
        assert!(copy.export(kind) == text, "{kind:?}");
    }
    assert!(desk.book() == before);
    assert!(copy.book() == before);
}

#[test]
fn rare_things_survive_the_way_out_and_back() {
    let desk = Desk::founded();
    let site = "site,name,weekdays,cutoff\nBACK YARD,Yard,sun,24:00\n";
    assert!(desk.import(Kind::Sites, site).contains("1 added"));
    let item = "item,description,base_unit,case,other_units,gtin_each,other_gtins,safety_stock,bins\n\
                OIL,\"Oil, 1 l\",each,5/2,pack=6 layer=120,7299999100010 96385074,\
                layer=17299999100017,BACK YARD=5;NORTH=7,BACK YARD=A-2;NORTH=07.2\n";
    assert!(desk.import(Kind::Items, item).contains("1 added"));
    let customer = "customer,name,phone,price_list,receivable,ship_to,zone,street,region,ship_to_phone\n\
                    C2,=SUM(A1),\"+972-4-555\n03-77\",RETAIL,-12.50,A,1,\"Gate 4\n2 Sea St\",North,'=1\n";
    assert!(desk.import(Kind::Customers, customer).contains("1 added"));
    let copy = copy_of(&desk);
    assert!(copy.book() == desk.book());
    let person = copy.person(SubjectKind::Customer, 1).unwrap();
    assert_eq!(
        (person.name.as_str(), person.phones),
        (
            "=SUM(A1)",
            vec!["+972-4-555".to_owned(), "03-77".to_owned()]
        )
    );
    let text = desk.export(Kind::Customers);
    assert!(text.contains(",'=SUM(A1),"), "{text}");
    assert!(text.contains(",-12.50,"), "{text}");
    assert!(
        !text
            .split([',', '\n', '"'])
            .any(|cell| cell.starts_with(['=', '+', '@'])),
        "{text}"
    );
}

#[test]
fn a_customer_that_was_erased_comes_back_without_a_name() {
    let desk = Desk::founded();
    for (kind, number) in [(SubjectKind::Customer, 0), (SubjectKind::ShipTo, 0)] {
        desk.vault.erase(SubjectId { kind, number }).unwrap();
    }
    let text = desk.export(Kind::Customers);
    let report = desk.import(Kind::Customers, &text);
    assert_eq!(
        report,
        "customers: 2 rows, 0 added, 0 changed, 1 as before\n"
    );
    assert!(desk.person(SubjectKind::Customer, 0).is_none());
}
