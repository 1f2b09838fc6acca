//! The words on paper, in English and Hebrew.

use vocab::Unit;

/// The language of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Hebrew: the page runs from right to left.
    Hebrew,
}

impl Language {
    /// BCP 47.
    pub(super) fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Hebrew => "he",
        }
    }

    pub(super) fn is_right_to_left(self) -> bool {
        match self {
            Language::English => false,
            Language::Hebrew => true,
        }
    }

    /// A word in this language.
    pub(super) fn say(self, word: Word) -> &'static str {
        let (english, hebrew) = both(word);
        match self {
            Language::English => english,
            Language::Hebrew => hebrew,
        }
    }

    pub(super) fn unit(self, unit: Unit) -> &'static str {
        match self {
            Language::English => english_unit(unit),
            Language::Hebrew => hebrew_unit(unit),
        }
    }

    pub(super) fn page(self, number: usize, count: usize) -> String {
        match self {
            Language::English => format!("Page {number} of {count}"),
            Language::Hebrew => format!("עמוד {number} מתוך {count}"),
        }
    }
}

/// A word of the papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    PackingSlip,
    PickList,
    ProForma,
    From,
    To,
    Buyer,
    Seller,
    Number,
    Date,
    Shipped,
    Expected,
    PurchaseOrder,
    OurOrder,
    Carrier,
    Tracking,
    Weight,
    Packages,
    Pallet,
    Carton,
    Line,
    Item,
    BuyerItem,
    Description,
    Quantity,
    Ordered,
    Unit,
    Lot,
    BestBefore,
    Price,
    Amount,
    Freight,
    Handling,
    Discount,
    Net,
    Tax,
    Total,
    NotForPayment,
    ReceivedBy,
    Site,
    Picker,
    Bin,
    NoBin,
    Order,
    Phone,
    TaxNumber,
}

fn both(word: Word) -> (&'static str, &'static str) {
    match word {
        Word::PackingSlip => ("Packing slip", "תעודת משלוח"),
        Word::PickList => ("Pick list", "רשימת ליקוט"),
        Word::ProForma => ("Pro forma invoice", "חשבון פרופורמה"),
        Word::From => ("From", "מאת"),
        Word::To => ("Ship to", "יעד המשלוח"),
        Word::Buyer => ("Customer", "לקוח"),
        Word::Seller => ("Seller", "מוכר"),
        Word::Number => ("Number", "מספר"),
        Word::Date => ("Date", "תאריך"),
        Word::Shipped => ("Shipped", "תאריך משלוח"),
        Word::Expected => ("Expected", "הגעה צפויה"),
        Word::PurchaseOrder => ("Your order", "הזמנת לקוח"),
        Word::OurOrder => ("Our order", "הזמנה"),
        Word::Carrier => ("Carrier", "מוביל"),
        Word::Tracking => ("Tracking", "מספר מעקב"),
        Word::Weight => ("Gross weight", "משקל ברוטו"),
        Word::Packages => ("Packages", "אריזות"),
        Word::Pallet => ("Pallet", "משטח"),
        Word::Carton => ("Carton", "קרטון"),
        Word::Line => ("Line", "שורה"),
        Word::Item => ("Item", "פריט"),
        Word::BuyerItem => ("Your item", "מק\"ט לקוח"),
        Word::Description => ("Description", "תיאור"),
        Word::Quantity => ("Quantity", "כמות"),
        Word::Ordered => ("Ordered", "הוזמן"),
        Word::Unit => ("Unit", "יחידה"),
        Word::Lot => ("Lot", "אצווה"),
        Word::BestBefore => ("Best before", "לשימוש עד"),
        Word::Price => ("Price", "מחיר"),
        Word::Amount => ("Amount", "סכום"),
        Word::Freight => ("Freight", "הובלה"),
        Word::Handling => ("Handling", "טיפול"),
        Word::Discount => ("Discount", "הנחה"),
        Word::Net => ("Net", "סכום לפני מע\"מ"),
        Word::Tax => ("VAT", "מע\"מ"),
        Word::Total => ("Total", "סך הכול"),
        Word::NotForPayment => (
            "For information only: this is not a tax invoice and not to be paid.",
            "למידע בלבד: מסמך זה אינו חשבונית מס ואינו לתשלום.",
        ),
        Word::ReceivedBy => ("Received by, date", "שם המקבל, חתימה ותאריך"),
        Word::Site => ("Site", "אתר"),
        Word::Picker => ("Picker", "מלקט"),
        Word::Bin => ("Bin", "תא"),
        Word::NoBin => ("no bin", "ללא תא"),
        Word::Order => ("Order", "הזמנה"),
        Word::Phone => ("Tel.", "טל'"),
        Word::TaxNumber => ("VAT no.", "עוסק מורשה"),
    }
}

fn english_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Gram => "g",
        Unit::Kilogram => "kg",
        Unit::Millilitre => "ml",
        Unit::Litre => "l",
        Unit::Metre => "m",
        Unit::SquareMetre => "m²",
        Unit::Pound => "lb",
        Unit::Foot => "ft",
        Unit::Hour => "h",
        counted => counted.as_str(),
    }
}

fn hebrew_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Each => "יח'",
        Unit::Pack => "מארז",
        Unit::Case => "קרטון",
        Unit::Layer => "שכבה",
        Unit::Pallet => "משטח",
        Unit::Dozen => "תריסר",
        Unit::Gram => "גרם",
        Unit::Kilogram => "ק\"ג",
        Unit::Millilitre => "מ\"ל",
        Unit::Litre => "ליטר",
        Unit::Metre => "מטר",
        Unit::SquareMetre => "מ\"ר",
        Unit::Pound => "ליברה",
        Unit::Hundred => "מאה",
        Unit::Thousand => "אלף",
        Unit::Pair => "זוג",
        Unit::Set => "סט",
        Unit::Hour => "שעה",
        Unit::Foot => "רגל",
        Unit::Roll => "גליל",
    }
}
