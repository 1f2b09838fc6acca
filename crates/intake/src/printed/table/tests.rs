//! Tables as senders print them, each as text; a column of the text is five points wide.

use crate::printed::tests::reading;
use crate::request::{Field, RequestLine};

/// The lines of a page with such a table, and what is in doubt about their numbers.
fn check(table: &str) -> String {
    told(table, false)
}

fn told(table: &str, rtl: bool) -> String {
    let heading = if rtl {
        "הזמנת רכש\nמספר הזמנה: 4711\n\n"
    } else {
        "PURCHASE ORDER\nPO Number: 4711\n\n"
    };
    let reading = reading(&format!("{heading}{table}"), rtl);
    let lines = reading.requests.iter().flat_map(|request| &request.lines);
    let mut told: Vec<String> = lines.map(line).collect();
    told.extend(
        reading
            .issues
            .iter()
            .map(|issue| format!("! {}", issue.message)),
    );
    told.join("\n")
}

/// Line number, buyer's and supplier's part, GTIN, description, quantity and unit, price, day.
fn line(line: &RequestLine) -> String {
    let text = |field: &Option<Field<String>>| field.as_ref().map(|field| field.value.clone());
    let quantity = line.quantity.as_ref().map(|field| field.value.to_string());
    let price = line
        .unit_price
        .as_ref()
        .map(|field| field.value.to_string());
    let basis = line
        .price_basis
        .as_ref()
        .map(|field| field.value.to_string());
    let day = line.requested_delivery_date.as_ref();
    let fields = [
        text(&line.line_no),
        text(&line.buyer_part).map(|part| format!("our {part}")),
        text(&line.supplier_part).map(|part| format!("your {part}")),
        text(&line.gtin).map(|gtin| format!("gtin {gtin}")),
        text(&line.description),
        quantity,
        text(&line.uom),
        price.map(|price| format!("@ {price}")),
        basis.map(|basis| format!("per {basis}")),
        day.map(|day| day.value.to_string()),
    ];
    fields.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[test]
fn titles_that_are_wrapped_over_two_lines_are_one() {
    let table = "
          Item                                          Unit      Net
Line      number      Description         Quantity      price     amount

1         BR-1001     Brass hinge         40 EA          2.50     100.00
2         BR-2002     Oak handle          10 EA          3.25      32.50
";
    let told = "1 our BR-1001 Brass hinge 40 EA @ 2.5\n2 our BR-2002 Oak handle 10 EA @ 3.25";
    assert_eq!(check(table), told);
}

#[test]
fn an_item_may_take_two_lines_under_titles_of_two_lines() {
    let table = "
Item   Material        Description
                Order qty.      Unit          Price        Net value
_____________________________________________________________________

00010  000700-1017     Steel shelf
                504             Each           5.13         2,585.52
       Your material number 40056
00020  000700-1018     Steel post
                20              Each           1.50            30.00
";
    let told = "00010 our 000700-1017 your 40056 Steel shelf 504 Each @ 5.13\n\
                00020 our 000700-1018 Steel post 20 Each @ 1.5";
    assert_eq!(check(table), told);
}

#[test]
fn quantity_and_unit_in_one_cell_are_two() {
    let table = "
Item   Material    Order Qty /Unit    Net price    Per/Unit    Net Value
       Description

10                 510/EA             5.05 EUR     1/EA        2,575.50
       Steel shelf
       Delivery Date: 16-JAN-2026
";
    assert_eq!(check(table), "10 Steel shelf 510 EA @ 5.05 2026-01-16");
}

#[test]
fn a_price_for_a_hundred_is_taken_for_a_hundred() {
    let table = "
Pos   Material    Description      Quantity   Unit   Price    Per    Amount

1     SC-0408     Wood screw 4x8   2,500      PC     3.20     100     80.00
";
    assert_eq!(
        check(table),
        "1 our SC-0408 Wood screw 4x8 2500 PC @ 3.2 per 100"
    );
}

#[test]
fn of_several_amounts_the_one_that_is_quantity_times_price_counts() {
    let table = "
Item code   Description    Qty   Unit   List price   Price   Tax amount   Amount   Total

BR-1001     Brass hinge    40    EA     3.00         2.50    19.00        100.00   119.00
";
    assert_eq!(check(table), "our BR-1001 Brass hinge 40 EA @ 2.5");
}

#[test]
fn what_is_counted_or_summed_below_the_lines_is_no_item() {
    let table = "
Line   Item #     Description     QTY       Unit   Unit Price   Extended Price

1      BR-1001    Brass hinge     130.000   EA     4.5400       590.2000

       Notes:     Total Order Qty           130.000
                                            Total               590.20
       Freight    Whse            101
";
    assert_eq!(check(table), "1 our BR-1001 Brass hinge 130 EA @ 4.54");
}

#[test]
fn references_and_costs_below_an_item_are_no_description() {
    let table = "
Line   Item       Description            Qty    Unit   Price    Amount

1      BR-1001    Brass hinge            40     EA     2.50     100.00
                  with screws
                  PER QUOTATION #220402-06
                  in a box
2      BR-2002    Oak handle             10     EA     3.25      32.50
                  shipping cost included
";
    let told = "1 our BR-1001 Brass hinge with screws 40 EA @ 2.5\n\
                2 our BR-2002 Oak handle 10 EA @ 3.25";
    assert_eq!(check(table), told);
}

#[test]
fn a_form_without_units_and_line_numbers_carries_the_sellers_numbers() {
    let table = "
ITEM #        DESCRIPTION           QTY      UNIT PRICE     TOTAL

BR-1001       Brass hinge           40       2.50           100.00
";
    assert_eq!(check(table), "your BR-1001 Brass hinge 40 @ 2.5");
}

#[test]
fn a_code_may_go_on_in_the_next_line_beside_its_description() {
    let table = "
Line   Item      Description      Quantity    Unit Price    Extended

1      FL-BRASS  Brass hinge      540         4.61/Ea       2,489.40
       HINGE     left hand
";
    assert_eq!(
        check(table),
        "1 our FL-BRASS HINGE Brass hinge left hand 540 Ea @ 4.61"
    );
}

#[test]
fn a_hebrew_table_with_units_is_read_from_the_right() {
    let table = "
שורה   מק\"ט       תיאור            כמות    יחידה    מחיר     סה\"כ

1      KF-1001    קפה קלוי         12      קרטון    20.00    240.00
2      KF-1002    קפה טחון         5       קרטון    18.50     92.50

                                   סכום ביניים לפני מע\"מ    332.50
";
    let told = "1 our KF-1001 קפה קלוי 12 קרטון @ 20\n2 our KF-1002 קפה טחון 5 קרטון @ 18.5";
    assert_eq!(super::tests::told(table, true), told);
}

#[test]
fn a_title_that_is_misread_is_told_by_what_its_numbers_do() {
    let table = "
Code        Designation        ary        Unit        Unit price      Amount

A234        Lawn seed          3          kg          5.00            15.00
B456        Cement             2          kg          10.00           20.00
";
    assert_eq!(
        check(table),
        "our A234 Lawn seed 3 kg @ 5\nour B456 Cement 2 kg @ 10"
    );
}

#[test]
fn the_body_goes_on_over_a_page_break_with_its_titles_repeated() {
    let table = "
Line   Item       Description            Qty    Unit   Price    Amount

1      BR-1001    Brass hinge            40     EA     2.50     100.00
                                         Carried forward        100.00

Page 2 of 2                              PO Number: 4711
Supplier 60693    Main Street 311

Line   Item       Description            Qty    Unit   Price    Amount
                                         Brought forward        100.00
2      BR-2002    Oak handle             10     EA     3.25      32.50
                                         Total                  132.50
";
    let told = "1 our BR-1001 Brass hinge 40 EA @ 2.5\n2 our BR-2002 Oak handle 10 EA @ 3.25";
    assert_eq!(check(table), told);
}

#[test]
fn cells_set_in_the_middle_of_a_high_row_belong_to_their_row() {
    let table = "
Item      Description        Qty    Unit    Price    Amount

          Brass hinge
BR-1001   with screws,       40     EA      2.50     100.00
          polished

          Oak handle
BR-2002   unvarnished        10     EA      3.25      32.50
          30 cm
";
    let told = "our BR-1001 Brass hinge with screws, polished 40 EA @ 2.5\n\
                our BR-2002 Oak handle unvarnished 30 cm 10 EA @ 3.25";
    assert_eq!(check(table), told);
}

#[test]
fn a_discount_explains_an_amount() {
    let table = "
Item      Description        Qty    Unit    Price    Disc %    Amount

BR-1001   Brass hinge        40     EA      2.50     10.00      90.00
";
    assert_eq!(check(table), "our BR-1001 Brass hinge 40 EA @ 2.5");
}

#[test]
fn our_number_and_the_suppliers_number_are_told_apart() {
    let table = "
No.   Item No.    Vendor Item No.   Description     Quantity   UoM    Unit Cost   Line Amount

1     10-4471     BR-1001           Brass hinge     40         PCS    2.50        100.00
";
    assert_eq!(
        check(table),
        "1 our 10-4471 your BR-1001 Brass hinge 40 PCS @ 2.5"
    );
}

#[test]
fn serial_numbers_are_no_quantities() {
    let table = "
#     Product              Units     Rate        Total

1     Brass hinge          40        2.50        100.00
2     Oak handle           10        3.25         32.50
3     Steel post           1         7.00          7.00
";
    let told = "1 Brass hinge 40 @ 2.5\n2 Oak handle 10 @ 3.25\n3 Steel post 1 @ 7";
    assert_eq!(check(table), told);
}

#[test]
fn numbers_with_a_decimal_comma_are_read_so() {
    let table = "
Pos.  Artikelnummer   Bezeichnung      Menge      Einheit   Einzelpreis    Gesamtpreis

10    BR-1001         Messingband      1.000      Stk       2,505          2.505,00
20    BR-2002         Eichengriff      10,5       m         3,20              33,60
";
    let told = "10 our BR-1001 Messingband 1000 Stk @ 2.505\n\
                20 our BR-2002 Eichengriff 10.5 m @ 3.2";
    assert_eq!(check(table), told);
}

#[test]
fn an_order_without_prices_has_its_quantities() {
    let table = "
Item No.     Description                  Quantity     Unit

10-4471      Brass hinge                  40           EA
10-4472      Oak handle                   1,200        EA
";
    let told = "our 10-4471 Brass hinge 40 EA\nour 10-4472 Oak handle 1200 EA";
    assert_eq!(check(table), told);
}

#[test]
fn a_table_without_titles_is_known_by_its_arithmetic() {
    let table = "
Please supply:

BR-1001     Brass hinge               40     EA     2.50      100.00
            with screws
BR-2002     Oak handle                10     EA     3.25       32.50
BR-2003     Steel post                1      EA     7.00        7.00

                                                    Total     139.50
";
    let told = "our BR-1001 Brass hinge with screws 40 EA @ 2.5\n\
                our BR-2002 Oak handle 10 EA @ 3.25\n\
                our BR-2003 Steel post 1 EA @ 7";
    assert_eq!(check(table), told);
}

#[test]
fn items_may_be_written_as_little_forms() {
    let table = "
Item: BR-1001        Description: Brass hinge
Quantity: 40         Unit: EA         Unit price: 2.50

Item: BR-2002        Description: Oak handle
Quantity: 10         Unit: EA         Unit price: 3.25
";
    let told = "our BR-1001 Brass hinge 40 EA @ 2.5\nour BR-2002 Oak handle 10 EA @ 3.25";
    assert_eq!(check(table), told);
}

#[test]
fn a_second_number_of_an_item_may_stand_below_the_first() {
    let table = "
Ln  Part            Description          Order Qty    UM   Unit Cost    Ext Cost
    Vendor Part

1   10-4471         Brass hinge          40.00        EA   2.50         100.00
    BR-1001
2   10-4472         Oak handle           10.00        EA   3.25         32.50
    BR-2002
";
    let told = "1 our 10-4471 your BR-1001 Brass hinge 40 EA @ 2.5\n\
                2 our 10-4472 your BR-2002 Oak handle 10 EA @ 3.25";
    assert_eq!(check(table), told);
}

#[test]
fn numbers_that_are_labelled_below_an_item_are_its_numbers() {
    let table = "
Item    Description        Quantity    Unit Price   Unit    Net Amount   VAT    Gross

10      Brass hinge        40          2.50         EA      100.00       20.00  120.00
        Part no: BR-1001
        EAN: 4006381333931
";
    let told = "10 our BR-1001 gtin 4006381333931 Brass hinge 40 EA @ 2.5";
    assert_eq!(check(table), told);
}

#[test]
fn a_gtin_is_known_by_its_check_digit_whatever_its_title() {
    let table = "
S.No   External ID      Title          Quantity   Unit Cost   Total Cost

1      4006381333931    Brass hinge    40         2.50        100.00
";
    assert_eq!(check(table), "1 gtin 4006381333931 Brass hinge 40 @ 2.5");
}

#[test]
fn a_tax_that_stands_in_the_line_explains_its_amount() {
    let table = "
Codice       Descrizione         UM    Q.tà     IVA      Prezzo     Importo

BR-1001      Cerniera ottone     PZ    40       22,00    2,50       122,00
BR-1002      Maniglia            PZ    10       0,00     3,25        32,50
";
    let told = "our BR-1001 Cerniera ottone 40 PZ @ 2.5\nour BR-1002 Maniglia 10 PZ @ 3.25";
    assert_eq!(check(table), told);
}

#[test]
fn what_a_label_above_an_item_says_is_not_its_name_and_a_code_in_a_line_of_its_own_is_its_number() {
    let labelled = "
Description                       Quantity     Unit     Cost       Amount
Location: Harbour
Ref: 7
PALLET BLUE                       40           each     2.50       100.00
";
    assert_eq!(check(labelled), "PALLET BLUE 40 each @ 2.5");
    let coded = "
Line     Details                  Quantity     Unit     Price      Amount
10       389585                   40           EA       2.50       100.00
         PALLET, WOOD
";
    assert_eq!(check(coded), "10 our 389585 PALLET, WOOD 40 EA @ 2.5");
}
