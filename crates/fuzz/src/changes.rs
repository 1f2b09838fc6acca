//! Inputs made of samples by chance: the same number of the same seed is the same input for ever.

use crate::Target;
use sim::chance::Chance;

/// The largest input that is made, in bytes, where a sample isn't larger.
pub const INPUT_BYTES_MAX: usize = 64 << 10;
/// The most changes that are made to a sample.
const CHANGES_MAX: u64 = 6;
/// The longest piece that is cut out, doubled or moved, in bytes, where it isn't the whole rest.
const PIECE_BYTES_MAX: u64 = 64;
/// How often a piece is repeated at most.
const TIMES_MAX: u64 = 300;
/// The longest run of one byte that is put in.
const RUN_BYTES_MAX: u64 = 5_000;

/// Numbers at the edges of what programs count in, and texts that upset those who read texts.
const EDGES: [&str; 24] = [
    "0",
    "-1",
    "1",
    "00",
    "127",
    "128",
    "255",
    "256",
    "32768",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "18446744073709551616",
    "1e308",
    "-0.0",
    "0.000000001",
    "\u{feff}",
    "\u{202e}",
    "\u{0}",
    "ש",
];

/// A change to a sample.
#[derive(Clone, Copy, Debug)]
enum Change {
    FlipBit,
    SetByte,
    CutPiece,
    CutEnd,
    RepeatPiece,
    MovePiece,
    PutWord,
    PutNumber,
    PutRun,
    Splice,
}

const CHANGES: [Change; 10] = [
    Change::FlipBit,
    Change::SetByte,
    Change::CutPiece,
    Change::CutEnd,
    Change::RepeatPiece,
    Change::MovePiece,
    Change::PutWord,
    Change::PutNumber,
    Change::PutRun,
    Change::Splice,
];

/// The inputs of a target.
pub struct Inputs {
    samples: Vec<Vec<u8>>,
    words: Vec<&'static str>,
    seed: u64,
    bytes_max: usize,
}

impl Inputs {
    /// The inputs that a seed makes of a target's samples and words, of so many bytes at most, or as many
    /// as the sample has that one is made of.
    pub fn of(target: &Target, seed: u64, bytes_max: usize) -> Inputs {
        Inputs {
            samples: (target.samples)(),
            words: target.words.iter().chain(&EDGES).copied().collect(),
            seed,
            bytes_max,
        }
    }

    /// How many samples there are: the first inputs are these, as they are.
    pub fn samples(&self) -> &[Vec<u8>] {
        &self.samples
    }

    /// The input of this number.
    pub fn number(&self, number: u64) -> Vec<u8> {
        if let Some(sample) = self.samples.get(number as usize) {
            return sample.clone();
        }
        let mut chance = Chance::of(self.seed, &[number]);
        let mut bytes = chance.pick(&self.samples).clone();
        let bytes_max = self.bytes_max.max(bytes.len());
        for _ in 0..=chance.below(CHANGES_MAX) {
            self.change(&mut bytes, &mut chance);
            bytes.truncate(bytes_max);
        }
        bytes
    }

    fn change(&self, bytes: &mut Vec<u8>, chance: &mut Chance) {
        let change = *chance.pick(&CHANGES);
        let at = chance.below(bytes.len() as u64 + 1) as usize;
        match change {
            Change::FlipBit => set(bytes, at, |byte| byte ^ (1 << chance.below(8))),
            Change::SetByte => set(bytes, at, |_| chance.below(256) as u8),
            Change::CutPiece => drop(bytes.drain(piece(bytes, at, chance))),
            Change::CutEnd => bytes.truncate(at),
            Change::RepeatPiece => {
                let piece = bytes[piece(bytes, at, chance)].to_vec();
                put(
                    bytes,
                    at,
                    &piece.repeat(1 + chance.below(TIMES_MAX) as usize),
                );
            }
            Change::MovePiece => {
                let piece: Vec<u8> = bytes.drain(piece(bytes, at, chance)).collect();
                let to = chance.below(bytes.len() as u64 + 1) as usize;
                put(bytes, to, &piece);
            }
            Change::PutWord => put(bytes, at, chance.pick(&self.words).as_bytes()),
            Change::PutNumber => replace_number(bytes, at, chance.pick(&EDGES).as_bytes()),
            Change::PutRun => {
                let run = vec![chance.below(256) as u8; chance.below(RUN_BYTES_MAX) as usize];
                put(bytes, at, &run);
            }
            Change::Splice => {
                let other = chance.pick(&self.samples);
                let from = chance.below(other.len() as u64 + 1) as usize;
                bytes.truncate(at);
                bytes.extend(&other[from..]);
            }
        }
    }
}

fn set(bytes: &mut [u8], at: usize, make: impl FnOnce(u8) -> u8) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte = make(*byte);
    }
}

fn put(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    bytes.splice(at..at, piece.iter().copied());
}

/// A piece that begins here, most often a short one.
fn piece(bytes: &[u8], at: usize, chance: &mut Chance) -> std::ops::Range<usize> {
    let rest = (bytes.len() - at) as u64;
    let longest = if chance.permille(900) {
        PIECE_BYTES_MAX
    } else {
        rest
    };
    at..at + chance.below(rest.min(longest) + 1) as usize
}

/// Puts a number in the place of the next one behind a place, or there where none follows.
fn replace_number(bytes: &mut Vec<u8>, at: usize, number: &[u8]) {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let start = bytes[at..].iter().position(is_digit);
    let start = start.map_or(at, |start| at + start);
    let length = bytes[start..]
        .iter()
        .take_while(|byte| is_digit(byte))
        .count();
    bytes.splice(start..start + length, number.iter().copied());
}
