//! The texts that wait to be carried to one client, and how it ends.
//! It bounds nothing by itself: who fills it waits until there is room.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use protocol::CloseCode;
use tokio::sync::Notify;

/// Texts beyond which nothing new is told.
const MOST_TEXTS: usize = 256;

/// Bytes beyond which nothing new is told. One event may go beyond.
const MOST_BYTES: usize = 256 * 1024;

/// What waits for one client.
#[derive(Debug, Default)]
pub struct Outbox {
    state: Mutex<State>,
    came: Notify,
    went: Notify,
}

#[derive(Debug, Default)]
struct State {
    texts: VecDeque<String>,
    bytes: usize,
    closed: Option<(CloseCode, &'static str)>,
}

/// What is next for the client.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Texts were put into the buffer.
    Texts,
    /// Nothing more will come, for this reason.
    Closed(CloseCode, &'static str),
}

impl Outbox {
    /// Puts a text at the end; after the close it is dropped.
    pub fn say(&self, text: String) {
        let mut state = self.state();
        if state.closed.is_none() {
            state.bytes += text.len();
            state.texts.push_back(text);
        }
        drop(state);
        self.came.notify_one();
    }

    /// Nothing more comes. What waits is still carried. The first reason stays.
    pub fn close(&self, code: CloseCode, reason: &'static str) {
        self.state().closed.get_or_insert((code, reason));
        self.came.notify_one();
        self.went.notify_one();
    }

    /// With which code it was closed.
    pub fn closed(&self) -> Option<CloseCode> {
        self.state().closed.map(|(code, _)| code)
    }

    /// More may be said.
    pub fn has_room(&self) -> bool {
        let state = self.state();
        state.texts.len() < MOST_TEXTS && state.bytes < MOST_BYTES
    }

    /// Done when something was taken, or it was closed, perhaps a moment ago.
    pub async fn changed(&self) {
        self.went.notified().await;
    }

    /// Waits for texts and moves them into `buffer`, as many as have about `most` bytes.
    pub async fn take(&self, buffer: &mut Vec<String>, most: usize) -> Next {
        loop {
            if let Some(next) = self.take_now(buffer, most) {
                return next;
            }
            self.came.notified().await;
        }
    }

    /// The same without waiting.
    pub fn take_now(&self, buffer: &mut Vec<String>, most: usize) -> Option<Next> {
        let mut state = self.state();
        let mut bytes = 0;
        while bytes < most
            && let Some(text) = state.texts.pop_front()
        {
            bytes += text.len();
            buffer.push(text);
        }
        state.bytes -= bytes;
        if state.texts.is_empty() {
            state.texts.shrink_to(16);
        }
        let closed = state.closed;
        drop(state);
        if buffer.is_empty() {
            return closed.map(|(code, reason)| Next::Closed(code, reason));
        }
        self.went.notify_one();
        Some(Next::Texts)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use protocol::CloseCode;

    use super::{MOST_BYTES, Next, Outbox};

    #[tokio::test]
    async fn what_was_said_comes_before_the_close_and_nothing_after() {
        let outbox = Outbox::default();
        outbox.say("one".to_owned());
        outbox.say("two".to_owned());
        outbox.close(CloseCode::Policy, "why");
        outbox.close(CloseCode::Normal, "");
        outbox.say("three".to_owned());
        let mut buffer = Vec::new();
        assert_eq!(outbox.take(&mut buffer, 1).await, Next::Texts);
        assert_eq!(buffer, ["one"]);
        assert_eq!(outbox.take(&mut buffer, 100).await, Next::Texts);
        assert_eq!(buffer, ["one", "two"]);
        buffer.clear();
        assert_eq!(outbox.take(&mut buffer, 1).await, Next::Closed(CloseCode::Policy, "why"));
        assert_eq!(outbox.take(&mut buffer, 1).await, Next::Closed(CloseCode::Policy, "why"), "again and again");
    }

    #[tokio::test]
    async fn it_says_when_there_is_room_again() {
        let outbox = Outbox::default();
        outbox.say("x".repeat(MOST_BYTES));
        assert!(!outbox.has_room());
        outbox.take(&mut Vec::new(), 1).await;
        outbox.changed().await;
        assert!(outbox.has_room());
    }
}
