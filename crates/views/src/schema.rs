//! The tables of `views.db`. The comments in the SQL are the documentation: SQLite keeps them, and
//! [`describe`] prints them as `docs/views.md`.

use rusqlite::Connection;

/// Version of the tables; a file of another version is dropped and folded anew.
pub(crate) const VERSION: i32 = 12;
/// SQLite's application id: KEPW.
pub(crate) const APPLICATION_ID: i32 = 0x4b45_5057;

/// Every table, index and view. Ids are the book's dense numbers; moments are microseconds since
/// 1970-01-01T00:00:00Z and days are days since 1970-01-01, so that both compare as numbers.
pub(crate) const TABLES: &str = "
CREATE TABLE progress ( -- Where the fold stands; one row.
  one INTEGER PRIMARY KEY CHECK (one = 1), -- Always 1.
  seq INTEGER NOT NULL, -- The last folded journal record.
  at INTEGER, -- Its moment; null while nothing is folded.
  hash BLOB, -- Its hash, by which another history is recognised; null when it was not told.
  currency TEXT NOT NULL -- The currency of freight and policy costs.
) STRICT;

CREATE TABLE policies ( -- Every policy that was put in force.
  seq INTEGER NOT NULL, -- The journal record.
  nth INTEGER NOT NULL, -- Which event of that record, from 0.
  at INTEGER NOT NULL, -- When.
  actor INTEGER NOT NULL, -- By whom; 0 is the configuration file.
  policy TEXT NOT NULL, -- All of it, as JSON.
  PRIMARY KEY (seq, nth)
) STRICT, WITHOUT ROWID;

CREATE TABLE sites ( -- Stocking places.
  id INTEGER PRIMARY KEY, -- The site's id.
  code TEXT NOT NULL, -- The user's code.
  name TEXT NOT NULL, -- What the place is called.
  calendar TEXT NOT NULL -- When it ships, as JSON.
) STRICT;

CREATE TABLE lanes ( -- What it takes to send goods from a site to a delivery zone.
  site INTEGER NOT NULL, -- From.
  zone INTEGER NOT NULL, -- To.
  detail TEXT NOT NULL, -- Days, weekdays of delivery and costs, as JSON.
  PRIMARY KEY (site, zone)
) STRICT, WITHOUT ROWID;

CREATE TABLE items ( -- The catalogue.
  id INTEGER PRIMARY KEY, -- The item's id.
  code TEXT NOT NULL, -- The item code.
  description TEXT NOT NULL, -- Description.
  detail TEXT NOT NULL -- Units, GTINs, weight and safety stock, as JSON.
) STRICT;
CREATE INDEX items_by_code ON items (code);

CREATE TABLE customers ( -- Sold-to parties; their names are in the vault.
  id INTEGER PRIMARY KEY, -- The customer's id.
  code TEXT NOT NULL, -- The customer number.
  blocked INTEGER NOT NULL, -- 1 when no order may be taken.
  credit_limit INTEGER, -- The most that may be owed and on order, minor units; null is no limit.
  receivable INTEGER NOT NULL, -- What is owed from before, minor units.
  price_list INTEGER NOT NULL, -- Which price list is charged.
  default_ship_to INTEGER, -- Where goods go when the order does not say.
  gln TEXT, -- Global Location Number.
  ship_complete INTEGER NOT NULL, -- 1 when everything must come in one shipment.
  one_time_addresses INTEGER NOT NULL, -- 1 when orders bring their own address.
  parts TEXT NOT NULL, -- Its own part numbers with our item ids, as JSON.
  substitutes TEXT NOT NULL -- Whether it takes substitutes: asked, always, never.
) STRICT;
CREATE INDEX customers_by_code ON customers (code);

CREATE TABLE ship_tos ( -- Delivery addresses; the addresses themselves are in the vault.
  id INTEGER PRIMARY KEY, -- The ship-to's id.
  customer INTEGER NOT NULL, -- Whose it is.
  code TEXT NOT NULL, -- Code, unique within the customer.
  zone INTEGER NOT NULL, -- Delivery zone.
  gln TEXT -- Global Location Number.
) STRICT;
CREATE INDEX ship_tos_by_customer ON ship_tos (customer, code);

CREATE TABLE price_lists ( -- Price lists.
  id INTEGER PRIMARY KEY, -- The price list's id.
  code TEXT NOT NULL, -- Its code.
  currency TEXT NOT NULL -- Its currency.
) STRICT;

CREATE TABLE prices ( -- What an item costs by a list.
  list INTEGER NOT NULL, -- The price list.
  item INTEGER NOT NULL, -- The item.
  price INTEGER NOT NULL, -- Minor units for basis base units.
  basis INTEGER NOT NULL, -- How many base units the price is for.
  PRIMARY KEY (list, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE orders ( -- Every order that was ever placed.
  id INTEGER PRIMARY KEY, -- The order's id; its number is SO- and 100000 more.
  state TEXT NOT NULL, -- held, open, closed or cancelled.
  customer INTEGER NOT NULL, -- Who buys.
  ship_to INTEGER, -- Where to deliver.
  po_number TEXT, -- The customer's purchase order number.
  holds TEXT NOT NULL, -- Why it is held, as a JSON list; [] when it is not.
  hold_kinds INTEGER NOT NULL, -- The kinds of its holds as bits, 1 is credit, 2 price, and so on.
  stage_first INTEGER, -- Stage of the least advanced goods, 0 promised to 5 delivered.
  stage_last INTEGER, -- Stage of the most advanced goods.
  backordered INTEGER NOT NULL, -- How much has no date, base units.
  value INTEGER NOT NULL, -- Value of what is not cancelled, minor units of the currency.
  currency TEXT NOT NULL, -- Currency charged.
  lines INTEGER NOT NULL, -- How many lines.
  placed INTEGER NOT NULL, -- When it was placed.
  requested INTEGER, -- The day it is wanted; null is as soon as possible.
  promised INTEGER, -- The day the last of what has a date arrives, as promised now.
  first_promised INTEGER, -- The same by the first promise.
  delivered INTEGER, -- The day the last goods were delivered.
  expires INTEGER, -- The moment its reservations lapse; null once it is confirmed.
  terms TEXT, -- How it wants to be served, as JSON; null when it says nothing.
  request INTEGER, -- The request that it came from.
  seq INTEGER NOT NULL, -- The journal record of its latest change.
  finished INTEGER, -- The day from which nothing can happen to it any more.
  cycle INTEGER, -- Minutes from its placing to its latest delivery.
  marks INTEGER NOT NULL, -- Bits: 1 touchless, 2 began with a hold, 4 all came on time and in full.
  issue INTEGER, -- The earliest day on which goods that are there and have not left are to leave.
  sites INTEGER NOT NULL, -- The sites that goods have yet to leave from as bits, 1 is site 0.
  detail TEXT NOT NULL -- Its lines with their schedules, as JSON lists: see order_lines.
) STRICT;
CREATE INDEX orders_by_state
  ON orders (state, id, requested, promised, value, stage_first, stage_last, issue, sites);
CREATE INDEX orders_by_customer ON orders (customer, id, state, value, currency);
CREATE INDEX orders_backordered ON orders (id) WHERE backordered > 0;
CREATE INDEX orders_finished ON orders (finished, id, marks, cycle) WHERE finished IS NOT NULL;
CREATE INDEX orders_leaving ON orders (stage_first, issue, id) WHERE issue IS NOT NULL;

CREATE TABLE leaving ( -- How many orders have goods that are there and have not left.
  issue INTEGER NOT NULL, -- The earliest day on which any of them are to leave.
  stage INTEGER NOT NULL, -- Stage of the least advanced goods, 0 promised to 3 packed.
  sites INTEGER NOT NULL, -- The sites that goods have yet to leave from as bits, 1 is site 0.
  orders INTEGER NOT NULL, -- How many orders.
  PRIMARY KEY (issue, stage, sites)
) STRICT, WITHOUT ROWID;

CREATE TABLE timeline ( -- Everything that happened to an order, a request or a document.
  subject_id INTEGER NOT NULL, -- Id of the order or request; arrival of the document.
  subject TEXT NOT NULL, -- order, request or document.
  seq INTEGER NOT NULL, -- The journal record.
  nth INTEGER NOT NULL, -- Which event of that record, from 0.
  at INTEGER NOT NULL, -- When.
  actor INTEGER NOT NULL, -- By whom; 0 is Kept itself.
  detail TEXT NOT NULL, -- What, as JSON; its field kind says which.
  ways TEXT, -- The ways that a promise weighed, as JSON lists: see considered. Null for all else.
  PRIMARY KEY (subject_id, subject, seq, nth)
) STRICT, WITHOUT ROWID;

CREATE TABLE shipments ( -- Goods that left a site.
  seq INTEGER NOT NULL, -- The journal record.
  nth INTEGER NOT NULL, -- Which event of that record, from 0.
  at INTEGER NOT NULL, -- When they left.
  day INTEGER NOT NULL, -- The local day that they left on.
  order_id INTEGER NOT NULL, -- The order.
  site INTEGER NOT NULL, -- From where.
  tracking TEXT, -- The carrier's tracking number.
  lines TEXT NOT NULL, -- Line numbers and how much of them, as a JSON list.
  packages TEXT NOT NULL, -- What they were packed in, as a JSON list.
  PRIMARY KEY (seq, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX shipments_by_order ON shipments (order_id);
CREATE INDEX shipments_by_tracking ON shipments (tracking) WHERE tracking IS NOT NULL;

CREATE TABLE documents ( -- Every document that came in; its bytes are in the document store.
  arrival INTEGER PRIMARY KEY, -- Place in the order of arrival, from 1.
  hash BLOB NOT NULL UNIQUE, -- Its content.
  read_as TEXT, -- requests, other or unreadable; null until it is read.
  received INTEGER NOT NULL, -- When it came in.
  received_by INTEGER NOT NULL, -- Who sent it.
  read INTEGER -- When it was read.
) STRICT;
CREATE INDEX documents_unread ON documents (arrival) WHERE read IS NULL;
CREATE INDEX documents_without_requests ON documents (read_as, arrival) WHERE read_as <> 'requests';

CREATE TABLE requests ( -- Every request that was read from a document.
  id INTEGER PRIMARY KEY, -- The request's id.
  state TEXT NOT NULL, -- pending, review, accepted or declined.
  document INTEGER NOT NULL, -- Arrival of the document it stands in.
  place INTEGER NOT NULL, -- Which of the document's requests, from 0.
  draft TEXT NOT NULL, -- What it asks for, as JSON.
  reasons TEXT NOT NULL, -- Why it was sent to a person, as a JSON list.
  concerns INTEGER NOT NULL DEFAULT 0, -- What those reasons are about, a bit each.
  order_id INTEGER, -- The order that it became or changed.
  declined TEXT, -- Why it was declined: not_an_order, duplicate, unwanted.
  raised INTEGER NOT NULL, -- When it was read.
  settled INTEGER, -- When it was accepted or declined.
  settled_by INTEGER, -- By whom; 0 is Kept itself.
  seq INTEGER NOT NULL -- The journal record of its latest change.
) STRICT;
CREATE INDEX requests_by_state ON requests (state, id);
CREATE INDEX requests_by_document ON requests (document, id);

CREATE TABLE stock ( -- Balances by item and site.
  item INTEGER NOT NULL, -- The item.
  site INTEGER NOT NULL, -- The site.
  on_hand INTEGER NOT NULL, -- Physically there, base units.
  reserved INTEGER NOT NULL, -- The part of it that is promised and has not left.
  safety INTEGER NOT NULL, -- Kept back from every promise.
  PRIMARY KEY (item, site)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_by_site ON stock (site, item);
CREATE INDEX stock_scarce ON stock (item, site) WHERE safety >= on_hand - reserved;

CREATE TABLE supply ( -- Announced supply.
  id INTEGER PRIMARY KEY, -- The supply's id.
  reference TEXT NOT NULL, -- The user's reference.
  kind TEXT NOT NULL, -- in_transit or purchase_order.
  site INTEGER NOT NULL, -- Where to.
  item INTEGER NOT NULL, -- What.
  quantity INTEGER NOT NULL, -- How much was announced, base units.
  open INTEGER NOT NULL, -- How much is still to come.
  pegged INTEGER NOT NULL, -- The part of it that is promised.
  due INTEGER NOT NULL, -- The day it is due in.
  closed INTEGER NOT NULL -- 1 when nothing more will come.
) STRICT;
CREATE INDEX supply_by_item ON supply (item, due) WHERE closed = 0;
CREATE INDEX supply_by_due ON supply (due, id) WHERE closed = 0;

CREATE TABLE returns ( -- Returns of goods.
  id INTEGER PRIMARY KEY, -- The return's id.
  state TEXT NOT NULL, -- expected or closed.
  customer INTEGER NOT NULL, -- Who returns.
  order_id INTEGER NOT NULL, -- The order that the goods came by.
  site INTEGER NOT NULL, -- To which site.
  placed INTEGER NOT NULL -- When it was agreed.
) STRICT;
CREATE INDEX returns_by_order ON returns (order_id);
CREATE INDEX returns_by_customer ON returns (customer, id);

CREATE TABLE return_lines ( -- The lines of every return.
  return_id INTEGER NOT NULL, -- The return.
  number INTEGER NOT NULL, -- Counts from 1.
  item INTEGER NOT NULL, -- The item.
  agreed INTEGER NOT NULL, -- How much was agreed, base units.
  restocked INTEGER NOT NULL, -- How much went back into stock.
  scrapped INTEGER NOT NULL, -- How much was thrown away.
  PRIMARY KEY (return_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE exceptions ( -- Promises in trouble, by kind and cause.
  id INTEGER PRIMARY KEY, -- The exception's id.
  kind TEXT NOT NULL, -- What kind of trouble.
  cause TEXT NOT NULL, -- What it comes from, as JSON.
  raised INTEGER NOT NULL, -- When.
  orders INTEGER NOT NULL, -- Orders in trouble.
  lines INTEGER NOT NULL, -- Their lines in trouble.
  value INTEGER NOT NULL, -- What those are worth, minor units of whatever currencies.
  amounts TEXT NOT NULL, -- The same by currency, as JSON: pairs of currency and minor units.
  promised INTEGER, -- The earliest day that one of them was promised for; null without any.
  proposals TEXT NOT NULL, -- What could be done, the best first, as JSON.
  approvals INTEGER NOT NULL, -- How many said yes to one of them, where two must.
  how TEXT, -- How it was closed; null while it is open.
  closed INTEGER, -- When.
  actor INTEGER, -- By whom; 0 is Kept itself.
  proposal INTEGER, -- Which proposal was made, from 0.
  shifts TEXT NOT NULL, -- What that changed, as JSON.
  reverted INTEGER, -- When it was taken back.
  rule TEXT -- The rule of trust that let it through; null when a person said yes.
) STRICT;
CREATE INDEX exceptions_open ON exceptions (value DESC, id DESC) WHERE closed IS NULL;
CREATE INDEX exceptions_closed ON exceptions (closed DESC, id DESC) WHERE closed IS NOT NULL;
CREATE INDEX exceptions_by_raised ON exceptions (raised);

CREATE TABLE exception_lines ( -- The promises of every exception.
  exception INTEGER NOT NULL, -- The exception.
  order_id INTEGER NOT NULL, -- The order.
  line INTEGER NOT NULL, -- Line number.
  quantity INTEGER NOT NULL, -- How much of it, base units.
  promised INTEGER, -- When the customer was to have it; null when no day was ever named.
  currency TEXT NOT NULL, -- The order's currency.
  value INTEGER NOT NULL, -- What the quantity is worth, minor units of it.
  PRIMARY KEY (exception, order_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX exception_lines_by_order ON exception_lines (order_id);

CREATE TABLE daily ( -- What happened on each day of the company's local calendar.
  day INTEGER PRIMARY KEY, -- The day.
  documents INTEGER NOT NULL, -- Documents that came in.
  orders INTEGER NOT NULL, -- Orders placed.
  lines INTEGER NOT NULL, -- Their lines.
  touchless INTEGER NOT NULL, -- Orders made of a request that no person touched.
  touchless_lines INTEGER NOT NULL, -- Their lines.
  parked INTEGER NOT NULL, -- Requests sent to a person.
  declined INTEGER NOT NULL, -- Requests turned down.
  held INTEGER NOT NULL, -- Orders that began with a hold.
  closed INTEGER NOT NULL, -- Orders finished with something delivered.
  on_time_in_full INTEGER NOT NULL, -- Of those: nothing cancelled, last goods by the wanted day.
  cancelled INTEGER NOT NULL, -- Orders cancelled before anything was delivered.
  first_order INTEGER, -- The first order that was placed.
  last_order INTEGER -- The last one; those between them were placed on the same day.
) STRICT;

CREATE TABLE daily_values ( -- What the orders of a day were worth as they were placed.
  day INTEGER NOT NULL, -- The day, by the company's local calendar.
  currency TEXT NOT NULL, -- Currency charged.
  value INTEGER NOT NULL, -- Minor units.
  PRIMARY KEY (day, currency)
) STRICT, WITHOUT ROWID;

CREATE VIEW order_lines ( -- The lines of every order.
  order_id, -- The order.
  number, -- Counts from 1.
  item, -- The item; null when the line names none that is known.
  stated, -- What the document calls an unknown item.
  ordered, -- What was ordered, base units, amendments included.
  cancelled, -- The part of it that was cancelled.
  unit, -- The unit that it was ordered in.
  price, -- Price charged, minor units for price_basis base units.
  price_basis, -- How many base units the price is for.
  stated_price, -- Price that the customer stated, minor units.
  stated_basis, -- How many base units the stated price is for.
  requested, -- The day it is wanted, if other than the order.
  backordered, -- How much has no date; null when everything has.
  backorder_reason -- Why: no_supply, no_lane, supply_lost, supply_late, stock_missing, allocation, protected.
) AS SELECT o.id, l.key + 1, l.value ->> 0, l.value ->> 1, l.value ->> 2, l.value ->> 3,
  l.value ->> 4, l.value ->> '$[5][0]', l.value ->> '$[5][1]', l.value ->> '$[6][0]',
  l.value ->> '$[6][1]', l.value ->> 7, l.value ->> '$[8][0]', l.value ->> '$[8][1]'
FROM orders o, json_each(o.detail) l;

CREATE VIEW schedule_lines ( -- The promised and moving parts of every line.
  order_id, -- The order.
  line, -- The line's number.
  part, -- Counts from 1 within the line.
  quantity, -- How much, base units.
  site, -- From where.
  supply, -- The supply that covers it; null is stock at the site.
  goods_issue, -- The day it leaves.
  delivery, -- The day it arrives.
  stage -- How far it has come, 0 promised to 5 delivered.
) AS SELECT o.id, l.key + 1, p.key + 1, p.value ->> 0, p.value ->> 1, p.value ->> 2, p.value ->> 3,
  p.value ->> 4, p.value ->> 5
FROM orders o, json_each(o.detail) l, json_each(l.value, '$[9]') p;

CREATE VIEW considered ( -- The ways that each promise weighed.
  order_id, -- The order.
  seq, -- The journal record of the decision.
  nth, -- Which event of that record.
  rank, -- 0 is the chosen way.
  sites, -- Ids of the sites, as a JSON list.
  cost, -- What it costs, minor units of the policy's currency.
  last_delivery, -- The day the last of it would arrive; null when nothing has a date.
  backordered, -- How much would have no date, base units.
  at -- The moment of the decision.
) AS SELECT t.subject_id, t.seq, t.nth, w.key, w.value ->> 0, w.value ->> 1, w.value ->> 2,
  w.value ->> 3, t.at
FROM timeline t, json_each(t.ways) w WHERE t.subject = 'order';

CREATE VIRTUAL TABLE order_search USING fts5(
  number, po_number, customer, items,
  content='', contentless_delete=1, detail=none,
  tokenize=\"unicode61 categories 'L* N* Co Mn Mc Me'\"
);
CREATE VIRTUAL TABLE item_search USING fts5(
  code, description, gtins,
  content='', contentless_delete=1, detail=none,
  tokenize=\"unicode61 categories 'L* N* Co Mn Mc Me'\"
);
";

/// The documented tables and views as Markdown: the text of `docs/views.md`.
///
/// # Errors
/// When the database can't be read.
pub fn describe() -> rusqlite::Result<String> {
    let database = Connection::open_in_memory()?;
    database.execute_batch(TABLES)?;
    let mut query = database.prepare(
        "SELECT sql FROM sqlite_schema
         WHERE type IN ('table', 'view') AND sql IS NOT NULL AND name NOT LIKE '%_search%'
         ORDER BY name",
    )?;
    let tables = query.query_map([], |row| row.get::<_, String>(0))?;
    let mut text = INTRODUCTION.to_owned();
    for sql in tables {
        describe_table(&sql?, &mut text);
    }
    text.push_str(SEARCH);
    Ok(text)
}

const INTRODUCTION: &str = "\
# The views

`views.db` in the data directory is plain SQLite: open it read-only with any tool (`sqlite3 -readonly
views.db`). It is folded from the journal and may be deleted at any time; a program that needs it
folds it anew. Moments are microseconds since 1970-01-01T00:00:00Z, days are days since 1970-01-01
(`date(day * 86400, 'unixepoch')`), money is in minor units, quantities are in base units of the
item. Nothing here names a person: names and addresses are in the vault, under the same ids. A section
without types is a view: it tells as rows what a table keeps as a list.

This page is printed from the comments of the tables themselves.
";

const SEARCH: &str = "
## order_search
Words to find an order by (FTS5 without content): `rowid` is the order's id.

| column | type | meaning |
|---|---|---|
| `number` | text | The order number, without `SO-`. |
| `po_number` | text | The customer's purchase order number. |
| `customer` | text | The customer number. |
| `items` | text | The item codes of its lines. |

## item_search
Words to find an item by, likewise: `rowid` is the item's id.

| column | type | meaning |
|---|---|---|
| `code` | text | The item code. |
| `description` | text | Its description. |
| `gtins` | text | Its GTINs. |
";

/// A table or a view; the columns of a view have no type.
fn describe_table(sql: &str, text: &mut String) {
    let typed = sql.starts_with("CREATE TABLE");
    for line in sql.lines() {
        let Some((code, comment)) = line.split_once(" -- ") else {
            continue;
        };
        let mut words = code
            .split_whitespace()
            .map(|word| word.trim_end_matches(','));
        match (words.next(), words.next().unwrap_or_default()) {
            (Some("CREATE"), _) => {
                let name = words.next().unwrap_or_default();
                text.push_str(&format!("\n## {name}\n{comment}\n\n{}", head(typed)));
            }
            (Some(column), kind) if typed => {
                text.push_str(&format!("| `{column}` | {kind} | {comment} |\n"));
            }
            (Some(column), _) => text.push_str(&format!("| `{column}` | {comment} |\n")),
            (None, _) => {}
        }
    }
}

fn head(typed: bool) -> &'static str {
    match typed {
        true => "| column | type | meaning |\n|---|---|---|\n",
        false => "| column | meaning |\n|---|---|\n",
    }
}
