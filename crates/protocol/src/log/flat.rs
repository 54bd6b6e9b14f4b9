//! What happened, the entry of the log that says so, and the row it makes, as they stand on the wire: one flat object with the fields
//! of its type.

use std::mem;

use serde::Deserialize;

use crate::{
    Attachment, Body, Emoji, Happened, LinkPreview, LogEvent, MemberId, Millis, Nonce, Reaction, RoomDescription, RoomName, Row, Rules,
    Seq,
    flat::{Missing, take},
};

/// Every field that an entry or a row can have.
#[derive(Deserialize)]
pub(crate) struct FlatRow {
    seq: Option<Seq>,
    at: Option<Millis>,
    r#type: String,
    author: Option<MemberId>,
    nonce: Option<Nonce>,
    body: Option<Body>,
    reply: Option<Seq>,
    #[serde(default)]
    attachments: Vec<Attachment>,
    by: Option<MemberId>,
    of: Option<Seq>,
    emoji: Option<Emoji>,
    on: Option<bool>,
    #[serde(default)]
    previews: Vec<LinkPreview>,
    member: Option<MemberId>,
    name: Option<RoomName>,
    description: Option<RoomDescription>,
    rules: Option<Rules>,
    altered: Option<Seq>,
    edited: Option<Millis>,
    pinned: Option<MemberId>,
    #[serde(default)]
    reactions: Vec<Reaction>,
}

impl FlatRow {
    /// What happened. Takes the fields of its type and leaves those of the row.
    fn happened(&mut self) -> Result<Happened, Missing> {
        Ok(match self.r#type.as_str() {
            "created" => Happened::Created { by: take!(self.by) },
            "posted" => Happened::Posted {
                author: take!(self.author),
                nonce: take!(self.nonce),
                body: take!(self.body),
                reply: self.reply,
                attachments: mem::take(&mut self.attachments),
            },
            "erased" => Happened::Erased { author: take!(self.author), nonce: take!(self.nonce), by: take!(self.by) },
            "edited" => Happened::Edited { by: take!(self.by), of: take!(self.of), body: self.body.take() },
            "deleted" => Happened::Deleted { by: take!(self.by), of: take!(self.of) },
            "reacted" => Happened::Reacted { by: take!(self.by), of: take!(self.of), emoji: take!(self.emoji), on: take!(self.on) },
            "pinned" => Happened::Pinned { by: take!(self.by), of: take!(self.of), on: take!(self.on) },
            "previewed" => Happened::Previewed { by: self.by, of: take!(self.of), previews: mem::take(&mut self.previews) },
            "joined" => Happened::Joined { member: take!(self.member), by: self.by },
            "left" => Happened::Left { member: take!(self.member), by: self.by },
            "renamed" => Happened::Renamed { by: take!(self.by), name: take!(self.name) },
            "described" => Happened::Described { by: take!(self.by), description: take!(self.description) },
            "ruled" => Happened::Ruled { by: take!(self.by), rules: take!(self.rules) },
            _ => Happened::Unknown,
        })
    }
}

impl TryFrom<FlatRow> for Happened {
    type Error = Missing;

    fn try_from(mut flat: FlatRow) -> Result<Self, Missing> {
        flat.happened()
    }
}

impl TryFrom<FlatRow> for LogEvent {
    type Error = Missing;

    fn try_from(mut flat: FlatRow) -> Result<Self, Missing> {
        Ok(Self { seq: take!(flat.seq), at: take!(flat.at), what: flat.happened()? })
    }
}

impl TryFrom<FlatRow> for Row {
    type Error = Missing;

    fn try_from(mut flat: FlatRow) -> Result<Self, Missing> {
        let event = LogEvent { seq: take!(flat.seq), at: take!(flat.at), what: flat.happened()? };
        let FlatRow { altered, edited, pinned, reactions, previews, .. } = flat;
        Ok(Self { event, altered, edited, pinned, reactions, previews })
    }
}
