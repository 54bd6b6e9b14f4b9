//! How much waits, on the tab's icon and, where a browser has that, on the icon of the installed app.
//! What is counted is decided elsewhere.

use js_sys::{Function, Reflect, encode_uri_component};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};

/// The icon as in `public/icon.svg`, without its end.
const ICON: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'><rect width='64' height='64' rx='17' fill='#1c6849'/>\
    <path d='M15 21.5h17v21H15zM43.5 14.5v35M43.5 32H51' fill='none' stroke='#fbfaf6' stroke-width='5' stroke-linecap='round' stroke-linejoin='round'/>";

/// More than this does not fit on an icon.
const MOST: u32 = 9;

/// Shows how many messages call, or else that some are new, or nothing.
pub fn show(calls: u32, unread: u32) {
    if let Ok(Some(link)) = document().query_selector("link[rel=icon]") {
        let _ = link.set_attribute("href", &address(calls, unread));
    }
    let counted = if calls > 0 { calls } else { unread };
    let (name, argument) = if counted > 0 { ("setAppBadge", JsValue::from(counted)) } else { ("clearAppBadge", JsValue::UNDEFINED) };
    let navigator = window().navigator();
    let method = Reflect::get(&navigator, &name.into()).ok().and_then(|method| method.dyn_into::<Function>().ok());
    if let Some(method) = method {
        let _ = method.call1(&navigator, &argument);
    }
}

fn address(calls: u32, unread: u32) -> String {
    match (calls, unread) {
        (0, 0) => "/icon.svg".to_owned(),
        counts => format!("data:image/svg+xml,{}", String::from(encode_uri_component(&picture(counts.0)))),
    }
}

/// The icon with a number, or with a dot for zero.
fn picture(calls: u32) -> String {
    let mark = match calls {
        0 => "<circle cx='50' cy='14' r='13' fill='#2f9e6e' stroke='#fbfaf6' stroke-width='3'/>".to_owned(),
        calls => {
            let number = if calls > MOST { format!("{MOST}+") } else { calls.to_string() };
            format!(
                "<circle cx='43' cy='21' r='21' fill='#c8321f'/><text x='43' y='32' text-anchor='middle' font-family='sans-serif' \
                 font-size='31' font-weight='700' fill='#ffffff'>{number}</text>"
            )
        }
    };
    format!("{ICON}{mark}</svg>")
}
