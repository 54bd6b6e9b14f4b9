//! How a client receives over HTTP: one frame an answer, or an answer that goes on until it is long or old enough.
//! Sending is another request.

use std::{sync::Arc, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use protocol::CloseCode;
use tokio::time::{Instant, timeout_at};

use super::{
    session::{Receiving, Session},
    transport::Transport,
    words,
};
use crate::{doorways::outbox::Next, socket::HEARTBEAT, state::App};

/// Bytes after which a streaming answer ends: browsers keep all of it in memory.
const ANSWER_BYTES: usize = 128 * 1024;

/// How long a streaming answer goes on: only who asks again is known to be there.
const ANSWER_FOR: Duration = Duration::from_secs(60);

/// An answer under way.
struct Answer {
    app: Arc<App>,
    transport: Transport,
    receiving: Receiving,
    sent: usize,
    until: Instant,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Prelude,
    Frames,
    Over,
}

/// The body of an answer. For those that do not stream it is there only when there is something to say.
pub async fn answer(app: Arc<App>, session: &Arc<Session>, transport: Transport) -> Body {
    let Some(receiving) = session.receive() else {
        return Body::from(transport.prelude() + &transport.frame(words::RECEIVED_ELSEWHERE));
    };
    let until = Instant::now() + ANSWER_FOR;
    let mut answer = Answer { app, transport, receiving, sent: 0, until, stage: Stage::Prelude };
    if answer.transport.is_streaming() {
        answer.receiving.begins();
        return Body::from_stream(stream::unfold(answer, |mut answer| async {
            let bytes = answer.next().await?;
            Some((Ok::<_, std::convert::Infallible>(bytes), answer))
        }));
    }
    let frame = answer.frame().await.unwrap_or_default();
    Body::from(answer.transport.frame(&frame))
}

impl Answer {
    /// The next piece of a streaming answer.
    async fn next(&mut self) -> Option<Bytes> {
        let piece = match self.stage {
            Stage::Prelude => {
                self.stage = Stage::Frames;
                self.transport.prelude()
            }
            Stage::Frames if self.sent < ANSWER_BYTES => match self.frame().await {
                Some(frame) => self.transport.frame(&frame),
                None => return self.end(),
            },
            Stage::Frames | Stage::Over => return self.end(),
        };
        self.sent += piece.len();
        Some(piece.into())
    }

    fn end(&mut self) -> Option<Bytes> {
        self.stage = Stage::Over;
        self.receiving.ends();
        None
    }

    /// The next frame; `None` when the answer has lasted long enough.
    async fn frame(&mut self) -> Option<String> {
        let session = &self.receiving.session;
        if session.greets() {
            return Some(words::OPEN.to_owned());
        }
        let mut texts = Vec::new();
        let until = self.until.min(Instant::now() + HEARTBEAT);
        let next = tokio::select! {
            next = timeout_at(until, session.outbox.take(&mut texts, ANSWER_BYTES)) => next,
            () = self.app.closing.cancelled() => Ok(Next::Closed(CloseCode::Restart, "")),
        };
        match next {
            Ok(Next::Texts) => Some(words::messages(&texts)),
            Ok(Next::Closed(code, _)) => {
                self.stage = Stage::Over;
                Some(words::close(code))
            }
            Err(_) if self.until <= Instant::now() => None,
            Err(_) => Some(words::HEARTBEAT.to_owned()),
        }
    }
}
