//! Documents that are small until they are opened, to prove that readers keep their limits.

/// Rounds of entities, each ten of the one before: 10^9 words in the end.
const ENTITIES: usize = 9;
/// What the sheet of the bomb unpacks to: a little more than readers let a part have.
const UNPACKED_BYTES: usize = 66 << 20;
/// The longest match of DEFLATE (RFC 1951, section 3.2.5).
const MATCH_BYTES: usize = 258;

/// An order whose note unfolds to a billion words.
pub(super) fn xml() -> String {
    let mut text =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE Order [\n <!ENTITY w0 \"order\">\n".to_owned();
    for round in 1..=ENTITIES {
        let ten = format!("&w{};", round - 1).repeat(10);
        text.push_str(&format!(" <!ENTITY w{round} \"{ten}\">\n"));
    }
    text.push_str("]>\n<Order xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\">\n");
    text.push_str(&format!(
        "  <ID>BOOM-1</ID>\n  <Note>&w{ENTITIES};</Note>\n</Order>\n"
    ));
    text
}

/// A workbook whose only sheet is a little markup and then blanks without end.
pub(super) fn workbook() -> Vec<u8> {
    let start = b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>";
    let mut archive = Archive::default();
    archive.add_text("[Content_Types].xml", CONTENT_TYPES);
    archive.add_text("xl/workbook.xml", WORKBOOK);
    archive.add_text("xl/_rels/workbook.xml.rels", RELATIONS);
    let blanks = UNPACKED_BYTES / MATCH_BYTES;
    let unpacked = start.len() + 1 + blanks * MATCH_BYTES;
    // No reader that keeps its limits gets as far as comparing the checksum.
    archive.add(
        "xl/worksheets/sheet1.xml",
        unpacked,
        0,
        endless(start, blanks),
    );
    archive.finish()
}

const CONTENT_TYPES: &str = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>";
const WORKBOOK: &str = "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Order\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
const RELATIONS: &str = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";

/// DEFLATE bits, least significant first (RFC 1951, section 3.1.1).
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        for place in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let bit = ((value >> place) & 1) as u8;
            if let Some(last) = self.bytes.last_mut() {
                *last |= bit << (self.used % 8);
            }
            self.used += 1;
        }
    }

    /// A Huffman code, which goes most significant bit first.
    fn code(&mut self, code: u32, count: u32) {
        (0..count)
            .rev()
            .for_each(|place| self.push(code >> place, 1));
    }

    /// A block of bytes as they are (section 3.2.4).
    fn stored(&mut self, bytes: &[u8], last: bool) {
        self.push(u32::from(last), 3);
        self.used = self.bytes.len() as u32 * 8;
        let length = bytes.len() as u16;
        self.bytes.extend(length.to_le_bytes());
        self.bytes.extend((!length).to_le_bytes());
        self.bytes.extend(bytes);
        self.used = self.bytes.len() as u32 * 8;
    }
}

/// These bytes, a blank, and then `matches` times 258 more blanks at two bits each: a block with
/// codes of its own (section 3.2.7) that knows the longest match, one back, and little else.
fn endless(start: &[u8], matches: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.stored(&[start, b" "].concat(), false);
    bits.push(1, 1);
    bits.push(2, 2);
    // 286 literal and length codes, 1 distance code, 18 lengths of code lengths in the order of
    // the standard: 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1.
    bits.push(286 - 257, 5);
    bits.push(0, 5);
    bits.push(18 - 4, 4);
    for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1] {
        bits.push(if matches!(symbol, 18 | 1) { 1 } else { 0 }, 3);
    }
    // Of the two symbols with codes of one bit, 1 has the code 0 and 18 the code 1. 18 repeats a
    // length of zero 11 to 138 times.
    let zeros = |bits: &mut Bits, count: u32| {
        bits.code(1, 1);
        bits.push(count - 11, 7);
    };
    zeros(&mut bits, 138);
    zeros(&mut bits, 118);
    bits.code(0, 1); // 256, the end of the block, has the code 0.
    zeros(&mut bits, 28);
    bits.code(0, 1); // 285, the longest match, has the code 1.
    bits.code(0, 1); // Distance code 0, one back, has the code 0.
    for _ in 0..matches {
        bits.code(1, 1);
        bits.code(0, 1);
    }
    bits.code(0, 1);
    bits.stored(b"", true);
    bits.bytes
}

/// A zip archive (APPNOTE 4.3).
#[derive(Default)]
struct Archive {
    files: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Archive {
    fn add_text(&mut self, name: &str, text: &str) {
        let mut bits = Bits::default();
        bits.stored(text.as_bytes(), true);
        self.add(name, text.len(), checksum(text.as_bytes()), bits.bytes);
    }

    fn add(&mut self, name: &str, unpacked: usize, checksum: u32, packed: Vec<u8>) {
        let offset = self.files.len() as u32;
        let common = header(name, unpacked, checksum, packed.len());
        self.files.extend(b"PK\x03\x04");
        self.files.extend(&common);
        self.files.extend(name.as_bytes());
        self.files.extend(packed);
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&common);
        // Comment length, disk, internal and external attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.count += 1;
    }

    fn finish(mut self) -> Vec<u8> {
        let (start, length) = (self.files.len() as u32, self.directory.len() as u32);
        self.files.append(&mut self.directory);
        self.files.extend(b"PK\x05\x06\x00\x00\x00\x00");
        self.files.extend(self.count.to_le_bytes());
        self.files.extend(self.count.to_le_bytes());
        self.files.extend(length.to_le_bytes());
        self.files.extend(start.to_le_bytes());
        self.files.extend([0; 2]);
        self.files
    }
}

/// The fields that a local header and an entry of the directory share: version 2.0, no flags,
/// DEFLATE, 1 January 1980, checksum, sizes, name length, no extra field.
fn header(name: &str, unpacked: usize, checksum: u32, packed: usize) -> Vec<u8> {
    let mut fields = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
    fields.extend(checksum.to_le_bytes());
    fields.extend((packed as u32).to_le_bytes());
    fields.extend((unpacked as u32).to_le_bytes());
    fields.extend((name.len() as u16).to_le_bytes());
    fields.extend([0; 2]);
    fields
}

/// CRC-32 bit by bit (APPNOTE 4.4.7): for a few hundred bytes.
fn checksum(bytes: &[u8]) -> u32 {
    let shift = |crc: u32| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
    let add = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| shift(crc));
    !bytes.iter().fold(u32::MAX, add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bombs_are_small_until_they_are_opened() {
        assert!(xml().len() < 2_000);
        assert!(workbook().len() < 80_000);
        assert_eq!(checksum(b"123456789"), 0xCBF4_3926);
    }
}
