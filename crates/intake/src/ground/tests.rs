//! Requests grounded in a small catalogue: items, quantities, prices and customers that are found or doubted.

use super::*;
use crate::request::{Evidence, Field, Party, Place, Purpose, RequestLine, Stated};
use vocab::{Currency, Gln, Gtin, Ratio};

fn stated<T>(value: T) -> Stated<T> {
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

pub(super) fn said(text: &str) -> Stated<String> {
    (!text.is_empty())
        .then(|| stated(text.to_owned()))
        .flatten()
}

pub(super) fn decimal(text: &str) -> Stated<Decimal> {
    Decimal::parse(text).and_then(stated)
}

const PIECE: &str = "4006381333931";
const CASE: &str = "10012345678902";

fn item(id: u32, code: &str, description: &str) -> CatalogueItem {
    CatalogueItem {
        id: ItemId(id),
        code: code.to_owned(),
        gtins: Vec::new(),
        description: description.to_owned(),
        units: vec![(Unit::Case, Ratio::of(12)), (Unit::Each, Ratio::ONE)],
        base_unit: Unit::Each,
    }
}

pub(super) fn directory() -> Directory {
    let mut mug = item(1, "K-100", "Coffee mug blue 300 ml");
    mug.gtins = vec![
        (Gtin::parse(PIECE).unwrap(), Unit::Each),
        (Gtin::parse(CASE).unwrap(), Unit::Case),
    ];
    let items = vec![
        mug,
        item(2, "K-200", "Coffee mug red 300 ml"),
        item(3, "K-300", "Tea pot steel 1 l"),
    ];
    let place = |id, code: &str, address: &str| ShipToEntry {
        id: ShipToId(id),
        code: code.to_owned(),
        gln: None,
        name: format!("Depot {code}"),
        address: address.to_owned(),
        postcode: "31000".to_owned(),
    };
    let customer = |id, code: &str, name: &str, ship_tos| CustomerEntry {
        id: CustomerId(id),
        code: code.to_owned(),
        names: vec![name.to_owned()],
        gln: Gln::parse("4012345000009"),
        tax_id: Some(format!("IL51{id}")),
        senders: vec![format!("shop{id}.example"), format!("shop{id}@gmail.com")],
        parts: vec![("P-9".to_owned(), ItemId(2))],
        ship_tos,
    };
    let mut other = customer(8, "C8", "Twin Ltd", Vec::new());
    other.gln = None;
    let mut twin = customer(9, "C9", "Twin", Vec::new());
    twin.gln = None;
    let places = vec![
        place(1, "N-1", "5 Port Rd, Haifa"),
        place(2, "S-1", "1 Sea St, Eilat"),
    ];
    Directory::new(
        items,
        vec![
            customer(7, "C-0007", "Corner Shop GmbH", places),
            other,
            twin,
        ],
    )
}

/// Grounds one line of customer 7 and shows it in short.
fn check(line: RequestLine) -> String {
    let mut request = OrderRequest::empty(Purpose::Order);
    request.buyer.id = said("C0007");
    request.ship_to.id = said("N1");
    request.currency = stated(Currency::EUR);
    request.lines.push(line);
    let grounded = ground(&directory(), &request, None);
    assert_eq!(grounded.doubts, []);
    let line = &grounded.lines[0];
    let item = match &line.item {
        Grounded::Found { value, by, .. } => format!("{value} by {by:?}"),
        Grounded::Ambiguous { candidates } => format!("{} candidates", candidates.len()),
        Grounded::NotFound => "nothing".to_owned(),
    };
    let quantity = line
        .quantity
        .map_or("-".to_owned(), |quantity| quantity.to_string());
    let price = line.price.map_or("-".to_owned(), |price| {
        format!("{}/{}", price.minor, price.basis)
    });
    let doubts: Vec<String> = (line.doubts.iter())
        .map(|doubt| format!("; {:?}: {}", doubt.code, doubt.message))
        .collect();
    format!("{item}, {quantity} at {price}{}", doubts.concat())
}

fn line(theirs: &str, ours: &str, gtin: &str, text: &str) -> RequestLine {
    RequestLine {
        buyer_part: said(theirs),
        supplier_part: said(ours),
        gtin: said(gtin),
        description: said(text),
        quantity: decimal("2"),
        uom: said("EA"),
        ..RequestLine::default()
    }
}

#[test]
fn an_item_is_found_by_the_identifier_that_is_believed_most() {
    let cases = [
        (line("p9", "", "", ""), "2 by CustomerPart, 2 at -"),
        (line("", "k100", "", ""), "1 by Code, 2 at -"),
        (line("", "00K-100", "", ""), "1 by Code, 2 at -"),
        (line("", "", PIECE, ""), "1 by Gtin, 2 at -"),
        (line("K-300", "", "", ""), "3 by Code, 2 at -"),
        (line("", "P-9", "", ""), "2 by CustomerPart, 2 at -"),
        (
            line("", "", "", "Mug, coffee, blue 300ML"),
            "1 by Description, 2 at -",
        ),
        (
            line("", "", "", "coffee mug 300ml"),
            "2 candidates, - at -; Item: the line names \"coffee mug 300ml\", and 2 items fit",
        ),
        (
            line("", "X-1", "", "garden chair"),
            "nothing, - at -; Item: the line names \"X-1, garden chair\", and no item fits",
        ),
        (
            line("P-9", "", PIECE, ""),
            "2 by CustomerPart, 2 at -; ItemContradiction: identifiers of the line name different \
             items: K-200 was taken, the GTIN says K-100",
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(check(line), expected);
    }
}

#[test]
fn a_description_with_a_word_more_or_less_is_only_a_guess() {
    let confidence = |text: &str| {
        let mut request = OrderRequest::empty(Purpose::Order);
        request.lines.push(line("", "", "", text));
        match &ground(&directory(), &request, None).lines[0].item {
            Grounded::Found { confidence, .. } => Some(*confidence),
            Grounded::Ambiguous { .. } | Grounded::NotFound => None,
        }
    };
    let cases = [
        ("tea pot STEEL, 1 L", Some(Confidence::LIKELY)),
        ("tea pot steel", Some(Confidence::GUESSED)),
        ("tea pot steel lid 1 l", Some(Confidence::GUESSED)),
        ("coffee mug 300 ml", None),
    ];
    for (text, expected) in cases {
        assert_eq!(confidence(text), expected, "{text}");
    }
}

#[test]
fn a_few_words_of_a_message_lead_to_the_one_item_that_has_them_all() {
    let items = vec![
        item(1, "COF-10", "Ornelle Espresso Beans Dark Roast 1 kg"),
        item(2, "COF-11", "Ornelle Instant Coffee Decaf 100 g"),
        item(3, "COF-12", "Moreva Coffee Capsules Decaf 10 pcs"),
        item(4, "KAF-1", "קפה שחור טחון דק 500 גרם"),
        item(5, "KAF-2", "קפה נמס מיובש בהקפאה 200 גרם"),
    ];
    let directory = Directory::new(items, Vec::new());
    let meant = |text: &str| {
        let mut request = OrderRequest::empty(Purpose::Order);
        request.lines.push(RequestLine {
            description: said(text),
            ..RequestLine::default()
        });
        match &ground(&directory, &request, None).lines[0].item {
            Grounded::Found {
                value, confidence, ..
            } => {
                assert!(
                    *confidence < Confidence::LIKELY,
                    "{text}: a person confirms it"
                );
                format!("{}", value.0)
            }
            Grounded::Ambiguous { candidates } => format!("{} to choose from", candidates.len()),
            Grounded::NotFound => "none".to_owned(),
        }
    };
    assert_eq!(meant("dark roast"), "1");
    assert_eq!(meant("decaf"), "2 to choose from");
    assert_eq!(meant("instant decaf"), "2");
    assert_eq!(meant("קפה שחור"), "4");
    assert_eq!(meant("קפה"), "2 to choose from");
    assert_eq!(meant("green tea"), "none");
}

#[test]
fn quantities_become_whole_base_units() {
    let measured = |amount: &str, uom: &str, gtin: &str| {
        check(RequestLine {
            quantity: decimal(amount),
            uom: said(uom),
            ..line("", "K-100", gtin, "")
        })
    };
    let cases = [
        (measured("2", "CS", ""), "1 by Code, 24 at -"),
        (measured("2.5", "CT", ""), "1 by Code, 30 at -"),
        (measured("1", "DZ", ""), "1 by Code, 12 at -"),
        (measured("2", "", CASE), "1 by Code, 24 at -"),
        (
            measured("2", "", ""),
            "1 by Code, 24 at -; UnitMissing: no unit is stated; the usual one, the case, was taken",
        ),
        (
            measured("1", "EA", CASE),
            "1 by Code, 12 at -; UnitContradiction: the GTIN names a case and the unit says EA; \
             it was taken as cases",
        ),
        (
            measured("0.3", "EA", ""),
            "1 by Code, - at -; QuantityFraction: 0.3 each is no whole number of base units, or too many",
        ),
        (
            measured("1", "PX", ""),
            "1 by Code, - at -; UnitNotSold: K-100 is not sold by the pallet, but by: case, each",
        ),
        (
            measured("1", "furlong", ""),
            "1 by Code, - at -; UnitUnknown: the unit \"furlong\" is not known",
        ),
        (
            measured("-1", "EA", ""),
            "1 by Code, - at -; Quantity: expected a quantity above zero, found -1",
        ),
    ];
    for (read, expected) in cases {
        assert_eq!(read, expected);
    }
}

#[test]
fn a_stated_price_is_by_base_units() {
    let priced = |amount: &str, basis: &str, uom: &str| {
        check(RequestLine {
            unit_price: decimal(amount),
            price_basis: decimal(basis),
            uom: said(uom),
            ..line("", "K-100", "", "")
        })
    };
    assert_eq!(priced("24.00", "", "CS"), "1 by Code, 24 at 2400/12");
    assert_eq!(priced("55", "100", "EA"), "1 by Code, 2 at 5500/100");
    assert_eq!(priced("0.0125", "", "EA"), "1 by Code, 2 at 125/100");
    let negative = priced("-1", "", "EA");
    assert!(negative.contains("Price: the price -1 for 1"), "{negative}");
}

#[test]
fn a_pack_size_that_differs_from_the_catalogue_is_doubted() {
    let packed = check(RequestLine {
        uom: said("CS"),
        units_per_traded_unit: decimal("10"),
        ..line("", "K-100", "", "")
    });
    assert!(
        packed.ends_with("the document packs 10 in one, the catalogue 12"),
        "{packed}"
    );
}

#[test]
fn a_customer_is_found_by_what_the_document_says_of_the_buyer() {
    let found = |change: &dyn Fn(&mut OrderRequest), sender| {
        let mut request = OrderRequest::empty(Purpose::Order);
        change(&mut request);
        let grounded = ground(&directory(), &request, sender);
        match grounded.customer {
            Grounded::Found { value, by, .. } => format!("{value} by {by:?}"),
            _ => grounded.doubts[0].message.clone(),
        }
    };
    let cases = [
        (
            found(&|r| r.buyer.id = said("4012345000009"), None),
            "7 by Gln",
        ),
        (found(&|r| r.buyer.id = said("c0007"), None), "7 by Code"),
        (
            found(&|r| r.buyer.tax_id = said("IL-517"), None),
            "7 by TaxId",
        ),
        (
            found(&|r| r.buyer.email = said("ann@shop7.example"), None),
            "7 by EmailDomain",
        ),
        (
            found(&|r| r.buyer.name = said("CORNER SHOP"), None),
            "7 by Name",
        ),
        (
            found(&|r| r.buyer.email = said("Shop <SHOP7@gmail.com>"), None),
            "7 by Email",
        ),
        (
            found(&|r| r.buyer.email = said("stranger@gmail.com"), None),
            "the buyer is stated as stranger@gmail.com, and no customer fits",
        ),
        (
            found(
                &|r| {
                    r.buyer.id = said("C0007");
                    r.buyer.name = said("Twin");
                },
                None,
            ),
            "the buyer is stated as Twin, C0007, and 3 customers fit",
        ),
        (found(&|_| (), Some("4012345000009")), "7 by Sender"),
        (found(&|_| (), Some("x@shop8.example")), "8 by Sender"),
        (
            found(&|r| r.buyer.name = said("Twin"), None),
            "the buyer is stated as Twin, and 2 customers fit",
        ),
        (
            found(&|_| (), None),
            "no buyer is stated, and no customer fits",
        ),
    ];
    for (read, expected) in cases {
        assert_eq!(read, expected);
    }
}

#[test]
fn a_place_is_found_among_those_of_the_customer() {
    let found = |change: &dyn Fn(&mut OrderRequest)| {
        let mut request = OrderRequest::empty(Purpose::Order);
        request.buyer.id = said("C0007");
        change(&mut request);
        ground(&directory(), &request, None).ship_to.value()
    };
    assert_eq!(found(&|r| r.ship_to.id = said("n1")), Some(ShipToId(1)));
    assert_eq!(
        found(&|r| r.ship_to.name = said("Depot S-1")),
        Some(ShipToId(2))
    );
    assert_eq!(
        found(&|r| r.ship_to.address = said("1 Sea St., Eilat, 31000, IL")),
        Some(ShipToId(2))
    );
    assert_eq!(found(&|r| r.ship_to.id = said("N9")), None);
    assert_eq!(found(&|_| ()), None);
}

#[test]
fn a_line_may_go_to_a_place_of_its_own() {
    let mut request = OrderRequest::empty(Purpose::Order);
    request.buyer.id = said("C0007");
    let own = |place| RequestLine {
        ship_to_id: said(place),
        ..line("", "K-100", "", "")
    };
    request.lines = vec![own("S-1"), own("X")];
    let grounded = ground(&directory(), &request, None);
    let places: Vec<_> = (grounded.lines.iter())
        .map(|line| line.ship_to.as_ref().and_then(Grounded::value))
        .collect();
    assert_eq!(places, [Some(ShipToId(2)), None]);
    assert_eq!(grounded.lines[1].doubts[0].code, DoubtCode::ShipTo);
    assert_eq!(grounded.doubts, []);
}

/// Proposals with what speaks for each.
fn told<T: std::fmt::Display>(proposals: Vec<Proposal<T>>) -> String {
    let told = proposals
        .iter()
        .map(|one| format!("{} by {:?} {}", one.value, one.by, one.score));
    told.collect::<Vec<String>>().join(", ")
}

#[test]
fn what_may_be_meant_is_proposed_with_what_speaks_for_it() {
    let directory = directory();
    let line = RequestLine {
        buyer_part: said("P-9"),
        description: said("coffee mug 300ml"),
        ..RequestLine::default()
    };
    let buyer = Party {
        tax_id: said("IL517"),
        name: said("Twinn"),
        ..Party::default()
    };
    let theirs = Some(CustomerId(7));
    let customers = propose_customers(&directory, &buyer, Some("x@shop8.example"));
    let lines = [
        told(propose_items(&directory, theirs, &line)),
        told(propose_items(&directory, None, &line)),
        told(find_items(&directory, None, "k100")),
        told(find_items(&directory, theirs, PIECE)),
        told(find_items(&directory, None, "something else")),
        told(customers),
        told(find_customers(&directory, "twin")),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r"
    2 by CustomerPart 1000, 1 by Description 750
    2 by Description 800, 1 by Description 750
    1 by Code 1000
    1 by Gtin 1000

    7 by TaxId 1000, 8 by Sender 1000, 9 by Name 461
    8 by Name 1000, 9 by Name 1000
    ");
}
