//! `kept backorders`: what handing goods out anew would change, and the yes to it.

use crate::cli::Backorders;
use crate::company::Company;
use crate::failure::{Failure, Outcome};
use crate::planning::stamp;
use crate::talk;
use book::Command;
use book::plan::RunEnd;
use vocab::{Day, Quantity};
use web::rationing::{Change, Looked, Timed, known, looked};
use web::solutions::Version;

/// Carries out a command about backorder runs. The directory is opened for it, so no server may be
/// running.
pub fn backorders(company: &Company, command: &Backorders, json: bool) -> Outcome {
    match command {
        Backorders::Run { items } => told(&look(company, items)?, items, json),
        Backorders::Show => show(company, json),
        Backorders::Apply { items, seen } => apply(company, items, *seen, json),
    }
}

/// What a run would change, worked out on a copy of the book.
fn look(company: &Company, items: &[String]) -> Outcome<Looked> {
    let codes = items.to_vec();
    let items = match codes.is_empty() {
        true => None,
        // A copy doesn't know codes.
        false => Some(company.handle.ask(move |book| known(book, &codes))??),
    };
    let book = company.handle.copy()?.into_book();
    Ok(looked(&book, items.as_ref(), &stamp(&company.clock)))
}

fn apply(company: &Company, items: &[String], seen: Version, json: bool) -> Outcome {
    let looked = look(company, items)?;
    if looked.seen != seen {
        return Err(Failure::new(
            "the run would come out otherwise by now; look again with `kept backorders run`",
        ));
    }
    let command = Command::MakePlan(looked.plan().clone());
    company.handle.own(command)?.outcome?;
    if json {
        return talk::json(&looked);
    }
    println!("handed out: {}", sum(&looked));
    Ok(())
}

fn told(looked: &Looked, items: &[String], json: bool) -> Outcome {
    if json {
        return talk::json(looked);
    }
    if looked.changes.is_empty() {
        println!("nothing would change: goods are where priority wants them");
        return Ok(());
    }
    let rows: Vec<Vec<String>> = looked.changes.iter().map(row).collect();
    let titles = [
        "order", "line", "customer", "item", "before", "after", "strategy", "points", "goes to",
    ];
    print!("{}", talk::table(&titles, &rows));
    println!("{}", sum(looked));
    let of: String = items.iter().map(|code| format!(" {code}")).collect();
    println!(
        "to make it: kept backorders apply{of} --seen {}",
        looked.seen
    );
    Ok(())
}

fn sum(looked: &Looked) -> String {
    let (gains, losses, orders) = (looked.gains, looked.losses, looked.orders);
    format!("{gains} lines better off, {losses} worse off, of {orders} orders")
}

fn row(change: &Change) -> Vec<String> {
    vec![
        change.order.clone(),
        change.line.to_string(),
        change.customer.clone(),
        change.item.clone().unwrap_or_default(),
        when(change.was, change.waited),
        when(change.becomes, change.waits),
        change.strategy.as_str().to_owned(),
        change.points.to_string(),
        change.lost_to.clone().unwrap_or_default(),
    ]
}

fn when(day: Option<Day>, waits: Quantity) -> String {
    match day {
        Some(day) => day.to_string(),
        None => format!("{waits} without a day"),
    }
}

fn show(company: &Company, json: bool) -> Outcome {
    let stamp = stamp(&company.clock);
    let timed = company.handle.ask(move |book| Timed::of(book, &stamp))?;
    if json {
        return talk::json(&timed);
    }
    match &timed.last {
        None => println!("no run was made by itself yet"),
        Some(run) => {
            let end = match run.end {
                RunEnd::Made {
                    gains,
                    losses,
                    left,
                } => format!(
                    "{gains} lines better off, {losses} worse off, {left} left as they had changed"
                ),
                RunEnd::GivenUp => "given up; the book changed too fast".to_owned(),
            };
            println!("last: {} by \"{}\": {end}", run.due, run.rule);
        }
    }
    match &timed.next {
        None => println!("the policy's backorder_runs has no times"),
        Some(next) => println!("next: {} by \"{}\"", next.due, next.rule),
    }
    Ok(())
}
