//! A bot in one room: it answers `!ping`. It comes back by itself, misses nothing while it is away, and answers once, also when
//! it was killed between hearing and answering.
//!
//! ```sh
//! MARU_URL=http://127.0.0.1:3000 MARU_TOKEN=… MARU_ROOM=… cargo run -p protocol --example bot
//! ```

use std::{env, error::Error, time::Duration};

use futures::{SinkExt, StreamExt};
use protocol::{
    Body, ClientFrame, CloseCode, Command, Epoch, Event, Happened, LogEvent, MemberId, Nonce, Position, RoomId, SUBPROTOCOL, Seq,
};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

type Failure = Box<dyn Error + Send + Sync>;

/// The longest wait before an attempt.
const MOST_WAIT: Duration = Duration::from_secs(30);

struct Bot {
    url: String,
    token: String,
    room: RoomId,
    me: Option<MemberId>,
    /// Everything up to here was heard.
    seen: Option<Position>,
}

/// An open line.
struct Line(WebSocketStream<MaybeTlsStream<TcpStream>>);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let url = env::var("MARU_URL")?.replacen("http", "ws", 1) + "/ws/chat";
    let mut bot = Bot { url, token: env::var("MARU_TOKEN")?, room: env::var("MARU_ROOM")?.parse()?, me: None, seen: None };
    let mut wait = Duration::from_secs(1);
    loop {
        let before = bot.seen;
        match bot.talk().await {
            Ok(Some(code)) if !code.may_return() => return Err(format!("closed with {}", code.number()).into()),
            Ok(_) => {}
            Err(failure) => eprintln!("{failure}"),
        }
        // A line on which something was heard was a good one.
        wait = if bot.seen == before { MOST_WAIT.min(wait * 2) } else { Duration::from_secs(1) };
        tokio::time::sleep(wait).await;
    }
}

impl Bot {
    /// Talks until the line ends; says with which code, if it had one.
    async fn talk(&mut self) -> Result<Option<CloseCode>, Failure> {
        let mut request = self.url.as_str().into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse()?);
        request.headers_mut().insert("authorization", format!("Bearer {}", self.token).parse()?);
        let mut line = Line(connect_async(request).await?.0);
        let mut beat = tokio::time::interval(Duration::from_secs(25));
        loop {
            let message = tokio::select! {
                message = line.0.next() => message,
                _ = beat.tick() => {
                    line.says(Command::Heartbeat { heads: Vec::new() }).await?;
                    continue;
                }
            };
            match message {
                Some(Ok(Message::Text(text))) => self.hear(serde_json::from_str(&text)?, &mut line).await?,
                Some(Ok(Message::Close(frame))) => return Ok(frame.and_then(|frame| CloseCode::from_number(frame.code.into()))),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
                None => return Ok(None),
            }
        }
    }

    async fn hear(&mut self, event: Event, line: &mut Line) -> Result<(), Failure> {
        match event {
            Event::Welcomed { member, .. } => {
                self.me = Some(member.id);
                self.subscribe(line).await
            }
            Event::Overflowed => self.subscribe(line).await,
            // What was said before it came is not its business.
            Event::Snapshot { snapshot, .. } | Event::Reset { snapshot, .. } => {
                eprintln!("listening in {}", snapshot.room.name);
                self.seen = Some(snapshot.position());
                Ok(())
            }
            Event::Resumed { events, .. } | Event::Appended { events, .. } => self.take(events, line).await,
            Event::Rejected { rejection, .. } => Err(rejection.into()),
            _ => Ok(()),
        }
    }

    async fn subscribe(&self, line: &mut Line) -> Result<(), Failure> {
        line.says(Command::Subscribe { room: self.room, after: self.seen }).await
    }

    /// Takes what is next; a hole is asked for, and what came after it comes again.
    async fn take(&mut self, events: Vec<LogEvent>, line: &mut Line) -> Result<(), Failure> {
        let last = events.last().map(|event| event.seq);
        for event in events {
            let Some(Position { epoch, seq }) = self.seen else { return Ok(()) };
            if event.seq > seq.next() {
                return line.says(Command::Fetch { room: self.room, after: seq, upto: last.unwrap_or(event.seq) }).await;
            }
            if event.seq == seq.next() {
                self.seen = Some(Position { epoch, seq: event.seq });
                self.answer(epoch, &event, line).await?;
            }
        }
        Ok(())
    }

    async fn answer(&self, epoch: Epoch, event: &LogEvent, line: &mut Line) -> Result<(), Failure> {
        let Happened::Posted { author, body, .. } = &event.what else { return Ok(()) };
        if Some(*author) == self.me || !body.as_str().starts_with("!ping") {
            return Ok(());
        }
        let (nonce, body) = (answer_to(epoch, event.seq), Body::parse("pong")?);
        line.says(Command::Post { room: self.room, nonce, body, reply: Some(event.seq), attachments: Vec::new() }).await
    }
}

/// The attempt to answer a message: always the same, so that it is answered once however often that is tried.
fn answer_to(epoch: Epoch, seq: Seq) -> Nonce {
    Nonce::from_bits(epoch.bits() ^ u128::from(seq.0))
}

impl Line {
    async fn says(&mut self, command: Command) -> Result<(), Failure> {
        Ok(self.0.send(Message::text(serde_json::to_string(&ClientFrame::from(command))?)).await?)
    }
}
