//! The few things that are asked of the browser itself: time, chance, storage, where we are.
//! Everything here is for effects and event handlers; nothing of it runs while a page is drawn.

pub mod attended;
pub mod badge;
pub mod commands;
pub mod desktop;
pub mod push;
pub mod tone;
pub mod upload;

use std::time::Duration;

use futures::{
    channel::oneshot,
    future::{Either, select},
    pin_mut,
};
use js_sys::Function;
use leptos::prelude::window;
use protocol::{Millis, Nonce};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement, RequestCache, RequestInit, Response, Storage};

/// The time by the device's clock.
pub fn now() -> Millis {
    Millis(js_sys::Date::now() as i64)
}

/// A fresh nonce from the browser's cryptographic random source.
pub fn fresh_nonce() -> Nonce {
    let mut bytes = [0; 16];
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    Nonce::from_bits(u128::from_be_bytes(bytes))
}

/// A fraction between 0 and 1, for spreading retries. Not for anything that must be unguessable.
pub fn fraction() -> f64 {
    js_sys::Math::random()
}

/// Does something after a time, also when the scope that wants it is gone by then: what Leptos offers is called off whenever the
/// effect that began it runs again.
pub fn after(time: Duration, what: impl FnOnce() + 'static) {
    let ms = i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&once(Box::new(what)), ms);
}

/// Does something before the browser paints next, also when the scope that wants it is gone by then.
pub fn next_frame(what: impl FnOnce() + 'static) {
    let _ = window().request_animation_frame(&once(Box::new(what)));
}

fn once(what: Box<dyn FnOnce()>) -> Function {
    Closure::once_into_js(what).unchecked_into()
}

/// Waits.
pub async fn sleep(time: Duration) {
    let (done, waiting) = oneshot::channel();
    after(time, move || {
        let _ = done.send(());
    });
    let _ = waiting.await;
}

/// What this browser keeps for this site, if it lets us keep anything.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Keeps a text; false when the browser refused (private mode, full).
pub fn keep(key: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// A kept text.
pub fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Forgets a kept text.
pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// The keys of all kept texts that begin like this.
pub fn kept_keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let count = storage.length().unwrap_or_default();
    (0..count).filter_map(|n| storage.key(n).ok().flatten()).filter(|key| key.starts_with(prefix)).collect()
}

/// The address of the server's line.
pub fn line_address() -> String {
    let location = window().location();
    let scheme = if location.protocol().is_ok_and(|protocol| protocol == "https:") { "wss" } else { "ws" };
    format!("{scheme}://{}/ws/chat", location.host().unwrap_or_default())
}

/// What a plain request finds where the server should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// Nothing that answers.
    Silent,
    /// The build that this page is of.
    SameBuild,
    /// Another one: it keeps the files of its own for ever, and does not have those of this one.
    OtherBuild,
}

/// Asks the server for a file of this build.
pub async fn finds_server(build: &str) -> Server {
    let options = RequestInit::new();
    options.set_method("HEAD");
    options.set_cache(RequestCache::NoStore);
    let answer = JsFuture::from(window().fetch_with_str_and_init(&format!("/pkg/{build}/maru.js"), &options));
    let late = sleep(Duration::from_secs(5));
    pin_mut!(late);
    let Either::Left((Ok(answer), _)) = select(answer, late).await else { return Server::Silent };
    let kept = answer.unchecked_into::<Response>().headers().get("cache-control").ok().flatten();
    match kept {
        Some(kept) if kept.contains("immutable") => Server::SameBuild,
        Some(_) => Server::OtherBuild,
        // Something on the way answers in its place.
        None => Server::Silent,
    }
}

/// Sends a text; false when the server did not take it.
pub async fn posts(address: &str, text: &str) -> bool {
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(&text.into());
    let answer = JsFuture::from(window().fetch_with_str_and_init(address, &options)).await;
    answer.is_ok_and(|answer| answer.unchecked_into::<Response>().ok())
}

/// The device says that it has a network.
pub fn has_network() -> bool {
    window().navigator().on_line()
}

/// The page is in sight and has the keyboard.
pub fn is_attended() -> bool {
    window().document().is_some_and(|document| !document.hidden() && document.has_focus().unwrap_or(true))
}

/// The scheme and host of this place, as in `https://chat.example`.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Asks the one in front of the screen a question that can be answered with yes or no.
pub fn confirms(question: &str) -> bool {
    window().confirm_with_message(question).unwrap_or_default()
}

/// Puts a text into the clipboard, during a press; false when the browser would not. The old way: the new one is closed where a
/// place has no TLS, and says too late whether it was allowed.
pub fn copy(text: &str) -> bool {
    copy_from_field(text).unwrap_or_default()
}

fn copy_from_field(text: &str) -> Option<bool> {
    let document = window().document()?.dyn_into::<HtmlDocument>().ok()?;
    let focused = document.active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let field = document.create_element("textarea").ok()?.dyn_into::<HtmlTextAreaElement>().ok()?;
    field.set_class_name("visually-hidden");
    field.set_read_only(true);
    field.set_value(text);
    document.body()?.append_child(&field).ok()?;
    field.select();
    let copied = document.exec_command("copy").ok();
    field.remove();
    if let Some(focused) = focused {
        let _ = focused.focus();
    }
    copied
}

/// The page is in sight, with or without the keyboard.
pub fn is_seen() -> bool {
    window().document().is_some_and(|document| !document.hidden())
}

/// The path of the page that stands there.
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// Leaves this page for another one, by asking the server.
pub fn go(address: &str) {
    let _ = window().location().set_href(address);
}

/// Loads this page anew.
pub fn reload() {
    let _ = window().location().reload();
}
