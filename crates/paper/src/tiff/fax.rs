//! Decodes the pages of a fax in a TIFF: ITU-T T.4 in one and two dimensions, and T.6.
//!
//! A line that was damaged on the way is left white to its end, and the next one is read.

use crate::picture::grey::Grey;
use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode, decode};
use intake::page::Unseen;
use std::io::Cursor;
use tiff::decoder::Decoder;
use tiff::tags::Tag;

/// Codes of the TIFF tag Compression: T.4 without ends of lines, T.4 with them, and T.6.
const HUFFMAN: u32 = 2;
const GROUP_3: u32 = 3;
const GROUP_4: u32 = 4;
/// The bit of the tag T4Options that says that lines refer to those before them.
const TWO_DIMENSIONS: u32 = 1;
/// The value of the tag FillOrder when the first pixel is the lowest bit.
const LOWEST_BIT_FIRST: u32 = 2;
/// The value of the tag PhotometricInterpretation when white is written as 0.
const WHITE_IS_ZERO: u32 = 0;

/// The tag T4Options, which the crate does not name.
const T4_OPTIONS: u16 = 292;
const WHITE: u8 = 255;

/// What reads the tags of a TIFF.
type Tiff<'b> = Decoder<Cursor<&'b [u8]>>;

/// Pixels, line by line, as they come.
struct Lines {
    width: usize,
    pixels: Vec<u8>,
    /// The shades of white and of black runs.
    shades: [u8; 2],
}

impl hayro_ccitt::Decoder for Lines {
    fn push_row(&mut self, changes: &[u32]) {
        let mut from = 0;
        for (run, to) in (0..).zip(changes.iter().map(|to| *to as usize).chain([self.width])) {
            let to = to.clamp(from, self.width);
            let shade = self.shades[run % 2];
            self.pixels.extend(std::iter::repeat_n(shade, to - from));
            from = to;
        }
    }
}

/// How a page is packed.
struct Packing {
    settings: DecodeSettings,
    height: u32,
    is_lowest_bit_first: bool,
    shades: [u8; 2],
}

/// The page that the decoder stands at, of a file of these bytes and of these sides, which are
/// within limits; `None` when it is packed otherwise.
///
/// # Errors
/// [`Unseen::Damaged`] when nothing of it can be read.
pub fn page(
    decoder: &mut Tiff<'_>,
    bytes: &[u8],
    (width, height): (u32, u32),
) -> Option<Result<Grey, Unseen>> {
    let packing = packing(decoder, width, height)?;
    let strips = strips(decoder, bytes).unwrap_or_default();
    let pixels = unpacked(&packing, &strips);
    Some(match pixels.is_empty() {
        true => Err(Unseen::Damaged("no line of the fax can be read".to_owned())),
        false => Ok(Grey::new(width, height, filled(pixels, width, height))),
    })
}

fn packing(decoder: &mut Tiff<'_>, width: u32, height: u32) -> Option<Packing> {
    let mut number = |tag| decoder.find_tag_unsigned::<u32>(tag).ok().flatten();
    let compression = number(Tag::Compression)?;
    let lines_refer = number(Tag::Unknown(T4_OPTIONS)).unwrap_or(0) & TWO_DIMENSIONS != 0;
    let encoding = match compression {
        HUFFMAN => EncodingMode::Group3_1D,
        GROUP_3 if lines_refer => EncodingMode::Group3_2D,
        GROUP_3 => EncodingMode::Group3_1D,
        GROUP_4 => EncodingMode::Group4,
        _ => return None,
    };
    let settings = DecodeSettings {
        columns: width,
        rows: number(Tag::RowsPerStrip).unwrap_or(height).min(height),
        end_of_block: compression != HUFFMAN,
        end_of_line: false,
        rows_are_byte_aligned: compression == HUFFMAN,
        encoding,
        strict: false,
    };
    let is_white_zero = number(Tag::PhotometricInterpretation) == Some(WHITE_IS_ZERO);
    Some(Packing {
        settings,
        height,
        is_lowest_bit_first: number(Tag::FillOrder) == Some(LOWEST_BIT_FIRST),
        shades: if is_white_zero {
            [WHITE, 0]
        } else {
            [0, WHITE]
        },
    })
}

/// The bytes of each strip of lines; a strip ends with the file at the latest.
fn strips<'b>(decoder: &mut Tiff<'_>, bytes: &'b [u8]) -> Option<Vec<&'b [u8]>> {
    let offsets = decoder.get_tag_u64_vec(Tag::StripOffsets).ok()?;
    let counts = decoder.get_tag_u64_vec(Tag::StripByteCounts).ok()?;
    let strip = |(offset, count): (u64, u64)| {
        let rest = bytes.get(usize::try_from(offset).ok()?..)?;
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        Some(&rest[..count.min(rest.len())])
    };
    Some(offsets.into_iter().zip(counts).filter_map(strip).collect())
}

/// The lines of all strips; what can't be read of a strip is left out.
fn unpacked(packing: &Packing, strips: &[&[u8]]) -> Vec<u8> {
    let rows = packing.settings.rows.max(1);
    let most = packing.height.div_ceil(rows) as usize;
    let mut pixels = Vec::new();
    for strip in strips.iter().take(most) {
        let mut lines = Lines {
            width: packing.settings.columns as usize,
            pixels: Vec::new(),
            shades: packing.shades,
        };
        let mut context = DecoderContext::new(packing.settings);
        // An error ends the strip; the lines before it are as good as they were sent.
        let _ = match packing.is_lowest_bit_first {
            true => {
                let turned: Vec<u8> = strip.iter().map(|byte| byte.reverse_bits()).collect();
                decode(&turned, &mut lines, &mut context)
            }
            false => decode(strip, &mut lines, &mut context),
        };
        pixels.append(&mut lines.pixels);
    }
    pixels
}

/// As many pixels as the page has; those that are missing are white.
fn filled(mut pixels: Vec<u8>, width: u32, height: u32) -> Vec<u8> {
    pixels.resize(width as usize * height as usize, WHITE);
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::grey::drawn;
    use crate::tiff::pages;

    /// What these lines of 8 pixels are in T.4, in one dimension.
    const LINES: [(&str, &str); 3] = [
        ("..###...", "0111 10 1000"),
        ("########", "00110101 000101"),
        ("......##", "1110 11"),
    ];
    const END_OF_LINE: &str = "000000000001";

    /// Bits as bytes, filled with zeros.
    fn packed(bits: &str) -> Vec<u8> {
        let bits: Vec<u8> = bits
            .bytes()
            .filter(u8::is_ascii_digit)
            .map(|bit| bit - b'0')
            .collect();
        let byte = |bits: &[u8]| (0..8).fold(0, |byte, at| byte << 1 | bits.get(at).unwrap_or(&0));
        bits.chunks(8).map(byte).collect()
    }

    /// A TIFF of one strip with these tags besides.
    fn file(strip: &[u8], tags: &[(u16, u32)]) -> Vec<u8> {
        let (width, height) = (8, LINES.len() as u32);
        let common = [
            (256, width),
            (257, height),
            (258, 1),
            (277, 1),
            (278, height),
            (279, strip.len() as u32),
        ];
        let mut tags: Vec<(u16, u32)> = [&common[..], tags].concat();
        tags.push((273, 8 + 2 + 12 * (tags.len() as u32 + 1) + 4));
        tags.sort_unstable();
        let mut bytes = b"II*\0\x08\0\0\0".to_vec();
        bytes.extend((tags.len() as u16).to_le_bytes());
        for (tag, value) in tags {
            bytes.extend(tag.to_le_bytes());
            bytes.extend([4, 0, 1, 0, 0, 0]);
            bytes.extend(value.to_le_bytes());
        }
        bytes.extend([0; 4]);
        bytes.extend(strip);
        bytes
    }

    fn check(strip: &[u8], tags: &[(u16, u32)], expected: &[&str]) {
        let pages = pages(&file(strip, tags)).expect("it is a TIFF");
        assert_eq!(pages, [drawn(expected)]);
    }

    #[test]
    fn a_fax_is_read_however_its_machine_packed_it() {
        let picture = LINES.map(|(picture, _)| picture);
        let with_ends: String = LINES
            .map(|(_, bits)| END_OF_LINE.to_owned() + bits)
            .concat();
        let ended = packed(&(with_ends + &END_OF_LINE.repeat(6)));
        let turned: Vec<u8> = ended.iter().map(|byte| byte.reverse_bits()).collect();
        check(&ended, &[(259, 3), (262, 0)], &picture);
        check(&turned, &[(259, 3), (262, 0), (266, 2)], &picture);
        let aligned = LINES.map(|(_, bits)| packed(bits)).concat();
        check(&aligned, &[(259, 2), (262, 0)], &picture);
        let referring: String = LINES
            .map(|(_, bits)| format!("{END_OF_LINE}1{bits}"))
            .concat();
        check(
            &packed(&referring),
            &[(259, 3), (262, 0), (292, 1)],
            &picture,
        );
    }

    #[test]
    fn a_damaged_line_of_a_fax_is_white_and_the_next_is_read() {
        let lines = [LINES[0].1, "0000 0000 1", LINES[2].1];
        let bits: String = lines.map(|bits| END_OF_LINE.to_owned() + bits).concat();
        let picture = [LINES[0].0, "........", LINES[2].0];
        check(&packed(&bits), &[(259, 3), (262, 0)], &picture);
    }

    #[test]
    fn a_fax_without_a_line_is_damaged() {
        let nothing = file(&[], &[(259, 3), (262, 0)]);
        assert!(matches!(pages(&nothing), Err(Unseen::Damaged(_))));
    }
}
