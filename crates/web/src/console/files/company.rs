//! How much of a company is there.

use crate::call::Call;
use crate::problem::Problem;
use book::Book;
use import::Kind;
use views::OrderFilter;
use vocab::ItemId;

/// Items that are looked through for stock.
const ITEMS_LOOKED_AT: u32 = 10_000;

/// What of a company is there.
pub(in crate::console) struct Company {
    sites: usize,
    lanes: usize,
    items: usize,
    price_lists: usize,
    customers: usize,
    supply: usize,
    /// True when there is stock of anything.
    is_stocked: bool,
    /// True when an order was placed.
    pub(in crate::console) has_orders: bool,
}

/// What is there now.
pub(in crate::console) async fn company(call: &Call) -> Result<Company, Problem> {
    let filter = OrderFilter::default();
    let orders = call
        .app
        .blocking(move |app| app.views.orders(&filter, None, 1));
    let has_orders = !orders.await??.items.is_empty();
    let company = call.app.ask(counted).await?;
    Ok(Company {
        has_orders,
        ..company
    })
}

fn counted(book: &Book) -> Company {
    let company = &book.company;
    let items = company.items.len();
    let mut looked_at = (0..ITEMS_LOOKED_AT).take(items).map(ItemId);
    Company {
        sites: company.sites.len(),
        lanes: company.lanes.iter().flatten().flatten().count(),
        items,
        price_lists: company.price_lists.len(),
        customers: company.customers.len(),
        supply: book.stock.supplies.len(),
        is_stocked: looked_at.any(|item| {
            let balances = book.stock.balances(item).iter();
            balances.map(|one| one.on_hand).any(|here| !here.is_zero())
        }),
        has_orders: false,
    }
}

impl Company {
    /// How much is there of a kind; `None` where that is not counted.
    pub(in crate::console) fn count(&self, kind: Kind) -> Option<usize> {
        match kind {
            Kind::Sites => Some(self.sites),
            Kind::Lanes => Some(self.lanes),
            Kind::Items => Some(self.items),
            Kind::Prices => Some(self.price_lists),
            Kind::Customers => Some(self.customers),
            Kind::Supply => Some(self.supply),
            Kind::Parts
            | Kind::Groups
            | Kind::Stock
            | Kind::Receipts
            | Kind::Quotas
            | Kind::SupplierStock
            | Kind::Substitutes => None,
        }
    }

    /// Whether there is something of a kind.
    pub(in crate::console) fn has(&self, kind: Kind) -> bool {
        match kind {
            Kind::Stock => self.is_stocked,
            kind => self.count(kind).is_some_and(|count| count > 0),
        }
    }

    /// Whether there is so little that nobody could order anything.
    pub(in crate::console) fn is_empty(&self) -> bool {
        !self.has_orders && (self.items == 0 || self.customers == 0)
    }
}
