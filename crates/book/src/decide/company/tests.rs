//! Master data: ids, ranges, and rows that are taken all or none.

use super::*;
use crate::story::{Bench, a_customer, a_site, an_item};
use crate::{Command, Refusal};
use vocab::{Currency, Price, Quantity, Ratio, ZoneId};

fn refusal(command: Command) -> String {
    let refused = Bench::new().give(&command);
    refused.map_or_else(
        |refusal: Refusal| refusal.to_string(),
        |events| format!("{events:?}"),
    )
}

#[test]
fn known_and_new_ship_tos_come_mixed_and_leave_no_hole() {
    let mut bench = Bench::new();
    let mut customer = a_customer("C1");
    customer.ship_tos = ["X", "B", "Y", "A"]
        .map(|code| ShipToDraft {
            code: code.to_owned(),
            zone: ZoneId(3),
            gln: None,
        })
        .into();
    let newcomer = a_customer("C6");
    bench
        .give(&Command::PutCustomers(vec![customer, newcomer]))
        .unwrap();
    let company = &bench.book.company;
    let of = |customer: &str| {
        let id = company.customer_by_code(customer).unwrap();
        let row = &company.customers[id.index()];
        let codes = company.ship_tos.iter().filter(|row| row.customer == id);
        let codes: Vec<&str> = codes.map(|row| row.code.as_str()).collect();
        let default = row
            .default_ship_to
            .map(|ship_to| company.ship_tos[ship_to.index()].code.as_str());
        format!("{} default {}", codes.join(" "), default.unwrap_or("none"))
    };
    assert_eq!(of("C1"), "A B N X Y default X");
    assert_eq!(of("C6"), "A default A");
}

#[test]
fn the_first_ship_to_of_a_customer_is_its_default_unless_orders_bring_their_own() {
    for (code, one_time_addresses) in [("C6", false), ("C7", true)] {
        let mut bench = Bench::new();
        let mut customer = a_customer(code);
        customer.one_time_addresses = one_time_addresses;
        customer.ship_tos.clear();
        bench.give(&Command::PutCustomers(vec![customer])).unwrap();
        let id = bench.book.company.customer_by_code(code).unwrap();
        for ship_to in ["X", "Y"] {
            let ship_to = ShipToDraft {
                code: ship_to.to_owned(),
                zone: ZoneId(1),
                gln: None,
            };
            let put = Command::PutShipTo {
                customer: id,
                ship_to,
            };
            bench.give(&put).unwrap();
        }
        let company = &bench.book.company;
        let default = company.customers[id.index()].default_ship_to;
        let expected = company.ship_to_by_code(id, "X");
        assert_eq!(default, expected.filter(|_| !one_time_addresses), "{code}");
    }
}

#[test]
fn a_customer_that_is_put_again_keeps_what_is_on_order_and_the_default_ship_to() {
    let mut bench = Bench::after("order C1 COFFEE 2");
    let mut customer = a_customer("C1");
    customer.ship_tos.clear();
    bench.give(&Command::PutCustomers(vec![customer])).unwrap();
    let row = &bench.book.company.customers[0];
    assert_eq!(
        (row.open_value, row.default_ship_to),
        (2_000, Some(ShipToId(0)))
    );
}

#[test]
fn a_code_stands_once_in_the_rows_of_a_command() {
    let twice = |command| refusal(command);
    assert_eq!(
        twice(Command::PutSites(vec![a_site("X"), a_site("X")])),
        "row 2: \"X\" stands twice in these rows (already_there)"
    );
    let mut customer = a_customer("C9");
    customer.ship_tos = vec![customer.ship_tos[0].clone(), customer.ship_tos[0].clone()];
    assert_eq!(
        twice(Command::PutCustomers(vec![customer])),
        "row 1: \"A\" stands twice in these rows (already_there)"
    );
}

#[test]
fn sites_and_lanes_outside_of_their_ranges_are_refused() {
    let site = |change: fn(&mut Site)| {
        let mut site = a_site("X");
        change(&mut site);
        refusal(Command::PutSites(vec![a_site("Y"), site]))
    };
    assert_eq!(
        site(|s| s.code.clear()),
        "row 2: the site code must have 1 to 40 characters, none of them control characters (bad_text)"
    );
    assert_eq!(
        site(|s| s.calendar.weekdays = 0),
        "row 2: weekdays is 0; 1 to 127 is allowed (out_of_range)"
    );
    assert_eq!(
        site(|s| s.calendar.cutoff_minute = 1_441),
        "row 2: cutoff_minute is 1441; 0 to 1440 is allowed (out_of_range)"
    );
    assert_eq!(
        site(|s| s.calendar.holidays = vec![vocab::Day(9), vocab::Day(8)]),
        "row 2: holidays is unsorted; an ascending list is allowed (out_of_range)"
    );
    let lane = |site: &str, zone, cost| LaneDraft {
        site: site.to_owned(),
        zone: ZoneId(zone),
        lane: Lane {
            transit_days: 1,
            delivery_weekdays: 127,
            cost_per_shipment: cost,
            cost_per_kilogram: 0,
            arrivals: crate::company::Arrivals::NONE,
        },
    };
    let lanes = |row| refusal(Command::PutLanes(vec![row]));
    assert_eq!(
        lanes(lane("X", 1, 0)),
        "row 1: there is no site \"X\" (unknown)"
    );
    assert_eq!(
        lanes(lane("DC1", 10_000, 0)),
        "row 1: zone is 10000; 0 to 9999 is allowed (out_of_range)"
    );
    assert_eq!(
        lanes(lane("DC1", 1, -1)),
        "row 1: cost_per_shipment is -1; 0 to 1000000000 is allowed (out_of_range)"
    );
    assert_eq!(
        refusal(Command::PutLanes(Vec::new())),
        "at least one lane is needed (empty)"
    );
}

#[test]
fn an_item_whose_units_make_no_sense_is_refused() {
    let item = |change: fn(&mut Item)| {
        let mut item = an_item("NEW");
        change(&mut item);
        refusal(Command::PutItems(vec![item]))
    };
    let expected = "row 1: unit is case; a ratio of whole numbers from 1 on, for a unit besides the base unit is allowed (out_of_range)";
    assert_eq!(
        item(|i| i.units = vec![(
            Unit::Case,
            Ratio {
                numerator: 0,
                denominator: 1
            }
        )]),
        expected
    );
    assert_eq!(
        item(|i| i.sales_unit = Unit::Pallet),
        "row 1: there is no unit of this item \"pallet\" (unknown)"
    );
    assert_eq!(
        item(|i| i.weight_grams = 10_000_001),
        "row 1: weight_grams is 10000001; 0 to 10000000 is allowed (out_of_range)"
    );
    assert_eq!(
        item(|i| i.safety_stock = vec![(SiteId(9), Quantity(1))]),
        "row 1: there is no site \"9\" (unknown)"
    );
}

#[test]
fn what_an_item_lists_stands_once_in_its_list() {
    let item = |change: fn(&mut Item)| {
        let mut item = an_item("NEW");
        change(&mut item);
        refusal(Command::PutItems(vec![item]))
    };
    let case = (Unit::Case, Ratio::of(12));
    let gtin = vocab::Gtin::parse("96385074").unwrap();
    assert_eq!(
        [
            item(|i| i.units = [(Unit::Pack, Ratio::of(6)), (Unit::Pack, Ratio::of(7))].into()),
            item(|i| i.safety_stock = [(SiteId(0), Quantity(1)), (SiteId(0), Quantity(2))].into()),
        ],
        [
            "row 1: \"pack\" stands twice in the item (already_there)",
            "row 1: \"0\" stands twice in the item (already_there)",
        ]
    );
    let mut twice = an_item("NEW");
    twice.units = vec![case];
    twice.gtins = vec![(gtin, Unit::Case), (gtin, twice.base_unit)];
    assert_eq!(
        refusal(Command::PutItems(vec![twice])),
        "row 1: \"00000096385074\" stands twice in the item (already_there)"
    );
}

#[test]
fn a_price_list_keeps_its_currency() {
    let prices = |code: &str, currency, item: &str, minor, basis| {
        let prices = vec![(item.to_owned(), Price { minor, basis })];
        refusal(Command::PutPrices(PriceListDraft {
            code: code.to_owned(),
            currency,
            prices,
        }))
    };
    assert_eq!(
        prices("LIST", Currency::USD, "COFFEE", 1, 1),
        "the currency is USD; this list has ILS (wrong_currency)"
    );
    assert_eq!(
        prices("LIST", Currency::ILS, "X", 1, 1),
        "row 1: there is no item \"X\" (unknown)"
    );
    assert_eq!(
        prices("LIST", Currency::ILS, "TEA", -1, 1),
        "row 1: price is -1; 0 to 1000000000000000 is allowed (out_of_range)"
    );
    assert_eq!(
        prices("LIST", Currency::ILS, "TEA", 1, 0),
        "row 1: price basis is 0; 1 to 4294967295 is allowed (out_of_range)"
    );
}

#[test]
fn a_policy_outside_of_its_ranges_is_refused() {
    let policy = |change: fn(&mut Policy)| {
        let mut policy = Policy::default();
        change(&mut policy);
        refusal(Command::SetPolicy(policy))
    };
    assert_eq!(
        policy(|p| p.split_sites_max = 0),
        "split_sites_max is 0; 1 to 3 is allowed (out_of_range)"
    );
    assert_eq!(
        policy(|p| p.split_sites_max = 4),
        "split_sites_max is 4; 1 to 3 is allowed (out_of_range)"
    );
    assert_eq!(
        policy(|p| p.split_cost = -1),
        "split_cost is -1; 0 to 1000000000 is allowed (out_of_range)"
    );
    assert_eq!(
        policy(|p| p.confidence_min = 1_001),
        "confidence_min is 1001; 0 to 1000 is allowed (out_of_range)"
    );
}

#[test]
fn a_customer_names_a_price_list_and_items_that_are_there() {
    let customer = |change: fn(&mut CustomerDraft)| {
        let mut customer = a_customer("C9");
        change(&mut customer);
        refusal(Command::PutCustomers(vec![customer]))
    };
    assert_eq!(
        customer(|c| c.price_list = "X".to_owned()),
        "row 1: there is no price list \"X\" (unknown)"
    );
    assert_eq!(
        customer(|c| c.parts = vec![("9".to_owned(), "X".to_owned())]),
        "row 1: there is no item \"X\" (unknown)"
    );
    assert_eq!(
        customer(|c| c.credit_limit = Some(-1)),
        "row 1: credit_limit is -1; 0 to 1000000000000000 is allowed (out_of_range)"
    );
    let ship_to = ShipToDraft {
        code: "A".to_owned(),
        zone: ZoneId(1),
        gln: None,
    };
    let command = Command::PutShipTo {
        customer: CustomerId(99),
        ship_to,
    };
    assert_eq!(refusal(command), "there is no customer \"99\" (unknown)");
}
