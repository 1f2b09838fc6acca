//! Goods as a body names them: by the codes of sites and items, in any unit of the item.

use super::flaws::{Flaws, clipped};
use book::Book;
use vocab::{Decimal, ItemId, Quantity, SiteId, Unit};

/// Looks codes up in the book, and notes what is not there.
pub struct Clerk<'a> {
    /// The book.
    pub book: &'a Book,
    /// What is wrong so far.
    pub flaws: Flaws,
}

impl Clerk<'_> {
    /// Who looks up in this book.
    pub fn new(book: &Book) -> Clerk<'_> {
        Clerk {
            book,
            flaws: Flaws::default(),
        }
    }

    /// The site with this code.
    pub fn site(&mut self, code: &str, pointer: impl FnOnce() -> String) -> Option<SiteId> {
        let site = self.book.company.site_by_code(code);
        let missing = || format!("there is no site \"{}\"", clipped(code));
        self.flaws.found(site, pointer, missing)
    }

    /// The item with this code.
    pub fn item(&mut self, code: &str, pointer: impl FnOnce() -> String) -> Option<ItemId> {
        let item = self.book.company.item_by_code(code);
        let missing = || format!("there is no item \"{}\"", clipped(code));
        self.flaws.found(item, pointer, missing)
    }

    /// So much of this unit, or of the base unit, in base units of the item; zero, too.
    pub fn quantity(
        &mut self,
        item: ItemId,
        stated: Decimal,
        unit: Option<Unit>,
        place: impl Fn(&str) -> String,
    ) -> Option<Quantity> {
        let row = &self.book.company.items[item.index()];
        let unit = unit.unwrap_or(row.base_unit);
        let at = || place("unit");
        let missing = || format!("item {} has no such unit", row.code);
        let ratio = self.flaws.found(row.ratio(unit), at, missing)?;
        let none = || {
            let base = row.base_unit;
            format!("{stated} {unit} is no quantity; it must come to a whole number of {base}")
        };
        let at = || place("quantity");
        self.flaws.found(ratio.to_base(stated), at, none)
    }
}
