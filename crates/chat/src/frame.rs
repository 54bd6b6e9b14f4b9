//! One event on its way to many: typed for whoever translates it, encoded once for all who take it as JSON, and translated once
//! for all who say the same of it.
//! It decides nothing about who gets it.

use std::{
    any::Any,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use protocol::Event;

/// The longest header of a text frame from a server: two bytes and eight of length.
const HEADER: usize = 10;

/// An event shared by all its receivers.
#[derive(Debug)]
pub struct Frame {
    event: Event,
    encoded: OnceLock<Encoded>,
    translated: OnceLock<Box<dyn Any + Send + Sync>>,
}

/// An event as JSON, with the header of a WebSocket frame before it.
#[derive(Debug)]
struct Encoded {
    frame: Bytes,
    /// How much of it is header.
    header: usize,
}

impl Frame {
    /// Wraps an event for sharing.
    #[must_use]
    pub fn new(event: Event) -> Arc<Self> {
        Arc::new(Self { event, encoded: OnceLock::new(), translated: OnceLock::new() })
    }

    /// The event.
    #[must_use]
    pub const fn event(&self) -> &Event {
        &self.event
    }

    /// The event as JSON text.
    pub fn json(&self) -> Bytes {
        let Encoded { frame, header } = self.encoded();
        frame.slice(header..)
    }

    /// How long that is.
    pub fn json_bytes(&self) -> usize {
        let Encoded { frame, header } = self.encoded();
        frame.len() - header
    }

    /// The event as one unmasked text frame (RFC 6455, section 5.2), the same for every receiver, ready to be written.
    pub fn text_frame(&self) -> Bytes {
        self.encoded().frame.clone()
    }

    /// The event in other words, made by the first who asks and shared by all who ask for the same kind of them; `None` when the
    /// first asked for another kind. What else the words depend on stands in them, for the others to compare.
    pub fn translated<T: Any + Send + Sync>(&self, translate: impl FnOnce(&Event) -> T) -> Option<&T> {
        self.translated.get_or_init(|| Box::new(translate(&self.event))).downcast_ref()
    }

    /// Encoded by the first who asks.
    fn encoded(&self) -> &Encoded {
        self.encoded.get_or_init(|| encode(&self.event))
    }

    /// May be left out for a reader who does not keep up.
    #[must_use]
    pub const fn is_droppable(&self) -> bool {
        matches!(self.event, Event::Typed { .. } | Event::Presence { .. } | Event::Away { .. } | Event::Read { .. })
    }
}

fn encode(event: &Event) -> Encoded {
    let mut bytes = vec![0; HEADER];
    if serde_json::to_writer(&mut bytes, event).is_err() {
        // No event of ours fails to become JSON.
        bytes.truncate(HEADER);
    }
    let length = bytes.len() - HEADER;
    let header = match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ ..126), _) => vec![0x81, short],
        (_, Ok(long)) => [&[0x81, 126], &long.to_be_bytes()[..]].concat(),
        _ => [&[0x81, 127], &(length as u64).to_be_bytes()[..]].concat(),
    };
    let start = HEADER - header.len();
    bytes.splice(start..HEADER, header.iter().copied());
    Encoded { frame: Bytes::from(bytes).slice(start..), header: header.len() }
}

#[cfg(test)]
mod tests {
    use protocol::{ConnectionId, Event, RoomId};

    use super::Frame;

    #[test]
    fn the_header_says_how_long_the_text_is() {
        for (length, header) in [(0, 2), (300, 4), (70_000, 10)] {
            let frame = Frame::new(Event::Welcomed {
                version: 1,
                build: "x".repeat(length),
                connection: ConnectionId::from_bits(1),
                member: crate::memory::tests::person(1, "a"),
                heartbeat_ms: 1,
            });
            let (json, bytes) = (frame.json(), frame.text_frame());
            assert_eq!(serde_json::from_slice::<Event>(&json).unwrap(), *frame.event());
            let header = if json.len() > 125 { header.max(4) } else { header };
            assert_eq!(bytes[header..], json);
            let told = match header {
                2 => u64::from(bytes[1]),
                4 => u64::from(u16::from_be_bytes(bytes[2..4].try_into().unwrap())),
                _ => u64::from_be_bytes(bytes[2..10].try_into().unwrap()),
            };
            assert_eq!((bytes[0], told), (0x81, json.len() as u64));
        }
    }

    #[test]
    fn it_is_translated_once_into_one_kind_of_words() {
        let frame = Frame::new(Event::Exited { room: RoomId::from_bits(1), by: None });
        assert_eq!(frame.translated(|event| matches!(event, Event::Exited { .. })), Some(&true));
        assert_eq!(frame.translated(|_| false), Some(&true), "the first one's words");
        assert_eq!(frame.translated(|_| "other words"), None);
    }
}
