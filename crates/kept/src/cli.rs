//! The command line: every subcommand and flag, defined once for parsing, help and completions.

mod access;
mod backorders;
mod eval;
mod exception;
mod quota;

use crate::commands::bench::Peer;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use vocab::{Day, OrderId, Quantity, RequestId};

pub use access::{CreateUser, Key, PasswordFrom, User};
pub use backorders::Backorders;
pub use eval::{Eval, EvalBackorders, EvalIntake, EvalPromise};
pub use exception::{Exception, ExceptionList};
pub use quota::{PutQuota, Quota, QuotaKind};

/// The longest time that is told in milliseconds.
const SHORT_TIME_MAX: Duration = Duration::from_millis(100);

/// Keeps your orders: reads them from any document, promises what can be kept, remembers all of it.
#[derive(Parser)]
#[command(
    name = "kept",
    version,
    max_term_width = 100,
    subcommand_required = true
)]
pub struct Cli {
    /// Where the journal, the documents and the vault are [default: kept-data; for demo: kept-demo]
    #[arg(long, global = true, value_name = "DIR", env = "KEPT_DATA")]
    pub data: Option<PathBuf>,
    /// Print JSON for machines instead of text for people
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Subcommand)]
pub enum Command {
    /// Make a sample company, read its sample documents, and let it live
    Demo(Demo),
    /// Serve the API and the console of your own company
    Serve(Serve),
    /// Bring master data, stock and supply in from Excel, CSV or JSON, all or nothing
    Import(Import),
    /// Print master data, stock or supply as CSV that `kept import` reads back
    Export(Export),
    /// Show what would be read from documents, without placing anything
    Intake(Intake),
    /// Place, show, list, amend and cancel orders
    #[command(subcommand)]
    Order(Order),
    /// Look through the requests that wait for a person
    #[command(subcommand)]
    Request(Request),
    /// Look at promises in trouble, and decide what is done about them
    #[command(subcommand)]
    Exception(Exception),
    /// Hand out goods anew where there is not enough for all
    #[command(subcommand)]
    Backorders(Backorders),
    /// Say what groups of customers may get at most, and what is kept for them
    #[command(subcommand)]
    Quota(Quota),
    /// Make, list and revoke access keys for the API and the console
    #[command(subcommand)]
    Key(Key),
    /// Make, list, disable and enable the people who sign in
    #[command(subcommand)]
    User(User),
    /// Check the journal's chain, replay it, and test every invariant
    Verify,
    /// Copy the company, while it works, into a new directory
    Backup(Place),
    /// Bring a backup back into a new data directory
    Restore(Place),
    /// The read side, which can always be made again from the journal
    #[command(subcommand)]
    Views(Views),
    /// Measure how good Kept is, against what is known to be right
    #[command(subcommand)]
    Eval(Eval),
    /// Measure how fast this machine is
    #[command(subcommand)]
    Bench(Bench),
    /// Let a company live through days and troubles, on the real book, and tell how it went
    #[command(subcommand)]
    Simulate(Simulate),
    /// Print the completions for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Read one document from stdin, within limits, and print what was read
    #[command(hide = true)]
    ReadDocument {
        /// The name that the document came by
        #[arg(long)]
        name: Option<String>,
        /// The company's day that it came in on
        #[arg(long, value_parser = day)]
        received: Option<Day>,
        /// Print the text that a second reader may be shown, too
        #[arg(long)]
        text: bool,
    },
    /// Draw a page of one document from stdin, within limits, as a PNG on stdout
    #[command(hide = true)]
    DrawPage {
        /// Which page, counted from 1
        #[arg(long)]
        page: u16,
        /// How many pixels wide
        #[arg(long)]
        width: u32,
    },
}

/// Flags of `kept demo`.
#[derive(Args)]
pub struct Demo {
    /// Read the sample documents, print what became of them, and end
    #[arg(long)]
    pub once: bool,
    /// Where to serve
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8650")]
    pub listen: SocketAddr,
    /// Company seconds in a real second
    #[arg(long, default_value_t = 240, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub pace: u32,
}

/// Flags of `kept serve`.
#[derive(Args)]
pub struct Serve {
    /// Where to serve; overrides the configuration
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// The configuration [default: kept.toml in the data directory, if it is there]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Flags of `kept import`.
#[derive(Args)]
pub struct Import {
    /// What the files hold
    pub kind: ImportKind,
    /// Workbooks or CSV with a title row, or JSON as a list of objects with the same names
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Read a field from the column with this title, whatever it is recognised as
    #[arg(long = "map", value_name = "FIELD=TITLE", value_parser = field)]
    pub mapped: Vec<(String, String)>,
    /// Put the same text into a field of every row
    #[arg(long = "set", value_name = "FIELD=TEXT", value_parser = field)]
    pub set: Vec<(String, String)>,
    /// Show how the columns are read and what the first rows become, and change nothing
    #[arg(long)]
    pub preview: bool,
    /// Check everything and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Flags of `kept export`.
#[derive(Args)]
pub struct Export {
    /// What to print
    pub kind: ImportKind,
    /// Print a file to fill in: the titles and two example rows
    #[arg(long)]
    pub template: bool,
}

/// What can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ImportKind {
    /// Stocking places
    Sites,
    /// From which site to which zone, how long and at what cost
    Lanes,
    /// The catalogue
    Items,
    /// Price lists
    Prices,
    /// Customers with their ship-tos; names and addresses go to the vault
    Customers,
    /// The customers' own part numbers
    Parts,
    /// Which groups customers are in
    Groups,
    /// What a count found on hand
    Stock,
    /// What came in, on top of what is on hand
    Receipts,
    /// Inbound supply
    Supply,
    /// What groups of customers may get at most, and what is kept for them
    Quotas,
    /// What suppliers could deliver, how soon and at what cost
    SupplierStock,
    /// What may be given instead of items
    Substitutes,
}

impl From<ImportKind> for import::Kind {
    fn from(kind: ImportKind) -> import::Kind {
        match kind {
            ImportKind::Sites => import::Kind::Sites,
            ImportKind::Lanes => import::Kind::Lanes,
            ImportKind::Items => import::Kind::Items,
            ImportKind::Prices => import::Kind::Prices,
            ImportKind::Customers => import::Kind::Customers,
            ImportKind::Parts => import::Kind::Parts,
            ImportKind::Groups => import::Kind::Groups,
            ImportKind::Stock => import::Kind::Stock,
            ImportKind::Receipts => import::Kind::Receipts,
            ImportKind::Supply => import::Kind::Supply,
            ImportKind::Quotas => import::Kind::Quotas,
            ImportKind::SupplierStock => import::Kind::SupplierStock,
            ImportKind::Substitutes => import::Kind::Substitutes,
        }
    }
}

/// Flags of `kept intake`.
#[derive(Args)]
pub struct Intake {
    /// The documents
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

/// What can be done with orders.
#[derive(Subcommand)]
pub enum Order {
    /// Place an order given as JSON (see docs/api.md), from a file or `-` for stdin
    Place {
        /// The file
        file: PathBuf,
        /// Makes a repeat give the same answer
        #[arg(long, value_name = "TEXT")]
        key: Option<String>,
    },
    /// Show one order: lines, promise, pegging, timeline
    Show {
        /// Its number
        #[arg(value_parser = order_number)]
        order: OrderId,
    },
    /// List orders, the newest first
    List(OrderList),
    /// Change an order; what it touches is promised anew in the same step
    Amend(Amend),
    /// Cancel what has not been picked yet
    Cancel {
        /// Its number
        #[arg(value_parser = order_number)]
        order: OrderId,
        /// Only these lines
        #[arg(long, value_name = "NUMBER")]
        line: Vec<u16>,
        /// We can't or won't deliver (otherwise: the customer asked for it)
        #[arg(long)]
        by_seller: bool,
    },
    /// Release the holds of one kind
    Release {
        /// Its number
        #[arg(value_parser = order_number)]
        order: OrderId,
        /// credit, price, no_price, unknown_item, address, duplicate, currency or review
        #[arg(value_parser = hold_kind)]
        hold: book::order::HoldKind,
    },
}

/// Flags of `kept order list`.
#[derive(Args)]
pub struct OrderList {
    /// Only in this state
    #[arg(long)]
    pub state: Option<OrderState>,
    /// Words that the number, PO number, customer number or an item code begins with
    #[arg(long, value_name = "WORDS")]
    pub search: Option<String>,
    /// How many
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
}

/// Flags of `kept order amend`.
#[derive(Args)]
pub struct Amend {
    /// Its number
    #[arg(value_parser = order_number)]
    pub order: OrderId,
    /// New quantity of a line in base units, as LINE=QUANTITY
    #[arg(long, value_name = "LINE=QUANTITY", value_parser = line_quantity)]
    pub quantity: Vec<(u16, Quantity)>,
    /// New requested day
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub requested: Option<Day>,
    /// Code of the customer's ship-to to deliver to instead
    #[arg(long, value_name = "CODE")]
    pub ship_to: Option<String>,
    /// The item that an unknown one was meant to be, as LINE=ITEM
    #[arg(long, value_name = "LINE=ITEM", value_parser = line_item)]
    pub item: Vec<(u16, String)>,
}

/// States to list orders by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OrderState {
    /// Waits for a person
    Held,
    /// Promised, backordered or on its way
    Open,
    /// Delivered
    Closed,
    /// Cancelled
    Cancelled,
}

/// What can be done with requests in review.
#[derive(Subcommand)]
pub enum Request {
    /// List what waits for a person
    List,
    /// Make an order of a request as it was read
    Accept {
        /// Its number
        #[arg(value_parser = request_number)]
        request: RequestId,
    },
    /// Turn a request down
    Decline {
        /// Its number
        #[arg(value_parser = request_number)]
        request: RequestId,
        /// Why
        #[arg(long, default_value = "unwanted")]
        reason: Decline,
    },
}

/// Why a request is declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Decline {
    /// It is not an order
    NotAnOrder,
    /// It was received before
    Duplicate,
    /// We don't want it, or the customer took it back
    Unwanted,
}

/// A directory to copy to or from.
#[derive(Args)]
pub struct Place {
    /// The directory of the backup
    pub directory: PathBuf,
}

/// What can be done with the views.
#[derive(Subcommand)]
pub enum Views {
    /// Drop the views and fold them from the journal again
    Rebuild,
}

/// What can be simulated.
#[derive(Subcommand)]
pub enum Simulate {
    /// The sample company with its customers, suppliers, carriers and people; a quarter by default
    Company(SimulateCompany),
}

/// Flags of `kept simulate company`.
#[derive(Args)]
pub struct SimulateCompany {
    /// How many days
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=i64::from(sim::twin::DAYS_MAX)))]
    pub days: u16,
    /// What everything follows from: the same seed gives the same days
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Orders of an average working day
    #[arg(long, default_value_t = sim::life::ORDERS_PER_DAY, value_parser = clap::value_parser!(u32).range(1..=i64::from(sim::life::ORDERS_PER_DAY_MAX)))]
    pub orders_per_day: u32,
    /// How often things go wrong, in percent of what is usual
    #[arg(long, value_name = "PERCENT", default_value_t = 100, value_parser = clap::value_parser!(u32).range(0..=i64::from(sim::twin::TROUBLE_PERCENT_MAX)))]
    pub trouble: u32,
}

/// Benchmarks.
#[derive(Subcommand)]
pub enum Bench {
    /// Place orders as fast as they are taken, durably
    Place(BenchPlace),
    /// Place orders over HTTP, with the server and its clients on this machine
    Http(BenchHttp),
    /// Place orders with and without views that follow, and fold new ones
    Views(BenchViews),
    /// Fill the book with open orders, save it, load it and replay it
    Book(BenchBook),
    /// Hand out goods anew among very many open lines
    Ration(BenchRation),
    /// Place orders over HTTP while documents are read
    Documents(BenchDocuments),
    /// Place more orders over HTTP than the machine can take, with clients that come back
    Overload(BenchOverload),
}

/// Flags of `kept bench book`.
#[derive(Args)]
pub struct BenchBook {
    /// How many orders of three lines to have open
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..=50_000_000))]
    pub open: u64,
    /// How many orders to place and close then, with as many open all the while
    #[arg(long, value_name = "ORDERS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=1_000_000_000))]
    pub close: u64,
    /// How large the company is
    #[command(flatten)]
    pub load: BenchLoad,
}

/// Flags of `kept bench ration`.
#[derive(Args)]
pub struct BenchRation {
    /// How many lines to have open, with goods for half of them
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub lines: u64,
    /// How large the company is
    #[command(flatten)]
    pub load: BenchLoad,
}

/// Flags of `kept bench overload`.
#[derive(Args)]
pub struct BenchOverload {
    /// How long each overload lasts, in seconds
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub seconds: u64,
    /// How many times what the machine can do is asked of it, one run each
    #[arg(long, value_delimiter = ',', default_value = "2,5,10", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub factors: Vec<u32>,
    /// How large the company is
    #[command(flatten)]
    pub load: BenchLoad,
}

/// Flags of `kept bench http`.
#[derive(Args)]
pub struct BenchHttp {
    /// Many orders in a request, a line each
    #[arg(long, conflicts_with = "single")]
    pub bulk: bool,
    /// One order in a request
    #[arg(long, required_unless_present = "bulk")]
    pub single: bool,
    /// How many orders to place
    #[arg(long, default_value_t = 500_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub orders: u64,
    /// Connections that are kept open [default: 64; 16 for --bulk]
    #[arg(long, value_parser = connections)]
    pub connections: Option<usize>,
    /// Orders in a bulk request, 1 to 4096
    #[arg(long, default_value_t = 1_000, value_parser = lines)]
    pub lines: usize,
    /// Make each fsync take so much longer, such as 1ms or 200us
    #[arg(long, value_name = "TIME", default_value = "0ms", value_parser = short_time)]
    pub slow_disk: Duration,
    /// How large the company is
    #[command(flatten)]
    pub load: BenchLoad,
}

/// Flags of `kept bench documents`.
#[derive(Args)]
pub struct BenchDocuments {
    /// How many documents to hand in at once
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub count: u16,
    /// Connections that are kept open for orders
    #[arg(long, default_value_t = 8, value_parser = connections)]
    pub connections: usize,
    /// Thousands of orders to place before, with nothing beside them
    #[arg(long, value_name = "THOUSANDS", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pub rounds_alone: u16,
    /// How large the company is
    #[command(flatten)]
    pub load: BenchLoad,
}

/// The company of a benchmark.
#[derive(Args)]
pub struct BenchLoad {
    /// Items in the catalogue
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub items: u32,
    /// Sites, each with every item in stock
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub sites: u16,
    /// Share of the lines that want one and the same item, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    pub hot: f64,
    /// Share of the items that have an allocation, a protection and supply to come, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    pub limits: f64,
}

impl BenchLoad {
    /// The load for so many orders.
    pub fn size(&self, orders: u64) -> sim::load::Size {
        sim::load::Size {
            items: self.items,
            sites: self.sites,
            orders,
            lines: (1, 3),
            hot: thousandths(self.hot),
            limited: thousandths(self.limits),
        }
    }
}

fn thousandths(share: f64) -> u16 {
    (share.clamp(0.0, 1.0) * 1_000.0).round() as u16
}

/// Flags of `kept bench place`.
#[derive(Args)]
pub struct BenchPlace {
    /// How many orders to place at full speed
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub orders: u64,
    /// Orders sent in one message, 1 to 4096
    #[arg(long, default_value_t = 2_048)]
    pub batch: usize,
    /// Afterwards place half as many on a schedule, at this share of the full rate; 0 leaves it out
    #[arg(long, value_name = "SHARE", default_value_t = 0.5, value_parser = share)]
    pub load: f64,
    /// Make each fsync take so much longer, such as 1ms or 200us
    #[arg(long, value_name = "TIME", default_value = "0ms", value_parser = short_time)]
    pub slow_disk: Duration,
    /// Afterwards have another system do the same work on the same disk
    #[arg(long, value_name = "NAME")]
    pub peer: Option<Peer>,
    /// How long each measurement of the peer takes, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
    pub peer_seconds: u32,
    /// Instead measure what the rate depends on: messages, lines, sites, demand, open orders. Each
    /// point places a fifth of the orders
    #[arg(long, conflicts_with_all = ["batch", "load", "slow_disk", "peer"])]
    pub sweep: bool,
    /// Draw the sweep as SVG
    #[arg(long, value_name = "FILE", requires = "sweep")]
    pub graph: Option<PathBuf>,
    /// How large the company is
    #[command(flatten)]
    pub company: BenchLoad,
}

/// Flags of `kept bench views`.
#[derive(Args)]
pub struct BenchViews {
    /// How many orders to place, each time
    #[arg(long, default_value_t = 500_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub orders: u64,
    /// How often to measure; the medians count
    #[arg(long, default_value_t = 3, value_parser = rounds)]
    pub rounds: usize,
    /// Afterwards read the pages of the console and the API over so many orders; 0 leaves it out
    #[arg(long, value_name = "ORDERS", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(..=10_000_000))]
    pub browse: u64,
    /// How large the company is
    #[command(flatten)]
    pub company: BenchLoad,
}

fn rounds(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (1..=99).contains(number));
    number.ok_or_else(|| "1 to 99 rounds are allowed".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    let share = text
        .parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a share is a number from 0 to 1".to_owned())
}

/// Up to [`SHORT_TIME_MAX`], in whole milliseconds or microseconds.
fn short_time(text: &str) -> Result<Duration, String> {
    let unit = |suffix| text.strip_suffix(suffix)?.parse::<u64>().ok();
    let millis = unit("ms").map(Duration::from_millis);
    let time = millis.or_else(|| unit("us").map(Duration::from_micros));
    time.filter(|time| *time <= SHORT_TIME_MAX)
        .ok_or_else(|| "a time looks like 1ms or 200us and is at most 100ms".to_owned())
}

fn connections(text: &str) -> Result<usize, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=768).contains(number));
    number.ok_or_else(|| "1 to 768 connections are allowed".to_owned())
}

fn lines(text: &str) -> Result<usize, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=4_096).contains(number));
    number.ok_or_else(|| "1 to 4096 orders are allowed in a request".to_owned())
}

fn order_number(text: &str) -> Result<OrderId, String> {
    OrderId::parse_number(text).ok_or_else(|| "an order number looks like SO-100042".to_owned())
}

fn request_number(text: &str) -> Result<RequestId, String> {
    let digits = text.trim_start_matches("R-");
    digits
        .parse()
        .map(RequestId)
        .map_err(|_| "a request has a number, see `kept request list`".to_owned())
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "a day looks like 2026-11-22".to_owned())
}

fn hold_kind(text: &str) -> Result<book::order::HoldKind, String> {
    let kinds = book::order::HoldKind::ALL
        .map(book::order::HoldKind::as_str)
        .join(", ");
    book::order::HoldKind::parse(text).ok_or_else(|| format!("holds are of kind {kinds}"))
}

fn field(text: &str) -> Result<(String, String), String> {
    let (field, what) = text
        .split_once('=')
        .ok_or_else(|| format!("expected a field, = and what it is, there is \"{text}\""))?;
    Ok((field.trim().to_owned(), what.trim().to_owned()))
}

fn line_quantity(text: &str) -> Result<(u16, Quantity), String> {
    let pair = text
        .split_once('=')
        .and_then(|(line, quantity)| Some((line.parse().ok()?, Quantity(quantity.parse().ok()?))));
    pair.ok_or_else(|| "a line number and a quantity look like 2=48".to_owned())
}

fn line_item(text: &str) -> Result<(u16, String), String> {
    let pair = text
        .split_once('=')
        .and_then(|(line, item)| Some((line.parse().ok()?, item.to_owned())));
    pair.ok_or_else(|| "a line number and an item look like 2=COFFEE-250".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn short_times_are_milliseconds_or_microseconds() {
        let said = ["1ms", "200us", "0ms", "1s", "1", "101ms", "-1ms"];
        let read = said.map(|text| short_time(text).ok().map(|time| time.as_micros()));
        let (one, fifth, none) = (Some(1_000), Some(200), Some(0));
        assert_eq!(read, [one, fifth, none, None, None, None, None]);
    }
}
