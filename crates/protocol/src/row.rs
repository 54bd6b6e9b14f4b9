//! One line of a timeline: what an event left to see, with everything that was done to it since.
//! Pages are made of rows, replays of events; here is how the one becomes the other.

use serde::{Deserialize, Serialize};

use crate::{Emoji, Happened, LinkPreview, LogEvent, MemberId, Millis, Nonce, Seq, log::FlatRow};

/// One line of a timeline. What was said first and what was said last are the same row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "FlatRow")]
pub struct Row {
    /// The event that made it; of an edited message with its latest body, of a deleted one [`Happened::Erased`].
    #[serde(flatten)]
    pub event: LogEvent,
    /// The last event that altered it: what came before is in it already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub altered: Option<Seq>,
    /// When its author changed the text last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited: Option<Millis>,
    /// Who pinned it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<MemberId>,
    /// What members reacted with, those first that were there first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// What the pages say that it links to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub previews: Vec<LinkPreview>,
}

/// One emoji under a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// The emoji.
    pub emoji: Emoji,
    /// Who reacted with it, those first who were first. Never empty.
    pub by: Vec<MemberId>,
}

impl Row {
    /// What an event leaves to see, before anything is done to it. Not for events that only alter another row.
    #[must_use]
    pub const fn new(event: LogEvent) -> Self {
        Self { event, altered: None, edited: None, pinned: None, reactions: Vec::new(), previews: Vec::new() }
    }

    /// Its place among the rows.
    #[must_use]
    pub const fn seq(&self) -> Seq {
        self.event.seq
    }

    /// The attempt it came from, if it is a message or was one.
    #[must_use]
    pub fn nonce(&self) -> Option<Nonce> {
        self.event.what.attempt().map(|(_, nonce)| nonce)
    }

    /// Who wrote it, if it is a message or was one.
    #[must_use]
    pub fn author(&self) -> Option<MemberId> {
        self.event.what.attempt().map(|(author, _)| author)
    }

    /// Everybody it names.
    pub fn people(&self) -> impl Iterator<Item = MemberId> {
        self.event.what.people().chain(self.pinned).chain(self.reactions.iter().flat_map(|reaction| reaction.by.iter().copied()))
    }

    /// The message this one answers.
    #[must_use]
    pub const fn reply(&self) -> Option<Seq> {
        self.event.what.reply()
    }

    /// Puts the trace of an event into rows sorted by seq. What is in them already changes nothing.
    pub fn apply(rows: &mut Vec<Self>, event: &LogEvent) {
        let place = |seq: Seq| rows.binary_search_by_key(&seq, Self::seq);
        match event.what.alters() {
            Some(target) => {
                if let Ok(place) = place(target)
                    && let Some(row) = rows.get_mut(place)
                {
                    row.alter(event);
                }
            }
            None => {
                if let Err(place) = place(event.seq) {
                    rows.insert(place, Self::new(event.clone()));
                }
            }
        }
    }

    /// Takes an event that alters this row, unless it is in it already. A deleted message is altered by nothing more.
    pub fn alter(&mut self, event: &LogEvent) {
        let Happened::Posted { author, nonce, body, .. } = &mut self.event.what else { return };
        if self.altered.is_some_and(|altered| event.seq <= altered) {
            return;
        }
        self.altered = Some(event.seq);
        match &event.what {
            Happened::Edited { body: now, .. } => {
                // Nothing is left of a text that was deleted later; the event that deletes it follows.
                if let Some(now) = now {
                    body.clone_from(now);
                }
                self.edited = Some(event.at);
            }
            Happened::Deleted { by, .. } => {
                let what = Happened::Erased { author: *author, nonce: *nonce, by: *by };
                *self = Self::new(LogEvent { seq: self.event.seq, at: self.event.at, what });
            }
            Happened::Reacted { by, emoji, on, .. } => self.react(*by, emoji, *on),
            Happened::Pinned { by, on, .. } => self.pinned = on.then_some(*by),
            Happened::Previewed { previews, .. } => self.previews.clone_from(previews),
            Happened::Created { .. }
            | Happened::Posted { .. }
            | Happened::Erased { .. }
            | Happened::Joined { .. }
            | Happened::Left { .. }
            | Happened::Renamed { .. }
            | Happened::Described { .. }
            | Happened::Ruled { .. }
            | Happened::Unknown => {}
        }
    }

    fn react(&mut self, by: MemberId, emoji: &Emoji, on: bool) {
        match self.reactions.iter_mut().find(|reaction| reaction.emoji == *emoji) {
            Some(reaction) => {
                reaction.by.retain(|member| *member != by);
                if on {
                    reaction.by.push(by);
                }
            }
            None if on => self.reactions.push(Reaction { emoji: emoji.clone(), by: vec![by] }),
            None => {}
        }
        self.reactions.retain(|reaction| !reaction.by.is_empty());
    }
}
