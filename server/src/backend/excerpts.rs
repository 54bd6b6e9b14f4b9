//! What a reader sees of messages that others link to: all of it where they are in the room, and otherwise only that it is a
//! message. This is the one place where that is decided.

use std::collections::BTreeSet;

use app::api::{Excerpt, MessageView, Problem, Said};
use chat::Seat;
use protocol::{Happened, LINK_PREVIEWS, Page, RoomId, Row, Seq, linked_message};
use text::{excerpt, links, plain};

use super::refused;
use crate::auth::Visitor;

/// Characters of a message that are shown.
const CHARS: usize = 320;

/// Linked messages of one page that are looked at; the others are asked for by the page when it is awake.
const MOST: usize = 20;

impl Visitor {
    /// What the visitor sees of this message.
    pub(super) async fn excerpt_of(&self, room: RoomId, seq: Seq) -> Result<Excerpt, Problem> {
        let reader = self.member()?.person();
        // A room that does not exist, one that is not for this reader, and a message that was never there are one answer.
        let said = match self.app.hub.message(reader, room, seq).await {
            Ok((found, Page { rows, people, .. }, _)) => rows.into_iter().next().map(|row| Said {
                room: found.name.to_string(),
                author: people.into_iter().find(|person| Some(person.id) == row.author()),
                at: row.event.at,
                nonce: row.nonce(),
                text: text_of(&row),
                files: files_of(&row),
            }),
            Err(protocol::Rejection::Unavailable) => return Err(Problem::Failed),
            Err(_) => None,
        };
        Ok(Excerpt { room, seq, said })
    }

    /// The messages that these rows link to, as the visitor sees them, those of the newest rows first.
    pub(super) async fn excerpts_for(&self, rows: &[Row]) -> Vec<Excerpt> {
        let wanted: BTreeSet<(RoomId, Seq)> = rows.iter().rev().flat_map(linked).take(MOST).collect();
        let mut excerpts = Vec::with_capacity(wanted.len());
        for (room, seq) in wanted {
            // What could not be read is asked for by the page when it is awake.
            excerpts.extend(self.excerpt_of(room, seq).await);
        }
        excerpts
    }

    /// One message, and how the visitor stands to it.
    pub(super) async fn message_of(&self, room: RoomId, seq: Seq) -> Result<MessageView, Problem> {
        let reader = self.member()?.person();
        let (room, page, Seat { keeps_order, .. }) = self.app.hub.message(reader, room, seq).await.map_err(refused)?;
        let excerpts = self.excerpts_for(&page.rows).await;
        Ok(MessageView { me: reader.clone(), origin: self.origin.clone(), room, page, keeps_order, excerpts })
    }
}

/// The messages that one links to, as many as are shown.
fn linked(row: &Row) -> Vec<(RoomId, Seq)> {
    match &row.event.what {
        Happened::Posted { body, .. } => links(body.as_str()).filter_map(|link| linked_message(&link)).take(LINK_PREVIEWS).collect(),
        _ => Vec::new(),
    }
}

/// The beginning of a text; nothing of one that was deleted.
fn text_of(row: &Row) -> Option<String> {
    let Happened::Posted { body, .. } = &row.event.what else { return None };
    Some(excerpt(&plain(body.as_str()), CHARS))
}

fn files_of(row: &Row) -> u32 {
    match &row.event.what {
        Happened::Posted { attachments, .. } => u32::try_from(attachments.len()).unwrap_or(u32::MAX),
        _ => 0,
    }
}
