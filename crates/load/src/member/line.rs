//! Keeps the line of one tab open: dials, talks, waits, dials again, until the run is over.
//! It moves frames; what they mean is decided in `tab`.

use std::time::Duration;

use fastrand::Rng;
use protocol::{CloseCode, Event};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until, timeout},
};

use super::{Heard, Letter, Part, Wire, tab::Tab};

/// The longest wait before an attempt. Shorter than the browser's 30 s, so that a run has many attempts in it.
const MOST_WAIT_MS: u64 = 4_000;
/// The shortest cap of that wait, doubled with each attempt.
const LEAST_WAIT_MS: u64 = 250;

/// How a line ended.
struct End {
    was_open: bool,
    code: Option<u16>,
    /// The server said when to come back.
    wait: Option<Duration>,
}

/// Works until nobody can tell it to write any more.
pub async fn keep_open(part: Part, mut tab: Tab, mut inbox: mpsc::UnboundedReceiver<Letter>, mut rng: Rng) {
    let mut attempt = 0;
    loop {
        let Some(end) = talk(&part, &mut tab, &mut inbox).await else { return };
        tab.line_lost(end.code);
        if end.code.and_then(CloseCode::from_number).is_some_and(|code| !code.may_return()) {
            return tab.give_up(format!("the server closed the line with {}", end.code.unwrap_or_default()));
        }
        attempt = if end.was_open { 0 } else { attempt + 1 };
        let wait = end.wait.unwrap_or_else(|| wait_before(attempt, &mut rng));
        let until = Instant::now() + wait;
        loop {
            tokio::select! {
                () = sleep_until(until) => break,
                letter = inbox.recv() => match letter {
                    Some(letter) => tab.write(letter),
                    None => return,
                },
            }
            tab.take_frames();
        }
    }
}

/// Full jitter over a cap that doubles.
fn wait_before(attempt: u32, rng: &mut Rng) -> Duration {
    let cap = MOST_WAIT_MS.min(LEAST_WAIT_MS << attempt.min(10));
    Duration::from_millis(rng.u64(..=cap))
}

/// Opens a line and talks until it ends; `None` when the run is over.
async fn talk(part: &Part, tab: &mut Tab, inbox: &mut mpsc::UnboundedReceiver<Letter>) -> Option<End> {
    let patience = part.heartbeat * 2;
    let mut end = End { was_open: false, code: None, wait: None };
    let Ok(Ok(mut wire)) = timeout(patience.max(Duration::from_secs(5)), Wire::dial(part.address, &part.host, &part.cookie)).await else {
        return Some(end);
    };
    let mut beat = Instant::now() + part.heartbeat;
    let mut last_heard = Instant::now();
    loop {
        for frame in tab.take_frames() {
            // Who does not take what we say is as dead as who says nothing.
            if !matches!(timeout(patience, wire.say(&frame)).await, Ok(Ok(()))) {
                return Some(end);
            }
        }
        let rest = tab.next_rest().map_or(beat, Instant::from_std).min(beat);
        tokio::select! {
            heard = wire.hear() => {
                last_heard = Instant::now();
                match heard {
                    Heard::End(code) => return Some(End { code, ..end }),
                    Heard::Life => {}
                    Heard::Text(text) => {
                        let Ok(event) = serde_json::from_str::<Event>(&text) else { continue };
                        end.was_open = true;
                        if let Event::GoingAway { retry_after_ms } = event {
                            end.wait = Some(Duration::from_millis(u64::from(retry_after_ms)));
                        }
                        tab.hear(event, std::time::Instant::now());
                    }
                }
            }
            letter = inbox.recv() => tab.write(letter?),
            () = sleep_until(rest) => {
                let now = Instant::now();
                tab.end_rests(now.into_std());
                if now >= beat {
                    if now - last_heard > patience {
                        return Some(end);
                    }
                    beat = now + part.heartbeat;
                    tab.heartbeat();
                }
            }
        }
    }
}
