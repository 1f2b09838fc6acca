//! What the book says to a request as it stands in the fields: what is wrong with them, and what
//! accepting it would come to.

use super::meant::{Flaws, meant};
use super::typed::Typed;
use crate::foretold::foretold;
use book::order::{OrderDraft, Seen, StatedItem};
use book::request::RequestDraft;
use book::{Book, Command, Order, Refusal, Stamp};
use intake::OrderRequest;
use intake::ground::{GroundedRequest, MatchedBy, Proposal};
use std::collections::{BTreeMap, HashMap};
use vocab::{Currency, ItemId, Ratio, RequestId, ShipToId, SiteId, Unit};

/// A request and what is known of it, on its way to the book.
pub(super) struct Question {
    pub(super) request: RequestId,
    pub(super) draft: RequestDraft,
    pub(super) read: Option<OrderRequest>,
    pub(super) grounded: Option<GroundedRequest>,
    /// What may be meant by each line.
    pub(super) items: BTreeMap<usize, Vec<Proposal<ItemId>>>,
    /// `None` when nothing was typed yet.
    pub(super) typed: Option<Typed>,
    pub(super) stamp: Stamp,
}

/// What the book says.
pub(super) struct Weighed {
    /// What stands in the fields.
    pub(super) typed: Typed,
    /// What stood in them before anybody typed.
    pub(super) begun: Typed,
    pub(super) flaws: Flaws,
    /// The items that the lines name, by their number in the form.
    pub(super) articles: BTreeMap<usize, Article>,
    /// The items that they may mean.
    pub(super) choices: BTreeMap<usize, Vec<Choice>>,
    /// What would be accepted; `None` is the order as it was read.
    pub(super) draft: Option<OrderDraft>,
    /// What accepting would come to; `None` while a field is wrong.
    pub(super) result: Option<Result<Outcome, Refusal>>,
}

/// An item as it is shown beside a field.
pub(super) struct Article {
    pub(super) code: String,
    pub(super) description: String,
    /// The unit that is sold, and how many base units it has.
    pub(super) sold: (Unit, Ratio),
    pub(super) base: Unit,
    /// Every unit that it may be ordered in.
    pub(super) units: Vec<Unit>,
    /// The customer's own part number.
    pub(super) part: Option<String>,
}

/// An item that may be meant, and why.
pub(super) struct Choice {
    pub(super) article: Article,
    pub(super) by: MatchedBy,
    /// How alike, in thousandths.
    pub(super) score: u16,
}

/// An order as accepting would leave it.
pub(super) struct Outcome {
    /// The order that is changed, as it is, and the version of it that was looked at.
    pub(super) before: Option<(Order, Seen)>,
    pub(super) after: Order,
    /// True when nothing could happen to it any more.
    pub(super) finished: bool,
    /// Codes and descriptions of the items.
    pub(super) items: HashMap<ItemId, (String, String)>,
    /// Codes of the sites.
    pub(super) sites: HashMap<SiteId, String>,
    /// Codes of where it goes, and went.
    pub(super) ship_tos: HashMap<ShipToId, String>,
    pub(super) currency: Currency,
}

impl Weighed {
    /// Names what would be accepted: another mark means that something else would be.
    pub(super) fn mark(&self) -> String {
        let seen = self.outcome().and_then(|outcome| outcome.before.as_ref());
        let version = seen.map(|(_, seen)| seen.version);
        let text = serde_json::to_string(&(&self.draft, version)).expect("a draft is plain JSON");
        blake3::hash(text.as_bytes()).to_hex()[..24].to_owned()
    }

    pub(super) fn outcome(&self) -> Option<&Outcome> {
        self.result.as_ref()?.as_ref().ok()
    }
}

/// Asks the book.
pub(super) fn weigh(book: &Book, question: &Question) -> Weighed {
    let read = question.draft.order.as_ref();
    let (stated, grounded) = (question.read.as_ref(), question.grounded.as_ref());
    let begun = Typed::begun(book, read, stated, grounded);
    let typed = question.typed.clone().unwrap_or_else(|| begun.clone());
    let meant = meant(book, &typed, &begun, read, question.draft.intent);
    let (draft, flaws) = match meant {
        Ok(draft) => (Some(draft), Flaws::new()),
        Err(flaws) => (None, flaws),
    };
    let result = draft.as_ref().map(|draft| {
        let draft = draft.clone();
        let request = question.request;
        outcome(
            book,
            &Command::AcceptRequest { request, draft },
            &question.stamp,
        )
    });
    Weighed {
        articles: articles(book, &typed),
        choices: choices(book, &question.items, &typed),
        draft: draft.flatten(),
        begun,
        typed,
        flaws,
        result,
    }
}

fn outcome(book: &Book, command: &Command, stamp: &Stamp) -> Result<Outcome, Refusal> {
    let told = foretold(book, command, stamp)?;
    let (before, after) = (told.before, told.after);
    Ok(Outcome {
        finished: told.finished,
        items: names(book, &after),
        sites: (0..)
            .map(SiteId)
            .zip(book.company.sites.iter().map(|site| site.code.clone()))
            .collect(),
        ship_tos: ship_tos(
            book,
            [before.as_ref().map(|(order, _)| order), Some(&after)],
        ),
        currency: after.currency,
        before,
        after,
    })
}

fn names(book: &Book, order: &Order) -> HashMap<ItemId, (String, String)> {
    let items = order
        .lines
        .iter()
        .filter_map(|line| StatedItem::known(&line.item));
    let name = |id: ItemId| {
        let item = book.company.items.get(id.index())?;
        Some((id, (item.code.clone(), item.description.clone())))
    };
    items.filter_map(name).collect()
}

fn ship_tos(book: &Book, orders: [Option<&Order>; 2]) -> HashMap<ShipToId, String> {
    let ids = orders
        .into_iter()
        .flatten()
        .filter_map(|order| order.ship_to);
    let code = |id: ShipToId| {
        let row = book.company.ship_tos.get(id.index())?;
        Some((id, row.code.clone()))
    };
    ids.filter_map(code).collect()
}

fn articles(book: &Book, typed: &Typed) -> BTreeMap<usize, Article> {
    let lines = typed.lines.iter().enumerate();
    let named = lines.filter_map(|(number, line)| {
        let id = book.company.item_by_code(&line.item)?;
        Some((number, article(book, id, None)?))
    });
    named.collect()
}

fn choices(
    book: &Book,
    items: &BTreeMap<usize, Vec<Proposal<ItemId>>>,
    typed: &Typed,
) -> BTreeMap<usize, Vec<Choice>> {
    let customer = book.company.customer_by_code(&typed.customer);
    let parts = customer.and_then(|id| book.company.customers.get(id.index()));
    let part = |item: ItemId| {
        let mut parts = parts?.parts.iter();
        parts
            .find(|(_, known)| **known == item)
            .map(|(part, _)| part.clone())
    };
    let choice = |proposal: &Proposal<ItemId>| {
        let article = article(book, proposal.value, part(proposal.value))?;
        let (by, score) = (proposal.by, proposal.score);
        Some(Choice { article, by, score })
    };
    let chosen = |number: usize| {
        typed
            .lines
            .get(number)
            .map_or("", |line| line.item.as_str())
    };
    let of_line = |(number, proposals): (&usize, &Vec<Proposal<ItemId>>)| {
        let others = proposals.iter().filter_map(choice);
        let others = others.filter(|choice| choice.article.code != chosen(*number));
        (*number, others.collect())
    };
    items.iter().map(of_line).collect()
}

fn article(book: &Book, id: ItemId, part: Option<String>) -> Option<Article> {
    let item = book.company.items.get(id.index())?;
    let units = [item.base_unit].into_iter();
    let units = units.chain(item.units.iter().map(|(unit, _)| *unit));
    Some(Article {
        code: item.code.clone(),
        description: item.description.clone(),
        sold: (item.sales_unit, item.ratio(item.sales_unit)?),
        base: item.base_unit,
        units: units.collect(),
        part,
    })
}
