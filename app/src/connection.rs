//! The line of this tab: opened again whenever it breaks, after a wait that grows and differs from tab to tab; a WebSocket, and
//! where none gets through, the detour.
//! It moves frames; what they mean is decided in `room_state`.

mod carrier;
mod detour;

use std::{cell::Cell, rc::Rc, time::Duration};

use futures::{
    StreamExt,
    channel::mpsc,
    future::{Either, select},
    pin_mut,
};
use leptos::{ev, prelude::*};
use protocol::{ClientFrame, CloseCode, Event, VERSION};
use serde::Deserialize;

use self::carrier::{Heard, Way};
use crate::{
    backend::surroundings,
    browser::{self, Server},
    json,
    room_state::{Line, LostReason, RoomState},
};

/// The longest wait before an attempt.
const MOST_WAIT_MS: u64 = 30_000;
/// After so many sockets in a row that did not open, the detour is tried.
const SOCKETS_FIRST: u32 = 3;
/// Kept while sockets do not get through: the next page need not find that out again.
const DETOUR_KEY: &str = "maru.detour";
/// A line that was open for this long was a good one: the next attempt is the first again.
const STEADY_MS: i64 = 10_000;
/// A server that has not said welcome by then will not.
const OPENS_WITHIN: Duration = Duration::from_secs(15);
/// A page that is asked for has come by then.
const LEAVES_WITHIN_MS: i64 = 10_000;
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
    /// On the detour: sockets get through again.
    Passable,
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
    let left = Rc::new(Cell::new(0_i64));
    window_event_listener(ev::beforeunload, {
        let left = left.clone();
        move |_| left.set(browser::now().0)
    });
    let mut attempt = 0;
    // Sockets in a row that did not open.
    let mut blocked = if browser::kept(DETOUR_KEY).is_some() { SOCKETS_FIRST } else { 0 };
    loop {
        let way = if blocked >= SOCKETS_FIRST { Way::Detour } else { Way::Socket };
        let (reason, wait) = match talk(&state, way, &mut hurried).await {
            End::Passable => {
                (attempt, blocked) = (0, 0);
                (LostReason::Unreachable, Duration::ZERO)
            }
            // Whoever signs out by themselves is on their way already, and knows why.
            End::Refused(_) if browser::now().0 - left.get() < LEAVES_WITHIN_MS => return,
            End::Refused(CloseCode::NotAuthenticated) => {
                return browser::go(&format!("/sign-in?problem=signed_out&next={}", browser::path()));
            }
            End::Refused(_) => return browser::go("/rooms?problem=out"),
            End::OtherMember => return browser::reload(),
            End::OtherVersion => {
                attempt += 1;
                // What is written from here on waits in the outbox for the page that the reader is offered.
                return state.line_lost(Line::Lost { attempt, reason: LostReason::OtherVersion }, hurry);
            }
            End::Lost { opened, reason, wait_ms } => {
                let steady = opened.is_some_and(|opened| browser::now().0 - opened >= STEADY_MS);
                attempt = if steady { 1 } else { attempt + 1 };
                let refused = opened.is_none() && browser::has_network();
                let server = if refused { browser::finds_server(&surroundings().build).await } else { Server::Silent };
                blocked = match (way, opened, server) {
                    (Way::Socket, Some(_), _) => 0,
                    // The server is there, and does not hear this. Where it is not, nothing is known about sockets.
                    (Way::Socket, None, Server::SameBuild | Server::OtherBuild) => blocked + 1,
                    // Perhaps it is not the sockets: they are tried once, then the detour again.
                    (Way::Detour, None, _) => SOCKETS_FIRST - 1,
                    (Way::Socket, None, Server::Silent) | (Way::Detour, Some(_), _) => blocked,
                };
                // A server that speaks another version does not even open the line; then waiting does not help.
                let reason = if server == Server::OtherBuild && attempt > 1 { LostReason::OtherVersion } else { reason };
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

/// What is remembered for the next page.
fn remember(way: Way) {
    match way {
        Way::Socket if browser::kept(DETOUR_KEY).is_some() => browser::forget(DETOUR_KEY),
        Way::Socket => {}
        Way::Detour => drop(browser::keep(DETOUR_KEY, "1")),
    }
}

/// Full jitter over a cap that doubles: tabs that lost their line together do not come back together.
fn wait_before(attempt: u32) -> Duration {
    let cap = MOST_WAIT_MS.min(1_000 << attempt.saturating_sub(1).min(5));
    Duration::from_millis((browser::fraction() * cap as f64) as u64 + 50)
}

/// The network came or went, or somebody looks at the page again: no reason to wait any longer.
fn hurry_when_things_change(hurry: &mpsc::UnboundedSender<()>) {
    let (online, offline, seen) = (hurry.clone(), hurry.clone(), hurry.clone());
    window_event_listener(ev::online, move |_| drop(online.unbounded_send(())));
    window_event_listener(ev::offline, move |_| drop(offline.unbounded_send(())));
    window_event_listener(ev::visibilitychange, move |_| {
        if browser::is_seen() {
            let _ = seen.unbounded_send(());
        }
    });
}

/// Opens the line and talks until it ends.
async fn talk(state: &RoomState, way: Way, hurried: &mut mpsc::UnboundedReceiver<()>) -> End {
    let lost = |opened, reason, wait_ms| End::Lost { opened, reason, wait_ms };
    let Some((mut hearing, mut saying)) = carrier::open(way) else { return lost(None, LostReason::Unreachable, None) };
    let (sender, mut commands) = mpsc::unbounded::<ClientFrame>();
    let (mut opened, mut reason, mut wait_ms) = (None, LostReason::Unreachable, None);
    let mut heartbeat = OPENS_WITHIN;
    let mut answer_due = true;
    let beat = browser::sleep(heartbeat);
    pin_mut!(beat);
    loop {
        // What comes in, what goes out, and the time between.
        let turn = select(select(hearing.next(), commands.next()), select(beat.as_mut(), hurried.next())).await;
        match turn {
            Either::Left((Either::Left((None, _)), _)) => return lost(opened, reason, wait_ms),
            Either::Left((Either::Left((Some(Heard::Passable), _)), _)) => return End::Passable,
            Either::Left((Either::Left((Some(Heard::Ended(code)), _)), _)) => {
                return match code {
                    Some(code @ (CloseCode::NotAuthenticated | CloseCode::Kicked)) => End::Refused(code),
                    Some(CloseCode::Restart) => lost(opened, LostReason::Restarting, wait_ms),
                    _ => lost(opened, reason, wait_ms),
                };
            }
            Either::Left((Either::Left((Some(Heard::Text(text)), _)), _)) => {
                answer_due = false;
                if opened.is_none() && json::read::<Greeting>(&text).is_ok_and(|greeting| greeting.version != VERSION) {
                    return End::OtherVersion;
                }
                let Ok(event) = json::read::<Event>(&text) else { continue };
                match &event {
                    // What waits here was written by somebody else: it must not be sent in this member's name.
                    Event::Welcomed { member, .. } if state.me().is_some_and(|me| me.id != member.id) => return End::OtherMember,
                    Event::Welcomed { heartbeat_ms, .. } => {
                        (opened, wait_ms) = (Some(browser::now().0), None);
                        heartbeat = Duration::from_millis(u64::from(*heartbeat_ms));
                        remember(way);
                        state.takes_detour(way == Way::Detour);
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
                if !saying.say(frame).await {
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
