//! Documents that customers send, and files of master data.

use super::samples;
use crate::sound;
use crate::target::Target;
use import::Source;
use intake::{Arrival, Blind, Reading};
use std::io::{Cursor, Write};
use vocab::Day;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The day that documents come in on.
const RECEIVED: Day = Day(20_000);

pub const DOCUMENT: Target = Target {
    name: "document",
    about: "any document, as the child process reads it, without eyes; twice, which gives the same",
    samples: || samples(&[""]),
    words: &[
        "%PDF-1.7\n",
        "PK\x03\x04",
        "UNB+",
        "ISA*",
        "<?xml",
        "{\"",
        "From: a\nTo: b\nDate: c\n",
    ],
    check: |bytes| {
        let reading = arrived(bytes);
        sound::check(bytes, &reading);
        assert_eq!(
            arrived(bytes),
            reading,
            "the same bytes give the same reading"
        );
    },
    short: 70,
};

pub const EDIFACT: Target = Target {
    name: "edifact",
    about: "EDIFACT interchanges",
    samples: || samples(&[".edi"]),
    words: &[
        "UNA:+.? '",
        "UNB+UNOC:3+",
        "UNH+1+ORDERS:D:96A:UN'",
        "LIN+1++",
        "QTY+21:",
        "'",
        "+",
        ":",
        "?",
        "UNZ+",
    ],
    check: |bytes| sound::check(bytes, &intake::edifact::read(bytes)),
    short: 300,
};

pub const X12: Target = Target {
    name: "x12",
    about: "X12 interchanges",
    samples: || samples(&[".x12"]),
    words: &[
        "ISA*00*",
        "GS*PO*",
        "ST*850*0001~",
        "PO1*1*",
        "CTT*",
        "SE*",
        "IEA*",
        "~",
        "*",
        ">",
    ],
    check: |bytes| sound::check(bytes, &intake::x12::read(bytes)),
    short: 300,
};

/// An advice of a warehouse, a status of a carrier, and one in EDIFACT.
const REPORTS: [&str; 3] = [
    "ST*945*0001~W06*F*FO-1*20260304*WS-8**NS-4711~N9*CN*GF-1~G62*11*20260305~W27*M*GLFR~LX*1~\
     MAN*GM*00072999970000000022~W12*CC*10*9*1*CA**VN*T-1~N9*LI*1~N9*LT*L2~SE*12*0001~",
    "ST*214*0001~B10*GF-1*SH-1*GLFR~LX*1~AT7*AF*NS***20260304*1705*LT~MS1*Haifa**IL~SE*6*0001~",
    "UNB+UNOC:3+A+B+260305:0900+7'UNH+1+IFTSTA:D:01B:UN'NAD+CA+GLFR'CNI+1+GF-1'STS+1+13'\
     DTM+334:202603041705:203'LOC+5+ILHFA:::Haifa'RFF+CU:SH-1'UNT+8+1'UNZ+1+7'",
];

pub const REPORT: Target = Target {
    name: "report",
    about: "what warehouses and carriers report",
    samples: || REPORTS.map(|report| report.as_bytes().to_vec()).to_vec(),
    words: &[
        "ST*945*",
        "W12*",
        "MAN*GM*",
        "AT7*D1*",
        "STS+1+21'",
        "DTM+334:",
        "ST*846*",
        "LIN*1*BP*",
        "QTY*33*",
        "LDT*AF*",
        "INVRPT:",
        "QTY+145:",
        "~",
        "'",
        "*",
        "+",
    ],
    check: |bytes| {
        let reports = intake::report::read(bytes);
        assert!(reports.events.len() <= intake::report::REPORTS_MAX);
        assert!(reports.shipped.len() <= intake::report::REPORTS_MAX);
        assert!(reports.stocked.len() <= intake::report::REPORTS_MAX);
        serde_json::to_string(&reports).expect("reports are JSON");
    },
    short: 300,
};

pub const TRADACOMS: Target = Target {
    name: "tradacoms",
    about: "TRADACOMS transmissions",
    samples: || vec![TRADACOMS_SAMPLE.as_bytes().to_vec()],
    words: &[
        "STX=ANA:1+",
        "MHD=",
        "OLD=",
        "MTR=",
        "END=",
        "'",
        "+",
        ":",
        "=",
        "?",
    ],
    check: |bytes| sound::check(bytes, &intake::tradacoms::read(bytes)),
    short: 300,
};

const TRADACOMS_SAMPLE: &str = "STX=ANA:1+5000000000012:NORTH SHOP+5000000000029:KEPT LTD+260301:091500+77'\
    MHD=1+ORDHDR:9'TYP=0430+NEW-ORDERS'SDT=5000000000029:S1'CDT=5000000000012'FIL=5+1+260301'MTR=6'\
    MHD=2+ORDERS:9'CLO=5000000000036:D4+NORTH DEPOT+1 QUAY STREET:HALL B::LEEDS:LS1 1AA'\
    ORD=4711::260301'DIN=260310+260315++RING FIRST'\
    OLD=1+5012345678900:S-77+5012345678917+:B-77+12+10+25000+++LAMP OIL:1 L'OTR=1'MTR=6'\
    MHD=3+ORDTLR:9'OFT=1'MTR=3'END=3'";

pub const IDOC: Target = Target {
    name: "idoc",
    about: "flat SAP IDocs",
    samples: || samples(&[".idoc"]),
    words: &[
        "EDI_DC40",
        "E2EDK01",
        "E2EDP01",
        "E2EDP19",
        "\n",
        "                    ",
    ],
    check: |bytes| sound::check(bytes, &intake::idoc::read_flat(bytes)),
    short: 200,
};

pub const XML: Target = Target {
    name: "xml",
    about: "XML of all vocabularies: UBL, cXML, Order-X, IDoc, others",
    samples: || samples(&[".xml"]),
    words: &[
        "<!DOCTYPE a [",
        "<![CDATA[",
        "]]>",
        "&#x10FFFF;",
        "&lt;",
        "<a>",
        "</a>",
        "xmlns:a=\"",
        "<!--",
        "<?",
    ],
    check: |bytes| sound::check(bytes, &intake::xml::read(bytes)),
    short: 200,
};

/// What JSON is made of, and what it breaks on.
pub(super) const JSON_WORDS: &[&str] = &[
    "{\"",
    "\":",
    "[",
    "]",
    "null",
    "\\u0000",
    "\\ud800",
    "\"lines\"",
    "\"quantity\"",
    "\"item\"",
    "1e400",
];

pub const JSON: Target = Target {
    name: "json",
    about: "JSON of shops, Amazon, Kept and others",
    samples: || samples(&[".json"]),
    words: JSON_WORDS,
    check: |bytes| sound::check(bytes, &intake::json::read(bytes)),
    short: 300,
};

pub const CSV: Target = Target {
    name: "csv",
    about: "separated values in every encoding",
    samples: || samples(&[".csv"]),
    words: &[
        "\"",
        "\"\"",
        ";",
        "\t",
        "|",
        "\r",
        "\n",
        "Quantity",
        "Item",
        "PO Number",
        "Total",
        "1,234.5",
    ],
    check: |bytes| sound::check(bytes, &intake::sheet::read(bytes)),
    short: 80,
};

pub const PACKAGE: Target = Target {
    name: "package",
    about: "workbooks as the zip that they are",
    samples: || {
        let mut zips = samples(&[".xlsx"]);
        zips.extend(workbooks().iter().map(|parts| zipped(parts)));
        zips
    },
    words: &[
        "PK\x01\x02",
        "PK\x03\x04",
        "PK\x05\x06",
        "PK\x06\x06",
        "xl/workbook.xml",
        "content.xml",
    ],
    check: workbook,
    short: 100,
};

pub const WORKBOOK: Target = Target {
    name: "workbook",
    about: "the parts inside of workbooks, XLSX and ODS, each behind a line `== name`",
    samples: workbooks,
    words: &[
        "\n== xl/workbook.xml\n",
        "\n== content.xml\n",
        "<row r=\"",
        "<c r=\"XFD1048576\" t=\"s\"><v>",
        "</v></c>",
        "t=\"inlineStr\"",
        "<f>",
        "s=\"1\"",
        "<table:table-row table:number-rows-repeated=\"",
        "<table:table-cell ",
        "table:number-columns-repeated=\"",
        "office:value-type=\"",
        "office:date-value=\"",
        "<text:p>",
        "</text:p>",
        "</table:table-cell>",
        "</table:table-row>",
    ],
    check: |bytes| workbook(&zipped(bytes)),
    short: 200,
};

pub const MAIL: Target = Target {
    name: "mail",
    about: "e-mails with bodies and attachments, without eyes",
    samples: || samples(&[".eml"]),
    words: &[
        "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n",
        "Content-Transfer-Encoding: base64\r\n",
        "Content-Type: message/rfc822\r\n\r\n",
        "Content-Disposition: attachment; filename=\"",
        "=?utf-8?B?",
        "?=",
        "\r\n\r\n",
        "-----Original Message-----\n",
        "> ",
        "-- \n",
        "charset=utf-7",
        "From: a@b\r\n",
    ],
    check: |bytes| sound::check(bytes, &arrived(bytes)),
    short: 15,
};

pub const HTML: Target = Target {
    name: "html",
    about: "the HTML body of an e-mail",
    samples: || vec![HTML_SAMPLE.as_bytes().to_vec()],
    words: &[
        "<table>",
        "<tr>",
        "<td colspan=9>",
        "</",
        "<!--",
        "style=\"display:none\"",
        "<script>",
        "&nbsp;",
        "&#0;",
        "<blockquote>",
    ],
    check: |bytes| {
        let mail = [HTML_HEAD.as_bytes(), bytes].concat();
        sound::check(&mail, &arrived(&mail));
    },
    short: 30,
};

const HTML_HEAD: &str = "From: Ann <ann@shop.example>\r\nTo: orders@kept.example\r\nSubject: Order 12\r\n\
    Date: Mon, 2 Mar 2026 09:00:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
const HTML_SAMPLE: &str = "<html><head><style>p{color:red}</style></head><body><p>Please send us, for PO 12:</p>\
    <table border=1><tr><th>Item</th><th>Quantity</th></tr><tr><td>TEA-1</td><td>20</td></tr>\
    <tr><td colspan=2 style='display:none'>hidden</td></tr></table><div>Thanks &amp; regards,<br>Ann</div>\
    <blockquote>On Monday Bob wrote: old</blockquote></body></html>";

pub const MESSAGE: Target = Target {
    name: "message",
    about: "messages in words",
    samples: || {
        let mut texts = samples(&[".txt"]);
        texts.push(MESSAGE_SAMPLE.as_bytes().to_vec());
        texts
    },
    words: &[
        "two dozen ",
        "half a pallet of ",
        "x12",
        "by Thursday",
        "line 2 to 30",
        "instead of",
        "תריסר",
        "ארגזים",
        "29/02/2027",
        "31.12.9999",
        "PO ",
        "no, make it ",
        "each of ",
        "\n- ",
        "|",
    ],
    check: |bytes| sound::check(bytes, &intake::message::read(bytes, Some(RECEIVED))),
    short: 40,
};

const MESSAGE_SAMPLE: &str = "Hi, this is Ann of North Shop.\nPlease send 20 cases of dark roast and two dozen of the \
    mild by Thursday, PO 4711.\n- 12 x olive oil 1 l\n- half a pallet of rice\nShip to: Haifa\nThanks, Ann\n";

pub const IMPORT: Target = Target {
    name: "import",
    about: "files of items, customers and their part numbers",
    samples: || {
        let texts = [
            "item,description,base unit,gtin\nTEA,Green tea,each,4006381333931\nSALT,Sea salt,each,\n",
            "customer,name,currency,ship_to,city\nC-1,North Shop,ILS,HAIFA,Haifa\n",
            "customer,their_part,item\nC-1,T-77,TEA\n",
            "[{\"item\": \"TEA\", \"description\": \"Green tea\", \"base_unit\": \"each\"}]",
        ];
        let mut files: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
        files.extend(workbooks().iter().map(|parts| zipped(parts)));
        files
    },
    words: &[
        "\"",
        ";",
        "\t",
        "\n",
        "customer",
        "item",
        "מק״ט",
        "{\"item\":",
        "[",
        "]",
        "}",
        "'=",
    ],
    check: |bytes| {
        let source = || Source {
            name: "file".to_owned(),
            bytes: bytes.to_vec(),
        };
        if let Err(told) = import::outline(&source(), &source(), &[source()]) {
            assert!(!told.is_empty(), "what is wrong is told");
        }
    },
    short: 200,
};

/// Reads a document as it arrived, as the child process does, without eyes.
fn arrived(bytes: &[u8]) -> Reading {
    let arrival = Arrival {
        name: Some("document"),
        received: Some(RECEIVED),
    };
    intake::read_arrived(bytes, arrival, &Blind)
}

fn workbook(bytes: &[u8]) {
    if intake::sheet::recognises_workbook(bytes) {
        sound::check(bytes, &intake::sheet::read_workbook(bytes));
        let _ = intake::sheet::sheets(bytes);
    }
}

/// A package of the parts that a text tells, stored as they are: what is changed by chance is a part, not
/// the packing of one.
fn zipped(parts: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(parts);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for part in text.split("\n== ").skip(1) {
        let (name, content) = part.split_once('\n').unwrap_or((part, ""));
        // A name that comes twice is refused; the part is left out.
        if zip.start_file(name, stored).is_ok() {
            let written = zip.write_all(content.as_bytes());
            written.expect("memory takes everything");
        }
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// A workbook of each kind, as parts.
fn workbooks() -> Vec<Vec<u8>> {
    vec![OOXML.into(), ODS.into()]
}

const OOXML: &str = r#"
== xl/workbook.xml
<workbook xmlns:r="r"><workbookPr date1904="0"/><sheets><sheet name="Order" sheetId="1" r:id="rId1"/></sheets></workbook>
== xl/_rels/workbook.xml.rels
<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>
== xl/styles.xml
<styleSheet><numFmts><numFmt numFmtId="170" formatCode="000000"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="20"/></cellXfs></styleSheet>
== xl/sharedStrings.xml
<sst><si><t>Item</t></si><si><t>Quantity</t></si><si><r><t>TEA</t></r><r><t>-1</t></r></si></sst>
== xl/worksheets/sheet1.xml
<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>PO Number</t></is></c><c r="B1" s="2"><v>4711</v></c><c r="C1" s="1"><v>46348</v></c></row>
<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c></row><row r="4"><c r="A4" t="s"><v>2</v></c><c r="B4"><f>6*2</f><v>12</v></c></row></sheetData></worksheet>"#;

const ODS: &str = r#"
== mimetype
application/vnd.oasis.opendocument.spreadsheet
== content.xml
<office:document-content><office:automatic-styles><style:style style:name="ta1"><style:table-properties table:display="true"/></style:style></office:automatic-styles>
<table:table table:name="Order" table:style-name="ta1"><table:table-row><table:table-cell><text:p>PO Number</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="4711"><text:p>4711</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-11-22"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="9"/></table:table-row>
<table:table-row><table:table-cell><text:p>Item</text:p></table:table-cell><table:table-cell><text:p>Quantity</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>TEA<text:s/>1</text:p></table:table-cell><table:table-cell table:formula="of:=6*2" office:value-type="float" office:value="12"/></table:table-row></table:table></office:document-content>"#;
