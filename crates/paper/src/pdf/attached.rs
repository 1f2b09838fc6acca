//! The files that a PDF carries inside it (ISO 32000-1, 7.11.4): an e-invoice, the order as XML.

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, Object, Stream, String as PdfString};

/// The most files of one document that are taken out.
pub const ATTACHED_MAX: usize = 20;
/// The most bytes of one file that are taken out; a larger one is left.
pub const ATTACHED_BYTES_MAX: usize = 20 * 1024 * 1024;
/// How deep a name tree may be, and how many nodes of it are looked at.
const DEPTH_MAX: usize = 8;
const NODES_MAX: usize = 1_000;

/// Name and bytes of each file that the document's name tree leads to.
pub fn files(pdf: &Pdf) -> Vec<(String, Vec<u8>)> {
    let xref = pdf.xref();
    let tree = (xref.get::<Dict<'_>>(xref.root_id()))
        .and_then(|catalog| catalog.get::<Dict<'_>>("Names"))
        .and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"));
    let mut found = Vec::new();
    let mut level: Vec<Dict<'_>> = tree.into_iter().collect();
    let mut nodes = 0;
    for _ in 0..DEPTH_MAX {
        let mut below = Vec::new();
        for node in level {
            nodes += 1;
            if nodes > NODES_MAX {
                return found;
            }
            collect(&node, &mut found);
            let kids = node.get::<Array<'_>>("Kids");
            below.extend(
                kids.iter()
                    .flat_map(|kids| kids.iter::<Dict<'_>>().take(NODES_MAX)),
            );
        }
        level = below;
    }
    found
}

/// Takes the files of one node, as far as there is room.
fn collect(node: &Dict<'_>, found: &mut Vec<(String, Vec<u8>)>) {
    let names = node.get::<Array<'_>>("Names");
    let entries = (names.iter()).flat_map(|names| names.iter::<Object<'_>>());
    for specification in entries.filter_map(Object::into_dict) {
        if found.len() >= ATTACHED_MAX {
            return;
        }
        found.extend(file(&specification));
    }
}

fn file(specification: &Dict<'_>) -> Option<(String, Vec<u8>)> {
    let name = (specification.get::<PdfString<'_>>("UF"))
        .or_else(|| specification.get::<PdfString<'_>>("F"))?;
    let embedded = specification.get::<Dict<'_>>("EF")?;
    let stream = (embedded.get::<Stream<'_>>("F")).or_else(|| embedded.get::<Stream<'_>>("UF"))?;
    let bytes = stream.decoded().ok()?.into_owned();
    (bytes.len() <= ATTACHED_BYTES_MAX).then(|| (text(name.as_bytes()), bytes))
}

/// A text string of PDF: UTF-16 with its mark, else one byte a character.
fn text(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => {
            let units = rest
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units)
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
