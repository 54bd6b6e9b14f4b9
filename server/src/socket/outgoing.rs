//! The half of a socket that is written: whole frames, shared by all who get them, as many as there are in one call; and the wire
//! on which a room writes by itself while there is nothing else to write.
//! What is written and when is decided in `writer`.

use std::{
    collections::VecDeque,
    future::poll_fn,
    io::{self, IoSlice},
    mem::take,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Buf, Bytes};
use chat::{Frame, Offered, Wire};
use futures::FutureExt;
use protocol::CloseCode;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpStream, tcp::OwnedWriteHalf},
};

use super::incoming::Replies;

/// Frames written in one call.
const AT_ONCE: usize = 64;

/// Capacity that is kept by a socket that has nothing to write.
const KEPT: usize = 16;

/// Bytes a reason may have: a control frame holds 125, two of them are the code. Ours are ASCII.
const REASON_BYTES: usize = 123;

/// What a message is made of, as the first byte of its only frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// UTF-8.
    Text = 0x81,
    /// Anything.
    Binary = 0x82,
}

/// The half of a socket that is written.
pub struct Outgoing {
    half: Arc<Half>,
    /// What was begun and is not written yet. Only the first may be there in part.
    waiting: VecDeque<Bytes>,
    /// What the other half answers.
    pub replies: Arc<Replies>,
}

/// What is shared with whoever writes straight onto the socket.
#[derive(Debug)]
struct Half {
    write: OwnedWriteHalf,
    /// The rest of a frame that was begun from outside.
    begun: Mutex<Bytes>,
}

impl Wire for Half {
    fn offer(&self, mut frame: Bytes) -> Offered {
        match self.write.try_write(&frame) {
            Ok(written) if written == frame.len() => Offered::Written,
            Ok(written @ 1..) => {
                frame.advance(written);
                *self.begun.lock().unwrap_or_else(PoisonError::into_inner) = frame;
                Offered::Begun
            }
            // What is wrong is found out by who writes next.
            Ok(0) | Err(_) => Offered::Refused,
        }
    }
}

impl Outgoing {
    /// Nothing written yet.
    pub fn new(write: OwnedWriteHalf, replies: Arc<Replies>) -> Self {
        let half = Half { write, begun: Mutex::default() };
        Self { half: Arc::new(half), waiting: VecDeque::new(), replies }
    }

    /// For whoever writes whole frames from outside, while this here writes nothing.
    pub fn wire(&self) -> Arc<dyn Wire> {
        Arc::clone(&self.half) as Arc<dyn Wire>
    }

    /// Puts events at the end.
    pub fn put(&mut self, frames: &mut Vec<Arc<Frame>>) {
        self.waiting.extend(frames.drain(..).map(|frame| frame.text_frame()));
        frames.shrink_to(KEPT);
    }

    /// Puts a whole message at the end: text, or bytes.
    pub fn put_message(&mut self, kind: Kind, payload: Bytes) {
        self.waiting.push_back(header(kind as u8, payload.len()));
        if !payload.is_empty() {
            self.waiting.push_back(payload);
        }
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

    /// Puts a close at the end, with a reason of at most 123 bytes for whoever debugs a client. Nothing may follow it.
    pub fn put_close(&mut self, code: CloseCode, reason: &str) {
        let reason = reason.as_bytes().get(..REASON_BYTES).unwrap_or(reason.as_bytes());
        let payload = [&code.number().to_be_bytes(), reason].concat();
        self.waiting.push_back(header(0x88, payload.len()));
        self.waiting.push_back(payload.into());
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
    /// The connection is gone, or somebody still has its wire.
    pub async fn shut(&mut self) -> io::Result<()> {
        Arc::get_mut(&mut self.half).ok_or(io::ErrorKind::ResourceBusy)?.write.shutdown().await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let begun = take(&mut *self.half.begun.lock().unwrap_or_else(PoisonError::into_inner));
        if !begun.is_empty() {
            self.waiting.push_front(begun);
        }
        while !self.waiting.is_empty() {
            let mut slices = [IoSlice::new(&[]); AT_ONCE];
            let mut count = 0;
            for (slice, bytes) in slices.iter_mut().zip(&self.waiting) {
                *slice = IoSlice::new(bytes);
                count += 1;
            }
            let stream: &TcpStream = self.half.write.as_ref();
            match stream.try_write_vectored(slices.get(..count).unwrap_or_default()) {
                Ok(0) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Ok(written) => self.forget(written),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => ready!(stream.poll_write_ready(cx))?,
                Err(error) => return Poll::Ready(Err(error)),
            }
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

/// The header of an unmasked frame (RFC 6455, section 5.2).
fn header(first: u8, length: usize) -> Bytes {
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ ..126), _) => Bytes::copy_from_slice(&[first, short]),
        (_, Ok(long)) => [&[first, 126], &long.to_be_bytes()[..]].concat().into(),
        _ => [&[first, 127], &(length as u64).to_be_bytes()[..]].concat().into(),
    }
}

#[cfg(test)]
mod tests;
