//! Notifications of the desktop while a page is open: shown, led back from, and closed.
//! Whether one is worth showing is decided in `room_state`; what is pushed is shown by `public/sw.js`, under the same tags.

use std::{cell::RefCell, collections::HashMap};

use js_sys::{Array, Function, Object, Reflect};
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Notification, NotificationOptions, NotificationPermission};

use super::{after, forget, keep, kept, push};

/// This browser shows notifications of open pages.
const KEY: &str = "maru.desktop";

/// A notification, with what its click calls.
type Showing = (Notification, Closure<dyn Fn()>);

thread_local! {
    /// What this page shows, by its tag.
    static SHOWN: RefCell<HashMap<String, Showing>> = RefCell::default();
}

/// How it stands with something that can be turned on in this browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ability {
    /// Not known before the page is awake.
    Unknown,
    /// This browser cannot, or not on this address.
    Missing,
    /// The browser was told never to ask.
    Blocked,
    /// It can be turned on.
    Off,
    /// It is on.
    On,
}

/// What is shown.
pub struct Shown {
    /// Who, and where.
    pub title: String,
    /// What was said.
    pub body: String,
    /// One notification a tag.
    pub tag: String,
    /// Where a click leads.
    pub url: String,
    /// Tells apart whether two are about the same message.
    pub seq: u64,
}

/// How it stands with notifications.
pub fn ability() -> Ability {
    match permission() {
        None => Ability::Missing,
        Some(NotificationPermission::Denied) => Ability::Blocked,
        Some(NotificationPermission::Granted) if kept(KEY).is_some() => Ability::On,
        Some(_) => Ability::Off,
    }
}

/// What the browser was told; `None` where it has no notifications.
pub fn permission() -> Option<NotificationPermission> {
    let has = Reflect::has(&window(), &"Notification".into()).unwrap_or_default();
    has.then(Notification::permission)
}

/// Asks for leave, which browsers allow in an answer to a click only; true when it was given.
pub async fn is_allowed() -> bool {
    match permission() {
        None | Some(NotificationPermission::Denied) => false,
        Some(NotificationPermission::Granted) => true,
        Some(_) => {
            let Ok(asked) = Notification::request_permission() else { return false };
            JsFuture::from(asked).await.is_ok_and(|answer| answer.as_string().as_deref() == Some("granted"))
        }
    }
}

/// Turns notifications on; false without leave.
pub async fn turn_on() -> bool {
    is_allowed().await && keep(KEY, "1")
}

/// Turns notifications off.
pub fn turn_off() {
    forget(KEY);
}

/// Shows something. `opens` is called with the address when somebody clicks on it.
pub fn show(shown: Shown, opens: impl Fn(String) + 'static) {
    let options = NotificationOptions::new();
    options.set_body(&shown.body);
    options.set_tag(&shown.tag);
    options.set_icon("/icon-192.png");
    // The sound is ours, and is turned on by itself.
    options.set_silent(Some(true));
    let with = Object::new();
    let _ = Reflect::set(&with, &"url".into(), &JsValue::from_str(&shown.url));
    let _ = Reflect::set(&with, &"seq".into(), &JsValue::from_f64(shown.seq as f64));
    options.set_data(&with);
    // Where notes are pushed as well, one that says the same takes the place of this one.
    if push::is_kept_on() {
        spawn_local(async move {
            if let Some(registration) = push::registration().await
                && let Ok(showing) = registration.show_notification_with_options(&shown.title, &options)
            {
                let _ = JsFuture::from(showing).await;
            }
        });
        return;
    }
    let Ok(notification) = Notification::new_with_options(&shown.title, &options) else { return };
    let (tag, url) = (shown.tag.clone(), shown.url);
    let clicked = Closure::<dyn Fn()>::new(move || {
        let _ = window().focus();
        opens(url.clone());
        let tag = tag.clone();
        // Not from within what is being called.
        after(std::time::Duration::ZERO, move || close_unless(|one| one != tag));
    });
    notification.set_onclick(Some(clicked.as_ref().unchecked_ref()));
    SHOWN.with_borrow_mut(|all| all.insert(shown.tag, (notification, clicked)));
}

/// Closes what this page shows under tags of which this is not true.
fn close_unless(stays: impl Fn(&str) -> bool) {
    let gone: Vec<_> = SHOWN.with_borrow_mut(|all| all.extract_if(|tag, _| !stays(tag)).collect());
    for (_, (notification, _)) in &gone {
        notification.close();
    }
}

/// Closes everything that this browser shows, pushed or not, under tags of which this is not true.
pub fn close_all_unless(stays: impl Fn(&str) -> bool + 'static) {
    close_unless(&stays);
    if !push::is_kept_on() {
        return;
    }
    spawn_local(async move {
        let Some(registration) = push::registration().await else { return };
        let Ok(asked) = registration.get_notifications() else { return };
        let Ok(found) = JsFuture::from(asked).await else { return };
        for notification in found.unchecked_into::<Array>().iter() {
            let notification: Notification = notification.unchecked_into();
            if !stays(&notification.tag().unwrap_or_default()) {
                notification.close();
            }
        }
    });
}

/// Calls this with the address when somebody clicks on what was pushed and this page is to show it.
pub fn on_opened(opens: impl Fn(String) + 'static) {
    let Some(container) = push::container() else { return };
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let field = |name: &str| Reflect::get(&event.data(), &name.into()).ok().and_then(|value| value.as_string());
        if let (Some("open"), Some(url)) = (field("type").as_deref(), field("url")) {
            opens(url);
        }
    });
    container.set_onmessage(Some(heard.as_ref().unchecked_ref::<Function>()));
    // As long as the page.
    heard.forget();
}
