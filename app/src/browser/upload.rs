//! Sending a file to the server by HTTP, because only there a browser tells how far it has come. It can be called off.
//! When a file is sent, and what becomes of its message, is `room_state`'s.

use std::{cell::RefCell, collections::HashMap};

use js_sys::{Promise, encode_uri_component};
use protocol::{Attachment, Nonce, Rejection, RoomId};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest};

use crate::json;

thread_local! {
    /// What is being sent, by the message it is for: one file of a message at a time.
    static SENDING: RefCell<HashMap<Nonce, XmlHttpRequest>> = RefCell::default();
}

/// Why a file did not get there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSent {
    /// It was called off.
    CalledOff,
    /// The server was not reached, or broke off: it can be tried again.
    Unreachable,
    /// The server refused it.
    Refused(Rejection),
}

/// What the server says of a refusal.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Problem {
    code: String,
    most: u64,
    retry_after_ms: u32,
}

/// Sends the bytes of a file into a room, for the message of this attempt, and tells how many of them are there.
pub async fn upload(room: RoomId, nonce: Nonce, file: &Attachment, blob: &Blob, progress: impl Fn(u64) + 'static) -> Result<(), NotSent> {
    let request = begin(room, file).map_err(|_| NotSent::Unreachable)?;
    let told = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| progress(event.loaded() as u64));
    if let Ok(upload) = request.upload() {
        upload.set_onprogress(Some(told.as_ref().unchecked_ref()));
    }
    SENDING.with_borrow_mut(|sending| sending.insert(nonce, request.clone()));
    let ended = Promise::new(&mut |resolve, reject| {
        request.set_onload(Some(resolve.unchecked_ref()));
        request.set_onerror(Some(reject.unchecked_ref()));
        request.set_onabort(Some(reject.unchecked_ref()));
    });
    let sent = match request.send_with_opt_blob(Some(blob)) {
        Ok(()) => JsFuture::from(ended).await.is_ok(),
        Err(_) => false,
    };
    if SENDING.with_borrow_mut(|sending| sending.remove(&nonce)).is_none() {
        return Err(NotSent::CalledOff);
    }
    if sent { outcome(&request) } else { Err(NotSent::Unreachable) }
}

/// Calls off what is being sent for this message.
pub fn call_off(nonce: Nonce) {
    if let Some(request) = SENDING.with_borrow_mut(|sending| sending.remove(&nonce)) {
        let _ = request.abort();
    }
}

fn begin(room: RoomId, file: &Attachment) -> Result<XmlHttpRequest, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open_with_async("POST", &format!("/api/chat/rooms/{room}/files"), true)?;
    request.set_request_header("content-type", "application/octet-stream")?;
    request.set_request_header("idempotency-key", &file.id.to_string())?;
    request.set_request_header("maru-file-name", &String::from(encode_uri_component(file.name.as_str())))?;
    Ok(request)
}

fn outcome(request: &XmlHttpRequest) -> Result<(), NotSent> {
    let status = request.status().unwrap_or_default();
    if status == 201 {
        return Ok(());
    }
    let text = request.response_text().ok().flatten().unwrap_or_default();
    let Problem { code, most, retry_after_ms } = json::read(&text).unwrap_or_default();
    Err(match (code.as_str(), status) {
        ("file_too_big", _) => NotSent::Refused(Rejection::FileTooBig { most }),
        ("picture_too_large", _) => NotSent::Refused(Rejection::PictureTooLarge { most }),
        ("no_room_for_files", _) => NotSent::Refused(Rejection::NoRoomForFiles { most }),
        ("too_fast", _) => NotSent::Refused(Rejection::TooFast { retry_after_ms }),
        ("muted", _) => NotSent::Refused(Rejection::Muted { until: None }),
        ("not_found", _) => NotSent::Refused(Rejection::NoSuchRoom),
        ("key_reused", _) => NotSent::Refused(Rejection::NonceReused),
        // Somebody on the way there has a smaller limit.
        (_, 413) => NotSent::Refused(Rejection::FileTooBig { most: 0 }),
        (_, 400..500) => NotSent::Refused(Rejection::NotAllowed),
        _ => NotSent::Unreachable,
    })
}
