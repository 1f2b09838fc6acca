//! The groups of what waits: who may see each, who can do something about it, where all of it is
//! listed, and the first few rows.

use crate::console::desk::{Desk, Names};
use crate::console::exceptions::{self, Told};
use crate::console::listing::Address;
use crate::console::settings::{ChannelStanding, Standing, channel_standings, standings};
use crate::problem::Problem;
use crate::state::App;
use book::Stage;
use keep::{AccessKey, Scope};
use views::{
    DocumentRow, ExceptionFilter, Needs, OrderFilter, OrderRow, OrderSort, OrderState, RequestRow,
    StockRow, SupplyRow, TODAY_ROWS, Today,
};
use vocab::Instant;

/// For how long before it expires a key is told of, in seconds: two weeks.
const KEY_EXPIRES_SECONDS: i64 = 14 * 24 * 3600;

/// Things that wait for the same kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Access keys that stop to work soon.
    Keys,
    /// Servers that are told nothing any more, or of which messages were given up.
    Webhooks,
    /// Channels by which no document comes in now.
    Channels,
    /// Goods that have come to this stage and are to leave by today.
    Leaving(Stage),
    /// Requests in review.
    Review,
    /// Exceptions that are open.
    Exceptions,
    /// Orders on hold.
    Held,
    /// Orders that are late, or will be.
    Late,
    /// Orders with a quantity that has no date.
    Backordered,
    /// Supply that should have come.
    OverdueSupply,
    /// Balances of which nothing is free.
    NothingFree,
    /// Documents that nobody could read.
    Unreadable,
}

/// The first few things of a group.
pub(super) enum Rows {
    /// Orders, each with the customer's name.
    Orders(Vec<(OrderRow, Option<String>)>),
    /// Requests, each with the customer's name.
    Requests(Vec<(RequestRow, Option<String>)>),
    Exceptions(Vec<Told>),
    Supply(Vec<SupplyRow>),
    Stock(Vec<StockRow>),
    Documents(Vec<DocumentRow>),
    Keys(Vec<AccessKey>),
    Webhooks(Vec<Standing>),
    Channels(Vec<ChannelStanding>),
}

/// A group that is not empty.
pub(super) struct Found {
    pub(super) group: Group,
    pub(super) count: u64,
    pub(super) rows: Rows,
}

/// What waits.
pub(super) struct Waiting {
    /// What the person may do something about; for someone who only looks, everything.
    pub(super) own: Vec<Found>,
    /// What waits for others: each group and how many.
    pub(super) others: Vec<(Group, u64)>,
}

impl Group {
    /// Every group, the most urgent first.
    pub(super) const ALL: [Group; 15] = [
        Group::Keys,
        Group::Webhooks,
        Group::Channels,
        Group::Leaving(Stage::Packed),
        Group::Leaving(Stage::Picked),
        Group::Leaving(Stage::Released),
        Group::Leaving(Stage::Promised),
        Group::Review,
        Group::Exceptions,
        Group::Held,
        Group::Late,
        Group::Backordered,
        Group::OverdueSupply,
        Group::NothingFree,
        Group::Unreadable,
    ];

    /// True for whoever may look at its list. What leaves today is a group to whoever moves goods
    /// and decides nothing; all others see it by site.
    fn is_for(self, desk: &Desk) -> bool {
        let own = desk.is_of_the_company();
        match self {
            Group::Keys => own && desk.may(Scope::AccessManage),
            Group::Webhooks => own && desk.may(Scope::WebhooksManage),
            Group::Channels => own && desk.may(Scope::PolicyRead),
            Group::Leaving(_) => {
                own && desk.may(Scope::FulfilmentWrite) && !desk.may(Scope::RequestsDecide)
            }
            Group::Review | Group::Unreadable => own && desk.may(Scope::DocumentsRead),
            Group::Exceptions => own && desk.may(Scope::ExceptionsRead),
            Group::Held | Group::Late | Group::Backordered => desk.may(Scope::OrdersRead),
            Group::OverdueSupply | Group::NothingFree => own && desk.may(Scope::StockRead),
        }
    }

    /// True for whoever can do something about it.
    fn is_work_of(self, desk: &Desk) -> bool {
        let writes = match self {
            Group::Keys => Scope::AccessManage,
            Group::Webhooks => Scope::WebhooksManage,
            Group::Channels => Scope::AccessManage,
            Group::Leaving(_) => Scope::FulfilmentWrite,
            Group::Review => Scope::RequestsDecide,
            Group::Exceptions => Scope::ExceptionsDecide,
            Group::Held => Scope::HoldsRelease,
            Group::Late | Group::Backordered => Scope::OrdersWrite,
            Group::OverdueSupply | Group::NothingFree => Scope::StockWrite,
            Group::Unreadable => Scope::DocumentsWrite,
        };
        desk.may(writes)
    }

    /// Which orders it is of; `None` when that is kept otherwise.
    fn orders(self, desk: &Desk) -> Option<OrderFilter> {
        let all = OrderFilter {
            customer: desk.customer,
            sort: OrderSort::Requested,
            ..OrderFilter::default()
        };
        match self {
            Group::Held => Some(OrderFilter {
                states: vec![OrderState::Held],
                ..all
            }),
            Group::Late => Some(OrderFilter {
                late_on: Some(desk.today),
                ..all
            }),
            Group::Backordered => Some(OrderFilter {
                backordered: true,
                ..all
            }),
            Group::Keys
            | Group::Webhooks
            | Group::Channels
            | Group::Leaving(_)
            | Group::Review
            | Group::Exceptions
            | Group::OverdueSupply
            | Group::NothingFree
            | Group::Unreadable => None,
        }
    }

    /// Where all of it is listed.
    pub(super) fn address(self, desk: &Desk) -> Address {
        let orders = || Address::of("/orders");
        match self {
            Group::Keys => Address::of("/settings/keys"),
            Group::Webhooks => Address::of("/settings/webhooks").with("show", "failing"),
            Group::Channels => Address::of("/settings/channels"),
            Group::Leaving(stage) => orders()
                .with("stage", stage.as_str())
                .with("leaves_to", &desk.today.to_string()),
            Group::Review => Address::of("/review"),
            Group::Exceptions => Address::of(exceptions::PLACE),
            Group::Held => orders().with("state", OrderState::Held.as_str()),
            Group::Late => orders().with("late", "yes"),
            Group::Backordered => orders().with("backordered", "yes"),
            Group::OverdueSupply => Address::of("/supply").with("show", "overdue"),
            Group::NothingFree => Address::of("/stock").with("show", "nothing_free"),
            Group::Unreadable => Address::of("/documents").with("show", "unreadable"),
        }
    }
}

/// What waits for the person, and how much for others. Someone who only looks, and a customer's own
/// people, see all as their own.
pub(super) fn load(
    desk: &Desk,
    now: Instant,
    today: Option<&Today>,
    app: &App,
    names: &mut Names<'_>,
) -> Result<Waiting, Problem> {
    let seen = || Group::ALL.into_iter().filter(|group| group.is_for(desk));
    let only_looks = !seen().any(|group| group.is_work_of(desk)) || !desk.is_of_the_company();
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for group in seen() {
        let (count, rows) = match group.orders(desk) {
            Some(filter) => orders(app.views.needs(&filter)?, names),
            None => find(group, now, today, app, names)?,
        };
        match only_looks || group.is_work_of(desk) {
            _ if count == 0 => {}
            true => own.push(Found { group, count, rows }),
            false => others.push((group, count)),
        }
    }
    Ok(Waiting { own, others })
}

/// What there is of a group that is not of orders.
fn find(
    group: Group,
    now: Instant,
    today: Option<&Today>,
    app: &App,
    names: &mut Names<'_>,
) -> Result<(u64, Rows), Problem> {
    let Some(today) = today else {
        return Ok((0, Rows::Orders(Vec::new())));
    };
    Ok(match group {
        Group::Keys => {
            let mut keys = expiring(app.keys.list()?, now);
            let count = keys.len() as u64;
            keys.truncate(TODAY_ROWS);
            (count, Rows::Keys(keys))
        }
        Group::Webhooks => {
            let mut failing = standings(app)?;
            failing.retain(Standing::is_failing);
            let count = failing.len() as u64;
            failing.truncate(TODAY_ROWS);
            (count, Rows::Webhooks(failing))
        }
        Group::Channels => {
            let mut failing = channel_standings(app)?;
            failing.retain(|one| one.state.failing_since.is_some());
            let count = failing.len() as u64;
            failing.truncate(TODAY_ROWS);
            (count, Rows::Channels(failing))
        }
        Group::Review => (today.review.count, requests(&today.review, names)),
        Group::Exceptions => {
            let filter = ExceptionFilter::default();
            let page = app.views.exceptions(&filter, None, TODAY_ROWS)?;
            let (told, _) = Told::all(app, page.items)?;
            (app.views.counts()?.exceptions, Rows::Exceptions(told))
        }
        Group::OverdueSupply => {
            let needs = &today.overdue_supply;
            (needs.count, Rows::Supply(needs.first.clone()))
        }
        Group::NothingFree => {
            let needs = &today.nothing_free;
            (needs.count, Rows::Stock(needs.first.clone()))
        }
        Group::Unreadable => {
            let needs = &today.unreadable;
            (needs.count, Rows::Documents(needs.first.clone()))
        }
        Group::Leaving(stage) => orders(app.views.leaving(stage, today.day)?, names),
        Group::Held | Group::Late | Group::Backordered => (0, Rows::Orders(Vec::new())),
    })
}

fn orders(needs: Needs<OrderRow>, names: &mut Names<'_>) -> (u64, Rows) {
    let named = needs.first.into_iter().map(|row| {
        let name = names.customer(row.customer);
        (row, name)
    });
    (needs.count, Rows::Orders(named.collect()))
}

fn requests(needs: &Needs<RequestRow>, names: &mut Names<'_>) -> Rows {
    let named = needs.first.iter().cloned().map(|row| {
        let name = row.customer.and_then(|customer| names.customer(customer));
        (row, name)
    });
    Rows::Requests(named.collect())
}

/// Keys that work and will not for long, the first to expire first.
fn expiring(keys: Vec<AccessKey>, now: Instant) -> Vec<AccessKey> {
    let soon = now..now.plus_seconds(KEY_EXPIRES_SECONDS);
    let works = |key: &AccessKey| key.revoked_at.is_none();
    let ends = |key: &AccessKey| key.expires_at.is_some_and(|at| soon.contains(&at));
    let mut keys: Vec<AccessKey> = keys
        .into_iter()
        .filter(|key| works(key) && ends(key))
        .collect();
    keys.sort_by_key(|key| key.expires_at);
    keys
}
