//! One stream of events: it catches up by itself, then follows what everyone is told, and ends when
//! its client goes, its key no longer works or the server stops.

use super::stream::Frame;
use super::{Live, Place, Told};
use crate::access::{Policy, admit};
use crate::state::App;
use axum::body::Bytes;
use axum::http::request::Parts;
use std::sync::Arc;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use views::feed::{FeedFilter, FeedId};

/// Events that are sent at once to a client that catches up.
const CATCHING_UP: usize = 100;

/// A stream.
pub struct Following {
    /// The application.
    pub app: App,
    /// What the request had to bring; it is asked again while the stream lasts.
    pub policy: Policy,
    /// Head of the request.
    pub head: Parts,
    /// What is sent.
    pub filter: FeedFilter,
    /// How far the client is.
    pub at: FeedId,
    /// To the client.
    pub to: mpsc::Sender<Bytes>,
}

impl Following {
    /// Sends until it is over; the place among the streams is given back then.
    pub async fn run(mut self, _place: Place) {
        let (app, to) = (self.app.clone(), self.to.clone());
        tokio::select! {
            () = to.closed() => {}
            () = app.live().stopped() => {}
            _ = self.tell() => {}
        }
    }

    /// `None` when it is over, as everywhere here.
    async fn tell(&mut self) -> Option<()> {
        let app = self.app.clone();
        let live = app.live();
        let mut heard = live.listen().ok()?;
        self.send(Frame::first().bytes()).await?;
        loop {
            self.catch_up(live).await?;
            self.follow(&mut heard).await?;
        }
    }

    /// Sends what is there.
    async fn catch_up(&mut self, live: &Live) -> Option<()> {
        loop {
            let page = live.read(&self.app, self.at, CATCHING_UP, &self.filter);
            let page = page.await.ok()?;
            let frames: Vec<Bytes> = page
                .events
                .iter()
                .map(|one| Frame::event(one).bytes())
                .collect();
            self.at = page.next;
            self.send(Bytes::from(frames.concat())).await?;
            if page.caught_up {
                return Some(());
            }
        }
    }

    /// Sends what comes, until it has missed something.
    async fn follow(&mut self, heard: &mut broadcast::Receiver<Arc<Told>>) -> Option<()> {
        let every = self.app.limits.heartbeat;
        let mut beat = interval_at(Instant::now() + every, every);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                told = heard.recv() => match told {
                    Ok(told) => self.pass_on(&told).await?,
                    Err(RecvError::Lagged(_)) => return Some(()),
                    Err(RecvError::Closed) => return None,
                },
                _ = beat.tick() => self.send(Frame::heartbeat(Some(self.at)).bytes()).await?,
            }
        }
    }

    async fn pass_on(&mut self, told: &Told) -> Option<()> {
        if told.broken {
            return None;
        }
        let fitting = told
            .events
            .iter()
            .filter(|event| event.fits(self.at, &self.filter));
        let frames: Vec<&[u8]> = fitting.map(|event| &*event.frame).collect();
        let bytes = Bytes::from(frames.concat());
        self.at = self.at.max(told.next);
        self.send(bytes).await
    }

    /// Nothing goes out to whoever would not be let in now.
    async fn send(&mut self, bytes: Bytes) -> Option<()> {
        if bytes.is_empty() {
            return Some(());
        }
        admit(&self.app, self.policy, &self.head).await.ok()?;
        self.to.send(bytes).await.ok()
    }
}
