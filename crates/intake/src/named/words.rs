//! The names that senders without a standard give to the parts of an order, best first.

use crate::tree::Node;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A part of an order, of a line or of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    PoNumber,
    /// A number that is the order's only when it stands in the order itself.
    BareNumber,
    OrderDate,
    /// A date that may be any.
    BareDate,
    Wanted,
    Currency,
    Total,
    Note,
    LineNo,
    Quantity,
    Uom,
    Price,
    PriceBasis,
    BuyerPart,
    SupplierPart,
    Item,
    Gtin,
    Description,
    PartyId,
    PartyName,
    FirstName,
    LastName,
    Role,
    Street,
    City,
    Region,
    Postcode,
    Country,
    Email,
    Phone,
    TaxId,
}

/// How many words there are.
pub(crate) const WORDS: usize = 31;

/// All words with their names: bare (no signs, lower case), either a node's own name or that of its
/// parent and its own together. The order within a list is the order of preference.
const NAMES: [(Word, &[&str]); WORDS] = [
    (
        Word::PoNumber,
        &[
            "purchaseordernumber",
            "purchaseorderno",
            "purchaseorderid",
            "ponumber",
            "pono",
            "ponum",
            "buyerordernumber",
            "customerponumber",
            "customerpo",
            "orderidentificationentityidentification",
            "orderidentificationuniquecreatoridentification",
            "documentididorder",
            "documentidid",
            "ordernumber",
            "orderno",
            "ordernum",
            "orderid",
            "ordername",
            "ordercode",
            "orderref",
            "orderreference",
            "documentid",
            "documentnumber",
            "incrementid",
            "customerordernumber",
        ],
    ),
    (
        Word::BareNumber,
        &["reference", "referencenumber", "number", "id"],
    ),
    (
        Word::OrderDate,
        &[
            "orderdate",
            "orderdatetime",
            "purchaseorderdate",
            "podate",
            "orderissuedate",
            "orderedat",
            "dateordered",
            "purchasedate",
            "placedat",
            "documentdate",
            "documentdatetime",
            "issuedate",
            "issuedat",
            "creationdatetime",
            "creationdate",
            "createdate",
            "createdat",
            "created",
            "datecreated",
        ],
    ),
    (Word::BareDate, &["datetime", "date"]),
    (
        Word::Wanted,
        &[
            "requesteddeliverydate",
            "requesteddeliverydatetime",
            "requestdeliverydate",
            "requesteddelivery",
            "requesteddeliverydateenddate",
            "requesteddeliveryenddate",
            "requesteddeliverydatetimedate",
            "requesteddeliverydatedate",
            "requesteddeliverbydate",
            "requestedshipmentarrivaldate",
            "requireddeliverydate",
            "requireddeliverydatetime",
            "requireddate",
            "requiredby",
            "requireddatetime",
            "deliveryenddate",
            "deliverydate",
            "deliverystartdate",
            "deliveryrequestdate",
            "deliverydatetime",
            "deliverby",
            "needbydate",
            "needby",
            "neededby",
            "dateneeded",
            "daterequired",
            "requesteddate",
            "requestdate",
            "duedate",
        ],
    ),
    (
        Word::Currency,
        &[
            "currency",
            "currencycode",
            "ordercurrency",
            "ordercurrencycode",
            "documentcurrency",
            "documentcurrencycode",
            "currencyisocode",
            "isocurrency",
            "currencyid",
            "currencycoded",
            "curr",
            "waers",
        ],
    ),
    (
        Word::Total,
        &[
            "grandtotal",
            "ordertotal",
            "totalamount",
            "totalordervalue",
            "totalprice",
            "total",
            "ordervalue",
            "amount",
        ],
    ),
    (
        Word::Note,
        &[
            "note",
            "notes",
            "comment",
            "comments",
            "remark",
            "remarks",
            "instructions",
            "specialinstructions",
            "deliveryinstructions",
            "message",
            "customernote",
        ],
    ),
    (
        Word::LineNo,
        &[
            "linenumber",
            "lineno",
            "linenum",
            "linenbr",
            "lineitemnumber",
            "lineitemno",
            "lineitemid",
            "lineid",
            "buyerlineitemnum",
            "orderlinenumber",
            "orderlineno",
            "itemsequencenumber",
            "sequencenumber",
            "positionnumber",
            "posno",
            "position",
            "pos",
            "sequence",
            "seq",
            "line",
        ],
    ),
    (
        Word::Quantity,
        &[
            "orderedquantity",
            "orderquantity",
            "quantityordered",
            "requestedquantity",
            "qtyordered",
            "orderedqty",
            "orderqty",
            "quantity",
            "qty",
            "totalquantity",
            "quantityvalue",
            "menge",
            "units",
        ],
    ),
    (
        Word::Uom,
        &[
            "unitofmeasure",
            "uom",
            "uomcode",
            "uomcoded",
            "unitofmeasurement",
            "unitofmeasurecode",
            "quantityunit",
            "quantityunitofmeasure",
            "quantityuom",
            "orderunit",
            "measureunit",
            "unitcode",
            "measurementunitcode",
            "packageunit",
            "unit",
        ],
    ),
    (
        Word::Price,
        &[
            "unitprice",
            "priceperunit",
            "netunitprice",
            "unitnetprice",
            "netprice",
            "unitpricevalue",
            "unitpriceamount",
            "priceamount",
            "itemprice",
            "unitcost",
            "netcost",
            "firstcostprice",
            "costprice",
            "purchaseprice",
            "priceea",
            "priceeach",
            "price",
            "baseprice",
            "priceextax",
            "priceexcltax",
            "cost",
            "rate",
        ],
    ),
    (
        Word::PriceBasis,
        &[
            "pricebasisquantity",
            "pricequantity",
            "pricebasis",
            "priceunitquantity",
            "pricebasequantity",
            "basequantity",
            "perquantity",
            "priceper",
        ],
    ),
    (
        Word::BuyerPart,
        &[
            "buyerpartnumber",
            "buyerpartno",
            "buyerpartid",
            "buyeritemcode",
            "buyeritemnumber",
            "buyeritemid",
            "buyerproductid",
            "buyersku",
            "buyerpid",
            "buyeraid",
            "buyerpart",
            "customerpartnumber",
            "customerpartno",
            "customerpartid",
            "customeritemcode",
            "customeritemnumber",
            "customeritemno",
            "customeritemid",
            "customersku",
            "customerpart",
            "customermaterialnumber",
            "customermaterial",
            "customeritemidentificationid",
            "customeritemidentificationitemidid",
            "buyerpartnumberpartid",
        ],
    ),
    (
        Word::SupplierPart,
        &[
            "supplierpartnumber",
            "supplierpartno",
            "supplierpartid",
            "supplieritemcode",
            "supplieritemnumber",
            "supplieritemno",
            "supplieritemid",
            "supplieritemidentificationid",
            "supplieritemidentificationitemidid",
            "sellerpartnumberpartid",
            "supplierproductid",
            "suppliersku",
            "supplierpid",
            "supplieraid",
            "supplierpart",
            "vendorpartnumber",
            "vendorpartno",
            "vendorpartid",
            "vendoritemcode",
            "vendoritemnumber",
            "vendoritemno",
            "vendoritemid",
            "vendorproductid",
            "vendorsku",
            "vendorpart",
            "sellerpartnumber",
            "selleritemnumber",
            "sellersku",
            "sellerproductid",
            "manufacturerpartnumber",
            "manufacturerpid",
            "mpn",
        ],
    ),
    (
        Word::Item,
        &[
            "sku",
            "itemcode",
            "itemnumber",
            "itemno",
            "itemid",
            "itemidid",
            "partnumber",
            "partno",
            "productcode",
            "productnumber",
            "productno",
            "articlenumber",
            "articleno",
            "articlecode",
            "materialnumber",
            "material",
            "stockcode",
            "catalognumber",
            "productid",
            "item",
            "part",
            "article",
            "product",
            "code",
        ],
    ),
    (
        Word::Gtin,
        &[
            "gtin",
            "gtin13",
            "gtin14",
            "gtinnumber",
            "ean",
            "ean13",
            "eancode",
            "eannumber",
            "eanupc",
            "upc",
            "upccode",
            "upcnumber",
            "barcode",
            "isbn13",
            "isbn",
            "internationalpid",
        ],
    ),
    (
        Word::Description,
        &[
            "itemdescription",
            "productdescription",
            "descriptionshort",
            "shortdescription",
            "productname",
            "itemname",
            "description",
            "desc",
            "name",
            "title",
            "tradeitemdescription",
            "descriptionlong",
            "longdescription",
            "text",
        ],
    ),
    (
        Word::PartyId,
        &[
            "gln",
            "partyid",
            "partyidid",
            "partyidsid",
            "id",
            "code",
            "number",
            "no",
            "accountnumber",
            "accountid",
            "account",
            "customernumber",
            "customerid",
            "customercode",
            "identifier",
            "identificationcode",
            "ident",
            "partyidident",
            "locationcode",
            "locationid",
            "duns",
        ],
    ),
    (
        Word::PartyName,
        &[
            "companyname",
            "company",
            "organizationname",
            "organisationname",
            "partyname",
            "name",
            "name1",
            "fullname",
            "businessname",
            "contactname",
        ],
    ),
    (Word::FirstName, &["firstname", "givenname"]),
    (Word::LastName, &["lastname", "surname", "familyname"]),
    (
        Word::Role,
        &[
            "@type",
            "@role",
            "@qualifier",
            "@addresstype",
            "@partytype",
            "type",
            "role",
            "partyrole",
            "partytype",
            "partyqualifier",
            "qualifier",
            "function",
            "addresstype",
            "rolecode",
        ],
    ),
    (
        Word::Street,
        &[
            "street",
            "street1",
            "street2",
            "streetname",
            "streetaddress",
            "streetaddressone",
            "streetaddresstwo",
            "address",
            "address1",
            "address2",
            "address3",
            "addressline",
            "addressline1",
            "addressline2",
            "addressline3",
            "addr1",
            "addr2",
            "line1",
            "line2",
            "line3",
            "lineone",
            "linetwo",
        ],
    ),
    (Word::City, &["city", "cityname", "town", "locality"]),
    (
        Word::Region,
        &[
            "stateorprovincecode",
            "provincecode",
            "statecode",
            "state",
            "province",
            "region",
            "stateorprovince",
            "stateorregion",
            "stateorprovincename",
            "countrysubdivisioncode",
            "county",
        ],
    ),
    (
        Word::Postcode,
        &[
            "postalcode",
            "postcode",
            "zip",
            "zipcode",
            "postalzone",
            "postal",
        ],
    ),
    (
        Word::Country,
        &[
            "countrycode",
            "countrycoded",
            "countryid",
            "countryisocode",
            "country",
            "countryname",
        ],
    ),
    (Word::Email, &["email", "emailaddress", "mail", "@email"]),
    (
        Word::Phone,
        &[
            "phone",
            "phonenumber",
            "telephone",
            "telephonenumber",
            "tel",
        ],
    ),
    (
        Word::TaxId,
        &[
            "vatid",
            "vatnumber",
            "taxid",
            "taxnumber",
            "vatregistrationnumber",
        ],
    ),
];

/// The words that a name stands for, with its rank for each.
static INDEX: LazyLock<HashMap<&str, Vec<(Word, u8)>>> = LazyLock::new(|| {
    let mut index: HashMap<&str, Vec<(Word, u8)>> = HashMap::new();
    for (word, names) in NAMES {
        for (rank, name) in names.iter().enumerate() {
            index.entry(name).or_default().push((word, rank as u8));
        }
    }
    index
});

/// What a node may be: the rank of its name for every word, 0 the best, `u8::MAX` none.
pub(crate) type Ranks = [u8; WORDS];

/// A name without signs and case: `Order-Number`, `order_number` and `OrderNumber` are one.
pub(crate) fn bare(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric() || *c == '@')
        .flat_map(char::to_lowercase)
        .collect()
}

/// Ranks of nodes, worked out once per node name with the two names above it.
#[derive(Default)]
pub(crate) struct Ranking {
    known: HashMap<[u32; 3], Ranks>,
}

impl Ranking {
    /// The rank of a node for every word.
    pub fn of(&mut self, node: Node) -> Ranks {
        let parent = node.parent();
        let above = parent.and_then(Node::parent);
        let id = |node: Option<Node>| node.map_or(u32::MAX, Node::name_id);
        let key = [id(above), id(parent), node.name_id()];
        *self
            .known
            .entry(key)
            .or_insert_with(|| ranks(above, parent, node))
    }
}

fn ranks(above: Option<Node>, parent: Option<Node>, node: Node) -> Ranks {
    let name = bare(node.name());
    // An amount in cents has the name of the amount: `price_ea_cents`.
    let own = name.strip_suffix("cents").unwrap_or(&name);
    let plain = own.trim_start_matches('@');
    let bare_name = |node: Option<Node>| node.map(|n| bare(n.name())).unwrap_or_default();
    let two = format!("{}{plain}", bare_name(parent));
    let three = format!("{}{two}", bare_name(above));
    let names = [own, plain, &two, &three];
    let mut ranks = [u8::MAX; WORDS];
    for (word, rank) in names.iter().filter_map(|name| INDEX.get(name)).flatten() {
        let known = &mut ranks[*word as usize];
        *known = rank.min(known).to_owned();
    }
    let price = &mut ranks[Word::Price as usize];
    if *price == u8::MAX && is_own_price(plain) {
        *price = u8::MAX - 1;
    }
    ranks
}

/// Names such as `USPrice`; prices of whole lines and other people's prices are not meant.
fn is_own_price(name: &str) -> bool {
    const OTHERS: [&str; 8] = [
        "total", "line", "list", "retail", "sum", "gross", "old", "shipping",
    ];
    name.ends_with("price") && !OTHERS.iter().any(|other| name.contains(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_every_word_once_and_bare() {
        for (place, (word, names)) in NAMES.iter().enumerate() {
            assert_eq!(*word as usize, place);
            let mut seen = std::collections::HashSet::new();
            for name in *names {
                assert_eq!(*name, bare(name), "{word:?}");
                assert!(seen.insert(name), "{word:?} has {name} twice");
            }
        }
    }
}
