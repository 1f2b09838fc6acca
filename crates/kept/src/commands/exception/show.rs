//! Exceptions as tables: a list, and everything about one.

use crate::cli::ExceptionList;
use crate::company::Company;
use crate::failure::{Failure, Outcome};
use crate::talk;
use book::exception::{Cause, Proposal};
use book::plan::Shift;
use serde::Serialize;
use views::{BrokenRow, ExceptionFilter, ExceptionRow, ExceptionView, Reader};
use vocab::{Currency, Day, ExceptionId, ItemId, Money, Quantity};
use web::solutions::{self, Offer, Step, Substitution, TurnedBack, Version};

/// Everything about one, for machines.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    view: ExceptionView,
    promises: Vec<BrokenRow>,
    solutions: Vec<Solution>,
}

/// A solution that may be approved.
#[derive(Serialize)]
struct Solution {
    number: u16,
    seen: Version,
    needs_two: bool,
    #[serde(flatten)]
    proposal: Proposal,
    does: Vec<Step>,
}

impl From<Offer> for Solution {
    fn from(offer: Offer) -> Solution {
        Solution {
            number: offer.number,
            seen: offer.seen,
            needs_two: offer.needs_two,
            proposal: offer.proposal,
            does: offer.steps,
        }
    }
}

/// Prints a list of exceptions, the most valuable first; those that are closed, the latest first.
pub fn list(views: &Reader, options: &ExceptionList, json: bool) -> Outcome {
    let filter = ExceptionFilter {
        closed: options.closed,
        ..ExceptionFilter::default()
    };
    let mut rows: Vec<ExceptionRow> = Vec::new();
    let mut after = None;
    while rows.len() < options.limit {
        let room = options.limit - rows.len();
        let page = views.exceptions(&filter, after, room.min(::views::PAGE_MAX))?;
        rows.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if json {
        return talk::json(&rows);
    }
    let rows = rows.iter().map(|row| {
        Ok(vec![
            row.id.to_string(),
            row.kind.as_str().to_owned(),
            cause(views, &row.cause)?,
            row.orders.to_string(),
            row.lines.to_string(),
            at_stake(row),
            day(row.promised),
            state(row),
        ])
    });
    let rows = rows.collect::<Outcome<Vec<Vec<String>>>>()?;
    let titles = [
        "exception",
        "kind",
        "of",
        "orders",
        "lines",
        "at stake",
        "promised",
        "state",
    ];
    print!("{}", talk::table(&titles, &rows));
    Ok(())
}

/// Prints everything about one exception.
pub fn one(company: &Company, id: ExceptionId, json: bool) -> Outcome {
    let views = &company.views;
    let Some(view) = views.exception(id)? else {
        return Err(Failure::new(format!(
            "there is no exception {id}; `kept exception list` has those that are open"
        )));
    };
    let promises = views.broken(id)?;
    let offers = move |book: &book::Book| {
        let offers = solutions::standing(book, id).map(|standing| standing.offers);
        (offers.unwrap_or_default(), book.policy.currency)
    };
    let (offers, currency) = company.handle.ask(offers)?;
    let shown = Shown {
        view,
        promises,
        solutions: offers.into_iter().map(Solution::from).collect(),
    };
    if json {
        return talk::json(&shown);
    }
    print!("{}", text(views, &shown, currency)?);
    Ok(())
}

fn text(views: &Reader, shown: &Shown, currency: Currency) -> Outcome<String> {
    let row = &shown.view.exception;
    let mut text = format!(
        "{}  {} of {}  {}  {}\n\n",
        row.id,
        row.kind.as_str(),
        cause(views, &row.cause)?,
        at_stake(row),
        state(row)
    );
    let titles = ["order", "line", "item", "quantity", "promised", "now"];
    let rows: Vec<Vec<String>> = shown.promises.iter().map(promise).collect();
    text.push_str(&talk::table(&titles, &rows));
    if let Some(made) = &shown.view.made {
        text.push_str(&format!("\nmade: {}\n", summary(made, currency)));
        shown
            .view
            .shifts
            .iter()
            .for_each(|shift| text.push_str(&moved(shift)));
    }
    for solution in &shown.solutions {
        text.push_str(&offered(row.id, solution, currency));
    }
    if row.closed.is_none() && shown.solutions.is_empty() {
        text.push_str("\nno solution is known; `kept exception dismiss` leaves it as it is\n");
    }
    Ok(text)
}

/// A solution: what it costs and does, and how a person says yes to it.
fn offered(exception: ExceptionId, solution: &Solution, currency: Currency) -> String {
    let (number, seen) = (solution.number, solution.seen);
    let mut text = format!(
        "\nsolution {number}: {}\n",
        summary(&solution.proposal, currency)
    );
    solution
        .does
        .iter()
        .for_each(|step| text.push_str(&format!("  {}\n", done(step))));
    solution
        .proposal
        .shifts
        .iter()
        .for_each(|shift| text.push_str(&moved(shift)));
    let second = if solution.needs_two {
        " (two persons must)"
    } else {
        ""
    };
    text.push_str(&format!(
        "  approve{second}: kept exception approve {exception} {number} --seen {seen}\n"
    ));
    text
}

fn summary(proposal: &Proposal, currency: Currency) -> String {
    let cost = Money {
        minor: proposal.cost,
        currency,
    };
    let risks: Vec<&str> = proposal.risks.iter().map(|risk| risk.as_str()).collect();
    let but = if risks.is_empty() {
        String::new()
    } else {
        format!(", but {}", risks.join(", "))
    };
    format!("{} at {cost}{but}", proposal.resolution.as_str())
}

/// What a step does.
fn done(step: &Step) -> String {
    match step {
        Step::Promise { order, lines } => {
            format!("{order} line {} is promised otherwise", numbers(lines))
        }
        Step::Hasten { supply, was, due } => format!("{supply} comes on {due} instead of {was}"),
        Step::Announce {
            supply,
            site,
            item,
            quantity,
            due,
            supplier,
            ..
        } => {
            let from = supplier
                .as_ref()
                .map(|supplier| format!(" from {supplier}"));
            let from = from.unwrap_or_default();
            format!("{quantity} of {item} are ordered{from} as {supply}, at {site} on {due}")
        }
        Step::Transfer {
            supply,
            item,
            from,
            to,
            quantity,
            due,
        } => {
            format!("{quantity} of {item} are sent from {from} to {to} as {supply}, there on {due}")
        }
        Step::Substitute { order, lines } => {
            let one = |row: &Substitution| {
                let (quantity, item, line) = (row.quantity, &row.item, row.line);
                format!("{quantity} of {item} instead of line {line}")
            };
            let lines: Vec<String> = lines.iter().map(one).collect();
            format!("{order}: {}", lines.join(", "))
        }
        Step::Move {
            item,
            from,
            to,
            quantity,
        } => {
            format!("{quantity} of {item} go from {from} to {to}")
        }
        Step::Cancel { order, lines } => format!("{order} line {} is cancelled", numbers(lines)),
        Step::CancelWaiting { order, lines } => {
            let part = |(line, quantity): &(u16, Quantity)| format!("{quantity} of line {line}");
            let parts: Vec<String> = lines.iter().map(part).collect();
            format!("{order}: {} cancelled", parts.join(", "))
        }
        Step::Postpone { order, becomes } => format!("{order} leaves on {}", day(*becomes)),
        Step::Redate {
            order,
            lines,
            becomes,
        } => format!("{order} line {} is to arrive on {becomes}", numbers(lines)),
        Step::TurnBack { order, goods } => {
            let one = |part: &TurnedBack| {
                let (quantity, line, site) = (part.quantity, part.line, &part.site);
                match part.instead {
                    Some(day) => {
                        format!("{quantity} of line {line} turn back, others arrive on {day}")
                    }
                    None => format!("{quantity} of line {line} turn back to {site}, not charged"),
                }
            };
            let parts: Vec<String> = goods.iter().map(one).collect();
            format!("{order}: {}", parts.join("; "))
        }
        Step::Release { order, holds } => {
            let holds: Vec<&str> = holds.iter().map(|hold| hold.as_str()).collect();
            format!("{order} is released from {}", holds.join(", "))
        }
    }
}

fn numbers(lines: &[u16]) -> String {
    let numbers: Vec<String> = lines.iter().map(u16::to_string).collect();
    numbers.join(", ")
}

fn moved(shift: &Shift) -> String {
    let (was, becomes) = (day(shift.was), day(shift.becomes));
    format!(
        "  {} line {}: {was} becomes {becomes}\n",
        shift.order.number(),
        shift.line
    )
}

fn promise(row: &BrokenRow) -> Vec<String> {
    vec![
        row.number.clone(),
        row.line.to_string(),
        row.item_code.clone(),
        row.quantity.to_string(),
        day(row.promised),
        day(row.now),
    ]
}

/// What trouble comes from, by the codes that people use.
fn cause(views: &Reader, cause: &Cause) -> Outcome<String> {
    let item = |id: ItemId| {
        views
            .item(id)
            .map(|view| view.map_or_else(|| id.to_string(), |view| view.item.item.code))
    };
    let sites = views.sites()?;
    let site = |id| {
        sites
            .iter()
            .find(|site| site.id == id)
            .map_or("", |site| site.code.as_str())
    };
    Ok(match cause {
        Cause::Supply { reference, .. } => reference.clone(),
        Cause::Stock { site: at, item: of } => format!("{} at {}", item(*of)?, site(*at)),
        Cause::Item { item: of } => item(*of)?,
        Cause::Order { order } => order.number(),
        Cause::Site { site: at, day } => format!("{} on {day}", site(*at)),
    })
}

fn at_stake(row: &ExceptionRow) -> String {
    let worth = |(currency, minor): &(Currency, i64)| {
        Money {
            minor: *minor,
            currency: *currency,
        }
        .to_string()
    };
    let amounts: Vec<String> = row.amounts.iter().map(worth).collect();
    amounts.join(" + ")
}

fn state(row: &ExceptionRow) -> String {
    let how = row
        .closed
        .as_ref()
        .map_or("open", |closed| closed.how.as_str());
    how.to_owned()
}

fn day(day: Option<Day>) -> String {
    day.map_or_else(|| "-".to_owned(), |day| day.to_string())
}
