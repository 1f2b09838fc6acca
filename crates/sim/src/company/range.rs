//! Reads `range.txt`, the table that the catalogue is made of: categories, products, variants and
//! sizes, all invented.

const TABLE: &str = include_str!("range.txt");
/// Units of content in English and Hebrew.
const HEBREW_UNITS: [(&str, &str); 7] = [
    ("pcs", "יח'"),
    ("bags", "שקיקים"),
    ("rolls", "גלילים"),
    ("kg", "ק\"ג"),
    ("ml", "מ\"ל"),
    ("L", "ליטר"),
    ("g", "גרם"),
];

/// A category of the catalogue.
#[derive(Debug)]
pub(super) struct Category {
    /// Three letters that item codes start with.
    pub code: &'static str,
    pub name: &'static str,
    /// Days from a purchase order to its goods.
    pub lead_days: i32,
    pub brands: Vec<&'static str>,
    pub products: Vec<Product>,
}

/// A product in its variants and sizes.
#[derive(Debug)]
pub(super) struct Product {
    pub name: &'static str,
    pub hebrew: &'static str,
    /// An empty text is the plain one.
    pub variants: Vec<&'static str>,
    pub sizes: Vec<Size>,
}

/// A size that a product is sold in.
#[derive(Debug)]
pub(super) struct Size {
    pub text: &'static str,
    /// Grams of content of one piece.
    pub grams: u32,
    /// Wholesale price of a piece in agorot.
    pub price: u64,
    pub per_case: u32,
    pub cases_per_pallet: u32,
}

impl Size {
    /// The size as a Hebrew label says it.
    pub fn hebrew(&self) -> String {
        let (number, unit) = self
            .text
            .rsplit_once(' ')
            .expect("a size is a number and a unit");
        let found = HEBREW_UNITS.iter().find(|(english, _)| *english == unit);
        format!("{number} {}", found.map_or(unit, |(_, hebrew)| hebrew))
    }
}

/// Every category of the table.
pub(super) fn categories() -> Vec<Category> {
    let mut categories: Vec<Category> = Vec::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('=') {
            Some(head) => categories.push(category(head)),
            None => {
                let open = categories
                    .last_mut()
                    .expect("the table starts with a category");
                open.products.push(product(line));
            }
        }
    }
    categories
}

fn category(line: &'static str) -> Category {
    let [code, name, lead_days, brands] = fields(line, '|');
    let lead_days = lead_days.parse().expect("lead days are a number");
    Category {
        code,
        name,
        lead_days,
        brands: list(brands),
        products: Vec::new(),
    }
}

fn product(line: &'static str) -> Product {
    let [name, hebrew, variants, sizes] = fields(line, '|');
    let sizes = list(sizes).into_iter().map(size).collect();
    Product {
        name,
        hebrew,
        variants: list(variants),
        sizes,
    }
}

fn size(text: &'static str) -> Size {
    let [text, numbers @ ..]: [&str; 5] = fields(text, ':');
    let [grams, price, per_case, cases_per_pallet] =
        numbers.map(|number| number.parse::<u32>().expect("sizes are told in numbers"));
    Size {
        text,
        grams,
        price: price.into(),
        per_case,
        cases_per_pallet,
    }
}

fn fields<const N: usize>(line: &'static str, separator: char) -> [&'static str; N] {
    let fields: Vec<&str> = line.split(separator).map(str::trim).collect();
    fields
        .try_into()
        .unwrap_or_else(|_| panic!("expected {N} fields in: {line}"))
}

fn list(text: &'static str) -> Vec<&'static str> {
    text.split(',').map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_range_is_well_formed() {
        let categories = categories();
        assert_eq!(categories.len(), 16);
        let pasta = &categories[2];
        assert_eq!(
            (pasta.code, pasta.lead_days, pasta.brands.len()),
            ("PAS", 10, 2)
        );
        let spaghetti = &pasta.products[0];
        assert_eq!(spaghetti.variants, ["No. 5", "Whole Wheat"]);
        assert_eq!(spaghetti.sizes[1].hebrew(), "1 ק\"ג");
    }
}
