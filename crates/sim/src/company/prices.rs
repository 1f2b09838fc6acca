//! The price lists: each a level over the wholesale price of a case, one currency each.

use super::SampleItem;
use book::company::PriceListDraft;
use vocab::{Currency, Price};

/// Agorot that a euro cent is worth in these lists.
const AGOROT_PER_EURO_CENT: i64 = 4;

/// A price list of the sample company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Supermarket chains; prices by the case.
    Chain,
    /// Mini-markets; prices by the case.
    Wholesale,
    /// Restaurants and hotels; prices by the case.
    Horeca,
    /// Institutions; prices by the piece.
    Retail,
    /// Web shops, in euro by the piece.
    Web,
}

impl List {
    /// Every list, in the order that they are put in.
    pub const ALL: [List; 5] = [
        List::Chain,
        List::Wholesale,
        List::Horeca,
        List::Retail,
        List::Web,
    ];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            List::Chain => "CHAIN",
            List::Wholesale => "WHOLESALE",
            List::Horeca => "HORECA",
            List::Retail => "RETAIL",
            List::Web => "WEB-EUR",
        }
    }

    /// Its currency.
    pub fn currency(self) -> Currency {
        match self {
            List::Chain | List::Wholesale | List::Horeca | List::Retail => Currency::ILS,
            List::Web => Currency::EUR,
        }
    }

    /// Percent of the wholesale price.
    fn level(self) -> i64 {
        match self {
            List::Chain => 90,
            List::Wholesale => 100,
            List::Horeca => 108,
            List::Retail => 122,
            List::Web => 135,
        }
    }

    /// An amount of agorot in the minor unit of this list.
    pub fn in_own_currency(self, agorot: i64) -> i64 {
        match self.currency() {
            Currency::EUR => agorot / AGOROT_PER_EURO_CENT,
            _ => agorot,
        }
    }

    /// True for lists that sell by the piece.
    pub fn by_the_piece(self) -> bool {
        matches!(self, List::Retail | List::Web)
    }

    /// The price of an item.
    pub fn price(self, item: &SampleItem) -> Price {
        let case = self.in_own_currency(item.case_price * self.level() / 100);
        match self.by_the_piece() {
            true => Price {
                minor: case / i64::from(item.case_eaches),
                basis: 1,
            },
            false => Price {
                minor: case,
                basis: item.case_eaches,
            },
        }
    }
}

/// The lists as the book imports them.
pub(super) fn drafts(items: &[SampleItem]) -> Vec<PriceListDraft> {
    let draft = |list: List| PriceListDraft {
        code: list.code().to_owned(),
        currency: list.currency(),
        prices: items
            .iter()
            .map(|item| (item.item.code.clone(), list.price(item)))
            .collect(),
    };
    List::ALL.into_iter().map(draft).collect()
}
