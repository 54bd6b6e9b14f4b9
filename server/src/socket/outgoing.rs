//! The half of a socket that is written: whole frames, shared by all who get them, as many as there are in one call.
//! What is written and when is decided in `writer`.

use std::{
    collections::VecDeque,
    future::poll_fn,
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Buf, Bytes};
use chat::Frame;
use futures::FutureExt;
use protocol::CloseCode;
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    net::tcp::OwnedWriteHalf,
};

use super::incoming::Replies;

/// Frames written in one call.
const AT_ONCE: usize = 64;

/// Capacity that is kept by a socket that has nothing to write.
const KEPT: usize = 16;

/// The half of a socket that is written.
pub struct Outgoing {
    write: OwnedWriteHalf,
    /// What was begun and is not written yet. Only the first may be there in part.
    waiting: VecDeque<Bytes>,
    /// What the other half answers.
    pub replies: Arc<Replies>,
}

impl Outgoing {
    /// Nothing written yet.
    pub fn new(write: OwnedWriteHalf, replies: Arc<Replies>) -> Self {
        Self { write, waiting: VecDeque::new(), replies }
    }

    /// Puts events at the end.
    pub fn put(&mut self, frames: &mut Vec<Arc<Frame>>) {
        self.waiting.extend(frames.drain(..).map(|frame| frame.text_frame()));
        frames.shrink_to(KEPT);
    }

    /// Puts a text at the end, as a frame of its own.
    pub fn put_text(&mut self, text: &str) {
        self.waiting.push_back(text_frame(text));
    }

    /// Puts the other half's answers at the end.
    pub fn put_replies(&mut self) {
        let replies = self.replies.take();
        if !replies.is_empty() {
            self.waiting.push_back(replies);
        }
    }

    /// Puts a ping at the end.
    pub fn put_ping(&mut self) {
        self.waiting.push_back(Bytes::from_static(&[0x89, 0]));
    }

    /// Puts a close at the end. Nothing may follow it.
    pub fn put_close(&mut self, code: CloseCode) {
        let [high, low] = code.number().to_be_bytes();
        self.waiting.push_back(Bytes::copy_from_slice(&[0x88, 2, high, low]));
    }

    /// Writes all of it; `None` when the other side did not take it within this time. Nothing is lost when it is not awaited
    /// to its end.
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn flush(&mut self, within: Duration) -> Option<io::Result<()>> {
        // Nearly always there is room at once, and no clock has to be wound.
        if let Some(done) = poll_fn(|cx| self.poll(cx)).now_or_never() {
            return Some(done);
        }
        tokio::time::timeout(within, poll_fn(|cx| self.poll(cx))).await.ok()
    }

    /// Says that nothing more will be written.
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn shut(&mut self) -> io::Result<()> {
        self.write.shutdown().await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.waiting.is_empty() {
            let mut slices = [IoSlice::new(&[]); AT_ONCE];
            let mut count = 0;
            for (slice, bytes) in slices.iter_mut().zip(&self.waiting) {
                *slice = IoSlice::new(bytes);
                count += 1;
            }
            let written = ready!(Pin::new(&mut self.write).poll_write_vectored(cx, slices.get(..count).unwrap_or_default()))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.forget(written);
        }
        self.waiting.shrink_to(KEPT);
        Poll::Ready(Ok(()))
    }

    fn forget(&mut self, mut written: usize) {
        while let Some(first) = self.waiting.front_mut() {
            if written < first.len() {
                first.advance(written);
                return;
            }
            written -= first.len();
            self.waiting.pop_front();
        }
    }
}

/// A text as an unmasked frame (RFC 6455, section 5.2).
fn text_frame(text: &str) -> Bytes {
    let length = text.len();
    let mut frame = Vec::with_capacity(length + 10);
    frame.push(0x81);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ ..126), _) => frame.push(short),
        (_, Ok(long)) => {
            frame.push(126);
            frame.extend(long.to_be_bytes());
        }
        _ => {
            frame.push(127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend(text.as_bytes());
    frame.into()
}
