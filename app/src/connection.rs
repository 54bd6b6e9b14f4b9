//! The line of this tab: one WebSocket, opened again whenever it breaks, after a wait that grows and differs from tab to tab.
//! It moves frames; what they mean is decided in `room_state`.

use std::time::Duration;

use futures::{
    SinkExt, StreamExt,
    channel::mpsc,
    future::{Either, select},
    pin_mut,
};
use gloo_net::websocket::{Message, WebSocketError, futures::WebSocket};
use leptos::{ev, prelude::*};
use protocol::{ClientFrame, CloseCode, Event, SUBPROTOCOL, VERSION};
use serde::Deserialize;

use crate::{
    backend::surroundings,
    browser,
    room_state::{Line, LostReason, RoomState},
};

/// The longest wait before an attempt.
const MOST_WAIT_MS: u64 = 30_000;
/// A line that was open for this long was a good one: the next attempt is the first again.
const STEADY_MS: i64 = 10_000;
/// A server that has not said welcome by then will not.
const OPENS_WITHIN: Duration = Duration::from_secs(15);
/// After a sleep or a change of network, an answer is due by then: the line may be dead without anybody having been told.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// What the first frame has in every version of the language, whatever else is in it.
#[derive(Deserialize)]
struct Greeting {
    version: u32,
}

/// How a line ended.
enum End {
    /// It may be opened again, after this time if the server named one.
    /// `opened` is when it was, by the device's clock, if it ever was.
    Lost { opened: Option<i64>, reason: LostReason, wait_ms: Option<u32> },
    /// It must not be opened again by itself.
    Refused(CloseCode),
    /// The server speaks another version of the language.
    OtherVersion,
    /// This browser is signed in as somebody else than this page is of.
    OtherMember,
}

/// Keeps a line open for as long as the page lives.
pub async fn keep_open(state: RoomState) {
    let (hurry, mut hurried) = mpsc::unbounded();
    hurry_when_things_change(&hurry);
    let mut attempt = 0;
    loop {
        let (reason, wait) = match talk(&state, &mut hurried).await {
            End::Refused(CloseCode::NotAuthenticated) => return browser::go("/sign-in"),
            End::Refused(_) => return browser::go("/rooms"),
            End::OtherMember => return browser::reload(),
            End::OtherVersion => {
                attempt += 1;
                // What is written from here on waits in the outbox for the page that the reader is offered.
                return state.line_lost(Line::Lost { attempt, reason: LostReason::OtherVersion }, hurry);
            }
            End::Lost { opened, reason, wait_ms } => {
                let steady = opened.is_some_and(|opened| browser::now().0 - opened >= STEADY_MS);
                attempt = if steady { 1 } else { attempt + 1 };
                // A server that speaks another version does not even open the line; then waiting does not help.
                let refused = opened.is_none() && attempt > 1 && browser::has_network();
                let reason =
                    if refused && browser::finds_other_build(&surroundings().build).await { LostReason::OtherVersion } else { reason };
                (reason, wait_ms.map_or_else(|| wait_before(attempt), |wait| Duration::from_millis(u64::from(wait))))
            }
        };
        let reason = if browser::has_network() { reason } else { LostReason::DeviceOffline };
        state.line_lost(Line::Lost { attempt, reason }, hurry.clone());
        let (waited, hurried) = (browser::sleep(wait), hurried.next());
        pin_mut!(waited, hurried);
        select(waited, hurried).await;
    }
}

/// Full jitter over a cap that doubles: tabs that lost their line together do not come back together.
fn wait_before(attempt: u32) -> Duration {
    let cap = MOST_WAIT_MS.min(1_000 << attempt.saturating_sub(1).min(5));
    Duration::from_millis((browser::fraction() * cap as f64) as u64 + 50)
}

/// The network came back, or somebody looks at the page again: no reason to wait any longer.
fn hurry_when_things_change(hurry: &mpsc::UnboundedSender<()>) {
    let (online, seen) = (hurry.clone(), hurry.clone());
    window_event_listener(ev::online, move |_| drop(online.unbounded_send(())));
    window_event_listener(ev::visibilitychange, move |_| {
        if browser::is_seen() {
            let _ = seen.unbounded_send(());
        }
    });
}

/// Opens the line and talks until it ends.
async fn talk(state: &RoomState, hurried: &mut mpsc::UnboundedReceiver<()>) -> End {
    let lost = |opened, reason, wait_ms| End::Lost { opened, reason, wait_ms };
    let Ok(socket) = WebSocket::open_with_protocol(&browser::line_address(), SUBPROTOCOL) else {
        return lost(None, LostReason::Unreachable, None);
    };
    let (mut write, mut read) = socket.split();
    let (sender, mut commands) = mpsc::unbounded::<ClientFrame>();
    let (mut opened, mut reason, mut wait_ms) = (None, LostReason::Unreachable, None);
    let mut heartbeat = OPENS_WITHIN;
    let mut answer_due = true;
    let beat = browser::sleep(heartbeat);
    pin_mut!(beat);
    loop {
        // What comes in, what goes out, and the time between.
        let turn = select(select(read.next(), commands.next()), select(beat.as_mut(), hurried.next())).await;
        match turn {
            Either::Left((Either::Left((None, _)), _)) => return lost(opened, reason, wait_ms),
            Either::Left((Either::Left((Some(Err(error)), _)), _)) => {
                let code = match error {
                    WebSocketError::ConnectionClose(close) => CloseCode::from_number(close.code),
                    _ => None,
                };
                return match code {
                    Some(code @ (CloseCode::NotAuthenticated | CloseCode::Kicked)) => End::Refused(code),
                    Some(CloseCode::Restart) => lost(opened, LostReason::Restarting, wait_ms),
                    _ => lost(opened, reason, wait_ms),
                };
            }
            Either::Left((Either::Left((Some(Ok(message)), _)), _)) => {
                answer_due = false;
                let Message::Text(text) = message else { continue };
                if opened.is_none() && serde_json::from_str::<Greeting>(&text).is_ok_and(|greeting| greeting.version != VERSION) {
                    return End::OtherVersion;
                }
                let Ok(event) = serde_json::from_str::<Event>(&text) else { continue };
                match &event {
                    // What waits here was written by somebody else: it must not be sent in this member's name.
                    Event::Welcomed { member, .. } if state.me().is_some_and(|me| me.id != member.id) => return End::OtherMember,
                    Event::Welcomed { heartbeat_ms, .. } => {
                        (opened, wait_ms) = (Some(browser::now().0), None);
                        heartbeat = Duration::from_millis(u64::from(*heartbeat_ms));
                        state.line_opened(sender.clone());
                    }
                    Event::GoingAway { retry_after_ms } => {
                        (reason, wait_ms) = (LostReason::Restarting, Some(*retry_after_ms));
                    }
                    _ => {}
                }
                state.hear(event);
            }
            Either::Left((Either::Right((command, _)), _)) => {
                let Some(frame) = command.and_then(|frame| serde_json::to_string(&frame).ok()) else { continue };
                if write.send(Message::Text(frame)).await.is_err() {
                    return lost(opened, reason, wait_ms);
                }
            }
            Either::Right((Either::Left(_), _)) => {
                // A heartbeat that was not answered before the next: the other side is gone, even if nobody has said so.
                if answer_due {
                    return lost(opened, reason, wait_ms);
                }
                answer_due = true;
                state.heartbeat();
                beat.set(browser::sleep(heartbeat));
            }
            Either::Right((Either::Right(_), _)) if opened.is_some() => {
                answer_due = true;
                state.heartbeat();
                beat.set(browser::sleep(ANSWERS_WITHIN));
            }
            // Should this attempt fail, the next one follows at once.
            Either::Right((Either::Right(_), _)) => wait_ms = Some(0),
        }
    }
}
