//! What a column title or a label means for an order.

use super::words::{Concept, concepts, currency, misspelt, split};
use vocab::Currency;

/// The most words of a title; longer texts are content.
const TITLE_WORDS_MAX: usize = 7;

/// The meaning of a column or of a labelled value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Role {
    PoNumber,
    OrderDate,
    DeliveryDate,
    Currency,
    BuyerName,
    BuyerId,
    /// The buyer, by name or by number.
    Buyer,
    /// A person at the buyer's, or the buyer.
    Contact,
    ShipToName,
    ShipToId,
    /// The place of delivery by name, number or address.
    ShipTo,
    /// The place of delivery by address; a name may stand in front.
    ShipToAddress,
    /// A store or branch: the place of delivery unless another is named.
    Site,
    Street,
    City,
    Region,
    Postcode,
    Country,
    Email,
    Phone,
    TaxId,
    Notes,
    LineNo,
    /// An item number, ours unless something else is said.
    Item,
    BuyerPart,
    SupplierPart,
    Gtin,
    Description,
    Quantity,
    Unit,
    UnitPrice,
    PriceBasis,
    PackSize,
    /// Money over the line or the order.
    Amount,
    /// Known, and of no use here.
    Other,
}

/// What a title says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Title {
    pub role: Role,
    /// A currency in the title itself: "Price (EUR)".
    pub currency: Option<Currency>,
    /// Some word was not known.
    pub has_stranger: bool,
    /// Most words were not known.
    pub is_mostly_strange: bool,
    /// It speaks of a sum, a tax or the like, and of nothing that a line has.
    pub is_money: bool,
}

/// How much may be guessed about a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    Exact,
    /// Typing errors are forgiven.
    Forgiving,
}

use Concept as C;

struct Rule {
    role: Role,
    all: &'static [Concept],
    none: &'static [Concept],
    /// Holds only when every word is known.
    strict: bool,
}

const fn rule(role: Role, all: &'static [Concept], none: &'static [Concept]) -> Rule {
    Rule {
        role,
        all,
        none,
        strict: false,
    }
}

const fn strict(role: Role, all: &'static [Concept], none: &'static [Concept]) -> Rule {
    Rule {
        role,
        all,
        none,
        strict: true,
    }
}

/// The first rule that holds decides.
const RULES: &[Rule] = &[
    rule(Role::Gtin, &[C::Gtin], &[C::Quantity]),
    rule(Role::Other, &[C::Vendor], &[C::Item, C::Material]),
    rule(Role::Other, &[C::Bill], &[]),
    rule(Role::Email, &[C::Email], &[]),
    rule(Role::Phone, &[C::Phone], &[]),
    rule(Role::TaxId, &[C::Tax, C::Number], &[]),
    rule(Role::TaxId, &[C::Tax, C::Code], &[C::Item]),
    rule(Role::Other, &[C::Terms], &[]),
    rule(Role::Notes, &[C::Notes], &[]),
    rule(Role::Currency, &[C::Currency], &[C::Price, C::Total]),
    rule(
        Role::PriceBasis,
        &[C::Price, C::Per],
        &[C::Unit, C::Quantity],
    ),
    strict(
        Role::PriceBasis,
        &[C::Per],
        &[C::Pack, C::Quantity, C::Unit],
    ),
    rule(Role::PackSize, &[C::Pack, C::Quantity], &[C::Order]),
    rule(Role::PackSize, &[C::Pack, C::Per], &[C::Price]),
    strict(Role::PackSize, &[C::Pack], &[C::Price, C::Item, C::Number]),
    rule(Role::Other, &[C::Attribute], &[]),
    rule(
        Role::Amount,
        &[C::Total],
        &[C::Quantity, C::Line, C::Number],
    ),
    rule(
        Role::Amount,
        &[C::Total, C::Line],
        &[C::Quantity, C::Number],
    ),
    rule(Role::Other, &[C::Discount], &[]),
    rule(Role::DeliveryDate, &[C::Delivery, C::Date], &[]),
    rule(Role::Other, &[C::Ship, C::Date], &[]),
    rule(Role::Other, &[C::Ship, C::By], &[]),
    rule(Role::DeliveryDate, &[C::Delivery, C::By], &[]),
    rule(Role::OrderDate, &[C::Date, C::Order], &[]),
    rule(Role::OrderDate, &[C::Date, C::Po], &[]),
    rule(Role::OrderDate, &[C::Date, C::Purchase], &[]),
    strict(Role::OrderDate, &[C::Date], &[C::Customer]),
    rule(Role::Other, &[C::Date], &[]),
    rule(Role::ShipToAddress, &[C::Ship, C::To, C::Address], &[]),
    rule(Role::ShipToAddress, &[C::Delivery, C::Address], &[]),
    rule(Role::ShipToAddress, &[C::Ship, C::Address], &[]),
    rule(Role::Street, &[C::Address], &[]),
    rule(Role::City, &[C::City], &[]),
    rule(Role::Postcode, &[C::Postcode], &[]),
    strict(Role::Region, &[C::Region], &[]),
    rule(Role::Country, &[C::Country], &[]),
    rule(Role::Description, &[C::Description], &[]),
    rule(Role::Description, &[C::Item, C::Name], &[]),
    strict(
        Role::Description,
        &[C::Name],
        &[C::Customer, C::Ship, C::Site, C::Company, C::Buyer],
    ),
    rule(Role::Description, &[C::Material, C::Name], &[]),
    rule(Role::UnitPrice, &[C::Price], &[]),
    rule(Role::Unit, &[C::Unit, C::Measure], &[]),
    rule(Role::Unit, &[C::Quantity, C::Unit], &[]),
    rule(Role::Quantity, &[C::Quantity], &[]),
    rule(Role::LineNo, &[C::Line], &[C::Customer, C::Your]),
    strict(Role::Unit, &[C::Unit], &[C::Item]),
    rule(Role::BuyerPart, &[C::Item, C::Customer], &[]),
    rule(Role::BuyerPart, &[C::Item, C::Buyer], &[]),
    rule(Role::BuyerPart, &[C::Item, C::Our], &[]),
    rule(Role::SupplierPart, &[C::Item, C::Vendor], &[]),
    rule(Role::SupplierPart, &[C::Item, C::Your], &[]),
    rule(Role::SupplierPart, &[C::Material, C::Vendor], &[]),
    rule(Role::SupplierPart, &[C::Material, C::Your], &[]),
    rule(Role::BuyerPart, &[C::Material], &[]),
    rule(Role::ShipToName, &[C::Ship, C::Name], &[]),
    rule(Role::ShipToId, &[C::Ship, C::To, C::Number], &[]),
    rule(Role::ShipToId, &[C::Ship, C::To, C::Code], &[]),
    rule(Role::ShipToId, &[C::Ship, C::To, C::Site], &[]),
    rule(Role::ShipTo, &[C::Ship, C::To], &[]),
    rule(Role::ShipTo, &[C::Delivery, C::To], &[]),
    rule(Role::ShipTo, &[C::Delivery, C::Site], &[]),
    rule(Role::ShipToName, &[C::Site, C::Name], &[]),
    rule(Role::Site, &[C::Site], &[C::Item]),
    rule(Role::PoNumber, &[C::Po], &[]),
    rule(Role::PoNumber, &[C::Purchase, C::Order], &[]),
    rule(Role::PoNumber, &[C::Order, C::Number], &[C::Item]),
    rule(Role::PoNumber, &[C::Order, C::Code], &[C::Item]),
    rule(Role::PoNumber, &[C::Order, C::Reference], &[C::Item]),
    rule(Role::PoNumber, &[C::Customer, C::Reference], &[]),
    strict(Role::PoNumber, &[C::Our, C::Reference], &[]),
    strict(Role::PoNumber, &[C::Order], &[C::Item, C::To, C::By]),
    rule(Role::BuyerId, &[C::Customer, C::Number], &[]),
    rule(Role::BuyerId, &[C::Customer, C::Code], &[]),
    rule(Role::BuyerId, &[C::Buyer, C::Number], &[]),
    rule(Role::BuyerId, &[C::Buyer, C::Code], &[]),
    rule(Role::BuyerName, &[C::Customer, C::Name], &[]),
    rule(Role::BuyerName, &[C::Company], &[]),
    strict(Role::Buyer, &[C::Customer], &[]),
    rule(Role::Contact, &[C::Buyer], &[]),
    rule(Role::Contact, &[C::Contact], &[]),
    rule(Role::Item, &[C::Item], &[C::To]),
    strict(Role::Item, &[C::Code], &[C::To]),
    strict(Role::Item, &[C::Reference], &[C::Your]),
    strict(Role::LineNo, &[C::Number], &[]),
    strict(Role::DeliveryDate, &[C::Delivery], &[]),
    rule(Role::Other, &[C::Tax], &[]),
];

/// What a title means; `None` for content and for titles of unknown words.
pub(crate) fn title(text: &str, spelling: Spelling) -> Option<Title> {
    let words = split(text);
    if words.is_empty() || words.len() > TITLE_WORDS_MAX {
        return None;
    }
    let mut spoken = 0u64;
    let mut strangers = 0;
    let mut money = None;
    for word in &words {
        let known = concepts(word).or_else(|| match spelling {
            Spelling::Forgiving => misspelt(word),
            Spelling::Exact => None,
        });
        match known {
            Some(concepts) => spoken |= set(concepts),
            None if currency(word).is_some() => {
                money = currency(word).and_then(Currency::parse);
            }
            None => strangers += 1,
        }
    }
    let has_stranger = strangers > 0;
    let has = |concept: &Concept| spoken & bit(*concept) != 0;
    let rule = RULES.iter().find(|rule| {
        rule.all.iter().all(has) && !rule.none.iter().any(has) && !(rule.strict && has_stranger)
    })?;
    // "Acme Part #" names whose number it is.
    let role = match rule.role {
        Role::Item if has_stranger => Role::BuyerPart,
        role => role,
    };
    Some(Title {
        role,
        currency: money,
        has_stranger,
        is_mostly_strange: strangers * 2 > words.len(),
        is_money: matches!(role, Role::Amount | Role::Other)
            && (has(&C::Total) || has(&C::Tax))
            && !has(&C::Terms),
    })
}

fn bit(concept: Concept) -> u64 {
    1 << concept as u64
}

fn set(concepts: &[Concept]) -> u64 {
    concepts.iter().fold(0, |set, concept| set | bit(*concept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_five_languages_are_understood() {
        let cases = [
            (
                Role::PoNumber,
                "PO_NBR|Customer PO|P.O. Number|Purchase Order No.|Order #|Bestellnummer|Bestell-Nr.|N° de commande|Número de pedido|מספר הזמנה|הזמנת רכש|PO No|Order ID",
            ),
            (
                Role::OrderDate,
                "PO_DATE|Order Date|Date|Bestelldatum|Date de commande|Fecha de pedido|תאריך הזמנה|Document Date",
            ),
            (
                Role::DeliveryDate,
                "REQ_DATE|Required By|Due Dte|Need by|Requested delivery date|Liefertermin|Date de livraison|Fecha de entrega|תאריך אספקה|Deliver By",
            ),
            (
                Role::Quantity,
                "QTY_REQ|Qty Ordred|Quantity|Order Qty|Menge|Bestellmenge|Quantité commandée|Cantidad|כמות|Units",
            ),
            (
                Role::Unit,
                "UOM|U/M|Unit of Measure|Unit|Einheit|Mengeneinheit|Unité|Unidad|יחידת מידה|Qty UOM",
            ),
            (
                Role::UnitPrice,
                "UNIT_PRICE|Unit Cost|Price|Einzelpreis|Prix unitaire|Precio|מחיר ליחידה|Net Price (EUR)|Price per unit",
            ),
            (
                Role::Amount,
                "EXT_PRICE|Ext Total|Extended Price|Line Total|Amount|Gesamtpreis|Montant|Importe|סה\"כ",
            ),
            (
                Role::Item,
                "ITEM_NBR|Part Num|SKU|Item|Artikelnummer|Art.-Nr.|Référence|Código|מק\"ט|Catalog #",
            ),
            (
                Role::BuyerPart,
                "Acme Part #|Northwind Item|Customer Part No|Our item no.|Unsere Artikelnummer|Material|מק\"ט לקוח",
            ),
            (
                Role::SupplierPart,
                "Vendor Part|Supplier Item Code|Your part no|Ihre Artikelnummer|Mfr Part #|מק\"ט ספק",
            ),
            (Role::Gtin, "UPC_NUMBER|EAN|GTIN-13|Barcode|ברקוד|EAN Code"),
            (
                Role::Description,
                "Description|Desciption|Item Description|Product Name|Bezeichnung|Désignation|Descripción|תיאור פריט|שם פריט",
            ),
            (
                Role::LineNo,
                "LINE_NO|Line #|Line|Pos.|#|Pos|Ligne|שורה|No.|PO Line",
            ),
            (Role::BuyerName, "CUSTOMER_NAME|Kundenname|שם לקוח|Company"),
            (
                Role::BuyerId,
                "CUSTOMER_NUMBER|Cust. No.|Kundennummer|Account #|מספר לקוח",
            ),
            (Role::ShipTo, "Ship To|Deliver to|Warenempfänger"),
            (
                Role::ShipToAddress,
                "Lieferadresse|Delivery Address|Adresse de livraison|כתובת למשלוח",
            ),
            (Role::ShipToId, "Ship To Loc|Ship-To Code|SHIPTO_ID"),
            (Role::Postcode, "POSTAL_CODE|ZIP|PLZ|מיקוד"),
            (Role::Currency, "Currency|Währung|Devise|Moneda|מטבע"),
            (Role::Notes, "Notes|Special Instructions:|Bemerkung|הערות"),
            (Role::PackSize, "Pack Size|Units per case|Case Pack"),
            (
                Role::Other,
                "Vendor|Terms|Ship Date|Ship Via|Weight|Item Category|Payment Terms|Discount %|Status",
            ),
            (Role::Contact, "Buyer|Attn|Buyer Name|Ansprechpartner"),
        ];
        for (role, titles) in cases {
            for text in titles.split('|') {
                let read = title(text, Spelling::Forgiving).map(|title| title.role);
                assert_eq!(read, Some(role), "{text}");
            }
        }
    }

    #[test]
    fn content_is_not_a_title() {
        for text in [
            "FST-9",
            "4711",
            "",
            "The quick brown fox jumps over it all",
            "Rotterdam",
        ] {
            assert_eq!(title(text, Spelling::Exact), None, "{text}");
        }
    }

    #[test]
    fn a_title_may_name_the_currency() {
        let read = title("Unit Price (USD)", Spelling::Exact).unwrap();
        assert_eq!(read.currency, Some(Currency::USD));
    }
}
