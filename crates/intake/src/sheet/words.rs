//! The words that column titles and labels are made of, in English, Hebrew, German, French and
//! Spanish, each with what it speaks of.
//!
//! A title is understood by the set of its [`Concept`]s, so that "Order Qty", "QTY_ORDERED" and
//! "Quantité commandée" need no entry each.

use std::collections::HashMap;
use std::sync::LazyLock;
use vocab::Currency;

/// What a word speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Concept {
    /// A purchase order by its usual abbreviation.
    Po,
    Order,
    Purchase,
    /// "no", "number", "#".
    Number,
    /// "id", "code", "key".
    Code,
    Reference,
    Date,
    Delivery,
    /// "by", as in "needed by".
    By,
    Ship,
    To,
    Bill,
    Customer,
    Buyer,
    Vendor,
    Company,
    Name,
    Contact,
    Line,
    Item,
    /// A word for an item that buyers use for their own number.
    Material,
    Gtin,
    Description,
    Quantity,
    Unit,
    Measure,
    Price,
    Per,
    Pack,
    /// An amount of money over more than one unit.
    Total,
    Tax,
    Discount,
    Currency,
    Notes,
    Address,
    City,
    Region,
    Postcode,
    Country,
    /// A store, branch, warehouse.
    Site,
    Email,
    Phone,
    Terms,
    /// The one who writes: "our".
    Our,
    /// The one who reads: "your".
    Your,
    /// "type", "status", "brand", "weight": what no order field is made of.
    Attribute,
    /// "document", "issue": adds nothing to a date or number.
    Document,
    /// "of", "the": says nothing.
    Filler,
}

use Concept as C;

/// Words, folded (see [`fold`]) and parted by blanks, with what they speak of. One word may speak of several things:
/// German joins words.
const WORDS: &[(&str, &[Concept])] = &[
    ("po", &[C::Po]),
    (
        "order orders ord bestellung bestell auftrag auftrags commande cde pedido orden הזמנה \
         הזמנת",
        &[C::Order],
    ),
    (
        "purchase purchasing einkauf einkaufs achat compra רכש",
        &[C::Purchase],
    ),
    (
        "number numbers no num nbr nr nummer numero n nro # מספר מס",
        &[C::Number],
    ),
    ("code id key identifier codigo codice קוד cod", &[C::Code]),
    (
        "ref reference referenz referencia אסמכתא אסמכתה",
        &[C::Reference],
    ),
    (
        "date dates dt dte datum fecha termin תאריך מועד day",
        &[C::Date],
    ),
    (
        "delivery deliver delivered dlv due required require requested request req reqd need \
         needed wanted expected arrival liefer lieferung livraison entrega אספקה wunsch receipt",
        &[C::Delivery],
    ),
    ("by until bis עד", &[C::By]),
    (
        "ship shipping shipment versand expedition envio משלוח",
        &[C::Ship],
    ),
    ("shipto", &[C::Ship, C::To]),
    ("soldto", &[C::Customer, C::To]),
    ("billto", &[C::Bill, C::To]),
    ("to an into", &[C::To]),
    (
        "bill billing invoice rechnung rechnungs facture facturation factura facturacion \
         חשבונית payer",
        &[C::Bill],
    ),
    (
        "customer cust client kunde kunden לקוח sold account acct purchaser",
        &[C::Customer],
    ),
    (
        "buyer buyers besteller kaufer acheteur comprador קניין מזמין orderer",
        &[C::Buyer],
    ),
    (
        "vendor vendors supplier suppliers lieferant lieferanten fournisseur proveedor ספק \
         seller mfr mfg manufacturer hersteller fabricant fabricante vnd",
        &[C::Vendor],
    ),
    (
        "company firma societe empresa חברה organization organisation",
        &[C::Company],
    ),
    ("name nom nombre שם", &[C::Name]),
    (
        "contact attn attention ansprechpartner contacto requester requisitioner requestor \
         authorized approved agent salesperson rep קשר",
        &[C::Contact],
    ),
    (
        "line lines ln pos position zeile ligne linea שורה seq row lfd sr",
        &[C::Line],
    ),
    ("lineno linenumber", &[C::Line, C::Number]),
    (
        "item items articolo artikelen sku part parts article artikel art product prod produkt producto articulo \
         produit catalog catalogue cat model style stock פריט מוצר מקט pn mpn asin ware goods",
        &[C::Item],
    ),
    ("partno itemno partnumber itemnumber", &[C::Item, C::Number]),
    ("material mat matl", &[C::Material]),
    (
        "gtin ean upc barcode isbn ean13 ean8 gtin14 gtin13 gtin12 upca ברקוד strichcode bar \
         jan",
        &[C::Gtin],
    ),
    (
        "description descr omschrijving descrizione desc text beschreibung bezeichnung designation libelle descripcion \
         תיאור תאור title detail details concepto",
        &[C::Description],
    ),
    (
        "quantity quantities aantal hoeveelheid quantita qta q qty qnty quant menge anzahl quantite qte cantidad cant כמות \
         units pieces pcs stuck stk stuks unidades ordered cases cartons יחידות",
        &[C::Quantity],
    ),
    ("orderqty bestellmenge", &[C::Order, C::Quantity]),
    (
        "uom um oun bun meins bme mengeneinheit unitofmeasure",
        &[C::Unit, C::Measure],
    ),
    (
        "unit un einheit einh me unite unidad ud יחידה יחידת יח",
        &[C::Unit],
    ),
    ("measure mesure medida מידה measurement", &[C::Measure]),
    (
        "price prices prijs prezzo cost rate preis prix precio coste costo מחיר pu unitprice ep",
        &[C::Price],
    ),
    ("einzelpreis stuckpreis einheitspreis", &[C::Price, C::Unit]),
    ("preiseinheit pe", &[C::Price, C::Per]),
    ("per pro por basis base je", &[C::Per]),
    (
        "pack packs pk case inner carton ctn box size packaging מארז קרטון pallet ve",
        &[C::Pack],
    ),
    (
        "carried brought forward ubertrag vortrag total totals bedrag totaal importo totale ext extended extension amount amt sum subtotal gesamt summe betrag \
         montant importe סהכ value סכום gesamtpreis gesamtbetrag zwischensumme endsumme wert",
        &[C::Total],
    ),
    (
        "tax taxes vat btw gst mwst ust tva iva מעמ freight handling surcharge deposit fracht maut",
        &[C::Tax],
    ),
    (
        "discount disc rabatt remise descuento הנחה %",
        &[C::Discount],
    ),
    (
        "currency curr cur ccy wahrung waehrung devise moneda divisa מטבע",
        &[C::Currency],
    ),
    (
        "note notes comment comments remark remarks instruction instructions bemerkung \
         bemerkungen hinweis hinweise anmerkung remarque remarques commentaire observaciones \
         notas nota comentarios הערה הערות message memo",
        &[C::Notes],
    ),
    (
        "address addr address1 address2 street strasse anschrift adresse direccion domicilio \
         calle rue כתובת רחוב",
        &[C::Address],
    ),
    ("city town ort stadt ville ciudad עיר", &[C::City]),
    (
        "state province region bundesland provincia county prov",
        &[C::Region],
    ),
    (
        "zip postcode postal plz postleitzahl cp מיקוד zipcode postalcode",
        &[C::Postcode],
    ),
    ("country land pays pais ארץ מדינה", &[C::Country]),
    (
        "store branch location loc warehouse whse wh site plant dc depot filiale lager werk \
         magasin tienda sucursal almacen סניף מחסן dock destination",
        &[C::Site],
    ),
    ("email mail correo courriel מייל דואל", &[C::Email]),
    (
        "phone tel telephone telefon telefono fax mobile cell טלפון נייד פקס ph",
        &[C::Phone],
    ),
    (
        "terms term payment incoterm incoterms fob via carrier method zahlungsbedingungen \
         lieferbedingungen zahlung paiement conditions condiciones pago transporteur תנאי \
         תשלום מוביל routing spediteur",
        &[C::Terms],
    ),
    (
        "our unser unsere notre nos nuestro nuestra own internal שלנו",
        &[C::Our],
    ),
    ("your ihr ihre votre vos su vuestro שלכם", &[C::Your]),
    (
        "type status category group family brand colour color weight volume class season \
         revision rev version gewicht farbe kategorie marke poids couleur marque peso \
         categoria marca priority page department dept available availability backorder \
         shipped received lot start serial batch moq dimension dimensions length width height grade \
         image picture url hts origin quote contract project job gl report rpt run time user \
         minimum min max onhand hand משקל סוג סטטוס cancel expiry expiration valid printed \
         print sales shipper",
        &[C::Attribute],
    ),
    (
        "document doc issue issued created creation placed beleg entry entered submitted form",
        &[C::Document],
    ),
    (
        "of the for and as a e o lineitem short long de du des del la le les el der die das fur pour para et y und d l \
         net netto gross brutto in on customers new see target confirmed mandatory optional \
         ht excl incl list final את של ב commandee commandes pedida solicitada bestellte \
         gewunschte gewunschter souhaitee exp data info header level full \
         ביניים לפני אחרי",
        &[C::Filler],
    ),
    // Words of Dutch and Italian.
    ("klant cliente acquirente", &[C::Customer]),
    ("factuur fattura fatture fatturazione", &[C::Bill]),
    ("leverancier fornitore", &[C::Vendor]),
    ("bestelling inkooporder ordine ordini", &[C::Order]),
    ("levering consegna livrer", &[C::Delivery]),
    (
        "ordernummer bestelnummer inkoopordernummer",
        &[C::Order, C::Number],
    ),
    ("orderdatum besteldatum", &[C::Order, C::Date]),
    ("leverdatum leveringsdatum", &[C::Delivery, C::Date]),
    ("klantnummer", &[C::Customer, C::Number]),
    ("factuurnummer", &[C::Bill, C::Number]),
    ("factuurdatum", &[C::Bill, C::Date]),
    (
        "afleveradres leveringsadres bezorgadres",
        &[C::Ship, C::To, C::Address],
    ),
    ("factuuradres", &[C::Bill, C::To, C::Address]),
    // Joined words of German.
    (
        "rechnungsadresse rechnungsanschrift rechnungsempfanger",
        &[C::Bill, C::To, C::Address],
    ),
    ("rechnungsnummer rechnungsnr", &[C::Bill, C::Number]),
    ("rechnungsdatum", &[C::Bill, C::Date]),
    (
        "bestellnummer bestellnr auftragsnummer auftragsnr bestellnummern",
        &[C::Order, C::Number],
    ),
    (
        "bestelldatum auftragsdatum belegdatum",
        &[C::Order, C::Date],
    ),
    (
        "lieferdatum liefertermin wunschtermin wunschlieferdatum lieferwoche",
        &[C::Delivery, C::Date],
    ),
    (
        "lieferadresse lieferanschrift",
        &[C::Ship, C::To, C::Address],
    ),
    ("warenempfanger empfanger", &[C::Ship, C::To]),
    (
        "kundennummer kundennr kdnr debitor",
        &[C::Customer, C::Number],
    ),
    ("kundenname", &[C::Customer, C::Name]),
    (
        "artikelnummer artikelnr artnr teilenummer sachnummer produktnummer referenznummer",
        &[C::Item, C::Number],
    ),
    (
        "artikelbezeichnung artikelbeschreibung artikeltext produktname artikelname",
        &[C::Description],
    ),
    ("materialnummer materialnr", &[C::Material, C::Number]),
    (
        "lieferantenartikelnummer herstellernummer",
        &[C::Vendor, C::Item, C::Number],
    ),
    ("kundenartikelnummer", &[C::Customer, C::Item, C::Number]),
    ("positionsnummer posnr zeilennummer", &[C::Line, C::Number]),
];

/// What may be misspelt: the words of order sheets that are not close to ordinary ones.
const FORGIVEN: [Concept; 14] = [
    C::Order,
    C::Purchase,
    C::Number,
    C::Date,
    C::Delivery,
    C::Customer,
    C::Vendor,
    C::Item,
    C::Description,
    C::Quantity,
    C::Measure,
    C::Price,
    C::Currency,
    C::Address,
];

/// Currency codes that stand in titles such as "Price (EUR)".
const CURRENCIES: [&str; 17] = [
    "usd", "eur", "gbp", "ils", "chf", "cad", "aud", "jpy", "sek", "nok", "dkk", "pln", "czk",
    "mxn", "inr", "nis", "euro",
];

/// A text as a list of folded words.
pub(crate) fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut previous = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let between_letters =
            previous.is_alphabetic() && characters.peek().is_some_and(|next| next.is_alphabetic());
        // Gershayim inside a Hebrew abbreviation.
        if matches!(c, '"' | '״' | '\'' | '׳') && between_letters && !previous.is_ascii() {
            continue;
        }
        // The last letter of "UoM" is no word.
        let starts_hump = c.is_uppercase() && previous.is_lowercase() && between_letters;
        let ends_hump = c.is_uppercase()
            && previous.is_uppercase()
            && characters.peek().is_some_and(|next| next.is_lowercase());
        if starts_hump || ends_hump {
            close(&mut word, &mut words);
        }
        match c {
            '#' | '%' => {
                close(&mut word, &mut words);
                words.push(c.to_string());
            }
            c if c.is_alphanumeric() && c != 'º' => word.extend(fold(c)),
            _ => close(&mut word, &mut words),
        }
        previous = c;
    }
    close(&mut word, &mut words);
    joined_initials(words)
}

fn close(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// "P.O." and "U/M" are one word each.
fn joined_initials(words: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    let mut open = false;
    for word in words {
        let initial = word.len() == 1 && word.as_bytes()[0].is_ascii_alphabetic();
        match joined.last_mut() {
            Some(last) if initial && open => last.push_str(&word),
            _ => joined.push(word),
        }
        open = initial;
    }
    joined
}

/// Lower case without the accents of Western languages.
fn fold(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().flat_map(|c| {
        let plain = match c {
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => "a",
            'é' | 'è' | 'ê' | 'ë' => "e",
            'í' | 'ì' | 'î' | 'ï' => "i",
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => "o",
            'ú' | 'ù' | 'û' | 'ü' => "u",
            'ç' => "c",
            'ñ' => "n",
            'ß' => "ss",
            _ => "",
        };
        let unchanged = plain.is_empty().then_some(c);
        plain.chars().chain(unchanged)
    })
}

/// What a folded word speaks of; nothing when it is not known.
pub(crate) fn concepts(word: &str) -> Option<&'static [Concept]> {
    static TABLE: LazyLock<HashMap<&str, &[Concept]>> = LazyLock::new(|| {
        let pairs = WORDS.iter().map(|(words, concepts)| (words, *concepts));
        pairs
            .flat_map(|(words, concepts)| words.split(' ').map(move |word| (word, concepts)))
            .collect()
    });
    let known = TABLE.get(word).copied();
    known.or_else(|| TABLE.get(without_prefix(word)?).copied())
}

/// A Hebrew word without the preposition or article that is written with it.
fn without_prefix(word: &str) -> Option<&str> {
    let rest = word.strip_prefix(['ל', 'ה', 'ב', 'מ', 'ו', 'ש'])?;
    (rest.chars().count() >= 3).then_some(rest)
}

/// The same for a word with a typing error: one letter wrong, missing, surplus or two swapped;
/// two in long words. The first letter must be right.
pub(crate) fn misspelt(word: &str) -> Option<&'static [Concept]> {
    const SHORTEST: usize = 4;
    const LONG: usize = 8;
    if word.len() < SHORTEST || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let allowed = if word.len() >= LONG { 2 } else { 1 };
    let close = |known: &str| {
        known.len() >= SHORTEST
            && known.len().abs_diff(word.len()) <= allowed
            && known.as_bytes()[0] == word.as_bytes()[0]
            && distance(word.as_bytes(), known.as_bytes()) <= allowed
    };
    let mut forgiven = WORDS
        .iter()
        .filter(|(_, spoken)| FORGIVEN.contains(&spoken[0]));
    let known = forgiven.find(|(words, _)| words.split(' ').any(close));
    known.map(|(_, concepts)| *concepts)
}

/// Optimal string alignment distance; both words are short.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let width = b.len() + 1;
    let mut table = vec![0; (a.len() + 1) * width];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i * width + j] = if i == 0 || j == 0 {
                i + j
            } else {
                let same = usize::from(a[i - 1] != b[j - 1]);
                let mut least = (table[(i - 1) * width + j - 1] + same)
                    .min(table[(i - 1) * width + j] + 1)
                    .min(table[i * width + j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(table[(i - 2) * width + j - 2] + 1);
                }
                least
            };
        }
    }
    table[a.len() * width + b.len()]
}

/// The currency that a folded word names.
pub(crate) fn currency(word: &str) -> Option<&'static str> {
    let found = CURRENCIES.iter().find(|code| **code == word);
    found.map(|code| match *code {
        "nis" => "ils",
        "euro" => "eur",
        code => code,
    })
}

/// The same for a word as it is written.
pub(crate) fn known_currency(word: &str) -> Option<Currency> {
    currency(&word.to_lowercase()).and_then(Currency::parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_cut_into_words() {
        let cases = [
            ("PO_NBR", "po nbr"),
            ("P.O. #", "po #"),
            ("lineNumber", "line number"),
            ("PONumber", "po number"),
            ("Art.-Nr.", "art nr"),
            ("Qté commandée", "qte commandee"),
            ("מק\"ט ספק", "מקט ספק"),
            ("U/M", "um"),
            ("UoM", "uom"),
            ("Nº de pedido", "n de pedido"),
        ];
        for (text, words) in cases {
            assert_eq!(split(text).join(" "), words);
        }
    }

    #[test]
    fn a_typing_error_is_forgiven() {
        assert_eq!(misspelt("desciption"), Some(&[C::Description][..]));
        assert_eq!(misspelt("quanitty"), Some(&[C::Quantity][..]));
        assert_eq!(misspelt("ordred"), Some(&[C::Quantity][..]));
        assert_eq!(misspelt("shoe"), None);
        assert_eq!(misspelt("xyz"), None);
    }
}
