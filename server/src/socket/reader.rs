//! What comes in on a line: frames, their limits, and that the other side is alive.

use std::sync::atomic::{AtomicU64, Ordering};

use chat::{Bucket, Connection};
use futures::StreamExt;
use protocol::{ClientFrame, CloseCode, Rejection};
use tokio_tungstenite::tungstenite::{Error, Message, error::CapacityError};

use super::{incoming::Frames, meter::TooManyFragments};

/// Control frames a second in the long run, and at once.
pub const CONTROLS: (u32, u32) = (10, 40);

/// How often something was heard from the other side.
#[derive(Debug, Default)]
pub struct Heard(AtomicU64);

impl Heard {
    /// It was heard once more.
    pub fn note(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How often something was heard so far.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Obeys frames until the line ends, as many as `per_second` in the long run and four times as many at once; says how to
/// close it, if it still can be.
pub async fn read(connection: &mut Connection, incoming: &mut Frames, heard: &Heard, per_second: u32) -> Option<CloseCode> {
    let mut frames = Bucket::new(per_second, per_second.saturating_mul(4));
    let mut controls = Bucket::new(CONTROLS.0, CONTROLS.1);
    loop {
        let message = match incoming.next().await {
            None => return None,
            Some(Err(error)) => return close_code(&error),
            Some(Ok(message)) => message,
        };
        heard.note();
        match message {
            Message::Text(text) => {
                if frames.take().is_err() {
                    return Some(CloseCode::Policy);
                }
                // Boxed: of a socket that says nothing, what all of its commands might need would be the largest part.
                Box::pin(obey(connection, &text)).await;
            }
            Message::Binary(_) => return Some(CloseCode::Unsupported),
            Message::Ping(_) | Message::Pong(_) if controls.take().is_err() => return Some(CloseCode::Policy),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            Message::Close(_) => return None,
        }
    }
}

/// Obeys one frame, or says why it is none.
pub async fn obey(connection: &mut Connection, text: &str) {
    match serde_json::from_str::<ClientFrame>(text) {
        Ok(frame) => connection.obey(frame).await,
        Err(error) => connection.refuse(frame_id(text), None, malformed(&error)),
    }
}

/// The `id` of a frame that is otherwise not understood, so that its sender knows which one it was.
fn frame_id(text: &str) -> Option<u64> {
    serde_json::from_str::<serde_json::Value>(text).ok()?.get("id")?.as_u64()
}

/// Where reading stopped, without repeating what was sent.
fn malformed(error: &serde_json::Error) -> Rejection {
    let what = match error.classify() {
        serde_json::error::Category::Data => "not a command",
        _ => "not JSON",
    };
    Rejection::Malformed { detail: format!("{what}, at line {} column {}", error.line(), error.column()) }
}

/// What broken frames are answered with; nothing when there is nobody left to tell.
pub fn close_code(error: &Error) -> Option<CloseCode> {
    match error {
        Error::Capacity(CapacityError::MessageTooLong { .. }) => Some(CloseCode::TooBig),
        Error::Utf8(_) => Some(CloseCode::NotUtf8),
        Error::Protocol(_) => Some(CloseCode::Protocol),
        Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<TooManyFragments>()) => Some(CloseCode::Policy),
        _ => None,
    }
}
