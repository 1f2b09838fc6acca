//! The pulse of the console: how far the lists are, told to open pages as it changes.

use super::frame::Live;
use crate::access::{Policy, admit};
use crate::call::Call;
use crate::live::{Frame, Place, opened};
use crate::problem::Problem;
use axum::body::Bytes;
use axum::response::Response;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// How often at most a page is told: what happens in between is told at once.
const STEP: Duration = Duration::from_millis(500);

/// `GET /live/events`: the same as `/live`, again whenever it has changed.
pub async fn beat(mut call: Call) -> Result<Response, Problem> {
    let place = call.app.live().enter(call.caller.actor())?;
    let (to, response) = opened();
    // The places that requests have are for those who are answered soon.
    call.inside = None;
    tokio::spawn(run(call, to, place));
    Ok(response)
}

async fn run(call: Call, to: mpsc::Sender<Bytes>, _place: Place) {
    tokio::select! {
        () = to.closed() => {}
        () = call.app.live().stopped() => {}
        _ = told(&call, &to) => {}
    }
}

/// `None` when it is over.
async fn told(call: &Call, to: &mpsc::Sender<Bytes>) -> Option<()> {
    to.send(Frame::first().bytes()).await.ok()?;
    let mut last = None;
    let mut quiet = Instant::now();
    loop {
        let seq = call.app.views.seq();
        let frame = match last {
            Some(told) if told == seq && quiet.elapsed() < call.app.limits.heartbeat => None,
            Some(told) if told == seq => Some(Frame::heartbeat(None)),
            Some(_) | None => Some(Frame::data(&Live { seq }.json())),
        };
        if let Some(frame) = frame {
            admit(&call.app, Policy::Console, &call.head).await.ok()?;
            to.send(frame.bytes()).await.ok()?;
            (last, quiet) = (Some(seq), Instant::now());
        }
        tokio::time::sleep(STEP).await;
    }
}
