//! The names that senders without a standard give to the parts of an order, best first.

use crate::tree::{Node, Step};
use std::collections::HashMap;

/// A part of an order, of a line or of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    PoNumber,
    OrderDate,
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
pub(crate) const WORDS: usize = 27;

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
            "customerordernumber",
            "reference",
            "referencenumber",
            "number",
            "id",
        ],
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
            "datetime",
            "date",
        ],
    ),
    (
        Word::Wanted,
        &[
            "requesteddeliverydate",
            "requesteddeliverydatetime",
            "requestdeliverydate",
            "requesteddelivery",
            "requesteddeliverydateenddate",
            "requesteddeliveryenddate",
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
            "customeritemididid",
            "customeritemidid",
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
            "supplieritemidid",
            "supplieritemidentificationid",
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

/// What a node may be: the rank of its name for every word, 0 the best, `u8::MAX` none.
pub(crate) type Ranks = [u8; WORDS];

/// A name without signs and case: `Order-Number`, `order_number` and `OrderNumber` are one.
pub(crate) fn bare(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric() || *c == '@')
        .flat_map(char::to_lowercase)
        .collect()
}

/// Ranks of nodes, worked out once per pair of names.
#[derive(Default)]
pub(crate) struct Ranking {
    known: HashMap<(u32, u32), Ranks>,
}

impl Ranking {
    /// The rank of a node for every word.
    pub fn of(&mut self, node: Node) -> Ranks {
        let parent = node.parent();
        let key = (parent.map_or(u32::MAX, Node::name_id), node.name_id());
        *self.known.entry(key).or_insert_with(|| ranks(parent, node))
    }
}

fn ranks(parent: Option<Node>, node: Node) -> Ranks {
    let own = bare(node.name());
    // An amount in cents has the name of the amount: `price_ea_cents`.
    let own = own.strip_suffix("cents").map(str::to_owned).unwrap_or(own);
    let with_parent = parent.map(|parent| format!("{}{own}", bare(parent.name())));
    // Attributes count for roles and, with their parent, for ids; units are asked for by name.
    let attribute = node.step() == Step::Attribute;
    let mut ranks = [u8::MAX; WORDS];
    for (place, (word, names)) in NAMES.iter().enumerate() {
        debug_assert_eq!(
            *word as usize, place,
            "the table is in the order of the enum"
        );
        let own_name = (!attribute || own.starts_with('@')).then_some(own.as_str());
        let matches =
            |name: &&str| Some(*name) == own_name || Some(*name) == with_parent.as_deref();
        if let Some(rank) = names.iter().position(|name| matches(&name)) {
            ranks[place] = rank as u8;
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_every_word_in_its_place_once() {
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
