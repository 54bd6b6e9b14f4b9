//! What the tabs of one member tell each other about their outbox.
//! The database is the truth; this only says that it is time to look, and what cannot be seen there.

use leptos::prelude::window;
use protocol::{Nonce, RoomId};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use crate::json;

/// One tab to all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Note {
    /// The database holds something else than before.
    Changed,
    /// The server has a letter: it leaves the database because it is safe, not because its author took it back.
    Acknowledged {
        /// Its room.
        room: RoomId,
        /// Its attempt.
        nonce: Nonce,
    },
}

/// The other tabs; a browser that has no such channel has no other tabs.
#[derive(Debug)]
pub struct Tabs(Option<Channel>);

#[derive(Debug)]
struct Channel {
    channel: BroadcastChannel,
    /// Lives as long as the channel, which calls it.
    _heard: Closure<dyn Fn(MessageEvent)>,
}

impl Tabs {
    /// Listens to the others.
    pub fn of(name: &str, hear: impl Fn(Note) + 'static) -> Self {
        let has = js_sys::Reflect::has(&window(), &JsValue::from_str("BroadcastChannel")).unwrap_or(false);
        let Some(channel) = has.then(|| BroadcastChannel::new(name).ok()).flatten() else { return Self(None) };
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            // A note of a newer build that this one does not know still says that something changed.
            let note = event.data().as_string().and_then(|text| json::read(&text).ok());
            hear(note.unwrap_or(Note::Changed));
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Self(Some(Channel { channel, _heard: heard }))
    }

    /// Tells the others.
    pub fn tell(&self, note: Note) {
        if let (Some(Channel { channel, .. }), Ok(text)) = (&self.0, serde_json::to_string(&note)) {
            let _ = channel.post_message(&JsValue::from_str(&text));
        }
    }
}
