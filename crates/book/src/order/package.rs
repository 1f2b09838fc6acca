//! Packages: what goods that ship are packed in, and the numbers on their labels.

use super::fulfil::merged;
use crate::refusal::Code;
use crate::{Book, Refusal};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use vocab::{Quantity, Sscc};

/// The most packages of one shipment.
pub const PACKAGES_MAX: usize = 1_000;
/// How deep packages may stand in each other: a pallet, a carton, an inner pack.
pub const PACKAGE_DEPTH_MAX: usize = 3;
/// The heaviest package, in grams: a full lorry.
pub const PACKAGE_GRAMS_MAX: u32 = 40_000_000;

/// A carton or pallet as it was packed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Package {
    /// What it is.
    #[n(0)]
    pub kind: PackageKind,
    /// Line number and how much of it lies in it directly, base units.
    #[n(1)]
    pub lines: Vec<(u16, Quantity)>,
    /// The package of the same shipment that it stands in or on, from 1: an earlier one.
    #[n(2)]
    pub within: Option<u16>,
    /// What it weighs with all that is in it, in grams.
    #[n(3)]
    pub weight_grams: Option<u32>,
}

/// What a package is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PackageKind {
    /// A carton or another outer package.
    #[default]
    #[n(0)]
    Carton,
    /// A pallet.
    #[n(1)]
    Pallet,
}

/// A package that has left, with the number that its label says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Labelled {
    /// Its number, given to no other package; `None` where the policy has no company prefix.
    #[n(0)]
    pub sscc: Option<Sscc>,
    /// What was packed.
    #[n(1)]
    pub package: Package,
}

/// The packages of what ships, numbered. Who packs nothing ships in one carton; without a company
/// prefix there is nothing to tell of it.
///
/// # Errors
/// With other goods packed than ship, packages that stand nowhere or hold nothing, and when all
/// numbers of the company prefix are given.
pub(super) fn labelled(
    book: &Book,
    packages: &[Package],
    ships: &[(u16, Quantity)],
) -> Result<Vec<Labelled>, Refusal> {
    let prefix = book.policy.company_prefix.as_str();
    let packages = match packages {
        [] if prefix.is_empty() => return Ok(Vec::new()),
        [] => vec![Package {
            lines: ships.to_vec(),
            ..Package::default()
        }],
        packages => packages.to_vec(),
    };
    check(&packages, ships)?;
    let label = |(serial, package)| {
        let sscc = match prefix {
            "" => None,
            prefix => Some(Sscc::numbered(prefix, serial).ok_or_else(all_given)?),
        };
        Ok(Labelled { sscc, package })
    };
    (book.next.sscc..).zip(packages).map(label).collect()
}

fn all_given() -> Refusal {
    let message = "every package number of the company prefix is given; the policy needs another";
    Refusal::new(Code::TooMany, message)
}

/// What lies in all packages together, by line.
pub(super) fn contents(packages: &[Package]) -> Vec<(u16, Quantity)> {
    let lines = packages.iter().flat_map(|package| &package.lines).copied();
    merged(&lines.collect::<Vec<_>>())
}

fn check(packages: &[Package], ships: &[(u16, Quantity)]) -> Result<(), Refusal> {
    if packages.len() > PACKAGES_MAX {
        return Err(Refusal::too_many("packages", packages.len(), PACKAGES_MAX));
    }
    let mut depths = Vec::with_capacity(packages.len());
    for (row, package) in packages.iter().enumerate() {
        let depth = depth(package, &depths).map_err(|refusal| refusal.in_row(row))?;
        depths.push(depth);
    }
    for (row, package) in packages.iter().enumerate() {
        check_one(packages, row, package).map_err(|refusal| refusal.in_row(row))?;
    }
    if contents(packages) != ships {
        let message = "packed must be what ships, line by line";
        return Err(Refusal::new(Code::BadQuantity, message));
    }
    Ok(())
}

/// How deep a package stands, the outermost 1; the depths of the earlier ones are known.
fn depth(package: &Package, earlier: &[usize]) -> Result<usize, Refusal> {
    let Some(outer) = package.within else {
        return Ok(1);
    };
    let outer = usize::from(outer).checked_sub(1);
    let depth = outer.and_then(|outer| earlier.get(outer));
    match depth {
        Some(depth) if *depth < PACKAGE_DEPTH_MAX => Ok(depth + 1),
        Some(_) => Err(Refusal::too_many(
            "packages in each other",
            PACKAGE_DEPTH_MAX + 1,
            PACKAGE_DEPTH_MAX,
        )),
        None => Err(Refusal::unknown(
            "earlier package",
            package.within.unwrap_or_default(),
        )),
    }
}

fn check_one(packages: &[Package], row: usize, package: &Package) -> Result<(), Refusal> {
    let holds = |other: &Package| other.within.map(usize::from) == Some(row + 1);
    if package.lines.is_empty() && !packages.iter().any(holds) {
        return Err(Refusal::empty("line of the package"));
    }
    if package.lines.iter().any(|(_, quantity)| quantity.is_zero()) {
        let message = "nothing of a line is in the package";
        return Err(Refusal::new(Code::BadQuantity, message));
    }
    match package.weight_grams {
        Some(grams) if !(1..=PACKAGE_GRAMS_MAX).contains(&grams) => Err(Refusal::out_of_range(
            "weight_grams",
            grams,
            &format!("1 to {PACKAGE_GRAMS_MAX}"),
        )),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
