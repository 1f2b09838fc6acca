//! `kept request`: the requests that wait for a person.

use crate::cli::{Decline, Request};
use crate::company::Company;
use crate::failure::Outcome;
use crate::{talk, wording};
use book::Command;
use book::request::DeclineReason;
use views::{Reader, RequestFilter, RequestRow, RequestState};

/// Carries out a command on requests in review.
pub fn request(company: &Company, command: &Request, json: bool) -> Outcome {
    match command {
        Request::List => list(&company.views, json),
        Request::Accept { request } => {
            let command = Command::AcceptRequest {
                request: *request,
                draft: None,
            };
            settle(company, command)
        }
        Request::Decline { request, reason } => {
            let reason = match reason {
                Decline::NotAnOrder => DeclineReason::NotAnOrder,
                Decline::Duplicate => DeclineReason::Duplicate,
                Decline::Unwanted => DeclineReason::Unwanted,
            };
            settle(
                company,
                Command::DeclineRequest {
                    request: *request,
                    reason,
                },
            )
        }
    }
}

fn settle(company: &Company, command: Command) -> Outcome {
    company.handle.own(command)?.outcome?;
    eprintln!("done");
    Ok(())
}

/// Prints what waits for a person.
pub fn list(views: &Reader, json: bool) -> Outcome {
    let filter = RequestFilter {
        state: Some(RequestState::Review),
        ..RequestFilter::default()
    };
    let mut requests: Vec<RequestRow> = Vec::new();
    let mut after = None;
    loop {
        let page = views.requests(&filter, after, ::views::PAGE_MAX)?;
        requests.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if json {
        return talk::json(&requests);
    }
    let row = |request: &RequestRow| {
        let reasons: Vec<String> = request.reasons.iter().map(wording::park_reason).collect();
        vec![
            format!("R-{}", request.id),
            request
                .customer_code
                .clone()
                .unwrap_or_else(|| "-".to_owned()),
            request.po_number.clone().unwrap_or_else(|| "-".to_owned()),
            request.lines.to_string(),
            reasons.join(", "),
        ]
    };
    let rows: Vec<Vec<String>> = requests.iter().map(row).collect();
    print!(
        "{}",
        talk::table(&["request", "customer", "po number", "lines", "why"], &rows)
    );
    Ok(())
}
