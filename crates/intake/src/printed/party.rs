//! Who buys, who sells and where to deliver: told from the blocks of a document.

use super::block::{Block, labelled, standing};
use super::header::Header;
use super::label::is_label;
use super::part::{Part, part};
use super::party_line::{is_contact, registered};
use super::text::{Line, Piece};
use crate::request::{Confidence, Field, Party, Stated};
use crate::sheet::party::is_company;
use crate::sheet::purpose::named;
use crate::sheet::words::split;

/// The most characters of a name.
const NAME_CHARS_MAX: usize = 80;
/// The share of the first page, from its top, that may hold the letterhead.
const LETTERHEAD_PERCENT: u32 = 35;
/// The least letters of a word that tells a name from others.
const TELLING_LETTERS_MIN: usize = 4;

/// The blocks of a document, and who wrote it.
pub(super) struct Parties {
    labelled: Vec<Block>,
    standing: Vec<Block>,
    /// Web and e-mail addresses, in lower case.
    addresses: Vec<String>,
    /// The seller wrote it.
    sells: bool,
}

impl Parties {
    /// Finds the blocks above the first table, which begins at line `end`.
    pub fn of(header: &Header<'_>, height: u32) -> Parties {
        let (lines, end, sells) = (header.lines, header.above, header.sells);
        let mut labelled = labelled(lines, end);
        for block in &mut labelled {
            if block.part == Some(Part::Addressee) {
                block.part = Some(if sells { Part::BillTo } else { Part::Seller });
            }
        }
        let mut standing = standing(lines, end, &labelled);
        let limit = height * LETTERHEAD_PERCENT / 100;
        let values = header.texts();
        standing.retain(|run| {
            let first = &run.lines[0];
            let is_value = values.iter().any(|value| value.shown == first.shown);
            first.area.top <= limit && could_name(&first.text) && !is_value
        });
        Parties {
            labelled,
            standing,
            addresses: addresses(lines),
            sells,
        }
    }

    /// Who buys.
    pub fn buyer(&self) -> Party {
        let found = if self.sells {
            self.billed()
        } else {
            self.orderer()
        };
        let Some((block, confidence)) = found else {
            return Party::default();
        };
        let mut party = party(block, Named::Company, confidence);
        party.address = None;
        if block.part == Some(Part::ShipTo) {
            party.id = None;
        }
        party
    }

    /// Where to deliver, as labelled.
    pub fn ship_to(&self, buyer: Option<&str>) -> Party {
        let block = self.labelled(Part::ShipTo);
        block.map_or_else(Party::default, |block| {
            party(block, Named::Place { buyer }, Confidence::LIKELY)
        })
    }

    fn labelled(&self, part: Part) -> Option<&Block> {
        let mut blocks = self
            .labelled
            .iter()
            .filter(|block| block.part == Some(part));
        blocks
            .find(|block| !block.lines.is_empty())
            .or_else(|| self.labelled.iter().find(|block| block.part == Some(part)))
    }

    /// On what a seller wrote: the one who is billed, else the address that is not the seller's.
    fn billed(&self) -> Option<(&Block, Confidence)> {
        let labelled = [Part::Buyer, Part::BillTo].map(|part| self.labelled(part));
        let labelled = labelled.into_iter().flatten().find(|block| names(block));
        let labelled = labelled.map(|block| (block, Confidence::LIKELY));
        labelled.or_else(|| Some((self.window()?, Confidence::GUESSED)))
    }

    /// The address in the window of the envelope: the last that tells no phone, site or account.
    fn window(&self) -> Option<&Block> {
        let addresses = self.standing.iter().filter(|run| has_address(run));
        let mut plain = addresses.filter(|run| run.details.is_empty());
        plain.next_back()
    }

    /// On an order: the name that most tells for.
    fn orderer(&self) -> Option<(&Block, Confidence)> {
        let mut best: Option<(i32, &Block)> = None;
        for block in self
            .standing
            .iter()
            .chain(&self.labelled)
            .filter(|block| names(block))
        {
            let points = match block.part {
                Some(part) => labelled_points(part, block),
                None => self.points(block),
            };
            if points > 0 && best.is_none_or(|(most, _)| points > most) {
                best = Some((points, block));
            }
        }
        best.map(|(_, block)| {
            let sure = if self.is_sure(block) {
                Confidence::LIKELY
            } else {
                Confidence::GUESSED
            };
            (block, sure)
        })
    }

    /// Labelled as the one who orders, or first on the page and named again, or there with its address
    /// while another is named as the seller. Who is billed, or gets the goods, is not said to be the
    /// one who orders.
    fn is_sure(&self, block: &Block) -> bool {
        match block.part {
            Some(part) => part == Part::Buyer && labelled_points(part, block) > 1,
            None => {
                let is_not_seller = || has_address(block) && self.names_other_seller(block);
                self.is_first(block) && (self.is_named_again(block) || is_not_seller())
            }
        }
    }

    /// True when a label says who sells, and that is another house.
    fn names_other_seller(&self, block: &Block) -> bool {
        let named = self.labelled(Part::Seller).filter(|seller| names(seller));
        named.is_some_and(|seller| !is_kin(&seller.lines[0].text, &block.lines[0].text))
    }

    /// What tells for a letterhead to name the one who orders: that it stands first, names a company
    /// with its address, and is named again as the one who is billed or gets the goods.
    fn points(&self, block: &Block) -> i32 {
        let name = block.lines[0].text.as_str();
        i32::from(self.is_first(block)) * 2
            + i32::from(is_company(name)) * 3
            + i32::from(has_address(block)) * 2
            + i32::from(self.is_named_again(block)) * 3
            - i32::from(self.has_kin(name, &[Part::Seller])) * 6
    }

    /// As a party that buys, or in a web or e-mail address.
    fn is_named_again(&self, block: &Block) -> bool {
        let name = block.lines[0].text.as_str();
        self.has_kin(name, &[Part::Buyer, Part::BillTo, Part::ShipTo]) || self.has_site(name)
    }

    /// True when a party of such a part has a name of the same house.
    fn has_kin(&self, name: &str, parts: &[Part]) -> bool {
        let is_one = |block: &&Block| block.part.is_some_and(|part| parts.contains(&part));
        let mut own = self
            .labelled
            .iter()
            .filter(is_one)
            .filter(|block| names(block));
        own.any(|block| is_kin(&block.lines[0].text, name))
    }

    fn is_first(&self, block: &Block) -> bool {
        let top = |run: &Block| run.lines[0].area.top;
        let first = self.standing.iter().map(top).min();
        first.is_some_and(|first| top(block) <= first + block.lines[0].area.height())
    }

    /// True when a web or e-mail address has a telling word of the name in it.
    fn has_site(&self, name: &str) -> bool {
        telling(name)
            .is_some_and(|word| self.addresses.iter().any(|address| address.contains(&word)))
    }
}

/// What a label tells for its block to name the one who orders. "Buyer" is often but a person.
fn labelled_points(part: Part, block: &Block) -> i32 {
    let is_house = has_address(block) || is_company(&block.lines[0].text);
    match part {
        Part::Buyer if is_house => 8,
        Part::BillTo => 5,
        Part::ShipTo => 2,
        Part::Buyer => 1,
        Part::Seller | Part::Addressee => 0,
    }
}

/// Whose name a block is read for.
enum Named<'a> {
    Company,
    /// A place; the buyer's name may stand behind a person's.
    Place {
        buyer: Option<&'a str>,
    },
}

/// The party that a block names.
fn party(block: &Block, named: Named<'_>, confidence: Confidence) -> Party {
    let lines: Vec<&Piece> = block.lines.iter().collect();
    let buyer = match named {
        Named::Place { buyer } => buyer,
        Named::Company => None,
    };
    let is_name = |piece: &&Piece| {
        is_company(&piece.text) || buyer.is_some_and(|buyer| buyer == trimmed(&piece.text))
    };
    let from = lines.iter().take(2).position(is_name).unwrap_or(0);
    let begins = lines
        .first()
        .is_some_and(|first| !begins_address(&first.text));
    let takes_care = matches!(named, Named::Place { .. });
    let to = if begins {
        end_of_name(&lines, from, takes_care)
    } else {
        from
    };
    let number = block
        .details
        .iter()
        .find_map(|line| Some((line, registered(&line.text)?)));
    let number = number.map(|(line, number)| line.field(number.to_owned(), confidence));
    let id = block
        .id
        .as_ref()
        .map(|id| id.field(id.text.clone(), confidence));
    Party {
        id: id.or_else(|| number.clone()),
        name: joined(&lines[from.min(to)..to], " ", confidence),
        address: joined(lines.get(to..).unwrap_or_default(), ", ", confidence),
        tax_id: number,
        ..Party::default()
    }
}

/// Where a name ends that begins at a line: it may go on with a trade name, a department, or where
/// it is in care of another.
fn end_of_name(lines: &[&Piece], from: usize, takes_care: bool) -> usize {
    let rest = lines.iter().enumerate().skip(from + 1);
    let mut end = from + usize::from(from < lines.len());
    for (at, line) in rest {
        let care = is_care_of(&line.text);
        if !(care && takes_care || !care && continues_name(&line.text)) {
            break;
        }
        end = at + 1;
    }
    end
}

fn continues_name(text: &str) -> bool {
    const TRADES: [&str; 7] = [
        "o/a ",
        "dba ",
        "d/b/a ",
        "t/a ",
        "sub ",
        "a division of ",
        "trading as ",
    ];
    const PARTS: [&str; 6] = [
        "division",
        "distribution",
        "department",
        "branch",
        "subsidiary",
        "מחלקת",
    ];
    let folded = text.to_lowercase();
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    let is_part = folded
        .split([' ', '-', ','])
        .any(|word| PARTS.contains(&word));
    TRADES.iter().any(|start| folded.starts_with(start)) || is_part && !has_digit
}

fn is_care_of(text: &str) -> bool {
    let folded = text.to_lowercase();
    ["c/o ", "c/o:", "co/ ", "in care of "]
        .iter()
        .any(|start| folded.starts_with(start))
}

/// Texts of lines as one, with the evidence of the first.
fn joined(lines: &[&Piece], by: &str, confidence: Confidence) -> Stated<String> {
    let first = lines.first()?;
    let least = lines
        .iter()
        .map(|line| line.seen)
        .min()
        .unwrap_or(first.seen);
    let texts: Vec<String> = lines.iter().map(|line| trimmed(&line.text)).collect();
    let mut field: Field<String> = first.field(texts.join(by), confidence.min(least));
    field.evidence.text = field.value.clone();
    Some(field)
}

fn trimmed(text: &str) -> String {
    text.trim_matches([' ', ',', ';', ':']).to_owned()
}

/// True where a block begins with a name.
fn names(block: &Block) -> bool {
    block
        .lines
        .first()
        .is_some_and(|first| could_name(&first.text))
}

/// Below the name stands a street, a town or a postcode: words with a number.
fn has_address(block: &Block) -> bool {
    let mut rest = block.lines.iter().skip(1);
    rest.any(|line| {
        let has = |found: fn(&char) -> bool| line.text.chars().filter(found).count() >= 2;
        has(char::is_ascii_digit) && has(|c| c.is_alphabetic()) || begins_address(&line.text)
    })
}

/// "12 Main Street", "P.O. Box 4".
fn begins_address(text: &str) -> bool {
    let folded = text.to_lowercase().replace('.', "");
    text.starts_with(|c: char| c.is_ascii_digit())
        || folded.starts_with("po box")
        || folded.starts_with("postfach")
}

fn could_name(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    letters >= 4
        && digits * 4 < letters
        && text.chars().count() <= NAME_CHARS_MAX
        && !is_label(text)
        && !is_contact(text)
        && !begins_address(text)
        && named(text).is_none()
        && part(text.split(':').next().unwrap_or_default()).is_none()
        && !text.ends_with(':')
        && !is_sentence(text)
}

/// Words that end with a full stop, and are more than an abbreviated name.
fn is_sentence(text: &str) -> bool {
    const NAME_WORDS_MAX: usize = 4;
    text.ends_with('.') && !is_company(text) && text.split(' ').count() > NAME_WORDS_MAX
}

/// Two names of one house: their first telling words are the same.
fn is_kin(one: &str, other: &str) -> bool {
    telling(one).is_some() && telling(one) == telling(other)
}

/// The first word of a name that is long enough to tell it from others, folded.
fn telling(name: &str) -> Option<String> {
    let plain = name.replace(['\'', '’'], "");
    split(&plain)
        .into_iter()
        .find(|word| word.chars().count() >= TELLING_LETTERS_MIN)
}

/// Sites and e-mail addresses of a document.
fn addresses(lines: &[Line]) -> Vec<String> {
    let words = lines
        .iter()
        .flat_map(|line| &line.pieces)
        .flat_map(|piece| piece.text.split(' '));
    let is_site =
        |word: &&str| word.contains('@') || word.starts_with("www.") || word.starts_with("http");
    words.filter(is_site).map(str::to_lowercase).collect()
}
