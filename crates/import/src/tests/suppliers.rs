//! What suppliers could deliver, and what may be given instead.

use super::*;

const SUPPLIERS: &str = "supplier,item,site,quantity,unit,lead_days,cost\n\
                         MILL,RICE,NORTH,40,,5,45.00\n\
                         MILL,TEA,NORTH,any,,14,\n";

fn exported(desk: &Desk, kind: Kind) -> Vec<String> {
    let text = desk.export(kind);
    text.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn supplier_stock_comes_in_once_and_goes_out_as_it_came() {
    let desk = Desk::founded();
    let first = "supplier-stock: 2 rows, 2 added, 0 changed, 0 as before\n";
    assert_eq!(desk.import(Kind::SupplierStock, SUPPLIERS), first);
    let again = "supplier-stock: 2 rows, 0 added, 0 changed, 2 as before\n";
    assert_eq!(desk.import(Kind::SupplierStock, SUPPLIERS), again);
    let text = desk.export(Kind::SupplierStock);
    assert_eq!(desk.import(Kind::SupplierStock, &text), again);
    assert_eq!(
        exported(&desk, Kind::SupplierStock),
        [
            "MILL,TEA,NORTH,any,each,14,0.00",
            "MILL,RICE,NORTH,40,each,5,45.00"
        ]
    );
}

#[test]
fn who_has_nothing_by_now_keeps_its_terms_and_is_taken_away_by_a_word() {
    let desk = Desk::founded();
    desk.import(Kind::SupplierStock, SUPPLIERS);
    let empty = "Vendor,SKU,Warehouse,Available,Lead time\nMILL,RICE,NORTH,0,6\n";
    assert_eq!(
        desk.import(Kind::SupplierStock, empty),
        "supplier-stock: 1 rows, 0 added, 1 changed, 0 as before\n"
    );
    assert_eq!(
        exported(&desk, Kind::SupplierStock)[1],
        "MILL,RICE,NORTH,0,each,6,45.00"
    );
    let text = desk.export(Kind::SupplierStock);
    assert_eq!(
        desk.import(Kind::SupplierStock, &text),
        "supplier-stock: 2 rows, 0 added, 0 changed, 2 as before\n"
    );
    let gone =
        "Vendor;SKU;Warehouse;Available;Lead time\nMILL;RICE;NORTH;none;5\nMILL;TEA;NORTH;7;3\n";
    assert_eq!(
        desk.import(Kind::SupplierStock, gone),
        "supplier-stock: 2 rows, 0 added, 2 changed, 0 as before\n"
    );
    assert_eq!(
        exported(&desk, Kind::SupplierStock),
        ["MILL,TEA,NORTH,7,each,3,0.00"]
    );
    assert_eq!(
        desk.import(
            Kind::SupplierStock,
            "supplier,item,site,quantity,lead_days\nMILL,RICE,NORTH,none,5\n"
        ),
        "supplier-stock: 1 rows, 0 added, 0 changed, 1 as before\n"
    );
}

#[test]
fn what_is_wrong_with_supplier_stock_is_told_by_row_and_column() {
    let desk = Desk::founded();
    let told = |row: &str| {
        let text = format!("supplier,item,site,quantity,lead_days\nMILL,RICE,NORTH,1,1\n{row}\n");
        desk.import(Kind::SupplierStock, &text)
    };
    assert_eq!(
        told("MILL,TEA,NORTH,2.5,1"),
        "f.csv row 3, quantity: expected a whole number of the base unit (each), 0 to 1000000000000; there is 2.5 each\n"
    );
    assert_eq!(
        told("MILL,TEA,NORTH,2,731"),
        "f.csv row 3, lead_days: expected a whole number of days, 0 to 730, there is \"731\"\n"
    );
    assert_eq!(
        told("MILL,RICE,NORTH,2,1"),
        "f.csv row 3, supplier: expected each once, \"MILL\" stands in row 2 of f.csv already\n"
    );
    assert_eq!(desk.book().stock.suppliers.len(), 0);
}

#[test]
fn an_item_has_the_substitutes_of_the_file_in_its_order_and_no_others() {
    let desk = Desk::founded();
    let first = "Item code,Alternative\nTEA,RICE\n";
    assert_eq!(
        desk.import(Kind::Substitutes, first),
        "substitutes: 1 rows, 1 added, 0 changed, 0 as before\n"
    );
    let text = desk.export(Kind::Substitutes);
    assert_eq!(
        desk.import(Kind::Substitutes, &text),
        "substitutes: 1 rows, 0 added, 0 changed, 1 as before\n"
    );
    assert_eq!(exported(&desk, Kind::Substitutes), ["TEA,RICE"]);
    assert_eq!(
        desk.import(Kind::Substitutes, "item,substitute\nTEA,TEA\n"),
        "f.csv row 2: TEA can't be given instead of itself\n"
    );
    assert_eq!(
        desk.import(Kind::Substitutes, "item,substitute\nRICE,TEA\nRICE,RICE\n"),
        "f.csv row 3: RICE can't be given instead of itself\n"
    );
    desk.import(Kind::Substitutes, "item,substitute\nTEA,\n");
    assert_eq!(exported(&desk, Kind::Substitutes), [""; 0]);
}
