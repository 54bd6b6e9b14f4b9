//! The sessions of SockJS over HTTP: each is a talk that outlives the requests which carry it, and ends when nobody asks for it.
//! What a request may do is decided in `sockjs`.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use protocol::CloseCode;
use tokio::{sync::mpsc, sync::watch, time::timeout};

use super::{Door, Sessions};
use crate::{
    doorways::{
        dialect::Dialect,
        outbox::Outbox,
        talk::{Caller, Heard, INBOX, talk},
    },
    socket::Addresses,
    state::App,
};

/// A session that nobody receives for ends after this long, and one that has ended is remembered as long.
const RECEIVED_WITHIN: Duration = Duration::from_secs(5);

/// A session.
#[derive(Debug)]
pub struct Session {
    /// Whose cookie or token opened it: the hash of it. Nobody else may carry it.
    owner: Option<String>,
    /// What waits to be received.
    pub outbox: Outbox,
    say: mpsc::Sender<Heard>,
    greeted: AtomicBool,
    received: watch::Sender<Received>,
}

/// Whether somebody receives for a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Received {
    Not,
    Now,
    /// Who did went away in the middle: what they were sent is lost to them.
    Broken,
}

/// The right to receive for a session, until it is dropped.
#[derive(Debug)]
pub struct Receiving {
    /// For this one.
    pub session: Arc<Session>,
    broken: bool,
}

impl Sessions {
    /// The session of this name, for whoever opened it.
    pub fn find(&self, door: Door, name: &str, owner: Option<&str>) -> Option<Arc<Session>> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(&(door, name.to_owned())).filter(|session| session.owner.as_deref() == owner).cloned()
    }

    /// Opens one; `None` when there are too many, of this address or altogether, or the name is somebody else's.
    pub fn open(app: &Arc<App>, door: Door, name: &str, caller: Caller, dialect: impl Dialect) -> Option<Arc<Session>> {
        let place = Addresses::enter(&app.addresses, caller.address, app.config.limits.connections_per_address)?;
        let (say, hears) = mpsc::channel(INBOX);
        let session = Arc::new(Session {
            owner: caller.signed.as_ref().map(|signed| signed.session.token_hash.clone()),
            outbox: Outbox::default(),
            say,
            greeted: AtomicBool::new(false),
            received: watch::Sender::new(Received::Not),
        });
        let key = (door, name.to_owned());
        {
            let mut open = app.doorways.sockjs.open.lock().unwrap_or_else(PoisonError::into_inner);
            if open.len() >= super::MOST_SESSIONS || open.contains_key(&key) {
                return None;
            }
            open.insert(key.clone(), Arc::clone(&session));
        }
        let (app, living) = (Arc::clone(app), Arc::clone(&session));
        app.lines.clone().spawn(async move {
            let talking = talk(&app, caller, dialect, hears, &living.outbox);
            tokio::pin!(talking);
            let left = tokio::select! {
                () = &mut talking => false,
                () = living.abandoned() => true,
            };
            if left {
                // What was begun is finished; nothing more is begun.
                living.outbox.close(CloseCode::GoingAway, "");
                talking.await;
            } else {
                // Whoever asks is told how it ended, again and again.
                tokio::select! {
                    () = tokio::time::sleep(RECEIVED_WITHIN) => {}
                    () = app.closing.cancelled() => {}
                }
            }
            app.doorways.sockjs.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
            drop(place);
        });
        Some(session)
    }
}

impl Session {
    /// The right to receive; `None` while somebody else does.
    pub fn receive(self: &Arc<Self>) -> Option<Receiving> {
        let free = self.received.send_if_modified(|received| {
            let free = *received == Received::Not;
            if free {
                *received = Received::Now;
            }
            free
        });
        free.then(|| Receiving { session: Arc::clone(self), broken: false })
    }

    /// True for the first who asks.
    pub fn greets(&self) -> bool {
        !self.greeted.swap(true, Ordering::Relaxed)
    }

    /// Says a text; false when nobody listens any more.
    pub async fn says(&self, text: String) -> bool {
        self.outbox.closed().is_none() && self.say.send(Heard::Text(text)).await.is_ok()
    }

    /// Done when nobody has received for too long.
    async fn abandoned(&self) {
        let mut received = self.received.subscribe();
        loop {
            let now = *received.borrow_and_update();
            match now {
                Received::Broken => return,
                Received::Now => {}
                Received::Not => match timeout(RECEIVED_WITHIN, received.changed()).await {
                    Ok(Ok(())) => continue,
                    Ok(Err(_)) | Err(_) => return,
                },
            }
            if received.changed().await.is_err() {
                return;
            }
        }
    }
}

impl Receiving {
    /// If it is dropped from here on, something was lost on the way.
    pub const fn begins(&mut self) {
        self.broken = true;
    }

    /// All was sent.
    pub const fn ends(&mut self) {
        self.broken = false;
    }
}

impl Drop for Receiving {
    fn drop(&mut self) {
        self.session.received.send_replace(if self.broken { Received::Broken } else { Received::Not });
    }
}

/// The open sessions, by doorway and name.
pub type Open = Mutex<HashMap<(Door, String), Arc<Session>>>;
