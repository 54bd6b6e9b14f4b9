//! Still pages: forms and lists, which the browser leaves as the server drew them. Their code is not in the client; what little
//! moves on them is woken here: moments in the viewer's own time, buttons that copy, and the parts that live.
//! What changes by itself (a room, the frame around every page) is not its business.

mod part;

use leptos::{ev, html, prelude::*};
use leptos_meta::Title;
use protocol::Millis;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement, HtmlElement, HtmlInputElement};

pub use part::{Part, PartOfPage};

use crate::{
    backend::by_side,
    browser,
    components::time::{WhenShows, local},
    room_state::RoomState,
    shell::DrawnTitle,
    words::use_words,
};

/// A page of which only the server knows what stands on it. The browser takes over an element whose inside it does not know; there
/// the page is never called, and so its code is in no client.
pub fn still<P: IntoView + 'static>(page: impl Fn() -> P + Clone + Send + Sync + 'static) -> impl Fn() -> AnyView + Clone + Send + Sync {
    move || {
        let place = html::div().class("still");
        let state = use_context::<RoomState>();
        Effect::new(move || wake(state.as_ref()));
        let title: DrawnTitle = expect_context();
        // On the server the page says its title afterwards, and the last one counts.
        view! { <Title text=title.0/>{by_side(|| place.clone().child(page()), || place.clone())} }.into_any()
    }
}

/// Whether the page that stands there has the frame around it; the others do not wake but for [`wake`].
pub fn is_framed() -> bool {
    matches!(document().query_selector(".frame"), Ok(Some(_)))
}

/// The browser goes to this page by asking the server, and not by drawing it.
pub fn is_still(path: &str) -> bool {
    let parts: Vec<_> = path.trim_matches('/').split('/').collect();
    !matches!(parts.as_slice(), ["rooms", room] | ["rooms", room, "pins"] if *room != "new")
}

/// Keeps a press on a link from the router where either end of it is a still page: the browser then follows it by itself.
pub fn leave_to_browser(press: &ev::MouseEvent) {
    let link = pressed(press, "a[href]").and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if link.is_some_and(|link| is_still(&link.pathname()) || is_still(&browser::path())) {
        press.stop_propagation();
    }
}

fn pressed(press: &ev::MouseEvent, selector: &str) -> Option<Element> {
    let target = press.target()?.dyn_into::<Element>().ok()?;
    target.closest(selector).ok().flatten()
}

/// Wakes what moves on the still page that stands there.
pub fn wake(state: Option<&RoomState>) {
    let words = use_words();
    each::<HtmlElement>(".still time[data-shows]", |time| {
        let at = Millis(js_sys::Date::parse(&time.get_attribute("datetime").unwrap_or_default()) as i64);
        let shows = WhenShows::from_word(&time.get_attribute("data-shows").unwrap_or_default());
        let (text, whole) = local(words, at, shows);
        time.set_text_content(Some(&text));
        time.set_title(&whole);
    });
    let copying = window_event_listener(ev::click, move |press| {
        if let Some(button) = pressed(&press, "button[data-copies]").filter(copies) {
            button.set_text_content(Some(words.copied));
        }
    });
    on_cleanup(move || copying.remove());
    if let Some(state) = state {
        part::wake(state);
    }
}

/// Does something with every element that a selector finds.
fn each<E: JsCast>(selector: &str, wake: impl Fn(E)) {
    let Ok(found) = document().query_selector_all(selector) else { return };
    (0..found.length()).filter_map(|n| found.get(n)?.dyn_into::<E>().ok()).for_each(wake);
}

/// Copies what stands in the field before this button.
fn copies(button: &Element) -> bool {
    let field = button.previous_element_sibling().and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    field.is_some_and(|field| {
        field.select();
        browser::copy(&field.value())
    })
}

#[cfg(test)]
mod tests {
    use super::is_still;

    #[test]
    fn rooms_are_drawn_by_the_browser_and_forms_are_not() {
        for live in ["/rooms/01hx", "/rooms/01hx/", "/rooms/01hx/pins"] {
            assert!(!is_still(live), "{live}");
        }
        for still in ["/", "/rooms", "/rooms/new", "/rooms/01hx/settings", "/settings", "/people/01hx", "/rooms/01hx/messages/3"] {
            assert!(is_still(still), "{still}");
        }
    }
}
