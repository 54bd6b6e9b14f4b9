//! Many lines that listen to rooms: each checks that seqs come one after the other, and notes how long each took.
//! Nothing is decoded but the seqs; what the messages say is checked by one witness in each room, who reads everything.

use std::{
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use futures::{Stream, StreamExt, TryStreamExt, stream};
use hdrhistogram::Histogram;
use protocol::{Command, Event, Happened, Position, RoomId};
use tokio::{task::JoinSet, time::sleep};

use super::{
    ground::{Door, Ground},
    wire::Wire,
};
use crate::LoadError;

/// Lines opened at the same time.
const AT_ONCE: usize = 32;
/// What stands before each seq in a frame of events, and nowhere else in the frames of a benchmark.
const MARK: &[u8] = b"{\"seq\":";

/// A room and when its messages are due: message n is the (n + 1)-th after `base`.
#[derive(Debug)]
pub struct Course {
    /// The room.
    pub room: RoomId,
    /// Set when the first message is about to be due.
    pub plan: OnceLock<(Instant, Duration)>,
}

/// What all listeners together have heard.
#[derive(Debug)]
pub struct Heard {
    /// Microseconds from when a message was due to when it was there.
    pub times: Histogram<u64>,
    /// Deliveries so far.
    pub count: u64,
    /// Seqs that were not the next one, and texts that were not the right one.
    pub wrong: u64,
    /// Times a listener was told to resync.
    pub resyncs: u64,
    /// Lines that ended.
    pub ended: u64,
    /// Microseconds until the last listener had message n, by n.
    pub slowest: Vec<u64>,
}

impl Heard {
    fn note(&mut self, n: u32, late: u64) {
        self.times.saturating_record(late);
        self.count += 1;
        let n = n as usize;
        if self.slowest.len() <= n {
            self.slowest.resize(n + 1, 0);
        }
        if let Some(slowest) = self.slowest.get_mut(n) {
            *slowest = late.max(*slowest);
        }
    }
}

/// Many lines that listen.
#[derive(Debug)]
pub struct Crowd {
    heard: Arc<Mutex<Heard>>,
    /// The rooms they listen to.
    pub courses: Vec<Arc<Course>>,
    /// How many they are.
    pub size: u64,
    _listening: JoinSet<()>,
}

impl Crowd {
    /// Opens this many lines for each room, and subscribes them.
    ///
    /// # Errors
    /// [`LoadError`] when they do not open.
    pub async fn gather(ground: &Ground, rooms: &[RoomId], each: usize) -> Result<Self, LoadError> {
        let heard = Heard { times: histogram()?, count: 0, wrong: 0, resyncs: 0, ended: 0, slowest: Vec::new() };
        let heard = Arc::new(Mutex::new(heard));
        let courses: Vec<Arc<Course>> = rooms.iter().map(|room| Arc::new(Course { room: *room, plan: OnceLock::new() })).collect();
        let places = courses.iter().flat_map(|course| (0..each).map(move |n| (Arc::clone(course), n == 0)));
        let mut opening = open(places.map(|place| (ground.door(), place.0.room, place)));
        let mut listening = JoinSet::new();
        while let Some((wire, position, (course, witness))) = opening.try_next().await? {
            let heard = Arc::clone(&heard);
            listening.spawn(async move {
                let mut listener = Listener { course, position, base: position.seq.0, witness, heard: Arc::clone(&heard) };
                // A line ends only by accident, or when the scenario is over and nobody counts any more.
                let _ = listener.listen(wire).await;
                locked(&heard).ended += 1;
            });
        }
        drop(opening);
        Ok(Self { heard, courses, size: (rooms.len() * each) as u64, _listening: listening })
    }

    /// What they have heard so far.
    pub fn heard(&self) -> MutexGuard<'_, Heard> {
        locked(&self.heard)
    }

    /// Waits until they have heard this much, or for so long.
    pub async fn hear_out(&self, count: u64, patience: Duration) {
        holds(|| self.heard().count >= count, patience).await;
        // What came too often would come now.
        sleep(Duration::from_millis(100)).await;
    }
}

/// Opens these doors to rooms and subscribes each line, many at a time; what stands beside a room is handed back.
pub fn open<T>(doors: impl Iterator<Item = (Door, RoomId, T)>) -> impl Stream<Item = Result<(Wire, Position, T), LoadError>> + Unpin {
    let opened = doors.map(async |(door, room, beside)| {
        let mut wire = door.open().await.map_err(LoadError::system("open a line"))?;
        let position = subscribe(&mut wire, room).await?;
        Ok((wire, position, beside))
    });
    Box::pin(stream::iter(opened).buffer_unordered(AT_ONCE))
}

/// A time as histograms take it, never nothing.
pub fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX).max(1)
}

/// Waits until this holds, or for so long; says whether it does.
pub async fn holds(what: impl Fn() -> bool, patience: Duration) -> bool {
    let began = Instant::now();
    while !what() && began.elapsed() < patience {
        sleep(Duration::from_millis(20)).await;
    }
    what()
}

/// A histogram of microseconds, up to two minutes, three digits.
///
/// # Errors
/// None with these bounds; the type says it all the same.
pub fn histogram() -> Result<Histogram<u64>, LoadError> {
    Histogram::new_with_bounds(1, 120_000_000, 3).map_err(|error| LoadError::Unfit(error.to_string()))
}

fn locked(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Subscribes a line to a room it has seen nothing of.
///
/// # Errors
/// [`LoadError`] when the line ends.
pub async fn subscribe(wire: &mut Wire, room: RoomId) -> Result<Position, LoadError> {
    let operation = "subscribe";
    wire.mouth.say(&words(&Command::Subscribe { room, after: None })).await.map_err(LoadError::system(operation))?;
    let snapshot = wire.wait_for("{\"type\":\"snapshot\"").await.map_err(LoadError::system(operation))?;
    match serde_json::from_str(&snapshot) {
        Ok(Event::Snapshot { snapshot, .. }) => Ok(snapshot.position()),
        _ => Err(LoadError::Refused { operation, answer: snapshot }),
    }
}

/// A command as it goes over the line.
pub fn words(command: &Command) -> String {
    serde_json::to_string(command).unwrap_or_default()
}

/// One line that listens.
struct Listener {
    course: Arc<Course>,
    /// Where it stands.
    position: Position,
    /// Where the room stood when it came.
    base: u64,
    /// It reads everything.
    witness: bool,
    heard: Arc<Mutex<Heard>>,
}

impl Listener {
    async fn listen(&mut self, wire: Wire) -> std::io::Result<()> {
        let Wire { mut ear, mut mouth } = wire;
        loop {
            let mut overflowed = false;
            let pinged = ear.hear(|frame| overflowed |= self.take(frame)).await?;
            if pinged {
                mouth.pong().await?;
            }
            if overflowed {
                locked(&self.heard).resyncs += 1;
                mouth.say(&words(&Command::Subscribe { room: self.course.room, after: Some(self.position) })).await?;
            }
        }
    }

    /// Takes one frame; true when it says that the queue was full.
    fn take(&mut self, frame: &[u8]) -> bool {
        if !frame.starts_with(b"{\"type\":\"appended\"") && !frame.starts_with(b"{\"type\":\"resumed\"") {
            return frame.starts_with(b"{\"type\":\"overflowed\"");
        }
        let now = Instant::now();
        let mut heard = locked(&self.heard);
        for seq in seqs(frame) {
            heard.wrong += u64::from(seq != self.position.seq.0 + 1);
            self.position.seq.0 = seq;
            if let Some((began, gap)) = self.course.plan.get() {
                let n = u32::try_from(seq.saturating_sub(self.base + 1)).unwrap_or(u32::MAX);
                heard.note(n, micros(now.saturating_duration_since(*began + *gap * n)));
            }
        }
        if self.witness {
            heard.wrong += self.misread(frame);
        }
        false
    }

    /// How many of a frame's messages say something else than their place in the log does.
    fn misread(&self, frame: &[u8]) -> u64 {
        let events = match serde_json::from_slice(frame) {
            Ok(Event::Appended { events, .. } | Event::Resumed { events, .. }) => events,
            _ => return 1,
        };
        let wrong = events.iter().filter(|event| match &event.what {
            Happened::Posted { body, .. } => body.as_str().split(' ').next() != Some(&(event.seq.0 - self.base - 1).to_string()),
            _ => false,
        });
        wrong.count() as u64
    }
}

/// The seqs in a frame of events.
pub fn seqs(frame: &[u8]) -> impl Iterator<Item = u64> {
    let mut rest = frame;
    std::iter::from_fn(move || {
        let at = rest.windows(MARK.len()).position(|window| window == MARK)?;
        rest = rest.get(at + MARK.len()..)?;
        Some(rest.iter().take_while(|byte| byte.is_ascii_digit()).fold(0, |seq, digit| seq * 10 + u64::from(digit - b'0')))
    })
}

#[cfg(test)]
mod tests {
    use super::seqs;

    #[test]
    fn seqs_are_found_in_frames() {
        let frame = br#"{"type":"appended","room":"1","events":[{"seq":41,"at":1,"type":"posted"},{"seq":42,"at":2}],"people":[]}"#;
        assert_eq!(seqs(frame).collect::<Vec<_>>(), [41, 42]);
    }
}
