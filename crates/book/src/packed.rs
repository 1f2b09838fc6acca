//! Packed values: what the book keeps of orders that nobody is at work on, and how the two events
//! that every order causes are stored. Small and quick to write: fresh memory and bytes to hash cost
//! more than packing.
//!
//! Numbers are LEB128 varints, signed ones zigzag first. Days are counted from a day that the packed
//! thing names. What is seldom there stands behind a bit of a mark, and the rarest of it (holds,
//! backorders) as CBOR. A new field takes a new bit, so that what was packed before still reads.

use crate::Few;
use crate::order::{Backorder, ScheduleLine, Source, Stage, StatedItem};
use minicbor::{Decode, Encode};
use std::fmt;
use vocab::{Currency, Day, ItemId, Price, Quantity, SiteId, SupplyId, Unit};

/// Bytes that are not what was packed, and what was expected of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Torn(pub(crate) &'static str);

impl fmt::Display for Torn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "what was packed is torn: {}", self.0)
    }
}

/// What a line has beyond its item, quantity, unit and schedule.
mod line_has {
    pub(super) const UNKNOWN_ITEM: u64 = 1;
    pub(super) const PRICE: u64 = 1 << 1;
    pub(super) const STATED_PRICE: u64 = 1 << 2;
    pub(super) const REQUESTED: u64 = 1 << 3;
}

/// The bits of a line's mark that are left to others.
pub(crate) const FREE_BITS: u32 = 4;
/// In the mark of a schedule: its parts are one, as most are.
const ONE_PART: u64 = 1;
/// In the mark of a schedule: something has no date.
const BACKORDER: u64 = 1 << 1;
/// Stages take the lowest bits of a part's mark.
const STAGE_BITS: u32 = 3;
const INBOUND: u64 = 1 << STAGE_BITS;

/// One bit of a mark, if it is to be set.
pub(crate) fn when(has: bool, bit: u64) -> u64 {
    if has { bit } else { 0 }
}

/// What lines have in common, as they are placed and as they stand.
pub(crate) struct LineHead<'a> {
    pub(crate) item: &'a StatedItem,
    pub(crate) quantity: Quantity,
    pub(crate) unit: Unit,
    pub(crate) price: Option<Price>,
    pub(crate) stated_price: Option<Price>,
    pub(crate) requested: Option<Day>,
}

/// The same, read.
pub(crate) struct ReadLine {
    pub(crate) item: StatedItem,
    pub(crate) quantity: Quantity,
    pub(crate) unit: Unit,
    pub(crate) price: Option<Price>,
    pub(crate) stated_price: Option<Price>,
    pub(crate) requested: Option<Day>,
    /// The bits that were left to others.
    pub(crate) mark: u64,
}

/// Writes packed values one after the other.
pub(crate) struct Packer<'a> {
    pub(crate) bytes: &'a mut Vec<u8>,
    /// The day that days are counted from.
    pub(crate) today: Day,
}

impl Packer<'_> {
    /// A line's head, with a mark of at most 3 bits of the writer's own.
    pub(crate) fn line(&mut self, line: &LineHead<'_>, mark: u64) {
        let unknown = matches!(line.item, StatedItem::Unknown(_));
        self.number(
            when(unknown, line_has::UNKNOWN_ITEM)
                | when(line.price.is_some(), line_has::PRICE)
                | when(line.stated_price.is_some(), line_has::STATED_PRICE)
                | when(line.requested.is_some(), line_has::REQUESTED)
                | mark << FREE_BITS,
        );
        match line.item {
            StatedItem::Known(item) => self.number(item.0.into()),
            StatedItem::Unknown(text) => self.run(text.as_bytes()),
        }
        self.number(line.quantity.0);
        self.bytes.push(line.unit as u8);
        for price in [line.price, line.stated_price].iter().flatten() {
            self.signed(price.minor);
            self.number(price.basis.into());
        }
        line.requested.iter().for_each(|day| self.day(*day));
    }

    /// A schedule and what has no date.
    pub(crate) fn schedule(&mut self, parts: &[ScheduleLine], backorder: Option<Backorder>) {
        let one = parts.len() == 1;
        self.number(when(one, ONE_PART) | when(backorder.is_some(), BACKORDER));
        backorder.iter().for_each(|part| self.rare(part));
        if !one {
            self.number(parts.len() as u64);
        }
        parts.iter().for_each(|part| self.part(part));
    }

    fn part(&mut self, part: &ScheduleLine) {
        let stage = part.stage as u64;
        match part.source {
            Source::OnHand => self.number(stage),
            Source::Inbound(supply) => {
                self.number(stage | INBOUND);
                self.number(supply.0);
            }
        }
        self.number(part.quantity.0);
        self.number(part.site.0.into());
        self.day(part.goods_issue);
        self.day(part.delivery);
    }

    #[inline]
    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    #[inline]
    pub(crate) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    /// A number of eight bytes.
    pub(crate) fn wide(&mut self, number: i64) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    pub(crate) fn day(&mut self, day: Day) {
        self.signed(i64::from(day.0) - i64::from(self.today.0));
    }

    pub(crate) fn currency(&mut self, currency: Currency) {
        self.bytes.extend_from_slice(currency.as_str().as_bytes());
    }

    pub(crate) fn run(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn rare<T: Encode<()>>(&mut self, value: &T) {
        let bytes = minicbor::to_vec(value).expect("writing to memory does not fail");
        self.run(&bytes);
    }
}

/// Reads packed values in the order they were written.
pub(crate) struct Unpacker<'a> {
    pub(crate) bytes: &'a [u8],
    /// The day that days are counted from.
    pub(crate) today: Day,
}

impl<'a> Unpacker<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Unpacker<'a> {
        let today = Day(0);
        Unpacker { bytes, today }
    }

    /// Everything was read.
    pub(crate) fn end(&self) -> Result<(), Torn> {
        match self.bytes {
            [] => Ok(()),
            _ => Err(Torn("bytes follow it")),
        }
    }

    pub(crate) fn line(&mut self) -> Result<ReadLine, Torn> {
        let has = self.number()?;
        let item = match has & line_has::UNKNOWN_ITEM {
            0 => StatedItem::Known(ItemId(self.small()?)),
            _ => StatedItem::Unknown(self.text()?),
        };
        let quantity = Quantity(self.number()?);
        let [unit] = self.take()?;
        let unit = Unit::ALL.get(usize::from(unit)).copied();
        Ok(ReadLine {
            item,
            quantity,
            unit: unit.ok_or(Torn("a unit has no such number"))?,
            price: self.given(has & line_has::PRICE, Unpacker::price)?,
            stated_price: self.given(has & line_has::STATED_PRICE, Unpacker::price)?,
            requested: self.given(has & line_has::REQUESTED, Unpacker::day)?,
            mark: has >> FREE_BITS,
        })
    }

    pub(crate) fn schedule(&mut self) -> Result<(Few<ScheduleLine>, Option<Backorder>), Torn> {
        let has = self.number()?;
        let backorder = self.given(has & BACKORDER, Unpacker::rare)?;
        let parts = match has & ONE_PART {
            0 => (0..self.number()?)
                .map(|_| self.part())
                .collect::<Result<_, _>>()?,
            _ => Few::one(self.part()?),
        };
        Ok((parts, backorder))
    }

    fn part(&mut self) -> Result<ScheduleLine, Torn> {
        let mark = self.number()?;
        let source = match mark & INBOUND {
            0 => Source::OnHand,
            _ => Source::Inbound(SupplyId(self.number()?)),
        };
        let stage = Stage::ALL.get((mark & (INBOUND - 1)) as usize).copied();
        Ok(ScheduleLine {
            quantity: Quantity(self.number()?),
            site: SiteId(self.small()?),
            source,
            goods_issue: self.day()?,
            delivery: self.day()?,
            stage: stage.ok_or(Torn("a stage has no such number"))?,
        })
    }

    fn price(&mut self) -> Result<Price, Torn> {
        Ok(Price {
            minor: self.signed()?,
            basis: self.small()?,
        })
    }

    pub(crate) fn currency(&mut self) -> Result<Currency, Torn> {
        let letters: [u8; 3] = self.take()?;
        let code = std::str::from_utf8(&letters).ok().and_then(Currency::parse);
        code.ok_or(Torn("a currency is three letters"))
    }

    /// A value that is there when its bit is set.
    pub(crate) fn given<T>(
        &mut self,
        has: u64,
        read: impl FnOnce(&mut Unpacker<'a>) -> Result<T, Torn>,
    ) -> Result<Option<T>, Torn> {
        match has {
            0 => Ok(None),
            _ => read(self).map(Some),
        }
    }

    /// Values one after the other behind their count.
    pub(crate) fn list<T>(
        &mut self,
        limit: usize,
        mut read: impl FnMut(&mut Unpacker<'a>) -> Result<T, Torn>,
    ) -> Result<Vec<T>, Torn> {
        let count = self.number()? as usize;
        let mut list = Vec::with_capacity(count.min(limit));
        for _ in 0..count {
            list.push(read(self)?);
        }
        Ok(list)
    }

    #[inline]
    pub(crate) fn number(&mut self) -> Result<u64, Torn> {
        let mut number = 0;
        for (shift, byte) in (0..u64::BITS).step_by(7).zip(self.bytes) {
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                self.bytes = &self.bytes[shift as usize / 7 + 1..];
                return Ok(number);
            }
        }
        Err(Torn("a number does not end"))
    }

    /// A number that fits its type.
    pub(crate) fn small<T: TryFrom<u64>>(&mut self) -> Result<T, Torn> {
        T::try_from(self.number()?).map_err(|_| Torn("a number is too large for its place"))
    }

    pub(crate) fn signed(&mut self) -> Result<i64, Torn> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub(crate) fn wide(&mut self) -> Result<i64, Torn> {
        self.take().map(i64::from_le_bytes)
    }

    pub(crate) fn day(&mut self) -> Result<Day, Torn> {
        let day = i64::from(self.today.0).checked_add(self.signed()?);
        let day = day.and_then(|day| i32::try_from(day).ok());
        day.map(Day).ok_or(Torn("a day is beyond all calendars"))
    }

    pub(crate) fn text(&mut self) -> Result<String, Torn> {
        let text = std::str::from_utf8(self.run()?);
        text.map(str::to_owned)
            .map_err(|_| Torn("a text is not UTF-8"))
    }

    pub(crate) fn rare<T: Decode<'a, ()>>(&mut self) -> Result<T, Torn> {
        let bytes = self.run()?;
        minicbor::decode(bytes).map_err(|_| Torn("its CBOR does not read"))
    }

    fn run(&mut self) -> Result<&'a [u8], Torn> {
        let length = usize::try_from(self.number()?).ok();
        let (run, rest) = length
            .and_then(|length| self.bytes.split_at_checked(length))
            .ok_or(Torn("it is cut short"))?;
        self.bytes = rest;
        Ok(run)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], Torn> {
        let (taken, rest) = self
            .bytes
            .split_first_chunk()
            .ok_or(Torn("it is cut short"))?;
        self.bytes = rest;
        Ok(*taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_stages_stand_at_their_own_number() {
        assert!(
            (0..)
                .zip(Unit::ALL)
                .all(|(number, unit)| unit as u8 == number)
        );
        assert!(
            (0..)
                .zip(Stage::ALL)
                .all(|(number, stage)| stage as u8 == number)
        );
        assert!(Stage::ALL.len() <= 1 << STAGE_BITS);
    }
}
