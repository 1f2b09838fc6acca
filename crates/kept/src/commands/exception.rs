//! `kept exception`: promises in trouble, what could be done about each, and the decision.

mod show;

use crate::cli::Exception;
use crate::company::Company;
use crate::failure::{Failure, Outcome};
use crate::planning::Planner;
use book::{Command, refusal};
use keep::Scopes;
use vocab::ExceptionId;
use web::solutions::{self, Version};

pub use show::list;

/// Carries out a command about an exception. The directory is opened for it, so no server may be
/// running; what is still to be planned is planned first.
pub fn exception(company: &Company, command: &Exception, json: bool) -> Outcome {
    let planner = Planner::new(company);
    planner.plan_what_waits()?;
    company.catch_up()?;
    match *command {
        Exception::List(ref list) => show::list(&company.views, list, json),
        Exception::Show { exception } => show::one(company, exception, json),
        Exception::Approve {
            exception,
            solution,
            seen,
        } => approve(company, &planner, (exception, solution), seen, json),
        Exception::Dismiss { exception } => {
            let command = Command::CloseException { exception };
            close(company, &planner, exception, command, json)
        }
        Exception::Revert { exception } => {
            let command = Command::RevertSolution { exception };
            close(company, &planner, exception, command, json)
        }
    }
}

fn close(
    company: &Company,
    planner: &Planner,
    exception: ExceptionId,
    command: Command,
    json: bool,
) -> Outcome {
    company.handle.own(command)?.outcome?;
    decided(company, planner, exception, json)
}

/// A yes to a solution as it was looked at. What is stale is planned anew, to be looked at again.
fn approve(
    company: &Company,
    planner: &Planner,
    (exception, proposal): (ExceptionId, u16),
    seen: Version,
    json: bool,
) -> Outcome {
    // Whoever works at this machine may do everything.
    let look = move |book: &book::Book| {
        solutions::may_approve(book, exception, proposal, Scopes::all()).is_err()
    };
    if company.handle.ask(look)? {
        return Err(Failure::new(format!("solution {proposal} is not offered")));
    }
    let approval = Command::ApproveProposal {
        exception,
        proposal,
        seen: Some(seen.0),
    };
    match company.handle.own(approval)?.outcome {
        Ok(_) => decided(company, planner, exception, json),
        Err(refusal) if refusal.code == refusal::Code::Changed => {
            let settle = Command::SettleException { exception };
            company.handle.own(settle)?.outcome?;
            planner.plan_what_waits()?;
            Err(Failure::new(format!(
                "{refusal}; look again with `kept exception show {exception}`"
            )))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// What came of a decision. What it broke is planned as well.
fn decided(company: &Company, planner: &Planner, exception: ExceptionId, json: bool) -> Outcome {
    planner.plan_what_waits()?;
    company.catch_up()?;
    show::one(company, exception, json)
}
