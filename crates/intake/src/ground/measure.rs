//! Quantity and price of a line in base units of its item.

use super::directory::CatalogueItem;
use super::{Doubt, DoubtCode};
use crate::request::RequestLine;
use vocab::{Currency, Decimal, Price, Quantity, Ratio, Unit};

/// How much is ordered, and at which price.
#[derive(Debug)]
pub(super) struct Measure {
    pub quantity: Option<Quantity>,
    pub unit: Unit,
    pub price: Option<Price>,
    pub doubts: Vec<Doubt>,
}

impl Measure {
    /// Nothing can be converted while the item is not known.
    pub fn without_item(stated: &RequestLine) -> Measure {
        let unit = stated
            .uom
            .as_ref()
            .and_then(|field| Unit::parse(&field.value));
        Measure {
            quantity: None,
            unit: unit.unwrap_or(Unit::Each),
            price: None,
            doubts: Vec::new(),
        }
    }

    /// `gtin_unit` is the unit that the line's GTIN names, `taught` the one that a lesson does, where
    /// there is one.
    pub fn of(
        item: &CatalogueItem,
        gtin_unit: Option<Unit>,
        taught: Option<Unit>,
        stated: &RequestLine,
        currency: Option<Currency>,
    ) -> Measure {
        let mut doubts = Vec::new();
        let meant = match taught {
            Some(unit) => Some(unit_taught(unit, gtin_unit, &mut doubts)),
            None => unit(item, gtin_unit, stated, &mut doubts),
        };
        let Some(unit) = meant else {
            return Measure {
                quantity: None,
                unit: item.base_unit,
                price: None,
                doubts,
            };
        };
        let Some(ratio) = ratio(item, unit) else {
            let sold: Vec<&str> = item.units.iter().map(|(unit, _)| unit.as_str()).collect();
            let message = format!(
                "{} is not sold by the {unit}, but by: {}",
                item.code,
                sold.join(", ")
            );
            doubts.push(Doubt::new(DoubtCode::UnitNotSold, message));
            return Measure {
                quantity: None,
                unit,
                price: None,
                doubts,
            };
        };
        doubts.extend(pack_doubt(stated, ratio));
        let quantity = quantity(stated, unit, ratio, &mut doubts);
        let price = price(stated, ratio, currency, &mut doubts);
        Measure {
            quantity,
            unit,
            price,
            doubts,
        }
    }
}

/// The unit that a lesson names; the GTIN may contradict it.
fn unit_taught(unit: Unit, gtin_unit: Option<Unit>, doubts: &mut Vec<Doubt>) -> Unit {
    if let Some(level) = gtin_unit.filter(|level| *level != unit) {
        let message = format!("the GTIN names a {level}, and corrections taught {unit}");
        doubts.push(Doubt::new(DoubtCode::UnitContradiction, message));
    }
    unit
}

/// The unit that is ordered: as stated, else as the GTIN says, else the usual one.
fn unit(
    item: &CatalogueItem,
    gtin_unit: Option<Unit>,
    stated: &RequestLine,
    doubts: &mut Vec<Doubt>,
) -> Option<Unit> {
    let Some(written) = stated.uom.as_ref().map(|field| field.value.as_str()) else {
        let usual = item.units.first().map_or(item.base_unit, |(unit, _)| *unit);
        if gtin_unit.is_none() {
            let message = format!("no unit is stated; the usual one, the {usual}, was taken");
            doubts.push(Doubt::new(DoubtCode::UnitMissing, message));
        }
        return Some(gtin_unit.unwrap_or(usual));
    };
    let Some(unit) = Unit::parse(written) else {
        let message = format!("the unit \"{written}\" is not known");
        doubts.push(Doubt::new(DoubtCode::UnitUnknown, message));
        return None;
    };
    match gtin_unit {
        // One each of a case is one case: the GTIN names the trade unit.
        Some(level) if unit == Unit::Each && level != Unit::Each => {
            let message = format!(
                "the GTIN names a {level} and the unit says {written}; it was taken as {level}s"
            );
            doubts.push(Doubt::new(DoubtCode::UnitContradiction, message));
            Some(level)
        }
        _ => Some(unit),
    }
}

/// Units that are so many of another whatever the item is.
const FIXED: [(Unit, Unit, u32); 6] = [
    (Unit::Dozen, Unit::Each, 12),
    (Unit::Pair, Unit::Each, 2),
    (Unit::Hundred, Unit::Each, 100),
    (Unit::Thousand, Unit::Each, 1000),
    (Unit::Kilogram, Unit::Gram, 1000),
    (Unit::Litre, Unit::Millilitre, 1000),
];

/// Base units in one of a unit; the item's own ratio goes before the fixed one.
pub(super) fn ratio(item: &CatalogueItem, unit: Unit) -> Option<Ratio> {
    let own = |wanted: Unit| {
        let found = item.units.iter().find(|(unit, _)| *unit == wanted);
        let base = (wanted == item.base_unit).then_some(Ratio::ONE);
        found.map(|(_, ratio)| *ratio).or(base)
    };
    own(unit).or_else(|| {
        let (_, of, number) = FIXED.iter().find(|(fixed, ..)| *fixed == unit)?;
        let part = own(*of)?;
        let numerator = part.numerator.checked_mul(*number)?;
        Some(Ratio { numerator, ..part })
    })
}

/// A doubt when the document's pack size is another than the catalogue's.
fn pack_doubt(stated: &RequestLine, ratio: Ratio) -> Option<Doubt> {
    let pack = stated.units_per_traded_unit.as_ref()?.value;
    let ours = Ratio::ONE.to_base(pack).map(|quantity| quantity.0);
    let known = ratio.to_base(Decimal::whole(1)).map(|quantity| quantity.0);
    (ours != known).then(|| {
        let known = known.map_or("a fraction".to_owned(), |known| known.to_string());
        let message = format!("the document packs {pack} in one, the catalogue {known}");
        Doubt::new(DoubtCode::PackContradiction, message)
    })
}

fn quantity(
    stated: &RequestLine,
    unit: Unit,
    ratio: Ratio,
    doubts: &mut Vec<Doubt>,
) -> Option<Quantity> {
    let amount = stated.quantity.as_ref().map(|field| field.value);
    let Some(amount) = amount.filter(|amount| *amount > Decimal::ZERO) else {
        let message = match amount {
            Some(amount) => format!("expected a quantity above zero, found {amount}"),
            None => "no quantity is stated".to_owned(),
        };
        doubts.push(Doubt::new(DoubtCode::Quantity, message));
        return None;
    };
    let base = ratio.to_base(amount);
    if base.is_none() {
        let message = format!("{amount} {unit} is no whole number of base units, or too many");
        doubts.push(Doubt::new(DoubtCode::QuantityFraction, message));
    }
    base
}

/// The stated price by base units; `None` without a price or a currency.
fn price(
    stated: &RequestLine,
    ratio: Ratio,
    currency: Option<Currency>,
    doubts: &mut Vec<Doubt>,
) -> Option<Price> {
    let amount = stated.unit_price.as_ref()?.value;
    let currency = currency?;
    let basis = stated
        .price_basis
        .as_ref()
        .map_or(Decimal::whole(1), |field| field.value);
    let base_units = ratio
        .to_base(basis)
        .and_then(|base| u32::try_from(base.0).ok());
    let price = base_units.and_then(|basis| Price::stated(amount, basis, currency));
    if price.is_none() {
        let message = format!("the price {amount} for {basis} cannot be brought to base units");
        doubts.push(Doubt::new(DoubtCode::Price, message));
    }
    price
}
