//! What a line is of, and its quantities and price in the unit that it was ordered in: where one of
//! them is no whole number of that unit, all are told in base units.

use book::company::Item as Ware;
use connect::outbound::facts::{Item, Measure, Rate};
use views::LineRow;
use vocab::{Currency, Decimal, Gtin, Price, Quantity, SiteId, Unit};

/// The item of a line, with the units that it is counted in.
pub(super) struct Goods {
    ware: Ware,
    part: Option<String>,
    /// The ordered unit, and how many base units one is.
    ordered: (Unit, u64),
}

/// Quantities of a line in one unit.
pub(super) struct Measured {
    unit: Unit,
    size: u64,
    gtin: Option<Gtin>,
}

impl Goods {
    pub(super) fn of(line: &LineRow, ware: &Ware, part: Option<String>) -> Goods {
        let ordered = match line.unit_size {
            Some(size) if size > 0 => (line.unit, u64::from(size)),
            Some(_) | None => (ware.base_unit, 1),
        };
        Goods {
            ware: ware.clone(),
            part,
            ordered,
        }
    }

    /// The unit that all of these quantities, and the price, are whole numbers of.
    pub(super) fn measured(
        &self,
        mut quantities: impl Iterator<Item = Quantity>,
        price: Option<Price>,
    ) -> Measured {
        let (unit, size) = self.ordered;
        let counts = quantities.all(|quantity| quantity.0.is_multiple_of(size));
        let priced = price.is_none_or(|price| per_unit(price, size).is_some());
        match counts && priced {
            true => self.told_in(unit, size),
            false => self.counted(),
        }
    }

    /// Base units, which warehouses count in.
    pub(super) fn counted(&self) -> Measured {
        self.told_in(self.ware.base_unit, 1)
    }

    fn told_in(&self, unit: Unit, size: u64) -> Measured {
        let mut gtins = self.ware.gtins.iter();
        let gtin = gtins.find(|(_, of)| *of == unit).map(|(gtin, _)| *gtin);
        Measured { unit, size, gtin }
    }

    /// The bin that the item lies in at a site.
    pub(super) fn bin_at(&self, site: SiteId) -> Option<&str> {
        self.ware.bin_at(site)
    }

    /// The item, by the GTIN of the unit that is told.
    pub(super) fn item(&self, measured: &Measured) -> Item {
        Item {
            seller_code: self.ware.code.clone(),
            buyer_code: self.part.clone(),
            gtin: measured.gtin,
            name: self.ware.description.clone(),
        }
    }
}

impl Measured {
    pub(super) fn measure(&self) -> Measure {
        Measure::of(self.unit)
    }

    pub(super) fn quantity(&self, quantity: Quantity) -> Decimal {
        let count = i64::try_from(quantity.0 / self.size).unwrap_or(i64::MAX);
        Decimal::whole(count)
    }

    pub(super) fn rate(&self, price: Price, currency: Currency) -> Option<Rate> {
        let (minor, basis) = per_unit(price, self.size)?;
        let amount = Decimal::new(minor, currency.minor_digits())?;
        Some(Rate { amount, basis })
    }
}

/// A price for base units as one for units of so many, where that is exact.
fn per_unit(price: Price, size: u64) -> Option<(i64, u32)> {
    let basis = u64::from(price.basis);
    if basis.is_multiple_of(size) {
        return Some((price.minor, u32::try_from(basis / size).ok()?));
    }
    let minor = price.minor.checked_mul(i64::try_from(size).ok()?)?;
    let basis = i64::from(price.basis);
    (minor % basis == 0).then_some((minor / basis, 1))
}
