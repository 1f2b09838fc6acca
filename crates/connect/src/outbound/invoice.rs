//! What a shipment costs: the lines, what is charged besides, and the tax.

use super::facts::{Item, LINES_MAX, LineReference, Measure, OrderReference, Party, Rate};
use super::message::{Unsayable, at_most};
use vocab::{Currency, Day, Decimal, Money};

/// The most charges of one invoice: X12 has room for 25.
pub const CHARGES_MAX: usize = 25;
/// The most rates of tax of one invoice: X12 has room for 10.
pub const TAXES_MAX: usize = 10;

/// An invoice, or one for show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// Its number.
    pub number: String,
    /// The day on it.
    pub day: Day,
    /// What it is.
    pub kind: InvoiceKind,
    /// The order.
    pub order: OrderReference,
    /// The number of the shipment.
    pub shipment: Option<String>,
    /// The day on which the goods left.
    pub shipped: Option<Day>,
    /// Who sells.
    pub seller: Party,
    /// Who pays.
    pub buyer: Party,
    /// Where the goods went.
    pub ship_to: Party,
    /// Of all amounts.
    pub currency: Currency,
    /// The goods.
    pub lines: Vec<InvoiceLine>,
    /// What is charged, or taken off, besides.
    pub charges: Vec<Charge>,
    /// The tax, one entry a rate.
    pub taxes: Vec<Tax>,
    /// When it is to be paid.
    pub terms: Terms,
}

/// A kind of invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvoiceKind {
    /// One to be paid.
    Commercial,
    /// One that only tells the value of goods, as customs ask for.
    ProForma,
}

/// One line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceLine {
    /// The line of the order.
    pub reference: LineReference,
    /// The item.
    pub item: Item,
    /// How many.
    pub quantity: Decimal,
    /// Of which unit.
    pub measure: Measure,
    /// The price.
    pub rate: Rate,
    /// The amount without tax, in minor units.
    pub net_minor: i64,
    /// The rate of tax, in percent.
    pub tax_percent: Decimal,
}

/// An amount besides the goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// What for.
    pub kind: ChargeKind,
    /// The amount without tax, in minor units: what is taken off is negative.
    pub net_minor: i64,
    /// The rate of tax, in percent.
    pub tax_percent: Decimal,
}

/// What is charged besides the goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeKind {
    /// Carriage.
    Freight,
    /// Handling and packing.
    Handling,
    /// A discount on the whole.
    Discount,
}

/// The tax of one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tax {
    /// The rate, in percent; zero stands for goods that are not taxed.
    pub percent: Decimal,
    /// What it is taken of, in minor units.
    pub base_minor: i64,
    /// The tax, in minor units.
    pub minor: i64,
}

/// When an invoice is to be paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Within so many days of the invoice.
    pub net_days: Option<u16>,
    /// Less, when paid early.
    pub discount: Option<EarlyDiscount>,
}

/// A discount for paying early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlyDiscount {
    /// In percent.
    pub percent: Decimal,
    /// Within so many days of the invoice.
    pub days: u16,
}

/// The sums of an invoice, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Of the lines.
    pub lines: i64,
    /// Of what is added besides.
    pub charges: i64,
    /// Of what is taken off, as a positive number.
    pub allowances: i64,
    /// Without tax.
    pub net: i64,
    /// The tax.
    pub tax: i64,
    /// To be paid.
    pub gross: i64,
}

impl Invoice {
    /// The sums of an invoice that is not larger than any format is written for.
    ///
    /// # Errors
    /// With more than [`LINES_MAX`] lines, [`CHARGES_MAX`] charges or [`TAXES_MAX`] rates of tax, and
    /// when the sums have no room in 64 bits.
    pub fn checked(&self) -> Result<Totals, Unsayable> {
        at_most("lines", self.lines.len(), LINES_MAX)?;
        at_most("charges", self.charges.len(), CHARGES_MAX)?;
        at_most("rates of tax", self.taxes.len(), TAXES_MAX)?;
        self.totals().ok_or(Unsayable::Sum)
    }

    fn totals(&self) -> Option<Totals> {
        let nets = || self.charges.iter().map(|charge| charge.net_minor);
        let lines = sum(self.lines.iter().map(|line| line.net_minor))?;
        let charges = sum(nets().filter(|net| *net > 0))?;
        let allowances = sum(nets().filter(|net| *net < 0))?.checked_neg()?;
        let tax = sum(self.taxes.iter().map(|tax| tax.minor))?;
        let net = lines.checked_add(charges)?.checked_sub(allowances)?;
        Some(Totals {
            lines,
            charges,
            allowances,
            net,
            tax,
            gross: net.checked_add(tax)?,
        })
    }

    /// An amount in major units, as `1250.00`.
    pub fn digits(&self, minor: i64) -> String {
        let money = Money {
            minor,
            currency: self.currency,
        };
        money.digits().as_str().to_owned()
    }
}

fn sum(mut amounts: impl Iterator<Item = i64>) -> Option<i64> {
    amounts.try_fold(0, i64::checked_add)
}
