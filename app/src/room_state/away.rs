//! Whether anybody looks at this tab: said to the server when nobody has for a while, and when somebody does again.
//! That a member is away only when it holds for all their tabs is known to the server.

use std::time::Duration;

use leptos::{ev, prelude::*};
use protocol::Command;

use super::{RoomState, locked};
use crate::{backend::surroundings, browser};

/// A page in sight without any sign of somebody counts as looked at for this long, at least.
const PATIENCE_MS: i64 = 300_000;

/// What this tab knows of those in front of it.
#[derive(Debug, Default)]
pub(super) struct Looking {
    /// When somebody was there last, by the device's clock, in milliseconds.
    last: i64,
    /// Nobody has been there for a while.
    away: bool,
}

/// Nobody looks any more: out of sight for as long as it takes, or in sight without any sign of somebody.
fn is_away(seen: bool, silent_ms: i64, after_ms: i64) -> bool {
    silent_ms >= if seen { after_ms.max(PATIENCE_MS) } else { after_ms }
}

impl RoomState {
    /// Watches for signs of somebody for as long as the page lives.
    pub fn watch_out(&self) {
        self.somebody_is_there();
        let state = self.clone();
        let sign = move || state.somebody_is_there();
        let (pressed, typed, moved, scrolled) = (sign.clone(), sign.clone(), sign.clone(), sign);
        window_event_listener(ev::pointerdown, move |_| pressed());
        window_event_listener(ev::keydown, move |_| typed());
        window_event_listener(ev::pointermove, move |_| moved());
        window_event_listener(ev::wheel, move |_| scrolled());
        let state = self.clone();
        window_event_listener(ev::visibilitychange, move |_| {
            // Who leaves has just been there.
            state.somebody_is_there();
            if !browser::is_seen() {
                let later = state.clone();
                browser::after(Duration::from_millis(after_ms().unsigned_abs()), move || later.look_around());
            }
        });
    }

    /// Says it, if nobody has been there for a while. Asked with every heartbeat.
    pub(super) fn look_around(&self) {
        let silent = browser::now().0 - locked(&self.0.looking).last;
        if is_away(browser::is_seen(), silent, after_ms()) {
            self.set_away(true);
        }
    }

    /// A line that has just opened counts as looked at until it says otherwise.
    pub(super) fn say_if_away(&self) {
        if locked(&self.0.looking).away {
            self.say(Command::Away { away: true });
        }
    }

    fn somebody_is_there(&self) {
        locked(&self.0.looking).last = browser::now().0;
        if browser::is_seen() {
            self.set_away(false);
        }
    }

    fn set_away(&self, away: bool) {
        let changed = std::mem::replace(&mut locked(&self.0.looking).away, away) != away;
        if changed {
            self.say(Command::Away { away });
        }
    }
}

fn after_ms() -> i64 {
    i64::from(surroundings().away_after) * 1_000
}

#[cfg(test)]
mod tests {
    use super::is_away;

    #[test]
    fn who_is_out_of_sight_is_away_sooner_than_who_is_only_still() {
        for (seen, silent_ms, after_ms, away) in [
            (false, 299_999, 300_000, false),
            (false, 300_000, 300_000, true),
            (true, 299_999, 300_000, false),
            (true, 300_000, 300_000, true),
            (false, 0, 0, true),
            (true, 60_000, 0, false),
            (true, 600_000, 900_000, false),
        ] {
            assert_eq!(is_away(seen, silent_ms, after_ms), away, "{seen} {silent_ms} {after_ms}");
        }
    }
}
