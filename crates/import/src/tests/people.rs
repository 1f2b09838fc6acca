//! Customers: their rows belong together, and what is personal goes to the vault.

use super::*;
use vocab::CustomerId;

fn default_code(book: &Book) -> String {
    let default = book.company.customers[0].default_ship_to.unwrap();
    book.company.ship_tos[default.index()].code.clone()
}

#[test]
fn names_and_addresses_go_to_the_vault_and_numbers_to_the_book() {
    let desk = Desk::founded();
    let book = desk.book();
    assert_eq!(
        (book.company.customers.len(), book.company.ship_tos.len()),
        (1, 2)
    );
    assert_eq!(book.company.customers[0].credit_limit, Some(500_000));
    let customer = desk.person(SubjectKind::Customer, 0).unwrap();
    assert_eq!(customer.name, "Corner Grocery");
    assert_eq!(customer.emails, ["orders@corner.example"]);
    let place = desk.person(SubjectKind::ShipTo, 1).unwrap();
    assert_eq!(
        (place.address, place.city.as_str()),
        (vec!["2 Harbour St".to_owned()], "Haifa")
    );
}

#[test]
fn an_import_that_died_before_the_vault_is_completed_by_the_same_import() {
    let desk = Desk::founded();
    let lost = SubjectId {
        kind: SubjectKind::ShipTo,
        number: 1,
    };
    desk.vault.erase(lost).unwrap();
    let durable = desk.engine.handle().durable();
    let report = desk.import(Kind::Customers, CUSTOMERS);
    assert_eq!(
        report,
        "customers: 2 rows, 0 added, 1 changed, 0 as before\n"
    );
    assert_eq!(
        desk.person(SubjectKind::ShipTo, 1).unwrap().address,
        ["2 Harbour St"]
    );
    assert_eq!(
        desk.engine.handle().durable(),
        durable,
        "the book had it all"
    );
}

#[test]
fn a_new_phone_number_is_a_change_that_the_book_does_not_hear_of() {
    let desk = Desk::founded();
    let before = desk.book();
    let text = "customer,name,phone,price_list\nC1,Corner Grocery,03 555 0101,RETAIL\n";
    let report = desk.import(Kind::Customers, text);
    assert_eq!(
        report,
        "customers: 1 rows, 0 added, 1 changed, 0 as before\n"
    );
    assert!(desk.book() == before);
    let customer = desk.person(SubjectKind::Customer, 0).unwrap();
    assert_eq!(customer.phones, ["03 555 0101"]);
    assert_eq!(
        customer.emails,
        ["orders@corner.example"],
        "no column, no change"
    );
}

#[test]
fn part_numbers_are_added_and_outlive_changes_of_the_customer() {
    let desk = Desk::founded();
    let parts =
        |rows: &str| desk.import(Kind::Parts, &format!("customer,customer_part,item\n{rows}"));
    assert_eq!(
        parts("C1,77,TEA\n"),
        "parts: 1 rows, 1 added, 0 changed, 0 as before\n"
    );
    assert_eq!(
        parts("C1,88,RICE\nC1,77,TEA\n"),
        "parts: 2 rows, 1 added, 0 changed, 1 as before\n"
    );
    assert_eq!(
        parts("C1,77,RICE\n"),
        "parts: 1 rows, 0 added, 1 changed, 0 as before\n"
    );
    let text = "customer,name,price_list,blocked\nC1,Corner Grocery,RETAIL,yes\n";
    desk.import(Kind::Customers, text);
    let book = desk.book();
    let customer = &book.company.customers[CustomerId(0).index()];
    assert!(customer.blocked);
    assert_eq!(customer.credit_limit, Some(500_000));
    let shown: Vec<String> = customer
        .parts
        .iter()
        .map(|(part, item)| format!("{part} {item}"))
        .collect();
    assert_eq!(shown, ["77 1", "88 1"]);
    assert_eq!(default_code(&book), "C1-01");
}

#[test]
fn a_customer_keeps_its_default_ship_to_until_a_row_says_otherwise() {
    let desk = Desk::founded();
    let titles = "customer,name,price_list,ship_to,default_ship_to,zone\n";
    let import = |row: &str| {
        desk.import(Kind::Customers, &format!("{titles}{row}"));
        default_code(&desk.book())
    };
    assert_eq!(import("C1,Corner Grocery,RETAIL,C1-03,,3\n"), "C1-01");
    assert_eq!(import("C1,Corner Grocery,RETAIL,C1-02,yes,2\n"), "C1-02");
    assert_eq!(import("C1,Corner Grocery,RETAIL,C1-01,,1\n"), "C1-02");
    assert_eq!(desk.book().company.ship_tos.len(), 3);
}

#[test]
fn rows_of_a_customer_may_leave_out_what_its_first_row_says() {
    let desk = Desk::founded();
    let text = "customer,name,price_list,credit_limit,ship_to,zone\n\
                C2,Hotel,RETAIL,100.50,A,1\nC1,Corner Grocery,RETAIL,,,\nC2,,,,B,1\n";
    let report = desk.import(Kind::Customers, text);
    assert_eq!(
        report,
        "customers: 3 rows, 1 added, 1 changed, 0 as before\n"
    );
    assert_eq!(desk.book().company.customers[1].credit_limit, Some(10_050));
}

#[test]
fn rows_that_contradict_each_other_are_told() {
    let desk = Desk::founded();
    let text = "customer,name,price_list,blocked,ship_to,default_ship_to,zone\n\
                C2,Hotel,RETAIL,no,A,yes,1\n\
                C2,Motel,RETAIL,yes,B,yes,1\n\
                C2,Hotel,RETAIL,no,A,,1\n\
                C2,Hotel,RETAIL,no,,,7\n\
                C2,Hotel,RETAIL,no,,,\n";
    let said = "\
f.csv row 3, name: expected \"Hotel\", as in row 2 of f.csv, there is \"Motel\"
f.csv row 3, blocked: expected \"no\", as in row 2 of f.csv, there is \"yes\"
f.csv row 3, default_ship_to: expected one default of a customer, row 2 of f.csv is it already
f.csv row 4, ship_to: expected each once, \"A\" stands in row 2 of f.csv already
f.csv row 5, ship_to: expected the code of a ship-to, as zone has something, there is nothing
f.csv row 6, ship_to: expected another ship-to of the customer in row 2 of f.csv, there is nothing
";
    assert_eq!(desk.import(Kind::Customers, text), said);
    assert_eq!(desk.book().company.customers.len(), 1);
}
