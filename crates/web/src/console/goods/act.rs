//! What can be done with goods, read from what was typed, and what each would change.

use crate::call::Call;
use crate::console::form::Sent;
use crate::problem::Problem;
use book::{Book, Command, Event, Refusal, Stamp};
use std::collections::BTreeSet;
use vocab::{Day, ItemId, OrderId, Quantity, SiteId, SupplyId};

/// A kind of act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::console) enum What {
    /// Say how many there are.
    Count,
    /// Take supply into stock.
    Receive,
    /// Give supply another day.
    Reschedule,
    /// Give up what is still to come.
    Close,
}

impl What {
    const ALL: [What; 4] = [What::Count, What::Receive, What::Reschedule, What::Close];

    /// As it stands in addresses.
    pub(in crate::console) fn as_str(self) -> &'static str {
        match self {
            What::Count => "count",
            What::Receive => "receive",
            What::Reschedule => "reschedule",
            What::Close => "close",
        }
    }

    pub(super) fn parse(word: &str) -> Option<What> {
        What::ALL.into_iter().find(|what| what.as_str() == word)
    }
}

/// What an act is about, as the address says.
pub(super) struct Subject {
    pub(super) what: What,
    pub(super) item: ItemId,
    pub(super) item_code: String,
    pub(super) description: String,
    /// What it is called: the item's code, or the supply's reference.
    pub(super) name: String,
    /// Which supply; `None` is stock.
    pub(super) supply: Option<(SupplyId, SiteId)>,
    /// How much of the supply is still to come.
    pub(super) open: Quantity,
    /// Where its forms are sent.
    pub(super) path: String,
    sites: Vec<(String, SiteId)>,
}

/// What was typed and can't be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    Site,
    Quantity,
    Day,
}

/// An act, ready to be done.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Count {
        item: ItemId,
        site: SiteId,
        counted: Quantity,
    },
    Receive {
        item: ItemId,
        supply: SupplyId,
        site: SiteId,
        quantity: Quantity,
        last: bool,
    },
    Reschedule {
        item: ItemId,
        supply: SupplyId,
        site: SiteId,
        due: Day,
    },
    Close {
        item: ItemId,
        supply: SupplyId,
        site: SiteId,
    },
}

/// What is known of the goods of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) on_hand: Quantity,
    reserved: Quantity,
    /// The supply, where it is about one that is open.
    pub(super) supply: Option<SupplyFacts>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SupplyFacts {
    pub(super) open: Quantity,
    pegged: Quantity,
    pub(super) due: Day,
}

/// What an act would change.
pub(super) struct Weighed {
    pub(super) before: Facts,
    pub(super) after: Facts,
    /// The orders that would be promised otherwise in the same step.
    pub(super) orders: Vec<OrderId>,
}

impl Subject {
    /// What the address is about; `None` when there is no such thing.
    pub(super) async fn of(call: &Call) -> Result<Option<Subject>, Problem> {
        let path = call.head.uri.path().to_owned();
        let of_supply = path.starts_with("/supply/");
        let named = match of_supply {
            true => call.parameter("id").to_owned(),
            false => call.parameter("item").to_owned(),
        };
        let what = match of_supply {
            true => What::parse(call.parameter("act")).filter(|what| *what != What::Count),
            false => Some(What::Count),
        };
        let Some(what) = what else {
            return Ok(None);
        };
        let look = move |app: &crate::App| -> Result<Option<Subject>, Problem> {
            let views = &app.views;
            let supply = match (of_supply, named.parse()) {
                (true, Ok(id)) => views.supply_element(SupplyId(id))?,
                (true, Err(_)) | (false, _) => None,
            };
            let code = match (&supply, of_supply) {
                (Some(supply), _) => supply.item_code.clone(),
                (None, true) => return Ok(None),
                (None, false) => named,
            };
            let Some(item) = views.item_by_code(&code)? else {
                return Ok(None);
            };
            let sites = views.sites()?.into_iter().map(|site| (site.code, site.id));
            Ok(Some(Subject {
                what,
                item: item.id,
                name: supply
                    .as_ref()
                    .map_or(&code, |supply| &supply.reference)
                    .clone(),
                open: supply.as_ref().map_or(Quantity::ZERO, |supply| supply.open),
                supply: supply.map(|supply| (supply.id, supply.site.id)),
                item_code: code,
                description: item.item.description,
                path,
                sites: sites.collect(),
            }))
        };
        call.app.blocking(look).await?
    }
}

impl Act {
    /// Reads what was typed; `None` when not everything is yet.
    pub(super) fn read(subject: &Subject, sent: &Sent) -> Result<Option<Act>, Flaw> {
        let item = subject.item;
        let Some((supply, site)) = subject.supply else {
            let (Some(site), Some(counted)) = (sent.get("site"), sent.get("quantity")) else {
                return Ok(None);
            };
            let known = subject.sites.iter().find(|(code, _)| code == site);
            let site = known.ok_or(Flaw::Site)?.1;
            let counted = quantity(counted)?;
            return Ok(Some(Act::Count {
                item,
                site,
                counted,
            }));
        };
        Ok(match subject.what {
            What::Receive => {
                let typed = sent.get("quantity").map(quantity).transpose()?;
                let last = sent.get("last").is_some();
                typed.map(|quantity| Act::Receive {
                    item,
                    supply,
                    site,
                    quantity,
                    last,
                })
            }
            What::Reschedule => {
                let day = |text| Day::parse(text).ok_or(Flaw::Day);
                let due = sent.get("due").map(day).transpose()?;
                due.map(|due| Act::Reschedule {
                    item,
                    supply,
                    site,
                    due,
                })
            }
            What::Close => Some(Act::Close { item, supply, site }),
            What::Count => None,
        })
    }

    /// The same as fields of a form.
    pub(super) fn fields(&self, subject: &Subject) -> Vec<(&'static str, String)> {
        match self {
            Act::Count { site, counted, .. } => {
                let known = subject.sites.iter().find(|(_, id)| id == site);
                let code = known.map(|(code, _)| code.clone()).unwrap_or_default();
                vec![("site", code), ("quantity", counted.to_string())]
            }
            Act::Receive { quantity, last, .. } => {
                let mut fields = vec![("quantity", quantity.to_string())];
                fields.extend(last.then(|| ("last", "on".to_owned())));
                fields
            }
            Act::Reschedule { due, .. } => vec![("due", due.to_string())],
            Act::Close { .. } => Vec::new(),
        }
    }

    pub(super) fn command(&self) -> Command {
        match *self {
            Act::Count {
                item,
                site,
                counted,
            } => Command::CountStock {
                site,
                item,
                counted,
            },
            Act::Receive {
                supply,
                quantity,
                last,
                ..
            } => Command::ReceiveSupply {
                supply,
                quantity,
                last,
            },
            Act::Reschedule { supply, due, .. } => Command::RescheduleSupply { supply, due },
            Act::Close { supply, .. } => Command::CancelSupply { supply },
        }
    }

    pub(super) fn word(&self) -> &'static str {
        let what = match self {
            Act::Count { .. } => What::Count,
            Act::Receive { .. } => What::Receive,
            Act::Reschedule { .. } => What::Reschedule,
            Act::Close { .. } => What::Close,
        };
        what.as_str()
    }
}

fn quantity(text: &str) -> Result<Quantity, Flaw> {
    let digits: String = text.chars().filter(|letter| *letter != ',').collect();
    digits.parse().map(Quantity).map_err(|_| Flaw::Quantity)
}

impl Facts {
    pub(super) fn of(book: &Book, act: &Act) -> Facts {
        let (item, site, supply) = match *act {
            Act::Count { item, site, .. } => (item, site, None),
            Act::Receive {
                item, supply, site, ..
            }
            | Act::Reschedule {
                item, supply, site, ..
            }
            | Act::Close { item, supply, site } => (item, site, Some(supply)),
        };
        let balance = book.stock.balance(item, site);
        let supply = supply.and_then(|supply| book.stock.supplies.get(&supply));
        Facts {
            on_hand: balance.on_hand,
            reserved: balance.reserved,
            supply: supply.map(|supply| SupplyFacts {
                open: supply.open,
                pegged: supply.pegged,
                due: supply.due,
            }),
        }
    }

    /// The same as a text, by which a form knows whether it is still so.
    pub(super) fn seen(&self) -> String {
        let stock = format!("{}-{}", self.on_hand, self.reserved);
        match &self.supply {
            Some(supply) => format!("{stock}-{}-{}-{}", supply.open, supply.pegged, supply.due),
            None => stock,
        }
    }

    /// The same after an act that the book allows; so nothing grows beyond what can be added up.
    fn after(&self, act: &Act) -> Facts {
        let mut after = self.clone();
        match act {
            Act::Count { counted, .. } => after.on_hand = *counted,
            Act::Receive { quantity, last, .. } => {
                after.on_hand += *quantity;
                if let Some(supply) = &mut after.supply {
                    let left = supply.open.saturating_sub(*quantity);
                    supply.open = if *last { Quantity::ZERO } else { left };
                }
            }
            Act::Reschedule { due, .. } => {
                if let Some(supply) = &mut after.supply {
                    supply.due = *due;
                }
            }
            Act::Close { .. } => {
                if let Some(supply) = &mut after.supply {
                    supply.open = Quantity::ZERO;
                }
            }
        }
        after
    }
}

impl Weighed {
    /// What would come of an act now; nothing of it is done.
    ///
    /// # Errors
    /// What the book would say to it.
    pub(super) fn of(book: &Book, act: &Act, stamp: &Stamp) -> Result<Weighed, Refusal> {
        let events = book::decide(book, &act.command(), stamp)?;
        let scheduled = events.iter().filter_map(|event| match event {
            Event::LinesScheduled { order, .. } => Some(*order),
            _ => None,
        });
        let orders: BTreeSet<OrderId> = scheduled.collect();
        let before = Facts::of(book, act);
        Ok(Weighed {
            after: before.after(act),
            before,
            orders: orders.into_iter().collect(),
        })
    }
}
