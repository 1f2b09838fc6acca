//! The sample company as CSV files, the way a user would bring a company in from another system.

use super::prices::List;
use super::{SampleCompany, SampleCustomer, SampleItem, SampleShipTo};
use crate::document::delimited::Table;
use vocab::{Currency, Money, Unit};

/// Every file: name and CSV text (RFC 4180, UTF-8, one header row).
pub fn files(company: &SampleCompany) -> Vec<(&'static str, String)> {
    vec![
        ("sites.csv", sites(company)),
        ("lanes.csv", lanes(company)),
        ("items.csv", items(company)),
        ("prices.csv", prices(company)),
        ("customers.csv", customers(company)),
        ("parts.csv", parts(company)),
        ("stock.csv", stock(company)),
        ("supply.csv", supply(company)),
    ]
}

/// One row a centre; weekdays as words, the cut-off as a clock time.
fn sites(company: &SampleCompany) -> String {
    let mut table = Table::new(',', &["site", "name", "weekdays", "cutoff", "holidays"]);
    for site in &company.sites {
        let cutoff = site.calendar.cutoff_minute;
        let holidays: Vec<String> = site
            .calendar
            .holidays
            .iter()
            .map(ToString::to_string)
            .collect();
        table.row([
            site.code.clone(),
            site.name.clone(),
            weekdays(site.calendar.weekdays),
            format!("{:02}:{:02}", cutoff / 60, cutoff % 60),
            holidays.join(" "),
        ]);
    }
    table.text()
}

/// The days of a mask as three letters each, Sunday first.
fn weekdays(mask: u8) -> String {
    let names = [
        (64, "sun"),
        (1, "mon"),
        (2, "tue"),
        (4, "wed"),
        (8, "thu"),
        (16, "fri"),
        (32, "sat"),
    ];
    let named = names
        .into_iter()
        .filter(|(bit, _)| mask & bit != 0)
        .map(|(_, name)| name);
    named.collect::<Vec<_>>().join(" ")
}

fn lanes(company: &SampleCompany) -> String {
    let titles = [
        "site",
        "zone",
        "transit_days",
        "delivery_weekdays",
        "cost_per_shipment",
        "cost_per_kilogram",
    ];
    let mut table = Table::new(',', &titles);
    for draft in &company.lanes {
        table.row([
            draft.site.clone(),
            draft.zone.to_string(),
            draft.lane.transit_days.to_string(),
            weekdays(draft.lane.delivery_weekdays),
            amount(draft.lane.cost_per_shipment, company.policy.currency),
            amount(draft.lane.cost_per_kilogram, company.policy.currency),
        ]);
    }
    table.text()
}

/// Units and GTINs each in a column of their own, empty where an item has none.
fn items(company: &SampleCompany) -> String {
    let titles = [
        "item",
        "description",
        "category",
        "base_unit",
        "sales_unit",
        "case",
        "pallet",
        "gtin_each",
        "gtin_case",
        "weight_grams",
    ];
    let mut table = Table::new(',', &titles);
    for SampleItem { item, category, .. } in &company.items {
        let ratio = |unit| {
            item.ratio(unit)
                .map_or(String::new(), |ratio| ratio.numerator.to_string())
        };
        let gtin = |unit| {
            let found = item.gtins.iter().find(|(_, marked)| *marked == unit);
            found.map_or(String::new(), |(gtin, _)| gtin.to_string())
        };
        table.row([
            item.code.clone(),
            item.description.clone(),
            (*category).to_owned(),
            item.base_unit.to_string(),
            item.sales_unit.to_string(),
            ratio(Unit::Case),
            ratio(Unit::Pallet),
            gtin(Unit::Each),
            gtin(Unit::Case),
            item.weight_grams.to_string(),
        ]);
    }
    table.text()
}

/// A price is for `per` base units.
fn prices(company: &SampleCompany) -> String {
    let mut table = Table::new(',', &["price_list", "currency", "item", "price", "per"]);
    for draft in &company.price_lists {
        for (code, price) in &draft.prices {
            table.row([
                draft.code.clone(),
                draft.currency.to_string(),
                code.clone(),
                amount(price.minor, draft.currency),
                price.basis.to_string(),
            ]);
        }
    }
    table.text()
}

/// One row a ship-to; what belongs to the customer is repeated in each.
fn customers(company: &SampleCompany) -> String {
    let titles = [
        "customer",
        "name",
        "name_hebrew",
        "contact",
        "email",
        "phone",
        "tax_id",
        "gln",
        "price_list",
        "credit_limit",
        "receivable",
        "one_time_addresses",
        "ship_complete",
        "ship_to",
        "ship_to_name",
        "ship_to_gln",
        "street",
        "city",
        "postcode",
        "country",
        "zone",
    ];
    let mut table = Table::new(',', &titles);
    for customer in &company.customers {
        for place in &customer.ship_tos {
            table.row(customer_row(customer, place));
        }
    }
    table.text()
}

fn customer_row(customer: &SampleCustomer, place: &SampleShipTo) -> [String; 21] {
    let currency = List::currency(customer.list);
    let gln = |gln: Option<vocab::Gln>| gln.map_or(String::new(), |gln| gln.to_string());
    [
        customer.code.clone(),
        customer.name.clone(),
        customer.hebrew.clone(),
        customer.contact.clone(),
        customer.email.clone(),
        customer.phone.clone(),
        customer.tax_id.clone(),
        gln(customer.gln),
        customer.list.code().to_owned(),
        customer
            .credit_limit
            .map_or(String::new(), |limit| amount(limit, currency)),
        amount(customer.receivable, currency),
        (customer.kind == super::Kind::WebShop).to_string(),
        customer.ship_complete.to_string(),
        place.code.clone(),
        place.name.clone(),
        gln(place.gln),
        place.address.street.clone(),
        place.address.city.to_owned(),
        place.address.postcode.clone(),
        place.address.country.to_owned(),
        place.zone.to_string(),
    ]
}

/// The customers' own part numbers.
fn parts(company: &SampleCompany) -> String {
    let mut table = Table::new(',', &["customer", "customer_part", "item"]);
    for customer in &company.customers {
        for (part, code) in &customer.parts {
            table.row([customer.code.clone(), part.clone(), code.clone()]);
        }
    }
    table.text()
}

fn stock(company: &SampleCompany) -> String {
    let mut table = Table::new(',', &["site", "item", "quantity"]);
    for (site, item, quantity) in &company.stock {
        table.row([
            company.sites[site.index()].code.clone(),
            company.items[item.index()].item.code.clone(),
            quantity.to_string(),
        ]);
    }
    table.text()
}

fn supply(company: &SampleCompany) -> String {
    let mut table = Table::new(
        ',',
        &["reference", "kind", "site", "item", "quantity", "due"],
    );
    for draft in &company.supply {
        table.row([
            draft.reference.clone(),
            draft.kind.as_str().to_owned(),
            company.sites[draft.site.index()].code.clone(),
            company.items[draft.item.index()].item.code.clone(),
            draft.quantity.to_string(),
            draft.due.to_string(),
        ]);
    }
    table.text()
}

/// A money amount without its currency, which stands in a column of its own or is the company's.
fn amount(minor: i64, currency: Currency) -> String {
    let text = Money { minor, currency }.to_string();
    text.split(' ').next().unwrap_or_default().to_owned()
}
