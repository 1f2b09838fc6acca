//! An order on its way through the people of the console: the desk changes it after a look at the
//! difference, and a picker takes it from the shelf to the lorry.

use super::demo::{Demo, PASSWORD};
use super::driver::Browser;
use super::looks::{DESK, Looks};
use serde_json::Value;

/// What the carrier gives the parcel.
const TRACKING: &str = "DHL 00340434161094042557";

/// The desk changes an order, and a picker ships it.
pub fn change_and_ship(browser: &Browser, demo: &Demo, looks: &Looks<'_>) {
    for (login, role) in [("noa", "desk"), ("eli", "picker")] {
        demo.add_user(login, role);
    }
    sign_in(browser, demo, "noa", "en");
    let order = change(browser, demo, looks);
    browser.follow("form.person button");
    sign_in(browser, demo, "eli", "en");
    ship(browser, demo, &order, looks);
    assert_eq!(browser.complaints(), [""; 0]);
}

/// Signs someone in, in a language, at a desk's screen.
pub fn sign_in(browser: &Browser, demo: &Demo, login: &str, language: &str) {
    browser.resize(DESK, 900);
    browser.open(&demo.address(&format!("/sign-in?lang={language}")));
    browser.write("#login", login);
    browser.write("#password", PASSWORD);
    browser.follow("main button");
    assert_eq!(browser.run("return location.pathname"), "/");
    browser.complaints();
}

/// Takes an order of which goods are ready to be released, and orders less of its first line. The
/// address of the order.
fn change(browser: &Browser, demo: &Demo, looks: &Looks<'_>) -> String {
    browser.open(&demo.address("/orders?state=open&stage=promised"));
    let orders =
        "return [...document.querySelectorAll('table.list tbody th a')].map(a => a.pathname)";
    let orders = browser.run(orders);
    let ready = orders.as_array().expect("a list").iter().find(|order| {
        browser.open(&demo.address(order.as_str().expect("an address")));
        browser.run(CAN_BE_LESS) == Value::Bool(true)
    });
    let order = ready.and_then(Value::as_str).expect("some order is ready");
    // What is done in the warehouse is not offered to the desk.
    assert_eq!(
        browser.run("return document.querySelectorAll('.next .button').length"),
        0
    );
    browser.follow(&format!("a[href='{order}/change']"));
    browser.run("document.querySelector('[name=quantity-1]').value = ''");
    browser.write("[name=quantity-1]", "1");
    browser.follow("main form button");
    assert!(browser.text("h1").starts_with("Change SO-"));
    assert!(
        browser
            .text("main .lead:not(.head *)")
            .starts_with("Nothing is done yet.")
    );
    let line =
        "return [...document.querySelectorAll('table.diff tbody tr')].at(-1).cells[2].innerText";
    let after = browser.run(line);
    assert!(after.as_str().expect("a text").starts_with('1'), "{after}");
    looks.on_both_screens("desk-difference", "en");
    browser.follow("form.decide button");
    assert_eq!(browser.text("p.done"), "Changed.");
    assert!(browser.text(".timeline").contains("line 1 is now 1"));
    order.to_owned()
}

/// True on the page of an order of which goods can be released, and more than one is ordered.
const CAN_BE_LESS: &str = "
    const step = document.querySelector('.next li strong');
    const amount = document.querySelector('table.lines td.end .num');
    const more = amount && Number(amount.innerText.split(' ').at(-1).replace(/,/g, '')) > 1;
    return Boolean(step && step.innerText.startsWith('Release') && more);
";

/// Releases, picks, packs and ships the goods that are due first.
fn ship(browser: &Browser, demo: &Demo, order: &str, looks: &Looks<'_>) {
    browser.open(&demo.address(order));
    for done in ["Release", "Pick", "Pack", "Ship"] {
        assert!(browser.text(".next li strong").starts_with(done), "{done}");
        browser.follow(".next .button");
        if done == "Ship" {
            looks.on_both_screens("picker-ship", "en");
            browser.write("#tracking", TRACKING);
            browser.follow("main form button");
        }
        assert!(
            browser.text("h1").starts_with(&format!("{done} SO-")),
            "{done}"
        );
        browser.follow("form.decide button");
        assert_eq!(browser.text("p.done"), "Noted.");
    }
    assert!(browser.text(".timeline").contains(TRACKING));
}
