//! The same messages to as many listeners through each doorway: what a delivery costs the server there, beside the line.

use std::{
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use protocol::RoomId;
use tokio::{
    io::AsyncReadExt,
    net::TcpStream,
    task::JoinSet,
    time::{sleep, sleep_until},
};

use super::{
    Machine, Options, Row,
    crowd::{holds, subscribe},
    fan_out::{PER_DELIVERY, SOON, speak},
    ground::Ground,
    machine::Watch,
    wire::Wire,
};
use crate::LoadError;

/// Listeners of the room.
const LISTENERS: usize = 200;
/// Messages a second.
const RATE: u32 = 100;
/// So long is waited for deliveries after the last message.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes read at once from a stream.
const PIECE: usize = 16 * 1024;

/// A way to hear a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doorway {
    Line,
    Plain,
    Events,
    Stomp,
}

/// What one listens to.
enum Source {
    Socket(Wire),
    Stream(TcpStream),
}

/// What all listeners together have heard.
#[derive(Debug, Default)]
struct Tally {
    heard: AtomicU64,
    wrong: AtomicU64,
    ended: AtomicU64,
}

/// Measures each doorway, the line first and last: what changes on the machine meanwhile meets both ends.
///
/// # Errors
/// [`LoadError`] when it could not be set up.
pub async fn measure(options: &Options, machine: &Machine) -> Result<Vec<Row>, LoadError> {
    let listeners = options.lines(LISTENERS, machine);
    let messages = RATE * u32::try_from(options.seconds).unwrap_or(10);
    let mut measured = Vec::new();
    for doorway in [Doorway::Line, Doorway::Plain, Doorway::Events, Doorway::Stomp, Doorway::Line] {
        measured.push((doorway, carry_out(doorway, listeners, messages, &options.maru, machine).await?));
    }
    let lines = measured.iter().filter(|(doorway, _)| *doorway == Doorway::Line).map(|(_, (_, cost))| cost);
    let line = lines.sum::<f64>() / 2.0;
    let beside = |(doorway, (row, cost)): (Doorway, (Row, f64))| match doorway {
        Doorway::Line => row,
        _ => row.with("to the line", cost / line, "×"),
    };
    Ok(measured.into_iter().map(beside).collect())
}

/// The row, and microseconds of the server for each delivery.
async fn carry_out(doorway: Doorway, listeners: usize, messages: u32, program: &Path, machine: &Machine) -> Result<(Row, f64), LoadError> {
    let ground = Ground::open(program, machine).await?;
    let room = ground.room("Room").await?;
    let tally = Arc::new(Tally::default());
    let mut listening = JoinSet::new();
    for _ in 0..listeners {
        let source = doorway.open(&ground, room).await?;
        let mut listener = Listener { mark: doorway.mark(), begun: Vec::new(), next: 0, tally: Arc::clone(&tally) };
        listening.spawn(async move {
            // It ends only by accident, or when nobody counts any more.
            let _ = listener.listen(source).await;
            listener.tally.ended.fetch_add(1, Ordering::Relaxed);
        });
    }
    let wire = ground.line().await?;
    let watch = Watch::begin(ground.pid()?)?;
    let began = Instant::now() + SOON;
    sleep_until(began.into()).await;
    let refused = speak(wire, room, messages, began, Duration::from_secs(1) / RATE).await?;
    let expected = u64::from(messages) * listeners as u64;
    let heard = || tally.heard.load(Ordering::Relaxed);
    holds(|| heard() >= expected, PATIENCE).await;
    // What came too often would come now.
    sleep(Duration::from_millis(100)).await;
    let used = watch.end()?;
    let (count, wrong, ended) = (heard(), tally.wrong.load(Ordering::Relaxed), tally.ended.load(Ordering::Relaxed));
    let title = format!("doors: {listeners} listeners in one room, {RATE} messages/s · {}", doorway.name());
    let row = Row::new(title).with_used(used, count, PER_DELIVERY);
    let row = row.void_unless(count == expected && wrong == 0 && ended == 0 && refused == 0, || {
        format!("{count} of {expected} deliveries, {wrong} wrong or out of order, {ended} listeners ended, {refused} messages refused")
    });
    Ok((row, used.server.as_secs_f64() * 1e6 / count.max(1) as f64))
}

impl Doorway {
    const fn name(self) -> &'static str {
        match self {
            Self::Line => "the line",
            Self::Plain => "plain JSON socket",
            Self::Events => "server-sent events",
            Self::Stomp => "STOMP",
        }
    }

    /// What stands before the text of a message.
    const fn mark(self) -> &'static [u8] {
        match self {
            Self::Line => b"\"body\":\"",
            Self::Plain | Self::Events | Self::Stomp => b"\"content\":\"",
        }
    }

    /// Listens to a room in which nothing was written yet; returns when nothing can be missed any more.
    async fn open(self, ground: &Ground, room: RoomId) -> Result<Source, LoadError> {
        let failed = LoadError::system("listen at a doorway");
        match self {
            Self::Line => {
                let mut wire = ground.line().await?;
                subscribe(&mut wire, room).await?;
                Ok(Source::Socket(wire))
            }
            Self::Plain => plain(ground, room).await.map_err(failed),
            Self::Events => events(ground, room).await.map_err(failed),
            Self::Stomp => stomp(ground, room).await.map_err(failed),
        }
    }
}

/// That the room was made comes first.
async fn plain(ground: &Ground, room: RoomId) -> io::Result<Source> {
    let mut wire = ground.door().socket(&format!("/ws/chat?roomId={room}"), None).await?;
    wire.wait_for("{\"type\":\"SYSTEM\"").await?;
    Ok(Source::Socket(wire))
}

async fn stomp(ground: &Ground, room: RoomId) -> io::Result<Source> {
    let mut wire = ground.door().socket("/stomp", Some("v12.stomp")).await?;
    wire.mouth.say("CONNECT\naccept-version:1.2\nhost:maru\n\n\0").await?;
    wire.wait_for("CONNECTED").await?;
    wire.mouth.say(&format!("SUBSCRIBE\nid:1\nreceipt:2\ndestination:/topic/rooms.{room}\n\n\0")).await?;
    wire.wait_for("RECEIPT").await?;
    Ok(Source::Socket(wire))
}

async fn events(ground: &Ground, room: RoomId) -> io::Result<Source> {
    let mut stream = ground.door().stream(&format!("/api/chat/rooms/{room}/events?after=0")).await?;
    let (mut heard, system) = (Vec::new(), b"\"SYSTEM\"");
    while !heard.windows(system.len()).any(|window| window == system) {
        if stream.read_buf(&mut heard).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(Source::Stream(stream))
}

/// Counts messages, and checks that each is the next one by the number that its text begins with.
struct Listener {
    mark: &'static [u8],
    /// What was heard and may go on.
    begun: Vec<u8>,
    next: u64,
    tally: Arc<Tally>,
}

impl Listener {
    async fn listen(&mut self, source: Source) -> io::Result<()> {
        match source {
            Source::Socket(Wire { mut ear, mut mouth }) => loop {
                if ear.hear(|frame| self.take(frame)).await? {
                    mouth.pong().await?;
                }
            },
            Source::Stream(mut stream) => {
                let mut piece = vec![0; PIECE];
                loop {
                    match stream.read(&mut piece).await? {
                        0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                        read => self.take(piece.get(..read).unwrap_or_default()),
                    }
                }
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.begun.extend_from_slice(bytes);
        let mut rest = self.begun.as_slice();
        while let Some(at) = rest.windows(self.mark.len()).position(|window| window == self.mark) {
            let text = rest.get(at + self.mark.len()..).unwrap_or_default();
            let Some(end) = text.iter().position(|byte| !byte.is_ascii_digit()) else { break };
            if end == 0 {
                // That a room was made has a text too.
                rest = text;
                continue;
            }
            let number = text.iter().take(end).fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
            self.tally.heard.fetch_add(1, Ordering::Relaxed);
            self.tally.wrong.fetch_add(u64::from(number != self.next), Ordering::Relaxed);
            self.next = number + 1;
            rest = text.get(end..).unwrap_or_default();
        }
        // A mark, and the number behind it, may end with the next bytes.
        let kept = rest.windows(self.mark.len()).position(|window| window == self.mark);
        let kept = kept.unwrap_or(rest.len().saturating_sub(self.mark.len() - 1));
        self.begun = rest.get(kept..).unwrap_or_default().to_vec();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, atomic::Ordering};

    use super::{Doorway, Listener, Tally};

    #[test]
    fn messages_are_counted_wherever_the_bytes_are_cut() {
        let all = br#"data: {"content":"Ana made"} data: {"content":"0 is"} data: {"content":"1 is"} data: {"content":"12 is"}"#;
        for cut in 0..all.len() {
            let tally = Arc::new(Tally::default());
            let mut listener = Listener { mark: Doorway::Events.mark(), begun: Vec::new(), next: 0, tally: Arc::clone(&tally) };
            listener.take(&all[..cut]);
            listener.take(&all[cut..]);
            assert_eq!((tally.heard.load(Ordering::Relaxed), tally.wrong.load(Ordering::Relaxed)), (3, 1), "{cut}");
        }
    }
}
