//! A WebSocket that carries the texts of a dialect, bare or in the frames of SockJS.
//! What the texts say is not its business.

use std::sync::Arc;

use axum::{
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use chat::Bucket;
use futures::{StreamExt, future};
use protocol::CloseCode;
use tokio::{net::TcpStream, sync::mpsc};
use tokio_tungstenite::tungstenite::Message;

use super::{
    dialect::Dialect,
    outbox::{Next, Outbox},
    sockjs::words,
    talk::{Caller, Heard, INBOX, talk},
};
use crate::{
    cross_site::origin_allowed,
    socket::{
        TRY_AGAIN_S, WRITE_WITHIN, handshake,
        incoming::{self, Frames},
        outgoing::{Kind, Outgoing},
        pulse::Pulse,
        reader::{self, CONTROLS, close_code},
        say_goodbye,
    },
    state::App,
};

/// Bytes that are written at once.
const AT_ONCE: usize = 64 * 1024;

/// How texts stand in a WebSocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// One text, one frame.
    Bare,
    /// `o`, `a["…"]`, `h`, `c[code,"why"]` out; `["…"]` in.
    SockJs,
}

/// Opens a socket for a dialect, if a page of this origin and one more of this address may have one.
pub fn upgrade(
    app: Arc<App>,
    caller: Caller,
    request: Request,
    protocols: &[&'static str],
    framing: Framing,
    dialect: impl Dialect,
) -> Response {
    if !origin_allowed(&app, request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(place) = app.addresses.enter(caller.address, app.config.limits.connections_per_address) else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, TRY_AGAIN_S)], "too many lines\n").into_response();
    };
    let protocol = protocols.iter().copied().find(|protocol| handshake::asks_for(request.headers(), protocol));
    let (answer, opening) = handshake::accept(request, protocol);
    if let Some(opening) = opening {
        let lines = app.lines.clone();
        lines.spawn(async move {
            if let Some((stream, begun)) = opening.stream().await {
                carry(&app, caller, dialect, stream, begun, framing).await;
            }
            drop(place);
        });
    }
    answer
}

/// A socket from its first frame to its last.
async fn carry<D: Dialect>(app: &App, caller: Caller, dialect: D, stream: TcpStream, begun: Bytes, framing: Framing) {
    let (read_half, write_half) = stream.into_split();
    let mut out = Outgoing::new(write_half, Arc::default());
    let Ok(mut frames) = incoming::frames(read_half, begun, Arc::clone(&out.replies)).await else { return };
    let (outbox, heard) = (Outbox::default(), reader::Heard::default());
    let (say, hears) = mpsc::channel(INBOX);
    let takes_bytes = framing == Framing::SockJs || D::TAKES_BYTES;
    let end = {
        let talking = talk(app, caller, dialect, hears, &outbox);
        let leaving = future::join(read(&mut frames, say, &heard, framing, takes_bytes), talking);
        tokio::select! {
            end = write(&outbox, &mut out, &heard, framing) => end,
            _ = leaving => None,
        }
    };
    say_goodbye(&mut frames, &mut out, end).await;
}

/// Hears texts until the other side leaves. What is broken is said to the dialect, which then closes.
async fn read(frames: &mut Frames, say: mpsc::Sender<Heard>, heard: &reader::Heard, framing: Framing, takes_bytes: bool) {
    let mut controls = Bucket::new(CONTROLS.0, CONTROLS.1);
    let broken = loop {
        let message = match frames.next().await {
            None => return,
            Some(Err(error)) => match close_code(&error) {
                Some(code) => break code,
                None => return,
            },
            Some(Ok(message)) => message,
        };
        heard.note();
        let text = match message {
            Message::Text(text) => text.as_str().to_owned(),
            Message::Binary(_) if !takes_bytes => break CloseCode::Unsupported,
            // Clients whose texts end at a NUL send bytes instead.
            Message::Binary(bytes) => match String::from_utf8(bytes.into()) {
                Ok(text) => text,
                Err(_) => break CloseCode::NotUtf8,
            },
            Message::Close(_) => return,
            Message::Ping(_) | Message::Pong(_) if controls.take().is_err() => break CloseCode::Policy,
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => continue,
        };
        let texts = match framing {
            Framing::Bare => vec![text],
            Framing::SockJs if text.is_empty() => continue,
            Framing::SockJs => match words::read(&text) {
                Some(texts) => texts,
                None => break CloseCode::Policy,
            },
        };
        for text in texts {
            if say.send(Heard::Text(text)).await.is_err() {
                break;
            }
        }
    };
    let _ = say.send(Heard::Broken(broken)).await;
    // The other side has not left: it is told why.
    future::pending::<()>().await;
}

/// Writes what is said until there is no more, and says how to close, if that still can be.
async fn write(outbox: &Outbox, out: &mut Outgoing, heard: &reader::Heard, framing: Framing) -> Option<(CloseCode, &'static str)> {
    let mut texts = Vec::new();
    let mut pulse = Pulse::new(heard);
    if framing == Framing::SockJs {
        out.put_message(Kind::Text, words::OPEN.into());
    }
    loop {
        match out.flush(WRITE_WITHIN).await {
            Some(Ok(())) => {}
            Some(Err(_)) => return None,
            None => return Some((CloseCode::TooSlow, "")),
        }
        tokio::select! {
            next = outbox.take(&mut texts, AT_ONCE) => match (next, framing) {
                (Next::Texts, Framing::Bare) => texts.drain(..).for_each(|text| out.put_message(Kind::Text, text.into())),
                (Next::Texts, Framing::SockJs) => {
                    out.put_message(Kind::Text, words::messages(&texts).into());
                    texts.clear();
                }
                (Next::Closed(code, reason), Framing::Bare) => return Some((code, reason)),
                (Next::Closed(code, reason), Framing::SockJs) => {
                    out.put_message(Kind::Text, words::close(code).into());
                    return Some((code, reason));
                }
            },
            () = out.replies.came.notified() => out.put_replies(),
            () = pulse.beats() => {
                if pulse.is_gone(heard) {
                    return None;
                }
                out.put_ping();
                if framing == Framing::SockJs {
                    out.put_message(Kind::Text, words::HEARTBEAT.into());
                }
            }
        }
    }
}
