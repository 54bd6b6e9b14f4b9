//! Having a command done by the server: a line that begins with `/` and does more than write.
//! What such lines mean is read by `text`.

use leptos::prelude::window;
use protocol::RoomId;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use crate::json;

/// Why a command was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotDone {
    /// The server was not reached.
    Unreachable,
    /// It was refused, with this code.
    Refused(String),
}

/// What the server says: what it did, or why it did not.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Said {
    done: String,
    code: String,
}

/// Has a line done in a room; says by which word that is told.
pub async fn run(room: RoomId, line: &str) -> Result<String, NotDone> {
    let answer = ask(room, line).await.ok_or(NotDone::Unreachable)?;
    let text = match answer.text() {
        Ok(text) => JsFuture::from(text).await.ok().and_then(|text| text.as_string()).unwrap_or_default(),
        Err(_) => String::new(),
    };
    let Said { done, code } = json::read(&text).unwrap_or_default();
    if answer.ok() { Ok(done) } else { Err(NotDone::Refused(code)) }
}

async fn ask(room: RoomId, line: &str) -> Option<Response> {
    let headers = Headers::new().ok()?;
    headers.set("content-type", "application/json").ok()?;
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_headers(&headers);
    options.set_body(&serde_json::json!({ "command": line }).to_string().into());
    let asked = window().fetch_with_str_and_init(&format!("/api/chat/rooms/{room}/commands"), &options);
    JsFuture::from(asked).await.ok()?.dyn_into().ok()
}
