//! The catalogue: some four hundred items of sixteen categories under invented brands.

use super::SampleItem;
use super::range::{Category, Product, Size, categories};
use crate::chance::Chance;
use book::company::Item;
use vocab::{Gtin, Ratio, Unit};

/// Items of each category.
pub const ITEMS_PER_CATEGORY: usize = 25;
/// GS1 prefix of the invented makers.
const MAKER_PREFIX: u64 = 7_299_999;
/// Packaging weighs this share of the content, in percent.
const PACKAGING_PERCENT: u64 = 8;
/// Keeps the best sellers from being everything: shares fall with `1 / (rank + this)`.
const SHARE_FLATNESS: u64 = 25;
/// Shares are told in millionths of the revenue.
pub const SHARE_ONE: u64 = 1_000_000;

/// The items of a seed, category by category.
pub fn items(seed: u64) -> Vec<SampleItem> {
    let categories = categories();
    let numbered = categories.iter().zip(0..);
    let mut items: Vec<SampleItem> = numbered
        .flat_map(|(category, number)| assortment(seed, category, number))
        .collect();
    let mut ranks: Vec<u64> = (0..items.len() as u64).collect();
    Chance::of(seed, &[0xCA7A]).shuffle(&mut ranks);
    let weights: Vec<u64> = ranks
        .iter()
        .map(|rank| SHARE_ONE * 10 / (rank + SHARE_FLATNESS))
        .collect();
    let total: u64 = weights.iter().sum();
    for (item, weight) in items.iter_mut().zip(weights) {
        item.share = weight * SHARE_ONE / total;
    }
    let rest = SHARE_ONE - items.iter().map(|item| item.share).sum::<u64>();
    items[0].share += rest;
    items
}

/// One seller unit that could be listed.
type Choice<'a> = (&'a Product, &'a str, &'a str, &'a Size);

fn assortment(seed: u64, category: &Category, number: u64) -> Vec<SampleItem> {
    let mut choices = Vec::new();
    for product in &category.products {
        for brand in &category.brands {
            for variant in &product.variants {
                choices.extend(
                    product
                        .sizes
                        .iter()
                        .map(|size| (product, *brand, *variant, size)),
                );
            }
        }
    }
    let mut chance = Chance::of(seed, &[0xCA7E, number]);
    chance.shuffle(&mut choices);
    choices.truncate(ITEMS_PER_CATEGORY);
    let numbered = choices.into_iter().enumerate();
    numbered
        .map(|(place, choice)| {
            let serial = number * 100 + place as u64;
            listed(&mut chance, category, choice, serial)
        })
        .collect()
}

fn listed(chance: &mut Chance, category: &Category, choice: Choice, serial: u64) -> SampleItem {
    let (product, brand, variant, size) = choice;
    let words = [brand, product.name, variant, size.text];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let per_pallet = size.per_case * size.cases_per_pallet;
    let (each, case) = gtins(serial);
    // A tenth up or down, in steps of ten agorot: brands differ.
    let each_price = size.price * chance.between(90, 110) / 1_000 * 10;
    SampleItem {
        category: category.name,
        hebrew: format!("{} {brand} {}", product.hebrew, size.hebrew()),
        case_eaches: size.per_case,
        case_price: (each_price * u64::from(size.per_case)) as i64,
        lead_days: category.lead_days,
        share: 0,
        item: Item {
            code: format!("{}-{:04}", category.code, 1001 + (serial % 100) * 7),
            description: words.join(" "),
            base_unit: Unit::Each,
            units: vec![
                (Unit::Case, Ratio::of(size.per_case)),
                (Unit::Pallet, Ratio::of(per_pallet)),
            ],
            sales_unit: Unit::Case,
            gtins: vec![(each, Unit::Each), (case, Unit::Case)],
            weight_grams: (u64::from(size.grams) * (100 + PACKAGING_PERCENT) / 100) as u32,
            orderable: true,
            safety_stock: Vec::new(),
            bins: Vec::new(),
        },
    }
}

/// GTIN-13 of the piece and GTIN-14 of the case; indicator digit 1 (GS1 General Specifications,
/// section 2.1).
fn gtins(serial: u64) -> (Gtin, Gtin) {
    let body = MAKER_PREFIX * 100_000 + serial;
    let gtin = |body: String| {
        let digit = vocab::gs1::check_digit(&body).expect("a body of digits has a check digit");
        Gtin::parse(&format!("{body}{digit}")).expect("13 or 14 digits and a check digit")
    };
    (gtin(format!("{body:012}")), gtin(format!("1{body:012}")))
}
