//! The person of the order desk, who never touches the mouse: a document comes in with an item that
//! nobody knows, is put right and becomes an order.

use crate::Visit;
use serde_json::Value;
use std::time::Duration;

/// The key that presses what has the focus (WebDriver, section 17.4.2).
const ENTER: &str = "\u{E007}";
/// Rows of the inbox that are gone through at most.
const ROWS_MAX: usize = 50;
/// How often it is looked whether a document was read, and how long is waited in between: a busy
/// machine is slow.
const LOOKS_MAX: usize = 240;
const LOOK: Duration = Duration::from_millis(500);

impl Visit<'_> {
    /// From the document to the order.
    pub fn correct(&self) {
        let browser = self.browser;
        let po_number = format!("DESK-{}-1", self.language.tag);
        self.send(&po_number);
        self.find(&po_number);
        browser.press(ENTER);
        self.is_loaded("form.review .choices button");
        browser.press("e");
        let choice = "return document.activeElement.closest('.choices') !== null";
        assert_eq!(browser.run(choice), Value::Bool(true));
        browser.press(ENTER);
        self.is_loaded("form.review[data-typed] .result table");
        let accepts = "return document.activeElement.dataset.key === 'a'";
        browser.wait_for(accepts);
        self.is_sound("corrected");
        browser.press(ENTER);
        browser.wait_for("return document.querySelector('p.done a') !== null");
        assert!(browser.text("p.done").contains(&po_number));
        let order = browser.text("p.done a");
        assert!(order.contains("SO-"), "{order}");
        browser.follow("p.done a");
        assert!(
            browser.text(".timeline").contains(self.unheard_of().0),
            "what was put right is told"
        );
    }

    /// Goods that the company does not know yet: what was put right once is known the next time.
    fn unheard_of(&self) -> (&'static str, &'static str) {
        match self.language.tag {
            "he" => ("ZZX-2", "Dish Soap Almond 5 L"),
            _ => ("ZZX-1", "Laundry Powder White 3 kg"),
        }
    }

    /// The document of a customer, as text.
    fn send(&self, po_number: &str) {
        let page = format!("/documents?lang={}", self.language.tag);
        self.browser.open(&self.demo.address(&page));
        let (item, description) = self.unheard_of();
        let document = format!(
            "PO Number,Customer No.,Delivery Date,Ship To Code,Currency,Item,Description,Quantity,Unit\n\
             {po_number},10138,2026-03-20,10138-01,ILS,{item},{description},2,case\n"
        );
        self.browser.write("#text", &document);
        self.browser.follow("form:has(#text) button[type=submit]");
    }

    /// Goes through the inbox by keys until the request has the focus.
    fn find(&self, po_number: &str) {
        let inbox = self.demo.address("/review?about=item&customer=10138");
        let there =
            format!("return document.querySelector('main').textContent.includes('{po_number}')");
        let came = (0..LOOKS_MAX).any(|_| {
            self.browser.open(&inbox);
            let there = self.browser.run(&there) == Value::Bool(true);
            if !there {
                std::thread::sleep(LOOK);
            }
            there
        });
        assert!(came, "{po_number} was not read, or needs no review");
        let focused = format!("return document.activeElement.textContent.includes('{po_number}')");
        for _ in 0..ROWS_MAX {
            self.browser.press("j");
            if self.browser.run(&focused) == Value::Bool(true) {
                return;
            }
        }
        panic!("no key leads to {po_number}");
    }

    fn is_loaded(&self, selector: &str) {
        let there = format!("document.querySelector('{selector}') !== null");
        let loaded = "document.readyState === 'complete'";
        self.browser
            .wait_for(&format!("return {there} && {loaded}"));
    }
}
