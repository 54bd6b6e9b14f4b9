//! One client in one dialect, from its first text to its last: does what the dialect asks for and tells it what happens.
//! It knows neither the words nor how texts are carried.

use std::{collections::VecDeque, future::pending, net::IpAddr, pin::Pin, sync::Arc, time::Duration};

use chat::{Bucket, Connection, Frame, NewPost, Session, Taken};
use protocol::{CloseCode, MemberName, Position, Rejection};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use super::{
    dialect::{Ask, Credentials, Deed, Dialect, Recognized, Unrecognized},
    direct,
    outbox::Outbox,
};
use crate::{
    auth::{self, Refusal, Signed},
    state::App,
};

/// Who does not say within this time who they are, is let go.
const RECOGNIZED_WITHIN: Duration = Duration::from_secs(10);

/// Bytes a text may have before anybody is recognized.
const BYTES_BEFORE: usize = 4 * 1024;

/// A client that takes nothing for this long is let go.
const TAKEN_WITHIN: Duration = Duration::from_secs(30);

/// Texts that may wait to be heard.
pub const INBOX: usize = 4;

/// Somebody on the other side.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who the request says they are.
    pub signed: Option<Signed>,
    /// Where they are.
    pub address: IpAddr,
    /// What their program calls itself.
    pub agent: String,
}

/// What comes from the other side. That nothing more comes is said by ending the channel.
#[derive(Debug)]
pub enum Heard {
    /// A text.
    Text(String),
    /// Something that can only be answered by closing.
    Broken(CloseCode),
}

/// A talk under way.
struct Talk<'a, D> {
    app: &'a App,
    caller: Caller,
    dialect: D,
    outbox: &'a Outbox,
    line: Option<Line>,
    /// Done when the session of the connection has ended.
    signed_out: Pin<Box<dyn Future<Output = ()> + Send + 'a>>,
    /// Events that were taken and not translated yet.
    frames: VecDeque<Arc<Frame>>,
}

/// A connection, and the session it belongs to.
struct Line {
    connection: Connection,
    session: Session,
    /// The session was opened for this connection and ends with it.
    own: bool,
}

/// Talks until the other side leaves or the outbox is closed.
pub async fn talk(app: &App, caller: Caller, dialect: impl Dialect, mut heard: mpsc::Receiver<Heard>, outbox: &Outbox) {
    let mut talk = Talk { app, caller, dialect, outbox, line: None, signed_out: Box::pin(pending()), frames: VecDeque::new() };
    talk.converse(&mut heard).await;
    outbox.close(CloseCode::Normal, "");
    if let Some(Line { session, own: true, .. }) = talk.line.take() {
        auth::close_own(app, &session).await;
    }
}

impl<D: Dialect> Talk<'_, D> {
    async fn converse(&mut self, heard: &mut mpsc::Receiver<Heard>) {
        let per_second = self.app.config.limits.frames_per_second;
        let mut texts = Bucket::new(per_second, per_second.saturating_mul(4));
        let recognized_until = Instant::now() + RECOGNIZED_WITHIN;
        let mut roomy = Instant::now();
        let mut taken = Vec::new();
        self.begin().await;
        while self.outbox.closed().is_none() {
            let has_room = self.outbox.has_room();
            if has_room {
                roomy = Instant::now();
                if let Some(frame) = self.frames.pop_front() {
                    self.tell(&frame).await;
                    continue;
                }
            }
            let queue = self.line.as_ref().map(|line| line.connection.queue());
            let events = async {
                match &queue {
                    Some(queue) => queue.take(&mut taken).await,
                    None => pending().await,
                }
            };
            let due = self.dialect.due();
            tokio::select! {
                text = heard.recv(), if has_room => match text {
                    None => return,
                    Some(Heard::Broken(code)) => self.end(code).await,
                    Some(Heard::Text(_)) if texts.take().is_err() => self.end(CloseCode::Policy).await,
                    Some(Heard::Text(text)) if self.line.is_none() && text.len() > BYTES_BEFORE => self.end(CloseCode::TooBig).await,
                    Some(Heard::Text(text)) => self.hear(&text).await,
                },
                next = events, if has_room => match next {
                    Taken::Frames => self.frames.extend(taken.drain(..)),
                    Taken::Closed(code) => self.end(code).await,
                },
                () = self.outbox.changed() => {}
                // Connections are told by the hub, after what they have begun, but not strangers and who does not read.
                () = self.app.closing.cancelled(), if self.line.is_none() || !has_room => self.end(CloseCode::Restart).await,
                () = sleep_until(roomy + TAKEN_WITHIN), if !has_room => self.end(CloseCode::TooSlow).await,
                () = sleep_until(recognized_until), if self.line.is_none() => self.end(CloseCode::NotAuthenticated).await,
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => self.wake().await,
                () = &mut self.signed_out => self.end(CloseCode::NotAuthenticated).await,
            }
        }
    }

    async fn begin(&mut self) {
        let mut asks = Vec::new();
        self.dialect.begins(&mut asks);
        self.perform(asks).await;
    }

    async fn hear(&mut self, text: &str) {
        let mut asks = Vec::new();
        self.dialect.hears(text, &mut asks);
        self.perform(asks).await;
    }

    async fn tell(&mut self, frame: &Frame) {
        let mut asks = Vec::new();
        self.dialect.happened(frame.event(), &mut asks);
        self.perform(asks).await;
    }

    async fn wake(&mut self) {
        let mut asks = Vec::new();
        self.dialect.wakes(&mut asks);
        self.perform(asks).await;
    }

    /// Closes, after the dialect has said why.
    async fn end(&mut self, code: CloseCode) {
        let mut asks = Vec::new();
        self.dialect.ends(code, &mut asks);
        self.perform(asks).await;
        self.outbox.close(code, "");
    }

    async fn perform(&mut self, asks: Vec<Ask>) {
        let mut asks = VecDeque::from(asks);
        while let Some(ask) = asks.pop_front() {
            let mut more = Vec::new();
            match ask {
                Ask::Say(text) => self.outbox.say(text),
                Ask::Close(code, reason) => return self.outbox.close(code, reason),
                Ask::Recognize(credentials) => {
                    let who = self.recognize(credentials).await;
                    self.dialect.recognized(who, &mut more);
                }
                Ask::Obey(frame) => {
                    if let Some(line) = &mut self.line {
                        line.connection.obey(frame).await;
                    }
                }
                Ask::Do(number, deed) => {
                    let outcome = self.act(deed, &mut more).await;
                    self.dialect.done(number, outcome, &mut more);
                }
                Ask::ListDirect => {
                    let person = self.line.as_ref().map(|line| line.connection.person().clone());
                    let found = match &person {
                        Some(person) => direct::all(self.app, person).await,
                        None => Vec::new(),
                    };
                    found.into_iter().for_each(|direct| self.dialect.meets(direct, &mut more));
                }
                Ask::Introduce { room, members, online } => {
                    // Who cannot be found now is not told of; presence may be left out.
                    let people = self.app.hub.cards(members).await.unwrap_or_default();
                    self.dialect.introduced(room, people, online, &mut more);
                }
            }
            // What follows from one ask comes before what was asked after it.
            for ask in more.into_iter().rev() {
                asks.push_front(ask);
            }
        }
    }

    async fn recognize(&mut self, credentials: Credentials) -> Result<Recognized, Unrecognized> {
        let (signed, own) = match credentials {
            Credentials::Request => (self.caller.signed.clone().ok_or(Unrecognized::Credentials)?, false),
            Credentials::Token(token) => {
                let signed = auth::by_token(self.app, token.trim()).await.map_err(|error| Unrecognized::from(Refusal::from(error)))?;
                (signed.ok_or(Unrecognized::Credentials)?, false)
            }
            Credentials::Password { name, password } => {
                let account = auth::recognize(self.app, self.caller.address, &name, password).await?;
                let session = auth::open_own(self.app, account.person.id, &self.caller.agent).await.map_err(Refusal::from)?;
                (Signed { account, session }, true)
            }
            Credentials::Guest(name) => {
                let name = MemberName::parse(&name).map_err(|_| Unrecognized::Credentials)?;
                let account = auth::welcome_guest(self.app, self.caller.address, Some(&name)).await?;
                let session = auth::open_own(self.app, account.person.id, &self.caller.agent).await.map_err(Refusal::from)?;
                (Signed { account, session }, true)
            }
        };
        let Signed { account, session } = signed;
        let person = account.person;
        let Ok(connection) = self.app.hub.connect(person.clone(), session.token_hash.clone()) else {
            if own {
                auth::close_own(self.app, &session).await;
            }
            return Err(Unrecognized::TooMany);
        };
        let recognized = Recognized { person, connection: connection.id() };
        let (app, lasting) = (self.app, session.clone());
        self.signed_out = Box::pin(async move { auth::session_end_since(app, &lasting).await });
        self.line = Some(Line { connection, session, own });
        Ok(recognized)
    }

    async fn act(&mut self, deed: Deed, more: &mut Vec<Ask>) -> Result<Option<Position>, Rejection> {
        let Some(line) = &self.line else { return Err(Rejection::NotAllowed) };
        let (hub, actor) = (&self.app.hub, line.connection.actor());
        match deed {
            Deed::Post { room, nonce, body } => {
                hub.post(&actor, room, NewPost { nonce, body, reply: None, attachments: Vec::new() }).await?;
            }
            Deed::Tell { to, nonce, body } => {
                let direct = direct::tell(self.app, actor, &to, nonce, body).await?;
                self.dialect.meets(direct, more);
            }
            Deed::Alter(room, alteration) => hub.alter(&actor, room, alteration).await?,
            Deed::Leave(room) => hub.leave(&actor, room).await?,
            Deed::Join { room, since } => {
                hub.join(&actor, room).await?;
                if let Some(since) = since {
                    return since.position(self.app, &actor, room).await.map(Some);
                }
            }
        }
        Ok(None)
    }
}

impl From<Refusal> for Unrecognized {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Credentials => Self::Credentials,
            Refusal::TooFast(wait) => Self::TooFast(wait),
            Refusal::Banned(_) => Self::Banned,
            Refusal::Unavailable => Self::Unavailable,
        }
    }
}
