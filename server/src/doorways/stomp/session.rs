//! A STOMP session as a state machine: frames in, frames and asks out.
//! It reads no socket and decides nothing about rooms.

use std::collections::{HashMap, VecDeque};

use app::doorway_words::{Notice, notice};
use chat::Bucket;
use protocol::{CloseCode, Event, FRAME_BYTES, Language, Nonce, Person, Position, Rejection, RoomId, Seq};
use tokio::time::{Duration, Instant};

use super::{
    destination::Source,
    frame::Frame,
    heart::Heart,
    parser::Parser,
    reasons::{self, Fault},
    subscription::{AckMode, Subscription},
    subscriptions::{Refused, Subscriptions},
    transactions::{Held, Transactions},
    version::Version,
    wishes,
};
use crate::doorways::{
    aside::Aside,
    cursor::{Cursor, Start},
    dialect::{Ask, Deed, Dialect, Recognized, Unrecognized},
    message::told_aside,
};

/// Bytes a frame may have before CONNECTED.
const BYTES_BEFORE: usize = 4 * 1024;

/// What was asked for without an answer is asked for again after this long.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// A session.
#[derive(Debug)]
pub struct Session {
    language: Language,
    state: State,
    parser: Parser,
    version: Version,
    heart: Heart,
    frames: Bucket,
    subscriptions: Subscriptions,
    transactions: Transactions,
    /// What was sent and is not done.
    sent: HashMap<u64, Sent>,
    /// The last number given.
    numbers: u64,
    try_again: Option<Instant>,
}

#[derive(Debug)]
enum State {
    /// The first frame has not come.
    New,
    /// It is being found out who that is.
    Asking,
    /// They are.
    Connected(Box<Person>),
    /// Nothing more is heard.
    Over,
}

/// Who is to be told about a SEND.
#[derive(Debug, Clone)]
pub struct Sent {
    destination: String,
    receipt: Option<String>,
    nonce: Option<Nonce>,
}

/// A frame was obeyed, or the session ends with this.
type Obeyed = Result<(), Fault>;

impl Session {
    /// A session that has heard nothing, of a client that may send so many frames a second, in the language of the place.
    pub fn new(frames_per_second: u32, language: Language) -> Self {
        Self {
            language,
            state: State::New,
            parser: Parser::new(BYTES_BEFORE),
            version: Version::V12,
            heart: Heart::default(),
            frames: Bucket::new(frames_per_second, frames_per_second.saturating_mul(4)),
            subscriptions: Subscriptions::new(language),
            transactions: Transactions::default(),
            sent: HashMap::new(),
            numbers: 0,
            try_again: None,
        }
    }

    /// Obeys every frame that is there; while somebody is being recognized, they wait.
    fn read(&mut self, asks: &mut Vec<Ask>) {
        while matches!(self.state, State::New | State::Connected(_)) {
            let (frame, receipt) = match self.parser.next() {
                Ok(None) => return,
                Ok(Some(frame)) => {
                    let receipt = frame.header("receipt").map(str::to_owned);
                    (Ok(frame), receipt)
                }
                Err(malformed) => (Err(Fault::from(malformed)), None),
            };
            let obeyed = frame.and_then(|frame| self.obey(&frame, asks));
            if let Err(fault) = obeyed {
                self.fail(&fault, receipt.as_deref(), asks);
            }
        }
    }

    fn obey(&mut self, frame: &Frame, asks: &mut Vec<Ask>) -> Obeyed {
        if self.frames.take().is_err() {
            return Err(Fault::new("too many frames", CloseCode::Policy));
        }
        let is_first = matches!(self.state, State::New);
        match frame.command.as_str() {
            "CONNECT" | "STOMP" if is_first => return self.connect(frame, asks),
            _ if is_first => return Err(Fault::new("the first frame must be CONNECT", CloseCode::NotAuthenticated)),
            "SEND" => return self.send(frame, asks),
            "SUBSCRIBE" => return self.subscribe(frame, asks),
            "UNSUBSCRIBE" => {
                let id = frame.header("id").or_else(|| frame.header("destination")).ok_or_else(|| reasons::missing("id"))?;
                self.subscriptions.remove(id, asks);
            }
            "ACK" | "NACK" => self.acknowledge(frame, asks)?,
            "BEGIN" => self.transactions.begin(wishes::transaction(frame)?)?,
            "ABORT" => drop(self.transactions.end(wishes::transaction(frame)?)?),
            "COMMIT" => self.commit(frame, asks)?,
            "DISCONNECT" => {
                self.confirm(frame, asks);
                self.state = State::Over;
                asks.push(Ask::Close(CloseCode::Normal, ""));
                return Ok(());
            }
            "CONNECT" | "STOMP" => return Err(Fault::new("connected before", CloseCode::Protocol)),
            _ => return Err(Fault::new("an unknown command", CloseCode::Protocol)),
        }
        self.confirm(frame, asks);
        Ok(())
    }

    fn connect(&mut self, frame: &Frame, asks: &mut Vec<Ask>) -> Obeyed {
        self.version = Version::agree(frame.header("accept-version")).ok_or_else(reasons::no_version)?;
        self.heart = Heart::agree(frame.header("heart-beat"), Instant::now())
            .ok_or(Fault::new("heart-beat must be two numbers of milliseconds", CloseCode::Protocol))?;
        self.state = State::Asking;
        asks.push(Ask::Recognize(wishes::credentials(frame)));
        Ok(())
    }

    fn send(&mut self, frame: &Frame, asks: &mut Vec<Ask>) -> Obeyed {
        let destination = frame.header("destination").ok_or_else(|| reasons::missing("destination"))?;
        let mut sent = Sent { destination: destination.to_owned(), receipt: frame.header("receipt").map(str::to_owned), nonce: None };
        let deed = wishes::deed(destination, frame);
        if let Ok(Deed::Post { nonce, .. } | Deed::Tell { nonce, .. }) = &deed {
            sent.nonce = Some(*nonce);
        }
        match (deed, frame.header("transaction")) {
            (Ok(deed), None) => self.act(deed, sent, asks),
            (Ok(deed), Some(name)) => self.transactions.hold(name, Held::Send(deed, sent))?,
            (Err(rejection), _) => self.refuse(&sent, &rejection, asks),
        }
        Ok(())
    }

    fn act(&mut self, deed: Deed, sent: Sent, asks: &mut Vec<Ask>) {
        let number = self.number();
        self.sent.insert(number, sent);
        asks.push(Ask::Do(number, deed));
    }

    /// STOMP has one answer to a SEND that cannot be done, and it ends the connection. Who listens for refusals is spared that.
    fn refuse(&mut self, sent: &Sent, rejection: &Rejection, asks: &mut Vec<Ask>) {
        if self.subscriptions.has(Source::Refusals) {
            let json = reasons::refusal(self.language, &sent.destination, sent.receipt.as_deref(), sent.nonce, rejection);
            self.subscriptions.note(Source::Refusals, &json, self.version, asks);
        } else {
            self.fail(&Fault::from(rejection), sent.receipt.as_deref(), asks);
        }
    }

    fn subscribe(&mut self, frame: &Frame, asks: &mut Vec<Ask>) -> Obeyed {
        let destination = frame.header("destination").ok_or_else(|| reasons::missing("destination"))?;
        // Only 1.0 lets a subscription be named by what it names.
        let id = frame.header("id").or((self.version == Version::V10).then_some(destination)).ok_or_else(|| reasons::missing("id"))?;
        let source = Source::parse(destination).ok_or(Fault::from(&Rejection::NoSuchRoom))?;
        let ack = AckMode::parse(frame.header("ack")).ok_or(Fault::new("an unknown ack mode", CloseCode::Protocol))?;
        let after = frame.header("after").map(|after| Start::parse(after).ok_or(Fault::new("after is no message-id", CloseCode::Policy)));
        if self.subscriptions.find(id).is_some() {
            return Err(Fault::new("the subscription id is in use", CloseCode::Policy));
        }
        if !self.subscriptions.fits(source) {
            return Err(Fault::new("too many subscriptions", CloseCode::Policy));
        }
        let receipt = frame.header("receipt").map(str::to_owned);
        let mut subscription = Subscription {
            id: id.to_owned(),
            number: self.number(),
            destination: destination.to_owned(),
            source,
            ack,
            cursor: Cursor::new(after.transpose()?.unwrap_or_default()),
            receipt,
            afresh: false,
            unacknowledged: VecDeque::new(),
        };
        if subscription.room().is_none() {
            asks.extend(subscription.receipt.take().map(|id| self.receipt(&id)));
        }
        self.subscriptions.add(subscription, asks);
        Ok(())
    }

    /// A NACK is an ACK here: what was told stays in the log, and is told again to whoever subscribes `after` something older.
    fn acknowledge(&mut self, frame: &Frame, asks: &mut Vec<Ask>) -> Obeyed {
        let (number, seq) = self.acknowledged(frame).ok_or(Fault::new("no such message to acknowledge", CloseCode::Policy))?;
        if let Some(name) = frame.header("transaction") {
            return Ok(self.transactions.hold(name, Held::Ack(number, seq))?);
        }
        self.take_ack(number, seq);
        self.subscriptions.catch_up(asks);
        Ok(())
    }

    /// Which message an ACK names: by its own id since 1.2, by subscription and message before.
    fn acknowledged(&mut self, frame: &Frame) -> Option<(u64, Seq)> {
        if let Some((number, seq)) = frame.header("id").and_then(|id| id.split_once('-')) {
            let number = number.parse().ok()?;
            return self.subscriptions.numbered(number).map(|one| one.number).zip(seq.parse().ok().map(Seq));
        }
        let seq = frame.header("message-id")?.rsplit('-').next()?.parse().ok().map(Seq);
        let one = self.subscriptions.find(frame.header("subscription")?)?;
        Some(one.number).zip(seq)
    }

    fn take_ack(&mut self, number: u64, seq: Seq) {
        if let Some(one) = self.subscriptions.numbered(number) {
            one.acknowledge(seq);
        }
    }

    fn commit(&mut self, frame: &Frame, asks: &mut Vec<Ask>) -> Obeyed {
        for held in self.transactions.end(wishes::transaction(frame)?)? {
            match held {
                Held::Send(deed, sent) => self.act(deed, sent, asks),
                Held::Ack(number, seq) => self.take_ack(number, seq),
            }
        }
        self.subscriptions.catch_up(asks);
        Ok(())
    }

    /// Answers the receipt a frame asks for. Asks are done in order, so it comes after what the frame caused.
    fn confirm(&self, frame: &Frame, asks: &mut Vec<Ask>) {
        asks.extend(frame.header("receipt").map(|id| self.receipt(id)));
    }

    fn receipt(&self, id: &str) -> Ask {
        Ask::Say(Frame::new("RECEIPT").with("receipt-id", id).text(self.version))
    }

    /// Says why, and ends.
    fn fail(&mut self, fault: &Fault, receipt: Option<&str>, asks: &mut Vec<Ask>) {
        if matches!(self.state, State::Over) {
            return;
        }
        self.state = State::Over;
        asks.push(Ask::Say(fault.frame(receipt).text(self.version)));
        asks.push(Ask::Close(fault.code, ""));
    }

    const fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }
}

impl Dialect for Session {
    fn begins(&mut self, _: &mut Vec<Ask>) {}

    fn hears(&mut self, text: &str, asks: &mut Vec<Ask>) {
        self.heart.hears(Instant::now());
        self.parser.push(text);
        self.read(asks);
    }

    fn recognized(&mut self, who: Result<Recognized, Unrecognized>, asks: &mut Vec<Ask>) {
        match who {
            Ok(Recognized { person, connection }) => {
                let connected = Frame::new("CONNECTED")
                    .with("version", self.version.text())
                    .with("heart-beat", Heart::offer())
                    .with("session", connection.to_string())
                    .with("server", concat!("Maru/", env!("CARGO_PKG_VERSION")))
                    .with("user-name", person.name.as_str());
                asks.push(Ask::Say(connected.text(self.version)));
                self.parser.agreed(self.version, FRAME_BYTES);
                self.state = State::Connected(Box::new(person));
                // What came in the same text.
                self.read(asks);
            }
            Err(why) => self.fail(&Fault::from(why), None, asks),
        }
    }

    fn done(&mut self, number: u64, outcome: Result<Option<Position>, Rejection>, asks: &mut Vec<Ask>) {
        let Some(sent) = self.sent.remove(&number) else { return };
        match outcome {
            Ok(_) => asks.extend(sent.receipt.map(|id| self.receipt(&id))),
            Err(rejection) => self.refuse(&sent, &rejection, asks),
        }
    }

    fn introduced(&mut self, room: RoomId, people: Vec<Person>, online: bool, asks: &mut Vec<Ask>) {
        for person in people {
            let json = told_aside(&Aside::presence(room, &person, online));
            self.subscriptions.note(Source::Presence(room), &json, self.version, asks);
        }
    }

    fn happened(&mut self, event: &Event, asks: &mut Vec<Ask>) {
        let State::Connected(me) = &self.state else { return };
        let (me, version) = (Person::clone(me), self.version);
        match event {
            Event::Resumed { room, epoch, head, events, people, online, .. } => {
                let receipts = self.subscriptions.opened(*room, *epoch, *head);
                asks.extend(receipts.iter().map(|id| self.receipt(id)));
                self.subscriptions.tell(*room, events, people, version, asks);
                asks.extend(self.subscriptions.presence(*room, me.id, online, true));
            }
            Event::Presence { room, member, online } => asks.extend(self.subscriptions.presence(*room, me.id, &[*member], *online)),
            Event::Snapshot { snapshot, online, .. } | Event::Reset { snapshot, online, .. } => {
                let receipts = self.subscriptions.opened(snapshot.room.id, snapshot.epoch, snapshot.head);
                asks.extend(receipts.iter().map(|id| self.receipt(id)));
                asks.extend(self.subscriptions.presence(snapshot.room.id, me.id, online, true));
            }
            Event::Appended { room, events, people, .. } => self.subscriptions.tell(*room, events, people, version, asks),
            Event::Rejected { id: Some(number), rejection, .. } => match self.subscriptions.refused(*number, rejection) {
                Refused::Subscription { receipt } => self.fail(&Fault::from(rejection), receipt.as_deref(), asks),
                Refused::Later => self.try_again = Some(Instant::now() + TRY_AGAIN),
                Refused::Exited(room) => self.subscriptions.exited(room, &me, version, asks),
                Refused::Nobody => {}
            },
            Event::Overflowed => self.subscriptions.overflowed(asks),
            Event::Entered { room, .. } => {
                let json = told_aside(&Aside::about("JOIN", room.id, &me, room.name.as_str()));
                self.subscriptions.note(Source::Notices, &json, version, asks);
            }
            Event::Exited { room, .. } => {
                let out = notice(self.language, Notice::Out);
                let json = told_aside(&Aside::about("LEAVE", *room, &me, out));
                self.subscriptions.note(Source::Notices, &json, version, asks);
                self.subscriptions.exited(*room, &me, version, asks);
            }
            _ => {}
        }
        self.subscriptions.catch_up(asks);
    }

    fn due(&self) -> Option<Instant> {
        self.heart.due().into_iter().chain(self.try_again).min()
    }

    fn wakes(&mut self, asks: &mut Vec<Ask>) {
        let now = Instant::now();
        if self.heart.is_gone(now) {
            self.fail(&Fault::new("no heart-beat was heard", CloseCode::GoingAway), None, asks);
        } else if matches!(self.state, State::Connected(_)) && self.heart.beats(now) {
            asks.push(Ask::Say("\n".to_owned()));
        }
        if self.try_again.is_some_and(|at| at <= now) {
            self.try_again = None;
            self.subscriptions.try_again(asks);
        }
    }

    fn ends(&mut self, code: CloseCode, asks: &mut Vec<Ask>) {
        if let Some(why) = reasons::of_close(code) {
            self.fail(&Fault::new(why, code), None, asks);
        }
        self.state = State::Over;
    }
}
