//! Every kind of error: which file, row and column, what was expected, and what is there.

use super::*;

/// Imports rows under titles, and compares what is wrong without the file's name.
fn check(kind: Kind, cases: &[(&str, &str)]) {
    let desk = Desk::founded();
    let before = desk.book();
    for (text, expected) in cases {
        let report = desk.import(kind, text).replace("f.csv ", "");
        assert_eq!(report.trim_end(), *expected, "{text}");
        assert!(desk.book() == before, "{text}");
    }
}

#[test]
fn titles_are_known_once_and_complete() {
    check(
        Kind::Stock,
        &[
            (
                "site,item,item,quantity\nNORTH,TEA,TEA,1\n",
                "row 1, item: the column stands twice",
            ),
            (
                "site,colour\nNORTH,red\n",
                "row 1, item: the column is missing; site, item, quantity are required; \
                 not recognised: \"colour\"\n\
                 row 1, quantity: the column is missing; site, item, quantity are required; \
                 not recognised: \"colour\"",
            ),
        ],
    );
}

#[test]
fn a_file_that_can_not_be_read_says_where_it_ends() {
    check(
        Kind::Stock,
        &[
            (
                "",
                "f.csv: expected a title row and rows like NORTH,COFFEE-250,40,case, the file is empty",
            ),
            (
                "site,item,quantity\n\nNORTH,TEA\n",
                "row 3: expected 3 cells, as in the title row, there are 2",
            ),
            (
                "site,item,quantity\nNORTH,\"TEA,1\n",
                "row 2: a quote is opened in this row and never closed",
            ),
            (
                r#"{"site":"NORTH"}"#,
                "f.csv: expected a list of objects: invalid type: map, expected a list of objects at line 1 column 0",
            ),
            (
                r#"[{"site":"NORTH","item":"TEA","quantity":1},{"site":["NORTH"]}]"#,
                "row 2: expected a list of objects: invalid type: sequence, expected a text, a number, \
                 true, false or null at line 1 column 53",
            ),
            (
                r#"[{"site":"NORTH","item":"TEA","quantity":1.234567890123456789}]"#,
                "row 1: expected a list of objects: a number of more than 15 digits is exact only as a text, \
                 in quotes at line 1 column 61",
            ),
            (
                r#"[{"site":"NORTH","site":"NORTH","item":"TEA","colour":{"red":[1]}},{"quantity":1}]"#,
                "row 1, site: the key stands twice\n\
                 row 1, quantity: expected a number from 0 on, there is nothing\n\
                 row 2, site: expected the code of a site, there is nothing\n\
                 row 2, item: expected the code of an item, there is nothing",
            ),
        ],
    );
    let desk = Desk::new();
    let latin = desk.import_files(Kind::Stock, &[("f.csv", b"site\ncaf\xE9\n")], false);
    let said = "f.csv: expected UTF-8, line 2 is something else; \
                in a spreadsheet program save it as a workbook (.xlsx) or as \"CSV UTF-8\"\n";
    assert_eq!(latin.text(), said);
}

#[test]
fn cells_of_sites_and_lanes_are_checked() {
    check(
        Kind::Sites,
        &[(
            "site,name,weekdays,cutoff,holidays\n,x,sunday funday,24:30,2027-02-30\nA,x,Sunday MON,9:05,\nA,x,sun,24:00,\n",
            "row 2, site: expected a code of at most 40 characters, there is nothing\n\
             row 2, weekdays: expected weekdays like sun mon tue wed thu, there is \"sunday funday\"\n\
             row 2, cutoff: expected a clock time like 15:30, there is \"24:30\"\n\
             row 2, holidays: expected at most 1000 days like 2027-04-22 2027-04-28, there is \"2027-02-30\"\n\
             row 4, site: expected each once, \"A\" stands in row 3 of already",
        )],
    );
    check(
        Kind::Lanes,
        &[(
            "site,zone,transit_days,delivery_weekdays,cost_per_shipment,cost_per_kilogram\n\
             SOUTH,10000,-1,sun,1.005,10000000.01\nNORTH,1,2,sun,1,1\nNORTH,1,3,sun,1,1\n",
            "row 2, site: expected the code of a site, there is no site \"SOUTH\"\n\
             row 2, zone: expected the number of a zone, 0 to 9999, there is \"10000\"\n\
             row 2, transit_days: expected a whole number of days, 0 to 365, there is \"-1\"\n\
             row 2, cost_per_shipment: expected 0 to 10000000 with at most 2 decimals, as ILS has, there is 1.005\n\
             row 2, cost_per_kilogram: expected 0 to 10000000 with at most 2 decimals, as ILS has, there is 10000000.01\n\
             row 4, zone: expected each once, \"1\" stands in row 3 of already",
        )],
    );
}

#[test]
fn cells_of_items_are_checked() {
    let long = "x".repeat(41);
    check(
        Kind::Items,
        &[
            (
                &format!(
                    "item,description,base_unit,weight_grams,orderable\n{long},a,piecemeal,10000001,maybe\n"
                ),
                &format!(
                    "row 2, item: expected a code of at most 40 characters, there is \"{long}\"\n\
                     row 2, base_unit: expected a unit like each, case or kilogram, there is \"piecemeal\""
                ),
            ),
            (
                "item,description,base_unit,case,gtin_each,weight_grams,orderable,safety_stock\n\
                 OIL,a,each,0,7299999100011,10000001,maybe,SOUTH=1\n",
                "row 2, case: expected how many base units are in a case, from 1, there is \"0\"\n\
                 row 2, gtin_each: expected GTINs of 8, 12, 13 or 14 digits with a right check digit, there is \"7299999100011\"\n\
                 row 2, weight_grams: expected a whole number of grams of one base unit, 0 to 10000000, there is \"10000001\"\n\
                 row 2, orderable: expected true or false, there is \"maybe\"\n\
                 row 2, safety_stock: expected base units kept back by site, like NORTH=480 SOUTH=240, there is \"SOUTH=1\"",
            ),
            (
                "item,description,base_unit,sales_unit,case,gtin_each\n\
                 TEA,Tea,case,,12,\nOIL,a,gram,case,,7299999100010\nOIL,a,gram,,,\n",
                "row 2, base_unit: expected each: stock, prices and orders of this item are counted in it\n\
                 row 3, sales_unit: expected a unit of this item (gram), case is not one\n\
                 row 3, gtin_each: expected a unit of this item (gram), each is not one\n\
                 row 4, item: expected each once, \"OIL\" stands in row 3 of already",
            ),
        ],
    );
}

#[test]
fn cells_of_prices_and_parts_are_checked() {
    check(
        Kind::Prices,
        &[(
            "price_list,currency,item,price,per\n\
             RETAIL,EUR,TEA,1,1\nWEB,EUR,TEA,1.234,1\nWEB,ILS,TEA,1,1\nWEB,EUR,OIL,-1,0\n\
             WEB,euro,TEA,\"1,50\",\nWEB,EUR,TEA,1,\nWEB,EUR,TEA,2,\n",
            "row 2, currency: expected ILS, as list RETAIL has in the book, there is EUR\n\
             row 3, price: expected 0 to 10000000000000 with at most 2 decimals, as EUR has, there is 1.234\n\
             row 4, currency: expected EUR, as list WEB has in row 3 of f.csv, there is ILS\n\
             row 5, item: expected the code of an item, there is no item \"OIL\"\n\
             row 5, price: expected 0 to 10000000000000 with at most 2 decimals, as EUR has, there is -1\n\
             row 5, per: expected how many base units the price is for, from 1, there is \"0\"\n\
             row 6, currency: expected a currency of three letters (ISO 4217), there is \"euro\"\n\
             row 8, item: expected each once, \"TEA\" stands in row 7 of already",
        )],
    );
    check(
        Kind::Parts,
        &[(
            "customer,customer_part,item\nC9,,OIL\nC1,7,TEA\nC1,7,RICE\n",
            "row 2, customer: expected the number of a customer, there is no customer \"C9\"\n\
             row 2, customer_part: expected a part number of at most 40 characters, there is nothing\n\
             row 2, item: expected the code of an item, there is no item \"OIL\"\n\
             row 4, customer_part: expected each once, \"7\" stands in row 3 of already",
        )],
    );
}

#[test]
fn cells_of_customers_are_checked() {
    check(
        Kind::Customers,
        &[(
            "customer,name,email,gln,price_list,credit_limit,receivable,ship_to,country,zone,ship_to_gln\n\
             C2,,a@b@c,123,GOLD,1.001,x,A,ISR,,1\n\
             C3,x,@,,RETAIL,1.001,x,A,IL,1,\n",
            "row 2, gln: expected a GLN of 13 digits with a right check digit, there is \"123\"\n\
             row 2, price_list: expected the code of a price list, there is no price list \"GOLD\"\n\
             row 2, name: expected a name of at most 200 characters, there is nothing\n\
             row 2, email: expected at most 10 e-mail addresses, there is \"a@b@c\"\n\
             row 2, zone: expected the number of a zone, 0 to 9999, there is nothing\n\
             row 2, ship_to_gln: expected a GLN of 13 digits with a right check digit, there is \"1\"\n\
             row 2, country: expected a country of two letters (ISO 3166-1), there is \"ISR\"\n\
             row 3, credit_limit: expected 0 to 10000000000000 with at most 2 decimals, as ILS has, there is 1.001\n\
             row 3, receivable: expected an amount like 3120.40, owed from before, there is \"x\"\n\
             row 3, email: expected at most 10 e-mail addresses, there is \"@\"",
        )],
    );
}

#[test]
fn cells_of_stock_and_supply_are_checked() {
    check(
        Kind::Stock,
        &[(
            "site,item,quantity,unit\nNORTH,TEA,1e3,case\nNORTH,RICE,1,case\nNORTH,TEA,0.7,case\nNORTH,TEA,-1,\n",
            "row 2, quantity: expected a number from 0 on, there is \"1e3\"\n\
             row 3, unit: expected a unit of the item, there is \"case\"\n\
             row 4, quantity: expected a whole number of the base unit (each), 0 to 1000000000000; there is 0.7 case\n\
             row 5, quantity: expected a whole number of the base unit (each), 0 to 1000000000000; there is -1 each",
        )],
    );
    check(
        Kind::Supply,
        &[(
            "reference,kind,site,item,quantity,due\nP1,wish,NORTH,TEA,1,tomorrow\nP2,in_transit,NORTH,TEA,1,2027-01-01\nP2,in_transit,NORTH,TEA,1,2027-01-01\n",
            "row 2, kind: expected in_transit or purchase_order, there is \"wish\"\n\
             row 2, due: expected a day like 2027-01-10, there is \"tomorrow\"\n\
             row 4, reference: expected each once, \"P2\" stands in row 3 of already",
        )],
    );
}

#[test]
fn what_only_the_book_can_know_is_told_of_its_row() {
    let rows: Vec<String> = (1..=1_001)
        .map(|n| format!("P{n},in_transit,NORTH,TEA,1,2027-01-01\n"))
        .collect();
    check(
        Kind::Supply,
        &[(
            &format!("reference,kind,site,item,quantity,due\n{}", rows.concat()),
            "row 1002: 1001 open supplies of the item at once; at most 1000 are allowed",
        )],
    );
}
