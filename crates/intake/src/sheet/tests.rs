//! Order sheets in the languages and shapes that senders use, and what is read from them.

use super::*;
use crate::request::{OrderRequest, Party, RequestLine, Stated};

fn text<T: ToString>(label: &str, field: &Stated<T>) -> Option<String> {
    let field = field.as_ref()?;
    let guessed = if field.confidence < crate::Confidence::LIKELY {
        "?"
    } else {
        ""
    };
    Some(format!("{label}={}{guessed}", field.value.to_string()))
}

fn party(label: &str, party: &Party) -> Vec<Option<String>> {
    let field = |name: &str, value| text(&format!("{label}.{name}"), value);
    vec![
        field("id", &party.id),
        field("name", &party.name),
        field("address", &party.address),
        field("tax", &party.tax_id),
    ]
}

fn joined(fields: Vec<Option<String>>) -> String {
    fields.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn header(request: &OrderRequest) -> String {
    let mut fields = vec![
        text("po", &request.po_number),
        text("date", &request.order_date),
        text("due", &request.requested_delivery_date),
        text("in", &request.currency),
        text("total", &request.total),
    ];
    fields.extend(party("buyer", &request.buyer));
    fields.extend(party("to", &request.ship_to));
    fields.extend(
        request
            .notes
            .iter()
            .map(|note| Some(format!("note={}", note.value))),
    );
    joined(fields)
}

fn line(line: &RequestLine) -> String {
    let fields = joined(vec![
        text("no", &line.line_no),
        text("theirs", &line.buyer_part),
        text("ours", &line.supplier_part),
        text("gtin", &line.gtin),
        text("text", &line.description),
        text("qty", &line.quantity),
        text("unit", &line.uom),
        text("at", &line.unit_price),
        text("per", &line.price_basis),
        text("pack", &line.units_per_traded_unit),
        text("due", &line.requested_delivery_date),
        text("to", &line.ship_to_id),
    ]);
    format!("  {fields}")
}

fn show(reading: &Reading) -> String {
    let mut shown = Vec::new();
    for request in &reading.requests {
        shown.push(header(request));
        shown.extend(request.lines.iter().map(line));
    }
    for issue in &reading.issues {
        shown.push(format!(
            "{:?} {:?}: {}",
            issue.severity, issue.code, issue.message
        ));
    }
    shown.join("\n")
}

fn check(sheet: &str) -> String {
    show(&read(sheet.as_bytes()))
}

/// Cases are a sheet and what is read of it, parted by a line of `=`.
fn check_all(cases: &[&str]) {
    for case in cases {
        let (sheet, expected) = case.split_once("\n=\n").unwrap();
        let sheet = sheet.trim_start_matches('\n');
        assert_eq!(check(sheet), expected.trim_end(), "{sheet}");
    }
}

#[test]
fn orders_are_read_in_the_languages_of_their_senders() {
    check_all(&[
        "Bestellnummer;4500012
Bestelldatum;03.11.2026
Liefertermin;10.11.2026
Kunde;Muster GmbH
;;;;
Pos.;Artikelnummer;Bezeichnung;Menge;ME;Einzelpreis;Gesamtpreis
10;A-100;Schraube M8;1.000;ST;0,12;120,00
20;A-200;Mutter M8;2.500;ST;0,05;125,00
;;;;;Summe;245,00
=
po=4500012 date=2026-11-03 due=2026-11-10 total=245 buyer.name=Muster GmbH
  no=10 ours=A-100 text=Schraube M8 qty=1000 unit=ST at=0.12
  no=20 ours=A-200 text=Mutter M8 qty=2500 unit=ST at=0.05",
        "מספר הזמנה,5512
תאריך הזמנה,02/11/2026
לקוח,מכולת השכונה
כתובת למשלוח,רחוב הרצל 5 חיפה

מק\"ט,תיאור,כמות,יחידה,מחיר
1001,חלב,24,יח',5.90
סה\"כ,,,,141.60
=
po=5512 date=2026-11-02 total=141.6 buyer.name=מכולת השכונה to.address=רחוב הרצל 5 חיפה
  ours=1001 text=חלב qty=24 unit=יח' at=5.9",
        "N° de commande;BC-2026-14
Date de livraison;12/11/2026
Référence;Désignation;Quantité;Unité;Prix unitaire;Montant
R1;Stylo bleu;100;U;0,45;45,00
Total HT;;;;;45,00
=
po=BC-2026-14 due=2026-11-12 total=45
  ours=R1 text=Stylo bleu qty=100 unit=U at=0.45",
        "Pedido;P-9
Fecha;15/11/2026
Cliente;Tienda Sol S.A.
Código;Descripción;Cantidad;Precio
55;Aceite oliva 1L;24;6,35
=
po=P-9 date=2026-11-15 buyer.name=Tienda Sol S.A.
  ours=55 text=Aceite oliva 1L qty=24 at=6.35",
    ]);
}

#[test]
fn the_block_above_a_table_belongs_to_its_order() {
    check_all(&[
        "Green Valley Markets,,,
Purchase Order,,,
PO #:,88123,Buyer:,Dana Cole
Order Date:,11/22/2026,Terms:,Net 30
Ship To:,Green Valley DC 4,,
,500 Depot Rd,,
,Reno NV 89501,,
,,,
Line,UPC,Item Description,Cases,Case Cost
1,036000291452,Oat milk 1L,20,18.50
,,Total,,370.00

Notes:
Call before delivery
=
po=88123 date=2026-11-22 total=370 buyer.name=Green Valley Markets? to.name=Green Valley DC 4 to.address=500 Depot Rd, Reno NV 89501 note=Call before delivery
  no=1 gtin=036000291452 text=Oat milk 1L qty=20 at=18.5",
        "SOLD TO:,,SHIP TO:,
Acme Ltd,,Acme Depot,
1 High St,,9 Low Rd,
London,,Leeds,
,,,
P.O. Number,Date,Terms,Ship Via
PX-5,11/22/2026,N30,UPS
QTY,ITEM #,DESCRIPTION,UNIT PRICE
5,Z-1,Zip,1.00
=
po=PX-5 date=2026-11-22 buyer.name=Acme Ltd to.name=Acme Depot to.address=9 Low Rd, Leeds
  ours=Z-1 text=Zip qty=5 at=1",
        "Order: 55-A; Date: 22.11.2026
Artikel;Menge;Preis
X 1;2;€ 3,50
X 2;1;€ 1.200,00
=
po=55-A date=2026-11-22 in=EUR
  ours=X 1 qty=2 at=3.5
  ours=X 2 qty=1 at=1200",
    ]);
}

#[test]
fn one_sheet_may_hold_several_orders() {
    check_all(&[
        "PO,Item,Qty
1,A,1
2,B,2
1,C,3
,D,4
=
po=1
  ours=A qty=1
  ours=C qty=3
  ours=D qty=4
po=2
  ours=B qty=2",
        "PO Number,100
Date,11/20/2026
Item,Qty
A,1

PO Number,101
Date,11/21/2026
Item,Qty
C,3
=
po=100 date=2026-11-20
  ours=A qty=1
po=101 date=2026-11-21
  ours=C qty=3",
    ]);
}

#[test]
fn whose_number_an_item_number_is_follows_from_its_title() {
    check_all(&[
        "PO;Ihre Art-Nr;Unsere Art-Nr;Menge;Einheit;Wunschtermin
7;A1;B1;5;KAR;22.12.2026
=
po=7 due=2026-12-22
  theirs=B1 ours=A1 qty=5 unit=KAR",
        "PO,Item,Material,Short Text,Order Quantity,OUn,Net Price,Per
9,10,000451207,PUMP SEAL KIT,5,EA,12.40,1
9,20,000451300,GASKET,100,EA,55.00,100
=
po=9
  no=10 theirs=000451207 text=PUMP SEAL KIT qty=5 unit=EA at=12.4 per=1
  no=20 theirs=000451300 text=GASKET qty=100 unit=EA at=55 per=100",
        "PO,Item,Qty
9,036000291452,5
9,036000291469,7
=
po=9
  gtin=036000291452 qty=5
  gtin=036000291469 qty=7",
    ]);
}

#[test]
fn places_and_dates_that_differ_stay_with_their_lines() {
    check_all(&[
        "Cust PO #,Store #,Vendor Style,Qty,Unit Cost,Delivery Date
P1,001,ST-9,4,2.00,12/24/2026
P1,002,ST-9,6,2.00,12/26/2026
=
po=P1
  ours=ST-9 qty=4 at=2 due=2026-12-24 to=001
  ours=ST-9 qty=6 at=2 due=2026-12-26 to=002",
        "order_id,order_date,shipping_name,shipping_address1,shipping_city,shipping_zip,lineitem_sku,lineitem_quantity
#1001,2026-11-20 10:11:12,Ann Poe,1 Elm St,Rye,10580,SK-1,2
=
po=#1001 date=2026-11-20 to.name=Ann Poe to.address=1 Elm St, Rye, 10580
  ours=SK-1 qty=2",
    ]);
}

#[test]
fn what_is_doubtful_is_said() {
    check_all(&[
        "PO,Item,Qty,Delivery Date
7,A,1,03/04/2026
7,B,2,soon please
7,C,3,ASAP
=
po=7
  ours=A qty=1 due=2026-03-04?
  ours=B qty=2
  ours=C qty=3
Doubt BadDate: \"03/04/2026\" may mean 2026-03-04 or 2026-04-03
Doubt BadDate: expected the requested delivery date, found \"soon please\"
Notice BadDate: expected the requested delivery date, found \"ASAP\"",
        "PO,SKU,Qty
9,A,10 EA
9,B,TBD
9,C,-5
9,D,
=
po=9
  ours=A qty=10 unit=EA
  ours=B
  ours=C qty=-5
  ours=D
Doubt BadQuantity: expected a quantity, found \"TBD\"
Doubt BadQuantity: expected a quantity above zero, found -5
Doubt Missing: the line has no quantity",
        "PO,Item,Description,Qty,Price,Total
1,A,Total Care Soap,2,5.00,11.00
1,B,Soap,1,3.00,3.00
Total,,,3,,20.00
=
po=1 total=20
  ours=A text=Total Care Soap qty=2 at=5
  ours=B text=Soap qty=1 at=3
Doubt BadTotal: quantity times price is 10, the line says 11.00
Doubt BadTotal: the lines come to 13, which is none of the stated sums",
        "PO,Order Date,Item,Qty
1,2026-11-20,A,2
1,2026-11-21,B,1
=
po=1 date=2026-11-20
  ours=A qty=2
  ours=B qty=1
Doubt Contradiction: lines of the same order differ: \"2026-11-20\" and \"2026-11-21\"; the first was read",
        "K-100,12
K-200,5
=

  ours=K-100 qty=12
  ours=K-200 qty=5
Doubt Missing: no purchase order number is stated
Doubt NotInterpreted: the sheet has no titles; its columns were told by their content",
    ]);
}

#[test]
fn what_is_no_order_is_not_read_as_one() {
    check_all(&[
        "Price List,,
SKU,Description,Qty per case,Price
A1,Mug,6,1.00
=
Doubt NotAnOrder: the sheet says that it is not an order",
        "name,age
Ann,44
=
Doubt NotAnOrder: no row of titles was found: expected at least a quantity and an item, such as \"Item, Quantity\"",
        "Item Code,Product,Pack Size,Price,Order Qty
T-1,Tea 20 bags,12,3.20,
T-2,Tea 50 bags,6,5.10,0
=
Doubt NotAnOrder: a table of items was found, and no line with a quantity in it",
    ]);
}

#[test]
fn items_of_an_order_form_without_a_quantity_are_not_ordered() {
    check_all(&["PO Number,5
Item Code,Product,Pack Size,Price,Order Qty
T-1,Tea 20 bags,12,3.20,4
T-2,Tea 50 bags,6,5.10,
T-3,Coffee,6,9.90,0
=
po=5
  ours=T-1 text=Tea 20 bags qty=4 at=3.2 pack=12
Notice NotInterpreted: 2 listed items have no quantity and are not ordered"]);
}

#[test]
fn a_workbook_is_read_by_its_dates_and_computed_values() {
    let sheet = r#"<worksheet><sheetData>
        <row><c t="inlineStr"><is><t>PO Date:</t></is></c><c s="1"><v>46348</v></c></row>
        <row><c t="inlineStr"><is><t>PO Number:</t></is></c><c s="2"><v>4711</v></c></row>
        <row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>Qty</t></is></c><c t="inlineStr"><is><t>Price</t></is></c></row>
        <row><c t="inlineStr"><is><t>K-1</t></is></c><c><f>2*3</f><v>6</v></c><c><v>0.28999999999999998</v></c></row>
        <row><c t="inlineStr"><is><t>K-2</t></is></c><c><f>2*3</f></c><c><v>1</v></c></row>
        </sheetData></worksheet>"#;
    let reading = read_workbook(&workbook::tests::workbook_of(sheet));
    assert_eq!(
        show(&reading),
        "po=004711 date=2026-11-22
  ours=K-1 qty=6 at=0.29
  ours=K-2 at=1
Notice NotInterpreted: the sheet \"Old\" is hidden and was not read
Doubt BadQuantity: expected a quantity, found a formula without a result"
    );
    let evidence = reading.requests[0].order_date.clone().unwrap().evidence;
    let place = crate::Place::Cell {
        sheet: "A & B".to_owned(),
        row: 1,
        column: 2,
    };
    assert_eq!(evidence.place, place);
}

#[test]
fn a_sheet_of_many_lines_is_read_in_one_pass() {
    let mut sheet = "PO,Item,Qty,Price\n".to_owned();
    for number in 0..crate::request::LINES_MAX + 1 {
        sheet.push_str(&format!("{},K-{number},2,1.50\n", 7));
    }
    let reading = read(sheet.as_bytes());
    assert_eq!(reading.requests[0].lines.len(), crate::request::LINES_MAX);
    assert_eq!(reading.issues[0].code, IssueCode::OverLimit);
}
