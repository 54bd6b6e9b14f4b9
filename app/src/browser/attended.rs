//! Whether somebody looks at any tab of this place in this browser: the tab that is looked at says so to the others.
//! Where nothing can be kept, each tab knows of itself alone.

use leptos::{ev, prelude::window_event_listener};

use super::{forget, is_attended, keep, kept, now};

/// Says when a tab was last known to be looked at, in milliseconds.
const KEY: &str = "maru.attended";

/// What was said this long ago was said by a tab that is gone: a tab that is looked at says it again with every heartbeat.
const STALE_MS: i64 = 60_000;

/// Says it, or takes it back, whenever it changes.
pub fn tell_others() {
    say();
    window_event_listener(ev::focus, |_| say());
    window_event_listener(ev::blur, |_| say());
    window_event_listener(ev::visibilitychange, |_| say());
    window_event_listener(ev::pagehide, |_| forget(KEY));
}

/// Says how it is now. The tab that somebody goes to says so after the one they come from.
pub fn say() {
    if is_attended() {
        keep(KEY, &now().0.to_string());
    } else {
        forget(KEY);
    }
}

/// Says again that this tab is looked at, if it is.
pub fn say_again() {
    if is_attended() {
        say();
    }
}

/// Somebody looks at another tab.
pub fn elsewhere() -> bool {
    let said = kept(KEY).and_then(|text| text.parse::<i64>().ok());
    said.is_some_and(|at| now().0 - at < STALE_MS)
}
