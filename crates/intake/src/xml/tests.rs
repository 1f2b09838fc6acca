//! XML orders of every vocabulary as text in, readings as text out.

use super::read;
use crate::tree::values;
use crate::{Field, Format, IssueCode, OrderRequest, Place, Purpose, Reading, Severity};

pub(crate) const UBL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2" xmlns:c="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <c:CustomizationID>urn:example:order:3</c:CustomizationID>
 <c:ID>PO-1007</c:ID><c:IssueDate>2026-11-22</c:IssueDate><c:Note>Ring the bell &amp; wait</c:Note>
 <c:DocumentCurrencyCode>EUR</c:DocumentCurrencyCode>
 <BuyerCustomerParty><Party><EndpointID>999</EndpointID><PartyIdentification><c:ID></c:ID></PartyIdentification><PartyIdentification><c:ID schemeID="0088">7290000000015</c:ID></PartyIdentification><PartyLegalEntity><RegistrationName>Galil Foods</RegistrationName></PartyLegalEntity></Party></BuyerCustomerParty>
 <SellerSupplierParty><Party><EndpointID>111</EndpointID></Party></SellerSupplierParty>
 <Delivery><DeliveryLocation><c:ID>ST-9</c:ID><Address><StreetName>Gate 1</StreetName><CityName>Acre</CityName><PostalZone>2400000</PostalZone><AddressLine><Line>Dock 3</Line></AddressLine><Country><IdentificationCode>IL</IdentificationCode></Country></Address></DeliveryLocation>
  <RequestedDeliveryPeriod><StartDate>2026-12-01</StartDate><EndDate>2026-12-03</EndDate></RequestedDeliveryPeriod></Delivery>
 <AnticipatedMonetaryTotal><LineExtensionAmount>105.00</LineExtensionAmount><PayableAmount>122.85</PayableAmount></AnticipatedMonetaryTotal>
 <OrderLine><LineItem><c:ID>1</c:ID><Quantity unitCode="CT">1000</Quantity><LineExtensionAmount>105.00</LineExtensionAmount><Delivery><RequestedDeliveryPeriod><EndDate>2026-12-02</EndDate></RequestedDeliveryPeriod></Delivery><Price><PriceAmount currencyID="EUR">10.50</PriceAmount><BaseQuantity>100</BaseQuantity></Price><Item><Name>Tahini 500 g</Name><BuyersItemIdentification><c:ID>B-5</c:ID></BuyersItemIdentification><SellersItemIdentification><c:ID>TAH-5</c:ID></SellersItemIdentification><StandardItemIdentification><c:ID schemeID="0160">07290000000022</c:ID></StandardItemIdentification></Item></LineItem></OrderLine>
</Order>"#;

pub(crate) const CXML: &str = r#"<?xml version="1.0"?><!DOCTYPE cXML SYSTEM "http://example.test/cXML.dtd">
<cXML payloadID="p-1@example.test"><Header><From><Credential domain="NetworkId"><Identity>AN01</Identity></Credential></From><To><Credential><Identity>AN02</Identity></Credential></To><Sender><Credential><Identity>AN01</Identity><SharedSecret>hush-hush</SharedSecret></Credential></Sender></Header>
<Request><OrderRequest><OrderRequestHeader orderID="DO-8" orderDate="2026-11-22T08:00:00+02:00" type="update"><Total><Money currency="USD">25.00</Money></Total><ShipTo><Address addressID="W1"><Name>Depot</Name><PostalAddress><DeliverTo>Dana</DeliverTo><Street>1 Pier</Street><City>Haifa</City><PostalCode>33000</PostalCode><Country isoCountryCode="IL">Israel</Country></PostalAddress></Address></ShipTo><Comments>Fragile</Comments></OrderRequestHeader>
<ItemOut quantity="2" lineNumber="1" requestedDeliveryDate="2026-12-05"><ItemID><SupplierPartID>S-1</SupplierPartID><BuyerPartID>B-1</BuyerPartID></ItemID><ItemDetail><UnitPrice><Money currency="USD">1250</Money></UnitPrice><Description>Cups</Description><UnitOfMeasure>EA</UnitOfMeasure><PriceBasisQuantity quantity="100"/></ItemDetail></ItemOut></OrderRequest></Request></cXML>"#;

pub(crate) const IDOC: &str = r#"<ORDERS05><IDOC BEGIN="1"><EDI_DC40 SEGMENT="1"><DOCNUM>77</DOCNUM><IDOCTYP>ORDERS05</IDOCTYP><MESTYP>ORDCHG</MESTYP><SNDPRN>ACME</SNDPRN></EDI_DC40>
<E1EDK01><CURCY>EUR</CURCY><BELNR>4500000077</BELNR></E1EDK01><E1EDK03><IDDAT>012</IDDAT><DATUM>20261122</DATUM></E1EDK03><E1EDK03><IDDAT>002</IDDAT><DATUM>00000000</DATUM></E1EDK03>
<E1EDKA1><PARVW>AG</PARVW><PARTN>0000100001</PARTN><NAME1>Acme</NAME1></E1EDKA1><E1EDKA1><PARVW>WE</PARVW><PARTN></PARTN><LIFNR>DC7</LIFNR><STRAS>Way 1</STRAS><ORT01>Ulm</ORT01><PSTLZ>89073</PSTLZ><LAND1>DE</LAND1></E1EDKA1>
<E1EDP01><POSEX>000010</POSEX><ACTION>003</ACTION><MENGE>5.000</MENGE><MENEE>PCE</MENEE><VPREI>7.5</VPREI><PEINH>10</PEINH><E1EDP20><WMENG>5.000</WMENG><EDATU>20261201</EDATU></E1EDP20><E1EDP19><QUALF>001</QUALF><IDTNR>C-77</IDTNR></E1EDP19><E1EDP19><QUALF>002</QUALF><IDTNR>M-77</IDTNR><KTEXT>Bolt M8</KTEXT></E1EDP19></E1EDP01></IDOC></ORDERS05>"#;

pub(crate) const ORDERX: &str = r#"<rsm:SCRDMCCBDACIOMessageStructure xmlns:rsm="urn:rsm" xmlns:ram="urn:ram" xmlns:udt="urn:udt"><rsm:ExchangedDocument><ram:ID>OX-1</ram:ID><ram:TypeCode>220</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="102">20261122</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct><ram:GlobalID schemeID="0160">7290000000022</ram:GlobalID><ram:SellerAssignedID>TAH-5</ram:SellerAssignedID><ram:Name>Tahini</ram:Name></ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement><ram:GrossPriceProductTradePrice><ram:ChargeAmount>3</ram:ChargeAmount></ram:GrossPriceProductTradePrice><ram:NetPriceProductTradePrice><ram:ChargeAmount>5.00</ram:ChargeAmount><ram:BasisQuantity>2</ram:BasisQuantity></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement><ram:SpecifiedLineTradeDelivery><ram:RequestedQuantity unitCode="C62">4</ram:RequestedQuantity></ram:SpecifiedLineTradeDelivery></ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement><ram:BuyerTradeParty><ram:ID>B-1</ram:ID><ram:Name>Buyer</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery><ram:ShipToTradeParty><ram:Name>Depot</ram:Name></ram:ShipToTradeParty><ram:RequestedDeliverySupplyChainEvent><ram:OccurrenceSpecifiedPeriod><ram:EndDateTime><udt:DateTimeString format="102">20261205</udt:DateTimeString></ram:EndDateTime></ram:OccurrenceSpecifiedPeriod></ram:RequestedDeliverySupplyChainEvent></ram:ApplicableHeaderTradeDelivery><ram:ApplicableHeaderTradeSettlement><ram:OrderCurrencyCode>EUR</ram:OrderCurrencyCode></ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:SCRDMCCBDACIOMessageStructure>"#;

pub(crate) const UNKNOWN: &str = r#"<PurchaseOrders><Purchase_Order PONumber="A-1"><OrderDate>22.11.2026</OrderDate><Purpose>AMEND</Purpose><Vendor><Name>Us</Name></Vendor><PartyInfo><Type>ShipTo</Type><Code>W-3</Code><Name>Depot</Name><Address><AddressLine>Way 3</AddressLine></Address><City>Lod</City></PartyInfo><CustomerName>Galil</CustomerName><Items><Item><Seq>1</Seq><SKU>G-1</SKU><Quantity Unit="CT">1,200</Quantity><UnitPrice Currency="ILS">3.20</UnitPrice><Component><SKU>X</SKU><Quantity>9</Quantity></Component></Item></Items></Purchase_Order>
<Purchase_Order PONumber="A-2"><Items><Item><Seq>1</Seq><SKU>G-2</SKU><Quantity>1</Quantity></Item></Items></Purchase_Order></PurchaseOrders>"#;

pub(crate) const ALL: [&str; 5] = [UBL, CXML, IDOC, ORDERX, UNKNOWN];

/// A reading as lines of `name = value`, in the order of the fields, `-` for issues.
pub(crate) fn told(reading: &Reading) -> String {
    let mut text = format!("{:?} {:?}\n", reading.format, reading.purpose);
    for request in &reading.requests {
        tell_request(&mut text, request);
    }
    for issue in &reading.issues {
        text.push_str(&format!(
            "- {:?} {:?}: {}\n",
            issue.severity, issue.code, issue.message
        ));
    }
    text
}

fn tell_request(text: &mut String, request: &OrderRequest) {
    fn show<T: std::fmt::Display>(field: &Option<Field<T>>) -> String {
        field
            .as_ref()
            .map_or("·".to_owned(), |field| field.value.to_string())
    }
    text.push_str(&format!(
        "{:?} {} {} wanted {} {} total {}\n",
        request.purpose,
        show(&request.po_number),
        show(&request.order_date),
        show(&request.requested_delivery_date),
        show(&request.currency),
        show(&request.total),
    ));
    for (role, party) in [("buyer", &request.buyer), ("ship to", &request.ship_to)] {
        let [id, name, address] = [&party.id, &party.name, &party.address].map(show);
        text.push_str(&format!("  {role}: {id} | {name} | {address}\n"));
    }
    for line in &request.lines {
        let ids = [
            &line.line_no,
            &line.buyer_part,
            &line.supplier_part,
            &line.gtin,
        ];
        let [number, buyer, supplier, gtin] = ids.map(show);
        text.push_str(&format!(
            "  {number}: {buyer} | {supplier} | {gtin} | {} | {} {} at {} per {} on {}\n",
            show(&line.description),
            show(&line.quantity),
            show(&line.uom),
            show(&line.unit_price),
            show(&line.price_basis),
            show(&line.requested_delivery_date),
        ));
    }
}

#[test]
fn a_ubl_order_is_read_with_its_period_end_and_price_base() {
    insta::assert_snapshot!(told(&read(UBL.as_bytes())), @r#"
    Ubl Order
    Order PO-1007 2026-11-22 wanted 2026-12-03 EUR total 122.85
      buyer: 7290000000015 | Galil Foods | ·
      ship to: ST-9 | · | Gate 1, Acre, 2400000, IL, Dock 3
      1: B-5 | TAH-5 | 07290000000022 | Tahini 500 g | 1000 CT at 10.5 per 100 on 2026-12-02
    "#);
}

#[test]
fn a_cxml_update_is_a_change_priced_per_hundred() {
    insta::assert_snapshot!(told(&read(CXML.as_bytes())), @r#"
    Cxml Change
    Change DO-8 2026-11-22 wanted · USD total 25
      buyer: AN01 | · | ·
      ship to: W1 | Depot | Dana, 1 Pier, Haifa, 33000, Israel
      1: B-1 | S-1 | · | Cups | 2 EA at 1250 per 100 on 2026-12-05
    - Notice Refused: the document type names an external file; it was not loaded
    "#);
}

#[test]
fn an_idoc_change_reads_partners_qualifiers_and_unset_dates() {
    insta::assert_snapshot!(told(&read(IDOC.as_bytes())), @r#"
    IdocXml Change
    Change 4500000077 2026-11-22 wanted · EUR total ·
      buyer: 0000100001 | Acme | ·
      ship to: DC7 | · | Way 1, Ulm, 89073, DE
      000010: C-77 | M-77 | · | Bolt M8 | 5 PCE at 7.5 per 10 on 2026-12-01
    - Doubt NotInterpreted: the action code (003) says that this line is to be deleted
    "#);
}

#[test]
fn an_order_x_order_is_read_at_its_net_price() {
    insta::assert_snapshot!(told(&read(ORDERX.as_bytes())), @r#"
    OrderX Order
    Order OX-1 2026-11-22 wanted 2026-12-05 EUR total ·
      buyer: B-1 | Buyer | ·
      ship to: · | Depot | ·
      1: · | TAH-5 | 7290000000022 | Tahini | 4 C62 at 5 per 2 on ·
    "#);
}

#[test]
fn xml_of_no_vocabulary_is_read_by_the_names_of_things() {
    insta::assert_snapshot!(told(&read(UNKNOWN.as_bytes())), @r#"
    Xml Change
    Change A-1 2026-11-22 wanted · ILS total ·
      buyer: · | Galil | ·
      ship to: W-3 | Depot | Way 3, Lod
      1: G-1 | · | · | · | 1200 CT at 3.2 per · on ·
    Order A-2 · wanted · · total ·
      buyer: · | · | ·
      ship to: · | · | ·
      1: · | G-2 | · | · | 1 · at · per · on ·
    "#);
}

#[test]
fn every_field_says_where_it_stands() {
    let reading = read(UBL.as_bytes());
    let line = &reading.requests[0].lines[0];
    let quantity = &line.quantity.as_ref().unwrap().evidence;
    assert_eq!(
        quantity.place,
        Place::Path("/Order/OrderLine/LineItem/Quantity".to_owned())
    );
    let (start, end) = quantity.span.unwrap();
    assert_eq!(&UBL[start as usize..end as usize], "1000");
    let unit = &line.uom.as_ref().unwrap().evidence;
    let (start, end) = unit.span.unwrap();
    assert_eq!(&UBL[start as usize..end as usize], "CT");
    let id = &reading.requests[0].buyer.id.as_ref().unwrap().evidence;
    let path = "/Order/BuyerCustomerParty/Party/PartyIdentification[2]/ID";
    assert_eq!(id.place, Place::Path(path.to_owned()));
}

#[test]
fn the_shared_secret_of_a_cxml_header_appears_nowhere() {
    let renamed = CXML.replace("cXML", "kXML");
    for text in [CXML, &renamed, &CXML.replace("</OrderRequest>", "")] {
        let reading = serde_json::to_string(&read(text.as_bytes())).unwrap();
        assert!(!reading.contains("hush-hush"), "{reading}");
    }
}

#[test]
fn documents_that_are_not_orders_are_recognised() {
    let cases = [
        (
            "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>",
            Purpose::Invoice,
        ),
        (
            "<OrderResponse xmlns='urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2'/>",
            Purpose::OrderResponse,
        ),
        (
            "<cXML><Request><ShipNoticeRequest/></Request></cXML>",
            Purpose::DespatchAdvice,
        ),
        (
            "<cXML><Message><PunchOutOrderMessage/></Message></cXML>",
            Purpose::Other,
        ),
        (
            "<X><IDOC><EDI_DC40><MESTYP>DELFOR</MESTYP></EDI_DC40></IDOC></X>",
            Purpose::Forecast,
        ),
        (
            "<CrossIndustryInvoice><ExchangedDocument/></CrossIndustryInvoice>",
            Purpose::Invoice,
        ),
        ("<html><body><p>hello</p></body></html>", Purpose::Other),
    ];
    for (text, purpose) in cases {
        let reading = read(text.as_bytes());
        assert_eq!(reading.purpose, purpose, "{text}");
        assert!(reading.requests.is_empty(), "{text}");
        assert!(
            reading
                .issues
                .iter()
                .any(|i| i.code == IssueCode::NotAnOrder),
            "{text}"
        );
    }
}

#[test]
fn bombs_and_foreign_files_are_refused() {
    let order = UBL.replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "");
    let bomb = r#"<!DOCTYPE o [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>"#;
    let file = r#"<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]>"#;
    for doctype in [bomb, file] {
        let text = format!("{doctype}{}", order.replace("PO-1007", "&c;&x;"));
        let reading = read(text.as_bytes());
        assert!(reading.requests.is_empty());
        let [issue] = &reading.issues[..] else {
            panic!("{:?}", reading.issues);
        };
        assert_eq!(
            (issue.code, issue.severity),
            (IssueCode::Refused, Severity::Error)
        );
    }
    let undeclared = read(order.replace("PO-1007", "&c;").as_bytes());
    assert!(undeclared.requests.is_empty() && undeclared.has(Severity::Error));
}

#[test]
fn an_envelope_is_opened_and_documents_in_a_row_are_all_read() {
    let body = UBL.split_once("?>").unwrap().1;
    let sbd = format!(
        "<StandardBusinessDocument><StandardBusinessDocumentHeader><Sender><Identifier>0088:1</Identifier></Sender></StandardBusinessDocumentHeader>{body}</StandardBusinessDocument>"
    );
    let reading = read(sbd.as_bytes());
    assert_eq!((reading.format, reading.requests.len()), (Format::Ubl, 1));
    let two = format!("{body}{}", body.replace("PO-1007", "PO-1008"));
    let numbers: Vec<String> = read(two.as_bytes())
        .requests
        .into_iter()
        .map(|request| request.po_number.unwrap().value)
        .collect();
    assert_eq!(numbers, ["PO-1007", "PO-1008"]);
}

#[test]
fn every_declared_encoding_reads_the_same_name() {
    let order = |encoding: &str| {
        let declared = UBL.replace("UTF-8", encoding);
        declared
            .replace("Galil Foods", "Café Zoë")
            .replace("Gate 1", "§")
    };
    let name = |bytes: &[u8]| {
        let reading = read(bytes);
        reading.requests[0].buyer.name.clone().unwrap().value
    };
    let recoded = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let latin = recoded(&order("ISO-8859-1"));
    let utf16: Vec<u8> = order("UTF-16")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let marked = [b"\xff\xfe".as_slice(), &utf16].concat();
    let utf8 = order("UTF-8");
    let lying = recoded(&utf8);
    for bytes in [utf8.as_bytes(), &latin, &utf16, &marked, &lying] {
        assert_eq!(name(bytes), "Café Zoë");
    }
    assert!(read(&lying).has(Severity::Doubt));
}

#[test]
fn totals_dates_and_quantities_that_cannot_be_are_doubted() {
    let cases = [
        (
            "<LineExtensionAmount>105.00</LineExtensionAmount><PayableAmount>",
            "<LineExtensionAmount>999</LineExtensionAmount><PayableAmount>",
            IssueCode::BadTotal,
        ),
        (">1000</Quantity>", ">0</Quantity>", IssueCode::BadQuantity),
        (">1000</Quantity>", ">-3</Quantity>", IssueCode::BadQuantity),
        (">1000</Quantity>", ">many</Quantity>", IssueCode::BadValue),
        (
            "<EndDate>2026-12-03</EndDate>",
            "<EndDate>2026-31-03</EndDate>",
            IssueCode::BadDate,
        ),
        (
            "<EndDate>2026-12-03</EndDate>",
            "<EndDate>2020-12-03</EndDate>",
            IssueCode::BadDate,
        ),
        ("<c:ID>PO-1007</c:ID>", "<c:ID/>", IssueCode::Missing),
        (">EUR</c:Doc", ">Euros</c:Doc", IssueCode::BadValue),
    ];
    assert!(!read(UBL.as_bytes()).has(Severity::Doubt));
    for (from, to, code) in cases {
        let reading = read(UBL.replacen(from, to, 1).as_bytes());
        let codes: Vec<IssueCode> = reading.issues.iter().map(|i| i.code).collect();
        assert!(codes.contains(&code), "{to}: {codes:?}");
        assert!(reading.has(Severity::Doubt), "{to}");
    }
}

#[test]
fn no_truncation_and_no_flipped_byte_panics() {
    for text in ALL {
        let bytes = text.as_bytes();
        for end in 0..bytes.len() {
            read(&bytes[..end]);
        }
        for at in (0..bytes.len()).step_by(3) {
            let mut flipped = bytes.to_vec();
            flipped[at] ^= 1 << (at % 8);
            read(&flipped);
        }
    }
}

#[test]
fn a_truncated_order_is_an_error_even_when_its_head_was_read() {
    let reading = read(&UBL.as_bytes()[..UBL.len() - 300]);
    assert!(reading.has(Severity::Error));
    assert_eq!(reading.requests.len(), 1);
}

#[test]
fn hostile_sizes_end_quickly_with_an_issue() {
    let deep = "<a>".repeat(1 << 20);
    let attributes: String = (0..100_000).map(|n| format!(" a{n}='1'")).collect();
    let cases = [
        "<".repeat(10 << 20),
        deep,
        format!("<a{attributes}/>"),
        "<a/>".repeat(100_000),
        format!(
            "<o><OrderLine>{}</OrderLine></o>",
            "<l><Quantity>1</Quantity><SKU>a</SKU></l>".repeat(50_001)
        ),
    ];
    let started = std::time::Instant::now();
    for text in cases {
        assert!(!read(text.as_bytes()).issues.is_empty());
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn a_day_of_the_document_is_never_guessed_silently() {
    let slashes = UNKNOWN.replace("22.11.2026", "03/04/2026");
    assert!(matches!(
        values::day("03/04/2026"),
        values::Dated::Ambiguous(_)
    ));
    assert!(
        read(slashes.as_bytes())
            .issues
            .iter()
            .any(|i| i.code == IssueCode::BadDate)
    );
}
