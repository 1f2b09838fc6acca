//! The names that other systems give to columns, in English and Hebrew. Case, blanks, punctuation and
//! quotes do not count, so `Item No.`, `ITEM_NO` and `item no` are one name.

/// Names of columns that mean the same, with commas between them.
pub type Names = &'static str;

/// A site, by its code.
pub const SITE: Names = "site code, warehouse, warehouse code, whse, wh, location, location code, plant, branch, \
     depot, dc, אתר, מחסן, קוד מחסן, מס' מחסן, קוד אתר, סניף";
/// What a site is called.
pub const SITE_NAME: Names =
    "site name, warehouse name, location name, description, title, שם, שם מחסן, שם אתר, תיאור";
/// The weekdays that a site works on.
pub const WEEKDAYS: Names = "working days, work days, open days, days, ימי עבודה, ימים";
/// Until when today's goods issue is open.
pub const CUTOFF: Names =
    "cutoff time, order cutoff, closing time, last order, שעת סגירה, שעת קבלה אחרונה";
/// The days that a site is closed on.
pub const HOLIDAYS: Names = "closed on, closed days, days off, חגים, ימי סגירה";

/// A delivery zone.
pub const ZONE: Names = "delivery zone, shipping zone, area, אזור, איזור, אזור חלוקה, אזור הפצה";
/// How long goods are under way.
pub const TRANSIT_DAYS: Names = "transit, transit time, days in transit, ימי הובלה, ימי שילוח";
/// Days within which a share of the goods arrives.
pub const TRANSIT_80: Names = "transit p80, p80, 80%, ימי הובלה 80%";
/// The same of a larger share.
pub const TRANSIT_95: Names = "transit p95, p95, 95%, ימי הובלה 95%";
/// The same of nearly all.
pub const TRANSIT_99: Names = "transit p99, p99, 99%, ימי הובלה 99%";
/// The weekdays that a zone is delivered to on.
pub const DELIVERY_WEEKDAYS: Names = "delivery days, days of delivery, ימי חלוקה, ימי אספקה";
/// The fixed cost of a shipment.
pub const COST_PER_SHIPMENT: Names = "fixed cost, cost of shipment, עלות למשלוח, עלות קבועה";
/// The cost of a kilogram.
pub const COST_PER_KILOGRAM: Names = "cost per kg, cost of kilogram, עלות לק\"ג, עלות לקילו";

/// An item, by its code.
pub const ITEM: Names = "item code, item no, item number, item id, sku, part, part no, part number, product, product \
     code, product no, product id, article, article no, article number, material, material no, \
     catalog no, catalogue no, stock code, מק\"ט, קוד פריט, פריט, מס' פריט, מספר פריט, קוד מוצר, \
     מוצר, מספר קטלוגי, מס' קטלוגי";
/// What an item is.
pub const DESCRIPTION: Names = "item description, item name, product name, product description, name, desc, text, תיאור, \
     תאור, תיאור פריט, תיאור מוצר, שם פריט, שם מוצר, שם";
/// What kind of item it is.
pub const CATEGORY: Names =
    "group, item group, product group, family, department, קטגוריה, קבוצה, משפחה, מחלקה";
/// The unit that stock is counted in.
pub const BASE_UNIT: Names = "unit, uom, base uom, um, unit of measure, stock unit, stocking unit, יחידה, יחידת מידה, יח' \
     מידה, יח'";
/// The unit that an order means when it says none.
pub const SALES_UNIT: Names =
    "sales uom, selling unit, order unit, sold in, sold by, יחידת מכירה, יח' מכירה";
/// Base units in a case.
pub const CASE: Names = "case qty, case size, case pack, pack size, per case, units per case, qty per case, quantity \
     per case, carton, carton qty, units per carton, יח' בקרטון, יחידות בקרטון, כמות בקרטון, \
     יחידות בארגז, כמות בארגז, כמות במארז, קרטון, ארגז";
/// Base units on a pallet.
pub const PALLET: Names = "pallet qty, per pallet, units per pallet, qty per pallet, quantity per pallet, יח' במשטח, \
     יחידות במשטח, כמות במשטח, משטח";
/// Units besides case and pallet.
pub const OTHER_UNITS: Names = "further units, יחידות נוספות";
/// The GTIN of a piece.
pub const GTIN_EACH: Names = "gtin, ean, ean code, ean13, upc, barcode, ברקוד, ברקוד יחידה";
/// The GTIN of a case.
pub const GTIN_CASE: Names = "case gtin, case barcode, carton barcode, outer barcode, gtin14, itf14, dun14, ברקוד קרטון, \
     ברקוד ארגז";
/// GTINs of other units.
pub const OTHER_GTINS: Names = "further gtins, other barcodes, ברקודים נוספים";
/// The weight of a base unit. Not `weight` alone, which is mostly told in kilograms.
pub const WEIGHT_GRAMS: Names = "weight g, weight in grams, grams, משקל גרם, משקל בגרם";
/// Whether an item may be ordered.
pub const ORDERABLE: Names =
    "active, sellable, saleable, for sale, can be ordered, פעיל, ניתן להזמנה, למכירה";
/// What is kept back.
pub const SAFETY_STOCK: Names = "safety, reserve stock, מלאי ביטחון, מלאי בטחון";
/// Where it lies.
pub const BINS: Names = "bin, bin location, bin locations, storage bin, pick location, shelf, איתור, איתורים, מיקום במחסן";

/// A price list, by its code.
pub const PRICE_LIST: Names =
    "list, price list code, price list no, price book, tariff, מחירון, קוד מחירון, מס' מחירון";
/// A currency.
pub const CURRENCY: Names = "curr, ccy, currency code, מטבע";
/// A price.
pub const PRICE: Names = "unit price, list price, sales price, selling price, net price, amount, rate, מחיר, מחיר \
     יחידה, מחיר ליחידה, מחיר מכירה";
/// How many base units a price is for.
pub const PER: Names =
    "price unit, price per, price basis, basis, per units, per quantity, בסיס מחיר";

/// A customer, by its number.
pub const CUSTOMER: Names = "customer no, customer number, customer code, customer id, cust no, cust, client, client no, \
     client number, client code, account, account no, account number, account code, sold to, sold \
     to party, debtor, debtor no, לקוח, מס' לקוח, מספר לקוח, קוד לקוח";
/// What a customer is called.
pub const CUSTOMER_NAME: Names =
    "customer name, company, company name, client name, account name, שם, שם לקוח, שם חברה, חברה";
/// A further name of a customer.
pub const NAME_HEBREW: Names = "hebrew name, name in hebrew, local name, שם בעברית, שם עברי";
/// Whom to ask for.
pub const CONTACT: Names = "contact name, contact person, attention, attn, איש קשר, שם איש קשר";
/// E-mail addresses.
pub const EMAIL: Names =
    "emails, email address, mail, דוא\"ל, דואר אלקטרוני, אימייל, מייל, כתובת מייל";
/// Phone numbers.
pub const PHONE: Names =
    "phones, phone no, phone number, telephone, tel, mobile, טלפון, טל', מס' טלפון, נייד";
/// A tax number.
pub const TAX_ID: Names = "vat, vat no, vat number, vat id, tax no, tax number, company number, ח\"פ, ע\"מ, עוסק, עוסק \
     מורשה, מס' עוסק, מספר עוסק";
/// A Global Location Number.
pub const GLN: Names = "gln number, global location number, מספר gln";
/// The most that may be owed.
pub const CREDIT_LIMIT: Names = "credit, credit line, max credit, אשראי, מסגרת אשראי, תקרת אשראי";
/// What is owed.
pub const RECEIVABLE: Names =
    "balance, open balance, outstanding, owed, accounts receivable, יתרה, יתרת חוב, חוב";
/// Whether orders bring their own address.
pub const ONE_TIME_ADDRESSES: Names = "one time, one time customer, drop ship, לקוח מזדמן";
/// Whether everything comes in one shipment.
pub const SHIP_COMPLETE: Names = "complete delivery, deliver complete, אספקה מלאה, משלוח מלא";
/// Whether no order may be taken.
pub const BLOCKED: Names = "block, on hold, חסום, חסימה";
/// Whether other items may be given instead.
pub const TAKES_SUBSTITUTES: Names =
    "substitutes allowed, substitution, allow substitution, תחליפים, מקבל תחליפים";
/// A place of delivery, by its code.
pub const SHIP_TO: Names = "ship to code, ship to no, ship to number, ship to party, delivery code, delivery address \
     code, address code, address no, store, store no, store code, branch, branch no, סניף, קוד \
     סניף, מס' סניף, קוד כתובת, קוד אתר";
/// Whether goods go there when an order does not say.
pub const DEFAULT_SHIP_TO: Names =
    "default, default address, main address, ברירת מחדל, כתובת ראשית";
/// What a place of delivery is called.
pub const SHIP_TO_NAME: Names =
    "delivery name, store name, branch name, שם סניף, שם אתר, שם למשלוח";
/// The Global Location Number of a place of delivery.
pub const SHIP_TO_GLN: Names = "delivery gln, store gln, gln סניף";
/// Whom to ask for there.
pub const SHIP_TO_CONTACT: Names = "delivery contact, store contact, איש קשר למשלוח, איש קשר בסניף";
/// Phone numbers there.
pub const SHIP_TO_PHONE: Names = "delivery phone, store phone, טלפון למשלוח, טלפון סניף";
/// The lines of an address above the city.
pub const STREET: Names = "address, street address, address line, address line 1, address 1, delivery address, ship to \
     address, addr, כתובת, רחוב, כתובת למשלוח, כתובת אספקה";
/// A city.
pub const CITY: Names = "town, ship to city, delivery city, עיר, ישוב, יישוב";
/// A state or the like.
pub const REGION: Names = "state, province, county, מחוז";
/// A postcode.
pub const POSTCODE: Names = "zip, zip code, postal code, מיקוד";
/// A country.
pub const COUNTRY: Names = "country code, ארץ, מדינה";

/// A group of customers, or a channel.
pub const GROUP: Names = "group code, customer group, channel, sales channel, segment, class, קבוצה, קבוצת לקוחות, \
     ערוץ";
/// A quota, by its code.
pub const QUOTA: Names =
    "quota code, code, allocation, allocation code, protection, קוד, מכסה, הקצאה";
/// Whether a quota is the most or the least.
pub const QUOTA_KIND: Names = "type, quota type, סוג";
/// How much a quota is.
pub const QUOTA_QUANTITY: Names = "qty, amount, limit, כמות";
/// The first day of a period.
pub const FROM: Names = "start, start date, from date, valid from, begins, מתאריך, תחילה";
/// The last day of a period.
pub const TO: Names = "end, end date, to date, until, valid to, עד תאריך, סיום";
/// What comes first.
pub const PRIORITY: Names = "rank, prio, עדיפות";

/// A supplier, by its code.
pub const SUPPLIER: Names = "supplier code, supplier no, supplier number, supplier id, vendor, vendor code, vendor no, \
     vendor number, vendor id, ספק, קוד ספק, מס' ספק, מספר ספק";
/// How much a supplier has.
pub const SUPPLIER_HAS: Names = "qty, available, available qty, qty available, quantity available, stock, on hand, \
     quantity on hand, inventory, atp, כמות, מלאי, זמין, כמות זמינה, מלאי ספק";
/// How long a supplier takes, in days.
pub const LEAD_DAYS: Names = "lead time, lead time days, days, delivery time, replenishment days, replenishment \
     lead time, זמן אספקה, ימי אספקה";
/// What calling goods off costs.
pub const CALL_OFF_COST: Names =
    "order cost, call off cost, delivery cost, freight, עלות, עלות הזמנה, עלות משלוח";
/// What may be given instead of an item.
pub const SUBSTITUTE: Names = "substitute item, substitute code, alternative, alternative item, replacement, replaced \
     by, superseded by, successor, instead, תחליף, מק\"ט חלופי, פריט חלופי, מוחלף ב";

/// A customer's own part number.
pub const CUSTOMER_PART: Names = "customer part no, customer part number, customer item, customer item code, customer item no, \
     customer sku, their code, their part no, buyer part, buyer item, cross reference, מק\"ט \
     לקוח, מק\"ט של הלקוח, קוד פריט לקוח";

/// What a count found.
pub const COUNTED: Names = "qty, on hand, on hand qty, on hand quantity, qty on hand, quantity on hand, stock, stock on \
     hand, soh, count, counted, balance, כמות, מלאי, כמות במלאי, יתרה, יתרת מלאי, ספירה";
/// What came in.
pub const RECEIVED: Names =
    "qty, received, qty received, received qty, quantity received, כמות, התקבל, כמות שהתקבלה";
/// What is still to come.
pub const COMING: Names = "qty, ordered, order qty, quantity ordered, open qty, open quantity, כמות, כמות פתוחה, כמות \
     מוזמנת";
/// The unit of a quantity.
pub const UNIT: Names = "uom, um, unit of measure, יחידה, יחידת מידה, יח' מידה, יח'";
/// What a delivery came with.
pub const DELIVERY_NOTE: Names = "delivery note no, delivery note number, packing slip, receipt, receipt no, grn, תעודת משלוח, \
     מס' תעודה, מספר תעודה";
/// What inbound supply is called.
pub const REFERENCE: Names = "ref, po, po no, po number, purchase order, purchase order no, order no, order number, asn, \
     shipment, אסמכתא, הזמנת רכש, מס' הזמנת רכש, מס' הזמנה, מספר הזמנה";
/// What inbound supply is.
pub const SUPPLY_KIND: Names = "type, supply type, סוג";
/// When it comes.
pub const DUE: Names = "due date, eta, expected, expected date, delivery date, arrival, arrival date, date, תאריך, \
     תאריך אספקה, תאריך הגעה, צפי, צפי הגעה";
