//! Web Push in this browser: the service worker, and the subscription that the server is given.
//! What is shown when a note comes in is in `public/sw.js`.

use js_sys::{JSON, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    NotificationPermission, PushManager, PushSubscription, PushSubscriptionOptionsInit, RequestInit, Response, ServiceWorkerContainer,
    ServiceWorkerRegistration,
};

use super::{
    desktop::{self, Ability},
    forget, keep, kept, posts,
};

/// Notes are pushed to this browser.
const KEY: &str = "maru.push";

/// Where subscriptions are given to the server.
const ADDRESS: &str = "/api/push";

/// Notes are pushed to this browser, as far as it knows itself.
pub fn is_kept_on() -> bool {
    kept(KEY).is_some()
}

/// How it stands with Web Push; the server says whether it is `on` for this session.
pub fn ability(on: bool) -> Ability {
    let manages = Reflect::has(&window(), &"PushManager".into()).unwrap_or_default();
    match desktop::permission() {
        Some(NotificationPermission::Denied) => Ability::Blocked,
        Some(permission) if manages && container().is_some() => {
            if on && permission == NotificationPermission::Granted {
                Ability::On
            } else {
                Ability::Off
            }
        }
        _ => Ability::Missing,
    }
}

/// The service workers of this browser; none on an address that is not secure.
pub fn container() -> Option<ServiceWorkerContainer> {
    let container = Reflect::get(&window().navigator(), &"serviceWorker".into()).ok()?;
    (!container.is_undefined()).then(|| container.unchecked_into())
}

/// Our service worker, if it was registered.
pub async fn registration() -> Option<ServiceWorkerRegistration> {
    let found = JsFuture::from(container()?.get_registration()).await.ok()?;
    (!found.is_undefined()).then(|| found.unchecked_into())
}

/// Has notes pushed to this browser; false when the browser, its maker or the server did not want to.
pub async fn turn_on(key: &str) -> bool {
    let done = desktop::is_allowed().await && subscribe(key).await.is_some();
    if done {
        keep(KEY, "1");
    }
    done
}

async fn subscribe(key: &str) -> Option<()> {
    let container = container()?;
    JsFuture::from(container.register("/sw.js")).await.ok()?;
    let registration: ServiceWorkerRegistration = JsFuture::from(container.ready().ok()?).await.ok()?.unchecked_into();
    let manager = registration.push_manager().ok()?;
    let subscription = match ask(&manager, key).await {
        Some(subscription) => subscription,
        // One for another key is in the way.
        None => {
            end(&manager).await;
            ask(&manager, key).await?
        }
    };
    let json = JSON::stringify(&subscription).ok()?.as_string()?;
    posts(ADDRESS, &json).await.then_some(())
}

async fn ask(manager: &PushManager, key: &str) -> Option<JsValue> {
    let options = PushSubscriptionOptionsInit::new();
    options.set_user_visible_only(true);
    options.set_application_server_key_opt_str(Some(key));
    JsFuture::from(manager.subscribe_with_options(&options).ok()?).await.ok()
}

async fn end(manager: &PushManager) {
    let Ok(asked) = manager.get_subscription() else { return };
    let Ok(found) = JsFuture::from(asked).await else { return };
    if let Some(ending) = found.dyn_ref::<PushSubscription>().and_then(|subscription| subscription.unsubscribe().ok()) {
        let _ = JsFuture::from(ending).await;
    }
}

/// Has no more notes pushed to this browser; false when the server was not reached.
pub async fn turn_off() -> bool {
    let options = RequestInit::new();
    options.set_method("DELETE");
    let answer = JsFuture::from(window().fetch_with_str_and_init(ADDRESS, &options)).await;
    if !answer.is_ok_and(|answer| answer.unchecked_into::<Response>().ok()) {
        return false;
    }
    forget(KEY);
    if let Some(manager) = registration().await.and_then(|registration| registration.push_manager().ok()) {
        end(&manager).await;
    }
    true
}
