//! One event on its way to many: typed for whoever translates it, and encoded once for all who take it as JSON.
//! It decides nothing about who gets it.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use protocol::Event;

/// An event shared by all its receivers.
#[derive(Debug)]
pub struct Frame {
    event: Event,
    json: OnceLock<Bytes>,
}

impl Frame {
    /// Wraps an event for sharing.
    #[must_use]
    pub fn new(event: Event) -> Arc<Self> {
        Arc::new(Self { event, json: OnceLock::new() })
    }

    /// The event.
    #[must_use]
    pub const fn event(&self) -> &Event {
        &self.event
    }

    /// The event as JSON text, encoded by the first who asks.
    pub fn json(&self) -> Bytes {
        self.json.get_or_init(|| serde_json::to_vec(&self.event).map(Bytes::from).unwrap_or_default()).clone()
    }

    /// May be left out for a reader who does not keep up.
    #[must_use]
    pub const fn is_droppable(&self) -> bool {
        matches!(self.event, Event::Typed { .. } | Event::Presence { .. })
    }
}
