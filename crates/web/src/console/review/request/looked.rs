//! What is known of a request besides the book: its reading with the document, who and what may be
//! meant by it, and its place in the inbox.

use super::typed::{LINES_TYPED_MAX, Typed};
use crate::call::Call;
use crate::console::desk::{Desk, Names};
use crate::console::evidence::About;
use crate::console::original::{self, Original};
use crate::console::review::within::Within;
use crate::console::timeline::Told;
use crate::problem::Problem;
use crate::state::App;
use book::order::StatedItem;
use book::request::{DoubtCode, ParkReason};
use intake::ground::{
    Directory, Grounded, GroundedRequest, MatchedBy, Proposal, find_customers, find_items, ground,
    propose_customers, propose_items,
};
use intake::{FormField, OrderRequest};
use keep::Scope;
use std::collections::{BTreeMap, HashMap};
use views::{Counts, RequestRow, RequestState, RequestView, ReviewPlace};
use vocab::{CustomerId, ItemId, LessonId, RequestId};

/// Lines that items are proposed for; more are looked up once these are settled.
const LINES_PROPOSED_MAX: usize = 40;
/// Addresses to choose from; a customer with more is told one by its code.
const ADDRESSES_MAX: usize = 100;

/// A request as it stands, without what the book would say.
pub(super) struct Looked {
    pub(super) view: RequestView,
    /// Who buys, as far as that is known: number and name.
    pub(super) buyer: Option<(String, Option<String>)>,
    pub(super) original: Option<Original>,
    pub(super) counts: Counts,
    pub(super) told: Told,
    pub(super) within: Within,
    pub(super) place: ReviewPlace,
    /// The request that was decided about before this page.
    pub(super) was: Option<RequestRow>,
    /// What the reading means in the company's codes.
    pub(super) grounded: Option<GroundedRequest>,
    /// What may be meant by each line, by its number in the form.
    pub(super) items: BTreeMap<usize, Vec<Proposal<ItemId>>>,
    pub(super) customers: Vec<Candidate>,
    /// Where the customer's goods may go; empty when there are too many to choose from.
    pub(super) addresses: Vec<Address>,
}

/// A customer who may be meant.
pub(super) struct Candidate {
    pub(super) code: String,
    pub(super) name: Option<String>,
    pub(super) by: MatchedBy,
    /// How alike, in thousandths.
    pub(super) score: u16,
}

/// A ship-to and where it is.
pub(super) struct Address {
    pub(super) code: String,
    pub(super) text: Option<String>,
}

impl Looked {
    /// Whether someone may correct it now: it waits, and is not too large.
    pub(super) fn is_open(&self) -> bool {
        self.view.request.state == RequestState::Review
    }

    /// Whether its fields can be typed into.
    pub(super) fn is_typed(&self) -> bool {
        let read = self.read().map_or(0, |read| read.lines.len());
        self.is_open() && read.max(self.view.request.lines as usize) <= LINES_TYPED_MAX
    }

    /// The customer's order number, as it was taken or as the document states it.
    pub(super) fn po_number(&self) -> Option<&str> {
        let read = || Some(self.read()?.po_number.as_ref()?.value.as_str());
        self.view.request.po_number.as_deref().or_else(read)
    }

    /// The lesson that a field was understood by: of a line, by its index, or of the order.
    pub(super) fn lesson(&self, line: Option<usize>, about: About) -> Option<LessonId> {
        let grounded = self.grounded.as_ref()?;
        let of_form = |field| self.original.as_ref()?.learned(field);
        match (line, about) {
            (None, About::Buyer) => grounded.customer.lesson(),
            (None, About::ShipTo) => grounded.ship_to.lesson(),
            (None, About::PoNumber) => of_form(FormField::PoNumber),
            (None, About::Requested) => of_form(FormField::Requested),
            (Some(line), About::Item) => grounded.lines.get(line)?.item.lesson(),
            (Some(line), About::Unit) => Some(grounded.lines.get(line)?.unit_learned?.lesson),
            (
                None,
                About::Currency | About::Item | About::Quantity | About::Unit | About::Price,
            )
            | (
                Some(_),
                About::PoNumber
                | About::Requested
                | About::Buyer
                | About::ShipTo
                | About::Currency
                | About::Quantity
                | About::Price,
            )
            | (_, About::Other) => None,
        }
    }

    /// What the document states.
    pub(super) fn read(&self) -> Option<&OrderRequest> {
        self.original.as_ref()?.request()
    }
}

/// Looks at the request that the path names, with what was typed; `None` when it is not there.
pub(super) async fn look(
    desk: &Desk,
    call: &Call,
    within: Within,
    was: Option<u64>,
    typed: Option<Typed>,
) -> Result<Option<Looked>, Problem> {
    let Ok(id) = call.parameter("id").parse().map(RequestId) else {
        return Ok(None);
    };
    let today = desk.today;
    let decides = desk.may(Scope::RequestsDecide);
    desk.load(call, move |app, names| {
        let Some(view) = app.views.request(id)? else {
            return Ok(None);
        };
        let customer = match within.customer() {
            // Nobody of that number waits: then the request stands among all.
            Some(code) => app.views.customer_by_code(code)?.map(|row| row.id),
            None => None,
        };
        let actors = view.timeline.iter().filter_map(|entry| {
            let name = names.actor(entry.actor)?;
            Some((entry.actor, name))
        });
        let actors: HashMap<_, _> = actors.collect();
        let was = was.map(|id| app.views.request(RequestId(id))).transpose()?;
        let mut looked = Looked {
            buyer: buyer(&view.request, names),
            original: original::load(app, view.request.document, view.request.index)?,
            counts: app.views.counts()?,
            told: Told {
                sites: app.views.sites()?,
                actors,
            },
            place: app
                .views
                .review_place(id, &within.filter(customer, today))?,
            within,
            was: was.flatten().map(|view| view.request),
            grounded: None,
            items: BTreeMap::new(),
            customers: Vec::new(),
            addresses: Vec::new(),
            view,
        };
        if decides && looked.is_typed() {
            looked.propose(app, names, typed.as_ref())?;
        }
        Ok(Some(looked))
    })
    .await?
}

fn buyer(request: &RequestRow, names: &mut Names<'_>) -> Option<(String, Option<String>)> {
    let code = request.customer_code.clone()?;
    Some((code, request.customer.and_then(|id| names.customer(id))))
}

impl Looked {
    /// Finds who and what may be meant.
    fn propose(
        &mut self,
        app: &App,
        names: &mut Names<'_>,
        typed: Option<&Typed>,
    ) -> Result<(), Problem> {
        let directory = app.known().now(app)?;
        let sender = self.original.as_ref().and_then(Original::sender);
        self.grounded = self.read().map(|read| ground(&directory, read, sender));
        let customer = self.customer_meant(app, typed)?;
        if let Some(row) = customer
            .map(|id| app.views.customer(id))
            .transpose()?
            .flatten()
        {
            self.buyer = Some((row.code, names.customer(row.id)));
        }
        self.items = match typed {
            Some(typed) => self.items_typed(app, &directory, customer, typed)?,
            None => self.items_read(&directory, customer),
        };
        let customers = self.customers_meant(&directory, typed);
        for proposal in customers {
            if let Some(row) = app.views.customer(proposal.value)? {
                self.customers.push(Candidate {
                    name: names.customer(row.id),
                    code: row.code,
                    by: proposal.by,
                    score: proposal.score,
                });
            }
        }
        let page = customer.map(|id| app.views.ship_tos(id, None, ADDRESSES_MAX));
        if let Some(page) = page.transpose()?.filter(|page| page.next.is_none()) {
            let address = |row: views::ShipToRow| Address {
                text: names.ship_to(row.id),
                code: row.code,
            };
            self.addresses = page.items.into_iter().map(address).collect();
        }
        Ok(())
    }

    fn customer_meant(
        &self,
        app: &App,
        typed: Option<&Typed>,
    ) -> Result<Option<CustomerId>, Problem> {
        match typed {
            Some(typed) => Ok(app
                .views
                .customer_by_code(&typed.customer)?
                .map(|row| row.id)),
            None => {
                let grounded = self.grounded.as_ref();
                let found = grounded.and_then(|grounded| grounded.customer.value());
                Ok(self.view.request.customer.or(found))
            }
        }
    }

    /// Items for the lines that nobody knows, or that something speaks against.
    fn items_read(
        &self,
        directory: &Directory,
        customer: Option<CustomerId>,
    ) -> BTreeMap<usize, Vec<Proposal<ItemId>>> {
        let lines = self.read().map_or(&[][..], |read| &read.lines).iter();
        let doubtful = lines
            .enumerate()
            .filter(|(index, _)| self.is_doubtful(*index));
        let proposed = doubtful
            .take(LINES_PROPOSED_MAX)
            .map(|(index, line)| (index, propose_items(directory, customer, line)));
        proposed.collect()
    }

    /// The same for lines as they were typed: by what stands in the field, else by what was read.
    fn items_typed(
        &self,
        app: &App,
        directory: &Directory,
        customer: Option<CustomerId>,
        typed: &Typed,
    ) -> Result<BTreeMap<usize, Vec<Proposal<ItemId>>>, Problem> {
        let mut proposed = BTreeMap::new();
        let lines = typed.lines.iter().enumerate();
        for (number, line) in lines.filter(|(_, line)| !line.removed) {
            if proposed.len() == LINES_PROPOSED_MAX {
                break;
            }
            let stated = line.read.and_then(|index| self.read()?.lines.get(index));
            let proposals = match (line.item.as_str(), stated) {
                ("", Some(stated)) => propose_items(directory, customer, stated),
                ("", None) => continue,
                (code, _) if app.views.item_by_code(code)?.is_some() => continue,
                (text, _) => find_items(directory, customer, text),
            };
            proposed.insert(number, proposals);
        }
        Ok(proposed)
    }

    /// Whether the item of a line is not known, or doubted.
    fn is_doubtful(&self, index: usize) -> bool {
        let doubted = self.view.request.reasons.iter().any(|reason| {
            matches!(reason, ParkReason::Doubt(doubt)
                if doubt.line.is_some_and(|line| usize::from(line) == index + 1)
                    && matches!(doubt.code, DoubtCode::UnknownItem | DoubtCode::AmbiguousItem))
        });
        let draft = self.view.draft.order.as_ref();
        let drafted = draft.and_then(|order| order.lines.get(index));
        let read = self.grounded.as_ref();
        let read = read.and_then(|grounded| grounded.lines.get(index));
        doubted
            || match drafted {
                Some(line) => matches!(line.item, StatedItem::Unknown(_)),
                None => read.is_none_or(|line| line.item.value().is_none()),
            }
    }

    fn customers_meant(
        &self,
        directory: &Directory,
        typed: Option<&Typed>,
    ) -> Vec<Proposal<CustomerId>> {
        let text = typed.map_or("", |typed| typed.customer.as_str());
        let unsure = self.grounded.as_ref();
        let unsure = unsure.is_some_and(|grounded| match grounded.customer {
            Grounded::Found { .. } => false,
            Grounded::Ambiguous { .. } | Grounded::NotFound => true,
        });
        match (text, self.read()) {
            ("", Some(read)) if unsure => {
                let sender = self.original.as_ref().and_then(Original::sender);
                propose_customers(directory, &read.buyer, sender)
            }
            ("", _) => Vec::new(),
            (text, _) => find_customers(directory, text),
        }
    }
}
