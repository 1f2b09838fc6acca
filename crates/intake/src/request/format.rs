//! The syntax of a document, and how documents of it say what they mean.

use serde::{Deserialize, Serialize};

/// The syntax a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// ANSI ASC X12.
    X12,
    /// UN/EDIFACT (ISO 9735).
    Edifact,
    /// GS1 UK TRADACOMS.
    Tradacoms,
    /// OASIS UBL 2.x, Peppol BIS Ordering 3 included.
    Ubl,
    /// cXML 1.2.
    Cxml,
    /// UN/CEFACT cross-industry order (Order-X).
    OrderX,
    /// SAP IDoc as XML.
    IdocXml,
    /// SAP IDoc as fixed-width records.
    IdocFlat,
    /// XML of no known vocabulary, read by element names.
    Xml,
    /// Shopify Admin REST order.
    Shopify,
    /// WooCommerce REST order.
    WooCommerce,
    /// Amazon Selling Partner order (retail or vendor).
    Amazon,
    /// Kept's own order JSON.
    KeptJson,
    /// JSON of no known schema, read by key names.
    Json,
    /// Comma (or semicolon, tab, bar) separated values.
    Csv,
    /// Office Open XML spreadsheet.
    Xlsx,
    /// OpenDocument spreadsheet.
    Ods,
    /// PDF, read by what is printed on its pages.
    Pdf,
    /// A picture of paper: TIFF (fax), PNG, JPEG.
    Picture,
    /// An e-mail (RFC 5322) with its attachments.
    Mail,
    /// Free text: a message in words.
    Message,
    /// Nothing that a reader knows.
    Unknown,
}

/// How a document says what its values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// In segments of EDI.
    Segments,
    /// In places that a standard, a schema or a name defines for them.
    Fields,
    /// In plain text, with marks between its cells.
    Rows,
    /// In cells of a workbook.
    Workbook,
    /// As they lie on a page.
    Paper,
    /// In words.
    Words,
    /// In letters that carry other documents.
    Letters,
    /// In no way that is known.
    Unknown,
}

impl Format {
    /// How documents of this format say what their values are.
    pub fn written(self) -> Written {
        match self {
            Format::X12 | Format::Edifact | Format::Tradacoms => Written::Segments,
            Format::Ubl
            | Format::Cxml
            | Format::OrderX
            | Format::IdocXml
            | Format::IdocFlat
            | Format::Xml
            | Format::Shopify
            | Format::WooCommerce
            | Format::Amazon
            | Format::KeptJson
            | Format::Json => Written::Fields,
            Format::Csv => Written::Rows,
            Format::Xlsx | Format::Ods => Written::Workbook,
            Format::Pdf | Format::Picture => Written::Paper,
            Format::Message => Written::Words,
            Format::Mail => Written::Letters,
            Format::Unknown => Written::Unknown,
        }
    }
}
