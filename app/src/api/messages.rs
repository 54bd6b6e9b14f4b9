//! Single messages: by themselves, with what can be done to them, and as others link to them.

use leptos::prelude::*;
use protocol::{Millis, Nonce, Page, Person, Room, RoomId, Seq};
use serde::{Deserialize, Serialize};

use super::Problem;

/// One message by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// Who looks at it.
    pub me: Person,
    /// The scheme and host by which the visitor knows this place.
    pub origin: String,
    /// Its room.
    pub room: Room,
    /// The message alone, with what it answers.
    pub page: Page,
    /// The visitor may delete what others wrote.
    pub keeps_order: bool,
    /// The messages that it links to.
    pub excerpts: Vec<Excerpt>,
}

/// A message that another one links to, as this visitor may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// Its room.
    pub room: RoomId,
    /// Its place in it.
    pub seq: Seq,
    /// What it says; `None` where it is not for this visitor, or nowhere.
    pub said: Option<Said>,
}

/// What a message says, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What its room is called.
    pub room: String,
    /// Who wrote it.
    pub author: Option<Person>,
    /// When.
    pub at: Millis,
    /// Its attempt, by which it is found on a page.
    pub nonce: Option<Nonce>,
    /// The beginning of its text in one line; `None` when it was deleted.
    pub text: Option<String>,
    /// How many files are in it.
    pub files: u32,
}

/// One message by itself.
#[server(name = AskMessage, prefix = "/api/view", endpoint = "message", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn message(room: RoomId, seq: Seq) -> Result<MessageView, Problem> {
    crate::backend::backend()?.message(room, seq).await
}

/// A message that another one links to.
#[server(name = AskExcerpt, prefix = "/api/view", endpoint = "excerpt", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn excerpt(room: RoomId, seq: Seq) -> Result<Excerpt, Problem> {
    crate::backend::backend()?.excerpt(room, seq).await
}
