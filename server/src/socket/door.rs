//! A socket as foreign dialects use it: whole messages in and out, with the limits, heartbeats and farewell of the line.
//! What the messages mean is decided in `doorways`.

use std::{net::IpAddr, sync::Arc};

use axum::{
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use chat::Bucket;
use futures::StreamExt;
use protocol::CloseCode;
use tokio::{net::TcpStream, time::Interval};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::{
    TRY_AGAIN_S, WRITE_WITHIN, handshake,
    incoming::{self, Frames},
    outgoing::{Kind, Outgoing},
    pulse::{self, MISSES},
    reader::{CONTROLS, close_code},
    say_goodbye,
};
use crate::{cross_site::origin_allowed, state::App};

/// An open socket.
pub struct Door {
    frames: Frames,
    out: Outgoing,
    rate: Bucket,
    controls: Bucket,
    beat: Interval,
    /// What is said beside each ping, for clients that cannot see pings.
    heartbeat: Option<&'static str>,
    /// Heartbeats since the other side was last heard.
    silent: u32,
}

/// A message from the other side.
#[derive(Debug)]
pub enum Said {
    /// Text.
    Text(Utf8Bytes),
    /// Bytes.
    Binary(Bytes),
}

/// Why a socket ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// By us, with a code and, for whoever debugs a client, a reason in ASCII.
    With(CloseCode, &'static str),
    /// By the other side, or it is gone.
    Theirs,
}

impl From<CloseCode> for End {
    fn from(code: CloseCode) -> Self {
        Self::With(code, "")
    }
}

/// Opens a socket for a page of ours, or for no page, and talks on it until `talk` has ended.
pub fn enter<Talk>(app: &Arc<App>, address: IpAddr, request: Request, talk: impl FnOnce(Door) -> Talk + Send + 'static) -> Response
where
    Talk: Future<Output = ()> + Send + 'static,
{
    if !origin_allowed(app, request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(place) = app.addresses.enter(address, app.config.limits.connections_per_address) else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, TRY_AGAIN_S)], "too many lines\n").into_response();
    };
    let (answer, opening) = handshake::accept(request, None);
    if let Some(opening) = opening {
        let per_second = app.config.limits.frames_per_second;
        app.lines.spawn(async move {
            if let Some((stream, begun)) = opening.stream().await
                && let Some(door) = Door::new(stream, begun, per_second).await
            {
                talk(door).await;
            }
            drop(place);
        });
    }
    answer
}

impl Door {
    async fn new(stream: TcpStream, begun: Bytes, per_second: u32) -> Option<Self> {
        let (read, write) = stream.into_split();
        let out = Outgoing::new(write, Arc::default());
        let frames = incoming::frames(read, begun, Arc::clone(&out.replies)).await.ok()?;
        let rate = Bucket::new(per_second, per_second.saturating_mul(4));
        Some(Self { frames, out, rate, controls: Bucket::new(CONTROLS.0, CONTROLS.1), beat: pulse::interval(), heartbeat: None, silent: 0 })
    }

    /// Says this text with every ping.
    pub fn beats_with(&mut self, text: &'static str) {
        self.heartbeat = Some(text);
    }

    /// What the other side says next. Nothing is lost when it is not awaited to its end.
    ///
    /// # Errors
    /// [`End`] when it said goodbye, broke a rule, or is gone.
    pub async fn next(&mut self) -> Result<Said, End> {
        loop {
            tokio::select! {
                message = self.frames.next() => {
                    if let Some(said) = self.heard(message.ok_or(End::Theirs)?)? {
                        return Ok(said);
                    }
                }
                () = self.out.replies.came.notified() => {
                    self.out.put_replies();
                    self.flush().await?;
                }
                _ = self.beat.tick() => {
                    self.silent += 1;
                    if self.silent > MISSES {
                        return Err(End::Theirs);
                    }
                    self.out.put_ping();
                    if let Some(text) = self.heartbeat {
                        self.put(text);
                    }
                    self.flush().await?;
                }
            }
        }
    }

    fn heard(&mut self, message: Result<Message, tokio_tungstenite::tungstenite::Error>) -> Result<Option<Said>, End> {
        let message = message.map_err(|error| close_code(&error).map_or(End::Theirs, End::from))?;
        self.silent = 0;
        let said = match message {
            Message::Text(text) => Said::Text(text),
            Message::Binary(bytes) => Said::Binary(bytes),
            Message::Close(_) => return Err(End::Theirs),
            Message::Ping(_) | Message::Pong(_) if self.controls.take().is_err() => {
                return Err(End::With(CloseCode::Policy, "too many control frames"));
            }
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => return Ok(None),
        };
        self.rate.take().map_err(|_| End::With(CloseCode::Policy, "too many frames"))?;
        Ok(Some(said))
    }

    /// Puts a text at the end of what is to be written, after the answers to pings that were heard before.
    pub fn put(&mut self, text: impl Into<Bytes>) {
        self.out.put_replies();
        self.out.put_message(Kind::Text, text.into());
    }

    /// Puts bytes at the end of what is to be written.
    pub fn put_binary(&mut self, bytes: Bytes) {
        self.out.put_replies();
        self.out.put_message(Kind::Binary, bytes);
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// [`End`] when the other side did not take it in time, or is gone.
    pub async fn flush(&mut self) -> Result<(), End> {
        match self.out.flush(WRITE_WITHIN).await {
            Some(Ok(())) => Ok(()),
            Some(Err(_)) => Err(End::Theirs),
            None => Err(CloseCode::TooSlow.into()),
        }
    }

    /// Says goodbye.
    pub async fn close(mut self, end: End) {
        let code = match end {
            End::With(code, reason) => Some((code, reason)),
            End::Theirs => None,
        };
        say_goodbye(&mut self.frames, &mut self.out, code).await;
    }
}
