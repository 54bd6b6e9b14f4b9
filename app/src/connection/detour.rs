//! The line where no WebSocket gets through: events come as a stream, commands go in requests, one request after the other.
//! It is opened and given up by `carrier`.

use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use futures::{Stream, StreamExt, channel::mpsc};
use protocol::{CloseCode, ConnectionId, FRAME_BYTES};
use serde::Deserialize;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

use super::carrier::Heard;
use crate::{browser, json};

/// Where both halves are.
const ADDRESS: &str = "/api/line";

/// Which line it is, as the first event says.
#[derive(Deserialize)]
struct Named {
    connection: ConnectionId,
}

/// How the server says goodbye.
#[derive(Deserialize)]
struct Farewell {
    code: u16,
}

/// What is heard on the detour. Dropping it ends it.
pub struct Detour {
    source: EventSource,
    heard: mpsc::UnboundedReceiver<Heard>,
    /// Live as long as the source, which calls them.
    _listeners: [Closure<dyn Fn(MessageEvent)>; 3],
}

impl Detour {
    /// Opens one; with it comes what takes the texts to be said.
    pub fn open() -> Option<(Self, mpsc::UnboundedSender<String>)> {
        let source = EventSource::new(ADDRESS).ok()?;
        let (tell, heard) = mpsc::unbounded();
        let (say, texts) = mpsc::unbounded();
        let name = Rc::new(RefCell::new(None));
        let (told, named) = (tell.clone(), Rc::clone(&name));
        let on_text = listener(move |event| {
            let Some(text) = event.data().as_string() else { return };
            if named.borrow().is_none() {
                *named.borrow_mut() = json::read::<Named>(&text).ok().map(|named| named.connection);
            }
            let _ = told.unbounded_send(Heard::Text(text));
        });
        let told = tell.clone();
        let on_close = listener(move |event| {
            let farewell = event.data().as_string().and_then(|text| json::read::<Farewell>(&text).ok());
            let _ = told.unbounded_send(Heard::Ended(farewell.and_then(|farewell| CloseCode::from_number(farewell.code))));
        });
        // The browser would try again by itself, and know nothing of positions.
        let (told, broken) = (tell.clone(), source.clone());
        let on_error = listener(move |_| {
            broken.close();
            let _ = told.unbounded_send(Heard::Ended(None));
        });
        source.set_onmessage(Some(on_text.as_ref().unchecked_ref()));
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        source.add_event_listener_with_callback("close", on_close.as_ref().unchecked_ref()).ok()?;
        leptos::task::spawn_local(send(texts, name, tell));
        Some((Self { source, heard, _listeners: [on_text, on_close, on_error] }, say))
    }
}

/// Sends what there is to say, in order: everything that has gathered while the last request was under way goes in one.
async fn send(mut texts: mpsc::UnboundedReceiver<String>, name: Rc<RefCell<Option<ConnectionId>>>, tell: mpsc::UnboundedSender<Heard>) {
    while let Some(mut body) = texts.next().await {
        while body.len() < FRAME_BYTES
            && let Ok(text) = texts.try_recv()
        {
            body.push('\n');
            body.push_str(&text);
        }
        // Nothing is said before the line has been named.
        let Some(name) = *name.borrow() else { continue };
        if !browser::posts(&format!("{ADDRESS}/{name}"), &body).await {
            let _ = tell.unbounded_send(Heard::Ended(None));
            return;
        }
    }
}

fn listener(hear: impl Fn(MessageEvent) + 'static) -> Closure<dyn Fn(MessageEvent)> {
    Closure::new(hear)
}

impl Stream for Detour {
    type Item = Heard;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Heard>> {
        self.heard.poll_next_unpin(cx)
    }
}

impl Drop for Detour {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}
