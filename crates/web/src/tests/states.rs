//! Lists with ten thousand rows: each page of the console stays as small as with a hundred, and
//! leads on.

use super::browser::Browser;
use super::world::World;
use book::Command;
use book::company::{Consent, CustomerDraft, Item};
use book::stock::supply::{SupplyDraft, SupplyKind};
use vocab::{Day, ItemId, Quantity, SiteId, Unit};

/// Rows of a list.
const MANY: u32 = 10_000;
/// Rows that are made at once.
const AT_ONCE: u32 = 1_000;
/// Most rows of a page, its titles included.
const ROWS_MAX: usize = 52;
/// Most bytes of a page.
const PAGE_BYTES_MAX: usize = 200_000;
/// How many pages are leafed through.
const PAGES: usize = 4;

/// Where further rows are.
fn next(page: &str) -> Option<String> {
    let link = page
        .split("<a ")
        .find(|link| link.contains("rel=\"next\""))?;
    let address = link.split("href=\"").nth(1)?.split('"').next()?;
    Some(address.replace("&amp;", "&"))
}

/// Leafs through a list: its pages are bounded, and no row stands on two of them.
async fn leaf(world: &World, path: &str) {
    let mut browser = Browser::new(world);
    let mut seen = Vec::new();
    let mut address = path.to_owned();
    for _ in 0..PAGES {
        let page = browser.get(world, &address).await;
        assert_eq!(page.status, 200, "{address}");
        let rows: Vec<&str> = page.body.split("<tr").skip(2).collect();
        assert!(
            rows.len() >= ROWS_MAX - 4 && rows.len() < ROWS_MAX,
            "{address}: {}",
            rows.len()
        );
        assert!(
            page.body.len() < PAGE_BYTES_MAX,
            "{address}: {}",
            page.body.len()
        );
        let rows = rows
            .iter()
            .map(|row| row.split("</tr>").next().unwrap().to_owned());
        for row in rows {
            assert!(!seen.contains(&row), "{address}: {row} was there before");
            seen.push(row);
        }
        address = next(&page.body).unwrap_or_else(|| panic!("{address} leads no further"));
    }
}

fn batches() -> impl Iterator<Item = std::ops::Range<u32>> {
    (0..MANY)
        .step_by(AT_ONCE as usize)
        .map(|first| first..first + AT_ONCE)
}

fn item(number: u32) -> Item {
    Item {
        code: format!("I-{number:05}"),
        description: format!("Item {number}"),
        base_unit: Unit::Each,
        units: Vec::new(),
        sales_unit: Unit::Each,
        gtins: Vec::new(),
        weight_grams: 100,
        orderable: true,
        safety_stock: Vec::new(),
        bins: Vec::new(),
    }
}

fn supply(number: u32) -> SupplyDraft {
    SupplyDraft {
        reference: format!("PO-{number:05}"),
        kind: SupplyKind::PurchaseOrder,
        site: SiteId(0),
        item: ItemId(number / AT_ONCE + 2),
        quantity: Quantity(1),
        due: Day::parse("2026-11-30").unwrap(),
        supplier: None,
    }
}

fn customer(number: u32) -> CustomerDraft {
    CustomerDraft {
        code: format!("K-{number:05}"),
        price_list: "LIST".to_owned(),
        credit_limit: None,
        receivable: 0,
        one_time_addresses: false,
        ship_complete: false,
        blocked: false,
        substitutes: Consent::default(),
        gln: None,
        parts: Vec::new(),
        ship_tos: Vec::new(),
    }
}

#[tokio::test]
async fn ten_thousand_items_in_stock_are_leafed_through() {
    let world = World::new();
    for batch in batches() {
        let stock = batch
            .clone()
            .map(|number| (SiteId(0), ItemId(number + 2), Quantity(5)));
        let stock = stock.collect();
        world.give(Command::PutItems(batch.map(item).collect()));
        world.give(Command::ReceiveStock(stock));
    }
    leaf(&world, "/stock").await;
    leaf(&world, "/stock?show=on_hand&site=TLV").await;
    leaf(&world, "/stock?q=item").await;
}

#[tokio::test]
async fn ten_thousand_announced_supplies_are_leafed_through() {
    let world = World::new();
    world.give(Command::PutItems(
        batches().map(|batch| item(batch.start)).collect(),
    ));
    for batch in batches() {
        world.give(Command::AnnounceSupply(batch.map(supply).collect()));
    }
    leaf(&world, "/supply").await;
    leaf(&world, "/supply?show=all").await;
    // The page of one of the items shows the next ones and leads to the rest.
    let page = Browser::new(&world).get(&world, "/stock/I-00000").await;
    assert_eq!(page.status, 200);
    assert!(page.body.len() < PAGE_BYTES_MAX, "{}", page.body.len());
    assert!(
        page.body.contains("href=\"/supply?item=I-00000\""),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn ten_thousand_customers_are_leafed_through() {
    let world = World::new();
    for batch in batches() {
        world.give(Command::PutCustomers(batch.map(customer).collect()));
    }
    leaf(&world, "/customers").await;
    leaf(&world, "/customers?show=open").await;
}
