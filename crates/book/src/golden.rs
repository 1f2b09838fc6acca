//! The transition table, printed into golden files: every state of an order, a request and supply
//! with every command that may be given in it, and what comes of it.

use crate::Event;
use crate::story::Bench;

/// Compares a text with the golden file of this name; `KEPT_REFRESH=1` writes it instead.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are refreshed by their surroundings"
)]
pub(crate) fn compare(name: &str, text: &str) {
    let path = format!("{}/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var("KEPT_REFRESH").is_ok() {
        std::fs::write(&path, text).expect("the golden file can be written");
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        golden == text,
        "golden/{name} differs; KEPT_REFRESH=1 writes it anew:\n{text}"
    );
}

const ORDER_STATES: &[(&str, &str)] = &[
    ("never placed", "stock DC1 COFFEE 10"),
    (
        "held",
        "stock DC1 COFFEE 10\n order C1 COFFEE 9 / po 7 doubted",
    ),
    ("backordered", "order C1 COFFEE 9 / po 7"),
    ("promised", PROMISED),
    (
        "promised from supply",
        "supply PO1 purchase DC1 COFFEE 10 2026-03-05\n order C1 COFFEE 9 / po 7",
    ),
    ("released", RELEASED),
    ("released and held", RELEASED_AND_HELD),
    ("picked", PICKED),
    ("packed", PACKED),
    ("shipped", SHIPPED),
    ("shipped and held", SHIPPED_AND_HELD),
    ("partly delivered", PARTLY_DELIVERED),
    ("finished", FINISHED),
    (
        "cancelled",
        "stock DC1 COFFEE 10\n order C1 COFFEE 9 / po 7\n cancel SO-100000",
    ),
];

const PROMISED: &str = "stock DC1 COFFEE 10\n order C1 COFFEE 9 / po 7";
const RELEASED: &str = "stock DC1 COFFEE 10\n order C1 COFFEE 9 / po 7\n release SO-100000 DC1";
const RELEASED_AND_HELD: &str = "stock DC1 COFFEE 10\n order C1 COFFEE 9 / po 7
    release SO-100000 DC1\n hold SO-100000";
const PICKED: &str = "stock DC1 COFFEE 10\n order C1 COFFEE 9 / po 7\n release SO-100000 DC1
    pick SO-100000 DC1";
const PACKED: &str = "stock DC1 COFFEE 10\n order C1 COFFEE 9 / po 7\n release SO-100000 DC1
    pick SO-100000 DC1\n pack SO-100000 DC1";
const SHIPPED: &str = "stock DC1 COFFEE 10\n order C1 COFFEE 9 / po 7\n release SO-100000 DC1
    pick SO-100000 DC1\n pack SO-100000 DC1\n ship SO-100000 DC1";
const SHIPPED_AND_HELD: &str = "stock DC1 COFFEE 10\n order C1 COFFEE 9 / po 7
    release SO-100000 DC1\n pick SO-100000 DC1\n pack SO-100000 DC1\n ship SO-100000 DC1
    hold SO-100000";
const PARTLY_DELIVERED: &str = "stock DC1 COFFEE 10\n order C1 COFFEE 9 / po 7
    release SO-100000 DC1\n pick SO-100000 DC1\n pack SO-100000 DC1\n ship SO-100000 DC1
    deliver SO-100000 DC1 1:5";
const FINISHED: &str = "stock DC1 COFFEE 10\n order C1 COFFEE 9 / po 7\n release SO-100000 DC1
    pick SO-100000 DC1\n pack SO-100000 DC1\n ship SO-100000 DC1\n deliver SO-100000 DC1";

const ORDER_COMMANDS: &[&str] = &[
    "order C1 COFFEE 9 / po 7",
    "hold SO-100000",
    "unhold SO-100000 review",
    "unhold SO-100000 address",
    "amend SO-100000 line 1 qty 10",
    "amend SO-100000 line 1 qty 5",
    "amend SO-100000 by 2026-03-20",
    "amend SO-100000 to B",
    "amend SO-100000 add TEA 1",
    "amend SO-100000 line 1 is TEA",
    "cancel SO-100000",
    "cancel SO-100000 1",
    "backorders COFFEE",
    "release SO-100000 DC1",
    "pick SO-100000 DC1",
    "pack SO-100000 DC1",
    "ship SO-100000 DC1",
    "deliver SO-100000 DC1",
    "return SO-100000 C1 DC1 / COFFEE 2",
    "count DC1 COFFEE 3",
    "lapse",
];

const SUPPLY_STATES: &[(&str, &str)] = &[
    ("never announced", "order C1 COFFEE 8"),
    ("announced", "supply PO1 purchase DC1 COFFEE 10 2026-03-05"),
    (
        "pegged",
        "supply PO1 purchase DC1 COFFEE 10 2026-03-05\n order C1 COFFEE 8",
    ),
    (
        "partly received",
        "supply PO1 purchase DC1 COFFEE 10 2026-03-05\n order C1 COFFEE 8\n arrive PO1 3",
    ),
    (
        "closed",
        "supply PO1 purchase DC1 COFFEE 10 2026-03-05\n order C1 COFFEE 8\n lose PO1",
    ),
];

const SUPPLY_COMMANDS: &[&str] = &[
    "supply PO1 purchase DC1 COFFEE 10 2026-03-05",
    "arrive PO1 4",
    "arrive PO1 4 last",
    "arrive PO1 7",
    "arrive PO1 10",
    "redate PO1 2026-03-09",
    "redate PO1 2026-03-03",
    "lose PO1",
];

const REQUEST_STATES: &[(&str, &str)] = &[
    ("never raised", ""),
    ("document received", "document mail"),
    ("raised", "document mail\n read mail place C1 COFFEE 2"),
    (
        "doubtful",
        "document mail\n read mail place C1 COFFEE 2 ; confidence 1",
    ),
    (
        "parked",
        "document mail\n read mail place C1 COFFEE 2 ; confidence 1\n weigh 0",
    ),
    (
        "change without order",
        "document mail\n read mail change C1 COFFEE 2 / po 7",
    ),
    (
        "change",
        "order C1 COFFEE 1 / po 7\n document mail\n read mail change C1 COFFEE 2 / po 7",
    ),
    (
        "cancellation",
        "order C1 COFFEE 1 / po 7\n document mail\n read mail cancel C1 COFFEE 1 / po 7",
    ),
    (
        "accepted",
        "document mail\n read mail place C1 COFFEE 2\n weigh 0",
    ),
    (
        "declined",
        "document mail\n read mail place C1 COFFEE 2\n decline 0",
    ),
];

const REQUEST_COMMANDS: &[&str] = &[
    "document mail",
    "read mail place C1 COFFEE 2",
    "read mail other",
    "weigh 0",
    "accept 0",
    "accept 0 C1 COFFEE 3",
    "decline 0",
];

fn table(title: &str, states: &[(&str, &str)], commands: &[&str]) -> String {
    let mut text = String::new();
    for (state, story) in states {
        text.push_str(&format!("# {title}: {state}\n"));
        for command in commands {
            let outcome = match Bench::after(story).quick_step(command) {
                Ok(events) if events.is_empty() => "nothing".to_owned(),
                Ok(events) => events
                    .iter()
                    .map(Event::name)
                    .collect::<Vec<_>>()
                    .join(", "),
                Err(refusal) => format!("refused: {}", refusal.code.as_str()),
            };
            text.push_str(&format!("{command:<46} {outcome}\n"));
        }
        text.push('\n');
    }
    text
}

#[test]
fn the_transition_table_is_as_it_was_read_and_agreed() {
    let text = table("order", ORDER_STATES, ORDER_COMMANDS)
        + &table("supply", SUPPLY_STATES, SUPPLY_COMMANDS)
        + &table("request", REQUEST_STATES, REQUEST_COMMANDS);
    compare("transitions.txt", &text);
}
