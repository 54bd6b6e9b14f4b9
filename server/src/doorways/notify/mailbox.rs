//! What one session is told: notifications, and that its member came into a room or is not in it any more.
//! It ends with the session of the member, like every other line.

use std::sync::Arc;

use bytes::Bytes;
use chat::{Connection, Frame, Queue, Taken};
use protocol::{CloseCode, Event};
use serde_json::json;
use tokio::sync::mpsc;

use super::sessions::Listed;
use crate::{auth::Signed, socket::End, state::App};

/// Letters a device's name may have.
const DEVICE_CHARS: usize = 64;

/// The news of one session, as JSON texts.
pub struct Mailbox {
    listed: Listed,
    news: mpsc::Receiver<Bytes>,
    /// Kept open: it counts, and it is told about rooms and about the end.
    _connection: Connection,
    queue: Arc<Queue>,
    frames: Vec<Arc<Frame>>,
    waiting: Vec<Bytes>,
}

impl Mailbox {
    /// Binds a listed session to a member and their device.
    ///
    /// # Errors
    /// [`End`] when the member has too many connections.
    pub fn new(app: &App, listed: Listed, signed: &Signed, device: &str) -> Result<Self, End> {
        let connection = app.hub.connect(signed.person().clone(), signed.session.token_hash.clone());
        let connection = connection.map_err(|code| End::With(code, "too many connections"))?;
        let queue = connection.queue();
        let device = device.chars().filter(|letter| !letter.is_control()).take(DEVICE_CHARS).collect();
        let news = listed.sessions.bind(listed.number, signed.person().clone(), device);
        Ok(Self { listed, news, _connection: connection, queue, frames: Vec::new(), waiting: Vec::new() })
    }

    /// The number of the session.
    pub const fn number(&self) -> u64 {
        self.listed.number
    }

    /// What it is told next. Nothing is lost when it is not awaited to its end.
    ///
    /// # Errors
    /// [`End`] when the session is over.
    pub async fn next(&mut self) -> Result<Bytes, End> {
        loop {
            if !self.waiting.is_empty() {
                return Ok(self.waiting.remove(0));
            }
            tokio::select! {
                news = self.news.recv() => return news.ok_or(End::With(CloseCode::TooSlow, "too much was left unread")),
                taken = self.queue.take(&mut self.frames) => match taken {
                    Taken::Closed(code) => return Err(code.into()),
                    Taken::Frames => self.waiting.extend(self.frames.drain(..).filter_map(|frame| said(frame.event()))),
                },
            }
        }
    }
}

fn said(event: &Event) -> Option<Bytes> {
    let said = match event {
        Event::Entered { room, .. } => json!({ "type": "ROOM_ENTERED", "roomId": room.id, "name": room.name }),
        Event::Exited { room, .. } => json!({ "type": "ROOM_EXITED", "roomId": room }),
        _ => return None,
    };
    Some(said.to_string().into())
}
