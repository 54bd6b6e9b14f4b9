//! Keys that go from room to room, wherever the focus is.

use leptos::{ev, prelude::*};
use web_sys::{HtmlElement, KeyboardEvent, wasm_bindgen::JsCast};

/// The rooms of the list at the left that are shown.
const ROOMS: &str = r#".rooms li:not([hidden]) > a[href^="/rooms/"]:not([href="/rooms/new"])"#;

/// Once the page is awake: Alt with up or down goes to the room before or after this one; with Shift too, to the next one where
/// something waits.
pub fn from_room_to_room() {
    Effect::new(|| {
        let listener = window_event_listener(ev::keydown, |press| {
            if let Some(room) = wanted(&press) {
                press.prevent_default();
                room.click();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// The link to the room that a key asks for.
fn wanted(press: &KeyboardEvent) -> Option<HtmlElement> {
    let back = match press.key().as_str() {
        "ArrowUp" => true,
        "ArrowDown" => false,
        _ => return None,
    };
    if !press.alt_key() || press.ctrl_key() || press.meta_key() {
        return None;
    }
    let found = document().query_selector_all(ROOMS).ok()?;
    let mut rooms: Vec<HtmlElement> = (0..found.length()).filter_map(|n| found.get(n)?.dyn_into().ok()).collect();
    if back {
        rooms.reverse();
    }
    let here = rooms.iter().position(|room| room.get_attribute("aria-current").as_deref() == Some("page"));
    // Those after this one, then from the other end.
    rooms.rotate_left(here.map_or(0, |here| here + 1));
    let waits = |room: &HtmlElement| !press.shift_key() || room.matches(".is-unread").unwrap_or_default();
    rooms.into_iter().take(found.length() as usize - usize::from(here.is_some())).find(waits)
}
