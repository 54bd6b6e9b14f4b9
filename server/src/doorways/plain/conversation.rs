//! One member, one room, one socket: history first, then what happens, and in between what the member says.
//! It begins when it is known who talks where.

use std::sync::Arc;

use bytes::Bytes;
use protocol::{CloseCode, Language, Nonce, Person, Position, Rejection, RoomId};
use serde::Serialize;

use super::{
    super::{
        aside::{Aside, code},
        entry::Scribe,
        follower::{Follower, Step},
    },
    words::{Message, Word},
};
use crate::{
    auth::Signed,
    socket::{Door, End, Said},
    state::App,
};

/// Somebody who is in a room.
pub struct Conversation {
    app: Arc<App>,
    person: Person,
    room: RoomId,
    language: Language,
    follower: Follower,
    scribe: Scribe,
    /// Who comes and goes is to be told too.
    presence: bool,
}

impl Conversation {
    /// Begins after a position, or with the newest page.
    ///
    /// # Errors
    /// [`End`] when the member has too many connections, or memory does not answer.
    pub async fn new(app: &Arc<App>, signed: &Signed, room: RoomId, after: Option<Position>, presence: bool) -> Result<Self, End> {
        let place = app.place().await.map_err(|_| End::from(CloseCode::Fault))?;
        let language = place.map(|place| place.language).unwrap_or_default();
        let follower = Follower::new(Arc::clone(app), signed, room, after)?;
        let scribe = Scribe::new(room, language);
        Ok(Self { app: Arc::clone(app), person: signed.person().clone(), room, language, follower, scribe, presence })
    }

    /// Talks until one side has had enough.
    pub async fn hold(&mut self, door: &mut Door) -> End {
        loop {
            let done = tokio::select! {
                step = self.follower.next() => match step {
                    Ok(step) => self.tell(step, door).await,
                    Err(end) => Err(end),
                },
                said = door.next() => match said {
                    Ok(Said::Text(text)) => self.hear(&text, door).await,
                    Ok(Said::Binary(_)) => Err(CloseCode::Unsupported.into()),
                    Err(end) => Err(end),
                },
            };
            let flushed = match done {
                Ok(()) => door.flush().await,
                Err(end) => return end,
            };
            if let Err(end) = flushed {
                return end;
            }
        }
    }

    async fn hear(&mut self, text: &str, door: &mut Door) -> Result<(), End> {
        match Word::read(text) {
            Ok(Word::Message(message)) => self.write(message, door).await,
            Ok(Word::Typing) => self.follower.types().await,
            Ok(Word::Leave) => match self.app.hub.leave(&self.person, self.room).await {
                Ok(()) | Err(Rejection::NoSuchRoom) => return Err(End::With(CloseCode::Normal, "left")),
                Err(rejection) => self.refuse(None, &rejection, door),
            },
            Ok(Word::Heartbeat | Word::Join | Word::Authenticate(_)) => {}
            Err(rejection) => self.refuse(None, &rejection, door),
        }
        Ok(())
    }

    async fn write(&mut self, message: Message, door: &mut Door) {
        let Message { body, nonce, room, receiver } = message;
        if room.is_some_and(|room| room != self.room) {
            return self.refuse(nonce, &Rejection::NoSuchRoom, door);
        }
        if !(receiver.is_empty() || receiver.eq_ignore_ascii_case("all")) {
            // There are no rooms of two yet, and what is meant for one must not be read by all.
            return self.refuse(nonce, &Rejection::NotAllowed, door);
        }
        self.follower.post(nonce.unwrap_or_else(|| Nonce::from_bits(chat::bits())), body).await;
    }

    async fn tell(&mut self, step: Step, door: &mut Door) -> Result<(), End> {
        match step {
            Step::Happened(epoch, events, people) => {
                self.scribe.meet(people);
                for entry in events.iter().filter_map(|event| self.scribe.entry(epoch, event)) {
                    put(door, &entry);
                }
            }
            Step::Refused(nonce, rejection) => self.refuse(Some(nonce), &rejection, door),
            Step::Online(members) if self.presence => {
                for member in members.into_iter().filter(|member| *member != self.person.id) {
                    self.tell_presence(member, true, door).await?;
                }
            }
            Step::Presence(member, online) if self.presence => self.tell_presence(member, online, door).await?,
            Step::Gone => return Err(End::With(CloseCode::Kicked, "not in the room any more")),
            // A client that was away knows entries by their ids, and shows none twice.
            Step::Online(_) | Step::Presence(..) | Step::Reset => {}
        }
        Ok(())
    }

    async fn tell_presence(&self, member: protocol::MemberId, online: bool, door: &mut Door) -> Result<(), End> {
        let cards = self.app.hub.cards([member]).await.map_err(|_| End::from(CloseCode::Fault))?;
        for card in cards {
            put(door, &Aside::presence(self.room, card.name.as_str(), online));
        }
        Ok(())
    }

    fn refuse(&self, nonce: Option<Nonce>, rejection: &Rejection, door: &mut Door) {
        let content = app::doorway_words::refusal(self.language, rejection);
        let nonce = nonce.map(|nonce| nonce.to_string());
        put(door, &Aside { content, code: Some(code(rejection)), nonce, ..Aside::system(self.room) });
    }
}

fn put(door: &mut Door, what: &impl Serialize) {
    // Nothing of ours fails to become JSON.
    if let Ok(json) = serde_json::to_vec(what) {
        door.put(Bytes::from(json));
    }
}
