//! What the sample company promises: believable size, right check digits, the same every time.

use super::*;
use crate::book_of;
use std::collections::BTreeSet;
use vocab::Gtin;

fn company() -> SampleCompany {
    sample_company(1, FIRST_DAY)
}

fn all_unique<T: Ord>(these: impl IntoIterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    these.into_iter().all(|this| seen.insert(this))
}

#[test]
fn the_company_opens_on_a_sunday_in_march() {
    assert_eq!(FIRST_DAY.to_string(), "2026-03-01");
    assert_eq!(FIRST_DAY.weekday(), Weekday::Sunday);
}

#[test]
fn a_seed_gives_the_same_company_and_another_seed_another() {
    assert_eq!(company(), company());
    assert_ne!(company().items, sample_company(2, FIRST_DAY).items);
    assert_ne!(company().customers, sample_company(2, FIRST_DAY).customers);
}

#[test]
fn the_company_has_the_size_that_it_claims() {
    let company = company();
    assert_eq!(
        (
            company.sites.len(),
            company.items.len(),
            company.customers.len()
        ),
        (3, 400, 250)
    );
    assert_eq!(company.lanes.len(), 36);
    let places = company
        .customers
        .iter()
        .map(|customer| customer.ship_tos.len());
    assert!(places.clone().all(|places| (1..=6).contains(&places)));
    assert_eq!(company.parties().len(), 250 + places.sum::<usize>());
}

#[test]
fn demand_and_customers_both_come_to_150_million_a_year() {
    let company = company();
    let of_items: i64 = company
        .items
        .iter()
        .map(|item| item.yearly_eaches() as i64 * item.case_price / i64::from(item.case_eaches))
        .sum();
    let of_customers: i64 = company
        .customers
        .iter()
        .map(|customer| customer.yearly_value)
        .sum();
    for revenue in [of_items, of_customers] {
        let gap = (revenue - YEARLY_REVENUE_AGOROT).abs();
        assert!(gap < YEARLY_REVENUE_AGOROT / 1_000, "{revenue}");
    }
}

#[test]
fn every_key_is_unique_and_every_check_digit_right() {
    let company = company();
    let gtins: Vec<Gtin> = company
        .items
        .iter()
        .flat_map(|item| item.item.gtins.iter().map(|(gtin, _)| *gtin))
        .collect();
    assert!(
        gtins
            .iter()
            .all(|gtin| Gtin::parse(&gtin.to_string()) == Some(*gtin))
    );
    assert!(
        gtins
            .iter()
            .all(|gtin| gtin.to_string()[1..].starts_with("7299999"))
    );
    assert!(all_unique(gtins));
    assert!(all_unique(company.items.iter().map(|item| &item.item.code)));
    assert!(all_unique(
        company.items.iter().map(|item| &item.item.description)
    ));
    assert!(all_unique(
        company.customers.iter().map(|customer| &customer.code)
    ));
    assert!(all_unique(
        company.customers.iter().map(|customer| &customer.name)
    ));
    assert!(all_unique(
        company.customers.iter().map(|customer| &customer.email)
    ));
    assert!(all_unique(
        company.customers.iter().map(|customer| &customer.tax_id)
    ));
    assert!(all_unique(
        company.supply.iter().map(|draft| &draft.reference)
    ));
    let glns = |customer: &SampleCustomer| {
        let places: Vec<_> = customer.ship_tos.iter().map(|place| place.gln).collect();
        std::iter::once(customer.gln)
            .chain(places)
            .flatten()
            .collect::<Vec<_>>()
    };
    let glns: Vec<Gln> = company.customers.iter().flat_map(glns).collect();
    assert!(glns.len() > 300 && all_unique(glns));
    assert_eq!(
        Gln::parse(OWN_GLN).map(|gln| gln.to_string()).as_deref(),
        Some(OWN_GLN)
    );
}

#[test]
fn some_items_are_short_and_most_are_not() {
    let company = company();
    let days = |number: usize, item: &SampleItem| {
        let rows = company
            .stock
            .iter()
            .filter(|(_, id, _)| id.index() == number);
        let held: u64 = rows.map(|(_, _, quantity)| quantity.0).sum();
        held * ORDER_DAYS_A_YEAR / item.yearly_eaches()
    };
    let all: Vec<u64> = company
        .items
        .iter()
        .enumerate()
        .map(|(n, item)| days(n, item))
        .collect();
    let short = all.iter().filter(|days| **days < 3).count();
    assert!((5..40).contains(&short), "{short} items are short");
    let plenty = all.iter().filter(|days| **days >= 7).count();
    assert!(plenty > 340, "{plenty} items have a week of stock");
}

#[test]
fn an_empty_book_takes_every_command_and_gives_the_ids_that_are_used() {
    let company = company();
    let book = book_of(&company);
    for (number, item) in company.items.iter().enumerate() {
        assert_eq!(
            book.company.item_by_code(&item.item.code),
            Some(ItemId(number as u32))
        );
    }
    for (number, site) in company.sites.iter().enumerate() {
        assert_eq!(
            book.company.site_by_code(&site.code),
            Some(SiteId(number as u16))
        );
    }
    assert_eq!(book.stock.supplies.len(), company.supply.len());
}

#[test]
fn the_company_is_written_as_files_that_a_person_can_read() {
    let files = export::files(&company());
    let first_rows: Vec<String> = files
        .iter()
        .map(|(name, text)| {
            let rows: Vec<&str> = text.lines().take(2).collect();
            format!("{name} {}\n{}\n", text.lines().count() - 1, rows.join("\n"))
        })
        .collect();
    insta::assert_snapshot!(first_rows.join(""), @r"
    sites.csv 3
    site,name,weekdays,cutoff,holidays
    DC-NORTH,Yokneam distribution centre,sun mon tue wed thu,13:00,2026-04-02 2026-04-08 2026-04-22 2026-05-22 2026-09-12 2026-09-13 2026-09-21 2026-09-26 2026-10-03
    lanes.csv 36
    site,zone,transit_days,delivery_weekdays,cost_per_shipment,cost_per_kilogram
    DC-NORTH,1,1,sun tue thu,79.00,0.28
    items.csv 400
    item,description,category,base_unit,sales_unit,case,pallet,gtin_each,gtin_case,weight_grams
    COF-1001,Kaffira Instant Coffee Decaf 100 g,Coffee,each,case,12,960,07299999000006,17299999000003,108
    prices.csv 2000
    price_list,currency,item,price,per
    CHAIN,ILS,COF-1001,174.96,12
    customers.csv 410
    customer,name,name_hebrew,contact,email,phone,tax_id,gln,price_list,credit_limit,receivable,one_time_addresses,ship_complete,ship_to,ship_to_name,ship_to_gln,street,city,postcode,country,zone
    10001,Ruach Yam Supermarkets,רשת רוח ים,Tamar Bronfeld,orders@ruach-yam-supermarkets.example,+972-7-555-9107,599000007,7299998000007,CHAIN,1702000.00,204240.00,false,false,10001-01,Ruach Yam Supermarkets Store 1 Safed,7299998000014,Derekh HaYam 25,Safed,1320119,IL,1
    parts.csv 4800
    customer,customer_part,item
    10001,440011,COF-1001
    stock.csv 1139
    site,item,quantity
    DC-NORTH,COF-1001,192
    supply.csv 637
    reference,kind,site,item,quantity,due
    PO-700001,purchase_order,DC-NORTH,COF-1001,120,2026-03-05
    ");
}
